//! Server of an emulated model: it answers from a script, and tells what it was asked, whatever the API.

use std::future::Future;
use std::io;
use std::sync::Arc;

use super::answer::Answer;
use super::control;
use super::script::Script;
use crate::emulators::journal::Received;
use crate::emulators::server::{Reply, Server};

/// It stops when dropped.
pub struct ModelServer {
    server: Server,
    script: Arc<Script>,
}

/// What an API makes of a request; each has a script of its own.
pub(crate) trait Api: Send + Sync + 'static {
    fn script(&self) -> &Arc<Script>;

    fn answer(&self, received: &Received) -> impl Future<Output = Reply> + Send;

    /// To another process, which may ask for what is answered next.
    fn control(&self, received: &Received) -> Reply {
        Ok(control::answer(self.script(), received, "POST model", |_, _, _| None))
    }
}

impl ModelServer {
    pub(crate) async fn start(port: u16, controllable: bool, api: Arc<impl Api>) -> io::Result<Self> {
        let script = api.script().clone();
        let server = Server::start(port, move |received| {
            let api = api.clone();
            async move {
                if controllable && received.path.starts_with(control::PREFIX) {
                    return api.control(&received);
                }
                api.answer(&received).await
            }
        });
        Ok(Self { server: server.await?, script })
    }

    /// The base URL, without a version.
    pub fn url(&self) -> String {
        self.server.url()
    }

    /// Queues an answer; requests take them in order.
    pub fn next(&self, answer: impl Into<Answer>) {
        self.script.answers().push_back(answer.into());
    }

    /// How many queued answers nobody has asked for yet.
    pub fn left(&self) -> usize {
        self.script.answers().len()
    }

    /// All requests so far, the refused ones too.
    pub fn received(&self) -> Vec<Received> {
        self.server.received()
    }

    /// How many clients went away before they had the whole answer.
    pub fn aborted(&self) -> usize {
        self.server.count(|received| received.aborted)
    }

    pub async fn until_received(&self, requests: usize) {
        self.server.until(requests, |_| true).await;
    }

    pub async fn until_aborted(&self, requests: usize) {
        self.server.until(requests, |received| received.aborted).await;
    }
}
