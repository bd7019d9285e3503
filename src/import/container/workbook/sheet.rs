//! One sheet of a workbook, xlsx or xls: its cells in whatever order they come, merged areas, hidden rows and
//! columns, comments. They become a grid of what a person sees, or cells as they are stored.

use super::{
    cells::{Area, CellSheet, CellValue, StoredCell},
    format::Shown,
};
use crate::{
    error::{Finding, Result},
    import::{
        container::{
            limits::{self, Budget},
            spans::{GridBuilder, Spending, is_empty},
        },
        source::{Cell, Grid, Merged, SourceLocation},
    },
    text::Lang,
};

/// The most rows and columns that a sheet can have.
pub(super) const LAST_ROW: u32 = 1_048_576;
/// As [`LAST_ROW`].
pub(super) const LAST_COLUMN: u32 = 16_384;

/// A merged area with its text.
struct Filled {
    area: Area,
    text: String,
}

/// Collects a sheet.
#[derive(Debug)]
pub(super) struct Sheet {
    from_1904: bool,
    cells: Vec<StoredCell>,
    /// Formulas that no program has computed yet.
    uncomputed: Vec<(u32, u32, String)>,
    merges: Vec<Area>,
    areas: Budget,
    hidden_rows: Vec<u32>,
    hidden_columns: Vec<(u32, u32)>,
    /// Where somebody left a comment.
    commented: Vec<(u32, u32)>,
    spending: Spending,
}

impl Sheet {
    /// A sheet without cells, of a workbook that counts days from 1904 on, or from 1900.
    pub(super) fn new(from_1904: bool) -> Self {
        Self {
            from_1904,
            cells: Vec::new(),
            uncomputed: Vec::new(),
            merges: Vec::new(),
            areas: Budget::new(limits::AREAS, ("合并区域和隐藏的行数", "merged areas and hidden rows")),
            hidden_rows: Vec::new(),
            hidden_columns: Vec::new(),
            commented: Vec::new(),
            spending: Spending::new(),
        }
    }

    /// Adds a cell; one without anything to see is none.
    pub(super) fn cell(&mut self, cell: StoredCell) -> Result<()> {
        match &cell.value {
            CellValue::Text(text) if is_empty(text) => return Ok(()),
            CellValue::Text(text) => self.spending.cell(text)?,
            _ => self.spending.cell("")?,
        }
        self.cells.push(cell);
        Ok(())
    }

    /// Adds that there is a comment.
    pub(super) fn comment(&mut self, row: u32, column: u32) -> Result<()> {
        self.areas.spend(1)?;
        self.commented.push((row, column));
        Ok(())
    }

    /// Adds a formula that has no value.
    pub(super) fn uncomputed(&mut self, row: u32, column: u32, formula: &str) -> Result<()> {
        self.spending.cell(formula)?;
        self.uncomputed.push((row, column, formula.to_owned()));
        Ok(())
    }

    /// Adds a merged area.
    pub(super) fn merge(&mut self, area: Area) -> Result<()> {
        self.areas.spend(1)?;
        self.merges.push(area);
        Ok(())
    }

    /// Hides a row.
    pub(super) fn hide_row(&mut self, row: u32) -> Result<()> {
        self.areas.spend(1)?;
        self.hidden_rows.push(row);
        Ok(())
    }

    /// Hides columns from the first to the last.
    pub(super) fn hide_columns(&mut self, first: u32, last: u32) -> Result<()> {
        if self.hidden_columns.len() >= LAST_COLUMN as usize {
            return Err(limits::exceeded("隐藏的列数", "hidden columns", LAST_COLUMN));
        }
        self.hidden_columns.push((first, last));
        Ok(())
    }

    /// The cells as they are stored, by row and column.
    pub(super) fn stored(mut self, name: &str, is_hidden: bool) -> CellSheet {
        let uncomputed = std::mem::take(&mut self.uncomputed);
        self.cells.extend(uncomputed.into_iter().map(|(row, column, formula)| StoredCell {
            row,
            column,
            value: CellValue::Uncomputed(formula),
            shown: Shown::Plain,
            is_formula: true,
        }));
        self.sort();
        CellSheet {
            name: name.to_owned(),
            is_hidden,
            from_1904: self.from_1904,
            cells: self.cells,
            merged: self.merges,
            commented: self.commented,
        }
    }

    /// Brings the cells in order. Of two at one place the later counts.
    fn sort(&mut self) {
        self.cells.sort_by_key(|cell| (cell.row, cell.column));
        self.cells.reverse();
        self.cells.dedup_by_key(|cell| (cell.row, cell.column));
        self.cells.reverse();
    }

