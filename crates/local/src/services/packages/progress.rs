//! Progress bar of a fetch: the size of a growing folder against the size that is known; one line where no terminal is.

use std::{
    fs,
    io::{IsTerminal, Write, stderr},
    path::Path,
    sync::mpsc::{RecvTimeoutError, channel},
    thread,
    time::Duration,
};

const TICK: Duration = Duration::from_millis(200);
const WIDTH: u64 = 30;

/// Runs `work`, which fills the folder, and shows how far it is.
pub fn show<T>(what: &str, bytes: u64, folder: &Path, work: impl FnOnce() -> T) -> T {
    if !stderr().is_terminal() {
        line(&format!("{what} ({} MB)", megabytes(bytes)));
        return work();
    }
    let (done, is_done) = channel::<()>();
    thread::scope(|scope| {
        scope.spawn(move || {
            while is_done.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
                draw(&bar(what, size_of(folder), bytes));
            }
            // The line is for what comes next.
            draw("");
        });
        let result = work();
        drop(done);
        result
    })
}

/// A line of its own. The terminal may be the one that was closed.
pub fn line(text: &str) {
    writeln!(stderr(), "darasa: {text}").ok();
}

fn draw(text: &str) {
    write!(stderr(), "\r\x1b[2K{text}").and_then(|()| stderr().flush()).ok();
}

/// A package manager keeps what it receives before it copies it, so the folder grows beyond the package.
fn bar(what: &str, present: u64, bytes: u64) -> String {
    let present = present.min(bytes);
    let filled = (present * WIDTH).checked_div(bytes).unwrap_or(WIDTH);
    let (full, empty) = ("█".repeat(filled as usize), "·".repeat((WIDTH - filled) as usize));
    format!("darasa: {what} {full}{empty} {} of {} MB", megabytes(present), megabytes(bytes))
}

pub fn megabytes(bytes: u64) -> String {
    format!("{}.{}", bytes / 1_000_000, bytes / 100_000 % 10)
}

/// Of all files in a folder; what disappears meanwhile counts nothing.
pub fn size_of(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let sizes = entries.map(|entry| match entry.metadata() {
        Ok(metadata) if metadata.is_dir() => size_of(&entry.path()),
        Ok(metadata) => metadata.len(),
        Err(_) => 0,
    });
    sizes.sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_fills_and_never_overflows() {
        assert_eq!(bar("a", 0, 10_000_000), format!("darasa: a {} 0.0 of 10.0 MB", "·".repeat(30)));
        assert!(bar("a", 5_000_000, 10_000_000).contains(&format!("{}{} 5.0", "█".repeat(15), "·".repeat(15))));
        assert!(bar("a", 99_000_000, 10_000_000).contains(&format!("{} 10.0 of 10.0", "█".repeat(30))));
    }
}
