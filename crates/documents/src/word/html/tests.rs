//! HTML tests: the words that are seen on pages as Word, mail programs, browsers and their writers make them.

use super::*;
use crate::Unreadable;

fn seen(html: &str) -> String {
    text(html, &[]).unwrap()
}

#[test]
fn blocks_are_apart_lines_end_and_blanks_are_one() {
    assert_eq!(
        seen("<h1>Ada\n  Example</h1><div>Rust <b>and</b>\tGo<br>SQL <br/> Bern</div>Zürich"),
        "Ada Example\n\nRust and Go\nSQL\nBern\n\nZürich"
    );
    assert_eq!(
        seen("<p>Postgre<b>SQL</b>, <i>Kuber</i>netes<p>two<div>three"),
        "PostgreSQL, Kubernetes\n\ntwo\n\nthree"
    );
    assert_eq!(seen("<pre>a  b\n c</pre><p style='white-space:pre-wrap'>d  e</p>"), "a  b\n c\n\nd  e");
    assert_eq!(seen("<span style='display:block'>a</span><span style='display:block'>b</span>"), "a\n\nb");
    assert_eq!(seen("<div style='display:inline'>a</div><div style='display:inline'>b</div>"), "ab");
}

#[test]
fn references_are_letters_and_soft_hyphens_are_none() {
    assert_eq!(
        seen("Z&uuml;rich &amp; Kuber&shy;netes &#8211; &#x2013; &lt;p&gt; &nosuch; R&D &copy 2"),
        "Zürich & Kubernetes – – <p> &nosuch; R&D © 2"
    );
}

#[test]
fn what_is_hidden_is_left_out_however_it_is_hidden() {
    for hidden in [
        "<p style='display:none'>COBOL</p>",
        "<p style='display:none;mso-hide:all'>COBOL</p>",
        "<span style=\"mso-hide:all\">COBOL</span>",
        "<div style='visibility:hidden'><p>COBOL</p></div>",
        "<font style='font-size:0'>COBOL</font>",
        "<span style='font:0/0 a'>COBOL</span>",
        "<span style='font-size:0'><b style='font-size:2em'>COBOL</b></span>",
        "<div hidden>COBOL</div>",
        "<p style='opacity:0'>COBOL</p>",
        "<div style='display:none'><div style='display:block;visibility:visible'>COBOL</div></div>",
        "<!-- COBOL -->",
        "<!--[if mso]>COBOL<![endif]-->",
        "<!--[if gte mso 9]><xml><o:Author>COBOL</o:Author></xml><![endif]-->",
        "<xml><o:Author>COBOL</o:Author></xml>",
        "<script>document.write('<p>COBOL</p>')</script>",
        "<style>COBOL</style>",
        "<title>COBOL</title>",
        "<template><p>COBOL</p></template>",
        "<noscript>COBOL</noscript>",
        "<iframe>COBOL</iframe>",
        "<img alt=COBOL><input type=hidden value=COBOL><input type=password value=COBOL>",
        "<del>COBOL</del>",
        "<dialog>COBOL</dialog>",
        "<select><option>COBOL<option>COBOL</select>",
        "<style>.x{display:none}</style><p class='y x'>COBOL</p>",
        "<p class=x>COBOL</p><style>P.x,.z{mso-hide:all}</style>",
        "<style>#a .b{visibility:hidden}</style><div id=a><i><b class=b>COBOL</b></i></div>",
        "<style>b{display:none!important}</style><b style='display:inline'>COBOL</b>",
        "<p style='DISPLAY: NONE' style='display:block'>COBOL</p>",
        "<table style='display:none'><tr><td>COBOL</td></tr></table>",
    ] {
        assert_eq!(seen(&format!("<p>Ada</p>{hidden}<p>Rust</p>")), "Ada\n\nRust", "{hidden}");
    }
}

#[test]
fn what_is_shown_again_or_hidden_elsewhere_only_is_seen() {
    for shown in [
        "<div style='visibility:hidden'><p style='visibility:visible'>COBOL</p></div>",
        "<div style='font-size:0'><p style='font-size:12pt'>COBOL</p></div>",
        "<style>@media print{p{display:none}}</style><p>COBOL</p>",
        "<style media=print>p{display:none}</style><p>COBOL</p>",
        "<style>p{display:none}.x{display:block}</style><p class=x>COBOL</p>",
        "<style>p:hover,.other{display:none}</style><p>COBOL</p>",
        "<![if !vml]><p>COBOL</p><![endif]>",
        "<select><option>Perl<option selected>COBOL</select>",
        "<input value=COBOL>",
        "<textarea>COBOL</textarea>",
        "<ins>COBOL</ins>",
        "<p style='color:white'>COBOL</p>",
    ] {
        let text = seen(&format!("<b>Ada</b>{shown}"));
        assert!(text.contains("COBOL") && !text.contains("Perl"), "{shown}: {text}");
    }
}

