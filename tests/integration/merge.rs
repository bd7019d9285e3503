//! Two people work on one store for a week and merge: with the driver only true conflicts are left, without it
//! nothing is lost and nothing is doubled. What is left, `pjt resolve` finishes.

use serde_json::{Value, json};

use crate::sandbox::{Sandbox, sha256};

const TASKS: &str = "data/chanjiao-2021-2025/tasks";

/// Two clones of the seed's store. Without the driver they are as a web forge has them.
fn two(with_driver: bool) -> (Sandbox, Sandbox) {
    let first = Sandbox::with_seed();
    if with_driver {
        first.pjt("init --git").fine();
        first.git(&["add", "-A"]);
        first.git(&["commit", "-qm", "attributes"]);
    }
    let second = Sandbox::clone_of(&first);
    if with_driver {
        second.pjt("init --git").fine();
    }
    (first, second)
}

/// Runs updates, one a line, commits them, and gives what each reported to have changed.
fn work(sandbox: &Sandbox, updates: &[&str]) -> Vec<Value> {
    let mut reported = Vec::new();
    for update in updates {
        let said = sandbox.pjt(&format!("update {update} --json"));
        said.fine();
        reported.extend(said.json()["changes"].as_array().unwrap().clone());
    }
    sandbox.git(&["commit", "-qam", "week"]);
    reported
}

/// Merges the other's work; whether git was content.
fn merge(sandbox: &Sandbox, other: &Sandbox) -> bool {
    let from = other.path("");
    sandbox.git(&["fetch", "-q", from.to_str().unwrap(), "main"]);
    sandbox.git_ends(&["merge", "-q", "FETCH_HEAD"]) == 0
}

fn unmerged(sandbox: &Sandbox) -> Vec<String> {
    let listed = sandbox.git(&["diff", "--name-only", "--diff-filter=U"]);
    listed.lines().map(|path| path.rsplit('/').next().unwrap().to_owned()).collect()
}

/// How often the store says what a change reported.
fn times(tasks: &Value, change: &Value) -> usize {
    let task = tasks["tasks"].as_array().unwrap().iter().find(|task| task["id"] == change["task"]).unwrap();
    let held = &task[change["field"].as_str().unwrap()];
    // A change says of a note what the file says: that it is no reason stands there for nothing.
    let as_written = |entry: &Value| {
        let mut entry = entry.clone();
        if let Some(entry) = entry.as_object_mut().filter(|entry| entry.get("reason") == Some(&json!(false)))
        {
            entry.remove("reason");
        }
        entry
    };
    match held.as_array() {
        Some(entries) => entries.iter().filter(|entry| as_written(entry) == change["to"]).count(),
        None => usize::from(*held == change["to"]),
    }
}

const WEEK_OF_ONE: [&str; 9] = [
    "1 --status doing --note 启动 --by 市教委 --on 2025-03-03",
    "2 --status done",
    "3 --note 甲 --by 市教委 --on 2025-03-04",
    "4 --status doing",
    "5 --note 一 --by 市教委 --on 2025-03-03",
    "5 --note 二 --by 市教委 --on 2025-03-05",
    "6 --evidence 甲.pdf --missing-ok",
    "7 --due 2025-06-30",
    "8 --status doing --note 同 --by 市教委 --on 2025-03-05",
];
const WEEK_OF_OTHER: [&str; 9] = [
    "9 --status doing",
    "2 --due 2025-06-30",
    "3 --note 乙 --by 市科委 --on 2025-03-04",
    "4 --status done",
    "5 --note 三 --by 市科委 --on 2025-03-04",
    "6 --evidence 乙.pdf --missing-ok --status doing",
    "7 --note 延期 --by 市国资委 --on 2025-03-06",
    "8 --status doing --note 同 --by 市教委 --on 2025-03-05",
    "10 --due 2025-09-30",
];

