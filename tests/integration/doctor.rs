//! `pjt doctor`: what an interrupted command left is explained by reading alone, and repaired where it is
//! pjt's own.

use std::{fs, time::Duration};

use crate::sandbox::{Sandbox, sha256};

const TASKS: &str = "data/chanjiao-2021-2025/tasks";

/// The seed's store in the middle of `update 3-4 --status done`: task 3 is written, task 4 is not.
fn interrupted() -> Sandbox {
    let sandbox = Sandbox::with_seed();
    let mut steps = Vec::new();
    for (number, id) in ["003", "004"].into_iter().enumerate() {
        let file = format!("{TASKS}/{id}.yaml");
        let before = sandbox.read(&file);
        let after = before.replace("status: not_started", "status: done");
        let path = file.trim_start_matches("data/");
        let step = serde_json::json!({"path": path, "before": sha256(&before), "after": sha256(&after)});
        steps.push(serde_json::json!({"file": step}));
        sandbox.write(&format!("data/.pjt-operation/{number}"), &after);
        if id == "003" {
            sandbox.write(&file, after);
        }
    }
    sandbox.begin_operation(&steps);
    sandbox
}

fn status(sandbox: &Sandbox, id: &str) -> String {
    let text = sandbox.read(&format!("{TASKS}/{id}.yaml"));
    text.lines().find(|line| line.starts_with("status:")).unwrap().to_owned()
}

#[test]
fn a_whole_store_has_nothing_to_explain() {
    let sandbox = Sandbox::with_seed();
    assert_eq!(sandbox.pjt("doctor").whole(), "--- stderr\n一切正常，没有残留\n");
    assert_eq!(sandbox.pjt("doctor --fix --json").json()["findings"], serde_json::json!([]));
}

#[test]
fn reading_names_an_operation_that_is_half_done_and_writes_nothing() {
    let sandbox = interrupted();
    let said = sandbox.pjt("list");
    assert_eq!(said.code, 1, "{}", said.whole());
    assert!(
        said.stderr.contains("004.yaml")
            && sandbox.pjt("list --lang en").stderr.contains("[interrupted-operation]")
    );
    assert!(said.stderr.contains("读出 43 个文件中的 43 个"), "{}", said.stderr);
    assert_eq!(sandbox.pjt("stats").code, 1, "half of a change is never counted as if it were whole");
    assert_eq!(sandbox.pjt("check").code, 5);
    let said = sandbox.pjt("doctor");
    assert_eq!(said.code, 5, "{}", said.whole());
    assert!(said.stdout.contains("004.yaml") && said.stdout.contains("doctor --fix"), "{}", said.stdout);
    sandbox.pjt("update 9 --status doing --dry-run").fine();
    assert_eq!(status(&sandbox, "004"), "status: not_started");
    assert!(sandbox.path("data/.pjt-operation/operation.json").exists());
}

#[test]
fn the_next_command_that_writes_finishes_it_and_says_so() {
    for words in ["update 9 --status doing", "doctor --fix"] {
        let sandbox = interrupted();
        let said = sandbox.pjt(words);
        said.fine();
        assert!(said.stderr.contains("先补完了上次中断的写入"), "{}", said.whole());
        assert_eq!(status(&sandbox, "004"), "status: done");
        assert!(!sandbox.path("data/.pjt-operation").exists());
        assert_eq!(sandbox.pjt("doctor").code, 0);
    }
}

#[test]
fn what_a_person_changed_since_is_left_alone_and_named() {
    let sandbox = interrupted();
    let file = format!("{TASKS}/004.yaml");
    sandbox.write(&file, format!("{}# 我的话\n", sandbox.read(&file)));
    let said = sandbox.pjt("doctor");
    assert!(said.stdout.contains("保留原样的：chanjiao-2021-2025/tasks/004.yaml"), "{}", said.whole());
    let said = sandbox.pjt("update 9 --status doing");
    said.fine();
    assert!(said.stderr.contains("保留原样：chanjiao-2021-2025/tasks/004.yaml"), "{}", said.stderr);
    assert!(sandbox.read(&file).ends_with("# 我的话\n"));
    assert_eq!(sandbox.pjt("doctor").code, 0);
}

