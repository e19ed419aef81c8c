//! Résumé search: which terms of a job a résumé holds, how often and where.

use std::{collections::HashMap, ops::Range};

use super::{
    Occurrence, Term, TermKind, bounded,
    dictionary::{Ambiguity, Dictionary, KNOWN, Sense, Spelling, key},
    line_wraps::{ReadSentence, read},
    mentions::{Mention, mentions},
    sections::{Heading, Section, heading},
    tokens::{Sentence, plain},
};
use crate::base::normalization::Folded;

const MOST_PLACES: usize = 3;
/// How much of a line is shown around what was found, in characters to each side of its beginning.
const EXCERPT_BEFORE: usize = 30;
const EXCERPT_AFTER: usize = 60;

/// A text as it was written, and as it is searched.
struct Source<'a> {
    written: &'a str,
    folded: Folded,
}

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
    let source = Source { written: bounded(text), folded: Folded::new(bounded(text)) };
    let (mut line, mut section, mut below) = (0, None, None);
    for ReadSentence { sentence, matches } in read(&source.folded.text, &[&KNOWN, &named_here]) {
        if sentence.line > line {
            line = sentence.line;
            (section, below) = match heading(sentence.text) {
                Some(Heading::Below(section)) => (section, section),
                Some(Heading::Line(section)) => (section.or(below), below),
                None => (below, below),
            };
        }
        for mention in mentions(&sentence, &matches) {
            if let Some(&index) = places.get(mention.term.term.as_str()) {
                finds[index].get_or_insert_default().add(&source, &sentence, section, &mention);
            }
        }
    }
    finds
}

/// Each item is a paragraph; where it stands says nothing.
pub fn search_list(items: &[String], terms: &[Term]) -> Vec<Option<Occurrences>> {
    let lines: Vec<_> = items.iter().map(|item| plain(bounded(item))).collect();
    let mut finds = search(&lines.join("\n\n"), terms);
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
    fn add(&mut self, source: &Source<'_>, sentence: &Sentence<'_>, section: Option<Section>, mention: &Mention) {
        self.count += 1;
        self.own |= mention.key == key(&mention.term.term);
        match self.own {
            true => self.spelling = None,
            false => _ = self.spelling.get_or_insert_with(|| source.spelling(sentence, mention)),
        }
        if self.places.len() < MOST_PLACES {
            let excerpt = source.excerpt(sentence, mention);
            self.places.push(Occurrence { line: sentence.line, section, excerpt });
        }
    }
}

impl Source<'_> {
    fn spelling(&self, sentence: &Sentence<'_>, mention: &Mention) -> String {
        let Range { start, end } = mention.range;
        let spelling = plain(&self.written[self.folded.original(sentence.at + start..sentence.at + end)]);
        if sentence.seam.is_some() { spelling.replace("- ", "-") } else { spelling }
    }

    fn excerpt(&self, sentence: &Sentence<'_>, mention: &Mention) -> String {
        let (from, to) = (sentence.at, sentence.at + sentence.text.len());
        let at = self.folded.original(from + mention.range.start..to).start;
        let Range { start, end } = self.folded.original(from..to);
        let (before, after) = (&self.written[start.min(at)..at], &self.written[at..end]);
        let from = before.char_indices().rev().nth(EXCERPT_BEFORE).map(|(from, letter)| from + letter.len_utf8());
        let to = after.char_indices().nth(EXCERPT_AFTER).map(|(to, _)| to);
        let shown = plain(&[&before[from.unwrap_or(0)..], &after[..to.unwrap_or(after.len())]].concat());
        format!("{}{shown}{}", from.map_or("", |_| "…"), to.map_or("", |_| "…"))
    }
}
