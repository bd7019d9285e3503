//! What nobody reads or nobody did, and a commit would bring: keys, files and records that mean nothing.

use crate::{
    guard::{codes, commit, edit, head, store, task},
    sandbox::Sandbox,
};

const PLAN: &str = "data/chanjiao-2021-2025/plan.yaml";
const REGISTRY: &str = "data/departments.yaml";
const CONFIG: &str = "data/pjt.yaml";

/// What is found in what is staged. The commit of it is refused as well, though it may be for what it did to a file that
/// can't be read any more.
#[track_caller]
fn both(sandbox: &Sandbox) -> Vec<String> {
    sandbox.git(&["add", "-A"]);
    let staged = sandbox.pjt("check --staged --json");
    let base = head(sandbox);
    commit(sandbox, "change");
    let range = sandbox.pjt(&format!("check --json --range {base}..HEAD"));
    for said in [&staged, &range] {
        assert_eq!(said.code, if codes(said).is_empty() { 0 } else { 5 }, "{}", said.whole());
    }
    assert_eq!(staged.code, range.code, "{}", range.whole());
    codes(&staged)
}

#[test]
fn a_key_that_nothing_reads_is_named_in_every_file_and_stays() {
    for (path, old, new, update) in [
        (REGISTRY, "- name: 市教委\n", "- name: 市教委\n  peoples: [a@b.org]\n", "dept alias 市教委 教委"),
        (REGISTRY, "departments:\n", "note: x\ndepartments:\n", "dept alias 市教委 教委"),
        (PLAN, "title: ", "titel: x\ntitle: ", "plan rename chanjiao-2021-2025 cj"),
        (CONFIG, "format: 1\n", "format: 1\nfoo: bar\n", "plan rename chanjiao-2021-2025 cj"),
        (&task(14), "  by: 市教委\n", "  bye: x\n  by: 市教委\n", "update 14 --status doing --note x"),
    ] {
        let sandbox = store();
        let text = sandbox.read(path);
        assert!(text.contains(old), "{text}");
        edit(&sandbox, path, old, new);
        let said = sandbox.pjt("check --json");
        assert_eq!((said.code, codes(&said)), (5, vec!["unknown-field".to_owned()]), "{}", said.whole());
        let key = new.lines().map(str::trim).find(|line| !old.contains(line)).unwrap();
        let at = sandbox.read(path).lines().position(|line| line.trim() == key).unwrap() + 1;
        assert_eq!(said.json()["findings"][0]["line"], at, "{}", said.whole());
        assert_eq!(both(&sandbox), ["unknown-field"], "{path}");
        sandbox.pjt(update).fine();
        let path = path.replace(
            "chanjiao-2021-2025",
            if update.starts_with("plan") { "cj" } else { "chanjiao-2021-2025" },
        );
        assert!(sandbox.read(&path).contains(key), "{path}: {}", sandbox.read(&path));
    }
}

#[test]
fn people_that_are_nobody_are_named() {
    let sandbox = store();
    edit(&sandbox, REGISTRY, "- name: 市教委\n", "- name: 市教委\n  people: []\n");
    assert_eq!(both(&sandbox), ["no-people"]);
}

#[test]
fn files_where_nobody_reads_them_are_refused() {
    for (path, code) in [
        ("data/014.yaml", "misplaced-file"),
        ("data/returns/foo.yaml", "misplaced-file"),
        ("data/tasks/foo.yml", "misplaced-file"),
        ("data/.Pjt-Operation/operation.json", "foreign-operation"),
    ] {
        let sandbox = store();
        sandbox.write(path, "x: 1\n");
        assert_eq!(both(&sandbox), [code], "{path}");
    }
}

#[test]
#[cfg(unix)]
fn links_where_a_store_has_something_are_refused() {
    for (path, code) in [("data/templates/bulletin.docx", "linked-file"), (CONFIG, "unreadable-file")] {
        let sandbox = store();
        let place = sandbox.path(path);
        std::fs::create_dir_all(place.parent().unwrap()).unwrap();
        let _ = std::fs::remove_file(&place);
        std::os::unix::fs::symlink("/etc/hostname", &place).unwrap();
        assert_eq!(both(&sandbox), [code], "{path}");
    }
}

#[test]
fn a_format_that_is_not_known_is_found_and_can_be_mended() {
    let sandbox = store();
    let base = head(&sandbox);
    edit(&sandbox, CONFIG, "format: 1", "format: 2");
    let said = sandbox.pjt("check --json");
    assert_eq!((said.code, codes(&said)), (5, vec!["store-format".to_owned()]), "{}", said.whole());
    assert_eq!(both(&sandbox), ["store-format"]);
    edit(&sandbox, CONFIG, "format: 2", "format: 1");
    commit(&sandbox, "mended");
    assert_eq!(sandbox.pjt(&format!("check --range {base}..HEAD")).whole(), "");
}

#[test]
fn a_task_is_closed_with_a_record_of_it() {
    let sandbox = store();
    let base = head(&sandbox);
    edit(&sandbox, &task(14), "status: done", "status: closed");
    assert_eq!(both(&sandbox), ["closed-without-record"]);
    sandbox.pjt("update 14 --status done --note 更正").fine();
    sandbox.pjt("update 14 --status closed").fine();
    commit(&sandbox, "mended");
    assert_eq!(sandbox.pjt(&format!("check --range {base}..HEAD")).whole(), "");
}

#[test]
fn an_extension_is_about_a_deadline_that_moved() {
    let entry = |from: &str, to: &str| {
        format!("extensions:\n- on: \"2025-03-01\"\n  from: \"{from}\"\n  to: \"{to}\"\n  reason: 招标\n")
    };
    let due = |day: &str| format!("due: \"{day}\"\n");
    for (day, from, to, wrong) in [
        ("2025-08-31", "2025-06-30", "2025-08-31", false),
        ("2025-06-30", "2025-03-31", "2025-06-30", true),
        ("2025-08-31", "2025-05-31", "2025-08-31", true),
        ("2025-06-30", "2025-06-30", "2025-09-30", true),
    ] {
        let sandbox = store();
        edit(&sandbox, &task(12), &due("2025-06-30"), &(due(day) + "\n" + &entry(from, to)));
        let found = both(&sandbox);
        assert_eq!(found == ["invented-extension"], wrong, "{day} {from} {to}: {found:?}");
        assert_eq!(found.is_empty(), !wrong, "{found:?}");
    }
    // What the program writes is right, in one commit or in several.
    let sandbox = store();
    let base = head(&sandbox);
    for day in ["2025-08-31", "2025-10-31", "2027-01-31"] {
        sandbox.pjt(&format!("update 12 --due {day} --reason 招标")).fine();
    }
    sandbox.pjt("update 13 --due 2027-03-31 --reason 招标").fine();
    assert_eq!(both(&sandbox), Vec::<String>::new());
    sandbox.pjt("update 12 --due 2027-02-28 --reason 招标 --commit").fine();
    assert_eq!(sandbox.pjt(&format!("check --range {base}..HEAD")).whole(), "");
}
