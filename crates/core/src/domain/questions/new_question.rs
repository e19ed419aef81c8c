//! New question: what a client asks for, by difficulty, answer or topic.

use crate::{
    base::{
        error::{Error, Result},
        newtype::TextEnum,
    },
    domain::{
        job_infos::JobInfoId,
        practice::topics,
        questions::{Difficulty, answers::AnswerId},
    },
    http::{Fields, FromFields},
};

/// What the front end shows of every bad request for a question.
pub const REFUSAL: &str = "Error generating your question";

/// No id that a client sends is longer.
const ANSWER_ID: usize = 255;
/// No topic has a longer name.
pub const TOPIC: usize = 60;

/// A question to be asked. The AI SDK calls whatever is typed `prompt`; here it is the difficulty, or what decides it.
#[derive(Debug)]
pub struct NewQuestion {
    pub(super) asked: Asked,
    pub(super) job: JobInfoId,
    /// What it should be about; never of a follow-up, whose answer says it.
    pub(super) topic: Option<String>,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Asked {
    Level(Difficulty),
    /// As difficult as the newest ratings ask for.
    Auto,
    /// About the gap of an answer, and as difficult as the question that it answered.
    FollowUp(AnswerId),
}

impl Asked {
    /// The word it is asked by.
    pub(super) fn word(&self) -> &'static str {
        match self {
            Self::Level(difficulty) => difficulty.as_str(),
            Self::Auto => "auto",
            Self::FollowUp(_) => "follow-up",
        }
    }
}

impl NewQuestion {
    /// What it is about: the answer that is followed, or the topic.
    pub(super) fn about(&self) -> &[u8] {
        match &self.asked {
            Asked::FollowUp(answer) => answer.0.as_bytes(),
            Asked::Level(_) | Asked::Auto => self.topic.as_deref().unwrap_or_default().as_bytes(),
        }
    }
}

const NO_TOPIC: &str = "must be a skill or tool by its usual name, such as PostgreSQL; questions and plans tell theirs";

/// What `prompt` may say.
#[derive(Clone, Copy)]
pub enum Wish {
    Level(Difficulty),
    Auto,
    FollowUp,
}

pub const WISHES: [(&str, Wish); 5] = [
    ("easy", Wish::Level(Difficulty::Easy)),
    ("medium", Wish::Level(Difficulty::Medium)),
    ("hard", Wish::Level(Difficulty::Hard)),
    ("auto", Wish::Auto),
    ("follow-up", Wish::FollowUp),
];

impl FromFields for NewQuestion {
    fn from_fields(fields: impl Fields) -> Result<Self> {
        Self::read(fields, "prompt", "jobInfoId")
    }
}

impl NewQuestion {
    /// From fields whose names are a client's own.
    pub fn read(mut fields: impl Fields, wish: &str, job: &str) -> Result<Self> {
        let wish = fields.one_of(wish, &WISHES);
        let job_info_id = fields.id(job);
        let answer = fields.optional_text("answerId", ANSWER_ID);
        let topic = fields.optional_text("topic", TOPIC);
        let (wish, job) = fields.finish(wish.zip(job_info_id))?;
        let asked = match (wish, answer) {
            (Wish::Level(difficulty), None) => Asked::Level(difficulty),
            (Wish::Auto, None) => Asked::Auto,
            (Wish::FollowUp, Some(answer)) => Asked::FollowUp(answer.parse()?),
            (Wish::FollowUp, None) => return Err(Error::invalid("#/answerId", "is required for a follow-up")),
            (_, Some(_)) => return Err(Error::invalid("#/answerId", "is for a follow-up only")),
        };
        match (&asked, &topic) {
            (Asked::FollowUp(_), Some(_)) => Err(Error::invalid("#/topic", "is not for a follow-up")),
            (_, Some(topic)) if !topics::is_topic(topic) => Err(Error::invalid("#/topic", NO_TOPIC)),
            _ => Ok(Self { asked, job: job.parse()?, topic }),
        }
    }
}
