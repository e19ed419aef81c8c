//! Invariants of a restored database: what has to hold whoever wrote it, each with the number of rows that break it.

use darasa_migrations::UNSOUND_COUNTERS;
use tokio_postgres::Client;

use crate::{
    database::quoted,
    error::{Error, Result, thousands},
};

const SENTENCES: [(&str, &str); 3] = [
    ("counters say what their receipts say", UNSOUND_COUNTERS),
    (
        "every constraint was checked",
        "select count(*) from pg_constraint where connamespace = 'public'::regnamespace and not convalidated",
    ),
    (
        "every index is good",
        "select count(*) from pg_index i join pg_class c on c.oid = i.indexrelid
        where c.relnamespace = 'public'::regnamespace and not (i.indisvalid and i.indisready)",
    ),
];

/// Tables with a column that names a user.
const OWNED: &str = "
    select child.relname::text, a.attname::text
    from pg_constraint k
    join pg_class child on child.oid = k.conrelid
    join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
    where k.contype = 'f' and k.confrelid = 'public.users'::regclass and array_length(k.conkey, 1) = 1
    order by 1";

const DATED: &str = "
    select table_name::text from information_schema.columns
    where table_schema = 'public' and column_name = 'created_at' and data_type = 'timestamp with time zone'
    order by 1";

/// The sentences that hold; an error with those that do not.
pub async fn check(db: &Client, created_at: &str) -> Result<Vec<String>> {
    let (mut held, mut broken) = (Vec::new(), Vec::new());
    for (sentence, query) in sentences(db, created_at).await? {
        match db.query_one(&query, &[]).await?.get::<_, i64>(0) {
            0 => held.push(sentence),
            rows => broken.push(format!("{sentence}: not so for {} row(s)", thousands(rows.unsigned_abs()))),
        }
    }
    if broken.is_empty() { Ok(held) } else { Err(Error::failed(format!("the drill failed: {}", broken.join("; ")))) }
}

async fn sentences(db: &Client, created_at: &str) -> Result<Vec<(String, String)>> {
    let mut all: Vec<_> = SENTENCES.map(|(sentence, query)| (sentence.to_owned(), query.to_owned())).into();
    for row in db.query(OWNED, &[]).await? {
        let (table, column): (String, String) = (row.get(0), row.get(1));
        let query = format!(
            "select count(*) from public.{} t join users u on u.id = t.{} where u.deleted_at is not null",
            quoted(&table),
            quoted(&column)
        );
        all.push((format!("nobody who was deleted owns a row of {table}"), query));
    }
    // It was parsed as a time before it came here, so it ends no literal.
    let created_at: jiff::Timestamp = created_at.parse().map_err(|_| Error::archive("createdAt is no time"))?;
    for row in db.query(DATED, &[]).await? {
        let table: String = row.get(0);
        let query = format!(
            "select count(*) from public.{} where created_at > '{created_at}' and isfinite(created_at)",
            quoted(&table)
        );
        all.push((format!("no row of {table} is younger than the archive"), query));
    }
    Ok(all)
}
