//! The account against silence: every paragraph of a text became something, and one that says who does something gave it
//! to a task. What did not is told with its place.

use std::collections::BTreeMap;

use super::{
    super::{
        ColumnRole,
        departments::{self, Departments, Role},
        fold, label,
        marker::{self, Level},
        names,
        reading::{Item, Reading, finding},
        tail::Form,
        title,
    },
    Entry, Kind,
    duties::{self, Plainly},
    entries::Entries,
    fields, sections,
};
use crate::{
    import::{draft::RowRole, source::SourceLocation},
    text::{Lang, Text},
};

/// What rows were read as, by their place: several lines of one cell share a place.
type Roles = BTreeMap<SourceLocation, Vec<(String, RowRole)>>;

/// Says what was not taken over, and marks it in the account.
pub(super) fn report(entries: &Entries<'_>, reading: &mut Reading) {
    // what a text without tasks says is asked for beside a table: there a call to somebody is none
    let is_beside = reading.items.is_empty();
    let mut roles = Roles::new();
    for row in &reading.account {
        roles.entry(row.location).or_default().push((row.text.clone(), row.role));
    }
    let items: BTreeMap<SourceLocation, &Item> =
        reading.items.iter().map(|item| (item.location, item)).collect();
    let (mut lost, mut forgotten) = (Vec::new(), Vec::new());
    let mut current = None;
    let mut excused = Excused::default();
    for entry in &entries.all {
        current = items.get(&entry.location).copied().or(current);
        let is_excused = excused.at(entry);
        let Some(role) = role_of(entry, &roles) else {
            forgotten.push(entry);
            continue;
        };
        // what stands above the title of the plan is a letter
        if current.is_none() && (role == RowRole::Title || matches!(entry.kind, Kind::Boundary)) {
            lost.clear();
        }
        let least = match (&entry.kind, role) {
            (_, RowRole::Dropped) => continue,
            // 某省2025年重点工作任务分工 hands nothing out
            _ if is_beside && title::is_title(entry.text) => continue,
            (Kind::Task(tail), _) if matches!(tail.form, Form::Sentence | Form::Called) => Plainly::Said,
            // who does it is said behind the text
            (_, RowRole::Task) => continue,
            (Kind::Plain | Kind::Label | Kind::Boundary, _)
                if is_excused || role == RowRole::Continuation =>
            {
                Plainly::Assigned
            }
            (Kind::Plain | Kind::Label | Kind::Boundary, _) if is_beside => Plainly::Said,
            (Kind::Plain | Kind::Label | Kind::Boundary, _) => Plainly::Called,
            _ => continue,
        };
        if says_more(entry.text, least, current) {
            lost.push((entry.location, fold::head(entry.text)));
        }
    }
    let forgotten: Vec<_> =
        forgotten.into_iter().map(|entry| (entry.location, fold::head(entry.text))).collect();
    for (location, text) in &forgotten {
        let reason = text!("没有归入任何一类", "it became nothing");
        reading.record(*location, RowRole::Dropped, text, reason);
    }
    if is_beside {
        reading.untaken = lost;
        return;
    }
    let unassigned = text!("写有责任部门，没有记入任何任务", "name departments that no task was given");
    say(&lost, &unassigned, reading);
    mark(&lost, reading);
    reading.untaken = lost;
    let between = between(entries, &roles);
    let in_no_task =
        text!("夹在两项任务之间，没有记入任何任务", "stand between two tasks and are part of none");
    say(&between, &in_no_task, reading);
    mark(&between, reading);
    let nothing = text!("没有归入任何一类，未导入", "became nothing and are not imported");
    say(&forgotten, &nothing, reading);
    say_persons(entries, reading);
}

/// Sentences without a number right below a numbered task and right above the next one: they may be text of the first.
fn between(entries: &Entries<'_>, roles: &Roles) -> Vec<(SourceLocation, String)> {
    const SHORTEST: usize = 8;
    let is_task = |entry: &&Entry<'_>| matches!(entry.kind, Kind::Task(_)) && entry.level.is_some();
    let is_text = |entry: &Entry<'_>| {
        entry.level.is_none()
            && matches!(entry.kind, Kind::Plain)
            && entry.text.ends_with(['。', '；'])
            && entry.text.chars().count() >= SHORTEST
            && role_of(entry, roles) == Some(RowRole::Note)
    };
    let mut found = Vec::new();
    let mut above: Option<usize> = None;
    for (index, entry) in entries.all.iter().enumerate() {
        let run = above.and_then(|above| entries.all.get(above + 1..index)).unwrap_or_default();
        let level = above.and_then(|above| entries.get(above)).and_then(|above| above.level);
        if is_task(&entry) && entry.level == level && run.iter().all(is_text) {
            found.extend(run.iter().map(|entry| (entry.location, fold::head(entry.text))));
        }
        if entry.level.is_some() {
            above = Some(index).filter(|_| is_task(&entry));
        }
    }
    found
}

/// What a paragraph was read as.
fn role_of(entry: &Entry<'_>, roles: &Roles) -> Option<RowRole> {
    let rows = roles.get(&entry.location)?;
    let head = fold::head(entry.text);
    let is_own = |text: &str| {
        let (own, text) = (head.trim_end_matches('…'), text.trim_end_matches('…'));
        own.contains(text) || text.contains(own)
    };
    let same =
        rows.iter().find(|(text, _)| *text == head).or_else(|| rows.iter().find(|(text, _)| is_own(text)));
    // a line has its place alone, whatever was cut off it; the lines of a cell share one
    let any = rows.first().filter(|_| !entry.location.states_merges());
    same.or(any).map(|(_, role)| *role)
}

