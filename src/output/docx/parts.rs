//! The parts of a Word file that don't hold its text: types, relations, styles, settings, fonts, page numbers.

use std::fmt::Write as _;

use super::{
    page::LINE,
    paragraph::{CELL_MARGINS, CHARACTER, Style, push_fonts},
    xml,
};
use crate::model::Fonts;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
pub(super) const NAMES: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
     xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

/// Colours and fonts that nothing here refers to; validators ask for some.
const THEME: &str = include_str!("theme.xml");

/// The parts beside the document, each with its id, its kind and its file.
const RELATED: [(&str, &str, &str); 7] = [
    ("rIdStyles", "styles", "styles"),
    ("rIdSettings", "settings", "settings"),
    ("rIdFonts", "fontTable", "fontTable"),
    ("rIdTheme", "theme", "theme"),
    ("rIdOdd", "footer", "footerOdd"),
    ("rIdEven", "footer", "footerEven"),
    ("rIdMiddle", "footer", "footerMiddle"),
];

/// Every part but the document itself, by name.
pub(super) fn all(fonts: &Fonts) -> Vec<(String, String)> {
    let mut parts = vec![
        ("[Content_Types].xml".to_owned(), content_types()),
        ("_rels/.rels".to_owned(), relations()),
        ("word/_rels/document.xml.rels".to_owned(), document_relations()),
    ];
    for (_, _, file) in RELATED {
        let body = match file {
            "styles" => styles(fonts),
            "settings" => settings(),
            "fontTable" => font_table(fonts),
            "theme" => THEME.to_owned(),
            "footerOdd" => footer("right"),
            "footerEven" => footer("left"),
            _ => footer("center"),
        };
        parts.push((format!("word/{file}.xml"), format!("{HEAD}{body}")));
    }
    parts
}

/// What stands in front of the first paragraph.
pub(super) fn document_begin() -> String {
    format!("{HEAD}<w:document {NAMES}><w:body>")
}

/// What stands behind the last section.
pub(super) const DOCUMENT_END: &str = "</w:body></w:document>";

fn content_types() -> String {
    let mut xml = format!(
        "{HEAD}<Types xmlns=\"{PACKAGE}/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
         <Override PartName=\"/word/document.xml\" ContentType=\"{WORD}.document.main+xml\"/>\
         <Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>"
    );
    for (_, kind, file) in RELATED {
        let kind = match kind {
            "theme" => "application/vnd.openxmlformats-officedocument.theme".to_owned(),
            own => format!("{WORD}.{own}"),
        };
        // Writing to a string can't fail.
        let _ = write!(xml, "<Override PartName=\"/word/{file}.xml\" ContentType=\"{kind}+xml\"/>");
    }
    xml.push_str("</Types>");
    xml
}

fn relations() -> String {
    format!(
        "{HEAD}<Relationships xmlns=\"{PACKAGE}/relationships\">\
         <Relationship Id=\"rIdDocument\" Type=\"{OFFICE}/officeDocument\" Target=\"word/document.xml\"/>\
         <Relationship Id=\"rIdCore\" Type=\"{PACKAGE}/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/>\
         </Relationships>"
    )
}

fn document_relations() -> String {
    let mut xml = format!("{HEAD}<Relationships xmlns=\"{PACKAGE}/relationships\">");
    for (id, kind, file) in RELATED {
        // Writing to a string can't fail.
        let _ = write!(xml, "<Relationship Id=\"{id}\" Type=\"{OFFICE}/{kind}\" Target=\"{file}.xml\"/>");
    }
    xml.push_str("</Relationships>");
    xml
}

/// The part with the properties.
pub(super) const PROPERTIES: &str = "docProps/core.xml";

/// The title, what it is made from, and nothing that differs from day to day.
pub(super) fn properties(title: &str, origin: Option<&str>) -> String {
    let origin =
        origin.map(|origin| format!("<dc:description>pjt {}</dc:description>", xml::escaped(origin)));
    format!(
        "{HEAD}<cp:coreProperties xmlns:cp=\"{PACKAGE}/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>{}</dc:title>{}</cp:coreProperties>",
        xml::escaped(title),
        origin.unwrap_or_default()
    )
}

