//! Manifest: what is in an archive and which schema it has; inside the archive, and beside it with the checksums.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{ArchiveId, TableSums};
use crate::error::{Error, Result};

pub const FORMAT: &str = "darasa-export";
pub const VERSION: u32 = 1;
/// `copy … (format text)`, in UTF-8.
pub const ROWS: &str = "copy-text/utf8";
/// A name in Postgres has no more bytes.
const NAME_LIMIT: usize = 63;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest<T = Table> {
    pub format: String,
    pub version: u32,
    pub id: ArchiveId,
    /// When the snapshot was taken, by the database's clock.
    pub created_at: String,
    /// The version of darasa that wrote it.
    pub darasa: String,
    pub postgres: String,
    pub schema: Schema,
    pub rows: String,
    /// The public keys that it is encrypted to.
    pub recipients: Vec<String>,
    pub tables: Vec<T>,
    /// None of our tables has one; the format has to be taught before.
    pub sequences: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schema {
    pub version: i32,
    pub migrations: Vec<MigrationEntry>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MigrationEntry {
    pub version: i32,
    pub name: String,
    /// As text: not every reader of JSON knows 64 bits.
    pub checksum: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    pub name: String,
    pub columns: Vec<String>,
    pub types: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SummedTable {
    #[serde(flatten)]
    pub table: Table,
    #[serde(flatten)]
    pub sums: TableSums,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checksums {
    pub tables: BTreeMap<String, TableSums>,
}

/// The encrypted file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArchiveFile {
    pub bytes: u64,
    pub sha256: String,
}

/// The JSON beside an archive. Without it the archive does not exist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sidecar {
    #[serde(flatten)]
    pub manifest: Manifest<SummedTable>,
    pub archive: ArchiveFile,
}

#[derive(Deserialize)]
struct Named {
    format: String,
    version: u32,
}

impl Manifest {
    pub fn parse(json: &[u8]) -> Result<Self> {
        let manifest: Self = parse(json, "an age file, but not an export of darasa")?;
        manifest.check()?;
        Ok(manifest)
    }
}

impl<T: AsRef<Table>> Manifest<T> {
    /// Names become file names and SQL, and are shown.
    fn check(&self) -> Result<()> {
        let refuse = |what: &str| Err(Error::archive(format!("not an export of darasa: {what}")));
        if self.rows != ROWS {
            return refuse("its rows are in no format that is known here");
        }
        if !self.sequences.is_empty() {
            return refuse("it has sequences");
        }
        if self.created_at.parse::<jiff::Timestamp>().is_err() {
            return refuse("createdAt is no time");
        }
        let mut names = std::collections::BTreeSet::new();
        for table in self.tables.iter().map(AsRef::as_ref) {
            let columns = table.columns.len() == table.types.len() && table.columns.iter().all(|name| is_name(name));
            if !is_name(&table.name) || !columns || !names.insert(&table.name) {
                return refuse(&format!("tables/{}", table.name.escape_default()));
            }
        }
        Ok(())
    }
}

impl Sidecar {
    pub fn new(manifest: &Manifest, checksums: &Checksums, archive: ArchiveFile) -> Option<Self> {
        let summed = |table: &Table| {
            Some(SummedTable { table: table.clone(), sums: checksums.tables.get(&table.name)?.clone() })
        };
        let tables = manifest.tables.iter().map(summed).collect::<Option<Vec<_>>>()?;
        Some(Self { manifest: manifest.with_tables(tables), archive })
    }

    pub fn parse(json: &[u8]) -> Result<Self> {
        let sidecar: Self = parse(json, "the JSON beside the archive is not one of darasa's")?;
        sidecar.manifest.check()?;
        Ok(sidecar)
    }

    /// The manifest as it is inside the archive.
    pub fn inner(&self) -> Manifest {
        self.manifest.with_tables(self.manifest.tables.iter().map(|table| table.table.clone()).collect())
    }

    pub fn checksums(&self) -> Checksums {
        let pair = |table: &SummedTable| (table.table.name.clone(), table.sums.clone());
        Checksums { tables: self.manifest.tables.iter().map(pair).collect() }
    }

    pub fn rows(&self) -> u64 {
        self.manifest.tables.iter().fold(0, |rows, table| rows.saturating_add(table.sums.rows))
    }

    /// Bytes of all rows, unpacked.
    pub fn unpacked(&self) -> u64 {
        self.manifest.tables.iter().fold(0, |bytes, table| bytes.saturating_add(table.sums.bytes))
    }

    pub fn created_at(&self) -> jiff::Timestamp {
        // It was checked when it was parsed.
        self.manifest.created_at.parse().unwrap_or_default()
    }
}

impl<T> Manifest<T> {
    fn with_tables<U>(&self, tables: Vec<U>) -> Manifest<U> {
        Manifest {
            format: self.format.clone(),
            version: self.version,
            id: self.id.clone(),
            created_at: self.created_at.clone(),
            darasa: self.darasa.clone(),
            postgres: self.postgres.clone(),
            schema: self.schema.clone(),
            rows: self.rows.clone(),
            recipients: self.recipients.clone(),
            tables,
            sequences: self.sequences.clone(),
        }
    }
}

impl AsRef<Table> for Table {
    fn as_ref(&self) -> &Table {
        self
    }
}

impl AsRef<Table> for SummedTable {
    fn as_ref(&self) -> &Table {
        &self.table
    }
}

/// The version first: what is newer may look otherwise.
fn parse<'a, T: Deserialize<'a>>(json: &'a [u8], foreign: &str) -> Result<T> {
    let named = serde_json::from_slice::<Named>(json).ok().filter(|named| named.format == FORMAT);
    let Named { version, .. } = named.ok_or_else(|| Error::archive(foreign))?;
    if version > VERSION {
        let known = env!("CARGO_PKG_VERSION");
        return Err(Error::archive(format!("format {version} is newer than this darasa ({known}) knows")));
    }
    serde_json::from_slice(json).map_err(|_| Error::archive(foreign))
}

/// What we call tables and columns. The format has to be taught anything else.
pub(crate) fn is_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    (1..=NAME_LIMIT).contains(&name.len()) && name.bytes().all(plain) && !name.as_bytes()[0].is_ascii_digit()
}
