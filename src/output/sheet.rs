//! What a ledger on paper says of each task, whatever the format: the columns, the words of each cell, how they are
//! marked, and the headings between the rows.

mod figures;
mod tone;

use chrono::NaiveDate;

use super::{Beside, Column, TaskColumn, ledger::Ledger};
use crate::{
    model::{Entry, LeadBasis, TaskNumber, day_in_words, read_date},
    papers::matter::not_counted_words,
    text::Lang,
};
pub(crate) use figures::{figures, share};
pub(crate) use tone::Tone;

/// How many columns a sheet of A4 has room for: those of a ledger without reports and lights.
const ROOM_OF_A4: usize = 8;

/// The columns for what is known of tasks: of their lights where there are rules, of reports where departments report.
pub(crate) fn columns(beside: Beside<'_>) -> impl Iterator<Item = Column> {
    const ALL: [Column; 12] = [
        Column::Id,
        Column::Content,
        Column::Lead,
        Column::Support,
        Column::Due,
        Column::Status,
        Column::Percent,
        Column::Light,
        Column::Reason,
        Column::Latest,
        Column::Notes,
        Column::Evidence,
    ];
    let has_rules = beside.judge.is_some();
    let has_reports = has_rules || beside.reports.is_some_and(|reports| !reports.is_empty());
    let is_known = move |column: &Column| match column {
        column if column.needs_rules() => has_rules,
        column => has_reports || !column.needs_reports(),
    };
    ALL.into_iter().filter(is_known)
}

/// Whether columns are too many for A4.
pub(crate) fn is_wide(columns: &[TaskColumn]) -> bool {
    columns.len() > ROOM_OF_A4
}

/// What stands in one cell of a task.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct LedgerCell {
    /// Its paragraphs.
    pub(crate) lines: Vec<String>,
    /// How it is marked.
    pub(crate) tone: Tone,
}

impl From<String> for LedgerCell {
    fn from(words: String) -> Self {
        let lines = if words.is_empty() { Vec::new() } else { vec![words] };
        Self { lines, tone: Tone::Plain }
    }
}

/// One row.
#[derive(Clone, Debug)]
pub(crate) enum LedgerRow<'a> {
    /// A pillar above its tasks.
    Pillar(String),
    /// A key task above its tasks.
    KeyTask(String),
    /// A task.
    Task(Entry<'a>),
}

/// What stands above tasks that are under no pillar, where others are.
pub(crate) fn without_pillar(lang: Lang) -> &'static str {
    label!(lang, "未分板块", "without a pillar")
}

/// The rows of these tasks, which are in the order of their document, with each heading above its own; those without one
/// never stand under another's.
pub(crate) fn rows<'a>(entries: &[Entry<'a>], lang: Lang) -> Vec<LedgerRow<'a>> {
    let mut rows = Vec::with_capacity(entries.len() + entries.len() / 2);
    let mut last = (None, None);
    let titled = |label: &Option<String>, title: &str| {
        let label = label.as_deref().unwrap_or_default();
        // A marker like `5.` keeps its distance, `（一）` has one already.
        let blank = if label.ends_with(|c: char| c.is_ascii()) { " " } else { "" };
        format!("{label}{blank}{title}")
    };
    for entry in entries {
        let (pillar, key_task) = (entry.pillar(), entry.key_task());
        let here = (pillar.map(|known| known.id), key_task.map(|known| known.id));
        if let Some(pillar) = pillar.filter(|_| here.0 != last.0) {
            rows.push(LedgerRow::Pillar(titled(&pillar.label, &pillar.title)));
        } else if here.0.is_none() && last.0.is_some() {
            rows.push(LedgerRow::Pillar(without_pillar(lang).to_owned()));
        }
        if let Some(key_task) = key_task.filter(|_| here != last) {
            rows.push(LedgerRow::KeyTask(titled(&key_task.label, &key_task.title)));
        } else if here.1.is_none() && last.1.is_some() && here.0 == last.0 {
            let words = label!(lang, "未分重点任务", "without a key task");
            rows.push(LedgerRow::KeyTask(words.to_owned()));
        }
        last = here;
        rows.push(LedgerRow::Task(*entry));
    }
    rows
}

