//! Who is signed in, on any route: tokens of every kind, cookies, Clerk's keys, deleted accounts.

use std::{
    sync::{
        Arc, LazyLock,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, SystemTime},
};

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use darasa_local::{
    emulators::clerk::{Fault, OldKey, SigningKey, Token},
    test_app::{Answer, ORIGIN, Send, Settings, TestApp},
};
use futures_util::future::join_all;
use http::Method;
use jsonwebtoken::{Algorithm, EncodingKey, crypto};
use serde_json::{Value, json};

use crate::{NOTHING, delete_account, path_of, saved_job};

/// 2026-11-23T12:00:00Z
const NOON: u64 = 1_795_435_200;
const JOBS: &str = "/api/job-infos";

/// A clock that stands still until somebody moves its hands.
#[derive(Clone)]
struct Hands(Arc<AtomicU64>);

impl Hands {
    fn at_noon() -> Self {
        Self(Arc::new(AtomicU64::new(NOON)))
    }

    fn settings(&self) -> Settings {
        let hands = self.0.clone();
        let clock = move || SystemTime::UNIX_EPOCH + Duration::from_secs(hands.load(Ordering::SeqCst));
        Settings { clock: Arc::new(clock), ..Settings::default() }
    }

    fn forward(&self, seconds: u64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

/// A key that Clerk has never heard of.
fn another_key() -> Arc<SigningKey> {
    static KEY: LazyLock<Arc<SigningKey>> = LazyLock::new(|| Arc::new(SigningKey::generate().unwrap()));
    KEY.clone()
}

/// Ada's token, to be changed.
fn adas(app: &TestApp) -> Token {
    app.clerk.token("user_ada").azp(ORIGIN)
}

async fn jobs_with(app: &TestApp, authorization: &str) -> Answer {
    app.request(Method::GET, JOBS).header("authorization", authorization).answer().await
}

async fn status_with(app: &TestApp, token: &str) -> u16 {
    jobs_with(app, &format!("Bearer {token}")).await.status.as_u16()
}

fn refused(reply: &Answer, why: &str) {
    assert_eq!(reply.problem(), (401, "not-logged-in".to_owned()), "{why}");
    assert_eq!(reply.json()["detail"], "You are not logged in", "{why}");
    assert_eq!(reply.header("www-authenticate"), r#"Bearer realm="darasa", error="invalid_token""#, "{why}");
    assert_eq!(reply.header("cache-control"), "no-store", "{why}");
}

/// A token made of any two texts, rightly signed.
fn signed(key: &SigningKey, head: &str, claims: &str, algorithm: Algorithm) -> String {
    let key = EncodingKey::from_rsa_pem(key.private_key_pem().as_bytes()).unwrap();
    let message = format!("{}.{}", URL_SAFE_NO_PAD.encode(head), URL_SAFE_NO_PAD.encode(claims));
    let signature = crypto::sign(message.as_bytes(), &key, algorithm).unwrap();
    format!("{message}.{signature}")
}

fn parts(token: &str) -> [String; 3] {
    token.split('.').map(str::to_owned).collect::<Vec<_>>().try_into().unwrap()
}

fn decoded(part: &str) -> String {
    String::from_utf8(URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

#[tokio::test]
async fn good_tokens_of_every_kind_are_taken() {
    let hands = Hands::at_noon();
    let app = TestApp::with(hands.settings()).await;
    let (t, now) = (|| adas(&app), NOON as i64);
    let tokens = [
        ("as it is", t()),
        ("expired 4 s ago", t().expired_by(4)),
        ("valid in 4 s", t().claim("nbf", now + 4)),
        ("valid in 5 s", t().claim("nbf", now + 5)),
        ("issued in 4 s", t().claim("iat", now + 4)),
        ("without a class, as older tokens", t().without_header("cat")),
        ("of the class to be ignored", t().header("cat", "cl_I7d4PD111III")),
        ("without a status, as older tokens", t().without_claim("sts")),
        ("of version 1", t().without_claim("v").claim("org_role", "org:admin")),
        ("without a plan", t().without_claim("pla").without_claim("fea")),
        ("with a plan of null", t().claim("fea", json!(null))),
        ("with an organization", t().claim("o", json!({ "id": "org_1", "rol": "admin" }))),
        ("with an audience and custom claims", t().claim("aud", "somebody").claim("role", json!(["admin"]))),
        ("naming another key, with a key given", t().header("kid", "ins_other")),
        ("naming no key, with a key given", t().without_header("kid")),
        ("for ever", t().claim("exp", i64::MAX)),
        ("valid and issued since the beginning of time", t().claim("nbf", i64::MIN).claim("iat", i64::MIN)),
        ("long, within the limit", t().claim("x", "y".repeat(5_000))),
    ];
    for (kind, token) in tokens {
        assert_eq!(status_with(&app, &token.mint()).await, 200, "a token {kind}");
    }
}

/// Rightly signed, and not good for us all the same.
fn signed_but_bad(app: &TestApp) -> Vec<(&'static str, String)> {
    let (t, now) = (|| adas(app), NOON as i64);
    let tokens = [
        ("expired 5 s ago", t().expired_by(5)),
        ("expired 6 s ago", t().expired_by(6)),
        ("expired an hour ago", t().expired_by(3_600)),
        ("valid in 6 s", t().claim("nbf", now + 6)),
        ("issued in 6 s", t().claim("iat", now + 6)),
        ("of another issuer", t().claim("iss", "https://evil.example.com")),
        ("of the issuer with a slash", t().claim("iss", format!("{}/", app.clerk.issuer()))),
        ("of the issuer without https", t().claim("iss", app.clerk.issuer().replace("https", "http"))),
        ("of two issuers", t().claim("iss", json!([app.clerk.issuer()]))),
        ("without iss", t().without_claim("iss")),
        ("without sub", t().without_claim("sub")),
        ("without sid", t().without_claim("sid")),
        ("without exp", t().without_claim("exp")),
        ("without nbf", t().without_claim("nbf")),
        ("without iat", t().without_claim("iat")),
        ("of a foreign page", t().azp("https://evil.example.com")),
        ("of the page with a slash", t().azp(&format!("{ORIGIN}/"))),
        ("of no page", t().without_claim("azp")),
        ("of the page null", t().claim("azp", json!(null))),
        ("of a list of pages", t().claim("azp", json!([ORIGIN]))),
        ("of a pending session", t().pending()),
        ("from a template", t().template()),
        ("of a machine", t().header("cat", "cl_B7d4PD333AAA")),
        ("of an unknown class", t().header("cat", "cl_B7d4PD999AAA")),
        ("of an empty class", t().header("cat", "")),
        ("of type at+jwt", t().header("typ", "at+jwt")),
        ("of type jwt in small letters", t().header("typ", "jwt")),
        ("without a type", t().without_header("typ")),
        ("with critical extensions", t().header("crit", json!(["exp"]))),
        ("of a machine by its subject", t().claim("sub", "mch_ada")),
        ("of an empty subject", t().claim("sub", "")),
        ("of a bare prefix", t().claim("sub", "user_")),
        ("of a prefix in capitals", t().claim("sub", "USER_ada")),
        ("of a subject with a path in it", t().claim("sub", "user_ada/../bob")),
        ("of a subject with a query in it", t().claim("sub", "user_ada?x=1")),
        ("of a subject with a space", t().claim("sub", "user_a da")),
        ("of a subject with a line break", t().claim("sub", "user_ada\n")),
        ("of a subject with a quote", t().claim("sub", "user_ada' or true --")),
        ("of a subject with NUL", t().claim("sub", "user_ada\u{0}")),
        ("of a subject beyond ASCII", t().claim("sub", "user_ådá")),
        ("of a subject without end", t().claim("sub", format!("user_{}", "a".repeat(251)))),
        ("of a subject that is a number", t().claim("sub", 7)),
        ("of an empty session", t().claim("sid", "")),
        ("of the session null", t().claim("sid", json!(null))),
        ("expiring at a text", t().claim("exp", (now + 60).to_string())),
        ("expiring at a fraction", t().claim("exp", now as f64 + 60.5)),
        ("expiring at null", t().claim("exp", json!(null))),
        ("expiring at more than a number can hold", t().claim("exp", u64::MAX)),
        ("expired since the beginning of time", t().claim("exp", i64::MIN)),
        ("valid at the end of time", t().claim("nbf", i64::MAX)),
        ("issued at the end of time", t().claim("iat", i64::MAX)),
        ("issued at a text", t().claim("iat", "now")),
        ("too long", t().claim("x", "y".repeat(8 * 1024))),
    ];
    tokens.map(|(kind, token)| (kind, token.mint())).into()
}

#[tokio::test]
async fn tokens_of_clerks_that_are_not_for_us_are_refused() {
    let app = TestApp::with(Hands::at_noon().settings()).await;

    for (kind, token) in signed_but_bad(&app) {
        refused(&jobs_with(&app, &format!("Bearer {token}")).await, &format!("a token {kind}"));
    }
}

/// Not signed by Clerk, or no tokens at all.
fn forged(app: &TestApp) -> Vec<(&'static str, String)> {
    let (t, key, stranger) = (|| adas(app), app.clerk.key(), another_key());
    let good = t().mint();
    let [head, claims, signature] = parts(&good);
    let (head_text, claims_text) = (decoded(&head), decoded(&claims));
    let bobs = URL_SAFE_NO_PAD.encode(claims_text.replace("user_ada", "user_bob"));
    let other_head = |from: &str, to: &str| URL_SAFE_NO_PAD.encode(head_text.replace(from, to));
    let spki: String = key.public_key_pem().lines().filter(|line| !line.starts_with('-')).collect();
    let mut flipped = URL_SAFE_NO_PAD.decode(&signature).unwrap();
    flipped[100] ^= 1;
    let rs =
        |algorithm: Algorithm, name: &str| signed(&key, &head_text.replace("RS256", name), &claims_text, algorithm);
    let embedded = t().header("jwk", stranger.jwk()).header("jku", "https://evil.example.com/jwks.json");
    let twice = claims_text.replacen('{', r#"{"sub":"user_bob","#, 1);
    vec![
        ("without a signature's algorithm", t().unsigned().mint()),
        ("saying None", t().unsigned().header("alg", "None").mint()),
        ("saying none over a right signature", format!("{}.{claims}.{signature}", other_head("RS256", "none"))),
        ("signed with the public key's text as a secret", t().hs256(key.public_key_pem()).mint()),
        ("signed with the public key's bytes as a secret", t().hs256(STANDARD.decode(spki).unwrap()).mint()),
        ("saying RS256 over such a signature", t().hs256(key.public_key_pem()).header("alg", "RS256").mint()),
        ("signed with RS384", rs(Algorithm::RS384, "RS384")),
        ("signed with RS512", rs(Algorithm::RS512, "RS512")),
        ("signed with RS512, saying RS256", rs(Algorithm::RS512, "RS256")),
        ("signed with PS256", rs(Algorithm::PS256, "PS256")),
        ("saying rs256", format!("{}.{claims}.{signature}", other_head("RS256", "rs256"))),
        ("signed by another key", t().signed_by(&stranger).mint()),
        ("signed by another key that it names", t().signed_by(&stranger).header("kid", stranger.kid()).mint()),
        ("signed by another key that it brings along", embedded.signed_by(&stranger).mint()),
        ("with Bob put into the claims", format!("{head}.{bobs}.{signature}")),
        ("with a changed head", format!("{}.{claims}.{signature}", other_head("ins_", "ins-"))),
        ("with one bit of the signature changed", format!("{head}.{claims}.{}", URL_SAFE_NO_PAD.encode(flipped))),
        ("with half a signature", format!("{head}.{claims}.{}", &signature[..signature.len() / 2])),
        ("with an empty signature", format!("{head}.{claims}.")),
        ("with a padded signature", format!("{good}==")),
        ("in two parts", format!("{head}.{claims}")),
        ("in four parts", format!("{good}.{signature}")),
        ("in five parts, as encrypted ones", format!("{head}.x.{claims}.x.{signature}")),
        ("with a padded head", format!("{head}=.{claims}.{signature}")),
        ("whose claims are no JSON", signed(&key, &head_text, "nonsense", Algorithm::RS256)),
        ("whose claims are a list", signed(&key, &head_text, "[]", Algorithm::RS256)),
        ("with two subjects", signed(&key, &head_text, &twice, Algorithm::RS256)),
        ("whose head is no JSON", signed(&key, "nonsense", &claims_text, Algorithm::RS256)),
        ("whose head says nothing", signed(&key, "{}", &claims_text, Algorithm::RS256)),
        ("that is a word", "nonsense".to_owned()),
        ("that is dots", "..".to_owned()),
        ("that is an API key", "sk_test_darasa".to_owned()),
        ("that is a number of spaces apart", "a b c".to_owned()),
        ("that is 8 KB and a dot more", format!("{}..", "a".repeat(8 * 1024))),
    ]
}

#[tokio::test]
async fn forged_tokens_are_refused() {
    let app = TestApp::with(Hands::at_noon().settings()).await;

    for (kind, token) in forged(&app) {
        refused(&jobs_with(&app, &format!("Bearer {token}")).await, &format!("a token {kind}"));
    }
    assert_eq!(app.count("select count(*) from users").await, 0);
}

#[tokio::test]
async fn without_parties_a_token_may_come_from_any_page() {
    let app = TestApp::with_env([("CLERK_AUTHORIZED_PARTIES", "")]).await;

    for token in [adas(&app), adas(&app).azp("http://localhost:3000"), adas(&app).without_claim("azp")] {
        assert_eq!(status_with(&app, &token.mint()).await, 200);
    }
}

#[tokio::test]
async fn any_of_several_parties_will_do() {
    let app = TestApp::with_env([("CLERK_AUTHORIZED_PARTIES", "https://a.example.com, https://b.example.com")]).await;

    for (party, status) in [("https://a.example.com", 200), ("https://b.example.com", 200), (ORIGIN, 401)] {
        assert_eq!(status_with(&app, &adas(&app).azp(party).mint()).await, status, "{party}");
    }
}

#[tokio::test]
async fn a_key_with_escaped_line_breaks_is_a_key() {
    let pem = TestApp::start().await.clerk.public_key_pem().replace('\n', "\\n");
    let app = TestApp::with_env([("CLERK_JWT_KEY", &pem)]).await;

    assert_eq!(status_with(&app, &adas(&app).mint()).await, 200);
}

#[tokio::test]
async fn a_remembered_token_still_expires() {
    let hands = Hands::at_noon();
    let app = TestApp::with(hands.settings()).await;
    let token = adas(&app).mint();

    for (forward, status) in [(0, 200), (0, 200), (64, 200), (1, 401), (0, 401), (3_600, 401)] {
        hands.forward(forward);
        assert_eq!(status_with(&app, &token).await, status, "at noon + {}", hands.0.load(Ordering::SeqCst) - NOON);
    }
}

#[tokio::test]
async fn a_thousand_remembered_tokens_make_room_for_more() {
    let app = TestApp::with(Hands::at_noon().settings()).await;
    let first = adas(&app).mint();
    assert_eq!(status_with(&app, &first).await, 200);

    for number in 0..3 {
        let tokens: Vec<_> = (0..350).map(|each| adas(&app).session(&format!("sess_{number}_{each}")).mint()).collect();
        for tokens in tokens.chunks(50) {
            let replies = join_all(tokens.iter().map(|token| status_with(&app, token))).await;
            assert!(replies.iter().all(|status| *status == 200));
        }
    }
    assert_eq!(status_with(&app, &first).await, 200);
}

/// Every verb of every route behind a sign-in, with a body that is good in itself.
fn every_verb(job: &str) -> Vec<(Method, String, Value)> {
    let new = json!({ "name": "Acme", "experienceLevel": "junior", "description": "Rust" });
    let id = job.rsplit('/').next().unwrap();
    vec![
        (Method::GET, "/api/users/me".to_owned(), json!(null)),
        (Method::GET, JOBS.to_owned(), json!(null)),
        (Method::POST, JOBS.to_owned(), new),
        (Method::GET, job.to_owned(), json!(null)),
        (Method::PATCH, job.to_owned(), json!({ "name": "Globex" })),
        (Method::DELETE, job.to_owned(), json!(null)),
        (Method::GET, format!("/api/questions?jobInfoId={id}"), json!(null)),
        (Method::POST, "/api/ai/questions/generate-question".to_owned(), json!({ "prompt": "easy", "jobInfoId": id })),
    ]
}

/// 401, in the manner of the route.
fn not_logged_in(reply: &Answer, method: &Method, path: &str, token_given: bool) {
    match path.starts_with("/api/ai/") {
        true => assert_eq!(reply.sentence(), (401, "You are not logged in")),
        false => assert_eq!(reply.problem(), (401, "not-logged-in".to_owned()), "{method} {path}"),
    }
    let challenge = match token_given {
        true => r#"Bearer realm="darasa", error="invalid_token""#,
        false => r#"Bearer realm="darasa""#,
    };
    assert_eq!(reply.header("www-authenticate"), challenge, "{method} {path}");
}

#[tokio::test]
async fn nobody_gets_anywhere_without_a_token_or_with_a_bad_one() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = saved_job(&ada, "Acme").await;

    for (method, path, body) in every_verb(&path_of(&job)) {
        let ask = || app.request(method.clone(), &path).json(&body);

        not_logged_in(&ask().answer().await, &method, &path, false);
        not_logged_in(&ask().bearer_auth("nonsense").answer().await, &method, &path, true);
        not_logged_in(&ask().basic_auth("ada", Some("hunter2")).answer().await, &method, &path, false);
    }
    assert_eq!(ada.get(JOBS).await.json()["items"], json!([job]));
    assert_eq!(app.count("select count(*) from users").await, 1);
}

#[tokio::test]
async fn a_sign_in_is_asked_for_before_anything_else_is_looked_at() {
    let app = TestApp::start().await;

    for (method, path, body) in [
        (Method::POST, JOBS.to_owned(), "{"),
        (Method::POST, JOBS.to_owned(), "[]"),
        (Method::PUT, JOBS.to_owned(), ""),
        (Method::GET, format!("{JOBS}?limit=0"), ""),
        (Method::GET, format!("{JOBS}/nonsense"), ""),
        (Method::GET, "/api/questions".to_owned(), ""),
        (Method::POST, "/api/ai/questions/generate-question?stream=nonsense".to_owned(), "{"),
    ] {
        let reply = app.request(method.clone(), &path).body(body).answer().await;
        not_logged_in(&reply, &method, &path, false);
    }
}

#[tokio::test]
async fn a_deleted_account_is_signed_in_nowhere_even_with_a_live_token() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada"), app.person("bob"));
    let (own, bobs) = (saved_job(&ada, "Acme").await, saved_job(&bob, "Globex").await);
    delete_account(&app, &ada.id).await;
    let stone = "select row_to_json(users)::text from users where id = 'user_ada'";
    let before: String = app.sql().await.query_one(stone, &[]).await.unwrap().get(0);

    for job in [path_of(&own), path_of(&bobs), format!("{JOBS}/{NOTHING}")] {
        for (method, path, body) in every_verb(&job) {
            let reply = ada.request(method.clone(), &path).json(&body).answer().await;
            not_logged_in(&reply, &method, &path, true);
        }
    }
    let after: String = app.sql().await.query_one(stone, &[]).await.unwrap().get(0);
    assert_eq!(after, before);
    assert_eq!(app.count("select count(*) from job_infos where user_id = 'user_ada'").await, 0);
    assert_eq!(bob.get(JOBS).await.json()["items"], json!([bobs]));
    assert_eq!(app.gemini.received().len(), 0);
}

#[tokio::test]
async fn the_header_is_read_as_clients_write_it() {
    let app = TestApp::start().await;
    let token = adas(&app).mint();

    for scheme in ["Bearer ", "bearer ", "BEARER ", "Bearer   ", ""] {
        assert_eq!(jobs_with(&app, &format!("{scheme}{token}")).await.status, 200, "{scheme:?}");
    }
    for other in ["Basic ", "Token ", "Bearer\t", "Bearer:", "JWT "] {
        assert_eq!(jobs_with(&app, &format!("{other}{token}")).await.problem().0, 401, "{other:?}");
    }
}

#[tokio::test]
async fn a_cookie_may_read() {
    let app = TestApp::start().await;
    let token = adas(&app).mint();
    let job = saved_job(&app.person("ada"), "Acme").await;

    for cookies in [
        format!("__session={token}"),
        format!("theme=dark; __session={token}; __client_uat=1"),
        format!("__session_abc=nonsense;__session={token}"),
    ] {
        for method in [Method::GET, Method::HEAD] {
            let reply = app.request(method, JOBS).header("cookie", &cookies).answer().await;
            assert_eq!(reply.status, 200, "{cookies}");
        }
        let foreign = app.request(Method::GET, JOBS).header("cookie", &cookies).header("origin", "https://evil.test");
        let foreign = foreign.answer().await;
        assert_eq!(foreign.json()["items"], json!([job]));
        assert!(!foreign.headers.contains_key("access-control-allow-credentials"), "no page can read it");
    }
    for cookies in ["__session=nonsense".to_owned(), format!("__session={token}x")] {
        refused(&app.request(Method::GET, JOBS).header("cookie", &cookies).answer().await, &cookies);
    }
    for cookies in ["__session=".to_owned(), format!("__session_abc={token}"), format!("x__session={token}")] {
        let reply = app.request(Method::GET, JOBS).header("cookie", &cookies).answer().await;
        not_logged_in(&reply, &Method::GET, JOBS, false);
    }
}

#[tokio::test]
async fn the_cookie_of_our_own_instance_comes_first() {
    let app = TestApp::start().await;
    let (ada, bob) = (adas(&app).mint(), app.person("bob").token);
    // As Clerk's SDK computes it from the publishable key.
    let ours = "__session_ZicdjVSE";
    let ask = |cookies: String| app.request(Method::GET, "/api/users/me").header("cookie", cookies).answer();
    app.person("ada");

    for (cookies, who) in [
        (format!("{ours}={ada}"), "user_ada"),
        (format!("__session={bob}; {ours}={ada}"), "user_ada"),
        (format!("{ours}={ada}; __session={bob}"), "user_ada"),
        (format!("{ours}=; __session={bob}"), "user_bob"),
        (format!("__session_ZicdjVSF={ada}; __session={bob}"), "user_bob"),
    ] {
        assert_eq!(ask(cookies.clone()).await.json()["id"], who, "{cookies}");
    }
    refused(&ask(format!("{ours}=nonsense; __session={bob}")).await, "a bad cookie of our own");
    let job = json!({ "name": "Acme", "experienceLevel": "junior", "description": "Rust" });
    let posted = app.request(Method::POST, JOBS).header("cookie", format!("{ours}={ada}")).json(&job);
    assert_eq!(posted.answer().await.problem(), (403, "foreign-origin".to_owned()));
}

#[tokio::test]
async fn a_cookie_changes_something_only_from_our_own_pages() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = saved_job(&ada, "Acme").await;
    let cookie = format!("__session={}", ada.token);
    let changing = || every_verb(&path_of(&job)).into_iter().filter(|(method, ..)| method != Method::GET);

    for origin in
        [None, Some("https://evil.example.com"), Some("null"), Some("https://app.example.com.evil.test"), Some("")]
    {
        for (method, path, body) in changing() {
            let request = app.request(method.clone(), &path).header("cookie", &cookie).json(&body);
            let request = origin.into_iter().fold(request, |request, origin| request.header("origin", origin));
            let reply = request.answer().await;
            match path.starts_with("/api/ai/") {
                true => assert_eq!(reply.sentence(), (403, "foreign-origin")),
                false => assert_eq!(reply.problem(), (403, "foreign-origin".to_owned()), "{method} {path} {origin:?}"),
            }
        }
    }
    assert_eq!(ada.get(JOBS).await.json()["items"], json!([job]));
    assert_eq!(app.gemini.received().len(), 0);

    let statuses = changing().map(|(method, path, body)| {
        app.request(method, &path).header("cookie", &cookie).header("origin", ORIGIN).json(&body)
    });
    let mut told = Vec::new();
    for request in statuses {
        told.push(request.answer().await.status.as_u16());
    }
    // The job is gone when a question for it is asked.
    assert_eq!(told, [201, 200, 204, 403]);
}

#[tokio::test]
async fn a_token_in_the_header_wins_over_a_cookie() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada"), app.person("bob"));
    let ask = |token: &str, cookie: &str| {
        let request = app.request(Method::GET, "/api/users/me").bearer_auth(token);
        request.header("cookie", format!("__session={cookie}")).answer()
    };

    assert_eq!(ask(&bob.token, &ada.token).await.json()["id"], "user_bob");
    refused(&ask("nonsense", &ada.token).await, "a bad header beside a good cookie");

    let posted = bob.request(Method::POST, JOBS).header("cookie", format!("__session={}", ada.token));
    let job = json!({ "name": "Acme", "experienceLevel": "junior", "description": "Rust" });
    assert_eq!(posted.json(&job).answer().await.status, 201, "with a header no origin is asked for");
    assert_eq!(app.count("select count(*) from job_infos where user_id = 'user_bob'").await, 1);
}

#[tokio::test]
async fn other_schemes_leave_the_cookie_in_force() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let cookie = format!("__session={}", ada.token);

    let reply = app.request(Method::GET, JOBS).basic_auth("staging", Some("hunter2")).header("cookie", cookie);

    assert_eq!(reply.answer().await.status, 200);
}

/// An app that has to ask Clerk for its keys.
async fn without_a_given_key(hands: &Hands) -> TestApp {
    let env = vec![("CLERK_JWT_KEY", String::new())];
    TestApp::with(Settings { env, ..hands.settings() }).await
}

fn times_asked(app: &TestApp) -> usize {
    app.clerk.count("/v1/jwks")
}

#[tokio::test]
async fn keys_are_fetched_once_for_many_and_kept_for_five_minutes() {
    let hands = Hands::at_noon();
    let app = without_a_given_key(&hands).await;
    let tokens: Vec<_> = (0..30).map(|_| adas(&app).mint()).collect();

    let replies = join_all(tokens.iter().map(|token| status_with(&app, token))).await;

    assert!(replies.iter().all(|status| *status == 200), "{replies:?}");
    assert_eq!(times_asked(&app), 1);
    for (forward, asked) in [(299, 1), (1, 2), (0, 2), (299, 2), (2, 3)] {
        hands.forward(forward);
        assert_eq!(status_with(&app, &adas(&app).mint()).await, 200);
        assert_eq!(times_asked(&app), asked, "at noon + {}", hands.0.load(Ordering::SeqCst) - NOON);
    }
}

#[tokio::test]
async fn what_holds_for_a_given_key_holds_for_a_fetched_one() {
    let app = without_a_given_key(&Hands::at_noon()).await;

    for (kind, token) in signed_but_bad(&app).into_iter().chain(forged(&app)) {
        refused(&jobs_with(&app, &format!("Bearer {token}")).await, &format!("a token {kind}"));
    }
    assert_eq!(times_asked(&app), 1);
}

#[tokio::test]
async fn nonsense_is_refused_without_asking_for_keys() {
    let app = without_a_given_key(&Hands::at_noon()).await;

    for token in [
        "nonsense".to_owned(),
        adas(&app).unsigned().mint(),
        adas(&app).hs256("secret").mint(),
        adas(&app).template().mint(),
        adas(&app).without_header("kid").mint(),
        adas(&app).claim("x", "y".repeat(8 * 1024)).mint(),
    ] {
        assert_eq!(status_with(&app, &token).await, 401);
    }
    assert_eq!(times_asked(&app), 0);
}

#[tokio::test]
async fn a_new_key_is_found_and_an_old_one_forgotten() {
    let hands = Hands::at_noon();
    let app = without_a_given_key(&hands).await;
    let old_key = app.clerk.key();
    assert_eq!(status_with(&app, &adas(&app).mint()).await, 200);

    app.clerk.rotate(another_key(), OldKey::Stays);
    hands.forward(10);
    assert_eq!(status_with(&app, &adas(&app).mint()).await, 200, "the new key is found at once");
    let of_old_key = || adas(&app).signed_by(&old_key).header("kid", old_key.kid()).mint();
    assert_eq!(status_with(&app, &of_old_key()).await, 200, "the old one still stands in the set");
    assert_eq!(times_asked(&app), 2);

    app.clerk.rotate(another_key(), OldKey::Goes);
    hands.forward(300);
    assert_eq!(status_with(&app, &adas(&app).mint()).await, 200);
    assert_eq!(status_with(&app, &of_old_key()).await, 401, "and now it does not");
}

#[tokio::test]
async fn a_flood_of_unknown_keys_makes_us_no_nuisance() {
    let hands = Hands::at_noon();
    let app = without_a_given_key(&hands).await;
    let stranger = another_key();
    let flood = |from: usize| {
        let forge = |kid: usize| adas(&app).signed_by(&stranger).header("kid", format!("ins_{kid}")).mint();
        let tokens: Vec<_> = (from..from + 25).map(forge).collect();
        let app = &app;
        async move {
            let replies = join_all(tokens.iter().map(|token| status_with(app, token))).await;
            assert!(replies.iter().all(|status| *status == 401), "{replies:?}");
        }
    };

    flood(0).await;
    assert_eq!(times_asked(&app), 1);
    hands.forward(9);
    flood(100).await;
    assert_eq!(times_asked(&app), 1);
    hands.forward(1);
    flood(200).await;
    assert_eq!(times_asked(&app), 2);
    assert_eq!(status_with(&app, &adas(&app).mint()).await, 200, "Ada is not kept out");
    assert_eq!(times_asked(&app), 2);
}

#[tokio::test]
async fn with_clerk_away_and_no_keys_yet_nobody_can_tell_who_it_is() {
    for fault in [Fault::Status(500), Fault::Status(404), Fault::RateLimited(30), Fault::Garbage, Fault::Drop] {
        let hands = Hands::at_noon();
        let app = without_a_given_key(&hands).await;
        app.clerk.fail_next(1, fault.clone());
        let token = adas(&app).claim("exp", NOON + 600).mint();

        let reply = jobs_with(&app, &format!("Bearer {token}")).await;
        assert_eq!(reply.problem(), (503, "unavailable".to_owned()), "{fault:?}");
        assert!(!reply.headers.contains_key("www-authenticate"), "it is not the token's fault");
        let retry_after: u64 = reply.header("retry-after").parse().unwrap();
        assert_eq!(status_with(&app, &token).await, 503);
        assert_eq!(times_asked(&app), 1, "not asked again at once");

        hands.forward(retry_after);
        assert_eq!(status_with(&app, &token).await, 200, "who waits as told is served: {fault:?}");
    }
}

#[tokio::test]
async fn with_clerk_away_on_an_ai_route_the_code_is_the_text() {
    let app = without_a_given_key(&Hands::at_noon()).await;
    app.clerk.fail_next(1, Fault::Drop);
    let ada = app.person("ada");

    let reply =
        ada.post("/api/ai/questions/generate-question", json!({ "prompt": "easy", "jobInfoId": NOTHING })).await;

    assert_eq!(reply.sentence(), (503, "unavailable"));
    assert!(!reply.header("retry-after").is_empty());
}

#[tokio::test]
async fn with_clerk_away_the_keys_we_have_serve_on() {
    let hands = Hands::at_noon();
    let app = without_a_given_key(&hands).await;
    assert_eq!(status_with(&app, &adas(&app).mint()).await, 200);

    for fault in [Fault::Drop, Fault::Garbage, Fault::Status(503), Fault::RateLimited(60)] {
        hands.forward(3_600);
        app.clerk.fail_next(1, fault.clone());
        let asked = times_asked(&app);

        let replies = join_all((0..5).map(|_| adas(&app).mint()).map(|token| {
            let app = &app;
            async move { status_with(app, &token).await }
        }))
        .await;

        assert_eq!(replies, [200; 5], "{fault:?}");
        assert_eq!(times_asked(&app), asked + 1, "one look for all of them");
        let forged = adas(&app).signed_by(&another_key()).mint();
        assert_eq!(status_with(&app, &forged).await, 401);
    }
}
