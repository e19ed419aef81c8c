//! Redis check: whether it answers, and soon enough to be of use.

use std::time::Duration;

use darasa_core::{
    base::{env, http_client::HttpClient},
    storage::redis::Redis,
};
use tokio::time::Instant;

use super::Finding;
use crate::env_file::Settings;

const ABOUT: &str = "Redis";
/// Longer than a function would wait, to distinguish slow from away.
const PATIENCE: Duration = Duration::from_secs(5);

pub async fn check(settings: Settings) -> Vec<Finding> {
    // Wrong variables are reported by the environment check.
    let Ok(settings) = env::redis(settings) else { return vec![Finding::warning(ABOUT, "not asked, see above")] };
    let Some(settings) = settings else { return vec![Finding::good(ABOUT, "is not set, so nothing is cached")] };
    let limit = settings.limit;
    let redis = Redis::new(&env::Redis { limit: PATIENCE, ..settings }, HttpClient::default());
    if let Err(away) = redis.command(&[b"PING"]).await {
        return vec![
            Finding::bad(ABOUT, away.0).advising("REDIS_URL, or the pair of URL and token: as its console shows them"),
        ];
    }
    // The connection is there now.
    let asked = Instant::now();
    let answer = redis.command(&[b"PING"]).await;
    vec![match (answer, asked.elapsed()) {
        (Ok(_), took) if took <= limit => Finding::good(ABOUT, "answers"),
        _ => Finding::warning(ABOUT, format!("takes longer than the {} ms that a function waits", limit.as_millis()))
            .advising("from here that may be the distance; functions need it in their own region"),
    }]
}
