//! Test app: the real handlers on a port, a database of their own, emulated providers.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Arc, LazyLock},
    time::Duration,
};

use darasa_core::{
    App,
    base::{
        clock::{self, Clock},
        env::Env,
        http_client::HttpClient,
    },
    providers::model::Pace,
    server::tool_waits::ToolWaits,
};
use darasa_migrations::UNSOUND_COUNTERS;
use http::{HeaderMap, Method, StatusCode};
use serde_json::Value;
use tokio::{
    net::TcpListener,
    sync::OnceCell,
    time::{Instant, sleep},
};

use crate::{
    dev_server::Server,
    emulators::{
        self,
        arcjet::{ArcjetEmulator, ArcjetSettings},
        clerk::{ClerkEmulator, ClerkSettings, SigningKey, User},
        gemini::{GeminiEmulator, GeminiSettings},
    },
    services::{
        certificates::Authority,
        postgres::{
            self, Postgres, Purpose,
            pgbouncer::{self, PgBouncer},
            replica::Replica,
        },
    },
    testing::{
        openapi::assert_documented, statements::Recorder, tcp_proxy::Proxy, test_database::TestDatabase,
        time_limits::PATIENCE,
    },
};

/// What a person has who did not pay: the features of a free plan.
const FREE: &str = "u:5_questions,u:1_interview";
/// The one page whose sessions count.
pub const ORIGIN: &str = "https://app.example.com";

/// Seconds; Clerk's sixty are over before a test on a slow machine is.
const TOKEN_LIFETIME: i64 = 3_600;

pub const CRON_SECRET: &str = "what the scheduler shows";
pub const RECEIPT_SIGNING_KEY: &str = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
pub const WEBHOOK_SECRET: &str = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3";

/// What a test wants to be different.
pub struct Settings {
    /// Variables set over the usual ones; an empty value unsets one.
    pub env: Vec<(&'static str, String)>,
    pub pace: Pace,
    pub clock: Clock,
    /// Whether an emulated Arcjet protects it.
    pub arcjet: bool,
    /// Production's rules at run time, over settings that point at this machine.
    pub production: bool,
    /// Whether a replica answers reads while the primary, behind its proxy, is away.
    pub replica: bool,
    /// Whether the statements are recorded behind a proxy too: those that are sent only where something was cut.
    pub recorded_when_cut: bool,
    /// How long Redis is waited for: on a busy machine longer than elsewhere.
    pub redis_limit: Duration,
    pub tool_waits: ToolWaits,
}

impl Default for Settings {
    fn default() -> Self {
        let redis_limit = Duration::from_secs(5);
        Self {
            env: Vec::new(),
            pace: Pace::default(),
            clock: clock::system(),
            arcjet: false,
            production: false,
            replica: false,
            recorded_when_cut: false,
            redis_limit,
            tool_waits: ToolWaits::default(),
        }
    }
}

pub struct TestApp {
    pub url: String,
    pub database_url: String,
    pub clerk: ClerkEmulator,
    pub gemini: GeminiEmulator,
    arcjet: Option<ArcjetEmulator>,
    pub http: reqwest::Client,
    env: HashMap<String, String>,
    _server: Server,
    recorder: Option<Arc<Recorder>>,
    /// None: the database is somebody else's.
    database: Option<Arc<TestDatabase>>,
}

/// Somebody who is signed in.
pub struct Person<'a> {
    pub app: &'a TestApp,
    pub id: String,
    pub token: String,
}

/// A reply, read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

/// One server for all tests of a process; it stops when the process ends.
pub async fn postgres() -> &'static Postgres {
    static POSTGRES: OnceCell<Postgres> = OnceCell::const_new();
    let checkout = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let start = || match Database::of_tests() {
        Database::Encrypted(authority) => {
            let certificate = authority.issue(["127.0.0.1"]).expect("a certificate");
            Postgres::start_encrypted(Purpose::Test, checkout, &certificate)
        }
        Database::Plain | Database::Pooled(_) => Postgres::start(Purpose::Test, checkout),
    };
    POSTGRES.get_or_init(|| async { start().expect("tests need a Postgres") }).await
}

/// One replica of that server for all tests of a process that lose their primary.
pub async fn replica() -> &'static Replica {
    static REPLICA: OnceCell<Replica> = OnceCell::const_new();
    let start = || async { Replica::of(postgres().await).await.expect("a replica") };
    REPLICA.get_or_init(start).await
}

/// What `DARASA_TEST_DATABASE` makes of the database that every test runs against.
enum Database {
    Plain,
    /// `tls`: encrypted, with channel binding, as Neon's direct connections are.
    Encrypted(Authority),
    /// `pooled`: by way of PgBouncer in transaction mode, as Neon's pooled connections are.
    Pooled(Authority),
}

