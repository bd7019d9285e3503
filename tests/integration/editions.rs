//! The next edition of a document: it changes what the document says and nothing that people decided, and what
//! comes out passes `check`, but for what a person is asked.

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
fn an_edition_that_shrinks_the_plan_is_written_only_when_that_is_said() {
    let sandbox = store(&FIRST);
    let said = edition(&sandbox, &FIRST[..2], "");
    assert!(said.code == 0 && said.stderr.contains("--allow-shrink"), "{}", said.whole());
    let said = edition(&sandbox, &FIRST[..2], "--yes");
    assert!(said.code == 2 && said.stderr.contains("--allow-shrink"), "{}", said.whole());
    assert!(sandbox.numstat().is_empty());
    assert_eq!(edition(&sandbox, &FIRST[..2], "--yes --json").code, 2);
    assert!(sandbox.numstat().is_empty());
    edition(&sandbox, &FIRST[..2], "--yes --allow-shrink").fine();
    assert_eq!(found(&sandbox), ["pending-review", "pending-review"]);
}

#[test]
fn a_ledger_that_pjt_wrote_is_no_edition() {
    let sandbox = store(&FIRST);
    sandbox.pjt("update 1 --status done --note 平台上线").fine();
    sandbox.git(&["commit", "-qam", "done"]);
    let mut ledgers = Vec::new();
    for lang in ["zh", "en"] {
        for format in ["csv", "xlsx", "html", "md", "json"] {
            let name = format!("{lang}.{format}");
            let said = sandbox.pjt_with(&["export", "-o", &name], &[("PJT_LANG", lang)]);
            assert_eq!(said.code, 0, "{}", said.whole());
            ledgers.push(name);
        }
        for format in ["csv", "tsv", "md", "json"] {
            let name = format!("list-{lang}.{format}");
            let list = sandbox.pjt_with(&["list", "--format", format], &[("PJT_LANG", lang)]);
            sandbox.write(&name, list.fine());
            ledgers.push(name);
        }
    }
    for name in &ledgers {
        for options in ["", "--yes", "--dry-run"] {
            let said = sandbox.pjt(&format!("import {name} --plan p {options}"));
            assert!(said.code == 4 && said.stderr.contains("pjt update"), "{name}: {}", said.whole());
        }
        let said = sandbox.pjt(&format!("import {name}"));
        assert_ne!(said.code, 0, "{name}: {}", said.whole());
    }
    assert!(sandbox.numstat().is_empty());
    // A document with statuses of its own is one.
    sandbox.write("v2.csv", "编号,任务内容,责任单位,状态\n1,推进平台建设；做好信息共享,市教委、市科委,已启动招标\n2,认定一批标杆学校,市科委,\n3,开展师资培训和交流,市教委,\n");
    sandbox.pjt("import v2.csv --plan p").fine();
}

#[test]
fn the_commit_of_an_edition_says_in_its_first_line_what_it_was() {
    let sandbox = store(&FIRST);
    let mut rows = FIRST;
    rows[1] = "二、人才培养,认定一批标杆学校和企业,市科委,2025年底前";
    edition(&sandbox, &rows[..3], "--yes --commit").fine();
    let subject = sandbox.git(&["log", "-1", "--format=%s"]);
    assert_eq!(subject, "导入方案 p 的新版：共改动 2 项任务，改写 1 项，文件中已没有 1 项\n");
    edition(&sandbox, &FIRST, "--yes --allow-former").fine();
    sandbox.pjt_with(&["commit"], &[("PJT_LANG", "en")]).fine();
    let subject = sandbox.git(&["log", "-1", "--format=%s"]);
    assert!(subject.starts_with("Import a new edition of plan p: "), "{subject}");
}

