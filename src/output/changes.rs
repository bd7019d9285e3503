//! Changes as sentences.

use std::ops::Range;

use serde_json::Value;

use crate::{
    model::{Change, Field, Status, change::Amendment, steps},
    store::Recovery,
    text::{Lang, Text},
};

/// A change on one line: `14 状态 推进中 → 已完成`; of another plan than the default one, `other/14 状态 …`.
pub fn sentence(change: &Change, default_plan: &str, lang: Lang) -> String {
    let (plan, task, fact) = (&change.plan, change.task, fact(change, lang));
    if plan == default_plan { format!("{task} {fact}") } else { format!("{plan}/{task} {fact}") }
}

/// A change without its task's number: `状态 推进中 → 已完成`.
pub fn fact(change: &Change, lang: Lang) -> String {
    let name = name(change.field, lang);
    let (from, to) = (value(change.field, &change.from, lang), value(change.field, &change.to, lang));
    match (change.from.is_null(), change.to.is_null()) {
        (true, _) if change.field == Field::Task => {
            format!("{}{to}", label!(lang, "新增任务：", "new task: "))
        }
        (_, true) if change.field == Field::Task => {
            format!("{}{from}", label!(lang, "删除任务：", "task removed: "))
        }
        (true, _) if change.field == Field::Notes => format!("{name} +1{to}"),
        (_, true) if change.field == Field::Notes => format!("{name} −1{from}"),
        (true, _) if is_list(change.field) => format!("{name} +{to}"),
        (_, true) if is_list(change.field) => format!("{name} −{from}"),
        (true, _) => format!("{name} {}{to}", label!(lang, "设为 ", "set to ")),
        (_, true) => format!("{name} {from} → {}", label!(lang, "（无）", "(none)")),
        _ if change.field == Field::Content => format!("{name} {}", words_that_differ(&from, &to)),
        _ => format!("{name} {from} → {to}"),
    }
}

/// What was done about an interrupted command before the present one; none if there was none.
pub fn recovery(recovery: &Recovery) -> Option<Text> {
    Some(match recovery {
        Recovery::Nothing => return None,
        Recovery::Undone => text!(
            "上次中断的命令还没有改动任何文件，已清理它留下的内容",
            "an earlier command was interrupted before it changed a file; what it left was cleared away"
        ),
        Recovery::Finished { left } if left.is_empty() => {
            text!("先补完了上次中断的写入", "an interrupted write of an earlier command was finished first")
        }
        Recovery::Finished { left } => {
            let list = left.iter().map(|path| path.to_string_lossy()).collect::<Vec<_>>().join(", ");
            text!(
                "先补完了上次中断的写入；下列文件后来被别人改过，保留原样：{list}",
                "an interrupted write of an earlier command was finished first; these files were changed by someone else since and were left alone: {list}"
            )
        }
    })
}

/// A value that a field has: `状态 已完成`.
pub fn held(change: &Change, lang: Lang) -> String {
    format!("{} {}", name(change.field, lang), value(change.field, &change.to, lang))
}

fn is_list(field: Field) -> bool {
    matches!(
        field,
        Field::Task | Field::Departments | Field::Lead | Field::Evidence | Field::Notes | Field::FormerIds
    )
}

/// A fact about a plan or a department on one line: `单位 市经信委 改名为 市经济信息化委`.
pub fn amendment(amendment: &Amendment, lang: Lang) -> String {
    let entry = amendment.entry.as_deref().unwrap_or_default();
    let subject = match &amendment.plan {
        None if amendment.entry.is_none() => label!(lang, "台账", "store").to_owned(),
        None => format!("{} {entry}", label!(lang, "部门", "department")),
        Some(plan) => {
            let level = entry.split(' ').next().unwrap_or_default();
            let level_name = match level {
                "pillar" => name(Field::Pillar, lang),
                "key_task" => name(Field::KeyTask, lang),
                "task" => name(Field::Task, lang),
                _ => "",
            };
            let number = entry.strip_prefix(level).unwrap_or_default();
            format!("{} {plan} {level_name}{number}", label!(lang, "方案", "plan"))
        }
    };
    let subject = subject.trim_end();
    let (from, to) = (plain(&amendment.from, lang), plain(&amendment.to, lang));
    let Some(field) = &amendment.field else {
        return if amendment.from.is_null() {
            format!("{subject} {}", label!(lang, "新增", "added")) + &titled(&to, entry)
        } else {
            format!("{subject} {}", label!(lang, "删除", "removed")) + &titled(&from, entry)
        };
    };
    if field == "name" {
        return format!("{subject} {}{to}", label!(lang, "改名为 ", "renamed to "));
    }
    let key = key(field, lang);
    format!("{subject} {key} {from} → {to}")
}

/// The name of a key of a plan or a department that people read.
pub fn key(key: &str, lang: Lang) -> &str {
    match key {
        "default_plan" => label!(lang, "默认方案", "default plan"),
        "title" => label!(lang, "标题", "title"),
        "period" => label!(lang, "起止", "period"),
        "source" => label!(lang, "来源文件", "source document"),
        "lead_rule" => label!(lang, "牵头规则", "lead rule"),
        "full" => label!(lang, "全称", "full name"),
        "aliases" => label!(lang, "别名", "aliases"),
        "group" => label!(lang, "泛指", "group"),
        "successor" => label!(lang, "改由承接", "successor"),
        "people" => label!(lang, "联系人", "people"),
        "label" => label!(lang, "原编号", "label"),
        "pillar" => label!(lang, "板块", "pillar"),
        other => other,
    }
}

