//! A form as a workbook that tests make, fill in and change cell by cell, and what `collect` takes of it.

use std::{collections::BTreeMap, io::Cursor};

use calamine::{Data, Reader as _, Xlsx, open_workbook_from_rs};
use rust_xlsxwriter::{Format, Workbook, Worksheet};

use crate::sandbox::{Sandbox, Template};

pub(crate) const SLUG: &str = "chanjiao-2021-2025";
pub(crate) const RETURN: &str = "data/chanjiao-2021-2025/returns/2025-q3/d01.yaml";
/// The rows of titles and of the first task, and columns, from 0.
pub(crate) const TITLES: usize = 3;
pub(crate) const TASKS: usize = 4;
pub(crate) const NUMBER: usize = 1;
pub(crate) const STATUS: usize = 8;
pub(crate) const PERCENT: usize = 9;
pub(crate) const PROGRESS: usize = 10;
pub(crate) const INNER: usize = 11;
pub(crate) const PROBLEMS: usize = 12;
pub(crate) const NEXT: usize = 13;
pub(crate) const EXPECTED: usize = 15;

/// What stands in a cell of a form that is to be written.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Cell {
    #[default]
    Blank,
    Words(String),
    Number(f64),
    Percent(f64),
    Formula(&'static str, &'static str),
}

impl Cell {
    pub(crate) fn words(&self) -> String {
        match self {
            Self::Blank => String::new(),
            Self::Words(words) => words.clone(),
            Self::Number(number) => number.to_string(),
            Self::Percent(number) => format!("{}%", number * 100.0),
            Self::Formula(_, value) => (*value).to_owned(),
        }
    }
}

pub(crate) fn words(text: impl Into<String>) -> Cell {
    Cell::Words(text.into())
}

/// The percentage that is answered about a task: in no order, as in life, and whole where it is done.
pub(crate) fn percent_of(id: u32) -> u32 {
    if id.is_multiple_of(3) { 100 } else { id * 37 % 97 }
}

/// A form as rows of cells, and what a workbook has besides.
#[derive(Clone, Debug)]
pub(crate) struct Sheet {
    pub(crate) rows: Vec<Vec<Cell>>,
    pub(crate) has_name: bool,
    pub(crate) merged: Vec<(u32, u16, u32, u16)>,
    /// Sheets that the workbook has besides.
    pub(crate) others: Vec<Vec<Vec<Cell>>>,
    /// Where somebody left a comment.
    pub(crate) comment: Option<(u32, u16)>,
    /// The year, month and day on which it was saved; otherwise now.
    pub(crate) saved: Option<(u16, u8, u8)>,
}

fn write_cells(sheet: &mut Worksheet, rows: &[Vec<Cell>]) {
    let percent = Format::new().set_num_format("0%");
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            match cell {
                Cell::Blank => continue,
                Cell::Words(words) => sheet.write_string(row, column, words),
                Cell::Number(number) => sheet.write_number(row, column, *number),
                Cell::Percent(number) => sheet.write_number_with_format(row, column, *number, &percent),
                Cell::Formula(formula, value) => {
                    let formula = rust_xlsxwriter::Formula::new(*formula).set_result(*value);
                    sheet.write_formula(row, column, formula)
                }
            }
            .unwrap();
        }
    }
}

impl Sheet {
    /// The form of 市教委, filled in: each answer names its task.
    pub(crate) fn filled(sandbox: &Sandbox) -> Self {
        Self::filled_by(sandbox, "d01_市教委")
    }

