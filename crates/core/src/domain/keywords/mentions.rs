//! Mentions: the terms that a sentence names, and titles put together from a role and what qualifies it.

use std::ops::Range;

use super::{
    Term, TermKind,
    dictionary::{Sense, key_of},
    spelling_match::SpellingMatch,
    tokens::Sentence,
};
use crate::base::steps;

pub struct Mention {
    pub term: Term,
    /// Of the words that stand there, to be compared with the term's own.
    pub key: String,
    /// Where it stands in its sentence, in bytes.
    pub range: Range<usize>,
    /// A title without what qualifies it, such as engineer.
    pub bare: bool,
}

pub fn mentions(sentence: &Sentence<'_>, matches: &[SpellingMatch<'_>]) -> Vec<Mention> {
    let all = (0..matches.len()).flat_map(|index| of(sentence, matches, index));
    all.filter(|Mention { range, .. }| sentence.seam.is_none_or(|seam| range.start < seam && seam < range.end))
        .collect()
}

fn of(sentence: &Sentence<'_>, matches: &[SpellingMatch<'_>], index: usize) -> Vec<Mention> {
    let matched = &matches[index];
    let mention = |name: &str, kind: TermKind, from: &SpellingMatch<'_>, bare: bool| {
        let whole = SpellingMatch { spelling: from.spelling, from: from.from, to: matched.to };
        let term = Term { term: name.to_owned(), kind };
        let key = key_of(&sentence.tokens[whole.from..whole.to]);
        Mention { term, key, range: whole.range(sentence), bare }
    };
    let name = matched.spelling.name.as_str();
    let role = || name.rsplit(' ').next().unwrap_or(name);
    match matched.spelling.sense {
        Sense::Skill | Sense::Field => vec![mention(name, TermKind::Skill, matched, false)],
        Sense::Tool => vec![mention(name, TermKind::Tool, matched, false)],
        Sense::Term => vec![mention(name, TermKind::Term, matched, false)],
        Sense::Title => {
            vec![mention(name, TermKind::Title, matched, false), mention(role(), TermKind::Title, matched, true)]
        }
        Sense::Role => {
            let qualified = qualifier(&matches[..=index]).map(|first| {
                let title = format!("{} {name}", first.spelling.name);
                mention(&title, TermKind::Title, first, false)
            });
            qualified.into_iter().chain([mention(name, TermKind::Title, matched, true)]).collect()
        }
        Sense::Qualifier | Sense::Nothing | Sense::Boilerplate => Vec::new(),
    }
}

/// The first qualifier in the unbroken run of matches before a role: backend in "Backend Rust Engineer".
fn qualifier<'a, 'b>(matches: &'b [SpellingMatch<'a>]) -> Option<&'b SpellingMatch<'a>> {
    let run = matches.windows(2).rev().take_while(|pair| pair[0].to == pair[1].from).map(|pair| &pair[0]);
    let run = run.inspect(|_| steps::count(1));
    let run =
        run.take_while(|matched| qualifies(matched) || matches!(matched.spelling.sense, Sense::Skill | Sense::Tool));
    run.filter(|matched| qualifies(matched)).last()
}

fn qualifies(matched: &SpellingMatch<'_>) -> bool {
    matches!(matched.spelling.sense, Sense::Field | Sense::Qualifier)
}
