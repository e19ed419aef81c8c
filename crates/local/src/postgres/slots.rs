//! The places on disk where private servers live. A slot holds one server's data and belongs to one process at a time.

use std::fs::{self, File, Permissions};
use std::io;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::sleep;
use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};

use super::{Purpose, StartError, hex};

const TEST_SLOTS: u32 = 64;

/// A folder, taken for as long as this value or the server's watchdog lives.
pub(super) struct Slot {
    pub(super) folder: PathBuf,
    pub(super) user: Option<ServerUser>,
    /// The log is also the lock, so that whatever writes to it keeps the slot taken.
    pub(super) log: File,
}

impl Slot {
    pub(super) fn take(purpose: Purpose, clone: &Path) -> Result<Self, StartError> {
        let user = ServerUser::if_root();
        let home = home_of(clone, user)?;
        match purpose {
            Purpose::Dev => {
                let folder = home.join("dev");
                Self::try_take(&folder, user)?.ok_or_else(|| StartError::Taken { owner: owner_of(&folder) })
            }
            Purpose::Test => (1..=TEST_SLOTS)
                .find_map(|number| Self::try_take(&home.join(format!("test-{number}")), user).transpose())
                .unwrap_or(Err(StartError::Taken { owner: None })),
        }
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// A program that runs as the server's user, in a folder which that user may enter.
    pub(super) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.folder).env("LC_ALL", "C");
        if let Some(user) = self.user {
            use std::os::unix::process::CommandExt;
            command.uid(user.uid).gid(user.gid);
        }
        command
    }

    /// Writes a file that only the server's user (and root) can read.
    pub(super) fn write_private(&self, name: &str, content: &str) -> Result<(), StartError> {
        let path = self.path(name);
        File::create(&path)
            .and_then(|file| file.set_permissions(Permissions::from_mode(0o600)))
            .and_then(|()| fs::write(&path, content))
            .and_then(|()| give(&path, self.user))
            .map_err(StartError::io("writing", &path))
    }

    fn try_take(folder: &Path, user: Option<ServerUser>) -> Result<Option<Self>, StartError> {
        let log_path = folder.join("log");
        let log = open_log(folder, &log_path, user).map_err(StartError::io("preparing", folder))?;
        // An owner that was killed leaves a server that is just being stopped; only a living owner is a reason to give up.
        while log.try_lock().is_err() {
            if owner_of(folder).is_none_or(|owner| !matches!(command_line(owner), Ok(None))) {
                return Ok(None);
            }
            sleep(Duration::from_millis(20));
        }

        let slot = Slot { folder: folder.to_owned(), user, log };
        slot.log.set_len(0).map_err(StartError::io("emptying", &log_path))?;
        slot.write_private("owner", &std::process::id().to_string())?;
        Ok(Some(slot))
    }
}

/// Whom Postgres runs as when darasa runs as root, for Postgres refuses to.
#[derive(Clone, Copy)]
pub(super) struct ServerUser {
    uid: u32,
    gid: u32,
}

impl ServerUser {
    fn if_root() -> Option<Self> {
        let id = |arguments: &[&str]| {
            let output = Command::new("id").args(arguments).output().ok()?;
            String::from_utf8(output.stdout).ok()?.trim().parse::<u32>().ok()
        };
        if id(&["-u"]) != Some(0) {
            return None;
        }
        let named = |name| Some(ServerUser { uid: id(&["-u", name])?, gid: id(&["-g", name])? });
        named("postgres").or_else(|| named("nobody"))
    }
}

/// The command line of a process, or nothing when there is no such process.
pub(super) fn command_line(process: u32) -> io::Result<Option<String>> {
    if Path::new("/proc/self/cmdline").exists() {
        return match fs::read(format!("/proc/{process}/cmdline")) {
            Ok(line) => Ok(Some(String::from_utf8_lossy(&line).replace('\0', " "))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        };
    }
    let output = Command::new("ps").args(["-ww", "-o", "args=", "-p", &process.to_string()]).output()?;
    Ok(output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned()))
}

fn owner_of(folder: &Path) -> Option<u32> {
    fs::read_to_string(folder.join("owner")).ok()?.parse().ok()
}

/// One home for each clone, outside root's own when the server runs as somebody else.
fn home_of(clone: &Path, user: Option<ServerUser>) -> Result<PathBuf, StartError> {
    let clone = clone.canonicalize().map_err(StartError::io("looking for", clone))?;
    let key = hex(&digest(&SHA256, clone.as_os_str().as_encoded_bytes()).as_ref()[..6]);
    let state = if user.is_some() { PathBuf::from("/var/lib/darasa") } else { user_state().join("darasa") };
    let home = state.join(key);

    fs::create_dir_all(&home).map_err(StartError::io("creating", &home))?;
    if user.is_some() {
        // Whatever root's umask is, the server's user must be able to walk through.
        for folder in [&state, &home] {
            fs::set_permissions(folder, Permissions::from_mode(0o755)).map_err(StartError::io("opening", folder))?;
        }
    }
    Ok(home)
}

#[expect(clippy::disallowed_methods, reason = "where a user keeps state is a matter of this laptop, not a setting")]
fn user_state() -> PathBuf {
    let chosen = std::env::var_os("XDG_STATE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    chosen.unwrap_or_else(|| std::env::home_dir().unwrap_or_else(std::env::temp_dir).join(".local/state"))
}

fn open_log(folder: &Path, log: &Path, user: Option<ServerUser>) -> io::Result<File> {
    fs::create_dir_all(folder)?;
    fs::set_permissions(folder, Permissions::from_mode(0o700))?;
    give(folder, user)?;
    let file = File::options().create(true).append(true).open(log)?;
    give(log, user)?;
    Ok(file)
}

fn give(path: &Path, user: Option<ServerUser>) -> io::Result<()> {
    user.map_or(Ok(()), |user| chown(path, Some(user.uid), Some(user.gid)))
}
