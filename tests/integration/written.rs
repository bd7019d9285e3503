//! Files that people wrote in their own ways: a correction changes the lines of what it corrects, and nothing else.

use crate::sandbox::Sandbox;

const PLAN: &str = "title: 方案\n\nperiod:\n  start: \"2021-01-01\"\n  end: \"2025-12-31\"\n\npillars:\n- id: 1\n  title: 一\n\
    - id: 2\n  title: 二\n\nkey_tasks:\n- id: 1\n  pillar: 1\n  title: 甲项\n- id: 2\n  pillar: 1\n  title: 乙项\n";

const PLAIN: &str = "id: 1\nlabel: （1）\npillar: 1\nkey_task: 1\n\ncontent: 建立资源汇聚平台；开展试点\n\n\
    departments:\n- 市教委\n- 市发展改革委\n- 市国资委\n\nlead:\n- 市教委\n\ndue: \"2025-06-30\"\n\
    due_text: 2025年6月底前\n\nstatus: in_progress\n\nevidence:\n- 甲.pdf\n- https://example.org/a\n\nnotes:\n\
    - date: \"2025-01-10\"\n  by: 市教委\n  text: 第一条\n- date: \"2025-02-10\"\n  by: 市国资委\n  text: 第二条\n";

/// The same task as so many people write it.
fn written() -> Vec<(&'static str, String)> {
    let with = |from: &str, to: &str| {
        assert!(PLAIN.contains(from), "{from}");
        PLAIN.replace(from, to)
    };
    let content = "content: 建立资源汇聚平台；开展试点\n";
    let departments = "departments:\n- 市教委\n- 市发展改革委\n- 市国资委\n";
    let commented = PLAIN
        .replace("content: 建", "# 原文照录\ncontent: 建")
        .replace("- 市教委\n- 市发展改革委", "# 按文件顺序\n- 市教委 # 牵头\n- 市发展改革委")
        .replace("status: in_progress\n", "status: in_progress  # 9月核\n# 状态以督查室为准\n")
        .replace("  by: 市国资委\n", "  by: 市国资委 # 电话\n")
        + "# 文件结束\n";
    let quoted = |sign: char| {
        let line = |line: &str| match line.split_once(": ") {
            Some((key, value)) if !value.starts_with('"') && key != "id" && value.parse::<u32>().is_err() => {
                format!("{key}: {sign}{value}{sign}\n")
            }
            _ => match line.strip_prefix("- ") {
                Some(value) if !value.contains(": ") => format!("- {sign}{value}{sign}\n"),
                _ => format!("{line}\n"),
            },
        };
        PLAIN.lines().map(line).collect::<String>()
    };
    let mut groups: Vec<&str> = PLAIN.trim_end().split("\n\n").collect();
    groups.reverse();
    vec![
        ("plain", PLAIN.to_owned()),
        ("CRLF", PLAIN.replace('\n', "\r\n")),
        ("no final newline", PLAIN.trim_end().to_owned()),
        ("byte order mark", format!("\u{feff}{PLAIN}")),
        ("comments", commented.clone()),
        ("comments and CRLF, no final newline", commented.trim_end().replace('\n', "\r\n")),
        ("double quotes", quoted('"')),
        ("single quotes", quoted('\'')),
        ("folded", with(content, "content: >-\n  建立资源汇聚平台；\n  开展试点\n")),
        ("literal", with(content, "content: |-\n  建立资源汇聚平台；开展试点\n")),
        ("flow", with(departments, "departments: [市教委, 市发展改革委, 市国资委]\n")),
        (
            "flow over lines",
            with(departments, "departments: [\n  市教委, # 牵头\n  市发展改革委,\n  市国资委,\n]\n"),
        ),
        (
            "indentation",
            with(departments, "departments:\n    - 市教委\n    - 市发展改革委\n    - 市国资委\n")
                .replace("- date", "  -   date")
                .replace("  by:", "      by:")
                .replace("  text:", "      text:"),
        ),
        (
            "unknown fields",
            with("\nstatus:", "\nowner: {name: 张某, phone: 12345}\nroom:\n  floor: 3\n\nstatus:"),
        ),
        ("tabs", PLAIN.replace("status: ", "status:\t").replace("due: ", "due:\t\t")),
        ("another order", groups.join("\n\n") + "\n"),
        ("document markers", format!("---\n{PLAIN}...\n")),
        ("full-width digits", with("（1）", "（１）").replace("2025年6月", "２０２５年６月")),
    ]
}

