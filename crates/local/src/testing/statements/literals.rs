//! String literals of `core`, of which its statements are put together: so that what is recorded can be compared with
//! the code without running it.

use std::{collections::BTreeSet, fs, io, path::Path};

use crate::testing::source::without_tests;

/// All literals of the Rust files below a folder, but for those of tests.
pub fn literals(folder: &Path) -> io::Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.append(&mut literals(&path)?);
        } else if path.extension().is_some_and(|end| end == "rs") && !path.ends_with("tests.rs") {
            let text = fs::read_to_string(path)?;
            found.extend(in_text(&without_tests(&text)));
        }
    }
    Ok(found)
}

/// Whether a literal is a statement or a piece of one. None begins with a semicolon: that is how an attack looks, which
/// the guard recognises.
pub fn looks_like_sql(text: &str) -> bool {
    if text.trim_start().starts_with(';') {
        return false;
    }
    let words: Vec<_> = text.split(|letter: char| !letter.is_alphanumeric() && letter != '_').collect();
    let has = |word: &str| words.contains(&word);
    let parameter = text.split('$').skip(1).any(|rest| rest.starts_with(|first: char| first.is_ascii_digit()));
    parameter
        || text.trim_start().starts_with("select ")
        || (has("select") && has("from"))
        || (has("insert") && has("into"))
        || (has("update") && has("set"))
        || (has("delete") && has("from"))
        || has("returning")
}

/// The literals of one text: plain and raw ones, comments and characters passed over.
fn in_text(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if rest.starts_with("//") {
            rest = rest.split_once('\n').map_or("", |(_, after)| after);
        } else if let Some((literal, after)) = raw(rest) {
            found.push(literal.to_owned());
            rest = after;
        } else if let Some(quoted) = rest.strip_prefix('"') {
            let (literal, after) = plain(quoted);
            found.push(literal);
            rest = after;
        } else {
            rest = &rest[character(rest).unwrap_or(first.len_utf8())..];
        }
    }
    found
}

/// `r"…"` and `r#"…"#`.
fn raw(text: &str) -> Option<(&str, &str)> {
    let after = text.strip_prefix('r')?;
    let quoted = after.trim_start_matches('#');
    let hashes = &after[..after.len() - quoted.len()];
    quoted.strip_prefix('"')?.split_once(&format!("\"{hashes}"))
}

/// What stands before the closing quote, unescaped, and what stands after it.
fn plain(text: &str) -> (String, &str) {
    let mut literal = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['"', '\\']) {
        literal += &rest[..at];
        let after = &rest[at + 1..];
        if rest[at..].starts_with('"') {
            return (literal, after);
        }
        let escaped = after.chars().next().unwrap_or_default();
        rest = match escaped {
            // A line that goes on, without the space it begins with.
            '\n' => after.trim_start(),
            _ => &after[escaped.len_utf8().min(after.len())..],
        };
        literal.extend((escaped != '\n').then_some(if escaped == 'n' { '\n' } else { escaped }));
    }
    (literal, "")
}

/// The length of a character such as `'"'`; a lifetime is none.
fn character(text: &str) -> Option<usize> {
    ["'\\\"'", "'\"'", "'\\''"].iter().find(|known| text.starts_with(**known)).map(|known| known.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_of_every_form_are_found() {
        let text = r##"
            // "no"
            const A: &str = "one"; let b = 'x'; fn c<'a>(d: &'a str) { '"'; f("t\"wo\n") }
            concat!("with ", r#"raw "quoted" "#, "split \
                over lines", "end")"##;
        assert_eq!(in_text(text), ["one", "t\"wo\n", "with ", "raw \"quoted\" ", "split over lines", "end"]);
    }

    #[test]
    fn sql_is_told_from_sentences() {
        for sql in ["select 1", "\nselect id from users", " where id = $1", "a as (update x set y = 1", "delete from x"]
        {
            assert!(looks_like_sql(sql), "{sql}");
        }
        for sentence in
            ["select a plan", "It costs $ 5", "update your browser", "set DATABASE_URL", "from where you are"]
        {
            assert!(looks_like_sql(sentence) == sentence.starts_with("select "), "{sentence}");
        }
    }
}
