//! Transfer encodings of mails: quoted-printable and base64.

use base64::{
    Engine,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

use crate::steps;

/// `=` with two digits is a byte; at the end of a line it says that the line goes on. What it is not is left as it is.
pub(super) fn quoted_printable(body: &[u8]) -> Vec<u8> {
    steps::count(body.len());
    let mut bytes = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some((first, after)) = rest.split_first() {
        let digit = |at: usize| after.get(at).and_then(|digit| char::from(*digit).to_digit(16));
        rest = match (first, after, digit(0).zip(digit(1))) {
            (b'=', [b'\r', b'\n', after @ ..] | [b'\n', after @ ..], _) => after,
            (b'=', [_, _, after @ ..], Some((high, low))) => {
                bytes.extend(u8::try_from(16 * high + low));
                after
            }
            _ => {
                bytes.push(*first);
                after
            }
        };
    }
    bytes
}

/// Of what is cut or garbled, all up to there.
pub(super) fn base64(body: &[u8]) -> Vec<u8> {
    steps::count(body.len());
    let config = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    let letters: Vec<u8> =
        body.iter().copied().filter(|byte| byte.is_ascii_alphanumeric() || b"+/".contains(byte)).collect();
    // One letter alone is no byte.
    let whole = if letters.len() % 4 == 1 { letters.len() - 1 } else { letters.len() };
    GeneralPurpose::new(&STANDARD, config).decode(&letters[..whole]).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_printable_is_read_and_what_is_none_is_left() {
        for (written, bytes) in [
            ("Z=C3=BCrich", "Zürich".as_bytes()),
            ("Z=c3=bcr=\r\nich=\n", "Zürich".as_bytes()),
            ("a=3D\"b\"\r\n", b"a=\"b\"\r\n"),
            ("1 = 1, =GG =", b"1 = 1, =GG ="),
        ] {
            assert_eq!(quoted_printable(written.as_bytes()), bytes, "{written}");
        }
    }

    #[test]
    fn base64_is_read_over_lines_and_as_far_as_it_goes() {
        for (written, bytes) in [
            ("QWRhIEV4\r\nYW1wbGU=\r\n", "Ada Example"),
            ("QWRhIEV4YW1wbGU", "Ada Example"),
            ("QWRh IA==", "Ada "),
            ("QWRhI", "Ada"),
            ("", ""),
        ] {
            assert_eq!(base64(written.as_bytes()), bytes.as_bytes(), "{written}");
        }
    }
}
