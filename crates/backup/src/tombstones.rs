//! Tombstones over a restore: people who were deleted after the time that a database was restored to are deleted again,
//! by what the old database knows of them, or else by what Clerk does.

use std::io::{BufRead, Write};

use darasa_core::{
    base::{clock, env},
    domain::accounts::{
        tombstones::{self, Record},
        users::UserId,
    },
    storage::db::Db,
};
use serde::Serialize;

use crate::{
    database,
    error::{Error, Result},
    restore::{People, direct},
};

/// What became of a file of tombstones, or of Clerk's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Report {
    pub tombstones: u64,
    /// People who were there, and are gone now.
    pub deleted: u64,
}

/// A line of JSON each.
pub async fn export(settings: &env::Database, out: &mut impl Write) -> Result<u64> {
    let db = db(settings)?;
    let written = tombstones::export(&db, |record| {
        let line = serde_json::to_string(&record).map_err(darasa_core::Error::unreadable)?;
        writeln!(out, "{line}").map_err(darasa_core::Error::internal)
    });
    Ok(written.await?)
}

/// All lines are read before anything is deleted.
pub async fn apply(settings: &env::Database, lines: impl BufRead) -> Result<Report> {
    let records = read(lines)?;
    let (db, mut report) = (db(settings)?, Report { tombstones: 0, deleted: 0 });
    for (record, user) in &records {
        match (record, user) {
            (Record::Tombstone(tombstone), Some(user)) => {
                report.tombstones += 1;
                report.deleted += u64::from(tombstones::apply(&db, tombstone, user).await?);
            }
            (Record::Erasure(erasure), _) => tombstones::apply_erasure(&db, erasure).await?,
            (Record::Tombstone(_), None) => {}
        }
    }
    Ok(report)
}

fn read(lines: impl BufRead) -> Result<Vec<(Record, Option<UserId>)>> {
    let mut records = Vec::new();
    for (number, line) in (1..).zip(lines.lines()) {
        let wrong =
            || Error::misused(format!("line {number} is no line of `darasa tombstones export`: nothing was changed"));
        let record: Record = serde_json::from_str(&line.map_err(|_| wrong())?).map_err(|_| wrong())?;
        let user = match &record {
            Record::Tombstone(tombstone) => Some(UserId::parse(tombstone.id.clone()).ok_or_else(wrong)?),
            Record::Erasure(_) => None,
        };
        records.push((record, user));
    }
    Ok(records)
}

/// Whom Clerk does not know any more. The keys of another instance would delete everybody, so most may not be unknown.
pub async fn reconcile(settings: &env::Database, people: People) -> Result<u64> {
    let Some(known) = people.ask().await? else { return Ok(0) };
    let direct = direct(settings);
    let sql = database::connect(&direct.config, direct.root_certificate.as_deref()).await?;
    let mut census = known.census();
    for row in sql.query("select id from users where deleted_at is null", &[]).await? {
        census.note(row.get(0));
    }
    census.judge("the database's", "")?;
    let run = clock::random_uuid();
    let deleted = known.delete_unknown(&sql, settings, &format!("reconcile_{run}")).await;
    deleted.map_err(|error| error.during("not everybody whom Clerk does not know is deleted"))
}

fn db(settings: &env::Database) -> Result<Db> {
    Ok(Db::new(&direct(settings), clock::system())?)
}
