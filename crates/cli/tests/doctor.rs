//! Command `darasa doctor`, against emulators that accept its keys and some that do not.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test, in helpers too")]

use std::{
    collections::HashMap,
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
};

use darasa_core::storage::db::SCHEMA_VERSION;
use darasa_local::{
    emulators::{
        anthropic::{AnthropicEmulator, AnthropicSettings},
        chat_completions::{ChatCompletionsEmulator, ChatCompletionsSettings},
        gemini::{GeminiEmulator, GeminiSettings},
    },
    services::{redis::RedisServer, temporary},
    testing::test_app::{TestApp, postgres},
};
use serde_json::Value;
use tokio::process::Command;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

#[tokio::test]
async fn a_healthy_deployment_passes() {
    let app = TestApp::start().await;

    let output = examine(&Checkout::new(), &app.env()).await;

    assert!(output.healthy, "{output:?}");
    output.says("✅ environment: every variable that is needed is set and can be read");
    output.says("✅ database: Postgres ");
    output.says("✅ database: no migration is pending");
    output.says("✅ database: its clock and ours are 0.0 s apart");
    output.says("✅ Redis: is not set, so nothing is cached");
    output.says("✅ Clerk: takes our secret key");
    output.says("✅ Gemini: takes our key and knows gemini-3.8-flash\n");
    output.says("⚠️  protection: off\n   → good on a laptop");
    output.says("✅ vercel.json: agrees with Cargo.toml and the ");
    output.keeps_secrets(&app.env());
}

#[tokio::test]
async fn who_is_told_of_errors_is_said_without_the_key() {
    let app = TestApp::start().await;
    let dsn = "https://0f1e2d3c4b5a6978@o1.ingest.sentry.io/4506";

    let output = examine(&Checkout::new(), &with(&app.env(), [("SENTRY_DSN", dsn)])).await;
    assert!(output.healthy, "{output:?}");
    output.says("✅ Sentry: errors are reported to project 4506 at o1.ingest.sentry.io");
    assert!(!output.text.contains("0f1e2d3c"), "{output:?}");

    let output = examine(&Checkout::new(), &with(&app.env(), [("SENTRY_DSN", "o1.ingest.sentry.io/4506")])).await;
    assert!(!output.healthy, "{output:?}");
    output.says("❌ environment: SENTRY_DSN is no DSN\n   → Sentry, project settings");
}

#[tokio::test]
async fn as_json_it_says_the_same() {
    let app = TestApp::start().await;
    let env = with(&app.env(), [("GEMINI_API_KEY", "")]);

    let output = run(&Checkout::new(), &env, &["--json"]).await;

    let report: Value = serde_json::from_str(&output.text).unwrap();
    assert!(!output.healthy);
    assert_eq!(report["healthy"], false);
    let bad: Vec<_> =
        report["findings"].as_array().unwrap().iter().filter(|finding| finding["level"] == "bad").collect();
    assert_eq!(bad.len(), 1, "{report}");
    assert_eq!(bad[0]["message"], "GEMINI_API_KEY is missing");
    assert_eq!(bad[0]["advice"], "Google AI Studio, API keys");
}

#[tokio::test]
async fn without_settings_it_names_all_that_are_missing() {
    let output = examine(&Checkout::new(), &HashMap::new()).await;

    assert!(!output.healthy);
    for name in [
        "DATABASE_URL",
        "CLERK_SECRET_KEY",
        "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY",
        "CLERK_WEBHOOK_SIGNING_SECRET",
        "GEMINI_API_KEY",
    ] {
        output.says(&format!("❌ environment: {name} is missing\n   → "));
    }
    output.says("⚠️  database: not asked, see above");
    assert!(output.errors.contains("5 things are wrong"), "{output:?}");
}