    /// The cells as a grid, and what is to be said of them: rows and columns that hold nothing or are hidden are
    /// left out.
    pub(super) fn grid(
        mut self,
        spending: &mut Spending,
        name: &str,
        table: usize,
    ) -> Result<(Grid, Vec<Finding>)> {
        self.sort();
        self.hidden_rows.sort_unstable();
        let hidden = self.hidden();
        let hidden_at = |column: u32| hidden.get(column as usize).copied().unwrap_or(false);
        let mut columns: Vec<u32> =
            self.cells.iter().map(|cell| cell.column).filter(|column| !hidden_at(*column)).collect();
        columns.sort_unstable();
        columns.dedup();
        if columns.len() > limits::COLUMNS {
            return Err(limits::exceeded("表格的列数", "columns of a table", limits::COLUMNS));
        }
        let merges = self.filled_areas()?;
        let mut findings = self.findings(name, &hidden);
        let mut open: Vec<Filled> = Vec::new();
        let mut waiting = merges.into_iter().peekable();
        let mut builder = GridBuilder::default();
        let mut covered = 0;
        let mut cells = std::mem::take(&mut self.cells).into_iter().peekable();
        while let Some(row) = cells.peek().map(|cell| cell.row) {
            let mut line = vec![Cell::default(); columns.len()];
            while let Some(cell) = cells.next_if(|cell| cell.row == row) {
                if let Some(slot) =
                    columns.binary_search(&cell.column).ok().and_then(|index| line.get_mut(index))
                {
                    slot.text = cell.words(self.from_1904);
                }
            }
            if self.hidden_rows.binary_search(&row).is_ok() {
                continue;
            }
            open.retain(|filled| filled.area.bottom >= row);
            while let Some(mut filled) = waiting.next_if(|filled| filled.area.top <= row) {
                // below hidden rows it begins here
                filled.area.top = row;
                if filled.area.bottom >= row && open.len() < limits::COLUMNS {
                    open.push(filled);
                }
            }
            for filled in &open {
                covered += merge_into(&mut line, &columns, filled.area, row, &filled.text);
            }
            builder.placed_row(line, SourceLocation::Row { table, row: row as usize }, spending)?;
        }
        if covered > 0 {
            findings.push(Finding::new(
                "covered-cells",
                text!(
                    "工作表“{name}”中有 {covered} 个单元格被合并区域盖住而仍有内容，按原内容读入，请核对",
                    "{covered} cells of sheet {name} hold words below a merged area; they were read, check them"
                ),
            ));
        }
        Ok((builder.finish(Some(name.to_owned()), spending)?, findings))
    }

    /// Which columns are hidden.
    fn hidden(&self) -> Vec<bool> {
        let mut begins = vec![0_i64; LAST_COLUMN as usize + 2];
        for (first, last) in &self.hidden_columns {
            for (column, step) in [(*first, 1), (last.saturating_add(1), -1)] {
                if let Some(slot) = begins.get_mut(column.min(LAST_COLUMN + 1) as usize) {
                    *slot += step;
                }
            }
        }
        begins
            .iter()
            .scan(0, |depth, step| {
                *depth += step;
                Some(*depth > 0)
            })
            .collect()
    }

    /// The merged areas with what stands in their first cells, from the top.
    fn filled_areas(&mut self) -> Result<Vec<Filled>> {
        let mut filled = Vec::with_capacity(self.merges.len());
        for area in &self.merges {
            let at = self.cells.binary_search_by_key(&(area.top, area.left), |cell| (cell.row, cell.column));
            let first = at.ok().and_then(|at| self.cells.get(at));
            let text = first.map(|cell| cell.words(self.from_1904)).unwrap_or_default();
            self.spending.text(text.len())?;
            filled.push(Filled { area: *area, text });
        }
        filled.sort_by_key(|filled| filled.area.top);
        Ok(filled)
    }

    fn findings(&self, name: &str, hidden: &[bool]) -> Vec<Finding> {
        let mut findings = Vec::new();
        let count = self.hidden_rows.len() + self.hidden_columns.len();
        if count > 0 {
            findings.push(Finding::new(
                "hidden-cells",
                text!(
                    "工作表“{name}”中略过了 {count} 个隐藏的行或列",
                    "passed over {count} hidden rows or columns of sheet {name}"
                ),
            ));
        }
        let seen = |(row, column, _): &&(u32, u32, String)| {
            self.hidden_rows.binary_search(row).is_err()
                && !hidden.get(*column as usize).copied().unwrap_or(false)
        };
        let uncomputed: Vec<String> = self
            .uncomputed
            .iter()
            .filter(seen)
            .map(|(row, column, _)| format!("{}{row}", letters(*column)))
            .collect();
        if !uncomputed.is_empty() {
            let (zh, en) = (some(&uncomputed, Lang::Zh), some(&uncomputed, Lang::En));
            findings.push(
                Finding::new(
                    "formula-without-value",
                    text!(
                        "工作表“{name}”的 {zh} 是还没有算出结果的公式，按空白读入",
                        "{en} of sheet {name}: a formula that no program has computed yet; read as blank"
                    ),
                )
                .fix(text!(
                    "请用 Excel 或 WPS 打开、保存一次，再导入",
                    "open and save it once in Excel or WPS, and import that"
                )),
            );
        }
        findings
    }
}

