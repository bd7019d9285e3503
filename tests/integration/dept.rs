//! Departments that are renamed, merged, handed over: the registry and every task as one, and no name that found one
//! before finds nothing after.

use crate::sandbox::Sandbox;

/// The seed's store with a second plan, in a repository whose hook checks each commit.
fn guarded() -> Sandbox {
    let sandbox = Sandbox::with_seed();
    sandbox.write("data/other/plan.yaml", "title: 另一个方案\n");
    let task = |id: u32, status: &str, rest: &str| {
        format!(
            "id: {id}\ncontent: 建立平台\n\ndepartments:\n- 市经济信息化委 # 一\n- 市科委\n\nstatus: {status}\n{rest}"
        )
    };
    sandbox.write("data/other/tasks/001.yaml", task(1, "in_progress", ""));
    let evidence =
        "\nevidence:\n- 报告.pdf\n\nnotes:\n- date: \"2025-01-01\"\n  by: 市经济信息化委\n  text: 完成\n";
    sandbox.write("data/other/tasks/002.yaml", task(2, "closed", evidence));
    sandbox.pjt("init --git --hook").fine();
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "other"]);
    sandbox
}

#[track_caller]
fn ensure_committed(sandbox: &Sandbox, words: &str) -> String {
    let said = sandbox.pjt(&format!("{words} --commit"));
    assert!(said.code == 0 && said.stderr.contains("已提交"), "{words}: {}", said.whole());
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "", "{words}");
    sandbox.pjt("check --range HEAD~1..HEAD").fine();
    let check = sandbox.pjt("check --plan all");
    assert_eq!(check.code, 0, "{words}: {}", check.whole());
    said.stdout
}

/// How many tasks of all plans are found by a name.
fn count(sandbox: &Sandbox, name: &str) -> usize {
    let said = sandbox.pjt(&format!("list --plan all --dept {name} --json"));
    said.json()["tasks"].as_array().unwrap_or_else(|| panic!("{}", said.whole())).len()
}

/// How many tasks the directory and the figures have for a department.
fn figures(sandbox: &Sandbox, name: &str) -> (u64, u64) {
    let directory = sandbox.pjt("dept list --plan all --json").json();
    let lines = directory["departments"].as_array().unwrap();
    let of = |rows: &[serde_json::Value]| rows.iter().find(|row| row["name"] == name).cloned();
    let stats = sandbox.pjt("stats --plan all --by department --json").json();
    (
        of(lines).map_or(0, |line| line["tasks"].as_u64().unwrap()),
        of(stats["rows"].as_array().unwrap()).map_or(0, |row| row["all"]["tasks"].as_u64().unwrap()),
    )
}

#[test]
fn a_renamed_department_has_its_new_name_in_every_plan_and_is_found_by_the_old_one() {
    let sandbox = guarded();
    let before = count(&sandbox, "市经济信息化委");
    let said = sandbox.pjt("dept rename 市经济信息化委 市数字经济委");
    assert!(said.code == 2 && said.stderr.contains("--yes"), "{}", said.whole());
    let said = sandbox.pjt("dept rename 市经济信息化委 市数字经济委 --dry-run");
    assert!(said.fine().contains("部门 市经济信息化委 改名为 市数字经济委"), "{}", said.whole());
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    ensure_committed(&sandbox, "dept rename 市经济信息化委 市数字经济委 --yes");
    for name in ["市经济信息化委", "市数字经济委", "市经信委"] {
        assert_eq!(count(&sandbox, name), before, "{name}");
    }
    assert_eq!(figures(&sandbox, "市数字经济委"), (before as u64, before as u64));
    let task = sandbox.read("data/other/tasks/002.yaml");
    assert!(
        task.contains("- 市数字经济委\n# 一\n- 市科委\n") && task.contains("by: 市经济信息化委"),
        "{task}"
    );
    // In its place in the registry, one line for the name and one for the alias.
    let numbers = sandbox.git(&["diff", "--numstat", "HEAD~1", "--", "data/departments.yaml"]);
    assert!(numbers.starts_with("2\t1\t"), "{numbers}");
    let said = sandbox.pjt("dept rename 市经济信息化委 市数字经济委 --yes --commit");
    assert!(said.fine().is_empty() && said.stderr.contains("没有改动"), "{}", said.whole());
    sandbox.pjt("undo --yes").fine();
    assert!(sandbox.read("data/other/tasks/002.yaml").contains("- 市经济信息化委 # 一"));
}

