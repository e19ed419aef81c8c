//! Export of all that is stored of a person: a ZIP file that is written while it is read from the database, a page at a
//! time, without a transaction that would be held open.

mod archive;
mod csv;
mod page;
pub mod tables;
mod zip;

use http::header;
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};
use tokio::{
    sync::mpsc,
    time::{Instant, timeout_at},
};
use tokio_postgres::Row;

use self::{
    archive::{Archive, FileFacts},
    tables::{ANSWER_LINES, PAGE, TABLES, Table},
};
use crate::{
    base::{
        clock::{self, Timestamp},
        error::{Error, Result},
        telemetry, trace,
    },
    domain::accounts::{
        token_bucket::{self, refill_interval, take_token},
        users::{self, UserId},
    },
    http::{
        Reply, ReplyBody, StatusCode, WaitUntil,
        reply::{BodyStream, Broken},
    },
    providers::clerk::Clerk,
    storage::db::Db,
};

macro_rules! capacity {
    () => {
        2
    };
}

macro_rules! refill_seconds {
    () => {
        86400
    };
}

const POLICY: &str = "exports";
/// What programs look at that read an export.
const FORMAT: u32 = 1;
const README: &str = include_str!("README.txt");
const CSV_HEAD: [&str; 8] =
    ["job", "difficulty", "question", "answer", "rating", "feedback", "model of the feedback", "answered at"];

/// A reply that begins at once. `deadline` is when its function ends; an export that is longer breaks, as one does that
/// fails, for nobody may take the part for the whole.
pub async fn export(db: &Db, clerk: &Clerk, owner: &UserId, deadline: Instant, hold: WaitUntil) -> Result<Reply> {
    users::with_user(db, clerk, owner, async || take(db, owner).await).await?;
    let at: jiff::Timestamp = clock::now().try_into().map_err(Error::internal)?;
    let (pieces, body) = mpsc::unbounded_channel();
    let (db, owner) = (db.clone(), owner.clone());
    trace::spawn(async move {
        let archive = Archive::new(at.to_zoned(TimeZone::UTC).datetime(), pieces.clone());
        let export = Export { db: &db, owner: &owner, at, archive, files: Vec::new() };
        let written = timeout_at(deadline, export.write()).await;
        // Whom an export takes too long may be somebody who reads slowly on purpose.
        let is_our_fault = matches!(&written, Ok(Err(error)) if error.cause().is_some());
        if let Err(error) = written.unwrap_or_else(|_| Err(Error::internal("an export took too long"))) {
            failed(&error);
            if is_our_fault {
                give_back(&db, &owner).await;
            }
            pieces.send(Err(Broken)).ok();
        }
        drop(hold);
    });
    Ok(reply(at, body))
}

/// What a reply to GET begins with; none of the day's exports is taken for it.
pub async fn head(db: &Db, owner: &UserId) -> Result<Reply> {
    users::check(db, owner).await?;
    Ok(reply(clock::now().try_into().map_err(Error::internal)?, mpsc::unbounded_channel().1))
}

fn reply(at: jiff::Timestamp, body: BodyStream) -> Reply {
    let day = at.to_zoned(TimeZone::UTC).date();
    Reply::new(StatusCode::OK, ReplyBody::Stream(body))
        .with(header::CONTENT_TYPE, "application/zip")
        .with(header::CONTENT_DISPOSITION, &format!("attachment; filename=\"darasa-{day}.zip\""))
        .with(header::CACHE_CONTROL, "no-store")
}

/// Neither whoever leaves nor whoever is erased meanwhile is a fault of ours.
fn failed(error: &Error) {
    match error.cause() {
        Some(cause) => telemetry::fault("export", "an export broke", cause),
        None => trace::note(|trace| trace.note_error(error.problem().code)),
    }
}

