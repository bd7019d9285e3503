//! Names and ways by which a clone on another disk, or a link, would show something else than what was checked.
#![cfg(target_os = "linux")]

use crate::guard::{codes, commit, head, store, task};

/// What Windows or macOS takes for the store, its files, its attributes, or its evidence, and how it is told: one of a folder.
const TAKEN: &[(&str, &str, &str)] = &[
    ("Data/chanjiao-2021-2025/tasks/016.yaml", "colliding-name", "Data"),
    ("data./x.yaml", "colliding-name", "data."),
    ("data /x.yaml", "colliding-name", "data "),
    ("d\u{200c}ata", "colliding-name", "d\u{200c}ata"),
    ("DATA~1/x.yaml", "colliding-name", "DATA~1"),
    ("data:x", "colliding-name", "data:x"),
    (".GitAttributes", "colliding-name", ".GitAttributes"),
    ("data/.GITATTRIBUTES", "misplaced-file", "data/.GITATTRIBUTES"),
    ("data/p/GITATT~1", "misplaced-file", "data/p/GITATT~1"),
    ("data/x/pjt.yaml.", "misplaced-file", "data/x/pjt.yaml."),
    ("data/chanjiao-2021-2025/plan.yaml.", "misplaced-file", "data/chanjiao-2021-2025/PLAN~1.YAM"),
    ("data/chanjiao-2021-2025/PLAN~1.YAM", "misplaced-file", "data/chanjiao-2021-2025/PLAN~1.YAM"),
    ("data/period\u{17f}/2025-q3.yaml", "misplaced-file", "data/period\u{17f}/2025-q3.yaml"),
    ("data/Templates/slip.docx", "misplaced-file", "data/Templates/slip.docx"),
    ("data/附件/E\u{301}.PDF", "", ""),
    ("data/附件/é.pdf", "colliding-name", "data/附件/é.pdf"),
    ("附件/验收A.pdf", "", ""),
    ("附件/验收a.PDF", "colliding-name", "附件/验收a.PDF"),
];

#[test]
fn a_name_that_a_disk_takes_for_the_stores_is_refused() {
    let sandbox = store();
    sandbox.pjt("update 20 --evidence 附件/验收A.pdf --missing-ok --commit").fine();
    let base = head(&sandbox);
    let empty = sandbox.git(&["hash-object", "-w", "data/pjt.yaml"]);
    for (path, ..) in TAKEN {
        let entry = format!("100644,{},{path}", empty.trim());
        sandbox.git(&["update-index", "--add", "--cacheinfo", &entry]);
    }
    let staged = sandbox.pjt("check --staged --json");
    sandbox.git(&["commit", "-qm", "names"]);
    let range = sandbox.pjt(&format!("check --json --range {base}..HEAD"));
    for said in [&staged, &range] {
        let findings = said.json()["findings"].clone();
        let told = |finding: &serde_json::Value| {
            let place = finding["path"].as_str().unwrap();
            // A file of the store is told with its commit in front.
            let place =
                place.split_once(':').filter(|(hash, _)| hash.len() == 10).map_or(place, |(_, path)| path);
            (finding["code"].as_str().unwrap().to_owned(), place.to_owned())
        };
        let told: std::collections::BTreeSet<_> = findings.as_array().unwrap().iter().map(told).collect();
        let right = TAKEN.iter().filter(|(_, code, _)| !code.is_empty());
        let right = right.map(|(_, code, place)| ((*code).to_owned(), (*place).to_owned())).collect();
        assert_eq!(told, right);
    }
    // A clone that holds them knows it without a range, too.
    sandbox.git(&["reset", "-q"]);
    assert!(codes(&sandbox.pjt("check --json")).contains(&"colliding-name".to_owned()));
}

#[test]
fn names_that_only_look_near_are_free() {
    let sandbox = store();
    let base = head(&sandbox);
    for path in [
        "data2/x.yaml",
        "附件/图片~1.jpg",
        "附件/A.txt",
        "Docs/a.md",
        "docs/a.md",
        "data/附件/数据（一）.xlsx",
    ] {
        sandbox.write(path, "x");
    }
    commit(&sandbox, "near");
    let said = sandbox.pjt(&format!("check --range {base}..HEAD"));
    assert_eq!(said.code, 0, "{}", said.whole());
    assert_eq!(sandbox.pjt("check").code, 0);
}

#[test]
fn the_short_name_of_what_proves_a_task_is_refused() {
    let sandbox = store();
    sandbox.write("acceptance-report.pdf", "x");
    sandbox.pjt("update 20 --evidence acceptance-report.pdf").fine();
    commit(&sandbox, "evidence");
    let base = head(&sandbox);
    for (path, is_free) in [
        ("ACCEPT~1.PDF", false),
        ("seeds/CHANJI~1.TXT", false),
        ("ACCEPT~1.DOC", true),
        ("seeds/ACCEPT~1.PDF", true),
    ] {
        sandbox.write(path, "y");
        commit(&sandbox, "short");
        let found = codes(&sandbox.pjt(&format!("check --json --range {base}..HEAD")));
        assert_eq!(found.is_empty(), is_free, "{path}: {found:?}");
        assert_eq!(found.contains(&"colliding-name".to_owned()), !is_free, "{path}: {found:?}");
        sandbox.git(&["reset", "-q", "--hard", &base]);
    }
}

