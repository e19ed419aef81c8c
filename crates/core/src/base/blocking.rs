//! Blocking thread pool, bounded: whatever reads the text of people or models for longer than microseconds does so
//! here, because an instance has two workers for all of its requests, `/api/health` among them.

use tokio::{sync::Semaphore, task::spawn_blocking};

use super::error::{Error, Result};

/// At work together: an instance has one processor, so more threads would only slow each other down.
static THREADS: Semaphore = Semaphore::const_new(2);

/// The result of work that needs a thread for itself. The place is kept until it is done, also when nobody waits for it
/// any more.
pub async fn run<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let place = THREADS.acquire().await;
    let work = move || {
        let _place = place;
        work()
    };
    // Its own words would quote the panic's, which may quote anybody's.
    spawn_blocking(work).await.map_err(|_| Error::internal("work on a thread of its own ended early"))
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex, mpsc};

    use super::*;

    #[tokio::test]
    async fn work_waits_for_a_thread_and_workers_do_not() {
        let (gate, opened) = mpsc::channel::<()>();
        let opened = Arc::new(Mutex::new(opened));
        let works: Vec<_> = (0..10)
            .map(|number| {
                let opened = opened.clone();
                let work = move || {
                    opened.lock().unwrap().recv().unwrap();
                    number
                };
                tokio::spawn(run(work))
            })
            .collect();
        // The only worker of this test is free, though ten are at work or wait.
        for _ in 0..1_000 {
            tokio::task::yield_now().await;
        }
        assert!(works.iter().all(|work| !work.is_finished()));
        (0..10).for_each(|_| gate.send(()).unwrap());
        for (number, work) in works.into_iter().enumerate() {
            assert_eq!(work.await.unwrap().unwrap(), number);
        }
    }

    #[tokio::test]
    async fn a_panic_is_an_error_and_gives_the_place_back() {
        for _ in 0..5 {
            let error = run(|| panic!("on purpose")).await.unwrap_err();
            assert!(!error.cause().unwrap().contains("on purpose"), "{error:?}");
        }
        assert_eq!(run(|| 1).await.unwrap(), 1);
    }
}
