//! Tone of the emulated interviewer: not words, but something that a player plays and a test can hear.

use std::f32::consts::TAU;
use std::time::Duration;

const RATE: u32 = 24_000;
/// Far from full scale (32,767), and well above what counts as the noise of a room.
const LOUDNESS: f32 = 4_000.0;
/// Fades at both ends, without which a speaker would click.
const FADE: u32 = RATE / 100;
/// The pitch moves from piece to piece, as that of a voice does; in Hz.
const PITCHES: [f32; 4] = [220.0, 247.0, 196.0, 233.0];

/// 16-bit mono at 24 kHz, for the nth piece of a turn.
pub(crate) fn tone(lasting: Duration, nth: usize) -> Vec<u8> {
    let samples = u32::try_from(u128::from(RATE) * lasting.as_millis() / 1_000).unwrap_or(RATE);
    let pitch = PITCHES[nth % PITCHES.len()];
    let sample = |at: u32| {
        let from_an_end = at.min(samples - 1 - at);
        let fade = from_an_end.min(FADE) as f32 / FADE as f32;
        let wave = (TAU * pitch * at as f32 / RATE as f32).sin();
        (LOUDNESS * fade * wave) as i16
    };
    (0..samples).flat_map(|at| sample(at).to_le_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples(pcm: &[u8]) -> Vec<i16> {
        let (pairs, rest) = pcm.as_chunks::<2>();
        assert!(rest.is_empty());
        pairs.iter().map(|pair| i16::from_le_bytes(*pair)).collect()
    }

    #[test]
    fn a_tone_is_soft_lasts_as_long_as_it_should_and_ends_without_a_click() {
        for millis in [20, 300] {
            let heard = samples(&tone(Duration::from_millis(millis), 1));
            assert_eq!(heard.len() as u64, 24 * millis);
            let loudest = heard.iter().map(|sample| sample.unsigned_abs()).max().unwrap();
            assert!((3_000..=4_000).contains(&loudest), "{loudest}");
            assert_eq!((heard[0], heard[heard.len() - 1]), (0, 0));
        }
        assert!(tone(Duration::ZERO, 0).is_empty());
    }

    #[test]
    fn each_piece_has_the_pitch_of_its_place() {
        for (nth, pitch) in [(0, 220), (1, 247), (2, 196), (4, 220)] {
            let heard = samples(&tone(Duration::from_secs(1), nth));
            let crossings = heard.windows(2).filter(|pair| pair[0] < 0 && pair[1] >= 0).count();
            assert!(crossings.abs_diff(pitch) <= 2, "{crossings} waves in a second");
        }
    }
}
