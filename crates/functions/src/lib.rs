//! Functions of `api/`, all mounted in one process: the dev server, the tests and the executable for AWS Lambda run the
//! very handlers that Vercel has one by one.

use std::pin::Pin;

use darasa_core::{
    App, Result,
    http::{KeyScope, Method, Reply, Request},
};

pub type Handler = fn(&'static App, Request) -> Pin<Box<dyn Future<Output = Result<Reply>> + Send>>;

/// A function: its URL, its handler, and its route table: the methods of a path, as `Allow` lists them, and all routes.
pub struct Function {
    pub path: &'static str,
    pub handler: Handler,
    pub allow: fn(&str) -> String,
    pub routes: fn() -> Vec<(&'static Method, String)>,
    /// Of each route, what it asks of an API key.
    pub key_scopes: fn() -> Vec<&'static [KeyScope]>,
}

/// Rewrites of `vercel.json` that are not a function's own path with more behind it. A star is whatever one segment
/// stands there.
const REWRITES: [(&str, &str); 11] = [
    ("/.well-known/darasa-receipts.json", "/api/public"),
    ("/.well-known/oauth-protected-resource", "/api/public"),
    ("/.well-known/oauth-protected-resource/api/mcp", "/api/public"),
    ("/api/arcjet", "/api/public"),
    ("/api/calendar/*", "/api/public"),
    ("/api/config", "/api/public"),
    ("/api/cron/daily", "/api/public"),
    ("/api/questions/*/answers/*/second-opinion", "/api/ai/questions"),
    ("/api/ready", "/api/health"),
    ("/api/receipts/*", "/api/public"),
    ("/api/shares/*", "/api/public"),
];

impl Function {
    /// The function that answers a path, where nobody reads `vercel.json`. What has no function there has none here,
    /// but for paths below a function's own, which it answers with "no such route" itself.
    pub fn at(path: &str) -> Option<&'static Self> {
        let is_source = |source: &str| {
            let fits = |(part, segment): (&str, &str)| part == segment || part == "*" && !segment.is_empty();
            source.split('/').count() == path.split('/').count() && source.split('/').zip(path.split('/')).all(fits)
        };
        let rewrite = REWRITES.iter().find(|(source, _)| is_source(source));
        let destination = rewrite.map_or(path, |(_, destination)| destination);
        let answers = |function: &&Self| {
            let below = destination.strip_prefix(function.path);
            below.is_some_and(|below| below.is_empty() || below.starts_with('/'))
        };
        FUNCTIONS.iter().find(answers)
    }
}

macro_rules! functions {
    ($($module:ident: $path:literal = $file:literal,)*) => {
        $(
            #[path = $file]
            #[expect(dead_code, reason = "a function's main is for its own binary")]
            mod $module;
        )*

        pub const FUNCTIONS: &[Function] = &[
            $(Function {
                path: $path,
                handler: |app, request| Box::pin($module::handle(app, request)),
                allow: |path| $module::ROUTES.allow(path),
                routes: || $module::ROUTES.all().collect(),
                key_scopes: || $module::ROUTES.all_key_scopes().collect(),
            },)*
        ];
    };
}

functions! {
    ai_interviews_generate_feedback:
        "/api/ai/interviews/generate-feedback" = "../../../api/ai/interviews/generate-feedback.rs",
    ai_questions: "/api/ai/questions" = "../../../api/ai/questions.rs",
    ai_resumes_analyze: "/api/ai/resumes/analyze" = "../../../api/ai/resumes/analyze.rs",
    ai_streams: "/api/ai/streams" = "../../../api/ai/streams.rs",
    health: "/api/health" = "../../../api/health.rs",
    interviews: "/api/interviews" = "../../../api/interviews.rs",
    job_infos: "/api/job-infos" = "../../../api/job-infos.rs",
    mcp: "/api/mcp" = "../../../api/mcp.rs",
    public: "/api/public" = "../../../api/public.rs",
    questions: "/api/questions" = "../../../api/questions.rs",
    users_me: "/api/users/me" = "../../../api/users/me.rs",
    webhooks_clerk: "/api/webhooks/clerk" = "../../../api/webhooks/clerk.rs",
}
