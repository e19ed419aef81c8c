//! Cards of spaced repetition: what is known of how a question is remembered, and when it comes again. A card is a fold
//! of its question's reviews, oldest first, so it can always be made anew.

use jiff::{Timestamp, civil::Date};
use schemars::JsonSchema;
use serde::Serialize;
use tokio_postgres::Row;
use uuid::Uuid;

use crate::{
    base::{
        clock::{self, Day},
        error::{Error, Result},
    },
    domain::{
        accounts::users::{self, UserId},
        practice::{
            days::day,
            fsrs::{self, Grade, Memory},
        },
    },
    http::{Fields, FromFields},
    storage::db::Db,
};

/// A card as it is computed, whatever its owner does with it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Card {
    pub memory: Memory,
    /// How many reviews it is a fold of.
    pub reviews: i32,
    /// How often it was forgotten after it had been known.
    pub lapses: i32,
    pub due_on: Day,
}

/// A question, and what makes two cards of the same reviews differ.
#[derive(Debug, Clone, Copy)]
pub struct Deck {
    pub question: Uuid,
    /// How likely it is to be remembered on the day on which it comes again.
    pub retention: f64,
}

impl Deck {
    /// The card after one more review, on a day at or behind that of the review before.
    fn reviewed(self, before: Option<(Card, Day)>, grade: Grade, on: Day) -> Card {
        let (memory, reviews, lapses) = match before {
            None => (Memory::first(grade), 1, 0),
            Some((card, last)) => {
                let memory = card.memory.next(grade, on.days_since(last));
                (memory, card.reviews + 1, card.lapses + i32::from(grade == Grade::Again))
            }
        };
        let days = fsrs::days_until_due(memory, self.retention, self.question.as_bytes(), reviews);
        Card { memory, reviews, lapses, due_on: on.after(days) }
    }

    /// The card of these reviews, the oldest first; none of none.
    pub fn fold(self, reviews: impl IntoIterator<Item = (Grade, Day)>) -> Option<Card> {
        let last = reviews.into_iter().fold(None, |before, (grade, on)| Some((self.reviewed(before, grade, on), on)));
        last.map(|(card, _)| card)
    }
}

/// A question's card as a query saw it, and the day on which it did.
#[derive(Debug, Clone, Copy)]
pub struct SeenCard {
    deck: Deck,
    card: Option<(Card, Day, Timestamp)>,
    today: Day,
}

/// The columns of a question `q` of the person `u` and of its card `c`, if there is one, that `SeenCard::from_row`
/// reads. As text a `real` has the digits it was written with.
macro_rules! seen_card {
    () => {
        concat!(
            "q.id as card_of, c.stability, c.difficulty as card_difficulty, c.reviews, c.lapses, c.reviewed_at, c.due_on, ",
            $crate::domain::practice::days::day!("c.reviewed_at"),
            " as reviewed_on, ",
            $crate::domain::practice::days::day!("now()"),
            " as today, u.retention::text::float8 as retention"
        )
    };
}
pub(crate) use seen_card;

impl SeenCard {
    /// Of a row that has a question.
    pub fn from_row(row: &Row) -> Self {
        let card = row.get::<_, Option<Timestamp>>("reviewed_at").map(|at| {
            let memory = Memory { stability: row.get("stability"), difficulty: row.get("card_difficulty") };
            let (reviews, lapses) = (row.get("reviews"), row.get("lapses"));
            (Card { memory, reviews, lapses, due_on: row.get("due_on") }, row.get("reviewed_on"), at)
        });
        let deck = Deck { question: row.get("card_of"), retention: row.get("retention") };
        Self { deck, card, today: row.get("today") }
    }

    /// What a review of today makes of it.
    pub fn review(&self, grade: Grade) -> CardStep {
        let next = self.deck.reviewed(self.card.map(|(card, on, _)| (card, on)), grade, self.today);
        let seen = self.card.map(|(card, _, at)| (at, card.memory));
        CardStep { seen, today: self.today, next }
    }
}

/// From one card to the next, which holds only if the former is still there, on the day that was meant.
#[derive(Debug, Clone, Copy)]
pub struct CardStep {
    pub seen: Option<(Timestamp, Memory)>,
    pub today: Day,
    pub next: Card,
}

/// The parameters of a `CardStep` for `reviews::storing!`.
pub struct StepParams {
    pub seen_at: Option<Timestamp>,
    pub seen_stability: Option<f64>,
    pub seen_difficulty: Option<f64>,
    pub today: Option<Date>,
    pub stability: Option<f64>,
    pub difficulty: Option<f64>,
    pub reviews: Option<i32>,
    pub lapses: Option<i32>,
    pub due_on: Option<Date>,
}

