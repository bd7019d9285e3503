//! The forms of a reporting period: what a department gets, cell by cell, and that it comes out the same each time.

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx, open_workbook_from_rs};

use crate::sandbox::{Sandbox, part};

const OPEN: &str = "period open 2025-q3 --due 2025-09-25 --today 2025-09-10";

/// The seed's store with an open period, and the workbook of the first department.
fn form(open: &str) -> (Sandbox, Vec<u8>) {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt(open).fine();
    sandbox.pjt("forms 2025-q3 -o out").fine();
    let bytes = std::fs::read(sandbox.path("out/2025-q3_d01_市教委.xlsx")).unwrap();
    (sandbox, bytes)
}

#[test]
fn everything_stands_where_the_reader_looks_for_it() {
    let (_sandbox, bytes) = form(OPEN);
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(&bytes)).unwrap();
    assert_eq!(book.sheet_names(), ["填报表", "_pjt"]);
    let range = book.worksheet_range("填报表").unwrap();
    let cell = |place: (u32, u32)| match range.get_value(place) {
        Some(Data::String(words)) => words.clone(),
        Some(other) => other.to_string(),
        None => String::new(),
    };
    assert_eq!(cell((0, 1)), "2025年第三季度重点任务进展情况表");
    assert_eq!(cell((1, 1)), "填报单位：市教委");
    assert_eq!(cell((1, 6)), "报送期：2025年第三季度（2025-q3）");
    assert_eq!(cell((1, 10)), "请于2025年9月25日前报送");
    assert_eq!(cell((1, 14)), "表号：2025-q3/d01");
    let titles: Vec<String> = (0..16).map(|column| cell((3, column))).collect();
    let expected = "pjt 编号 任务内容 牵头单位 配合单位 完成时限 当前状态 上期进展 状态 完成率 进展情况 pjt 存在问题 下一步措施 佐证材料 预计完成时间";
    assert_eq!(titles.join(" "), expected);
    for row in 4..41 {
        let key = cell((row, 0));
        let number = cell((row, 1));
        assert!(key.starts_with(&format!("chanjiao-2021-2025/{number}|not_started|2025-12-31|")), "{key}");
        assert_eq!(cell((row, 11)), key);
        assert_eq!((cell((row, 8)), cell((row, 6))), ("未启动".into(), "未启动".into()));
        assert!(cell((row, 3)).contains("市教委"));
    }
    assert_eq!(cell((41, 0)), "");
    assert!(cell((43, 1)).starts_with("填报人"));
    let facts = book.worksheet_range("_pjt").unwrap();
    let facts: Vec<String> = (0..4).map(|row| facts.get_value((row, 1)).unwrap().to_string()).collect();
    assert_eq!(facts, ["1", "2025-q3", "市教委", "d01"]);
    let names = book.defined_names();
    let named = |name: &str| names.iter().find(|(known, _)| known == name).unwrap().1.clone();
    assert_eq!(named("pjt_table").replace('\'', ""), "填报表!$A$4:$P$41");
    assert_eq!(named("pjt_form"), "\"1 2025-q3 d01\"");
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    for wanted in [
        r#"<pane xSplit="3" ySplit="4" topLeftCell="D5""#,
        r#"paperSize="8""#,
        r#"orientation="landscape""#,
        "<sheetProtection sheet=\"1\"",
        r#"sqref="I5:I41""#,
        "未启动,推进中,已完成,暂缓",
        r#"<mergeCells count="1">"#,
    ] {
        assert!(sheet.contains(wanted), "{wanted}");
    }
    assert!(!sheet.contains("<f>") && !sheet.contains("autoFilter"));
    assert!(part(&bytes, "xl/workbook.xml").contains(r#"state="veryHidden""#));
    assert!(part(&bytes, "docProps/custom.xml").contains("1 2025-q3 d01"));
    assert!(part(&bytes, "xl/styles.xml").contains("方正小标宋简体"));
}

#[test]
fn the_same_store_gives_the_same_bytes_and_a_filled_form_is_not_written_over() {
    let (sandbox, bytes) = form(OPEN);
    sandbox.pjt("forms 2025-q3 -o out").fine();
    sandbox.pjt("forms 2025-q3 -o other").fine();
    assert_eq!(std::fs::read(sandbox.path("other/2025-q3_d01_市教委.xlsx")).unwrap(), bytes);
    sandbox.write("out/2025-q3_d01_市教委.xlsx", "filled in");
    let said = sandbox.pjt("forms 2025-q3 -o out");
    assert_eq!(said.code, 4, "{}", said.whole());
    assert_eq!(sandbox.read("out/2025-q3_d01_市教委.xlsx"), "filled in");
}

#[test]
fn what_is_not_asked_is_hidden_and_words_stay_words() {
    let sandbox = Sandbox::with_seed();
    let task = "data/chanjiao-2021-2025/tasks/001.yaml";
    let text = sandbox.read(task);
    let line = text.lines().find(|line| line.starts_with("content: ")).unwrap().to_owned();
    sandbox
        .write(task, text.replace(&line, "content: \"=HYPERLINK(1)\"").replace("not_started", "suspended"));
    sandbox.pjt("period open 2025-q3 --due 2025-09-25 --today 2025-09-10 --fields status,progress").fine();
    sandbox.pjt("forms 2025-q3 -o out --dept 教委").fine();
    let bytes = std::fs::read(sandbox.path("out/2025-q3_d01_市教委.xlsx")).unwrap();
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(!sheet.contains("<f>"), "a content acts as a formula");
    assert!(part(&bytes, "xl/sharedStrings.xml").contains("<t>=HYPERLINK(1)</t>"));
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(&bytes)).unwrap();
    let range = book.worksheet_range("填报表").unwrap();
    assert_eq!(range.get_value((4, 8)).unwrap().to_string(), "暂缓");
    assert_eq!(range.get_value((3, 9)).map(ToString::to_string).unwrap_or_default(), "");
    assert!(sheet.contains(r#"<col min="10" max="10""#) && sheet.contains("hidden=\"1\""));
}

#[test]
fn what_was_sent_back_goes_out_again_with_what_was_sent() {
    let (sandbox, _) = form(OPEN);
    sandbox.write(
        "data/chanjiao-2021-2025/returns/2025-q3/d01.yaml",
        "department: 市教委\nreceived: \"2025-09-24\"\n\ntasks:\n- id: 14\n  status: in_progress\n  percent: 60\n\n  progress: 平台上线。\n\n  expected: \"2025-12-31\"\n\n  sent_back:\n    on: \"2025-09-26\"\n    reason: 缺佐证\n",
    );
    let said = sandbox.pjt("forms 2025-q3 -o again --again --json");
    assert_eq!(said.json()["files"].as_array().unwrap().len(), 1);
    let bytes = std::fs::read(sandbox.path("again/2025-q3_d01_市教委.xlsx")).unwrap();
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(&bytes)).unwrap();
    let range = book.worksheet_range("填报表").unwrap();
    let row = (4..41).find(|row| range.get_value((*row, 1)).is_some_and(|cell| *cell == 14.0)).unwrap();
    let cell = |column: u32| range.get_value((row, column)).map(ToString::to_string).unwrap_or_default();
    assert_eq!((cell(9), cell(10), cell(16)), ("0.6".into(), "平台上线。".into(), "缺佐证".into()));
    // In the next period, it is what was reported before.
    sandbox.pjt("period open 2025-q4 --due 2025-12-25 --today 2025-12-10").fine();
    sandbox.pjt("forms 2025-q4 -o next").fine();
    let bytes = std::fs::read(sandbox.path("next/2025-q4_d01_市教委.xlsx")).unwrap();
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(&bytes)).unwrap();
    let range = book.worksheet_range("填报表").unwrap();
    assert_eq!(range.get_value((row, 7)).unwrap().to_string(), "平台上线。");
}

