//! Next step of a practice: what to do now for a job, a question that is due, a follow-up or a new question.

use schemars::JsonSchema;
use serde::Serialize;
use tokio_postgres::Row;

use crate::{
    base::{clock::Day, error::Result, newtype::text_enum},
    domain::{
        accounts::{
            days::day,
            users::{self, UserId},
        },
        job_infos::JobInfoId,
        practice::fsrs::Memory,
        questions::{
            Difficulty, QuestionId,
            answers::AnswerId,
            auto::{Ratings, Reason, newest_ratings},
            follow_up::{follow_ups_before, longest_chain},
        },
    },
    storage::db::Db,
};

/// What was understood in part, and only that, has a gap worth asking about.
const GAP: std::ops::RangeInclusive<i32> = 3..=6;

/// What to do now.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NextStep {
    kind: NextKind,
    /// The question that is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "QuestionId")]
    question_id: Option<QuestionId>,
    /// The answer that is to be followed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "AnswerId")]
    answer_id: Option<AnswerId>,
    difficulty: Difficulty,
    reason: NextReason,
}

text_enum! {
    enum NextKind {
        /// Answer a question again.
        Due = "due",
        /// Have the gap of an answer asked about.
        FollowUp = "follow-up",
        /// Have a new question asked.
        New = "new",
    }
}

text_enum! {
    enum NextReason {
        /// It is less likely remembered than its owner wants.
        Forgetting = "forgetting",
        /// The newest answer was right in part.
        Gap = "gap",
        ThreeGood = "three-good",
        TwoWeak = "two-weak",
        Steady = "steady",
        First = "first",
    }
}

impl From<Reason> for NextReason {
    fn from(reason: Reason) -> Self {
        match reason {
            Reason::ThreeGood => Self::ThreeGood,
            Reason::TwoWeak => Self::TwoWeak,
            Reason::Steady => Self::Steady,
            Reason::First => Self::First,
        }
    }
}

pub async fn next(db: &Db, owner: &UserId, job: JobInfoId) -> Result<NextStep> {
    const NEXT: &str = concat!(
        "select u.deleted_at is not null as user_deleted, j.id as of_job, u.retention::text::float8 as retention, t.today, ",
        newest_ratings!(),
        ", due.question_id, due.stability, due.card_difficulty, due.reviewed_on, due.difficulty as due_level,
        newest.answer_id, newest.rating, newest.difficulty as answered_level, newest.can_be_followed
    from users u
    left join job_infos j on j.user_id = u.id and j.id = $2
    cross join lateral (select ",
        day!("now()"),
        " as today) as t
    left join lateral (
        select c.question_id, c.stability, c.card_difficulty, c.reviewed_on, q.difficulty
        from (
            select * from (
                select question_id, stability, difficulty as card_difficulty, ",
        day!("reviewed_at"),
        " as reviewed_on
                from cards
                where user_id = u.id and job_info_id = j.id and not suspended and due_on <= t.today
            ) as each
            order by (t.today - reviewed_on) / stability desc, question_id
            limit 1
        ) as c
        join questions q on q.id = c.question_id
    ) as due on true
    left join lateral (
        select r.id as answer_id, r.rating::int as rating, q.difficulty,
            not exists (select from questions f where f.follows = r.id) and ",
        follow_ups_before!(),
        " < ",
        longest_chain!(),
        " as can_be_followed
        from reviews r join questions q on q.id = r.question_id
        where r.job_info_id = j.id and r.rating is not null and r.excluded_by is null
        order by r.created_at desc, r.id desc
        limit 1
    ) as newest on true
    where u.id = $1"
    );
    let rows = db.read(NEXT, &[&owner.as_str(), &job.0]).await?;
    let row = users::owned_row(&rows, "of_job")?;
    Ok(due(row).or_else(|| follow_up(row)).unwrap_or_else(|| new(row)))
}

impl NextStep {
    /// The question that is due.
    pub fn question_id(&self) -> Option<QuestionId> {
        self.question_id
    }
}

/// A question that is due, and by now less likely remembered than was asked for.
fn due(row: &Row) -> Option<NextStep> {
    let question_id = row.get::<_, Option<QuestionId>>("question_id")?;
    let memory = Memory { stability: row.get("stability"), difficulty: row.get("card_difficulty") };
    let days = row.get::<_, Day>("today").days_since(row.get("reviewed_on"));
    (memory.recall(days) < row.get("retention")).then(|| NextStep {
        kind: NextKind::Due,
        question_id: Some(question_id),
        answer_id: None,
        difficulty: row.get("due_level"),
        reason: NextReason::Forgetting,
    })
}

fn follow_up(row: &Row) -> Option<NextStep> {
    let answer_id = row.get::<_, Option<AnswerId>>("answer_id")?;
    (GAP.contains(&row.get("rating")) && row.get("can_be_followed")).then(|| NextStep {
        kind: NextKind::FollowUp,
        question_id: None,
        answer_id: Some(answer_id),
        difficulty: row.get("answered_level"),
        reason: NextReason::Gap,
    })
}

fn new(row: &Row) -> NextStep {
    let (difficulty, reason) = Ratings::from_row(row).next_level();
    NextStep { kind: NextKind::New, question_id: None, answer_id: None, difficulty, reason: reason.into() }
}
