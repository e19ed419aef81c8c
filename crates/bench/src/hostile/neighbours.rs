//! Neighbours of an attack: how long `/api/health` takes of a process at rest, and of the same one while ten hostile
//! uploads, ten hostile jobs and ten silent providers are at work in it.

use std::{
    io::{Read, Write},
    net::TcpStream,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use darasa_local::{
    emulators::gemini::Answer,
    testing::test_app::{Person, SendRequest, TestApp},
};
use http::{Method, header};
use serde_json::json;
use tokio::{
    task::{JoinSet, spawn_blocking},
    time::sleep,
};

use super::files::{chain, many_paragraphs};
use crate::functions::Result;

const OF_EACH: usize = 10;
const SAMPLES: usize = 500;
const FEATURES: &str = "u:unlimited_questions,u:unlimited_resume_analysis";
const BOUNDARY: &str = "hostile";

/// Medians of `/api/health`, and how many hostile requests were answered meanwhile.
pub struct Outcome {
    pub at_rest: Duration,
    pub under_attack: Duration,
    pub uploads: usize,
    pub jobs: usize,
}

/// The client has a runtime of its own: what is measured is not how busy it is itself.
pub async fn measure(app: &'static TestApp) -> Result<Outcome> {
    let at_rest = median_of_health(app).await?;
    for _ in 0..OF_EACH {
        app.gemini.next(Answer::hang());
    }
    let (stop, counts) = (Arc::new(AtomicBool::new(false)), Arc::new([AtomicUsize::new(0), AtomicUsize::new(0)]));
    let before = app.gemini.received().len();
    let mut attackers = JoinSet::new();
    let mut silent = JoinSet::new();
    for nth in 0..OF_EACH {
        silent.spawn(async move { ask_a_silent_model(app, nth).await });
    }
    app.gemini.until_received(before + OF_EACH).await;
    for nth in 0..OF_EACH {
        let (stopped, counted) = (stop.clone(), counts.clone());
        attackers.spawn(async move { upload_until(app, nth, &stopped, &counted[0]).await });
        let (stopped, counted) = (stop.clone(), counts.clone());
        attackers.spawn(async move { save_until(app, nth, &stopped, &counted[1]).await });
    }
    while counts.iter().any(|count| count.load(Ordering::Relaxed) == 0) {
        // One that ended now has failed.
        if let Some(ended) = attackers.try_join_next() {
            ended??;
        }
        sleep(Duration::from_millis(10)).await;
    }
    let under_attack = median_of_health(app).await?;
    stop.store(true, Ordering::Relaxed);
    silent.abort_all();
    while let Some(ended) = attackers.join_next().await {
        ended??;
    }
    let [uploads, jobs] = [0, 1].map(|kind| counts[kind].load(Ordering::Relaxed));
    Ok(Outcome { at_rest, under_attack, uploads, jobs })
}

/// From a thread and a connection of its own: neither waits for what the attackers have to do.
async fn median_of_health(app: &TestApp) -> Result<Duration> {
    let address = app.url.trim_start_matches("http://").to_owned();
    let asking = thread::spawn(move || -> Result<Duration> {
        let mut socket = TcpStream::connect(address)?;
        socket.set_nodelay(true)?;
        let mut took = Vec::with_capacity(SAMPLES);
        for _ in 0..SAMPLES {
            let began = Instant::now();
            health(&mut socket)?;
            took.push(began.elapsed());
            thread::sleep(Duration::from_millis(4));
        }
        took.sort_unstable();
        Ok(took[SAMPLES / 2])
    });
    spawn_blocking(move || asking.join()).await?.map_err(|_| "health: the thread that asks panicked")?
}

/// One request over a connection that is kept.
fn health(socket: &mut TcpStream) -> Result<()> {
    socket.write_all(b"GET /api/health HTTP/1.1\r\nhost: darasa\r\n\r\n")?;
    let (mut reply, mut buffer) = (Vec::new(), [0; 4096]);
    // The last byte of its JSON.
    while reply.last() != Some(&b'}') {
        let length = socket.read(&mut buffer)?;
        if length == 0 {
            return Err("health: the connection ended".into());
        }
        reply.extend(&buffer[..length]);
    }
    if reply.starts_with(b"HTTP/1.1 200 ") { Ok(()) } else { Err(String::from_utf8_lossy(&reply).into()) }
}

fn hostile_job(nth: usize) -> serde_json::Value {
    json!({ "name": format!("Acme {nth}"), "experienceLevel": "senior", "description": chain(20_000) })
}

async fn saved_job(person: &Person<'_>, nth: usize) -> Result<String> {
    let reply = person.post("/api/job-infos", hostile_job(nth)).await;
    let id = reply.json()["id"].as_str().map(str::to_owned);
    id.ok_or_else(|| format!("{}: {}", reply.status, reply.text).into())
}

async fn ask_a_silent_model(app: &TestApp, nth: usize) -> Result<()> {
    let person = app.person_with(&format!("silent_{nth}"), FEATURES);
    let asked = json!({ "prompt": "easy", "jobInfoId": saved_job(&person, nth).await? });
    person.post("/api/ai/questions/generate-question", asked).await;
    Ok(())
}

/// Every other one sends a text whose keyword report is the attack, and the others a Word file.
async fn upload_until(app: &TestApp, nth: usize, stop: &AtomicBool, count: &AtomicUsize) -> Result<()> {
    let job = saved_job(&app.person_with(&format!("hostile_{nth}"), FEATURES), nth).await?;
    let file = if nth.is_multiple_of(2) { chain(60_000).into_bytes() } else { many_paragraphs() };
    while !stop.load(Ordering::Relaxed) {
        // A token lives for a minute.
        let person = app.person_with(&format!("hostile_{nth}"), FEATURES);
        let reply = person
            .request(Method::POST, "/api/ai/resumes/analyze?regenerate=true")
            .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"))
            .body(form(&job, &file))
            .send_and_read()
            .await;
        if reply.status != 200 {
            return Err(format!("upload: {}: {}", reply.status, reply.text).into());
        }
        count.fetch_add(1, Ordering::Relaxed);
    }
    Ok(())
}

async fn save_until(app: &TestApp, nth: usize, stop: &AtomicBool, count: &AtomicUsize) -> Result<()> {
    while !stop.load(Ordering::Relaxed) {
        let person = app.person_with(&format!("saving_{nth}"), FEATURES);
        let id = saved_job(&person, nth).await?;
        person.delete(&format!("/api/job-infos/{id}")).await;
        count.fetch_add(1, Ordering::Relaxed);
    }
    Ok(())
}

fn form(job: &str, file: &[u8]) -> Vec<u8> {
    let part = |about: &str| format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name={about}\r\n\r\n");
    let (upload, job) = (part("\"resumeFile\"; filename=\"a\""), part("\"jobInfoId\"") + job);
    [upload.as_bytes(), file, b"\r\n", job.as_bytes(), format!("\r\n--{BOUNDARY}--\r\n").as_bytes()].concat()
}
