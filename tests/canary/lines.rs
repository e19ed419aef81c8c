//! Log lines: each is JSON, and no field is there that nobody knows. docs/logs.md has a row for each.

use std::{collections::BTreeSet, fs};

use serde_json::Value;

/// In every line.
const ALWAYS: [&str; 4] = ["timestamp", "level", "message", "target"];
/// In every line of a request.
const OF_A_REQUEST: [&str; 3] = ["request_id", "trace_id", "span_id"];
/// In the line at its end.
const AT_THE_END: [&str; 5] =
    ["http.request.method", "http.route", "http.response.status_code", "duration_ms", "complete"];

/// The fields that docs/logs.md has a row for.
fn documented() -> BTreeSet<String> {
    let text = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/logs.md")).unwrap();
    let rows = text.lines().filter(|line| line.starts_with("| `"));
    rows.flat_map(|row| row.split('|').nth(1).unwrap().split('`').skip(1).step_by(2).map(str::to_owned)).collect()
}

/// How many lines of requests there are.
pub fn are_known(log: &str) -> usize {
    let known = documented();
    let mut requests = 0;
    for text in log.lines() {
        let line: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("no JSON ({error}): {text}"));
        let fields: BTreeSet<_> = line.as_object().unwrap().keys().cloned().collect();
        let unknown: Vec<_> = fields.difference(&known).collect();
        assert!(unknown.is_empty(), "{unknown:?} in {text}");
        assert!(ALWAYS.iter().all(|field| line[field].is_string()), "{text}");
        let is_request = line["message"] == "request";
        requests += usize::from(is_request);
        if is_request {
            assert!(OF_A_REQUEST.iter().chain(&AT_THE_END).all(|field| !line[field].is_null()), "{text}");
        }
    }
    requests
}
