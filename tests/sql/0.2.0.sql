-- What release 0.2.0 sends to Postgres, and which names it matches; its schema is 22.
-- Written by ci/record-sql from what the tests sent; never edited once the release is out.
-- relies on interviews_hume_chat_id_taken
-- relies on rate_limits_has_room
-- relies on usage_kind_known
-- relies on usage_one_at_a_time
-- relies on usage_one_regrade_at_a_time
-- relies on usage_pkey
-- relies on utterances_pkey

prepare statement 0 (text, text, text, text, uuid) as

        delete from idempotency_keys
        where user_id = $1 and method = $2 and path = $3 and key = $4 and claim = $5 and status is null;

prepare statement 1 (text, text, text, text) as

        select k.body_sha256, k.status, k.headers::text as headers, k.body
        from users u join idempotency_keys k on k.user_id = u.id and k.method = $2 and k.path = $3 and k.key = $4
        where u.id = $1 and u.deleted_at is null;

prepare statement 2 (uuid, text, bool) as

        update erasures set steps = $2::text::json, done_at = case when $3 then now() end where id = $1 and done_at is null;

prepare statement 3 (text, text, text, text, uuid, int4, text, text) as

        update idempotency_keys set status = $6, headers = $7::json, body = $8
        where user_id = $1 and method = $2 and path = $3 and key = $4 and claim = $5 and status is null
        returning key;

prepare statement 4 (text, bytea) as

    insert into calendars (user_id, token_sha256) select id, $2 from users where id = $1 and deleted_at is null for key share
    on conflict on constraint calendars_pkey do update
        set token_sha256 = excluded.token_sha256, created_at = now(), hour_began_at = now(), fetches = 0
    returning user_id;

prepare statement 5 (text) as

    insert into erasures select * from json_populate_record(null::erasures, $1::text::json)
    on conflict on constraint erasures_pkey do update set steps = excluded.steps, done_at = excluded.done_at
        where erasures.done_at is null;

prepare statement 6 (_uuid, _int4, _bool) as

    insert into reviews
        (id, user_id, job_info_id, question_id, rating, grade, source, fresh, excluded_by, difficulty, topics, created_at)
    select a.id, j.user_id, j.id, q.id, a.rating, missing.grade, 'answer', true, case when missing.excluded then 'rule' end,
        q.difficulty, q.topics, a.created_at
    from unnest($1::uuid[], $2::int[], $3::bool[]) as missing (id, grade, excluded)
    join answers a on a.id = missing.id join questions q on q.id = a.question_id join job_infos j on j.id = q.job_info_id
    on conflict on constraint reviews_pkey do nothing;

prepare statement 7 (text) as

    insert into usage_totals as total (day, kind, model, uses, input_tokens, output_tokens)
    select (coalesce(settled_at, reserved_at) at time zone 'UTC')::date as day, kind, coalesce(model, '') as model,
        count(*), coalesce(sum(input_tokens), 0), coalesce(sum(output_tokens), 0)
    from usage where user_id = $1 and (state = 'settled' or given_back_at is not null)
    group by 1, 2, 3 order by 1, 2, 3
    on conflict on constraint usage_totals_pkey do update set
        uses = total.uses + excluded.uses, input_tokens = total.input_tokens + excluded.input_tokens,
        output_tokens = total.output_tokens + excluded.output_tokens;

prepare statement 8 (text, timestamptz) as

    insert into users as known (id, deleted_at) values ($1, $2)
    on conflict on constraint users_pkey do update
        set name = null, email = null, image_url = null, deleted_at = excluded.deleted_at
        where known.deleted_at is null
    returning xmax <> 0 as was_there;

prepare statement 9 (text) as

    insert into users as known (id, deleted_at) values ($1, now())
    on conflict on constraint users_pkey do update set name = null, email = null, image_url = null, deleted_at = now()
        where known.deleted_at is null
    returning deleted_at;

prepare statement 10 (text, float8) as

    select coalesce(deleted_at > now() - make_interval(secs => $2), false) as recent from users where id = $1;

prepare statement 11 (int4) as

    select day::text as day, model, kind, sum(uses)::bigint as uses, sum(input_tokens)::bigint as input_tokens,
        sum(output_tokens)::bigint as output_tokens
    from (
        select (coalesce(settled_at, reserved_at) at time zone 'UTC')::date as day, model, kind, 1 as uses,
            coalesce(input_tokens, 0) as input_tokens, coalesce(output_tokens, 0) as output_tokens
        from usage where (state = 'settled' or given_back_at is not null) and model is not null
        union all
        select day, model, kind, uses, input_tokens, output_tokens from usage_totals where model <> ''
    ) as spent
    where day >= (now() at time zone 'UTC')::date - ($1 - 1)
    group by day, model, kind order by day, model, kind;

