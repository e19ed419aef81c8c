insert into interviews (id, job_info_id, receipt_id, state, kind, duration, hume_chat_id, started_at, ends_at, finished_at,
    last_seq, next_seq, feedback, feedback_rating, feedback_evidence, feedback_model, feedback_at) values
    ('00000000-0000-4000-8000-000000000021', '00000000-0000-4000-8000-000000000001', gen_random_uuid(), 'finished', 'voice',
        '00:12:59', 'chat-1', now(), now(), now(), 1, 2, 'Good', 8, 1, 'gemini', now()),
    ('00000000-0000-4000-8000-000000000022', '00000000-0000-4000-8000-000000000001', gen_random_uuid(), 'active', 'text',
        null, null, now(), null, null, null, 0, null, null, null, null, null),
    ('00000000-0000-4000-8000-000000000023', '00000000-0000-4000-8000-000000000002', gen_random_uuid(), 'created', null,
        null, null, null, null, null, null, 0, null, null, null, null, null);
insert into utterances (interview_id, seq, speaker, text, at_ms, ended_ms, interrupted, emotions) values
    ('00000000-0000-4000-8000-000000000021', 0, 'interviewer', 'Hello', 0, null, false, null),
    ('00000000-0000-4000-8000-000000000021', 1, 'candidate', 'Hi', 900, 1500, true, '{"joy": 0.5}');
insert into token_buckets (user_id, name, tokens) values ('user_ada', 'interviews', 11);
insert into voice_budgets (user_id, seconds_spent) values ('user_ada', 1800);
insert into usage (id, user_id, kind, subject_id, expires_at) values
    ('00000000-0000-4000-8000-000000000024', 'user_ada', 'interview_turn', '00000000-0000-4000-8000-000000000022', now()),
    ('00000000-0000-4000-8000-000000000025', 'user_ada', 'interview_feedback', '00000000-0000-4000-8000-000000000021', now());
