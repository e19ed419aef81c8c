//! Database check: reached the way functions reach it, then the way migrations do.

use std::time::SystemTime;

use darasa_core::{
    Error, Result,
    base::{
        clock,
        env::{self, Database},
    },
    storage::db::{self, Db},
};

use super::Finding;
use crate::env_file::Settings;

const ABOUT: &str = "database";
const ADVICE: &str = "DATABASE_URL: Neon console, Connect, with connection pooling";
const UNPOOLED: &str = "DATABASE_URL_UNPOOLED: Neon console, Connect, without connection pooling";
const REPLICA: &str = "replica";
const REPLICA_ADVICE: &str = "DATABASE_REPLICA_URL: the address of a replica, or nothing";
/// The oldest Postgres that tests run on.
const OLDEST: i32 = 15;
/// A session token lives a minute.
const TOLERABLE: f64 = 2.0;
const INTOLERABLE: f64 = 30.0;

pub async fn check(settings: Settings) -> Vec<Finding> {
    // Wrong variables are reported by the environment check.
    let Ok(settings) = env::database(settings) else { return vec![Finding::warning(ABOUT, "not asked, see above")] };
    let mut findings = match reach(&settings).await {
        Ok(findings) => findings,
        Err(error) => return vec![Finding::bad(ABOUT, cause(&error)).advising(advice(&error))],
    };
    findings.push(schema(&settings).await);
    findings.extend(replica(&settings).await);
    findings
}

async fn reach(settings: &Database) -> Result<Vec<Finding>> {
    let db = Db::new(settings, clock::system())?;
    let query =
        "select current_setting('server_version_num')::int4 / 10000, ssl, extract(epoch from clock_timestamp())::float8
                 from pg_stat_ssl where pid = pg_backend_pid()";
    db.read("select 1", &[]).await?;
    let asked = clock::now();
    let row = &db.read(query, &[]).await?[0];
    let answered = clock::now();
    let (version, encrypted): (i32, bool) = (row.get(0), row.get(1));

    let pooled = settings.is_pooled();
    let how = if pooled { "through the pooler" } else { "directly" };
    Ok(vec![
        match version {
            OLDEST.. => Finding::good(ABOUT, format!("Postgres {version} answers, reached {how}")),
            _ => {
                Finding::bad(ABOUT, format!("Postgres {version} is too old")).advising(format!("use {OLDEST} or newer"))
            }
        },
        // Past a pooler the server sees the pooler's connection, not ours.
        match pooled || encrypted {
            true => Finding::good(ABOUT, "the connection is encrypted"),
            false => Finding::warning(ABOUT, "the connection is not encrypted")
                .advising("fine on this machine; elsewhere add sslmode=require to DATABASE_URL"),
        },
        skew(row.get(2), seconds(asked), seconds(answered)),
    ])
}

/// The server looked at its clock between the two moments of ours.
fn skew(server: f64, asked: f64, answered: f64) -> Finding {
    let skew = (asked - server).max(server - answered).max(0.0);
    let message = format!("its clock and ours are {skew:.1} s apart");
    match skew {
        ..=TOLERABLE => Finding::good(ABOUT, message),
        ..=INTOLERABLE => Finding::warning(ABOUT, message).advising("synchronise this machine's clock"),
        _ => Finding::bad(ABOUT, message).advising("synchronise this machine's clock: tokens live for a minute"),
    }
}

async fn schema(settings: &Database) -> Finding {
    if settings.direct.is_none() {
        return Finding::warning(ABOUT, "migrations cannot be looked at through a pooler").advising(UNPOOLED);
    }
    let mut client = match db::connect_directly(settings).await {
        Ok(client) => client,
        Err(error) => return Finding::bad(ABOUT, format!("directly, {}", cause(&error))).advising(UNPOOLED),
    };
    match darasa_migrations::pending(&mut client, &darasa_migrations::embedded()).await {
        Ok(pending) if pending.is_empty() => Finding::good(ABOUT, "no migration is pending"),
        Ok(pending) => {
            let names: Vec<_> = pending.iter().map(ToString::to_string).collect();
            Finding::bad(ABOUT, format!("migrations are pending: {}", names.join(", ")))
                .advising("run `darasa migrate`")
        }
        Err(error) => Finding::bad(ABOUT, format!("its history of migrations: {error}"))
            .advising("is this the clone that was deployed?"),
    }
}

/// It is asked only while the primary is away, so nobody would notice until then that it cannot be reached.
async fn replica(settings: &Database) -> Option<Finding> {
    let config = settings.replica.clone()?;
    let alone = Database { config, replica: None, ..settings.clone() };
    let query = "select coalesce(max(version), 0)::int4 from refinery_schema_history";
    let answer = match Db::new(&alone, clock::system()) {
        Ok(db) => db.read(query, &[]).await,
        Err(error) => Err(error),
    };
    Some(match answer {
        Ok(rows) if rows[0].get::<_, i32>(0) >= db::SCHEMA_VERSION => Finding::good(REPLICA, "the replica answers"),
        Ok(rows) => {
            let version: i32 = rows[0].get(0);
            Finding::bad(REPLICA, format!("its schema is {version}, this release needs {}", db::SCHEMA_VERSION))
                .advising("a logical copy is not migrated by itself: run `darasa migrate` there too")
        }
        Err(error) => Finding::bad(REPLICA, cause(&error)).advising(REPLICA_ADVICE),
    })
}

fn cause(error: &Error) -> String {
    error.cause().unwrap_or_default().trim_start_matches("the database: ").to_owned()
}

fn advice(error: &Error) -> String {
    let cause = error.cause().unwrap_or_default();
    let known = [
        ("password authentication", "the password in DATABASE_URL is not the role's: Neon console, Roles, reset it"),
        ("invalid peer certificate", "DB_SSLROOTCERT: the PEM of the authority that signed the server's certificate"),
        ("does not support TLS", "the server must encrypt; production refuses one that does not"),
        ("does not exist", "the name at the end of DATABASE_URL is no database of this server"),
    ];
    let advice = known.iter().find(|(symptom, _)| cause.contains(symptom)).map(|(_, advice)| *advice);
    advice.unwrap_or(ADVICE).to_owned()
}

fn seconds(at: SystemTime) -> f64 {
    at.duration_since(SystemTime::UNIX_EPOCH).map_or(0.0, |since| since.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Level;

    #[test]
    fn clocks_may_differ_by_as_long_as_the_question_took() {
        assert_eq!(skew(100.0, 99.0, 101.0).level, Level::Good);
        assert_eq!(skew(100.0, 101.5, 101.6).level, Level::Good);
        assert_eq!(skew(100.0, 110.0, 110.1).level, Level::Warning);
        assert_eq!(skew(200.0, 110.0, 110.1).level, Level::Bad);
    }
}
