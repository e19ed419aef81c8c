//! Keywords: which terms of a job a résumé holds, where, and which are missing. A report without a model.
//!
//! A pure function of its arguments and of `keywords/dictionary.txt`. What a job names beyond the dictionary counts
//! too, if it looks technical. A spelling that is also an ordinary word (Go, R, React) counts only where its writing,
//! its neighbouring words or its list tell it from the word; the dictionary's first lines say how.
//!
//! Texts are folded by NFKC before they are read, a word ends where the script changes, and a term of several words may
//! go on behind the end of its line; what is shown is the text as it was written.
//!
//! A change of the dictionary or of a rule is a new `VERSION`: the same version of the same words says the same.

mod dictionary;
mod disambiguation;
mod job_terms;
mod line_wraps;
mod matches;
mod mentions;
mod resume_terms;
mod scripts;
mod sections;
mod spelling_match;
mod technical;
#[cfg(test)]
mod tests;
mod tokens;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use job_terms::known;
pub use sections::Section;

pub const VERSION: u32 = 3;

/// How much of a text is read, in characters; folded, it may have eighteen times as many.
const MOST_CHARACTERS: usize = 60_000;

/// What of a job names its terms.
#[derive(Debug, Clone, Copy)]
pub struct JobText<'a> {
    pub name: &'a str,
    pub title: Option<&'a str>,
    pub description: &'a str,
}

/// The words of a résumé.
#[derive(Debug, Clone, Copy)]
pub enum ResumeWords<'a> {
    /// The text of a file.
    Text(&'a str),
    /// What a model found in a file: skills, tools and titles.
    Listed(&'a [String]),
}

/// Which terms of a job a résumé has; computed, and no model's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct KeywordReport {
    /// Of the rules by which it was computed.
    pub version: u32,
    pub source: ReportSource,
    /// In percent, rounded half up; none when the job names no term.
    pub coverage: Option<u8>,
    /// In the job's order, as the missing are: the most frequent first.
    pub found: Vec<FoundTerm>,
    pub missing: Vec<Term>,
}

/// Whether the text itself was searched, or what a model listed of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum ReportSource {
    Text,
    Model,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Term {
    pub term: String,
    pub kind: TermKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum TermKind {
    Skill,
    Tool,
    Title,
    /// What the job names and the dictionary does not know.
    Term,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FoundTerm {
    #[serde(flatten)]
    pub term: Term,
    /// How often.
    pub count: usize,
    /// The first of them; a model's list has none.
    pub places: Vec<Occurrence>,
    /// The spelling it was found by, where the résumé never uses the term's own.
    #[serde(rename = "as", default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub spelling: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Occurrence {
    /// Counted from 1.
    pub line: usize,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Section")]
    pub section: Option<Section>,
    /// The words around it.
    pub excerpt: String,
}

pub fn report(job: &JobText<'_>, resume: ResumeWords<'_>) -> KeywordReport {
    let terms = job_terms::terms(job);
    let all = terms.len();
    let (source, finds) = match resume {
        ResumeWords::Text(text) => (ReportSource::Text, resume_terms::search(text, &terms)),
        ResumeWords::Listed(items) => (ReportSource::Model, resume_terms::search_list(items, &terms)),
    };

    let (mut found, mut missing) = (Vec::new(), Vec::new());
    for (term, find) in terms.into_iter().zip(finds) {
        match find {
            Some(find) => {
                found.push(FoundTerm { term, count: find.count, places: find.places, spelling: find.spelling })
            }
            None => missing.push(term),
        }
    }
    KeywordReport { version: VERSION, source, coverage: percent(found.len(), all), found, missing }
}

fn percent(part: usize, all: usize) -> Option<u8> {
    (200 * part + all).checked_div(2 * all).and_then(|percent| u8::try_from(percent).ok())
}

fn bounded(text: &str) -> &str {
    text.char_indices().nth(MOST_CHARACTERS).map_or(text, |(end, _)| &text[..end])
}