#[test]
fn a_next_edition_does_not_become_a_second_plan_by_itself() {
    let sandbox = store(&FIRST);
    let mut rows = FIRST;
    rows[3] = "三、资金保障,安排各类专项资金,市财政局,长期";
    let titled = |name: &str, title: &str, rows: &[&str]| {
        sandbox.write(name, format!("{title},,,,\n{}", table(rows)));
    };
    titled(
        "jiaoyu.csv",
        "教育行动计划任务分工表",
        &["一、平台,建立统一入口,市教委,长期", "一、平台,组织培训活动,市教委,长期"],
    );
    sandbox.pjt("import jiaoyu.csv").fine();
    titled(
        "jiaoyu-v2.csv",
        "教育行动计划任务分工表",
        &["一、平台,建设门户网站,市教委,长期", "一、平台,组织竞赛,市教委,长期"],
    );
    titled("rows.csv", "另一个名称的任务分工表", &rows);
    sandbox.write("same.csv", table(&FIRST));
    for (name, plan) in [("jiaoyu-v2", "jiaoyu"), ("rows", "p"), ("same", "p")] {
        for options in ["", "--dry-run", "--commit"] {
            let said = sandbox.pjt(&format!("import {name}.csv {options}"));
            assert!(said.code == 4 && said.stderr.contains(&format!("--plan {plan}")), "{}", said.whole());
            assert!(!sandbox.path(&format!("data/{name}")).exists());
        }
        let own = format!("import {name}.csv --plan {name}-own");
        if name == "same" {
            let said = sandbox.pjt(&format!("{own} --json"));
            assert_eq!(
                (said.code, &said.json()["error"]["code"]),
                (2, &"same-document".into()),
                "{}",
                said.whole()
            );
            assert!(!sandbox.path("data/same-own").exists());
        }
        let said = sandbox.pjt(&format!("{own}{}", if name == "jiaoyu-v2" { "" } else { " --yes" }));
        assert!(
            said.code == 0 && said.stderr.contains(&format!("{name}-own 的任务会重复计数")),
            "{}",
            said.whole()
        );
    }
    titled(
        "other.csv",
        "全然不同的任务分工表",
        &["一、平台,开通服务热线,市教委,长期", "一、平台,编制年度预算,市教委,长期"],
    );
    sandbox.pjt("import other.csv").fine();
}

#[test]
fn a_former_edition_is_no_second_plan_unless_that_is_said() {
    let sandbox = store(&FIRST);
    let mut rows = FIRST;
    rows[1] = "二、人才培养,认定两批标杆学校和园区,市科委,2025年底前";
    edition(&sandbox, &rows, "--yes").fine();
    // What a person corrected is known by what is printed.
    sandbox.pjt("update 3 --content 开展师资交流 --reason 更正").fine();
    for (lang, words) in [("zh", "4 项任务中有 3 项与台账里的方案 p 一字不差"), ("en", "3 of the 4 tasks")]
    {
        let said = sandbox.pjt(&format!("import v1.csv --plan again --lang {lang}"));
        assert!(said.code == 2 && said.stderr.contains(words), "{}", said.whole());
        assert!(said.stderr.contains("--plan p") && said.stderr.contains("--yes"), "{}", said.whole());
        assert!(!sandbox.path("data/again").exists());
        let said = sandbox.pjt(&format!("import v1.csv --plan again --dry-run --lang {lang}"));
        assert!(said.code == 0 && said.stderr.contains(words), "{}", said.whole());
    }
    let said = sandbox.pjt("import v1.csv --plan again --json");
    assert_eq!(said.json()["error"]["code"], "same-plan", "{}", said.whole());
    let said = sandbox.pjt("import v1.csv --plan again --yes");
    assert!(said.code == 0 && said.stderr.contains("重复计数"), "{}", said.whole());
    // A few tasks in common are those of a plan of its own.
    let other =
        ["一、平台,开通服务热线,市教委,长期", "一、平台,编制年度预算,市教委,长期", FIRST[0], FIRST[3]];
    sandbox.write("other.csv", table(&other));
    sandbox.pjt("import other.csv --plan other").fine();
}

#[test]
fn no_task_gets_a_number_that_no_file_can_have() {
    let sandbox = store(&FIRST);
    let text = sandbox.read("data/p/tasks/004.yaml");
    sandbox.write("data/p/tasks/004.yaml", text + "\nformer_ids:\n- 999999\n- 4294967295\n");
    assert_eq!(found(&sandbox), ["former-number"]);
    let new = "三、资金保障,建立联席会议制度并定期会商,市教委,2025年底前";
    let rows = [FIRST[0], FIRST[1], FIRST[2], FIRST[3], new];
    edition(&sandbox, &rows, "--yes").fine();
    assert!(sandbox.path("data/p/tasks/005.yaml").exists());
    let text = sandbox.read("data/p/tasks/005.yaml").replace("id: 5", "id: 999999");
    std::fs::remove_file(sandbox.path("data/p/tasks/005.yaml")).unwrap();
    sandbox.write("data/p/tasks/999999.yaml", text);
    let rows = [&rows[..], &["三、资金保障,另一项全新的工作,市教委,2025年底前"]].concat();
    for options in ["", "--yes"] {
        let said = edition(&sandbox, &rows, options);
        assert!(said.code == 4 && said.stderr.contains("999999"), "{}", said.whole());
    }
    sandbox.pjt("list").fine();
    sandbox
        .write("huge.csv", "序号,任务内容,责任单位\n1000000,建立统一入口,市教委\n1000001,组织培训,市教委\n");
    let _said = sandbox.pjt("import huge.csv --plan huge");
    sandbox.pjt("list --plan all").fine();
}

