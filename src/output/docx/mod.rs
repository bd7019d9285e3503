//! Word files (docx): papers as GB/T 9704 has them, and wide tables. The text of a store is text there and can't act;
//! the same input gives the same bytes on every day and machine.
//!
//! A file is written as it comes, so that a table of any length needs little memory:
//!
//! ```
//! # fn main() -> std::io::Result<()> {
//! use pjt::{model::Fonts, output::docx::{Cell, Docx, Page, Paragraph, Row, Style, widths}};
//!
//! let mut docx = Docx::begin("台账", Page::A3_ACROSS, Fonts::default())?;
//! docx.paragraph(&Paragraph::new(Style::Title, "任务台账"))?;
//! docx.table(&widths(&[1, 4], Page::A3_ACROSS.text_width()))?;
//! let cells = |style, words: [&str; 2]| words.map(|words| Cell::new(Paragraph::new(style, words))).to_vec();
//! docx.row(&Row::head(cells(Style::CellHead, ["编号", "任务"])))?;
//! docx.row(&Row::new(cells(Style::Cell, ["1", "开展培训"])))?;
//! let bytes = docx.end()?;
//! # assert!(bytes.starts_with(b"PK"));
//! # Ok(())
//! # }
//! ```

mod acting;
mod filling;
mod nodes;
mod page;
mod paragraph;
mod parts;
mod table;
pub mod template;
mod xml;

use std::io::{self, Cursor, Write as _};

use zip::{DateTime, System, ZipWriter, write::SimpleFileOptions};

pub use page::Page;
pub use paragraph::{Align, Colour, Paragraph, Run, Shade, Style};
pub use table::{Cell, Merge, Row, widths};

use super::ledger::Basis;
use crate::{model::Fonts, text::Lang};

/// A paragraph that takes hardly any room: the end of a section, what parts two tables.
const THIN: &str = "<w:snapToGrid w:val=\"0\"/><w:spacing w:line=\"20\" w:lineRule=\"exact\"/>";

/// A Word file while its text comes.
pub struct Docx {
    package: ZipWriter<Cursor<Vec<u8>>>,
    page: Page,
    fonts: Fonts,
    /// The widths of the columns, while a table is open.
    table: Option<Vec<u32>>,
    title: String,
    /// The state of the store that it is made from.
    origin: Option<String>,
    /// Whether a table was the last thing.
    is_behind_table: bool,
}

impl Docx {
    /// Begins a file with pages of this kind.
    ///
    /// # Errors
    /// When the package can't be written.
    pub fn begin(title: &str, page: Page, fonts: Fonts) -> io::Result<Self> {
        let mut package = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts::all(&fonts) {
            package.start_file(name, entry())?;
            package.write_all(content.as_bytes())?;
        }
        package.start_file("word/document.xml", entry())?;
        package.write_all(parts::document_begin().as_bytes())?;
        Ok(Self {
            package,
            page,
            fonts,
            table: None,
            title: title.to_owned(),
            origin: None,
            is_behind_table: false,
        })
    }

    /// Says in the file's properties which state of the store it is made from.
    pub(crate) fn made_from(&mut self, basis: Option<&Basis>, lang: Lang) {
        self.origin = basis.map(|basis| basis.origin(lang));
    }

    /// Goes on with a paragraph; a table that is open ends.
    ///
    /// # Errors
    /// When the package can't be written.
    pub fn paragraph(&mut self, paragraph: &Paragraph) -> io::Result<()> {
        let mut xml = self.table_end().to_owned();
        paragraph.push(&self.fonts, &mut xml);
        self.is_behind_table = false;
        self.write(&xml)
    }

    /// Begins a table with columns of these widths, in twentieths of a point.
    ///
    /// # Errors
    /// When the package can't be written.
    pub fn table(&mut self, widths: &[u32]) -> io::Result<()> {
        let mut xml = self.table_end().to_owned();
        if self.is_behind_table {
            xml.push_str(&thin(""));
        }
        table::push_begin(widths, &mut xml);
        self.table = Some(widths.to_vec());
        self.write(&xml)
    }

    /// Goes on with a row of the table that is open.
    ///
    /// # Errors
    /// When no table is open, or the package can't be written.
    pub fn row(&mut self, row: &Row) -> io::Result<()> {
        let Some(widths) = &self.table else { return Err(io::Error::other("no table is open")) };
        let mut xml = String::new();
        row.push(widths, &self.fonts, &mut xml);
        self.write(&xml)
    }

    /// Goes on with pages of another kind.
    ///
    /// # Errors
    /// When the package can't be written.
    pub fn section(&mut self, page: Page) -> io::Result<()> {
        let mut properties = String::new();
        self.page.push(&mut properties);
        let xml = format!("{}{}", self.table_end(), thin(&properties));
        self.page = page;
        self.is_behind_table = false;
        self.write(&xml)
    }

    /// The whole file.
    ///
    /// # Errors
    /// When the package can't be written.
    pub fn end(mut self) -> io::Result<Vec<u8>> {
        let mut xml = self.table_end().to_owned();
        if self.is_behind_table {
            xml.push_str(&thin(""));
        }
        self.page.push(&mut xml);
        xml.push_str(parts::DOCUMENT_END);
        self.write(&xml)?;
        self.package.start_file(parts::PROPERTIES, entry())?;
        self.write(&parts::properties(&self.title, self.origin.as_deref()))?;
        Ok(self.package.finish()?.into_inner())
    }

