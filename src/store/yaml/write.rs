//! Values → canonical YAML text.
#![expect(
    clippy::expect_used,
    reason = "the values are of this program's own types, all of which can be written"
)]

use serde::Serialize;
use serde_json::{Map, Value};

use super::{ANSWER_GROUPS, Config, PERIOD_GROUPS, PLAN_GROUPS, RETURN_GROUPS, TASK_GROUPS, groups};
use crate::{
    model::{Answer, Office, Plan, Registry, ReportingPeriod, Return, Task},
    store::layout,
};

/// The canonical text of a task file. A blank line ends it: git merges a change of the last field with a group
/// that somebody else appended only where an unchanged line stands between the two.
pub fn write_task(task: &Task) -> String {
    format!("{}\n", grouped(task, TASK_GROUPS))
}

/// The canonical text of a plan file.
pub fn write_plan(plan: &Plan) -> String {
    grouped(plan, PLAN_GROUPS)
}

/// The canonical text of `office.yaml`.
pub fn write_office(office: &Office) -> String {
    grouped(office, groups(layout::Kind::Office))
}

/// The canonical text of the registry.
pub fn write_registry(registry: &Registry) -> String {
    to_yaml(registry)
}

/// The canonical text of the file of a reporting period.
pub fn write_period(period: &ReportingPeriod) -> String {
    format!("{}\n", grouped(period, PERIOD_GROUPS))
}

/// The canonical text of a return. Answers, and the groups of keys in each, have a blank line between them, as the
/// groups of a task have.
pub fn write_return(value: &Return) -> String {
    let head = Return { tasks: Vec::new(), unplaced: Vec::new(), dropped: Vec::new(), ..value.clone() };
    let mut out = grouped(&head, RETURN_GROUPS);
    for (number, answer) in value.tasks.iter().enumerate() {
        out.push_str(if number == 0 { "\ntasks:\n" } else { "\n" });
        out.push_str(&entry(answer));
    }
    for (key, entries) in
        [("unplaced", serde_json::json!(value.unplaced)), ("dropped", serde_json::json!(value.dropped))]
    {
        if entries.as_array().is_some_and(|entries| !entries.is_empty()) {
            out.push('\n');
            out.push_str(&to_yaml(&Map::from_iter([(key.to_owned(), entries)])));
        }
    }
    out.push('\n');
    out
}

/// An answer as an entry of a list.
fn entry(answer: &Answer) -> String {
    let text = grouped(answer, ANSWER_GROUPS);
    let lines = text.lines().enumerate().map(|(number, line)| match (number, line) {
        (0, _) => format!("- {line}\n"),
        (_, "") => "\n".to_owned(),
        _ => format!("  {line}\n"),
    });
    lines.collect()
}

/// The canonical text of `pjt.yaml`.
pub fn write_config(config: &Config) -> String {
    grouped(config, groups(layout::Kind::Config))
}

/// One value as YAML in block style, ending in a line feed.
pub fn to_yaml<T: Serialize>(value: &T) -> String {
    let options = serde_yaml::ser_options! {
        compact_list_indent: true,
        folded_wrap_chars: usize::MAX,
        prefer_block_scalars: false,
    };
    serde_yaml::to_string_with_options(value, options).expect("the types of the store can be written as YAML")
}

/// The fields of a struct by key, in its own order; those that are left out of a file are not there.
pub(in crate::store) fn fields<T: Serialize>(value: &T) -> Map<String, Value> {
    let value = serde_json::to_value(value).expect("a struct of the store can be a tree");
    serde_json::from_value(value).expect("a struct has named fields")
}

/// A value's keys in its own order, with a blank line between the given groups.
fn grouped<T: Serialize>(value: &T, groups: &[&[&str]]) -> String {
    let group_of = |key: &str| groups.iter().position(|group| group.contains(&key)).unwrap_or(groups.len());
    let mut fields: Vec<(usize, String, Value)> =
        fields(value).into_iter().map(|(key, value)| (group_of(&key), key, value)).collect();
    fields.sort_by_key(|(group, ..)| *group);
    let mut out = String::new();
    let mut last = fields.first().map_or(0, |(group, ..)| *group);
    for (group, key, value) in fields {
        if group != last {
            out.push('\n');
            last = group;
        }
        out.push_str(&to_yaml(&Map::from_iter([(key, value)])));
    }
    out
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::{
        model::{Note, Status, TaskId, parse_date},
        store::yaml::read_task,
    };

    fn sample() -> Task {
        Task {
            id: TaskId(14),
            label: Some("（14）".into()),
            pillar: Some(2),
            key_task: Some(5),
            content: "建立平台；".into(),
            departments: vec!["市教委".into(), "no".into()],
            status: Status::Done,
            due: parse_date("2025-12-31"),
            due_text: Some("2025年底前".into()),
            notes: vec![Note {
                date: parse_date("2025-09-25").unwrap(),
                by: None,
                text: "a\nb".into(),
                reason: false,
            }],
            ..Task::default()
        }
    }

    #[test]
    fn a_task_is_written_in_groups_and_read_back_equal() {
        let written = write_task(&sample());
        let expected = "\
id: 14
label: （14）
pillar: 2
key_task: 5

content: 建立平台；

departments:
- 市教委
- \"no\"

status: done

due: \"2025-12-31\"
due_text: 2025年底前

notes:
- date: \"2025-09-25\"
  text: \"a\\nb\"

";
        assert_eq!(written, expected);
        assert_eq!(read_task(Path::new("x"), written.as_bytes()).unwrap(), sample());
    }
}
