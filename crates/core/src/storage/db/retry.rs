//! Retry: work that must be done is repeated with growing pauses while the database is unavailable.

use std::{iter, time::Duration};

use tokio::time::sleep;

use crate::base::error::{Error, Result};

/// The pause before each further attempt.
const PAUSES: [Duration; 3] = [Duration::from_millis(250), Duration::from_secs(1), Duration::from_secs(4)];
/// In the background there are so many attempts more, with a pause that is short for a database that comes back.
const BACKGROUND_ATTEMPTS: usize = 12;
const BACKGROUND_PAUSE: Duration = Duration::from_secs(2);

/// Repeats what may be repeated until the database answers, for a few seconds.
pub async fn retry<T, F>(work: impl Fn() -> F) -> Result<T>
where
    F: Future<Output = Result<T>>,
{
    retry_with(work, PAUSES).await
}

/// The same where no client waits for it: for half a minute.
pub async fn retry_in_background<T, F>(work: impl Fn() -> F) -> Result<T>
where
    F: Future<Output = Result<T>>,
{
    retry_with(work, PAUSES.into_iter().chain(iter::repeat_n(BACKGROUND_PAUSE, BACKGROUND_ATTEMPTS))).await
}

async fn retry_with<T, F>(work: impl Fn() -> F, pauses: impl IntoIterator<Item = Duration>) -> Result<T>
where
    F: Future<Output = Result<T>>,
{
    for pause in pauses {
        match work().await {
            Err(Error::Unavailable { cause, .. } | Error::ReadOnly { cause, .. }) => {
                tracing::warn!(cause, "it is tried again")
            }
            done => return done,
        }
        sleep(pause).await;
    }
    work().await
}

#[cfg(test)]
mod tests {
    use std::future;

    use tokio::time::Instant;

    use super::*;

    /// Work that fails for so many seconds.
    fn fails_for(seconds: u64) -> impl Fn() -> future::Ready<Result<Duration>> {
        let began = Instant::now();
        move || match began.elapsed() {
            waited if waited >= Duration::from_secs(seconds) => future::ready(Ok(waited)),
            _ => future::ready(Err(Error::unavailable("a test", 1))),
        }
    }

    #[tokio::test(start_paused = true)]
    async fn retries_go_on_for_seconds_and_in_the_background_for_half_a_minute() {
        assert!(retry(fails_for(5)).await.is_ok());
        assert!(retry(fails_for(6)).await.is_err());
        for seconds in [6, 17, 29] {
            let waited = retry_in_background(fails_for(seconds)).await.unwrap();
            assert!(waited <= Duration::from_secs(seconds + 2), "{waited:?}: a pause is short");
        }
        assert!(retry_in_background(fails_for(30)).await.is_err());
    }
}