/// Writes a merged area into a row, and counts the cells that hold words of their own below it: Excel hides
/// those and keeps them, so they are no repetition.
fn merge_into(line: &mut [Cell], columns: &[u32], area: Area, row: u32, text: &str) -> usize {
    let mut covered = 0;
    let first = columns.partition_point(|column| *column < area.left);
    if !area.has_row(row) {
        return 0;
    }
    // beside hidden columns it begins with the first that is shown
    let left = columns.get(first).copied().unwrap_or(area.left);
    for (cell, column) in line.iter_mut().zip(columns).skip(first).take_while(|(_, at)| **at <= area.right) {
        let is_first = (row, *column) == (area.top, left);
        if !cell.text.is_empty() {
            covered += usize::from(!is_first && cell.merged == Merged::No);
            continue;
        }
        text.clone_into(&mut cell.text);
        cell.merged = match *column == left {
            _ if is_first => Merged::No,
            true => Merged::Above,
            false => Merged::Left,
        };
    }
    covered
}

/// The letters of a column: 28 is AB.
pub fn letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut left = column;
    while left > 0 {
        left -= 1;
        letters.push(char::from_u32(u32::from('A') + left % 26).unwrap_or('A'));
        left /= 26;
    }
    letters.iter().rev().collect()
}

/// The first places of a list, and how many there are.
fn some(places: &[String], lang: Lang) -> String {
    const MOST: usize = 5;
    let shown = places.iter().take(MOST).map(String::as_str).collect::<Vec<_>>();
    let all = places.len();
    match (lang, all > MOST) {
        (Lang::Zh, false) => shown.join("、"),
        (Lang::Zh, true) => format!("{} 等 {all} 处", shown.join("、")),
        (Lang::En, false) => shown.join(", "),
        (Lang::En, true) => format!("{} and {} more", shown.join(", "), all - MOST),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_letters() {
        for (column, name) in [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA"), (16_384, "XFD")] {
            assert_eq!(letters(column), name);
        }
    }

    #[test]
    fn merged_areas_are_filled_hidden_ones_left_out_and_blanks_stay_blank() {
        let mut sheet = Sheet::new(false);
        for (row, column, text) in
            [(4, 2, "丁"), (2, 1, "甲"), (2, 2, "乙"), (2, 5, "隐"), (3, 2, "丙"), (3, 3, "盖"), (2, 3, "丑")]
        {
            let value = CellValue::Text(text.to_owned());
            sheet.cell(StoredCell::new(row, column, value)).unwrap();
        }
        sheet.merge(Area { top: 2, left: 1, bottom: 3, right: 1 }).unwrap();
        sheet.merge(Area { top: 3, left: 2, bottom: 3, right: 3 }).unwrap();
        sheet.hide_columns(5, 9).unwrap();
        sheet.uncomputed(4, 3, "1+1").unwrap();
        let (grid, findings) = sheet.grid(&mut Spending::new(), "表", 1).unwrap();
        let rows: Vec<Vec<_>> = grid
            .rows
            .iter()
            .map(|row| row.cells.iter().map(|cell| (cell.text.as_str(), cell.merged)).collect())
            .collect();
        use Merged::*;
        assert_eq!(
            rows,
            [
                [("甲", No), ("乙", No), ("丑", No)],
                [("甲", Above), ("丙", No), ("盖", No)],
                [("", No), ("丁", No), ("", No)],
            ]
        );
        let codes: Vec<_> = findings.iter().map(|finding| finding.code).collect();
        assert_eq!(codes, ["hidden-cells", "formula-without-value", "covered-cells"]);
    }

    #[test]
    fn a_merged_area_that_begins_in_hidden_cells_is_shown_where_it_goes_on() {
        let mut sheet = Sheet::new(false);
        for (row, column, text) in [(1, 1, "题"), (2, 2, "甲"), (2, 3, "乙"), (4, 2, "组"), (6, 3, "丙")]
        {
            let value = CellValue::Text(text.to_owned());
            sheet.cell(StoredCell::new(row, column, value)).unwrap();
        }
        sheet.merge(Area { top: 1, left: 1, bottom: 1, right: 3 }).unwrap();
        sheet.merge(Area { top: 4, left: 2, bottom: 6, right: 2 }).unwrap();
        sheet.hide_columns(1, 1).unwrap();
        sheet.hide_row(4).unwrap();
        let (grid, _) = sheet.grid(&mut Spending::new(), "表", 1).unwrap();
        let rows = grid.rows.iter().map(|row| row.cells.iter().map(|cell| (cell.text.as_str(), cell.merged)));
        let rows: Vec<Vec<_>> = rows.map(Iterator::collect).collect();
        use Merged::*;
        assert_eq!(
            rows,
            [vec![("题", No), ("题", Left)], vec![("甲", No), ("乙", No)], vec![("组", No), ("丙", No)]]
        );
    }
}
