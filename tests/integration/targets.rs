//! What is written can be read again, and what leaves the store goes nowhere else than where somebody wants it.

use std::fs;

use crate::sandbox::Sandbox;

const TASK: &str = "data/chanjiao-2021-2025/tasks/014.yaml";

/// A script that an editor is.
#[cfg(unix)]
fn editor(sandbox: &Sandbox, body: &str) -> String {
    use std::os::unix::fs::PermissionsExt as _;
    sandbox.write("editor", format!("#!/bin/sh\n{body}\n"));
    fs::set_permissions(sandbox.path("editor"), fs::Permissions::from_mode(0o755)).unwrap();
    sandbox.path("editor").display().to_string()
}

#[test]
fn no_command_writes_a_task_that_cannot_be_read_again() {
    let sandbox = Sandbox::with_seed();
    let before = sandbox.read(TASK);
    for sign in ["一", "二", "三"] {
        let note = sign.repeat(33_000);
        let said = sandbox.pjt_with(&["update", "14", "--note", &note], &[]);
        assert!(said.code == 0 || said.stderr.contains("最多 256 KiB"), "{}", said.whole());
        assert_eq!(said.code == 0, sign != "三", "{}", said.code);
    }
    assert!(sandbox.read(TASK).len() < 256 * 1024);
    sandbox.pjt("list").fine();
    sandbox.write(TASK, &before);
    let many: Vec<String> = (1..=600).map(|number| format!("单位{number}号")).collect();
    let mut add = vec!["add", "--content", "开展评估", "--reason", "纪要", "--new-dept"];
    many.iter().for_each(|name| add.extend(["--dept", name]));
    let said = sandbox.pjt_with(&add, &[]);
    assert!(said.code != 0 && said.stderr.contains("最多 500 条"), "{}", said.whole());
    let mut rows = String::from("任务内容,责任单位\n");
    rows.push_str(&format!("开展评估,{}\n", many.join("、")));
    sandbox.write("plan.csv", rows);
    let said = sandbox.pjt("import plan.csv --plan long --yes");
    assert!(said.code != 0 && !sandbox.path("data/long").exists(), "{}", said.whole());
    assert_eq!(sandbox.git(&["status", "--short", "data"]), "");
}

#[cfg(unix)]
#[test]
fn what_an_editor_leaves_is_put_in_place_only_where_it_can_be_read() {
    let sandbox = Sandbox::with_seed();
    for body in [
        "head -c 300000 /dev/zero | tr '\\0' '#' >> \"$1\"",
        "rm \"$1\"",
        "rm \"$1\"; mkfifo \"$1\"",
        "rm \"$1\"; mkdir \"$1\"",
        "rm \"$1\"; ln -s /dev/zero \"$1\"",
        ": > \"$1\"",
        "exit 1",
    ] {
        let editor = editor(&sandbox, body);
        let said = sandbox.pjt_with(&["edit", "14"], &[("VISUAL", &editor), ("EDITOR", &editor)]);
        assert!([1, 3, 4].contains(&said.code), "{body}: {}", said.whole());
        assert_eq!(sandbox.git(&["status", "--short", "data"]), "", "{body}");
    }
}

