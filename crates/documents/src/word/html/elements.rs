//! HTML elements: which of them are left out, which stand on lines of their own, and which end others by beginning.

/// Elements that hold nothing and have no end.
pub(super) fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "basefont"
            | "bgsound"
            | "br"
            | "col"
            | "embed"
            | "frame"
            | "hr"
            | "img"
            | "input"
            | "keygen"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

/// What is never shown: heads, programs, what is for browsers that lack something, what was deleted, and the words above
/// others that say how to read them.
pub(super) fn is_left_out(name: &str) -> bool {
    matches!(
        name,
        "annotation"
            | "annotation-xml"
            | "audio"
            | "canvas"
            | "datalist"
            | "defs"
            | "del"
            | "desc"
            | "iframe"
            | "metadata"
            | "noembed"
            | "noframes"
            | "noscript"
            | "object"
            | "rp"
            | "rt"
            | "script"
            | "style"
            | "template"
            | "title"
            | "video"
            | "xml"
    )
}

/// Those that stand on lines of their own, unless a style says otherwise.
pub(super) fn is_block(name: &str) -> bool {
    ends_paragraph(name)
        || is_table_part(name)
        || matches!(name, "body" | "legend" | "listing" | "option" | "p" | "v:textbox" | "xmp")
}

/// Those that cannot stand in a paragraph, so that one ends before them.
pub(super) fn ends_paragraph(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "hr"
            | "li"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "search"
            | "section"
            | "summary"
            | "table"
            | "ul"
    )
}

fn is_table_part(name: &str) -> bool {
    is_row_group(name) || is_cell(name) || matches!(name, "caption" | "table" | "tr")
}

pub(super) fn is_row_group(name: &str) -> bool {
    matches!(name, "tbody" | "tfoot" | "thead")
}

pub(super) fn is_cell(name: &str) -> bool {
    matches!(name, "td" | "th")
}

pub(super) fn is_list(name: &str) -> bool {
    matches!(name, "dir" | "menu" | "ol" | "ul")
}

/// Those beyond which the end of an element inside them reaches nothing.
pub(super) fn is_boundary(name: &str) -> bool {
    is_cell(name) || matches!(name, "applet" | "button" | "caption" | "marquee" | "object" | "table" | "template" | "v:textbox")
}

/// Those beyond which the end of a nameless wrapper, such as a span, reaches nothing.
pub(super) fn is_special(name: &str) -> bool {
    is_block(name) || is_boundary(name) || name == "select"
}

/// Those that go on behind the end of the paragraph they began in.
pub(super) fn is_formatting(name: &str) -> bool {
    matches!(
        name,
        "a" | "b" | "big" | "code" | "em" | "font" | "i" | "nobr" | "s" | "small" | "strike" | "strong" | "tt" | "u"
    )
}
