//! AWS Lambda, the executable for it: the same request by either host, and what the Runtime API may do to its loop.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test, in helpers too")]

mod both_hosts;
mod mounts;
mod runtime_loop;

use darasa_local::testing::host::{Function, Host, Platform, good_env};

const BOOTSTRAP: &str = env!("CARGO_BIN_EXE_bootstrap");

fn function(env: impl IntoIterator<Item = (String, String)>) -> Function {
    Function::new(BOOTSTRAP, env)
}

async fn on_lambda(env: impl IntoIterator<Item = (String, String)>) -> Host {
    function(env).on(Platform::Lambda).start().await
}