#[test]
fn a_paper_of_changes_says_what_the_terminal_says() {
    let sandbox = store(&FIRST);
    let new = "四、组织保障,建立联席会议制度并定期会商,市教委,2025年底前";
    edition(&sandbox, &[new, FIRST[0], FIRST[1], FIRST[3]], "--yes --allow-shrink").fine();
    sandbox.pjt("update 2 --content 认定一批示范学校 --reason 会议纪要").fine();
    let shown = sandbox.pjt_with(&["diff"], &[("COLUMNS", "200")]).fine().to_owned();
    let page = sandbox.pjt("diff --format html").fine().to_owned();
    assert!(shown.contains("改动原因") && page.contains("改动原因"), "{shown}{page}");
    assert!(shown.contains("新版已没有") && page.contains("新版文件已不再列出"), "{shown}{page}");
    let gone = "<li>新版文件已不再列出 1 项</li>";
    assert!(page.contains("改动原因有变化 1 项") && page.contains(gone), "{page}");
    assert!(!page.contains("<p>进展</p>"), "{page}");
    assert!(page.contains("：编号1：文件第1项 → 第2项；编号2：文件第2项 → 第3项"), "{page}");
    let page = sandbox.pjt("diff --format html --lang en").fine().to_owned();
    assert!(page.contains("no. 1: in the document 1 → 2; no. 2: in the document 2 → 3"), "{page}");
}

#[test]
fn a_paper_tells_of_what_an_edition_dropped_and_a_person_confirmed_within_its_range() {
    let sandbox = store(&FIRST);
    edition(&sandbox, &FIRST[..3], "--yes").fine();
    sandbox.pjt("update 4 --confirm").fine();
    let page = sandbox.pjt("diff --format html --lang zh").fine().to_owned();
    assert!(page.contains("新版文件已不再列出，已核定"), "{page}");
    assert!(page.contains("<li>新版文件已不再列出 1 项</li>"), "{page}");
    assert!(!page.contains("编号4；") && !page.contains("文件第4项"), "{page}");
    sandbox.pjt("update 4 --status withdrawn --note 不再列入").fine();
    let ledger = sandbox.pjt("export --format html --lang zh").fine().to_owned();
    assert!(ledger.contains("共4项，其中已取消1项；其余3项："), "{ledger}");
}

#[test]
fn a_paper_counts_the_tasks_of_a_whole_plan() {
    let sandbox = store(&FIRST);
    let said = sandbox.pjt("diff 昨天.. -o a.html");
    said.fine();
    assert!(said.stderr.contains("：新增方案的任务 4 项"), "{}", said.whole());
    let page = sandbox.read("a.html");
    assert!(page.contains("<li>新增方案的任务 4 项</li>"), "{page}");
    assert!(!page.contains("有变化的任务") && page.contains("：4 项任务"), "{page}");
    let page = sandbox.pjt("diff 昨天.. --format html --lang en").fine().to_owned();
    assert!(page.contains("<li>tasks of new plans: 4</li>"), "{page}");
    // Where nothing differs, that is said.
    assert!(sandbox.pjt("diff --format html").fine().contains("<li>有变化的任务 0 项</li>"));
}

#[test]
fn what_changed_today_is_shown_by_the_command_that_is_named() {
    let sandbox = store(&FIRST);
    let said = sandbox.pjt("diff 今天");
    assert_eq!(said.fine(), "");
    assert!(said.stderr.contains("`pjt diff 昨天..`"), "{}", said.whole());
    assert!(sandbox.pjt("diff 昨天..").fine().contains("新增方案 p"));
    let said = sandbox.pjt("diff today --lang en");
    assert!(said.stderr.contains("`pjt diff yesterday..`"), "{}", said.whole());
    assert!(sandbox.pjt("diff yesterday.. --lang en").fine().contains("new plan p"));
    let said = sandbox.pjt("diff 今天 --today 2099-01-01");
    assert!(said.stderr.contains("`pjt diff 2098-12-31..`"), "{}", said.whole());
    // What is not committed is there all the same, and of another day nothing is explained.
    sandbox.pjt("update 1 --status doing").fine();
    let said = sandbox.pjt("diff 今天");
    assert!(said.fine().contains("推进中") && !said.stderr.contains("昨天"), "{}", said.whole());
}

