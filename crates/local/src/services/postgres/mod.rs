//! Postgres server for development and for tests: a private one, or one that somebody else runs.
//!
//! The private one is made of the Postgres installed on this machine, or of a fetched one. Each clone of the repository
//! has its own, its data stay outside the clone, and it stops when its owner is gone, however that came about.

mod binaries;
mod data;
mod password;
pub mod pgbouncer;
pub mod replica;
mod server;
mod slots;
mod start_error;
mod templates;

use std::path::Path;

use reqwest::Url;
use tokio::sync::OnceCell;
use tokio_postgres::{Client, NoTls};

use crate::services::certificates::Certificate;
use crate::services::location::Location;
pub(crate) use binaries::POSTGRES;
use server::Server;
pub use start_error::StartError;
use templates::Template;

const USER: &str = "darasa";

/// What a private server is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// One to a clone; its data persist.
    Dev,
    /// As many as ask for one at once; fast, and careless with its data.
    Test,
}

/// A server to make databases on. A private one stops when this is dropped.
pub struct Postgres {
    base: Url,
    server: Option<Server>,
    template: OnceCell<Template>,
}

impl Postgres {
    /// Starts the private server of a clone, making it first when there is none. Blocks for a second or less.
    pub fn start(purpose: Purpose, checkout: &Path) -> Result<Self, StartError> {
        Self::of(Server::start(purpose, checkout, None)?)
    }

    /// The same, but it can be talked to with TLS too.
    pub fn start_encrypted(purpose: Purpose, checkout: &Path, certificate: &Certificate) -> Result<Self, StartError> {
        Self::of(Server::start(purpose, checkout, Some(certificate))?)
    }

    fn of(server: Server) -> Result<Self, StartError> {
        let (password, port) = (server.password()?, server.port);
        let url = format!("postgres://{USER}:{password}@127.0.0.1:{port}/postgres");
        Ok(Postgres { server: Some(server), ..Self::external(&url)? })
    }

    /// A server that runs already; the URL's own database is where the others are made from.
    pub fn external(url: &str) -> Result<Self, StartError> {
        let base = Url::parse(url).ok().filter(Url::has_host).ok_or(StartError::NotAUrl)?;
        Ok(Postgres { base, server: None, template: OnceCell::new() })
    }

    pub fn url(&self, database: &str) -> String {
        let mut url = self.base.clone();
        url.set_path(database);
        url.into()
    }

    /// Whether this is the URL of a database here, not of one elsewhere or by way of a proxy.
    pub fn has(&self, url: &str) -> bool {
        let same = |url: Url| url.host() == self.base.host() && url.port() == self.base.port() && url.query().is_none();
        Url::parse(url).is_ok_and(same)
    }

    /// Where a private server keeps its data, its password and its log.
    pub fn folder(&self) -> Option<&Path> {
        self.server.as_ref().map(|server| server.slot.folder.as_path())
    }

    /// The program of a private server.
    pub fn location(&self) -> Option<&Location> {
        self.server.as_ref().map(|server| server.binaries.location())
    }

    /// Creates a database unless it exists.
    pub async fn create_database(&self, name: &str) -> Result<(), tokio_postgres::Error> {
        let db = self.connect().await?;
        if !exists(&db, name).await? {
            db.batch_execute(&format!("create database {}", quoted(name))).await?;
        }
        Ok(())
    }

    /// Removes a database with all that is in it, whoever is connected.
    pub async fn drop_database(&self, name: &str) -> Result<(), tokio_postgres::Error> {
        self.connect().await?.batch_execute(&format!("drop database if exists {} with (force)", quoted(name))).await
    }

    /// Ends all processes of a private server as a crash of it would. What was committed is still there, on a database
    /// that commits synchronously.
    pub fn kill(&self) -> Result<(), StartError> {
        self.server.as_ref().map_or(Ok(()), Server::kill)
    }

    /// Starts a private server again that was killed; returns when it lets connections in.
    pub fn start_again(&self) -> Result<(), StartError> {
        self.server.as_ref().map_or(Ok(()), Server::start_again)
    }

    /// A fresh database that keeps what it has acknowledged, whatever becomes of the server's processes.
    pub async fn fresh_durable_database(&self) -> darasa_migrations::Result<String> {
        let url = self.fresh_database().await?;
        let name = quoted(url.rsplit('/').next().unwrap_or_default());
        // Of tests' servers only this can be lost; the files are in the kernel's hands.
        let durable = format!("alter database {name} set synchronous_commit = on");
        self.connect().await?.batch_execute(&durable).await?;
        Ok(url)
    }

    /// Stops a private server and returns when it has stopped.
    pub fn stop(self) {
        drop(self);
    }

    async fn connect(&self) -> Result<Client, tokio_postgres::Error> {
        connect(self.base.as_str()).await
    }
}

/// A connection without TLS, driven by a task until the client is dropped.
pub async fn connect(url: &str) -> Result<Client, tokio_postgres::Error> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "a connection to Postgres ended");
        }
    });
    Ok(client)
}

async fn exists(db: &Client, database: &str) -> Result<bool, tokio_postgres::Error> {
    let query = "select exists (select from pg_database where datname = $1)";
    Ok(db.query_one(query, &[&database]).await?.get(0))
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
