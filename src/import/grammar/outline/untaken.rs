//! The account against silence: a paragraph that says behind a label who does something, where no task got these
//! departments.

use std::collections::BTreeMap;

use super::{
    super::{
        ColumnRole,
        departments::{self, Departments, Role},
        fold, label, names,
        reading::{Item, Reading, finding},
    },
    Entry, Kind,
    entries::Entries,
};
use crate::{
    import::{draft::RowRole, source::SourceLocation},
    text::Lang,
};

/// What a row was read as, by its place and the head of its text: several lines of one cell share a place.
type Roles = BTreeMap<(SourceLocation, String), RowRole>;

/// Says what was not taken over, and marks it in the account.
pub(super) fn report(entries: &Entries<'_>, reading: &mut Reading) {
    if reading.items.is_empty() {
        return;
    }
    let roles: Roles =
        reading.account.iter().map(|row| ((row.location, row.text.clone()), row.role)).collect();
    let role = |entry: &Entry<'_>| roles.get(&(entry.location, fold::head(entry.text))).copied();
    let items: BTreeMap<SourceLocation, &Item> =
        reading.items.iter().map(|item| (item.location, item)).collect();
    let mut lost: Vec<(SourceLocation, String)> = Vec::new();
    let mut current = None;
    for entry in &entries.all {
        current = items.get(&entry.location).copied().or(current);
        if role(entry).is_none_or(|role| role == RowRole::Dropped) {
            continue;
        }
        let is_passed_over = matches!(entry.kind, Kind::Plain | Kind::Label | Kind::Boundary);
        if is_passed_over && says_more(entry.text, current) {
            lost.push((entry.location, fold::head(entry.text)));
        }
    }
    say(&lost, reading);
}

/// Whether a text names departments behind a label of its own that the task there does not have.
fn says_more(text: &str, task: Option<&Item>) -> bool {
    // 各县人民政府、县级有关部门（单位）： are those whom a letter is for
    if fold::trim(text).ends_with(['：', ':']) {
        return false;
    }
    let text = label::with_colons(text);
    let parts = text.split(['。', '；', ';', '，', ',', '（', '(', '\n', ' ', '\u{3000}']).map(fold::trim);
    // 责任科室：… names a part of a department
    let is_list = |part: &&str| {
        label::head_role(part).is_some_and(|role| {
            role.names_departments() || role != ColumnRole::Deadline && part.starts_with("责任")
        })
    };
    parts.filter(is_list).any(|part| {
        let inside = part.split(['）', ')', ']', '】']).next().unwrap_or(part);
        is_more(&departments::read(inside, Role::Unstated), task)
    })
}

/// Whether a list holds a unit that the task does not have.
fn is_more(list: &Departments, task: Option<&Item>) -> bool {
    let has = |name: &str| {
        task.is_some_and(|task| task.departments.mentions.iter().any(|mention| mention.name == name))
    };
    let mut mentions = list.mentions.iter();
    mentions.any(|mention| names::is_department(&mention.name) && !has(&mention.name))
}

fn say(lost: &[(SourceLocation, String)], reading: &mut Reading) {
    const MOST: usize = 6;
    let Some((first, head)) = lost.first() else { return };
    let list = |lang: Lang, joint: &str| {
        let places = lost.iter().take(MOST).map(|(place, _)| place.words().in_lang(lang).to_owned());
        let more = if lost.len() > MOST { "…" } else { "" };
        places.collect::<Vec<_>>().join(joint) + more
    };
    let (zh, en, count) = (list(Lang::Zh, "、"), list(Lang::En, ", "), lost.len());
    reading.warnings.push(finding(
        "dropped-row",
        *first,
        text!(
            "有 {count} 段写有责任部门，没有记入任何任务，请对照原文（{zh}），如：{head}",
            "{count} paragraphs name departments that no task was given; check them against the document ({en}): {head}"
        ),
    ));
    let is_lost = |location, text: &str| lost.iter().any(|(place, head)| *place == location && head == text);
    let rows = reading.account.iter_mut().filter(|row| row.role == RowRole::Note);
    rows.filter(|row| is_lost(row.location, &row.text)).for_each(|row| row.role = RowRole::Dropped);
}
