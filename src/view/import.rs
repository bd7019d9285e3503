//! What an import made of a document: the summary, the account of every row, the JSON members.

use std::io::{self, Write};

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::{inert::on_one_line, json as contract};
use crate::{
    import::draft::{Draft, RowRole, Taken},
    model::Entry,
    words::Lang,
};

/// The summary of an import.
#[derive(Clone, Copy, Debug)]
pub struct Summary<'a> {
    /// What was read.
    pub draft: &'a Draft,
    /// Whether nothing was written.
    pub preview: bool,
    /// The language.
    pub lang: Lang,
}

impl Summary<'_> {
    /// Writes it.
    ///
    /// # Errors
    /// When `out` fails.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let plan = &self.draft.plan;
        let (pillars, key_tasks, tasks) = (plan.pillars.len(), plan.key_tasks.len(), plan.tasks.len());
        let departments = self.draft.departments.len();
        let dated = plan.tasks.iter().filter(|task| task.due.is_some()).count();
        let led = plan.tasks.iter().filter(|task| task.lead.is_some()).count();
        let warnings = self.draft.warnings.len();
        let title = on_one_line(&plan.title);
        let slug = &plan.slug;
        match self.lang {
            Lang::Zh => {
                let verb = if self.preview { "将导入（预览，没有写入）" } else { "已导入" };
                writeln!(out, "{verb}：{title} → {slug}")?;
                writeln!(
                    out,
                    "  {pillars} 个板块，{key_tasks} 项重点任务，{tasks} 项任务，{departments} 个责任部门"
                )?;
                writeln!(
                    out,
                    "  写明完成时限的 {dated} 项，写明牵头单位的 {led} 项，需要留意的 {warnings} 处"
                )
            }
            Lang::En => {
                let verb =
                    if self.preview { "would import (preview; nothing was written)" } else { "imported" };
                writeln!(out, "{verb}: {title} → {slug}")?;
                writeln!(
                    out,
                    "  {pillars} pillars, {key_tasks} key tasks, {tasks} tasks, {departments} departments"
                )?;
                writeln!(out, "  {dated} with a due date, {led} with a stated lead, {warnings} warnings")
            }
        }
    }
}

/// Writes what every row was taken for and why.
///
/// # Errors
/// When `out` fails.
pub fn account(account: &[Taken], lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    for taken in account {
        let role = match taken.role {
            RowRole::Title => label!(lang, "标题", "title"),
            RowRole::Header => label!(lang, "表头", "header"),
            RowRole::Pillar => label!(lang, "板块", "pillar"),
            RowRole::KeyTask => label!(lang, "重点任务", "key task"),
            RowRole::Task => label!(lang, "任务", "task"),
            RowRole::Continuation => label!(lang, "续上", "continued"),
            RowRole::Note => label!(lang, "略过", "passed over"),
            RowRole::Dropped => label!(lang, "未导入", "not imported"),
        };
        let (text, reason) = (on_one_line(&taken.text), on_one_line(taken.reason.in_lang(lang)));
        writeln!(out, "{}\t{role}\t{text}\t{reason}", taken.place)?;
    }
    Ok(())
}

/// The members of `import --json` besides the warnings.
pub fn members(draft: &Draft, today: NaiveDate) -> [(&'static str, Value); 4] {
    let plan = &draft.plan;
    let tasks: Vec<Value> =
        plan.tasks.iter().map(|task| contract::task(Entry { plan, task }, today)).collect();
    let head = json!({
        "slug": plan.slug,
        "title": plan.title,
        "period": plan.period,
        "source": plan.source,
        "lead_rule": plan.lead_rule,
    });
    let pillars: Vec<Value> = plan
        .pillars
        .iter()
        .map(|pillar| json!({"id": pillar.id, "label": pillar.label, "title": pillar.title}))
        .collect();
    let key_tasks: Vec<Value> = plan
        .key_tasks
        .iter()
        .map(|known| json!({"id": known.id, "label": known.label, "pillar": known.pillar, "title": known.title}))
        .collect();
    [("plan", head), ("pillars", json!(pillars)), ("key_tasks", json!(key_tasks)), ("tasks", json!(tasks))]
}
