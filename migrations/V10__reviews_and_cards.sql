-- Reviews: how well each answer went, a row each, narrow enough that one index answers what progress asks. Cards: what
-- spaced repetition knows of a question, always a fold of its reviews. And the settings by which days are counted.

alter table users
    -- A name in pg_timezone_names: by it, and by the hour in which a day begins, an instant has its day.
    add column time_zone text not null default 'UTC',
    add column day_starts_at smallint not null default 4
        constraint users_day_starts_at_range check (day_starts_at between 0 and 6),
    -- How likely an answer is to be remembered on the day on which its question comes again.
    add column retention real not null default 0.9
        constraint users_retention_range check (retention between 0.8 and 0.95),
    add column daily_minutes smallint not null default 30
        constraint users_daily_minutes_range check (daily_minutes between 10 and 240);

alter table questions
    -- What it is about, by the dictionary of keywords; at most three.
    add column topics text[] not null default '{}',
    -- The answer whose gap it asks about.
    add column follows uuid;
alter table questions add constraint questions_follows_fkey
    foreign key (follows) references answers (id) on delete set null not valid;

create table reviews (
    -- Of an answer its id; what somebody judged by themselves has one of its own.
    id          uuid        not null,
    user_id     text        not null,
    job_info_id uuid        not null,
    question_id uuid        not null,
    -- Out of 10; null for what somebody judged by themselves.
    rating      smallint,
    -- 1 again, 2 hard, 3 good, 4 easy.
    grade       smallint    not null,
    source      text        not null,
    -- Whether the question had no review in the twenty hours before.
    fresh       boolean     not null,
    excluded_by text,
    difficulty  text        not null,
    topics      text[]      not null,
    created_at  timestamptz not null default now(),
    constraint reviews_pkey primary key (id),
    constraint reviews_user_id_fkey foreign key (user_id) references users (id) on delete cascade,
    constraint reviews_job_info_id_fkey foreign key (job_info_id) references job_infos (id) on delete cascade,
    constraint reviews_question_id_fkey foreign key (question_id) references questions (id) on delete cascade,
    constraint reviews_rating_range check (rating between 1 and 10),
    constraint reviews_grade_range check (grade between 1 and 4),
    constraint reviews_source_known check (source in ('answer', 'self')),
    constraint reviews_answer_has_rating check ((source = 'answer') = (rating is not null)),
    constraint reviews_excluded_by_known check (excluded_by in ('rule', 'user'))
);

create index reviews_of_user on reviews (user_id, created_at)
    include (rating, grade, fresh, excluded_by, topics, difficulty, question_id, job_info_id);
create index reviews_of_question on reviews (question_id, created_at);
create index reviews_of_job on reviews (job_info_id, created_at);

create table cards (
    question_id uuid             not null,
    user_id     text             not null,
    job_info_id uuid             not null,
    -- In days: after so many, nine of ten such answers would be remembered.
    stability   double precision not null,
    -- From 1 to 10.
    difficulty  double precision not null,
    -- How many reviews it is a fold of, and how many of them forgot what an earlier one knew.
    reviews     integer          not null,
    lapses      integer          not null,
    reviewed_at timestamptz      not null,
    -- A day of its owner's, never an instant.
    due_on      date             not null,
    suspended   boolean          not null default false,
    -- FSRS's version.
    algorithm   smallint         not null default 6,
    constraint cards_pkey primary key (question_id),
    constraint cards_question_id_fkey foreign key (question_id) references questions (id) on delete cascade,
    constraint cards_user_id_fkey foreign key (user_id) references users (id) on delete cascade,
    constraint cards_job_info_id_fkey foreign key (job_info_id) references job_infos (id) on delete cascade,
    constraint cards_stability_range check (stability between 0.001 and 36500),
    constraint cards_difficulty_range check (difficulty between 1 and 10),
    constraint cards_counts_not_negative check (reviews >= 1 and lapses >= 0)
);

create index cards_due on cards (user_id, due_on, question_id) where not suspended;
create index cards_of_user on cards (user_id);
create index cards_of_job on cards (job_info_id);

-- When a question was last reviewed. A volatile function looks anew each time, also inside a statement that waited for a lock,
-- which otherwise sees what was there when it began: so of two answers at once, under the question's lock, one is the second.
create function last_review_of(question uuid) returns timestamptz
    language sql
    volatile
    as 'select max(created_at) from reviews where question_id = question';

-- Whether a question has another answer in the same words, capitals aside; looks anew for the same reason.
create function answered_before(question uuid, answer uuid, words text) returns boolean
    language sql
    volatile
    as 'select exists (
        select from answers where question_id = question and id <> answer and lower(text) = lower(words)
    )';
