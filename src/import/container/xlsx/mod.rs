//! Excel workbooks, read cell by cell: shared texts, merged ranges, dates by their number format; hidden
//! sheets, rows and columns are passed over with a word about it.

mod sheet;

use std::collections::HashMap;

use chrono::{Days, NaiveDate};

use self::sheet::SheetReader;
use super::{
    package::{Package, PackagePart},
    spans::Spending,
    xml::{Xml, XmlEvent, attribute, local},
};
use crate::{
    error::{Error, Finding, Result},
    import::source::{Block, Document},
};

/// The part that lists the sheets.
pub(super) const WORKBOOK: &str = "xl/workbook.xml";

struct Sheet {
    name: String,
    part: String,
    hidden: bool,
}

/// Reads a workbook: every visible sheet, or the one called `wanted`.
///
/// # Errors
/// When it is damaged, goes beyond a limit, or has no such sheet.
pub(super) fn read(bytes: &[u8], wanted: Option<&str>) -> Result<Document> {
    Package::ensure_single(bytes, WORKBOOK)?;
    let mut package = Package::open(bytes)?;
    let sheets = sheets(&mut package)?;
    let strings = match package.part("xl/sharedStrings.xml")? {
        Some(part) => shared_strings(part)?,
        None => Vec::new(),
    };
    let dates = match package.part("xl/styles.xml")? {
        Some(part) => date_styles(part)?,
        None => Vec::new(),
    };
    let mut document = Document::default();
    let mut spending = Spending::new();
    let is_wanted = |sheet: &&Sheet| match wanted {
        Some(name) => sheet.name == name,
        None => !sheet.hidden,
    };
    for sheet in sheets.iter().filter(|sheet| wanted.is_none() && sheet.hidden) {
        let name = &sheet.name;
        document.findings.push(
            Finding::new(
                "hidden-sheet",
                text!("略过了隐藏的工作表“{name}”", "passed over the hidden sheet {name}"),
            )
            .fix(text!("要读它请加 `--sheet {name}`", "read it with `--sheet {name}`")),
        );
    }
    for (index, sheet) in sheets.iter().filter(is_wanted).enumerate() {
        let mut reader = SheetReader::new(&strings, &dates);
        reader.read(package.main_part(&sheet.part)?)?;
        if reader.hidden > 0 {
            let (name, count) = (&sheet.name, reader.hidden);
            document.findings.push(Finding::new(
                "hidden-cells",
                text!(
                    "工作表“{name}”中略过了 {count} 个隐藏的行或列",
                    "passed over {count} hidden rows or columns of sheet {name}"
                ),
            ));
        }
        let (grid, covered) = reader.grid(&mut spending, &sheet.name, index + 1)?;
        if covered > 0 {
            let name = &sheet.name;
            document.findings.push(Finding::new(
                "covered-cells",
                text!(
                    "工作表“{name}”中有 {covered} 个单元格被合并区域盖住而仍有内容，按原内容读入，请核对",
                    "{covered} cells of sheet {name} hold words below a merged area; they were read, check them"
                ),
            ));
        }
        if !grid.rows.is_empty() {
            document.blocks.push(Block::Grid(grid));
        }
    }
    if wanted.is_some() && !sheets.iter().any(|sheet| is_wanted(&sheet)) {
        let (name, list) = (wanted.unwrap_or_default(), names(&sheets));
        return Err(Error::not_found(text!("没有名为“{name}”的工作表", "there is no sheet {name}"))
            .named("no-such-sheet")
            .hint(text!("工作表有：{list}", "the sheets are: {list}")));
    }
    Ok(document)
}

fn names(sheets: &[Sheet]) -> String {
    sheets.iter().map(|sheet| sheet.name.as_str()).collect::<Vec<_>>().join("、")
}

fn sheets(package: &mut Package<'_>) -> Result<Vec<Sheet>> {
    let relations_part = "xl/_rels/workbook.xml.rels";
    let mut targets: HashMap<String, String> = HashMap::new();
    if let Some(part) = package.part(relations_part)? {
        each_element(part, |start| {
            if let (Some(id), Some(target)) = (attribute(start, "Id"), attribute(start, "Target")) {
                let target = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
                targets.insert(id, target);
            }
        })?;
    }
    let mut sheets = Vec::new();
    each_element(package.main_part(WORKBOOK)?, |start| {
        if local(start.name().as_ref()) == "sheet" {
            let id =
                start.attributes().with_checks(false).filter_map(std::result::Result::ok).find(|attribute| {
                    let key: &str = attribute.key.as_ref();
                    key.ends_with(":id")
                });
            let part = id.and_then(|id| targets.get(id.value.as_ref() as &str).cloned());
            let hidden = attribute(start, "state").is_some_and(|state| state != "visible");
            let number = sheets.len() + 1;
            sheets.push(Sheet {
                name: attribute(start, "name").unwrap_or_default(),
                part: part.unwrap_or_else(|| format!("xl/worksheets/sheet{number}.xml")),
                hidden,
            });
        }
    })?;
    Ok(sheets)
}