/// The title of a column.
pub(crate) fn header(column: &TaskColumn, lang: Lang) -> &str {
    match column {
        TaskColumn::Known(known) => header_of(*known, lang),
        TaskColumn::Extra(title) => title,
    }
}

/// The title of a column that every task has.
pub(crate) fn header_of(column: Column, lang: Lang) -> &'static str {
    match column {
        Column::Lead => label!(lang, "牵头单位", "Lead"),
        Column::Support => label!(lang, "配合单位", "Support"),
        Column::Notes => label!(lang, "进展情况", "Progress"),
        other => other.header(lang),
    }
}

/// How wide the column of numbers is where the document's stand beside the ledger's.
pub(crate) const TWO_NUMBERS: u32 = 13;

/// How wide a column is, in characters; together they fill A4 across, and where they are more, A3.
pub(crate) fn width(column: &TaskColumn) -> u32 {
    let Some(column) = column.known() else { return 14 };
    match column {
        Column::Id => 6,
        Column::Content => 42,
        Column::Lead => 13,
        Column::Support => 18,
        Column::Notes => 28,
        Column::Status => 11,
        Column::Evidence => 14,
        Column::Planned | Column::Percent | Column::Overdue => 8,
        Column::Light => 9,
        Column::Reason => 26,
        Column::Latest => 30,
        // The longest date stays on one line.
        Column::Due | Column::DueText | Column::FallsDue => 20,
        // What a sheet has only when it is asked for.
        Column::Plan
        | Column::PlanTitle
        | Column::Label
        | Column::Pillar
        | Column::KeyTask
        | Column::Departments
        | Column::LeadBasis
        | Column::LastNote
        | Column::Source => 20,
    }
}

/// What stands in a column of a task.
pub(crate) fn cell(column: &TaskColumn, entry: Entry<'_>, ledger: &Ledger) -> LedgerCell {
    let task = entry.task;
    let Some(column) = column.known() else {
        return column.cell(entry, ledger.beside, ledger.lang).into();
    };
    let lines = match column {
        Column::Id => {
            let beside = number_beside(entry, ledger);
            std::iter::once(task.id.to_string()).chain(beside).collect()
        }
        // What was kept of other columns has no room of its own on paper, unless that is asked for.
        Column::Content => {
            let has_room = |title: &str| {
                let mut columns = ledger.columns.iter();
                columns.any(|column| matches!(column, TaskColumn::Extra(own) if own == title))
            };
            let extra = task.extra.iter().filter(|extra| !has_room(&extra.title));
            let extra = extra.map(|extra| match ledger.lang {
                Lang::Zh => format!("{}：{}", extra.title, extra.text),
                Lang::En => format!("{}: {}", extra.title, extra.text),
            });
            std::iter::once(task.content.clone()).chain(extra).collect()
        }
        Column::Lead => return lead(entry, ledger.lang).into(),
        Column::Due => {
            not_counted(entry, ledger).map_or_else(|| due(entry, ledger.lang), |words| vec![words])
        }
        Column::Status => {
            let tone = Tone::of(entry, ledger.beside.today);
            return LedgerCell { lines: status(entry, ledger), tone };
        }
        Column::Light => {
            let tone = ledger.light(entry).map_or(Tone::Plain, Tone::from);
            let words = column.cell(entry, ledger.beside, ledger.lang);
            return LedgerCell { tone, ..words.into() };
        }
        Column::Latest => {
            let words = column.cell(entry, ledger.beside, ledger.lang);
            words.lines().map(str::to_owned).collect()
        }
        // The newest first: it is what is asked for, and what has no room is old.
        Column::Notes => {
            let mut notes: Vec<_> = task.progress().collect();
            notes.sort_by_key(|note| std::cmp::Reverse(note.date));
            notes.into_iter().map(super::columns::note).collect()
        }
        Column::Evidence => task.evidence.clone(),
        other => return other.cell(entry, ledger.beside, ledger.lang).into(),
    };
    LedgerCell { lines, tone: Tone::Plain }
}

/// The number that the document prints, where it is another one and has no column of its own: `（文件4）`.
pub(crate) fn number_beside(entry: Entry<'_>, ledger: &Ledger) -> Option<String> {
    let has_label = ledger.columns.contains(&TaskColumn::Known(Column::Label));
    let beside = TaskNumber::of(entry.task, None).beside(ledger.lang);
    Some(beside).filter(|beside| !beside.is_empty() && !has_label)
}