/// Punctuation is as wide as it is printed, so that a line holds 28 characters; digits and letters stand beside
/// Chinese without a gap, for the same reason.
fn settings() -> String {
    format!(
        "<w:settings {NAMES}><w:evenAndOddHeaders/><w:characterSpacingControl w:val=\"doNotCompress\"/>\
         <w:compat><w:doNotExpandShiftReturn/><w:adjustLineHeightInTable/><w:useFELayout/>\
         <w:compatSetting w:name=\"compatibilityMode\" w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/>\
         </w:compat><w:themeFontLang w:val=\"en-US\" w:eastAsia=\"zh-CN\"/></w:settings>"
    )
}

/// Other names of the fonts, for computers that don't have them.
fn font_table(fonts: &Fonts) -> String {
    let mut xml = format!("<w:fonts {NAMES}>");
    let mut names =
        [&fonts.title, &fonts.heading, &fonts.subheading, &fonts.text].map(String::as_str).to_vec();
    names.push(DIGITS);
    names.dedup();
    let mut seen = Vec::new();
    for name in names {
        if seen.contains(&name) {
            continue;
        }
        seen.push(name);
        let _ = write!(xml, "<w:font w:name=\"{}\">", xml::escaped(name));
        if let Some((_, others)) = FALLBACKS.iter().find(|(known, _)| *known == name) {
            let _ = write!(xml, "<w:altName w:val=\"{others}\"/>");
        }
        xml.push_str(
            "<w:charset w:val=\"86\"/><w:family w:val=\"auto\"/><w:pitch w:val=\"variable\"/></w:font>",
        );
    }
    xml.push_str("</w:fonts>");
    xml
}

/// The font of page numbers.
const DIGITS: &str = "宋体";
/// What takes the place of a font that is not installed.
const FALLBACKS: [(&str, &str); 5] = [
    ("方正小标宋简体", "FZXiaoBiaoSong-B05S,方正小标宋_GBK,华文中宋,宋体"),
    ("黑体", "SimHei,STHeiti,Noto Sans CJK SC"),
    ("楷体_GB2312", "楷体,KaiTi,STKaiti,Noto Serif CJK SC"),
    ("仿宋_GB2312", "仿宋,FangSong,STFangsong,Noto Serif CJK SC"),
    ("宋体", "SimSun,STSong,Noto Serif CJK SC"),
];

fn styles(fonts: &Fonts) -> String {
    let side = CELL_MARGINS / 2;
    let mut xml = format!("<w:styles {NAMES}><w:docDefaults><w:rPrDefault><w:rPr>");
    push_fonts(&fonts.text, &mut xml);
    let _ = write!(
        xml,
        "<w:spacing w:val=\"-5\"/><w:sz w:val=\"32\"/><w:szCs w:val=\"32\"/>\
         <w:lang w:val=\"en-US\" w:eastAsia=\"zh-CN\" w:bidi=\"ar-SA\"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>\
         <w:spacing w:before=\"0\" w:after=\"0\" w:line=\"{LINE}\" w:lineRule=\"exact\"/>\
         <w:jc w:val=\"both\"/></w:pPr></w:pPrDefault></w:docDefaults>\
         <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/><w:qFormat/>\
         <w:pPr><w:autoSpaceDE w:val=\"0\"/><w:autoSpaceDN w:val=\"0\"/></w:pPr></w:style>\
         <w:style w:type=\"table\" w:default=\"1\" w:styleId=\"TableNormal\"><w:name w:val=\"Normal Table\"/>\
         <w:uiPriority w:val=\"99\"/><w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w=\"0\" w:type=\"dxa\"/>\
         <w:tblCellMar><w:top w:w=\"0\" w:type=\"dxa\"/><w:left w:w=\"{side}\" w:type=\"dxa\"/>\
         <w:bottom w:w=\"0\" w:type=\"dxa\"/><w:right w:w=\"{side}\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr></w:style>"
    );
    for named in named_styles(fonts) {
        push_style(named, &mut xml);
    }
    xml.push_str(
        "<w:style w:type=\"table\" w:customStyle=\"1\" w:styleId=\"Grid\"><w:name w:val=\"Grid\"/>\
         <w:basedOn w:val=\"TableNormal\"/><w:tblPr><w:tblBorders>",
    );
    for side in ["top", "left", "bottom", "right", "insideH", "insideV"] {
        let _ = write!(xml, "<w:{side} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"auto\"/>");
    }
    xml.push_str("</w:tblBorders></w:tblPr></w:style></w:styles>");
    xml
}

