//! What `check --range` makes of what is there again: what was removed and comes back changed is held against what it was.

use crate::{
    guard::{NOTE, codes, commit, edit, head, store, task},
    sandbox::Sandbox,
};

const PLAN: &str = "data/chanjiao-2021-2025/plan.yaml";
const REGISTRY: &str = "data/departments.yaml";

/// How something goes away: it, or what it lies in.
type Removal = fn(&Sandbox, &str);

const FILE: Removal = |sandbox, path| {
    sandbox.git(&["rm", "-q", path]);
};
const STORE: Removal = |sandbox, _| {
    sandbox.git(&["rm", "-rq", "data"]);
};
const HIDDEN: Removal = |sandbox, _| {
    sandbox.git(&["mv", "data/pjt.yaml", "data/x.yaml"]);
};
#[cfg(unix)]
const LINKED: Removal = |sandbox, path| {
    std::fs::remove_file(sandbox.path(path)).unwrap();
    std::os::unix::fs::symlink("elsewhere", sandbox.path(path)).unwrap();
};

/// The removal of a file, all that is there of the store before it, and that again.
fn there_and_back(sandbox: &Sandbox, remove: Removal, path: &str) {
    let before = head(sandbox);
    remove(sandbox, path);
    commit(sandbox, "away");
    sandbox.git(&["rm", "-rq", "--ignore-unmatch", "data"]);
    sandbox.git(&["checkout", "-q", &before, "--", "data"]);
}

#[test]
fn what_was_removed_and_comes_back_changed_is_held_against_what_it_was() {
    let removals: &[Removal] = &[
        FILE,
        STORE,
        HIDDEN,
        #[cfg(unix)]
        LINKED,
    ];
    for (path, old, new, code) in [
        (task(14), "status: done", "status: not_started", "unexplained-step"),
        (task(14), NOTE, "", "note-removed"),
        (task(14), "content: 建立", "content: 建成", "content-by-hand"),
        (task(12), "due: \"2025-06-30\"", "due: \"2025-12-31\"", "moved-deadline"),
        (PLAN.to_owned(), "title: ", "title: 新", "heading-by-hand"),
        (REGISTRY.to_owned(), "- name: 市国资委\n", "- name: 国资办\n", "department-removed"),
    ] {
        for (removal, remove) in removals.iter().enumerate() {
            let sandbox = store();
            let base = head(&sandbox);
            let found = || {
                let said = sandbox.pjt(&format!("check --json --range {base}..HEAD"));
                (codes(&said), said.whole())
            };
            there_and_back(&sandbox, *remove, &path);
            commit(&sandbox, "as it was");
            assert_eq!(found().0, Vec::<String>::new(), "{path} {removal}");
            there_and_back(&sandbox, *remove, &path);
            edit(&sandbox, &path, old, new);
            commit(&sandbox, "again");
            let (codes, said) = found();
            assert!(codes.contains(&code.to_owned()), "{path} {new} {removal}: {said}");
            edit(
                &sandbox,
                &path,
                if new.is_empty() { "evidence:" } else { new },
                &if new.is_empty() { format!("{old}evidence:") } else { old.to_owned() },
            );
            commit(&sandbox, "mended");
            let (codes, said) = found();
            assert_eq!(codes, Vec::<String>::new(), "{path} {new} {removal}: {said}");
        }
    }
}

#[test]
fn a_side_branch_that_removed_and_brought_back_something_else_is_found_in_the_merge() {
    let sandbox = store();
    let base = head(&sandbox);
    sandbox.git(&["checkout", "-qb", "side"]);
    there_and_back(&sandbox, FILE, &task(14));
    edit(&sandbox, &task(14), "status: done", "status: not_started");
    commit(&sandbox, "again");
    sandbox.git(&["checkout", "-q", "main"]);
    sandbox.pjt("update 3 --status doing --note 开工 --commit").fine();
    sandbox.git(&["merge", "-q", "--no-edit", "side"]);
    let said = sandbox.pjt(&format!("check --json --range {base}..HEAD"));
    assert_eq!(codes(&said), ["unexplained-step"], "{}", said.whole());
}

