//! Executables started as the platform starts them: a port, an environment, and a signal at the end.

use std::{
    collections::HashMap,
    process::{ExitStatus, Stdio},
    time::{Duration, Instant},
};

use darasa_core::providers::model::Pace;
use darasa_local::{
    emulators::gemini::Answer,
    services::{
        free_port::free_port,
        processes::{self, Signal},
        redis::RedisServer,
    },
    testing::{
        test_app::{self, SendRequest, Settings, TestApp},
        time_limits::PATIENCE,
    },
};
use http::Method;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, BufReader},
    process::{Child, ChildStdout, Command},
    sync::oneshot,
    task::JoinHandle,
    time::timeout,
};

macro_rules! executables {
    ($($name:literal at $route:literal),* $(,)?) => {
        [$(Executable { name: $name, path: env!(concat!("CARGO_BIN_EXE_", $name)), route: $route }),*]
    };
}

#[derive(Clone, Copy)]
struct Executable {
    name: &'static str,
    path: &'static str,
    route: &'static str,
}

const FUNCTIONS: [Executable; 7] = executables![
    "ai-questions" at "/api/ai/questions/generate-question",
    "health" at "/api/health",
    "job-infos" at "/api/job-infos",
    "public" at "/api/config",
    "questions" at "/api/questions",
    "users-me" at "/api/users/me",
    "webhooks-clerk" at "/api/webhooks/clerk",
];

/// What the host's own runtime says when it listens; no line of ours.
const GREETING: &str = "Dev server listening: ";

fn executable(name: &str) -> Executable {
    FUNCTIONS.into_iter().find(|executable| executable.name == name).expect("an executable of that name")
}

impl Executable {
    /// Only these answer to strangers.
    fn is_public(self) -> bool {
        ["health", "public", "webhooks-clerk"].contains(&self.name)
    }

    fn method(self) -> Method {
        if self.route.starts_with("/api/ai/") { Method::POST } else { Method::GET }
    }

    /// Started with this environment and nothing else, and ready. It is killed when dropped.
    async fn start(self, env: &HashMap<String, String>) -> Function {
        for _ in 0..3 {
            let port = free_port().expect("a free port");
            let mut process = Command::new(self.path)
                .env_clear()
                .env("VERCEL_ENV", "development")
                .envs(env)
                .env("VERCEL_DEV_PORT", port.to_string())
                .stdin(Stdio::null())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .kill_on_drop(true)
                .spawn()
                .expect("a process");
            let (listens, ready) = oneshot::channel();
            let said = tokio::spawn(lines_of(process.stdout.take().expect("its output"), listens));
            let complained = tokio::spawn(all_of(process.stderr.take().expect("its complaints")));
            // Somebody else may have taken the port meanwhile; then it ends at once. So its own word is waited for:
            // whoever connects may have been let in by them.
            if timeout(PATIENCE, ready).await.expect("it listens or ends").is_ok() {
                return Function { process, url: format!("http://127.0.0.1:{port}"), said, complained };
            }
        }
        panic!("{} does not start", self.name);
    }
}

async fn all_of(mut stream: impl AsyncRead + Unpin) -> String {
    let mut text = String::new();
    stream.read_to_string(&mut text).await.expect("UTF-8");
    text
}

/// Its standard output; `listens` is told when it says so, and dropped when it ends before.
async fn lines_of(stdout: ChildStdout, listens: oneshot::Sender<()>) -> String {
    let (mut stdout, mut listens, mut text) = (BufReader::new(stdout), Some(listens), String::new());
    let mut begin = 0;
    while stdout.read_line(&mut text).await.expect("UTF-8") > 0 {
        if text[begin..].starts_with(GREETING) {
            listens.take().map(|listens| listens.send(()));
        }
        begin = text.len();
    }
    text
}

struct Function {
    process: Child,
    url: String,
    said: JoinHandle<String>,
    complained: JoinHandle<String>,
}

/// What is left of a function: its status, its log, and what stood on standard error.
struct Ended {
    status: ExitStatus,
    log: String,
    complaints: String,
}

impl Function {
    fn request(&self, app: &TestApp, method: Method, path: &str) -> reqwest::RequestBuilder {
        app.http.request(method, format!("{}{path}", self.url))
    }

    fn terminate(&self) {
        let process = self.process.id().expect("it runs");
        assert!(processes::send(process, Signal::TERM).expect("it is ours"));
    }

    async fn ended(mut self) -> Ended {
        let status = timeout(PATIENCE, self.process.wait()).await.expect("it ends").expect("its status");
        Ended { status, log: self.said.await.expect("a log"), complaints: self.complained.await.expect("complaints") }
    }

