//! Request trace: the trace that a request is part of, and what its log line will say, for as long as it is worked on.
//!
//! It goes with the task, so that nobody hands it on: whoever has something to note finds it, and outside a request
//! there is nothing to be noted.

mod server_timing;
mod traceparent;

use std::{
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, AtomicU16, AtomicU64, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::base::task::boxed;
use server_timing::Timings;
pub use server_timing::{Part, measure};
pub use traceparent::{Context, TRACEPARENT};

tokio::task_local! {
    static CURRENT: Trace;
}

/// Cheap to clone; all of it can be noted from any task, without a lock.
#[derive(Clone)]
pub struct Trace(Arc<Inner>);

struct Inner {
    request_id: String,
    context: Context,
    began: Instant,
    timings: Timings,
    /// Who sends it, hashed.
    user: OnceLock<Arc<str>>,
    /// The id of the API key that it comes with.
    api_key: OnceLock<Uuid>,
    /// The tool that an assistant called.
    tool: OnceLock<&'static str>,
    model: OnceLock<String>,
    input_tokens: AtomicU64,
    output_tokens: AtomicU64,
    receipt: OnceLock<Uuid>,
    error: OnceLock<&'static str>,
    fault: OnceLock<Fault>,
    status: AtomicU16,
    complete: AtomicBool,
    read_only: AtomicBool,
    end: OnceLock<End>,
}

/// What is known of a request when nothing more is done for it.
#[derive(Debug)]
pub struct End {
    pub method: &'static str,
    /// Without ids.
    pub route: String,
    pub duration: Duration,
    /// The first request of its process.
    pub cold: bool,
}

/// What went wrong on our side. Clients see none of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub kind: &'static str,
    pub message: &'static str,
    /// What came from below; for a panic the place in the code, since its words may quote anything.
    pub cause: String,
}

/// The request that is worked on here, if any is.
pub fn current() -> Option<Trace> {
    CURRENT.try_with(Trace::clone).ok()
}

/// A task that works for the same request.
pub fn spawn<F>(work: F) -> JoinHandle<F::Output>
where
    F: Future<Output: Send> + Send + 'static,
{
    match current() {
        Some(trace) => trace.spawn(work),
        None => tokio::spawn(boxed(work)),
    }
}

/// Notes something about the request that is worked on here.
pub fn note(note: impl FnOnce(&Trace)) {
    CURRENT.try_with(note).ok();
}

impl Trace {
    pub fn new(request_id: String, context: Context) -> Self {
        Self(Arc::new(Inner {
            request_id,
            context,
            began: Instant::now(),
            timings: Timings::default(),
            user: OnceLock::new(),
            api_key: OnceLock::new(),
            tool: OnceLock::new(),
            model: OnceLock::new(),
            input_tokens: AtomicU64::new(0),
            output_tokens: AtomicU64::new(0),
            receipt: OnceLock::new(),
            error: OnceLock::new(),
            fault: OnceLock::new(),
            status: AtomicU16::new(0),
            complete: AtomicBool::new(false),
            read_only: AtomicBool::new(false),
            end: OnceLock::new(),
        }))
    }

