//! Interviews for a job, spoken or written: created, begun, finished. Their words are `utterances`.

use std::str::FromStr;

use serde::Serialize;
use tokio_postgres::Row;
use uuid::Uuid;

use crate::{
    clock::{self, Instant},
    db::{Db, Param},
    error::{Error, Exhausted, Result},
    http::{Change, Fields, FromFields, Page, Paged, lists::Cursor},
    job_infos::JobInfoId,
    plans::Feature,
    providers::hume::Hume,
    usage::{self, Allowance, settle},
    users::{self, UserId},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct InterviewId(pub Uuid);

impl std::fmt::Display for InterviewId {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(formatter)
    }
}

impl FromStr for InterviewId {
    type Err = Error;

    /// What is no id names nothing.
    fn from_str(text: &str) -> Result<Self> {
        Uuid::try_parse(text).map(Self).map_err(|_| Error::NotFound)
    }
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Interview {
    pub id: InterviewId,
    job_info_id: JobInfoId,
    state: String,
    kind: Option<String>,
    duration: Option<String>,
    hume_chat_id: Option<String>,
    feedback: Option<String>,
    started_at: Option<Instant>,
    finished_at: Option<Instant>,
    created_at: Instant,
    updated_at: Instant,
}

/// The columns of an interview `i` as people see it. A spoken one whose time and window are over is finished, whether its
/// browser lived to say so or not.
macro_rules! shown {
    () => {
        "i.id, i.job_info_id, i.kind, i.duration, i.hume_chat_id, i.feedback, i.started_at, i.created_at, i.updated_at,
        case when i.ends_at + interval '10 minutes' < now() then 'finished' else i.state end as state,
        case when i.ends_at + interval '10 minutes' < now() then coalesce(i.finished_at, i.ends_at) else i.finished_at end
            as finished_at"
    };
}

#[derive(Debug)]
pub struct NewInterview {
    job_info_id: String,
}

impl FromFields for NewInterview {
    fn from_fields(mut fields: Fields) -> Result<Self> {
        let new = fields.text("jobInfoId", 255).map(|job_info_id| Self { job_info_id });
        fields.finish(new)
    }
}

/// All that a client may change.
#[derive(Debug)]
pub struct InterviewChanges {
    hume_chat_id: Change<String>,
    duration: Change<String>,
}

impl FromFields for InterviewChanges {
    fn from_fields(mut fields: Fields) -> Result<Self> {
        let chat = fields.change("humeChatId", |fields| fields.formed("humeChatId", "the id of a chat", is_chat_id));
        let duration = fields.change("duration", |fields| fields.formed("duration", "HH:MM:SS", is_duration));
        let changes = (|| Some(Self { hume_chat_id: chat?, duration: duration? }))();
        fields.finish(changes)
    }
}

fn is_chat_id(text: &str) -> bool {
    Uuid::try_parse(text).is_ok_and(|id| id.to_string() == text)
}

fn is_duration(text: &str) -> bool {
    let two_digits = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = text.split(':').collect();
    parts.len() == 3 && parts.iter().all(|part| two_digits(part)) && parts[1] < "60" && parts[2] < "60"
}

/// How an interview ended, as its browser tells.
#[derive(Debug)]
pub struct End {
    session: Option<String>,
    last_seq: Option<i32>,
}

impl FromFields for End {
    fn from_fields(mut fields: Fields) -> Result<Self> {
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
        shown!(),
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
    users::owned(&rows)?;
    rows.first().and_then(|row| row.get::<_, Option<Uuid>>("job")).ok_or(Error::NotFound)?;
    let place = |interview: &Interview| Cursor { created_at: interview.created_at.0, id: interview.id.0 };
    Ok(page.of(rows.iter().filter_map(Interview::of).collect(), place))
}

pub async fn get(db: &Db, owner: &UserId, id: InterviewId) -> Result<Interview> {
    const GET: &str = concat!(
        "select u.deleted_at is not null as user_deleted, ",
        shown!(),
        " from users u
        left join (interviews i join job_infos j on j.id = i.job_info_id) on j.user_id = u.id and i.id = $2
        where u.id = $1"
    );
    let rows = db.read(GET, &[&owner.as_str(), &id.0]).await?;
    users::owned(&rows)?;
    rows.first().and_then(Interview::of).ok_or(Error::NotFound)
}

/// Whether somebody may create one more interview now. Only `create` takes from the bucket.
pub async fn within_rate(db: &Db, owner: &UserId) -> Result<()> {
    const WAIT: &str = "
    select ceil(extract(epoch from filled_at + interval '1 day' - now()))::int as wait
    from token_buckets where user_id = $1 and name = 'interviews' and tokens = 0 and filled_at > now() - interval '1 day'";
    let rows = db.read(WAIT, &[&owner.as_str()]).await?;
    rows.first().map_or(Ok(()), |row| Err(too_many(row.get("wait"))))
}

/// A bucket of twelve, refilled with four a day.
fn too_many(wait: i32) -> Error {
    let retry_after = wait.max(1) as u32;
    Error::RateLimit(Exhausted { policy: "interviews", quota: 12, window_seconds: 86_400, retry_after })
}

/// Reserves a use, which is settled when the interview begins. The interview and its token from the bucket are one
/// statement, so that neither a refusal nor a job deleted meanwhile costs a token.
pub async fn create(db: &Db, allowance: Allowance<'_>, new: NewInterview) -> Result<Interview> {
    const CREATE: &str = concat!(
        "with job as (
            select j.id, u.id as owner from users u join job_infos j on j.user_id = u.id
            where u.id = $1 and j.id = $2 and u.deleted_at is null
            for key share of u, j
        ), token as (
            insert into token_buckets as bucket (user_id, name, tokens) select owner, 'interviews', 11 from job
            on conflict (user_id, name) do update set
                tokens = least(12, bucket.tokens + 4 * floor(extract(epoch from now() - bucket.filled_at) / 86400)) - 1,
                filled_at = bucket.filled_at
                    + floor(extract(epoch from now() - bucket.filled_at) / 86400) * interval '1 day'
                where bucket.tokens > 0 or bucket.filled_at <= now() - interval '1 day'
            returning user_id
        ), i as (
            insert into interviews (id, job_info_id, receipt_id) select $3, job.id, $4 from job, token returning *
        )
        select ",
        shown!(),
        ", (select count(*) from job) > 0 as job_there from (select) as one left join i on true"
    );
    let job: JobInfoId = new.job_info_id.parse()?;
    job_there(db, allowance.owner, job).await?;
    let id = clock::random_uuid();
    let paid = usage::reserve(db, allowance, Feature::Interviews, id).await?;
    let created = db.write(CREATE, &[&allowance.owner.as_str(), &job.0, &id, &paid.id]).await;
    let refusal = match created.as_deref().map(<[Row]>::first) {
        Ok(Some(row)) => match (Interview::of(row), row.get("job_there")) {
            (Some(interview), _) => return Ok(interview),
            (None, true) => within_rate(db, allowance.owner).await.err().unwrap_or_else(|| too_many(1)),
            (None, false) => Error::NotFound,
        },
        _ => created.err().unwrap_or(Error::NotFound),
    };
    usage::release(db, &paid).await;
    Err(refusal)
}

async fn job_there(db: &Db, owner: &UserId, job: JobInfoId) -> Result<()> {
    const THERE: &str = "
    select u.deleted_at is not null as user_deleted, j.id
    from users u left join job_infos j on j.user_id = u.id and j.id = $2
    where u.id = $1";
    let rows = db.read(THERE, &[&owner.as_str(), &job.0]).await?;
    users::owned(&rows)?;
    rows.first().and_then(|row| row.get::<_, Option<Uuid>>("id")).map(|_| ()).ok_or(Error::NotFound)
}

/// Makes sure that an interview has the use with which it will begin: the one reserved at its creation, or, when that one
/// lapsed, another. One that has begun needs none.
pub async fn hold_use(db: &Db, allowance: Allowance<'_>, id: InterviewId) -> Result<()> {
    const HELD: &str = "
    select u.deleted_at is not null as user_deleted, i.id, i.receipt_id,
        i.state = 'created' and (r.id is null or r.state <> 'reserved' or r.expires_at < now()) as lapsed
    from users u
    left join (interviews i join job_infos j on j.id = i.job_info_id) on j.user_id = u.id and i.id = $2
    left join usage r on r.id = i.receipt_id
    where u.id = $1";
    const RENEW: &str = "update interviews set receipt_id = $3 where id = $1 and receipt_id = $2 returning id";
    let rows = db.read(HELD, &[&allowance.owner.as_str(), &id.0]).await?;
    users::owned(&rows)?;
    let row = rows.first().filter(|row| row.get::<_, Option<Uuid>>("id").is_some()).ok_or(Error::NotFound)?;
    if !row.get::<_, bool>("lapsed") {
        return Ok(());
    }
    let lapsed: Uuid = row.get("receipt_id");
    let paid = usage::reserve(db, allowance, Feature::Interviews, id.0).await?;
    let renewed = db.write(RENEW, &[&id.0, &lapsed, &paid.id]).await;
    if renewed.as_deref().is_ok_and(<[Row]>::is_empty) {
        // Another request was faster, and its use is as good.
        usage::release(db, &paid).await;
    }
    renewed.map(|_| ())
}

/// Notes how long the interview lasted, and which of Hume's chats it was. To have had a chat is to have begun.
pub async fn update(
    db: &Db,
    hume: Option<&Hume>,
    allowance: Allowance<'_>,
    id: InterviewId,
    changes: InterviewChanges,
) -> Result<Interview> {
    const UPDATE: &str = concat!(
        "with target as (
            select i.id, i.receipt_id from users u join job_infos j on j.user_id = u.id join interviews i on i.job_info_id = j.id
            where u.id = $1 and i.id = $2
                and ($3::text is null or i.hume_chat_id is null or i.hume_chat_id = $3)
            for update of i
        ), changed as (
            update interviews as i set
                duration = coalesce($4, i.duration),
                hume_chat_id = coalesce($3, i.hume_chat_id),
                kind = case when $3 is null then i.kind else coalesce(i.kind, 'voice') end,
                state = case when $3 is not null and i.state = 'created' then 'active' else i.state end,
                started_at = case when $3 is null then i.started_at else coalesce(i.started_at, now()) end,
                updated_at = now()
            from target where i.id = target.id
            returning i.*
        ), ",
        settle!("opening", "(select receipt_id from target where $3 is not null)", ""),
        " select ",
        shown!(),
        " from changed as i"
    );
    let (chat, duration) = (changes.hume_chat_id.value(), changes.duration.value());
    match chat {
        Some(chat) => may_attach(db, hume, allowance, id, chat).await?,
        None => get(db, allowance.owner, id).await.map(drop)?,
    }
    let params: [&dyn Param; 4] = [&allowance.owner.as_str(), &id.0, &chat, &duration];
    match db.write(UPDATE, &params).await {
        Ok(rows) => rows.first().and_then(Interview::of).ok_or(Error::ChatTaken),
        Err(Error::Constraint(name)) if name == "interviews_hume_chat_id_taken" => Err(Error::ChatTaken),
        Err(error) => Err(error),
    }
}

