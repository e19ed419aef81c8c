//! OAuth access token (RFC 9068): a JWT by which a program comes in a person's place, for this one resource.

use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;

use super::session_token::{TokenError, Validity};
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
struct Claims {
    iss: String,
    sub: String,
    aud: Audience,
    exp: i64,
    #[serde(default)]
    nbf: i64,
    iat: i64,
    client_id: String,
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
        let mut validation = Validation::new(Algorithm::RS256);
        validation.required_spec_claims.clear();
        validation.validate_exp = false;
        validation.validate_aud = false;
        let Claims { iss, sub, aud, exp, nbf, iat, client_id, scope } =
            jsonwebtoken::decode::<Claims>(token, key, &validation)
                .map_err(|_| TokenError::Because("a bad signature or missing claims"))?
                .claims;
        if iss != issuer {
            return Err(TokenError::Because("another issuer"));
        }
        if !aud.has(is_ours) {
            return Err(TokenError::Because("another audience"));
        }
        let user_id = UserId::parse(sub).ok_or(TokenError::Because("no user"))?;
        let known = |word: &str| KeyScope::WORDS.iter().find(|(known, _)| *known == word).map(|(_, scope)| *scope);
        let scopes = scope.split(' ').filter_map(known).collect();
        let validity = Validity { expires: exp, not_before: nbf, issued: iat };
        Ok(Self { user_id, client: client_id, scopes, validity })
    }

    pub fn is_current(&self, now: i64) -> Result<(), TokenError> {
        self.validity.is_current(now)
    }
}
