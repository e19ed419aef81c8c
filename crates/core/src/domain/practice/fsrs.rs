//! Spaced repetition: FSRS-6, when something that was reviewed will have been forgotten. Pure functions of days and
//! grades, with the default weights; no clock, no chance.
//!
//! Formulas, units and sources: docs/practice.md.

use std::ops::RangeInclusive;

use xxhash_rust::xxh3::xxh3_64;

use crate::base::newtype::text_enum;

/// The version that a card bears.
pub const ALGORITHM: i16 = 6;

/// The published defaults of FSRS-6, fitted to the reviews of many people.
const W: [f64; 21] = [
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796, 1.4835, 0.0614, 0.2629,
    1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
];
const STABILITY: RangeInclusive<f64> = 0.001..=36_500.0;
const DIFFICULTY: RangeInclusive<f64> = 1.0..=10.0;
/// The longest wait for a question, before it is spread.
const MOST_DAYS: f64 = 180.0;
/// Shorter intervals are not spread.
const LEAST_SPREAD: f64 = 2.5;
/// How far an interval is spread: a day, and of each part of it beyond these days so much.
const SPREAD: [(f64, f64, f64); 3] = [(2.5, 7.0, 0.15), (7.0, 20.0, 0.1), (20.0, f64::INFINITY, 0.05)];

text_enum! {
    /// How well something was remembered.
    pub enum Grade {
        Again = "again",
        Hard = "hard",
        Good = "good",
        Easy = "easy",
    }
}

impl Grade {
    /// As the rubric of the feedback says what each rating means.
    pub fn from_rating(rating: i32) -> Self {
        match rating {
            ..=4 => Self::Again,
            5 | 6 => Self::Hard,
            7 | 8 => Self::Good,
            9.. => Self::Easy,
        }
    }

    pub fn from_number(number: i32) -> Option<Self> {
        [Self::Again, Self::Hard, Self::Good, Self::Easy].into_iter().find(|grade| grade.number() == number)
    }

    /// From 1 to 4, as it is stored and computed with.
    pub fn number(self) -> i32 {
        match self {
            Self::Again => 1,
            Self::Hard => 2,
            Self::Good => 3,
            Self::Easy => 4,
        }
    }
}

/// What is known of how something is remembered.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Memory {
    /// In days: after so many it is remembered nine times of ten.
    pub stability: f64,
    /// From 1 to 10: how little a review helps.
    pub difficulty: f64,
}

impl Memory {
    /// After the first review.
    pub fn first(grade: Grade) -> Self {
        Self::clamped(W[grade.number() as usize - 1], first_difficulty(grade))
    }

    /// After a review so many whole days behind the one before.
    pub fn next(self, grade: Grade, days: i64) -> Self {
        let stability = match grade {
            _ if days <= 0 => self.same_day(grade),
            Grade::Again => self.forgotten(days),
            _ => self.remembered(grade, days),
        };
        Self::clamped(stability, self.next_difficulty(grade))
    }

    /// How likely it is remembered so many days after its last review.
    pub fn recall(self, days: i64) -> f64 {
        (1.0 + factor() * days.max(0) as f64 / self.stability).powf(-W[20])
    }

    /// After how many days it is remembered with this probability.
    pub fn interval(self, retention: f64) -> f64 {
        self.stability / factor() * (retention.powf(-1.0 / W[20]) - 1.0)
    }

    fn clamped(stability: f64, difficulty: f64) -> Self {
        Self {
            stability: stability.clamp(*STABILITY.start(), *STABILITY.end()),
            difficulty: difficulty.clamp(*DIFFICULTY.start(), *DIFFICULTY.end()),
        }
    }

    fn same_day(self, grade: Grade) -> f64 {
        let growth = (W[17] * (f64::from(grade.number()) - 3.0 + W[18])).exp() * self.stability.powf(-W[19]);
        self.stability * if grade == Grade::Again { growth } else { growth.max(1.0) }
    }

