//! Command `darasa models`: when providers shut down the models that we know of. The calendar is kept by hand.

use darasa_core::base::clock::{self, Day};
use serde::Deserialize;

use crate::Failure;

/// As providers published it; `source` says where. A date is the earliest on which a model may end.
const CALENDAR: &str = include_str!("models.json");
/// `doctor` warns so many days before, and the weekly check fails so many.
const WARNED: i64 = 90;
const FAILED: i64 = 60;
/// So old a look at the source may be.
const OLDEST_LOOK: i64 = 45;

#[derive(clap::Args)]
pub struct Arguments {
    /// Fail where one that darasa offers ends within 60 days, or its source was not looked at for 45
    #[arg(long)]
    check: bool,
}

/// A model, and until when it is there.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownModel {
    /// As `AI_MODELS` and the ledger have it.
    pub model: String,
    /// None: no day is announced.
    pub shutdown: Option<Day>,
    /// What its provider recommends instead.
    pub replacement: Option<String>,
    /// When somebody looked.
    pub checked: Day,
    /// Where the provider says it.
    pub source: String,
    /// Whether it is a default, or stands in the price table. Others are here for who still has them set.
    pub offered: bool,
}

impl KnownModel {
    /// What `doctor` says of it ahead of time.
    pub fn warning(&self, today: Day) -> Option<String> {
        let shutdown = self.shutdown.filter(|day| day.days_since(today) <= WARNED)?;
        let verb = if shutdown < today { "ended" } else { "may end" };
        Some(format!("{verb} on {shutdown}, as {} says", self.source))
    }

    pub fn advice(&self) -> String {
        match &self.replacement {
            Some(replacement) => {
                format!("its provider recommends {replacement}; try it with `darasa eval` first")
            }
            None => "choose another one in AI_MODELS".to_owned(),
        }
    }

    /// What the weekly check fails for.
    fn problem(&self, today: Day) -> Option<String> {
        if self.shutdown.is_some_and(|day| day.days_since(today) <= FAILED) {
            return self.warning(today).map(|warning| format!("{} {warning}; {}", self.model, self.advice()));
        }
        let age = today.days_since(self.checked);
        let is_old = age > OLDEST_LOOK;
        is_old.then(|| {
            format!("{}: {} was looked at {age} days ago; look again, and write `checked`", self.model, self.source)
        })
    }
}

/// All models that we know of.
pub fn calendar() -> Result<Vec<KnownModel>, Failure> {
    Ok(serde_json::from_str(CALENDAR)?)
}

pub fn today() -> Result<Day, Failure> {
    Ok(Day(jiff::Timestamp::try_from(clock::now())?.to_zoned(jiff::tz::TimeZone::UTC).date()))
}

pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let (all, today) = (calendar()?, today()?);
    for KnownModel { model, shutdown, replacement, checked, .. } in &all {
        let end = shutdown.map_or("no end announced".to_owned(), |day| format!("ends {day} at the earliest"));
        let instead = replacement.as_ref().map(|other| format!(", then {other}")).unwrap_or_default();
        println!("{model:<28} {end}{instead} (looked at {checked})");
    }
    let offered = all.iter().filter(|known| arguments.check && known.offered);
    let problems: Vec<_> = offered.filter_map(|known| known.problem(today)).collect();
    if problems.is_empty() { Ok(()) } else { Err(problems.join("\n").into()) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use darasa_core::base::env::Env;

    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn known(shutdown: Option<&str>, checked: &str) -> KnownModel {
        KnownModel {
            model: "a/b".to_owned(),
            shutdown: shutdown.map(day),
            replacement: None,
            checked: day(checked),
            source: "https://example.com".to_owned(),
            offered: true,
        }
    }

    #[test]
    fn a_model_is_warned_of_ninety_days_before_it_ends_and_afterwards() {
        let ends = known(Some("2027-03-01"), "2026-11-28");
        for (today, warned) in [("2026-11-30", false), ("2026-12-01", true), ("2027-03-01", true), ("2027-06-01", true)]
        {
            assert_eq!(ends.warning(day(today)).is_some(), warned, "{today}");
        }
        assert_eq!(known(None, "2026-11-28").warning(day("2026-11-28")), None);
    }

    #[test]
    fn the_weekly_check_fails_sixty_days_before_an_end_and_for_an_old_look() {
        let ends = known(Some("2027-03-01"), "2026-12-31");
        assert_eq!(ends.problem(day("2026-12-30")), None, "sixty-one days");
        assert!(ends.problem(day("2026-12-31")).unwrap().starts_with("a/b may end on 2027-03-01"));
        let old = known(None, "2026-11-01");
        assert_eq!(old.problem(day("2026-12-16")), None, "forty-five days");
        assert!(old.problem(day("2026-12-17")).unwrap().contains("46 days ago"));
    }

    /// Its form, and that it is complete; never its dates, which no change of the code can help.
    #[test]
    fn every_model_that_is_configured_priced_or_recommended_stands_in_the_calendar() {
        let all = calendar().unwrap();
        let names: BTreeSet<_> = all.iter().map(|known| known.model.as_str()).collect();
        assert_eq!(names.len(), all.len(), "one stands there twice");
        let needed = [
            ("DATABASE_URL", "postgres://ada:secret@localhost/darasa"),
            ("CLERK_SECRET_KEY", "sk_test_abc"),
            ("NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", "pk_test_ZGFyYXNhLmNsZXJrLmFjY291bnRzLmRldiQ"),
            ("CLERK_WEBHOOK_SIGNING_SECRET", "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3"),
            ("GEMINI_API_KEY", "key"),
        ];
        let env = Env::from_pairs(needed.map(|(name, value)| (name.to_owned(), value.to_owned())).into()).unwrap();
        let configured = env.models.names.iter().map(ToString::to_string).chain([env.voice.model]);
        let priced: Vec<serde_json::Value> = serde_json::from_str(include_str!("usage/prices.json")).unwrap();
        let priced = priced.iter().map(|price| price["model"].as_str().unwrap().to_owned());
        let recommended = all.iter().filter_map(|known| known.replacement.clone());
        let offered: BTreeSet<_> = configured.chain(priced).collect();
        let missing: Vec<_> =
            offered.iter().cloned().chain(recommended).filter(|model| !names.contains(model.as_str())).collect();
        assert!(missing.is_empty(), "crates/cli/src/models.json does not know {missing:?}");
        let told: BTreeSet<_> = all.iter().filter(|known| known.offered).map(|known| known.model.clone()).collect();
        assert_eq!(told, offered, "`offered`");
        for known in &all {
            assert!(known.source.starts_with("https://"), "{known:?}");
        }
    }
}
