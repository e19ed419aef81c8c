//! Model failures: before its first word the next one is asked, after it the stream says so.

use std::time::Instant;

use darasa_core::providers::model::Pace;
use darasa_local::{
    emulators::{
        Received,
        gemini::{Answer, ApiError},
    },
    testing::{
        model_service::{Api, ModelService},
        test_app::SendRequest,
        time_limits::scaled,
    },
};

use super::*;

/// Models that fail again and again are asked in their order all the same.
const RESTLESS: fn() -> Pace = || Pace { model_rest: Duration::ZERO, ..Pace::default() };

/// Which models were asked, in their order, as they are stored.
fn asked(service: &ModelService) -> Vec<String> {
    let name = |request: Received| match request.body["model"].as_str() {
        Some(id) => service.api.models().into_iter().find(|name| name.ends_with(id)).unwrap_or_default().to_owned(),
        None => request.path.split(['/', ':']).nth(3).unwrap_or_default().to_owned(),
    };
    service.received().into_iter().map(name).collect()
}

/// All the ways in which a model says nothing of use, though another may.
fn without_a_word() -> Vec<(&'static str, Answer)> {
    vec![
        ("404", Answer::unknown_model()),
        ("429 with RetryInfo", Answer::over_quota("17s")),
        ("429 without", ApiError::exhausted().into()),
        ("500", ApiError::internal().into()),
        ("503", ApiError::overloaded().into()),
        ("504", ApiError::new(504, "DEADLINE_EXCEEDED", "Late.").into()),
        ("garbage", Answer::empty().then_garbage()),
        ("a page", Answer::raw(["<html>502 Bad Gateway</html>\n"])),
        ("no body", Answer::raw([""])),
        ("nothing but STOP", Answer::empty()),
        ("nothing but MAX_TOKENS", Answer::empty().finish("MAX_TOKENS")),
        ("RECITATION without text", Answer::empty().finish("RECITATION")),
        ("thoughts only", Answer::empty().thought("Hm.").finish_alone("STOP")),
        ("an end without a reason", Answer::empty().thought("Hm.").unfinished()),
        ("an error in the stream", Answer::empty().then_error(ApiError::overloaded())),
        ("a bare error in the stream", Answer::empty().then_bare_error(ApiError::overloaded())),
        ("a cut", Answer::empty().then_cut()),
    ]
}

#[tokio::test]
async fn before_the_first_word_the_next_model_is_asked() {
    for api in Api::ALL {
        let service = api.app(2, RESTLESS()).await;
        let app = &service.app;
        let ada = app.person_with("ada", UNLIMITED);
        let job = job_of(&ada).await;
        for (nth, (fault, answer)) in without_a_word().into_iter().enumerate() {
            service.next(answer);
            service.next(Answer::text(["# Send"]));

            let reply = ask(&ada, &job).await;

            let whole = in_v1(reply.header("x-question-id"), &["# Send"]);
            assert_eq!(without_repeats(&reply.text), whole, "{api:?}: {fault}");
            assert_eq!(asked(&service)[2 * nth..], api.models(), "{api:?}: {fault}");
        }
        let wrong = format!("select count(*) from questions where model <> '{}'", api.models()[1]);
        assert_eq!(app.count(&wrong).await, 0);
        app.ledger_is_sound().await;
    }
}

#[tokio::test]
async fn when_every_model_fails_the_reply_is_503_and_the_use_is_given_back() {
    for api in Api::ALL {
        let service = api.app(1, RESTLESS()).await;
        let app = &service.app;
        let ada = app.person("ada");
        let job = job_of(&ada).await;
        for (fault, answer) in without_a_word() {
            service.next(answer.clone());
            let plain = ask(&ada, &job).await;
            assert_eq!(plain.sentence(), (503, "unavailable"), "{api:?}: {fault}");
            assert_eq!(plain.header("x-question-id"), "", "{api:?}: {fault}");

            service.next(answer);
            let problem = asking(&ada, &job, "").header("accept", "application/json").send_and_read().await;
            assert_eq!(problem.problem(), (503, "unavailable".to_owned()), "{api:?}: {fault}");
            let wait = if fault.ends_with("RetryInfo") { "17" } else { "15" };
            assert_eq!((plain.header("retry-after"), problem.header("retry-after")), (wait, wait), "{api:?}: {fault}");
        }
        nothing_is_stored_or_charged(app).await;
    }
}

