//! Tool waits: how long a tool of an assistant waits for a model. Clients give up after sixty seconds.

use std::time::Duration;

#[derive(Debug, Clone, Copy)]
pub struct ToolWaits {
    /// For a new question, counted from the request.
    pub question: Duration,
    /// For feedback on an answer.
    pub feedback: Duration,
}

impl Default for ToolWaits {
    fn default() -> Self {
        Self { question: Duration::from_secs(50), feedback: Duration::from_secs(25) }
    }
}
