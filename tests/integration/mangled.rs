//! Forms as offices mangle them: made here, filled in, mangled in every way that was seen, and collected. Whatever comes
//! of it, no answer ever lands on another task.

use crate::filled::{
    Cell, EXPECTED, INNER, NUMBER, PERCENT, PROBLEMS, PROGRESS, STATUS, Sheet, TASKS, TITLES, collect,
    sandbox, words,
};

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
    ("a title changed", |sheet| sheet.rows[TITLES][PROBLEMS] = words("困难"), 37, &["title-changed"]),
    (
        "titles changed",
        |sheet| {
            sheet.rows[TITLES][PROGRESS] = words("落实情况");
            sheet.rows[TITLES][PROBLEMS] = words("困难问题");
        },
        37,
        &["title-changed"],
    ),
    (
        "a column of their own in place of the form's",
        |sheet| sheet.rows[TITLES][PROBLEMS] = words("责任处室"),
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
        "words beside the title",
        |sheet| {
            let row = &mut sheet.rows[0];
            row.resize(16, Cell::Blank);
            row[15] = words("重要说明：第12项请延期至明年");
        },
        37,
        &["words-outside"],
    ),
    (
        "words behind how it is filled in",
        |sheet| sheet.rows[TITLES - 1][0] = words("填表说明：只填黄色单元格。第12项请延期至明年"),
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
    ("keys removed", remove_keys, 37, &["base-missing"]),
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
    (
        "a percentage of two hundreds",
        |sheet| sheet.row(14)[PERCENT] = Cell::Percent(2.0),
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
    ("a locked unit changed", |sheet| sheet.row(14)[3] = words("市科委"), 37, &["locked-changed"]),
    (
        "locked words reworded",
        |sheet| {
            let content = sheet.row(14)[2].words().replace("平台", "系统平台");
            sheet.row(14)[2] = words(content);
        },
        37,
        &["locked-changed"],
    ),
    ("locked words replaced", |sheet| sheet.row(14)[2] = words("开展专题培训"), 36, &["row-mixed"]),
    ("the words of another row", |sheet| sheet.row(14)[2] = sheet.row(15)[2].clone(), 36, &["row-mixed"]),
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
    (
        "answers slid by a row",
        |sheet| {
            speak_of_tasks(sheet, 0);
            let (rows, old) = (sheet.task_rows(), sheet.rows.clone());
            for row in rows.clone() {
                let from = if row == rows.start { rows.end - 1 } else { row - 1 };
                for column in (STATUS..=EXPECTED).filter(|column| *column != INNER) {
                    sheet.rows[row][column] = old[from][column].clone();
                }
            }
        },
        0,
        &["answers-shifted"],
    ),
    (
        "keys removed and answers pasted a row below",
        |sheet| {
            slide(sheet, 1, STATUS..=EXPECTED);
            remove_keys(sheet);
        },
        0,
        &["answers-shifted", "base-missing", "row-unknown"],
    ),
    (
        "keys removed and answers pasted a row below, the last cut off",
        |sheet| {
            let below = sheet.task_rows().end;
            slide(sheet, 1, STATUS..=EXPECTED);
            sheet.rows[below] = vec![Cell::Blank; 16];
            remove_keys(sheet);
        },
        0,
        &["answers-shifted", "base-missing"],
    ),
    (
        "keys removed and answers moved up by a row",
        |sheet| {
            slide(sheet, -1, STATUS..=EXPECTED);
            remove_keys(sheet);
        },
        0,
        &["answers-shifted", "base-missing"],
    ),
    (
        "keys removed and one column pushed down",
        |sheet| {
            slide(sheet, 1, PROGRESS..=PROGRESS);
            remove_keys(sheet);
        },
        0,
        &["answers-shifted", "base-missing", "row-unknown"],
    ),
    (
        "one column pushed down beside its keys",
        |sheet| slide(sheet, 1, PROGRESS..=PROGRESS),
        0,
        &["answers-shifted", "row-unknown"],
    ),
    (
        "a cell put in beside its keys",
        |sheet| {
            let rows = sheet.task_rows();
            for row in (rows.start + 10..=rows.end).rev() {
                sheet.rows[row][PROGRESS] = sheet.rows[row - 1][PROGRESS].clone();
            }
            sheet.rows[rows.start + 10][PROGRESS] = Cell::Blank;
        },
        0,
        &["answers-shifted", "row-unknown"],
    ),
    (
        "statuses pushed down alone",
        |sheet| {
            let rows = sheet.task_rows();
            for row in (rows.start + 1..rows.end).rev() {
                sheet.rows[row][STATUS] = sheet.rows[row - 1][STATUS].clone();
            }
        },
        0,
        &["answers-shifted"],
    ),
    (
        "keys removed and an answer left out",
        |sheet| {
            for column in STATUS..=EXPECTED {
                sheet.row(14)[column] = Cell::Blank;
            }
            remove_keys(sheet);
        },
        36,
        &["base-missing"],
    ),
    (
        "answers a column to the right",
        |sheet| move_answers(sheet, 1),
        0,
        &["columns-shifted", "other-column"],
    ),
    (
        "answers a column to the left",
        |sheet| move_answers(sheet, -1),
        0,
        &["columns-shifted", "locked-changed"],
    ),
    (
        "an answer a column to the right",
        |sheet| {
            let row = sheet.row(14);
            row[PROBLEMS] = std::mem::take(&mut row[PROGRESS]);
            row[PROGRESS] = std::mem::take(&mut row[PERCENT]);
            row[PERCENT] = std::mem::take(&mut row[STATUS]);
        },
        36,
        &["columns-shifted"],
    ),
    ("answers that speak of the next task, too", |sheet| speak_of_tasks(sheet, 1), 37, &[]),
    ("without its name", |sheet| sheet.has_name = false, 37, &[]),
];

fn remove_keys(sheet: &mut Sheet) {
    sheet.remove_column(INNER);
    sheet.remove_column(0);
}

/// Moves the answers in these columns down or up by a row; the keys stay.
fn slide(sheet: &mut Sheet, by: isize, columns: std::ops::RangeInclusive<usize>) {
    let (rows, old) = (sheet.task_rows(), sheet.rows.clone());
    for row in rows.start..=rows.end {
        let from = row.checked_add_signed(-by).filter(|from| rows.contains(from));
        for column in columns.clone().filter(|column| *column != INNER) {
            sheet.rows[row][column] = from.map(|from| old[from][column].clone()).unwrap_or_default();
        }
    }
}

/// Moves all answers by a column; the keys stay.
fn move_answers(sheet: &mut Sheet, by: isize) {
    let answers: Vec<usize> = (STATUS..=EXPECTED).filter(|column| *column != INNER).collect();
    for row in sheet.task_rows() {
        let row = &mut sheet.rows[row];
        let old: Vec<Cell> = answers.iter().map(|column| std::mem::take(&mut row[*column])).collect();
        row.resize(EXPECTED + 2, Cell::Blank);
        for (column, cell) in answers.iter().zip(old) {
            let to = column.saturating_add_signed(by);
            row[if to == INNER { INNER.saturating_add_signed(by) } else { to }] = cell;
        }
    }
}

/// Each answer names its own task, and the one so many rows below it.
fn speak_of_tasks(sheet: &mut Sheet, further: usize) {
    for row in sheet.task_rows() {
        let said = [row, row + further].map(|row| sheet.rows[row][2].words());
        let id = sheet.id(row);
        sheet.rows[row][PROGRESS] = words(format!("第{id}项进展：{}", said.join("，")));
    }
}

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
            // One of the tasks is called done and has no evidence, whatever was done to the form.
            known.retain(|code| code != "evidence-blank");
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
