//! Task tables as offices send them, one of each layout, with the tasks that a person reads off them. Beside
//! each document in `tests/data/tables` stands what it holds, a task a line.

use std::{fs, path::Path};

use serde_json::Value;

use crate::sandbox::{Sandbox, repository};

/// A task as the expectation has it: label, headings, content, departments, lead, due date.
fn line(task: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let list = |value: &Value| {
        let names = value.as_array().map(Vec::as_slice).unwrap_or_default();
        names.iter().map(text).collect::<Vec<_>>().join("+")
    };
    [
        text(&task["label"]),
        text(&task["pillar"]["title"]),
        text(&task["key_task"]["title"]),
        text(&task["content"]),
        list(&task["departments"]),
        list(&task["lead"]),
        text(&task["due"]),
    ]
    .join(" | ")
}

fn tasks_of(document: &Path) -> String {
    let sandbox = Sandbox::empty();
    let name = document.file_name().unwrap().to_str().unwrap();
    sandbox.write(name, fs::read(document).unwrap());
    let said = sandbox.pjt(&format!("import {name} --dry-run --json")).json();
    said["tasks"].as_array().unwrap().iter().map(|task| line(task) + "\n").collect()
}

#[test]
fn every_layout_gives_the_tasks_that_a_person_reads_off_it() {
    let folder = repository().join("tests/data/tables");
    let mut documents: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    documents.retain(|path| path.extension().is_some_and(|end| end != "expected"));
    assert!(documents.len() >= 10, "{documents:?}");
    for document in documents {
        let expected = fs::read_to_string(document.with_extension("expected")).unwrap();
        assert_eq!(tasks_of(&document), expected, "{}", document.display());
    }
}

/// Nothing is left out in silence: a table whose titles nobody knows is named, with the option that reads it.
#[test]
fn a_table_that_is_not_read_is_named() {
    let sandbox = Sandbox::empty();
    let known =
        "| 序号 | 任务 | 责任单位 |\n|---|---|---|\n| 1 | 建设平台 | 市教委 |\n| 2 | 开展试点 | 市科委 |\n";
    let unknown = "| 甲 | 乙 | 丙 | 丁 |\n|---|---|---|---|\n| 东片 | 清运积存垃圾 | 市城管局 | 甲 |\n| 西片 | 改造户厕二百座 | 市农业农村局 | 乙 |\n";
    sandbox.write("方案.md", format!("# 工作方案\n\n{known}\n另附：\n\n{unknown}"));
    let answer = sandbox.pjt("import 方案.md --dry-run --json --plan a").json();
    assert_eq!(answer["tasks"].as_array().unwrap().len(), 2, "{answer}");
    let said = answer["warnings"].to_string();
    assert!(
        said.contains("other-table") && said.contains("--table 2 --columns content=2,departments=3"),
        "{said}"
    );
}

/// A paragraph with departments that no task was given is named with its line.
#[test]
fn departments_that_no_task_was_given_are_named() {
    for lost in [
        "各校网络年底前升级，责任单位：市经信局，经费由学校自筹，不足部分另行安排。",
        "各校网络年底前升级（责任科室：市经信局信息科）后续费用另行安排。",
    ] {
        let sandbox = Sandbox::empty();
        let plan =
            format!("校园方案\n1.建设平台。（责任单位：市教委）\n2.开展试点。（责任单位：市科委）\n{lost}\n");
        sandbox.write("方案.txt", format!("{plan}3.完善机制。（责任单位：市财政局）\n"));
        let answer = sandbox.pjt("import 方案.txt --dry-run --json --plan a").json();
        let said = answer["warnings"].to_string();
        assert!(said.contains("dropped-row") && said.contains("line 4"), "{said}");
    }
}