#[tokio::test]
async fn a_replica_is_asked_before_it_is_needed() {
    let (app, other) = (TestApp::start().await, TestApp::start().await);
    let there = [("DATABASE_REPLICA_URL", other.database_url.as_str())];
    examine(&Checkout::new(), &with(&app.env(), there)).await.says("✅ replica: the replica answers");

    other.sql().await.batch_execute("delete from refinery_schema_history where version > 1").await.unwrap();
    let output = examine(&Checkout::new(), &with(&app.env(), there)).await;
    assert!(!output.healthy);
    let behind = format!("❌ replica: its schema is 1, this release needs {SCHEMA_VERSION}");
    output.says(&format!("{behind}\n   → a logical copy is not migrated by itself"));

    let nobody = [("DATABASE_REPLICA_URL", "postgres://nobody:hunter2@127.0.0.1:1/nothing")];
    let output = examine(&Checkout::new(), &with(&app.env(), nobody)).await;
    output.says("❌ replica: ");
    output.says("→ DATABASE_REPLICA_URL: the address of a replica, or nothing");
    assert!(!format!("{output:?}").contains("hunter2"), "{output:?}");
}

/// clerk.example.com
const PRODUCTION_KEY: (&str, &str) = ("NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", "pk_live_Y2xlcmsuZXhhbXBsZS5jb20k");
const DEVELOPMENT_HOSTS: &str = "https://*.clerk.accounts.dev";

#[tokio::test]
async fn pages_load_clerk_from_the_host_of_the_key_or_it_is_said() {
    let app = TestApp::start().await;
    let checkout = Checkout::new();
    let before = checkout.read("vercel.json");
    let says = "lets pages load Clerk from https://*.clerk.accounts.dev";
    examine(&checkout, &app.env()).await.says(&format!("✅ vercel.json: {says}\n"));

    let env = with(&app.env(), [PRODUCTION_KEY]);
    let output = examine(&checkout, &env).await;
    assert!(!output.healthy, "{output:?}");
    output.says(&format!(
        "❌ vercel.json: {says}, and {} names https://clerk.example.com: nobody can sign in\n   → cargo darasa doctor --write-csp",
        PRODUCTION_KEY.0
    ));
    assert_eq!(checkout.read("vercel.json"), before, "looking changes nothing");

    // What a build has: the public key and nothing else.
    let build = HashMap::from([PRODUCTION_KEY].map(|(name, value)| (name.to_owned(), value.to_owned())));
    for says in ["now, no longer from https://*.clerk.accounts.dev", "already"] {
        let output = run(&checkout, &build, &["--write-csp"]).await;
        assert!(output.healthy, "{output:?}");
        output.says(&format!("vercel.json: pages load Clerk from https://clerk.example.com {says}\n"));
        let expected = before.replace(DEVELOPMENT_HOSTS, "https://clerk.example.com");
        assert_eq!(checkout.read("vercel.json"), expected);
    }
    let output = examine(&checkout, &env).await;
    assert!(output.healthy, "{output:?}");
    output.says("✅ vercel.json: lets pages load Clerk from https://clerk.example.com\n");

    run(&checkout, &app.env(), &["--write-csp"]).await.says("pages load Clerk from https://*.clerk.accounts.dev now");
    assert_eq!(checkout.read("vercel.json"), before);
}

#[tokio::test]
async fn without_a_good_key_the_policy_of_the_pages_stays_and_the_key_is_not_quoted() {
    let checkout = Checkout::new();
    let before = checkout.read("vercel.json");
    let output = run(&checkout, &HashMap::new(), &["--write-csp"]).await;
    assert!(output.healthy, "{output:?}");
    output.says("from https://*.clerk.accounts.dev as before, for NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY is not set");

    for key in ["sk_live_hunter2", "pk_live_hunter2", "pk_live_aHVudGVyMg=="] {
        let env = HashMap::from([(PRODUCTION_KEY.0.to_owned(), key.to_owned())]);
        let output = run(&checkout, &env, &["--write-csp"]).await;
        assert!(!output.healthy && output.errors.contains("is no publishable key, so vercel.json stays"), "{output:?}");
        assert!(output.errors.contains("starts with pk_test_ or pk_live_"), "{output:?}");
        assert!(!format!("{output:?}").contains(key), "{output:?}");
    }
    assert_eq!(checkout.read("vercel.json"), before);
    checkout.write("vercel.json", "{}");
    let env = HashMap::from([PRODUCTION_KEY].map(|(name, value)| (name.to_owned(), value.to_owned())));
    let output = run(&checkout, &env, &["--write-csp"]).await;
    assert!(!output.healthy && output.errors.contains("names no host of Clerk's"), "{output:?}");
    assert_eq!(checkout.read("vercel.json"), "{}");
}

