//! Counts and completion rates, as data.

mod tally;

use std::{collections::HashMap, str::FromStr};

use chrono::NaiveDate;
use strum::VariantArray as _;

pub use self::tally::{LightTally, Tally};
use crate::{
    model::{Entry, LightState, Names, Registry, Status},
    text::fold::fold,
};

/// What rows are made of.
#[derive(
    Clone, Copy, Debug, Default, Eq, PartialEq, strum::Display, strum::IntoStaticStr, strum::VariantArray,
)]
#[strum(serialize_all = "kebab-case")]
pub enum By {
    /// One row a department.
    #[default]
    Department,
    /// One row a department that leads.
    Lead,
    /// One row a pillar.
    Pillar,
    /// One row a key task.
    KeyTask,
    /// One row a status.
    Status,
}

impl By {
    /// What people call it: the titles of the columns, and other words of an office.
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Department => &["部门", "责任部门", "单位", "责任单位", "departments", "dept"],
            Self::Lead => &["牵头", "牵头部门", "牵头单位", "主办", "主办部门", "主办单位", "leads"],
            Self::Pillar => &["板块", "支柱", "领域", "类别", "pillars"],
            Self::KeyTask => &["重点任务", "重点工作", "keytask", "key-tasks"],
            Self::Status => &["状态", "办理状态", "进展状态"],
        }
    }
}

impl FromStr for By {
    type Err = UnknownGroup;

    /// Takes the name in any case, with `_` for `-`, and the Chinese words, with 按 before them or not.
    fn from_str(word: &str) -> Result<Self, UnknownGroup> {
        let typed = fold(word).replace('_', "-");
        let typed = typed.strip_prefix('按').unwrap_or(&typed);
        let is_meant = |by: &Self| <&str>::from(by) == typed || by.names().contains(&typed);
        Self::VARIANTS.iter().copied().find(is_meant).ok_or(UnknownGroup)
    }
}

/// A word for what nothing is counted by.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct UnknownGroup;

/// Says which light a task has.
pub type LightOf<'a> = &'a dyn Fn(Entry<'_>) -> LightState;

/// A task as it is counted.
#[derive(Clone, Copy)]
struct Counted<'a> {
    entry: Entry<'a>,
    today: NaiveDate,
    light: Option<LightState>,
}

impl Counted<'_> {
    fn add_to(self, tally: &mut Tally) {
        tally.add_lit(self.entry, self.today, self.light);
    }
}

/// One row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StatsRow {
    /// The plan that a heading belongs to; none where a row is a department or a status, which plans share.
    pub plan: Option<String>,
    /// The number of a heading in its plan.
    pub id: Option<u32>,
    /// What is counted: a department, a title …; a heading that a task has not got is blank.
    pub name: String,
    /// Whether it is no department but stands for several.
    pub is_group: bool,
    /// Its tasks in any role.
    pub all: Tally,
    /// Of these, those that it leads; only for departments, and only where a lead is known of any.
    pub lead: Option<Tally>,
    /// Of these, those that it supports; as `lead`.
    pub support: Option<Tally>,
    /// Where the row stands among those of its plan.
    place: [usize; 2],
}

impl StatsRow {
    /// What has no task has lights, too: none.
    fn count_no_light(&mut self) {
        for tally in [Some(&mut self.all), self.lead.as_mut(), self.support.as_mut()].into_iter().flatten() {
            tally.lights.get_or_insert_default();
        }
    }
}

/// Counts by row, and of everything.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stats {
    /// What rows are made of.
    pub by: By,
    /// The rows: as printed in each plan, departments by number of tasks.
    pub rows: Vec<StatsRow>,
    /// Every task once.
    pub total: Tally,
    /// Of how many tasks nobody knows who leads: they are in no department's roles.
    pub without_lead: usize,
    /// Where the row of a name is, while they are counted.
    places: HashMap<(Option<String>, Option<u32>, String), usize>,
}

impl Stats {
    /// How many tasks the roles of departments leave out, where they count some.
    pub fn left_out_of_roles(&self) -> usize {
        let has_roles = self.rows.iter().any(|row| row.lead.is_some());
        if has_roles { self.without_lead } else { 0 }
    }