    pub fn spawn<F>(&self, work: F) -> JoinHandle<F::Output>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        tokio::spawn(self.scope(boxed(work)))
    }

    /// Work for this request, whoever runs it.
    pub fn scope<F: Future>(&self, work: F) -> impl Future<Output = F::Output> + use<F> {
        CURRENT.scope(self.clone(), work)
    }

    /// Runs something as a part of this request, wherever that is.
    pub fn within<T>(&self, work: impl FnOnce() -> T) -> T {
        CURRENT.sync_scope(self.clone(), work)
    }

    pub fn request_id(&self) -> &str {
        &self.0.request_id
    }

    pub fn context(&self) -> &Context {
        &self.0.context
    }

    pub fn timings(&self) -> &Timings {
        &self.0.timings
    }

    /// A hash, never the id.
    pub fn note_user(&self, hashed: Arc<str>) {
        self.0.user.set(hashed).ok();
    }

    pub fn user(&self) -> Option<&str> {
        self.0.user.get().map(AsRef::as_ref)
    }

    /// By the id of its row; the key is a secret.
    pub fn note_api_key(&self, id: Uuid) {
        self.0.api_key.set(id).ok();
    }

    pub fn api_key(&self) -> Option<Uuid> {
        self.0.api_key.get().copied()
    }

    /// By its fixed name.
    pub fn note_tool(&self, name: &'static str) {
        self.0.tool.set(name).ok();
    }

    pub fn tool(&self) -> Option<&'static str> {
        self.0.tool.get().copied()
    }

    /// The model that began to answer, and so the end of the wait for its first words.
    pub fn note_model(&self, model: &str) {
        self.0.model.set(model.to_owned()).ok();
        self.0.timings.first_token();
    }

    pub fn model(&self) -> Option<&str> {
        self.0.model.get().map(String::as_str)
    }

    pub fn note_tokens(&self, input: i32, output: i32) {
        self.0.input_tokens.fetch_add(input.max(0) as u64, Relaxed);
        self.0.output_tokens.fetch_add(output.max(0) as u64, Relaxed);
    }

    /// Tokens read and written, where a model says it.
    pub fn tokens(&self) -> [Option<u64>; 2] {
        [&self.0.input_tokens, &self.0.output_tokens]
            .map(|tokens| Some(tokens.load(Relaxed)).filter(|count| *count > 0))
    }

    /// The entry of the ledger that pays for this request.
    pub fn note_receipt(&self, receipt: Uuid) {
        self.0.receipt.set(receipt).ok();
    }

    pub fn receipt(&self) -> Option<Uuid> {
        self.0.receipt.get().copied()
    }

    /// The first error counts: what follows from it is not its kind.
    pub fn note_error(&self, kind: &'static str) {
        self.0.error.set(kind).ok();
    }

    pub fn error(&self) -> Option<&'static str> {
        self.0.error.get().copied()
    }

    pub fn note_fault(&self, fault: Fault) {
        self.note_error(fault.kind);
        self.0.fault.set(fault).ok();
    }

    pub fn fault(&self) -> Option<&Fault> {
        self.0.fault.get()
    }

    pub fn note_status(&self, status: u16) {
        self.0.status.store(status, Relaxed);
    }

    /// None: the reply was never made.
    pub fn status(&self) -> Option<u16> {
        Some(self.0.status.load(Relaxed)).filter(|status| *status > 0)
    }

    /// Nothing more of the reply is handed over; `complete` when all of it was.
    pub fn note_replied(&self, complete: bool) {
        self.0.timings.replied(self.0.began.elapsed());
        self.0.complete.store(complete, Relaxed);
    }

    /// The database takes no writes, or a replica of it answered.
    pub fn note_read_only(&self) {
        self.0.read_only.store(true, Relaxed);
    }

    pub fn is_read_only(&self) -> bool {
        self.0.read_only.load(Relaxed)
    }

    pub fn is_complete(&self) -> bool {
        self.0.complete.load(Relaxed)
    }

    pub fn note_end(&self, end: End) {
        self.0.end.set(end).ok();
    }

    /// None while somebody still works for it.
    pub fn end(&self) -> Option<&End> {
        self.0.end.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trace() -> Trace {
        Trace::new("a-request".to_owned(), Context::begin())
    }

    #[tokio::test]
    async fn what_a_task_spawns_belongs_to_the_same_request() {
        let trace = trace();
        let found = trace.spawn(async { spawn(async { current().map(|trace| trace.request_id().to_owned()) }).await });
        assert_eq!(found.await.unwrap().unwrap().as_deref(), Some("a-request"));
        assert!(current().is_none(), "and nothing else does");
        assert!(spawn(async { current().is_none() }).await.unwrap());
    }

    #[test]
    fn of_several_errors_the_first_is_the_kind() {
        let trace = trace();
        trace.within(|| note(|trace| trace.note_error("panic")));
        trace.note_error("internal");
        assert_eq!(trace.error(), Some("panic"));
    }
}
