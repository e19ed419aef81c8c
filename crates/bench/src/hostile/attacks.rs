//! Attacks on the processor: each at one size and at four times as much, in milliseconds.

use std::{
    convert::Infallible,
    time::{Duration, Instant, SystemTime},
};

use bytes::Bytes;
use darasa_core::{
    base::trace::{self, Trace},
    domain::{
        generation::quotations::Evidence,
        keywords::{self, JobText, ResumeWords},
    },
    http::{FormLimits, Request, WaitUntil, request::Body},
};
use darasa_documents::{DocumentReader, Kind};
use darasa_local::{
    emulators::gemini::Answer,
    testing::test_app::{Person, TestApp},
};
use futures_util::{StreamExt, stream};
use http::header;
use http_body_util::{BodyExt, StreamBody};
use hyper::body::Frame;
use serde_json::json;

use super::files::{chain, many_relations};
use crate::functions::Result;

/// What it took at one size and at four times as much.
pub struct Cost {
    pub what: &'static str,
    pub once: Duration,
    pub four_times: Duration,
}

async fn cost(what: &'static str, work: impl AsyncFn(usize) -> Result<()>) -> Result<Cost> {
    // What is made once is made before.
    work(1).await?;
    let took = async |times| -> Result<Duration> {
        let began = Instant::now();
        work(times).await?;
        Ok(began.elapsed())
    };
    Ok(Cost { what, once: took(1).await?, four_times: took(4).await? })
}

pub async fn all(app: &TestApp) -> Result<Vec<Cost>> {
    let ada = app.person_with("ada", "u:unlimited_questions");
    let job = json!({ "name": "Acme", "experienceLevel": "senior", "description": "Rust" });
    let job = ada.post("/api/job-infos", job).await.json();
    Ok(vec![
        cost("keyword report: a name of thousands of pieces in job (20,000) and résumé (60,000)", keyword_report)
            .await?,
        cost("quotations: 256 KB of marks that open and never close", quotations).await?,
        cost("form: 800 KB in pieces of ten bytes", form_in_pieces).await?,
        cost("Word file: 10,000 relations, all of them named (with its process)", word_file).await?,
        cost("events of a model: 1 MB of lines that are none", |times| loose_lines(app, &ada, &job["id"], times))
            .await?,
    ])
}

async fn keyword_report(times: usize) -> Result<()> {
    let (description, resume) = (chain(5_000 * times), chain(15_000 * times));
    keywords::report(&JobText { name: "", title: None, description: &description }, ResumeWords::Text(&resume));
    Ok(())
}

async fn quotations(times: usize) -> Result<()> {
    Evidence::default().share_found(&"“".repeat(64_000 * times / 3), "Rust").await?;
    Ok(())
}

async fn form_in_pieces(times: usize) -> Result<()> {
    const LIMITS: FormLimits =
        FormLimits { total: 4_400_000, file: 4 << 20, parts: 4, file_field: "f", time: Duration::from_secs(90) };
    let head = "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\r\n\r\n";
    let body = [head.as_bytes(), &b"\r\n--".repeat(50_000 * times), b"\r\n--x--\r\n"].concat();
    let pieces: Vec<_> = body.chunks(10).map(Bytes::copy_from_slice).collect();
    let frames = stream::iter(pieces).map(|piece| Ok::<_, Infallible>(Frame::data(piece)));
    let request = http::Request::post("/").header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
    let (head, ()) = request.body(())?.into_parts();
    let trace = Trace::new("hostile-form".to_owned(), trace::Context::from_headers(&head.headers));
    let body = Body::new(BodyExt::map_err(StreamBody::new(frames), Into::into));
    let request = Request::new(head, body, trace, SystemTime::UNIX_EPOCH, None, WaitUntil::new(()));
    request.form(&LIMITS, "refused", "too large").await.map_err(|error| format!("{error:?}"))?;
    Ok(())
}

async fn word_file(times: usize) -> Result<()> {
    let file = Bytes::from(many_relations(2_500 * times));
    darasa_documents::text(&file, Kind::Docx, &DocumentReader::default()).await?;
    Ok(())
}

/// Both models say the same, so the reply is 503 and the time is that of two.
async fn loose_lines(app: &TestApp, person: &Person<'_>, job: &serde_json::Value, times: usize) -> Result<()> {
    for _ in 0..2 {
        app.gemini.next(Answer::raw(["{\n\"a\": [\n".to_owned() + &"1,\n".repeat(80_000 * times)]));
    }
    let asked = json!({ "prompt": "easy", "jobInfoId": job });
    let reply = person.post("/api/ai/questions/generate-question", asked).await;
    if reply.status == 503 { Ok(()) } else { Err(format!("{}: {}", reply.status, reply.text).into()) }
}
