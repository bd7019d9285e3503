//! Rows from a run of cells whose ends are not marked and whose merged cells are missing: a number
//! starts a row, lists of departments and deadlines close it, what stands before the number is a group.

#![expect(clippy::indexing_slicing, reason = "indices are counted over the very lists that they index")]

use super::{
    ColumnRole::{self, Content, Deadline, KeyTask, Number, Other, Pillar},
    columns, deadline, departments, fold,
    marker::{self, Level},
    names, text_grid,
};
use crate::import::source::{Cell, Grid, Merged, Row, SourceLocation};

/// A grid from a header and the cells below it.
pub(super) fn grid(
    titles: &[String],
    location: SourceLocation,
    cells: &[(String, SourceLocation)],
) -> Option<Grid> {
    let mut roles: Vec<Option<ColumnRole>> = titles.iter().map(|title| columns::role_of(title)).collect();
    if !roles.contains(&Some(Content)) {
        let last = roles.iter().rposition(|role| matches!(role, Some(KeyTask | Pillar)))?;
        *roles.get_mut(last)? = Some(Content);
    }
    let content = roles.iter().position(|role| *role == Some(Content))?;
    let title_of = |index: usize| titles[index].clone();
    let tail: Vec<(ColumnRole, String)> = roles
        .iter()
        .enumerate()
        .skip(content + 1)
        .filter_map(|(index, role)| {
            // a column of persons is left out of the tasks, and told from their text
            role.filter(|role| role.names_departments() || matches!(role, Deadline | Other))
                .map(|role| (role, title_of(index)))
        })
        .collect();
    let group = roles.iter().position(|role| matches!(role, Some(KeyTask | Pillar)));
    let number = roles.iter().position(|role| *role == Some(Number));
    // 牵头单位 | 目标任务 | 责任单位: who leads stands in front of the text
    let front = roles.iter().take(content).position(|role| role.is_some_and(ColumnRole::names_departments));
    let numbers = cells.iter().filter(|(text, _)| text.bytes().all(|byte| byte.is_ascii_digit())).count();
    let mut builder = RowBuilder {
        tail: &tail,
        grouped: group.is_some(),
        inside: matches!((number, group), (Some(number), Some(group)) if number < group && group < content),
        numbered: number.is_some() || numbers >= 2,
        front: front.map(|_| String::new()),
        width: 3 + usize::from(front.is_some()) + tail.len(),
        pillar_level: None,
        rows: Vec::new(),
    };
    // the columns of the grid: group, number, who stands in front, content, then what closes a row
    let mut header = vec![
        group.map_or_else(|| "重点任务".to_owned(), title_of),
        number.map_or_else(|| "序号".to_owned(), title_of),
    ];
    header.extend(front.map(title_of));
    header.push(match columns::role_of(&title_of(content)) {
        Some(Content) => title_of(content),
        _ => "主要内容".to_owned(),
    });
    header.extend(tail.iter().map(|(_, title)| title.clone()));
    builder.push(header, location);
    builder.body(cells);
    Some(Grid::new(None, builder.rows))
}

struct RowBuilder<'a> {
    tail: &'a [(ColumnRole, String)],
    /// Whether the header has a column for groups.
    grouped: bool,
    /// Whether that column stands between number and content.
    inside: bool,
    numbered: bool,
    /// Where a column of departments stands in front of the text: its cell of the row above.
    front: Option<String>,
    width: usize,
    pillar_level: Option<Level>,
    rows: Vec<Row>,
}

type TextCell<'a> = &'a (String, SourceLocation);

