//! Many short texts looked for in one pass: from each place only those are compared that begin with its byte. No
//! automaton, because the tables are small, and a cold start has to build whatever is built.

pub struct MultiSearch<T: 'static> {
    by_first_byte: [Vec<(&'static str, T)>; 256],
}

impl<T: Copy> MultiSearch<T> {
    pub fn new(multi_search: impl IntoIterator<Item = (&'static str, T)>) -> Self {
        let mut by_first_byte = [const { Vec::new() }; 256];
        for (text, meaning) in multi_search {
            if let Some(first) = text.bytes().next() {
                by_first_byte[usize::from(first)].push((text, meaning));
            }
        }
        Self { by_first_byte }
    }

    /// What is meant by everything that stands in the text, in the text's order; a needle found twice is told twice.
    pub fn found_in<'a>(&'a self, text: &'a [u8]) -> impl Iterator<Item = T> + 'a {
        text.iter().enumerate().flat_map(move |(at, first)| {
            let rest = &text[at..];
            let here = self.by_first_byte[usize::from(*first)].iter();
            here.filter(move |(needle, _)| rest.starts_with(needle.as_bytes())).map(|(_, meaning)| *meaning)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn needles_are_found_where_they_overlap_and_where_they_end() {
        let multi_search = MultiSearch::new([("ab", 1), ("abc", 2), ("bc", 3), ("", 4)]);
        let found = |text: &str| multi_search.found_in(text.as_bytes()).collect::<Vec<_>>();
        assert_eq!(found("xabc"), [1, 2, 3]);
        assert_eq!(found("ab ab"), [1, 1]);
        assert_eq!(found("a"), [0; 0]);
        assert_eq!(found("é"), [0; 0], "bytes that are no letters are nothing special");
    }
}
