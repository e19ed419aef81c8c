//! Estimates: what some ratings say of how somebody does, and how sure that is. A mean of few is drawn towards the mean
//! of all; the interval holds nine times of ten (docs/practice.md).

use crate::base::newtype::text_enum;

/// So many answers the mean of all weighs as much as.
const PRIOR: f64 = 2.0;
/// Of somebody of whom there are too few ratings for a mean of their own.
const USUAL_MEAN: f64 = 6.0;
const FEWEST_FOR_MEAN: i64 = 3;
/// The same of the standard deviation, and its bounds.
const USUAL_DEVIATION: f64 = 1.7;
const FEWEST_FOR_DEVIATION: i64 = 8;
const DEVIATIONS: (f64, f64) = (1.0, 2.5);
/// Of a normal distribution, so many deviations to each side hold nine tenths.
const NINE_TENTHS: f64 = 1.645;
const RATINGS: (f64, f64) = (1.0, 10.0);
const FEWEST_FOR_STATUS: i64 = 3;
const WEAK_BELOW: f64 = 6.5;
const STRONG_ABOVE: f64 = 7.0;
/// A trend compares the newest so many with as many before.
const TREND: i64 = 5;

text_enum! {
    /// How somebody does in a topic.
    pub enum Status {
        /// Fewer than three answers.
        Unknown = "unknown",
        /// Surely below 6.5.
        Weak = "weak",
        /// Surely above 7.
        Strong = "strong",
        Fair = "fair",
    }
}

/// All ratings of somebody that count: how many, their sum and that of their squares.
#[derive(Debug, Clone, Copy)]
pub struct Ratings {
    pub count: i64,
    pub sum: i64,
    pub squares: i64,
}

/// To one decimal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    pub low: f64,
    pub high: f64,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    pub estimate: f64,
    pub low: f64,
    pub high: f64,
    pub status: Status,
}

impl Ratings {
    /// To one decimal; none of none.
    pub fn mean_of(count: i64, sum: i64) -> Option<f64> {
        mean(count, sum).map(one_decimal)
    }

    /// Where the true mean of all lies.
    pub fn range(&self) -> Option<Range> {
        let mean = mean(self.count, self.sum)?;
        let (low, high) = self.around(mean, self.count);
        Some(Range { low: one_decimal(low), high: one_decimal(high) })
    }

    /// What ratings of a part, such as a topic, say of it.
    pub fn estimate(&self, count: i64, sum: i64) -> Estimate {
        let estimate = (PRIOR * self.own_mean() + sum as f64) / (PRIOR + count as f64);
        let (low, high) = self.around(estimate, count);
        let status = if count < FEWEST_FOR_STATUS {
            Status::Unknown
        } else if high < WEAK_BELOW {
            Status::Weak
        } else if low > STRONG_ABOVE {
            Status::Strong
        } else {
            Status::Fair
        };
        Estimate { estimate: one_decimal(estimate), low: one_decimal(low), high: one_decimal(high), status }
    }

    /// How much better the newest were than those before them, by the sums of both.
    pub fn trend(count: i64, newest: i64, before: i64) -> Option<f64> {
        (count >= 2 * TREND).then(|| one_decimal((newest - before) as f64 / TREND as f64))
    }

    fn around(&self, middle: f64, count: i64) -> (f64, f64) {
        let half = NINE_TENTHS * self.deviation() / (PRIOR + count as f64).sqrt();
        ((middle - half).clamp(RATINGS.0, RATINGS.1), (middle + half).clamp(RATINGS.0, RATINGS.1))
    }

    fn own_mean(&self) -> f64 {
        mean(self.count, self.sum).filter(|_| self.count >= FEWEST_FOR_MEAN).unwrap_or(USUAL_MEAN)
    }

