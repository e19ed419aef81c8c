//! Health check: that a function runs, and which deployment it is. Asks nothing else.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    base::{clock::Timestamp, env::Deployment, error::Result},
    http::Reply,
};

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Health<'a> {
    /// `ok`: it answers.
    status: &'static str,
    /// Of darasa.
    version: &'static str,
    /// Which one is deployed, where the platform says it.
    commit: Option<&'a str>,
    /// Where it runs, where the platform says it.
    region: Option<&'a str>,
    started_at: Timestamp,
}

pub fn reply(deployment: &Deployment) -> Result<Reply> {
    let health = Health {
        status: "ok",
        version: env!("CARGO_PKG_VERSION"),
        commit: deployment.commit.as_deref(),
        region: deployment.region.as_deref(),
        started_at: deployment.started_at,
    };
    Reply::public(&health, "no-store")
}