#[test]
fn an_element_that_lost_its_end_hides_what_a_browser_hides() {
    assert_eq!(seen("<p style='display:none'>COBOL<p>Ada"), "Ada");
    assert_eq!(seen("<ul><li style='display:none'>COBOL<li>Ada</ul>"), "- Ada");
    assert_eq!(seen("<div>Ada<span style='display:none'>COBOL</div>Rust"), "Ada\n\nRust");
    // Letters' looks go on behind the end of their paragraph.
    assert_eq!(seen("<p>Ada<b style='display:none'>COBOL</p><p>COBOL</p></b><p>Rust"), "Ada\n\nRust");
    assert_eq!(seen("<table><tr><td>Ada<b style='display:none'>COBOL<td>Rust</table>"), "Ada\tRust");
    // The end of a span does not reach beyond the block that it stands in.
    assert_eq!(seen("<span style='display:none'><div></span>COBOL</div></span>Ada"), "Ada");
    assert_eq!(seen("</div></p></table>Ada</body></html>Rust"), "AdaRust");
}

#[test]
fn items_of_lists_stand_below_each_other() {
    assert_eq!(
        seen("<ul><li>Rust<ul><li>tokio</ul><li><p>Go</p></ul><ol><li>Bern</ol>"),
        "- Rust\n  - tokio\n- Go\n\n- Bern"
    );
    let item = |level: u8, words: &str| {
        format!(
            "<p class=MsoListParagraph style='mso-list:l0 level{level} lfo1'><![if !supportLists]><span style='font-family:Symbol'>\
             <span style='mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span></span><![endif]>{words}<o:p></o:p></p>\n"
        )
    };
    assert_eq!(seen(&format!("{}{}<p>Bern</p>", item(1, "Rust"), item(2, "tokio"))), "- Rust\n  - tokio\n\nBern");
    assert_eq!(seen("<dl><dt>Rust<dd>4 years<dt>Go</dl>"), "Rust\n\n4 years\n\nGo");
}

#[test]
fn rows_are_lines_and_cells_have_tabs_between() {
    let table = "<table><caption>Skills</caption><thead><tr><th>What<th colspan=2>How long</thead>
        <tbody><tr><td>Rust</td> <td>4</td><td>years</td></tr><tr><td><p>SQL</p><p>and Go</p><td></td><td>9</table>";
    assert_eq!(seen(table), "Skills What\tHow long\nRust\t4\tyears\nSQL and Go\t\t9");
    assert_eq!(seen("<table><td>a<td>b</table>c"), "a\tb\n\nc");
    assert_eq!(seen("<table><tr><td>a<table><tr><td>b<td>c</table>d<td>e</table>"), "a b\tc d\te");
    assert_eq!(seen("<td>a</td><td colspan=99999999>b</td>"), "a\n\nb");
}

#[test]
fn words_own_tabs_boxes_and_quotations_are_read() {
    assert_eq!(seen("Rust<span style='mso-tab-count:2'>&nbsp; &nbsp; </span>4 years"), "Rust\t\t4 years");
    let shape = "<v:shape style='position:absolute'><v:textbox style='mso-next-textbox:x'><![if !mso]><table><tr><td><![endif]>\
         <div><p class=MsoNormal>Ada Example</p></div><![if !mso]></td></tr></table><![endif]></v:textbox></v:shape>";
    let drawing =
        format!("<p>Rust<!--[if gte vml 1]>{shape}<![endif]--><![if !vml]><img alt='Ada Example'><![endif]>, Go</p>");
    assert_eq!(seen(&drawing), "Ada Example\n\nRust, Go");
    assert_eq!(seen(&format!("<div style='display:none'>{drawing}</div>Bern")), "Bern");
    assert_eq!(seen("<!--[if gte vml 1]><v:shape>lost<!--[if gte vml 1]><v:textbox>lost<![endif]-->Ada"), "Ada");
    assert_eq!(seen("<q>Ada</q> <ruby>漢<rt>かん</rt></ruby>"), "“Ada” 漢");
}

#[test]
fn elements_may_be_so_deep_and_not_one_deeper() {
    let nested = |depth: usize| text(&format!("{}Ada", "<div>".repeat(depth)), &[]);
    assert_eq!(nested(50_000).unwrap(), "Ada");
    let Err(Unreadable::TooLarge(cause)) = nested(50_001) else { panic!("it was read") };
    assert_eq!(cause, "it has more than 50000 elements in each other");
    assert_eq!(text(&"<p>Ada".repeat(60_000), &[]).map(|text| text.len()), Ok(60_000 * 5 - 2), "these are not nested");
}
