//! Feedback on one answer, by the answer's id alone: it is there, being made, or came to nothing.

use tokio_postgres::Row;

use crate::{
    base::error::{Error, Result},
    domain::{
        accounts::users::{self, UserId},
        questions::{
            QuestionId,
            answers::{Answer, AnswerId, answer_columns},
        },
    },
    storage::db::Db,
};

/// What became of the feedback on an answer.
pub enum Feedback {
    Running,
    /// Nothing is stored, and nothing was paid for but what was shown.
    Failed,
    Done(QuestionId, Box<Answer>),
}

/// An answer is stored with its feedback, so before that there is only its receipt. No generation lives as long as the
/// receipts that are looked through.
pub async fn find(db: &Db, owner: &UserId, answer: AnswerId) -> Result<Feedback> {
    const FIND: &str = concat!(
        "select u.deleted_at is not null as user_deleted, q.id as question_id, ",
        answer_columns!(),
        ", made.is_running, made.is_owed from users u
        left join (
            answers a join questions q on q.id = a.question_id join job_infos j on j.id = q.job_info_id
        ) on j.user_id = u.id and a.id = $2
        left join lateral (
            select state = 'reserved' and expires_at >= now() as is_running, state <> 'settled' or unstored as is_owed
            from usage
            where user_id = u.id and reserved_at > now() - interval '15 minutes'
                and kind = 'answer_feedback' and subject_id = $2
            order by reserved_at desc
            limit 1
        ) as made on true
        where u.id = $1"
    );
    let rows = db.read(FIND, &[&owner.as_str(), &answer.0]).await?;
    users::owned(&rows)?;
    rows.first().and_then(Feedback::from_row).ok_or(Error::NotFound)
}

impl Feedback {
    /// None: somebody else's, none at all, or one that is deleted.
    fn from_row(row: &Row) -> Option<Self> {
        let is = |column| row.get::<_, Option<bool>>(column) == Some(true);
        match Answer::from_row(row) {
            Some(answer) => Some(Self::Done(row.get("question_id"), Box::new(answer))),
            None if is("is_running") => Some(Self::Running),
            None if is("is_owed") => Some(Self::Failed),
            None => None,
        }
    }
}
