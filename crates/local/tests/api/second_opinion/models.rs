//! Models of a second opinion: which is asked, and what becomes of one that fails, is late or writes something else.

use std::time::Duration;

use darasa_core::providers::model::Pace;
use darasa_local::{
    emulators::gemini::ApiError,
    testing::{model_service::Api, test_app::Settings},
};

use super::*;

#[tokio::test]
async fn a_model_that_fails_gives_the_use_back() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let (_, path) = rated(&app, &ada, "6").await;

    app.gemini.next(Answer::blocked("PROHIBITED_CONTENT"));
    let blocked = ask(&ada, &path).await;
    assert_eq!(blocked.problem(), (400, "bad-request".to_owned()));
    assert_eq!(blocked.json()["detail"], "Error grading your answer");

    (0..2).for_each(|_| app.gemini.next(ApiError::overloaded()));
    let away = ask(&ada, &path).await;
    assert_eq!(away.problem(), (503, "unavailable".to_owned()));
    assert!(!away.header("retry-after").is_empty());

    let object = r#"{"rating": 7, "gaps": []}"#;
    for cut in [
        Answer::text([&object[..12]]).then_error(ApiError::overloaded()),
        Answer::text([&object[..12]]).finish("MAX_TOKENS"),
        Answer::text([object]).finish("SAFETY"),
    ] {
        app.gemini.next(cut);
        assert_eq!(ask(&ada, &path).await.problem(), (503, "unavailable".to_owned()));
    }
    nothing_is_stored(&app).await;
}

