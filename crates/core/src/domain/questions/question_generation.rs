//! Question generation: a new question is paid, asked of the model, and stored.

use http::HeaderName;
use serde_json::json;
use uuid::Uuid;

use crate::{
    base::{blocking, clock, error::Result, newtype::TextEnum},
    domain::{
        accounts::{
            plans::Feature,
            receipt_key::{ReceiptKey, keyed_receipt},
            reservations,
            usage::{self, Allowance, Reservation, budget, settling},
            users,
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
            Difficulty,
            answers::AnswerId,
            auto::{Ratings, Reason, newest_ratings},
            follow_up::FollowUp,
            new_question::{Asked, NewQuestion, REFUSAL},
        },
    },
    http::Reply,
    providers::{model::Prompt, models::Models},
    storage::db::{Db, Param},
};

/// How many earlier questions the model is reminded of.
const REMEMBERED: i64 = 20;

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