#[test]
fn with_the_driver_only_true_conflicts_are_left_in_both_directions() {
    let (first, second) = two(true);
    let reported = [work(&first, &WEEK_OF_ONE), work(&second, &WEEK_OF_OTHER)].concat();
    for swap in [false, true] {
        let (into, from) = if swap { (&second, &first) } else { (&first, &second) };
        let (into, from) = (Sandbox::clone_of(into), Sandbox::clone_of(from));
        into.pjt("init --git").fine();
        assert!(!merge(&into, &from));
        assert_eq!(unmerged(&into), ["004.yaml"]);
        let conflict = into.read(&format!("{TASKS}/004.yaml"));
        let (ours, theirs) = if swap { ("done", "in_progress") } else { ("in_progress", "done") };
        let lines = format!("\n<<<<<<< ours\nstatus: {ours}\n=======\nstatus: {theirs}\n>>>>>>> theirs\n");
        assert!(conflict.contains(&lines), "{conflict}");

        into.pjt("resolve 4 --theirs").fine();
        let tasks = into.pjt("list --json --plan all").json();
        for change in &reported {
            let is_decided = change["task"] == 4;
            if !is_decided {
                assert_eq!(times(&tasks, change), 1, "{change}");
            }
        }
        let notes = |id: usize| tasks["tasks"][id - 1]["notes"].as_array().unwrap().clone();
        let texts: Vec<Value> = notes(5).iter().map(|note| note["text"].clone()).collect();
        assert_eq!(texts, ["一", "三", "二"]);
        into.git(&["commit", "-qm", "merged"]);
        assert_eq!(into.pjt("check").whole(), "");

        // The other side takes the merge over as it is.
        assert!(merge(&from, &into));
        assert_eq!(from.git(&["rev-parse", "HEAD^{tree}"]), into.git(&["rev-parse", "HEAD^{tree}"]));
    }
}

#[test]
fn without_the_driver_nothing_is_lost_nothing_is_doubled_and_resolve_asks_only_about_true_conflicts() {
    let (one, second) = two(false);
    let reported = [work(&one, &WEEK_OF_ONE), work(&second, &WEEK_OF_OTHER)].concat();
    for style in ["merge", "diff3", "zdiff3"] {
        let first = Sandbox::clone_of(&one);
        first.git(&["config", "merge.conflictStyle", style]);
        assert!(!merge(&first, &second));
        let left = unmerged(&first);
        assert!(!left.contains(&"002.yaml".to_owned()), "different fields merge by the layout: {left:?}");
        assert!(left.contains(&"004.yaml".to_owned()));
        for name in &left {
            let text = first.read(&format!("{TASKS}/{name}"));
            assert_eq!(text.matches("\ncontent: ").count(), 1, "{text}");
        }
        assert!(first.pjt("list").stderr.contains("pjt resolve"));

        let said = first.pjt("resolve --json");
        assert_eq!(said.code, 4, "{}", said.whole());
        let conflicts = said.json()["conflicts"].clone();
        assert_eq!(conflicts.as_array().unwrap().len(), 1, "{style}: {conflicts}");
        assert_eq!((&conflicts[0]["task"], &conflicts[0]["field"]), (&4.into(), &"status".into()));
        assert_eq!(unmerged(&first), ["004.yaml"]);

        first.pjt("resolve --field status=ours").fine();
        assert!(unmerged(&first).is_empty());
        let tasks = first.pjt("list --json").json();
        for change in reported.iter().filter(|change| change["task"] != 4) {
            assert_eq!(times(&tasks, change), 1, "{style}: {change}");
        }
        first.git(&["commit", "-qm", "merged"]);
        assert_eq!(first.pjt("check").whole(), "");
    }
}

#[test]
fn who_merged_each_others_work_can_merge_again() {
    let (first, second) = two(true);
    let mut reported = work(&first, &["3 --note 甲 --by 市教委 --on 2025-03-04", "4 --status doing"]);
    reported.extend(work(&second, &["3 --note 乙 --by 市科委 --on 2025-03-04", "4 --status done"]));
    let before = Sandbox::clone_of(&first);
    for (into, from, side) in [(&first, &second, "--ours"), (&second, &before, "--theirs")] {
        assert!(!merge(into, from));
        into.pjt(&format!("resolve {side}")).fine();
        into.git(&["commit", "-qm", "merged"]);
    }
    reported.extend(work(&first, &["5 --note 丙 --by 市教委 --on 2025-03-05"]));
    reported.extend(work(&second, &["5 --note 丁 --by 市科委 --on 2025-03-06"]));
    // The ancestors clash in the status, and both decided for the same one.
    assert!(merge(&first, &second), "{}", first.git(&["diff"]));
    let tasks = first.pjt("list --json").json();
    for change in reported.iter().filter(|change| change["field"] == "notes") {
        assert_eq!(times(&tasks, change), 1, "{change}");
    }
    assert_eq!(tasks["tasks"][3]["status"], "in_progress");
    assert_eq!(first.pjt("check").whole(), "");
}

