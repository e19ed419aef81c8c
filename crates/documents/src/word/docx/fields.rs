//! Fields of a story: their code is not shown, but their result, or what Word draws from the code of one without.

use std::mem;

use super::{forms::FormField, walker::Walker};
use crate::word::field;

/// Those that are open, outermost first.
#[derive(Default)]
pub(super) struct Fields {
    open: Vec<Field>,
    /// How many of them are at their code: a field in another's code is not shown either.
    codes: usize,
}

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

impl Walker<'_> {
    /// Some signs stand where a field begins, where its code ends and its result begins, and where it ends.
    pub fn field_mark(&mut self, kind: Option<&str>) {
        let (before, ignores_fields) = (self.written, self.ignores_fields);
        let fields = &mut self.story().fields;
        match kind {
            _ if ignores_fields => {}
            Some("begin") => {
                fields.push(Field { is_result: false, code: String::new(), form: FormField::default(), before });
            }
            Some("separate") => {
                if let Some(field) = fields.open.last_mut()
                    && !mem::replace(&mut field.is_result, true)
                {
                    field.before = before;
                    fields.codes -= 1;
                }
            }
            Some("end") => {
                let field = fields.pop();
                self.draw(field);
            }
            _ => {}
        }
    }

    /// A field whose code is an attribute, with its result inside; how many were open before it.
    pub fn simple_field_begins(&mut self, code: String) -> usize {
        let before = self.written;
        let fields = &mut self.story().fields;
        fields.push(Field { is_result: true, code, form: FormField::default(), before });
        fields.open.len() - 1
    }

    /// With those in it that do not end.
    pub fn simple_field_ends(&mut self, open_before: usize) {
        let fields = &mut self.story().fields;
        while fields.open.len() > open_before + 1 {
            fields.pop();
        }
        let field = if fields.open.len() > open_before { fields.pop() } else { None };
        self.draw(field);
    }

    fn draw(&mut self, field: Option<Field>) {
        if let Some(field) = field
            && (!field.is_result || field.before == self.written)
            && let Some(text) = field::shown(&field.code, field.form.into_entry())
        {
            self.write(&text);
        }
    }
}
