//! Reporting periods and returns as files of the store: written, read, merged, committed, told, taken back.

use std::path::Path;

use pjt::{
    history::merge,
    model::{
        Answer, Asked, AskedField, PeriodId, ReportingPeriod, Return, Status, TaskId, Unread, parse_date,
    },
    store::yaml,
};

use crate::sandbox::Sandbox;

const RETURN: &str = "data/chanjiao-2021-2025/returns/2025-q3/jiaowei.yaml";
const PERIOD: &str = "data/periods/2025-q3.yaml";

fn period() -> ReportingPeriod {
    let id: PeriodId = "2025-q3".parse().unwrap();
    let (start, end) = id.days();
    ReportingPeriod {
        title: id.title(),
        start,
        end,
        due: parse_date("2025-09-25").unwrap(),
        opened: parse_date("2025-09-10").unwrap(),
        fields: vec![AskedField::Status, AskedField::Progress],
        asked: vec![Asked {
            department: "市教委".into(),
            plan: "chanjiao-2021-2025".into(),
            tasks: vec![TaskId(1), TaskId(14)],
            ended: Vec::new(),
        }],
        closed: None,
    }
}

fn answer(id: u32, progress: &str) -> Answer {
    Answer {
        id: TaskId(id),
        status: Some(Status::InProgress),
        percent: Some(60),
        progress: Some(progress.into()),
        next: Some("继续".into()),
        ..Answer::default()
    }
}

fn returned() -> Return {
    Return {
        department: "市教委".into(),
        received: parse_date("2025-09-24").unwrap(),
        tasks: vec![answer(1, "甲"), answer(14, "乙\n丙")],
        ..Return::default()
    }
}

/// A store with a period and a return, committed.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::with_seed();
    let registry = sandbox.read("data/departments.yaml");
    sandbox.write(
        "data/departments.yaml",
        registry.replacen("- name: 市教委\n", "- name: 市教委\n  code: jiaowei\n", 1),
    );
    sandbox.write(PERIOD, yaml::write_period(&period()));
    sandbox.write(RETURN, yaml::write_return(&returned()));
    sandbox
}

#[test]
fn what_is_written_is_read_back_and_answers_stand_apart() {
    let written = yaml::write_return(&returned());
    assert_eq!(yaml::read_return(Path::new("x"), written.as_bytes()).unwrap(), returned());
    assert!(written.contains("tasks:\n- id: 1\n  status: in_progress\n  percent: 60\n\n  progress: 甲\n\n  next: 继续\n\n- id: 14\n"), "{written}");
    let written = yaml::write_period(&period());
    assert_eq!(yaml::read_period(Path::new("x"), written.as_bytes()).unwrap(), period());
    let above = yaml::write_return(&returned()).replace("percent: 60", "percent: 101");
    assert_eq!(yaml::read_return(Path::new("x"), above.as_bytes()).unwrap_err().code, "invalid-yaml");
}

#[test]
fn two_peoples_answers_merge_and_one_cell_with_two_answers_is_a_conflict() {
    let text = |edit: &dyn Fn(&mut Return)| {
        let mut value = returned();
        edit(&mut value);
        yaml::write_return(&value)
    };
    let three = |ours: &str, theirs: &str| {
        merge::merge(Path::new(RETURN), [&yaml::write_return(&returned()), ours, theirs], &|_| None)
    };
    let ours = text(&|value| {
        value.tasks.insert(1, answer(2, "新"));
        value.tasks[0].progress = Some("甲改".into());
    });
    let theirs = text(&|value| {
        value.tasks.insert(1, answer(3, "另"));
        value.tasks[0].problems = Some("无".into());
        value.tasks[2].unread.push(Unread {
            field: AskedField::Percent,
            place: "填报表!J9".into(),
            text: "约八成".into(),
            why: "percent-unclear".into(),
            base: None,
        });
    });
    let merged = three(&ours, &theirs);
    assert!(merged.is_clean(), "{merged:?}");
    let value = yaml::read_return(Path::new("x"), merged.text.as_bytes()).unwrap();
    let ids: Vec<u32> = value.tasks.iter().map(|answer| answer.id.0).collect();
    assert_eq!(ids.len(), 4, "{}", merged.text);
    assert!([1, 2, 3, 14].iter().all(|id| ids.contains(id)));
    assert_eq!(
        (value.tasks[0].progress.as_deref(), value.tasks[0].problems.as_deref()),
        (Some("甲改"), Some("无"))
    );
    let one = text(&|value| value.tasks[0].progress = Some("一".into()));
    let other = text(&|value| value.tasks[0].progress = Some("二".into()));
    let merged = three(&one, &other);
    assert_eq!(merged.conflicts.len(), 1);
    assert_eq!(merged.conflicts[0].place, ["tasks", "1", "progress"]);
}

