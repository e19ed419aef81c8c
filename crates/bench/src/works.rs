//! Benchmark works: what one request of each asks for, and the environment in which it is done. Whoever measures asks
//! the same, with the headers by which the host tells a function which invocation it is.

use std::{sync::Arc, time::Duration};

use darasa_local::emulators::ClerkEmulator;
use http::{Method, Request, header};
use tokio_postgres::Client;
use uuid::Uuid;

use crate::{
    functions::{Env, Result, usual_env},
    model::{self, Pace},
    rounds::Work,
};

/// The works, by the function that does each.
pub const HEALTH: &str = "health";
pub const LIST: &str = "job-infos";
pub const STREAM: &str = "ai-questions";

/// What the runtime costs alone, with a constant.
pub const BARE: &str = "hello";

/// A model that writes as fast as it is read.
pub const AT_ONCE: Pace = Pace { deltas: 100, between: Duration::ZERO };

pub struct Works {
    env: Env,
    people: Arc<Vec<Person>>,
    _clerk: ClerkEmulator,
}

struct Person {
    token: String,
    jobs: Vec<Uuid>,
}

impl Works {
    /// On a database that has people in it.
    pub async fn new(database: &str, admin: &Client) -> Result<Self> {
        let clerk = ClerkEmulator::start().await?;
        let people = Arc::new(people(&clerk, admin).await?);
        Ok(Self { env: env(&clerk, database), people, _clerk: clerk })
    }

    /// The same for all candidates; what one does not know it does not read.
    pub async fn env_with(&self, pace: Pace) -> Result<Env> {
        Ok(self.env_with_model(model::start(pace).await?))
    }

    /// The same with the model at that URL.
    pub fn env_with_model(&self, url: String) -> Env {
        let mut env = self.env.clone();
        env.insert("GEMINI_BASE_URL".to_owned(), url);
        env
    }

    pub fn work(&self, function: &str) -> Arc<Work> {
        let (method, path, says) = match function {
            BARE | HEALTH => (Method::GET, "/api/health", "\"status\":\"ok\""),
            LIST => (Method::GET, "/api/job-infos", "\"items\":[{"),
            _ => (Method::POST, "/api/ai/questions/generate-question", "d:{\"finishReason\":\"stop\""),
        };
        let people = self.people.clone();
        let ask = move |number: usize| {
            let Person { token, jobs } = &people[number % people.len()];
            let job = jobs[number / people.len() % jobs.len()];
            let body = match method {
                Method::POST => format!("{{\"prompt\":\"medium\",\"jobInfoId\":\"{job}\"}}"),
                _ => String::new(),
            };
            let request = Request::builder()
                .method(&method)
                .uri(path)
                .header(header::HOST, "darasa")
                .header("x-vercel-internal-invocation-id", format!("bench-{number:016x}"))
                .header("x-vercel-internal-request-id", number + 1)
                .header(header::AUTHORIZATION, format!("Bearer {token}"))
                .header(header::CONTENT_TYPE, "application/json");
            Ok(request.body(body.into())?)
        };
        Arc::new(Work { ask: Box::new(ask), says })
    }
}

fn env(clerk: &ClerkEmulator, database: &str) -> Env {
    #[expect(clippy::disallowed_methods, reason = "where Node is, is no setting of darasa")]
    let path = std::env::var("PATH").unwrap_or_default();
    let pairs = [
        ("PATH", path.as_str()),
        ("NODE_ENV", "production"),
        ("PROTECTION", "off"),
        ("DB_POOL_SIZE", "5"),
        ("GEMINI_MODELS", model::NAME),
        ("AI_HOURLY_LIMIT", "100000"),
        ("AI_DAILY_LIMIT", "100000"),
    ];
    let mut env = usual_env(clerk, database);
    env.extend(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())));
    env
}

async fn people(clerk: &ClerkEmulator, admin: &Client) -> Result<Vec<Person>> {
    let rows = admin.query("select user_id, array_agg(id) from job_infos group by user_id", &[]).await?;
    let person = |user: &str, jobs| {
        let token = clerk.token(user).plan("u:pro", "u:unlimited_questions").expires_in(3600).mint();
        Person { token, jobs }
    };
    Ok(rows.iter().map(|row| person(row.get(0), row.get(1))).collect())
}
