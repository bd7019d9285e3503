//! Which tasks and plans `pjt log` was asked about: as the store has them now, or as its history had them.

use pjt::{
    Error, Result,
    history::{Scope, Step},
    model::TaskId,
    query::{TaskReference, named},
    store::{
        self, PlanChoice, layout,
        load::{self, StoreSource},
    },
    text,
};

use super::LogArgs;
use crate::cli::{args, selection::current};

/// Which tasks and plans were asked for, by their present names.
pub(super) struct Asked {
    /// Whether tasks were named at all; standard input may have named none.
    has_names: bool,
    ids: Vec<TaskReference>,
    plans: PlanChoice,
}

impl Asked {
    pub(super) fn of(args: &LogArgs, source: &dyn StoreSource) -> Result<Self> {
        let plans = match args.filter.plans.choice() {
            PlanChoice::Named(slugs) => {
                let slugs = slugs.iter().map(|slug| store::current_slug(source, slug));
                PlanChoice::Named(slugs.collect())
            }
            other => other,
        };
        let ids = current(args::named(&args.ids)?, source);
        Ok(Self { has_names: !args.ids.is_empty(), ids, plans })
    }

    /// Whoever names tasks means them whatever their plan.
    pub(super) fn plans_to_filter(&self) -> PlanChoice {
        if self.has_names { PlanChoice::All } else { self.plans.clone() }
    }

    pub(super) fn names_plans(&self) -> bool {
        self.ids.iter().any(|id| id.plan.is_some())
    }

    /// Whether a commit did something to tasks that were named. The returns of a plan come with its tasks, also with
    /// one that never was.
    pub(super) fn is_about(&self, step: &Step) -> bool {
        self.has_names && (!step.differences.is_nothing() || !step.differences.unreadable.is_empty())
    }

    pub(super) fn scope(&self, source: &dyn StoreSource) -> Result<Scope> {
        if !self.has_names {
            return Ok(Scope::Store);
        }
        // One that names a plan that is not there was mistyped, though each task names its own.
        if matches!(self.plans, PlanChoice::Named(_)) {
            store::choose(source, &self.plans)?;
        }
        let mut tasks: Vec<(String, TaskId)> = Vec::new();
        for id in &self.ids {
            let slug = match &id.plan {
                Some(slug) => slug.clone(),
                None => store::choose(source, &self.plans)?.into_iter().next().unwrap_or_default(),
            };
            // A single task may be gone by now and has a history all the same.
            if let Some(number) = id.single() {
                let number = present_number(source, &slug, number)?;
                tasks.push((slug, number));
                continue;
            }
            let ids = [id.clone()];
            let (snapshot, _) = named::plans_of(&ids, Some(&slug), source)?;
            let found = ids.iter().map(|id| id.resolve(&snapshot, &slug)).collect::<Result<Vec<_>>>()?;
            tasks.extend(found.iter().flatten().map(|entry| (slug.clone(), entry.task.id)));
        }
        Ok(Scope::Tasks(tasks))
    }

    /// Whether the tasks or plans that are named are in the store now; others may have been there once.
    pub(super) fn names_what_is_there(&self, source: &dyn StoreSource) -> Result<bool> {
        if let Scope::Tasks(tasks) = self.scope(source)? {
            let is_there = |(slug, id): &(String, TaskId)| -> Result<bool> {
                Ok(source.task_files(slug)?.contains(&layout::task_file(slug, *id)))
            };
            // Whoever named nothing named nothing that is unknown.
            return tasks.iter().try_fold(tasks.is_empty(), |any, task| Ok(any || is_there(task)?));
        }
        let PlanChoice::Named(slugs) = &self.plans else { return Ok(true) };
        let plans = source.plans()?;
        Ok(slugs.iter().any(|slug| plans.contains(slug)))
    }

    /// What is named was never there.
    pub(super) fn unknown(&self, source: &dyn StoreSource) -> Error {
        let of_ids = self.ids.iter().filter_map(|id| id.plan.clone()).collect();
        let named = if self.has_names { PlanChoice::Named(of_ids) } else { self.plans.clone() };
        match store::choose(source, &named) {
            Err(error) => error,
            Ok(_) => Error::not_found(text!(
                "台账里没有这个任务，历史中也没有",
                "there is no such task in the store, and none in its history"
            ))
            .named("no-such-task")
            .hint(text!("`pjt list` 列出任务的编号", "`pjt list` shows the numbers of tasks")),
        }
    }
}

/// The number of the task that had this one before, where no task has it now.
fn present_number(source: &dyn StoreSource, slug: &str, number: TaskId) -> Result<TaskId> {
    if !source.has_plan(slug)? || source.task_files(slug)?.contains(&layout::task_file(slug, number)) {
        return Ok(number);
    }
    let snapshot = load::load(source, &[slug.to_owned()]);
    let had_it = |entry: &pjt::model::Entry<'_>| entry.task.former_ids.contains(&number);
    Ok(snapshot.entries().find(had_it).map_or(number, |entry| entry.task.id))
}
