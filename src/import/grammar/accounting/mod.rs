//! Whether a reading adds up. Nothing is mended here: what does not add up becomes a finding that names its place
//! and what to do, so that no row, department or date is wrong in silence.
//!
//! [`numbers`]: the printed numbers run on; [`names`]: each department passes the test of a name; [`columns`]: every
//! column with something in it was taken over or is named.

mod columns;
mod names;
mod numbers;

use super::{
    fold, marker, names as wording,
    reading::{Item, Reading, finding},
    table,
};
use crate::{
    error::Finding,
    import::{
        draft::Doubt,
        source::{Block, SourceLocation},
    },
    text::Lang,
};

pub(super) use self::columns::outcomes;

/// What does not add up in a reading whose tasks get these numbers.
pub(super) fn check(reading: &Reading, ids: &[u32]) -> (Vec<Finding>, Vec<Doubt>) {
    let (mut findings, mut doubts) = (Vec::new(), Vec::new());
    numbers::check(reading, &mut findings);
    columns::check(&reading.columns, &mut findings);
    without_departments(&reading.items, ids, &mut findings, &mut doubts);
    names::check(reading, &mut findings, &mut doubts);
    doubts.extend(reading.headings_among_tasks.iter().map(|(location, text)| Doubt {
        location: *location,
        text: super::fold::head(text),
        reason: text!(
            "作为标题读入；同样编号的其他段落是任务，它也可能是一项任务",
            "read as a heading; other paragraphs with such a number are tasks, and it may be one, too"
        ),
    }));
    findings.extend(columns::nobody_leads(reading));
    findings.extend(columns::blank_leads(reading));
    findings.extend(in_the_text(&reading.items));
    findings.extend(headings(&reading.headings_left_out));
    if let Some(location) = reading.inherited {
        findings.push(finding(
            "inherited-departments",
            location,
            text!(
                "标题或一组任务前后写明了责任部门，没有写明的各项都记为由它们负责，请核对",
                "departments stand in a heading, or in front of a group of items or behind it; the items that name none were given them, check them"
            ),
        ));
    }
    (findings, doubts)
}

/// Says when the text below a table goes on with its next number: it was read only in part.
pub(super) fn breaks_off(items: &[Item], below: &[Block]) -> Option<(SourceLocation, Finding)> {
    const FAR: usize = 40;
    let last = items.iter().rev().find_map(|item| item.number)?;
    let paragraphs = below.iter().take(FAR).map_while(|block| match block {
        Block::Paragraph(paragraph) => Some(paragraph),
        Block::Grid(_) => None,
    });
    let next = paragraphs.into_iter().find(|paragraph| {
        let first = paragraph.text.split_whitespace().next().unwrap_or_default();
        super::marker::pure_number(first) == Some(last + 1) && paragraph.text.trim().len() > first.len()
    })?;
    let number = last + 1;
    let said = finding(
        "table-breaks-off",
        next.location,
        text!(
            "表格只读到第 {last} 项，这一行像是第 {number} 项，没有读入",
            "the table was read up to number {last}; this line looks like number {number} and was not read"
        ),
    )
    .fix(text!(
        "请从原文件（Word、Excel）导入，或把表格另存为 csv 再导入",
        "import the Word or Excel file itself, or save the table as csv and import that"
    ));
    Some((next.location, said))
}

/// Says when the last task breaks off amid a sentence, and the line right below its table ends one: a cell that was too full.
pub(super) fn spills_over(items: &[Item], below: &[Block]) -> Option<Finding> {
    const FEWEST: usize = 3;
    const LONGEST: usize = 80;
    let (last, others) = items.split_last().filter(|(_, others)| others.len() >= FEWEST)?;
    let is_whole = |item: &Item| item.content.ends_with(['。', '；', '！', '）', ')']);
    let line = below.iter().find_map(|block| match block {
        Block::Paragraph(paragraph) => {
            Some(paragraph).filter(|paragraph| !fold::trim(&paragraph.text).is_empty())
        }
        Block::Grid(_) => None,
    })?;
    let text = fold::trim(&line.text);
    let goes_on = text.ends_with('。')
        && !text.contains(['：', ':'])
        && text.chars().count() <= LONGEST
        && !text.starts_with('附')
        && marker::read(text).is_none()
        && !table::is_note(text)
        && !wording::begins_task(text);
    if is_whole(last) || !others.iter().all(is_whole) || !goes_on {
        return None;
    }
    let (place, head) = (line.location.words(), fold::head(text));
    let (zh, en) = (place.in_lang(Lang::Zh), place.in_lang(Lang::En));
    let said = finding(
        "table-breaks-off",
        last.location,
        text!(
            "表格最后一项的内容没有写完，表格下面的一行（{zh}）像是它的下文，没有读入：{head}",
            "the text of the last task of the table breaks off; the line below the table ({en}) looks like the rest of it \
             and was not read: {head}"
        ),
    );
    Some(said.fix(text!(
        "是下文的，导入后用 `pjt update 编号 --content 文字 --reason 原因` 补上",
        "if it is, add it after the import: `pjt update ID --content TEXT --reason WHY`"
    )))
}

