//! Authorisation: another person's interview is not found in every verb, and unchanged by all of them.

use darasa_local::testing::test_app::{SendRequest, TestApp};
use http::Method;

use super::*;
use crate::{NOTHING, delete_account};

const FEEDBACK: &str = "/api/ai/interviews/generate-feedback";

/// Everything that can be asked of an interview.
fn verbs(interview: &str) -> Vec<(Method, String, Value)> {
    let below = |part: &str| format!("{interview}{part}");
    vec![
        (Method::GET, below(""), json!(null)),
        (Method::PATCH, below(""), json!({ "duration": "00:10:00" })),
        (Method::PATCH, below(""), json!({ "humeChatId": NOTHING })),
        (Method::GET, below("/transcript"), json!(null)),
        (Method::POST, below("/voice"), json!({})),
        (Method::POST, below("/utterances"), batch(0, &["Hello."])),
        (Method::POST, below("/finish"), json!({})),
        (Method::POST, below("/reply"), json!({ "prompt": "Hello." })),
        (Method::POST, FEEDBACK.to_owned(), json!({ "interviewId": id_of(interview) })),
    ]
}

async fn ask(person: &Person<'_>, (method, path, body): (Method, String, Value)) -> Answer {
    match method {
        Method::GET => person.get(&path).await,
        method => person.request(method, &path).json(&body).send_and_read().await,
    }
}

#[tokio::test]
async fn bob_finds_nothing_where_adas_interview_is() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada"), app.person("bob"));
    let interview = created(&ada).await;
    created(&bob).await;
    let before = ada.get(&interview).await.text;

    for interview in [interview.clone(), format!("{URL}/{NOTHING}"), format!("{URL}/1")] {
        for verb in verbs(&interview) {
            let what = format!("{} {}", verb.0, verb.1);
            let is_ai = what.ends_with("/reply") || what.ends_with(FEEDBACK);
            let reply = ask(&bob, verb).await;
            match is_ai {
                true => assert_eq!(reply.sentence(), (403, "You do not have permission to do this"), "{what}"),
                false => assert_eq!(reply.problem(), (404, "not-found".to_owned()), "{what}"),
            }
        }
    }

    assert_eq!(ada.get(&interview).await.text, before);
    assert_eq!(app.gemini.received().len(), 0);
    assert_eq!(app.count("select count(*) from utterances").await, 0);
    assert_eq!(counted(&app).await, (0, 1));
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn who_is_signed_out_or_deleted_is_told_so_in_every_verb() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    for (method, path, body) in verbs(&interview) {
        let reply = app.request(method.clone(), &path).json(&body).send_and_read().await;
        assert_eq!(reply.status, 401, "{method} {path}");
    }
    delete_account(&app, &ada.id).await;
    for verb in verbs(&interview) {
        let what = format!("{} {}", verb.0, verb.1);
        assert_eq!(ask(&ada, verb).await.status, 401, "{what}");
    }
}
