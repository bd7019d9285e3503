//! Lists of OpenDocument: what their levels write in front of a paragraph.

use std::collections::HashMap;

use super::{LEVELS, OpenDocumentReader};
use crate::{
    error::Result,
    import::container::{numbering::Level, xml::XmlEvent},
};

impl OpenDocumentReader<'_> {
    /// A style that numbers: what each level writes.
    pub(super) fn list_style(&mut self) -> Result<()> {
        let name = self.xml.attribute("name").unwrap_or_default();
        let mut levels = vec![Level { format: "none".into(), ..Level::default() }; LEVELS];
        self.xml.rest_of_element(|xml, event| {
            let is_number = xml.name() == "list-level-style-number";
            if event != XmlEvent::Start || !(is_number || xml.name() == "list-level-style-bullet") {
                return;
            }
            let number: usize = xml.number("level").unwrap_or(1);
            let Some(level) = number.checked_sub(1).and_then(|index| levels.get_mut(index)) else { return };
            let shown: usize = xml.number("display-levels").unwrap_or(1).clamp(1, number);
            let numbers: Vec<String> =
                (number + 1 - shown..=number).map(|level| format!("%{level}")).collect();
            let around = |side: &str| xml.attribute(side).unwrap_or_default();
            *level = Level {
                start: xml.number("start-value").unwrap_or(1),
                format: if is_number { format(&around("num-format")) } else { "bullet" }.to_owned(),
                text: around("num-prefix") + &numbers.join(".") + &around("num-suffix"),
                style: None,
            };
        })?;
        self.numbering.define(name, levels);
        Ok(())
    }

    /// Each list counts for itself, unless it says that it goes on.
    pub(super) fn begin_list(&mut self) {
        let style = self.xml.attribute("style-name");
        let goes_on = self.xml.attribute("continue-numbering").is_some_and(|value| value == "true")
            || self.xml.attribute("continue-list").is_some();
        let list = match (self.lists.last(), style) {
            (Some(outer), _) => outer.clone(),
            (None, None) => String::new(),
            (None, Some(style)) => {
                if !goes_on {
                    self.numbering.restart(&style);
                }
                self.numbering.refer(style.clone(), style.clone(), HashMap::new());
                style
            }
        };
        self.lists.push(list);
    }
}

/// The format of a number, as ECMA-376 names it (17.18.59).
fn format(sample: &str) -> &'static str {
    match sample.split(',').next().unwrap_or_default().trim() {
        "1" => "decimal",
        "a" => "lowerLetter",
        "A" => "upperLetter",
        "i" => "lowerRoman",
        "I" => "upperRoman",
        "一" => "chineseCounting",
        "壹" => "chineseLegalSimplified",
        "①" => "decimalEnclosedCircle",
        "１" => "decimalFullWidth",
        "甲" => "ideographTraditional",
        _ => "none",
    }
}
