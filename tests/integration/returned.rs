//! Returns that are no plain forms, or come twice or late: what `collect` makes of them.

use rust_xlsxwriter::Workbook;

use crate::filled::{
    Cell, EXPECTED, INNER, NUMBER, PERCENT, PROBLEMS, PROGRESS, RETURN, SLUG, STATUS, Sheet, TASKS, collect,
    sandbox, words,
};

#[test]
fn what_a_server_would_refuse_because_of_who_collects_is_said_before() {
    let sandbox = sandbox();
    let form = Sheet::filled(&sandbox);
    let registry = sandbox.read("data/departments.yaml");
    let with = |people: &str| {
        registry.replacen("- name: 市教委\n", &format!("- name: 市教委\n  people: [{people}]\n"), 1)
    };
    sandbox.write("in/a.xlsx", form.xlsx());
    let own = sandbox.git(&["log", "-1", "--format=%ae"]);
    for (people, is_told) in [("wang@example.org".to_owned(), true), (own.trim().to_owned(), false)] {
        sandbox.write("data/departments.yaml", with(&people));
        for words in ["collect in", "collect in --yes"] {
            let said = sandbox.pjt(words);
            assert_eq!(said.stderr.contains("not-a-reporter"), is_told, "{words}: {}", said.whole());
        }
        sandbox.git(&["checkout", "-q", "--", "data/chanjiao-2021-2025/tasks"]);
    }
}

#[test]
fn what_a_server_would_refuse_because_of_who_collects_is_not_committed() {
    let sandbox = sandbox();
    let form = Sheet::filled(&sandbox);
    let registry = sandbox.read("data/departments.yaml");
    let with = registry.replacen("- name: 市教委\n", "- name: 市教委\n  people: [wang@example.org]\n", 1);
    sandbox.write("data/departments.yaml", with);
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "people"]);
    sandbox.write("in/a.xlsx", form.xlsx());
    let said = sandbox.pjt("collect in --yes --commit --json");
    assert_eq!(
        (said.code, said.json()["error"]["code"].as_str()),
        (1, Some("not-a-reporter")),
        "{}",
        said.whole()
    );
    assert_eq!(sandbox.git(&["status", "--porcelain", "data"]), "");
    // What is written without a commit is for one of the department's people to commit.
    assert!(sandbox.pjt("collect in --yes").stderr.contains("not-a-reporter"));
    sandbox.git(&["add", "data"]);
    assert!(sandbox.pjt("check --staged --lang en").stdout.contains("not-a-reporter"));
    let own = [("GIT_AUTHOR_EMAIL", "wang@example.org")];
    let said = sandbox.pjt_with(&["check", "--staged"], &own);
    assert!(!said.stdout.contains("not-a-reporter"), "{}", said.whole());
}

#[test]
fn answers_that_look_sorted_by_themselves_are_a_warning() {
    let sandbox = sandbox();
    let form = Sheet::filled(&sandbox);
    // By percentage, without the key that stands behind progress: no row says that anything moved.
    let mut by_percent = form.clone();
    let rows: Vec<usize> = by_percent.task_rows().collect();
    let mut answers: Vec<Vec<Cell>> =
        rows.iter().map(|row| by_percent.rows[*row][STATUS..INNER].to_vec()).collect();
    let percent = |answers: &Vec<Cell>| match answers[PERCENT - STATUS] {
        Cell::Percent(percent) => percent,
        _ => 0.0,
    };
    answers.sort_by(|one, other| percent(one).total_cmp(&percent(other)));
    for (row, answers) in rows.iter().zip(answers) {
        by_percent.rows[*row][STATUS..INNER].clone_from_slice(&answers);
    }
    // Blanks have sunk on one side of the key.
    let mut sunk = form.clone();
    for row in &rows {
        let id = sunk.id(*row);
        if !id.is_multiple_of(3) {
            for column in [PERCENT, PROGRESS, PROBLEMS, EXPECTED] {
                sunk.rows[*row][column] = Cell::Blank;
            }
        }
    }
    let whole = sunk.clone();
    let mut answers: Vec<Vec<Cell>> =
        rows.iter().map(|row| sunk.rows[*row][STATUS..INNER].to_vec()).collect();
    answers.sort_by_key(|answers| answers[PROGRESS - STATUS] == Cell::Blank);
    for (row, answers) in rows.iter().zip(answers) {
        sunk.rows[*row][STATUS..INNER].clone_from_slice(&answers);
    }
    // All tasks of the plan fall due on one day: nothing puts the expected days in order.
    let mut by_day = form.clone();
    for (number, row) in rows.iter().enumerate() {
        let day = format!("2025-{:02}-{:02}", 10 + number / 28, number % 28 + 1);
        by_day.rows[*row][EXPECTED] = words(day);
    }
    let mut all = by_percent.clone();
    all.sort(0..16);
    for (what, sheet, is_told) in [
        ("by percentage", &by_percent, true),
        ("by day", &by_day, true),
        ("blanks below", &sunk, true),
        ("half filled", &whole, false),
        ("as it went out", &form, false),
        ("by percentage as a whole", &all, false),
    ] {
        sandbox.write("in/a.xlsx", sheet.xlsx());
        let answer = sandbox.pjt("collect in --json").json();
        let warnings = answer["warnings"].as_array().unwrap();
        let told = warnings.iter().any(|warning| warning["code"] == "answers-sorted");
        assert_eq!(told, is_told, "{what}: {answer}");
    }
}

