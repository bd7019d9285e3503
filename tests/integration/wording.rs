//! The words of an office: what each changed fact is called, and one term for one thing.

use std::path::PathBuf;

use crate::sandbox::{Sandbox, repository};

const PLAN: &str = "data/chanjiao-2021-2025/plan.yaml";
const PERIOD: &str = "data/periods/2025-q3.yaml";

/// Writes `new` for `old`, both of which it has to make a difference between.
#[track_caller]
fn edit(sandbox: &Sandbox, path: &str, edits: &[(&str, &str)]) {
    let mut text = sandbox.read(path);
    for (old, new) in edits {
        assert!(text.contains(old), "{path} has no {old}: {text}");
        text = text.replacen(old, new, 1);
    }
    sandbox.write(path, text);
}

#[track_caller]
fn ensure_said(sandbox: &Sandbox, expected: &[&str]) {
    let said = sandbox.pjt_with(&["diff", "--lang", "zh"], &[("COLUMNS", "600")]);
    for line in expected {
        assert!(said.fine().lines().any(|said| said == *line), "{line}\n{}", said.whole());
    }
    assert_eq!(said.stdout.lines().count(), expected.len(), "{}", said.whole());
}

#[test]
fn every_fact_beside_the_tasks_is_called_as_an_office_calls_it() {
    let sandbox = Sandbox::with_seed();
    let registry = "- name: 市教委\n";
    let facts = "  group: true\n  successor: 市国资委\n  until: '2026-01-01'\n  people: [a@example.org]\n";
    edit(&sandbox, "data/departments.yaml", &[(registry, &format!("{registry}{facts}"))]);
    edit(
        &sandbox,
        PLAN,
        &[
            ("lead_rule: first_listed", "lead_rule: stated\nformer_slugs: [jiaoyu]"),
            ("end: \"2025-12-31\"", "end: \"2026-12-31\""),
            ("sha256: 3", "sha256: 4"),
            ("label: （二）", "label: 二、"),
        ],
    );
    let office =
        "name: 市联席会议办公室\ncontact: 李四\nphone: 021-12345678\nnear_days: 15\nfonts:\n  text: 宋体\n";
    sandbox.write("data/office.yaml", office);
    sandbox.write("data/rules.yaml", "preset: yinchuan-2025\nas_of: last_month_end\n");
    ensure_said(
        &sandbox,
        &[
            "方案 chanjiao-2021-2025 起止 2021-01-01 – 2025-12-31 → 2021-01-01 – 2026-12-31",
            "方案 chanjiao-2021-2025 来源文件 seeds/chanjiao-2021-2025.txt（内容有变）",
            "方案 chanjiao-2021-2025 牵头规则 列在首位的牵头 → 以文件写明的为准",
            "方案 chanjiao-2021-2025 曾用文件夹名 （无） → jiaoyu",
            "方案 chanjiao-2021-2025 板块 2 文件序号 （二） → 二、",
            "部门 市教委 泛指一类单位 （无） → 是",
            "部门 市教委 承接部门 （无） → 市国资委",
            "部门 市教委 不再承担的起始日 （无） → 2026-01-01",
            "部门 市教委 报送人 （无） → a@example.org",
            "本单位 署名单位 （无） → 市联席会议办公室",
            "本单位 联系人 （无） → 李四",
            "本单位 联系电话 （无） → 021-12345678",
            "本单位 临期天数 （无） → 15",
            "本单位 公文字体 （无） → 正文 宋体",
            "亮灯规则 内置规则 （无） → yinchuan-2025",
            "亮灯规则 比较日期 （无） → 上月末",
        ],
    );
    let said = sandbox.pjt("commit --dry-run --lang zh");
    assert!(said.fine().contains("本单位 署名单位") && !said.stdout.contains("名称"), "{}", said.stdout);
}

#[test]
fn what_changed_of_a_period_is_said_without_what_stayed() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("period open 2025-q3 --due 2025-09-25 --today 2025-09-10").fine();
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "period"]);
    edit(
        &sandbox,
        PERIOD,
        &[
            ("due: \"2025-09-25\"", "due: \"2025-09-28\""),
            ("opened: \"2025-09-10\"", "opened: \"2025-09-11\"\nclosed: \"2025-10-09\""),
            ("  - 1\n", ""),
        ],
    );
    let asked = sandbox.read(PERIOD);
    let first = asked.split("- department: ").nth(1).unwrap();
    let (name, tasks) =
        (first.lines().next().unwrap(), first.lines().filter_map(|line| line.strip_prefix("  - ")));
    let tasks = tasks.collect::<Vec<_>>().join("、");
    let asked = format!(
        "报送期 2025-q3 应报 {name} chanjiao-2021-2025 编号1、{tasks} → {name} chanjiao-2021-2025 编号{tasks}"
    );
    ensure_said(
        &sandbox,
        &[
            "报送期 2025-q3 报送截止日 2025-09-25 → 2025-09-28",
            "报送期 2025-q3 下发日 2025-09-10 → 2025-09-11",
            "报送期 2025-q3 截止收表日 （无） → 2025-10-09",
            &asked,
        ],
    );
}

