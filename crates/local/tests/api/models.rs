//! Models of many providers: who is asked, what a failure of each kind comes to, and what is logged of it
//! (docs/models.md, "When a model fails").

use std::time::Duration;

use darasa_core::providers::model::Pace;
use darasa_local::{
    emulators::{
        AnthropicEmulator, ChatCompletionsEmulator, SentryEmulator,
        chat_completions::ChatCompletionsSettings,
        model::{Answer, ApiError},
    },
    testing::{
        model_service::{Api, ModelService},
        test_app::{self, Person, SendRequest, Settings, TestApp},
    },
};
use http::Method;
use serde_json::{Value, json};

use crate::{
    logs::Log,
    resumes::{PDF, SCAN, TEXT, analysis, job_for, upload},
};

const ALL: &str = "u:unlimited_questions,u:unlimited_resume_analysis";
const TOKEN: &str = "oidc-token-of-this-request";

async fn ask(person: &Person<'_>, job: &Value) -> test_app::Answer {
    asking(person, job).send_and_read().await
}

fn asking(person: &Person<'_>, job: &Value) -> reqwest::RequestBuilder {
    let body = json!({ "prompt": "easy", "jobInfoId": job["id"] });
    person.request(Method::POST, "/api/ai/questions/generate-question").json(&body)
}

/// The states of what was reserved for questions.
async fn uses(app: &TestApp) -> Vec<String> {
    let states = app.sql().await.query("select state::text from usage where kind = 'question' order by 1", &[]).await;
    states.unwrap().iter().map(|row| row.get(0)).collect()
}

/// Which model wrote the last question.
async fn writer(app: &TestApp) -> String {
    let query = "select model from questions order by created_at desc, id desc limit 1";
    app.sql().await.query_one(query, &[]).await.unwrap().get(0)
}

/// An app of one model behind each API, asked once.
async fn asked_once(api: Api, pace: Pace, answer: Answer) -> (ModelService, Log, test_app::Answer) {
    let service = api.app(1, pace).await;
    let ada = service.app.person_with("ada", ALL);
    let job = job_for(&ada).await;
    service.next(answer);
    let log = Log::keep();
    let reply = ask(&ada, &job).await;
    service.app.ledger_is_sound().await;
    (service, log, reply)
}

fn hasty() -> Pace {
    Pace { to_first_token: Duration::from_millis(300), between_deltas: Duration::from_millis(300), ..Pace::default() }
}

#[tokio::test]
async fn a_model_that_hangs_is_503_and_costs_nothing() {
    for api in Api::ALL {
        let (service, log, reply) = asked_once(api, hasty(), Answer::hang()).await;
        assert_eq!((reply.sentence(), reply.header("retry-after")), ((503, "unavailable"), "15"), "{api:?}");
        assert_eq!(uses(&service.app).await, ["released"], "{api:?}");
        let line = &log.lines("a model gave no text")[0];
        assert_eq!(line["gen_ai.request.model"], api.models()[0], "{line}");
        assert_eq!(log.lines("a model refuses us").len(), 0, "{api:?}");
    }
}

#[tokio::test]
async fn a_key_that_is_refused_is_500_and_costs_nothing() {
    for api in Api::ALL {
        let unknown = ApiError::new(401, "UNAUTHENTICATED", "hunter2 said so").into();
        let (service, log, reply) = asked_once(api, Pace::default(), unknown).await;
        assert_eq!(reply.sentence(), (500, "internal"), "{api:?}");
        assert_eq!(uses(&service.app).await, ["released"], "{api:?}");
        assert!(log.text().contains("\"ERROR\"") || log.text().contains("\"error\""), "{api:?}: {}", log.text());
        assert!(!log.text().contains("hunter2"), "a message may quote anything");
    }
}

