-- Erasures that people asked for, and what people who are gone had used, by day and model.

-- No foreign key leads to the person: the row outlives theirs, until 90 days after its end. Whom it was for can only be told by
-- whoever knows their id, and the token of its receipt is nowhere but in their hands.
create table erasures (
    id           uuid        not null,
    -- In hexadecimal digits, as the other.
    token_sha256 text        not null,
    user_sha256  text        not null,
    requested_at timestamptz not null default now(),
    -- How many rows of each table were deleted, and how far each step has come.
    steps        json        not null,
    done_at      timestamptz,
    constraint erasures_pkey primary key (id),
    constraint erasures_token_sha256_taken unique (token_sha256)
);

create index erasures_open on erasures (requested_at) where done_at is null;
create index erasures_oldest on erasures (done_at) where done_at is not null;

-- The ledger of people who are gone, without them.
create table usage_totals (
    day           date   not null,
    kind          text   not null,
    -- Empty for uses that no model was asked for.
    model         text   not null,
    uses          bigint not null,
    input_tokens  bigint not null,
    output_tokens bigint not null,
    constraint usage_totals_pkey primary key (day, kind, model),
    constraint usage_totals_not_negative check (uses >= 0 and input_tokens >= 0 and output_tokens >= 0)
);
