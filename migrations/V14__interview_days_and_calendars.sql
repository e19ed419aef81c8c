-- The day of an interview, to which a plan leads; and the feed by which a calendar shows that plan.

alter table job_infos
    -- A day of its owner's, never an instant.
    add column interview_on date;

-- Whoever has the token reads the feed: calendars sign nobody in. A newer one replaces it.
create table calendars (
    user_id        text        not null,
    token_sha256   bytea       not null,
    created_at     timestamptz not null default now(),
    -- How often the feed was fetched in the hour that began then.
    hour_began_at  timestamptz not null default now(),
    fetches        integer     not null default 0,
    constraint calendars_pkey primary key (user_id),
    constraint calendars_user_id_fkey foreign key (user_id) references users (id) on delete cascade,
    constraint calendars_token_taken unique (token_sha256),
    constraint calendars_fetches_not_negative check (fetches >= 0)
);
