//! Drill: restores the newest archive into a database of its own, asks the API for what is in it, and takes the time.
//!
//! RPO is how old the archive is: what would be lost. RTO is how long it took until the API answered: how long people
//! would wait, without the time in which somebody decides.

mod api;
mod invariants;

use std::time::Duration;

use darasa_core::base::{clock, env};
use serde::Serialize;
use tokio::time::Instant;
use tokio_postgres::Config;

use crate::{
    archive::ArchiveId,
    database::{self, quoted},
    error::{Error, Result},
    identity::Identity,
    progress::Bars,
    restore::{self, People, Source},
    storage::Storage,
};

const PREFIX: &str = "darasa_drill_";

pub struct Drill {
    /// On whose server a database is made.
    pub server: Config,
    pub root_certificate: Option<String>,
    pub storage: Storage,
    pub identity: Identity,
    /// Whether the database stays, for somebody to look at.
    pub keep: bool,
    pub bars: Bars,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    pub id: ArchiveId,
    pub rpo_seconds: i64,
    pub rto_seconds: f64_seconds::Seconds,
    pub rows: u64,
    pub schema: i32,
    /// What was looked at, and held.
    pub checks: Vec<String>,
    /// What the API answered, each with 200.
    pub answers: Vec<String>,
    /// The database that was kept.
    pub kept: Option<String>,
}

pub mod f64_seconds {
    //! Seconds with three decimals in JSON, equal when their milliseconds are.

    use std::time::Duration;

    use serde::{Serialize, Serializer};

    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Seconds(pub Duration);

    impl Serialize for Seconds {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_f64(self.0.as_millis() as f64 / 1000.0)
        }
    }

    impl std::fmt::Display for Seconds {
        fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            write!(formatter, "{:.1} s", self.0.as_secs_f64())
        }
    }
}

impl Drill {
    pub async fn run(self) -> Result<Report> {
        let began = Instant::now();
        let name = format!("{PREFIX}{:08x}", clock::random_uuid().as_fields().0);
        let admin = database::connect(&self.server, self.root_certificate.as_deref()).await?;
        admin.batch_execute(&format!("create database {}", quoted(&name))).await?;

        let (server, root_certificate) = (self.server.clone(), self.root_certificate.clone());
        let keep = self.keep;
        let rehearsed = tokio::select! {
            rehearsed = self.rehearse(&name, began) => rehearsed,
            _ = tokio::signal::ctrl_c() => Err(Error::failed("interrupted")),
        };
        if keep {
            return rehearsed
                .map(|report| Report { kept: Some(name.clone()), ..report })
                .map_err(|error| error.during(format!("in the database {name}, which was kept")));
        }
        // The connection of before may have died in the meantime.
        let dropped = drop_database(&server, root_certificate.as_deref(), &name).await;
        let report = rehearsed?;
        dropped
            .map_err(|error| error.during(format!("the drill went well, and its database {name} is still there")))?;
        Ok(report)
    }

    async fn rehearse(self, name: &str, began: Instant) -> Result<Report> {
        let database = scratch(&self.server, name, self.root_certificate);
        let source = Source::Newest(self.storage);
        let restored = restore::restore(source, self.identity, &database, People::AllOfThem, self.bars).await?;
        let direct = database.direct.clone().unwrap_or_else(|| database.config.clone());
        let db = database::connect(&direct, database.root_certificate.as_deref()).await?;
        let checks = invariants::check(&db, &restored.created_at).await?;

        let person = api::somebody(&db).await?;
        let (answers, first_answer) = api::ask(&database, person.as_ref()).await?;
        let rto = first_answer.duration_since(began);
        let created_at: jiff::Timestamp = restored.created_at.parse().unwrap_or_default();
        Ok(Report {
            id: restored.id,
            rpo_seconds: clock::unix_seconds(clock::now()) - created_at.as_second(),
            rto_seconds: f64_seconds::Seconds(Duration::from_millis(rto.as_millis() as u64)),
            rows: restored.rows,
            schema: restored.schema,
            checks,
            answers,
            kept: None,
        })
    }
}

async fn drop_database(server: &Config, root_certificate: Option<&str>, name: &str) -> Result<()> {
    let admin = database::connect(server, root_certificate).await?;
    admin.batch_execute(&format!("drop database if exists {} with (force)", quoted(name))).await?;
    Ok(())
}

fn scratch(server: &Config, name: &str, root_certificate: Option<String>) -> env::Database {
    let mut config = server.clone();
    config.dbname(name);
    env::Database {
        direct: Some(config.clone()),
        config,
        replica: None,
        root_certificate,
        prepare: env::Prepare::Auto,
        pool_size: 2,
    }
}