#[test]
fn departments_and_plans_of_two_people_merge_by_their_names() {
    let (first, second) = two(true);
    let registry = "data/departments.yaml";
    let plan = "data/chanjiao-2021-2025/plan.yaml";
    let text = first.read(registry);
    first.write(registry, format!("{text}- name: 市甲局\n  aliases: [甲局]\n"));
    first.write(plan, first.read(plan).replace("end: \"2025-12-31\"", "end: \"2026-06-30\""));
    second.write(registry, format!("{text}# 新设\n- name: 市乙局\n"));
    first.git(&["commit", "-qam", "one"]);
    second.git(&["commit", "-qam", "other"]);
    assert!(merge(&first, &second));
    let merged = first.read(registry);
    for line in ["- name: 市甲局\n  aliases: [甲局]\n", "# 新设\n", "- name: 市乙局\n"] {
        assert_eq!(merged.matches(line).count(), 1, "{merged}");
    }
    assert_eq!(first.pjt("check").whole(), "");
}

#[test]
fn conflicts_are_listed_as_sentences_and_nothing_is_written_without_a_decision() {
    let (first, second) = two(true);
    work(&first, &["4 --status doing"]);
    work(&second, &["4 --status done"]);
    assert!(!merge(&first, &second));
    let before = first.read(&format!("{TASKS}/004.yaml"));
    let said = first.pjt("resolve");
    assert_eq!(said.stdout, "任务 4 学校优化包括产业调研…  状态：本方 推进中，对方 已完成（原为 未启动）\n");
    assert_eq!(said.code, 4);
    assert_eq!(first.read(&format!("{TASKS}/004.yaml")), before);
    assert_eq!(first.pjt("resolve 5").code, 3);
    assert_eq!(first.pjt("resolve --field due=ours").code, 3);
    assert_eq!(first.pjt("resolve --field status=mine").code, 2);
    first.pjt("resolve --ours").fine();
    assert_eq!(
        first.read(&format!("{TASKS}/004.yaml")),
        before.replace(
            "<<<<<<< ours\nstatus: in_progress\n=======\nstatus: done\n>>>>>>> theirs\n",
            "status: in_progress\n",
        )
    );
    assert_eq!(first.pjt("resolve").code, 0);
}

#[test]
fn a_merge_of_what_both_sides_made_anew_is_told_by_what_was_not_taken() {
    let (first, second) = two(true);
    for (sandbox, day) in [(&first, "2026-12-30"), (&second, "2026-12-10")] {
        sandbox.pjt(&format!("period open 2026-12 --due {day} --today 2026-11-01 --commit")).fine();
    }
    assert!(!merge(&first, &second));
    first.pjt("resolve --ours").fine();
    first.git(&["commit", "-qm", "merged"]);
    let log = first.pjt("log -n 1 --json").json();
    let others = log["others"].as_array().unwrap();
    let told: Vec<_> =
        others.iter().map(|change| (&change["field"], &change["from"], &change["to"])).collect();
    assert_eq!(told, [(&"due".into(), &"2026-12-10".into(), &"2026-12-30".into())], "{log}");
    let said = first.pjt("log -n 1");
    assert!(!said.fine().contains("删除"), "{}", said.whole());
}

#[test]
fn a_task_that_one_side_removed_and_the_other_changed_is_kept_or_removed_as_decided() {
    for (option, is_there) in [("--ours", false), ("--theirs", true)] {
        let (first, second) = two(true);
        first.git(&["rm", "-q", &format!("{TASKS}/004.yaml")]);
        first.git(&["commit", "-qm", "removed"]);
        work(&second, &["4 --status done"]);
        assert!(!merge(&first, &second));
        assert_eq!(first.pjt("resolve").stdout, "任务 4 学校优化包括产业调研…：本方删除了它，对方改了它\n");
        first.pjt(&format!("resolve 4 {option}")).fine();
        assert!(unmerged(&first).is_empty());
        assert_eq!(first.path(&format!("{TASKS}/004.yaml")).exists(), is_there);
    }
}

