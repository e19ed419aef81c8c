//! Baseline of a function: the least that vercel_runtime can be, a constant.

use vercel_runtime::{Error, Request, Response, ResponseBody, run, service_fn};

fn main() -> Result<(), Error> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(run(service_fn(hello)))
}

async fn hello(_: Request) -> Result<Response<ResponseBody>, Error> {
    Ok(Response::new(ResponseBody::from(r#"{"status":"ok"}"#)))
}
