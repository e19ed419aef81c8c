-- Who holds a receipt: each reservation writes a claim of its own, and only whoever has it may release or settle the receipt.
-- Receipts from before have none.

alter table usage add column claim uuid;
