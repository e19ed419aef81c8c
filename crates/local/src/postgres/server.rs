//! One running Postgres: made, started under a watchdog, and stopped when its owner is gone.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::binaries::Binaries;
use super::slots::{Slot, command_line};
use super::{Purpose, StartError, USER, random_hex};

const WATCHDOG: &str = include_str!("watchdog.sh");

/// Only loopback, and no Unix socket, whose path could be longer than the 107 bytes a socket may have.
const PRIVATE: &str = "-c listen_addresses=127.0.0.1 -c unix_socket_directories=";

/// A test's data need not survive a power cut; and a vacuum in a template would make its copies wait.
const CARELESS: &str =
    "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off -c max_connections=300";

pub(super) struct Server {
    pub(super) slot: Slot,
    pub(super) port: u16,
    pub(super) password: String,
    watchdog: Child,
}

impl Server {
    pub(super) fn start(purpose: Purpose, clone: &Path) -> Result<Self, StartError> {
        let binaries = Binaries::find()?;
        let slot = Slot::take(purpose, clone)?;
        stop_stale(&slot, &binaries)?;
        let (port, watchdog) = match launch(&slot, &binaries, purpose) {
            // A port may be lost to another program; and what a power cut left of a test's data is worth nothing.
            Err(_) => {
                if purpose == Purpose::Test {
                    remove(&slot.path("data"))?;
                }
                launch(&slot, &binaries, purpose)?
            }
            Ok(launched) => launched,
        };

        let path = slot.path("password");
        let password = fs::read_to_string(&path).map_err(StartError::io("reading", &path))?;
        Ok(Server { slot, port, password, watchdog })
    }
}

impl Drop for Server {
    /// Closes the watchdog's standard input, which is its sign, and waits for the server's last word.
    fn drop(&mut self) {
        if let Err(error) = self.watchdog.wait() {
            tracing::warn!(%error, "the watchdog of Postgres could not be waited for");
        }
    }
}

fn launch(slot: &Slot, binaries: &Binaries, purpose: Purpose) -> Result<(u16, Child), StartError> {
    if !slot.path("data").exists() {
        create_data(slot, binaries, purpose)?;
    }
    let port = free_port().map_err(StartError::io("looking for a free port on", Path::new("127.0.0.1")))?;
    let careless = if purpose == Purpose::Test { CARELESS } else { "" };
    let mut watchdog = slot
        .command("sh")
        .args(["-c", WATCHDOG, "darasa-watchdog"])
        .args([binaries.pg_ctl(), slot.path("data"), slot.path("log")])
        .arg(format!("-p {port} {PRIVATE} {careless}"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(slot.log.try_clone().map_err(StartError::io("sharing", &slot.path("log")))?)
        // A Ctrl-C at the terminal is for the owner alone.
        .process_group(0)
        .spawn()
        .map_err(StartError::io("starting", Path::new("sh")))?;

    let mut answer = String::new();
    let said = watchdog.stdout.take().map(|stdout| BufReader::new(stdout).read_line(&mut answer));
    if matches!(said, Some(Ok(_))) && answer == "started\n" {
        return Ok((port, watchdog));
    }
    let _ = watchdog.wait();
    Err(StartError::failed("postgres", &slot.path("log")))
}

/// Made beside its place and moved there when complete, so that an interrupted initdb leaves nothing to trip over.
fn create_data(slot: &Slot, binaries: &Binaries, purpose: Purpose) -> Result<(), StartError> {
    let unfinished = slot.path("data.unfinished");
    remove(&unfinished)?;
    slot.write_private("password", &random_hex()?)?;

    let mut initdb = slot.command(binaries.initdb());
    initdb.arg("--pgdata").arg(&unfinished).arg("--pwfile").arg(slot.path("password"));
    initdb.args(["--username", USER, "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-instructions"]);
    if purpose == Purpose::Test {
        initdb.arg("--no-sync");
    }
    run(slot, initdb, "initdb")?;
    fs::rename(&unfinished, slot.path("data")).map_err(StartError::io("moving", &unfinished))
}

/// Stops a server whose owner and watchdog are both gone.
///
/// After a restart of the machine its number may belong to a stranger: that one is left alone, and the note forgotten.
fn stop_stale(slot: &Slot, binaries: &Binaries) -> Result<(), StartError> {
    let note = slot.path("data").join("postmaster.pid");
    let Some(process) = fs::read_to_string(&note).ok().and_then(|text| text.lines().next()?.parse().ok()) else {
        return Ok(());
    };
    match command_line(process).map_err(StartError::io("asking who wrote", &note))? {
        None => Ok(()),
        Some(line) if line.contains(&*slot.path("data").to_string_lossy()) => {
            let mut stop = slot.command(binaries.pg_ctl());
            stop.args(["stop", "--silent", "--wait", "--mode=fast", "--pgdata"]).arg(slot.path("data"));
            run(slot, stop, "pg_ctl stop")
        }
        Some(_) => fs::remove_file(&note).map_err(StartError::io("removing", &note)),
    }
}

fn run(slot: &Slot, mut command: Command, what: &'static str) -> Result<(), StartError> {
    let log = || slot.log.try_clone().map_err(StartError::io("sharing", &slot.path("log")));
    let status = command.stdin(Stdio::null()).stdout(log()?).stderr(log()?).status();
    let status = status.map_err(StartError::io("starting", Path::new(what)))?;
    if status.success() { Ok(()) } else { Err(StartError::failed(what, &slot.path("log"))) }
}

fn remove(folder: &Path) -> Result<(), StartError> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(StartError::io("removing", folder)(error)),
        _ => Ok(()),
    }
}

fn free_port() -> std::io::Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}
