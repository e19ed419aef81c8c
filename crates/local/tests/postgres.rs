//! Postgres server, migrations, and databases for tests: each against real servers.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test, in helpers too")]

use std::fs;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use darasa_local::services::postgres::{Postgres, Purpose, StartError, connect};
use darasa_local::services::processes::{self, Signal};
use darasa_local::services::temporary;
use darasa_local::testing::time_limits::PATIENCE;
use darasa_migrations::{self, Error, Migration, embedded, migrate, pending};
use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};
use tokio_postgres::Client;

/// Shared by the tests that only need some server.
static POSTGRES: LazyLock<Postgres> = LazyLock::new(|| Postgres::start(Purpose::Test, Path::new("../..")).unwrap());

#[tokio::test]
async fn the_second_start_of_a_dev_server_finds_its_data() {
    let clone = Clone::new("second-start");
    let first = clone.start(Purpose::Dev);
    first.create_database("darasa").await.unwrap();
    note(&first.url("darasa"), "hello").await;
    first.stop();

    let second = clone.start(Purpose::Dev);
    second.create_database("darasa").await.unwrap();

    assert_eq!(notes(&second.url("darasa")).await, ["hello"]);
}

#[tokio::test]
async fn a_server_stops_when_its_owner_is_killed_and_the_next_one_finds_the_data() {
    let clone = Clone::new("killed-owner");
    let mut owner = Owner::start(&clone);
    note(&owner.url, "from the first life").await;

    owner.process.kill().unwrap();
    owner.process.wait().unwrap();
    let killed = Instant::now();
    while connect(&owner.url).await.is_ok() {
        assert!(killed.elapsed() < PATIENCE, "the server outlived its owner");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }

    let next = clone.start(Purpose::Dev);
    assert_eq!(notes(&next.url("postgres")).await, ["from the first life"]);
}

#[tokio::test]
async fn a_dev_server_can_start_again_at_once_after_its_owner_was_killed() {
    let clone = Clone::new("at-once");
    let mut owner = Owner::start(&clone);
    owner.process.kill().unwrap();
    owner.has_ended();

    let next = clone.start(Purpose::Dev);
    owner.process.wait().unwrap();

    // The dead owner's watchdog must not stop the new server later.
    tokio::time::sleep(Duration::from_secs(1)).await;
    connect(&next.url("postgres")).await.unwrap();
}

#[tokio::test]
async fn a_stale_server_without_owner_and_watchdog_is_replaced() {
    let clone = Clone::new("stale");
    let mut owner = Owner::start(&clone);
    note(&owner.url, "kept").await;
    for watchdog in processes::children_of(owner.process.id()).unwrap() {
        kill(watchdog);
    }
    owner.process.kill().unwrap();
    owner.process.wait().unwrap();
    tokio::time::sleep(Duration::from_millis(500)).await;
    connect(&owner.url).await.expect("nobody is left to stop the server");

    let next = clone.start(Purpose::Dev);

    assert_eq!(notes(&next.url("postgres")).await, ["kept"]);
    assert!(connect(&owner.url).await.is_err(), "the stale server still runs");
}

#[tokio::test]
async fn a_leftover_process_number_that_now_belongs_to_a_stranger_does_no_harm() {
    let clone = Clone::new("reused-number");
    let first = clone.start(Purpose::Dev);
    let note = first.folder().unwrap().join("data/postmaster.pid");
    first.stop();
    let mut stranger = Command::new("sleep").arg("60").spawn().unwrap();
    fs::write(&note, format!("{}\n", stranger.id())).unwrap();

    let second = clone.start(Purpose::Dev);

    connect(&second.url("postgres")).await.unwrap();
    assert!(stranger.try_wait().unwrap().is_none(), "the stranger was stopped");
    kill(stranger.id());
    stranger.wait().unwrap();
}

#[test]
fn a_second_dev_server_of_a_clone_is_refused_with_the_owners_number() {
    let clone = Clone::new("second-owner");
    let _first = clone.start(Purpose::Dev);

    let Err(refusal) = Postgres::start(Purpose::Dev, &clone.path) else { panic!("two dev servers on one clone") };

    assert!(matches!(refusal, StartError::Taken { .. }));
    assert_eq!(
        refusal.to_string(),
        format!(
            "another `darasa dev` runs in this clone (process {}): stop it first, or set DATABASE_URL to another server",
            std::process::id()
        )
    );
}

