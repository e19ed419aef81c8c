//! Candidates of the load benchmark: who takes turns, what each is started as, and how many live streams it is given.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use darasa_bench::{
    functions::on_one_cpu,
    works::{BARE, HEALTH},
};

use crate::plan::Plan;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// The function as it is shipped.
    Darasa,
    /// `bench/limit`: nothing but the work.
    Limit,
    /// `bench/hello`: the runtime alone, with a constant.
    Bare,
    /// `bench/peer/usual.mjs`
    Usual,
    /// `bench/peer/tuned.mjs`
    Tuned,
}

impl Who {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Darasa => "darasa",
            Self::Limit => "limit",
            Self::Bare => "bare",
            Self::Usual => "Node, usual",
            Self::Tuned => "Node, tuned",
        }
    }
}

/// Who does this work. A quick look leaves out the Node that takes longest.
pub fn candidates(function: &str, quick: bool) -> &'static [Who] {
    match (function, quick) {
        (HEALTH, false) => &[Who::Darasa, Who::Limit, Who::Bare, Who::Usual, Who::Tuned],
        (HEALTH, true) => &[Who::Darasa, Who::Limit, Who::Bare, Who::Tuned],
        (_, false) => &[Who::Darasa, Who::Limit, Who::Usual, Who::Tuned],
        (_, true) => &[Who::Darasa, Who::Limit, Who::Tuned],
    }
}

/// How a model is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    Http1,
    Http2,
}

impl Transport {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Http1 => "HTTP/1.1",
            Self::Http2 => "HTTP/2",
        }
    }
}

/// The bars of docs/performance.md: Vercel's 1,024 descriptors carry 500 streams; 1,000 are the most that one process
/// is asked to carry in time; twice as many are too many, by definition.
pub const MANY: u32 = 500;
pub const MOST: u32 = 1_000;
pub const OVERLOAD: u32 = 2 * MOST;

/// Each with a fresh process. A Node holds some dozens.
pub fn live(quick: bool) -> &'static [(Who, Transport, u32)] {
    use Transport::{Http1, Http2};
    if quick {
        return &[
            (Who::Darasa, Http1, 100),
            (Who::Darasa, Http1, MANY),
            (Who::Darasa, Http2, MANY),
            (Who::Limit, Http1, MANY),
            (Who::Tuned, Http1, 25),
        ];
    }
    &[
        (Who::Darasa, Http1, 100),
        (Who::Darasa, Http1, MANY),
        (Who::Darasa, Http1, MOST),
        (Who::Darasa, Http1, OVERLOAD),
        (Who::Darasa, Http2, MANY),
        (Who::Darasa, Http2, MOST),
        (Who::Limit, Http1, MANY),
        (Who::Limit, Http1, MOST),
        (Who::Limit, Http1, OVERLOAD),
        (Who::Usual, Http1, 25),
        (Who::Tuned, Http1, 25),
        (Who::Tuned, Http1, 50),
    ]
}

pub fn executable(root: &Path, plan: &Plan, who: Who, function: &str) -> PathBuf {
    match who {
        Who::Darasa => plan.functions.clone().unwrap_or_else(|| root.join("target/release")).join(function),
        Who::Limit => root.join("bench/limit/target/release/limit"),
        Who::Bare => root.join("bench/hello/target/release").join(BARE),
        Who::Usual => root.join("bench/peer/usual.mjs"),
        Who::Tuned => root.join("bench/peer/tuned.mjs"),
    }
}

pub fn command(executable: &Path, one_cpu: bool) -> Command {
    if one_cpu { on_one_cpu(executable) } else { Command::new(executable) }
}
