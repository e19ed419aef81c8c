//! Near-duplicate detection: whether a new question asks what an earlier one asked, by the Jaccard index of their
//! content words. Reworded questions have 0.7 and more, others of the same template 0.2 and less.

use std::{collections::HashSet, sync::LazyLock};

use crate::base::steps;

/// From here on it is the same question.
const SAME: f64 = 0.6;

/// Words without content of their own, and those with which any interviewer asks.
static EMPTY: LazyLock<HashSet<&str>> = LazyLock::new(|| include_str!("empty_words.txt").split_whitespace().collect());

/// Which of these texts the new one repeats most, if any; of equals the first.
pub fn repeated<'a>(new: &str, earlier: impl IntoIterator<Item = &'a str>) -> Option<usize> {
    let new = content_words(new);
    let alike = earlier.into_iter().map(|text| jaccard(&new, &content_words(text))).enumerate();
    let most = alike.fold(None, |most: Option<(usize, f64)>, each| match most {
        Some(most) if most.1 >= each.1 => Some(most),
        _ => Some(each),
    });
    most.filter(|(_, alike)| *alike >= SAME).map(|(index, _)| index)
}

/// Words and names such as C++ and C#, in small letters.
fn content_words(text: &str) -> HashSet<String> {
    steps::count(text.len());
    let words = text.split(|letter: char| !letter.is_alphanumeric() && !"+#'".contains(letter));
    let words = words.map(|word| content(word).to_lowercase());
    words.filter(|word| word.chars().any(char::is_alphanumeric) && !EMPTY.contains(word.as_str())).collect()
}

/// Without quotation marks, the mark of a heading and the end of a possessive.
fn content(word: &str) -> &str {
    let word = word.trim_matches('\'').trim_start_matches('#');
    word.strip_suffix("'s").unwrap_or(word)
}

fn jaccard(one: &HashSet<String>, other: &HashSet<String>) -> f64 {
    steps::count(one.len());
    let shared = one.intersection(other).count();
    let all = one.len() + other.len() - shared;
    if all == 0 { 0.0 } else { shared as f64 / all as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::steps::assert_linear;

    const FIRST: &str = "# Rate limiter\n\nHow would you design a rate limiter for a public API in Rust?";

    #[test]
    fn a_reworded_question_is_the_same_and_another_of_the_same_template_is_not() {
        for same in [
            FIRST,
            "# Rate Limiter\n\nDesign a rate limiter for a public API in Rust.",
            "# A rate limiter\n\nExplain how you would build a public API's rate limiter in Rust.",
        ] {
            assert_eq!(repeated(same, ["# Pin\n\nWhat is Pin?", FIRST]), Some(1), "{same}");
        }
        for other in [
            "# Job queue\n\nHow would you design a job queue for a public website in Go?",
            "# Pin\n\nWhat is Pin, and why does a future need it?",
            "",
        ] {
            assert_eq!(repeated(other, [FIRST]), None, "{other}");
        }
        assert_eq!(repeated(FIRST, []), None);
        assert_eq!(repeated("How would you?", ["What is it?"]), None, "what has no content repeats nothing");
    }

    #[test]
    fn the_most_alike_is_named_and_of_equals_the_first() {
        let close = "# Rate limiter\n\nDesign a rate limiter for a public API in Rust, with tests.";
        assert_eq!(repeated(FIRST, [close, FIRST, FIRST]), Some(1));
    }

    #[test]
    fn six_tenths_are_the_same_and_less_is_not() {
        // Three of five, and three of six.
        assert_eq!(repeated("alpha beta gamma delta", ["alpha beta gamma omega"]), Some(0));
        assert_eq!(repeated("alpha beta gamma delta", ["alpha beta gamma omega sigma"]), None);
    }

    #[test]
    fn a_name_with_symbols_is_a_word() {
        assert_eq!(
            content_words("# C++ and C#, 'quoted' API's"),
            ["c++", "c#", "quoted", "api"].map(str::to_owned).into()
        );
    }

    #[test]
    fn hostile_texts_take_no_longer_than_their_length() {
        for part in ["a", "a b ", "ﷺ", "İ", "'", "#"] {
            let text = |size| part.chars().cycle().take(size).collect::<String>();
            assert_linear(part, 8_000, |size| {
                repeated(&text(size), [text(size).as_str()]);
            });
        }
    }
}
