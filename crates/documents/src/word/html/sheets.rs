//! CSS style sheets: which rules an element meets, by its tag, its classes, its id, and what is open around it.

use std::collections::HashMap;

use super::declarations::{Look, looks};
use crate::{Unreadable, steps, word::Read};

/// Rules that hide or show something; a page of thousands of lines of styles has some hundred.
const MOST_RULES: usize = 10_000;
/// A selector with more words in it is none that people write.
const MOST_WORDS: usize = 32;
/// Each element may meet so many rules for each byte of the page, or else it is a page made to be slow.
const MOST_MEETINGS: usize = 16;

/// What selectors speak of, with their own signs: `p`, `.class`, `#id`, `*`.
pub(super) type Key = String;

#[derive(Debug, Default)]
pub(super) struct Sheets {
    rules: Vec<Rule>,
    /// The rules of each key, by the last one of their selectors.
    by_key: HashMap<Key, Vec<usize>>,
}

#[derive(Debug)]
struct Rule {
    /// What the element itself must have besides its key.
    own: Vec<Key>,
    /// What must be open around it.
    around: Vec<Key>,
    /// How many ids, classes and tags it names.
    weight: [usize; 3],
    looks: [Look; 2],
}

/// How many rules may yet be met.
#[derive(Debug)]
pub(super) struct Meetings(usize);

impl Meetings {
    pub fn of_page(length: usize) -> Self {
        Self(MOST_MEETINGS.saturating_mul(length))
    }
}

impl Sheets {
    /// Adds the rules of a sheet, those for paper and for devices of a certain kind not among them.
    pub fn learn(&mut self, sheet: &str) -> Read<()> {
        steps::count(sheet.len());
        let sheet = without_comments(sheet);
        let mut rest = sheet.as_str();
        while let Some(at) = rest.find(['{', '}', ';']) {
            let (head, after) = (rest[..at].trim(), &rest[at + 1..]);
            // What HTML's comments leave around a sheet.
            let head = head.trim_start_matches("<!--").trim_start_matches("-->").trim();
            rest = match rest.as_bytes()[at] {
                b'{' if is_for_screens(head) => after,
                b'{' if head.starts_with('@') => behind_block(after),
                b'{' => {
                    let end = after.find('}').unwrap_or(after.len());
                    self.rule(head, &after[..end])?;
                    after.get(end + 1..).unwrap_or_default()
                }
                // The end of a group for screens, or of a statement.
                _ => after,
            };
        }
        Ok(())
    }

    fn rule(&mut self, selectors: &str, declarations: &str) -> Read<()> {
        let looks = looks(declarations);
        if looks.iter().all(Look::is_empty) {
            return Ok(());
        }
        for (key, rule) in selectors.split(',').filter_map(|selector| parsed(selector, looks)) {
            if self.rules.len() == MOST_RULES {
                return Err(Unreadable::TooLarge(format!("it has more than {MOST_RULES} rules of what is seen")));
            }
            self.by_key.entry(key).or_default().push(self.rules.len());
            self.rules.push(rule);
        }
        Ok(())
    }

    /// What the sheets say of an element with these keys, with what is more important apart.
    pub fn looks(&self, keys: &[Key], is_open: impl Fn(&str) -> bool, meetings: &mut Meetings) -> Read<[Look; 2]> {
        let mut met = Vec::new();
        for &number in keys.iter().filter_map(|key| self.by_key.get(key)).flatten() {
            let rule = &self.rules[number];
            let cost = 1 + rule.around.len() + rule.own.len() * keys.len();
            steps::count(cost);
            meetings.0 = meetings.0.checked_sub(cost).ok_or_else(too_many_meetings)?;
            if rule.own.iter().all(|key| keys.contains(key)) && rule.around.iter().all(|key| is_open(key)) {
                met.push((rule.weight, number));
            }
        }
        met.sort_unstable();
        met.dedup();
        let rules = met.iter().map(|(_, number)| self.rules[*number].looks);
        Ok(rules.fold([Look::default(); 2], |[usual, important], rule| {
            [usual.overridden_by(rule[0]), important.overridden_by(rule[1])]
        }))
    }
}

fn too_many_meetings() -> Unreadable {
    Unreadable::TooLarge("it styles itself over and over".to_owned())
}

fn without_comments(sheet: &str) -> String {
    let mut pieces = sheet.split("/*");
    let mut text = pieces.next().unwrap_or_default().to_owned();
    pieces.filter_map(|piece| piece.split_once("*/")).for_each(|(_, after)| text.push_str(after));
    text
}

/// A group of rules that holds on every screen.
fn is_for_screens(head: &str) -> bool {
    let head = head.to_ascii_lowercase();
    head.strip_prefix("@media").is_some_and(is_medium_of_screens) || head.starts_with("@layer")
}

/// One that names no size or other feature of a device.
pub(super) fn is_medium_of_screens(media: &str) -> bool {
    let mut media = media.split(',').map(|medium| medium.trim().trim_start_matches("only ").to_ascii_lowercase());
    media.any(|medium| matches!(medium.as_str(), "" | "all" | "screen"))
}

fn behind_block(mut rest: &str) -> &str {
    let mut depth = 1_usize;
    while depth > 0 {
        let Some(at) = rest.find(['{', '}']) else { return "" };
        depth = if rest.as_bytes()[at] == b'{' { depth + 1 } else { depth - 1 };
        rest = &rest[at + 1..];
    }
    rest
}

