//! What an import made of a document: the summary, the account of every row, the JSON members.

mod account;
mod edition;

use std::io::{self, Write};

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::{
    Column,
    format::Grid,
    history::{Layout, hanging},
    json as contract,
};
use crate::{
    import::draft::{Draft, StatedYears},
    model::{Entry, Plan, TaskNumber},
    text::Lang,
    text::escape::on_one_line,
    text::width::cut,
};

pub use account::account;
pub use edition::{EditionSummary, outcomes};

use account::account_json;

/// The summary of an import.
#[derive(Clone, Copy, Debug)]
pub struct Summary<'a> {
    /// What was read.
    pub draft: &'a Draft,
    /// Whether nothing was written.
    pub preview: bool,
    /// Whether each task is shown as it was read.
    pub tasks: bool,
    /// The language.
    pub lang: Lang,
    /// How many columns a line may have.
    pub width: usize,
}

/// Columns of a content that a table of what was read shows.
const SHOWN: usize = 40;

/// Writes what was read of each task: number, content, departments with the lead marked, deadline, and what was kept of
/// other columns. Of a next edition the numbers are those of the document: its tasks have others in the store.
///
/// # Errors
/// When `out` fails.
pub fn read(plan: &Plan, is_edition: bool, lang: Lang, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let number = if is_edition { Column::Label } else { Column::Id };
    let headers = [number, Column::Content, Column::Departments, Column::Due];
    let has_extra = plan.tasks.iter().any(|task| !task.extra.is_empty());
    let row = |entry: Entry<'_>| {
        let task = entry.task;
        let leads = entry.lead().map(|(names, _)| names).unwrap_or_default();
        let mark = |name: &String| match leads.contains(name) {
            true => format!("{name}{}", label!(lang, "（牵头）", " (lead)")),
            false => name.clone(),
        };
        let departments = task.departments.iter().map(mark).collect::<Vec<_>>().join("、");
        let due = match (task.due, &task.due_text) {
            (Some(day), _) => day.to_string(),
            (None, Some(phrase)) => phrase.clone(),
            (None, None) => "–".to_owned(),
        };
        let number = match is_edition {
            true => task.id.to_string(),
            false => TaskNumber::of(task, None).cell(lang),
        };
        let mut cells = vec![number, cut(&on_one_line(&task.content), SHOWN), departments, due];
        if has_extra {
            let extra = task.extra.iter().map(|extra| format!("{}：{}", extra.title, extra.text));
            cells.push(extra.collect::<Vec<_>>().join("\n"));
        }
        cells
    };
    let mut headers: Vec<String> = headers.iter().map(|column| column.header(lang).to_owned()).collect();
    if has_extra {
        headers.push(label!(lang, "其他栏目", "Other columns").to_owned());
    }
    let grid = Grid { headers, rows: plan.entries().map(row).collect(), right: vec![0] };
    grid.write(width, out)
}

