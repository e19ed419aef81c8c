//! Rating: the grade that stands in a model's feedback.

/// The first N of a `(Rating: N/10)`, if it is a whole number from 1 to 10.
pub fn parse(feedback: &str) -> Option<i32> {
    let (_, after) = feedback.split_once("Rating:")?;
    let (number, _) = after.split_once("/10")?;
    number.trim().trim_matches('*').parse().ok().filter(|rating| (1..=10).contains(rating))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rating_is_a_whole_number_from_1_to_10() {
        for (feedback, expected) in [
            ("## Feedback (Rating: 7/10)\nGood.", Some(7)),
            ("## Feedback (Rating: 10/10)", Some(10)),
            ("## Feedback (Rating: **1**/10)", Some(1)),
            ("## Feedback (Rating: 0/10)", None),
            ("## Feedback (Rating: 11/10)", None),
            ("## Feedback (Rating: 7.5/10)", None),
            ("## Feedback", None),
            ("", None),
        ] {
            assert_eq!(parse(feedback), expected, "{feedback}");
        }
    }
}
