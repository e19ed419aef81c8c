//! Slots on disk where private servers live. A slot holds one server's data and belongs to one process at a time.

use std::ffi::OsStr;
use std::fs::{self, File, Permissions, TryLockError};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use super::{Purpose, StartError};
use crate::services::data_folders;
use crate::services::processes::{ServerUser, is_gone};

const TEST_SLOTS: u32 = 64;

/// A folder, taken for as long as this value or the server's watchdog lives.
pub(super) struct Slot {
    pub(super) folder: PathBuf,
    user: Option<ServerUser>,
    /// The log is also the lock, so that whoever writes to it keeps the slot taken.
    log: File,
}

impl Slot {
    pub(super) fn take(purpose: Purpose, checkout: &Path) -> Result<Self, StartError> {
        let user = ServerUser::if_root();
        let home =
            data_folders::create(checkout, user).map_err(StartError::io("creating the data folder of", checkout))?;
        let free = |name: &str| Self::take_if_free(home.join(name), user);

        if purpose == Purpose::Dev {
            let owner = || owner_of(&home.join("dev"));
            return free("dev")?.ok_or_else(|| StartError::Taken { owner: owner() });
        }
        (1..=TEST_SLOTS)
            .find_map(|number| free(&format!("test-{number}")).transpose())
            .unwrap_or(Err(StartError::NoSlot))
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// For a program's output: it holds the slot for as long as the program runs.
    pub(super) fn log(&self) -> Result<Stdio, StartError> {
        let shared = self.log.try_clone();
        Ok(shared.map_err(StartError::io("sharing", &self.path("log")))?.into())
    }

    /// A program that runs as the server's user, in a folder which that user may enter.
    pub(super) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.folder).env("LC_ALL", "C");
        if let Some(user) = self.user {
            user.run(&mut command);
        }
        command
    }

    pub(super) fn run(&self, command: &mut Command) -> Result<(), StartError> {
        let program = command.get_program().to_owned();
        command.stdin(Stdio::null()).stdout(self.log()?).stderr(self.log()?);
        let status = command.status().map_err(StartError::io("starting", program.as_ref()))?;
        if status.success() { Ok(()) } else { Err(self.failed(program.as_ref())) }
    }

    pub(super) fn failed(&self, program: &Path) -> StartError {
        StartError::failed(program, &self.path("log"))
    }

    pub(super) fn read(&self, name: &str) -> Result<String, StartError> {
        let path = self.path(name);
        fs::read_to_string(&path).map_err(StartError::io("reading", &path))
    }

    /// Writes a file that only the server's user (and root) can read.
    pub(super) fn write(&self, name: &str, content: &str) -> Result<(), StartError> {
        let path = self.path(name);
        File::create(&path)
            .and_then(|file| file.set_permissions(Permissions::from_mode(0o600)))
            .and_then(|()| fs::write(&path, content))
            .and_then(|()| give(&path, self.user))
            .map_err(StartError::io("writing", &path))
    }

    fn take_if_free(folder: PathBuf, user: Option<ServerUser>) -> Result<Option<Self>, StartError> {
        let log = lock(&folder, user).map_err(StartError::io("locking", &folder))?;
        let Some(log) = log else { return Ok(None) };

        let slot = Slot { folder, user, log };
        slot.log.set_len(0).map_err(StartError::io("emptying", &slot.path("log")))?;
        slot.write("owner", &std::process::id().to_string())?;
        Ok(Some(slot))
    }
}

impl Drop for Slot {
    /// Closing the log is not enough: a program that another thread is starting has a copy of it until it executes, on
    /// a busy machine for a while, and the lock ends with the last copy. A server stops before its slot is dropped.
    fn drop(&mut self) {
        if let Err(error) = self.log.unlock() {
            tracing::warn!(%error, "a data folder stays locked until this process ends");
        }
    }
}

fn lock(folder: &Path, user: Option<ServerUser>) -> io::Result<Option<File>> {
    fs::create_dir_all(folder)?;
    fs::set_permissions(folder, Permissions::from_mode(0o700))?;
    give(folder, user)?;
    let path = folder.join("log");
    let log = File::options().create(true).append(true).open(&path)?;
    give(&path, user)?;

    loop {
        match log.try_lock() {
            Ok(()) => return Ok(Some(log)),
            // The server of an owner that was killed is just being stopped; only a living owner is worth giving up for.
            Err(TryLockError::WouldBlock) if owner_of(folder).is_some_and(is_gone) => {
                sleep(Duration::from_millis(20));
            }
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
}

fn owner_of(folder: &Path) -> Option<u32> {
    fs::read_to_string(folder.join("owner")).ok()?.parse().ok()
}

fn give(path: &Path, user: Option<ServerUser>) -> io::Result<()> {
    user.map_or(Ok(()), |user| user.own(path))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::temporary;

    #[test]
    fn a_slot_is_free_at_once_although_a_program_that_is_being_started_has_a_copy_of_its_log() {
        let checkout = temporary::path("copied-log");
        fs::create_dir_all(&checkout).expect("a folder that stands for a clone");
        let first = Slot::take(Purpose::Test, &checkout).expect("no slot is taken");
        let folder = first.folder.clone();
        let copy = first.log.try_clone().expect("a copy of its log");

        let other = Slot::take(Purpose::Test, &checkout).expect("another slot");
        assert_ne!(other.folder, folder);
        drop(first);
        let next = Slot::take(Purpose::Test, &checkout).expect("the first slot");

        assert_eq!(next.folder, folder);
        drop(copy);
        fs::remove_dir_all(folder.parent().expect("the folder of this clone's data")).expect("removing the data");
        fs::remove_dir_all(&checkout).expect("removing the clone");
    }
}
