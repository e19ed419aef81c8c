//! Interviews for a job, spoken or written: created, begun, finished. Their words are `utterances`.

pub mod create;
pub mod feedback;
pub mod pacing;
pub mod rate_limit;
pub mod shared_report;
pub mod shares;
mod sql;
pub mod transcript;
pub mod update;
pub mod utterances;
pub mod voice;
pub mod written;

use schemars::JsonSchema;
use serde::Serialize;
use tokio_postgres::Row;

use crate::{
    base::{
        clock::Timestamp,
        error::{Error, Result},
        newtype::{id, text_enum},
    },
    domain::{
        accounts::{
            usage::locking,
            users::{self, UserId, deleting},
        },
        job_infos::JobInfoId,
    },
    http::{Fields, FromFields, Page, Paged, pagination::Cursor},
    storage::db::{Db, Param},
};

pub use create::{NewInterview, create, hold_use, possible};
use sql::{interview_columns, owned_interview, window_is_over, window_minutes};
pub use update::{InterviewChanges, update};

id!(InterviewId);

text_enum! {
    pub enum InterviewState {
        Created = "created",
        Active = "active",
        Finished = "finished",
    }
}

text_enum! {
    /// How it is held, from its first word on.
    pub enum InterviewKind {
        Voice = "voice",
        Text = "text",
    }
}

/// An interview for a job.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Interview {
    pub id: InterviewId,
    job_info_id: JobInfoId,
    state: InterviewState,
    /// `null`: it has not begun.
    kind: Option<InterviewKind>,
    /// How long it lasted, as HH:MM:SS.
    duration: Option<String>,
    /// The chat at Hume in which it was held.
    hume_chat_id: Option<String>,
    /// In Markdown; `null` until it was asked for.
    feedback: Option<String>,
    started_at: Option<Timestamp>,
    finished_at: Option<Timestamp>,
    created_at: Timestamp,
    updated_at: Timestamp,
}

/// How an interview ended, as its browser reports it.
#[derive(Debug)]
pub struct InterviewEnd {
    session: Option<String>,
    last_seq: Option<i32>,
}

impl FromFields for InterviewEnd {
    fn from_fields(mut fields: impl Fields) -> Result<Self> {
        let session = fields.optional_text("sessionId", 64);
        let last_seq = fields.optional_number("lastSeq", 0..=i64::from(MOST_SEQ)).map(|seq| seq as i32);
        // For whoever reads the request in a browser's console; nothing depends on it.
        fields.optional_text("reason", 255);
        fields.finish(Some(Self { session, last_seq }))
    }
}

/// No utterance has a higher number.
pub const MOST_SEQ: i32 = 9_999;

pub async fn list(db: &Db, owner: &UserId, job: JobInfoId, page: Page) -> Result<Paged<Interview>> {
    const LIST: &str = concat!(
        "select u.deleted_at is not null as user_deleted, j.id as job, ",
        interview_columns!(),
        " from users u
        left join job_infos j on j.user_id = u.id and j.id = $2
        left join lateral (
            select * from interviews
            where job_info_id = j.id and ($3::timestamptz is null or (created_at, id) < ($3, $4))
            order by created_at desc, id desc
            limit $5
        ) as i on true
        where u.id = $1
        order by i.created_at desc, i.id desc"
    );
    let (time, id) = page.after.map(|cursor| (cursor.created_at, cursor.id)).unzip();
    let rows = db.read(LIST, &[&owner.as_str(), &job.0, &time, &id, &page.fetch()]).await?;
    users::owned_row(&rows, "job")?;
    let cursor = |interview: &Interview| Cursor { created_at: interview.created_at.0, id: interview.id.0 };
    Ok(page.paginate(rows.iter().filter_map(Interview::from_row).collect(), cursor))
}