    /// Ends it as the platform does.
    async fn end(self) -> Ended {
        self.terminate();
        self.ended().await
    }
}

impl Ended {
    /// Every line is JSON, but for the one with which the host's own runtime greets.
    fn lines(&self) -> Vec<Value> {
        let ours = self.log.lines().filter(|line| !line.starts_with(GREETING));
        ours.map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("not JSON: {line}"))).collect()
    }
}

#[tokio::test]
async fn every_function_answers_the_host_and_ends_cleanly() {
    let app = TestApp::start().await;
    for executable in FUNCTIONS {
        let function = executable.start(&app.env()).await;
        let name = executable.name;

        let ping = function.request(&app, Method::GET, "/_vercel/ping").send_and_read().await;
        assert_eq!((ping.status.as_u16(), ping.text.as_str()), (200, "OK"), "{name}");

        let ended = function.end().await;
        assert!(ended.status.success(), "{name}: {}", ended.status);
        assert_eq!(ended.complaints, "", "{name}");
        ended.lines();
    }
}

#[tokio::test]
async fn every_function_that_needs_a_sign_in_says_so() {
    let app = TestApp::start().await;
    for executable in FUNCTIONS {
        let function = executable.start(&app.env()).await;
        let (name, route) = (executable.name, executable.route);

        let reply = function.request(&app, executable.method(), route).send_and_read().await;

        match executable.is_public() {
            true => assert_eq!(reply.status, 200, "{name}: {}", reply.text),
            false => {
                assert_eq!(reply.status, 401, "{name}: {}", reply.text);
                assert_eq!(reply.header("www-authenticate"), r#"Bearer realm="darasa""#, "{name}");
            }
        }
        let lines = function.end().await.lines();
        let request = lines.iter().find(|line| line["message"] == "request").expect("a line for the request");
        assert_eq!(request["http.route"], route, "{name}");
        assert_eq!(request["http.request.method"], executable.method().as_str(), "{name}");
        assert_eq!(request["http.response.status_code"], reply.status.as_u16(), "{name}");
        // A shared cache keeps the configuration, so it has no request's id.
        let id = if name == "public" { "" } else { request["request_id"].as_str().expect("an id") };
        assert_eq!(reply.header("x-request-id"), id, "{name}");
        assert!(request["duration_ms"].as_f64().unwrap() >= 0.0, "{name}");
    }
}

#[tokio::test]
async fn head_is_get_without_a_body_and_an_unknown_path_is_404() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    assert_eq!(ada.get("/api/users/me").await.status, 200);
    for executable in FUNCTIONS {
        let function = executable.start(&app.env()).await;
        let (name, route) = (executable.name, executable.route);
        let signed_in =
            |method, path: &str| function.request(&app, method, path).bearer_auth(&ada.token).send_and_read();

        let (get, head) = (signed_in(Method::GET, route).await, signed_in(Method::HEAD, route).await);
        assert_eq!((head.status, head.text.as_str()), (get.status, ""), "{name}");
        for header in ["content-type", "content-length", "etag", "cache-control", "allow"] {
            assert_eq!(head.header(header), get.header(header), "{name}: {header}");
        }
        for path in ["/api/nothing".to_owned(), format!("{route}x"), "/".to_owned()] {
            let reply = signed_in(Method::GET, &path).await;
            let code = if path.starts_with("/api/ai/") { reply.text.clone() } else { reply.problem().1 };
            assert_eq!((reply.status.as_u16(), code.as_str()), (404, "no-such-route"), "{name}: {path}");
        }
    }
}

