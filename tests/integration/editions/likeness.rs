//! Which documents are a next edition of a plan: former ones, papers that pjt wrote and other plans are none.

use super::{FIRST, edition, found, store, table};
use crate::sandbox::Sandbox;

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
