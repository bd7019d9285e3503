//! `pjt import`: the seed's table becomes the store in `data/`.

use std::fs;

use serde_json::json;

use crate::sandbox::{Sandbox, repository};

fn imported() -> Sandbox {
    let sandbox = Sandbox::empty();
    let seed = fs::read(repository().join("seeds/chanjiao-2021-2025.txt")).unwrap();
    sandbox.write("seeds/chanjiao-2021-2025.txt", seed);
    sandbox.pjt("init").fine();
    sandbox.pjt("import seeds/chanjiao-2021-2025.txt --lead-rule first_listed").fine();
    sandbox
}

#[test]
fn importing_the_seed_gives_the_data_of_this_repository() {
    let sandbox = imported();
    let tasks = repository().join("data/chanjiao-2021-2025/tasks");
    assert_eq!(fs::read_dir(&tasks).unwrap().count(), 43);
    for entry in fs::read_dir(tasks).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let own = sandbox.read(&format!("data/chanjiao-2021-2025/tasks/{name}"));
        assert_eq!(own, fs::read_to_string(entry.path()).unwrap(), "{name}");
    }
    let uncommented =
        |text: &str| text.lines().filter(|line| !line.starts_with('#')).collect::<Vec<_>>().join("\n");
    let plan = fs::read_to_string(repository().join("data/chanjiao-2021-2025/plan.yaml")).unwrap();
    assert_eq!(uncommented(&sandbox.read("data/chanjiao-2021-2025/plan.yaml")), uncommented(&plan));
}

#[test]
fn every_field_of_the_seed_comes_back_through_the_store() {
    let sandbox = imported();
    let tasks = sandbox.pjt("list --json").json();
    let tasks = tasks["tasks"].as_array().unwrap();
    let expected: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(repository().join("tests/data/seed.json")).unwrap())
            .unwrap();
    let items = expected["items"].as_array().unwrap();
    assert_eq!(tasks.len(), items.len());
    for (task, item) in tasks.iter().zip(items) {
        let id = task["id"].as_u64().unwrap();
        assert_eq!(item["id"].as_u64(), Some(id));
        assert_eq!(task["label"], item["label"], "{id}");
        assert_eq!(task["content"], item["content"], "{id}");
        assert_eq!(task["departments"], item["departments"], "{id}");
        assert_eq!(task["pillar"], item["pillar"], "{id}");
        assert_eq!(task["key_task"], item["key_task"], "{id}");
        assert!(task["due"].is_null() && task["due_text"].is_null(), "{id}");
        assert_eq!(task["lead_basis"], "first_listed", "{id}");
    }
}

#[test]
fn a_department_named_twice_is_kept_once_and_named() {
    let sandbox = Sandbox::empty();
    let seed = fs::read(repository().join("seeds/chanjiao-2021-2025.txt")).unwrap();
    let said = sandbox.write("plan.txt", seed).pjt("import plan.txt --dry-run --json").json();
    let warnings = said["warnings"].as_array().unwrap();
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert_eq!(warnings[0]["code"], "repeated-department");
    assert!(
        said["tasks"].as_array().unwrap().iter().all(|task| task["lead"].is_null() && task["due"].is_null())
    );
    assert!(!sandbox.path("data").exists(), "a dry run writes nothing");
}

#[test]
fn the_same_document_again_changes_nothing_at_all() {
    let sandbox = imported();
    sandbox.pjt("update 14 --status done").fine();
    let before = sandbox.read("data/chanjiao-2021-2025/tasks/014.yaml");
    let said = sandbox.pjt("import seeds/chanjiao-2021-2025.txt --yes");
    assert!(said.fine().is_empty() && said.stderr.contains("没有任何改动"), "{}", said.whole());
    assert_eq!(sandbox.read("data/chanjiao-2021-2025/tasks/014.yaml"), before);
}

