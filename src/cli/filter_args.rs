//! The filters, the same in every command that reads tasks.

use chrono::NaiveDate;
use pjt::{
    ErrorKind, Result, Text,
    history::{Difference, Differences},
    model::{Entry, Plan, Snapshot, Status},
    query::{Filter, Request},
    store::{
        self, PlanChoice,
        load::{self, Keep, StoreSource},
        yaml::Texts,
    },
    text,
};

use super::{
    Ui,
    context::{AtArgs, Context, PlanArgs, parse_day},
    tokens::one_of,
};

/// Conditions on tasks. The same option twice means either; different options mean both.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Filters")]
pub(crate) struct FilterArgs {
    #[command(flatten)]
    pub(crate) plans: PlanArgs,
    /// Department in any role: its name, an alias, or an unambiguous part
    #[arg(long, value_name = "NAME")]
    dept: Vec<String>,
    /// Department that leads
    #[arg(long, value_name = "NAME")]
    lead: Vec<String>,
    /// Department that supports
    #[arg(long, value_name = "NAME")]
    support: Vec<String>,
    /// Pillar, by number or a part of its title
    #[arg(long, value_name = "N|WORDS")]
    pillar: Vec<String>,
    /// Key task, by number or a part of its title
    #[arg(long, value_name = "N|WORDS")]
    key_task: Vec<String>,
    /// Words in the content or the notes
    #[arg(long, short = 'k', value_name = "WORDS")]
    keyword: Vec<String>,
    /// Status, in English or Chinese
    #[arg(long, value_name = "STATUS", value_delimiter = ',', value_parser = one_of(&Status::ALL))]
    status: Vec<Status>,
    /// Only overdue tasks
    #[arg(long)]
    overdue: bool,
    /// Only tasks that fall due before this day
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse_day)]
    due_before: Option<NaiveDate>,
}

impl FilterArgs {
    /// The chosen plans, their tasks still to be read.
    ///
    /// # Errors
    /// When there is no store, or a name can't be resolved.
    pub(crate) fn selection(&self, at: &AtArgs, context: &Context) -> Result<Selection> {
        let source = context.source(at)?;
        let slugs = store::choose(&*source, &self.plans.choice())?;
        let outline = load::outline(&*source, &slugs);
        let filter = match self.resolve(&outline, context) {
            // Tasks may name a department that is not registered.
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let resolved = self.resolve(&load::load(&*source, &slugs), context);
                resolved.map_err(|error| match self.other_plans(&*source) {
                    Some(hint) => error.hint(hint),
                    None => error,
                })
            }
            resolved => resolved,
        }?;
        Ok(Selection { source, outline, filter })
    }

    /// Says that only the default plan was looked at, where nothing was found in it and there are others.
    pub(crate) fn say_other_plans(&self, source: &dyn StoreSource, ui: &mut Ui) {
        if let Some(hint) = self.other_plans(source) {
            ui.say(&hint);
        }
    }

    /// That only the default plan was looked at, where nobody chose it and there are others.
    fn other_plans(&self, source: &dyn StoreSource) -> Option<Text> {
        let plans = source.plans().ok().filter(|_| self.plans.choice() == PlanChoice::Default)?.len();
        let slug = store::default_plan(source).filter(|_| plans > 1)?;
        Some(text!(
            "只看了默认方案 {slug}；加 `--plan all` 查看全部 {plans} 个方案",
            "only the default plan {slug} was looked at; look at all {plans} plans with `--plan all`"
        ))
    }

    fn resolve(&self, snapshot: &Snapshot, context: &Context) -> Result<Filter> {
        let request = Request {
            departments: self.dept.clone(),
            leads: self.lead.clone(),
            supports: self.support.clone(),
            pillars: self.pillar.clone(),
            key_tasks: self.key_task.clone(),
            keywords: self.keyword.clone(),
            statuses: self.status.clone(),
            overdue: self.overdue,
            due_before: self.due_before,
        };
        Filter::resolve(&request, snapshot, context.today)
    }

    /// Whether any condition on tasks was given.
    fn is_narrow(&self) -> bool {
        let lists = [&self.dept, &self.lead, &self.support, &self.pillar, &self.key_task, &self.keyword];
        lists.iter().any(|list| !list.is_empty())
            || !self.status.is_empty()
            || self.overdue
            || self.due_before.is_some()
    }
}

