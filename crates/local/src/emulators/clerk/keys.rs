//! Signing key of sessions, as PEM, as JWK and for signing.

use std::fmt;

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::error::{KeyRejected, Unspecified};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair, RSA_PKCS1_SHA256};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use darasa_core::base::digest::sha256_hex;
use serde_json::{Value, json};

/// The exponent of every key Clerk's clients can read: they cut a fixed prefix and suffix off the PEM.
const EXPONENT: [u8; 3] = [1, 0, 1];
const MODULUS_BYTES: usize = 256;

/// An RSA key of 2048 bits. Its id follows from the key, so a key that is kept keeps its id.
pub struct SigningKey {
    pair: RsaKeyPair,
    kid: String,
    spki: Vec<u8>,
    pkcs8: Vec<u8>,
}

impl SigningKey {
    /// A new key; this takes a noticeable fraction of a second.
    pub fn generate() -> Result<Self, KeyRejected> {
        Self::of(RsaKeyPair::generate(KeySize::Rsa2048)?)
    }

    /// Reads what `private_key_pem` wrote: PKCS#8.
    pub fn from_pem(pem: &str) -> Result<Self, KeyRejected> {
        let body: String = pem.lines().map(str::trim).filter(|line| !line.starts_with("-----")).collect();
        let der = STANDARD.decode(body).map_err(|_| Unspecified)?;
        Self::from_der(&der)
    }

    pub fn from_der(pkcs8: &[u8]) -> Result<Self, KeyRejected> {
        Self::of(RsaKeyPair::from_pkcs8(pkcs8)?)
    }

    fn of(pair: RsaKeyPair) -> Result<Self, KeyRejected> {
        let public = pair.public_key();
        let exponent = public.exponent().big_endian_without_leading_zero();
        if public.modulus_len() != MODULUS_BYTES || exponent != EXPONENT {
            return Err(Unspecified.into());
        }
        let spki = public.as_der()?.as_ref().to_vec();
        let pkcs8 = pair.as_der()?.as_ref().to_vec();
        let kid = format!("ins_{}", &sha256_hex(&spki)[..28]);

        Ok(Self { pair, kid, spki, pkcs8 })
    }

    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// The public half as `CLERK_JWT_KEY` wants it.
    pub fn public_key_pem(&self) -> String {
        pem("PUBLIC KEY", &self.spki)
    }

    /// The whole key, to be kept over a restart.
    pub fn private_key_pem(&self) -> String {
        pem("PRIVATE KEY", &self.pkcs8)
    }

    /// The public half as it stands in a key set.
    pub fn jwk(&self) -> Value {
        let modulus = self.pair.public_key().modulus().big_endian_without_leading_zero().to_vec();
        json!({
            "use": "sig",
            "kty": "RSA",
            "kid": self.kid,
            "alg": "RS256",
            "n": URL_SAFE_NO_PAD.encode(modulus),
            "e": URL_SAFE_NO_PAD.encode(EXPONENT),
        })
    }

    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        let mut signature = vec![0; self.pair.public_modulus_len()];
        let signed = self.pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature);
        signed.expect("a key that was accepted signs");
        signature
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("SigningKey").field("kid", &self.kid).finish_non_exhaustive()
    }
}

fn pem(label: &str, der: &[u8]) -> String {
    let body = STANDARD.encode(der);
    let lines: Vec<&str> =
        body.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap_or_default()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}
