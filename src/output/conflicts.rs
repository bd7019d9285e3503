//! What two sides of a merge say differently, as sentences.

use std::path::Path;

use serde_json::{Map, Value, json};

use super::{
    changes::{key, office_key, plain, value},
    naming,
};
use crate::{
    history::merge::{Conflict, Side},
    model::{Field, Task},
    store::layout::{self, Kind},
    text::{Lang, Text},
};

/// What a file is about: `任务 14 建立资源汇聚、开放…`, where it is known which task it holds.
pub fn subject(path: &Path, task: Option<&Task>, lang: Lang) -> String {
    let named = |task: &Task| format!("{} {}", label!(lang, "任务", "task"), naming::named(task, None, lang));
    task.map_or_else(|| kind(path, lang), named)
}

/// What kind of file it is, and which one: `任务 14`.
fn kind(path: &Path, lang: Lang) -> String {
    let file_name = path.file_name().unwrap_or_default().to_string_lossy();
    let plan = || path.iter().rev().nth(1).unwrap_or_default().to_string_lossy();
    match (Kind::of(path), layout::task_id(&file_name)) {
        (Some(Kind::Task), Some(id)) => format!("{} {id}", label!(lang, "任务", "task")),
        (Some(Kind::Plan), _) => format!("{} {}", label!(lang, "方案", "plan"), plan()),
        (Some(Kind::Period), _) => {
            let id = file_name.trim_end_matches(".yaml");
            format!("{} {id}", label!(lang, "报送期", "period"))
        }
        (Some(Kind::Return), _) => {
            let code = file_name.trim_end_matches(".yaml");
            format!("{} {} {code}", label!(lang, "报送", "return"), plan())
        }
        (Some(Kind::Office), _) => label!(lang, "本单位", "office").to_owned(),
        (Some(Kind::Registry), _) => label!(lang, "部门名录", "departments").to_owned(),
        _ => file_name.into_owned(),
    }
}

/// A clash on one line: `任务 14 状态：本方 已完成，对方 暂缓（原为 推进中）`.
pub fn sentence(path: &Path, task: Option<&Task>, clash: &Conflict, lang: Lang) -> String {
    let (subject, place) = (subject(path, task, lang), place(path, clash, lang));
    let [base, ours, theirs] =
        [&clash.base, &clash.ours, &clash.theirs].map(|side| shown(path, clash, side, lang));
    let gap = if task.is_some() { "  " } else { " " };
    let was = match (&clash.base, lang) {
        (None, Lang::Zh) => "（原来没有）".to_owned(),
        (None, Lang::En) => " (it was not there)".to_owned(),
        (Some(_), Lang::Zh) => format!("（原为 {base}）"),
        (Some(_), Lang::En) => format!(" (it was {base})"),
    };
    match lang {
        Lang::Zh => format!("{subject}{gap}{place}：本方 {ours}，对方 {theirs}{was}"),
        Lang::En => format!("{subject}{gap}{place}: ours {ours}, theirs {theirs}{was}"),
    }
}

/// One side of a clash in words.
pub fn side_of(path: &Path, clash: &Conflict, side: Side, lang: Lang) -> String {
    match side {
        Side::Ours => shown(path, clash, &clash.ours, lang),
        Side::Theirs => shown(path, clash, &clash.theirs, lang),
    }
}

/// A clash as JSON; `path` is relative to the store.
pub fn json(path: &Path, clash: &Conflict) -> Value {
    let mut object = about(path);
    object.insert("field".into(), json!(clash.field()));
    object.insert("place".into(), json!(clash.place));
    object.insert("base".into(), json!(clash.base));
    object.insert("ours".into(), json!(clash.ours));
    object.insert("theirs".into(), json!(clash.theirs));
    Value::Object(object)
}

/// The same of a file that one side took away.
pub fn json_taken_away(path: &Path, by: Side) -> Value {
    let mut object = about(path);
    object.insert("field".into(), json!("task"));
    object.insert("removed_by".into(), json!(if by == Side::Ours { "ours" } else { "theirs" }));
    Value::Object(object)
}

