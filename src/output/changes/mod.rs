//! Changes as sentences.

mod held;
mod words;

use serde_json::Value;

use super::naming;
use crate::{
    model::{Change, ChangedField, Field, FieldKind, Plan, Subject, Task, TaskNumber},
    store::Recovery,
    text::{Lang, Text},
};

use held::held_by;
use words::words_that_differ;
pub use words::{brought_forward, is_earlier, key, office_key, plain, value};

/// A change on one line of so many columns: `14 建立资源汇聚、开放…  状态 推进中 → 已完成`; of a task of another plan
/// than the default one, `other/14 …`. `task` is what it became.
pub fn sentence(
    change: &Change,
    task: Option<&Task>,
    default_plan: &str,
    lang: Lang,
    columns: usize,
) -> String {
    let Subject::Task { plan, id } = &change.subject else {
        let plan = change.subject.plan().filter(|plan| *plan != default_plan);
        let number = change.subject.answered().map(|id| match task {
            Some(task) => TaskNumber::of(task, plan),
            None => TaskNumber::unknown(id, plan),
        });
        return told(change, number, lang);
    };
    let (plan, fact) = (Some(plan.as_str()).filter(|plan| *plan != default_plan), fact(change, lang));
    let says_its_words = matches!(change.field, ChangedField::Whole | ChangedField::Field(Field::Content));
    match (task, plan) {
        (Some(task), plan) if says_its_words => format!("{} {fact}", naming::number(task, plan, lang)),
        (Some(task), plan) => naming::line(task, plan, &fact, lang, columns),
        (None, None) => format!("{id} {fact}"),
        (None, Some(plan)) => format!("{plan}/{id} {fact}"),
    }
}

/// A change of a task without its number: `状态 推进中 → 已完成`.
pub fn fact(change: &Change, lang: Lang) -> String {
    let (is_new, is_gone) = (change.from.is_null(), change.to.is_null());
    let field = match &change.field {
        ChangedField::Whole => {
            let content = |task: &Value| task.get("content").and_then(Value::as_str).unwrap_or("").to_owned();
            return if is_new {
                format!("{}{}", label!(lang, "新增任务：", "new task: "), content(&change.to))
            } else {
                format!("{}{}", label!(lang, "删除任务：", "task removed: "), content(&change.from))
            };
        }
        ChangedField::Key(key) => {
            return format!("{key} {} → {}", plain(&change.from, lang), plain(&change.to, lang));
        }
        ChangedField::Field(field) => *field,
    };
    let name = name_of(field, if is_gone { &change.from } else { &change.to }, lang);
    let (from, to) = (value(field, &change.from, lang), value(field, &change.to, lang));
    match field.kind() {
        FieldKind::Entries(_) if is_new => format!("{name} +1{to}"),
        FieldKind::Entries(_) if is_gone => format!("{name} −1{from}"),
        FieldKind::Set | FieldKind::List if is_new => format!("{name} +{to}"),
        FieldKind::Set | FieldKind::List if is_gone => format!("{name} −{from}"),
        _ if is_new => format!("{name} {}{to}", label!(lang, "设为 ", "set to ")),
        _ if is_gone => format!("{name} {from} → {}", label!(lang, "（无）", "(none)")),
        _ if is_text(field, &change.to) => format!("{name} {}", words_that_differ(&from, &to)),
        _ => format!("{name} {from} → {to}"),
    }
}

/// A change with the titles of headings behind their numbers, which nobody knows by heart.
pub fn with_titles(change: &Change, plans: &[Plan]) -> Change {
    if change.field != Field::Pillar && change.field != Field::KeyTask {
        return change.clone();
    }
    let slug = change.subject.plan();
    let of_plan = || plans.iter().filter(|plan| Some(plan.slug.as_str()) == slug);
    let titled = |value: &Value| {
        let Some(id) = value.as_u64().and_then(|id| u32::try_from(id).ok()) else { return value.clone() };
        let title = of_plan().find_map(|plan| match change.field == Field::Pillar {
            true => plan.pillar(id).map(|known| &known.title),
            false => plan.key_task(id).map(|known| &known.title),
        });
        title.map_or_else(|| value.clone(), |title| format!("{value} {title}").into())
    };
    Change { from: titled(&change.from), to: titled(&change.to), ..change.clone() }
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
pub fn held(field: Field, held: &Value, lang: Lang) -> String {
    format!("{} {}", name_of(field, held, lang), value(field, held, lang))
}

/// Whether a value is the text of a task, of which only some words differ.
fn is_text(field: Field, value: &Value) -> bool {
    let is_content = |value: &Value| value.get("field").and_then(Value::as_str) == Some(Field::Content.key());
    field == Field::Content || field == Field::Printed && is_content(value)
}

/// What a field is called; of entries that have names of their own, that of the entry.
fn name_of(field: Field, entry: &Value, lang: Lang) -> String {
    let named = match field.kind() {
        FieldKind::Named(key) => entry.get(key).and_then(Value::as_str),
        _ => None,
    };
    if is_reason(field, entry) {
        return reason(lang).to_owned();
    }
    if field == Field::Extensions && is_earlier(entry) {
        return brought_forward(lang).to_owned();
    }
    let corrected = Some(field).filter(|field| *field == Field::Printed).and(named).and_then(Field::of);
    match (corrected, lang) {
        (Some(corrected), Lang::Zh) => format!("{}（{}）", field.name(lang), corrected.name(lang)),
        (Some(corrected), Lang::En) => format!("{} ({})", field.name(lang), corrected.name(lang)),
        (None, _) => named.unwrap_or_else(|| field.name(lang)).to_owned(),
    }
}

/// Whether an entry of the notes only says why the task was corrected.
fn is_reason(field: Field, entry: &Value) -> bool {
    field == Field::Notes && entry.get("reason") == Some(&Value::Bool(true))
}

fn reason(lang: Lang) -> &'static str {
    label!(lang, "改动原因", "reason")
}

