//! Environment, database: its connection string. Neon's are taken as they are pasted.

use std::{collections::HashMap, time::Duration};

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use tokio_postgres::config::{Config, Host, SslMode};

use super::{
    Problems,
    reader::{Reader, is_loopback, parameter_names},
};

const URL_ADVICE: &str = "Neon console, Connect, with connection pooling; or set all DB_* for a local database";
/// The usual name, then one that Vercel's integration with Neon sets beside it. The first that is set is used.
pub const POSTGRES_URLS: [&str; 2] = ["DATABASE_URL", "POSTGRES_URL"];
const UNPOOLED_URLS: [&str; 2] = ["DATABASE_URL_UNPOOLED", "POSTGRES_URL_NON_POOLING"];
const REPLICA_ADVICE: &str = "the address of a replica that only answers reads, or nothing";
const CONNECT_LIMIT: Duration = Duration::from_secs(10);

#[derive(Debug, Clone)]
pub struct Database {
    /// `DATABASE_URL` or `POSTGRES_URL`, or composed from `DB_HOST`, `DB_PORT`, `DB_USER`, `DB_PASSWORD`, `DB_NAME`
    pub config: Config,
    /// `DATABASE_URL_UNPOOLED` or `POSTGRES_URL_NON_POOLING`: for migrations and dumps; none when only a pooler is
    /// known.
    pub direct: Option<Config>,
    /// `DATABASE_REPLICA_URL`: answers reads while the primary is away; none: nothing does.
    pub replica: Option<Config>,
    /// `DB_SSLROOTCERT`: PEM of a private certificate authority.
    pub root_certificate: Option<String>,
    /// `DB_PREPARED_STATEMENTS`
    pub prepare: Prepare,
    /// `DB_POOL_SIZE`
    pub pool_size: usize,
}

/// Whether a statement used twice on a connection is kept prepared there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prepare {
    Auto,
    On,
    Off,
}

/// The database alone, for commands that need nothing else.
pub fn database(pairs: HashMap<String, String>) -> Result<Database, Problems> {
    let mut reader = Reader::from_pairs(pairs);
    let production = reader.production();
    let database = Database::read(&mut reader, production);
    reader.finish(database)
}

impl Database {
    pub(super) fn read(reader: &mut Reader, production: bool) -> Option<Self> {
        let parts =
            ["DB_HOST", "DB_PORT", "DB_USER", "DB_PASSWORD", "DB_NAME"].map(|name| (name, reader.optional(name)));
        let (variable, url) = match reader.first_of(POSTGRES_URLS) {
            Some((variable, url)) => (variable, Some(url)),
            None => ("DB_HOST", compose(reader, parts)),
        };
        let config = url.and_then(|url| parse(reader, variable, &url, production));
        let direct = match reader.first_of(UNPOOLED_URLS) {
            Some((variable, url)) => Some(parse(reader, variable, &url, production)?),
            None => config.clone(),
        };
        // Also one that was copied with the pooler's host into the variable of the direct one.
        let direct = direct.filter(|config| !is_pooler(config));
        let replica = match reader.optional("DATABASE_REPLICA_URL") {
            Some(url) => Some(parse(reader, "DATABASE_REPLICA_URL", &url, production)?),
            None => None,
        };
        if replica.as_ref().zip(config.as_ref()).is_some_and(|(replica, config)| name(replica) == name(config)) {
            reader.problem("DATABASE_REPLICA_URL", "names the primary itself", REPLICA_ADVICE);
        }
        let root_certificate = root_certificate(reader);
        let words = [("auto", Prepare::Auto), ("on", Prepare::On), ("off", Prepare::Off)];
        let prepare = reader.one_of("DB_PREPARED_STATEMENTS", &words, Prepare::Auto);
        let pool_size = reader.number("DB_POOL_SIZE", 5, 1..=20);
        Some(Self { config: config?, direct, replica, root_certificate, prepare: prepare?, pool_size: pool_size? })
    }

    pub fn is_pooled(&self) -> bool {
        is_pooler(&self.config)
    }

    /// What tells one database from another, without anything secret.
    pub fn name(&self) -> String {
        name(&self.config)
    }

    /// Through a pooler in transaction mode only unnamed statements are always safe.
    pub fn prepares(&self, config: &Config) -> bool {
        match self.prepare {
            Prepare::On => true,
            Prepare::Off => false,
            Prepare::Auto => !is_pooler(config),
        }
    }
}

