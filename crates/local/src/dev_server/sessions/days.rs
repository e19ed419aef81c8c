//! Days that pass on a laptop (`/dev/days`): what somebody did is moved into the past, so that questions fall due and
//! an interview comes nearer without a wait.

use darasa_core::{
    Error, Result,
    http::{Fields, FromFields},
    storage::db::Db,
};

use super::new_session::USER;
use crate::emulators::clerk::sign_in;

/// More than the longest time until a question comes again.
const MOST: i64 = 366;

#[derive(Debug)]
pub(super) struct PassedDays {
    pub(super) user: String,
    days: i32,
}

impl FromFields for PassedDays {
    fn from_fields(mut fields: impl Fields) -> Result<Self> {
        let user = fields.text("user", 64);
        let days = fields.number("days", 1..=MOST);
        let (user, days) = fields.finish(user.zip(days))?;
        if !sign_in::is_user(&user) {
            return Err(Error::invalid("#/user", USER));
        }
        Ok(Self { user, days: days as i32 })
    }
}

impl PassedDays {
    /// Everything that somebody made or did, all of it or nothing. A job has another version then, for its `ETag` says
    /// that it is the same.
    pub(super) async fn pass(&self, db: &Db, id: &str) -> Result<()> {
        const PASS: &str = "
        with jobs as (
            update job_infos set created_at = created_at - make_interval(days => $2),
                updated_at = updated_at - make_interval(days => $2), interview_on = interview_on - $2,
                version = version + 1
            where user_id = $1
        ), interviewed as (
            update interviews set started_at = started_at - make_interval(days => $2),
                ends_at = ends_at - make_interval(days => $2), finished_at = finished_at - make_interval(days => $2),
                feedback_at = feedback_at - make_interval(days => $2),
                created_at = created_at - make_interval(days => $2), updated_at = updated_at - make_interval(days => $2)
            where job_info_id in (select id from job_infos where user_id = $1)
        ), analysed as (
            update resume_analyses set created_at = created_at - make_interval(days => $2)
            where job_info_id in (select id from job_infos where user_id = $1)
        ), asked as (
            update questions set created_at = created_at - make_interval(days => $2)
            where job_info_id in (select id from job_infos where user_id = $1)
        ), answered as (
            update answers set created_at = created_at - make_interval(days => $2)
            where question_id in (
                select q.id from questions q join job_infos j on j.id = q.job_info_id where j.user_id = $1
            )
        ), regraded as (
            update gradings set created_at = created_at - make_interval(days => $2)
            where answer_id in (
                select a.id from answers a join questions q on q.id = a.question_id
                join job_infos j on j.id = q.job_info_id where j.user_id = $1
            )
        ), reviewed as (
            update reviews set created_at = created_at - make_interval(days => $2) where user_id = $1
        ), budgets as (
            update ai_budgets set hour_started_at = hour_started_at - make_interval(days => $2),
                day_started_at = day_started_at - make_interval(days => $2)
            where user_id = $1
        )
        update cards set reviewed_at = reviewed_at - make_interval(days => $2), due_on = due_on - $2
        where user_id = $1";
        db.write(PASS, &[&id, &self.days]).await.map(drop)
    }
}