impl Database {
    fn of_tests() -> &'static Self {
        static DATABASE: LazyLock<Database> = LazyLock::new(|| {
            let authority = || Authority::new().expect("an authority");
            match test_database().as_deref() {
                None => Database::Plain,
                Some("tls") => Database::Encrypted(authority()),
                Some("pooled") => Database::Pooled(authority()),
                Some(_) => panic!("DARASA_TEST_DATABASE is tls or pooled, or it is not set"),
            }
        });
        &DATABASE
    }

    fn authority(&self) -> Option<&Authority> {
        match self {
            Self::Plain => None,
            Self::Encrypted(authority) | Self::Pooled(authority) => Some(authority),
        }
    }
}

/// One pooler for all tests of a process, where they are to use one.
pub async fn pooler() -> Option<&'static PgBouncer> {
    static POOLER: OnceCell<PgBouncer> = OnceCell::const_new();
    let Database::Pooled(authority) = Database::of_tests() else { return None };
    let start = || async {
        let certificate = authority.issue([pgbouncer::HOST]).expect("a certificate");
        PgBouncer::start(postgres().await, &certificate).expect("these tests need a PgBouncer")
    };
    Some(POOLER.get_or_init(start).await)
}

/// Whether tests reach their databases encrypted, and whether by way of a pooler.
pub fn is_encrypted_or_pooled() -> (bool, bool) {
    let database = Database::of_tests();
    (database.authority().is_some(), matches!(database, Database::Pooled(_)))
}

#[expect(clippy::disallowed_methods, reason = "what tests run against is no setting of darasa")]
fn test_database() -> Option<String> {
    std::env::var("DARASA_TEST_DATABASE").ok()
}

/// Making a key takes longer than most tests.
async fn signing_key() -> Arc<SigningKey> {
    static KEY: OnceCell<Arc<SigningKey>> = OnceCell::const_new();
    KEY.get_or_init(|| async { Arc::new(SigningKey::generate().expect("a key")) }).await.clone()
}

/// A test's executable is no function, so Word files are read by one that is made for it: above the tests, and beside
/// the benchmarks.
fn reader_of_documents() -> PathBuf {
    let this = std::env::current_exe().expect("a test has an executable");
    let places = this.ancestors().skip(1).take(2).map(|folder| folder.join("extract-text"));
    // Tests of a crate that reads no Word file are built without it.
    places.filter(|place| place.exists()).last().unwrap_or_else(|| this.with_file_name("extract-text"))
}

impl TestApp {
    pub async fn start() -> Self {
        Self::with(Settings::default()).await
    }