#[test]
fn two_clones_with_the_returns_of_different_departments_merge_without_the_driver() {
    let first = Sandbox::with_seed();
    let second = Sandbox::clone_of(&first);
    for (clone, code, department) in [(&first, "jiaowei", "市教委"), (&second, "fagai", "市发展改革委")]
    {
        let value = Return { department: department.into(), ..returned() };
        clone.write(&RETURN.replace("jiaowei", code), yaml::write_return(&value));
        clone.git(&["add", "-A"]);
        clone.git(&["commit", "-qm", code]);
    }
    let from = second.path("");
    first.git(&["fetch", "-q", from.to_str().unwrap(), "main"]);
    assert_eq!(first.git_ends(&["merge", "-q", "FETCH_HEAD"]), 0);
}

#[test]
fn they_are_committed_listed_and_taken_back_like_tasks() {
    let sandbox = sandbox();
    // That they report what the ledger doesn't say keeps nobody from committing it.
    let found = sandbox.pjt("check --json").json();
    assert!(found["findings"].as_array().unwrap().iter().all(|found| found["code"] == "status-not-adopted"));
    let diff = sandbox.pjt("diff --lang zh");
    diff.fine();
    assert!(diff.stdout.contains("报送期 2025-q3 新增 2025年第三季度"), "{}", diff.stdout);
    sandbox.pjt("commit").fine();
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    sandbox.write(RETURN, sandbox.read(RETURN).replace("progress: 甲", "progress: 平台上线"));
    let said = sandbox.pjt("commit --lang zh");
    said.fine();
    assert!(said.stdout.contains("市教委 报送 2025-q3 编号1 进展情况 甲 → 平台上线"), "{}", said.stdout);
    assert!(sandbox.pjt("log --lang zh").stdout.contains("平台上线"));
    // Who reported finds what was reported, and nobody else does.
    let by = |name: &str| sandbox.pjt(&format!("log --by {name} --lang zh")).stdout;
    assert!(by("市教委").contains("市教委 报送 2025-q3 编号1 进展情况 甲 → 平台上线"), "{}", by("市教委"));
    assert!(!by("市发展改革委").contains("报送"), "{}", by("市发展改革委"));
    sandbox.pjt("undo --yes").fine();
    assert!(sandbox.read(RETURN).contains("progress: 甲\n"));
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    // The store as it was has them, too.
    let then = sandbox.pjt("check --at HEAD --json").json();
    let messages = |check: &serde_json::Value| -> Vec<String> {
        let findings = check["findings"].as_array().unwrap();
        findings.iter().map(|found| found["message"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(messages(&then), messages(&found));
}

#[test]
fn a_plan_can_not_be_called_as_the_directory_of_periods() {
    let sandbox = sandbox();
    sandbox.write("a.txt", "一、任务\n1. 建设平台。（市教委）\n");
    assert_eq!(sandbox.pjt("import a.txt --plan periods").code, 2);
    assert!(sandbox.pjt("list --plan all").code == 0);
}
