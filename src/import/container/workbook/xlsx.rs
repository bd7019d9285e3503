//! xlsx: the list of sheets, shared texts and number formats, found by the relations between the parts.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Datelike as _, Utc};

use super::{
    Listed,
    cells::CellWorkbook,
    format::Shown,
    read_cells, read_sheets,
    sheet::Sheet,
    xlsx_sheet::{self, position},
};
use crate::{
    error::Result,
    import::{
        container::{
            asides,
            limits::{self, Budget},
            package::{Package, PackagePart, Relation},
            spans::Spending,
            xml::{Xml, XmlEvent},
        },
        looks::{self, Looks},
        source::{Aside, Document},
    },
};

/// Forms go out with a day of this year or before, so that the same store gives the same bytes.
const FIRST_YEAR: i32 = 2000;

/// What the part that lists the sheets is mostly called.
pub(in crate::import::container) const USUAL: &str = "xl/workbook.xml";

/// What a sheet needs to know of its workbook.
#[derive(Debug, Default)]
pub(super) struct Context {
    pub(super) strings: Vec<String>,
    pub(super) styles: Vec<Shown>,
    /// The styles whose letters look as is asked for.
    pub(super) looking: HashSet<usize>,
    /// The shared texts of several looks, which say it of their own.
    pub(super) rich: HashSet<usize>,
    pub(super) from_1904: bool,
    /// The names that the workbook defines.
    pub(super) names: Vec<(String, String)>,
}

/// Reads a workbook that `main` lists the sheets of: every visible one, or the one called `wanted`.
///
/// # Errors
/// When it is damaged, goes beyond a limit, or has no such sheet.
pub(in crate::import::container) fn read(
    package: &mut Package<'_>,
    main: &str,
    wanted: Option<&str>,
    looks: Looks,
) -> Result<Document> {
    let (context, sheets) = globals(package, main, looks)?;
    let mut document =
        read_sheets(&sheets, wanted, |part| xlsx_sheet::read(package.main_part(part)?, &context))?;
    for sheet in sheets.iter().filter(|sheet| !sheet.hidden) {
        for relation in package.relations(&sheet.place).unwrap_or_default().iter().filter(is_comments) {
            if let Ok(Some(part)) = package.part(&relation.target) {
                asides::keep(part, "t", Aside::Comment, &mut document.asides);
            }
        }
    }
    Ok(document)
}

fn is_comments(relation: &&Relation) -> bool {
    matches!(relation.kind.as_str(), "comments" | "threadedComment")
}

/// The cells of every sheet as they are stored, with names, properties and the places of comments.
///
/// # Errors
/// As [`read`].
pub(in crate::import::container) fn cells(package: &mut Package<'_>, main: &str) -> Result<CellWorkbook> {
    let (context, listed) = globals(package, main, Looks::default())?;
    let sheets = read_cells(&listed, |part| {
        let mut sheet = xlsx_sheet::read(package.main_part(part)?, &context)?;
        let relations = package.relations(part)?;
        for relation in relations.iter().filter(is_comments) {
            if let Some(part) = package.part(&relation.target)? {
                comments(part, &mut sheet)?;
            }
        }
        Ok(sheet)
    })?;
    let properties = match package.part("docProps/custom.xml")? {
        Some(part) => properties(part)?,
        None => Vec::new(),
    };
    // Whoever can't say when it was saved says all the rest.
    let saved = package.part("docProps/core.xml").ok().flatten().and_then(saved);
    Ok(CellWorkbook { sheets, names: context.names, properties, saved, lines: Vec::new() })
}

/// When a workbook was saved last, by its core properties.
fn saved(part: PackagePart<'_>) -> Option<DateTime<Utc>> {
    let mut xml = Xml::new(part);
    let mut is_it = false;
    loop {
        match xml.next().ok()? {
            XmlEvent::Eof => return None,
            XmlEvent::Start => is_it = xml.name() == "modified",
            XmlEvent::Text if is_it => {
                let day = DateTime::parse_from_rfc3339(xml.text().trim()).ok()?.to_utc();
                // What a program made and no person saved says nothing: a form goes out with a day of its own.
                return Some(day).filter(|day| day.year() > FIRST_YEAR);
            }
            XmlEvent::Text | XmlEvent::End => {}
        }
    }
}

/// What all sheets share, and the list of them.
fn globals(package: &mut Package<'_>, main: &str, looks: Looks) -> Result<(Context, Vec<Listed<String>>)> {
    let relations = package.relations(main)?;
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder);
    let related = |kind: &str, usual: &str| {
        let found = relations.iter().find(|relation| relation.kind == kind);
        found.map_or_else(|| format!("{folder}/{usual}"), |relation| relation.target.clone())
    };
    let targets = relations.iter().map(|relation| (relation.id.as_str(), relation.target.as_str())).collect();
    let mut context = Context::default();
    let sheets = sheets(package.main_part(main)?, folder, &targets, &mut context)?;
    if let Some(part) = package.part(&related("sharedStrings", "sharedStrings.xml"))? {
        (context.strings, context.rich) = shared_strings(part, looks)?;
    }
    if let Some(part) = package.part(&related("styles", "styles.xml"))? {
        (context.styles, context.looking) = styles(part, looks)?;
    }
    Ok((context, sheets))
}

