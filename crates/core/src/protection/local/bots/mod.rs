//! Bot detection: programs that name themselves in their User-Agent. As with Arcjet a row is found wherever it stands,
//! in the very case in which it is written; one User-Agent may name several programs, and a visit is refused when one
//! of them may not pass.

mod table;

use std::sync::LazyLock;

use super::multi_search::MultiSearch;
use crate::protection::decision::BotList;
use table::TABLE;

/// A request without a User-Agent comes from a program: every browser sends one. Arcjet's service calls that an error
/// and lets it pass; here it is refused where only those on a list may pass.
const MISSING: &str = "MISSING_USER_AGENT";
/// A program that names a page about itself and is in no row.
const UNLISTED: &str = "UNLISTED_BOT";
/// Longer ones are looked at so far.
const MOST_BYTES: usize = 2_048;

/// The programs named by a User-Agent that may not pass: empty when the visit may.
pub fn denied(user_agent: Option<&[u8]>, list: BotList) -> Vec<String> {
    let Some(user_agent) = user_agent.filter(|text| !text.trim_ascii().is_empty()) else {
        return if may_pass(MISSING, "", list) { Vec::new() } else { vec![MISSING.to_owned()] };
    };
    let mut denied = Vec::new();
    for (id, categories) in named(&user_agent[..user_agent.len().min(MOST_BYTES)]) {
        if !may_pass(id, categories, list) && !denied.iter().any(|known| known == id) {
            denied.push(id.to_owned());
        }
    }
    denied
}

/// Ids and categories. Whoever is known by name is not unlisted as well.
fn named(user_agent: &[u8]) -> Vec<(&'static str, &'static str)> {
    static ANYWHERE: LazyLock<MultiSearch<(&str, &str)>> = LazyLock::new(|| {
        MultiSearch::new(TABLE.iter().filter(|row| !row.1.starts_with('^')).map(|row| (row.1, (row.0, row.2))))
    });
    let at_the_beginning = TABLE.iter().filter_map(|(id, text, categories)| {
        user_agent.starts_with(text.strip_prefix('^')?.as_bytes()).then_some((*id, *categories))
    });
    let mut named: Vec<_> = at_the_beginning.chain(ANYWHERE.found_in(user_agent)).collect();
    if named.iter().any(|(id, _)| *id != UNLISTED) {
        named.retain(|(id, _)| *id != UNLISTED);
    }
    named
}

/// By its id or by one of its categories.
fn may_pass(id: &str, categories: &str, list: BotList) -> bool {
    let is_on = |list: &[&str]| {
        list.iter().any(|listed| match listed.strip_prefix("CATEGORY:") {
            Some(category) => categories.split(' ').any(|of_it| of_it == category),
            None => *listed == id,
        })
    };
    match list {
        BotList::Allow(list) => is_on(list),
        BotList::Deny(list) => !is_on(list),
    }
}

#[cfg(test)]
mod tests;
