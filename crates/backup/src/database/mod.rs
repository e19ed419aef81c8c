//! Database session for exports and restores: direct, with settings under which COPY gives the same bytes everywhere.

mod catalogue;
mod copy;
mod history;

use darasa_core::base::tls;
use tokio_postgres::{Client, Config};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::error::{Error, Result, innermost};
pub use catalogue::{Catalogue, other_relations, tables};
pub use copy::{CopyIn, Rows, copy_in, copy_out};
pub use history::{Outcome, compare, cut_off, migrations_of};

/// `row_security=off` makes a role that may not see all rows fail, where it would otherwise copy none and say nothing.
const SESSION: &str = "
    set timezone = 'UTC'; set datestyle = 'ISO, YMD'; set intervalstyle = 'iso_8601'; set extra_float_digits = 1;
    set bytea_output = 'hex'; set client_encoding = 'UTF8'; set standard_conforming_strings = on;
    set statement_timeout = 0; set idle_in_transaction_session_timeout = 0; set lock_timeout = '10s';
    set search_path = public; set synchronize_seqscans = off; set row_security = off";

/// The oldest Postgres that it is tried with.
pub const OLDEST: i32 = 15;

/// A connection of one's own that is set up for COPY.
pub async fn connect(config: &Config, root_certificate: Option<&str>) -> Result<Client> {
    let tls = MakeRustlsConnect::new(tls::database(root_certificate)?);
    let mut config = config.clone();
    config.application_name("darasa-backup");
    let (client, connection) = config.connect(tls).await.map_err(|error| match error.as_db_error() {
        Some(error) => Error::failed(format!("Postgres says: {} ({})", error.message(), error.code().code())),
        None => Error::failed(format!("the database cannot be reached: {}", innermost(&error))),
    })?;
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "a connection of a backup ended");
        }
    });
    client.batch_execute(SESSION).await?;
    Ok(client)
}

/// The whole version, and the major one.
pub async fn server_version(db: &Client) -> Result<(String, i32)> {
    let query = "select current_setting('server_version'), current_setting('server_version_num')::int / 10000";
    let row = db.query_one(query, &[]).await?;
    let version: String = row.get(0);
    Ok((version.split(' ').next().unwrap_or_default().to_owned(), row.get(1)))
}

/// A name in SQL.
pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