#[tokio::test]
async fn settings_come_from_the_env_file_too() {
    let app = TestApp::start().await;
    let checkout = Checkout::new();
    let mut env = app.env();
    checkout.write(".env", &format!("GEMINI_API_KEY={}\n", env.remove("GEMINI_API_KEY").unwrap()));

    examine(&checkout, &env).await.says("✅ Gemini: takes our key");
}

#[tokio::test]
async fn keys_that_are_not_taken_are_named_with_their_place() {
    let app = TestApp::start().await;
    let strict = GeminiSettings { api_key: Some("the right one".to_owned()), ..GeminiSettings::default() };
    let gemini = GeminiEmulator::start_with(strict).await.unwrap();
    let url = gemini.url();
    let keys = [("CLERK_SECRET_KEY", "sk_test_hunter2"), ("GEMINI_API_KEY", "hunter2"), ("GEMINI_BASE_URL", &url)];

    let output = examine(&Checkout::new(), &with(&app.env(), keys)).await;

    assert!(!output.healthy);
    output.says("❌ Clerk: does not take CLERK_SECRET_KEY\n   → CLERK_SECRET_KEY: Clerk dashboard, API keys");
    output.says("❌ Gemini: does not take GEMINI_API_KEY\n   → GEMINI_API_KEY: Google AI Studio, API keys");
    assert!(!format!("{output:?}").contains("hunter2"), "{output:?}");
}

#[tokio::test]
async fn a_deployment_that_has_not_chosen_its_protection_is_not_healthy() {
    let app = TestApp::start().await;
    let deployed = [("VERCEL_ENV", "production")];

    let output = examine(&Checkout::new(), &with(&app.env(), deployed)).await;

    output.says(
        "❌ environment: PROTECTION is missing, and production has to choose\n   → arcjet, which needs ARCJET_KEY",
    );
    output.says("⚠️  protection: not looked at, see above");

    let chosen = [("PROTECTION", "local"), ("ALLOW_API_CLIENTS", "off")];
    let output = examine(&Checkout::new(), &with(&app.env(), chosen)).await;
    assert!(output.healthy, "{output:?}");
    output.says("✅ protection: darasa's own protection");
    output.says("⚠️  protection: the bot rule holds for programs with a valid token too (ALLOW_API_CLIENTS=off)");

    let keyed = [("ARCJET_KEY", "ajkey_hunter2")];
    let output = examine(&Checkout::new(), &with(&app.env(), keyed)).await;
    assert!(output.healthy, "{output:?}");
    output.says("✅ protection: Arcjet at https://decide.arcjet.com; ARCJET_KEY has the shape of a key");
    assert!(!format!("{output:?}").contains("hunter2"), "{output:?}");
}

#[tokio::test]
async fn pages_that_may_call_and_pages_whose_tokens_are_taken_are_held_against_each_other() {
    const PARTIES: &str = "CLERK_AUTHORIZED_PARTIES";
    const ORIGINS: &str = "ALLOWED_ORIGINS";
    const A: &str = "https://a.example.com";
    const BOTH: &str = "https://a.example.com,https://b.example.com";
    let app = TestApp::start().await;
    let tokenless = "⚠️  environment: ALLOWED_ORIGINS lets https://b.example.com call, and CLERK_AUTHORIZED_PARTIES \
                     refuses the tokens of that page\n   → CLERK_AUTHORIZED_PARTIES: add https://b.example.com";
    let callless = "⚠️  environment: CLERK_AUTHORIZED_PARTIES takes tokens of https://b.example.com, and \
                    ALLOWED_ORIGINS does not name that page\n   → ALLOWED_ORIGINS: add https://b.example.com, unless";
    for (parties, origins, warnings) in
        [(BOTH, BOTH, [false, false]), (A, BOTH, [true, false]), (BOTH, A, [false, true]), ("", BOTH, [false, false])]
    {
        let output = examine(&Checkout::new(), &with(&app.env(), [(PARTIES, parties), (ORIGINS, origins)])).await;
        assert!(output.healthy, "{output:?}");
        assert_eq!(
            [tokenless, callless].map(|text| output.text.contains(text)),
            warnings,
            "{parties} {origins}: {output:?}"
        );
    }
    for wrong in ["https://a.example.com/", "a.example.com", "https://A.example.com", "*"] {
        for name in [PARTIES, ORIGINS] {
            let output = examine(&Checkout::new(), &with(&app.env(), [(name, wrong)])).await;
            assert!(!output.healthy, "{output:?}");
            output.says(&format!("❌ environment: {name} has an entry that is no origin"));
        }
    }
}

