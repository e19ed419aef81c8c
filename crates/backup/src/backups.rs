//! Backup listing: the archives at a storage, how old the newest is, and what was begun and never finished.

use futures_util::{StreamExt, TryStreamExt, stream};
use serde::Serialize;

use crate::{
    archive::{ArchiveId, Sidecar},
    error::{Error, Result},
    storage::{Entry, Storage},
};

/// A weekly export, and a day for it to be late.
pub const OLDEST_SECONDS: i64 = 8 * 24 * 60 * 60;
const AT_ONCE: usize = 8;

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Listing {
    /// The newest first.
    pub archives: Vec<Listed>,
    /// Archives without their JSON, which do not count.
    pub unfinished: Vec<ArchiveId>,
    /// Why the newest does not protect anybody; none when all is well.
    pub alarm: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Listed {
    pub id: ArchiveId,
    pub age_seconds: i64,
    pub bytes: u64,
    pub schema: Option<i32>,
    pub rows: Option<u64>,
    /// Why it cannot be restored, as far as its name, its size and its JSON tell.
    pub problem: Option<String>,
}

/// The JSON of an archive, with the answers for one that is not there.
pub async fn sidecar(storage: &Storage, id: &ArchiveId) -> Result<Sidecar> {
    let archive = storage.size(&id.archive_name()).await?;
    match (storage.get_small(&id.sidecar_name()).await?, archive) {
        (Some(json), Some(_)) => {
            let sidecar = Sidecar::parse(&json)?;
            let is_its_own = sidecar.manifest.id == *id;
            is_its_own
                .then_some(sidecar)
                .ok_or_else(|| Error::archive(format!("{} is of another archive", id.sidecar_name())))
        }
        (None, Some(_)) => Err(Error::archive(format!("unfinished: it has no {}", id.sidecar_name()))),
        _ => Err(Error::failed(format!("there is no archive {id} at {}", storage.location))),
    }
}

/// The JSON of the newest archive that has one. None where there is no archive.
pub async fn newest(storage: &Storage) -> Result<Option<Sidecar>> {
    match complete(&storage.list().await?).pop() {
        Some(id) => sidecar(storage, &id).await.map(Some),
        None => Ok(None),
    }
}

pub async fn list(storage: &Storage, now: jiff::Timestamp) -> Result<Listing> {
    let entries = storage.list().await?;
    let complete = complete(&entries);
    let unfinished = entries.iter().filter_map(|entry| ArchiveId::of_archive(&entry.name));
    let unfinished = unfinished.filter(|id| !complete.contains(id)).collect();
    let look = |id: ArchiveId| async {
        let bytes = size(&entries, &id);
        let known = match sidecar(storage, &id).await {
            Ok(sidecar) => Ok(sidecar),
            Err(Error::Failed(reason)) => return Err(Error::Failed(reason)),
            Err(error) => Err(error.to_string()),
        };
        Ok(listed(id, bytes, known, now))
    };
    let archives: Vec<_> = stream::iter(complete.into_iter().rev().map(look)).buffered(AT_ONCE).try_collect().await?;
    let alarm = alarm(archives.first());
    Ok(Listing { archives, unfinished, alarm })
}

fn listed(id: ArchiveId, bytes: u64, known: Result<Sidecar, String>, now: jiff::Timestamp) -> Listed {
    let (sidecar, problem) = match known {
        Ok(sidecar) if sidecar.archive.bytes == bytes => (Some(sidecar), None),
        Ok(sidecar) => {
            let problem = format!("{bytes} bytes instead of {}", sidecar.archive.bytes);
            (Some(sidecar), Some(problem))
        }
        Err(problem) => (None, Some(problem)),
    };
    let age_seconds = sidecar.as_ref().map_or(0, |sidecar| now.as_second() - sidecar.created_at().as_second());
    let schema = sidecar.as_ref().map(|sidecar| sidecar.manifest.schema.version);
    let rows = sidecar.as_ref().map(Sidecar::rows);
    Listed { id, age_seconds, bytes, schema, rows, problem }
}

fn alarm(newest: Option<&Listed>) -> Option<String> {
    match newest {
        None => Some("there is no archive".to_owned()),
        Some(Listed { id, problem: Some(problem), .. }) => Some(format!("the newest archive, {id}: {problem}")),
        Some(Listed { id, age_seconds, .. }) if *age_seconds > OLDEST_SECONDS => {
            Some(format!("the newest archive, {id}, is {} days old", age_seconds / (24 * 60 * 60)))
        }
        Some(_) => None,
    }
}

/// Ids that have both an archive and a JSON; the newest last.
fn complete(entries: &[Entry]) -> Vec<ArchiveId> {
    let has = |name: String| entries.binary_search_by(|entry| entry.name.cmp(&name)).is_ok();
    let ids = entries.iter().filter_map(|entry| ArchiveId::of_archive(&entry.name));
    ids.filter(|id| has(id.sidecar_name())).collect()
}

fn size(entries: &[Entry], id: &ArchiveId) -> u64 {
    let name = id.archive_name();
    entries.binary_search_by(|entry| entry.name.cmp(&name)).map_or(0, |at| entries[at].bytes)
}