    /// The usual app with other variables.
    pub async fn with_env<const N: usize>(env: [(&'static str, &str); N]) -> Self {
        let env = env.map(|(name, value)| (name, value.to_owned())).into();
        Self::with(Settings { env, ..Settings::default() }).await
    }

    pub async fn with(settings: Settings) -> Self {
        let database = TestDatabase::of(postgres().await).await;
        let recorder = Recorder::before(&database.url).await.expect("a recorder").map(Arc::new);
        let app = Self::recorded(database.url.clone(), recorder, settings).await;
        Self { database: Some(Arc::new(database)), ..app }
    }

    /// Another darasa over the same database. While statements are recorded it goes by way of the same recorder: to the
    /// cache another address is another database.
    pub async fn beside(&self, settings: Settings) -> Self {
        let app = Self::recorded(self.database_url.clone(), self.recorder.clone(), settings).await;
        Self { database: self.database.clone(), ..app }
    }

    async fn recorded(direct: String, recorder: Option<Arc<Recorder>>, settings: Settings) -> Self {
        let reached = recorder.as_ref().map_or_else(|| direct.clone(), |recorder| recorder.url());
        let app = Self::on(reached, settings).await;
        Self { database_url: direct, recorder, ..app }
    }

    /// An app whose database is reached by way of a proxy; the test's own connections go past it.
    pub async fn behind_a_proxy(mut settings: Settings) -> (Self, Proxy) {
        let database = TestDatabase::of(postgres().await).await;
        let direct = database.url.clone();
        if settings.replica {
            settings.env.push(("DATABASE_REPLICA_URL", replica().await.url(&direct).expect("a URL")));
        }
        let upstream = match pooler().await {
            Some(pooler) => pooler.url(&direct).expect("a URL").into(),
            None => direct.clone(),
        };
        // Behind what cuts, so that only what arrives is recorded.
        let recorder = if settings.recorded_when_cut {
            Recorder::before(&upstream).await.expect("a recorder").map(Arc::new)
        } else {
            None
        };
        let reached = recorder.as_ref().map_or(upstream, |recorder| recorder.url());
        let proxy = Proxy::before(&reached).await.expect("a proxy");
        let app = Self::on(proxy.url(), settings).await;
        (Self { database_url: direct, recorder, database: Some(Arc::new(database)), ..app }, proxy)
    }

    /// On a database that is there already, or on one that is not.
    pub async fn on(database_url: String, settings: Settings) -> Self {
        let at = settings.clock.clone();
        let clock = emulators::Clock::new(move || at().try_into().expect("a time that can be written down"));
        let clerk = ClerkEmulator::start_with(ClerkSettings {
            key: Some(signing_key().await),
            token_lifetime: TOKEN_LIFETIME,
            clock: clock.clone(),
            ..ClerkSettings::default()
        });
        let clerk = clerk.await.expect("a Clerk");
        let arcjet = match settings.arcjet {
            true => Some(protector(clock.clone()).await),
            false => None,
        };
        let gemini = GeminiEmulator::start_with(GeminiSettings { clock, ..GeminiSettings::default() });
        let gemini = gemini.await.expect("a Gemini");
        let mut pairs = usual_env(&database_url, &clerk, &gemini).await;
        pairs.extend(arcjet.iter().flat_map(ArcjetEmulator::env).map(|(name, value)| (name.to_owned(), value)));
        pairs.extend(settings.env.into_iter().map(|(name, value)| (name.to_owned(), value)));
        let mut env = Env::from_pairs(pairs.clone()).expect("a good environment");
        env.production = settings.production;
        if let Some(redis) = &mut env.redis {
            redis.limit = settings.redis_limit;
        }
        let mut app = App::new(env, settings.clock, settings.pace).expect("an app");
        app.document_reader.program = reader_of_documents();
        app.tool_waits = settings.tool_waits;
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let server = Server::start(Box::leak(Box::new(app)), listener).expect("a server");
        let (url, http) = (server.url(), HttpClient::default().client().expect("a client").clone());
        Self {
            url,
            database_url,
            clerk,
            gemini,
            arcjet,
            http,
            env: pairs,
            _server: server,
            recorder: None,
            database: None,
        }
    }

    /// Whoever protects this app; only an app that was set up so has one.
    pub fn arcjet(&self) -> &ArcjetEmulator {
        self.arcjet.as_ref().expect("the settings ask for an Arcjet")
    }

    /// The environment of this app, for a process of its own.
    pub fn env(&self) -> HashMap<String, String> {
        self.env.clone()
    }

    /// Somebody with a Clerk account on the free plan, with a token that outlives the test.
    pub fn person(&self, name: &str) -> Person<'_> {
        self.person_with(name, FREE)
    }

    pub fn person_with(&self, name: &str, features: &str) -> Person<'_> {
        let id = format!("user_{name}");
        self.clerk.put(User::named(&id, name, "2026-01-02T03:04:05Z".parse().expect("a time")));
        let token = self.clerk.token(&id).plan("u:some", features).azp(ORIGIN).mint();
        Person { app: self, id, token }
    }

    pub async fn sql(&self) -> tokio_postgres::Client {
        postgres::connect(&self.database_url).await.expect("the test's own connection")
    }

    /// One number from the database.
    pub async fn count(&self, query: &str) -> i64 {
        self.sql().await.query_one(query, &[]).await.expect("a count").get(0)
    }

    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.http.request(method, format!("{}{path}", self.url))
    }

    /// The counters say what the receipts say, for everybody and every kind. Tests that use a plan end with this.
    pub async fn ledger_is_sound(&self) {
        assert_eq!(self.count(UNSOUND_COUNTERS).await, 0, "counters and receipts differ");
    }

    /// Waits until the replica of all tests has all that was written until now.
    pub async fn until_replicated(&self) {
        self.until_replicated_by(replica().await).await;
    }

    /// The same for a replica of one's own.
    pub async fn until_replicated_by(&self, replica: &Replica) {
        let here: String =
            self.sql().await.query_one("select pg_current_wal_insert_lsn()::text", &[]).await.expect("a place").get(0);
        let there = replica.url(&self.database_url).expect("a URL");
        let deadline = Instant::now() + PATIENCE;
        loop {
            // The database itself may have to come first.
            if let Ok(sql) = postgres::connect(&there).await {
                let query = format!("select pg_last_wal_replay_lsn() >= '{here}'");
                if sql.query_one(&query, &[]).await.is_ok_and(|row| row.get(0)) {
                    return;
                }
            }
            assert!(Instant::now() < deadline, "the replica never came to {here}");
            sleep(Duration::from_millis(50)).await;
        }
    }

    /// Waits until something in the database has come true; fails when it never does.
    pub async fn until(&self, query: &str) {
        let sql = self.sql().await;
        let deadline = Instant::now() + PATIENCE;
        while !sql.query_one(query, &[]).await.expect("a condition").get::<_, bool>(0) {
            assert!(Instant::now() < deadline, "never came true: {query}");
            sleep(Duration::from_millis(10)).await;
        }
    }
}

