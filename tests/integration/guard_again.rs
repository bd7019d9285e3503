//! What `check --range` and `--staged` make of what is there again: an old note is no new reason.

use crate::guard::{NOTE, codes, commit, edit, head, store, task};

#[test]
fn an_old_note_is_no_new_reason() {
    let dated = NOTE.replace("2025-03-01", "2025-04-01");
    let repeated = format!("{NOTE}{}", dated.replace("notes:\n", ""));
    for (what, notes) in [("another date", dated), ("once more", repeated)] {
        let sandbox = store();
        let base = head(&sandbox);
        edit(&sandbox, &task(14), "status: done", "status: in_progress");
        edit(&sandbox, &task(14), NOTE, &notes);
        sandbox.git(&["add", "-A"]);
        assert_eq!(codes(&sandbox.pjt("check --staged --json")), ["unexplained-step"], "{what}");
        commit(&sandbox, "back");
        let range = format!("check --json --range {base}..HEAD");
        assert_eq!(codes(&sandbox.pjt(&range)), ["unexplained-step"], "{what}");
        sandbox.pjt("update 14 --note 验收未通过").fine();
        commit(&sandbox, "why");
        assert_eq!(codes(&sandbox.pjt(&range)), Vec::<String>::new(), "{what}");
    }
}

#[test]
fn a_date_that_was_put_right_removes_no_note() {
    let sandbox = store();
    edit(&sandbox, &task(14), NOTE, &NOTE.replace("2025-03-01", "2025-03-02"));
    sandbox.git(&["add", "-A"]);
    assert_eq!(sandbox.pjt("check --staged").whole(), "");
}
