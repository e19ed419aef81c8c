-- The request that took a use, as the log calls it: from somebody's receipt to the lines of their request, and back. Receipts from
-- before have none.

alter table usage add column request_id text;
