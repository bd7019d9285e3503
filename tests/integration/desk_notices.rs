//! What a coordinator is told between the commands of a quarter, so that nothing waits, is done twice or is told of otherwise
//! than it was.

use crate::{
    filled::{Cell, EXPECTED, PERCENT, PROGRESS, RETURN, STATUS, Sheet, collect, sandbox, words},
    sandbox::Sandbox,
};

/// Rows 1 and 3 hold each other's answers.
fn swapped(sandbox: &Sandbox) -> Sheet {
    let mut sheet = Sheet::filled(sandbox);
    let [one, other] = [1, 3].map(|id| sheet.row(id)[2].words());
    sheet.row(1)[PROGRESS] = words(format!("已办：{other}"));
    sheet.row(3)[PROGRESS] = words(format!("已办：{one}"));
    sheet
}

fn waiting(sandbox: &Sandbox) -> Vec<String> {
    let pending = sandbox.pjt("collect --settle --json").json()["pending"].clone();
    pending.as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn rows_that_waited_are_settled_by_the_same_tasks_reported_again() {
    let sandbox = sandbox();
    sandbox.write("in/a.xlsx", swapped(&sandbox).xlsx());
    sandbox.pjt("collect in --received 2025-09-24 --yes").whole();
    assert_eq!(waiting(&sandbox).len(), 2);
    // One of the two alone settles its own row.
    let mut sheet = Sheet::filled(&sandbox);
    for cell in [STATUS, PERCENT, PROGRESS, 12, EXPECTED] {
        sheet.row(3)[cell] = Cell::Blank;
    }
    sandbox.write("again/a.xlsx", sheet.xlsx());
    let said = sandbox.pjt("collect again --received 2025-09-25 --yes --lang zh");
    assert!(said.stdout.contains("旧的不再待处理"), "{}", said.whole());
    assert_eq!(waiting(&sandbox).len(), 1);
    sandbox.write("again/a.xlsx", Sheet::filled(&sandbox).xlsx());
    sandbox.pjt("collect again --received 2025-09-26 --yes").whole();
    assert_eq!(waiting(&sandbox).len(), 0);
    let text = sandbox.read(RETURN);
    assert!(!text.contains("unplaced") && text.contains("reason: 已重报，以“a.xlsx”为准"), "{text}");
    // The old file, sent once more, asks about nothing again.
    let mut old = swapped(&sandbox);
    old.saved = Some((2025, 9, 24));
    sandbox.write("old/a.xlsx", old.xlsx());
    sandbox.pjt("collect old --received 2025-09-26 --yes").whole();
    assert_eq!(waiting(&sandbox).len(), 0);
}

#[test]
fn several_rows_are_dropped_at_once() {
    let sandbox = sandbox();
    sandbox.write("in/a.xlsx", swapped(&sandbox).xlsx());
    sandbox.pjt("collect in --received 2025-09-24 --yes").whole();
    let ids = waiting(&sandbox);
    let said = sandbox.pjt(&format!("collect --settle {}、000000 --drop 已重报", ids[0]));
    assert_eq!(said.code, 3, "{}", said.whole());
    assert_eq!(waiting(&sandbox).len(), 2, "all or nothing");
    let said = sandbox.pjt(&format!("collect --settle {} --drop 已重报 --lang zh", ids.join("、")));
    said.fine();
    assert!(said.stderr.contains("已不收 2 条；还有 0 条"), "{}", said.whole());
    assert_eq!(sandbox.read(RETURN).matches("reason: 已重报").count(), 2);
    // Only what is dropped needs no look at each.
    let said = sandbox.pjt("collect --settle a,b --value 80% --lang zh");
    assert!(said.code == 3 && said.stderr.contains("只能用 `--drop`"), "{}", said.whole());
}

#[test]
fn an_answer_that_contradicts_itself_is_found_by_check_until_somebody_asked() {
    let sandbox = sandbox();
    let mut sheet = Sheet::filled(&sandbox);
    sheet.row(1)[STATUS] = words("未启动");
    sheet.row(1)[PERCENT] = Cell::Percent(0.6);
    collect(&sandbox, "a.xlsx", &sheet.xlsx());
    let check = || sandbox.pjt("check --lang zh --today 2025-09-25");
    let said = check();
    assert!(
        said.code == 5 && said.stdout.contains("编号1 市教委 2025-q3 报状态 未启动，完成率 60%，前后矛盾"),
        "{}",
        said.whole()
    );
    assert_eq!(said.stdout.matches("answer-contradicts").count(), 1, "{}", said.whole());
    // It asks a person, and keeps nobody from committing.
    sandbox.pjt("update 1 --note 已核实，正在筹备 --by 市教委 --today 2025-09-25").fine();
    assert!(!check().stdout.contains("answer-contradicts"), "{}", check().whole());
}

#[test]
fn what_was_reported_in_a_former_period_is_marked_with_it() {
    let sandbox = sandbox();
    sandbox.pjt("lights --adopt yinchuan-2025").fine();
    sandbox.write("in/a.xlsx", Sheet::filled(&sandbox).xlsx());
    sandbox.pjt("collect in --received 2025-09-24 --yes").fine();
    sandbox.pjt("bulletin 2025-q3 -o 三季度.md --today 2025-09-30").fine();
    let third = sandbox.read("三季度.md");
    assert!(third.contains("项进展") && !third.contains("2025年第三季度："), "{third}");
    assert!(!third.contains("实报按"), "{third}");
    sandbox.pjt("period open 2025-q4 --due 2025-12-25 --today 2025-12-01").fine();
    sandbox.pjt("bulletin 2025-q4 -o 四季度.md --today 2025-12-20").fine();
    let fourth = sandbox.read("四季度.md");
    assert!(fourth.contains("2025年第三季度：第") && fourth.contains("实报按2025年第三季度所报"), "{fourth}");
    sandbox.pjt("bulletin 2025-q3 -o 三季度再出.md --today 2025-09-30").fine();
    assert_eq!(sandbox.read("三季度再出.md"), third);
}

#[test]
fn a_form_is_for_collect_and_a_ledger_is_no_document() {
    let sandbox = sandbox();
    let said = sandbox.pjt("import out/2025-q3_d01_市教委.xlsx --lang zh");
    assert!(said.code == 4 && said.stderr.contains("`pjt collect 文件`"), "{}", said.whole());
    let said = sandbox.pjt("import out/2025-q3_d01_市教委.xlsx --plan other --dry-run --json").json();
    assert_eq!(said["error"]["code"], "form-to-collect", "{said}");
    sandbox.pjt("export -o 台账.xlsx").fine();
    let said = sandbox.pjt("import 台账.xlsx --lang zh");
    assert!(said.code == 4 && said.stderr.contains("这是 pjt 导出的台账"), "{}", said.whole());
    assert!(!said.stderr.contains("新版：用"), "{}", said.whole());
}

/// Two plans; the second, of the next year, has an open task of the first.
fn two_years() -> Sandbox {
    let sandbox = Sandbox::empty();
    sandbox.git(&["init", "-q", "-b", "main"]);
    sandbox.pjt("init").fine();
    let head = |year: u32| format!("{year}年工作要点任务分工表,,,\n序号,任务内容,责任单位,完成时限\n");
    let school = "新建市第三中学等学校6所，新增学位9000个";
    let first = format!("1,{school},市教委,12月底\n2,建设5G基站2000个,市科委、各有关单位,9月底\n");
    let second = format!("1,{school},市教委,12月底\n2,开展数据归集30亿条,市科委,9月底\n");
    sandbox.write("a.csv", head(2026) + &first);
    sandbox.write("b.csv", head(2027) + &second);
    sandbox.pjt("import a.csv --plan p2026 --commit --today 2026-01-10").fine();
    sandbox
}

#[test]
fn a_task_that_is_open_in_another_plan_is_named_when_the_next_plan_comes() {
    let sandbox = two_years();
    let said = sandbox.pjt("import b.csv --plan p2027 --today 2026-12-20 --lang zh");
    said.fine();
    let flat: String = said.stderr.split_whitespace().collect();
    assert!(flat.contains("有1项任务与别的方案中未办结的一字不差：编号p2026/1"), "{}", said.whole());
    // What begins only later is not asked about, and nobody is told to ask for it again.
    let open = || {
        sandbox.pjt("period open 2026-q4 --due 2026-12-28 --plan all --support --today 2026-12-21 --lang zh")
    };
    for said in [open(), open()] {
        said.fine();
        assert!(said.stderr.contains("之后才开始") && !said.stderr.contains("补收全部"), "{}", said.whole());
    }
    let said = sandbox.pjt("year-end 2026 --plan all --today 2026-12-31 --lang zh");
    assert!(said.stderr.contains("结转的 2 项逐项定去向"), "{}", said.whole());
    // A paper of one plan of several says so.
    for (command, file) in [("year-end 2026", "年终.xlsx"), ("export", "台账.xlsx")] {
        sandbox.pjt(&format!("{command} --today 2026-12-31 --lang zh -o {file}")).fine();
        let words = crate::sandbox::part(&std::fs::read(sandbox.path(file)).unwrap(), "xl/sharedStrings.xml");
        assert!(words.contains("台账另有1个方案，未列入") && words.contains("2026年工作要点"), "{words}");
        sandbox.pjt(&format!("{command} --today 2026-12-31 --lang zh --plan all --force -o {file}")).fine();
        let words = crate::sandbox::part(&std::fs::read(sandbox.path(file)).unwrap(), "xl/sharedStrings.xml");
        assert!(!words.contains("未列入"), "{words}");
    }
}

#[test]
fn what_stands_for_several_units_is_marked_wherever_departments_are_counted() {
    let sandbox = two_years();
    let said = sandbox.pjt("stats --lang zh --plan p2026");
    assert!(said.stdout.contains("各有关单位（统称）"), "{}", said.whole());
    sandbox.pjt("site -o 网页 --lang zh").fine();
    assert!(sandbox.read("网页/index.html").contains("各有关单位（统称）"));
}

#[test]
fn pages_tell_no_mistake_that_was_taken_back() {
    let sandbox = two_years();
    sandbox.pjt("update 1 --status doing --commit --today 2026-02-01").fine();
    sandbox.pjt("undo --yes").fine();
    let page = || {
        sandbox.pjt("site -o 网页 --lang zh --force").fine();
        sandbox.read("网页/p2026/task-1.html")
    };
    assert!(!page().contains("推进中"), "{}", page());
    sandbox.pjt("redo").fine();
    let told = page();
    assert_eq!(told.matches("未启动 → 推进中").count(), 1, "{told}");
    assert!(!told.contains("推进中 → 未启动"), "{told}");
}

#[test]
fn a_task_is_not_closed_on_a_file_that_never_came() {
    let sandbox = sandbox();
    let mut sheet = Sheet::filled(&sandbox);
    sheet.row(3)[14] = words("验收报告.pdf");
    collect(&sandbox, "a.xlsx", &sheet.xlsx());
    let file = "data/chanjiao-2021-2025/tasks/003.yaml";
    let before = sandbox.read(file);
    let said = sandbox.pjt("update 3 --status closed --lang zh");
    assert!(said.code == 3 && said.stderr.contains("验收报告.pdf 没有找到"), "{}", said.whole());
    assert_eq!(sandbox.read(file), before);
    sandbox.pjt("update 3 --status closed --missing-ok").fine();
    sandbox.pjt("update 3 --status done --reason 佐证未收到").fine();
    sandbox.write("验收报告.pdf", "%PDF");
    sandbox.pjt("update 3 --status closed").fine();
}

#[test]
fn what_was_late_is_told_of_a_department_that_was_in_time() {
    let sandbox = sandbox();
    let mut sheet = Sheet::filled(&sandbox);
    for cell in [STATUS, PERCENT, PROGRESS, 12, EXPECTED] {
        sheet.row(3)[cell] = Cell::Blank;
    }
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "forms"]);
    sandbox.write("in/a.xlsx", sheet.xlsx());
    sandbox.pjt("collect in --received 2025-09-24 --yes").fine();
    sandbox.pjt("period close 2025-q3 --today 2025-09-26").fine();
    sandbox.write("again/a.xlsx", Sheet::filled(&sandbox).xlsx());
    let said = sandbox.pjt("collect again --received 2025-09-28 --yes --lang zh --today 2025-09-28");
    assert!(said.stdout.contains("记为迟报"), "{}", said.whole());
    sandbox.pjt("bulletin 2025-q3 -o 通报.md --today 2025-09-30").fine();
    let told = sandbox.read("通报.md");
    assert!(told.contains("截止后补报、更正1项：市教委编号3（3天）"), "{told}");
    sandbox.pjt("diff -o 变化.html --plan all --lang zh").fine();
    let told = sandbox.read("变化.html");
    assert!(told.contains("其中1项2025年9月28日补报、更正"), "{told}");
    // What was asked for again is not late, and a form as it went out is nothing.
    sandbox.pjt("sendback 2025-q3 市教委 1 --reason 缺佐证 --today 2025-09-29").fine();
    let mut sheet = Sheet::filled(&sandbox);
    sheet.row(1)[PROGRESS] = words("已补齐佐证");
    sandbox.write("third/a.xlsx", sheet.xlsx());
    let said = sandbox.pjt("collect third --received 2025-09-30 --lang zh --today 2025-09-30");
    assert!(!said.stdout.contains("记为迟报"), "{}", said.whole());
    let said = sandbox.pjt("collect out/2025-q3_d01_市教委.xlsx --lang zh --today 2025-09-30");
    assert!(said.stdout.contains("空表，没有填报") && !said.stdout.contains("记为迟报"), "{}", said.whole());
}

