-- Which events of Clerk's have taken effect, and what was replied to requests that may be sent again.

-- An event's id and its effect commit together, so an event that is delivered again does nothing.
create table webhook_events (
    id          text        not null,
    received_at timestamptz not null default now(),
    constraint webhook_events_pkey primary key (id)
);

create index webhook_events_oldest on webhook_events (received_at);

-- A request is claimed by whoever does it; its effect and the reply to it commit together.
create table idempotency_keys (
    user_id       text        not null,
    method        text        not null,
    path          text        not null,
    key           text        not null,
    body_sha256   text        not null,
    claim         uuid        not null,
    claimed_until timestamptz not null,
    created_at    timestamptz not null default now(),
    -- Null until the reply is known.
    status        integer,
    headers       json,
    body          text,
    constraint idempotency_keys_pkey primary key (user_id, method, path, key),
    constraint idempotency_keys_user_id_fkey foreign key (user_id) references users (id) on delete cascade,
    constraint idempotency_keys_reply_is_whole
        check ((status is null) = (headers is null) and (status is null) = (body is null)),
    -- What a later attempt may cure is not kept.
    constraint idempotency_keys_status_is_final check (status between 200 and 499 and status <> 429)
);

create index idempotency_keys_oldest on idempotency_keys (created_at);
