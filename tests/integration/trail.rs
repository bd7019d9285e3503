//! An auditor's questions about a quarter in which people worked on branches, merged with and without care,
//! renumbered, renamed and moved things: each has one right answer, from one command.

use serde_json::{Value, json};

use crate::{office::Office, sandbox::Sandbox};

/// A quarter. What happened when is said where it happens.
fn quarter() -> Office {
    let office = Office::new();
    let sandbox = &office.sandbox;
    office.update("2025-05-10", "王五", "14 --status doing");
    office.update("2025-05-11", "王五", "9 --status done --evidence 九.pdf --missing-ok");
    // Reported in June on a branch, which is merged in July: only then the ledger says it.
    sandbox.git(&["checkout", "-qb", "report"]);
    office.update(
        "2025-06-20",
        "李四",
        "14 --status done --note 平台上线 --by 市教委 --evidence 十四.pdf --missing-ok",
    );
    office.on("main");
    office.update("2025-06-25", "王五", "2 --status doing");
    office.git("2025-07-05", "督查室", &["merge", "-q", "--no-ff", "-m", "并入报送", "report"]);
    // A deadline is set, and moved later on.
    office.update("2025-07-10", "王五", "3 --due 2025-08-31");
    // One goes back.
    office.update("2025-08-05", "督查室", "9 --status doing --note 复核未通过 --by 督查室");
    // Done without evidence.
    office.update("2025-08-06", "王五", "7 --status done");
    // A number changes on one branch while the other one writes a note under the old one.
    sandbox.git(&["checkout", "-qb", "renumber"]);
    let text = sandbox.read(&office.task(6)).replace("id: 6\n", "id: 21\nformer_ids: [6]\n");
    sandbox.git(&["rm", "-q", &office.task(6)]);
    sandbox.write(&office.task(21), text);
    office.commit("2025-08-07", "王五", "改号");
    office.on("main");
    office.update("2025-08-08", "李四", "6 --note 分支外的进展 --by 市教委");
    office.git("2025-08-09", "督查室", &["merge", "-q", "-m", "并入改号", "renumber"]);
    // What a branch did is left out.
    sandbox.git(&["checkout", "-qb", "left"]);
    office.update("2025-08-10", "李四", "10 --status done --note 已办结 --by 市教委");
    office.on("main");
    office.update("2025-08-11", "王五", "10 --note 仍在推进 --by 市财政局 --on 2025-08-11");
    office.git("2025-08-12", "督查室", &["merge", "-q", "-s", "ours", "-m", "不采纳", "left"]);
    // Two say different things, and a person takes one.
    sandbox.git(&["checkout", "-qb", "other"]);
    office.update("2025-08-13", "李四", "11 --status done");
    office.on("main");
    office.update("2025-08-14", "王五", "11 --status suspended --note 等待批复 --by 市财政局");
    office.git("2025-08-15", "督查室", &["merge", "-q", "-X", "theirs", "-m", "采纳对方", "other"]);
    office.update("2025-08-20", "赵六", "3 --due 2025-11-30 --note 采购流标 --by 市财政局");
    // Something is removed.
    sandbox.git(&["rm", "-q", &office.task(12)]);
    office.commit("2025-09-01", "赵六", "删一项");
    // The plan gets another name, the store another place.
    sandbox.git(&["mv", "data/p", "data/q"]);
    let plan = sandbox.read("data/q/plan.yaml");
    sandbox.write("data/q/plan.yaml", format!("{plan}\nformer_slugs:\n- p\n"));
    let config = sandbox.read("data/pjt.yaml").replace("default_plan: p", "default_plan: q");
    sandbox.write("data/pjt.yaml", config);
    office.commit("2025-09-10", "督查室", "改目录名");
    sandbox.git(&["mv", "data", "ledger"]);
    office.commit("2025-09-20", "督查室", "移动台账");
    Office { store: "ledger", plan: "q", ..office }
}

