//! Restore: the whole archive is verified before a row is written, and all rows are compared before they are committed.

mod load;
mod people;
mod source;
mod target;

use darasa_core::{base::env, providers::clerk::Clerk};
use serde::Serialize;

use crate::{
    archive::{Archive, ArchiveId},
    database::{self, Outcome},
    error::{Error, Result},
    identity::Identity,
    progress::Bars,
};
use people::Census;
pub use people::People;
pub(crate) use people::direct;
pub use source::{Source, Wanted};

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    pub id: ArchiveId,
    pub created_at: String,
    pub rows: u64,
    /// The archive's version of the schema, and the one it was migrated to.
    pub archived_schema: i32,
    pub schema: i32,
    /// Deleted again, because Clerk does not know them any more. None where Clerk was not asked.
    pub deleted_people: Option<u64>,
}

/// Verifies an archive and touches no database.
pub async fn check(source: Source, identity: Identity, bars: Bars) -> Result<Archive> {
    let archive = source.open(&identity, bars).await?;
    known_schema(&archive)?;
    let (archive, _) = verify(archive, identity, None, bars).await?;
    Ok(archive)
}

/// Into an empty database. What fails before the commit leaves none of the rows.
pub async fn restore(
    source: Source,
    identity: Identity,
    database: &env::Database,
    people: People,
    bars: Bars,
) -> Result<Report> {
    let archive = source.open(&identity, bars).await?;
    known_schema(&archive)?;
    let mut db = target::open(database, &archive.sidecar).await?;
    let clerk = people.ask().await?;
    let (archive, identity) = verify(archive, identity, clerk.as_ref().map(|clerk| clerk.census()), bars).await?;

    let set = darasa_migrations::embedded();
    let sidecar = archive.sidecar.clone();
    let archived = sidecar.manifest.schema.version;
    darasa_migrations::migrate(&mut db, &database::cut_off(&set, archived)).await?;
    load::load(&db, archive, identity, bars).await?;
    let schema = darasa_migrations::migrate(&mut db, &set).await.map_err(|error| {
        Error::failed(format!(
            "all rows are restored, at schema {archived}; `darasa migrate` goes on from there: {error}"
        ))
    })?;
    let deleted_people = match clerk {
        Some(clerk) => {
            let deleted = clerk.delete_unknown(&db, database, &format!("restore_{}", sidecar.manifest.id)).await;
            let what = "all rows are restored, and not everybody whom Clerk deleted since is deleted again";
            Some(deleted.map_err(|error| error.during(what))?)
        }
        None => None,
    };
    Ok(Report {
        id: sidecar.manifest.id.clone(),
        created_at: sidecar.manifest.created_at.clone(),
        rows: sidecar.rows(),
        archived_schema: archived,
        schema: schema.version,
        deleted_people,
    })
}

/// Only migrations that we have ourselves lead from the archive's schema to ours.
fn known_schema(archive: &Archive) -> Result<()> {
    let schema = &archive.sidecar.manifest.schema;
    match database::compare(&schema.migrations, &darasa_migrations::embedded()) {
        Outcome::Known(version) if version == schema.version && version > 0 => Ok(()),
        Outcome::Known(_) => Err(Error::archive("not an export of darasa: its schema is not that of its migrations")),
        Outcome::Newer { version, ours } => Err(Error::archive(format!(
            "schema {version} is newer than this darasa's {ours}: use the release that made it, or a newer one"
        ))),
        Outcome::Different { version } => {
            Err(Error::archive(format!("migration V{version} is not the one this archive was made with")))
        }
    }
}

/// Reads all of it, on a thread that may block, and counts its people where somebody wants to know.
async fn verify(
    mut archive: Archive,
    identity: Identity,
    census: Option<Census>,
    bars: Bars,
) -> Result<(Archive, Identity)> {
    let users = archive.sidecar.manifest.tables.iter().find(|table| table.table.name == "users");
    let columns = users.map(|users| users.table.columns.clone()).unwrap_or_default();
    let mut census = census.map(|census| census.with_columns(&columns));
    let work = move || {
        let progress = bars.start("verifying", archive.sidecar.archive.bytes);
        archive.read(&identity, &progress, |part| {
            if let Some(census) = &mut census {
                census.count(&part);
            }
            Ok(())
        })?;
        drop(progress);
        census.map_or(Ok(()), |census| census.judge("the archive's", ", --without-clerk keeps them"))?;
        Ok((archive, identity))
    };
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| Error::failed(format!("verifying the archive: {error}")))?
}

/// Clerk's API, from the settings of the command.
pub fn clerk(settings: &env::Backup) -> Result<Clerk> {
    let key = settings.clerk_secret_key.clone().ok_or_else(|| {
        Error::misused(
            "not set: CLERK_SECRET_KEY. Whoever was deleted after the archive was made comes back with it, and only \
             Clerk knows who that is; --without-clerk restores them too",
        )
    })?;
    Ok(Clerk::at(Default::default(), key, settings.clerk_api_url.clone()))
}
