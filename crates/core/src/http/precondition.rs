//! Preconditions: `If-Match`, by which a change names the version it was made from, so that no update is lost, and the
//! entity tags of both headers, `If-Match` and `If-None-Match`, as proxies leave them.

/// What an `If-Match` header expects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    Anything,
    /// One of these versions; none of them where only foreign tags are named.
    OneOf(Vec<i32>),
}

impl Expected {
    /// All lines of the header; none when it was not sent. RFC 9110 (13.1.1) compares strong tags alone, as weak ones
    /// do not stand for bytes. A tag of ours stands for a version, so its weak form does too.
    pub fn parse<'a>(lines: impl Iterator<Item = &'a str>) -> Self {
        let mut tags = tags(lines).peekable();
        match tags.peek() {
            None | Some(&"*") => Self::Anything,
            Some(_) => Self::OneOf(tags.filter_map(version).collect()),
        }
    }

    pub fn versions(&self) -> Option<&Vec<i32>> {
        match self {
            Self::Anything => None,
            Self::OneOf(versions) => Some(versions),
        }
    }
}

/// The tags that a header lists.
pub(super) fn tags<'a>(lines: impl Iterator<Item = &'a str>) -> impl Iterator<Item = &'a str> {
    lines.flat_map(|line| line.split(',')).map(str::trim)
}

/// What stands between a tag's quotes, as we sent it. Proxies that compress make a tag weak (nginx, Cloudflare) or add
/// the coding to it (Apache with one hyphen, Jetty with two); no tag of ours has a hyphen.
pub(super) fn opaque(tag: &str) -> Option<&str> {
    const CODINGS: [&str; 4] = ["gzip", "br", "zstd", "deflate"];
    let opaque = tag.strip_prefix("W/").unwrap_or(tag).strip_prefix('"')?.strip_suffix('"')?;
    let ours = |coding| {
        let rest = opaque.strip_suffix(coding)?;
        rest.strip_suffix("--").or_else(|| rest.strip_suffix('-'))
    };
    Some(CODINGS.into_iter().find_map(ours).unwrap_or(opaque))
}

/// Tags are compared letter by letter, so "01" is not ours.
fn version(tag: &str) -> Option<i32> {
    let opaque = opaque(tag)?;
    opaque.parse().ok().filter(|version: &i32| version.to_string() == opaque)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expected(lines: &[&str]) -> Expected {
        Expected::parse(lines.iter().copied())
    }

    #[test]
    fn an_if_match_is_a_tag_a_list_or_a_star() {
        assert_eq!(expected(&[]), Expected::Anything);
        assert_eq!(expected(&["*"]), Expected::Anything);
        assert_eq!(expected(&["\"3\""]), Expected::OneOf(vec![3]));
        assert_eq!(expected(&["\"abc\", \"4\""]), Expected::OneOf(vec![4]));
        assert_eq!(expected(&["W/\"1\", \"2\",W/\"abc\"", "\"7\""]), Expected::OneOf(vec![1, 2, 7]));
    }

    #[test]
    fn a_tag_of_ours_is_known_as_proxies_leave_it() {
        for tag in [
            "W/\"2\"",
            " W/\"2\" ",
            "\"2-gzip\"",
            "W/\"2-gzip\"",
            "\"2--gzip\"",
            "\"2-br\"",
            "\"2-zstd\"",
            "\"2-deflate\"",
        ] {
            assert_eq!(expected(&[tag]), Expected::OneOf(vec![2]), "{tag}");
        }
    }

    #[test]
    fn nothing_else_is_ours() {
        for foreign in [
            "nonsense",
            "",
            "1",
            "\"",
            "\"01\"",
            "\"+1\"",
            "\"99999999999\"",
            "w/\"1\"",
            "W\"1\"",
            "W/1",
            "W/W/\"1\"",
            "\"1",
            "1\"",
            "\"-gzip\"",
            "\"1gzip\"",
            "\"1---gzip\"",
            "\"1-gzip-gzip\"",
            "\"1;gzip\"",
            "\"1-GZIP\"",
            "\"1-x\"",
            "abc, *",
        ] {
            assert_eq!(expected(&[foreign]), Expected::OneOf(vec![]), "{foreign}");
        }
    }
}
