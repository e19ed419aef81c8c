//! Environment, Clerk: sign-in, plans and webhooks.

use std::collections::HashMap;

use aws_lc_rs::{hmac, rsa::PublicKey};
use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, general_purpose::GeneralPurposeConfig},
};
use jsonwebtoken::DecodingKey;
use rustls::pki_types::{SubjectPublicKeyInfoDer, pem::PemObject};
use secrecy::SecretString;

use super::{
    Problems,
    origins::{is_origin, origins},
    reader::Reader,
};

const PUBLISHABLE_KEY_ADVICE: &str = "Clerk dashboard, API keys: starts with pk_test_ or pk_live_";
const WEBHOOK_SECRET: &str = "CLERK_WEBHOOK_SIGNING_SECRET";
const WEBHOOK_SECRET_ADVICE: &str = "Clerk dashboard, Webhooks, your endpoint, Signing Secret: starts with whsec_";
const PARTIES: &str = "CLERK_AUTHORIZED_PARTIES";
/// The project's own domain, and the address of this deployment alone.
const OWN_ADDRESSES: [&str; 2] = ["VERCEL_PROJECT_PRODUCTION_URL", "VERCEL_URL"];
/// No webhook is signed with less.
const LEAST_SECRET: usize = 24;

/// Sign-in and plans.
#[derive(Clone)]
pub struct Clerk {
    /// `CLERK_SECRET_KEY`
    pub secret_key: SecretString,
    /// `NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY`
    pub publishable_key: String,
    /// Who signs session tokens: the Frontend API that the publishable key names.
    pub issuer: String,
    /// `CLERK_JWT_KEY`
    pub jwt_key: Option<DecodingKey>,
    /// `CLERK_WEBHOOK_SIGNING_SECRET`: one, or during a rotation several.
    pub webhook_keys: Vec<hmac::Key>,
    /// `CLERK_AUTHORIZED_PARTIES`; a deployment without it takes tokens of its own pages. Empty: of any page.
    pub authorized_parties: Vec<String>,
    /// Where programs reach this deployment, and so what their tokens may be for: its own addresses, and the parties
    /// that somebody named.
    pub resource_origins: Vec<String>,
    /// `CLERK_API_URL`
    pub api_url: String,
    /// `NEXT_PUBLIC_CLERK_SIGN_IN_URL`
    pub sign_in_url: Option<String>,
    /// `NEXT_PUBLIC_CLERK_SIGN_IN_FALLBACK_REDIRECT_URL`
    pub sign_in_fallback_redirect_url: Option<String>,
    /// `NEXT_PUBLIC_CLERK_SIGN_UP_FORCE_REDIRECT_URL`
    pub sign_up_force_redirect_url: Option<String>,
}