/// A workbook in one XML file, as Excel 2003 could save it.
const EXCEL_2003: &[u8] = b"<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?>\
<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"></Workbook>";

#[test]
fn files_that_are_no_forms_are_named_with_what_to_do() {
    let sandbox = sandbox();
    let form = Sheet::filled(&sandbox).xlsx();
    let no_form = {
        let mut book = Workbook::new();
        book.add_worksheet().write_string(0, 0, "随便").unwrap();
        book.save_to_buffer().unwrap()
    };
    for (name, bytes, code) in [
        ("a.xlsx", &form[..form.len() / 2], "file-damaged"),
        ("a.xlsx", b"  \n", "file-empty"),
        ("a.rar", b"Rar!\x1a\x07\x00", "file-archive"),
        ("a.rtf", b"{\\rtf1}", "file-format"),
        ("a.txt", "进展情况".as_bytes(), "file-format"),
        ("a.xls", EXCEL_2003, "file-format"),
        ("a.xlsx", &no_form, "form-unknown"),
    ] {
        let found = collect(&sandbox, name, bytes);
        assert_eq!(found.codes("refused"), [code], "{}", found.answer);
        assert_eq!((found.code, found.text.as_str()), (1, ""));
        sandbox.git(&["clean", "-fdq", "in"]);
    }
    sandbox.write("in/~$a.xlsx", "x").write("in/.DS_Store", "x").write("in/盖章.pdf", "%PDF");
    let found = collect(&sandbox, "a.csv", b"");
    assert_eq!(found.answer["ignored"].as_array().unwrap().len(), 3);
    sandbox.git(&["clean", "-fdq", "in"]);
    // Whose it is may be said by a person.
    let mut sheet = Sheet::filled(&sandbox);
    sheet.has_name = false;
    sheet.rows[1] = vec![Cell::Blank; 16];
    let found = collect(&sandbox, "b.xlsx", &sheet.xlsx());
    assert_eq!(found.codes("refused"), ["form-unknown"]);
    sandbox.pjt("collect --from 市教委=in/b.xlsx --yes").fine();
    assert!(sandbox.read(RETURN).contains("第14项进展"));
}

/// Forms of several departments that somebody copied below each other are nobody's return.
#[test]
fn another_table_below_a_form_is_refused_as_a_whole() {
    for (count, code) in [(20, "row-unknown"), (1_001, "file-too-large")] {
        let sandbox = sandbox();
        let mut sheet = Sheet::filled(&sandbox);
        sheet.rows.extend((0..count).map(|row| vec![words(format!("别的表第{row}行")); EXPECTED]));
        let found = collect(&sandbox, "a.xlsx", &sheet.xlsx());
        assert_eq!(found.codes("refused"), [code]);
        assert_eq!(found.text.is_empty(), code == "file-too-large");
    }
}

#[test]
fn forms_below_each_other_are_not_taken_for_the_first() {
    let sandbox = sandbox();
    let mut sheet = Sheet::filled(&sandbox);
    sheet.rows.extend(Sheet::filled_by(&sandbox, "d02_市发展改革委").rows);
    for (name, bytes) in [("汇总.xlsx", sheet.xlsx()), ("汇总.csv", sheet.csv()), ("汇总.xls", sheet.html())]
    {
        let found = collect(&sandbox, name, &bytes);
        assert_eq!(found.codes("refused"), ["form-unknown"], "{name}: {}", found.answer);
        assert_eq!(found.text, "");
        sandbox.git(&["clean", "-fdq", "in"]);
    }
}

