//! What holds for every field of a task, whatever the table of fields comes to list.

use std::path::Path;

use chrono::NaiveDate;
use pjt::{
    history::merge,
    model::{
        Closure, Extension, Extra, FIELDS, FieldKind, FieldOwner, Handover, Note, Plan, Printed,
        PrintedField, Review, Status, Task, TaskId, change,
    },
    store::{edit, yaml},
};
use proptest::{collection::vec, option, prelude::*, sample::select};
use serde_json::Value;

use crate::sandbox::Sandbox;

fn day() -> impl Strategy<Value = NaiveDate> {
    (2020..2030, 1..13u32, 1..29u32).prop_map(|(y, m, d)| NaiveDate::from_ymd_opt(y, m, d).unwrap())
}

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        "[甲乙丙]{1,3}",
        "[ -~甲：，“”]{0,8}",
        "(no|~|1\\.10|2025-01-02|- 甲|# 甲|a: b|'|\"|null|\\[\\])"
    ]
}

/// Names, each once.
fn names() -> impl Strategy<Value = Vec<String>> {
    vec(word(), 0..4).prop_map(|mut names| {
        names.sort();
        names.dedup();
        names
    })
}

fn note() -> impl Strategy<Value = Note> {
    (day(), option::of(word()), word(), any::<bool>()).prop_map(|(date, by, text, reason)| Note {
        date,
        by,
        text,
        reason,
    })
}

fn extension() -> impl Strategy<Value = Extension> {
    (day(), option::of(day()), day(), day(), word(), option::of(word()))
        .prop_map(|(on, asked, from, to, reason, by)| Extension { on, asked, from, to, reason, by })
}

fn handover() -> impl Strategy<Value = Handover> {
    (day(), word(), word(), word()).prop_map(|(on, from, to, reason)| Handover { on, from, to, reason })
}

/// Other columns, each title once.
fn extra() -> impl Strategy<Value = Vec<Extra>> {
    vec((word(), word()), 0..3).prop_map(|mut columns| {
        columns.sort();
        columns.dedup_by(|one, other| one.0 == other.0);
        columns.into_iter().map(|(title, text)| Extra { title, text }).collect()
    })
}

/// What is printed, each field once.
fn printed() -> impl Strategy<Value = Vec<Printed>> {
    vec((select(PrintedField::ALL.to_vec()), option::of(word())), 0..3).prop_map(|mut entries| {
        entries.sort();
        entries.dedup_by(|one, other| one.0 == other.0);
        entries.into_iter().map(|(field, text)| Printed { field, text }).collect()
    })
}

fn task() -> impl Strategy<Value = Task> {
    let head = (option::of(word()), option::of(0..9u32), option::of(0..9u32), option::of(word()), word());
    let who = (names(), select(Status::ALL.to_vec()), option::of(names()));
    let dates = (option::of(day()), option::of(word()), names(), option::of(day()));
    let trail = (vec(note(), 0..4), vec(extension(), 0..3), vec(handover(), 0..3));
    let end = (
        option::of((day(), option::of(word())).prop_map(|(on, by)| Closure { on, by })),
        option::of(select(vec![Review::Gone, Review::Reworded, Review::Corrected])),
        vec(0..50u32, 0..3),
        extra(),
        printed(),
    );
    (head, who, dates, trail, end).prop_map(|(head, who, dates, trail, end)| Task {
        id: TaskId(14),
        label: head.0,
        pillar: head.1,
        key_task: head.2,
        source: head.3,
        content: head.4,
        departments: who.0,
        status: who.1,
        lead: who.2,
        start: dates.3,
        due: dates.0,
        due_text: dates.1,
        evidence: dates.2,
        notes: trail.0,
        extensions: trail.1,
        handovers: trail.2,
        closure: end.0,
        extra: end.3,
        printed: end.4,
        review: end.1,
        former_ids: end.2.into_iter().map(TaskId).collect(),
    })
}

fn read(text: &str) -> Task {
    yaml::read_task(Path::new("014.yaml"), text.as_bytes()).unwrap()
}

/// The lines of a file that are not those of one key; blank lines left out.
fn lines_beside<'a>(text: &'a str, key: &str) -> Vec<&'a str> {
    let mut is_inside = false;
    let beside = text.lines().filter(|line| {
        if !line.starts_with([' ', '-']) {
            is_inside = line.split_once(':').is_some_and(|(found, _)| found == key);
        }
        !is_inside && !line.is_empty()
    });
    beside.collect()
}