impl std::fmt::Debug for Clerk {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Clerk").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

/// Clerk alone, for who looks into each section by itself.
pub fn clerk(pairs: HashMap<String, String>) -> Result<Clerk, Problems> {
    let mut reader = Reader::from_pairs(pairs);
    let production = reader.production();
    let clerk = Clerk::read(&mut reader, production);
    reader.finish(clerk)
}

impl Clerk {
    pub(super) fn read(reader: &mut Reader, production: bool) -> Option<Self> {
        let secret_key = reader.secret("CLERK_SECRET_KEY", "Clerk dashboard, API keys: starts with sk_");
        let publishable_key = reader.required("NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", PUBLISHABLE_KEY_ADVICE);
        let issuer = publishable_key.as_deref().and_then(|key| {
            let host = frontend_api(key);
            if host.is_none() {
                reader.problem("NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", "is no publishable key", PUBLISHABLE_KEY_ADVICE);
            }
            host.map(|host| format!("https://{host}"))
        });
        let jwt_key = reader.optional("CLERK_JWT_KEY").map(|pem| rsa_key(reader, &pem));
        let webhook_keys = webhook_keys(reader);
        let parties = origins(reader, PARTIES);
        let resource_origins = own_origins(reader).into_iter().chain(parties.clone()).collect();
        let authorized_parties = authorized_parties(reader, parties, production);
        let api_url = reader.base_url("CLERK_API_URL", "https://api.clerk.com", production);
        let sign_in_url = reader.optional("NEXT_PUBLIC_CLERK_SIGN_IN_URL");
        let sign_in_fallback_redirect_url = reader.optional("NEXT_PUBLIC_CLERK_SIGN_IN_FALLBACK_REDIRECT_URL");
        let sign_up_force_redirect_url = reader.optional("NEXT_PUBLIC_CLERK_SIGN_UP_FORCE_REDIRECT_URL");
        Some(Self {
            secret_key: secret_key?,
            publishable_key: publishable_key?,
            issuer: issuer?,
            jwt_key: match jwt_key {
                Some(key) => Some(key?),
                None => None,
            },
            webhook_keys: webhook_keys?,
            authorized_parties,
            resource_origins,
            api_url: api_url?,
            sign_in_url,
            sign_in_fallback_redirect_url,
            sign_up_force_redirect_url,
        })
    }
}

/// The pages whose tokens are taken.
fn authorized_parties(reader: &mut Reader, parties: Vec<String>, production: bool) -> Vec<String> {
    if !production || !parties.is_empty() {
        return parties;
    }
    let own = addresses(reader, &OWN_ADDRESSES);
    if own.is_empty() {
        let advice = "the origins of your front end, such as https://app.example.com";
        reader.problem(PARTIES, "is missing, and this deployment does not know its own address", advice);
    }
    own
}

/// A preview knows production's address, too, and is not there.
fn own_origins(reader: &mut Reader) -> Vec<String> {
    let names = if reader.is_preview() { &OWN_ADDRESSES[1..] } else { &OWN_ADDRESSES };
    addresses(reader, names)
}

/// The addresses that Vercel gives a deployment come without a scheme.
fn addresses(reader: &mut Reader, names: &[&'static str]) -> Vec<String> {
    let hosts = names.iter().filter_map(|name| reader.optional(name));
    hosts.map(|host| format!("https://{host}")).filter(|origin| is_origin(origin)).collect()
}

/// The host inside `pk_test_…` or `pk_live_…`: base64 of `host$`, padded or not.
pub fn frontend_api(publishable_key: &str) -> Option<String> {
    let encoded = publishable_key.strip_prefix("pk_test_").or(publishable_key.strip_prefix("pk_live_"))?;
    let host = String::from_utf8(base64(encoded)?).ok()?.strip_suffix('$')?.to_owned();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-:".contains(&byte);
    (!host.is_empty() && host.bytes().all(plain)).then_some(host)
}

/// `whsec_…`, comma separated while an old secret and a new one are both in use.
fn webhook_keys(reader: &mut Reader) -> Option<Vec<hmac::Key>> {
    let secrets = reader.required(WEBHOOK_SECRET, WEBHOOK_SECRET_ADVICE)?;
    let key = |secret: &str| {
        let bytes = base64(secret.trim().strip_prefix("whsec_")?)?;
        (bytes.len() >= LEAST_SECRET).then(|| hmac::Key::new(hmac::HMAC_SHA256, &bytes))
    };
    let keys: Option<Vec<_>> = secrets.split(',').map(key).collect();
    if keys.is_none() {
        reader.problem(WEBHOOK_SECRET, "is no signing secret, nor a list of some", WEBHOOK_SECRET_ADVICE);
    }
    keys
}

/// By what TLS brings along: the token library's own reader of PEM is 60 KB.
fn rsa_key(reader: &mut Reader, pem: &str) -> Option<DecodingKey> {
    let key = SubjectPublicKeyInfoDer::from_pem_slice(pem.replace("\\n", "\n").as_bytes()).ok();
    let key = key.and_then(|key| PublicKey::from_der(&key).ok());
    if key.is_none() {
        reader.problem("CLERK_JWT_KEY", "is no PEM public key", "Clerk dashboard, API keys, JWKS public key (PEM)");
    }
    key.map(|key| DecodingKey::from_rsa_der(key.as_ref()))
}

/// Padded or not.
fn base64(text: &str) -> Option<Vec<u8>> {
    let lenient = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    GeneralPurpose::new(&alphabet::STANDARD, lenient).decode(text).ok()
}
