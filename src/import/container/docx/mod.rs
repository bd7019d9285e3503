//! Word documents: paragraphs with their automatic numbers, tables with their merged cells; what is
//! deleted or hidden is passed over and counted.

mod table;

use super::{
    asides,
    limits::{self, Budget},
    nested,
    numbering::{NumberedBy, Numbering},
    package::Package,
    spans::Spending,
    xml::{Xml, XmlEvent},
};
use crate::{
    error::{Finding, Result},
    import::{
        looks::{self, Looks},
        source::{Aside, Asides, Block, Document, Grid, Paragraph, SourceLocation},
    },
};

/// What the part that holds the text is mostly called.
pub(super) const USUAL: &str = "word/document.xml";

/// Reads a Word document whose text is in the part `main`.
///
/// # Errors
/// When it is damaged or goes beyond a limit.
pub(super) fn read(package: &mut Package<'_>, main: &str, looks: Looks) -> Result<Document> {
    let relations = package.relations(main)?;
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder);
    let related = |kind: &str| {
        let found = relations.iter().find(|relation| relation.kind == kind);
        found.map_or_else(|| format!("{folder}/{kind}.xml"), |relation| relation.target.clone())
    };
    let mut numbering = Numbering::default();
    if let Some(part) = package.part(&related("numbering"))? {
        numbering.read_lists(part)?;
    }
    if let Some(part) = package.part(&related("styles"))? {
        numbering.read_styles(part)?;
    }
    let mut asides = Asides::default();
    for relation in &relations {
        if let Some(kind) = aside(&relation.kind)
            && !asides.is_full()
            && let Ok(Some(part)) = package.part(&relation.target)
        {
            asides::keep(part, "t", kind, &mut asides);
        }
    }
    let mut reader = BodyReader {
        xml: Xml::new(package.main_part(main)?),
        numbering,
        heading: None,
        blocks: Vec::new(),
        looks,
        spending: Spending::new(),
        raw: Budget::new(limits::TEXT, ("文字的字节数", "bytes of text")),
        paragraphs: 0,
        tables: 0,
        deleted: 0,
        hidden: 0,
        nested: Vec::new(),
        boxed: Vec::new(),
    };
    reader.body()?;
    let (deleted, hidden) = (reader.deleted, reader.hidden);
    let mut findings = Vec::new();
    findings.extend(deleted_text(deleted));
    findings.extend(hidden_text(hidden));
    findings.extend(nested::finding(&reader.nested));
    Ok(Document { blocks: reader.blocks, findings, asides, ..Document::default() })
}

/// What the text of a part is that is no part of the document's own.
fn aside(kind: &str) -> Option<Aside> {
    match kind {
        "header" | "footer" => Some(Aside::Edge),
        "footnotes" | "endnotes" => Some(Aside::Note),
        "comments" => Some(Aside::Comment),
        _ => None,
    }
}

/// That pieces of text were passed over because they were deleted under tracking.
pub(super) fn deleted_text(count: usize) -> Option<Finding> {
    (count > 0).then(|| {
        Finding::new(
            "deleted-text",
            text!("略过了 {count} 处修订中已删除的内容", "passed over {count} tracked deletions"),
        )
    })
}

/// That pieces of text were passed over because they are not shown.
pub(super) fn hidden_text(count: usize) -> Option<Finding> {
    (count > 0).then(|| {
        Finding::new(
            "hidden-text",
            text!("略过了 {count} 处隐藏的文字", "passed over {count} pieces of hidden text"),
        )
    })
}

struct BodyReader<'a> {
    xml: Xml<'a>,
    numbering: Numbering,
    /// The level of the heading that is being read, from 1.
    heading: Option<u8>,
    blocks: Vec<Block>,
    /// Which looks of letters are marked.
    looks: Looks,
    spending: Spending,
    /// Text counts when it is read, whatever becomes of it.
    raw: Budget,
    paragraphs: usize,
    tables: usize,
    deleted: usize,
    hidden: usize,
    /// The rows in whose cells tables became text.
    nested: Vec<SourceLocation>,
    /// The tables of text boxes in the paragraph at hand.
    boxed: Vec<Grid>,
}

/// The fields that are open at a place of a paragraph, each with whether what stands there is its code: that of a link
/// may hold another field, whose result is part of an address and nothing to read.
#[derive(Default)]
struct Fields(Vec<bool>);

impl Fields {
    /// A field begins, its result does, or it ends.
    fn pass(&mut self, kind: Option<&str>) {
        match kind {
            Some("begin") => self.0.push(true),
            Some("separate") => self.0.iter_mut().rev().take(1).for_each(|is_code| *is_code = false),
            Some("end") => drop(self.0.pop()),
            _ => {}
        }
    }

    fn is_code(&self) -> bool {
        self.0.contains(&true)
    }
}

/// The sign that an element stands for.
fn sign(element: &str) -> Option<char> {
    match element {
        "tab" => Some('\t'),
        "br" | "cr" => Some('\n'),
        "noBreakHyphen" => Some('-'),
        _ => None,
    }
}

/// What is asked of the letters of a run.
#[derive(Clone, Copy, Default)]
struct Run {
    hidden: bool,
    looks: Looks,
}

