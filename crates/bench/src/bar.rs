//! Bar of a benchmark: what is asked of darasa, what was measured, and whether it is kept.

use serde_json::{Value, json};

use crate::markdown::table;

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Asked {
    AtMost(f64),
    AtLeast(f64),
}

#[derive(Debug)]
pub struct Bar {
    figure: String,
    asked: Asked,
    unit: &'static str,
    measured: f64,
}

impl Bar {
    pub fn new(figure: impl Into<String>, asked: Asked, unit: &'static str, measured: f64) -> Self {
        Self { figure: figure.into(), asked, unit, measured }
    }

    pub fn is_kept(&self) -> bool {
        match self.asked {
            Asked::AtMost(most) => self.measured <= most,
            Asked::AtLeast(least) => self.measured >= least,
        }
    }

    /// Figure, asked, measured, kept.
    pub fn cells(&self) -> [String; 4] {
        let (sign, asked) = match self.asked {
            Asked::AtMost(most) => ('≤', most),
            Asked::AtLeast(least) => ('≥', least),
        };
        let Self { figure, unit, measured, .. } = self;
        // No figure looks kept that is not.
        let measured = if asked >= 100.0 { format!("{measured:.0}") } else { format!("{measured:.2}") };
        let kept = if self.is_kept() { "yes" } else { "**no**" };
        [figure.clone(), format!("{sign} {asked}{unit}"), format!("{measured}{unit}"), kept.to_owned()]
    }

    pub fn json(&self) -> Value {
        let (asked, bar) = match self.asked {
            Asked::AtMost(most) => ("at most", most),
            Asked::AtLeast(least) => ("at least", least),
        };
        json!({ "figure": self.figure, "asked": asked, "bar": bar, "measured": self.measured, "kept": self.is_kept() })
    }
}

/// One line for each.
pub fn bars_table(bars: &[Bar]) -> String {
    table(&["bar", "asked", "measured", "kept"], bars.iter().map(|bar| bar.cells().into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(asked: Asked, measured: f64) -> Bar {
        Bar::new("figure", asked, " ×", measured)
    }

    #[test]
    fn a_bar_is_kept_at_its_figure_and_on_the_right_side_of_it() {
        for (measured, most, least) in [(1.29, true, false), (1.3, true, true), (1.31, false, true)] {
            assert_eq!(bar(Asked::AtMost(1.3), measured).is_kept(), most, "{measured}");
            assert_eq!(bar(Asked::AtLeast(1.3), measured).is_kept(), least, "{measured}");
        }
    }

    #[test]
    fn a_line_says_what_is_asked_what_was_measured_and_whether_it_is_kept() {
        assert_eq!(bar(Asked::AtLeast(20.0), 9.876).cells(), ["figure", "≥ 20 ×", "9.88 ×", "**no**"]);
        assert_eq!(bar(Asked::AtMost(625.0), 600.4).cells(), ["figure", "≤ 625 ×", "600 ×", "yes"]);
    }
}
