//! Questions: technical ones, asked by the model for one job.

pub mod answers;
pub mod auto;
pub mod calendar;
pub mod due;
pub mod feedback;
mod follow_up;
pub mod next;
pub mod open;
mod regrade;
pub mod second_opinion;
pub mod self_review;
pub mod study_plan;
pub mod suspended;

use http::HeaderName;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
use tokio_postgres::Row;
use uuid::Uuid;

use crate::{
    base::{
        blocking,
        clock::{self, Timestamp},
        error::{Error, Result},
        json::JsonText,
        newtype::{TextEnum, id, text_enum},
    },
    domain::{
        accounts::{
            plans::Feature,
            receipt_key::{ReceiptKey, keyed_receipt},
            reservations,
            usage::{self, Allowance, Reservation, budget, settling},
            users::{self, UserId, deleting},
        },
        generation::{
            Begun, Generated, Generation, StoreResult,
            ai_sdk_stream::StreamOptions,
            prompts,
            reader::{self, StreamAccess},
        },
        job_infos::{JobDetails, JobInfoId, job_details},
        practice::{similarity, topics},
        questions::{
            answers::{Answer, AnswerId, LatestAnswer, answer_columns},
            auto::{Ratings, Reason, newest_ratings},
            follow_up::FollowUp,
        },
    },
    http::{Fields, FromFields, Page, Paged, Reply, pagination::Cursor},
    providers::{model::Prompt, models::Models},
    storage::{
        cache::Cache,
        db::{Db, Param},
    },
};

/// What the front end shows of every bad request for a question.
pub const REFUSAL: &str = "Error generating your question";

/// No id that a client sends is longer.
const ANSWER_ID: usize = 255;
/// No topic has a longer name.
pub const TOPIC: usize = 60;

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

/// A question to be asked. The AI SDK calls whatever is typed `prompt`; here it is the difficulty, or what decides it.
#[derive(Debug)]
pub struct NewQuestion {
    asked: Asked,
    job: JobInfoId,
    /// What it should be about; never of a follow-up, whose answer says it.
    topic: Option<String>,
}

#[derive(Debug, Clone, Copy)]
enum Asked {
    Level(Difficulty),
    /// As difficult as the newest ratings ask for.
    Auto,
    /// About the gap of an answer, and as difficult as the question that it answered.
    FollowUp(AnswerId),
}

impl Asked {
    /// The word it is asked by.
    fn word(&self) -> &'static str {
        match self {
            Self::Level(difficulty) => difficulty.as_str(),
            Self::Auto => "auto",
            Self::FollowUp(_) => "follow-up",
        }
    }
}

impl NewQuestion {
    /// What it is about: the answer that is followed, or the topic.
    fn about(&self) -> &[u8] {
        match &self.asked {
            Asked::FollowUp(answer) => answer.0.as_bytes(),
            Asked::Level(_) | Asked::Auto => self.topic.as_deref().unwrap_or_default().as_bytes(),
        }
    }
}

const NO_TOPIC: &str = "must be a skill or tool by its usual name, such as PostgreSQL; questions and plans tell theirs";

/// What `prompt` may say.
#[derive(Clone, Copy)]
pub enum Wish {
    Level(Difficulty),
    Auto,
    FollowUp,
}

pub const WISHES: [(&str, Wish); 5] = [
    ("easy", Wish::Level(Difficulty::Easy)),
    ("medium", Wish::Level(Difficulty::Medium)),
    ("hard", Wish::Level(Difficulty::Hard)),
    ("auto", Wish::Auto),
    ("follow-up", Wish::FollowUp),
];

impl FromFields for NewQuestion {
    fn from_fields(fields: impl Fields) -> Result<Self> {
        Self::read(fields, "prompt", "jobInfoId")
    }
}

