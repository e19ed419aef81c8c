//! Test database: removed when its test is over. All of a run, with what their replica copies, would be nine gigabytes.

use std::{
    sync::{LazyLock, mpsc},
    thread,
};

use tokio_postgres::Config;

use crate::services::postgres::Postgres;

/// A database that goes with this value.
pub(super) struct TestDatabase {
    pub url: String,
    server: &'static Postgres,
}

impl TestDatabase {
    pub async fn of(server: &'static Postgres) -> Self {
        Self { url: server.fresh_database().await.expect("a database"), server }
    }
}

impl Drop for TestDatabase {
    /// Nobody waits for it: it takes as long as a short test.
    fn drop(&mut self) {
        static REMOVER: LazyLock<mpsc::Sender<(&'static Postgres, String)>> = LazyLock::new(|| {
            let (sender, ended) = mpsc::channel();
            thread::spawn(move || remove_all(&ended));
            sender
        });
        REMOVER.send((self.server, self.url.clone())).ok();
    }
}

/// On a thread with a runtime of its own, since a test's ends with it. What is left goes with the server's data.
fn remove_all(ended: &mpsc::Receiver<(&'static Postgres, String)>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    for (server, url) in ended {
        let config: Config = url.parse().expect("a URL");
        let name = config.get_dbname().expect("a name");
        if let Err(error) = runtime.block_on(server.drop_database(name)) {
            tracing::debug!(%error, name, "a test's database stays until its server ends");
        }
    }
}
