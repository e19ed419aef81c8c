//! Deferred work: what a request leaves to be done when its reply is made, so that nobody waits for it.

use std::{
    pin::Pin,
    sync::{Mutex, PoisonError},
};

use tokio::runtime::Handle;

type Work = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Begins the work when it is dropped, together with its request.
#[derive(Default)]
pub struct AfterReply(Mutex<Vec<Work>>);

impl AfterReply {
    pub fn add(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(Box::pin(work));
    }
}

impl Drop for AfterReply {
    fn drop(&mut self) {
        let work = std::mem::take(self.0.get_mut().unwrap_or_else(PoisonError::into_inner));
        // Without a runtime the process is at its end.
        if let Ok(runtime) = Handle::try_current() {
            work.into_iter().for_each(|work| drop(runtime.spawn(work)));
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::oneshot;

    use super::*;

    #[tokio::test]
    async fn work_begins_when_its_request_is_over() {
        let (after_reply, (done, mut told)) = (AfterReply::default(), oneshot::channel());
        after_reply.add(async { done.send("done").unwrap() });
        tokio::task::yield_now().await;
        assert!(told.try_recv().is_err());
        drop(after_reply);
        assert_eq!(told.await, Ok("done"));
    }

    #[test]
    fn at_the_end_of_the_process_nothing_begins() {
        let after_reply = AfterReply::default();
        after_reply.add(async { panic!("it began") });
    }
}
