//! What an update says.

use pjt::{
    error::Finding,
    history::Revision,
    model::{Change, Plan},
    output::changes::with_titles,
    store::load::StoreSource as _,
    store::transaction::Revised,
    text,
    update::Update,
};
use serde_json::{Value, json};

use crate::cli::{Context, Ui};

/// What an update changes, of how many tasks that were named.
pub(in crate::cli) struct Report<'a> {
    pub(in crate::cli) changes: &'a [Change],
    /// The tasks as they become.
    pub(in crate::cli) tasks: &'a Revised,
    pub(in crate::cli) count: usize,
    /// Tasks of this plan are named by their number alone.
    pub(in crate::cli) default_plan: &'a str,
    /// The plans, for the titles of headings.
    pub(in crate::cli) plans: &'a [Plan],
    pub(in crate::cli) warnings: &'a [Finding],
    /// Departments that joined the registry.
    pub(in crate::cli) registered: &'a [String],
}

impl<'a> Report<'a> {
    /// Of what was prepared, with the changes that are shown.
    pub(super) fn of(update: &'a Update, changes: &'a [Change], default_plan: &'a str) -> Self {
        Self {
            changes,
            tasks: &update.tasks,
            count: update.count,
            default_plan,
            plans: &update.plans,
            warnings: &update.warnings,
            registered: &update.registered,
        }
    }
}

impl Report<'_> {
    pub(in crate::cli) fn write(
        &self,
        made: Option<&Revision>,
        context: &Context,
        ui: &mut Ui,
    ) -> anyhow::Result<()> {
        if context.json {
            return self.json(made, false, ui);
        }
        let count = self.count;
        if count == 0 {
            ui.report(&text!("没有给出任务，什么也没有改", "no task is named; nothing changed"));
            return Ok(());
        }
        if self.changes.is_empty() {
            ui.report(&text!(
                "没有改动：{count} 项任务已经是这样",
                "it is so already; none of {count} tasks changed"
            ));
            return Ok(());
        }
        let changes: Vec<Change> =
            self.changes.iter().map(|change| with_titles(change, self.plans)).collect();
        ui.changes(&changes, self.tasks, self.default_plan)?;
        self.name_default_plan(context, ui)?;
        if !self.registered.is_empty() {
            let names = self.registered.join("、");
            ui.report(&text!("登记到名录的新部门：{names}", "new in the registry: {names}"));
        }
        Ok(())
    }

    /// Says which plan numbers alone are of, where there are several: last year's and this year's may have the same words.
    fn name_default_plan(&self, context: &Context, ui: &mut Ui) -> anyhow::Result<()> {
        let slug = self.default_plan;
        let is_hit = self.changes.iter().any(|change| change.subject.plan() == Some(slug));
        if !is_hit || context.store()?.plans()?.len() < 2 {
            return Ok(());
        }
        let title = self.plans.iter().find(|plan| plan.slug == slug).map_or("", |plan| plan.title.as_str());
        if title.is_empty() {
            ui.report(&text!(
                "（编号是默认方案 {slug} 的）",
                "(numbers are those of the default plan, {slug})"
            ));
        } else {
            ui.report(&text!(
                "（编号是默认方案 {slug} 的：{title}）",
                "(numbers are those of the default plan, {slug}: {title})"
            ));
        }
        Ok(())
    }

    pub(in crate::cli) fn preview(&self, context: &Context, ui: &mut Ui) -> anyhow::Result<()> {
        if context.json {
            return self.json(None, true, ui);
        }
        self.write(None, context, ui)?;
        if !self.changes.is_empty() {
            ui.report(&text!("（预览，没有写入）", "(preview; nothing was written)"));
        }
        Ok(())
    }

    fn json(&self, made: Option<&Revision>, dry_run: bool, ui: &mut Ui) -> anyhow::Result<()> {
        let commit = made.map(Revision::hash);
        let change = |change| pjt::output::json::update_change(change, commit);
        let changes: Vec<Value> = self.changes.iter().map(change).collect();
        ui.json("update", [("dry_run", json!(dry_run)), ("changes", json!(changes))], self.warnings)
    }
}
