//! Tokenizer: cuts text into lines, sentences and tokens, which are words and single symbols.

use super::scripts::{is_foreign, is_letter, word};
use crate::base::{normalization::is_invisible, steps};

/// A part of one line, or what stands around the end of one (`wraps`). Nothing is ever read across two of them, so the
/// order of paragraphs cannot matter.
pub struct Sentence<'a> {
    /// Counted from 1.
    pub line: usize,
    pub text: &'a str,
    /// Where it begins in the whole text, in bytes.
    pub at: usize,
    /// Where a line ends in it; what does not go on behind it is none of its matter.
    pub seam: Option<usize>,
    /// Whether it is all that stands on its line.
    pub whole_line: bool,
    /// Whether all of its letters are capitals.
    pub all_caps: bool,
    pub tokens: Vec<Token<'a>>,
}

/// A word or a symbol.
pub struct Token<'a> {
    pub text: &'a str,
    /// Equal for equal words: no case, no plural.
    pub key: String,
    /// Where it begins, in bytes.
    pub at: usize,
    pub joint: Joint,
}

/// How a token follows the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joint {
    Glued,
    Hyphen,
    Space,
}

impl Token<'_> {
    pub fn is_word(&self) -> bool {
        self.text.starts_with(is_letter)
    }

    /// A word of a script that needs no space beside Latin letters.
    pub fn is_foreign(&self) -> bool {
        self.text.contains(is_foreign)
    }
}

pub fn sentences(text: &str) -> impl Iterator<Item = Sentence<'_>> {
    steps::count(text.len());
    let mut next = 0;
    text.split('\n').enumerate().flat_map(move |(index, line)| {
        let begin = next;
        next += line.len() + 1;
        let parts = cut(line);
        let whole_line = parts.len() == 1;
        parts.into_iter().map(move |(at, text)| Sentence {
            line: index + 1,
            text,
            at: begin + at,
            seam: None,
            whole_line,
            all_caps: is_all_caps(text),
            tokens: tokenize(text),
        })
    })
}

pub fn is_all_caps(text: &str) -> bool {
    text.chars().filter(|letter| letter.is_alphabetic()).all(char::is_uppercase)
}

/// A sentence ends with a mark that a space follows, in other scripts with one that needs none.
fn cut(line: &str) -> Vec<(usize, &str)> {
    let (mut parts, mut from) = (Vec::new(), 0);
    for (at, mark) in line.match_indices(['.', '!', '?', '。', '؟', '۔', '।']) {
        let next = at + mark.len();
        if !mark.is_ascii() || line[next..].starts_with(char::is_whitespace) {
            parts.push((from, &line[from..next]));
            from = next;
        }
    }
    if !line[from..].trim().is_empty() {
        parts.push((from, &line[from..]));
    }
    parts
}

pub fn tokenize(text: &str) -> Vec<Token<'_>> {
    steps::count(text.len());
    let mut tokens: Vec<Token<'_>> = Vec::new();
    let addressed = has_address(text);
    let (mut at, mut joint) = (0, Joint::Space);
    while let Some(letter) = text[at..].chars().next() {
        let rest = &text[at..];
        let next = at + letter.len_utf8();
        if is_blank(letter) {
            (at, joint) = (next, Joint::Space);
        } else if addressed && !text[..at].ends_with(|before| !is_break(before)) && has_address(chunk(rest)) {
            (at, joint) = (at + chunk(rest).len(), Joint::Space);
        } else if is_hyphen(letter) && joint == Joint::Glued && text[next..].starts_with(is_letter) {
            (at, joint) = (next, Joint::Hyphen);
        } else {
            let end = if is_letter(letter) { at + word(rest).len() } else { next };
            let word = &text[at..end];
            if joint == Joint::Glued && (is_foreign(letter) || text[..at].ends_with(is_foreign)) {
                joint = Joint::Space;
            }
            tokens.push(Token { text: word, key: fold(word), at, joint });
            (at, joint) = (end, Joint::Glued);
        }
    }
    tokens
}

