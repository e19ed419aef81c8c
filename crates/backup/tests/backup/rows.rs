//! Rows come back as they were: whatever their characters, from every version of the schema, into the newest.

use std::{fs, path::Path, process::Command};

use darasa_backup::{
    archive::{ArchiveId, Recipients},
    export::Export,
    identity::Identity,
    progress::Bars,
    restore::{self, People, Source},
    storage::{Location, Storage},
};
use darasa_local::testing::programs::has_program;
use secrecy::ExposeSecret;

use crate::support::{Vault, config, contents, empty_database, hard_to_carry, lived_in, newest, schema, settings, sql};

#[tokio::test]
async fn what_is_hard_to_carry_comes_back_byte_for_byte_with_its_constraints_and_indexes() {
    let (vault, url) = (Vault::new(), hard_to_carry().await);
    let exported = vault.export(&url).await.unwrap();
    let into = empty_database().await;

    let restored = vault.restore(&exported.id, &into).await.unwrap();

    assert_eq!(contents(&into).await, contents(&url).await);
    assert_eq!(schema(&into).await, schema(&url).await);
    assert_eq!((restored.rows, restored.schema), (exported.rows, newest()));
    assert_eq!(exported.tables["users"], 8);
    assert_eq!(exported.rows, exported.tables.values().sum::<u64>());
    assert_eq!(exported.alarms, Vec::<String>::new());
}

#[tokio::test]
async fn an_archive_of_a_restored_database_has_the_same_sums() {
    let (vault, url) = (Vault::new(), hard_to_carry().await);
    let first = vault.export(&url).await.unwrap().id;
    let into = empty_database().await;
    vault.restore(&first, &into).await.unwrap();
    let second = vault.export(&into).await.unwrap().id;

    let sums = |id: &ArchiveId| {
        let tables = vault.sidecar(id).manifest.tables.into_iter();
        tables.map(|table| (table.table.name, table.sums.rows, table.sums.row_sum)).collect::<Vec<_>>()
    };
    assert_eq!(sums(&first), sums(&second));
    assert_ne!(first, second);
}

#[tokio::test]
async fn an_archive_of_every_schema_is_restored_and_migrated_to_the_newest() {
    for version in darasa_migrations::embedded().iter().map(darasa_migrations::Migration::version) {
        let (vault, url) = (Vault::new(), lived_in(version).await);
        let exported = vault.export(&url).await.unwrap();
        assert_eq!(exported.schema, version);
        let into = empty_database().await;
        let restored = vault.restore(&exported.id, &into).await.unwrap();
        assert_eq!((restored.archived_schema, restored.schema), (version, newest()));

        darasa_migrations::migrate(&mut sql(&url).await, &darasa_migrations::embedded()).await.unwrap();
        assert_eq!(contents(&into).await, contents(&url).await, "from version {version}");
        assert_eq!(schema(&into).await, schema(&url).await, "from version {version}");
    }
}

/// `tests/archives` holds an archive of each released schema, made by the release that had it.
#[tokio::test]
async fn archives_of_every_release_are_restored_into_the_newest_schema() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/archives");
    let key = fs::read_to_string(folder.join("key.txt")).unwrap();
    let mut restored = Vec::new();
    for entry in fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.extension().is_some_and(|end| end == "age") {
            let (identity, into) = (Identity::parse(&key).unwrap(), empty_database().await);
            let source = Source::File(entry.clone());
            let report = restore::restore(source, identity, &settings(&into), People::AllOfThem, Bars::Never).await;
            let report = report.unwrap_or_else(|error| panic!("{}: {error}", entry.display()));
            assert_eq!(report.schema, newest());
            let people = sql(&into).await.query_one("select count(*) from users", &[]).await.unwrap();
            assert!(people.get::<_, i64>(0) > 0 && report.rows > 20, "{report:?}");
            restored.push(report.archived_schema);
        }
    }
    restored.sort_unstable();
    assert_eq!(restored, [5, 6], "the last schema of 0.1.0, and of 0.2.0");
}

/// Large rows have members of their own; the others fill theirs.
#[tokio::test]
async fn members_hold_whole_rows_whatever_their_size() {
    let (vault, url) = (Vault::new(), lived_in(newest()).await);
    let rows = "
        insert into users (id, name) select 'user_big' || n, repeat(chr(97 + n), case n when 3 then 9000000 else 1500000 end)
        from generate_series(0, 6) n";
    sql(&url).await.batch_execute(rows).await.unwrap();
    let exported = vault.export(&url).await.unwrap();

    let users = &vault.sidecar(&exported.id).manifest.tables[..];
    let users = users.iter().find(|table| table.table.name == "users").unwrap();
    assert!(users.sums.bytes > 18_000_000 && (4..=6).contains(&users.sums.chunks), "{users:?}");
    let into = empty_database().await;
    vault.restore(&exported.id, &into).await.unwrap();
    assert_eq!(contents(&into).await, contents(&url).await);
}

/// The programs that everybody has open it without us.
#[tokio::test]
async fn age_and_tar_open_it() {
    let (vault, url) = (Vault::new(), hard_to_carry().await);
    let exported = vault.export(&url).await.unwrap();
    if !has_program("age") {
        return;
    }
    let key = vault.folder().join("key.txt");
    fs::write(&key, vault.operator.expose_secret()).unwrap();
    let out = vault.folder().join("out");
    fs::create_dir(&out).unwrap();
    let script = r#"set -o pipefail; age -d -i "$1" "$2" | tar --zstd -x -C "$3""#;
    let archive = vault.archive(&exported.id);
    let paths = [key.as_path(), &archive, &out];
    let status = Command::new("bash").args(["-c", script, "bash"]).args(paths).status().unwrap();
    assert!(status.success());

    let manifest: serde_json::Value = serde_json::from_slice(&fs::read(out.join("manifest.json")).unwrap()).unwrap();
    assert_eq!(manifest["format"], "darasa-export");
    let users = fs::read_to_string(out.join("tables/users/000000")).unwrap();
    assert_eq!(users.lines().count(), 8);
    let answers = fs::read(out.join("tables/answers/000000")).unwrap();
    let checksums: serde_json::Value = serde_json::from_slice(&fs::read(out.join("checksums.json")).unwrap()).unwrap();
    assert_eq!(checksums["tables"]["answers"]["sha256"], darasa_core::base::digest::sha256_hex(answers));
}

/// `cargo test -p darasa-backup --test backup -- --ignored kept` writes them; an archive that is there stays.
#[tokio::test]
#[ignore = "writes files of this repository; by hand when a release has a new schema"]
async fn an_archive_is_kept_of_each_schema_that_was_released() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/archives");
    let key = fs::read_to_string(folder.join("key.txt")).unwrap();
    let [key] = &Identity::parse(&key).unwrap().public_keys()[..] else { panic!("one key") };
    let recipients = Recipients::parse(&[key.clone(), Identity::generate().2]).unwrap();
    for version in [5, newest()] {
        let url = if version == newest() { hard_to_carry().await } else { lived_in(version).await };
        let location = Location::parse("", &format!("file://{}", folder.canonicalize().unwrap().display())).unwrap();
        let (storage, database) = (Storage::open(location, &Default::default()).unwrap(), &config(&url));
        let (recipients, storage, bars) = (recipients.clone(), &storage, Bars::Never);
        Export { database, root_certificate: None, recipients, storage, allow_empty: false, bars }.run().await.unwrap();
    }
}
