-- What release 0.2.0 sends to Postgres, and which names it matches; its schema is 8.
-- Written by ci/record-sql from what the tests sent; never edited once the release is out.
-- relies on interviews_hume_chat_id_taken
-- relies on rate_limits_has_room
-- relies on usage_kind_known
-- relies on usage_one_at_a_time
-- relies on utterances_pkey

prepare statement 0 (text, text, text, text, uuid) as

        delete from idempotency_keys
        where user_id = $1 and method = $2 and path = $3 and key = $4 and claim = $5 and status is null;

prepare statement 1 (text, text, text, text) as

        select k.body_sha256, k.status, k.headers::text as headers, k.body
        from users u join idempotency_keys k on k.user_id = u.id and k.method = $2 and k.path = $3 and k.key = $4
        where u.id = $1 and u.deleted_at is null;

prepare statement 2 (text, text, text, text, uuid, int4, text, text) as

        update idempotency_keys set status = $6, headers = $7::json, body = $8
        where user_id = $1 and method = $2 and path = $3 and key = $4 and claim = $5 and status is null
        returning key;

prepare statement 3 (int4) as

    select (spent_at at time zone 'UTC')::date::text as day, model, kind, count(*) as uses,
        coalesce(sum(input_tokens), 0)::bigint as input_tokens, coalesce(sum(output_tokens), 0)::bigint as output_tokens
    from (
        select model, kind, input_tokens, output_tokens, coalesce(settled_at, reserved_at) as spent_at from usage
        where (state = 'settled' or given_back_at is not null) and model is not null
    ) as spent
    where spent_at >= (date_trunc('day', now() at time zone 'UTC') - make_interval(days => $1 - 1)) at time zone 'UTC'
    group by day, model, kind order by day, model, kind;

prepare statement 4 (text, float8) as

    select coalesce(deleted_at > now() - make_interval(secs => $2), false) as recent from users where id = $1;

