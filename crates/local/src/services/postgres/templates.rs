//! Template databases for tests: migrated once, then copied as files.

use std::sync::atomic::{AtomicU32, Ordering};

use tokio_postgres::Client;
use tokio_postgres::error::SqlState;

use super::{Postgres, connect, exists, quoted};
use darasa_core::base::digest::sha256_hex;
use darasa_migrations::{self, Migration, Result};

/// What a process locks while it makes a template, so that another waits for it: "template" in ASCII.
const LOCK: i64 = 0x7465_6d70_6c61_7465;

/// A migrated database that nobody can connect to, and the prefix of this run's copies of it.
pub(super) struct Template {
    name: String,
    run: String,
    copy: String,
    copies: AtomicU32,
}

impl Postgres {
    /// A new database with the embedded migrations applied, that no other test has seen.
    pub async fn fresh_database(&self) -> Result<String> {
        let template = self.template.get_or_try_init(|| self.prepare()).await?;
        let number = template.copies.fetch_add(1, Ordering::Relaxed);
        let name = format!("{}_{number}", template.run);
        let create = format!("create database {name} {}", template.copy);
        self.connect().await?.batch_execute(&create).await?;
        Ok(self.url(&name))
    }

    /// The name of the template for the embedded migrations, made now if need be.
    pub async fn template(&self) -> Result<&str> {
        Ok(&self.template.get_or_try_init(|| self.prepare()).await?.name)
    }

    async fn prepare(&self) -> Result<Template> {
        let set = darasa_migrations::embedded();
        let db = self.connect().await?;
        let template = Template::new(&db, format!("darasa_template_{}", hash(&set))).await?;
        self.drop_old(&db, &template.name).await?;

        // The lock goes with the connection.
        db.execute("select pg_advisory_lock($1)", &[&LOCK]).await?;
        if !exists(&db, &template.name).await? {
            self.build(&db, &template, &set).await?;
        }
        Ok(template)
    }

    /// As one of this run's databases until it is complete, so that an interrupted build is never taken for a template
    /// and is dropped with the others.
    async fn build(&self, db: &Client, template: &Template, set: &[Migration]) -> Result<()> {
        let (name, unfinished) = (&template.name, format!("{}_template", template.run));
        let create = format!("create database {unfinished}");
        let close = format!("alter database {unfinished} allow_connections false");
        let complete = format!("alter database {unfinished} rename to {name}");

        db.batch_execute(&create).await?;
        darasa_migrations::migrate(&mut connect(&self.url(&unfinished)).await?, set).await?;
        db.batch_execute(&close).await?;
        // Postgres waits some seconds for the connection above to be gone. Whoever came first from another database
        // of this server, where our lock says nothing, made the same template.
        match db.batch_execute(&complete).await {
            Err(error) if error.code() != Some(&SqlState::DUPLICATE_DATABASE) => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// A private server is ours alone; on a shared one, tests of somebody else may be running for an hour at most.
    async fn drop_old(&self, db: &Client, template: &str) -> Result<()> {
        let old = if self.server.is_some() {
            "datname ~ '^darasa_(test|template)_'"
        } else {
            "substring(datname from '^darasa_test_([0-9]+)_')::numeric < extract(epoch from now()) - 3600"
        };
        let query = format!("select datname from pg_database where datname <> $1 and {old}");
        for row in db.query(&query, &[&template]).await? {
            let name: String = row.get(0);
            let drop = format!("drop database if exists {} with (force)", quoted(&name));
            db.batch_execute(&drop).await?;
        }
        Ok(())
    }
}

impl Template {
    async fn new(db: &Client, name: String) -> Result<Self> {
        // Names carry the server's time, for who cleans up later, and chance, for tests of two machines on one server.
        let query =
            "select format('darasa_test_%s_%s', extract(epoch from now())::bigint, left(md5(random()::text), 8)),
                            current_setting('server_version_num')::int >= 150000";
        let row = db.query_one(query, &[]).await?;
        // Copying through the log is the default since version 15, and slower.
        let strategy = if row.get(1) { "strategy file_copy" } else { "" };
        let copy = format!("template {name} {strategy}");
        Ok(Template { name, run: row.get(0), copy, copies: AtomicU32::new(1) })
    }
}

/// Short, and different for every set: each checksum covers a migration's version, name and text.
fn hash(set: &[Migration]) -> String {
    let checksums: Vec<u8> = set.iter().flat_map(|migration| migration.checksum().to_be_bytes()).collect();
    sha256_hex(&checksums)[..12].to_owned()
}
