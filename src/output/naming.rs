//! What a task is called in a sentence: its number, the one that the document prints where that differs, and its words.
//! Whoever hit another plan, or another edition's number, sees it at once.

use crate::{
    model::{Snapshot, Task, TaskId},
    text::{Lang, width},
};

/// How many columns the words of a task take at least and at most.
const ROOM: [usize; 2] = [12, 40];

/// How many columns they take where a line has no width.
const USUAL: usize = 24;

/// `14`, `other/14`, `17（文件第4项）`: as a command line takes it, then the number of the current edition where it is
/// another one.
pub fn number(task: &Task, plan: Option<&str>, lang: Lang) -> String {
    let id = task.id;
    let reference = plan.map_or_else(|| id.to_string(), |plan| format!("{plan}/{id}"));
    match (&task.label, task.document_number()) {
        (None, _) => reference,
        // The number may be another task's by now.
        _ if !task.is_in_document() => reference,
        (_, Some(printed)) if printed == id.0 => reference,
        (_, Some(printed)) => match lang {
            Lang::Zh => format!("{reference}（文件第{printed}项）"),
            Lang::En => format!("{reference} (no. {printed} in the document)"),
        },
        (Some(label), None) => match lang {
            Lang::Zh => format!("{reference}（文件 {label}）"),
            Lang::En => format!("{reference} ({label} in the document)"),
        },
    }
}

/// The same of a task of a snapshot; a number of the default plan stands alone.
pub fn of_snapshot(snapshot: &Snapshot, plan: &str, id: TaskId, default_plan: &str, lang: Lang) -> String {
    let shown = Some(plan).filter(|plan| *plan != default_plan);
    let found = snapshot.plans.iter().find(|known| known.slug == plan);
    let task = found.and_then(|plan| plan.tasks.iter().find(|task| task.id == id));
    match (task, shown) {
        (Some(task), shown) => number(task, shown, lang),
        (None, Some(plan)) => format!("{plan}/{id}"),
        (None, None) => id.to_string(),
    }
}

/// The number and the first words.
pub fn named(task: &Task, plan: Option<&str>, lang: Lang) -> String {
    format!("{} {}", number(task, plan, lang), width::cut(&task.content, USUAL))
}

/// The number, as many words as fit, and what is said of the task, on a line of so many columns.
pub fn line(task: &Task, plan: Option<&str>, remark: &str, lang: Lang, columns: usize) -> String {
    let number = number(task, plan, lang);
    let taken = width::columns(&number) + width::columns(remark) + 3;
    let [least, most] = ROOM;
    let words = width::cut(&task.content, columns.saturating_sub(taken).clamp(least, most));
    format!("{number} {words}  {remark}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Review, TaskId};

    #[test]
    fn a_task_is_called_by_its_number_and_that_of_the_edition_where_it_is_another() {
        let task = |label: Option<&str>| Task {
            id: TaskId(17),
            label: label.map(str::to_owned),
            content: "建立资源汇聚、开放共享的服务平台；".into(),
            ..Task::default()
        };
        assert_eq!(number(&task(Some("（17）")), None, Lang::Zh), "17");
        assert_eq!(number(&task(Some("4.")), Some("p"), Lang::Zh), "p/17（文件第4项）");
        assert_eq!(number(&task(Some("3.2")), None, Lang::Zh), "17（文件 3.2）");
        assert_eq!(number(&task(None), None, Lang::Zh), "17");
        let gone = Task { review: Some(Review::Gone), ..task(Some("4.")) };
        assert_eq!(number(&gone, None, Lang::Zh), "17");
        let said = line(&task(None), None, "状态 未启动 → 已完成", Lang::Zh, 44);
        assert_eq!(said, "17 建立资源汇聚、开放…  状态 未启动 → 已完成");
        assert_eq!(width::columns(&said), 44);
    }
}
