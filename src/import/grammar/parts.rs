//! The plans that one text holds, each behind its title: which of them is read, and what is said of the others.

use super::{
    ReadOptions, fold, outline,
    outline::Line,
    reading::{Reading, finding},
};
use crate::{
    error::{Error, Finding, Result},
    import::{draft::RowRole, source::SourceLocation},
};

/// A plan of a text.
#[derive(Clone, Debug)]
pub(super) struct Part {
    /// Where its title stands.
    pub(super) location: SourceLocation,
    pub(super) title: String,
    /// How many tasks stand in front of it.
    pub(super) from: usize,
    /// Whether the mark of an annex (附件2) stands above its title.
    pub(super) is_annex: bool,
}

/// Reads a text, or the one plan of it that is asked for, which comes with its title. Of plans that are annexes of one
/// letter the first is read: their numbers and what they say of leads belong to each alone.
pub(super) fn read(lines: &[Line<'_>], options: &ReadOptions) -> Result<(Reading, Option<String>)> {
    let whole = outline::read(lines);
    let is_asked = options.part.is_some();
    let Some(number) = options.part.or_else(|| are_annexes(&whole).then_some(1)) else {
        return Ok((whole, None));
    };
    let part = number.checked_sub(1).and_then(|index| whole.parts.get(index)).ok_or_else(|| {
        let count = whole.parts.len().max(1);
        Error::usage(text!(
            "文件里没有第 {number} 个方案：共 {count} 个",
            "there is no plan {number} in the document: it holds {count}"
        ))
        .named("no-such-part")
        .hint(text!("去掉 `--part`，或换一个编号", "leave out `--part`, or give another number"))
    })?;
    let end = whole.parts.get(number).map(|next| next.location);
    let place = |wanted: SourceLocation| lines.iter().position(|line| line.location == wanted);
    let from = place(part.location).unwrap_or(0);
    let end = end.and_then(place).unwrap_or(lines.len());
    let mut reading = outline::read(lines.get(from..end).unwrap_or_default());
    let own = std::mem::take(&mut reading.account);
    note(&mut reading, lines.get(..from).unwrap_or_default());
    reading.account.extend(own);
    note(&mut reading, lines.get(end..).unwrap_or_default());
    if !is_asked {
        reading.warnings.extend(others(&whole));
    }
    Ok((reading, Some(part.title.clone())))
}

/// Records the lines in front of a plan or behind it.
fn note(reading: &mut Reading, lines: &[Line<'_>]) {
    for line in lines.iter().filter(|line| !fold::trim(line.text).is_empty()) {
        let reason = text!("不在这个方案里", "outside of this plan");
        reading.record(line.location, RowRole::Note, line.text, reason);
    }
}

/// Whether no task stands in front of the first plan and those behind it are annexes.
fn are_annexes(reading: &Reading) -> bool {
    match reading.parts.as_slice() {
        [first, rest @ ..] => first.from == 0 && !rest.is_empty() && rest.iter().all(|part| part.is_annex),
        [] => false,
    }
}

/// That the annexes behind the first one are not read.
fn others(whole: &Reading) -> Vec<Finding> {
    let all = whole.items.len();
    let of = |(number, part): (usize, &Part)| {
        let next = whole.parts.get(number).map_or(all, |next| next.from);
        let (count, title) = (next.saturating_sub(part.from), fold::head(&part.title));
        finding(
            "several-plans",
            part.location,
            text!(
                "文件里还有一个方案，{count} 项任务，未导入：{title}",
                "the document holds another plan of {count} tasks; they are not imported: {title}"
            ),
        )
        .fix(text!(
            "要导入它，用 `--part {number}`，另给一个 `--plan` 名称",
            "to import it, use `--part {number}` with a `--plan` name of its own"
        ))
    };
    (1..).zip(&whole.parts).skip(1).map(of).collect()
}

/// That a text holds several plans, which became one.
pub(super) fn read_as_one(reading: &Reading) -> Option<Finding> {
    let [_, second, ..] = reading.parts.as_slice() else { return None };
    let (count, title) = (reading.parts.len(), fold::head(&second.title));
    let message = text!(
        "文件里有 {count} 个方案，读成了一个；第 2 个从这里起：{title}",
        "the document holds {count} plans, read as one; the second begins here: {title}"
    );
    Some(finding("several-plans", second.location, message).fix(text!(
        "要分开导入，逐个用 `--part 1`、`--part 2`，各给一个 `--plan` 名称",
        "to import them one by one, use `--part 1`, `--part 2`, each with a `--plan` name"
    )))
}