fn merged(base: &Task, ours: &Task, theirs: &Task) -> merge::Merged {
    let texts = [base, ours, theirs].map(yaml::write_task);
    merge::merge(Path::new("p/tasks/014.yaml"), texts.each_ref().map(String::as_str), &|_| None)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn a_task_is_read_as_it_was_written(task in task()) {
        let text = yaml::write_task(&task);
        prop_assert_eq!(&read(&text), &task, "{}", text);
        prop_assert_eq!(yaml::read_tree(Path::new("x"), text.as_bytes()).unwrap().len(),
            serde_json::to_value(&task).unwrap().as_object().unwrap().len());
    }

    #[test]
    fn a_change_of_one_field_changes_only_its_lines(one in task(), other in task()) {
        let text = yaml::write_task(&one);
        for spec in FIELDS {
            let mut after = one.clone();
            spec.copy(&other, &mut after);
            let revised = edit::revise(Path::new("014.yaml"), &text, &after).unwrap();
            prop_assert_eq!(&read(&revised), &after, "{}", revised);
            prop_assert_eq!(lines_beside(&revised, spec.key), lines_beside(&text, spec.key), "{}", revised);
        }
    }

    #[test]
    fn every_difference_is_a_change_and_nothing_else_is(one in task(), other in task()) {
        for spec in FIELDS {
            let mut after = one.clone();
            spec.copy(&other, &mut after);
            let changes = change::compare("p", &one, &after);
            prop_assert!(changes.iter().all(|change| change.field == spec.field));
            if spec.kind == FieldKind::Scalar {
                prop_assert_eq!(changes.len(), usize::from(spec.differs(&one, &after)));
            }
        }
    }

    #[test]
    fn a_merge_keeps_what_each_side_changed(base in task(), one in task(), other in task(), ours_of in vec(any::<bool>(), FIELDS.len())) {
        let (mut ours, mut theirs, mut both) = (base.clone(), base.clone(), base.clone());
        for (spec, is_ours) in FIELDS.iter().zip(ours_of) {
            let (side, from) = if is_ours { (&mut ours, &one) } else { (&mut theirs, &other) };
            spec.copy(from, side);
            spec.copy(from, &mut both);
        }
        let outcome = merged(&base, &ours, &theirs);
        prop_assert!(outcome.is_clean(), "{}", outcome.text);
        prop_assert_eq!(read(&outcome.text), both, "{}", outcome.text);
    }

    #[test]
    fn entries_that_both_sides_added_are_both_kept(base in task(), one in task(), other in task()) {
        let mut ours = base.clone();
        let mut theirs = base.clone();
        ours.notes.extend(one.notes);
        theirs.notes.extend(other.notes);
        ours.extensions.extend(one.extensions);
        theirs.extensions.extend(other.extensions);
        ours.handovers.extend(one.handovers);
        theirs.handovers.extend(other.handovers);
        let outcome = merged(&base, &ours, &theirs);
        prop_assert!(outcome.is_clean(), "{}", outcome.text);
        let task = read(&outcome.text);
        for side in [&ours, &theirs] {
            prop_assert!(side.notes.iter().all(|note| task.notes.contains(note)));
            prop_assert!(side.extensions.iter().all(|extension| task.extensions.contains(extension)));
            prop_assert!(side.handovers.iter().all(|handover| task.handovers.contains(handover)));
        }
    }

    #[test]
    fn an_edition_keeps_what_people_set(old in task(), new in task()) {
        let plan = |task: &Task| Plan { slug: "p".into(), tasks: vec![task.clone()], ..Plan::default() };
        let new = Task { label: old.label.clone(), content: old.content.clone(), ..new };
        let edition = pjt::import::edition::compare(&plan(&old), &plan(&new), &pjt::model::Registry::default());
        let after = edition.plan.task(old.id).unwrap();
        for spec in FIELDS.iter().filter(|spec| spec.owner == FieldOwner::Person) {
            prop_assert!(!spec.differs(&old, after), "{}", spec.key);
        }
    }
}

const FOURTEEN: &str = "data/chanjiao-2021-2025/tasks/014.yaml";

