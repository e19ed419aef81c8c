//! Configuration of Vercel, vercel.json, as the dev server follows it: rewrites and headers. What it would
//! not follow is an error, not silence.

use http::{HeaderMap, HeaderName, HeaderValue, header::CONTENT_SECURITY_POLICY};
use serde::Deserialize;

use super::pattern::Pattern;

/// The file of the repository that this was built from.
const BUILT: &str = include_str!("../../../../vercel.json");

/// Rewrites and headers in their order: the first rewrite that leads somewhere is used, and every header rule applies.
#[derive(Debug, Default)]
pub struct VercelJson {
    rewrites: Vec<(Pattern, String)>,
    headers: Vec<(Pattern, HeaderMap)>,
    /// `trailingSlash` is false: a path with a slash at its end is redirected to the one without.
    pub slashes_redirected: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct File {
    #[serde(default)]
    rewrites: Vec<Rewrite>,
    #[serde(default)]
    headers: Vec<HeaderRule>,
    trailing_slash: Option<bool>,
    redirects: Option<serde::de::IgnoredAny>,
    routes: Option<serde::de::IgnoredAny>,
    clean_urls: Option<serde::de::IgnoredAny>,
}

/// Conditions such as `has` would have to be looked at, so they are refused.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rewrite {
    source: String,
    destination: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HeaderRule {
    source: String,
    headers: Vec<HeaderPair>,
}

#[derive(Deserialize)]
struct HeaderPair {
    key: String,
    value: String,
}

impl VercelJson {
    pub fn of_this_build() -> Self {
        Self::parse(BUILT).expect("a test keeps vercel.json within what is followed here")
    }

    pub fn parse(text: &str) -> Result<Self, String> {
        let file: File = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let ignored = [("redirects", &file.redirects), ("routes", &file.routes), ("cleanUrls", &file.clean_urls)];
        if let Some((name, _)) = ignored.into_iter().find(|(_, value)| value.is_some()) {
            return Err(format!("`{name}` is not followed by `darasa dev`; `vercel dev` does"));
        }
        Ok(Self {
            rewrites: file.rewrites.into_iter().map(Rewrite::read).collect::<Result<_, _>>()?,
            headers: file.headers.into_iter().map(HeaderRule::read).collect::<Result<_, _>>()?,
            slashes_redirected: file.trailing_slash == Some(false),
        })
    }

    /// The pages' policy lets them open a socket to this source too, if it lets them connect anywhere.
    pub fn allowing_socket(mut self, source: &str) -> Self {
        for policy in self.headers.iter_mut().filter_map(|(_, headers)| headers.get_mut(CONTENT_SECURITY_POLICY)) {
            let wider = policy.to_str().ok().map(|policy| connecting_to(policy, source));
            if let Some(wider) = wider.and_then(|wider| HeaderValue::try_from(wider).ok()) {
                *policy = wider;
            }
        }
        self
    }

    /// Where a path may lead when nothing stands at the path itself.
    pub fn destinations<'a>(&'a self, path: &'a str) -> impl Iterator<Item = String> + 'a {
        self.rewrites.iter().filter_map(move |(source, destination)| source.rewrite(path, destination))
    }

