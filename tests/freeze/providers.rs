//! Frozen executable and its providers: their sockets are cut or fall silent meanwhile, and the next request is served.
//! HTTP/2 over TLS, as with the real services.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test, in helpers too")]

use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, OnceLock},
    time::Duration,
};

use darasa_core::{
    App, Error, Result,
    base::{clock, env, http_client::HttpClient, telemetry, trace},
    http::{Reply, Request, Routes},
    providers::{
        clerk::Clerk,
        gemini::Gemini,
        hume::Hume,
        model::{Pace, Prompt, Speaker},
        models::{ModelRequest, Models},
        sentry::Sentry,
    },
    serve,
    storage::redis::Redis,
};
use darasa_local::{
    emulators::{
        ClerkEmulator, GeminiEmulator, HumeEmulator, Received, SentryEmulator, UpstashEmulator, clerk::User, hume::Chat,
    },
    services::{certificates::Authority, redis::RedisServer},
    testing::{
        host::{Function, Host},
        tcp_proxy::Proxy,
        test_app::SendRequest,
        tls_front::TlsFront,
    },
};
use http::Method;
use tokio::{task::JoinSet, time::sleep};

const CHAT: &str = "470a49f6-1dec-4afe-8b61-035d3b2d63b0";
/// Where the process finds the project at Sentry: as `SENTRY_DSN` the process itself would report there.
const DSN: &str = "TEST_SENTRY_DSN";
const ALL: [&str; 5] = ["gemini", "clerk", "hume", "upstash", "sentry"];

static AUTHORITY: LazyLock<Authority> = LazyLock::new(|| Authority::new().unwrap());

// The process that is frozen.

struct Providers {
    models: Models,
    clerk: Clerk,
    hume: Hume,
    upstash: Redis,
    sentry: Sentry,
}

#[test]
#[ignore = "a process for the other tests"]
fn a_function_that_asks_a_provider() {
    assert_eq!(serve(Routes::<()>::NONE, ask), std::process::ExitCode::SUCCESS);
}

async fn ask(app: &App, request: Request) -> Result<Reply> {
    static PROVIDERS: OnceLock<Providers> = OnceLock::new();
    let providers = PROVIDERS.get_or_init(|| Providers::new(&app.env));
    match request.path().rsplit('/').next().unwrap_or_default() {
        "gemini" => {
            let prompt = Prompt::words("Ask.", vec![(Speaker::User, "A question, please.".to_owned())], 100);
            let asking =
                ModelRequest { refusal: "blocked", arrived: tokio::time::Instant::now(), token: None, heard: &[] };
            let mut text = providers.models.stream(prompt, asking).await?;
            while text.next().await.map_err(|failure| Error::internal(format!("{failure:?}")))?.is_some() {}
        }
        "clerk" => assert!(providers.clerk.user("user_ada").await?.is_some()),
        "hume" => assert!(providers.hume.chat(CHAT).await?.is_some()),
        "upstash" => assert!(providers.upstash.command(&[b"PING"]).await.map_err(Error::internal)?.text().is_some()),
        _ => {
            telemetry::fault("frozen", "a fault", "of this test's");
            providers.sentry.report(&trace::current().unwrap(), "GET", request.wait_until());
        }
    }
    Ok(Reply::no_content())
}

impl Providers {
    #[expect(clippy::disallowed_methods, reason = "where a test's own process finds Sentry is no setting of darasa")]
    fn new(env: &env::Env) -> Self {
        let authority = env.database.root_certificate.clone().unwrap();
        let http = || HttpClient::trusting(clock::system(), &authority);
        let dsn = std::env::var(DSN).unwrap().parse().unwrap();
        let project = env::Sentry { dsn, environment: "test".to_owned(), release: None };
        // As long as a request takes that is waited for: whether the socket lives is asked here, not how fast it is.
        let redis = env::Redis { limit: Duration::from_secs(5), ..env.redis.clone().unwrap() };
        let gemini = Gemini::new(http(), env.models.gemini.as_ref().unwrap());
        Self {
            models: Models::new(&env.models, Some(&gemini), http, Pace::default(), clock::system()).unwrap(),
            clerk: Clerk::new(http(), &env.clerk),
            hume: Hume::new(http(), env.hume.as_ref().unwrap()),
            upstash: Redis::new(&redis, http()),
            sentry: Sentry::new(http(), project, clock::system()),
        }
    }
}

// What happens to it.

struct World {
    host: Host,
    lines: HashMap<&'static str, (TlsFront, Proxy)>,
    gemini: GeminiEmulator,
    clerk: ClerkEmulator,
    hume: HumeEmulator,
    upstash: UpstashEmulator,
    sentry: SentryEmulator,
    _redis: RedisServer,
}

