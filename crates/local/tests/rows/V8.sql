insert into usage (id, user_id, kind, state, subject_id, expires_at, request_id)
values ('00000000-0000-4000-8000-000000000081', 'user_ada', 'question', 'released', '00000000-0000-4000-8000-000000000001', now(),
    E'a-request \\ "quoted"');