#[test]
fn a_list_of_several_plans_names_them_whichever_columns_are_asked_for() {
    let sandbox = two_years();
    sandbox.pjt("import b.csv --plan p2027 --today 2026-12-20").fine();
    let said = sandbox.pjt("list --plan all --columns 编号、任务内容 --lang zh");
    assert!(said.stdout.contains("方案") && said.stdout.contains("p2027"), "{}", said.whole());
    let said = sandbox.pjt("list --plan all --columns 编号、任务内容 --format csv");
    assert!(!said.stdout.contains("p2027"), "{}", said.whole());
}

#[test]
fn the_percentage_that_counts_of_several_leads_is_explained() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("lights --adopt yinchuan-2025").fine();
    sandbox.pjt("update 14 --lead 市教委,市发展改革委 --reason 分工会议纪要").fine();
    sandbox.pjt("period open 2025-q3 --due 2025-09-25 --today 2025-09-10").fine();
    sandbox.pjt("forms 2025-q3 -o out").fine();
    for (department, percent) in [("d01_市教委", 0.9), ("d02_市发展改革委", 0.3)] {
        let mut sheet = Sheet::filled_by(&sandbox, department);
        sheet.row(14)[PERCENT] = Cell::Percent(percent);
        collect(&sandbox, &format!("{department}.xlsx"), &sheet.xlsx());
    }
    let said = sandbox.pjt("why 14 --lang zh --today 2025-09-26");
    assert!(said.stdout.contains("市教委报90%，几家牵头的取最低的"), "{}", said.whole());
}
