-- The request that took a use, as the log calls it: from somebody's receipt to the lines of their request, and back. Receipts
-- from before have none. And when an operator gave a use back: nothing that is done with it later charges it again.

alter table usage
    add column request_id text,
    add column given_back_at timestamptz;
