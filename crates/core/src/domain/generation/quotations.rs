//! Quotations: whether what a text quotes was really said, so that a made-up one is seen.

use std::sync::Arc;

use tokio::sync::OnceCell;

use crate::base::{blocking, error::Result, normalization::nfkc, steps};

/// No feedback quotes more; each is looked for in all of the source.
const MOST_QUOTATIONS: usize = 100;
/// Shorter ones are turns of phrase and names, not evidence.
const FEWEST_WORDS: usize = 4;
/// Opening marks with the closing ones that people and models pair them with.
const PAIRS: [(char, &[char]); 4] = [('"', &['"']), ('“', &['”', '“']), ('„', &['“', '”']), ('«', &['»'])];

/// The share of quotations found, for a statement that may be repeated: computed once, on a thread of its own.
#[derive(Clone, Default)]
pub struct Evidence(Arc<OnceCell<Option<f64>>>);

impl Evidence {
    pub async fn share_found(&self, text: &str, source: &str) -> Result<Option<f64>> {
        let share = self.0.get_or_try_init(|| {
            let (text, source) = (text.to_owned(), source.to_owned());
            blocking::run(move || share_found(&text, &source))
        });
        share.await.copied()
    }
}

/// The share of quotations in `text` that stand in `source`, case and space folded; None without quotations.
fn share_found(text: &str, source: &str) -> Option<f64> {
    let source = folded(source);
    let long = quotations(text).into_iter().map(folded).filter(|quoted| is_long(quoted));
    let quotations: Vec<_> = long.take(MOST_QUOTATIONS).collect();
    let found = quotations.iter().filter(|quoted| stands_in(quoted, &source)).count();
    (!quotations.is_empty()).then(|| found as f64 / quotations.len() as f64)
}

/// What stands between quotation marks, within one line: a mark left open quotes nothing.
fn quotations(text: &str) -> Vec<&str> {
    text.lines().flat_map(in_line).collect()
}

fn in_line(line: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = line;
    // Where no closing mark follows an opening one, none follows a later one either.
    let mut unclosed = [false; PAIRS.len()];
    while let Some((at, pair)) = rest.char_indices().find_map(|(at, mark)| Some((at + mark.len_utf8(), pair(mark)?))) {
        steps::count(at);
        rest = &rest[at..];
        if unclosed[pair] {
            continue;
        }
        let end = rest.find(PAIRS[pair].1);
        steps::count(end.unwrap_or(rest.len()));
        let Some(end) = end else {
            unclosed[pair] = true;
            continue;
        };
        found.push(&rest[..end]);
        let mark = rest[end..].chars().next().map_or(0, char::len_utf8);
        rest = &rest[end + mark..];
    }
    steps::count(rest.len());
    found
}

fn pair(mark: char) -> Option<usize> {
    PAIRS.iter().position(|(opening, _)| *opening == mark)
}