#[test]
fn no_paper_goes_among_the_files_of_a_store_or_of_git() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("period open 2025-q3 --due 2025-09-25 --today 2025-09-10").fine();
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "period"]);
    sandbox.write("returned/x.csv", "不是表\n");
    for words in [
        "export --format md --force -o data/chanjiao-2021-2025/tasks/014.yaml",
        "export --force -o data/chanjiao-2021-2025/ledger.csv",
        "export --format md --force -o data/pjt.yaml",
        "export --format md --force -o data/rules.yaml",
        "export --format md --force -o .git/config",
        "diff HEAD~..HEAD --force -o .git/hooks/a.html",
        "bulletin 2025-q3 --force -o data/periods/a.docx",
        "forms 2025-q3 -o data/chanjiao-2021-2025/tasks",
        "slips 14 --light green -o data/chanjiao-2021-2025",
        "slips --today 2026-06-01 -o .git",
        "site --force -o data/chanjiao-2021-2025",
        "site --force -o data",
        "site --force -o .git",
        "collect returned --rejects .git/a.xlsx",
        "export --format csv -o data/.pjt-operation",
        "export --format csv -o data/.pjt-tmp-1",
        "export --format csv -o data/.pjt-lock",
        "export --format csv -o data/templates",
        "diff HEAD~..HEAD --format md -o data/.pjt-aside-1",
        "site -o data/.pjt-operation",
        "collect returned --rejects data/chanjiao-2021-2025/a.xlsx",
    ] {
        let said = sandbox.pjt(&format!("{words} --json"));
        // Nothing to write is no refusal.
        if words.starts_with("slips 14") && said.code == 0 {
            continue;
        }
        assert_eq!(said.code, 2, "{words}: {}", said.whole());
        assert_eq!(said.json()["error"]["code"], "inside-store", "{words}");
        assert_eq!(sandbox.git(&["status", "--short", "data"]), "", "{words}");
    }
    assert_eq!(sandbox.git(&["log", "--format=%s", "-1"]), "period\n");
    for words in [
        "export -o data/台账.xlsx",
        "diff HEAD~..HEAD -o data/变化.docx",
        "bulletin 2025-q3 -o data/通报.docx",
        "site -o data/网页",
        "forms 2025-q3 -o data/下发",
    ] {
        let said = sandbox.pjt(words);
        assert!(
            said.code == 2 && said.stderr.contains("请写到台账文件夹以外，如"),
            "{words}: {}",
            said.whole()
        );
        assert_eq!(sandbox.git(&["status", "--short", "data"]), "", "{words}");
    }
}

#[cfg(unix)]
#[test]
fn what_stands_where_a_paper_is_to_go_is_neither_waited_for_nor_read_without_end() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("period open 2025-q3 --due 2025-09-25 --today 2025-09-10").fine();
    sandbox.write("returned/x.csv", "不是表\n");
    let pipe = |name: &str| {
        fs::create_dir_all(sandbox.path(name).parent().unwrap()).unwrap();
        assert!(sandbox.program_in(".", "mkfifo", &[name]).status.success());
    };
    pipe("pipe");
    pipe("forms/2025-q3_d01_市教委.xlsx");
    pipe("pages/.pjt-site");
    std::os::unix::fs::symlink("/dev/zero", sandbox.path("zero.xlsx")).unwrap();
    for words in [
        "collect returned --rejects pipe",
        "collect returned --rejects zero.xlsx",
        "collect returned --rejects /dev/full",
        "forms 2025-q3 -o forms",
        "site -o pages",
        "bulletin 2025-q3 --fill 要求=pipe",
        "bulletin 2025-q3 --template pipe -o a.docx",
        "edit 14 --draft pipe",
    ] {
        let said = sandbox.pjt(words);
        assert!([1, 2, 4].contains(&said.code), "{words}: {}", said.whole());
    }
    fs::create_dir(sandbox.path("made")).unwrap();
    sandbox.write("made/index.html", "mine").write("kept.html", "kept");
    sandbox
        .write("made/.pjt-site", "index.html\nnotes.html\n../kept.html\n")
        .write("made/notes.html", "mine");
    fs::hard_link(sandbox.path("kept.html"), sandbox.path("made/office.css")).unwrap();
    sandbox.pjt("site --force -o made").fine();
    assert_eq!(sandbox.read("made/notes.html"), "mine", "no page is called so");
    assert_eq!(sandbox.read("kept.html"), "kept", "another name of a file is no place to write to");
}

#[test]
fn what_is_not_there_is_not_found_and_a_hidden_folder_holds_no_return() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("period open 2025-q3 --due 2025-09-25 --today 2025-09-10").fine();
    let said = sandbox.pjt("collect nowhere --json");
    assert_eq!((said.code, &said.json()["error"]["code"]), (3, &"no-such-file".into()), "{}", said.whole());
    sandbox.write("in/.git/config.xlsx", "x").write("in/a.csv", "不是表\n");
    let said = sandbox.pjt("collect in --json").json();
    let files: Vec<_> =
        said["refused"].as_array().unwrap().iter().map(|found| found["file"].clone()).collect();
    assert_eq!(files, ["a.csv"]);
    assert_eq!(sandbox.pjt_with(&["collect", "--settle", ""], &[]).code, 2);
    assert_eq!(sandbox.pjt("plan rename chanjiao-2021-2025 templates").code, 2);
}
