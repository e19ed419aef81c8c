//! Fields without a result: what Word draws from their code, as both formats keep it.

use super::equation;

/// What a form field of the older kind holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum FormEntry {
    Checked(bool),
    Chosen(String),
}

/// What is shown of a field that has no result of its own.
pub(super) fn shown(code: &str, form: Option<FormEntry>) -> Option<String> {
    let (name, rest) = first_word(code);
    match &*name.to_ascii_uppercase() {
        "EQ" => equation::words(rest),
        // A name, and then the words that are clicked.
        "MACROBUTTON" | "GOTOBUTTON" => Some(first_word(rest).1.trim().to_owned()),
        "FORMCHECKBOX" | "FORMDROPDOWN" => match form? {
            FormEntry::Checked(true) => Some("☒".to_owned()),
            FormEntry::Checked(false) => Some("☐".to_owned()),
            FormEntry::Chosen(entry) => Some(entry),
        },
        _ => None,
    }
}

fn first_word(code: &str) -> (&str, &str) {
    let code = code.trim_start();
    // The name of an equation may touch what it begins with.
    let end = code.find(|letter: char| letter.is_whitespace() || letter == '\\').unwrap_or(code.len());
    code.split_at(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_button_shows_its_words_and_other_fields_nothing() {
        for (code, expected) in [
            (" MACROBUTTON NoMacro [Your name] ", Some("[Your name]")),
            ("macrobutton  Run  Ada Example", Some("Ada Example")),
            ("GOTOBUTTON Page2 Page two", Some("Page two")),
            ("MACROBUTTON NoMacro", Some("")),
            ("MACROBUTTON", Some("")),
            (r"EQ\f(1,2)", Some("1/2")),
            ("EQUATION x", None),
            ("PAGE", None),
            ("FORMTEXT", None),
            ("FORMCHECKBOX", None),
            ("", None),
        ] {
            assert_eq!(shown(code, None).as_deref(), expected, "{code}");
        }
    }

    #[test]
    fn a_form_shows_what_was_chosen() {
        assert_eq!(shown(" FORMCHECKBOX ", Some(FormEntry::Checked(true))).as_deref(), Some("☒"));
        assert_eq!(shown("formcheckbox", Some(FormEntry::Checked(false))).as_deref(), Some("☐"));
        assert_eq!(shown("FORMDROPDOWN", Some(FormEntry::Chosen("Fluent".to_owned()))).as_deref(), Some("Fluent"));
        assert_eq!(shown("PAGE", Some(FormEntry::Checked(true))), None);
    }
}
