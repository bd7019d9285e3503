//! The audit trail as people read it: what differs, who did it, who set what.

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use chrono::{DateTime, NaiveDate, NaiveDateTime};
use serde_json::{Map, Value, json};

use super::{
    changes::{counted, fact, other_of},
    json as contract, naming,
    parts::{Parts, is_only_moved, moved, only_renamed},
};
use crate::{
    error::Finding,
    history::{Commit, Difference, Differences, Step, TakenFrom},
    model::{Change, ChangedField, Field},
    text::escape::on_one_line,
    text::width::wrap_sentence,
    text::{Lang, Text},
};

/// How many digits of a hash people are shown.
pub const SHORT: usize = 8;

/// How sentences are laid out.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    /// The language.
    pub lang: Lang,
    /// Columns of a line.
    pub width: usize,
    /// Whether tasks are named with their plan.
    pub with_plan: bool,
    /// Blanks before each line.
    pub indent: usize,
}

/// Writes what differs, a line for each task, plans and departments behind them.
///
/// # Errors
/// When `out` fails.
pub fn sentences(differences: &Differences, layout: Layout, out: &mut dyn Write) -> io::Result<()> {
    for line in lines(differences, layout) {
        hanging(&line, layout, out)?;
    }
    Ok(())
}

/// What differs, a line for each task; plans that came as a whole before them, other facts behind. Of the tasks of a
/// department that was renamed nobody wants to read more than how many they are.
pub(super) fn lines(differences: &Differences, layout: Layout) -> Vec<String> {
    let (differences, renamed) = differences.without_renames();
    let Parts { whole, tasks, moved, others, codes, departments } = Parts::of(&differences, layout.lang);
    let others = others.into_iter().map(|change| other_of(change, layout.with_plan, layout.lang));
    let others = moved.into_iter().chain(codes).chain(others).chain(departments);
    let tasks = tasks.into_iter().map(|difference| task_line(difference, layout));
    let lines = whole.into_iter().chain(tasks).chain(others).chain(only_renamed(renamed, layout.lang));
    lines.map(|line| on_one_line(&line)).collect()
}

/// The plans that came or are gone as a whole: nobody wants to read each of their tasks.
pub(super) fn whole_plans(differences: &Differences) -> Vec<&Change> {
    differences.others.iter().filter(|change| change.whole_plan().is_some()).collect()
}

pub(super) fn whole_plan(differences: &Differences, change: &Change, lang: Lang) -> String {
    let slug = change.subject.plan().unwrap_or_default();
    let tasks = differences.tasks.iter().filter(|difference| difference.plan == slug).count();
    let title = change.to.as_str().or(change.from.as_str()).unwrap_or_default();
    let unreadable = differences.unreadable_tasks.get(slug).copied().unwrap_or_default();
    let unreadable = match (unreadable, lang) {
        (0, _) => String::new(),
        (_, Lang::Zh) => format!("，另有 {unreadable} 项读不了"),
        (_, Lang::En) => format!(", and {unreadable} more that can't be read"),
    };
    match (change.is_addition(), lang) {
        (true, Lang::Zh) => format!("新增方案 {slug}：{title}，{tasks} 项任务{unreadable}"),
        (true, Lang::En) => format!("new plan {slug}: {title}, {tasks} tasks{unreadable}"),
        (false, Lang::Zh) => format!("删除方案 {slug}：{title}，{tasks} 项任务{unreadable}"),
        (false, Lang::En) => format!("plan removed {slug}: {title}, {tasks} tasks{unreadable}"),
    }
}

/// `14 建立资源汇聚、开放…  状态 推进中 → 已完成 · 进展 +1（市教委 2025-09-25）平台上线`
pub(super) fn task_line(difference: &Difference, layout: Layout) -> String {
    let facts: Vec<String> = worth_reading(difference, layout.lang).map(|fact| on_one_line(&fact)).collect();
    let facts = facts.join(" · ");
    let plan = layout.with_plan.then_some(difference.plan.as_str());
    match (&difference.before, &difference.after) {
        (Some(_), Some(task)) if difference.changes().iter().any(|change| change.field == Field::Content) => {
            format!("{} {facts}", naming::number(task, plan, layout.lang))
        }
        (Some(_), Some(task)) => format!("{}  {facts}", naming::named(task, plan, layout.lang)),
        // All of it is listed.
        _ => format!("{} {facts}", reference(difference, layout.with_plan)),
    }
}

/// The task as a command line takes it.
pub(super) fn reference(difference: &Difference, with_plan: bool) -> String {
    let task = difference.after.as_ref().or(difference.before.as_ref());
    let id = task.map(|task| task.id).unwrap_or_default();
    if with_plan { format!("{}/{id}", difference.plan) } else { id.to_string() }
}

