//! Services in use (`darasa services`): what is used, from where, and what is kept.

use darasa_local::services::temporary;

use crate::support::Checkout;

#[test]
fn each_service_is_listed_with_its_version_and_source() {
    let checkout = Checkout::new();
    checkout.write(".env", "DATABASE_URL=postgres://ada:hunter2@db.example.com/d\n");
    let program = checkout.folder.join("redis-server");
    temporary::write_program(&program, "#!/bin/sh\necho 'Redis server v=7.4.1 sha=0'\n").unwrap();

    let environment = [("DARASA_REDIS_BIN", checkout.folder.to_str().unwrap()), ("DARASA_POSTGRES_BIN", "/nowhere")];
    let list = checkout.run_with(&["services"], &environment).stdout;

    let row = |words: &str| list.lines().find(|line| line.contains(words)).unwrap_or_else(|| panic!("{words}: {list}"));
    for word in ["Redis", "7.4.1", "environment"] {
        assert!(row(program.to_str().unwrap()).contains(word), "{list}");
    }
    assert!(row("DARASA_POSTGRES_BIN=/nowhere").starts_with("Postgres"), "{list}");
    assert!(row("DATABASE_URL").starts_with("Postgres"), "{list}");
    assert!(!list.contains("hunter2"), "{list}");
}
