//! Disambiguation: tells the language Go from the verb, by how a word is written and by the words around it. What the
//! list it stands in adds is found in `matches`.

use std::{collections::HashSet, sync::LazyLock};

use super::{
    dictionary::Ambiguity,
    spelling_match::SpellingMatch,
    tokens::{Joint, Sentence, Token, plain},
};

/// Words after which a doubtful word is a skill …
const BEFORE: &str = "in with using use of like via on into write wrote writing know idiomatic language mit von auf \
                      nutzen sprache";
/// … words before which it is one …
const AFTER: &str = "developer engineer programmer programming engineering development code codebase coding service \
                     microservice backend framework language library ecosystem stack application api script sdk \
                     cluster database chart manifest module package compiler experience knowledge skill expertise \
                     expert based \
                     tooling crate runtime entwickler entwicklerin entwicklung programmierung kenntnisse erfahrung \
                     datenbank basiert";
/// … the ends and beginnings of words in other scripts that say of a single letter what it is, as in R语言: C轮 is a
/// round of money …
const FOREIGN_BEFORE: &str = "语言 語言 言語 언어 ภาษา لغة שפת भाषा на язык языке языка используя";
const FOREIGN_AFTER: &str = "语言 語言 言語 언어 开发 開發 開発 개발 编程 編程 程式 工程师 工程師 \
                             プログラ 프로그래 엔지니어 エンジニア разработ";
/// … marks before which it is a label, and what may stand between the items of a list.
const COLONS: &str = ": ( – — -";
const BETWEEN: &str = ", ; / | • · & + ( ) [ ] – — - * . and or und oder 、 ・ 。 ، ؛ \
                       和 与 與 及 或 以及 と や 및 와 과 또는 و أو и или ו और และ หรือ";

