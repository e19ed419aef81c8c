//! Password of a private server, and what Postgres keeps of it.

use std::num::NonZeroU32;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::{hmac, pbkdf2, rand};
use base64::{Engine, prelude::BASE64_STANDARD};

use super::StartError;
use darasa_core::base::digest::hex;

/// Nobody can guess 128 random bits, so hashing them thousands of times would only slow each connection down: in a
/// debug build by some 40 milliseconds, in every test.
const ITERATIONS: NonZeroU32 = NonZeroU32::MIN;

pub(super) fn random() -> Result<String, StartError> {
    Ok(hex(random_bytes()?))
}

/// The secret that Postgres stores, which initdb takes in place of the password itself (RFC 5803).
pub(super) fn scram_secret(password: &str) -> Result<String, StartError> {
    let salt = random_bytes()?;
    let mut salted = [0; 32];
    pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, ITERATIONS, &salt, password.as_bytes(), &mut salted);

    let key = hmac::Key::new(hmac::HMAC_SHA256, &salted);
    let stored_key = digest(&SHA256, hmac::sign(&key, b"Client Key").as_ref());
    let server_key = hmac::sign(&key, b"Server Key");

    let encode = |bytes: &[u8]| BASE64_STANDARD.encode(bytes);
    let (salt, stored, server) = (encode(&salt), encode(stored_key.as_ref()), encode(server_key.as_ref()));
    Ok(format!("SCRAM-SHA-256${ITERATIONS}:{salt}${stored}:{server}"))
}

fn random_bytes() -> Result<[u8; 16], StartError> {
    let mut bytes = [0; 16];
    rand::fill(&mut bytes).map_err(|_| StartError::NoRandomness)?;
    Ok(bytes)
}