/// A chat is this interview's only if Hume says so: who reads a transcript must have been in it.
async fn may_attach(db: &Db, hume: Option<&Hume>, allowance: Allowance<'_>, id: InterviewId, chat: &str) -> Result<()> {
    const TAKEN: &str = "select id from interviews where hume_chat_id = $1 and id <> $2";
    let interview = get(db, allowance.owner, id).await?;
    if interview.hume_chat_id.as_deref() == Some(chat) {
        return Ok(());
    }
    if interview.hume_chat_id.is_some() || !db.read(TAKEN, &[&chat, &id.0]).await?.is_empty() {
        return Err(Error::ChatTaken);
    }
    match (interview.kind.as_deref(), interview.state.as_str()) {
        (Some("text"), _) => return Err(Error::OtherKind),
        (None, "finished") => return Err(Error::Finished),
        _ => {}
    }
    let held = hume.ok_or(Error::ChatForeign)?.chat(chat).await?.ok_or(Error::ChatForeign)?;
    if held.custom_session_id.as_deref() != Some(id.to_string().as_str()) {
        return Err(Error::ChatForeign);
    }
    hold_use(db, allowance, id).await
}

/// Ends an interview, once; one that never began gives its use back.
pub async fn finish(db: &Db, owner: &UserId, id: InterviewId, end: End) -> Result<Interview> {
    const FINISH: &str = "
    with target as (
        select i.id, i.receipt_id, i.state = 'created' as unused
        from users u join job_infos j on j.user_id = u.id join interviews i on i.job_info_id = j.id
        where u.id = $1 and i.id = $2 and i.state <> 'finished'
            and ($3::text is null or $3 is not distinct from i.voice_session)
        for update of i
    ), ended as (
        update interviews as i set state = 'finished', finished_at = now(), last_seq = $4, updated_at = now()
        from target where i.id = target.id
    ), released as (
        update usage set state = 'released' from target
        where target.unused and usage.id = target.receipt_id and usage.state = 'reserved'
        returning usage.user_id, usage.kind
    ), counted as (
        update usage_counters as counter set reserved = counter.reserved - 1
        from released where counter.user_id = released.user_id and counter.kind = released.kind
    )
    select id from target";
    let params: [&dyn Param; 4] = [&owner.as_str(), &id.0, &end.session, &end.last_seq];
    let ended = !db.write(FINISH, &params).await?.is_empty();
    let interview = get(db, owner, id).await?;
    match ended || interview.state == "finished" {
        true => Ok(interview),
        false => Err(Error::Superseded),
    }
}

impl Interview {
    /// None where the outer join found no interview.
    fn of(row: &Row) -> Option<Self> {
        Some(Self {
            id: InterviewId(row.get::<_, Option<Uuid>>("id")?),
            job_info_id: JobInfoId(row.get("job_info_id")),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_written_in_one_way() {
        for (text, good) in [
            ("00:00:00", true),
            ("01:59:59", true),
            ("99:00:00", true),
            ("00:60:00", false),
            ("00:00:60", false),
            ("1:00:00", false),
            ("00:00", false),
            ("00:00:00:00", false),
            ("00:00:00 ", false),
            ("-1:00:00", false),
            ("٠٠:00:00", false),
            ("", false),
        ] {
            assert_eq!(is_duration(text), good, "{text}");
        }
    }
}
