//! Line wraps: the sentences of a text and what the dictionary knows of them, also of terms that a line end breaks, as
//! in a text of fixed width, in a narrow column, and where words are hyphenated.

use std::{ops::Range, sync::LazyLock};

use super::{
    dictionary::{Ambiguity, Dictionary, MOST_TOKENS, Sense, Spelling},
    matches::find_matches,
    mentions::mentions,
    sections::heading,
    spelling_match::SpellingMatch,
    tokens::{Joint, Sentence, Token, fold, is_all_caps, sentences, tokenize},
};

/// A sentence and what the dictionaries know of it.
pub struct ReadSentence<'a, 'd> {
    pub sentence: Sentence<'a>,
    pub matches: Vec<SpellingMatch<'d>>,
}

/// What stands for words that belong to a term which begins on another line or ends there.
static HIDDEN: LazyLock<Spelling> = LazyLock::new(|| Spelling {
    text: String::new(),
    name: String::new(),
    sense: Sense::Nothing,
    ambiguity: Ambiguity::None,
});

/// The sentences of a text; a wrap follows the sentence that it begins in.
pub fn read<'a, 'd>(text: &'a str, dictionaries: &[&'d Dictionary]) -> Vec<ReadSentence<'a, 'd>> {
    let mut lines: Vec<_> = sentences(text)
        .map(|sentence| ReadSentence { matches: find_matches(&sentence, dictionaries), sentence })
        .collect();
    let wraps: Vec<_> = (0..lines.len()).map(|index| wrap(text, &lines[index..], dictionaries)).collect();
    for (index, wrap) in wraps.iter().enumerate() {
        let broken = wrap.iter().flat_map(ReadSentence::broken);
        broken.for_each(|part| lines[index..].iter_mut().take(MOST_TOKENS + 1).for_each(|line| line.hide(&part)));
    }
    lines.into_iter().zip(wraps).flat_map(|(line, wrap)| [line].into_iter().chain(wrap)).collect()
}

/// What stands around the end of the first sentence's line, where a term goes on behind it.
fn wrap<'a, 'd>(
    text: &'a str,
    lines: &[ReadSentence<'a, 'd>],
    dictionaries: &[&'d Dictionary],
) -> Option<ReadSentence<'a, 'd>> {
    let first = &lines[0].sentence;
    let (last_token, end) = (first.tokens.last()?, end_below(lines)?);
    let at = first.at + first.tokens[first.tokens.len().saturating_sub(MOST_TOKENS)].at;
    let seam = first.at + last_token.at + last_token.text.len() - at;
    let text = &text[at..end];
    readings(text, seam).into_iter().find_map(|tokens| {
        let (line, all_caps) = (first.line, is_all_caps(text));
        let sentence = Sentence { line, text, at, seam: Some(seam), whole_line: false, all_caps, tokens };
        let read = ReadSentence { matches: find_matches(&sentence, dictionaries), sentence };
        let goes_on = !read.broken().is_empty() || !mentions(&read.sentence, &read.matches).is_empty();
        goes_on.then_some(read)
    })
}

/// Where the words end that a term of this line may go on with.
fn end_below(lines: &[ReadSentence<'_, '_>]) -> Option<usize> {
    let (mut taken, mut end) = (0, None);
    for pair in lines.windows(2) {
        let (above, below) = (&pair[0].sentence, &pair[1].sentence);
        let left = below.tokens.len().min(MOST_TOKENS - taken);
        if left == 0 || !goes_on(above, below) {
            break;
        }
        let last = &below.tokens[left - 1];
        (taken, end) = (taken + left, Some(below.at + last.at + last.text.len()));
    }
    end
}

/// Neither a blank line stands between, nor the end of a sentence, a heading, or the bullet of an item.
fn goes_on(above: &Sentence<'_>, below: &Sentence<'_>) -> bool {
    let ended = |text: &str| text.trim_end().ends_with(['.', '!', '?', ':', ';', '。', '؟', '۔', '।']);
    below.line == above.line + 1
        && below.text.trim_start().starts_with(char::is_alphanumeric)
        && !ended(above.text)
        && heading(above.text).is_none()
        && heading(below.text).is_none()
}

/// A hyphen at the end of a line is one of the line's or one of the word's.
fn readings(text: &str, seam: usize) -> Vec<Vec<Token<'_>>> {
    let tokens = tokenize(text);
    let hyphen = tokens.partition_point(|token| token.at < seam).saturating_sub(1);
    let is_hyphen = hyphen > 0 && tokens[hyphen].key == "-" && tokens[hyphen].joint == Joint::Glued;
    if !is_hyphen || hyphen + 1 == tokens.len() || !tokens[hyphen - 1].is_word() {
        return vec![tokens];
    }
    [Joint::Glued, Joint::Hyphen].map(|joint| without_hyphen(text, tokenize(text), hyphen, joint)).into()
}

/// The words around a hyphen, glued to one or with the hyphen as their joint.
fn without_hyphen<'a>(text: &'a str, mut tokens: Vec<Token<'a>>, hyphen: usize, joint: Joint) -> Vec<Token<'a>> {
    tokens.remove(hyphen);
    if joint == Joint::Glued {
        let second = tokens.remove(hyphen);
        let first = &mut tokens[hyphen - 1];
        first.key = fold(&[first.text, second.text].concat());
        first.text = &text[first.at..second.at + second.text.len()];
    } else {
        tokens[hyphen].joint = joint;
    }
    tokens
}

