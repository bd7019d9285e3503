//! Web pages: tables with their spans, paragraphs from what stands in lines; navigation, scripts and
//! tables that only lay out the page are passed over.

use scraper::{ElementRef, Html, Node};

use super::{
    limits,
    spans::{GridBuilder, Spanned, Spending, clean},
};
use crate::{
    error::Result,
    import::source::{Block, Document, Paragraph, SourceLocation},
};

/// Elements whose text is nothing to read.
const SKIPPED: &[&str] = &[
    "script", "style", "noscript", "template", "head", "nav", "footer", "select", "button", "form", "iframe",
    "svg", "object", "textarea", "input",
];
/// Elements that stand on lines of their own.
#[rustfmt::skip]
const BLOCKS: &[&str] = &[
    "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "section", "article",
    "blockquote", "pre", "dd", "dt", "dl", "center", "td", "th", "tr", "table", "tbody", "thead",
    "tfoot", "body", "main", "header", "aside", "figure", "figcaption", "hr", "address", "caption",
];

/// Whether a text is a web page, or the table of one.
pub(super) fn is_page(text: &str) -> bool {
    let head: String = text.chars().take(20_000).collect::<String>().to_lowercase();
    let begin = head.trim_start();
    begin.starts_with("<!doctype html")
        || begin.starts_with("<html")
        || begin.starts_with('<')
            && ["<table", "<body", "<div", "<p", "<meta"].iter().any(|tag| head.contains(tag))
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
pub(super) fn read(text: &str) -> Result<Document> {
    ensure_bounded(text)?;
    let page = Html::parse_document(text);
    let mut reader = PageReader {
        blocks: Vec::new(),
        line: String::new(),
        spending: Spending::new(),
        lines: 0,
        tables: 0,
    };
    reader.walk(page.root_element())?;
    reader.end_line()?;
    Ok(Document { blocks: reader.blocks, findings: Vec::new() })
}

/// The parser builds the whole tree, and takes quadratic time for some; so depth and number of elements
/// are counted before.
fn ensure_bounded(text: &str) -> Result<()> {
    const VOID: &[&str] =
        &["br", "hr", "img", "meta", "link", "input", "col", "wbr", "area", "base", "embed", "source"];
    // These close themselves where they are left open, so they don't nest.
    const LOOSE: &[&str] = &["p", "li", "td", "th", "tr", "tbody", "thead", "tfoot", "option", "dd", "dt"];
    let (mut depth, mut elements, mut formatting) = (0_usize, 0_usize, 0_usize);
    let bytes = text.as_bytes();
    for open in memchr::memchr_iter(b'<', bytes) {
        let rest = bytes.get(open + 1..).unwrap_or_default();
        let closes = rest.first() == Some(&b'/');
        let name: String = rest
            .iter()
            .skip(usize::from(closes))
            .take(12)
            .take_while(|byte| byte.is_ascii_alphanumeric())
            .map(|byte| char::from(byte.to_ascii_lowercase()))
            .collect();
        if name.is_empty() || VOID.contains(&name.as_str()) {
            continue;
        }
        elements += usize::from(!closes);
        let is_formatting = matches!(
            name.as_str(),
            "b" | "i"
                | "a"
                | "u"
                | "em"
                | "font"
                | "strong"
                | "big"
                | "small"
                | "code"
                | "s"
                | "tt"
                | "strike"
                | "nobr"
        );
        if closes {
            depth = depth.saturating_sub(usize::from(!LOOSE.contains(&name.as_str())));
            formatting = formatting.saturating_sub(usize::from(is_formatting));
        } else {
            depth += usize::from(!LOOSE.contains(&name.as_str()));
            formatting += usize::from(is_formatting);
        }
        if depth > limits::HTML_DEPTH || formatting > limits::HTML_DEPTH {
            return Err(limits::exceeded("网页嵌套层数", "nesting of the page", limits::HTML_DEPTH));
        }
        if elements > limits::HTML_ELEMENTS {
            return Err(limits::exceeded("网页元素数", "elements of the page", limits::HTML_ELEMENTS));
        }
        // The attributes of one element are compared with each other while it is parsed.
        let end = memchr::memchr(b'>', rest).unwrap_or(rest.len());
        let attributes = memchr::memchr_iter(b'=', rest.get(..end).unwrap_or_default()).count();
        if attributes > limits::XML_ATTRIBUTES {
            return Err(limits::exceeded(
                "一个网页元素的属性数",
                "attributes of an element",
                limits::XML_ATTRIBUTES,
            ));
        }
    }
    Ok(())
}

struct PageReader {
    blocks: Vec<Block>,
    line: String,
    spending: Spending,
    lines: usize,
    tables: usize,
}

impl PageReader {
    fn walk(&mut self, element: ElementRef<'_>) -> Result<()> {
        for child in element.children() {
            match child.value() {
                Node::Text(text) => self.line.push_str(&text.replace(['\n', '\r'], " ")),
                Node::Element(kind) => {
                    let name = kind.name();
                    let Some(child) = ElementRef::wrap(child) else { continue };
                    if SKIPPED.contains(&name) || is_hidden(child) {
                        continue;
                    }
                    if name == "br" {
                        self.end_line()?;
                    } else if name == "table" && !lays_out(child) {
                        self.end_line()?;
                        self.table(child)?;
                    } else if BLOCKS.contains(&name) {
                        self.end_line()?;
                        self.walk(child)?;
                        self.end_line()?;
                    } else {
                        self.walk(child)?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn end_line(&mut self) -> Result<()> {
        let text = clean(&std::mem::take(&mut self.line));
        if !text.is_empty() {
            self.lines += 1;
            self.spending.paragraph(&text)?;
            self.blocks
                .push(Block::Paragraph(Paragraph { text, location: SourceLocation::Paragraph(self.lines) }));
        }
        Ok(())
    }

    fn table(&mut self, table: ElementRef<'_>) -> Result<()> {
        for caption in table.child_elements().filter(|element| element.value().name() == "caption") {
            self.walk(caption)?;
            self.end_line()?;
        }
        self.tables += 1;
        let number = self.tables;
        let mut builder = GridBuilder::default();
        for row in table
            .descendent_elements()
            .filter(|element| element.value().name() == "tr" && !is_hidden(*element))
        {
            let cells = row.child_elements().filter(|cell| matches!(cell.value().name(), "td" | "th"));
            let span = |cell: &ElementRef<'_>, name: &str| {
                cell.attr(name).and_then(|span| span.trim().parse().ok()).unwrap_or(1)
            };
            let location = SourceLocation::Row { table: number, row: builder.len() + 1 };
            builder.row(
                cells.map(|cell| Spanned {
                    text: cell_text(cell),
                    columns: span(&cell, "colspan"),
                    rows: span(&cell, "rowspan"),
                }),
                location,
                &mut self.spending,
            )?;
        }
        let grid = builder.finish(None, &mut self.spending)?;
        if !grid.rows.is_empty() {
            self.blocks.push(Block::Grid(grid));
        }
        Ok(())
    }
}

/// A table that holds tables only lays out the page.
fn lays_out(table: ElementRef<'_>) -> bool {
    let mut inner = table.descendent_elements().filter(|element| element.value().name() == "table").skip(1);
    let rows = table.descendent_elements().filter(|element| element.value().name() == "tr").take(2).count();
    let cells = table
        .descendent_elements()
        .filter(|element| matches!(element.value().name(), "td" | "th"))
        .take(2)
        .count();
    inner.next().is_some() || rows < 2 && cells < 2
}

fn is_hidden(element: ElementRef<'_>) -> bool {
    let style = element.attr("style").unwrap_or_default().to_lowercase().replace(' ', "");
    element.attr("hidden").is_some() || style.contains("display:none")
}

fn cell_text(cell: ElementRef<'_>) -> String {
    fn collect(element: ElementRef<'_>, out: &mut String) {
        for child in element.children() {
            match child.value() {
                Node::Text(text) => out.push_str(&text.replace(['\n', '\r'], " ")),
                Node::Element(kind) => {
                    let Some(child) = ElementRef::wrap(child) else { continue };
                    if SKIPPED.contains(&kind.name()) || is_hidden(child) {
                        continue;
                    }
                    if kind.name() == "br" {
                        out.push('\n');
                    }
                    let stands_alone = BLOCKS.contains(&kind.name());
                    if stands_alone {
                        out.push('\n');
                    }
                    collect(child, out);
                    if stands_alone {
                        out.push('\n');
                    }
                }
                _ => {}
            }
        }
    }
    let mut text = String::new();
    collect(cell, &mut text);
    clean(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_keep_their_spans_and_the_page_around_is_lines() {
        let page = "<html><head><title>x</title></head><body><nav>首页</nav><h1>分工表</h1><table><tr><td><table><tr><th>任务</th><th>单位</th></tr><tr><td rowspan=2>甲</td><td>A<br>B</td></tr><tr><td><p>C</p></td></tr></table></td></tr></table><script>x</script></body></html>";
        let document = read(page).unwrap();
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
            assert!(read(&format!("<html>{page}")).is_err());
        }
    }
}
