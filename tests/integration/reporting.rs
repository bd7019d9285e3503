//! A reporting period with several units, clones and kinds of file: what they make of it together.

use crate::{
    returned::{
        Cell, EXPECTED, PERCENT, PROBLEMS, PROGRESS, RETURN, STATUS, Sheet, collect, percent_of, sandbox,
        words,
    },
    sandbox::{Sandbox, package, repository},
};

const TASK_14: &str = "data/chanjiao-2021-2025/tasks/014.yaml";
const OF_D02: &str = "data/chanjiao-2021-2025/returns/2025-q3/d02.yaml";

/// What collecting what lies in `in` answers, with the exit code.
fn again(sandbox: &Sandbox) -> (i32, serde_json::Value) {
    let said = sandbox.pjt("collect in --received 2025-09-24 --yes --json");
    (said.code, said.json())
}

fn codes(answer: &serde_json::Value, list: &str) -> Vec<String> {
    let all = answer[list].as_array().unwrap().iter();
    all.map(|one| one["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_workbook_of_the_old_kind_and_a_word_file_are_taken_and_an_encrypted_one_is_named() {
    let sandbox = sandbox();
    let old = std::fs::read(repository().join("tests/data/returns/three-tasks.xls")).unwrap();
    let wanted = |text: &str, percent: &dyn Fn(u32) -> u32| {
        for id in [12, 13, 16] {
            let answer = format!(
                "- id: {id}\n  status: in_progress\n  percent: {}\n\n  progress: 第{id}项进展\n",
                percent(id)
            );
            assert!(text.contains(&answer), "{text}");
        }
        assert!(text.contains("expected: \"2025-12-31\"") && !text.contains("unread"), "{text}");
    };
    let found = collect(&sandbox, "发改委.xls", &old);
    assert_eq!((found.code, found.answer["warnings"].as_array().unwrap().len()), (0, 0), "{}", found.answer);
    wanted(&sandbox.read(OF_D02), &|id| id);
    sandbox.git(&["clean", "-fdq", "in", "data"]);
    sandbox.pjt("undo --yes").fine();
    sandbox.pjt("period open 2025-q3 --due 2025-09-25 --today 2025-09-10").fine();
    // Word: the lines above the table say whose it is; the keys stand in it as any text does.
    let mut sheet = Sheet::filled_by(&sandbox, "d02_市发展改革委");
    for row in sheet.task_rows() {
        sheet.rows[row][STATUS] = words("推进中");
        sheet.rows[row][EXPECTED] = words("2025年12月31日");
    }
    let cell = |cell: &Cell| format!("<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>", cell.words());
    let table: String = sheet.rows[3..]
        .iter()
        .map(|row| format!("<w:tr>{}</w:tr>", row.iter().map(cell).collect::<String>()))
        .collect();
    let head = "填报单位：市发展改革委　报送期：2025年第三季度（2025-q3）　表号：2025-q3/d02";
    let document = format!(
        "<?xml version=\"1.0\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">\
         <w:body><w:p><w:r><w:t>{head}</w:t></w:r></w:p><w:tbl>{table}</w:tbl></w:body></w:document>"
    );
    let types = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>";
    let word = package(&[("[Content_Types].xml", types), ("word/document.xml", &document)]);
    let found = collect(&sandbox, "发改委.docx", &word);
    assert_eq!(found.code, 0, "{}", found.answer);
    wanted(&sandbox.read(OF_D02), &percent_of);
    // With a password the same kind of container holds a stream of another name, and nothing that can be read.
    let utf16 = |name: &str| name.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let mut locked = old;
    let name = utf16("Workbook");
    let at = locked.windows(name.len()).position(|bytes| bytes == name).unwrap();
    let other = utf16("EncryptedPackage");
    locked[at..at + other.len()].copy_from_slice(&other);
    locked[at + 64] = u8::try_from(other.len() + 2).unwrap();
    sandbox.git(&["clean", "-fdq", "in"]);
    let found = collect(&sandbox, "加密.xlsx", &locked);
    assert_eq!(
        (found.code, found.codes("refused")),
        (1, vec!["file-encrypted".to_owned()]),
        "{}",
        found.answer
    );
}

#[test]
fn formulas_without_a_value_and_errors_are_kept_and_refused() {
    let sandbox = sandbox();
    let mut sheet = Sheet::filled(&sandbox);
    sheet.row(14)[PERCENT] = Cell::Formula("=Z1*2", "#REF!");
    sheet.row(15)[PROGRESS] = Cell::Formula("=Z1&Z2", "not computed");
    // As a program writes it that doesn't compute.
    let computed = " t=\"str\"><f>Z1&amp;Z2</f><v>not computed</v>";
    let mut book = zip::ZipArchive::new(std::io::Cursor::new(sheet.xlsx())).unwrap();
    let parts: Vec<(String, String)> = (0..book.len())
        .map(|number| {
            let part = book.by_index(number).unwrap();
            let name = part.name().unwrap().into_owned();
            (name, std::io::read_to_string(part).unwrap().replace(computed, "><f>Z1&amp;Z2</f>"))
        })
        .collect();
    let parts: Vec<(&str, &str)> = parts.iter().map(|(name, part)| (name.as_str(), part.as_str())).collect();
    let found = collect(&sandbox, "a.xlsx", &package(&parts));
    assert_eq!(found.code, 1);
    assert_eq!(found.codes("refused"), ["cell-error", "formula-without-value"], "{}", found.answer);
    found.ensure_own("formulas");
    assert!(found.text.contains("text: \"#REF!\""), "{}", found.text);
    assert_eq!(found.progress().len(), 36);
}

#[test]
fn what_two_units_lead_is_done_when_both_say_so() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("update 14 --lead 市教委,市发展改革委 --reason 分工会议纪要").fine();
    sandbox.pjt("period open 2025-q3 --due 2025-09-25 --today 2025-09-10").fine();
    sandbox.pjt("forms 2025-q3 -o out").fine();
    let mut one = Sheet::filled(&sandbox);
    one.row(14)[STATUS] = words("已完成");
    let found = collect(&sandbox, "one.xlsx", &one.xlsx());
    assert_eq!((found.code, codes(&found.answer, "conflicts")), (4, vec!["leads-disagree".to_owned()]));
    assert!(sandbox.read(TASK_14).contains("status: not_started"));
    // What it said is in its return; the other's word makes it the task's.
    assert!(found.text.contains("- id: 14\n  status: done"), "{}", found.text);
    let mut other = Sheet::filled_by(&sandbox, "d02_市发展改革委");
    other.row(14)[STATUS] = words("推进中");
    let found = collect(&sandbox, "other.xlsx", &other.xlsx());
    assert_eq!((found.code, codes(&found.answer, "conflicts")), (4, vec!["leads-disagree".to_owned()]));
    other.row(14)[STATUS] = words("已完成");
    let found = collect(&sandbox, "other-corrected.xlsx", &other.xlsx());
    assert_eq!(found.code, 0, "{}", found.answer);
    assert!(sandbox.read(TASK_14).contains("status: done"));
    assert_eq!(sandbox.pjt("check").code, 0, "{}", sandbox.pjt("check").whole());
}

#[test]
fn a_unit_that_was_handed_over_meanwhile_is_taken_as_the_old_one() {
    let sandbox = sandbox();
    sandbox
        .pjt("dept handover 市发展改革委 市数据局 --on 2025-09-20 --reason 沪编〔2025〕8号 --new-dept --yes")
        .fine();
    let mut sheet = Sheet::filled_by(&sandbox, "d02_市发展改革委");
    for row in sheet.task_rows() {
        sheet.rows[row][STATUS] = words("推进中");
    }
    let found = collect(&sandbox, "发改委.xlsx", &sheet.xlsx());
    assert_eq!(found.code, 0, "{}", found.answer);
    assert_eq!(codes(&found.answer, "warnings"), ["unit-merged"], "{}", found.answer);
    let text = sandbox.read(OF_D02);
    assert!(text.contains("department: 市发展改革委") && text.contains("第12项进展"), "{text}");
}

#[test]
fn the_same_file_is_taken_once_however_often_it_comes() {
    let sandbox = sandbox();
    let form = Sheet::filled(&sandbox).xlsx();
    sandbox.write("in/进展.xlsx", &form);
    let found = collect(&sandbox, "进展(1).xlsx", &form);
    assert_eq!((found.code, found.answer["ignored"].as_array().unwrap().len()), (0, 1));
    assert_eq!(found.text.matches("sha256").count(), 1);
    let (code, answer) = again(&sandbox);
    assert_eq!((code, answer["changes"].as_array().unwrap().len()), (0, 0));
    assert_eq!(sandbox.read(RETURN), found.text);
}

/// A form of 市教委 in which nothing is answered but this.
fn correction(sandbox: &Sandbox, id: u32, column: usize, answer: Cell) -> Vec<u8> {
    let mut sheet = Sheet::filled(sandbox);
    for row in sheet.task_rows() {
        for column in [PERCENT, PROGRESS, PROBLEMS, EXPECTED] {
            sheet.rows[row][column] = Cell::Blank;
        }
        sheet.rows[row][STATUS] = words("未启动");
    }
    sheet.row(id)[column] = answer;
    sheet.xlsx()
}

#[test]
fn corrections_of_one_return_in_two_clones_merge_by_the_driver() {
    let sandbox = sandbox();
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "forms"]);
    sandbox.write("in/进展.xlsx", Sheet::filled(&sandbox).xlsx());
    sandbox.pjt("collect in --received 2025-09-24 --yes --commit").fine();
    let other = Sandbox::clone_of(&sandbox);
    for clone in [&sandbox, &other] {
        clone.pjt("init --git").fine();
    }
    sandbox.write("one/更正.xlsx", correction(&sandbox, 14, PROGRESS, words("第14项进展（更正）")));
    sandbox.pjt("collect one --received 2025-09-26 --yes --commit").fine();
    other.write("two/再更正.xlsx", correction(&sandbox, 14, PROBLEMS, words("第14项问题（更正）")));
    other.pjt("collect two --received 2025-09-27 --yes --commit").fine();
    let from = other.path("");
    sandbox.git(&["fetch", "-q", from.to_str().unwrap(), "main"]);
    assert_eq!(sandbox.git_ends(&["merge", "-q", "FETCH_HEAD"]), 0, "{}", sandbox.git(&["diff"]));
    let text = sandbox.read(RETURN);
    assert!(text.contains("第14项进展（更正）") && text.contains("第14项问题（更正）"), "{text}");
    assert_eq!(text.matches("sha256").count(), 3, "{text}");
    assert_eq!(sandbox.pjt("check").code, 0, "{}", sandbox.pjt("check").whole());
}
