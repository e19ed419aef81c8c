//! Erasure of a person on their own request: a saga whose steps may each be repeated, and its receipt.
//!
//! The first step is a transaction, by which the person is gone from here: tombstone, rows, and what is still to be
//! done. The others go on after the reply, and in the daily purge where that did not live to do them.

use std::collections::BTreeMap;

use jiff::Timestamp as Instant;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio_postgres::Row;
use uuid::Uuid;

use super::export::tables;
use crate::{
    base::{
        clock::{self, Timestamp},
        digest::{hex, sha256_hex},
        error::{Error, Result},
        secret_token::SecretToken,
        telemetry,
    },
    domain::{
        accounts::{deletion, users::UserId},
        generation::live_text::{KEPT, LiveTexts},
    },
    http::{Fields, FromFields},
    providers::clerk::Clerk,
    storage::{
        cache::Cache,
        db::{
            Db, Transaction,
            purge::{BATCH, Purged, purging},
        },
    },
};

/// After so many failures somebody has to look.
const MOST_FAILURES: u32 = 5;
/// No id of Clerk's is longer.
const CONFIRMATION: usize = 255;
const NOT_YOURS: &str = "must be your own user id";

/// How long a receipt can be read after its end.
macro_rules! lapsed {
    () => {
        "done_at < now() - interval '90 days'"
    };
}

/// That somebody means it: their own id, written out.
#[derive(Debug)]
pub struct Confirmation(String);

impl FromFields for Confirmation {
    fn from_fields(mut fields: impl Fields) -> Result<Self> {
        let confirm = fields.text("confirm", CONFIRMATION);
        Ok(Self(fields.finish(confirm)?))
    }
}

impl Confirmation {
    pub fn is_by(&self, owner: &UserId) -> Result<()> {
        if self.0 == owner.as_str() { Ok(()) } else { Err(Error::invalid("#/confirm", NOT_YOURS)) }
    }
}

/// Where the receipt of an erasure is: nobody can sign in afterwards.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "ErasureAccepted")]
pub struct Accepted {
    /// To be kept: it is told once, and whoever has it can read the receipt.
    #[schemars(extend("format" = "uri-reference"))]
    receipt_url: String,
}

/// What it takes besides the database.
#[derive(Clone)]
pub struct Processors {
    pub cache: Cache,
    /// None: nothing was kept of streams.
    pub live: Option<LiveTexts>,
    pub clerk: Clerk,
}

/// A step of an erasure, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "ErasureStepName")]
pub enum StepName {
    /// All rows, and a tombstone in the place of the account.
    Database,
    /// What was kept for a minute, and texts of streams for a quarter of an hour.
    Cache,
    /// Chats of former interviews: the service is closed.
    Hume,
    /// The account itself.
    Clerk,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "ErasureStepState")]
pub enum StepState {
    Waiting,
    Done,
    /// There is nobody any more who could have anything.
    Gone,
}

/// How far an erasure has come.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "ErasureStep")]
pub struct Step {
    pub name: StepName,
    pub state: StepState,
    /// When it came to that.
    pub at: Option<Timestamp>,
}

/// What a row keeps as JSON.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Progress {
    /// Rows by table.
    pub deleted: BTreeMap<String, i64>,
    pub steps: Vec<Step>,
    /// Receipts whose texts may still be kept, each with its attempt; none when they are not any more.
    streams: Vec<(Uuid, i32)>,
    failures: u32,
}

/// One that is not over.
#[derive(Debug)]
pub struct Erasure {
    pub id: Uuid,
    user: UserId,
    pub progress: Progress,
}

/// One as its receipt tells it.
#[derive(Debug)]
pub struct StoredErasure {
    pub id: Uuid,
    pub user_sha256: String,
    pub requested_at: Instant,
    pub progress: Progress,
    pub done_at: Option<Instant>,
}

