//! What a task is called in a sentence: its number, the one that the document prints where that differs, and its words.
//! Whoever hit another plan, or another edition's number, sees it at once.

use crate::{
    model::{Snapshot, Task, TaskId, TaskNumber},
    text::{Lang, width},
};

/// How many columns the words of a task take at least and at most.
const ROOM: [usize; 2] = [12, 40];

/// How many columns they take where a line has no width.
const USUAL: usize = 24;

/// `14`, `other/14`, `17（文件第4项）`: as a command line takes it, then the number of the current edition where it is
/// another one.
pub fn number(task: &Task, plan: Option<&str>, lang: Lang) -> String {
    TaskNumber::of(task, plan).bare(lang)
}

/// The same of a task of a snapshot; a number of the default plan stands alone.
pub fn of_snapshot(snapshot: &Snapshot, plan: &str, id: TaskId, default_plan: &str, lang: Lang) -> String {
    TaskNumber::in_snapshot(snapshot, plan, id, default_plan).bare(lang)
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
    use crate::model::TaskId;

    #[test]
    fn as_many_words_stand_behind_the_number_as_fit() {
        let task =
            Task {
                id: TaskId(17), content: "建立资源汇聚、开放共享的服务平台；".into(), ..Task::default()
            };
        let said = line(&task, None, "状态 未启动 → 已完成", Lang::Zh, 44);
        assert_eq!(said, "17 建立资源汇聚、开放…  状态 未启动 → 已完成");
        assert_eq!(width::columns(&said), 44);
        assert_eq!(named(&task, Some("p"), Lang::Zh), "p/17 建立资源汇聚、开放共享…");
    }
}
