//! Backfill of reviews, cards and topics: of some people at a time, or of one question, by the rules that new ones are
//! written by. All of it may be repeated.

use std::collections::HashMap;

use jiff::{Timestamp, civil::Date};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::{
    base::{
        clock::Day,
        error::{Error, Result},
    },
    domain::{
        accounts::users::UserId,
        practice::{
            cards::{Card, Deck},
            days::day,
            fsrs::Grade,
            reviews::{NewReview, longest_short, stale_for},
            topics,
        },
    },
    storage::db::Db,
};

/// Whose questions: all of some people's, or one.
pub struct People {
    users: Vec<String>,
    question: Option<Uuid>,
}

impl People {
    pub fn new(users: Vec<String>) -> Self {
        Self { users, question: None }
    }

    pub fn one(user: &UserId, question: Uuid) -> Self {
        Self { users: vec![user.as_str().to_owned()], question: Some(question) }
    }
}

/// So many people from here on, in the order of their ids; none behind the last.
pub async fn next_people(db: &Db, after: &str, most: i64) -> Result<Vec<String>> {
    const NEXT: &str = "select id from users where id > $1 and deleted_at is null order by id limit $2";
    Ok(db.read(NEXT, &[&after, &most]).await?.iter().map(|row| row.get(0)).collect())
}

/// Whether there is such a person.
pub async fn is_known(db: &Db, user: &UserId) -> Result<bool> {
    const KNOWN: &str = "select id from users where id = $1 and deleted_at is null";
    Ok(!db.read(KNOWN, &[&user.as_str()]).await?.is_empty())
}

/// Folds the cards of these people's questions anew, and tells how many differed. The one whose answers are stored at
/// this moment waits, or is waited for.
pub async fn cards(db: &Db, people: &People) -> Result<u64> {
    in_transaction(db, async |db| {
        lock(&db, people).await?;
        fold(&db, people).await
    })
    .await
}

/// Adds the reviews that are missing, and folds the cards: how many of each are new or other than they were.
pub async fn reviews(db: &Db, people: &People) -> Result<(u64, u64)> {
    in_transaction(db, async |db| {
        lock(&db, people).await?;
        let filled = fill(&db, people).await?;
        Ok((filled, fold(&db, people).await?))
    })
    .await
}

/// Leaves an answer out of all that is computed, or takes it back in, also one that a rule had left out. Without a
/// review, which an answer without a rating has not, nothing changes.
pub async fn exclude(db: &Db, owner: &UserId, question: Uuid, answer: Uuid, excluded: bool) -> Result<()> {
    const EXCLUDE: &str = "
    update reviews set excluded_by = case when $4 then 'user' end
    where id = $3 and question_id = $2 and user_id = $1";
    let people = People::one(owner, question);
    in_transaction(db, async |db| {
        lock(&db, &people).await?;
        // It may be of a time when answers had no reviews.
        fill(&db, &people).await?;
        db.write(EXCLUDE, &[&owner.as_str(), &question, &answer, &excluded]).await?;
        fold(&db, &people).await.map(drop)
    })
    .await
}

async fn in_transaction<T>(db: &Db, work: impl AsyncFnOnce(Db) -> Result<T>) -> Result<T> {
    if db.is_transaction() {
        return work(db.clone()).await;
    }
    let transaction = db.begin().await?;
    match work(transaction.clone()).await {
        Ok(done) => transaction.commit().await.map(|()| done),
        Err(error) => {
            transaction.rollback().await.ok();
            Err(error)
        }
    }
}

/// Locks the questions, as whoever stores a review does: jobs first, so that a deletion of one is not met half-way.
async fn lock(db: &Db, people: &People) -> Result<()> {
    const LOCK: &str = "
    with jobs as (select id from job_infos where user_id = any($1) order by id for key share)
    select q.id from questions q
    where q.job_info_id = any(array(select id from jobs)) and ($2::uuid is null or q.id = $2)
    order by q.id for no key update";
    db.write(LOCK, &[&people.users, &people.question]).await.map(drop)
}

