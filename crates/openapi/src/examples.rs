//! Examples of the document: requests and replies of a real server, recorded by a test that also compares them
//! (`DARASA_RECORD_EXAMPLES=1 cargo test -p darasa-local --test api openapi` writes them anew).

use serde_json::{Value, json};

/// Where they are kept, below this crate.
pub const FILE: &str = "src/examples.json";
const RECORDED: &str = include_str!("examples.json");

/// The recorded examples, by the ids of operations: `request`, or a status and a media type.
pub fn recorded() -> Value {
    serde_json::from_str(RECORDED).expect("examples.json is JSON")
}

/// Puts its examples into an operation of the document.
pub fn insert(examples: &Value, operation: &mut Value) {
    if let Some(request) = examples.get("request") {
        let content = operation["requestBody"]["content"].as_object_mut().into_iter().flat_map(|map| map.values_mut());
        content.for_each(|media_type| media_type["example"] = request.clone());
    }
    let replies = examples["replies"].as_object().into_iter().flatten();
    for (status, contents) in replies {
        for (media_type, example) in contents.as_object().into_iter().flatten() {
            let content = &mut operation["responses"][status]["content"][media_type];
            assert!(content.is_object(), "{media_type} of {status} has an example and is not documented");
            content["example"] = json!(example);
        }
    }
}
