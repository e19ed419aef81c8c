//! Job terms: what the dictionary knows of a job's text, and what looks technical though it does not.

use std::{
    cmp::Reverse,
    collections::{HashMap, HashSet},
};

use super::{
    JobText, Term, TermKind, bounded,
    dictionary::{KNOWN, Sense, key},
    line_wraps::{self, ReadSentence},
    mentions::mentions,
    sections::{AdPart, part},
    technical::technical,
};
use crate::base::normalization::Folded;

/// How many terms of a job count.
const MOST_TERMS: usize = 60;
/// Words before the name of a company.
const AT: [&str; 5] = ["about", "at", "join", "über", "bei"];

/// A sentence and what the one dictionary that is always there knows of it.
type Read<'a> = ReadSentence<'a, 'static>;

/// The most frequent first, then in the order they appear.
pub fn terms(job: &JobText<'_>) -> Vec<Term> {
    let [name, title, description] =
        [job.name, job.title.unwrap_or_default(), job.description].map(|text| Folded::new(bounded(text)).text);
    let (name, title, description) = (read(&name), read(&title), about_the_job(&description));
    let ordinary = ordinary(&name, title.iter().chain(&description));

    let mut tally = Tally::default();
    titles(name.iter().chain(&title)).into_iter().for_each(|term| tally.add(term));
    name.iter().flat_map(named).for_each(|(_, term)| tally.add(term));
    for read in title.iter().chain(&description) {
        let mut found = named(read);
        if read.sentence.seam.is_none() {
            found.extend(technical(&read.sentence, &read.matches, &ordinary));
        }
        found.sort_by_key(|(at, _)| *at);
        found.into_iter().for_each(|(_, term)| tally.add(term));
    }
    tally.most()
}

/// The skills and tools of the dictionary that any text names, in the same order.
pub fn known(text: &str) -> Vec<Term> {
    let text = Folded::new(bounded(text)).text;
    let mut tally = Tally::default();
    read(&text).iter().flat_map(named).for_each(|(_, term)| tally.add(term));
    tally.most()
}

fn read(text: &str) -> Vec<Read<'_>> {
    line_wraps::read(text, &[&KNOWN])
}

/// The description without what all ads say of benefits and equal chances.
fn about_the_job(description: &str) -> Vec<Read<'_>> {
    let mut offering = false;
    let mut lines = vec![false];
    for line in description.split('\n') {
        let begun = part(line);
        match begun {
            Some(AdPart::Offer) => offering = true,
            Some(AdPart::Job) => offering = false,
            Some(AdPart::OfferLine) | None => {}
        }
        lines.push(!offering && begun != Some(AdPart::OfferLine));
    }
    let text = read(description);
    let mut sold: Vec<_> = text.iter().map(|read| !lines[read.sentence.line] || sells(read)).collect();
    // What stands around the end of a line goes as the sentences go that it is of.
    for wrap in (1..text.len().saturating_sub(1)).filter(|index| text[*index].sentence.seam.is_some()) {
        let sells = sold[wrap];
        sold[wrap] |= sold[wrap - 1];
        sold[wrap - 1] |= sells;
        sold[wrap + 1] |= sells;
    }
    text.into_iter().zip(sold).filter(|(_, sold)| !sold).map(|(read, _)| read).collect()
}

fn sells(read: &Read<'_>) -> bool {
    read.matches.iter().any(|matched| matched.spelling.sense == Sense::Boilerplate)
}

/// A title that is qualified stands for the bare one too.
fn titles<'a>(text: impl Iterator<Item = &'a Read<'a>>) -> Vec<Term> {
    let mentions: Vec<_> = text.flat_map(|read| mentions(&read.sentence, &read.matches)).collect();
    let titles = || mentions.iter().filter(|mention| mention.term.kind == TermKind::Title);
    let qualified = titles().any(|mention| !mention.bare);
    titles().filter(|mention| mention.bare != qualified).map(|mention| mention.term.clone()).collect()
}

