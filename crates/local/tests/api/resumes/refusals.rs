//! Refusals of a résumé: no file for one's own job, or nobody who may have one analysed.

use darasa_local::testing::test_app::{SendRequest, TestApp};
use futures_util::future::join_all;
use http::Method;

use super::*;

const REFUSED: (u16, &str) = (400, "Invalid request");
const NO_DOCUMENT: (u16, &str) = (400, "Please upload a PDF, Word document, or text file");
const TOO_LARGE: (u16, &str) = (413, "File size exceeds 4MB limit");
const NOT_YOURS: (u16, &str) = (403, "You do not have permission to do this");

async fn nothing_happened(app: &TestApp) {
    assert_eq!(app.gemini.received().len(), 0);
    assert_eq!(app.count("select count(*) from resume_analyses").await, 0);
    assert_eq!(app.count("select count(*) from usage").await, 0);
}

#[tokio::test]
async fn a_form_that_is_none_is_an_invalid_request() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = job_for(&ada).await;
    let id = job["id"].as_str().unwrap().as_bytes();
    let file: Part<'_> = ("resumeFile", Some("a.txt"), b"Ada");
    for parts in [
        &[][..],
        &[file],
        &[("jobInfoId", None, id)],
        &[file, ("jobInfoId", None, b" ")],
        &[file, ("jobInfoId", None, id), ("userId", None, b"user_eve")],
        &[file, ("jobInfoId", None, id), file, file, file],
        &[file, ("jobInfoId", None, &[b'x'; 1025])],
    ] {
        assert_eq!(posting(&ada, "", parts).send_and_read().await.sentence(), REFUSED, "{} parts", parts.len());
    }
    for (content_type, body) in [
        ("application/json", b"{}".to_vec()),
        ("multipart/form-data", body_of(&[file])),
        ("multipart/form-data; boundary=other", body_of(&[file, ("jobInfoId", None, id)])),
        ("multipart/form-data; boundary=----darasa", body_of(&[file, ("jobInfoId", None, id)])[..60].to_vec()),
    ] {
        let request = ada.request(Method::POST, URL).header("content-type", content_type).body(body);
        assert_eq!(request.send_and_read().await.sentence(), REFUSED, "{content_type}");
    }
    nothing_happened(&app).await;
}

#[tokio::test]
async fn a_form_whose_lines_end_in_line_feeds_alone_is_told_so() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = job_for(&ada).await;
    let id = job["id"].as_str().unwrap().as_bytes();
    let form = body_of(&[("resumeFile", Some("a.txt"), b"Ada"), ("jobInfoId", None, id)]);
    let form = String::from_utf8(form).unwrap().replace("\r\n", "\n");
    let content_type = format!("multipart/form-data; boundary={BOUNDARY}");

    let reply = ada.request(Method::POST, URL).header("content-type", content_type).body(form).send_and_read().await;

    let sentence =
        "The lines of the form end in LF alone; those of multipart/form-data end in CR LF (RFC 7578, RFC 2046)";
    assert_eq!(reply.sentence(), (400, sentence));
    nothing_happened(&app).await;
}

#[tokio::test]
async fn a_file_is_what_its_bytes_say() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = job_for(&ada).await;
    for (what, file) in [
        ("empty", &b""[..]),
        ("blank", b" \n\t "),
        ("xml of others", b"<?xml version='1.0'?><office:document/>"),
        ("png", b"\x89PNG\r\n\x1a\n0000"),
        ("zip", b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
        ("half a docx", &DOCX[..DOCX.len() / 2]),
        ("half a doc", &DOC[..1024]),
        ("jpeg", b"\xff\xd8\xff\xe0\0\x10JFIF\0"),
    ] {
        assert_eq!(upload(&ada, &job, file).await.sentence(), NO_DOCUMENT, "{what}");
    }
    nothing_happened(&app).await;
}

#[tokio::test]
async fn a_text_that_nobody_can_tell_is_to_be_saved_anew() {
    const SAVE_AS: (u16, &str) = (400, "Please save the text file as UTF-8, or upload a PDF or Word document");
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = job_for(&ada).await;
    let by_dos = b"R\x82sum\x82: trois ann\x82es de Rust";
    assert_eq!(upload(&ada, &job, by_dos).await.sentence(), SAVE_AS);
    nothing_happened(&app).await;
}

#[tokio::test]
async fn who_has_a_file_of_word_95_is_told_what_to_do() {
    const WORD_95: (u16, &str) = (400, "This Word document is from Word 95 or older. Please save it as .docx or PDF");
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = job_for(&ada).await;
    assert_eq!(upload(&ada, &job, b"\xdb\xa5-\0\0\0").await.sentence(), WORD_95);
    nothing_happened(&app).await;

    // In a compound file only the first block of the document says it, so its use is taken and given back.
    let mut compound = DOC.to_vec();
    let block = 512 * compound.chunks(512).position(|sector| sector.starts_with(b"\xec\xa5")).unwrap();
    compound[block..block + 4].copy_from_slice(b"\xdc\xa5\x68\0");
    assert_eq!(upload(&ada, &job, &compound).await.sentence(), WORD_95);
    assert_eq!(app.gemini.received().len(), 0);
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn a_file_may_have_4_mebibytes_and_not_one_byte_more() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = job_for(&ada).await;
    for size in [(4 << 20) + 1, 4_400_000, 6_000_000] {
        assert_eq!(upload(&ada, &job, &vec![b'a'; size]).await.sentence(), TOO_LARGE, "{size}");
    }
    nothing_happened(&app).await;
    let mut largest = PDF.to_vec();
    largest.resize(4 << 20, b'\n');
    app.gemini.next(in_deltas(&analysis().to_string()));
    assert_eq!(upload(&ada, &job, &largest).await.status, 200);
}