fn is_blank(letter: char) -> bool {
    letter.is_whitespace() || letter.is_control() || matches!(letter, '\u{200b}' | '\u{feff}')
}

/// With single spaces for all that is blank: control characters, which a database may refuse, are.
pub fn plain(text: &str) -> String {
    let words: Vec<_> = text.split(is_blank).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

fn is_hyphen(letter: char) -> bool {
    matches!(letter, '-' | '\u{2010}' | '\u{2011}')
}

fn is_break(letter: char) -> bool {
    is_blank(letter) || ",;()<>|\"[]{}、。，；・،؛".contains(letter)
}

/// What stands in links and mail addresses says nothing of skills.
fn has_address(text: &str) -> bool {
    text.contains("www.") || ["://", "@", ".com/", ".org/"].iter().any(|mark| text.find(mark) > Some(0))
}

fn chunk(rest: &str) -> &str {
    let chunk = rest.split(is_break).next().unwrap_or_default();
    steps::count(chunk.len());
    chunk
}

/// No case and no plural; the dictionary is folded in the same way, so Kubernetes loses nothing.
pub fn fold(text: &str) -> String {
    let mut key = match text {
        "\u{2010}" | "\u{2011}" => "-".to_owned(),
        "\u{2019}" => "'".to_owned(),
        _ if text.is_ascii() => text.to_ascii_lowercase(),
        _ => text.chars().filter(|letter| !is_invisible(*letter)).flat_map(char::to_lowercase).collect(),
    };
    if key.len() > 4 && key.ends_with("ies") {
        key.truncate(key.len() - 3);
        key.push('y');
    } else if is_plural_acronym(text) || is_plural(&key) {
        key.pop();
    }
    key
}

fn is_plural(key: &str) -> bool {
    key.len() > 3 && key.ends_with('s') && !["ss", "us", "is"].iter().any(|end| key.ends_with(end))
}

/// Two capitals or more and an s, as in APIs.
pub fn is_plural_acronym(text: &str) -> bool {
    text.strip_suffix('s').is_some_and(|rest| rest.len() > 1 && rest.bytes().all(|byte| byte.is_ascii_uppercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Vec<String> {
        tokenize(text).into_iter().map(|token| token.key).collect()
    }

    #[test]
    fn words_and_symbols_are_tokens_and_a_hyphen_within_a_word_is_a_joint() {
        assert_eq!(keys("- C++/Node.js"), ["-", "c", "+", "+", "/", "node", ".", "js"]);
        let joints: Vec<_> = tokenize("go-getter, C# dev").iter().map(|token| token.joint).collect();
        use Joint::*;
        assert_eq!(joints, [Space, Hyphen, Glued, Space, Glued, Space]);
    }

    #[test]
    fn a_plural_looks_like_its_singular() {
        for (many, one) in [("Queries", "query"), ("APIs", "api"), ("VMs", "VM"), ("databases", "Database")] {
            assert_eq!(keys(many), keys(one), "{many}");
        }
        for word in ["js", "AWS", "iOS", "express", "Redis", "status"] {
            assert_eq!(keys(word), [word.to_lowercase()]);
        }
    }

    #[test]
    fn letters_keep_their_marks_and_lose_what_nobody_sees() {
        assert_eq!(keys("Ku\u{ad}ber\u{200d}netes"), keys("Kubernetes"));
        assert_eq!(keys("c\u{327}a R\u{e9}sum\u{e9}"), ["c\u{327}a", "r\u{e9}sum\u{e9}"]);
    }

    #[test]
    fn addresses_are_no_words() {
        let text = "(https://go.dev/rust), ada@rust.example www.kafka.org github.com/ada/spark and Go @work";
        assert_eq!(keys(text), ["(", ")", ",", "and", "go", "@", "work"]);
    }

    #[test]
    fn a_sentence_ends_with_a_mark_that_a_space_follows() {
        let texts: Vec<_> = sentences("Node.js and .NET. Go! \n\nRust").map(|each| (each.line, each.text)).collect();
        assert_eq!(texts, [(1, "Node.js and .NET."), (1, " Go!"), (3, "Rust")]);
    }
}