/// The office gave numbers to other tasks after the forms went out.
#[test]
fn an_answer_to_a_task_that_was_replaced_is_not_the_new_ones() {
    let sandbox = sandbox();
    let form = Sheet::filled(&sandbox).xlsx();
    let file = |id: u32| format!("data/{SLUG}/tasks/{id:03}.yaml");
    let (one, other) = (sandbox.read(&file(14)), sandbox.read(&file(15)));
    let content = |text: &str| text.lines().find(|line| line.starts_with("content: ")).unwrap().to_owned();
    let reworded =
        content(&one).replace("市级产教融合协同育人公共服务平台", "全市统一的产教融合公共服务平台");
    for (what, changes, taken, code) in [
        (
            "two changed places",
            vec![(14, other.replace("id: 15", "id: 14")), (15, one.replace("id: 14", "id: 15"))],
            35,
            "row-mixed",
        ),
        (
            "another one",
            vec![(14, one.replace(&content(&one), "content: 每年举办一次成果展；"))],
            36,
            "task-changed",
        ),
        ("other words for it", vec![(14, one.replace(&content(&one), &reworded))], 37, ""),
    ] {
        for (id, text) in changes {
            sandbox.write(&file(id), text);
        }
        let found = collect(&sandbox, "a.xlsx", &form);
        assert_eq!(found.codes("refused").join(" "), code, "{what}: {}", found.answer);
        assert_eq!(found.progress().len(), taken, "{what}: {}", found.answer);
        sandbox.git(&["checkout", "-q", "data/chanjiao-2021-2025"]);
        sandbox.git(&["clean", "-fdq", "in", "data/chanjiao-2021-2025"]);
    }
}

#[test]
fn another_period_is_named_and_a_closed_one_is_late() {
    let sandbox = sandbox();
    let mut sheet = Sheet::filled(&sandbox);
    sheet.has_name = false;
    sheet.rows[1][6] = words("报送期：2025年第二季度（2025-q2）");
    sheet.rows[1][14] = words("表号：2025-q2/d01");
    let found = collect(&sandbox, "q2.xlsx", &sheet.xlsx());
    assert_eq!(found.codes("refused"), ["other-period"]);
    let said = sandbox.pjt("collect in --lang zh").stdout.replace("\n    ", "");
    assert!(said.contains("2025-q2 没有开放过") && !said.contains("--period 2025-q2"), "{said}");
    sandbox.git(&["clean", "-fdq", "in"]);
    sandbox.pjt("period close 2025-q3 --today 2025-10-08").fine();
    // What had come by the day that was asked for is not late, whenever it is collected.
    let found = collect(&sandbox, "late.xlsx", &Sheet::filled(&sandbox).xlsx());
    assert_eq!((found.code, found.doubts()), (0, Vec::new()));
    sandbox.git(&["clean", "-fdq", "data/chanjiao-2021-2025/returns"]);
    let late = sandbox.pjt("collect in --received 2025-10-09 --lang en");
    assert!(late.stdout.contains("the period is closed; it counts as late"), "{}", late.whole());
}

#[test]
fn what_was_changed_meanwhile_stays_and_steps_are_judged_by_who_leads() {
    let sandbox = sandbox();
    sandbox.pjt("update 14 --status suspended --note 等待资金").fine();
    let mut sheet = Sheet::filled(&sandbox);
    sheet.row(1)[STATUS] = words("暂缓");
    let found = collect(&sandbox, "a.xlsx", &sheet.xlsx());
    assert_eq!(found.code, 4);
    let conflicts = found.answer["conflicts"].as_array().unwrap();
    assert_eq!(conflicts.len(), 1);
    assert_eq!(
        (&conflicts[0]["task"], &conflicts[0]["base"], &conflicts[0]["store"], &conflicts[0]["returned"]),
        (&14.into(), &"not_started".into(), &"suspended".into(), &"in_progress".into())
    );
    assert_eq!(found.doubts(), ["suspend-asked"]);
    // The words are taken; the status waits for a person.
    assert_eq!(found.progress()[&14], "第14项进展");
    let task = sandbox.read(&format!("data/{SLUG}/tasks/014.yaml"));
    assert!(task.contains("status: suspended"));
    assert!(sandbox.read(&format!("data/{SLUG}/tasks/001.yaml")).contains("status: not_started"));
    assert!(sandbox.read(&format!("data/{SLUG}/tasks/003.yaml")).contains("status: done"));
}

