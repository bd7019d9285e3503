//! `pjt update` corrects whatever a task holds, in few lines, with its reason, and the hook lets it pass.

use crate::sandbox::Sandbox;

const FILE: &str = "data/chanjiao-2021-2025/tasks/014.yaml";

/// A task with something to correct, committed.
fn with_records() -> Sandbox {
    let sandbox = Sandbox::with_seed();
    sandbox.write("甲.pdf", "x");
    let said = [
        "update 14 --due 2025-06-30 --evidence 甲.pdf --evidence https://example.org/a",
        "update 14 --note 第一条 --by 市教委 --on 2025-01-10",
        "update 14 --note 第二条 --by 市国资委 --on 2025-02-10",
        "update 14 --status done",
    ];
    for words in said {
        sandbox.pjt(words).fine();
    }
    commit(&sandbox);
    sandbox
}

fn commit(sandbox: &Sandbox) {
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "as it was"]);
}

/// The lines that a command takes out and puts in, and what it leaves passes the hook and the check.
fn lines(sandbox: &Sandbox, arguments: &[&str]) -> Vec<String> {
    sandbox.pjt_with(arguments, &[]).fine();
    let diff = sandbox.git(&["diff", "-U0", "--", FILE]);
    let is_own =
        |line: &&str| line.starts_with(['+', '-']) && !line.starts_with("+++") && !line.starts_with("---");
    let lines = diff.lines().filter(is_own).filter(|line| line.len() > 1).map(str::to_owned).collect();
    sandbox.git(&["add", "-A"]);
    let said = sandbox.pjt("check --staged --today 2025-07-02");
    assert_eq!(said.code, 0, "{arguments:?}: {}", said.whole());
    let said = sandbox.pjt("check --today 2025-07-02");
    assert_eq!(said.code, 0, "{arguments:?}: {}", said.whole());
    lines
}

/// The lines of a dated note with the reason.
const REASON: [&str; 2] = ["+- date: \"2025-07-01\"", "+  text: 会议纪要"];

#[test]
fn each_correction_changes_its_own_lines_and_gives_its_reason() {
    for (words, expected, has_note) in [
        (&["--content", "建立平台；"][..], &["-content: …", "+content: 建立平台；"][..], true),
        (&["--add-dept", "市财政局"], &["+- 市财政局"], true),
        (&["--add-dept", "市财政局、市税务局"], &["+- 市财政局", "+- 市税务局"], true),
        (&["--remove-dept", "市国资委"], &["-- 市国资委"], true),
        (&["--lead", "市国资委"], &["+lead:", "+- 市国资委"], true),
        (
            &["--lead", "市国资委", "--support", "市教委、市财政局"],
            &["-- 市发展改革委", "-- 市经济信息化委", "+- 市财政局", "+lead:", "+- 市国资委"],
            true,
        ),
        (&["--key-task", "6"], &["-key_task: 5", "+key_task: 6"], true),
        (
            &["--pillar", "1", "--key-task", "1"],
            &["-pillar: 2", "-key_task: 5", "+pillar: 1", "+key_task: 1"],
            true,
        ),
        (&["--remove-evidence", "甲.pdf"], &["-- 甲.pdf"], true),
        (&["--remove-note", "1"], &["-- date: \"2025-01-10\"", "-  by: 市教委", "-  text: 第一条"], true),
        (&["--due", "none"], &["-due: \"2025-06-30\""], true),
        (&["--fix-note", "2", "第二条，已核"], &["-  text: 第二条", "+  text: 第二条，已核"], true),
        (&["--status", "doing"], &["-status: done", "+status: in_progress"], true),
        (
            &["--due", "2025-09-30", "--by", "市教委", "--asked", "2025-06-20"],
            &[
                "-due: \"2025-06-30\"",
                "+due: \"2025-09-30\"",
                "+extensions:",
                "+- \"on\": \"2025-07-01\"",
                "+  asked: \"2025-06-20\"",
                "+  from: \"2025-06-30\"",
                "+  to: \"2025-09-30\"",
                "+  reason: 会议纪要",
                "+  by: 市教委",
            ],
            false,
        ),
        (
            &["--due", "2026-03-31"],
            &[
                "-due: \"2025-06-30\"",
                "+due: \"2026-03-31\"",
                "+extensions:",
                "+- \"on\": \"2025-07-01\"",
                "+  from: \"2025-06-30\"",
                "+  to: \"2026-03-31\"",
                "+  reason: 会议纪要",
            ],
            false,
        ),
        (
            &["--replace-dept", "市国资委=市财政局"],
            &[
                "-- 市国资委",
                "+- 市财政局",
                "+handovers:",
                "+- \"on\": \"2025-07-01\"",
                "+  from: 市国资委",
                "+  to: 市财政局",
                "+  reason: 会议纪要",
            ],
            false,
        ),
    ] {
        let sandbox = with_records();
        let all = [&["update", "14", "--today", "2025-07-01"][..], words].concat();
        let said = sandbox.pjt_with(&all, &[]);
        let code = if words.contains(&"--status") || words.contains(&"2026-03-31") { 4 } else { 2 };
        assert_eq!(said.code, code, "{words:?} without a reason: {}", said.whole());
        assert!(
            sandbox.numstat().is_empty()
                && (said.stderr.contains("原因") || said.stderr.contains("--reason")),
            "{}",
            said.whole()
        );
        let found = lines(&sandbox, &[&all[..], &["--reason", "会议纪要"]].concat());
        let mut expected: Vec<String> = expected.iter().map(|line| (*line).to_owned()).collect();
        expected.extend(REASON.iter().filter(|_| has_note).map(|line| (*line).to_owned()));
        // Why a status changed is a part of what happened.
        let is_correction = has_note && !words.contains(&"--status");
        expected.extend(is_correction.then(|| "+  reason: true".to_owned()));
        let mut found: Vec<String> = found
            .iter()
            .map(|line| if line.starts_with("-content: ") { "-content: …".to_owned() } else { line.clone() })
            .collect();
        // What the document prints is kept beside it.
        if let Some(at) = found.iter().position(|line| line == "+printed:") {
            assert!(
                found.split_off(at).iter().all(|line| ["+printed:", "+- field: ", "+  text: "]
                    .iter()
                    .any(|begin| line.starts_with(begin))),
                "{words:?}"
            );
        }
        found.sort();
        expected.sort();
        assert_eq!(found, expected, "{words:?}");
    }
}

