//! What differs as a paper for somebody who does not know pjt: in counts, then task by task with before and after.
//! Renumberings are one line, hashes none.

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use askama::Template;

mod others;

use super::{
    changes::{counted, value},
    docx::{Align, Cell, Docx, Merge, Page, Paragraph, Row, Run, Shade, Style, widths},
    format::html::{STYLE, style_hash},
    history::{Layout, reference, side, whole_plans},
    parts::{Parts, only_renamed},
    sheet::Tone,
};
use crate::{
    history::{Difference, Differences},
    model::{Change, ChangedField, Field, Fonts, Review, Status, Task},
    text::{Lang, escape::EscapedWriter},
};

/// What differs, in words.
struct Report {
    /// How many tasks changed, and in which way.
    counts: Vec<String>,
    tasks: Vec<ChangedTask>,
    /// Plans, headings, departments, returns.
    others: Vec<String>,
    /// The renumberings, and what is left out.
    remarks: Vec<String>,
}

struct ChangedTask {
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
    fn new(differences: &Differences, gap: Option<&str>, layout: Layout) -> Self {
        let (differences, renamed) = differences.without_renames();
        let differences = &*differences;
        let Parts { whole, tasks: own, others, departments, .. } = Parts::of(differences, layout.lang);
        let tasks = own.iter().map(|difference| ChangedTask::new(difference, layout));
        Self {
            counts: counts(differences, &own, layout.lang),
            tasks: tasks.filter(|task| !task.facts.is_empty()).collect(),
            others: whole.into_iter().chain(others::lines(&others, layout.lang)).chain(departments).collect(),
            remarks: [renumbered(&own, layout), only_renamed(renamed, layout.lang), gap.map(str::to_owned)]
                .into_iter()
                .flatten()
                .collect(),
        }
    }
}

impl ChangedTask {
    fn new(difference: &Difference, layout: Layout) -> Self {
        let task = difference.after.as_ref().or(difference.before.as_ref());
        let lang = layout.lang;
        let facts = difference.facts().filter(|(change, _)| !is_left_out(change));
        let facts = facts.map(|(change, taken)| {
            let side = taken.map_or("", |taken| side(taken, lang));
            let mut fact = Fact::new(&change, difference, lang);
            fact.after.push_str(side);
            fact
        });
        Self {
            reference: reference(difference, layout.with_plan),
            content: task.map(|task| task.content.clone()).unwrap_or_default(),
            facts: facts.collect(),
        }
    }
}

