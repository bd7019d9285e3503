//! What two people did to returns, closures and plans in two clones, once it is merged and `pjt resolve` has settled it:
//! nothing is lost, and the guard takes what was settled.

use crate::{
    filled::{Cell, EXPECTED, NEXT, PERCENT, PROBLEMS, PROGRESS, RETURN, SLUG, STATUS, Sheet, words},
    guard::{codes, commit, edit, head},
    sandbox::{Said, Sandbox},
};

const NOW: &str = "data/cj/returns/2025-q3/d01.yaml";

/// A form of which the answers about every task but this one, counted from 0, were taken out, with words about that one.
fn form(sandbox: &Sandbox, kept: usize, progress: &str) -> Vec<u8> {
    let mut sheet = Sheet::filled(sandbox);
    let rows = sheet.task_rows();
    for (at, row) in rows.clone().enumerate() {
        if at == kept {
            sheet.rows[row][PROGRESS] = words(progress);
        } else {
            for column in [STATUS, PERCENT, PROGRESS, PROBLEMS, NEXT, NEXT + 1, EXPECTED] {
                sheet.rows[row][column] = Cell::Blank;
            }
        }
    }
    sheet.xlsx()
}

fn take(sandbox: &Sandbox, name: &str, bytes: &[u8], received: &str) {
    let _ = std::fs::remove_dir_all(sandbox.path("in"));
    sandbox.write(&format!("in/{name}"), bytes);
    let said = sandbox.pjt(&format!("collect in --received {received} --yes"));
    assert!(said.code < 2, "{}", said.whole());
    sandbox.git(&["add", "data"]);
    sandbox.git(&["commit", "-qm", name]);
}

#[track_caller]
fn passes(sandbox: &Sandbox, base: &str) {
    let said: Said = sandbox.pjt(&format!("check --range {base}..HEAD"));
    assert_eq!(said.code, 0, "{}", said.whole());
    let said = sandbox.pjt("check --json");
    let waits = ["status-not-adopted", "done-answered-otherwise"];
    assert!(codes(&said).iter().all(|code| waits.contains(&code.as_str())), "{}", said.whole());
}

#[test]
fn a_return_that_stayed_in_the_old_folder_goes_to_its_plan() {
    let sandbox = crate::filled::sandbox();
    commit(&sandbox, "period");
    let base = head(&sandbox);
    let first = form(&sandbox, 0, "甲的进展");
    take(&sandbox, "a.xlsx", &first, "2025-09-24");
    let left = sandbox.read(RETURN);
    sandbox.pjt(&format!("plan rename {SLUG} cj --yes --commit")).fine();
    sandbox.git(&["mv", NOW, "kept"]);
    // As git leaves it: the return came in while the plan got another name.
    sandbox.write(RETURN, &left);
    std::fs::remove_file(sandbox.path("kept")).unwrap();
    commit(&sandbox, "merged");
    let merged = head(&sandbox);
    assert_eq!(codes(&sandbox.pjt("check --json")), ["misplaced-file"]);
    let said = sandbox.pjt("resolve --json");
    assert_eq!(
        said.json()["resolved"],
        serde_json::json!(["cj/returns/2025-q3/d01.yaml"]),
        "{}",
        said.whole()
    );
    assert_eq!(sandbox.read(NOW), left);
    assert!(!sandbox.path(&format!("data/{SLUG}")).exists());
    commit(&sandbox, "in its place");
    passes(&sandbox, &base);
    let id = left.split("- id: ").nth(1).unwrap().lines().next().unwrap();
    assert!(sandbox.pjt(&format!("show {id}")).fine().contains("甲的进展"));
    // Where the department has another return there, each answer of both is kept.
    sandbox.git(&["reset", "-q", "--hard", &merged]);
    take(&sandbox, "b.xlsx", &form(&sandbox, 1, "乙的进展"), "2025-09-24");
    sandbox.pjt("resolve").fine();
    let both = sandbox.read(NOW);
    assert!(
        both.contains("甲的进展") && both.contains("乙的进展") && both.matches("- file:").count() == 2,
        "{both}"
    );
    commit(&sandbox, "both");
    passes(&sandbox, &base);
    // What the two say otherwise of one task is somebody's to decide, and nothing is touched before.
    sandbox.git(&["reset", "-q", "--hard", &merged]);
    take(&sandbox, "c.xlsx", &form(&sandbox, 0, "丙的进展"), "2025-09-24");
    let there = sandbox.read(NOW);
    let said = sandbox.pjt("resolve --json");
    assert_eq!((said.code, said.json()["conflicts"].as_array().unwrap().len()), (4, 1), "{}", said.whole());
    assert_eq!((sandbox.read(NOW), sandbox.read(RETURN)), (there, left.clone()));
    sandbox.pjt("resolve --theirs").fine();
    let settled = sandbox.read(NOW);
    assert!(settled.contains("甲的进展") && !sandbox.path(RETURN).exists(), "{settled}");
    assert_eq!(sandbox.pjt("resolve").code, 0);
}

