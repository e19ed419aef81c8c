//! Digest: SHA-256 in hexadecimal digits, hexadecimal digits of any bytes, and whether a secret is the right one.

use aws_lc_rs::{
    constant_time::verify_slices_are_equal,
    digest::{Context, SHA256, digest},
};
use secrecy::{ExposeSecret, SecretString};

/// 64 digits; a caller that needs fewer cuts them off.
pub fn sha256_hex(bytes: impl AsRef<[u8]>) -> String {
    hex(digest(&SHA256, bytes.as_ref()))
}

/// Of several texts in their order. Each stands behind its length, so that no other texts read the same.
pub fn sha256_of_parts(parts: &[&[u8]]) -> [u8; 32] {
    let mut context = Context::new(&SHA256);
    for part in parts {
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part);
    }
    let mut bytes = [0; 32];
    bytes.copy_from_slice(context.finish().as_ref());
    bytes
}

/// Two lower-case digits a byte.
pub fn hex(bytes: impl AsRef<[u8]>) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |value: u8| char::from(DIGITS[usize::from(value)]);
    let mut text = String::with_capacity(2 * bytes.as_ref().len());
    for byte in bytes.as_ref() {
        text.push(digit(byte >> 4));
        text.push(digit(byte & 0xf));
    }
    text
}

/// Whether a caller shows the secret. Hashes are compared, and in constant time, so that nothing can be guessed letter
/// by letter.
pub fn is_secret(secret: &SecretString, shown: &str) -> bool {
    let hash = |text: &str| digest(&SHA256, text.as_bytes());
    verify_slices_are_equal(hash(secret.expose_secret()).as_ref(), hash(shown).as_ref()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_has_two_digits() {
        assert_eq!(hex([0x00, 0x0f, 0xa0, 0xff]), "000fa0ff");
        assert_eq!(hex([0; 0]), "");
    }

    #[test]
    fn what_is_cut_elsewhere_has_another_digest() {
        let digests =
            [&[b"ab".as_slice(), b"c"][..], &[b"a", b"bc"], &[b"abc"], &[b"abc", b""], &[]].map(sha256_of_parts);
        for (nth, digest) in digests.iter().enumerate() {
            assert!(digests[..nth].iter().all(|earlier| earlier != digest), "{nth}");
        }
    }

    #[test]
    fn the_digest_of_abc_is_the_one_of_the_standard() {
        assert_eq!(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
