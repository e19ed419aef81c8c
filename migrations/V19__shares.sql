-- Shared reports: links by which whoever has one reads an interview's report, without an account, until it is over or revoked.

-- Whoever has the token reads the report; it is nowhere but in the link.
create table shares (
    id           uuid        not null default gen_random_uuid(),
    user_id      text        not null,
    interview_id uuid        not null,
    token_sha256 bytea       not null,
    -- What of the interview is shown.
    include      text[]      not null,
    expires_at   timestamptz not null,
    views        bigint      not null default 0,
    created_at   timestamptz not null default now(),
    constraint shares_pkey primary key (id),
    constraint shares_user_id_fkey foreign key (user_id) references users (id) on delete cascade,
    constraint shares_interview_id_fkey foreign key (interview_id) references interviews (id) on delete cascade,
    constraint shares_token_taken unique (token_sha256),
    constraint shares_include_known check (cardinality(include) > 0 and include <@ array['feedback', 'transcript']),
    constraint shares_views_not_negative check (views >= 0)
);

create index shares_newest_of_user on shares (user_id, created_at desc, id desc);
create index shares_newest_of_interview on shares (interview_id, created_at desc, id desc);
create index shares_oldest on shares (expires_at);

-- As `job_infos_of`: exact in one statement, under the owner's locked row. Those that are over do not count.
create function live_shares_of(owner text) returns bigint
    language sql
    volatile
    as 'select count(*) from shares where user_id = owner and expires_at > now()';
