//! `pjt import`: the seed's table becomes the store in `data/`.

use std::fs;

use crate::sandbox::{Sandbox, repository};

fn imported() -> Sandbox {
    let sandbox = Sandbox::empty();
    let seed = fs::read(repository().join("seeds/chanjiao-2021-2025.txt")).unwrap();
    sandbox.write("seeds/chanjiao-2021-2025.txt", seed);
    sandbox.pjt("init").fine();
    sandbox.pjt("import seeds/chanjiao-2021-2025.txt --lead-rule first_listed").fine();
    sandbox
}

#[test]
fn importing_the_seed_gives_the_data_of_this_repository() {
    let sandbox = imported();
    let tasks = repository().join("data/chanjiao-2021-2025/tasks");
    assert_eq!(fs::read_dir(&tasks).unwrap().count(), 43);
    for entry in fs::read_dir(tasks).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let own = sandbox.read(&format!("data/chanjiao-2021-2025/tasks/{name}"));
        assert_eq!(own, fs::read_to_string(entry.path()).unwrap(), "{name}");
    }
    let uncommented =
        |text: &str| text.lines().filter(|line| !line.starts_with('#')).collect::<Vec<_>>().join("\n");
    let plan = fs::read_to_string(repository().join("data/chanjiao-2021-2025/plan.yaml")).unwrap();
    assert_eq!(uncommented(&sandbox.read("data/chanjiao-2021-2025/plan.yaml")), uncommented(&plan));
}

#[test]
fn every_field_of_the_seed_comes_back_through_the_store() {
    let sandbox = imported();
    let tasks = sandbox.pjt("list --json").json();
    let tasks = tasks["tasks"].as_array().unwrap();
    let expected: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(repository().join("tests/data/seed.json")).unwrap())
            .unwrap();
    let items = expected["items"].as_array().unwrap();
    assert_eq!(tasks.len(), items.len());
    for (task, item) in tasks.iter().zip(items) {
        let id = task["id"].as_u64().unwrap();
        assert_eq!(item["id"].as_u64(), Some(id));
        assert_eq!(task["label"], item["label"], "{id}");
        assert_eq!(task["content"], item["content"], "{id}");
        assert_eq!(task["departments"], item["departments"], "{id}");
        assert_eq!(task["pillar"], item["pillar"], "{id}");
        assert_eq!(task["key_task"], item["key_task"], "{id}");
        assert!(task["due"].is_null() && task["due_text"].is_null(), "{id}");
        assert_eq!(task["lead_basis"], "first_listed", "{id}");
    }
}

#[test]
fn a_department_named_twice_is_kept_once_and_told() {
    let sandbox = Sandbox::empty();
    let seed = fs::read(repository().join("seeds/chanjiao-2021-2025.txt")).unwrap();
    let said = sandbox.write("plan.txt", seed).pjt("import plan.txt --dry-run --json").json();
    let warnings = said["warnings"].as_array().unwrap();
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert_eq!(warnings[0]["code"], "repeated-department");
    assert!(
        said["tasks"].as_array().unwrap().iter().all(|task| task["lead"].is_null() && task["due"].is_null())
    );
    assert!(!sandbox.path("data").exists(), "a dry run writes nothing");
}

#[test]
fn a_plan_that_is_there_already_is_not_overwritten() {
    let sandbox = imported();
    let said = sandbox.pjt("import seeds/chanjiao-2021-2025.txt");
    assert_eq!(said.code, 4, "{}", said.whole());
    assert!(said.stderr.contains("已有方案") && said.stderr.contains("--plan"), "{}", said.stderr);
}

#[test]
fn what_is_no_document_is_refused_with_its_name() {
    let sandbox = Sandbox::empty();
    sandbox.pjt("init").fine();
    let said = sandbox.pjt("import none.txt");
    assert_eq!(said.code, 3);
    assert!(said.stderr.contains("none.txt"));
    let said = sandbox.write("letter.txt", "各位同事：\n明天开会。\n").pjt("import letter.txt");
    assert_eq!(said.code, 1, "{}", said.whole());
    assert!(said.stderr.contains("letter.txt"));
    assert!(!sandbox.path("data/letter").exists());
}