#[test]
fn a_store_whose_settings_are_hidden_is_there_for_nobody_and_said_to_be_gone() {
    let sandbox = store();
    let base = head(&sandbox);
    HIDDEN(&sandbox, PLAN);
    let staged = sandbox.pjt("check --staged --json");
    assert_eq!(codes(&staged), ["plan-removed"], "{}", staged.whole());
    commit(&sandbox, "hidden");
    let found = |args: &str| {
        let said = sandbox.pjt(&format!("{args} check --json --range {base}..HEAD"));
        (codes(&said), said.whole())
    };
    assert_eq!(found("").0, ["plan-removed"], "{}", found("").1);
    // The same where it lies elsewhere from then on.
    sandbox.git(&["mv", "data", "ledger"]);
    commit(&sandbox, "moved");
    assert_eq!(found("").0, ["plan-removed"], "{}", found("").1);
    sandbox.git(&["mv", "ledger/x.yaml", "ledger/pjt.yaml"]);
    commit(&sandbox, "mended");
    assert_eq!(found("--store ledger").0, Vec::<String>::new(), "{}", found("--store ledger").1);
}

/// What several commits do together, each with something to say for itself: what is found of them all.
#[test]
fn nothing_is_laundered_by_several_commits() {
    type Step = fn(&Sandbox);
    const FOLDER: &str = "data/chanjiao-2021-2025";
    let rename: Step = |s| {
        s.pjt("plan rename chanjiao-2021-2025 newer").fine();
    };
    let take_out: Step = |s| {
        s.pjt("plan remove chanjiao-2021-2025 --reason 期满 --yes").fine();
    };
    let cases: &[(&str, &[Step], &[&str])] = &[
        (
            "a plan taken out for a reason and put back as something else",
            &[take_out, |s| {
                s.git(&["checkout", "-q", "HEAD~1", "--", "data"]);
                s.git(&["rm", "-qf", &task(43)]);
                edit(s, &task(14), "status: done", "status: not_started");
                edit(s, &task(12), "due: \"2025-06-30\"", "due: \"2025-12-31\"");
                edit(s, PLAN, "title: ", "title: 新");
            }],
            &["unexplained-step", "moved-deadline", "heading-by-hand", "task-removed"],
        ),
        (
            "a task removed before its plan is renamed",
            &[
                |s| {
                    s.git(&["rm", "-q", &task(43)]);
                },
                rename,
            ],
            &["task-removed"],
        ),
        (
            "a title changed before the plan is renamed",
            &[|s| edit(s, PLAN, "title: ", "title: 新"), rename],
            &["heading-by-hand"],
        ),
        (
            "a file broken, and mended in a plan of another name",
            &[
                |s| {
                    s.write(&task(14), "[");
                },
                |s| {
                    s.git(&["checkout", "-q", "HEAD~1", "--", "data"]);
                    edit(s, &task(14), NOTE, "");
                    rename_by_hand(s);
                },
            ],
            &["note-removed"],
        ),
        (
            "the reason for a removal taken away",
            &[take_out, |s| {
                let settings = s.read("data/pjt.yaml");
                let (before, _) = settings.split_once("removed:").unwrap();
                s.write("data/pjt.yaml", before);
            }],
            &["plan-removed"],
        ),
        (
            "another source for one commit, and other words for ever",
            &[
                |s| {
                    edit(s, PLAN, "sha256: 31", "sha256: 32");
                    edit(s, &task(14), "content: 建立", "content: 建成");
                },
                |s| edit(s, PLAN, "sha256: 32", "sha256: 31"),
            ],
            &["content-by-hand"],
        ),
        (
            "the same where somebody is let report, which is right and excuses nothing else",
            &[
                |s| {
                    edit(s, PLAN, "sha256: 31", "sha256: 32");
                    edit(s, &task(14), "content: 建立", "content: 建成");
                },
                |s| {
                    edit(s, PLAN, "sha256: 32", "sha256: 31");
                    edit(s, REGISTRY, "- name: 市教委\n", "- name: 市教委\n  people: [wang@example.org]\n");
                },
            ],
            &["content-by-hand"],
        ),
        (
            "the same words in a source of another name",
            &[|s| {
                edit(s, PLAN, "file: seeds", "file: other");
                edit(s, &task(14), "content: 建立", "content: 建成");
            }],
            &["content-by-hand", "forged-source"],
        ),
    ];
    fn rename_by_hand(sandbox: &Sandbox) {
        sandbox.git(&["mv", FOLDER, "data/newer"]);
        edit(sandbox, "data/pjt.yaml", "default_plan: chanjiao-2021-2025", "default_plan: newer");
        edit(sandbox, "data/newer/plan.yaml", "title: ", "former_slugs:\n- chanjiao-2021-2025\ntitle: ");
    }
    for (what, steps, expected) in cases {
        let sandbox = store();
        let base = head(&sandbox);
        for step in *steps {
            step(&sandbox);
            commit(&sandbox, what);
        }
        let said = sandbox.pjt(&format!("check --json --range {base}..HEAD"));
        assert_eq!(codes(&said), *expected, "{what}: {}", said.whole());
    }
}

