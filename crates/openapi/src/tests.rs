//! Tests of the OpenAPI document: that it is what the code says, and that it holds together.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use darasa_functions::FUNCTIONS;

use super::*;

#[test]
fn the_file_is_what_the_code_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(PATH);
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(written == text(&document()), "{PATH} is not what the code says; write it with `cargo darasa openapi`");
}

#[test]
fn each_route_has_one_operation_and_each_operation_a_route() {
    let routes = FUNCTIONS.iter().flat_map(|function| (function.routes)());
    let routes: BTreeSet<_> = routes.map(|(method, path)| format!("{method} {path}")).collect();
    let operations: Vec<_> = operations().iter().map(|one| format!("{} {}", one.method, one.path)).collect();
    assert_eq!(operations.len(), routes.len());
    assert_eq!(operations.into_iter().collect::<BTreeSet<_>>(), routes);
}

/// What a key opens stands beside the route, and the document says the same.
#[test]
fn each_operation_asks_of_a_key_what_its_route_asks() {
    let routes = FUNCTIONS.iter().flat_map(|function| (function.routes)().into_iter().zip((function.key_scopes)()));
    let routes: BTreeMap<_, _> =
        routes.map(|((method, path), scopes)| (format!("{method} {path}"), scopes.to_vec())).collect();
    for operation in operations() {
        let name = format!("{} {}", operation.method, operation.path);
        assert_eq!(operation.key_scopes, routes[&name], "{name}");
        assert!(
            matches!(operation.access, Access::Session | Access::Program) || operation.key_scopes.is_empty(),
            "{name}"
        );
    }
}

#[test]
fn ids_of_operations_differ() {
    let ids: Vec<_> = operations().iter().map(|operation| operation.id).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{ids:?}");
}

#[test]
fn every_reference_leads_somewhere_and_every_component_is_used() {
    let document = document();
    let mut referred = BTreeSet::new();
    references(&document, &mut referred);
    for reference in &referred {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
    for kind in ["schemas", "parameters", "headers", "responses"] {
        for name in document["components"][kind].as_object().unwrap().keys() {
            let reference = format!("#/components/{kind}/{name}");
            assert!(referred.contains(&reference), "nothing uses {reference}");
        }
    }
}

fn references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            found.extend(map.get("$ref").and_then(Value::as_str).map(str::to_owned));
            map.values().for_each(|value| references(value, found));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}
