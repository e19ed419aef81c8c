//! Secret token: 256 random bits as text for a URL. Whoever has it may read what it opens, so only its hash is kept.

use aws_lc_rs::{
    digest::{SHA256, digest},
    rand,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::base::error::{Error, Result};

const BYTES: usize = 32;
/// Those of its text: letters, digits, `-` and `_`.
pub const LETTERS: usize = 43;

/// A token, and what is kept of it.
pub struct SecretToken {
    pub text: String,
    pub sha256: Vec<u8>,
}

impl SecretToken {
    pub fn new() -> Result<Self> {
        let mut bytes = [0; BYTES];
        rand::fill(&mut bytes).map_err(|_| Error::internal("no random bytes"))?;
        let text = URL_SAFE_NO_PAD.encode(bytes);
        Ok(Self { sha256: sha256(&text), text })
    }

    /// What is kept of a token that somebody shows; none of what cannot be one.
    pub fn kept_of(shown: &str) -> Option<Vec<u8>> {
        let is_token = URL_SAFE_NO_PAD.decode(shown).is_ok_and(|bytes| bytes.len() == BYTES);
        is_token.then(|| sha256(shown))
    }
}

fn sha256(text: &str) -> Vec<u8> {
    digest(&SHA256, text.as_bytes()).as_ref().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_known_by_what_is_kept_of_it_and_nothing_else_is_one() {
        let token = SecretToken::new().unwrap();
        assert_eq!(token.text.len(), LETTERS);
        assert_eq!(SecretToken::kept_of(&token.text), Some(token.sha256));
        assert_ne!(SecretToken::new().unwrap().text, token.text);
        for wrong in ["", &token.text[1..], &format!("{}A", token.text), &format!("{}=", token.text), &"ü".repeat(43)]
        {
            assert_eq!(SecretToken::kept_of(wrong), None, "{wrong}");
        }
    }
}
