//! The conditions that were typed, asked of what a history says: of tasks as they were before and after a change.

use chrono::NaiveDate;
use pjt::{
    Error, Result,
    history::{Difference, Differences},
    model::{Change, Entry, Plan, Snapshot, Subject},
    query::Filter,
    store::{
        self, PlanChoice,
        load::{self, StoreSource},
    },
    text,
};

use super::filters::FilterArgs;

/// The same conditions on tasks as they were before and after a change. What they mean by a department or
/// a pillar is what the newer store means.
pub(crate) struct HistoryFilter {
    /// The chosen plans; none is every plan.
    plans: Option<Vec<String>>,
    /// What plans were called before, each with what it is called now.
    former: Vec<(String, String)>,
    /// Whether nobody chose them.
    is_default: bool,
    /// The conditions, with the plans that give tasks their context; none where no condition was given.
    narrow: Option<(Filter, Snapshot)>,
}

impl HistoryFilter {
    /// Resolves what was typed against the newer store, of which these plans are meant.
    ///
    /// # Errors
    /// When a name can't be resolved.
    pub(crate) fn new(
        args: &FilterArgs,
        choice: PlanChoice,
        source: &dyn StoreSource,
        today: NaiveDate,
    ) -> Result<Self> {
        if args.asks_for_changes() {
            return Err(Error::usage(text!(
                "`--changed-since` 只用于列出和统计任务",
                "`--changed-since` is for lists and counts of tasks"
            ))
            .named("argument-conflict")
            .hint(text!(
                "看改动用 `pjt diff 版本` 或 `pjt log --since 日期`",
                "changes are told by `pjt diff REV` and `pjt log --since DATE`"
            )));
        }
        let is_default = choice == PlanChoice::Default;
        let plans = match choice {
            PlanChoice::All => None,
            // A plan that is gone now has a history all the same.
            PlanChoice::Named(slugs) => Some(slugs),
            PlanChoice::Default => store::choose(source, &choice).ok(),
        };
        let mut slugs = source.plans()?;
        let mut former = Vec::new();
        for slug in slugs.iter().filter(|slug| plans.as_ref().is_none_or(|plans| plans.contains(slug))) {
            // One that can't be read is named by whoever reads its tasks.
            let names = load::plan(source, slug).map(|plan| plan.former_slugs).unwrap_or_default();
            former.extend(names.into_iter().map(|name| (name, slug.clone())));
        }
        if !args.is_narrow() {
            return Ok(Self { plans, former, is_default, narrow: None });
        }
        slugs.retain(|slug| plans.as_ref().is_none_or(|plans| plans.contains(slug)));
        let snapshot = load::load(source, &slugs);
        Ok(Self { plans, former, is_default, narrow: Some((args.resolve(&snapshot, today)?, snapshot)) })
    }

    /// Takes away what does not meet the conditions, before or after. Gives how many tasks and other facts are
    /// left out only because they are of other plans than the default one: nobody who does not know of those may
    /// take them for unchanged.
    pub(crate) fn keep(&self, differences: &mut Differences) -> usize {
        let tasks = differences.tasks.iter().map(|difference| difference.plan.as_str());
        let plans = differences.others.iter().filter_map(|change| change.subject.plan());
        let left_out = tasks.chain(plans).filter(|plan| self.is_default && !self.has_plan(plan)).count();
        differences.tasks.retain(|difference| self.matches(difference));
        differences.others.retain(|change| {
            change.subject.plan().is_none_or(|plan| self.has_plan(plan)) && self.matches_other(change)
        });
        left_out
    }

    /// Whether anything of the chosen plans differs.
    pub(crate) fn is_about(&self, differences: &Differences) -> bool {
        let mut tasks = differences.tasks.iter().map(|difference| difference.plan.as_str());
        let mut plans = differences.others.iter().filter_map(|change| change.subject.plan());
        tasks.any(|plan| self.has_plan(plan)) || plans.any(|plan| self.has_plan(plan))
    }

    fn has_plan(&self, slug: &str) -> bool {
        let is_former = || self.former.iter().any(|(former, _)| former == slug);
        self.plans.as_ref().is_none_or(|plans| plans.iter().any(|known| known == slug) || is_former())
    }

    /// Whether a fact that is about no task's file meets the conditions: only an answer about a task can, by the task or
    /// by its own words.
    fn matches_other(&self, change: &Change) -> bool {
        let Some((filter, snapshot)) = &self.narrow else { return true };
        let Subject::Return { plan, task: Some(id), .. } = &change.subject else { return false };
        let plan = snapshot.plans.iter().find(|known| known.slug == *plan);
        let entry = plan.and_then(|plan| {
            let task = plan.tasks.iter().find(|task| task.id == *id)?;
            Some(Entry { plan, task })
        });
        entry.is_some_and(|entry| {
            let words = [&change.from, &change.to].into_iter().map(ToString::to_string);
            filter.matches_beside(entry, words)
        })
    }

    fn matches(&self, difference: &Difference) -> bool {
        if !self.has_plan(&difference.plan) {
            return false;
        }
        let Some((filter, snapshot)) = &self.narrow else { return true };
        let gone = Plan { slug: difference.plan.clone(), ..Plan::default() };
        let renamed = self.former.iter().find(|(former, _)| *former == difference.plan);
        let slug = renamed.map_or(&difference.plan, |(_, slug)| slug);
        let plan = snapshot.plans.iter().find(|plan| plan.slug == *slug).unwrap_or(&gone);
        let mut states = difference.before.iter().chain(&difference.after);
        states.any(|task| filter.matches(Entry { plan, task }))
    }
}