#[test]
fn a_task_that_one_side_added_to_a_plan_that_the_other_renamed_goes_along_whatever_is_decided() {
    const ADD: &str = "add --content 新增的一项任务内容 --dept 市教委 --reason 会议议定";
    for option in ["", "--ours", "--theirs"] {
        for adds_first in [true, false] {
            let (first, second) = two(true);
            let (adding, renaming) = if adds_first { (&first, &second) } else { (&second, &first) };
            adding.pjt(ADD).fine();
            adding.git(&["add", "-A"]);
            adding.git(&["commit", "-qm", "added"]);
            renaming.pjt("plan rename chanjiao-2021-2025 chanjiao --yes").fine();
            renaming.git(&["add", "-A"]);
            renaming.git(&["commit", "-qm", "renamed"]);
            if !merge(&first, &second) {
                let said = first.pjt(&format!("resolve {option}"));
                let [by, other] = if adds_first { ["本方", "对方"] } else { ["对方", "本方"] };
                let expected = format!("任务 44 新增的一项任务内容是{by}新增的，方案由{other}改了文件夹名");
                said.fine();
                assert!(said.stderr.contains(&expected), "{option} {adds_first}: {}", said.whole());
            }
            assert!(unmerged(&first).is_empty());
            assert!(first.pjt("show 44").fine().contains("新增的一项任务内容"));
            first.pjt("check").fine();
        }
    }
    // One task that each side gave another number: a person says which counts.
    let (first, second) = two(false);
    for (sandbox, number) in [(&first, 44), (&second, 45)] {
        let text = sandbox.read(&format!("{TASKS}/043.yaml"));
        let text = text.replace("id: 43\n", &format!("id: {number}\nformer_ids: [43]\n"));
        sandbox.git(&["mv", &format!("{TASKS}/043.yaml"), &format!("{TASKS}/0{number}.yaml")]);
        sandbox.write(&format!("{TASKS}/0{number}.yaml"), text);
        sandbox.git(&["commit", "-qam", "renumbered"]);
    }
    assert!(!merge(&first, &second));
    assert_eq!(first.pjt("resolve").code, 4);
    first.pjt("resolve --ours").fine();
    let there = |number: u32| first.path(&format!("{TASKS}/{number:03}.yaml")).exists();
    assert_eq!((there(43), there(44), there(45)), (false, true, false));
}

#[test]
fn markers_that_a_person_broke_are_left_to_a_person() {
    let sandbox = Sandbox::with_seed();
    let path = format!("{TASKS}/004.yaml");
    let text = sandbox.read(&path).replace("status:", "<<<<<<< HEAD\nstatus:");
    sandbox.write(&path, &text);
    let said = sandbox.pjt("resolve --ours");
    assert_eq!(said.code, 1, "{}", said.whole());
    assert!(said.stderr.contains("004.yaml"), "{}", said.whole());
    assert_eq!(sandbox.read(&path), text);
}

#[test]
fn init_git_sets_up_a_clone_once_and_changes_nothing_that_is_there() {
    let sandbox = Sandbox::empty();
    sandbox.write("data/.gitattributes", "*.pdf binary");
    let said = sandbox.pjt("init --git --hook --json").json();
    assert!(said["git"].as_array().unwrap().iter().all(|done| done["state"] == "made"), "{said}");
    let attributes = sandbox.read("data/.gitattributes");
    assert!(attributes.starts_with("*.pdf binary\n/pjt.yaml merge=pjt\n"), "{attributes}");
    assert!(sandbox.git(&["config", "merge.pjt.driver"]).contains("pjt merge-driver"));
    let hook = sandbox.read(".git/hooks/pre-commit");
    assert!(hook.contains("pjt --store 'data' check --staged"), "{hook}");

    let said = sandbox.pjt("init --git --hook --json").json();
    assert!(said["git"].as_array().unwrap().iter().all(|done| done["state"] == "present"), "{said}");
    assert_eq!(sandbox.read("data/.gitattributes"), attributes);

    sandbox.write(".git/hooks/pre-commit", "#!/bin/sh\nexit 0\n");
    sandbox.git(&["config", "merge.pjt.driver", "mine"]);
    let said = sandbox.pjt("init --git --hook");
    assert!(
        said.stderr.contains("check --staged || exit 1") && said.stderr.contains("`mine`"),
        "{}",
        said.whole()
    );
    assert_eq!(sandbox.read(".git/hooks/pre-commit"), "#!/bin/sh\nexit 0\n");
    assert_eq!(sandbox.git(&["config", "merge.pjt.driver"]), "mine\n");
    assert_eq!(sandbox.pjt("init").code, 4);
}