/// A style of paragraphs: its name in Word, what it says of the paragraph, and its font.
type NamedStyle<'f> = (Style, &'static str, String, &'f str);

fn named_styles(fonts: &Fonts) -> [NamedStyle<'_>; 10] {
    let text = format!("<w:ind w:firstLine=\"{}\"/>", 2 * CHARACTER);
    let cell = "<w:snapToGrid w:val=\"0\"/><w:spacing w:before=\"20\" w:after=\"20\" w:line=\"240\" w:lineRule=\"auto\"/>";
    let none = "";
    [
        (Style::Title, "Title", "<w:jc w:val=\"center\"/>".to_owned(), &fonts.title),
        (Style::Flush, "Salutation", none.to_owned(), &fonts.text),
        (Style::Text, "Body Text", text.clone(), &fonts.text),
        (
            Style::Heading,
            "heading 1",
            format!("<w:keepNext/>{text}<w:outlineLvl w:val=\"0\"/>"),
            &fonts.heading,
        ),
        (
            Style::Subheading,
            "heading 2",
            format!("<w:keepNext/>{text}<w:outlineLvl w:val=\"1\"/>"),
            &fonts.subheading,
        ),
        (Style::Signature, "Signature", "<w:jc w:val=\"right\"/>".to_owned(), &fonts.text),
        (
            Style::CellHead,
            "Table Head",
            format!("<w:keepNext/>{cell}<w:jc w:val=\"center\"/>"),
            &fonts.heading,
        ),
        (Style::Cell, "Table Text", format!("{cell}<w:jc w:val=\"left\"/>"), &fonts.text),
        (Style::LargeCell, "Form Text", format!("{cell}<w:jc w:val=\"left\"/>"), &fonts.text),
        (Style::SmallCell, "Table Text Small", format!("{cell}<w:jc w:val=\"left\"/>"), &fonts.text),
    ]
}

fn push_style((style, name, paragraph, font): NamedStyle<'_>, xml: &mut String) {
    let (id, size): (&str, u32) = (style.into(), style.size());
    let _ = write!(
        xml,
        "<w:style w:type=\"paragraph\" w:customStyle=\"1\" w:styleId=\"{id}\"><w:name w:val=\"{name}\"/>\
         <w:basedOn w:val=\"Normal\"/><w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>"
    );
    push_fonts(font, xml);
    // In a table there is no grid of characters to keep.
    if size < 32 {
        xml.push_str("<w:spacing w:val=\"0\"/>");
    }
    let _ = write!(xml, "<w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/></w:rPr></w:style>");
}

/// A foot that says — 1 —, on one side with a character free beside it.
fn footer(align: &str) -> String {
    let indent = match align {
        "right" => "<w:ind w:right=\"280\"/>",
        "left" => "<w:ind w:left=\"280\"/>",
        _ => "",
    };
    let mut look = "<w:rPr>".to_owned();
    push_fonts(DIGITS, &mut look);
    look.push_str("<w:spacing w:val=\"0\"/><w:sz w:val=\"28\"/><w:szCs w:val=\"28\"/></w:rPr>");
    let words = |words: &str| format!("<w:r>{look}<w:t xml:space=\"preserve\">{words}</w:t></w:r>");
    format!(
        "<w:ftr {NAMES}><w:p><w:pPr><w:snapToGrid w:val=\"0\"/>\
         <w:spacing w:line=\"240\" w:lineRule=\"auto\"/>{indent}<w:jc w:val=\"{align}\"/></w:pPr>\
         {}<w:fldSimple w:instr=\" PAGE \">{}</w:fldSimple>{}</w:p></w:ftr>",
        words("— "),
        words("1"),
        words(" —")
    )
}
