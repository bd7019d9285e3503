//! What the history says, kept small: of each task what happened when, and of all how many were completed.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
};

use chrono::NaiveDate;

use crate::{
    history::Differences,
    model::{Change, ChangedField, PeriodId, Plan, Subject, Task, TaskId},
    output::changes,
    text::Lang,
};

/// A task by its plan and number.
type TaskKey = (String, u32);

/// What happened to tasks, by the current names of their plans.
#[derive(Debug, Default)]
pub struct Chronicle {
    /// What plans were called before, each with what it is called now.
    names: HashMap<String, String>,
    tasks: HashMap<TaskKey, Vec<Moment>>,
    /// By how much the completed tasks, and those that count, became more on a day.
    days: BTreeMap<NaiveDate, (i64, i64)>,
}

/// What happened to a task at one time.
#[derive(Clone, Debug)]
pub(super) struct Moment {
    pub(super) day: NaiveDate,
    pub(super) words: Box<[Cow<'static, str>]>,
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
        let mut reported = self.reported(differences, lang);
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
            let mut words: Vec<Cow<'static, str>> = Vec::new();
            match (before, after) {
                (None, _) => words.push(lang.pick("列入台账", "taken into the store").into()),
                (_, None) => words.push(lang.pick("从台账删除", "taken out of the store").into()),
                _ => {
                    let changes_made = difference.changes();
                    let changes_made = changes_made.iter().filter(|change| !change.field.is_of_document());
                    words.extend(changes_made.map(|change| changes::fact(change, lang).into()));
                }
            }
            let key = (plan.clone(), task.id.0);
            words.extend(reported.remove(&key).into_iter().flatten());
            self.put(key, day, words);
        }
        reported.into_iter().for_each(|(task, words)| self.put(task, day, words));
    }

    /// What departments reported of each task, in the words of `log`.
    fn reported(&self, differences: &Differences, lang: Lang) -> BTreeMap<TaskKey, Vec<Cow<'static, str>>> {
        let mut reported: BTreeMap<TaskKey, Vec<_>> = BTreeMap::new();
        for change in &differences.others {
            let Subject::Return { plan, period, task: Some(id), .. } = &change.subject else { continue };
            if !is_told(change) {
                continue;
            }
            let Some(plan) = self.names.get(plan) else { continue };
            reported
                .entry((plan.clone(), id.0))
                .or_default()
                .push(in_words(&changes::other(change, lang), *period, *id, lang).into());
        }
        reported
    }

    /// Adds what happened to a task, if anything did. All tasks of all plans have such moments: no room is kept that most
    /// don't need.
    fn put(&mut self, task: TaskKey, day: NaiveDate, words: Vec<Cow<'static, str>>) {
        if words.is_empty() {
            return;
        }
        let moments = self.tasks.entry(task).or_default();
        moments.reserve_exact(1);
        moments.push(Moment { day, words: words.into_boxed_slice() });
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

/// What of a report is told: what the department says, and that it was sent back. What waited, or stood there before, is the
/// office's own business.
fn is_told(change: &Change) -> bool {
    const TOLD: [&str; 9] = [
        "status",
        "percent",
        "progress",
        "problems",
        "next",
        "evidence",
        "expected",
        "expected_text",
        "sent_back",
    ];
    match &change.field {
        ChangedField::Key(key) => TOLD.contains(&key.as_str()),
        ChangedField::Whole | ChangedField::Field(_) => true,
    }
}

/// The words of a change with the period as an office calls it, and without the number of the page's task: pages are for
/// those who type no commands.
fn in_words(words: &str, period: PeriodId, id: TaskId, lang: Lang) -> String {
    match lang {
        Lang::Zh => {
            words.replacen(&format!(" 报送 {period} 编号{id} "), &format!("报送{}：", period.title()), 1)
        }
        Lang::En => words.to_owned(),
    }
}