#[test]
fn two_files_of_one_unit_merge_cell_by_cell_and_corrections_follow() {
    let sandbox = sandbox();
    let whole = Sheet::filled(&sandbox);
    let (mut one, mut other) = (whole.clone(), whole.clone());
    let rows = whole.task_rows();
    let middle = rows.start + 10;
    for row in rows {
        let sheet = if row < middle { &mut other } else { &mut one };
        for column in [STATUS, PERCENT, PROGRESS, PROBLEMS, EXPECTED] {
            sheet.rows[row][column] = if column == STATUS { words("未启动") } else { Cell::Blank };
        }
    }
    other.rows[TASKS][PROBLEMS] = words("第1项问题另一份");
    let bytes = one.xlsx();
    sandbox.write("in/copy of one.xlsx", &bytes);
    sandbox.write("in/one.xlsx", bytes);
    let found = collect(&sandbox, "other.xlsx", &other.xlsx());
    assert_eq!(found.answer["ignored"].as_array().unwrap().len(), 1);
    assert_eq!(found.codes("refused"), ["file-disagrees"]);
    found.ensure_own("two files");
    assert_eq!(found.progress().len(), 37);
    // The same again is passed over; a correction changes what it answers, and a blank erases nothing.
    let again = sandbox.pjt("collect in --yes --json").json();
    assert_eq!(again["changes"], serde_json::json!([]));
    assert_eq!(again["ignored"].as_array().unwrap().len(), 3);
    sandbox.git(&["clean", "-fdq", "in"]);
    let mut correction = whole.clone();
    for row in correction.task_rows() {
        for column in [PERCENT, PROGRESS, PROBLEMS, EXPECTED] {
            correction.rows[row][column] = Cell::Blank;
        }
        correction.rows[row][STATUS] = words("未启动");
    }
    let row = correction.row(1);
    row[PROBLEMS] = words("第1项问题已解决");
    correction.row(14)[PROBLEMS] = words("第14项问题已解决");
    let found = collect(&sandbox, "correction.xlsx", &correction.xlsx());
    assert_eq!(found.code, 0, "{}", found.answer);
    let warnings = found.answer["warnings"].to_string();
    assert_eq!(found.codes("warnings"), ["answer-replaced"]);
    assert!(warnings.contains("第14项问题 → 第14项问题已解决"), "{warnings}");
    assert!(found.text.contains("problems: 第1项问题已解决") && !found.text.contains("unread"));
    assert_eq!(found.progress().len(), 37);
}

#[test]
fn a_row_of_anothers_task_says_whose_it_is() {
    let sandbox = sandbox();
    let row = Sheet::filled(&sandbox).row(2).clone();
    let mut sheet = Sheet::filled_by(&sandbox, "d02_市发展改革委");
    let end = sheet.task_rows().end;
    // Typed by hand: without a key, and with a number of the unit's own.
    let mut typed = row;
    (typed[0], typed[INNER], typed[NUMBER]) = (Cell::Blank, Cell::Blank, words("9"));
    sheet.rows.insert(end, typed);
    sandbox.write("in/a.xlsx", sheet.xlsx());
    let said = sandbox.pjt("collect in").stdout.replace("\n", "").replace(' ', "");
    assert!(said.contains("不是该单位的任务，没有请它报送：属市教委"), "{said}");
    assert!(!said.contains("台账里没有这一项"), "{said}");
}

#[test]
fn two_rows_that_speak_of_each_other_are_swapped_in_whatever_words() {
    let sandbox = sandbox();
    let mut sheet = Sheet::filled(&sandbox);
    // Neither repeats the other's sentence: some of its words are enough where both do so and neither speaks of its own task.
    sheet.row(14)[PROGRESS] = words("服务信息汇入两批，非财政资金到位。");
    sheet.row(15)[PROGRESS] = words("已上线信息库。");
    collect(&sandbox, "a.xlsx", &sheet.xlsx());
    let said = sandbox.pjt("collect --settle --json").stdout;
    assert_eq!(said.matches("answers-swapped").count(), 0, "{said}");
    sheet.row(15)[PROGRESS] = words("项目信息库上线。");
    let said = collect(&sandbox, "b.xlsx", &sheet.xlsx());
    assert_eq!(said.text.matches("answers-swapped").count(), 2, "{}", said.text);
}