impl Fact {
    fn new(change: &Change, difference: &Difference, lang: Lang) -> Self {
        let plain = |words: &serde_json::Value| match change.field {
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

/// Whether a fact only says what number a task has, what the document prints and where, or what the office is still to
/// look at. That a new edition no longer has the task is news beyond the office.
fn is_left_out(change: &Change) -> bool {
    change.field.is_of_document()
        || [Field::Id, Field::Label, Field::FormerIds].iter().any(|field| change.field == *field)
        || change.field == Field::Review && ![&change.from, &change.to].into_iter().any(is_gone)
}

/// Whether it is said that the new edition no longer has the task.
fn is_gone(review: &serde_json::Value) -> bool {
    review.as_str() == Some(Review::Gone.token())
}

/// How many tasks changed; then how many in which way. Those of plans that came or are gone as a whole are counted apart.
fn counts(differences: &Differences, own: &[&Difference], lang: Lang) -> Vec<String> {
    let (mut moves, mut fields) = (BTreeMap::<(usize, usize), usize>::new(), BTreeMap::new());
    let (mut added, mut removed) = (0, 0);
    for difference in own {
        match (&difference.before, &difference.after) {
            (None, _) => added += 1,
            (_, None) => removed += 1,
            (Some(before), Some(after)) => {
                if before.status != after.status {
                    *moves.entry((before.status as usize, after.status as usize)).or_default() += 1;
                }
                ways(difference, lang).into_iter().for_each(|way| *fields.entry(way).or_insert(0) += 1);
            }
        }
    }
    let count = |words: &str, count: usize| match lang {
        Lang::Zh => format!("{words} {count} 项"),
        Lang::En => format!("{words}: {count}"),
    };
    let label = |index: usize| Status::ALL.get(index).map_or("", |status| status.label(lang));
    let plans = whole_plans(differences);
    let of_plans = |are_new: bool| {
        let is_of = |slug: &str| {
            plans.iter().any(|plan| plan.is_addition() == are_new && plan.whole_plan() == Some(slug))
        };
        differences.tasks.iter().filter(|difference| is_of(&difference.plan)).count()
    };
    let whole = [
        (of_plans(true), "新增方案的任务", "tasks of new plans"),
        (of_plans(false), "删除方案的任务", "tasks of plans removed"),
        (added, "新增任务", "new tasks"),
        (removed, "删除任务", "tasks removed"),
    ];
    let changed = (!own.is_empty() || plans.is_empty())
        .then(|| count(lang.pick("有变化的任务", "tasks that changed"), own.len()));
    let whole = whole.into_iter().filter(|(number, ..)| *number > 0);
    let whole = whole.map(|(number, zh, en)| count(lang.pick(zh, en), number));
    let moves = moves.into_iter();
    let moves = moves.map(|((from, to), number)| count(&format!("{} → {}", label(from), label(to)), number));
    let fields = fields.into_iter().map(|((_, words), number)| count(&words, number));
    changed.into_iter().chain(whole).chain(moves).chain(fields).collect()
}

/// In which ways a task changed beside its status, each once, in the order of the fields.
fn ways(difference: &Difference, lang: Lang) -> Vec<(ChangedField, String)> {
    let changes = difference.changes();
    let told = changes.iter().filter(|change| change.field != Field::Status && !is_left_out(change));
    let mut ways: Vec<_> = told.map(|change| (change.field.clone(), way(change, lang))).collect();
    ways.sort();
    ways.dedup();
    ways
}

/// `时限有变化`, `新版已没有`
fn way(change: &Change, lang: Lang) -> String {
    if change.field == Field::Review && is_gone(&change.to) {
        return value(Field::Review, &change.to, lang);
    }
    let name = counted(change, lang);
    lang.pick(format!("{name}有变化"), format!("{name} changed"))
}

/// The tasks that got another number, in one line.
fn renumbered(tasks: &[&Difference], layout: Layout) -> Option<String> {
    let numbers = tasks.iter().filter_map(|difference| {
        let (before, after) = (difference.before.as_ref()?, difference.after.as_ref()?);
        let differs = before.id != after.id || before.label != after.label;
        differs.then(|| renumbering(&reference(difference, layout.with_plan), before, after, layout.lang))
    });
    let numbers: Vec<String> = numbers.collect();
    let separator = layout.lang.pick("；", "; ");
    let (count, list) = (numbers.len(), numbers.join(separator));
    (count > 0).then(|| {
        layout.lang.pick(format!("文件序号调整 {count} 项：{list}"), format!("{count} renumbered: {list}"))
    })
}

/// `编号13：文件第13项 → 第14项`; of a task whose own number changed, `编号14（原编号13）`.
fn renumbering(reference: &str, before: &Task, after: &Task, lang: Lang) -> String {
    let in_document = |task: &Task| {
        let number = task.document_number().or(task.label.is_none().then_some(task.id.0));
        let label = task.label.clone().unwrap_or_default();
        number.map_or(label, |number| lang.pick(format!("第{number}项"), number.to_string()))
    };
    let former = (before.id != after.id)
        .then(|| lang.pick(format!("（原编号{}）", before.id), format!(" (formerly {})", before.id)));
    let [from, to] = [before, after].map(in_document);
    let moved = (from != to)
        .then(|| lang.pick(format!("：文件{from} → {to}"), format!(": in the document {from} → {to}")));
    let task = lang.pick("编号", "no. ");
    format!("{task}{reference}{}{}", former.unwrap_or_default(), moved.unwrap_or_default())
}

#[derive(Template)]
#[template(path = "diff.html")]
struct ChangesPage<'a> {
    lang: &'static str,
    title: &'a str,
    style: &'static str,
    style_hash: String,
    headers: [&'static str; 5],
    others_title: &'static str,
    report: Report,
}

fn headers(lang: Lang) -> [&'static str; 5] {
    lang.pick(["编号", "任务内容", "事项", "变化前", "变化后"], ["No.", "Content", "What", "Before", "After"])
}

fn others_title(lang: Lang) -> &'static str {
    lang.pick("方案、部门及其他", "Plans, departments and others")
}

/// Writes what differs as one self-contained page, and what it leaves out.
///
/// # Errors
/// When `out` fails.
pub fn html(
    differences: &Differences,
    title: &str,
    gap: Option<&str>,
    layout: Layout,
    out: &mut dyn Write,
) -> io::Result<()> {
    let page = ChangesPage {
        lang: layout.lang.pick("zh-CN", "en"),
        title,
        style: STYLE,
        style_hash: style_hash(),
        headers: headers(layout.lang),
        others_title: others_title(layout.lang),
        report: Report::new(differences, gap, layout),
    };
    let mut escaped = EscapedWriter::new(out);
    page.write_into(&mut escaped)?;
    escaped.flush()
}

/// Writes what differs as a Word file, and what it leaves out.
///
/// # Errors
/// When `out` fails.
pub fn word(
    differences: &Differences,
    title: &str,
    gap: Option<&str>,
    layout: Layout,
    fonts: Fonts,
    out: &mut dyn Write,
) -> io::Result<()> {
    let page = Page::A4_ACROSS;
    let report = Report::new(differences, gap, layout);
    let mut docx = Docx::begin(title, page, fonts)?;
    docx.paragraph(&Paragraph::new(Style::Title, title))?;
    let separator = layout.lang.pick("；", "; ");
    docx.paragraph(&Paragraph::new(Style::Cell, report.counts.join(separator)))?;
    if !report.tasks.is_empty() {
        docx.table(&widths(&[8, 46, 14, 40, 50], page.text_width()))?;
        let head = |words: &str| Cell::new(Paragraph::new(Style::CellHead, words)).shade(Shade::Head);
        docx.row(&Row::head(headers(layout.lang).into_iter().map(head).collect()))?;
        for task in &report.tasks {
            for (number, fact) in task.facts.iter().enumerate() {
                docx.row(&row(task, fact, number == 0))?;
            }
        }
    }
    if !report.others.is_empty() {
        docx.paragraph(&Paragraph::new(Style::Heading, others_title(layout.lang)).keep_with_next())?;
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
