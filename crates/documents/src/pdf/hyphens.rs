//! Hyphenation: words that a line end cuts are joined again where the whole word stands elsewhere in the text. What the
//! text does not tell stays as it is: the keyword report reads a hyphen at a line's end either way.

use std::collections::HashSet;

use crate::steps;

pub(super) fn joined(text: &str) -> String {
    let words: HashSet<_> = text.split(|letter: char| !letter.is_alphabetic()).map(str::to_lowercase).collect();
    let mut joined = String::with_capacity(text.len());
    let mut lines = text.split('\n');
    let mut line = lines.next().unwrap_or_default();
    loop {
        steps::count(line.len() + 1);
        let below = lines.next();
        let second = below.and_then(|below| second_part(line, below, &words));
        let Some(below) = below else { break joined + line };
        match second {
            Some(second) => {
                joined.push_str(&line[..line.len() - 1]);
                joined.push_str(second);
                line = below[second.len()..].trim_start();
                if line.is_empty() {
                    line = lines.next().unwrap_or_default();
                }
            }
            None => {
                joined.push_str(line);
                line = below;
            }
        }
        joined.push('\n');
    }
}

/// What of the line below belongs to the word at this line's end, with the comma behind it.
fn second_part<'t>(line: &str, below: &'t str, words: &HashSet<String>) -> Option<&'t str> {
    let first = line.strip_suffix('-')?.rsplit(|letter: char| !letter.is_alphabetic()).next()?;
    let token = below.split(' ').next()?;
    let second = token.split(|letter: char| !letter.is_alphabetic()).next()?;
    let is_cut = !first.is_empty() && second.starts_with(char::is_lowercase);
    (is_cut && words.contains(&[first, second].concat().to_lowercase())).then_some(token)
}