/// Five tasks reworded, two new, one gone, one moved under another key task.
fn next_edition() -> String {
    let seed = fs::read_to_string(repository().join("seeds/chanjiao-2021-2025.txt")).unwrap();
    let mut text = seed;
    for (old, new) in [
        (
            "建立联席会议办公室，实体机构设在市教委。",
            "建立联席会议办公室，实体机构设在市教委，每季度召开会议。",
        ),
        ("认定一批产教融合协同育人成效突出的标杆学校。", "分三批认定产教融合协同育人成效突出的标杆学校。"),
        ("推进职业本科试点，", "深入推进职业本科试点，"),
        ("发布年度上海产教融合协同育人白皮书，", "按年度发布上海产教融合协同育人白皮书和典型案例，"),
        ("建立产业教授、产业导师、产业讲师三级", "健全产业教授、产业导师、产业讲师三级"),
    ] {
        assert!(text.contains(old), "{old}");
        text = text.replace(old, new);
    }
    let row = |number: u32, content: &str| format!("\n\t\n\t（{number}）{content}\n\t市教委、相关学校\n");
    let at = |text: &str, words: &str| text.find(words).unwrap();
    // Task 5 is gone.
    let start = at(&text, "\n\t\n\t（5）");
    let end = at(&text, "\n\t\n\t（6）");
    text.replace_range(start..end, "");
    // Task 42 moves to the last row of key task 16.
    let start = at(&text, "\n\t\n\t（42）");
    let end = at(&text, "\n\t\n\t（43）");
    let moved = text[start..end].to_owned();
    text.replace_range(start..end, "");
    let home = at(&text, "\n\t17.");
    text.insert_str(home, &moved);
    text.push_str(&row(44, "建立面向中小企业的产教融合服务站，提供政策咨询和项目对接；"));
    text.push_str(&row(45, "每年评选产教融合十佳案例并编印成册。"));
    text
}

#[test]
fn the_next_edition_keeps_every_status_and_note() {
    let sandbox = imported();
    for id in [2, 5, 6, 14, 18, 22, 30, 40, 42, 43] {
        sandbox.pjt(&format!("update {id} --status done --note 进展{id} --by 市教委")).fine();
    }
    sandbox.pjt("update 6 --due 2024-06-30").fine();
    sandbox.git(&["init", "-q"]);
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "before"]);
    sandbox.write("v2.txt", next_edition());

    let said = sandbox.pjt("import v2.txt --plan chanjiao-2021-2025");
    assert!(
        said.fine().ends_with("不变 36 项，改写 5 项，移动 1 项，新增 2 项，文件中已没有 1 项\n"),
        "{}",
        said.whole()
    );
    assert!(said.stdout.contains("内容 【+深入+】推进职业本科试点"), "{}", said.stdout);
    assert!(sandbox.numstat().is_empty(), "nothing is written without --yes");

    sandbox.pjt("import v2.txt --plan chanjiao-2021-2025 --yes").fine();
    let tasks = sandbox.pjt("list --json").json()["tasks"].clone();
    let tasks = tasks.as_array().unwrap();
    assert_eq!(tasks.len(), 45);
    for task in tasks {
        let id = task["id"].as_u64().unwrap();
        let touched = [2, 5, 6, 14, 18, 22, 30, 40, 42, 43].contains(&id);
        assert_eq!(task["status"], if touched { "done" } else { "not_started" }, "{id}");
        assert_eq!(task["notes"].as_array().unwrap().len(), usize::from(touched), "{id}");
        let review = match id {
            2 | 6 | 18 | 22 | 43 => serde_json::json!("reworded"),
            5 => serde_json::json!("gone"),
            _ => serde_json::Value::Null,
        };
        assert_eq!(task["review"], review, "{id}");
    }
    let by_id = |id: u64| tasks.iter().find(|task| task["id"] == id).unwrap();
    assert_eq!(by_id(6)["due"], "2024-06-30");
    assert_eq!(by_id(42)["key_task"]["id"], 16);
    assert!(by_id(45)["content"].as_str().unwrap().starts_with("每年评选"));

    let again = sandbox.pjt("import v2.txt --plan chanjiao-2021-2025 --yes");
    assert!(again.stderr.contains("没有任何改动"), "{}", again.whole());
    let pending = sandbox.pjt("check --json").json()["findings"].as_array().unwrap().len();
    assert_eq!(pending, 6);
    sandbox.pjt("update 2 5 6 18 22 43 --confirm --yes").fine();
    assert_eq!(sandbox.pjt("check").whole(), "");
}