    fn forgotten(self, days: i64) -> f64 {
        let left = W[11]
            * self.difficulty.powf(-W[12])
            * ((self.stability + 1.0).powf(W[13]) - 1.0)
            * (W[14] * (1.0 - self.recall(days))).exp();
        left.min(self.stability / (W[17] * W[18]).exp())
    }

    fn remembered(self, grade: Grade, days: i64) -> f64 {
        let by_grade = match grade {
            Grade::Hard => W[15],
            Grade::Easy => W[16],
            Grade::Again | Grade::Good => 1.0,
        };
        let growth = W[8].exp()
            * (11.0 - self.difficulty)
            * self.stability.powf(-W[9])
            * ((W[10] * (1.0 - self.recall(days))).exp() - 1.0);
        self.stability * (1.0 + growth * by_grade)
    }

    fn next_difficulty(self, grade: Grade) -> f64 {
        let change = -W[6] * (f64::from(grade.number()) - 3.0) * (10.0 - self.difficulty) / 9.0;
        W[7] * first_difficulty(Grade::Easy) + (1.0 - W[7]) * (self.difficulty + change)
    }
}

/// The curve of forgetting meets nine tenths where as many days have passed as it is stable.
fn factor() -> f64 {
    0.9_f64.powf(-1.0 / W[20]) - 1.0
}

fn first_difficulty(grade: Grade) -> f64 {
    W[4] - (W[5] * (f64::from(grade.number()) - 1.0)).exp() + 1.0
}