    /// Counts `entries`, and their lights where somebody says which they have.
    pub fn count(
        entries: &[Entry<'_>],
        by: By,
        registry: &Registry,
        today: NaiveDate,
        light_of: Option<LightOf<'_>>,
    ) -> Self {
        let mut stats = Self { by, ..Self::default() };
        let names = registry.heirs();
        for entry in entries {
            let counted = Counted { entry: *entry, today, light: light_of.map(|light_of| light_of(*entry)) };
            counted.add_to(&mut stats.total);
            stats.without_lead += usize::from(entry.lead().is_none());
            match by {
                By::Department => stats.count_departments(counted, &names),
                By::Lead => stats.count_leads(counted, &names),
                By::Pillar | By::KeyTask => counted.add_to(&mut stats.row(heading(*entry, by)).all),
                By::Status => {
                    let name = entry.task.status.token().to_owned();
                    counted.add_to(&mut stats.row(StatsRow { name, ..StatsRow::default() }).all);
                }
            }
        }
        match by {
            By::Department => stats.rows.sort_by_key(|row| std::cmp::Reverse(row.all.total())),
            // Behind all others stands what nobody leads.
            By::Lead => {
                stats.rows.sort_by_key(|row| (row.name.is_empty(), std::cmp::Reverse(row.all.total())))
            }
            By::Status => stats.rows.sort_by_key(|row| row.name.parse::<Status>().ok()),
            By::Pillar | By::KeyTask => {
                stats.rows.sort_by(|one, other| (&one.plan, one.place).cmp(&(&other.plan, other.place)));
            }
        }
        if matches!(by, By::Department | By::Lead) {
            let is_group = |row: &StatsRow| registry.find(&row.name).is_some_and(|known| known.group);
            stats.rows.iter_mut().for_each(|row| row.is_group = is_group(row));
        }
        if light_of.is_some() {
            stats.rows.iter_mut().for_each(StatsRow::count_no_light);
            stats.total.lights.get_or_insert_default();
        }
        stats.places.clear();
        stats
    }

    fn count_departments(&mut self, counted: Counted<'_>, names: &Names<'_>) {
        let entry = counted.entry;
        let has_lead = entry.lead().is_some();
        // Whoever follows several that a task names has the roles of all of them, and the task once.
        let mut roles: Vec<(&str, [bool; 2])> = Vec::new();
        let others = entry.task.lead.iter().flatten().filter(|name| !entry.task.departments.contains(name));
        for name in entry.task.departments.iter().chain(others) {
            let known = names.own_name(name);
            let leads = entry.is_led_by(name);
            let index = roles.iter().position(|(other, _)| *other == known).unwrap_or_else(|| {
                roles.push((known, [false; 2]));
                roles.len() - 1
            });
            if let Some((_, [lead, support])) = roles.get_mut(index) {
                *lead |= leads;
                *support |= !leads;
            }
        }
        for (known, [leads, supports]) in roles {
            let row = self.row(StatsRow { name: known.to_owned(), ..StatsRow::default() });
            counted.add_to(&mut row.all);
            if has_lead {
                let (lead, support) = (row.lead.get_or_insert_default(), row.support.get_or_insert_default());
                for (role, has_it) in [(lead, leads), (support, supports)] {
                    if has_it {
                        counted.add_to(role);
                    }
                }
            }
        }
    }

    /// A task counts once for each department that leads it, or for nobody.
    fn count_leads(&mut self, counted: Counted<'_>, names: &Names<'_>) {
        let entry = counted.entry;
        let mut leads: Vec<&str> = Vec::new();
        for name in entry.lead().map(|(leads, _)| leads).unwrap_or_default() {
            let known = names.own_name(name);
            if !leads.contains(&known) {
                leads.push(known);
            }
        }
        if leads.is_empty() {
            leads.push("");
        }
        for known in leads {
            counted.add_to(&mut self.row(StatsRow { name: known.to_owned(), ..StatsRow::default() }).all);
        }
    }

    /// The row that counts the same as `wanted`, which is added where there is none.
    #[expect(clippy::indexing_slicing, reason = "the row was found or added just now")]
    fn row(&mut self, wanted: StatsRow) -> &mut StatsRow {
        let end = self.rows.len();
        // The title of a numbered heading says nothing new.
        let name = if wanted.id.is_some() { String::new() } else { wanted.name.clone() };
        let index = *self.places.entry((wanted.plan.clone(), wanted.id, name)).or_insert(end);
        if index == end {
            self.rows.push(wanted);
        }
        &mut self.rows[index]
    }
}

/// The row of the heading that a task stands under. Two plans may have headings of one title, which are two.
fn heading(entry: Entry<'_>, by: By) -> StatsRow {
    let plan = entry.plan;
    // Behind all others stands what has no heading.
    let place = |at: Option<usize>| at.unwrap_or(usize::MAX);
    let pillar_place = |id: Option<u32>| place(plan.pillars.iter().position(|pillar| Some(pillar.id) == id));
    let titled =
        |label: &Option<String>, title: &str| format!("{}{title}", label.as_deref().unwrap_or_default());
    let row = StatsRow { plan: Some(plan.slug.clone()), place: [usize::MAX; 2], ..StatsRow::default() };
    match (by, entry.pillar(), entry.key_task()) {
        (By::Pillar, Some(pillar), _) => StatsRow {
            id: Some(pillar.id),
            name: titled(&pillar.label, &pillar.title),
            place: [pillar_place(Some(pillar.id)), 0],
            ..row
        },
        (By::KeyTask, _, Some(key_task)) => StatsRow {
            id: Some(key_task.id),
            name: titled(&key_task.label, &key_task.title),
            place: [
                pillar_place(key_task.pillar.or(entry.task.pillar)),
                place(plan.key_tasks.iter().position(|known| known.id == key_task.id)),
            ],
            ..row
        },
        _ => row,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted_by_is_named_in_chinese_too() {
        for (by, words) in [
            (By::Department, "department 部门 责任部门 按单位 Dept"),
            (By::Lead, "lead 牵头 牵头单位 按牵头部门 主办单位"),
            (By::Pillar, "pillar 板块 支柱 按板块"),
            (By::KeyTask, "key-task key_task 重点任务"),
            (By::Status, "status 状态 办理状态"),
        ] {
            for word in words.split(' ') {
                assert_eq!(word.parse(), Ok(by), "{word}");
            }
        }
        // What rows can't be made of is refused: no other counts stand for it.
        for word in ["颜色", "配合", "配合单位"] {
            assert_eq!(word.parse::<By>(), Err(UnknownGroup), "{word}");
        }
    }

    #[test]
    fn a_task_counts_once_in_all_and_once_in_each_role() {
        use crate::model::{Plan, Task};
        let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        let task = |departments: &[&str], lead: Option<&[&str]>, status: Status| Task {
            departments: names(departments),
            lead: lead.map(names),
            status,
            ..Task::default()
        };
        let tasks = vec![
            task(&["甲", "乙"], Some(&["甲"]), Status::Done),
            task(&["乙"], Some(&["乙"]), Status::InProgress),
            task(&["甲", "乙"], None, Status::Withdrawn),
        ];
        let plan = Plan { tasks, ..Plan::default() };
        let entries: Vec<_> = plan.entries().collect();
        let today = "2025-06-30".parse().unwrap();
        let count = |by| Stats::count(&entries, by, &Registry::default(), today, None);
        let stats = count(By::Department);
        let total = &stats.total;
        assert_eq!((total.total(), total.counted(), total.completed(), total.rate()), (3, 2, 1, Some(0.5)));
        assert_eq!([Status::Done, Status::Suspended].map(|status| total.of(status)), [1, 0]);
        let roles = |row: &StatsRow| {
            let count = |tally: &Option<Tally>| tally.as_ref().map(Tally::total);
            (row.name.clone(), row.all.total(), count(&row.lead), count(&row.support))
        };
        // Of the third task nobody knows who leads: it is in no role, and counted as left out of them.
        assert_eq!(
            stats.rows.iter().map(roles).collect::<Vec<_>>(),
            [("乙".into(), 3, Some(1), Some(1)), ("甲".into(), 2, Some(1), Some(0))]
        );
        assert_eq!(stats.left_out_of_roles(), 1);
        let leads: Vec<_> = count(By::Lead).rows.iter().map(|row| row.name.clone()).collect();
        assert_eq!(leads, ["甲", "乙", ""], "what nobody leads stands behind all others");
    }
}
