//! What the desk says of returns, slips and tasks where a person would else go wrong: which plan, which period, what is
//! still done, what lies beside.

use crate::{
    filled::{PERCENT, Sheet, TASKS, sandbox, words},
    sandbox::{Sandbox, part},
};

/// The seed's store and a second plan with a task of two departments, of which nobody is known to lead.
fn two_plans() -> Sandbox {
    let sandbox = Sandbox::with_seed();
    sandbox.write("data/other/plan.yaml", "title: 另一个方案\n");
    sandbox.write(
        "data/other/tasks/001.yaml",
        "id: 1\n\ncontent: 建立平台\n\ndepartments:\n- 市教委\n\nstatus: not_started\n",
    );
    sandbox
}

#[test]
fn a_task_of_another_plan_is_named_with_it() {
    let sandbox = two_plans();
    sandbox.pjt("period open 2025-q3 --due 2025-09-25 --plan all --today 2025-09-10").fine();
    sandbox.pjt("forms 2025-q3 -o out").fine();
    let mut sheet = Sheet::filled_by(&sandbox, "d01_市教委");
    let row = sheet.task_rows().find(|row| sheet.rows[*row][0].words().starts_with("other/1|")).unwrap();
    sheet.rows[row][PERCENT] = words("约八成");
    sandbox.write("in/a.xlsx", sheet.xlsx());
    // The list for the units has no code of a plan.
    let said = sandbox.pjt("collect in --received 2025-09-24 --yes --rejects back.xlsx --lang zh");
    let list = part(&std::fs::read(sandbox.path("back.xlsx")).unwrap(), "xl/sharedStrings.xml");
    assert!(list.contains(">1（另一个方案）<") && !list.contains("other/"), "{list}");
    let shown = said.stdout.replace("\n    ", "");
    assert!(shown.contains("编号other/1 完成率 “约八成”"), "{shown}");
    let said = sandbox.pjt("collect --settle --lang zh");
    assert!(said.stdout.contains("编号other/1 完成率"), "{}", said.whole());
}

#[test]
fn what_a_department_reported_in_another_plan_is_named_where_it_is_sent_back() {
    let sandbox = two_plans();
    sandbox.pjt("period open 2025-q3 --due 2025-09-25 --plan all --today 2025-09-10").fine();
    let returned = "department: 市教委\nreceived: \"2025-09-24\"\n\ntasks:\n- id: 1\n  progress: 已建成。\n";
    sandbox.write("data/other/returns/2025-q3/d01.yaml", returned);
    let said = sandbox.pjt("sendback 2025-q3 市教委 1 --reason 缺佐证 --today 2025-09-26 --lang zh");
    assert!(said.stderr.contains("other/1") && !said.stderr.contains("还没有报送"), "{}", said.whole());
    // It reported about both, and the task of this number in the other one only.
    let own = returned.replace("id: 1", "id: 14");
    sandbox.write("data/chanjiao-2021-2025/returns/2025-q3/d01.yaml", own);
    let said = sandbox.pjt("sendback 2025-q3 市教委 1 --reason 缺佐证 --today 2025-09-26 --lang zh");
    assert!(said.stderr.contains("没有报编号1") && said.stderr.contains("other/1"), "{}", said.whole());
    let said = sandbox.pjt("sendback 2025-q3 市教委 other/1 --reason 缺佐证 --today 2025-09-26");
    said.fine();
}

#[test]
fn a_form_of_a_period_that_was_never_opened_and_a_file_without_a_form_say_so() {
    let sandbox = sandbox();
    let sheet = Sheet::filled(&sandbox);
    std::fs::remove_file(sandbox.path("data/periods/2025-q3.yaml")).unwrap();
    sandbox.pjt("period open 2025-q4 --due 2025-12-25 --today 2025-12-10").fine();
    sandbox.write("in/a.xlsx", sheet.xlsx());
    let said = sandbox.pjt("collect in --lang zh");
    let shown = said.stdout.replace("\n    ", "");
    assert!(shown.contains("2025-q3 没有开放过") && !shown.contains("--period 2025-q3"), "{shown}");
    let words_alone = Sheet { rows: vec![vec![words("请见附件")]], has_name: false, ..sheet };
    sandbox.write("in/a.xlsx", words_alone.xlsx());
    let said = sandbox.pjt("collect --period 2025-q4 --from 市教委=in/a.xlsx --json");
    assert_eq!(said.json()["refused"][0]["code"], "table-missing", "{}", said.whole());
    let said = sandbox.pjt("collect in/none.xlsx --lang zh");
    assert!(said.stderr.contains("核对文件名和它所在的文件夹"), "{}", said.stderr);
    let said = sandbox.pjt("import none.docx --lang zh");
    assert!(said.stderr.contains("核对文件名和它所在的文件夹"), "{}", said.stderr);
}

#[test]
fn what_is_sent_back_and_still_done_and_what_a_settlement_contradicts_is_said() {
    let sandbox = sandbox();
    let mut sheet = Sheet::filled(&sandbox);
    sheet.row(3)[PERCENT] = words("约八成");
    sandbox.write("in/a.xlsx", sheet.xlsx());
    let said = sandbox.pjt("collect in --received 2025-09-24 --yes --json");
    assert_eq!(said.code, 1, "{}", said.whole());
    let id = sandbox.pjt("collect --settle --json").json()["pending"][0]["id"].as_str().unwrap().to_owned();
    let said = sandbox.pjt(&format!("collect --settle {id} --value 80% --json"));
    assert_eq!(said.json()["warnings"][0]["code"], "answer-contradicts", "{}", said.whole());
    let said = sandbox.pjt("sendback 2025-q3 市教委 3 --reason 缺佐证 --today 2025-09-26 --lang zh");
    said.fine();
    assert!(said.stderr.contains("编号3 在台账中仍是办结的"), "{}", said.stderr);
    let said = sandbox.pjt("sendback 2025-q3 市教委 2 --reason 缺佐证 --today 2025-09-26 --lang zh");
    assert!(!said.stderr.contains("仍是办结的"), "{}", said.stderr);
}

