insert into users (id, name, email, image_url, clerk_updated_at) values
    ('user_ada', 'Ada', 'ada@example.com', 'https://img.example.com/ada', now()),
    ('user_bo', null, null, null, null);
insert into users (id, deleted_at) values ('user_gone', now());
insert into job_infos (id, user_id, name, title, experience_level, description, version) values
    ('00000000-0000-4000-8000-000000000001', 'user_ada', 'Acme', 'Engineer', 'senior', 'Rust ☕', 3),
    ('00000000-0000-4000-8000-000000000002', 'user_bo', repeat('é', 255), null, 'junior', repeat('x', 20000), 1);
insert into questions (id, job_info_id, text, difficulty, model) values
    ('00000000-0000-4000-8000-000000000003', '00000000-0000-4000-8000-000000000001', 'Why?', 'hard', 'gemini');
insert into usage_counters (user_id, kind, used, reserved) values
    ('user_ada', 'question', 5, 1), ('user_ada', 'interview', 0, 0), ('user_bo', 'resume_analysis', 2147483647, 0);
insert into usage (id, user_id, kind, state, subject_id, model, input_tokens, output_tokens, expires_at, settled_at) values
    ('00000000-0000-4000-8000-000000000004', 'user_ada', 'question', 'settled', '00000000-0000-4000-8000-000000000003',
        'gemini', 900, 80, now(), now()),
    ('00000000-0000-4000-8000-000000000005', 'user_ada', 'question', 'reserved', gen_random_uuid(), null, null, null,
        now() + interval '5 minutes', null),
    ('00000000-0000-4000-8000-000000000006', 'user_bo', 'interview', 'released', gen_random_uuid(), null, null, null,
        now() - interval '1 day', null);