/// Four processes that share nothing but the database.
#[tokio::test]
async fn ada_is_asked_a_question_by_the_real_executables() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let env = app.env();
    let [jobs, generate, questions, me] = ["job-infos", "ai-questions", "questions", "users-me"].map(executable);
    let (jobs, generate) = (jobs.start(&env).await, generate.start(&env).await);
    let (questions, me) = (questions.start(&env).await, me.start(&env).await);
    app.gemini.next(Answer::text(["# Send\n\n", "What does ", "Send mean?"]));

    let job = json!({ "name": "Acme", "experienceLevel": "senior", "description": "Rust" });
    let job =
        jobs.request(&app, Method::POST, "/api/job-infos").bearer_auth(&ada.token).json(&job).send_and_read().await;
    let job = job.json()["id"].as_str().unwrap().to_owned();
    let read = jobs.request(&app, Method::GET, &format!("/api/job-infos/{job}")).bearer_auth(&ada.token);
    assert_eq!(read.send_and_read().await.json()["name"], "Acme", "below the function's own path, as rewritten");
    let route = "/api/ai/questions/generate-question?stream=text";
    let asked = json!({ "prompt": "easy", "jobInfoId": job });
    let asked = generate.request(&app, Method::POST, route).bearer_auth(&ada.token).json(&asked).send_and_read().await;
    assert_eq!((asked.status.as_u16(), asked.text.as_str()), (200, "# Send\n\nWhat does Send mean?"));

    let list = format!("/api/questions?jobInfoId={job}");
    let listed = questions.request(&app, Method::GET, &list).bearer_auth(&ada.token).send_and_read().await.json();
    assert_eq!(listed["items"][0]["id"], asked.header("x-question-id"));
    let used = me.request(&app, Method::GET, "/api/users/me").bearer_auth(&ada.token).send_and_read().await.json();
    assert_eq!(used["features"]["questions"], json!({ "limit": 5, "used": 1, "remaining": 4 }));
    let log = generate.end().await;
    let request = &log.lines()[0];
    assert_eq!(request["gen_ai.request.model"], "gemini-3.8-flash");
    assert_eq!(request["complete"], true);
    assert_eq!(request["user"].as_str().unwrap().len(), 12, "a hash");
    assert!(!log.log.contains("user_ada") && !log.log.contains(&ada.token), "{}", log.log);
    app.ledger_is_sound().await;
}

/// With `kill -9`, so it says nothing more to anybody: not to its client, not to Redis, not to Postgres.
#[tokio::test]
async fn an_instance_killed_in_mid_stream_leaves_its_readers_what_it_wrote_and_its_use_lapses() {
    let redis = RedisServer::start().unwrap();
    let pace = Pace { to_first_token: Duration::from_secs(2), heartbeat: Duration::from_secs(1), ..Pace::default() };
    let app = TestApp::with(Settings { env: vec![("REDIS_URL", redis.url())], pace, ..Settings::default() }).await;
    let ada = app.person("ada");
    let job = json!({ "name": "Acme", "experienceLevel": "senior", "description": "Rust" });
    let job = ada.post("/api/job-infos", job).await.json()["id"].clone();
    let mut generate = executable("ai-questions").start(&app.env()).await;
    let (answer, _gate) = Answer::text(["# Send ", "and Sync"]).paused_after(1);
    app.gemini.next(answer);
    let wanted = json!({ "prompt": "easy", "jobInfoId": job });
    let route = "/api/ai/questions/generate-question";
    let asked = generate.request(&app, Method::POST, &format!("{route}?stream=text")).bearer_auth(&ada.token);
    let mut reply = asked.json(&wanted).send().await.unwrap();
    assert_eq!(reply.chunk().await.unwrap().unwrap(), "# Send ");
    let stream = format!("/api/ai/streams/{}", reply.headers()["x-stream-id"].to_str().unwrap());
    let mut reader = ada.request(Method::GET, &format!("{stream}?stream=text")).send().await.unwrap();
    assert_eq!(reader.chunk().await.unwrap().unwrap(), "# Send ");

    generate.process.kill().await.unwrap();

    assert!(reply.chunk().await.is_err(), "whoever asked sees it break");
    let broke = timeout(PATIENCE, reader.chunk()).await.expect("a reader waits for three seconds");
    assert!(broke.is_err(), "and whoever reads along, when nothing has come for long: {broke:?}");
    assert_eq!(app.count("select count(*) from usage where state = 'reserved'").await, 1);
    app.ledger_is_sound().await;

    let lapse = "update usage set expires_at = now() - interval '1 second'";
    app.sql().await.execute(lapse, &[]).await.unwrap();
    let told = ada.get(&format!("{stream}?stream=v1")).await.text;
    assert!(told.contains("3:\"The model failed.\"\n"), "{told}");
    assert_eq!(ada.post(route, wanted).await.status, 200);
    let used = ada.get("/api/users/me").await.json()["features"]["questions"].clone();
    assert_eq!(used, json!({ "limit": 5, "used": 1, "remaining": 4 }), "the lapsed use was given back");
    app.ledger_is_sound().await;
}