/// The places of comments.
fn comments(part: PackagePart<'_>, sheet: &mut Sheet) -> Result<()> {
    let mut xml = Xml::new(part);
    loop {
        match xml.next()? {
            XmlEvent::Eof => return Ok(()),
            XmlEvent::Start if matches!(xml.name(), "comment" | "threadedComment") => {
                if let Some((row, column)) = xml.attribute("ref").as_deref().and_then(position) {
                    sheet.comment(row, column)?;
                }
            }
            XmlEvent::Start | XmlEvent::End | XmlEvent::Text => {}
        }
    }
}

/// The properties that somebody defined.
fn properties(part: PackagePart<'_>) -> Result<Vec<(String, String)>> {
    let mut spending = Spending::new();
    let mut properties = Vec::new();
    let (mut name, mut value) = (String::new(), String::new());
    let mut xml = Xml::new(part);
    loop {
        match xml.next()? {
            XmlEvent::Eof => return Ok(properties),
            XmlEvent::Start if xml.name() == "property" => {
                name = xml.attribute("name").unwrap_or_default();
                value.clear();
            }
            XmlEvent::Text => {
                spending.text(xml.text().len())?;
                value.push_str(xml.text());
            }
            XmlEvent::End if xml.name() == "property" => {
                spending.cell(&name)?;
                properties.push((std::mem::take(&mut name), value.trim().to_owned()));
            }
            XmlEvent::Start | XmlEvent::End => {}
        }
    }
}

fn sheets(
    part: PackagePart<'_>,
    folder: &str,
    targets: &HashMap<&str, &str>,
    context: &mut Context,
) -> Result<Vec<Listed<String>>> {
    let mut budget = Budget::new(limits::SHEETS, ("工作表数", "sheets"));
    let mut names = Budget::new(limits::AREAS, ("名称数", "names"));
    let mut spending = Spending::new();
    let mut sheets = Vec::new();
    let mut in_name = false;
    let mut xml = Xml::new(part);
    loop {
        match xml.next()? {
            XmlEvent::Eof => return Ok(sheets),
            XmlEvent::Text if in_name => {
                let words = xml.text();
                spending.text(words.len())?;
                if let Some((_, meaning)) = context.names.last_mut() {
                    meaning.push_str(words);
                }
            }
            XmlEvent::End => in_name = false,
            XmlEvent::Text => {}
            XmlEvent::Start => match xml.name() {
                "definedName" => {
                    names.spend(1)?;
                    in_name = true;
                    context.names.push((xml.attribute("name").unwrap_or_default(), String::new()));
                }
                "workbookPr" => {
                    context.from_1904 = matches!(xml.attribute("date1904").as_deref(), Some("1" | "true"));
                }
                "sheet" => {
                    budget.spend(1)?;
                    let id = xml.find_attribute(|name| name.ends_with(":id"));
                    let part = id.and_then(|id| targets.get(id.as_str()).map(|target| (*target).to_owned()));
                    let number = sheets.len() + 1;
                    sheets.push(Listed {
                        name: xml.attribute("name").unwrap_or_default(),
                        place: part.unwrap_or_else(|| format!("{folder}/worksheets/sheet{number}.xml")),
                        hidden: xml.attribute("state").is_some_and(|state| state != "visible"),
                    });
                }
                _ => {}
            },
        }
    }
}

/// The shared texts as they are read, with signs in front of the runs that look so, and which of them have runs; phonetic
/// guides in them are none.
fn shared_strings(part: PackagePart<'_>, looks: Looks) -> Result<(Vec<String>, HashSet<usize>)> {
    let mut xml = Xml::new(part);
    let mut spending = Spending::new();
    let (mut strings, mut rich) = (Vec::new(), HashSet::new());
    let (mut current, mut in_text, mut in_guide) = (String::new(), false, false);
    let mut run = Looks::default();
    loop {
        match xml.next()? {
            XmlEvent::Eof => return Ok((strings, rich)),
            XmlEvent::Start => match xml.name() {
                "si" => current.clear(),
                "rPh" => in_guide = true,
                "t" => in_text = !in_guide,
                "r" => {
                    run = Looks::default();
                    if !looks.is_empty() {
                        rich.insert(strings.len());
                    }
                }
                _ => letters(&xml, &mut run),
            },
            XmlEvent::Text if in_text => {
                let words = xml.text();
                spending.text(words.len())?;
                if current.len() + words.len() > limits::SHARED_TEXT {
                    let limit = limits::SHARED_TEXT;
                    return Err(limits::exceeded("一个单元格的字节数", "bytes of a cell", limit));
                }
                let before = current.len();
                current.push_str(words);
                if !run.and(looks).is_empty() {
                    looks::mark(&mut current, before);
                }
            }
            XmlEvent::Text => {}
            XmlEvent::End => match xml.name() {
                "si" => {
                    spending.cell("")?;
                    strings.push(unescaped(&current));
                }
                "rPh" => in_guide = false,
                "r" => run = Looks::default(),
                "t" => in_text = false,
                _ => {}
            },
        }
    }
}