/// The status, and how many days a task is overdue, which the colour only repeats.
fn status(entry: Entry<'_>, ledger: &Ledger) -> Vec<String> {
    let words = entry.task.status.label(ledger.lang).to_owned();
    let today = ledger.beside.today;
    let due = entry.falls_due().filter(|_| entry.is_overdue(today));
    let late = due.map(|due| {
        let days = (today - due).num_days();
        ledger.lang.pick(format!("（逾期{days}天）"), format!("({days} days overdue)"))
    });
    [words].into_iter().chain(late).collect()
}

/// Who leads; where nobody knows, whoever is responsible. What is not the document's own word is marked, in front: behind
/// the name the mark would be the first to go to the next line.
fn lead(entry: Entry<'_>, lang: Lang) -> String {
    match entry.lead() {
        Some((names, LeadBasis::Stated)) => names.join("、"),
        Some((names, LeadBasis::FirstListed)) => format!("*{}", names.join("、")),
        None if entry.task.departments.is_empty() => String::new(),
        None => {
            let names = entry.task.departments.join("、");
            format!("{names}{}", label!(lang, "（未分牵头、配合）", " (roles not stated)"))
        }
    }
}

/// What the mark at a lead means.
pub(crate) fn remark(lang: Lang) -> &'static str {
    label!(
        lang,
        "注：带“*”的牵头单位，原文没有写明，按所列首位认定。",
        "Note: a lead with “*” is not stated in the document; it is the first one listed."
    )
}

/// The deadline that the rules of lights go on counting by, where it was moved too late: the words of papers.
fn not_counted(entry: Entry<'_>, ledger: &Ledger) -> Option<String> {
    let (due, to) = ledger.beside.judge?.judge(entry).judgement.pace.not_counted()?;
    Some(match ledger.lang {
        Lang::Zh => not_counted_words(due, to),
        Lang::En => format!("{due} (moved to {to} when it was past; not counted)"),
    })
}

/// The deadline as the document has it, and the day that counts; where it was moved, that is said.
fn due(entry: Entry<'_>, lang: Lang) -> Vec<String> {
    let day = entry.task.due.map(|due| day_words(due, lang));
    if let (Some(extension), Some(day)) = (entry.task.extension(), &day) {
        let before = entry.task.due_text.clone().unwrap_or_else(|| day_words(extension.from, lang));
        let words = match (extension.is_earlier(), lang) {
            (false, Lang::Zh) => format!("（延期至{day}）"),
            (false, Lang::En) => format!("(extended to {day})"),
            (true, Lang::Zh) => format!("（提前至{day}）"),
            (true, Lang::En) => format!("(brought forward to {day})"),
        };
        return vec![before, words];
    }
    match (&entry.task.due_text, day) {
        (Some(phrase), Some(day)) if is_day(phrase, entry.task.due) => vec![day],
        (Some(phrase), Some(day)) if !phrase.contains(&day) => vec![phrase.clone(), format!("（{day}）")],
        (Some(phrase), _) => vec![phrase.clone()],
        (None, Some(day)) => vec![day],
        (None, None) => {
            let end = entry.falls_due().map(|end| day_words(end, lang));
            let end = end.map(|end| [end, label!(lang, "（随方案）", "(plan end)").to_owned()]);
            end.into_iter().flatten().collect()
        }
    }
}

/// Whether the words of a deadline are the day itself, written another way: `2026-12-10`. The end of a month is in words what
/// the day is in numbers.
fn is_day(phrase: &str, due: Option<NaiveDate>) -> bool {
    !phrase.trim_end().ends_with(['底', '末']) && read_date(phrase).ok() == due
}

/// That a paper is of some plans only, where the store has others.
pub(super) fn other_plans(count: usize, lang: Lang) -> Option<String> {
    (count > 0).then(|| {
        lang.pick(
            format!("台账另有{count}个方案，未列入"),
            format!("{count} other plans of the store are not in it"),
        )
    })
}

/// A day as papers have it.
pub fn day_words(day: NaiveDate, lang: Lang) -> String {
    match lang {
        Lang::Zh => day_in_words(day),
        Lang::En => day.to_string(),
    }
}
