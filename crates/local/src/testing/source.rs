//! Source text without its tests, for checks that read the code instead of running it.

const TESTS_ONLY: &str = "#[cfg(test)]";

/// Leaves out the items that are for tests only, and keeps what follows them.
pub fn without_tests(text: &str) -> String {
    let (mut kept, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once(TESTS_ONLY) {
        kept += before;
        let margin = before.rsplit('\n').next().unwrap_or_default();
        rest = &after[item_end(after, margin)..];
    }
    kept + rest
}

/// Where an item ends: rustfmt puts its last brace below its first letter.
fn item_end(item: &str, margin: &str) -> usize {
    let is_import = item.trim_start().starts_with("use ");
    let end = match item.find(if is_import { &[';'][..] } else { &[';', '{'] }) {
        Some(at) if item[at..].starts_with('{') => {
            let brace = format!("\n{margin}}}");
            item.find(&brace).map(|found| found + brace.len())
        }
        found => found.map(|at| at + 1),
    };
    end.unwrap_or(item.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_a_test_is_kept() {
        for (text, kept) in [
            ("a\n#[cfg(test)]\nmod tests;\nb", "a\n\nb"),
            ("a\n#[cfg(test)]\nuse c::{d, e};\nb", "a\n\nb"),
            ("a\n#[cfg(test)]\nmod tests {\n    fn c() {\n    }\n}\nb", "a\n\nb"),
            (
                "impl A {\n    #[cfg(test)]\n    fn b() {\n        if c {\n        }\n    }\n    d\n}",
                "impl A {\n    \n    d\n}",
            ),
            ("a\n#[cfg(test)]\nmod b;\nc\n#[cfg(test)]\nmod tests {\n}\n", "a\n\nc\n\n"),
            ("a", "a"),
            ("a\n#[cfg(test)]\nmod tests {", "a\n"),
        ] {
            assert_eq!(without_tests(text), kept, "{text}");
        }
    }
}