#[test]
fn a_former_edition_is_no_new_one() {
    let sandbox = store(&FIRST);
    let mut rows = FIRST;
    rows[1] = "二、人才培养,认定一批市级标杆学校,市科委,2025年底前";
    edition(&sandbox, &rows, "--yes --today 2025-09-26").fine();
    let before = sandbox.read("data/p/plan.yaml");
    let said = sandbox.pjt("import v1.csv --plan p --lang en");
    let words = "this very file was imported before, as edition 1 of plan p; since 2025-09-26 there is a newer one (now edition 2)";
    assert!(said.fine().contains("reworded") && said.stderr.contains(words), "{}", said.whole());
    let said = sandbox.pjt("import v1.csv --plan p --yes --json").json();
    assert_eq!(said["error"]["code"], "former-edition", "{said}");
    assert_eq!(sandbox.read("data/p/plan.yaml"), before);
    // The newest is the one that the plan was read from; who wants the old one says so, and then the other is a former one.
    sandbox.pjt("import v2.csv --plan p --yes").fine();
    sandbox.pjt("import v1.csv --plan p --yes --allow-former --today 2025-09-27").fine();
    let said = sandbox.pjt("import v2.csv --plan p --yes --lang en");
    assert!(
        said.code == 2 && said.stderr.contains("as edition 2 of plan p; since 2025-09-27"),
        "{}",
        said.stderr
    );
    sandbox.pjt("update 2 --confirm").fine();
    sandbox.pjt("check").fine();
}

#[test]
fn a_former_edition_that_was_only_saved_again_is_no_new_one() {
    let sandbox = store(&FIRST);
    let mut rows = FIRST;
    rows[1] = "二、人才培养,认定一批市级标杆学校,市科委,2025年底前";
    edition(&sandbox, &rows, "--yes --today 2025-09-26").fine();
    // Another program writes other bytes, under another name.
    let v1 = sandbox.read("v1.csv").replace('\n', "\r\n");
    sandbox.write("方案另存.csv", format!("\u{feff}{v1}"));
    for (lang, words) in
        [("zh", "第 1 版（v1.csv）一字不差"), ("en", "word for word those of edition 1 of plan p")]
    {
        let said = sandbox.pjt(&format!("import 方案另存.csv --plan p --lang {lang}"));
        assert!(said.fine().contains("3") && said.stderr.contains(words), "{}", said.whole());
        let said = sandbox.pjt(&format!("import 方案另存.csv --plan p --yes --lang {lang}"));
        assert!(said.code == 2 && said.stderr.contains(words), "{}", said.whole());
    }
    // The present one saved again is no former one, whatever was decided since; a word that differs makes it a new one.
    sandbox.write("v2-again.csv", format!("\u{feff}{}", sandbox.read("v2.csv")));
    sandbox.pjt("import v2-again.csv --plan p --yes").fine();
    sandbox.pjt("import v2.csv --plan p --yes").fine();
    sandbox.write("v3.csv", v1.replace("开展师资", "全面开展师资"));
    sandbox.pjt("import v3.csv --plan p --yes").fine();
    // A plan that was read before this was kept goes by the bytes alone.
    let plan = sandbox.read("data/p/plan.yaml");
    let old: Vec<&str> = plan.lines().filter(|line| !line.contains("tasks_sha256")).collect();
    assert!(old.len() < plan.lines().count());
    sandbox.write("data/p/plan.yaml", old.join("\n") + "\n");
    sandbox.pjt("import 方案另存.csv --plan p").fine();
    assert_eq!(sandbox.pjt("import v1.csv --plan p --yes").code, 2);
}

/// What a department sends back, what goes to leaders, and an excerpt hold tasks of the plan and not the plan.
#[test]
fn papers_that_pjt_wrote_and_excerpts_are_no_edition_and_no_second_plan() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("period open 2025-q3 --due 2025-09-25 --today 2025-09-10").fine();
    sandbox.pjt("forms 2025-q3 -o out").fine();
    sandbox.pjt("bulletin 2025-q3 -o bulletin.docx --today 2026-01-10").fine();
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "papers"]);
    for plan in ["--plan chanjiao-2021-2025 --yes", ""] {
        let said = sandbox.pjt(&format!("import bulletin.docx {plan}"));
        assert!(said.code == 1 && said.stderr.contains("推进情况的通报"), "{}", said.whole());
    }
    for paper in ["out/2025-q3_d01_市教委.xlsx", "out/2025-q3_d02_市发展改革委.xlsx"] {
        for plan in ["", " --plan chanjiao-2021-2025 --yes"] {
            let said = sandbox.pjt(&format!("import {paper}{plan}"));
            assert!(said.code == 4 && said.stderr.contains("pjt collect"), "{paper}: {}", said.whole());
        }
    }
    assert!(sandbox.git(&["status", "--porcelain"]).is_empty());
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