const TRAIL: &str = "
extensions:
- on: \"2025-08-20\"
  asked: \"2025-08-10\"
  from: \"2025-08-31\"
  to: \"2025-11-30\"
  reason: 采购流标，重新招标
  by: 市教委
- on: \"2025-11-01\"
  from: \"2025-11-30\"
  to: \"2025-12-31\"
  reason: 再次流标

handovers:
- on: \"2025-10-01\"
  from: 市经济信息化委
  to: 市数据局
  reason: 沪编〔2025〕8号

closure:
  on: \"2025-12-20\"
  by: 督查室

";

#[test]
fn extensions_handovers_and_the_closure_are_shown_compared_and_known() {
    let sandbox = Sandbox::with_seed();
    let before = sandbox.read(FOURTEEN);
    sandbox.write(FOURTEEN, format!("{}\n{TRAIL}", before.trim_end()));
    let shown = sandbox.pjt("show 14").fine().to_owned();
    for line in [
        "延期          （市教委 2025-08-20，申请于 2025-08-10）2025-08-31 → 2025-11-30：",
        "移交          （2025-10-01）市经济信息化委 → 市数据局：沪编〔2025〕8号",
        "销号          督查室 2025-12-20",
    ] {
        assert!(shown.contains(line), "{shown}");
    }
    let json: Value = sandbox.pjt("list --json").json();
    let (thirteen, fourteen) = (&json["tasks"][12], &json["tasks"][13]);
    assert_eq!(thirteen["extensions"], serde_json::json!([]));
    assert_eq!((&thirteen["handovers"], &thirteen["closure"]), (&serde_json::json!([]), &Value::Null));
    assert_eq!(fourteen["extensions"][1]["by"], Value::Null);
    assert_eq!(fourteen["handovers"][0]["to"], "市数据局");
    assert_eq!(fourteen["closure"], serde_json::json!({"on": "2025-12-20", "by": "督查室"}));
    let found = sandbox.pjt("diff").fine().replace("\n  ", "");
    assert!(found.contains("延期 +1（市教委 2025-08-20，申请于 2025-08-10）"), "{found}");
    assert!(found.contains("销号 设为 督查室 2025-12-20"), "{found}");
    let changes: Value = sandbox.pjt("diff --json").json();
    let fields: Vec<_> = changes["changes"].as_array().unwrap().iter().map(|one| &one["field"]).collect();
    assert_eq!(fields, ["extensions", "extensions", "handovers", "closure"]);
    assert_eq!(changes["changes"][0]["to"], fourteen["extensions"][0]);
    let registry = sandbox.read("data/departments.yaml");
    sandbox.write("data/departments.yaml", format!("{registry}- name: 市数据局\n"));
    assert_eq!(sandbox.pjt("check --today 2025-12-31").whole(), "");
}

#[test]
fn former_slugs_and_removed_plans_are_kept_and_compared() {
    let sandbox = Sandbox::with_seed();
    let (plan, config) = ("data/chanjiao-2021-2025/plan.yaml", "data/pjt.yaml");
    let removed = "\nremoved:\n- slug: old-plan\n  on: \"2025-12-01\"\n  reason: 并入本方案\n";
    sandbox.write(plan, sandbox.read(plan) + "\nformer_slugs:\n- chanjiao\n");
    sandbox.write(config, sandbox.read(config) + removed);
    let found = sandbox.pjt("diff").fine().to_owned();
    for line in
        ["方案 chanjiao-2021-2025 曾用文件夹名 （无） → chanjiao", "台账 已删除的方案 （无） → old-plan"]
    {
        assert!(found.contains(line), "{found}");
    }
    assert_eq!(sandbox.pjt("check").code, 0);
    sandbox.pjt("import seeds/chanjiao-2021-2025.txt --plan chanjiao-2021-2025").fine();
    assert!(sandbox.read(plan).ends_with("\nformer_slugs:\n- chanjiao\n"));
    let read = yaml::read_config(Path::new(config), sandbox.read(config).as_bytes()).unwrap();
    assert_eq!(read.removed.len(), 1);
    // A YAML 1.1 reader takes a bare `on` for true.
    assert!(yaml::write_config(&read).ends_with(&removed.replace("  on:", "  \"on\":")));
}