fn about(path: &Path) -> Map<String, Value> {
    let task = layout::task_of(path);
    let plan = path.iter().next().filter(|_| path.iter().count() > 1).map(|slug| slug.to_string_lossy());
    let mut object = Map::new();
    object.insert("path".into(), json!(path.to_string_lossy().replace('\\', "/")));
    object.insert("plan".into(), json!(plan));
    object.insert("task".into(), json!(task.map(|(_, id)| id)));
    object
}

/// A file that one side changed and the other took away.
pub fn taken_away(path: &Path, task: Option<&Task>, by: Side) -> Text {
    let (zh, en) = (subject(path, task, Lang::Zh), subject(path, task, Lang::En));
    match by {
        Side::Ours => text!("{zh}：本方删除了它，对方改了它", "{en}: ours removed it, theirs changed it"),
        Side::Theirs => text!("{zh}：本方改了它，对方删除了它", "{en}: ours changed it, theirs removed it"),
    }
}

/// A file that one side added to a plan that the other renamed: it is where it belongs, and git was told.
pub fn added(path: &Path, task: Option<&Task>, by: Side, shown: &str) -> Text {
    let (zh, en) = (subject(path, task, Lang::Zh), subject(path, task, Lang::En));
    match by {
        Side::Ours => text!(
            "已解决，并已告知 git（git add）：{zh}是本方新增的，方案由对方改了文件夹名，它随方案放在 {shown}",
            "settled, and told to git (git add): ours added {en}, theirs renamed its plan; it went along to {shown}"
        ),
        Side::Theirs => text!(
            "已解决，并已告知 git（git add）：{zh}是对方新增的，方案由本方改了文件夹名，它随方案放在 {shown}",
            "settled, and told to git (git add): theirs added {en}, ours renamed its plan; it went along to {shown}"
        ),
    }
}

fn is_task(path: &Path) -> bool {
    Kind::of(path) == Some(Kind::Task)
}

fn place(path: &Path, clash: &Conflict, lang: Lang) -> String {
    let words = clash.place.iter().enumerate().map(|(depth, step)| {
        let field = Field::of(step).filter(|_| depth == 0 && is_task(path));
        let named =
            || if Kind::of(path) == Some(Kind::Office) { office_key(step, lang) } else { key(step, lang) };
        field.map_or_else(named, |field| field.name(lang))
    });
    words.collect::<Vec<_>>().join(" ")
}

fn shown(path: &Path, clash: &Conflict, side: &Option<Value>, lang: Lang) -> String {
    let none = label!(lang, "（无）", "(none)");
    let Some(side) = side else { return none.to_owned() };
    match Field::of(clash.field()).filter(|_| is_task(path)) {
        Some(field) if !side.is_array() => value(field, side, lang),
        _ => plain(side, lang),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clash_reads_as_a_sentence() {
        let clash = |place: &[&str], base: Value, ours: Value, theirs: Option<Value>| Conflict {
            place: place.iter().map(|step| (*step).to_owned()).collect(),
            base: Some(base),
            ours: Some(ours),
            theirs,
        };
        let task = Path::new("data/p/tasks/014.yaml");
        let status = clash(&["status"], json!("in_progress"), json!("done"), Some(json!("suspended")));
        assert_eq!(
            sentence(task, None, &status, Lang::Zh),
            "任务 14 状态：本方 已完成，对方 暂缓（原为 推进中）"
        );
        assert_eq!(
            sentence(task, None, &status, Lang::En),
            "task 14 status: ours done, theirs suspended (it was in progress)"
        );
        let note = |text: &str| json!({"date": "2025-01-01", "by": "甲", "text": text});
        let note = clash(&["notes", "甲 2025-01-01"], note("旧"), note("新"), None);
        assert_eq!(
            sentence(task, None, &note, Lang::Zh),
            "任务 14 进展 甲 2025-01-01：本方 （甲 2025-01-01）新，对方 （无）（原为 （甲 2025-01-01）旧）"
        );
        let full = clash(&["departments", "市教委", "full"], json!("a"), json!("b"), Some(json!("c")));
        assert_eq!(
            sentence(Path::new("departments.yaml"), None, &full, Lang::Zh),
            "部门名录 部门 市教委 全称：本方 b，对方 c（原为 a）"
        );
    }
}
