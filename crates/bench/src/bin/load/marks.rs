//! Marks in the guides: what a benchmark prints stands between two of them, so that it can renew it.

use std::{fs, path::Path};

use darasa_bench::functions::Result;

const BEGIN: &str = "<!-- bench/load.sh --write puts this here -->";
const END: &str = "<!-- end of what bench/load.sh puts here -->";

/// Replaces what stands between the marks of a file; a file without them is an error, and stays as it is.
pub fn renew(file: &Path, text: &str) -> Result<()> {
    let (old, name) = (fs::read_to_string(file)?, file.display());
    let new = replaced(&old, text).ok_or_else(|| format!("{name} has no line {BEGIN} with a line {END} below"))?;
    Ok(fs::write(file, new)?)
}

fn replaced(old: &str, text: &str) -> Option<String> {
    let (before, rest) = old.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}\n\n{text}\n\n{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_between_the_marks_is_replaced_and_nothing_else() {
        let old = format!("before\n{BEGIN}\nold\n{END}\nafter\n");
        let new = replaced(&old, "| new |").unwrap();
        assert_eq!(new, format!("before\n{BEGIN}\n\n| new |\n\n{END}\nafter\n"));
        assert_eq!(replaced(&new, "| new |").unwrap(), new);
    }

    #[test]
    fn a_file_with_one_mark_is_not_changed() {
        for old in ["nothing", BEGIN, &format!("{END} {BEGIN}")] {
            assert_eq!(replaced(old, "new"), None, "{old}");
        }
    }
}
