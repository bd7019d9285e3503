//! Fields: what must be there is there, and nothing that pjt does not know.

use serde_json::Value;

use super::{Rule, Subject, subject::finding};
use crate::{
    error::Finding,
    model::{FIELDS, Field, Plan, field::TASK_GROUPS},
    store::{layout, load},
    text::{fold::nearest, is_blank},
};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "empty-content",
        title: || text!("每项任务都有内容", "every task has content"),
        run: empty_content,
    },
    Rule {
        id: "blank-text",
        title: || text!("写了的文字都不是空白", "no text that is given is blank"),
        run: blank_text,
    },
    Rule {
        id: "unknown-field",
        title: || text!("任务文件里没有不认识的字段", "task files have no unknown fields"),
        run: unknown_fields,
    },
];

fn empty_content(subject: &Subject<'_>) -> Vec<Finding> {
    let empty = subject.tasks().filter(|(entry, _)| is_blank(&entry.task.content));
    empty
        .map(|(_, file)| {
            finding(
                "empty-content",
                text!("任务没有内容", "the task has no content"),
                file.field("content"),
                text!("请按原文补上", "fill it in from the document"),
            )
        })
        .collect()
}

fn blank_text(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (entry, file) in subject.tasks() {
        for spec in FIELDS.iter().filter(|spec| spec.field != Field::Content) {
            let key = spec.key;
            let place = match spec.value(entry.task) {
                Value::Array(entries) => match entries.iter().position(holds_blank) {
                    Some(index) => file.entry(key, index),
                    None => continue,
                },
                value if holds_blank(&value) => file.field(key),
                _ => continue,
            };
            findings.push(finding(
                "blank-text",
                text!("字段 `{key}` 里有一处是空白", "the field `{key}` holds a text that is blank"),
                place,
                text!("请补上内容，或删去这一处", "say what is meant, or take it out"),
            ));
        }
    }
    let is_readable = |plan: &&Plan| {
        let path = subject.source.shown(&layout::plan_file(&plan.slug));
        let mut broken = subject.snapshot.unreadable.iter().filter_map(|finding| finding.place.as_ref());
        // What a folder with a name that no plan can have holds is not read.
        layout::is_slug(&plan.slug) && broken.all(|place| place.path != path)
    };
    for plan in subject.snapshot.plans.iter().filter(is_readable) {
        let titles = plan
            .pillars
            .iter()
            .map(|known| &known.title)
            .chain(plan.key_tasks.iter().map(|known| &known.title));
        if std::iter::once(&plan.title).chain(titles).any(|title| is_blank(title)) {
            findings.push(finding(
                "blank-text",
                text!("方案有一处标题是空白", "a title of the plan is blank"),
                subject.file(layout::plan_file(&plan.slug)).words("title:"),
                text!("请按原文补上", "fill it in from the document"),
            ));
        }
    }
    if subject.registry().departments.iter().flat_map(|known| known.names()).any(is_blank) {
        findings.push(finding(
            "blank-text",
            text!("名录里有一个名称是空白", "a name in the registry is blank"),
            subject.registry_file().words("departments:"),
            text!("请补上名称，或删去这一处", "say the name, or take it out"),
        ));
    }
    for (index, department) in subject.registry().departments.iter().enumerate() {
        let name = &department.name;
        if department.people.iter().any(|person| is_blank(person)) {
            findings.push(finding(
                "blank-text",
                text!("`{name}` 的 `people` 里有一处是空白", "a mail address of `{name}` is blank"),
                subject.registry_file().entry_field("departments", index, "people"),
                text!("请补上邮箱，或删去这一处", "write the address, or take it out"),
            ));
        }
    }
    let office = load::office(subject.source).unwrap_or_default();
    let facts = [("name", &office.name), ("contact", &office.contact), ("phone", &office.phone)];
    let fonts = &office.fonts;
    let fonts = [&fonts.title, &fonts.heading, &fonts.subheading, &fonts.text];
    let blank = facts.into_iter().filter(|(_, words)| words.as_deref().is_some_and(is_blank));
    let blank = blank.map(|(key, _)| key).chain(fonts.iter().any(|font| is_blank(font)).then_some("fonts"));
    findings.extend(blank.map(|key| {
        finding(
            "blank-text",
            text!("office.yaml 的 `{key}` 是空白", "`{key}` in office.yaml is blank"),
            subject.file(layout::OFFICE).field(key),
            text!("请补上内容，或删去这一处", "say what is meant, or take it out"),
        )
    }));
    findings
}

/// Whether some text of a value shows nothing.
fn holds_blank(value: &Value) -> bool {
    match value {
        Value::String(words) => is_blank(words),
        Value::Array(entries) => entries.iter().any(holds_blank),
        Value::Object(fields) => fields.values().any(holds_blank),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// The most unknown fields of one file that are reported at once.
const MOST: usize = 20;

fn unknown_fields(subject: &Subject<'_>) -> Vec<Finding> {
    let known = TASK_GROUPS.concat();
    let mut findings = Vec::new();
    for unusual in &subject.unusual {
        for key in unusual.tree.keys().filter(|key| !known.contains(&key.as_str())).take(MOST) {
            let fix = match nearest(key, known.iter().copied()).first() {
                Some(near) => text!("是不是 `{near}`？", "did you mean `{near}`?"),
                None => text!("pjt 会保留它；不需要就删去", "pjt keeps it; remove it if it is not needed"),
            };
            findings.push(finding(
                "unknown-field",
                text!("不认识的字段 `{key}`", "unknown field `{key}`"),
                unusual.file.field(key),
                fix,
            ));
        }
    }
    findings
}