impl Summary<'_> {
    /// Writes it.
    ///
    /// # Errors
    /// When `out` fails.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let plan = &self.draft.plan;
        let (pillars, key_tasks, tasks) = (plan.pillars.len(), plan.key_tasks.len(), plan.tasks.len());
        let groups = self.draft.departments.iter().filter(|department| department.group).count();
        let departments = self.draft.departments.len() - groups;
        let groups = match (groups, self.lang) {
            (0, _) => String::new(),
            (_, Lang::Zh) => format!("，另有泛指一类单位的 {groups} 个"),
            (_, Lang::En) => format!(", and {groups} that stand for several"),
        };
        let dated = plan.tasks.iter().filter(|task| task.due.is_some()).count();
        let led = plan.tasks.iter().filter(|task| task.lead.is_some()).count();
        let warnings = self.draft.warnings.len();
        let title = on_one_line(&plan.title);
        let slug = &plan.slug;
        if self.tasks {
            read(plan, false, self.lang, self.width, out)?;
        }
        let lines = match self.lang {
            Lang::Zh => {
                let verb = if self.preview { "将导入（预览，没有写入）" } else { "已导入" };
                [
                    format!("{verb}：{title} → {slug}"),
                    format!(
                        "{pillars} 个板块，{key_tasks} 项重点任务，{tasks} 项任务，{departments} 个责任部门{groups}"
                    ),
                    format!("写明完成时限的 {dated} 项，写明牵头部门的 {led} 项，需要留意的 {warnings} 处"),
                ]
            }
            Lang::En => {
                let verb =
                    if self.preview { "would import (preview; nothing was written)" } else { "imported" };
                [
                    format!("{verb}: {title} → {slug}"),
                    format!(
                        "{pillars} pillars, {key_tasks} key tasks, {tasks} tasks, {departments} departments{groups}"
                    ),
                    format!("{dated} with a due date, {led} with a stated lead, {warnings} warnings"),
                ]
            }
        };
        let [first, counts, dates] = lines;
        for (number, line) in [first, counts, self.years(), dates].iter().enumerate() {
            let indent = if number > 0 { 2 } else { 0 };
            hanging(line, Layout { lang: self.lang, width: self.width, with_plan: false, indent }, out)?;
        }
        Ok(())
    }
}

impl Summary<'_> {
    /// Which days the plan covers, by which words of the document, and how to correct it where that is not plain.
    fn years(&self) -> String {
        let slug = &self.draft.plan.slug;
        let Some(StatedYears { period, words, is_one_year }) = &self.draft.years else {
            return match self.lang {
                Lang::Zh => format!(
                    "起止年份：标题里没有写，没有定；定下来用 `pjt plan edit {slug} --years 起始年-结束年 --reason 原因`"
                ),
                Lang::En => format!(
                    "years: the title names none, so none are set; `pjt plan edit {slug} --years FIRST-LAST --reason WHY` sets them"
                ),
            };
        };
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        let (start, end) = (day(period.start), day(period.end));
        match (is_one_year, self.lang) {
            (false, Lang::Zh) => format!("起止年份：{start} 至 {end}（按标题中的“{words}”）"),
            (false, Lang::En) => format!("years: {start} to {end} (“{words}” in the title)"),
            (true, Lang::Zh) => format!(
                "起止年份：{start} 至 {end}（标题中只有“{words}”，按这一整年计；不对的用 `pjt plan edit {slug} --years 起始年-结束年 --reason 原因` 更正）"
            ),
            (true, Lang::En) => format!(
                "years: {start} to {end} (the title has “{words}” only, taken as that whole year; if that is wrong: `pjt plan edit {slug} --years FIRST-LAST --reason WHY`)"
            ),
        }
    }
}

/// How the document says which days its plan covers, for a program.
fn years_json(draft: &Draft) -> Value {
    let Some(years) = &draft.years else { return Value::Null };
    json!({"words": years.words, "is_one_year": years.is_one_year})
}

/// Writes the answer of `import --json`, with `more` at its end. Its tasks are written one after the other: a long
/// table makes no second one in memory.
///
/// # Errors
/// When `out` fails.
pub fn json(draft: &Draft, more: &[(&str, Value)], today: NaiveDate, out: &mut dyn Write) -> io::Result<()> {
    let plan = &draft.plan;
    let head = json!({
        "slug": plan.slug,
        "title": plan.title,
        "period": plan.period,
        "years": years_json(draft),
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
    let members = [("plan", head), ("pillars", json!(pillars)), ("key_tasks", json!(key_tasks))];
    contract::begin("import", &members, "tasks", out)?;
    let entries: Vec<_> = plan.tasks.iter().map(|task| Entry { plan, task }).collect();
    contract::tasks(&entries, today, out)?;
    let account = ("account", account_json(&draft.account));
    let members: Vec<_> = std::iter::once(account).chain(more.iter().cloned()).collect();
    contract::end(&members, &draft.warnings, out)
}
