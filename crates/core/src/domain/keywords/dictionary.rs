//! Dictionary: the known terms of job ads, and the longest spelling of one that begins at a token.

use std::{collections::HashMap, sync::LazyLock};

use super::tokens::{Joint, Token, tokenize};

/// The known terms, read once.
pub static KNOWN: LazyLock<Dictionary> = LazyLock::new(|| {
    let mut known = Dictionary::default();
    all(include_str!("dictionary.txt")).into_iter().for_each(|spelling| known.add(spelling));
    known
});

/// What a spelling stands for; the sections of the file, and `Term` for what only one job names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sense {
    Skill,
    Tool,
    Field,
    Qualifier,
    Role,
    Title,
    Nothing,
    Boilerplate,
    Term,
}

/// How far a spelling is an ordinary word too; the marks of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ambiguity {
    None,
    /// Beyond doubt where it is written as in the dictionary.
    Case,
    /// … and does not begin its sentence.
    Position,
    /// Only among words that confirm it.
    Context,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Spelling {
    /// As it is written where there is no doubt.
    pub text: String,
    /// The term that it spells.
    pub name: String,
    pub sense: Sense,
    pub ambiguity: Ambiguity,
}

/// Spellings by their keys. Every beginning of a spelling is a key too, so that a search knows when to stop.
#[derive(Default)]
pub struct Dictionary(HashMap<String, Option<Spelling>>);

impl Dictionary {
    pub fn add(&mut self, spelling: Spelling) {
        let mut key = String::new();
        for token in tokenize(&spelling.text) {
            if !key.is_empty() {
                self.0.entry(key.clone()).or_default();
            }
            extend(&mut key, &token);
        }
        self.0.insert(key, Some(spelling));
    }

    /// The longest spelling at the beginning of these tokens, and how many of them it takes.
    pub fn longest(&self, tokens: &[Token<'_>]) -> Option<(&Spelling, usize)> {
        let (mut key, mut longest) = (String::new(), None);
        for (index, token) in tokens.iter().enumerate() {
            extend(&mut key, token);
            match self.0.get(&key) {
                Some(Some(spelling)) => longest = Some((spelling, index + 1)),
                Some(None) => {}
                None => break,
            }
        }
        longest
    }
}

/// Texts with the same key are the same to the dictionary.
pub fn key(text: &str) -> String {
    let mut key = String::new();
    tokenize(text).iter().for_each(|token| extend(&mut key, token));
    key
}

fn extend(key: &mut String, token: &Token<'_>) {
    if !key.is_empty() && token.joint != Joint::Glued {
        key.push(' ');
    }
    key.push_str(&token.key);
}

/// The spellings of the file.
fn all(file: &str) -> Vec<Spelling> {
    let (mut all, mut section) = (Vec::new(), Sense::Nothing);
    for line in file.lines().filter(|line| !line.is_empty() && !line.starts_with("# ")) {
        match sense(line) {
            Some(sense) => section = sense,
            None => all.extend(spellings(line, section)),
        }
    }
    all
}

fn sense(line: &str) -> Option<Sense> {
    Some(match line {
        "[skill]" => Sense::Skill,
        "[tool]" => Sense::Tool,
        "[field]" => Sense::Field,
        "[qualifier]" => Sense::Qualifier,
        "[role]" => Sense::Role,
        "[title]" => Sense::Title,
        "[nothing]" => Sense::Nothing,
        "[boilerplate]" => Sense::Boilerplate,
        _ => return None,
    })
}

/// One line of the file. The pair that a title names is found by its parts, so only its other spellings are kept.
fn spellings(line: &str, sense: Sense) -> impl Iterator<Item = Spelling> {
    let (first, others) = line.split_once(" = ").unwrap_or((line, ""));
    let (name, _) = marked(first);
    let all = [first].into_iter().filter(move |_| sense != Sense::Title).chain(others.split(", "));
    all.filter(|text| !text.is_empty()).map(move |text| {
        let (text, ambiguity) = marked(text);
        Spelling { text: text.to_owned(), name: name.to_owned(), sense, ambiguity }
    })
}

fn marked(text: &str) -> (&str, Ambiguity) {
    for (mark, ambiguity) in [('~', Ambiguity::Case), ('?', Ambiguity::Position), ('!', Ambiguity::Context)] {
        if let Some(text) = text.strip_suffix(mark) {
            return (text, ambiguity);
        }
    }
    (text, Ambiguity::None)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn spellings() -> Vec<Spelling> {
        all(include_str!("dictionary.txt"))
    }

    #[test]
    fn the_dictionary_knows_more_than_500_skills_and_tools() {
        let terms =
            spellings().into_iter().filter(|each| matches!(each.sense, Sense::Skill | Sense::Tool | Sense::Field));
        let names: HashSet<_> = terms.map(|spelling| spelling.name).collect();
        assert!(names.len() > 500, "{}", names.len());
    }

    #[test]
    fn every_spelling_finds_its_own_term_and_none_is_said_twice() {
        let lost = spellings().into_iter().filter(|spelling| {
            let tokens = tokenize(&spelling.text);
            KNOWN.longest(&tokens) != Some((spelling, tokens.len()))
        });
        assert_eq!(lost.map(|spelling| spelling.text).collect::<Vec<_>>(), Vec::<String>::new());
    }

    #[test]
    fn every_title_is_a_qualifier_and_a_role_or_a_title_of_its_own() {
        let all = spellings();
        let roles: HashSet<_> = all.iter().filter(|each| each.sense == Sense::Role).map(|each| &each.name).collect();
        for title in all.iter().filter(|each| each.sense == Sense::Title) {
            let (qualifier, role) = title.name.rsplit_once(' ').unwrap();
            let known = KNOWN.longest(&tokenize(qualifier)).is_some_and(|(found, _)| found.name == qualifier);
            assert!(!roles.contains(&role.to_owned()) || known, "{}", title.name);
        }
    }
}
