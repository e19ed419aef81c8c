//! Resumable streams: what became of a stream, by the id of its receipt; read again from any place, or stopped.

use serde_json::{Value, json};
use tokio_postgres::Row;
use uuid::Uuid;

use super::live_text::LiveTexts;
use crate::{
    base::{
        error::{Error, Result},
        newtype::{id, text_enum},
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
    pub(super) attempt: i32,
    pub(super) standing: Standing,
}

/// What became of a stream.
pub enum Standing {
    Running,
    /// The whole text, with the data for the last part.
    Stored(String, Option<Value>),
    /// It came to nothing, not long ago.
    Failed,
    /// Nothing is left of it.
    Gone,
}

/// For how long it is told that a stream came to nothing.
macro_rules! failure_is_told {
    () => {
        "interval '15 minutes'"
    };
}

/// Interviews are no texts. What is stored is what was streamed, to the byte. An interview's feedback is that of the
/// receipt which was settled with it. Whatever was made is gone when its job is.
pub const FIND: &str = concat!(
    "select u.deleted_at is not null as user_deleted, r.id, r.kind, r.subject_id, r.attempt,
        r.state = 'reserved' and r.expires_at >= now() as is_running,
        case r.state
            when 'reserved' then r.expires_at
            when 'released' then coalesce(r.released_at, r.reserved_at)
            when 'settled' then case when r.unstored then r.settled_at end
        end > now() - ",
    failure_is_told!(),
    " as has_failed,
        case when r.state = 'settled' or r.given_back_at is not null
            then coalesce(q.text, a.feedback, s.result::text, i.feedback, said.text) end as text,
        (
            select count(*) from utterances
            where interview_id = said.interview_id and speaker = 'interviewer' and seq <= said.seq
        ) as turn,
        case when said.state = 'finished' and said.seq = said.next_seq - 1 then 'finished' else 'active' end as turn_state
    from users u
    left join usage r on r.user_id = u.id and r.id = $2 and r.kind <> 'interview'
    left join questions q on r.kind = 'question' and q.id = r.subject_id
    left join answers a on r.kind = 'answer_feedback' and a.id = r.subject_id
    left join resume_analyses s on r.kind = 'resume_analysis' and s.id = r.subject_id
    left join interviews i on r.kind = 'interview_feedback' and i.id = r.subject_id and i.feedback_at = r.settled_at
    left join (
        select t.interview_id, t.receipt_id, t.text, t.seq, held.state, held.next_seq
        from utterances t join interviews held on held.id = t.interview_id
    ) as said on r.kind = 'interview_turn' and said.interview_id = r.subject_id and said.receipt_id = r.id
    where u.id = $1"
);

/// None: somebody else's, or none at all.
pub async fn find(db: &Db, owner: &UserId, id: Option<StreamId>) -> Result<Option<Stream>> {
    let Some(id) = id else { return Ok(None) };
    let rows = db.read(FIND, &[&owner.as_str(), &id.0]).await?;
    users::owned(&rows)?;
    Ok(rows.first().and_then(Stream::from_row))
}

/// Asks a generation to end. What is over ends no more, and what is nobody's neither.
pub async fn stop(db: &Db, owner: &UserId, id: Option<StreamId>, live: Option<LiveTexts>) -> Result<()> {
    let stream = find(db, owner, id).await?;
    let live = live.ok_or(Error::StopUnavailable)?;
    match stream.filter(|stream| matches!(stream.standing, Standing::Running)) {
        Some(Stream { id, attempt, .. }) => {
            live.of(id.0, attempt).stop().await.map_err(|cause| Error::unavailable(cause, 1))
        }
        None => Ok(()),
    }
}

impl Stream {
    pub fn id(&self) -> Uuid {
        self.id.0
    }

    /// None where the outer join found no receipt.
    fn from_row(row: &Row) -> Option<Self> {
        let id = row.get::<_, Option<StreamId>>("id")?;
        let (kind, subject): (StreamKind, Uuid) = (row.get("kind"), row.get("subject_id"));
        let standing = match row.get::<_, Option<String>>("text") {
            Some(text) => Standing::Stored(text, kind.data(subject, row)),
            None if row.get("is_running") => Standing::Running,
            None if row.get::<_, Option<bool>>("has_failed") == Some(true) => Standing::Failed,
            None => Standing::Gone,
        };
        Some(Self { id, kind, subject, attempt: row.get("attempt"), standing })
    }

    /// Whether nothing of it is behind this place, and nothing will be.
    pub fn is_over_at(&self, from: usize) -> bool {
        match &self.standing {
            Standing::Gone => true,
            Standing::Stored(text, _) => from >= text.encode_utf16().count(),
            Standing::Running | Standing::Failed => false,
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
