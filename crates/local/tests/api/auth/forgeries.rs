//! Forged session tokens: what Clerk never signed.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use jsonwebtoken::{Algorithm, EncodingKey, crypto};

use super::*;

/// Not signed by Clerk, or no tokens at all.
pub(super) fn forged(app: &TestApp) -> Vec<(&'static str, String)> {
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

/// A token made of any two texts, rightly signed.
fn signed(key: &SigningKey, head: &str, claims: &str, algorithm: Algorithm) -> String {
    let base64: String = key.private_key_pem().lines().filter(|line| !line.starts_with('-')).collect();
    // The key itself comes after 26 bytes that say what it is (PKCS#8).
    let key = EncodingKey::from_rsa_der(&STANDARD.decode(base64).unwrap()[26..]);
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
async fn forged_tokens_are_refused() {
    let app = TestApp::with(Hands::at_noon().settings()).await;

    for (kind, token) in forged(&app) {
        refused(&jobs_with(&app, &format!("Bearer {token}")).await, &format!("a token {kind}"));
    }
    assert_eq!(app.count("select count(*) from users").await, 0);
}