/// What stands among tasks and became none is named with its line: bullets, 一是, a bare title, a sentence about who does
/// something.
#[test]
fn what_is_swallowed_among_tasks_is_named_with_its_line() {
    let named = |text: &str, line: usize| {
        let sandbox = Sandbox::empty();
        sandbox.write("方案.txt", format!("云溪市实施方案\n一、重点任务\n{text}"));
        let answer = sandbox.pjt("import 方案.txt --dry-run --json --plan a").json();
        let warnings = answer["warnings"].as_array().unwrap().clone();
        let is_named = |warning: &Value| warning["code"] == "dropped-row" && warning["line"] == line;
        assert!(warnings.iter().any(is_named), "{text}: {answer}");
    };
    named("一是建设平台。由市教委负责。\n二是完善机制。\n三是开展试点。由市科委负责。\n", 4);
    named("● 建设平台。（市教委）\n● 完善机制。\n● 开展试点。（市科委）\n", 4);
    named("1.建设平台。（市教委）\n2.开展试点。（市科委）\n3.督导检查\n", 5);
    named("1.建设平台。（市教委）\n市财政局要保障经费。\n2.开展试点。（市科委）\n", 4);
    named("1.建设平台。（市教委）\n2.开展试点。（市科委）\n由市公安局牵头，开展联合检查。\n", 5);
    named(
        "1.建设平台。（市教委）\n2.开展试点。（市科委）\n二、保障措施\n（一）加强领导。由市委办牵头，定期调度。\n",
        6,
    );
}

/// Calls to all at the end of a paper, and who explains it, are no tasks that were lost.
#[test]
fn a_paper_that_is_read_right_has_no_finding() {
    for text in [
        "二、保障措施\n（一）加强组织领导。领导小组办公室设在市教委，负责日常工作。各部门要高度重视。\n（二）严格考核。市政府督查室要将落实情况纳入督查。\n",
        "二、组织实施\n本方案由市教委负责解释，自印发之日起施行。\n",
        "有关要求：各牵头单位要制定方案，各责任单位要密切配合。\n",
        "三、本方案自2025年4月1日起施行，有效期3年。\n",
    ] {
        let sandbox = Sandbox::empty();
        let tasks =
            "1.建设平台，企业负责运营。（责任单位：市教委）\n2.开展试点。（责任单位：市科委、各区政府）\n";
        sandbox.write("方案.txt", format!("云溪市实施方案\n一、重点任务\n{tasks}{text}"));
        let answer = sandbox.pjt("import 方案.txt --dry-run --json --plan a").json();
        assert_eq!(answer["warnings"], serde_json::json!([]), "{text}: {answer}");
        assert_eq!(answer["tasks"][1]["content"], "开展试点。", "{text}");
    }
}

/// A second plan behind the mark of an annex begins there, whatever the level of its numbers; only the first is read.
#[test]
fn a_second_plan_behind_an_annex_is_named() {
    let sandbox = Sandbox::empty();
    let first = "附件1\n2025年政府工作报告责任分解\n一、经济\n1.减轻负担。\n责任单位：市经信局\n2.引进项目。\n责任单位：市商务局\n";
    let second =
        "附件2\n十方面民生实事责任分解\n1.新增床位。\n责任单位：市民政局\n2.改造市场。\n责任单位：市商务局\n";
    sandbox.write("方案.txt", format!("{first}{second}"));
    let answer = sandbox.pjt("import 方案.txt --dry-run --json --plan a").json();
    assert_eq!(answer["warnings"][0]["code"], "several-plans", "{answer}");
    let read = |answer: &serde_json::Value| {
        let tasks = answer["tasks"].as_array().unwrap();
        (tasks.len(), answer["plan"]["title"].clone(), tasks[0]["falls_due"].clone())
    };
    assert_eq!(read(&answer), (2, "2025年政府工作报告责任分解".into(), "2025-12-31".into()), "{answer}");
    assert_eq!(answer["account"]["notes"], 8, "the other plan is accounted for: {answer}");
    let answer = sandbox.pjt("import 方案.txt --part 2 --dry-run --json --plan a").json();
    assert_eq!(read(&answer).0, 2);
    assert_eq!(read(&answer).1, "十方面民生实事责任分解");
}

