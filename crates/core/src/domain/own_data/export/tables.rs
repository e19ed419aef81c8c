//! Tables with a person's data: what an export takes of each, page by page, and how many rows of each an erasure
//! deletes. A test compares the list with the database's own.
//!
//! A page begins behind the cursor of the last row before it, in the order of an index, so that all pages together read
//! each row once. Rows of a job, a question or an interview come with their parents, in whose order they are: the
//! cursor begins with theirs.

/// Rows of a page.
pub const PAGE: usize = 200;

/// One file of an export.
pub struct Table {
    pub name: &'static str,
    /// Where its rows are in the archive.
    pub file: &'static str,
    pub title: &'static str,
    /// The page of `$1` behind `$2`: each row as JSON, and the cursor of the next one behind it.
    pub page: &'static str,
}

/// A page that tells of a deleted person, too: whoever is erased while they are exported gets no part for the whole.
macro_rules! page {
    ($($rows:expr),+) => {
        concat!(
            "select u.deleted_at is not null as user_deleted, page.json::text as json, page.cursor
            from users u left join lateral (",
            $($rows,)+
            " limit 200) as page on true
            where u.id = $1"
        )
    };
}

/// What has an order of its own under the person: `$one` is the column, as text, that a page goes on behind.
macro_rules! of_user {
    ($table:literal, $json:literal, $one:literal) => {
        concat!(
            "select ",
            $json,
            " as json, array[t.",
            $one,
            "] as cursor from ",
            $table,
            " as t where t.user_id = u.id and ($2::text[] is null or t.",
            $one,
            " > $2[1]) order by t.",
            $one
        )
    };
}

/// At most one row.
macro_rules! one_of_user {
    ($table:literal) => {
        concat!(
            "select to_json(t) as json, array[]::text[] as cursor from ",
            $table,
            " as t where t.user_id = u.id and $2::text[] is null"
        )
    };
}

/// The newest first.
macro_rules! newest_of_user {
    ($table:literal, $time:literal) => {
        newest_of_user!($table, $time, "to_json(t)")
    };
    ($table:literal, $time:literal, $json:literal) => {
        concat!(
            "select ", $json, " as json, array[t.", $time, "::text, t.id::text] as cursor from ", $table,
            " as t where t.user_id = u.id and (t.", $time, ", t.id)
                < (coalesce($2[1]::timestamptz, 'infinity'), coalesce($2[2]::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
            order by t.", $time, " desc, t.id desc"
        )
    };
}

/// The person's jobs `j` from the cursor's on, and of each, newest first, its rows `p` of a table: those behind the
/// cursor, or with `<=` from the cursor's on.
macro_rules! of_jobs {
    ($table:literal, $behind:literal) => {
        concat!(
            "(
                select id from job_infos where user_id = u.id
                    and id >= coalesce($2[1]::uuid, '00000000-0000-0000-0000-000000000000')
                order by id
            ) as j
            cross join lateral (
                select * from ",
            $table,
            " where job_info_id = j.id and (created_at, id) ",
            $behind,
            " (
                    case when j.id = $2[1]::uuid then $2[2]::timestamptz else 'infinity' end,
                    case when j.id = $2[1]::uuid then $2[3]::uuid else 'ffffffff-ffff-ffff-ffff-ffffffffffff' end
                )
                order by created_at desc, id desc
            ) as p"
        )
    };
}

macro_rules! of_job {
    ($table:literal) => {
        concat!(
            "select to_json(p) as json, array[j.id::text, p.created_at::text, p.id::text] as cursor from ",
            of_jobs!($table, "<")
        )
    };
}

/// Answers `a` of the questions `p` of jobs.
macro_rules! answers {
    () => {
        concat!(
            of_jobs!("questions", "<="),
            " cross join lateral (
                select * from answers where question_id = p.id and (created_at, id) < (
                    case when p.id = $2[3]::uuid then coalesce($2[4]::timestamptz, 'infinity') else 'infinity' end,
                    case when p.id = $2[3]::uuid then coalesce($2[5]::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
                        else 'ffffffff-ffff-ffff-ffff-ffffffffffff' end
                )
                order by created_at desc, id desc
            ) as a"
        )
    };
}

macro_rules! answers_cursor {
    () => {
        "array[j.id::text, p.created_at::text, p.id::text, a.created_at::text, a.id::text] as cursor"
    };
}

/// All of them. Left out are the hashes of a calendar's secret, of API keys and of what was sent with an idempotency
/// key, and claims on keys and receipts.
pub const TABLES: [Table; 17] = [
    Table {
        name: "users",
        file: "data/users.json",
        title: "Account",
        page: page!("select to_json(u) as json, array[]::text[] as cursor where $2::text[] is null"),
    },
    Table {
        name: "job_infos",
        file: "data/job_infos.json",
        title: "Jobs",
        page: page!(newest_of_user!("job_infos", "created_at")),
    },
    Table { name: "questions", file: "data/questions.json", title: "Questions", page: page!(of_job!("questions")) },
    Table {
        name: "answers",
        file: "data/answers.json",
        title: "Answers",
        page: page!("select to_json(a) as json, ", answers_cursor!(), " from ", answers!()),
    },
    Table {
        name: "reviews",
        file: "data/reviews.json",
        title: "Reviews",
        page: page!(newest_of_user!("reviews", "created_at")),
    },
    Table {
        name: "cards",
        file: "data/cards.json",
        title: "Cards of spaced repetition",
        page: page!(
            "select to_json(c) as json, array[j.id::text, p.created_at::text, p.id::text] as cursor from ",
            of_jobs!("questions", "<"),
            // Whose own plan it has: joined as one with the others, its rows may come in any order.
            " cross join lateral (select * from cards where question_id = p.id offset 0) as c"
        ),
    },
    Table {
        name: "resume_analyses",
        file: "data/resume_analyses.json",
        title: "Résumé analyses",
        page: page!(of_job!("resume_analyses")),
    },
    Table { name: "interviews", file: "data/interviews.json", title: "Interviews", page: page!(of_job!("interviews")) },
    Table {
        name: "utterances",
        file: "data/utterances.json",
        title: "What was said in interviews",
        page: page!(
            "select to_json(s) as json, array[j.id::text, p.created_at::text, p.id::text, s.seq::text] as cursor from ",
            of_jobs!("interviews", "<="),
            " cross join lateral (
                select * from utterances where interview_id = p.id
                    and seq > case when p.id = $2[3]::uuid then coalesce($2[4]::int, -1) else -1 end
                order by seq
            ) as s"
        ),
    },
    Table {
        name: "usage",
        file: "data/usage.json",
        title: "Receipts of what was used",
        page: page!(newest_of_user!("usage", "reserved_at", "to_jsonb(t) - array['claim', 'request_sha256']")),
    },
    Table {
        name: "usage_counters",
        file: "data/usage_counters.json",
        title: "Uses of the plan",
        page: page!(of_user!("usage_counters", "to_json(t)", "kind")),
    },
    Table {
        name: "ai_budgets",
        file: "data/ai_budgets.json",
        title: "Generations of the hour and the day",
        page: page!(one_of_user!("ai_budgets")),
    },
    Table {
        name: "voice_budgets",
        file: "data/voice_budgets.json",
        title: "Seconds of voice of the day",
        page: page!(one_of_user!("voice_budgets")),
    },
    Table {
        name: "token_buckets",
        file: "data/token_buckets.json",
        title: "How often something may be done",
        page: page!(of_user!("token_buckets", "to_json(t)", "name")),
    },
    Table {
        name: "calendars",
        file: "data/calendars.json",
        title: "Calendar feed",
        page: page!(
            "select to_jsonb(t) - 'token_sha256' as json, array[]::text[] as cursor from calendars as t
            where t.user_id = u.id and $2::text[] is null"
        ),
    },
    Table {
        name: "api_keys",
        file: "data/api_keys.json",
        title: "API keys, without the keys themselves",
        page: page!(newest_of_user!("api_keys", "created_at", "to_jsonb(t) - 'key_sha256'")),
    },
    Table {
        name: "idempotency_keys",
        file: "data/idempotency_keys.json",
        title: "Replies to requests with a key",
        page: page!(
            "select to_jsonb(t) - array['claim', 'body_sha256'] as json, array[t.method, t.path, t.key] as cursor
            from idempotency_keys as t
            where t.user_id = u.id and ($2::text[] is null or (t.method, t.path, t.key) > ($2[1], $2[2], $2[3]))
            order by t.method, t.path, t.key"
        ),
    },
];

