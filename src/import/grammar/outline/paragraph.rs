//! What each paragraph is, seen alone, and what those behind it say about it.

use std::collections::HashMap;

use super::super::{
    bracket, deadline,
    departments::{self, Departments, Holds, Role},
    fold, label,
    marker::{self, Level},
    names,
    tail::{self, Form, Tail},
    title,
};
use super::{answers::Answers, around, by_department, duties, fronted, habits, styled};
use crate::import::{lexicon::words, source::SourceLocation};

words! {
    TEXT_LABELS = TITLES["text labels"];
    TASK_LABELS = TITLES["task labels"];
}

/// What a paragraph is, seen alone.
pub(super) enum Kind {
    /// A list or a deadline for the task before it.
    Assignment(Departments),
    /// A list for the numbered paragraphs below it.
    Front(Departments),
    /// A heading that is nothing but the departments of what stands below it, with its title.
    Names(String, Departments),
    /// The persons behind the task before it, and the departments that only watch.
    Persons,
    /// Departments for all tasks above or below it.
    OfAll(Departments, Holds),
    /// It closes with a list of departments.
    Task(Tail),
    /// A page mark.
    PageMark,
    /// The day of a signature, or the title of a plan: what stood above is another text.
    Boundary,
    /// `整改措施：…`: more text of the task that it stands in.
    Label,
    /// Anything else.
    Plain,
}

/// A paragraph with what it is.
pub(super) struct Entry<'a> {
    pub(super) text: &'a str,
    pub(super) location: SourceLocation,
    pub(super) level: Option<Level>,
    pub(super) number: Option<u32>,
    pub(super) kind: Kind,
    /// The level of a heading that the document calls one, from 1.
    pub(super) heading: Option<u8>,
}

/// Tells what each paragraph is, and where lists begin that may as well be those of the items above them.
pub(super) fn entries<'a>(lines: &[super::Line<'a>]) -> (Vec<Entry<'a>>, Option<SourceLocation>) {
    let mut entries = Vec::new();
    let answers = Answers::of(lines);
    for line in lines {
        let (text, location, heading) = (fold::trim(line.text), line.location, line.heading);
        if text.is_empty() {
            continue;
        }
        if let Some((level, text)) = answers.part(text) {
            let kind = kind(text, Some(level));
            entries.push(Entry { text, location, level: Some(level), number: None, kind, heading });
            continue;
        }
        let marker = marker::read(text).filter(|marker| !marker.rest.is_empty());
        let (level, number) =
            marker.as_ref().map_or((None, None), |marker| (Some(marker.level), marker.number));
        let kind = kind(text, level);
        // - 牵头单位：…: the mark of a list says nothing of a line about the task above
        let is_about = matches!(kind, Kind::Assignment(_) | Kind::Persons | Kind::Label);
        let is_bold = text.starts_with("**");
        let (text, level) = match level {
            None | Some(Level::Bullet) if is_about && !is_bold => (label::without_mark(text), None),
            _ => (text, level),
        };
        entries.push(Entry { text, location, level, number, kind, heading });
    }
    fronted::with_lists_in_front_of_numbers(&mut entries);
    with_numbered_fields(&mut entries);
    styled::recognise(&mut entries);
    with_fields(&mut entries);
    around::with_feet_of_pages(&mut entries);
    around::without_closing_words(&mut entries);
    around::with_names_of_parts(&mut entries);
    around::with_points_of_one_task(&mut entries);
    without_clauses(&mut entries);
    habits::without_asides(&mut entries);
    with_bare_lines(&mut entries);
    by_department::recognise(&mut entries);
    around::with_lines_above_tasks(&mut entries);
    with_years(&mut entries);
    with_dates(&mut entries);
    with_dated_headings(&mut entries);
    let unclear = fronted::recognise(&mut entries);
    (entries, unclear)
}

