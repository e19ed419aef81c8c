//! Quotations: whether what a text quotes was really said, so that a made-up one is seen.

/// Shorter ones are turns of phrase and names, not evidence.
const FEWEST_WORDS: usize = 4;
/// Opening marks with the closing ones that people and models pair them with.
const PAIRS: [(char, &[char]); 4] = [('"', &['"']), ('“', &['”', '“']), ('„', &['“', '”']), ('«', &['»'])];

/// The share of quotations in `text` that stand in `source`, case and space folded; None without quotations.
pub fn share_found(text: &str, source: &str) -> Option<f64> {
    let source = folded(source);
    let quotations: Vec<_> =
        quotations(text).iter().map(|quoted| folded(quoted)).filter(|quoted| is_long(quoted)).collect();
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
    while let Some((at, closing)) =
        rest.char_indices().find_map(|(at, mark)| Some((at + mark.len_utf8(), closing(mark)?)))
    {
        rest = &rest[at..];
        let Some(end) = rest.find(closing) else { continue };
        found.push(&rest[..end]);
        let mark = rest[end..].chars().next().map_or(0, char::len_utf8);
        rest = &rest[end + mark..];
    }
    found
}

fn closing(mark: char) -> Option<&'static [char]> {
    PAIRS.iter().find(|(opening, _)| *opening == mark).map(|(_, closing)| *closing)
}

/// Lower case, single spaces, plain apostrophes; an ellipsis at the ends and a full stop quoted along do not count.
fn folded(text: &str) -> String {
    let plain = text.replace(['’', '‘'], "'").to_lowercase();
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
