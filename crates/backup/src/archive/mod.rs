//! Archive format: tar in zstd in age, with a JSON beside it that says the archive is complete. No database, no store.

mod decoder;
mod digest;
mod header;
mod id;
mod manifest;
mod members;
mod reader;
mod recipients;
mod writer;

pub use digest::{RowSum, TableDigest, TableSums};
pub use id::ArchiveId;
pub(crate) use manifest::is_name;
pub use manifest::{
    ArchiveFile, Checksums, FORMAT, Manifest, MigrationEntry, ROWS, Schema, Sidecar, SummedTable, Table, VERSION,
};
pub use members::Part;
pub use reader::Archive;
pub use recipients::Recipients;
pub(crate) use writer::json;
pub use writer::{Ciphertext, Piece, write};

/// A member holds whole rows, at most so many bytes of them; one row that is larger has a member of its own.
pub const MEMBER_LIMIT: usize = 4 * 1024 * 1024;
/// Postgres sends no row that is larger.
pub const ROW_LIMIT: u64 = 1 << 30;
/// Of the manifest and of the checksums.
pub const MANIFEST_LIMIT: u64 = 1 << 20;
const COMPRESSION_LEVEL: i32 = 3;
/// As a power of two: 8 MiB. What asks for more memory to be unpacked is not ours.
const WINDOW_LOG_LIMIT: u32 = 23;

const MANIFEST: &str = "manifest.json";
const CHECKSUMS: &str = "checksums.json";

/// The name of a table's piece.
fn member(table: &str, number: u32) -> String {
    format!("tables/{table}/{number:06}")
}
