//! Questions: technical ones, asked by the model for one job.

pub mod answers;

use http::HeaderName;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
use tokio_postgres::Row;

use crate::{
    base::{
        clock::{self, Timestamp},
        error::{Error, Result},
        json::JsonText,
        newtype::{TextEnum, id, text_enum},
    },
    domain::{
        accounts::{
            plans::Feature,
            usage::{self, Allowance, Reservation, budget, settling},
            users::{self, UserId, deleting},
        },
        generation::{Generated, Generation, StoreResult, ai_sdk_stream::StreamOptions, prompts},
        job_infos::{JobDetails, JobInfoId, job_details},
        questions::answers::{Answer, LatestAnswer, answer_columns},
    },
    http::{Fields, FromFields, Page, Paged, Reply, pagination::Cursor},
    providers::{model::Prompt, models::Models},
    storage::{cache::Cache, db::Db},
};

/// What the front end shows of every bad request for a question.
pub const REFUSAL: &str = "Error generating your question";

/// How many earlier questions the model is reminded of.
const REMEMBERED: i64 = 20;

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
    /// Which model asked it.
    model: String,
    created_at: Timestamp,
    latest_answer: Option<LatestAnswer>,
    #[serde(skip)]
    cursor: Cursor,
}

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

/// A question to be asked. The AI SDK calls whatever is typed `prompt`; here it is the difficulty.
#[derive(Debug)]
pub struct NewQuestion {
    pub difficulty: Difficulty,
    pub job: JobInfoId,
}

impl FromFields for NewQuestion {
    fn from_fields(mut fields: impl Fields) -> Result<Self> {
        let difficulty = fields.one_of("prompt", Difficulty::WORDS);
        let job_info_id = fields.id("jobInfoId");
        let (difficulty, job) = fields.finish(difficulty.zip(job_info_id))?;
        Ok(Self { difficulty, job: job.parse()? })
    }
}

pub async fn list(db: &Db, cache: &Cache, owner: &UserId, job: JobInfoId, page: Page) -> Result<JsonText> {
    let page_as_json = async { JsonText::new(&fetch(db, owner, job, page).await?) };
    cache.get_or_fetch(owner.as_str(), &format!("questions {job} {page}"), page_as_json).await
}

async fn fetch(db: &Db, owner: &UserId, job: JobInfoId, page: Page) -> Result<Paged<Question>> {
    const LIST: &str = "
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
    order by q.created_at desc, q.id desc";
    let (time, id) = page.after.map(|cursor| (cursor.created_at, cursor.id)).unzip();
    let rows = db.read(LIST, &[&owner.as_str(), &job.0, &time, &id, &page.fetch()]).await?;
    users::owned_row(&rows, "job_info_id")?;
    Ok(page.paginate(rows.iter().filter_map(Question::from_row).collect(), |question: &Question| question.cursor))
}

/// One question with its newest answers; the others are on the pages that follow.
pub async fn get(db: &Db, owner: &UserId, id: QuestionId) -> Result<QuestionWithAnswers> {
    const GET: &str = concat!(
        "select u.deleted_at is not null as user_deleted,
        q.id, q.job_info_id, q.text, q.difficulty, q.model, q.created_at, ",
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

/// Streams a new question. Its id is made up front, so that a client knows it before the question is stored.
pub async fn generate(
    db: &Db,
    models: &Models,
    allowance: Allowance<'_>,
    new: NewQuestion,
    options: StreamOptions,
) -> Result<Reply> {
    let (NewQuestion { difficulty, job }, id) = (new, clock::random_uuid());
    let prompt = prompt(db, allowance, job, difficulty).await?;
    let paid = usage::reserve(db, allowance, Feature::Questions, id).await?;
    let keep = {
        let (db, paid) = (db.clone(), paid.clone());
        move |made| store(db.clone(), paid.clone(), job, difficulty, made)
    };
    let reply = Generation::new(prompt, REFUSAL, paid).stream(options, db, models, keep).await?;
    Ok(reply.with(HeaderName::from_static("x-question-id"), &id.to_string()))
}

/// Everything the model has to know: the job and its newest questions.
async fn prompt(db: &Db, allowance: Allowance<'_>, job: JobInfoId, difficulty: Difficulty) -> Result<Prompt> {
    const CONTEXT: &str = concat!(
        "select u.deleted_at is not null as user_deleted, j.id, ",
        job_details!(),
        ",
        array(select text from questions where job_info_id = j.id order by created_at desc, id desc limit $3) as texts,
        array(
            select difficulty from questions where job_info_id = j.id order by created_at desc, id desc limit $3
        ) as difficulties, ",
        budget!(),
        " from users u left join ai_budgets b on b.user_id = u.id
        left join job_infos j on j.user_id = u.id and j.id = $2
        where u.id = $1"
    );
    let rows = db.read(CONTEXT, &[&allowance.owner.as_str(), &job.0, &REMEMBERED]).await?;
    users::owned(&rows)?;
    usage::within(&rows, allowance.budget)?;
    let row = users::owned_row(&rows, "id")?;
    let (texts, difficulties): (Vec<String>, Vec<String>) = (row.get("texts"), row.get("difficulties"));
    let earlier: Vec<_> = texts.into_iter().zip(difficulties).collect();
    Ok(prompts::question(&JobDetails::from_row(row), difficulty.as_str(), &earlier))
}

/// Stores a question and settles its use in one statement, which may be repeated: the id was made up front. A job
/// deleted meanwhile keeps nothing, and the use counts all the same.
async fn store(db: Db, paid: Reservation, job: JobInfoId, difficulty: Difficulty, made: Generated) -> StoreResult {
    const STORE: &str = settling!(
        ", job as (select j.id from receipt, job_infos j where j.id = $6 for key share of j)
        insert into questions (id, job_info_id, text, difficulty, model)
        select $5, id, $7, $8, $2 from job
        on conflict on constraint questions_pkey do nothing"
    );
    let (model, difficulty) = (made.model.as_str(), difficulty.as_str());
    let tokens = (made.input_tokens, made.output_tokens);
    db.write(STORE, &[&paid.id, &model, &tokens.0, &tokens.1, &paid.subject, &job.0, &made.text.as_str(), &difficulty])
        .await?;
    Ok(Some(("question", json!({ "questionId": paid.subject }))))
}

impl Question {
    /// None where the outer join found no question.
    fn from_row(row: &Row) -> Option<Self> {
        let id = row.get::<_, Option<QuestionId>>("id")?;
        let created_at: Timestamp = row.get("created_at");
        Some(Self {
            id,
            job_info_id: row.get("job_info_id"),
            text: row.get("text"),
            difficulty: row.get("difficulty"),
            model: row.get("model"),
            created_at,
            latest_answer: LatestAnswer::from_row(row),
            cursor: Cursor { created_at: created_at.0, id: id.0 },
        })
    }
}
