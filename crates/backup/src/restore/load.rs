//! Load: all rows in one transaction, without indexes and foreign keys, which are made again before it ends.

use bytes::Bytes;
use tokio::sync::mpsc;
use tokio_postgres::Client;

use super::target;
use crate::{
    archive::{Archive, Sidecar, Table, TableDigest},
    database::{self, CopyIn, copy_in, copy_out, quoted},
    error::{Error, Result, thousands},
    identity::Identity,
    progress::Bars,
};

/// Foreign keys, each with the statement that drops it and the one that makes it.
const FOREIGN_KEYS: &str = "
    select format('alter table %s drop constraint %I', conrelid::regclass, conname),
        format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
    from pg_constraint
    where contype = 'f' and connamespace = 'public'::regnamespace
    order by conrelid::regclass::text, conname";

/// Indexes that stand behind no constraint, likewise.
const INDEXES: &str = "
    select format('drop index %s', i.indexrelid::regclass), pg_get_indexdef(i.indexrelid)
    from pg_index i join pg_class c on c.oid = i.indexrelid
    where c.relnamespace = 'public'::regnamespace
        and not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))
    order by c.relname";

struct Piece {
    table: String,
    lines: Bytes,
}

/// The rows of a verified archive into a database of its schema. A failure undoes all of it.
pub async fn load(db: &Client, archive: Archive, identity: Identity, bars: Bars) -> Result<()> {
    let sidecar = archive.sidecar.clone();
    db.batch_execute("begin").await?;
    let loaded = load_in_transaction(db, archive, identity, &sidecar, bars).await;
    let ended = db.batch_execute(if loaded.is_ok() { "commit" } else { "rollback" }).await;
    loaded?;
    ended?;
    db.batch_execute("analyze").await?;
    Ok(())
}

async fn load_in_transaction(
    db: &Client,
    archive: Archive,
    identity: Identity,
    sidecar: &Sidecar,
    bars: Bars,
) -> Result<()> {
    let tables: Vec<Table> = sidecar.inner().tables;
    same_tables(db, &tables).await?;
    let names: Vec<_> = tables.iter().map(|table| format!("public.{}", quoted(&table.name))).collect();
    db.batch_execute(&format!("lock table {} in access exclusive mode", names.join(", "))).await?;
    target::must_be_empty(db).await?;

    let foreign_keys = statements(db, FOREIGN_KEYS).await?;
    let indexes = statements(db, INDEXES).await?;
    for (drop, _) in foreign_keys.iter().chain(&indexes) {
        db.batch_execute(drop).await?;
    }
    copy(db, archive, identity, &tables, bars).await?;
    for (_, make) in indexes.iter().chain(&foreign_keys) {
        db.batch_execute(make).await?;
    }
    compare(db, sidecar, bars).await
}

async fn statements(db: &Client, query: &str) -> Result<Vec<(String, String)>> {
    Ok(db.query(query, &[]).await?.iter().map(|row| (row.get(0), row.get(1))).collect())
}

/// The schema that the migrations made has to be the one that the archive tells of.
async fn same_tables(db: &Client, tables: &[Table]) -> Result<()> {
    let here = database::tables(db).await?.tables;
    for table in tables {
        match here.iter().find(|known| known.name == table.name) {
            Some(known) if known == table => {}
            Some(_) => {
                return Err(Error::archive(format!("{}: its columns are not those of its schema", table.name)));
            }
            None => return Err(Error::archive(format!("{}: its schema has no such table", table.name))),
        }
    }
    match here.iter().find(|known| !tables.contains(known)) {
        Some(missing) => Err(Error::archive(format!("{}: a table of its schema that it does not have", missing.name))),
        None => Ok(()),
    }
}

/// The archive is read on a thread that may block; it is verified once more on the way.
async fn copy(db: &Client, mut archive: Archive, identity: Identity, tables: &[Table], bars: Bars) -> Result<()> {
    let (sender, mut pieces) = mpsc::channel::<Piece>(1);
    let reading = tokio::task::spawn_blocking(move || {
        let progress = bars.start("restoring", archive.sidecar.archive.bytes);
        archive.read(&identity, &progress, |part| {
            let piece = Piece { table: part.table.to_owned(), lines: part.lines };
            sender.blocking_send(piece).map_err(|_| Error::failed("the database took no more rows"))
        })
    });

    let written = write(db, &mut pieces, tables).await;
    // Whoever still reads learns that nobody wants more.
    drop(pieces);
    let read = reading.await.map_err(|error| Error::failed(format!("reading the archive: {error}")))?;
    written?;
    read
}

async fn write(db: &Client, pieces: &mut mpsc::Receiver<Piece>, tables: &[Table]) -> Result<()> {
    let mut open: Option<(String, CopyIn)> = None;
    while let Some(Piece { table: name, lines }) = pieces.recv().await {
        if open.as_ref().is_none_or(|(table, _)| *table != name) {
            finish(open.take()).await?;
            let table = tables.iter().find(|table| table.name == name);
            let table = table.ok_or_else(|| Error::archive(format!("not an export of darasa: {name}")))?;
            open = Some((name.clone(), copy_in(db, table).await?));
        }
        if let Some((table, copy)) = &mut open {
            copy.send(lines).await.map_err(|error| error.during(&*table))?;
        }
    }
    finish(open).await
}

async fn finish(open: Option<(String, CopyIn)>) -> Result<()> {
    if let Some((table, copy)) = open {
        copy.finish().await.map_err(|error| error.during(table))?;
    }
    Ok(())
}

/// What is in the database now, row for row, against what the archive had.
async fn compare(db: &Client, sidecar: &Sidecar, bars: Bars) -> Result<()> {
    let progress = bars.start("comparing", sidecar.unpacked());
    for table in &sidecar.manifest.tables {
        let (name, sums) = (&table.table.name, &table.sums);
        let mut rows = copy_out(db, &table.table).await?;
        let mut digest = TableDigest::default();
        while let Some(row) = rows.next().await {
            let row = row?;
            digest.add_rows(&row);
            progress.add(row.len() as u64);
        }
        let restored = digest.finish();
        if (restored.rows, &restored.row_sum) != (sums.rows, &sums.row_sum) {
            let (restored, archived) = (thousands(restored.rows), thousands(sums.rows));
            return Err(Error::failed(format!(
                "{name}: {restored} rows came back of {archived}, or with other contents; nothing was restored"
            )));
        }
    }
    Ok(())
}