#[test]
fn a_commits_first_line_calls_a_fact_as_its_other_lines_do() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("update 14 --due 2025-11-30 --reason 采购流标 --by 市教委 --commit --lang zh").fine();
    let message = sandbox.git(&["log", "-1", "--format=%B"]);
    let (subject, body) = message.split_once('\n').unwrap();
    for word in ["延期", "改动原因", "进展"] {
        assert_eq!(subject.contains(word), body.contains(word), "{word}: {message}");
    }
    sandbox.pjt("update 3,14 --lead 市教委 --reason 分工会议纪要 --by 市教委 --commit --lang zh").fine();
    let message = sandbox.git(&["log", "-1", "--format=%B"]);
    assert!(message.starts_with("更新 2 项任务") && message.contains("改动原因 +1"), "{message}");
    let first = message.lines().next().unwrap();
    assert!(first.contains("改动原因 2") && !first.contains("进展"), "{message}");
    let said = sandbox.pjt("diff HEAD~1..HEAD --stat --lang zh");
    assert!(said.fine().contains("2  改动原因"), "{}", said.whole());
}

/// What one thing is not called, as it has another name everywhere.
const NOT_SAID: &[(&str, &str)] = &[
    ("变动", "改动"),
    ("目录", "文件夹"),
    ("用法错误", "用法有误"),
    ("联系人中", "报送人"),
    ("报送截止 ", "报送截止日"),
    ("未截止的", "未截止收表"),
    ("已截止；", "已截止收表"),
    ("稀疏检出", "部分检出"),
    ("移出方案", "删除方案"),
    ("方案移出", "删除方案"),
];

/// The files below a place whose names end so.
fn files(place: PathBuf, endings: &[&str]) -> Vec<PathBuf> {
    if place.is_dir() {
        let entries = std::fs::read_dir(&place).unwrap().map(|entry| entry.unwrap().path());
        return entries.flat_map(|entry| files(entry, endings)).collect();
    }
    let name = place.to_str().unwrap();
    if endings.iter().any(|ending| name.ends_with(ending)) { vec![place] } else { Vec::new() }
}

/// Every text of the program in Chinese: where it stands, and its words. What documents print is no word of the program.
fn texts() -> Vec<(String, String)> {
    let mut texts = Vec::new();
    for path in files(repository().join("src"), &[".rs", "chinese.txt", ".html"]) {
        let is_of_documents = |room: &str| path.starts_with(repository().join("src/import").join(room));
        if path.ends_with("tests.rs") || is_of_documents("lexicon") || is_of_documents("grammar") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let is_code = path.extension().is_some_and(|ending| ending == "rs");
        for line in text.split("#[cfg(test)]").next().unwrap().lines() {
            let place = format!("{}: {line}", path.display());
            let is_comment = line.trim_start().starts_with(if is_code { "//" } else { "#" });
            match (is_comment, is_code) {
                (true, _) => {}
                (false, true) => {
                    texts.extend(
                        line.split('"').skip(1).step_by(2).map(|words| (place.clone(), words.to_owned())),
                    );
                }
                (false, false) => texts.push((place, line.to_owned())),
            }
        }
    }
    for page in ["README.zh-CN.md", "docs/GUIDE.zh-CN.md", "docs/GIT.zh-CN.md", "docs/TUTORIAL.zh-CN.md"] {
        let text = std::fs::read_to_string(repository().join(page)).unwrap();
        texts.extend(text.lines().map(|line| (format!("{page}: {line}"), line.to_owned())));
    }
    texts
}

#[test]
fn one_thing_is_called_by_one_term() {
    let texts = texts();
    assert!(texts.len() > 5_000, "{}", texts.len());
    for (place, words) in &texts {
        for (wrong, right) in NOT_SAID {
            assert!(!words.contains(wrong), "{wrong}, which is called {right}: {place}");
        }
        // 责任部门, as in the files, the columns and the commands; 责任单位 is what documents print and people type: a title
        // by itself is a word of theirs, a sentence is one of the program's.
        let is_title = words.chars().count() <= "责任单位：".chars().count();
        assert!(is_title || !words.contains("责任单位"), "{place}");
    }
}