#[test]
fn a_person_settles_what_waits_with_one_command() {
    let sandbox = sandbox();
    let mut sheet = Sheet::filled(&sandbox);
    sheet.row(14)[PERCENT] = words("约八成");
    sheet.row(15)[EXPECTED] = words("尽快");
    let mut row = vec![Cell::Blank; 16];
    row[2] = words("（新增）开展专题培训");
    row[PROGRESS] = words("已培训120人次。");
    sheet.rows.insert(8, row);
    assert_eq!(collect(&sandbox, "a.xlsx", &sheet.xlsx()).code, 1);
    assert_eq!(sandbox.pjt("check").code, 5);
    let waiting = sandbox.pjt("collect --settle --json").json();
    let id = |code: &str| {
        let all = waiting["pending"].as_array().unwrap();
        all.iter().find(|one| one["code"] == code).unwrap()["id"].as_str().unwrap().to_owned()
    };
    let wrong = sandbox.pjt(&format!("collect --settle {} --value 八成左右", id("percent-unclear")));
    assert_eq!(wrong.code, 2, "{}", wrong.whole());
    sandbox.pjt(&format!("collect --settle {} --value 八成", id("percent-unclear"))).fine();
    sandbox.pjt(&format!("collect --settle {} --drop 没有意义 --commit", id("date-unclear"))).fine();
    assert!(sandbox.git(&["log", "-1", "--format=%s"]).contains("没有意义"));
    // A task in which the unit has no part is not one that it reports on.
    sandbox.pjt("update 40 --remove-dept 市教委 --reason 分工会议").fine();
    let strange = sandbox.pjt(&format!("collect --settle {} --task 40 --lang zh", id("row-unknown")));
    assert_eq!(strange.code, 2, "{}", strange.whole());
    assert!(strange.stderr.contains("市教委 不是编号40的责任部门"), "{}", strange.whole());
    sandbox.pjt(&format!("collect --settle {} --task 16", id("row-unknown"))).fine();
    let text = sandbox.read(RETURN);
    assert!(text.contains("percent: 80") && !text.contains("unread") && !text.contains("unplaced"));
    // What was dropped stays in the record, with the reason, and is not asked about again.
    let dropped = "dropped:\n- task: 15\n  field: expected\n  place: 填报表!";
    assert!(text.contains(dropped) && text.contains("why: date-unclear\n  reason: 没有意义"), "{text}");
    sheet.row(1)[PROBLEMS] = words("第1项问题（更正）");
    sheet.rows.retain(|row| row[2] != words("（新增）开展专题培训"));
    sheet.row(14)[PERCENT] = words("80%");
    let found = collect(&sandbox, "b.xlsx", &sheet.xlsx());
    assert_eq!(found.codes("refused"), Vec::<String>::new(), "{}", found.answer);
    assert!(text.contains("已培训120人次。"));
    assert_eq!(sandbox.pjt("check").code, 0);
}

#[test]
fn a_row_that_a_person_places_is_filed_by_column_and_what_is_left_is_said() {
    let sandbox = sandbox();
    let mut sheet = Sheet::filled(&sandbox);
    for column in [STATUS, PERCENT, PROGRESS, PROBLEMS, EXPECTED] {
        sheet.row(14)[column] = Cell::Blank;
    }
    let mut row = vec![Cell::Blank; 16];
    row[NUMBER] = words("99");
    row[2] = words("（新增）开展专题培训");
    row[STATUS] = words("已完成");
    row[PERCENT] = Cell::Percent(1.0);
    row[PROGRESS] = words("已培训120人次。");
    row[EXPECTED] = words("尽快");
    sheet.rows.insert(8, row);
    collect(&sandbox, "a.xlsx", &sheet.xlsx());
    let pending = || sandbox.pjt("collect --settle --json").json()["pending"].as_array().unwrap().clone();
    let id = |code: &str| {
        let all = pending();
        all.iter().find(|one| one["code"] == code).unwrap()["id"].as_str().unwrap().to_owned()
    };
    let said = sandbox.pjt(&format!("collect --settle {} --task 14", id("row-unknown")));
    let whole = said.whole();
    let answer = sandbox.read(RETURN);
    let answer = answer.split("- id: ").find(|answer| answer.starts_with("14\n")).unwrap();
    assert!(answer.contains("status: done\n  percent: 100"), "{answer}\n{whole}");
    assert!(answer.contains("progress: （新增）开展专题培训：已培训120人次。"), "{answer}");
    assert!(sandbox.read(&format!("data/{SLUG}/tasks/014.yaml")).contains("\nstatus: done"), "{whole}");
    assert!(said.stderr.contains("记入：状态 已完成；完成率 100%"), "{whole}");
    assert_eq!(said.code, 0, "{whole}");
    let left = id("date-unclear");
    assert!(said.stderr.contains(&format!("pjt collect --settle {left} --value")), "{whole}");
    sandbox.pjt(&format!("collect --settle {left} --value 2025-12-20")).fine();
    assert_eq!(pending(), Vec::<serde_json::Value>::new());
}

