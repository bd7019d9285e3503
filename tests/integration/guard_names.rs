//! In whose name somebody reports: however a department's name is written, and in a plan that is new.

use crate::{
    guard::{both, codes, commit, edit, head, store, task},
    sandbox::Sandbox,
};

/// A store whose 市教委 has people; who commits is none of them.
fn appointed() -> Sandbox {
    let sandbox = store();
    edit(
        &sandbox,
        "data/departments.yaml",
        "- name: 市教委\n",
        "- name: 市教委\n  people: [wang@example.org]\n",
    );
    commit(&sandbox, "people");
    sandbox
}

#[test]
fn a_person_or_signs_beside_a_departments_name_hide_nothing() {
    let sandbox = appointed();
    let base = head(&sandbox);
    for (by, is_its) in [
        ("市教委", true),
        ("《市教委》", true),
        ("(市教委)", true),
        ("市教委（张三）", true),
        ("市教委 张三", true),
        ("市教委张三", true),
        ("张三-市教委", true),
        ("上海市教育委员会办公室", true),
        ("市经信委；市教委（张三）", true),
        ("张三", false),
        ("市经信委（张三）", false),
    ] {
        let note = format!("\nnotes:\n- date: \"2025-11-01\"\n  by: {by}\n  text: 完成甲\n");
        sandbox.write(&task(20), sandbox.read(&task(20)) + &note);
        let expected: &[&str] = if is_its { &["not-a-reporter"] } else { &[] };
        assert_eq!(both(&sandbox), expected, "{by}");
        sandbox.git(&["reset", "-q", "--hard", &base]);
    }
}

#[test]
fn a_plan_that_is_new_brings_no_reports() {
    let sandbox = appointed();
    let base = head(&sandbox);
    let task = "data/p2/tasks/001.yaml";
    let note = "\nnotes:\n- date: \"2025-11-01\"\n  text: 完成\n";
    for (what, status, rest) in [
        (
            "a note",
            "not_started",
            "\nnotes:\n- date: \"2025-11-01\"\n  by: 市教委\n  text: 完成\n".to_owned(),
        ),
        ("done", "done", note.to_owned()),
        (
            "closed",
            "closed",
            format!(
                "\nevidence:\n- http://a.b/c\n{note}\nclosure:\n  \"on\": \"2025-11-01\"\n  by: 市教委\n"
            ),
        ),
    ] {
        sandbox.write("p2.txt", "甲计划\n一、总体\n1.开展甲工作。（市教委牵头）\n");
        sandbox.pjt("import p2.txt --plan p2 --yes").fine();
        assert_eq!(codes(&sandbox.pjt("check --staged --json")), [""; 0]);
        edit(&sandbox, task, "not_started", status);
        sandbox.write(task, sandbox.read(task) + &rest);
        let found = both(&sandbox);
        assert!(!found.is_empty() && found.iter().all(|code| code == "not-a-reporter"), "{what}: {found:?}");
        sandbox.git(&["reset", "-q", "--hard", &base]);
    }
    // The plan itself comes, and comes back as it was.
    sandbox.write("p2.txt", "甲计划\n一、总体\n1.开展甲工作。（市教委牵头）\n");
    sandbox.pjt("import p2.txt --plan p2 --yes").fine();
    assert_eq!(both(&sandbox), [""; 0]);
    sandbox.pjt("update p2/1 --status done --note 完成 --by 市教委").fine();
    sandbox.git_with(&["commit", "-qam", "done"], &[("GIT_AUTHOR_EMAIL", "wang@example.org")]);
    sandbox.pjt("plan remove p2 --reason 合并 --yes").fine();
    assert_eq!(both(&sandbox), [""; 0]);
    sandbox.git(&["checkout", "-q", "HEAD~1", "--", "data/p2"]);
    assert_eq!(both(&sandbox), [""; 0]);
}