impl NewQuestion {
    /// From fields whose names are a client's own.
    pub fn read(mut fields: impl Fields, wish: &str, job: &str) -> Result<Self> {
        let wish = fields.one_of(wish, &WISHES);
        let job_info_id = fields.id(job);
        let answer = fields.optional_text("answerId", ANSWER_ID);
        let topic = fields.optional_text("topic", TOPIC);
        let (wish, job) = fields.finish(wish.zip(job_info_id))?;
        let asked = match (wish, answer) {
            (Wish::Level(difficulty), None) => Asked::Level(difficulty),
            (Wish::Auto, None) => Asked::Auto,
            (Wish::FollowUp, Some(answer)) => Asked::FollowUp(answer.parse()?),
            (Wish::FollowUp, None) => return Err(Error::invalid("#/answerId", "is required for a follow-up")),
            (_, Some(_)) => return Err(Error::invalid("#/answerId", "is for a follow-up only")),
        };
        match (&asked, &topic) {
            (Asked::FollowUp(_), Some(_)) => Err(Error::invalid("#/topic", "is not for a follow-up")),
            (_, Some(topic)) if !topics::is_topic(topic) => Err(Error::invalid("#/topic", NO_TOPIC)),
            _ => Ok(Self { asked, job: job.parse()?, topic }),
        }
    }
}

pub async fn list(db: &Db, cache: &Cache, owner: &UserId, job: JobInfoId, page: Page) -> Result<JsonText> {
    let page_as_json = async { JsonText::new(&fetch(db, owner, job, page).await?) };
    cache.get_or_fetch(owner.as_str(), &format!("questions {job} {page}"), page_as_json).await
}

