//! The last step: numbers are given out, leads and deadlines decided, and what a coordinator should
//! look at is reported.
#![expect(clippy::too_many_lines, reason = "the parts of a draft, each made in a few lines of what was read")]

use std::collections::HashSet;

use chrono::{Datelike, NaiveDate};

use super::{
    accounting::{self, listed},
    deadline::{self, Unclear},
    fold, names,
    reading::{Heading, Reading, finding},
};
use crate::{
    error::Finding,
    import::{
        INVISIBLE,
        draft::{Account, Draft, StatedYears},
        source::SourceLocation,
    },
    model::{Department, KeyTask, LeadRule, Period, Pillar, Plan, Task, TaskId},
    text::{Text, is_unsafe_char},
};

/// What a document says about when, beside its deadlines.
pub(super) struct Times {
    /// The year that it states for deadlines without one.
    pub(super) year: Option<i32>,
    /// The day of its letter or meeting.
    pub(super) signed: Option<NaiveDate>,
}

/// A draft from what was read; `title` is the document's.
pub(super) fn assemble(reading: Reading, title: String, times: Times) -> Draft {
    let Times { year, signed } = times;
    let task_ids = ids(reading.items.iter().map(|item| item.number));
    let (findings, doubtful) = accounting::check(&reading, &task_ids);
    let Reading {
        pillars,
        key_tasks,
        items,
        account,
        columns,
        mut warnings,
        first_leads_from,
        rules,
        year: own_year,
        ..
    } = reading;
    let first_leads_from = if rules.first { Some(0) } else { first_leads_from };
    let pillar_ids = ids(pillars.iter().map(|heading| heading.number));
    let key_task_ids = ids(key_tasks.iter().map(|(heading, _)| heading.number));
    let pillar_id = |index: Option<usize>| index.and_then(|index| pillar_ids.get(index)).copied();
    let years = stated_years(&title);
    let mut plan = Plan { period: years.as_ref().map(|years| years.period), title, ..Plan::default() };
    plan.pillars = pillars
        .into_iter()
        .zip(&pillar_ids)
        .map(|(Heading { label, title, .. }, id)| Pillar { id: *id, label, title })
        .collect();
    plan.key_tasks = key_tasks
        .into_iter()
        .zip(&key_task_ids)
        .map(|((Heading { label, title, .. }, pillar), id)| KeyTask {
            id: *id,
            label,
            pillar: pillar_id(pillar),
            title,
        })
        .collect();
    let mut roll = Roll::default();
    let mut unclear = Vec::new();
    let mut repeated = Vec::new();
    let mut locations = Vec::new();
    for (index, (item, id)) in items.into_iter().zip(&task_ids).enumerate() {
        let assigned =
            item.departments.assigned(rules.with_first(first_leads_from.is_some_and(|from| index >= from)));
        let location = item.location;
        locations.push(location);
        repeated.extend(assigned.repeated.iter().map(|name| (*id, location, name.clone())));
        for name in &assigned.departments {
            roll.add(name);
        }
        let due_text = item.due_text.or(item.departments.deadline);
        let read = due_text
            .as_deref()
            .map(|phrase| deadline_of(phrase, item.year.or(own_year).or(year), signed))
            .unwrap_or_default();
        if let (Some(why), Some(phrase)) = (read.unclear, &due_text) {
            unclear.push(UnclearDeadline { why, id: *id, location, phrase: phrase.clone(), date: read.date });
        }
        plan.tasks.push(Task {
            id: TaskId(*id),
            label: item.label,
            pillar: pillar_id(item.pillar),
            key_task: item.key_task.and_then(|index| key_task_ids.get(index)).copied(),
            source: (location != SourceLocation::Unknown).then(|| location.to_string()),
            content: item.content,
            departments: assigned.departments,
            lead: assigned.lead,
            due: read.date,
            due_text,
            extra: item.extra,
            ..Task::default()
        });
    }
    if plan.tasks.iter().any(|task| task.lead.is_some()) {
        plan.lead_rule = LeadRule::Stated;
    }
    warnings.extend(findings);
    named_twice(&repeated, &mut warnings);
    suspicious(&plan.tasks, &locations, &mut warnings);
    unclear_deadlines(&unclear, &mut warnings);
    warnings.sort_by_key(|warning| warning.place.as_ref().and_then(|place| place.line).unwrap_or(usize::MAX));
    Draft {
        plan,
        departments: roll.departments,
        warnings,
        years,
        account: Account { rows: account, columns, doubtful },
        ..Draft::default()
    }
}

