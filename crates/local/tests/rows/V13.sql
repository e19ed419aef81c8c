insert into erasures (id, token_sha256, user_sha256, steps, done_at) values
    ('00000000-0000-4000-8000-000000000111', repeat('ab', 32), repeat('cd', 32), '{"deleted": {"answers": 2}}', now()),
    ('00000000-0000-4000-8000-000000000112', repeat('ef', 32), repeat('cd', 32), '{}', null);
insert into usage_totals (day, kind, model, uses, input_tokens, output_tokens) values
    ('2026-11-28', 'question', 'gemini-3.8-flash', 9007199254740993, 900, 80), ('2026-11-28', 'interview', '', 1, 0, 0);