#[test]
fn two_test_runs_in_one_clone_get_a_server_each() {
    let clone = Clone::new("two-runs");
    let one = clone.start(Purpose::Test);
    let other = clone.start(Purpose::Test);

    assert_ne!(one.url("postgres"), other.url("postgres"));
    assert!(one.folder().unwrap().ends_with("test-1"));
    assert!(other.folder().unwrap().ends_with("test-2"));
}

#[test]
fn a_test_server_whose_data_a_power_cut_spoilt_is_made_again() {
    let clone = Clone::new("spoilt");
    let first = clone.start(Purpose::Test);
    let control = first.folder().unwrap().join("data/global/pg_control");
    first.stop();
    fs::write(control, "").unwrap();

    clone.start(Purpose::Test);
}

#[test]
fn a_failed_start_names_its_log_and_the_reason() {
    let clone = Clone::new("failed-start");
    let first = clone.start(Purpose::Dev);
    let folder = first.folder().unwrap().to_owned();
    first.stop();
    fs::write(folder.join("data/postgresql.conf"), "no_such_setting = on\n").unwrap();

    let Err(failure) = Postgres::start(Purpose::Dev, &clone.path) else { panic!("started with a bad setting") };

    let sentence = failure.to_string();
    assert!(sentence.contains(folder.join("log").to_str().unwrap()), "{sentence}");
    assert!(sentence.contains("no_such_setting"), "{sentence}");
}

#[test]
fn data_of_another_version_are_kept_and_the_version_is_named() {
    let clone = Clone::new("other-version");
    let first = clone.start(Purpose::Dev);
    let data = first.folder().unwrap().join("data");
    first.stop();
    fs::write(data.join("PG_VERSION"), "7\n").unwrap();

    let Err(failure) = Postgres::start(Purpose::Dev, &clone.path) else { panic!("started with data of version 7") };

    let sentence = failure.to_string();
    for part in ["made by Postgres 7", "DARASA_POSTGRES_BIN", data.to_str().unwrap()] {
        assert!(sentence.contains(part), "{sentence}");
    }
    assert!(data.exists(), "a developer's data are theirs to remove");
}

#[test]
fn data_of_a_test_that_another_version_made_are_made_again() {
    let clone = Clone::new("other-version-of-a-test");
    let first = clone.start(Purpose::Test);
    let version = first.folder().unwrap().join("data/PG_VERSION");
    let made_by = fs::read_to_string(&version).unwrap();
    first.stop();
    fs::write(&version, "7\n").unwrap();

    let _second = clone.start(Purpose::Test);

    assert_eq!(fs::read_to_string(&version).unwrap(), made_by);
}

#[tokio::test]
async fn a_test_run_of_many_databases_leaves_none_and_the_next_one_waits_for_nothing() {
    let clone = Clone::new("many-databases");
    // Three of Postgres's own, the template, and as many as may stay.
    for (databases, stay) in [(8, true), (9, false)] {
        let postgres = clone.start(Purpose::Test);
        let folder = postgres.folder().unwrap().to_owned();
        for _ in 0..databases {
            postgres.fresh_database().await.unwrap();
        }

        postgres.stop();

        assert_eq!(folder.join("data").exists(), stay, "{databases} databases");
    }
    let next = clone.start(Purpose::Test);
    assert_eq!(next.folder().unwrap().file_name().unwrap(), "test-1", "the place is free at once");
    next.fresh_database().await.unwrap();
    next.stop();
    removed(&clone).await;
}

#[tokio::test]
async fn what_a_run_left_whose_watchdog_was_killed_goes_with_the_next_run() {
    let clone = Clone::new("killed-watchdog");
    let postgres = clone.start(Purpose::Test);
    let folder = postgres.folder().unwrap().to_owned();
    postgres.stop();
    for number in 0..12 {
        fs::create_dir_all(folder.join(format!("data/base/{}", 70_000 + number))).unwrap();
    }
    fs::create_dir_all(folder.join("data.removed.half")).unwrap();

    let next = clone.start(Purpose::Test);

    assert!(!folder.join("data/base/70000").exists());
    next.fresh_database().await.unwrap();
    next.stop();
    removed(&clone).await;
    assert!(folder.join("data").exists(), "one database is worth keeping");
}

