//! AWS Lambda, the executable for it: the same request by either host, and what the Runtime API may do to its loop.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test, in helpers too")]

mod both_hosts;
mod mounts;
mod runtime_loop;

use darasa_local::testing::host::{Function, Host, Platform};

const BOOTSTRAP: &str = env!("CARGO_BIN_EXE_bootstrap");

fn function(env: impl IntoIterator<Item = (String, String)>) -> Function {
    Function::new(BOOTSTRAP, env)
}

async fn on_lambda(env: impl IntoIterator<Item = (String, String)>) -> Host {
    function(env).on(Platform::Lambda).start().await
}

/// Complete, with nothing behind it.
fn good_env() -> Vec<(String, String)> {
    let pairs = [
        ("DATABASE_URL", "postgres://ada:secret@127.0.0.1:1/darasa"),
        ("CLERK_SECRET_KEY", "sk_test_abc"),
        ("CLERK_WEBHOOK_SIGNING_SECRET", "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3"),
        ("NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", "pk_test_ZGFyYXNhLmNsZXJrLmFjY291bnRzLmRldiQ"),
        ("GEMINI_API_KEY", "key"),
    ];
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).into()
}