#[test]
fn what_was_not_laid_down_completely_is_undone() {
    let sandbox = interrupted();
    fs::remove_file(sandbox.path("data/.pjt-operation/operation.json")).unwrap();
    sandbox.pjt("list").fine();
    let said = sandbox.pjt("update 9 --status doing");
    assert!(said.stderr.contains("还没有改动任何文件"), "{}", said.whole());
    assert_eq!(status(&sandbox, "004"), "status: not_started");
}

#[test]
fn what_nobody_understands_stops_writing_until_doctor_sets_it_aside() {
    let sandbox = interrupted();
    sandbox.write("data/.pjt-operation/operation.json", "[");
    let said = sandbox.pjt("update 9 --status doing");
    assert_eq!(said.code, 4, "{}", said.whole());
    assert!(said.stderr.contains("pjt doctor"), "{}", said.stderr);
    let said = sandbox.pjt("doctor --fix");
    assert!(said.stderr.contains(".pjt-aside-1"), "{}", said.whole());
    assert!(sandbox.path("data/.pjt-aside-1/1").exists(), "nothing of it is lost");
    sandbox.pjt("update 9 --status doing").fine();
}

#[test]
fn temporary_files_go_only_when_they_are_old_closed_and_pjts_own() {
    let sandbox = Sandbox::with_seed();
    let age = |name: &str, hours: u64| {
        let file = fs::OpenOptions::new().write(true).open(sandbox.path(name)).unwrap();
        let then = std::time::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        let then = if hours == 0 { file.metadata().unwrap().modified().unwrap() } else { then };
        file.set_modified(then).unwrap();
    };
    for (name, hours) in [
        ("data/.pjt-tmp-old", 2),
        (&format!("{TASKS}/.pjt-tmp-old"), 2),
        ("data/periods/.pjt-tmp-old", 2),
        ("data/chanjiao-2021-2025/returns/2025-q3/.pjt-tmp-old", 2),
        (&format!("{TASKS}/.pjt-tmp-new"), 0),
        (&format!("{TASKS}/.pjt-tmp-open"), 2),
        (&format!("{TASKS}/014.yaml~"), 2),
        (&format!("{TASKS}/.014.yaml.swp"), 2),
    ] {
        sandbox.write(name, "x");
        age(name, hours);
    }
    let findings = sandbox.pjt("check --json").json()["findings"].as_array().unwrap().len();
    assert_eq!(findings, 8);
    let open = fs::File::open(sandbox.path(&format!("{TASKS}/.pjt-tmp-open"))).unwrap();
    let said = sandbox.pjt("doctor --fix --json");
    let removed = said.json()["repaired"]["removed"].clone();
    let removed: Vec<_> = removed.as_array().unwrap().iter().map(|path| path.as_str().unwrap()).collect();
    if cfg!(target_os = "linux") {
        let old = ["", "chanjiao-2021-2025/returns/2025-q3/", "chanjiao-2021-2025/tasks/", "periods/"];
        assert_eq!(removed, old.map(|place| format!("{place}.pjt-tmp-old")));
    }
    drop(open);
    for kept in ["tasks/.pjt-tmp-new", "tasks/014.yaml~", "tasks/.014.yaml.swp"] {
        assert!(sandbox.path(&format!("data/chanjiao-2021-2025/{kept}")).exists(), "{kept}");
    }
}

#[test]
fn a_store_of_another_format_is_explained() {
    let sandbox = Sandbox::with_seed();
    sandbox.write("data/pjt.yaml", "format: 2\n");
    let said = sandbox.pjt("doctor --lang en");
    assert_eq!(said.code, 5);
    assert!(said.stdout.contains("[store-format]"), "{}", said.whole());
}
