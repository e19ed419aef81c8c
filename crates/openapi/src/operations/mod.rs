//! Operations of the document, by what they are about. Each route of `api/` has exactly one, which a test compares.

mod account;
mod assistant;
mod deployment;
mod interviews;
mod jobs;
mod questions;
mod resumes;
mod streams;

use serde_json::{Value, json};

use crate::operation::Operation;

type Group = (&'static str, &'static str, fn() -> Vec<Operation>);

/// Tags with the operations that have them, in the order a person meets them.
const GROUPS: [Group; 8] = [
    ("Jobs", "The jobs somebody prepares for. All else belongs to one, and goes with it.", jobs::operations),
    ("Questions", "Technical questions for a job, answers, and feedback on them.", questions::operations),
    ("Résumés", "A résumé analysed against a job.", resumes::operations),
    ("Interviews", "Interviews for a job, spoken or in writing.", interviews::operations),
    ("Streams", "What models write, read again after a cut or on another device.", streams::operations),
    ("Assistants", "A practice session by the tools of an assistant.", assistant::operations),
    ("Account", "The caller, their plan and its uses.", account::operations),
    ("Deployment", "What a deployment says about itself, and what it hears from others.", deployment::operations),
];

/// All of them.
pub fn operations() -> Vec<Operation> {
    GROUPS
        .iter()
        .flat_map(|(tag, _, operations)| operations().into_iter().map(|operation| operation.tag(tag)))
        .collect()
}

pub fn tags() -> Value {
    GROUPS.iter().map(|(name, description, _)| json!({ "name": name, "description": description })).collect()
}
