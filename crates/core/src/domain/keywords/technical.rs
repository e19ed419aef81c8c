//! Technical terms that no dictionary knows, recognised by their spelling.

use std::{collections::HashSet, sync::LazyLock};

use super::{
    Term, TermKind,
    dictionary::{MOST_BYTES, MOST_TOKENS, key},
    spelling_match::SpellingMatch,
    tokens::{Joint, Sentence, Token, is_plural_acronym},
};
use crate::base::steps;

/// A longer word is no name of a tool, and longer capitals are a shout.
const LONGEST: usize = 30;
const LONGEST_ACRONYM: usize = 8;
/// More digits are the number of an advertisement.
const MOST_DIGITS: usize = 4;

static STOP_WORDS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let lines = include_str!("stop_words.txt").lines().filter(|line| !line.starts_with("# "));
    lines.flat_map(str::split_whitespace).map(key).collect()
});

/// What looks technical where the dictionary knows nothing: gRPC, OAuth2, SAP-HANA, Q#, Knockout.js.
pub fn technical(
    sentence: &Sentence<'_>,
    matches: &[SpellingMatch<'_>],
    ordinary: &HashSet<String>,
) -> Vec<(usize, Term)> {
    let tokens = &sentence.tokens;
    if is_heading(sentence) {
        return Vec::new();
    }
    let mut known = vec![false; tokens.len()];
    matches.iter().for_each(|matched| known[matched.from..matched.to].fill(true));
    let fits = |index: usize| {
        let token = &tokens[index];
        steps::count(1 + token.text.len());
        let stopped = STOP_WORDS.contains(&token.key) || ordinary.contains(&token.key);
        let labels = is_acronym(token.text) && tokens.get(index + 1).is_some_and(|next| next.key == ":");
        !known[index] && !stopped && !labels && (looks_technical(token.text) || suffix(&tokens[index..]) > 0)
    };

    let (mut found, mut from) = (Vec::new(), 0);
    while from < tokens.len() {
        let mut to = from + 1;
        if fits(from) {
            let joins = |token: &Token<'_>| token.joint == Joint::Hyphen && token.text.len() < LONGEST;
            while to < tokens.len() && joins(&tokens[to]) && (is_number(&tokens[to]) || fits(to)) {
                to += 1;
            }
            to += suffix(&tokens[to - 1..]);
            let (first, last) = (&tokens[from], &tokens[to - 1]);
            let text = &sentence.text[first.at..last.at + last.text.len()];
            if to - from > MOST_TOKENS || text.len() > MOST_BYTES {
                from = to;
                continue;
            }
            let name = if is_plural_acronym(text) { &text[..text.len() - 1] } else { text };
            found.push((first.at, Term { term: name.to_owned(), kind: TermKind::Term }));
        }
        from = to;
    }
    found
}

/// How many symbols after a word make it a name.
fn suffix(tokens: &[Token<'_>]) -> usize {
    let glued = |token: &&Token<'_>| token.joint == Joint::Glued;
    let key = |index: usize| tokens.get(index).filter(glued).map_or("", |token| &token.key);
    let named = tokens[0].text.len() < LONGEST && is_letters(tokens[0].text);
    match [key(1), key(2)] {
        ["#", _] if named => 1,
        ["+", "+"] | [".", "js"] if named => 2,
        _ => 0,
    }
}

fn looks_technical(text: &str) -> bool {
    let plain =
        text.bytes().all(|byte| byte.is_ascii_alphanumeric()) && text.starts_with(|first: char| first.is_alphabetic());
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    plain
        && (3..=LONGEST).contains(&text.len())
        && match digits {
            0 => is_acronym(text) || has_inner_capital(text),
            _ => digits <= MOST_DIGITS,
        }
}

fn is_acronym(text: &str) -> bool {
    text.len() <= LONGEST_ACRONYM && (is_plural_acronym(text) || text.bytes().all(|byte| byte.is_ascii_uppercase()))
}

/// But neither McKinsey nor EntwicklerInnen.
fn has_inner_capital(text: &str) -> bool {
    let inner = text.as_bytes().windows(2).any(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase());
    let capitals = text.bytes().filter(u8::is_ascii_uppercase).count();
    let gendered = capitals <= 2 && ["In", "Innen"].iter().any(|end| text.ends_with(end));
    inner && !gendered && !text.starts_with("Mc")
}

/// Capitals only, and no list.
fn is_heading(sentence: &Sentence<'_>) -> bool {
    sentence.all_caps && !sentence.text.contains(['-', '*', '•', '·', ',', '/', '|', '+', '#'])
}

fn is_number(token: &Token<'_>) -> bool {
    token.text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_letters(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use crate::domain::keywords::{JobText, TermKind, job_terms::terms};

    fn named(name: &str, text: &str) -> Vec<String> {
        let terms = terms(&JobText { name, title: None, description: text }).into_iter();
        terms.filter(|term| term.kind == TermKind::Term).map(|term| term.term).collect()
    }

    #[test]
    fn what_looks_technical_is_a_term() {
        let text = "FooDB, IEC-61850, HATEOAS, log4j, KNXs, Q#, Knockout.js and fooScript";
        assert_eq!(
            named("", text),
            ["FooDB", "IEC-61850", "HATEOAS", "log4j", "KNX", "Q#", "Knockout.js", "fooScript"]
        );
    }

    #[test]
    fn what_only_looks_so_is_none() {
        for text in [
            "REQUIREMENTS",
            "WE ARE HIRING NOW",
            "TASKS: you bake",
            "our TEAM is a team",
            "NYC, USA, 24/7, Q4, 10x, 1st, H1B, 401k",
            "JR0012345",
            "GmbH & Co. KG, LinkedIn, McKinsey",
            "EntwicklerInnen",
            "About FooCorp\nLife at BarCorp: FooCorp and BarCorp love you.",
            "https://example.com/FooDB",
        ] {
            assert_eq!(named("", text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn a_chain_has_at_most_eight_tokens_and_64_bytes() {
        let chain = |count: usize, word: &str| vec![word; count].join("-");
        assert_eq!(named("", &chain(8, "A1A")), [chain(8, "A1A")]);
        assert_eq!(named("", &chain(9, "A1A")), Vec::<String>::new());
        let word = "bB".repeat(14);
        for (last, fits) in [("A1A1", true), ("A1A1A", false)] {
            let chain = format!("{word}B-{word}B-{last}");
            assert_eq!((chain.len() <= 64, named("", &chain)), (fits, Vec::from_iter(fits.then_some(chain))));
        }
    }

    #[test]
    fn an_unknown_word_of_the_name_is_the_company() {
        assert_eq!(named("Engineer, BazDB", "BazDB makes FooDB."), ["FooDB"]);
    }
}