/// One of the two exports of a day. None where there is no such person.
async fn take(db: &Db, owner: &UserId) -> Result<Option<()>> {
    const TAKE: &str = concat!(
        "with owner as (select id as owner from users where id = $1 and deleted_at is null for key share),
        token as (",
        take_token!("exports", capacity!(), capacity!(), refill_seconds!(), "owner"),
        ")
        select token.user_id is not null as taken from owner left join token on true"
    );
    // Of what others took while this one waited a new look tells, and not the statement that waited.
    const WAIT: &str = concat!(
        "select ceil(extract(epoch from filled_at + ",
        refill_interval!(refill_seconds!()),
        " - now()))::int as wait from token_buckets where user_id = $1 and name = 'exports'"
    );
    let rows = db.write(TAKE, &[&owner.as_str()]).await?;
    let Some(row) = rows.first() else { return Ok(None) };
    if row.get("taken") {
        return Ok(Some(()));
    }
    let rows = db.read(WAIT, &[&owner.as_str()]).await?;
    let wait = rows.first().map_or(0, |row| row.get("wait"));
    Err(token_bucket::exceeded(POLICY, capacity!(), refill_seconds!(), wait))
}

/// What was taken for an export that broke through a fault of ours.
async fn give_back(db: &Db, owner: &UserId) {
    const GIVE_BACK: &str = concat!(
        "update token_buckets set tokens = tokens + 1 where user_id = $1 and name = 'exports' and tokens < ",
        capacity!()
    );
    if let Err(error) = db.write(GIVE_BACK, &[&owner.as_str()]).await {
        tracing::warn!(cause = error.cause(), "an export that broke is not given back");
    }
}

struct Export<'a> {
    db: &'a Db,
    owner: &'a UserId,
    at: jiff::Timestamp,
    archive: Archive,
    files: Vec<FileFacts>,
}

/// A page of rows: each as JSON.
struct Rows<'a> {
    db: &'a Db,
    owner: &'a UserId,
    page: &'static str,
    cursor: Option<Vec<String>>,
    ended: bool,
}

impl<'a> Export<'a> {
    async fn write(mut self) -> Result<()> {
        self.archive.begin("README.txt").await?;
        self.archive.write(README).await?;
        self.end(None).await?;
        for table in &TABLES {
            self.write_table(table).await?;
        }
        self.write_answers().await?;
        self.write_page().await?;
        self.archive.begin("manifest.json").await?;
        let manifest = json!({ "formatVersion": FORMAT, "asOf": Timestamp(self.at), "files": self.files });
        self.archive.write(&format!("{manifest:#}\n")).await?;
        self.archive.end(None).await?;
        self.archive.finish().await
    }

    /// One array.
    async fn write_table(&mut self, table: &Table) -> Result<()> {
        self.archive.begin(table.file).await?;
        let (mut rows, mut count) = (self.rows(table.page), 0);
        while let Some(page) = rows.next().await? {
            for row in &page {
                self.archive.write(if count == 0 { "[\n" } else { ",\n" }).await?;
                self.archive.write(row.get("json")).await?;
                count += 1;
            }
        }
        self.archive.write(if count == 0 { "[]\n" } else { "\n]\n" }).await?;
        self.end(Some(count)).await
    }

    async fn write_answers(&mut self) -> Result<()> {
        self.archive.begin("answers.csv").await?;
        self.archive.write(&csv::line(CSV_HEAD)).await?;
        let (mut rows, mut count) = (self.rows(ANSWER_LINES), 0);
        while let Some(page) = rows.next().await? {
            for row in &page {
                let cells: Vec<Option<String>> = parsed(row)?;
                self.archive.write(&csv::line(cells.iter().map(|cell| cell.as_deref().unwrap_or_default()))).await?;
                count += 1;
            }
        }
        self.end(Some(count)).await
    }

    async fn write_page(&mut self) -> Result<()> {
        self.archive.begin("index.html").await?;
        self.archive.write(page::HEAD).await?;
        for table in &TABLES {
            let (mut rows, mut count) = (self.rows(table.page), 0);
            while let Some(page) = rows.next().await? {
                for row in &page {
                    if count == 0 {
                        self.archive.write(&page::heading(table.title)).await?;
                    }
                    self.archive.write(&page::row(&parsed::<Map<String, Value>>(row)?)).await?;
                    count += 1;
                }
            }
        }
        self.end(None).await
    }

    async fn end(&mut self, rows: Option<u64>) -> Result<()> {
        let facts = self.archive.end(rows).await?;
        self.files.push(facts);
        Ok(())
    }

    fn rows(&self, page: &'static str) -> Rows<'a> {
        Rows { db: self.db, owner: self.owner, page, cursor: None, ended: false }
    }
}

fn parsed<T: serde::de::DeserializeOwned>(row: &Row) -> Result<T> {
    serde_json::from_str(row.get("json")).map_err(Error::unreadable)
}

impl Rows<'_> {
    /// None behind the last one.
    async fn next(&mut self) -> Result<Option<Vec<Row>>> {
        if self.ended {
            return Ok(None);
        }
        let mut rows = self.db.read(self.page, &[&self.owner.as_str(), &self.cursor]).await?;
        users::owned(&rows)?;
        // The person's own row alone says that there is none of this.
        rows.retain(|row| row.get::<_, Option<&str>>("json").is_some());
        self.ended = rows.len() < PAGE;
        self.cursor = rows.last().map(|row| row.get("cursor"));
        Ok(Some(rows).filter(|rows| !rows.is_empty()))
    }
}
