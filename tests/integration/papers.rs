//! What leaves the office: papers made of the store, and the file that says whose they are.

use serde_json::Value;

use crate::sandbox::{Sandbox, Template, part};

pub(crate) const OPEN: &str = "period open 2025-q3 --due 2025-09-25 --today 2025-09-10";
const RETURN: &str = "department: 市教委\nreceived: \"2025-09-24\"\n\ntasks:\n- id: 14\n  status: in_progress\n  percent: 60\n\n  progress: 平台上线。\n\n  sent_back:\n    on: \"2025-09-26\"\n    reason: 缺佐证\n";

/// The seed's store with a period and a return.
pub(crate) fn reported() -> Sandbox {
    static REPORTED: Template = Template::new();
    Sandbox::of(&REPORTED, || {
        let sandbox = Sandbox::with_seed();
        sandbox.pjt(OPEN).fine();
        sandbox.write("data/chanjiao-2021-2025/returns/2025-q3/d01.yaml", RETURN);
        sandbox
    })
}

pub(crate) fn document(sandbox: &Sandbox, path: &str) -> String {
    part(&std::fs::read(sandbox.path(path)).unwrap(), "word/document.xml")
}

/// The text of every run, joined.
pub(crate) fn text(xml: &str) -> String {
    let runs = xml.split("<w:t xml:space=\"preserve\">").skip(1);
    runs.filter_map(|run| run.split_once("</w:t>").map(|(text, _)| text)).collect()
}

