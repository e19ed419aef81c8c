//! OpenAPI document beside a running server: the methods of each path, and the examples.

mod examples;

use std::collections::BTreeSet;

use darasa_local::testing::test_app::{SendRequest, TestApp};
use http::Method;

use crate::NOTHING;

/// In the order of `Allow`.
const METHODS: [Method; 5] = [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];

#[tokio::test]
async fn what_is_documented_is_answered_and_all_else_is_refused_with_the_methods_there_are() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let operations = darasa_openapi::operations();
    let paths: BTreeSet<_> = operations.iter().map(|operation| operation.path).collect();

    for template in paths {
        let documented: Vec<_> =
            operations.iter().filter(|one| one.path == template).map(|one| one.method.clone()).collect();
        let allow: Vec<_> = METHODS.iter().filter(|method| documented.contains(method)).map(in_allow).collect();
        let allow = format!("{}, OPTIONS", allow.join(", "));
        let path = template.replace("{id}", NOTHING);
        for method in METHODS {
            let reply = ada.request(method.clone(), &path).send_and_read().await;
            let is_documented = documented.contains(&method);
            assert_eq!(reply.status == 405, !is_documented, "{method} {path}: {}", reply.text);
            assert_eq!(reply.header("allow"), if is_documented { "" } else { &allow }, "{method} {path}");
            assert!(!reply.text.contains("no-such-route"), "{method} {path}");
        }
        let options = ada.request(Method::OPTIONS, &path).send_and_read().await;
        assert_eq!((options.status.as_u16(), options.header("allow")), (204, &*allow), "OPTIONS {path}");
    }
}

fn in_allow(method: &Method) -> &str {
    if *method == Method::GET { "GET, HEAD" } else { method.as_str() }
}