/// The facts of a task in words. Where it stood in the document changes with every line above it, and what is printed
/// there stands beside each correction: nobody reads that, unless it is all.
fn worth_reading(difference: &Difference, lang: Lang) -> impl Iterator<Item = String> {
    let facts: Vec<_> = difference.facts().collect();
    let is_all = facts.iter().all(|(change, _)| change.field.is_of_document());
    let is_read = move |(change, _): &(Change, _)| is_all || !change.field.is_of_document();
    facts.into_iter().filter(is_read).map(move |(change, taken)| {
        let side = taken.map_or("", |taken| side(taken, lang));
        format!("{}{side}", fact(&change, lang))
    })
}

/// Whose state a merge took, in words.
pub(super) fn side(taken: TakenFrom, lang: Lang) -> &'static str {
    match taken {
        TakenFrom::Ours => lang.pick("（取本分支的）", " (this branch's was taken)"),
        TakenFrom::Theirs => lang.pick("（取并入分支的）", " (the merged branch's was taken)"),
        TakenFrom::Neither => lang.pick("（合并时改的）", " (made in the merge)"),
    }
}

pub(super) fn hanging(line: &str, layout: Layout, out: &mut dyn Write) -> io::Result<()> {
    for (number, part) in
        wrap_sentence(line, layout.width.saturating_sub(layout.indent + 2).max(20)).enumerate()
    {
        let indent = layout.indent + if number > 0 { 2 } else { 0 };
        let part = if number > 0 { part.trim() } else { part.trim_end() };
        writeln!(out, "{:indent$}{part}", "")?;
    }
    Ok(())
}

/// Writes how many tasks changed in which way.
///
/// # Errors
/// When `out` fails.
pub fn stat(differences: &Differences, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let mut facts: BTreeMap<(ChangedField, String), usize> = BTreeMap::new();
    let mut moves: BTreeMap<String, usize> = BTreeMap::new();
    for change in differences.changes() {
        if change.field == Field::Status {
            *moves.entry(fact(&change, lang)).or_default() += 1;
        } else {
            let words = counted(&change, lang).to_owned();
            *facts.entry((change.field, words)).or_default() += 1;
        }
    }
    let tasks = differences.tasks.len();
    match lang {
        Lang::Zh => writeln!(out, "{tasks} 项任务有变化")?,
        Lang::En => writeln!(out, "{tasks} tasks changed")?,
    }
    for (words, count) in &moves {
        writeln!(out, "{count:>6}  {}", on_one_line(words))?;
    }
    for ((_, words), count) in &facts {
        writeln!(out, "{count:>6}  {}", on_one_line(words))?;
    }
    if !differences.others.is_empty() {
        let words = lang.pick("方案、部门、报送及其他", "plans, departments, returns and others");
        writeln!(out, "{:>6}  {words}", differences.others.len())?;
    }
    if let Some(words) = not_counted(differences) {
        writeln!(out, "{}", words.in_lang(lang))?;
    }
    Ok(())
}

/// That changes of some files are not among those that are listed and counted; none where all are.
pub fn not_counted(differences: &Differences) -> Option<Text> {
    let files = differences.unreadable.len();
    (files > 0).then(|| {
        text!(
            "另有 {files} 个文件读不了，改了什么没有列出，也没有计入",
            "{files} more files can't be read: what changed in them is not told and not counted"
        )
    })
}

/// A document of the contract that lists changes, written change by change: there may be more than can be
/// held. What is listed beside them is little.
pub struct ChangesWriter {
    /// What stands before the changes; written with the first of them, so that an error before it is the only answer.
    head: Vec<u8>,
    others: Vec<Value>,
    is_first: bool,
}

impl ChangesWriter {
    /// Begins a document of this kind, with what stands in it before the changes.
    ///
    /// # Errors
    /// When it has no room in memory.
    pub fn begin(kind: &str, members: &[(&str, Value)]) -> io::Result<Self> {
        let mut head = Vec::new();
        contract::begin(kind, members, "changes", &mut head)?;
        Ok(Self { head, others: Vec::new(), is_first: true })
    }

    /// Goes on with what differs; where a commit made it, each fact says who, when and why, and on which day the
    /// commit came into the branch.
    ///
    /// # Errors
    /// When `out` fails.
    pub fn add(
        &mut self,
        differences: &Differences,
        made_by: Option<(&Commit, Option<NaiveDate>)>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let maker = made_by.map(|(made, entered)| commit(made, entered)).unwrap_or_default();
        let with_maker = |mut object: Map<String, Value>| {
            object.extend(maker.clone());
            Value::Object(object)
        };
        for (change, taken) in differences.tasks.iter().flat_map(Difference::facts) {
            out.write_all(&std::mem::take(&mut self.head))?;
            out.write_all(if std::mem::take(&mut self.is_first) { b"" } else { b"," })?;
            let mut object = contract::change(&change);
            object.extend(taken.map(|taken| ("taken".to_owned(), json!(taken.token()))));
            contract::write(&with_maker(object), out)?;
        }
        self.others.extend(differences.others.iter().map(contract::change).map(with_maker));
        Ok(())
    }

