//! Session tokens of the baseline: verified once, remembered, and checked for their expiry each time.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use hyper::{Request, body::Incoming, header::AUTHORIZATION};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, get_current_timestamp};
use serde::Deserialize;

use crate::Result;

const REMEMBERED: usize = 1_000;

pub struct Tokens {
    key: DecodingKey,
    known: Mutex<HashMap<String, Claims>>,
}

#[derive(Clone, Deserialize)]
struct Claims {
    sub: String,
    exp: u64,
}

impl Tokens {
    pub fn signed_with(pem: &str) -> Result<Self> {
        Ok(Self { key: DecodingKey::from_rsa_pem(pem.as_bytes())?, known: Mutex::default() })
    }

    pub fn user(&self, request: &Request<Incoming>) -> Result<String> {
        let header = request.headers().get(AUTHORIZATION).ok_or("nobody is signed in")?.to_str()?;
        let token = header.strip_prefix("Bearer ").ok_or("no bearer")?;
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(claims) = known.get(token).filter(|claims| claims.exp > get_current_timestamp()) {
            return Ok(claims.sub.clone());
        }
        let claims = decode::<Claims>(token, &self.key, &Validation::new(Algorithm::RS256))?.claims;
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(token.to_owned(), claims.clone());
        Ok(claims.sub)
    }
}
