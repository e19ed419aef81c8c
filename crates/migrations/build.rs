//! Build script: lists the files of `migrations/`, so that they are embedded, and again when one of them is added,
//! removed or changed.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

#[expect(clippy::disallowed_methods, reason = "cargo says in a variable where the list is written")]
fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations");
    println!("cargo:rerun-if-changed={}", folder.display());

    let mut files: Vec<PathBuf> = fs::read_dir(&folder)
        .and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect())
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    files.sort();
    let listed: String = files.iter().map(|file| line(file)).collect();

    let output = PathBuf::from(env::var_os("OUT_DIR").expect("cargo names a folder")).join("files.rs");
    fs::write(&output, format!("&[{listed}]")).unwrap_or_else(|error| panic!("{}: {error}", output.display()));
}

/// The name without `.sql`, and the text. Anything else would be forgotten without a word.
fn line(file: &Path) -> String {
    let name = file.file_name().and_then(|name| name.to_str()).and_then(|name| name.strip_suffix(".sql"));
    let name = name.unwrap_or_else(|| panic!("{} is no migration", file.display()));
    format!("({name:?}, include_str!({file:?})),\n")
}
