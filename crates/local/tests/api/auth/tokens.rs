//! Session tokens: what one says, which one is for us, and for how long it is remembered.

use futures_util::future::join_all;

use super::*;
use crate::logs::Log;

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
pub(super) fn signed_but_bad(app: &TestApp) -> Vec<(&'static str, String)> {
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

#[tokio::test]
async fn without_parties_a_token_may_come_from_any_page() {
    let app = TestApp::with_env([("CLERK_AUTHORIZED_PARTIES", "")]).await;

    for token in [adas(&app), adas(&app).azp("http://localhost:3000"), adas(&app).without_claim("azp")] {
        assert_eq!(status_with(&app, &token.mint()).await, 200);
    }
}

#[tokio::test]
async fn a_token_refused_for_its_page_says_so_in_the_log_and_others_do_not() {
    const REFUSED: &str = "a token was refused: its azp is not among CLERK_AUTHORIZED_PARTIES";
    let (log, app) = (Log::keep(), TestApp::start().await);

    let page = "https://app.example.org";
    assert_eq!(status_with(&app, &adas(&app).azp(page).mint()).await, 401);
    assert_eq!(status_with(&app, &adas(&app).expired_by(60).mint()).await, 401);
    // Its page is its own claim, for nobody that we trust has signed it.
    assert_eq!(status_with(&app, &adas(&app).azp(page).signed_by(&another_key()).mint()).await, 401);

    let lines = log.lines(REFUSED);
    let said: Vec<_> = lines.iter().map(|line| (line["level"].as_str(), line["azp"].as_str())).collect();
    assert_eq!(said, [(Some("INFO"), Some(page))]);
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
    let token = adas(&app).expires_in(60).mint();

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
