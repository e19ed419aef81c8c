-- People, the jobs they prepare for, the questions they were asked, and what they used of their plan.
-- Every constraint has a name that the code can match; enumerations are text with a check.

create table users (
    id               text        constraint users_pkey primary key,
    name             text,
    email            text,
    image_url        text,
    clerk_updated_at timestamptz,
    deleted_at       timestamptz,
    created_at       timestamptz not null default now(),
    updated_at       timestamptz not null default now(),
    constraint users_id_is_clerks check (id like 'user\_%' and length(id) <= 255),
    constraint users_tombstone_is_empty
        check (deleted_at is null or (name is null and email is null and image_url is null))
);

create table job_infos (
    id               uuid        not null default gen_random_uuid(),
    user_id          text        not null,
    name             text        not null,
    title            text,
    experience_level text        not null,
    description      text        not null,
    version          integer     not null default 1,
    created_at       timestamptz not null default now(),
    updated_at       timestamptz not null default now(),
    constraint job_infos_pkey primary key (id),
    constraint job_infos_user_id_fkey foreign key (user_id) references users (id) on delete cascade,
    constraint job_infos_name_length check (length(name) between 1 and 255),
    constraint job_infos_title_length check (length(title) between 1 and 255),
    constraint job_infos_description_length check (length(description) between 1 and 20000),
    constraint job_infos_experience_level_known check (experience_level in ('junior', 'mid-level', 'senior'))
);

create index job_infos_newest_of_user on job_infos (user_id, created_at desc, id desc);

create table questions (
    id          uuid        not null,
    job_info_id uuid        not null,
    text        text        not null,
    difficulty  text        not null,
    model       text        not null,
    created_at  timestamptz not null default now(),
    constraint questions_pkey primary key (id),
    constraint questions_job_info_id_fkey foreign key (job_info_id) references job_infos (id) on delete cascade,
    constraint questions_text_not_empty check (text <> ''),
    constraint questions_difficulty_known check (difficulty in ('easy', 'medium', 'hard'))
);

create index questions_newest_of_job on questions (job_info_id, created_at desc, id desc);

-- What a user used of each kind over a lifetime, and what is reserved for results still being made.
create table usage_counters (
    user_id  text    not null,
    kind     text    not null,
    used     integer not null default 0,
    reserved integer not null default 0,
    constraint usage_counters_pkey primary key (user_id, kind),
    constraint usage_counters_user_id_fkey foreign key (user_id) references users (id) on delete cascade,
    constraint usage_counters_kind_known check (kind in ('question', 'interview', 'resume_analysis')),
    constraint usage_counters_not_negative check (used >= 0 and reserved >= 0)
);

-- The receipts behind the counters. subject_id is no foreign key: a receipt outlives what it paid for.
create table usage (
    id            uuid        not null,
    user_id       text        not null,
    kind          text        not null,
    state         text        not null default 'reserved',
    subject_id    uuid        not null,
    model         text,
    input_tokens  integer,
    output_tokens integer,
    reserved_at   timestamptz not null default now(),
    expires_at    timestamptz not null,
    settled_at    timestamptz,
    constraint usage_pkey primary key (id),
    constraint usage_user_id_fkey foreign key (user_id) references users (id) on delete cascade,
    constraint usage_kind_known check (kind in ('question', 'interview', 'resume_analysis')),
    constraint usage_state_known check (state in ('reserved', 'settled', 'released')),
    constraint usage_settled_has_time check ((state = 'settled') = (settled_at is not null))
);

create index usage_newest_of_user on usage (user_id, reserved_at desc);
create index usage_open_reservations on usage (user_id, kind, expires_at) where state = 'reserved';
