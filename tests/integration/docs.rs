//! The pages of docs/ say what the program does: every key of the files, every answer in JSON, every path.

use std::{collections::BTreeSet, fs};

use serde_json::Value;

use crate::{
    json_schema::faults,
    sandbox::{Sandbox, repository},
};

fn page(name: &str) -> String {
    fs::read_to_string(repository().join(name)).unwrap().replace("\r\n", "\n")
}

/// The keys of a JSON Schema as FORMAT.md writes them: `period.start`, `pillars[].id`.
fn schema_keys(schema: &Value, above: &str, keys: &mut BTreeSet<String>) {
    for (key, value) in schema["properties"].as_object().into_iter().flatten() {
        let key = if above.is_empty() { key.clone() } else { format!("{above}.{key}") };
        schema_keys(value, &key, keys);
        schema_keys(&value["items"], &format!("{key}[]"), keys);
        keys.insert(key);
    }
}

/// The first cells of the tables below `heading`, up to the next heading of its level.
fn first_cells(page: &str, heading: &str) -> BTreeSet<String> {
    let below = page.lines().skip_while(|line| *line != heading).skip(1);
    let rows = below.take_while(|line| !line.starts_with("## ")).filter(|line| line.starts_with("| `"));
    rows.filter_map(|row| row.split('`').nth(1)).map(str::to_owned).collect()
}

#[test]
fn format_md_names_every_key_of_every_file_and_no_other() {
    let page = page("docs/FORMAT.md");
    for (kind, heading) in [
        ("store", "## pjt.yaml"),
        ("departments", "## departments.yaml"),
        ("office", "## office.yaml"),
        ("plan", "## plan.yaml"),
        ("task", "## tasks/014.yaml"),
        ("period", "## periods/2025-q3.yaml"),
        ("return", "## returns/2025-q3/jiaowei.yaml"),
        ("rules", "## rules.yaml"),
    ] {
        let schema = Sandbox::empty().pjt(&format!("schema {kind}")).json();
        let mut expected = BTreeSet::new();
        schema_keys(&schema, "", &mut expected);
        let mut written = first_cells(&page, heading);
        if kind == "task" {
            for status in schema["properties"]["status"]["enum"].as_array().unwrap() {
                assert!(written.remove(status.as_str().unwrap()), "{status} is missing");
            }
        }
        assert_eq!(written, expected, "{heading}");
    }
}

/// The way to every key that a value holds; the entries of a list count as one.
fn key_paths(value: &Value, above: &str, paths: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                let path = format!("{above}.{key}");
                key_paths(value, &path, paths);
                paths.insert(path);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| key_paths(item, &format!("{above}[]"), paths)),
        _ => {}
    }
}

