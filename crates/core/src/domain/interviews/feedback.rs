//! Interview feedback: how the model judges a whole interview. Made once, replayed from then on, made anew on request.

use serde_json::json;
use tokio_postgres::Row;
use uuid::Uuid;

use crate::{
    base::error::{Error, Result},
    domain::{
        accounts::{
            plans::Feature,
            receipt_key::keyed_receipt,
            reservations,
            usage::{self, Allowance, Reservation, settling},
            users::{self, UserId},
        },
        generation::{
            Generated, Generation, StoreResult,
            ai_sdk_stream::StreamOptions,
            prompts::{self, interviews::PromptLine},
            quotations::Evidence,
            rating,
            reader::{self, StreamAccess},
            replay,
        },
        interviews::{
            InterviewId,
            sql::{grace_is_over, is_complete, owned_interview, window_is_over, window_minutes},
            transcript::{self, Transcript},
            utterances::{Speaker, Utterance},
        },
        job_infos::{JobDetails, job_details},
    },
    http::{Fields, FromFields, Reply},
    providers::{hume::Hume, model::Prompt, models::Models},
    storage::db::{Db, Param},
};

/// What the front end shows of every bad request for feedback.
pub const REFUSAL: &str = "Error generating your feedback";
/// As many of the scores of an utterance as say anything.
const MOST_EMOTIONS: usize = 3;

/// Which interview to judge; `regenerate` asks anew where there is a judgement.
#[derive(Debug)]
pub struct FeedbackRequest {
    interview_id: String,
    regenerate: bool,
}

impl FromFields for FeedbackRequest {
    fn from_fields(mut fields: impl Fields) -> Result<Self> {
        let interview_id = fields.id("interviewId");
        let regenerate = fields.flag("regenerate");
        // The AI SDK's hooks send one with everything; there is nothing to type here.
        fields.optional_text("prompt", 20_000);
        fields.finish(interview_id.map(|interview_id| Self { interview_id, regenerate }))
    }
}

/// Streams what is there, or makes it. `emotions`: whether scores of them may reach the model.
pub async fn generate(
    db: &Db,
    models: &Models,
    hume: Option<&Hume>,
    allowance: Allowance<'_>,
    emotions: bool,
    asked: FeedbackRequest,
    options: StreamOptions,
) -> Result<Reply> {
    let id: InterviewId = asked.interview_id.parse()?;
    let mut key = options.receipt_key(allowance.owner, &[id.0.as_bytes(), &[u8::from(asked.regenerate)]]);
    let (receipt, access) = (key.id, StreamAccess::new(db, allowance.owner, models.pace()));
    let row = interview(db, allowance.owner, id, key.id).await?;
    let is_taken = key.is_taken(std::slice::from_ref(&row))?;
    if is_taken && !row.get::<_, bool>("was_replaced") {
        return reader::repeat(access, receipt, options).await;
    }
    // Newer feedback has taken the place of what was made under this key.
    if let Some(stored) = StoredFeedback::from_row(&row).filter(|_| is_taken || !asked.regenerate) {
        return Ok(stored.replay(options, id));
    }
    let transcript = transcript::get(db, hume, allowance.owner, id).await?;
    if !(row.get::<_, bool>("complete") || transcript.ended) || transcript.utterances().is_empty() {
        return Err(Error::NotCompleted);
    }
    let Some(paid) = reservations::reserve_once(db, allowance, Feature::InterviewFeedback, id.0, key).await? else {
        return reader::repeat(access, receipt, options).await;
    };
    // Whoever held the claim until a moment ago may have stored what is asked for.
    let look_again = async || interview(db, allowance.owner, id, receipt).await;
    let made_meanwhile =
        if asked.regenerate { Ok(None) } else { look_again().await.map(|row| StoredFeedback::from_row(&row)) };
    if let Some(stored) = made_meanwhile.transpose() {
        usage::release(db, &paid).await;
        return stored.map(|stored| stored.replay(options, id));
    }
    let (prompt, message) = (prompt(&row, &transcript, emotions), paid.id);
    let keep = {
        let (db, paid, words, evidence) = (db.clone(), paid.clone(), transcript.text(), Evidence::default());
        move |made| store(db.clone(), paid.clone(), words.clone(), evidence.clone(), made)
    };
    Generation::new(prompt, REFUSAL, paid).called(message).stream(options, db, models, keep).await
}

