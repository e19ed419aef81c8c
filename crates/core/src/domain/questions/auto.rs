//! Adaptive difficulty: how difficult the next question of a job should be, by the newest ratings of its answers.

use tokio_postgres::Row;

use crate::{base::newtype::text_enum, domain::questions::Difficulty};

/// So many ratings in a row, each at least so good, ask for more.
const GOOD: (usize, i32) = (3, 8);
/// So many in a row, each at most so good, ask for less.
const WEAK: (usize, i32) = (2, 4);

text_enum! {
    /// Why a question is as difficult as it is.
    pub enum Reason {
        /// The last three answers at this level were good: one level up.
        ThreeGood = "three-good",
        /// The last two answers at this level were weak: one level down.
        TwoWeak = "two-weak",
        /// The same level again.
        Steady = "steady",
        /// Nothing was rated yet.
        First = "first",
    }
}

/// Columns of a job `j`: the newest ratings that count for anything, and how difficult their questions were.
macro_rules! newest_ratings {
    () => {
        "array(
            select rating::int from reviews
            where job_info_id = j.id and fresh and excluded_by is null and rating is not null
            order by created_at desc, id desc limit 3
        ) as newest_ratings,
        array(
            select difficulty from reviews
            where job_info_id = j.id and fresh and excluded_by is null and rating is not null
            order by created_at desc, id desc limit 3
        ) as newest_levels"
    };
}
pub(super) use newest_ratings;

/// The newest ratings of a job, newest first.
pub struct Ratings(Vec<(i32, Difficulty)>);

impl Ratings {
    /// From a row with the columns of `newest_ratings!`.
    pub fn from_row(row: &Row) -> Self {
        let (ratings, levels): (Vec<i32>, Vec<Difficulty>) = (row.get("newest_ratings"), row.get("newest_levels"));
        Self(ratings.into_iter().zip(levels).collect())
    }

    /// At most one step from the level of the newest; only the ratings at that level since it began count, so whoever
    /// has just come down does not go up again by what they did before.
    pub fn next_level(&self) -> (Difficulty, Reason) {
        let Some((_, level)) = self.0.first().copied() else { return (Difficulty::Medium, Reason::First) };
        let run: Vec<_> = self.0.iter().take_while(|(_, each)| *each == level).map(|(rating, _)| *rating).collect();
        let all = |(most, is_so): (usize, fn(i32) -> bool)| run.len() >= most && run[..most].iter().copied().all(is_so);
        match level {
            Difficulty::Easy if all((GOOD.0, is_good)) => (Difficulty::Medium, Reason::ThreeGood),
            Difficulty::Medium if all((GOOD.0, is_good)) => (Difficulty::Hard, Reason::ThreeGood),
            Difficulty::Medium if all((WEAK.0, is_weak)) => (Difficulty::Easy, Reason::TwoWeak),
            Difficulty::Hard if all((WEAK.0, is_weak)) => (Difficulty::Medium, Reason::TwoWeak),
            _ => (level, Reason::Steady),
        }
    }
}

fn is_good(rating: i32) -> bool {
    rating >= GOOD.1
}

fn is_weak(rating: i32) -> bool {
    rating <= WEAK.1
}

#[cfg(test)]
mod tests {
    use Difficulty::{Easy, Hard, Medium};
    use Reason::{First, Steady, ThreeGood, TwoWeak};

    use super::*;

    #[test]
    fn the_newest_ratings_decide_the_level() {
        for (newest_first, level, reason) in [
            (&[][..], Medium, First),
            (&[(7, Hard)], Hard, Steady),
            (&[(10, Medium), (10, Medium)], Medium, Steady),
            (&[(8, Medium), (8, Medium), (8, Medium)], Hard, ThreeGood),
            (&[(8, Medium), (7, Medium), (8, Medium)], Medium, Steady),
            (&[(8, Easy), (9, Easy), (10, Easy)], Medium, ThreeGood),
            (&[(9, Hard), (9, Hard), (9, Hard)], Hard, Steady),
            (&[(4, Medium)], Medium, Steady),
            (&[(4, Medium), (4, Medium)], Easy, TwoWeak),
            (&[(4, Medium), (5, Medium)], Medium, Steady),
            (&[(5, Medium), (1, Medium), (1, Medium)], Medium, Steady),
            (&[(1, Hard), (4, Hard), (10, Hard)], Medium, TwoWeak),
            (&[(1, Easy), (1, Easy)], Easy, Steady),
            // What was rated at another level says nothing of this one.
            (&[(9, Hard), (9, Medium), (9, Medium)], Hard, Steady),
            (&[(9, Medium), (2, Hard), (2, Hard)], Medium, Steady),
            (&[(3, Medium), (3, Hard), (9, Medium)], Medium, Steady),
        ] {
            assert_eq!(Ratings(newest_first.to_vec()).next_level(), (level, reason), "{newest_first:?}");
        }
    }
}
