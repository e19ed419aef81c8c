//! SQL statements that a release sends, kept in `tests/sql`, one file a release: a rollback moves code and not data, so
//! what an older release sends must work on the newest schema.

mod literals;
mod recorder;

use std::{collections::BTreeSet, fs, io, path::Path};

use tokio_postgres::Client;

pub use literals::{literals, looks_like_sql};
pub use recorder::Recorder;

/// One statement with the types of its parameters, as `prepare` takes it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Statement {
    pub sql: String,
    pub types: Vec<String>,
}

/// What a release relies on: its statements, and the constraints and indexes whose names its code matches.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Release {
    pub statements: Vec<Statement>,
    pub names: Vec<String>,
}

const RELIES_ON: &str = "-- relies on ";
const NEXT: &str = "\n\nprepare statement";

impl Release {
    pub fn read(path: &Path) -> io::Result<Self> {
        Ok(Self::parse(&fs::read_to_string(path)?))
    }

    /// The inverse of `text`.
    fn parse(text: &str) -> Self {
        let mut parts = text.split(NEXT);
        let head = parts.next().unwrap_or_default();
        let names = head.lines().filter_map(|line| line.strip_prefix(RELIES_ON)).map(str::to_owned).collect();
        Self { statements: parts.filter_map(Statement::parse).collect(), names }
    }

    /// A script for psql, in an order that does not change from run to run.
    pub fn text(&self, head: &str) -> String {
        let mut statements = self.statements.clone();
        statements.sort();
        statements.dedup();
        let mut text = head.trim_end().to_owned();
        for name in &self.names {
            text += &format!("\n{RELIES_ON}{name}");
        }
        for (number, Statement { sql, types }) in statements.iter().enumerate() {
            let types = if types.is_empty() { String::new() } else { format!(" ({})", types.join(", ")) };
            text += &format!("{NEXT} {number}{types} as\n{sql};");
        }
        text + "\n"
    }

    /// What of it does not work on a database, with the reason.
    pub async fn broken_on(&self, db: &Client) -> Result<Vec<String>, tokio_postgres::Error> {
        let mut broken = Vec::new();
        for Statement { sql, types } in &self.statements {
            if let Err(error) = plan(db, sql, types).await {
                let why = error.as_db_error().map_or_else(|| error.to_string(), |db| db.message().to_owned());
                broken.push(format!("{why}:\n{sql}"));
            }
        }
        let known = names(db).await?;
        let gone = self.names.iter().filter(|name| !known.contains(*name));
        broken.extend(gone.map(|name| format!("no constraint or index is called {name}")));
        Ok(broken)
    }
}

impl Statement {
    /// ` 7 (text, uuid) as\nselect …;`
    fn parse(text: &str) -> Option<Self> {
        let (head, sql) = text.split_once(" as\n")?;
        let types = head.split_once('(').map_or("", |(_, types)| types.trim_end_matches(')'));
        let types = types.split(", ").filter(|name| !name.is_empty()).map(str::to_owned).collect();
        Some(Self { sql: sql.trim_end().strip_suffix(';')?.to_owned(), types })
    }
}

/// Not only prepared but planned: which index decides a conflict is found out no earlier.
async fn plan(db: &Client, sql: &str, types: &[String]) -> Result<(), tokio_postgres::Error> {
    let list = |each: &str| if types.is_empty() { String::new() } else { format!("({each})") };
    let (declared, given) = (list(&types.join(", ")), list(&vec!["null"; types.len()].join(", ")));
    // A plan for any values, for one for these might leave out whatever null makes impossible.
    db.batch_execute(&format!(
        "deallocate all; set plan_cache_mode = force_generic_plan; prepare statement{declared} as {sql}"
    ))
    .await?;
    db.batch_execute(&format!("explain execute statement{given}")).await
}

/// The constraints and indexes of a database.
async fn names(db: &Client) -> Result<BTreeSet<String>, tokio_postgres::Error> {
    let query = "select conname::text from pg_constraint union select relname::text from pg_class where relkind = 'i'";
    Ok(db.query(query, &[]).await?.iter().map(|row| row.get(0)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let statement = |sql: &str, types: &[&str]| Statement {
            sql: sql.to_owned(),
            types: types.iter().map(|name| (*name).to_owned()).collect(),
        };
        let statements = vec![
            statement("\nselect id -- as it is\nfrom users where id = $1 and note = ';'", &["text"]),
            statement("select 1", &[]),
        ];
        let release = Release { statements, names: vec!["users_pkey".to_owned()] };

        let text = release.text("-- Release 1.\n");

        assert!(
            text.starts_with("-- Release 1.\n-- relies on users_pkey\n\nprepare statement 0 (text) as\n\nselect id")
        );
        assert_eq!(Release::parse(&text), release);
    }
}
