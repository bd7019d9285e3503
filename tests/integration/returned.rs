//! Forms as offices mangle them: made here, filled in, mangled in every way that was seen, and collected. Whatever comes
//! of it, no answer ever lands on another task.

use std::{collections::BTreeMap, io::Cursor};

use calamine::{Data, Reader as _, Xlsx, open_workbook_from_rs};
use rust_xlsxwriter::{Format, Workbook, Worksheet};

use crate::sandbox::Sandbox;

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

/// The percentage that is answered about a task: in no order, as in life.
pub(crate) fn percent_of(id: u32) -> u32 {
    id * 37 % 97
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
        Self { rows, has_name: false, merged: Vec::new(), others: Vec::new(), comment: None }
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
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("period open 2025-q3 --due 2025-09-25 --today 2025-09-10").fine();
    sandbox.pjt("forms 2025-q3 -o out").fine();
    sandbox
}

/// What was collected of a file: the exit code, the answer, what stands in the return.
pub(crate) struct Taken {
    pub(crate) code: i32,
    pub(crate) answer: serde_json::Value,
    pub(crate) text: String,
}

impl Taken {
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

type Mangle = fn(&mut Sheet);

/// What offices do to a form, how many answers are taken then, and with what codes.
const MANGLED: &[(&str, Mangle, usize, &[&str])] = &[
    ("as it went out", |_| {}, 37, &[]),
    ("sorted as a whole", |sheet| sheet.sort(0..16), 37, &[]),
    ("sorted without the first column", |sheet| sheet.sort(1..16), 37, &["key-moved"]),
    ("sorted up to the inner key", |sheet| sheet.sort(1..11), 1, &["row-mixed"]),
    ("answers sorted alone", |sheet| sheet.sort(8..16), 1, &["row-mixed"]),
    ("locked words sorted alone", |sheet| sheet.sort(1..8), 1, &["row-mixed"]),
    ("numbers sorted alone", |sheet| sheet.sort(1..2), 1, &["row-mixed"]),
    ("words sorted alone", |sheet| sheet.sort(2..3), 1, &["row-mixed"]),
    ("sorted without number and key", |sheet| sheet.sort(2..16), 1, &["row-mixed"]),
    ("rows deleted", |sheet| drop(sheet.rows.drain(10..15)), 32, &[]),
    (
        "header moved",
        |sheet| {
            let blank = vec![Cell::Blank; 16];
            sheet.rows.insert(0, blank.clone());
            sheet.rows.insert(0, blank);
        },
        37,
        &[],
    ),
    (
        "titles repeated",
        |sheet| {
            let titles = sheet.rows[TITLES].clone();
            sheet.rows.insert(20, titles);
        },
        37,
        &[],
    ),
    ("a column inserted", |sheet| sheet.insert_column(10, "分管领导", "张某"), 37, &["other-column"]),
    ("a column without a title", |sheet| sheet.insert_column(10, "", "补充"), 37, &["other-column"]),
    (
        "a title changed",
        |sheet| sheet.rows[TITLES][PROBLEMS] = words("困难"),
        37,
        &["column-missing", "other-column"],
    ),
    (
        "a title gone",
        |sheet| sheet.rows[TITLES][PROBLEMS] = Cell::Blank,
        37,
        &["column-missing", "other-column"],
    ),
    (
        "a row below the signatures",
        |sheet| {
            let mut row = vec![Cell::Blank; 16];
            row[2] = words("另有一项工作");
            row[PROGRESS] = words("已完成调研。");
            sheet.rows.extend([vec![Cell::Blank; 16], row]);
        },
        37,
        &["row-unknown"],
    ),
    (
        "a note below the signatures",
        |sheet| {
            let mut row = vec![Cell::Blank; 16];
            row[1] = words("说明：以上数据截至9月20日，后续另报。");
            sheet.rows.extend([vec![Cell::Blank; 16], row]);
        },
        37,
        &["words-outside"],
    ),
    (
        "a second table whose columns stand elsewhere",
        |sheet| {
            let rows = sheet.task_rows();
            let mut second = sheet.rows.split_off(rows.start + 10);
            second.insert(0, sheet.rows[TITLES].clone());
            for row in &mut second {
                row.swap(PROGRESS, PROBLEMS);
            }
            sheet.rows.extend(second);
        },
        37,
        &[],
    ),
    (
        "a copy of the sheet with another answer",
        |sheet| {
            let mut copy = sheet.rows.clone();
            copy[TASKS][PROGRESS] = words("第1项进展另写");
            sheet.others.push(copy);
        },
        36,
        &["row-twice"],
    ),
    ("the same on two sheets", |sheet| sheet.others.push(sheet.rows.clone()), 37, &[]),
    (
        "merged over columns",
        |sheet| {
            let row = sheet.row(2);
            row[PROBLEMS] = words("第2项问题");
            row[13] = Cell::Blank;
            sheet.merged.push((5, 12, 5, 13));
        },
        37,
        &["merged-columns"],
    ),
    (
        "a row inserted",
        |sheet| {
            let mut row = vec![Cell::Blank; 16];
            row[2] = words("（新增）开展专题培训");
            row[PROGRESS] = words("已培训120人次。");
            sheet.rows.insert(8, row);
        },
        37,
        &["row-unknown"],
    ),
    ("the first key removed", |sheet| sheet.remove_column(0), 37, &[]),
    ("the inner key removed", |sheet| sheet.remove_column(INNER), 37, &[]),
    (
        "keys removed",
        |sheet| {
            sheet.remove_column(INNER);
            sheet.remove_column(0);
        },
        37,
        &["base-missing"],
    ),
    (
        "keys removed and numbers sorted",
        |sheet| {
            sheet.sort(1..2);
            sheet.remove_column(INNER);
            sheet.remove_column(0);
        },
        1,
        &["base-missing", "row-mixed"],
    ),
    (
        "the inner key removed and sorted without the first column",
        |sheet| {
            sheet.sort(1..16);
            sheet.remove_column(INNER);
        },
        1,
        &["row-mixed"],
    ),
    (
        "two answers",
        |sheet| {
            let mut again = sheet.row(14).clone();
            again[PROBLEMS] = words("第14项问题，又一次");
            sheet.rows.insert(20, again);
        },
        36,
        &["row-twice"],
    ),
    (
        "the same row twice",
        |sheet| {
            let again = sheet.row(14).clone();
            sheet.rows.insert(20, again);
        },
        37,
        &[],
    ),
    (
        "full-width digits",
        |sheet| {
            sheet.row(14)[PERCENT] = words("３３％");
            sheet.row(14)[NUMBER] = words("１４");
        },
        37,
        &[],
    ),
    (
        "a percentage that may be two",
        |sheet| sheet.row(14)[PERCENT] = Cell::Number(1.0),
        37,
        &["percent-unclear"],
    ),
    ("a date in words", |sheet| sheet.row(14)[EXPECTED] = words("尽快"), 37, &["date-unclear"]),
    ("a status in words", |sheet| sheet.row(14)[STATUS] = words("基本完成"), 37, &["status-unclear"]),
    ("a status of the office", |sheet| sheet.row(14)[STATUS] = words("已销号"), 37, &["status-not-theirs"]),
    (
        "a formula",
        |sheet| sheet.row(14)[PROGRESS] = Cell::Formula("=\"第14项\"&\"进展\"", "第14项进展"),
        37,
        &["formula-cell"],
    ),
    ("locked words changed", |sheet| sheet.row(14)[2] = words("换了说法的任务"), 37, &["locked-changed"]),
    ("number changed", |sheet| sheet.row(14)[NUMBER] = Cell::Number(15.0), 36, &["row-mixed"]),
    (
        "merged",
        |sheet| {
            sheet.rows[5][PROBLEMS] = Cell::Blank;
            sheet.rows[4][PROBLEMS] = words("两项一并填写");
            sheet.merged.push((4, 12, 5, 12));
        },
        37,
        &["merged-input"],
    ),
    ("without its name", |sheet| sheet.has_name = false, 37, &[]),
];

#[test]
fn no_answer_lands_on_another_task_whatever_was_done_to_the_form() {
    let sandbox = sandbox();
    let form = Sheet::filled(&sandbox);
    for (what, mangle, taken, codes) in MANGLED {
        let mut sheet = form.clone();
        mangle(&mut sheet);
        let is_workbook_only =
            !sheet.others.is_empty() || sheet.merged.iter().any(|(_, left, _, right)| left != right);
        let forms: [(&str, Vec<u8>); 3] =
            [("a.xlsx", sheet.xlsx()), ("a.csv", sheet.csv()), ("a.xls", sheet.html())];
        for (name, bytes) in &forms {
            let is_workbook = *name == "a.xlsx";
            if !is_workbook && (is_workbook_only || *what == "a formula") {
                continue;
            }
            let found = collect(&sandbox, name, bytes);
            found.ensure_own(&format!("{what} ({name})"));
            let answer = &found.answer;
            assert_eq!(found.progress().len(), *taken, "{what} ({name}): {answer}");
            let mut known = found.codes("refused");
            known.extend(found.codes("warnings"));
            known.sort();
            if is_workbook {
                assert_eq!(known, *codes, "{what} ({name}): {answer}");
            }
            let is_refused = !answer["refused"].as_array().unwrap().is_empty();
            assert_eq!(found.code, i32::from(is_refused), "{what} ({name})");
            sandbox.git(&["checkout", "-q", "data/chanjiao-2021-2025"]);
            sandbox.git(&["clean", "-fdq", "in", "data/chanjiao-2021-2025"]);
        }
    }
}

#[test]
fn answers_that_look_sorted_by_themselves_are_told() {
    let sandbox = sandbox();
    let form = Sheet::filled(&sandbox);
    // By percentage, without the key that stands behind progress: no row says that anything moved.
    let mut by_percent = form.clone();
    let rows: Vec<usize> = by_percent.task_rows().collect();
    let mut answers: Vec<Vec<Cell>> =
        rows.iter().map(|row| by_percent.rows[*row][STATUS..INNER].to_vec()).collect();
    let percent = |answers: &Vec<Cell>| match answers[PERCENT - STATUS] {
        Cell::Percent(percent) => percent,
        _ => 0.0,
    };
    answers.sort_by(|one, other| percent(one).total_cmp(&percent(other)));
    for (row, answers) in rows.iter().zip(answers) {
        by_percent.rows[*row][STATUS..INNER].clone_from_slice(&answers);
    }
    // Blanks have sunk on one side of the key.
    let mut sunk = form.clone();
    for row in &rows {
        let id = sunk.id(*row);
        if !id.is_multiple_of(3) {
            for column in [PERCENT, PROGRESS, PROBLEMS, EXPECTED] {
                sunk.rows[*row][column] = Cell::Blank;
            }
        }
    }
    let whole = sunk.clone();
    let mut answers: Vec<Vec<Cell>> =
        rows.iter().map(|row| sunk.rows[*row][STATUS..INNER].to_vec()).collect();
    answers.sort_by_key(|answers| answers[PROGRESS - STATUS] == Cell::Blank);
    for (row, answers) in rows.iter().zip(answers) {
        sunk.rows[*row][STATUS..INNER].clone_from_slice(&answers);
    }
    let mut all = by_percent.clone();
    all.sort(0..16);
    for (what, sheet, is_told) in [
        ("by percentage", &by_percent, true),
        ("blanks below", &sunk, true),
        ("half filled", &whole, false),
        ("as it went out", &form, false),
        ("by percentage as a whole", &all, false),
    ] {
        sandbox.write("in/a.xlsx", sheet.xlsx());
        let answer = sandbox.pjt("collect in --json").json();
        let warnings = answer["warnings"].as_array().unwrap();
        let told = warnings.iter().any(|warning| warning["code"] == "answers-sorted");
        assert_eq!(told, is_told, "{what}: {answer}");
    }
}

#[test]
fn files_that_are_no_forms_are_named_with_what_to_do() {
    let sandbox = sandbox();
    let form = Sheet::filled(&sandbox).xlsx();
    let no_form = {
        let mut book = Workbook::new();
        book.add_worksheet().write_string(0, 0, "随便").unwrap();
        book.save_to_buffer().unwrap()
    };
    for (name, bytes, code) in [
        ("a.xlsx", &form[..form.len() / 2], "file-damaged"),
        ("a.xlsx", b"  \n", "file-empty"),
        ("a.rar", b"Rar!\x1a\x07\x00", "file-archive"),
        ("a.rtf", b"{\\rtf1}", "file-format"),
        ("a.txt", "进展情况".as_bytes(), "file-format"),
        ("a.xlsx", &no_form, "form-unknown"),
    ] {
        let found = collect(&sandbox, name, bytes);
        assert_eq!(found.codes("refused"), [code], "{}", found.answer);
        assert_eq!((found.code, found.text.as_str()), (1, ""));
        sandbox.git(&["clean", "-fdq", "in"]);
    }
    sandbox.write("in/~$a.xlsx", "x").write("in/.DS_Store", "x").write("in/盖章.pdf", "%PDF");
    let found = collect(&sandbox, "a.csv", b"");
    assert_eq!(found.answer["ignored"].as_array().unwrap().len(), 3);
    sandbox.git(&["clean", "-fdq", "in"]);
    // Whose it is may be said by a person.
    let mut sheet = Sheet::filled(&sandbox);
    sheet.has_name = false;
    sheet.rows[1] = vec![Cell::Blank; 16];
    let found = collect(&sandbox, "b.xlsx", &sheet.xlsx());
    assert_eq!(found.codes("refused"), ["form-unknown"]);
    sandbox.pjt("collect --from 市教委=in/b.xlsx --yes").fine();
    assert!(sandbox.read(RETURN).contains("第14项进展"));
}

/// Forms of several departments that somebody copied below each other are nobody's return.
#[test]
fn forms_below_each_other_are_not_taken_for_the_first() {
    let sandbox = sandbox();
    let mut sheet = Sheet::filled(&sandbox);
    sheet.rows.extend(Sheet::filled_by(&sandbox, "d02_市发展改革委").rows);
    for (name, bytes) in [("汇总.xlsx", sheet.xlsx()), ("汇总.csv", sheet.csv()), ("汇总.xls", sheet.html())]
    {
        let found = collect(&sandbox, name, &bytes);
        assert_eq!(found.codes("refused"), ["form-unknown"], "{name}: {}", found.answer);
        assert_eq!(found.text, "");
        sandbox.git(&["clean", "-fdq", "in"]);
    }
}

/// The office gave numbers to other tasks after the forms went out.
#[test]
fn an_answer_to_a_task_that_was_replaced_is_not_the_new_ones() {
    let sandbox = sandbox();
    let form = Sheet::filled(&sandbox).xlsx();
    let file = |id: u32| format!("data/{SLUG}/tasks/{id:03}.yaml");
    let (one, other) = (sandbox.read(&file(14)), sandbox.read(&file(15)));
    let content = |text: &str| text.lines().find(|line| line.starts_with("content: ")).unwrap().to_owned();
    let reworded =
        content(&one).replace("市级产教融合协同育人公共服务平台", "全市统一的产教融合公共服务平台");
    for (what, changes, taken, code) in [
        (
            "two changed places",
            vec![(14, other.replace("id: 15", "id: 14")), (15, one.replace("id: 14", "id: 15"))],
            35,
            "row-mixed",
        ),
        (
            "another one",
            vec![(14, one.replace(&content(&one), "content: 每年举办一次成果展；"))],
            36,
            "task-changed",
        ),
        ("other words for it", vec![(14, one.replace(&content(&one), &reworded))], 37, ""),
    ] {
        for (id, text) in changes {
            sandbox.write(&file(id), text);
        }
        let found = collect(&sandbox, "a.xlsx", &form);
        assert_eq!(found.codes("refused").join(" "), code, "{what}: {}", found.answer);
        assert_eq!(found.progress().len(), taken, "{what}: {}", found.answer);
        sandbox.git(&["checkout", "-q", "data/chanjiao-2021-2025"]);
        sandbox.git(&["clean", "-fdq", "in", "data/chanjiao-2021-2025"]);
    }
}

#[test]
fn another_period_is_named_and_a_closed_one_is_late() {
    let sandbox = sandbox();
    let mut sheet = Sheet::filled(&sandbox);
    sheet.has_name = false;
    sheet.rows[1][6] = words("报送期：2025年第二季度（2025-q2）");
    sheet.rows[1][14] = words("表号：2025-q2/d01");
    let found = collect(&sandbox, "q2.xlsx", &sheet.xlsx());
    assert_eq!(found.codes("refused"), ["other-period"]);
    assert!(sandbox.pjt_with(&["collect", "in"], &[]).whole().contains("--period 2025-q2"));
    sandbox.git(&["clean", "-fdq", "in"]);
    sandbox.pjt("period close 2025-q3 --today 2025-10-08").fine();
    let found = collect(&sandbox, "late.xlsx", &Sheet::filled(&sandbox).xlsx());
    assert_eq!((found.code, found.codes("warnings")), (0, vec!["period-closed".to_owned()]));
}

#[test]
fn what_was_changed_meanwhile_stays_and_steps_are_judged_by_who_leads() {
    let sandbox = sandbox();
    sandbox.pjt("update 14 --status suspended --note 等待资金").fine();
    let mut sheet = Sheet::filled(&sandbox);
    sheet.row(1)[STATUS] = words("暂缓");
    let found = collect(&sandbox, "a.xlsx", &sheet.xlsx());
    assert_eq!(found.code, 4);
    let conflicts = found.answer["conflicts"].as_array().unwrap();
    assert_eq!(conflicts.len(), 1);
    assert_eq!(
        (&conflicts[0]["task"], &conflicts[0]["base"], &conflicts[0]["store"], &conflicts[0]["returned"]),
        (&14.into(), &"not_started".into(), &"suspended".into(), &"in_progress".into())
    );
    assert_eq!(found.codes("warnings"), ["suspend-asked"]);
    // The words are taken; the status waits for a person.
    assert_eq!(found.progress()[&14], "第14项进展");
    let task = sandbox.read(&format!("data/{SLUG}/tasks/014.yaml"));
    assert!(task.contains("status: suspended"));
    assert!(sandbox.read(&format!("data/{SLUG}/tasks/001.yaml")).contains("status: not_started"));
    assert!(sandbox.read(&format!("data/{SLUG}/tasks/003.yaml")).contains("status: done"));
}

#[test]
fn two_files_of_one_unit_merge_cell_by_cell_and_corrections_follow() {
    let sandbox = sandbox();
    let whole = Sheet::filled(&sandbox);
    let (mut one, mut other) = (whole.clone(), whole.clone());
    let rows = whole.task_rows();
    let middle = rows.start + 10;
    for row in rows {
        let sheet = if row < middle { &mut other } else { &mut one };
        for column in [STATUS, PERCENT, PROGRESS, PROBLEMS, EXPECTED] {
            sheet.rows[row][column] = if column == STATUS { words("未启动") } else { Cell::Blank };
        }
    }
    other.rows[TASKS][PROBLEMS] = words("第1项问题另一份");
    sandbox.write("in/copy of one.xlsx", one.xlsx());
    sandbox.write("in/one.xlsx", one.xlsx());
    let found = collect(&sandbox, "other.xlsx", &other.xlsx());
    assert_eq!(found.answer["ignored"].as_array().unwrap().len(), 1);
    assert_eq!(found.codes("refused"), ["file-disagrees"]);
    found.ensure_own("two files");
    assert_eq!(found.progress().len(), 37);
    // The same again is passed over; a correction changes what it answers, and a blank erases nothing.
    let again = sandbox.pjt("collect in --yes --json").json();
    assert_eq!(again["changes"], serde_json::json!([]));
    assert_eq!(again["ignored"].as_array().unwrap().len(), 3);
    sandbox.git(&["clean", "-fdq", "in"]);
    let mut correction = whole.clone();
    for row in correction.task_rows() {
        for column in [PERCENT, PROGRESS, PROBLEMS, EXPECTED] {
            correction.rows[row][column] = Cell::Blank;
        }
        correction.rows[row][STATUS] = words("未启动");
    }
    let row = correction.row(1);
    row[PROBLEMS] = words("第1项问题已解决");
    let found = collect(&sandbox, "correction.xlsx", &correction.xlsx());
    assert_eq!(found.code, 0, "{}", found.answer);
    assert!(found.text.contains("problems: 第1项问题已解决") && !found.text.contains("unread"));
    assert_eq!(found.progress().len(), 37);
}

#[test]
fn a_person_settles_what_waits_with_one_command() {
    let sandbox = sandbox();
    let mut sheet = Sheet::filled(&sandbox);
    sheet.row(14)[PERCENT] = words("约八成");
    sheet.row(15)[EXPECTED] = words("尽快");
    let mut row = vec![Cell::Blank; 16];
    row[2] = words("（新增）开展专题培训");
    row[PROGRESS] = words("已培训120人次。");
    sheet.rows.insert(8, row);
    assert_eq!(collect(&sandbox, "a.xlsx", &sheet.xlsx()).code, 1);
    assert_eq!(sandbox.pjt("check").code, 5);
    let waiting = sandbox.pjt("collect --settle --json").json();
    let id = |code: &str| {
        let all = waiting["pending"].as_array().unwrap();
        all.iter().find(|one| one["code"] == code).unwrap()["id"].as_str().unwrap().to_owned()
    };
    let wrong = sandbox.pjt(&format!("collect --settle {} --value 八成左右", id("percent-unclear")));
    assert_eq!(wrong.code, 2, "{}", wrong.whole());
    sandbox.pjt(&format!("collect --settle {} --value 八成", id("percent-unclear"))).fine();
    sandbox.pjt(&format!("collect --settle {} --drop 没有意义 --commit", id("date-unclear"))).fine();
    assert!(sandbox.git(&["log", "-1", "--format=%s"]).contains("没有意义"));
    sandbox.pjt(&format!("collect --settle {} --task 16", id("row-unknown"))).fine();
    let text = sandbox.read(RETURN);
    assert!(text.contains("percent: 80") && !text.contains("unread") && !text.contains("unplaced"));
    // What was dropped stays in the record, with the reason, and is not asked about again.
    let dropped = "dropped:\n- task: 15\n  field: expected\n  place: 填报表!";
    assert!(text.contains(dropped) && text.contains("why: date-unclear\n  reason: 没有意义"), "{text}");
    sheet.row(1)[PROBLEMS] = words("第1项问题（更正）");
    sheet.rows.retain(|row| row[2] != words("（新增）开展专题培训"));
    sheet.row(14)[PERCENT] = words("80%");
    let found = collect(&sandbox, "b.xlsx", &sheet.xlsx());
    assert_eq!(found.codes("refused"), Vec::<String>::new(), "{}", found.answer);
    assert!(text.contains("已培训120人次。"));
    assert_eq!(sandbox.pjt("check").code, 0);
}

#[test]
fn two_clones_collect_different_departments_and_merge() {
    let sandbox = sandbox();
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "forms"]);
    let (one, other) = (Sandbox::clone_of(&sandbox), Sandbox::clone_of(&sandbox));
    let codes: Vec<String> = std::fs::read_dir(sandbox.path("out"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let second = codes.iter().find(|name| !name.contains("_d01_")).unwrap();
    one.write("in/a.xlsx", Sheet::filled(&sandbox).xlsx());
    one.pjt("collect in --yes --commit").fine();
    let form = std::fs::read(sandbox.path(&format!("out/{second}"))).unwrap();
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(&form)).unwrap();
    let range = book.worksheet_range("填报表").unwrap();
    let mut sheet =
        Sheet { rows: Vec::new(), has_name: false, merged: Vec::new(), others: Vec::new(), comment: None };
    for row in range.rows() {
        let cells = row.iter().map(|cell| match cell {
            Data::Empty => Cell::Blank,
            Data::Float(number) => Cell::Number(*number),
            other => words(other.to_string()),
        });
        sheet.rows.push(cells.collect());
    }
    // `range` begins at the first cell that holds something, which is in the first row and the second column at most.
    let shift = usize::try_from(range.start().unwrap().1).unwrap();
    let row = sheet
        .rows
        .iter_mut()
        .find(|row| row.get(NUMBER - shift).is_some_and(|cell| matches!(cell, Cell::Number(_))))
        .unwrap();
    row[PROGRESS - shift] = words("另一单位进展");
    other.write("in/b.xlsx", sheet.xlsx());
    other.pjt("collect in --yes --commit").fine();
    one.git(&["pull", "-q", "--no-rebase", other.path("").to_str().unwrap(), "main"]);
    assert_eq!(one.pjt("check").code, 0, "{}", one.pjt("check").whole());
    let returns = one.git(&["ls-files", &format!("data/{SLUG}/returns")]);
    assert_eq!(returns.lines().count(), 2, "{returns}");
}

