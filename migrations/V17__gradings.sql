-- Further opinions on the grade of an answer, each by a model that did not know the others. The grade that counts stays
-- the answer's own.

create table gradings (
    -- Of the first that a request made, the id of its receipt.
    id            uuid        not null,
    answer_id     uuid        not null,
    rating        smallint    not null,
    model         text        not null,
    -- SHA-256 of all that the model was told, and of the schema that it was held to.
    prompt_sha256 bytea       not null,
    created_at    timestamptz not null default now(),
    constraint gradings_pkey primary key (id),
    constraint gradings_answer_id_fkey foreign key (answer_id) references answers (id) on delete cascade,
    constraint gradings_rating_range check (rating between 1 and 10)
);

create index gradings_of_answer on gradings (answer_id, created_at);