    /// Ends it.
    ///
    /// # Errors
    /// When `out` fails.
    pub fn end(self, warnings: &[Finding], out: &mut dyn Write) -> io::Result<()> {
        out.write_all(&self.head)?;
        contract::end(&[("others", json!(self.others))], warnings, out)
    }
}

/// Writes what differs as a document of this kind, `members` before the changes.
///
/// # Errors
/// When `out` fails.
pub fn document(
    kind: &str,
    members: &[(&str, Value)],
    differences: &Differences,
    warnings: &[Finding],
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut writer = ChangesWriter::begin(kind, members)?;
    writer.add(differences, None, out)?;
    writer.end(warnings, out)
}

/// A commit's own facts, and the day that it came into the branch where it is known.
pub(super) fn commit(commit: &Commit, entered: Option<NaiveDate>) -> Map<String, Value> {
    let mut object = Map::new();
    let date = Some(&commit.date).filter(|date| !date.is_empty());
    for (key, value) in [
        ("commit", Some(&commit.hash)),
        ("author", Some(&commit.author)),
        ("email", Some(&commit.email)),
        ("date", date),
        ("subject", Some(&commit.subject)),
    ] {
        object.insert(key.into(), json!(value));
    }
    object.insert("entered".into(), json!(entered.map(|day| day.to_string())));
    object
}

/// Writes one commit with its sentences, and the day that it came into the branch where that is another one. `local`
/// says what the clock shows here at a second since 1970: a commit is told by it, as days are asked for by it, wherever
/// its author was.
///
/// # Errors
/// When `out` fails.
pub fn step(
    step: &Step,
    local: impl Fn(i64) -> NaiveDateTime,
    layout: Layout,
    out: &mut dyn Write,
) -> io::Result<()> {
    let made = &step.commit;
    let merge = if made.parents > 1 { layout.lang.pick("（合并）", "(merge) ") } else { "" };
    let signature = signature(made, step.entered, local, layout.lang);
    hanging(&format!("{signature}{merge}{}", on_one_line(&made.subject)), layout, out)?;
    sentences(&step.differences, Layout { indent: layout.indent + 2, ..layout }, out)
}

/// `2025-09-25 10:00 李四 3f2a1b9c `, and that the commit came into the branch on another day than its author made it.
pub(super) fn signature(
    commit: &Commit,
    entered: Option<i64>,
    local: impl Fn(i64) -> NaiveDateTime,
    lang: Lang,
) -> String {
    let short: String = commit.hash.chars().take(SHORT).collect();
    let made = DateTime::parse_from_rfc3339(&commit.date).map(|made| local(made.timestamp())).ok();
    let minute = match made {
        Some(made) => made.format("%Y-%m-%d %H:%M").to_string(),
        None => lang.pick("（日期不明）", "(no date)").to_owned(),
    };
    let entered = entered.map(|entered| local(entered).date());
    let entry = match entered.filter(|entered| made.is_none_or(|made| made.date() != *entered)) {
        None => String::new(),
        Some(entered) => {
            lang.pick(format!("（{entered} 进入本分支）"), format!("(on this branch since {entered}) "))
        }
    };
    format!("{minute} {} {short} {entry}", on_one_line(&commit.author))
}

/// A text in which no sign marks anything up.
pub fn markdown_text(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#') {
            safe.push('\\');
        }
        safe.push(c);
    }
    safe
}

/// Writes what differs as a Markdown list, and what it leaves out.
///
/// # Errors
/// When `out` fails.
pub fn markdown(
    differences: &Differences,
    title: &str,
    gap: Option<&str>,
    layout: Layout,
    out: &mut dyn Write,
) -> io::Result<()> {
    let escaped = markdown_text;
    writeln!(out, "# {}\n", escaped(title))?;
    let (differences, renamed) = differences.without_renames();
    let count = differences.tasks.iter().filter(|difference| is_only_moved(difference)).count();
    for difference in &differences.tasks {
        if count > 1 && is_only_moved(difference) {
            continue;
        }
        let plan = layout.with_plan.then_some(difference.plan.as_str());
        let task = difference.after.as_ref().or(difference.before.as_ref());
        let named = task.map(|task| naming::named(task, plan, layout.lang)).unwrap_or_default();
        writeln!(out, "- **{}**", escaped(&on_one_line(&named)))?;
        for fact in worth_reading(difference, layout.lang) {
            writeln!(out, "  - {}", escaped(&on_one_line(&fact)))?;
        }
    }
    if count > 1 {
        writeln!(out, "- {}", moved(count, layout.lang))?;
    }
    for change in &differences.others {
        writeln!(out, "- {}", escaped(&on_one_line(&other_of(change, layout.with_plan, layout.lang))))?;
    }
    if let Some(renamed) = only_renamed(renamed, layout.lang) {
        writeln!(out, "- {}", escaped(&renamed))?;
    }
    gap.map_or(Ok(()), |gap| writeln!(out, "\n{gap}"))
}
