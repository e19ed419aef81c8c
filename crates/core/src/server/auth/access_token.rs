//! OAuth access token (RFC 9068): a JWT by which a program comes in a person's place, for this one resource.

use jsonwebtoken::DecodingKey;
use serde::Deserialize;

use super::session_token::{TokenError, Validity, signed};
use crate::{base::newtype::TextEnum, domain::accounts::users::UserId, http::KeyScope};

/// What an access token opens, and for whom.
#[derive(Debug)]
pub struct AccessToken {
    pub user_id: UserId,
    /// The program that it was given to.
    pub client: String,
    pub scopes: Vec<KeyScope>,
    validity: Validity,
}

#[derive(Deserialize)]
struct AccessClaims {
    iss: String,
    sub: String,
    aud: Audience,
    exp: i64,
    #[serde(default)]
    nbf: i64,
    iat: i64,
    client_id: String,
    /// As Clerk writes scopes; its own libraries look here first.
    scp: Option<Vec<String>>,
    /// As RFC 9068 does.
    #[serde(default)]
    scope: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Some(Vec<String>),
}

impl Audience {
    fn has(&self, is_ours: &dyn Fn(&str) -> bool) -> bool {
        match self {
            Self::One(resource) => is_ours(resource),
            Self::Some(resources) => resources.iter().any(|resource| is_ours(resource)),
        }
    }
}

impl AccessToken {
    /// One that was made for another resource, or for none, is refused: whoever it was shown to could come with it.
    pub fn verify(
        token: &str,
        key: &DecodingKey,
        issuer: &str,
        is_ours: &dyn Fn(&str) -> bool,
    ) -> Result<Self, TokenError> {
        let AccessClaims { iss, sub, aud, exp, nbf, iat, client_id, scp, scope } = signed(token, key)?;
        if iss != issuer {
            return Err(TokenError::Because("another issuer"));
        }
        if !aud.has(is_ours) {
            return Err(TokenError::Because("another audience"));
        }
        let user_id = UserId::parse(sub).ok_or(TokenError::Because("no user"))?;
        let known = |word: &str| KeyScope::WORDS.iter().find(|(known, _)| *known == word).map(|(_, scope)| *scope);
        let scopes = match &scp {
            Some(scopes) => scopes.iter().filter_map(|word| known(word)).collect(),
            None => scope.split(' ').filter_map(known).collect(),
        };
        let validity = Validity { expires: exp, not_before: nbf, issued: iat };
        Ok(Self { user_id, client: client_id, scopes, validity })
    }

    pub fn is_current(&self, now: i64) -> Result<(), TokenError> {
        self.validity.is_current(now)
    }
}
