//! Session tokens: a valid one by default, and any hostile one by saying what is to differ.

use std::sync::Arc;

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use super::keys::SigningKey;

/// The class of a token that stands for a session.
pub const SESSION: &str = "cl_B7d4PD111AAA";
/// The class of a token made from a template, which is no session.
pub const TEMPLATE: &str = "cl_B7d4PD222AAA";

/// Seconds that Clerk gives a session token.
pub(super) const LIFETIME: i64 = 60;
const CLOCK_SKEW: i64 = 10;

/// A token that is not signed yet: change what you like, then `mint`.
#[derive(Clone, Debug)]
pub struct Token {
    header: Map<String, Value>,
    claims: Map<String, Value>,
    lifetime: i64,
    signing: Signing,
}

#[derive(Clone, Debug)]
enum Signing {
    Rs256(Arc<SigningKey>),
    Hs256(Vec<u8>),
    Unsigned,
}

impl Token {
    /// Not issued yet.
    pub(crate) fn new(key: Arc<SigningKey>, issuer: &str, user: &str, session: &str, jti: &str) -> Self {
        let lifetime = LIFETIME;
        let token = Self { header: Map::new(), claims: Map::new(), lifetime, signing: Signing::Unsigned };
        token
            .header("alg", "RS256")
            .header("cat", SESSION)
            .header("kid", key.kid())
            .header("typ", "JWT")
            .claim("v", 2)
            .claim("iss", issuer)
            .claim("sub", user)
            .claim("sid", session)
            .claim("jti", jti)
            .claim("fva", json!([0, -1]))
            .claim("sts", "active")
            .plan("u:free_user", "u:5_questions,u:1_interview")
            .signing(Signing::Rs256(key))
    }

    /// Seconds from when it is issued to its end.
    pub(crate) fn lifetime(self, lifetime: i64) -> Self {
        Self { lifetime, ..self }
    }

    pub fn claim(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.claims.insert(name.to_owned(), value.into());
        self
    }

    pub fn without_claim(mut self, name: &str) -> Self {
        self.claims.remove(name);
        self
    }

    pub fn header(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.header.insert(name.to_owned(), value.into());
        self
    }

    pub fn without_header(mut self, name: &str) -> Self {
        self.header.remove(name);
        self
    }

    /// The page that the session belongs to.
    pub fn azp(self, origin: &str) -> Self {
        self.claim("azp", origin)
    }

    pub fn session(self, id: &str) -> Self {
        self.claim("sid", id)
    }

    /// So many minutes after the person showed their first and their second factor; None: they have no second one, or
    /// never showed it.
    pub fn verified_ago(self, first: i64, second: Option<i64>) -> Self {
        self.claim("fva", json!([first, second.unwrap_or(-1)]))
    }

    /// What the user pays for and what that opens, such as `u:pro` and `u:questions`.
    pub fn plan(self, plan: &str, features: &str) -> Self {
        self.claim("pla", plan).claim("fea", features)
    }

    pub fn pending(self) -> Self {
        self.claim("sts", "pending")
    }

    /// Made from a template, so that it does not stand for a session.
    pub fn template(self) -> Self {
        self.header("cat", TEMPLATE)
    }

    /// Issued at this Unix second: `iat`, and `nbf` and `exp` around it.
    pub fn issued_at(self, second: i64) -> Self {
        let expires = second + self.lifetime;
        self.claim("iat", second).claim("nbf", second - CLOCK_SKEW).claim("exp", expires)
    }

    /// Issued so long ago that it expired so many seconds before now.
    pub fn expired_by(self, seconds: i64) -> Self {
        let issued = self.claims["iat"].as_i64().unwrap_or_default();
        let lifetime = self.lifetime;
        self.issued_at(issued - lifetime - seconds)
    }

    /// Lives so many seconds instead of the usual sixty.
    pub fn expires_in(self, seconds: i64) -> Self {
        let issued = self.claims["iat"].as_i64().unwrap_or_default();
        self.claim("exp", issued + seconds)
    }

    /// Signed by another key, while the header still names the right one.
    pub fn signed_by(self, key: &Arc<SigningKey>) -> Self {
        self.signing(Signing::Rs256(key.clone()))
    }

    /// Signed with a shared secret, such as the public key that everybody knows.
    pub fn hs256(self, secret: impl Into<Vec<u8>>) -> Self {
        self.header("alg", "HS256").signing(Signing::Hs256(secret.into()))
    }

    /// `alg: none` and no signature.
    pub fn unsigned(self) -> Self {
        self.header("alg", "none").signing(Signing::Unsigned)
    }

    pub fn mint(&self) -> String {
        let part = |map: &Map<String, Value>| URL_SAFE_NO_PAD.encode(Value::from(map.clone()).to_string());
        let message = format!("{}.{}", part(&self.header), part(&self.claims));
        let signature = match &self.signing {
            Signing::Rs256(key) => key.sign(message.as_bytes()),
            Signing::Hs256(secret) => {
                let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
                hmac::sign(&key, message.as_bytes()).as_ref().to_vec()
            }
            Signing::Unsigned => Vec::new(),
        };
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    fn signing(self, signing: Signing) -> Self {
        Self { signing, ..self }
    }
}
