//! Events of a reply, in whichever wire format its model writes them.

use crate::providers::{
    anthropic, chat_completions, gemini,
    model::{Delta, EventReader, Unreadable},
};

/// A reader a wire format; which one it is, is asked once a piece of the network.
pub(super) enum Events {
    Gemini(EventReader<gemini::Chunk>),
    ChatCompletions(EventReader<chat_completions::Chunk>),
    Anthropic(EventReader<anthropic::Event>),
}

/// The same for each of them.
macro_rules! each {
    ($events:expr, $reader:ident => $does:expr) => {
        match $events {
            Events::Gemini($reader) => $does,
            Events::ChatCompletions($reader) => $does,
            Events::Anthropic($reader) => $does,
        }
    };
}

impl Events {
    /// Adds what the events bring that these bytes complete; those before something unreadable too.
    pub fn push(&mut self, bytes: &[u8], deltas: &mut Vec<Delta>) -> Result<(), Unreadable> {
        each!(self, reader => reader.push(bytes, deltas))
    }

    /// What the end of the body completes.
    pub fn finish(&mut self) -> Result<Option<Delta>, Unreadable> {
        each!(self, reader => reader.finish())
    }

    pub fn is_mid_event(&self) -> bool {
        each!(self, reader => reader.is_mid_event())
    }

    /// Over this API servers may leave a model's thoughts in its text.
    pub fn may_think_aloud(&self) -> bool {
        matches!(self, Self::ChatCompletions(_))
    }
}
