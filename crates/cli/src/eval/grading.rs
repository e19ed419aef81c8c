//! Grading: what one feedback of a model is worth, by the readers of the product: its rating, its form, its quotations.

use std::time::Duration;

use darasa_core::{
    Error,
    domain::{
        generation::{quotations::Evidence, rating},
        questions::answers,
    },
};
use serde::Serialize;

use super::cases::Case;

/// So much of a feedback whose form is wrong stands in the report.
const SHOWN: usize = 300;
const FEEDBACK_HEADING: &str = "## Feedback";
const ANSWER_HEADING: &str = "## Correct Answer";

/// Tokens read and written, as their provider counts them.
pub type Tokens = (i32, i32);

/// What a model wrote for one call, and how.
#[derive(Debug, Default)]
pub struct Written {
    pub text: String,
    /// It ended early, at a limit or by a filter, maybe before its first word.
    pub is_cut: bool,
    /// Tokens read and written.
    pub tokens: Tokens,
    /// How long its first word took; None where there is none.
    pub first_word: Option<Duration>,
    /// How often it was asked again, because it was busy or broke off.
    pub repeated: u32,
}

/// A feedback that was looked at.
#[derive(Debug)]
pub struct CaseGrading {
    pub rating: Option<i32>,
    pub form_errors: Vec<FormError>,
    /// The beginning of a text whose form is wrong.
    pub beginning: String,
    /// The share of its quotations that stand in the answer; none without quotations.
    pub evidence: Option<f64>,
    /// What it does not speak of, of what it ought to.
    pub missed: Vec<String>,
    /// Of all attempts.
    pub tokens: Tokens,
    pub first_word: Option<Duration>,
    pub repeated: u32,
}

/// The grades of one case, a run each.
pub struct Graded<'a> {
    pub case: &'a Case,
    pub plain: Vec<CaseGrading>,
    /// With what would talk the model into a better grade; empty where the case has no such text.
    pub injected: Vec<CaseGrading>,
    /// The baseline's.
    pub baseline: Vec<CaseGrading>,
}

/// What is wrong with the form that the prompt asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FormError {
    NoRating,
    NoFeedbackHeading,
    NoAnswerHeading,
    /// At a limit or by a filter, also before its first word.
    EndedEarly,
}

impl FormError {
    pub fn sentence(self) -> &'static str {
        match self {
            Self::NoRating => "no rating from 1 to 10",
            Self::NoFeedbackHeading => "it does not begin with the heading `## Feedback`",
            Self::NoAnswerHeading => "not exactly one heading `## Correct Answer`",
            Self::EndedEarly => "it ended early, at a limit or by a filter",
        }
    }
}

impl CaseGrading {
    /// `answer`: as the model was shown it.
    pub async fn new(case: &Case, answer: &str, written: Written) -> Result<Self, Error> {
        let Written { text, is_cut, tokens, first_word, repeated } = written;
        let judgement = answers::judgement(&text);
        let form_errors = form_errors(&text, is_cut);
        let beginning = text.chars().take(SHOWN).collect();
        Ok(Self {
            rating: rating::parse(&text),
            beginning: if form_errors.is_empty() { String::new() } else { beginning },
            form_errors,
            evidence: Evidence::default().share_found(judgement, answer).await?,
            missed: missed(judgement, &case.must_mention),
            tokens,
            first_word,
            repeated,
        })
    }
}

fn form_errors(text: &str, is_cut: bool) -> Vec<FormError> {
    let headings = text.lines().filter(|line| line.trim_end() == ANSWER_HEADING).count();
    let errors = [
        (FormError::EndedEarly, is_cut),
        (FormError::NoRating, rating::parse(text).is_none()),
        (FormError::NoFeedbackHeading, !text.trim_start().starts_with(FEEDBACK_HEADING)),
        (FormError::NoAnswerHeading, headings != 1),
    ];
    errors.into_iter().filter_map(|(error, is_there)| is_there.then_some(error)).collect()
}

/// What the judgement does not speak of; of several words for the same one is enough.
fn missed(judgement: &str, must_mention: &[String]) -> Vec<String> {
    let said = judgement.to_lowercase();
    let is_said = |words: &&String| words.split('|').any(|word| said.contains(&word.trim().to_lowercase()));
    must_mention.iter().filter(|words| !is_said(words)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "## Feedback (Rating: 7/10)\n\nGood.\n\n## Correct Answer\n\nBetter.";

    #[test]
    fn the_form_is_a_rating_and_two_headings_and_nothing_before_them() {
        use FormError::{EndedEarly, NoAnswerHeading, NoFeedbackHeading, NoRating};
        for (text, is_cut, expected) in [
            (GOOD.to_owned(), false, vec![]),
            (format!("\n{GOOD}\n"), false, vec![]),
            (GOOD.to_owned(), true, vec![EndedEarly]),
            (GOOD.replace("7/10", "11/10"), false, vec![NoRating]),
            (GOOD.replace(" (Rating: 7/10)", ""), false, vec![NoRating]),
            (format!("Sure!\n{GOOD}"), false, vec![NoFeedbackHeading]),
            (format!("```markdown\n{GOOD}\n```"), false, vec![NoFeedbackHeading]),
            (GOOD.replace("## Correct", "**Correct**"), false, vec![NoAnswerHeading]),
            (format!("{GOOD}\n## Correct Answer\nAgain."), false, vec![NoAnswerHeading]),
            (r#"{"rating": 7}"#.to_owned(), false, vec![NoRating, NoFeedbackHeading, NoAnswerHeading]),
            (String::new(), true, vec![EndedEarly, NoRating, NoFeedbackHeading, NoAnswerHeading]),
        ] {
            assert_eq!(form_errors(&text, is_cut), expected, "{text}");
        }
    }

    #[test]
    fn what_must_be_mentioned_is_looked_for_in_any_case_and_by_any_of_its_words() {
        let words = ["deadlock|lock order", "Index", "N+1"].map(str::to_owned);
        assert_eq!(missed("Mind the LOCK ORDER and the indexes.", &words), ["N+1"]);
        assert_eq!(missed("", &words), words);
        assert!(missed("", &[]).is_empty());
    }
}