/// What a deadline means; one without a year that is stated falls due in that of the day on which the paper was signed, where
/// that is not past by then.
fn deadline_of(phrase: &str, year: Option<i32>, signed: Option<NaiveDate>) -> deadline::Meaning {
    let read = deadline::read(phrase, year);
    let Some(day) = signed.filter(|_| read.unclear == Some(Unclear::Year)) else { return read };
    let later = deadline::read(phrase, Some(day.year()));
    if later.date.is_some_and(|date| date >= day) { later } else { read }
}

/// Printed numbers where every one is there and none twice, else the running count.
fn ids(numbers: impl Iterator<Item = Option<u32>>) -> Vec<u32> {
    let numbers: Vec<Option<u32>> = numbers.collect();
    let mut seen = HashSet::new();
    let printed = numbers.iter().all(|number| number.is_some_and(|number| number > 0 && seen.insert(number)));
    if printed {
        return numbers.into_iter().flatten().collect();
    }
    (1..).take(numbers.len()).collect()
}

/// Departments in printed order.
#[derive(Default)]
struct Roll {
    departments: Vec<Department>,
    known: HashSet<String>,
}

impl Roll {
    fn add(&mut self, name: &str) {
        if self.known.insert(fold::key(name)) {
            self.departments.push(Department { group: names::is_group(name), ..Department::named(name) });
        }
    }
}

fn stated_years(text: &str) -> Option<StatedYears> {
    let days = deadline::days_of(text)?;
    let period = Period { start: Some(days.start), end: Some(days.end) };
    Some(StatedYears { period, words: days.words, is_one_year: days.is_one_year })
}

fn named_twice(repeated: &[(u32, SourceLocation, String)], warnings: &mut Vec<Finding>) {
    const FEW: usize = 8;
    if repeated.len() <= FEW {
        warnings.extend(repeated.iter().map(|(id, location, name)| {
            finding(
                "repeated-department",
                *location,
                text!(
                    "文件第{id}项重复列出 {name}，只保留一次",
                    "no. {id} in the document names {name} twice; kept once"
                ),
            )
        }));
    } else if let Some((_, location, _)) = repeated.first() {
        let mut ids: Vec<u32> = repeated.iter().map(|(id, ..)| *id).collect();
        ids.dedup();
        let count = ids.len();
        let (zh, en) = listed(&ids);
        warnings.push(finding(
            "repeated-department",
            *location,
            text!(
                "{count} 项任务重复列出同一部门，只保留一次：文件第{zh}项",
                "{count} tasks name a department twice; kept once: no. {en} in the document"
            ),
        ));
    }
}

