//! Data folders: where the private servers of each clone keep their data, and which clone they belong to.

use std::{
    fs::{self, File, Permissions, TryLockError},
    io,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use aws_lc_rs::digest::{SHA256, digest};

use super::{packages::progress, processes::ServerUser};

/// Names the clone, in each folder.
const CLONE: &str = "clone";

/// What the servers of one clone keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataFolder {
    pub folder: PathBuf,
    /// None in a folder of an earlier release, which did not note it.
    pub clone: Option<PathBuf>,
    pub bytes: u64,
    /// A server runs on it.
    pub in_use: bool,
}

impl DataFolder {
    /// A clone that cannot be looked for, in a folder that is closed to us, is not gone.
    pub fn is_abandoned(&self) -> bool {
        !self.in_use && self.clone.as_ref().is_some_and(|clone| clone.try_exists().is_ok_and(|exists| !exists))
    }

    fn read(folder: PathBuf) -> Self {
        let clone = fs::read_to_string(folder.join(CLONE)).ok().map(PathBuf::from);
        let slots = fs::read_dir(&folder).into_iter().flatten().flatten();
        let in_use = slots.into_iter().any(|slot| is_locked(&slot.path().join("log")));
        Self { bytes: progress::size_of(&folder), folder, clone, in_use }
    }
}

/// Where those of this user are.
pub fn home() -> PathBuf {
    parent(ServerUser::if_root())
}

/// Those of all clones that servers were started for.
pub fn list(parent: &Path) -> io::Result<Vec<DataFolder>> {
    let entries = match fs::read_dir(parent) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let folders = entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir());
    let mut folders: Vec<_> = folders.map(DataFolder::read).collect();
    folders.sort_by(|one, other| one.clone.cmp(&other.clone));
    Ok(folders)
}

/// One for each clone, outside root's home when the server runs as somebody else.
pub(crate) fn create(clone: &Path, user: Option<ServerUser>) -> io::Result<PathBuf> {
    let clone = clone.canonicalize()?;
    let digest = digest(&SHA256, clone.as_os_str().as_encoded_bytes());
    let key: String = digest.as_ref()[..6].iter().map(|byte| format!("{byte:02x}")).collect();
    let parent = parent(user);
    let folder = parent.join(key);
    fs::create_dir_all(&folder)?;
    if user.is_some() {
        // Whatever root's umask is, the server's user must be able to walk through.
        for folder in [&parent, &folder] {
            fs::set_permissions(folder, Permissions::from_mode(0o755))?;
        }
    }
    fs::write(folder.join(CLONE), clone.as_os_str().as_encoded_bytes())?;
    Ok(folder)
}

fn parent(user: Option<ServerUser>) -> PathBuf {
    user.map_or_else(user_state, |_| PathBuf::from("/var/lib/darasa"))
}

#[expect(clippy::disallowed_methods, reason = "where state is kept is the laptop's matter")]
fn user_state() -> PathBuf {
    let chosen = std::env::var_os("XDG_STATE_HOME").map(PathBuf::from);
    let home = || std::env::home_dir().unwrap_or_else(std::env::temp_dir);
    let state = chosen.filter(|path| path.is_absolute());
    state.unwrap_or_else(|| home().join(".local/state")).join("darasa")
}

fn is_locked(log: &Path) -> bool {
    File::open(log).is_ok_and(|log| matches!(log.try_lock(), Err(TryLockError::WouldBlock)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::temporary;

    #[test]
    fn a_folder_is_abandoned_when_its_clone_is_gone_and_no_server_runs() {
        let parent = temporary::path("data-folders");
        let slot = parent.join("0a1b/test-1");
        fs::create_dir_all(&slot).unwrap();
        fs::write(parent.join("0a1b/clone"), "/nowhere/darasa").unwrap();
        let log = File::create(slot.join("log")).unwrap();
        fs::write(slot.join("data"), [0; 1000]).unwrap();
        fs::create_dir_all(parent.join("of-an-earlier-release")).unwrap();

        log.lock().unwrap();
        let busy = list(&parent).unwrap();
        log.unlock().unwrap();
        let idle = list(&parent).unwrap();
        fs::remove_dir_all(&parent).unwrap();

        assert_eq!(busy.iter().map(DataFolder::is_abandoned).collect::<Vec<_>>(), [false, false]);
        assert_eq!(
            idle.iter().map(DataFolder::is_abandoned).collect::<Vec<_>>(),
            [false, true],
            "one is of unknown origin"
        );
        assert_eq!(idle[1].bytes, 1015);
    }
}
