//! Follow-up questions: one about the most important gap in an answer, at most three in a row.

use crate::{
    base::{
        error::{Error, Result},
        newtype::TextEnum,
    },
    domain::{
        accounts::users::{self, UserId},
        generation::prompts,
        job_infos::{JobDetails, JobInfoId},
        questions::{
            Difficulty,
            answers::{AnswerId, judgement},
            new_question::REFUSAL,
        },
    },
    providers::model::Prompt,
    storage::db::Db,
};

/// An answer that a question is to follow.
pub struct FollowUp {
    pub difficulty: Difficulty,
    question: String,
    answer: String,
    feedback: String,
}

/// So many follow-ups in a row; then a new question is more use.
macro_rules! longest_chain {
    () => {
        3
    };
}

/// How many follow-ups in a row lead to the question `q`, the longest there may be at most.
macro_rules! follow_ups_before {
    () => {
        concat!(
            "(
                with recursive chain as (
                    select q.follows as answer where q.follows is not null
                    union all
                    select asked.follows from chain join answers before on before.id = chain.answer
                    join questions asked on asked.id = before.question_id
                    where asked.follows is not null
                )
                select count(*) from (select from chain limit ",
            $crate::domain::questions::follow_up::longest_chain!(),
            ") as links
            )"
        )
    };
}
pub(super) use {follow_ups_before, longest_chain};

impl FollowUp {
    /// The answer is one of this job's.
    pub async fn read(db: &Db, owner: &UserId, job: JobInfoId, answer: AnswerId) -> Result<Self> {
        const READ: &str = concat!(
            "select u.deleted_at is not null as user_deleted, a.id, q.text as question, q.difficulty, a.text as answer,
                a.feedback, ",
            follow_ups_before!(),
            " >= ",
            longest_chain!(),
            " as is_last
            from users u
            left join (
                answers a join questions q on q.id = a.question_id join job_infos j on j.id = q.job_info_id
            ) on j.user_id = u.id and j.id = $2 and a.id = $3
            where u.id = $1"
        );
        let rows = db.read(READ, &[&owner.as_str(), &job.0, &answer.0]).await?;
        let row = users::owned_row(&rows, "id")?;
        if row.get("is_last") {
            let detail = "answers the third follow-up in a row; ask a new question";
            return Err(Error::invalid("#/answerId", detail).with_sentence(REFUSAL));
        }
        Ok(Self {
            difficulty: row.get("difficulty"),
            question: row.get("question"),
            answer: row.get("answer"),
            feedback: row.get("feedback"),
        })
    }

    pub fn prompt(&self, job: &JobDetails) -> Prompt {
        let gaps = judgement(&self.feedback);
        prompts::follow_up(job, self.difficulty.as_str(), &self.question, &self.answer, gaps)
    }
}