#[test]
fn a_department_spoken_for_in_other_spellings_is_that_department() {
    for by in ["市教委 ", "　市教委", "市教委；", "市教委、市科委", "市 教委", "ｄ01", "D01"]
    {
        let sandbox = store();
        edit(
            &sandbox,
            REGISTRY,
            "- name: 市教委\n",
            "- name: 市教委\n  code: d01\n  people: [wang@example.org]\n",
        );
        commit(&sandbox, "people");
        let base = head(&sandbox);
        let note = format!("- date: \"2025-03-02\"\n  by: \"{by}\"\n  text: 已验收\n");
        edit(&sandbox, &task(14), NOTE, &format!("{NOTE}{note}"));
        commit(&sandbox, "reported");
        let said = sandbox.pjt(&format!("check --json --range {base}..HEAD"));
        assert!(codes(&said).contains(&"not-a-reporter".to_owned()), "{by}: {}", said.whole());
    }
}

#[test]
fn a_branch_that_begins_anew_is_compared_with_what_stood_before() {
    let sandbox = store();
    let base = head(&sandbox);
    sandbox.git(&["checkout", "-q", "--orphan", "anew"]);
    edit(&sandbox, &task(14), "text: 上线", "text: 未上线");
    sandbox.git(&["rm", "-qf", &task(43)]);
    commit(&sandbox, "anew");
    let said = sandbox.pjt(&format!("check --json --range {base}..HEAD"));
    let found = codes(&said);
    for code in ["note-removed", "task-removed"] {
        assert!(found.contains(&code.to_owned()), "{code}: {}", said.whole());
    }
}

/// A tree that git takes and no clone holds as it was read: its entries stand twice, out of order or lead elsewhere.
#[test]
fn a_malformed_tree_is_no_ledger() {
    type Entry = (String, String, String);
    let sandbox = store();
    let base = head(&sandbox);
    let rewritten = sandbox.read(&task(14)).replace("上线", "未上线");
    sandbox.write("rewritten", rewritten);
    let blob = sandbox.git(&["hash-object", "-w", "rewritten"]).trim().to_owned();
    let entries = |of: &str| -> Vec<Entry> {
        let listing = sandbox.git(&["ls-tree", of]);
        let entry = |line: &str| {
            let words: Vec<&str> = line.split_whitespace().collect();
            (words[0].trim_start_matches('0').to_owned(), words[3].to_owned(), words[2].to_owned())
        };
        listing.lines().map(entry).collect()
    };
    let tree = |entries: &[Entry]| {
        let mut tree = Vec::new();
        for (mode, name, hash) in entries {
            tree.extend_from_slice(format!("{mode} {name}\0").as_bytes());
            let byte = |at| u8::from_str_radix(&hash[at..at + 2], 16).unwrap();
            tree.extend((0..hash.len()).step_by(2).map(byte));
        }
        sandbox.write("tree", tree);
        sandbox.git(&["hash-object", "-t", "tree", "-w", "--literally", "tree"]).trim().to_owned()
    };
    for (what, name, place) in
        [("twice", "014.yaml", 14), ("out of order", "014.yaml", 42), ("elsewhere", "..", 43)]
    {
        let folders = ["", "data", "data/chanjiao-2021-2025", "data/chanjiao-2021-2025/tasks"];
        let mut tasks = entries(&format!("{base}:{}", folders[3]));
        if what == "out of order" {
            tasks.remove(13);
        }
        tasks.insert(place, ("100644".to_owned(), name.to_owned(), blob.clone()));
        let mut made = tree(&tasks);
        for pair in folders.windows(2).rev() {
            let child = pair[1].rsplit('/').next().unwrap();
            let with = |entry: Entry| if entry.1 == child { (entry.0, entry.1, made.clone()) } else { entry };
            let parent: Vec<Entry> = entries(&format!("{base}:{}", pair[0])).into_iter().map(with).collect();
            made = tree(&parent);
        }
        let commit = sandbox.git(&["commit-tree", &made, "-p", &base, "-m", what]).trim().to_owned();
        let said = sandbox.pjt(&format!("check --range {base}..{commit}"));
        assert_eq!(said.code, 1, "{what}: {}", said.whole());
        assert!(said.stderr.contains(name), "{what}: {}", said.whole());
    }
    // One name with slashes is a file of the store to a clone, and to nobody who reads the folder of that name.
    let folders = ["", "data", "data/chanjiao-2021-2025"];
    for (depth, folder) in folders.iter().enumerate() {
        let whole = "data/chanjiao-2021-2025/tasks/014.yaml";
        let below = whole.strip_prefix(folder).unwrap().trim_start_matches('/');
        // A file of a folder's own name stands in its place in a clone.
        for name in [below, below.split('/').next().unwrap()] {
            let mut made = entries(&format!("{base}:{folder}"));
            made.push(("100644".to_owned(), name.to_owned(), blob.clone()));
            made.sort_by(|one, other| one.1.cmp(&other.1));
            let mut made = tree(&made);
            for above in (0..depth).rev() {
                let child = folders[above + 1].rsplit('/').next().unwrap();
                let with =
                    |entry: Entry| if entry.1 == child { (entry.0, entry.1, made.clone()) } else { entry };
                let parent: Vec<Entry> =
                    entries(&format!("{base}:{}", folders[above])).into_iter().map(with).collect();
                made = tree(&parent);
            }
            let commit = sandbox.git(&["commit-tree", &made, "-p", &base, "-m", name]).trim().to_owned();
            let said = sandbox.pjt(&format!("check --range {base}..{commit}"));
            assert_eq!(said.code, 1, "{name}: {}", said.whole());
            assert!(said.stderr.contains("文件树是坏的"), "{name}: {}", said.whole());
        }
    }
}

