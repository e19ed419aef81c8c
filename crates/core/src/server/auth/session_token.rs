//! Session token: its header, its claims, and every reason to refuse it.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering::Relaxed},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{
    base::{error::Error, telemetry},
    domain::accounts::{plans::Plan, seen_plan, users::UserId},
};

/// Clocks may differ by this many seconds, as in Clerk's own SDK.
const LEEWAY: i64 = 5;
/// Token classes: a session, and the one that says to ignore it. Templates and machines have others.
const SESSION_CLASSES: [&str; 2] = ["cl_B7d4PD111AAA", "cl_I7d4PD111III"];

/// Why a token is refused. The reason is for our log; Clerk's own texts would reveal too much.
pub enum TokenError {
    Because(&'static str),
    /// It is good, but of a page that is not among `CLERK_AUTHORIZED_PARTIES`: most often a variable to be mended.
    AnotherParty(Option<String>),
    /// The keys cannot be fetched, which says nothing about the token.
    Unreachable(Error),
}

/// The session of a user who is signed in.
#[derive(Debug)]
pub struct Session {
    pub user_id: UserId,
    /// What the log calls them.
    pub hashed_user: Arc<str>,
    pub plan: Plan,
    /// What the plan was read from.
    pub features: Vec<String>,
    /// Whether the database has to hear of it yet.
    pub has_news: AtomicBool,
    /// Whether the person showed a short while before that it is they.
    pub is_fresh: bool,
    authorized_party: Option<String>,
    validity: Validity,
}

/// The seconds between which a token is good.
#[derive(Debug)]
pub struct Validity {
    pub expires: i64,
    pub not_before: i64,
    pub issued: i64,
}

/// What a token is for, by its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenUse {
    Session,
    /// Of a program (RFC 9068).
    Access,
}

impl TokenUse {
    fn types(self) -> &'static [&'static str] {
        match self {
            Self::Session => &["JWT"],
            Self::Access => &["at+jwt", "application/at+jwt"],
        }
    }
}

#[derive(Deserialize)]
pub struct TokenHead {
    alg: String,
    typ: String,
    cat: Option<String>,
    crit: Option<Value>,
    pub kid: Option<String>,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    sid: String,
    azp: Option<String>,
    exp: i64,
    nbf: i64,
    iat: i64,
    sts: Option<String>,
    fea: Option<String>,
    fva: Option<Value>,
}

impl TokenHead {
    /// Checked before any key is asked for, so that nonsense costs nothing.
    pub fn parse(token: &str, usage: TokenUse) -> Result<Self, TokenError> {
        let refused = |reason| Err(TokenError::Because(reason));
        let [head, _, _] = token.split('.').collect::<Vec<_>>()[..] else { return refused("not three parts") };
        let Ok(bytes) = URL_SAFE_NO_PAD.decode(head) else { return refused("a head that is not base64url") };
        let Ok(head) = serde_json::from_slice::<Self>(&bytes) else {
            return refused("a head that is not as it must be");
        };
        match &head {
            Self { alg, .. } if alg != "RS256" => refused("another algorithm"),
            Self { typ, .. } if !usage.types().contains(&typ.as_str()) => refused("another type"),
            Self { cat: Some(class), .. }
                if usage == TokenUse::Session && !SESSION_CLASSES.contains(&class.as_str()) =>
            {
                refused("no session token")
            }
            Self { crit: Some(_), .. } => refused("critical extensions"),
            _ => Ok(head),
        }
    }
}

/// Of `fva`, the minutes since somebody showed their first and their second factor, of which -1 says never: whoever has
/// a second one has to have shown it.
fn is_fresh(minutes: &Value) -> bool {
    const FRESH: std::ops::Range<i64> = 0..10;
    let minutes = minutes.as_array().map(|both| both.iter().map(Value::as_i64).collect::<Vec<_>>());
    match minutes.as_deref() {
        Some([Some(first), Some(-1)]) => FRESH.contains(first),
        Some([Some(_), Some(second)]) => FRESH.contains(second),
        _ => false,
    }
}

/// The claims of a token. The crate checks the signature and nothing else: times come from our own clock, and its
/// defaults are lax.
pub fn signed<T: DeserializeOwned>(token: &str, key: &DecodingKey) -> Result<T, TokenError> {
    let mut validation = Validation::new(Algorithm::RS256);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_aud = false;
    let decoded = jsonwebtoken::decode(token, key, &validation);
    decoded.map(|token| token.claims).map_err(|_| TokenError::Because("a bad signature or missing claims"))
}

impl Session {
    pub fn verify(token: &str, key: &DecodingKey, issuer: &str) -> Result<Self, TokenError> {
        let claims: Claims = signed(token, key)?;
        let refused = |reason| Err(TokenError::Because(reason));
        match &claims {
            Claims { iss, .. } if iss != issuer => return refused("another issuer"),
            Claims { sid, .. } if sid.is_empty() => return refused("no session"),
            Claims { sts: Some(status), .. } if status == "pending" => return refused("pending"),
            _ => {}
        }
        let user_id = UserId::parse(claims.sub).ok_or(TokenError::Because("no user"))?;
        Ok(Self {
            plan: Plan::from_features(claims.fea.as_deref()),
            features: seen_plan::features(claims.fea.as_deref()),
            has_news: AtomicBool::default(),
            is_fresh: claims.fva.as_ref().is_some_and(is_fresh),
            hashed_user: telemetry::hashed(user_id.as_str()),
            user_id,
            authorized_party: claims.azp,
            validity: Validity { expires: claims.exp, not_before: claims.nbf, issued: claims.iat },
        })
    }

    /// Whether the database has to hear of its plan: once.
    pub fn takes_news(&self) -> bool {
        self.has_news.load(Relaxed) && self.has_news.swap(false, Relaxed)
    }

    /// Once parties are set, a token without one is refused like one with another.
    pub fn is_for(&self, parties: &[String]) -> Result<(), TokenError> {
        match &self.authorized_party {
            _ if parties.is_empty() => Ok(()),
            Some(party) if parties.contains(party) => Ok(()),
            party => Err(TokenError::AnotherParty(party.clone())),
        }
    }

    pub fn is_current(&self, now: i64) -> Result<(), TokenError> {
        self.validity.is_current(now)
    }

    pub fn issued(&self) -> i64 {
        self.validity.issued
    }
}

impl Validity {
    /// Hostile numbers must not overflow.
    pub fn is_current(&self, now: i64) -> Result<(), TokenError> {
        if self.expires.saturating_add(LEEWAY) <= now {
            Err(TokenError::Because("expired"))
        } else if self.not_before.saturating_sub(LEEWAY) > now {
            Err(TokenError::Because("not valid yet"))
        } else if self.issued.saturating_sub(LEEWAY) > now {
            Err(TokenError::Because("issued in the future"))
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_second_factor_has_to_be_fresh_where_there_is_one() {
        for (minutes, fresh) in [
            (json!([0, -1]), true),
            (json!([9, -1]), true),
            (json!([10, -1]), false),
            (json!([-1, -1]), false),
            (json!([0, 9]), true),
            (json!([600, 0]), true),
            (json!([-1, 9]), true),
            (json!([0, 10]), false),
            (json!([0, -2]), false),
            (json!([0]), false),
            (json!([]), false),
            (json!([0, -1, 0]), false),
            (json!(["0", -1]), false),
            (json!([0.5, -1]), false),
            (json!("0,-1"), false),
            (json!(null), false),
        ] {
            assert_eq!(is_fresh(&minutes), fresh, "{minutes}");
        }
    }
}
