//! What differs as a paper for somebody who does not know pjt: in counts, then task by task with before and after.
//! Renumberings are one line, hashes none.

use std::io::{self, Write};

use askama::Template;

mod counts;
mod names;
mod others;
mod whole;

use super::{
    changes::{counted, value},
    docx::{Align, Cell, Docx, Merge, Page, Paragraph, Row, Run, Shade, Style, widths},
    format::html::{STYLE, style_hash},
    history::{Layout, side},
    ledger::Basis,
    parts::{Parts, only_renamed},
    sheet::Tone,
};
use crate::{
    history::{Difference, Differences},
    model::{Change, ChangedField, Field, Fonts, Plan, Review, Status, Task, TaskNumber},
    text::{Lang, escape::EscapedWriter},
};
use counts::counts;
pub use counts::figures;
use names::Names;

/// What a paper of changes is made of.
#[derive(Clone, Copy)]
pub struct ChangesPaper<'a> {
    /// What differs.
    pub differences: &'a Differences,
    /// By what the two states are called.
    pub title: &'a str,
    /// The conditions in words, where it shows only a part.
    pub part: Option<&'a str>,
    /// What it leaves out, for somebody who knows no commands.
    pub gap: Option<&'a str>,
    /// The plans that it may name, the newer state of each first; their tasks are not looked at.
    pub plans: &'a [Plan],
    /// How far tasks came and what became of their lights, a line for each.
    pub progress: &'a [String],
    /// What the newer state is, where there is a history.
    pub basis: Option<&'a Basis>,
    /// How sentences are laid out.
    pub layout: Layout,
}

/// What differs, in words.
struct Report {
    /// Which part it is, if it is one.
    part: Option<String>,
    /// How many tasks changed, and in which way.
    counts: Vec<String>,
    tasks: Vec<ChangedTask>,
    /// How far tasks came.
    progress: Vec<String>,
    /// Plans, headings, departments, returns.
    others: Vec<String>,
    /// The renumberings, and what is left out.
    remarks: Vec<String>,
}

struct ChangedTask {
    /// The plan, above its first task where there may be several.
    plan: Option<String>,
    reference: String,
    content: String,
    facts: Vec<Fact>,
}

/// One fact: what, before, after.
struct Fact {
    name: String,
    before: String,
    after: String,
    tone: Tone,
}

impl Report {
    fn new(paper: &ChangesPaper<'_>) -> Self {
        let lang = paper.layout.lang;
        let (differences, renamed) = paper.differences.without_renames();
        let differences = &*differences;
        let names = Names { plans: paper.plans, are_several: paper.layout.with_plan, lang };
        let Parts { tasks: own, others, departments, .. } = Parts::of(differences, lang);
        let listed: Vec<&Difference> = own.iter().copied().filter(|one| is_listed(one)).collect();
        let mut last = None;
        let tasks = listed.iter().map(|difference| {
            let is_first = last.replace(difference.plan.as_str()) != Some(difference.plan.as_str());
            let plan = (names.are_several && is_first).then(|| names.title(&difference.plan));
            ChangedTask { plan, ..ChangedTask::new(difference, names) }
        });
        let remarks = [
            renumbered(&own, names),
            only_renamed(renamed, lang),
            paper.gap.map(str::to_owned),
            paper.draft(),
        ];
        Self {
            part: paper.part.map(|part| lang.pick(format!("（部分：{part}）"), format!("(part: {part})"))),
            tasks: tasks.collect(),
            progress: paper.progress.to_vec(),
            counts: counts(differences, &listed, lang),
            others: whole::lines(differences, names)
                .into_iter()
                .chain(others::lines(&others, names))
                .chain(departments)
                .collect(),
            remarks: remarks.into_iter().flatten().collect(),
        }
    }
}

impl ChangesPaper<'_> {
    /// That it holds what is not final; whoever reads it knows nothing of commits.
    fn draft(&self) -> Option<String> {
        let lang = self.layout.lang;
        self.basis.filter(|basis| basis.has_changes).map(|_| {
            lang.pick("注：未定稿，所列变化还可能改动。", "Note: a draft; what is listed may still change.")
                .to_owned()
        })
    }
}

