//! Context of an XML element: the one table of which elements are read and which are left out, by where they stand.

/// What may stand in an open element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ElementContext {
    Root,
    Notes,
    /// Paragraphs and tables.
    Blocks,
    Table,
    Row,
    RowProperties,
    CellProperties,
    Paragraph,
    ParagraphProperties,
    Section,
    Run,
    RunProperties,
    Text,
    /// The code of a field.
    FieldCode,
    /// Where a field begins, where its result does, or where it ends.
    FieldMark,
    /// What a form field of the older kind holds.
    FormField,
    /// What a content control is bound to.
    ControlProperties,
    /// A drawing: only what is written in its boxes.
    Shape,
    Ignored,
}

/// Wrappers that change nothing about what stands in them. What was deleted or moved away is not among them.
fn is_wrapper(name: &str) -> bool {
    matches!(
        name,
        "sdt" | "sdtContent" | "customXml" | "smartTag" | "ins" | "moveTo" | "AlternateContent" | "Choice" | "Fallback"
        // Word 2003's own XML.
        | "annotation" | "content" | "sect" | "sub-section"
    )
}

fn wraps_text(name: &str) -> bool {
    matches!(name, "hyperlink" | "hlink" | "fldSimple" | "bdo" | "dir" | "ruby" | "rubyBase")
}

/// The context that an element opens in another; what is not known is ignored with all that stands in it.
pub(super) fn context(outer: ElementContext, name: &str) -> ElementContext {
    use ElementContext::*;
    match (outer, name) {
        (Root, "document" | "wordDocument") => Root,
        (Root, "body" | "hdr" | "ftr") | (Notes, "footnote" | "endnote" | "comment") => Blocks,
        (Root, "footnotes" | "endnotes" | "comments") => Notes,
        (Blocks, "p") | (Run, "ruby") => Paragraph,
        (Blocks, "tbl") => Table,
        (Blocks | ParagraphProperties, "sectPr") => Section,
        (Table, "tr") => Row,
        // What DrawingML writes in a locked canvas has the same names: paragraphs, runs and texts.
        (Row, "tc") | (Shape, "txbxContent" | "txBody") => Blocks,
        (Row, "trPr") => RowProperties,
        (Blocks, "tcPr") => CellProperties,
        (Paragraph, "pPr") | (ParagraphProperties, "numPr" | "listPr") => ParagraphProperties,
        (Paragraph, "r" | "fld") => Run,
        (Run, "rPr") => RunProperties,
        (Run, "t") => Text,
        (Run, "instrText") => FieldCode,
        (Run, "fldChar") => FieldMark,
        (FieldMark, "ffData") | (FormField, "ddList" | "checkBox") => FormField,
        (Blocks | Table | Row | Paragraph | Run, "sdtPr") => ControlProperties,
        (Run, "drawing" | "pict" | "object") => Shape,
        // A formula is written in runs of its own, within structures of its own.
        (Paragraph, name) if wraps_text(name) || is_formula(name) => Paragraph,
        (Shape, _) => Shape,
        (Blocks | Table | Row | Paragraph | Run, name) if is_wrapper(name) => outer,
        _ => Ignored,
    }
}

/// The structures of formulas in which text may stand.
fn is_formula(name: &str) -> bool {
    matches!(
        name,
        "oMath"
            | "oMathPara"
            | "f"
            | "num"
            | "den"
            | "e"
            | "sup"
            | "sub"
            | "sSup"
            | "sSub"
            | "sSubSup"
            | "d"
            | "rad"
            | "deg"
            | "func"
            | "fName"
            | "nary"
            | "m"
            | "mr"
            | "eqArr"
            | "box"
            | "borderBox"
            | "bar"
            | "acc"
            | "lim"
            | "limLow"
            | "limUpp"
            | "groupChr"
            | "sPre"
    )
}
