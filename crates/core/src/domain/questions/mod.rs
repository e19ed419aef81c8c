//! Questions: technical ones, asked by the model for one job.

pub mod answers;
pub mod auto;
pub mod calendar;
pub mod due;
pub mod feedback;
mod follow_up;
pub mod new_answer;
pub mod new_question;
pub mod next;
pub mod open;
pub mod question_generation;
mod regrade;
pub mod second_opinion;
pub mod self_review;
pub mod study_plan;
pub mod suspended;

use schemars::JsonSchema;
use serde::Serialize;
use tokio_postgres::Row;

use crate::{
    base::{
        clock::Timestamp,
        error::{Error, Result},
        json::JsonText,
        newtype::{id, text_enum},
    },
    domain::{
        accounts::users::{self, UserId, deleting},
        job_infos::JobInfoId,
        questions::answers::{Answer, AnswerId, LatestAnswer, answer_columns},
    },
    http::{Page, Paged, pagination::Cursor},
    storage::{cache::Cache, db::Db},
};

id!(QuestionId);

/// A question for a job.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Question {
    id: QuestionId,
    job_info_id: JobInfoId,
    /// In Markdown.
    text: String,
    difficulty: Difficulty,
    /// What it is about: one to three skills or tools by their usual names, or `general`. None of an older question
    /// that nobody has looked through yet.
    topics: Vec<String>,
    /// The answer whose gap it asks about; `null` if that is gone.
    follows: Option<AnswerId>,
    /// Which model asked it.
    model: String,
    created_at: Timestamp,
    latest_answer: Option<LatestAnswer>,
    #[serde(skip)]
    cursor: Cursor,
}

/// The columns of a question `q` that `Question::from_row` reads, beside those of its latest answer.
macro_rules! question_columns {
    () => {
        "q.id, q.job_info_id, q.text, q.difficulty, q.topics, q.follows, q.model, q.created_at"
    };
}
use question_columns;

/// A question with the first page of its answers.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct QuestionWithAnswers {
    #[serde(flatten)]
    question: Question,
    /// The newest 20, newest first.
    answers: Vec<Answer>,
    /// For the list of answers, where the others are; `null` if these are all.
    answers_cursor: Option<String>,
}

text_enum! {
    pub enum Difficulty {
        Easy = "easy",
        Medium = "medium",
        Hard = "hard",
    }
}

/// A page of the questions that the query `$page` finds for the user `u` and the job `j` (`$2`, or none): newest first,
/// each with its latest answer.
macro_rules! listing {
    ($page:literal) => {
        concat!(
            "select u.deleted_at is not null as user_deleted, j.id as of_job, ",
            $crate::domain::questions::question_columns!(),
            ", a.id as answer_id, a.text as answer_text, a.rating as answer_rating, a.created_at as answer_created_at
    from users u
    left join job_infos j on j.user_id = u.id and j.id = $2
    left join lateral (
        ",
            $page,
            "
    ) as q on true
    left join lateral (
        select * from answers where question_id = q.id order by created_at desc, id desc limit 1
    ) as a on true
    where u.id = $1
    order by q.created_at desc, q.id desc"
        )
    };
}
use listing;

pub async fn list(db: &Db, cache: &Cache, owner: &UserId, job: JobInfoId, page: Page) -> Result<JsonText> {
    let page_as_json = async { JsonText::new(&fetch(db, owner, job, page).await?) };
    cache.get_or_fetch(owner.as_str(), &format!("questions {job} {page}"), page_as_json).await
}

async fn fetch(db: &Db, owner: &UserId, job: JobInfoId, page: Page) -> Result<Paged<Question>> {
    const LIST: &str = listing!(
        "select * from questions
        where job_info_id = j.id and ($3::timestamptz is null or (created_at, id) < ($3, $4))
        order by created_at desc, id desc
        limit $5"
    );
    let (time, id) = page.after.map(|cursor| (cursor.created_at, cursor.id)).unzip();
    let rows = db.read(LIST, &[&owner.as_str(), &job.0, &time, &id, &page.fetch()]).await?;
    users::owned_row(&rows, "of_job")?;
    Ok(page.paginate(rows.iter().filter_map(Question::from_row).collect(), |question: &Question| question.cursor))
}

/// One question with its newest answers; the others are on the pages that follow.
pub async fn get(db: &Db, owner: &UserId, id: QuestionId) -> Result<QuestionWithAnswers> {
    const GET: &str = concat!(
        "select u.deleted_at is not null as user_deleted, ",
        question_columns!(),
        ", ",
        answer_columns!(),
        " from users u
    left join (questions q join job_infos j on j.id = q.job_info_id) on j.user_id = u.id and q.id = $2
    left join lateral (
        select * from answers where question_id = q.id order by created_at desc, id desc limit $3
    ) as a on true
    where u.id = $1
    order by a.created_at desc, a.id desc"
    );
    let page = Page::FIRST;
    let rows = db.read(GET, &[&owner.as_str(), &id.0, &page.fetch()]).await?;
    let question = Question::from_row(users::owned_row(&rows, "id")?).ok_or(Error::NotFound)?;
    let answers = page.paginate(rows.iter().filter_map(Answer::from_row).collect(), Answer::cursor);
    Ok(QuestionWithAnswers { question, answers: answers.items, answers_cursor: answers.next_cursor })
}

/// Its answers go with it; what was used of the plan stays used.
pub async fn delete(db: &Db, owner: &UserId, id: QuestionId) -> Result<()> {
    const DELETE: &str = deleting!(
        "questions",
        "q.id",
        "users u left join (questions q join job_infos j on j.id = q.job_info_id) on j.user_id = u.id and q.id = $2"
    );
    users::deleted(&db.write(DELETE, &[&owner.as_str(), &id.0]).await?)
}

impl QuestionWithAnswers {
    pub fn without_answers(self) -> Question {
        self.question
    }
}

impl Question {
    pub fn job(&self) -> JobInfoId {
        self.job_info_id
    }

    /// None where the outer join found no question.
    fn from_row(row: &Row) -> Option<Self> {
        let id = row.get::<_, Option<QuestionId>>("id")?;
        let created_at: Timestamp = row.get("created_at");
        Some(Self {
            id,
            job_info_id: row.get("job_info_id"),
            text: row.get("text"),
            difficulty: row.get("difficulty"),
            topics: row.get("topics"),
            follows: row.get("follows"),
            model: row.get("model"),
            created_at,
            latest_answer: LatestAnswer::from_row(row),
            cursor: Cursor { created_at: created_at.0, id: id.0 },
        })
    }
}
