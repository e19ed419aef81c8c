//! Pacing: how an interview went in time, computed from what was said and when, and silent about what cannot be known.

use schemars::JsonSchema;
use serde::Serialize;

use crate::domain::interviews::utterances::{Speaker, Utterance};

/// Sounds and phrases that fill time. Words that also mean something are left out.
const FILLERS: [&[&str]; 16] = [
    &["um"],
    &["umm"],
    &["uh"],
    &["uhh"],
    &["uhm"],
    &["er"],
    &["erm"],
    &["eh"],
    &["hm"],
    &["hmm"],
    &["mm"],
    &["you", "know"],
    &["i", "mean"],
    &["sort", "of"],
    &["kind", "of"],
    &["basically"],
];

/// Null is what cannot be known from these utterances.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Pacing {
    /// `null`: nothing was said.
    basis: Option<Basis>,
    /// From the end of what the interviewer said to the beginning of the answer.
    answer_delay_median_ms: Option<i64>,
    /// The longest of these.
    answer_delay_longest_ms: Option<i64>,
    /// The candidate's share of all speaking.
    talk_ratio: Option<f64>,
    /// How fast the candidate speaks.
    words_per_minute: Option<f64>,
    /// The longest time in which nobody spoke.
    longest_pause_ms: Option<i64>,
    /// How often the candidate cut the interviewer short.
    interruptions: Option<i64>,
    /// In the candidate's speaking time.
    filler_words_per_minute: Option<f64>,
}

/// What the times are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Basis {
    /// Every utterance has a beginning and an end.
    Spans,
    /// One time each, so that a delay has the speaking itself in it.
    Events,
}

impl Pacing {
    /// Utterances in their order.
    pub fn new(said: &[Utterance]) -> Self {
        if said.is_empty() {
            return Self::default();
        }
        let spans = said.iter().all(|each| each.ended.is_some());
        let basis = if spans { Basis::Spans } else { Basis::Events };
        let delays = answer_delays(said);
        let spoken = |by: Speaker| said.iter().filter(|each| each.speaker == by).map(duration).sum::<i64>();
        let (candidate, interviewer) = (spoken(Speaker::Candidate), spoken(Speaker::Interviewer));
        let a_minute =
            |count: usize| (spans && candidate > 0).then(|| rounded(count as f64 * 60_000.0 / candidate as f64));
        let words = words_of_candidate(said);
        Self {
            basis: Some(basis),
            answer_delay_median_ms: median(&delays),
            answer_delay_longest_ms: delays.last().copied(),
            talk_ratio: (spans && candidate + interviewer > 0)
                .then(|| rounded(candidate as f64 / (candidate + interviewer) as f64)),
            words_per_minute: a_minute(words.len()),
            longest_pause_ms: said.windows(2).map(|pair| (pair[1].at - end(&pair[0])).max(0)).max(),
            interruptions: Some(interruptions(said)),
            filler_words_per_minute: a_minute(fillers(&words)),
        }
    }
}

fn end(said: &Utterance) -> i64 {
    said.ended.unwrap_or(said.at).max(said.at)
}

fn duration(said: &Utterance) -> i64 {
    end(said) - said.at
}

/// From the interviewer's last words to the candidate's first, shortest first; who answers into a question waits for
/// nothing.
fn answer_delays(said: &[Utterance]) -> Vec<i64> {
    let answers =
        said.windows(2).filter(|pair| pair[0].speaker == Speaker::Interviewer && pair[1].speaker == Speaker::Candidate);
    let mut delays: Vec<i64> = answers.map(|pair| (pair[1].at - end(&pair[0])).max(0)).collect();
    delays.sort_unstable();
    delays
}

fn median(sorted: &[i64]) -> Option<i64> {
    let middle = sorted.len() / 2;
    match sorted.len() % 2 {
        _ if sorted.is_empty() => None,
        0 => Some(sorted[middle - 1] + (sorted[middle] - sorted[middle - 1]) / 2),
        _ => Some(sorted[middle]),
    }
}

/// The interviewer's utterances that were reported as cut, or into which the candidate began to speak.
fn interruptions(said: &[Utterance]) -> i64 {
    let cut = |nth: usize, each: &Utterance| {
        let next = said.get(nth + 1).filter(|next| next.speaker == Speaker::Candidate);
        each.interrupted || next.is_some_and(|next| next.at < end(each))
    };
    let interviewer = said.iter().enumerate().filter(|(_, each)| each.speaker == Speaker::Interviewer);
    interviewer.filter(|(nth, each)| cut(*nth, each)).count() as i64
}

fn words_of_candidate(said: &[Utterance]) -> Vec<String> {
    let texts = said.iter().filter(|each| each.speaker == Speaker::Candidate).map(|each| each.text.to_lowercase());
    let plain = |word: &str| word.trim_matches(|letter: char| !letter.is_alphanumeric()).to_owned();
    let words = texts.flat_map(|text| text.split_whitespace().map(plain).collect::<Vec<_>>());
    words.filter(|word| !word.is_empty()).collect()
}

