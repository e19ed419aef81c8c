insert into usage (id, user_id, kind, subject_id, expires_at) values
    ('00000000-0000-4000-8000-000000000173', 'user_ada', 'answer_regrade', '00000000-0000-4000-8000-000000000011', now());
insert into usage_counters (user_id, kind, reserved) values ('user_ada', 'answer_regrade', 1);