#[test]
fn the_numbers_of_a_bulletin_are_those_of_stats_and_of_every_format() {
    let sandbox = reported();
    for (task, status) in [(1, "done"), (2, "in_progress"), (3, "withdrawn")] {
        let path = format!("data/chanjiao-2021-2025/tasks/{task:03}.yaml");
        sandbox
            .write(&path, sandbox.read(&path).replace("status: not_started", &format!("status: {status}")));
    }
    sandbox.write("data/rules.yaml", "preset: yichang\n");
    let said = sandbox.pjt("bulletin 2025-q3 --today 2025-09-30 --json").json();
    let stats = sandbox.pjt("stats --by status --today 2025-09-30 --json").json();
    let bulletin = &said["bulletin"];
    assert_eq!(bulletin["tasks"]["completed"], stats["total"]["completed"]);
    assert_eq!(bulletin["tasks"]["counted"], stats["total"]["counted"]);
    assert_eq!(bulletin["tasks"]["overdue"], stats["total"]["overdue"]);
    assert_eq!(
        bulletin["tasks"]["rate"],
        serde_json::json!({"count": 1, "of": 42, "exact": "50/21", "percent": "2.4"})
    );
    let lights = &bulletin["lights"];
    let counted: u64 = lights["counts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|count| count["share"]["count"].as_u64().unwrap())
        .sum();
    let all = counted + lights["undetermined"]["count"].as_u64().unwrap() + lights["unlit"].as_u64().unwrap();
    assert_eq!((all, lights["judged"].as_u64().unwrap()), (42, 42));
    let returns = &bulletin["returns"];
    assert_eq!((returns["departments"].as_u64(), returns["on_time"].as_u64()), (Some(5), Some(1)));
    assert_eq!(returns["sent_back"][0]["reason"], Value::from("缺佐证"));
    let told = "完成率2.4%（1/42）";
    assert!(sandbox.pjt("bulletin 2025-q3 --today 2025-09-30").fine().contains(told));
    for file in ["a.docx", "a.html", "a.md"] {
        sandbox.pjt(&format!("bulletin 2025-q3 --today 2025-09-30 -o {file}")).fine();
    }
    assert!(text(&document(&sandbox, "a.docx")).contains(told));
    assert!(sandbox.read("a.html").contains(told) && sandbox.read("a.md").contains(told));
}

#[test]
fn a_paper_that_criticises_says_how_many_answers_wait_for_a_person() {
    let sandbox = reported();
    let lines = ["bulletin 2025-q3", "slips -o DIR 2025-q3", "slips -o DIR", "slips -o DIR 14"];
    let on = |line: &str, place: usize| {
        sandbox.pjt(&format!("{} --today 2026-01-05", line.replace("DIR", &format!("of{place}"))))
    };
    for (place, line) in (0..).zip(lines) {
        let said = on(line, place);
        assert!(!said.stderr.contains("--settle"), "{}", said.whole());
    }
    let unread =
        "  unread:\n  - field: percent\n    place: 填报表!J9\n    text: 过半\n    why: percent-unclear\n\n";
    let unplaced = "\nunplaced:\n- place: 填报表!12\n  text: 另有一项\n  why: row-unknown\n";
    let waiting =
        RETURN.replace("  percent: 60\n", "").replace("  sent_back:", &format!("{unread}  sent_back:"));
    sandbox.write("data/chanjiao-2021-2025/returns/2025-q3/d01.yaml", waiting + unplaced);
    for (place, line) in (10..).zip(lines) {
        let said = on(line, place);
        said.fine();
        assert!(said.stderr.contains("还有 2 处没有处理") && said.stderr.contains("`pjt collect --settle`"));
        let english = on(&format!("{line} --lang en"), place + 10);
        assert!(english.stderr.contains("2 cells or rows of returns wait"), "{}", english.whole());
    }
    // Another period has nothing that waits.
    sandbox.pjt("period open 2025-q4 --due 2025-12-25 --today 2025-12-10").fine();
    let other = sandbox.pjt("bulletin 2025-q4 --today 2026-01-05");
    assert!(!other.stderr.contains("--settle"), "{}", other.whole());
    assert_eq!(sandbox.pjt("collect --settle").stdout.lines().count(), 2);
}

#[test]
fn a_format_that_is_not_written_is_named_with_those_that_are() {
    let sandbox = Sandbox::with_seed();
    for (line, formats) in [
        ("export -o 台账.pdf", "csv、xlsx、docx、md、html、json"),
        ("export -o 台账.xls", "csv、xlsx、docx、md、html、json"),
        ("diff -o 变化.pdf", "json、md、html、docx"),
    ] {
        let said = sandbox.pjt(line);
        let ending = line.rsplit('.').next().unwrap();
        assert!(
            said.code == 2 && said.stderr.contains(&format!("不支持 .{ending} 格式")),
            "{}",
            said.whole()
        );
        assert!(said.stderr.contains(formats), "{}", said.whole());
        let english = sandbox.pjt(&format!("{line} --lang en"));
        assert!(english.stderr.contains(&format!(".{ending} is not supported")), "{}", english.whole());
    }
    assert!(sandbox.pjt("export -o 台账").stderr.contains("没有写明格式"));
}

#[test]
fn the_table_of_a_bulletin_has_its_own_page_and_columns() {
    let sandbox = reported();
    sandbox.write("data/rules.yaml", "preset: yinchuan-2025\n");
    sandbox.pjt("bulletin 2025-q3 --today 2025-09-30 -o a.html").fine();
    let page = sandbox.read("a.html");
    let columns = |of: &str| page.matches(of).count();
    assert_eq!(columns("<col class="), columns("<th scope=\"col\">"));
    assert!(page.contains("@page annex { size: A4 landscape;") && page.contains("<col class=\"c-light\">"));
    // On a phone each cell says what it is.
    assert!(page.contains("<td class=\"short red\" data-title=\"亮灯\"><bdi>红灯</bdi></td>"), "{page}");
    // One plan needs no column that names it; a title ends its line where it has a meaning.
    assert!(!page.contains("方案</th>"));
    assert!(page.contains("重点任务</bdi><wbr><bdi>推进情况的通报</bdi></h1>"), "{page}");
}

#[test]
fn a_paper_comes_out_the_same_each_time_and_is_not_written_over_unasked() {
    let sandbox = reported();
    for words in ["bulletin 2025-q3 -o 1.docx", "bulletin 2025-q3 -o 2.docx", "slips -o s1", "slips -o s2"] {
        sandbox.pjt(&format!("{words} --today 2026-01-05")).fine();
    }
    let bytes = |path: &str| std::fs::read(sandbox.path(path)).unwrap();
    assert_eq!(bytes("1.docx"), bytes("2.docx"));
    assert_eq!(bytes("s1/20260105-001_市教委.docx"), bytes("s2/20260105-001_市教委.docx"));
    assert_eq!(sandbox.pjt("bulletin 2025-q3 -o 1.docx").code, 2);
    sandbox.pjt("bulletin 2025-q3 -o 1.docx --force").fine();
    sandbox.write("s1/20260105-001_市教委.docx", "signed");
    assert_eq!(sandbox.pjt("slips -o s1 --today 2026-01-05").code, 4);
    assert_eq!(sandbox.read("s1/20260105-001_市教委.docx"), "signed");
}

#[test]
fn what_nobody_said_is_left_out_and_a_wrong_period_is_an_error() {
    let sandbox = Sandbox::with_seed();
    let said = sandbox.pjt("bulletin 2025-q3 --json").json();
    assert!(said["bulletin"]["lights"].is_null() && said["bulletin"]["returns"].is_null(), "{said}");
    let paper = sandbox.pjt("bulletin 2025-q3 --today 2025-09-30");
    assert!(!paper.fine().contains("报送情况") && !paper.fine().contains("灯"), "{}", paper.whole());
    sandbox.pjt(OPEN).fine();
    assert_eq!(sandbox.pjt("bulletin 2025-q4").code, 3);
    assert_eq!(sandbox.pjt("slips 99 -o s").code, 3);
}

#[test]
fn text_of_the_store_is_text_in_every_paper() {
    let sandbox = reported();
    let evil = "</w:t><script>alert(1)</script>{{单位}}|\\e[31m\\u202e";
    let task = "data/chanjiao-2021-2025/tasks/002.yaml";
    let old = sandbox.read(task);
    let line = old.lines().find(|line| line.starts_with("content: ")).unwrap().to_owned();
    sandbox.write(task, old.replace(&line, &format!("content: \"{evil}\"")));
    sandbox.write("data/office.yaml", "name: \"<b>&\\u0001\"\nfonts:\n  title: \"a\\\" w:x=\\\"1\"\n");
    for file in ["a.docx", "a.html", "a.md"] {
        sandbox.pjt(&format!("bulletin 2025-q3 --today 2026-01-05 -o {file}")).fine();
    }
    sandbox.pjt("slips 2 -o s --today 2026-01-05").fine();
    for xml in [document(&sandbox, "a.docx"), document(&sandbox, "s/20260105-001_市教委.docx")] {
        assert!(
            xml.contains("&lt;/w:t&gt;&lt;script&gt;") && xml.contains("{{单位}}|⟨U+001B⟩[31m⟨U+202E⟩"),
            "{xml}"
        );
        assert!(!xml.contains("<script>"));
    }
    let page = sandbox.read("a.html");
    assert!(!page.contains("<script>") && page.contains("&#60;script") && !page.contains('\u{1b}'), "{page}");
    assert!(page.contains("Content-Security-Policy"));
    assert!(!sandbox.read("a.md").contains("<script>"));
}

/// Names and texts that would act, lead elsewhere or break a paper if they were more than text.
#[test]
fn whatever_departments_are_called_papers_stay_in_their_directory_and_hold_text() {
    let sandbox = Sandbox::empty();
    let names = [
        "../../x",
        "CON",
        "/etc/a:b",
        "x\u{202e}fdp.exe",
        "=cmd|' /C calc'!A0",
        "<script>alert(1)</script>]]>",
        "{{单位}} [[x]] ${x}",
        "..",
        "长名称长名称长名称长名称长名称长名称长名称长名称长名称长名称长名称长名称长名称长名称长名称",
    ];
    let quoted = |text: &str| serde_json::to_string(text).unwrap();
    sandbox.write("data/pjt.yaml", "format: 1\ndefault_plan: p\n");
    sandbox.write("data/office.yaml", format!("name: {}\ncontact: {}\n", quoted(names[5]), quoted(names[6])));
    sandbox.write("data/rules.yaml", "preset: yichang\n");
    let registry: String = names.iter().map(|name| format!("- name: {}\n", quoted(name))).collect();
    // Codes that are none, or another's.
    let registry = registry.replacen("\n", "\n  code: a\n", 1);
    let registry =
        registry.replace("\"CON\"\n", "\"CON\"\n  code: a\n").replace("\"..\"\n", "\"..\"\n  code: ../e\n");
    sandbox.write("data/departments.yaml", format!("departments:\n{registry}"));
    sandbox.write(
        "data/p/plan.yaml",
        format!("title: {}\n\nperiod:\n  start: \"2025-01-01\"\n  end: \"2025-06-30\"\n\nlead_rule: first_listed\n", quoted(names[5])),
    );
    for (id, name) in (1..).zip(names) {
        let content = format!("{name}{}", "很长的任务。".repeat(1_700));
        let notes = format!("notes:\n- date: \"2025-05-01\"\n  by: {0}\n  text: {0}\n", quoted(name));
        sandbox.write(
            &format!("data/p/tasks/{id:03}.yaml"),
            format!(
                "id: {id}\n\ncontent: {}\n\ndepartments:\n- {}\n\nstatus: in_progress\n\n{notes}",
                quoted(&content),
                quoted(name)
            ),
        );
    }
    sandbox.write("out/mine", "");
    for line in [
        "period open 2025-q2 --due 2025-07-20",
        "forms 2025-q2 -o out/forms",
        "bulletin 2025-q2 -o out/a.docx",
        "bulletin 2025-q2 -o out/a.html",
        "export -o out/l.xlsx",
        "export -o out/l.docx",
        "export -o out/l.html",
        "export -o out/l.md",
        "slips -o out/slips",
        "slips -o out/each --each",
        "site -o out/web",
    ] {
        sandbox.pjt(&format!("{line} --today 2025-07-15")).fine();
    }
    let mut beside: Vec<_> =
        std::fs::read_dir(sandbox.path("")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    beside.sort();
    assert_eq!(beside, ["data", "out"], "nothing beside them");
    for (directory, count) in [("out/forms", 9), ("out/slips", 9), ("out/each", 9)] {
        let made: Vec<String> = std::fs::read_dir(sandbox.path(directory))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        assert_eq!(made.len(), count, "{directory}: {made:?}");
        for name in &made {
            assert!(name.starts_with("2025") && name.len() < 200, "{name}");
            assert!(!name.chars().any(|c| "\\:*?\"<>|\u{202e}".contains(c)), "{name}");
        }
    }
    let pages = std::fs::read_dir(sandbox.path("out/web")).unwrap().map(|entry| entry.unwrap().file_name());
    let pages = pages.filter(|name| name.to_string_lossy().starts_with("department-")).count();
    assert_eq!(pages, 9, "a page for each department");
    for page in ["out/a.html", "out/l.html", "out/l.md", "out/web/index.html", "out/web/p/task-6.html"] {
        let text = sandbox.read(page);
        assert!(!text.contains("<script>alert") && !text.contains('\u{202e}'), "{page}");
    }
    for paper in ["out/a.docx", "out/l.docx"] {
        let xml = document(&sandbox, paper);
        assert!(
            !xml.contains("<script") && !xml.contains('\u{202e}') && xml.contains("{{单位}} [[x]]"),
            "{paper}"
        );
    }
    let bytes = std::fs::read(sandbox.path("out/l.xlsx")).unwrap();
    assert!(!part(&bytes, "xl/worksheets/sheet1.xml").contains("<f>"), "no formula");
    let mut books: Vec<Vec<u8>> = vec![bytes];
    for entry in std::fs::read_dir(sandbox.path("out/forms")).unwrap() {
        books.push(std::fs::read(entry.unwrap().path()).unwrap());
    }
    let shown = books.iter().filter(|book| {
        let strings = part(book, "xl/sharedStrings.xml");
        assert!(!strings.contains("\u{202e}fdp.exe很"), "a task's words turn nothing around");
        strings.contains("⟨U+202E⟩")
    });
    assert_eq!(shown.count(), 2, "the ledger and the form of one department");
}

#[test]
fn a_slip_is_for_a_department_or_for_a_task() {
    let sandbox = reported();
    sandbox.write("data/rules.yaml", "preset: yinchuan-2025\n");
    let said = sandbox.pjt("slips 14 12 13 -o a --today 2025-09-30 --reply-by 2025-10-15 --json").json();
    let slips = said["slips"].as_array().unwrap();
    let names: Vec<_> = slips
        .iter()
        .map(|slip| (slip["department"].as_str().unwrap(), slip["matters"].as_array().unwrap().len()))
        .collect();
    assert_eq!(names, [("市发展改革委", 2), ("市教委", 1)]);
    let each = sandbox.pjt("slips 14 12 13 -o b --each --today 2025-09-30 --json").json();
    assert_eq!(each["slips"].as_array().unwrap().len(), 3);
    let xml = text(&document(&sandbox, slips[1]["path"].as_str().unwrap()));
    for words in ["督办单（红）", "20250930-002", "市教委", "平台上线。", "2025年10月15日"] {
        assert!(xml.contains(words), "{words}: {xml}");
    }
    // The plan is named once, and each matter by its number.
    let xml = text(&document(&sandbox, slips[0]["path"].as_str().unwrap()));
    assert_eq!(xml.matches('《').count(), 1, "{xml}");
    assert!(xml.contains("）》编号12：") && !xml.contains("项）"), "{xml}");
    let none = sandbox.pjt("slips -o c --light blue --today 2025-09-30 --json").json();
    assert_eq!(none["slips"], serde_json::json!([]));
}

#[test]
fn who_names_a_task_hears_that_there_is_no_slip_for_it() {
    let sandbox = reported();
    let path = "data/chanjiao-2021-2025/tasks/012.yaml";
    sandbox.write(path, sandbox.read(path).replace("status: not_started", "status: done"));
    let said = sandbox.pjt("slips 11-13 -o a --today 2025-09-30");
    let words = "没有为编号11、12、13制单：没有逾期，或被条件筛去";
    assert!(said.stderr.contains(words), "{}", said.whole());
    sandbox.write("data/rules.yaml", "preset: yinchuan-2025\n");
    for (lang, words) in [("zh", "没有为编号12制单："), ("en", "no slip for task 12: ")] {
        let said = sandbox.pjt(&format!("slips 11-13 -o b --today 2025-09-30 --lang {lang}"));
        assert!(said.stderr.contains(words), "{}", said.whole());
    }
    let said = sandbox.pjt("slips 2025-q3 -o c --today 2025-09-30");
    assert!(!said.stderr.contains("没有为"), "nobody named one: {}", said.whole());
}

#[test]
fn slips_of_a_day_in_one_directory_have_different_numbers() {
    let sandbox = reported();
    let made = |words: &str| -> Vec<String> {
        let said = sandbox.pjt(&format!("slips 14 12 13 -o a --today 2026-01-05 {words} --json")).json();
        let slips = said["slips"].as_array().unwrap();
        slips.iter().map(|slip| slip["number"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(made(""), ["20260105-001", "20260105-002"]);
    let each = ["20260105-003", "20260105-004", "20260105-005"];
    assert_eq!(made("--each"), each);
    // In another directory they begin anew: nobody knows what was written elsewhere, and that is said.
    let said = sandbox.pjt("slips 14 12 13 -o b --today 2026-01-05 --lang zh");
    assert!(sandbox.path("b").read_dir().unwrap().count() == 2, "{}", said.whole());
    assert!(said.stderr.contains("只看这个文件夹"), "{}", said.stderr);
    let said = sandbox.pjt("slips 14 -o a --today 2026-01-05 --light red,yellow --lang zh");
    assert!(!said.stderr.contains("只看这个文件夹"), "{}", said.stderr);
    // The same again has the same numbers.
    assert_eq!((made("--each"), made("").len()), (each.map(str::to_owned).to_vec(), 2));
    assert_eq!(std::fs::read_dir(sandbox.path("a")).unwrap().count(), 5);
    let name = "a/20260105-003_市发展改革委_编号12.docx";
    assert!(text(&document(&sandbox, name)).contains("编号：20260105-003"));
    let said = sandbox.pjt("slips 14 12 13 -o a --each --today 2026-01-05");
    assert!(said.stderr.contains("编号接在 20260105-002 之后"), "{}", said.whole());
    let said = sandbox.pjt("slips 14 12 13 -o a --each --today 2026-01-05 --lang en");
    assert!(said.stderr.contains("go on behind 20260105-002"), "{}", said.whole());
}

#[test]
fn an_extension_is_called_one_in_the_ledger_and_in_a_slip() {
    let sandbox = reported();
    let path = "data/chanjiao-2021-2025/tasks/014.yaml";
    sandbox.write(path, sandbox.read(path) + "\ndue: \"2025-10-31\"\n");
    sandbox.pjt("update 14 --due 2025-12-20 --reason 流标 --today 2025-10-20").fine();
    sandbox.pjt("export -o l.html --today 2026-01-05 --lang zh").fine();
    sandbox.pjt("export -o e.html --today 2026-01-05 --lang en").fine();
    sandbox.pjt("slips 14 -o s --today 2026-01-05").fine();
    let granted = "（延期至2025年12月20日）";
    assert!(sandbox.read("l.html").contains("2025年10月31日") && sandbox.read("l.html").contains(granted));
    assert!(sandbox.read("e.html").contains("(extended to 2025-12-20)"));
    let slip = text(&document(&sandbox, "s/20260105-001_市教委.docx"));
    assert!(slip.contains(&format!("2025年10月31日{granted}")), "{slip}");
}

#[test]
fn the_end_of_a_year_names_what_is_left_and_writes_nothing() {
    let sandbox = reported();
    let path = "data/chanjiao-2021-2025/tasks/001.yaml";
    sandbox.write(path, sandbox.read(path).replace("status: not_started", "status: done"));
    let left = sandbox.pjt("year-end 2025 --json").json();
    let left = &left["year_end"];
    assert_eq!(left["open_periods"][0]["id"], "2025-q3");
    assert_eq!((left["done"].as_array().unwrap().len(), left["carried"].as_array().unwrap().len()), (1, 42));
    let earlier = sandbox.pjt("year-end 2024 --json").json();
    assert_eq!(earlier["year_end"]["open_periods"], serde_json::json!([]));
}

#[test]
fn the_office_is_read_checked_and_followed_like_the_rest_of_the_store() {
    let sandbox = Sandbox::with_seed();
    let office = "name: 市联席会议办公室\ncontact: 李四\nphone: 021-12345678\n\nfonts:\n  title: 宋体\n\nnear_days: 15\n";
    sandbox.write("data/office.yaml", office);
    sandbox.pjt("check").fine();
    for (wrong, line, said) in [
        ("name: 办公室\ntel: 1\n", 2, "tel"),
        ("near_days: 400\n", 1, "366"),
        ("near_days: -1\n", 1, "near_days"),
        ("fonts:\n  body: 宋体\n", 2, "body"),
        ("fonts: 宋体\n", 1, "expected"),
    ] {
        sandbox.write("data/office.yaml", wrong);
        let found = sandbox.pjt("check --json").json();
        let finding = &found["findings"][0];
        assert_eq!(
            (finding["path"].as_str(), finding["line"].as_u64()),
            (Some("data/office.yaml"), Some(line)),
            "{found}"
        );
        assert!(finding["message"].as_str().unwrap().contains(said), "{found}");
    }
}

#[test]
fn a_slip_for_one_of_two_leads_names_the_other() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("update 14 --lead 市教委、市国资委 --reason 会议纪要").fine();
    sandbox.pjt("update 14 --due 2025-06-30 --reason 会议纪要 --today 2025-06-01").fine();
    sandbox.pjt("slips 14 -o out --today 2025-09-30").fine();
    let mut names: Vec<_> =
        std::fs::read_dir(sandbox.path("out")).unwrap().map(|file| file.unwrap().path()).collect();
    names.sort();
    assert_eq!(names.len(), 2, "{names:?}");
    for (name, other) in names.iter().zip(["市国资委", "市教委"]) {
        let xml = part(&std::fs::read(name).unwrap(), "word/document.xml");
        assert!(xml.contains(&format!("（与{other}共同承办）")), "{name:?}: {xml}");
    }
}
