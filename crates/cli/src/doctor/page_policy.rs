//! Content-Security-Policy of the pages against Clerk's publishable key: Clerk's script comes from the host that the
//! key names, and the policy in vercel.json has to let it.

use std::{fs, path::Path};

use darasa_core::base::env::frontend_api;
use serde::Deserialize;

use super::Finding;
use crate::{Failure, env_file::Settings};

const ABOUT: &str = "vercel.json";
const KEY: &str = "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY";
const POLICY: &str = "Content-Security-Policy";
/// Clerk's script is loaded by the one, and asks its server by the other.
const DIRECTIVES: [&str; 2] = ["script-src", "connect-src"];
/// Development instances, each of which has a host of its own there.
const DEVELOPMENT: &str = ".clerk.accounts.dev";

#[derive(Deserialize)]
struct Vercel {
    #[serde(default)]
    headers: Vec<Rule>,
}

#[derive(Deserialize)]
struct Rule {
    #[serde(default)]
    headers: Vec<Header>,
}

#[derive(Deserialize)]
struct Header {
    key: String,
    value: String,
}

/// Nothing where there is no good key: that is said of the environment.
pub fn check(settings: &Settings, checkout: &Path) -> Option<Finding> {
    let wanted = source(settings.get(KEY)?)?;
    let advice = "cargo darasa doctor --write-csp, then deploy again";
    Some(match read(checkout).and_then(|text| Ok((edit(&text, &wanted)?, text))) {
        Ok((Edit { after, .. }, text)) if after == text => {
            Finding::good(ABOUT, format!("lets pages load Clerk from {wanted}"))
        }
        Ok((Edit { before, .. }, _)) => {
            let message = format!("lets pages load Clerk from {before}, and {KEY} names {wanted}: nobody can sign in");
            Finding::bad(ABOUT, message).advising(advice)
        }
        Err(failure) => Finding::bad(ABOUT, failure.to_string()),
    })
}

/// Puts the host of the key into the policy and changes nothing else; without a key everything stays. Says what it did.
pub fn write(settings: &Settings, checkout: &Path) -> Result<String, Failure> {
    let text = read(checkout)?;
    let Some(key) = settings.get(KEY) else {
        let Edit { before, .. } = edit(&text, "")?;
        return Ok(format!("{ABOUT}: pages load Clerk from {before} as before, for {KEY} is not set"));
    };
    let wanted = source(key).ok_or_else(|| {
        format!("{KEY} is no publishable key, so {ABOUT} stays as it is; it is in Clerk's dashboard, API keys, and starts with pk_test_ or pk_live_")
    })?;
    let Edit { before, after } = edit(&text, &wanted)?;
    if after == text {
        return Ok(format!("{ABOUT}: pages load Clerk from {wanted} already"));
    }
    fs::write(checkout.join(ABOUT), after).map_err(|error| format!("{ABOUT} cannot be written: {error}"))?;
    Ok(format!("{ABOUT}: pages load Clerk from {wanted} now, no longer from {before}"))
}

fn read(checkout: &Path) -> Result<String, Failure> {
    fs::read_to_string(checkout.join(ABOUT)).map_err(|error| format!("{ABOUT} cannot be read: {error}").into())
}

/// What a policy has to allow for a key. Hosts of development instances are not told apart: a preview has another one
/// than a laptop.
fn source(key: &str) -> Option<String> {
    let host = frontend_api(key)?.to_ascii_lowercase();
    let is_development = key.starts_with("pk_test_") && host.ends_with(DEVELOPMENT);
    Some(if is_development { format!("https://*{DEVELOPMENT}") } else { format!("https://{host}") })
}

/// The file with another host of Clerk's.
#[derive(Debug)]
struct Edit {
    before: String,
    after: String,
}

/// Edits the text itself: read and written again, the file would lose its layout.
fn edit(text: &str, wanted: &str) -> Result<Edit, Failure> {
    let vercel: Vercel = serde_json::from_str(text).map_err(|error| format!("{ABOUT} cannot be read: {error}"))?;
    let headers = vercel.headers.into_iter().flat_map(|rule| rule.headers);
    let policies = headers.filter(|header| header.key.eq_ignore_ascii_case(POLICY)).map(|header| header.value);
    let mut edited: Option<Edit> = None;
    for policy in policies {
        let Some(before) = clerk_in(&policy) else { continue };
        let so_far = edited.map_or_else(|| text.to_owned(), |edit| edit.after);
        let (old, new) = (quoted(&policy), quoted(&with_clerk(&policy, &before, wanted)));
        if !so_far.contains(&old) && !so_far.contains(&new) {
            return Err(
                format!("the {POLICY} of {ABOUT} is written with escapes; write each character as it is").into()
            );
        }
        edited = Some(Edit { before, after: so_far.replace(&old, &new) });
    }
    edited.ok_or_else(|| {
        format!("the {POLICY} of {ABOUT} names no host of Clerk's: one https source in both script-src and connect-src")
            .into()
    })
}

