//! Idempotency key: the header's value, as in draft-ietf-httpapi-idempotency-key-header-07: a string of RFC 8941, which
//! means in quotes.

const MAX_LENGTH: usize = 255;

/// What stands between the quotes; none when it is not written as the draft says, is empty, or is too long.
pub fn parse(value: &str) -> Option<String> {
    let mut letters = value.trim().strip_prefix('"')?.strip_suffix('"')?.chars();
    let mut key = String::new();
    while let Some(letter) = letters.next() {
        key.push(match letter {
            '\\' => letters.next().filter(|escaped| matches!(escaped, '"' | '\\'))?,
            '"' => return None,
            ' '..='~' => letter,
            _ => return None,
        });
    }
    (1..=MAX_LENGTH).contains(&key.len()).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_a_quoted_string() {
        for (value, key) in [
            (r#""8e03978e-40d5-43dd-bc93-6894a57f9324""#, Some("8e03978e-40d5-43dd-bc93-6894a57f9324")),
            (r#"  "a key" "#, Some("a key")),
            (r#""with \"quotes\" and \\""#, Some(r#"with "quotes" and \"#)),
            (r#""""#, None),
            (r#"""#, None),
            ("", None),
            ("8e03978e-40d5-43dd-bc93-6894a57f9324", None),
            ("'single'", None),
            (r#""open"#, None),
            (r#""ends with \""#, None),
            (r#""unknown \n escape""#, None),
            (r#""one" "two""#, None),
            (r#""one", "two""#, None),
            (r#""one";version=2"#, None),
            ("\"tab\there\"", None),
            ("\"schön\"", None),
        ] {
            assert_eq!(parse(value).as_deref(), key, "{value}");
        }
        assert!(parse(&format!("\"{}\"", "k".repeat(255))).is_some());
        assert!(parse(&format!("\"{}\"", "k".repeat(256))).is_none());
    }
}
