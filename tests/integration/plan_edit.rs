//! What a plan says of itself is corrected by a command, for a reason that it keeps: title, years, titles of headings.
//! The hook lets it pass, the next edition leaves it, and an edit by hand is still found.

use crate::sandbox::Sandbox;

const PLAN: &str = "data/chanjiao-2021-2025/plan.yaml";
const EDIT: &str = "plan edit chanjiao-2021-2025";

fn guarded() -> Sandbox {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("init --git --hook").fine();
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "first"]);
    sandbox
}

/// The lines that differ from the last commit.
fn lines(sandbox: &Sandbox) -> Vec<String> {
    let diff = sandbox.git(&["diff", "-U0", "--", PLAN]);
    let is_own =
        |line: &&str| line.starts_with(['+', '-']) && !line.starts_with("+++") && !line.starts_with("---");
    diff.lines().filter(is_own).filter(|line| line.len() > 1).map(str::to_owned).collect()
}

#[test]
fn each_fact_changes_its_line_and_gives_its_reason() {
    let long = "建立市级产教融合协同育人信息共享与发布系统";
    for (words, field, id, from, to) in [
        (
            "--title 产教融合行动计划",
            "title",
            None,
            "上海市深化产教融合协同育人行动计划（2021-2025年）",
            "产教融合行动计划",
        ),
        ("--years 2021-2026", "period", None, "2021-01-01/2025-12-31", "2021-01-01/2026-12-31"),
        ("--pillar 2=信息平台", "pillar", Some(2), "建立开放共享的协同育人信息平台", "信息平台"),
        ("--pillar （二）=（二）信息平台", "pillar", Some(2), "建立开放共享的协同育人信息平台", "信息平台"),
        ("--key-task 发布系统=5.信息系统", "key_task", Some(5), long, "信息系统"),
    ] {
        let sandbox = guarded();
        let said = sandbox.pjt(&format!("{EDIT} {words} --reason 与原文核对 --by 市教委 --today 2025-07-01"));
        assert!(said.fine().contains("更正原因") && said.fine().contains("与原文核对"), "{}", said.whole());
        let mut expected = match field {
            "period" => vec!["-  end: \"2025-12-31\"".to_owned(), "+  end: \"2026-12-31\"".to_owned()],
            "title" => vec![format!("-title: {from}"), format!("+title: {to}")],
            _ => vec![format!("-  title: {from}"), format!("+  title: {to}")],
        };
        expected.extend(["+corrections:".to_owned(), "+- \"on\": \"2025-07-01\"".to_owned()]);
        expected.push(format!("+  field: {field}"));
        expected.extend(id.map(|id| format!("+  id: {id}")));
        expected.extend([format!("+  from: {from}"), format!("+  to: {to}")]);
        expected.extend(["+  reason: 与原文核对".to_owned(), "+  by: 市教委".to_owned()]);
        assert_eq!(lines(&sandbox), expected, "{words}");
        // The same again is nothing.
        let again = sandbox.pjt(&format!("{EDIT} {} --reason 再来", words.replace("发布系统=", "5=")));
        assert!(again.code == 0 && again.stderr.contains("已经是这样"), "{}", again.whole());
        sandbox.pjt("commit").fine();
        sandbox.pjt("check --range HEAD~1..HEAD").fine();
        sandbox.pjt("check").fine();
        let log = sandbox.pjt("log");
        assert!(
            log.fine().contains("更正方案 chanjiao-2021-2025：") && log.fine().contains("与原文核对"),
            "{}",
            log.whole()
        );
        sandbox.pjt("undo --yes").fine();
        assert_eq!(sandbox.git(&["diff", "HEAD~2", "--", PLAN]), "");
        sandbox.pjt("redo --yes").fine();
        sandbox.pjt("check --range HEAD~3..HEAD").fine();
    }
}

#[test]
fn what_can_not_be_meant_is_refused() {
    let sandbox = guarded();
    for (words, code) in [
        ("", 2),
        ("--reason 改", 2),
        ("--title 新", 2),
        ("--title 新 --reason …", 2),
        ("--years 明年 --reason 改", 2),
        ("--years 2027-2025 --reason 改", 2),
        ("--pillar 新标题 --reason 改", 2),
        ("--pillar 2= --reason 改", 2),
        ("--pillar 9=新 --reason 改", 3),
        ("--pillar 建=新 --reason 改", 4),
    ] {
        let said = sandbox.pjt(&format!("{EDIT} {words}"));
        assert_eq!(said.code, code, "{words}: {}", said.whole());
    }
    assert_eq!(sandbox.pjt("plan edit nothing --title 新 --reason 改").code, 3);
    let said = sandbox.pjt(&format!("{EDIT} --title 新 --reason 改 --dry-run"));
    assert!(said.fine().contains("→ 新"), "{}", said.whole());
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
}

#[test]
fn only_a_correction_that_came_along_explains_a_change() {
    let correct = |sandbox: &Sandbox| {
        sandbox.pjt(&format!("{EDIT} --pillar 2=信息平台 --reason 与原文核对 --commit")).fine();
    };
    let edit = |sandbox: &Sandbox, old: &str, new: &str| {
        let plan = sandbox.read(PLAN);
        assert!(plan.contains(old));
        sandbox.write(PLAN, plan.replacen(old, new, 1));
    };
    for (what, then) in [
        ("another heading", &(|s: &Sandbox| edit(s, "title: 增强", "title: 提升")) as &dyn Fn(&Sandbox)),
        ("the heading once more", &|s: &Sandbox| edit(s, "  title: 信息平台", "  title: 平台")),
        ("a reason rewritten", &|s: &Sandbox| edit(s, "reason: 与原文核对", "reason: 别的")),
        ("a correction gone", &|s: &Sandbox| {
            let plan = s.read(PLAN);
            s.write(PLAN, plan.split_once("\ncorrections:").unwrap().0);
        }),
        ("no reason", &|s: &Sandbox| {
            s.pjt(&format!("{EDIT} --pillar 3=新 --reason 与原文核对。")).fine();
            edit(s, "reason: 与原文核对。", "reason: \"…\"");
        }),
        ("the lead rule", &|s: &Sandbox| edit(s, "lead_rule: first_listed", "lead_rule: none")),
    ] {
        let sandbox = guarded();
        correct(&sandbox);
        then(&sandbox);
        sandbox.git(&["add", "-A"]);
        let said = sandbox.pjt("check --staged");
        assert!(said.code == 5 && said.whole().contains("heading-by-hand"), "{what}: {}", said.whole());
    }
}