impl RowBuilder<'_> {
    fn push(&mut self, cells: Vec<String>, location: SourceLocation) {
        let cells = cells.into_iter().map(|text| Cell { text, merged: Merged::No }).collect();
        self.rows.push(Row { cells, location });
    }

    fn body(&mut self, cells: &[(String, SourceLocation)]) {
        let mut waiting: Vec<TextCell<'_>> = Vec::new();
        // where the last number among them stands: they may be all of a long text
        let mut number: Option<usize> = None;
        let mut index = 0;
        while let Some(cell) = cells.get(index) {
            let has_content = match number {
                Some(number) => number + 1 < waiting.len(),
                // the second task below a merged number
                None => match waiting.as_slice() {
                    [(text, _)] if self.numbered => self.is_task_of_a_merged_number(text),
                    waiting => !self.numbered && !waiting.is_empty(),
                },
            };
            let (closing, used) = if has_content { self.closing(cells, index) } else { (Vec::new(), 0) };
            if used == 0 || self.is_rest_of_text(cells, index, used) {
                if self.is_number(&cell.0) {
                    number = Some(waiting.len());
                }
                waiting.push(cell);
                index += 1;
            } else {
                number = None;
                self.rows_of(&std::mem::take(&mut waiting), closing);
                index += used;
            }
        }
        self.leftover(&waiting);
    }

    /// Whether a line without a number in front of it says what to do, behind a row that is whole.
    fn is_task_of_a_merged_number(&self, text: &str) -> bool {
        const HEADER_AND_ONE: usize = 2;
        self.rows.len() >= HEADER_AND_ONE
            && marker::read(text).is_none()
            && text.ends_with('。')
            && names::begins_task(text)
    }

    fn is_number(&self, text: &str) -> bool {
        self.numbered
            && marker::pure_number(text).is_some()
            && !text.chars().any(|sign| "一二三四五六七八九十".contains(sign))
    }

    fn has_content(&self, waiting: &[TextCell<'_>]) -> bool {
        if self.numbered {
            return waiting
                .iter()
                .rposition(|(text, _)| self.is_number(text))
                .is_some_and(|at| at + 1 < waiting.len());
        }
        !waiting.is_empty()
    }

    /// Whether a line that could be a department is the rest of a wrapped text (…建设数据 / 产业园区): the lines
    /// below it fill the columns too, and reach further.
    fn is_rest_of_text(&self, cells: &[(String, SourceLocation)], index: usize, used: usize) -> bool {
        let is_weak = cells.get(index).is_some_and(|(text, _)| !names::is_surely_department(text));
        is_weak && self.closing(cells, index + 1).1 >= used && used > 0
    }

    /// The cells from `index` on that close a row, each in its column, and how many lines they took.
    fn closing(&self, cells: &[(String, SourceLocation)], index: usize) -> (Vec<String>, usize) {
        const LONGEST_OTHER: usize = 9;
        let mut closing = vec![String::new(); self.tail.len()];
        let (mut column, mut used) = (0_usize, 0);
        let mut is_closed = false;
        while let Some((text, _)) = cells.get(index + used) {
            let fits = |role: ColumnRole| match role {
                Deadline => deadline::is_phrase(text) || names::is_nobody(text),
                // what else a title names is short: 王某某 李某某
                Other => {
                    fold::key(text).chars().count() <= LONGEST_OTHER
                        && !self.is_number(text)
                        && !departments::is_list(text)
                        && !deadline::is_phrase(text)
                }
                _ => departments::is_list(text) || names::is_nobody(text),
            };
            let before = column
                .checked_sub(1)
                .and_then(|column| closing.get(column))
                .filter(|before| before.ends_with(['、', '，', ',']));
            if before.is_some() && departments::is_list(text) {
                // a list that goes on after a wrapped line
                closing[column - 1].push_str(text);
                used += 1;
                continue;
            }
            let Some(next) = (column..self.tail.len()).find(|next| fits(self.tail[*next].0)) else {
                // several lines of one cell, a department on each
                let goes_on = column > 0
                    && self.numbered
                    && self.tail[column - 1].0.names_departments()
                    && (names::is_surely_department(text)
                        || departments::is_list(text)
                            && self.is_closed_by(cells.get(index + used + 1), column));
                if !goes_on {
                    break;
                }
                closing[column - 1].push('、');
                closing[column - 1].push_str(text);
                used += 1;
                continue;
            };
            is_closed |= self.tail[next].0 != Other;
            closing[next].clone_from(text);
            column = next + 1;
            used += 1;
        }
        if is_closed { (closing, used) } else { (Vec::new(), 0) }
    }

    /// Whether a cell begins the next row, or fills a column from `column` on.
    fn is_closed_by(&self, cell: Option<TextCell<'_>>, column: usize) -> bool {
        let is_due = |text: &str| {
            self.tail[column..].iter().any(|(role, _)| *role == Deadline) && deadline::is_phrase(text)
        };
        cell.is_none_or(|(text, _)| self.is_number(text) || is_due(text))
    }

    /// The rows that wait for the cells that close the last of them.
    fn rows_of(&mut self, waiting: &[TextCell<'_>], closing: Vec<String>) {
        let starts: Vec<usize> = if self.numbered {
            (0..waiting.len()).filter(|index| self.is_number(&waiting[*index].0)).collect()
        } else {
            let level = |index: usize| {
                waiting.get(index).and_then(|(text, _)| marker::read(text)).map(|marker| marker.level)
            };
            let last = waiting.len().saturating_sub(1);
            let listed = || waiting.iter().take(last).rposition(|(text, _)| departments::is_list(text));
            if let Some(start) = self.front.as_ref().and_then(|_| listed()) {
                return self.one_row(&waiting[..start], &waiting[start..], closing);
            }
            // cells of the same marker as the last one are tasks whose departments are merged into its own
            (0..=last)
                .filter(|index| *index == last || level(*index).is_some() && level(*index) == level(last))
                .collect()
        };
        if let (true, [(text, location), ..]) = (starts.is_empty(), waiting) {
            let front = self.front.clone();
            let cells = [String::new(), String::new()].into_iter().chain(front);
            return self.push(cells.chain([text.clone()]).chain(closing).collect(), *location);
        }
        let mut from = 0;
        for (turn, start) in starts.iter().enumerate() {
            let next = starts.get(turn + 1).copied();
            let end = match next {
                // group cells of the next row stand in front of its number: one line of text comes first
                Some(next) if self.numbered => (start + 2).min(next),
                Some(next) => next,
                None => waiting.len(),
            };
            let groups = &waiting[from..*start];
            let own = &waiting[*start..end];
            let closing = if next.is_none() { closing.clone() } else { vec![String::new(); self.tail.len()] };
            self.one_row(groups, own, closing);
            from = end;
        }
    }

    fn one_row(&mut self, groups: &[TextCell<'_>], own: &[TextCell<'_>], closing: Vec<String>) {
        let mut group = String::new();
        for (index, (text, location)) in groups.iter().enumerate() {
            let level = marker::read(text).map(|marker| marker.level);
            if self.is_rest_of_row(text, *location) {
                continue;
            }
            let last = index + 1 == groups.len();
            let outer = match level {
                Some(Level::Part | Level::Han) => true,
                Some(Level::HanBracket) => {
                    !last
                        || self.pillar_level == Some(Level::HanBracket)
                        || !self.has_pillar() && groups.len() == 1 && !self.numbered
                }
                _ => !last,
            };
            if self.grouped && !outer {
                group.clone_from(text);
            } else {
                self.pillar_level = self.pillar_level.or(level);
                self.rows.push(text_grid::wide(text, *location, self.width));
            }
        }
        let Some(((first, location), rest)) = own.split_first().map(|(first, rest)| (*first, rest)) else {
            return;
        };
        let (number, mut text) = if self.numbered { (first.clone(), rest) } else { (String::new(), own) };
        if let (true, [inner, rest @ ..]) = (self.inside && self.numbered && text.len() > 1, text) {
            group.clone_from(&inner.0);
            text = rest;
        }
        let mut cells = vec![group, number];
        if let Some(front) = &mut self.front {
            if let [named, rest @ ..] = text
                && !rest.is_empty()
                && departments::is_list(&named.0)
            {
                front.clone_from(&named.0);
                text = rest;
            }
            // a blank one is merged with the one above
            cells.push(front.clone());
        }
        cells.push(text.iter().map(|(text, _)| text.as_str()).collect::<Vec<_>>().join("\n"));
        cells.extend(closing);
        self.push(cells, *location);
    }

    /// Puts a phrase that no kind of cell explains into the last cell of the row that it stands on: 采暖季前, where the cells of
    /// a row share a line.
    fn is_rest_of_row(&mut self, text: &str, location: SourceLocation) -> bool {
        const HEADER_AND_ONE: usize = 2;
        if self.rows.len() < HEADER_AND_ONE || location == SourceLocation::Unknown {
            return false;
        }
        let last = self.rows.last_mut().filter(|row| row.location == location);
        let blank = last.and_then(|row| row.cells.last_mut()).filter(|cell| cell.text.is_empty());
        blank.map(|cell| text.clone_into(&mut cell.text)).is_some()
    }

    fn has_pillar(&self) -> bool {
        self.pillar_level.is_some()
    }

    /// What is left when the text ends: tasks without departments, headings, notes.
    fn leftover(&mut self, waiting: &[TextCell<'_>]) {
        if self.has_content(waiting) && self.numbered {
            self.rows_of(waiting, vec![String::new(); self.tail.len()]);
            return;
        }
        for (text, location) in waiting.iter().copied() {
            if !fold::trim(text).is_empty() && !self.is_rest_of_row(text, *location) {
                self.rows.push(text_grid::wide(text, *location, self.width));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rows below the titles, a cell that goes over the whole width alone.
    fn rows(titles: &[&str], cells: &[&str]) -> Vec<String> {
        let titles: Vec<String> = titles.iter().map(|&title| title.to_owned()).collect();
        let cells: Vec<_> = cells.iter().map(|&text| (text.to_owned(), SourceLocation::Unknown)).collect();
        let line = |row: &Row| {
            let own = row.cells.iter().filter(|cell| cell.merged == Merged::No);
            own.map(|cell| cell.text.as_str()).collect::<Vec<_>>().join("|")
        };
        let grid = grid(&titles, SourceLocation::Unknown, &cells).unwrap();
        grid.rows.iter().skip(1).map(line).collect()
    }

    #[test]
    fn what_is_left_at_the_end_is_a_task_without_departments_or_a_text_of_its_own() {
        let titles = ["序号", "任务内容", "责任单位"];
        let whole = ["1", "建立平台", "市教委", "2", "开展试点", "市科委"];
        assert_eq!(rows(&titles, &whole), ["|1|建立平台|市教委", "|2|开展试点|市科委"]);
        let left = [&whole[..], &["3", "组织培训"]].concat();
        assert_eq!(
            rows(&titles, &left),
            ["|1|建立平台|市教委", "|2|开展试点|市科委", "|3|组织培训|"],
            "a number with its text"
        );
        let left = [&whole[..], &["以上任务年底前完成。", " "]].concat();
        assert_eq!(
            rows(&titles, &left),
            ["|1|建立平台|市教委", "|2|开展试点|市科委", "以上任务年底前完成。"],
            "a text without a number"
        );
        let left = [&whole[..], &["3"]].concat();
        assert_eq!(rows(&titles, &left)[2..], ["3"], "a number without a text");
    }
}