#[test]
fn a_name_of_two_commits_is_no_end_of_a_range() {
    let sandbox = store();
    sandbox.pjt("update 3 --status doing --commit").fine();
    sandbox.git(&["update-ref", "refs/remotes/origin/main", "HEAD~1"]);
    sandbox.git(&["tag", "origin/main"]);
    let said = sandbox.pjt("check --range origin/main..HEAD --json");
    assert_eq!(
        (said.code, said.json()["error"]["code"].as_str()),
        (4, Some("ambiguous-revision")),
        "{}",
        said.whole()
    );
    sandbox.pjt("check --range refs/remotes/origin/main..HEAD").fine();
    // Two names of one commit leave nothing open; an annotated tag is what it names.
    sandbox.git(&["tag", "-f", "-a", "-m", "here", "origin/main", "HEAD~1"]);
    sandbox.pjt("check --range origin/main..HEAD").fine();
    sandbox.pjt("check --range origin/main~0..HEAD").fine();
}

#[test]
fn nothing_is_said_in_the_name_of_a_department_by_another() {
    let with = "- name: 市教委\n  people: [wang@example.org]\n";
    type Deed = fn(&Sandbox);
    let deeds: [(&str, Deed); 4] = [
        ("extension", |sandbox| {
            sandbox.pjt("update 12 --due 2025-09-30 --reason 汛期 --by 市教委").fine();
        }),
        ("closure", |sandbox| {
            sandbox.pjt("update 14 --status closed --by 市教委").fine();
        }),
        ("note of a new task", |sandbox| {
            let note = "\nnotes:\n- date: \"2025-03-02\"\n  by: 市教委\n  text: 已建\n";
            let text = "id: 44\ncontent: 新的\n\ndepartments:\n- 市科委\n\nstatus: not_started\n";
            sandbox.write(&task(44), format!("{text}{note}"));
        }),
        ("extension in several names", |sandbox| {
            sandbox.pjt("update 12 --due 2025-09-30 --reason 汛期").fine();
            edit(sandbox, &task(12), "  reason: 汛期\n", "  reason: 汛期\n  by: 市科委、市教委\n");
        }),
    ];
    for (what, deed) in deeds {
        let sandbox = store();
        edit(&sandbox, REGISTRY, "- name: 市教委\n", with);
        commit(&sandbox, "people");
        let base = head(&sandbox);
        deed(&sandbox);
        sandbox.git(&["add", "-A"]);
        let staged = codes(&sandbox.pjt("check --staged --json"));
        assert!(staged.contains(&"not-a-reporter".to_owned()), "{what}: {staged:?}");
        commit(&sandbox, what);
        let said = codes(&sandbox.pjt(&format!("check --json --range {base}..HEAD")));
        assert!(said.contains(&"not-a-reporter".to_owned()), "{what}: {said:?}");
        // One of its people may.
        sandbox.git_with(
            &["commit", "-q", "--amend", "--no-edit", "--reset-author"],
            &[("GIT_AUTHOR_EMAIL", "wang@example.org")],
        );
        let said = codes(&sandbox.pjt(&format!("check --json --range {base}..HEAD")));
        assert!(!said.contains(&"not-a-reporter".to_owned()), "{what}: {said:?}");
    }
}

