//! Detached work: a future that goes on in a task of its own when whoever waits for it leaves.
//!
//! A task for each request costs a wake-up and a hop between queues, and most clients stay.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use tokio::runtime::Handle;

use crate::base::task::{Boxed, boxed};

pub(super) struct DetachOnDrop<T: 'static>(Option<Boxed<T>>);

impl<T> DetachOnDrop<T> {
    pub fn new(work: impl Future<Output = T> + Send + 'static) -> Self {
        Self(Some(boxed(work)))
    }
}

impl<T> Future for DetachOnDrop<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        // Taken out meanwhile, so that what panics is not polled again.
        let Some(mut work) = self.0.take() else { return Poll::Pending };
        let polled = work.as_mut().poll(context);
        if polled.is_pending() {
            self.0 = Some(work);
        }
        polled
    }
}

impl<T> Drop for DetachOnDrop<T> {
    fn drop(&mut self) {
        // Without a runtime the process is at its end.
        if let (Some(work), Ok(runtime)) = (self.0.take(), Handle::try_current()) {
            runtime.spawn(boxed(async move { drop(work.await) }));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{future::pending, panic::AssertUnwindSafe, time::Duration};

    use futures_util::FutureExt;
    use tokio::{sync::oneshot, task::yield_now, time::timeout};

    use super::*;

    /// Work that tells when it is done, and when it is dropped before.
    fn work() -> (oneshot::Sender<()>, oneshot::Receiver<&'static str>, DetachOnDrop<&'static str>) {
        let ((go_on, waits), (done, told)) = (oneshot::channel(), oneshot::channel());
        let work = DetachOnDrop::new(async {
            waits.await.ok();
            done.send("done").ok();
            "a reply"
        });
        (go_on, told, work)
    }

    #[tokio::test]
    async fn who_waits_has_the_result() {
        let (go_on, told, work) = work();
        go_on.send(()).unwrap();
        assert_eq!((work.await, told.await), ("a reply", Ok("done")));
    }

    #[tokio::test]
    async fn work_goes_on_when_nobody_waits_any_more() {
        for polls_before in 0..3 {
            let (go_on, told, mut work) = work();
            for _ in 0..polls_before {
                assert!((&mut work).now_or_never().is_none());
            }
            drop(work);
            yield_now().await;
            go_on.send(()).unwrap();
            assert_eq!(told.await, Ok("done"), "{polls_before} polls");
        }
    }

    #[tokio::test]
    async fn what_panics_is_over_and_not_detached() {
        let (held, dropped) = oneshot::channel::<()>();
        let mut work = DetachOnDrop::<()>::new(async move {
            let _held = held;
            panic!("in the middle of it")
        });
        assert!(AssertUnwindSafe(&mut work).catch_unwind().await.is_err());
        dropped.await.unwrap_err();
        timeout(Duration::ZERO, work).await.unwrap_err();
    }

    #[test]
    fn at_the_end_of_the_process_nothing_goes_on() {
        drop(DetachOnDrop::<()>::new(pending()));
    }
}
