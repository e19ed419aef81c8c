//! Audit after a chaos test: every acknowledged write exactly once, nothing of a refused one, and a ledger that says
//! so.

use std::collections::HashMap;

use tokio_postgres::{Client, Row};

use super::{
    ledger::{self, count},
    memory::{How, Job, Made, Memory},
    world::World,
};

/// Counted, not judged: what the report tells besides violations.
#[derive(Debug, Default)]
pub struct Findings {
    pub violations: Vec<String>,
    /// Rows that were looked at.
    pub stored: Vec<(&'static str, usize)>,
    /// Interviews of people who raced for more than they may have.
    pub raced: i64,
    /// Uses of generations that failed while the database was away: they expire by themselves.
    pub left_to_expire: i64,
}

pub async fn of(world: &World, memories: &[Memory]) -> Findings {
    let sql = world.app.sql().await;
    let mut findings = Findings::default();
    jobs(&sql, memories, &mut findings).await;
    made(&sql, memories, &mut findings).await;
    interviews(&sql, memories, &mut findings).await;
    findings.violations.extend(ledger::of(&sql, memories).await);
    let raced = "select count(*) from interviews i join job_infos j on j.id = i.job_info_id
        where user_id like 'user_race%'";
    findings.raced = count(&sql, raced).await;
    let open = "select count(*) from usage where state = 'reserved' and kind <> 'interview'";
    findings.left_to_expire = count(&sql, open).await;
    let generations = |memory: &Memory| {
        let failed = |seen: &&super::memory::Seen| {
            seen.is_generation() && !matches!(seen.how, How::Done | How::Refused(403 | 429))
        };
        memory.seen.iter().filter(failed).count()
    };
    let failed: usize = memories.iter().map(generations).sum();
    if findings.left_to_expire > failed as i64 {
        findings.violations.push(format!("{} uses are open, but {failed} generations failed", findings.left_to_expire));
    }
    findings
}

async fn jobs(sql: &Client, memories: &[Memory], findings: &mut Findings) {
    let query =
        "select user_id, id::text, name, version, description from job_infos where user_id not like 'user_race%'";
    let job = |row: &Row| Job { id: row.get(1), name: row.get(2), version: row.get(3), description: row.get(4) };
    let stored = sql.query(query, &[]).await.expect("jobs");
    let stored = stored.iter().map(|row| (row.get(1), (row.get(0), job(row)))).collect();
    let known =
        memories.iter().flat_map(|memory| memory.jobs.iter().map(move |job| (memory, job.id.clone(), job.clone())));
    compare("job", stored, known.collect(), &[], findings);
}

async fn made(sql: &Client, memories: &[Memory], findings: &mut Findings) {
    let refused: Vec<_> = memories.iter().flat_map(|memory| memory.refused.iter().map(String::as_str)).collect();
    let made = |row: &Row| {
        let key: String = row.get(1);
        (key.clone(), (row.get(0), Made { key, text: row.get(2) }))
    };
    for (what, query) in [
        ("question", "select user_id, q.id::text, q.text from questions q join job_infos j on j.id = q.job_info_id"),
        (
            "answer",
            "select user_id, a.text, a.feedback from answers a
            join questions q on q.id = a.question_id join job_infos j on j.id = q.job_info_id",
        ),
        (
            "resume",
            "select user_id, file_name, result::text from resume_analyses a join job_infos j on j.id = a.job_info_id",
        ),
    ] {
        let rows = sql.query(query, &[]).await.expect("rows");
        let stored: HashMap<_, _> = rows.iter().map(made).collect();
        if stored.len() != rows.len() {
            findings.violations.push(format!("{} {what}s are there twice", rows.len() - stored.len()));
        }
        let of = |memory: &Memory| match what {
            "question" => memory.questions.clone(),
            "answer" => memory.answers.clone(),
            _ => memory.resumes.clone(),
        };
        let known =
            memories.iter().flat_map(|memory| of(memory).into_iter().map(move |made| (memory, made.key.clone(), made)));
        compare(what, stored, known.collect(), &refused, findings);
    }
}

/// What was said in an interview that was raced for depends on who was faster: of those the ledger alone can tell.
async fn interviews(sql: &Client, memories: &[Memory], findings: &mut Findings) {
    let query = "select user_id, i.id::text, array(select text from utterances where interview_id = i.id order by seq)
        from interviews i join job_infos j on j.id = i.job_info_id where user_id not like 'user_race%'";
    let stored = sql.query(query, &[]).await.expect("interviews");
    let stored = stored.iter().map(|row| (row.get(1), (row.get(0), row.get::<_, Vec<String>>(2)))).collect();
    let known = memories.iter().flat_map(|memory| {
        memory.interviews.iter().map(move |interview| (memory, interview.id.clone(), interview.said.clone()))
    });
    compare("interview", stored, known.collect(), &[], findings);
}

/// All that is known is there as it is known, and nothing else is.
fn compare<T: PartialEq + std::fmt::Debug>(
    what: &'static str,
    mut stored: HashMap<String, (String, T)>,
    known: Vec<(&Memory, String, T)>,
    refused: &[&str],
    findings: &mut Findings,
) {
    findings.stored.push((what, stored.len()));
    for (memory, key, expected) in known {
        match stored.remove(&key) {
            Some((owner, found)) if owner == memory.owner && found == expected => {}
            Some(found) => findings.violations.push(format!("a {what} is {found:?}, not {expected:?}")),
            None => findings.violations.push(format!("a {what} is lost: {expected:?}")),
        }
    }
    for (key, (owner, row)) in stored {
        let whose = if refused.contains(&key.as_str()) { "was refused and is there" } else { "is nobody's" };
        findings.violations.push(format!("a {what} of {owner} {whose}: {row:?}"));
    }
}