    /// The form of a department by its code and name.
    pub(crate) fn filled_by(sandbox: &Sandbox, department: &str) -> Self {
        let bytes = std::fs::read(sandbox.path(&format!("out/2025-q3_{department}.xlsx"))).unwrap();
        let mut sheet = Self::read(&bytes);
        // Tests go by places, which are those of a form about one plan.
        if sheet.rows[TITLES][NUMBER] == words("所属方案") {
            sheet.remove_column(NUMBER);
        }
        sheet.has_name = department == "d01_市教委";
        for row in sheet.task_rows() {
            let id = sheet.id(row);
            sheet.rows[row][STATUS] = words(if id.is_multiple_of(3) { "已完成" } else { "推进中" });
            sheet.rows[row][PERCENT] = Cell::Percent(f64::from(percent_of(id)) / 100.0);
            sheet.rows[row][PROGRESS] = words(format!("第{id}项进展"));
            sheet.rows[row][PROBLEMS] = words(format!("第{id}项问题"));
            sheet.rows[row][EXPECTED] = words("2025-12-31");
        }
        sheet
    }

    /// The cells of a form.
    pub(crate) fn read(bytes: &[u8]) -> Self {
        let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).unwrap();
        let range = book.worksheet_range("填报表").unwrap();
        let (height, width) = range.end().unwrap();
        let cell = |row: u32, column: u32| match range.get_value((row, column)) {
            Some(Data::String(text)) => words(text.clone()),
            Some(Data::Float(number)) => Cell::Number(*number),
            Some(Data::Int(number)) => Cell::Number(*number as f64),
            _ => Cell::Blank,
        };
        let rows = (0..=height).map(|row| (0..=width).map(|column| cell(row, column)).collect()).collect();
        Self { rows, has_name: false, merged: Vec::new(), others: Vec::new(), comment: None, saved: None }
    }

    pub(crate) fn task_rows(&self) -> std::ops::Range<usize> {
        let below = &self.rows[TASKS..];
        let count = below.iter().take_while(|row| row[NUMBER] != Cell::Blank).count();
        TASKS..TASKS + count
    }

    pub(crate) fn id(&self, row: usize) -> u32 {
        self.rows[row][NUMBER].words().parse().unwrap()
    }

    /// The row of a task.
    pub(crate) fn row(&mut self, id: u32) -> &mut Vec<Cell> {
        let row = self.task_rows().find(|row| self.rows[*row][NUMBER].words() == id.to_string()).unwrap();
        &mut self.rows[row]
    }

    /// Sorts columns from the last task to the first; the others stay.
    pub(crate) fn sort(&mut self, columns: std::ops::Range<usize>) {
        let rows = self.task_rows();
        let old: Vec<Vec<Cell>> = self.rows[rows.clone()].to_vec();
        for (row, from) in rows.zip(old.iter().rev()) {
            for column in columns.clone() {
                self.rows[row][column] = from[column].clone();
            }
        }
    }

    pub(crate) fn remove_column(&mut self, column: usize) {
        for row in &mut self.rows {
            row.remove(column);
        }
    }

    pub(crate) fn insert_column(&mut self, column: usize, title: &str, each: &str) {
        for (number, row) in self.rows.iter_mut().enumerate() {
            let cell = match number {
                TITLES => words(title),
                number if number > TITLES => words(each),
                _ => Cell::Blank,
            };
            row.insert(column, cell);
        }
    }

    pub(crate) fn xlsx(&self) -> Vec<u8> {
        let mut book = Workbook::new();
        if let Some((year, month, day)) = self.saved {
            let day = rust_xlsxwriter::ExcelDateTime::from_ymd(year, month, day).unwrap();
            book.set_properties(&rust_xlsxwriter::DocProperties::new().set_creation_datetime(&day));
        }
        let sheet = book.add_worksheet();
        sheet.set_name("填报表").unwrap();
        write_cells(sheet, &self.rows);
        if let Some((row, column)) = self.comment {
            sheet.insert_note(row, column, &rust_xlsxwriter::Note::new("请核对")).unwrap();
        }
        for (top, left, bottom, right) in &self.merged {
            let text = self.rows[*top as usize][usize::from(*left)].words();
            sheet.merge_range(*top, *left, *bottom, *right, &text, &Format::new()).unwrap();
        }
        for rows in &self.others {
            write_cells(book.add_worksheet(), rows);
        }
        if self.has_name {
            book.define_name("pjt_form", "=\"1 2025-q3 d01\"").unwrap();
        }
        book.save_to_buffer().unwrap()
    }

    pub(crate) fn csv(&self) -> Vec<u8> {
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        for row in &self.rows {
            writer.write_record(row.iter().map(Cell::words)).unwrap();
        }
        writer.into_inner().unwrap()
    }

    pub(crate) fn html(&self) -> Vec<u8> {
        let rows: String = self
            .rows
            .iter()
            .map(|row| {
                let cells: String = row.iter().map(|cell| format!("<td>{}</td>", cell.words())).collect();
                format!("<tr>{cells}</tr>")
            })
            .collect();
        format!("<html><meta charset=utf-8><body><table>{rows}</table></body></html>").into_bytes()
    }
}

