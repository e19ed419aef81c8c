//! OpenAPI document: every route of `api/` with what it takes and replies, in version 3.1, whose schemas are JSON
//! Schema 2020-12.
//!
//! What a body may be comes from the very readers that check it (`SchemaFields`), what a reply is from the types that
//! are written, and the codes from the table of `Error`. By hand are the operations and their sentences; tests compare
//! them with the routes, and each reply in the tests of the API with the document.

mod components;
pub mod examples;
mod input;
mod operation;
mod operations;
mod problems;
mod schemas;
mod streams;

use serde_json::{Map, Value, json};

use self::schemas::Schemas;
pub use self::{
    operation::{Access, Operation},
    operations::operations,
    problems::{ProblemCode, codes},
};

/// Where the document stands in the repository, and what a deployment serves.
pub const PATH: &str = "public/openapi.json";

const ABOUT: &str = "\
Prepare for technical interviews: save jobs, get questions, answer them and get feedback, have a résumé analysed, hold \
interviews spoken or in writing.

Requests and replies are JSON in UTF-8; times are RFC 3339 in UTC with milliseconds, ids are UUIDs. An error is \
`application/problem+json` (RFC 9457) whose `code` programs compare; the routes that stream answer with the bare sentence or \
code as text unless `Accept` names JSON. A thing that is missing and one of somebody else are the same 404. Within a version \
fields, codes and words of enumerations may be added, and none is taken away or gets another meaning. Every list goes from \
new to old, page by page. GET may be sent as HEAD, and OPTIONS answers with the methods of a path.";

/// The whole document.
pub fn document() -> Value {
    let mut schemas = Schemas::new();
    let mut paths = Map::new();
    let recorded = examples::recorded();
    for operation in operations() {
        let path = paths.entry(operation.path).or_insert_with(|| json!({}));
        let mut value = operation.to_value(&mut schemas);
        examples::insert(&recorded[operation.id], &mut value);
        path[operation.method.as_str().to_ascii_lowercase()] = value;
    }
    let components = components::components(schemas);
    json!({
        "openapi": "3.1.1",
        "info": {
            "title": "darasa",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "AI job-interview preparation.",
            "description": ABOUT,
            "license": { "name": "MIT", "identifier": "MIT" },
        },
        "servers": [{ "url": "/", "description": "The deployment that serves this file." }],
        "security": components::session(),
        "tags": operations::tags(),
        "paths": paths,
        "components": components,
        "x-problems": codes(),
    })
}

#[cfg(test)]
mod tests;

/// As it is written to the file.
pub fn text(document: &Value) -> String {
    let mut text = serde_json::to_string_pretty(document).expect("a document of texts and numbers can be written");
    text.push('\n');
    text
}
