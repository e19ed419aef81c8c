//! Executables of all functions, and what they wrote.

use std::collections::BTreeMap;

use darasa_local::{
    emulators::{HumeEmulator, SentryEmulator},
    testing::{
        host::{Function, Host},
        test_app::{Settings, TestApp},
    },
};
use http::Method;

use crate::{
    AGENT, CRON_SECRET, GEMINI_KEY, IP, OIDC_TOKEN, READY_TOKEN, RECEIPT_SIGNING_KEY, TRACESTATE, WEBHOOK_SECRET,
};

macro_rules! executables {
    ($($route:literal = $name:literal)+) => {
        [$(($route, env!(concat!("CARGO_BIN_EXE_", $name)))),+]
    };
}

/// What the functions lean on.
pub struct World {
    pub app: TestApp,
    pub hume: HumeEmulator,
    pub sentry: SentryEmulator,
}

impl World {
    pub async fn new() -> Self {
        let (hume, sentry) = (HumeEmulator::start().await.unwrap(), SentryEmulator::start().await.unwrap());
        let settings = Settings { env: hume.env().into(), ..Settings::default() };
        Self { app: TestApp::with(settings).await, hume, sentry }
    }
}

/// Every function under way, and what was said by them that must be clean.
pub struct Run<'a> {
    pub world: &'a World,
    pub app: &'a TestApp,
    functions: BTreeMap<&'static str, Host>,
    errors: Vec<String>,
}

/// All that was said.
pub struct Said {
    pub log: String,
    pub errors: Vec<String>,
    pub requests: usize,
}

impl<'a> Run<'a> {
    pub async fn start(world: &'a World, filter: &str) -> Self {
        let mut env = world.app.env();
        for (name, value) in [
            ("GEMINI_API_KEY", GEMINI_KEY),
            ("CLERK_WEBHOOK_SIGNING_SECRET", WEBHOOK_SECRET),
            ("CRON_SECRET", CRON_SECRET),
            ("RECEIPT_SIGNING_KEY", RECEIPT_SIGNING_KEY),
            ("READY_TOKEN", READY_TOKEN),
            ("SENTRY_DSN", &world.sentry.dsn()),
            ("RUST_LOG", filter),
        ] {
            env.insert(name.to_owned(), value.to_owned());
        }
        let executables = executables! {
            "/api/arcjet" = "public"
            "/api/ai/interviews/generate-feedback" = "ai-interviews-generate-feedback"
            "/api/ai/questions" = "ai-questions"
            "/api/ai/resumes/analyze" = "ai-resumes-analyze"
            "/api/ai/streams" = "ai-streams"
            "/api/calendar" = "public"
            "/api/config" = "public"
            "/api/cron" = "public"
            "/api/health" = "health"
            "/api/interviews" = "interviews"
            "/api/mcp" = "mcp"
            "/api/job-infos" = "job-infos"
            "/api/questions" = "questions"
            "/api/ready" = "health"
            "/api/receipts" = "public"
            "/api/shares" = "public"
            "/api/users/me" = "users-me"
            "/api/webhooks/clerk" = "webhooks-clerk"
        };
        let mut functions = BTreeMap::new();
        for (route, executable) in executables {
            functions.insert(route, Function::new(executable, env.clone()).start().await);
        }
        Self { world, app: &world.app, functions, errors: Vec::new() }
    }

    /// Sends a request, as a browser behind the platform's proxy would, and keeps the reply if it is an error.
    pub async fn ask(
        &mut self,
        status: u16,
        method: Method,
        path: &str,
        change: impl FnOnce(reqwest::RequestBuilder) -> reqwest::RequestBuilder,
    ) -> String {
        let (text, broken) = self.send(status, method.clone(), path, change).await;
        assert!(!broken, "{method} {path} breaks off: {text}");
        text
    }

    /// The same where the stream is to break in its middle.
    pub async fn ask_in_vain(
        &mut self,
        method: Method,
        path: &str,
        change: impl FnOnce(reqwest::RequestBuilder) -> reqwest::RequestBuilder,
    ) {
        let (text, broken) = self.send(200, method.clone(), path, change).await;
        assert!(broken, "{method} {path} does not break off: {text}");
    }

    async fn send(
        &mut self,
        status: u16,
        method: Method,
        path: &str,
        change: impl FnOnce(reqwest::RequestBuilder) -> reqwest::RequestBuilder,
    ) -> (String, bool) {
        let route = self.functions.keys().find(|route| path.starts_with(**route)).copied().unwrap();
        let (invocation, request) = self.functions[route].invoke(method.clone(), path);
        let request = request.header("x-real-ip", IP).header("x-forwarded-for", IP).header("user-agent", AGENT);
        let request = request.header("tracestate", TRACESTATE).header("referer", "https://canary.example/");
        let request = request.header("x-vercel-oidc-token", OIDC_TOKEN);
        let mut reply = change(request).send().await.unwrap();
        let (seen, headers) = (reply.status(), format!("{:?}", reply.headers()));
        let (mut bytes, mut broken) = (Vec::new(), false);
        loop {
            match reply.chunk().await {
                Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
                Ok(None) => break,
                Err(_) => {
                    broken = true;
                    break;
                }
            }
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert_eq!(seen, status, "{method} {path}: {text}");
        if status >= 400 {
            self.errors.push(format!("{headers} {text}"));
        }
        self.functions[route].end_of(&invocation).await;
        (text, broken)
    }

    pub async fn end(self) -> Said {
        let (mut log, mut requests) = (String::new(), 0);
        for (_, mut function) in self.functions {
            function.terminate();
            function.exit().await;
            log.push_str(&function.log());
            requests += function.heard().messages.iter().filter(|message| message.kind == "end").count();
        }
        Said { log, errors: self.errors, requests }
    }
}
