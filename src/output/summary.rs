//! What a command is about to change, or did, where that is more than anybody reads: returns by department, tasks by their
//! number, and not cell by cell.

use std::{
    collections::BTreeSet,
    io::{self, Write},
};

use super::{
    history::{Layout, hanging, sentences, task_line},
    parts::Parts,
};
use crate::{
    history::Differences,
    model::{PeriodId, Subject, TaskId},
    output::changes::other_of,
    text::{Lang, escape::on_one_line},
};

/// So many lines are read.
const MOST: usize = 20;

/// Writes what differs, the whole of it where it is little. Gives whether anything was summed up.
///
/// # Errors
/// When `out` fails.
pub fn write(differences: &Differences, layout: Layout, out: &mut dyn Write) -> io::Result<bool> {
    let Parts { whole, tasks, moved, others, codes, departments } = Parts::of(differences, layout.lang);
    if tasks.len() + others.len() <= MOST {
        return sentences(differences, layout, out).map(|()| false);
    }
    let lang = layout.lang;
    let mut lines = whole;
    lines.extend(tasks.iter().take(MOST).map(|task| task_line(task, layout)));
    if let Some(left) = tasks.len().checked_sub(MOST).filter(|left| *left > 0) {
        lines.push(match lang {
            Lang::Zh => format!("另有 {left} 项任务"),
            Lang::En => format!("and {left} more tasks"),
        });
    }
    lines.extend(moved);
    let mut returns: Vec<Received<'_>> = Vec::new();
    for change in others {
        match &change.subject {
            Subject::Return { plan, period, department, task } => {
                Received::count(&mut returns, (plan, *period, department), *task);
            }
            _ => lines.push(other_of(change, layout.with_plan, lang)),
        }
    }
    lines.extend(codes);
    lines.extend(returns.iter().map(|received| received.line(layout)));
    lines.extend(departments);
    lines.iter().try_for_each(|line| hanging(&on_one_line(line), layout, out)).map(|()| true)
}

/// What changed of a return.
struct Received<'a> {
    plan: &'a str,
    period: PeriodId,
    department: &'a str,
    tasks: BTreeSet<TaskId>,
    facts: usize,
}

impl<'a> Received<'a> {
    fn count(
        all: &mut Vec<Self>,
        (plan, period, department): (&'a str, PeriodId, &'a str),
        task: Option<TaskId>,
    ) {
        let is_it = |one: &&mut Self| (one.plan, one.period, one.department) == (plan, period, department);
        let found = match all.iter_mut().rev().find(is_it) {
            Some(found) => found,
            None => {
                all.push(Self { plan, period, department, tasks: BTreeSet::new(), facts: 0 });
                let Some(last) = all.last_mut() else { return };
                last
            }
        };
        found.tasks.extend(task);
        found.facts += 1;
    }

    fn line(&self, layout: Layout) -> String {
        let Self { plan, period, department, tasks, facts } = self;
        let (tasks, plan) = (tasks.len(), if layout.with_plan { format!(" {plan}") } else { String::new() });
        match layout.lang {
            Lang::Zh => format!("{department} 报送 {period}{plan}：报了 {tasks} 项任务，共 {facts} 处内容"),
            Lang::En => format!("{department} reported for {period}{plan}: {tasks} tasks, {facts} cells"),
        }
    }
}