/// The platform ends an instance while a stream runs: the stream ends first.
#[tokio::test]
async fn a_stream_under_way_is_finished_before_the_end() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = json!({ "name": "Acme", "experienceLevel": "senior", "description": "Rust" });
    let job = ada.post("/api/job-infos", job).await.json()["id"].clone();
    let mut generate = executable("ai-questions").start(&app.env()).await;
    let (answer, gate) = Answer::text(["# Send", "?"]).paused_after(1);
    app.gemini.next(answer);
    let route = "/api/ai/questions/generate-question";
    let asked = generate.request(&app, Method::POST, route).bearer_auth(&ada.token);
    let mut reply = asked.json(&json!({ "prompt": "easy", "jobInfoId": job })).send().await.unwrap();
    let mut seen = String::from_utf8(reply.chunk().await.unwrap().unwrap().to_vec()).unwrap();

    generate.terminate();
    // The kernel still takes connections for it, but nobody answers them.
    let ping = || {
        let ping = generate.request(&app, Method::GET, "/_vercel/ping").header("connection", "close");
        ping.timeout(Duration::from_millis(200)).send()
    };
    let deadline = Instant::now() + PATIENCE;
    while ping().await.is_ok() {
        assert!(Instant::now() < deadline, "it still takes requests");
    }
    assert!(generate.process.try_wait().unwrap().is_none(), "it waits for the stream");
    gate.resume();

    seen.push_str(&reply.text().await.unwrap());
    assert!(
        seen.ends_with("e:{\"finishReason\":\"stop\",\"isContinued\":false}\nd:{\"finishReason\":\"stop\"}\n"),
        "{seen}"
    );
    assert!(generate.ended().await.status.success());
    assert_eq!(app.count("select count(*) from questions").await, 1);
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn with_a_bad_environment_every_route_but_health_says_misconfigured() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let bad = [
        ("DATABASE_URL", "postgres://ada:hunter2@db.example.com/d?sslmode=sometimes"),
        ("CLERK_JWT_KEY", "hunter2"),
        ("VOICE_PROVIDER", "hunter2"),
    ];
    let bad = bad.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let wrong = ["DATABASE_URL", "CLERK_JWT_KEY", "VOICE_PROVIDER"];
    let secrets =
        ["CLERK_SECRET_KEY", "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", "CLERK_WEBHOOK_SIGNING_SECRET", "GEMINI_API_KEY"];
    let missing = [&["DATABASE_URL"], &secrets[..]].concat();
    for (env, names) in [(HashMap::new(), missing), (bad, [&wrong[..], &secrets[..]].concat())] {
        for executable in FUNCTIONS {
            let function = executable.start(&env).await;
            let (name, route) = (executable.name, executable.route);
            let ping = function.request(&app, Method::GET, "/_vercel/ping").send_and_read().await;
            assert_eq!(ping.text, "OK", "{name}");

            let reply =
                function.request(&app, executable.method(), route).bearer_auth(&ada.token).send_and_read().await;
            match name {
                "health" => assert_eq!(reply.json()["status"], "ok"),
                "ai-questions" => assert_eq!(reply.sentence(), (500, "misconfigured")),
                _ => assert_eq!(reply.problem(), (500, "misconfigured".to_owned()), "{name}"),
            }
            let elsewhere = function.request(&app, Method::GET, "/api/elsewhere").send_and_read().await;
            assert_eq!(elsewhere.problem(), (500, "misconfigured".to_owned()), "{name}");

            let ended = function.end().await;
            assert!(ended.status.success(), "{name}: {}", ended.status);
            let everything = format!("{}{}{}", ended.log, ended.complaints, elsewhere.text);
            assert!(!everything.contains("hunter2"), "{name}: {everything}");
            let told = ended.lines()[0]["problem"].as_str().unwrap().to_owned();
            for variable in &names {
                assert!(told.contains(variable), "{name}: {variable} in {told}");
            }
        }
    }
}

#[tokio::test]
async fn a_wrong_password_stands_in_the_log_and_nowhere_else() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let mut env = app.env();
    let mut url: reqwest::Url = env["DATABASE_URL"].parse().unwrap();
    url.set_password(Some("hunter2")).unwrap();
    env.insert("DATABASE_URL".to_owned(), url.into());
    let jobs = executable("job-infos").start(&env).await;

    let reply: test_app::Answer =
        jobs.request(&app, Method::GET, "/api/job-infos").bearer_auth(&ada.token).send_and_read().await;

    assert_eq!(reply.problem(), (503, "unavailable".to_owned()));
    assert!(!reply.text.contains("password"), "{}", reply.text);
    let ended = jobs.end().await;
    let lines = ended.lines();
    let failure = lines.iter().find(|line| line["level"] == "ERROR").expect("a line for the operator");
    let cause = failure["cause"].as_str().unwrap();
    assert!(cause.contains("password authentication failed"), "{cause}");
    assert_eq!(failure["request_id"], reply.header("x-request-id"));
    assert!(!ended.log.contains("hunter2"), "{}", ended.log);
}
