insert into answers (id, question_id, text, rating, feedback, evidence, model) values
    ('00000000-0000-4000-8000-000000000011', '00000000-0000-4000-8000-000000000003', 'Because.', 7, 'Good', 0.5, 'gemini'),
    ('00000000-0000-4000-8000-000000000012', '00000000-0000-4000-8000-000000000003', 'So.', null, '', null, 'gemini');
insert into resume_analyses (id, job_info_id, job_version, file_name, file_size, file_sha256, overall_score, result, keywords, model)
values ('00000000-0000-4000-8000-000000000013', '00000000-0000-4000-8000-000000000001', 3, 'cv.pdf', 1, 'ab', 7.5,
    '{"b": 1, "a": [null]}', '[]', 'gemini');
insert into ai_budgets (user_id, hour_spent, day_spent) values ('user_ada', 3, 30);
insert into usage (id, user_id, kind, subject_id, expires_at) values
    ('00000000-0000-4000-8000-000000000014', 'user_ada', 'answer_feedback', gen_random_uuid(), now());