fn fillers(words: &[String]) -> usize {
    let begins = |at: usize, filler: &[&str]| {
        words[at..].len() >= filler.len() && words[at..].iter().zip(filler).all(|(word, part)| word == part)
    };
    (0..words.len()).filter(|at| FILLERS.iter().any(|filler| begins(*at, filler))).count()
}

fn rounded(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn said(speaker: Speaker, text: &str, at: i64, ended: impl Into<Option<i64>>) -> Utterance {
        let (text, ended) = (text.to_owned(), ended.into());
        Utterance { speaker, text, at, ended, interrupted: false, emotions: None }
    }

    use Speaker::{Candidate as C, Interviewer as I};

    #[test]
    fn an_interview_with_spans_is_measured_in_full() {
        let interview = [
            said(I, "Tell me about yourself.", 0, 4_000),
            said(C, "Um, I write Rust, you know.", 6_000, 12_000),
            said(I, "Which crate do you like best?", 12_500, 16_000),
            said(C, "Serde. Kind of.", 15_000, 21_000),
            said(I, "Why?", 31_000, 32_000),
            said(C, "It is, uh, well made.", 33_000, 45_000),
        ];
        assert_eq!(
            Pacing::new(&interview),
            Pacing {
                basis: Some(Basis::Spans),
                answer_delay_median_ms: Some(1_000),
                answer_delay_longest_ms: Some(2_000),
                talk_ratio: Some(0.74),
                words_per_minute: Some(35.0),
                longest_pause_ms: Some(10_000),
                interruptions: Some(1),
                filler_words_per_minute: Some(10.0),
            }
        );
    }

    #[test]
    fn from_events_only_distances_are_known() {
        let pacing = Pacing::new(&[said(I, "Why?", 0, None), said(C, "Um, because.", 7_000, None)]);
        let expected = Pacing {
            basis: Some(Basis::Events),
            answer_delay_median_ms: Some(7_000),
            answer_delay_longest_ms: Some(7_000),
            longest_pause_ms: Some(7_000),
            interruptions: Some(0),
            ..Pacing::default()
        };
        assert_eq!(pacing, expected);
    }

    #[test]
    fn nothing_said_and_one_voice_tell_little() {
        assert_eq!(Pacing::new(&[]), Pacing::default());
        let alone = Pacing::new(&[said(C, "Hello?", 1_000, 2_000)]);
        assert_eq!((alone.answer_delay_median_ms, alone.longest_pause_ms, alone.talk_ratio), (None, None, Some(1.0)));
        let instant = Pacing::new(&[said(C, "Hello?", 1_000, 1_000)]);
        assert_eq!((instant.talk_ratio, instant.words_per_minute), (None, None));
    }

    #[test]
    fn a_reported_interruption_counts_once() {
        let cut = Utterance { interrupted: true, ..said(I, "So tell me", 0, 5_000) };
        assert_eq!(Pacing::new(&[cut, said(C, "Yes", 4_000, 5_000)]).interruptions, Some(1));
        let polite = [said(C, "One.", 0, 5_000), said(I, "Two.", 3_000, 4_000)];
        assert_eq!(Pacing::new(&polite).interruptions, Some(0), "the interviewer's are not counted");
    }

    #[test]
    fn fillers_are_whole_words_and_phrases() {
        let count = |text: &str| fillers(&words_of_candidate(&[said(C, text, 0, 1)]));
        assert_eq!(count("Um... UH, hmm! You know; I mean: sort of, basically."), 7);
        assert_eq!(count("The umbrella, the errand, a kind offer; you always know."), 0);
    }

    fn interview() -> impl Strategy<Value = Vec<Utterance>> {
        let ended = prop::option::of(0..200_000_i64);
        let one = (any::<bool>(), "[a-z ]{0,20}", 0..100_000_i64, ended, any::<bool>());
        let one = one.prop_map(|(candidate, text, at, ended, interrupted)| Utterance {
            interrupted,
            ..said(if candidate { C } else { I }, &text, at, ended)
        });
        prop::collection::vec(one, 0..20)
    }

    proptest! {
        /// Whatever a browser reports, no number is absurd.
        #[test]
        fn numbers_stay_in_their_ranges(said in interview()) {
            let pacing = Pacing::new(&said);
            prop_assert!(pacing.answer_delay_median_ms <= pacing.answer_delay_longest_ms);
            prop_assert!(pacing.answer_delay_longest_ms <= pacing.longest_pause_ms);
            prop_assert!(pacing.answer_delay_median_ms.is_none_or(|delay| delay >= 0));
            prop_assert!(pacing.talk_ratio.is_none_or(|ratio| (0.0..=1.0).contains(&ratio)));
            prop_assert!(pacing.words_per_minute >= pacing.filler_words_per_minute);
            prop_assert!(pacing.interruptions.unwrap_or(0) <= said.len() as i64);
        }

        #[test]
        fn only_distances_matter(said in interview(), later in 0..1_000_000_i64) {
            let moved: Vec<_> = said
                .iter()
                .map(|each| Utterance { at: each.at + later, ended: each.ended.map(|end| end + later), ..each.clone() })
                .collect();
            prop_assert_eq!(Pacing::new(&said), Pacing::new(&moved));
        }
    }
}
