//! Baseline of a list: connect, one query, JSON made by the database. No token, no pool, no TLS.

use tokio_postgres::NoTls;
use vercel_runtime::{Error, Request, Response, ResponseBody, run, service_fn};

const LIST: &str = "
    select coalesce(json_agg(j), '[]')::text from (
        select id, name, title, experience_level, description, created_at, updated_at
        from job_infos where user_id = $1 order by created_at desc, id desc limit 21
    ) as j";

fn main() -> Result<(), Error> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(run(service_fn(list)))
}

async fn list(_: Request) -> Result<Response<ResponseBody>, Error> {
    let (database, owner) = (std::env::var("DATABASE_URL")?, std::env::var("OWNER")?);
    let (client, connection) = tokio_postgres::connect(&database, NoTls).await?;
    tokio::spawn(connection);
    let rows = client.query_typed(LIST, &[(&owner, tokio_postgres::types::Type::TEXT)]).await?;
    Ok(Response::new(ResponseBody::from(rows[0].get::<_, String>(0))))
}
