//! Environment reader: reads variables one by one and collects every problem, so that one message has them all.

use std::{collections::HashMap, fmt};

use config::Source;
use secrecy::SecretString;

const VERCEL_ENV: &str = "VERCEL_ENV";
const PRODUCTION: &str = "production";
const DEVELOPMENT: &str = "development";
const VERCEL_ENV_ADVICE: &str = "Vercel, Settings, Environment Variables: turn on Automatically expose System \
    Environment Variables; elsewhere production, or development for one that only this machine reaches";

/// What is wrong with one variable. Its value is not in here, so it cannot be printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub variable: &'static str,
    pub wrong: String,
    pub advice: &'static str,
}

/// All that is wrong with an environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl fmt::Display for Problems {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "The environment has {} problem(s):", self.0.len())?;
        for Problem { variable, wrong, advice } in &self.0 {
            write!(formatter, "\n  {variable} {wrong} ({advice})")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

pub(super) struct Reader {
    values: HashMap<String, String>,
    asked: Vec<&'static str>,
    problems: Vec<Problem>,
}

impl Reader {
    pub fn from_process() -> Self {
        Self::from_environment(config::Environment::default())
    }

    pub fn from_pairs(pairs: HashMap<String, String>) -> Self {
        Self::from_environment(config::Environment::default().source(Some(pairs)))
    }

    /// The crate's source as a flat list: its tree of keys would choke on foreign variables with dots in their names.
    fn from_environment(environment: config::Environment) -> Self {
        let pairs = environment.ignore_empty(true).collect().unwrap_or_default();
        let text = |value: config::Value| value.into_string().ok().map(|text| text.trim().to_owned());
        let values = pairs.into_iter().filter_map(|(name, value)| Some((name, text(value)?))).collect();
        Self { values, asked: Vec::new(), problems: Vec::new() }
    }

    pub fn finish<T>(self, value: Option<T>) -> Result<T, Problems> {
        match value {
            Some(value) if self.problems.is_empty() => Ok(value),
            _ => Err(Problems(self.problems)),
        }
    }

    pub fn names(mut self) -> Vec<&'static str> {
        self.asked.sort_unstable();
        self.asked.dedup();
        self.asked
    }

    pub fn problem(&mut self, variable: &'static str, wrong: impl Into<String>, advice: &'static str) {
        self.problems.push(Problem { variable, wrong: wrong.into(), advice });
    }

    /// Production's rules hold for every deployment, whatever the platform calls it.
    pub fn production(&mut self) -> bool {
        !matches!(self.optional(VERCEL_ENV).as_deref(), None | Some(DEVELOPMENT))
    }

    /// A deployment that is not the one people use, however many kinds of these the platform has.
    pub fn is_preview(&mut self) -> bool {
        !matches!(self.optional(VERCEL_ENV).as_deref(), None | Some(PRODUCTION | DEVELOPMENT))
    }

    /// A function that does not know where it runs would serve a deployment without production's rules.
    pub fn require_vercel_env(&mut self) {
        let in_vercel_dev = self.optional("VERCEL_DEV").as_deref() == Some("1");
        if self.optional(VERCEL_ENV).is_none() && !in_vercel_dev {
            self.problem(VERCEL_ENV, "is missing, so that production's rules would be off", VERCEL_ENV_ADVICE);
        }
    }

    pub fn optional(&mut self, name: &'static str) -> Option<String> {
        self.asked.push(name);
        self.values.get(&name.to_ascii_lowercase()).filter(|value| !value.is_empty()).cloned()
    }

    /// The first of several names for the same thing that is set, with its value.
    pub fn first_of<const N: usize>(&mut self, names: [&'static str; N]) -> Option<(&'static str, String)> {
        names.map(|name| self.optional(name).map(|value| (name, value))).into_iter().flatten().next()
    }

    pub fn required(&mut self, name: &'static str, advice: &'static str) -> Option<String> {
        let value = self.optional(name);
        if value.is_none() {
            self.problem(name, "is missing", advice);
        }
        value
    }

    pub fn secret(&mut self, name: &'static str, advice: &'static str) -> Option<SecretString> {
        self.required(name, advice).map(SecretString::from)
    }

    pub fn list(&mut self, name: &'static str) -> Vec<String> {
        split(&self.optional(name).unwrap_or_default())
    }

    pub fn list_or(&mut self, name: &'static str, default: &str) -> Vec<String> {
        match self.list(name) {
            list if list.is_empty() => split(default),
            list => list,
        }
    }

    pub fn one_of<T: Copy>(&mut self, name: &'static str, words: &[(&str, T)], default: T) -> Option<T> {
        let Some(value) = self.optional(name) else { return Some(default) };
        let found = words.iter().find(|(word, _)| *word == value).map(|(_, meaning)| *meaning);
        if found.is_none() {
            let known: Vec<_> = words.iter().map(|(word, _)| *word).collect();
            self.problem(name, format!("must be one of: {}", known.join(", ")), "see .env.example");
        }
        found
    }

    /// A model's name, which becomes part of a URL.
    pub fn model(&mut self, name: &'static str, default: &str) -> Option<String> {
        let model = self.optional(name).unwrap_or_else(|| default.to_owned());
        if !is_model(&model) {
            self.problem(name, "has a name that is no model's", "a name such as gemini-3.8-live");
            return None;
        }
        Some(model)
    }

    pub fn number(
        &mut self,
        name: &'static str,
        default: usize,
        range: std::ops::RangeInclusive<usize>,
    ) -> Option<usize> {
        let Some(value) = self.optional(name) else { return Some(default) };
        let number = value.parse().ok().filter(|number| range.contains(number));
        if number.is_none() {
            let wrong = format!("must be a whole number from {} to {}", range.start(), range.end());
            self.problem(name, wrong, "see .env.example");
        }
        number
    }

    /// Scheme, host and port of a provider, without a path. Production talks to nothing on this machine.
    pub fn base_url(&mut self, name: &'static str, default: &str, production: bool) -> Option<String> {
        let Some(value) = self.optional(name) else { return Some(default.to_owned()) };
        let advice = "scheme and host, such as https://api.example.com";
        self.address(name, &value, production, |path| path == "/", advice)
    }

    /// The same with a path. Whatever is usual is held to the same rules.
    pub fn api_url(&mut self, name: &'static str, value: String) -> Option<String> {
        let (production, advice) = (self.production(), "an address such as https://api.example.com/v1");
        self.address(name, &value, production, |_| true, advice)
    }

    fn address(
        &mut self,
        name: &'static str,
        value: &str,
        production: bool,
        is_path: impl Fn(&str) -> bool,
        advice: &'static str,
    ) -> Option<String> {
        let value = value.trim_end_matches('/').to_owned();
        let uri: Option<http::Uri> = value.parse().ok();
        let is_good = |uri: &http::Uri| matches!(uri.scheme_str(), Some("http" | "https")) && is_path(uri.path());
        let uri = uri.filter(|uri| is_good(uri) && uri.query().is_none());
        match uri.as_ref().and_then(|uri| uri.host()) {
            None => self.problem(name, "is no base URL", advice),
            Some(host) if production && is_loopback(host) => {
                self.problem(name, "points at this machine, which production never does", advice);
            }
            Some(_) if production && value.starts_with("http:") => {
                self.problem(name, "must be https in production", advice)
            }
            Some(_) => return Some(value),
        }
        None
    }
}

pub(super) fn is_model(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte))
}

pub(super) fn is_loopback(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']').trim_end_matches('.');
    let unspecified = |ip: std::net::IpAddr| ip.is_loopback() || ip.is_unspecified();
    host == "localhost" || host.ends_with(".localhost") || host.parse().is_ok_and(unspecified)
}

/// Names of the parameters in a URL's query, to be shown; none when some of it may be part of a password.
pub(super) fn parameter_names(query: &str) -> Vec<&str> {
    let plain = |name: &str| {
        (1..=40).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    let names = query.split('&').map(|pair| pair.split_once('=').map_or(pair, |(name, _)| name));
    // A password with a question mark ends the address early, and its rest looks like a query.
    if query.contains('@') { Vec::new() } else { names.filter(|name| plain(name)).collect() }
}

fn split(list: &str) -> Vec<String> {
    list.split(',').map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
}