#[tokio::test]
async fn a_parameter_of_the_database_url_that_is_not_known_is_named() {
    let app = TestApp::start().await;
    let url = [("DATABASE_URL", "postgres://u:hunter2@127.0.0.1:1/d?sslmode=require&pgbouncer=true")];

    let output = examine(&Checkout::new(), &with(&app.env(), url)).await;

    assert!(!output.healthy, "{output:?}");
    output.says("❌ environment: DATABASE_URL has parameters that are not known here: pgbouncer\n");
    assert!(!format!("{output:?}").contains("hunter2"), "{output:?}");
}

#[tokio::test]
async fn a_model_that_google_does_not_know_is_a_warning() {
    let app = TestApp::start().await;
    let settings = GeminiSettings { unknown_models: vec!["gemini-9".to_owned()], ..GeminiSettings::default() };
    let gemini = GeminiEmulator::start_with(settings).await.unwrap();
    let url = gemini.url();

    let models = [("GEMINI_MODELS", "gemini-9,gemini-3.8-flash"), ("GEMINI_BASE_URL", &url)];
    let output = examine(&Checkout::new(), &with(&app.env(), models)).await;

    assert!(output.healthy, "{output:?}");
    output.says("⚠️  Gemini: knows no model gemini-9\n   → GEMINI_MODELS");
    output.says("✅ Gemini: takes our key and knows gemini-3.8-flash");
}

#[tokio::test]
async fn each_model_that_is_named_is_asked_for_in_its_providers_own_way() {
    let app = TestApp::start().await;
    let roomy = ChatCompletionsSettings { context: Some(40_960), ..ChatCompletionsSettings::default() };
    let chat = ChatCompletionsEmulator::start_with(roomy).await.unwrap();
    let anthropic = AnthropicEmulator::start().await.unwrap();
    let (chat_url, anthropic_url) = (chat.url(), anthropic.url());
    let models = "google/gemini-3.8-flash,anthropic/claude-5,openai/gpt-6.1-mini,openrouter/qwen3:8b,\
        gateway/openai/gpt-6.1-mini,ollama/qwen3:8b,compatible/qwen3:8b";
    let all = [
        ("AI_MODELS", models),
        ("ANTHROPIC_API_KEY", "k"),
        ("ANTHROPIC_BASE_URL", &anthropic_url),
        ("OPENAI_API_KEY", "k"),
        ("OPENAI_BASE_URL", &chat_url),
        ("OPENROUTER_API_KEY", "k"),
        ("OPENROUTER_BASE_URL", &chat_url),
        ("AI_GATEWAY_API_KEY", "k"),
        ("AI_GATEWAY_BASE_URL", &chat_url),
        ("OLLAMA_BASE_URL", &chat_url),
        ("COMPATIBLE_BASE_URL", &chat_url),
    ];

    let output = examine(&Checkout::new(), &with(&app.env(), all)).await;

    assert!(output.healthy, "{output:?}");
    for line in [
        "✅ Gemini: takes our key and knows gemini-3.8-flash\n",
        "✅ Anthropic: takes our key and knows claude-5\n",
        "✅ Anthropic: does not tell how long prompts of claude-5 may be",
        "✅ OpenAI: takes our key and knows gpt-6.1-mini\n",
        "✅ OpenRouter: takes our key and knows qwen3:8b\n",
        "✅ AI Gateway: takes our key and knows openai/gpt-6.1-mini\n",
        "✅ Ollama: knows qwen3:8b\n",
        "✅ Ollama: how much of a prompt qwen3:8b sees is a setting of the server, which it does not tell\n   → \
         start it with OLLAMA_CONTEXT_LENGTH=16384 or more",
        "✅ COMPATIBLE_BASE_URL: knows qwen3:8b\n",
    ] {
        output.says(line);
    }
    let asked: Vec<_> = chat.received().iter().map(|request| request.path.clone()).collect();
    assert!(asked.iter().all(|path| path != "/v1/chat/completions"), "nothing costs anything: {asked:?}");
}

