//! AWS Lambda executable: all functions of `api/` behind one Function URL. Vercel's host may start it too.

use std::process::ExitCode;

use darasa_core::{App, Error, Result, http::Reply, http::Request, http::Routes, serve_mounted};
use darasa_functions::Function;

fn main() -> ExitCode {
    // A Word file is read in a child of this very executable.
    if darasa_documents::is_child() { darasa_documents::child() } else { serve_mounted(allow, handle) }
}

fn allow(path: &str) -> String {
    Function::at(path).map_or_else(|| Routes::<()>::NONE.allow(path), |function| (function.allow)(path))
}

async fn handle(app: &'static App, request: Request) -> Result<Reply> {
    let function = Function::at(request.path()).ok_or(Error::NoSuchRoute)?;
    (function.handler)(app, request).await
}
