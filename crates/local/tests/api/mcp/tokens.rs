//! Tokens at `/api/mcp` and elsewhere: none opens what it was not made for.

use darasa_local::emulators::clerk::Token;

use super::*;
use crate::delete_account;

const METADATA: &str = "/.well-known/oauth-protected-resource/api/mcp";
const RESOURCE: &str = "https://app.example.com/api/mcp";
const PING: &str = r#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#;

/// As Clerk mints one for a program.
fn access_token(app: &TestApp, user: &str) -> Token {
    let token = ["cat"].into_iter().fold(app.clerk.token(user), |token, name| token.without_header(name));
    let no_session = ["sid", "sts", "fva", "fea", "pla", "azp", "v"];
    let token = no_session.into_iter().fold(token, |token, name| token.without_claim(name));
    let token = token.header("typ", "at+jwt").claim("aud", RESOURCE);
    token.claim("client_id", "client_1").claim("scope", "openid read practice")
}

#[tokio::test]
async fn a_token_opens_what_it_was_made_for_and_nothing_else() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    saved_job(&ada, "Acme").await;
    let key = assistant(&ada, &["read", "practice"]).await.key;
    let access = || access_token(&app, "user_ada");
    let id_token = access().header("typ", "JWT").claim("aud", "client_1").without_claim("scope");
    let rows = [
        // At /api/mcp, and at another route.
        ("a session", ada.token.clone(), 401, 200),
        ("a key", key.clone(), 200, 200),
        ("an access token", access().mint(), 200, 401),
        ("an access token, by all of its type", access().header("typ", "application/at+jwt").mint(), 200, 401),
        ("for several resources", access().claim("aud", json!(["https://x.example", RESOURCE])).mint(), 200, 401),
        ("for this machine", access().claim("aud", "http://127.0.0.1:3000/api/mcp").mint(), 200, 401),
        ("for another resource", access().claim("aud", "https://evil.example.com/api/mcp").mint(), 401, 401),
        ("for another path of ours", access().claim("aud", "https://app.example.com/api/mcps").mint(), 401, 401),
        ("for our origin", access().claim("aud", "https://app.example.com").mint(), 401, 401),
        ("for a resource that begins as ours", access().claim("aud", format!("{RESOURCE}/x")).mint(), 401, 401),
        ("for none", access().without_claim("aud").mint(), 401, 401),
        ("for no text", access().claim("aud", 7).mint(), 401, 401),
        ("for an empty list", access().claim("aud", json!([])).mint(), 401, 401),
        ("an id token", id_token.mint(), 401, 401),
        ("an access token that says it is a session", access().header("typ", "JWT").mint(), 401, 401),
        (
            "a session that says it is an access token",
            app.clerk.token("user_ada").header("typ", "at+jwt").mint(),
            401,
            401,
        ),
        ("of another issuer", access().claim("iss", "https://clerk.evil.example.com").mint(), 401, 401),
        ("expired", access().expired_by(6).mint(), 401, 401),
        ("not valid yet", access().claim("nbf", app.clerk.now().as_second() + 60).mint(), 401, 401),
        ("without an end", access().without_claim("exp").mint(), 401, 401),
        ("of nobody", access().claim("sub", "").mint(), 401, 401),
        ("of no client", access().without_claim("client_id").mint(), 401, 401),
        ("unsigned", access().unsigned().mint(), 401, 401),
        ("signed with the public key as a secret", access().hs256(app.clerk.public_key_pem()).mint(), 401, 401),
        ("opaque, as Clerk's other access tokens", "oat_2f0d2c1e8a4b4b7e9c550c9b5f1a2d34".to_owned(), 401, 401),
        ("nonsense", "nonsense".to_owned(), 401, 401),
    ];
    for (what, token, mcp, elsewhere) in rows {
        let reply = post(&app, &token, PING).send_and_read().await;
        assert_eq!(reply.status, mcp, "{what}: {}", reply.text);
        let reply = app.request(Method::GET, "/api/job-infos").bearer_auth(&token).send_and_read().await;
        assert_eq!(reply.status, elsewhere, "{what}, elsewhere: {}", reply.text);
    }
    for name in ["__session", "key"] {
        let cookie = app.request(Method::POST, URL).header("cookie", format!("{name}={}", ada.token)).body(PING);
        assert_eq!(cookie.send_and_read().await.status, 401, "a cookie");
    }
    assert_eq!(app.request(Method::POST, &format!("{URL}?key={key}")).body(PING).send_and_read().await.status, 401);
}