/// Both of these list their models for everybody.
#[tokio::test]
async fn a_key_that_was_not_shown_or_not_looked_at_is_not_said_to_be_taken() {
    let app = TestApp::start().await;
    let strict = ChatCompletionsSettings { api_key: Some("the right one".to_owned()), ..Default::default() };
    let chat = ChatCompletionsEmulator::start_with(strict).await.unwrap();
    let url = chat.url();
    let all = [
        ("AI_MODELS", "gateway/openai/gpt-6.1-mini,gateway/qwen3:8b,compatible/qwen3:8b"),
        ("AI_GATEWAY_BASE_URL", &*url),
        ("COMPATIBLE_BASE_URL", &url),
        ("COMPATIBLE_API_KEY", "hunter2"),
    ];

    let output = examine(&Checkout::new(), &with(&app.env(), all)).await;

    assert!(output.healthy, "{output:?}");
    let keyless = "⚠️  AI Gateway: has no key; only Vercel's requests bring a token\n   → AI_GATEWAY_API_KEY: Vercel";
    assert_eq!(output.text.matches(keyless).count(), 1, "once for all models: {output:?}");
    output.says("✅ AI Gateway: knows openai/gpt-6.1-mini\n");
    output.says("✅ AI Gateway: knows qwen3:8b\n");
    output.says("✅ COMPATIBLE_BASE_URL: knows qwen3:8b\n");
    for about in ["AI Gateway", "COMPATIBLE_BASE_URL"] {
        assert!(!output.text.contains(&format!("{about}: takes our key")), "{output:?}");
    }
}

#[tokio::test]
async fn models_that_are_unknown_too_small_or_of_no_key_of_ours_are_named() {
    let app = TestApp::start().await;
    let small = ChatCompletionsSettings {
        api_key: Some("the right one".to_owned()),
        unknown_models: vec!["gpt-6.1-mini".to_owned()],
        context: Some(16_383),
        ..ChatCompletionsSettings::default()
    };
    let chat = ChatCompletionsEmulator::start_with(small).await.unwrap();
    let strict = AnthropicSettings { api_key: Some("the right one".to_owned()), ..AnthropicSettings::default() };
    let anthropic = AnthropicEmulator::start_with(strict).await.unwrap();
    let (chat_url, anthropic_url, nobody) =
        (chat.url(), anthropic.url(), format!("http://127.0.0.1:{}/v1", free_port()));
    let models =
        "anthropic/claude-5,anthropic/claude-4,openrouter/qwen3:8b,openrouter/gpt-6.1-mini,gateway/a/b,ollama/a";
    let all = [
        ("AI_MODELS", models),
        ("ANTHROPIC_API_KEY", "hunter2"),
        ("ANTHROPIC_BASE_URL", &*anthropic_url),
        ("OPENROUTER_API_KEY", "the right one"),
        ("OPENROUTER_BASE_URL", &chat_url),
        ("AI_GATEWAY_API_KEY", "hunter2"),
        ("AI_GATEWAY_BASE_URL", &chat_url),
        ("OLLAMA_BASE_URL", &nobody),
    ];

    let output = examine(&Checkout::new(), &with(&app.env(), all)).await;

    assert!(!output.healthy, "{output:?}");
    let wrong_key = "❌ Anthropic: does not take ANTHROPIC_API_KEY\n   → ANTHROPIC_API_KEY: Claude Console, API keys";
    assert_eq!(output.text.matches(wrong_key).count(), 1, "once for all models: {output:?}");
    output.says("⚠️  OpenRouter: qwen3:8b takes 16383 tokens, and longer prompts do not fit\n   → choose a model with at least 16384");
    output.says("⚠️  OpenRouter: knows no model gpt-6.1-mini\n   → AI_MODELS: names from openrouter.ai/models");
    output.says("❌ AI Gateway: does not take AI_GATEWAY_API_KEY");
    output.says("❌ Ollama: it cannot be reached\n   → ollama serve, or OLLAMA_BASE_URL");
    output.says("✅ Gemini: takes our key and knows gemini-3.8-live\n");
    assert!(!output.text.contains("hunter2"), "{output:?}");
}

