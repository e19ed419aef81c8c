//! HTML page of an export: every row for a person to read, without scripts, all of it escaped.

use serde_json::{Map, Value};

pub const HEAD: &str = r#"<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>Your data</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem }
dl { border-top: 1px solid; padding-top: 1rem; display: grid; grid-template-columns: 12rem 1fr; gap: .25rem 1rem }
dt { opacity: .7 } dd { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere }
</style>
<h1>Your data</h1>
"#;

pub fn heading(title: &str) -> String {
    format!("<h2>{}</h2>\n", escaped(title))
}

/// A row with all of its columns.
pub fn row(columns: &Map<String, Value>) -> String {
    let mut list = String::from("<dl>\n");
    for (name, value) in columns {
        let value = match value {
            Value::Null => continue,
            Value::String(text) => escaped(text),
            other => escaped(&format!("{other:#}")),
        };
        list += &format!("<dt>{}</dt><dd>{value}</dd>\n", escaped(&name.replace('_', " ")));
    }
    list + "</dl>\n"
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + text.len() / 8);
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn nothing_of_a_row_is_markup() {
        let columns = json!({ "<b>": "<script>alert('1')</script> & \"x\"", "n": 7, "list": ["<i>"], "none": null });
        let row = row(columns.as_object().unwrap());
        assert!(row.contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;x&quot;"), "{row}");
        assert!(row.contains("<dt>n</dt><dd>7</dd>") && row.contains("&lt;i&gt;"), "{row}");
        assert!(!row.contains("<script") && !row.contains("<b>") && !row.contains("<i>") && !row.contains("none"));
    }
}