/// Whether a paper lists the task: something of it is news beyond the office.
fn is_listed(difference: &Difference) -> bool {
    is_dropped_within(difference) || difference.changes().iter().any(|change| !is_left_out(change))
}

/// Whether the edition dropped the task and a person confirmed that, both within the range: none of its ends says that the
/// task was gone.
fn is_dropped_within(difference: &Difference) -> bool {
    let (Some(before), Some(after)) = (&difference.before, &difference.after) else { return false };
    let was_dropped = |task: &Task| task.review == Some(Review::Gone);
    !(before.is_added_by_hand() || was_dropped(before) || was_dropped(after)) && after.is_added_by_hand()
}

impl ChangedTask {
    fn new(difference: &Difference, names: Names<'_>) -> Self {
        let task = difference.after.as_ref().or(difference.before.as_ref());
        let lang = names.lang;
        // One reason for several changes of a day is told once.
        let mut reasons = Vec::new();
        let facts = difference.facts().filter(|(change, _)| !is_left_out(change));
        let facts = facts.filter(|(change, _)| match reason_of(change) {
            Some(reason) if reasons.contains(&reason) => false,
            reason => {
                reasons.extend(reason);
                true
            }
        });
        let facts = facts.map(|(change, taken)| {
            let side = taken.map_or("", |taken| side(taken, lang));
            let mut fact = Fact::new(&change, difference, names);
            fact.after.push_str(side);
            fact
        });
        Self {
            plan: None,
            reference: task.map(|task| TaskNumber::of(task, None).cell(lang)).unwrap_or_default(),
            content: task.map(|task| task.content.clone()).unwrap_or_default(),
            facts: is_dropped_within(difference)
                .then(|| Fact::not_listed(true, lang))
                .into_iter()
                .chain(facts)
                .collect(),
        }
    }
}

impl Fact {
    /// That the new edition no longer has the task, and whether a person looked at it.
    fn not_listed(is_settled: bool, lang: Lang) -> Self {
        let settled = if is_settled { lang.pick("，已核定", ", confirmed") } else { "" };
        Self {
            name: lang.pick("文件", "document").to_owned(),
            before: String::new(),
            after: format!("{}{settled}", not_listed(lang)),
            tone: Tone::Plain,
        }
    }

    fn new(change: &Change, difference: &Difference, names: Names<'_>) -> Self {
        let lang = names.lang;
        let plain = |words: &serde_json::Value| match change.field {
            ChangedField::Field(field @ (Field::Pillar | Field::KeyTask)) => {
                names.heading(&difference.plan, field, words).unwrap_or_else(|| value(field, words, lang))
            }
            ChangedField::Field(field) => value(field, words, lang),
            _ if words.is_null() => String::new(),
            _ => super::changes::plain(words, lang),
        };
        if change.field == ChangedField::Whole {
            let task = difference.after.as_ref().or(difference.before.as_ref());
            let words = task.map_or(String::new(), |task| {
                format!("{} {}", task.status.label(lang), task.departments.join("、"))
            });
            return match difference.after {
                Some(_) => Self {
                    name: lang.pick("新增任务", "new task").to_owned(),
                    before: String::new(),
                    after: words,
                    tone: Tone::Plain,
                },
                None => Self {
                    name: lang.pick("删除任务", "task removed").to_owned(),
                    before: words,
                    after: String::new(),
                    tone: Tone::Plain,
                },
            };
        }
        if change.field == Field::Review && [&change.from, &change.to].into_iter().any(is_gone) {
            return Self::not_listed(is_gone(&change.from), lang);
        }
        let status = difference.after.as_ref().map(|task| task.status);
        let tone = match status.filter(|_| change.field == Field::Status) {
            Some(Status::Done | Status::Closed) => Tone::Green,
            Some(Status::InProgress) => Tone::Blue,
            Some(Status::Suspended | Status::Withdrawn) => Tone::Grey,
            Some(Status::NotStarted) | None => Tone::Plain,
        };
        let name = counted(change, lang).to_owned();
        Self { name, before: plain(&change.from), after: plain(&change.to), tone }
    }
}

