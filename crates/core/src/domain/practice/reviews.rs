//! Reviews: how well each answer went, a row each, written by the statement that stores the answer; and which of them
//! count.

use tokio_postgres::Row;

use super::fsrs::Grade;

/// Who has just read the model answer learns nothing about themselves: so long after a review, the next is not fresh.
macro_rules! stale_for {
    () => {
        "interval '20 hours'"
    };
}
pub(crate) use stale_for;

/// An answer with fewer words is a try and no answer.
const FEWEST_WORDS: usize = 5;
/// A longer text is none that is too short, however its words are counted.
macro_rules! longest_short {
    () => {
        200
    };
}
pub(super) use longest_short;

/// What an answer's review says that is computed here; nothing where its feedback gave no rating.
#[derive(Debug, Clone, Copy)]
pub struct NewReview {
    pub grade: Grade,
    /// Left out by rule, whatever the answers before it were.
    pub is_short: bool,
}

impl NewReview {
    pub fn new(rating: i32, answer: &str) -> Self {
        Self { grade: Grade::from_rating(rating), is_short: is_short(answer) }
    }
}

/// Whether a text has too few words to be an answer. Where no spaces stand between words, two letters count as one.
pub fn is_short(text: &str) -> bool {
    if text.chars().nth(longest_short!()).is_some() {
        return false;
    }
    let unspaced = text.chars().filter(|letter| is_unspaced(*letter)).count();
    let has_letters = |word: &&str| word.chars().any(|letter| letter.is_alphanumeric() && !is_unspaced(letter));
    text.split_whitespace().filter(has_letters).count() + unspaced / 2 < FEWEST_WORDS
}

/// Letters of scripts that put no spaces between words: Thai, Lao, Burmese, Khmer, Kana and Han.
fn is_unspaced(letter: char) -> bool {
    matches!(
        u32::from(letter),
        0x0e00..=0x0eff | 0x1000..=0x109f | 0x1780..=0x17ff | 0x3005..=0x3007 | 0x3041..=0x30ff | 0x3400..=0x4dbf
            | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x3ffff
    )
}

/// Common table expressions that store a review of `question`, which is one locked row or none, with the card after it:
/// `review` is the row, `card` the card if the one that was seen was still there. `$grade` is null where there is no
/// review; `$excluded` is evaluated under the question's lock. Then come the numbers of the parameters of a
/// `StepParams`, in its order.
///
/// A card is inserted only where none was seen, and changed only where it is what was seen: so of two at once the
/// second finds no card of its own, and whoever stored it folds the card anew.
macro_rules! storing {
    (
        id $id:literal, rating $rating:literal, grade $grade:literal, source $source:literal, excluded $excluded:literal,
        $seen_at:literal $seen_stability:literal $seen_difficulty:literal $today:literal $stability:literal
        $difficulty:literal $reviews:literal $lapses:literal $due_on:literal
    ) => {
        concat!(
            "review as (
                insert into reviews
                    (id, user_id, job_info_id, question_id, rating, grade, source, fresh, excluded_by, difficulty, topics)
                select ",
            $id, ", user_id, job_info_id, id, ", $rating, ", ", $grade, ", ", $source,
            ", coalesce(last_review_of(id) <= now() - ",
            $crate::domain::practice::reviews::stale_for!(),
            ", true), ", $excluded,
            ", difficulty, topics
                from question where ", $grade, "::int is not null
                on conflict on constraint reviews_pkey do nothing
                returning question_id, user_id, job_info_id, excluded_by, created_at
            ), counted as (
                select review.*, ",
            $crate::domain::practice::days::day!("review.created_at"),
            " as day
                from review join users u on u.id = review.user_id where excluded_by is null
            ), made as (
                insert into cards
                    (question_id, user_id, job_info_id, stability, difficulty, reviews, lapses, reviewed_at, due_on)
                select question_id, user_id, job_info_id, ",
            $stability, ", ", $difficulty, ", ", $reviews, ", ", $lapses, ", created_at, ", $due_on,
            " from counted where ", $seen_at, "::timestamptz is null and day = ", $today,
            " on conflict on constraint cards_pkey do nothing
                returning question_id
            ), moved as (
                update cards as c set stability = ", $stability, ", difficulty = ", $difficulty, ", reviews = ", $reviews,
            ", lapses = ", $lapses, ", reviewed_at = counted.created_at, due_on = ", $due_on,
            " from counted
                where c.question_id = counted.question_id and counted.day = ", $today, " and c.reviewed_at = ", $seen_at,
            " and c.stability = ", $seen_stability, " and c.difficulty = ", $seen_difficulty,
            " returning c.question_id
            ), card as (select question_id from made union all select question_id from moved)"
        )
    };
}
pub(crate) use storing;

/// The columns by which a statement with `storing!` tells what became of the review.
macro_rules! stored {
    () => {
        "exists (select from question) as found, exists (select from review) as reviewed,
        exists (select from counted) = exists (select from card) as is_folded"
    };
}
pub(crate) use stored;

/// Whether the card of a review, which has been stored just now or before, has to be folded anew.
pub fn has_stale_card(rows: &[Row]) -> bool {
    let is_true = |column| rows.first().is_some_and(|row| row.get::<_, bool>(column));
    is_true("found") && !(is_true("reviewed") && is_true("is_folded"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_words_are_a_try_and_five_are_an_answer() {
        for (text, short) in [
            ("", true),
            ("I do not know", true),
            ("I do not know that", false),
            ("a - b - c - d", true),
            ("  one\ttwo\nthree   four  ", true),
            ("x = a[1] ; y", true),
            ("私は知らない", true),
            ("私はそれを知らないよ", false),
            ("ไม่ทราบ", true),
            ("Rust 言語 is 好き", true),
            ("Rust 言語 is 好き too yes", false),
        ] {
            assert_eq!(is_short(text), short, "{text}");
        }
    }

    #[test]
    fn a_long_text_is_never_too_short() {
        assert!(is_short(&"x".repeat(199)) && is_short(&"é".repeat(200)));
        assert!(!is_short(&"x".repeat(201)));
    }
}
