//! Attributes of git by which a clone would hold other files of the store than were committed and checked.

use crate::guard::{both, codes, commit, edit, head, store, task};

#[test]
fn no_attribute_turns_the_files_of_a_store() {
    let sandbox = store();
    let base = head(&sandbox);
    // Who commits it has what they wrote: the attributes of a clone turn nothing while `info/attributes` takes them back.
    let plain = "* -filter !ident !working-tree-encoding\n";
    for (path, lines) in [
        (".gitattributes", "data/** working-tree-encoding=UTF-16\n"),
        (".gitattributes", "*.yaml working-tree-encoding=GBK\n"),
        (".gitattributes", "* -working-tree-encoding\n"),
        (".gitattributes", "data/chanjiao-2021-2025/tasks/020.yaml ident\n"),
        (".gitattributes", "\"data/chanjiao-2021-2025/tasks/\\060[12]0.yaml\" filter=x\n"),
        (".gitattributes", "DATA/** filter=lfs\n"),
        (".gitattributes", "[attr]plain filter=x\n**/plan.yaml plain\n"),
        (".gitattributes", "[attr]plain text twice\n[attr]twice diff ident\ndepartments.yaml plain\n"),
        (".gitattributes", "*.yaml -filter\ndata/*/tasks/*.yaml filter=x\n"),
        (".GitAttributes", "pjt.yaml filter=x\n"),
        ("data/.gitattributes", "/*/tasks/*.yaml diff=pjt ident\n"),
        ("data/chanjiao-2021-2025/tasks/.gitattributes", "014.yaml filter=x\n"),
    ] {
        sandbox.write(".git/info/attributes", plain);
        sandbox.write(path, lines);
        let found = both(&sandbox);
        assert!(found.iter().any(|code| code == "turning-attributes"), "{lines}: {found:?}");
        // Taken out again by a later commit.
        sandbox.git(&["rm", "-q", path]);
        commit(&sandbox, "mended");
        assert_eq!(codes(&sandbox.pjt(&format!("check --json --range {base}..HEAD"))), [""; 0], "{lines}");
        sandbox.git(&["reset", "-q", "--hard", &base]);
    }
}

#[test]
fn attributes_of_other_files_and_line_ends_are_nobodys_concern() {
    for lines in [
        "* text=auto eol=crlf\n",
        "*.yaml -text\n*.docx binary\n",
        "*.pdf filter=lfs diff=lfs merge=lfs -text\ntemplates/** filter=lfs\n",
        "data/** working-tree-encoding=UTF-8\n",
        "data/** filter=x ident\n*.yaml -filter -ident\n",
        "[attr]plain filter=x\n*.md plain\ndata/ filter=x\ntasks filter=x\n!*.yaml filter=x\n# * filter=x\n",
        "*.yaml filter=x\n*.yaml !filter\n",
        "data/*.yaml !ident -filter\nseeds/* filter=x\n",
        "*.yaml filter=x no/name\n",
    ] {
        let sandbox = store();
        sandbox.write(".gitattributes", lines);
        assert_eq!(both(&sandbox), [""; 0], "{lines}");
        assert_eq!(sandbox.pjt("check").whole(), "", "{lines}");
        sandbox.git(&["clone", "-q", ".", "clone"]);
        let list =
            |place: &str| sandbox.pjt(&format!("--store {place} list --format jsonl")).fine().to_owned();
        assert_eq!(list("data"), list("clone/data"), "{lines}");
    }
}

#[test]
fn what_was_so_before_is_not_this_commits() {
    let sandbox = store();
    sandbox.write(".git/info/attributes", "* !ident\n");
    sandbox.write(".gitattributes", "*.yaml ident\n");
    commit(&sandbox, "turned");
    sandbox.pjt("update 3 --note 开工").fine();
    assert_eq!(both(&sandbox), [""; 0]);
    edit(&sandbox, ".gitattributes", "ident", "filter=x");
    assert_eq!(both(&sandbox), ["turning-attributes"]);
}

#[test]
fn a_clone_says_what_turns_its_files() {
    let sandbox = store();
    sandbox.write(".gitattributes", "*.md text\n*014.yaml working-tree-encoding=UTF-16\n");
    // Nobody's git refuses it here, and the file is staged as it is.
    sandbox.git(&["add", ".gitattributes"]);
    sandbox.git(&["commit", "-qm", "turned"]);
    sandbox.git(&["clone", "-q", ".", "clone"]);
    for command in ["check", "doctor"] {
        let said = sandbox.pjt(&format!("--store clone/data {command}"));
        assert_eq!(said.code, 5, "{}", said.whole());
        assert!(
            said.stdout.contains(".gitattributes:2") && said.stdout.contains(&task(14)),
            "{}",
            said.whole()
        );
    }
    // So does what only this clone says.
    let sandbox = store();
    sandbox.write(".git/info/attributes", "data/*.yaml filter=x\n");
    assert!(sandbox.pjt("doctor").stdout.contains("info/attributes:1"));
}

#[cfg(unix)]
#[test]
fn attributes_that_can_not_be_read_are_said_and_not_waited_for() {
    let sandbox = store();
    std::process::Command::new("mkfifo").arg(sandbox.path(".gitattributes")).status().unwrap();
    for command in ["check", "doctor"] {
        let said = sandbox.pjt(command);
        assert!(said.code == 1 && said.stderr.contains(".gitattributes"), "{}", said.whole());
    }
}

#[cfg(unix)]
#[test]
fn no_commit_waits_for_a_pipe() {
    for pipe in [
        ".gitattributes",
        "data/chanjiao-2021-2025/.gitattributes",
        ".git/info/attributes",
        ".git/info/grafts",
    ] {
        let sandbox = store();
        std::process::Command::new("mkfifo").arg(sandbox.path(pipe)).status().unwrap();
        for command in ["update 3 --note 开工 --commit", "commit", "undo --yes"] {
            let said = sandbox.pjt(command);
            assert!(said.code == 1 && said.stderr.contains(pipe), "{pipe} {command}: {}", said.whole());
        }
        assert!(!sandbox.read(&task(3)).contains("开工"));
    }
}