/// In how many days it is due, spread a little by what it is: cards that were made together would else come together.
pub fn days_until_due(memory: Memory, retention: f64, question: &[u8], reviews: i32) -> i64 {
    let interval = memory.interval(retention).round().clamp(1.0, MOST_DAYS);
    if interval < LEAST_SPREAD {
        return interval as i64;
    }
    let spread: f64 = SPREAD.iter().map(|(from, to, part)| part * (interval.min(*to) - from).max(0.0)).sum();
    let low = (interval - 1.0 - spread).round().max(2.0) as u64;
    let high = (interval + 1.0 + spread).round() as u64;
    let hash = xxh3_64(&[question, &reviews.to_le_bytes()].concat());
    (low + hash % (high - low + 1)) as i64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::base::newtype::TextEnum;

    fn fold(history: &[(Grade, i64)]) -> Memory {
        let (first, rest) = history.split_first().unwrap();
        rest.iter().fold(Memory::first(first.0), |memory, (grade, days)| memory.next(*grade, *days))
    }

    fn grade(number: i32) -> Grade {
        Grade::from_number(number).unwrap()
    }

    /// As ts-fsrs 5.4.2 computed them, which rounds on its way: to a millionth.
    #[test]
    fn sixty_four_histories_come_to_what_another_implementation_computed() {
        let vectors: Vec<_> = include_str!("fsrs6-vectors.tsv").lines().filter(|line| !line.starts_with('#')).collect();
        assert_eq!(vectors.len(), 64);
        for vector in vectors {
            let [history, stability, difficulty, interval] = vector.split('\t').collect::<Vec<_>>().try_into().unwrap();
            let pair = |pair: &str| {
                let (given, days) = pair.split_once(':').unwrap();
                (grade(given.parse().unwrap()), days.parse().unwrap())
            };
            let memory = fold(&history.split(' ').map(pair).collect::<Vec<_>>());
            for (computed, known) in [(memory.stability, stability), (memory.difficulty, difficulty)] {
                let known: f64 = known.parse().unwrap();
                assert!((computed / known - 1.0).abs() < 1e-6, "{vector}: {memory:?}");
            }
            assert_eq!(memory.interval(0.9).round().max(1.0).to_string(), interval, "{vector}");
        }
    }

    #[test]
    fn the_published_histories_come_to_the_published_numbers() {
        let days = [0, 0, 1, 3, 8, 21];
        let memory = fold(&[1, 3, 3, 3, 3, 3].map(grade).into_iter().zip(days).collect::<Vec<_>>());
        assert!((memory.stability - 53.62690).abs() < 1e-5 && (memory.difficulty - 6.35749).abs() < 1e-5, "{memory:?}");

        let one = Memory { stability: 1.0, difficulty: 5.0 };
        let intervals: Vec<_> =
            (2..=10).map(|tenths| one.interval(f64::from(tenths) / 10.0).round().max(1.0)).collect();
        assert_eq!(intervals, [34_793.0, 2_508.0, 387.0, 90.0, 27.0, 9.0, 3.0, 1.0, 1.0]);

        let (mut memory, mut waited) = (Memory::first(Grade::Good), Vec::new());
        for _ in 0..4 {
            waited.push(memory.interval(0.9).round() as i64);
            memory = memory.next(Grade::Good, waited[waited.len() - 1]);
        }
        assert_eq!(waited, [2, 11, 46, 163]);
    }

    #[test]
    fn a_rating_is_a_grade_by_the_rubric() {
        let words: Vec<_> = (1..=10).map(|rating| Grade::from_rating(rating).as_str()).collect();
        assert_eq!(words, ["again", "again", "again", "again", "hard", "hard", "good", "good", "easy", "easy"]);
        assert_eq!((Grade::from_number(0), Grade::from_number(5)), (None, None));
    }

    #[test]
    fn short_intervals_are_not_spread_and_long_ones_end() {
        let due = |stability| {
            let memory = Memory { stability, difficulty: 5.0 };
            let days: Vec<_> = (0..2_000).map(|reviews| days_until_due(memory, 0.9, b"a question", reviews)).collect();
            (*days.iter().min().unwrap(), *days.iter().max().unwrap())
        };
        assert_eq!(due(0.001), (1, 1));
        assert_eq!(due(2.4), (2, 2));
        // 1 + 0.15 · 0.5
        assert_eq!(due(3.0), (2, 4));
        // 1 + 0.15 · 4.5 + 0.1 · 3
        assert_eq!(due(10.0), (8, 12));
        // 1 + 0.15 · 4.5 + 0.1 · 13 + 0.05 · 160
        assert_eq!((due(180.0), due(36_500.0)), ((169, 191), (169, 191)));
    }

    fn any_grade() -> impl Strategy<Value = Grade> {
        (1..=4).prop_map(grade)
    }

    fn any_history() -> impl Strategy<Value = Vec<(Grade, i64)>> {
        prop::collection::vec((any_grade(), 0..400_i64), 1..30)
    }

    proptest! {
        #[test]
        fn good_never_shortens_an_interval(history in any_history(), days in 0..400_i64, retention in 0.8..0.95) {
            let memory = fold(&history);
            prop_assert!(memory.next(Grade::Good, days).interval(retention) >= memory.interval(retention));
        }

        #[test]
        fn after_its_interval_something_is_remembered_as_well_as_was_asked_for(
            stability in 1.0..36_500.0, retention in 0.8..0.95,
        ) {
            let memory = Memory { stability, difficulty: 5.0 };
            let interval = memory.interval(retention);
            let recall = (1.0 + factor() * interval / stability).powf(-W[20]);
            prop_assert!((recall - retention).abs() < 1e-9);
            let whole = memory.recall(interval.ceil() as i64);
            prop_assert!(whole <= retention + 1e-9 && memory.recall(interval.floor() as i64) >= retention - 1e-9);
        }

        #[test]
        fn whatever_happened_the_numbers_stay_within_their_bounds(history in any_history()) {
            let memory = fold(&history);
            prop_assert!(STABILITY.contains(&memory.stability) && DIFFICULTY.contains(&memory.difficulty));
        }

        #[test]
        fn a_better_grade_is_never_due_earlier(history in any_history(), days in 1..400_i64) {
            let memory = fold(&history);
            let stable = [1, 2, 3, 4].map(|number| memory.next(grade(number), days).stability);
            prop_assert!(stable[1..].is_sorted() && stable[0] <= memory.stability, "{:?}", stable);
        }
    }
}
