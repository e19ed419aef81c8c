//! Review queue: questions that come again today, the least remembered first.

use schemars::JsonSchema;
use serde::Serialize;
use tokio_postgres::Row;

use crate::{
    base::{clock::Day, error::Result},
    domain::{
        accounts::{
            days::{day, usual_today},
            users::{self, UserId},
        },
        job_infos::JobInfoId,
        practice::{cards::rounded, fsrs::Memory},
        questions::{Question, question_columns},
    },
    storage::db::Db,
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

/// The cards are ordered and counted off before any text is read.
pub const LIST: &str = concat!(
    "select u.deleted_at is not null as user_deleted, j.id as of_job, t.today, counts.*, ",
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
            select * from (
                select cards.*, ",
    day!("reviewed_at"),
    " as reviewed_on
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
    order by (t.today - q.reviewed_on) / q.stability desc, q.id"
);

pub async fn list(db: &Db, owner: &UserId, job: Option<JobInfoId>, limit: i64) -> Result<DueQuestions> {
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
    /// The job of the question that is least remembered.
    pub fn first_job(&self) -> Option<JobInfoId> {
        self.items.first().map(|due| due.question.job())
    }

    /// Of somebody who has no row yet.
    fn nobodys() -> Result<Self> {
        let today = usual_today()?;
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