#[tokio::test]
async fn the_shortest_wait_that_any_model_told_is_passed_on() {
    for api in Api::ALL {
        let service = api.app(2, RESTLESS()).await;
        let app = &service.app;
        let ada = app.person("ada");
        let job = job_of(&ada).await;
        for (first, second, wait) in [
            (Answer::over_quota("40s"), Answer::over_quota("16.2s"), "17"),
            (Answer::over_quota("17s"), ApiError::overloaded().into(), "17"),
            (ApiError::exhausted().into(), Answer::over_quota("0.3s"), "1"),
            (Answer::over_quota("soon"), Answer::over_quota("-5s"), "15"),
        ] {
            service.next(first);
            service.next(second);
            let reply = ask(&ada, &job).await;
            assert_eq!((reply.status.as_u16(), reply.header("retry-after")), (503, wait), "{api:?}");
        }
        nothing_is_stored_or_charged(app).await;
    }
}

/// No other model of the same provider would take it either.
#[tokio::test]
async fn a_refused_key_is_our_fault_and_no_other_model_is_asked() {
    for api in Api::ALL {
        let service = api.app(2, Pace::default()).await;
        let app = &service.app;
        let ada = app.person("ada");
        let job = job_of(&ada).await;
        let invalid = ApiError::new(400, "INVALID_ARGUMENT", "API key not valid.").reason("API_KEY_INVALID");
        let blocked = ApiError::new(403, "PERMISSION_DENIED", "Not for this.").reason("API_KEY_SERVICE_BLOCKED");
        let unknown = ApiError::new(401, "UNAUTHENTICATED", "Who are you?");
        for (asked, fault) in [invalid, blocked, unknown].into_iter().enumerate() {
            service.next(fault);
            let reply = ask(&ada, &job).await;
            assert_eq!(reply.sentence(), (500, "internal"), "{api:?}");
            assert_eq!(service.received().len(), asked + 1);
        }
        nothing_is_stored_or_charged(app).await;
    }
}