/// The seed's store with an open period and its forms.
pub(crate) fn sandbox() -> Sandbox {
    static OPENED: Template = Template::new();
    Sandbox::of(&OPENED, || {
        let sandbox = Sandbox::with_seed();
        sandbox.pjt("period open 2025-q3 --due 2025-09-25 --today 2025-09-10").fine();
        sandbox.pjt("forms 2025-q3 -o out").fine();
        sandbox
    })
}

/// What was collected of a file: the exit code, the answer, what stands in the return.
pub(crate) struct Taken {
    pub(crate) code: i32,
    pub(crate) answer: serde_json::Value,
    pub(crate) text: String,
}

impl Taken {
    /// The codes of what is worth a word, but for evidence, of which the forms of tests name none.
    pub(crate) fn doubts(&self) -> Vec<String> {
        self.codes("warnings").into_iter().filter(|code| code != "evidence-blank").collect()
    }

    pub(crate) fn codes(&self, list: &str) -> Vec<String> {
        let mut codes: Vec<String> = self.answer[list]
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| entry["code"].as_str().unwrap().to_owned())
            .collect();
        codes.sort();
        codes.dedup();
        codes
    }

    /// The words of each task's progress.
    pub(crate) fn progress(&self) -> BTreeMap<u32, String> {
        let (mut found, mut id) = (BTreeMap::new(), 0);
        for line in self.text.lines() {
            if let Some(number) = line.strip_prefix("- id: ") {
                id = number.parse().unwrap();
            }
            if let Some(words) = line.trim().strip_prefix("progress: ") {
                found.insert(id, words.to_owned());
            }
        }
        found
    }

    /// That every answer is about the task under which it stands, and every status that was taken.
    pub(crate) fn ensure_own(&self, what: &str) {
        let mut id = 0;
        let is_answer = |line: &&str| !line.starts_with("unplaced:");
        for line in self.text.lines().take_while(is_answer) {
            if let Some(number) = line.strip_prefix("- id: ") {
                id = number.parse::<u32>().unwrap();
            }
            for kind in ["进展", "问题"] {
                if let Some((before, _)) = line.split_once(&format!("项{kind}")) {
                    let (_, number) = before.rsplit_once('第').unwrap();
                    assert_eq!(number, id.to_string(), "{what}: {line}");
                }
            }
            if let Some(percent) = line.strip_prefix("  percent: ") {
                assert_eq!(percent, percent_of(id).to_string(), "{what}: {line}");
            }
        }
        for change in self.answer["changes"].as_array().unwrap() {
            if change["field"] == "status" {
                let id = change["id"].as_u64().or(change["task"].as_u64()).unwrap();
                let wanted = if id.is_multiple_of(3) { "done" } else { "in_progress" };
                assert_eq!(change["to"], wanted, "{what}: {change}");
            }
        }
    }
}

pub(crate) fn collect(sandbox: &Sandbox, name: &str, bytes: &[u8]) -> Taken {
    sandbox.write(&format!("in/{name}"), bytes);
    let said = sandbox.pjt("collect in --received 2025-09-24 --yes --json");
    let text = std::fs::read_to_string(sandbox.path(RETURN)).unwrap_or_default();
    Taken { code: said.code, answer: said.json(), text }
}
