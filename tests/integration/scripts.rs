//! What scripts count on: formats that other programs read back, names that can be typed.

use serde_json::Value;

use crate::sandbox::{Said, Sandbox};

/// A store with texts that other programs may stumble over.
fn awkward() -> Sandbox {
    let sandbox = Sandbox::with_seed();
    sandbox.write("data/other/plan.yaml", "title: '方案 \"乙\", 丙'\nperiod:\n  end: \"2025-12-31\"\n");
    for (id, content) in [
        "=1+1",
        "甲\\t乙",
        "a\\nb\\r\\nc",
        "C:\\\\x\\\\t",
        "“引”, \\\"q\\\"; 'x'",
        "- no",
        "1.10",
        "2025-01-01",
    ]
    .into_iter()
    .enumerate()
    {
        let id = id + 1;
        sandbox.write(
            &format!("data/other/tasks/{id:03}.yaml"),
            format!("id: {id}\ncontent: \"{content}\"\n\ndepartments:\n- 市教委\n\nstatus: in_progress\n"),
        );
    }
    sandbox
}

/// The plan, the number, the content and the status of each task, in the order of the list.
type Facts = Vec<[String; 4]>;

fn facts_of_json(tasks: &Value) -> Facts {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let facts = |task: &Value| ["plan", "id", "content", "status"].map(|key| text(&task[key]));
    tasks.as_array().unwrap().iter().map(facts).collect()
}

fn facts_of_csv(said: &Said, reader: &mut csv::ReaderBuilder, meant: fn(&str) -> String) -> Facts {
    let mut reader = reader.from_reader(said.fine().as_bytes());
    let titles = reader.headers().unwrap().clone();
    let column = |key: &str| titles.iter().position(|title| title == key).unwrap();
    let columns = ["plan", "id", "content", "status"].map(column);
    reader.records().map(|record| columns.map(|column| meant(&record.as_ref().unwrap()[column]))).collect()
}

#[test]
fn every_list_is_read_back_from_every_format() {
    let sandbox = awkward();
    let unescaped = |cell: &str| {
        let mut text = String::new();
        let mut rest = cell.chars();
        while let Some(c) = rest.next() {
            text.push(match c {
                '\\' => match rest.next().unwrap() {
                    't' => '\t',
                    'n' => '\n',
                    'r' => '\r',
                    other => other,
                },
                other => other,
            });
        }
        text
    };
    for filter in [
        "",
        "--plan all",
        "--plan other",
        "--dept 市总工会",
        "-k 没有这样的词",
        "--plan all --status doing --sort -id",
    ] {
        let list = |format: &str| sandbox.pjt(&format!("list {filter} --format {format}"));
        let expected = facts_of_json(&list("json").json()["tasks"]);
        assert_eq!(expected.is_empty(), filter.contains("没有"), "{filter}");
        let lines = list("jsonl");
        let of_lines: Vec<Value> =
            lines.fine().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(facts_of_json(&of_lines.into()), expected, "jsonl {filter}");
        let of_yaml: Value = serde_yaml::from_str(list("yaml").fine()).unwrap();
        assert_eq!(facts_of_json(&of_yaml), expected, "yaml {filter}");
        let of_csv = facts_of_csv(&list("csv"), &mut csv::ReaderBuilder::new(), pjt::model::cell::meant);
        assert_eq!(of_csv, expected, "csv {filter}");
        let mut tsv = csv::ReaderBuilder::new();
        let of_tsv = facts_of_csv(&list("tsv"), tsv.delimiter(b'\t').quoting(false), unescaped);
        assert_eq!(of_tsv, expected, "tsv {filter}");
        let ids: Vec<String> = expected.iter().map(|[plan, id, ..]| format!("{plan}/{id}")).collect();
        let of_ids = list("ids");
        assert_eq!(of_ids.fine().lines().collect::<Vec<_>>(), ids, "ids {filter}");
        let shown = sandbox.pjt_fed("show - --json", &of_ids.stdout).json();
        assert_eq!(facts_of_json(&shown["tasks"]), expected, "ids typed back {filter}");

        let filter = filter.trim_end_matches("--sort -id");
        let mut tasks = facts_of_json(&sandbox.pjt(&format!("list {filter} --json")).json()["tasks"]);
        sandbox.pjt(&format!("export {filter} -o ledger.xlsx --force")).fine();
        let mut book: calamine::Xlsx<_> = calamine::open_workbook(sandbox.path("ledger.xlsx")).unwrap();
        let sheet = calamine::Reader::worksheet_range(&mut book, "台账").unwrap();
        let rows: Vec<Vec<String>> =
            sheet.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect();
        let head = rows.iter().position(|row| row.iter().any(|cell| cell == "编号")).unwrap();
        let column = |title: &str| rows[head].iter().position(|cell| cell == title).unwrap();
        // Headings are rows, too, and have no number.
        let is_task = |row: &&Vec<String>| row[column("编号")].parse::<u32>().is_ok();
        let of_tasks = rows[head + 1..].iter().filter(is_task);
        let cells = of_tasks.map(|row| [row[column("编号")].clone(), row[column("任务内容")].clone()]);
        // A workbook has one kind of line end.
        tasks.iter_mut().for_each(|task| task[2] = task[2].replace("\r\n", "\n"));
        let cells: Vec<_> = cells.map(|[id, content]| [id, content.replace("\r\n", "\n")]).collect();
        assert_eq!(
            cells,
            tasks.into_iter().map(|[_, id, content, _]| [id, content]).collect::<Vec<_>>(),
            "xlsx {filter}"
        );
    }
}

