//! `/api/ai/resumes/analyze`, and `/api/job-infos/{id}/analyses`.

mod faults;
mod pdf;
mod refusals;
mod refused_models;
mod stored;

use darasa_local::{
    emulators::gemini::Answer,
    testing::test_app::{self, Person, SendRequest, TestApp},
};
use http::{Method, header};
use serde_json::{Value, json};

use crate::{path_of, saved_job};

const URL: &str = "/api/ai/resumes/analyze";
const UNLIMITED: &str = "u:unlimited_resume_analysis";
const BOUNDARY: &str = "----darasa";

pub const PDF: &[u8] = include_bytes!("../../../documents/tests/samples/ada.pdf");
/// Of which only a model that sees can tell anything.
pub const SCAN: &[u8] = include_bytes!("../../../documents/tests/samples/pdf/hostile/image-only.pdf");
const DOCX: &[u8] = include_bytes!("../../../documents/tests/samples/ada.docx");
const DOC: &[u8] = include_bytes!("../../../documents/tests/samples/ada.doc");
pub const TEXT: &str = "Ada Example\n\nSkills\nRust, Postgres, Docker\n\nExperience\nBuilt services in Rust.\n";

/// One part of a form: its name, its file name if it is a file, its bytes.
type Part<'a> = (&'a str, Option<&'a str>, &'a [u8]);

fn body_of(parts: &[Part<'_>]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, file, bytes) in parts {
        let file =
            file.map(|file| format!("; filename=\"{file}\"\r\nContent-Type: application/pdf")).unwrap_or_default();
        let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}

/// Every file here calls itself a PDF: what it is, its bytes say.
fn posting(person: &Person<'_>, query: &str, parts: &[Part<'_>]) -> reqwest::RequestBuilder {
    let content_type = format!("multipart/form-data; boundary={BOUNDARY}");
    person
        .request(Method::POST, &format!("{URL}{query}"))
        .header(header::CONTENT_TYPE, content_type)
        .body(body_of(parts))
}

fn uploading(person: &Person<'_>, job: &Value, file: &[u8]) -> reqwest::RequestBuilder {
    let id = job["id"].as_str().unwrap();
    posting(person, "", &[("resumeFile", Some("ada.pdf"), file), ("jobInfoId", None, id.as_bytes())])
}

pub async fn upload(person: &Person<'_>, job: &Value, file: &[u8]) -> test_app::Answer {
    uploading(person, job, file).send_and_read().await
}

fn category(score: f64) -> Value {
    let remark = json!({ "type": "major-improvement", "name": "Numbers", "message": "Say \"how much\"…\nand when." });
    json!({ "score": score, "summary": "Fine — ok", "feedback": [remark] })
}

/// What a good model says.
pub fn analysis() -> Value {
    json!({
        "overallScore": 7.5, "ats": category(8.0), "jobMatch": category(7.0), "writingAndFormatting": category(6.5),
        "keywordCoverage": category(7.0), "other": category(9.0), "skills": ["Rust", "Kubernetes"],
    })
}

/// In pieces of a few characters, as a model writes.
fn in_deltas(text: &str) -> Answer {
    let letters: Vec<char> = text.chars().collect();
    Answer::text(letters.chunks(9).map(|piece| piece.iter().collect::<String>()))
}

pub async fn job_for(person: &Person<'_>) -> Value {
    let job = saved_job(person, "Acme").await;
    let described = json!({ "description": "We need Rust, PostgreSQL and Kubernetes." });
    assert_eq!(person.patch(&path_of(&job), described).await.status, 200);
    job
}

async fn analyses(person: &Person<'_>, job: &Value) -> Vec<Value> {
    let listed = person.get(&format!("{}/analyses", path_of(job))).await;
    assert_eq!(listed.status, 200, "{}", listed.text);
    listed.json()["items"].as_array().unwrap().clone()
}

