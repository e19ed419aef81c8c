//! Suspended questions: those that somebody set aside, so that they are never due until they are brought back.

use super::{Question, listing};
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
    const LIST: &str = listing!(
        "select questions.* from cards c join questions on questions.id = c.question_id
        where c.user_id = u.id and c.suspended and ($2::uuid is null or c.job_info_id = $2)
            and ($3::timestamptz is null or (questions.created_at, questions.id) < ($3, $4))
        order by questions.created_at desc, questions.id desc
        limit $5"
    );
    let (time, id) = page.after.map(|cursor| (cursor.created_at, cursor.id)).unzip();
    let rows = db.read(LIST, &[&owner.as_str(), &job.map(|job| job.0), &time, &id, &page.fetch()]).await?;
    users::owned(&rows)?;
    if job.is_some() {
        users::owned_row(&rows, "of_job")?;
    }
    Ok(page.paginate(rows.iter().filter_map(Question::from_row).collect(), |question: &Question| question.cursor))
}
