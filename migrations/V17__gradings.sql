-- Further opinions on the grade of an answer, each by a model that did not know the others; and the kind of receipt that they are
-- made with. The grade that counts stays the answer's own.

create table gradings (
    -- Of the first that a request made, the id of its receipt.
    id            uuid        not null,
    answer_id     uuid        not null,
    rating        smallint    not null,
    model         text        not null,
    -- SHA-256 of all that the model was told.
    prompt_sha256 bytea       not null,
    created_at    timestamptz not null default now(),
    constraint gradings_pkey primary key (id),
    constraint gradings_answer_id_fkey foreign key (answer_id) references answers (id) on delete cascade,
    constraint gradings_rating_range check (rating between 1 and 10)
);

create index gradings_of_answer on gradings (answer_id, created_at);

-- One kind more: whoever relied on the old constraints finds all that they allowed in the new ones, at the same moment. Every row that
-- is there was checked for fewer kinds, so none is looked at now.
alter table usage_counters
    -- squawk-ignore ban-drop-constraint
    drop constraint usage_counters_kind_known,
    add constraint usage_counters_kind_known check (kind in (
        'question', 'answer_feedback', 'answer_regrade', 'interview', 'interview_turn', 'interview_feedback', 'resume_analysis'
    )) not valid;
alter table usage
    -- squawk-ignore ban-drop-constraint
    drop constraint usage_kind_known,
    add constraint usage_kind_known check (kind in (
        'question', 'answer_feedback', 'answer_regrade', 'interview', 'interview_turn', 'interview_feedback', 'resume_analysis'
    )) not valid;