/// Two people take in a form each, of one department, on two days.
#[test]
fn two_forms_of_one_office_merge() {
    let sandbox = crate::filled::sandbox();
    sandbox.pjt("init --git").fine();
    commit(&sandbox, "period");
    let base = head(&sandbox);
    let forms = [form(&sandbox, 0, "甲的进展"), form(&sandbox, 1, "乙的进展")];
    sandbox.git(&["checkout", "-qb", "side"]);
    take(&sandbox, "a.xlsx", &forms[0], "2025-09-23");
    sandbox.git(&["checkout", "-q", "main"]);
    take(&sandbox, "b.xlsx", &forms[1], "2025-09-24");
    for side in ["ours", "theirs"] {
        let before = head(&sandbox);
        if sandbox.git_ends(&["merge", "-q", "--no-edit", "side"]) != 0 {
            sandbox.pjt(&format!("resolve --{side}")).fine();
            sandbox.git(&["commit", "-qm", "merged"]);
        }
        let text = sandbox.read(RETURN);
        assert!(text.contains("甲的进展") && text.contains("乙的进展"), "{side}: {text}");
        passes(&sandbox, &base);
        sandbox.git(&["reset", "-q", "--hard", &before]);
    }
}

/// Two people close one task, and each adds one.
#[test]
fn one_of_two_closures_is_taken_and_both_tasks() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("init --git").fine();
    sandbox.pjt("update 16 --status done --note 办结").fine();
    commit(&sandbox, "done");
    let base = head(&sandbox);
    let work = |who: &str| {
        let close = format!("update 16 --status closed --evidence http://a.cn/{who} --by {who}");
        sandbox.pjt(&close).fine();
        sandbox.pjt(&format!("add --content {who}新任务 --dept 市教委 --reason x")).fine();
        commit(&sandbox, who);
    };
    sandbox.git(&["checkout", "-qb", "side"]);
    work("甲");
    sandbox.git(&["checkout", "-q", "main"]);
    work("乙");
    let before = head(&sandbox);
    for side in ["ours", "theirs"] {
        assert_ne!(sandbox.git_ends(&["merge", "-q", "--no-edit", "side"]), 0);
        sandbox.pjt(&format!("resolve --{side}")).fine();
        sandbox.git(&["commit", "-qm", "merged"]);
        passes(&sandbox, &base);
        sandbox.git(&["reset", "-q", "--hard", &before]);
    }
    // Who did something is asked for by several names in one word.
    let log =
        |by: &str| sandbox.pjt(&format!("log --by {by} --json")).json()["changes"].as_array().unwrap().len();
    assert!(log("乙") > 0);
    assert_eq!((log("乙、丁"), log("丙、丁"), log("丁,乙")), (log("乙"), 0, log("乙")));
}

