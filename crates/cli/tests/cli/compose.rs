//! Compose file docker-compose.yml: a database for whoever has no Postgres installed, set up with the variables darasa
//! reads.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::Value;

fn file(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn compose() -> Value {
    serde_yaml_ng::from_str(&file("docker-compose.yml")).unwrap()
}

/// The names inside `${…}`; `$${…}` is the container's own and left alone.
fn variables(text: &str) -> BTreeSet<String> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with('#')).collect::<Vec<_>>().join("\n");
    let starts = code.match_indices("${").filter(|(at, _)| !code[..*at].ends_with('$'));
    let name = |(at, _): (usize, &str)| code[at + 2..].split([':', '-', '?', '}']).next().map(str::to_owned);
    starts.filter_map(name).collect()
}

#[test]
fn its_variables_are_those_of_the_example_environment() {
    let wanted = variables(&file("docker-compose.yml"));
    assert_eq!(wanted, ["DB_NAME", "DB_PASSWORD", "DB_PORT", "DB_USER"].map(str::to_owned).into());
    let example = file(".env.example");
    let documented: BTreeSet<_> =
        example.lines().filter_map(|line| line.split_once('=')).map(|(name, _)| name).collect();
    for name in wanted.iter().map(String::as_str).chain(["DB_HOST"]) {
        assert!(documented.contains(name), ".env.example has no {name}");
    }
}

#[test]
fn it_is_the_postgres_that_darasa_wants() {
    let compose = compose();
    let postgres = &compose["services"]["postgres"];
    assert!(postgres["image"].as_str().unwrap().starts_with("postgres:17"));
    assert_eq!(postgres["ports"][0].as_str(), Some("127.0.0.1:${DB_PORT:-5432}:5432"));
    assert_eq!(postgres["volumes"][0].as_str(), Some("pgdata:/var/lib/postgresql/data"));
    assert!(compose["volumes"].as_object().unwrap().contains_key("pgdata"));
    assert!(postgres["healthcheck"]["test"][1].as_str().unwrap().contains("pg_isready"));
    for (inside, outside) in
        [("POSTGRES_USER", "DB_USER"), ("POSTGRES_PASSWORD", "DB_PASSWORD"), ("POSTGRES_DB", "DB_NAME")]
    {
        assert_eq!(postgres["environment"][inside], format!("${{{outside}:-darasa}}"));
    }
}

#[test]
fn redis_comes_only_when_asked_for() {
    let compose = compose();
    let services = &compose["services"];
    assert_eq!(services["redis"]["profiles"][0].as_str(), Some("redis"));
    assert_eq!(services["redis"]["ports"][0].as_str(), Some("127.0.0.1:6379:6379"));
    assert!(file(".env.example").contains("redis://127.0.0.1:6379"), "the address that is recommended is this one");
    assert!(services["postgres"].get("profiles").is_none());
}