#[test]
fn a_period_says_which_plans_it_leaves_out_and_takes_them_in_later() {
    let sandbox = Sandbox::with_seed();
    sandbox.write("data/other/plan.yaml", "title: 另一个方案\n");
    sandbox.write(
        "data/other/tasks/001.yaml",
        "id: 1\n\ncontent: 建立平台\n\ndepartments:\n- 市教委\n- 市科委\n\nstatus: not_started\n",
    );
    sandbox.write("data/done/plan.yaml", "title: 已办结的方案\n");
    sandbox.write(
        "data/done/tasks/001.yaml",
        "id: 1\n\ncontent: 开展试点\n\ndepartments:\n- 市教委\n\nstatus: done\n",
    );
    let left_out = "plans with open tasks that are not: other. To ask about all: `pjt period open 2025-q3 --due 2025-09-25 --plan all`";
    let said = sandbox.pjt(&format!("{OPEN} --lang en"));
    assert!(said.stderr.contains(left_out), "{}", said.stderr);
    let before = sandbox.read("data/periods/2025-q3.yaml");
    let said = sandbox.pjt(&format!("{OPEN} --lang en --fields status"));
    assert!(said.stderr.contains("nothing was changed") && said.stderr.contains(left_out), "{}", said.stderr);
    assert!(said.stderr.contains("what is asked of a task was settled"), "{}", said.stderr);
    assert_eq!(sandbox.read("data/periods/2025-q3.yaml"), before);
    sandbox.pjt("dept rename 市教委 市教育局 --yes").fine();
    // Both at once: a plan more, and a later day.
    let said = sandbox.pjt("period open 2025-q3 --due 2025-09-28 --plan all --today 2025-09-12 --lang en");
    assert!(said.stderr.contains("is due on 2025-09-28 now"), "{}", said.stderr);
    assert!(said.stderr.contains("asks about plan other, too: 2 tasks"), "{}", said.stderr);
    assert!(said.stderr.contains("plan done has nothing to ask for"), "{}", said.stderr);
    assert!(!said.stderr.contains("plans with open tasks"), "{}", said.stderr);
    let after = sandbox.read("data/periods/2025-q3.yaml");
    let moved = before.replace("due: \"2025-09-25\"", "due: \"2025-09-28\"");
    let new = after
        .strip_prefix(moved.trim_end())
        .unwrap_or_else(|| panic!("what was asked stays: {moved}\n{after}"));
    // A department that was renamed since has one form still.
    assert!(
        new.contains("- department: 市教委\n  plan: other") && new.contains("- department: 市科委"),
        "{new}"
    );
    let forms = sandbox.pjt("forms 2025-q3 -o forms --json").json();
    let of = |name: &str| {
        forms["files"].as_array().unwrap().iter().filter(|file| file["department"] == name).count()
    };
    assert_eq!((of("市教委") + of("市教育局"), of("市科委")), (1, 1), "{forms}");
    sandbox.pjt("period open 2025-q3 --due 2025-09-28 --plan all --today 2025-09-12").fine();
    assert_eq!(sandbox.read("data/periods/2025-q3.yaml"), after, "once is enough");
    sandbox.pjt("check").fine();
    // What is closed stays as it is, until a day is named until which it is open again.
    sandbox.pjt("period close 2025-q3 --today 2025-10-08").fine();
    let closed = sandbox.read("data/periods/2025-q3.yaml");
    let said = sandbox.pjt("period open 2025-q3 --due 2025-09-28 --plan all --today 2025-10-09 --lang en");
    assert!(said.stderr.contains("nothing was changed"), "{}", said.stderr);
    assert_eq!(sandbox.read("data/periods/2025-q3.yaml"), closed);
    let said = sandbox.pjt("period open 2025-q3 --due 2025-10-28 --today 2025-10-09 --lang en");
    assert!(said.stderr.contains("open again until 2025-10-28"), "{}", said.stderr);
    assert!(!sandbox.read("data/periods/2025-q3.yaml").contains("closed"));
}

#[test]
fn who_closes_a_period_before_its_day_is_asked_and_nobody_is_late_by_it() {
    let sandbox = crate::filled::sandbox();
    let said = sandbox.pjt("period close 2025-q3 --today 2025-09-20 --lang zh");
    assert!(said.code == 2 && said.stderr.contains("报送截止日是 2025-09-25"), "{}", said.whole());
    assert!(!sandbox.read("data/periods/2025-q3.yaml").contains("closed"));
    sandbox.pjt("period close 2025-q3 --yes --today 2025-09-20").fine();
    sandbox.write("in/a.xlsx", crate::filled::Sheet::filled(&sandbox).xlsx());
    let said = sandbox.pjt("collect in --received 2025-09-24 --yes");
    assert!(said.code < 2, "{}", said.whole());
    let returns = sandbox.pjt("returns 2025-q3 --json").json();
    let came = returns["returns"].as_array().unwrap().iter().find(|due| !due["received"].is_null()).unwrap();
    assert_eq!((&came["state"], &came["days_late"]), (&"on_time".into(), &0.into()), "{came}");
}
