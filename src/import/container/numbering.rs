//! The automatic numbers of Word, which are not in the text: counted as Word counts them, after
//! ECMA-376 part 1, 17.9.

use std::collections::HashMap;

use super::{
    limits::{self, Budget},
    package::PackagePart,
    xml::{Xml, XmlEvent},
};
use crate::error::Result;

/// How many levels a list has.
const LEVELS: usize = 9;

/// The lists that a document defines, and how far they have counted.
#[derive(Debug)]
pub(super) struct Numbering {
    definitions: HashMap<String, Vec<Level>>,
    instances: HashMap<String, Instance>,
    styles: HashMap<String, Style>,
    counters: HashMap<String, [Option<u32>; LEVELS]>,
    budget: Budget,
}

impl Default for Numbering {
    fn default() -> Self {
        Self {
            definitions: HashMap::new(),
            instances: HashMap::new(),
            styles: HashMap::new(),
            counters: HashMap::new(),
            budget: Budget::new(
                limits::LISTS,
                ("列表和样式定义的字节数", "bytes of list and style definitions"),
            ),
        }
    }
}

/// How a level of a list is numbered.
#[derive(Clone, Debug, Default)]
pub(super) struct Level {
    pub(super) start: u32,
    /// The format of its number, as ECMA-376 names it (17.18.59).
    pub(super) format: String,
    /// What is written, with `%1` for the number of the first level and so on.
    pub(super) text: String,
    /// The style that it numbers.
    pub(super) style: Option<String>,
}

#[derive(Clone, Debug, Default)]
struct Instance {
    definition: String,
    starts: HashMap<usize, u32>,
}

#[derive(Clone, Debug, Default)]
struct Style {
    based_on: Option<String>,
    number: Option<String>,
    level: Option<usize>,
    /// The level of the headings that have it, from 0; 9 says that they are none.
    outline: Option<usize>,
}

/// What a paragraph says about its number.
#[derive(Clone, Debug, Default)]
pub(super) struct NumberedBy {
    pub(super) style: Option<String>,
    pub(super) number: Option<String>,
    pub(super) level: Option<usize>,
}

impl Numbering {
    /// Defines a list.
    pub(super) fn define(&mut self, definition: String, levels: Vec<Level>) {
        self.definitions.insert(definition, levels);
    }

    /// Paragraphs refer by `number` to a list; some levels may begin at other numbers.
    pub(super) fn refer(&mut self, number: String, definition: String, starts: HashMap<usize, u32>) {
        self.instances.insert(number, Instance { definition, starts });
    }

    /// A list begins anew.
    pub(super) fn restart(&mut self, definition: &str) {
        self.counters.remove(definition);
    }

    /// Reads `numbering.xml`.
    pub(super) fn read_lists(&mut self, part: PackagePart<'_>) -> Result<()> {
        let mut xml = Xml::new(part);
        let (mut definition, mut instance, mut level) = (String::new(), String::new(), 0);
        loop {
            match xml.next()? {
                XmlEvent::Eof => return Ok(()),
                XmlEvent::End | XmlEvent::Text => continue,
                XmlEvent::Start => {}
            }
            let value = || xml.attribute("val").unwrap_or_default();
            match xml.name() {
                "abstractNum" => {
                    definition = xml.attribute("abstractNumId").unwrap_or_default();
                    self.budget.spend(definition.len() + LEVELS * size_of::<Level>())?;
                    self.definitions.insert(definition.clone(), vec![Level::default(); LEVELS]);
                }
                "num" => {
                    instance = xml.attribute("numId").unwrap_or_default();
                    self.budget.spend(instance.len() + size_of::<Instance>())?;
                    self.instances.insert(instance.clone(), Instance::default());
                }
                "abstractNumId" => {
                    if let Some(instance) = self.instances.get_mut(&instance) {
                        instance.definition = value();
                        self.budget.spend(instance.definition.len())?;
                    }
                }
                "lvl" | "lvlOverride" => level = xml.number("ilvl").unwrap_or(0),
                "startOverride" => {
                    if let (Some(instance), Some(start)) =
                        (self.instances.get_mut(&instance), xml.number("val"))
                        && level < LEVELS
                    {
                        self.budget.spend(size_of::<usize>() * 4)?;
                        instance.starts.insert(level, start);
                    }
                }
                name @ ("start" | "numFmt" | "lvlText" | "pStyle") => {
                    let levels = self.definitions.get_mut(&definition);
                    if let Some(level) = levels.and_then(|levels| levels.get_mut(level)) {
                        self.budget.spend(value().len())?;
                        match name {
                            "start" => level.start = value().parse().unwrap_or(1),
                            "numFmt" => level.format = value(),
                            "lvlText" => {
                                level.text = Some(value())
                                    .filter(|text| text.len() <= limits::LABEL)
                                    .unwrap_or_default();
                            }
                            _ => level.style = Some(value()),
                        }
                    }
                }
                _ => {}
            }
        }
    }

