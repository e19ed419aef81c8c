//! Dictionary: the known terms of job ads, and the longest spelling of one that begins at a token.

use std::{collections::HashMap, sync::LazyLock};

use super::tokens::{Joint, Token, tokenize};
use crate::base::steps;

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

/// What only one job names has at most so many tokens and bytes; longer chains are no names, and each of their tokens
/// would be the beginning of one more search.
pub const MOST_TOKENS: usize = 8;
pub const MOST_BYTES: usize = 64;

/// Spellings in a trie: a node for each of their beginnings, the root first. A search goes from node to node, so it
/// looks at each token once, and at no more of them than the longest spelling has.
pub struct Dictionary(Vec<Node>);

#[derive(Default)]
struct Node {
    spelling: Option<Spelling>,
    /// The nodes behind this one, by the key of the next token: one that stands apart, and one that is glued on.
    apart: HashMap<String, usize>,
    glued: HashMap<String, usize>,
}

impl Default for Dictionary {
    fn default() -> Self {
        Self(vec![Node::default()])
    }
}

impl Dictionary {
    pub fn add(&mut self, spelling: Spelling) {
        let mut node = 0;
        for (index, token) in tokenize(&spelling.text).into_iter().enumerate() {
            let next = self.0.len();
            let is_glued = is_glued(index, &token);
            node = *self.0[node].behind(is_glued).entry(token.key).or_insert(next);
            if node == next {
                self.0.push(Node::default());
            }
        }
        self.0[node].spelling = Some(spelling);
    }

    /// The longest spelling at the beginning of these tokens, and how many of them it takes.
    pub fn longest(&self, tokens: &[Token<'_>]) -> Option<(&Spelling, usize)> {
        let (mut node, mut longest) = (&self.0[0], None);
        for (index, token) in tokens.iter().enumerate() {
            steps::count(token.key.len());
            let behind = if is_glued(index, token) { &node.glued } else { &node.apart };
            let Some(next) = behind.get(&token.key) else { break };
            node = &self.0[*next];
            longest = node.spelling.as_ref().map(|spelling| (spelling, index + 1)).or(longest);
        }
        longest
    }
}

impl Node {
    fn behind(&mut self, is_glued: bool) -> &mut HashMap<String, usize> {
        if is_glued { &mut self.glued } else { &mut self.apart }
    }
}

/// How a spelling's first token follows the one before it says nothing.
fn is_glued(index: usize, token: &Token<'_>) -> bool {
    index > 0 && token.joint == Joint::Glued
}

/// Texts with the same key are the same to the dictionary.
pub fn key(text: &str) -> String {
    key_of(&tokenize(text))
}

pub fn key_of(tokens: &[Token<'_>]) -> String {
    let mut key = String::new();
    for token in tokens {
        if !key.is_empty() && token.joint != Joint::Glued {
            key.push(' ');
        }
        key.push_str(&token.key);
    }
    key
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
    fn no_spelling_is_longer_than_a_term_may_be() {
        for Spelling { text, .. } in spellings() {
            assert!(tokenize(&text).len() <= MOST_TOKENS && text.len() <= MOST_BYTES, "{text}");
        }
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
