//! Records of what never happened, and records that lie where nobody reads them.

use crate::{
    filled::{PERCENT, RETURN, STATUS, Sheet, collect, words},
    guard::{both, codes, commit, edit, head, store, task},
    sandbox::Sandbox,
};

const PLAN: &str = "data/chanjiao-2021-2025/plan.yaml";

fn add(sandbox: &Sandbox, path: &str, text: &str) {
    sandbox.write(path, sandbox.read(path) + "\n" + text);
}

#[test]
fn a_hand_over_is_how_departments_changed() {
    let entry = |from: &str, to: &str| {
        format!("handovers:\n- on: \"2025-03-01\"\n  from: {from}\n  to: {to}\n  reason: 沪编〔2025〕8号\n")
    };
    for (from, to) in [("市教委", "市国资委"), ("市经信委", "市教委"), ("市教委", "市教委")]
    {
        let sandbox = store();
        add(&sandbox, &task(20), &entry(from, to));
        let found = both(&sandbox);
        assert!(found.contains(&"invented-record".to_owned()), "{from} {to}: {found:?}");
    }
    // What the program writes is right, in one commit and in several, there and back; and one written late says why.
    let sandbox = store();
    let base = head(&sandbox);
    sandbox.pjt("dept handover 市教委 市国资委 --on 2025-03-01 --reason 沪编 --yes").fine();
    assert_eq!(both(&sandbox), Vec::<String>::new());
    sandbox.pjt("update 20 --replace-dept 市国资委=市经信委 --reason 沪编").fine();
    commit(&sandbox, "back");
    sandbox.pjt("plan rename chanjiao-2021-2025 cj --yes --commit").fine();
    assert_eq!(sandbox.pjt(&format!("check --range {base}..HEAD")).whole(), "");
    let sandbox = store();
    add(&sandbox, &task(20), &entry("市经信委", "市教委"));
    sandbox.pjt("update 20 --note 补记移交").fine();
    assert_eq!(both(&sandbox), Vec::<String>::new());
}

#[test]
fn a_closure_and_a_correction_are_of_what_happened() {
    let sandbox = store();
    add(&sandbox, &task(21), "closure:\n  on: \"2025-03-01\"\n  by: 督查室\n");
    assert_eq!(both(&sandbox), ["invented-record"]);
    let correction = |id: u32, from: &str, to: &str| {
        format!(
            "corrections:\n- on: \"2025-03-01\"\n  field: pillar\n  id: {id}\n  from: {from}\n  to: {to}\n  reason: 依据\n"
        )
    };
    let sandbox = store();
    let text = sandbox.read(PLAN);
    let title =
        text.split("- id: 3\n").nth(1).unwrap().lines().find_map(|line| line.trim().strip_prefix("title: "));
    let title = title.unwrap().to_owned();
    for entry in [correction(99, "甲", "乙"), correction(3, "别的", &title)] {
        let sandbox = store();
        add(&sandbox, PLAN, &entry);
        assert_eq!(both(&sandbox), ["invented-record"], "{entry}");
    }
    // Closed and opened again, corrected twice and renamed.
    let base = head(&sandbox);
    sandbox.pjt("update 14 --status closed").fine();
    commit(&sandbox, "closed");
    sandbox.pjt("update 14 --status doing --note 复核未通过").fine();
    sandbox.pjt("plan edit chanjiao-2021-2025 --title 一 --reason 印刷错误").fine();
    commit(&sandbox, "opened");
    sandbox.pjt("plan edit chanjiao-2021-2025 --title 二 --reason 又错").fine();
    sandbox.pjt("plan rename chanjiao-2021-2025 cj --yes").fine();
    commit(&sandbox, "again");
    assert_eq!(sandbox.pjt(&format!("check --range {base}..HEAD")).whole(), "");
}

#[test]
fn the_office_settles_what_a_department_that_names_its_people_answered() {
    let sandbox = crate::filled::sandbox();
    edit(
        &sandbox,
        "data/departments.yaml",
        "- name: 市教委\n",
        "- name: 市教委\n  people: [wang@example.org]\n",
    );
    commit(&sandbox, "period");
    let mut sheet = Sheet::filled(&sandbox);
    let row = sheet.task_rows().start;
    sheet.rows[row][STATUS] = words("基本启动了");
    sheet.rows[row][PERCENT] = words("10%");
    collect(&sandbox, "a.xlsx", &sheet.xlsx());
    commit(&sandbox, "return");
    let base = head(&sandbox);
    let waiting = sandbox.pjt("collect --settle --json").json();
    let id = waiting["pending"][0]["id"].as_str().unwrap().to_owned();
    sandbox.pjt(&format!("collect --settle {id} --value 推进中 --commit")).fine();
    let said = sandbox.pjt(&format!("check --json --range {base}..HEAD"));
    assert_eq!(codes(&said), Vec::<String>::new(), "{}", said.whole());
}

