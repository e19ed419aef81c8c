//! Progress bar: bytes done, of how many, on standard error and only where that is a terminal.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

const TICK: Duration = Duration::from_millis(200);

/// Whether to draw anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bars {
    /// indicatif itself looks whether standard error is a terminal.
    OnTerminal,
    Never,
}

/// One step of a command; it disappears when dropped.
pub struct Progress(ProgressBar);

impl Bars {
    pub fn start(self, what: &'static str, bytes: u64) -> Progress {
        let target = match self {
            Self::OnTerminal => ProgressDrawTarget::stderr(),
            Self::Never => ProgressDrawTarget::hidden(),
        };
        let bar = ProgressBar::with_draw_target(Some(bytes), target).with_message(what);
        if let Ok(style) = ProgressStyle::with_template("{msg:10} [{bar:40}] {bytes} of {total_bytes}, {eta}") {
            bar.set_style(style.progress_chars("=> "));
        }
        bar.enable_steady_tick(TICK);
        Progress(bar)
    }
}

impl Progress {
    pub fn none() -> Self {
        Self(ProgressBar::hidden())
    }

    /// An estimate that was too low grows.
    pub fn add(&self, bytes: u64) {
        self.0.inc(bytes);
        if self.0.length().is_some_and(|length| self.0.position() > length) {
            self.0.set_length(self.0.position());
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