/// A selector's key with its rule. One that asks for neighbours, states or attributes is none of ours: what is seen
/// without moving a mouse seldom hangs on it.
fn parsed(selector: &str, looks: [Look; 2]) -> Option<(Key, Rule)> {
    let selector = selector.replace('>', " ");
    let mut parts: Vec<Vec<Key>> = selector.split_ascii_whitespace().map(keys).collect::<Option<_>>()?;
    let mut own = parts.pop()?;
    let around: Vec<Key> = parts.into_iter().flatten().filter(|key| key != "*").collect();
    let named = || own.iter().chain(&around);
    if named().count() > MOST_WORDS {
        return None;
    }
    let count = |sign: fn(&Key) -> bool| named().filter(|key| sign(key)).count();
    let weight = [
        count(|key| key.starts_with('#')),
        count(|key| key.starts_with('.')),
        count(|key| !key.starts_with(['#', '.', '*'])),
    ];
    Some((own.pop()?, Rule { own, around, weight, looks }))
}

/// The keys of a part of a selector: `p.class#id`.
fn keys(part: &str) -> Option<Vec<Key>> {
    if part.contains(['[', ':', '+', '~', '\\', '(', '&', '|']) {
        return None;
    }
    let starts = part.char_indices().filter(|(at, letter)| *at > 0 && ".#".contains(*letter)).map(|(at, _)| at);
    let mut begin = 0;
    let mut keys = Vec::new();
    for end in starts.chain([part.len()]) {
        let key = &part[begin..end];
        keys.push(if key.starts_with(['.', '#']) { key.to_owned() } else { key.to_ascii_lowercase() });
        begin = end;
    }
    Some(keys)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::word::html::declarations::Display;

    fn display(sheet: &str, keys: &[&str], open: &[&str]) -> Option<Display> {
        let mut sheets = Sheets::default();
        sheets.learn(sheet).unwrap();
        let keys: Vec<_> = keys.iter().map(|key| (*key).to_owned()).collect();
        let [usual, important] = sheets.looks(&keys, |key| open.contains(&key), &mut Meetings::of_page(1000)).unwrap();
        usual.overridden_by(important).display
    }

    #[test]
    fn rules_are_met_by_tag_class_and_id() {
        let sheet = "<!-- p.a, DIV{display:none} #x /* y */ {display:none} -->";
        assert_eq!(display(sheet, &["*", "p", ".a"], &[]), Some(Display::None));
        assert_eq!(display(sheet, &["*", "div"], &[]), Some(Display::None));
        assert_eq!(display(sheet, &["*", "b", "#x"], &[]), Some(Display::None));
        assert_eq!(display(sheet, &["*", "p", ".b"], &[]), None);
        assert_eq!(display("*{display:none}", &["*", "p"], &[]), Some(Display::None));
    }

    #[test]
    fn the_weightier_rule_counts_then_the_later_one_and_first_of_all_the_important_one() {
        let both = |one: &str, other: &str| display(&format!("{one}{other}"), &["*", "p", ".a"], &[".b"]);
        assert_eq!(both("p.a{display:block}", "p{display:none}"), Some(Display::Block));
        assert_eq!(both("p{display:none}", "p{display:block}"), Some(Display::Block));
        assert_eq!(both("p{display:none!important}", ".b p.a{display:block}"), Some(Display::None));
    }

    #[test]
    fn what_must_be_open_around_is_looked_for() {
        let sheet = "#draft > p .a{display:none}";
        assert_eq!(display(sheet, &["*", ".a"], &["#draft", "p"]), Some(Display::None));
        assert_eq!(display(sheet, &["*", ".a"], &["p"]), None);
    }

    #[test]
    fn rules_for_paper_small_screens_and_the_mouse_are_left_out() {
        for (sheet, holds) in [
            ("@media screen{p{display:none}}", true),
            ("@media only screen, print { p{display:none} }", true),
            ("@media print{p{display:none}}", false),
            ("@media (max-width:600px){b{color:red} p{display:none}}", false),
            ("@media print{b{}} p{display:none}", true),
            ("@import url(x); @charset 'y'; p{display:none}", true),
            ("@font-face{font-family:x}p{display:none}", true),
            ("p:hover{display:none}", false),
            ("b + p{display:none}", false),
            ("p{display:none", true),
        ] {
            assert_eq!(display(sheet, &["*", "p"], &[]).is_some(), holds, "{sheet}");
        }
    }

    #[test]
    fn there_may_be_so_many_rules_and_not_one_more() {
        let rules = |count: usize| Sheets::default().learn(&"p{display:none}".repeat(count));
        assert_eq!(rules(MOST_RULES), Ok(()));
        assert!(matches!(rules(MOST_RULES + 1), Err(Unreadable::TooLarge(_))));
        let mut sheets = Sheets::default();
        sheets.learn(&"p{color:red}".repeat(2 * MOST_RULES)).unwrap();
        assert!(sheets.rules.is_empty(), "what does not hide is not kept");
    }

    #[test]
    fn rules_are_met_so_often_and_not_once_more() {
        let mut sheets = Sheets::default();
        sheets.learn(&"p{display:none}".repeat(MOST_MEETINGS)).unwrap();
        let mut meetings = Meetings::of_page(2);
        let mut meet = || sheets.looks(&["p".to_owned()], |_| false, &mut meetings).is_ok();
        assert_eq!([meet(), meet(), meet()], [true, true, false]);
    }
}
