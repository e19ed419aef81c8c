//! Archive members: walked in the one order they may have, each within its limits, every row counted and hashed.

use std::{
    cell::Cell,
    io::{self, Read},
    rc::Rc,
};

use bytes::Bytes;

use super::{
    CHECKSUMS, Checksums, MANIFEST, MANIFEST_LIMIT, MEMBER_LIMIT, Manifest, ROW_LIMIT, Sidecar, TableDigest, TableSums,
    decoder::{FOREIGN, Opened, damaged, unreadable},
    header::{self, BLOCK},
    member,
};
use crate::error::{Error, Result, thousands};

/// Whole rows of a table, in the archive's order.
pub struct Part<'a> {
    pub table: &'a str,
    pub lines: Bytes,
}

/// Walks the members in the one order they may have.
pub struct Members<'a, R: io::BufRead> {
    tar: Opened<R>,
    /// Whether the encryption, and not what is inside of it, was at fault.
    failed: Rc<Cell<bool>>,
    sidecar: &'a Sidecar,
    position: &'a Cell<u64>,
    /// Where we are: the table, the number of its next member, and what was counted of it.
    table: usize,
    number: u32,
    digest: TableDigest,
    sums: Vec<TableSums>,
}

impl<'a, R: io::BufRead> Members<'a, R> {
    pub fn new((tar, failed): (Opened<R>, Rc<Cell<bool>>), sidecar: &'a Sidecar, position: &'a Cell<u64>) -> Self {
        let (table, number, digest, sums) = (0, 0, TableDigest::default(), Vec::new());
        Self { tar, failed, sidecar, position, table, number, digest, sums }
    }