/// Words that a spreadsheet would run as a formula, and signs that nobody sees: kept as text, and reported.
fn suspicious(tasks: &[Task], locations: &[SourceLocation], warnings: &mut Vec<Finding>) {
    let formula = |text: &str| text.starts_with(['=', '@', '+']) || text.starts_with('-') && text.len() > 1;
    let unseen = |text: &str| text.contains(|sign| is_unsafe_char(sign) && sign != '\t');
    let mut report = |test: &dyn Fn(&str) -> bool, code, words: fn(usize) -> Text| {
        let mut found = tasks.iter().zip(locations).filter(|(task, _)| {
            let cells = task.extra.iter().flat_map(|extra| [&extra.title, &extra.text]);
            let texts = task.departments.iter().chain(task.lead.iter().flatten()).chain(&task.due_text);
            std::iter::once(&task.content).chain(texts).chain(cells).any(|text| test(text))
        });
        if let Some((_, location)) = found.next() {
            warnings.push(finding(code, *location, words(1 + found.count())));
        }
    };
    report(&formula, "formula-like", |count| {
        text!(
            "{count} 项任务的文字以 = + - @ 开头，像公式；一律按文字保存，这里是第一项",
            "{count} tasks hold words that begin with = + - @ like a formula; kept as text, this is the first"
        )
    });
    report(&unseen, INVISIBLE, |count| {
        text!(
            "{count} 项任务的文字里有看不见的字符（零宽或改变方向），已去掉，请核对；这里是第一项",
            "{count} tasks hold characters that nobody sees (without width or turning the direction); they were taken out, check the words; this is the first"
        )
    });
}

/// A deadline that a person is to look at.
struct UnclearDeadline {
    why: Unclear,
    id: u32,
    location: SourceLocation,
    phrase: String,
    date: Option<NaiveDate>,
}

fn unclear_deadlines(unclear: &[UnclearDeadline], warnings: &mut Vec<Finding>) {
    const FEW: usize = 3;
    for why in [Unclear::Year, Unclear::Day, Unclear::Begins, Unclear::BeforePeriod] {
        let group: Vec<_> = unclear.iter().filter(|deadline| deadline.why == why).collect();
        let Some(UnclearDeadline { location, phrase, date, .. }) = group.first() else { continue };
        let (zh, en) = listed(&group.iter().map(|deadline| deadline.id).collect::<Vec<_>>());
        let is_few = group.len() <= FEW;
        let message = match (why, date) {
            (Unclear::BeforePeriod, Some(date)) => text!(
                "文件第{zh}项的时限“{phrase}”等按写明的年、季、月的最后一天计（{date}），请核对",
                "deadlines such as “{phrase}” (no. {en} in the document) are taken as the last day of the month, quarter or year they name ({date}); check them"
            ),
            (Unclear::Begins, _) if is_few => text!(
                "文件第{zh}项的时限“{phrase}”只写明何时开始，没有写明何时完成，只保留原文",
                "the deadline “{phrase}” (no. {en} in the document) only says when it begins; kept as a phrase"
            ),
            (Unclear::Begins, _) => text!(
                "文件第{zh}项的时限（如“{phrase}”）只写明何时开始，没有写明何时完成，只保留原文",
                "deadlines such as “{phrase}” (no. {en} in the document) only say when something begins; kept as phrases"
            ),
            (Unclear::Year, _) if is_few => text!(
                "文件第{zh}项的时限“{phrase}”没有写明年份，只保留原文",
                "the deadline “{phrase}” (no. {en} in the document) has no year that can be known; kept as a phrase"
            ),
            (Unclear::Year, _) => text!(
                "文件第{zh}项的时限（如“{phrase}”）没有写明年份，只保留原文",
                "deadlines such as “{phrase}” (no. {en} in the document) have no year that can be known; kept as phrases"
            ),
            _ if is_few => text!(
                "文件第{zh}项的时限“{phrase}”不是确切日期，只保留原文",
                "the deadline “{phrase}” (no. {en} in the document) is no day that can be known; kept as a phrase"
            ),
            _ => text!(
                "文件第{zh}项的时限（如“{phrase}”）不是确切日期，只保留原文",
                "deadlines such as “{phrase}” (no. {en} in the document) are no days that can be known; kept as phrases"
            ),
        };
        let found = finding("unclear-deadline", *location, message);
        // a date that the plan has already is changed for a reason only
        warnings.push(match date {
            Some(_) => found.fix(text!(
                "不是那一天的，导入后改正：`pjt update 编号 --due 日期 --reason 原因`",
                "where it is another day, correct it after the import: `pjt update ID --due DATE --reason WHY`"
            )),
            None => found,
        });
    }
}
