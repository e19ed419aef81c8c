//! API of a drill: all functions on a port of this machine over the restored database, asked as a person would.

use std::collections::HashMap;

use darasa_core::{
    App,
    base::{clock, env, http_client::HttpClient},
    providers::model::Pace,
};
use darasa_local::{
    dev_server::Server,
    emulators::{clerk::ClerkEmulator, gemini::GeminiEmulator},
};
use tokio::{net::TcpListener, time::Instant};
use tokio_postgres::Client;

use crate::error::{Error, Result};

/// Without it `/api/ready` tells nobody anything.
const READY_TOKEN: &str = "drill";

/// Whoever has most, and one thing of each kind that they have.
pub struct Somebody {
    id: String,
    job: Option<String>,
    question: Option<String>,
    interview: Option<String>,
}

const WHO: &str = "
    select u.id, j.id::text as job,
        (select q.id::text from questions q where q.job_info_id = j.id order by q.created_at desc limit 1) as question,
        (select i.id::text from interviews i where i.job_info_id = j.id order by i.created_at desc limit 1) as interview
    from users u
    left join job_infos j on j.user_id = u.id
    where u.deleted_at is null
    order by (select count(*) from questions q where q.job_info_id = j.id)
        + (select count(*) from interviews i where i.job_info_id = j.id) desc, j.id nulls last
    limit 1";

/// None where nobody is left.
pub async fn somebody(db: &Client) -> Result<Option<Somebody>> {
    let row = db.query_opt(WHO, &[]).await?;
    Ok(row.map(|row| Somebody { id: row.get(0), job: row.get(1), question: row.get(2), interview: row.get(3) }))
}

/// The paths that were answered, and when the first of them was.
pub async fn ask(database: &env::Database, person: Option<&Somebody>) -> Result<(Vec<String>, Instant)> {
    let failed = |what: &'static str| move |error: std::io::Error| Error::failed(format!("{what}: {error}"));
    let clerk = ClerkEmulator::start().await.map_err(failed("starting an emulated Clerk"))?;
    let gemini = GeminiEmulator::start().await.map_err(failed("starting an emulated Gemini"))?;
    let mut settings = env::Env::from_pairs(pairs(&clerk, &gemini))
        .map_err(|problems| Error::failed(format!("the drill's own settings: {problems}")))?;
    settings.database = database.clone();
    let app = App::new(settings, clock::system(), Pace::default())?;
    let listener = TcpListener::bind("127.0.0.1:0").await.map_err(failed("taking a port"))?;
    let server = Server::start(Box::leak(Box::new(app)), listener).map_err(failed("serving the API"))?;

    let asked = all(&server.url(), &clerk, person).await;
    server.stop().await;
    asked
}

async fn all(url: &str, clerk: &ClerkEmulator, person: Option<&Somebody>) -> Result<(Vec<String>, Instant)> {
    let http = HttpClient::default();
    let mut answered = Vec::new();
    get(&http, url, "/api/ready", READY_TOKEN).await?;
    let first = Instant::now();
    answered.push("/api/ready".to_owned());
    if let Some(person) = person {
        let token = clerk.token(&person.id).plan("u:drill", "").mint();
        for (name, path) in paths(person) {
            get(&http, url, &path, &token).await.map_err(|error| error.during(name))?;
            answered.push(name.to_owned());
        }
    }
    Ok((answered, first))
}

/// One of each resource, by its name without anybody's id.
fn paths(person: &Somebody) -> Vec<(&'static str, String)> {
    let mut paths =
        vec![("/api/users/me", "/api/users/me".to_owned()), ("/api/job-infos", "/api/job-infos".to_owned())];
    if let Some(job) = &person.job {
        paths.push(("/api/job-infos/{id}", format!("/api/job-infos/{job}")));
        paths.push(("/api/questions", format!("/api/questions?jobInfoId={job}")));
        paths.push(("/api/job-infos/{id}/analyses", format!("/api/job-infos/{job}/analyses")));
        paths.push(("/api/interviews", format!("/api/interviews?jobInfoId={job}")));
    }
    if let Some(question) = &person.question {
        paths.push(("/api/questions/{id}", format!("/api/questions/{question}")));
        paths.push(("/api/questions/{id}/answers", format!("/api/questions/{question}/answers")));
    }
    if let Some(interview) = &person.interview {
        paths.push(("/api/interviews/{id}", format!("/api/interviews/{interview}")));
    }
    paths
}

async fn get(http: &HttpClient, url: &str, path: &str, token: &str) -> Result<()> {
    let request = http.request(reqwest::Method::GET, &format!("{url}{path}"))?.bearer_auth(token);
    let sent = http.send(request).await;
    let response = sent.map_err(|error| Error::failed(format!("the API did not answer: {}", error.without_url())))?;
    match response.status() {
        status if status.is_success() => Ok(()),
        status => Err(Error::failed(format!("the API answered {}", status.as_u16()))),
    }
}

fn pairs(clerk: &ClerkEmulator, gemini: &GeminiEmulator) -> HashMap<String, String> {
    [
        // The real address is put in its place.
        ("DATABASE_URL", "postgres://127.0.0.1/drill".to_owned()),
        ("CLERK_SECRET_KEY", clerk.secret_key().to_owned()),
        ("NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", clerk.publishable_key()),
        ("CLERK_JWT_KEY", clerk.public_key_pem()),
        ("CLERK_API_URL", clerk.url()),
        ("CLERK_WEBHOOK_SIGNING_SECRET", "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3".to_owned()),
        ("GEMINI_API_KEY", "drill".to_owned()),
        ("GEMINI_BASE_URL", gemini.url()),
        ("READY_TOKEN", READY_TOKEN.to_owned()),
        ("RUST_LOG", "off".to_owned()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}
