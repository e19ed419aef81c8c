//! CSV lines (RFC 4180): every cell in quotation marks, and none that a spreadsheet would take for a formula.

/// What a formula begins with, and white space behind which a spreadsheet looks for one (OWASP, CSV injection).
const DANGEROUS: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\n'];

/// A line with its end.
pub fn line<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    let mut line = String::new();
    for cell in cells {
        line.push_str(if line.is_empty() { "\"" } else { ",\"" });
        if cell.starts_with(DANGEROUS) {
            line.push('\'');
        }
        line.push_str(&cell.replace('"', "\"\""));
        line.push('"');
    }
    line + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_a_text_whatever_it_begins_with() {
        for (cell, written) in [
            ("", r#""""#),
            ("7", r#""7""#),
            ("a,b", r#""a,b""#),
            ("say \"hi\"\r\nthere", "\"say \"\"hi\"\"\r\nthere\""),
            ("=1+1", r#""'=1+1""#),
            ("+1", r#""'+1""#),
            ("-1", r#""'-1""#),
            ("@sum", r#""'@sum""#),
            ("\t=1", "\"'\t=1\""),
            ("\r=1", "\"'\r=1\""),
            ("\n=1", "\"'\n=1\""),
            (" =1", r#"" =1""#),
            ("1=1", r#""1=1""#),
        ] {
            assert_eq!(line([cell, "x"]), format!("{written},\"x\"\r\n"));
        }
    }
}