#[test]
fn records_are_the_same_in_every_language_and_but_for_lateness_on_every_day() {
    let sandbox = awkward();
    for command in [
        "list --plan all",
        "stats --plan all",
        "stats --plan all --by key-task",
        "departments",
        "stats --by status",
    ] {
        for format in ["csv", "tsv"] {
            let on = |day: &str, lang: &str| {
                let said = sandbox.pjt(&format!("{command} --format {format} --today {day} --lang {lang}"));
                said.fine().to_owned()
            };
            let here = on("2025-01-01", "zh");
            assert_eq!(here, on("2025-01-01", "en"), "{command} {format}");
            let without_lateness = |text: &str| {
                let mut reader = csv::ReaderBuilder::new();
                let delimiter = if format == "csv" { b',' } else { b'\t' };
                let mut reader =
                    reader.delimiter(delimiter).quoting(format == "csv").from_reader(text.as_bytes());
                let late = reader.headers().unwrap().iter().position(|title| title == "overdue");
                let rows = reader.records().map(|row| {
                    let row = row.unwrap();
                    row.iter()
                        .enumerate()
                        .filter(|(at, _)| Some(*at) != late)
                        .map(|(_, cell)| cell.to_owned())
                        .collect()
                });
                rows.collect::<Vec<Vec<String>>>()
            };
            let later = on("2030-01-01", "zh");
            assert_eq!(without_lateness(&here), without_lateness(&later), "{command} {format}");
            assert!(later != here || command == "departments", "{command} {format}");
            let bare = sandbox.pjt(&format!("{command} --format {format} --today 2025-01-01 --no-header"));
            assert_eq!(bare.fine(), here.split_once('\n').unwrap().1, "{command} {format}");
        }
    }
}