/// A value of a plan or a department in words.
pub fn plain(value: &Value, lang: Lang) -> String {
    match value {
        Value::Null => label!(lang, "（无）", "(none)").to_owned(),
        Value::String(words) => words.clone(),
        Value::Array(entries) => entries
            .iter()
            .map(|entry| entry.as_str().map_or_else(|| entry.to_string(), str::to_owned))
            .collect::<Vec<_>>()
            .join("、"),
        Value::Object(entry) if entry.contains_key("start") || entry.contains_key("end") => {
            let day = |key: &str| entry.get(key).and_then(Value::as_str).unwrap_or("?").to_owned();
            format!("{} – {}", day("start"), day("end"))
        }
        Value::Object(entry) => {
            let title = ["title", "name", "file"].iter().find_map(|key| entry.get(*key)?.as_str());
            title.map_or_else(|| Value::Object(entry.clone()).to_string(), str::to_owned)
        }
        other => other.to_string(),
    }
}

fn titled(title: &str, entry: &str) -> String {
    if title == entry { String::new() } else { format!(" {title}") }
}

/// The name of a field that people read.
pub fn name(field: Field, lang: Lang) -> &'static str {
    match field {
        Field::Task => label!(lang, "任务", "task"),
        Field::Id => label!(lang, "编号", "number"),
        Field::Label => label!(lang, "原编号", "label"),
        Field::Pillar => label!(lang, "板块", "pillar"),
        Field::KeyTask => label!(lang, "重点任务", "key task"),
        Field::Source => label!(lang, "出处", "source"),
        Field::Content => label!(lang, "内容", "content"),
        Field::Departments => label!(lang, "责任部门", "departments"),
        Field::Status => label!(lang, "状态", "status"),
        Field::Lead => label!(lang, "牵头", "lead"),
        Field::Due => label!(lang, "时限", "due"),
        Field::DueText => label!(lang, "时限原文", "due text"),
        Field::Evidence => label!(lang, "佐证", "evidence"),
        Field::Notes => label!(lang, "进展", "note"),
        Field::FormerIds => label!(lang, "曾用编号", "former number"),
        Field::Review => label!(lang, "待确认", "review"),
    }
}

/// A value of a task's field in words.
pub fn value(field: Field, value: &Value, lang: Lang) -> String {
    match (field, value) {
        (Field::Status, Value::String(token)) => {
            token.parse().map_or_else(|_| token.clone(), |status: Status| status.label(lang).to_owned())
        }
        (Field::Task, Value::Object(task)) => {
            task.get("content").and_then(Value::as_str).unwrap_or_default().to_owned()
        }
        (Field::Notes, Value::Object(note)) => {
            let part = |key: &str| note.get(key).and_then(Value::as_str).unwrap_or_default();
            let by = if part("by").is_empty() { String::new() } else { format!("{} ", part("by")) };
            format!("（{by}{}）{}", part("date"), part("text"))
        }
        (_, Value::String(words)) => words.clone(),
        (_, Value::Null) => String::new(),
        (_, other) => other.to_string(),
    }
}

/// A reworded text with what went in 【-…-】 and what came in 【+…+】; long passages that stay are cut.
fn words_that_differ(from: &str, to: &str) -> String {
    const KEPT: usize = 12;
    let mut out = String::new();
    let [from, to] = [from, to].map(characters);
    let operations = steps(&from, &to);
    for (index, operation) in operations.iter().enumerate() {
        let passage = |text: &[&str], range: Range<usize>| text.get(range).unwrap_or_default().concat();
        let (old, new) = (passage(&from, operation.old_range()), passage(&to, operation.new_range()));
        if operation.tag() == similar::DiffTag::Equal {
            let letters: Vec<char> = old.chars().collect();
            let (first, last) = (index == 0, index + 1 == operations.len());
            let head = if first { 0 } else { KEPT };
            let tail = if last { 0 } else { KEPT };
            if letters.len() > head + tail + 1 {
                out.extend(letters.iter().take(head));
                out.push('…');
                out.extend(letters.iter().skip(letters.len() - tail));
            } else {
                out.push_str(&old);
            }
            continue;
        }
        if !old.is_empty() {
            out.push_str(&format!("【-{old}-】"));
        }
        if !new.is_empty() {
            out.push_str(&format!("【+{new}+】"));
        }
    }
    out
}

/// The characters of a text, each as a text.
fn characters(text: &str) -> Vec<&str> {
    text.split("").filter(|letter| !letter.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::TaskId;
    use serde_json::json;

    #[test]
    fn a_change_reads_as_a_sentence() {
        let change = |field, from, to| Change { plan: "p".into(), task: TaskId(14), field, from, to };
        for (change, zh, en) in [
            (
                change(Field::Status, json!("in_progress"), json!("done")),
                "14 状态 推进中 → 已完成",
                "14 status in progress → done",
            ),
            (
                change(
                    Field::Notes,
                    Value::Null,
                    json!({"date": "2025-09-25", "by": "市教委", "text": "平台上线"}),
                ),
                "14 进展 +1（市教委 2025-09-25）平台上线",
                "14 note +1（市教委 2025-09-25）平台上线",
            ),
            (
                change(Field::Due, Value::Null, json!("2025-12-31")),
                "14 时限 设为 2025-12-31",
                "14 due set to 2025-12-31",
            ),
            (
                change(Field::Departments, json!("市科委"), Value::Null),
                "14 责任部门 −市科委",
                "14 departments −市科委",
            ),
            (
                change(Field::Content, json!("建立旧平台；"), json!("建立新平台；")),
                "14 内容 建立【-旧-】【+新+】平台；",
                "14 content 建立【-旧-】【+新+】平台；",
            ),
        ] {
            assert_eq!(sentence(&change, "p", Lang::En), en);
            assert_eq!(sentence(&change, "p", Lang::Zh), zh);
        }
    }
}