#[test]
fn the_password_is_for_its_owner_only_and_needed() {
    use std::os::unix::fs::PermissionsExt;
    let folder = POSTGRES.folder().unwrap();

    assert_eq!(fs::metadata(folder.join("password")).unwrap().permissions().mode() & 0o777, 0o600);
    let access = fs::read_to_string(folder.join("data/pg_hba.conf")).unwrap();
    let rules: Vec<_> = access.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect();
    assert!(rules.iter().all(|rule| rule.ends_with("scram-sha-256")), "{rules:#?}");
}

#[tokio::test]
async fn migrating_twice_does_nothing_the_second_time() {
    let mut db = empty_database().await;

    let first = migrate(&mut db, &embedded()).await.unwrap();
    assert_eq!(first.applied[0], "V1__jobs_and_questions");
    assert_eq!(first.applied.len(), embedded().len());

    let second = migrate(&mut db, &embedded()).await.unwrap();
    assert_eq!(second.applied, Vec::<String>::new());
    assert_eq!(second.version, first.version);
    assert!(pending(&mut db, &embedded()).await.unwrap().is_empty());
}

#[tokio::test]
async fn two_migrating_at_once_apply_everything_once() {
    let url = empty_database_url().await;
    let set = set(&[("V1__slow", "create table a (); select pg_sleep(0.5);"), ("V2__next", "create table b ()")]);
    let (mut one, mut other) = (connect(&url).await.unwrap(), connect(&url).await.unwrap());

    let (one, other) = tokio::join!(migrate(&mut one, &set), migrate(&mut other, &set));

    let mut applied = [one.unwrap().applied, other.unwrap().applied].concat();
    applied.sort();
    assert_eq!(applied, ["V1__slow", "V2__next"]);
}

#[tokio::test]
async fn a_concurrent_migration_runs_outside_a_transaction_and_enters_the_history_once() {
    let mut db = empty_database().await;
    let set = set(&[
        ("V1__notes", "create table notes (text text)"),
        ("V2__notes_index__concurrent", "-- Found by text.\ncreate index concurrently notes_by_text on notes (text);"),
        ("V3__more", "create table more ()"),
    ]);

    let report = migrate(&mut db, &set).await.unwrap();
    assert_eq!(report.applied, ["V1__notes", "V2__notes_index__concurrent", "V3__more"]);
    assert_eq!(report.version, 3);

    assert!(migrate(&mut db, &set).await.unwrap().applied.is_empty());
    let history = db.query_one("select count(*) from refinery_schema_history", &[]).await.unwrap();
    assert_eq!(history.get::<_, i64>(0), 3);
}

#[tokio::test]
async fn a_concurrent_migration_waits_neither_for_ever_nor_for_another_migrator() {
    let url = empty_database_url().await;
    let set = set(&[
        ("V1__notes", "create table notes (text text)"),
        ("V2__notes_index__concurrent", "create index concurrently notes_by_text on notes (text)"),
    ]);
    let (mut one, mut other) = (connect(&url).await.unwrap(), connect(&url).await.unwrap());

    let both = async { tokio::join!(migrate(&mut one, &set), migrate(&mut other, &set)) };
    let (one, other) = tokio::time::timeout(PATIENCE, both).await.expect("they wait for each other");

    assert_eq!(one.unwrap().applied.len() + other.unwrap().applied.len(), 2);
}