#[test]
fn a_row_that_differs_from_an_answer_of_its_task_takes_nothing_from_it() {
    let sandbox = sandbox();
    let mut sheet = Sheet::filled(&sandbox);
    let mut row = vec![Cell::Blank; 16];
    row[NUMBER] = words("99");
    row[2] = words("（新增）开展专题培训");
    row[STATUS] = words("未启动");
    row[PERCENT] = Cell::Percent(0.05);
    sheet.rows.insert(8, row);
    collect(&sandbox, "a.xlsx", &sheet.xlsx());
    let waiting = sandbox.pjt("collect --settle --json").json();
    let id = waiting["pending"][0]["id"].as_str().unwrap();
    let answer = sandbox.pjt(&format!("collect --settle {id} --task 14 --json")).json();
    let left: Vec<&str> =
        answer["pending"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect();
    assert_eq!(left, ["file-disagrees", "file-disagrees"], "{answer}");
    assert_eq!(answer["warnings"][0]["code"], "row-cell-waits", "{answer}");
}

#[test]
fn a_task_that_is_done_and_answered_otherwise_is_named_until_a_person_says_what_is_so() {
    let sandbox = sandbox();
    let named = || {
        let said = sandbox.pjt("check --json").json();
        let found = said["findings"].as_array().unwrap().clone();
        found.into_iter().filter(|one| one["code"] == "done-answered-otherwise").collect::<Vec<_>>()
    };
    let mut sheet = Sheet::filled(&sandbox);
    let found = collect(&sandbox, "a.xlsx", &sheet.xlsx());
    assert_eq!(found.doubts(), Vec::<String>::new(), "right answers are not doubted");
    assert_eq!(named().len(), 0);
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "first"]);
    // 3 was reported done by mistake, and is sent back; 6 contradicts itself.
    sandbox.pjt("sendback 2025-q3 市教委 3 --reason 缺佐证").fine();
    sheet.row(3)[STATUS] = words("推进中");
    sheet.row(3)[PERCENT] = Cell::Percent(0.6);
    sheet.row(6)[PERCENT] = Cell::Percent(0.6);
    for id in [3, 6] {
        for key in [0, INNER] {
            let held = sheet.row(id)[key].words().replace("not_started", "done");
            sheet.row(id)[key] = words(held);
        }
    }
    let found = collect(&sandbox, "b.xlsx", &sheet.xlsx());
    for code in ["step-back", "answer-contradicts"] {
        assert!(found.codes("warnings").contains(&code.to_owned()), "{code}: {}", found.answer);
    }
    let command = format!("pjt update {SLUG}/3 --status in_progress --reason");
    assert!(found.answer.to_string().contains(&command), "{}", found.answer);
    let all = named();
    assert_eq!(all.len(), 2, "{all:?}");
    assert!(all.iter().any(|one| one.to_string().contains(&command)), "{all:?}");
    sandbox.git(&["add", "data"]);
    sandbox.pjt("check --staged").fine();
    sandbox.pjt("update 3 --status in_progress --reason 误报").fine();
    sandbox.pjt("update 6 --note 已现场核实").fine();
    assert_eq!(named().len(), 0);
    // Who calls a task done on grounds of their own isn't contradicted by an older answer.
    sandbox.pjt("update 14 --status done --evidence 验收报告.pdf --missing-ok").fine();
    assert_eq!(named().len(), 0);
}

