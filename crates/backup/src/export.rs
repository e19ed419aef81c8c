//! Export: one snapshot of the whole database into an archive, which appears whole or not at all.

use std::collections::BTreeMap;

use bytes::BytesMut;
use darasa_core::base::clock;
use darasa_migrations::Migration;
use serde::Serialize;
use tokio::sync::mpsc;
use tokio_postgres::{Client, Config};

use crate::{
    archive::{
        ArchiveId, Checksums, FORMAT, MEMBER_LIMIT, Manifest, Piece, ROWS, Recipients, Schema, Sidecar, Table,
        TableDigest, TableSums, VERSION, write,
    },
    backups,
    database::{self, Outcome},
    error::{Error, Result, thousands},
    progress::{Bars, Progress},
    storage::Storage,
};

const BEGIN: &str = "begin transaction isolation level repeatable read, read only";
/// Asked first in the transaction: after the snapshot, so that no row in it is younger.
const CREATED_AT: &str = r#"select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"#;
/// As the last `analyze` saw them: `pg_table_size` would wait for locks.
const BYTES: &str = "
    select coalesce(sum(t.relpages + coalesce(toast.relpages, 0)), 0)::bigint * current_setting('block_size')::bigint
    from pg_class t left join pg_class toast on toast.oid = t.reltoastrelid
    where t.relnamespace = 'public'::regnamespace and t.relkind = 'r'";

/// Tables that a mistake empties and nobody's use does: half of their rows gone since the last archive is an alarm.
const WATCHED: [&str; 5] = ["users", "job_infos", "questions", "answers", "interviews"];

pub struct Export<'a> {
    pub database: &'a Config,
    pub root_certificate: Option<&'a str>,
    pub recipients: Recipients,
    pub storage: &'a Storage,
    /// Whether a database without users may be exported.
    pub allow_empty: bool,
    pub bars: Bars,
}

/// What was written; nothing of it is secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    pub id: ArchiveId,
    pub created_at: String,
    pub bytes: u64,
    pub sha256: String,
    pub rows: u64,
    pub schema: i32,
    pub tables: BTreeMap<String, u64>,
    /// The archive is good, and something about it looks like a loss.
    pub alarms: Vec<String>,
}

impl Export<'_> {
    pub async fn run(self) -> Result<Report> {
        // Also the first question to the storage, so that a wrong bucket is told before anything is read.
        let before = match backups::newest(self.storage).await {
            Err(error @ Error::Failed(_)) => return Err(error),
            other => other,
        };
        let db = database::connect(self.database, self.root_certificate).await?;
        let manifest = self.manifest(&db).await?;
        must_be_free(self.storage, &manifest.id).await?;

        let sidecar = self.archive(&db, &manifest).await?;
        self.commit(&sidecar).await?;
        Ok(report(&sidecar, before))
    }

    /// Begins the snapshot that everything is read in.
    async fn manifest(&self, db: &Client) -> Result<Manifest> {
        db.batch_execute(BEGIN).await?;
        let created_at: String = db.query_one(CREATED_AT, &[]).await?.get(0);
        let schema = schema(db, &darasa_migrations::embedded()).await?;
        let tables = database::tables(db).await?.tables;
        let has_users: bool = db.query_one("select exists (select from users)", &[]).await?.get(0);
        if !has_users && !self.allow_empty {
            let why = "nobody is in the table users: is it the right database? --allow-empty exports it all the same";
            return Err(Error::failed(why));
        }
        let at = created_at.parse().map_err(|_| Error::failed("the database's clock shows no time"))?;
        let random = clock::random_uuid().as_fields().0;
        Ok(Manifest {
            format: FORMAT.to_owned(),
            version: VERSION,
            id: ArchiveId::new(at, random),
            created_at,
            darasa: env!("CARGO_PKG_VERSION").to_owned(),
            postgres: database::server_version(db).await?.0,
            schema,
            rows: ROWS.to_owned(),
            recipients: self.recipients.names(),
            tables,
            sequences: Vec::new(),
        })
    }

    /// Reading, packing and uploading go on at once, with bounded room between them.
    async fn archive(&self, db: &Client, manifest: &Manifest) -> Result<Sidecar> {
        let estimate: i64 = db.query_one(BYTES, &[]).await?.get(0);
        let progress = self.bars.start("exporting", estimate.unsigned_abs());
        let mut upload = self.storage.upload(&manifest.id.archive_name()).await?;
        let sink = upload.writer()?;
        let (pieces, receiver) = mpsc::channel(1);
        let (head, recipients) = (manifest.clone(), self.recipients.clone());
        let packing = tokio::task::spawn_blocking(move || write(&head, &recipients, receiver, sink));
        let reading = read(db, manifest, pieces, &progress);
        let (read, packed, uploaded) = tokio::join!(reading, packing, upload.run());

        // Each of them ends the others, so the first cause is the one that is not just an echo.
        let packed = packed.map_err(|error| Error::failed(format!("packing the archive: {error}")))?;
        let (checksums, file) = match (read, packed, uploaded) {
            (Ok(checksums), Ok(file), Ok(())) => (checksums, file),
            (Err(Stopped::Database(error)), _, _) => return Err(error),
            (_, _, Err(error)) | (_, Err(error), _) => return Err(error),
            (Err(Stopped::WriterGone), _, _) => return Err(Error::failed("the export was cut off")),
        };
        Sidecar::new(manifest, &checksums, file).ok_or_else(|| Error::failed("a table without checksums"))
    }

    /// The JSON is what makes an archive exist.
    async fn commit(&self, sidecar: &Sidecar) -> Result<()> {
        let id = &sidecar.manifest.id;
        let stored = self.storage.size(&id.archive_name()).await?;
        if stored != Some(sidecar.archive.bytes) {
            let stored = stored.map_or_else(|| "nothing".to_owned(), |bytes| format!("{} bytes", thousands(bytes)));
            let written = thousands(sidecar.archive.bytes);
            return Err(Error::failed(format!("{written} bytes were uploaded and the storage has {stored}")));
        }
        let json = crate::archive::json(sidecar)?;
        self.storage.create(&id.sidecar_name(), json).await
    }
}

