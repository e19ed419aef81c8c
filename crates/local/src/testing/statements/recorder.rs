//! Statement recorder: what tests send to Postgres, seen on the wire, with the types of the parameters.

use std::{
    collections::BTreeSet,
    fs, io,
    path::PathBuf,
    sync::{Mutex, PoisonError},
};

use tokio_postgres::types::{Oid, Type};

use super::Statement;
use crate::testing::tcp_proxy::{Message, Proxy};

/// Everything this process has seen, so that each statement is written once.
static SEEN: Mutex<BTreeSet<Statement>> = Mutex::new(BTreeSet::new());

/// The tests whose statements are the record. Others start an app too, and send what no function sends.
const TESTS: &str = "api-";

/// Stands before a database while the variable DARASA_RECORD_SQL names a folder.
pub struct Recorder {
    proxy: Proxy,
    folder: PathBuf,
}

impl Recorder {
    pub async fn before(database_url: &str) -> io::Result<Option<Self>> {
        let Some(folder) = folder() else { return Ok(None) };
        fs::create_dir_all(&folder)?;
        Ok(Some(Self { proxy: Proxy::before(database_url).await?, folder }))
    }

    /// The same database by way of it.
    pub fn url(&self) -> String {
        self.proxy.url()
    }

    fn write(&self) -> io::Result<()> {
        let mut seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
        for statement in self.proxy.messages().iter().filter_map(statement) {
            if seen.insert(statement.clone()) {
                let file = format!("{}-{}.sql", std::process::id(), seen.len());
                let release = super::Release { statements: vec![statement], names: Vec::new() };
                fs::write(self.folder.join(file), release.text(""))?;
            }
        }
        Ok(())
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        if let Err(error) = self.write() {
            eprintln!("statements cannot be kept in {}: {error}", self.folder.display());
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "whether tests record is no setting of darasa")]
fn folder() -> Option<PathBuf> {
    let program = std::env::current_exe().ok()?;
    let is_of_the_api = program.file_name()?.to_str()?.starts_with(TESTS);
    std::env::var_os("DARASA_RECORD_SQL").filter(|_| is_of_the_api).map(PathBuf::from)
}

/// A Parse: a name and a text, each up to a zero, then how many types and which.
fn statement(message: &Message) -> Option<Statement> {
    let mut parts = message.body.splitn(3, |byte| *byte == 0);
    let (_name, sql, types) = (parts.next()?, parts.next()?, parts.next()?);
    let types = types.get(2..)?.chunks_exact(4).map(|oid| name(u32::from_be_bytes([oid[0], oid[1], oid[2], oid[3]])));
    (message.tag == 'P').then_some(Statement { sql: String::from_utf8(sql.to_vec()).ok()?, types: types.collect() })
}

fn name(oid: Oid) -> String {
    let known = Type::from_oid(oid).map(|known| known.name().to_owned());
    // `_text` is how Postgres calls text[].
    known.unwrap_or_else(|| "unknown".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parse_is_a_statement_with_its_types() {
        let message = |tag, body: &[u8]| Message { tag, body: body.to_vec() };
        let parse = message('P', b"s1\0select $1, $2\0\0\x02\0\0\0\x19\0\0\x0b\x86");
        let types = vec!["text".to_owned(), "uuid".to_owned()];
        assert_eq!(statement(&parse), Some(Statement { sql: "select $1, $2".to_owned(), types }));
        assert_eq!(statement(&message('P', b"\0select 1\0\0\0")).map(|plain| plain.types), Some(Vec::new()));
        assert_eq!(statement(&message('B', b"\0s1\0\0\0\0\0\0\0")), None);
    }
}