#[tokio::test]
async fn without_a_network_it_says_what_it_cannot_reach() {
    let app = TestApp::start().await;
    let nobody = format!("http://127.0.0.1:{}", free_port());
    let database = format!("postgres://ada:hunter2@127.0.0.1:{}/darasa", free_port());
    let addresses = [("CLERK_API_URL", &*nobody), ("GEMINI_BASE_URL", &nobody), ("DATABASE_URL", &database)];

    let output = examine(&Checkout::new(), &with(&app.env(), addresses)).await;

    assert!(!output.healthy);
    output.says("❌ Clerk: it cannot be reached\n   → is this machine online?");
    output.says("❌ Gemini: it cannot be reached\n   → is this machine online?");
    output.says("❌ database: error connecting to server: Connection refused");
    assert!(!format!("{output:?}").contains("hunter2"), "{output:?}");
}

#[tokio::test]
async fn a_redis_that_is_set_has_to_answer() {
    let app = TestApp::start().await;
    let server = RedisServer::start().unwrap();
    examine(&Checkout::new(), &with(&app.env(), [("REDIS_URL", &*server.url())])).await.says("✅ Redis: answers");

    let port = server.url().rsplit(':').next().unwrap().to_owned();
    let wrong = format!("redis://default:hunter2@127.0.0.1:{port}");
    let output = examine(&Checkout::new(), &with(&app.env(), [("REDIS_URL", &*wrong)])).await;

    assert!(!output.healthy);
    output.says("❌ Redis: ");
    assert!(!format!("{output:?}").contains("hunter2"), "{output:?}");
}

#[tokio::test]
async fn a_provider_that_is_silent_is_not_waited_for_long() {
    let app = TestApp::start().await;
    let silent = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let url = format!("http://{}", silent.local_addr().unwrap());

    let output = examine(&Checkout::new(), &with(&app.env(), [("CLERK_API_URL", &*url)])).await;

    output.says("❌ Clerk: no answer in time");
}

#[tokio::test]
async fn what_is_wrong_with_a_database_is_told_with_a_remedy() {
    let app = TestApp::start().await;
    let url: reqwest::Url = app.env()["DATABASE_URL"].parse().unwrap();
    let mut wrong_password = url.clone();
    wrong_password.set_password(Some("hunter2")).unwrap();
    let mut no_database = url.clone();
    no_database.set_path("nowhere");

    for (url, said) in [
        (wrong_password, "❌ database: password authentication failed for user \"darasa\"\n   → the password in"),
        (no_database, "❌ database: database \"nowhere\" does not exist\n   → the name at the end of DATABASE_URL"),
    ] {
        let output = examine(&Checkout::new(), &with(&app.env(), [("DATABASE_URL", url.as_str())])).await;
        assert!(!output.healthy);
        output.says(said);
        assert!(!format!("{output:?}").contains("hunter2"), "{output:?}");
    }
}

#[tokio::test]
async fn pending_migrations_are_counted_out() {
    let app = TestApp::start().await;
    let name = format!("unmigrated_{}", std::process::id());
    postgres().await.create_database(&name).await.unwrap();
    let mut url: reqwest::Url = app.env()["DATABASE_URL"].parse().unwrap();
    url.set_path(&name);

    let output = examine(&Checkout::new(), &with(&app.env(), [("DATABASE_URL", url.as_str())])).await;

    assert!(!output.healthy);
    output.says("❌ database: migrations are pending: V1__jobs_and_questions");
    output.says("→ run `darasa migrate`");
}

