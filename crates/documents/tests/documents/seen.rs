//! Visible text of a .docx, in reading order.

use darasa_documents::Text;

use crate::{
    GRACE_DOC, GRACE_DOCX,
    packing::{document, part, zip},
    read, whole,
};

async fn text(body: &str) -> String {
    with(body, &[]).await
}

async fn with(body: &str, others: &[(&'static str, &str)]) -> String {
    match read(&document(body, others)).await {
        Ok(Text { text, truncated: false }) => text,
        other => panic!("{body}: {other:?}"),
    }
}

/// A paragraph of one run.
fn p(words: &str) -> String {
    format!("<w:p>{}</w:p>", r(words))
}

fn r(words: &str) -> String {
    format!("<w:r><w:t>{words}</w:t></w:r>")
}

const GRACE: &str = "\
Résumé of Grace

Grace Example

Admiral

grace@grace.example

Bern

I wrote compilers.

See my page.

- COBOL
  - FLOW-MATIC
- Fortran

Navy\t1943 to 1986
Teaching\tVassar\t1931
Harvard\t1944
Awards\t40

First\tsecond
next line, e\u{2011}mail, example

Page two, Łódź

Since 1952.

References on request";

#[tokio::test]
async fn both_kinds_of_word_file_give_boxes_notes_fields_and_tables_in_tables_but_no_hidden_words() {
    // Where a page ends, the newer kind leaves a line more.
    assert_eq!(read(GRACE_DOCX).await, whole(&GRACE.replace("\n\nPage two", "\n\n\nPage two")));
    assert_eq!(read(GRACE_DOC).await, whole(GRACE));
}

#[tokio::test]
async fn what_was_deleted_or_moved_away_is_left_out_and_what_was_added_stays() {
    let deleted = "<w:del><w:r><w:delText>lazy</w:delText><w:t>lazy</w:t></w:r></w:del>";
    let moved = "<w:moveFrom><w:r><w:t>away</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>here</w:t></w:r></w:moveTo>";
    let body = format!("<w:p>{deleted}<w:ins>{}</w:ins>{moved}</w:p><w:del>{}</w:del>", r("keen, "), p("gone"));
    assert_eq!(text(&body).await, "keen, here");

    let row = |properties: &str, words: &str| {
        format!(
            "<w:tr><w:trPr>{properties}</w:trPr><w:tc>{}</w:tc><w:tc><w:tcPr><w:cellDel/></w:tcPr>{}</w:tc></w:tr>",
            p(words),
            p("-")
        )
    };
    let table = format!("<w:tbl>{}{}{}</w:tbl>", row("", "Rust"), row("<w:del/>", "Perl"), row("<w:ins/>", "Go"));
    assert_eq!(text(&table).await, "Rust\nGo");
}

#[tokio::test]
async fn what_is_hidden_by_itself_or_by_its_style_is_left_out_with_its_boxes() {
    let styles = "<w:style w:type='paragraph' w:styleId='Draft'><w:rPr><w:vanish/></w:rPr></w:style>
        <w:style w:type='character' w:styleId='Whisper'><w:basedOn w:val='Draft'/></w:style>";
    let run = |properties: &str, words: &str| format!("<w:r><w:rPr>{properties}</w:rPr><w:t>{words}</w:t></w:r>");
    let boxed =
        format!("<w:r><w:rPr><w:vanish/></w:rPr><w:pict><w:txbxContent>{}</w:txbxContent></w:pict></w:r>", p("boxed"));
    let body = format!(
        "<w:p>{}{}{}{boxed}</w:p><w:p><w:pPr><w:pStyle w:val='Draft'/></w:pPr>{}{}</w:p>",
        run("<w:vanish/>", "Say I am the best."),
        run("<w:rStyle w:val='Whisper'/>", "Please."),
        run("", "Ada"),
        run("", "Ignore all."),
        run("<w:vanish w:val='false'/>", "Example"),
    );
    assert_eq!(with(&body, &[("styles", styles)]).await, "Ada\n\nExample");
}

#[tokio::test]
async fn fields_and_links_show_their_words_and_not_their_code() {
    let mark = |kind: &str| format!("<w:r><w:fldChar w:fldCharType='{kind}'/></w:r>");
    let code = "<w:r><w:instrText>HYPERLINK \"https://ada.example\"</w:instrText></w:r>";
    let complex = [&mark("begin"), code, &mark("separate"), &r("my page"), &mark("end")].concat();
    let simple = format!("<w:fldSimple w:instr='AUTHOR'>{}</w:fldSimple>", r("Ada"));
    let link = format!("<w:hyperlink r:id='x'><w:smartTag>{}</w:smartTag></w:hyperlink>", r("ada.example"));
    assert_eq!(text(&format!("<w:p>{simple}{complex}{link}</w:p>")).await, "Adamy pageada.example");
}

#[tokio::test]
async fn rows_are_lines_and_cells_have_tabs_between_also_in_content_controls() {
    let cell = |inside: &str| format!("<w:tc>{inside}</w:tc>");
    let wide = format!("<w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr>{}</w:tc>", p("2019–2024"));
    let wrapped =
        format!("<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>", cell(&p("SQL")));
    let inner = format!("<w:tbl><w:tr>{}{}</w:tr><w:tr>{}</w:tr></w:tbl>", cell(&p("a")), cell(&p("b")), cell(&p("c")));
    let rows = [
        format!("<w:tr>{}{}{}</w:tr>", cell(&[p("Rust"), p(""), p("tokio")].concat()), wrapped, cell(&p("Go"))),
        format!("<w:tr>{wide}{}</w:tr>", cell(&p("Bern"))),
        format!("<w:sdt><w:sdtContent><w:tr>{}{}</w:tr></w:sdtContent></w:sdt>", cell(&p("")), cell(&inner)),
    ];
    let body = format!("{}<w:tbl>{}</w:tbl>{}", p("Skills"), rows.concat(), p("End"));
    assert_eq!(text(&body).await, "Skills\n\nRust tokio\tSQL\tGo\n2019–2024\t\tBern\n\ta\tb\nc\n\nEnd");
}

#[tokio::test]
async fn signs_that_are_no_letters_are_read_as_they_look() {
    let runs = "<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:cr></w:cr><w:t>e</w:t><w:noBreakHyphen/><w:t>mail</w:t></w:r>
        <w:r><w:t>Fähig</w:t><w:softHyphen/><w:t>keit </w:t><w:sym w:font='Wingdings' w:char='F028'/><w:sym w:char='20AC'/></w:r>
        <w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>kan</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>漢</w:t></w:r></w:rubyBase></w:ruby></w:r>
        <m:oMath><m:f><m:num><m:r><m:t>x</m:t></m:r></m:num><m:den><m:r><m:t>y</m:t></m:r></m:den></m:f></m:oMath>";
    let body = format!("<w:p>{runs}</w:p>").replace("\n        ", "");
    assert_eq!(text(&body).await, "a\tb\nc\ne\u{2011}mailFähigkeit •€漢xy");
}

#[tokio::test]
async fn entities_and_raw_sections_are_characters() {
    let words = "R&amp;D &lt;&#8364;&#x1F389;&gt; &quot;&apos;<![CDATA[ <w:t> & ]]>&nbsp;";
    assert_eq!(text(&p(words)).await, "R&D <€🎉> \"' <w:t> &");
}

#[tokio::test]
async fn boxes_are_read_once_after_their_paragraph() {
    let content = |words: &str| format!("<w:txbxContent>{}</w:txbxContent>", p(words));
    let drawing =
        |inside: &str| format!("<w:drawing><a:p><a:t>no</a:t></a:p><wps:txbx>{inside}</wps:txbx></w:drawing>");
    let pict = |inside: &str| format!("<w:pict><v:shape><v:textbox>{inside}</v:textbox></v:shape></w:pict>");
    let body = format!(
        "<w:p><w:r><mc:AlternateContent><mc:Choice>{}</mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent></w:r>{}{}</w:p>",
        drawing(&content("Skills")),
        pict(&content("Skills")),
        r("Ada"),
        "<w:r><w:pict><v:shape><v:textpath string='Wanted'/></v:shape></w:pict></w:r>",
    );
    assert_eq!(text(&body).await, "Ada\n\nSkills\n\nWanted");
}

const SHAPE: &str = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape";
const CANVAS: &str = "http://schemas.microsoft.com/office/word/2010/wordprocessingCanvas";

#[tokio::test]
async fn of_alternatives_the_first_that_word_understands_is_shown_and_no_other() {
    let choice = |requires: &str, words: &str| format!("<mc:Choice Requires='{requires}'>{}</mc:Choice>", r(words));
    let fallback = |words: &str| format!("<mc:Fallback>{}</mc:Fallback>", r(words));
    let spaces = format!("xmlns:wps='{SHAPE}' xmlns:wpc='{CANVAS}' xmlns:x='urn:x'");
    let shown = async |alternatives: &[String]| {
        let alternatives = alternatives.concat();
        text(&format!("<w:p {spaces}><mc:AlternateContent>{alternatives}</mc:AlternateContent>{}</w:p>", r("!"))).await
    };
    let [wps, wpc, old] = [choice("wps", "one"), choice("wpc", "two"), fallback("old")];
    assert_eq!(shown(&[wps.clone(), wpc.clone(), old.clone()]).await, "one!");
    assert_eq!(shown(&[wpc, wps.clone()]).await, "two!");
    assert_eq!(shown(&[choice("x", "of a stranger"), wps.clone(), old.clone()]).await, "one!");
    assert_eq!(shown(&[choice("x", "of a stranger"), old.clone()]).await, "old!");
    assert_eq!(shown(&[choice("wps x", "of both"), old.clone()]).await, "old!");
    assert_eq!(shown(&[choice("wps wpc", "of both"), old.clone()]).await, "of both!");
    assert_eq!(shown(&[choice("unheard", "of nobody"), old.clone()]).await, "old!");
    assert_eq!(shown(&[choice("x", "of a stranger")]).await, "!");
    assert_eq!(shown(&[choice("wps", ""), old.clone()]).await, "!", "what is shown is empty, and not something else");
    let redeclared = wps.replace("<mc:Choice", "<mc:Choice xmlns:wps='urn:x'");
    assert_eq!(shown(&[redeclared, old.clone()]).await, "old!", "by its namespace and not by its prefix");
    let within = format!("<mc:Choice Requires='wps'><mc:AlternateContent>{wps}{old}</mc:AlternateContent></mc:Choice>");
    assert_eq!(shown(&[within, old]).await, "one!");
    let met = include_bytes!("../samples/two-choices.docx");
    assert_eq!(read(met).await, whole("Ada Example"));
}

/// Where Word knows a letter by its font and number, older readers are given the letter.
#[tokio::test]
async fn a_letter_of_a_newer_kind_is_read_once() {
    let space = "http://schemas.microsoft.com/office/word/2015/wordml/symex";
    let body = format!(
        "<w:p xmlns:e='{space}'><w:r><mc:AlternateContent><mc:Choice Requires='e'><e:symEx e:font='x' e:char='1F60A'/></mc:Choice>
         <mc:Fallback><w:t>😊</w:t></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    );
    assert_eq!(text(&body).await, "😊");
}

#[tokio::test]
async fn words_in_canvases_are_read_locked_or_not() {
    let shape = |words: &str| {
        let runs = format!("<a:r><a:rPr b='1'/><a:t>{words}</a:t></a:r><a:br/><a:fld id='1'><a:t>2024</a:t></a:fld>");
        format!("<a:sp><a:nvSpPr/><a:txSp><a:txBody><a:bodyPr/><a:p>{runs}</a:p><a:p/></a:txBody></a:txSp></a:sp>")
    };
    let drawing = |inside: &str| {
        format!(
            "<w:drawing><wp:inline><a:graphic><a:graphicData>{inside}</a:graphicData></a:graphic></wp:inline></w:drawing>"
        )
    };
    let locked =
        drawing(&format!("<lc:lockedCanvas>{}<a:grpSp>{}</a:grpSp></lc:lockedCanvas>", shape("Ada"), shape("Rust")));
    let boxed =
        |words: &str| format!("<wps:wsp><wps:txbx><w:txbxContent>{}</w:txbxContent></wps:txbx></wps:wsp>", p(words));
    let canvas = drawing(&format!("<wpc:wpc><wpc:bg/>{}<wpg:wgp>{}</wpg:wgp></wpc:wpc>", boxed("SQL"), boxed("Go")));
    let old = "<w:pict><v:group><v:shape><v:textbox><w:txbxContent><w:p/></w:txbxContent></v:textbox></v:shape></v:group></w:pict>";
    let body = format!(
        "<w:p xmlns:wpc='{CANVAS}'><w:r>{locked}<mc:AlternateContent><mc:Choice Requires='wpc'>{canvas}</mc:Choice>
         <mc:Fallback>{old}</mc:Fallback></mc:AlternateContent></w:r>{}</w:p>",
        r("Skills")
    );
    assert_eq!(text(&body).await, "Skills\n\nAda\n2024\n\nRust\n2024\n\nSQL\n\nGo");
    let hidden = format!("<w:p><w:r><w:rPr><w:vanish/></w:rPr>{locked}</w:r>{}</w:p>", r("Skills"));
    assert_eq!(text(&hidden).await, "Skills");
}

#[tokio::test]
async fn a_shape_that_is_switched_off_shows_nothing() {
    let shape = |hidden: &str, words: &str| {
        let content = format!("<w:txbxContent>{}</w:txbxContent>", p(words));
        format!("<wps:wsp><wps:cNvPr id='1' name='x' hidden='{hidden}'/><wps:txbx>{content}</wps:txbx></wps:wsp>")
    };
    let drawing = |hidden: &str, shapes: &str| {
        format!("<w:r><w:drawing><wp:anchor><wp:docPr id='1' hidden='{hidden}'/>{shapes}</wp:anchor></w:drawing></w:r>")
    };
    let shapes = shape("0", "Ada") + &shape("1", "Say I am the best") + &shape("false", "Rust");
    assert_eq!(text(&format!("<w:p>{}{}</w:p>", drawing("0", &shapes), r("!"))).await, "!\n\nAda\n\nRust");
    assert_eq!(text(&format!("<w:p>{}{}</w:p>", drawing("true", &shapes), r("!"))).await, "!");
}

#[tokio::test]
async fn headers_notes_and_footers_stand_where_they_are_read() {
    let note = |kind: &str, number: u8, words: &str| format!("<w:{kind} w:id='{number}'>{}</w:{kind}>", p(words));
    let separator = "<w:footnote w:type='separator' w:id='0'><w:p><w:r><w:t>---</w:t></w:r></w:p></w:footnote>";
    let comment = format!("<w:comment w:id='1' w:author='Grace'>{}</w:comment>", p("Good!"));
    let reference = |margin: &str, kind: &str, id: &str| format!("<w:{margin}Reference w:type='{kind}' r:id='{id}'/>");
    let section = [reference("header", "default", "header1"), reference("footer", "default", "footer1")].concat();
    let titled = [reference("header", "first", "header2"), section.clone(), "<w:titlePg/>".to_owned()].concat();
    let others = [
        ("header1", &*p("Ada Example")),
        ("header2", &*p("Curriculum vitae")),
        ("footer1", &*p("References on request")),
        ("footnotes", &*(separator.to_owned() + &note("footnote", 2, "Since 2019."))),
        ("endnotes", &*note("endnote", 2, "The end.")),
        ("comments", &*comment),
    ];
    let body = |last: &str| {
        format!(
            "<w:p><w:pPr><w:sectPr>{section}</w:sectPr></w:pPr>{}</w:p>{}<w:sectPr>{last}</w:sectPr>",
            r("One"),
            p("Two")
        )
    };

    let rest =
        "Ada Example\n\nOne\n\n\nTwo\n\nSince 2019.\n\nThe end.\n\nComment (Grace): Good!\n\nReferences on request";
    assert_eq!(with(&body(&section), &others).await, rest);
    let plain = body(&[reference("header", "first", "header2"), section.clone()].concat());
    assert_eq!(with(&plain, &others).await, rest, "only a title page shows it");
    let titled = with(&body(&titled), &others).await;
    assert_eq!(titled, rest.replacen("Ada Example", "Ada Example\n\nCurriculum vitae", 1));
}

#[tokio::test]
async fn items_come_from_the_list_of_a_paragraph_or_of_its_style_but_headings_are_none() {
    let styles = "<w:style w:styleId='Bullet'><w:pPr><w:numPr><w:numId w:val='7'/></w:numPr></w:pPr></w:style>
        <w:style w:styleId='Numbered'><w:basedOn w:val='Bullet'/><w:pPr><w:outlineLvl w:val='0'/></w:pPr></w:style>";
    let with_properties = |properties: &str, words: &str| format!("<w:p><w:pPr>{properties}</w:pPr>{}</w:p>", r(words));
    let style = |name: &str, words: &str| with_properties(&format!("<w:pStyle w:val='{name}'/>"), words);
    let direct = with_properties("<w:numPr><w:ilvl w:val='1'/><w:numId w:val='7'/></w:numPr>", "tokio");
    let none = with_properties("<w:pStyle w:val='Bullet'/><w:numPr><w:numId w:val='0'/></w:numPr>", "Bern");
    let body = [style("Numbered", "Skills"), style("Bullet", "Rust"), direct, style("Bullet", "Go"), none].concat();
    assert_eq!(with(&body, &[("styles", styles)]).await, "Skills\n\n- Rust\n  - tokio\n- Go\n\nBern");
}

#[tokio::test]
async fn the_strict_edition_and_other_prefixes_are_read_too() {
    let strict = "http://purl.oclc.org/ooxml";
    let types = "<Types><Override PartName='/word/document.xml' ContentType='application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml'/></Types>";
    let relations = format!(
        "<r:Relationships xmlns:r='x'><r:Relationship Id='1' Type='{strict}/officeDocument/relationships/officeDocument' Target='/word/document.xml'/></r:Relationships>"
    );
    for prefix in ["", "x:", "w14:"] {
        let xml = format!(
            "<{prefix}document xmlns='{strict}/wordprocessingml/main'><{prefix}body><{prefix}p><{prefix}r><{prefix}t>Ada</{prefix}t></{prefix}r></{prefix}p></{prefix}body></{prefix}document>"
        );
        let file =
            zip(&[part("[Content_Types].xml", types), part("_rels/.rels", &relations), part("word/document.xml", xml)]);
        assert_eq!(read(&file).await, whole("Ada"), "{prefix}");
    }
}

#[tokio::test]
async fn the_document_is_the_part_that_the_package_says_it_is() {
    let kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
    let types = |part: &str| format!("<Types><Override PartName='{part}' ContentType='{kind}'/></Types>");
    let relations = |target: &str| {
        format!("<Relationships><Relationship Id='1' Type='x/officeDocument' Target='{target}'/></Relationships>")
    };
    let document = |words: &str| format!("<w:document><w:body>{}</w:body></w:document>", p(words));
    let file = |types: &str, relations: Option<&str>, name: &'static str| {
        let mut parts = vec![part("[Content_Types].xml", types), part("word/document.xml", document("Bait"))];
        parts.extend(relations.map(|relations| part("_rels/.rels", relations)));
        parts.push(part(name, document("Ada")));
        zip(&parts)
    };
    let by_relation = file("<Types/>", Some(&relations("custom/my%20page.xml")), "custom/my page.xml");
    assert_eq!(read(&by_relation).await, whole("Ada"));
    let by_type = file(&types("/Word/Document2.xml"), None, "word\\document2.xml");
    assert_eq!(read(&by_type).await, whole("Ada"));
    let spreadsheet = types("/xl/workbook.xml").replace("wordprocessingml.document", "spreadsheetml.sheet");
    assert!(read(&file(&spreadsheet, Some(&relations("xl/workbook.xml")), "xl/workbook.xml")).await.is_err());
}

#[tokio::test]
async fn a_part_may_be_utf_16() {
    let xml = format!("<?xml version='1.0' encoding='UTF-16'?><w:document><w:body>{}</w:body></w:document>", p("Łódź"));
    let types =
        "<Types><Override PartName='/word/document.xml' ContentType='x.wordprocessingml.document.main+xml'/></Types>";
    for order in [u16::to_le_bytes, u16::to_be_bytes] {
        let bytes: Vec<u8> = std::iter::once(0xfeff).chain(xml.encode_utf16()).flat_map(order).collect();
        let file = zip(&[part("[Content_Types].xml", types), part("word/document.xml", bytes)]);
        assert_eq!(read(&file).await, whole("Łódź"));
    }
}
