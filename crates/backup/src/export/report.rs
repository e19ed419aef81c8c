//! Export report: what was written, and what about it looks like a loss.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{
    archive::{ArchiveId, Sidecar},
    error::{Result, thousands},
};

/// Tables that a mistake empties and nobody's use does: half of their rows gone since the last archive is an alarm.
const WATCHED: [&str; 5] = ["users", "job_infos", "questions", "answers", "interviews"];

/// What was written; nothing of it is secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    pub id: ArchiveId,
    pub created_at: String,
    pub bytes: u64,
    pub sha256: String,
    pub rows: u64,
    pub schema: i32,
    pub tables: BTreeMap<String, u64>,
    /// The archive is good, and something about it looks like a loss.
    pub alarms: Vec<String>,
}

impl Report {
    pub(super) fn new(sidecar: &Sidecar, before: Result<Option<Sidecar>>) -> Self {
        let manifest = &sidecar.manifest;
        let tables: BTreeMap<_, _> =
            manifest.tables.iter().map(|table| (table.table.name.clone(), table.sums.rows)).collect();
        Self {
            id: manifest.id.clone(),
            created_at: manifest.created_at.clone(),
            bytes: sidecar.archive.bytes,
            sha256: sidecar.archive.sha256.clone(),
            rows: sidecar.rows(),
            schema: manifest.schema.version,
            alarms: match before {
                Ok(before) => before.map(|before| losses(&tables, &before)).unwrap_or_default(),
                // That is no reason to have no new one.
                Err(error) => vec![format!("the archive before this one cannot be compared: {error}")],
            },
            tables,
        }
    }
}

fn losses(now: &BTreeMap<String, u64>, before: &Sidecar) -> Vec<String> {
    let watched = before.manifest.tables.iter().filter(|table| WATCHED.contains(&table.table.name.as_str()));
    let lost = watched.filter_map(|table| {
        let (name, was) = (&table.table.name, table.sums.rows);
        let is = now.get(name).copied().unwrap_or_default();
        let id = &before.manifest.id;
        (is < was.div_ceil(2)).then(|| format!("{name} has {} rows, and {} in {id}", thousands(is), thousands(was)))
    });
    lost.collect()
}