#[tokio::test]
async fn a_webhook_secret_has_a_shape() {
    const GOOD: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const OTHER: &str = "whsec_AAKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    let app = TestApp::start().await;

    for (secret, said) in [
        (GOOD.to_owned(), "✅ environment: every variable that is needed is set"),
        (format!("{GOOD},{OTHER}"), "⚠️  environment: CLERK_WEBHOOK_SIGNING_SECRET holds more than one secret"),
        ("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned(), "❌ environment: CLERK_WEBHOOK_SIGNING_SECRET is no signing"),
        ("whsec_c2hvcnQ=".to_owned(), "❌ environment: CLERK_WEBHOOK_SIGNING_SECRET is no signing secret"),
    ] {
        let output = examine(&Checkout::new(), &with(&app.env(), [("CLERK_WEBHOOK_SIGNING_SECRET", &secret)])).await;
        output.says(said);
        assert!(!output.text.contains(&secret), "{output:?}");
    }
}

#[tokio::test]
async fn what_vercel_would_refuse_or_publish_is_found() {
    let checkout = Checkout::new();
    fs::remove_dir_all(checkout.path.join("api")).unwrap();
    checkout.write("api/health.rs", "");
    checkout.write("api/lonely.rs", "");
    checkout.write("api/_helper.rs", "");
    for number in 1..=12 {
        checkout.write(&format!("api/crowd/{number}.rs"), "");
    }
    fs::remove_file(checkout.path.join("public/robots.txt")).unwrap();
    checkout.write(
        "vercel.json",
        r#"{
            "outputDirectory": ".",
            "functions": {
                "api/*.rs": { "maxDuration": 30 },
                "api/health.rs": { "maxDuration": 900 },
                "api/crowd/*.rs": {}
            },
            "rewrites": [{ "source": "/api/x/:id", "destination": "/api/x" }]
        }"#,
    );
    checkout.write(
        "Cargo.toml",
        "[[bin]]\nname = \"health\"\npath = \"api/health.rs\"\n[[bin]]\nname = \"gone\"\npath = \"api/gone.rs\"\n",
    );

    let output = examine(&checkout, &HashMap::new()).await;

    for said in [
        "api/lonely.rs has no [[bin]] in Cargo.toml\n   → [[bin]] name = \"lonely\", path = \"api/lonely.rs\"",
        "[[bin]] gone in Cargo.toml points at api/gone.rs, which is not there",
        "the pattern api/health.rs of functions matches no function that is not taken already",
        "the maxDuration of api/health.rs is not between 1 and 300",
        "the maxDuration of api/crowd/*.rs is not between 1 and 300",
        "the rewrite of /api/x/:id leads to /api/x, which is no function",
        "outputDirectory is not public",
        "buildCommand does not demand public/robots.txt",
        "public/robots.txt is missing or empty",
        "api/ has 14 functions, and Vercel's Hobby plan takes 12",
    ] {
        output.says(&format!("❌ vercel.json: {said}"));
    }
    assert!(!output.text.contains("_helper"), "{output:?}");
}

/// What the command said, and whether it was content.
#[derive(Debug)]
struct Told {
    healthy: bool,
    text: String,
    errors: String,
}

impl Told {
    #[track_caller]
    fn says(&self, text: &str) {
        assert!(self.text.contains(text), "{text:?} is not in:\n{}", self.text);
    }

    fn keeps_secrets(&self, env: &HashMap<String, String>) {
        for name in ["DATABASE_URL", "CLERK_SECRET_KEY", "CLERK_JWT_KEY"] {
            assert!(!self.text.contains(&env[name]) && !self.errors.contains(&env[name]), "{name} in {self:?}");
        }
    }
}

async fn examine(checkout: &Checkout, env: &HashMap<String, String>) -> Told {
    run(checkout, env, &[]).await
}

async fn run(checkout: &Checkout, env: &HashMap<String, String>, arguments: &[&str]) -> Told {
    let mut command = Command::new(env!("CARGO_BIN_EXE_darasa"));
    command.arg("doctor").args(arguments).current_dir(&checkout.path).env_clear().envs(env);
    let output = command.output().await.unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Told { healthy: output.status.success(), text: text(output.stdout), errors: text(output.stderr) }
}

fn with<const N: usize>(env: &HashMap<String, String>, changes: [(&str, &str); N]) -> HashMap<String, String> {
    let mut env = env.clone();
    env.extend(changes.map(|(name, value)| (name.to_owned(), value.to_owned())));
    env
}

fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}

/// What of this repository is deployed, in a folder without anybody's `.env`; it goes with the value.
struct Checkout {
    path: PathBuf,
}

impl Checkout {
    fn new() -> Self {
        let checkout = Self { path: temporary::path("doctor") };
        ["vercel.json", "Cargo.toml", "api", "public"].iter().for_each(|name| checkout.copy(name));
        checkout
    }

    fn copy(&self, name: &str) {
        let original = Path::new(ROOT).join(name);
        match original.read_dir() {
            Ok(entries) => {
                entries.for_each(|entry| self.copy(&format!("{name}/{}", entry.unwrap().file_name().display())))
            }
            Err(_) => {
                fs::create_dir_all(self.path.join(name).parent().unwrap()).unwrap();
                fs::copy(original, self.path.join(name)).unwrap();
            }
        }
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path.join(name)).unwrap()
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

impl Drop for Checkout {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.path).unwrap();
    }
}