#[tokio::test]
async fn a_concurrent_file_with_two_statements_is_refused_and_not_recorded() {
    let mut db = empty_database().await;
    let set = set(&[("V1__two__concurrent", "create table a (); create table b ()")]);

    let error = migrate(&mut db, &set).await.unwrap_err();

    assert!(matches!(&error, Error::Failed { migration, .. } if migration == "V1__two__concurrent"), "{error}");
    assert_eq!(pending(&mut db, &set).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_failed_migration_leaves_nothing_and_gives_the_lock_and_the_settings_back() {
    let url = empty_database_url().await;
    let (mut db, mut other) = (connect(&url).await.unwrap(), connect(&url).await.unwrap());
    let wrong = set(&[("V1__wrong", "create table a (); select no_such_column")]);

    let error = migrate(&mut db, &wrong).await.unwrap_err();
    assert!(error.to_string().contains("V1__wrong"), "{error}");
    assert!(error.to_string().contains("no_such_column"), "{error}");

    let right = set(&[("V1__right", "create table a ()")]);
    assert_eq!(migrate(&mut other, &right).await.unwrap().applied, ["V1__right"]);
    let setting = db.query_one("show lock_timeout", &[]).await.unwrap();
    assert_eq!(setting.get::<_, &str>(0), "0");
}

#[tokio::test]
async fn a_history_that_does_not_fit_is_explained() {
    let mut db = empty_database().await;
    let applied = set(&[("V1__notes", "create table notes ()"), ("V3__later", "create table later ()")]);
    migrate(&mut db, &applied).await.unwrap();
    let (first, later) = (applied[0].clone(), applied[1].clone());

    let changed = [Migration::unapplied("V1__notes", "create table notes (text text)").unwrap(), later.clone()];
    assert_eq!(
        migrate(&mut db, &changed).await.unwrap_err().to_string(),
        "V1__notes was changed after it had been applied: put it back and write a new migration"
    );

    assert_eq!(
        migrate(&mut db, std::slice::from_ref(&first)).await.unwrap_err().to_string(),
        "the database has V3__later, which this build does not know: use a newer one"
    );

    let between = Migration::unapplied("V2__between", "create table between_them ()").unwrap();
    assert_eq!(
        migrate(&mut db, &[first, between, later]).await.unwrap_err().to_string(),
        "V2__between comes before a migration already applied: give it a higher number"
    );
}

#[tokio::test]
async fn asking_what_is_pending_changes_nothing() {
    let mut db = empty_database().await;

    assert_eq!(pending(&mut db, &embedded()).await.unwrap(), embedded());

    let tables = db.query_one("select count(*) from pg_tables where schemaname = 'public'", &[]).await.unwrap();
    assert_eq!(tables.get::<_, i64>(0), 0);
}

#[test]
fn embedded_versions_are_versioned_and_unique() {
    let versions: Vec<_> = embedded().iter().map(Migration::version).collect();

    assert!(versions.windows(2).all(|pair| pair[0] < pair[1]), "{versions:?}");
    assert!(embedded().iter().all(|migration| migration.to_string().starts_with('V')));
}

#[tokio::test]
async fn fresh_databases_are_migrated_and_isolated() {
    let (one, other) = (POSTGRES.fresh_database().await.unwrap(), POSTGRES.fresh_database().await.unwrap());
    assert_ne!(one, other);
    let (mut one, mut other) = (connect(&one).await.unwrap(), connect(&other).await.unwrap());

    one.execute("insert into users (id) values ('user_amina')", &[]).await.unwrap();

    assert!(other.query("select id from users", &[]).await.unwrap().is_empty());
    assert!(pending(&mut one, &embedded()).await.unwrap().is_empty());
    assert!(migrate(&mut other, &embedded()).await.unwrap().applied.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn eight_tests_at_once_get_a_fresh_database_each() {
    POSTGRES.template().await.unwrap();
    let started = Instant::now();

    let tests: Vec<_> = (0..8).map(|_| tokio::spawn(POSTGRES.fresh_database())).collect();
    let mut urls = Vec::new();
    for test in tests {
        urls.push(test.await.unwrap().unwrap());
    }

    println!("eight fresh databases at once after {:?}", started.elapsed());
    urls.sort();
    urls.dedup();
    assert_eq!(urls.len(), 8);
}

#[tokio::test]
async fn two_test_processes_on_one_shared_server_share_the_template() {
    POSTGRES.template().await.unwrap();
    let shared = POSTGRES.url("shared");
    POSTGRES.create_database("shared").await.unwrap();
    let (one, other) = (Postgres::external(&shared).unwrap(), Postgres::external(&shared).unwrap());

    let (first, second) = tokio::join!(one.fresh_database(), other.fresh_database());

    assert_ne!(first.unwrap(), second.unwrap());
    assert_eq!(one.template().await.unwrap(), other.template().await.unwrap());
}

#[tokio::test]
async fn test_databases_of_earlier_runs_are_dropped() {
    let clone = Clone::new("earlier-runs");
    let first = clone.start(Purpose::Test);
    let old = first.fresh_database().await.unwrap();
    let old = old.rsplit('/').next().unwrap().to_owned();
    first.stop();

    let second = clone.start(Purpose::Test);
    connect(&second.url(&old)).await.expect("the server keeps its databases");
    second.template().await.unwrap();

    assert!(connect(&second.url(&old)).await.is_err());
}

#[tokio::test]
async fn on_a_shared_server_only_databases_of_long_ago_are_dropped() {
    POSTGRES.template().await.unwrap();
    let shared = Postgres::external(&POSTGRES.url("postgres")).unwrap();
    let of_another_run = shared.fresh_database().await.unwrap();
    shared.create_database("darasa_test_1000000000_0a1b2c3d_1").await.unwrap();

    let next_run = Postgres::external(&POSTGRES.url("postgres")).unwrap();
    next_run.template().await.unwrap();

    connect(&of_another_run).await.expect("a run of this hour keeps its databases");
    assert!(connect(&shared.url("darasa_test_1000000000_0a1b2c3d_1")).await.is_err());
}

/// Not a test of its own: the process that other tests kill. It ends with them, when its standard input does.
#[test]
#[ignore = "started by other tests as the owner of a server"]
fn own_a_server() {
    let clone = own_clone().expect("OWNED_CLONE names the clone");
    let postgres = Postgres::start(Purpose::Dev, Path::new(&clone)).unwrap();
    println!("\nurl={}", postgres.url("postgres"));
    std::io::stdin().lines().for_each(drop);
}

#[expect(clippy::disallowed_methods, reason = "it passes a folder from a test to its own process")]
fn own_clone() -> Option<String> {
    std::env::var("OWNED_CLONE").ok()
}

/// Another process that owns a server.
struct Owner {
    process: Child,
    url: String,
}

impl Owner {
    fn start(clone: &Clone) -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(["own_a_server", "--exact", "--ignored", "--nocapture"])
            .env("OWNED_CLONE", &clone.path)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines().map_while(Result::ok);
        let url = lines.find_map(|line| line.strip_prefix("url=").map(str::to_owned)).expect("the owner's server");
        Owner { process, url }
    }

    /// On a busy machine a killed process lives for a moment more. It is not reaped here, like one whose parent has
    /// other things to do.
    fn has_ended(&self) {
        let process = WaitId::Pid(Pid::from_child(&self.process));
        waitid(process, WaitIdOptions::EXITED | WaitIdOptions::NOWAIT).unwrap();
    }
}

/// A folder that stands for a clone of the repository; it goes with everything that its servers kept.
struct Clone {
    path: PathBuf,
    home: std::cell::OnceCell<PathBuf>,
}

impl Clone {
    fn new(name: &str) -> Self {
        let path = temporary::path(name);
        fs::create_dir_all(&path).unwrap();
        Clone { path, home: Default::default() }
    }

    fn start(&self, purpose: Purpose) -> Postgres {
        let started = Instant::now();
        let postgres = Postgres::start(purpose, &self.path).unwrap_or_else(|error| panic!("{error}"));
        println!("{purpose:?} server after {:?}", started.elapsed());
        self.home.get_or_init(|| postgres.folder().unwrap().parent().unwrap().to_owned());
        postgres
    }
}

impl Drop for Clone {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.path).unwrap();
        if let Some(home) = self.home.get() {
            fs::remove_dir_all(home).unwrap();
        }
    }
}

/// Waits until nothing that was set aside is left.
async fn removed(clone: &Clone) {
    let folder = clone.home.get().unwrap().join("test-1");
    let aside = |entry: io::Result<fs::DirEntry>| entry.unwrap().file_name().to_str().unwrap().contains("removed");
    let deadline = Instant::now() + PATIENCE;
    while fs::read_dir(&folder).unwrap().any(aside) {
        assert!(Instant::now() < deadline, "something is left in {}", folder.display());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn set(files: &[(&str, &str)]) -> Vec<Migration> {
    files.iter().map(|(name, sql)| Migration::unapplied(name, sql).unwrap()).collect()
}

async fn empty_database_url() -> String {
    static NUMBER: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    POSTGRES.template().await.unwrap();
    let name = format!("darasa_test_empty_{}_{number}", std::process::id());
    POSTGRES.create_database(&name).await.unwrap();
    POSTGRES.url(&name)
}

async fn empty_database() -> Client {
    connect(&empty_database_url().await).await.unwrap()
}

async fn note(url: &str, text: &str) {
    let db = connect(url).await.unwrap();
    db.batch_execute("create table if not exists notes (text text)").await.unwrap();
    db.execute("insert into notes values ($1)", &[&text]).await.unwrap();
}

async fn notes(url: &str) -> Vec<String> {
    let rows = connect(url).await.unwrap().query("select text from notes", &[]).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

fn kill(process: u32) {
    assert!(processes::send(process, Signal::KILL).unwrap());
}