/// Says that headings above tasks are in no field of these.
fn headings(left_out: &[(SourceLocation, String)]) -> Option<Finding> {
    let (first, text) = left_out.first()?;
    let count = left_out.len();
    let list = places(&left_out.iter().map(|(location, _)| *location).collect::<Vec<_>>());
    let (zh, en) = (list.in_lang(Lang::Zh), list.in_lang(Lang::En));
    Some(finding(
        "heading-left-out",
        *first,
        text!(
            "有 {count} 个标题没有记入下面任务的板块或重点任务（{zh}），如：{text}",
            "{count} headings are neither pillar nor key task of the tasks below them ({en}): {text}"
        ),
    ))
}

/// Says that deadlines were taken from the last words of the text of tasks.
fn in_the_text(items: &[Item]) -> Option<Finding> {
    let mut items = items.iter().filter(|item| item.due_in_text);
    let first = items.next()?;
    let (phrase, count) = (first.due_text.as_deref().unwrap_or_default(), 1 + items.count());
    Some(finding(
        "due-from-text",
        first.location,
        text!(
            "{count} 项任务的时限取自正文的最后一句（“{phrase}”），不是另外写明的，请核对",
            "the deadlines of {count} tasks are the last words of their text (“{phrase}”), not said apart; check them"
        ),
    ))
}

fn without_departments(items: &[Item], ids: &[u32], findings: &mut Vec<Finding>, doubts: &mut Vec<Doubt>) {
    const FEW: usize = 5;
    let nobody: Vec<(u32, &Item)> =
        ids.iter().copied().zip(items).filter(|(_, item)| item.departments.mentions.is_empty()).collect();
    let total = items.len();
    doubts.extend(nobody.iter().map(|(_, item)| Doubt {
        location: item.location,
        text: super::fold::head(&item.content),
        reason: text!("没有责任部门", "it names no department"),
    }));
    if nobody.len() <= FEW {
        findings.extend(nobody.iter().map(|(id, item)| {
            let message = text!("文件第{id}项没有责任部门", "no. {id} in the document names no department");
            finding("row-without-departments", item.location, message)
        }));
    } else if let Some((_, first)) = nobody.first() {
        let (zh, en) = listed(&nobody.iter().map(|(id, _)| *id).collect::<Vec<_>>());
        let count = nobody.len();
        findings.push(finding(
            "row-without-departments",
            first.location,
            text!(
                "{total} 项任务中有 {count} 项没有责任部门：文件第{zh}项",
                "{count} of {total} tasks name no department: no. {en} in the document"
            ),
        ));
    }
}

/// Numbers as a message lists them, in Chinese and in English.
pub(super) fn listed(numbers: &[u32]) -> (String, String) {
    const MOST: usize = 8;
    let shown: Vec<String> = numbers.iter().take(MOST).map(u32::to_string).collect();
    let (mut zh, mut en) = (shown.join("、"), shown.join(", "));
    if numbers.len() > MOST {
        zh.push('…');
        en.push('…');
    }
    (zh, en)
}

/// Places as a message lists them.
fn places(locations: &[SourceLocation]) -> crate::text::Text {
    const MOST: usize = 6;
    let list = |lang, joint: &str| {
        let words = locations.iter().take(MOST).map(|location| location.words().in_lang(lang).to_owned());
        let mut list = words.collect::<Vec<_>>().join(joint);
        if locations.len() > MOST {
            list.push('…');
        }
        list
    };
    crate::text::Text::new(list(crate::text::Lang::Zh, "、"), list(crate::text::Lang::En, ", "))
}
