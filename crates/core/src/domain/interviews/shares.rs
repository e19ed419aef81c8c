//! Shared reports: links by which whoever has one reads an interview's report, made, listed and revoked by its owner.
//! The token in a link is stored as its hash, so that a link can be revoked.

use std::ops::RangeInclusive;

use schemars::JsonSchema;
use serde::Serialize;
use tokio_postgres::Row;
use uuid::Uuid;

use crate::{
    base::{
        clock::Timestamp,
        error::{Error, Result, SharedInterview},
        newtype::{TextEnum, id, text_enum},
        secret_token::SecretToken,
    },
    domain::{
        accounts::users::{self, UserId, deleting},
        interviews::{
            InterviewId,
            sql::{grace_is_over, is_complete, owned_interview, window_is_over, window_minutes},
            transcript,
        },
    },
    http::{Fields, FromFields},
    providers::hume::Hume,
    storage::db::{
        Db, Param,
        purge::{BATCH, Purged, purging},
    },
};

id!(ShareId);

text_enum! {
    /// What of an interview a link shows.
    pub enum SharePart {
        Feedback = "feedback",
        Transcript = "transcript",
    }
}

/// How many links of a person are alive at once.
macro_rules! most_shares {
    () => {
        20
    };
}

const DAYS: RangeInclusive<i64> = 1..=30;
const USUAL_DAYS: i64 = 7;

/// A link as its owner wants it.
#[derive(Debug)]
pub struct NewShare {
    days: i32,
    include: Vec<SharePart>,
}

impl FromFields for NewShare {
    fn from_fields(mut fields: impl Fields) -> Result<Self> {
        // Null is refused: of an API key it means that there is no end, and a link always has one.
        let days = fields.change("expiresInDays", |fields| fields.number("expiresInDays", DAYS));
        let include = fields.change("include", |fields| fields.some_of("include", SharePart::WORDS));
        let new = days.zip(include).map(|(days, include)| Self {
            days: days.value().map_or(USUAL_DAYS, |days| *days) as i32,
            // What others said is shown by nobody who did not ask for it.
            include: include.value().map_or_else(|| vec![SharePart::Feedback], Clone::clone),
        });
        fields.finish(new)
    }
}

/// A link that was just made: its address is shown this once.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ShareLink {
    id: ShareId,
    /// The page that shows the report to whoever has it.
    url: String,
    include: Vec<SharePart>,
    expires_at: Timestamp,
}

/// A link as its owner sees it later.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Share {
    id: ShareId,
    include: Vec<SharePart>,
    expires_at: Timestamp,
    /// How often the report was read. Of readers at the very same moment one counts.
    views: i64,
    created_at: Timestamp,
}

/// Links that are alive, the newest first.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Shares {
    items: Vec<Share>,
}

/// Makes a link to an interview that is over. `origin` is where we are reached, such as `https://darasa.example`.
pub async fn create(
    db: &Db,
    hume: Option<&Hume>,
    owner: &UserId,
    origin: &str,
    id: InterviewId,
    new: NewShare,
) -> Result<ShareLink> {
    if new.shows(SharePart::Transcript) {
        // Has what was said at Hume stored: whoever follows the link has nothing fetched from there.
        transcript::get(db, hume, owner, id).await?;
    }
    let token = SecretToken::new()?;
    let (id, expires_at) = insert(db, owner, id, &token, &new).await?;
    Ok(ShareLink { id, url: format!("{origin}/app/shared/{}", token.text), include: new.include, expires_at })
}