/// What was asked for: where to read, which plans, which of their tasks.
pub(crate) struct Selection {
    pub(crate) source: Box<dyn StoreSource>,
    pub(crate) outline: Snapshot,
    pub(crate) filter: Filter,
}

/// The tasks that meet every condition, with their notes only where somebody looks at them.
pub(crate) struct Matching {
    pub(crate) filter: Filter,
    /// Whether what the notes say is told.
    pub(crate) tells_notes: bool,
}

impl Keep for Matching {
    fn can_hold(&self, text: &str) -> bool {
        self.filter.can_match_in(text)
    }

    fn matches(&self, entry: Entry<'_>) -> bool {
        self.filter.matches(entry)
    }

    fn texts(&self) -> Texts {
        if self.tells_notes || self.filter.looks_at_notes() { Texts::All } else { Texts::AllBut("notes") }
    }
}

/// The same conditions on tasks as they were before and after a change. What they mean by a department or
/// a pillar is what the newer store means.
pub(crate) struct HistoryFilter {
    /// The chosen plans; none is every plan.
    plans: Option<Vec<String>>,
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
        context: &Context,
    ) -> Result<Self> {
        let is_default = choice == PlanChoice::Default;
        let plans = match choice {
            PlanChoice::All => None,
            // A plan that is gone now has a history all the same.
            PlanChoice::Named(slugs) => Some(slugs),
            PlanChoice::Default => store::choose(source, &choice).ok(),
        };
        if !args.is_narrow() {
            return Ok(Self { plans, is_default, narrow: None });
        }
        let mut slugs = source.plans()?;
        slugs.retain(|slug| plans.as_ref().is_none_or(|plans| plans.contains(slug)));
        let snapshot = load::load(source, &slugs);
        Ok(Self { plans, is_default, narrow: Some((args.resolve(&snapshot, context)?, snapshot)) })
    }

    /// Takes away what does not meet the conditions, before or after. Gives how many tasks and other facts are
    /// left out only because they are of other plans than the default one: nobody who does not know of those may
    /// take them for unchanged.
    pub(crate) fn keep(&self, differences: &mut Differences) -> usize {
        let tasks = differences.tasks.iter().map(|told| told.plan.as_str());
        let plans = differences.amendments.iter().filter_map(|told| told.plan.as_deref());
        let left_out = tasks.chain(plans).filter(|plan| self.is_default && !self.has_plan(plan)).count();
        differences.tasks.retain(|difference| self.matches(difference));
        let is_narrow = self.narrow.is_some();
        differences
            .amendments
            .retain(|told| !is_narrow && told.plan.as_ref().is_none_or(|plan| self.has_plan(plan)));
        left_out
    }

    /// Whether anything of the chosen plans differs.
    pub(crate) fn is_about(&self, differences: &Differences) -> bool {
        let mut tasks = differences.tasks.iter().map(|told| told.plan.as_str());
        let mut plans = differences.amendments.iter().filter_map(|told| told.plan.as_deref());
        tasks.any(|plan| self.has_plan(plan)) || plans.any(|plan| self.has_plan(plan))
    }

    fn has_plan(&self, slug: &str) -> bool {
        self.plans.as_ref().is_none_or(|plans| plans.iter().any(|known| known == slug))
    }

    fn matches(&self, difference: &Difference) -> bool {
        if !self.has_plan(&difference.plan) {
            return false;
        }
        let Some((filter, snapshot)) = &self.narrow else { return true };
        let gone = Plan { slug: difference.plan.clone(), ..Plan::default() };
        let plan = snapshot.plans.iter().find(|plan| plan.slug == difference.plan).unwrap_or(&gone);
        let mut states = difference.before.iter().chain(&difference.after);
        states.any(|task| filter.matches(Entry { plan, task }))
    }
}
