//! Records: a label beside its value, again and again (反馈问题 | …, 责任单位 | …), in the rows of a table or on the lines
//! of a text. They become a table with a column for each label.

use std::collections::{HashMap, HashSet};

use super::{columns, fold, header, marker, text_grid};
use crate::import::source::{Block, Cell, Grid, Merged, Paragraph, Row, SourceLocation};

/// Signs that a label has at most.
const LONGEST: usize = 10;

/// A label with its value.
type Field = (String, String);

/// What belongs together: its number, where one is printed, and its fields.
struct Record {
    number: Option<String>,
    fields: Vec<Field>,
    location: SourceLocation,
}

/// Replaces records by tables.
pub(super) fn recognise(blocks: Vec<Block>) -> Vec<Block> {
    let mut found = Vec::with_capacity(blocks.len());
    let mut lines: Vec<Paragraph> = Vec::new();
    for block in blocks {
        match block {
            Block::Paragraph(line) if lines.is_empty() || is_blank(&line) || field(&line.text).is_some() => {
                let starts = field(&line.text).is_some();
                if lines.is_empty() && !starts {
                    found.push(Block::Paragraph(line));
                } else {
                    lines.push(line);
                }
            }
            other => {
                found.extend(of_lines(std::mem::take(&mut lines)));
                found.push(match other {
                    Block::Grid(grid) => Block::Grid(of_rows(&grid).unwrap_or(grid)),
                    paragraph @ Block::Paragraph(_) => paragraph,
                });
            }
        }
    }
    found.extend(of_lines(lines));
    found
}

fn is_blank(line: &Paragraph) -> bool {
    fold::trim(&line.text).is_empty()
}

/// A line that is a label without a number and its value.
fn field(text: &str) -> Option<Field> {
    let text = fold::trim(text);
    // 序号1
    let number = |text: &'static str, whole: &str| {
        let digits = fold::trim(whole.strip_prefix(text)?).to_owned();
        let is_number = !digits.is_empty() && digits.chars().all(|sign| sign.is_ascii_digit());
        is_number.then(|| (text.to_owned(), digits))
    };
    if let Some(field) = ["序号", "编号"].iter().find_map(|word| number(word, text)) {
        return Some(field);
    }
    let (label, value) = text.split_once(['：', ':'])?;
    let label = fold::trim(label).trim_matches(['【', '】', '[', ']', '*']);
    let is_label = (2..=LONGEST).contains(&fold::key(label).chars().count()) && marker::read(text).is_none();
    is_label.then(|| (label.to_owned(), fold::trim(value).to_owned()))
}

/// The records of lines that are all fields; others stay lines.
fn of_lines(lines: Vec<Paragraph>) -> Vec<Block> {
    let keep = |lines: Vec<Paragraph>| lines.into_iter().map(Block::Paragraph).collect();
    let mut records: Vec<Record> = Vec::new();
    for line in &lines {
        let Some((label, value)) = field(&line.text) else { continue };
        let begins =
            records.first().is_none_or(|first| first.fields.first().is_some_and(|known| known.0 == label));
        if begins {
            records.push(Record { number: None, fields: Vec::new(), location: line.location });
        }
        if let Some(record) = records.last_mut() {
            record.fields.push((label, value));
        }
    }
    match (records.len() > 1).then(|| table(&records, Vec::new())).flatten() {
        Some(grid) => vec![Block::Grid(grid)],
        None => keep(lines),
    }
}

