//! Paragraphs that only those around them explain: names of parts above tasks without a number, points that are one task
//! with the line that announces them, the closing words of a paper.

use super::{
    super::{
        departments, fold,
        marker::Level,
        names,
        tail::{Form, Tail},
        title,
    },
    by_department,
    paragraph::{Entry, Kind},
    sections,
};

/// Short lines without a number, each above a task without one (教育, then 新建学校两所。 with lines about it), are headings
/// where there are several.
pub(super) fn with_names_of_parts(entries: &mut [Entry<'_>]) {
    const FEWEST: usize = 2;
    const LONGEST: usize = 16;
    let is_about = |entry: Option<&Entry<'_>>| {
        entry.is_some_and(|entry| matches!(entry.kind, Kind::Assignment(_) | Kind::Persons))
    };
    let is_text = |entry: Option<&Entry<'_>>| {
        entry.is_some_and(|entry| entry.level.is_none() && matches!(entry.kind, Kind::Plain))
    };
    let is_name = |entry: &Entry<'_>| {
        let text = entry.text.trim_matches('*');
        text.chars().count() <= LONGEST
            && !text.chars().any(|sign| "。；：:，,、".contains(sign) || sign.is_ascii_digit())
            && !names::begins_task(text)
    };
    let mut parts: Vec<usize> = (0..entries.len())
        .filter(|index| {
            is_text(entries.get(*index))
                && entries.get(*index).is_some_and(is_name)
                && is_text(entries.get(index + 1))
                && !entries.get(index + 1).is_some_and(is_name)
                && is_about(entries.get(index + 2))
        })
        .collect();
    // only the first may stand below something else than the lines about a task
    let first = parts.first().copied();
    parts.retain(|index| {
        Some(*index) == first || index.checked_sub(1).is_some_and(|above| is_about(entries.get(above)))
    });
    if parts.len() < FEWEST || entries.iter().any(|entry| entry.level.is_some()) {
        return;
    }
    for index in parts {
        if let Some(entry) = entries.get_mut(index) {
            entry.level = Some(Level::Han);
        }
    }
}

/// Whether a paragraph is a short line without a number or a stop that may be the name of a part of the work.
pub(super) fn is_name_of_part(entry: &Entry<'_>) -> bool {
    const LONGEST: usize = 20;
    let text = entry.text.trim_matches(['*', '#', ' ']).trim_end_matches(['：', ':']);
    entry.level.is_none()
        && matches!(entry.kind, Kind::Plain)
        && (2..=LONGEST).contains(&text.chars().count())
        && !text.chars().any(|sign| "。；：;:，,！）)|".contains(sign) || sign.is_ascii_digit())
        && !title::is_title(text)
        && !title::is_mark_of_annex(text)
        && !sections::has_none(text)
        && !(names::is_surely_department(text) && departments::is_list(text))
}

/// Short lines without a number or a stop, each between tasks and right above the next one, are headings where there are
/// several. Of two right above each other the upper one is the outer.
pub(super) fn with_lines_above_tasks(entries: &mut [Entry<'_>]) {
    const FEWEST: usize = 2;
    let is_task = |entry: &Entry<'_>| match &entry.kind {
        Kind::Task(_) => true,
        Kind::Assignment(list) => !list.mentions.is_empty(),
        _ => false,
    };
    let is_end = |entry: &Entry<'_>| {
        matches!(
            entry.kind,
            Kind::Task(_) | Kind::Assignment(_) | Kind::Persons | Kind::Label | Kind::PageMark
        )
    };
    // a task of one paragraph, or one with its departments on a line below
    let begins_task = |index: usize| {
        let below = entries.get(index + 1..).unwrap_or_default();
        entries.get(index).is_some_and(|entry| match entry.level {
            None => matches!(entry.kind, Kind::Task(_)),
            Some(_) => is_task(entry) || below.iter().take_while(|entry| entry.level.is_none()).any(is_task),
        })
    };
    let lines: Vec<usize> =
        (1..entries.len()).filter(|index| entries.get(*index).is_some_and(is_name_of_part)).collect();
    let inner: Vec<usize> = lines.iter().copied().filter(|index| begins_task(index + 1)).collect();
    let is_outer = |index: &usize| inner.contains(&(index + 1));
    let outer: Vec<usize> = lines.iter().copied().filter(is_outer).collect();
    let follows_task = |index: &usize| {
        let above = if outer.contains(&(index - 1)) { index - 2 } else { index - 1 };
        entries.get(above).is_some_and(is_end)
    };
    let (first, rest) = match inner.split_first() {
        Some((first, rest)) if inner.len() >= FEWEST => (*first, rest),
        _ => return,
    };
    if !rest.iter().all(follows_task) {
        return;
    }
    let below: Vec<Option<Level>> =
        inner.iter().map(|index| entries.get(index + 1).and_then(|next| next.level)).collect();
    let innermost = below.into_iter().flatten().min().map_or(Level::HanBracket, by_department::outside);
    // a line above the first of them alone is the title of all
    let is_outer_level = outer.iter().any(|index| *index > first);
    let outer = if is_outer_level { outer } else { Vec::new() };
    for (places, level) in [(&inner, innermost), (&outer, by_department::outside(innermost))] {
        for index in places {
            if let Some(entry) = entries.get_mut(*index) {
                entry.level = Some(level);
            }
        }
    }
}

