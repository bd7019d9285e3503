//! `pjt check`: silent when all is well; each rule has a file that breaks it.

use crate::sandbox::Sandbox;

const FILE: &str = "data/chanjiao-2021-2025/tasks/014.yaml";

#[test]
fn the_seeds_store_passes_in_silence() {
    let said = Sandbox::with_seed().pjt("check");
    assert_eq!(said.whole(), "");
}

#[test]
fn every_rule_finds_what_breaks_it_at_its_line() {
    let status = "status: not_started";
    for (rule, old, new, line) in [
        ("invalid-yaml", status, "status: maybe", 15),
        ("conflict-markers", status, "<<<<<<< ours\nstatus: done", 15),
        ("control-character", "平台", "平\u{1b}台", 7),
        ("id-differs", "id: 14", "id: 15", 1),
        ("unknown-pillar", "pillar: 2", "pillar: 7", 3),
        ("unknown-key-task", "key_task: 5", "key_task: 1", 4),
        ("unknown-department", "- 市国资委", "- 市国资局", 13),
        ("repeated-department", "- 市国资委", "- 市教委", 13),
        ("unknown-field", status, "status: not_started\nstauts: done", 16),
        ("closed-without-evidence", status, "status: closed", 15),
        ("unexplained-status", status, "status: suspended", 15),
        ("due-outside-plan", status, "status: done\ndue: \"2031-01-01\"", 16),
        ("note-from-the-future", status, "status: done\nnotes:\n- date: \"2099-01-01\"\n  text: x", 17),
        ("lead-not-listed", status, "status: done\nlead:\n- 市科委", 17),
        (
            "record-from-the-future",
            status,
            "status: done\nextensions:\n- on: \"2099-01-01\"\n  from: \"2025-01-01\"\n  to: \"2025-02-01\"\n  reason: x",
            17,
        ),
        ("record-from-the-future", status, "status: done\nclosure:\n  on: \"2099-01-01\"", 16),
        (
            "unknown-department",
            status,
            "status: done\nhandovers:\n- on: \"2025-01-01\"\n  from: 市教委\n  to: 市数据局\n  reason: x",
            19,
        ),
        ("former-number", status, "status: done\nformer_ids:\n- 15", 17),
        ("former-number", status, "status: done\nformer_ids:\n- 14", 17),
        ("empty-evidence", status, "status: done\nevidence:\n- data", 17),
        ("pending-review", status, "status: done\nreview: gone", 16),
    ] {
        let sandbox = Sandbox::with_seed();
        let text = sandbox.read(FILE);
        assert!(text.contains(old));
        sandbox.write(FILE, text.replacen(old, new, 1));
        let said = sandbox.pjt("check --json");
        assert_eq!(said.code, 5, "{rule}: {}", said.whole());
        let findings = said.json()["findings"].clone();
        let found = findings.as_array().unwrap().iter().find(|finding| finding["code"] == rule);
        let found = found.unwrap_or_else(|| panic!("{rule}: {findings}"));
        assert_eq!(found["line"].as_u64(), Some(line), "{rule}: {found}");
    }
}

#[test]
fn a_plan_in_a_place_where_nobody_reads_it_is_named() {
    let sandbox = Sandbox::with_seed();
    sandbox.write(
        "other.csv",
        "序号,重点任务,责任单位\n1,建设平台的具体内容,市教委\n2,安排经费的具体内容,市教委\n",
    );
    sandbox.pjt("import other.csv --plan other").fine();
    for place in ["chanjiao-2021-2025", "periods", "旧台账/二〇二四"] {
        let place = format!("data/{place}/other");
        std::fs::create_dir_all(sandbox.path(&place).parent().unwrap()).unwrap();
        std::fs::rename(sandbox.path("data/other"), sandbox.path(&place)).unwrap();
        let said = sandbox.pjt("check --json");
        let findings = said.json()["findings"].clone();
        let found: Vec<_> = findings
            .as_array()
            .unwrap()
            .iter()
            .filter(|finding| finding["code"] == "misplaced-file")
            .collect();
        assert_eq!(found.len(), 1, "{place}: {findings}");
        assert_eq!(found[0]["path"].as_str(), Some(format!("{place}/plan.yaml").as_str()), "{findings}");
        // Without its own file, by its tasks.
        std::fs::rename(sandbox.path(&format!("{place}/plan.yaml")), sandbox.path("kept")).unwrap();
        assert!(sandbox.pjt("check").stdout.contains("方案 `other` 放在了别的文件夹里"), "{place}");
        std::fs::rename(sandbox.path("kept"), sandbox.path(&format!("{place}/plan.yaml"))).unwrap();
        std::fs::rename(sandbox.path(&place), sandbox.path("data/other")).unwrap();
        assert!(!sandbox.pjt("check --lang en").stdout.contains("misplaced-file"), "{place}");
    }
}