#[tokio::test]
async fn a_blocked_prompt_is_a_bad_request_and_costs_nothing() {
    for api in Api::ALL {
        let service = api.app(2, Pace::default()).await;
        let app = &service.app;
        let ada = app.person("ada");
        let job = job_of(&ada).await;
        let reasons = ["SAFETY", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII"];
        let answers = [Answer::blocked("PROHIBITED_CONTENT"), Answer::blocked("OTHER")];
        let answers = answers.into_iter().chain(reasons.map(|reason| Answer::empty().filtered(reason)));
        for (asked, answer) in answers.enumerate() {
            service.next(answer);
            let reply = ask(&ada, &job).await;
            assert_eq!(reply.sentence(), (400, "Error generating your question"), "{api:?}");
            assert_eq!(service.received().len(), asked + 1, "no other model is asked");
        }
        nothing_is_stored_or_charged(app).await;
    }
}

#[tokio::test]
async fn a_model_that_hangs_is_given_up_in_time() {
    let app = hasty(Pace { to_first_token: millis(250), ..Pace::default() }).await;
    let ada = app.person("ada");
    let job = job_of(&ada).await;
    let forever = || Answer::empty().then_thoughts_forever().pace(millis(20));
    for answers in [[Answer::hang(), Answer::hang()], [forever(), forever()]] {
        answers.into_iter().for_each(|answer| app.gemini.next(answer));
        let started = Instant::now();
        let reply = ask(&ada, &job).await;
        assert_eq!(reply.sentence(), (503, "unavailable"));
        assert_eq!(reply.header("retry-after"), "15");
        assert!((millis(250)..scaled(millis(5_000))).contains(&started.elapsed()), "{:?}", started.elapsed());
    }
    app.gemini.until_aborted(2).await;
    nothing_is_stored_or_charged(&app).await;
}

/// Every way in which an answer begun well can go wrong.
fn after_a_word() -> Vec<(&'static str, Answer)> {
    let begun = || Answer::empty().delta("# Send\n\n").delta("What ");
    let (stalled, _never_opened) = begun().delta("Send?").paused_after(2);
    vec![
        ("an error frame", begun().then_error(ApiError::overloaded())),
        ("a bare error", begun().then_bare_error(ApiError::internal())),
        ("an error that is ours", begun().then_error(ApiError::new(400, "INVALID_ARGUMENT", "No."))),
        ("a cut", begun().then_cut()),
        ("an end without a reason", begun().unfinished()),
        ("garbage", begun().then_garbage()),
        ("half a frame", begun().then_raw("data: {\"candidates\":[")),
        ("SAFETY", begun().filtered("SAFETY")),
        ("RECITATION", begun().finish("RECITATION")),
        ("a reason nobody knows yet", begun().finish_alone("GREMLINS")),
        ("blocked late", begun().then_raw("data: {\"promptFeedback\":{\"blockReason\":\"OTHER\"}}\r\n\r\n")),
        ("silence", stalled),
    ]
}

#[tokio::test]
async fn after_the_first_word_a_failure_is_told_in_the_protocols_own_way() {
    for api in Api::ALL {
        let service = api.app(2, Pace { between_deltas: millis(400), ..Pace::default() }).await;
        let app = &service.app;
        let ada = app.person("ada");
        let job = job_of(&ada).await;
        for (fault, answer) in after_a_word() {
            service.next(answer.clone());
            let v1 = asking(&ada, &job, "?stream=v1").send_and_read().await;
            let id = v1.header("x-question-id");
            let shown = "0:\"# Send\\n\\n\"\n0:\"What \"\n";
            let failed = format!("3:\"{MODEL_FAILED}\"\nd:{{\"finishReason\":\"error\"}}\n");
            assert_eq!(v1.text, format!("{}{shown}{failed}", start_in_v1(id)), "{api:?}: {fault}");

            service.next(answer.clone());
            let ui = asking(&ada, &job, "?stream=ui").send_and_read().await;
            let shown = format!("{}{}", delta_in_ui("# Send\n\n"), delta_in_ui("What "));
            let failed = format!("data: {{\"type\":\"error\",\"errorText\":\"{MODEL_FAILED}\"}}\n\ndata: [DONE]\n\n");
            assert_eq!(ui.text, format!("{START_IN_UI}{shown}{failed}"), "{api:?}: {fault}");

            service.next(answer);
            let mut text = asking(&ada, &job, "?stream=text").send().await.unwrap();
            let mut seen = Vec::new();
            let end = loop {
                match text.chunk().await {
                    Ok(Some(chunk)) => seen.extend_from_slice(&chunk),
                    end => break end,
                }
            };
            assert_eq!(String::from_utf8(seen).unwrap(), "# Send\n\nWhat ", "{api:?}: {fault}");
            assert!(end.is_err(), "{fault}: the connection breaks, so that nobody takes the part for the whole");
        }
        nothing_is_stored_or_charged(app).await;
    }
}

#[tokio::test]
async fn the_whole_generation_has_a_deadline_too() {
    let app = hasty(Pace { in_all: millis(2_000), ..Pace::default() }).await;
    let ada = app.person("ada");
    let job = job_of(&ada).await;
    app.gemini.next(Answer::text(["."; 10_000]).pace(millis(20)));

    let reply = ask(&ada, &job).await;

    assert!(reply.text.ends_with("3:\"The model failed.\"\nd:{\"finishReason\":\"error\"}\n"), "{}", reply.text);
    nothing_is_stored_or_charged(&app).await;
}

/// Nobody is given a text for nothing by making the model write until the time is over.
#[tokio::test]
async fn a_text_that_the_deadline_cuts_is_stored_and_charged_when_its_substance_was_shown() {
    let app = hasty(Pace { in_all: millis(2_000), ..Pace::default() }).await;
    let ada = app.person("ada");
    let job = job_of(&ada).await;
    app.gemini.next(Answer::text(["ten words. ".repeat(20)]).deltas(["."; 10_000]).pace(millis(20)));

    let reply = ask(&ada, &job).await;

    assert!(reply.text.ends_with("d:{\"finishReason\":\"length\"}\n"), "{}", reply.text);
    assert_eq!(app.count("select count(*) from questions").await, 1);
    assert_eq!(app.count("select count(*) from usage where state = 'settled'").await, 1);
}

/// A slow upload and a slow model do not add up to more than the function's life.
#[tokio::test]
async fn the_deadline_counts_from_the_requests_arrival() {
    let app = hasty(Pace { in_all: millis(300), ..Pace::default() }).await;
    let ada = app.person("ada");
    let job = job_of(&ada).await;
    let body = json!({ "prompt": "easy", "jobInfoId": job }).to_string();
    let slow = futures_util::stream::once(async {
        tokio::time::sleep(millis(400)).await;
        Ok::<_, std::io::Error>(body)
    });

    let reply = ada.request(Method::POST, URL).body(reqwest::Body::wrap_stream(slow)).send_and_read().await;

    assert_eq!(reply.sentence(), (503, "unavailable"), "the model would answer at once");
    nothing_is_stored_or_charged(&app).await;
}