/// Adds what an element says of how letters look.
fn letters(xml: &Xml<'_>, looks: &mut Looks) {
    match xml.name() {
        "b" => looks.bold = xml.attribute("val").is_none_or(|value| value != "0"),
        "u" => looks.underlined = xml.attribute("val").is_none_or(|value| value != "none"),
        // an opacity stands in front of the colour
        "color" => {
            let colour = xml.attribute("rgb").unwrap_or_default();
            looks.red = looks::is_red(colour.get(2..).unwrap_or_default());
        }
        _ => {}
    }
}

/// Excel writes characters that XML can't have as `_x000D_`, and `_x005F_` where the text itself has such.
/// They are read from left to right, so that nothing comes of what was one before.
pub(super) fn unescaped(text: &str) -> String {
    if !text.contains("_x") {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let (before, here) = rest.split_at(at);
        out.push_str(before);
        let sign = here
            .get(2..6)
            .filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
            .and_then(|digits| u32::from_str_radix(digits, 16).ok())
            .and_then(char::from_u32)
            .filter(|_| here.get(6..7) == Some("_"));
        let read = match sign {
            Some(sign) => {
                if !sign.is_control() || matches!(sign, '\t' | '\n' | '\r') {
                    out.push(sign);
                }
                7
            }
            None => {
                out.push_str("_x");
                2
            }
        };
        rest = here.get(read..).unwrap_or_default();
    }
    out + rest
}

/// How the cell styles show numbers, and which of them have letters that look as is asked for.
fn styles(part: PackagePart<'_>, looks: Looks) -> Result<(Vec<Shown>, HashSet<usize>)> {
    let mut budget = Budget::new(limits::STYLES, ("单元格样式数", "cell styles"));
    let mut formats: HashMap<u32, Shown> = HashMap::new();
    let (mut styles, mut looking) = (Vec::new(), HashSet::new());
    let mut fonts: Vec<Looks> = Vec::new();
    let (mut in_cells, mut in_fonts) = (false, false);
    let mut xml = Xml::new(part);
    loop {
        match xml.next()? {
            XmlEvent::Eof => return Ok((styles, looking)),
            XmlEvent::Start => match xml.name() {
                "numFmt" => {
                    budget.spend(1)?;
                    if let (Some(id), Some(code)) = (xml.number("numFmtId"), xml.attribute("formatCode")) {
                        formats.insert(id, Shown::of(&code));
                    }
                }
                "fonts" => in_fonts = true,
                "font" if in_fonts => {
                    budget.spend(1)?;
                    fonts.push(Looks::default());
                }
                "cellXfs" => in_cells = true,
                "xf" if in_cells => {
                    budget.spend(1)?;
                    let font = xml.number::<usize>("fontId").and_then(|font| fonts.get(font));
                    if font.is_some_and(|font| !font.and(looks).is_empty()) {
                        looking.insert(styles.len());
                    }
                    let id = xml.number("numFmtId").unwrap_or(0);
                    styles.push(formats.get(&id).copied().unwrap_or_else(|| Shown::built_in(id)));
                }
                _ => {
                    if let Some(font) = fonts.last_mut().filter(|_| in_fonts) {
                        letters(&xml, font);
                    }
                }
            },
            XmlEvent::End => match xml.name() {
                "fonts" => in_fonts = false,
                "cellXfs" => in_cells = false,
                _ => {}
            },
            XmlEvent::Text => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_read_once_and_from_left_to_right() {
        for (written, meant) in [
            ("甲_x000D_\n乙", "甲\r\n乙"),
            ("文字_x005F_x0041_和_x005F_x000D_尾", "文字_x0041_和_x000D_尾"),
            ("_x0041_", "A"),
            ("_x005F_x005F_", "_x005F_"),
            ("_x004_ _xZZZZ_ _x", "_x004_ _xZZZZ_ _x"),
            ("a_x0001_b", "ab"),
            ("_x甲乙丙", "_x甲乙丙"),
        ] {
            assert_eq!(unescaped(written), meant, "{written}");
        }
    }

    #[test]
    fn guides_are_no_text_and_runs_are_one() {
        let part = "<sst><si><r><t>都江</t></r><r><t>堰</t></r><rPh sb=\"0\" eb=\"1\"><t>yàn</t></rPh></si><si><t/></si></sst>";
        assert_eq!(shared_strings(part.into(), Looks::default()).unwrap().0, ["都江堰", ""]);
        let part = "<sst><si><r><rPr><b/><color rgb=\"FFFF0000\"/></rPr><t>市教委</t></r><r><t>、市科委</t></r></si></sst>";
        for looks in [Looks { bold: true, ..Looks::default() }, Looks { red: true, ..Looks::default() }] {
            let marked = format!("{}市教委、市科委", looks::SIGN);
            assert_eq!(shared_strings(part.into(), looks).unwrap().0, [marked]);
        }
        let underlined = Looks { underlined: true, ..Looks::default() };
        assert_eq!(shared_strings(part.into(), underlined).unwrap().0, ["市教委、市科委"]);
    }
}