#[test]
fn open_tasks_go_to_the_successor_and_figures_count_the_others_there_too() {
    let sandbox = guarded();
    let before = count(&sandbox, "市经济信息化委");
    let handover = "dept handover 市经济信息化委 市数据局 --on 2025-10-01 --reason 沪编〔2025〕8号";
    let said = sandbox.pjt(handover);
    assert!(said.code == 3 && said.stderr.contains("--new-dept"), "{}", said.whole());
    ensure_committed(&sandbox, &format!("{handover} --new-dept --yes"));
    let [open, closed] = ["001", "002"].map(|id| sandbox.read(&format!("data/other/tasks/{id}.yaml")));
    assert!(
        open.contains("- 市数据局\n# 一\n- 市科委\n") && open.contains("  reason: 沪编〔2025〕8号\n"),
        "{open}"
    );
    assert!(closed.contains("- 市经济信息化委 # 一\n") && !closed.contains("handovers"), "{closed}");
    let registry = sandbox.read("data/departments.yaml");
    assert!(registry.contains("  successor: 市数据局\n  until: \"2025-10-01\"\n"), "{registry}");
    for name in ["市经济信息化委", "市数据局"] {
        assert_eq!(count(&sandbox, name), before, "{name}");
    }
    assert_eq!(figures(&sandbox, "市数据局"), (before as u64, before as u64));
    assert_eq!(figures(&sandbox, "市经济信息化委"), (0, 0));
    // The others can follow.
    let said = sandbox.pjt("dept handover 市经济信息化委 市数据局 --all --reason 归口");
    assert!(said.fine().contains("other/2 建立平台  移交 +1"), "{}", said.whole());
    for wrong in
        ["dept handover 市数据局 市经济信息化委 --reason x", "dept handover 市经济信息化委 市科委 --reason x"]
    {
        let said = sandbox.pjt(wrong);
        assert!(said.code == 4 && said.stderr.contains("没有写入"), "{wrong}: {}", said.whole());
    }
    assert_eq!(sandbox.pjt("dept handover 市数据局 市科委").code, 2, "a reason is missing");
}

#[test]
fn two_names_of_one_department_become_one() {
    let sandbox = guarded();
    sandbox.pjt("dept code 市科委 kewei --commit").fine();
    let both = count(&sandbox, "市科委");
    let said = sandbox.pjt("dept merge 市科委 市科技局");
    assert!(said.code == 3 && said.stderr.contains("市科技局"), "{}", said.whole());
    let text = sandbox.read("data/departments.yaml");
    sandbox.write("data/departments.yaml", format!("{text}- name: 市科技局\n"));
    sandbox.pjt("commit").fine();
    ensure_committed(&sandbox, "dept merge 市科委 市科技局 --yes");
    for name in ["市科委", "市科技局", "kewei", "上海市科学技术委员会"] {
        assert_eq!(count(&sandbox, name), both, "{name}");
    }
    assert!(!sandbox.read("data/departments.yaml").contains("- name: 市科委"));
    // One that only a task names is a department, too.
    let task = sandbox.read("data/other/tasks/001.yaml");
    sandbox.write("data/other/tasks/001.yaml", task.replace("- 市科技局", "- 科技厅"));
    let said = sandbox.pjt("dept merge 科技厅 市科技局");
    assert!(said.fine().contains("other/1 建立平台  责任部门 +市科技局"), "{}", said.whole());
    assert_eq!(count(&sandbox, "科技厅"), both);
}

