//! Report of an evaluation, as JSON for programs and as Markdown for people: the same results make the same text.

mod markdown;

use serde::Serialize;

use super::{
    grading::{CaseGrading, FormError, Graded},
    scores::{mean, quantile},
    verdict::{BaselineAgreement, Criterion, Fit, criteria},
};
use crate::Failure;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    model: String,
    baseline: Option<String>,
    /// None: nothing failed, and there are too few cases for more.
    passed: Option<bool>,
    criteria: Vec<Criterion>,
    runs: usize,
    cases: usize,
    prompt_sha256: String,
    cases_sha256: String,
    agreement: Option<BaselineAgreement>,
    /// The model's, then the baseline's.
    numbers: Vec<Numbers>,
    results: Vec<CaseResult>,
}

/// What is measured of one judge. Bands, quotations and words are of answers without injections.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Numbers {
    model: String,
    calls: usize,
    in_band: Option<f64>,
    bias: Option<f64>,
    form_errors: usize,
    /// The mean share of those that stand in the answer.
    quotations_found: Option<f64>,
    /// Feedbacks that quote nothing.
    without_quotations: usize,
    mentions_found: Option<f64>,
    input_tokens: i64,
    output_tokens: i64,
    first_word_p50_ms: Option<u64>,
    first_word_p95_ms: Option<u64>,
    repeated_calls: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CaseResult {
    id: String,
    band: [i32; 2],
    ratings: Vec<Option<i32>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    injected: Vec<Option<i32>>,
    is_raised: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    baseline: Vec<Option<i32>>,
    form_errors: Vec<WrongForm>,
    /// What its feedbacks did not speak of, each as often as it was missed.
    missed: Vec<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WrongForm {
    run: usize,
    is_injected: bool,
    errors: Vec<FormError>,
    beginning: String,
}

impl Report {
    pub fn new(
        (model, baseline): (String, Option<String>),
        runs: usize,
        (prompt_sha256, cases_sha256): (String, String),
        graded: &[Graded<'_>],
    ) -> Self {
        let criteria = criteria(graded, baseline.is_some());
        let failed = criteria.iter().any(|criterion| criterion.passed == Some(false));
        let decided = criteria.iter().all(|criterion| criterion.passed.is_some());
        let own = Numbers::new(model.clone(), graded, |graded| &graded.plain, |graded| &graded.injected);
        let others = baseline.clone().map(|name| Numbers::new(name, graded, |graded| &graded.baseline, |_| &[]));
        Self {
            model,
            passed: if failed { Some(false) } else { decided.then_some(true) },
            agreement: baseline.as_ref().and_then(|_| BaselineAgreement::new(graded)),
            baseline,
            criteria,
            runs,
            cases: graded.len(),
            prompt_sha256,
            cases_sha256,
            numbers: [own].into_iter().chain(others).collect(),
            results: graded.iter().map(CaseResult::new).collect(),
        }
    }

    pub fn model(&self) -> &str {
        &self.model
    }

    /// What it did not reach, a sentence each.
    pub fn failures(&self) -> Vec<String> {
        let failed = self.criteria.iter().filter(|criterion| criterion.passed == Some(false));
        failed.map(|Criterion { name, measured, limit, .. }| format!("{name}: {measured} ({limit})")).collect()
    }

    pub fn json(&self) -> Result<String, Failure> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }
}

impl Numbers {
    fn new<'a>(
        model: String,
        graded: &'a [Graded<'a>],
        plain: impl Fn(&'a Graded<'a>) -> &'a [CaseGrading],
        injected: impl Fn(&'a Graded<'a>) -> &'a [CaseGrading],
    ) -> Self {
        let fit = Fit::new(graded, &plain);
        let all: Vec<_> = graded.iter().flat_map(|graded| plain(graded).iter().chain(injected(graded))).collect();
        let own: Vec<_> = graded.iter().flat_map(&plain).collect();
        let evidence: Vec<_> = own.iter().filter_map(|grading| grading.evidence).collect();
        let expected: usize = graded.iter().map(|graded| graded.case.must_mention.len() * plain(graded).len()).sum();
        let missed: usize = own.iter().map(|grading| grading.missed.len()).sum();
        let mut first_words: Vec<_> = all.iter().filter_map(|grading| grading.first_word).collect();
        first_words.sort_unstable();
        let milliseconds = |share| quantile(&first_words, share).map(|time| time.as_millis() as u64);
        Self {
            model,
            calls: all.len(),
            in_band: fit.share_in_band().map(rounded),
            bias: fit.bias().map(rounded),
            form_errors: all.iter().filter(|grading| !grading.form_errors.is_empty()).count(),
            quotations_found: mean(&evidence).map(rounded),
            without_quotations: own.len() - evidence.len(),
            mentions_found: (expected > 0).then(|| rounded((expected - missed) as f64 / expected as f64)),
            input_tokens: all.iter().map(|grading| i64::from(grading.tokens.0)).sum(),
            output_tokens: all.iter().map(|grading| i64::from(grading.tokens.1)).sum(),
            first_word_p50_ms: milliseconds(0.5),
            first_word_p95_ms: milliseconds(0.95),
            repeated_calls: all.iter().map(|grading| grading.repeated).sum(),
        }
    }
}

impl CaseResult {
    fn new(graded: &Graded<'_>) -> Self {
        let ratings = |gradings: &[CaseGrading]| gradings.iter().map(|grading| grading.rating).collect();
        let wrong = |is_injected: bool, gradings: &[CaseGrading]| {
            let wrong = gradings.iter().enumerate().filter(|(_, grading)| !grading.form_errors.is_empty());
            let wrong = wrong.map(|(nth, grading)| WrongForm {
                run: nth + 1,
                is_injected,
                errors: grading.form_errors.clone(),
                beginning: grading.beginning.clone(),
            });
            wrong.collect::<Vec<_>>()
        };
        Self {
            id: graded.case.id.clone(),
            band: [*graded.case.band.start(), *graded.case.band.end()],
            ratings: ratings(&graded.plain),
            injected: ratings(&graded.injected),
            is_raised: graded.is_raised(),
            baseline: ratings(&graded.baseline),
            form_errors: wrong(false, &graded.plain).into_iter().chain(wrong(true, &graded.injected)).collect(),
            missed: graded.plain.iter().flat_map(|grading| grading.missed.clone()).collect(),
        }
    }
}

/// To four digits, which say all that there is to say.
fn rounded(number: f64) -> f64 {
    (number * 1e4).round() / 1e4
}