/// Of an owner beside a supervisor nobody knows who leads; how names look is not read.
#[test]
fn a_lead_that_can_not_be_known_is_said() {
    let sandbox = Sandbox::empty();
    sandbox.write("a.csv", "序号,项目名称,主要内容,实施主体,主管部门\n1,小区,改造小区20个,各区政府,市住建局\n2,公路,新建公路10公里,各县政府,市交通局\n");
    let answer = sandbox.pjt("import a.csv --dry-run --json --plan a").json();
    assert_eq!(answer["warnings"][0]["code"], "lead-not-stated", "{answer}");
    sandbox.write("b.csv", "序号,工作任务,牵头单位,配合单位\n1,建设平台,市数据局,市财政局\n2,优化服务,,市公安局\n3,改造热线,市信访局,\n注：排名第一的为牵头单位,,,\n");
    let answer = sandbox.pjt("import b.csv --dry-run --json --plan b").json();
    let blank = &answer["warnings"][0];
    assert_eq!(blank["code"], "lead-not-stated", "{answer}");
    assert!(blank["message"].as_str().unwrap().contains("table 1 row 3"), "{answer}");
    assert_eq!(answer["tasks"][1]["lead"], serde_json::Value::Null, "{answer}");
    for legend in ["（加粗单位为牵头单位）", "牵头单位用黑体字标出。", "注：划线的是牵头单位"]
    {
        sandbox.write(
            "方案.txt",
            format!("云溪市任务方案\n1.建设平台。（责任单位：市教委、市科委）\n{legend}\n"),
        );
        let answer = sandbox.pjt("import 方案.txt --dry-run --json --plan a").json();
        assert_eq!(answer["warnings"][0]["code"], "lead-by-looks", "{legend}: {answer}");
        assert_eq!(answer["warnings"][0]["line"], 3, "{legend}");
        assert_eq!(answer["tasks"].as_array().unwrap().len(), 1, "{legend}");
    }
}

