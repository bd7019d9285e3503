//! Whoever takes over from a department counts for it from then on: that comes with a hand-over, which takes its open tasks
//! along and says why.

use std::{collections::HashSet, path::Path};

use super::{Breach, ChangeRule, Submission};
use crate::{
    error::Finding,
    model::{Change, ChangedField, Department, Registry, Subject},
    store::{
        layout,
        load::{self, StoreSource},
    },
    text::Text,
};

pub(super) const RULE: ChangeRule = ChangeRule {
    id: "successor-by-hand",
    title: || {
        text!(
            "承接部门（successor）随移交而来，之后不改",
            "a department gets its `successor` by handing its open tasks over, and keeps it"
        )
    },
    run,
};

fn run(submission: &Submission<'_>) -> Vec<Breach> {
    let is_successor = ChangedField::Key("successor".to_owned());
    let changed = submission.differences.others.iter().filter(|change| {
        change.field == is_successor && !submission.brought.gave(change) && !submission.brought.drops(change)
    });
    let changed: Vec<_> = changed.collect();
    if changed.is_empty() || submission.hides_the_store() {
        return Vec::new();
    }
    let registry = load::registry(submission.after).unwrap_or_default();
    let base = submission.base_of_what_may_go().and_then(|base| load::registry(base).ok());
    let of_change = |change: &&Change| {
        let Subject::Department(name) = &change.subject else { return None };
        let department = registry.called(name)?;
        let (from, to) = (change.from.as_str(), change.to.as_str());
        let message = match (from, to) {
            (Some(from), Some(to)) if submission.is_same_department(&registry, from, to) => return None,
            (Some(_), Some(_)) if submission.is_of_settled_sides() => return None,
            (Some(from), _) => {
                // What came with these very commits may go with them.
                let stood = |base: &Registry| {
                    base.called(name).is_some_and(|known| known.successor.as_deref() == Some(from))
                };
                if base.as_ref().is_some_and(|base| !stood(base)) {
                    return None;
                }
                text!(
                    "部门 `{name}` 的承接部门由 {from} 改为别的或被去掉：统计会算到别处",
                    "`{from}` is not the `successor` of department `{name}` any more: figures would count elsewhere"
                )
            }
            (None, Some(to)) => {
                // What came to it after the hand-over may stay with its name: the commit that named the successor answers.
                let count =
                    if submission.is_of_several() { 0 } else { open_tasks(submission.after, department) };
                if count == 0 {
                    return None;
                }
                text!(
                    "部门 `{name}` 写上了承接部门 {to}，名下 {count} 项未办结的任务却没有移交",
                    "department `{name}` has the `successor` `{to}` now, and {count} of its open tasks were not handed over"
                )
            }
            (None, None) => return None,
        };
        Some(breach(submission, name, message))
    };
    changed.iter().filter_map(of_change).collect()
}

/// How many open tasks name the department.
fn open_tasks(source: &dyn StoreSource, department: &Department) -> usize {
    let names: HashSet<String> = department.names().map(str::to_owned).collect();
    let slugs = source.plans().unwrap_or_default();
    let snapshot = load::select(source, load::headings(source, &slugs), |entry| {
        !entry.task.status.is_finished() && entry.task.names_any(&names)
    });
    snapshot.entries().count()
}

fn breach(submission: &Submission<'_>, name: &str, message: Text) -> Breach {
    let finding = Finding::new(RULE.id, message)
        .at(submission.place_in(Path::new(layout::REGISTRY), Some(name)))
        .fix(text!(
            "改回原样；职能划转的用 `pjt dept handover {name} 承接部门 --on 日期 --reason 文号`",
            "put it back; what is taken over is handed over with `pjt dept handover {name} SUCCESSOR --on DATE --reason WHY`"
        ));
    Breach::value(format!("successor {name}"), finding)
}
