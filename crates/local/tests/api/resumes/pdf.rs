//! PDF résumés: the model is given their text, and the file itself where it has none that can be copied.

use base64::{Engine, prelude::BASE64_STANDARD as STANDARD};
use darasa_local::testing::test_app::TestApp;

use super::*;

const LOCKED: &[u8] = include_bytes!("../../../../documents/tests/samples/pdf/hostile/enc-aes256-user.pdf");
const BOMB: &[u8] = include_bytes!("../../../../documents/tests/samples/pdf/hostile/bomb-flate-flate-1GiB.pdf");
const NAMELESS: &[u8] = include_bytes!("../../../../documents/tests/samples/pdf/hostile/cid-no-tounicode.pdf");

/// What of the last request came before its text, if anything: a PDF.
fn attached(app: &TestApp) -> Option<Vec<u8>> {
    let body = app.gemini.received().last().unwrap().body.clone();
    let parts = body["contents"][0]["parts"].as_array().unwrap();
    let [file, _] = &parts[..] else { return None };
    assert_eq!(file["inlineData"]["mimeType"], "application/pdf");
    Some(STANDARD.decode(file["inlineData"]["data"].as_str().unwrap()).unwrap())
}

#[tokio::test]
async fn a_pdf_behind_other_bytes_is_read_from_its_header_on() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = job_for(&ada).await;
    for before in [&b"Content-Type: application/pdf\r\n\r\n"[..], b"\0\xff\x01", b"\xef\xbb\xbf\n"] {
        for (file, sent) in [(PDF, None), (SCAN, Some(SCAN.to_vec()))] {
            app.gemini.next(in_deltas(&analysis().to_string()));
            assert_eq!(upload(&ada, &job, &[before, file].concat()).await.status, 200);
            assert_eq!(attached(&app), sent, "{}", before.escape_ascii());
        }
    }
}

#[tokio::test]
async fn of_a_pdf_without_text_a_model_sees_the_file_and_its_list_is_searched_for_the_jobs_words() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = job_for(&ada).await;
    for (file, what) in [(SCAN, "pictures"), (NAMELESS, "letters without names")] {
        app.gemini.next(in_deltas(&analysis().to_string()));

        let reply = upload(&ada, &job, file).await;

        assert_eq!(reply.status, 200, "{what}: {}", reply.text);
        assert_eq!(attached(&app).as_deref(), Some(file), "{what}");
        let asked = app.gemini.received().last().unwrap().body.to_string();
        assert!(asked.contains("in which software finds no text"), "{asked}");
        let stored = &analyses(&ada, &job).await[0];
        assert_eq!(stored["keywords"]["source"], "model", "{what}");
        assert_eq!(terms(&stored["keywords"]["found"]), ["Kubernetes", "Rust"], "{what}");
    }
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn a_locked_pdf_is_to_be_saved_without_its_password_and_a_bomb_is_no_document() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = job_for(&ada).await;
    for (file, sentence) in [
        (LOCKED, "This file is protected by a password. Please save it without one"),
        (BOMB, "Please upload a PDF, Word document, or text file"),
        (b"%PDF-1.7\nnothing", "Please upload a PDF, Word document, or text file"),
    ] {
        assert_eq!(upload(&ada, &job, file).await.sentence(), (400, sentence));
    }
    assert_eq!(app.gemini.received().len(), 0);
    assert_eq!(app.count("select sum(used + reserved)::bigint from usage_counters").await, 0, "it is given back");
    app.ledger_is_sound().await;
}
