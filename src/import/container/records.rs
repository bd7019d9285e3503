//! Values in rows: csv, tsv, and JSON arrays of records.

use std::{
    collections::{BTreeMap, HashSet},
    fmt,
};

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::{
    limits::{self, Budget},
    spans::{GridBuilder, Spanned, Spending, clean},
};
use crate::text::{Lang, Text};
use crate::{
    error::{Error, Finding, Location, Result},
    import::source::{Aside, Asides, Block, Document, SourceLocation},
    model::cell,
};

/// The separator of a text of separated values: the one that splits most of its first lines alike. A text
/// that is not `named` so must be split alike throughout, into three values and more; tabs are for the
/// grammar then, pasted tables have them too.
pub(super) fn separator(text: &str, named: bool) -> Option<u8> {
    const SAMPLE: usize = 20;
    const SAMPLED_BYTES: usize = 256 * 1024;
    let text = text.get(..text.floor_char_boundary(SAMPLED_BYTES)).unwrap_or(text);
    [b'\t', b',', b';'].into_iter().find(|separator| {
        let records = reader(text, *separator).into_records().take(SAMPLE).map_while(Result::ok);
        let widths: Vec<usize> = records.map(|record| record.len()).collect();
        let usual = widths.iter().max_by_key(|width| widths.iter().filter(|other| other == width).count());
        usual.is_some_and(|usual| {
            let alike = widths.iter().filter(|width| *width == usual).count();
            let all = *separator != b'\t' && *usual > 2 && alike > 1 && alike == widths.len();
            all || named && *usual > 1 && alike * 2 > widths.len()
        })
    })
}

fn reader(text: &str, separator: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes())
}

/// Reads separated values.
///
/// # Errors
/// When the text is no separated values, or too much.
pub(super) fn separated(text: &str, separator: u8) -> Result<Document> {
    ensure_narrow(text, separator)?;
    let mut reader = reader(text, separator);
    let mut spending = Spending::new();
    let mut builder = GridBuilder::default();
    let mut widths = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| {
            Error::failed(text!("读不了表格的一行", "can't read a row of the table"))
                .caused_by(Text::foreign(error))
        })?;
        let row = builder.len() + 1;
        widths.push((
            record.position().map_or(row, |position| usize::try_from(position.line()).unwrap_or(row)),
            record.len(),
        ));
        let cells =
            record.iter().map(|cell| Spanned { text: clean(&cell::meant(cell)), columns: 1, rows: 1 });
        builder.row(cells, SourceLocation::Row { table: 1, row }, &mut spending)?;
    }
    Ok(Document {
        blocks: vec![Block::Grid(builder.finish(None, &mut spending)?)],
        findings: ragged(&widths),
        ..Document::default()
    })
}

/// A row is held as a whole before its values can be counted, so separators are counted before. Some stand inside
/// values.
fn ensure_narrow(text: &str, separator: u8) -> Result<()> {
    let mut cells = Budget::new(limits::CELLS * 5, ("单元格数", "cells"));
    for line in text.lines() {
        let separators = memchr::memchr_iter(separator, line.as_bytes()).count();
        if separators > limits::COLUMNS {
            return Err(limits::exceeded("表格的列数", "columns of a table", limits::COLUMNS));
        }
        cells.spend(separators + 1)?;
    }
    Ok(())
}

