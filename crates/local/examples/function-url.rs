//! Function URL on this machine: an executable for AWS Lambda behind the emulated host, on a database of its own, until
//! it is killed. For `ci/lambda-rehearsal`, which asks it what a deployment must answer.

use std::{collections::HashMap, error::Error, process::ExitCode};

use darasa_local::testing::{
    host::{Function, Platform},
    test_app::TestApp,
};

/// What the smoke test shows, as a monitor does.
const READY_TOKEN: &str = "a-monitor-of-this-machine";

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let executable = std::env::args().nth(1).ok_or("which executable?")?;
    let app = TestApp::start().await;
    let mut env: HashMap<_, _> = app.env();
    env.insert("READY_TOKEN".to_owned(), READY_TOKEN.to_owned());
    let mut host = Function::new(executable, env).on(Platform::Lambda).start().await;
    println!("http://127.0.0.1:{}", host.port());

    let ended = host.ended().await;
    eprintln!("{ended}: {}", host.log());
    Ok(ExitCode::FAILURE)
}