/// An answer came with the commit that took it in, though the store was moved since; it came after somebody was asked.
#[test]
fn blame_follows_answers_to_where_the_store_lay() {
    let sandbox = crate::filled::sandbox();
    commit(&sandbox, "period");
    let early = sandbox.pjt("collect in --received 2020-01-22 --yes --json");
    assert_ne!(early.code, 0, "{}", early.whole());
    take(&sandbox, "a.xlsx", &form(&sandbox, 0, "甲的进展"), "2025-09-24");
    let taken = head(&sandbox);
    let id = sandbox.read(RETURN).split("- id: ").nth(1).unwrap().lines().next().unwrap().to_owned();
    edit(&sandbox, RETURN, "received: \"2025-09-24\"", "received: \"2020-01-22\"");
    assert!(codes(&sandbox.pjt("check --json")).contains(&"impossible-period".to_owned()));
    sandbox.git(&["checkout", "-q", "--", "."]);
    sandbox.git(&["mv", "data", "ledger"]);
    commit(&sandbox, "moved");
    let blamed = sandbox.pjt(&format!("--store ledger blame {id} --json")).json();
    assert_eq!(blamed["tasks"][0]["returns"][0]["commit"], taken, "{blamed}");
}

/// A store with a plan p2 of two tasks.
fn with_second_plan() -> Sandbox {
    let sandbox = crate::guard::store();
    sandbox.pjt("init --git").fine();
    sandbox.write("p2.txt", "甲计划\n一、总体\n1.开展甲工作。（市教委）\n2.开展乙工作。（市国资委）\n");
    sandbox.pjt("import p2.txt --plan p2 --yes").fine();
    commit(&sandbox, "p2");
    sandbox
}

#[test]
fn what_changed_in_a_plan_that_the_other_side_renamed_goes_to_it_by_its_new_name() {
    const RENAME: [&str; 2] = ["plan rename p2 p3 --commit", "update p3/1 --note 我方 --commit"];
    const CHANGE: [&str; 4] = [
        "update p2/1 --status doing --note 开工 --evidence https://a.example/zj --commit",
        "add --plan p2 --content 建立丙制度 --dept 市教委 --reason 会议 --commit",
        "plan edit p2 --years 2024-2026 --reason 核对 --commit",
        "plan default p2 --commit",
    ];
    for (ours, theirs) in [(&RENAME[..], &CHANGE[..]), (&CHANGE[..], &RENAME[..])] {
        let sandbox = with_second_plan();
        let base = head(&sandbox);
        sandbox.git(&["checkout", "-qb", "side"]);
        theirs.iter().for_each(|words| drop(sandbox.pjt(words).fine().to_owned()));
        sandbox.git(&["checkout", "-q", "main"]);
        ours.iter().for_each(|words| drop(sandbox.pjt(words).fine().to_owned()));
        // A git that sees no file moved.
        sandbox.git_ends(&["merge", "-q", "--no-edit", "-s", "resolve", "side"]);
        // Doing it again changes nothing that is settled.
        for _ in 0..2 {
            let said = sandbox.pjt("resolve");
            assert_eq!(said.code, 0, "{}", said.whole());
        }
        assert_eq!(codes(&sandbox.pjt("check --json --staged")), [""; 0]);
        sandbox.git(&["commit", "-qm", "merged"]);
        assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
        assert!(!sandbox.path("data/p2").exists());
        let task = sandbox.read("data/p3/tasks/001.yaml");
        assert!(
            ["我方", "开工", "https://a.example/zj", "in_progress"].iter().all(|words| task.contains(words)),
            "{task}"
        );
        assert!(sandbox.read("data/p3/tasks/003.yaml").contains("建立丙制度"));
        assert!(sandbox.read("data/p3/plan.yaml").contains("2026"));
        // The plan that one side made the default is that by its new name.
        assert!(sandbox.pjt("show 1").fine().contains("开展甲工作"));
        for from in [&base, "HEAD^1", "HEAD^2"] {
            passes(&sandbox, from);
        }
    }
}
