//! What stands between the rows of a table and behind them: sums, the titles again, the mark of a further page, headings; and
//! columns that stand beside the tasks.

use serde_json::Value;

use crate::sandbox::Sandbox;

/// What a document is read as: each task with its headings, departments and deadline, and the codes of what is said.
fn read(name: &str, text: &str) -> (Vec<String>, Vec<String>) {
    let sandbox = Sandbox::empty();
    sandbox.write(name, text);
    let answer = sandbox.pjt(&format!("import {name} --dry-run --json --plan a --lang en")).json();
    let title = |value: &Value| value["title"].as_str().unwrap_or_default().to_owned();
    let task = |task: &Value| {
        let names = task["departments"].as_array().unwrap().iter().map(|name| name.as_str().unwrap());
        format!(
            "{}/{}: {} ({}) {}",
            title(&task["pillar"]),
            title(&task["key_task"]),
            task["content"].as_str().unwrap(),
            names.collect::<Vec<_>>().join("+"),
            task["due"].as_str().unwrap_or("-")
        )
    };
    let tasks = answer["tasks"].as_array().unwrap_or_else(|| panic!("{answer}")).iter().map(task).collect();
    let code = |warning: &Value| warning["code"].as_str().unwrap().to_owned();
    (tasks, answer["warnings"].as_array().unwrap().iter().map(code).collect())
}

#[test]
fn sums_are_no_tasks_and_no_headings() {
    let table = "序号,类别,任务内容,责任单位,分值\n1,数字,建设平台,县数据局,10\n,小计,,,10\n2,民生,开展检查,县教育局,5\n,民生小计,5分,,\n总分,,,,15\n";
    let (tasks, said) = read("a.csv", table);
    assert_eq!(tasks, ["数字/: 建设平台 (县数据局) -", "民生/: 开展检查 (县教育局) -"]);
    assert_eq!(said, ["column-not-read"]);
}

#[test]
fn marks_of_further_pages_are_no_headings() {
    let table = "序号,任务内容,责任单位\n一、强化支撑,,\n1,建设平台,县数据局\n续表,,\n序号,任务内容,责任单位\n2,开展检查,县教育局\n一、强化支撑（续）,,\n3,举办培训,县人社局\n（续上页）,,\n4,修订章程,县司法局\n";
    let (tasks, said) = read("a.csv", table);
    assert!(tasks.iter().all(|task| task.starts_with("强化支撑/: ")), "{tasks:?}");
    assert_eq!((tasks.len(), said), (4, Vec::new()));
}

/// Titles in two rows that come again begin no other table, and the heading above them stays.
#[test]
fn titles_in_two_rows_come_again() {
    let head =
        "<tr><td rowspan=2>序号<td rowspan=2>任务内容<td colspan=2>责任分工<tr><td>牵头单位<td>配合单位";
    let page = format!(
        "<table>{head}<tr><td colspan=4>一、强化支撑<tr><td>1<td>建设平台<td>县数据局<td>县财政局{head}<tr><td>2<td>开展检查<td>县教育局<td>县公安局</table>"
    );
    let (tasks, said) = read("a.html", &page);
    assert_eq!(
        tasks,
        ["强化支撑/: 建设平台 (县数据局+县财政局) -", "强化支撑/: 开展检查 (县教育局+县公安局) -"]
    );
    assert_eq!(said, Vec::<String>::new());
}

#[test]
fn titles_that_name_a_department_are_said() {
    let table = "序号,任务内容,责任单位\n1,建设平台,县数据局\n序号,任务内容,县财政局\n2,开展检查,县教育局\n";
    let (tasks, said) = read("a.csv", table);
    assert_eq!((tasks.len(), said), (2, vec!["dropped-row".to_owned()]));
}

/// 反馈问题 in each row stands beside its task; one over several rows is their heading.
#[test]
fn a_problem_of_its_own_is_no_heading() {
    let table =
        "序号,反馈问题,整改措施,责任单位\n1,学习不深入,制定清单,办公室\n2,监管不严格,修订流程,财务科\n";
    let (tasks, said) = read("a.csv", table);
    assert_eq!(tasks, ["/: 制定清单 (办公室) -", "/: 修订流程 (财务科) -"]);
    assert_eq!(said, ["column-not-read"]);
    let shared = "序号,反馈问题,整改措施,责任单位\n1,学习不深入,制定清单,办公室\n2,学习不深入,开展培训,人事科\n3,监管不严格,修订流程,财务科\n";
    let (tasks, _) = read("a.csv", shared);
    assert!(tasks[0].starts_with("/学习不深入: ") && tasks[2].starts_with("/监管不严格: "), "{tasks:?}");
}

/// What a title calls progress, a number or a day is not proposed as text of the tasks.
#[test]
fn progress_is_not_proposed_as_text() {
    let sandbox = Sandbox::empty();
    for title in ["最新进展", "整改状态", "建议编号", "一季度节点"] {
        sandbox.write(
            "a.csv",
            format!(
                "序号,任务内容,责任单位,完成时限,{title}\n1,建设平台,县数据局,2026年6月,已完成框架\n2,开展检查,县教育局,2026年9月,已检查学校\n"
            ),
        );
        let answer = sandbox.pjt("import a.csv --dry-run --json --plan a --lang en").json();
        let said = answer["warnings"].as_array().unwrap();
        let fix = |warning: &Value| warning["fix"].as_str().unwrap_or_default().contains("--columns");
        assert!(said.len() == 1 && !said.iter().any(fix), "{title}: {answer}");
        assert_eq!(answer["tasks"][0]["content"], "建设平台");
    }
}

