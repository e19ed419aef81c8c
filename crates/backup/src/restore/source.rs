//! Restore source: an archive at a storage by its id, the newest one there, or a file.

use std::{
    fs::File,
    path::{Path, PathBuf},
};

use super::Archive;
use crate::{
    archive::{ArchiveId, MANIFEST_LIMIT, Sidecar},
    backups,
    error::{Error, Result, io},
    identity::Identity,
    progress::Bars,
    storage::Storage,
};

const ENDING: &str = ".tar.zst.age";

pub enum Source {
    Id(Storage, ArchiveId),
    Newest(Storage),
    File(PathBuf),
}

/// What somebody may write for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    Id(ArchiveId),
    Newest,
    File(PathBuf),
}

impl Wanted {
    pub fn parse(text: &str) -> Result<Self> {
        if text == "newest" {
            return Ok(Self::Newest);
        }
        if let Some(id) = ArchiveId::parse(text) {
            return Ok(Self::Id(id));
        }
        if text.contains('/') || text.ends_with(ENDING) {
            return Ok(Self::File(text.into()));
        }
        Err(Error::misused(format!("{text:?} is no archive's id, nor `newest`, nor the path of a file")))
    }
}

impl Source {
    /// Refuses what the key cannot open before it is fetched.
    pub(super) async fn open(self, identity: &Identity, bars: Bars) -> Result<Archive> {
        let (storage, id) = match self {
            Self::File(path) => return of_file(&path, identity),
            Self::Id(storage, id) => (storage, id),
            Self::Newest(storage) => {
                let newest = backups::newest(&storage).await?;
                let newest =
                    newest.ok_or_else(|| Error::failed(format!("there is no archive at {}", storage.location)))?;
                (storage, newest.manifest.id)
            }
        };
        let sidecar = backups::sidecar(&storage, &id).await?;
        identity.must_be_among(&sidecar.manifest.recipients)?;
        let progress = bars.start("fetching", sidecar.archive.bytes);
        let file = storage.fetch(&id.archive_name(), sidecar.archive.bytes, &progress).await?;
        Ok(Archive::new(file, sidecar))
    }
}

fn of_file(path: &Path, identity: &Identity) -> Result<Archive> {
    let file = File::open(path).map_err(io("opening", path))?;
    let beside = beside(path);
    let json = match File::open(&beside) {
        Ok(json) => read_limited(json, &beside)?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let name = beside.file_name().unwrap_or_default().display();
            return Err(Error::archive(format!("unfinished: it has no {name}")));
        }
        Err(error) => return Err(io("opening", &beside)(error)),
    };
    let sidecar = Sidecar::parse(&json)?;
    identity.must_be_among(&sidecar.manifest.recipients)?;
    Ok(Archive::new(file, sidecar))
}

fn read_limited(file: File, path: &Path) -> Result<Vec<u8>> {
    let mut json = Vec::new();
    let mut limited = std::io::Read::take(file, 2 * MANIFEST_LIMIT);
    std::io::Read::read_to_end(&mut limited, &mut json).map_err(io("reading", path))?;
    Ok(json)
}

fn beside(archive: &Path) -> PathBuf {
    let name = archive.file_name().unwrap_or_default().to_string_lossy();
    archive.with_file_name(format!("{}.json", name.strip_suffix(ENDING).unwrap_or(&name)))
}