/// Adds a review for each answer with a rating that has none, and says anew which reviews are fresh. What was left out,
/// or taken back in, stays so. The questions are locked.
async fn fill(db: &Db, people: &People) -> Result<u64> {
    const MISSING: &str = concat!(
        "select a.id, a.rating, a.short_text, a.repeats
        from (
            select a.id, a.rating, case when length(a.text) <= ",
        longest_short!(),
        " then a.text end as short_text,
                row_number() over (partition by a.question_id, md5(lower(a.text)) order by a.created_at, a.id) > 1 as repeats
            from job_infos j join questions q on q.job_info_id = j.id join answers a on a.question_id = q.id
            where j.user_id = any($1) and ($2::uuid is null or q.id = $2)
        ) as a
        where a.rating is not null and not exists (select from reviews r where r.id = a.id)"
    );
    const INSERT: &str = "
    insert into reviews
        (id, user_id, job_info_id, question_id, rating, grade, source, fresh, excluded_by, difficulty, topics, created_at)
    select a.id, j.user_id, j.id, q.id, a.rating, missing.grade, 'answer', true, case when missing.excluded then 'rule' end,
        q.difficulty, q.topics, a.created_at
    from unnest($1::uuid[], $2::int[], $3::bool[]) as missing (id, grade, excluded)
    join answers a on a.id = missing.id join questions q on q.id = a.question_id join job_infos j on j.id = q.job_info_id
    on conflict on constraint reviews_pkey do nothing";
    const FRESHEN: &str = concat!(
        "update reviews r set fresh = each.fresh
        from (
            select id, coalesce(lag(created_at) over (partition by question_id order by created_at, id) <= created_at - ",
        stale_for!(),
        ", true) as fresh
            from reviews where user_id = any($1) and ($2::uuid is null or question_id = $2)
        ) as each
        where r.id = each.id and r.fresh <> each.fresh"
    );
    let rows = db.read(MISSING, &[&people.users, &people.question]).await?;
    if rows.is_empty() {
        return Ok(0);
    }
    let (mut ids, mut grades, mut excluded) = (Vec::new(), Vec::new(), Vec::new());
    for row in &rows {
        let short_text: Option<&str> = row.get("short_text");
        let review = NewReview::new(row.get("rating"), short_text.unwrap_or_default());
        ids.push(row.get::<_, Uuid>("id"));
        grades.push(review.grade.number());
        excluded.push(row.get("repeats") || (short_text.is_some() && review.is_short));
    }
    db.write(INSERT, &[&ids, &grades, &excluded]).await?;
    db.write(FRESHEN, &[&people.users, &people.question]).await?;
    Ok(rows.len() as u64)
}

/// The reviews of one question, by which its card is made.
struct Folded {
    user: String,
    job: Uuid,
    card: Card,
    reviewed_at: Timestamp,
}

/// Makes each card what the fold of its question's reviews is. The questions are locked.
async fn fold(db: &Db, people: &People) -> Result<u64> {
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

/// Says anew what these people's questions are about, their reviews too, and tells how many questions differed.
pub async fn topics(db: &Db, people: &People) -> Result<u64> {
    const QUESTIONS: &str = "
    select q.id, q.text, q.topics from job_infos j join questions q on q.job_info_id = j.id
    where j.user_id = any($1) and ($2::uuid is null or q.id = $2)";
    const STORE: &str = "
    with said as (
        select id, string_to_array(topics, E'\\n') as topics from unnest($1::uuid[], $2::text[]) as each (id, topics)
    ), stored as (
        update questions q set topics = said.topics from said where q.id = said.id and q.topics <> said.topics
    )
    update reviews r set topics = said.topics from said where r.question_id = said.id and r.topics <> said.topics";
    let (mut ids, mut said) = (Vec::new(), Vec::new());
    for row in db.read(QUESTIONS, &[&people.users, &people.question]).await? {
        let topics = topics::found(row.get("text")).await?;
        if topics != row.get::<_, Vec<String>>("topics") {
            ids.push(row.get::<_, Uuid>("id"));
            said.push(topics.join("\n"));
        }
    }
    if !ids.is_empty() {
        db.write(STORE, &[&ids, &said]).await?;
    }
    Ok(ids.len() as u64)
}
