//! Normalization: a text as its target would read it, decoded, in lower case, one space for many.

/// Where a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    Path,
    Query,
    Header,
    /// Tokens and cookies: only attacks on a log are looked for.
    Secret,
}

/// How often percent signs are undone: attacks are encoded twice where a first decoder stands before the second.
const ROUNDS: usize = 2;

pub fn normalize(source: Source, text: &[u8]) -> Vec<u8> {
    let mut text = text.to_vec();
    if source == Source::Query {
        text.iter_mut().filter(|byte| **byte == b'+').for_each(|byte| *byte = b' ');
    }
    for _ in 0..ROUNDS {
        if !text.contains(&b'%') {
            break;
        }
        text = percent_encoding::percent_decode(&text).collect();
    }
    text.make_ascii_lowercase();
    spaced(&text)
}

/// Comments of SQL and every kind of white space read as one space; a null byte stays, because nobody writes one.
fn spaced(text: &[u8]) -> Vec<u8> {
    let mut normal: Vec<u8> = Vec::with_capacity(text.len());
    let mut rest = text;
    // A comment that nobody closed is none; then no later one can be either.
    let mut comments = true;
    while let Some((first, behind)) = rest.split_first() {
        rest = behind;
        let mut byte = *first;
        if comments && byte == b'/' && behind.first() == Some(&b'*') {
            match behind[1..].windows(2).position(|pair| pair == b"*/") {
                Some(length) => (byte, rest) = (b' ', &behind[1 + length + 2..]),
                None => comments = false,
            }
        }
        let is_space = byte.is_ascii_whitespace() || byte == 0x0b;
        match is_space {
            true if normal.last() == Some(&b' ') => {}
            true => normal.push(b' '),
            false => normal.push(byte),
        }
    }
    normal
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(source: Source, text: &str) -> String {
        String::from_utf8_lossy(&normalize(source, text.as_bytes())).into_owned()
    }

    #[test]
    fn whatever_it_is_hidden_in_is_taken_off() {
        for hidden in [
            "union select",
            "UnIoN  SeLeCt",
            "union%20select",
            "union+select",
            "union%2520select",
            "%75nion%0aselect",
            "union/**/select",
            "union/*! or */%09select",
        ] {
            assert_eq!(read(Source::Query, hidden), "union select", "{hidden}");
        }
        assert_eq!(read(Source::Header, "a+b"), "a+b", "a plus is a space in a query only");
        assert_eq!(read(Source::Path, "/%"), "/%", "a percent sign alone is one");
        assert_eq!(read(Source::Query, "a%00b"), "a\0b");
        assert_eq!(read(Source::Header, "text/*;q=0.8, */*"), "text/*;q=0.8, */*".replace("/*;q=0.8, */", " "));
    }

    #[test]
    fn comments_that_never_end_take_no_longer_than_others() {
        let many = "/* ".repeat(30_000);
        assert!(read(Source::Query, &many) == many);
    }
}