fn quoted(policy: &str) -> String {
    format!("\"{policy}\"")
}

/// The source that pages may load scripts from and also ask: such is Clerk's alone.
fn clerk_in(policy: &str) -> Option<String> {
    let [mut scripts, connections] = DIRECTIVES.map(|name| sources(policy, name));
    scripts.retain(|source| source.starts_with("https://") && connections.contains(source));
    if let [only] = scripts[..] { Some(only.to_owned()) } else { None }
}

fn sources<'p>(policy: &'p str, name: &str) -> Vec<&'p str> {
    let directive = policy.split(';').find(|directive| is_named(directive, name));
    directive.into_iter().flat_map(str::split_ascii_whitespace).skip(1).collect()
}

fn is_named(directive: &str, name: &str) -> bool {
    directive.split_ascii_whitespace().next().is_some_and(|word| word.eq_ignore_ascii_case(name))
}

fn with_clerk(policy: &str, before: &str, wanted: &str) -> String {
    let replace = |directive: &str| {
        if !DIRECTIVES.iter().any(|name| is_named(directive, name)) {
            return directive.to_owned();
        }
        let words = directive.split(' ').map(|word| if word == before { wanted } else { word });
        words.collect::<Vec<_>>().join(" ")
    };
    policy.split(';').map(replace).collect::<Vec<_>>().join(";")
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = include_str!("../../../../vercel.json");
    const WILDCARD: &str = "https://*.clerk.accounts.dev";

    #[test]
    fn a_production_key_is_named_and_those_of_development_are_one() {
        for (key, named) in [
            // clerk.example.com$, with and without padding, and a capital
            ("pk_live_Y2xlcmsuZXhhbXBsZS5jb20k", Some("https://clerk.example.com")),
            ("pk_test_Y2xlcmsuZXhhbXBsZS5jb20k", Some("https://clerk.example.com")),
            // quiet-fox-7.clerk.accounts.dev$
            ("pk_test_cXVpZXQtZm94LTcuY2xlcmsuYWNjb3VudHMuZGV2JA==", Some(WILDCARD)),
            ("pk_test_cXVpZXQtZm94LTcuY2xlcmsuYWNjb3VudHMuZGV2JA", Some(WILDCARD)),
            ("pk_live_", None),
            ("sk_live_Y2xlcmsuZXhhbXBsZS5jb20k", None),
            ("pk_live_not base64", None),
            // clerk.example.com; script-src *$
            ("pk_live_Y2xlcmsuZXhhbXBsZS5jb207IHNjcmlwdC1zcmMgKiQ=", None),
        ] {
            assert_eq!(source(key).as_deref(), named, "{key}");
        }
    }

    #[test]
    fn nothing_but_the_host_changes_and_there_is_a_way_back() {
        let Edit { before, after } = edit(FILE, "https://clerk.example.com").unwrap();
        assert_eq!(before, WILDCARD);
        assert_eq!(after, FILE.replace(WILDCARD, "https://clerk.example.com"));
        assert_eq!(after.matches("https://clerk.example.com").count(), DIRECTIVES.len());
        let other = edit(&after, "https://clerk.example.org").unwrap();
        assert_eq!(other.before, "https://clerk.example.com");
        assert_eq!(edit(&other.after, WILDCARD).unwrap().after, FILE);
        assert_eq!(edit(FILE, WILDCARD).unwrap().after, FILE);
    }

    #[test]
    fn a_policy_is_edited_where_it_allows_clerk_and_its_other_sources_stay() {
        let file = |policy: &str| {
            format!(
                r#"{{"headers":[{{"source":"/a","headers":[{{"key":"content-security-policy","value":"{policy}"}}]}}]}}"#
            )
        };
        let policy = "Script-Src 'self'  https://a.example https://*.protect.clerk.com; connect-src https://a.example \
                      https://*.protect.clerk.com:*; img-src https://a.example";
        let edited = edit(&file(policy), "https://b.example").unwrap().after;
        let expected = policy.replacen("https://a.example", "https://b.example", 2);
        assert_eq!(edited, file(&expected));

        for (text, words) in [
            (file("script-src 'self'; connect-src 'self'"), "names no host of Clerk's"),
            (
                file("script-src https://a.example https://b.example; connect-src https://b.example https://a.example"),
                "names no host",
            ),
            (file("script-src https://a.example\\u0020; connect-src https://a.example"), "is written with escapes"),
            ("{}".to_owned(), "names no host of Clerk's"),
            ("{".to_owned(), "vercel.json cannot be read"),
        ] {
            let error = edit(&text, WILDCARD).unwrap_err().to_string();
            assert!(error.contains(words), "{text}: {error}");
        }
    }
}
