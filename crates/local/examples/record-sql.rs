//! Recorder of statements: puts those that tests left in a folder together into one file of `tests/sql`, for
//! `ci/record-sql`.

use std::{collections::BTreeSet, error::Error, fs, path::Path};

use darasa_core::storage::db::SCHEMA_VERSION;
use darasa_local::testing::statements::{Release, literals};
use darasa_migrations::embedded;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("which folder?")?;
    let mut release = Release::default();
    for entry in fs::read_dir(folder)? {
        release.statements.extend(Release::read(&entry?.path())?.statements);
    }
    if release.statements.is_empty() {
        return Err("no test left a statement".into());
    }

    // What stands in the code and is the name of a constraint or an index is one that the code matches.
    let known = embedded().iter().flat_map(|migration| named(migration.sql().unwrap_or_default())).collect();
    let used = literals(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/src"))?;
    release.names = used.intersection(&known).cloned().collect();

    let version = env!("CARGO_PKG_VERSION");
    println!(
        "{}",
        release
            .text(&format!(
                "-- What release {version} sends to Postgres, and which names it matches; its schema is {SCHEMA_VERSION}.\n\
                 -- Written by ci/record-sql from what the tests sent; never edited once the release is out."
            ))
            .trim_end()
    );
    Ok(())
}

/// The names that follow `constraint` and `index`, but for what is told about them.
fn named(sql: &str) -> BTreeSet<String> {
    let code = sql.lines().filter_map(|line| line.split("--").next());
    let words: Vec<_> = code.flat_map(str::split_whitespace).filter(|word| *word != "concurrently").collect();
    let pairs = words.windows(2).filter(|pair| ["constraint", "index"].contains(&pair[0]));
    pairs.map(|pair| pair[1].trim_end_matches(';').to_owned()).collect()
}
