//! Log capture: what was logged while a test ran.

use std::{
    io,
    sync::{Arc, Mutex},
};

use darasa_core::base::telemetry::Json;
use serde_json::Value;
use tracing::{Level, subscriber::DefaultGuard};
use tracing_subscriber::fmt::MakeWriter;

/// Everything that this thread logs, and so everything of a test: its runtime has no other.
pub struct Log {
    written: Written,
    _until: DefaultGuard,
}

#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Log {
    pub fn keep() -> Self {
        // Else a line that another thread comes by first, where nobody listens, is thought to interest nobody.
        tracing::subscriber::set_global_default(tracing_subscriber::registry()).ok();
        let written = Written::default();
        let lines = tracing_subscriber::fmt().event_format(Json).with_max_level(Level::TRACE);
        let keeper = lines.with_writer(written.clone()).finish();
        Self { written, _until: tracing::subscriber::set_default(keeper) }
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.written.0.lock().unwrap().clone()).unwrap()
    }

    /// The lines that say this.
    pub fn lines(&self, message: &str) -> Vec<Value> {
        let lines = self.text();
        let lines = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        lines.filter(|line| line["message"] == message).collect()
    }
}

impl io::Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Written {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}
