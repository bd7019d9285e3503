//! `pjt show`, `stats`, `departments`, `export`: what a person reads.

use crate::sandbox::Sandbox;

#[test]
fn a_task_in_full_fits_eighty_columns() {
    let sandbox = Sandbox::with_seed();
    snapbox::assert_data_eq!(
        sandbox.pjt("show 14 --today 2026-01-31").whole(),
        snapbox::str![[r#"
任务          14
方案          上海市深化产教融合协同育人行动计划（2021-2025年）
              （chanjiao-2021-2025）
板块          （二）建立开放共享的协同育人信息平台
重点任务      5.建立市级产教融合协同育人信息共享与发布系统
任务内容      建立资源汇聚、开放共享、分工协作的市级产教融合协同育人公共服务平
              台；建立市级产教融合协同育人项目信息库，做好信息共享和社会服务，为
              协同育人成果的传递、交流提供信息资源支持；
责任部门      市教委、市发展改革委、市经济信息化委、市国资委
牵头          市教委（按首位）
配合          市发展改革委、市经济信息化委、市国资委
状态          未启动（逾期31天）
完成时限      2025-12-31（随方案）
出处          第 64 行

"#]]
    );
    assert_eq!(sandbox.pjt("show 44").code, 3);
    assert_eq!(sandbox.pjt("show 3-5 --json").json()["tasks"].as_array().unwrap().len(), 3);
}

#[test]
fn counts_keep_lead_and_support_apart() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("update 14 --status done").fine();
    let stats = sandbox.pjt("stats --json --today 2025-06-30").json();
    let row = stats["rows"].as_array().unwrap().iter().find(|row| row["name"] == "市发展改革委").unwrap();
    assert_eq!(
        (&row["all"]["tasks"], &row["lead"]["tasks"], &row["support"]["tasks"]),
        (&13.into(), &3.into(), &10.into())
    );
    assert_eq!(stats["total"]["completed"], 1);
    assert_eq!(stats["total"]["counted"], 43);
}

#[test]
fn a_ledger_is_written_as_a_whole_and_can_not_act() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt_with(&["update", "14", "--note", "=HYPERLINK(\"http://x\")<script>"], &[]).fine();
    for name in ["台账.xlsx", "台账.html", "台账.csv", "台账.md", "台账.json"] {
        sandbox.pjt_with(&["export", "-o", name], &[]).fine();
        assert!(sandbox.path(name).metadata().unwrap().len() > 5_000, "{name}");
    }
    assert!(sandbox.read("台账.csv").starts_with('\u{feff}'));
    assert!(!sandbox.read("台账.html").contains("<script"));
    assert_eq!(sandbox.pjt("export -o x.doc").code, 2);
}

#[test]
fn a_task_is_shown_and_changed_although_another_file_is_broken() {
    let sandbox = Sandbox::with_seed();
    sandbox.write("data/chanjiao-2021-2025/tasks/020.yaml", "id: 20\ncontent: x\nstatus: maybe\n");
    sandbox.pjt("show 14").fine();
    sandbox.pjt("update 14 --status done").fine();
    assert_eq!(sandbox.pjt("show 20").code, 1);
    assert_eq!(sandbox.pjt("update 20 --status done").code, 1);
    let said = sandbox.pjt("show 19-21 --json");
    assert_eq!((said.json()["tasks"].as_array().unwrap().len(), said.code), (2, 1));
    assert!(said.stderr.contains("3 个文件中的 2 个"), "{}", said.stderr);
    assert_eq!(sandbox.pjt("show 44").code, 3);
}

#[test]
fn a_task_that_may_lie_in_what_can_not_be_read_is_not_said_to_be_missing() {
    const TASKS: &str = "data/chanjiao-2021-2025/tasks";
    let asked = |sandbox: &Sandbox, named: &str| {
        for words in ["show 14", "show 14 --json", "update 14 --note 进展", "blame 14", "show 14-15"] {
            let said = sandbox.pjt(words);
            assert_eq!(said.code, 1, "{words}: {}", said.whole());
            assert!(said.whole().contains(named), "{words}: {}", said.whole());
        }
    };
    for name in ["14.yaml", "014.yml", "014.YAML", "0014.yaml", "014 - 副本.yaml", "推迟.yaml"] {
        let sandbox = Sandbox::with_seed();
        let [from, to] = ["014.yaml", name].map(|name| sandbox.path(&format!("{TASKS}/{name}")));
        std::fs::rename(from, to).unwrap();
        asked(&sandbox, name);
        // What can be read is shown, and a name that says another number hides no other task.
        sandbox.pjt("show 13").fine();
        let is_any = name == "推迟.yaml";
        assert_eq!(sandbox.pjt("show 99").code, if is_any { 1 } else { 3 }, "{name}");
    }
    let sandbox = Sandbox::with_seed();
    std::fs::rename(sandbox.path(TASKS), sandbox.path("aside")).unwrap();
    sandbox.write(TASKS, "x");
    asked(&sandbox, TASKS);
    // The name says one number, the content another one.
    let sandbox = Sandbox::with_seed();
    std::fs::rename(sandbox.path(&format!("{TASKS}/014.yaml")), sandbox.path(&format!("{TASKS}/050.yaml")))
        .unwrap();
    let said = sandbox.pjt("show 14");
    assert!(said.code == 1 && said.stderr.contains("050.yaml"), "{}", said.whole());
}