/// （2）推动改造：①建设车间；②上云百家。（市工信局）: points that a colon announces, with one list behind the last, are one task.
pub(super) fn with_points_of_one_task(entries: &mut [Entry<'_>]) {
    for index in 0..entries.len() {
        let Some(entry) = entries.get(index) else { return };
        let announces = entry.text.ends_with(['：', ':']) && matches!(entry.kind, Kind::Plain);
        let Some(level) = entry.level.filter(|level| announces && *level >= Level::Digit) else { continue };
        let below = entries.get(index + 1..).unwrap_or_default();
        let is_point = |entry: &Entry<'_>| {
            entry.level.is_some_and(|own| own > level)
                && matches!(entry.kind, Kind::Plain)
                && entry.text.ends_with(['；', ';', '，', ','])
        };
        let last = index + 1 + below.iter().take_while(|entry| is_point(entry)).count();
        let Some(Entry { text, level: Some(own), kind: Kind::Task(tail), .. }) = entries.get(last) else {
            continue;
        };
        let Some(content) = text.get(..tail.content.len()).filter(|content| *content == tail.content) else {
            continue;
        };
        if last == index + 1 || *own <= level || matches!(tail.form, Form::Sentence | Form::Called) {
            continue;
        }
        let (whole, list) = (entry.text.to_owned(), tail.departments.clone());
        if let Some(point) = entries.get_mut(last) {
            (point.text, point.kind) = (content, Kind::Plain);
        }
        if let Some(task) = entries.get_mut(index) {
            task.kind = Kind::Task(Tail { content: whole, departments: list, form: Form::Said });
        }
    }
}

/// Who runs a site stands at the foot of its pages, next to other words of a foot: no task has these departments.
pub(super) fn with_feet_of_pages(entries: &mut [Entry<'_>]) {
    let is_foot = |entry: Option<&Entry<'_>>| entry.is_some_and(|entry| title::is_page_foot(entry.text));
    for index in (1..entries.len()).rev() {
        let Some(entry) = entries.get(index).filter(|entry| entry.level.is_none()) else { continue };
        if title::may_be_page_foot(entry.text)
            && (is_foot(entries.get(index + 1)) || is_foot(entries.get(index - 1)))
            && let Some(entry) = entries.get_mut(index)
        {
            entry.kind = Kind::PageMark;
        }
    }
}

/// 有关要求：… below the last task is a word to all who read it, not text of that task, where no other task has such a label.
pub(super) fn without_closing_words(entries: &mut [Entry<'_>]) {
    let word = |entry: &Entry<'_>| {
        entry
            .text
            .split_once(['：', ':'])
            .map(|(word, _)| fold::key(word))
            .filter(|word| sections::has_none(word))
    };
    let is_about = |entry: &Entry<'_>| matches!(entry.kind, Kind::Task(_) | Kind::Assignment(_));
    let Some(last) = entries.iter().rposition(is_about) else { return };
    let (above, below) = entries.split_at_mut(last + 1);
    let known: Vec<String> =
        above.iter().filter(|entry| matches!(entry.kind, Kind::Label)).filter_map(word).collect();
    for entry in below.iter_mut().filter(|entry| matches!(entry.kind, Kind::Label)) {
        if word(entry).is_some_and(|word| !known.contains(&word)) {
            entry.kind = Kind::Plain;
        }
    }
}
