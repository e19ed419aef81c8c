//! Private file: readable by its owner alone, and replaced atomically, so that a reader never sees half of one.

use std::{
    fs::{self, OpenOptions, Permissions},
    io::{self, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

const OWNER_ONLY: u32 = 0o600;

pub fn write(path: &Path, content: &[u8]) -> io::Result<()> {
    // The file that a link leads to is replaced, not the link.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let next = beside(&path);
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(OWNER_ONLY).open(&next)?;
    // One that an interrupted run left keeps the mode it had.
    file.set_permissions(Permissions::from_mode(OWNER_ONLY))?;
    file.write_all(content)?;
    file.sync_all()?;
    fs::rename(next, path)
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".darasa-new");
    path.with_file_name(name)
}