/// Not every store keeps the condition that an upload overwrites nothing, so both names are looked for before.
pub async fn must_be_free(storage: &Storage, id: &ArchiveId) -> Result<()> {
    for name in [id.archive_name(), id.sidecar_name()] {
        if storage.size(&name).await?.is_some() {
            return Err(Error::failed(format!("{name} exists at {}; nothing was overwritten", storage.location)));
        }
    }
    Ok(())
}

/// Why no more is read.
enum Stopped {
    Database(Error),
    WriterGone,
}

impl From<Error> for Stopped {
    fn from(error: Error) -> Self {
        Self::Database(error)
    }
}

/// Every table, and then the end, which is said only after the database has agreed that the snapshot was whole.
async fn read(
    db: &Client,
    manifest: &Manifest,
    pieces: mpsc::Sender<Piece>,
    progress: &Progress,
) -> Result<Checksums, Stopped> {
    let mut checksums = Checksums::default();
    for table in &manifest.tables {
        let sums = read_table(db, table, &pieces, progress).await?;
        checksums.tables.insert(table.name.clone(), sums);
    }
    db.batch_execute("commit").await.map_err(Error::from)?;
    pieces.send(Piece::End(checksums.clone())).await.map_err(|_| Stopped::WriterGone)?;
    Ok(checksums)
}

async fn read_table(
    db: &Client,
    table: &Table,
    pieces: &mpsc::Sender<Piece>,
    progress: &Progress,
) -> Result<TableSums, Stopped> {
    let mut rows = database::copy_out(db, table).await.map_err(|error| error.during(&table.name))?;
    let mut members = Members { table, pieces, lines: BytesMut::new(), number: 0, digest: TableDigest::default() };
    while let Some(row) = rows.next().await {
        let row = row.map_err(|error| error.during(&table.name))?;
        progress.add(row.len() as u64);
        if members.lines.len() + row.len() > MEMBER_LIMIT {
            members.flush().await?;
        }
        members.lines.extend_from_slice(&row);
    }
    members.flush().await?;
    Ok(members.digest.finish())
}

/// Collects rows into members.
struct Members<'a> {
    table: &'a Table,
    pieces: &'a mpsc::Sender<Piece>,
    lines: BytesMut,
    number: u32,
    digest: TableDigest,
}

impl Members<'_> {
    async fn flush(&mut self) -> Result<(), Stopped> {
        if self.lines.is_empty() {
            return Ok(());
        }
        let lines = self.lines.split().freeze();
        self.digest.add_rows(&lines);
        self.digest.end_chunk();
        let piece = Piece::Rows { table: self.table.name.clone(), number: self.number, lines };
        self.pieces.send(piece).await.map_err(|_| Stopped::WriterGone)?;
        self.number += 1;
        Ok(())
    }
}

/// Only a database whose schema this darasa knows can be restored by it.
async fn schema(db: &Client, set: &[Migration]) -> Result<Schema> {
    let migrations = database::migrations_of(db).await?;
    match database::compare(&migrations, set) {
        Outcome::Known(0) => Err(Error::failed("the database has no schema of darasa's: `darasa migrate` makes one")),
        Outcome::Known(version) => Ok(Schema { version, migrations }),
        Outcome::Newer { version, ours } => Err(Error::failed(format!(
            "the database's schema {version} is newer than this darasa's {ours}: use a newer one"
        ))),
        Outcome::Different { version } => {
            Err(Error::failed(format!("migration V{version} of the database is not the one of this darasa")))
        }
    }
}

fn report(sidecar: &Sidecar, before: Result<Option<Sidecar>>) -> Report {
    let manifest = &sidecar.manifest;
    let tables: BTreeMap<_, _> =
        manifest.tables.iter().map(|table| (table.table.name.clone(), table.sums.rows)).collect();
    Report {
        id: manifest.id.clone(),
        created_at: manifest.created_at.clone(),
        bytes: sidecar.archive.bytes,
        sha256: sidecar.archive.sha256.clone(),
        rows: sidecar.rows(),
        schema: manifest.schema.version,
        alarms: match before {
            Ok(before) => before.map(|before| losses(&tables, &before)).unwrap_or_default(),
            // That is no reason to have no new one.
            Err(error) => vec![format!("the archive before this one cannot be compared: {error}")],
        },
        tables,
    }
}

fn losses(now: &BTreeMap<String, u64>, before: &Sidecar) -> Vec<String> {
    let watched = before.manifest.tables.iter().filter(|table| WATCHED.contains(&table.table.name.as_str()));
    let lost = watched.filter_map(|table| {
        let (name, was) = (&table.table.name, table.sums.rows);
        let is = now.get(name).copied().unwrap_or_default();
        let id = &before.manifest.id;
        (is < was.div_ceil(2)).then(|| format!("{name} has {} rows, and {} in {id}", thousands(is), thousands(was)))
    });
    lost.collect()
}
