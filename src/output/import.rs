//! What an import made of a document: the summary, the account of every row, the JSON members.

use std::io::{self, Write};

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::{
    Column,
    format::Grid,
    history::{Layout, hanging},
    json as contract, naming,
};
use crate::{
    import::{
        draft::{Account, Draft, RowRole},
        edition::{Edition, EditionOutcome},
        grammar::ColumnRole,
    },
    model::{Change, ChangedField, Entry, Field, Plan, Printed, PrintedField, TaskId, change},
    text::Lang,
    text::escape::on_one_line,
    text::width::cut,
};

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
/// other columns.
///
/// # Errors
/// When `out` fails.
pub fn read(plan: &Plan, lang: Lang, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let headers = [Column::Id, Column::Content, Column::Departments, Column::Due];
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
        let mut cells = vec![task.id.to_string(), cut(&on_one_line(&task.content), SHOWN), departments, due];
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
        let departments = self.draft.departments.len();
        let dated = plan.tasks.iter().filter(|task| task.due.is_some()).count();
        let led = plan.tasks.iter().filter(|task| task.lead.is_some()).count();
        let warnings = self.draft.warnings.len();
        let title = on_one_line(&plan.title);
        let slug = &plan.slug;
        if self.tasks {
            read(plan, self.lang, self.width, out)?;
        }
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

/// What a new edition changes in a plan.
#[derive(Clone, Copy, Debug)]
pub struct EditionSummary<'a> {
    /// The plan as it stands.
    pub before: &'a Plan,
    /// What becomes of each task.
    pub edition: &'a Edition,
    /// The facts that differ.
    pub changes: &'a [Change],
    /// The language.
    pub lang: Lang,
    /// How many columns a line may have.
    pub width: usize,
}

