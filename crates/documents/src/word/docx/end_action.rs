//! End action of an element: what is to be done when it ends.

use super::{context::ElementContext, controls::Control};

pub(super) struct OpenElement {
    pub context: ElementContext,
    pub then: EndAction,
}

/// What is to be done at an element's end.
pub(super) enum EndAction {
    Nothing,
    Paragraph,
    Run,
    /// With the columns that it covers besides its own.
    Cell(u32),
    Row,
    Table,
    Section,
    Box,
    /// With what stands before it.
    Note(String),
    /// A field whose code is an attribute, and how many fields were open before it.
    Field(usize),
    Control(Control),
    BoundContent,
    /// An element with alternatives, and whether one of them is read.
    Alternatives(bool),
}
