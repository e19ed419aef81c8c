//! Path pattern of `vercel.json`, in the syntax of path-to-regexp as Vercel reads it: `:name`, `:name*`, `:name+`,
//! `:name?`, `:name(\\d+)`, `(.*)`.

use fancy_regex::{Captures, Regex};

/// What a parameter stands for without an expression of its own: one segment.
const SEGMENT: &str = "[^/]+?";

#[derive(Debug)]
pub struct Pattern(Regex);

impl Pattern {
    pub fn parse(source: &str) -> Result<Self, String> {
        let regex = if source.starts_with('/') { regex(source) } else { None };
        let regex = regex.and_then(|regex| Regex::new(&regex).ok());
        regex.map(Self).ok_or_else(|| format!("{source} is no pattern of a path that is understood here"))
    }

    pub fn matches(&self, path: &str) -> bool {
        self.0.is_match(path).unwrap_or_default()
    }

    /// The destination with the path's parameters in it, if the path matches.
    pub fn rewrite(&self, path: &str, destination: &str) -> Option<String> {
        let found = self.0.captures(path).ok()??;
        let segments = destination.split('/').map(|segment| fill(segment, &found));
        Some(segments.collect::<Vec<_>>().join("/"))
    }
}

/// `:name` or `$1` is what the pattern found there; anything else is itself.
fn fill(segment: &str, found: &Captures<'_, str>) -> String {
    let name = segment.strip_prefix(':').map(|name| name.trim_end_matches(['*', '+', '?']));
    let given = match segment.strip_prefix('$').and_then(|number| number.parse().ok()) {
        Some(number) => found.get(number),
        None => name.and_then(|name| found.name(name)),
    };
    given.map_or_else(|| segment.to_owned(), |given| given.as_str().to_owned())
}

/// The pattern as an expression for the complete path. None: it does not close what it opens.
fn regex(source: &str) -> Option<String> {
    let (mut regex, mut rest) = ("^".to_owned(), source);
    while let Some(letter) = rest.chars().next() {
        // The slash before a parameter is part of it: where the parameter may be missing, so may the slash.
        let slash = if rest.starts_with("/:") || rest.starts_with("/(") { "/" } else { "" };
        if slash.is_empty() && !matches!(letter, ':' | '(') {
            regex.push_str(&fancy_regex::escape(&rest[..letter.len_utf8()]));
            rest = &rest[letter.len_utf8()..];
            continue;
        }
        let parameter = Parameter::parse(&rest[slash.len()..])?;
        regex.push_str(&parameter.regex(slash));
        rest = parameter.rest;
    }
    Some(format!("{regex}$"))
}

struct Parameter<'a> {
    name: &'a str,
    expression: &'a str,
    modifier: Option<char>,
    rest: &'a str,
}

impl<'a> Parameter<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let (name, rest) = match text.strip_prefix(':') {
            Some(text) => text.split_at(text.find(|letter: char| !is_of_a_name(letter)).unwrap_or(text.len())),
            None => ("", text),
        };
        let (expression, rest) = group(rest)?;
        let modifier = rest.chars().next().filter(|letter| matches!(letter, '*' | '+' | '?'));
        let rest = &rest[modifier.map_or(0, char::len_utf8)..];
        (!name.is_empty() || !expression.is_empty()).then_some(Self { name, expression, modifier, rest })
    }

    fn regex(&self, slash: &str) -> String {
        let one = if self.expression.is_empty() { SEGMENT } else { self.expression };
        let many = format!("{one}(?:/{one})*");
        let inner = if matches!(self.modifier, Some('*' | '+')) { &many } else { one };
        let name = if self.name.is_empty() { String::new() } else { format!("?<{}>", self.name) };
        let optional = if matches!(self.modifier, Some('*' | '?')) { "?" } else { "" };
        format!("(?:{slash}({name}{inner})){optional}")
    }
}

fn is_of_a_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

