//! API keys: by which programs come in a person's place, for as long as that person likes.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use tokio_postgres::Row;
use uuid::Uuid;

use crate::{
    base::{
        api_key::ApiKey,
        clock::{Day, Timestamp},
        error::{Error, Result},
        newtype::{TextEnum, id},
    },
    domain::accounts::{
        plans::Plan,
        seen_plan::{self, seen_features},
        users::{self, UserId, deleting},
    },
    http::{Fields, FromFields, KeyScope},
    providers::clerk::Clerk,
    storage::db::{
        Db,
        purge::{BATCH, Purged, purging},
    },
};

id!(ApiKeyId);

/// A key as its owner sees it. Of the key itself nothing is left to see.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "ApiKey")]
pub struct StoredKey {
    id: ApiKeyId,
    /// What its owner calls it.
    name: String,
    scopes: Vec<KeyScope>,
    created_at: Timestamp,
    /// `null`: it is good until it is deleted.
    expires_at: Option<Timestamp>,
    /// A day of UTC; `null` before the first use.
    last_used_on: Option<Day>,
}

/// A key that was just made.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewApiKey {
    #[serde(flatten)]
    stored: StoredKey,
    /// What a program sends. It is shown this once.
    key: String,
}

/// All keys of somebody, newest first.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ApiKeys")]
pub struct StoredKeys {
    items: Vec<StoredKey>,
}

/// What somebody wants of a new key.
#[derive(Debug)]
pub struct KeyRequest {
    name: String,
    scopes: Vec<KeyScope>,
    expires_in_days: Option<i64>,
}

impl FromFields for KeyRequest {
    fn from_fields(mut fields: impl Fields) -> Result<Self> {
        let name = fields.text("name", 100);
        let scopes = fields.some_of("scopes", KeyScope::WORDS);
        let expires_in_days = fields.optional_number("expiresInDays", 1..=365);
        let request = (|| Some(Self { name: name?, scopes: scopes?, expires_in_days }))();
        fields.finish(request)
    }
}

/// How many keys one person has at the most, expired ones among them.
macro_rules! most_keys {
    () => {
        "10"
    };
}

macro_rules! stored_key {
    () => {
        "k.id, k.name, k.scopes, k.created_at, k.expires_at, k.last_used_on"
    };
}

/// Of a key that is good, by the database's clock.
macro_rules! is_good {
    () => {
        "(k.expires_at is null or k.expires_at > now())"
    };
}

/// Days are those of UTC.
macro_rules! today {
    () => {
        "(now() at time zone 'UTC')::date"
    };
}

pub async fn list(db: &Db, owner: &UserId) -> Result<StoredKeys> {
    const LIST: &str = concat!(
        "select u.deleted_at is not null as user_deleted, ",
        stored_key!(),
        " from users u left join api_keys k on k.user_id = u.id where u.id = $1 order by k.created_at desc, k.id desc"
    );
    let rows = db.read(LIST, &[&owner.as_str()]).await?;
    users::owned(&rows)?;
    let keys = rows.iter().filter(|row| row.get::<_, Option<Uuid>>("id").is_some());
    Ok(StoredKeys { items: keys.map(StoredKey::from_row).collect() })
}

pub async fn create(db: &Db, clerk: &Clerk, owner: &UserId, request: &KeyRequest) -> Result<NewApiKey> {
    let ApiKey { text, sha256 } = ApiKey::new()?;
    let stored = users::with_user(db, clerk, owner, async || insert(db, owner, request, &sha256).await).await?;
    Ok(NewApiKey { stored, key: text })
}

/// None where there is no such user. Whoever has the owner's row locked is the only one who adds a key of theirs.
async fn insert(db: &Db, owner: &UserId, request: &KeyRequest, sha256: &[u8]) -> Result<Option<StoredKey>> {
    const INSERT: &str = concat!(
        "with owner as (
        select id from users where id = $1 and deleted_at is null for no key update
    ), added as (
        insert into api_keys as k (user_id, name, key_sha256, scopes, expires_at)
        select owner.id, $2, $3, $4, now() + make_interval(days => $5) from owner where api_keys_of(owner.id) < ",
        most_keys!(),
        " returning ",
        stored_key!(),
        ")
    select added.* from owner left join added on true"
    );
    let scopes: Vec<_> = request.scopes.iter().map(|scope| scope.as_str()).collect();
    let days = request.expires_in_days.map(|days| days as i32);
    let rows = db.write(INSERT, &[&owner.as_str(), &request.name, &sha256, &scopes, &days]).await?;
    let Some(row) = rows.first() else { return Ok(None) };
    let added = row.get::<_, Option<Uuid>>("id").map(|_| StoredKey::from_row(row));
    added.map(Some).ok_or(Error::TooManyKeys)
}

/// From then on it opens nothing.
pub async fn delete(db: &Db, owner: &UserId, id: ApiKeyId) -> Result<()> {
    const DELETE: &str =
        deleting!("api_keys", "k.id", "users u left join api_keys k on k.user_id = u.id and k.id = $2");
    users::deleted(&db.write(DELETE, &[&owner.as_str(), &id.0]).await?)
}

/// What a good key opens, and for whom.
#[derive(Debug)]
pub struct KeyHolder {
    pub id: ApiKeyId,
    pub owner: UserId,
    pub scopes: Vec<KeyScope>,
    /// As a session of theirs had it within the last week.
    pub plan: Plan,
    pub is_first_use_of_day: bool,
}

/// None: there is no such key, or none any more. Nothing of it is cached, so that a deleted key opens nothing.
pub async fn find(db: &Db, sha256: &[u8]) -> Result<Option<KeyHolder>> {
    const FIND: &str = concat!(
        "select k.id, k.user_id, k.scopes, k.last_used_on is distinct from ",
        today!(),
        " as is_first_use_of_day, ",
        seen_features!(),
        " as features
        from api_keys k join users u on u.id = k.user_id
        where k.key_sha256 = $1 and u.deleted_at is null and ",
        is_good!()
    );
    let rows = db.read(FIND, &[&sha256]).await?;
    rows.first().map(KeyHolder::from_row).transpose()
}

/// At most one write a day and key.
pub async fn note_use(db: &Db, id: ApiKeyId) -> Result<()> {
    const NOTE: &str = concat!(
        "update api_keys set last_used_on = ",
        today!(),
        " where id = $1 and last_used_on is distinct from ",
        today!()
    );
    db.write(NOTE, &[&id.0]).await.map(drop)
}

/// Keys that expired a month ago. Until then their owner sees why a program is refused.
pub async fn purge(db: &Db) -> Result<Purged> {
    const PURGE: &str = purging!("api_keys", "expires_at < now() - interval '30 days'", "expires_at");
    db.write(PURGE, &[&BATCH]).await.map(|rows| Purged::new(&rows))
}

impl StoredKey {
    fn from_row(row: &Row) -> Self {
        Self {
            id: row.get("id"),
            name: row.get("name"),
            scopes: row.get("scopes"),
            created_at: row.get("created_at"),
            expires_at: row.get("expires_at"),
            last_used_on: row.get::<_, Option<Date>>("last_used_on").map(Day),
        }
    }
}

impl KeyHolder {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("id"),
            owner: UserId::parse(row.get("user_id")).ok_or_else(|| Error::internal("an API key of nobody"))?,
            scopes: row.get("scopes"),
            plan: seen_plan::plan(row.get("features")),
            is_first_use_of_day: row.get("is_first_use_of_day"),
        })
    }
}
