//! Refusals of a model, with a file in the request and without: whose fault each is, and who is asked next.

use std::time::Duration;

use darasa_core::providers::model::Pace;
use darasa_local::{
    emulators::{SentryEmulator, gemini::ApiError},
    testing::{
        model_service::{Api, ModelService},
        test_app::{Settings, TestApp},
    },
};

use super::*;

/// Those of which a model is sent a PDF.
const APIS: [Api; 3] = [Api::Gemini, Api::OpenAi, Api::Anthropic];

const OURS: (u16, &str) = (500, "internal");
const AWAY: (u16, &str) = (503, "unavailable");
const THE_FILES: (u16, &str) = (400, "Please upload a PDF, Word document, or text file");

/// What a refusal ends.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Ends {
    /// No other model would answer.
    Provider,
    /// The model, for as long as we ask it the same.
    Model,
    /// The model, for now.
    Moment,
    /// What the request holds is not taken.
    Contents,
}

fn refusals() -> Vec<(ApiError, Ends)> {
    let error = |code, status| ApiError::new(code, status, "No, thank you.");
    vec![
        (error(400, "INVALID_ARGUMENT"), Ends::Contents),
        (error(400, "FAILED_PRECONDITION"), Ends::Model),
        (error(400, ""), Ends::Model),
        (error(400, "INVALID_ARGUMENT").reason("API_KEY_INVALID"), Ends::Provider),
        (error(401, "UNAUTHENTICATED"), Ends::Provider),
        (error(401, "UNAUTHENTICATED").reason("API_KEY_INVALID"), Ends::Provider),
        (error(403, "PERMISSION_DENIED"), Ends::Model),
        (error(403, "PERMISSION_DENIED").reason("API_KEY_INVALID"), Ends::Provider),
        (error(404, "NOT_FOUND"), Ends::Moment),
        (error(408, "DEADLINE_EXCEEDED"), Ends::Moment),
        (error(413, "INVALID_ARGUMENT"), Ends::Model),
        (error(422, "INVALID_ARGUMENT"), Ends::Model),
        (error(429, "RESOURCE_EXHAUSTED"), Ends::Moment),
        (error(500, "INTERNAL"), Ends::Moment),
        (error(503, "UNAVAILABLE"), Ends::Moment),
    ]
}

/// A scan goes to the model as it is, of everything else the model sees the words.
const FILES: [(bool, &[u8]); 2] = [(true, SCAN), (false, TEXT.as_bytes())];

/// What whoever sent the file is told when no model is left.
fn told(ends: Ends, has_file: bool) -> (u16, &'static str) {
    match ends {
        Ends::Contents if has_file => THE_FILES,
        Ends::Provider | Ends::Model | Ends::Contents => OURS,
        Ends::Moment => AWAY,
    }
}

