//! Receipt of an erasure: a JSON Web Signature (Ed25519) that anybody can check without us, and the keys for that.

use std::collections::BTreeMap;

use aws_lc_rs::{
    digest::{SHA256, digest},
    signature::{Ed25519KeyPair, KeyPair},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use super::erasure::{Step, StepName, StoredErasure};
use crate::base::{
    clock::Timestamp,
    digest::from_hex,
    env::{ModelProvider, Models, ReceiptKeys},
    error::{Error, Result},
};

/// What is kept all the same, said openly, besides what providers of models keep.
const KEPT: [&str; 4] = [
    "the account's id, marked as deleted, so that nothing brings the account back",
    "copies of the database, until the history of the database and the archives have had their time",
    "log lines, which have hashes of ids and nothing that was written, for as long as the platform keeps logs",
    "this receipt, for 90 days",
];
const KEPT_BY_GOOGLE: &str = "what Google keeps of requests to its models against abuse, for 55 days";

/// How an erasure stands.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ErasureReceipt")]
pub struct Receipt {
    state: State,
    steps: Vec<Step>,
    /// A JSON Web Signature (EdDSA) by a key of `/.well-known/darasa-receipts.json`; `null` until all is done, and
    /// where the deployment has no key.
    receipt: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "ErasureState")]
enum State {
    Running,
    Done,
}

/// Public keys as RFC 7517 and RFC 8037 write them.
#[derive(Debug, Serialize, JsonSchema)]
pub struct KeySet {
    keys: Vec<PublicKey>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ReceiptKey")]
struct PublicKey {
    kty: &'static str,
    crv: &'static str,
    alg: &'static str,
    r#use: &'static str,
    kid: String,
    x: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Claims<'a> {
    iss: &'a str,
    iat: i64,
    jti: Uuid,
    sub: String,
    requested_at: Timestamp,
    deleted: &'a BTreeMap<String, i64>,
    processors: Vec<&'a Step>,
    kept: Vec<String>,
}

impl Receipt {
    pub fn new(erasure: StoredErasure, keys: Option<&ReceiptKeys>, models: &Models) -> Result<Self> {
        let receipt = match (erasure.done_at, keys) {
            (Some(done_at), Some(keys)) => Some(signed(&erasure, done_at, keys, models)?),
            _ => None,
        };
        let state = if erasure.done_at.is_some() { State::Done } else { State::Running };
        Ok(Self { state, steps: erasure.progress.steps, receipt })
    }
}

impl KeySet {
    /// Without a key an empty one, which is the truth.
    pub fn new(keys: Option<&ReceiptKeys>) -> Self {
        Self { keys: keys.iter().flat_map(|keys| keys.pairs.iter()).map(PublicKey::new).collect() }
    }
}

impl PublicKey {
    fn new(pair: &Ed25519KeyPair) -> Self {
        let (x, kid) = (public_half(pair), key_id(pair));
        Self { kty: "OKP", crv: "Ed25519", alg: "EdDSA", r#use: "sig", kid, x }
    }
}

fn public_half(pair: &Ed25519KeyPair) -> String {
    URL_SAFE_NO_PAD.encode(pair.public_key())
}

/// The thumbprint of RFC 7638, so that a key that is kept keeps its id.
fn key_id(pair: &Ed25519KeyPair) -> String {
    let members = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, public_half(pair));
    URL_SAFE_NO_PAD.encode(digest(&SHA256, members.as_bytes()))
}

/// What is kept, and by which providers of the models that this deployment asks.
fn kept(models: &Models) -> Vec<String> {
    let google = models.gemini.iter().map(|_| KEPT_BY_GOOGLE.to_owned());
    let others = models.accounts.iter().map(|account| {
        format!("what {} keeps of requests to its models, for as long as its terms say", maker(account.provider))
    });
    KEPT.map(str::to_owned).into_iter().chain(google).chain(others).collect()
}

fn maker(provider: ModelProvider) -> &'static str {
    match provider {
        ModelProvider::Google => "Google",
        ModelProvider::Anthropic => "Anthropic",
        ModelProvider::OpenAi => "OpenAI",
        ModelProvider::OpenRouter => "OpenRouter, and whom it asks,",
        ModelProvider::Gateway => "Vercel's AI Gateway, and whom it asks,",
        ModelProvider::Ollama => "the server of Ollama",
        ModelProvider::Compatible => "the server that speaks OpenAI's interface",
    }
}

/// The same whenever it is asked for, of the same deployment: it is of the moment at which all was done, and Ed25519
/// has no randomness.
fn signed(erasure: &StoredErasure, done_at: jiff::Timestamp, keys: &ReceiptKeys, models: &Models) -> Result<String> {
    let key = keys.pairs.first().ok_or_else(|| Error::internal("no key signs receipts"))?;
    let subject = from_hex::<32>(&erasure.user_sha256).ok_or_else(|| Error::internal("no hash of a person"))?;
    let head = json!({ "alg": "EdDSA", "typ": "erasure-receipt+jwt", "kid": key_id(key) }).to_string();
    let claims = Claims {
        iss: &keys.issuer,
        iat: done_at.as_second(),
        jti: erasure.id,
        sub: URL_SAFE_NO_PAD.encode(subject),
        requested_at: Timestamp(erasure.requested_at),
        deleted: &erasure.progress.deleted,
        processors: erasure.progress.steps.iter().filter(|step| step.name != StepName::Database).collect(),
        kept: kept(models),
    };
    let claims = serde_json::to_vec(&claims).map_err(Error::internal)?;
    let message = format!("{}.{}", URL_SAFE_NO_PAD.encode(head), URL_SAFE_NO_PAD.encode(claims));
    let signature = URL_SAFE_NO_PAD.encode(key.sign(message.as_bytes()));
    Ok(format!("{message}.{signature}"))
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::base::env::models_and_voice;

    fn kept_with(pairs: &[(&str, &str)]) -> String {
        let pairs: HashMap<_, _> = pairs.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
        kept(&models_and_voice(pairs).unwrap().0).join("; ")
    }

    #[test]
    fn whatever_provider_is_asked_is_named_and_no_other() {
        let google = kept_with(&[("GEMINI_API_KEY", "k")]);
        assert!(google.contains(KEPT_BY_GOOGLE) && google.contains("log lines") && !google.contains("Anthropic"));
        let anthropic = [("AI_MODELS", "anthropic/claude"), ("ANTHROPIC_API_KEY", "k"), ("VOICE_PROVIDER", "off")];
        let anthropic = kept_with(&anthropic);
        assert!(anthropic.contains("what Anthropic keeps") && !anthropic.contains("Google"), "{anthropic}");
        let both =
            [("AI_MODELS", "google/gemini-3.8-flash,openai/gpt"), ("GEMINI_API_KEY", "k"), ("OPENAI_API_KEY", "k")];
        let both = kept_with(&both);
        assert!(both.contains(KEPT_BY_GOOGLE) && both.contains("what OpenAI keeps"), "{both}");
    }
}