#[test]
fn evidence_means_one_file_however_it_is_written() {
    let sandbox = store();
    sandbox.write("附件/ev.pdf", "x");
    std::os::unix::fs::symlink("附件/ev.pdf", sandbox.path("l.pdf")).unwrap();
    std::os::unix::fs::symlink("附件", sandbox.path("fold")).unwrap();
    commit(&sandbox, "evidence");
    // Typed here, it is kept by the way that leads there from everywhere.
    let folder = sandbox.path("").canonicalize().unwrap();
    let name = folder.file_name().unwrap().to_string_lossy().into_owned();
    let (above, whole) =
        (format!("../{name}/附件/ev.pdf"), folder.join("附件/ev.pdf").to_string_lossy().into_owned());
    for typed in ["./附件/ev.pdf", &above, &whole, "附件/../附件/./ev.pdf"] {
        assert!(
            sandbox.program_in(".", "pjt", &["update", "20", "--evidence", typed]).status.success(),
            "{typed}"
        );
        let kept = sandbox.pjt("show 20 --json").json()["tasks"][0]["evidence"].clone();
        assert_eq!(kept, serde_json::json!(["附件/ev.pdf"]), "{typed}");
    }
    // What somebody wrote by hand, and links, lead to the same file: who takes it away or empties it is found.
    for written in ["./附件/ev.pdf", "../附件//ev.pdf", "l.pdf", "fold/ev.pdf"] {
        sandbox.git(&["checkout", "-q", "--", "."]);
        let text = sandbox.read(&task(20));
        sandbox.write(&task(20), format!("{text}\nevidence:\n- {written}\n"));
        commit(&sandbox, "written");
        let base = head(&sandbox);
        for is_emptied in [true, false] {
            if is_emptied {
                sandbox.write("附件/ev.pdf", "");
            } else {
                sandbox.git(&["rm", "-qf", "附件/ev.pdf"]);
            }
            sandbox.git(&["add", "-A"]);
            let staged = codes(&sandbox.pjt("check --staged --json"));
            commit(&sandbox, "gone");
            let range = codes(&sandbox.pjt(&format!("check --json --range {base}..HEAD")));
            assert_eq!((&staged, &range), (&vec!["evidence-removed".to_owned()], &staged), "{written}");
            if is_emptied {
                assert!(
                    codes(&sandbox.pjt("check --json")).contains(&"empty-evidence".to_owned()),
                    "{written}"
                );
            }
            sandbox.git(&["reset", "-q", "--hard", &base]);
        }
        sandbox.git(&["reset", "-q", "--hard", "HEAD~1"]);
    }
    // A link in its place that leads nowhere is none.
    sandbox.pjt("update 20 --evidence 附件/ev.pdf --commit").fine();
    std::fs::remove_file(sandbox.path("附件/ev.pdf")).unwrap();
    std::os::unix::fs::symlink("nowhere", sandbox.path("附件/ev.pdf")).unwrap();
    assert_eq!(crate::guard::both(&sandbox), ["evidence-removed"]);
}

#[test]
fn the_document_in_the_repository_is_a_file() {
    let sandbox = store();
    let base = head(&sandbox);
    let document = "seeds/chanjiao-2021-2025.txt";
    // Another document under the same name was read by nobody.
    let text = sandbox.read(document);
    sandbox.write(document, format!("{text}（44）新增一项\n"));
    assert_eq!(crate::guard::both(&sandbox), ["source-changed"]);
    sandbox.git(&["reset", "-q", "--hard", &base]);
    sandbox.git(&["rm", "-q", document]);
    std::fs::create_dir_all(sandbox.path("seeds")).unwrap();
    std::os::unix::fs::symlink("../data/验收.pdf", sandbox.path(document)).unwrap();
    sandbox.git(&["add", "-A"]);
    assert_eq!(codes(&sandbox.pjt("check --staged --json")), ["source-changed"]);
    commit(&sandbox, "link");
    assert_eq!(codes(&sandbox.pjt(&format!("check --json --range {base}..HEAD"))), ["source-changed"]);
    assert_eq!(codes(&sandbox.pjt("check --json")), ["source-changed"]);
    // A folder or a pipe is no document either.
    std::fs::remove_file(sandbox.path(document)).unwrap();
    sandbox.write(&format!("{document}/x"), "x");
    assert_eq!(codes(&sandbox.pjt("check --json")), ["source-changed"]);
    std::fs::remove_dir_all(sandbox.path(document)).unwrap();
    assert!(sandbox.program_in(".", "mkfifo", &[document]).status.success());
    assert_eq!(codes(&sandbox.pjt("check --json")), ["source-changed"]);
}
