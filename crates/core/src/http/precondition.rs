//! Precondition: `If-Match`, by which a change names the version it was made from, so that no update is lost.

/// What an `If-Match` header expects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    Anything,
    Version(i32),
}

impl Expected {
    /// Only a strong tag of ours can match (RFC 9110, 13.1.1). Of a list the first of ours counts.
    pub fn parse(if_match: Option<&str>) -> Self {
        let Some(tags) = if_match else { return Self::Anything };
        let mut tags = tags.split(',').map(str::trim).peekable();
        if tags.peek() == Some(&"*") {
            return Self::Anything;
        }
        // Tags are compared letter by letter, so "01" is not ours.
        let ours = |tag: &str| {
            let version: i32 = tag.strip_prefix('"')?.strip_suffix('"')?.parse().ok()?;
            (format!("\"{version}\"") == tag).then_some(version)
        };
        // No version is negative, so a foreign tag matches nothing.
        Self::Version(tags.find_map(ours).unwrap_or(-1))
    }

    pub fn version(self) -> Option<i32> {
        match self {
            Self::Anything => None,
            Self::Version(version) => Some(version),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_if_match_is_a_strong_tag_a_list_or_a_star() {
        assert_eq!(Expected::parse(None), Expected::Anything);
        assert_eq!(Expected::parse(Some("*")), Expected::Anything);
        assert_eq!(Expected::parse(Some("\"3\"")), Expected::Version(3));
        assert_eq!(Expected::parse(Some("\"abc\", \"4\"")), Expected::Version(4));
        assert_eq!(Expected::parse(Some("W/\"3\"")), Expected::Version(-1));
        for foreign in ["nonsense", "", "1", "\"01\"", "\"+1\"", "\"99999999999\""] {
            assert_eq!(Expected::parse(Some(foreign)), Expected::Version(-1), "{foreign}");
        }
    }
}