    /// What ends a table that is open.
    fn table_end(&mut self) -> &'static str {
        match self.table.take() {
            Some(_) => {
                self.is_behind_table = true;
                "</w:tbl>"
            }
            None => "",
        }
    }

    fn write(&mut self, xml: &str) -> io::Result<()> {
        self.package.write_all(xml.as_bytes())
    }
}

/// How entries are packed: the same on every day and system.
fn entry() -> SimpleFileOptions {
    SimpleFileOptions::default().last_modified_time(DateTime::default()).system(System::Unix)
}

fn thin(properties: &str) -> String {
    format!("<w:p><w:pPr>{THIN}{properties}</w:pPr></w:p>")
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    fn sample() -> Vec<u8> {
        let mut docx = Docx::begin("通报<&\u{1}", Page::PAPER, Fonts::default()).unwrap();
        docx.paragraph(&Paragraph::new(Style::Title, "关于重点任务推进情况的通报")).unwrap();
        let runs = vec![
            Run::new("一、总体情况。").in_heading_font(),
            Run::new("甲</w:t>&\u{202e}\n乙").colour(Colour::Red).bold(),
        ];
        docx.paragraph(&Paragraph::of(Style::Text, runs)).unwrap();
        docx.section(Page::PAPER_ACROSS).unwrap();
        for _ in 0..2 {
            docx.table(&widths(&[1, 2, 2], Page::PAPER_ACROSS.text_width())).unwrap();
            let cell = |words: &str| Cell::new(Paragraph::new(Style::Cell, words));
            docx.row(&Row::head(vec![cell("序号"), cell("任务").span(2).shade(Shade::Head)])).unwrap();
            docx.row(&Row::new(vec![cell("1").merge(Merge::Begin), cell("甲"), cell("乙")])).unwrap();
            docx.row(&Row::new(vec![Cell::default().merge(Merge::Continue), cell("丙"), Cell::default()]))
                .unwrap();
        }
        docx.end().unwrap()
    }

    fn part(bytes: &[u8], name: &str) -> String {
        let mut package = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut text = String::new();
        package.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn the_same_text_gives_the_same_bytes() {
        assert_eq!(sample(), sample());
        let bytes = sample();
        let mut package = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
        for index in 0..package.len() {
            let entry = package.by_index(index).unwrap();
            assert_eq!(entry.last_modified().unwrap().year(), 1980, "{}", entry.name().unwrap());
        }
    }

    #[test]
    fn every_part_is_well_formed_and_what_is_named_is_there() {
        let bytes = sample();
        let package = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
        let names: Vec<String> = package.file_names().map(|name| name.unwrap().to_string()).collect();
        for name in &names {
            let text = part(&bytes, name);
            let mut reader = quick_xml::Reader::from_str(&text);
            loop {
                match reader.read_event() {
                    Ok(quick_xml::events::Event::Eof) => break,
                    Ok(_) => {}
                    Err(error) => panic!("{name}: {error}"),
                }
            }
        }
        let types = part(&bytes, "[Content_Types].xml");
        for override_part in types.split("PartName=\"/").skip(1) {
            let name = override_part.split('"').next().unwrap();
            assert!(names.iter().any(|known| known == name), "{name}");
        }
        let document = part(&bytes, "word/document.xml");
        let styles = part(&bytes, "word/styles.xml");
        for style in
            document.split("<w:pStyle w:val=\"").skip(1).chain(document.split("<w:tblStyle w:val=\"").skip(1))
        {
            let id = style.split('"').next().unwrap();
            assert!(styles.contains(&format!("w:styleId=\"{id}\"")), "{id}");
        }
    }

    #[test]
    fn text_stays_text() {
        let document = part(&sample(), "word/document.xml");
        assert!(
            document.contains("甲&lt;/w:t&gt;&amp;⟨U+202E⟩</w:t><w:br/><w:t xml:space=\"preserve\">乙</w:t>"),
            "{document}"
        );
        assert!(part(&sample(), "docProps/core.xml").contains("<dc:title>通报&lt;&amp;⟨U+0001⟩</dc:title>"));
    }

    #[test]
    fn cells_take_the_columns_that_they_reach_over() {
        let document = part(&sample(), "word/document.xml");
        let wide = Page::PAPER_ACROSS.text_width();
        assert!(document.contains("<w:gridSpan w:val=\"2\"/>"));
        let columns = widths(&[1, 2, 2], wide);
        for width in &columns {
            assert!(document.contains(&format!("<w:gridCol w:w=\"{width}\"/>")));
        }
        assert!(document.contains("<w:vMerge w:val=\"restart\"/>") && document.contains("<w:vMerge/>"));
        assert!(document.contains("<w:cantSplit/><w:tblHeader/>"));
        // Tables one behind the other stay two, and a file never ends with one.
        assert_eq!(document.matches("</w:tbl><w:p>").count(), 2);
    }

    #[test]
    fn a_row_outside_of_a_table_is_an_error() {
        let mut docx = Docx::begin("", Page::A4_ACROSS, Fonts::default()).unwrap();
        assert!(docx.row(&Row::new(Vec::new())).is_err());
    }
}