prepare statement 5 (text, timestamptz, uuid, int8, int8, bool) as

    select deleted_at is not null as user_deleted, null::uuid as id, null as name, null as title,
        null as experience_level, null as description, null::timestamptz as created_at, null::timestamptz as updated_at
    from users where id = $1
    union all (
        select false, id, name, title, experience_level, description, created_at, updated_at
        from (
            select *, sum(octet_length(description)) over (
                order by created_at desc, id desc rows between unbounded preceding and 1 preceding
            ) as bytes_before
            from (
                select id, name, title, experience_level, case when not $6 then description end as description,
                    created_at, updated_at
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

prepare statement 6 (text, int8) as

    select r.id, r.kind, r.state, r.reserved_at, r.settled_at, r.model, r.input_tokens, r.output_tokens, r.request_id
    from users u left join usage r on r.user_id = u.id where u.id = $1
    order by r.reserved_at desc, r.id limit $2;

prepare statement 7 (text, uuid) as

    select u.deleted_at is not null as user_deleted, a.id, a.file_name, a.file_size, a.file_sha256, a.source_text
    from users u
    left join (
        select a.*, j.user_id from resume_analyses a join job_infos j on j.id = a.job_info_id where a.id = $2
    ) as a on a.user_id = u.id
    where u.id = $1;

prepare statement 8 (text, uuid, float8) as

    select u.deleted_at is not null as user_deleted, i.id, i.receipt_id,
        i.state = 'created' and (r.state <> 'reserved' or r.expires_at < now() + make_interval(secs => $3)) as ending
    from users u
    left join (interviews i join job_infos j on j.id = i.job_info_id join usage r on r.id = i.receipt_id)
        on j.user_id = u.id and i.id = $2
    where u.id = $1;

prepare statement 9 (text, uuid, timestamptz, uuid, int8) as

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

prepare statement 10 (text, uuid, timestamptz, uuid, int8) as

    select u.deleted_at is not null as user_deleted, j.id as job_info_id,
        q.id, q.text, q.difficulty, q.model, q.created_at,
        a.id as answer_id, a.text as answer_text, a.rating as answer_rating, a.created_at as answer_created_at
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

prepare statement 11 (text, uuid, uuid) as

    select u.deleted_at is not null as user_deleted, j.id as job_info_id, a.source_text,
        a.id, a.file_name, a.result::text as result, a.keywords::text as keywords, a.model, a.created_at
    from users u
    left join job_infos j on j.user_id = u.id and j.id = $2
    left join resume_analyses a on a.job_info_id = j.id and a.id = $3
    where u.id = $1;

prepare statement 12 (uuid, text, timestamptz, timestamptz) as

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

prepare statement 13 (text, uuid, int4, timestamptz) as

    with owner as (
        select id from users where id = $1 for key share
    ), budget as (
        update voice_budgets set seconds_spent = greatest(seconds_spent - $3, 0)
        from owner where user_id = owner.id and day_started_at = $4
    )
    update interviews as i set mints = i.mints - 1 from owner where i.id = $2 and i.mints > 0;

prepare statement 14 (text, uuid, text, int4) as

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

prepare statement 15 (text, uuid, int4, int4) as

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

prepare statement 16 (text, uuid, uuid) as

    with target as (
        select u.deleted_at is not null as user_deleted, a.id
        from users u
        left join job_infos j on j.user_id = u.id and j.id = $2
        left join resume_analyses a on a.job_info_id = j.id and a.id = $3
        where u.id = $1
    ), deleted as (
        delete from resume_analyses where id = (select id from target where not user_deleted) returning id
    )
    select target.user_deleted, target.id as target, deleted.id from target left join deleted on true;

prepare statement 17 (text, uuid, _int4) as

    with target as (
        select u.deleted_at is not null as user_deleted, j.id
        from users u left join job_infos j on j.user_id = u.id and j.id = $2
        where u.id = $1
    ), changed as (
        delete from job_infos where id = $2 and user_id = $1 and ($3::int[] is null or version = any($3)) returning id
    )
    select target.user_deleted, target.id as target, changed.id from target left join changed on true;

prepare statement 18 (text, text, text, text, timestamptz) as

insert into users (id, name, email, image_url, clerk_updated_at) values ($1, $2, $3, $4, $5)
on conflict on constraint users_pkey do nothing;

prepare statement 19 (text) as

select u.id, u.name, u.email, u.image_url, u.created_at, u.updated_at, u.deleted_at is not null as user_deleted,
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

prepare statement 20 (text) as
delete from users where id = $1;

prepare statement 21 (text, timestamptz) as
insert into users (id, deleted_at) values ($1, $2);

prepare statement 22 (text) as
select b.hour_spent, ceil(extract(epoch from b.hour_started_at + interval '1 hour' - now()))::int as hour_left,
        b.day_spent, ceil(extract(epoch from b.day_started_at + interval '1 day' - now()))::int as day_left from ai_budgets b where user_id = $1;

prepare statement 23 as
select coalesce(max(version), 0)::int4 as version from refinery_schema_history;

prepare statement 24 as
select current_setting('transaction_read_only') = 'off' as writable;

prepare statement 25 (text) as
select deleted_at is not null as user_deleted from users where id = $1;

prepare statement 26 (text, uuid) as
select id from interviews where hume_chat_id = $1 and id <> $2;

prepare statement 27 (uuid) as
select state, next_seq from interviews where id = $1;

prepare statement 28 (text, uuid, int8) as
select u.deleted_at is not null as user_deleted,
        q.id, q.job_info_id, q.text, q.difficulty, q.model, q.created_at, a.id as answer_id, a.text as answer_text, a.rating as answer_rating, a.feedback as answer_feedback,
        a.evidence as answer_evidence, a.model as answer_model, a.created_at as answer_created_at from users u
    left join (questions q join job_infos j on j.id = q.job_info_id) on j.user_id = u.id and q.id = $2
    left join lateral (
        select * from answers where question_id = q.id order by created_at desc, id desc limit $3
    ) as a on true
    where u.id = $1
    order by a.created_at desc, a.id desc;

prepare statement 29 (text, uuid) as
select u.deleted_at is not null as user_deleted, i.id, i.feedback, j.name, j.title, j.experience_level, j.description, i.ends_at + interval '10 minutes' < now() is true or i.state = 'finished' and (
            i.last_seq is null or i.utterance_count > i.last_seq or i.finished_at + interval '60 seconds' < now()
        ) as complete
        from users u left join (interviews i join job_infos j on j.id = i.job_info_id) on j.user_id = u.id and i.id = $2 where u.id = $1;

prepare statement 30 (text, uuid) as
select u.deleted_at is not null as user_deleted, i.id, i.job_info_id, i.kind, i.duration, i.hume_chat_id, i.feedback,
        i.started_at, i.created_at, i.updated_at,
        case when i.ends_at + interval '10 minutes' < now() then 'finished' else i.state end as state,
        case when i.ends_at + interval '10 minutes' < now() then coalesce(i.finished_at, i.ends_at) else i.finished_at end
            as finished_at from users u left join (interviews i join job_infos j on j.id = i.job_info_id) on j.user_id = u.id and i.id = $2 where u.id = $1;

prepare statement 31 (text, uuid) as
select u.deleted_at is not null as user_deleted, i.id, i.kind, i.hume_chat_id,
        said.speaker, said.text, said.at_ms, said.ended_ms, said.interrupted, said.emotions::text as emotions
        from users u left join (interviews i join job_infos j on j.id = i.job_info_id) on j.user_id = u.id and i.id = $2 left join utterances said on said.interview_id = i.id
        where u.id = $1
        order by said.seq;

prepare statement 32 (text, uuid) as
select u.deleted_at is not null as user_deleted, i.id, i.state, i.kind, i.next_seq, j.name, j.title, j.experience_level, j.description,
        array(select speaker from utterances where interview_id = i.id order by seq) as speakers,
        array(select text from utterances where interview_id = i.id order by seq) as texts, b.hour_spent, ceil(extract(epoch from b.hour_started_at + interval '1 hour' - now()))::int as hour_left,
        b.day_spent, ceil(extract(epoch from b.day_started_at + interval '1 day' - now()))::int as day_left from users u left join (interviews i join job_infos j on j.id = i.job_info_id) on j.user_id = u.id and i.id = $2 left join ai_budgets b on b.user_id = u.id
        where u.id = $1;

prepare statement 33 (text, uuid, bool) as
select u.deleted_at is not null as user_deleted, i.id, j.name, j.title, j.experience_level, j.description,
        array(select speaker from utterances where interview_id = i.id and $3 order by seq) as speakers,
        array(select text from utterances where interview_id = i.id and $3 order by seq) as texts,
        array(select at_ms from utterances where interview_id = i.id and $3 order by seq) as times
        from users u left join (interviews i join job_infos j on j.id = i.job_info_id) on j.user_id = u.id and i.id = $2 where u.id = $1;

prepare statement 34 (text, uuid, timestamptz, uuid, int8) as
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

prepare statement 35 (text, uuid) as
select u.deleted_at is not null as user_deleted, j.id,
        ceil(extract(epoch from bucket.filled_at + interval '86400 seconds' - now()))::int as wait
        from users u
        left join job_infos j on j.user_id = u.id and j.id = $2
        left join token_buckets bucket on bucket.user_id = u.id and bucket.name = 'interviews'
            and bucket.tokens = 0 and bucket.filled_at > now() - interval '86400 seconds' where u.id = $1;

prepare statement 36 (text, uuid, int8) as
select u.deleted_at is not null as user_deleted, j.id, j.name, j.title, j.experience_level, j.description,
        array(select text from questions where job_info_id = j.id order by created_at desc, id desc limit $3) as texts,
        array(
            select difficulty from questions where job_info_id = j.id order by created_at desc, id desc limit $3
        ) as difficulties, b.hour_spent, ceil(extract(epoch from b.hour_started_at + interval '1 hour' - now()))::int as hour_left,
        b.day_spent, ceil(extract(epoch from b.day_started_at + interval '1 day' - now()))::int as day_left from users u left join ai_budgets b on b.user_id = u.id
        left join job_infos j on j.user_id = u.id and j.id = $2
        where u.id = $1;

prepare statement 37 (text, uuid, text) as
select u.deleted_at is not null as user_deleted, j.id, j.name, j.title, j.experience_level, j.description, j.version, a.result::text as stored
    from users u
    left join job_infos j on j.user_id = u.id and j.id = $2
    left join lateral (
        select result from resume_analyses
        where job_info_id = j.id and job_version = j.version and file_sha256 = $3
        order by created_at desc, id desc
        limit 1
    ) as a on true
    where u.id = $1;

prepare statement 38 (text, uuid) as
select u.deleted_at is not null as user_deleted, j.id, j.name, j.title, j.experience_level, j.description, j.version, j.created_at, j.updated_at from users u left join job_infos j on j.user_id = u.id and j.id = $2
        where u.id = $1;

prepare statement 39 (text, uuid, timestamptz, uuid, int8, int8) as
select u.deleted_at is not null as user_deleted, q.id, a.fetched, a.id as answer_id, a.text as answer_text, a.rating as answer_rating, a.feedback as answer_feedback,
        a.evidence as answer_evidence, a.model as answer_model, a.created_at as answer_created_at from users u
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

prepare statement 40 (text, uuid) as
select u.deleted_at is not null as user_deleted, q.id, q.text, q.difficulty, j.name, j.title, j.experience_level, j.description, b.hour_spent, ceil(extract(epoch from b.hour_started_at + interval '1 hour' - now()))::int as hour_left,
        b.day_spent, ceil(extract(epoch from b.day_started_at + interval '1 day' - now()))::int as day_left from users u left join ai_budgets b on b.user_id = u.id
        left join (questions q join job_infos j on j.id = q.job_info_id) on j.user_id = u.id and q.id = $2
        where u.id = $1;

prepare statement 41 (text, uuid, uuid, uuid) as
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

prepare statement 42 (uuid) as
with locked as (
                select count(*) from (
                    select from users u join usage_counters c on c.user_id = u.id where (c.user_id, c.kind) = (select user_id, kind from usage where id = $1)
                    order by c.kind for key share of u for update of c
                ) as counters
            ), before as (
            select id, user_id, kind, state from usage, locked where id = $1 and state <> 'released' for update of usage
        ), given_back as (
            update usage set state = 'released', settled_at = null, given_back_at = now() from before
            where usage.id = before.id
            returning before.user_id, before.kind, before.state
        )
        update usage_counters as counter
        set used = counter.used - (g.state = 'settled')::int, reserved = counter.reserved - (g.state = 'reserved')::int
        from given_back g where counter.user_id = g.user_id and counter.kind = g.kind
        returning g.user_id, g.kind, g.state = 'settled' as was_settled;

prepare statement 43 (uuid, text, int4, int4) as
with locked as (
                select count(*) from (
                    select from users u join usage_counters c on c.user_id = u.id where (c.user_id, c.kind) = (select user_id, kind from usage where id = $1)
                    order by c.kind for key share of u for update of c
                ) as counters
            ), receipt as (select id, user_id, kind, state from usage, locked where id = $1 for update of usage),
            receipt_settled as (
                update usage set state = 'settled', settled_at = now(), model = $2, input_tokens = $3, output_tokens = $4
                from receipt as before where usage.id = before.id and before.state <> 'settled' and usage.given_back_at is null
                returning usage.user_id, usage.kind, before.state as before
            ),
            receipt_counted as (
                update usage_counters as counter
                set used = counter.used + 1, reserved = counter.reserved - (settled.before = 'reserved')::int
                from receipt_settled as settled
                where counter.user_id = settled.user_id and counter.kind = settled.kind
            ) select id from receipt;

prepare statement 44 (uuid, text, int4, int4, uuid, text, int4, float8, bool) as
with locked as (
                select count(*) from (
                    select from users u join usage_counters c on c.user_id = u.id where (c.user_id, c.kind) = (select user_id, kind from usage where id = $1)
                    order by c.kind for key share of u for update of c
                ) as counters
            ), receipt as (select id, user_id, kind, state from usage, locked where id = $1 for update of usage),
            receipt_settled as (
                update usage set state = 'settled', settled_at = now(), model = $2, input_tokens = $3, output_tokens = $4
                from receipt as before where usage.id = before.id and before.state <> 'settled' and usage.given_back_at is null
                returning usage.user_id, usage.kind, before.state as before
            ),
            receipt_counted as (
                update usage_counters as counter
                set used = counter.used + 1, reserved = counter.reserved - (settled.before = 'reserved')::int
                from receipt_settled as settled
                where counter.user_id = settled.user_id and counter.kind = settled.kind
            ) update interviews set feedback = $6, feedback_rating = $7, feedback_evidence = $8, feedback_model = $2,
            feedback_at = now(), updated_at = now()
        from receipt where interviews.id = $5 and (interviews.feedback is null or not $9);

prepare statement 45 (uuid, text, int4, int4, uuid, uuid, text, text) as
with locked as (
                select count(*) from (
                    select from users u join usage_counters c on c.user_id = u.id where (c.user_id, c.kind) = (select user_id, kind from usage where id = $1)
                    order by c.kind for key share of u for update of c
                ) as counters
            ), receipt as (select id, user_id, kind, state from usage, locked where id = $1 for update of usage),
            receipt_settled as (
                update usage set state = 'settled', settled_at = now(), model = $2, input_tokens = $3, output_tokens = $4
                from receipt as before where usage.id = before.id and before.state <> 'settled' and usage.given_back_at is null
                returning usage.user_id, usage.kind, before.state as before
            ),
            receipt_counted as (
                update usage_counters as counter
                set used = counter.used + 1, reserved = counter.reserved - (settled.before = 'reserved')::int
                from receipt_settled as settled
                where counter.user_id = settled.user_id and counter.kind = settled.kind
            ), job as (select j.id from receipt, job_infos j where j.id = $6 for key share of j)
        insert into questions (id, job_info_id, text, difficulty, model)
        select $5, id, $7, $8, $2 from job
        on conflict on constraint questions_pkey do nothing;

prepare statement 46 (uuid, text, int4, int4, uuid, uuid, int4, text, int4, text, float8, text, text, text) as
with locked as (
                select count(*) from (
                    select from users u join usage_counters c on c.user_id = u.id where (c.user_id, c.kind) = (select user_id, kind from usage where id = $1)
                    order by c.kind for key share of u for update of c
                ) as counters
            ), receipt as (select id, user_id, kind, state from usage, locked where id = $1 for update of usage),
            receipt_settled as (
                update usage set state = 'settled', settled_at = now(), model = $2, input_tokens = $3, output_tokens = $4
                from receipt as before where usage.id = before.id and before.state <> 'settled' and usage.given_back_at is null
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
            source_text
        )
        select $5, id, $7, $8, $9, $10, $11, $12::text::json, $13::text::json, $2, $14 from job
        on conflict on constraint resume_analyses_pkey do nothing;

prepare statement 47 (uuid, text, int4, int4, uuid, uuid, text, int4, text, float8) as
with locked as (
                select count(*) from (
                    select from users u join usage_counters c on c.user_id = u.id where (c.user_id, c.kind) = (select user_id, kind from usage where id = $1)
                    order by c.kind for key share of u for update of c
                ) as counters
            ), receipt as (select id, user_id, kind, state from usage, locked where id = $1 for update of usage),
            receipt_settled as (
                update usage set state = 'settled', settled_at = now(), model = $2, input_tokens = $3, output_tokens = $4
                from receipt as before where usage.id = before.id and before.state <> 'settled' and usage.given_back_at is null
                returning usage.user_id, usage.kind, before.state as before
            ),
            receipt_counted as (
                update usage_counters as counter
                set used = counter.used + 1, reserved = counter.reserved - (settled.before = 'reserved')::int
                from receipt_settled as settled
                where counter.user_id = settled.user_id and counter.kind = settled.kind
            ), question as (select q.id from receipt, questions q where q.id = $6 for key share of q)
        insert into answers (id, question_id, text, rating, feedback, evidence, model)
        select $5, id, $7, $8, $9, $10, $2 from question
        on conflict on constraint answers_pkey do nothing;

prepare statement 48 (uuid) as
with locked as (
                select count(*) from (
                    select from users u join usage_counters c on c.user_id = u.id where (c.user_id, c.kind) = (select user_id, kind from usage where id = $1)
                    order by c.kind for key share of u for update of c
                ) as counters
            ), released as (
        update usage set state = 'released' from locked where id = $1 and state = 'reserved' returning user_id, kind
    )
    update usage_counters as counter set reserved = counter.reserved - 1
    from released where counter.user_id = released.user_id and counter.kind = released.kind;

prepare statement 49 (uuid, text, int4, int4, uuid, int4, text, text, bool, uuid) as
with locked as (
                select count(*) from (
                    select from users u join usage_counters c on c.user_id = u.id where c.user_id = (select user_id from usage where id = $1) and c.kind in ('interview', 'interview_turn')
                    order by c.kind for key share of u for update of c
                ) as counters
            ), receipt as (select id, user_id, kind, state from usage, locked where id = $1 for update of usage),
            receipt_settled as (
                update usage set state = 'settled', settled_at = now(), model = $2, input_tokens = $3, output_tokens = $4
                from receipt as before where usage.id = before.id and before.state <> 'settled' and usage.given_back_at is null
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
                from opening as before where usage.id = before.id and before.state <> 'settled' and usage.given_back_at is null
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
        insert into utterances (interview_id, seq, speaker, text, at_ms)
        select kept.id, turn.seq, turn.speaker, turn.text, (extract(epoch from turn.at - started_at) * 1000)::bigint
        from kept, lateral (
            select $6 as seq, 'candidate' as speaker, $7 as text, asked_at as at where $7 is not null
            union all
            select $6 + ($7 is not null)::int, 'interviewer', $8, now()
        ) as turn;

prepare statement 50 (text, text, int8, uuid, uuid, int4, int4, bool, float8, text) as
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
    update usage set state = 'released' from expired, counted where usage.id = expired.id returning usage.id
)
insert into usage (id, user_id, kind, subject_id, expires_at, request_id)
select $4, user_id, case when not $8 or exists (select from budget) then $2 else 'over budget' end, $5,
    now() + make_interval(secs => $9), $10
from counted where (select count(*) from given_back) >= 0
returning id;

prepare statement 51 (text, text, int8, uuid, float8) as
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
            update usage set state = 'released' from expired, counted
            where usage.id = expired.id and usage.id <> counted.renewed
        ), renewed as (
            update usage set
                state = 'reserved', reserved_at = now(), expires_at = now() + make_interval(secs => $5),
                given_back_at = null
            from counted where usage.id = counted.renewed
        )
        select id from ending where not exists (select from counted);

prepare statement 52 (text, uuid, text, text) as
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
                from opening as before where usage.id = before.id and before.state <> 'settled' and usage.given_back_at is null
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

prepare statement 53 (text, uuid, text, text, int4) as
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
                from opening as before where usage.id = before.id and before.state <> 'settled' and usage.given_back_at is null
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

prepare statement 54 (text, uuid) as
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
            expires_at = least(usage.expires_at, turn_ends_at)
        from unused where usage.id = unused.receipt_id and usage.state = 'reserved'
        returning usage.user_id, usage.kind, usage.state
    )
    update usage_counters as counter set reserved = counter.reserved - 1
    from released
    where released.state = 'released' and counter.user_id = released.user_id and counter.kind = released.kind;

prepare statement 55 (uuid, text, timestamptz, text) as
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
                from opening as before where usage.id = before.id and before.state <> 'settled' and usage.given_back_at is null
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

prepare statement 56 (_text, _int8, _int8, _int8, _int8, _int8) as
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

prepare statement 57 (text, text) as
with old as (
                select id from webhook_events where received_at < now() - interval '30 days'
                order by received_at limit 100 for update skip locked
            ), forgotten as (
                delete from webhook_events using old where webhook_events.id = old.id
            ), event as (
                insert into webhook_events (id) values ($1)
                on conflict on constraint webhook_events_pkey do nothing
                returning id
            )insert into users as known (id, deleted_at)
        select $2, now() from event
        on conflict on constraint users_pkey do update
            set name = null, email = null, image_url = null, deleted_at = coalesce(known.deleted_at, now())
        returning deleted_at;

prepare statement 58 (text, text, text, text, text, timestamptz) as
with old as (
                select id from webhook_events where received_at < now() - interval '30 days'
                order by received_at limit 100 for update skip locked
            ), forgotten as (
                delete from webhook_events using old where webhook_events.id = old.id
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

prepare statement 59 (text, text, text, text, uuid, text) as
with old as (
            select user_id, method, path, key from idempotency_keys
            where created_at < now() - interval '24 hours' and (user_id, method, path, key) <> ($1, $2, $3, $4)
            order by created_at limit 100 for update skip locked
        ), forgotten as (
            delete from idempotency_keys as k using old
            where (k.user_id, k.method, k.path, k.key) = (old.user_id, old.method, old.path, old.key)
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

prepare statement 60 (text, text, text, text, text) as
with owner as (
        select id from users where id = $1 and deleted_at is null for no key update
    ), added as (
        insert into job_infos as j (user_id, name, title, experience_level, description)
        select owner.id, $2, $3, $4, $5 from owner where job_infos_of(owner.id) < 200 returning j.id, j.name, j.title, j.experience_level, j.description, j.version, j.created_at, j.updated_at)
    select added.* from owner left join added on true;

prepare statement 61 (text, uuid, _int4, text, bool, text, text, text) as
with target as (
        select u.deleted_at is not null as user_deleted, j.id, j.version
        from users u left join job_infos j on j.user_id = u.id and j.id = $2
        where u.id = $1
    ), changed as (
        update job_infos as j set
            name = coalesce($4, j.name),
            title = case when $5 then $6 else j.title end,
            experience_level = coalesce($7, j.experience_level),
            description = coalesce($8, j.description),
            version = j.version + 1,
            updated_at = now()
        where j.id = $2 and j.user_id = $1 and ($3::int[] is null or j.version = any($3))
            and exists (select from users where id = $1 and deleted_at is null)
        returning j.id, j.name, j.title, j.experience_level, j.description, j.version, j.created_at, j.updated_at)
    select target.user_deleted, target.id as target, changed.*
    from target left join changed on true;
