//! Functions of `api/`, all mounted in one process: the dev server and the tests run the very handlers that are
//! deployed.

use std::pin::Pin;

use darasa_core::{
    App, Result,
    http::{Reply, Request},
};

pub type Handler = fn(&'static App, Request) -> Pin<Box<dyn Future<Output = Result<Reply>> + Send>>;

/// A function: its URL, its handler, and the methods of a path in its route table, as `Allow` lists them.
pub struct Function {
    pub path: &'static str,
    pub handler: Handler,
    pub allow: fn(&str) -> String,
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
            },)*
        ];
    };
}

functions! {
    ai_interviews_generate_feedback:
        "/api/ai/interviews/generate-feedback" = "../../../../api/ai/interviews/generate-feedback.rs",
    ai_questions_generate_feedback:
        "/api/ai/questions/generate-feedback" = "../../../../api/ai/questions/generate-feedback.rs",
    ai_questions_generate_question:
        "/api/ai/questions/generate-question" = "../../../../api/ai/questions/generate-question.rs",
    ai_resumes_analyze: "/api/ai/resumes/analyze" = "../../../../api/ai/resumes/analyze.rs",
    arcjet: "/api/arcjet" = "../../../../api/arcjet.rs",
    config: "/api/config" = "../../../../api/config.rs",
    health: "/api/health" = "../../../../api/health.rs",
    interviews: "/api/interviews" = "../../../../api/interviews.rs",
    job_infos: "/api/job-infos" = "../../../../api/job-infos.rs",
    questions: "/api/questions" = "../../../../api/questions.rs",
    users_me: "/api/users/me" = "../../../../api/users/me.rs",
    webhooks_clerk: "/api/webhooks/clerk" = "../../../../api/webhooks/clerk.rs",
}
