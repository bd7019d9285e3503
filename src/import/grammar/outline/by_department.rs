//! A list of tasks that is ordered by who does them: its headings are departments (一、市发改委（3项）, 市教委牵头的任务), or each
//! of its paragraphs begins with one (市科委：组织攻关). Its title says that it is such a list: the departments of an office
//! and their duties are none.

use super::{
    super::{
        bracket,
        departments::{self, Departments, Role},
        fold,
        marker::{Level, body},
        names,
        tail::{Form, Tail},
        title,
    },
    paragraph::{Entry, Kind},
    sections,
};
use crate::import::lexicon::words;

words! {
    TASK_NOUNS = TITLES["tasks of a department"];
}

/// Names that make such a list.
const FEWEST: usize = 2;

/// Makes headings of the departments, and tasks of what stands below them without a number.
pub(super) fn recognise(entries: &mut [Entry<'_>]) {
    let is_first = |entry: &Entry<'_>| {
        entry.level.is_some() || named(entry.text).is_some() || begun(entry.text).is_some()
    };
    let Some(title) = entries.iter().position(is_first) else { return };
    if !entries.iter().take(title).any(|entry| title::is_title(entry.text)) {
        return;
    }
    match numbered(entries).or_else(|| unnumbered(entries)) {
        Some(headings) => head(entries, &headings),
        None => in_front(entries),
    }
}

/// Whether a paragraph names those who do something.
fn says_who(entry: &Entry<'_>) -> bool {
    match &entry.kind {
        Kind::Task(_) => true,
        Kind::Assignment(list) => !list.mentions.is_empty(),
        _ => false,
    }
}