#[test]
fn a_task_is_found_by_the_words_that_a_person_corrected_it_to() {
    let sandbox = store(&FIRST);
    sandbox.pjt("update 2 --content 遴选三十家产教融合型企业 --reason 更正").fine();
    let mut rows = FIRST;
    rows[1] = "二、人才培养,遴选三十家产教融合型企业,市科委,2025年底前";
    let said = edition(&sandbox, &rows, "--yes --lang zh");
    assert!(!said.fine().contains("新增"), "{}", said.whole());
    assert!(found(&sandbox).is_empty());
    assert!(!sandbox.read("data/p/tasks/002.yaml").contains("printed"), "both say the same");
    // Worded nearly as corrected it is the same task, and a person is asked.
    sandbox.pjt("update 3 --content 组织职业院校教师进企业实践 --reason 更正").fine();
    rows[2] = "二、人才培养,组织职业院校教师进企业实践锻炼,市教委,2025年底前";
    let said = edition(&sandbox, &rows, "--yes --lang zh");
    assert!(said.fine().contains("与人工更正不一致") && !said.stdout.contains("新增"), "{}", said.whole());
}

/// A task whose rewording shares few of its words.
const REWORDED: &str = "二、人才培养,选树企业导师和产业教授二百名,市教委,2025年底前";

#[test]
fn a_task_reworded_past_recognition_is_named_and_a_person_says_that_it_is_the_same() {
    let sandbox = store(&FIRST);
    sandbox.pjt("update 3 --status doing --note 已开班").fine();
    let mut rows = FIRST;
    rows[2] = REWORDED;
    let said = edition(&sandbox, &rows, "--lang zh");
    assert!(said.stdout.contains("文件中已没有") && said.stdout.contains("新增"), "{}", said.whole());
    assert!(
        said.stderr.contains("`--same 3=3`") && said.stderr.contains("可能是同一项改写的"),
        "{}",
        said.whole()
    );
    let said = edition(&sandbox, &rows, "--same 3=3 --yes --lang zh");
    assert!(said.fine().contains("改写") && !said.whole().contains("可能是同一项"), "{}", said.whole());
    assert!(!said.stdout.contains("新增") && !said.stdout.contains("文件中已没有"), "{}", said.whole());
    let task = sandbox.read("data/p/tasks/003.yaml");
    assert!(
        task.contains("选树企业导师") && task.contains("已开班") && task.contains("in_progress"),
        "{task}"
    );
    assert_eq!(found(&sandbox), ["pending-review"]);
}

#[test]
fn who_learns_too_late_that_a_task_is_the_same_says_so_with_the_same_document() {
    let sandbox = store(&FIRST);
    let mut rows = FIRST;
    rows[2] = REWORDED;
    edition(&sandbox, &rows, "--yes").fine();
    let said = edition(&sandbox, &rows, "--same 3＝3 --yes --lang zh");
    assert!(said.fine().contains("5"), "{}", said.whole());
    let task = sandbox.read("data/p/tasks/003.yaml");
    assert!(task.contains("选树企业导师") && !task.contains("gone"), "{task}");
    assert!(sandbox.read("data/p/tasks/005.yaml").contains("gone"));
}

#[test]
fn a_person_may_say_that_a_task_is_none_of_the_document() {
    let sandbox = store(&FIRST);
    let mut rows = FIRST;
    rows[1] = "二、人才培养,认定一批标杆学校和企业,市科委,2025年底前";
    assert!(edition(&sandbox, &rows, "--lang zh").fine().contains("改写 1 项"));
    let said = edition(&sandbox, &rows, "--same 2=无 --lang zh");
    assert!(said.fine().contains("新增 1 项") && !said.whole().contains("可能是同一项"), "{}", said.whole());
}