fn terms(list: &Value) -> Vec<&str> {
    let mut terms: Vec<_> = list.as_array().unwrap().iter().map(|term| term["term"].as_str().unwrap()).collect();
    terms.sort_unstable();
    terms
}

#[tokio::test]
async fn ada_uploads_a_pdf_and_sees_its_scores_streamed_stored_and_explained() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = job_for(&ada).await;
    let said = analysis().to_string();
    app.gemini.next(in_deltas(&said));

    let reply = upload(&ada, &job, PDF).await;

    assert_eq!(reply.status, 200, "{}", reply.text);
    assert_eq!(reply.text, said);
    assert_eq!(reply.header("content-type"), "text/plain; charset=utf-8");
    assert_eq!(reply.header("cache-control"), "no-cache, no-transform");
    let stored = &analyses(&ada, &job).await[0];
    let mut shown = analysis();
    shown.as_object_mut().unwrap().remove("skills");
    for (category, value) in shown.as_object().unwrap() {
        assert_eq!(stored[category], *value, "{category}");
    }
    assert_eq!(stored["fileName"], "ada.pdf");
    assert_eq!(stored["jobInfoId"], job["id"]);
    assert_eq!(stored["model"], "gemini-3.8-flash");
    assert!(stored.get("skills").is_none());
    let keywords = &stored["keywords"];
    assert_eq!((&keywords["version"], &keywords["source"]), (&json!(3), &json!("text")));
    assert_eq!(terms(&keywords["found"]), ["PostgreSQL", "Rust", "engineer"], "{keywords}");
    assert_eq!(terms(&keywords["missing"]), ["Kubernetes"], "what the model lists beside it is not asked: {keywords}");
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn a_file_keeps_the_name_it_was_sent_with_in_either_way_of_writing_it() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = job_for(&ada).await;
    let sent = [
        ("filename*=UTF-8''R%C3%A9sum%C3%A9%20Ada.txt", "Résumé Ada.txt"),
        ("filename=\"ada.txt\"; filename*=utf-8''L%C3%A9a.txt", "Léa.txt"),
        ("filename*=ISO-8859-1'en'caf%E9.txt", "café.txt"),
        ("filename*=UTF-8''..%2F..%5Cada%00%0A.txt", "ada.txt"),
        ("filename*=UTF-8''%FF; filename=\"C:\\fakepath\\ada.txt\"", "ada.txt"),
        ("filename=\"Ünï.txt\"", "Ünï.txt"),
        ("filename*=UTF-16''%00a", "resume"),
        ("filename*=UTF-8''%2F", "resume"),
        ("filename=\"\"", "resume"),
    ];
    for (nth, (parameter, name)) in sent.into_iter().enumerate() {
        let text = format!("{TEXT}\nVersion {nth}\n");
        let form = body_of(&[
            ("resumeFile", Some("NAME"), text.as_bytes()),
            ("jobInfoId", None, job["id"].as_str().unwrap().as_bytes()),
        ]);
        let form = String::from_utf8(form).unwrap().replace("filename=\"NAME\"", parameter);
        let content_type = format!("multipart/form-data; boundary={BOUNDARY}");
        app.gemini.next(in_deltas(&analysis().to_string()));
        let request = ada.request(Method::POST, URL).header(header::CONTENT_TYPE, content_type).body(form);

        let reply = request.send_and_read().await;

        assert_eq!(reply.status, 200, "{parameter}: {}", reply.text);
        assert_eq!(analyses(&ada, &job).await[0]["fileName"], name, "{parameter}");
    }
}