pub(super) fn root_certificate(reader: &mut Reader) -> Option<String> {
    let pem = reader.optional("DB_SSLROOTCERT").map(|pem| pem.replace("\\n", "\n"));
    if pem.as_ref().is_some_and(|pem| !pem.contains("-----BEGIN CERTIFICATE-----")) {
        reader.problem("DB_SSLROOTCERT", "is no PEM certificate", "the certificate's text, not a file name");
    }
    pem
}

fn name(config: &Config) -> String {
    let hosts: Vec<_> = hosts(config).collect();
    format!("{} {:?} {}", hosts.join(","), config.get_ports(), config.get_dbname().unwrap_or_default())
}

fn hosts(config: &Config) -> impl Iterator<Item = &str> {
    config.get_hosts().iter().filter_map(|host| match host {
        Host::Tcp(name) => Some(name.as_str()),
        #[cfg(unix)]
        Host::Unix(_) => None,
    })
}

/// Whether a host is that of Neon's pooler, which gives no session.
pub(super) fn is_pooler(config: &Config) -> bool {
    hosts(config).any(|host| host.split('.').next().is_some_and(|label| label.ends_with("-pooler")))
}

fn compose(reader: &mut Reader, parts: [(&'static str, Option<String>); 5]) -> Option<String> {
    if parts.iter().all(|(_, value)| value.is_none()) {
        reader.problem("DATABASE_URL", "is missing", URL_ADVICE);
        return None;
    }
    for (name, _) in parts.iter().filter(|(_, value)| value.is_none()) {
        reader.problem(name, "is missing, while other DB_* are set", "all five, or DATABASE_URL instead");
    }
    let [host, port, user, password, name] = parts.map(|(_, value)| value);
    let encode = |text: String| utf8_percent_encode(&text, NON_ALPHANUMERIC).to_string();
    let [user, password, name] = [encode(user?), encode(password?), encode(name?)];
    Some(format!("postgres://{user}:{password}@{}:{}/{name}", host?, port?))
}

/// The URL as tokio-postgres knows it. Its own error texts may quote the URL, so they are not passed on.
pub(super) fn parse(reader: &mut Reader, variable: &'static str, url: &str, production: bool) -> Option<Config> {
    let (mode_given, understood) = understand(url);
    let Ok(mut config) = understood.parse::<Config>() else {
        reader.problem(variable, unreadable(&understood), URL_ADVICE);
        return None;
    };
    let local = hosts(&config).all(is_loopback);
    if hosts(&config).next().is_none() {
        reader.problem(variable, "names no host", URL_ADVICE);
        return None;
    }
    match (mode_given, local) {
        // A laptop's server often has a certificate that nobody signed; what stays on the machine needs none.
        (false, true) => config.ssl_mode(SslMode::Disable),
        (_, false) if production && config.get_ssl_mode() == SslMode::Disable => {
            reader.problem(variable, "turns encryption off, which production refuses", "use sslmode=require");
            return None;
        }
        (_, false) if production => config.ssl_mode(SslMode::Require),
        _ => &mut config,
    };
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(CONNECT_LIMIT);
    }
    config.application_name("darasa");
    Some(config)
}

/// What is wrong with a URL that cannot be read: the parameters that make it so, by name, when it can be read without.
fn unreadable(url: &str) -> String {
    let readable = |url: &str| url.parse::<Config>().is_ok();
    let unknown = url.split_once('?').filter(|(base, _)| readable(base)).map(|(base, query)| {
        let bad = query.split('&').filter(|pair| !readable(&format!("{base}?{pair}"))).collect::<Vec<_>>().join("&");
        parameter_names(if query.contains('@') { "" } else { &bad }).join(", ")
    });
    match unknown.filter(|names| !names.is_empty()) {
        Some(names) => format!("has parameters that are not known here: {names}"),
        None => "is no Postgres URL".to_owned(),
    }
}

/// libpq's stricter modes become `require`: certificates are always verified here.
fn understand(url: &str) -> (bool, String) {
    let Some((base, query)) = url.split_once('?') else { return (false, url.to_owned()) };
    let mode_given = query.split('&').any(|pair| pair.starts_with("sslmode="));
    let translate = |pair: &str| match pair {
        "sslmode=verify-full" | "sslmode=verify-ca" => "sslmode=require".to_owned(),
        "sslmode=allow" => "sslmode=prefer".to_owned(),
        other => other.to_owned(),
    };
    let query: Vec<_> = query.split('&').filter(|pair| !pair.starts_with("sslrootcert=")).map(translate).collect();
    (mode_given, format!("{base}?{}", query.join("&")))
}
