//! The next edition of a document: it changes what the document says and nothing that people decided, and what
//! comes out passes `check`, but for what a person is asked.

mod likeness;
mod pairing;
mod said;

use crate::sandbox::{Said, Sandbox};

const HEAD: &str = "序号,类别,任务内容,责任单位,完成时限\n";
const FIRST: [&str; 4] = [
    "一、平台建设,推进平台建设；做好信息共享,市教委、市科委,6月底前",
    "二、人才培养,认定一批标杆学校,市科委,2025年底前",
    "二、人才培养,开展师资培训和交流,市教委,2025年底前",
    "三、资金保障,安排专项资金支持项目,市财政局,长期",
];

fn table(rows: &[&str]) -> String {
    let rows = (1..).zip(rows).map(|(number, row)| format!("{number},{row}\n"));
    HEAD.to_owned() + &rows.collect::<String>()
}

/// A store in git whose plan `p` was read from a table of these rows.
fn store(rows: &[&str]) -> Sandbox {
    let sandbox = Sandbox::empty();
    sandbox.git(&["init", "-q", "-b", "main"]);
    sandbox.write("v1.csv", table(rows));
    sandbox.pjt("init").fine();
    sandbox.pjt("import v1.csv --plan p").fine();
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "first"]);
    sandbox
}

/// Imports these rows as the next edition.
fn edition(sandbox: &Sandbox, rows: &[&str], options: &str) -> Said {
    sandbox.write("v2.csv", table(rows));
    sandbox.pjt(&format!("import v2.csv --plan p {options}"))
}