/// The records of a grid whose rows are labels with their values.
fn of_rows(grid: &Grid) -> Option<Grid> {
    let mut records: Vec<Record> = Vec::new();
    let mut above: Vec<Row> = Vec::new();
    for row in &grid.rows {
        let own: Vec<&Cell> = row.cells.iter().filter(|cell| cell.merged != Merged::Left).collect();
        let (number, cells) = match own.split_first() {
            Some((first, rest)) if own.len() % 2 == 1 && own.len() > 1 => {
                (Some(*first).filter(|first| first.merged == Merged::No), rest)
            }
            Some((first, [])) if records.is_empty() => {
                above.push(text_grid::wide(&first.text, row.location, 1));
                continue;
            }
            _ => (None, own.as_slice()),
        };
        let pairs = || {
            cells.chunks_exact(2).filter_map(|pair| match pair {
                [label, value] => Some([*label, *value]),
                _ => None,
            })
        };
        // one label for several rows: its value goes on below
        let is_more = |label: &Cell| label.merged == Merged::Above;
        let field = |label: &Cell, value: &Cell| (fold::key(&label.text), value.text.clone());
        let own: Vec<Field> =
            pairs().filter(|[label, _]| !is_more(label)).map(|[label, value]| field(label, value)).collect();
        let more: Vec<Field> = pairs()
            .filter(|[label, value]| is_more(label) && value.merged == Merged::No)
            .map(|[label, value]| field(label, value))
            .collect();
        let is_label = |(label, _): &Field| (2..=LONGEST).contains(&label.chars().count());
        if own.is_empty() && more.is_empty() || !own.iter().chain(&more).all(is_label) {
            return None;
        }
        let known = records.first().and_then(|first| first.fields.first());
        let begins = known.is_none_or(|known| own.iter().any(|(label, _)| *label == known.0));
        if begins {
            records.push(Record { number: None, fields: Vec::new(), location: row.location });
        }
        let record = records.last_mut()?;
        record.number = record.number.take().or_else(|| number.map(|cell| cell.text.clone()));
        record.fields.extend(own);
        for (label, value) in more.into_iter().filter(|(_, value)| !fold::trim(value).is_empty()) {
            match record.fields.iter_mut().rfind(|(known, _)| *known == label) {
                Some((_, text)) => {
                    let is_list = columns::role_of(&label).is_some_and(|role| !role.is_text());
                    let is_closed = text.ends_with(['。', '；', ';', '，', '、']);
                    text.push(if is_list || is_closed { '\n' } else { ' ' });
                    text.push_str(&value);
                }
                None => record.fields.push((label, value)),
            }
        }
    }
    table(&records, above)
}

/// A table of records, below the texts that stand above them. None where the labels are not those of tasks.
fn table(records: &[Record], above: Vec<Row>) -> Option<Grid> {
    const FEWEST: usize = 3;
    let mut known = HashSet::new();
    let all = records.iter().flat_map(|record| &record.fields).map(|(label, _)| label.as_str());
    let labels: Vec<&str> = all.filter(|label| known.insert(*label)).collect();
    let roles: Vec<_> = labels.iter().filter_map(|label| columns::role_of(label)).collect();
    let is_of_tasks = labels.len() >= FEWEST
        && roles.len() * 2 > labels.len()
        && roles.iter().any(|role| role.is_text())
        && roles.iter().any(|role| role.names_departments());
    // a record says nothing twice
    let is_once = |record: &Record| {
        let mut known = HashSet::new();
        record.fields.iter().all(|(label, _)| known.insert(label))
    };
    // titles beside each other are those of a table
    let mut values = records.iter().flat_map(|record| &record.fields).map(|(_, value)| value);
    if !is_of_tasks
        || !records.iter().all(is_once)
        || values.any(|value| columns::is_title(&fold::key(value)))
    {
        return None;
    }
    let numbered = records.iter().any(|record| record.number.is_some());
    let width = labels.len() + usize::from(numbered);
    let first = records.first()?.location;
    let titles =
        numbered.then_some("序号").into_iter().chain(labels.iter().copied()).map(str::to_owned).collect();
    let mut rows = above;
    rows.iter_mut()
        .for_each(|row| row.cells.resize(width, Cell { text: String::new(), merged: Merged::Left }));
    rows.push(text_grid::row(titles, first, width));
    for record in records {
        let values: HashMap<&str, &str> =
            record.fields.iter().map(|(label, value)| (label.as_str(), value.as_str())).collect();
        let value = |label: &&str| values.get(label).copied().unwrap_or_default().to_owned();
        let number = numbered.then(|| record.number.clone().unwrap_or_default());
        let cells = number.into_iter().chain(labels.iter().map(value)).collect();
        rows.push(text_grid::row(cells, record.location, width));
    }
    // a label is no column that people see
    let grid = Grid { name: None, rows, printed: Some(vec![None; width]) };
    header::find(&grid).is_some().then_some(grid)
}