#[test]
fn each_question_of_an_auditor_has_one_answer() {
    let office = quarter();
    // Who set 14 done, when, on what evidence?
    assert_eq!(
        office.changes("log 14 --field status --to done"),
        [
            "14 status in_progress > done 李四 2025-07-05",
            "14 evidence null > 十四.pdf 李四 2025-07-05",
            "14 notes null > 平台上线 李四 2025-07-05",
        ]
    );
    // What went backward, and why?
    assert_eq!(
        office.changes("log --backward"),
        [
            "10 status done > not_started ours 督查室 2025-08-12",
            "9 status done > in_progress 督查室 2025-08-05",
            "9 notes null > 复核未通过 督查室 2025-08-05",
        ]
    );
    // Who moved a deadline, and why?
    assert_eq!(
        office.changes("log --field due"),
        [
            "3 due 2025-08-31 > 2025-11-30 赵六 2025-08-20",
            "3 notes null > 采购流标 赵六 2025-08-20",
            "3 extensions null > 采购流标 赵六 2025-08-20",
            "3 due null > 2025-08-31 王五 2025-07-10",
        ]
    );
    // What was removed?
    assert_eq!(
        office.changes("log --removed --field task"),
        ["12 task 第12项重点任务的具体内容 > null 赵六 2025-09-01"]
    );
    // What is done without evidence?
    let done = office.asks("list --status done --no-evidence");
    let ids = |answer: &Value| -> Vec<i64> {
        answer["tasks"].as_array().unwrap().iter().map(|task| task["id"].as_i64().unwrap()).collect()
    };
    assert_eq!(ids(&done), [7, 11]);
    // What did the ledger say on 30 June? The report was on a branch then.
    let june = office.asks("list --at 2025-06-30 --status doing");
    assert_eq!(ids(&june), [2, 14]);
    assert_eq!(ids(&office.asks("list --at 2025-07-05 --status doing")), [2]);
    // What changed in the quarter?
    let mut changed: Vec<String> = office.changes("diff 2025-06-30..2025-09-30");
    changed.retain(|change| change.contains("status"));
    assert_eq!(
        changed,
        [
            "7 status not_started > done",
            "9 status done > in_progress",
            "11 status not_started > done",
            "14 status in_progress > done",
        ]
    );
    let diff = office.asks("diff 2025-06-30..2025-09-30");
    let others: Vec<&str> =
        diff["others"].as_array().unwrap().iter().map(|change| change["field"].as_str().unwrap()).collect();
    assert!(others.contains(&"slug") && others.contains(&"place"), "{others:?}");
    let reported = office.changes("log --by 市财政局 --field status");
    assert!(
        reported.contains(&"11 status not_started > suspended 王五 2025-08-14".to_owned()),
        "{reported:?}"
    );
}

#[test]
fn merges_name_what_was_taken_and_what_was_left_out() {
    let office = quarter();
    assert_eq!(
        office.changes("log 10"),
        [
            "10 status done > not_started ours 督查室 2025-08-12",
            "10 notes 已办结 > null ours 督查室 2025-08-12",
            "10 notes null > 仍在推进 王五 2025-08-11",
            "10 status not_started > done 李四 2025-08-12",
            "10 notes null > 已办结 李四 2025-08-12",
            "10 task null > 第10项重点任务的具体内容 督查室 2025-04-01",
        ]
    );
    let taken = office.changes("log 11 --field status");
    assert_eq!(taken[0], "11 status suspended > done theirs 督查室 2025-08-15");
    // A clean merge says nothing of its own.
    assert!(office.changes("log 14").iter().all(|change| !change.contains("督查室 2025-07-05")));
    let said = office.sandbox.pjt("--store ledger log 10");
    assert!(said.fine().contains("状态 已完成 → 未启动（取本分支的）"), "{}", said.whole());
    assert!(said.stdout.contains("李四"), "{}", said.whole());
    assert!(said.stdout.contains("（2025-08-12 进入本分支）"), "{}", said.whole());
}