/// NFKC in lower case, single spaces, plain apostrophes; an ellipsis at the ends and a full stop quoted along do not
/// count.
fn folded(text: &str) -> String {
    steps::count(text.len());
    let plain = nfkc(&text.replace(['’', '‘', '´', '`'], "'")).to_lowercase();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_long(folded: &str) -> bool {
    folded.split(' ').count() >= FEWEST_WORDS
}

/// A quotation shortened in its middle is found when its parts are, in their order.
fn stands_in(quoted: &str, source: &str) -> bool {
    let trimmed =
        |part: &'_ str| part.trim_matches(|mark: char| mark.is_whitespace() || ".,;:!?…".contains(mark)).to_owned();
    let quoted = quoted.replace("[...]", "…").replace("[…]", "…").replace("...", "…");
    let mut rest = source;
    steps::count(source.len());
    quoted.split('…').map(trimmed).filter(|part| !part.is_empty()).all(|part| match rest.find(&part) {
        Some(at) => {
            rest = &rest[at + part.len()..];
            true
        }
        None => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::steps::assert_linear;

    #[test]
    fn hostile_texts_take_no_longer_than_their_length() {
        let long = ["\"one two three four\" ", "\"one … two ... three four\""];
        for part in ["ﷺ", "e\u{301}", "\u{301}\u{323}", "\"", "“", "„", "«", "“„«", "»", "“\n"].into_iter().chain(long)
        {
            let text = |size| part.chars().cycle().take(size).collect::<String>();
            // Long enough for more quotations than are looked for.
            assert_linear(part, 8_000, |size| {
                share_found(&text(size), &"one two three ".repeat(size / 14));
            });
        }
    }

    #[test]
    fn a_hundred_quotations_are_looked_for_and_no_more() {
        let (real, made_up) = ("\"add an index on the owner\" ", "\"I would shard the whole database\" ");
        assert_eq!(share_found(&(real.repeat(99) + made_up), ANSWER), Some(0.99));
        assert_eq!(share_found(&[real.repeat(100), made_up.repeat(9)].concat(), ANSWER), Some(1.0));
    }

    #[tokio::test]
    async fn no_worker_looks_for_quotations_and_each_text_is_looked_at_once() {
        let (evidence, before) = (Evidence::default(), steps::so_far());
        assert_eq!(evidence.share_found("\"would add an index\"", ANSWER).await.unwrap(), Some(1.0));
        assert_eq!(evidence.share_found("a repeated statement", ANSWER).await.unwrap(), Some(1.0), "it is remembered");
        assert_eq!(steps::so_far(), before, "this thread had nothing to do with it");
    }

    const ANSWER: &str = "I would add an index on the owner column.\nThen I'd measure   again, of course.";

    #[test]
    fn a_real_quotation_is_found_whatever_its_case_space_and_marks() {
        for feedback in [
            "You said \"add an index on the owner column\".",
            "“Then I’d measure again, of course.” is good.",
            "«THEN I'D MEASURE AGAIN» yes",
            "„add an index on … owner column“",
            "\"Add an index on the owner column. Then I'd measure again\"",
        ] {
            assert_eq!(share_found(feedback, ANSWER), Some(1.0), "{feedback}");
        }
    }

    #[test]
    fn a_real_quotation_is_found_however_its_letters_were_typed() {
        for (quoted, said) in [
            ("the re\u{301}sume\u{301} of a café", "The résumé of a cafe\u{301} owner"),
            ("ﬁve oﬃces in ﬂight", "five offices in flight"),
            ("Ｒｕｓｔ　ｉｓ what I use", "Rust is what I use"),
            ("Rust is what I use", "Ｒｕｓｔ　ｉｓ　ｗｈａｔ　Ｉ　ｕｓｅ"),
            ("a plan of H₂O and I²C", "A plan of H2O and I2C"),
            ("I´d ask the\u{a0}whole team", "I'd ask the whole te\u{ad}am"),
            ("first this … then that too", "First this, then that too… yes"),
            ("ﷺ was said four times", "صلى الله عليه وسلم was said four times"),
        ] {
            assert_eq!(share_found(&format!("You said \"{quoted}\"."), said), Some(1.0), "{quoted}");
        }
        assert_eq!(share_found("\"the resume of a cafe\"", "the résumé of a café"), Some(0.0), "accents count");
    }

    #[test]
    fn a_made_up_one_is_seen() {
        let feedback = "\"add an index on the owner column\" but also \"I would shard the whole database\".";
        assert_eq!(share_found(feedback, ANSWER), Some(0.5));
    }

    #[test]
    fn short_open_and_missing_quotations_prove_nothing() {
        for feedback in [
            "",
            "No quotes at all.",
            "The word \"index\" and \"three small words\".",
            "an \"open mark with many words in it",
        ] {
            assert_eq!(share_found(feedback, ANSWER), None, "{feedback}");
        }
    }

    #[test]
    fn four_words_are_enough_and_three_are_not() {
        assert_eq!(share_found("\"would add an index\"", ANSWER), Some(1.0));
        assert_eq!(share_found("\"add an index\"", ANSWER), None);
    }
}