    /// Reads `styles.xml`: a style may carry a number.
    pub(super) fn read_styles(&mut self, part: PackagePart<'_>) -> Result<()> {
        let mut xml = Xml::new(part);
        let mut current = Style::default();
        let mut name: Option<String> = None;
        loop {
            match xml.next()? {
                XmlEvent::Eof => return Ok(()),
                XmlEvent::Start => match xml.name() {
                    "style" => {
                        let id = xml.attribute("styleId").unwrap_or_default();
                        self.budget.spend(id.len() + size_of::<Style>())?;
                        name = Some(id);
                        current = Style::default();
                    }
                    "basedOn" => current.based_on = xml.attribute("val"),
                    "numId" => current.number = xml.attribute("val"),
                    "ilvl" => current.level = xml.number("val"),
                    "outlineLvl" => current.outline = xml.number("val"),
                    "name" => current.outline = current.outline.or(by_name(&xml.attribute("val"))),
                    _ => {}
                },
                XmlEvent::End if xml.name() == "style" => {
                    let held = [&current.based_on, &current.number];
                    self.budget.spend(held.into_iter().flatten().map(String::len).sum())?;
                    if let Some(name) = name.take() {
                        self.styles.insert(name, std::mem::take(&mut current));
                    }
                }
                XmlEvent::End | XmlEvent::Text => {}
            }
        }
    }

    /// The number that Word shows in front of a paragraph, counted on.
    pub(super) fn label(&mut self, by: &NumberedBy) -> Option<String> {
        let (number, level) = self.resolve(by)?;
        let instance = self.instances.get_mut(&number)?;
        let levels = self.definitions.get(&instance.definition)?;
        let own = levels.get(level)?;
        let counters = self.counters.entry(instance.definition.clone()).or_insert([None; LEVELS]);
        // A start that this instance overrides counts once, when the instance begins.
        let overridden = instance.starts.remove(&level);
        let begin = overridden.unwrap_or(own.start);
        if let Some(counter) = counters.get_mut(level).filter(|_| overridden.is_some()) {
            *counter = None;
        }
        if let Some(counter) = counters.get_mut(level) {
            *counter = Some(counter.map_or(begin, |count| count.saturating_add(1)));
        }
        for deeper in counters.iter_mut().skip(level + 1) {
            *deeper = None;
        }
        if own.format == "none" {
            return None;
        }
        if own.format == "bullet" {
            return Some("●".to_owned());
        }
        let mut label = String::new();
        let mut letters = own.text.chars().peekable();
        while let Some(c) = letters.next() {
            let place = letters
                .peek()
                .and_then(|digit| digit.to_digit(10))
                .and_then(|digit| usize::try_from(digit).ok());
            match place.filter(|place| c == '%' && (1..=LEVELS).contains(place)) {
                Some(place) => {
                    letters.next();
                    let format = levels.get(place - 1).map(|level| level.format.as_str()).unwrap_or_default();
                    let start = levels.get(place - 1).map_or(1, |level| level.start);
                    let count = counters.get(place - 1).copied().flatten().unwrap_or(start);
                    label.push_str(&formatted(count, format));
                }
                None => label.push(c),
            }
        }
        Some(label.trim().to_owned()).filter(|label| !label.is_empty())
    }

    /// The list and level of a paragraph: its own words, else those of its style and what that is based on.
    fn resolve(&self, by: &NumberedBy) -> Option<(String, usize)> {
        let (mut number, mut level) = (by.number.clone(), by.level);
        let mut style = by.style.as_deref();
        let mut steps = 0;
        while let Some(name) = style.filter(|_| number.is_none() && steps < 20) {
            let known = self.styles.get(name)?;
            number.clone_from(&known.number);
            if number.is_some() {
                level = level.or(known.level).or_else(|| self.level_of_style(number.as_deref(), name));
            }
            style = known.based_on.as_deref();
            steps += 1;
        }
        let number = number.filter(|number| number != "0")?;
        Some((number, level.unwrap_or(0).min(LEVELS - 1)))
    }

    /// The level of a heading, from 1, by the words of its paragraph (from 0), else by its style and what that is based on.
    pub(super) fn heading(&self, style: Option<&str>, own: Option<usize>) -> Option<u8> {
        const DEEPEST: u8 = 6;
        let (mut outline, mut style, mut steps) = (own, style, 0);
        while let Some(name) = style.filter(|_| outline.is_none() && steps < 20) {
            let known = self.styles.get(name)?;
            outline = known.outline;
            style = known.based_on.as_deref();
            steps += 1;
        }
        let level = u8::try_from(outline?).ok()?.checked_add(1)?;
        (level <= DEEPEST).then_some(level)
    }

