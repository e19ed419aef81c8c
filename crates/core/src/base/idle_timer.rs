//! Idle timer: a time limit for whoever waits again and again, such as for each piece of a stream. One timer serves all
//! of these waits: it is moved only when it rings, where a time-out around each wait would be put among the runtime's
//! timers, and taken out again, each time.

use std::{
    future::poll_fn,
    pin::{Pin, pin},
    task::Poll,
};

use tokio::time::{Instant, Sleep, sleep_until};

/// Cheap until somebody really waits.
#[derive(Default)]
pub struct IdleTimer(Option<Pin<Box<Sleep>>>);

impl IdleTimer {
    /// None when it is not there in time.
    pub async fn until<T>(&mut self, by: Instant, waited_for: impl Future<Output = T>) -> Option<T> {
        let mut waited_for = pin!(waited_for);
        poll_fn(|context| {
            if let Poll::Ready(done) = waited_for.as_mut().poll(context) {
                return Poll::Ready(Some(done));
            }
            let bell = self.0.get_or_insert_with(|| Box::pin(sleep_until(by)));
            if by < bell.deadline() {
                bell.as_mut().reset(by);
            }
            // It may ring for an earlier wait.
            while bell.as_mut().poll(context).is_ready() {
                if by <= bell.deadline() {
                    return Poll::Ready(None);
                }
                bell.as_mut().reset(by);
            }
            Poll::Pending
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use std::{future::pending, time::Duration};

    use tokio::time::{advance, sleep};

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[tokio::test(start_paused = true)]
    async fn each_wait_has_its_own_limit() {
        let mut timer = IdleTimer::default();
        for limit in [3, 10, 2, 2, 7] {
            let began = Instant::now();
            assert_eq!(timer.until(began + SECOND * limit, sleep(SECOND)).await, Some(()));
            assert_eq!(timer.until(began + SECOND * limit, pending::<()>()).await, None);
            assert_eq!(began.elapsed().as_secs(), u64::from(limit));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_limit_that_is_over_is_met_at_once_and_what_is_there_counts_all_the_same() {
        let mut timer = IdleTimer::default();
        assert_eq!(timer.until(Instant::now() + SECOND, pending::<()>()).await, None);
        for _ in 0..2 {
            let began = Instant::now();
            assert_eq!(timer.until(began, pending::<()>()).await, None);
            assert_eq!(timer.until(began, async { 7 }).await, Some(7));
            assert_eq!(began.elapsed(), Duration::ZERO);
        }
        advance(SECOND * 100).await;
        let began = Instant::now();
        assert_eq!(timer.until(began + SECOND, pending::<()>()).await, None);
        assert_eq!(began.elapsed(), SECOND, "also after a long time in which nobody waited");
    }
}
