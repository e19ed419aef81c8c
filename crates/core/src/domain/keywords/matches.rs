//! Finds the dictionary's spellings in a sentence.

use super::{
    dictionary::{Dictionary, Sense, Spelling},
    disambiguation::{Judged, is_between},
    tokens::{Joint, Piece, Sentence},
};

/// A spelling and the pieces it takes.
pub struct Hit<'a> {
    pub spelling: &'a Spelling,
    pub from: usize,
    pub to: usize,
}

/// The spellings of a sentence that are beyond doubt, the longest first where they overlap.
pub fn hits<'a>(sentence: &Sentence<'_>, dictionaries: &[&'a Dictionary]) -> Vec<Hit<'a>> {
    let mut hits = all(&sentence.pieces, dictionaries);
    let judged: Vec<_> = hits.iter().map(|hit| Judged::of(sentence, hit)).collect();
    let listed = in_lists(sentence, &hits, &judged);
    let mut stays = judged.iter().zip(listed).map(|(judged, listed)| judged.sure || listed);
    hits.retain(|_| stays.next().unwrap_or_default());
    hits
}

fn all<'a>(pieces: &[Piece<'_>], dictionaries: &[&'a Dictionary]) -> Vec<Hit<'a>> {
    let (mut hits, mut from) = (Vec::new(), 0);
    while from < pieces.len() {
        let begins = !is_ending(&pieces[..=from]);
        let found = dictionaries.iter().filter_map(|each| each.longest(&pieces[from..]).filter(|_| begins));
        match found.max_by_key(|(_, taken)| *taken) {
            Some((spelling, taken)) => {
                hits.push(Hit { spelling, from, to: from + taken });
                from += taken;
            }
            None => from += 1,
        }
    }
    hits
}

/// The last of these pieces ends a name: net in example.net is not .NET, nor is js in main.js a language.
fn is_ending(pieces: &[Piece<'_>]) -> bool {
    match pieces {
        [.., word, dot] if dot.key == "." => word.is_word() && dot.joint == Joint::Glued,
        [.., word, dot, end] if dot.key == "." => {
            word.is_word() && [dot, end].iter().all(|piece| piece.joint == Joint::Glued)
        }
        _ => false,
    }
}

/// The text a hit was found by.
pub fn written<'a>(sentence: &Sentence<'a>, hit: &Hit<'_>) -> &'a str {
    let last = &sentence.pieces[hit.to - 1];
    &sentence.text[sentence.pieces[hit.from].at..last.at + last.text.len()]
}

/// Which hits are items of a list that vouches for them: it holds a term beyond doubt, or two written as such.
fn in_lists(sentence: &Sentence<'_>, hits: &[Hit<'_>], judged: &[Judged]) -> Vec<bool> {
    let pieces = &sentence.pieces;
    let joins = |index: usize| pieces[hits[index].to..hits[index + 1].from].iter().all(is_join);
    let mut listed = vec![false; hits.len()];
    let mut from = 0;
    while from < hits.len() {
        let to = (from..hits.len() - 1).find(|&index| !joins(index)).unwrap_or(hits.len() - 1) + 1;
        if vouches(&hits[from..to], &judged[from..to]) {
            for index in from..to {
                let left = index > from || is_edge(pieces[..hits[index].from].last());
                let right = index + 1 < to || is_edge(pieces.get(hits[index].to));
                listed[index] = !judged[index].other && (judged[index].written || (left && right));
            }
        }
        from = to;
    }
    listed
}

fn vouches(list: &[Hit<'_>], judged: &[Judged]) -> bool {
    let terms = || list.iter().zip(judged).filter(|(hit, judged)| !judged.other && is_term(hit));
    let mut proper = terms().filter(|(_, judged)| judged.written).map(|(hit, _)| &hit.spelling.name);
    let first = proper.next();
    terms().any(|(_, judged)| judged.sure) || proper.any(|name| Some(name) != first)
}

fn is_term(hit: &Hit<'_>) -> bool {
    matches!(hit.spelling.sense, Sense::Skill | Sense::Tool | Sense::Field | Sense::Term)
}

/// What may stand between two items, version numbers among it.
fn is_join(piece: &Piece<'_>) -> bool {
    is_between(&piece.key) || (piece.key.len() <= 2 && piece.key.bytes().all(|byte| byte.is_ascii_digit()))
}

/// What an item may stand beside: nothing, the list's marks, or the colon before it.
fn is_edge(piece: Option<&Piece<'_>>) -> bool {
    piece.is_none_or(|piece| piece.key == ":" || is_join(piece))
}
