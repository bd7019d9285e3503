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
    // Nothing is said where nothing goes along.
    for command in
        ["update 15 16 --status doing --note 开工", "dept code 市教委 jiaowei", "office --name 市府办"]
    {
        let said = sandbox.pjt(&format!("{command} --commit"));
        assert!(said.code == 0 && !said.stderr.contains("还带上"), "{}", said.whole());
    }
}