#[test]
fn what_a_list_names_can_be_piped_into_the_history() {
    let sandbox = Sandbox::with_seed();
    let all = sandbox.pjt_fed("blame -", "14\n15\n");
    let (one, two) = (sandbox.pjt("blame 14"), sandbox.pjt("blame 15"));
    let slug = "chanjiao-2021-2025";
    assert_eq!(all.fine(), format!("{slug}/14\n{}{slug}/15\n{}", one.fine(), two.fine()));
    assert_eq!(sandbox.pjt_fed("log -", "14\n").fine(), sandbox.pjt("log 14").fine());
    assert_eq!(sandbox.pjt_fed("log -", "").fine(), "");
    let tasks = sandbox.pjt_fed("blame - --json", "").json()["tasks"].clone();
    assert_eq!(tasks, serde_json::json!([]));
    assert_eq!(sandbox.pjt_fed("log -", "x\n").code, 2);
}

#[test]
fn an_answer_about_a_day_before_the_store_says_so() {
    let sandbox = Sandbox::with_seed();
    for words in ["list --at 1999-01-01 --json", "stats --at 1999-01-01 --json"] {
        let answer = sandbox.pjt(words).json();
        assert_eq!(answer["warnings"][0]["code"], "before-store", "{words}: {answer}");
    }
    assert_eq!(sandbox.pjt("list --json").json()["warnings"], serde_json::json!([]));
}

#[test]
fn a_preview_of_a_commit_and_of_taking_it_back_lists_what_diff_lists() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("update 3-9 --status doing --note 启动 --yes").fine();
    let path = "data/chanjiao-2021-2025/tasks/020.yaml";
    sandbox.write(path, sandbox.read(path).replace("content: ", "own: x\ncontent: 再"));
    let told = |words: &str| {
        let answer = sandbox.pjt(words).json();
        (answer["changes"].clone(), answer["others"].clone())
    };
    let changed = told("diff --json");
    assert!(
        changed.0.as_array().unwrap().len() == 15 && changed.1.as_array().unwrap().len() == 1,
        "{changed:?}"
    );
    assert_eq!(told("commit --dry-run --json"), changed);
    let turned = |list: &serde_json::Value| {
        let mut list = list.clone();
        for change in list.as_array_mut().unwrap() {
            let (from, to) = (change["from"].take(), change["to"].take());
            (change["from"], change["to"]) = (to, from);
        }
        list
    };
    assert_eq!(told("undo --dry-run --json"), (turned(&changed.0), turned(&changed.1)));
}

#[test]
fn what_a_list_names_can_be_piped_into_an_update_and_hits_no_other_plan() {
    let sandbox = awkward();
    let ids = sandbox.pjt("list --plan other --keyword no --format ids");
    assert_eq!(ids.fine(), "other/6\n");
    sandbox.pjt_fed("update - --status done --note 完成", &ids.stdout).fine();
    assert_eq!(sandbox.pjt("list --plan all --status done --format ids").fine(), "other/6\n");
    let nothing = sandbox.pjt_fed("update - --status done", "\n");
    assert_eq!((nothing.fine(), nothing.stderr.as_str()), ("", "没有给出任务，什么也没有改\n"));
    let wrong = sandbox.pjt_fed("update - --status done", "14\n14 15\n");
    assert_eq!(wrong.code, 2);
    assert!(wrong.stderr.contains("标准输入第 2 行不是任务编号：`14 15`"), "{}", wrong.stderr);
    assert_eq!(sandbox.pjt("list --status done --format ids").fine(), "");
}

#[test]
fn json_of_an_export_to_a_file_says_what_was_written() {
    let sandbox = Sandbox::with_seed();
    let answer = sandbox.pjt("export --pillar 2 -o ledger.csv --json").json();
    assert_eq!(
        (&answer["kind"], &answer["format"], &answer["tasks"]),
        (&"export".into(), &"csv".into(), &4.into())
    );
    assert!(sandbox.read("ledger.csv").starts_with("\u{feff}编号,"));
    assert_eq!(sandbox.pjt("export -o - --json").json()["kind"], "ledger");
    sandbox.pjt("export --format json -o ledger.txt").fine();
    assert!(sandbox.read("ledger.txt").starts_with("{\"schema_version\":1,\"kind\":\"ledger\""));
}
