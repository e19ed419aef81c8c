//! Resumable streams: what became of a stream, by the id of its receipt; read again from any place, or stopped.

use serde_json::{Value, json};
use tokio_postgres::Row;
use uuid::Uuid;

use super::live_text::LiveTexts;
use crate::{
    base::{
        error::{Error, Result},
        newtype::{id, text_enum},
        trace,
    },
    domain::accounts::users::{self, UserId},
    storage::db::Db,
};

id!(StreamId);

text_enum! {
    /// What a stream is the text of, as receipts call it.
    pub(super) enum StreamKind {
        Question = "question",
        AnswerFeedback = "answer_feedback",
        InterviewTurn = "interview_turn",
        InterviewFeedback = "interview_feedback",
        ResumeAnalysis = "resume_analysis",
    }
}

/// A stream of somebody's.
pub struct Stream {
    pub(super) id: StreamId,
    pub(super) kind: StreamKind,
    /// What is made, or what it is made for.
    pub(super) subject: Uuid,
    /// Of a question that is stored.
    pub(super) difficulty: Option<String>,
    pub(super) attempt: i32,
    pub(super) state: StreamState,
}

/// What became of a stream.
pub enum StreamState {
    Running,
    /// The whole text, with the data for the last part.
    Stored(String, Option<Value>),
    /// It came to nothing, not long ago.
    Failed,
    /// Nothing is left of it.
    Gone,
}

/// Seconds until somebody looks again for a stream that may be there.
const RETRY_AFTER: u32 = 2;

/// For how long it is told that a stream came to nothing.
macro_rules! failure_is_told {
    () => {
        "interval '15 minutes'"
    };
}

/// Interviews and second opinions are no texts. What is stored is what was streamed, letter for letter. An interview's
/// feedback is that of the receipt which was settled with it, and a turn ends the interview that ended when it was
/// settled: somebody may have finished one after its last turn. Whatever was made is gone when its job is.
pub const FIND: &str = concat!(
    "select u.deleted_at is not null as user_deleted, r.id, r.kind, r.subject_id, r.attempt,
        r.state = 'reserved' and r.expires_at >= now() as is_running,
        case r.state
            when 'reserved' then r.expires_at
            when 'released' then coalesce(r.released_at, r.reserved_at)
            when 'settled' then case when r.unstored then r.settled_at end
        end > now() - ",
    failure_is_told!(),
    " as has_failed, q.difficulty,
        case when r.state = 'settled' or r.given_back_at is not null
            then coalesce(q.text, a.feedback, s.result::text, i.feedback, said.text) end as text,
        (
            select count(*) from utterances
            where interview_id = said.interview_id and speaker = 'interviewer' and seq <= said.seq
        ) as turn,
        case when said.state = 'finished' and said.seq = said.next_seq - 1
            and (r.settled_at is null or said.finished_at = r.settled_at) then 'finished' else 'active' end as turn_state
    from users u
    left join usage r on r.user_id = u.id and r.id = $2 and r.kind not in ('interview', 'answer_regrade')
    left join questions q on r.kind = 'question' and q.id = r.subject_id
    left join answers a on r.kind = 'answer_feedback' and a.id = r.subject_id
    left join resume_analyses s on r.kind = 'resume_analysis' and s.id = r.subject_id
    left join interviews i on r.kind = 'interview_feedback' and i.id = r.subject_id and i.feedback_at = r.settled_at
    left join (
        select t.interview_id, t.receipt_id, t.text, t.seq, held.state, held.next_seq, held.finished_at
        from utterances t join interviews held on held.id = t.interview_id
    ) as said on r.kind = 'interview_turn' and said.interview_id = r.subject_id and said.receipt_id = r.id
    where u.id = $1"
);

/// None: somebody else's, or none at all. A replica that does not know it may be behind, so nobody is told that there
/// is none.
pub async fn find(db: &Db, owner: &UserId, id: Option<StreamId>) -> Result<Option<Stream>> {
    let Some(id) = id else { return Ok(None) };
    let rows = db.read(FIND, &[&owner.as_str(), &id.0]).await?;
    users::owned(&rows)?;
    let stream = rows.first().and_then(Stream::from_row);
    if stream.is_none() && trace::current().is_some_and(|trace| trace.is_read_only()) {
        return Err(Error::unavailable("a replica does not know the stream", RETRY_AFTER));
    }
    Ok(stream)
}

/// Asks a generation to end. What is over ends no more, and what is nobody's neither, with a Redis or without.
pub async fn stop(db: &Db, owner: &UserId, id: Option<StreamId>, live: Option<LiveTexts>) -> Result<()> {
    let running = find(db, owner, id).await?.filter(|stream| matches!(stream.state, StreamState::Running));
    let Some(Stream { id, attempt, .. }) = running else { return Ok(()) };
    let live = live.ok_or(Error::StopUnavailable)?;
    live.of(id.0, attempt).stop().await.map_err(|cause| Error::unavailable(cause, 1))
}

impl Stream {
    pub fn id(&self) -> Uuid {
        self.id.0
    }

    /// What is made, or what it is made for.
    pub fn subject(&self) -> Uuid {
        self.subject
    }

    pub fn state(&self) -> &StreamState {
        &self.state
    }

    /// None where the outer join found no receipt.
    fn from_row(row: &Row) -> Option<Self> {
        let id = row.get::<_, Option<StreamId>>("id")?;
        let (kind, subject): (StreamKind, Uuid) = (row.get("kind"), row.get("subject_id"));
        let state = match row.get::<_, Option<String>>("text") {
            Some(text) => StreamState::Stored(text, kind.data(subject, row)),
            None if row.get("is_running") => StreamState::Running,
            None if row.get::<_, Option<bool>>("has_failed") == Some(true) => StreamState::Failed,
            None => StreamState::Gone,
        };
        let (difficulty, attempt) = (row.get("difficulty"), row.get("attempt"));
        Some(Self { id, kind, subject, difficulty, attempt, state })
    }

    /// Whether nothing of it is behind this place, and nothing will be.
    pub fn is_over_at(&self, from: usize) -> bool {
        match &self.state {
            StreamState::Gone => true,
            StreamState::Stored(text, _) => from >= text.encode_utf16().count(),
            StreamState::Running | StreamState::Failed => false,
        }
    }

    /// Whose id its message bears: of many messages that are made for the same thing each has its own.
    pub(super) fn message(&self) -> Uuid {
        match self.kind {
            StreamKind::InterviewTurn | StreamKind::InterviewFeedback => self.id.0,
            StreamKind::Question | StreamKind::AnswerFeedback | StreamKind::ResumeAnalysis => self.subject,
        }
    }
}

impl StreamKind {
    /// The name of the data in the last part.
    pub(super) fn data_name(self) -> &'static str {
        match self {
            Self::Question => "question",
            Self::InterviewTurn => "turn",
            Self::AnswerFeedback | Self::InterviewFeedback | Self::ResumeAnalysis => "feedback",
        }
    }

    /// The data in the last part of what is stored.
    fn data(self, subject: Uuid, row: &Row) -> Option<Value> {
        match self {
            Self::Question => Some(json!({ "questionId": subject })),
            Self::InterviewTurn => {
                let (turn, state): (i64, &str) = (row.get("turn"), row.get("turn_state"));
                Some(json!({ "interviewId": subject, "turn": turn, "state": state }))
            }
            Self::InterviewFeedback => Some(json!({ "interviewId": subject })),
            Self::AnswerFeedback | Self::ResumeAnalysis => None,
        }
    }
}
