//! Idempotency key: the header's value, as in draft-ietf-httpapi-idempotency-key-header-07, a string of RFC 8941, which
//! means in quotes; or without them, as Stripe and most clients write it. Both are the same key.

const MAX_LENGTH: usize = 255;

/// The key; none when it is empty, too long, or can be read in two ways.
pub fn parse(value: &str) -> Option<String> {
    let value = value.trim_matches([' ', '\t']);
    let key = value.strip_prefix('"').map_or_else(|| bare(value), quoted)?;
    (1..=MAX_LENGTH).contains(&key.len()).then_some(key)
}

/// What a space, a comma or a semicolon could end, or a backslash alter, needs the quotes: two header lines arrive with
/// a comma between them.
fn bare(value: &str) -> Option<String> {
    let is_plain = |byte: u8| byte.is_ascii_graphic() && !br#",;"\"#.contains(&byte);
    value.bytes().all(is_plain).then(|| value.to_owned())
}

/// What follows an opening quote.
fn quoted(rest: &str) -> Option<String> {
    let mut letters = rest.strip_suffix('"')?.chars();
    let mut key = String::new();
    while let Some(letter) = letters.next() {
        key.push(match letter {
            '\\' => letters.next().filter(|escaped| matches!(escaped, '"' | '\\'))?,
            '"' => return None,
            ' '..='~' => letter,
            _ => return None,
        });
    }
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_the_same_in_quotes_and_without() {
        for key in [
            "8e03978e-40d5-43dd-bc93-6894a57f9324",
            "k",
            "order:2026/11/27#7",
            "YWRh+/==",
            ":YWRh:",
            "?1",
            "12",
            "'single'",
            "ada@example.com!$%&*(){}[]<>|~^_`.=",
        ] {
            assert_eq!(parse(key).as_deref(), Some(key), "{key}");
            assert_eq!(parse(&format!(" \t{key} ")).as_deref(), Some(key), "{key}");
            assert_eq!(parse(&format!("\"{key}\"")).as_deref(), Some(key), "{key}");
        }
    }

    #[test]
    fn in_quotes_a_key_may_hold_what_would_end_it() {
        for (value, key) in [
            (r#"  "a key" "#, "a key"),
            (r#"" ""#, " "),
            (r#""with \"quotes\" and \\""#, r#"with "quotes" and \"#),
            (r#""one, two; three""#, "one, two; three"),
        ] {
            assert_eq!(parse(value).as_deref(), Some(key), "{value}");
        }
    }

    #[test]
    fn what_could_be_another_key_is_none() {
        for value in [
            "",
            " ",
            r#""""#,
            r#"""#,
            "a key",
            "one,two",
            "one, two",
            "a;v=1",
            r#""one", "two""#,
            r#""one" "two""#,
            r#""one";version=2"#,
            r#""open"#,
            r#"closed""#,
            r#"in"side"#,
            r#""ends with \""#,
            r#""unknown \n escape""#,
            r"back\slash",
            "tab\there",
            "\"tab\there\"",
            "sch\u{f6}n",
            "\"sch\u{f6}n\"",
            "del\u{7f}",
        ] {
            assert_eq!(parse(value), None, "{value}");
        }
    }

    #[test]
    fn a_key_has_at_most_255_letters_in_either_form() {
        for (length, good) in [(254, true), (255, true), (256, false), (60_000, false)] {
            let key = "k".repeat(length);
            assert_eq!(parse(&key).is_some(), good, "{length}");
            assert_eq!(parse(&format!("\"{key}\"")).is_some(), good, "{length} in quotes");
        }
        assert!(parse(&format!("\"{}\"", r"\\".repeat(255))).is_some(), "an escape is one letter");
    }
}