    /// Of a sample. In whole numbers until the last step, so that the order of ratings changes nothing.
    fn deviation(&self) -> f64 {
        if self.count < FEWEST_FOR_DEVIATION {
            return USUAL_DEVIATION;
        }
        let spread = self.count * self.squares - self.sum * self.sum;
        let variance = spread as f64 / (self.count * (self.count - 1)) as f64;
        variance.sqrt().clamp(DEVIATIONS.0, DEVIATIONS.1)
    }
}

fn mean(count: i64, sum: i64) -> Option<f64> {
    (count > 0).then(|| sum as f64 / count as f64)
}

fn one_decimal(number: f64) -> f64 {
    (10.0 * number).round() / 10.0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ratings(list: &[i64]) -> Ratings {
        let squares = list.iter().map(|rating| rating * rating).sum();
        Ratings { count: list.len() as i64, sum: list.iter().sum(), squares }
    }

    #[test]
    fn of_nothing_there_is_no_mean() {
        assert_eq!((Ratings::mean_of(0, 0), ratings(&[]).range()), (None, None));
        assert_eq!(Ratings::mean_of(1, 7), Some(7.0));
        assert_eq!(Ratings::mean_of(3, 20), Some(6.7));
    }

    #[test]
    fn few_answers_are_drawn_to_the_mean_of_all_and_many_are_not() {
        let all = ratings(&[8, 8, 8, 8, 8, 8, 8, 8]);
        // (2 · 8 + n · 4) / (2 + n)
        let estimates: Vec<_> = [1, 2, 6, 38].map(|n| all.estimate(n, 4 * n).estimate).into();
        assert_eq!(estimates, [6.7, 6.0, 5.0, 4.2]);
        assert_eq!(ratings(&[9, 9]).estimate(2, 18).estimate, 7.5, "two ratings make no mean: it is 6");
        assert_eq!(ratings(&[9, 9, 9]).estimate(3, 27).estimate, 9.0);
    }

    #[test]
    fn the_interval_is_narrower_the_more_there_are_and_stays_within_ratings() {
        // 1.645 · 1.7 / √(7 + 2) below eight answers, 1.645 · 1 / √(8 + 2) from there on.
        assert_eq!(ratings(&[6; 7]).range(), Some(Range { low: 5.1, high: 6.9 }));
        assert_eq!(ratings(&[6; 8]).range(), Some(Range { low: 5.5, high: 6.5 }));
        assert_eq!(ratings(&[10]).range(), Some(Range { low: 8.4, high: 10.0 }));
        assert_eq!(ratings(&[1]).range(), Some(Range { low: 1.0, high: 2.6 }));
        // The deviation of ones and tens is 4.8, and 2.5 is the most.
        assert_eq!(ratings(&[1, 10, 1, 10, 1, 10, 1, 10]).range(), Some(Range { low: 4.2, high: 6.8 }));
    }

    #[test]
    fn a_topic_is_weak_or_strong_when_that_is_nearly_sure() {
        let all = ratings(&[6; 20]);
        for (count, sum, status) in [
            (2, 2, Status::Unknown),
            (3, 9, Status::Weak),
            (3, 18, Status::Fair),
            (3, 30, Status::Strong),
            (40, 40 * 7, Status::Fair),
            (40, 40 * 8, Status::Strong),
            (40, 40 * 6, Status::Weak),
        ] {
            assert_eq!(all.estimate(count, sum).status, status, "{sum} of {count}");
        }
    }

    #[test]
    fn a_trend_needs_ten_answers() {
        assert_eq!(Ratings::trend(9, 40, 20), None);
        assert_eq!(Ratings::trend(10, 40, 38), Some(0.4));
        assert_eq!(Ratings::trend(11, 38, 40), Some(-0.4));
    }

    proptest! {
        #[test]
        fn an_estimate_lies_within_its_interval_and_that_within_ratings(
            list in prop::collection::vec(1..=10_i64, 0..60), count in 1..30_i64, rating in 1..=10_i64,
        ) {
            let Estimate { estimate, low, high, .. } = ratings(&list).estimate(count, count * rating);
            prop_assert!(1.0 <= low && low <= estimate && estimate <= high && high <= 10.0);
        }
    }
}
