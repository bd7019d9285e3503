//! Numbers in forms where the document counts tasks otherwise than the ledger: what people see, and that a number in a
//! return means one task, however it comes back.

use crate::{
    filled::{Cell, INNER, NUMBER, Sheet, TASKS, collect, words},
    sandbox::{Sandbox, part},
};

/// The seed's store after an edition that counts two of its tasks the other way round, with an open period and its forms.
fn renumbered() -> Sandbox {
    let sandbox = Sandbox::with_seed();
    for (id, label) in [(14, 15), (15, 14)] {
        let path = format!("data/chanjiao-2021-2025/tasks/{id:03}.yaml");
        let text = sandbox.read(&path);
        let changed = text.replace(&format!("label: （{id}）"), &format!("label: （{label}）"));
        assert_ne!(changed, text);
        sandbox.write(&path, changed);
    }
    sandbox.pjt("period open 2025-q3 --due 2025-09-25 --today 2025-09-10").fine();
    sandbox.pjt("forms 2025-q3 -o out").fine();
    sandbox.git(&["add", "data"]);
    sandbox.git(&["commit", "-qm", "an edition, a period"]);
    sandbox
}

#[test]
fn a_form_shows_the_number_of_the_document_beside_that_of_the_ledger() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("period open 2025-q3 --due 2025-09-25 --today 2025-09-10").fine();
    sandbox.pjt("forms 2025-q3 -o out").fine();
    let styles =
        |sandbox: &Sandbox, path: &str| part(&std::fs::read(sandbox.path(path)).unwrap(), "xl/styles.xml");
    assert!(!styles(&sandbox, "out/2025-q3_d01_市教委.xlsx").contains("文件"), "the numbers are the same");
    let sandbox = renumbered();
    let shown = styles(&sandbox, "out/2025-q3_d01_市教委.xlsx");
    for wanted in ["0&quot;（文件15）&quot;", "0&quot;（文件14）&quot;"] {
        assert!(shown.contains(wanted), "{shown}");
    }
    // The cell is a number still, so that a form is sorted by it.
    let sheet = Sheet::filled(&sandbox);
    assert_eq!(sheet.rows[TASKS][NUMBER], Cell::Number(1.0));
    assert!(sheet.task_rows().any(|row| sheet.rows[row][NUMBER] == Cell::Number(14.0)));
    // What no document has has the ledger's number alone, as in lists.
    sandbox.pjt("add --content 另一件事 --lead 市教委 --reason 专题会议").fine();
    sandbox.pjt("period open 2025-q4 --due 2025-12-25 --today 2025-12-10").fine();
    sandbox.pjt("forms 2025-q4 -o next").fine();
    assert!(!styles(&sandbox, "next/2025-q4_d01_市教委.xlsx").contains("（台账编号）"));
}

/// What comes back in the cell of task 14, which the document counts as 15: what is said of the row with its keys, and
/// without them, besides that they are gone. What is refused was not taken.
const RETURNED: &[(&str, &[&str], &[&str])] = &[
    ("14", &[], &[]),
    ("14.0", &[], &[]),
    ("第14项", &[], &[]),
    ("14（文件15）", &[], &[]),
    ("１４（文件１５）", &[], &[]),
    ("14 ( 文件 15 )", &[], &[]),
    ("14（文件第15项）", &[], &[]),
    ("14（文件15", &[], &[]),
    ("14文件15", &[], &[]),
    ("14（台账编号）", &[], &[]),
    ("文件15", &["locked-changed"], &[]),
    ("（文件１５）", &["locked-changed"], &[]),
    // Beside another number of the document, such as an earlier edition's, the ledger's is the one that counts.
    ("14（文件13）", &["document-number-differs"], &["document-number-differs"]),
    // A bare number is the ledger's: then the words of the row contradict it.
    ("15", &["row-mixed"], &["row-mixed"]),
    ("15（文件14）", &["row-mixed"], &["row-mixed"]),
    // That of an earlier edition may be another's now. With the key, the words decide, and it is said.
    ("文件14", &["document-number-differs", "locked-changed"], &["row-mixed"]),
    // Which of the two it is, nothing says.
    ("14/15", &["locked-changed"], &["row-unknown"]),
];

#[test]
fn a_number_in_a_return_means_one_task_however_it_comes_back() {
    let sandbox = renumbered();
    let form = Sheet::filled(&sandbox);
    for (shown, keyed, keyless) in RETURNED {
        for (has_keys, said) in [(true, keyed), (false, keyless)] {
            let mut sheet = form.clone();
            sheet.row(14)[NUMBER] = words(*shown);
            if !has_keys {
                sheet.remove_column(INNER);
                sheet.remove_column(0);
            }
            let mut files = vec![("a.xlsx", sheet.xlsx())];
            if shown.starts_with("14（文件15") {
                files.extend([("a.csv", sheet.csv()), ("a.xls", sheet.html())]);
            }
            for (name, bytes) in files {
                let what = format!("{shown} in {name}, keys {has_keys}");
                let found = collect(&sandbox, name, &bytes);
                found.ensure_own(&what);
                let is_refused = said.iter().any(|code| code.starts_with("row-"));
                assert_eq!(found.progress().len(), 37 - usize::from(is_refused), "{what}: {}", found.answer);
                let mut codes = found.codes("refused");
                // What is said of the answers themselves is the same whatever the number.
                let of_number = |code: &String| code != "base-missing" && code != "evidence-blank";
                codes.extend(found.codes("warnings").into_iter().filter(of_number));
                codes.sort();
                assert_eq!(codes, *said, "{what}: {}", found.answer);
                sandbox.git(&["checkout", "-q", "data/chanjiao-2021-2025"]);
                sandbox.git(&["clean", "-fdq", "in", "data/chanjiao-2021-2025"]);
            }
        }
    }
}

#[test]
fn a_number_of_the_document_in_the_ledgers_place_is_named_as_such() {
    let sandbox = renumbered();
    let mut sheet = Sheet::filled(&sandbox);
    sheet.row(14)[NUMBER] = Cell::Number(15.0);
    sandbox.write("in/a.xlsx", sheet.xlsx());
    let said = sandbox.pjt("collect in --received 2025-09-24 --lang zh");
    let wanted = "所写内容是编号14（文件第15项）的；编号栏的 15 按台账编号算，是另一项";
    assert!(said.stdout.replace("\n    ", "").contains(wanted), "{}", said.stdout);
}
