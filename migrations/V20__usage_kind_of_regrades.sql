-- Receipts of second opinions: one kind more. Whoever relied on the old constraints finds all that they allowed in the
-- new ones, at the same moment. Every row that is there was checked for fewer kinds, so none is looked at now.

alter table usage_counters
    -- squawk-ignore ban-drop-constraint
    drop constraint usage_counters_kind_known,
    add constraint usage_counters_kind_known check (kind in (
        'question', 'answer_feedback', 'answer_regrade', 'interview', 'interview_turn', 'interview_feedback',
        'resume_analysis'
    )) not valid;
alter table usage
    -- squawk-ignore ban-drop-constraint
    drop constraint usage_kind_known,
    add constraint usage_kind_known check (kind in (
        'question', 'answer_feedback', 'answer_regrade', 'interview', 'interview_turn', 'interview_feedback',
        'resume_analysis'
    )) not valid;
