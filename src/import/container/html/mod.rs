//! Web pages: tables with their spans, paragraphs from what stands in lines; navigation, scripts and
//! tables that only lay out the page are passed over.

mod entities;
mod tag;
mod tree;

use std::cell::Cell;

use self::{
    tag::BLOCKS,
    tree::{At, Content, Page},
};
use super::{
    docx::hidden_text,
    limits, nested,
    spans::{GridBuilder, Spanned, Spending, clean},
};
use crate::{
    error::{Finding, Result},
    import::{
        looks::{self, Looks},
        source::{Aside, Asides, Block, Document, Paragraph, SourceLocation},
    },
    text::is_blank,
};

/// Elements whose text is nothing to read.
const SKIPPED: &[&str] =
    &["nav", "footer", "select", "button", "svg", "object", "template", "rt", "rp", "rtc"];

/// Whether a text is a web page, or the table of one.
pub(super) fn is_page(text: &str) -> bool {
    let head: String = text.chars().take(20_000).collect::<String>().to_lowercase();
    let begin = head.trim_start();
    begin.starts_with("<!doctype html")
        || begin.starts_with("<html")
        || begin.starts_with('<')
            && ["<table", "<body", "<div", "<p", "<meta"].iter().any(|tag| head.contains(tag))
        || begin.strip_prefix('<').is_some_and(|tag| {
            let name: String = tag.chars().take_while(char::is_ascii_alphanumeric).collect();
            BLOCKS.contains(&name.as_str())
        })
        || head.contains("<table") && head.contains("<td")
}

/// The encoding that a page declares in its first bytes.
pub(super) fn declared(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(4096)).unwrap_or_default()).to_lowercase();
    let (_, behind) = head.split_once("charset=").or_else(|| head.split_once("encoding="))?;
    let label = behind.trim_start_matches(['"', '\'']);
    Some(label.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect())
}

/// Reads a web page.
///
/// # Errors
/// When it goes beyond a limit.
pub(super) fn read(text: &str, looks: Looks) -> Result<Document> {
    let page = Page::parse(text)?;
    let mut reader = PageReader {
        page: &page,
        looks,
        blocks: Vec::new(),
        line: String::new(),
        heading: None,
        spending: Spending::new(),
        lines: 0,
        tables: 0,
        nested: Vec::new(),
        hidden_rows: Vec::new(),
        hidden_texts: Cell::new(0),
        asides: Asides::default(),
    };
    reader.walk(page.root())?;
    reader.end_line()?;
    let rows = reader.hidden_rows.iter().map(|(table, count)| {
        Finding::new(
            "hidden-cells",
            text!(
                "第 {table} 个表格中略过了 {count} 个隐藏的行",
                "passed over {count} hidden rows of table {table}"
            ),
        )
    });
    let mut findings: Vec<Finding> = rows.collect();
    findings.extend(hidden_text(reader.hidden_texts.get()));
    findings.extend(nested::finding(&reader.nested));
    Ok(Document { blocks: reader.blocks, findings, asides: reader.asides, ..Document::default() })
}

struct PageReader<'p> {
    page: &'p Page<'p>,
    /// Which looks of letters are marked.
    looks: Looks,
    blocks: Vec<Block>,
    line: String,
    /// The level of the heading that the line stands in.
    heading: Option<u8>,
    spending: Spending,
    lines: usize,
    tables: usize,
    /// The rows in whose cells tables became text.
    nested: Vec<SourceLocation>,
    /// The numbers of tables that have rows with words which are not shown, and how many.
    hidden_rows: Vec<(usize, usize)>,
    /// How often words in the cells of tables are not shown.
    hidden_texts: Cell<usize>,
    asides: Asides,
}