/// Says when rows have more or fewer values than most: a separator inside a value without quotes shifts all
/// that stands behind it. `widths` are the lines with their numbers of values.
fn ragged(widths: &[(usize, usize)]) -> Vec<Finding> {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for (_, width) in widths {
        *counts.entry(*width).or_default() += 1;
    }
    let Some((usual, _)) = counts.iter().max_by_key(|(width, count)| (**count, **width)) else {
        return Vec::new();
    };
    // a title or a note stands alone in its line
    let uneven: Vec<usize> =
        widths.iter().filter(|(_, width)| width != usual && *width > 1).map(|(line, _)| *line).collect();
    let Some(first) = uneven.first() else { return Vec::new() };
    let count = uneven.len();
    let finding = Finding::new(
        "ragged-rows",
        text!(
            "有 {count} 行的列数与其他行（{usual} 列）不同，从这一行起；内容可能错位",
            "{count} rows have more or fewer than the {usual} values of the others, this one first; values may be shifted"
        ),
    )
    .at(Location::line("", *first))
    .fix(text!(
        "请核对这些行；单元格里的分隔符要用引号括起来",
        "check those rows; a value that holds the separator must stand in quotes"
    ));
    vec![finding]
}

/// Reads a JSON array of records, or the first one inside an object.
///
/// # Errors
/// When there is none, or the text is no JSON.
pub(super) fn json(text: &str) -> Result<Document> {
    ensure_bounded(text)?;
    let value: Value = serde_json::from_str(text).map_err(|error| {
        Error::failed(text!("不是有效的 JSON", "the file is no valid JSON"))
            .caused_by(Text::of_json(&error))
            .hint(text!("请检查这一处", "look at that place"))
    })?;
    let records = records(&value, 0).ok_or_else(|| {
        Error::failed(text!("JSON 里没有由记录组成的数组", "the JSON holds no array of records"))
            .hint(text!("需要 [{{…}}, {{…}}] 形式的内容", "it takes the form [{{…}}, {{…}}]"))
    })?;
    let (asides, odd) = beside(&value, records);
    let mut repeats = Repeats::default();
    Members { repeats: &mut repeats, entry: None }
        .deserialize(&mut serde_json::Deserializer::from_str(text))
        .map_err(|error| {
            Error::failed(text!("不是有效的 JSON", "the file is no valid JSON"))
                .caused_by(Text::of_json(&error))
        })?;
    let mut keys: Vec<&str> = Vec::new();
    for record in records {
        for key in record.as_object().into_iter().flat_map(serde_json::Map::keys) {
            if !keys.contains(&key.as_str()) && keys.len() < limits::COLUMNS {
                keys.push(key);
            }
        }
    }
    let mut spending = Spending::new();
    let mut builder = GridBuilder::default();
    let cell = |text: String| Spanned { text: clean(&text), columns: 1, rows: 1 };
    builder.row(
        keys.iter().map(|key| cell((*key).to_owned())),
        SourceLocation::Row { table: 1, row: 0 },
        &mut spending,
    )?;
    for (index, record) in records.iter().enumerate() {
        let cells = keys.iter().map(|key| cell(record.get(*key).map(words).unwrap_or_default()));
        builder.row(cells, SourceLocation::Row { table: 1, row: index + 1 }, &mut spending)?;
    }
    Ok(Document {
        blocks: vec![Block::Grid(builder.finish(None, &mut spending)?)],
        findings: repeats.finding().into_iter().chain(odd).collect(),
        asides,
        ..Document::default()
    })
}

/// Keys that a record of a JSON has more than once: only the last of such values is read.
#[derive(Default)]
struct Repeats {
    /// The first one, and the number of its record where that stands in a list.
    first: Option<(String, Option<usize>)>,
    count: usize,
}

impl Repeats {
    fn finding(self) -> Option<Finding> {
        let (key, entry) = self.first?;
        let count = self.count;
        let place = match entry {
            Some(entry) => text!("第 {entry} 条记录", "record {entry}"),
            None => text!("JSON 的开头部分", "the beginning of the JSON"),
        };
        let [zh, en] = [Lang::Zh, Lang::En].map(|lang| place.in_lang(lang).to_owned());
        let finding = Finding::new(
            "repeated-key",
            text!(
                "{zh}里 `{key}` 写了不止一次，只取了最后一个（这样的共 {count} 处）",
                "{en} has `{key}` more than once, and only the last value was taken (places like that: {count})"
            ),
        );
        Some(finding.fix(text!(
            "请核对原文件，每个名称只留一个，再导入",
            "look at the document, leave each name once, and import that"
        )))
    }
}

