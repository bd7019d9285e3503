//! Deadlines as a document prints them, and as people move them.

use crate::sandbox::Sandbox;

const TITLE: &str = "2026年教育工作要点任务分工表";

fn table(title: &str, rows: &[&str]) -> String {
    let rows = (1..).zip(rows).map(|(number, row)| format!("{number},{row}\n"));
    format!("{title},,,\n序号,任务内容,责任单位,完成时限\n") + &rows.collect::<String>()
}

const ROWS: [&str; 4] = [
    "建立统一的信息平台,市教委,2026年6月底前",
    "建成全市教育专网,市科委,2027年6月底前",
    "组织全员师资培训,市教委,2026年9月底前",
    "安排专项资金支持,市财政局,2026年12月25日前",
];

/// A store in git whose plan `p` covers 2026 and has a task that its document lets fall due in 2027.
fn store() -> Sandbox {
    let sandbox = Sandbox::empty();
    sandbox.git(&["init", "-q", "-b", "main"]);
    sandbox.write("v1.csv", table(TITLE, &ROWS));
    sandbox.pjt("init").fine();
    sandbox.pjt("import v1.csv --plan p").fine();
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "first"]);
    sandbox
}

#[test]
fn a_deadline_that_the_document_prints_behind_the_plans_end_is_no_extension() {
    let sandbox = store();
    let task = sandbox.read("data/p/tasks/002.yaml");
    assert!(task.contains("2027-06-30") && sandbox.read("data/p/plan.yaml").contains("2026-12-31"), "{task}");
    for lang in ["zh", "en"] {
        sandbox.pjt(&format!("check --lang {lang}")).fine();
        for reason in ["", "--reason 原文如此"] {
            sandbox.pjt(&format!("update p/2 --due 2027-06-30 {reason} --lang {lang}")).fine();
            assert_eq!(sandbox.read("data/p/tasks/002.yaml"), task, "nothing was moved");
        }
    }
    assert!(!sandbox.pjt("export --format md").fine().contains("延期"));
    // Moved in truth, it is one, from the day that was printed.
    sandbox.pjt("update p/2 --due 2027-09-30 --reason 会议同意").fine();
    let task = sandbox.read("data/p/tasks/002.yaml");
    assert!(task.contains("from: \"2027-06-30\"") || task.contains("from: 2027-06-30"), "{task}");
    sandbox.pjt("check").fine();
}

#[test]
fn a_deadline_that_a_person_set_behind_the_plans_end_wants_its_extension() {
    let sandbox = store();
    let task = sandbox.read("data/p/tasks/001.yaml");
    sandbox.write("data/p/tasks/001.yaml", task.replace("2026-06-30", "2027-03-31"));
    assert!(sandbox.pjt("check --lang en").stdout.contains("due-outside-plan"));
    sandbox.pjt("update p/1 --due 2027-03-31 --reason 会议同意").fine();
    assert!(sandbox.read("data/p/tasks/001.yaml").contains("extensions:"));
    sandbox.pjt("check").fine();
    // Nor is it printed where a person put its words into the task.
    sandbox.pjt("update p/3 --due-text 2027年3月底前 --reason 更正").fine();
    let task = sandbox.read("data/p/tasks/003.yaml");
    sandbox.write("data/p/tasks/003.yaml", task.replace("2026-09-30", "2027-03-31"));
    assert!(sandbox.pjt("check --lang en").stdout.contains("due-outside-plan"));
}