/// The job, the feedback that is there, and whether all words are: after an end that named the last of them, until they
/// have come or a minute has passed. And the receipt of the key, and whether other feedback has taken the place of its.
async fn interview(db: &Db, owner: &UserId, id: InterviewId, receipt: Uuid) -> Result<Row> {
    const INTERVIEW: &str = concat!(
        "select u.deleted_at is not null as user_deleted, i.id, i.feedback, (
            select f.id from usage f
            where f.user_id = u.id and f.kind = 'interview_feedback' and f.subject_id = i.id
                and f.settled_at = i.feedback_at
                and f.reserved_at between i.feedback_at - interval '1 hour' and i.feedback_at
            limit 1
        ) as made_by,
        coalesce(r.settled_at <> i.feedback_at, false) as was_replaced, ",
        keyed_receipt!(),
        ", ",
        job_details!(),
        ", ",
        is_complete!(),
        " as complete
        from ",
        owned_interview!(),
        " left join usage r on r.user_id = u.id and r.id = $3
        where u.id = $1"
    );
    let rows = db.read(INTERVIEW, &[&owner.as_str(), &id.0, &receipt]).await?;
    users::owned_row(&rows, "id")?;
    rows.into_iter().next().ok_or(Error::NotFound)
}

/// Feedback that is there, and the receipt it was made with.
struct StoredFeedback {
    text: String,
    made_by: Option<Uuid>,
}

impl StoredFeedback {
    fn from_row(row: &Row) -> Option<Self> {
        let text = row.get::<_, Option<String>>("feedback")?;
        Some(Self { text, made_by: row.get("made_by") })
    }

    fn replay(&self, options: StreamOptions, id: InterviewId) -> Reply {
        replay(options, self.made_by, &self.text, Some(part(id.0)))
    }
}

fn part(id: Uuid) -> (&'static str, serde_json::Value) {
    ("feedback", json!({ "interviewId": id }))
}

fn prompt(row: &Row, transcript: &Transcript, emotions: bool) -> Prompt {
    let pacing = serde_json::to_string(transcript.pacing()).unwrap_or_default();
    let lines: Vec<_> = transcript.utterances().iter().map(|said| line(said, emotions)).collect();
    prompts::interviews::feedback(&JobDetails::from_row(row), &lines, &pacing)
}

fn line(said: &Utterance, emotions: bool) -> PromptLine<'_> {
    let scores = said.emotions.iter().flatten().filter(|_| emotions);
    let mut scores: Vec<_> = scores.map(|(name, score)| (name.as_str(), *score)).collect();
    scores.sort_by(|one, other| other.1.total_cmp(&one.1));
    scores.truncate(MOST_EMOTIONS);
    PromptLine { interviewer: said.speaker == Speaker::Interviewer, text: &said.text, at: said.at, emotions: scores }
}

/// Feedback that is whole is not replaced by one that was cut. A repetition finds its receipt settled and changes
/// nothing, for the receipt is known as its maker by the time of both.
async fn store(db: Db, paid: Reservation, words: String, evidence: Evidence, made: Generated) -> StoreResult {
    const STORE: &str = settling!(
        claim "$10";
        " update interviews set feedback = $6, feedback_rating = $7, feedback_evidence = $8, feedback_model = $2,
            feedback_at = now(), updated_at = now()
        from receipt
        where interviews.id = $5 and receipt.state <> 'settled' and (interviews.feedback is null or not $9)"
    );
    let rating = rating::parse(&made.text);
    if rating.is_none() {
        tracing::warn!(gen_ai.request.model = made.model, "an interview's feedback came without a rating");
    }
    let (model, evidence) = (made.model.as_str(), evidence.share_found(&made.text, &words).await?);
    let tokens = (made.input_tokens, made.output_tokens);
    let params: [&dyn Param; 10] = [
        &paid.id,
        &model,
        &tokens.0,
        &tokens.1,
        &paid.subject,
        &made.text,
        &rating,
        &evidence,
        &made.is_cut,
        &paid.claim,
    ];
    db.write(STORE, &params).await?;
    Ok(Some(part(paid.subject)))
}