#[tokio::test]
async fn whoever_has_no_token_is_told_where_one_is_to_be_had() {
    let app = TestApp::start().await;
    let metadata = format!("{}{METADATA}", app.url);
    for (token, more) in [(None, ""), (Some("nonsense"), r#", error="invalid_token""#)] {
        let request = app.request(Method::POST, URL).body(PING);
        let request = token.into_iter().fold(request, |request, token| request.bearer_auth(token));
        let reply = request.send_and_read().await;
        assert_eq!(reply.problem(), (401, "not-logged-in".to_owned()));
        let expected = format!(r#"Bearer resource_metadata="{metadata}", scope="read practice"{more}"#);
        assert_eq!(reply.header("www-authenticate"), expected);
    }
    for path in [METADATA, "/.well-known/oauth-protected-resource"] {
        let reply = app.request(Method::GET, path).header("origin", "https://any.example.com").send_and_read().await;
        assert_eq!((reply.status.as_u16(), reply.header("access-control-allow-origin")), (200, "*"));
        let expected = json!({
            "resource": format!("{}{URL}", app.url),
            "authorization_servers": [app.clerk.issuer()],
            "scopes_supported": ["read", "practice"],
            "bearer_methods_supported": ["header"],
        });
        assert_eq!(reply.json(), expected);
    }
}

/// The front end is elsewhere, and what a request says of our name proves nothing.
#[tokio::test]
async fn a_token_for_the_resource_that_the_metadata_names_is_taken() {
    let addresses =
        [("VERCEL_PROJECT_PRODUCTION_URL", "darasa.example.net"), ("VERCEL_URL", "darasa-1.vercel.example")];
    let env = addresses.map(|(name, host)| (name, host.to_owned())).into();
    let app = TestApp::with(Settings { env, production: true, ..Settings::default() }).await;
    for (host, named) in [
        ("darasa.example.net", "https://darasa.example.net/api/mcp"),
        ("darasa-1.vercel.example", "https://darasa-1.vercel.example/api/mcp"),
        ("app.example.com", RESOURCE),
        ("evil.example.com", "https://darasa.example.net/api/mcp"),
    ] {
        let reply = app.request(Method::GET, METADATA).header("host", host).send_and_read().await;
        assert_eq!(reply.json()["resource"], named, "{host}");
        let token = access_token(&app, "user_ada").claim("aud", named).mint();
        let reply = post(&app, &token, PING).header("host", host).send_and_read().await;
        assert_eq!(reply.status, 200, "{host}: {}", reply.text);
    }
    let evil = access_token(&app, "user_ada").claim("aud", "https://evil.example.com/api/mcp").mint();
    let reply = post(&app, &evil, PING).header("host", "evil.example.com").send_and_read().await;
    assert_eq!(reply.status, 401);
}

#[tokio::test]
async fn an_access_token_does_what_its_scopes_and_the_persons_plan_allow() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", "u:1_questions");
    let job = saved_job(&ada, "Acme").await["id"].clone();
    app.until("select plan_seen_at is not null from users").await;
    let program =
        |scope: &str| Assistant { app: &app, key: access_token(&app, "user_ada").claim("scope", scope).mint() };
    let asked = json!({ "jobId": job, "difficulty": "easy" });

    let (code, text) = program("read").refusal("new_question", asked.clone()).await;
    assert_eq!(code, "scope");
    assert!(text.contains("connect again with the scope practice") && !text.contains("key"), "{text}");
    assert_eq!(program("openid profile").refusal("list_jobs", json!({})).await.0, "scope");
    assert_eq!(program("").refusal("list_jobs", json!({})).await.0, "scope");
    let listed = |scopes: Value| access_token(&app, "user_ada").claim("scp", scopes).claim("scope", "read").mint();
    let reader = Assistant { app: &app, key: listed(json!(["openid", "read"])) };
    assert_eq!(reader.call("list_jobs", json!({})).await["jobs"][0]["name"], "Acme", "as Clerk lists scopes");
    let none = Assistant { app: &app, key: listed(json!([])) };
    assert_eq!(none.refusal("list_jobs", json!({})).await.0, "scope", "the list is what counts");
    program("practice").call("new_question", asked.clone()).await;
    assert_eq!(program("read practice").refusal("new_question", asked).await.0, "PLAN_LIMIT");
    assert_eq!(program("read").call("list_jobs", json!({})).await["jobs"][0]["name"], "Acme");
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn with_the_person_their_access_tokens_are_gone() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    saved_job(&ada, "Acme").await;
    let token = access_token(&app, "user_ada").mint();
    assert_eq!(post(&app, &token, PING).send_and_read().await.status, 200);

    delete_account(&app, "user_ada").await;

    let reply = post(&app, &token, PING).send_and_read().await;
    assert_eq!(reply.problem(), (401, "not-logged-in".to_owned()));
    assert!(reply.header("www-authenticate").contains("resource_metadata="), "{}", reply.header("www-authenticate"));
}

#[tokio::test]
async fn somebody_whom_we_have_not_met_has_nothing_yet() {
    let app = TestApp::start().await;
    let grace = Assistant { app: &app, key: access_token(&app, "user_grace").mint() };
    assert_eq!(grace.call("list_jobs", json!({})).await, json!({ "jobs": [] }));
    assert_eq!(grace.call("next_question", json!({})).await["jobId"], Value::Null);
}
