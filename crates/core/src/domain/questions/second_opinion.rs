//! Second opinion on a grade: an answer is graded once more, blind, by another model if there is one. The grade that
//! counts stays the first; what comes out is how far the gradings are apart.

use schemars::JsonSchema;
use serde::Serialize;
use tokio::time::{Instant, timeout_at};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::{
    base::{
        clock::{self, Timestamp},
        error::{Error, Result},
        newtype::{TextEnum, text_enum},
    },
    domain::{
        accounts::{
            plans::Feature,
            receipt_key::{ReceiptKey, keyed_receipt},
            reservations,
            usage::{self, Allowance, Reservation, budget},
            users::{self, UserId},
        },
        generation::{ai_sdk_stream::StreamOptions, prompts, store_in_time},
        job_infos::{JobDetails, job_details},
        questions::{
            Difficulty, QuestionId,
            answers::AnswerId,
            regrade::{self, NewGrading},
        },
    },
    providers::{model::Prompt, models::Models},
    storage::db::Db,
};

/// The answer's own grade, and all opinions: then there is one in the middle.
const MOST_GRADINGS: usize = 1 + regrade::MOST_OPINIONS;
/// From so many points on two gradings are apart, and a third tells which of them stands alone.
const APART: i32 = 3;

text_enum! {
    /// How far the gradings are from each other: `close` is 1 or 2 points, `apart` is 3 or more.
    pub enum Agreement {
        Same = "same",
        Close = "close",
        Apart = "apart",
    }
}

/// The gradings of an answer, and how far they agree.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SecondOpinion {
    /// Out of 10: the answer's own grade, which stays the one that counts.
    rating: i32,
    /// The lowest of all gradings.
    low: i32,
    /// The highest of all gradings.
    high: i32,
    agreement: Agreement,
    /// The middle one of three gradings; not there while there are two.
    #[serde(skip_serializing_if = "Option::is_none")]
    median: Option<i32>,
    /// Oldest first; the first is the answer's own.
    gradings: Vec<Grading>,
}

/// One grade of an answer.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Grading {
    /// Of what is not the answer's own.
    #[serde(skip)]
    id: Option<Uuid>,
    /// Out of 10.
    rating: i32,
    /// Which model gave it.
    model: String,
    at: Timestamp,
}

/// An answer to one of somebody's questions.
#[derive(Clone, Copy)]
pub struct AskedAbout {
    pub question: QuestionId,
    pub answer: AnswerId,
}

/// The opinions that are there; without one there is nothing.
pub async fn get(db: &Db, owner: &UserId, about: AskedAbout) -> Result<SecondOpinion> {
    read(db, owner, about).await?.filter(|known| known.gradings.len() > 1).ok_or(Error::NotFound)
}

/// None: the answer has no grade.
async fn read(db: &Db, owner: &UserId, about: AskedAbout) -> Result<Option<SecondOpinion>> {
    const READ: &str = "
    select u.deleted_at is not null as user_deleted, a.id, g.id as grading_id, g.rating, g.model, g.created_at
    from users u
    left join (
        answers a join questions q on q.id = a.question_id join job_infos j on j.id = q.job_info_id
    ) on j.user_id = u.id and q.id = $2 and a.id = $3
    left join lateral (
        select null::uuid as id, a.rating, a.model, a.created_at where a.rating is not null
        union all
        select id, rating, model, created_at from gradings where answer_id = a.id
    ) as g on true
    where u.id = $1
    order by g.id is not null, g.created_at, g.id";
    let rows = db.read(READ, &[&owner.as_str(), &about.question.0, &about.answer.0]).await?;
    users::owned_row(&rows, "id")?;
    Ok(SecondOpinion::new(rows.iter().filter_map(Grading::from_row).collect()))
}

