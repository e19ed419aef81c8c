insert into usage (id, user_id, kind, state, subject_id, expires_at, request_sha256, attempt, released_at)
values ('00000000-0000-8000-8000-000000000091', 'user_ada', 'question', 'released', '00000000-0000-4000-8000-000000000001', now(),
    '\x00ff5c', 2, now());
update utterances set receipt_id = '00000000-0000-8000-8000-000000000091' where speaker = 'interviewer';