/// The words of a reason that came.
fn reason_of(change: &Change) -> Option<String> {
    let is_reason = change.field == Field::Notes && change.to.get("reason")?.as_bool()?;
    let words = change.to.get("text").filter(|_| is_reason)?.as_str()?;
    Some(words.to_owned())
}

/// Whether a fact only says what number a task has, what the document prints and where, or what the office is still to
/// look at. That a new edition no longer has the task is news beyond the office.
fn is_left_out(change: &Change) -> bool {
    change.field.is_of_document()
        || [Field::Id, Field::Label, Field::FormerIds].iter().any(|field| change.field == *field)
        || change.field == Field::Review && ![&change.from, &change.to].into_iter().any(is_gone)
}

/// What is said of a task that the new edition of its document no longer has.
fn not_listed(lang: Lang) -> &'static str {
    lang.pick("新版文件已不再列出", "no longer in the new edition")
}

/// Whether it is said that the new edition no longer has the task.
fn is_gone(review: &serde_json::Value) -> bool {
    review.as_str() == Some(Review::Gone.token())
}

/// The tasks that got another number, in one line.
fn renumbered(tasks: &[&Difference], names: Names<'_>) -> Option<String> {
    let lang = names.lang;
    let mut last = "";
    let numbers = tasks.iter().filter_map(|difference| {
        let (before, after) = (difference.before.as_ref()?, difference.after.as_ref()?);
        if before.id == after.id && before.label == after.label {
            return None;
        }
        let words = renumbering(before, after, lang)?;
        let is_first = names.are_several && std::mem::replace(&mut last, &difference.plan) != difference.plan;
        let plan = if is_first { names.title(&difference.plan) } else { String::new() };
        Some(format!("{plan}{words}"))
    });
    let numbers: Vec<String> = numbers.collect();
    let separator = lang.pick("；", "; ");
    let (count, list) = (numbers.len(), numbers.join(separator));
    (count > 0)
        .then(|| lang.pick(format!("文件序号调整 {count} 项：{list}"), format!("{count} renumbered: {list}")))
}

/// `编号13：文件第13项 → 第14项`; of a task whose own number changed, `编号14（原编号13）`; of one that no document had,
/// `编号7：列为文件第4项`. Of one that the document dropped there is nothing to say: the table tells that.
fn renumbering(before: &Task, after: &Task, lang: Lang) -> Option<String> {
    let in_document = |task: &Task| {
        if task.is_added_by_hand() {
            return None;
        }
        let number = task.document_number().or(task.label.is_none().then_some(task.id.0));
        let label = task.label.clone().unwrap_or_default();
        Some(number.map_or(label, |number| lang.pick(format!("第{number}项"), number.to_string())))
    };
    let former = (before.id != after.id)
        .then(|| lang.pick(format!("（原编号{}）", before.id), format!(" (formerly {})", before.id)));
    let moved = match [before, after].map(in_document) {
        [Some(from), Some(to)] if from != to => {
            Some(lang.pick(format!("：文件{from} → {to}"), format!(": in the document {from} → {to}")))
        }
        [None, Some(to)] => Some(lang.pick(format!("：列为文件{to}"), format!(": {to} in the document now"))),
        _ => None,
    };
    let task = lang.pick("编号", "no. ");
    (former.is_some() || moved.is_some())
        .then(|| format!("{task}{}{}{}", after.id, former.unwrap_or_default(), moved.unwrap_or_default()))
}

#[derive(Template)]
#[template(path = "diff.html")]
struct ChangesPage<'a> {
    lang: &'static str,
    title: &'a str,
    style: &'static str,
    style_hash: String,
    headers: [&'static str; 5],
    progress_title: &'static str,
    others_title: &'static str,
    /// What it is made from, as the properties of a file state it.
    origin: Option<String>,
    report: Report,
}

fn headers(lang: Lang) -> [&'static str; 5] {
    lang.pick(["编号", "任务内容", "事项", "变化前", "变化后"], ["No.", "Content", "What", "Before", "After"])
}

