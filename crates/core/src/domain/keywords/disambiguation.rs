//! Tells Go from go: what a word's writing and its neighbours say of it. Its list is told in `hits`.

use std::{collections::HashSet, sync::LazyLock};

use super::{
    dictionary::Doubt,
    matches::{Hit, written},
    tokens::{Joint, Piece, Sentence},
};

/// Words after which a doubtful word is a skill …
const BEFORE: &str = "in with using use of like via on into write wrote writing know idiomatic language mit von auf \
                      nutzen sprache";
/// … words before which it is one …
const AFTER: &str = "developer engineer programmer programming engineering development code codebase coding service \
                     microservice backend framework language library ecosystem stack application api script sdk cluster \
                     database chart manifest module package compiler experience knowledge skill expertise expert based \
                     tooling crate runtime entwickler entwicklerin entwicklung programmierung kenntnisse erfahrung \
                     datenbank basiert";
/// … marks before which it is a label, and what may stand between the items of a list.
const COLONS: &str = ": ( – — -";
const BETWEEN: &str = ", ; / | • · & + ( ) [ ] – — - * . and or und oder";

/// The four above, by their keys.
static NEIGHBOURS: LazyLock<[HashSet<&'static str>; 4]> =
    LazyLock::new(|| [BEFORE, AFTER, COLONS, BETWEEN].map(|words| words.split_whitespace().collect()));

/// What can be said of a hit without its list.
pub struct Judged {
    /// It counts.
    pub sure: bool,
    /// It cannot count, whatever its list says.
    pub other: bool,
    /// It is written as in the dictionary.
    pub written: bool,
}

impl Judged {
    pub fn of(sentence: &Sentence<'_>, hit: &Hit<'_>) -> Self {
        let text = written(sentence, hit);
        let name = &hit.spelling.text;
        let loud = sentence.loud && text.eq_ignore_ascii_case(name);
        let written = loud || text == name || text.strip_suffix('s') == Some(name);
        let capitals = name.chars().skip(1).any(char::is_uppercase);
        let other = hit.spelling.doubt == Doubt::Company && is_other(&sentence.pieces, hit);
        let sure = !other
            && match hit.spelling.doubt {
                Doubt::None => true,
                Doubt::Case => written,
                Doubt::Place => {
                    written && (capitals || !begins(&sentence.pieces, hit) || is_told(&sentence.pieces, hit))
                }
                Doubt::Company => written && is_told(&sentence.pieces, hit),
            };
        Self { sure: sure || (!other && is_alone(sentence, hit)), other, written }
    }
}

/// Part of something else: go-getter, R&D, C-level, main.go, Spring 2024.
fn is_other(pieces: &[Piece<'_>], hit: &Hit<'_>) -> bool {
    let glued = |index: usize| pieces.get(index).filter(|piece| piece.joint == Joint::Glued);
    let before = match pieces[hit.from].joint {
        Joint::Glued => hit.from > 0 && "&.'_@=#".contains(&pieces[hit.from - 1].key),
        Joint::Hyphen => true,
        Joint::Space => false,
    };
    let after = pieces.get(hit.to).is_some_and(|next| match next.joint {
        Joint::Hyphen => !NEIGHBOURS[1].contains(next.key.as_str()),
        Joint::Glued if "&._@=".contains(&next.key) => glued(hit.to + 1).is_some_and(Piece::is_word),
        Joint::Glued => "+#".contains(&next.key),
        Joint::Space => next.key.len() == 4 && next.key.parse::<u16>().is_ok(),
    });
    before || after
}

/// Told by its neighbours: "in Go", "Go services", "Go (since 2019)", "Go: daily".
fn is_told(pieces: &[Piece<'_>], hit: &Hit<'_>) -> bool {
    let [befores, afters, colons, _] = &*NEIGHBOURS;
    let before = hit.from.checked_sub(1).map(|index| pieces[index].key.as_str());
    let after = pieces.get(hit.to).map_or("", |piece| piece.key.as_str());
    let labels = before.is_none_or(is_between) && colons.contains(after);
    labels || before.is_some_and(|key| befores.contains(key)) || afters.contains(after)
}

/// The first word of its sentence, whatever bullet stands before it.
fn begins(pieces: &[Piece<'_>], hit: &Hit<'_>) -> bool {
    !pieces[..hit.from].iter().rev().take(2).any(|piece| piece.is_word() || ",/&+".contains(&piece.key))
}

fn is_alone(sentence: &Sentence<'_>, hit: &Hit<'_>) -> bool {
    let around = || sentence.pieces[..hit.from].iter().take(3).chain(sentence.pieces[hit.to..].iter().take(2));
    let few = hit.from <= 3 && sentence.pieces.len() - hit.to <= 2;
    sentence.alone && few && around().all(|piece| !piece.is_word() && !["!", "?"].contains(&piece.key.as_str()))
}

/// What may stand between the items of a list.
pub fn is_between(key: &str) -> bool {
    NEIGHBOURS[3].contains(key)
}

#[cfg(test)]
mod tests {
    use crate::domain::keywords::{Job, job_terms::terms};

    fn named(text: &str) -> Vec<String> {
        terms(&Job { name: "", title: None, description: text }).into_iter().map(|term| term.term).collect()
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
    fn company_tells_a_skill_from_a_word() {
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
