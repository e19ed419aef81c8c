//! Backfill of reviews, cards and topics: of some people at a time, or of one question, by the rules that new ones are
//! written by. All of it may be repeated.

use uuid::Uuid;

use crate::{
    base::error::Result,
    domain::{
        accounts::users::UserId,
        practice::{
            folding::fold,
            people::People,
            reviews::{NewReview, longest_short, stale_for},
            topics,
        },
    },
    storage::db::Db,
};

/// Folds the cards of these people's questions anew, and tells how many differed. The one whose answers are stored at
/// this moment waits, or is waited for.
pub async fn cards(db: &Db, people: &People) -> Result<u64> {
    in_transaction(db, async |db| {
        let locked = lock(&db, people).await?;
        fold(&db, &locked).await
    })
    .await
}

/// Adds the reviews that are missing, and folds the cards: how many of each are new or other than they were.
pub async fn reviews(db: &Db, people: &People) -> Result<(u64, u64)> {
    in_transaction(db, async |db| {
        let locked = lock(&db, people).await?;
        let filled = fill(&db, &locked).await?;
        Ok((filled, fold(&db, &locked).await?))
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
        let locked = lock(&db, &people).await?;
        // It may be of a time when answers had no reviews.
        fill(&db, &locked).await?;
        db.write(EXCLUDE, &[&owner.as_str(), &question, &answer, &excluded]).await?;
        fold(&db, &locked).await.map(drop)
    })
    .await
}

/// Deletes an answer by `delete`, and its review with it: what is computed is as if it had never been.
pub async fn forget(
    db: &Db,
    owner: &UserId,
    question: Uuid,
    answer: Uuid,
    delete: impl AsyncFnOnce(&Db) -> Result<()>,
) -> Result<()> {
    const FORGET: &str = "delete from reviews where id = $3 and question_id = $2 and user_id = $1";
    let people = People::one(owner, question);
    in_transaction(db, async |db| {
        let locked = lock(&db, &people).await?;
        delete(&db).await?;
        db.write(FORGET, &[&owner.as_str(), &question, &answer]).await?;
        // Which of the others are fresh is said anew.
        fill(&db, &locked).await?;
        fold(&db, &locked).await.map(drop)
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

/// Locks the questions, as whoever stores a review does, and tells which: people and jobs first, so that the deletion
/// of either is not met half-way. Nothing is done to questions that are made later.
async fn lock(db: &Db, people: &People) -> Result<Vec<Uuid>> {
    const LOCK: &str = "
    with people as (
        select id from users where id = any($1) order by id for key share
    ), jobs as (
        select id from job_infos where user_id = any(array(select id from people)) order by id for key share
    )
    select q.id from questions q
    where q.job_info_id = any(array(select id from jobs)) and ($2::uuid is null or q.id = $2)
    order by q.id for no key update";
    Ok(db.write(LOCK, &[&people.users, &people.question]).await?.iter().map(|row| row.get("id")).collect())
}

/// Adds a review for each answer with a rating that has none, and says anew which reviews are fresh. What was left out,
/// or taken back in, stays so. The questions are locked.
async fn fill(db: &Db, locked: &[Uuid]) -> Result<u64> {
    const MISSING: &str = concat!(
        "select a.id, a.rating, a.short_text, a.repeats
        from (
            select a.id, a.rating, case when length(a.text) <= ",
        longest_short!(),
        " then a.text end as short_text,
                row_number() over (partition by a.question_id, md5(lower(a.text)) order by a.created_at, a.id) > 1 as repeats
            from answers a where a.question_id = any($1)
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
            from reviews where question_id = any($1)
        ) as each
        where r.id = each.id and r.fresh <> each.fresh"
    );
    let rows = db.read(MISSING, &[&locked]).await?;
    let mut ids = Vec::with_capacity(rows.len());
    let (mut grades, mut excluded) = (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
    for row in &rows {
        let short_text: Option<&str> = row.get("short_text");
        let review = NewReview::new(row.get("rating"), short_text.unwrap_or_default());
        ids.push(row.get::<_, Uuid>("id"));
        grades.push(review.grade.number());
        excluded.push(row.get("repeats") || (short_text.is_some() && review.is_short));
    }
    if !rows.is_empty() {
        db.write(INSERT, &[&ids, &grades, &excluded]).await?;
    }
    db.write(FRESHEN, &[&locked]).await?;
    Ok(rows.len() as u64)
}

/// Says anew what these people's questions are about, their reviews too, and tells how many questions differed. Texts
/// never change, so they are read before anything is locked. What comes first stays first: it may be what was asked
/// for, which the text need not name.
pub async fn topics(db: &Db, people: &People) -> Result<u64> {
    const QUESTIONS: &str = "
    select q.id, q.text, q.topics from job_infos j join questions q on q.job_info_id = j.id
    where j.user_id = any($1) and ($2::uuid is null or q.id = $2)";
    const STORE: &str = "
    update questions q set topics = string_to_array(said.topics, chr(10))
    from unnest($1::uuid[], $2::text[]) as said (id, topics) where q.id = said.id and q.id = any($3)
    returning q.id";
    /// Also those of a review that was stored between a look at its question and what was made of that.
    const COPY: &str = "
    update reviews r set topics = q.topics from questions q
    where q.id = r.question_id and q.id = any($1) and r.topics <> q.topics";
    let (mut ids, mut said) = (Vec::new(), Vec::new());
    for row in db.read(QUESTIONS, &[&people.users, &people.question]).await? {
        let stored: Vec<String> = row.get("topics");
        let asked = stored.first().filter(|topic| topics::is_topic(topic)).cloned();
        let topics = topics::asked_first(asked, topics::found(row.get("text")).await?);
        if topics != stored {
            ids.push(row.get::<_, Uuid>("id"));
            said.push(topics.join("\n"));
        }
    }
    in_transaction(db, async |db| {
        let locked = lock(&db, people).await?;
        let stored = if ids.is_empty() { Vec::new() } else { db.write(STORE, &[&ids, &said, &locked]).await? };
        db.write(COPY, &[&locked]).await?;
        Ok(stored.len() as u64)
    })
    .await
}