impl StepParams {
    /// Of no step where there is no review.
    pub fn new(step: Option<CardStep>) -> Self {
        let (seen, next) = (step.and_then(|step| step.seen), step.map(|step| step.next));
        Self {
            seen_at: seen.map(|(at, _)| at),
            seen_stability: seen.map(|(_, memory)| memory.stability),
            seen_difficulty: seen.map(|(_, memory)| memory.difficulty),
            today: step.map(|step| step.today.0),
            stability: next.map(|next| next.memory.stability),
            difficulty: next.map(|next| next.memory.difficulty),
            reviews: next.map(|next| next.reviews),
            lapses: next.map(|next| next.lapses),
            due_on: next.map(|next| next.due_on.0),
        }
    }
}

/// A card as its owner sees it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Card")]
pub struct ShownCard {
    question_id: Uuid,
    due_on: Day,
    /// How likely its answer is remembered today, from 0 to 1.
    recall: f64,
    /// Of how many reviews it is made; none that were left out.
    reviews: i32,
    /// How often it was forgotten after it had been known.
    lapses: i32,
    last_reviewed_at: clock::Timestamp,
    /// It is not asked for until its owner takes it up again.
    suspended: bool,
}

/// Two decimals of a probability.
pub fn rounded(recall: f64) -> f64 {
    (100.0 * recall).round() / 100.0
}

/// Whether a card is laid aside.
#[derive(Debug)]
pub struct CardChanges {
    suspended: bool,
}

impl FromFields for CardChanges {
    fn from_fields(mut fields: impl Fields) -> Result<Self> {
        let suspended = fields.required_flag("suspended");
        fields.finish(suspended.map(|suspended| Self { suspended }))
    }
}

/// Lays a card aside, or takes it up again.
pub async fn update(db: &Db, owner: &UserId, question: Uuid, changes: CardChanges) -> Result<ShownCard> {
    const UPDATE: &str = concat!(
        "with changed as (
            update cards set suspended = $3 where question_id = $2 and user_id = $1
                and exists (select from users where id = $1 and deleted_at is null)
            returning *
        )
        select u.deleted_at is not null as user_deleted, c.question_id as id, c.due_on, c.stability, c.difficulty, c.reviews,
            c.lapses, c.reviewed_at, c.suspended, ",
        day!("now()"),
        " as today, ",
        day!("c.reviewed_at"),
        " as reviewed_on
        from users u left join changed c on c.user_id = u.id
        where u.id = $1"
    );
    let rows = db.write(UPDATE, &[&owner.as_str(), &question, &changes.suspended]).await?;
    ShownCard::from_row(users::owned_row(&rows, "id")?).ok_or(Error::NotFound)
}

impl ShownCard {
    fn from_row(row: &Row) -> Option<Self> {
        let memory = Memory { stability: row.get("stability"), difficulty: row.get("difficulty") };
        let today: Day = row.get("today");
        Some(Self {
            question_id: row.get::<_, Option<Uuid>>("id")?,
            due_on: row.get("due_on"),
            recall: rounded(memory.recall(today.days_since(row.get("reviewed_on")))),
            reviews: row.get("reviews"),
            lapses: row.get("lapses"),
            last_reviewed_at: row.get("reviewed_at"),
            suspended: row.get("suspended"),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(number: i64) -> Day {
        Day("2026-11-27".parse().unwrap()).after(number)
    }

    fn deck() -> Deck {
        Deck { question: Uuid::from_u128(7), retention: 0.9 }
    }

    #[test]
    fn a_card_of_no_reviews_is_none_and_the_first_review_makes_one_however_bad() {
        assert_eq!(deck().fold([]), None);
        let card = deck().fold([(Grade::Again, day(0))]).unwrap();
        assert_eq!(
            (card.reviews, card.lapses, card.due_on),
            (1, 0, day(1)),
            "nothing was known that could be forgotten"
        );
    }

    #[test]
    fn what_was_known_and_forgotten_is_a_lapse() {
        let grades = [Grade::Good, Grade::Again, Grade::Hard, Grade::Again].into_iter().zip([0, 2, 3, 9].map(day));
        let card = deck().fold(grades).unwrap();
        assert_eq!((card.reviews, card.lapses), (4, 2));
        assert!(card.due_on > day(9));
    }

    #[test]
    fn a_day_before_the_last_one_counts_as_the_same_day() {
        let fold = |second| deck().fold([(Grade::Good, day(3)), (Grade::Good, day(second))]).unwrap().memory;
        assert_eq!(fold(2), fold(3), "the zone was changed to the west");
    }

    proptest! {
        #[test]
        fn one_review_after_another_comes_to_the_fold_of_all(
            history in prop::collection::vec((1..=4, 0..60_i64), 1..30), retention in 0.8..0.95,
        ) {
            let deck = Deck { retention, ..deck() };
            let mut on = 0;
            let reviews: Vec<_> = history.into_iter().map(|(grade, days)| {
                on += days;
                (Grade::from_number(grade).unwrap(), day(on))
            }).collect();
            let mut seen = SeenCard { deck, card: None, today: day(0) };
            for (grade, today) in &reviews {
                seen.today = *today;
                seen.card = Some((seen.review(*grade).next, *today, Timestamp::UNIX_EPOCH));
            }
            prop_assert_eq!(seen.card.map(|(card, ..)| card), deck.fold(reviews));
        }
    }
}
