//! Résumé search: which terms of a job a résumé holds, how often and where.

use std::collections::HashMap;

use super::{
    Occurrence, Term, TermKind, bounded,
    dictionary::{Ambiguity, Dictionary, KNOWN, Sense, Spelling, key},
    matches::find_matches,
    mentions::{Mention, mentions},
    sections::{Heading, Section, heading},
    tokens::{Sentence, plain, sentences},
};

const MOST_PLACES: usize = 3;
/// How much of a line is shown around what was found, in characters to each side of its beginning.
const EXCERPT_BEFORE: usize = 30;
const EXCERPT_AFTER: usize = 60;

#[derive(Default)]
pub struct Occurrences {
    pub count: usize,
    pub places: Vec<Occurrence>,
    pub spelling: Option<String>,
    /// The term was found by its own name.
    own: bool,
}

/// What was found of each term.
pub fn search(text: &str, terms: &[Term]) -> Vec<Option<Occurrences>> {
    let named_here = beyond(terms);
    let places: HashMap<&str, usize> =
        terms.iter().enumerate().map(|(index, term)| (term.term.as_str(), index)).collect();
    let mut finds: Vec<Option<Occurrences>> = terms.iter().map(|_| None).collect();
    let (mut line, mut section, mut below) = (0, None, None);
    for sentence in sentences(bounded(text)) {
        if sentence.line > line {
            line = sentence.line;
            (section, below) = match heading(sentence.text) {
                Some(Heading::Below(section)) => (section, section),
                Some(Heading::Line(section)) => (section.or(below), below),
                None => (below, below),
            };
        }
        for mention in mentions(&sentence, &find_matches(&sentence, &[&KNOWN, &named_here])) {
            if let Some(&index) = places.get(mention.term.term.as_str()) {
                finds[index].get_or_insert_default().add(&sentence, section, &mention);
            }
        }
    }
    finds
}

/// Each item is a line; where it stands says nothing.
pub fn search_list(items: &[String], terms: &[Term]) -> Vec<Option<Occurrences>> {
    let lines: Vec<_> = items.iter().map(|item| bounded(item).replace('\n', " ")).collect();
    let mut finds = search(&lines.join("\n"), terms);
    finds.iter_mut().flatten().for_each(|find| find.places.clear());
    finds
}

/// The terms that only this job names. One in capitals may be an ordinary word too.
fn beyond(terms: &[Term]) -> Dictionary {
    let mut dictionary = Dictionary::default();
    for Term { term, .. } in terms.iter().filter(|term| term.kind == TermKind::Term) {
        let ambiguity =
            if term.bytes().all(|byte| byte.is_ascii_uppercase()) { Ambiguity::Case } else { Ambiguity::None };
        dictionary.add(Spelling { text: term.clone(), name: term.clone(), sense: Sense::Term, ambiguity });
    }
    dictionary
}

impl Occurrences {
    fn add(&mut self, sentence: &Sentence<'_>, section: Option<Section>, mention: &Mention<'_>) {
        self.count += 1;
        self.own |= key(mention.text) == key(&mention.term.term);
        match self.own {
            true => self.spelling = None,
            false => _ = self.spelling.get_or_insert_with(|| plain(mention.text)),
        }
        if self.places.len() < MOST_PLACES {
            self.places.push(Occurrence { line: sentence.line, section, excerpt: excerpt(sentence.text, mention.at) });
        }
    }
}

fn excerpt(text: &str, at: usize) -> String {
    let from = text[..at].char_indices().rev().nth(EXCERPT_BEFORE).map(|(from, letter)| from + letter.len_utf8());
    let to = text[at..].char_indices().nth(EXCERPT_AFTER).map(|(to, _)| at + to);
    let shown = plain(&text[from.unwrap_or(0)..to.unwrap_or(text.len())]);
    format!("{}{shown}{}", from.map_or("", |_| "…"), to.map_or("", |_| "…"))
}