/// Fields that are numbered in each section (3.责任单位：…, 4.完成时限：…) are lines about its heading, as they are without
/// numbers.
fn with_numbered_fields(entries: &mut [Entry<'_>]) {
    const FEWEST: usize = 2;
    let rest = |entry: &Entry<'_>| marker::read(entry.text).map_or("", |marker| marker.rest).to_owned();
    let mut lists: HashMap<(Option<Level>, Option<u32>), usize> = HashMap::new();
    for entry in entries.iter().filter(|entry| entry.number.is_some() && tail::headed(&rest(entry)).is_some())
    {
        *lists.entry((entry.level, entry.number)).or_default() += 1;
    }
    let levels: Vec<Option<Level>> =
        lists.iter().filter(|(_, count)| **count >= FEWEST).map(|((level, _), _)| *level).collect();
    for entry in entries.iter_mut().filter(|entry| levels.contains(&entry.level)) {
        let body = rest(entry);
        let kind = if label::names_persons(&body) {
            Kind::Persons
        } else if let Some(departments) = tail::headed(&body) {
            Kind::Assignment(departments)
        } else if is_label(&body) {
            Kind::Label
        } else {
            continue;
        };
        (entry.kind, entry.level, entry.number) = (kind, None, None);
    }
}

/// A short label with its words between two lines about a task is one more of them: 成果形式：实施方案.
fn with_fields(entries: &mut [Entry<'_>]) {
    const LONGEST: usize = 8;
    let is_about = |entry: Option<&Entry<'_>>| {
        entry.is_some_and(|entry| matches!(entry.kind, Kind::Assignment(_) | Kind::Persons | Kind::Label))
    };
    for index in 1..entries.len() {
        let is_field = entries.get(index).is_some_and(|entry| {
            let label = entry.text.split_once(['：', ':']).filter(|(_, words)| !words.is_empty());
            let is_short =
                label.is_some_and(|(label, _)| (2..=LONGEST).contains(&fold::key(label).chars().count()));
            matches!(entry.kind, Kind::Plain) && entry.level.is_none() && is_short
        });
        if is_field
            && is_about(entries.get(index - 1))
            && is_about(entries.get(index + 1))
            && let Some(entry) = entries.get_mut(index)
        {
            entry.kind = Kind::Label;
        }
    }
}

/// A sentence of its own that says who does something (市教委负责。) is the list of the numbered paragraph above where
/// some of the paragraphs with such a number have one. One among the many articles of a law is none.
fn without_clauses(entries: &mut [Entry<'_>]) {
    const SHARE: usize = 5;
    let mut above: HashMap<Option<Level>, (usize, usize)> = HashMap::new();
    let mut clauses: Vec<(usize, Option<Level>)> = Vec::new();
    let mut level = None;
    for (index, entry) in entries.iter().enumerate() {
        level = entry.level.or(level);
        if entry.level.is_some() {
            above.entry(level).or_default().1 += 1;
        }
        let is_bare = || bracket::whole(entry.text) == entry.text && tail::headed(entry.text).is_none();
        if entry.level.is_none() && matches!(entry.kind, Kind::Assignment(_)) && is_bare() {
            above.entry(level).or_default().0 += 1;
            clauses.push((index, level));
        }
    }
    for (index, level) in clauses {
        let (said, all) = above.get(&level).copied().unwrap_or_default();
        if said * SHARE < all
            && let Some(entry) = entries.get_mut(index)
        {
            entry.kind = Kind::Plain;
        }
    }
}

/// A line of nothing but names is the list of the numbered paragraph above it, where most of them have one.
fn with_bare_lines(entries: &mut [Entry<'_>]) {
    const FEWEST: usize = 3;
    let plain = |entry: &Entry<'_>| matches!(entry.kind, Kind::Plain);
    let lines: Vec<usize> = entries
        .windows(2)
        .enumerate()
        .filter(|(_, pair)| match pair {
            [above, line] => {
                above.level.is_some()
                    && plain(above)
                    && line.level.is_none()
                    && plain(line)
                    && names::is_surely_department(bracket::whole(line.text))
                    && departments::is_list(bracket::whole(line.text))
            }
            _ => false,
        })
        .map(|(index, _)| index + 1)
        .collect();
    let numbered = entries.iter().filter(|entry| entry.level.is_some()).count();
    if lines.len() < FEWEST || lines.len() * 2 <= numbered {
        return;
    }
    for index in lines {
        if let Some(entry) = entries.get_mut(index) {
            entry.kind = Kind::Assignment(departments::read(bracket::whole(entry.text), Role::Unstated));
        }
    }
}

/// A line that only says when (2025年10月底前) is about the task whose departments stand above it. A whole date is the day
/// of a signature.
fn with_dates(entries: &mut [Entry<'_>]) {
    let mut behind = false;
    for entry in entries {
        let is_date = entry.level.is_none()
            && matches!(entry.kind, Kind::Plain)
            && !entry.text.ends_with('日')
            && deadline::is_phrase(entry.text)
            // 6月底前出台方案，完善机制。 says what, too
            && (deadline::is_bare(entry.text) || !entry.text.ends_with('。') || !entry.text.contains('，'));
        if behind && is_date {
            entry.kind = Kind::Assignment(Departments {
                deadline: Some(entry.text.to_owned()),
                ..Departments::default()
            });
        }
        behind = matches!(entry.kind, Kind::Assignment(_) | Kind::Task(_) | Kind::Persons);
    }
}

/// A line that says when and leads to numbered paragraphs (2025年6月底前完成：) is their heading.
fn with_dated_headings(entries: &mut [Entry<'_>]) {
    let next: Vec<Option<Level>> = entries.iter().skip(1).map(|entry| entry.level).collect();
    for (entry, next) in entries.iter_mut().zip(next) {
        let leads_on = entry.text.strip_suffix(['：', ':']);
        if entry.level.is_none()
            && matches!(entry.kind, Kind::Plain)
            && let (Some(text), Some(next)) = (leads_on, next)
            && deadline::is_bare(text)
        {
            entry.level = Some(by_department::outside(next));
        }
    }
}

/// Lines that only say when (2025年, 2026年), each in front of numbered paragraphs, are their headings where the first
/// stands above any task; else they are about the task above them. One alone may be the year of the title.
fn with_years(entries: &mut [Entry<'_>]) {
    const FEWEST: usize = 2;
    let is_task = |entry: &Entry<'_>| matches!(entry.kind, Kind::Assignment(_) | Kind::Task(_));
    let years: Vec<(usize, Level)> = entries
        .windows(2)
        .enumerate()
        .filter_map(|(index, pair)| match pair {
            [line, next] if line.level.is_none() && matches!(line.kind, Kind::Plain) => {
                let is_when = !line.text.ends_with('日') && deadline::is_bare(line.text);
                next.level.filter(|_| is_when).map(|level| (index, level))
            }
            _ => None,
        })
        .collect();
    let is_above = |(first, _): &(usize, Level)| !entries.iter().take(*first).any(is_task);
    if years.len() < FEWEST || !years.first().is_some_and(is_above) {
        return;
    }
    for (index, level) in years {
        if let Some(entry) = entries.get_mut(index) {
            entry.level = Some(by_department::outside(level));
        }
    }
}

/// Whether words may say what is to be done, and are no name of a person, a department or a paper that a bracket behind it
/// explains.
fn may_be_task(tail: &Tail) -> bool {
    const SHORTEST: usize = 8;
    let content = marker::body(&tail.content);
    // 200门 is no 部门
    let is_counted = content.chars().any(|sign| sign.is_ascii_digit());
    content.chars().count() >= SHORTEST
        && !content.ends_with('》')
        && (is_counted || !names::is_department(content))
}

fn kind(text: &str, level: Option<Level>) -> Kind {
    if super::is_page_mark(text) || level.is_none() && title::is_page_foot(text) {
        return Kind::PageMark;
    }
    if level.is_none()
        && let Some((departments, holds)) =
            departments::of_all(text).or_else(|| text.split('。').find_map(departments::of_all))
    {
        return Kind::OfAll(departments, holds);
    }
    if level.is_none() && deadline::of_all(text).is_some_and(|common| common.is_default) {
        return Kind::Plain;
    }
    // ▲责任单位：… is a line about the task above as well
    let bare =
        if level.is_none_or(|level| level == Level::Bullet) { label::without_mark(text) } else { text };
    if let Some(departments) = tail::headed(bare) {
        return if departments.is_silent() && label::names_persons(bare) {
            Kind::Persons
        } else {
            Kind::Assignment(departments)
        };
    }
    if level.is_none()
        && let Some(departments) = tail::clause(text)
    {
        return Kind::Assignment(departments);
    }
    // 三、责任单位：… is no task: nothing is to be done
    let is_text = |tail: &Tail| {
        let content = fold::trim(&tail.content);
        !content.is_empty() && marker::read(content).is_none_or(|marker| !marker.rest.is_empty())
    };
    let tail = match tail::fronted(text).or_else(|| tail::find(text)).filter(is_text) {
        // what follows the clauses in front of a sentence is the task
        Some(tail) if tail.form == Form::Sentence => tail::led(text).or(Some(tail)),
        found => found
            .or_else(|| tail::led(text))
            .or_else(|| level.filter(|level| *level < Level::Ordinal).and_then(|_| duties::tail(text))),
    };
    match tail.filter(is_text) {
        // a bare list of names closes a task behind a full stop, or where its like do
        Some(tail)
            if tail.form != Form::Bare
                || habits::is_closed(&tail)
                || level.is_some() && may_be_task(&tail) =>
        {
            Kind::Task(tail)
        }
        _ if level.is_none() && title::is_signature(text) => Kind::Boundary,
        _ if level.is_none_or(|level| level == Level::Bullet) && is_label(bare) => Kind::Label,
        _ => Kind::Plain,
    }
}

/// Whether a paragraph begins with a word for a part of a task and a colon.
pub(super) fn is_label(text: &str) -> bool {
    const LONGEST: usize = 10;
    let key: String = text.chars().take(LONGEST).map(fold::fold_char).filter(|sign| *sign != ' ').collect();
    let Some((word, _)) = key.split_once(':') else { return false };
    TEXT_LABELS.matches(word.trim_matches(['*', '(', '[', ']', ')']))
}

/// The task that a paragraph states behind 主要任务： or its like.
pub(super) fn task_behind_label(text: &str) -> Option<&str> {
    let (word, task) = text.split_once(['：', ':'])?;
    let word = fold::key(word);
    TASK_LABELS.matches(word.trim_matches(['*', '(', '[', ']', ')'])).then(|| fold::trim(task))
}
