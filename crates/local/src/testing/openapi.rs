//! OpenAPI check: whether a reply is what the document says of its operation. Every reply that a test reads passes it.

use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

use http::{HeaderMap, HeaderName, Method, StatusCode, header};
use jsonschema::Validator;
use serde_json::{Value, json};

/// Headers of any HTTP reply, which no operation names: of the protocol, of CORS, and those against embedding.
const OF_ANY_REPLY: [HeaderName; 14] = [
    header::CONTENT_TYPE,
    header::CONTENT_LENGTH,
    header::TRANSFER_ENCODING,
    header::CONNECTION,
    header::DATE,
    header::VARY,
    header::CACHE_CONTROL,
    header::ACCESS_CONTROL_ALLOW_ORIGIN,
    header::ACCESS_CONTROL_EXPOSE_HEADERS,
    header::STRICT_TRANSPORT_SECURITY,
    header::X_CONTENT_TYPE_OPTIONS,
    header::REFERRER_POLICY,
    HeaderName::from_static("cross-origin-resource-policy"),
    HeaderName::from_static("x-accel-buffering"),
];

/// The document, in which an object has no field but those it names: a field that nobody wrote down is noticed.
static DOCUMENT: LazyLock<Value> = LazyLock::new(|| {
    let mut document = darasa_openapi::document();
    for schema in document["components"]["schemas"].as_object_mut().into_iter().flat_map(|schemas| schemas.values_mut())
    {
        close(schema);
    }
    document
});

/// Panics where a reply is not what is documented. A path that the document does not have is not looked at: the tests
/// of the document compare its paths with the routes.
pub fn assert_documented(method: &Method, path: &str, status: StatusCode, headers: &HeaderMap, body: &str) {
    let method = if *method == Method::HEAD { Method::GET } else { method.clone() };
    let Some((template, operations)) = operations_at(path) else { return };
    let Some(operation) = operations.get(method.as_str().to_ascii_lowercase()) else {
        assert!(
            method == Method::OPTIONS || status.is_client_error(),
            "{method} {template} is not documented and was answered {status}"
        );
        return;
    };
    let here = format!("{method} {template}, {status}");
    let reply = resolved(&operation["responses"][status.as_str()]);
    assert!(reply.is_object(), "{here}: no such status is documented ({body})");
    check_headers(&here, reply, headers);
    if !body.is_empty() {
        check_body(&here, reply, headers, body);
    }
}

/// The template of a path and what stands there; one without parameters comes first.
fn operations_at(path: &str) -> Option<(&'static str, &'static Value)> {
    let segments: Vec<_> = path.split('/').collect();
    let fits = |template: &str| {
        let parts: Vec<_> = template.split('/').collect();
        parts.len() == segments.len()
            && parts.iter().zip(&segments).all(|(part, segment)| part == segment || part.starts_with('{'))
    };
    let paths = DOCUMENT["paths"].as_object()?;
    let found = paths.iter().filter(|(template, _)| fits(template)).min_by_key(|(template, _)| template.contains('{'));
    found.map(|(template, operations)| (template.as_str(), operations))
}