impl ReadSentence<'_, '_> {
    /// Where in the text the spellings stand that the end of a line breaks.
    fn broken(&self) -> Vec<Range<usize>> {
        let at = self.sentence.at;
        let parts = self.matches.iter().map(|matched| matched.range(&self.sentence));
        let broken = parts.filter(|part| self.sentence.seam.is_some_and(|seam| part.start < seam && seam < part.end));
        broken.map(|part| at + part.start..at + part.end).collect()
    }

    /// What a broken spelling takes is nothing by itself, unless it is the only item of its line.
    fn hide(&mut self, part: &Range<usize>) {
        let tokens = &self.sentence.tokens;
        let from = tokens.partition_point(|token| self.sentence.at + token.at + token.text.len() <= part.start);
        let to = tokens.partition_point(|token| self.sentence.at + token.at < part.end);
        let is_item = self.sentence.whole_line && (from, to) == (0, tokens.len()) && self.matches.len() == 1;
        if from >= to || is_item {
            return;
        }
        self.matches.retain(|matched| matched.to <= from || to <= matched.from);
        let place = self.matches.partition_point(|matched| matched.from < from);
        self.matches.insert(place, SpellingMatch { spelling: &HIDDEN, from, to });
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::keywords::{JobText, ResumeWords, report};

    /// The terms of a job that a text holds, by the spelling they were found by.
    fn found(job: &str, resume: &str) -> String {
        let job = JobText { name: "", title: None, description: job };
        let found = report(&job, ResumeWords::Text(resume)).found.into_iter();
        found.map(|found| found.spelling.unwrap_or(found.term.term)).collect::<Vec<_>>().join(", ")
    }

    fn named(description: &str) -> String {
        let job = JobText { name: "", title: None, description };
        let missing = report(&job, ResumeWords::Text("")).missing.into_iter();
        missing.map(|term| term.term).collect::<Vec<_>>().join(", ")
    }

    const TERMS: &str = "Machine learning, Spring Boot, unit testing, Amazon Web Services and Kubernetes.";

    #[test]
    fn a_term_goes_on_behind_the_end_of_its_line() {
        for (text, terms) in [
            (
                "Ten years of machine\nlearning in production, services in Spring\nBoot, and unit\ntesting.",
                "machine learning, Spring Boot, unit testing",
            ),
            ("built with machine\r\nlearning", "machine learning"),
            ("built with machine\u{2028}learning, Spring\u{b}Boot", "machine learning, Spring Boot"),
            ("- machine\n  learning\n- unit\n  testing", "machine learning, unit testing"),
            ("Amazon\nWeb\nServices", "Amazon Web Services"),
            ("Amazon Web\nServices", "Amazon Web Services"),
            ("Amazon\nWeb Services", "Amazon Web Services"),
            ("machine-\nlearning", "machine learning"),
            ("runs Kuber-\nnetes and ma-\nchine learning", "machine learning, Kubernetes"),
            ("runs Kuber\u{ad}\nnetes", "Kubernetes"),
            ("machine\u{a0}learning, Spring\tBoot, unit\u{202f}testing", "machine learning, Spring Boot, unit testing"),
        ] {
            let expected: Vec<_> = terms.split(", ").collect();
            let shown = found(TERMS, text);
            assert_eq!(shown.split(", ").collect::<Vec<_>>().len(), expected.len(), "{text:?}: {shown}");
            for term in expected {
                assert!(shown.to_lowercase().contains(&term.to_lowercase()), "{text:?}: {shown}");
            }
            assert_eq!(
                named(text).split(", ").count(),
                shown.split(", ").count(),
                "{text:?} as a job: {}",
                named(text)
            );
        }
    }

    #[test]
    fn a_term_ends_with_its_paragraph_sentence_item_and_heading() {
        for text in [
            "machine\n\nlearning",
            "machine\n \t\nlearning",
            "a machine.\nLearning",
            "machine:\nlearning",
            "machine\n- learning",
            "machine\n• learning",
            "machine, learning",
            "machine,\nlearning",
            "unit\nSkills\ntesting",
        ] {
            assert_eq!(found(TERMS, text), "", "{text:?}");
        }
    }

    #[test]
    fn what_a_broken_term_takes_is_no_term_by_itself() {
        assert_eq!(found("React, SQL", "Apps in React\nNative for SQL\nServer"), "");
        assert_eq!(
            found("React Native, SQL Server", "Apps in React\nNative for SQL\nServer"),
            "React Native, SQL Server"
        );
        assert_eq!(found("SQL, Rust", "SQL\nRust"), "SQL, Rust");
        assert_eq!(
            found("SQL, SQL Server", "Skills\nSQL\nServer"),
            "SQL, SQL Server",
            "alone on its line it may be an item"
        );
    }

    #[test]
    fn a_title_may_be_broken_too() {
        let job = JobText { name: "Backend Engineer", title: None, description: "" };
        let report = report(&job, ResumeWords::Text("Senior backend\nengineer at Acme"));
        assert_eq!(
            report.found.iter().map(|found| found.term.term.as_str()).collect::<Vec<_>>(),
            ["backend engineer", "backend"]
        );
    }

    #[test]
    fn the_place_is_the_line_it_begins_on() {
        let job = JobText { name: "", title: None, description: "machine learning" };
        let report = report(&job, ResumeWords::Text("Ada\nSkills\nyears of machine\nlearning in Ｒｕｓｔ"));
        let place = &report.found[0].places[0];
        assert_eq!((place.line, place.excerpt.as_str()), (3, "years of machine learning in Ｒｕｓｔ"));
    }

    #[test]
    fn boilerplate_may_be_broken_too() {
        assert_eq!(
            named("Write Rust.\nWe hire Java people regardless\nof race, also in COBOL. Go on\nwith SQL."),
            "Rust, SQL"
        );
    }
}