/// A numeral in the number column heads a group only beside a title: beside a department it heads nothing.
#[test]
fn a_numeral_beside_a_department_heads_no_group() {
    let sandbox = Sandbox::empty();
    let rows = "一,加强领导,\n1,建立机制,市教委\n二,,市科委\n2,开展试点,市科委\n（三）,提升能力,\n3,组织培训,市人社局\n";
    sandbox.write("a.csv", format!("序号,工作任务,责任单位\n{rows}"));
    let answer = sandbox.pjt("import a.csv --dry-run --json --plan a").json();
    let titles = |group: &str| {
        let all = answer[group].as_array().unwrap();
        all.iter().map(|one| one["title"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!((titles("pillars"), titles("key_tasks")), (vec!["加强领导".into()], vec!["提升能力".into()]));
}

/// Where leads are told by how their names look, a task without such a name is named with its place.
#[test]
fn a_task_whose_lead_does_not_look_so_is_said() {
    let sandbox = Sandbox::empty();
    let row =
        |number: usize, list: &str| format!("<tr><td>{number}</td><td>推进改造</td><td>{list}</td></tr>");
    let rows = row(1, "<b>市教委</b>、市科委") + &row(2, "市科委、市财政局");
    let table = format!("<table><tr><td>序号</td><td>任务</td><td>责任单位</td></tr>{rows}</table>");
    sandbox.write("a.html", format!("<p>分工方案</p><p>注：加粗的为牵头单位</p>{table}"));
    let answer = sandbox.pjt("import a.html --dry-run --json --plan a").json();
    assert_eq!(answer["tasks"][0]["lead"], serde_json::json!(["市教委"]), "{answer}");
    let found = &answer["warnings"][0];
    assert_eq!(found["code"], "lead-by-looks", "{answer}");
    assert!(found["message"].as_str().unwrap().contains("row 3"), "{answer}");
}

/// A table below the title of a paper that assigns nothing is none, whatever its columns are called.
#[test]
fn a_paper_that_assigns_nothing_by_its_title_is_refused() {
    for title in ["全市经济工作会议日程安排", "2025年市级部门预算安排表", "防汛值班表"]
    {
        let sandbox = Sandbox::empty();
        let table = "| 序号 | 工作内容 | 责任单位 |\n|---|---|---|\n| 1 | 校舍维修 | 市教育局 |\n";
        sandbox.write("a.md", format!("# {title}\n\n{table}"));
        let answer = sandbox.pjt("import a.md --dry-run --json --plan a");
        assert!(answer.whole().contains(title), "{}", answer.whole());
        let asked = sandbox.pjt("import a.md --table 1 --dry-run --json --plan a").json();
        assert_eq!(asked["tasks"].as_array().unwrap().len(), 1, "who asks for the table gets it: {asked}");
    }
}

/// A law in which one sentence of its own says who does something, and others what people ought to do.
#[test]
fn a_law_is_no_list_of_tasks() {
    let article = |number: usize| {
        format!(
            "第{}条　公园的建设应当符合规划，任何单位不得占用绿地。\n\n",
            ["一", "二", "三", "四", "五", "六", "七"][number]
        )
    };
    let law: String = (0..7).map(article).collect();
    for said in [
        "绿化的日常工作由市绿化办公室负责。\n",
        "市人民政府应当对公园的建设负责。\n",
        "公园管理机构接受市主管部门依照前款规定的指导。有关单位和个人应当予以配合。\n",
    ] {
        let sandbox = Sandbox::empty();
        sandbox.write("条例.txt", format!("公园条例\n\n{law}{said}"));
        let answer = sandbox.pjt("import 条例.txt --dry-run --json");
        assert!(answer.whole().contains("no-tasks"), "{said}: {}", answer.whole());
    }
    // Where it is said behind some of them, it is their list.
    let sandbox = Sandbox::empty();
    let task = |name: &str| format!("{name}推进绿地建设，年内开放三座公园。\n日常工作由市绿化办公室负责。\n");
    let plan: String = ["1.", "2.", "3."].map(task).concat();
    sandbox.write("方案.txt", format!("公园建设方案\n\n{plan}4.加强组织领导。\n"));
    let answer = sandbox.pjt("import 方案.txt --dry-run --json --plan a").json();
    let tasks = answer["tasks"].as_array().unwrap();
    assert_eq!(tasks.len(), 3, "{answer}");
    assert!(tasks.iter().all(|task| task["departments"] == serde_json::json!(["市绿化办公室"])), "{answer}");
}

#[test]
fn lists_of_other_things_are_no_tasks() {
    for list in [
        "序号,事项名称,事项类型,实施机关,设定依据\n1,施工许可证核发,行政许可,市住房城乡建设局,《建筑法》第七条\n2,食品经营许可,行政许可,市市场监管局,《食品安全法》第三十五条\n",
        "序号,岗位名称,招聘单位,招聘人数,学历要求\n1,教师,市第一中学,3,本科\n2,护士,市人民医院,5,大专\n",
        "2027年市属医院公开招聘岗位表,,,,\n序号,主管部门,岗位类别,主要职责,报名截止时间\n1,市卫健委,专业技术,从事急诊临床诊疗工作,2027年3月20日\n2,市教育局,专业技术,承担高中物理教学工作,2027年3月20日\n",
        "云溪区水务局政务服务事项目录（2027年版）,,,,\n序号,事项名称,事项类型,承办科室,法定办结时限\n1,取水许可,行政许可,水资源科,45个工作日\n2,水工程建设备案,其他,建设科,即办\n",
        "序号,采购内容,数量,单位,预算（万元）\n1,台式计算机,120,台,72\n2,激光打印机,30,台,6\n",
        "序号,法规名称,制定机关,施行日期,备注\n1,市容管理条例,市人大常委会,2024年1月1日,\n2,物业管理办法,市人民政府,2024年3月1日,\n",
        "序号,中央主管部门,许可事项名称,实施机关,设定依据\n1,教育部,办学许可,市教育局,《民办教育促进法》\n2,公安部,保安服务许可,市公安局,《保安服务管理条例》\n",
        "序号,数据资源名称,提供单位,更新频率\n1,企业登记信息,市市场监管局,每日\n2,不动产登记信息,市自然资源局,每周\n",
        "序号,事项名称,办理时限\n1,施工许可证核发,20个工作日\n2,食品经营许可,10个工作日\n",
        "序号,预算单位,项目名称,预算金额（万元）\n1,市教育局,校舍维修,1200\n2,市交通局,道路养护,2300\n",
        "时间,内容,主持人,地点,参加单位\n3月6日上午9:00,市长作工作报告,某某,大礼堂,市直各部门\n3月6日下午14:30,分组讨论,某某,会议室,市发改委、市财政局\n",
        "序号,内容,时间\n1,开幕式,2025年9月1日\n2,主旨报告,2025年9月2日\n",
        "指标,单位,1月,2月,同比\n工业增加值,亿元,120,110,5.2\n社零总额,亿元,80,75,6.1\n",
    ] {
        let sandbox = Sandbox::empty();
        sandbox.write("表.csv", list);
        let said = sandbox.pjt("import 表.csv --dry-run --json");
        assert!(said.whole().contains("no-tasks"), "{list}: {}", said.whole());
    }
}

/// Every file of a store but for what says where the words stood.
fn without_sources(sandbox: &Sandbox, folder: &str) -> Vec<(String, String)> {
    let mut files = Vec::new();
    let mut folders = vec![sandbox.path(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else {
                let text = fs::read_to_string(&entry).unwrap();
                let places = ["source: ", "  file: ", "  sha256: "];
                let text = text.lines().filter(|line| !places.iter().any(|place| line.starts_with(place)));
                let name = entry.strip_prefix(sandbox.path("")).unwrap().display().to_string();
                files.push((name, text.collect::<Vec<_>>().join("\n")));
            }
        }
    }
    files.sort();
    files
}

#[test]
fn the_seed_in_every_container_gives_the_same_store_and_agrees_with_it() {
    let sandbox = Sandbox::empty();
    sandbox.write("plan.txt", fs::read(repository().join("seeds/chanjiao-2021-2025.txt")).unwrap());
    sandbox.pjt("init").fine();
    sandbox.pjt("import plan.txt --plan seed").fine();
    let expected = without_sources(&sandbox, "data");
    assert_eq!(expected.len(), 46);
    let folder = repository().join("tests/data/seed");
    let mut documents: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    documents.sort();
    assert!(documents.len() >= 6, "{documents:?}");
    for document in documents {
        let other = Sandbox::empty();
        let name = document.file_name().unwrap().to_str().unwrap();
        other.write(name, fs::read(&document).unwrap());
        other.pjt("init").fine();
        other.pjt(&format!("import {name} --plan seed")).fine();
        for (one, two) in without_sources(&other, "data").iter().zip(&expected) {
            assert_eq!(one, two, "{name}");
        }
        other.pjt(&format!("check --source {name}")).fine();
        // Against the store of the text, each says the same, and importing it there changes nothing.
        sandbox.write(name, fs::read(&document).unwrap());
        assert!(sandbox.pjt(&format!("check --source {name}")).fine().is_empty(), "{name}");
        let said = sandbox.pjt(&format!("import {name} --plan seed"));
        let plan = "方案 seed：上海市深化产教融合协同育人行动计划（2021-2025年）\n";
        assert_eq!(said.fine(), format!("{plan}不变 43 项\n"), "{name}: {}", said.whole());
    }
}

#[test]
fn a_store_that_says_something_else_than_its_document_is_named_with_the_place() {
    let sandbox = Sandbox::with_seed();
    let file = "data/chanjiao-2021-2025/tasks/003.yaml";
    let text = sandbox.read(file);
    sandbox.write(file, text.replace("content: ", "content: 悄悄改过的"));
    sandbox.pjt("update 14 --status done").fine();
    let said = sandbox.pjt("check --source seeds/chanjiao-2021-2025.txt");
    assert_eq!(said.code, 5, "{}", said.whole());
    assert!(said.stdout.contains("编号3 的内容与文件（第 18 行）不同"), "{}", said.whole());
    let english = sandbox.pjt("check --source seeds/chanjiao-2021-2025.txt --lang en").stdout;
    assert!(english.contains("003.yaml:7"), "{english}");
    assert_eq!(said.stdout.matches("source-differs").count(), 1, "{}", said.whole());
}

#[test]
fn columns_are_counted_as_the_document_has_them() {
    let sandbox = Sandbox::empty();
    let rows = "序号,任务内容,市教委,市科委,市财政局,备注\n1,建设平台,●,○,,重点\n2,完善制度,,●,○,\n●牵头 ○配合,,,,,\n";
    sandbox.write("a.csv", rows);
    let said = sandbox.pjt("--lang zh import a.csv --dry-run");
    assert!(said.whole().contains("第 6 栏“备注”"), "{}", said.whole());
    let note = sandbox.pjt("import a.csv --dry-run --json --columns note=6").json();
    assert_eq!(note["tasks"][0]["lead"], serde_json::json!(["市教委"]));
    // a column of marks that a person gives a meaning is left as it is
    let said = sandbox.pjt("--lang zh import a.csv --dry-run --columns ignore=4");
    assert!(said.whole().contains("第 3 栏“市教委”"), "{}", said.whole());
    // a label beside its value is no column that can be counted
    let record =
        |task: &str| format!("整改任务：{task}\n责任单位：市教委\n整改时限：2025年6月底前\n联系人：张某\n");
    sandbox.write("b.txt", format!("2025年整改清单\n{}\n{}", record("建设平台"), record("修订办法")));
    let said = sandbox.pjt("--lang zh import b.txt --dry-run");
    assert!(said.whole().contains("没有导入的栏：“联系人”"), "{}", said.whole());
}

/// Of three levels of headings the outer one is in no field; a line that heads tasks is in none, either. Both are named.
#[test]
fn headings_that_no_field_holds_are_named() {
    let sandbox = Sandbox::empty();
    let part = |word: &str, number: usize| {
        format!(
            "{word}\n（一）改造\n{number}.建设厂房。（责任单位：市工信局）\n{}.建设仓库。（责任单位：市商务局）\n",
            number + 1
        )
    };
    let text = format!(
        "某市2026年方案\n第一部分 经济\n{}第二部分 社会\n{}",
        part("一、工业", 1),
        part("二、学校", 3)
    );
    sandbox.write("方案.txt", text);
    let answer = sandbox.pjt("import 方案.txt --dry-run --json --plan a").json();
    let warning = &answer["warnings"][0];
    assert_eq!((&warning["code"], &warning["line"]), (&"heading-left-out".into(), &2.into()), "{answer}");
    assert_eq!(answer["tasks"][0]["key_task"]["title"], "改造", "{answer}");

    let tasks =
        |end: &str| format!("建设{end}厂房。（责任单位：市工信局）\n建设{end}仓库。（责任单位：市商务局）\n");
    sandbox.write("方案.txt", format!("某市2026年方案\n{}社会事业\n{}", tasks("新"), tasks("旧")));
    let answer = sandbox.pjt("import 方案.txt --dry-run --json --plan a").json();
    let warning = &answer["warnings"][0];
    assert_eq!((&warning["code"], &warning["line"]), (&"dropped-row".into(), &4.into()), "{answer}");
}

/// Of three columns that group the tasks the one in the middle is named, and the option that reads a column keeps all others
/// as they are.
#[test]
fn a_proposed_option_reads_one_column_more() {
    let sandbox = Sandbox::empty();
    sandbox.write(
        "a.csv",
        "板块,领域,方向,任务内容,责任单位\n甲板块,农业,种植,建设大棚,市农业局\n甲板块,农业,种植,建设冷库,市供销社\n甲板块,工业,改造,建设厂房,市工信局\n",
    );
    let answer = sandbox.pjt("import a.csv --dry-run --json --plan a").json();
    let task = &answer["tasks"][0];
    assert_eq!((&task["pillar"]["title"], &task["key_task"]["title"]), (&"甲板块".into(), &"种植".into()));
    let said = answer["warnings"].to_string();
    assert!(said.contains("column-not-read") && said.contains("2 “领域”"), "{answer}");

    sandbox.write(
        "a.csv",
        "序号,任务内容,工作目标说明详情,责任单位,验收单位\n1,建设大棚,力争年内全面建成投用,市农业局,市财政局\n2,建设冷库,力争年内全面建成使用,市供销社,市审计局\n",
    );
    let answer = sandbox.pjt("import a.csv --dry-run --json --plan a").json();
    let warning =
        answer["warnings"].as_array().unwrap().iter().find(|known| known["code"] == "column-not-read");
    assert!(!warning.unwrap()["fix"].to_string().contains("departments=5"), "{answer}");
}

/// A deadline that a sentence gives to all tasks is theirs, and is said where the sentence does not say that it is for the rest.
#[test]
fn a_deadline_of_all_tasks_is_given_to_them() {
    let due = |note: &str| {
        let sandbox = Sandbox::empty();
        let tasks =
            "1.建设平台。\n责任单位：市教委\n2.开展试点。\n责任单位：市科委\n完成时限：2026年6月底前\n";
        sandbox.write("方案.txt", format!("云溪市2026年实施方案\n{note}\n一、重点任务\n{tasks}"));
        let answer = sandbox.pjt("import 方案.txt --dry-run --json --plan a").json();
        assert_eq!(answer["tasks"][1]["due"], "2026-06-30", "{answer}");
        let codes = answer["warnings"].as_array().unwrap().iter().map(|known| known["code"].clone());
        (answer["tasks"][0]["due"].clone(), codes.collect::<Vec<_>>())
    };
    assert_eq!(due("完成时限除注明外均为2026年12月底前。"), ("2026-12-31".into(), vec![]));
    assert_eq!(due("未注明完成时限的，均于2026年11月底前完成。"), ("2026-11-30".into(), vec![]));
    assert_eq!(
        due("各项任务完成时限均为2026年12月20日。"),
        ("2026-12-20".into(), vec!["inherited-deadline".into()])
    );
    assert_eq!(due("各单位均须于每月25日前报送进展。"), (Value::Null, vec![]));
}