    /// The headers of a path: of several rules with the same name the last one counts.
    pub fn headers(&self, path: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (_, of_rule) in self.headers.iter().filter(|(source, _)| source.matches(path)) {
            headers.extend(of_rule.clone());
        }
        headers
    }
}

/// A policy whose `connect-src` has one more source; without that directive it stays as it is.
fn connecting_to(policy: &str, source: &str) -> String {
    let widen = |directive: &str| {
        let mut words = directive.split_ascii_whitespace();
        if !words.next().is_some_and(|name| name.eq_ignore_ascii_case("connect-src")) {
            return directive.to_owned();
        }
        let sources = words.filter(|word| !word.eq_ignore_ascii_case("'none'")).chain([source]);
        format!(" connect-src {}", sources.collect::<Vec<_>>().join(" "))
    };
    policy.split(';').map(widen).collect::<Vec<_>>().join(";").trim().to_owned()
}

impl Rewrite {
    fn read(self) -> Result<(Pattern, String), String> {
        let Self { source, destination } = self;
        let local = destination.starts_with('/') && !destination.starts_with("//");
        if !local {
            return Err(format!("the rewrite of {source} leads to another host, which `darasa dev` does not follow"));
        }
        Ok((Pattern::parse(&source)?, destination))
    }
}

impl HeaderRule {
    fn read(self) -> Result<(Pattern, HeaderMap), String> {
        let mut headers = HeaderMap::new();
        for HeaderPair { key, value } in self.headers {
            let pair = HeaderName::try_from(&key).ok().zip(HeaderValue::try_from(&value).ok());
            let (name, value) = pair.ok_or_else(|| format!("{key} of {} is no header", self.source))?;
            headers.insert(name, value);
        }
        Ok((Pattern::parse(&self.source)?, headers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_of_the_repository_is_followed() {
        let file = VercelJson::of_this_build();
        assert!(file.slashes_redirected);
        let leads = file.destinations("/api/job-infos/3f0d2c1e-8a4b-4b7e-9c55-0c9b5f1a2d34").collect::<Vec<_>>();
        assert_eq!(leads, ["/api/job-infos"]);
        assert_eq!(file.destinations("/api/nothing").count(), 0);
    }

    #[test]
    fn the_app_has_one_page_and_a_file_of_it_that_is_gone_is_missing() {
        let file = VercelJson::of_this_build();
        let leads = |path: &str| file.destinations(path).collect::<Vec<_>>();
        for path in ["/app", "/app/jobs/7", "/app/interviews/7/review"] {
            assert_eq!(leads(path), ["/app/index.html"], "{path}");
        }
        for path in ["/app/assets/gone.0123abcd.js", "/apple", "/dev/session", "/"] {
            assert_eq!(leads(path), [""; 0], "{path}");
        }
    }

    #[test]
    fn a_laptops_pages_may_open_a_socket_to_it() {
        const HERE: &str = "ws://127.0.0.1:*";
        for (policy, wider) in [
            (
                "connect-src 'self' wss://a.example; img-src 'self'",
                "connect-src 'self' wss://a.example ws://127.0.0.1:*; img-src 'self'",
            ),
            ("default-src 'none'; Connect-Src 'none'", "default-src 'none'; connect-src ws://127.0.0.1:*"),
            ("default-src 'self'", "default-src 'self'"),
            ("img-src https://connect-src.example", "img-src https://connect-src.example"),
        ] {
            assert_eq!(connecting_to(policy, HERE), wider);
        }
        let policy = |file: &VercelJson| file.headers("/app")[CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
        let published = VercelJson::of_this_build();
        assert!(!policy(&published).contains("127.0.0.1"), "a deployment's policy knows no laptop");
        let here = VercelJson::of_this_build().allowing_socket(HERE);
        assert_eq!(policy(&here).replace(&format!(" {HERE}"), ""), policy(&published));
        assert!(
            policy(&here).contains(&format!("wss://generativelanguage.googleapis.com {HERE};")),
            "{}",
            policy(&here)
        );
    }

    #[test]
    fn rules_with_the_same_header_follow_each_other() {
        let file = r#"{ "headers": [
            { "source": "/(.*)", "headers": [{ "key": "X-Frame-Options", "value": "DENY" }] },
            { "source": "/(.*)", "headers": [{ "key": "a", "value": "1" }] },
            { "source": "/assets/(.*)", "headers": [{ "key": "A", "value": "2" }] }
        ] }"#;
        let file = VercelJson::parse(file).unwrap();
        let said = |path: &str| {
            let headers = file.headers(path);
            ["x-frame-options", "a"].map(|name| headers.get(name).map(|value| value.to_str().unwrap().to_owned()))
        };
        assert_eq!(said("/"), [Some("DENY".to_owned()), Some("1".to_owned())]);
        assert_eq!(said("/assets/a.js"), [Some("DENY".to_owned()), Some("2".to_owned())]);
    }

    #[test]
    fn pages_have_a_strict_policy_and_functions_their_own_headers() {
        let file = VercelJson::of_this_build();
        for path in ["/", "/app", "/app/jobs/7", "/reference", "/reference/reference.js", "/openapi.json"] {
            let headers = file.headers(path);
            let policy = headers["content-security-policy"].to_str().unwrap();
            for directive in ["default-src 'none'", "style-src 'self'", "require-trusted-types-for 'script'"] {
                assert!(policy.split("; ").any(|each| each == directive), "{path}: {policy}");
            }
            assert!(!policy.contains("unsafe"), "{policy}");
            assert_eq!(headers["x-content-type-options"], "nosniff", "{path}");
        }
        assert!(file.headers("/api/health").is_empty());
    }

    #[test]
    fn what_is_named_by_its_content_is_kept_for_a_year_and_nothing_else() {
        let file = VercelJson::of_this_build();
        let kept = |path: &str| file.headers(path).get("cache-control").cloned();
        for path in ["/reference/atkinson-next.0123abcd.woff2", "/app/assets/index-0123abcd.js"] {
            assert_eq!(kept(path).unwrap(), "public, max-age=31536000, immutable", "{path}");
        }
        for path in ["/app", "/app/jobs/7", "/reference", "/reference/reference.css", "/openapi.json"] {
            assert_eq!(kept(path), None, "{path}");
        }
    }

    #[test]
    fn what_would_not_be_followed_is_an_error() {
        for (file, word) in [
            (r#"{ "redirects": [] }"#, "redirects"),
            (r#"{ "routes": [] }"#, "routes"),
            (r#"{ "cleanUrls": true }"#, "cleanUrls"),
            (r#"{ "rewrites": [{ "source": "/a", "destination": "/b", "has": [] }] }"#, "has"),
            (r#"{ "rewrites": [{ "source": "/a", "destination": "https://example.com" }] }"#, "another host"),
            (r#"{ "rewrites": [{ "source": "/a", "destination": "//example.com" }] }"#, "another host"),
            (r#"{ "rewrites": [{ "source": "/(a", "destination": "/b" }] }"#, "/(a"),
            (r#"{ "headers": [{ "source": "/a", "headers": [{ "key": "a b", "value": "" }] }] }"#, "a b of /a"),
            ("{", "EOF"),
        ] {
            let error = VercelJson::parse(file).unwrap_err();
            assert!(error.contains(word), "{file}: {error}");
        }
    }
}