#[test]
fn a_settled_status_is_the_tasks_by_the_rules_of_collect() {
    let sandbox = sandbox();
    let mut sheet = Sheet::filled(&sandbox);
    for id in [3, 14, 15, 18] {
        sheet.row(id)[STATUS] = words("基本完成");
    }
    collect(&sandbox, "a.xlsx", &sheet.xlsx());
    let waiting = sandbox.pjt("collect --settle --json").json();
    let id = |task: u32| {
        let all = waiting["pending"].as_array().unwrap();
        all.iter().find(|one| one["task"] == task).unwrap()["id"].as_str().unwrap().to_owned()
    };
    let status = |task: u32| {
        let text = sandbox.read(&format!("data/{SLUG}/tasks/{task:03}.yaml"));
        text.lines().find(|line| line.starts_with("status: ")).unwrap().to_owned()
    };
    let said = sandbox.pjt(&format!("collect --settle {} --value 已完成", id(14))).whole();
    assert_eq!(status(14), "status: done", "{said}");
    sandbox.pjt("update 3 --status suspended --note 等待资金").fine();
    let said = sandbox.pjt(&format!("collect --settle {} --value 已完成", id(3))).whole();
    assert_eq!(status(3), "status: suspended", "{said}");
    assert!(said.contains("pjt update 3 --status 已完成"), "{said}");
    // What it was when the form went out is kept: somebody moved it since, so that it is for a person.
    assert!(sandbox.read(RETURN).contains("why: status-unclear\n    base: not_started"));
    sandbox.pjt("update 18 --status in_progress").fine();
    let said = sandbox.pjt(&format!("collect --settle {} --value 已完成", id(18))).whole();
    assert_eq!(status(18), "status: in_progress", "{said}");
    assert!(said.contains("changed-meanwhile") && said.contains("pjt update 18 --status 已完成"), "{said}");
    let before = status(15);
    let answer = sandbox.pjt(&format!("collect --settle {} --value 暂缓 --json", id(15))).json();
    assert_eq!(status(15), before);
    assert_eq!(answer["warnings"][0]["code"], "suspend-asked", "{answer}");
}

#[test]
fn what_a_run_took_that_was_stopped_before_its_commit_is_committed_by_a_repetition() {
    let sandbox = sandbox();
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "forms"]);
    sandbox.write("in/a.xlsx", Sheet::filled(&sandbox).xlsx());
    sandbox.pjt("collect in --yes").fine();
    assert_ne!(sandbox.git(&["status", "--porcelain", "data"]), "");
    let said = sandbox.pjt("collect in --yes --commit");
    assert!(said.code == 0 && said.stderr.contains("已提交"), "{}", said.whole());
    assert_eq!(sandbox.git(&["status", "--porcelain", "data"]), "");
    // Nothing is left to commit of it; what else is not committed is named.
    sandbox.pjt("dept alias 市教委 教育局").fine();
    let said = sandbox.pjt("collect in --yes --commit");
    assert!(said.code == 0 && !said.stderr.contains("已提交 "), "{}", said.whole());
}

#[cfg(unix)]
#[test]
fn a_link_or_a_pipe_among_the_files_is_not_read_and_named() {
    let sandbox = sandbox();
    sandbox.write("elsewhere/secret.xlsx", Sheet::filled(&sandbox).xlsx());
    std::fs::create_dir(sandbox.path("in")).unwrap();
    for name in ["linked.xlsx", "gone.xlsx"] {
        let target = if name == "gone.xlsx" { "nowhere" } else { "../elsewhere/secret.xlsx" };
        std::os::unix::fs::symlink(target, sandbox.path(&format!("in/{name}"))).unwrap();
    }
    assert!(sandbox.program_in("in", "mkfifo", &["pipe.xlsx"]).status.success());
    let said = sandbox.pjt("collect in --yes --json");
    let ignored = said.json()["ignored"].as_array().unwrap().len();
    assert_eq!((said.code, ignored), (1, 3), "{}", said.whole());
    let said = sandbox.pjt("collect in");
    assert!(said.code == 1 && said.stderr.contains("没有读到一份报送表"), "{}", said.whole());
    assert!(!sandbox.path(RETURN).exists());
    // One that a person names is what they mean.
    let said = sandbox.pjt("collect in/linked.xlsx --yes --json");
    assert!(sandbox.path(RETURN).exists(), "{}", said.whole());
}

#[test]
fn who_leads_reads_what_changed_in_words() {
    let sandbox = sandbox();
    sandbox.git(&["init", "-q", "-b", "main"]);
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "before"]);
    let mut sheet = Sheet::filled(&sandbox);
    sheet.row(14)[PERCENT] = Cell::Percent(100.0);
    sandbox.write("in/a.xlsx", sheet.xlsx());
    let said = sandbox.pjt("collect in --yes");
    assert!(said.code == 1 && said.stdout.contains("“100”"), "{}", said.whole());
    // What a person still has to settle lets a commit pass.
    sandbox.git(&["add", "-A"]);
    sandbox.pjt("check --staged").fine();
    assert_eq!(sandbox.pjt("check").code, 5);
    sandbox.pjt("period open 2025-q4 --due 2025-12-20 --today 2025-12-01").fine();
    sandbox.pjt("dept code 市科委 kw").fine();
    let page = sandbox.pjt("diff --format html").fine().to_owned();
    for words in ["市教委 报送 2025年第三季度：37项", "开展2025年第四季度报送，2025-12-20 截止"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    for words in ["代码", "2025-q3", "2025-q4", "progress", "source"] {
        assert!(!page.contains(&format!(" {words}")), "{words}: {page}");
    }
}

