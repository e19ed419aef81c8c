//! Fields of a story: their code is not shown, but their result, or what Word draws from the code of one without.

use super::forms::FormField;
use crate::{steps, word::field};

/// Those that are open, outermost first.
#[derive(Default)]
pub(super) struct Fields {
    open: Vec<Field>,
    /// How many of them are at their code: a field in another's code is not shown either.
    codes: usize,
}

#[derive(Default)]
struct Field {
    is_result: bool,
    code: String,
    form: FormField,
    /// How much had been written before its result.
    before: usize,
}

impl Fields {
    pub fn hide(&self) -> bool {
        self.codes > 0
    }

    pub fn add_code(&mut self, code: &str) {
        if let Some(field) = self.open.last_mut().filter(|field| !field.is_result) {
            field.code.push_str(code);
        }
    }

    pub fn form(&mut self) -> Option<&mut FormField> {
        self.open.last_mut().map(|field| &mut field.form)
    }

    /// Signs stand where a field begins, where its code ends and its result begins, and where it ends. What Word draws
    /// of one that ends without a result.
    pub fn mark(&mut self, kind: Option<&str>, written: usize) -> Option<String> {
        match kind {
            Some("begin") => self.push(Field { is_result: false, before: written, ..Field::default() }),
            Some("separate") => {
                if let Some(field) = self.open.last_mut().filter(|field| !field.is_result) {
                    (field.is_result, field.before) = (true, written);
                    self.codes -= 1;
                }
            }
            Some("end") => return self.pop()?.drawn(written),
            _ => {}
        }
        None
    }

    /// A field whose code is an attribute, with its result inside; how many were open before it.
    pub fn simple_begins(&mut self, code: String, written: usize) -> usize {
        self.push(Field { is_result: true, code, before: written, ..Field::default() });
        self.open.len() - 1
    }

    /// With those in it that do not end.
    pub fn simple_ends(&mut self, open_before: usize, written: usize) -> Option<String> {
        while self.open.len() > open_before + 1 {
            steps::count(1);
            self.pop();
        }
        if self.open.len() > open_before { self.pop()?.drawn(written) } else { None }
    }

    fn push(&mut self, field: Field) {
        self.codes += usize::from(!field.is_result);
        self.open.push(field);
    }

    fn pop(&mut self) -> Option<Field> {
        let field = self.open.pop()?;
        self.codes -= usize::from(!field.is_result);
        Some(field)
    }
}

impl Field {
    fn drawn(self, written: usize) -> Option<String> {
        let has_result = self.is_result && self.before != written;
        if has_result { None } else { field::shown(&self.code, self.form.into_entry()) }
    }
}
