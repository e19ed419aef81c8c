//! Temporary files of tests and of the servers that they start: each name tells which process it belongs to, so that
//! what a killed one left can be told from what is in use.

use std::{
    env::temp_dir,
    ffi::OsStr,
    fs,
    io::{self, Write},
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::atomic::{AtomicU64, Ordering},
};

use super::{
    packages::progress,
    processes::{ServerUser, is_gone},
};

/// Long enough that nobody else's file begins with it.
const PREFIX: &str = "darasa-of-process-";

/// A file, socket or folder of some process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Temporary {
    pub path: PathBuf,
    pub process: u32,
    pub bytes: u64,
}

impl Temporary {
    pub fn is_abandoned(&self) -> bool {
        is_gone(self.process)
    }
}

/// Writes a program that a test then starts. By a process of its own: what is open for writing here is so in whatever
/// another thread is just starting, and cannot be run for that moment (ETXTBSY).
pub fn write_program(path: &Path, text: &str) -> io::Result<()> {
    let mut shell = Command::new("/bin/sh")
        .args(["-c", "/bin/cat >\"$0\" && /bin/chmod 755 \"$0\""])
        .arg(path)
        .stdin(Stdio::piped())
        .spawn()?;
    if let Some(mut input) = shell.stdin.take() {
        input.write_all(text.as_bytes())?;
    }
    if shell.wait()?.success() { Ok(()) } else { Err(io::Error::other(format!("{} is not written", path.display()))) }
}

/// A path that nobody has yet, for this process. Its name is short: a socket's path may have a hundred bytes, of which
/// the temporary folder of macOS takes half.
pub fn path(kind: &str) -> PathBuf {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    temp_dir().join(format!("{PREFIX}{}-{kind}-{number}", std::process::id()))
}

/// All that this user's processes have made, whether they still run or not.
pub fn list(parent: &Path) -> io::Result<Vec<Temporary>> {
    let server = ServerUser::if_root();
    // A server that root starts runs as somebody else, and so does what it keeps.
    let is_ours = |uid| uid == rustix::process::geteuid().as_raw() || server.is_some_and(|user| user.is(uid));
    let entries = fs::read_dir(parent)?.flatten();
    let mut found: Vec<_> = entries.filter_map(|entry| read(entry.path(), is_ours)).collect();
    found.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(found)
}

fn read(path: PathBuf, is_ours: impl Fn(u32) -> bool) -> Option<Temporary> {
    let process = owner(path.file_name()?)?;
    let metadata = fs::symlink_metadata(&path).ok().filter(|metadata| is_ours(metadata.uid()))?;
    let bytes = if metadata.is_dir() { progress::size_of(&path) } else { metadata.len() };
    Some(Temporary { path, process, bytes })
}

fn owner(name: &OsStr) -> Option<u32> {
    name.to_str()?.strip_prefix(PREFIX)?.split_once('-')?.0.parse().ok()
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn a_name_tells_the_process_and_other_names_are_nobodys() {
        let path = path("redis");
        assert_eq!(owner(path.file_name().unwrap()), Some(std::process::id()));
        for name in ["darasa-of-process-", "darasa-of-process-x-redis-0", "darasa-of-process-12", "darasa-12-redis-0"] {
            assert_eq!(owner(name.as_ref()), None, "{name}");
        }
    }

    #[test]
    fn only_what_a_process_left_that_has_ended_is_abandoned() {
        let parent = path("parent");
        fs::create_dir(&parent).unwrap();
        let mut ended = Command::new("true").spawn().unwrap();
        ended.wait().unwrap();
        let name = |process: u32| parent.join(format!("{PREFIX}{process}-x-0"));
        let (left, in_use) = (name(ended.id()), name(std::process::id()));
        fs::create_dir(&left).unwrap();
        fs::write(left.join("file"), [0; 1000]).unwrap();
        fs::write(&in_use, "").unwrap();
        fs::create_dir(parent.join("darasa-fork")).unwrap();

        let list = list(&parent).unwrap();
        let abandoned: Vec<_> = list.iter().filter(|it| it.is_abandoned()).collect();

        assert_eq!(list.len(), 2, "{list:?}");
        assert_eq!(abandoned.iter().map(|it| (&it.path, it.bytes)).collect::<Vec<_>>(), [(&left, 1000)]);
        fs::remove_dir_all(&parent).unwrap();
    }
}