/// What changed, in a word under which it is counted: the same that [`fact`] begins with, or one for several of them.
pub fn counted(change: &Change, lang: Lang) -> &str {
    let entry = if change.to.is_null() { &change.from } else { &change.to };
    match &change.field {
        ChangedField::Field(field) if is_reason(*field, entry) => reason(lang),
        field => name(field, lang),
    }
}

/// What of a task differs, in a word; all of it is the task itself.
pub fn name(field: &ChangedField, lang: Lang) -> &str {
    match field {
        ChangedField::Whole => label!(lang, "任务", "task"),
        ChangedField::Field(field) => field.name(lang),
        ChangedField::Key(own) => key(own, lang),
    }
}

/// A change of a plan, a heading, a department, the settings or a key that is not pjt's, on one line:
/// `部门 市经信委 改名为 市经济信息化委`.
pub fn other(change: &Change, lang: Lang) -> String {
    other_of(change, false, lang)
}

/// The same; `with_plan` numbers of tasks have their plan in front.
pub fn other_of(change: &Change, with_plan: bool, lang: Lang) -> String {
    let plan = change.subject.plan().filter(|_| with_plan);
    told(change, change.subject.answered().map(|id| TaskNumber::unknown(id, plan)), lang)
}

/// The same; an answer is one about the task of this number.
fn told(change: &Change, number: Option<TaskNumber>, lang: Lang) -> String {
    let of_plan = |plan: &str| format!("{} {plan}", label!(lang, "方案", "plan"));
    let subject = match &change.subject {
        Subject::Store => label!(lang, "台账", "store").to_owned(),
        Subject::Office => label!(lang, "本单位", "office").to_owned(),
        Subject::Rules => label!(lang, "亮灯规则", "rules of lights").to_owned(),
        Subject::Department(name) => format!("{} {name}", label!(lang, "部门", "department")),
        Subject::Plan(plan) => of_plan(plan),
        Subject::Pillar { plan, id } => format!("{} {} {id}", of_plan(plan), Field::Pillar.name(lang)),
        Subject::KeyTask { plan, id } => format!("{} {} {id}", of_plan(plan), Field::KeyTask.name(lang)),
        Subject::Period(id) => format!("{} {id}", label!(lang, "报送期", "period")),
        Subject::Return { period, department, .. } => {
            let task = number.map(|number| format!(" {}", number.words(lang)));
            let verb = label!(lang, "报送", "reports for");
            format!("{department} {verb} {period}{}", task.unwrap_or_default())
        }
        Subject::Task { plan, id } => format!("{} {} {id}", of_plan(plan), name(&ChangedField::Whole, lang)),
    };
    let (from, to) = (held_by(change, &change.from, lang), held_by(change, &change.to, lang));
    let key = match (&change.field, &change.subject) {
        (ChangedField::Whole, Subject::Plan(_)) => key("title", lang),
        (ChangedField::Whole, subject_of) => {
            let titled = |title: &str| match subject_of {
                Subject::Department(name) if name == title => String::new(),
                _ => format!(" {title}"),
            };
            return if change.is_addition() {
                format!("{subject} {}{}", label!(lang, "新增", "added"), titled(&to))
            } else {
                format!("{subject} {}{}", label!(lang, "删除", "removed"), titled(&from))
            };
        }
        (ChangedField::Key(key), Subject::Department(_)) if key == "name" => {
            return format!("{subject} {}{to}", label!(lang, "改名为 ", "renamed to "));
        }
        (ChangedField::Key(own), Subject::Plan(_)) if own == "corrections" && is_only_longer(change) => {
            return format!("{subject} {} {to}", label!(lang, "更正原因", "reason"));
        }
        (field, Subject::Return { .. }) if change.from.is_null() => {
            return format!("{subject} {} {to}", name(field, lang));
        }
        (ChangedField::Key(own), Subject::Office) => office_key(own, lang),
        (field, _) => name(field, lang),
    };
    if from == to {
        // Another document of the same name.
        return format!("{subject} {key} {to}{}", label!(lang, "（内容有变）", " (what it holds changed)"));
    }
    format!("{subject} {key} {from} → {to}")
}

/// Whether entries came to a list and none went.
fn is_only_longer(change: &Change) -> bool {
    let (from, to) = (change.from.as_array().map_or(&[][..], Vec::as_slice), change.to.as_array());
    to.is_some_and(|to| to.len() > from.len() && from.iter().all(|one| to.contains(one)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::TaskId;
    use serde_json::json;

    #[test]
    fn a_change_reads_as_a_sentence() {
        let change = |field, from, to| Change {
            subject: Subject::Task { plan: "p".into(), id: TaskId(14) },
            field: ChangedField::Field(field),
            from,
            to,
        };
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
            // A number is one word.
            (
                change(Field::Content, json!("建成40部、1.5万个。"), json!("建成42部、1.25万个。")),
                "14 内容 建成【-40-】【+42+】部、【-1.5-】【+1.25+】万个。",
                "14 content 建成【-40-】【+42+】部、【-1.5-】【+1.25+】万个。",
            ),
        ] {
            assert_eq!(sentence(&change, None, "p", Lang::En, 80), en);
            assert_eq!(sentence(&change, None, "p", Lang::Zh, 80), zh);
        }
    }
}