/// The first step. Somebody who is gone already is nobody.
pub async fn begin(db: &Db, owner: &UserId) -> Result<(Erasure, Accepted)> {
    const TOMBSTONE: &str = "
    insert into users as known (id, deleted_at) values ($1, now())
    on conflict on constraint users_pkey do update set name = null, email = null, image_url = null, deleted_at = now()
        where known.deleted_at is null
    returning deleted_at";
    const REQUESTED: &str =
        "insert into erasures (id, token_sha256, user_sha256, steps) values ($1, $2, $3, $4::text::json)";

    let (id, token) = (clock::random_uuid(), SecretToken::new()?);
    let transaction = db.begin().await?;
    let rows = transaction.write(TOMBSTONE, &[&owner.as_str()]).await?;
    let deleted_at = rows.first().ok_or(Error::NotLoggedIn { token_given: true })?.get("deleted_at");
    deletion::lock(&transaction, owner).await?;
    let progress = Progress::begun(count(&transaction, owner).await?, streams(&transaction, owner).await?);
    deletion::delete_all(&transaction, owner, deleted_at).await?;
    let (token_sha256, user_sha256) = (hex(&token.sha256), sha256_hex(owner.as_str()));
    transaction.write(REQUESTED, &[&id, &token_sha256, &user_sha256, &progress.to_json()?]).await?;
    if let Err(error) = transaction.commit().await
        && !has_begun(db, id).await
    {
        return Err(error);
    }
    let accepted = Accepted { receipt_url: format!("/api/receipts/{}", token.text) };
    Ok((Erasure { id, user: owner.clone(), progress }, accepted))
}

/// When the answer to a commit is lost: whoever is gone is told where their receipt is, for they cannot ask again.
async fn has_begun(db: &Db, id: Uuid) -> bool {
    const BEGUN: &str = "select id from erasures where id = $1";
    db.read(BEGUN, &[&id]).await.is_ok_and(|rows| !rows.is_empty())
}

/// How many rows of each table will go.
async fn count(transaction: &Transaction, owner: &UserId) -> Result<BTreeMap<String, i64>> {
    let rows = transaction.read(tables::COUNTS, &[&owner.as_str()]).await?;
    Ok(rows.iter().map(|row| (row.get("name"), row.get("rows"))).collect())
}

/// The streams whose texts others may still read along.
async fn streams(transaction: &Transaction, owner: &UserId) -> Result<Vec<(Uuid, i32)>> {
    const STREAMS: &str = "
    select id, attempt from usage where user_id = $1 and reserved_at > now() - make_interval(secs => $2)";
    // A text is kept for as long from its first word on, and one may be late.
    let kept = 2.0 * KEPT.as_secs_f64();
    let rows = transaction.read(STREAMS, &[&owner.as_str(), &kept]).await?;
    Ok(rows.iter().map(|row| (row.get("id"), row.get("attempt"))).collect())
}

impl Processors {
    /// Pages that were kept, and texts of streams, which nobody writes on.
    async fn forget(&self, user: &UserId, streams: &[(Uuid, i32)]) -> Result<()> {
        let away = |away| Error::unavailable(format!("Redis does not know of an erasure: {away}"), 0);
        self.cache.invalidate(user.as_str()).await.map_err(away)?;
        for (id, attempt) in streams {
            if let Some(live) = &self.live {
                live.of(*id, *attempt).erase().await.map_err(away)?;
            }
        }
        Ok(())
    }
}

impl Erasure {
    /// The steps that are left, in their order. Each is noted when it is done, so another one goes on behind it; none
    /// waits for one that fails.
    pub async fn go_on(&mut self, db: &Db, processors: &Processors) -> Result<()> {
        let mut failed = None;
        for name in self.progress.waiting() {
            if let Err(error) = self.take(name, db, processors).await {
                failed.get_or_insert(error);
            }
        }
        let Some(error) = failed else { return Ok(()) };
        self.note_failure(db, &error).await;
        Err(error)
    }

    /// The next step alone.
    pub async fn advance(&mut self, db: &Db, processors: &Processors) -> Result<()> {
        match self.progress.waiting().first() {
            Some(name) => self.take(*name, db, processors).await,
            None => Ok(()),
        }
    }

    async fn take(&mut self, name: StepName, db: &Db, processors: &Processors) -> Result<()> {
        let state = match name {
            // It was done before anybody could come here.
            StepName::Database => StepState::Done,
            StepName::Cache => {
                processors.forget(&self.user, &self.progress.streams).await?;
                self.progress.streams.clear();
                StepState::Done
            }
            StepName::Hume => StepState::Gone,
            // Its webhook will find the tombstone.
            StepName::Clerk => {
                processors.clerk.delete_user(self.user.as_str()).await?;
                StepState::Done
            }
        };
        self.progress.note(name, state);
        self.save(db).await
    }

    async fn save(&mut self, db: &Db) -> Result<()> {
        const SAVE: &str = "
        update erasures set steps = $2::text::json, done_at = case when $3 then now() end where id = $1 and done_at is null";
        let is_done = self.progress.waiting().is_empty();
        db.write(SAVE, &[&self.id, &self.progress.to_json()?, &is_done]).await.map(drop)
    }