fn desk() -> (Sandbox, Vec<(&'static str, String)>) {
    let sandbox = Sandbox::empty();
    sandbox.pjt("init").fine();
    let registry = ["市教委", "市发展改革委", "市国资委", "市财政局"].map(|name| format!("- name: {name}\n"));
    sandbox.write("data/departments.yaml", format!("departments:\n{}", registry.concat()));
    sandbox.write("data/p/plan.yaml", PLAN).write("data/甲.pdf", "x");
    let files = (1..).zip(written()).map(|(id, (way, text))| {
        let text = text.replacen("id: 1", &format!("id: {id}"), 1);
        sandbox.write(&path(id), &text);
        (way, text)
    });
    let files: Vec<_> = files.collect();
    let said = sandbox.pjt("list --json").json();
    assert_eq!(said["tasks"].as_array().map(Vec::len), Some(files.len()), "{said}");
    (sandbox, files)
}

fn path(id: usize) -> String {
    format!("data/p/tasks/{id:03}.yaml")
}

/// The lines of a file that are about none of these fields: comments, markers and the other fields.
fn others(text: &str, fields: &[&str]) -> Vec<String> {
    let mut field = String::new();
    let mut lines = Vec::new();
    for line in text.trim_start_matches('\u{feff}').split('\n') {
        let bare = line.trim();
        let key = line.split([':', ' ']).next().unwrap_or_default();
        if line.starts_with(|c: char| c.is_ascii_alphabetic() || c == '"') {
            field = key.trim_matches('"').to_owned();
        } else if line.starts_with("---") || line.starts_with("...") {
            field.clear();
        }
        if bare.starts_with('#') || !bare.is_empty() && !fields.contains(&field.as_str()) {
            lines.push(line.trim_end_matches('\r').to_owned());
        }
    }
    lines
}

/// What people said beside the values.
fn comments(text: &str) -> Vec<&str> {
    text.lines().filter_map(|line| line.split_once('#')).map(|(_, words)| words.trim()).collect()
}

#[track_caller]
fn ensure_only(correction: &str, way: &str, before: &str, after: &str, fields: &[&str]) {
    let said = || format!("{correction}, {way}:\n{before}\n→\n{after}");
    assert_ne!(before, after, "{}", said());
    assert_eq!(others(before, fields), others(after, fields), "{}", said());
    assert_eq!(comments(before), comments(after), "{}", said());
    assert_eq!(before.starts_with('\u{feff}'), after.starts_with('\u{feff}'), "{}", said());
    let blank = |text: &str| text.lines().filter(|line| line.trim().is_empty()).count();
    assert!((blank(before)..=blank(before) + 2).contains(&blank(after)), "{}", said());
    let (crlf, lf) = (after.matches("\r\n").count(), after.matches('\n').count());
    assert_eq!(crlf, if before.contains("\r\n") { lf } else { 0 }, "{}", said());
}

/// Each correction of many tasks at once, and the fields that it is about.
const OF_MANY: &[(&str, &[&str])] = &[
    ("--status done", &["status"]),
    ("--status suspended --reason 经费未到", &["status", "notes"]),
    ("--note 第三条 --by 市教委", &["notes"]),
    ("--due 2025-09-30 --reason 流标", &["due", "extensions"]),
    ("--due 2026-03-31 --reason 流标", &["due", "extensions"]),
    ("--due none --reason 误录", &["due", "notes"]),
    ("--due-text 2025年9月底前 --reason 误录", &["due_text", "notes", "printed"]),
    ("--evidence https://example.org/b", &["evidence"]),
    ("--remove-evidence https://example.org/a --reason 误录", &["evidence", "notes"]),
    ("--lead 市国资委 --reason 纪要", &["lead", "notes", "printed"]),
    ("--support 市国资委 --reason 纪要", &["departments", "notes", "printed"]),
    ("--add-dept 市财政局 --reason 纪要", &["departments", "notes", "printed"]),
    ("--remove-dept 市国资委 --reason 纪要", &["departments", "notes", "printed"]),
    ("--replace-dept 市国资委=市财政局 --reason 文号", &["departments", "handovers"]),
    ("--key-task 2 --reason 纪要", &["key_task", "notes", "printed"]),
];

/// Each correction of one task.
const OF_ONE: &[(&str, &[&str])] = &[
    ("--content 建立资源汇聚平台；开展试点工作 --reason 错字", &["content", "notes", "printed"]),
    ("--fix-note 2 第二条，已核 --reason 误录", &["notes"]),
    ("--remove-note 1 --reason 误录", &["notes"]),
];

#[test]
fn every_correction_changes_only_its_own_lines_however_a_file_is_written() {
    let (sandbox, files) = desk();
    let ensure = |correction: &str, id: usize, fields: &[&str]| {
        let (way, before) = &files[id - 1];
        ensure_only(correction, way, before, &sandbox.read(&path(id)), fields);
        sandbox.write(&path(id), before);
    };
    for (correction, fields) in OF_MANY {
        sandbox.pjt(&format!("update p/* {correction} --today 2025-05-01 --yes")).fine();
        (1..=files.len()).for_each(|id| ensure(correction, id, fields));
    }
    for (correction, fields) in OF_ONE {
        for id in 1..=files.len() {
            sandbox.pjt(&format!("update {id} {correction} --today 2025-05-01")).fine();
            ensure(correction, id, fields);
        }
    }
    let registry = sandbox.read("data/departments.yaml");
    for (correction, fields) in [
        ("dept rename 市国资委 市国资局 --yes", &["departments"][..]),
        ("dept merge 市国资委 市财政局 --yes", &["departments"]),
        ("dept handover 市国资委 市财政局 --reason 文号 --yes", &["departments", "handovers"]),
    ] {
        sandbox.pjt(correction).fine();
        (1..=files.len()).for_each(|id| ensure(correction, id, fields));
        sandbox.write("data/departments.yaml", &registry);
    }
}

#[cfg(unix)]
#[test]
fn one_line_that_is_edited_is_one_line_that_changes() {
    let (sandbox, files) = desk();
    for (id, (way, before)) in (1..).zip(&files) {
        let arguments = ["edit", &id.to_string(), "--reason", "错字"];
        let editor = [("VISUAL", ""), ("EDITOR", "sed -i s/第一条/首条/")];
        sandbox.pjt_with(&arguments, &editor).fine();
        ensure_only("edit", way, before, &sandbox.read(&path(id)), &["notes"]);
    }
}

#[test]
fn an_anchor_that_something_else_refers_to_is_left_to_a_person() {
    let (sandbox, files) = desk();
    let text =
        PLAIN.replace("- 市教委\n- 市发", "- &一 市教委\n- 市发").replace("lead:\n- 市教委", "lead:\n- *一");
    sandbox.write(&path(1), &text);
    let said = sandbox.pjt("update 1 --remove-dept 市教委 --lead 市国资委 --reason 纪要");
    assert!(said.code == 4 && sandbox.read(&path(1)) == text, "{}", said.whole());
    for (correction, fields) in OF_MANY.iter().filter(|(words, _)| !words.contains("--support")) {
        sandbox.pjt(&format!("update 1 {correction} --today 2025-05-01")).fine();
        ensure_only(correction, files[0].0, &text, &sandbox.read(&path(1)), fields);
        sandbox.write(&path(1), &text);
    }
}
