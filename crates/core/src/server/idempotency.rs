//! Idempotency: something is created once, however often its request is sent with the same `Idempotency-Key`.

use std::collections::BTreeMap;

use aws_lc_rs::digest;
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::{
    base::{
        clock,
        error::{Error, Result},
        trace,
    },
    domain::accounts::users::{self, UserId},
    http::{Reply, ReplyBody, Request, problem, reply::IDEMPOTENCY_REPLAYED, request::JSON_LIMIT},
    server::app::App,
    storage::db::{
        self, Db, Param,
        purge::{BATCH, Purged, purging},
    },
};

/// How long a key is remembered.
macro_rules! lifetime {
    () => {
        "interval '24 hours'"
    };
}

/// A request with a key: the same caller, method, path and key mean the same request.
struct KeyedRequest {
    owner: String,
    method: String,
    path: String,
    key: String,
    body_sha256: String,
    /// Whoever does the request has a claim on it for a minute; a later claim makes an earlier one void.
    claim: Uuid,
}

/// Keys of people who never come again.
pub async fn purge(db: &Db) -> Result<Purged> {
    const PURGE: &str = purging!("idempotency_keys", concat!("created_at < now() - ", lifetime!()), "created_at");
    db.write(PURGE, &[&BATCH]).await.map(|rows| Purged::new(&rows))
}

enum ClaimResult {
    /// The claim is ours: nobody has done it yet.
    Claimed,
    /// What was replied the first time.
    Completed(Reply),
}

/// Runs `work` with a database of its own: with a key a transaction, which commits together with the reply. What `work`
/// needs from elsewhere is prepared first, under the claim and outside of the transaction: while one is open nobody but
/// Postgres is waited for.
pub async fn run<T, F>(
    app: &App,
    request: &Request,
    owner: &UserId,
    prepare: impl Future<Output = Result<T>>,
    work: impl FnOnce(Db, T) -> F,
) -> Result<Reply>
where
    F: Future<Output = Result<Reply>>,
{
    let db = app.cache.invalidating(&app.db, owner.as_str());
    let Some(key) = request.idempotency_key()? else { return work(db, prepare.await?).await };
    let body = digest::digest(&digest::SHA256, &request.bytes(JSON_LIMIT).await?);
    let body_sha256 = STANDARD_NO_PAD.encode(body);
    let keyed = KeyedRequest {
        owner: owner.as_str().to_owned(),
        method: request.method().to_string(),
        path: request.path().to_owned(),
        key,
        body_sha256,
        claim: clock::random_uuid(),
    };
    let claim = users::with_user(&db, &app.clerk, owner, async || keyed.claim(&db).await).await;
    let done = match claim {
        Ok(ClaimResult::Completed(reply)) => return Ok(reply.with(IDEMPOTENCY_REPLAYED, "true")),
        Ok(ClaimResult::Claimed) => match prepare.await {
            Ok(prepared) => keyed.execute(&db, |transaction| work(transaction, prepared)).await,
            Err(error) => Err(error),
        },
        // Nobody knows whether there is a claim now.
        Err(error @ Error::Unavailable { .. }) => Err(error),
        Err(error) => return Err(error),
    };
    if let Err(error) = &done {
        keyed.settle_failure(&db, request, error).await;
    }
    done
}

impl KeyedRequest {
    /// None for somebody who is no user, not yet or not any more. The first claim wins; it may be taken over a minute
    /// later, by the same request only. Keys older than a day mean nothing any more, and go a few at a time.
    async fn claim(&self, db: &Db) -> Result<Option<ClaimResult>> {
        const CLAIM: &str = concat!(
            "with old as (
            select ctid from idempotency_keys
            where created_at < now() - ",
            lifetime!(),
            " and (user_id, method, path, key) <> ($1, $2, $3, $4)
            order by created_at limit 100 for update skip locked
        ), forgotten as (
            delete from idempotency_keys where ctid = any(array(select ctid from old))
        )
        insert into idempotency_keys as k (user_id, method, path, key, claim, body_sha256, claimed_until)
        select id, $2, $3, $4, $5, $6, now() + interval '60 seconds'
        from users where id = $1 and deleted_at is null for key share
        on conflict on constraint idempotency_keys_pkey do update
            set claim = excluded.claim, body_sha256 = excluded.body_sha256, claimed_until = excluded.claimed_until,
                created_at = now(), status = null, headers = null, body = null
            where k.created_at < now() - ",
            lifetime!(),
            "
                or (k.status is null and k.claimed_until <= now() and k.body_sha256 = excluded.body_sha256)
        returning key"
        );
        const LOOK: &str = "
        select k.body_sha256, k.status, k.headers::text as headers, k.body
        from users u join idempotency_keys k on k.user_id = u.id and k.method = $2 and k.path = $3 and k.key = $4
        where u.id = $1 and u.deleted_at is null";

