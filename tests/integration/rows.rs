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

/// Short lines without a number between tasks are headings, of two right above each other the upper the outer; one alone
/// is said.
#[test]
fn short_lines_between_tasks_are_headings() {
    let read = |text: &str| {
        let sandbox = Sandbox::empty();
        sandbox.write("方案.md", format!("# 云湖区2025年重点工作分工\n\n{text}"));
        let answer = sandbox.pjt("import 方案.md --dry-run --json --plan a").json();
        let title = |task: &Value, key: &str| task[key]["title"].as_str().unwrap_or_default().to_owned();
        let tasks = answer["tasks"].as_array().unwrap().iter();
        let titles = tasks.map(|task| format!("{}/{}", title(task, "pillar"), title(task, "key_task")));
        (titles.collect::<Vec<_>>(), answer["warnings"].as_array().unwrap().len())
    };
    let task = |number: usize, name: &str| format!("{number}.建设平台。（责任单位：{name}）\n\n");
    let (one, two) = (task(1, "区工信局"), task(2, "区农业农村局"));
    assert_eq!(read(&format!("强化产业支撑\n\n{one}城市管理：\n\n{two}")).0, ["强化产业支撑/", "城市管理/"]);
    let nested = format!("## 产业\n\n### 工业\n\n{one}## 民生\n\n### 教育\n\n{two}");
    assert_eq!(read(&nested).0, ["产业/工业", "民生/教育"]);
    assert_eq!(read(&format!("{one}城市管理\n\n{two}")), (vec!["/".to_owned(), "/".to_owned()], 1));
}

/// What stands below 注：1.… with the next numbers are notes, too; a name for each sheet at the end of the titles is none of the plan.
#[test]
fn notes_go_on_with_their_numbers() {
    let rows = "1,建立机制,市教委,2025年6月\n注：1.每月报送。,,,\n2.有调整的报备。,,,\n3.由市府办解释。,,,\n";
    assert_eq!(read(rows), (vec!["市教委".to_owned()], Vec::new()));
}

/// 牦牛产业 ends as a department does and is none: it groups the tasks. Goal and problem of a row are text of its task.
#[test]
fn columns_of_words_that_end_as_names_are_groups() {
    let sandbox = Sandbox::empty();
    sandbox.write(
        "a.csv",
        "序号,产业方向,任务内容,责任单位\n1,青稞产业,建设基地5个,县农业局\n2,青稞产业,培育企业3家,县商务局\n3,文旅产业,打造线路2条,县文旅局\n",
    );
    let answer = sandbox.pjt("import a.csv --dry-run --json --plan a").json();
    assert_eq!(
        answer["tasks"][2]["key_task"]["title"].as_str().or(answer["tasks"][2]["pillar"]["title"].as_str()),
        Some("文旅产业"),
        "{answer}"
    );
    sandbox.write(
        "b.csv",
        "序号,问题描述,整改目标,整改措施,责任单位\n1,排污口未整治,水质稳定达标,封堵排污口6处,县水务局\n2,堆场未覆盖,扬尘有效控制,覆盖堆场9处,县住建局\n",
    );
    let answer = sandbox.pjt("import b.csv --dry-run --json --plan b").json();
    assert_eq!(answer["tasks"][0]["content"], "排污口未整治 水质稳定达标 封堵排污口6处");
    assert_eq!(answer["warnings"], serde_json::json!([]));
}

/// A table whose titles stand in its first column, and one whose tasks have who and when in a row below them.
#[test]
fn a_table_that_stands_upright_and_one_of_pairs_of_rows_are_read() {
    let sandbox = Sandbox::empty();
    sandbox.write(
        "a.csv",
        "序号,1,2\n任务内容,建设平台,归集数据\n牵头单位,区审批局,区数据中心\n配合单位,区财政局,区各部门\n完成时限,2025年5月,2025年8月\n",
    );
    sandbox.write(
        "b.html",
        "<table><tr><td>序号</td><td>任务内容</td></tr><tr><td rowspan=2>1</td><td>建设平台</td></tr><tr><td>牵头单位：区审批局；配合单位：区财政局；完成时限：2025年5月</td></tr><tr><td rowspan=2>2</td><td>归集数据</td></tr><tr><td>牵头单位：区数据中心；配合单位：区各部门；完成时限：2025年8月</td></tr></table>",
    );
    for file in ["a.csv", "b.html"] {
        let answer = sandbox.pjt(&format!("import {file} --dry-run --json --plan a")).json();
        let read = |task: &Value| (task["content"].clone(), task["lead"][0].clone(), task["due"].clone());
        let tasks: Vec<_> = answer["tasks"].as_array().unwrap().iter().map(read).collect();
        assert_eq!(
            tasks,
            [
                ("建设平台".into(), "区审批局".into(), "2025-05-31".into()),
                ("归集数据".into(), "区数据中心".into(), "2025-08-31".into())
            ],
            "{file}: {answer}"
        );
        assert_eq!(answer["warnings"], serde_json::json!([]), "{file}");
        // the place of each is where a person finds it
        let places: Vec<&Value> =
            answer["tasks"].as_array().unwrap().iter().map(|task| &task["source"]).collect();
        if file == "a.csv" {
            assert_eq!(places, ["table 1 column 2", "table 1 column 3"]);
        }
    }
}

/// What departments are there for, and what citizens were answered, are no tasks.
#[test]
fn duties_and_answers_are_no_tasks() {
    for table in [
        "序号,成员单位,主要职责\n1,区应急局,统筹抢险力量\n2,区交通局,抢修受损道路\n3,区卫健委,组织医疗救治\n",
        "序号,来信内容,办理单位,答复内容,办结时间\n1,反映占道经营,区城管局,已加强巡查,2025年5月8日\n2,咨询居住证,区公安分局,请携带身份证到派出所办理。,2025年5月9日\n3,建议增设站点,区交通局,已列入研究,2025年5月9日\n",
    ] {
        let sandbox = Sandbox::empty();
        sandbox.write("a.csv", table);
        let answer = sandbox.pjt("import a.csv --dry-run --json --plan a").json();
        assert_eq!(answer["error"]["code"], "no-tasks", "{answer}");
    }
}

/// A heading row in the column of numbers hides none of them.
#[test]
fn numbers_of_several_parts_are_numbers_beside_headings() {
    let sandbox = Sandbox::empty();
    sandbox.write(
        "a.csv",
        "条款,整改任务,主责科室\n质量管理,,\n1.2.3,修订目录,医务处\n1.4.1,建立制度,质控办\n药事管理,,\n2.1.5,开展点评,药学部\n",
    );
    let answer = sandbox.pjt("import a.csv --dry-run --json --plan a").json();
    let title = |task: &Value| task["pillar"]["title"].as_str().unwrap_or_default().to_owned();
    let pillars: Vec<_> = answer["tasks"].as_array().unwrap().iter().map(title).collect();
    assert_eq!(pillars, ["质量管理", "质量管理", "药事管理"], "{answer}");
    assert_eq!(answer["key_tasks"], serde_json::json!([]), "{answer}");
}