    pub fn read(mut self, take: &mut impl FnMut(Part<'_>) -> Result<()>) -> Result<()> {
        self.manifest()?;
        loop {
            let (name, size) = self.header(false)?;
            if name == CHECKSUMS {
                let inside = self.small(&name, size)?;
                while self.table < self.sidecar.manifest.tables.len() {
                    self.end_table()?;
                }
                self.compare(&inside)?;
                return self.end();
            }
            self.turn_to(&name)?;
            let lines = self.rows(size)?;
            take(Part { table: &self.sidecar.manifest.tables[self.table].table.name, lines })?;
        }
    }

    /// The one inside has to say what the one beside it says.
    fn manifest(&mut self) -> Result<()> {
        let (name, size) = self.header(true)?;
        if name != MANIFEST {
            return Err(Error::archive(FOREIGN));
        }
        let inside = Manifest::parse(&self.small(&name, size)?)?;
        if inside != self.sidecar.inner() {
            return Err(Error::archive("the JSON beside it is that of another archive"));
        }
        Ok(())
    }

    /// On to the table that a member belongs to; those without rows have none.
    fn turn_to(&mut self, name: &str) -> Result<()> {
        let tables = &self.sidecar.manifest.tables;
        let next = tables.get(self.table).map(|table| member(&table.table.name, self.number));
        if next.as_deref() == Some(name) {
            return Ok(());
        }
        let later = |table: &usize| member(&tables[*table].table.name, 0) == name;
        let found = (self.table + 1..tables.len()).find(later).ok_or_else(|| not_ours(name))?;
        while self.table < found {
            self.end_table()?;
        }
        Ok(())
    }

    fn rows(&mut self, size: u64) -> Result<Bytes> {
        let table = &self.sidecar.manifest.tables[self.table];
        let name = &table.table.name;
        if size == 0 || self.digest.bytes() + size > table.sums.bytes {
            return Err(Error::archive(format!("{name}: more bytes than its JSON says")));
        }
        if size > MEMBER_LIMIT as u64 + ROW_LIMIT {
            return Err(not_ours(&member(name, self.number)));
        }
        let lines = self.data(size)?;
        let first_end = lines.iter().position(|byte| *byte == b'\n');
        let is_one_row = first_end == Some(lines.len() - 1);
        if lines.last() != Some(&b'\n') || (lines.len() > MEMBER_LIMIT && !is_one_row) {
            return Err(not_ours(&member(name, self.number)));
        }
        self.digest.add_rows(&lines);
        self.digest.end_chunk();
        self.number += 1;
        Ok(lines.into())
    }

    /// The rows first: their number says more than a hash.
    fn end_table(&mut self) -> Result<()> {
        let SummedRef { name, sums } = SummedRef::at(self.sidecar, self.table);
        let counted = std::mem::take(&mut self.digest).finish();
        if counted.rows != sums.rows {
            let (counted, said) = (thousands(counted.rows), thousands(sums.rows));
            return Err(Error::archive(format!("{name}: {counted} rows instead of {said}")));
        }
        if counted.sha256 != sums.sha256 {
            return Err(Error::archive(format!("{name}: its SHA-256 is not the one in the archive")));
        }
        if counted != *sums {
            return Err(Error::archive(format!("{name}: its checksums are not those in the archive")));
        }
        self.sums.push(counted);
        self.table += 1;
        self.number = 0;
        Ok(())
    }

    fn compare(&self, inside: &[u8]) -> Result<()> {
        let inside: Checksums = serde_json::from_slice(inside).map_err(|_| not_ours(CHECKSUMS))?;
        if inside != self.sidecar.checksums() {
            return Err(Error::archive("its checksums are not those of the JSON beside it"));
        }
        Ok(())
    }

    /// Two blocks of zeros, the end of the frame, the end of the file.
    fn end(mut self) -> Result<()> {
        let mut blocks = [1; 2 * BLOCK];
        self.fill(&mut blocks, CHECKSUMS)?;
        let more = self.tar.read(&mut [0]).map_err(|error| self.broken(&error, CHECKSUMS))?;
        if blocks != [0; 2 * BLOCK] || more > 0 {
            return Err(Error::archive("not an export of darasa: it goes on after its end"));
        }
        let behind = self.tar.finish().read(&mut [0]);
        match behind {
            Ok(0) => Ok(()),
            Ok(_) => Err(Error::archive("not an export of darasa: it goes on after its end")),
            Err(_) => Err(damaged(self.position.get())),
        }
    }

    /// A member with a limit of its own.
    fn small(&mut self, name: &str, size: u64) -> Result<Vec<u8>> {
        if size > MANIFEST_LIMIT {
            return Err(not_ours(name));
        }
        self.data(size)
    }

    fn header(&mut self, first: bool) -> Result<(String, u64)> {
        let mut block = [0; BLOCK];
        self.fill(&mut block, if first { "" } else { "it ends early" })?;
        header::parse(&block).map_err(|name| if first { Error::archive(FOREIGN) } else { not_ours(&name) })
    }

    /// Grows with what comes, not with what is promised.
    fn data(&mut self, size: u64) -> Result<Vec<u8>> {
        let mut data = Vec::with_capacity(size.min(MEMBER_LIMIT as u64) as usize);
        let read = (&mut self.tar).take(size).read_to_end(&mut data);
        read.map_err(|error| self.broken(&error, "it ends early"))?;
        if data.len() as u64 != size {
            return Err(not_ours("it ends early"));
        }
        let mut padding = [0; BLOCK];
        let padding = &mut padding[..header::padding(size)];
        self.fill(padding, "it ends early")?;
        if padding.iter().any(|byte| *byte != 0) {
            return Err(not_ours("something between its members"));
        }
        Ok(data)
    }

    fn fill(&mut self, buffer: &mut [u8], what: &str) -> Result<()> {
        self.tar.read_exact(buffer).map_err(|error| self.broken(&error, what))
    }

    /// No text means that nothing of ours was seen yet.
    fn broken(&self, error: &io::Error, what: &str) -> Error {
        match (self.failed.get(), what) {
            (true, _) if error.raw_os_error().is_some() => unreadable(io::Error::from(error.kind())),
            (true, _) => damaged(self.position.get()),
            (false, "") => Error::archive(FOREIGN),
            (false, what) => not_ours(what),
        }
    }
}

struct SummedRef<'a> {
    name: &'a str,
    sums: &'a TableSums,
}

impl<'a> SummedRef<'a> {
    fn at(sidecar: &'a Sidecar, table: usize) -> Self {
        let table = &sidecar.manifest.tables[table];
        Self { name: &table.table.name, sums: &table.sums }
    }
}

fn not_ours(name: &str) -> Error {
    Error::archive(format!("not an export of darasa: {name}"))
}
