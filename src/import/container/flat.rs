//! Documents in one XML file, often named `.doc`: flat packages (the parts of a docx one after the other), Word 2003
//! XML, and flat OpenDocument. They are put into a package, which the reader of its kind reads.

use std::io::{Cursor, Write as _};

use quick_xml::{Reader, events::Event};
use zip::{ZipWriter, write::SimpleFileOptions};

use super::{docx, limits, open_document, package::Package};
use crate::{
    error::{Finding, Result},
    import::{looks::Looks, source::Document},
    text::Text,
};

/// How a document in one XML file is written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Flat {
    /// The parts of a package.
    Package,
    /// Word 2003 XML.
    Word2003,
    /// OpenDocument (`.fodt`, `.fods`).
    OpenDocument,
}

impl Flat {
    /// The kind of a text, if it is one of them.
    pub(super) fn of(text: &str) -> Option<Self> {
        const HEAD: usize = 2_000;
        let head: String = text.trim_start().chars().take(HEAD).collect();
        let is = |space: &str| head.starts_with('<') && head.contains(space);
        if is("http://schemas.microsoft.com/office/2006/xmlPackage") {
            Some(Self::Package)
        } else if is("http://schemas.microsoft.com/office/word/2003/wordml") {
            Some(Self::Word2003)
        } else if head.contains("<office:document") && is("urn:oasis:names:tc:opendocument:xmlns:office:1.0")
        {
            Some(Self::OpenDocument)
        } else {
            None
        }
    }

    /// Reads the document; of a workbook the sheet that is `wanted`.
    ///
    /// # Errors
    /// When it is damaged or goes beyond a limit.
    pub(super) fn read(self, text: &str, wanted: Option<&str>) -> Result<Document> {
        let (parts, completed) = match self {
            Self::OpenDocument => (vec![(open_document::CONTENT.to_owned(), without_page_styles(text))], 0),
            Self::Package => (parts(text)?, 0),
            Self::Word2003 => {
                let (document, completed) = complete_rows(&as_docx(text));
                (vec![(docx::USUAL.to_owned(), document)], completed)
            }
        };
        let bytes = packed(&parts).map_err(|error| limits::incomplete(Text::of_document(error)))?;
        let mut package = Package::open(&bytes)?;
        if self == Self::OpenDocument {
            return open_document::read(&mut package, wanted, Looks::default());
        }
        let main = package.main(&[docx::USUAL])?.unwrap_or_else(|| docx::USUAL.to_owned());
        let mut document = docx::read(&mut package, &main, Looks::default())?;
        if completed > 0 {
            document.findings.push(
                Finding::new(
                    "merged-guess",
                    text!(
                        "这个文件没有写明上下合并的单元格：有 {completed} 行缺格，按左边的格与上一行合并来读",
                        "this file does not say which cells are merged downwards: {completed} rows lack cells; the ones at their left were taken as going on from above"
                    ),
                )
                .fix(text!(
                    "请核对这些行；有 docx 原件的，导入原件",
                    "check those rows; import the docx where there is one"
                )),
            );
        }
        Ok(document)
    }
}

/// Flat OpenDocument without the styles of its pages: heads and feet are paragraphs, too.
fn without_page_styles(text: &str) -> String {
    const END: &str = "</office:master-styles>";
    let parts = text
        .split_once("<office:master-styles")
        .and_then(|(before, rest)| Some((before, rest.split_once(END)?.1)));
    parts.map_or_else(|| text.to_owned(), |(before, behind)| [before, behind].concat())
}

/// The XML parts of a flat package, by name.
fn parts(text: &str) -> Result<Vec<(String, String)>> {
    let damaged = |error: &dyn std::fmt::Display| limits::damaged("pkg:package", Text::of_document(error));
    let mut reader = Reader::from_str(text);
    let (mut parts, mut name) = (Vec::new(), String::new());
    loop {
        match reader.read_event().map_err(|error| damaged(&error))? {
            Event::Start(start) if start.local_name().as_ref() == "part" => {
                let mut attributes = start.attributes();
                let mut all = attributes.with_checks(false).take(limits::XML_ATTRIBUTES).flatten();
                let named = all.find(|attribute| attribute.key.local_name().as_ref() == "name");
                name = named.map(|attribute| attribute.value.into_owned()).unwrap_or_default();
                if parts.len() > limits::PARTS {
                    return Err(limits::exceeded("部件数", "parts", limits::PARTS));
                }
            }
            Event::Start(start) if start.local_name().as_ref() == "xmlData" => {
                let span = reader.read_to_end(start.name()).map_err(|error| damaged(&error))?;
                let (from, to) = (usize::try_from(span.start), usize::try_from(span.end));
                let content =
                    from.ok().zip(to.ok()).and_then(|(from, to)| text.get(from..to)).unwrap_or_default();
                parts.push((name.trim_start_matches('/').to_owned(), content.to_owned()));
            }
            Event::Eof => return Ok(parts),
            _ => {}
        }
    }
}

