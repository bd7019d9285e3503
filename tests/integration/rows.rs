//! Rows of a table that are no whole task: what became of them is said with the place.

use serde_json::Value;

use crate::sandbox::Sandbox;

/// What is said of a table with these rows: the departments of each task, and the codes with their rows.
fn read(rows: &str) -> (Vec<String>, Vec<(String, String)>) {
    let sandbox = Sandbox::empty();
    sandbox.write("a.csv", format!("序号,重点任务,责任单位,完成时限\n{rows}"));
    let answer = sandbox.pjt("import a.csv --dry-run --json --plan a --lang en").json();
    let names = |task: &Value| {
        let names = task["departments"].as_array().unwrap().iter();
        names.map(|name| name.as_str().unwrap().to_owned()).collect::<Vec<_>>().join("+")
    };
    let said = |warning: &Value| {
        let place = warning["message"].as_str().unwrap().split(':').next().unwrap().to_owned();
        (warning["code"].as_str().unwrap().to_owned(), place)
    };
    let tasks = answer["tasks"].as_array().unwrap().iter().map(names).collect();
    (tasks, answer["warnings"].as_array().unwrap().iter().map(said).collect())
}

#[test]
fn a_number_without_a_text_gives_its_departments_to_nobody() {
    let rows = "1,建立机制,市教委,2025年6月\n二,,市科委,\n2,开展试点,市财政局,2025年9月\n";
    let (tasks, said) = read(rows);
    assert_eq!(tasks, ["市教委", "市财政局"]);
    assert_eq!(said, [("dropped-row".to_owned(), "table 1 row 3".to_owned())]);
}

#[test]
fn departments_in_a_row_of_their_own_are_given_to_the_task_above_and_said() {
    let rows = "1,建立机制,市教委,2025年6月\n,,市科委,\n2,开展试点,市财政局,2025年9月\n";
    let (tasks, said) = read(rows);
    assert_eq!(tasks, ["市教委+市科委", "市财政局"]);
    assert_eq!(said, [("row-without-text".to_owned(), "table 1 row 3".to_owned())]);
}

#[test]
fn a_deadline_in_a_row_of_its_own_heads_nothing() {
    let rows = "1,建立机制,市教委,2025年6月\n,,,持续推进\n2,开展试点,市财政局,2025年9月\n";
    let sandbox = Sandbox::empty();
    sandbox.write("a.csv", format!("序号,重点任务,责任单位,完成时限\n{rows}"));
    let answer = sandbox.pjt("import a.csv --dry-run --json --plan a").json();
    assert_eq!(answer["pillars"], serde_json::json!([]), "{answer}");
    assert_eq!(read(rows).1, [("dropped-row".to_owned(), "table 1 row 3".to_owned())]);
}

/// A bracket with the years below the title belongs to it; a section of goals needs no word.
#[test]
fn years_below_the_title_are_of_it_and_a_section_of_goals_is_no_lost_task() {
    let sandbox = Sandbox::empty();
    sandbox.write(
        "方案.txt",
        "云湖县旅游三年行动方案\n（2024—2026年）\n一、目标任务\n到2026年，收入达到60亿元。\n二、重点任务\n（一）建设景区。（县文旅局、县交通局负责）\n（二）打造线路。（县文旅局负责）\n",
    );
    let answer = sandbox.pjt("import 方案.txt --dry-run --json --plan a").json();
    assert_eq!(answer["plan"]["title"], "云湖县旅游三年行动方案（2024—2026年）");
    assert_eq!(answer["warnings"], serde_json::json!([]), "{answer}");
}

/// 项目一 above the card of a project says nothing; 重点任务 beside 目标要求 are one task.
#[test]
fn a_number_is_no_heading_and_a_goal_no_task_of_its_own() {
    let sandbox = Sandbox::empty();
    let card = |number: &str, name: &str| {
        format!(
            "## 项目{number}\n\n| 项目名称 | {name} | 完成时限 | 2025年6月 |\n| --- | --- | --- | --- |\n| 建设内容 | 改造{name}管网20公里 | 责任单位 | 县水利局 |\n\n"
        )
    };
    sandbox.write("a.md", format!("# 云湖县2025年民生实事\n\n{}{}", card("一", "城区"), card("二", "园区")));
    let answer = sandbox.pjt("import a.md --dry-run --json --plan a").json();
    assert_eq!(answer["pillars"], serde_json::json!([]), "{answer}");
    sandbox.write(
        "b.csv",
        "序号,板块,重点任务,目标要求,责任单位\n1,招商,举办招商活动,签约项目40个,投促局\n2,招商,组建招商小组,设3个,投促局\n3,园区,推进园区改革,比例100%,数据局\n",
    );
    let answer = sandbox.pjt("import b.csv --dry-run --json --plan b").json();
    assert_eq!(answer["key_tasks"], serde_json::json!([]), "{answer}");
    assert_eq!(answer["tasks"][0]["content"], "举办招商活动 签约项目40个");
}
