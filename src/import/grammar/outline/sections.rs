//! The numbered paragraphs that became neither task nor heading of one: reported, unless they stand in a section
//! that has no tasks by its title (总体要求, 保障措施).

use super::super::{
    ColumnRole, bracket, fold, label,
    marker::{self, Level},
    reading::{Reading, finding},
};
use crate::import::{draft::RowRole, lexicon::words, source::SourceLocation};

words! {
    NO_TASKS = TITLES["no tasks"];
    NO_TASKS_AT_THE_START = TITLES["no tasks at the start"];
    NO_TASKS_ALONE = TITLES["no tasks alone"];
}

/// Whether a heading says that no task is below it.
pub(in crate::import::grammar) fn has_none(text: &str) -> bool {
    let title = head(marker::body(text));
    NO_TASKS.matches(&head(text)) || NO_TASKS_AT_THE_START.matches(&title) || NO_TASKS_ALONE.matches(&title)
}

/// What was passed over so far.
#[derive(Default)]
pub(super) struct Sections {
    lost: Vec<(Level, String, SourceLocation)>,
    /// Whether the last heading without a number says that no task is below it.
    excused: bool,
}

impl Sections {
    /// A numbered paragraph below the headings `outer` was passed over; whether others with such a marker are tasks.
    pub(super) fn passed<'t>(
        &mut self,
        level: Level,
        text: String,
        location: SourceLocation,
        outer: impl Iterator<Item = &'t str>,
        is_like_tasks: bool,
    ) {
        // a list that could not be read is one all the same
        let says_who = names_who(&text);
        // a dash or 一是 numbers nothing, but where it marks tasks
        let is_numbered = level < Level::Ordinal || is_like_tasks;
        if says_who || is_numbered && !self.excused && !has_none(&text) && !outer.into_iter().any(has_none) {
            self.lost.push((level, text, location));
        }
    }

    /// A paragraph was passed over that stands in the place of a task: without a number among tasks that have none, or one
    /// that is but the title of a section without tasks (7.督导检查) among tasks.
    pub(super) fn like_a_task(&mut self, text: &str, location: SourceLocation) {
        self.lost.push((Level::Bullet, text.to_owned(), location));
    }

    /// A paragraph without a number was passed over: it may head a section.
    pub(super) fn unnumbered(&mut self, text: &str) {
        const LONGEST: usize = 20;
        if text.chars().count() <= LONGEST {
            self.excused = has_none(text);
        }
    }

    /// A task was read.
    pub(super) fn task(&mut self) {
        self.excused = false;
    }

    /// What stood above was a letter.
    pub(super) fn forget(&mut self) {
        self.lost.clear();
    }

    /// Says what was lost, and marks it in the account.
    pub(super) fn report(mut self, reading: &mut Reading) {
        const MOST: usize = 6;
        if reading.items.is_empty() {
            return;
        }
        self.lost.sort_by_key(|(_, _, location)| *location);
        let Some((_, text, location)) = self.lost.first() else { return };
        let count = self.lost.len();
        let head = fold::head(text);
        let places: Vec<_> = self.lost.iter().take(MOST).map(|(_, _, location)| location.words()).collect();
        let list = |lang| {
            let mut list =
                places.iter().map(|place| place.in_lang(lang).to_owned()).collect::<Vec<_>>().join(", ");
            if count > MOST {
                list.push('…');
            }
            list
        };
        let (zh, en) = (list(crate::text::Lang::Zh), list(crate::text::Lang::En));
        let warning = finding(
            "dropped-row",
            *location,
            text!(
                "有 {count} 段像任务而没有责任部门，未导入（{zh}），如：{head}",
                "{count} paragraphs look like tasks and name no department; not imported ({en}): {head}"
            ),
        );
        reading.warnings.push(warning);
        let lost: Vec<SourceLocation> = self.lost.iter().map(|(_, _, location)| *location).collect();
        reading
            .account
            .iter_mut()
            .filter(|row| {
                lost.contains(&row.location)
                    && matches!(row.role, RowRole::Note | RowRole::Pillar | RowRole::KeyTask)
            })
            .for_each(|row| row.role = RowRole::Dropped);
    }
}

/// Whether a list of departments stands in a paragraph: in its last bracket, or behind a label.
pub(super) fn names_who(text: &str) -> bool {
    let is_list = |part: &str| label::head_role(fold::trim(part)).is_some_and(ColumnRole::names_departments);
    bracket::last(text).is_some_and(|(_, inside)| label::head_role(inside).is_some())
        || text.split(['。', '；', '，']).any(is_list)
}

/// The first sentence of a paragraph, as compared.
fn head(text: &str) -> String {
    const LONGEST: usize = 20;
    fold::key(text.split('。').next().unwrap_or(text)).chars().take(LONGEST).collect()
}
