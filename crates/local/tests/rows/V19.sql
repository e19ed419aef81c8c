insert into shares (user_id, interview_id, token_sha256, include, expires_at, views) values
    ('user_ada', '00000000-0000-4000-8000-000000000021', decode(repeat('b1', 32), 'hex'), '{feedback}', now() + interval '7 days', 3),
    ('user_ada', '00000000-0000-4000-8000-000000000021', decode(repeat('b2', 32), 'hex'), '{feedback,transcript}', now(), 0);
