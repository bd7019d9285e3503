//! What plans are called and were called, who takes over from whom, which number a task had: nobody invents or rewrites it.

use crate::{
    filled::{RETURN, SLUG, Sheet, collect},
    guard::{both, codes, commit, edit, head, store, task},
    sandbox::Sandbox,
};

const PLAN: &str = "data/chanjiao-2021-2025/plan.yaml";
const REGISTRY: &str = "data/departments.yaml";

fn add(sandbox: &Sandbox, path: &str, text: &str) {
    sandbox.write(path, sandbox.read(path) + text);
}

#[track_caller]
fn range(sandbox: &Sandbox, base: &str) -> Vec<String> {
    let said = sandbox.pjt(&format!("check --json --range {base}..HEAD"));
    assert_eq!(said.code, if codes(&said).is_empty() { 0 } else { 5 }, "{}", said.whole());
    codes(&said)
}

/// What somebody writes by hand, and what is found.
type ByHand = (&'static str, fn(&Sandbox), &'static [&'static str]);

#[test]
fn nothing_of_a_plan_a_task_or_a_department_is_invented() {
    let wrong: &[ByHand] = &[
        ("a former number", |s| add(s, &task(20), "\nformer_ids:\n- 77\n"), &["invented-record"]),
        (
            "another name of the document",
            |s| edit(s, PLAN, "file: seeds/chanjiao-2021-2025.txt", "file: 别的.txt"),
            &["forged-source"],
        ),
        (
            "a successor",
            |s| edit(s, REGISTRY, "- name: 市国资委\n", "- name: 市国资委\n  successor: 市教委\n"),
            &["successor-by-hand"],
        ),
        (
            "what is printed",
            |s| add(s, &task(20), "\nprinted:\n- field: content\n  text: 原文不是这样\n"),
            &["content-by-hand"],
        ),
        (
            "a name of another department",
            |s| {
                edit(s, REGISTRY, "  aliases:\n  - 国资委\n", "");
                edit(s, REGISTRY, "  - 市教育委员会\n", "  - 市教育委员会\n  - 国资委\n");
            },
            &["department-removed"],
        ),
        ("nobody", |s| add(s, REGISTRY, "- name: 无\n"), &["names-nobody"]),
        ("an alias of nobody", |s| add(s, REGISTRY, "- name: 新局\n  aliases: [／]\n"), &["names-nobody"]),
    ];
    let sandbox = store();
    let base = head(&sandbox);
    for (what, by_hand, found) in wrong {
        by_hand(&sandbox);
        assert_eq!(both(&sandbox), *found, "{what}");
        sandbox.git(&["reset", "-q", "--hard", &base]);
    }
    // The document moves, and the plan says so.
    std::fs::create_dir_all(sandbox.path("文件")).unwrap();
    sandbox.git(&["mv", "seeds/chanjiao-2021-2025.txt", "文件/方案.txt"]);
    edit(&sandbox, PLAN, "file: seeds/chanjiao-2021-2025.txt", "file: 文件/方案.txt");
    assert_eq!(both(&sandbox), [""; 0]);
    // A task that gets another number says which it had; at once or in a later commit of the range.
    let base = head(&sandbox);
    sandbox.git(&["mv", &task(43), &task(44)]);
    edit(&sandbox, &task(44), "id: 43", "id: 44");
    commit(&sandbox, "renumbered");
    assert_eq!(range(&sandbox, &base), ["task-removed"]);
    add(&sandbox, &task(44), "\nformer_ids:\n- 43\n");
    commit(&sandbox, "said");
    assert_eq!(range(&sandbox, &base), [""; 0]);
    // What commands write of all this is right, in one commit and in several.
    for words in [
        "update 20 --content 另一项工作 --reason 印刷错误",
        "update 21 --replace-dept 市教委=市财政局 --reason 沪编",
    ] {
        sandbox.pjt(&format!("{words} --commit")).fine();
        assert_eq!(range(&sandbox, "HEAD~1"), [""; 0], "{words}");
    }
    let base = head(&sandbox);
    sandbox.pjt("dept handover 市国资委 市教委 --on 2025-03-01 --reason 沪编 --yes --commit").fine();
    for (from, to) in [(SLUG, "jia"), ("jia", "yi"), ("yi", "jia"), ("jia", "bing")] {
        sandbox.pjt(&format!("plan rename {from} {to} --yes --commit")).fine();
        assert_eq!(range(&sandbox, "HEAD~1"), [""; 0], "{from} {to}");
    }
    assert_eq!(range(&sandbox, &base), [""; 0]);
    // Afterwards neither is taken out.
    for (path, from, found) in [
        ("data/bing/plan.yaml", "- yi\n", "plan-names"),
        (REGISTRY, "  successor: 市教委\n", "successor-by-hand"),
    ] {
        edit(&sandbox, path, from, "");
        assert_eq!(both(&sandbox), [found], "{path}");
        sandbox.git(&["reset", "-q", "--hard", "HEAD~1"]);
    }
}

/// A title that was changed, and put back once the plan was called otherwise, is as it was.
#[test]
fn a_heading_is_put_back_under_another_name_of_its_plan() {
    let sandbox = store();
    let base = head(&sandbox);
    let text = sandbox.read(PLAN);
    let title = text.lines().next().unwrap().to_owned();
    edit(&sandbox, PLAN, &title, "title: 新题");
    commit(&sandbox, "by hand");
    sandbox.pjt("plan rename chanjiao-2021-2025 cj --yes --commit").fine();
    assert_eq!(range(&sandbox, &base), ["heading-by-hand"]);
    edit(&sandbox, "data/cj/plan.yaml", "title: 新题", &title);
    commit(&sandbox, "back");
    assert_eq!(range(&sandbox, &base), [""; 0]);
}

/// A name by which a period asks about one plan is not given to another, by commands or by hand.
#[test]
fn a_name_means_one_plan() {
    let sandbox = store();
    let document = |name: &str| {
        sandbox.write(&format!("{name}.txt"), format!("{name}计划\n一、总体\n1.开展{name}工作。（市教委）\n"))
    };
    for (name, slug) in [("甲", "jia"), ("乙", "yi"), ("丙", "bing")] {
        document(name);
        if slug != "bing" {
            sandbox.pjt(&format!("import {name}.txt --plan {slug} --yes")).fine();
        }
    }
    sandbox.pjt("period open 2025-q3 --due 2025-09-30 --plan jia --today 2025-09-01").fine();
    commit(&sandbox, "plans");
    let asked = head(&sandbox);
    sandbox.pjt("plan rename jia lao --yes --commit").fine();
    let base = head(&sandbox);
    for words in
        ["import 丙.txt --plan jia --yes", "import 丙.txt --plan jia --dry-run", "plan rename yi jia --yes"]
    {
        let said = sandbox.pjt(&format!("{words} --json"));
        assert_eq!((said.code, said.json()["error"]["code"].as_str()), (4, Some("name-taken")), "{words}");
    }
    assert_eq!(sandbox.git(&["status", "--short"]), "");
    // By hand it is found.
    sandbox.git(&["mv", "data/yi", "data/jia"]);
    add(&sandbox, "data/jia/plan.yaml", "\nformer_slugs:\n- yi\n");
    assert_eq!(both(&sandbox), ["plan-names"]);
    sandbox.git(&["reset", "-q", "--hard", &base]);
    // One that is new, too.
    sandbox.pjt("import 丙.txt --plan bing --yes").fine();
    std::fs::rename(sandbox.path("data/bing"), sandbox.path("data/jia")).unwrap();
    commit(&sandbox, "new");
    assert_eq!(range(&sandbox, &asked), ["plan-names"]);
    sandbox.git(&["reset", "-q", "--hard", &base]);
    // The plan itself has its name again.
    sandbox.pjt("plan rename lao jia --yes --commit").fine();
    assert_eq!(range(&sandbox, &asked), [""; 0]);
}

#[test]
fn a_return_comes_of_a_file_and_keeps_what_was_corrected() {
    let sandbox = crate::filled::sandbox();
    commit(&sandbox, "period");
    let empty = head(&sandbox);
    let mut sheet = Sheet::filled(&sandbox);
    collect(&sandbox, "a.xlsx", &sheet.xlsx());
    // The same typed by hand, and no file behind it.
    let text = sandbox.read(RETURN);
    let source = text.split("source:\n").nth(1).unwrap().split("\n\n").next().unwrap().to_owned();
    edit(&sandbox, RETURN, &format!("source:\n{source}\n\n"), "");
    let found = both(&sandbox);
    assert_eq!(found, ["return-changed"]);
    edit(&sandbox, RETURN, "tasks:\n", &format!("source:\n{source}\n\ntasks:\n"));
    commit(&sandbox, "its file");
    assert_eq!(range(&sandbox, &empty), [""; 0]);
    // Another form corrects an answer, and one was sent back.
    let row = sheet.task_rows().start;
    sheet.rows[row][crate::filled::PROGRESS] = crate::filled::words("更正后的进展");
    collect(&sandbox, "b.xlsx", &sheet.xlsx());
    sandbox.pjt("sendback 2025-q3 市教委 3 --reason 缺佐证 --today 2025-09-26").fine();
    commit(&sandbox, "corrected");
    let base = head(&sandbox);
    // A file that is only said to have come excuses neither that what was corrected goes, nor that nothing is asked again.
    let forged =
        "- file: c.xlsx\n  sha256: 31584e93e95998aa37292bc22c033f09a92821fba2b35233e733f2a51a301166\n";
    for key in ["  replaced:\n", "  sent_back:\n"] {
        let text = sandbox.read(RETURN);
        let (begin, rest) = text.split_once(key).unwrap();
        let end = rest.find("\n\n").or_else(|| rest.find("\n- id")).map_or(rest.len(), |end| end + 1);
        sandbox.write(
            RETURN,
            format!("{begin}{}", &rest[end..]).replacen("source:\n", &format!("source:\n{forged}"), 1),
        );
        assert_eq!(both(&sandbox), ["return-changed"], "{key}");
        sandbox.git(&["reset", "-q", "--hard", &base]);
    }
    // A form that gives the first answer again takes the correction back, and what was sent back is answered.
    let text = sandbox.read(RETURN);
    assert!(text.contains("replaced:") && text.contains("sent_back:"), "{text}");
}
