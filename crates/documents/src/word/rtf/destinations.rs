//! Destinations of RTF: the one table of which groups hold words that are seen, and where.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Destination {
    /// What stands around it goes on.
    Same,
    Fonts,
    /// The same twice, for readers without Unicode first.
    Twice,
    /// A story of its own: which one.
    Story(StoryKind),
    Left,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StoryKind {
    Header(Pages),
    Footer(Pages),
    Note,
    Comment,
    Box,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pages {
    All,
    First,
    /// Left pages, where they differ from right ones.
    Even,
}

/// What the first word of a group opens; None for words that open nothing. Of those with a star (`\*`) what is not
/// known is left out, as the format asks for.
pub(super) fn destination(word: &str, has_star: bool) -> Option<Destination> {
    use Destination::{Fonts, Left, Same, Story, Twice};
    Some(match word {
        "fonttbl" => Fonts,
        "header" | "headerr" => Story(StoryKind::Header(Pages::All)),
        "headerf" => Story(StoryKind::Header(Pages::First)),
        "headerl" => Story(StoryKind::Header(Pages::Even)),
        "footer" | "footerr" => Story(StoryKind::Footer(Pages::All)),
        "footerf" => Story(StoryKind::Footer(Pages::First)),
        "footerl" => Story(StoryKind::Footer(Pages::Even)),
        "footnote" => Story(StoryKind::Note),
        "annotation" => Story(StoryKind::Comment),
        "shptxt" | "dptxbxtext" => Story(StoryKind::Box),
        // Wrappers of a drawing's text, of letters beyond the code page, of a field's and an object's result.
        "shp" | "shpinst" | "shpgrp" | "do" | "ud" | "fldrslt" | "result" | "field" | "object" | "nesttableprops" => {
            Same
        }
        "upr" => Twice,
        word if has_star || is_left_out(word) => Left,
        _ => return None,
    })
}

/// Groups without a star that hold no words of the text.
fn is_left_out(word: &str) -> bool {
    matches!(
        word,
        "colortbl"
            | "stylesheet"
            | "listtable"
            | "listoverridetable"
            | "filetbl"
            | "revtbl"
            | "rsidtbl"
            | "info"
            | "generator"
            | "pict"
            | "nonshppict"
            // What shapes and tables in tables are for readers without them.
            | "shprslt"
            | "nonesttables"
            | "objdata"
            | "objclass"
            | "objname"
            | "objalias"
            | "objsect"
            | "fldinst"
            | "sp"
            | "pn"
            | "pntext"
            | "listtext"
            | "xe"
            | "tc"
            | "tcn"
            | "txe"
            | "rxe"
            | "bkmkstart"
            | "bkmkend"
            | "template"
            | "private"
            | "formfield"
            | "mmathPr"
            | "ftnsep"
            | "ftnsepc"
            | "ftncn"
            | "aftnsep"
            | "aftnsepc"
            | "aftncn"
            | "background"
    )
}