#[test]
fn a_note_is_a_reason_too_and_a_first_deadline_needs_none() {
    let sandbox = Sandbox::with_seed();
    let found = lines(&sandbox, &["update", "14", "--due", "2025-06-30"]);
    assert_eq!(found, ["+due: \"2025-06-30\""]);
    commit(&sandbox);
    let found = lines(
        &sandbox,
        &["update", "14", "--today", "2025-07-01", "--content", "平台；", "--note", "录入有误"],
    );
    assert_eq!(found.len(), 8, "{found:?}");
    assert_eq!(found[5..7], ["+printed:", "+- field: content"], "what the document prints is kept");
    commit(&sandbox);
    // The same note the same day is a reason once more.
    let words = ["update", "14", "--today", "2025-07-01", "--content", "平台。", "--note", "录入有误"];
    let found = lines(&sandbox, &words);
    assert_eq!(found.len(), 4, "{found:?}");
    let said = sandbox.pjt_with(&words, &[]);
    assert!(said.fine().is_empty() && said.stderr.contains("已经是这样"), "{}", said.whole());
}

#[test]
fn beyond_the_plan_goes_only_an_extension() {
    let sandbox = Sandbox::with_seed();
    assert_eq!(sandbox.pjt("update 14 --due 2026-03-31").code, 4);
    assert_eq!(sandbox.pjt("update 14 --due 2020-12-31 --reason 早了").code, 4);
    let words = ["update", "14", "--due", "2026-03-31", "--reason", "批准延期", "--today", "2025-07-01"];
    let found = lines(&sandbox, &words);
    assert!(found.contains(&"+  from: \"2025-12-31\"".to_owned()), "the plan's end: {found:?}");
    sandbox.write(FILE, sandbox.read(FILE).replace("批准延期", "。"));
    assert!(sandbox.pjt("check --lang en").stdout.contains("due-outside-plan"));
}

#[test]
fn closing_is_recorded_and_a_step_back_takes_the_record_away() {
    let sandbox = with_records();
    let words = ["update", "14", "--status", "closed", "--by", "督查室", "--today", "2025-07-01"];
    let found = lines(&sandbox, &words);
    let expected =
        ["-status: done", "+status: closed", "+closure:", "+  \"on\": \"2025-07-01\"", "+  by: 督查室"];
    assert_eq!(found, expected);
    commit(&sandbox);
    let found = lines(
        &sandbox,
        &["update", "14", "--status", "done", "--reason", "复核未过", "--today", "2025-07-02"],
    );
    assert!(found.contains(&"-closure:".to_owned()), "{found:?}");
}