#[tokio::test]
async fn only_ones_own_job_is_looked_at_and_strangers_learn_nothing() {
    let app = TestApp::start().await;
    let (ada, eve) = (app.person("ada"), app.person_with("eve", UNLIMITED));
    let job = job_for(&ada).await;
    for id in [job["id"].as_str().unwrap(), crate::NOTHING, "no-uuid"] {
        let parts: [Part<'_>; 2] = [("resumeFile", Some("a.txt"), b"Ada"), ("jobInfoId", None, id.as_bytes())];
        assert_eq!(posting(&eve, "", &parts).send_and_read().await.sentence(), NOT_YOURS, "{id}");
    }
    let anonymous = app.request(Method::POST, URL).body("x").send_and_read().await;
    assert_eq!(anonymous.sentence(), (401, "You are not logged in"));
    nothing_happened(&app).await;
}

#[tokio::test]
async fn a_plan_without_it_a_plan_used_up_and_ten_at_once() {
    let app = TestApp::start().await;
    let free = app.person("ada");
    let job = job_for(&free).await;
    assert_eq!(upload(&free, &job, TEXT.as_bytes()).await.sentence(), (403, "PLAN_LIMIT"));
    nothing_happened(&app).await;

    let ada = app.person_with("ada", "u:2_resume_analysis");
    for _ in 0..2 {
        app.gemini.next(in_deltas(&analysis().to_string()));
    }
    let files: Vec<_> = (0..10).map(|number| format!("Ada {number}")).collect();
    let replies = join_all(files.iter().map(|file| upload(&ada, &job, file.as_bytes()))).await;
    let count = |status| replies.iter().filter(|reply| reply.status == status).count();
    assert_eq!((count(200), count(403)), (2, 8));
    assert_eq!(app.count("select count(*) from resume_analyses").await, 2);
    app.ledger_is_sound().await;
}

/// A Word file by its directory, with parts that nobody can unpack.
fn garbled() -> Vec<u8> {
    let mut file = DOCX.to_vec();
    let directory = file.windows(4).position(|bytes| bytes == b"PK\x01\x02").unwrap();
    for header in (0..directory).filter(|at| DOCX[*at..].starts_with(b"PK\x03\x04")) {
        let name = usize::from(DOCX[header + 26]) + 256 * usize::from(DOCX[header + 27]);
        file[header + 30 + name..][..8].fill(0xff);
    }
    file
}

/// Whoever could have a file read for nothing could keep a processor busy with it.
#[tokio::test]
async fn a_file_is_read_when_it_is_paid_for_and_each_reading_is_one_of_the_hours() {
    let app = TestApp::with_env([("AI_HOURLY_LIMIT", "3")]).await;
    let (free, eve) = (app.person("ada"), app.person_with("eve", UNLIMITED));
    let job = job_for(&free).await;
    assert_eq!(upload(&eve, &job, &garbled()).await.sentence(), NOT_YOURS);
    assert_eq!(upload(&free, &job, &garbled()).await.sentence(), (403, "PLAN_LIMIT"));
    nothing_happened(&app).await;
    assert_eq!(app.count("select count(*) from ai_budgets").await, 0);

    let ada = app.person_with("ada", "u:1_resume_analysis");
    for spent in 1..=3 {
        assert_eq!(upload(&ada, &job, &garbled()).await.sentence(), NO_DOCUMENT);
        assert_eq!(app.count("select sum(hour_spent)::bigint from ai_budgets").await, spent);
        assert_eq!(app.count("select sum(used + reserved)::bigint from usage_counters").await, 0, "it is given back");
    }
    let refused = upload(&ada, &job, &garbled()).await;
    assert_eq!(refused.sentence(), (429, "RATE_LIMIT"));
    assert_eq!(app.gemini.received().len(), 0);
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn a_plan_used_up_is_refused_before_the_file_is_read() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", "u:1_resume_analysis");
    let job = job_for(&ada).await;
    app.gemini.next(in_deltas(&analysis().to_string()));
    assert_eq!(upload(&ada, &job, TEXT.as_bytes()).await.status, 200);

    assert_eq!(upload(&ada, &job, &garbled()).await.sentence(), (403, "PLAN_LIMIT"));
    assert_eq!(upload(&ada, &job, TEXT.as_bytes()).await.status, 200, "what is stored is there for nothing");
    assert_eq!(app.count("select sum(hour_spent)::bigint from ai_budgets").await, 1);
    app.ledger_is_sound().await;
}