/// Skills and tools, and where they stand.
fn named(read: &Read<'_>) -> Vec<(usize, Term)> {
    let mentions = mentions(&read.sentence, &read.matches).into_iter();
    mentions.filter(|each| each.term.kind != TermKind::Title).map(|each| (each.range.start, each.term)).collect()
}

/// Keys of words that are no terms however they are written: the text also has them in small letters, or they name
/// the company. A word of the job's name that the dictionary does not know is taken for the company's.
fn ordinary<'a>(name: &[Read<'_>], text: impl Iterator<Item = &'a Read<'a>>) -> HashSet<String> {
    let mut ordinary: HashSet<_> =
        name.iter().flat_map(|read| &read.sentence.tokens).map(|token| token.key.clone()).collect();
    for ReadSentence { sentence, .. } in text.filter(|read| read.sentence.seam.is_none()) {
        for (index, token) in sentence.tokens.iter().enumerate() {
            let after = |before: usize| AT.contains(&sentence.tokens[before].key.as_str());
            if token.text.chars().all(char::is_lowercase) || index.checked_sub(1).is_some_and(after) {
                ordinary.insert(token.key.clone());
            }
        }
    }
    ordinary
}

/// Terms in the order they appeared, and how often.
#[derive(Default)]
struct Tally {
    terms: Vec<(Term, usize)>,
    places: HashMap<String, usize>,
}

impl Tally {
    fn add(&mut self, term: Term) {
        let place = *self.places.entry(key(&term.term)).or_insert(self.terms.len());
        match self.terms.get_mut(place) {
            Some((_, count)) => *count += 1,
            None => self.terms.push((term, 1)),
        }
    }

    fn most(mut self) -> Vec<Term> {
        self.terms.sort_by_key(|(_, count)| Reverse(*count));
        self.terms.into_iter().take(MOST_TERMS).map(|(term, _)| term).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn titles(name: &str, title: Option<&str>) -> Vec<String> {
        let terms = terms(&JobText { name, title, description: "" }).into_iter();
        terms.filter(|term| term.kind == TermKind::Title).map(|term| term.term).collect()
    }

    fn named(description: &str) -> Vec<String> {
        terms(&JobText { name: "", title: None, description }).into_iter().map(|term| term.term).collect()
    }

    #[test]
    fn a_title_is_a_role_and_what_qualifies_it() {
        for (name, title) in [
            ("Senior Backend Engineer", "backend engineer"),
            ("Java Backend-Entwickler (m/w/d)", "backend engineer"),
            ("Full-Stack Software Developer", "full-stack engineer"),
            ("Softwareentwickler:in", "software engineer"),
            ("ML Engineer at Acme", "machine learning engineer"),
            ("SRE", "site reliability engineer"),
            ("Solutions Architect", "solution architect"),
            ("Rust Engineer", "engineer"),
        ] {
            assert_eq!(titles(name, None), [title], "{name}");
        }
        assert_eq!(titles("Acme", None), Vec::<String>::new());
        assert_eq!(titles("Engineer wanted", Some("Data Scientist")), ["data scientist"]);
    }

    #[test]
    fn a_description_names_no_titles() {
        assert_eq!(named("You work with designers and backend engineers."), ["backend"]);
    }

    #[test]
    fn the_most_frequent_come_first_then_the_first() {
        assert_eq!(named("Kafka, Redis\nDocker, Redis. k8s"), ["Redis", "Kafka", "Docker", "Kubernetes"]);
    }

    #[test]
    fn at_most_sixty_count() {
        let text: String = (100..200).map(|number| format!("Foo{number}, ")).collect();
        let terms = named(&format!("{text} Rust and Rust"));
        assert_eq!((terms.len(), terms[0].as_str(), terms[59].as_str()), (60, "Rust", "Foo158"));
    }

    #[test]
    fn what_all_ads_say_names_no_terms() {
        let text = "Write Rust.\nBenefits\n- Java from a machine\n- A PHP elephant\nYour profile\n- SQL\n\n\
                    Kafka reader? We hire regardless of race, also in COBOL.";
        assert_eq!(named(text), ["Rust", "SQL", "Kafka"]);
    }
}
