update job_infos set interview_on = '2026-12-24' where user_id = 'user_ada';

insert into calendars (user_id, token_sha256, fetches) values ('user_ada', decode(repeat('a7', 32), 'hex'), 3);
