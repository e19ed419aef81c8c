-- API keys, by which programs come in a person's place; and what a session last said of that person's plan, since a key says nothing of it.

alter table users
    -- As the token had them. Null: no session was seen.
    add column plan_features text[],
    -- When that token was issued.
    add column plan_seen_at timestamptz;

-- The key itself is nowhere but in its owner's hands.
create table api_keys (
    id           uuid        not null default gen_random_uuid(),
    user_id      text        not null,
    name         text        not null,
    key_sha256   bytea       not null,
    scopes       text[]      not null,
    created_at   timestamptz not null default now(),
    -- Null: not before it is deleted.
    expires_at   timestamptz,
    -- A day of UTC.
    last_used_on date,
    constraint api_keys_pkey primary key (id),
    constraint api_keys_user_id_fkey foreign key (user_id) references users (id) on delete cascade,
    constraint api_keys_key_taken unique (key_sha256),
    constraint api_keys_name_length check (length(name) between 1 and 100),
    constraint api_keys_scopes_known check (cardinality(scopes) > 0 and scopes <@ array['read', 'practice'])
);

create index api_keys_newest on api_keys (user_id, created_at desc, id desc);
create index api_keys_expired on api_keys (expires_at) where expires_at is not null;

-- As `job_infos_of`: exact in one statement, under the owner's locked row.
create function api_keys_of(owner text) returns bigint
    language sql
    volatile
    as 'select count(*) from api_keys where user_id = owner';