/// A page cuts an emoji in two, and so may a model.
#[tokio::test]
async fn an_analysis_with_half_an_emoji_is_stored() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = job_for(&ada).await;
    let said = analysis().to_string().replacen("Fine", r"Fine \ud83d", 1);
    app.gemini.next(in_deltas(&said));

    let reply = upload(&ada, &job, PDF).await;

    assert_eq!((reply.status.as_u16(), &reply.text), (200, &said));
    assert!(analyses(&ada, &job).await[0].to_string().contains("Fine \u{fffd}"));
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn a_text_about_pdf_is_a_text_whatever_its_label_says() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = job_for(&ada).await;
    app.gemini.next(in_deltas(&analysis().to_string()));
    assert_eq!(upload(&ada, &job, b"Wrote a reader of %PDF-1.7 and its objects in Rust.").await.status, 200);
    let body = app.gemini.received()[0].body.to_string();
    assert!(body.contains("Wrote a reader of %PDF-1.7") && !body.contains("inlineData"), "{body}");
}

#[tokio::test]
async fn the_request_has_the_job_the_quoted_text_and_the_schema_of_our_types() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = job_for(&ada).await;
    app.gemini.next(in_deltas(&analysis().to_string()));

    upload(&ada, &job, TEXT.as_bytes()).await;

    let body = app.gemini.received()[0].body.clone();
    let text = body["contents"][0]["parts"][0]["text"].as_str().unwrap();
    let (job, resume) = (text.find("| We need Rust").unwrap(), text.find("| Ada Example").unwrap());
    assert!(job < resume, "{body}");
    let config = &body["generationConfig"];
    assert_eq!(config["responseMimeType"], "application/json");
    let order: Vec<_> = config["responseJsonSchema"]["properties"].as_object().unwrap().keys().collect();
    assert_eq!(order[0], "overallScore");
    assert!(config.get("temperature").is_none());
}