pub async fn get(db: &Db, owner: &UserId, id: InterviewId) -> Result<Interview> {
    const GET: &str = concat!(
        "select u.deleted_at is not null as user_deleted, ",
        interview_columns!(),
        " from ",
        owned_interview!(),
        " where u.id = $1"
    );
    let rows = db.read(GET, &[&owner.as_str(), &id.0]).await?;
    Interview::from_row(users::owned_row(&rows, "id")?).ok_or(Error::NotFound)
}

/// Its utterances and feedback go with it; what was used of the plan stays used. A use that is still reserved for it
/// lapses by itself.
pub async fn delete(db: &Db, owner: &UserId, id: InterviewId) -> Result<()> {
    const DELETE: &str = deleting!("interviews", "i.id", owned_interview!());
    users::deleted(&db.write(DELETE, &[&owner.as_str(), &id.0]).await?)
}

/// Ends an interview, once; one that never began gives its use back. That is a statement of its own, after the end has
/// been committed: no turn begins any more by then, and those that began before are seen, so that none is free. It is
/// done again when the end is told again.
pub async fn finish(db: &Db, owner: &UserId, id: InterviewId, end: InterviewEnd) -> Result<Interview> {
    const FINISH: &str = "
    with target as (
        select i.id
        from users u join job_infos j on j.user_id = u.id join interviews i on i.job_info_id = j.id
        where u.id = $1 and i.id = $2 and i.state <> 'finished'
            and ($3::text is null or $3 is not distinct from i.voice_session)
        for key share of u for update of i
    )
    update interviews as i set state = 'finished', finished_at = now(), last_seq = $4, updated_at = now()
    from target where i.id = target.id
    returning i.id";
    let params: [&dyn Param; 4] = [&owner.as_str(), &id.0, &end.session, &end.last_seq];
    let ended = !db.write(FINISH, &params).await?.is_empty();
    let interview = get(db, owner, id).await?;
    if !ended && interview.state != InterviewState::Finished {
        return Err(Error::Superseded);
    }
    if interview.started_at.is_none() {
        release_unused(db, owner, id).await?;
    }
    Ok(interview)
}

/// Gives back the use of an interview that ended before it began. Under an open turn it stays reserved until the turn
/// is settled, or has had its time.
async fn release_unused(db: &Db, owner: &UserId, id: InterviewId) -> Result<()> {
    const RELEASE: &str = concat!(
        "with ",
        locking!("u.id = $1 and c.kind = 'interview'"),
        ", unused as (
        select i.receipt_id, (
            select max(turn.expires_at) from usage as turn
            where turn.subject_id = i.id and turn.kind = 'interview_turn' and turn.state = 'reserved'
                and turn.expires_at > now()
        ) as turn_ends_at
        from locked, users u join job_infos j on j.user_id = u.id join interviews i on i.job_info_id = j.id
        where u.id = $1 and i.id = $2 and i.state = 'finished' and i.started_at is null
        for update of i
    ), released as (
        update usage set
            state = case when turn_ends_at is null then 'released' else 'reserved' end,
            released_at = case when turn_ends_at is null then now() end,
            expires_at = least(usage.expires_at, turn_ends_at)
        from unused where usage.id = unused.receipt_id and usage.state = 'reserved'
        returning usage.user_id, usage.kind, usage.state
    )
    update usage_counters as counter set reserved = counter.reserved - 1
    from released
    where released.state = 'released' and counter.user_id = released.user_id and counter.kind = released.kind"
    );
    db.write(RELEASE, &[&owner.as_str(), &id.0]).await.map(drop)
}

impl Interview {
    /// None where the outer join found no interview.
    fn from_row(row: &Row) -> Option<Self> {
        Some(Self {
            id: row.get::<_, Option<InterviewId>>("id")?,
            job_info_id: row.get("job_info_id"),
            state: row.get("state"),
            kind: row.get("kind"),
            duration: row.get("duration"),
            hume_chat_id: row.get("hume_chat_id"),
            feedback: row.get("feedback"),
            started_at: row.get("started_at"),
            finished_at: row.get("finished_at"),
            created_at: row.get("created_at"),
            updated_at: row.get("updated_at"),
        })
    }
}
