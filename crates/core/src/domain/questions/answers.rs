//! Answers to questions, with the judgement of each.

use schemars::JsonSchema;
use serde::Serialize;
use tokio_postgres::Row;

use crate::{
    base::{
        clock::Timestamp,
        error::{Error, Result},
        newtype::id,
    },
    domain::{
        accounts::users::{self, UserId, deleting},
        practice::rebuild,
        questions::QuestionId,
    },
    http::{
        Fields, FromFields, Page, Paged,
        pagination::{Cursor, PAGE_BYTES},
    },
    storage::db::Db,
};

id!(AnswerId);

/// An answer with its judgement.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    id: AnswerId,
    text: String,
    /// Out of 10; `null` where the feedback gives none.
    rating: Option<i32>,
    /// In Markdown.
    feedback: String,
    /// The share of the feedback's quotations that stand in the answer; none without quotations.
    evidence: Option<f64>,
    /// It is left out of progress and of the question's card, by its owner or because it says too little.
    excluded: bool,
    /// How many opinions on the rating there are beside it: 0 to 2.
    opinions: i64,
    /// Which model wrote the feedback.
    model: String,
    created_at: Timestamp,
}

/// The columns of an answer `a` that `Answer::from_row` reads.
macro_rules! answer_columns {
    () => {
        "a.id as answer_id, a.text as answer_text, a.rating as answer_rating, a.feedback as answer_feedback,
        a.evidence as answer_evidence, a.model as answer_model, a.created_at as answer_created_at,
        exists (select from reviews r where r.id = a.id and r.excluded_by is not null) as answer_excluded,
        (select count(*) from gradings g where g.answer_id = a.id) as answer_opinions"
    };
}
pub(super) use answer_columns;

/// An answer as a list of questions shows it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct LatestAnswer {
    id: AnswerId,
    text: String,
    /// Out of 10; `null` where the feedback gives none.
    rating: Option<i32>,
    created_at: Timestamp,
}

/// Whether an answer is left out.
#[derive(Debug)]
pub struct AnswerChanges {
    excluded: bool,
}

impl FromFields for AnswerChanges {
    fn from_fields(mut fields: impl Fields) -> Result<Self> {
        let excluded = fields.required_flag("excluded");
        fields.finish(excluded.map(|excluded| Self { excluded }))
    }
}

/// The answers to a question, newest first.
pub async fn list(db: &Db, owner: &UserId, question: QuestionId, page: Page) -> Result<Paged<Answer>> {
    const LIST: &str = concat!(
        "select u.deleted_at is not null as user_deleted, q.id, a.fetched, ",
        answer_columns!(),
        " from users u
    left join (questions q join job_infos j on j.id = q.job_info_id) on j.user_id = u.id and q.id = $2
    left join lateral (
        select * from (
            select newest.*, count(*) over () as fetched, row_number() over page as nth,
                sum(octet_length(text) + octet_length(feedback)) over page as bytes
            from (
                select * from answers
                where question_id = q.id and ($3::timestamptz is null or (created_at, id) < ($3, $4))
                order by created_at desc, id desc
                limit $5 + 1
            ) as newest
            window page as (order by created_at desc, id desc)
        ) as sized
        where nth = 1 or nth <= $5 and bytes <= $6
    ) as a on true
    where u.id = $1
    order by a.created_at desc, a.id desc"
    );
    let (time, id) = page.after.map(|cursor| (cursor.created_at, cursor.id)).unzip();
    let rows = db.read(LIST, &[&owner.as_str(), &question.0, &time, &id, &page.limit, &PAGE_BYTES]).await?;
    let fetched = users::owned_row(&rows, "id")?.get("fetched");
    let items: Vec<_> = rows.iter().filter_map(Answer::from_row).collect();
    Ok(Paged::of_fetched(items, fetched, Answer::cursor))
}

pub async fn get(db: &Db, owner: &UserId, question: QuestionId, id: AnswerId) -> Result<Answer> {
    const GET: &str = concat!(
        "select u.deleted_at is not null as user_deleted, ",
        answer_columns!(),
        " from users u
        left join (
            answers a join questions q on q.id = a.question_id join job_infos j on j.id = q.job_info_id
        ) on j.user_id = u.id and q.id = $2 and a.id = $3
        where u.id = $1"
    );
    let rows = db.read(GET, &[&owner.as_str(), &question.0, &id.0]).await?;
    Answer::from_row(users::owned_row(&rows, "answer_id")?).ok_or(Error::NotFound)
}

pub async fn update(
    db: &Db,
    owner: &UserId,
    question: QuestionId,
    id: AnswerId,
    changes: AnswerChanges,
) -> Result<Answer> {
    get(db, owner, question, id).await?;
    rebuild::exclude(db, owner, question.0, id.0, changes.excluded).await?;
    get(db, owner, question, id).await
}

/// One answer with its feedback and its review; what was used of the plan stays used.
pub async fn delete(db: &Db, owner: &UserId, question: QuestionId, id: AnswerId) -> Result<()> {
    const DELETE: &str = deleting!(
        "answers",
        "a.id",
        "users u
        left join (answers a join questions q on q.id = a.question_id join job_infos j on j.id = q.job_info_id)
            on j.user_id = u.id and q.id = $2 and a.id = $3"
    );
    let delete = async |db: &Db| users::deleted(&db.write(DELETE, &[&owner.as_str(), &question.0, &id.0]).await?);
    rebuild::forget(db, owner, question.0, id.0, delete).await
}

/// What is said of the answer, without the model answer after it: that one quotes nobody.
pub fn judgement(feedback: &str) -> &str {
    feedback.split_once("## Correct Answer").map_or(feedback, |(before, _)| before)
}

impl Answer {
    pub fn cursor(&self) -> Cursor {
        Cursor { created_at: self.created_at.0, id: self.id.0 }
    }

    /// None where the outer join found no answer. The columns begin with `answer_`.
    pub fn from_row(row: &Row) -> Option<Self> {
        Some(Self {
            id: row.get::<_, Option<AnswerId>>("answer_id")?,
            text: row.get("answer_text"),
            rating: row.get("answer_rating"),
            feedback: row.get("answer_feedback"),
            evidence: row.get("answer_evidence"),
            excluded: row.get("answer_excluded"),
            opinions: row.get("answer_opinions"),
            model: row.get("answer_model"),
            created_at: row.get("answer_created_at"),
        })
    }
}

impl LatestAnswer {
    pub fn from_row(row: &Row) -> Option<Self> {
        Some(Self {
            id: row.get::<_, Option<AnswerId>>("answer_id")?,
            text: row.get("answer_text"),
            rating: row.get("answer_rating"),
            created_at: row.get("answer_created_at"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_model_answer_is_no_judgement() {
        assert_eq!(judgement("## Feedback\nGood.\n## Correct Answer\n\"one two three four\""), "## Feedback\nGood.\n");
        assert_eq!(judgement("## Feedback"), "## Feedback");
    }
}