/// Has an answer graded once more. The open receipt is the claim on the answer, so that of several at once one is made;
/// whatever fails before something is stored gives it back.
pub async fn ask(
    db: &Db,
    models: &Models,
    allowance: Allowance<'_>,
    about: AskedAbout,
    options: StreamOptions,
) -> Result<SecondOpinion> {
    let mut key = options.receipt_key(allowance.owner, &[]);
    let receipt = key.id;
    let Some(prompt) = prompt(db, allowance, about, &mut key).await? else {
        return repeat(db, allowance.owner, about, receipt).await;
    };
    let feature = Feature::AnswerRegrades;
    let Some(paid) = reservations::reserve_once(db, allowance, feature, about.answer.0, key).await? else {
        return repeat(db, allowance.owner, about, receipt).await;
    };
    match make(db, models, allowance.owner, about, (&prompt, &paid), &options).await {
        Ok(()) => get(db, allowance.owner, about).await,
        // Given back meanwhile, and reserved anew under the same key.
        Err(Error::Constraint(name)) if name == reservations::KIND_KNOWN => {
            repeat(db, allowance.owner, about, receipt).await
        }
        Err(error) => {
            usage::release(db, &paid).await;
            Err(error)
        }
    }
}

/// What was asked for under the same key, if it is made.
async fn repeat(db: &Db, owner: &UserId, about: AskedAbout, receipt: Uuid) -> Result<SecondOpinion> {
    let known = read(db, owner, about).await?;
    let is_made = |known: &SecondOpinion| known.gradings.iter().any(|grading| grading.id == Some(receipt));
    known.filter(is_made).ok_or(Error::IdempotencyInProgress)
}

/// All that the first judge was told, and nothing of what that one said. None: what was asked for under this key is
/// there, or being made.
async fn prompt(db: &Db, allowance: Allowance<'_>, about: AskedAbout, key: &mut ReceiptKey) -> Result<Option<Prompt>> {
    const CONTEXT: &str = concat!(
        "select u.deleted_at is not null as user_deleted, a.id, a.text as answer, a.rating is not null as is_rated,
            q.text as question, q.difficulty,
            (select count(*) from gradings where answer_id = a.id) as opinions, ",
        job_details!(),
        ", ",
        budget!(),
        ", ",
        keyed_receipt!(),
        " from users u left join ai_budgets b on b.user_id = u.id
        left join (
            answers a join questions q on q.id = a.question_id join job_infos j on j.id = q.job_info_id
        ) on j.user_id = u.id and q.id = $2 and a.id = $3
        left join usage r on r.user_id = u.id and r.id = $4
        where u.id = $1"
    );
    let rows = db.read(CONTEXT, &[&allowance.owner.as_str(), &about.question.0, &about.answer.0, &key.id]).await?;
    users::owned(&rows)?;
    if key.is_taken(&rows)? {
        return users::owned_row(&rows, "id").map(|_| None);
    }
    usage::within(&rows, allowance.budget)?;
    let row = users::owned_row(&rows, "id")?;
    if !row.get::<_, bool>("is_rated") {
        return Err(Error::NotRated);
    }
    if row.get::<_, i64>("opinions") >= regrade::MOST_OPINIONS as i64 {
        return Err(Error::EnoughOpinions);
    }
    let (job, difficulty) = (JobDetails::from_row(row), row.get::<_, Difficulty>("difficulty"));
    let (question, answer) = (row.get("question"), row.get("answer"));
    Ok(Some(prompts::second_opinion(&job, difficulty.as_str(), question, answer, regrade::schema())))
}

