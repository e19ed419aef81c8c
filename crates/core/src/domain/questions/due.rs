//! Review queue: questions that come again today, the least remembered first, and reviews by one's own judgement.

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
            days::day,
            fsrs::{Grade, Memory},
            rebuild::{self, People},
            reviews,
        },
        questions::{Question, QuestionId, question_columns},
    },
    http::{Fields, FromFields},
    storage::db::{Db, Param},
};

/// How many questions a queue shows.
pub const MOST: i64 = 50;
pub const USUAL: i64 = 20;

/// Questions to be reviewed today.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DueQuestions {
    today: Day,
    /// The least remembered first.
    items: Vec<DueQuestion>,
    counts: DueCounts,
}

/// A question that was answered before, and should be again.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct DueQuestion {
    question: Question,
    due_on: Day,
    /// How many days it has been due; 0 today.
    overdue_days: i64,
    /// How likely its answer is remembered today, from 0 to 1.
    recall: f64,
    reviews: i32,
    /// How often it was forgotten after it had been known.
    lapses: i32,
}

/// How many cards are due when; of those that are not suspended.
#[derive(Debug, Serialize, JsonSchema)]
struct DueCounts {
    /// Today, with those of days before.
    due: i64,
    tomorrow: i64,
    /// In the seven days after today.
    week: i64,
    total: i64,
}

pub async fn list(db: &Db, owner: &UserId, job: Option<JobInfoId>, limit: i64) -> Result<DueQuestions> {
    const LIST: &str = concat!(
        "select u.deleted_at is not null as user_deleted, u.id as person, j.id as of_job, t.today, counts.*, ",
        question_columns!(),
        ", q.stability, q.card_difficulty, q.reviews, q.lapses, q.due_on, q.reviewed_on,
        a.id as answer_id, a.text as answer_text, a.rating as answer_rating, a.created_at as answer_created_at
    from users u
    left join job_infos j on j.user_id = u.id and j.id = $2
    cross join lateral (select ",
        day!("now()"),
        " as today) as t
    cross join lateral (
        select count(*) filter (where due_on <= t.today) as due, count(*) filter (where due_on = t.today + 1) as tomorrow,
            count(*) filter (where due_on between t.today + 1 and t.today + 7) as week, count(*) as total
        from cards
        where user_id = u.id and not suspended and ($2::uuid is null or job_info_id = $2)
    ) as counts
    left join lateral (
        select questions.*, c.stability, c.difficulty as card_difficulty, c.reviews, c.lapses, c.due_on, c.reviewed_on
        from (
            select cards.*, ",
        day!("reviewed_at"),
        " as reviewed_on
            from cards
            where user_id = u.id and not suspended and due_on <= t.today and ($2::uuid is null or job_info_id = $2)
        ) as c
        join questions on questions.id = c.question_id
        order by (t.today - c.reviewed_on) / c.stability desc, c.question_id
        limit $3
    ) as q on true
    left join lateral (
        select * from answers where question_id = q.id order by created_at desc, id desc limit 1
    ) as a on true
    where u.id = $1
    order by (t.today - q.reviewed_on) / q.stability desc, q.id"
    );
    let rows = db.read(LIST, &[&owner.as_str(), &job.map(|job| job.0), &limit]).await?;
    users::owned(&rows)?;
    if job.is_some() {
        users::owned_row(&rows, "of_job")?;
    }
    let Some(row) = rows.first() else { return DueQuestions::nobodys() };
    let count = |column| row.get::<_, i64>(column);
    let counts =
        DueCounts { due: count("due"), tomorrow: count("tomorrow"), week: count("week"), total: count("total") };
    let today = row.get("today");
    Ok(DueQuestions { today, items: rows.iter().filter_map(|row| DueQuestion::from_row(row, today)).collect(), counts })
}

impl DueQuestions {
    /// Of somebody who has no row yet.
    fn nobodys() -> Result<Self> {
        let now = jiff::Timestamp::try_from(clock::now()).map_err(Error::internal)?;
        let four_hours_ago = now.saturating_sub(jiff::SignedDuration::from_hours(4)).map_err(Error::internal)?;
        let today = Day(four_hours_ago.to_zoned(jiff::tz::TimeZone::UTC).date());
        Ok(Self { today, items: Vec::new(), counts: DueCounts { due: 0, tomorrow: 0, week: 0, total: 0 } })
    }
}

impl DueQuestion {
    /// None where nothing is due.
    fn from_row(row: &Row, today: Day) -> Option<Self> {
        let question = Question::from_row(row)?;
        let memory = Memory { stability: row.get("stability"), difficulty: row.get("card_difficulty") };
        let due_on: Day = row.get("due_on");
        Some(Self {
            question,
            due_on,
            overdue_days: today.days_since(due_on),
            recall: rounded(memory.recall(today.days_since(row.get("reviewed_on")))),
            reviews: row.get("reviews"),
            lapses: row.get("lapses"),
        })
    }
}

/// What somebody says of how well they remembered.
#[derive(Debug)]
pub struct SelfReview {
    grade: Grade,
}

impl FromFields for SelfReview {
    fn from_fields(mut fields: impl Fields) -> Result<Self> {
        let grade = fields.one_of("grade", Grade::WORDS);
        fields.finish(grade.map(|grade| Self { grade }))
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
            select * from asked where coalesce(last_review_of(id) <= now() - interval '60 seconds', true)
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
