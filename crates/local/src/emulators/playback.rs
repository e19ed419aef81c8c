//! Playback of a reply's body, step by step: bytes, pauses, and the ways in which a connection can go wrong.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use tokio::sync::Notify;
use tokio::task::yield_now;
use tokio::time::sleep;

use super::journal::{ConnectionCut, PendingReply};

#[derive(Clone, Debug)]
pub(crate) enum Step {
    Write(Bytes),
    Wait(Duration),
    Pause(Gate),
    /// Writes the same bytes for as long as somebody reads them.
    Repeat(Bytes, Duration),
    Cut,
}

/// A place in mid-stream where the emulator waits for the test.
#[derive(Clone, Debug, Default)]
pub struct Gate(Arc<Doors>);

#[derive(Debug, Default)]
struct Doors {
    reached: Notify,
    opened: Notify,
}

impl Gate {
    /// Waits until all that stands before the gate was sent.
    pub async fn reached(&self) {
        self.0.reached.notified().await;
    }

    /// Lets the stream go on; also when it has not come to the gate yet.
    pub fn resume(&self) {
        self.0.opened.notify_one();
    }

    pub(crate) async fn pass(self) {
        self.0.reached.notify_one();
        self.0.opened.notified().await;
    }
}

pub(crate) struct Playback {
    steps: VecDeque<Step>,
    waiting: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
    visit: Option<PendingReply>,
}

impl Playback {
    pub(crate) fn new(steps: impl IntoIterator<Item = Step>) -> Self {
        Self { steps: steps.into_iter().collect(), waiting: None, visit: None }
    }

    pub(crate) fn whole(bytes: impl Into<Bytes>) -> Self {
        Self::new([Step::Write(bytes.into())])
    }

    /// Ends the visit with the last step, so that a client leaving earlier is noticed.
    pub(crate) fn noting(mut self, visit: PendingReply) -> Self {
        self.visit = Some(visit);
        self.close_if_over();
        self
    }

    fn close_if_over(&mut self) {
        if self.is_end_stream()
            && let Some(visit) = self.visit.take()
        {
            visit.over();
        }
    }

    /// The bytes of a step that has some; a pause is only remembered.
    fn take(&mut self, step: Step) -> Option<Result<Bytes, ConnectionCut>> {
        match step {
            Step::Wait(time) => self.waiting = Some(Box::pin(sleep(time))),
            Step::Pause(gate) => self.waiting = Some(Box::pin(gate.pass())),
            Step::Write(bytes) => {
                // hyper flushes when the body has nothing to say for now, so a silence parts one write from the next.
                if !self.steps.is_empty() {
                    self.waiting = Some(Box::pin(yield_now()));
                }
                return Some(Ok(bytes));
            }
            Step::Repeat(bytes, pace) => {
                self.steps.extend([Step::Wait(pace), Step::Repeat(bytes.clone(), pace)]);
                return Some(Ok(bytes));
            }
            Step::Cut => {
                self.steps.clear();
                return Some(Err(ConnectionCut));
            }
        }
        None
    }
}

impl Body for Playback {
    type Data = Bytes;
    type Error = ConnectionCut;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, ConnectionCut>>> {
        loop {
            if let Some(waiting) = &mut self.waiting {
                ready!(waiting.as_mut().poll(context));
                self.waiting = None;
            }
            let step = self.steps.pop_front();
            let taken = step.map(|step| self.take(step));
            self.close_if_over();
            match taken {
                None => return Poll::Ready(None),
                Some(None) => {}
                Some(bytes) => return Poll::Ready(bytes.map(|bytes| bytes.map(Frame::data))),
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.steps.is_empty() && self.waiting.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        match (self.steps.len(), self.steps.front()) {
            (1, Some(Step::Write(bytes))) => SizeHint::with_exact(bytes.len() as u64),
            _ => SizeHint::default(),
        }
    }
}
