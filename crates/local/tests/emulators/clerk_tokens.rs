//! Session tokens of the emulated Clerk: a good one is good for a strict verifier, and every hostile one is hostile in
//! one way only.

use std::sync::{Arc, LazyLock};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use darasa_local::emulators::clerk::{ClerkSettings, SigningKey, User};
use darasa_local::emulators::{ClerkEmulator, Clock};
use jiff::Timestamp;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use serde_json::{Value, json};

use crate::captures::client;

/// The day on which all tests here take place.
const NOW: i64 = 1_795_305_600;

/// Making a key is slow, so the tests share one.
static KEY: LazyLock<Arc<SigningKey>> = LazyLock::new(|| Arc::new(SigningKey::generate().unwrap()));

pub async fn clerk() -> ClerkEmulator {
    let clock = Clock::new(|| Timestamp::from_second(NOW).unwrap());
    let settings = ClerkSettings { key: Some(KEY.clone()), clock, ..ClerkSettings::default() };
    ClerkEmulator::start_with(settings).await.unwrap()
}

#[tokio::test]
async fn a_token_verifies_against_the_key_set_and_against_the_pem() {
    let clerk = clerk().await;
    let jwt = clerk.token("user_ada").azp("http://localhost:3000").mint();
    let url = format!("{}/v1/jwks", clerk.url());
    let set: JwkSet = client().get(url).bearer_auth(clerk.secret_key()).send().await.unwrap().json().await.unwrap();
    let jwk = DecodingKey::from_jwk(set.find(clerk.key().kid()).unwrap()).unwrap();

    for key in [jwk, key_of_pem(&clerk)] {
        let token = decode::<Value>(&jwt, &key, &validation(&clerk)).unwrap();
        assert_eq!(token.claims["azp"], "http://localhost:3000");
    }
}

#[tokio::test]
async fn a_token_has_the_header_and_the_claims_of_a_session() {
    let clerk = clerk().await;
    let jwt = clerk.token("user_ada").mint();

    let header = json!({"alg": "RS256", "cat": "cl_B7d4PD111AAA", "kid": clerk.key().kid(), "typ": "JWT"});
    assert_eq!(part(&jwt, 0), header);
    assert_eq!(
        part(&jwt, 1),
        json!({
            "v": 2,
            "iss": "https://darasa-dev.clerk.accounts.dev",
            "sub": "user_ada",
            "sid": "sess_000000000000000000000000001",
            "jti": "00000000000000000001",
            "iat": NOW,
            "nbf": NOW - 10,
            "exp": NOW + 60,
            "fva": [0, -1],
            "sts": "active",
            "pla": "u:free_user",
            "fea": "u:5_questions,u:1_interview",
        })
    );
    let other = clerk.token("user_ada").mint();
    assert_ne!(part(&jwt, 1)["jti"], part(&other, 1)["jti"]);
}

#[tokio::test]
async fn hostile_tokens_are_refused() {
    let clerk = clerk().await;
    let stranger = Arc::new(SigningKey::generate().unwrap());
    let good = clerk.token("user_ada");
    let public_key = clerk.public_key_pem();
    let hostile = [
        ("no algorithm", good.clone().unsigned()),
        ("the public key as a secret", good.clone().hs256(public_key)),
        ("the key of a stranger", good.clone().signed_by(&stranger)),
        ("no issuer", good.clone().without_claim("iss")),
        ("another issuer", good.clone().claim("iss", "https://clerk.example.com")),
        ("no subject", good.clone().without_claim("sub")),
    ];

    for (name, token) in hostile {
        assert!(verify(&clerk, &token.mint()).is_err(), "{name}");
    }
    assert!(verify(&clerk, &good.mint()).is_ok());
}

#[tokio::test]
async fn a_token_can_differ_in_every_header_and_claim() {
    let clerk = clerk().await;
    let token = clerk.token("user_ada");

    assert_eq!(part(&token.clone().without_header("kid").mint(), 0).get("kid"), None);
    assert_eq!(part(&token.clone().header("typ", "at+jwt").mint(), 0)["typ"], "at+jwt");
    assert_eq!(part(&token.clone().template().mint(), 0)["cat"], "cl_B7d4PD222AAA");
    assert_eq!(part(&token.clone().pending().mint(), 1)["sts"], "pending");
    assert_eq!(part(&token.clone().expired_by(30).mint(), 1)["exp"], NOW - 30);
    assert_eq!(part(&token.clone().expired_by(30).mint(), 1)["iat"], NOW - 90);
    assert_eq!(part(&token.clone().expires_in(3600).mint(), 1)["exp"], NOW + 3600);
    assert_eq!(part(&token.clone().claim("exp", "soon").mint(), 1)["exp"], "soon");
    assert_eq!(part(&token.clone().session("sess_1").mint(), 1)["sid"], "sess_1");
    assert_eq!(part(&token.plan("u:pro", "u:questions").mint(), 1)["pla"], "u:pro");
}

#[tokio::test]
async fn official_clients_can_open_a_session_and_get_its_token() {
    let clerk = clerk().await;
    clerk.put(User::ada("user_ada", Timestamp::from_second(NOW).unwrap()));
    let post = async |path: &str, body: Value| {
        let request = client().post(format!("{}{path}", clerk.url())).bearer_auth(clerk.secret_key());
        let reply = request.json(&body).send().await.unwrap();
        (reply.status().as_u16(), reply.json::<Value>().await.unwrap())
    };

    let (status, session) = post("/v1/sessions", json!({"user_id": "user_ada"})).await;
    assert_eq!((status, &session["object"], &session["status"]), (200, &json!("session"), &json!("active")));
    let id = session["id"].as_str().unwrap();
    let (_, token) = post(&format!("/v1/sessions/{id}/tokens"), json!({"expires_in_seconds": 600})).await;
    assert_eq!(token["object"], "token");
    let claims = verify(&clerk, token["jwt"].as_str().unwrap()).unwrap();
    assert_eq!((&claims["sub"], &claims["sid"]), (&json!("user_ada"), &session["id"]));
    assert_eq!(claims["exp"], NOW + 600);

    assert_eq!(post("/v1/sessions", json!({"user_id": "user_nobody"})).await.0, 404);
    assert_eq!(post("/v1/sessions/sess_none/tokens", json!({})).await.0, 404);
}

fn verify(clerk: &ClerkEmulator, jwt: &str) -> jsonwebtoken::errors::Result<Value> {
    Ok(decode::<Value>(jwt, &key_of_pem(clerk), &validation(clerk))?.claims)
}

fn key_of_pem(clerk: &ClerkEmulator) -> DecodingKey {
    let base64: String = clerk.public_key_pem().lines().filter(|line| !line.starts_with('-')).collect();
    // The key itself comes after 24 bytes that say what it is (SPKI).
    DecodingKey::from_rsa_der(&STANDARD.decode(base64).unwrap()[24..])
}

/// Strict, but for the time: the verifier's clock is not the test's.
fn validation(clerk: &ClerkEmulator) -> Validation {
    let mut validation = Validation::new(Algorithm::RS256);
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.set_issuer(&[clerk.issuer()]);
    validation.set_required_spec_claims(&["exp", "nbf", "iss", "sub"]);
    validation
}

fn part(jwt: &str, nth: usize) -> Value {
    let part = jwt.split('.').nth(nth).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}
