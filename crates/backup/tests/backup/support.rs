//! Bench for backup tests: databases with rows of every kind, a folder for archives, and the keys to them.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
};

use darasa_backup::{
    Error, Result,
    archive::{ArchiveId, Recipients, Sidecar},
    export::{self, Export},
    identity::Identity,
    progress::Bars,
    restore::{self, People, Report, Source},
    storage::{Location, Storage},
};
use darasa_core::base::env;
use darasa_local::{services::postgres::connect, testing::test_app::postgres};
use darasa_migrations::{Migration, embedded, migrate};
use secrecy::{ExposeSecret, SecretString};
use tokio_postgres::{Client, Config};

/// Archives in a folder that goes with the test, for two people who hold keys.
pub struct Vault {
    folder: tempfile::TempDir,
    pub operator: SecretString,
    pub recipients: Recipients,
}

impl Vault {
    pub fn new() -> Self {
        let ((_, operator, public), (_, _, other)) = (Identity::generate(), Identity::generate());
        let recipients = Recipients::parse(&[public, other]).unwrap();
        Self { folder: tempfile::tempdir().unwrap(), operator, recipients }
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn url(&self) -> String {
        format!("file://{}", self.folder().display())
    }

    pub fn storage(&self) -> Storage {
        let location = Location::parse("BACKUP_URL", &self.url()).unwrap();
        Storage::open(location, &env::StoreCredentials::default()).unwrap()
    }

    pub fn identity(&self) -> Identity {
        Identity::parse(self.operator.expose_secret()).unwrap()
    }

    pub async fn export(&self, database_url: &str) -> Result<export::Report> {
        self.export_to(&self.storage(), database_url).await
    }

    pub async fn export_to(&self, storage: &Storage, database_url: &str) -> Result<export::Report> {
        // Ids of one second are in no order, so that none of two is the newer one.
        if !self.names().is_empty() {
            tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
        }
        let database = &config(database_url);
        let (recipients, bars) = (self.recipients.clone(), Bars::Never);
        Export { database, root_certificate: None, recipients, storage, allow_empty: false, bars }.run().await
    }

    pub async fn restore(&self, id: &ArchiveId, database_url: &str) -> Result<Report> {
        let source = Source::Id(self.storage(), id.clone());
        restore::restore(source, self.identity(), &settings(database_url), People::AllOfThem, Bars::Never).await
    }

    pub async fn check(&self, id: &ArchiveId) -> Result<()> {
        let source = Source::Id(self.storage(), id.clone());
        restore::check(source, self.identity(), Bars::Never).await.map(drop)
    }

    pub fn archive(&self, id: &ArchiveId) -> PathBuf {
        self.folder().join(id.archive_name())
    }

    pub fn json(&self, id: &ArchiveId) -> PathBuf {
        self.folder().join(id.sidecar_name())
    }

    pub fn sidecar(&self, id: &ArchiveId) -> Sidecar {
        Sidecar::parse(&fs::read(self.json(id)).unwrap()).unwrap()
    }

    /// All names in the folder, also those that are no archives.
    pub fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder()).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

pub fn config(url: &str) -> Config {
    url.parse().unwrap()
}

pub fn settings(url: &str) -> env::Database {
    env::database([("DATABASE_URL".to_owned(), url.to_owned())].into()).unwrap()
}

/// A database with nothing in it.
pub async fn empty_database() -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let name = format!("darasa_test_backup_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
    let server = postgres().await;
    server.create_database(&name).await.unwrap();
    server.url(&name)
}

/// A database of some version with rows in all of its tables.
pub async fn lived_in(version: i32) -> String {
    let url = empty_database().await;
    let mut db = connect(&url).await.unwrap();
    let set = embedded();
    for until in set.iter().map(Migration::version).filter(|until| *until <= version) {
        let known: Vec<_> = set.iter().filter(|migration| migration.version() <= until).cloned().collect();
        migrate(&mut db, &known).await.unwrap();
        let rows = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../local/tests/rows/V{until}.sql"));
        db.batch_execute(&fs::read_to_string(rows).unwrap()).await.unwrap();
    }
    url
}

pub fn newest() -> i32 {
    embedded().last().map(Migration::version).unwrap()
}

/// A database of the newest schema with the rows that are hard to carry.
pub async fn hard_to_carry() -> String {
    let url = lived_in(newest()).await;
    connect(&url).await.unwrap().batch_execute(HARD).await.unwrap();
    url
}

/// What breaks careless formats: separators, escapes, ends of copies, control characters, and values at the edge.
const HARD: &str = r#"
insert into users (id, name, email) values
    ('user_hard1', E'tab\there\nnew line\r\nCRLF \\ backslash \\. dot \\N null', '"quoted, comma"'),
    ('user_hard2', '', ''), ('user_hard3', null, null), ('user_hard4', E'\\N', E'\\.'),
    ('user_hard5', E'😀 é \u0301 \u202e rtl \u0001\u0008\u000b\u000c\u007f\u0085\u2028', repeat('x', 200000));
insert into job_infos (id, user_id, name, experience_level, description, created_at) values
    ('00000000-0000-4000-9000-000000000001', 'user_hard1', E'\\.', 'junior', E'line\n\\.\nline', 'infinity'),
    ('00000000-0000-4000-9000-000000000002', 'user_hard1', E'a\n\\.\nb', 'junior', E'\\.', '-infinity'),
    ('00000000-0000-4000-9000-000000000003', 'user_hard1', 'bc', 'junior', 'x', '0044-03-15 12:00:00.000001 BC');
insert into resume_analyses
    (id, job_info_id, job_version, file_name, file_size, file_sha256, overall_score, result, keywords, model,
     source_text) values
    ('00000000-0000-4000-9000-00000000000a', '00000000-0000-4000-9000-000000000001', 1, 'a', 1, 'b',
        0.1::float8 + 0.2::float8, E'{ "z":1,\n\t"a" : 1.0e2, "a":2 }', '[ ]', 'm', null),
    ('00000000-0000-4000-9000-00000000000b', '00000000-0000-4000-9000-000000000001', 1, 'a', 1, 'b',
        5e-324, '"\u00e9"', 'null', 'm', E'\\.\n\\N\tx');
"#;

/// Every row of every table as text, in an order of its own, and the history of migrations.
pub async fn contents(url: &str) -> Vec<(String, Vec<String>)> {
    let db = connect(url).await.unwrap();
    let query = "
        select table_name::text, string_agg(quote_ident(column_name), ', ' order by ordinal_position)
        from information_schema.columns where table_schema = 'public' group by table_name order by table_name";
    let mut all = Vec::new();
    for row in db.query(query, &[]).await.unwrap() {
        let (table, columns): (String, String) = (row.get(0), row.get(1));
        let columns = if table == "refinery_schema_history" { "version, name, checksum".to_owned() } else { columns };
        let rows = format!("select (select t from (select {columns}) t)::text from public.{table} order by 1");
        let rows = db.query(&rows, &[]).await.unwrap();
        all.push((table, rows.iter().map(|row| row.get(0)).collect()));
    }
    all
}

/// Constraints and indexes, as they would be written.
pub async fn schema(url: &str) -> Vec<String> {
    let db = connect(url).await.unwrap();
    let query = "
        select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) as text from pg_constraint
            where connamespace = 'public'::regnamespace
        union all select pg_get_indexdef(indexrelid) from pg_index i join pg_class c on c.oid = i.indexrelid
            where c.relnamespace = 'public'::regnamespace
        order by text";
    db.query(query, &[]).await.unwrap().iter().map(|row| row.get(0)).collect()
}

/// No table of ours, and if there are some, no row in any of them.
pub async fn is_untouched(url: &str) -> bool {
    contents(url).await.iter().all(|(table, rows)| table == "refinery_schema_history" || rows.is_empty())
}

pub async fn sql(url: &str) -> Client {
    connect(url).await.unwrap()
}

/// The code and the sentence of what went wrong.
pub fn wrong<T>(result: Result<T>) -> (u8, String) {
    let error: Error = result.err().expect("it has to fail");
    (error.exit_code(), error.to_string())
}

pub fn open(path: &Path) -> File {
    File::open(path).unwrap()
}