/// The owner's row is locked first; under it `live_shares_of` sees all that others added before. The interview is
/// locked against a deletion at the same moment.
async fn insert(
    db: &Db,
    owner: &UserId,
    id: InterviewId,
    token: &SecretToken,
    new: &NewShare,
) -> Result<(ShareId, Timestamp)> {
    const INSERT: &str = concat!(
        "with owner as (
            select id from users where id = $1 and deleted_at is null for no key update
        ), target as (
            select i.id, i.feedback is not null as has_feedback, i.utterance_count > 0 as has_words, ",
        is_complete!(),
        " as is_complete
            from owner join job_infos j on j.user_id = owner.id join interviews i on i.job_info_id = j.id
            where i.id = $2
            for key share of i
        ), added as (
            insert into shares (user_id, interview_id, token_sha256, include, expires_at)
            select owner.id, target.id, $3, $4, now() + make_interval(hours => 24 * $5)
            from owner, target
            where is_complete and (has_feedback or 'feedback' <> all($4)) and (has_words or 'transcript' <> all($4))
                and live_shares_of(owner.id) < ",
        most_shares!(),
        " returning id, expires_at
        )
        select u.deleted_at is not null as user_deleted, target.id as interview, target.is_complete,
            target.has_feedback, target.has_words, added.id, added.expires_at
        from users u left join target on true left join added on true
        where u.id = $1"
    );
    let parts: Vec<_> = new.include.iter().map(|part| part.as_str().to_owned()).collect();
    let params: [&dyn Param; 5] = [&owner.as_str(), &id.0, &token.sha256.as_slice(), &parts, &new.days];
    let rows = db.write(INSERT, &params).await?;
    let row = users::owned_row(&rows, "interview")?;
    let lacks = |part, column| new.shows(part) && !row.get::<_, bool>(column);
    if !row.get::<_, bool>("is_complete") || lacks(SharePart::Transcript, "has_words") {
        return Err(Error::NotCompleted);
    }
    if lacks(SharePart::Feedback, "has_feedback") {
        return Err(Error::NoFeedback);
    }
    let added = row.get::<_, Option<ShareId>>("id").zip(row.get("expires_at"));
    match added {
        Some(added) => Ok(added),
        None => Err(Error::TooManyShares(shared_interviews(db, owner).await?)),
    }
}

/// Where whoever has too many links finds one to revoke.
async fn shared_interviews(db: &Db, owner: &UserId) -> Result<Vec<SharedInterview>> {
    const SHARED: &str = "
    select id, job_info_id, created_at from interviews
    where id in (select interview_id from shares where user_id = $1 and expires_at > now())
    order by created_at desc, id desc";
    let rows = db.read(SHARED, &[&owner.as_str()]).await?;
    let interview = |row: &Row| SharedInterview {
        id: row.get("id"),
        job_info_id: row.get("job_info_id"),
        created_at: row.get("created_at"),
    };
    Ok(rows.iter().map(interview).collect())
}

/// Those that are over are gone for whoever looks, and soon deleted.
pub async fn list(db: &Db, owner: &UserId, id: InterviewId) -> Result<Shares> {
    const LIST: &str = concat!(
        "select u.deleted_at is not null as user_deleted, i.id as interview, s.id, s.include, s.expires_at, s.views,
            s.created_at
        from ",
        owned_interview!(),
        " left join shares s on s.interview_id = i.id and s.expires_at > now()
        where u.id = $1
        order by s.created_at desc, s.id desc"
    );
    let rows = db.read(LIST, &[&owner.as_str(), &id.0]).await?;
    users::owned_row(&rows, "interview")?;
    Ok(Shares { items: rows.iter().filter_map(Share::from_row).collect() })
}

/// Whoever follows the link from now on finds nothing.
pub async fn revoke(db: &Db, owner: &UserId, id: InterviewId, share: ShareId) -> Result<()> {
    const REVOKE: &str = deleting!(
        "shares",
        "s.id",
        "users u left join shares s on s.user_id = u.id and s.interview_id = $2 and s.id = $3"
    );
    users::deleted(&db.write(REVOKE, &[&owner.as_str(), &id.0, &share.0]).await?)
}

pub async fn purge(db: &Db) -> Result<Purged> {
    const PURGE: &str = purging!("shares", "expires_at <= now()", "expires_at");
    db.write(PURGE, &[&BATCH]).await.map(|rows| Purged::new(&rows))
}

impl NewShare {
    fn shows(&self, part: SharePart) -> bool {
        self.include.contains(&part)
    }
}

impl Share {
    /// None where the outer join found no link.
    fn from_row(row: &Row) -> Option<Self> {
        Some(Self {
            id: ShareId(row.get::<_, Option<Uuid>>("id")?),
            include: row.get("include"),
            expires_at: row.get("expires_at"),
            views: row.get("views"),
            created_at: row.get("created_at"),
        })
    }
}
