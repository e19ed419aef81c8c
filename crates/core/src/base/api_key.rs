//! API key: a secret token in a form that scanners for leaked secrets know, and what is kept of it.
//!
//! `darasa_`, the token's 43 letters, and six digits in base 62 of the token's CRC-32, as GitHub's tokens have them: so
//! that a mistyped or made-up key costs no query.

use super::{
    crc32::crc32,
    error::Result,
    secret_token::{LETTERS, SecretToken},
};

/// What no session token begins with.
pub const PREFIX: &str = "darasa_";
/// Those of a number below 2^32 in base 62.
const DIGITS: usize = 6;

/// A key that was just made.
pub struct ApiKey {
    /// Told to its owner once, and kept nowhere.
    pub text: String,
    pub sha256: Vec<u8>,
}

impl ApiKey {
    pub fn new() -> Result<Self> {
        let token = SecretToken::new()?;
        let text = format!("{PREFIX}{}{}", token.text, checksum(&token.text));
        Ok(Self { text, sha256: token.sha256 })
    }

    /// What is kept of a key that somebody shows; none of what cannot be one.
    pub fn kept_of(shown: &str) -> Option<Vec<u8>> {
        let (token, sum) = shown.strip_prefix(PREFIX)?.split_at_checked(LETTERS)?;
        if checksum(token) == sum { SecretToken::kept_of(token) } else { None }
    }
}

/// Whether somebody who shows this means a key, good or bad.
pub fn is_meant(shown: &str) -> bool {
    shown.starts_with(PREFIX)
}

fn checksum(token: &str) -> String {
    const BASE_62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let (mut sum, mut digits) = (crc32(0, token.as_bytes()), [b'0'; DIGITS]);
    for digit in digits.iter_mut().rev() {
        *digit = BASE_62[(sum % 62) as usize];
        sum /= 62;
    }
    digits.map(char::from).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

    #[test]
    fn the_checksum_is_the_crc_of_the_token_in_six_digits_of_base_62() {
        // By Python: zlib.crc32 of the text, in digits, upper case and lower case letters.
        for (token, sum) in [(TOKEN, "4O7WPJ"), ("", "000000"), ("123456789", "3jZRME")] {
            assert_eq!(checksum(token), sum, "{token}");
        }
        assert_eq!(u32::MAX / 62_u32.pow(5), 4, "no sum has a seventh digit");
    }

    #[test]
    fn a_key_is_known_by_what_is_kept_of_it() {
        let key = ApiKey::new().unwrap();
        assert_eq!(key.text.len(), 56);
        assert!(is_meant(&key.text));
        assert_eq!(ApiKey::kept_of(&key.text), Some(key.sha256));
        assert_ne!(ApiKey::new().unwrap().text, key.text);
        assert_eq!(ApiKey::kept_of(&format!("darasa_{TOKEN}{}", checksum(TOKEN))), SecretToken::kept_of(TOKEN));
    }

    #[test]
    fn a_letter_that_is_changed_missing_or_too_many_makes_it_none() {
        let key = format!("darasa_{TOKEN}{}", checksum(TOKEN));
        for place in 0..key.len() {
            for other in ['0', 'z', '_', 'Z'] {
                let mut changed: Vec<char> = key.chars().collect();
                changed[place] = other;
                let changed: String = changed.into_iter().collect();
                assert!(changed == key || ApiKey::kept_of(&changed).is_none(), "{changed}");
            }
            let (before, after) = key.split_at(place);
            assert_eq!(ApiKey::kept_of(&format!("{before}{}", &after[1..])), None, "without letter {place}");
            assert_eq!(ApiKey::kept_of(&format!("{before}A{after}")), None, "with one more before letter {place}");
        }
        for wrong in ["", "darasa_", TOKEN, &format!("{key} "), &format!("darasa_{}", "ü".repeat(25))] {
            assert_eq!(ApiKey::kept_of(wrong), None, "{wrong}");
        }
        // The last letter of 32 bytes has two bits that must be zero, whatever the checksum says.
        let odd = format!("{}9", &TOKEN[..42]);
        assert_eq!(ApiKey::kept_of(&format!("darasa_{odd}{}", checksum(&odd))), None);
    }
}
