//! Provider check: whether each can be reached, and takes our keys. Each is asked something that costs nothing.

use darasa_core::{
    base::{env, http_client::HttpClient},
    providers::{ProbeResult, clerk::Clerk, gemini::Gemini, model::Pace},
};

use super::Finding;
use crate::env_file::Settings;

const ONLINE: &str = "is this machine online? Functions need it where they run";

pub async fn clerk(settings: Settings) -> Vec<Finding> {
    const ABOUT: &str = "Clerk";
    const KEY: &str = "CLERK_SECRET_KEY: Clerk dashboard, API keys; it starts with sk_";

    let Ok(settings) = env::clerk(settings) else { return vec![Finding::warning(ABOUT, "not asked, see above")] };
    let trial = Clerk::new(HttpClient::default(), &settings).probe().await;
    vec![match trial {
        Ok(ProbeResult::Accepted) => Finding::good(ABOUT, "takes our secret key"),
        Ok(ProbeResult::Rejected) => Finding::bad(ABOUT, "does not take CLERK_SECRET_KEY").advising(KEY),
        Ok(ProbeResult::NotFound) => {
            Finding::bad(ABOUT, "has no keys where CLERK_API_URL points").advising("leave CLERK_API_URL unset")
        }
        Ok(ProbeResult::Unavailable(why)) => Finding::bad(ABOUT, why).advising(ONLINE),
        Err(error) => Finding::bad(ABOUT, error.cause().unwrap_or_default()),
    }]
}

pub async fn gemini(settings: Settings) -> Vec<Finding> {
    const ABOUT: &str = "Gemini";
    const KEY: &str = "GEMINI_API_KEY: Google AI Studio, API keys";

    let Ok(settings) = env::gemini(settings) else { return vec![Finding::warning(ABOUT, "not asked, see above")] };
    let gemini = Gemini::new(HttpClient::default(), &settings, Pace::default());
    let mut findings = Vec::new();
    for model in &settings.models {
        findings.push(match gemini.probe(model).await {
            Ok(ProbeResult::Accepted) => Finding::good(ABOUT, format!("takes our key and knows {model}")),
            Ok(ProbeResult::NotFound) => Finding::warning(ABOUT, format!("knows no model {model}"))
                .advising("GEMINI_MODELS: names from ai.google.dev/gemini-api/docs/models"),
            // No other model would say anything else.
            Ok(ProbeResult::Rejected) => {
                return vec![Finding::bad(ABOUT, "does not take GEMINI_API_KEY").advising(KEY)];
            }
            Ok(ProbeResult::Unavailable(why)) => return vec![Finding::bad(ABOUT, why).advising(ONLINE)],
            Err(error) => return vec![Finding::bad(ABOUT, error.cause().unwrap_or_default())],
        });
    }
    findings
}
