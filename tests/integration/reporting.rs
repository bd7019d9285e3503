//! A reporting period with several units, clones and kinds of file: what they make of it together.

use crate::{
    filled::{
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

/// A workbook as a program writes it that doesn't compute: the formula `Z1&Z2` has no value.
pub(crate) fn without_values(bytes: &[u8]) -> Vec<u8> {
    let computed = " t=\"str\"><f>Z1&amp;Z2</f><v>not computed</v>";
    let mut book = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let parts: Vec<(String, String)> = (0..book.len())
        .map(|number| {
            let part = book.by_index(number).unwrap();
            let name = part.name().unwrap().into_owned();
            (name, std::io::read_to_string(part).unwrap().replace(computed, "><f>Z1&amp;Z2</f>"))
        })
        .collect();
    let parts: Vec<(&str, &str)> = parts.iter().map(|(name, part)| (name.as_str(), part.as_str())).collect();
    package(&parts)
}

#[test]
fn formulas_without_a_value_and_errors_are_kept_and_refused() {
    let sandbox = sandbox();
    let mut sheet = Sheet::filled(&sandbox);
    sheet.row(14)[PERCENT] = Cell::Formula("=Z1*2", "#REF!");
    sheet.row(15)[PROGRESS] = Cell::Formula("=Z1&Z2", "not computed");
    let found = collect(&sandbox, "a.xlsx", &without_values(&sheet.xlsx()));
    assert_eq!(found.code, 1);
    assert_eq!(found.codes("refused"), ["cell-error", "formula-without-value"], "{}", found.answer);
    found.ensure_own("formulas");
    assert!(found.text.contains("text: \"#REF!\""), "{}", found.text);
    // What was typed is kept, not the blank that it showed.
    assert!(found.text.contains("text: =Z1&Z2"), "{}", found.text);
    assert_eq!(found.progress().len(), 36);
}

#[test]
fn a_cell_that_shows_nothing_is_no_answer() {
    let sandbox = sandbox();
    let mut sheet = Sheet::filled(&sandbox);
    sheet.row(14)[PROBLEMS] = words("\u{fe0f}");
    sheet.row(14)[PROGRESS] = words("\u{2800}\u{200b}");
    sheet.row(15)[PROGRESS] = Cell::Formula("=Z1", "\u{3000}");
    let other = sheet.task_rows().nth(20).unwrap();
    sheet.rows[other][STATUS] = Cell::Formula("=Z1", "\u{3000}");
    let found = collect(&sandbox, "a.xlsx", &sheet.xlsx());
    found.ensure_own("blanks");
    assert_eq!(found.code, 0, "{}", found.answer);
    assert!(found.codes("warnings").contains(&"invisible-characters".to_owned()), "{}", found.answer);
    assert_eq!(found.progress().len(), 35, "{}", found.text);
    assert!(!found.text.contains(['\u{fe0f}', '\u{2800}']) && !found.text.contains("\"\""), "{}", found.text);
    // A percentage without a status, where the ledger says that nothing was begun, is to be asked about.
    let found = sandbox.pjt("check --json").json()["findings"].clone();
    assert!(found.as_array().unwrap().iter().all(|one| one["code"] == "answer-contradicts"), "{found}");
}

#[test]
fn a_period_that_asked_of_a_plan_that_is_gone_is_named() {
    let sandbox = sandbox();
    let file = "data/periods/2025-q3.yaml";
    let period = sandbox.read(file);
    sandbox.write(file, period.replace("plan: chanjiao-2021-2025", "plan: gone"));
    for at in ["", " --at HEAD"] {
        if !at.is_empty() {
            sandbox.git(&["add", "-A"]);
            sandbox.git(&["commit", "-qm", "period"]);
        }
        let said = sandbox.pjt(&format!("check{at} --json"));
        assert_eq!(said.code, 5, "{}", said.whole());
        assert_eq!(said.json()["findings"][0]["code"], "unknown-answer", "{}", said.whole());
    }
    // What was taken out by decision is known.
    let config = sandbox.read("data/pjt.yaml");
    sandbox.write(
        "data/pjt.yaml",
        format!("{config}\nremoved:\n- slug: gone\n  on: \"2025-10-01\"\n  reason: 已并入\n"),
    );
    sandbox.pjt("check").fine();
}

#[test]
fn what_two_units_lead_is_done_when_both_say_so() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("update 14 --lead 市教委,市发展改革委 --reason 分工会议纪要").fine();
    sandbox.pjt("period open 2025-q3 --due 2025-09-25 --today 2025-09-10").fine();
    sandbox.pjt("forms 2025-q3 -o out").fine();
    let mut one = Sheet::filled(&sandbox);
    one.row(14)[STATUS] = words("已完成");
    one.row(14)[PERCENT] = Cell::Percent(1.0);
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
    other.row(14)[PERCENT] = Cell::Percent(1.0);
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

/// Forms of two periods, each filled in by two departments, taken and committed.
fn two_periods() -> Sandbox {
    let sandbox = Sandbox::with_seed();
    for (period, due) in [("2025-q2", "2025-06-25"), ("2025-q3", "2025-09-25")] {
        sandbox.pjt(&format!("period open {period} --due {due} --today {due}")).fine();
        sandbox.pjt(&format!("forms {period} -o forms/{period}")).fine();
        sandbox.git(&["add", "-A"]);
        sandbox.git(&["commit", "-qm", period]);
        for department in ["d01_市教委", "d02_市发展改革委"] {
            let file = format!("forms/{period}/{period}_{department}.xlsx");
            let mut sheet = Sheet::read(&std::fs::read(sandbox.path(&file)).unwrap());
            for row in sheet.task_rows() {
                let id = sheet.id(row);
                sheet.rows[row][PROGRESS] = words(format!("第{id}项进展（{period}）"));
                sheet.rows[row][STATUS] = words("推进中");
            }
            sandbox.write(&format!("in/{period}/{department}.xlsx"), sheet.xlsx());
        }
        sandbox.pjt(&format!("collect in/{period} --received {due} --yes --commit")).fine();
    }
    sandbox
}

const Q2_OF_D01: &str = "data/chanjiao-2021-2025/returns/2025-q2/d01.yaml";

#[test]
fn blame_log_and_diff_say_who_reported_what_and_when() {
    let sandbox = two_periods();
    let text = sandbox.read(RETURN).replace("第14项进展（2025-q3）", "第14项进展（更正）");
    sandbox.write(RETURN, text);
    let said = sandbox.pjt("blame 14 --lang zh");
    let said = said.fine();
    let after = |words: &str| said.split_once(words).map(|(_, rest)| rest.lines().nth(1).unwrap().to_owned());
    let q2 = after("市教委 报送 2025-q2 编号14 进展情况 第14项进展（2025-q2）").unwrap();
    assert!(q2.contains("报送 2025-q2"), "{q2}");
    let status = after("市教委 报送 2025-q3 编号14 状态 推进中").unwrap();
    assert!(status.contains("报送 2025-q3"), "{status}");
    assert_eq!(
        after("市教委 报送 2025-q3 编号14 进展情况 第14项进展（更正）").unwrap().trim(),
        "（尚未提交）"
    );
    let task = sandbox.pjt("blame 14 --json").json()["tasks"][0].clone();
    let progress: Vec<_> =
        task["returns"].as_array().unwrap().iter().filter(|one| one["field"] == "progress").collect();
    assert_eq!(progress.len(), 2, "{task}");
    assert_eq!((&progress[0]["period"], &progress[0]["department"]), (&"2025-q2".into(), &"市教委".into()));
    assert!(progress[0]["commit"].is_string() && progress[1]["commit"].is_null(), "{task}");
    sandbox.git(&["checkout", "-q", "data"]);
    let (log, english) = (sandbox.pjt("log --lang zh"), sandbox.pjt("log --lang en --field progress"));
    assert!(
        log.fine().contains("市教委 报送 2025-q3 编号14 进展情况 第14项进展（2025-q3）"),
        "{}",
        log.whole()
    );
    let lines: Vec<&str> = english.fine().lines().filter(|line| line.contains(" task 14 ")).collect();
    assert_eq!(lines.len(), 2, "{}", english.whole());
    // The history of one task has what was reported about it, and nothing about others.
    let of_task = sandbox.pjt("log 14 --lang zh");
    let of_task = of_task.fine();
    for words in ["编号14 进展情况 第14项进展（2025-q2）", "编号14 进展情况 第14项进展（2025-q3）"]
    {
        assert!(of_task.contains(words), "{of_task}");
    }
    assert!(!of_task.contains("编号15") && !of_task.contains("新增 2025"), "{of_task}");
    let since = sandbox.pjt("log 14 --field status --to doing --lang zh");
    assert!(since.fine().contains("状态"), "{}", since.whole());
    assert_eq!(sandbox.pjt("log 99").code, 3, "returns of its plan do not make a task known");
    let diff = sandbox.pjt("diff HEAD~2..HEAD --lang zh -k 第14项进展");
    assert!(diff.fine().contains("市教委 报送 2025-q3 编号14 进展情况"), "{}", diff.whole());
    assert!(!diff.fine().contains("编号15"), "{}", diff.whole());
    // A plan that is called otherwise now, and what was reported under its old name.
    sandbox.pjt("plan rename chanjiao-2021-2025 chanjiao --yes --commit").fine();
    let said = sandbox.pjt("blame 14 --lang zh");
    let line =
        said.fine().lines().skip_while(|line| !line.contains("2025-q2 编号14 进展情况")).nth(1).unwrap();
    assert!(line.contains("报送 2025-q2"), "{line}");
    let of_task = sandbox.pjt("log 14 --lang zh");
    let told = of_task.fine().matches("编号14 进展情况").count();
    assert_eq!(told, 2, "a plan that moved reported nothing anew: {}", of_task.whole());
}

#[test]
fn returns_of_several_periods_outlive_that_a_department_or_a_plan_is_called_otherwise() {
    let sandbox = two_periods();
    let ensure_whole = |what: &str| {
        let said = sandbox.pjt("check");
        assert_eq!(said.code, 0, "{what}: {}", said.whole());
        for period in ["2025-q2", "2025-q3"] {
            let answer = sandbox.pjt(&format!("returns {period} --json")).json();
            let reported =
                answer["returns"].as_array().unwrap().iter().filter(|one| one["reported"] == one["asked"]);
            assert_eq!(reported.count(), 2, "{what}: {answer}");
        }
    };
    sandbox.pjt("dept rename 市教委 市教育局 --yes --commit").fine();
    ensure_whole("a department renamed");
    for file in [Q2_OF_D01, RETURN] {
        assert!(sandbox.read(file).starts_with("department: 市教育局\n"), "{file}");
    }
    // Its form went out under the old name.
    let mut sheet = Sheet::read(&std::fs::read(sandbox.path("in/2025-q3/d01_市教委.xlsx")).unwrap());
    sheet.row(14)[PROBLEMS] = words("第14项问题");
    sandbox.write("late/a.xlsx", sheet.xlsx());
    sandbox.pjt("collect late --received 2025-10-08 --yes --commit").fine();
    assert!(sandbox.read(RETURN).contains("第14项问题"));
    ensure_whole("a form of the old name");
    sandbox.pjt("dept merge 市发展改革委 市教育局 --yes --commit").fine();
    ensure_whole("two departments merged");
    let shown = sandbox.pjt("show 12");
    assert!(shown.fine().contains("第12项进展（2025-q3）"), "{}", shown.whole());
    sandbox.pjt("plan rename chanjiao-2021-2025 chanjiao --yes --commit").fine();
    ensure_whole("a plan renamed");
    // Two of them are undone, and the store is what it was.
    for _ in 0..2 {
        sandbox.pjt("undo --yes").fine();
    }
    assert!(sandbox.path(OF_D02).exists());
    ensure_whole("taken back");
}

#[test]
fn what_was_written_by_a_run_that_ended_before_its_commit_is_committed_by_the_next() {
    let sandbox = sandbox();
    let subjects = |count: &str| sandbox.git(&["log", "-1", "--format=%s", "--name-only", count]);
    let is_clean = || sandbox.git(&["status", "--short", "--", "data"]).trim().is_empty();
    // opened, and not committed
    sandbox.pjt("period open 2025-q3 --due 2025-09-25 --today 2025-09-10 --commit").fine();
    assert!(is_clean());
    assert!(subjects("HEAD").contains("data/periods/2025-q3.yaml"), "{}", subjects("HEAD"));
    let mut sheet = Sheet::filled(&sandbox);
    sheet.row(14)[PERCENT] = words("约八成");
    assert_eq!(collect(&sandbox, "a.xlsx", &sheet.xlsx()).code, 1);
    sandbox.pjt("commit").fine();
    let sendback = "sendback 2025-q3 市教委 3-4 --reason 缺佐证 --today 2025-09-26";
    sandbox.pjt(sendback).fine();
    assert!(!is_clean());
    sandbox.pjt(&format!("{sendback} --commit")).fine();
    assert!(is_clean());
    // What was settled waits no more: that is said, and what is left to do.
    let waiting = sandbox.pjt("collect --settle --json").json();
    let id = waiting["pending"][0]["id"].as_str().unwrap().to_owned();
    sandbox.pjt(&format!("collect --settle {id} --value 80%")).fine();
    let said = sandbox.pjt(&format!("collect --settle {id} --value 80% --commit"));
    assert_eq!(said.code, 3, "{}", said.whole());
    assert!(said.whole().contains("pjt commit"), "{}", said.whole());
    sandbox.pjt("commit").fine();
    for _once_and_again in 0..2 {
        sandbox.pjt("period close 2025-q3 --today 2025-10-01").fine();
    }
    sandbox.pjt("period close 2025-q3 --commit").fine();
    assert!(is_clean());
}

#[test]
fn what_a_unit_reports_besides_what_it_was_asked_is_counted_by_itself() {
    let sandbox = sandbox();
    let row = Sheet::filled(&sandbox).row(15).clone();
    let mut sheet = Sheet::filled_by(&sandbox, "d02_市发展改革委");
    let end = sheet.task_rows().end;
    sheet.rows.insert(end, row);
    sandbox.write("in/a.xlsx", sheet.xlsx());
    let said = sandbox.pjt_with(&["collect", "in", "--received", "2025-09-24"], &[("PJT_LANG", "zh")]);
    assert!(said.stdout.contains("3项：报3，另报配合事项1"), "{}", said.whole());
    let unit = &sandbox.pjt("collect in --received 2025-09-24 --json").json()["returns"][0];
    assert_eq!(
        (&unit["asked"], &unit["reported"], &unit["beyond"]),
        (&3.into(), &3.into(), &1.into()),
        "{unit}"
    );
}

#[test]
fn who_writes_that_there_is_no_proof_proves_nothing() {
    const EVIDENCE: usize = 14;
    let sandbox = sandbox();
    let mut sheet = Sheet::filled(&sandbox);
    for (id, said) in [(14, "无"), (15, "验收报告.pdf\n——")] {
        let row = sheet.row(id);
        (row[STATUS], row[EVIDENCE]) = (words("已完成"), words(said));
    }
    let found = collect(&sandbox, "a.xlsx", &sheet.xlsx());
    assert!(codes(&found.answer, "warnings").contains(&"no-answer".to_owned()), "{}", found.answer);
    let task = |id: u32| sandbox.read(&format!("data/chanjiao-2021-2025/tasks/{id:03}.yaml"));
    assert!(task(14).contains("status: done") && !task(14).contains("evidence"), "{}", task(14));
    assert!(task(15).contains("evidence:\n- 验收报告.pdf\n") && !task(15).contains("——"), "{}", task(15));
    assert_eq!(sandbox.pjt("update 14 --status closed").code, 4);
}
