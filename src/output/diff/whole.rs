//! Plans that came or are gone as a whole: nobody wants to read each of their tasks, and everybody how many there are
//! under which heading.

use super::names::{Names, titled};
use crate::{
    history::{Difference, Differences},
    model::{Change, Plan, Task},
    output::history::whole_plans,
    text::{Lang, width::cut},
};

/// The most tasks that are named one by one where they stand under no heading.
const MOST: usize = 10;
/// How many columns the words of such a task take.
const ROOM: usize = 60;

/// A line for each plan, and below a new one a line for each of its pillars.
pub(super) fn lines(differences: &Differences, names: Names<'_>) -> Vec<String> {
    whole_plans(differences).into_iter().flat_map(|change| of_plan(change, differences, names)).collect()
}

fn of_plan(change: &Change, differences: &Differences, names: Names<'_>) -> Vec<String> {
    let lang = names.lang;
    let slug = change.subject.plan().unwrap_or_default();
    let title = change.to.as_str().or(change.from.as_str()).unwrap_or(slug);
    let title = titled(title, lang);
    let own = || differences.tasks.iter().filter(|difference| difference.plan == slug);
    let count = own().count();
    let first = match (change.is_addition(), lang) {
        (true, Lang::Zh) => format!("新增方案{title}：{count} 项任务"),
        (true, Lang::En) => format!("new plan {title}: {count} tasks"),
        (false, Lang::Zh) => format!("删除方案{title}：{count} 项任务"),
        (false, Lang::En) => format!("plan removed {title}: {count} tasks"),
    };
    let not_counted = differences.unreadable_tasks.get(slug).copied().unwrap_or_default();
    let not_counted = match (not_counted, lang) {
        (0, _) => String::new(),
        (_, Lang::Zh) => format!("，另有 {not_counted} 项读不了"),
        (_, Lang::En) => format!(", and {not_counted} more that can't be read"),
    };
    let tasks: Vec<&Task> = own().filter_map(|difference: &Difference| difference.after.as_deref()).collect();
    let below = match names.of(slug).next().filter(|_| change.is_addition()) {
        Some(plan) => below(plan, &tasks, lang),
        None => Vec::new(),
    };
    [format!("{first}{not_counted}")].into_iter().chain(below).collect()
}

/// How many tasks stand under which heading: `（一）增强内生动力：1.加强工作机制 3 项；2.…`.
fn below(plan: &Plan, tasks: &[&Task], lang: Lang) -> Vec<String> {
    if tasks.iter().all(|task| task.pillar.is_none() && task.key_task.is_none()) {
        return one_by_one(tasks, lang);
    }
    let count = |number: usize| lang.pick(format!(" {number} 项"), format!(" ({number})"));
    let pillars = plan.pillars.iter().map(|pillar| (Some(pillar.id), heading(&pillar.label, &pillar.title)));
    let without = (None, lang.pick("其他", "others").to_owned());
    pillars
        .chain([without])
        .filter_map(|(pillar, name)| {
            let own: Vec<&&Task> = tasks.iter().filter(|task| task.pillar == pillar).collect();
            let under = |id: Option<u32>| own.iter().filter(|task| task.key_task == id).count();
            let key_tasks = plan.key_tasks.iter().map(|key_task| (under(Some(key_task.id)), key_task));
            let mut parts: Vec<String> = key_tasks
                .filter(|(number, _)| *number > 0)
                .map(|(number, key_task)| {
                    format!("{}{}", heading(&key_task.label, &key_task.title), count(number))
                })
                .collect();
            let bare = under(None);
            match parts.is_empty() {
                true => parts.extend((bare > 0).then(|| count(bare).trim().to_owned())),
                false => parts
                    .extend((bare > 0).then(|| format!("{}{}", lang.pick("其他", "others"), count(bare)))),
            }
            let parts = parts.join(lang.pick("；", "; "));
            (!own.is_empty()).then(|| format!("{name}{}{parts}", lang.pick("：", ": ")))
        })
        .collect()
}

/// The first tasks of a plan without headings.
fn one_by_one(tasks: &[&Task], lang: Lang) -> Vec<String> {
    let mut lines: Vec<String> =
        tasks.iter().take(MOST).map(|task| format!("{} {}", task.id, cut(&task.content, ROOM))).collect();
    let rest = tasks.len().saturating_sub(MOST);
    lines.extend((rest > 0).then(|| {
        lang.pick(format!("其余 {rest} 项，没有逐项列出"), format!("and {rest} more, which are not listed"))
    }));
    lines
}

fn heading(label: &Option<String>, title: &str) -> String {
    format!("{}{title}", label.as_deref().unwrap_or_default())
}