/// Each answer as a line of `answers.csv`.
pub const ANSWER_LINES: &str = page!(
    "select json_build_array(
        (select name from job_infos where id = j.id), p.difficulty, p.text, a.text, a.rating::text, a.feedback, a.model,
        to_char(a.created_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')
    ) as json, ",
    answers_cursor!(),
    " from ",
    answers!()
);

macro_rules! rows_of {
    ($($table:literal: $where:literal),+ $(,)?) => {
        concat!("select 'users' as name, count(*) as rows from users where id = $1",
            $(" union all select '", $table, "', count(*) from ", $table, " as t where ", $where),+)
    };
}

/// How many rows of each table are `$1`'s.
pub const COUNTS: &str = rows_of! {
    "job_infos": "user_id = $1",
    "questions": "exists (select from job_infos j where j.id = t.job_info_id and j.user_id = $1)",
    "answers": "exists (
        select from questions q join job_infos j on j.id = q.job_info_id where q.id = t.question_id and j.user_id = $1
    )",
    "resume_analyses": "exists (select from job_infos j where j.id = t.job_info_id and j.user_id = $1)",
    "interviews": "exists (select from job_infos j where j.id = t.job_info_id and j.user_id = $1)",
    "utterances": "exists (
        select from interviews i join job_infos j on j.id = i.job_info_id where i.id = t.interview_id and j.user_id = $1
    )",
    "reviews": "user_id = $1",
    "cards": "user_id = $1",
    "calendars": "user_id = $1",
    "api_keys": "user_id = $1",
    "usage": "user_id = $1",
    "usage_counters": "user_id = $1",
    "ai_budgets": "user_id = $1",
    "voice_budgets": "user_id = $1",
    "token_buckets": "user_id = $1",
    "idempotency_keys": "user_id = $1",
};
