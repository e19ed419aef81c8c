//! Time limits of tests, which grow with the load of the machine.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use darasa_core::base::digest::sha256_hex;

/// How long tests wait for what must come: a limit that only a failure meets, however slow the machine is and whatever
/// runs beside.
pub const PATIENCE: Duration = Duration::from_secs(60);

const PIECES: u32 = 50;
/// A step between two processes waits for the scheduler several times.
const WAITS: f64 = 4.0;

/// The limit for something that takes a good deal less on an idle machine. Where others want the processor too it is
/// longer, by the share that they leave at this moment.
pub fn scaled(limit: Duration) -> Duration {
    limit.mul_f64(1.0 + WAITS * (load() - 1.0))
}

/// 1 on an idle machine, 4 where a quarter of a processor is ours: how much longer a piece of work takes on average
/// than when nothing interrupts it.
fn load() -> f64 {
    let began = Instant::now();
    let fastest = (0..PIECES).map(|_| piece_of_work()).min().unwrap_or_default();
    (began.elapsed().as_secs_f64() / (fastest * PIECES).as_secs_f64()).max(1.0)
}

/// Short enough that one of them is not interrupted.
fn piece_of_work() -> Duration {
    let began = Instant::now();
    let mut text = String::from("piece");
    for _ in 0..50 {
        text = black_box(sha256_hex(text.as_bytes()));
    }
    began.elapsed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_never_shortened() {
        let limit = Duration::from_millis(500);
        assert!(scaled(limit) >= limit);
    }
}
