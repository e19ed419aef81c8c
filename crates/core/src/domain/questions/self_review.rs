//! Self review: how well somebody remembered a question by their own judgement, and when it comes again.

use schemars::JsonSchema;
use serde::Serialize;
use tokio_postgres::Row;

use crate::{
    base::{
        clock::{self, Day},
        error::{Error, Result},
        newtype::TextEnum,
    },
    domain::{
        accounts::users::{self, UserId},
        job_infos::JobInfoId,
        practice::{
            cards::{SeenCard, StepParams, rounded, seen_card},
            fsrs::{Grade, Memory},
            people::People,
            rebuild, reviews,
        },
        questions::QuestionId,
    },
    http::{Fields, FromFields},
    storage::db::{Db, Param},
};

/// What somebody says of how well they remembered.
#[derive(Debug)]
pub struct SelfReview {
    grade: Grade,
}

impl FromFields for SelfReview {
    fn from_fields(mut fields: impl Fields) -> Result<Self> {
        let review = Self::read(&mut fields);
        fields.finish(review)
    }
}

impl SelfReview {
    /// From fields among which there are others.
    pub fn read(fields: &mut impl Fields) -> Option<Self> {
        fields.one_of("grade", Grade::WORDS).map(|grade| Self { grade })
    }
}

/// When a question comes again.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Reviewed {
    due_on: Day,
    /// From today.
    interval_days: i64,
    /// How likely its answer will be remembered then, from 0 to 1.
    recall: f64,
}

/// A review by one's own judgement: no model, no use. Its card comes in the same statement, as that of an answer.
pub async fn review(db: &Db, owner: &UserId, question: QuestionId, new: &SelfReview) -> Result<Reviewed> {
    const SEEN: &str = concat!(
        "select u.deleted_at is not null as user_deleted, q.id, q.job_info_id, ",
        seen_card!(),
        " from users u
        left join (questions q join job_infos j on j.id = q.job_info_id) on j.user_id = u.id and q.id = $2
        left join cards c on c.question_id = q.id
        where u.id = $1"
    );
    let rows = db.read(SEEN, &[&owner.as_str(), &question.0]).await?;
    let row = users::owned_row(&rows, "id")?;
    let step = SeenCard::from_row(row).review(new.grade);
    let stored = store(db, owner, question, row.get("job_info_id"), new.grade, &StepParams::new(Some(step))).await?;
    let is_true = |column| stored.first().is_some_and(|row| row.get::<_, bool>(column));
    if !is_true("asked") {
        return Err(Error::NotFound);
    }
    if !is_true("reviewed") {
        return Err(Error::TooSoon);
    }
    if !reviews::has_stale_card(&stored) {
        return Ok(Reviewed::new(step.today, step.next.due_on, step.next.memory));
    }
    rebuild::cards(db, &People::one(owner, question.0)).await?;
    let rows = db.read(SEEN, &[&owner.as_str(), &question.0]).await?;
    let row = users::owned_row(&rows, "id")?;
    let memory = Memory { stability: row.get("stability"), difficulty: row.get("card_difficulty") };
    Ok(Reviewed::new(row.get("today"), row.get("due_on"), memory))
}

async fn store(
    db: &Db,
    owner: &UserId,
    question: QuestionId,
    job: JobInfoId,
    grade: Grade,
    step: &StepParams,
) -> Result<Vec<Row>> {
    const STORE: &str = concat!(
        "with owner as (select id from users where id = $1 and deleted_at is null for key share),
        job as (
            select j.id, j.user_id from owner, job_infos j where j.id = $2 and j.user_id = owner.id for key share of j
        ), asked as (
            select q.id, q.job_info_id, q.difficulty, q.topics, job.user_id
            from job, questions q where q.id = $3 and q.job_info_id = job.id for no key update of q
        ), question as (
            select *, clock_timestamp() as at from asked
            where coalesce(last_review_of(id) <= clock_timestamp() - interval '60 seconds', true)
        ), ",
        reviews::storing!(
            id "$4", rating "null::int", grade "$5", source "'self'", excluded "null",
            "$6" "$7" "$8" "$9" "$10" "$11" "$12" "$13" "$14"
        ),
        " select ",
        reviews::stored!(),
        ", exists (select from asked) as asked"
    );
    let (id, grade) = (clock::random_uuid(), grade.number());
    let params: [&dyn Param; 14] = [
        &owner.as_str(),
        &job.0,
        &question.0,
        &id,
        &grade,
        &step.seen_at,
        &step.seen_stability,
        &step.seen_difficulty,
        &step.today,
        &step.stability,
        &step.difficulty,
        &step.reviews,
        &step.lapses,
        &step.due_on,
    ];
    db.write(STORE, &params).await
}

impl Reviewed {
    fn new(today: Day, due_on: Day, memory: Memory) -> Self {
        let interval_days = due_on.days_since(today);
        Self { due_on, interval_days, recall: rounded(memory.recall(interval_days)) }
    }
}