/// With so many models, which are asked in their order however often they fail.
async fn app_with(api: Api, models: usize, env: Vec<(&'static str, String)>) -> ModelService {
    let pace = Pace { model_rest: Duration::ZERO, ..Pace::default() };
    api.app_with(models, Settings { env, pace, ..Settings::default() }).await
}

/// Asks anew, although the same file may have been judged before. Counts the models that were asked.
async fn judged(service: &ModelService, person: &Person<'_>, job: &Value, file: &[u8]) -> (test_app::Answer, usize) {
    let before = service.received().len();
    let id = job["id"].as_str().unwrap();
    let parts: [Part<'_>; 2] = [("resumeFile", Some("ada.pdf"), file), ("jobInfoId", None, id.as_bytes())];
    let reply = posting(person, "?regenerate=true", &parts).send_and_read().await;
    assert_eq!(service.left(), 0, "all that was to be said was heard");
    (reply, service.received().len() - before)
}

async fn nothing_is_charged(app: &TestApp) {
    assert_eq!(app.count("select count(*) from resume_analyses").await, 0);
    assert_eq!(app.count("select count(*) from usage where state <> 'released'").await, 0);
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn a_model_that_stands_alone_and_refuses() {
    for api in APIS {
        let service = app_with(api, 1, Vec::new()).await;
        let app = &service.app;
        let ada = app.person_with("ada", UNLIMITED);
        let job = job_for(&ada).await;
        for (refusal, ends) in refusals() {
            for (has_file, file) in FILES {
                service.next(refusal.clone());
                let (reply, asked) = judged(&service, &ada, &job, file).await;
                assert_eq!(
                    (reply.sentence(), asked),
                    (told(ends, has_file), 1),
                    "{api:?}: {refusal:?}, file: {has_file}"
                );
            }
        }
        nothing_is_charged(app).await;
    }
}

#[tokio::test]
async fn the_second_model_answers_unless_the_key_is_refused() {
    for api in APIS {
        let service = app_with(api, 2, Vec::new()).await;
        let app = &service.app;
        let ada = app.person_with("ada", UNLIMITED);
        let job = job_for(&ada).await;
        for (refusal, ends) in refusals() {
            for (has_file, file) in FILES {
                let is_final = ends == Ends::Provider;
                service.next(refusal.clone());
                if !is_final {
                    service.next(in_deltas(&analysis().to_string()));
                }
                let (reply, asked) = judged(&service, &ada, &job, file).await;
                if is_final {
                    assert_eq!(
                        (reply.sentence(), asked),
                        (told(ends, has_file), 1),
                        "{api:?}: {refusal:?}, file: {has_file}"
                    );
                } else {
                    assert_eq!(
                        (reply.status.as_u16(), asked),
                        (200, 2),
                        "{api:?}: {refusal:?}, file: {has_file}: {}",
                        reply.text
                    );
                }
            }
        }
        let by_the_first = format!("select count(*) from resume_analyses where model <> '{}'", api.models()[1]);
        assert_eq!(app.count(&by_the_first).await, 0, "{api:?}");
        app.ledger_is_sound().await;
    }
}

/// That both refuse is our fault, or the file's; where one is only away, the same may be asked again.
#[tokio::test]
async fn two_models_that_both_refuse() {
    for api in APIS {
        let service = app_with(api, 2, Vec::new()).await;
        let app = &service.app;
        let ada = app.person_with("ada", UNLIMITED);
        let job = job_for(&ada).await;
        for (refusal, ends) in refusals().into_iter().filter(|(_, ends)| *ends != Ends::Provider) {
            for (has_file, file) in FILES {
                for (second, told) in [(refusal.clone(), told(ends, has_file)), (ApiError::overloaded(), AWAY)] {
                    service.next(refusal.clone());
                    service.next(second);
                    let (reply, _) = judged(&service, &ada, &job, file).await;
                    assert_eq!(reply.sentence(), told, "{api:?}: {refusal:?}, file: {has_file}");
                }
            }
        }
        service.next(ApiError::overloaded());
        service.next(ApiError::new(400, "INVALID_ARGUMENT", "The document has no pages."));
        let (reply, _) = judged(&service, &ada, &job, SCAN).await;
        assert_eq!(reply.sentence(), AWAY, "whoever is away may open the file");
        nothing_is_charged(app).await;
    }
}

/// In the stream or before it, on the wire the same is said.
#[tokio::test]
async fn a_file_that_no_model_can_open_alarms_nobody_and_costs_no_use() {
    let sentry = SentryEmulator::start().await.unwrap();
    let service = app_with(Api::Gemini, 2, vec![("SENTRY_DSN", sentry.dsn())]).await;
    let app = &service.app;
    let ada = app.person_with("ada", "u:1_resume_analysis");
    let job = job_for(&ada).await;
    let no_pages = || ApiError::new(400, "INVALID_ARGUMENT", "The document has no pages.");
    for answer in [no_pages().into(), Answer::empty().then_error(no_pages())] {
        service.next(answer.clone());
        service.next(answer);
        let (reply, asked) = judged(&service, &ada, &job, SCAN).await;
        assert_eq!((reply.sentence(), asked), (THE_FILES, 2));
    }
    nothing_is_charged(app).await;
    assert_eq!(app.count("select coalesce(sum(hour_spent), 0)::bigint from ai_budgets").await, 2, "as of all files");

    // What is our fault is told, and so it is known that nothing was told before.
    service.next(ApiError::new(401, "UNAUTHENTICATED", "No."));
    assert_eq!(judged(&service, &ada, &job, SCAN).await.0.sentence(), OURS);
    sentry.until_received(1).await;
    assert_eq!(sentry.received().len(), 1);

    service.next(in_deltas(&analysis().to_string()));
    assert_eq!(judged(&service, &ada, &job, SCAN).await.0.status, 200, "the one use is still there");
    app.ledger_is_sound().await;
}