#[test]
fn a_figure_out_of_range_is_told_in_the_words_of_its_rule() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("lights --adopt yinchuan-2025").fine();
    let said = sandbox.pjt("lights --set 4=0 --lang zh");
    assert!(said.stderr.contains("第 4 条改成“应启动未启动满0个月”超出范围"), "{}", said.stderr);
    assert!(!said.stderr.contains("unstarted"), "{}", said.stderr);
}

#[test]
fn slips_of_another_day_beside_the_new_ones_are_named() {
    let sandbox = Sandbox::with_seed();
    let said = sandbox.pjt("slips -o out --dept 市教委 --today 2026-01-05 --lang zh");
    said.fine();
    assert!(!said.stderr.contains("以前的督办单"), "{}", said.stderr);
    let said = sandbox.pjt("slips -o out --dept 市教委 --today 2026-01-06 --lang zh");
    said.fine();
    assert!(said.stderr.contains("以前的督办单") && said.stderr.contains("20260105-001_"), "{}", said.stderr);
    // Numbers go on over directories where a person says so.
    let said = sandbox.pjt("slips -o other --dept 市教委 --today 2026-01-06 --number-after 1 --lang zh");
    said.fine();
    assert!(!said.stderr.contains("以前的督办单") && !said.stderr.contains("编号从当日"), "{}", said.stderr);
    assert!(sandbox.path("other/20260106-002_市教委.docx").is_file());
    let count = || std::fs::read_dir(sandbox.path("other")).unwrap().count();
    let written = count();
    let said = sandbox.pjt("slips -o other --dept 市教委 --today 2026-01-06 --number-after 1");
    said.fine();
    assert_eq!(count(), written, "the same slips, the same numbers");
}

#[test]
fn a_form_shows_what_was_reported_in_a_month_of_its_quarter_and_by_whom_a_task_was_taken_over_from() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("period open 2025-08 --due 2025-08-25 --today 2025-08-10").fine();
    sandbox.write(
        "data/chanjiao-2021-2025/returns/2025-08/d01.yaml",
        "department: 市教委\nreceived: \"2025-08-24\"\n\ntasks:\n- id: 1\n  progress: 八月进展。\n",
    );
    sandbox.pjt("period open 2025-q3 --due 2025-09-25 --today 2025-09-10").fine();
    sandbox.pjt("forms 2025-q3 -o out").fine();
    let before = |path: &str| {
        let sheet = Sheet::read(&std::fs::read(sandbox.path(path)).unwrap());
        sheet.rows[TASKS..].iter().find(|row| row[1].words() == "1").unwrap()[7].words()
    };
    assert_eq!(before("out/2025-q3_d01_市教委.xlsx"), "八月进展。");
    // The last that was said, whatever it answered: the quarter is told in its last month, and what was noted since.
    sandbox.write(
        "data/chanjiao-2021-2025/returns/2025-q3/d01.yaml",
        "department: 市教委\nreceived: \"2025-09-20\"\n\ntasks:\n- id: 1\n  progress: 三季度进展。\n",
    );
    sandbox.pjt("period open 2025-09 --due 2025-09-28 --today 2025-09-21").fine();
    sandbox.pjt("forms 2025-09 -o september").fine();
    assert_eq!(before("september/2025-09_d01_市教委.xlsx"), "三季度进展。");
    sandbox.pjt("update 1 --note 平台试运行 --by 市教委 --on 2025-09-22 --today 2025-09-22").fine();
    sandbox.pjt("update 1 --note 已电话催办 --by 督查室 --on 2025-09-23 --today 2025-09-23").fine();
    sandbox.pjt("forms 2025-09 -o later").fine();
    assert_eq!(before("later/2025-09_d01_市教委.xlsx"), "平台试运行", "and not what others noted");
    sandbox.pjt("update 1 --replace-dept 市教委=市科委 --reason 分工调整 --yes").fine();
    sandbox.pjt("period open 2025-q4 --due 2025-12-25 --today 2025-12-10").fine();
    sandbox.pjt("forms 2025-q4 -o next").fine();
    let code = std::fs::read_dir(sandbox.path("next")).unwrap();
    let names = code.map(|file| file.unwrap().file_name().into_string().unwrap());
    let name = names.into_iter().find(|name| name.ends_with("市科委.xlsx")).unwrap();
    assert_eq!(before(&format!("next/{name}")), "平台试运行");
}

#[test]
fn a_task_of_several_departments_without_a_lead_says_so_and_a_reason_is_no_correction() {
    let sandbox = two_plans();
    let add = "add --plan other --content 另一件事 --reason 专题会议 --lang zh";
    let said = sandbox.pjt(&format!("{add} --dept 市教委、市科委"));
    said.fine();
    assert!(said.stderr.contains("没有写明由谁牵头（市教委、市科委）"), "{}", said.stderr);
    let said = sandbox.pjt(&format!("{add} --dept 市科委 --lead 市教委"));
    assert!(!said.stderr.contains("没有写明由谁牵头"), "{}", said.stderr);
    let said = sandbox.pjt("show other/2 --lang zh");
    assert!(said.fine().contains("专题会议（改动原因）"), "{}", said.stdout);
}
