//! Returns that several people each in a clone of their own.

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx, open_workbook_from_rs};

use crate::{
    filled::{Cell, NEXT, NUMBER, PROGRESS, RETURN, SLUG, Sheet, sandbox, words},
    sandbox::Sandbox,
};

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
    let mut sheet = Sheet {
        rows: Vec::new(),
        has_name: false,
        merged: Vec::new(),
        others: Vec::new(),
        comment: None,
        saved: None,
    };
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
fn one_departments_return_that_came_twice_merges_by_the_driver() {
    let sandbox = sandbox();
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "forms"]);
    let (one, other) = (Sandbox::clone_of(&sandbox), Sandbox::clone_of(&sandbox));
    let mut sheet = Sheet::filled(&sandbox);
    one.pjt("init --git").fine();
    one.write("in/a.xlsx", sheet.xlsx());
    one.pjt("collect in --received 2025-09-24 --yes --commit").fine();
    // The other clerk got the corrected one: another text about one task, one more answer about another.
    sheet.row(14)[PROGRESS] = words("第14项进展");
    sheet.row(14)[NEXT] = words("第14项措施");
    other.write("in/a.xlsx", sheet.xlsx());
    other.pjt("collect in --received 2025-09-24 --yes --commit").fine();
    one.git(&["pull", "-q", "--no-rebase", other.path("").to_str().unwrap(), "main"]);
    let merged = one.read(RETURN);
    assert!(merged.contains("next: 第14项措施") && merged.contains("第15项进展"), "{merged}");
    assert_eq!(merged.matches("- id: 14\n").count(), 1);
    // The two files that it was read from are both named, and nothing is left to decide.
    let answers = merged.split("\ntasks:").next().unwrap();
    assert_eq!(answers.matches("sha256:").count(), 2, "{answers}");
    assert!(!merged.contains("<<<<<<<") && one.pjt("check").code == 0, "{}", one.pjt("check").whole());
}
