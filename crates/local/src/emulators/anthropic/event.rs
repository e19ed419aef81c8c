//! Events of the emulated Anthropic, and the blocks that a message is made of: thoughts, then text.

use bytes::Bytes;
use serde_json::{Value, json};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Block {
    Text,
    Thinking,
}

#[derive(Default)]
pub(crate) struct Blocks {
    /// The one that has begun and not stopped.
    open: Option<Block>,
    /// How many have stopped.
    stopped: usize,
}

impl Blocks {
    /// A piece of a block of this kind, which begins if it has not.
    pub(crate) fn piece(&mut self, block: Block, delta: &Value) -> Bytes {
        [self.switch_to(Some(block)), self.delta(delta)].concat().into()
    }

    /// Stops the block that is open, and begins one of this kind, unless it is the same.
    pub(crate) fn switch_to(&mut self, next: Option<Block>) -> Bytes {
        if self.open == next {
            return Bytes::new();
        }
        let stop = self.open.map(|last| self.stop(last)).unwrap_or_default();
        let start = next.map(|next| {
            let block = match next {
                Block::Text => json!({"type": "text", "text": ""}),
                Block::Thinking => json!({"type": "thinking", "thinking": "", "signature": ""}),
            };
            event(&json!({"type": "content_block_start", "index": self.stopped, "content_block": block}))
        });
        self.open = next;
        [stop, start.unwrap_or_default()].concat().into()
    }

    /// Thoughts are signed at their end.
    fn stop(&mut self, last: Block) -> Bytes {
        let signature = match last {
            Block::Thinking => self.delta(&json!({"type": "signature_delta", "signature": "c2ln"})),
            Block::Text => Bytes::new(),
        };
        let stop = event(&json!({"type": "content_block_stop", "index": self.stopped}));
        self.stopped += 1;
        [signature, stop].concat().into()
    }

    fn delta(&self, delta: &Value) -> Bytes {
        event(&json!({"type": "content_block_delta", "index": self.stopped, "delta": delta}))
    }
}

/// The event's name stands before it, too.
pub(crate) fn event(data: &Value) -> Bytes {
    format!("event: {}\ndata: {data}\n\n", data["type"].as_str().unwrap_or_default()).into()
}