async fn protector(clock: emulators::Clock) -> ArcjetEmulator {
    let settings = ArcjetSettings { clock, ..ArcjetSettings::default() };
    ArcjetEmulator::start_with(settings).await.expect("an Arcjet")
}

async fn usual_env(database_url: &str, clerk: &ClerkEmulator, gemini: &GeminiEmulator) -> HashMap<String, String> {
    let pairs = [
        ("DATABASE_URL", as_it_is_reached(database_url).await),
        ("DB_SSLROOTCERT", Database::of_tests().authority().map(Authority::pem).unwrap_or_default()),
        ("CLERK_SECRET_KEY", clerk.secret_key().to_owned()),
        ("NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", clerk.publishable_key()),
        ("CLERK_JWT_KEY", clerk.public_key_pem()),
        ("CLERK_AUTHORIZED_PARTIES", ORIGIN.to_owned()),
        ("CLERK_API_URL", clerk.url()),
        ("CLERK_WEBHOOK_SIGNING_SECRET", WEBHOOK_SECRET.to_owned()),
        ("CRON_SECRET", CRON_SECRET.to_owned()),
        ("RECEIPT_SIGNING_KEY", RECEIPT_SIGNING_KEY.to_owned()),
        ("GEMINI_API_KEY", "test".to_owned()),
        ("GEMINI_BASE_URL", gemini.url()),
        // Tests that are not about the budget do not meet it.
        ("AI_HOURLY_LIMIT", "10000".to_owned()),
        ("AI_DAILY_LIMIT", "10000".to_owned()),
    ];
    pairs.map(|(name, value)| (name.to_owned(), value)).into()
}

/// What an app is told of a database here. A proxy of ours reads along, which it could not if that were encrypted.
async fn as_it_is_reached(database_url: &str) -> String {
    let ours = postgres().await.has(database_url);
    match (Database::of_tests(), pooler().await) {
        (Database::Encrypted(_), _) if ours => format!("{database_url}?sslmode=require&channel_binding=require"),
        (_, Some(pooler)) if ours => {
            let pooled = pooler.url(database_url).and_then(pgbouncer::named).expect("a URL");
            format!("{pooled}&sslmode=require&channel_binding=prefer")
        }
        (_, Some(_)) if database_url.contains('@') => {
            let named = pgbouncer::named(database_url.parse().expect("a URL")).expect("a URL");
            format!("{named}&sslmode=disable")
        }
        _ => database_url.to_owned(),
    }
}

impl Person<'_> {
    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.app.request(method, path).bearer_auth(&self.token)
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.request(Method::GET, path).send_and_read().await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.request(Method::DELETE, path).send_and_read().await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.request(Method::POST, path).json(&body).send_and_read().await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.request(Method::PATCH, path).json(&body).send_and_read().await
    }
}

/// Sends a request and reads the reply to its end.
pub trait SendRequest {
    /// A reply of the API, which has to be as the OpenAPI document says.
    fn send_and_read(self) -> impl Future<Output = Answer>;

    /// One that is not the API's: of a handler that a test has put in its place, or of what stands before it.
    fn send_and_read_unchecked(self) -> impl Future<Output = Answer>;
}

impl SendRequest for reqwest::RequestBuilder {
    async fn send_and_read(self) -> Answer {
        let (client, request) = self.build_split();
        let request = request.expect("a request");
        let (method, path) = (request.method().clone(), request.url().path().to_owned());
        let reply = read(client.execute(request).await).await;
        assert_documented(&method, &path, reply.status, &reply.headers, &reply.text);
        reply
    }

    async fn send_and_read_unchecked(self) -> Answer {
        read(self.send().await).await
    }
}

async fn read(response: reqwest::Result<reqwest::Response>) -> Answer {
    let response = response.expect("a reply");
    let (status, headers) = (response.status(), response.headers().clone());
    Answer { status, headers, text: response.text().await.expect("a whole body") }
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("not JSON ({error}): {}", self.text))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The status and the code of a problem.
    pub fn problem(&self) -> (u16, String) {
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.text);
        let problem = self.json();
        assert_eq!(problem["status"], self.status.as_u16(), "the body tells the status");
        (self.status.as_u16(), problem["code"].as_str().unwrap_or_default().to_owned())
    }

    /// The status and the bare sentence, as AI routes answer.
    pub fn sentence(&self) -> (u16, &str) {
        assert_eq!(self.header("content-type"), "text/plain; charset=utf-8", "{}", self.text);
        (self.status.as_u16(), &self.text)
    }
}