#[tokio::test]
async fn a_model_that_is_asked_too_often_is_503_with_its_wait_and_costs_nothing() {
    for api in Api::ALL {
        let (service, log, reply) = asked_once(api, Pace::default(), Answer::over_quota("7s")).await;
        assert_eq!((reply.sentence(), reply.header("retry-after")), ((503, "unavailable"), "7"), "{api:?}");
        assert_eq!(uses(&service.app).await, ["released"], "{api:?}");
        let cause = log.lines("a model gave no text")[0]["cause"].to_string();
        assert!(cause.contains("429"), "{api:?}: {cause}");
    }
}

#[tokio::test]
async fn a_model_that_dies_in_the_middle_is_told_in_the_stream_and_costs_nothing() {
    for api in Api::ALL {
        for end in
            [Answer::empty().delta("# Send").then_cut(), Answer::text(["# Send"]).then_error(ApiError::overloaded())]
        {
            let (service, log, reply) = asked_once(api, Pace::default(), end).await;
            assert_eq!(reply.status, 200, "{api:?}");
            assert!(
                reply.text.ends_with("3:\"The model failed.\"\nd:{\"finishReason\":\"error\"}\n"),
                "{}",
                reply.text
            );
            assert_eq!(uses(&service.app).await, ["released"], "{api:?}");
            assert_eq!(log.lines("a model failed in mid-stream").len(), 1, "{api:?}");
        }
    }
}

#[tokio::test]
async fn a_model_whose_filter_blocks_the_prompt_is_400_and_costs_nothing() {
    for api in Api::ALL {
        let (service, _log, reply) = asked_once(api, Pace::default(), Answer::blocked("PROHIBITED_CONTENT")).await;
        assert_eq!(reply.sentence(), (400, "Error generating your question"), "{api:?}");
        assert_eq!(uses(&service.app).await, ["released"], "{api:?}");
    }
}

#[tokio::test]
async fn an_answer_at_its_token_limit_is_continued_by_the_same_model() {
    for api in Api::ALL {
        let service = api.app(2, Pace::default()).await;
        let ada = service.app.person_with("ada", ALL);
        let job = job_for(&ada).await;
        service.next(Answer::text(["# Send"]).finish("MAX_TOKENS"));
        service.next(Answer::text([" and Sync"]));

        assert_eq!(ask(&ada, &job).await.status, 200, "{api:?}");

        let stored: String = service.app.sql().await.query_one("select text from questions", &[]).await.unwrap().get(0);
        assert_eq!(
            (stored.as_str(), writer(&service.app).await.as_str()),
            ("# Send and Sync", api.models()[0]),
            "{api:?}"
        );
        service.app.ledger_is_sound().await;
    }
}

/// Three providers, each with an emulator of its own.
struct Providers {
    app: TestApp,
    chat: ChatCompletionsEmulator,
    anthropic: AnthropicEmulator,
}

