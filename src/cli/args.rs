//! The options that several commands share: the filters of every command that reads tasks.

use chrono::NaiveDate;
use pjt::{
    Result,
    model::{Snapshot, Status},
    query::{Filter, Heading, department},
    text::fold::fold,
};

use super::{
    context::{PlanArgs, parse_day},
    tokens::one_of,
    words,
};

/// Conditions on tasks. The same option twice means either; different options mean both.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Filters")]
pub(crate) struct FilterArgs {
    #[command(flatten)]
    pub(crate) plans: PlanArgs,
    /// Department in any role: its name, an alias, or an unambiguous part
    #[arg(long, value_name = "NAME", value_parser = words::name)]
    dept: Vec<String>,
    /// Department that leads
    #[arg(long, value_name = "NAME", value_parser = words::name)]
    lead: Vec<String>,
    /// Department that supports
    #[arg(long, value_name = "NAME", value_parser = words::name)]
    support: Vec<String>,
    /// Pillar, by number or a part of its title
    #[arg(long, value_name = "N|WORDS", value_parser = words::name)]
    pillar: Vec<String>,
    /// Key task, by number or a part of its title
    #[arg(long, value_name = "N|WORDS", value_parser = words::name)]
    key_task: Vec<String>,
    /// Words in the content or the notes
    #[arg(long, short = 'k', value_name = "WORDS", value_parser = words::name)]
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
    /// The conditions, their names resolved among what `snapshot` holds.
    ///
    /// # Errors
    /// When a department, pillar or key task is not known, or a name means several departments.
    pub(crate) fn resolve(&self, snapshot: &Snapshot, today: NaiveDate) -> Result<Filter> {
        let pillars = self.pillar.iter().map(|typed| Heading::pillar(typed, snapshot));
        let key_tasks = self.key_task.iter().map(|typed| Heading::key_task(typed, snapshot));
        Ok(Filter {
            departments: department::resolve_all(&self.dept, snapshot)?,
            leads: department::resolve_all(&self.lead, snapshot)?,
            supports: department::resolve_all(&self.support, snapshot)?,
            pillars: pillars.collect::<Result<_>>()?,
            key_tasks: key_tasks.collect::<Result<_>>()?,
            keywords: self.keyword.iter().map(|words| fold(words)).collect(),
            statuses: self.status.clone(),
            overdue_on: self.overdue.then_some(today),
            due_before: self.due_before,
        })
    }

    /// Whether any condition on tasks was given.
    pub(crate) fn is_narrow(&self) -> bool {
        let lists = [&self.dept, &self.lead, &self.support, &self.pillar, &self.key_task, &self.keyword];
        lists.iter().any(|list| !list.is_empty())
            || !self.status.is_empty()
            || self.overdue
            || self.due_before.is_some()
    }
}