/// The sections that have no tasks by their titles, along the paragraphs of a text.
#[derive(Default)]
struct Excused {
    /// The level of the numbered title in force that says so.
    level: Option<Level>,
    /// Whether a title without a number does.
    unnumbered: bool,
}

impl Excused {
    /// Whether a paragraph stands in such a section, or is its title.
    fn at(&mut self, entry: &Entry<'_>) -> bool {
        const LONGEST: usize = 20;
        match entry.level {
            Some(level) if self.level.is_none_or(|outer| level <= outer) => {
                self.level = sections::has_none(marker::body(entry.text)).then_some(level);
            }
            None if entry.text.chars().count() <= LONGEST && matches!(entry.kind, Kind::Plain) => {
                self.unnumbered = sections::has_none(entry.text);
            }
            _ => {}
        }
        if matches!(entry.kind, Kind::Task(_) | Kind::Assignment(_)) {
            self.unnumbered = false;
        }
        self.level.is_some() || self.unnumbered
    }
}

/// Whether a text names departments that the task there does not have: behind a label, or in a sentence that says so at
/// least so plainly.
fn says_more(text: &str, least: Plainly, task: Option<&Item>) -> bool {
    // 各县人民政府、县级有关部门（单位）： are those whom a letter is for
    if fold::trim(text).ends_with(['：', ':']) {
        return false;
    }
    if is_more(&duties::of(text, least), task)
        || fields::departments(text).is_some_and(|list| is_more(&list, task))
    {
        return true;
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
    let mut mentions = list.mentions.iter();
    mentions.any(|mention| names::is_department(&mention.name) && !has(task, &mention.name))
}

/// Whether a task has a department, under this name or a shorter or longer one.
fn has(task: Option<&Item>, name: &str) -> bool {
    let key = fold::key(name);
    task.is_some_and(|task| {
        task.departments.mentions.iter().any(|mention| {
            let own = fold::key(&mention.name);
            own.ends_with(&key) || key.ends_with(&own)
        })
    })
}

/// The places of paragraphs, as a message lists them in Chinese and in English.
pub(in crate::import::grammar) fn places(lost: &[(SourceLocation, String)]) -> (String, String) {
    const MOST: usize = 6;
    let list = |lang: Lang, joint: &str| {
        let places = lost.iter().take(MOST).map(|(place, _)| place.words().in_lang(lang).to_owned());
        let more = if lost.len() > MOST { "…" } else { "" };
        places.collect::<Vec<_>>().join(joint) + more
    };
    (list(Lang::Zh, "、"), list(Lang::En, ", "))
}

/// Says that paragraphs came to nothing, in what way, and where they stand.
fn say(lost: &[(SourceLocation, String)], what: &Text, reading: &mut Reading) {
    let Some((first, head)) = lost.first() else { return };
    let ((zh, en), count) = (places(lost), lost.len());
    let [what_zh, what_en] = [Lang::Zh, Lang::En].map(|lang| what.in_lang(lang));
    reading.warnings.push(finding(
        "dropped-row",
        *first,
        text!(
            "有 {count} 段{what_zh}，请对照原文（{zh}），如：{head}",
            "{count} paragraphs {what_en}; check them against the document ({en}): {head}"
        ),
    ));
}

/// Marks in the account what was read as beside the tasks and names departments that no task was given.
fn mark(lost: &[(SourceLocation, String)], reading: &mut Reading) {
    let is_lost = |location, text: &str| lost.iter().any(|(place, head)| *place == location && head == text);
    let rows = reading.account.iter_mut().filter(|row| row.role == RowRole::Note);
    rows.filter(|row| is_lost(row.location, &row.text)).for_each(|row| row.role = RowRole::Dropped);
}

/// Says that the lines with persons are not taken over, as it is said of a column of them. Above the first heading and task
/// stands who published the paper (发布机构：…).
fn say_persons(entries: &Entries<'_>, reading: &mut Reading) {
    let is_above = |entry: &Entry<'_>| {
        entry.level.is_none() && !matches!(entry.kind, Kind::Task(_) | Kind::Assignment(_))
    };
    let are_persons = |entry: &&Entry<'_>| matches!(entry.kind, Kind::Persons);
    let above = entries.all.iter().take_while(|entry| is_above(entry)).count();
    // those of the first task may stand in front of its departments
    let is_heading = entries.get(above).is_none_or(|entry| entry.level.is_some());
    let of_first = entries.all.iter().take(above).rev().take_while(are_persons).count();
    let of_first = if is_heading { 0 } else { of_first };
    let mut persons = entries.all.iter().skip(above - of_first).filter(are_persons);
    let Some(first) = persons.next() else { return };
    let (head, count) = (fold::head(first.text), 1 + persons.count());
    reading.warnings.push(finding(
        "persons-left-out",
        first.location,
        text!(
            "有 {count} 行写的是责任人、联系人或督导单位，不导入，如：{head}",
            "{count} lines name persons or departments that only watch; they are not imported: {head}"
        ),
    ));
}
