//! Folding: cards of spaced repetition made anew from all reviews of their questions.

use std::collections::HashMap;

use jiff::{Timestamp, civil::Date};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::{
    base::{
        clock::Day,
        error::{Error, Result},
    },
    domain::practice::{
        cards::{Card, Deck},
        days::day,
        fsrs::Grade,
        people::People,
    },
    storage::db::Db,
};

/// The reviews of one question, by which its card is made.
struct Folded {
    user: String,
    job: Uuid,
    card: Card,
    reviewed_at: Timestamp,
}

/// Makes each card what the fold of its question's reviews is. The questions are locked.
pub async fn fold(db: &Db, people: &People) -> Result<u64> {
    const REVIEWS: &str = concat!(
        "select r.question_id, r.user_id, r.job_info_id, r.grade::int as grade, r.created_at, ",
        day!("r.created_at"),
        " as day, u.retention::text::float8 as retention
        from reviews r join users u on u.id = r.user_id
        where r.user_id = any($1) and ($2::uuid is null or r.question_id = $2) and r.excluded_by is null
        order by r.question_id, r.created_at, r.id"
    );
    let rows = db.read(REVIEWS, &[&people.users, &people.question]).await?;
    let mut folded = HashMap::new();
    for reviews in rows.chunk_by(|one, other| one.get::<_, Uuid>("question_id") == other.get::<_, Uuid>("question_id"))
    {
        let question = reviews[0].get("question_id");
        folded.insert(question, Folded::from_rows(question, reviews)?);
    }
    store(db, people, &folded).await
}

impl Folded {
    /// Of all rows of one question, the oldest first.
    fn from_rows(question: Uuid, rows: &[Row]) -> Result<Self> {
        let (first, last) = (&rows[0], &rows[rows.len() - 1]);
        let review = |row: &Row| Some((Grade::from_number(row.get("grade"))?, row.get::<_, Day>("day")));
        let deck = Deck { question, retention: first.get("retention") };
        let card = deck.fold(rows.iter().filter_map(review)).ok_or_else(|| Error::internal("a grade that is none"))?;
        Ok(Self {
            user: first.get("user_id"),
            job: first.get("job_info_id"),
            card,
            reviewed_at: last.get("created_at"),
        })
    }
}

async fn store(db: &Db, people: &People, folded: &HashMap<Uuid, Folded>) -> Result<u64> {
    const STORE: &str = "
    with folded as (
        select * from unnest($3::uuid[], $4::text[], $5::uuid[], $6::float8[], $7::float8[], $8::int[], $9::int[],
            $10::timestamptz[], $11::date[])
            as each (question_id, user_id, job_info_id, stability, difficulty, reviews, lapses, reviewed_at, due_on)
    ), gone as (
        delete from cards c
        where c.user_id = any($1) and ($2::uuid is null or c.question_id = $2)
            and not exists (select from folded f where f.question_id = c.question_id)
        returning c.question_id
    ), stored as (
        insert into cards as c
            (question_id, user_id, job_info_id, stability, difficulty, reviews, lapses, reviewed_at, due_on)
        select * from folded
        on conflict on constraint cards_pkey do update set
            stability = excluded.stability, difficulty = excluded.difficulty, reviews = excluded.reviews,
            lapses = excluded.lapses, reviewed_at = excluded.reviewed_at, due_on = excluded.due_on
        where (c.stability, c.difficulty, c.reviews, c.lapses, c.reviewed_at, c.due_on) is distinct from (
            excluded.stability, excluded.difficulty, excluded.reviews, excluded.lapses, excluded.reviewed_at, excluded.due_on
        )
        returning c.question_id
    )
    select (select count(*) from gone) + (select count(*) from stored) as changed";
    let questions: Vec<Uuid> = folded.keys().copied().collect();
    let (users, jobs): (Vec<String>, Vec<Uuid>) = folded.values().map(|each| (each.user.clone(), each.job)).unzip();
    let cards = || folded.values().map(|each| each.card);
    let stable: Vec<f64> = cards().map(|card| card.memory.stability).collect();
    let difficult: Vec<f64> = cards().map(|card| card.memory.difficulty).collect();
    let (reviews, lapses): (Vec<i32>, Vec<i32>) = cards().map(|card| (card.reviews, card.lapses)).unzip();
    let reviewed: Vec<Timestamp> = folded.values().map(|each| each.reviewed_at).collect();
    let due: Vec<Date> = cards().map(|card| card.due_on.0).collect();
    let rows = db
        .write(
            STORE,
            &[
                &people.users,
                &people.question,
                &questions,
                &users,
                &jobs,
                &stable,
                &difficult,
                &reviews,
                &lapses,
                &reviewed,
                &due,
            ],
        )
        .await?;
    Ok(rows.first().map_or(0, |row| row.get::<_, i64>("changed")).unsigned_abs())
}