/// Under the claim: what others stored until a moment ago is there by now. Where two gradings are apart a third is made
/// at once; one that fails leaves the second what it is, and can be asked for anew.
async fn make(
    db: &Db,
    models: &Models,
    owner: &UserId,
    about: AskedAbout,
    (prompt, paid): (&Prompt, &Reservation),
    options: &StreamOptions,
) -> Result<()> {
    let known = read(db, owner, about).await?.ok_or(Error::NotRated)?;
    if known.gradings.len() >= MOST_GRADINGS {
        return Err(Error::EnoughOpinions);
    }
    let mut heard: Vec<_> = known.gradings.iter().map(|grading| grading.model.clone()).collect();
    let second = regrade::grade(models, prompt, options, &heard, paid.id).await?;
    heard.push(second.made.model.clone());
    let needs_third = known.gradings.len() == 1 && (second.rating - known.rating).abs() >= APART;
    let mut made = vec![second];
    if needs_third {
        match third(models, prompt, options, &heard).await {
            Ok(third) => made.push(third),
            Err(error) => tracing::warn!(cause = error.cause(), "gradings are apart, and there is no third"),
        }
    }
    store_in_time(models.pace(), options.arrived, || regrade::store(db, paid, prompt, &made)).await
}

/// In a time of its own, so that the second, which is there, is stored in time. A call that we break off says nothing
/// of its model.
async fn third(models: &Models, prompt: &Prompt, options: &StreamOptions, heard: &[String]) -> Result<NewGrading> {
    let (pace, began) = (models.pace(), Instant::now());
    let no_time_left = || Error::unavailable("no time was left for it", 0);
    let by = began + pace.third_grading;
    if by > options.arrived + pace.in_all {
        return Err(no_time_left());
    }
    let grading = regrade::grade(models, prompt, options, heard, clock::random_uuid());
    timeout_at(by, grading).await.unwrap_or_else(|_| Err(no_time_left()))
}

impl SecondOpinion {
    /// The first of them is the answer's own. None: there is none.
    fn new(gradings: Vec<Grading>) -> Option<Self> {
        let mut sorted: Vec<_> = gradings.iter().map(|grading| grading.rating).collect();
        sorted.sort_unstable();
        let (low, high) = (*sorted.first()?, *sorted.last()?);
        let agreement = match high - low {
            0 => Agreement::Same,
            APART.. => Agreement::Apart,
            _ => Agreement::Close,
        };
        let median = (sorted.len() >= MOST_GRADINGS).then(|| sorted[sorted.len() / 2]);
        Some(Self { rating: gradings.first()?.rating, low, high, agreement, median, gradings })
    }
}

impl Grading {
    /// None where the outer join found none.
    fn from_row(row: &Row) -> Option<Self> {
        let rating = row.get::<_, Option<i32>>("rating")?;
        Some(Self { id: row.get("grading_id"), rating, model: row.get("model"), at: row.get("created_at") })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opinion(ratings: &[i32]) -> Option<SecondOpinion> {
        let grading = |rating: &i32| Grading {
            id: None,
            rating: *rating,
            model: "m".to_owned(),
            at: Timestamp(jiff::Timestamp::UNIX_EPOCH),
        };
        SecondOpinion::new(ratings.iter().map(grading).collect())
    }

    #[test]
    fn gradings_are_the_same_close_or_apart_by_the_highest_and_the_lowest() {
        for (ratings, agreement, median) in [
            (&[6, 6][..], Agreement::Same, None),
            (&[6, 7], Agreement::Close, None),
            (&[8, 6], Agreement::Close, None),
            (&[6, 9], Agreement::Apart, None),
            (&[10, 1], Agreement::Apart, None),
            (&[6, 7, 8], Agreement::Close, Some(7)),
            (&[3, 9, 8], Agreement::Apart, Some(8)),
            (&[7, 7, 4], Agreement::Apart, Some(7)),
            (&[5, 5, 5], Agreement::Same, Some(5)),
        ] {
            let told = opinion(ratings).unwrap();
            assert_eq!((told.rating, told.agreement, told.median), (ratings[0], agreement, median), "{ratings:?}");
            assert_eq!(Some((told.low, told.high)), ratings.iter().min().copied().zip(ratings.iter().max().copied()));
        }
        assert!(opinion(&[]).is_none());
    }
}