impl Providers {
    /// Asked in this order: Anthropic twice, a local server, Gemini.
    async fn start(pace: Pace, more: Vec<(&'static str, String)>) -> Self {
        let chat = ChatCompletionsEmulator::start().await.unwrap();
        let anthropic = AnthropicEmulator::start().await.unwrap();
        let models = "anthropic/claude-5,anthropic/claude-4,ollama/qwen3:8b,google/gemini-3.8-flash";
        let mut env = vec![
            ("AI_MODELS", models.to_owned()),
            ("ANTHROPIC_API_KEY", "anthropic-key".to_owned()),
            ("ANTHROPIC_BASE_URL", anthropic.url()),
            ("OLLAMA_BASE_URL", chat.url()),
        ];
        env.extend(more);
        Self { app: TestApp::with(Settings { env, pace, ..Settings::default() }).await, chat, anthropic }
    }

    /// How often each was asked.
    fn asked(&self) -> [usize; 3] {
        [self.anthropic.received().len(), self.chat.received().len(), self.app.gemini.received().len()]
    }
}

fn refused_key() -> ApiError {
    ApiError::new(401, "UNAUTHENTICATED", "no")
}

#[tokio::test]
async fn a_refused_key_ends_its_provider_and_a_misuse_its_model() {
    let sentry = SentryEmulator::start().await.unwrap();
    let providers = Providers::start(Pace::default(), vec![("SENTRY_DSN", sentry.dsn())]).await;
    let ada = providers.app.person_with("ada", ALL);
    let job = job_for(&ada).await;

    providers.anthropic.next(refused_key());
    providers.chat.next(ApiError::new(422, "FAILED_PRECONDITION", "no"));
    let log = Log::keep();
    let reply = ask(&ada, &job).await;

    assert_eq!(reply.status, 200, "{}", reply.text);
    assert_eq!(providers.asked(), [1, 1, 1], "nobody asked the second model of whoever takes no key of ours");
    assert_eq!(writer(&providers.app).await, "gemini-3.8-flash");
    let faults = log.lines("a model refuses us");
    assert_eq!(
        faults[0]["cause"],
        "anthropic/claude-5: 401 authentication_error; ollama/qwen3:8b: 422 unsupported unsupported_parameter"
    );
    sentry.until_received(1).await;
}

#[tokio::test]
async fn when_all_refuse_it_is_our_fault_and_when_one_is_only_away_the_same_may_be_asked_again() {
    for (last, sentence) in [(refused_key(), (500, "internal")), (ApiError::overloaded(), (503, "unavailable"))] {
        let providers = Providers::start(Pace::default(), Vec::new()).await;
        let ada = providers.app.person_with("ada", ALL);
        let job = job_for(&ada).await;
        providers.anthropic.next(refused_key());
        providers.chat.next(refused_key());
        providers.app.gemini.next(last);
        assert_eq!(ask(&ada, &job).await.sentence(), sentence);
        assert_eq!(providers.asked(), [1, 1, 1]);
        assert_eq!(uses(&providers.app).await, ["released"]);
    }
}

#[tokio::test]
async fn a_file_goes_only_to_models_that_take_one_and_a_text_to_all() {
    let chat = ChatCompletionsEmulator::start().await.unwrap();
    let env =
        vec![("AI_MODELS", "ollama/qwen3:8b,google/gemini-3.8-flash".to_owned()), ("OLLAMA_BASE_URL", chat.url())];
    let app = TestApp::with(Settings { env, ..Settings::default() }).await;
    let ada = app.person_with("ada", ALL);
    let job = job_for(&ada).await;
    app.gemini.next(Answer::text([analysis().to_string()]));
    assert_eq!(upload(&ada, &job, SCAN).await.status, 200);
    assert_eq!((chat.received().len(), app.gemini.received().len()), (0, 1));
    for (nth, file) in [TEXT.as_bytes(), PDF].into_iter().enumerate() {
        chat.next(Answer::text([analysis().to_string()]));
        assert_eq!(upload(&ada, &job, file).await.status, 200);
        assert_eq!((chat.received().len(), app.gemini.received().len()), (nth + 1, 1), "a PDF's text is a text");
    }
}

#[tokio::test]
async fn a_file_that_no_model_takes_is_400_and_costs_nothing() {
    let service = Api::Ollama.app(2, Pace::default()).await;
    let ada = service.app.person_with("ada", ALL);
    let job = job_for(&ada).await;
    let reply = upload(&ada, &job, SCAN).await;
    let (status, sentence) = reply.sentence();
    assert_eq!(status, 400);
    assert!(sentence.starts_with("This PDF holds pictures, not text. Export it"), "{sentence}");
    assert_eq!(service.received().len(), 0);
    assert_eq!(service.app.count("select count(*) from usage where state <> 'released'").await, 0);
    service.app.ledger_is_sound().await;
}

#[tokio::test]
async fn a_file_that_one_model_cannot_open_goes_to_the_next_and_is_400_where_none_can() {
    let invalid = || ApiError::new(400, "INVALID_ARGUMENT", "The document has no pages.");
    let no_file = (400, "Please upload a PDF, Word document, or text file");
    let judged: Answer = Answer::text([analysis().to_string()]);
    for (answers, sentence) in [
        ([invalid().into(), invalid().into(), judged], None),
        ([invalid().into(), invalid().into(), invalid().into()], Some(no_file)),
        ([invalid().into(), invalid().into(), ApiError::overloaded().into()], Some((503, "unavailable"))),
        ([ApiError::overloaded().into(), invalid().into(), invalid().into()], Some((503, "unavailable"))),
    ] {
        let sentry = SentryEmulator::start().await.unwrap();
        let providers = Providers::start(Pace::default(), vec![("SENTRY_DSN", sentry.dsn())]).await;
        let ada = providers.app.person_with("ada", ALL);
        let job = job_for(&ada).await;
        let [first, second, third]: [Answer; 3] = answers;
        providers.anthropic.next(first);
        providers.anthropic.next(second);
        providers.app.gemini.next(third);
        let log = Log::keep();

        let reply = upload(&ada, &job, SCAN).await;

        assert_eq!(providers.asked(), [2, 0, 1], "the local model takes no file");
        assert_eq!(log.lines("a model refuses us").len(), 0, "{sentence:?}");
        let charged = providers.app.count("select count(*) from usage where state <> 'released'").await;
        match sentence {
            Some(told) => assert_eq!((reply.sentence(), charged), (told, 0)),
            None => assert_eq!((reply.status.as_u16(), charged), (200, 1), "{}", reply.text),
        }
        providers.app.ledger_is_sound().await;
    }
}

/// OpenRouter's moderation may speak behind a good status.
#[tokio::test]
async fn a_prompt_that_openrouter_moderates_in_the_stream_is_blocked_unless_something_was_written() {
    let error = json!({ "code": 403, "message": "hunter2", "metadata": { "reasons": ["violence"] } });
    let error = format!("data: {}\n\n", json!({ "choices": [], "error": error }));
    let words = format!("data: {}\n\n", json!({ "choices": [{ "delta": { "content": "# Send" } }] }));
    for (body, status) in [(vec![error.clone()], 400), (vec![words, error], 200)] {
        let chat = ChatCompletionsEmulator::start().await.unwrap();
        let env = vec![
            ("AI_MODELS", "openrouter/qwen3:8b,google/gemini-3.8-flash".to_owned()),
            ("OPENROUTER_API_KEY", "openrouter-key".to_owned()),
            ("OPENROUTER_BASE_URL", chat.url()),
        ];
        let app = TestApp::with(Settings { env, ..Settings::default() }).await;
        let ada = app.person_with("ada", ALL);
        let job = job_for(&ada).await;
        let log = Log::keep();
        chat.next(Answer::raw(body));

        let reply = ask(&ada, &job).await;

        assert_eq!((reply.status.as_u16(), app.gemini.received().len()), (status, 0), "{}", reply.text);
        if status == 400 {
            assert_eq!(reply.sentence(), (400, "Error generating your question"));
            assert_eq!(uses(&app).await, ["released"]);
        } else {
            assert_eq!(log.lines("a model ended too early").len(), 1, "as where a filter stops it: {}", reply.text);
        }
        assert!(!log.text().contains("hunter2"));
    }
}

/// Prompts are encoded anew where the API is another one.
#[tokio::test]
async fn a_file_that_one_provider_is_too_busy_for_goes_to_the_next() {
    let providers = Providers::start(Pace::default(), Vec::new()).await;
    let ada = providers.app.person_with("ada", ALL);
    let job = job_for(&ada).await;
    providers.anthropic.next(ApiError::overloaded());
    providers.anthropic.next(ApiError::overloaded());
    providers.app.gemini.next(Answer::text([analysis().to_string()]));

    assert_eq!(upload(&ada, &job, SCAN).await.status, 200);

    assert_eq!(providers.asked(), [2, 0, 1]);
    let data = |body: &Value, pointer: &str| body.pointer(pointer).unwrap().as_str().unwrap().to_owned();
    let first = data(&providers.anthropic.received()[0].body, "/messages/0/content/0/source/data");
    let last = data(&providers.app.gemini.received()[0].body, "/contents/0/parts/0/inlineData/data");
    assert!(!first.is_empty() && first == last);
}

#[tokio::test]
async fn a_model_that_fails_three_times_in_a_row_is_asked_last_until_its_rest_is_over() {
    let pace = Pace { model_rest: Duration::from_secs(600), ..Pace::default() };
    let service = Api::OpenAi.app(2, pace).await;
    let ada = service.app.person_with("ada", ALL);
    let job = job_for(&ada).await;
    let log = Log::keep();
    let [first, second] = Api::OpenAi.models();
    for nth in 1..=3 {
        service.next(ApiError::overloaded());
        service.next(Answer::text([format!("# Question {nth}")]));
        assert_eq!(ask(&ada, &job).await.status, 200);
        assert_eq!(log.lines("a model failed too often and is asked last for now").len(), usize::from(nth == 3));
    }
    assert_eq!(service.received().len(), 6);

    service.next(Answer::text(["# At once"]));
    assert_eq!(ask(&ada, &job).await.status, 200);
    assert_eq!(
        (service.received().len(), writer(&service.app).await.as_str()),
        (7, second),
        "nobody waited for the first"
    );

    service.next(ApiError::overloaded());
    service.next(Answer::text(["# By the first"]));
    assert_eq!(ask(&ada, &job).await.status, 200);
    assert_eq!(writer(&service.app).await, first, "it rests, and is still better than none");
    assert_eq!(log.lines("a model answers again").len(), 1);

    service.next(Answer::text(["# By the first again"]));
    assert_eq!(ask(&ada, &job).await.status, 200);
    assert_eq!(writer(&service.app).await, first);
}

#[tokio::test]
async fn a_model_that_stands_alone_is_asked_however_often_it_failed() {
    let pace = Pace { model_rest: Duration::from_secs(600), ..Pace::default() };
    let service = Api::Anthropic.app(1, pace).await;
    let ada = service.app.person_with("ada", ALL);
    let job = job_for(&ada).await;
    for _ in 0..5 {
        service.next(ApiError::overloaded());
        assert_eq!(ask(&ada, &job).await.status, 503);
    }
    assert_eq!(service.received().len(), 5);
    assert_eq!(ask(&ada, &job).await.status, 200);
}

/// What the gateway of the platform is shown: a key of ours, or else the token of the very request.
#[tokio::test]
async fn the_gateway_is_shown_a_key_or_the_token_of_the_request_and_nobody_else_is() {
    for (key, shown) in [("gateway-key", "Bearer gateway-key"), ("", "Bearer oidc-token-of-this-request")] {
        let chat = ChatCompletionsEmulator::start().await.unwrap();
        let env = vec![
            ("AI_MODELS", "gateway/openai/gpt-6.1-mini,google/gemini-3.8-flash".to_owned()),
            ("AI_GATEWAY_BASE_URL", chat.url()),
            ("AI_GATEWAY_API_KEY", key.to_owned()),
            ("VERCEL", "1".to_owned()),
        ];
        let app = TestApp::with(Settings { env, ..Settings::default() }).await;
        let ada = app.person_with("ada", ALL);
        let job = job_for(&ada).await;
        let log = Log::keep();

        chat.next(Answer::text(["# Send"]).finish("MAX_TOKENS"));
        let reply = asking(&ada, &job).header("x-vercel-oidc-token", TOKEN).send_and_read().await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        let keys: Vec<_> =
            chat.received().iter().map(|request| request.header("authorization").map(str::to_owned)).collect();
        assert_eq!(keys, [Some(shown.to_owned()), Some(shown.to_owned())], "also to go on");
        assert_eq!(chat.received()[0].body["model"], "openai/gpt-6.1-mini");
        assert_eq!(writer(&app).await, "gateway/openai/gpt-6.1-mini");

        chat.next(ApiError::overloaded());
        let reply = asking(&ada, &job).header("x-vercel-oidc-token", TOKEN).send_and_read().await;
        assert_eq!(reply.status, 200);
        let others = app.gemini.received();
        assert!(others.iter().all(|request| !format!("{:?}", request.headers).contains(TOKEN)), "{others:?}");
        assert!(!log.text().contains(TOKEN) && !log.text().contains("gateway-key"));

        if key.is_empty() {
            let before = chat.received().len();
            assert_eq!(ask(&ada, &job).await.status, 200);
            assert_eq!(chat.received().len(), before, "without a token the gateway is not even asked");
            let cause = log.lines("a model refuses us")[0]["cause"].to_string();
            assert!(cause.contains("no AI_GATEWAY_API_KEY, and the request brought no token"), "{cause}");
        }
    }
}

/// Elsewhere than on Vercel anybody could have written it.
#[tokio::test]
async fn a_token_that_did_not_come_from_vercel_is_shown_to_nobody() {
    let chat = ChatCompletionsEmulator::start().await.unwrap();
    let models = "gateway/openai/gpt-6.1-mini,google/gemini-3.8-flash".to_owned();
    let env = vec![("AI_MODELS", models), ("AI_GATEWAY_BASE_URL", chat.url())];
    let app = TestApp::with(Settings { env, ..Settings::default() }).await;
    let ada = app.person_with("ada", ALL);
    let job = job_for(&ada).await;
    let reply = asking(&ada, &job).header("x-vercel-oidc-token", TOKEN).send_and_read().await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    assert_eq!(chat.received().len(), 0, "the gateway is not even asked");
    assert_eq!(writer(&app).await, "gemini-3.8-flash");
}

/// Each server is shown its own key, and a local one none.
#[tokio::test]
async fn every_provider_is_shown_its_own_key_and_no_other() {
    let chat = || ChatCompletionsEmulator::start_with(ChatCompletionsSettings::default());
    let openai = ChatCompletionsSettings { is_openai: true, ..ChatCompletionsSettings::default() };
    let openai = ChatCompletionsEmulator::start_with(openai).await.unwrap();
    let (router, ollama, own, keyless) =
        (chat().await.unwrap(), chat().await.unwrap(), chat().await.unwrap(), chat().await.unwrap());
    let base = [
        ("OPENAI_BASE_URL", openai.url()),
        ("OPENROUTER_BASE_URL", router.url()),
        ("OLLAMA_BASE_URL", ollama.url()),
        ("OPENAI_API_KEY", "openai-key".to_owned()),
        ("OPENROUTER_API_KEY", "openrouter-key".to_owned()),
        ("VERCEL", "1".to_owned()),
    ];
    for (model, at, key, url) in [
        ("openai/gpt-6.1", &openai, Some("openai-key"), &own),
        ("openrouter/meta/llama:free", &router, Some("openrouter-key"), &own),
        ("ollama/qwen3:8b", &ollama, None, &own),
        ("compatible/any", &own, Some("own-key"), &own),
        ("compatible/any", &keyless, None, &keyless),
    ] {
        let mut env = base.to_vec();
        let own_key = if url.url() == keyless.url() { "" } else { "own-key" };
        let more =
            [("AI_MODELS", model), ("COMPATIBLE_API_KEY", own_key)].map(|(name, value)| (name, value.to_owned()));
        env.extend(more);
        env.push(("COMPATIBLE_BASE_URL", url.url()));
        let app = TestApp::with(Settings { env, ..Settings::default() }).await;
        let ada = app.person_with("ada", ALL);
        let job = job_for(&ada).await;
        let reply = asking(&ada, &job).header("x-vercel-oidc-token", TOKEN).send_and_read().await;
        assert_eq!(reply.status, 200, "{model}: {}", reply.text);
        let shown = at.received()[0].header("authorization").map(str::to_owned);
        assert_eq!(shown, key.map(|key| format!("Bearer {key}")), "{model}");
        assert_eq!(writer(&app).await, model);
    }
}

/// The page has a row for each of these failures, and each row its test.
#[test]
fn the_table_of_failures_names_tests_that_are_here() {
    let page = include_str!("../../../../docs/models.md");
    let (_, failures) = page.split_once("\n## When a model fails\n").unwrap();
    let rows: Vec<_> =
        failures.lines().skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|')).collect();
    assert!(rows.len() > 8, "{rows:?}");
    for row in &rows[2..] {
        let test = row.rsplit('`').nth(1).unwrap();
        assert!(include_str!("models.rs").contains(&format!("async fn {test}()")), "{row}");
    }
}