impl EditionSummary<'_> {
    /// Writes which plan it is, what changes of the plan itself, the changes in the order of tasks, and how many
    /// tasks met which fate.
    ///
    /// # Errors
    /// When `out` fails.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let (slug, after) = (&self.before.slug, &self.edition.plan);
        let title = on_one_line(&self.before.title);
        writeln!(
            out,
            "{} {slug}{}{title}",
            label!(self.lang, "方案", "plan"),
            label!(self.lang, "：", ": ")
        )?;
        let changes = change::compare_plans(slug, Some(self.before), Some(after));
        // That the document is another file is why it is imported.
        for change in changes.iter().filter(|change| change.field != ChangedField::Key("source".into())) {
            self.line(&super::changes::other(change, self.lang), 0, out)?;
        }
        let (renumbered, others): (Vec<_>, Vec<_>) = self
            .edition
            .outcomes
            .iter()
            .filter(|(_, fates)| *fates != [EditionOutcome::Unchanged])
            .partition(|(_, fates)| *fates == [EditionOutcome::Renumbered]);
        for (id, fates) in others {
            let fates: Vec<String> = fates.iter().map(|fate| self.fate(*fate, *id)).collect();
            let fates = fates.join(self.lang.pick("、", ", "));
            let head = match (self.before.task(*id), after.task(*id)) {
                (Some(_), Some(task)) => format!("{}  {fates}", naming::named(task, None, self.lang)),
                (None, Some(task)) => format!("{} {fates}", naming::number(task, None, self.lang)),
                (_, None) => format!("{id} {fates}"),
            };
            self.line(&head, 0, out)?;
            // Where a task stood in the document changes with every line above it; what is printed where it was
            // corrected matters where it is new.
            let contested = self.contested(*id);
            let is_read = |change: &&Change| !change.field.is_of_document() || is_about(change, &contested);
            let of_task = self.changes.iter().filter(|change| change.subject.task() == Some(*id));
            for change in of_task.filter(is_read) {
                self.line(&super::changes::fact(change, self.lang), 2, out)?;
            }
            for field in contested {
                let value = after.task(*id).map_or(Value::Null, |task| field.field().spec().value(task));
                let held = super::changes::held(field.field(), &value, self.lang);
                self.line(&format!("{}{held}", label!(self.lang, "更正仍为：", "corrected: ")), 2, out)?;
            }
        }
        self.renumbered(&renumbered.iter().map(|(id, _)| *id).collect::<Vec<_>>(), out)?;
        let counts: Vec<String> = EditionOutcome::ALL
            .into_iter()
            .map(|fate| (fate, self.edition.count(fate)))
            .filter(|(_, count)| *count > 0)
            .map(|(fate, count)| match self.lang {
                Lang::Zh => format!("{} {count} 项", fate_label(fate, self.lang)),
                Lang::En => format!("{count} {}", fate_label(fate, self.lang)),
            })
            .collect();
        self.line(&counts.join(self.lang.pick("，", ", ")), 0, out)
    }

    /// A line, broken where it is too long; what follows stands further in.
    fn line(&self, line: &str, indent: usize, out: &mut dyn Write) -> io::Result<()> {
        let layout = Layout { lang: self.lang, width: self.width, with_plan: false, indent };
        hanging(&on_one_line(line), layout, out)
    }

    /// What a fate is called; of a correction, which fields it is about.
    fn fate(&self, fate: EditionOutcome, id: TaskId) -> String {
        let contested = self.contested(id);
        let of = |is_meant: bool| {
            let printed = self.edition.plan.task(id).map(|task| task.printed.as_slice()).unwrap_or_default();
            let fields = printed.iter().filter(|one| contested.contains(&one.field) == is_meant);
            let names: Vec<&str> = fields.map(|one| one.field.field().name(self.lang)).collect();
            match self.lang {
                Lang::Zh => format!("（{}）", names.join("、")),
                Lang::En => format!(" ({})", names.join(", ")),
            }
        };
        let words = fate_label(fate, self.lang);
        match fate {
            EditionOutcome::Kept => format!("{words}{}", of(false)),
            EditionOutcome::Conflicting => format!("{words}{}", of(true)),
            _ => words.to_owned(),
        }
    }

    /// The corrected fields of a task of which the document says something new.
    fn contested(&self, id: TaskId) -> Vec<PrintedField> {
        let Some(after) = self.edition.plan.task(id) else { return Vec::new() };
        let before = self.before.task(id).map(|task| task.printed.as_slice()).unwrap_or_default();
        let is_new = |printed: &&Printed| {
            before.iter().any(|known| known.field == printed.field) && !before.contains(printed)
        };
        after.printed.iter().filter(is_new).map(|printed| printed.field).collect()
    }

    /// Tasks of which only the printed number differs: one new row above shifts them all.
    fn renumbered(&self, ids: &[TaskId], out: &mut dyn Write) -> io::Result<()> {
        const A_LINE: usize = 6;
        if ids.is_empty() {
            return Ok(());
        }
        let count = ids.len();
        match self.lang {
            Lang::Zh => writeln!(out, "只改了文件序号的 {count} 项（台账里的编号不变）：")?,
            Lang::En => writeln!(out, "{count} with another printed number only (their numbers here stay):")?,
        }
        let shown = |id: &TaskId| {
            let change = self
                .changes
                .iter()
                .find(|change| change.subject.task() == Some(*id) && change.field == Field::Label);
            let label = |value: Option<&Value>| {
                value.and_then(Value::as_str).map_or_else(|| "–".to_owned(), on_one_line)
            };
            let (from, to) = change.map_or((None, None), |change| (Some(&change.from), Some(&change.to)));
            format!("{id}{}{} → {}", self.lang.pick("：", ": "), label(from), label(to))
        };
        for line in ids.chunks(A_LINE) {
            writeln!(
                out,
                "  {}",
                line.iter().map(shown).collect::<Vec<_>>().join(self.lang.pick("，", ", "))
            )?;
        }
        Ok(())
    }
}

/// Whether a change says what is printed now in one of these fields.
fn is_about(change: &Change, fields: &[PrintedField]) -> bool {
    let named = change.to.get("field").and_then(Value::as_str);
    change.field == Field::Printed && fields.iter().any(|field| Some(field.field().key()) == named)
}

fn fate_label(fate: EditionOutcome, lang: Lang) -> &'static str {
    match fate {
        EditionOutcome::Unchanged => label!(lang, "不变", "unchanged"),
        EditionOutcome::Reworded => label!(lang, "改写", "reworded"),
        EditionOutcome::Moved => label!(lang, "移动", "moved"),
        EditionOutcome::Renumbered => label!(lang, "文件序号有变", "renumbered"),
        EditionOutcome::Reassigned => label!(lang, "责任或时限有变", "reassigned"),
        EditionOutcome::Kept => label!(lang, "保留人工更正", "correction kept"),
        EditionOutcome::Conflicting => label!(lang, "与人工更正不一致", "against a correction"),
        EditionOutcome::New => label!(lang, "新增", "new"),
        EditionOutcome::Gone => label!(lang, "文件中已没有", "gone"),
    }
}

/// What becomes of each task, as JSON.
pub fn fates(edition: &Edition) -> Vec<Value> {
    let entry = |(id, fates): &(TaskId, Vec<EditionOutcome>)| json!({"task": id, "fates": fates.iter().map(|fate| fate.token()).collect::<Vec<_>>()});
    edition.outcomes.iter().map(entry).collect()
}

