//! Tables of a number, a text and a list of departments whose cells stand apart by one blank, as text copied from a page
//! does: `3 新建泵站二十座 市水务局`. With three columns the first and the last word say where each ends.

use super::{columns, columns::ColumnRole::Number, departments, fold, marker, text_grid};
use crate::import::source::{Grid, Paragraph};

/// Columns of such a table.
const WIDTH: usize = 3;

/// The table in these lines: its first line, the one behind its last, its grid.
pub(super) fn find(lines: &[&Paragraph]) -> Option<(usize, usize, Grid)> {
    const FEWEST: usize = 2;
    let start = lines.iter().position(|line| titles(&line.text).is_some())?;
    let header = lines.get(start)?;
    let mut rows = vec![text_grid::row(titles(&header.text)?, header.location, WIDTH)];
    let mut end = start + 1;
    for (index, line) in lines.iter().enumerate().skip(start + 1) {
        if fold::trim(&line.text).is_empty() {
            continue;
        }
        let Some(cells) = cells(&line.text) else { break };
        rows.push(text_grid::row(cells, line.location, WIDTH));
        end = index + 1;
    }
    (rows.len() > FEWEST).then_some((start, end, Grid::new(None, rows)))
}

/// 序号 工 作 任 务 牵头单位: the three titles; words of one sign are parts of one that is spread out.
fn titles(line: &str) -> Option<Vec<String>> {
    let mut titles: Vec<(String, bool)> = Vec::new();
    for word in line.split(fold::is_blank).filter(|word| !word.is_empty()) {
        let is_part = word.chars().nth(1).is_none();
        let is_full = titles.len() == WIDTH;
        match titles.last_mut() {
            Some((title, true)) if is_part => title.push_str(word),
            _ if is_full => return None,
            _ => titles.push((word.to_owned(), is_part)),
        }
    }
    let titles: Vec<String> = titles.into_iter().map(|(title, _)| title).collect();
    let words: Vec<&str> = titles.iter().map(String::as_str).collect();
    let [number, _, named] = words.as_slice() else { return None };
    let is_table = columns::role_of(number) == Some(Number)
        && columns::role_of(named).is_some_and(columns::ColumnRole::names_departments)
        && text_grid::is_header(&words);
    is_table.then_some(titles)
}

/// A number, a text, and all words at the end that are departments.
fn cells(line: &str) -> Option<Vec<String>> {
    let words: Vec<&str> = line.split(fold::is_blank).filter(|word| !word.is_empty()).collect();
    let (number, rest) = words.split_first()?;
    marker::pure_number(number)?;
    let named = rest.iter().rev().take_while(|word| departments::is_list(word)).count();
    let (text, named) = rest.split_at_checked(rest.len() - named)?;
    (!text.is_empty() && !named.is_empty())
        .then(|| vec![(*number).to_owned(), text.join(" "), named.join("、")])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::source::SourceLocation;

    fn rows(text: &str) -> Vec<String> {
        let lines: Vec<Paragraph> = text
            .lines()
            .zip(1..)
            .map(|(text, line)| Paragraph::new(text.to_owned(), SourceLocation::Line(line)))
            .collect();
        let lines: Vec<&Paragraph> = lines.iter().collect();
        let (_, _, grid) = find(&lines).unwrap_or_else(|| panic!("{text}"));
        let row = |row: &crate::import::source::Row| {
            row.cells.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join("|")
        };
        grid.rows.iter().map(row).collect()
    }

    #[test]
    fn three_columns_apart_by_one_blank_are_a_table() {
        assert_eq!(
            rows(
                "任务表\n序号 工 作 任 务 牵头负责部门\n1 新增就业一千人以上 人力资源社会保障局\n2 新建泵站二十座，完成投资 5 亿元 水务局 财政局\n（完）"
            ),
            [
                "序号|工作任务|牵头负责部门",
                "1|新增就业一千人以上|人力资源社会保障局",
                "2|新建泵站二十座，完成投资 5 亿元|水务局、财政局"
            ]
        );
    }
}