impl PageReader<'_> {
    fn walk(&mut self, parent: At) -> Result<()> {
        let page = self.page;
        for child in page.children(parent) {
            let Some(element) = page.element(child) else {
                if let Some(Content::Text(text)) = page.content(child) {
                    push_words(&mut self.line, text);
                }
                continue;
            };
            let name = element.name;
            if SKIPPED.contains(&name) || element.hidden {
                self.aside(child, if name == "footer" { Aside::Edge } else { Aside::Hidden });
                continue;
            }
            if name == "br" {
                self.end_line()?;
            } else if name == "table" && !self.lays_out(child) {
                self.end_line()?;
                self.table(child)?;
            } else if BLOCKS.contains(&name) {
                self.end_line()?;
                let outside = self.heading;
                self.heading = heading_level(name).or(outside);
                self.walk(child)?;
                self.end_line()?;
                self.heading = outside;
            } else {
                self.walk(child)?;
            }
        }
        Ok(())
    }

    /// Keeps the lines of what is not read.
    fn aside(&mut self, parent: At, kind: Aside) {
        const NO_TEXT: [&str; 4] = ["nav", "select", "svg", "template"];
        let is_text = |element: &tag::Element<'_>| !NO_TEXT.contains(&element.name);
        if self.asides.is_full() || !self.page.element(parent).as_ref().is_some_and(is_text) {
            return;
        }
        let mut text = String::new();
        self.collect(parent, true, Looks::default(), &mut text);
        self.asides.push(kind, &text);
    }

    fn end_line(&mut self) -> Result<()> {
        let text = clean(&std::mem::take(&mut self.line));
        if !text.is_empty() {
            self.lines += 1;
            self.spending.paragraph(&text)?;
            let location = SourceLocation::Paragraph(self.lines);
            self.blocks.push(Block::Paragraph(Paragraph { text, location, heading: self.heading }));
        }
        Ok(())
    }

    /// The rows of a table, and not those of tables inside it.
    fn rows(&self, table: At) -> Vec<At> {
        self.all_rows(table).filter(|(_, hidden)| !hidden).map(|(row, _)| row).collect()
    }

    /// The same, each with whether it is hidden.
    fn all_rows(&self, table: At) -> impl Iterator<Item = (At, bool)> + '_ {
        let page = self.page;
        let is_hidden = |at: At| page.element(at).is_some_and(|element| element.hidden);
        // browsers show the titles above all rows, and the sums below them, wherever these stand
        let is = |part: At, name: &str| page.element(part).is_some_and(|element| element.name == name);
        let head = page.children(table).find(|part| is(*part, "thead"));
        let foot = page.children(table).find(|part| is(*part, "tfoot"));
        let between = page.children(table).filter(move |part| Some(*part) != head && Some(*part) != foot);
        let rows = head.into_iter().chain(between).chain(foot).flat_map(move |part| {
            let hidden = is_hidden(part);
            match page.element(part).map_or("", |element| element.name) {
                "tr" => vec![(part, hidden)],
                "tbody" | "thead" | "tfoot" => {
                    page.children(part).map(|row| (row, hidden || is_hidden(row))).collect()
                }
                _ => Vec::new(),
            }
        });
        rows.filter(move |(row, _)| page.element(*row).is_some_and(|element| element.name == "tr"))
    }

    fn cells(&self, row: At) -> impl Iterator<Item = At> + '_ {
        let is_cell = |at: &At| self.page.element(*at).is_some_and(|cell| matches!(cell.name, "td" | "th"));
        self.page.children(row).filter(is_cell)
    }

    /// A table that holds tables mostly only lays out the page; one of a single cell always does.
    fn lays_out(&self, table: At) -> bool {
        let rows = self.rows(table);
        let cells = rows.iter().flat_map(|row| self.cells(*row)).take(2).count();
        if rows.len() < 2 && cells < 2 {
            return true;
        }
        let Some(inner) = self.largest_inside(table) else { return false };
        let filled = rows.iter().map(|row| {
            let cells = self.cells(*row);
            cells.filter(|cell| !self.text(*cell, false).is_empty()).count()
        });
        nested::lays_out(filled, inner)
    }

    /// How many rows the largest table inside an element has; none if there is no table in it.
    fn largest_inside(&self, parent: At) -> Option<usize> {
        let children = self.page.children(parent);
        let sizes = children.filter_map(|child| {
            let element = self.page.element(child).filter(|element| !element.hidden)?;
            let own = (element.name == "table").then(|| self.rows(child).len());
            own.max(self.largest_inside(child))
        });
        sizes.max()
    }

    fn table(&mut self, table: At) -> Result<()> {
        let page = self.page;
        for child in page.children(table) {
            if page.element(child).is_some_and(|part| part.name == "caption" && !part.hidden) {
                self.walk(child)?;
                self.end_line()?;
            }
        }
        self.tables += 1;
        let number = self.tables;
        let hidden = self.all_rows(table).filter(|(row, hidden)| *hidden && self.has_words(*row)).count();
        if hidden > 0 {
            self.hidden_rows.push((number, hidden));
        }
        let mut builder = GridBuilder::default();
        for row in self.rows(table) {
            let location = SourceLocation::Row { table: number, row: builder.len() + 1 };
            let mut cells = Vec::new();
            for cell in self.cells(row).collect::<Vec<_>>() {
                let Some(element) = self.page.element(cell) else { continue };
                if self.largest_inside(cell).is_some() && self.nested.last() != Some(&location) {
                    self.nested.push(location);
                }
                if cells.len() >= limits::COLUMNS {
                    return Err(limits::exceeded("表格的列数", "columns of a table", limits::COLUMNS));
                }
                cells.push(Spanned {
                    text: self.text(cell, true),
                    columns: usize::from(element.columns),
                    rows: usize::from(element.rows),
                });
            }
            builder.row(cells, location, &mut self.spending)?;
        }
        let grid = builder.finish(None, &mut self.spending)?;
        if !grid.rows.is_empty() {
            self.blocks.push(Block::Grid(grid));
        }
        Ok(())
    }

    /// The text of a cell, with or without that of tables inside it.
    fn text(&self, cell: At, with_tables: bool) -> String {
        let mut text = String::new();
        let own = self.page.element(cell).map(|element| element.looks).unwrap_or_default();
        self.collect(cell, with_tables, own, &mut text);
        clean(&text)
    }

    /// Whether there is anything to read in an element.
    fn has_words(&self, parent: At) -> bool {
        self.page.children(parent).any(|child| match self.page.element(child) {
            Some(element) => !SKIPPED.contains(&element.name) && self.has_words(child),
            None => match self.page.content(child) {
                Some(Content::Text(text)) => !is_blank(text),
                _ => false,
            },
        })
    }

    fn collect(&self, parent: At, with_tables: bool, looks: Looks, out: &mut String) {
        for child in self.page.children(parent) {
            let Some(element) = self.page.element(child) else {
                if let Some(Content::Text(text)) = self.page.content(child) {
                    let before = out.len();
                    push_words(out, text);
                    if !looks.and(self.looks).is_empty() {
                        looks::mark(out, before);
                    }
                }
                continue;
            };
            let name = element.name;
            if SKIPPED.contains(&name) || element.hidden || name == "table" && !with_tables {
                // A cell is read once with all that is in it.
                if with_tables && element.hidden && !SKIPPED.contains(&name) && self.has_words(child) {
                    self.hidden_texts.set(self.hidden_texts.get() + 1);
                }
                continue;
            }
            // the cells of a table inside stand in one line
            let (before, behind) = match name {
                "td" | "th" => (" ", ""),
                "br" => ("\n", ""),
                _ if BLOCKS.contains(&name) => ("\n", "\n"),
                _ => ("", ""),
            };
            out.push_str(before);
            self.collect(child, with_tables, looks.or(element.looks), out);
            out.push_str(behind);
        }
    }
}

