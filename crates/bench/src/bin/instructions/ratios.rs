//! Ratios of instruction counts: written to a file that is committed, and compared with it.

use std::{collections::BTreeMap, fs, path::Path};

use darasa_bench::functions::Result;

use crate::{Count, Counts};

/// So far a ratio may be from the one that was committed.
const TOLERANCE: f64 = 0.05;

/// darasa's count of others', by name.
#[derive(Debug, PartialEq)]
pub struct Ratios(BTreeMap<String, f64>);

impl Ratios {
    pub fn new(counts: &[Counts]) -> Self {
        let ratios = counts.iter().flat_map(|counts| {
            let ratio = |of: &str, other: Count| {
                let ratio = counts.darasa.instructions as f64 / other.instructions as f64;
                let ratio = (ratio * 1e3).round() / 1e3;
                (format!("{} of {of}", counts.work), ratio)
            };
            counts.bare.map(|bare| ratio("bare", bare)).into_iter().chain([ratio("limit", counts.limit)])
        });
        Self(ratios.collect())
    }

    pub fn read(file: &Path) -> Result<Self> {
        let text = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
        Ok(Self(serde_json::from_str(&text)?))
    }

    pub fn write(&self, file: &Path) -> Result<()> {
        Ok(fs::write(file, format!("{:#}\n", serde_json::json!(self.0)))?)
    }

    /// All that is too far away, at once: less is said too, or the next change could cost as much unseen.
    pub fn check(&self, committed: &Self) -> Result<()> {
        let far = |(name, now): (&String, &f64)| match committed.0.get(name) {
            // Both have three decimals, of which a quotient knows no exact 5 %.
            Some(then) if (now / then - 1.0).abs() <= TOLERANCE + 1e-9 => None,
            Some(then) => Some(format!("{name} was {then:.3} and is {now:.3}")),
            None => Some(format!("{name} is {now:.3} and not in the file")),
        };
        let far: Vec<_> = self.0.iter().filter_map(far).collect();
        if far.is_empty() {
            return Ok(());
        }
        let far = far.join("; ");
        Err(format!("{far}. Where that is meant, renew the file: bench/instructions.sh --write").into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratios(darasa: u64) -> Ratios {
        let count = |instructions| Count { instructions, allocations: 1.0, syscalls: None };
        let (darasa, bare, limit) = (count(darasa), Some(count(20_000)), count(10_000));
        Ratios::new(&[Counts { work: "health", darasa, bare, limit }])
    }

    #[test]
    fn a_ratio_may_be_five_percent_away_in_either_direction() {
        for (count, near) in [(94_900, false), (95_000, true), (100_000, true), (105_000, true), (105_100, false)] {
            assert_eq!(ratios(count).check(&ratios(100_000)).is_ok(), near, "{count}");
        }
    }

    #[test]
    fn what_is_too_far_away_is_named_with_the_way_to_renew_it() {
        let problem = ratios(120_000).check(&ratios(100_000)).unwrap_err().to_string();
        for part in ["health of bare was 5.000 and is 6.000", "health of limit was 10.000 and is 12.000", "--write"] {
            assert!(problem.contains(part), "{problem}");
        }
        assert!(ratios(100_000).check(&Ratios(BTreeMap::new())).is_err(), "what is not in the file is not kept");
    }
}
