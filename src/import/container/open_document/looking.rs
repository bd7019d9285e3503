//! Which words of OpenDocument look as a document says that leads do: by the style of their letters, their paragraph or their
//! cell.

use std::collections::HashMap;

use crate::import::{
    container::xml::Xml,
    looks::{self, Looks},
};

/// The looks of words while a document is read.
#[derive(Default)]
pub(super) struct Looking {
    /// Which looks are marked.
    pub(super) wanted: Looks,
    /// What the styles look like that have any of these.
    styles: HashMap<String, Looks>,
    /// The words around this place that look so: where each begins in the text, if it does.
    open: Vec<Option<usize>>,
    is_paragraph: bool,
    is_cell: bool,
}

impl Looking {
    /// A style, and how its letters look.
    pub(super) fn style(&mut self, name: &str, looks: Looks) {
        if !looks.and(self.wanted).is_empty() {
            self.styles.insert(name.to_owned(), looks);
        }
    }

    fn is_meant(&self, style: Option<String>) -> bool {
        style.is_some_and(|style| self.styles.contains_key(&style))
    }

    /// Words of this style begin, at this length of the text.
    pub(super) fn begin(&mut self, style: Option<String>, length: usize) {
        let is_meant = self.is_meant(style);
        self.open.push(is_meant.then_some(length));
    }

    /// They end.
    pub(super) fn end(&mut self, text: &mut String) {
        if let Some(begin) = self.open.pop().flatten()
            && text.is_char_boundary(begin)
            && !text.get(begin..).unwrap_or_default().contains(looks::SIGN)
        {
            looks::mark(text, begin);
        }
    }

    /// A cell of this style begins: what its paragraphs look like unless they say otherwise.
    pub(super) fn cell(&mut self, style: Option<String>) {
        self.is_cell = self.is_meant(style);
    }

    /// A paragraph of this style begins.
    pub(super) fn paragraph(&mut self, style: Option<String>) {
        self.is_paragraph = self.is_meant(style);
    }

    /// It ends; what is marked in it keeps its marks.
    pub(super) fn end_paragraph(&mut self, text: &mut String) {
        self.open.clear();
        if (std::mem::take(&mut self.is_paragraph) || self.is_cell) && !text.contains(looks::SIGN) {
            looks::mark(text, 0);
        }
    }
}

/// How letters look by the properties of their style.
pub(super) fn looks(xml: &Xml<'_>) -> Looks {
    const BOLD: [&str; 4] = ["bold", "700", "800", "900"];
    let weights = ["font-weight", "font-weight-asian"].into_iter().filter_map(|key| xml.attribute(key));
    let fonts = ["font-name", "font-name-asian"].into_iter().filter_map(|key| xml.attribute(key));
    Looks {
        bold: weights.into_iter().any(|weight| BOLD.contains(&weight.as_str()))
            || fonts.into_iter().any(|font| font.starts_with("黑体") || font.starts_with("SimHei")),
        red: xml.attribute("color").as_deref().is_some_and(looks::is_red),
        underlined: xml.attribute("text-underline-style").is_some_and(|style| style != "none"),
    }
}