/// Writes what every row and column was taken for and why, and whether that adds up.
///
/// # Errors
/// When `out` fails.
pub fn account(account: &Account, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    for column in &account.columns {
        let (number, title) = (column.column, on_one_line(&column.title));
        let place = text!("第 {number} 栏", "column {number}");
        let role = column.role.unwrap_or(ColumnRole::Other).words();
        let role = role.in_lang(lang);
        let reason = match (column.role, column.guessed) {
            (None, _) => label!(lang, "栏里有内容，没有读入", "it holds something that was not read"),
            (Some(ColumnRole::Kept), _) => label!(lang, "按 --keep-columns", "by --keep-columns"),
            (_, true) => label!(lang, "按栏里的内容认出", "told by what it holds"),
            (_, false) => label!(lang, "按栏名认出", "told by its title"),
        };
        writeln!(out, "{}\t{role}\t{title}\t{reason}", place.in_lang(lang))?;
    }
    for taken in &account.rows {
        let role = match taken.role {
            RowRole::Title => label!(lang, "标题", "title"),
            RowRole::Header => label!(lang, "表头", "header"),
            RowRole::Pillar => label!(lang, "板块", "pillar"),
            RowRole::KeyTask => label!(lang, "重点任务", "key task"),
            RowRole::Task => label!(lang, "任务", "task"),
            RowRole::Continuation => label!(lang, "接上一项", "continued"),
            RowRole::Note => label!(lang, "略过", "passed over"),
            RowRole::Dropped => label!(lang, "未导入", "not imported"),
        };
        let (text, reason) = (on_one_line(&taken.text), on_one_line(taken.reason.in_lang(lang)));
        let place = taken.location.words();
        writeln!(out, "{}\t{role}\t{text}\t{reason}", place.in_lang(lang))?;
    }
    let [read, headings, notes] = counts(account);
    let (left, doubtful) = (not_taken_over(account).count(), account.doubtful.len());
    let sum = text!(
        "合计：任务 {read}，标题 {headings}，略过 {notes}，未导入 {left}，存疑 {doubtful}",
        "in all: {read} tasks, {headings} headings, {notes} passed over, {left} not imported, {doubtful} doubtful"
    );
    writeln!(out, "{}", sum.in_lang(lang))
}

/// How many rows became tasks, headings, notes.
fn counts(account: &Account) -> [usize; 3] {
    let count = |roles: &[RowRole]| account.rows.iter().filter(|row| roles.contains(&row.role)).count();
    [
        count(&[RowRole::Task]),
        count(&[RowRole::Pillar, RowRole::KeyTask]),
        count(&[RowRole::Title, RowRole::Header, RowRole::Note]),
    ]
}

/// What was not taken over: rows that look like tasks, and columns with something in them.
fn not_taken_over(account: &Account) -> impl Iterator<Item = Value> {
    let rows = account.rows.iter().filter(|row| row.role == RowRole::Dropped).map(|row| {
        json!({"source": row.location.to_string(), "column": null, "text": row.text, "reason": row.reason.in_lang(Lang::En)})
    });
    let columns = account.columns.iter().filter(|column| column.role.is_none()).map(|column| {
        json!({"source": null, "column": column.column, "text": column.title, "reason": "it holds something that was not read"})
    });
    rows.chain(columns)
}

/// The account as JSON has it.
fn account_json(account: &Account) -> Value {
    let [read, headings, notes] = counts(account);
    let doubtful = account.doubtful.iter().map(|doubt| {
        json!({"source": doubt.location.to_string(), "column": null, "text": doubt.text, "reason": doubt.reason.in_lang(Lang::En)})
    });
    json!({
        "read": read,
        "headings": headings,
        "notes": notes,
        "not_taken_over": not_taken_over(account).collect::<Vec<_>>(),
        "doubtful": doubtful.collect::<Vec<_>>(),
    })
}

/// Writes the answer of `import --json`, with `more` at its end. Its tasks are written one after the other: a long table makes no second one in
/// memory.
///
/// # Errors
/// When `out` fails.
pub fn json(draft: &Draft, more: &[(&str, Value)], today: NaiveDate, out: &mut dyn Write) -> io::Result<()> {
    let plan = &draft.plan;
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
    let members = [("plan", head), ("pillars", json!(pillars)), ("key_tasks", json!(key_tasks))];
    contract::begin("import", &members, "tasks", out)?;
    let entries: Vec<_> = plan.tasks.iter().map(|task| Entry { plan, task }).collect();
    contract::tasks(&entries, today, out)?;
    let account = ("account", account_json(&draft.account));
    let members: Vec<_> = std::iter::once(account).chain(more.iter().cloned()).collect();
    contract::end(&members, &draft.warnings, out)
}