#[test]
fn departments_are_those_of_the_registry_and_a_new_one_joins_it() {
    let sandbox = Sandbox::with_seed();
    let said = sandbox.pjt("update 14 --add-dept 市经信局 --reason 分工");
    assert_eq!(said.code, 3, "{}", said.whole());
    assert!(said.stderr.contains("--new-dept"), "{}", said.stderr);
    let said = sandbox.pjt("update 14 --add-dept 市数据局 --new-dept --reason 分工");
    assert!(said.stderr.contains("市数据局"), "{}", said.whole());
    assert!(sandbox.read("data/departments.yaml").contains("- name: 市数据局\n"));
    assert_eq!(sandbox.pjt("check").code, 0);
    let said = sandbox.pjt("update 14、15 --lead 市财政局 --reason 分工 --lang zh");
    let whole = "`pjt update 14 15 --add-dept 市财政局 --lead 市财政局 --reason 分工`";
    assert!(said.stderr.contains(whole), "{}", said.stderr);
    let said = sandbox.pjt("update 14 --lead 市教委、市财政局");
    let whole = "`pjt update 14 --add-dept 市财政局 --lead 市教委、市财政局 --reason 原因`";
    assert!(said.stderr.contains(whole), "{}", said.stderr);
    for (words, code) in [
        // The first listed leads by the rule of the plan.
        ("--remove-dept 市教委 --reason 分工", 4),
        ("--remove-dept 市教委 --lead 市国资委 --reason 分工", 0),
        ("--lead 市财政局 --reason 分工", 3),
        ("--lead 市财政局 --add-dept 市财政局 --reason 分工", 0),
        ("--lead none --reason 分工", 0),
        ("--remove-dept 市税务局 --reason 分工", 3),
        ("--replace-dept 市税务局=市教委 --reason 分工", 3),
        ("--pillar 4 --reason 分工", 4),
        ("--pillar 9 --reason 分工", 3),
        ("--remove-note 9 --reason 分工", 3),
        ("--remove-evidence 无.pdf --reason 分工", 3),
        ("--evidence 无.pdf", 3),
        ("--evidence .", 3),
        ("--evidence .. --missing-ok", 3),
        ("--evidence data", 3),
        ("--evidence http://", 3),
        ("--reason 。 --due none", 2),
        ("--reason 分工", 2),
    ] {
        let before = sandbox.read(FILE);
        let said = sandbox.pjt(&format!("update 14 {words}"));
        assert_eq!(said.code, code, "{words}: {}", said.whole());
        assert_eq!(code == 0, before != sandbox.read(FILE), "{words}");
    }
    assert_eq!(sandbox.pjt("update 14 15 --content 一样 --reason 分工").code, 2);
}

#[test]
fn whoever_reports_and_is_not_known_is_said() {
    let sandbox = Sandbox::with_seed();
    // What is nearly a department's name is asked about, and not kept for a warning that nobody reads.
    let said = sandbox.pjt("update 14 --note 上线 --by 市教伟");
    assert!(said.code == 2 && said.stderr.contains("是不是 `市教委`"), "{}", said.whole());
    assert!(!sandbox.read(FILE).contains("市教伟"));
    let said = sandbox.pjt("add --content 开展评估 --dept 市教委 --reason 交办 --by 市教伟");
    assert!(said.code == 2 && said.stderr.contains("--yes"), "{}", said.whole());
    let said = sandbox.pjt("update 14 --note 上线 --by 市教伟 --yes");
    assert!(!said.fine().is_empty() && said.stderr.contains("是不是 `市教委`"), "{}", said.stderr);
    let said = sandbox.pjt("update 14 --note 下线 --by 市教委");
    assert!(!said.fine().is_empty() && said.stderr.is_empty(), "{}", said.stderr);
    let said = sandbox.pjt("update 14 --note 再上线 --by 张三 --json").json();
    assert_eq!(said["warnings"][0]["code"], "unknown-reporter");
}