/// The words around a match that decide, the four lists of whole words above by their keys.
static CONTEXT_WORDS: LazyLock<[HashSet<&'static str>; 4]> =
    LazyLock::new(|| [BEFORE, AFTER, COLONS, BETWEEN].map(|words| words.split_whitespace().collect()));

/// What can be said of a match without its list.
pub struct Judgement {
    /// It counts.
    pub sure: bool,
    /// It cannot count, whatever its list says.
    pub other: bool,
    /// It is written as in the dictionary.
    pub written: bool,
}

impl Judgement {
    pub fn new(sentence: &Sentence<'_>, matched: &SpellingMatch<'_>) -> Self {
        let text = plain(matched.text(sentence));
        let name = &matched.spelling.text;
        let all_caps = sentence.all_caps && text.eq_ignore_ascii_case(name);
        let written = all_caps || text == *name || text.strip_suffix('s') == Some(name);
        let capitals = name.chars().skip(1).any(char::is_uppercase);
        let other = matched.spelling.ambiguity == Ambiguity::Context && is_other(&sentence.tokens, matched);
        let sure = !other
            && match matched.spelling.ambiguity {
                Ambiguity::None => true,
                Ambiguity::Case => written,
                Ambiguity::Position => {
                    written
                        && (capitals || !begins(&sentence.tokens, matched) || is_confirmed(&sentence.tokens, matched))
                }
                Ambiguity::Context => written && is_confirmed(&sentence.tokens, matched),
            };
        Self { sure: sure || (!other && is_alone(sentence, matched)), other, written }
    }
}

/// AdPart of something else: go-getter, R&D, C-level, main.go, Spring 2024.
fn is_other(tokens: &[Token<'_>], matched: &SpellingMatch<'_>) -> bool {
    let glued = |index: usize| tokens.get(index).filter(|token| token.joint == Joint::Glued);
    let before = match tokens[matched.from].joint {
        Joint::Glued => matched.from > 0 && "&.'_@=#".contains(&tokens[matched.from - 1].key),
        Joint::Hyphen => true,
        Joint::Space => false,
    };
    let after = tokens.get(matched.to).is_some_and(|next| match next.joint {
        Joint::Hyphen => !next.is_foreign() && !CONTEXT_WORDS[1].contains(next.key.as_str()),
        Joint::Glued if "&._@=".contains(&next.key) => glued(matched.to + 1).is_some_and(Token::is_word),
        Joint::Glued => "+#".contains(&next.key),
        Joint::Space => next.key.len() == 4 && next.key.parse::<u16>().is_ok(),
    });
    before || after
}

/// Confirmed by the words around it: "in Go", "Go services", "Go (since 2019)", "Go: daily".
fn is_confirmed(tokens: &[Token<'_>], matched: &SpellingMatch<'_>) -> bool {
    let [befores, afters, colons, _] = &*CONTEXT_WORDS;
    let before = matched.from.checked_sub(1).map(|index| tokens[index].key.as_str());
    let after = tokens.get(matched.to).map_or("", |token| token.key.as_str());
    let labels = before.is_none_or(is_between) && colons.contains(after);
    labels
        || before.is_some_and(|key| befores.contains(key))
        || afters.contains(after)
        || is_among_foreign(tokens, matched)
}

/// In a sentence of another script there is no English verb; a single letter needs a word that says what it is.
fn is_among_foreign(tokens: &[Token<'_>], matched: &SpellingMatch<'_>) -> bool {
    let before = matched.from.checked_sub(1).map(|index| &tokens[index]).filter(|token| token.is_word());
    let after = tokens.get(matched.to).filter(|token| token.is_word());
    let mut beside = before.into_iter().chain(after).peekable();
    if matched.spelling.text.len() > 1 {
        return beside.peek().is_some() && beside.all(Token::is_foreign);
    }
    let ends = before.is_some_and(|token| FOREIGN_BEFORE.split(' ').any(|word| token.key.ends_with(word)));
    ends || after.is_some_and(|token| FOREIGN_AFTER.split_whitespace().any(|word| token.key.starts_with(word)))
}

/// The first word of its sentence, whatever bullet stands before it.
fn begins(tokens: &[Token<'_>], matched: &SpellingMatch<'_>) -> bool {
    !tokens[..matched.from].iter().rev().take(2).any(|token| token.is_word() || ",/&+".contains(&token.key))
}

fn is_alone(sentence: &Sentence<'_>, matched: &SpellingMatch<'_>) -> bool {
    let around = || sentence.tokens[..matched.from].iter().take(3).chain(sentence.tokens[matched.to..].iter().take(2));
    let few = matched.from <= 3 && sentence.tokens.len() - matched.to <= 2;
    sentence.whole_line && few && around().all(|token| !token.is_word() && !["!", "?"].contains(&token.key.as_str()))
}

/// What may stand between the items of a list.
pub fn is_between(key: &str) -> bool {
    CONTEXT_WORDS[3].contains(key)
}

#[cfg(test)]
mod tests {
    use crate::domain::keywords::{JobText, job_terms::terms};

    fn named(text: &str) -> Vec<String> {
        terms(&JobText { name: "", title: None, description: text }).into_iter().map(|term| term.term).collect()
    }

    #[test]
    fn ordinary_words_are_no_skills() {
        for text in [
            "You are a go-getter.",
            "We go the extra mile.",
            "Go the extra mile with us!",
            "Go-to-market strategy",
            "Let's Go, Team Go!",
            "R&D",
            "with R & D",
            "C-level meetings",
            "a grade of C+ in maths",
            "Vitamin C",
            "Plans A, B and C",
            "Anna C. Weber and John R. Smith",
            "Swift response times, a Swift response",
            "React to incidents",
            "Excel at what you do.",
            "the rest of us, rest assured",
            "rust, a spark of joy, at the helm",
            "Starts in Spring 2025",
            "Express interest",
            "Dein Chef, unser Team",
            "the file main.go",
        ] {
            assert_eq!(named(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn the_words_around_it_tell_a_skill_from_a_word() {
        for (text, skills) in [
            ("Experience with Go", "Go"),
            ("Go developers wanted", "Go"),
            ("Go-Entwickler gesucht", "Go"),
            ("- Go", "Go"),
            ("Go: daily", "Go"),
            ("R (5 years)", "R"),
            ("Kenntnisse in R", "R"),
            ("written in C.", "C"),
            ("C or R", "C, R"),
            ("C/C++", "C, C++"),
            ("Go 1.22, Python 3.12", "Go, Python"),
            ("python, go, r and rust", "Python, Go, R, Rust"),
            ("Java/Spring", "Java, Spring"),
            ("We use React daily", "React"),
            ("Advanced Excel skills", "Excel"),
            ("Know Swift.", "Swift"),
            ("Chef/Puppet/Ansible", "Chef, Puppet, Ansible"),
            ("REST and the rest", "REST"),
            ("SENIOR RUST DEVELOPER", "Rust"),
            ("Oracle", "Oracle"),
        ] {
            assert_eq!(named(text).join(", "), skills, "{text}");
        }
    }
}