/// Word 2003 XML in the words of docx. It says the number of a paragraph as it is shown, which docx counts.
fn as_docx(text: &str) -> String {
    let mut document = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, list)) = rest.split_once("<w:listPr>") {
        let (list, behind) = list.split_once("</w:listPr>").unwrap_or((list, ""));
        document.push_str(before);
        let label = list.split_once("<wx:t ").and_then(|(_, shown)| shown.split_once("wx:val=\""));
        let label = label.and_then(|(_, value)| value.split_once('"')).map(|(label, _)| label);
        rest = match (label, behind.split_once("</w:pPr>")) {
            (Some(label), Some((properties, behind))) => {
                document.extend([properties, "</w:pPr><w:r><w:t>", label, "</w:t></w:r>"]);
                behind
            }
            _ => behind,
        };
    }
    document.push_str(rest);
    document
        .replace("w:wordDocument", "w:document")
        .replace("<w:vmerge", "<w:vMerge")
        .replace("</w:vmerge", "</w:vMerge")
}

/// LibreOffice writes Word 2003 XML without the cells that a merged one above covers, and without saying so: rows
/// lack cells. Those at their left, where headings are, are taken for covered, but for a number of its own that a row begins
/// with. Gives how many rows that were.
fn complete_rows(document: &str) -> (String, usize) {
    const COVERED: &str = "<w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc>";
    if document.contains("<w:vMerge") || document.contains("<w:gridBefore") {
        return (document.to_owned(), 0);
    }
    let (mut completed, mut count) = (String::with_capacity(document.len()), 0);
    for table in document.split_inclusive("</w:tbl>") {
        let rows: Vec<&str> = table.split_inclusive("</w:tr>").collect();
        let widest = rows.iter().map(|row| width(row)).max().unwrap_or_default();
        let mut number = None;
        for row in rows {
            let last = number;
            number = number_of(row).or(number);
            let counts_on = last.is_some_and(|last| number == Some(last + 1));
            let missing = widest.saturating_sub(width(row)).min(limits::COLUMNS);
            let own = row.find("</w:tc>").filter(|_| counts_on).map(|at| at + "</w:tc>".len());
            let place = own.or_else(|| row.find("<w:tc>")).filter(|_| missing > 0);
            match place.and_then(|at| row.split_at_checked(at)) {
                Some((begin, cells)) => {
                    completed.push_str(begin);
                    completed.extend(std::iter::repeat_n(COVERED, missing));
                    completed.push_str(cells);
                    count += 1;
                }
                None => completed.push_str(row),
            }
        }
    }
    (completed, count)
}

/// The number that the first cell of a row holds.
fn number_of(row: &str) -> Option<u32> {
    const LONGEST: usize = 4;
    let (_, cell) = row.split_once("<w:tc>")?;
    let (cell, _) = cell.split_once("</w:tc>")?;
    let texts = cell.split("<w:t>").skip(1).filter_map(|text| Some(text.split_once("</w:t>")?.0));
    let text = texts.collect::<String>();
    let digits = text.trim().trim_end_matches(['.', '、']);
    digits.parse().ok().filter(|_| digits.len() <= LONGEST)
}

/// How many columns a row takes.
fn width(row: &str) -> usize {
    let spans = row.split("<w:gridSpan w:val=\"").skip(1);
    let more = spans
        .filter_map(|span| span.split('"').next()?.parse::<usize>().ok())
        .map(|span| span.saturating_sub(1));
    row.matches("<w:tc>").count().saturating_add(more.fold(0, usize::saturating_add))
}

fn packed(parts: &[(String, String)]) -> zip::result::ZipResult<Vec<u8>> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, content) in parts {
        writer.start_file(name.as_str(), stored)?;
        writer.write_all(content.as_bytes())?;
    }
    writer.finish().map(Cursor::into_inner)
}
