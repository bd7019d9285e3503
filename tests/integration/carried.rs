//! What a commit of a command takes along beside what the command wrote.

use serde_json::json;

use crate::guard::{edit, store, task};

#[test]
fn a_commit_says_what_it_takes_along() {
    let sandbox = store();
    edit(&sandbox, &task(14), "上线", "没有上线");
    let said = sandbox.pjt("update 14 --note 又一条 --commit");
    assert!(said.code == 0 && said.stderr.contains("没有上线"), "{}", said.whole());
    assert!(!said.stderr.contains("又一条"), "{}", said.whole());
    let registry = "data/departments.yaml";
    sandbox.write(registry, sandbox.read(registry) + "- name: 假局\n");
    let said = sandbox.pjt("dept alias 市教委 教委 --commit --json").json();
    let warning = &said["warnings"][0];
    assert_eq!(warning["code"], json!("carried-along"));
    assert!(warning["message"].as_str().unwrap().contains("假局"), "{warning}");
    // The files of plans, periods and the registry are as good as tasks.
    let plan = "data/chanjiao-2021-2025/plan.yaml";
    let title = "title: 上海市";
    let sandbox = store();
    sandbox.pjt("period open 2025-q3 --due 2025-10-10 --today 2025-09-01 --commit").fine();
    let period = "data/periods/2025-q3.yaml";
    for (path, old, new, command) in [
        (plan, "  title: ", "  title: 手写的", "plan edit chanjiao-2021-2025 --title 新名 --reason 更名"),
        (plan, title, "title: 手写的", "plan rename chanjiao-2021-2025 cj --yes"),
        (period, "title: ", "title: 手写的", "period close 2025-q3 --today 2025-10-11"),
        (period, "title: ", "title: 手写的", "period open 2025-q3 --due 2025-10-20 --today 2025-09-02"),
    ] {
        edit(&sandbox, path, old, new);
        let said = sandbox.pjt(&format!("{command} --commit"));
        assert!(said.code == 0 && said.stderr.contains("手写的"), "{command}: {}", said.whole());
        sandbox.git(&["reset", "-q", "--hard", "HEAD~"]);
        let said = sandbox.pjt(&format!("{command} --commit"));
        assert!(said.code == 0 && !said.stderr.contains("还带上"), "{command}: {}", said.whole());
        sandbox.git(&["reset", "-q", "--hard", "HEAD~"]);
    }
    let said = sandbox.pjt("plan remove chanjiao-2021-2025 --reason 并入 --yes --commit");
    assert!(said.code == 0 && !said.stderr.contains("还带上"), "{}", said.whole());
    let sandbox = store();
    // Nothing is said where nothing goes along.
    for command in
        ["update 15 16 --status doing --note 开工", "dept code 市教委 jiaowei", "office --name 市府办"]
    {
        let said = sandbox.pjt(&format!("{command} --commit"));
        assert!(said.code == 0 && !said.stderr.contains("还带上"), "{}", said.whole());
    }
}
