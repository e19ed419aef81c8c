//! Sectors of a compound file, and the allocation table that says for each which one follows.

use crate::{
    little_endian::{number, slice},
    steps,
    word::{Read, damaged},
};

/// Sectors of this number and above are none: the end of a chain, free, or part of the tables.
const LAST: usize = 0xffff_fffa;
/// How many sectors of the table the file's header names itself.
const NAMED_IN_HEADER: usize = 109;

pub(super) struct Sectors<'a> {
    bytes: &'a [u8],
    size: usize,
    next: Vec<usize>,
}

impl<'a> Sectors<'a> {
    pub fn of(bytes: &'a [u8]) -> Read<Self> {
        let size = match number::<2>(bytes, 30) {
            Some(9) => 512,
            Some(12) => 4096,
            _ => return Err(damaged("its sectors have no size that there is")),
        };
        let mut sectors = Self { bytes, size, next: Vec::new() };
        let table = sectors.table()?;
        for sector in table {
            let next = numbers(sectors.sector(sector)?);
            sectors.next.extend(next);
        }
        Ok(sectors)
    }

    /// The table is in sectors too: the header names the first of them, and a chain of lists the others.
    fn table(&self) -> Read<Vec<usize>> {
        let most = self.bytes.len() / self.size + 1;
        let mut named = numbers(slice(self.bytes, 76, NAMED_IN_HEADER * 4).unwrap_or_default());
        named.retain(|sector| *sector < LAST);
        let (mut list, mut lists) = (number::<4>(self.bytes, 68).unwrap_or(LAST), 0);
        while list < LAST {
            let mut more = numbers(self.sector(list)?);
            steps::count(more.len());
            list = more.pop().unwrap_or(LAST);
            named.extend(more.into_iter().filter(|sector| *sector < LAST));
            lists += 1;
            // Lists that name nothing are counted too: they may lead in a circle as well.
            if named.len() > most || lists > most {
                return Err(damaged("a cycle in the lists of its table"));
            }
        }
        Ok(named)
    }

    /// The file's last sector may end early.
    fn sector(&self, sector: usize) -> Read<&'a [u8]> {
        let begin = sector.checked_add(1).and_then(|number| number.checked_mul(self.size));
        let rest = begin.and_then(|begin| self.bytes.get(begin..));
        let rest = rest.ok_or_else(|| damaged(format!("sector {sector} is not there")))?;
        Ok(&rest[..rest.len().min(self.size)])
    }

    /// The bytes of a chain of sectors, at most so many.
    pub fn chained(&self, start: usize, most: usize) -> Read<Vec<u8>> {
        let sectors = chain(&self.next, start, most.div_ceil(self.size))?;
        let mut stream = Vec::with_capacity(sectors.len() * self.size);
        for sector in sectors {
            stream.extend_from_slice(self.sector(sector)?);
        }
        stream.truncate(most);
        Ok(stream)
    }
}

/// The sectors from there on, at most so many.
pub(super) fn chain(next: &[usize], start: usize, most: usize) -> Read<Vec<usize>> {
    let (mut sectors, mut sector) = (Vec::new(), start);
    while sector < LAST && sectors.len() < most {
        steps::count(1);
        if sectors.len() > next.len() {
            return Err(damaged("a cycle in a chain of sectors"));
        }
        sectors.push(sector);
        sector = *next.get(sector).ok_or_else(|| damaged("a chain of sectors leads out of the file"))?;
    }
    Ok(sectors)
}

pub(super) fn numbers(bytes: &[u8]) -> Vec<usize> {
    bytes.as_chunks::<4>().0.iter().map(|digits| u32::from_le_bytes(*digits) as usize).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Unreadable;

    #[test]
    fn a_chain_ends_at_its_end_or_where_enough_is_read() {
        let next = [1, 2, LAST];
        assert_eq!(chain(&next, 0, 9), Ok(vec![0, 1, 2]));
        assert_eq!(chain(&next, 0, 2), Ok(vec![0, 1]));
        assert_eq!(chain(&next, LAST + 4, 9), Ok(vec![]));
    }

    #[test]
    fn a_chain_in_a_circle_or_out_of_the_file_is_damage() {
        for next in [vec![0], vec![1, 0], vec![1, 2, 1], vec![7]] {
            assert!(matches!(chain(&next, 0, usize::MAX), Err(Unreadable::Damaged(_))), "{next:?}");
        }
    }

    #[test]
    fn lists_of_the_table_in_a_circle_are_damage() {
        let mut file = vec![0; 512 * 3];
        file[30] = 9;
        // The second list is the first again, and names one sector more each time.
        file[68..72].copy_from_slice(&1_u32.to_le_bytes());
        file[76..512].fill(0xff);
        file[1024..1536].fill(0xff);
        file[1024..1028].copy_from_slice(&0_u32.to_le_bytes());
        file[1532..1536].copy_from_slice(&1_u32.to_le_bytes());
        let cause_of = |file: &[u8]| match Sectors::of(file).map(|_| ()) {
            Err(Unreadable::Damaged(cause)) => cause,
            other => panic!("a circle has no end: {other:?}"),
        };
        assert!(cause_of(&file).contains("cycle"));

        // A list that names no sector, and itself as the next.
        file[1024..1532].fill(0xff);
        assert!(cause_of(&file).contains("cycle"));
    }
}
