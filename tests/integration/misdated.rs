//! Clocks are wrong, and dates can be typed: a commit whose date is far off makes no day of the ledger blind or wrong.

use serde_json::{Value, json};

use crate::office::Office;

/// The tasks that a day's ledger has in progress, and what is said of dates.
fn doing(office: &Office, question: &str) -> (Vec<i64>, Vec<String>) {
    let answer = office.asks(question);
    let ids = answer["tasks"].as_array().unwrap().iter().map(|task| task["id"].as_i64().unwrap()).collect();
    (ids, misdated(&answer))
}

/// The warnings of an answer about dates.
fn misdated(answer: &Value) -> Vec<String> {
    let warnings = answer["warnings"].as_array().unwrap().iter();
    let own = warnings.filter(|warning| warning["code"] == "misdated-commit");
    own.map(|warning| warning["message"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_backdated_commit_is_in_the_branch_no_earlier_than_what_stood_before_it() {
    let office = Office::new();
    office.update("2025-05-01", "王五", "1 --status doing");
    office.update("2020-01-01", "李四", "2 --status doing");
    for question in ["list --status doing --at 2020-06-30", "list --status doing --at 2025-04-15"] {
        let (ids, said) = doing(&office, question);
        assert!(ids.is_empty() && said.len() == 1, "{question}: {ids:?} {said:?}");
    }
    let (ids, said) = doing(&office, "list --status doing --at 2025-05-01");
    assert_eq!((ids, said.len()), (vec![1, 2], 0));
    office.update("2025-06-01", "王五", "3 --status doing");
    // What is written later changes nothing of what a day says.
    assert_eq!(doing(&office, "list --status doing --at 2025-04-15").0, Vec::<i64>::new());
    assert_eq!(doing(&office, "list --status doing --at 2025-05-31").0, [1, 2]);
    let diff = office.asks("diff 2025-04-15..2025-05-31");
    assert_eq!((diff["changes"].as_array().unwrap().len(), misdated(&diff).len()), (2, 1));
    // `log` goes by the same days, and says on which one it came in.
    let log = office.changes("log --since 2025-05-01 --until 2025-05-31");
    assert_eq!(
        log,
        [
            "2 status not_started > in_progress 李四 2025-05-01",
            "1 status not_started > in_progress 王五 2025-05-01"
        ]
    );
    assert!(office.changes("log --until 2020-12-31").is_empty());
    assert_eq!(misdated(&office.asks("log --until 2020-12-31")).len(), 1);
    let told = office.sandbox.pjt("log 2");
    assert!(
        told.fine().contains("2020-01-01") && told.stdout.contains("（2025-05-01 进入本分支）"),
        "{}",
        told.whole()
    );
    let blame = office.asks("blame 2");
    assert!(
        blame["tasks"][0]["fields"].as_array().unwrap().iter().any(|field| field["entered"] == "2025-05-01")
    );
    // A person reads which commit it is, and whose date counts.
    let told = office.sandbox.pjt("list --at 2025-04-15");
    assert!(told.stderr.contains("写的日期是 2020-01-01，却排在 2025-05-01 的提交"), "{}", told.whole());
    let told = office.sandbox.pjt("list --at 2025-04-15 --lang en");
    assert!(told.stderr.contains("says 2020-01-01, but it comes after commit"), "{}", told.whole());
}

#[test]
fn a_commit_of_the_future_hides_nothing_that_came_after_it() {
    let office = Office::new();
    office.update("2025-05-01", "王五", "1 --status doing");
    office.update("2098-01-01", "李四", "2 --status doing");
    // As long as nothing follows it, its date is all that is known.
    assert_eq!(doing(&office, "list --status doing --at 2025-06-15").0, [1]);
    office.update("2025-06-01", "王五", "3 --status doing");
    let (ids, said) = doing(&office, "list --status doing --at 2025-05-15");
    assert_eq!((ids, said.len()), (vec![1, 2], 1));
    let (ids, said) = doing(&office, "list --status doing --at 2025-06-15");
    assert_eq!((ids, said.len()), (vec![1, 2, 3], 1));
    assert!(said[0].contains("2098-01-01") && said[0].contains("and can't be"), "{said:?}");
    let log = office.changes("log --since 2025-06-01 --until 2025-06-30");
    assert_eq!(log, ["3 status not_started > in_progress 王五 2025-06-01"]);
    assert_eq!(
        office.changes("log 2 --field status")[0],
        "2 status not_started > in_progress 李四 2025-05-01"
    );
    let told = office.sandbox.pjt("list --at 2025-06-15 --lang en");
    assert!(told.stderr.contains("later than today and than the newest commit"), "{}", told.whole());
}

#[test]
fn a_first_commit_of_the_future_counts_for_the_first_date_that_can_be_right() {
    let office = Office::new();
    office.update("2025-05-01", "王五", "1 --status doing");
    office.git(
        "2098-01-01",
        "督查室",
        &["commit", "-q", "--amend", "--no-edit", "--date", "2098-01-01T00:00:00"],
    );
    office.update("2025-06-01", "王五", "3 --status doing");
    assert_eq!(doing(&office, "list --status doing --at 2025-06-01").0, [1, 3]);
    // A quarter that lies in the future as a whole is no mistake of one commit.
    office.update("2097-07-01", "王五", "4 --status doing");
    office.update("2097-08-01", "王五", "5 --status doing");
    assert_eq!(doing(&office, "list --status doing --at 2097-07-15").0, [1, 3, 4]);
    assert_eq!(office.asks("list --at 2025-03-01")["tasks"], json!([]));
}

#[test]
fn a_guard_says_which_commits_count_for_another_day_and_lets_them_pass() {
    let office = Office::new();
    office.update("2025-05-01", "王五", "1 --status doing");
    office.update("2025-04-30", "王五", "2 --status doing");
    let answer = office.asks("check --range HEAD~2..HEAD");
    assert_eq!((answer["findings"].clone(), misdated(&answer).len()), (json!([]), 0));
    let strange = [("2020-01-01", 3, "排在 2025-04-30 的提交"), ("2098-01-01", 5, "还没有到")];
    for (day, id, words) in strange {
        office.update(day, "李四", &format!("{id} --status doing"));
        let said = office.sandbox.pjt("check --range HEAD~1..HEAD");
        said.fine();
        assert!(said.stderr.contains(words) && said.stderr.contains(day), "{}", said.whole());
        let answer = office.asks("check --range HEAD~1..HEAD");
        assert_eq!((answer["findings"].clone(), misdated(&answer).len()), (json!([]), 1));
    }
    // One of the future is no measure for what follows it.
    office.update("2025-05-02", "李四", "4 --status doing");
    assert!(misdated(&office.asks("check --range HEAD~1..HEAD")).is_empty());
}

#[test]
fn a_date_that_nobody_can_have_blinds_nobody() {
    let office = Office::new();
    let line = |seconds: &str| format!("Z <z@example.org>{seconds}");
    for seconds in [" -5 +0800", " 99999999999999999 +0000", " 18446744073709551615 -9999", ""] {
        let (tree, parent) =
            (office.sandbox.git(&["rev-parse", "HEAD^{tree}"]), office.sandbox.git(&["rev-parse", "HEAD"]));
        let (tree, parent, line) = (tree.trim(), parent.trim(), line(seconds));
        let commit = format!("tree {tree}\nparent {parent}\nauthor {line}\ncommitter {line}\n\nx\n");
        office.sandbox.write("commit", commit);
        let hash = office.sandbox.git(&["hash-object", "-t", "commit", "-w", "--literally", "commit"]);
        office.sandbox.git(&["reset", "-q", "--hard", hash.trim()]);
        office.update("2025-05-01", "王五", &format!("1 --note 第{}字节", seconds.len()));
        for question in [
            "list --at 2025-05-02",
            "log",
            "blame 1",
            "check --range HEAD~1..HEAD",
            "diff 2025-04-02..2025-05-02",
        ] {
            office.sandbox.pjt(question).fine();
        }
    }
}

#[test]
fn a_date_that_git_can_not_read_is_not_known() {
    let office = Office::new();
    let sandbox = &office.sandbox;
    for (number, author) in
        ["A <a@b>", "A <a@b> -5 +0000", "A <a@b> 1764000000 +9999"].into_iter().enumerate()
    {
        let parent = sandbox.git(&["rev-parse", "HEAD"]);
        sandbox.pjt(&format!("update 4 --note 第{number}次")).fine();
        sandbox.git(&["add", "-A"]);
        let (tree, parent) = (sandbox.git(&["write-tree"]), parent.trim().to_owned());
        let tree = tree.trim();
        let by = "committer A <a@b> 1764000000 +0000";
        sandbox.write("commit", format!("tree {tree}\nparent {parent}\nauthor {author}\n{by}\n\nx\n"));
        let hash = sandbox.git(&["hash-object", "-t", "commit", "-w", "--literally", "commit"]);
        sandbox.git(&["reset", "-q", "--hard", hash.trim()]);
        let answer = office.asks("log -n 1");
        assert_eq!(answer["changes"][0]["date"], json!(null), "{author}: {answer}");
        let said = sandbox.pjt("log -n 1 --lang zh");
        assert!(said.fine().starts_with("（日期不明） A "), "{}", said.whole());
    }
}
