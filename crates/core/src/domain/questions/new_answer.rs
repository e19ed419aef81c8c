//! New answer: judged by the model, and stored with its feedback; its generation, and what it has to know.

use std::time::Duration;

use tokio::time::timeout;

use crate::{
    base::{
        clock,
        error::{Error, Result},
        newtype::TextEnum,
        telemetry,
    },
    domain::{
        accounts::{
            plans::Feature,
            receipt_key::{ReceiptKey, keyed_receipt},
            reservations,
            usage::{self, Allowance, Reservation, budget, settling},
            users::{self, UserId},
        },
        generation::{
            Begun, Generated, Generation, StoreResult,
            ai_sdk_stream::StreamOptions,
            prompts,
            quotations::Evidence,
            rating,
            reader::{self, StreamAccess},
        },
        job_infos::{JobDetails, JobInfoId, job_details},
        practice::{
            cards::{SeenCard, StepParams, seen_card},
            people::People,
            rebuild,
            reviews::{self, NewReview},
        },
        questions::{Difficulty, QuestionId, answers::judgement},
    },
    http::{Fields, FromFields, Reply},
    providers::{model::Prompt, models::Models},
    storage::db::{self, Db, Param},
};

/// What the front end shows of every bad request for feedback.
pub const REFUSAL: &str = "Error generating your feedback";
/// Of an answer.
pub const MOST_CHARACTERS: usize = 20_000;
/// So long an answer that is stored waits for its card.
const FOLD_LIMIT: Duration = Duration::from_secs(3);

/// An answer to be judged. The AI SDK calls whatever is typed `prompt`.
#[derive(Debug)]
pub struct NewAnswer {
    text: String,
    question: QuestionId,
}

impl FromFields for NewAnswer {
    fn from_fields(fields: impl Fields) -> Result<Self> {
        Self::read(fields, "prompt")
    }
}

impl NewAnswer {
    /// From fields of which the answer has a client's own name.
    pub fn read(mut fields: impl Fields, answer: &str) -> Result<Self> {
        let text = fields.text(answer, MOST_CHARACTERS);
        let question_id = fields.id("questionId");
        let (text, question) = fields.finish(text.zip(question_id))?;
        Ok(Self { text, question: question.parse()? })
    }

    /// What makes it the same as another.
    pub fn parts(&self) -> [&[u8]; 2] {
        [self.text.as_bytes(), self.question.0.as_bytes()]
    }
}

/// Streams feedback on an answer; the answer is stored with it when it is complete.
pub async fn generate_feedback(
    db: &Db,
    models: &Models,
    allowance: Allowance<'_>,
    new: NewAnswer,
    options: StreamOptions,
) -> Result<Reply> {
    let access = StreamAccess::new(db, allowance.owner, models.pace());
    match begin(db, allowance, new, &options).await? {
        Begun::New(feedback) => feedback.stream(options, db, models).await,
        Begun::Repeated(receipt) => reader::repeat(access, receipt, options).await,
    }
}

/// Reserves a use for feedback on an answer, of which nothing is made yet.
pub async fn begin(
    db: &Db,
    allowance: Allowance<'_>,
    new: NewAnswer,
    options: &StreamOptions,
) -> Result<Begun<FeedbackGeneration>> {
    let mut key = options.receipt_key(allowance.owner, &new.parts());
    let (NewAnswer { text, question }, id, receipt) = (new, clock::random_uuid(), key.id);
    let Some((prompt, answered)) = prompt(db, allowance, question, text, &mut key).await? else {
        return Ok(Begun::Repeated(receipt));
    };
    let Some(paid) = reservations::reserve_once(db, allowance, Feature::AnswerFeedback, id, key).await? else {
        return Ok(Begun::Repeated(receipt));
    };
    Ok(Begun::New(FeedbackGeneration { prompt, paid, answered }))
}

/// Feedback that is paid for, and not begun yet.
pub struct FeedbackGeneration {
    prompt: Prompt,
    pub paid: Reservation,
    answered: Answered,
}

impl FeedbackGeneration {
    pub async fn stream(self, options: StreamOptions, db: &Db, models: &Models) -> Result<Reply> {
        let Self { prompt, paid, answered } = self;
        let keep = {
            let (db, paid, evidence) = (db.clone(), paid.clone(), Evidence::default());
            move |made| store(db.clone(), paid.clone(), answered.clone(), evidence.clone(), made)
        };
        Generation::new(prompt, REFUSAL, paid).stream(options, db, models, keep).await
    }
}

/// An answer on its way to be stored, and what its question's card was when the model was asked.
#[derive(Clone)]
struct Answered {
    owner: UserId,
    question: QuestionId,
    job: JobInfoId,
    text: String,
    card: SeenCard,
}