    async fn note_failure(&mut self, db: &Db, error: &Error) {
        self.progress.failures += 1;
        let cause = error.cause().unwrap_or_default();
        if self.progress.failures >= MOST_FAILURES {
            telemetry::fault("erasure", "an erasure does not come to its end", cause);
        } else {
            tracing::warn!(erasure = %self.id, cause, "an erasure goes on with the next purge");
        }
        if let Err(error) = self.save(db).await {
            tracing::warn!(erasure = %self.id, cause = error.cause(), "a failure of an erasure is not counted");
        }
    }
}

/// Goes on with those that are not over, the oldest first: each once a run. Whom one is for is told by the tombstones.
pub async fn resume(db: &Db, processors: &Processors, end: tokio::time::Instant) -> Result<Purged> {
    const OPEN: &str = "
    select e.id, e.steps::text as steps, u.id as user_id
    from (select * from erasures where done_at is null order by requested_at limit $1) as e
    left join users u on u.deleted_at is not null and encode(sha256(convert_to(u.id, 'UTF8')), 'hex') = e.user_sha256
    order by e.requested_at";
    let mut done = 0;
    for row in db.read(OPEN, &[&BATCH]).await? {
        if tokio::time::Instant::now() >= end {
            return Ok(Purged { rows: done, is_full: true });
        }
        match Erasure::from_row(&row)? {
            Some(mut erasure) => done += u64::from(erasure.go_on(db, processors).await.is_ok()),
            None => telemetry::fault("erasure", "the tombstone of an erasure is missing", ""),
        }
    }
    Ok(Purged { rows: done, is_full: false })
}

/// Receipts that can be read no longer.
pub async fn purge(db: &Db) -> Result<Purged> {
    const PURGE: &str = purging!("erasures", lapsed!(), "done_at");
    db.write(PURGE, &[&BATCH]).await.map(|rows| Purged::new(&rows))
}

/// The erasure of a receipt's token. What is no token is not looked for.
pub async fn find(db: &Db, token: &str) -> Result<StoredErasure> {
    const FIND: &str = concat!(
        "select id, user_sha256, requested_at, steps::text as steps, done_at from erasures
        where token_sha256 = $1 and (done_at is null or not ",
        lapsed!(),
        ")"
    );
    let token_sha256 = SecretToken::kept_of(token).map(hex).ok_or(Error::NotFound)?;
    let rows = db.read(FIND, &[&token_sha256]).await?;
    let row = rows.first().ok_or(Error::NotFound)?;
    Ok(StoredErasure {
        id: row.get("id"),
        user_sha256: row.get("user_sha256"),
        requested_at: row.get("requested_at"),
        progress: Progress::parse(row.get("steps"))?,
        done_at: row.get("done_at"),
    })
}

fn now() -> Timestamp {
    Timestamp(clock::now().try_into().unwrap_or_default())
}

impl Erasure {
    /// None where nobody's tombstone is the one.
    fn from_row(row: &Row) -> Result<Option<Self>> {
        let user = row.get::<_, Option<String>>("user_id").and_then(UserId::parse);
        let progress = Progress::parse(row.get("steps"))?;
        Ok(user.map(|user| Self { id: row.get("id"), user, progress }))
    }
}

impl Progress {
    fn begun(deleted: BTreeMap<String, i64>, streams: Vec<(Uuid, i32)>) -> Self {
        let waiting = |name| Step { name, state: StepState::Waiting, at: None };
        let database = Step { name: StepName::Database, state: StepState::Done, at: Some(now()) };
        let others = [StepName::Cache, StepName::Hume, StepName::Clerk].map(waiting);
        Self { deleted, steps: [database].into_iter().chain(others).collect(), streams, failures: 0 }
    }

    fn waiting(&self) -> Vec<StepName> {
        self.steps.iter().filter(|step| step.state == StepState::Waiting).map(|step| step.name).collect()
    }

    fn note(&mut self, name: StepName, state: StepState) {
        for step in self.steps.iter_mut().filter(|step| step.name == name) {
            (step.state, step.at) = (state, Some(now()));
        }
    }

    fn parse(json: &str) -> Result<Self> {
        serde_json::from_str(json).map_err(Error::unreadable)
    }

    fn to_json(&self) -> Result<String> {
        serde_json::to_string(self).map_err(Error::internal)
    }
}
