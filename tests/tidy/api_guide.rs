//! API guide, docs/api.md: its table of codes is the table of errors, and README leads to it.

use std::collections::BTreeMap;

use http::StatusCode;

use super::read;

/// Where errors get their status and code.
const TABLES: [&str; 2] = ["crates/core/src/base/error.rs", "crates/core/src/http/problem.rs"];

/// Each code with its status, from rows such as `(S::NOT_FOUND, "not-found", …)`.
fn codes_of_errors() -> BTreeMap<String, u16> {
    let mut codes = BTreeMap::new();
    let text = TABLES.into_iter().map(read).collect::<String>().replace("(StatusCode::", "(S::");
    for row in text.split("(S::").skip(1) {
        let Some((name, Some((code, _)))) = row.split_once(", \"").map(|(name, rest)| (name, rest.split_once('"')))
        else {
            continue;
        };
        let earlier = codes.insert(code.to_owned(), status(name));
        assert!(earlier.is_none_or(|earlier| earlier == status(name)), "{code} has two statuses");
    }
    codes
}

/// By the name of its constant, which is made of what RFC 9110 calls it.
fn status(name: &str) -> u16 {
    let is_named = |code: &u16| {
        let reason = StatusCode::from_u16(*code).ok().and_then(|status| status.canonical_reason());
        reason.is_some_and(|reason| reason.to_uppercase().replace([' ', '-'], "_") == name)
    };
    (400..600).find(is_named).unwrap_or_else(|| panic!("{name} is no status of an error"))
}

#[test]
fn the_guide_has_every_code_of_an_error_with_its_status_and_no_other() {
    let guide = read("docs/api.md");
    let (_, table) = guide.split_once("| code | status |").unwrap();
    let rows = table.lines().skip(2).take_while(|line| line.starts_with("| "));
    let cells = rows.map(|row| row.split(" | ").map(|cell| cell.trim_matches(['|', ' ', '`'])).collect::<Vec<_>>());
    let documented: Vec<_> = cells.map(|cells| (cells[0].to_owned(), cells[1].parse::<u16>().unwrap())).collect();

    let known = codes_of_errors();
    assert!(known.len() > 30, "the tables are not where they were: {known:?}");
    assert_eq!(documented.len(), known.len(), "a code stands there twice, or one is missing");
    assert_eq!(documented.into_iter().collect::<BTreeMap<_, _>>(), known);
}

#[test]
fn the_guide_is_short_and_found_and_leads_to_file_and_page() {
    let guide = read("docs/api.md");
    assert!(guide.lines().count() <= 250, "{} lines", guide.lines().count());
    assert!(guide.contains("`/openapi.json`") && guide.contains("`/reference/`"));
    assert!(read("README.md").contains("(docs/api.md)"));
}