#[test]
fn the_reason_of_a_correction_is_no_progress() {
    let sandbox = Sandbox::with_seed();
    let said = sandbox
        .pjt_with(&["update", "14", "--lead", "市国资委", "--reason", "分工会议纪要"], &[("PJT_LANG", "zh")]);
    assert!(said.fine().contains("改动原因 +1") && !said.stdout.contains("进展 +1"), "{}", said.whole());
    sandbox.pjt("update 14 --note 平台上线 --by 市教委").fine();
    // A step back has its reason among what happened.
    sandbox.pjt("update 14 --status suspended --reason 等待资金").fine();
    let text = sandbox.read("data/chanjiao-2021-2025/tasks/014.yaml");
    assert_eq!(text.matches("  reason: true\n").count(), 1, "{text}");
    sandbox.pjt("export -o ledger.md").fine();
    let ledger = sandbox.read("ledger.md");
    assert!(ledger.contains("平台上线") && ledger.contains("等待资金"), "{ledger}");
    assert!(!ledger.contains("分工会议纪要"), "{ledger}");
    let shown = sandbox.pjt_with(&["show", "14"], &[("PJT_LANG", "zh")]);
    assert!(shown.fine().contains("分工会议纪要（改动原因）"), "{}", shown.stdout);
    let notes = &sandbox.pjt("show 14 --json").json()["tasks"][0]["notes"];
    assert_eq!((&notes[0]["reason"], &notes[1]["reason"]), (&true.into(), &false.into()), "{notes}");
    // It is a reason for the hook, too.
    let said = sandbox.pjt("commit");
    assert_eq!(said.code, 0, "{}", said.whole());
    let said = sandbox.pjt("check --range HEAD~1..HEAD");
    assert_eq!(said.code, 0, "{}", said.whole());
}

/// A path is typed in the folder where somebody works; the next one reads it from where the store lies.
#[test]
fn evidence_is_kept_by_a_path_that_leads_there_from_the_store() {
    let sandbox = Sandbox::with_seed();
    sandbox.write("附件/验收.pdf", "x");
    sandbox.write("工作/甲/说明.txt", "x");
    let typed = ["update", "6", "--evidence", "../../附件/验收.pdf", "--evidence", "说明.txt"];
    assert!(sandbox.program_in("工作/甲", "pjt", &typed).status.success());
    let kept = sandbox.pjt("show 6 --json").json()["tasks"][0]["evidence"].clone();
    assert_eq!(kept, serde_json::json!(["附件/验收.pdf", "工作/甲/说明.txt"]));
    sandbox.write("附件/验收.pdf", "");
    assert!(sandbox.pjt("check --lang en").stdout.contains("empty-evidence"));
}

#[test]
fn a_closed_task_keeps_some_evidence() {
    let sandbox = with_records();
    sandbox.pjt("update 14 --status closed").fine();
    commit(&sandbox);
    let both = "update 14 --remove-evidence 甲.pdf --remove-evidence https://example.org/a --reason 误传";
    let said = sandbox.pjt(both);
    assert!(said.code == 4 && said.stderr.contains("--evidence"), "{}", said.whole());
    assert!(sandbox.git(&["status", "--porcelain"]).is_empty());
    sandbox.pjt("update 14 --remove-evidence 甲.pdf --reason 误传").fine();
    sandbox.pjt(&format!("{both} --evidence 甲.pdf").replacen(" --remove-evidence 甲.pdf", "", 1)).fine();
    let said = sandbox.pjt("update 14 --remove-evidence 甲.pdf --status done --reason 没有验收");
    assert_eq!(said.code, 0, "{}", said.whole());
}

#[test]
fn who_removes_a_note_sees_what_the_others_are_numbered_now() {
    let sandbox = Sandbox::with_seed();
    for words in ["甲", "乙", "丙"] {
        sandbox.pjt(&format!("update 14 --note {words} --on 2025-09-25")).fine();
    }
    let said = sandbox.pjt("update 14 --remove-note 1 --reason 记错了任务 --lang zh --today 2025-09-26");
    said.fine();
    assert!(said.stdout.contains("甲"), "{}", said.whole());
    assert!(said.stderr.contains("1 2025-09-25 乙；2 2025-09-25 丙"), "{}", said.whole());
}

#[test]
fn a_reason_that_is_taken_out_for_another_one_on_its_day_passes_and_a_rewritten_one_does_not() {
    let sandbox = with_records();
    sandbox.pjt("update 14 --content 换成别的话 --reason 专题会议 --today 2025-03-01").fine();
    commit(&sandbox);
    let last = 3;
    sandbox.pjt(&format!("update 14 --remove-note {last} --reason 写错了 --today 2025-03-01")).fine();
    assert!(!sandbox.read(FILE).contains("专题会议"));
    sandbox.git(&["add", "-A"]);
    assert_eq!(sandbox.pjt("check --staged --today 2025-03-01").fine(), "");
    sandbox.git(&["checkout", "-q", "HEAD", "--", "data"]);
    let text = sandbox.read(FILE);
    assert!(text.contains("专题会议"), "{text}");
    sandbox.write(FILE, text.replace("专题会议", "专题会议纪要"));
    sandbox.git(&["add", "-A"]);
    let said = sandbox.pjt("check --staged --today 2025-03-01");
    assert!(said.code == 5 && said.whole().contains("note-removed"), "{}", said.whole());
}
