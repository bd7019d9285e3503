//! What a store says of plans that were taken out and of former editions stays as it was written.

use crate::{
    guard::{both, codes, commit, edit, head, store},
    sandbox::Sandbox,
};

const PLAN: &str = "data/chanjiao-2021-2025/plan.yaml";
const SEED: &str = "seeds/chanjiao-2021-2025.txt";
const CONFIG: &str = "data/pjt.yaml";

/// What is found in what is staged, and in the commit of it, which is taken back then.
#[track_caller]
fn found(sandbox: &Sandbox) -> Vec<String> {
    let base = head(sandbox);
    let found = both(sandbox);
    sandbox.git(&["reset", "-q", "--hard", &base]);
    found
}

#[test]
fn why_a_plan_was_removed_stays_though_a_plan_has_its_name_again() {
    let sandbox = store();
    sandbox.write("p2.txt", "甲计划\n一、总体\n1.开展甲工作。（市教委）\n");
    sandbox.pjt("import p2.txt --plan p2 --yes --commit").fine();
    sandbox.pjt("plan remove p2 --reason 市政府第5次常务会议决定 --yes --commit").fine();
    let removed = head(&sandbox);
    for comes_again in [false, true] {
        if comes_again {
            sandbox.write("p2.txt", "甲计划\n一、总体\n1.开展甲工作。（市教委）\n");
            sandbox.pjt("import p2.txt --plan p2 --yes --commit").fine();
        }
        edit(&sandbox, CONFIG, "市政府第5次常务会议决定", "录入错误");
        assert_eq!(found(&sandbox), ["plan-removed"]);
        let text = sandbox.read(CONFIG);
        let day = text.split("\"on\": ").nth(1).or_else(|| text.split("on: ").nth(1)).unwrap();
        edit(&sandbox, CONFIG, day.lines().next().unwrap(), "\"2019-01-01\"");
        assert_eq!(found(&sandbox), ["plan-removed"]);
        let text = sandbox.read(CONFIG);
        sandbox.write(CONFIG, text.split("removed:").next().unwrap());
        assert_eq!(found(&sandbox), ["plan-removed"]);
    }
    // An undo takes back the removal with its record.
    sandbox.git(&["reset", "-q", "--hard", &removed]);
    sandbox.pjt("undo --yes").fine();
    assert_eq!(codes(&sandbox.pjt(&format!("check --json --range {removed}..HEAD"))), [""; 0]);
}

#[test]
fn what_a_plan_says_of_its_editions_is_not_edited_by_hand() {
    let sandbox = store();
    sandbox.write("v1.txt", sandbox.read(SEED));
    sandbox.write(SEED, sandbox.read(SEED).replacen("各校建立健全", "各校都要建立健全", 1));
    sandbox.pjt(&format!("import {SEED} --plan chanjiao-2021-2025 --yes --commit")).fine();
    let text = sandbox.read(PLAN);
    let entry = format!("former_sources:{}", text.split("former_sources:").nth(1).unwrap());
    let entry = entry.split("\n\n").next().unwrap().trim_end().to_owned();
    let line = |of: &str, key: &str| of.lines().find(|line| line.contains(key)).unwrap().to_owned();
    let digest = line(&text, "  tasks_sha256:");
    let until = line(&entry, "until:");
    let invented = format!("{entry}\n- file: a.txt\n  sha256: {}\n  until: \"2025-01-01\"", "0".repeat(64));
    for (old, new) in [
        (entry.as_str(), ""),
        (until.as_str(), "  until: \"2019-01-01\""),
        (&entry, &invented),
        (&digest, ""),
        (&digest, &format!("  tasks_sha256: {}", "0".repeat(64))),
    ] {
        edit(&sandbox, PLAN, old, new);
        assert_eq!(found(&sandbox), ["edition-rewritten"], "{old} > {new}");
    }
    // What is told of it, in words.
    edit(&sandbox, PLAN, &until, "  until: \"2019-01-01\"");
    assert!(sandbox.pjt("diff").stdout.contains("历版来源文件"), "{}", sandbox.pjt("diff").whole());
    commit(&sandbox, "rewritten");
    let base = format!("{}~1", head(&sandbox));
    edit(&sandbox, PLAN, "  until: \"2019-01-01\"", &until);
    commit(&sandbox, "mended");
    assert_eq!(codes(&sandbox.pjt(&format!("check --json --range {base}..HEAD"))), [""; 0]);
}

#[test]
fn no_plan_was_removed_on_a_day_to_come() {
    let sandbox = store();
    let entry = "removed:\n- slug: p2\n  \"on\": \"2099-01-01\"\n  reason: 合并\n";
    sandbox.write(CONFIG, sandbox.read(CONFIG).trim_end().to_owned() + "\n" + entry);
    assert_eq!(codes(&sandbox.pjt("check --json")), ["record-from-the-future"]);
    assert!(sandbox.pjt("check").stdout.contains("pjt.yaml:"));
}