    fn level_of_style(&self, number: Option<&str>, style: &str) -> Option<usize> {
        let instance = self.instances.get(number?)?;
        let levels = self.definitions.get(&instance.definition)?;
        levels.iter().position(|level| level.style.as_deref() == Some(style))
    }
}

/// The level of a style that is one of headings by its name, from 0: heading 2, 标题 2.
fn by_name(name: &Option<String>) -> Option<usize> {
    let name = name.as_deref()?.to_lowercase();
    let level = name.strip_prefix("heading ").or_else(|| name.strip_prefix("标题 "))?;
    level.parse::<usize>().ok()?.checked_sub(1)
}

/// A count in a format of Word.
fn formatted(count: u32, format: &str) -> String {
    match format {
        "chineseCounting"
        | "chineseCountingThousand"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand"
        | "japaneseCounting"
        | "koreanCounting" => chinese(count),
        "ideographDigital" | "taiwaneseDigital" | "japaneseDigitalTenThousand" => count
            .to_string()
            .chars()
            .filter_map(|c| "〇一二三四五六七八九".chars().nth(c.to_digit(10)? as usize))
            .collect(),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" if (1..=20).contains(&count) => {
            char::from_u32(0x245f + count).map(String::from).unwrap_or_default()
        }
        "decimalEnclosedParen" if (1..=20).contains(&count) => format!("（{count}）"),
        "decimalEnclosedFullstop" => format!("{count}."),
        "decimalFullWidth" | "decimalFullWidth2" => {
            count.to_string().chars().filter_map(|c| char::from_u32(u32::from(c) + 0xfee0)).collect()
        }
        "decimalZero" => format!("{count:02}"),
        "upperLetter" => letter(count, 'A'),
        "lowerLetter" => letter(count, 'a'),
        "upperRoman" => roman(count),
        "lowerRoman" => roman(count).to_lowercase(),
        _ => count.to_string(),
    }
}

/// A Chinese numeral below ten thousand.
fn chinese(count: u32) -> String {
    const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    if count == 0 || count > 9_999 {
        return count.to_string();
    }
    let mut out = String::new();
    let mut zero = false;
    for (unit, name) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let digit = count / unit % 10;
        if digit == 0 {
            zero = !out.is_empty();
            continue;
        }
        if zero {
            out.push('零');
            zero = false;
        }
        if !(unit == 10 && digit == 1 && out.is_empty()) {
            out.push_str(DIGITS.get(digit as usize).copied().unwrap_or_default());
        }
        out.push_str(name);
    }
    out
}

fn letter(count: u32, first: char) -> String {
    let index = count.saturating_sub(1);
    let times = (index / 26 + 1).min(10) as usize;
    char::from_u32(u32::from(first) + index % 26).map(|c| c.to_string().repeat(times)).unwrap_or_default()
}

fn roman(count: u32) -> String {
    let signs = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut left = count.min(3_999);
    let mut out = String::new();
    for (value, sign) in signs {
        while left >= value {
            out.push_str(sign);
            left -= value;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_written_as_word_writes_them() {
        for (count, format, expected) in [
            (3, "chineseCounting", "三"),
            (10, "chineseCountingThousand", "十"),
            (12, "chineseCountingThousand", "十二"),
            (20, "chineseCounting", "二十"),
            (103, "chineseCountingThousand", "一百零三"),
            (110, "chineseCountingThousand", "一百一十"),
            (3, "decimalEnclosedCircle", "③"),
            (12, "decimalFullWidth", "１２"),
            (27, "upperLetter", "AA"),
            (9, "lowerRoman", "ix"),
            (7, "decimal", "7"),
        ] {
            assert_eq!(formatted(count, format), expected);
        }
    }

    #[test]
    fn deeper_levels_begin_again_and_styles_carry_numbers() {
        let mut numbering = Numbering::default();
        numbering.read_lists(r#"<n><abstractNum abstractNumId="1"><lvl ilvl="0"><start val="1"/><numFmt val="chineseCounting"/><lvlText val="（%1）"/></lvl><lvl ilvl="1"><start val="1"/><numFmt val="decimal"/><lvlText val="%2."/></lvl></abstractNum><num numId="5"><abstractNumId val="1"/></num></n>"#.into()).unwrap();
        numbering.read_styles(r#"<s><style styleId="H"><pPr><numPr><numId val="5"/></numPr></pPr></style><style styleId="K"><basedOn val="H"/></style></s>"#.into()).unwrap();
        let own = |level| NumberedBy { number: Some("5".into()), level: Some(level), style: None };
        let styled = NumberedBy { style: Some("K".into()), ..NumberedBy::default() };
        let labels: Vec<_> =
            [&own(0), &own(1), &own(1), &styled, &own(1)].map(|by| numbering.label(by).unwrap()).to_vec();
        assert_eq!(labels, ["（一）", "1.", "2.", "（二）", "1."]);
    }
}
