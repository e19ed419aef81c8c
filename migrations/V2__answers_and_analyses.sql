-- Answers with their judgement, analyses of résumés, and what every generation costs: receipts of all kinds, and an
-- hourly and a daily budget.

create table answers (
    id          uuid             not null,
    question_id uuid             not null,
    text        text             not null,
    rating      integer,
    feedback    text             not null,
    -- The share of the feedback's quotations that stand in the answer; null without quotations.
    evidence    double precision,
    model       text             not null,
    created_at  timestamptz      not null default now(),
    constraint answers_pkey primary key (id),
    constraint answers_question_id_fkey foreign key (question_id) references questions (id) on delete cascade,
    constraint answers_text_length check (length(text) between 1 and 20000),
    constraint answers_rating_range check (rating between 1 and 10),
    constraint answers_evidence_range check (evidence between 0 and 1)
);

create index answers_newest_of_question on answers (question_id, created_at desc, id desc);

create table resume_analyses (
    id            uuid             not null,
    job_info_id   uuid             not null,
    -- The job as it was: an analysis is repeated for free only while job and file are the same.
    job_version   integer          not null,
    file_name     text             not null,
    file_size     integer          not null,
    file_sha256   text             not null,
    overall_score double precision not null,
    -- json, not jsonb: the order of the keys is the order in which a page shows them.
    result        json             not null,
    keywords      json             not null,
    model         text             not null,
    created_at    timestamptz      not null default now(),
    constraint resume_analyses_pkey primary key (id),
    constraint resume_analyses_job_info_id_fkey foreign key (job_info_id) references job_infos (id) on delete cascade,
    constraint resume_analyses_overall_score_range check (overall_score between 0 and 10)
);

create index resume_analyses_newest_of_job on resume_analyses (job_info_id, created_at desc, id desc);

-- Every generation has a receipt, also those that no plan limits.
alter table usage_counters drop constraint usage_counters_kind_known;
alter table usage_counters add constraint usage_counters_kind_known
    check (kind in ('question', 'answer_feedback', 'interview', 'interview_turn', 'interview_feedback', 'resume_analysis'));
alter table usage drop constraint usage_kind_known;
alter table usage add constraint usage_kind_known
    check (kind in ('question', 'answer_feedback', 'interview', 'interview_turn', 'interview_feedback', 'resume_analysis'));

-- What was generated in the running hour and the running day; each begins with its first generation.
create table ai_budgets (
    user_id         text        not null,
    hour_started_at timestamptz not null default now(),
    hour_spent      integer     not null,
    day_started_at  timestamptz not null default now(),
    day_spent       integer     not null,
    constraint ai_budgets_pkey primary key (user_id),
    constraint ai_budgets_user_id_fkey foreign key (user_id) references users (id) on delete cascade
);
