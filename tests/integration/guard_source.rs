//! What a commit says came from elsewhere: the hash of a document that nobody has, the extension of a task that is new.

use crate::{
    guard::{both, codes, commit, edit, head, store, task},
    sandbox::Sandbox,
};

const PLAN: &str = "data/chanjiao-2021-2025/plan.yaml";
const SEED: &str = "seeds/chanjiao-2021-2025.txt";

fn extension(from: &str, to: &str) -> String {
    format!(
        "due: \"{to}\"\n\nextensions:\n- on: \"2025-03-01\"\n  from: \"{from}\"\n  to: \"{to}\"\n  reason: 招标\n"
    )
}

/// A task of the plan that nobody has yet.
fn add_task(sandbox: &Sandbox, rest: &str) {
    let text =
        format!("id: 44\n\ncontent: 建设数据底座\n\ndepartments:\n- 市教委\n\nstatus: not_started\n\n{rest}");
    sandbox.write(&task(44), text);
}

#[test]
fn a_source_has_another_hash_only_with_the_document() {
    let sandbox = store();
    edit(&sandbox, PLAN, "sha256: 31", "sha256: 32");
    edit(&sandbox, &task(13), "content: ", "content: 不得");
    // The hash is no leave to change the words, either.
    let mut found = both(&sandbox);
    found.sort();
    assert_eq!(found, ["content-by-hand", "forged-source"]);
    edit(&sandbox, PLAN, "sha256: 32", "sha256: 31");
    edit(&sandbox, &task(13), "content: 不得", "content: ");
    let base = format!("{}~1", head(&sandbox).trim());
    commit(&sandbox, "mended");
    assert_eq!(sandbox.pjt(&format!("check --range {base}..HEAD")).whole(), "");
    // An edition comes with its document, or the document lies nowhere beside the store.
    for is_kept in [true, false] {
        let sandbox = store();
        let text = sandbox.read(SEED);
        let name = if is_kept { SEED } else { "v2.txt" };
        sandbox.write(name, text.replacen("各校建立健全", "各校都要建立健全", 1));
        sandbox.pjt(&format!("import {name} --plan chanjiao-2021-2025 --yes")).fine();
        assert_eq!(both(&sandbox), Vec::<String>::new(), "{name}");
    }
    let sandbox = store();
    sandbox.git(&["rm", "-q", "--cached", SEED]);
    sandbox.write(".gitignore", "seeds\n");
    commit(&sandbox, "the document stays out");
    sandbox.write(SEED, sandbox.read(SEED).replacen("各校建立健全", "各校都要建立健全", 1));
    sandbox.pjt(&format!("import {SEED} --plan chanjiao-2021-2025 --yes")).fine();
    assert_eq!(both(&sandbox), Vec::<String>::new());
    // Line ends of another system are no other document.
    let sandbox = store();
    let windows = sandbox.read(SEED).replacen("各校建立健全", "各校都要建立健全", 1).replace('\n', "\r\n");
    sandbox.write(SEED, &windows);
    sandbox.pjt(&format!("import {SEED} --plan chanjiao-2021-2025 --yes")).fine();
    sandbox.write(SEED, windows.replace("\r\n", "\n"));
    assert_eq!(both(&sandbox), Vec::<String>::new());
}

#[test]
fn a_task_that_is_new_has_no_deadline_that_moved() {
    let sandbox = store();
    add_task(&sandbox, &extension("2025-03-31", "2025-06-30"));
    assert_eq!(both(&sandbox), ["invented-extension"]);
    // Why it is written so may be noted, at once or later.
    let base = format!("{}~1", head(&sandbox).trim());
    sandbox.pjt("update 44 --note 由市科委移来，时限原已延长").fine();
    commit(&sandbox, "mended");
    assert_eq!(sandbox.pjt(&format!("check --range {base}..HEAD")).whole(), "");
    let sandbox = store();
    sandbox.pjt("add --content 建设数据底座 --dept 市教委 --reason 督查室交办 --due 2025-03-31").fine();
    sandbox.pjt("update 44 --due 2025-06-30 --reason 招标").fine();
    assert_eq!(both(&sandbox), Vec::<String>::new());
    // One that comes back is not new.
    let sandbox = store();
    sandbox.pjt("update 12 --due 2025-08-31 --reason 招标").fine();
    commit(&sandbox, "moved");
    sandbox.git(&["rm", "-q", &task(12)]);
    assert_eq!(both(&sandbox), ["task-removed"]);
    sandbox.git(&["checkout", "-q", "HEAD~1", "--", &task(12)]);
    assert_eq!(both(&sandbox), Vec::<String>::new());
}

#[test]
fn an_edition_makes_no_extension() {
    for is_invented in [true, false] {
        let sandbox = store();
        sandbox.write(SEED, sandbox.read(SEED).replacen("各校建立健全", "各校都要建立健全", 1));
        sandbox.pjt(&format!("import {SEED} --plan chanjiao-2021-2025 --yes")).fine();
        if is_invented {
            edit(&sandbox, &task(12), "due: \"2025-06-30\"\n", &extension("2025-03-31", "2025-06-30"));
            edit(&sandbox, &task(12), "  to: \"2025-06-30\"", "  to: \"2025-05-31\"");
        } else {
            sandbox.pjt("update 12 --due 2025-08-31 --reason 招标").fine();
        }
        let found = both(&sandbox);
        assert_eq!(found.iter().any(|code| code == "invented-extension"), is_invented, "{found:?}");
        assert!(is_invented || found.is_empty(), "{found:?}");
    }
}

