//! Complexity tests of HTML: no page takes more than linear time, counted in steps and not in seconds.

use super::text;
use crate::steps::assert_linear;

#[test]
fn any_piece_of_it_over_and_over() {
    for piece in [
        "<",
        "<!--",
        "-->",
        "<a",
        "<a ",
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<div>",
        "<div></span>",
        "<span><i></u>",
        "<td>",
        "<table>",
        "<table><tr><td>",
        "<li>",
        "<ul><li>",
        "<p><table>",
        "<b><p></b>",
        "<p><b style='display:none'></p>",
        "<select><option>",
        "&",
        "&amp",
        "&CounterClockwiseContourIntegral",
        "&#",
        "&#x10ffff;",
        "<br>",
        " ",
        "\n",
        "a",
        "<style>",
        "<style>p{display:none}",
        "<style>p{display:none}</style>",
        "<script>",
        "<!",
        "<?",
        "</",
        "<a b=\"",
        "<a style=\"display:none\">",
        "<p style='mso-list:l0 level9 lfo9'>a",
        "<!--[if gte vml 1]>",
        "<x:y/>",
        "<q>",
        "<!--[if gte vml 1]><v:textbox>a<![endif]-->",
        "<span style='mso-tab-count:63'>",
    ] {
        assert_linear(piece, 2_000, |count| drop(text(&piece.repeat(count), &[])));
    }
}

#[test]
fn long_names_attributes_and_styles() {
    for (first, rest, last) in [
        ("<", "x", ">Ada"),
        ("<p ", "x", ">Ada"),
        ("<p ", "x ", ">Ada"),
        ("<p ", "style=x ", ">Ada"),
        ("<p class='", "x ", "'>Ada"),
        ("<p style='", "x:y;", "'>Ada"),
        ("<p style='", "(", "'>Ada"),
        ("<p style=\"", "'", "\">Ada"),
        ("<style>", "/*", "</style>Ada"),
        ("<style>", "@media screen{", "</style>Ada"),
        ("<style>@media print{", "{", "</style>Ada"),
        ("<style>", "p ", "{display:none}</style>Ada"),
        ("<style>", "p,", "b{display:none}</style>Ada"),
        ("<style>", ".x", "{display:none}</style>Ada"),
        ("<style>p{", "display:none;", "}</style>Ada"),
    ] {
        assert_linear(rest, 2_000, |count| drop(text(&format!("{first}{}{last}", rest.repeat(count)), &[])));
    }
}

/// Many rules that are all met by many elements would be a product; it is bounded by the page's length.
#[test]
fn many_rules_for_many_elements() {
    for (rule, element) in [
        ("p{display:none}", "<p>a"),
        (".a.b{display:none}", "<i class='a b'></i>"),
        ("b p{top:0;display:none}", "<b><p>"),
    ] {
        assert_linear(rule, 400, |count| {
            drop(text(&format!("<style>{}</style>{}", rule.repeat(count), element.repeat(count)), &[]));
        });
    }
}
