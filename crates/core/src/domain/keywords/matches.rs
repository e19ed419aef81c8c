//! Keyword matching: finds the dictionary's spellings in a sentence.

use super::{
    dictionary::{Dictionary, Sense},
    disambiguation::{Judgement, is_between},
    spelling_match::SpellingMatch,
    tokens::{Joint, Sentence, Token},
};
use crate::base::steps;

/// The spellings of a sentence that are beyond doubt, the longest first where they overlap.
pub fn find_matches<'a>(sentence: &Sentence<'_>, dictionaries: &[&'a Dictionary]) -> Vec<SpellingMatch<'a>> {
    let mut matches = all(&sentence.tokens, dictionaries);
    let judged: Vec<_> = matches.iter().map(|matched| Judgement::new(sentence, matched)).collect();
    let listed = in_lists(sentence, &matches, &judged);
    let mut stays = judged.iter().zip(listed).map(|(judged, listed)| judged.sure || listed);
    matches.retain(|_| stays.next().unwrap_or_default());
    matches
}

fn all<'a>(tokens: &[Token<'_>], dictionaries: &[&'a Dictionary]) -> Vec<SpellingMatch<'a>> {
    let (mut matches, mut from) = (Vec::new(), 0);
    while from < tokens.len() {
        steps::count(1);
        let begins = !is_ending(&tokens[..=from]);
        let found = dictionaries.iter().filter_map(|each| each.longest(&tokens[from..]).filter(|_| begins));
        match found.max_by_key(|(_, taken)| *taken) {
            Some((spelling, taken)) => {
                matches.push(SpellingMatch { spelling, from, to: from + taken });
                from += taken;
            }
            None => from += 1,
        }
    }
    matches
}

/// The last of these tokens ends a name: net in example.net is not .NET, nor is js in main.js a language.
fn is_ending(tokens: &[Token<'_>]) -> bool {
    match tokens {
        [.., word, dot] if dot.key == "." => word.is_word() && dot.joint == Joint::Glued,
        [.., word, dot, end] if dot.key == "." => {
            word.is_word() && [dot, end].iter().all(|token| token.joint == Joint::Glued)
        }
        _ => false,
    }
}

/// Which matches are items of a list that vouches for them: it holds a term beyond doubt, or two written as such.
fn in_lists(sentence: &Sentence<'_>, matches: &[SpellingMatch<'_>], judged: &[Judgement]) -> Vec<bool> {
    let tokens = &sentence.tokens;
    let joins = |index: usize| {
        let between = &tokens[matches[index].to..matches[index + 1].from];
        steps::count(between.len());
        between.iter().all(is_join)
    };
    let mut listed = vec![false; matches.len()];
    let mut from = 0;
    while from < matches.len() {
        let to = (from..matches.len() - 1).find(|&index| !joins(index)).unwrap_or(matches.len() - 1) + 1;
        if vouches(&matches[from..to], &judged[from..to]) {
            for index in from..to {
                let left = index > from || is_edge(tokens[..matches[index].from].last());
                let right = index + 1 < to || is_edge(tokens.get(matches[index].to));
                listed[index] = !judged[index].other && (judged[index].written || (left && right));
            }
        }
        from = to;
    }
    listed
}

fn vouches(list: &[SpellingMatch<'_>], judged: &[Judgement]) -> bool {
    let terms = || list.iter().zip(judged).filter(|(matched, judged)| !judged.other && is_term(matched));
    let mut proper = terms().filter(|(_, judged)| judged.written).map(|(matched, _)| &matched.spelling.name);
    let first = proper.next();
    terms().any(|(_, judged)| judged.sure) || proper.any(|name| Some(name) != first)
}

fn is_term(matched: &SpellingMatch<'_>) -> bool {
    matches!(matched.spelling.sense, Sense::Skill | Sense::Tool | Sense::Field | Sense::Term)
}

/// What may stand between two items, version numbers among it.
fn is_join(token: &Token<'_>) -> bool {
    is_between(&token.key) || (token.key.len() <= 2 && token.key.bytes().all(|byte| byte.is_ascii_digit()))
}

/// What an item may stand beside: nothing, the list's marks, or the colon before it.
fn is_edge(token: Option<&Token<'_>>) -> bool {
    token.is_none_or(|token| token.key == ":" || is_join(token))
}