#[test]
fn what_is_said_of_tasks_must_be_there() {
    let sandbox = store(&FIRST);
    let mut rows = FIRST;
    rows[2] = REWORDED;
    for (words, says) in [
        ("9=3", "没有任务 9"),
        ("3=9", "没有第9项"),
        ("3=3,2=3", "写了两次"),
        ("3=3 --same 3=none", "写了两次"),
        ("3", "2=3"),
        ("3=x", "2=3"),
    ] {
        let said = edition(&sandbox, &rows, &format!("--same {words} --yes --lang zh"));
        assert!(said.code != 0 && said.stderr.contains(says), "{words}: {}", said.whole());
    }
    let said = sandbox.pjt("import v2.csv --plan q --same 3=3 --yes --lang zh");
    assert!(said.code != 0 && said.stderr.contains("还没有方案 q"), "{}", said.whole());
}

#[test]
fn a_task_in_the_same_place_that_is_alike_is_one_task() {
    let mut first = FIRST;
    first[1] = "二、人才培养,完成21所学校食堂改造,市科委,2025年底前";
    first[2] = "三、资金保障,开展师资培训和交流,市教委,2025年底前";
    let sandbox = store(&first);
    let mut rows = first.to_vec();
    // With another number, so that the words alone and the place speak for it.
    rows[1] = "二、人才培养,完成25所学校食堂提升，全部实现明厨亮灶,市科委,2025年底前";
    rows.insert(0, "四、组织保障,建立联席会议制度并定期会商,市教委,2025年底前");
    let said = edition(&sandbox, &rows, "--yes --lang zh");
    assert!(said.fine().contains("改写 1 项") && said.stdout.contains("新增 1 项"), "{}", said.whole());
    assert!(sandbox.read("data/p/tasks/002.yaml").contains("明厨亮灶"));
    assert_eq!(found(&sandbox), ["pending-review"]);
}

#[test]
fn a_task_that_was_kept_claims_no_number_of_the_document_any_more() {
    let sandbox = store(&FIRST);
    let rows = [FIRST[0], FIRST[2], FIRST[3]];
    edition(&sandbox, &rows, "--yes").fine();
    sandbox.git(&["commit", "-qam", "second"]);
    // While nobody has decided, the number is that of the task which the document has.
    let shown =
        |reference: &str| sandbox.pjt(&format!("show {reference} --json")).json()["tasks"][0]["id"].clone();
    assert_eq!(shown("文件第2项"), 3);
    sandbox.pjt("update 2 --confirm").fine();
    assert_eq!(shown("文件第2项"), 3);
    let kept = sandbox.pjt("show 2 --lang zh").fine().to_owned();
    assert!(!kept.contains("文件第"), "{kept}");
    sandbox.git(&["commit", "-qam", "kept"]);
    sandbox.pjt("check --range HEAD~1..HEAD").fine();
    sandbox.pjt("check").fine();
    // The next edition doesn't ask again, and has it back where it prints it again.
    edition(&sandbox, &[FIRST[0], FIRST[2], "三、资金保障,安排专项资金,市财政局,长期"], "--yes").fine();
    assert!(!sandbox.read("data/p/tasks/002.yaml").contains("review"));
    edition(&sandbox, &FIRST, "--yes --allow-former").fine();
    assert_eq!(shown("文件第2项"), 2);
    assert_eq!(found(&sandbox), ["pending-review"], "task 4 was worded otherwise in between");
}

#[test]
fn a_withdrawn_task_gives_way_to_the_one_that_has_its_number_now() {
    let sandbox = store(&FIRST);
    sandbox.pjt("update 2 --status withdrawn --note 不再列入").fine();
    edition(&sandbox, &[FIRST[0], FIRST[2], FIRST[3]], "--yes").fine();
    assert_eq!(sandbox.pjt("show 文件第2项 --json").json()["tasks"][0]["id"], 3);
}

#[test]
fn a_ledger_puts_no_task_under_the_heading_of_another() {
    let sandbox = store(&FIRST);
    sandbox.pjt("add --content 建立联席会议制度 --dept 市教委 --reason 会议纪要").fine();
    let page = sandbox.pjt("export --format html --lang zh").fine().to_owned();
    let place = |words: &str| page.rfind(words).unwrap_or_else(|| panic!("{words}: {page}"));
    assert!(place("资金保障") < place("安排专项资金") && place("安排专项资金") < place("未分板块"));
    assert!(place("未分板块") < place("建立联席会议制度"));
    // Where no task has a heading there is none above.
    let page = sandbox.pjt("export -k 联席会议 --format html --lang zh").fine().to_owned();
    assert!(!page.contains("未分板块"), "{page}");
}
