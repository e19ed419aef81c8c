//! Restore target: an empty database, looked at before anything is written.

use darasa_core::base::env;
use tokio_postgres::Client;

use crate::{
    archive::Sidecar,
    database::{self, OLDEST, Outcome, quoted},
    error::{Error, Result, thousands},
};

/// A session in a database that may take the archive. Nothing of it is changed.
pub async fn open(settings: &env::Database, sidecar: &Sidecar) -> Result<Client> {
    let direct = settings.direct.as_ref().ok_or_else(|| {
        Error::target(
            "the database is reached through a pooler: set DATABASE_URL_UNPOOLED to the direct connection string",
        )
    })?;
    let db = database::connect(direct, settings.root_certificate.as_deref()).await?;
    let (version, major) = database::server_version(&db).await?;
    if major < OLDEST {
        return Err(Error::target(format!("the server is Postgres {version}: {OLDEST} is the oldest that will do")));
    }
    if let Some(other) = database::other_relations(&db).await?.into_iter().next() {
        return Err(Error::target(format!("the database is not empty: it has {other}")));
    }
    must_be_empty(&db).await?;

    let archived = sidecar.manifest.schema.version;
    match database::compare(&database::migrations_of(&db).await?, &darasa_migrations::embedded()) {
        Outcome::Known(version) if version <= archived => Ok(db),
        Outcome::Known(version) | Outcome::Newer { version, .. } => Err(Error::target(format!(
            "the database's schema {version} is newer than the archive's {archived}: use a database without one"
        ))),
        Outcome::Different { version } => {
            Err(Error::target(format!("migration V{version} of the database is not the one of this darasa")))
        }
    }
}

/// Asked twice: before anything is done, and under the locks of the load.
pub async fn must_be_empty(db: &Client) -> Result<()> {
    let tables = database::tables(db).await.map_err(|error| Error::target(error.to_string()))?;
    let mut names: Vec<_> = tables.tables.into_iter().map(|table| table.name).collect();
    // The table that says most about whose database it is.
    names.sort_by_key(|name| (name != "users", name.clone()));
    for name in names {
        let rows: i64 = db.query_one(&format!("select count(*) from public.{}", quoted(&name)), &[]).await?.get(0);
        if rows > 0 {
            let rows = thousands(rows.unsigned_abs());
            return Err(Error::target(format!("the database is not empty: {name} has {rows} rows")));
        }
    }
    Ok(())
}
