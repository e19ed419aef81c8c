-- Streams that go on. A receipt is its stream: what a key was sent with, which attempt it is (one that came to nothing is begun
-- anew under the same id), since when it is released, and whether it was settled although nothing of it could be stored. A
-- turn's receipt stands at what the interviewer said. Receipts and utterances from before have none of it.

alter table usage
    add column request_sha256 bytea,
    add column attempt integer not null default 1,
    add column released_at timestamptz,
    add column unstored boolean not null default false;

alter table utterances add column receipt_id uuid;
