//! Price table of models: dollars for a million tokens, by the day they are used on.

use std::{fs, path::Path};

use serde::Deserialize;

use crate::Failure;

/// As providers published them in November 2026. Whoever pays other prices has a file of their own.
const PRICES: &str = include_str!("prices.json");

pub struct Prices(Vec<Price>);

/// One model's, from a day on; without one, since ever.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Price {
    model: String,
    #[serde(default)]
    from: String,
    /// Dollars for a million tokens that the model reads.
    input: f64,
    /// Dollars for a million tokens that it writes, thoughts among them.
    output: f64,
    /// Where it stands.
    #[serde(default)]
    #[expect(dead_code, reason = "it is for whoever looks after the table")]
    source: String,
}

impl Prices {
    /// The table of the command, with a file's lines in place of all of its lines of the same models.
    pub fn read(file: Option<&Path>) -> Result<Self, Failure> {
        let mut prices = parse(PRICES)?;
        if let Some(file) = file {
            let wrong = |cause: &dyn std::fmt::Display| format!("--prices {}: {cause}", file.display());
            let text = fs::read_to_string(file).map_err(|error| wrong(&error))?;
            let own = parse(&text).map_err(|error| wrong(&error))?;
            prices.retain(|price| own.iter().all(|other| other.model != price.model));
            prices.extend(own);
        }
        Ok(Self(prices))
    }

    /// Dollars for so many tokens on a day, `YYYY-MM-DD`. None: nobody told its price.
    pub fn cost(&self, model: &str, day: &str, input_tokens: i64, output_tokens: i64) -> Option<f64> {
        let then = self.0.iter().filter(|price| price.model == model && price.from.as_str() <= day);
        let price = then.max_by(|one, other| one.from.cmp(&other.from))?;
        Some((input_tokens as f64 * price.input + output_tokens as f64 * price.output) / 1e6)
    }
}

fn parse(json: &str) -> Result<Vec<Price>, Failure> {
    let prices: Vec<Price> = serde_json::from_str(json)?;
    for Price { model, from, input, output, .. } in &prices {
        let is_price = |dollars: &f64| dollars.is_finite() && *dollars >= 0.0;
        if !is_price(input) || !is_price(output) {
            return Err(format!("{model}: a price is a number of dollars, 0 or more").into());
        }
        if !from.is_empty() && !is_day(from) {
            return Err(format!("{model}: `from` is a day such as 2027-01-01, not {from:?}").into());
        }
    }
    Ok(prices)
}

/// Days that are compared as texts are all of one form.
fn is_day(text: &str) -> bool {
    let form = |(at, byte): (usize, u8)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() };
    text.len() == 10 && text.bytes().enumerate().all(form)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cost(prices: &Prices, model: &str, day: &str) -> Option<f64> {
        prices.cost(model, day, 1_000_000, 100_000)
    }

    #[test]
    fn a_price_holds_from_its_day_on() {
        let prices = Prices::read(None).unwrap();
        assert_eq!(cost(&prices, "gemini-3.8-flash", "2026-12-31"), Some(0.75 + 0.375));
        assert_eq!(cost(&prices, "gemini-3.8-flash", "2027-01-01"), Some(1.5 + 0.75));
        assert_eq!(cost(&prices, "ollama/qwen3:8b", "2026-12-31"), None, "unknown is not free");
    }

    #[test]
    fn a_file_of_ones_own_replaces_the_lines_of_its_models() {
        let file = std::env::temp_dir().join(format!("darasa-prices-{}.json", std::process::id()));
        fs::write(&file, r#"[{ "model": "gemini-3.8-flash", "from": "2026-02-01", "input": 2, "output": 0 }]"#)
            .unwrap();
        let prices = Prices::read(Some(&file)).unwrap();
        fs::remove_file(&file).unwrap();

        assert_eq!(cost(&prices, "gemini-3.8-flash", "2026-02-01"), Some(2.0));
        assert_eq!(cost(&prices, "gemini-3.8-flash", "2026-01-31"), None);
        assert_eq!(cost(&prices, "gemini-3.5-flash-lite", "2026-12-31"), Some(0.3 + 0.25));
    }

    /// Tokens read and written of each use, as the page says them.
    const USES: [(i64, i64); 4] = [(2_500, 400), (2_000, 900), (4_000, 1_800), (3_000, 250)];

    #[test]
    fn the_page_about_models_tells_what_the_table_says() {
        let (page, prices) = (include_str!("../../../../docs/models.md"), Prices::read(None).unwrap());
        let models: std::collections::BTreeSet<_> = prices.0.iter().map(|price| price.model.as_str()).collect();
        for model in models {
            let costs = USES.map(|(read, written)| prices.cost(model, "2026-11-28", read, written).unwrap());
            let row = format!("| `{model}` | {} |", costs.map(|cost| format!("${cost:.4}")).join(" | "));
            assert!(page.contains(&row), "docs/models.md lacks {row}");
        }
    }

    #[test]
    fn what_is_no_price_and_no_day_is_refused() {
        for (json, said) in [
            (r#"[{ "model": "a", "input": -1, "output": 1 }]"#, "a: a price is"),
            (r#"[{ "model": "a", "input": 1, "output": 1, "from": "2027-1-1" }]"#, "a: `from` is a day"),
            (r#"[{ "model": "a", "input": 1 }]"#, "missing field `output`"),
            (r#"[{ "model": "a", "input": 1, "output": 1, "cached": 1 }]"#, "unknown field `cached`"),
            ("{}", "expected a sequence"),
        ] {
            let failure = parse(json).unwrap_err().to_string();
            assert!(failure.contains(said), "{failure}");
        }
    }
}