fn resolved(value: &'static Value) -> &'static Value {
    let pointer = value.get("$ref").and_then(Value::as_str).and_then(|reference| reference.strip_prefix('#'));
    pointer.map_or(value, |pointer| DOCUMENT.pointer(pointer).expect("a reference that leads somewhere"))
}

fn check_headers(here: &str, reply: &'static Value, headers: &HeaderMap) {
    for (name, value) in headers {
        let documented = reply["headers"].get(name.as_str());
        let Some(documented) = documented else {
            assert!(OF_ANY_REPLY.contains(name), "{here}: the header {name} is not documented");
            continue;
        };
        let schema = &resolved(documented)["schema"];
        let text = value.to_str().expect("a header that is text");
        let value = if schema["type"] == "integer" {
            text.parse::<i64>().map_or(json!(text), Value::from)
        } else {
            json!(text)
        };
        check_value(&format!("{here}: the header {name}"), schema, &value);
    }
}

fn check_body(here: &str, reply: &'static Value, headers: &HeaderMap, body: &str) {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media_type = content_type.split(';').next().unwrap_or_default();
    let schema = &reply["content"][media_type]["schema"];
    assert!(!schema.is_null(), "{here}: {media_type:?} is not documented ({body})");
    match media_type {
        "text/event-stream" => check_events(here, &schema["properties"]["data"]["contentSchema"], body),
        "text/plain" | "text/calendar" => check_value(here, schema, &json!(body)),
        _ => check_value(here, schema, &serde_json::from_str(body).unwrap_or_else(|error| panic!("{here}: {error}"))),
    }
}

/// Each event but the last is JSON of this schema.
fn check_events(here: &str, schema: &'static Value, body: &str) {
    for line in body.lines().filter_map(|line| line.strip_prefix("data: ")).filter(|data| *data != "[DONE]") {
        check_value(
            here,
            schema,
            &serde_json::from_str(line).unwrap_or_else(|error| panic!("{here}: {error} in {line}")),
        );
    }
}

fn check_value(here: &str, schema: &'static Value, value: &Value) {
    let wrong: Vec<_> =
        validator(schema).iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(wrong.is_empty(), "{here} is not as documented:\n{}\n{value}", wrong.join("\n"));
}

/// Compiled once for each schema of the document.
fn validator(schema: &'static Value) -> Arc<Validator> {
    static COMPILED: LazyLock<Mutex<HashMap<usize, Arc<Validator>>>> = LazyLock::new(Mutex::default);

    let compile = || {
        let whole = json!({ "allOf": [schema], "components": DOCUMENT["components"] });
        let options = jsonschema::options().should_validate_formats(true);
        Arc::new(options.build(&whole).expect("a schema"))
    };
    let mut compiled = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
    Arc::clone(compiled.entry(std::ptr::from_ref(schema).addr()).or_insert_with(compile))
}

/// Objects that name their fields have no others.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            map.values_mut().for_each(close);
            if map.get("type").is_some_and(|kind| kind == "object") && map.contains_key("properties") {
                map.entry("additionalProperties").or_insert(json!(false));
            }
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use std::panic::catch_unwind;

    use http::HeaderValue;

    use super::*;

    /// Whether a reply to GET `/api/health` is as documented.
    fn is_documented(status: StatusCode, headers: &[(&'static str, &'static str)], body: &str) -> bool {
        let pairs =
            headers.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        let headers: HeaderMap = pairs.collect();
        catch_unwind(|| assert_documented(&Method::GET, "/api/health", status, &headers, body)).is_ok()
    }

    #[test]
    fn a_reply_that_differs_in_status_header_type_or_field_is_noticed() {
        const JSON: (&str, &str) = ("content-type", "application/json");
        let body =
            r#"{"status":"ok","version":"1","commit":null,"region":null,"startedAt":"2026-11-27T09:00:00.000Z"}"#;

        assert!(is_documented(StatusCode::OK, &[JSON, ("x-request-id", "a")], body));
        assert!(!is_documented(StatusCode::CREATED, &[JSON], body), "a status");
        assert!(!is_documented(StatusCode::OK, &[JSON, ("x-unheard-of", "1")], body), "a header");
        assert!(!is_documented(StatusCode::OK, &[("content-type", "text/html")], body), "a type");
        for (written, instead) in [
            ("\"ok\"", "1"),
            ("\"commit\":null,", ""),
            ("{", "{\"more\":1,"),
            ("2026-11-27T09:00:00.000Z", "yesterday"),
        ] {
            assert!(!is_documented(StatusCode::OK, &[JSON], &body.replace(written, instead)), "{written}");
        }
    }

    #[test]
    fn what_is_blank_to_a_reader_is_blank_to_the_document() {
        let schema = &DOCUMENT["components"]["schemas"]["NewJobInfo"]["properties"]["name"];
        let pattern = validator(schema);
        for text in ["", " ", "\t\n", "\u{85}", "\u{a0}\u{2003}\u{3000}", "a\0", "\0"] {
            assert!(!pattern.is_valid(&json!(text)), "{text:?}");
            assert!(text.trim().is_empty() || text.contains('\0'), "{text:?}");
        }
        for text in ["a", " a ", "\n.\n", "é", "\u{200b}"] {
            assert!(pattern.is_valid(&json!(text)), "{text:?}");
            assert!(!text.trim().is_empty(), "{text:?}");
        }
    }
}
