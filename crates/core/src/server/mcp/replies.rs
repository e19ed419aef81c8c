//! MCP replies: what tools give that no other route gives in this form.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::{
    base::newtype::text_enum,
    domain::{
        generation::streams::{Stream, StreamId, StreamState},
        job_infos::{JobInfoId, ListedJobInfo},
        questions::{
            Question, QuestionId,
            answers::{Answer, AnswerId},
            next::NextStep,
        },
    },
};

/// All jobs, without their descriptions.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Jobs {
    /// The newest first.
    #[schemars(with = "Vec<ListedJobInfo<'static>>")]
    pub jobs: Vec<Value>,
}

/// What to practise now.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NextQuestion {
    /// What to do with it, in a sentence.
    pub advice: &'static str,
    /// Which job it is for; `null` if there is none.
    pub job_id: Option<JobInfoId>,
    /// The question to ask; `null` if one has to be made.
    pub question: Option<Box<Question>>,
    /// Why it is this one, and how difficult a new one should be; `null` if a question was made a moment ago and waits
    /// for its answer.
    pub step: Option<NextStep>,
}

text_enum! {
    pub enum MakingStatus {
        /// It is still being made, and will be stored.
        Running = "running",
        Done = "done",
        /// It came to nothing; what was sent may be sent again.
        Failed = "failed",
    }
}

/// A new question.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MadeQuestion {
    pub status: MakingStatus,
    pub question_id: QuestionId,
    /// What `GET /api/ai/streams/{id}` reads along.
    pub stream_id: StreamId,
    /// `null` while it is being made.
    pub question: Option<Box<Question>>,
}

/// An answer that is being judged.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Submitted {
    /// For `get_feedback`.
    pub answer_id: AnswerId,
    /// What `GET /api/ai/streams/{id}` reads along.
    pub stream_id: StreamId,
    pub status: MakingStatus,
}

/// The judgement of an answer.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FeedbackReply {
    pub status: MakingStatus,
    /// `null` while the answer is being judged.
    pub question_id: Option<QuestionId>,
    /// The answer with its feedback; `null` while it is being judged.
    pub answer: Option<Box<Answer>>,
}

impl Submitted {
    pub fn running(answer: Uuid, stream: Uuid) -> Self {
        Self { answer_id: AnswerId(answer), stream_id: StreamId(stream), status: MakingStatus::Running }
    }

    /// None: nothing is left of it.
    pub fn from_stream(stream: &Stream) -> Option<Self> {
        let status = match stream.state() {
            StreamState::Running => MakingStatus::Running,
            StreamState::Stored(..) => MakingStatus::Done,
            StreamState::Failed => MakingStatus::Failed,
            StreamState::Gone => return None,
        };
        Some(Self { status, ..Self::running(stream.subject(), stream.id()) })
    }

    pub fn came_to_something(&self) -> bool {
        !matches!(self.status, MakingStatus::Failed)
    }
}

impl FeedbackReply {
    /// Without an answer.
    pub fn of(status: MakingStatus) -> Self {
        Self { status, question_id: None, answer: None }
    }
}

impl NextQuestion {
    pub fn no_job() -> Self {
        let advice = "The user has no job yet: they add one in the app.";
        Self { advice, job_id: None, question: None, step: None }
    }

    /// A question that is there.
    pub fn ask(job: JobInfoId, question: Question, step: Option<NextStep>) -> Self {
        let advice = "Ask the user this question, and send what they answer with submit_answer.";
        Self { advice, job_id: Some(job), question: Some(Box::new(question)), step }
    }

    /// None is there.
    pub fn make(job: JobInfoId, step: NextStep) -> Self {
        let advice = "Call new_question with jobId and the difficulty of step. If its kind is follow-up, send follow-up \
            as the difficulty, and its answerId.";
        Self { advice, job_id: Some(job), question: None, step: Some(step) }
    }
}
