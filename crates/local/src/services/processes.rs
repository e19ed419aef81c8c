//! Processes of this machine: whom they run as, whether they are still there, and signals for them. Read from /proc on
//! Linux, because slim images have neither `ps` nor `kill`.

use std::ffi::OsStr;
use std::io;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;
use std::thread::sleep;
use std::time::Duration;

use rustix::io::Errno;
pub use rustix::process::Signal;
use rustix::process::{Pid, kill_process};

/// Whom a server runs as when darasa runs as root: Postgres refuses to, and no other needs to.
#[derive(Clone, Copy)]
pub(crate) struct ServerUser {
    uid: u32,
    gid: u32,
}

impl ServerUser {
    pub(crate) fn if_root() -> Option<Self> {
        if !rustix::process::geteuid().is_root() {
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

    pub(crate) fn is(self, uid: u32) -> bool {
        self.uid == uid
    }

    pub(crate) fn run(self, command: &mut Command) {
        command.uid(self.uid).gid(self.gid);
    }
}

/// One line of the process table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Process {
    pub id: u32,
    pub parent: u32,
    /// Program and arguments; empty when it has ended and nobody has reaped it yet.
    pub command_line: String,
}

/// All processes of the machine.
pub fn all() -> io::Result<Vec<Process>> {
    table::read()
}

pub fn children_of(parent: u32) -> io::Result<Vec<u32>> {
    let children = all()?.into_iter().filter(|process| process.parent == parent);
    Ok(children.map(|process| process.id).collect())
}

/// Sends a signal; false when there is no such process.
pub fn send(process: u32, signal: Signal) -> io::Result<bool> {
    let Some(id) = Pid::from_raw(process as i32) else { return Ok(false) };
    match kill_process(id, signal) {
        Err(Errno::SRCH) => Ok(false),
        sent => sent.map(|()| true).map_err(io::Error::from),
    }
}

/// The command line of a process: nothing when there is no such process, empty when nobody has reaped it yet.
pub(crate) fn command_line(process: u32) -> io::Result<Option<String>> {
    table::command_line(process)
}

pub(crate) fn is_gone(process: u32) -> bool {
    command_line(process).is_ok_and(|line| line.is_none_or(|line| line.trim().is_empty()))
}

/// Kills a process and its children, and returns when none of them is left: a server whose children still live does not
/// start again.
pub(crate) fn kill_family(parent: u32) -> io::Result<()> {
    let family: Vec<u32> = [parent].into_iter().chain(children_of(parent)?).collect();
    for process in &family {
        send(*process, Signal::KILL)?;
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

#[cfg(target_os = "linux")]
mod table {
    use std::{fs, io};

    use super::Process;

    pub fn read() -> io::Result<Vec<Process>> {
        let entries = fs::read_dir("/proc")?.flatten();
        let ids = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        // What ends meanwhile is left out.
        Ok(ids.filter_map(process).collect())
    }

    fn process(id: u32) -> Option<Process> {
        let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
        // The program's name stands in parentheses and may have any characters, these too.
        let (_, after_name) = stat.rsplit_once(')')?;
        let parent = after_name.split_whitespace().nth(1)?.parse().ok()?;
        Some(Process { id, parent, command_line: command_line(id).ok()?? })
    }

    pub fn command_line(process: u32) -> io::Result<Option<String>> {
        match fs::read(format!("/proc/{process}/cmdline")) {
            Ok(line) => Ok(Some(String::from_utf8_lossy(&line).replace('\0', " "))),
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// macOS has no /proc, but always `ps`.
#[cfg(not(target_os = "linux"))]
mod table {
    use std::{io, process::Command};

    use super::{PS_COLUMNS, Process, read_ps};

    pub fn read() -> io::Result<Vec<Process>> {
        ps(&["-A"])
    }

    pub fn command_line(process: u32) -> io::Result<Option<String>> {
        Ok(ps(&["-p", &process.to_string()])?.pop().map(|process| process.command_line))
    }

    fn ps(which: &[&str]) -> io::Result<Vec<Process>> {
        let output = Command::new("ps").args(["-ww", "-o", PS_COLUMNS]).args(which).output()?;
        Ok(read_ps(&String::from_utf8_lossy(&output.stdout)))
    }
}

#[cfg(any(test, not(target_os = "linux")))]
const PS_COLUMNS: &str = "pid=,ppid=,stat=,args=";

/// What has ended and is not reaped yet has no command line, whatever `ps` writes in its place.
#[cfg(any(test, not(target_os = "linux")))]
fn read_ps(table: &str) -> Vec<Process> {
    let process = |line: &str| {
        let (id, rest) = line.trim().split_once(' ')?;
        let (parent, rest) = rest.trim_start().split_once(' ')?;
        let (state, command_line) = rest.trim_start().split_once(' ').unwrap_or((rest.trim_start(), ""));
        let command_line = if state.starts_with('Z') { "" } else { command_line.trim_start() };
        Some(Process { id: id.parse().ok()?, parent: parent.parse().ok()?, command_line: command_line.to_owned() })
    };
    table.lines().filter_map(process).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_child_is_found_with_its_command_line_and_gone_after_its_signal() {
        let mut child = Command::new("sleep").arg("60").spawn().unwrap();

        assert!(children_of(std::process::id()).unwrap().contains(&child.id()));
        let line = || command_line(child.id()).unwrap().unwrap();
        while !line().contains("sleep") {
            sleep(Duration::from_millis(1));
        }
        assert!(!is_gone(child.id()));

        assert!(send(child.id(), Signal::TERM).unwrap());
        child.wait().unwrap();
        assert!(is_gone(child.id()));
        assert!(!send(child.id(), Signal::TERM).unwrap());
    }
    #[test]
    fn a_table_of_ps_is_read_with_spaces_in_arguments_and_without_what_has_ended() {
        let table = "    1     0 Ss   /sbin/launchd\n  501     1 S    /opt/postgres -D /Users/ada/my data\n\
                     \x20 502   501 Z    (postgres)\n  503   501 Z+   <defunct>\nnonsense\n";

        let read: Vec<_> = read_ps(table).into_iter().map(|it| (it.id, it.parent, it.command_line)).collect();

        let line = |id, parent, line: &str| (id, parent, line.to_owned());
        let postgres = "/opt/postgres -D /Users/ada/my data";
        assert_eq!(read, [line(1, 0, "/sbin/launchd"), line(501, 1, postgres), line(502, 501, ""), line(503, 501, "")]);
    }

    #[test]
    fn ps_writes_the_columns_that_are_read() {
        let Ok(output) = Command::new("ps").args(["-ww", "-o", PS_COLUMNS, "-p", "1"]).output() else {
            println!("a slim image has no ps; macOS, which needs it, always has");
            return;
        };
        let read = read_ps(&String::from_utf8_lossy(&output.stdout));
        assert_eq!(read.iter().map(|it| (it.id, it.parent)).collect::<Vec<_>>(), [(1, 0)]);
    }
}