#[test]
fn what_is_no_document_is_refused_with_its_name() {
    let sandbox = Sandbox::empty();
    sandbox.pjt("init").fine();
    let said = sandbox.pjt("import none.txt");
    assert_eq!(said.code, 3);
    assert!(said.stderr.contains("none.txt"));
    let said = sandbox.write("letter.txt", "各位同事：\n明天开会。\n").pjt("import letter.txt");
    assert_eq!(said.code, 1, "{}", said.whole());
    assert!(said.stderr.contains("letter.txt"));
    assert!(!sandbox.path("data/letter").exists());
}

#[test]
fn a_task_inserted_in_the_middle_leaves_every_number_in_the_store_as_it_is() {
    let sandbox = imported();
    sandbox.pjt("update 20 --status doing --note 推进顺利 --by 市教委").fine();
    let registry = sandbox.read("data/departments.yaml").replace(
        "- name: 市经济信息化委",
        "# 机构简称\n- name: 市经济信息化委 # 经信\n  aliases: [市经信委]",
    );
    sandbox.write("data/departments.yaml", &registry);
    let mut text = fs::read_to_string(repository().join("seeds/chanjiao-2021-2025.txt")).unwrap();
    for number in (11..=43).rev() {
        let next = number + 1;
        text = text.replace(&format!("（{number}）"), &format!("（{next}）"));
    }
    let at = text.find("\n\t\n\t（12）").unwrap();
    text.insert_str(at, "\n\t\n\t（11）开展新一轮城市试点自查评估；\n\t市经信委、市经济和信息化委员会\n");
    sandbox.write("v2.txt", text);
    let said = sandbox.pjt("import v2.txt --plan chanjiao-2021-2025 --yes");
    assert!(said.fine().ends_with("不变 10 项，文件序号有变 33 项，新增 1 项\n"), "{}", said.whole());
    assert!(said.stdout.contains("20：（20） → （21）"), "{}", said.stdout);
    assert!(
        said.stderr.contains("`市经济信息化委` 与 `市经济和信息化委员会` 可能是同一部门"),
        "{}",
        said.whole()
    );
    let kept = sandbox.read("data/chanjiao-2021-2025/tasks/020.yaml");
    assert!(
        kept.contains("id: 20\n") && kept.contains("label: （21）") && kept.contains("推进顺利"),
        "{kept}"
    );
    // The registry keeps what a person wrote; both names of a department find its tasks.
    assert!(sandbox.read("data/departments.yaml").starts_with(registry.trim_end()));
    let found = sandbox.pjt("list --dept 市经济信息化委 --keyword 自查 --json").json();
    assert_eq!(found["tasks"][0]["id"], 44);
    assert_eq!(sandbox.pjt("check").whole(), "");
    let doubtful = sandbox.pjt("departments --json").json()["doubtful"].clone();
    assert_eq!(doubtful, serde_json::json!([["市经济信息化委", "市经济和信息化委员会"]]));
}

#[test]
fn another_document_is_not_taken_for_a_new_edition_by_a_name_that_nobody_typed() {
    let sandbox = Sandbox::empty();
    sandbox.pjt("init").fine();
    sandbox.write("甲.csv", "序号,任务,责任单位\n1,建立平台,市教委\n");
    sandbox.write("乙.csv", "序号,任务,责任单位\n1,打造园区,市科委\n");
    sandbox.pjt("import 甲.csv").fine();
    let said = sandbox.pjt("import 乙.csv --yes");
    assert_eq!(said.code, 4, "{}", said.whole());
    assert!(said.stderr.contains("--plan"), "{}", said.whole());
    assert!(sandbox.read("data/plan/tasks/001.yaml").contains("建立平台"));
}

#[test]
fn a_column_that_the_table_does_not_have_is_wrong_usage() {
    let sandbox = Sandbox::empty();
    sandbox.write("plan.csv", "甲,乙,丙\n1,建立平台,市教委\n");
    let said = sandbox.pjt("import plan.csv --dry-run --columns content=9");
    assert_eq!(said.code, 2, "{}", said.whole());
    let said = sandbox.pjt("import plan.csv --dry-run --columns content=2,departments=3 --json").json();
    assert_eq!(said["tasks"][0]["departments"], serde_json::json!(["市教委"]), "{said}");
}

