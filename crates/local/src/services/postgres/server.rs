//! Server process of Postgres: started under a watchdog, and stopped when its owner is gone.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Stdio};

use super::binaries::Binaries;
use super::slots::Slot;
use super::{Purpose, StartError, data};
use crate::services::certificates::Certificate;
use crate::services::free_port::free_port;
use crate::services::processes::{command_line, kill_family};

const WATCHDOG: &str = include_str!("watchdog.sh");

/// Only loopback, and no Unix socket, whose path could be longer than the 107 bytes a socket may have.
pub(super) const PRIVATE: &str = "-c listen_addresses=127.0.0.1 -c unix_socket_directories=";

/// A test's data need not survive a power cut; and a vacuum in a template would make its copies wait.
pub(super) const CARELESS: &str = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off \
                        -c autovacuum=off -c max_connections=300 -c max_slot_wal_keep_size=1GB";

pub(super) struct Server {
    pub(super) port: u16,
    /// As it was started, to be started again after a crash.
    options: String,
    watchdog: Child,
    pub(super) slot: Slot,
    pub(super) binaries: Binaries,
}

impl Server {
    pub(super) fn start(
        purpose: Purpose,
        checkout: &Path,
        certificate: Option<&Certificate>,
    ) -> Result<Self, StartError> {
        let slot = Slot::take(purpose, checkout)?;
        let binaries = binaries(&slot, purpose)?;
        stop_stale(&slot, &binaries)?;
        if purpose == Purpose::Test && (data::is_littered(&slot) || data::is_of_other_version(&slot, &binaries)) {
            data::set_aside(&slot)?;
        }

        // A port may be lost to another program; and what a power cut left of a test's data is worth nothing.
        let (port, options, watchdog) = launch(&slot, &binaries, purpose, certificate).or_else(|_| {
            if purpose == Purpose::Test {
                data::set_aside(&slot)?;
            }
            launch(&slot, &binaries, purpose, certificate)
        })?;
        Ok(Server { port, options, watchdog, slot, binaries })
    }

    pub(super) fn password(&self) -> Result<String, StartError> {
        self.slot.read("password")
    }
}

impl Server {
    /// Ends all of its processes at once with a signal that none of them hears.
    pub(super) fn kill(&self) -> Result<(), StartError> {
        let note = self.slot.path("data/postmaster.pid");
        let text = fs::read_to_string(&note).map_err(StartError::io("reading", &note))?;
        let postmaster = text.lines().next().and_then(|line| line.parse().ok()).unwrap_or_default();
        kill_family(postmaster).map_err(StartError::io("killing who wrote", &note))?;
        // As long as nobody has reaped it, a new one would take it for alive.
        fs::remove_file(&note).map_err(StartError::io("removing", &note))
    }

    /// After a crash, on the same port with the same data. Returns when connections are let in.
    pub(super) fn start_again(&self) -> Result<(), StartError> {
        let mut start = self.slot.command(self.binaries.pg_ctl());
        start.args(["start", "--silent", "--wait", "--pgdata"]).arg(self.slot.path("data"));
        start.arg("--log").arg(self.slot.path("log")).arg("--options").arg(&self.options);
        self.slot.run(&mut start)
    }
}

impl Drop for Server {
    /// Closes the watchdog's standard input, which is its sign, and waits until the server has stopped.
    fn drop(&mut self) {
        if let Err(error) = self.watchdog.wait() {
            tracing::warn!(%error, "the watchdog of Postgres could not be waited for");
        }
    }
}

/// Data of a developer decide which version reads them; a test's are made again.
fn binaries(slot: &Slot, purpose: Purpose) -> Result<Binaries, StartError> {
    match data::version(slot) {
        Some(major) if purpose == Purpose::Dev => Binaries::of_version(major, &slot.path("data")),
        _ => Binaries::find(),
    }
}

fn launch(
    slot: &Slot,
    binaries: &Binaries,
    purpose: Purpose,
    certificate: Option<&Certificate>,
) -> Result<(u16, String, Child), StartError> {
    data::ensure(slot, binaries, purpose)?;
    let encrypted = match certificate {
        Some(certificate) => data::certify(slot, certificate)?,
        None => "",
    };
    let port = port()?;
    let (careless, most_databases) = match purpose {
        Purpose::Test => (CARELESS, data::MOST_DATABASES.to_string()),
        Purpose::Dev => Default::default(),
    };
    let options = format!("-p {port} {PRIVATE} {careless} {encrypted}");
    let watchdog = start_watched(slot, binaries, "data", &most_databases, &options)?;
    Ok((port, options, watchdog))
}

/// The server of a data folder under its watchdog, once it says that it has started.
pub(super) fn start_watched(
    slot: &Slot,
    binaries: &Binaries,
    folder: &str,
    most_databases: &str,
    options: &str,
) -> Result<Child, StartError> {
    let mut watchdog = slot
        .command("sh")
        .args(["-c", WATCHDOG, "darasa-watchdog"])
        .args([binaries.pg_ctl(), slot.path(folder), slot.path("log")])
        .args([most_databases, options])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(slot.log()?)
        // A Ctrl-C at the terminal is for the owner alone.
        .process_group(0)
        .spawn()
        .map_err(StartError::io("starting", Path::new("sh")))?;

    if says_started(&mut watchdog) {
        return Ok(watchdog);
    }
    let ended = watchdog.wait();
    ended.map_err(StartError::io("waiting for", Path::new("sh")))?;
    Err(slot.failed(Path::new("postgres")))
}

fn says_started(watchdog: &mut Child) -> bool {
    let Some(stdout) = watchdog.stdout.take() else {
        return false;
    };
    let mut line = String::new();
    BufReader::new(stdout).read_line(&mut line).is_ok() && line == "started\n"
}

/// Stops a server whose owner and watchdog are both gone.
///
/// After a restart of the machine its number may belong to a stranger: that one is left alone, and the note forgotten.
fn stop_stale(slot: &Slot, binaries: &Binaries) -> Result<(), StartError> {
    let data = slot.path("data");
    let note = data.join("postmaster.pid");
    let text = fs::read_to_string(&note).unwrap_or_default();
    let Some(process) = text.lines().next().and_then(|line| line.parse().ok()) else {
        return Ok(());
    };

    match command_line(process).map_err(StartError::io("asking who wrote", &note))? {
        None => Ok(()),
        Some(line) if line.contains(&*data.to_string_lossy()) => {
            let mut stop = slot.command(binaries.pg_ctl());
            stop.args(["stop", "--silent", "--wait", "--mode=fast", "--pgdata"]).arg(&data);
            slot.run(&mut stop)
        }
        Some(_) => fs::remove_file(&note).map_err(StartError::io("removing", &note)),
    }
}

pub(super) fn port() -> Result<u16, StartError> {
    free_port().map_err(StartError::io("finding a port on", Path::new("127.0.0.1")))
}