#[test]
fn a_return_that_a_merge_left_without_its_plan_is_found() {
    let sandbox = crate::filled::sandbox();
    commit(&sandbox, "period");
    let base = head(&sandbox);
    sandbox.git(&["checkout", "-qb", "side"]);
    sandbox.pjt("plan rename chanjiao-2021-2025 cj --yes --commit").fine();
    sandbox.git(&["checkout", "-q", "main"]);
    collect(&sandbox, "a.xlsx", &Sheet::filled(&sandbox).xlsx());
    commit(&sandbox, "return");
    sandbox.git(&["merge", "-q", "-m", "merged", "side"]);
    if !sandbox.path(RETURN).exists() {
        return;
    }
    let said = sandbox.pjt("check --json");
    assert_eq!(codes(&said), ["misplaced-file"], "{}", said.whole());
    let said = sandbox.pjt(&format!("check --range {base}..HEAD --json"));
    assert!(codes(&said).contains(&"misplaced-file".to_owned()), "{}", said.whole());
    // Where it is told to go it is read.
    let to = RETURN.replace("chanjiao-2021-2025", "cj");
    std::fs::create_dir_all(sandbox.path(&to).parent().unwrap()).unwrap();
    sandbox.git(&["mv", RETURN, &to]);
    commit(&sandbox, "mended");
    assert_eq!(sandbox.pjt("check").code, 0);
    let said = sandbox.pjt(&format!("check --range {base}..HEAD"));
    assert_eq!(said.code, 0, "{}", said.whole());
}

#[test]
fn a_plan_has_the_former_names_that_it_had() {
    let sandbox = store();
    let base = head(&sandbox);
    let reset = || sandbox.git(&["reset", "-q", "--hard", &base]);
    add(&sandbox, PLAN, "former_slugs:\n- shidian\n");
    assert_eq!(both(&sandbox), ["plan-names"]);
    sandbox.pjt("plan rename chanjiao-2021-2025 cj --commit").fine();
    let range = || codes(&sandbox.pjt(&format!("check --json --range {base}..HEAD")));
    assert_eq!(range(), ["plan-names"]);
    edit(&sandbox, "data/cj/plan.yaml", "- shidian\n", "");
    commit(&sandbox, "taken out");
    assert_eq!(range(), [""; 0]);
    // What the program writes is right: through names that no commit knows, back to the one that it had, and where a period
    // asked by one of them.
    let rename = |old: &str, new: &str| sandbox.pjt(&format!("plan rename {old} {new}")).fine().to_owned();
    reset();
    rename("chanjiao-2021-2025", "yi");
    rename("yi", "er");
    assert_eq!(both(&sandbox), [""; 0]);
    reset();
    rename("chanjiao-2021-2025", "yi");
    rename("yi", "er");
    rename("er", "chanjiao-2021-2025");
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    rename("chanjiao-2021-2025", "yi");
    sandbox.pjt("period open 2025-q3 --due 2025-09-30 --today 2025-09-01").fine();
    rename("yi", "chanjiao-2021-2025");
    assert!(sandbox.read(PLAN).contains("former_slugs:\n- yi\n"));
    assert_eq!(both(&sandbox), [""; 0]);
}

#[test]
fn a_plan_was_removed_that_was_there() {
    const CONFIG: &str = "data/pjt.yaml";
    let sandbox = store();
    let entry = |slug: &str| format!("removed:\n- slug: {slug}\n  \"on\": \"2021-01-01\"\n  reason: 并入\n");
    for slug in ["yangfan-2019", "chanjiao-2021-2025"] {
        let base = head(&sandbox);
        add(&sandbox, CONFIG, &entry(slug));
        assert_eq!(both(&sandbox), ["plan-removed"], "{slug}");
        sandbox.git(&["reset", "-q", "--hard", &base]);
    }
}
