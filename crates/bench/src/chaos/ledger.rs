//! Ledger invariants of counters, receipts and budgets, whatever happened: everything is paid once, and nobody has too
//! much.

use darasa_migrations::UNSOUND_COUNTERS;
use tokio_postgres::Client;

use super::{memory::Memory, world::HOURLY};

/// Sentences, each with the number of rows that contradict it.
const LEDGER: [(&str, &str); 11] = [
    ("counters and receipts agree", UNSOUND_COUNTERS),
    (
        "every question is paid once",
        "select count(*) from questions q
        where (select count(*) from usage where subject_id = q.id and state = 'settled' and kind = 'question') <> 1",
    ),
    (
        "every answer is paid once",
        "select count(*) from answers a
        where (select count(*) from usage where subject_id = a.id and state = 'settled' and kind = 'answer_feedback') <> 1",
    ),
    (
        "every résumé is paid once",
        "select count(*) from resume_analyses a
        where (select count(*) from usage where subject_id = a.id and state = 'settled' and kind = 'resume_analysis') <> 1",
    ),
    (
        "every written turn is paid once",
        "select count(*) from interviews i
        where i.kind is distinct from 'voice' and (select count(*) from usage where subject_id = i.id and state = 'settled' and kind = 'interview_turn')
            <> (select count(*) from utterances where interview_id = i.id and speaker = 'interviewer')",
    ),
    (
        "no plan has a use too many",
        "select count(*) from usage_counters
        where used + reserved > case kind when 'question' then 5 when 'resume_analysis' then 2 end
            and substring(user_id from '[0-9]+$')::int % 5 = 0",
    ),
    (
        "nobody holds an interview too many",
        "select count(*) from (
            select user_id from interviews i join job_infos j on j.id = i.job_info_id
            where i.started_at is not null and user_id like 'user_race%' group by user_id having count(*) > 1
            union all
            select user_id from usage_counters
            where kind = 'interview' and user_id like 'user_race%' and used + reserved > 1
        ) as too_many",
    ),
    (
        "every interview has its receipt",
        "select count(*) from interviews i
        where (select count(*) from usage where id = i.receipt_id and subject_id = i.id
            and (state = 'settled') = (i.started_at is not null)) <> 1",
    ),
    (
        "nothing is paid that is not there",
        "select count(*) from usage where state = 'settled' and subject_id not in (
            select id from questions union all select id from answers union all select id from interviews
            union all select id from resume_analyses)",
    ),
    (
        "the budget was taken with the receipts",
        "select count(*) from ai_budgets b where day_spent <>
            (select count(*) from usage where user_id = b.user_id and kind <> 'interview')",
    ),
    ("no key is claimed for ever", "select count(*) from idempotency_keys where status is null and claimed_until < now()"),
];

/// Who has how much of what is limited, by the names of the limits in replies.
const LIMITS: [(&str, i64, &str); 2] = [
    ("ai-hour", HOURLY, "select user_id, hour_spent::bigint from ai_budgets"),
    (
        "interviews",
        12,
        "select user_id, count(*) from interviews i join job_infos j on j.id = i.job_info_id group by user_id",
    ),
];

/// What does not hold.
pub async fn of(sql: &Client, memories: &[Memory]) -> Vec<String> {
    let mut violations = Vec::new();
    for (sentence, query) in LEDGER {
        match count(sql, query).await {
            0 => {}
            wrong => violations.push(format!("it does not hold that {sentence}: {wrong} rows")),
        }
    }
    for (limit, most, query) in LIMITS {
        for row in sql.query(query, &[]).await.expect("rows") {
            let (owner, has): (String, i64) = (row.get(0), row.get(1));
            let reported = |memory: &Memory| memory.owner == owner && memory.spent.iter().any(|spent| spent == limit);
            if has > most {
                violations.push(format!("{owner} has {has} of {most}: {limit}"));
            } else if has < most && memories.iter().any(reported) {
                violations.push(format!("{owner} was refused as having all of {most} and has {has}: {limit}"));
            }
        }
    }
    violations
}

pub async fn count(sql: &Client, query: &str) -> i64 {
    sql.query_one(query, &[]).await.expect("a count").get(0)
}