#[test]
fn a_plan_whose_name_another_one_had_is_not_excused() {
    let sandbox = store();
    let plan = |slug: &str, more: &str| {
        sandbox.write(&format!("data/{slug}/plan.yaml"), format!("title: 方案\n{more}"));
        let task = format!("id: 1\ncontent: 建设{slug}\n\ndepartments:\n- 市科委\n\nstatus: not_started\n");
        sandbox.write(&format!("data/{slug}/tasks/001.yaml"), task);
    };
    plan("shidian", "\nformer_slugs:\n- jidi\n");
    plan("jidi", "");
    commit(&sandbox, "plans");
    let base = head(&sandbox);
    // The other one said long ago that it was called so.
    sandbox.git(&["rm", "-rq", "data/jidi"]);
    assert_eq!(codes(&sandbox.pjt("check --staged --json")), ["plan-removed"]);
    sandbox.git(&["reset", "-q", "--hard"]);
    // Gone, and another one took its name: it is gone all the same, and what is done to that one is seen.
    sandbox.git(&["rm", "-rq", "data/jidi"]);
    sandbox.pjt("plan rename shidian jidi --yes").fine();
    edit(&sandbox, "data/jidi/tasks/001.yaml", "建设shidian", "拆除shidian");
    commit(&sandbox, "taken");
    let mut found = codes(&sandbox.pjt(&format!("check --json --range {base}..HEAD")));
    found.sort();
    assert_eq!(found, ["content-by-hand", "plan-removed"]);
}

#[test]
fn evidence_that_comes_and_goes_in_one_range_is_gone() {
    for is_emptied in [true, false] {
        let sandbox = store();
        let base = head(&sandbox);
        sandbox.write("附件/验收.pdf", "x");
        sandbox.pjt("update 20 --evidence 附件/验收.pdf").fine();
        commit(&sandbox, "evidence");
        if is_emptied {
            sandbox.write("附件/验收.pdf", "");
        } else {
            sandbox.git(&["rm", "-q", "附件/验收.pdf"]);
        }
        commit(&sandbox, "gone");
        let range = || codes(&sandbox.pjt(&format!("check --json --range {base}..HEAD")));
        assert_eq!(range(), ["evidence-removed"], "{is_emptied}");
        sandbox.write("附件/验收.pdf", "y");
        commit(&sandbox, "back");
        assert_eq!(range(), Vec::<String>::new(), "{is_emptied}");
    }
}

#[test]
fn what_was_wrong_does_not_come_back_by_undoing_its_undo() {
    let sandbox = store();
    let people = "- name: 市教委\n  people: [wang@example.org]\n";
    edit(&sandbox, "data/departments.yaml", "- name: 市教委\n", people);
    commit(&sandbox, "people");
    let base = head(&sandbox);
    let found = |from: &str| codes(&sandbox.pjt(&format!("check --json --range {from}..HEAD")));
    sandbox.pjt("update 13 --status done --note 上线 --by 市教委 --commit").fine();
    let wrong = found(&base);
    assert!(!wrong.is_empty() && wrong.iter().all(|code| code == "not-a-reporter"), "{wrong:?}");
    sandbox.pjt("undo --yes").fine();
    // Nothing of it is left, so that both may be pushed; what brings it back is the same report.
    assert_eq!(found(&base), [""; 0]);
    let undone = head(&sandbox);
    sandbox.pjt("undo HEAD --yes").fine();
    assert_eq!(found(&undone), wrong);
    sandbox.git(&["reset", "-q", "--hard", &undone]);
    sandbox.pjt("init --git --hook").fine();
    assert_ne!(sandbox.pjt("undo HEAD --yes").code, 0);
    assert_eq!(head(&sandbox), undone);
    // Nor by taking back what somebody mended by hand.
    sandbox.git(&["reset", "-q", "--hard", &base]);
    sandbox.pjt_with(&["update", "13", "--status", "done", "--note", "上线", "--by", "市教委"], &[]).fine();
    sandbox.git(&["commit", "-qanm", "wrong"]);
    sandbox.git(&["revert", "--no-commit", "HEAD"]);
    sandbox.git(&["commit", "-qnm", "mended\n\nPjt-Command: update"]);
    let mended = head(&sandbox);
    sandbox.git(&["revert", "--no-commit", "HEAD"]);
    sandbox.git(&["commit", "-qnm", &format!("back\n\nPjt-Command: undo\nPjt-Undoes: {mended}")]);
    assert_eq!(found(&mended), wrong);
    // What was right comes back for anybody.
    sandbox.git(&["reset", "-q", "--hard", &base]);
    sandbox.pjt("update 13 --status suspended --note 等批复 --commit").fine();
    for _ in 0..2 {
        let before = head(&sandbox);
        sandbox.pjt("undo HEAD --yes").fine();
        assert_eq!(found(&before), [""; 0]);
    }
}
