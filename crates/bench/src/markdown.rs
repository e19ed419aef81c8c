//! Markdown tables, as the guides have them.

pub fn table(head: &[&str], lines: impl Iterator<Item = Vec<String>>) -> String {
    let head = head.iter().map(|&cell| cell.to_owned()).collect::<Vec<_>>();
    let rule = vec!["---".to_owned(); head.len()];
    let line = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
    [head, rule].into_iter().chain(lines).map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_has_a_head_a_rule_and_its_lines() {
        let lines = [vec!["list".to_owned(), "1 µs".to_owned()]];
        assert_eq!(table(&["work", "CPU"], lines.into_iter()), "| work | CPU |\n| --- | --- |\n| list | 1 µs |");
    }
}
