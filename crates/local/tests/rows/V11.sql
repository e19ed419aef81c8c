insert into questions (id, job_info_id, text, difficulty, model, topics, follows) values
    ('00000000-0000-4000-8000-000000000111', '00000000-0000-4000-8000-000000000001', 'And why is that?', 'hard', 'gemini',
        '{general}', '00000000-0000-4000-8000-000000000011');