prepare statement 12 (text, timestamptz, uuid, int8, int8, bool) as

    select deleted_at is not null as user_deleted, null::uuid as id, null as name, null as title,
        null as experience_level, null as description, null::date as interview_on,
        null::timestamptz as created_at, null::timestamptz as updated_at
    from users where id = $1
    union all (
        select false, id, name, title, experience_level, description, interview_on, created_at, updated_at
        from (
            select *, sum(octet_length(description)) over (
                order by created_at desc, id desc rows between unbounded preceding and 1 preceding
            ) as bytes_before
            from (
                select id, name, title, experience_level, case when not $6 then description end as description,
                    interview_on, created_at, updated_at
                from job_infos
                where user_id = $1 and (created_at, id)
                    < (coalesce($2, 'infinity'), coalesce($3, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
                order by created_at desc, id desc
                limit $4
            ) as newest
        ) as sized
        where coalesce(bytes_before, 0) <= $5
        order by created_at desc, id desc
    );

prepare statement 13 (int8) as

    select e.id, e.steps::text as steps, u.id as user_id
    from (select * from erasures where done_at is null order by requested_at limit $1) as e
    left join users u on u.deleted_at is not null and encode(sha256(convert_to(u.id, 'UTF8')), 'hex') = e.user_sha256
    order by e.requested_at;

prepare statement 14 (text, float8) as

    select id, attempt from usage where user_id = $1 and reserved_at > now() - make_interval(secs => $2);

prepare statement 15 (text, int8) as

    select id, deleted_at from users where deleted_at is not null and id > $1 order by id limit $2;

prepare statement 16 (text) as

    select id, job_info_id, created_at from interviews
    where id in (select interview_id from shares where user_id = $1 and expires_at > now())
    order by created_at desc, id desc;

prepare statement 17 (uuid, int8) as

    select id, to_json(e)::text as erasure from erasures e where id > $1 order by id limit $2;

prepare statement 18 (_text, uuid) as

    select q.id, q.text, q.topics from job_infos j join questions q on q.job_info_id = j.id
    where j.user_id = any($1) and ($2::uuid is null or q.id = $2);

prepare statement 19 (text, int8) as

    select r.id, r.kind, r.state, r.reserved_at, r.settled_at, r.model, r.input_tokens, r.output_tokens, r.request_id
    from users u left join usage r on r.user_id = u.id where u.id = $1
    order by r.reserved_at desc, r.id limit $2;

prepare statement 20 (bytea) as

    select s.id, s.expires_at, i.created_at, said.speakers, said.texts, said.times,
        case when 'feedback' = any(s.include) then i.feedback end as feedback,
        case when 'feedback' = any(s.include) then i.feedback_rating end as rating
    from shares s
    join interviews i on i.id = s.interview_id
    left join lateral (
        select array_agg(speaker order by seq) as speakers, array_agg(text order by seq) as texts,
            array_agg(at_ms order by seq) as times
        from utterances where interview_id = i.id and 'transcript' = any(s.include)
    ) as said on true
    where s.token_sha256 = $1 and s.expires_at > now();

prepare statement 21 (text, uuid) as

    select u.deleted_at is not null as user_deleted, a.id, a.file_name, a.file_size, a.file_sha256, a.source_text
    from users u
    left join (
        select a.*, j.user_id from resume_analyses a join job_infos j on j.id = a.job_info_id where a.id = $2
    ) as a on a.user_id = u.id
    where u.id = $1;

prepare statement 22 (text, uuid, uuid) as

    select u.deleted_at is not null as user_deleted, a.id, g.id as grading_id, g.rating, g.model, g.created_at
    from users u
    left join (
        answers a join questions q on q.id = a.question_id join job_infos j on j.id = q.job_info_id
    ) on j.user_id = u.id and q.id = $2 and a.id = $3
    left join lateral (
        select null::uuid as id, a.rating, a.model, a.created_at where a.rating is not null
        union all
        select id, rating, model, created_at from gradings where answer_id = a.id
    ) as g on true
    where u.id = $1
    order by g.id is not null, g.created_at, g.id;

prepare statement 23 (text, uuid, float8) as

    select u.deleted_at is not null as user_deleted, i.id, i.receipt_id,
        i.state = 'created' and (r.state <> 'reserved' or r.expires_at < now() + make_interval(secs => $3)) as ending
    from users u
    left join (interviews i join job_infos j on j.id = i.job_info_id join usage r on r.id = i.receipt_id)
        on j.user_id = u.id and i.id = $2
    where u.id = $1;

prepare statement 24 (text, uuid, timestamptz, uuid, int8) as

    select u.deleted_at is not null as user_deleted, j.id as job_info_id,
        a.id, a.file_name, a.result::text as result, a.keywords::text as keywords, a.model, a.created_at
    from users u
    left join job_infos j on j.user_id = u.id and j.id = $2
    left join lateral (
        select * from resume_analyses
        where job_info_id = j.id and ($3::timestamptz is null or (created_at, id) < ($3, $4))
        order by created_at desc, id desc
        limit $5
    ) as a on true
    where u.id = $1
    order by a.created_at desc, a.id desc;

prepare statement 25 (text, uuid, uuid) as

    select u.deleted_at is not null as user_deleted, j.id as job_info_id, a.source_text,
        a.id, a.file_name, a.result::text as result, a.keywords::text as keywords, a.model, a.created_at
    from users u
    left join job_infos j on j.user_id = u.id and j.id = $2
    left join resume_analyses a on a.job_info_id = j.id and a.id = $3
    where u.id = $1;

prepare statement 26 (text, int8, int8) as

    select u.id, least(reviews.number + answers.number, $3) as rows
    from (select id from users where id > $1 and deleted_at is null order by id limit $2) as u
    cross join lateral (
        select count(*) as number from (select from reviews where user_id = u.id limit $3) as counted
    ) as reviews
    cross join lateral (
        select count(*) as number from (
            select from job_infos j join questions q on q.job_info_id = j.id join answers a on a.question_id = q.id
            where j.user_id = u.id limit $3
        ) as counted
    ) as answers
    order by u.id;

prepare statement 27 (_uuid, _text, _uuid) as

    update questions q set topics = string_to_array(said.topics, chr(10))
    from unnest($1::uuid[], $2::text[]) as said (id, topics) where q.id = said.id and q.id = any($3)
    returning q.id;

prepare statement 28 (_uuid) as

    update reviews r set topics = q.topics from questions q
    where q.id = r.question_id and q.id = any($1) and r.topics <> q.topics;

prepare statement 29 (text, uuid, uuid, bool) as

    update reviews set excluded_by = case when $4 then 'user' end
    where id = $3 and question_id = $2 and user_id = $1;

prepare statement 30 (uuid, text, timestamptz, timestamptz) as

    with ended as (
        update interviews as i set
            state = 'finished',
            started_at = coalesce($3, i.started_at),
            finished_at = coalesce(i.finished_at, $4, now()),
            next_seq = json_array_length($2::json),
            utterance_count = json_array_length($2::json),
            character_count = (
                select coalesce(sum(length(said ->> 'text')), 0) from json_array_elements($2::json) as said
            ),
            updated_at = now()
        where i.id = $1 and i.utterance_count = 0
        returning i.id
    )
    insert into utterances (interview_id, seq, speaker, text, at_ms, interrupted, emotions)
    select ended.id, seq, speaker, text, at_ms, interrupted, emotions
    from ended, json_to_recordset($2::json)
        as said (seq int, speaker text, text text, at_ms bigint, interrupted bool, emotions json);

prepare statement 31 (_uuid, _uuid, _text, _uuid, _float8, _float8, _int4, _int4, _timestamptz, _date) as

    with folded as (
        select * from unnest($2::uuid[], $3::text[], $4::uuid[], $5::float8[], $6::float8[], $7::int[], $8::int[],
            $9::timestamptz[], $10::date[])
            as each (question_id, user_id, job_info_id, stability, difficulty, reviews, lapses, reviewed_at, due_on)
    ), gone as (
        delete from cards c
        where c.question_id = any($1) and not c.suspended
            and not exists (select from folded f where f.question_id = c.question_id)
        returning c.question_id
    ), stored as (
        insert into cards as c
            (question_id, user_id, job_info_id, stability, difficulty, reviews, lapses, reviewed_at, due_on)
        select * from folded
        on conflict on constraint cards_pkey do update set
            stability = excluded.stability, difficulty = excluded.difficulty, reviews = excluded.reviews,
            lapses = excluded.lapses, reviewed_at = excluded.reviewed_at, due_on = excluded.due_on
        where (c.stability, c.difficulty, c.reviews, c.lapses, c.reviewed_at, c.due_on) is distinct from (
            excluded.stability, excluded.difficulty, excluded.reviews, excluded.lapses, excluded.reviewed_at, excluded.due_on
        )
        returning c.question_id
    )
    select (select count(*) from gone) + (select count(*) from stored) as changed;

prepare statement 32 (text) as

    with gone as (delete from calendars where user_id = $1)
    select deleted_at is not null as user_deleted from users where id = $1;

prepare statement 33 (text, _text, float8) as

    with noted as (
        update users set plan_features = $2, plan_seen_at = to_timestamp($3)
        where id = $1 and deleted_at is null and (
            plan_seen_at is null
            or plan_seen_at <= to_timestamp($3) and plan_features is distinct from $2
            or plan_seen_at <= to_timestamp($3) - interval '1 day'
        )
    )
    select from users where id = $1 and deleted_at is null;

prepare statement 34 (text, uuid, int4, timestamptz) as

    with owner as (
        select id from users where id = $1 for key share
    ), budget as (
        update voice_budgets set seconds_spent = greatest(seconds_spent - $3, 0)
        from owner where user_id = owner.id and day_started_at = $4
    )
    update interviews as i set mints = i.mints - 1 from owner where i.id = $2 and i.mints > 0;

prepare statement 35 (_text, uuid) as

    with people as (
        select id from users where id = any($1) order by id for key share
    ), jobs as (
        select id from job_infos where user_id = any(array(select id from people)) order by id for key share
    )
    select q.id from questions q
    where q.job_info_id = any(array(select id from jobs)) and ($2::uuid is null or q.id = $2)
    order by q.id for no key update;

prepare statement 36 (uuid) as

    with seen as (select id from shares where id = $1 for no key update skip locked)
    update shares set views = views + 1 from seen where shares.id = seen.id;

prepare statement 37 (text, uuid, text, int4) as

    with target as (
        select i.id
        from users u join job_infos j on j.user_id = u.id join interviews i on i.job_info_id = j.id
        where u.id = $1 and i.id = $2 and i.state <> 'finished'
            and ($3::text is null or $3 is not distinct from i.voice_session)
        for key share of u for update of i
    )
    update interviews as i set state = 'finished', finished_at = now(), last_seq = $4, updated_at = now()
    from target where i.id = target.id
    returning i.id;

prepare statement 38 (text, uuid, int4, int4) as

    with target as (
        select i.id, u.id as owner, i.next_seq,
            coalesce(ceil(extract(epoch from i.ends_at - now()))::int, $3 * 60) as seconds,
            case
                when i.kind = 'text' then 'other-kind'
                when i.state = 'finished' or i.ends_at <= now() then 'finished'
                when i.mints >= 6 then 'voice-spent'
            end as refusal
        from users u join job_infos j on j.user_id = u.id join interviews i on i.job_info_id = j.id
        where u.id = $1 and i.id = $2
        for key share of u for update of i
    ), budget as (
        insert into voice_budgets as budget (user_id, seconds_spent)
        select owner, seconds from target where refusal is null and seconds <= $4 * 60
        on conflict (user_id) do update set
            day_started_at =
                case when budget.day_started_at <= now() - interval '1 day' then now() else budget.day_started_at end,
            seconds_spent =
                case when budget.day_started_at <= now() - interval '1 day' then 0 else budget.seconds_spent end
                + excluded.seconds_spent
            where budget.day_started_at <= now() - interval '1 day'
                or budget.seconds_spent + excluded.seconds_spent <= $4 * 60
        returning day_started_at
    ), taken as (
        update interviews as i set mints = i.mints + 1 from target, budget where i.id = target.id
    )
    select refusal, seconds, next_seq, day_started_at,
        now() + make_interval(secs => seconds) as expires_at, now() + interval '60 seconds' as start_by,
        (
            select ceil(extract(epoch from day_started_at + interval '1 day' - now()))::int
            from voice_budgets where user_id = $1
        ) as wait
    from target left join budget on true;

prepare statement 39 (text, uuid, _int4) as

    with target as (
        select u.deleted_at is not null as user_deleted, j.id
        from users u left join job_infos j on j.user_id = u.id and j.id = $2
        where u.id = $1
    ), changed as (
        delete from job_infos where id = $2 and user_id = $1 and ($3::int[] is null or version = any($3)) returning id
    )
    select target.user_deleted, target.id as target, changed.id from target left join changed on true;

prepare statement 40 (text, text, int8, float8, int8) as

    with zone as (
        select $2::text is null or exists (select from pg_timezone_names where name = $2)
            and ($2 in ('UTC', 'GMT') or not exists (select from pg_timezone_abbrevs where abbrev = upper($2))) as is_known
    ), changed as (
        update users set
            time_zone = coalesce($2, time_zone),
            day_starts_at = coalesce($3, day_starts_at),
            retention = coalesce($4, retention),
            daily_minutes = coalesce($5, daily_minutes),
            updated_at = now()
        where id = $1 and deleted_at is null and (select is_known from zone)
    )
    select zone.is_known from users, zone where id = $1 and deleted_at is null;

prepare statement 41 (text, text, text, text, timestamptz) as

insert into users (id, name, email, image_url, clerk_updated_at) values ($1, $2, $3, $4, $5)
on conflict on constraint users_pkey do nothing;

prepare statement 42 (text) as

select u.id, u.name, u.email, u.image_url, u.created_at, u.updated_at, u.deleted_at is not null as user_deleted,
    u.time_zone, u.day_starts_at, u.retention, u.daily_minutes,
    uses.question, uses.interview, uses.resume_analysis
from users u
cross join lateral (
    select
        coalesce(sum(n) filter (where kind = 'question'), 0)::bigint as question,
        coalesce(sum(n) filter (where kind = 'interview'), 0)::bigint as interview,
        coalesce(sum(n) filter (where kind = 'resume_analysis'), 0)::bigint as resume_analysis
    from (
        select kind, used as n from usage_counters where user_id = u.id
        union all
        select kind, 1 from usage where user_id = u.id and state = 'reserved' and expires_at > now()
    ) as each
) as uses
where u.id = $1;

prepare statement 43 (int8) as
delete from api_keys where ctid = any(array(
                select ctid from api_keys where expires_at < now() - interval '30 days' order by expires_at limit $1 for update skip locked
            )) returning 1;

prepare statement 44 (int8) as
delete from erasures where ctid = any(array(
                select ctid from erasures where done_at < now() - interval '90 days' order by done_at limit $1 for update skip locked
            )) returning 1;

prepare statement 45 (int8) as
delete from idempotency_keys where ctid = any(array(
                select ctid from idempotency_keys where created_at < now() - interval '24 hours' order by created_at limit $1 for update skip locked
            )) returning 1;

prepare statement 46 (int8) as
delete from rate_limits where ctid = any(array(
                select ctid from rate_limits where expires_at < now() order by expires_at limit $1 for update skip locked
            )) returning 1;

prepare statement 47 (text, uuid, uuid) as
delete from reviews where id = $3 and question_id = $2 and user_id = $1;

prepare statement 48 (int8) as
delete from shares where ctid = any(array(
                select ctid from shares where expires_at <= now() order by expires_at limit $1 for update skip locked
            )) returning 1;

prepare statement 49 (text) as
delete from users where id = $1;

prepare statement 50 (int8) as
delete from webhook_events where ctid = any(array(
                select ctid from webhook_events where received_at < now() - interval '30 days' order by received_at limit $1 for update skip locked
            )) returning 1;

prepare statement 51 (uuid, text, text, text) as
insert into erasures (id, token_sha256, user_sha256, steps) values ($1, $2, $3, $4::text::json);

prepare statement 52 (text, timestamptz) as
insert into users (id, deleted_at) values ($1, $2);

prepare statement 53 (text) as
select 'users' as name, count(*) as rows from users where id = $1 union all select 'job_infos', count(*) from job_infos as t where user_id = $1 union all select 'questions', count(*) from questions as t where exists (select from job_infos j where j.id = t.job_info_id and j.user_id = $1) union all select 'answers', count(*) from answers as t where exists (
        select from questions q join job_infos j on j.id = q.job_info_id where q.id = t.question_id and j.user_id = $1
    ) union all select 'gradings', count(*) from gradings as t where exists (
        select from answers a join questions q on q.id = a.question_id join job_infos j on j.id = q.job_info_id
        where a.id = t.answer_id and j.user_id = $1
    ) union all select 'resume_analyses', count(*) from resume_analyses as t where exists (select from job_infos j where j.id = t.job_info_id and j.user_id = $1) union all select 'interviews', count(*) from interviews as t where exists (select from job_infos j where j.id = t.job_info_id and j.user_id = $1) union all select 'utterances', count(*) from utterances as t where exists (
        select from interviews i join job_infos j on j.id = i.job_info_id where i.id = t.interview_id and j.user_id = $1
    ) union all select 'shares', count(*) from shares as t where user_id = $1 union all select 'reviews', count(*) from reviews as t where user_id = $1 union all select 'cards', count(*) from cards as t where user_id = $1 union all select 'calendars', count(*) from calendars as t where user_id = $1 union all select 'api_keys', count(*) from api_keys as t where user_id = $1 union all select 'usage', count(*) from usage as t where user_id = $1 union all select 'usage_counters', count(*) from usage_counters as t where user_id = $1 union all select 'ai_budgets', count(*) from ai_budgets as t where user_id = $1 union all select 'voice_budgets', count(*) from voice_budgets as t where user_id = $1 union all select 'token_buckets', count(*) from token_buckets as t where user_id = $1 union all select 'idempotency_keys', count(*) from idempotency_keys as t where user_id = $1;

prepare statement 54 (_uuid) as
select a.id, a.rating, a.short_text, a.repeats
        from (
            select a.id, a.rating, case when length(a.text) <= 200 then a.text end as short_text,
                row_number() over (partition by a.question_id, md5(lower(a.text)) order by a.created_at, a.id) > 1 as repeats
            from answers a where a.question_id = any($1)
        ) as a
        where a.rating is not null and not exists (select from reviews r where r.id = a.id);

prepare statement 55 (text) as
select b.hour_spent, ceil(extract(epoch from b.hour_started_at + interval '1 hour' - now()))::int as hour_left,
        b.day_spent, ceil(extract(epoch from b.day_started_at + interval '1 day' - now()))::int as day_left from ai_budgets b where user_id = $1;

prepare statement 56 (text) as
select ceil(extract(epoch from filled_at + interval '86400 seconds' - now()))::int as wait from token_buckets where user_id = $1 and name = 'exports';

prepare statement 57 as
select coalesce(max(version), 0)::int4 as version from refinery_schema_history;

prepare statement 58 as
select current_setting('transaction_read_only') = 'off' as writable;

prepare statement 59 (text) as
select deleted_at is not null as user_deleted from users where id = $1;

prepare statement 60 (text) as
select deleted_at is not null as user_deleted, case when u.plan_seen_at > now() - interval '7 days' then array_to_string(u.plan_features, ',') end as features from users u where id = $1;

prepare statement 61 (text) as
select from users where id = $1 for update;

prepare statement 62 (uuid) as
select id from erasures where id = $1;

prepare statement 63 (text, uuid) as
select id from interviews where hume_chat_id = $1 and id <> $2;

prepare statement 64 (text) as
select id from users where id = $1 and deleted_at is null;

prepare statement 65 (text) as
select id, user_sha256, requested_at, steps::text as steps, done_at from erasures
        where token_sha256 = $1 and (done_at is null or not done_at < now() - interval '90 days');

prepare statement 66 (bytea) as
select k.id, k.user_id, k.scopes, k.last_used_on is distinct from (now() at time zone 'UTC')::date as is_first_use_of_day, case when u.plan_seen_at > now() - interval '7 days' then array_to_string(u.plan_features, ',') end as features
        from api_keys k join users u on u.id = k.user_id
        where k.key_sha256 = $1 and u.deleted_at is null and (k.expires_at is null or k.expires_at > now());

prepare statement 67 (_uuid) as
select r.question_id, r.user_id, r.job_info_id, r.grade::int as grade, r.created_at, ((r.created_at at time zone u.time_zone) - make_interval(hours => u.day_starts_at))::date as day, u.retention::text::float8 as retention
        from reviews r join users u on u.id = r.user_id
        where r.question_id = any($1) and r.excluded_by is null
        order by r.question_id, r.created_at, r.id;

prepare statement 68 (uuid) as
select state, next_seq from interviews where id = $1;

prepare statement 69 (text, uuid, uuid) as
select u.deleted_at is not null as user_deleted, a.id as answer_id, a.text as answer_text, a.rating as answer_rating, a.feedback as answer_feedback,
        a.evidence as answer_evidence, a.model as answer_model, a.created_at as answer_created_at,
        exists (select from reviews r where r.id = a.id and r.excluded_by is not null) as answer_excluded,
        (select count(*) from gradings g where g.answer_id = a.id) as answer_opinions from users u
        left join (
            answers a join questions q on q.id = a.question_id join job_infos j on j.id = q.job_info_id
        ) on j.user_id = u.id and q.id = $2 and a.id = $3
        where u.id = $1;

prepare statement 70 (text, uuid, uuid, uuid) as
select u.deleted_at is not null as user_deleted, a.id, a.text as answer, a.rating is not null as is_rated,
            q.text as question, q.difficulty,
            (select count(*) from gradings where answer_id = a.id) as opinions, j.name, j.title, j.experience_level, j.description, b.hour_spent, ceil(extract(epoch from b.hour_started_at + interval '1 hour' - now()))::int as hour_left,
        b.day_spent, ceil(extract(epoch from b.day_started_at + interval '1 day' - now()))::int as day_left, r.id as receipt_id, r.state as receipt_state, r.expires_at < now() as receipt_lapsed,
        r.attempt as receipt_attempt, r.request_sha256 as receipt_request,
        r.given_back_at is not null and case r.kind
            when 'question' then exists (select from questions where id = r.subject_id)
            when 'answer_feedback' then exists (select from answers where id = r.subject_id)
            when 'answer_regrade' then exists (select from gradings where id = r.id)
            when 'resume_analysis' then exists (select from resume_analyses where id = r.subject_id)
            when 'interview_turn' then
                exists (select from utterances where interview_id = r.subject_id and receipt_id = r.id)
            else false
        end as receipt_is_gift from users u left join ai_budgets b on b.user_id = u.id
        left join (
            answers a join questions q on q.id = a.question_id join job_infos j on j.id = q.job_info_id
        ) on j.user_id = u.id and q.id = $2 and a.id = $3
        left join usage r on r.user_id = u.id and r.id = $4
        where u.id = $1;

prepare statement 71 (text, uuid, uuid) as
select u.deleted_at is not null as user_deleted, a.id, q.text as question, q.difficulty, a.text as answer,
                a.feedback, (
                with recursive chain as (
                    select q.follows as answer where q.follows is not null
                    union all
                    select asked.follows from chain join answers before on before.id = chain.answer
                    join questions asked on asked.id = before.question_id
                    where asked.follows is not null
                )
                select count(*) from (select from chain limit 3) as links
            ) >= 3 as is_last
            from users u
            left join (
                answers a join questions q on q.id = a.question_id join job_infos j on j.id = q.job_info_id
            ) on j.user_id = u.id and j.id = $2 and a.id = $3
            where u.id = $1;

prepare statement 72 (text, uuid) as
select u.deleted_at is not null as user_deleted, i.id as interview, s.id, s.include, s.expires_at, s.views,
            s.created_at
        from users u left join (interviews i join job_infos j on j.id = i.job_info_id) on j.user_id = u.id and i.id = $2 left join shares s on s.interview_id = i.id and s.expires_at > now()
        where u.id = $1
        order by s.created_at desc, s.id desc;

prepare statement 73 (text, uuid, uuid) as
select u.deleted_at is not null as user_deleted, i.id, i.feedback, (
            select f.id from usage f
            where f.user_id = u.id and f.kind = 'interview_feedback' and f.subject_id = i.id
                and f.settled_at = i.feedback_at
                and f.reserved_at between i.feedback_at - interval '1 hour' and i.feedback_at
            limit 1
        ) as made_by,
        coalesce(r.settled_at <> i.feedback_at, false) as was_replaced, r.id as receipt_id, r.state as receipt_state, r.expires_at < now() as receipt_lapsed,
        r.attempt as receipt_attempt, r.request_sha256 as receipt_request,
        r.given_back_at is not null and case r.kind
            when 'question' then exists (select from questions where id = r.subject_id)
            when 'answer_feedback' then exists (select from answers where id = r.subject_id)
            when 'answer_regrade' then exists (select from gradings where id = r.id)
            when 'resume_analysis' then exists (select from resume_analyses where id = r.subject_id)
            when 'interview_turn' then
                exists (select from utterances where interview_id = r.subject_id and receipt_id = r.id)
            else false
        end as receipt_is_gift, j.name, j.title, j.experience_level, j.description, (i.ends_at + interval '10 minutes' < now() is true or i.state = 'finished' and (
                i.last_seq is null or i.utterance_count > i.last_seq or i.finished_at + interval '60 seconds' < now()
            )) as complete
        from users u left join (interviews i join job_infos j on j.id = i.job_info_id) on j.user_id = u.id and i.id = $2 left join usage r on r.user_id = u.id and r.id = $3
        where u.id = $1;

prepare statement 74 (text, uuid) as
select u.deleted_at is not null as user_deleted, i.id, i.job_info_id, i.kind, i.duration, i.hume_chat_id, i.feedback,
        i.started_at, i.created_at, i.updated_at,
        case when i.ends_at + interval '10 minutes' < now() then 'finished' else i.state end as state,
        case when i.ends_at + interval '10 minutes' < now() then coalesce(i.finished_at, i.ends_at) else i.finished_at end
            as finished_at from users u left join (interviews i join job_infos j on j.id = i.job_info_id) on j.user_id = u.id and i.id = $2 where u.id = $1;

prepare statement 75 (text, uuid) as
select u.deleted_at is not null as user_deleted, i.id, i.kind, i.hume_chat_id,
        said.speaker, said.text, said.at_ms, said.ended_ms, said.interrupted, said.emotions::text as emotions
        from users u left join (interviews i join job_infos j on j.id = i.job_info_id) on j.user_id = u.id and i.id = $2 left join utterances said on said.interview_id = i.id
        where u.id = $1
        order by said.seq;

prepare statement 76 (text, uuid, uuid) as
select u.deleted_at is not null as user_deleted, i.id, i.state, i.kind, i.next_seq, j.name, j.title, j.experience_level, j.description,
        array(select speaker from utterances where interview_id = i.id order by seq) as speakers,
        array(select text from utterances where interview_id = i.id order by seq) as texts, b.hour_spent, ceil(extract(epoch from b.hour_started_at + interval '1 hour' - now()))::int as hour_left,
        b.day_spent, ceil(extract(epoch from b.day_started_at + interval '1 day' - now()))::int as day_left, r.id as receipt_id, r.state as receipt_state, r.expires_at < now() as receipt_lapsed,
        r.attempt as receipt_attempt, r.request_sha256 as receipt_request,
        r.given_back_at is not null and case r.kind
            when 'question' then exists (select from questions where id = r.subject_id)
            when 'answer_feedback' then exists (select from answers where id = r.subject_id)
            when 'answer_regrade' then exists (select from gradings where id = r.id)
            when 'resume_analysis' then exists (select from resume_analyses where id = r.subject_id)
            when 'interview_turn' then
                exists (select from utterances where interview_id = r.subject_id and receipt_id = r.id)
            else false
        end as receipt_is_gift from users u left join (interviews i join job_infos j on j.id = i.job_info_id) on j.user_id = u.id and i.id = $2 left join ai_budgets b on b.user_id = u.id left join usage r on r.user_id = u.id and r.id = $3
        where u.id = $1;

prepare statement 77 (text, uuid, bool) as
select u.deleted_at is not null as user_deleted, i.id, j.name, j.title, j.experience_level, j.description,
        array(select speaker from utterances where interview_id = i.id and $3 order by seq) as speakers,
        array(select text from utterances where interview_id = i.id and $3 order by seq) as texts,
        array(select at_ms from utterances where interview_id = i.id and $3 order by seq) as times
        from users u left join (interviews i join job_infos j on j.id = i.job_info_id) on j.user_id = u.id and i.id = $2 where u.id = $1;

prepare statement 78 (text, uuid, timestamptz, uuid, int8) as
select u.deleted_at is not null as user_deleted, j.id as job, i.id, i.job_info_id, i.kind, i.duration, i.hume_chat_id, i.feedback,
        i.started_at, i.created_at, i.updated_at,
        case when i.ends_at + interval '10 minutes' < now() then 'finished' else i.state end as state,
        case when i.ends_at + interval '10 minutes' < now() then coalesce(i.finished_at, i.ends_at) else i.finished_at end
            as finished_at from users u
        left join job_infos j on j.user_id = u.id and j.id = $2
        left join lateral (
            select * from interviews
            where job_info_id = j.id and ($3::timestamptz is null or (created_at, id) < ($3, $4))
            order by created_at desc, id desc
            limit $5
        ) as i on true
        where u.id = $1
        order by i.created_at desc, i.id desc;

prepare statement 79 (text, uuid, timestamptz, uuid, int8) as
select u.deleted_at is not null as user_deleted, j.id as of_job, q.id, q.job_info_id, q.text, q.difficulty, q.topics, q.follows, q.model, q.created_at, a.id as answer_id, a.text as answer_text, a.rating as answer_rating, a.created_at as answer_created_at
    from users u
    left join job_infos j on j.user_id = u.id and j.id = $2
    left join lateral (
        select * from questions
        where job_info_id = j.id and ($3::timestamptz is null or (created_at, id) < ($3, $4))
        order by created_at desc, id desc
        limit $5
    ) as q on true
    left join lateral (
        select * from answers where question_id = q.id order by created_at desc, id desc limit 1
    ) as a on true
    where u.id = $1
    order by q.created_at desc, q.id desc;

prepare statement 80 (text, uuid, timestamptz, uuid, int8) as
select u.deleted_at is not null as user_deleted, j.id as of_job, q.id, q.job_info_id, q.text, q.difficulty, q.topics, q.follows, q.model, q.created_at, a.id as answer_id, a.text as answer_text, a.rating as answer_rating, a.created_at as answer_created_at
    from users u
    left join job_infos j on j.user_id = u.id and j.id = $2
    left join lateral (
        select questions.* from cards c join questions on questions.id = c.question_id
        where c.user_id = u.id and c.suspended and ($2::uuid is null or c.job_info_id = $2)
            and ($3::timestamptz is null or (questions.created_at, questions.id) < ($3, $4))
        order by questions.created_at desc, questions.id desc
        limit $5
    ) as q on true
    left join lateral (
        select * from answers where question_id = q.id order by created_at desc, id desc limit 1
    ) as a on true
    where u.id = $1
    order by q.created_at desc, q.id desc;

prepare statement 81 (text, uuid, timestamptz) as
select u.deleted_at is not null as user_deleted, j.id as of_job, q.id, q.job_info_id, q.text, q.difficulty, q.topics, q.follows, q.model, q.created_at, null::uuid as answer_id
    from users u
    left join job_infos j on j.user_id = u.id and j.id = $2
    left join lateral (
        select * from questions o
        where job_info_id = j.id and created_at > $3
            and not exists (select from answers where question_id = o.id)
            and not exists (select from reviews where question_id = o.id)
            and not exists (select from cards where question_id = o.id)
        order by created_at desc, id desc
        limit 1
    ) as q on true
    where u.id = $1;

prepare statement 82 (text, uuid, int8) as
select u.deleted_at is not null as user_deleted, j.id as of_job, t.today, counts.*, q.id, q.job_info_id, q.text, q.difficulty, q.topics, q.follows, q.model, q.created_at, q.stability, q.card_difficulty, q.reviews, q.lapses, q.due_on, q.reviewed_on,
        a.id as answer_id, a.text as answer_text, a.rating as answer_rating, a.created_at as answer_created_at
    from users u
    left join job_infos j on j.user_id = u.id and j.id = $2
    cross join lateral (select ((now() at time zone u.time_zone) - make_interval(hours => u.day_starts_at))::date as today) as t
    cross join lateral (
        select count(*) filter (where due_on <= t.today) as due, count(*) filter (where due_on = t.today + 1) as tomorrow,
            count(*) filter (where due_on between t.today + 1 and t.today + 7) as week, count(*) as total
        from cards
        where user_id = u.id and not suspended and ($2::uuid is null or job_info_id = $2)
    ) as counts
    left join lateral (
        select questions.*, c.stability, c.difficulty as card_difficulty, c.reviews, c.lapses, c.due_on, c.reviewed_on
        from (
            select * from (
                select cards.*, ((reviewed_at at time zone u.time_zone) - make_interval(hours => u.day_starts_at))::date as reviewed_on
                from cards
                where user_id = u.id and not suspended and due_on <= t.today and ($2::uuid is null or job_info_id = $2)
            ) as each
            order by (t.today - reviewed_on) / stability desc, question_id
            limit $3
        ) as c
        join questions on questions.id = c.question_id
    ) as q on true
    left join lateral (
        select * from answers where question_id = q.id order by created_at desc, id desc limit 1
    ) as a on true
    where u.id = $1
    order by (t.today - q.reviewed_on) / q.stability desc, q.id;

prepare statement 83 (text, uuid) as
select u.deleted_at is not null as user_deleted, j.id as of_job, u.retention::text::float8 as retention, t.today, array(
            select rating::int from reviews
            where job_info_id = j.id and fresh and excluded_by is null and rating is not null
            order by created_at desc, id desc limit 3
        ) as newest_ratings,
        array(
            select difficulty from reviews
            where job_info_id = j.id and fresh and excluded_by is null and rating is not null
            order by created_at desc, id desc limit 3
        ) as newest_levels, due.question_id, due.stability, due.card_difficulty, due.reviewed_on, due.difficulty as due_level,
        newest.answer_id, newest.rating, newest.difficulty as answered_level, newest.can_be_followed
    from users u
    left join job_infos j on j.user_id = u.id and j.id = $2
    cross join lateral (select ((now() at time zone u.time_zone) - make_interval(hours => u.day_starts_at))::date as today) as t
    left join lateral (
        select c.question_id, c.stability, c.card_difficulty, c.reviewed_on, q.difficulty
        from (
            select * from (
                select question_id, stability, difficulty as card_difficulty, ((reviewed_at at time zone u.time_zone) - make_interval(hours => u.day_starts_at))::date as reviewed_on
                from cards
                where user_id = u.id and job_info_id = j.id and not suspended and due_on <= t.today
            ) as each
            order by (t.today - reviewed_on) / stability desc, question_id
            limit 1
        ) as c
        join questions q on q.id = c.question_id
    ) as due on true
    left join lateral (
        select r.id as answer_id, r.rating::int as rating, q.difficulty,
            not exists (select from questions f where f.follows = r.id) and (
                with recursive chain as (
                    select q.follows as answer where q.follows is not null
                    union all
                    select asked.follows from chain join answers before on before.id = chain.answer
                    join questions asked on asked.id = before.question_id
                    where asked.follows is not null
                )
                select count(*) from (select from chain limit 3) as links
            ) < 3 as can_be_followed
        from reviews r join questions q on q.id = r.question_id
        where r.job_info_id = j.id and r.rating is not null and r.excluded_by is null
        order by r.created_at desc, r.id desc
        limit 1
    ) as newest on true
    where u.id = $1;

prepare statement 84 (text, uuid) as
select u.deleted_at is not null as user_deleted, j.id,
        ceil(extract(epoch from bucket.filled_at + interval '86400 seconds' - now()))::int as wait
        from users u
        left join job_infos j on j.user_id = u.id and j.id = $2
        left join token_buckets bucket on bucket.user_id = u.id and bucket.name = 'interviews'
            and bucket.tokens = 0 and bucket.filled_at > now() - interval '86400 seconds' where u.id = $1;

prepare statement 85 (text, uuid, int8, uuid) as
select u.deleted_at is not null as user_deleted, j.id, j.name, j.title, j.experience_level, j.description,
        array(select text from questions where job_info_id = j.id order by created_at desc, id desc limit $3) as texts,
        array(select id from questions where job_info_id = j.id order by created_at desc, id desc limit $3) as ids,
        array(
            select difficulty from questions where job_info_id = j.id order by created_at desc, id desc limit $3
        ) as difficulties, array(
            select rating::int from reviews
            where job_info_id = j.id and fresh and excluded_by is null and rating is not null
            order by created_at desc, id desc limit 3
        ) as newest_ratings,
        array(
            select difficulty from reviews
            where job_info_id = j.id and fresh and excluded_by is null and rating is not null
            order by created_at desc, id desc limit 3
        ) as newest_levels, b.hour_spent, ceil(extract(epoch from b.hour_started_at + interval '1 hour' - now()))::int as hour_left,
        b.day_spent, ceil(extract(epoch from b.day_started_at + interval '1 day' - now()))::int as day_left, r.id as receipt_id, r.state as receipt_state, r.expires_at < now() as receipt_lapsed,
        r.attempt as receipt_attempt, r.request_sha256 as receipt_request,
        r.given_back_at is not null and case r.kind
            when 'question' then exists (select from questions where id = r.subject_id)
            when 'answer_feedback' then exists (select from answers where id = r.subject_id)
            when 'answer_regrade' then exists (select from gradings where id = r.id)
            when 'resume_analysis' then exists (select from resume_analyses where id = r.subject_id)
            when 'interview_turn' then
                exists (select from utterances where interview_id = r.subject_id and receipt_id = r.id)
            else false
        end as receipt_is_gift from users u left join ai_budgets b on b.user_id = u.id
        left join job_infos j on j.user_id = u.id and j.id = $2
        left join usage r on r.user_id = u.id and r.id = $4
        where u.id = $1;

prepare statement 86 (text, uuid) as
select u.deleted_at is not null as user_deleted, j.id, j.name, j.title, j.experience_level, j.description, j.interview_on, j.version, j.created_at, j.updated_at from users u left join job_infos j on j.user_id = u.id and j.id = $2
        where u.id = $1;

prepare statement 87 (text, uuid, text, uuid) as
select u.deleted_at is not null as user_deleted, j.id, j.name, j.title, j.experience_level, j.description, j.version, content.sha256 as content_sha256, a.result::text as stored, (
            select f.id from usage f
            where f.user_id = u.id and f.kind = 'resume_analysis' and f.subject_id = a.id
                and f.reserved_at between a.created_at - interval '1 hour' and a.created_at
            limit 1
        ) as made_by, r.id as receipt_id, r.state as receipt_state, r.expires_at < now() as receipt_lapsed,
        r.attempt as receipt_attempt, r.request_sha256 as receipt_request,
        r.given_back_at is not null and case r.kind
            when 'question' then exists (select from questions where id = r.subject_id)
            when 'answer_feedback' then exists (select from answers where id = r.subject_id)
            when 'answer_regrade' then exists (select from gradings where id = r.id)
            when 'resume_analysis' then exists (select from resume_analyses where id = r.subject_id)
            when 'interview_turn' then
                exists (select from utterances where interview_id = r.subject_id and receipt_id = r.id)
            else false
        end as receipt_is_gift
    from users u
    left join job_infos j on j.user_id = u.id and j.id = $2
    cross join lateral (
        select sha256(convert_to(json_build_array(j.name, j.title, j.experience_level, j.description)::text, 'UTF8'))
    ) as content (sha256)
    left join lateral (
        select id, result, created_at from resume_analyses
        where job_info_id = j.id and file_sha256 = $3
            and (job_sha256 = content.sha256 or job_sha256 is null and job_version = j.version)
        order by created_at desc, id desc
        limit 1
    ) as a on true
    left join usage r on r.user_id = u.id and r.id = $4
    where u.id = $1;

prepare statement 88 (text) as
select u.deleted_at is not null as user_deleted, k.id, k.name, k.scopes, k.created_at, k.expires_at, k.last_used_on from users u left join api_keys k on k.user_id = u.id where u.id = $1 order by k.created_at desc, k.id desc;

prepare statement 89 (text, _text) as
select u.deleted_at is not null as user_deleted, page.json::text as json, page.cursor
            from users u left join lateral (select json_build_array(
        (select name from job_infos where id = j.id), p.difficulty, p.text, a.text, a.rating::text, a.feedback, a.model,
        to_char(a.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
    ) as json, array[j.id::text, p.created_at::text, p.id::text, a.created_at::text, a.id::text] as cursor from (
                select id from job_infos where user_id = u.id
                    and id >= coalesce($2[1]::uuid, '00000000-0000-0000-0000-000000000000')
                order by id
            ) as j
            cross join lateral (
                select * from questions where job_info_id = j.id and (created_at, id) <= (
                    case when j.id = $2[1]::uuid then $2[2]::timestamptz else 'infinity' end,
                    case when j.id = $2[1]::uuid then $2[3]::uuid else 'ffffffff-ffff-ffff-ffff-ffffffffffff' end
                )
                order by created_at desc, id desc
            ) as p cross join lateral (
                select * from answers where question_id = p.id and (created_at, id) < (
                    case when p.id = $2[3]::uuid then coalesce($2[4]::timestamptz, 'infinity') else 'infinity' end,
                    case when p.id = $2[3]::uuid then coalesce($2[5]::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
                        else 'ffffffff-ffff-ffff-ffff-ffffffffffff' end
                )
                order by created_at desc, id desc
            ) as a limit 200) as page on true
            where u.id = $1;

prepare statement 90 (text, _text) as
select u.deleted_at is not null as user_deleted, page.json::text as json, page.cursor
            from users u left join lateral (select to_json(a) as json, array[j.id::text, p.created_at::text, p.id::text, a.created_at::text, a.id::text] as cursor from (
                select id from job_infos where user_id = u.id
                    and id >= coalesce($2[1]::uuid, '00000000-0000-0000-0000-000000000000')
                order by id
            ) as j
            cross join lateral (
                select * from questions where job_info_id = j.id and (created_at, id) <= (
                    case when j.id = $2[1]::uuid then $2[2]::timestamptz else 'infinity' end,
                    case when j.id = $2[1]::uuid then $2[3]::uuid else 'ffffffff-ffff-ffff-ffff-ffffffffffff' end
                )
                order by created_at desc, id desc
            ) as p cross join lateral (
                select * from answers where question_id = p.id and (created_at, id) < (
                    case when p.id = $2[3]::uuid then coalesce($2[4]::timestamptz, 'infinity') else 'infinity' end,
                    case when p.id = $2[3]::uuid then coalesce($2[5]::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
                        else 'ffffffff-ffff-ffff-ffff-ffffffffffff' end
                )
                order by created_at desc, id desc
            ) as a limit 200) as page on true
            where u.id = $1;

prepare statement 91 (text, _text) as
select u.deleted_at is not null as user_deleted, page.json::text as json, page.cursor
            from users u left join lateral (select to_json(c) as json, array[j.id::text, p.created_at::text, p.id::text] as cursor from (
                select id from job_infos where user_id = u.id
                    and id >= coalesce($2[1]::uuid, '00000000-0000-0000-0000-000000000000')
                order by id
            ) as j
            cross join lateral (
                select * from questions where job_info_id = j.id and (created_at, id) < (
                    case when j.id = $2[1]::uuid then $2[2]::timestamptz else 'infinity' end,
                    case when j.id = $2[1]::uuid then $2[3]::uuid else 'ffffffff-ffff-ffff-ffff-ffffffffffff' end
                )
                order by created_at desc, id desc
            ) as p cross join lateral (select * from cards where question_id = p.id offset 0) as c limit 200) as page on true
            where u.id = $1;

prepare statement 92 (text, _text) as
select u.deleted_at is not null as user_deleted, page.json::text as json, page.cursor
            from users u left join lateral (select to_json(p) as json, array[j.id::text, p.created_at::text, p.id::text] as cursor from (
                select id from job_infos where user_id = u.id
                    and id >= coalesce($2[1]::uuid, '00000000-0000-0000-0000-000000000000')
                order by id
            ) as j
            cross join lateral (
                select * from interviews where job_info_id = j.id and (created_at, id) < (
                    case when j.id = $2[1]::uuid then $2[2]::timestamptz else 'infinity' end,
                    case when j.id = $2[1]::uuid then $2[3]::uuid else 'ffffffff-ffff-ffff-ffff-ffffffffffff' end
                )
                order by created_at desc, id desc
            ) as p limit 200) as page on true
            where u.id = $1;

prepare statement 93 (text, _text) as
select u.deleted_at is not null as user_deleted, page.json::text as json, page.cursor
            from users u left join lateral (select to_json(p) as json, array[j.id::text, p.created_at::text, p.id::text] as cursor from (
                select id from job_infos where user_id = u.id
                    and id >= coalesce($2[1]::uuid, '00000000-0000-0000-0000-000000000000')
                order by id
            ) as j
            cross join lateral (
                select * from questions where job_info_id = j.id and (created_at, id) < (
                    case when j.id = $2[1]::uuid then $2[2]::timestamptz else 'infinity' end,
                    case when j.id = $2[1]::uuid then $2[3]::uuid else 'ffffffff-ffff-ffff-ffff-ffffffffffff' end
                )
                order by created_at desc, id desc
            ) as p limit 200) as page on true
            where u.id = $1;

prepare statement 94 (text, _text) as
select u.deleted_at is not null as user_deleted, page.json::text as json, page.cursor
            from users u left join lateral (select to_json(p) as json, array[j.id::text, p.created_at::text, p.id::text] as cursor from (
                select id from job_infos where user_id = u.id
                    and id >= coalesce($2[1]::uuid, '00000000-0000-0000-0000-000000000000')
                order by id
            ) as j
            cross join lateral (
                select * from resume_analyses where job_info_id = j.id and (created_at, id) < (
                    case when j.id = $2[1]::uuid then $2[2]::timestamptz else 'infinity' end,
                    case when j.id = $2[1]::uuid then $2[3]::uuid else 'ffffffff-ffff-ffff-ffff-ffffffffffff' end
                )
                order by created_at desc, id desc
            ) as p limit 200) as page on true
            where u.id = $1;

prepare statement 95 (text, _text) as
select u.deleted_at is not null as user_deleted, page.json::text as json, page.cursor
            from users u left join lateral (select to_json(s) as json, array[j.id::text, p.created_at::text, p.id::text, s.seq::text] as cursor from (
                select id from job_infos where user_id = u.id
                    and id >= coalesce($2[1]::uuid, '00000000-0000-0000-0000-000000000000')
                order by id
            ) as j
            cross join lateral (
                select * from interviews where job_info_id = j.id and (created_at, id) <= (
                    case when j.id = $2[1]::uuid then $2[2]::timestamptz else 'infinity' end,
                    case when j.id = $2[1]::uuid then $2[3]::uuid else 'ffffffff-ffff-ffff-ffff-ffffffffffff' end
                )
                order by created_at desc, id desc
            ) as p cross join lateral (
                select * from utterances where interview_id = p.id
                    and seq > case when p.id = $2[3]::uuid then coalesce($2[4]::int, -1) else -1 end
                order by seq
            ) as s limit 200) as page on true
            where u.id = $1;

prepare statement 96 (text, _text) as
select u.deleted_at is not null as user_deleted, page.json::text as json, page.cursor
            from users u left join lateral (select to_json(t) as json, array[]::text[] as cursor from ai_budgets as t where t.user_id = u.id and $2::text[] is null limit 200) as page on true
            where u.id = $1;

prepare statement 97 (text, _text) as
select u.deleted_at is not null as user_deleted, page.json::text as json, page.cursor
            from users u left join lateral (select to_json(t) as json, array[]::text[] as cursor from voice_budgets as t where t.user_id = u.id and $2::text[] is null limit 200) as page on true
            where u.id = $1;

prepare statement 98 (text, _text) as
select u.deleted_at is not null as user_deleted, page.json::text as json, page.cursor
            from users u left join lateral (select to_json(t) as json, array[t.created_at::text, t.id::text] as cursor from job_infos as t where t.user_id = u.id and (t.created_at, t.id)
                < (coalesce($2[1]::timestamptz, 'infinity'), coalesce($2[2]::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
            order by t.created_at desc, t.id desc limit 200) as page on true
            where u.id = $1;

prepare statement 99 (text, _text) as
select u.deleted_at is not null as user_deleted, page.json::text as json, page.cursor
            from users u left join lateral (select to_json(t) as json, array[t.created_at::text, t.id::text] as cursor from reviews as t where t.user_id = u.id and (t.created_at, t.id)
                < (coalesce($2[1]::timestamptz, 'infinity'), coalesce($2[2]::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
            order by t.created_at desc, t.id desc limit 200) as page on true
            where u.id = $1;

prepare statement 100 (text, _text) as
select u.deleted_at is not null as user_deleted, page.json::text as json, page.cursor
            from users u left join lateral (select to_json(t) as json, array[t.kind] as cursor from usage_counters as t where t.user_id = u.id and ($2::text[] is null or t.kind > $2[1]) order by t.kind limit 200) as page on true
            where u.id = $1;

prepare statement 101 (text, _text) as
select u.deleted_at is not null as user_deleted, page.json::text as json, page.cursor
            from users u left join lateral (select to_json(t) as json, array[t.name] as cursor from token_buckets as t where t.user_id = u.id and ($2::text[] is null or t.name > $2[1]) order by t.name limit 200) as page on true
            where u.id = $1;

prepare statement 102 (text, _text) as
select u.deleted_at is not null as user_deleted, page.json::text as json, page.cursor
            from users u left join lateral (select to_json(u) as json, array[]::text[] as cursor where $2::text[] is null limit 200) as page on true
            where u.id = $1;

prepare statement 103 (text, _text) as
select u.deleted_at is not null as user_deleted, page.json::text as json, page.cursor
            from users u left join lateral (select to_jsonb(g) - 'prompt_sha256' as json, array[j.id::text, p.created_at::text, p.id::text, a.created_at::text, a.id::text] || array[g.created_at::text, g.id::text] as cursor from (
                select id from job_infos where user_id = u.id
                    and id >= coalesce($2[1]::uuid, '00000000-0000-0000-0000-000000000000')
                order by id
            ) as j
            cross join lateral (
                select * from questions where job_info_id = j.id and (created_at, id) <= (
                    case when j.id = $2[1]::uuid then $2[2]::timestamptz else 'infinity' end,
                    case when j.id = $2[1]::uuid then $2[3]::uuid else 'ffffffff-ffff-ffff-ffff-ffffffffffff' end
                )
                order by created_at desc, id desc
            ) as p cross join lateral (
                select * from answers where question_id = p.id and (created_at, id) <= (
                    case when p.id = $2[3]::uuid then coalesce($2[4]::timestamptz, 'infinity') else 'infinity' end,
                    case when p.id = $2[3]::uuid then coalesce($2[5]::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
                        else 'ffffffff-ffff-ffff-ffff-ffffffffffff' end
                )
                order by created_at desc, id desc
            ) as a cross join lateral (
                select * from gradings where answer_id = a.id and (created_at, id) > (
                    case when a.id = $2[5]::uuid then coalesce($2[6]::timestamptz, '-infinity') else '-infinity' end,
                    case when a.id = $2[5]::uuid then coalesce($2[7]::uuid, '00000000-0000-0000-0000-000000000000')
                        else '00000000-0000-0000-0000-000000000000' end
                )
                order by created_at, id
            ) as g limit 200) as page on true
            where u.id = $1;

prepare statement 104 (text, _text) as
select u.deleted_at is not null as user_deleted, page.json::text as json, page.cursor
            from users u left join lateral (select to_jsonb(t) - 'key_sha256' as json, array[t.created_at::text, t.id::text] as cursor from api_keys as t where t.user_id = u.id and (t.created_at, t.id)
                < (coalesce($2[1]::timestamptz, 'infinity'), coalesce($2[2]::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
            order by t.created_at desc, t.id desc limit 200) as page on true
            where u.id = $1;

prepare statement 105 (text, _text) as
select u.deleted_at is not null as user_deleted, page.json::text as json, page.cursor
            from users u left join lateral (select to_jsonb(t) - 'token_sha256' as json, array[]::text[] as cursor from calendars as t
            where t.user_id = u.id and $2::text[] is null limit 200) as page on true
            where u.id = $1;

prepare statement 106 (text, _text) as
select u.deleted_at is not null as user_deleted, page.json::text as json, page.cursor
            from users u left join lateral (select to_jsonb(t) - 'token_sha256' as json, array[t.created_at::text, t.id::text] as cursor from shares as t where t.user_id = u.id and (t.created_at, t.id)
                < (coalesce($2[1]::timestamptz, 'infinity'), coalesce($2[2]::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
            order by t.created_at desc, t.id desc limit 200) as page on true
            where u.id = $1;

prepare statement 107 (text, _text) as
select u.deleted_at is not null as user_deleted, page.json::text as json, page.cursor
            from users u left join lateral (select to_jsonb(t) - array['claim', 'body_sha256'] as json, array[t.method, t.path, t.key] as cursor
            from idempotency_keys as t
            where t.user_id = u.id and ($2::text[] is null or (t.method, t.path, t.key) > ($2[1], $2[2], $2[3]))
            order by t.method, t.path, t.key limit 200) as page on true
            where u.id = $1;

prepare statement 108 (text, _text) as
select u.deleted_at is not null as user_deleted, page.json::text as json, page.cursor
            from users u left join lateral (select to_jsonb(t) - array['claim', 'request_sha256'] as json, array[t.reserved_at::text, t.id::text] as cursor from usage as t where t.user_id = u.id and (t.reserved_at, t.id)
                < (coalesce($2[1]::timestamptz, 'infinity'), coalesce($2[2]::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
            order by t.reserved_at desc, t.id desc limit 200) as page on true
            where u.id = $1;

prepare statement 109 (text, uuid) as
select u.deleted_at is not null as user_deleted, q.id as question_id, a.id as answer_id, a.text as answer_text, a.rating as answer_rating, a.feedback as answer_feedback,
        a.evidence as answer_evidence, a.model as answer_model, a.created_at as answer_created_at,
        exists (select from reviews r where r.id = a.id and r.excluded_by is not null) as answer_excluded,
        (select count(*) from gradings g where g.answer_id = a.id) as answer_opinions, made.is_running, made.is_owed from users u
        left join (
            answers a join questions q on q.id = a.question_id join job_infos j on j.id = q.job_info_id
        ) on j.user_id = u.id and a.id = $2
        left join lateral (
            select state = 'reserved' and expires_at >= now() as is_running, state <> 'settled' or unstored as is_owed
            from usage
            where user_id = u.id and reserved_at > now() - interval '15 minutes'
                and kind = 'answer_feedback' and subject_id = $2
            order by reserved_at desc
            limit 1
        ) as made on true
        where u.id = $1;

prepare statement 110 (text, uuid, timestamptz, uuid, int8, int8) as
select u.deleted_at is not null as user_deleted, q.id, a.fetched, a.id as answer_id, a.text as answer_text, a.rating as answer_rating, a.feedback as answer_feedback,
        a.evidence as answer_evidence, a.model as answer_model, a.created_at as answer_created_at,
        exists (select from reviews r where r.id = a.id and r.excluded_by is not null) as answer_excluded,
        (select count(*) from gradings g where g.answer_id = a.id) as answer_opinions from users u
    left join (questions q join job_infos j on j.id = q.job_info_id) on j.user_id = u.id and q.id = $2
    left join lateral (
        select * from (
            select newest.*, count(*) over () as fetched, row_number() over page as nth,
                sum(octet_length(text) + octet_length(feedback)) over page as bytes
            from (
                select * from answers
                where question_id = q.id and ($3::timestamptz is null or (created_at, id) < ($3, $4))
                order by created_at desc, id desc
                limit $5 + 1
            ) as newest
            window page as (order by created_at desc, id desc)
        ) as sized
        where nth = 1 or nth <= $5 and bytes <= $6
    ) as a on true
    where u.id = $1
    order by a.created_at desc, a.id desc;

prepare statement 111 (text, uuid) as
select u.deleted_at is not null as user_deleted, q.id, q.job_info_id, q.id as card_of, c.stability, c.difficulty as card_difficulty, c.reviews, c.lapses, c.reviewed_at, c.due_on, ((c.reviewed_at at time zone u.time_zone) - make_interval(hours => u.day_starts_at))::date as reviewed_on, ((now() at time zone u.time_zone) - make_interval(hours => u.day_starts_at))::date as today, u.retention::text::float8 as retention from users u
        left join (questions q join job_infos j on j.id = q.job_info_id) on j.user_id = u.id and q.id = $2
        left join cards c on c.question_id = q.id
        where u.id = $1;

prepare statement 112 (text, uuid, int8) as
select u.deleted_at is not null as user_deleted, q.id, q.job_info_id, q.text, q.difficulty, q.topics, q.follows, q.model, q.created_at, a.id as answer_id, a.text as answer_text, a.rating as answer_rating, a.feedback as answer_feedback,
        a.evidence as answer_evidence, a.model as answer_model, a.created_at as answer_created_at,
        exists (select from reviews r where r.id = a.id and r.excluded_by is not null) as answer_excluded,
        (select count(*) from gradings g where g.answer_id = a.id) as answer_opinions from users u
    left join (questions q join job_infos j on j.id = q.job_info_id) on j.user_id = u.id and q.id = $2
    left join lateral (
        select * from answers where question_id = q.id order by created_at desc, id desc limit $3
    ) as a on true
    where u.id = $1
    order by a.created_at desc, a.id desc;

prepare statement 113 (text, uuid, uuid) as
select u.deleted_at is not null as user_deleted, q.id, q.text, q.difficulty, j.id as job_info_id, j.name, j.title, j.experience_level, j.description, q.id as card_of, c.stability, c.difficulty as card_difficulty, c.reviews, c.lapses, c.reviewed_at, c.due_on, ((c.reviewed_at at time zone u.time_zone) - make_interval(hours => u.day_starts_at))::date as reviewed_on, ((now() at time zone u.time_zone) - make_interval(hours => u.day_starts_at))::date as today, u.retention::text::float8 as retention, b.hour_spent, ceil(extract(epoch from b.hour_started_at + interval '1 hour' - now()))::int as hour_left,
        b.day_spent, ceil(extract(epoch from b.day_started_at + interval '1 day' - now()))::int as day_left, r.id as receipt_id, r.state as receipt_state, r.expires_at < now() as receipt_lapsed,
        r.attempt as receipt_attempt, r.request_sha256 as receipt_request,
        r.given_back_at is not null and case r.kind
            when 'question' then exists (select from questions where id = r.subject_id)
            when 'answer_feedback' then exists (select from answers where id = r.subject_id)
            when 'answer_regrade' then exists (select from gradings where id = r.id)
            when 'resume_analysis' then exists (select from resume_analyses where id = r.subject_id)
            when 'interview_turn' then
                exists (select from utterances where interview_id = r.subject_id and receipt_id = r.id)
            else false
        end as receipt_is_gift from users u left join ai_budgets b on b.user_id = u.id
        left join (questions q join job_infos j on j.id = q.job_info_id) on j.user_id = u.id and q.id = $2
        left join cards c on c.question_id = q.id
        left join usage r on r.user_id = u.id and r.id = $3
        where u.id = $1;

prepare statement 114 (text, uuid) as
select u.deleted_at is not null as user_deleted, r.id as receipt_id, r.state as receipt_state, r.expires_at < now() as receipt_lapsed,
        r.attempt as receipt_attempt, r.request_sha256 as receipt_request,
        r.given_back_at is not null and case r.kind
            when 'question' then exists (select from questions where id = r.subject_id)
            when 'answer_feedback' then exists (select from answers where id = r.subject_id)
            when 'answer_regrade' then exists (select from gradings where id = r.id)
            when 'resume_analysis' then exists (select from resume_analyses where id = r.subject_id)
            when 'interview_turn' then
                exists (select from utterances where interview_id = r.subject_id and receipt_id = r.id)
            else false
        end as receipt_is_gift from users u left join usage r on r.user_id = u.id and r.id = $2 where u.id = $1;

prepare statement 115 (text, uuid) as
select u.deleted_at is not null as user_deleted, r.id, r.kind, r.subject_id, r.attempt,
        r.state = 'reserved' and r.expires_at >= now() as is_running,
        case r.state
            when 'reserved' then r.expires_at
            when 'released' then coalesce(r.released_at, r.reserved_at)
            when 'settled' then case when r.unstored then r.settled_at end
        end > now() - interval '15 minutes' as has_failed, q.difficulty,
        case when r.state = 'settled' or r.given_back_at is not null
            then coalesce(q.text, a.feedback, s.result::text, i.feedback, said.text) end as text,
        (
            select count(*) from utterances
            where interview_id = said.interview_id and speaker = 'interviewer' and seq <= said.seq
        ) as turn,
        case when said.state = 'finished' and said.seq = said.next_seq - 1
            and (r.settled_at is null or said.finished_at = r.settled_at) then 'finished' else 'active' end as turn_state
    from users u
    left join usage r on r.user_id = u.id and r.id = $2 and r.kind not in ('interview', 'answer_regrade')
    left join questions q on r.kind = 'question' and q.id = r.subject_id
    left join answers a on r.kind = 'answer_feedback' and a.id = r.subject_id
    left join resume_analyses s on r.kind = 'resume_analysis' and s.id = r.subject_id
    left join interviews i on r.kind = 'interview_feedback' and i.id = r.subject_id and i.feedback_at = r.settled_at
    left join (
        select t.interview_id, t.receipt_id, t.text, t.seq, held.state, held.next_seq, held.finished_at
        from utterances t join interviews held on held.id = t.interview_id
    ) as said on r.kind = 'interview_turn' and said.interview_id = r.subject_id and said.receipt_id = r.id
    where u.id = $1;

prepare statement 116 (text, uuid) as
select u.deleted_at is not null as user_deleted, t.today, u.daily_minutes::bigint, spent.minutes as spent_today,
            u.retention::text::float8 as retention, j.id, j.interview_on, j.description, array(
            select rating::int from reviews
            where job_info_id = j.id and fresh and excluded_by is null and rating is not null
            order by created_at desc, id desc limit 3
        ) as newest_ratings,
        array(
            select difficulty from reviews
            where job_info_id = j.id and fresh and excluded_by is null and rating is not null
            order by created_at desc, id desc limit 3
        ) as newest_levels, cards.cards, rated.topics, rated.count, rated.sum, rated.squares, done.mock, done.new
    from users u
    cross join lateral (select ((now() at time zone u.time_zone) - make_interval(hours => u.day_starts_at))::date as today) as t
    cross join lateral (
        select coalesce(sum(case when is_first then 10 else 5 end), 0)::bigint + (
            select 30 * count(*) from job_infos held join interviews i on i.job_info_id = held.id
            where held.user_id = u.id and i.finished_at > now() - interval '2 days' and ((i.finished_at at time zone u.time_zone) - make_interval(hours => u.day_starts_at))::date = t.today
        ) as minutes
        from (
            select not exists (
            select from reviews before where before.question_id = r.question_id and before.created_at < r.created_at
        ) as is_first from reviews r where r.user_id = u.id and r.created_at > now() - interval '2 days' and ((r.created_at at time zone u.time_zone) - make_interval(hours => u.day_starts_at))::date = t.today
        ) as reviewed
    ) as spent
    left join lateral (
        select * from job_infos where user_id = u.id and ($2::uuid is null or id = $2)
        order by case when interview_on >= t.today then interview_on end, created_at desc, id desc
        limit 10
    ) as j on true
    cross join lateral (
        select exists (
                select from interviews i where i.job_info_id = j.id and i.finished_at > now() - interval '2 days' and ((i.finished_at at time zone u.time_zone) - make_interval(hours => u.day_starts_at))::date = t.today
            ) as mock, (
                select count(*) from reviews r where r.job_info_id = j.id and r.created_at > now() - interval '2 days' and ((r.created_at at time zone u.time_zone) - make_interval(hours => u.day_starts_at))::date = t.today and not exists (
            select from reviews before where before.question_id = r.question_id and before.created_at < r.created_at
        )
            ) as new
    ) as done
    left join lateral (
        select coalesce(json_agg(each), '[]')::text as cards from (
            select question_id as question, stability, difficulty, reviews, due_on, ((c.reviewed_at at time zone u.time_zone) - make_interval(hours => u.day_starts_at))::date as reviewed_on
            from cards c where c.job_info_id = j.id and not c.suspended
            order by due_on, question_id limit 1000
        ) as each
    ) as cards on true
    left join lateral (
        select (
                select coalesce(json_agg(each order by each.topic), '[]')::text from (
                    select topic, count(*) as count, sum(rating) as sum
                    from reviews cross join lateral unnest(topics) as topic
                    where job_info_id = j.id and fresh and excluded_by is null and rating is not null
                    group by topic
                ) as each
            ) as topics,
            count(*) as count, coalesce(sum(rating), 0) as sum, coalesce(sum(rating * rating), 0) as squares
        from reviews where job_info_id = j.id and fresh and excluded_by is null and rating is not null
    ) as rated on true
    where u.id = $1
    order by case when j.interview_on >= t.today then j.interview_on end, j.created_at desc, j.id desc;

prepare statement 117 (bytea) as
select user_id from calendars where token_sha256 = $1;

prepare statement 118 (int8) as
select user_id from usage where state = 'reserved' and expires_at < now() - interval '1 hour' group by user_id order by min(expires_at) limit $1;

prepare statement 119 (uuid) as
update api_keys set last_used_on = (now() at time zone 'UTC')::date where id = $1 and last_used_on is distinct from (now() at time zone 'UTC')::date;

prepare statement 120 (_uuid) as
update reviews r set fresh = each.fresh
        from (
            select id, coalesce(lag(created_at) over (partition by question_id order by created_at, id) <= created_at - interval '20 hours', true) as fresh
            from reviews where question_id = any($1)
        ) as each
        where r.id = each.id and r.fresh <> each.fresh;

prepare statement 121 (text) as
update token_buckets set tokens = tokens + 1 where user_id = $1 and name = 'exports' and tokens < 2;

prepare statement 122 (bytea) as
with fetched as (
            update calendars set
                fetches = case when hour_began_at <= now() - interval '1 hour' then 1 else fetches + 1 end,
                hour_began_at = case when hour_began_at <= now() - interval '1 hour' then now() else hour_began_at end
            where token_sha256 = $1
                and (hour_began_at <= now() - interval '1 hour' or fetches < 60)
            returning user_id
        )
        select c.user_id, fetched.user_id is not null as is_counted,
            ceil(extract(epoch from c.hour_began_at + interval '1 hour' - now()))::int as wait
        from calendars c left join fetched on true where c.token_sha256 = $1;

prepare statement 123 (text, uuid, uuid, uuid) as
with job as (
            select j.id, u.id as owner from users u join job_infos j on j.user_id = u.id
            where u.id = $1 and j.id = $2 and u.deleted_at is null
            for key share of u, j
        ), token as (insert into token_buckets as bucket (user_id, name, tokens) select owner, 'interviews', 12 - 1 from job
            on conflict (user_id, name) do update set
                tokens = -1 + least(12, bucket.tokens + 4 * greatest(0, floor(extract(epoch from now() - bucket.filled_at) / 86400))),
                filled_at = bucket.filled_at + greatest(0, floor(extract(epoch from now() - bucket.filled_at) / 86400)) * interval '86400 seconds'
                where bucket.tokens > 0 or bucket.filled_at <= now() - interval '86400 seconds'
            returning user_id), i as (
            insert into interviews (id, job_info_id, receipt_id) select $3, job.id, $4 from job, token returning *
        )
        select i.id, i.job_info_id, i.kind, i.duration, i.hume_chat_id, i.feedback,
        i.started_at, i.created_at, i.updated_at,
        case when i.ends_at + interval '10 minutes' < now() then 'finished' else i.state end as state,
        case when i.ends_at + interval '10 minutes' < now() then coalesce(i.finished_at, i.ends_at) else i.finished_at end
            as finished_at from i;

prepare statement 124 (uuid) as
with locked as (
                select count(*) from (
                    select from users u join usage_counters c on c.user_id = u.id where (c.user_id, c.kind) = (select user_id, kind from usage where id = $1)
                    order by c.kind for key share of u for update of c
                ) as counters
            ), before as (
            select id, user_id, kind, state from usage, locked where id = $1 and state <> 'released' for update of usage
        ), given_back as (
            update usage set state = 'released', settled_at = null, released_at = now(), given_back_at = now()
            from before where usage.id = before.id
            returning before.user_id, before.kind, before.state
        )
        update usage_counters as counter
        set used = counter.used - (g.state = 'settled')::int, reserved = counter.reserved - (g.state = 'reserved')::int
        from given_back g where counter.user_id = g.user_id and counter.kind = g.kind
        returning g.user_id, g.kind, g.state = 'settled' as was_settled;

prepare statement 125 (uuid, text, int4, int4, uuid, text, int4, float8, bool, uuid) as
with locked as (
                select count(*) from (
                    select from users u join usage_counters c on c.user_id = u.id where (c.user_id, c.kind) = (select user_id, kind from usage where id = $1)
                    order by c.kind for key share of u for update of c
                ) as counters
            ), receipt as (select id, user_id, kind, state from usage, locked where id = $1 for update of usage),
            receipt_settled as (
                update usage set state = 'settled', settled_at = now(), kind = case when usage.claim is distinct from $10 then 'reserved anew' else usage.kind end, model = $2, input_tokens = $3, output_tokens = $4
                from receipt as before where usage.id = before.id and (before.state <> 'settled' and usage.given_back_at is null or usage.claim is distinct from $10)
                returning usage.user_id, usage.kind, before.state as before
            ),
            receipt_counted as (
                update usage_counters as counter
                set used = counter.used + 1, reserved = counter.reserved - (settled.before = 'reserved')::int
                from receipt_settled as settled
                where counter.user_id = settled.user_id and counter.kind = settled.kind
            ) update interviews set feedback = $6, feedback_rating = $7, feedback_evidence = $8, feedback_model = $2,
            feedback_at = now(), updated_at = now()
        from receipt
        where interviews.id = $5 and receipt.state <> 'settled' and (interviews.feedback is null or not $9);

prepare statement 126 (uuid, text, int4, int4, uuid, _uuid, _int4, _text, bytea, uuid, int8) as
with locked as (
                select count(*) from (
                    select from users u join usage_counters c on c.user_id = u.id where (c.user_id, c.kind) = (select user_id, kind from usage where id = $1)
                    order by c.kind for key share of u for update of c
                ) as counters
            ), receipt as (select id, user_id, kind, state from usage, locked where id = $1 for update of usage),
            receipt_settled as (
                update usage set state = 'settled', settled_at = now(), kind = case when usage.claim is distinct from $10 then 'reserved anew' else usage.kind end, model = $2, input_tokens = $3, output_tokens = $4
                from receipt as before where usage.id = before.id and (before.state <> 'settled' and usage.given_back_at is null or usage.claim is distinct from $10)
                returning usage.user_id, usage.kind, before.state as before
            ),
            receipt_counted as (
                update usage_counters as counter
                set used = counter.used + 1, reserved = counter.reserved - (settled.before = 'reserved')::int
                from receipt_settled as settled
                where counter.user_id = settled.user_id and counter.kind = settled.kind
            ), answered as (select a.id from receipt, answers a where a.id = $5 for key share of a)
        insert into gradings (id, answer_id, rating, model, prompt_sha256, created_at)
        select made.id, answered.id, made.rating, made.model, $9, now() + made.nth * interval '1 microsecond'
        from answered, unnest($6::uuid[], $7::int[], $8::text[]) with ordinality as made (id, rating, model, nth)
        where made.nth <= $11 - (select count(*) from gradings where answer_id = answered.id)
        on conflict on constraint gradings_pkey do nothing;

prepare statement 127 (uuid, text, int4, int4, uuid, uuid, text, text, _text, uuid, uuid) as
with locked as (
                select count(*) from (
                    select from users u join usage_counters c on c.user_id = u.id where (c.user_id, c.kind) = (select user_id, kind from usage where id = $1)
                    order by c.kind for key share of u for update of c
                ) as counters
            ), receipt as (select id, user_id, kind, state from usage, locked where id = $1 for update of usage),
            receipt_settled as (
                update usage set state = 'settled', settled_at = now(), kind = case when usage.claim is distinct from $11 then 'reserved anew' else usage.kind end, model = $2, input_tokens = $3, output_tokens = $4
                from receipt as before where usage.id = before.id and (before.state <> 'settled' and usage.given_back_at is null or usage.claim is distinct from $11)
                returning usage.user_id, usage.kind, before.state as before
            ),
            receipt_counted as (
                update usage_counters as counter
                set used = counter.used + 1, reserved = counter.reserved - (settled.before = 'reserved')::int
                from receipt_settled as settled
                where counter.user_id = settled.user_id and counter.kind = settled.kind
            ), job as (select j.id from receipt, job_infos j where j.id = $6 for key share of j),
        followed as (select a.id from job, answers a where a.id = $10 for key share of a)
        insert into questions (id, job_info_id, text, difficulty, model, topics, follows)
        select $5, id, $7, $8, $2, $9, (select id from followed) from job
        on conflict on constraint questions_pkey do nothing;

prepare statement 128 (uuid, text, int4, int4, uuid, uuid, int4, text, int4, text, float8, text, text, text, bytea, uuid) as
with locked as (
                select count(*) from (
                    select from users u join usage_counters c on c.user_id = u.id where (c.user_id, c.kind) = (select user_id, kind from usage where id = $1)
                    order by c.kind for key share of u for update of c
                ) as counters
            ), receipt as (select id, user_id, kind, state from usage, locked where id = $1 for update of usage),
            receipt_settled as (
                update usage set state = 'settled', settled_at = now(), kind = case when usage.claim is distinct from $16 then 'reserved anew' else usage.kind end, model = $2, input_tokens = $3, output_tokens = $4
                from receipt as before where usage.id = before.id and (before.state <> 'settled' and usage.given_back_at is null or usage.claim is distinct from $16)
                returning usage.user_id, usage.kind, before.state as before
            ),
            receipt_counted as (
                update usage_counters as counter
                set used = counter.used + 1, reserved = counter.reserved - (settled.before = 'reserved')::int
                from receipt_settled as settled
                where counter.user_id = settled.user_id and counter.kind = settled.kind
            ), job as (select j.id from receipt, job_infos j where j.id = $6 for key share of j)
        insert into resume_analyses (
            id, job_info_id, job_version, file_name, file_size, file_sha256, overall_score, result, keywords, model,
            source_text, job_sha256
        )
        select $5, id, $7, $8, $9, $10, $11, $12::text::json, $13::text::json, $2, $14, $15 from job
        on conflict on constraint resume_analyses_pkey do nothing;

prepare statement 129 (uuid, text, int4, int4, uuid, uuid, text, int4, text, float8, uuid, int4, bool, timestamptz, float8, float8, date, float8, float8, int4, int4, date, uuid) as
with locked as (
                select count(*) from (
                    select from users u join usage_counters c on c.user_id = u.id where (c.user_id, c.kind) = (select user_id, kind from usage where id = $1)
                    order by c.kind for key share of u for update of c
                ) as counters
            ), receipt as (select id, user_id, kind, state from usage, locked where id = $1 for update of usage),
            receipt_settled as (
                update usage set state = 'settled', settled_at = now(), kind = case when usage.claim is distinct from $23 then 'reserved anew' else usage.kind end, model = $2, input_tokens = $3, output_tokens = $4
                from receipt as before where usage.id = before.id and (before.state <> 'settled' and usage.given_back_at is null or usage.claim is distinct from $23)
                returning usage.user_id, usage.kind, before.state as before
            ),
            receipt_counted as (
                update usage_counters as counter
                set used = counter.used + 1, reserved = counter.reserved - (settled.before = 'reserved')::int
                from receipt_settled as settled
                where counter.user_id = settled.user_id and counter.kind = settled.kind
            ), job as (select j.id, j.user_id from receipt, job_infos j where j.id = $11 for key share of j),
        answered as (
            select q.id, q.job_info_id, q.difficulty, q.topics, job.user_id
            from job, questions q where q.id = $6 and q.job_info_id = job.id for no key update of q
        ), question as (select *, clock_timestamp() as at from answered), answer as (
            insert into answers (id, question_id, text, rating, feedback, evidence, model, created_at)
            select $5, id, $7, $8, $9, $10, $2, at from question
            on conflict on constraint answers_pkey do nothing
        ), review as (
                insert into reviews
                    (id, user_id, job_info_id, question_id, rating, grade, source, fresh, excluded_by, difficulty, topics, created_at)
                select $5, user_id, job_info_id, id, $8, $12, 'answer', coalesce(last_review_of(id) <= at - interval '20 hours', true), case when $13 or answered_before(id, $5, $7) then 'rule' end, difficulty, topics, at
                from question where $12::int is not null
                on conflict on constraint reviews_pkey do nothing
                returning question_id, user_id, job_info_id, excluded_by, created_at
            ), counted as (
                select review.*, ((review.created_at at time zone u.time_zone) - make_interval(hours => u.day_starts_at))::date as day
                from review join users u on u.id = review.user_id where excluded_by is null
            ), made as (
                insert into cards
                    (question_id, user_id, job_info_id, stability, difficulty, reviews, lapses, reviewed_at, due_on)
                select question_id, user_id, job_info_id, $18, $19, $20, $21, created_at, $22 from counted where $14::timestamptz is null and day = $17 and not exists (select from reviews r where r.question_id = counted.question_id and r.excluded_by is null)
                on conflict on constraint cards_pkey do nothing
                returning question_id
            ), moved as (
                update cards as c set stability = $18, difficulty = $19, reviews = $20, lapses = $21, reviewed_at = counted.created_at, due_on = $22 from counted
                where c.question_id = counted.question_id and counted.day = $17 and c.reviewed_at = $14 and c.stability = $15 and c.difficulty = $16 and c.reviews = (
                    select count(*) from reviews r where r.question_id = c.question_id and r.excluded_by is null
                )
                returning c.question_id
            ), card as (select question_id from made union all select question_id from moved) select exists (select from question) as found, exists (select from review) as reviewed,
        exists (select from counted) = exists (select from card) as is_folded;

prepare statement 130 (uuid, text, int4, int4, uuid) as
with locked as (
                select count(*) from (
                    select from users u join usage_counters c on c.user_id = u.id where (c.user_id, c.kind) = (select user_id, kind from usage where id = $1)
                    order by c.kind for key share of u for update of c
                ) as counters
            ), receipt as (select id, user_id, kind, state from usage, locked where id = $1 for update of usage),
            receipt_settled as (
                update usage set state = 'settled', settled_at = now(), kind = case when usage.claim is distinct from $5 then 'reserved anew' else usage.kind end, model = $2, input_tokens = $3, output_tokens = $4, unstored = true
                from receipt as before where usage.id = before.id and (before.state <> 'settled' and usage.given_back_at is null or usage.claim is distinct from $5)
                returning usage.user_id, usage.kind, before.state as before
            ),
            receipt_counted as (
                update usage_counters as counter
                set used = counter.used + 1, reserved = counter.reserved - (settled.before = 'reserved')::int
                from receipt_settled as settled
                where counter.user_id = settled.user_id and counter.kind = settled.kind
            ) select id from receipt;

prepare statement 131 (uuid, uuid) as
with locked as (
                select count(*) from (
                    select from users u join usage_counters c on c.user_id = u.id where (c.user_id, c.kind) = (select user_id, kind from usage where id = $1)
                    order by c.kind for key share of u for update of c
                ) as counters
            ), released as (
        update usage set state = 'released', released_at = now()
        from locked where id = $1 and state = 'reserved' and claim = $2 returning user_id, kind
    )
    update usage_counters as counter set reserved = counter.reserved - 1
    from released where counter.user_id = released.user_id and counter.kind = released.kind;

prepare statement 132 (uuid, text, int4, int4, uuid, int4, text, text, bool, uuid, uuid) as
with locked as (
                select count(*) from (
                    select from users u join usage_counters c on c.user_id = u.id where c.user_id = (select user_id from usage where id = $1) and c.kind in ('interview', 'interview_turn')
                    order by c.kind for key share of u for update of c
                ) as counters
            ), receipt as (select id, user_id, kind, state from usage, locked where id = $1 for update of usage),
            receipt_settled as (
                update usage set state = 'settled', settled_at = now(), kind = case when usage.claim is distinct from $11 then 'reserved anew' else usage.kind end, model = $2, input_tokens = $3, output_tokens = $4
                from receipt as before where usage.id = before.id and (before.state <> 'settled' and usage.given_back_at is null or usage.claim is distinct from $11)
                returning usage.user_id, usage.kind, before.state as before
            ),
            receipt_counted as (
                update usage_counters as counter
                set used = counter.used + 1, reserved = counter.reserved - (settled.before = 'reserved')::int
                from receipt_settled as settled
                where counter.user_id = settled.user_id and counter.kind = settled.kind
            ), target as (
            select i.id from receipt, interviews i
            where i.id = $5 and i.next_seq = $6 and i.kind is distinct from 'voice' for update of i
        ), opening as (select id, user_id, kind, state from usage, locked where id = $10 for update of usage),
            opening_settled as (
                update usage set state = 'settled', settled_at = now()
                from opening as before where usage.id = before.id and (before.state <> 'settled' and usage.given_back_at is null)
                returning usage.user_id, usage.kind, before.state as before
            ),
            opening_counted as (
                update usage_counters as counter
                set used = counter.used + 1, reserved = counter.reserved - (settled.before = 'reserved')::int
                from opening_settled as settled
                where counter.user_id = settled.user_id and counter.kind = settled.kind
            ), kept as (
            update interviews as i set
                kind = coalesce(i.kind, 'text'),
                state = case when $9 or i.state = 'finished' then 'finished' else 'active' end,
                started_at = coalesce(i.started_at, asked.at),
                finished_at = case when $9 or i.state = 'finished' then coalesce(i.finished_at, now()) end,
                next_seq = i.next_seq + 1 + ($7::text is not null)::int,
                utterance_count = i.utterance_count + 1 + ($7 is not null)::int,
                character_count = i.character_count + length($8) + coalesce(length($7), 0),
                updated_at = now()
            from target, (select reserved_at as at from usage where id = $1) as asked
            where i.id = target.id
            returning i.id, i.started_at, asked.at as asked_at
        )
        insert into utterances (interview_id, seq, speaker, text, at_ms, receipt_id)
        select kept.id, turn.seq, turn.speaker, turn.text, (extract(epoch from turn.at - started_at) * 1000)::bigint,
            turn.receipt_id
        from kept, lateral (
            select $6 as seq, 'candidate' as speaker, $7 as text, asked_at as at, null::uuid as receipt_id
            where $7 is not null
            union all
            select $6 + ($7 is not null)::int, 'interviewer', $8, now(), $1
        ) as turn;

prepare statement 133 (text) as
with locked as (
                select count(*) from (
                    select from users u join usage_counters c on c.user_id = u.id where u.id = $1
                    order by c.kind for key share of u for update of c
                ) as counters
            ), lapsed as (
            select id from usage, locked where user_id = $1 and state = 'reserved' and expires_at < now() - interval '1 hour' for update of usage skip locked
        ), released as (
            update usage set state = 'released', released_at = expires_at from lapsed
            where usage.id = lapsed.id
            returning usage.kind
        ), counted as (
            update usage_counters as counter set reserved = counter.reserved - given_back.uses
            from (select kind, count(*) as uses from released group by kind) as given_back
            where counter.user_id = $1 and counter.kind = given_back.kind
        )
        select count(*) from released;

prepare statement 134 (text, text, int8, uuid, uuid, int4, int4, bool, float8, text, bytea, int4, uuid) as
with locked as (
                select count(*) from (
                    select from users u join usage_counters c on c.user_id = u.id where u.id = $1 and c.kind = $2
                    order by c.kind for key share of u for update of c
                ) as counters
            ), expired as (
            select id from usage, locked
            where user_id = $1 and kind = $2 and state = 'reserved' and expires_at < now()
            for update of usage skip locked
        ), counted as (
    insert into usage_counters as counter (user_id, kind, reserved)
    select id, $2, 1 from users where id = $1 and deleted_at is null and $3 > 0 for key share
    on conflict (user_id, kind) do update
        set reserved = counter.reserved + 1 - (select count(*) from expired)
        where counter.used + counter.reserved - (select count(*) from expired) < $3
    returning user_id
), budget as (
    insert into ai_budgets as budget (user_id, hour_spent, day_spent)
    select user_id, 1, 1 from counted where $8
    on conflict (user_id) do update set
        hour_started_at =
            case when budget.hour_started_at <= now() - interval '1 hour' then now() else budget.hour_started_at end,
        hour_spent =
            case when budget.hour_started_at <= now() - interval '1 hour' then 1 else budget.hour_spent + 1 end,
        day_started_at =
            case when budget.day_started_at <= now() - interval '1 day' then now() else budget.day_started_at end,
        day_spent = case when budget.day_started_at <= now() - interval '1 day' then 1 else budget.day_spent + 1 end
        where (budget.hour_started_at <= now() - interval '1 hour' or budget.hour_spent < $6)
            and (budget.day_started_at <= now() - interval '1 day' or budget.day_spent < $7)
    returning user_id
), given_back as (
    update usage set state = 'released', released_at = expires_at
    from expired, counted where usage.id = expired.id and usage.id <> $4 returning usage.id
), paid as (
    select user_id, case when not $8 or exists (select from budget) then $2 else 'over budget' end as kind
    from counted where (select count(*) from given_back) >= 0
)
insert into usage (id, user_id, kind, subject_id, expires_at, request_id, request_sha256, attempt, claim)
    select $4, user_id, kind, $5, now() + make_interval(secs => $9), $10, $11, $12, $13 from paid
    returning id;

prepare statement 135 (text, text, int8, uuid, float8) as
with locked as (
                select count(*) from (
                    select from users u join usage_counters c on c.user_id = u.id where u.id = $1 and c.kind = $2
                    order by c.kind for key share of u for update of c
                ) as counters
            ), expired as (
            select id from usage, locked
            where user_id = $1 and kind = $2 and state = 'reserved' and expires_at < now()
            for update of usage skip locked
        ), ending as (
            select r.id, r.state, r.state = 'reserved' and r.expires_at >= now() as held
            from locked, interviews i join usage r on r.id = i.receipt_id
            where i.id = $4 and i.state = 'created' and r.state in ('reserved', 'released')
            for update of i, r
        ), others as (
            select count(*) as expired from expired where id not in (select id from ending)
        ), counted as (
            update usage_counters as counter
            set reserved = counter.reserved - others.expired + (ending.state = 'released')::int
            from ending, others
            where counter.user_id = $1 and counter.kind = $2 and (
                ending.held
                or counter.used + counter.reserved - others.expired + (ending.state = 'released')::int <= $3
            )
            returning ending.id as renewed
        ), given_back as (
            update usage set state = 'released', released_at = expires_at from expired, counted
            where usage.id = expired.id and usage.id <> counted.renewed
        ), renewed as (
            update usage set
                state = 'reserved', reserved_at = now(), expires_at = now() + make_interval(secs => $5),
                released_at = null, given_back_at = null, claim = null
            from counted where usage.id = counted.renewed
        )
        select id from ending where not exists (select from counted);

prepare statement 136 (text, text, int8, uuid, uuid, int4, int4, bool, float8, text, bytea, int4, uuid) as
with locked as (
                select count(*) from (
                    select from users u join usage_counters c on c.user_id = u.id where u.id = $1 and c.kind = $2
                    order by c.kind for key share of u for update of c
                ) as counters
            ), expired as (
            select id from usage, locked
            where user_id = $1 and kind = $2 and state = 'reserved' and expires_at < now()
            for update of usage skip locked
        ), target as (
        select id from usage, locked
        where id = $4 and user_id = $1 and kind = $2 and attempt = $12 - 1
            and (state = 'released' or state = 'reserved' and expires_at < now())
        for update of usage
    ), counted as (
    insert into usage_counters as counter (user_id, kind, reserved)
    select id, $2, 1 from users where id = $1 and deleted_at is null and $3 > 0 and exists (select from target) for key share
    on conflict (user_id, kind) do update
        set reserved = counter.reserved + 1 - (select count(*) from expired)
        where counter.used + counter.reserved - (select count(*) from expired) < $3
    returning user_id
), budget as (
    insert into ai_budgets as budget (user_id, hour_spent, day_spent)
    select user_id, 1, 1 from counted where $8
    on conflict (user_id) do update set
        hour_started_at =
            case when budget.hour_started_at <= now() - interval '1 hour' then now() else budget.hour_started_at end,
        hour_spent =
            case when budget.hour_started_at <= now() - interval '1 hour' then 1 else budget.hour_spent + 1 end,
        day_started_at =
            case when budget.day_started_at <= now() - interval '1 day' then now() else budget.day_started_at end,
        day_spent = case when budget.day_started_at <= now() - interval '1 day' then 1 else budget.day_spent + 1 end
        where (budget.hour_started_at <= now() - interval '1 hour' or budget.hour_spent < $6)
            and (budget.day_started_at <= now() - interval '1 day' or budget.day_spent < $7)
    returning user_id
), given_back as (
    update usage set state = 'released', released_at = expires_at
    from expired, counted where usage.id = expired.id and usage.id <> $4 returning usage.id
), paid as (
    select user_id, case when not $8 or exists (select from budget) then $2 else 'over budget' end as kind
    from counted where (select count(*) from given_back) >= 0
)
update usage set kind = paid.kind, state = 'reserved', subject_id = $5, attempt = $12, claim = $13,
        reserved_at = now(), expires_at = now() + make_interval(secs => $9), request_id = $10, request_sha256 = $11,
        settled_at = null, released_at = null, given_back_at = null, unstored = false
    from paid where usage.id = $4
    returning usage.id;

prepare statement 137 (text, uuid, text, text) as
with locked as (
                select count(*) from (
                    select from users u join usage_counters c on c.user_id = u.id where u.id = $1 and c.kind = 'interview'
                    order by c.kind for key share of u for update of c
                ) as counters
            ), target as (
            select i.id, i.receipt_id
            from locked, users u join job_infos j on j.user_id = u.id join interviews i on i.job_info_id = j.id
            where u.id = $1 and i.id = $2
                and ($3::text is null or i.hume_chat_id = $3 or i.hume_chat_id is null
                    and i.kind is distinct from 'text' and (i.kind = 'voice' or i.state <> 'finished'))
            for update of i
        ), changed as (
            update interviews as i set
                duration = coalesce($4, i.duration),
                hume_chat_id = coalesce($3, i.hume_chat_id),
                kind = case when $3 is null then i.kind else coalesce(i.kind, 'voice') end,
                state = case when $3 is not null and i.state = 'created' then 'active' else i.state end,
                started_at = case when $3 is null then i.started_at else coalesce(i.started_at, now()) end,
                updated_at = now()
            from target where i.id = target.id
            returning i.*
        ), opening as (select id, user_id, kind, state from usage, locked where id = (select receipt_id from target where $3 is not null) for update of usage),
            opening_settled as (
                update usage set state = 'settled', settled_at = now()
                from opening as before where usage.id = before.id and (before.state <> 'settled' and usage.given_back_at is null)
                returning usage.user_id, usage.kind, before.state as before
            ),
            opening_counted as (
                update usage_counters as counter
                set used = counter.used + 1, reserved = counter.reserved - (settled.before = 'reserved')::int
                from opening_settled as settled
                where counter.user_id = settled.user_id and counter.kind = settled.kind
            ) select i.id, i.job_info_id, i.kind, i.duration, i.hume_chat_id, i.feedback,
        i.started_at, i.created_at, i.updated_at,
        case when i.ends_at + interval '10 minutes' < now() then 'finished' else i.state end as state,
        case when i.ends_at + interval '10 minutes' < now() then coalesce(i.finished_at, i.ends_at) else i.finished_at end
            as finished_at from changed as i;

prepare statement 138 (text, uuid, text, text, int4) as
with locked as (
                select count(*) from (
                    select from users u join usage_counters c on c.user_id = u.id where u.id = $1 and c.kind = 'interview'
                    order by c.kind for key share of u for update of c
                ) as counters
            ), target as (
        select i.*, case
            when i.kind = 'text' then 'other-kind'
            when i.kind is null and i.state = 'finished' then 'finished'
            when $3::text is not null and $3 is distinct from i.voice_session then 'superseded'
            when i.finished_at + interval '60 seconds' < now() then 'finished'
            when i.ends_at + interval '10 minutes' < now() then 'window-closed'
        end as refusal
        from locked, users u join job_infos j on j.user_id = u.id join interviews i on i.job_info_id = j.id
        where u.id = $1 and i.id = $2
        for update of i
    ), item as (
        select seq, speaker, text, interrupted, least(at_ms, last) as at_ms, least(ended_ms, last) as ended_ms
        from json_to_recordset($4::json)
            as said (seq int, speaker text, text text, at_ms bigint, ended_ms bigint, interrupted bool),
            (select ($5 + 10) * 60000::bigint as last) as window_ms
    ), known as (
        select item.seq, (u.speaker, u.text, u.at_ms, u.ended_ms, u.interrupted)
            is not distinct from (item.speaker, item.text, item.at_ms, item.ended_ms, item.interrupted) as same
        from item join utterances u on u.interview_id = $2 and u.seq = item.seq
    ), fresh as (
        select * from item where seq not in (select seq from known)
    ), size as (
        select count(*) as items, coalesce(sum(length(text)), 0) as characters, coalesce(max(seq), -1) as last
        from fresh
    ), verdict as (
        select target.*, size.items, size.characters, size.last, coalesce(refusal, case
            when exists (select from known where not same) then 'conflicts'
            when size.last >= next_seq + 200 then 'ahead'
            when utterance_count + items > 500 or character_count + characters > 200000 then 'full'
        end) as verdict
        from target, size
    ), kept as (
        update interviews as i set
            kind = 'voice',
            state = case when i.state = 'created' then 'active' else i.state end,
            started_at = coalesce(i.started_at, now()),
            ends_at = coalesce(i.ends_at, i.started_at + make_interval(mins => $5), now() + make_interval(mins => $5)),
            next_seq = greatest(i.next_seq, verdict.last + 1),
            utterance_count = i.utterance_count + verdict.items,
            character_count = i.character_count + verdict.characters,
            updated_at = now()
        from verdict where i.id = verdict.id and verdict.verdict is null and verdict.items > 0
        returning i.id, i.receipt_id
    ), said as (
        insert into utterances (interview_id, seq, speaker, text, at_ms, ended_ms, interrupted)
        select kept.id, seq, speaker, text, at_ms, ended_ms, interrupted from fresh, kept
    ), opening as (select id, user_id, kind, state from usage, locked where id = (select receipt_id from kept) for update of usage),
            opening_settled as (
                update usage set state = 'settled', settled_at = now()
                from opening as before where usage.id = before.id and (before.state <> 'settled' and usage.given_back_at is null)
                returning usage.user_id, usage.kind, before.state as before
            ),
            opening_counted as (
                update usage_counters as counter
                set used = counter.used + 1, reserved = counter.reserved - (settled.before = 'reserved')::int
                from opening_settled as settled
                where counter.user_id = settled.user_id and counter.kind = settled.kind
            ) select verdict, items as stored, greatest(next_seq, last + 1) as next_seq,
        (select count(*) from known) as duplicates,
        array(select seq from known where not same order by seq) as conflicts,
        array(
            select n from generate_series(0, greatest(next_seq, last + 1) - 1) as n
            where n not in (select seq from fresh)
                and not exists (select from utterances where interview_id = $2 and seq = n)
            order by n limit 200
        ) as missing
    from verdict;

prepare statement 139 (text, uuid) as
with locked as (
                select count(*) from (
                    select from users u join usage_counters c on c.user_id = u.id where u.id = $1 and c.kind = 'interview'
                    order by c.kind for key share of u for update of c
                ) as counters
            ), unused as (
        select i.receipt_id, (
            select max(turn.expires_at) from usage as turn
            where turn.subject_id = i.id and turn.kind = 'interview_turn' and turn.state = 'reserved'
                and turn.expires_at > now()
        ) as turn_ends_at
        from locked, users u join job_infos j on j.user_id = u.id join interviews i on i.job_info_id = j.id
        where u.id = $1 and i.id = $2 and i.state = 'finished' and i.started_at is null
        for update of i
    ), released as (
        update usage set
            state = case when turn_ends_at is null then 'released' else 'reserved' end,
            released_at = case when turn_ends_at is null then now() end,
            expires_at = least(usage.expires_at, turn_ends_at)
        from unused where usage.id = unused.receipt_id and usage.state = 'reserved'
        returning usage.user_id, usage.kind, usage.state
    )
    update usage_counters as counter set reserved = counter.reserved - 1
    from released
    where released.state = 'released' and counter.user_id = released.user_id and counter.kind = released.kind;

prepare statement 140 (uuid, text, timestamptz, text) as
with locked as (
                select count(*) from (
                    select from users u join usage_counters c on c.user_id = u.id where u.id = $4 and c.kind = 'interview'
                    order by c.kind for key share of u for update of c
                ) as counters
            ), target as (
            select id, receipt_id from locked, interviews
            where id = $1 and state <> 'finished' and kind is distinct from 'text' for update of interviews
        ), opening as (select id, user_id, kind, state from usage, locked where id = (select receipt_id from target) for update of usage),
            opening_settled as (
                update usage set state = 'settled', settled_at = now()
                from opening as before where usage.id = before.id and (before.state <> 'settled' and usage.given_back_at is null)
                returning usage.user_id, usage.kind, before.state as before
            ),
            opening_counted as (
                update usage_counters as counter
                set used = counter.used + 1, reserved = counter.reserved - (settled.before = 'reserved')::int
                from opening_settled as settled
                where counter.user_id = settled.user_id and counter.kind = settled.kind
            ) update interviews as i set
            kind = 'voice',
            state = 'active',
            started_at = coalesce(i.started_at, now()),
            ends_at = coalesce(i.ends_at, $3),
            voice_session = $2,
            updated_at = now()
        from target where i.id = target.id
        returning i.id;

prepare statement 141 (text, uuid, int4) as
with me as (
    select coalesce(u.deleted_at is not null, false) as user_deleted, coalesce(u.time_zone, 'UTC') as time_zone, coalesce(u.day_starts_at, 4) as day_starts_at, j.id as of_job
    from (select) as nobody left join users u on u.id = $1 left join job_infos j on j.user_id = u.id and j.id = $2
), today as (
    select ((now() at time zone u.time_zone) - make_interval(hours => u.day_starts_at))::date as today from me as u
), rows as materialized (
    select r.rating, r.fresh, r.excluded_by, r.topics, r.difficulty, r.question_id, r.created_at, ((r.created_at at time zone u.time_zone) - make_interval(hours => u.day_starts_at))::date as day
    from reviews r, me as u
    where r.user_id = $1 and ($2::uuid is null or r.job_info_id = $2)
), counted as (
    select * from rows where excluded_by is null
), rated as (
    select * from counted where fresh and rating is not null
), days as (
    select day, count(*) as count, count(rating) filter (where fresh) as rated,
        coalesce(sum(rating) filter (where fresh), 0) as sum
    from counted group by day
), topics as (
    select topic, count(*) as rated, sum(rating) as sum, coalesce(sum(rating) filter (where nth <= 5), 0) as newest,
        coalesce(sum(rating) filter (where nth between 6 and 10), 0) as before, max(created_at) as last_at
    from (
        select topic, rating, created_at,
            row_number() over (partition by topic order by created_at desc, rating desc) as nth
        from rated cross join lateral unnest(topics) as topic
    ) as each
    group by topic order by count(*) desc, topic limit 50
), streaks as (
    select count(*) as length, max(day) as last
    from (select day, day - row_number() over (order by day)::int as island from days) as each
    group by island
), interviews as (
    select i.id, i.feedback_rating as rating, i.feedback_at as at
    from job_infos j join interviews i on i.job_info_id = j.id
    where j.user_id = $1 and ($2::uuid is null or j.id = $2) and i.feedback_rating is not null
        and i.feedback_at > now() - make_interval(days => $3)
    order by i.feedback_at desc, i.id desc limit 100
), resumes as (
    select r.id, r.overall_score, r.created_at as at
    from job_infos j join resume_analyses r on r.job_info_id = j.id
    where j.user_id = $1 and ($2::uuid is null or j.id = $2) and r.created_at > now() - make_interval(days => $3)
    order by r.created_at desc, r.id desc limit 100
)
select me.user_deleted, me.of_job, json_build_object(
    'as_of', date_trunc('minute', now()), 'time_zone', me.time_zone, 'today', today.today,
    'answers', (
        select json_build_object(
            'count', count(rating) filter (where excluded_by is null),
            'excluded', count(rating) filter (where excluded_by is not null),
            'questions', count(distinct question_id) filter (where excluded_by is null and rating is not null),
            'rated', count(rating) filter (where excluded_by is null and fresh),
            'sum', coalesce(sum(rating) filter (where excluded_by is null and fresh), 0),
            'squares', coalesce(sum(rating * rating) filter (where excluded_by is null and fresh), 0)
        ) from rows
    ),
    'days', (
        select coalesce(json_agg(days order by day), '[]') from days where day > today.today - $3
    ),
    'topics', (select coalesce(json_agg(topics order by rated desc, topic), '[]') from topics),
    'difficulties', (
        select coalesce(json_agg(each order by array_position(array['easy', 'medium', 'hard'], difficulty)), '[]')
        from (select difficulty, count(*) as rated, sum(rating) as sum from rated group by difficulty) as each
    ),
    'streak', (
        select json_build_object(
            'current', coalesce(max(length) filter (where last >= today.today - 1), 0),
            'longest', coalesce(max(length), 0), 'today', coalesce(bool_or(last = today.today), false)
        ) from streaks
    ),
    'interviews', (
        select coalesce(json_agg(json_build_object('interviewId', id, 'rating', rating, 'at', at) order by at, id), '[]')
        from interviews
    ),
    'resumes', (
        select coalesce(
            json_agg(json_build_object('id', id, 'overallScore', overall_score, 'at', at) order by at, id), '[]'
        )
        from resumes
    )
)::text as sums
from me, today;

prepare statement 142 (_text, _int8, _int8, _int8, _int8, _int8) as
with moment as (
        select floor(extract(epoch from now()) * 1000)::bigint as now, set_config('synchronous_commit', 'off', true)
    ), wanted as (
        select w.*, moment.now from moment, unnest($1, $2, $3, $4, $5, $6)
            with ordinality as w (key, kind, capacity, refill, span, cost, nth)
    ), seen as (
        select w.*, f.*, stored.key is null as is_new from wanted w
        left join lateral (select * from rate_limits where key = w.key limit 1) stored on true cross join lateral (select greatest(0, w.now - coalesce(stored.since, w.now)) / w.span as steps) a
        cross join lateral (
            select greatest(0, coalesce(stored.taken, 0) - a.steps * w.refill) as taken,
                case when w.kind <> 1 then 0
                    when a.steps = 0 then coalesce(stored.earlier, 0)
                    when a.steps = 1 then coalesce(stored.taken, 0)
                    else 0 end as earlier
        ) b
        cross join lateral (
            select case when b.taken + b.earlier = 0 then w.now else stored.since + a.steps * w.span end as since
        ) c
        cross join lateral (
            select c.since, b.earlier, b.taken, b.earlier * (w.span - least(w.span, greatest(0, w.now - c.since)))
                + (b.taken + greatest(1, w.cost)) * w.span <= w.capacity * w.span as passes
        ) f), visit as (select bool_and(passes) as passes from seen), took as (
        insert into rate_limits as stored (key, since, earlier, taken, expires_at)
        select w.key, case when w.kind = 2 then w.now else f.since end, f.earlier,
        case when f.passes then f.taken + w.cost else -1 end,
        to_timestamp((
            case when w.kind = 2 then w.now else f.since end
                + ((f.taken + w.cost + w.refill - 1) / w.refill + (w.kind = 1)::int) * w.span
        ) / 1000.0)   from visit, seen w cross join lateral (select w.since, w.earlier, w.taken, w.passes) f
        where visit.passes and w.cost > 0
        order by w.key
        on conflict (key) do update set (since, earlier, taken, expires_at) = (
            select case when w.kind = 2 then w.now else f.since end, f.earlier,
        case when f.passes then f.taken + w.cost else -1 end,
        to_timestamp((
            case when w.kind = 2 then w.now else f.since end
                + ((f.taken + w.cost + w.refill - 1) / w.refill + (w.kind = 1)::int) * w.span
        ) / 1000.0)       from wanted w cross join lateral (select greatest(0, w.now - coalesce(stored.since, w.now)) / w.span as steps) a
        cross join lateral (
            select greatest(0, coalesce(stored.taken, 0) - a.steps * w.refill) as taken,
                case when w.kind <> 1 then 0
                    when a.steps = 0 then coalesce(stored.earlier, 0)
                    when a.steps = 1 then coalesce(stored.taken, 0)
                    else 0 end as earlier
        ) b
        cross join lateral (
            select case when b.taken + b.earlier = 0 then w.now else stored.since + a.steps * w.span end as since
        ) c
        cross join lateral (
            select c.since, b.earlier, b.taken, b.earlier * (w.span - least(w.span, greatest(0, w.now - c.since)))
                + (b.taken + greatest(1, w.cost)) * w.span <= w.capacity * w.span as passes
        ) f       where w.key = stored.key
        )
        returning key, since, earlier, taken
    ), purged as (
        delete from rate_limits where key in (
            select key from rate_limits
            where expires_at < now() and key <> all($1)
                and (select count(*) from took join seen using (key) where seen.is_new) > 0
            order by expires_at limit 2 for update skip locked
        )
    )
    select seen.now, visit.passes, coalesce(took.since, seen.since) as since,
        coalesce(took.earlier, seen.earlier)::bigint as earlier, coalesce(took.taken, seen.taken)::bigint as taken
    from visit, seen left join took using (key) order by seen.nth;

prepare statement 143 (text, text) as
with old as (
                select ctid from webhook_events where received_at < now() - interval '30 days' order by received_at limit 100 for update skip locked
            ), forgotten as (
                delete from webhook_events where ctid = any(array(select ctid from old))
            ), event as (
                insert into webhook_events (id) values ($1)
                on conflict on constraint webhook_events_pkey do nothing
                returning id
            )insert into users as known (id, deleted_at)
        select $2, now() from event
        on conflict on constraint users_pkey do update
            set name = null, email = null, image_url = null, deleted_at = coalesce(known.deleted_at, now())
        returning deleted_at;

prepare statement 144 (text, text, text, text, text, timestamptz) as
with old as (
                select ctid from webhook_events where received_at < now() - interval '30 days' order by received_at limit 100 for update skip locked
            ), forgotten as (
                delete from webhook_events where ctid = any(array(select ctid from old))
            ), event as (
                insert into webhook_events (id) values ($1)
                on conflict on constraint webhook_events_pkey do nothing
                returning id
            )insert into users as known (id, name, email, image_url, clerk_updated_at)
        select $2, $3, $4, $5, $6 from event
        on conflict on constraint users_pkey do update
            set name = excluded.name, email = excluded.email, image_url = excluded.image_url,
                clerk_updated_at = excluded.clerk_updated_at, updated_at = now()
            where known.deleted_at is null
                and (known.clerk_updated_at is null or excluded.clerk_updated_at >= known.clerk_updated_at);

prepare statement 145 (text, text, text, text, uuid, text) as
with old as (
            select ctid from idempotency_keys
            where created_at < now() - interval '24 hours' and (user_id, method, path, key) <> ($1, $2, $3, $4)
            order by created_at limit 100 for update skip locked
        ), forgotten as (
            delete from idempotency_keys where ctid = any(array(select ctid from old))
        )
        insert into idempotency_keys as k (user_id, method, path, key, claim, body_sha256, claimed_until)
        select id, $2, $3, $4, $5, $6, now() + interval '60 seconds'
        from users where id = $1 and deleted_at is null for key share
        on conflict on constraint idempotency_keys_pkey do update
            set claim = excluded.claim, body_sha256 = excluded.body_sha256, claimed_until = excluded.claimed_until,
                created_at = now(), status = null, headers = null, body = null
            where k.created_at < now() - interval '24 hours'
                or (k.status is null and k.claimed_until <= now() and k.body_sha256 = excluded.body_sha256)
        returning key;

prepare statement 146 (text, uuid, bytea, _text, int4) as
with owner as (
            select id from users where id = $1 and deleted_at is null for no key update
        ), target as (
            select i.id, i.feedback is not null as has_feedback, i.utterance_count > 0 as has_words, (i.ends_at + interval '10 minutes' < now() is true or i.state = 'finished' and (
                i.last_seq is null or i.utterance_count > i.last_seq or i.finished_at + interval '60 seconds' < now()
            )) as is_complete
            from owner join job_infos j on j.user_id = owner.id join interviews i on i.job_info_id = j.id
            where i.id = $2
            for key share of i
        ), added as (
            insert into shares (user_id, interview_id, token_sha256, include, expires_at)
            select owner.id, target.id, $3, $4, now() + make_interval(hours => 24 * $5)
            from owner, target
            where is_complete and (has_feedback or 'feedback' <> all($4)) and (has_words or 'transcript' <> all($4))
                and live_shares_of(owner.id) < 20 returning id, expires_at
        )
        select u.deleted_at is not null as user_deleted, target.id as interview, target.is_complete,
            target.has_feedback, target.has_words, added.id, added.expires_at
        from users u left join target on true left join added on true
        where u.id = $1;

prepare statement 147 (text, text, bytea, _text, int4) as
with owner as (
        select id from users where id = $1 and deleted_at is null for no key update
    ), added as (
        insert into api_keys as k (user_id, name, key_sha256, scopes, expires_at)
        select owner.id, $2, $3, $4, now() + make_interval(days => $5) from owner where api_keys_of(owner.id) < 10 returning k.id, k.name, k.scopes, k.created_at, k.expires_at, k.last_used_on)
    select added.* from owner left join added on true;

prepare statement 148 (text, text, text, text, text, date) as
with owner as (
        select id, coalesce($6::date between ((now() at time zone u.time_zone) - make_interval(hours => u.day_starts_at))::date and ((now() at time zone u.time_zone) - make_interval(hours => u.day_starts_at))::date + 365, true) as day_fits
        from users u where id = $1 and deleted_at is null for no key update
    ), added as (
        insert into job_infos as j (user_id, name, title, experience_level, description, interview_on)
        select owner.id, $2, $3, $4, $5, $6 from owner where day_fits and job_infos_of(owner.id) < 200 returning j.id, j.name, j.title, j.experience_level, j.description, j.interview_on, j.version, j.created_at, j.updated_at)
    select owner.day_fits, added.* from owner left join added on true;

prepare statement 149 (text) as
with owner as (select id as owner from users where id = $1 and deleted_at is null for key share),
        token as (insert into token_buckets as bucket (user_id, name, tokens) select owner, 'exports', 2 - 1 from owner
            on conflict (user_id, name) do update set
                tokens = -1 + least(2, bucket.tokens + 2 * greatest(0, floor(extract(epoch from now() - bucket.filled_at) / 86400))),
                filled_at = bucket.filled_at + greatest(0, floor(extract(epoch from now() - bucket.filled_at) / 86400)) * interval '86400 seconds'
                where bucket.tokens > 0 or bucket.filled_at <= now() - interval '86400 seconds'
            returning user_id)
        select token.user_id is not null as taken from owner left join token on true;

prepare statement 150 (text, uuid, uuid, uuid, int4, timestamptz, float8, float8, date, float8, float8, int4, int4, date) as
with owner as (select id from users where id = $1 and deleted_at is null for key share),
        job as (
            select j.id, j.user_id from owner, job_infos j where j.id = $2 and j.user_id = owner.id for key share of j
        ), asked as (
            select q.id, q.job_info_id, q.difficulty, q.topics, job.user_id
            from job, questions q where q.id = $3 and q.job_info_id = job.id for no key update of q
        ), question as (
            select *, clock_timestamp() as at from asked
            where coalesce(last_review_of(id) <= clock_timestamp() - interval '60 seconds', true)
        ), review as (
                insert into reviews
                    (id, user_id, job_info_id, question_id, rating, grade, source, fresh, excluded_by, difficulty, topics, created_at)
                select $4, user_id, job_info_id, id, null::int, $5, 'self', coalesce(last_review_of(id) <= at - interval '20 hours', true), null, difficulty, topics, at
                from question where $5::int is not null
                on conflict on constraint reviews_pkey do nothing
                returning question_id, user_id, job_info_id, excluded_by, created_at
            ), counted as (
                select review.*, ((review.created_at at time zone u.time_zone) - make_interval(hours => u.day_starts_at))::date as day
                from review join users u on u.id = review.user_id where excluded_by is null
            ), made as (
                insert into cards
                    (question_id, user_id, job_info_id, stability, difficulty, reviews, lapses, reviewed_at, due_on)
                select question_id, user_id, job_info_id, $10, $11, $12, $13, created_at, $14 from counted where $6::timestamptz is null and day = $9 and not exists (select from reviews r where r.question_id = counted.question_id and r.excluded_by is null)
                on conflict on constraint cards_pkey do nothing
                returning question_id
            ), moved as (
                update cards as c set stability = $10, difficulty = $11, reviews = $12, lapses = $13, reviewed_at = counted.created_at, due_on = $14 from counted
                where c.question_id = counted.question_id and counted.day = $9 and c.reviewed_at = $6 and c.stability = $7 and c.difficulty = $8 and c.reviews = (
                    select count(*) from reviews r where r.question_id = c.question_id and r.excluded_by is null
                )
                returning c.question_id
            ), card as (select question_id from made union all select question_id from moved) select exists (select from question) as found, exists (select from review) as reviewed,
        exists (select from counted) = exists (select from card) as is_folded, exists (select from asked) as asked;

prepare statement 151 (text, uuid, bool) as
with owner as (select id from users where id = $1 and deleted_at is null),
        is_empty as (
            select not exists (select from reviews where question_id = $2 and excluded_by is null) and not $3 as is_empty
        ), gone as (
            delete from cards where question_id = $2 and user_id = (select id from owner) and suspended
                and (select is_empty from is_empty)
        ), changed as (
            update cards set suspended = $3 where question_id = $2 and user_id = (select id from owner)
                and not (suspended and (select is_empty from is_empty))
            returning *
        )
        select u.deleted_at is not null as user_deleted, c.question_id as id, c.due_on, c.stability, c.difficulty, c.reviews,
            c.lapses, c.reviewed_at, c.suspended, ((now() at time zone u.time_zone) - make_interval(hours => u.day_starts_at))::date as today, ((c.reviewed_at at time zone u.time_zone) - make_interval(hours => u.day_starts_at))::date as reviewed_on
        from users u left join changed c on c.user_id = u.id
        where u.id = $1;

prepare statement 152 (text, uuid, uuid) as
with target as (
                select u.deleted_at is not null as user_deleted, a.id from users u
        left join (answers a join questions q on q.id = a.question_id join job_infos j on j.id = q.job_info_id)
            on j.user_id = u.id and q.id = $2 and a.id = $3 where u.id = $1
            ), deleted as (
                delete from answers where id = (select id from target where not user_deleted) returning id
            )
            select target.user_deleted, target.id as target, deleted.id from target left join deleted on true;

prepare statement 153 (text, uuid, uuid) as
with target as (
                select u.deleted_at is not null as user_deleted, a.id from users u
        left join job_infos j on j.user_id = u.id and j.id = $2
        left join resume_analyses a on a.job_info_id = j.id and a.id = $3 where u.id = $1
            ), deleted as (
                delete from resume_analyses where id = (select id from target where not user_deleted) returning id
            )
            select target.user_deleted, target.id as target, deleted.id from target left join deleted on true;

prepare statement 154 (text, uuid) as
with target as (
                select u.deleted_at is not null as user_deleted, i.id from users u left join (interviews i join job_infos j on j.id = i.job_info_id) on j.user_id = u.id and i.id = $2 where u.id = $1
            ), deleted as (
                delete from interviews where id = (select id from target where not user_deleted) returning id
            )
            select target.user_deleted, target.id as target, deleted.id from target left join deleted on true;

prepare statement 155 (text, uuid) as
with target as (
                select u.deleted_at is not null as user_deleted, k.id from users u left join api_keys k on k.user_id = u.id and k.id = $2 where u.id = $1
            ), deleted as (
                delete from api_keys where id = (select id from target where not user_deleted) returning id
            )
            select target.user_deleted, target.id as target, deleted.id from target left join deleted on true;

prepare statement 156 (text, uuid) as
with target as (
                select u.deleted_at is not null as user_deleted, q.id from users u left join (questions q join job_infos j on j.id = q.job_info_id) on j.user_id = u.id and q.id = $2 where u.id = $1
            ), deleted as (
                delete from questions where id = (select id from target where not user_deleted) returning id
            )
            select target.user_deleted, target.id as target, deleted.id from target left join deleted on true;

prepare statement 157 (text, uuid, uuid) as
with target as (
                select u.deleted_at is not null as user_deleted, s.id from users u left join shares s on s.user_id = u.id and s.interview_id = $2 and s.id = $3 where u.id = $1
            ), deleted as (
                delete from shares where id = (select id from target where not user_deleted) returning id
            )
            select target.user_deleted, target.id as target, deleted.id from target left join deleted on true;

prepare statement 158 (text, uuid, _int4, text, bool, text, text, text, bool, date) as
with target as (
        select u.deleted_at is not null as user_deleted, j.id, ($3::int[] is null or j.version = any($3)) as is_expected, coalesce($10::date between ((now() at time zone u.time_zone) - make_interval(hours => u.day_starts_at))::date and ((now() at time zone u.time_zone) - make_interval(hours => u.day_starts_at))::date + 365, true) or (j.interview_on = $10) is true as day_fits
        from users u left join job_infos j on j.user_id = u.id and j.id = $2
        where u.id = $1
    ), changed as (
        update job_infos as j set
            name = coalesce($4, j.name),
            title = case when $5 then $6 else j.title end,
            experience_level = coalesce($7, j.experience_level),
            description = coalesce($8, j.description),
            interview_on = case when $9 then $10 else j.interview_on end,
            version = j.version + 1,
            updated_at = now()
        where j.id = $2 and j.user_id = $1 and ($3::int[] is null or j.version = any($3))
            and exists (select from target where not user_deleted and day_fits)
        returning j.id, j.name, j.title, j.experience_level, j.description, j.interview_on, j.version, j.created_at, j.updated_at)
    select target.user_deleted, target.id as target, target.is_expected, target.day_fits, changed.*
    from target left join changed on true;