/// The paragraphs below a heading.
fn below(entries: &[Entry<'_>], heading: usize) -> std::ops::Range<usize> {
    let level = entries.get(heading).and_then(|entry| entry.level);
    let rest = entries.get(heading + 1..).unwrap_or_default();
    let is_outside =
        |entry: &&Entry<'_>| matches!((entry.level, level), (Some(own), Some(level)) if own <= level);
    heading + 1..heading + 1 + rest.iter().take_while(|entry| !is_outside(entry)).count()
}

/// Numbered headings of one level and section, nearly all of them names.
fn numbered(entries: &[Entry<'_>]) -> Option<Vec<usize>> {
    let mut found = Vec::new();
    let mut sections: Vec<(Level, Vec<usize>)> = Vec::new();
    let mut close = |(_, section): (Level, Vec<usize>)| {
        let name = |index: &usize| entries.get(*index).is_some_and(|entry| named(entry.text).is_some());
        // 三、保障措施 names nobody and heads nothing
        let has_tasks =
            |index: &&usize| entries.get(**index).is_some_and(|entry| !sections::has_none(body(entry.text)));
        let all = section.iter().filter(has_tasks).count();
        let named: Vec<usize> = section.into_iter().filter(name).collect();
        if named.len() >= FEWEST && named.len() * 5 >= all * 4 {
            found.extend(named);
        }
    };
    for (index, entry) in entries.iter().enumerate() {
        let Some(level) = entry.level else { continue };
        while let Some(section) = sections.pop_if(|(inner, _)| *inner > level) {
            close(section);
        }
        match sections.last_mut() {
            Some((last, section)) if *last == level => section.push(index),
            _ => sections.push((level, vec![index])),
        }
    }
    sections.into_iter().rev().for_each(close);
    (!found.is_empty()).then_some(found)
}

/// Names on a line of their own above numbered paragraphs.
fn unnumbered(entries: &mut [Entry<'_>]) -> Option<Vec<usize>> {
    let heads: Vec<(usize, Level)> = entries
        .windows(2)
        .enumerate()
        .filter_map(|(index, pair)| match pair {
            [entry, next]
                if entry.level.is_none() && !entry.text.ends_with('。') && named(entry.text).is_some() =>
            {
                Some((index, next.level?))
            }
            _ => None,
        })
        .collect();
    if heads.len() < FEWEST {
        return None;
    }
    for (index, below) in &heads {
        if let Some(entry) = entries.get_mut(*index) {
            entry.level = Some(outside(*below));
        }
    }
    Some(heads.into_iter().map(|(index, _)| index).collect())
}

/// The level right outside of another one.
pub(super) fn outside(level: Level) -> Level {
    match level {
        Level::Part | Level::Han => Level::Part,
        Level::Named => Level::Han,
        Level::HanBracket => Level::Named,
        Level::Digit => Level::HanBracket,
        Level::DigitBracket => Level::Digit,
        Level::Circled | Level::Ordinal | Level::Bullet => Level::DigitBracket,
    }
}

/// Makes headings of these. A plan that says elsewhere who does its tasks may list the duties of departments beside: they
/// are none.
fn head(entries: &mut [Entry<'_>], headings: &[usize]) {
    let own: Vec<_> = headings.iter().map(|heading| below(entries, *heading)).collect();
    let is_elsewhere =
        |(index, entry): (usize, &Entry<'_>)| says_who(entry) && !own.iter().any(|own| own.contains(&index));
    if entries.iter().enumerate().any(is_elsewhere) {
        return;
    }
    for (index, below) in headings.iter().zip(own) {
        let Some((title, departments)) = entries.get(*index).and_then(|entry| named(entry.text)) else {
            continue;
        };
        let is_text =
            entries.get(below.clone()).is_some_and(|own| own.iter().all(|entry| entry.level.is_none()));
        if is_text && let Some(own) = entries.get_mut(below) {
            own.iter_mut().filter(|entry| matches!(entry.kind, Kind::Plain)).for_each(|entry| {
                let departments = Departments { spoken: true, ..departments.clone() };
                entry.kind =
                    Kind::Task(Tail { content: entry.text.to_owned(), departments, form: Form::Said });
            });
        }
        if let Some(entry) = entries.get_mut(*index) {
            entry.kind = Kind::Names(title, departments);
        }
    }
}

/// Paragraphs that begin with who does them, in a text that names nobody otherwise.
fn in_front(entries: &mut [Entry<'_>]) {
    const FEWEST: usize = 3;
    let begun: Vec<usize> = entries
        .iter()
        .enumerate()
        .filter(|(_, entry)| matches!(entry.kind, Kind::Plain) && begun(entry.text).is_some())
        .map(|(index, _)| index)
        .collect();
    let (Some(first), Some(last)) = (begun.first().copied(), begun.last().copied()) else { return };
    let all = entries.get(first..=last).unwrap_or_default().len();
    if begun.len() < FEWEST || begun.len() * 5 < all * 4 || entries.iter().any(says_who) {
        return;
    }
    for index in begun {
        let Some(entry) = entries.get_mut(index) else { continue };
        if let Some((departments, text)) = self::begun(entry.text) {
            let label = entry.text.strip_suffix(body(entry.text)).unwrap_or_default();
            let content = format!("{label}{text}");
            entry.kind = Kind::Task(Tail { content, departments, form: Form::Said });
        }
    }
}

/// The departments that a paragraph begins with, and its text behind the colon.
fn begun(text: &str) -> Option<(Departments, &str)> {
    const SHORTEST: usize = 4;
    let (who, task) = body(text).split_once(['：', ':'])?;
    let (_, departments) = named(who)?;
    let task = fold::trim(task);
    (task.chars().count() >= SHORTEST).then_some((departments, task))
}

/// The departments that are all that a heading says, but for 牵头的任务 and a count in a bracket, and its title.
fn named(text: &str) -> Option<(String, Departments)> {
    const LONGEST: usize = 60;
    if text.chars().count() > LONGEST {
        return None;
    }
    let title = body(text);
    let name = bracket::last(title)
        .map_or(title, |(before, inside)| if before.is_empty() { inside } else { before });
    let name = fold::trim(name).trim_matches('*').trim_end_matches(['：', ':']);
    let name = departments::assigned(name).unwrap_or(name);
    let bare = without_nouns(name);
    let is_said = bare.len() < name.len();
    let list = departments::is_list(bare).then(|| departments::read(bare, Role::Unstated))?;
    let is_name = |name: &str| {
        names::is_surely_department(name) && names::is_department(name) && !sections::has_none(name)
    };
    let all = !list.mentions.is_empty() && list.mentions.iter().all(|mention| is_name(&mention.name));
    let title = bracket::whole(title).to_owned();
    (all && (is_said || !list.spoken)).then_some((title, list))
}

/// 市发改委牵头的重点任务 → 市发改委牵头.
fn without_nouns(name: &str) -> &str {
    let mut rest = fold::trim(name);
    while let Some(shorter) = TASK_NOUNS.iter().find_map(|noun| rest.strip_suffix(noun)) {
        rest = fold::trim(shorter);
    }
    rest
}
