//! Open question: the newest of a job that waits for its first answer.

use super::{Question, question_columns};
use crate::{
    base::error::Result,
    domain::{
        accounts::users::{self, UserId},
        job_infos::JobInfoId,
    },
    storage::db::Db,
};

/// Of those made since then. One that its owner judged without an answer, or set aside after that, waits for none.
pub async fn newest(db: &Db, owner: &UserId, job: JobInfoId, since: jiff::Timestamp) -> Result<Option<Question>> {
    const NEWEST: &str = concat!(
        "select u.deleted_at is not null as user_deleted, j.id as of_job, ",
        question_columns!(),
        ", null::uuid as answer_id
    from users u
    left join job_infos j on j.user_id = u.id and j.id = $2
    left join lateral (
        select * from questions o
        where job_info_id = j.id and created_at > $3
            and not exists (select from answers where question_id = o.id)
            and not exists (select from reviews where question_id = o.id)
            and not exists (select from cards where question_id = o.id)
        order by created_at desc, id desc
        limit 1
    ) as q on true
    where u.id = $1"
    );
    let rows = db.read(NEWEST, &[&owner.as_str(), &job.0, &since]).await?;
    Ok(Question::from_row(users::owned_row(&rows, "of_job")?))
}