#[test]
fn git_shows_readable_text_and_what_is_broken_as_it_is() {
    let (sandbox, _) = two(true);
    sandbox.pjt("update 14 --status done --note 平台上线 --by 市教委 --on 2025-09-25").fine();
    let diff = sandbox.git(&["diff"]);
    for line in ["-状态：未启动\n", "+状态：已完成\n", "+进展：（市教委 2025-09-25）平台上线\n"]
    {
        assert!(diff.contains(line), "{diff}");
    }
    let path = format!("{TASKS}/014.yaml");
    sandbox.write(&path, "id: [\n");
    assert_eq!(sandbox.pjt(&format!("textconv {path}")).fine(), "id: [\n");
}

#[test]
fn a_side_that_is_no_text_is_merged_by_git_itself() {
    let (first, second) = two(true);
    let path = format!("{TASKS}/004.yaml");
    let text = first.read(&path);
    first.write(&path, [text.as_bytes(), b"# \xff\n"].concat());
    first.git(&["commit", "-qam", "bytes"]);
    work(&second, &["4 --status done"]);
    assert!(merge(&first, &second));
    let merged = std::fs::read(first.path(&path)).unwrap();
    assert!(merged.ends_with(b"# \xff\n") && String::from_utf8_lossy(&merged).contains("status: done"));
}

#[test]
fn without_the_program_gits_own_merge_takes_over_and_loses_nothing() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("init --git").fine();
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "set up"]);
    sandbox.git(&["checkout", "-qb", "theirs"]);
    sandbox.pjt("update 14 --status done").fine();
    sandbox.git(&["commit", "-qam", "theirs"]);
    sandbox.git(&["checkout", "-q", "main"]);
    sandbox.pjt("update 14 --status suspended --note 暂停").fine();
    sandbox.git(&["commit", "-qam", "ours"]);
    for (key, command) in [("merge.pjt.driver", "pjt merge-driver"), ("diff.pjt.textconv", "pjt textconv")] {
        let setting = sandbox.git(&["config", key]);
        assert!(setting.contains(command));
        sandbox.git(&["config", key, &setting.trim_end().replace(command, "pjt-that-is-not-there")]);
    }
    assert_eq!(sandbox.git_ends(&["merge", "-q", "theirs"]), 1);
    let text = sandbox.read("data/chanjiao-2021-2025/tasks/014.yaml");
    assert!(text.contains("status: suspended") && text.contains("status: done"), "{text}");
    assert!(text.contains("<<<<<<<") && text.contains("暂停"), "{text}");
    assert!(
        sandbox.git(&["log", "-p", "-1"]).contains("+status: suspended"),
        "plain text without the program"
    );
}

#[test]
fn a_resolve_that_was_interrupted_is_finished_by_the_next_one() {
    let (first, second) = two(false);
    work(&first, &["14 --status doing", "15 --status doing"]);
    work(&second, &["14 --status suspended --note 等待批复", "15 --status suspended --note 等待批复"]);
    assert!(!merge(&first, &second));
    // What it was to write is laid down, and nothing is in place yet.
    let mut steps = Vec::new();
    for (number, id) in ["014", "015"].iter().enumerate() {
        let path = format!("chanjiao-2021-2025/tasks/{id}.yaml");
        let (before, after) = (first.read(&format!("data/{path}")), second.read(&format!("data/{path}")));
        steps.push(
            serde_json::json!({"file": {"path": path, "before": sha256(&before), "after": sha256(&after)}}),
        );
        first.write(&format!("data/.pjt-operation/{number}"), after);
    }
    first.begin_operation(&steps);
    first.pjt("resolve --theirs").fine();
    assert!(unmerged(&first).is_empty());
    first.pjt("check").fine();
}
