-- An open receipt is the claim on its answer, as usage_one_at_a_time has it for interviews: whoever comes second finds
-- it taken.
create unique index concurrently usage_one_regrade_at_a_time
    on usage (subject_id) where state = 'reserved' and kind = 'answer_regrade';
