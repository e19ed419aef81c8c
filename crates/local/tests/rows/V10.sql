update users set time_zone = 'Asia/Kolkata', day_starts_at = 0, retention = 0.85, daily_minutes = 240 where id = 'user_ada';
update questions set topics = '{PostgreSQL,"C, \"quoted\"",\\}' where id = '00000000-0000-4000-8000-000000000003';
insert into reviews
    (id, user_id, job_info_id, question_id, rating, grade, source, fresh, excluded_by, difficulty, topics, created_at)
select id.id, 'user_ada', q.job_info_id, q.id, id.rating, id.grade, id.source, id.fresh, id.excluded_by, q.difficulty, q.topics,
    timestamptz '2026-11-24 03:59:59.999+05:30'
from questions q, (values
    ('00000000-0000-4000-8000-000000000011'::uuid, 7, 3, 'answer', true, null),
    ('00000000-0000-4000-8000-000000000101'::uuid, null, 1, 'self', false, 'user')
) as id (id, rating, grade, source, fresh, excluded_by)
where q.id = '00000000-0000-4000-8000-000000000003';
insert into cards (question_id, user_id, job_info_id, stability, difficulty, reviews, lapses, reviewed_at, due_on, suspended)
select id, 'user_ada', job_info_id, 2.3065, 2.118103970459016, 1, 0, timestamptz '2026-11-24 03:59:59.999+05:30', '2026-11-26', true
from questions where id = '00000000-0000-4000-8000-000000000003';
