//! Replica of a private server, for tests: a hot standby that streams from it and answers reads.

use std::process::Child;

use reqwest::Url;

use super::server::{CARELESS, PRIVATE, Server, port, start_watched};
use super::{Postgres, StartError, USER};

/// Files of databases that are just being removed may be gone before they are copied: replay removes them anyway. What
/// is really missing is found when the replica starts. Hundreds of databases of an earlier run take minutes to remove,
/// so they are moved aside and removed beside the tests.
const COPY: &str = r#"
[ ! -e "$2" ] || mv "$2" "$2.old.$$"
rm -rf "$2".old.* >/dev/null 2>&1 &
cp -a "$1" "$2"; rm -rf "$2"/postmaster.* "$2"/pg_replslot/* && chmod 700 "$2""#;

/// Each new database makes a checkpoint, which removes what a replica has not read yet, unless a slot keeps it. One of
/// an earlier run would keep what nobody reads.
const KEEP: &str = "
select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = 'replica' and not active;
select pg_create_physical_replication_slot('replica', true)";

/// Seconds that a promotion may take; it is done in one, unless the machine is busy.
const PROMOTION_LIMIT: u32 = 60;

/// It stops when this is dropped, or when its owner is gone.
pub struct Replica {
    port: u16,
    watchdog: Child,
}

impl Replica {
    /// Of a private server, made anew each time.
    pub async fn of(primary: &Postgres) -> Result<Self, StartError> {
        let server = primary.server.as_ref().ok_or(StartError::NotAUrl)?;
        copy(primary, server).await?;
        let (slot, port) = (&server.slot, port()?);
        let options = format!("-p {port} {PRIVATE} {CARELESS}");
        let watchdog = start_watched(slot, &server.binaries, "replica", "", &options)?;
        Ok(Self { port, watchdog })
    }

    /// Makes it a primary that takes writes, with what it has until now; there is no way back.
    pub async fn promote(&self, database_url: &str) -> Result<(), StartError> {
        let sql = super::connect(&self.url(database_url)?).await.map_err(StartError::ModelRequest)?;
        // A function's `false` says that it was not done in time.
        let promote = format!("select 1 / pg_promote(true, {PROMOTION_LIMIT})::int");
        sql.batch_execute(&promote).await.map_err(StartError::ModelRequest)
    }

    /// The same database here.
    pub fn url(&self, database_url: &str) -> Result<String, StartError> {
        let mut url = Url::parse(database_url).map_err(|_| StartError::NotAUrl)?;
        url.set_port(Some(self.port)).map_err(|()| StartError::NotAUrl)?;
        Ok(url.into())
    }
}

impl Drop for Replica {
    /// Closes the watchdog's standard input, which is its sign, and waits until the replica has stopped.
    fn drop(&mut self) {
        if let Err(error) = self.watchdog.wait() {
            tracing::warn!(%error, "the watchdog of a replica could not be waited for");
        }
    }
}

/// A base backup as its manual has it, by hand, for not every Postgres comes with a program for it.
async fn copy(primary: &Postgres, server: &Server) -> Result<(), StartError> {
    let sql = primary.connect().await.map_err(StartError::ModelRequest)?;
    sql.batch_execute(KEEP).await.map_err(StartError::ModelRequest)?;
    sql.query("select pg_backup_start('replica', true)", &[]).await.map_err(StartError::ModelRequest)?;
    let slot = &server.slot;
    slot.run(slot.command("sh").args(["-c", COPY, "darasa-copy"]).args([slot.path("data"), slot.path("replica")]))?;
    let row =
        sql.query_one("select labelfile from pg_backup_stop(false)", &[]).await.map_err(StartError::ModelRequest)?;
    let conninfo = format!("host=127.0.0.1 port={} user={USER} password={}", server.port, server.password()?);
    slot.write("replica/backup_label", row.get(0))?;
    slot.write("replica/standby.signal", "")?;
    slot.write(
        "replica/postgresql.auto.conf",
        &format!("primary_conninfo = '{conninfo}'\nprimary_slot_name = 'replica'\n"),
    )
}