impl World {
    async fn start() -> Self {
        let redis = RedisServer::start().unwrap();
        let gemini = GeminiEmulator::start().await.unwrap();
        let clerk = ClerkEmulator::start().await.unwrap();
        let hume = HumeEmulator::start().await.unwrap();
        let upstash = UpstashEmulator::before(&redis.url()).await.unwrap();
        let sentry = SentryEmulator::start().await.unwrap();
        clerk.put(User::named("user_ada", "Ada", clerk.now()));
        hume.put(Chat::new(CHAT, clerk.now()));
        let urls = [gemini.url(), clerk.url(), hume.url(), upstash.url(), sentry.dsn()];
        let mut lines = HashMap::new();
        for (provider, url) in ALL.into_iter().zip(urls) {
            let front = TlsFront::before(&url, &AUTHORITY).await.unwrap();
            let proxy = Proxy::before(&front.url()).await.unwrap();
            lines.insert(provider, (front, proxy));
        }
        let mut env: HashMap<_, _> = hume.env().into_iter().chain(upstash.env()).collect();
        env.extend([
            ("DATABASE_URL", "postgres://ada:secret@127.0.0.1:1/darasa".to_owned()),
            ("DB_SSLROOTCERT", AUTHORITY.pem()),
            ("CLERK_SECRET_KEY", clerk.secret_key().to_owned()),
            ("CLERK_WEBHOOK_SIGNING_SECRET", "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3".to_owned()),
            ("NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", clerk.publishable_key()),
            ("GEMINI_API_KEY", "key".to_owned()),
        ]);
        let names = ["GEMINI_BASE_URL", "CLERK_API_URL", "HUME_BASE_URL", "UPSTASH_REDIS_REST_URL", DSN];
        env.extend(names.into_iter().zip(ALL).map(|(name, provider)| (name, lines[provider].1.base_url())));
        let env = env.into_iter().map(|(name, value)| (name.to_owned(), value));
        let arguments = ["providers::a_function_that_asks_a_provider", "--exact", "--ignored", "--nocapture"];
        let host = Function::new(std::env::current_exe().unwrap(), env).arguments(arguments).start().await;
        Self { host, lines, gemini, clerk, hume, upstash, sentry, _redis: redis }
    }

    /// One request that needs this provider; it is served, and the provider has seen it.
    async fn is_served(self: Arc<Self>, provider: &'static str) {
        let seen = self.seen(provider);
        let (invocation, request) = self.host.invoke(Method::GET, &format!("/api/job-infos/{provider}"));
        let answer = request.send_and_read_unchecked().await;
        assert_eq!(answer.status, 204, "{provider}: {}", self.host.log());
        self.host.end_of(&invocation).await;
        assert_eq!(self.seen(provider), seen + 1, "{provider}: {}", self.host.log());
    }

    /// At the same time, so that none grows old while another one is waited for.
    async fn all_are_served(self: &Arc<Self>, providers: &[&'static str]) {
        let requests: JoinSet<_> = providers.iter().map(|provider| self.clone().is_served(provider)).collect();
        requests.join_all().await;
    }

    /// Of Gemini only the first model counts: no dead socket is a reason to ask a lesser one.
    fn seen(&self, provider: &str) -> usize {
        let is_first = |received: &Received| received.path.contains("gemini-3.8-flash");
        match provider {
            "gemini" => self.gemini.received().iter().filter(|received| is_first(received)).count(),
            "clerk" => self.clerk.received().len(),
            "hume" => self.hume.received().len(),
            "upstash" => self.upstash.received().len(),
            _ => self.sentry.events().len(),
        }
    }

    fn connections(&self, provider: &str) -> usize {
        self.lines[provider].1.connections()
    }
}

/// Freezes it twice, for so long; the first request to each of these providers after that is served.
async fn frozen_while(frozen: Duration, providers: &[&'static str], happens: fn(&Proxy)) {
    let world = Arc::new(World::start().await);
    world.all_are_served(providers).await;
    for nth in 1..=2 {
        world.host.freeze();
        world.lines.values().for_each(|(_, proxy)| happens(proxy));
        sleep(frozen).await;
        world.host.thaw();

        world.all_are_served(providers).await;
        for provider in providers {
            assert!(world.connections(provider) > nth, "{provider}: over a new connection");
        }
    }
}

#[tokio::test]
async fn an_instance_whose_providers_cut_its_sockets_serves_on() {
    frozen_while(Duration::from_secs(1), &ALL, Proxy::cut).await;
}

/// Too short for a socket to be old: it is found to be dead because nobody answers a ping on it.
#[tokio::test]
async fn an_instance_whose_providers_fell_silent_for_a_moment_serves_on() {
    frozen_while(Duration::from_secs(6), &["gemini", "clerk", "hume", "sentry"], Proxy::silence).await;
}

/// Nobody speaks into a socket that is as old. Upstash's 150 ms are too short for a ping.
#[tokio::test]
async fn an_instance_whose_providers_fell_silent_for_long_serves_on() {
    frozen_while(Duration::from_secs(21), &ALL, Proxy::silence).await;
}
