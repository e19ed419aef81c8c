//! Tombstones of people who are gone, taken from one database to another that was restored to a time before them, with
//! the erasures of which somebody may still hold a receipt.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::{
    base::{
        clock::Timestamp,
        error::{Error, Result},
    },
    domain::accounts::{deletion, users::UserId},
    storage::db::Db,
};

/// Rows that are read at once.
const PAGE: i64 = 1_000;

/// One of them, as a line of JSON.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub enum Record {
    Tombstone(Tombstone),
    /// The row, as the database wrote it.
    Erasure(Box<RawValue>),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Tombstone {
    pub id: String,
    pub deleted_at: Timestamp,
}

/// All of them, a page at a time. Erasures come first: of whoever is erased meanwhile the tombstone is read when their
/// erasure was, for one is written with the other.
pub async fn export(db: &Db, mut each: impl FnMut(Record) -> Result<()>) -> Result<u64> {
    const ERASURES: &str = "
    select id, to_json(e)::text as erasure from erasures e where id > $1 order by id limit $2";
    const TOMBSTONES: &str = "
    select id, deleted_at from users where deleted_at is not null and id > $1 order by id limit $2";

    let mut after = uuid::Uuid::nil();
    loop {
        let rows = db.read(ERASURES, &[&after, &PAGE]).await?;
        for row in &rows {
            each(Record::Erasure(RawValue::from_string(row.get("erasure")).map_err(Error::unreadable)?))?;
        }
        match rows.last() {
            Some(last) => after = last.get("id"),
            None => break,
        }
    }
    let (mut count, mut after) = (0, String::new());
    loop {
        let rows = db.read(TOMBSTONES, &[&after, &PAGE]).await?;
        for row in &rows {
            each(Record::Tombstone(Tombstone { id: row.get("id"), deleted_at: row.get("deleted_at") }))?;
        }
        count += rows.len() as u64;
        match rows.last() {
            Some(last) => after = last.get("id"),
            None => return Ok(count),
        }
    }
}

/// Whether somebody was there who is gone now. One who is gone already stays as they are, so all of it may be repeated.
pub async fn apply(db: &Db, tombstone: &Tombstone, id: &UserId) -> Result<bool> {
    const TOMBSTONE: &str = "
    insert into users as known (id, deleted_at) values ($1, $2)
    on conflict on constraint users_pkey do update
        set name = null, email = null, image_url = null, deleted_at = excluded.deleted_at
        where known.deleted_at is null
    returning xmax <> 0 as was_there";

    let transaction = db.begin().await?;
    let rows = transaction.write(TOMBSTONE, &[&id.as_str(), &tombstone.deleted_at.0]).await?;
    let was_there = rows.first().is_some_and(|row| row.get("was_there"));
    if was_there {
        deletion::lock(&transaction, id).await?;
        deletion::delete_all(&transaction, id, tombstone.deleted_at.0).await?;
    }
    transaction.commit().await?;
    Ok(was_there)
}

/// An erasure with its receipt. One that is over stays as it is.
pub async fn apply_erasure(db: &Db, erasure: &RawValue) -> Result<()> {
    const ERASURE: &str = "
    insert into erasures select * from json_populate_record(null::erasures, $1::text::json)
    on conflict on constraint erasures_pkey do update set steps = excluded.steps, done_at = excluded.done_at
        where erasures.done_at is null";
    db.write(ERASURE, &[&erasure.get()]).await.map(drop)
}