#[test]
fn a_name_or_code_means_one_department_and_a_code_never_changes() {
    let sandbox = guarded();
    ensure_committed(&sandbox, "dept code 市教委 jiaowei");
    ensure_committed(&sandbox, "dept alias 市教委 市教育局 教育局");
    for (words, code, says) in [
        ("dept code 市教委 jw", 4, "不再更改"),
        ("dept code 市教委 教委", 2, "小写字母"),
        ("dept code 市科委 jiaowei", 4, "已经是部门"),
        ("dept alias 市科委 市教育局", 4, "已经是部门"),
        ("dept rename 市科委 市教委", 4, "pjt dept merge 市科委 市教委"),
        ("dept rename 科委 市科技局", 3, "是不是 `市科委`"),
        ("dept rename 市科委 市科委、市教委", 2, "顿号"),
        ("dept rename 没有 有", 3, "pjt dept list"),
    ] {
        let said = sandbox.pjt(words);
        assert!(said.code == code && said.stderr.contains(says), "{words}: {}", said.whole());
    }
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    let registry = sandbox.read("data/departments.yaml");
    sandbox.write("data/departments.yaml", registry.replace("code: jiaowei", "code: jw"));
    sandbox.git(&["add", "-A"]);
    let said = sandbox.pjt("check --staged --lang en");
    assert!(said.code == 5 && said.stdout.contains("[code-changed]"), "{}", said.whole());
    assert_ne!(sandbox.git_ends(&["commit", "-qm", "x"]), 0, "the hook refuses it");
    sandbox.write("data/departments.yaml", registry.replace("code: jiaowei", "code: 教委"));
    assert!(sandbox.pjt("check --lang en").stdout.contains("[bad-code]"));
    let twice = registry.replace("- name: 市科委\n", "- name: 市科委\n  code: jiaowei\n");
    sandbox.write("data/departments.yaml", twice);
    assert!(sandbox.pjt("check --lang en").stdout.contains("[ambiguous-name]"));
}

#[test]
fn a_task_that_can_not_be_read_stops_the_whole() {
    let sandbox = guarded();
    sandbox.write("data/other/tasks/003.yaml", "id: [\n");
    let said = sandbox.pjt("dept rename 市经济信息化委 市数字经济委 --yes");
    assert!(
        said.code == 1 && said.stderr.contains("003.yaml") && said.stderr.contains("没有写入"),
        "{}",
        said.whole()
    );
    assert!(!sandbox.read("data/departments.yaml").contains("市数字经济委"));
}

#[test]
fn what_a_run_wrote_that_was_stopped_before_its_commit_is_committed_by_a_repetition() {
    for words in [
        "dept rename 市教委 市教育局 --yes",
        "dept merge 市教委 市发展改革委 --yes",
        "dept alias 市教委 教育局",
    ] {
        let sandbox = Sandbox::with_seed();
        sandbox.git(&["add", "-A"]);
        sandbox.git(&["commit", "-qm", "seed", "--allow-empty"]);
        sandbox.pjt(words).fine();
        let said = sandbox.pjt(&format!("{words} --commit"));
        assert!(said.code == 0 && said.stderr.contains("已提交"), "{words}: {}", said.whole());
        assert_eq!(sandbox.git(&["status", "--porcelain", "data"]), "", "{words}");
        // What it is not about stays and is named.
        sandbox.pjt("update 38 --note 说明").fine();
        let said = sandbox.pjt("dept code 市发展改革委 fgw --commit");
        assert!(said.stderr.contains("已提交"), "{words}: {}", said.whole());
        assert!(sandbox.git(&["status", "--porcelain", "data"]).contains("038.yaml"), "{words}");
    }
}

