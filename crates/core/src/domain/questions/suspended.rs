//! Suspended questions: those that somebody set aside, so that they are never due until they are brought back.

use super::{Question, question_columns};
use crate::{
    base::error::Result,
    domain::{
        accounts::users::{self, UserId},
        job_infos::JobInfoId,
    },
    http::{Page, Paged},
    storage::db::Db,
};

/// The newest question first, whenever it was set aside.
pub async fn list(db: &Db, owner: &UserId, job: Option<JobInfoId>, page: Page) -> Result<Paged<Question>> {
    const LIST: &str = concat!(
        "select u.deleted_at is not null as user_deleted, j.id as of_job, ",
        question_columns!(),
        ", a.id as answer_id, a.text as answer_text, a.rating as answer_rating, a.created_at as answer_created_at
    from users u
    left join job_infos j on j.user_id = u.id and j.id = $2
    left join lateral (
        select questions.* from cards c join questions on questions.id = c.question_id
        where c.user_id = u.id and c.suspended and ($2::uuid is null or c.job_info_id = $2)
            and ($3::timestamptz is null or (questions.created_at, questions.id) < ($3, $4))
        order by questions.created_at desc, questions.id desc
        limit $5
    ) as q on true
    left join lateral (
        select * from answers where question_id = q.id order by created_at desc, id desc limit 1
    ) as a on true
    where u.id = $1
    order by q.created_at desc, q.id desc"
    );
    let (time, id) = page.after.map(|cursor| (cursor.created_at, cursor.id)).unzip();
    let rows = db.read(LIST, &[&owner.as_str(), &job.map(|job| job.0), &time, &id, &page.fetch()]).await?;
    users::owned(&rows)?;
    if job.is_some() {
        users::owned_row(&rows, "of_job")?;
    }
    Ok(page.paginate(rows.iter().filter_map(Question::from_row).collect(), |question: &Question| question.cursor))
}