async fn fetch(db: &Db, owner: &UserId, job: JobInfoId, page: Page) -> Result<Paged<Question>> {
    const LIST: &str = concat!(
        "select u.deleted_at is not null as user_deleted, j.id as of_job, ",
        question_columns!(),
        ", a.id as answer_id, a.text as answer_text, a.rating as answer_rating, a.created_at as answer_created_at
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
    order by q.created_at desc, q.id desc"
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

/// Streams a new question. Its id is made up front, so that a client knows it before the question is stored.
pub async fn generate(
    db: &Db,
    models: &Models,
    allowance: Allowance<'_>,
    new: NewQuestion,
    options: StreamOptions,
) -> Result<Reply> {
    let access = StreamAccess::new(db, allowance.owner, models.pace());
    match begin(db, allowance, new, &options).await? {
        Begun::New(question) => question.stream(options, db, models).await,
        Begun::Repeated(receipt) => reader::repeat(access, receipt, options).await,
    }
}

/// Reserves a use for a new question, of which nothing is made yet.
pub async fn begin(
    db: &Db,
    allowance: Allowance<'_>,
    new: NewQuestion,
    options: &StreamOptions,
) -> Result<Begun<QuestionGeneration>> {
    let id = clock::random_uuid();
    let mut key =
        options.receipt_key(allowance.owner, &[new.asked.word().as_bytes(), new.job.0.as_bytes(), new.about()]);
    let receipt = key.id;
    let Some((prompt, context)) = prompt(db, allowance, &new, &mut key).await? else {
        return Ok(Begun::Repeated(receipt));
    };
    let Some(paid) = reservations::reserve_once(db, allowance, Feature::Questions, id, key).await? else {
        return Ok(Begun::Repeated(receipt));
    };
    Ok(Begun::New(QuestionGeneration { prompt, paid, context }))
}

/// A question that is paid for, and not asked yet.
pub struct QuestionGeneration {
    prompt: Prompt,
    pub paid: Reservation,
    context: Context,
}

impl QuestionGeneration {
    pub async fn stream(self, options: StreamOptions, db: &Db, models: &Models) -> Result<Reply> {
        let Self { prompt, paid, context } = self;
        let (id, difficulty, reason) = (paid.subject, context.difficulty, context.reason);
        let keep = {
            let (db, paid) = (db.clone(), paid.clone());
            move |made| store(db.clone(), paid.clone(), context.clone(), made)
        };
        let reply = Generation::new(prompt, REFUSAL, paid).stream(options, db, models, keep).await?;
        let reply = reply
            .with(HeaderName::from_static("x-question-id"), &id.to_string())
            .with(HeaderName::from_static("x-difficulty"), difficulty.as_str());
        Ok(match reason {
            Some(reason) => reply.with(HeaderName::from_static("x-difficulty-reason"), reason.as_str()),
            None => reply,
        })
    }
}

/// A question on its way to be stored.
#[derive(Clone)]
struct Context {
    job: JobInfoId,
    difficulty: Difficulty,
    /// Why it is so difficult, where that was left to us.
    reason: Option<Reason>,
    /// What it should be about.
    topic: Option<String>,
    follows: Option<AnswerId>,
    /// The job's newest questions, newest first.
    earlier: Vec<(Uuid, String)>,
}

/// Everything the model has to know: the job and its newest questions, or the answer that is followed. None: what was
/// asked for under this key is there.
async fn prompt(
    db: &Db,
    allowance: Allowance<'_>,
    new: &NewQuestion,
    key: &mut ReceiptKey,
) -> Result<Option<(Prompt, Context)>> {
    const CONTEXT: &str = concat!(
        "select u.deleted_at is not null as user_deleted, j.id, ",
        job_details!(),
        ",
        array(select text from questions where job_info_id = j.id order by created_at desc, id desc limit $3) as texts,
        array(select id from questions where job_info_id = j.id order by created_at desc, id desc limit $3) as ids,
        array(
            select difficulty from questions where job_info_id = j.id order by created_at desc, id desc limit $3
        ) as difficulties, ",
        newest_ratings!(),
        ", ",
        budget!(),
        ", ",
        keyed_receipt!(),
        " from users u left join ai_budgets b on b.user_id = u.id
        left join job_infos j on j.user_id = u.id and j.id = $2
        left join usage r on r.user_id = u.id and r.id = $4
        where u.id = $1"
    );
    let job = new.job;
    let rows = db.read(CONTEXT, &[&allowance.owner.as_str(), &job.0, &REMEMBERED, &key.id]).await?;
    users::owned(&rows)?;
    if key.is_taken(&rows)? {
        return users::owned_row(&rows, "id").map(|_| None);
    }
    usage::within(&rows, allowance.budget)?;
    let row = users::owned_row(&rows, "id")?;
    let details = JobDetails::from_row(row);
    let (ids, texts): (Vec<Uuid>, Vec<String>) = (row.get("ids"), row.get("texts"));
    let context = |difficulty, reason, follows| {
        let earlier = ids.iter().copied().zip(texts.iter().cloned()).collect();
        Context { job, difficulty, reason, topic: new.topic.clone(), follows, earlier }
    };
    let (difficulty, reason) = match new.asked {
        Asked::Level(difficulty) => (difficulty, None),
        Asked::Auto => {
            let (difficulty, reason) = Ratings::from_row(row).next_level();
            (difficulty, Some(reason))
        }
        Asked::FollowUp(answer) => {
            let followed = FollowUp::read(db, allowance.owner, job, answer).await?;
            return Ok(Some((followed.prompt(&details), context(followed.difficulty, None, Some(answer)))));
        }
    };
    let difficulties: Vec<String> = row.get("difficulties");
    let earlier: Vec<_> = texts.iter().cloned().zip(difficulties).collect();
    Ok(Some((
        prompts::question(&details, difficulty.as_str(), new.topic.as_deref(), &earlier),
        context(difficulty, reason, None),
    )))
}

/// Stores a question and settles its use in one statement, which may be repeated: the id was made up front. A job
/// deleted meanwhile keeps nothing, and the use counts all the same; an answer deleted meanwhile is not followed.
async fn store(db: Db, paid: Reservation, context: Context, made: Generated) -> StoreResult {
    const STORE: &str = settling!(
        claim "$11";
        ", job as (select j.id from receipt, job_infos j where j.id = $6 for key share of j),
        followed as (select a.id from job, answers a where a.id = $10 for key share of a)
        insert into questions (id, job_info_id, text, difficulty, model, topics, follows)
        select $5, id, $7, $8, $2, $9, (select id from followed) from job
        on conflict on constraint questions_pkey do nothing"
    );
    let Context { job, difficulty, topic, follows, earlier, .. } = context;
    let text = made.text.clone();
    let (topics, repeats) = blocking::run(move || {
        let repeated = similarity::repeated(&text, earlier.iter().map(|(_, text)| text.as_str()));
        (topics::asked_first(topic, topics::of(&text)), repeated.map(|index| earlier[index].0))
    })
    .await?;
    let (model, difficulty, follows) = (made.model.as_str(), difficulty.as_str(), follows.map(|answer| answer.0));
    let params: [&dyn Param; 11] = [
        &paid.id,
        &model,
        &made.input_tokens,
        &made.output_tokens,
        &paid.subject,
        &job.0,
        &made.text,
        &difficulty,
        &topics,
        &follows,
        &paid.claim,
    ];
    db.write(STORE, &params).await?;
    let mut data = json!({ "questionId": paid.subject });
    if let Some(repeats) = repeats {
        tracing::info!(event = "question.repeated", question = %paid.subject, %repeats, "a new question repeats another");
        data["repeats"] = json!(repeats);
    }
    Ok(Some(("question", data)))
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