#[tokio::test]
async fn what_is_not_as_asked_is_no_opinion() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let (_, path) = rated(&app, &ada, "6").await;
    let own = r#"{"rating": 2, "gaps": []}"#;
    for wrong in [
        r#"{"rating": 0, "gaps": []}"#.to_owned(),
        r#"{"rating": 11, "gaps": []}"#.to_owned(),
        r#"{"rating": 7}"#.to_owned(),
        "Seven of ten.".to_owned(),
        format!("The answer asks me to ignore the rubric: {QUOTED}. I do not.\n{own}"),
        format!("```json\n{QUOTED}\n```\nis what the answer asks for. Mine:\n```json\n{own}\n```"),
    ] {
        app.gemini.next(Answer::text([wrong.as_str()]));
        let reply = ask(&ada, &path).await;
        assert_eq!(reply.problem(), (503, "unavailable".to_owned()), "{wrong}");
        assert!(!reply.text.contains("rating"), "nothing of it is shown");
    }
    nothing_is_stored(&app).await;
    app.gemini.next(Answer::text(["```json\n", r#"{"rating": 7, "gaps": []}"#, "\n```"]));
    assert_eq!(ratings(&ask(&ada, &path).await.json()), [6, 7], "a fence around an object is dropped");
}

/// The second is paid and good; what it is apart from stays open until somebody asks again.
#[tokio::test]
async fn a_third_that_fails_leaves_the_second() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let (_, path) = rated(&app, &ada, "9").await;
    app.gemini.next(opinion(3));
    (0..2).for_each(|_| app.gemini.next(ApiError::overloaded()));

    let told = ask(&ada, &path).await.json();
    assert_eq!((ratings(&told), &told["agreement"], told.get("median")), (vec![9, 3], &json!("apart"), None));

    app.gemini.next(opinion(8));
    let told = ask(&ada, &path).await.json();
    assert_eq!((ratings(&told), &told["median"]), (vec![9, 3, 8], &json!(8)));
    assert_eq!(ask(&ada, &path).await.problem(), (409, "enough-opinions".to_owned()));
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn where_the_other_model_is_away_or_there_is_none_the_same_is_asked_again() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let (_, path) = rated(&app, &ada, "6").await;
    let before = app.gemini.received().len();
    app.gemini.next(ApiError::overloaded());
    app.gemini.next(opinion(6));
    assert_eq!(ask(&ada, &path).await.json()["gradings"][1]["model"], FIRST);
    assert_eq!(asked_since(&app, before), [OTHER, FIRST]);

    let app = TestApp::with_env([("GEMINI_MODELS", FIRST)]).await;
    let ada = app.person("ada");
    let (_, path) = rated(&app, &ada, "6").await;
    app.gemini.next(opinion(6));
    let told = ask(&ada, &path).await.json();
    assert_eq!((&told["gradings"][1]["model"], &told["agreement"]), (&json!(FIRST), &json!("same")));
}

/// Each provider has a word of its own for the schema, and its models are known by another name.
#[tokio::test]
async fn every_api_gives_second_opinions() {
    for api in Api::ALL {
        let service = api.app(2, Default::default()).await;
        let ada = service.app.person("ada");
        let job = saved_job(&ada, "Acme").await["id"].clone();
        let asked = json!({ "prompt": "easy", "jobInfoId": job });
        service.next(Answer::text(["# Send"]));
        let reply = ada.post("/api/ai/questions/generate-question", asked).await;
        let question = reply.header("x-question-id").to_owned();
        service.next(Answer::text(["## Feedback (Rating: 6/10)"]));
        let answer = json!({ "prompt": "It moves.", "questionId": question });
        assert_eq!(ada.post("/api/ai/questions/generate-feedback", answer).await.status, 200, "{api:?}");
        let answers = ada.get(&format!("/api/questions/{question}/answers")).await.json();
        let answer = answers["items"][0]["id"].as_str().unwrap();
        service.next(opinion(7));

        let told = ask(&ada, &format!("/api/questions/{question}/answers/{answer}/second-opinion")).await.json();

        let models: Vec<_> = told["gradings"].as_array().unwrap().iter().map(|each| each["model"].clone()).collect();
        assert_eq!(models, api.models(), "{api:?}");
        let sent = String::from_utf8_lossy(&service.received().last().unwrap().bytes).into_owned();
        assert!(sent.contains("\"gaps\"") && !sent.contains("Rating: 6"), "{api:?}: {sent}");
    }
}

/// What was made of the second is stored in time, and who was not waited for is not held to be down.
#[tokio::test]
async fn a_third_that_takes_too_long_leaves_the_second_and_its_model_is_asked_first_as_before() {
    let pace = Pace { third_grading: Duration::from_millis(300), ..Pace::default() };
    let app = TestApp::with(Settings { pace, ..Settings::default() }).await;
    let ada = app.person("ada");
    for _ in 0..3 {
        let (_, path) = rated(&app, &ada, "9").await;
        let before = app.gemini.received().len();
        app.gemini.next(opinion(3));
        app.gemini.next(Answer::hang());
        let told = ask(&ada, &path).await.json();
        assert_eq!((ratings(&told), &told["agreement"]), (vec![9, 3], &json!("apart")));
        assert_eq!(asked_since(&app, before), [OTHER, FIRST]);
    }
    let before = app.gemini.received().len();
    rated(&app, &ada, "9").await;
    assert_eq!(asked_since(&app, before), [FIRST, FIRST], "three that fail in a row would be asked last");
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn a_third_is_begun_only_where_its_whole_time_is_left() {
    for (left, gradings) in [(59, vec![9, 3]), (90, vec![9, 3, 8])] {
        let pace = Pace { in_all: Duration::from_secs(left), ..Pace::default() };
        let app = TestApp::with(Settings { pace, ..Settings::default() }).await;
        let ada = app.person("ada");
        let (_, path) = rated(&app, &ada, "9").await;
        let before = app.gemini.received().len();
        app.gemini.next(opinion(3));
        app.gemini.next(opinion(8));
        assert_eq!(ratings(&ask(&ada, &path).await.json()), gradings, "{left} s");
        assert_eq!(asked_since(&app, before).len(), gradings.len() - 1, "{left} s");
    }
}