#[test]
fn a_plan_or_store_that_comes_as_a_whole_brings_its_extensions() {
    let sandbox = store();
    sandbox.pjt("update 12 --due 2025-08-31 --reason 招标").fine();
    commit(&sandbox, "moved");
    // Another office's plan, with its record.
    for path in ["plan.yaml", "tasks/012.yaml"] {
        let text = sandbox.read(&format!("data/chanjiao-2021-2025/{path}"));
        sandbox.write(&format!("data/other/{path}"), text.replace("id: 12\n", "id: 1\n"));
    }
    sandbox.git(&["mv", "-k", "data/other/tasks/012.yaml", "data/other/tasks/001.yaml"]);
    std::fs::rename(sandbox.path("data/other/tasks/012.yaml"), sandbox.path("data/other/tasks/001.yaml"))
        .unwrap();
    let found = both(&sandbox);
    assert!(!found.iter().any(|code| code == "invented-extension"), "{found:?}");
    // A plan with another name, a store that is moved.
    sandbox.pjt("plan rename chanjiao-2021-2025 cj").fine();
    assert_eq!(both(&sandbox), Vec::<String>::new());
    sandbox.git(&["mv", "data", "ledger"]);
    sandbox.git(&["mv", "seeds", "documents"]);
    let found = both(&sandbox);
    assert!(!found.iter().any(|code| code == "invented-extension"), "{found:?}");
    // The first commit of a store.
    let first = Sandbox::empty();
    first.git(&["init", "-q", "-b", "main"]);
    first.write("a", "a");
    commit(&first, "first");
    for path in ["pjt.yaml", "departments.yaml", "cj/plan.yaml", "cj/tasks/012.yaml"] {
        first.write(&format!("data/{path}"), sandbox.read(&format!("ledger/{path}")));
    }
    let found = both(&first);
    assert!(!found.iter().any(|code| code == "invented-extension"), "{found:?}");
}

#[test]
fn tasks_of_the_same_number_in_two_plans_do_not_hide_each_other() {
    let sandbox = store();
    sandbox.write("data/other/plan.yaml", "title: 另一个方案\n");
    let text = sandbox.read(&task(12));
    sandbox.write(
        "data/other/tasks/012.yaml",
        text.replace("id: 12\n", "id: 12\n\nformer_ids: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]\n"),
    );
    commit(&sandbox, "another plan");
    for path in [task(12), "data/other/tasks/012.yaml".to_owned()] {
        edit(&sandbox, &path, "due: \"2025-06-30\"", "due: \"2025-08-31\"");
    }
    sandbox.git(&["add", "-A"]);
    let found = codes(&sandbox.pjt("check --staged --json"));
    assert_eq!(found.iter().filter(|code| *code == "moved-deadline").count(), 2, "{found:?}");
    let base = head(&sandbox);
    commit(&sandbox, "moved");
    // Mended in one plan, it stands in the other, and there alone.
    sandbox.pjt("update 12 --note 批准延期").fine();
    commit(&sandbox, "mended");
    let said = sandbox.pjt(&format!("check --range {base}..HEAD --lang en"));
    assert!(said.stdout.contains("other/tasks/012.yaml"), "{}", said.whole());
    assert_eq!(said.stdout.matches("[moved-deadline]").count(), 1, "{}", said.whole());
}

/// An edition never moves a day that a person set: neither does a commit that says it is one.
#[test]
fn a_deadline_that_a_person_set_moves_with_no_edition() {
    let sandbox = store();
    sandbox.pjt("update 20 --due 2025-08-30 --commit").fine();
    edit(&sandbox, &task(20), "2025-08-30", "2025-11-30");
    edit(&sandbox, PLAN, "sha256: 31", "sha256: 32");
    edit(&sandbox, PLAN, SEED, "v2.txt");
    assert_eq!(both(&sandbox), ["moved-deadline"]);
}

#[test]
fn an_edition_that_is_committed_without_its_document_says_so() {
    for words in ["--commit", "and committed", "and committed as json"] {
        let sandbox = store();
        let base = head(&sandbox);
        sandbox.write(SEED, sandbox.read(SEED).replacen("各校建立健全", "各校都要建立健全", 1));
        let import = format!("import {SEED} --plan chanjiao-2021-2025 --yes");
        let said = match words {
            "--commit" => sandbox.pjt(&format!("{import} --commit")),
            _ => {
                sandbox.pjt(&import).fine();
                sandbox.pjt(if words.ends_with("json") { "commit --json" } else { "commit" })
            }
        };
        assert_eq!(said.code, 0);
        assert!(said.whole().contains(SEED), "{words}: {}", said.whole());
        let range = || codes(&sandbox.pjt(&format!("check --json --range {base}..HEAD")));
        assert!(range().contains(&"forged-source".to_owned()));
        // With the document all of it passes, and nothing more is said.
        commit(&sandbox, "the document");
        assert_eq!(range(), [""; 0]);
        assert!(!sandbox.pjt("update 13 --note 开工 --commit").whole().contains(SEED));
    }
}