#[test]
fn what_a_run_took_that_was_stopped_before_its_commit_is_committed_by_a_repetition() {
    let sandbox = sandbox();
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "forms"]);
    sandbox.write("in/a.xlsx", Sheet::filled(&sandbox).xlsx());
    sandbox.pjt("collect in --yes").fine();
    assert_ne!(sandbox.git(&["status", "--porcelain", "data"]), "");
    let said = sandbox.pjt("collect in --yes --commit");
    assert!(said.code == 0 && said.stderr.contains("已提交"), "{}", said.whole());
    assert_eq!(sandbox.git(&["status", "--porcelain", "data"]), "");
    // Nothing is left to commit of it; what else is not committed is named.
    sandbox.pjt("dept alias 市教委 教育局").fine();
    let said = sandbox.pjt("collect in --yes --commit");
    assert!(said.code == 0 && !said.stderr.contains("已提交 "), "{}", said.whole());
}

#[cfg(unix)]
#[test]
fn a_link_or_a_pipe_among_the_files_is_not_read_and_named() {
    let sandbox = sandbox();
    sandbox.write("elsewhere/secret.xlsx", Sheet::filled(&sandbox).xlsx());
    std::fs::create_dir(sandbox.path("in")).unwrap();
    for name in ["linked.xlsx", "gone.xlsx"] {
        let target = if name == "gone.xlsx" { "nowhere" } else { "../elsewhere/secret.xlsx" };
        std::os::unix::fs::symlink(target, sandbox.path(&format!("in/{name}"))).unwrap();
    }
    assert!(sandbox.program_in("in", "mkfifo", &["pipe.xlsx"]).status.success());
    let said = sandbox.pjt("collect in --yes --json");
    let ignored = said.json()["ignored"].as_array().unwrap().len();
    assert_eq!((said.code, ignored), (0, 3), "{}", said.whole());
    assert!(!sandbox.path(RETURN).exists());
    // One that a person names is what they mean.
    let said = sandbox.pjt("collect in/linked.xlsx --yes --json");
    assert!(sandbox.path(RETURN).exists(), "{}", said.whole());
}
