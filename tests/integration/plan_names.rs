//! Names of plans that are used again: what was one plan's is told of that plan, wherever its name went.

use std::fs;

use proptest::{collection::vec, prelude::*};

use crate::{
    plan_deeds::{Facts, Known, SLUGS, deed, files, leaves_two_readings, made, states, three_plans},
    sandbox::Sandbox,
};

/// Puts the files of these plans in place of those that are there.
fn write(sandbox: &Sandbox, plans: &[Known]) {
    for slug in SLUGS.iter().chain(&["between"]) {
        drop(fs::remove_dir_all(sandbox.path(&format!("data/{slug}"))));
    }
    for (path, text) in files(plans) {
        sandbox.write(&format!("data/{path}"), text);
    }
}

fn commit(sandbox: &Sandbox, plans: &[Known]) {
    write(sandbox, plans);
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "x", "--allow-empty"]);
}

fn told(sandbox: &Sandbox, words: &str) -> Facts {
    let mut facts = Facts::new();
    for change in sandbox.pjt(words).json()["changes"].as_array().unwrap() {
        let key = (change["plan"].as_str().unwrap().to_owned(), change["task"].as_u64().unwrap());
        let to = change["to"]["text"].as_str().or(change["to"].as_str()).unwrap_or("*");
        assert!(change["from"].is_null() || change["field"] == "status", "{change}");
        facts.entry(key).or_default().push(format!("{} {to}", change["field"].as_str().unwrap()));
    }
    facts
}

/// Two plans of two documents that change their names with each other in one commit.
fn swapped() -> Sandbox {
    let sandbox = Sandbox::empty();
    sandbox.git(&["init", "-q", "-b", "main"]);
    let plans = three_plans();
    commit(&sandbox, &plans);
    sandbox.pjt("update chanjiao/1 --note 甲的进展 --commit").fine();
    sandbox.pjt("update shidian/1 --note 乙的进展 --commit").fine();
    for (from, to) in [("chanjiao", "between"), ("shidian", "chanjiao"), ("between", "shidian")] {
        sandbox.pjt(&format!("plan rename {from} {to} --yes")).fine();
    }
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "swapped"]);
    sandbox
}

#[test]
fn a_task_is_followed_through_a_change_of_names_with_another_plan() {
    let sandbox = swapped();
    for (task, own, other) in [("shidian/1", "甲的进展", "乙的进展"), ("chanjiao/1", "乙的进展", "甲的进展")]
    {
        for command in ["log", "blame"] {
            let said = sandbox.pjt(&format!("{command} {task}"));
            assert!(said.stdout.contains(own) && !said.stdout.contains(other), "{}", said.whole());
            assert!(!said.stdout.contains("swapped") || command == "log", "{}", said.whole());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 20, failure_persistence: None, ..ProptestConfig::with_cases(8) })]

    #[test]
    fn what_changed_is_told_of_the_plan_that_it_was_changed_in(deeds in vec(deed(), 1..12)) {
        let sandbox = Sandbox::empty();
        sandbox.git(&["init", "-q", "-b", "main"]);
        let states = states(deeds);
        let (before, plans) = (&states[0], &states[states.len() - 1]);
        commit(&sandbox, before);
        let base = sandbox.git(&["rev-parse", "HEAD"]);
        states[1..states.len() - 1].iter().for_each(|plans| commit(&sandbox, plans));
        // The last step is not committed at first.
        write(&sandbox, plans);
        let expected = made(before, plans);
        let is_clear = !leaves_two_readings(plans);
        for range in ["", "..HEAD"] {
            let found = told(&sandbox, &format!("diff {}{range} --plan all --json", base.trim()));
            prop_assert!(!is_clear || found == expected, "{:?}: {:?}", range, found);
            commit(&sandbox, plans);
        }
        sandbox.pjt(&format!("check --range {}..HEAD", base.trim())).fine();
    }
}
