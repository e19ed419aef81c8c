insert into webhook_events (id) values ('msg_1');
insert into idempotency_keys (user_id, method, path, key, body_sha256, claim, claimed_until, status, headers, body) values
    ('user_ada', 'POST', '/api/job-infos', 'one', 'ab', gen_random_uuid(), now(), 201, '{}', '{}'),
    ('user_ada', 'POST', '/api/job-infos', 'two', 'ab', gen_random_uuid(), now(), null, null, null);
