//! Commands `darasa export`, `backups`, `restore` and `drill`: exit codes, what is printed, and what a kill leaves.
//!
//! On two threads, for the emulated Clerk has to answer while a test waits for its command.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::PathBuf,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use darasa_backup::identity::Identity;
use darasa_local::{
    emulators::clerk::{ClerkEmulator, User},
    services::postgres::connect,
    testing::test_app::postgres,
};
use secrecy::ExposeSecret;
use serde_json::Value;

use crate::support::{Checkout, Ended};

/// Everything that an operator has: a clone, a folder for archives, keys, and a database with people.
struct Office {
    checkout: Checkout,
    url: String,
    key: PathBuf,
    recipients: String,
}

impl Office {
    async fn open(name: &str, people: u32) -> Self {
        let (postgres, name) = (postgres().await, format!("cli_backup_{name}_{}", std::process::id()));
        postgres.create_database(&name).await.unwrap();
        let url = postgres.url(&name);
        let mut db = connect(&url).await.unwrap();
        darasa_migrations::migrate(&mut db, &darasa_migrations::embedded()).await.unwrap();
        let rows = format!("
            insert into users (id, name) select 'user_p' || n, (select string_agg(md5(n || '.' || m), '') from generate_series(1, 60) m)
                from generate_series(1, {people}) n;
            insert into job_infos (id, user_id, name, experience_level, description)
                select gen_random_uuid(), id, 'Acme', 'junior', 'Rust' from users");
        db.batch_execute(&rows).await.unwrap();

        let checkout = Checkout::new();
        fs::create_dir(checkout.folder.join("archives")).unwrap();
        let ((_, secret, one), (_, _, other)) = (Identity::generate(), Identity::generate());
        checkout.write("key.txt", secret.expose_secret());
        let key = checkout.folder.join("key.txt");
        Self { recipients: format!("{one},{other}"), key, url, checkout }
    }

    fn store(&self) -> String {
        format!("file://{}/archives", self.checkout.folder.display())
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.checkout.folder.join("archives")).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    fn command(&self, arguments: &[&str], more: &[(&str, &str)]) -> Command {
        let store = self.store();
        let env = [
            ("BACKUP_URL", store.as_str()),
            ("BACKUP_RECIPIENTS", &self.recipients),
            ("BACKUP_DATABASE_URL", &self.url),
        ];
        self.checkout.command(arguments, &[&env[..], more].concat())
    }

    fn run(&self, arguments: &[&str], more: &[(&str, &str)]) -> Ended {
        // Ids of one second are in no order, so that none of two is the newer one.
        if arguments[0] == "export" && !self.names().is_empty() {
            std::thread::sleep(Duration::from_millis(1_100));
        }
        let output = self.command(arguments, more).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Ended { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    /// How it has to end, and what it has to say.
    fn ends(&self, arguments: &[&str], more: &[(&str, &str)], code: i32, words: &str) -> Ended {
        let ended = self.run(arguments, more);
        assert_eq!(ended.code, Some(code), "{}{}", ended.stdout, ended.stderr);
        assert!(format!("{}{}", ended.stdout, ended.stderr).contains(words), "{}{}", ended.stdout, ended.stderr);
        ended
    }

    async fn empty(&self, name: &str) -> String {
        let (postgres, name) = (postgres().await, format!("cli_backup_into_{name}_{}", std::process::id()));
        postgres.drop_database(&name).await.unwrap();
        postgres.create_database(&name).await.unwrap();
        postgres.url(&name)
    }
}

/// Arguments, variables over the usual ones, and what is said of them.
type Misuse<'a> = (&'a [&'a str], &'a [(&'a str, &'a str)], &'a str);

async fn people(url: &str) -> Option<i64> {
    let db = connect(url).await.unwrap();
    let there: bool = db.query_one("select to_regclass('public.users') is not null", &[]).await.unwrap().get(0);
    if !there {
        return None;
    }
    Some(db.query_one("select count(*) from users", &[]).await.unwrap().get(0))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operator_exports_lists_verifies_restores_and_rehearses() {
    let office = Office::open("all", 3).await;
    let key = office.key.to_str().unwrap();
    office.ends(&["backups"], &[], 1, "there is no archive");
    let exported = office.ends(&["export", "--json"], &[], 0, "");
    let report: Value = serde_json::from_str(&exported.stdout).unwrap();
    assert_eq!((&report["rows"], &report["tables"]["users"]), (&Value::from(6), &Value::from(3)), "{report}");
    assert_eq!(exported.stderr, "", "no bar where there is no terminal");
    let id = report["id"].as_str().unwrap();

    office.ends(&["backups"], &[], 0, &format!("{id}  0 d 0 h"));
    let listing = office.ends(&["backups", "--json"], &[], 0, "");
    let listing: Value = serde_json::from_str(&listing.stdout).unwrap();
    assert_eq!((&listing["archives"][0]["id"], &listing["alarm"]), (&report["id"], &Value::Null));

    office.ends(&["restore", id, "--identity", key, "--check"], &[], 0, &format!("{id}: whole, 6 rows of schema "));
    let into = office.empty("all").await;
    let clerk = ClerkEmulator::start().await.unwrap();
    for id in ["user_p1", "user_p2"] {
        clerk.put(User::ada(id, "2026-01-02T03:04:05Z".parse().unwrap()));
    }
    let (url, secret) = (clerk.url(), clerk.secret_key().to_owned());
    let env = [("DATABASE_URL", into.as_str()), ("CLERK_API_URL", &url), ("CLERK_SECRET_KEY", &secret)];
    let restored = office.ends(&["restore", "newest", "--identity", key], &env, 0, &format!("{id}: 6 rows of "));
    assert!(
        restored.stdout.contains("1 people whom Clerk does not know any more were deleted again"),
        "{}",
        restored.stdout
    );
    assert!(restored.stdout.contains("roles and grants"), "{}", restored.stdout);
    office.ends(&["restore", "newest", "--identity", key], &env, 4, "the database is not empty: users has 3 rows");

    let server = postgres().await.url("postgres");
    let drill = office.ends(&["drill", "--identity", key, "--json"], &[("DRILL_DATABASE_URL", &server)], 0, "");
    let drill: Value = serde_json::from_str(&drill.stdout).unwrap();
    assert_eq!((&drill["id"], &drill["rows"]), (&report["id"], &Value::from(6)));
    office.ends(&["drill", "--identity", key], &[("DRILL_DATABASE_URL", &server)], 0, "RPO 0 h 0 min, RTO ");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_private_key_may_come_over_standard_input() {
    let office = Office::open("stdin", 1).await;
    office.ends(&["export"], &[], 0, "sha256 ");
    let mut command = office.command(&["restore", "newest", "--identity", "-", "--check"], &[]);
    let output = command.stdin(fs::File::open(&office.key).unwrap()).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    office.ends(&["restore", "newest", "--identity", "-", "--check"], &[], 2, "standard input holds no age key");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_use_ends_with_two_names_the_setting_and_writes_nothing() {
    let office = Office::open("misuse", 1).await;
    let key = office.key.to_str().unwrap();
    let pooled = "postgres://ada:hunter2@ep-cool-pooler.eu.aws.neon.tech/neondb?sslmode=require";
    let one = office.recipients.split(',').next().unwrap();
    let cases: &[Misuse] = &[
        (&["export"], &[("BACKUP_RECIPIENTS", "")], "BACKUP_RECIPIENTS names 0 key(s)"),
        (&["export"], &[("BACKUP_RECIPIENTS", one)], "BACKUP_RECIPIENTS names 1 key(s)"),
        (&["export"], &[("BACKUP_URL", "")], "not set: --to or BACKUP_URL"),
        (&["export", "--to", "ftp://hunter2"], &[], "--to is of a kind that is not known"),
        (&["export", "--to", "s3://bucket"], &[], "not set: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY"),
        (&["export", "--to", "az://bucket"], &[], "not set: AZURE_STORAGE_ACCOUNT_NAME"),
        (&["export", "--to", "gs://bucket"], &[], "not set: GOOGLE_SERVICE_ACCOUNT"),
        (&["export"], &[("BACKUP_DATABASE_URL", pooled)], "BACKUP_DATABASE_URL goes through a pooler"),
        (
            &["export"],
            &[("BACKUP_DATABASE_URL", ""), ("DATABASE_URL", pooled)],
            "reached through a pooler: set BACKUP_DATABASE_URL",
        ),
        (&["export"], &[("BACKUP_DATABASE_URL", "")], "DATABASE_URL is missing"),
        (&["restore", "latest", "--identity", key], &[], "is no archive's id, nor `newest`"),
        (&["restore", "newest", "--identity", "/none"], &[], "reading /none: "),
        (&["restore", "newest", "--identity", key], &[], "not set: CLERK_SECRET_KEY"),
        (&["restore", "newest"], &[], "--identity"),
        (&["drill", "--identity", key], &[], "not set: DRILL_DATABASE_URL"),
        (&["drill", "--identity", key], &[("DRILL_DATABASE_URL", pooled)], "DRILL_DATABASE_URL goes through a pooler"),
    ];
    for (arguments, env, words) in cases {
        let ended = office.ends(arguments, env, 2, words);
        assert!(!ended.stderr.contains("hunter2"), "{}", ended.stderr);
    }
    assert_eq!(office.names(), Vec::<String>::new());
    office.ends(&["export", "--to", "file:///nowhere"], &[], 1, "there is no folder /nowhere");
}

/// The check hears the start and the end; when it does not know us, that is a warning.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_check_elsewhere_hears_of_every_export() {
    let office = Office::open("heartbeat", 2).await;
    let heard = Heard::start("OK").await;
    let env = [("BACKUP_HEARTBEAT_URL", heard.url.as_str())];
    let exported = office.ends(&["export", "--json"], &env, 0, "");
    let lines = heard.lines();
    assert_eq!(lines.iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>(), ["/secret-id/start", "/secret-id"]);
    assert_eq!(lines[1].1, exported.stdout.trim());
    let missing = [("BACKUP_HEARTBEAT_URL", heard.url.as_str()), ("BACKUP_DATABASE_URL", "postgres://127.0.0.1:9/x")];
    office.ends(&["export"], &missing, 1, "the database cannot be reached");
    assert_eq!(heard.lines().last().unwrap().0, "/secret-id/fail");

    let db = connect(&office.url).await.unwrap();
    db.batch_execute("delete from users where id = 'user_p1'").await.unwrap();
    office.ends(&["export"], &env, 0, "");
    db.batch_execute("insert into users (id) select 'user_q' || n from generate_series(1, 9) n").await.unwrap();
    office.ends(&["export"], &env, 0, "");
    db.batch_execute("delete from users where id like 'user_q%'").await.unwrap();
    office.ends(
        &["export"],
        &env,
        1,
        "the archive is written, but look at what it lacks: users has 1 rows, and 10 in ",
    );
    assert_eq!(heard.lines().last().unwrap().0, "/secret-id/fail");
    assert_eq!(office.names().len(), 8, "four archives, each with its JSON");

    let deaf = Heard::start("OK (not found)").await;
    let ended =
        office.ends(&["export"], &[("BACKUP_HEARTBEAT_URL", &deaf.url)], 0, "warning: the heartbeat was not heard");
    assert!(!ended.stderr.contains("secret-id"), "{}", ended.stderr);
    assert_eq!(deaf.lines().len(), 6, "three times each");
}

/// A file may grow to a megabyte here, as on a disk that is full.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_leaves_no_archive() {
    let office = Office::open("full", 2000).await;
    let limited = |arguments: &[&str], env: &[(&str, &str)]| {
        let inner = office.command(arguments, env);
        let mut command = Command::new("bash");
        command.args(["-c", "trap '' XFSZ; ulimit -f 1024; exec \"$@\"", "bash"]).arg(inner.get_program());
        command.args(inner.get_args()).env_clear().current_dir(&office.checkout.folder);
        command.envs(inner.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let output = command.stdin(Stdio::null()).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, said) = limited(&["export"], &[]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("the file would be larger than this machine allows"), "{said}");
    assert_eq!(office.names(), Vec::<String>::new());
    office.ends(&["export"], &[], 0, "");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_export_that_is_killed_at_any_moment_leaves_nothing_that_looks_whole() {
    let office = Office::open("killed_export", 1500).await;
    let began = Instant::now();
    office.ends(&["export"], &[], 0, "");
    let (whole, key) = (began.elapsed(), office.key.to_str().unwrap().to_owned());
    let (mut killed, mut listed) = (0, 1);
    for moment in 0..10 {
        let mut child = office.command(&["export"], &[]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(whole * moment / 10);
        child.kill().unwrap();
        killed += u32::from(child.wait().unwrap().code().is_none());

        let listing = office.ends(&["backups", "--json"], &[], 0, "");
        let listing: Value = serde_json::from_str(&listing.stdout).unwrap();
        let archives = listing["archives"].as_array().unwrap();
        assert!(archives.len() <= listed + 1, "{listing}");
        // The newest stands first; the others were looked at before.
        if archives.len() > listed {
            let id = archives[0]["id"].as_str().unwrap();
            office.ends(&["restore", id, "--identity", &key, "--check"], &[], 0, "whole");
        }
        listed = archives.len();
    }
    assert!(killed >= 5, "only {killed} of ten were killed before they ended");
    office.ends(&["export"], &[], 0, "");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restore_that_is_killed_at_any_moment_can_be_repeated_as_it_is() {
    let office = Office::open("killed_restore", 1500).await;
    office.ends(&["export"], &[], 0, "");
    let key = office.key.to_str().unwrap();
    let arguments = ["restore", "newest", "--identity", key, "--without-clerk"];
    let into = office.empty("measured").await;
    let began = Instant::now();
    office.ends(&arguments, &[("DATABASE_URL", &into)], 0, "");
    let whole = began.elapsed();

    let mut killed = 0;
    for moment in 0..10 {
        let into = office.empty("killed").await;
        let env = [("DATABASE_URL", into.as_str())];
        let mut child = office.command(&arguments, &env).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(whole * moment / 10);
        child.kill().unwrap();
        killed += u32::from(child.wait().unwrap().code().is_none());
        nobody_is_left(&into).await;

        let there = people(&into).await;
        match there {
            None | Some(0) => {
                drop(office.ends(&arguments, &env, 0, "people who were deleted after that time are back"))
            }
            Some(1500) => drop(office.ends(&arguments, &env, 4, "the database is not empty: users has 1,500 rows")),
            Some(half) => panic!("{half} of 1,500 people"),
        }
        assert_eq!(people(&into).await, Some(1500));
    }
    assert!(killed >= 5, "only {killed} of ten were killed before they ended");
}

/// Postgres notices that a client is gone when it next speaks to it.
async fn nobody_is_left(url: &str) {
    let db = connect(url).await.unwrap();
    let query = "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
        and backend_type = 'client backend'";
    let deadline = Instant::now() + Duration::from_secs(120);
    while db.query_one(query, &[]).await.unwrap().get::<_, i64>(0) > 0 {
        assert!(Instant::now() < deadline, "the killed command's session goes on");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_archive_in_a_folder_is_not_more_open_than_its_folder() {
    let office = Office::open("modes", 1).await;
    office.ends(&["export"], &[], 0, "");
    for name in office.names() {
        let mode = fs::metadata(office.checkout.folder.join("archives").join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o022, 0, "nobody else writes it: {mode:o}");
    }
}

/// A check that notes what it hears, and says always the same.
struct Heard {
    url: String,
    requests: std::sync::Arc<std::sync::Mutex<Vec<(String, String)>>>,
}

impl Heard {
    async fn start(reply: &'static str) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/secret-id", listener.local_addr().unwrap());
        let requests = std::sync::Arc::<std::sync::Mutex<Vec<(String, String)>>>::default();
        let noted = requests.clone();
        std::thread::spawn(move || {
            let listener = listener.into_std().unwrap();
            listener.set_nonblocking(false).unwrap();
            for stream in listener.incoming() {
                noted.lock().unwrap().push(answer(stream.unwrap(), reply));
            }
        });
        Self { url, requests }
    }

    fn lines(&self) -> Vec<(String, String)> {
        self.requests.lock().unwrap().clone()
    }
}

fn answer(mut stream: std::net::TcpStream, reply: &str) -> (String, String) {
    use std::io::{BufRead, BufReader, Read, Write};
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let (mut path, mut length, mut line) = (String::new(), 0, String::new());
    while reader.read_line(&mut line).unwrap() > 2 {
        if let Some(rest) = line.strip_prefix("POST ") {
            path = rest.split(' ').next().unwrap().to_owned();
        }
        if let Some(rest) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = rest.trim().parse().unwrap();
        }
        line.clear();
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{reply}", reply.len());
    stream.write_all(head.as_bytes()).unwrap();
    (path, String::from_utf8(body).unwrap())
}
