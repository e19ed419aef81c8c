//! Child process of the sandbox: it limits itself, reads a Word file or a PDF from its standard input, and answers
//! on its standard output.

use std::{
    env,
    ffi::OsStr,
    io::{self, Read, Write},
    process::ExitCode,
};

use rustix::process::{Resource, Rlimit, nice, setrlimit};

use crate::{Kind, Text, Unreadable, kind, pdf, word};

/// The first argument of an executable that is to be this child; then its memory in bytes and its seconds of CPU.
pub(super) const EXTRACT_TEXT: &str = "--extract-text";

/// Of nineteen steps.
const POLITE: i32 = 10;

/// Every executable that reads documents asks this first, before its environment and its threads.
pub fn is_child() -> bool {
    env::args_os().nth(1).is_some_and(|first| first == OsStr::new(EXTRACT_TEXT))
}

pub fn child() -> ExitCode {
    let answer = serde_json::to_vec(&answer()).unwrap_or_default();
    match io::stdout().write_all(&answer) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn answer() -> Result<Text, Unreadable> {
    let number = |at: usize| env::args().nth(at).and_then(|text| text.parse().ok());
    let (Some(memory), Some(seconds)) = (number(2), number(3)) else {
        return Err(Unreadable::NotRun(format!("expected {EXTRACT_TEXT} <bytes> <seconds>")));
    };
    // Whoever waits for anything else comes first. One that is not allowed to be polite reads all the same.
    nice(POLITE).ok();
    limit(memory, seconds).map_err(|error| Unreadable::NotRun(format!("limits: {error}")))?;
    let mut bytes = Vec::new();
    match io::stdin().read_to_end(&mut bytes) {
        Ok(_) => text(bytes),
        Err(error) if error.kind() == io::ErrorKind::OutOfMemory => Err(Unreadable::TooLarge(error.to_string())),
        Err(error) => Err(Unreadable::NotRun(error.to_string())),
    }
}

fn text(bytes: Vec<u8>) -> Result<Text, Unreadable> {
    match kind(&bytes)? {
        Kind::Pdf => pdf::text(bytes),
        _ => word::text(bytes),
    }
}

/// Memory is what is written to, not what is mapped: an executable's own size differs between builds. The rest is a
/// belt: a child whose parent was killed ends by itself, and a reader that was taken over can open and write nothing.
fn limit(memory: u64, seconds: u64) -> rustix::io::Result<()> {
    let limits = [
        (Resource::Data, memory, memory),
        // A signal of its own tells that this limit was met; a second later nothing can be done against the next.
        (Resource::Cpu, seconds, seconds + 1),
        (Resource::Core, 0, 0),
        (Resource::Fsize, 0, 0),
        (Resource::Nofile, 3, 3),
    ];
    limits.into_iter().try_for_each(|(resource, current, maximum)| {
        setrlimit(resource, Rlimit { current: Some(current), maximum: Some(maximum) })
    })
}