/// Lines of text: a name with blank cells behind it heads rows, a blank cell at the end is one, and what stands below the
/// table is no part of its last cell.
#[test]
fn rows_of_lines_end_with_their_lines() {
    let text = "分工表\n\n编号\t任务内容\t责任单位\t完成时限\t备注\n城市治理\t\t\t\t\n1\t建设平台\t县数据局\t2026年6月\t\n2\t开展检查\t县教育局\t2026年9月\t\n民生保障\t\t\t\t\n3\t举办培训\t县人社局\t全年\t省级试点\n\n附件：名单\n";
    let (tasks, _) = read("a.txt", text);
    assert_eq!(
        tasks[..2],
        ["城市治理/: 建设平台 (县数据局) 2026-06-30", "城市治理/: 开展检查 (县教育局) 2026-09-30"]
    );
    assert!(tasks[2].starts_with("民生保障/: 举办培训"), "{tasks:?}");
    let short = "分工表\n\n编号\t任务内容\t责任单位\t完成时限\n1\t建设平台\t县数据局\t全年\n\n附件：名单\n";
    let (tasks, _) = read("a.txt", &format!("2026年{short}"));
    assert_eq!(tasks, ["/: 建设平台 (县数据局) 2026-12-31"]);
}

/// Without numbers a name alone in the column of the tasks heads those below it, where the table begins with one.
#[test]
fn a_name_alone_in_the_column_of_tasks_heads_them() {
    let table =
        "任务内容,责任单位\n城市治理,\n建设平台,县数据局\n民生保障,\n举办培训,县人社局\n开展检查,县教育局\n";
    let (tasks, said) = read("a.csv", table);
    assert_eq!(
        tasks,
        [
            "城市治理/: 建设平台 (县数据局) -",
            "民生保障/: 举办培训 (县人社局) -",
            "民生保障/: 开展检查 (县教育局) -"
        ]
    );
    assert_eq!(said, Vec::<String>::new());
}

/// 底 in a bracket behind the text is its deadline; a month alone most likely, and said.
#[test]
fn months_in_closing_brackets_are_deadlines() {
    let table = "2026年分工表,,\n序号,任务内容,责任单位\n1,建设平台（6月底）,县数据局\n2,举办论坛（2026年9月）,县商务局\n3,推广经验（试点）,县发改局\n";
    let (tasks, said) = read("a.csv", table);
    assert_eq!(
        tasks,
        [
            "/: 建设平台 (县数据局) 2026-06-30",
            "/: 举办论坛 (县商务局) 2026-09-30",
            "/: 推广经验（试点） (县发改局) -"
        ]
    );
    assert_eq!(said, ["due-from-text"]);
}

/// Rows behind the end of their table are rows; what scripts would hide is looked at.
#[test]
fn rows_of_a_page_behind_their_table_are_read() {
    let row = |number: u32, task: &str, name: &str| format!("<tr><td>{number}<td>{task}<td>{name}</tr>");
    let table = format!(
        "<table><tr><th>序号<th>任务内容<th>责任单位</tr>{}{}</table>",
        row(1, "建设平台", "县数据局"),
        row(2, "开展检查", "县教育局")
    );
    let (tasks, said) = read("a.html", &format!("<html>{table}{}<p>完</p>", row(3, "举办培训", "县人社局")));
    assert_eq!(tasks[2], "/: 举办培训 (县人社局) -");
    assert_eq!(said, Vec::<String>::new());
    let hidden = "<noscript><p>3.举办培训。（县人社局负责）</p></noscript>";
    let (tasks, said) = read("a.html", &format!("<html>{table}{hidden}"));
    assert_eq!((tasks.len(), said), (2, vec!["text-aside".to_owned()]));
}

/// A line below the table that ends the sentence of its last task is said.
#[test]
fn what_spills_over_the_end_of_a_table_is_said() {
    let table = |last: &str| {
        format!(
            "<table><tr><th>序号<th>任务内容<th>责任单位<tr><td>1<td>建设平台。<td>县数据局<tr><td>2<td>开展检查。<td>县教育局<tr><td>3<td>举办培训。<td>县人社局<tr><td>4<td>{last}<td>县民政局</table>"
        )
    };
    let below = "<p>口比例达到18%。</p>";
    let cut = format!("{}{below}", table("注册志愿者占常住人"));
    assert_eq!(read("a.html", &cut).1, ["table-breaks-off"]);
    let whole = format!("{}{below}", table("注册志愿者占常住人口比例达到18%。"));
    assert_eq!(read("a.html", &whole).1, Vec::<String>::new());
}

/// The rest of a row that a page cut, with a part of its heading and of its deadline, is told.
#[test]
fn a_row_without_text_that_has_a_deadline_is_told() {
    let table = "类别,序号,任务内容,责任单位,完成时限\n强化产业,1,建设平台,县数据局,2026年6月\n支撑,,,,底前\n强化产业,2,开展检查,县教育局,2026年9月底前\n";
    let (tasks, said) = read("a.csv", table);
    assert_eq!((tasks.len(), said), (2, vec!["dropped-row".to_owned()]), "{tasks:?}");
}
