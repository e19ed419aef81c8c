//! `/api/config`.

use darasa_local::testing::test_app::{SendRequest, TestApp};
use http::Method;
use serde_json::json;

#[tokio::test]
async fn a_browser_learns_what_it_may_know() {
    let app = TestApp::with_env([
        ("NEXT_PUBLIC_CLERK_SIGN_IN_URL", "/sign-in"),
        ("NEXT_PUBLIC_CLERK_SIGN_IN_FALLBACK_REDIRECT_URL", "/app"),
        ("NEXT_PUBLIC_CLERK_SIGN_UP_FORCE_REDIRECT_URL", "/onboarding"),
        ("HUME_API_KEY", "hume-key"),
        ("HUME_SECRET_KEY", "hume-secret"),
        ("NEXT_PUBLIC_HUME_CONFIG_ID", "hume-1"),
        ("VOICE_PROVIDER", "off"),
    ])
    .await;

    let reply = app.request(Method::GET, "/api/config").send_and_read().await;

    assert_eq!(reply.status, 200);
    assert_eq!(
        reply.json(),
        json!({
            "clerk": {
                "publishableKey": app.clerk.publishable_key(), "signInUrl": "/sign-in",
                "signInFallbackRedirectUrl": "/app", "signUpForceRedirectUrl": "/onboarding",
            },
            "voice": { "provider": "off" },
            "hume": { "configId": "hume-1" },
        })
    );
    assert_eq!(reply.header("content-type"), "application/json");
    let cached = reply.header("cache-control");
    assert!(cached.contains("public") && cached.contains("s-maxage=300"), "{cached}");
    assert_eq!(reply.header("vary"), "", "the same for everybody");
    let head = app.request(Method::HEAD, "/api/config").header("x-request-id", "one-of-theirs").send_and_read().await;
    for kept in [&reply, &head] {
        let of_one_request = ["x-request-id", "server-timing"].map(|name| kept.header(name));
        assert_eq!(of_one_request, ["", ""], "a cache would give them to everybody");
    }
}

#[tokio::test]
async fn what_is_not_set_is_null() {
    let app = TestApp::start().await;

    let config = app.request(Method::GET, "/api/config").send_and_read().await.json();

    assert_eq!(
        config,
        json!({
            "clerk": {
                "publishableKey": app.clerk.publishable_key(), "signInUrl": null,
                "signInFallbackRedirectUrl": null, "signUpForceRedirectUrl": null,
            },
            "voice": { "provider": "gemini" },
            "hume": null,
        })
    );
}

#[tokio::test]
async fn no_secret_is_told_and_nobody_has_to_sign_in() {
    let app = TestApp::with_env([("GEMINI_API_KEY", "hunter2")]).await;

    let reply = app.request(Method::GET, "/api/config").bearer_auth("nonsense").send_and_read().await;

    assert_eq!(reply.status, 200);
    for secret in ["hunter2", app.clerk.secret_key(), "postgres", "PUBLIC KEY"] {
        assert!(!reply.text.contains(secret), "{secret} in {}", reply.text);
    }
}