#[test]
fn a_form_that_goes_out_again_says_what_it_holds_and_what_is_left_as_it_is_stays() {
    let sandbox = sandbox();
    sandbox.write("in/a.xlsx", Sheet::filled(&sandbox).xlsx());
    sandbox.pjt("collect in --yes --received 2025-09-24").fine();
    let before = sandbox.read(RETURN);
    sandbox.pjt("sendback 2025-q3 市教委 14,15 --reason 缺佐证 --today 2025-09-26").fine();
    let said = sandbox.pjt("forms 2025-q3 -o again --again --lang zh");
    said.fine();
    assert!(said.stdout.contains("其中退回"), "{}", said.stdout);
    assert!(said.stderr.contains("退回的 2 项") && said.stderr.contains("仍按上次报的算"), "{}", said.stderr);
    let mut form = Sheet::read(&std::fs::read(sandbox.path("again/2025-q3_d01_市教委.xlsx")).unwrap());
    form.has_name = true;
    assert!(form.task_rows().len() > 30, "all that the department is asked");
    for row in form.task_rows() {
        // The reader of this test does not see how a number is shown.
        if let Cell::Number(share) = form.rows[row][PERCENT] {
            form.rows[row][PERCENT] = Cell::Percent(share);
        }
    }
    form.row(14)[PROGRESS] = words("补报");
    sandbox.write("back/a.xlsx", form.xlsx());
    let said = sandbox.pjt("collect back --yes --received 2025-09-24 --lang zh");
    assert_eq!(said.code, 0, "{}", said.whole());
    // Nothing but the answer that came back became another one.
    let after = sandbox.read(RETURN);
    let entry = |text: &str, id: u32| {
        let (_, rest) = text.split_once(&format!("- id: {id}\n")).unwrap_or_else(|| panic!("{id}: {text}"));
        rest.split("\n- id: ").next().unwrap().to_owned()
    };
    assert!(entry(&after, 14).contains("补报") && !entry(&after, 14).contains("sent_back"), "{after}");
    assert!(entry(&after, 15).contains("sent_back"), "nobody answered it again: {after}");
    for id in [1, 2, 3] {
        assert_eq!(entry(&after, id), entry(&before, id), "{id}");
    }
}

#[test]
fn a_return_has_come_by_today() {
    let sandbox = sandbox();
    sandbox.write("in/a.xlsx", Sheet::filled(&sandbox).xlsx());
    let before = sandbox.git(&["status", "--porcelain", "data"]);
    let said = sandbox.pjt("collect in --received 2025-09-27 --today 2025-09-26 --yes");
    assert!(said.code == 2 && said.stderr.contains("--received"), "{}", said.whole());
    assert_eq!(sandbox.git(&["status", "--porcelain", "data"]), before);
    sandbox.pjt("collect in --received 2025-09-24 --today 2025-09-26 --yes").fine();
    let text = sandbox.read(RETURN);
    let (day, later) = ("2025-09-24", "2025-12-24");
    sandbox.write(RETURN, text.replacen(day, later, 1));
    let said = sandbox.pjt("check --today 2025-09-26");
    assert!(said.stdout.contains("record-from-the-future"), "{}", said.whole());
}

#[test]
fn what_a_department_answered_before_it_became_one_with_another_can_be_sent_back() {
    let sandbox = sandbox();
    sandbox.write("in/a.xlsx", Sheet::filled(&sandbox).xlsx());
    sandbox.pjt("collect in --yes --received 2025-09-24").fine();
    sandbox.pjt("dept merge 市教委 市发展改革委 --yes").fine();
    for (name, task) in [("市教委", 14), ("市发展改革委", 15)] {
        let said = sandbox.pjt(&format!("sendback 2025-q3 {name} {task} --reason 缺佐证 --today 2025-09-26"));
        assert_eq!(said.code, 0, "{name}: {}", said.whole());
    }
    assert_eq!(sandbox.read(RETURN).matches("sent_back").count(), 2);
    let said = sandbox.pjt("forms 2025-q3 -o again --again --lang zh");
    assert!(said.code == 0 && said.stderr.contains("退回的 2 项"), "{}", said.whole());
}
