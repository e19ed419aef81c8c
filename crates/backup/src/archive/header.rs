//! Tar header: the one form it has here, written and recognised by the same function.

use tar::{EntryType, Header};

pub const BLOCK: usize = 512;

/// A regular file, readable by its owner, of nobody and of no time. None for a name that ustar has no room for.
pub fn header(name: &str, size: u64) -> Option<[u8; BLOCK]> {
    let mut header = Header::new_ustar();
    header.set_entry_type(EntryType::Regular);
    // By hand: the library's own setter cleans a path, and here nothing is to be cleaned.
    let room = &mut header.as_mut_bytes()[..100];
    room.get_mut(..name.len())?.copy_from_slice(name.as_bytes());
    header.set_mode(0o600);
    header.set_uid(0);
    header.set_gid(0);
    header.set_mtime(0);
    header.set_size(size);
    header.set_cksum();
    Some(*header.as_bytes())
}

/// Name and size, if the block is exactly what `header` makes of them; otherwise the name alone, to be shown.
pub fn parse(block: &[u8; BLOCK]) -> Result<(String, u64), String> {
    let mut seen = Header::new_old();
    seen.as_mut_bytes().copy_from_slice(block);
    let name = String::from_utf8_lossy(&seen.path_bytes()).into_owned();
    match seen.entry_size() {
        Ok(size) if name.is_ascii() && header(&name, size).as_ref() == Some(block) => Ok((name, size)),
        _ => Err(name.escape_default().take(150).collect()),
    }
}

/// How many bytes follow a member of that size until the next block.
pub fn padding(size: u64) -> usize {
    (BLOCK - (size % BLOCK as u64) as usize) % BLOCK
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_recognised_byte_for_byte() {
        let block = header("tables/users/000000", 4_194_304).unwrap();
        assert_eq!(parse(&block), Ok(("tables/users/000000".to_owned(), 4_194_304)));
        for at in 0..BLOCK {
            let mut other = block;
            other[at] ^= 1;
            assert_ne!(parse(&other), Ok(("tables/users/000000".to_owned(), 4_194_304)), "byte {at}");
        }
        assert!(header(&"x".repeat(100), 1).is_some());
        assert!(header(&"x".repeat(101), 1).is_none());
    }

    #[test]
    fn links_and_strange_paths_are_no_headers_of_ours() {
        let mut link = Header::new_ustar();
        link.set_entry_type(EntryType::Symlink);
        link.set_size(0);
        link.set_cksum();
        assert!(parse(link.as_bytes()).is_err());
        assert_eq!((padding(0), padding(1), padding(512), padding(513)), (0, 511, 0, 511));
    }
}