#[test]
fn who_follows_several_that_a_task_names_has_the_roles_of_all_of_them() {
    let sandbox = Sandbox::with_seed();
    let registry = sandbox.read("data/departments.yaml");
    let followed = |registry: String, name: &str| {
        registry.replacen(&format!("- name: {name}\n"), &format!("- name: {name}\n  successor: 市科委\n"), 1)
    };
    sandbox.pjt("update 14 --lead 市教委 --reason 分工会议纪要").fine();
    sandbox.write("data/departments.yaml", followed(followed(registry, "市教委"), "市经济信息化委"));
    let counted = sandbox.pjt("stats --json").json();
    let rows = counted["rows"].as_array().unwrap().clone();
    let row = rows.iter().find(|row| row["name"] == "市科委").unwrap();
    for (role, option) in [("all", "--dept"), ("lead", "--lead"), ("support", "--support")] {
        let listed = sandbox.pjt(&format!("list {option} 市科委 --json")).json();
        let listed = listed["tasks"].as_array().unwrap().len();
        assert_eq!(row[role]["tasks"], listed, "{role}: {row}");
    }
    // A task that one of them leads and another one supports counts for both.
    let count = |role: &str| row[role]["tasks"].as_u64().unwrap();
    assert!(count("lead") + count("support") > count("all"), "{row}");
}

#[test]
fn a_hand_over_says_how_many_finished_tasks_it_leaves() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("update 12 --status done --note 已完成").fine();
    let said = sandbox.pjt("dept handover 市税务局 市财政局 --on 2025-10-01 --reason 沪编〔2025〕8号");
    assert_eq!(said.code, 0, "{}", said.whole());
    assert!(said.stderr.contains("1 项没有移交") && said.stderr.contains("`--all`"), "{}", said.whole());
}

#[test]
fn a_renamed_department_is_one_line_of_what_leaders_read() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("dept rename 市教委 市教育局 --yes").fine();
    sandbox.pjt("update 14 --status doing").fine();
    let said = sandbox.pjt("diff --format html --lang zh").fine().to_owned();
    assert_eq!(said.matches("改名为").count(), 1, "{said}");
    assert!(said.contains("有变化的任务 1 项") && said.contains("只是责任部门改了名称"), "{said}");
    assert!(!said.contains("责任部门有变化"), "{said}");
    // So it is on a terminal, in Markdown and in the message of the commit.
    for command in ["diff", "diff --format md", "commit --dry-run"] {
        let said = sandbox.pjt(&format!("{command} --lang zh")).fine().to_owned();
        assert_eq!(said.matches("改名为").count(), 1, "{command}: {said}");
        assert_eq!(said.matches("只是责任部门改了名称").count(), 1, "{command}: {said}");
        assert!(!said.contains("责任部门 −") && !said.contains("−市教委"), "{command}: {said}");
        assert!(said.contains("推进中"), "{command}: {said}");
    }
    // A program sees each of them.
    assert!(sandbox.pjt("diff --json").json()["changes"].as_array().unwrap().len() > 30);
}

#[test]
fn a_name_by_which_documents_say_that_there_is_nobody_is_no_departments() {
    let sandbox = Sandbox::with_seed();
    for name in ["/", "—", "…", "？", ".", "无"] {
        for words in [
            format!("update 12 --add-dept {name} --new-dept --reason x"),
            format!("add --content 新任务 --dept {name} --new-dept --reason x"),
            format!("dept rename 市财政局 {name} --yes"),
            format!("dept alias 市财政局 {name}"),
            format!("dept handover 市财政局 {name} --new-dept --reason x --yes"),
        ] {
            let said = sandbox.pjt(&format!("{words} --json"));
            assert_eq!(
                (said.code, said.json()["error"]["code"].as_str()),
                (2, Some("empty-name")),
                "{words}"
            );
        }
    }
    assert_eq!(sandbox.git(&["status", "--short"]), "");
}