fn progress_title(lang: Lang) -> &'static str {
    lang.pick("进度变化", "Progress")
}

fn others_title(lang: Lang) -> &'static str {
    lang.pick("方案、部门及其他", "Plans, departments and others")
}

/// Writes what differs as one self-contained page, and what it leaves out.
///
/// # Errors
/// When `out` fails.
pub fn html(paper: &ChangesPaper<'_>, out: &mut dyn Write) -> io::Result<()> {
    let lang = paper.layout.lang;
    let page = ChangesPage {
        lang: lang.pick("zh-CN", "en"),
        title: paper.title,
        style: STYLE,
        style_hash: style_hash(),
        headers: headers(lang),
        progress_title: progress_title(lang),
        others_title: others_title(lang),
        origin: paper.basis.map(|basis| basis.origin(lang)),
        report: Report::new(paper),
    };
    let mut escaped = EscapedWriter::new(out);
    page.write_into(&mut escaped)?;
    escaped.flush()
}

/// Writes what differs as a Word file, and what it leaves out.
///
/// # Errors
/// When `out` fails.
pub fn word(paper: &ChangesPaper<'_>, fonts: Fonts, out: &mut dyn Write) -> io::Result<()> {
    let page = Page::A4_ACROSS;
    let lang = paper.layout.lang;
    let report = Report::new(paper);
    let mut docx = Docx::begin(paper.title, page, fonts)?;
    docx.made_from(paper.basis, lang);
    docx.paragraph(&Paragraph::new(Style::Title, paper.title))?;
    if let Some(part) = &report.part {
        docx.paragraph(&Paragraph::new(Style::Cell, part).align(Align::Center))?;
    }
    let separator = lang.pick("；", "; ");
    docx.paragraph(&Paragraph::new(Style::Cell, report.counts.join(separator)))?;
    if !report.tasks.is_empty() {
        docx.table(&widths(&[8, 46, 14, 40, 50], page.text_width()))?;
        let head = |words: &str| Cell::new(Paragraph::new(Style::CellHead, words)).shade(Shade::Head);
        docx.row(&Row::head(headers(lang).into_iter().map(head).collect()))?;
        for task in &report.tasks {
            if let Some(plan) = &task.plan {
                let plan = Paragraph::of(Style::Cell, vec![Run::new(plan).bold()]).keep_with_next();
                docx.row(&Row::new(vec![Cell::new(plan).span(headers(lang).len()).shade(Shade::Group)]))?;
            }
            for (number, fact) in task.facts.iter().enumerate() {
                docx.row(&row(task, fact, number == 0))?;
            }
        }
    }
    if !report.progress.is_empty() {
        docx.paragraph(&Paragraph::new(Style::Heading, progress_title(lang)).keep_with_next())?;
    }
    let progress = &mut report.progress.iter();
    progress.try_for_each(|words| docx.paragraph(&Paragraph::new(Style::Cell, words)))?;
    if !report.others.is_empty() {
        docx.paragraph(&Paragraph::new(Style::Heading, others_title(lang)).keep_with_next())?;
    }
    let others = report.others.iter().chain(&report.remarks);
    others.into_iter().try_for_each(|words| docx.paragraph(&Paragraph::new(Style::Cell, words)))?;
    out.write_all(&docx.end()?)
}

fn row(task: &ChangedTask, fact: &Fact, is_first: bool) -> Row {
    let small = |words: &str| Paragraph::new(Style::SmallCell, words);
    let merged = |paragraph: Paragraph| match (is_first, task.facts.len()) {
        (_, 1) => Cell::new(paragraph),
        (true, _) => Cell::new(paragraph).merge(Merge::Begin),
        (false, _) => Cell::default().merge(Merge::Continue),
    };
    let after = Run::new(&fact.after);
    let after = match fact.tone.ink() {
        Some(colour) => after.colour(colour),
        None => after,
    };
    Row::new(vec![
        merged(small(&task.reference).align(Align::Center)),
        merged(small(&task.content)),
        Cell::new(small(&fact.name)),
        Cell::new(small(&fact.before)),
        Cell::new(Paragraph::of(Style::SmallCell, vec![after])),
    ])
}