fn each_element(
    part: PackagePart<'_>,
    mut visit: impl FnMut(&quick_xml::events::BytesStart<'_>),
) -> Result<()> {
    let mut xml = Xml::new(part);
    loop {
        match xml.next()? {
            XmlEvent::Eof => return Ok(()),
            XmlEvent::Start(start) => visit(&start),
            XmlEvent::End(_) | XmlEvent::Text(_) => {}
        }
    }
}

/// The shared texts; phonetic guides in them are none.
fn shared_strings(part: PackagePart<'_>) -> Result<Vec<String>> {
    let mut xml = Xml::new(part);
    let mut spending = Spending::new();
    let mut strings = Vec::new();
    let (mut current, mut in_text, mut in_guide) = (String::new(), false, false);
    loop {
        match xml.next()? {
            XmlEvent::Eof => return Ok(strings),
            XmlEvent::Start(start) => match local(start.name().as_ref()) {
                "si" => current.clear(),
                "rPh" => in_guide = true,
                "t" => in_text = !in_guide,
                _ => {}
            },
            XmlEvent::Text(words) if in_text => current.push_str(&words),
            XmlEvent::Text(_) => {}
            XmlEvent::End(name) => match name.as_str() {
                "si" => {
                    spending.cell(&current)?;
                    strings.push(unescaped(&std::mem::take(&mut current)));
                }
                "rPh" => in_guide = false,
                "t" => in_text = false,
                _ => {}
            },
        }
    }
}

/// Excel writes control characters as `_x000D_`.
fn unescaped(text: &str) -> String {
    text.replace("_x000D_", "").replace("_x000A_", "\n").replace("_x0009_", "\t")
}

/// Which cell styles show a number as a date.
fn date_styles(part: PackagePart<'_>) -> Result<Vec<bool>> {
    let mut formats: HashMap<u32, bool> = HashMap::new();
    let mut styles = Vec::new();
    let mut in_cells = false;
    let mut xml = Xml::new(part);
    loop {
        match xml.next()? {
            XmlEvent::Eof => return Ok(styles),
            XmlEvent::Start(start) => {
                let number =
                    |name: &str| attribute(&start, name).and_then(|number| number.parse::<u32>().ok());
                match local(start.name().as_ref()) {
                    "numFmt" => {
                        if let (Some(id), Some(code)) = (number("numFmtId"), attribute(&start, "formatCode"))
                        {
                            formats.insert(id, is_date_format(&code));
                        }
                    }
                    "cellXfs" => in_cells = true,
                    "xf" if in_cells => {
                        let id = number("numFmtId").unwrap_or(0);
                        let built_in = matches!(id, 14..=22 | 27..=36 | 45..=47 | 50..=58);
                        styles.push(formats.get(&id).copied().unwrap_or(built_in));
                    }
                    _ => {}
                }
            }
            XmlEvent::End(name) if name == "cellXfs" => in_cells = false,
            XmlEvent::End(_) | XmlEvent::Text(_) => {}
        }
    }
}

fn is_date_format(code: &str) -> bool {
    let mut quoted = false;
    let mut bracketed = false;
    let shown = code.chars().filter(|c| {
        match c {
            '"' => quoted = !quoted,
            '[' => bracketed = true,
            ']' => bracketed = false,
            _ => {}
        }
        !quoted && !bracketed
    });
    shown.collect::<String>().to_lowercase().contains(['y', 'd']) || code.contains(['年', '月', '日'])
}

/// A day that is stored as a number of days since the end of 1899.
pub(super) fn date(value: &str) -> Option<String> {
    let days: f64 = value.trim().parse().ok()?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked to be a small positive number"
    )]
    let whole = (1.0..2_958_466.0).contains(&days).then_some(days as u64)?;
    let day = NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(whole))?;
    Some(day.format("%Y年%-m月%-d日").to_string())
}

/// A number as a person would see it: `3.0` is 3.
pub(super) fn plain_number(value: &str) -> String {
    let value = value.trim();
    match value.parse::<f64>() {
        Ok(number) if number.fract() == 0.0 && number.abs() < 1e15 => format!("{number:.0}"),
        _ => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_dates_read_as_excel_shows_them() {
        assert_eq!(plain_number("3.0"), "3");
        assert_eq!(plain_number("3.25"), "3.25");
        assert_eq!(date("45838").as_deref(), Some("2025年6月30日"));
        assert!(
            is_date_format("yyyy\"年\"m\"月\"")
                && is_date_format("m/d/yy")
                && !is_date_format("0.00")
                && !is_date_format("[Red]0")
        );
    }
}