#[tokio::test]
async fn word_pdf_and_text_files_reach_the_model_as_text_and_are_searched_for_the_jobs_words() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = job_for(&ada).await;
    let utf16: Vec<u8> = "\u{feff}".encode_utf16().chain(TEXT.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let with_bom = format!("\u{feff}{TEXT}");
    for (file, holds) in [
        (DOCX, "Ada Example"),
        (DOC, "Ada Example"),
        (PDF, "| Senior Engineer: Rust, PostgreSQL"),
        (TEXT.as_bytes(), "| Rust, Postgres, Docker"),
        (with_bom.as_bytes(), "| Built services in Rust."),
        (&utf16, "| Built services in Rust."),
    ] {
        app.gemini.next(in_deltas(&analysis().to_string()));
        let reply = upload(&ada, &job, file).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        let body = app.gemini.received().last().unwrap().body.clone();
        let parts = body["contents"][0]["parts"].as_array().unwrap();
        assert_eq!(parts.len(), 1);
        assert!(parts[0]["text"].as_str().unwrap().contains(holds), "{holds} in {body}");
        assert!(!parts[0]["text"].as_str().unwrap().contains('\u{feff}'), "a byte order mark is no text");
    }
    let keywords = &analyses(&ada, &job).await[0]["keywords"];
    assert_eq!(keywords["source"], "text");
    assert!(terms(&keywords["found"]).contains(&"PostgreSQL"), "{keywords}");
    assert!(terms(&keywords["missing"]).contains(&"Kubernetes"), "{keywords}");
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn of_files_that_only_call_themselves_word_the_model_sees_the_words_and_no_markup() {
    const CALLED_WORD: [&[u8]; 4] = [
        include_bytes!("../../../documents/tests/samples/html-called.doc"),
        include_bytes!("../../../documents/tests/samples/mhtml-called.doc"),
        include_bytes!("../../../documents/tests/samples/rtf-called.doc"),
        include_bytes!("../../../documents/tests/samples/altchunk-html-in-between.docx"),
    ];
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = job_for(&ada).await;
    for file in CALLED_WORD {
        app.gemini.next(in_deltas(&analysis().to_string()));
        let reply = upload(&ada, &job, file).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        let body = app.gemini.received().last().unwrap().body.clone();
        let text = body["contents"][0]["parts"][0]["text"].as_str().unwrap();
        assert!(text.contains("| Ada Example") && text.contains("| Rust"), "{text}");
        for markup in ["<p", "style=", "COBOL", "\\par", "rtf1", "MIME-Version"] {
            assert!(!text.contains(markup), "{markup} in {text}");
        }
    }
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn the_same_file_for_the_same_job_is_answered_from_the_store_and_free() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", "u:2_resume_analysis");
    let job = job_for(&ada).await;
    app.gemini.next(in_deltas(&analysis().to_string()));
    let first = upload(&ada, &job, TEXT.as_bytes()).await;

    let again = upload(&ada, &job, TEXT.as_bytes()).await;

    assert_eq!((again.status.as_u16(), &again.text), (200, &first.text), "as it was streamed");
    assert_eq!(again.header("x-stream-id"), first.header("x-stream-id"));
    assert_eq!((first.header("x-replayed"), again.header("x-replayed")), ("", "true"));
    assert_eq!(again.header("content-type"), "text/plain; charset=utf-8");
    assert!(again.text.starts_with("{\"overallScore\""), "{}", again.text);
    assert_eq!(app.gemini.received().len(), 1);
    assert_eq!(analyses(&ada, &job).await.len(), 1);

    // Asked to, the model judges once more, and that is paid; then nothing is left.
    app.gemini.next(in_deltas(&analysis().to_string()));
    let id = job["id"].as_str().unwrap();
    let parts: [Part<'_>; 2] = [("resumeFile", Some("b.txt"), TEXT.as_bytes()), ("jobInfoId", None, id.as_bytes())];
    let anew = posting(&ada, "?regenerate=true", &parts).send_and_read().await;
    assert_eq!((anew.status.as_u16(), anew.header("x-replayed")), (200, ""));
    assert_eq!(analyses(&ada, &job).await.len(), 2);
    for query in ["", "?regenerate=false"] {
        let replayed = posting(&ada, query, &parts).send_and_read().await;
        assert_eq!((replayed.status.as_u16(), replayed.header("x-replayed")), (200, "true"), "{query}");
    }
    assert_eq!(posting(&ada, "?regenerate=true", &parts).send_and_read().await.sentence(), (403, "PLAN_LIMIT"));
    assert_eq!(upload(&ada, &job, TEXT.as_bytes()).await.status, 200, "the stored one is still free");

    // Another file and a changed job are other questions.
    assert_eq!(upload(&ada, &job, b"Another one").await.sentence(), (403, "PLAN_LIMIT"));
    ada.patch(&path_of(&job), json!({ "description": "Now in Go." })).await;
    assert_eq!(upload(&ada, &job, TEXT.as_bytes()).await.sentence(), (403, "PLAN_LIMIT"));
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn analyses_are_listed_newest_first_page_by_page_and_to_their_owner_only() {
    let app = TestApp::start().await;
    let (ada, eve) = (app.person_with("ada", UNLIMITED), app.person("eve"));
    let job = job_for(&ada).await;
    for file in ["one", "two", "three"] {
        app.gemini.next(in_deltas(&analysis().to_string()));
        let id = job["id"].as_str().unwrap();
        let parts: [Part<'_>; 2] = [("resumeFile", Some(file), file.as_bytes()), ("jobInfoId", None, id.as_bytes())];
        assert_eq!(posting(&ada, "", &parts).send_and_read().await.status, 200);
    }

    let list = format!("{}/analyses?", path_of(&job));
    assert_eq!(crate::walk(&ada, &list, 2, "fileName").await, ["three", "two", "one"]);
    assert_eq!(eve.get(&format!("{}/analyses", path_of(&job))).await.problem(), (404, "not-found".to_owned()));
    assert_eq!(ada.get(&format!("/api/job-infos/{}/analyses", crate::NOTHING)).await.problem().0, 404);
    let posted = ada.post(&format!("{}/analyses", path_of(&job)), json!({})).await;
    assert_eq!((posted.problem().0, posted.header("allow")), (405, "GET, HEAD, OPTIONS"));

    ada.delete(&path_of(&job)).await;
    assert_eq!(app.count("select count(*) from resume_analyses").await, 0);
    app.ledger_is_sound().await;
}
