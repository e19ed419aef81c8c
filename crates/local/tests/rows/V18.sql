update users set plan_features = array['u:5_questions', 'o:unlimited_interviews'], plan_seen_at = now() where id = 'user_ada';

insert into api_keys (id, user_id, name, key_sha256, scopes, expires_at, last_used_on) values
    ('00000000-0000-4000-8000-000000000181', 'user_ada', 'Ada’s script', decode(repeat('a8', 32), 'hex'), '{read,practice}', null, '2026-11-28'),
    ('00000000-0000-4000-8000-000000000182', 'user_ada', 'Once', decode(repeat('b8', 32), 'hex'), '{read}', now() + interval '1 day', null);
