//! Progress of calls to a model: one line on a terminal that counts, and nothing elsewhere.

use std::{
    io::{IsTerminal, Write, stderr},
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
};

use darasa_core::base::env::ModelName;

pub struct Progress<'a> {
    name: &'a ModelName,
    done: AtomicUsize,
    all: usize,
    is_shown: bool,
}

impl<'a> Progress<'a> {
    pub fn new(name: &'a ModelName, all: usize) -> Self {
        Self { name, done: AtomicUsize::new(0), all, is_shown: stderr().is_terminal() }
    }

    pub fn advance(&self) {
        let done = self.done.fetch_add(1, Relaxed) + 1;
        self.draw(&format!("darasa: {} of {} calls to {}", done, self.all, self.name));
    }

    fn draw(&self, text: &str) {
        if self.is_shown {
            write!(stderr(), "\r\x1b[2K{text}").and_then(|()| stderr().flush()).ok();
        }
    }
}

/// The line is for what comes next, also where the calls were interrupted.
impl Drop for Progress<'_> {
    fn drop(&mut self) {
        self.draw("");
    }
}
