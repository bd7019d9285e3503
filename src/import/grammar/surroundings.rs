//! What the text around a table says about all of it: the year, departments of all tasks, who leads.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{
    above, deadline,
    departments::{self, Holds, LeadRules, Mention},
    fold,
    reading::{Heading, Item, Reading, finding},
    title,
};
use crate::{
    error::Finding,
    import::{
        draft::RowRole,
        source::{Block, Merged, Row, SourceLocation},
    },
};

/// The day that a letter is signed, or that a meeting was held on (（2025年3月12日）, 会议时间：2025年3月12日): what is due
/// without a year is due in its year, where that is later. Of several days none is meant.
pub(super) fn signed(blocks: &[Block]) -> Option<NaiveDate> {
    const LONGEST_LABEL: usize = 4;
    let day = |text: &str| {
        let text = fold::trim(text).trim_matches(['（', '）', '(', ')']);
        let behind = |(label, day): (&'_ str, _)| (label.chars().count() <= LONGEST_LABEL).then_some(day);
        // 2025年5月12日，某某主持召开会议，…：
        let met =
            text.split_once(['，', ',']).filter(|(_, rest)| rest.contains("召开") || rest.contains("主持"));
        let day = match met {
            Some((day, _)) => day,
            None => text.split_once(['：', ':']).map_or(Some(text), behind).map(fold::trim)?,
        };
        title::is_signature(day).then(|| deadline::read(day, None).date).flatten()
    };
    let mut days = blocks.iter().filter_map(|block| match block {
        Block::Paragraph(paragraph) => day(&paragraph.text),
        Block::Grid(_) => None,
    });
    let first = days.next()?;
    days.all(|day| day == first).then_some(first)
}

/// The year in a row above the titles of a table that is no title to go by (2026年工作安排); the day on which the table was
/// made is another thing.
pub(super) fn named(titles: &[String]) -> Option<i32> {
    let is_day = |title: &str| {
        let before = title.split_once('月').map(|(before, _)| before);
        before.is_some_and(|before| before.ends_with(|sign: char| sign.is_numeric()))
    };
    titles.iter().filter(|title| !is_day(title)).find_map(|title| deadline::year_of(title))
}

/// The year in another title above the tasks than the one next to them: the title of the paper, above that of its first list.
pub(super) fn titled(lines: &[&str]) -> Option<i32> {
    let is_title = |line: &&&str| !title::find(std::iter::once(**line)).is_empty();
    lines.iter().rev().filter(is_title).find_map(|line| deadline::year_of(line))
}

/// Gives departments to all tasks of a table, where a sentence above or below it does (注：以上任务均需各区政府配合).
pub(super) fn of_all(reading: &mut Reading, blocks: &[Block], first: usize, last: usize) {
    for (index, block) in blocks.iter().enumerate() {
        let texts: Vec<&str> = match block {
            Block::Paragraph(paragraph) => vec![&paragraph.text],
            Block::Grid(grid) if (first..=last).contains(&index) => {
                grid.rows.iter().filter_map(alone).collect()
            }
            Block::Grid(_) => Vec::new(),
        };
        for (departments, holds) in texts.into_iter().filter_map(departments::of_all) {
            let is_meant = match holds {
                Holds::Above => index >= last,
                Holds::Below => index <= first,
            };
            if is_meant {
                // a task that names nobody stays one that does
                let assigned = reading.items.iter_mut().filter(|item| !item.departments.mentions.is_empty());
                assigned.for_each(|item| item.departments.extend(departments.clone()));
            }
        }
    }
}

/// Gives the departments that a sentence inside a list gives to all tasks (以下均需各区政府落实) to those below it or above it;
/// what was given is said.
pub(super) fn shared(items: &mut [Item]) -> Option<Finding> {
    const MOST: usize = 60;
    let mut said: Vec<(usize, Holds, String, Mention)> = Vec::new();
    for (index, item) in items.iter_mut().enumerate() {
        for (holds, mention) in item.departments.common.drain(..) {
            let key = fold::key(&mention.name);
            // what is said again below it is known already
            if said.len() < MOST && !said.iter().any(|(_, known, name, _)| (*known, name) == (holds, &key)) {
                said.push((index, holds, key, mention));
            }
        }
    }
    let (first, ..) = said.first()?;
    let place = items.get(*first)?.location;
    let mut count = 0_usize;
    for (index, item) in items.iter_mut().enumerate() {
        let mentions = &mut item.departments.mentions;
        let own: Vec<String> = mentions.iter().map(|mention| fold::key(&mention.name)).collect();
        // a task that names nobody stays one that does
        if own.is_empty() {
            continue;
        }
        let meant = said.iter().filter(|(from, holds, key, _)| {
            let is_meant = match holds {
                Holds::Above => index < *from,
                Holds::Below => index > *from,
            };
            is_meant && !own.contains(key)
        });
        let before = mentions.len();
        mentions.extend(meant.map(|(_, _, _, mention)| mention.clone()));
        count += usize::from(mentions.len() > before);
    }
    let names: Vec<&str> = said.iter().map(|(_, _, _, mention)| mention.name.as_str()).collect();
    let (zh, en) = (names.join("、"), names.join(", "));
    (count > 0).then(|| {
        finding(
            "inherited-departments",
            place,
            text!(
                "这一项的名单里有一句说各项任务都由“{zh}”参加，已记入另外 {count} 项，请核对",
                "a sentence in the list of this task says that {en} take part in all tasks; {count} others were given them, \
                 check them"
            ),
        )
    })
}

/// Gives a deadline to all tasks that state none, where a sentence above or below them does (完成时限除注明外均为2026年12月底前).
/// Where it speaks of all tasks and not of those without one, it is said.
pub(super) fn due_of_all(reading: &mut Reading, blocks: &[Block], titles: &[String]) {
    let texts = blocks.iter().flat_map(|block| match block {
        Block::Paragraph(paragraph) => vec![(paragraph.text.as_str(), paragraph.location)],
        Block::Grid(grid) => grid.rows.iter().filter_map(|row| Some((alone(row)?, row.location))).collect(),
    });
    let titles = titles.iter().map(|title| (title.as_str(), SourceLocation::Unknown));
    let tasks: BTreeSet<SourceLocation> = reading.items.iter().map(|item| item.location).collect();
    let found = texts.chain(titles).filter(|(_, location)| !tasks.contains(location));
    let Some((common, location)) =
        found.filter_map(|(text, location)| Some((deadline::of_all(text)?, location))).next()
    else {
        return;
    };
    let mut count = 0_usize;
    let states_none = |item: &&mut Item| item.due_text.is_none() && item.departments.deadline.is_none();
    for item in reading.items.iter_mut().filter(states_none) {
        item.due_text = Some(common.phrase.clone());
        count += 1;
    }
    for row in reading.account.iter_mut().filter(|row| row.location == location) {
        row.role = RowRole::Rule;
        row.reason = text!(
            "写明各项任务共同的时限，没有写明时限的已照此记入",
            "states a deadline of all tasks; those that state none were given it"
        );
    }
    if count > 0 && !common.is_default {
        let phrase = &common.phrase;
        reading.warnings.push(finding(
            "inherited-deadline",
            location,
            text!(
                "这一句写明各项任务的时限是“{phrase}”，已记入没有写明时限的 {count} 项，请核对",
                "this sentence says that all tasks are due “{phrase}”; {count} tasks that state no deadline were given it, \
                 check them"
            ),
        ));
    }
}

/// Says which names of parts between the tables of a plan became neither pillar nor key task.
pub(super) fn headings_left_out(reading: &mut Reading, between: &[Block]) {
    let known = |name: &str| {
        let pillars = reading.pillars.iter();
        let all = pillars.chain(reading.key_tasks.iter().map(|(key_task, _)| key_task));
        all.into_iter().any(|heading| *heading == Heading::new(name))
    };
    let lost = between.iter().filter_map(|block| match block {
        Block::Paragraph(paragraph) if above::is_name(&paragraph.text) && !known(&paragraph.text) => {
            Some((paragraph.location, fold::head(&paragraph.text)))
        }
        _ => None,
    });
    let lost: Vec<_> = lost.collect();
    reading.headings_left_out.extend(lost);
}

/// The text of a row that holds but one.
pub(super) fn alone(row: &Row) -> Option<&str> {
    let own = row.cells.iter().filter(|cell| cell.merged != Merged::Left);
    let mut filled = own.map(|cell| fold::trim(&cell.text)).filter(|text| !text.is_empty());
    filled.next().filter(|_| filled.next().is_none())
}

/// What the document says about leads, wherever it says so.
pub(super) fn rules(blocks: &[Block], titles: &[String]) -> LeadRules {
    let paragraphs = blocks.iter().filter_map(|block| match block {
        Block::Paragraph(paragraph) => Some(paragraph.text.as_str()),
        Block::Grid(_) => None,
    });
    let texts = paragraphs.chain(titles.iter().map(String::as_str));
    texts.map(LeadRules::stated).fold(LeadRules::default(), LeadRules::or)
}

/// Where a paragraph says that leads are told by how their names look.
pub(super) fn styled_at(blocks: &[Block]) -> Option<SourceLocation> {
    blocks.iter().find_map(|block| match block {
        Block::Paragraph(paragraph) => {
            LeadRules::stated(&paragraph.text).styled.then_some(paragraph.location)
        }
        Block::Grid(_) => None,
    })
}
