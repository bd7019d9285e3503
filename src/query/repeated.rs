//! Tasks of a new plan that are open in another one, as those of the next year may be: they would be asked about and counted
//! twice.

use std::collections::HashMap;

use crate::{
    error::Finding,
    model::{Entry, Plan, Snapshot, TaskNumber},
    text::{Lang, fold::fold},
};

/// Fewer letters may be the same by chance.
const FEWEST_LETTERS: usize = 8;

/// That tasks of a plan which is to come are, word by word, open tasks of other plans.
pub fn open_elsewhere(plan: &Plan, store: &Snapshot) -> Option<Finding> {
    const MOST: usize = 8;
    let open = store.entries().filter(|entry| !entry.task.status.is_finished());
    let by_words: HashMap<String, Entry<'_>> = open.map(|entry| (fold(&entry.task.content), entry)).collect();
    let words = plan.tasks.iter().map(|task| fold(&task.content));
    let found: Vec<Entry<'_>> = words
        .filter(|words| words.chars().count() >= FEWEST_LETTERS)
        .filter_map(|words| by_words.get(&words).copied())
        .collect();
    if found.is_empty() {
        return None;
    }
    let shown = |lang: Lang| {
        let names = found
            .iter()
            .take(MOST)
            .map(|entry| TaskNumber::of(entry.task, Some(entry.plan.slug.as_str())).words(lang));
        let more = if found.len() > MOST { "…" } else { "" };
        format!("{}{more}", names.collect::<Vec<_>>().join(lang.pick("、", ", ")))
    };
    let (count, zh, en) = (found.len(), shown(Lang::Zh), shown(Lang::En));
    let message = text!(
        "有 {count} 项任务与别的方案中未办结的一字不差：{zh}；两处都要报送，统计时算作两项",
        "{count} tasks are open ones of other plans, word by word: {en}; they are asked about and counted twice"
    );
    Some(Finding::new("open-elsewhere", message).fix(text!(
        "转到这个方案接着办的，原来那一项改为已取消：`pjt update 方案/编号 --status 已取消 --note 转入新方案哪一项`",
        "where this plan goes on with one, withdraw it there: `pjt update PLAN/N --status withdrawn --note WHERE`"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Status, Task, TaskId};

    fn plan(slug: &str, tasks: &[(&str, Status)]) -> Plan {
        let task = |(id, (content, status)): (u32, &(&str, Status))| Task {
            id: TaskId(id),
            content: (*content).into(),
            status: *status,
            ..Task::default()
        };
        Plan { slug: slug.into(), tasks: (1..).zip(tasks).map(task).collect(), ..Plan::default() }
    }

    #[test]
    fn a_task_that_is_open_elsewhere_is_named_and_one_that_is_finished_is_not() {
        let open = [("新建市第三中学等学校6所", Status::InProgress), ("完成投资", Status::InProgress)];
        let done = [("新建改建城市道路18条以上", Status::Done)];
        let store = Snapshot { plans: vec![plan("a", &open), plan("b", &done)], ..Snapshot::default() };
        let next = plan(
            "c",
            &[
                ("新建市第三中学等学校6所；", Status::NotStarted),
                ("新建市第三中学等学校6所", Status::NotStarted),
                ("新建改建城市道路18条以上", Status::NotStarted),
                ("完成投资", Status::NotStarted),
            ],
        );
        let finding = open_elsewhere(&next, &store).unwrap();
        let words = finding.message.in_lang(Lang::Zh);
        assert!(words.contains("有 1 项") && words.contains("编号a/1"), "{words}");
        assert!(open_elsewhere(&plan("c", &done), &store).is_none());
    }
}
