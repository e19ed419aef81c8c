-- Rows for bench/backup.sh: people with jobs, questions, answers and utterances, about :megabytes MB of text that compresses as prose does.
-- A person has 46 KB of it.
create temp table words as
    select n, (array['interview', 'ownership', 'borrow', 'latency', 'because', 'database', 'the', 'of', 'when', 'team', 'index', 'cache',
        'question', 'answer', 'should', 'measure', 'design', 'failure', 'recovery', 'people'])[1 + n % 20] || substr(md5(n::text), 1, n % 4)
        as word from generate_series(0, 4999) n;
create function pg_temp.prose(seed int, length int) returns text language sql as $$
    select string_agg(word, ' ' order by i) from generate_series(1, length) i join words w on w.n = (seed * 7919 + i * i * 31) % 5000 $$;
-- A hundred different texts of some 2 KB each; every row has a start of its own.
create temp table texts as select n, pg_temp.prose(n, 300) as text from generate_series(0, 99) n;

insert into users (id, name, email)
    select 'user_' || n, 'Person ' || n, 'person' || n || '@example.com' from generate_series(1, :megabytes * 22) n;
insert into job_infos (id, user_id, name, experience_level, description)
    select gen_random_uuid(), 'user_' || person, 'Job ' || person, 'senior', md5(person::text) || text
    from generate_series(1, :megabytes * 22) person join texts on n = person % 100;
insert into questions (id, job_info_id, text, difficulty, model)
    select gen_random_uuid(), j.id, md5(j.id::text || i) || left(t.text, 400), 'hard', 'gemini'
    from job_infos j, generate_series(1, 10) i join texts t on t.n = i;
insert into answers (id, question_id, text, rating, feedback, evidence, model)
    select gen_random_uuid(), q.id, md5(q.id::text) || t.text, 7, md5(q.text) || left(f.text, 1200), random(), 'gemini'
    from (select *, row_number() over () as n from questions) q
    join texts t on t.n = q.n % 100 join texts f on f.n = (q.n * 7) % 100
    where q.n % 5 < 1;
insert into interviews (id, job_info_id, receipt_id) select gen_random_uuid(), id, gen_random_uuid() from job_infos;
insert into utterances (interview_id, seq, speaker, text, at_ms)
    select i.id, s, case s % 2 when 0 then 'interviewer' else 'candidate' end, md5(i.id::text || s) || left(t.text, 200), s * 9000
    from interviews i, generate_series(0, 99) s join texts t on t.n = s;
analyze;
