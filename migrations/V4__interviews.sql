-- Interviews, spoken or written, with the words that were said in them, and what bounds them: a bucket of tokens for
-- creating them, seconds a day for speaking.

create table interviews (
    id                uuid        not null,
    job_info_id       uuid        not null,
    -- The receipt of its use. Not a foreign key: an interview whose use lapsed before it began gets another one.
    receipt_id        uuid        not null,
    state             text        not null default 'created',
    -- How it is held; decided when it begins.
    kind              text,
    duration          text,
    hume_chat_id      text,
    started_at        timestamptz,
    -- When the time for speaking is over; a written interview has turns instead.
    ends_at           timestamptz,
    finished_at       timestamptz,
    -- The number of the last utterance, where the end told it: until all before it are here, words may be missing.
    last_seq          integer,
    -- Kept along with the utterances, so that a lock on this row is all that adding to them needs.
    next_seq          integer     not null default 0,
    utterance_count   integer     not null default 0,
    character_count   integer     not null default 0,
    -- The one voice session that may add utterances, and how many were opened.
    voice_session     text,
    mints             integer     not null default 0,
    feedback          text,
    feedback_rating   integer,
    -- The share of the feedback's quotations that stand in the transcript; null without quotations.
    feedback_evidence double precision,
    feedback_model    text,
    feedback_at       timestamptz,
    created_at        timestamptz not null default now(),
    updated_at        timestamptz not null default now(),
    constraint interviews_pkey primary key (id),
    constraint interviews_job_info_id_fkey foreign key (job_info_id) references job_infos (id) on delete cascade,
    constraint interviews_hume_chat_id_taken unique (hume_chat_id),
    constraint interviews_state_known check (state in ('created', 'active', 'finished')),
    constraint interviews_kind_known check (kind in ('voice', 'text')),
    constraint interviews_begun_has_kind check (state <> 'active' or (kind is not null and started_at is not null)),
    constraint interviews_finished_has_time check ((state = 'finished') = (finished_at is not null)),
    constraint interviews_duration_form check (duration ~ '^\d\d:[0-5]\d:[0-5]\d$'),
    constraint interviews_feedback_rating_range check (feedback_rating between 1 and 10),
    constraint interviews_feedback_evidence_range check (feedback_evidence between 0 and 1),
    constraint interviews_feedback_is_whole
        check ((feedback is null) = (feedback_model is null) and (feedback is null) = (feedback_at is null))
);

create index interviews_newest_of_job on interviews (job_info_id, created_at desc, id desc);

create table utterances (
    interview_id uuid    not null,
    seq          integer not null,
    speaker      text    not null,
    text         text    not null,
    -- Milliseconds from the interview's start.
    at_ms        bigint  not null,
    -- Null where nobody measured how long it took: what was typed, and events with one time only.
    ended_ms     bigint,
    interrupted  boolean not null default false,
    -- Scores by name, where a provider gave them.
    emotions     json,
    constraint utterances_pkey primary key (interview_id, seq),
    constraint utterances_interview_id_fkey foreign key (interview_id) references interviews (id) on delete cascade,
    constraint utterances_seq_not_negative check (seq >= 0),
    constraint utterances_speaker_known check (speaker in ('interviewer', 'candidate')),
    constraint utterances_text_not_empty check (text <> '')
);

-- Starts full; refilled in whole steps, the next one a step after `filled_at`.
create table token_buckets (
    user_id   text        not null,
    name      text        not null,
    tokens    integer     not null,
    filled_at timestamptz not null default now(),
    constraint token_buckets_pkey primary key (user_id, name),
    constraint token_buckets_user_id_fkey foreign key (user_id) references users (id) on delete cascade,
    constraint token_buckets_not_negative check (tokens >= 0)
);

-- What somebody may still speak in the running day, which begins with its first credentials.
create table voice_budgets (
    user_id        text        not null,
    day_started_at timestamptz not null default now(),
    seconds_spent  integer     not null,
    constraint voice_budgets_pkey primary key (user_id),
    constraint voice_budgets_user_id_fkey foreign key (user_id) references users (id) on delete cascade,
    constraint voice_budgets_not_negative check (seconds_spent >= 0)
);

-- An open receipt is the claim on its interview: whoever comes second finds it taken.
create unique index usage_one_at_a_time on usage (subject_id, kind)
    where state = 'reserved' and kind in ('interview_turn', 'interview_feedback');