/// The codes that `check` finds.
fn found(sandbox: &Sandbox) -> Vec<String> {
    let said = sandbox.pjt("check --json").json();
    let findings = said["findings"].as_array().unwrap().iter();
    findings.map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn whatever_goes_and_comes_the_store_stays_whole() {
    // Every choice of the rows, with a new one in front, behind, or none.
    for choice in 1..16_u32 {
        for place in 0..3 {
            let mut rows: Vec<&str> =
                (0..4).filter(|row| choice & (1 << row) != 0).map(|row| FIRST[row]).collect();
            let new = "四、组织保障,建立联席会议制度并定期会商,市教委,2025年底前";
            match place {
                0 => {}
                1 => rows.insert(0, new),
                _ => rows.push(new),
            }
            let sandbox = store(&FIRST);
            edition(&sandbox, &rows, "--yes --allow-shrink").fine();
            let found = found(&sandbox);
            assert!(found.iter().all(|code| code == "pending-review"), "{choice} {place}: {found:?}");
            let gone = (0..4).filter(|row| choice & (1 << row) == 0).count();
            assert_eq!(found.len(), gone);
            let tasks = sandbox.pjt("list --sort id --json").json();
            for (task, row) in tasks["tasks"].as_array().unwrap().iter().zip(FIRST) {
                let mut cells = row.split(',');
                let pillar = cells.next().unwrap().split_once('、').unwrap().1;
                assert_eq!(
                    (task["pillar"]["title"].as_str(), task["content"].as_str()),
                    (Some(pillar), cells.next())
                );
            }
        }
    }
}

#[test]
fn what_is_gone_is_decided_task_by_task() {
    let sandbox = store(&FIRST);
    edition(&sandbox, &FIRST[..3], "--yes").fine();
    assert_eq!(found(&sandbox), ["pending-review"]);
    sandbox.pjt("update 4 --status withdrawn --note 不再列入 --confirm").fine();
    assert!(found(&sandbox).is_empty());
    // What was withdrawn is not asked again, and comes back where the document has it again.
    edition(
        &sandbox,
        &[FIRST[0], FIRST[1], "二、人才培养,开展师资培训和交流活动,市教委,2025年底前"],
        "--yes",
    )
    .fine();
    assert_eq!(found(&sandbox), ["pending-review"]);
    assert!(!sandbox.read("data/p/tasks/004.yaml").contains("review"));
    sandbox.pjt("list --pillar 资金保障").fine();
}

#[test]
fn a_date_that_a_person_set_stays() {
    let sandbox = store(&FIRST);
    sandbox.pjt("update 1 --due 2025-06-30 --reason 延期").fine();
    sandbox.pjt("update 2 --due 2025-10-31 --reason 延期").fine();
    sandbox.pjt("update 3 --due none --reason 另定").fine();
    let mut rows = FIRST;
    rows[0] = "一、平台建设,推进平台建设；做好信息共享,市教委、市科委,2025年9月底前";
    rows[1] = "二、人才培养,认定一批标杆学校,市科委,2025年11月底前";
    edition(&sandbox, &rows, "--yes").fine();
    let tasks = sandbox.pjt("list --sort id --json").json();
    let due: Vec<_> =
        (0..4).map(|index| tasks["tasks"][index]["due"].as_str().unwrap_or_default().to_owned()).collect();
    assert_eq!(due, ["2025-06-30", "2025-10-31", "", ""]);
}

#[test]
fn a_deadline_that_a_person_set_and_the_document_moves_is_decided_by_a_person() {
    let mut first = FIRST;
    first[0] = "一、平台建设,推进平台建设；做好信息共享,市教委、市科委,2025年6月底前";
    let sandbox = store(&first);
    sandbox.pjt("update 1 --due 2025-07-31 --reason 采购流标").fine();
    sandbox.pjt("update 2 --due 2026-03-31 --reason 采购流标").fine();
    sandbox.pjt("update 3 --due 2025-11-30 --reason 提前").fine();
    sandbox.pjt("update 4 --due 2025-10-31").fine();
    let mut rows = first;
    // The same day in other words, a new one, no date any more, and one where there was none.
    rows[0] = "一、平台建设,推进平台建设；做好信息共享,市教委、市科委,2025年6月30日前";
    rows[1] = "二、人才培养,认定一批标杆学校,市科委,2025年11月底前";
    rows[2] = "二、人才培养,开展师资培训和交流,市教委,长期";
    rows[3] = "三、资金保障,安排专项资金支持项目,市财政局,2025年9月底";
    let preview = edition(&sandbox, &rows, "--dry-run --lang en");
    assert!(!preview.stderr.contains("task 1 falls due"), "{}", preview.stderr);
    assert!(
        preview
            .stderr
            .contains("task 2 falls due on 2026-03-31, as a person set it, and this edition says 2025-11-30")
            && preview.stderr.contains("`pjt update p/2 --due 2025-11-30 --reason WHY`"),
        "{}",
        preview.stderr
    );
    assert!(
        preview
            .stderr
            .contains("task 3 falls due on 2025-11-30, as a person set it, and this edition says “长期”")
    );
    assert!(preview.stderr.contains("`pjt update p/4 --due 2025-09-30 --reason WHY`"), "{}", preview.stderr);
    let said = edition(&sandbox, &rows, "--yes --json").json();
    let warnings = said["warnings"].as_array().unwrap().iter();
    let kept = warnings.filter(|warning| warning["code"] == "deadline-kept").count();
    let fates = said["edition"].to_string();
    assert_eq!((kept, fates.matches("rescheduled").count()), (3, 3), "{said}");
    assert_eq!(found(&sandbox), ["pending-review"; 3]);
    // The same again asks nothing new and forgets nothing.
    edition(&sandbox, &rows, "--yes").fine();
    assert_eq!(found(&sandbox), ["pending-review"; 3]);
    sandbox.pjt("update 2 --due 2025-11-30 --reason 以新版为准").fine();
    sandbox.pjt("update 3 --confirm").fine();
    // An edition that says what the person said leaves nothing to decide.
    rows[3] = "三、资金保障,安排专项资金支持项目,市财政局,2025年10月底";
    let last = edition(&sandbox, &rows, "--yes");
    assert!(!last.stderr.contains("deadline-kept"), "{}", last.stderr);
    assert!(found(&sandbox).is_empty());
    let tasks = sandbox.pjt("list --sort id --json").json();
    let due: Vec<_> = (0..4).map(|index| tasks["tasks"][index]["due"].as_str().unwrap().to_owned()).collect();
    assert_eq!(due, ["2025-07-31", "2025-11-30", "2025-11-30", "2025-10-31"]);
}

#[test]
fn a_deadline_that_came_nearer_is_not_called_an_extension() {
    let sandbox = store(&FIRST);
    sandbox.pjt("update 2 --due 2025-10-31 --reason 会议纪要 --today 2025-09-01").fine();
    sandbox.pjt("update 3 --due 2026-01-31 --reason 采购流标 --today 2025-09-01").fine();
    sandbox.pjt("lights --adopt yichang").fine();
    let ledger = sandbox.pjt("export --format html --lang zh").fine().to_owned();
    assert!(ledger.contains("提前至2025年10月31日") && ledger.contains("延期至2026年1月31日"), "{ledger}");
    let why = sandbox.pjt("why 2 --lang zh --today 2025-09-01").fine().to_owned();
    assert!(why.contains("由 2025-12-31 提前") && !why.contains("延期"), "{why}");
    assert!(sandbox.pjt("show 2 --lang zh").fine().contains("时限提前"));
    sandbox.pjt("update 2 --due 2025-12-31 --reason 会议纪要").fine();
    assert!(sandbox.pjt("show 2 --lang zh").fine().contains("时限调整"));
}

#[test]
fn what_a_person_corrected_stays_until_the_document_says_something_new_there() {
    let sandbox = store(&FIRST);
    sandbox.pjt("update 1 --content 推进统一平台建设；做好信息共享 --reason 更正").fine();
    sandbox.pjt("update 2 --lead 市科委 --reason 分工会议纪要").fine();
    sandbox.pjt("update 3 --add-dept 市财政局 --reason 分工会议纪要").fine();
    sandbox.pjt("update 4 --pillar 人才培养 --due-text 持续推进 --reason 更正").fine();
    sandbox.git(&["commit", "-qam", "corrections"]);
    let before: Vec<String> = (1..5).map(|id| sandbox.read(&format!("data/p/tasks/00{id}.yaml"))).collect();
    let new = "三、资金保障,建立联席会议制度并定期会商,市教委,2025年底前";
    let mut rows = [&FIRST[..], &[new]].concat();
    let said = edition(&sandbox, &rows, "");
    for words in ["（内容）", "（牵头）", "（责任部门）", "（板块、时限原文）", "保留人工更正 4 项"]
    {
        assert!(said.stdout.contains(words), "{words}: {}", said.whole());
    }
    edition(&sandbox, &rows, "--yes").fine();
    let after: Vec<String> = (1..5).map(|id| sandbox.read(&format!("data/p/tasks/00{id}.yaml"))).collect();
    assert_eq!(after, before);
    assert!(found(&sandbox).is_empty());
    // The next edition says something new of two of them, and of one what the person had said already.
    rows[0] = "一、平台建设,推进平台和网站建设；做好信息共享,市教委、市科委,6月底前";
    rows[2] = "二、人才培养,开展师资培训和交流,市教委、市科委,2025年底前";
    rows[3] = "二、人才培养,安排专项资金支持项目,市财政局,持续推进";
    let said = edition(&sandbox, &rows, "--yes");
    for words in [
        "1 推进统一平台建设；做好…  与人工更正不一致（内容）",
        "更正仍为：责任部门 市教委、市财政局",
        "文件原文（内容） 推进平台【+和网站+】建设；做好信息共享",
        "更正仍为：内容 推进统一平台建设；做好信息共享",
        "与人工更正不一致（责任部门）",
    ] {
        assert!(said.stdout.contains(words), "{words}: {}", said.whole());
    }
    assert_eq!(found(&sandbox), ["pending-review", "pending-review"]);
    assert!(!sandbox.read("data/p/tasks/004.yaml").contains("printed"));
    assert!(sandbox.pjt("show 1").fine().contains("内容：推进平台和网站建设；做好信息共享"));
    // The person keeps one of them and takes the document's other.
    sandbox.pjt("update 1 --confirm").fine();
    sandbox.pjt("update 3 --as-printed --reason 以新版为准").fine();
    assert!(found(&sandbox).is_empty());
    let tasks = sandbox.pjt("list --sort id --json").json();
    let task = |index: usize| tasks["tasks"][index].clone();
    assert_eq!(task(0)["content"], "推进统一平台建设；做好信息共享");
    assert_eq!(task(2)["departments"], serde_json::json!(["市教委", "市科委"]));
    assert_eq!(
        (&task(2)["printed"], task(0)["printed"].as_array().unwrap().len()),
        (&serde_json::json!([]), 1)
    );
    sandbox.pjt("check --staged").fine();
}

#[test]
fn a_correction_that_was_handed_over_renamed_or_made_in_an_editor_stays() {
    let sandbox = store(&FIRST);
    sandbox.pjt("update 1 --add-dept 市财政局 --reason 纪要").fine();
    sandbox.pjt("update 1 --replace-dept 市科委=市数据局 --new-dept --reason 8号文").fine();
    sandbox.pjt("dept rename 市教委 市教育局 --yes").fine();
    let editor = sandbox.path("ed.sh");
    sandbox.write("ed.sh", "#!/bin/sh\nsed -i 's/标杆学校/示范学校/' \"$1\"\n");
    let said = sandbox
        .pjt_with(&["edit", "2", "--reason", "更正"], &[("EDITOR", &format!("sh {}", editor.display()))]);
    assert_eq!(said.code, 0, "{}", said.whole());
    let new = "三、资金保障,建立联席会议制度并定期会商,市教委,2025年底前";
    edition(&sandbox, &[&FIRST[..], &[new]].concat(), "--yes").fine();
    let tasks = sandbox.pjt("list --sort id --json").json();
    assert_eq!(tasks["tasks"][0]["departments"], serde_json::json!(["市教育局", "市数据局", "市财政局"]));
    assert_eq!(tasks["tasks"][1]["content"], "认定一批示范学校");
    assert!(found(&sandbox).is_empty());
}

#[test]
fn who_took_over_stays_beside_what_the_document_prints() {
    let sandbox = store(&FIRST);
    sandbox.pjt("update 2 --add-dept 市财政局 --reason 纪要").fine();
    sandbox.pjt("dept handover 市科委 市数据局 --on 2025-02-01 --reason 8号文 --new-dept --yes").fine();
    let new = "三、资金保障,建立联席会议制度并定期会商,市科委、市教委,2025年底前";
    let said = edition(&sandbox, &[&FIRST[..], &[new]].concat(), "--yes").fine().to_owned();
    assert!(said.contains("责任部门 市科委（现为 市数据局）、市教委；时限 2025-12-31"), "{said}");
    assert!(said.contains("保留人工更正（责任部门）"), "{said}");
    let tasks = sandbox.pjt("list --sort id --json").json();
    let printed = serde_json::json!([{"field": "departments", "text": "市科委"}]);
    assert_eq!(tasks["tasks"][1]["printed"], printed);
}

#[test]
fn days_that_people_set_outside_of_an_editions_years_wait_for_them() {
    let sandbox = Sandbox::empty();
    sandbox.git(&["init", "-q", "-b", "main"]);
    let text = |years: &str| {
        format!(
            "某市行动计划（{years}年）\n一、平台建设\n1.推进信息共享平台的建设。（市教委）\n2.认定一批标杆学校。（市科委）\n3.开展师资的培训交流。（市教委）\n"
        )
    };
    sandbox.write("v1.txt", text("2021-2025"));
    sandbox.write("v2.txt", text("2021-2024"));
    sandbox.pjt("init").fine();
    sandbox.pjt("import v1.txt --plan p").fine();
    for words in ["update 1 --due 2025-06-30", "update 2 --start 2025-02-01", "update 3 --due 2024-06-30"] {
        sandbox.pjt(words).fine();
    }
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "first"]);
    let said = sandbox.pjt("import v2.txt --plan p --yes --lang en");
    assert_eq!((said.code, said.stderr.matches("[deadline-kept]").count()), (0, 2), "{}", said.whole());
    assert_eq!(found(&sandbox), ["pending-review", "pending-review"]);
    sandbox.git(&["add", "-A"]);
    assert_eq!(sandbox.pjt("check --staged").code, 0);
    for words in ["update 1 --confirm", "update 2 --confirm", "update 1 --start 2024-01-01"] {
        let said = sandbox.pjt(words);
        assert!(said.code == 4 && said.stderr.contains("--due"), "{words}: {}", said.whole());
    }
    sandbox.pjt("update 1 --due 2025-06-30 --reason 市政府批准").fine();
    sandbox.pjt("update 2 --start none --reason 以新版为准").fine();
    assert!(found(&sandbox).is_empty());
}
