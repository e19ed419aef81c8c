//! Child processes under names of their own, so that a test can see which are its own.

use std::{
    fs, io,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use darasa_documents::DocumentReader;

/// The real reader.
pub const READER: &str = env!("CARGO_BIN_EXE_documents-child");

/// A program under a name that only one test uses; at most 15 characters, which is what the kernel keeps.
pub fn named(name: &str, program: impl AsRef<Path>) -> DocumentReader {
    assert!(name.len() <= 15);
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("documents");
    fs::create_dir_all(&folder).unwrap();
    let link = folder.join(name);
    match symlink(program, &link) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => panic!("{error}"),
        _ => DocumentReader {
            program: link,
            cpu: Duration::from_secs(60),
            wall: Duration::from_secs(120),
            ..DocumentReader::default()
        },
    }
}

/// One of the programs that do everything wrong.
pub fn program(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents/programs").join(name)
}

/// The ids of this process's children of this name, the dead that nobody buried among them.
pub fn children(name: &str) -> Vec<u32> {
    let processes = fs::read_dir("/proc").unwrap().filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    processes.filter(|id| is_child(*id, name)).collect()
}

fn is_child(id: u32, name: &str) -> bool {
    let Ok(stat) = fs::read_to_string(format!("/proc/{id}/stat")) else { return false };
    let (before, after) = stat.rsplit_once(") ").unwrap();
    let parent = after.split(' ').nth(1).unwrap();
    before.split_once('(').unwrap().1 == name && parent == std::process::id().to_string()
}

pub async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < Duration::from_secs(60), "never: {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// The most memory a process has held, in bytes.
pub fn peak(id: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
}
