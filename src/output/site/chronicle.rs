//! What the history says, kept small: of each task what happened when, and of all how many were completed.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use crate::{
    history::Differences,
    model::{Plan, Subject, Task},
    output::changes,
    text::Lang,
};

/// What happened to tasks, by the current names of their plans.
#[derive(Debug, Default)]
pub struct Chronicle {
    /// What plans were called before, each with what it is called now.
    names: HashMap<String, String>,
    tasks: HashMap<(String, u32), Vec<Moment>>,
    /// By how much the completed tasks, and those that count, became more on a day.
    days: BTreeMap<NaiveDate, (i64, i64)>,
}

/// What happened to a task at one time.
#[derive(Clone, Debug)]
pub(super) struct Moment {
    pub(super) day: NaiveDate,
    pub(super) words: Vec<String>,
}

impl Chronicle {
    /// One of these plans, in which nothing happened yet.
    pub fn of(plans: &[Plan]) -> Self {
        let former = |plan: &Plan| {
            let names = plan.former_slugs.iter().chain([&plan.slug]);
            names.map(|name| (name.clone(), plan.slug.clone())).collect::<Vec<_>>()
        };
        Self { names: plans.iter().flat_map(former).collect(), ..Self::default() }
    }

    /// Takes in what came into the branch on a day; steps come from the newest to the oldest.
    pub fn add(&mut self, differences: &Differences, day: NaiveDate, lang: Lang) {
        let mut happened: BTreeMap<(String, u32), Vec<String>> = BTreeMap::new();
        for difference in &differences.tasks {
            let Some(plan) = self.names.get(&difference.plan) else { continue };
            let (before, after) = (difference.before.as_deref(), difference.after.as_deref());
            let weight = |task: Option<&Task>, is: fn(&Task) -> bool| i64::from(task.is_some_and(is));
            let (completed, counted) = self.days.entry(day).or_default();
            let is_completed: fn(&Task) -> bool = |task| task.status.is_completed();
            let counts: fn(&Task) -> bool = |task| task.status != crate::model::Status::Withdrawn;
            *completed += weight(after, is_completed) - weight(before, is_completed);
            *counted += weight(after, counts) - weight(before, counts);
            let Some(task) = after.or(before) else { continue };
            let words = happened.entry((plan.clone(), task.id.0)).or_default();
            match (before, after) {
                (None, _) => words.push(lang.pick("列入台账", "taken into the store").to_owned()),
                (_, None) => words.push(lang.pick("移出台账", "taken out of the store").to_owned()),
                _ => {
                    let changes_made = difference.changes();
                    let changes_made = changes_made.iter().filter(|change| !change.field.is_of_document());
                    words.extend(changes_made.map(|change| changes::fact(change, lang)));
                }
            }
        }
        // What departments reported of it, in the words of `log`.
        for change in &differences.others {
            let Subject::Return { plan, task: Some(id), .. } = &change.subject else { continue };
            let Some(plan) = self.names.get(plan) else { continue };
            happened.entry((plan.clone(), id.0)).or_default().push(changes::other(change, lang));
        }
        for (task, words) in happened.into_iter().filter(|(_, words)| !words.is_empty()) {
            self.tasks.entry(task).or_default().push(Moment { day, words });
        }
    }

    /// What happened to a task, the newest first.
    pub(super) fn of_task(&self, plan: &str, id: u32) -> &[Moment] {
        self.tasks.get(&(plan.to_owned(), id)).map_or(&[], Vec::as_slice)
    }

    /// How many were completed of how many at the end of each day on which that changed.
    pub(super) fn completion(&self) -> Vec<(NaiveDate, i64, i64)> {
        let (mut completed, mut counted) = (0, 0);
        let days = self.days.iter().map(|(day, (more, of))| {
            completed += more;
            counted += of;
            (*day, completed, counted)
        });
        days.collect()
    }
}
