//! An auditor's questions about a quarter in which people worked on branches, merged with and without care,
//! renumbered, renamed and moved things: each has one right answer, from one command.

use serde_json::{Value, json};

use crate::sandbox::Sandbox;

/// A repository in which days pass.
struct Office {
    sandbox: Sandbox,
    store: &'static str,
    plan: &'static str,
}

impl Office {
    /// Twenty tasks of a plan, committed on 1 April 2025.
    fn new() -> Self {
        let sandbox = Sandbox::empty();
        let rows = (1..=20).map(|id| format!("{id},第{id}项重点任务的具体内容,市教委、市财政局\n"));
        let table: String = std::iter::once("序号,重点任务,责任单位\n".to_owned()).chain(rows).collect();
        sandbox.write("p.csv", table);
        sandbox.git(&["init", "-q", "-b", "main"]);
        sandbox.pjt("init").fine();
        sandbox.pjt("import p.csv --plan p").fine();
        let office = Self { sandbox, store: "data", plan: "p" };
        office.commit("2025-04-01", "督查室", "立项");
        office
    }

    fn commit(&self, day: &str, who: &str, subject: &str) {
        self.sandbox.git(&["add", "-A"]);
        self.git(day, who, &["commit", "-q", "--allow-empty", "-m", subject]);
    }

    /// Runs git on a day, as somebody.
    fn git(&self, day: &str, who: &str, arguments: &[&str]) {
        let time = format!("{day}T10:00:00+0000");
        let variables = [
            ("GIT_AUTHOR_DATE", time.as_str()),
            ("GIT_COMMITTER_DATE", time.as_str()),
            ("GIT_AUTHOR_NAME", who),
        ];
        self.sandbox.git_with(arguments, &variables);
    }

    /// An update on a day, committed by somebody.
    fn update(&self, day: &str, who: &str, words: &str) {
        self.sandbox.pjt(&format!("update {words} --today {day} --yes")).fine();
        self.commit(day, who, &format!("更新 {words}"));
    }

    fn on(&self, branch: &str) {
        self.sandbox.git(&["checkout", "-q", branch]);
    }

    fn task(&self, id: u32) -> String {
        format!("{}/{}/tasks/{id:03}.yaml", self.store, self.plan)
    }

    /// What a command answers in JSON, which must end well.
    #[track_caller]
    fn asks(&self, question: &str) -> Value {
        let said = self.sandbox.pjt(&format!("--store {} {question} --json", self.store));
        said.fine();
        said.json()
    }

    /// The changes that it answers, each as task, field, before, after, author and the day it came in.
    #[track_caller]
    fn changes(&self, question: &str) -> Vec<String> {
        let answer = self.asks(question);
        let words = |value: &Value| match value {
            Value::Object(entry) => {
                let text = ["text", "content", "reason"].iter().find_map(|key| entry.get(*key)?.as_str());
                text.unwrap_or_default().to_owned()
            }
            Value::String(words) => words.clone(),
            other => other.to_string(),
        };
        let changes = answer["changes"].as_array().unwrap().iter();
        changes
            .map(|change| {
                let taken = change.get("taken").map_or(String::new(), |taken| format!(" {}", words(taken)));
                let made = ["author", "entered"].map(|key| change.get(key).map(words).unwrap_or_default());
                let (from, to) = (words(&change["from"]), words(&change["to"]));
                let field = change["field"].as_str().unwrap();
                let line = format!("{} {field} {from} > {to}{taken} {} {}", change["task"], made[0], made[1]);
                line.trim_end().to_owned()
            })
            .collect()
    }
}

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
    // A deadline is set and moved.
    office.update("2025-07-10", "王五", "3 --due 2025-08-31");
    office.update("2025-08-20", "赵六", "3 --due 2025-11-30 --note 采购流标 --by 市财政局");
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