/// What stands between the parentheses a text begins with, if any, and what comes after them.
fn group(text: &str) -> Option<(&str, &str)> {
    if !text.starts_with('(') {
        return Some(("", text));
    }
    let mut depth = 0_usize;
    let mut escaped = false;
    for (at, letter) in text.char_indices() {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '(' => depth += 1,
            ')' if depth == 1 => return Some((&text[1..at], &text[at + 1..])),
            ')' => depth -= 1,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_on_the_platform() {
        for (source, path, fits) in [
            ("/api/x/:path*", "/api/x", true),
            ("/api/x/:path*", "/api/x/1/2", true),
            ("/api/x/:path*", "/api/xy", false),
            ("/api/x/:path*", "/api/x/", false),
            ("/api/x/:path+", "/api/x", false),
            ("/api/x/:path+", "/api/x/1/2", true),
            ("/api/x/:id?", "/api/x", true),
            ("/api/x/:id?", "/api/x/1", true),
            ("/api/x/:id?", "/api/x/1/2", false),
            ("/api/x/:id/notes", "/api/x/1/notes", true),
            ("/api/x/:id/notes", "/api/x//notes", false),
            ("/api/x/:id", "/api/x/1/notes", false),
            ("/x/:id(\\d{2})", "/x/12", true),
            ("/x/:id(\\d{2})", "/x/1", false),
            ("/(.*)", "/", true),
            ("/(.*)", "/a/b.css", true),
            ("/((?!api/).*)", "/app/7", true),
            ("/((?!api/).*)", "/api/7", false),
            ("/app/:path((?!assets/).*)", "/app/jobs/7/questions", true),
            ("/app/:path((?!assets/).*)", "/app/", true),
            ("/app/:path((?!assets/).*)", "/app/assets", true),
            ("/app/:path((?!assets/).*)", "/app/assets-of-mine/x", true),
            ("/app/:path((?!assets/).*)", "/app/jobs/assets/x", true),
            ("/app/:path((?!assets/).*)", "/app/assets/", false),
            ("/app/:path((?!assets/).*)", "/app/assets/index.0123abcd.js", false),
            ("/app/:path((?!assets/).*)", "/app", false),
            ("/app/:path((?!assets/).*)", "/apple", false),
            ("/app/assets/(.*)", "/app/assets/a/b.js", true),
            ("/app/assets/(.*)", "/app/assets/", true),
            ("/app/assets/(.*)", "/app/assets", false),
            ("/app/assets/(.*)", "/app/assets.js", false),
            ("/(.*)\\.css", "/a.css", false),
            ("/assets.v1/:file", "/assetsxv1/a", false),
            ("/:file.css", "/a.css", true),
        ] {
            let pattern = Pattern::parse(source).unwrap();
            assert_eq!(pattern.matches(path), fits, "{source} {path}");
        }
    }

    #[test]
    fn what_was_found_stands_in_the_destination() {
        for (source, path, destination, becomes) in [
            ("/app/:path*", "/app/a/b", "/index.html", Some("/index.html")),
            ("/old/:path*", "/old/a/b", "/new/:path*", Some("/new/a/b")),
            ("/old/:id/x", "/old/7/x", "/new/:id", Some("/new/7")),
            ("/old/(.*)", "/old/a/b", "/new/$1", Some("/new/a/b")),
            ("/app/:path((?!assets/).*)", "/app/jobs/7", "/app/index.html", Some("/app/index.html")),
            ("/app/:path((?!assets/).*)", "/app/jobs/7", "/new/:path", Some("/new/jobs/7")),
            ("/app/:path((?!assets/).*)", "/app/assets/gone.js", "/app/index.html", None),
            ("/old/:id", "/other/7", "/new/:id", None),
        ] {
            let rewritten = Pattern::parse(source).unwrap().rewrite(path, destination);
            assert_eq!(rewritten.as_deref(), becomes, "{source} {path}");
        }
    }

    #[test]
    fn what_is_no_pattern_is_an_error_with_its_text() {
        for source in ["", "api", "/(", "/a/(b", "/:", "/(?<x"] {
            let error = Pattern::parse(source).unwrap_err();
            assert!(error.starts_with(source), "{error}");
        }
    }
}
