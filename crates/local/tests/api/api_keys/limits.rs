//! Limits of keys: sixty requests a minute each, besides those of their owner; and no program is refused for being one.

use darasa_local::{services::redis::RedisServer, testing::test_app::Settings};

use super::*;

const CURL: &str = "curl/8.5.0";
const AI_CRAWLER: &str = "Mozilla/5.0 (compatible; GPTBot/1.2; +https://openai.com/gptbot)";

fn settings(env: &[(&'static str, &str)]) -> Settings {
    Settings { env: env.iter().map(|(name, value)| (*name, (*value).to_owned())).collect(), ..Settings::default() }
}

async fn visit(app: &TestApp, key: &str, user_agent: &str, address: &str) -> Answer {
    let request = app.request(Method::GET, JOBS).bearer_auth(key).header("x-real-ip", address);
    request.header("user-agent", user_agent).send_and_read().await
}

async fn sixty_a_minute(app: &TestApp) {
    let ada = app.person("ada");
    let ((first, _), (second, _)) = (made(&ada, &["read"]).await, made(&ada, &["read"]).await);
    for left in (0..60).rev() {
        let reply = visit(app, &first, CURL, "8.8.4.4").await;
        assert_eq!(reply.status, 200, "{left}: {}", reply.text);
        // Of which a smaller part is left: at first that is the person's, who made the keys.
        if left < 50 {
            assert!(reply.header("ratelimit").starts_with(&format!("\"key\";r={left};t=")), "{:?}", reply.headers);
            assert_eq!(reply.header("ratelimit-policy"), r#""key";q=60;w=60"#);
        }
    }
    let over = visit(app, &first, CURL, "8.8.8.8").await;
    assert_eq!(over.problem(), (429, "RATE_LIMIT".to_owned()), "from wherever");
    assert!((1..=61).contains(&over.header("retry-after").parse::<u64>().unwrap()), "{:?}", over.headers);
    assert_eq!(visit(app, &second, CURL, "8.8.4.4").await.status, 200, "another key of the same person");
    assert_eq!(ada.get(JOBS).await.status, 200, "and they themselves");
}

#[tokio::test]
async fn sixty_requests_a_minute_with_one_key_wherever_they_are_counted() {
    sixty_a_minute(&TestApp::with(settings(&[("PROTECTION", "local")])).await).await;
    let server = RedisServer::start().unwrap();
    sixty_a_minute(&TestApp::with(settings(&[("PROTECTION", "local"), ("REDIS_URL", &server.url())])).await).await;
}

#[tokio::test]
async fn keys_that_are_made_up_are_looked_up_so_many_times_for_an_address_and_then_cost_no_query() {
    let app = TestApp::with(settings(&[("PROTECTION", "local")])).await;
    let (key, _) = made(&app.person("ada"), &["read"]).await;
    for nth in 0..600 {
        let made_up = darasa_core::base::api_key::ApiKey::new().unwrap().text;
        assert_eq!(visit(&app, &made_up, CURL, "8.8.4.4").await.status, 401, "{nth}");
    }
    let locked = app.sql().await;
    locked.batch_execute("begin; lock table api_keys in access exclusive mode").await.unwrap();
    let over = visit(&app, &darasa_core::base::api_key::ApiKey::new().unwrap().text, CURL, "8.8.4.4").await;
    assert_eq!(over.problem(), (429, "RATE_LIMIT".to_owned()));
    assert!(over.header("ratelimit").starts_with("\"lookups\";r=0;t="), "{:?}", over.headers);
    assert!((1..=61).contains(&over.header("retry-after").parse::<u64>().unwrap()), "{:?}", over.headers);
    assert_eq!(visit(&app, &key, CURL, "8.8.4.4").await.status, 429, "a good key is not told from others before");
    assert_eq!(visit(&app, "darasa_x", CURL, "8.8.4.4").await.status, 401, "what is no key needs no look");
    locked.batch_execute("commit").await.unwrap();
    assert_eq!(visit(&app, &key, CURL, "8.8.8.8").await.status, 200, "from elsewhere");
    assert_eq!(app.person("ada").get(JOBS).await.status, 200, "and they themselves");
}

#[tokio::test]
async fn a_program_counts_for_its_owner_too() {
    let app = TestApp::with(settings(&[("PROTECTION", "local"), ("REQUESTS_PER_MINUTE", "10")])).await;
    let ada = app.person("ada");
    let (key, _) = made(&ada, &["read"]).await;
    for nth in 0..9 {
        assert_eq!(visit(&app, &key, CURL, "8.8.4.4").await.status, 200, "{nth}");
    }
    assert_eq!(visit(&app, &key, CURL, "8.8.4.4").await.problem(), (429, "RATE_LIMIT".to_owned()));
    assert_eq!(ada.get(JOBS).await.status, 429, "they are one person");
}

#[tokio::test]
async fn where_programs_are_refused_a_key_lets_one_in() {
    let app = TestApp::with(settings(&[("PROTECTION", "local"), ("ALLOW_API_CLIENTS", "off")])).await;
    let ada = app.person("ada");
    let browser = "Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0";
    let new = ada.request(Method::POST, URL).header("user-agent", browser);
    let made = new.json(&json!({ "name": "x", "scopes": ["read"] })).send_and_read().await.json();
    let key = made["key"].as_str().unwrap();
    for user_agent in [CURL, AI_CRAWLER, ""] {
        let by_session = ada.request(Method::GET, JOBS).header("user-agent", user_agent).send_and_read().await;
        assert_eq!(by_session.problem(), (403, "bot".to_owned()), "{user_agent}");
        assert_eq!(visit(&app, key, user_agent, "8.8.4.4").await.status, 200, "{user_agent}");
    }
    assert_eq!(visit(&app, "darasa_x", CURL, "8.8.4.4").await.status, 401);
    let attack = app.request(Method::GET, "/api/job-infos?limit=1'%20or%20'1'='1").bearer_auth(key);
    assert_eq!(attack.send_and_read().await.problem(), (403, "suspicious".to_owned()), "an attack is one all the same");
}

#[tokio::test]
async fn arcjet_counts_by_key_and_user_and_is_not_shown_the_key() {
    let app = TestApp::with(Settings { arcjet: true, ..Settings::default() }).await;
    let ada = app.person("ada");
    let (key, id) = made(&ada, &["read"]).await;
    assert_eq!(visit(&app, &key, CURL, "8.8.4.4").await.status, 200);

    let asked = app.arcjet().decides().pop().unwrap();

    let rules = asked["rules"].as_array().unwrap();
    let limits: Vec<_> = rules.iter().filter_map(|rule| rule.get("rateLimit")).collect();
    assert!(
        limits.iter().any(|limit| limit["characteristics"] == json!(["keyId"]) && limit["max"] == 60),
        "{limits:?}"
    );
    assert!(!rules.iter().any(|rule| rule.get("botV2").is_some()), "{rules:?}");
    let hash = darasa_core::base::digest::sha256_hex(&id);
    assert_eq!(asked["details"]["extra"]["keyId"], json!(hash));
    assert!(!asked.to_string().contains(&key[10..50]) && !asked.to_string().contains(&id));
}