#[test]
fn blame_explains_every_value_of_a_clean_tree() {
    let office = quarter();
    for id in (1..=21).filter(|id| ![6, 12].contains(id)) {
        let answer = office.asks(&format!("blame {id}"));
        for field in answer["tasks"][0]["fields"].as_array().unwrap() {
            assert!(field["commit"].is_string(), "{id}: {field}");
            assert!(!["改目录名", "移动台账"].contains(&field["subject"].as_str().unwrap()), "{id}: {field}");
        }
    }
    let by = |id: u32, name: &str| -> Vec<String> {
        let answer = office.asks(&format!("blame {id}"));
        let fields = answer["tasks"][0]["fields"].as_array().unwrap().clone();
        let fields = fields.iter().filter(|field| field["field"] == name);
        fields.map(|field| format!("{} {}", field["author"], field["entered"])).collect()
    };
    assert_eq!(by(14, "status"), [r#""李四" "2025-07-05""#]);
    assert_eq!(by(21, "notes"), [r#""李四" "2025-08-08""#]);
    // Who kept a value set nothing.
    assert_eq!(by(10, "status"), [r#""督查室" "2025-04-01""#]);
    assert_eq!(by(11, "status"), [r#""李四" "2025-08-15""#]);
    let followed = office.changes("log 21");
    assert!(followed.contains(&"6 notes null > 分支外的进展 李四 2025-08-08".to_owned()), "{followed:?}");
}

#[test]
fn a_date_is_this_branch_at_the_end_of_that_day_and_counts_as_today() {
    let office = Office::new();
    office.update("2025-05-01", "王五", "1 --due 2025-06-15");
    office.update("2025-07-01", "王五", "1 --status done");
    for (day, overdue) in [("2025-06-10", false), ("2025-06-20", true), ("2025-07-02", false)] {
        let answer = office.asks(&format!("show 1 --at {day}"));
        assert_eq!(answer["tasks"][0]["overdue"], json!(overdue), "{day}");
        let listed = office.asks(&format!("list --at {day} --overdue"));
        assert_eq!(listed["tasks"].as_array().unwrap().len(), usize::from(overdue), "{day}");
    }
    let named = office.asks("show 1 --at 2025-06-20 --today 2025-06-12");
    assert_eq!(named["tasks"][0]["overdue"], json!(false));
    let csv = |day: &str| office.sandbox.pjt(&format!("export --at {day} --format csv")).fine().to_owned();
    assert!(csv("2025-06-20").contains("逾期") && !csv("2025-06-10").contains("逾期 "));
    // Before there was anything.
    let before = office.sandbox.pjt("list --at 2025-03-31");
    assert!(before.fine().contains("共 0 项") && before.stderr.contains("2025-03-31 那天还没有台账"));
    let diff = office.asks("diff 2025-03-01..2025-04-01");
    assert_eq!((&diff["from"], &diff["warnings"][0]["code"]), (&Value::Null, &json!("before-store")));
    assert_eq!(diff["changes"].as_array().unwrap().len(), 20);
    assert!(office.changes("log --until 2025-03-31").is_empty());
}

#[test]
fn what_was_moved_by_hand_is_followed_or_new() {
    let office = Office::new();
    let sandbox = &office.sandbox;
    office.update("2025-05-01", "王五", "3 --status doing");
    // A store that moves on one branch, while the other one writes at the old place.
    sandbox.git(&["checkout", "-qb", "move"]);
    sandbox.git(&["mv", "data", "ledger"]);
    office.commit("2025-05-02", "督查室", "移动");
    office.on("main");
    office.update("2025-05-03", "李四", "2 --note 旧处的进展 --by 市教委");
    office.git("2025-05-04", "督查室", &["merge", "-q", "-m", "并入移动", "move"]);
    // A plan that was renamed without a word about its old name.
    sandbox.git(&["mv", "ledger/p", "ledger/q"]);
    let config = sandbox.read("ledger/pjt.yaml").replace("default_plan: p", "default_plan: q");
    sandbox.write("ledger/pjt.yaml", config);
    office.commit("2025-05-05", "督查室", "改名");
    let office = Office { store: "ledger", plan: "q", ..office };
    assert!(office.changes("log 2")[0].starts_with("2 notes null > 旧处的进展 李四"));
    let diff = office.asks("diff HEAD~1..HEAD");
    assert_eq!((diff["changes"].as_array().unwrap().len(), &diff["others"][0]["field"]), (0, &json!("slug")));
    // A number that is not committed yet.
    let text = office.sandbox.read(&office.task(3)).replace("id: 3\n", "id: 21\nformer_ids: [3]\n");
    office.sandbox.git(&["rm", "-q", &office.task(3)]);
    office.sandbox.write(&office.task(21), text);
    let blame = office.asks("blame 21");
    let fields = blame["tasks"][0]["fields"].as_array().unwrap();
    let of = |name: &str| fields.iter().find(|field| field["field"] == name).unwrap();
    assert_eq!((&of("status")["author"], &of("former_ids")["commit"]), (&json!("王五"), &Value::Null));
}

/// Two branches that each took the other in and kept what was its own, at the merge of both into `main`.
fn cross(office: &Office, ours: impl Fn(), theirs: impl Fn(), keeping: &[&str]) {
    let branch = |name| office.sandbox.git(&["branch", name]);
    let take_in = |day: &str, who: &str, name: &str| {
        office.git(day, who, &[&["merge", "-q", "-m", "并入"][..], keeping, &[name]].concat());
    };
    branch("other");
    ours();
    branch("one");
    office.on("other");
    theirs();
    branch("two");
    office.on("main");
    take_in("2025-05-03", "王五", "two");
    office.on("other");
    take_in("2025-05-04", "李四", "one");
    office.on("main");
    office.sandbox.git_ends(&["merge", "-q", "other"]);
}

#[test]
fn what_crossed_merges_settled_differently_is_told_of_the_merge_that_settles_it() {
    let office = Office::new();
    let sandbox = &office.sandbox;
    let ours = || office.update("2025-05-01", "王五", "1 --status doing");
    let theirs = || office.update("2025-05-02", "李四", "1 --status done --note 办结 --by 市教委");
    cross(&office, ours, theirs, &["-X", "ours"]);
    sandbox.pjt("resolve --theirs").fine();
    office.commit("2025-05-05", "督查室", "采纳对方");
    let status: Vec<String> =
        office.changes("log 1 --field status").into_iter().filter(|line| line.contains(" status ")).collect();
    assert_eq!(
        status,
        [
            "1 status in_progress > done theirs 督查室 2025-05-05",
            "1 status in_progress > done ours 李四 2025-05-05",
            "1 status done > in_progress ours 王五 2025-05-03",
            "1 status not_started > done 李四 2025-05-03",
            "1 status not_started > in_progress 王五 2025-05-01",
        ]
    );
    let told = sandbox.pjt("log 1 --field status --to done");
    assert!(told.fine().contains("状态 推进中 → 已完成（取并入分支的）"), "{}", told.whole());
    // The note that one of them had left out is there again; nothing else is a fact of it.
    let merged: Vec<String> = office.changes("log");
    let merged: Vec<&String> = merged.iter().filter(|line| line.contains("督查室 2025-05-05")).collect();
    let own = [
        "1 status in_progress > done theirs 督查室 2025-05-05",
        "1 notes null > 办结 theirs 督查室 2025-05-05",
    ];
    assert_eq!(merged, own);
    for field in office.asks("blame 1")["tasks"][0]["fields"].as_array().unwrap() {
        assert!(field["commit"].is_string(), "{field}");
    }
    // The registry is told as tasks are.
    let office = Office::new();
    let sandbox = &office.sandbox;
    let names = |full: &str| {
        let text = sandbox.read("data/departments.yaml");
        let kept = text.lines().filter(|line| !line.contains("full:")).collect::<Vec<_>>().join("\n");
        sandbox.write(
            "data/departments.yaml",
            kept.replace("- name: 市教委", &format!("- name: 市教委\n  full: {full}")) + "\n",
        );
    };
    let calls = |day: &str, who: &str, full: &str| {
        names(full);
        office.commit(day, who, full);
    };
    let ours = || calls("2025-05-01", "王五", "甲");
    cross(&office, ours, || calls("2025-05-02", "李四", "乙"), &["-s", "ours"]);
    sandbox.git(&["checkout", "--theirs", "data/departments.yaml"]);
    office.commit("2025-05-05", "督查室", "采纳对方");
    let others = office.asks("log -n 1")["others"].clone();
    assert_eq!(
        (&others[0]["field"], &others[0]["from"], &others[0]["to"]),
        (&json!("full"), &json!("甲"), &json!("乙"))
    );
}

#[test]
fn a_shallow_clone_tells_nothing_that_depends_on_what_it_has_not() {
    let office = Office::new();
    let sandbox = &office.sandbox;
    sandbox.git(&["checkout", "-qb", "side"]);
    sandbox.git(&["rm", "-q", &office.task(5)]);
    office.commit("2025-04-02", "李四", "删一项");
    office.update("2025-04-03", "李四", "1 --status doing");
    office.on("main");
    office.update("2025-04-04", "王五", "2 --status doing");
    office.update("2025-04-05", "王五", "3 --status doing");
    office.git("2025-04-06", "督查室", &["merge", "-q", "--no-ff", "-m", "并入", "side"]);
    office.update("2025-04-07", "王五", "4 --status doing");
    let whole: Vec<String> = office.changes("log");
    let url = format!("file://{}", sandbox.path("").display());
    for depth in 1..=6 {
        let place = format!("depth{depth}");
        sandbox.git(&["clone", "-q", "--depth", &depth.to_string(), &url, &place]);
        let said = sandbox.pjt(&format!("--store {place}/data log --json"));
        said.fine();
        let answer = said.json();
        for change in answer["changes"].as_array().unwrap() {
            let known = office.asks("log")["changes"].as_array().unwrap().iter().any(|known| {
                let mut known = known.clone();
                if change["entered"].is_null() {
                    known["entered"] = Value::Null;
                }
                known == *change
            });
            assert!(known, "{depth}: {change} is none of {whole:?}");
        }
        let is_whole = answer["changes"].as_array().unwrap().len() == whole.len();
        assert_eq!(is_whole, depth > 5, "{depth}");
        assert_eq!(answer["warnings"].as_array().unwrap().is_empty(), is_whole, "{depth}");
        // A side branch that may have come in before is not said to have come in with this merge.
        let told = sandbox.pjt(&format!("--store {place}/data log"));
        assert_eq!(told.fine().contains("进入本分支"), depth > 4, "{depth}: {}", told.whole());
        let blame = sandbox.pjt(&format!("--store {place}/data blame 1 --json")).json();
        let fields = blame["tasks"][0]["fields"].as_array().unwrap();
        let status = fields.iter().find(|field| field["field"] == "status").unwrap();
        let made_by = status["author"].as_str();
        assert!(made_by.is_none_or(|author| author == "李四"), "{depth}: {status}");
    }
}

#[test]
fn what_came_up_to_a_day_is_told_though_the_store_and_its_plan_were_called_otherwise_then() {
    let office = quarter();
    let until = office.changes("log --until 2025-08-31");
    let whole = office.changes("log");
    let day = |line: &&String| line.rsplit_once(' ').is_some_and(|(_, day)| day <= "2025-08-31");
    assert_eq!(until, whole.iter().filter(day).cloned().collect::<Vec<_>>());
    assert_eq!(office.changes("log --since 2025-09-01").len() + until.len(), whole.len());
    assert_eq!(
        office.changes("log 14 --until 2025-08-31 --field status --to done")[0],
        "14 status in_progress > done 李四 2025-07-05"
    );
    let renumbered = office.changes("log 21 --until 2025-08-08");
    assert!(renumbered.is_empty() || renumbered.iter().all(|line| line.starts_with("6 ")), "{renumbered:?}");
    assert!(office.changes("log 21 --until 2025-08-31").iter().any(|line| line.contains("分支外的进展")));
}

#[test]
fn before_the_first_day_of_a_store_nothing_is_named_and_the_first_day_is_said() {
    let office = quarter();
    for words in ["show 1", "show q/1", "list --plan q", "list --plan nowhere", "stats --plan q"] {
        for (lang, told, hint) in [
            ("zh", "2024-01-01 那天还没有台账，台账从 2025-04-01 开始", "日期改用 2025-04-01 或以后的一天"),
            ("en", "no store yet on 2024-01-01: it began on 2025-04-01", "name 2025-04-01 or a later day"),
        ] {
            let said = office.sandbox.pjt(&format!("--store ledger {words} --at 2024-01-01 --lang {lang}"));
            let (told, hint) = (said.stderr.contains(told), said.stderr.contains(hint));
            assert!(said.code == 3 && told && hint && said.stdout.is_empty(), "{words}: {}", said.whole());
        }
    }
    assert_eq!(office.asks("list --at 2024-01-01")["tasks"], json!([]));
    office.sandbox.pjt("--store ledger show p/1 --at 2025-04-01").fine();
}

/// A task keeps its history under each number that it had.
#[test]
fn a_task_is_found_by_the_number_that_it_had() {
    let sandbox = Sandbox::with_seed();
    let [old, new] = [43, 44].map(|number| format!("data/chanjiao-2021-2025/tasks/{number:03}.yaml"));
    sandbox.git(&["mv", &old, &new]);
    let text = sandbox.read(&new).replacen("id: 43", "id: 44", 1);
    sandbox.write(&new, format!("{text}\nformer_ids:\n- 43\n"));
    sandbox.git(&["commit", "-qam", "renumbered"]);
    let [by_old, by_new] = [43, 44].map(|number| sandbox.pjt(&format!("log {number} --json")).json());
    assert_eq!(by_old, by_new);
    let changes = by_old["changes"].as_array().unwrap();
    assert!(changes.iter().all(|change| change["field"] != "task" || !change["to"].is_null()), "{by_old}");
}
