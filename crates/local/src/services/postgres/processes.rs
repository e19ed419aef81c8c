//! Processes of this machine: as which user they run, and whether they are still there.

use std::ffi::OsStr;
use std::io;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

/// Whom a server runs as when darasa runs as root: Postgres refuses to, and no other needs to.
#[derive(Clone, Copy)]
pub(crate) struct ServerUser {
    uid: u32,
    gid: u32,
}

impl ServerUser {
    pub(crate) fn if_root() -> Option<Self> {
        if id(&["-u"])? != 0 {
            return None;
        }
        ["postgres", "nobody"].into_iter().find_map(|name| {
            let (uid, gid) = (id(&["-u", name])?, id(&["-g", name])?);
            Some(ServerUser { uid, gid })
        })
    }

    pub(crate) fn own(self, path: &Path) -> io::Result<()> {
        chown(path, Some(self.uid), Some(self.gid))
    }

    pub(crate) fn run(self, command: &mut Command) {
        command.uid(self.uid).gid(self.gid);
    }
}

/// The command line of a process: nothing when there is no such process, empty when nobody has reaped it yet.
pub(super) fn command_line(process: u32) -> io::Result<Option<String>> {
    if Path::new("/proc/self/cmdline").exists() {
        return match std::fs::read(format!("/proc/{process}/cmdline")) {
            Ok(line) => Ok(Some(String::from_utf8_lossy(&line).replace('\0', " "))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        };
    }
    let arguments = ["-ww", "-o", "args=", "-p", &process.to_string()];
    let output = Command::new("ps").args(arguments).output()?;
    let line = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok(output.status.success().then_some(line))
}

pub(super) fn is_gone(process: u32) -> bool {
    command_line(process).is_ok_and(|line| line.is_none_or(|line| line.trim().is_empty()))
}

/// Kills a process and its children, and returns when none of them is left: a server whose children still live does not
/// start again.
pub(super) fn kill(parent: u32) -> io::Result<()> {
    let output = Command::new("ps").args(["-A", "-o", "pid=,ppid="]).output()?;
    let table = String::from_utf8_lossy(&output.stdout).into_owned();
    let child = |line: &str| {
        let (process, its_parent) = line.trim().split_once(' ')?;
        (its_parent.trim().parse() == Ok(parent)).then(|| process.parse().ok())?
    };
    let family: Vec<u32> = [parent].into_iter().chain(table.lines().filter_map(child)).collect();
    let numbers = family.iter().map(u32::to_string);
    if !Command::new("kill").arg("-KILL").args(numbers).stderr(Stdio::null()).status()?.success() && !is_gone(parent) {
        return Err(io::Error::other("the signal was not sent"));
    }
    while !family.iter().all(|process| is_gone(*process)) {
        sleep(Duration::from_millis(2));
    }
    Ok(())
}

fn id(arguments: &[impl AsRef<OsStr>]) -> Option<u32> {
    let output = Command::new("id").args(arguments).output().ok()?;
    str::from_utf8(&output.stdout).ok()?.trim().parse().ok()
}