        let [owner, method, path, key, claim] = self.claim_params();
        if !db.write(CLAIM, &[owner, method, path, key, claim, &self.body_sha256]).await?.is_empty() {
            return Ok(Some(ClaimResult::Claimed));
        }
        let rows = db.read(LOOK, &[owner, method, path, key]).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        if row.get::<_, &str>("body_sha256") != self.body_sha256 {
            return Err(Error::IdempotencyMismatch);
        }
        reply_from_row(row)?.map(|reply| Some(ClaimResult::Completed(reply))).ok_or(Error::IdempotencyInProgress)
    }

    /// Effect and reply commit together, so neither a crash nor a lost connection keeps one without the other.
    async fn execute<F>(&self, db: &Db, work: impl FnOnce(Db) -> F) -> Result<Reply>
    where
        F: Future<Output = Result<Reply>>,
    {
        let transaction = db.begin().await?;
        let stored = match work(transaction.clone()).await {
            Ok(reply) => self.store(&transaction, &reply).await.map(|()| reply),
            Err(error) => Err(error),
        };
        match stored {
            Ok(reply) => transaction.commit().await.map(|()| reply),
            Err(error) => {
                transaction.rollback().await.ok();
                Err(error)
            }
        }
    }

    /// Stores a reply under our claim. Without it somebody else is doing, or has done, the same.
    async fn store(&self, db: &Db, reply: &Reply) -> Result<()> {
        const STORE: &str = "
        update idempotency_keys set status = $6, headers = $7::json, body = $8
        where user_id = $1 and method = $2 and path = $3 and key = $4 and claim = $5 and status is null
        returning key";
        let body = match &reply.body {
            ReplyBody::Empty => "",
            ReplyBody::Full(bytes) => std::str::from_utf8(bytes).map_err(Error::internal)?,
            ReplyBody::Stream(_) => return Err(Error::internal("a stream cannot be stored to be replayed")),
        };
        let text =
            |(name, value): (&HeaderName, &HeaderValue)| Some((name.to_string(), value.to_str().ok()?.to_owned()));
        let headers: BTreeMap<_, _> = reply.headers.iter().filter_map(text).collect();
        let headers = serde_json::to_string(&headers).map_err(Error::internal)?;
        let [owner, method, path, key, claim] = self.claim_params();
        let status = i32::from(reply.status.as_u16());
        let rows = db.write(STORE, &[owner, method, path, key, claim, &status, &headers, &body]).await?;
        rows.first().map(|_| ()).ok_or(Error::IdempotencyInProgress)
    }

    /// A refusal is stored as a reply. An error that time or the caller may cure gives the claim back, so that a
    /// retry may come at once, and so does an invalid body. While the database is away, that goes on in the
    /// background: the client does not wait.
    async fn settle_failure(self, db: &Db, request: &Request, error: &Error) {
        let stored = !is_retryable(error) && self.store(db, &problem::reply(error, request)).await.is_ok();
        if stored || self.release(db).await.is_ok() {
            return;
        }
        let (db, wait_until) = (db.clone(), request.wait_until());
        trace::spawn(async move {
            if let Err(error) = db::retry_in_background(|| self.release(&db)).await {
                tracing::warn!(cause = error.cause(), "a claim runs out by itself");
            }
            drop(wait_until);
        });
    }

    /// Of our own claim only, and not when its reply is known.
    async fn release(&self, db: &Db) -> Result<()> {
        const RELEASE: &str = "
        delete from idempotency_keys
        where user_id = $1 and method = $2 and path = $3 and key = $4 and claim = $5 and status is null";
        db.write(RELEASE, &self.claim_params()).await.map(drop)
    }

    fn claim_params(&self) -> [&dyn Param; 5] {
        [&self.owner, &self.method, &self.path, &self.key, &self.claim]
    }
}

fn is_retryable(error: &Error) -> bool {
    match error {
        Error::RateLimit(_) | Error::NotLoggedIn { .. } | Error::IdempotencyInProgress => true,
        // By an upgrade, a deletion, or an address that is trusted again.
        Error::PlanLimit
        | Error::TooManyJobs
        | Error::TooSoon
        | Error::Bot
        | Error::Suspicious
        | Error::NotAdmitted => true,
        Error::BadJson(_) | Error::Invalid(_) | Error::InvalidRequest { .. } => true,
        Error::BodyTooLarge { .. } | Error::TooLarge(_) | Error::BodyStalled | Error::BodyCut => true,
        other => other.problem().status.is_server_error(),
    }
}

/// None: the reply is not known yet.
fn reply_from_row(row: &Row) -> Result<Option<Reply>> {
    let Some(status) = row.get::<_, Option<i32>>("status") else { return Ok(None) };
    let status = u16::try_from(status).ok().and_then(|status| StatusCode::from_u16(status).ok());
    let headers: BTreeMap<String, String> = serde_json::from_str(row.get("headers")).map_err(Error::unreadable)?;
    let body = match row.get::<_, String>("body") {
        empty if empty.is_empty() => ReplyBody::Empty,
        body => ReplyBody::Full(Bytes::from(body)),
    };
    let reply = Reply::new(status.ok_or_else(|| Error::internal("a stored status that is none"))?, body);
    Ok(Some(headers.into_iter().fold(reply, |reply, (name, value)| match name.parse::<HeaderName>() {
        Ok(name) => reply.with(name, &value),
        Err(_) => reply,
    })))
}