#[test]
fn a_list_of_departments_that_never_closes_is_not_passed_over_in_silence() {
    let sandbox = Sandbox::empty();
    sandbox.write("a.txt", "一、平台\n（一）数据\n建立公共服务平台。（责任单位：市教委）\n开展数据共享试点。（责任单位：\n\n安排专项经费。（责任单位：市财政局）\n");
    let said = sandbox.pjt("import a.txt --dry-run --json");
    let warnings = said.json()["warnings"].clone();
    let names_line = |warning: &serde_json::Value| warning["line"] == 4;
    assert!(warnings.as_array().unwrap().iter().any(names_line), "{}", said.whole());
}

#[test]
fn a_closing_sentence_assigns_where_most_paragraphs_close_so_and_a_report_is_no_plan() {
    let sandbox = Sandbox::empty();
    sandbox.pjt("init").fine();
    sandbox.write(
        "plan.txt",
        "海州市数字教育计划\n一、平台\n1. 建设门户，整合资源。由市教委牵头，市财政局配合。\n\
         2. 加大投入，由市财政局牵头，市教委配合。\n3. 加强宣传。市委宣传部负责，2026年6月底前完成。\n",
    );
    let found = sandbox.pjt("import plan.txt --dry-run --json").json();
    let tasks = found["tasks"].as_array().unwrap();
    let of = |index: usize| (&tasks[index]["content"], &tasks[index]["lead"], &tasks[index]["departments"]);
    assert_eq!(of(0), (&json!("建设门户，整合资源。"), &json!(["市教委"]), &json!(["市教委", "市财政局"])));
    assert_eq!(
        of(1),
        (
            &json!("加大投入，由市财政局牵头，市教委配合。"),
            &json!(["市财政局"]),
            &json!(["市财政局", "市教委"])
        )
    );
    assert_eq!(of(2), (&json!("加强宣传。"), &json!(null), &json!(["市委宣传部"])));
    assert_eq!(tasks[2]["due"], "2026-06-30");
    sandbox.write(
        "report.txt",
        "海州市2025年政府工作报告\n一、2024年工作回顾\n1.经济平稳增长。全年生产总值增长6%。\n2.民生持续改善。\n\
         二、2025年重点工作\n1.加快产业升级。市经信局牵头推进。\n2.扩大内需。\n",
    );
    assert_eq!(sandbox.pjt("import report.txt --dry-run").code, 1);
}

#[test]
fn what_explain_says_of_sentences_around_a_table_is_so_and_its_figures_add_up() {
    let sandbox = Sandbox::with_seed();
    sandbox.write(
        "plan.md",
        "# 关于印发《某市数据行动计划（2025-2027年）》任务分工的通知\n\n\
         现将《某市数据行动计划（2025-2027年）》任务分工印发给你们，请认真贯彻执行。\n\n\
         | 序号 | 重点任务 | 责任单位 | 完成时限 |\n|---|---|---|---|\n\
         | 1 | 建设平台 | 市教委、市科委 | 2025年底 |\n| 2 | 培训人才 | 市科委 | 持续推进 |\n\n\
         注：责任单位中列第一位的为牵头单位，其他为配合单位。\n",
    );
    let arguments = ["import", "plan.md", "--plan", "shuju", "--explain", "--dry-run"];
    let said = sandbox.pjt_with(&arguments, &[("PJT_LANG", "zh")]);
    let role = |begin: &str| {
        let line = said.fine().lines().find(|line| line.contains(begin)).unwrap().to_owned();
        line.split('\t').nth(1).unwrap().to_owned()
    };
    assert_eq!(role("关于印发"), "标题");
    assert_eq!(role("现将"), "略过");
    assert_eq!(role("注：责任单位"), "说明");
    assert!(
        said.stdout.contains(
            "合计 6 处：任务 2，接上一项 0，板块和重点任务 0，标题、表头和说明 3，略过 1，未导入 0；"
        ),
        "{}",
        said.stdout
    );
}