/// Everything the model has to know: the job, the question and its difficulty, the answer. None: what was asked for
/// under this key is there.
async fn prompt(
    db: &Db,
    allowance: Allowance<'_>,
    question: QuestionId,
    answer: String,
    key: &mut ReceiptKey,
) -> Result<Option<(Prompt, Answered)>> {
    const CONTEXT: &str = concat!(
        "select u.deleted_at is not null as user_deleted, q.id, q.text, q.difficulty, j.id as job_info_id, ",
        job_details!(),
        ", ",
        seen_card!(),
        ", ",
        budget!(),
        ", ",
        keyed_receipt!(),
        " from users u left join ai_budgets b on b.user_id = u.id
        left join (questions q join job_infos j on j.id = q.job_info_id) on j.user_id = u.id and q.id = $2
        left join cards c on c.question_id = q.id
        left join usage r on r.user_id = u.id and r.id = $3
        where u.id = $1"
    );
    let rows = db.read(CONTEXT, &[&allowance.owner.as_str(), &question.0, &key.id]).await?;
    users::owned(&rows)?;
    if key.is_taken(&rows)? {
        return users::owned_row(&rows, "id").map(|_| None);
    }
    usage::within(&rows, allowance.budget)?;
    let row = users::owned_row(&rows, "id")?;
    let prompt = prompts::answer_feedback(
        &JobDetails::from_row(row),
        row.get::<_, Difficulty>("difficulty").as_str(),
        row.get("text"),
        &answer,
    );
    let (owner, job, card) = (allowance.owner.clone(), row.get("job_info_id"), SeenCard::from_row(row));
    Ok(Some((prompt, Answered { owner, question, job, text: answer, card })))
}

/// Stores an answer with its review and the card that follows from it, and settles its use, in one statement, which may
/// be repeated. Where another answer to the question was stored meanwhile, or a new day began, the card is folded anew.
async fn store(db: Db, paid: Reservation, answered: Answered, evidence: Evidence, made: Generated) -> StoreResult {
    const STORE: &str = settling!(
        claim "$23";
        ", job as (select j.id, j.user_id from receipt, job_infos j where j.id = $11 for key share of j),
        answered as (
            select q.id, q.job_info_id, q.difficulty, q.topics, job.user_id
            from job, questions q where q.id = $6 and q.job_info_id = job.id for no key update of q
        ), question as (select *, clock_timestamp() as at from answered), answer as (
            insert into answers (id, question_id, text, rating, feedback, evidence, model, created_at)
            select $5, id, $7, $8, $9, $10, $2, at from question
            on conflict on constraint answers_pkey do nothing
        ), ",
        reviews::storing!(
            id "$5", rating "$8", grade "$12", source "'answer'",
            excluded "case when $13 or answered_before(id, $5, $7) then 'rule' end",
            "$14" "$15" "$16" "$17" "$18" "$19" "$20" "$21" "$22"
        ),
        " select ",
        reviews::stored!()
    );
    let rating = rating::parse(&made.text);
    if rating.is_none() {
        tracing::warn!(gen_ai.request.model = made.model, "feedback came without a rating");
    }
    let Answered { owner, question, job, text, card } = answered;
    let evidence = evidence.share_found(judgement(&made.text), &text).await?;
    let (model, feedback) = (made.model.as_str(), made.text.as_str());
    let tokens = (made.input_tokens, made.output_tokens);
    let review = rating.map(|rating| NewReview::new(rating, &text));
    let (grade, is_short) = (review.map(|review| review.grade.number()), review.is_some_and(|review| review.is_short));
    let step = StepParams::new(review.map(|review| card.review(review.grade)));
    let params: [&dyn Param; 23] = [
        &paid.id,
        &model,
        &tokens.0,
        &tokens.1,
        &paid.subject,
        &question.0,
        &text,
        &rating,
        &feedback,
        &evidence,
        &job.0,
        &grade,
        &is_short,
        &step.seen_at,
        &step.seen_stability,
        &step.seen_difficulty,
        &step.today,
        &step.stability,
        &step.difficulty,
        &step.reviews,
        &step.lapses,
        &step.due_on,
        &paid.claim,
    ];
    let rows = db.write(STORE, &params).await?;
    if review.is_some() && reviews::has_stale_card(&rows) {
        fold(&db, &People::one(&owner, question.0)).await;
    }
    Ok(None)
}

/// The answer is stored and paid, so whatever becomes of its card is no failure of it: the next review of the question
/// finds the card behind, and folds it.
async fn fold(db: &Db, people: &People) {
    let folded = timeout(FOLD_LIMIT, db::retry(|| rebuild::cards(db, people)));
    let error = match folded.await {
        Ok(Ok(_)) => return,
        Ok(Err(error)) => error,
        Err(_) => Error::unavailable("it took too long", 0),
    };
    telemetry::fault("not-folded", "the card of a stored answer is behind", error.cause().unwrap_or_default());
}
