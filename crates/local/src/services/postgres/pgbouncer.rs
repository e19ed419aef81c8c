//! PgBouncer in transaction mode before a private Postgres, as Neon has one before every database.

use std::io;
use std::net::{Ipv4Addr, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use reqwest::Url;
use tokio_postgres::SimpleQueryMessage;

use super::server;
use super::{Postgres, StartError, USER, binaries, connect};
use crate::services::certificates::Certificate;

const WATCHDOG: &str = include_str!("pgbouncer.sh");
/// It starts in a few milliseconds, but on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);
const TRIES: usize = 3;

/// By its name `DB_PREPARED_STATEMENTS=auto` knows a pooler.
pub const HOST: &str = "ep-quiet-meadow-a1b2c3d4-pooler.eu-central-1.aws.neon.example";

/// It stops when this is dropped, or when its owner is gone.
pub struct PgBouncer {
    port: u16,
    watchdog: Child,
}

impl PgBouncer {
    /// In front of every database of a private server. Clients may encrypt; who they are they prove by SCRAM.
    pub fn start(postgres: &Postgres, certificate: &Certificate) -> Result<Self, StartError> {
        let mut tried = 0;
        loop {
            tried += 1;
            // A port may be lost to another program.
            match launch(postgres, certificate) {
                Err(_) if tried < TRIES => {}
                done => return done,
            }
        }
    }

    /// The same database by way of this pooler.
    pub fn url(&self, database_url: &str) -> Result<Url, StartError> {
        let mut url = Url::parse(database_url).map_err(|_| StartError::NotAUrl)?;
        url.set_port(Some(self.port)).map_err(|()| StartError::NotAUrl)?;
        Ok(url)
    }

    /// The encryption of each client of a database, as the pooler itself tells it.
    pub async fn encryption_of_clients(&self, database_url: &str) -> Result<Vec<String>, StartError> {
        let database = Url::parse(database_url).map_err(|_| StartError::NotAUrl)?.path().trim_matches('/').to_owned();
        let mut console = self.url(database_url)?;
        console.set_path("pgbouncer");
        let console = connect(console.as_str()).await.map_err(StartError::ModelRequest)?;
        let rows = console.simple_query("show clients").await.map_err(StartError::ModelRequest)?;
        let of_client = |row: &SimpleQueryMessage| match row {
            SimpleQueryMessage::Row(row) if row.get("database") == Some(&database) => row.get("tls").map(str::to_owned),
            _ => None,
        };
        Ok(rows.iter().filter_map(of_client).collect())
    }
}

/// A URL with Neon's name for a pooler, which nobody has to look up.
pub fn named(mut url: Url) -> Result<Url, StartError> {
    url.set_host(Some(HOST)).map_err(|_| StartError::NotAUrl)?;
    url.query_pairs_mut().append_pair("hostaddr", "127.0.0.1");
    Ok(url)
}

impl Drop for PgBouncer {
    /// Closes the watchdog's standard input, which is its sign, and waits until the pooler has stopped.
    fn drop(&mut self) {
        if let Err(error) = self.watchdog.wait() {
            tracing::warn!(%error, "the watchdog of PgBouncer could not be waited for");
        }
    }
}

fn launch(postgres: &Postgres, certificate: &Certificate) -> Result<PgBouncer, StartError> {
    let program = binaries::pgbouncer()?;
    let server = postgres.server.as_ref().ok_or(StartError::NotAUrl)?;
    let (slot, port) = (&server.slot, server::port()?);
    let secret = slot.read("secret")?;
    slot.write("pgbouncer.crt", &certificate.certificate)?;
    slot.write("pgbouncer.key", &certificate.key)?;
    slot.write("pgbouncer.users", &format!("\"{USER}\" \"{secret}\"\n"))?;
    slot.write("pgbouncer.ini", &settings(&slot.folder, server.port, port))?;
    let watchdog = slot
        .command("sh")
        .args(["-c", WATCHDOG, "darasa-watchdog"])
        .args([program, slot.path("pgbouncer.ini")])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(slot.log()?)
        // A Ctrl-C at the terminal is for the owner alone.
        .process_group(0)
        .spawn()
        .map_err(StartError::io("starting", Path::new("sh")))?;
    let bouncer = PgBouncer { port, watchdog };
    match listens(port) {
        Ok(()) => Ok(bouncer),
        Err(_) => Err(slot.failed(Path::new("pgbouncer"))),
    }
}

/// A transaction is a client's only hold on a server connection, and every database has its own few of them.
fn settings(folder: &Path, server: u16, port: u16) -> String {
    let folder = folder.display();
    format!(
        "[databases]
* = host=127.0.0.1 port={server}

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
pool_mode = transaction
auth_type = scram-sha-256
auth_file = {folder}/pgbouncer.users
client_tls_sslmode = allow
client_tls_cert_file = {folder}/pgbouncer.crt
client_tls_key_file = {folder}/pgbouncer.key
max_client_conn = 1000
default_pool_size = 20
admin_users = {USER}
server_idle_timeout = 10
server_login_retry = 1
log_connections = 0
log_disconnections = 0
"
    )
}

fn listens(port: u16) -> io::Result<()> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        match TcpStream::connect((Ipv4Addr::LOCALHOST, port)) {
            Ok(_) => return Ok(()),
            Err(error) if Instant::now() > deadline => return Err(error),
            Err(_) => sleep(Duration::from_millis(10)),
        }
    }
}