/// Goes through a JSON value and looks for repeated keys. What is read otherwise holds each of them once.
struct Members<'r> {
    repeats: &'r mut Repeats,
    /// The number of the list's entry that this is in.
    entry: Option<usize>,
}

impl<'de> DeserializeSeed<'de> for Members<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Members<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut known: HashSet<String> = HashSet::new();
        while let Some(key) = map.next_key::<String>()? {
            if known.contains(&key) {
                self.repeats.count += 1;
                self.repeats.first.get_or_insert((key, self.entry));
            } else {
                known.insert(key);
            }
            map.next_value_seed(Members { repeats: &mut *self.repeats, entry: self.entry })?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let mut number = 1;
        let entry = self.entry;
        let own = |number| entry.or(Some(number));
        while list.next_element_seed(Members { repeats: &mut *self.repeats, entry: own(number) })?.is_some() {
            number += 1;
        }
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

/// What is read is held as a tree, of which each value takes ten times its text and more.
fn ensure_bounded(text: &str) -> Result<()> {
    let bytes = text.as_bytes();
    if memchr::memchr2_iter(b'{', b'[', bytes).count() > limits::JSON_GROUPS {
        return Err(limits::exceeded("JSON 的记录数", "records of the JSON", limits::JSON_GROUPS));
    }
    if memchr::memchr_iter(b',', bytes).count() > limits::JSON_VALUES {
        return Err(limits::exceeded("JSON 的值数", "values of the JSON", limits::JSON_VALUES));
    }
    Ok(())
}

fn records(value: &Value, depth: usize) -> Option<&[Value]> {
    match value {
        Value::Array(entries) if entries.first().is_some_and(Value::is_object) => Some(entries),
        Value::Object(members) if depth < 3 => members.values().find_map(|member| records(member, depth + 1)),
        _ => None,
    }
}

/// What a JSON holds beside the records that are read: those of other arrays, and entries of the same one that are none.
fn beside(value: &Value, read: &[Value]) -> (Asides, Option<Finding>) {
    let mut asides = Asides::default();
    let mut others = Vec::new();
    arrays(value, 0, &mut others);
    for entry in others.into_iter().filter(|other| !std::ptr::eq(*other, read)).flatten() {
        if let Value::Object(members) = entry {
            let line: Vec<String> = members.values().map(words).collect();
            asides.push(Aside::Records, &line.join("\t").replace('\n', " "));
        }
    }
    let mut odd = read.iter().zip(1..).filter(|(entry, _)| !entry.is_object() && !entry.is_null());
    let Some((first, number)) = odd.next() else { return (asides, None) };
    let (count, head): (_, String) = (1 + odd.count(), words(first).chars().take(40).collect());
    let finding = Finding::new(
        "no-record",
        text!(
            "有 {count} 条内容不是记录，没有读入，第一条是第 {number} 条：{head}",
            "{count} entries are no records and were not read, no. {number} first: {head}"
        ),
    );
    let fix = text!(
        "请把它们改成与其他各条相同的 {{…}}，再导入",
        "write them as {{…}} like the others, and import that"
    );
    (asides, Some(finding.fix(fix)))
}

/// The arrays of records in a value.
fn arrays<'v>(value: &'v Value, depth: usize, found: &mut Vec<&'v [Value]>) {
    match value {
        Value::Array(entries) if entries.first().is_some_and(Value::is_object) => found.push(entries),
        Value::Object(members) if depth < 3 => {
            members.values().for_each(|member| arrays(member, depth + 1, found));
        }
        _ => {}
    }
}

fn words(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(words) => words.clone(),
        Value::Array(entries) => entries.iter().map(words).collect::<Vec<_>>().join("、"),
        other => other.to_string(),
    }
}