/// The level of `h1` to `h6`.
fn heading_level(name: &str) -> Option<u8> {
    name.strip_prefix('h').and_then(|level| level.parse().ok())
}

/// Line ends of the file are none of the page.
fn push_words(out: &mut String, text: &str) {
    out.extend(text.chars().map(|sign| if matches!(sign, '\n' | '\r') { ' ' } else { sign }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_keep_their_spans_and_the_page_around_is_lines() {
        let page = "<html><head><title>x</title></head><body><nav>首页</nav><h1>分工表</h1><table><tr><td><table><tr><th>任务</th><th>单位</th></tr><tr><td rowspan=2>甲</td><td>A<br>B</td></tr><tr><td><p>C</p></td></tr></table></td></tr></table><script>x</script></body></html>";
        let document = read(page, Looks::default()).unwrap();
        let [Block::Paragraph(title), Block::Grid(grid)] = document.blocks.as_slice() else {
            panic!("{document:?}")
        };
        assert_eq!(title.text, "分工表");
        let rows: Vec<Vec<&str>> =
            grid.rows.iter().map(|row| row.cells.iter().map(|cell| cell.text.as_str()).collect()).collect();
        assert_eq!(rows, [["任务", "单位"], ["甲", "A\nB"], ["甲", "C"]]);
    }

    #[test]
    fn a_page_made_to_be_slow_is_refused_before_it_is_parsed() {
        for page in ["<table><tr><td>".repeat(10_000), "<b><i>".repeat(10_000)] {
            assert!(read(&format!("<html>{page}"), Looks::default()).is_err());
        }
    }
}