#[test]
fn json_md_shows_the_answers_that_the_program_gives() {
    let page = page("docs/JSON.md");
    let sandbox = Sandbox::with_seed();
    let seed = sandbox.read("seeds/chanjiao-2021-2025.txt");
    sandbox.write("v2.txt", seed.replace("公共服务平台", "公共服务云平台"));
    // A form that came back, twice; its task was in progress when it went out.
    let key = "chanjiao-2021-2025/14|in_progress|2025-12-31|00000000";
    let task = sandbox.read("data/chanjiao-2021-2025/tasks/014.yaml");
    let content = task.lines().find_map(|line| line.strip_prefix("content: ")).unwrap();
    let content = content.replace("公共服务平台", "公共服务云平台");
    let form = format!(
        ",表号：2025-q3/d01,,,,,\npjt,编号,任务内容,状态,完成率,进展情况,pjt\n{key},14,{content},已完成,约八成,平台上线。,{key}\n"
    );
    sandbox.write("收回/三季度.csv", &form).write("收回/副本.csv", &form);
    let prose = page.lines().filter(|line| !line.starts_with("    ")).collect::<Vec<_>>().join("\n");
    let mut lines = page.lines().peekable();
    let mut kinds = BTreeSet::new();
    while let Some(line) = lines.next() {
        if line == "## returns, sendback" {
            let answer = "department: 市教委\nreceived: \"2025-09-24\"\n\ntasks:\n- id: 14\n  percent: 60\n";
            sandbox.write("data/chanjiao-2021-2025/returns/2025-q3/d01.yaml", answer);
        }
        if line == "## office" {
            sandbox.pjt("office --name 市联席会议办公室 --contact 李四 --near-days 15").fine();
        }
        if line == "## dept" {
            sandbox.git(&["clean", "-fdq", "data"]);
        }
        if line == "## lights, why" {
            sandbox.write("data/rules.yaml", "preset: yinchuan-2025\n");
        }
        let Some(command) = line.strip_prefix("    $ ") else { continue };
        if let Some(words) = command.strip_prefix("git ") {
            sandbox.git_ends(&words.split_whitespace().collect::<Vec<_>>());
            continue;
        }
        let said = sandbox.pjt(command.strip_prefix("pjt ").unwrap());
        let mut example = String::new();
        while lines.peek().is_some_and(|line| line.starts_with("    ") && !line.starts_with("    $ ")) {
            example.push_str(lines.next().unwrap());
        }
        if example.is_empty() {
            continue;
        }
        let (example, answer): (Value, _) = (serde_json::from_str(&example).unwrap(), said.json());
        assert_eq!(example["kind"], answer["kind"], "{command}");
        assert_eq!(faults(&answer), Vec::<String>::new(), "{command}");
        let mut paths = [BTreeSet::new(), BTreeSet::new()];
        key_paths(&example, "", &mut paths[0]);
        key_paths(&answer, "", &mut paths[1]);
        assert_eq!(paths[0], paths[1], "{command}: on the left what docs/JSON.md shows");
        for key in paths[0].iter().filter_map(|path| path.rsplit('.').next()) {
            assert!(prose.contains(&format!("`{key}`")), "{command}: nothing says what `{key}` is");
        }
        kinds.insert(example["kind"].as_str().unwrap().to_owned());
    }
    let listed: BTreeSet<String> = prose
        .lines()
        .skip_while(|line| !line.starts_with("| command"))
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .map(|row| row.split('|').nth(2).unwrap().trim().trim_matches('`').to_owned())
        .collect();
    assert_eq!(kinds, listed, "the table of kinds");
}

/// Places of the project that a page, a script or a comment may name.
const ROOTS: [&str; 10] = [
    "src/",
    "docs/",
    "tests/",
    "tools/",
    "fuzz/",
    "templates/",
    "benches/",
    ".ci/",
    ".github/",
    "data/chanjiao",
];

/// The paths below one of the roots that a text names, but for those with a placeholder (`NAME.rs`).
fn paths_in(text: &str) -> BTreeSet<String> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
    let words = text.split(|c: char| !is_part(c)).map(|word| word.trim_end_matches(['.', '/', '-']));
    let is_exact = |word: &&str| !["NAME", "TOPIC"].iter().any(|placeholder| word.contains(placeholder));
    let below = words.filter(|word| ROOTS.iter().any(|root| word.starts_with(root)));
    below.filter(is_exact).map(str::to_owned).collect()
}

#[test]
fn what_the_pages_name_is_there() {
    let mut pages = vec!["README.md", "README.zh-CN.md", "SECURITY.md", "CONTRIBUTING.md", "CHANGELOG.md"]
        .into_iter()
        .map(|name| repository().join(name))
        .collect::<Vec<_>>();
    let docs = fs::read_dir(repository().join("docs")).unwrap().map(|entry| entry.unwrap().path());
    pages.extend(docs.filter(|path| path.is_file()));
    for page in pages {
        let text = fs::read_to_string(&page).unwrap();
        for path in paths_in(&text) {
            assert!(repository().join(&path).exists(), "{} names {path}", page.display());
        }
        // Links from one page to another.
        for target in text.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next()) {
            let is_page = target.ends_with(".md") && !target.contains("://");
            let there = page.parent().unwrap().join(target).exists();
            assert!(!is_page || there, "{} links to {target}", page.display());
        }
    }
}