impl BodyReader<'_> {
    fn body(&mut self) -> Result<()> {
        let mut text = String::new();
        loop {
            match self.xml.next()? {
                XmlEvent::Eof => return Ok(()),
                XmlEvent::Start => match self.xml.name() {
                    "p" => {
                        text.clear();
                        self.heading = None;
                        self.paragraph(&mut text)?;
                        let heading = self.heading.take();
                        self.paragraphs += 1;
                        let location = SourceLocation::Paragraph(self.paragraphs);
                        for line in text.split('\n').filter(|line| !line.trim().is_empty()) {
                            self.spending.paragraph(line)?;
                            let text = line.to_owned();
                            self.blocks.push(Block::Paragraph(Paragraph { text, location, heading }));
                        }
                        let boxed = std::mem::take(&mut self.boxed);
                        self.blocks.extend(boxed.into_iter().map(Block::Grid));
                    }
                    "tbl" => {
                        let grids = self.table()?;
                        self.blocks.extend(grids.into_iter().map(Block::Grid));
                    }
                    _ => {
                        self.passes_over()?;
                    }
                },
                XmlEvent::End | XmlEvent::Text => {}
            }
        }
    }

    /// Leaves out what is deleted, written twice or no text; anything else is gone through. Whether it did.
    fn passes_over(&mut self) -> Result<bool> {
        match self.xml.name() {
            "del" | "moveFrom" => self.deleted += 1,
            // A text box stands in the file twice, for new and for old programs; a phonetic guide is no text.
            "Fallback" | "rt" => {}
            "sectPr" | "tblPr" | "tblGrid" | "instrText" | "delText" | "delInstrText" => {}
            _ => return Ok(false),
        }
        self.xml.skip()?;
        Ok(true)
    }

    /// Adds the lines of a paragraph, its number in front; those of text boxes follow it.
    fn paragraph(&mut self, text: &mut String) -> Result<()> {
        let begin = text.len();
        let mut boxes = String::new();
        let mut depth = 1;
        let mut run = Run::default();
        let mut fields = Fields::default();
        let mut label = None;
        while depth > 0 {
            match self.xml.next()? {
                XmlEvent::Eof => break,
                XmlEvent::End => {
                    depth -= 1;
                    if self.xml.name() == "r" {
                        run = Run::default();
                    }
                }
                XmlEvent::Text => {}
                XmlEvent::Start => match self.xml.name() {
                    "pPr" => label = self.properties()?,
                    "p" => {
                        boxes.push('\n');
                        let outside = self.heading;
                        self.paragraph(&mut boxes)?;
                        self.heading = outside;
                    }
                    "tbl" => {
                        let grids = self.table()?;
                        self.boxed.extend(grids);
                    }
                    "rPr" => run = self.run()?,
                    "t" => {
                        let before = text.len();
                        self.words(text)?;
                        if fields.is_code() {
                            text.truncate(before);
                        } else if run.hidden {
                            text.truncate(before);
                            self.hidden += 1;
                        } else if !run.looks.and(self.looks).is_empty() {
                            looks::mark(text, before);
                        }
                    }
                    _ => {
                        if self.passes_over()? {
                            continue;
                        }
                        if self.xml.name() == "fldChar" {
                            fields.pass(self.xml.attribute("fldCharType").as_deref());
                        }
                        text.extend(sign(self.xml.name()));
                        depth += 1;
                    }
                },
            }
        }
        if let Some(label) = label {
            self.raw.spend(label.len())?;
            text.insert_str(begin, &label);
        }
        text.push_str(&boxes);
        Ok(())
    }

    /// Reads a paragraph's properties to their end and gives its automatic number.
    fn properties(&mut self) -> Result<Option<String>> {
        let mut by = NumberedBy::default();
        let mut outline = None;
        let mut depth = 1;
        while self.xml.begins_within(&mut depth)? {
            match self.xml.name() {
                // What the paragraph was before a tracked change is of no interest.
                "pPrChange" => {
                    self.xml.skip()?;
                    continue;
                }
                "pStyle" => by.style = self.xml.attribute("val"),
                "numId" => by.number = self.xml.attribute("val"),
                "ilvl" => by.level = self.xml.number("val"),
                "outlineLvl" => outline = self.xml.number("val"),
                _ => {}
            }
            depth += 1;
        }
        self.heading = self.numbering.heading(by.style.as_deref(), outline);
        Ok(self.numbering.label(&by))
    }

    /// What the properties of a run say of its letters.
    fn run(&mut self) -> Result<Run> {
        let mut run = Run::default();
        let mut is_past = false;
        self.xml.rest_of_element(|xml, event| {
            // what a run was before a tracked change stands last
            is_past |= event == XmlEvent::Start && xml.name() == "rPrChange";
            if is_past || event != XmlEvent::Start {
                return;
            }
            let value = xml.attribute("val");
            let is_on = !matches!(value.as_deref(), Some("0" | "false" | "off" | "none"));
            match xml.name() {
                "vanish" => run.hidden = is_on,
                "b" => run.looks.bold = is_on,
                "rFonts" => {
                    let fonts = ["eastAsia", "ascii"].into_iter().filter_map(|key| xml.attribute(key));
                    run.looks.bold |= fonts.into_iter().any(|font| matches!(&*font, "黑体" | "SimHei"));
                }
                "color" => run.looks.red = value.as_deref().is_some_and(looks::is_red),
                "u" => run.looks.underlined = is_on,
                _ => {}
            }
        })?;
        Ok(run)
    }

    /// Adds the text of the element that just began.
    fn words(&mut self, text: &mut String) -> Result<()> {
        let before = text.len();
        self.xml.rest_of_element(|xml, event| {
            if event == XmlEvent::Text {
                text.push_str(xml.text());
            }
        })?;
        self.raw.spend(text.len() - before)
    }
}
