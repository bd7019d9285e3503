//! The filters, the same in every command that reads tasks.

use chrono::NaiveDate;
use pjt::{
    Result,
    model::{Entry, Snapshot, Status},
    query::{Filter, Request},
};

use super::context::{Context, PlanArgs, parse_day};

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
    /// Status: token, short form or Chinese word
    #[arg(long, value_name = "STATUS", value_delimiter = ',')]
    status: Vec<Status>,
    /// Only overdue tasks
    #[arg(long)]
    overdue: bool,
    /// Only tasks that fall due before this day
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse_day)]
    due_before: Option<NaiveDate>,
}

impl FilterArgs {
    /// The tasks of `snapshot` that meet every condition.
    ///
    /// # Errors
    /// When a name can't be resolved.
    pub(crate) fn select<'a>(&self, snapshot: &'a Snapshot, context: &Context) -> Result<Vec<Entry<'a>>> {
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
        Ok(Filter::resolve(&request, snapshot, context.today)?.select(snapshot))
    }
}