#[test]
fn copies_of_the_stores_files_under_other_names_are_named() {
    let sandbox = Sandbox::with_seed();
    let task = sandbox.read(FILE);
    let plan = "data/chanjiao-2021-2025";
    for (from, to) in [
        (FILE, "Tasks/014.yaml"),
        (FILE, "Tasks/14.yml"),
        (FILE, "tasks-old/014.yaml"),
        (FILE, "014.yaml"),
        ("data/chanjiao-2021-2025/plan.yaml", "Plan.yaml"),
        ("data/departments.yaml", "../Departments.yml"),
        ("data/pjt.yaml", "../PJT.YAML"),
        (FILE, "../Periods/2025-q3.yaml"),
        (FILE, "Returns/2025-q3/jiaowei.yaml"),
    ] {
        let path = format!("{plan}/{to}");
        // A disk that knows no capitals has the same file there.
        if sandbox.path(&path).exists() {
            continue;
        }
        sandbox.write(&path, sandbox.read(from));
        let said = sandbox.pjt("check --json");
        let findings = said.json()["findings"].clone();
        let codes: Vec<&str> =
            findings.as_array().unwrap().iter().map(|finding| finding["code"].as_str().unwrap()).collect();
        assert_eq!((said.code, codes), (5, vec!["misplaced-file"]), "{to}: {}", said.whole());
        std::fs::remove_file(sandbox.path(&path)).unwrap();
    }
    sandbox.write("附件/014.yaml", task);
    sandbox.pjt("check").fine();
}

#[test]
fn evidence_beside_the_store_has_something_in_it() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("update 14 --status done --evidence 附件/验收.pdf --missing-ok").fine();
    sandbox.pjt("check").fine();
    sandbox.write("附件/验收.pdf", "");
    let said = sandbox.pjt("check");
    assert!(said.code == 5 && said.stdout.contains("`附件/验收.pdf` 是空文件或文件夹"), "{}", said.whole());
    sandbox.write("附件/验收.pdf", "x");
    sandbox.pjt("check").fine();
}

#[test]
fn files_around_the_tasks_are_checked_too() {
    let sandbox = Sandbox::with_seed();
    std::fs::remove_file(sandbox.path(FILE)).unwrap();
    sandbox.write("data/chanjiao-2021-2025/tasks/015.yaml~", "x");
    sandbox.write("data/chanjiao-2021-2025/tasks/note.yaml", "x");
    sandbox.write("seeds/chanjiao-2021-2025.txt", "x");
    let findings = sandbox.pjt("check --json").json()["findings"].clone();
    for rule in ["stray-file", "file-name", "source-changed"] {
        assert!(
            findings.as_array().unwrap().iter().any(|finding| finding["code"] == rule),
            "{rule}: {findings}"
        );
    }
    std::fs::remove_file(sandbox.path("data/chanjiao-2021-2025/tasks/note.yaml")).unwrap();
    let said = sandbox.pjt("check");
    assert!(said.stdout.contains("缺少编号 14"), "{}", said.whole());
}

#[test]
fn what_nobody_sees_in_a_comment_is_found_in_every_file_of_the_store() {
    let sandbox = Sandbox::with_seed();
    sandbox.write("data/.gitattributes", "*.yaml text\n");
    for file in [
        "chanjiao-2021-2025/tasks/014.yaml",
        "chanjiao-2021-2025/plan.yaml",
        "pjt.yaml",
        "departments.yaml",
        ".gitattributes",
    ] {
        let path = format!("data/{file}");
        let text = sandbox.read(&path);
        for sign in ['\u{202e}', '\u{85}', '\u{2028}'] {
            sandbox.write(&path, format!("{text}# 说明{sign}status: done\n"));
            let said = sandbox.pjt("check --lang en");
            let code = format!("U+{:04X}", u32::from(sign));
            assert!(
                said.stdout.contains("invisible-character") && said.stdout.contains(&code),
                "{file}: {}",
                said.whole()
            );
            assert!(
                said.stdout.contains(&format!("{path}:{}", text.lines().count() + 1)),
                "{file}: {}",
                said.whole()
            );
        }
        sandbox.write(&path, format!("{text}# 说明\t好\n"));
        assert_eq!(sandbox.pjt("check").code, 0, "{file}");
        sandbox.write(&path, text);
    }
}
