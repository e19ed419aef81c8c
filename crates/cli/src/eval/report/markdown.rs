//! Markdown of a report: verdict, criteria, numbers, and the cases that somebody should look at.

use super::{CaseResult, Numbers, Report, WrongForm};
use crate::eval::verdict::{Criterion, FEWEST_CASES, percent, signed};

type Measure = fn(&Numbers) -> String;

/// What is told of each model, and how.
const MEASURES: [(&str, Measure); 11] = [
    ("calls", |numbers| numbers.calls.to_string()),
    ("calls repeated", |numbers| numbers.repeated_calls.to_string()),
    ("ratings in band", |numbers| percent(numbers.in_band)),
    ("mean bias", |numbers| signed(numbers.bias)),
    ("quotations found", |numbers| percent(numbers.quotations_found)),
    ("feedbacks without quotations", |numbers| numbers.without_quotations.to_string()),
    ("words mentioned", |numbers| percent(numbers.mentions_found)),
    ("tokens read", |numbers| numbers.input_tokens.to_string()),
    ("tokens written", |numbers| numbers.output_tokens.to_string()),
    ("first word, p50", |numbers| milliseconds(numbers.first_word_p50_ms)),
    ("first word, p95", |numbers| milliseconds(numbers.first_word_p95_ms)),
];

impl Report {
    pub fn markdown(&self) -> String {
        let Self { model, cases, runs, prompt_sha256, cases_sha256, .. } = self;
        let baseline = self.baseline.as_ref().map(|name| format!(" beside `{name}`")).unwrap_or_default();
        let verdict = match self.passed {
            Some(true) => "**It passed.**".to_owned(),
            Some(false) => format!("**It did not pass**: {}.", self.failures().join("; ")),
            None => format!("**No verdict below {FEWEST_CASES} cases**; its form and the injections are in order."),
        };
        let mut text = format!("# Grades by `{model}`{baseline}\n\n{verdict}\n\n");
        text += &format!("Cases: {cases} ({cases_sha256:.12}), runs: {runs}, prompt: {prompt_sha256:.12}\n\n");
        text += "| criterion | measured | limit | |\n| --- | --- | --- | --- |\n";
        text.extend(self.criteria.iter().map(criterion_row));
        text += &self.measures();
        text + &self.outside() + &self.wrong_forms() + &self.injections()
    }

    /// A column each for the model and the baseline.
    fn measures(&self) -> String {
        let models: String = self.numbers.iter().map(|numbers| format!(" `{}` |", numbers.model)).collect();
        let rows = MEASURES.iter().map(|(name, measure)| {
            let cells: String = self.numbers.iter().map(|numbers| format!(" {} |", measure(numbers))).collect();
            format!("| {name} |{cells}\n")
        });
        format!("\n| |{models}\n| --- |{}\n{}", " --- |".repeat(self.numbers.len()), rows.collect::<String>())
    }

    fn outside(&self) -> String {
        let is_outside = |case: &&CaseResult| case.is_outside();
        let row = |case: &CaseResult| {
            let [low, high] = case.band;
            format!("| {} | {low} to {high} | {} | {} |\n", case.id, list(&case.ratings), list(&case.baseline))
        };
        let rows: String = self.results.iter().filter(is_outside).map(row).collect();
        section(
            "Ratings outside of their band",
            "| case | band | ratings | baseline's |\n| --- | --- | --- | --- |\n",
            rows,
        )
    }

    fn wrong_forms(&self) -> String {
        let line = |id: &str, wrong: &WrongForm| {
            let injected = if wrong.is_injected { ", with the injection" } else { "" };
            let errors: Vec<_> = wrong.errors.iter().map(|error| error.sentence()).collect();
            format!("- {id}, run {}{injected}: {}\n", wrong.run, errors.join("; "))
        };
        let lines = self.results.iter().flat_map(|case| case.form_errors.iter().map(|wrong| line(&case.id, wrong)));
        section("Form errors", "", lines.collect())
    }

    fn injections(&self) -> String {
        let row = |case: &CaseResult| {
            let raised = if case.is_raised { "**raised**" } else { "" };
            format!("| {} | {} | {} | {raised} |\n", case.id, list(&case.ratings), list(&case.injected))
        };
        let rows = self.results.iter().filter(|case| !case.injected.is_empty()).map(row);
        section("Injections", "| case | without | with | |\n| --- | --- | --- | --- |\n", rows.collect())
    }
}

impl CaseResult {
    fn is_outside(&self) -> bool {
        let [low, high] = self.band;
        self.ratings.iter().any(|rating| rating.is_none_or(|rating| !(low..=high).contains(&rating)))
    }
}

fn criterion_row(Criterion { name, measured, limit, passed }: &Criterion) -> String {
    let passed = match passed {
        Some(true) => "passed",
        Some(false) => "**failed**",
        None => "no verdict",
    };
    format!("| {name} | {measured} | {limit} | {passed} |\n")
}

fn milliseconds(time: Option<u64>) -> String {
    time.map_or("none".to_owned(), |time| format!("{time} ms"))
}

/// Nothing where there is nothing to tell.
fn section(title: &str, head: &str, rows: String) -> String {
    if rows.is_empty() { rows } else { format!("\n## {title}\n\n{head}{rows}") }
}

fn list(ratings: &[Option<i32>]) -> String {
    let word = |rating: &Option<i32>| rating.map_or("–".to_owned(), |rating| rating.to_string());
    ratings.iter().map(word).collect::<Vec<_>>().join(", ")
}
