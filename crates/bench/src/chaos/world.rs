//! Environment of a chaos test: a database of its own, a model, Clerk, and several instances of darasa.

use std::{collections::HashMap, path::Path, sync::Mutex, time::Duration};

use darasa_core::{
    App,
    base::{clock, env::Env},
    providers::model::Pace,
};
use tokio::net::TcpListener;

use super::{ChaosPlan, office};
use darasa_local::{
    dev_server::Server,
    emulators::gemini::{GeminiEmulator, GeminiSettings},
    services::{
        certificates::Authority,
        postgres::{
            self, Postgres, Purpose,
            pgbouncer::{self, PgBouncer},
        },
        redis::RedisServer,
    },
    testing::{
        host::{Function, Host},
        test_app::{Settings, TestApp},
    },
};

/// Instances of everything, when all runs in this process.
const INSTANCES: usize = 3;
/// Executables and the routes they serve.
const FUNCTIONS: [(&str, &str); 6] = [
    ("ai-questions", "/api/ai/questions"),
    ("ai-resumes-analyze", "/api/ai/resumes/analyze"),
    ("interviews", "/api/interviews"),
    ("job-infos", "/api/job-infos"),
    ("questions", "/api/questions"),
    ("users-me", "/api/users/me"),
];
/// So that a question takes about half a second, and is under way when something is killed.
const PACE: Duration = Duration::from_millis(30);
/// Generations an hour.
pub const HOURLY: i64 = 10_000;
/// Some have had all of them but five before the storm. What they had is in no ledger, so their day knows nothing of
/// it.
const SPENDERS: &str = "
    insert into users (id) select 'user_storm_' || nth from generate_series(1, 1000, 5) as nth;
    insert into ai_budgets (user_id, hour_spent, day_spent) select id, 9995, 0 from users";
/// So that written interviews come to an end.
const TURNS: usize = 4;

/// A service that is killed and started again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Victim {
    Postgres,
    Model,
    Redis,
}

pub struct World {
    pub app: TestApp,
    pub postgres: Postgres,
    pub protected: bool,
    pub requests_per_minute: u32,
    /// Where limits are counted.
    pub store: Victim,
    redis: Mutex<Option<RedisServer>>,
    gemini: Mutex<Option<GeminiEmulator>>,
    gemini_settings: GeminiSettings,
    /// By the route they serve.
    routes: Vec<(&'static str, Vec<String>)>,
    _pooler: Option<PgBouncer>,
    _servers: Vec<Server>,
    _functions: Vec<Host>,
}

impl World {
    pub async fn start(plan: &ChaosPlan) -> Self {
        let checkout = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
        let postgres = Postgres::start(Purpose::Test, checkout).expect("a Postgres");
        let database = postgres.fresh_durable_database().await.expect("a database");
        let authority = Authority::new().expect("an authority");
        let pooler = plan.pooled.then(|| {
            let certificate = authority.issue([pgbouncer::HOST]).expect("a certificate");
            PgBouncer::start(&postgres, &certificate).expect("a PgBouncer")
        });
        let gemini = GeminiEmulator::start_with(GeminiSettings { pace: PACE, ..GeminiSettings::default() });
        let gemini = gemini.await.expect("a Gemini");
        let port = gemini.url().rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port");

        let redis = plan.redis.then(|| RedisServer::start().expect("a Redis"));
        let mut env = vec![
            ("GEMINI_BASE_URL", gemini.url()),
            ("DB_SSLROOTCERT", authority.pem()),
            ("AI_HOURLY_LIMIT", HOURLY.to_string()),
            ("INTERVIEW_TURNS", TURNS.to_string()),
            ("REQUESTS_PER_MINUTE", office::requests_per_minute(plan).to_string()),
            ("PROTECTION", if plan.protected { "local" } else { "off" }.to_owned()),
        ];
        env.extend(redis.iter().map(|redis| ("REDIS_URL", redis.url())));
        if let Some(pooler) = &pooler {
            let url = pooler.url(&database).and_then(pgbouncer::named).expect("a URL");
            env.push(("DATABASE_URL", format!("{url}&sslmode=require&channel_binding=prefer")));
        }
        let app = TestApp::on(database, Settings { env, ..Settings::default() }).await;
        app.sql().await.batch_execute(SPENDERS).await.expect("budgets");
        let mut world = Self {
            routes: Vec::new(),
            protected: plan.protected,
            requests_per_minute: office::requests_per_minute(plan),
            store: if plan.redis { Victim::Redis } else { Victim::Postgres },
            redis: Mutex::new(redis),
            gemini: Mutex::new(Some(gemini)),
            gemini_settings: GeminiSettings { port, pace: PACE, ..GeminiSettings::default() },
            postgres,
            app,
            _pooler: pooler,
            _servers: Vec::new(),
            _functions: Vec::new(),
        };
        match &plan.functions {
            Some(folder) => world.start_functions(folder).await,
            None => world.start_instances().await,
        }
        world
    }

    async fn start_instances(&mut self) {
        for _ in 0..INSTANCES {
            let mut env = Env::from_pairs(self.app.env()).expect("a good environment");
            // Somebody who is slow is not away.
            env.redis.iter_mut().for_each(|redis| redis.limit = Settings::default().redis_limit);
            let app = App::new(env, clock::system(), Pace::default()).expect("an app");
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
            self._servers.push(Server::start(Box::leak(Box::new(app)), listener).expect("a server"));
        }
        self.routes = vec![("/", self._servers.iter().map(Server::url).collect())];
    }

    async fn start_functions(&mut self, folder: &Path) {
        let env: HashMap<_, _> = self.app.env();
        for (name, route) in FUNCTIONS {
            let function = Function::new(folder.join(name), env.clone()).start().await;
            self.routes.push((route, vec![format!("http://127.0.0.1:{}", function.port())]));
            self._functions.push(function);
        }
    }

    /// Where a path is served; clients with different numbers meet different instances.
    pub fn url(&self, path: &str, number: usize) -> String {
        let served = self.routes.iter().find(|(route, _)| path.starts_with(route));
        let (_, instances) = served.unwrap_or_else(|| panic!("nobody serves {path}"));
        format!("{}{path}", instances[number % instances.len()])
    }

    /// A statement of the test's own, where Postgres is there.
    pub async fn try_sql(&self, sql: &str) {
        if let Ok(client) = postgres::connect(&self.app.database_url).await {
            client.batch_execute(sql).await.ok();
        }
    }

    pub fn redis<T>(&self, act: impl FnOnce(&mut RedisServer) -> T) -> T {
        act(self.redis.lock().expect("nobody panicked").as_mut().expect("there is a Redis"))
    }

    /// Breaks all of its connections, and nothing listens any more.
    pub fn kill_gemini(&self) {
        drop(self.gemini.lock().expect("nobody panicked").take());
    }

    pub async fn start_gemini_again(&self) {
        let gemini = GeminiEmulator::start_with(self.gemini_settings.clone()).await.expect("the port is still free");
        *self.gemini.lock().expect("nobody panicked") = Some(gemini);
    }
}
