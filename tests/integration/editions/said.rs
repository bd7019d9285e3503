//! How an edition is told afterwards: the subject of its commit, papers of changes.

use super::{FIRST, edition, store};

#[test]
fn the_commit_of_an_edition_says_in_its_first_line_what_it_was() {
    let sandbox = store(&FIRST);
    let mut rows = FIRST;
    rows[1] = "二、人才培养,认定一批标杆学校和企业,市科委,2025年底前";
    edition(&sandbox, &rows[..3], "--yes --commit").fine();
    let subject = sandbox.git(&["log", "-1", "--format=%s"]);
    assert_eq!(subject, "导入方案 p 的新版：共改动 2 项任务，改写 1 项，文件中已没有 1 项\n");
    edition(&sandbox, &FIRST, "--yes --allow-former").fine();
    sandbox.pjt_with(&["commit"], &[("PJT_LANG", "en")]).fine();
    let subject = sandbox.git(&["log", "-1", "--format=%s"]);
    assert!(subject.starts_with("Import a new edition of plan p: "), "{subject}");
}

#[test]
fn a_paper_of_changes_says_what_the_terminal_says() {
    let sandbox = store(&FIRST);
    let new = "四、组织保障,建立联席会议制度并定期会商,市教委,2025年底前";
    edition(&sandbox, &[new, FIRST[0], FIRST[1], FIRST[3]], "--yes --allow-shrink").fine();
    sandbox.pjt("update 2 --content 认定一批示范学校 --reason 会议纪要").fine();
    let shown = sandbox.pjt_with(&["diff"], &[("COLUMNS", "200")]).fine().to_owned();
    let page = sandbox.pjt("diff --format html").fine().to_owned();
    assert!(shown.contains("改动原因") && page.contains("改动原因"), "{shown}{page}");
    assert!(shown.contains("新版已没有") && page.contains("新版文件已不再列出"), "{shown}{page}");
    let gone = "<li>新版文件已不再列出 1 项</li>";
    assert!(page.contains("改动原因有变化 1 项") && page.contains(gone), "{page}");
    assert!(!page.contains("<p>进展</p>"), "{page}");
    assert!(page.contains("：编号1：文件第1项 → 第2项；编号2：文件第2项 → 第3项"), "{page}");
    let page = sandbox.pjt("diff --format html --lang en").fine().to_owned();
    assert!(page.contains("no. 1: in the document 1 → 2; no. 2: in the document 2 → 3"), "{page}");
}

#[test]
fn a_paper_tells_of_what_an_edition_dropped_and_a_person_confirmed_within_its_range() {
    let sandbox = store(&FIRST);
    edition(&sandbox, &FIRST[..3], "--yes").fine();
    sandbox.pjt("update 4 --confirm").fine();
    let page = sandbox.pjt("diff --format html --lang zh").fine().to_owned();
    assert!(page.contains("新版文件已不再列出，已核定"), "{page}");
    assert!(page.contains("<li>新版文件已不再列出 1 项</li>"), "{page}");
    assert!(!page.contains("编号4；") && !page.contains("文件第4项"), "{page}");
    sandbox.pjt("update 4 --status withdrawn --note 不再列入").fine();
    let ledger = sandbox.pjt("export --format html --lang zh").fine().to_owned();
    assert!(ledger.contains("共4项，其中已取消1项；其余3项："), "{ledger}");
}

#[test]
fn a_paper_counts_the_tasks_of_a_whole_plan() {
    let sandbox = store(&FIRST);
    let said = sandbox.pjt("diff 昨天.. -o a.html");
    said.fine();
    assert!(said.stderr.contains("：新增方案的任务 4 项"), "{}", said.whole());
    let page = sandbox.read("a.html");
    assert!(page.contains("<li>新增方案的任务 4 项</li>"), "{page}");
    assert!(!page.contains("有变化的任务") && page.contains("：4 项任务"), "{page}");
    let page = sandbox.pjt("diff 昨天.. --format html --lang en").fine().to_owned();
    assert!(page.contains("<li>tasks of new plans: 4</li>"), "{page}");
    // Where nothing differs, that is said.
    assert!(sandbox.pjt("diff --format html").fine().contains("<li>有变化的任务 0 项</li>"));
}

#[test]
fn what_changed_today_is_shown_by_the_command_that_is_named() {
    let sandbox = store(&FIRST);
    let said = sandbox.pjt("diff 今天");
    assert_eq!(said.fine(), "");
    assert!(said.stderr.contains("`pjt diff 昨天..`"), "{}", said.whole());
    assert!(sandbox.pjt("diff 昨天..").fine().contains("新增方案 p"));
    let said = sandbox.pjt("diff today --lang en");
    assert!(said.stderr.contains("`pjt diff yesterday..`"), "{}", said.whole());
    assert!(sandbox.pjt("diff yesterday.. --lang en").fine().contains("new plan p"));
    let said = sandbox.pjt("diff 今天 --today 2099-01-01");
    assert!(said.stderr.contains("`pjt diff 2098-12-31..`"), "{}", said.whole());
    // What is not committed is there all the same, and of another day nothing is explained.
    sandbox.pjt("update 1 --status doing").fine();
    let said = sandbox.pjt("diff 今天");
    assert!(said.fine().contains("推进中") && !said.stderr.contains("昨天"), "{}", said.whole());
}