#[test]
fn a_next_edition_leaves_what_was_corrected_unless_it_says_something_new() {
    let sandbox = guarded();
    let seed = sandbox.read("seeds/chanjiao-2021-2025.txt");
    sandbox
        .pjt(&format!(
            "{EDIT} --title 改过的题目（2021-2025年） --years 2021-2026 --pillar 2=信息平台 --key-task 5=信息系统 --reason 与原文核对 --commit"
        ))
        .fine();
    // The document as it was, saved once more.
    sandbox.write("v2.txt", format!("{seed}\n"));
    let said = sandbox.pjt("import v2.txt --plan chanjiao-2021-2025 --yes");
    assert!(said.fine().contains("不变 43 项"), "{}", said.whole());
    for kept in ["title: 改过的题目", "end: \"2026-12-31\"", "title: 信息平台", "title: 信息系统"]
    {
        assert!(sandbox.read(PLAN).contains(kept), "{kept}\n{}", sandbox.read(PLAN));
    }
    sandbox.pjt("commit").fine();
    // One that says something new counts; what it says as before stays.
    let newer =
        seed.replace("2021-2025年", "2021-2027年").replace("（二）建立开放共享", "（二）建设开放共享");
    assert_ne!(newer, seed);
    sandbox.write("v3.txt", newer);
    sandbox.pjt("import v3.txt --plan chanjiao-2021-2025 --yes").fine();
    let plan = sandbox.read(PLAN);
    for held in ["行动计划（2021-2027年）", "end: \"2027-12-31\"", "title: 建设开放共享", "title: 信息系统"]
    {
        assert!(plan.contains(held), "{held}\n{plan}");
    }
    sandbox.pjt("commit").fine();
    sandbox.pjt("check --range HEAD~3..HEAD").fine();
}

#[test]
fn an_import_says_which_years_it_took_and_by_which_words() {
    let rows = "序号,任务内容,责任单位,完成时限\n1,推进平台建设,市教委,长期\n2,开展师资培训,市科委,长期\n";
    for (title, said_so, period) in [
        ("行动计划（2025—2027年）任务分工表", "2025-01-01 至 2027-12-31（按标题中的“2025-2027年”）", true),
        (
            "2026年重点工作任务分工表",
            "2026-01-01 至 2026-12-31（标题中只有“2026年”，按这一整年计；不对的用 `pjt plan edit p --years",
            true,
        ),
        ("重点工作任务分工表", "标题里没有写，没有定；定下来用 `pjt plan edit p --years", false),
    ] {
        let sandbox = Sandbox::empty();
        sandbox.pjt("init").fine();
        sandbox.write("a.csv", format!("{title},,,\n{rows}"));
        for options in ["--dry-run", ""] {
            let said = sandbox.pjt(&format!("import a.csv --plan p {options}"));
            let flat: String = said.fine().split_whitespace().collect();
            let expected: String = said_so.split_whitespace().collect();
            assert!(flat.contains(&expected), "{}", said.whole());
        }
        assert_eq!(sandbox.read("data/p/plan.yaml").contains("period:"), period);
        sandbox.pjt("plan edit p --years 2025-2028 --reason 通知写明").fine();
        assert!(sandbox.read("data/p/plan.yaml").contains("end: \"2028-12-31\""));
    }
}

#[test]
fn tasks_whose_days_the_new_years_do_not_cover_are_named() {
    let sandbox = crate::sandbox::Sandbox::with_seed();
    sandbox.pjt("update 15 --due 2025-06-30").fine();
    let edit = "plan edit chanjiao-2021-2025 --reason 与原文核对 --lang zh --years";
    let said = sandbox.pjt(&format!("{edit} 2021-2024"));
    said.fine();
    assert!(said.stderr.contains("1 项任务的日期不合新的年限：编号15"), "{}", said.whole());
    // What the command wrote waits for a person, and lets a commit pass.
    let codes = || -> Vec<String> {
        let answer = sandbox.pjt("check --json").json();
        let found = answer["findings"].as_array().unwrap().iter();
        found.map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(codes(), ["pending-review"]);
    assert!(sandbox.read("data/chanjiao-2021-2025/tasks/015.yaml").contains("review: rescheduled\n"));
    assert_eq!(sandbox.pjt("update 15 --confirm").code, 4);
    let said = sandbox.pjt(&format!("{edit} 2021-2025"));
    assert!(!said.stderr.contains("不合新的年限"), "{}", said.whole());
    assert_eq!(codes(), [""; 0]);
    // In a commit the first line says what it was.
    sandbox.git(&["init", "-q", "-b", "main"]);
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "before"]);
    sandbox.pjt(&format!("{edit} 2021-2024 --commit")).fine();
    assert!(sandbox.git(&["log", "-1", "--format=%s"]).starts_with("更正方案 chanjiao-2021-2025："));
    sandbox.pjt("check --range HEAD~..HEAD").fine();
}
