//! Export: one snapshot of the whole database into an archive, which appears whole or not at all.

mod report;
mod rows;

use darasa_core::base::clock;
use darasa_migrations::Migration;
use tokio::sync::mpsc;
use tokio_postgres::{Client, Config};

use self::rows::Stopped;
use crate::{
    archive::{ArchiveId, FORMAT, Manifest, ROWS, Recipients, Schema, Sidecar, VERSION, write},
    backups,
    database::{self, Outcome},
    error::{Error, Result, thousands},
    progress::Bars,
    storage::Storage,
};
pub use report::Report;

const BEGIN: &str = "begin transaction isolation level repeatable read, read only";
/// Asked first in the transaction: after the snapshot, so that no row in it is younger.
const CREATED_AT: &str = r#"select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"#;
/// As the last `analyze` saw them: `pg_table_size` would wait for locks.
const BYTES: &str = "
    select coalesce(sum(t.relpages + coalesce(toast.relpages, 0)), 0)::bigint * current_setting('block_size')::bigint
    from pg_class t left join pg_class toast on toast.oid = t.reltoastrelid
    where t.relnamespace = 'public'::regnamespace and t.relkind = 'r'";

pub struct Export<'a> {
    pub database: &'a Config,
    pub root_certificate: Option<&'a str>,
    pub recipients: Recipients,
    pub storage: &'a Storage,
    /// Whether a database without users may be exported.
    pub allow_empty: bool,
    pub bars: Bars,
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
        Ok(Report::new(&sidecar, before))
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
        let reading = rows::read(db, manifest, pieces, &progress);
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
