//! Mounts: every address leads to the function that Vercel would give it to.

use darasa_functions::{FUNCTIONS, Function};
use darasa_local::dev_server::{Site, Target};

/// The function of an address by `vercel.json`, as the dev server follows it.
fn by_vercel_json(path: &str) -> Option<&'static str> {
    match Site::functions().target(path) {
        Target::Function(function) => Some(function.path),
        _ => None,
    }
}

#[test]
fn every_address_leads_to_the_function_that_vercel_gives_it_to() {
    let below = ["", "/7", "/7/utterances", "/7/a%2Fb"];
    let of_functions = FUNCTIONS.iter().flat_map(|function| below.map(|below| format!("{}{below}", function.path)));
    let rewritten = [
        "/.well-known/darasa-receipts.json",
        "/api/arcjet",
        "/api/calendar/x.ics",
        "/api/config",
        "/api/cron/daily",
        "/api/ready",
        "/api/receipts/7",
        "/api/shares/7",
    ];
    let others = [
        "/",
        "/.well-known",
        "/api/receipts",
        "/api/receipts/",
        "/api/receipts/7/8",
        "/api",
        "/api/",
        "/api/calendar",
        "/api/calendar/",
        "/api/calendar/x/y",
        "/api/config/7",
        "/api/nothing",
        "/api/questionsx",
        "/api/shares",
        "/api/shares/",
        "/api/shares/7/8",
        "/api/users",
        "/index.html",
    ];
    let mut led = 0;
    for path in of_functions.chain(rewritten.into_iter().chain(others).map(str::to_owned)) {
        let (there, here) = (by_vercel_json(&path), Function::at(&path).map(|function| function.path));
        // Where no rewrite leads, a function says itself that it has no such route.
        let says_so = there.is_none() && here.is_some_and(|here| path.starts_with(&format!("{here}/")));
        assert!(there == here || says_so, "{path}: {there:?} by Vercel, {here:?} by Lambda");
        led += usize::from(there.is_some());
    }
    let with_more = 6 * (below.len() - 1);
    assert_eq!(led, FUNCTIONS.len() + with_more + rewritten.len(), "each one, and six with more behind it");
}
