//! What happens to departments as a whole: one is called otherwise, two are one, one takes over from another.
//! Names stay known for ever: whatever found a department before finds it, or its successor, after.

use std::collections::HashSet;

use chrono::NaiveDate;

use super::{Department, Registry, Task};

impl Registry {
    /// Calls a department otherwise. Its old name stays as an alias.
    pub fn rename(&mut self, old: &str, new: &str) {
        if let Some(department) = self.entry(old) {
            new.clone_into(&mut department.name);
            department.add_aliases([old.to_owned()]);
            department.aliases.retain(|alias| alias != new);
        }
        self.redirect_successors(old, new);
    }

    /// Makes one department of two: every name of `from` becomes one of `into`, and whoever reported for either
    /// reports for both.
    pub fn merge(&mut self, from: &str, into: &str) {
        let Some(place) = self.departments.iter().position(|department| department.name == from) else {
            return;
        };
        if self.entry(into).is_none() {
            return;
        }
        let gone = self.departments.remove(place);
        self.redirect_successors(from, into);
        let Some(kept) = self.entry(into) else { return };
        let spare = kept.code.is_some();
        let names = gone.names().filter(|name| spare || gone.code.as_deref() != Some(*name));
        kept.add_aliases(names.map(str::to_owned));
        kept.code = kept.code.take().or(gone.code);
        for person in gone.people {
            if !kept.people.contains(&person) {
                kept.people.push(person);
            }
        }
    }

    /// Says that one department has taken over from another, from a day on.
    pub fn hand_over(&mut self, from: &str, to: &str, on: NaiveDate) {
        if let Some(department) = self.entry(from) {
            department.successor = Some(to.to_owned());
            department.until = Some(on);
        }
    }

    /// Adds the departments that it does not know by any name.
    pub fn enrol(&mut self, departments: &[Department]) {
        for department in departments {
            if self.find(&department.name).is_none() {
                self.departments.push(department.clone());
            }
        }
    }

    /// The entry of this name.
    pub fn entry(&mut self, name: &str) -> Option<&mut Department> {
        self.departments.iter_mut().find(|department| department.name == name)
    }

    /// Whoever was taken over by `old` is taken over by `new`; nobody by themselves.
    fn redirect_successors(&mut self, old: &str, new: &str) {
        for department in &mut self.departments {
            if department.successor.as_deref() != Some(old) {
                continue;
            }
            department.successor = Some(new.to_owned()).filter(|new| *new != department.name);
            if department.successor.is_none() {
                department.until = None;
            }
        }
    }
}

impl Department {
    /// Adds names under which it is known, too; one that it has already is not added again.
    pub fn add_aliases(&mut self, aliases: impl IntoIterator<Item = String>) {
        for alias in aliases {
            if !self.names().any(|known| known == alias) {
                self.aliases.push(alias);
            }
        }
    }
}

impl Task {
    /// Whether it names a department by one of these names.
    pub fn names_any(&self, names: &HashSet<String>) -> bool {
        self.departments.iter().chain(self.lead.iter().flatten()).any(|name| names.contains(name))
    }

    /// The task as it would be if nothing but these had handed it over: each `from` is the `to` beside it.
    #[must_use]
    pub fn handed_over<'a>(&self, handovers: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut task = self.clone();
        for (from, to) in handovers {
            task.replace_departments(&HashSet::from([from.to_owned()]), to);
        }
        task
    }

    /// Puts a department in the place of whatever goes by one of these names. Each is named once.
    pub fn replace_departments(&mut self, names: &HashSet<String>, by: &str) {
        for list in [Some(&mut self.departments), self.lead.as_mut()].into_iter().flatten() {
            if !list.iter().any(|name| names.contains(name)) {
                continue;
            }
            let mut is_there = false;
            list.retain_mut(|name| {
                if names.contains(name.as_str()) {
                    by.clone_into(name);
                }
                let is_it = name == by;
                let stays = !is_it || !is_there;
                is_there |= is_it;
                stays
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::parse_date;

    fn registry() -> Registry {
        let department = |name: &str, aliases: &[&str], successor: Option<&str>| Department {
            aliases: aliases.iter().map(|&alias| alias.to_owned()).collect(),
            successor: successor.map(str::to_owned),
            ..Department::named(name)
        };
        let departments = vec![
            department("甲", &["甲局"], None),
            department("乙", &[], Some("甲")),
            department("丙", &[], None),
        ];
        Registry { departments }
    }

    #[test]
    fn a_department_joins_unless_another_one_has_its_name() {
        let mut grown = registry();
        grown.enrol(&[Department::named("甲局"), Department::named("丁"), Department::named("丁")]);
        let names: Vec<_> = grown.departments.iter().map(|department| department.name.as_str()).collect();
        assert_eq!(names, ["甲", "乙", "丙", "丁"]);
    }

    #[test]
    fn a_renamed_department_is_found_by_all_its_names_and_its_predecessors_follow() {
        let mut renamed = registry();
        renamed.rename("甲", "丁");
        for name in ["甲", "甲局", "丁"] {
            assert_eq!(renamed.find(name).unwrap().name, "丁", "{name}");
        }
        assert_eq!(renamed.find("乙").unwrap().successor.as_deref(), Some("丁"));
        // An alias can become the name.
        renamed.rename("丁", "甲局");
        assert_eq!(renamed.find("甲局").unwrap().aliases, ["甲", "丁"]);
    }

    #[test]
    fn a_merged_department_leaves_its_names_its_code_and_its_people() {
        let mut merged = registry();
        merged.entry("甲").unwrap().code = Some("jia".into());
        merged.entry("甲").unwrap().people = vec!["a@b".into()];
        merged.entry("甲").unwrap().full = Some("甲全称".into());
        merged.entry("丙").unwrap().people = vec!["c@d".into()];
        let mut with_codes = merged.clone();
        merged.merge("甲", "丙");
        let kept = merged.find("丙").unwrap().clone();
        assert_eq!((kept.code.as_deref(), kept.people.len()), (Some("jia"), 2));
        assert_eq!(kept.aliases, ["甲", "甲全称", "甲局"]);
        assert_eq!(merged.find("乙").unwrap().successor.as_deref(), Some("丙"));
        with_codes.entry("丙").unwrap().code = Some("bing".into());
        with_codes.merge("甲", "丙");
        assert_eq!(with_codes.find("jia").unwrap().code.as_deref(), Some("bing"));
        // Who took over becomes one with whom it took over from.
        let mut ring = registry();
        ring.merge("甲", "乙");
        assert_eq!((ring.departments.len(), &ring.find("甲").unwrap().successor), (2, &None));
        let mut handed = registry();
        handed.hand_over("甲", "丙", parse_date("2025-10-01").unwrap());
        assert_eq!(handed.find("甲局").unwrap().successor.as_deref(), Some("丙"));
    }

    #[test]
    fn a_task_gets_the_name_in_the_place_of_the_old_one_and_once() {
        let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        let mut task = Task {
            departments: names(&["甲", "丙", "乙", "甲局"]),
            lead: Some(names(&["丙"])),
            ..Task::default()
        };
        let old = HashSet::from(["甲".to_owned(), "甲局".to_owned()]);
        assert!(task.names_any(&old));
        task.replace_departments(&old, "乙");
        assert_eq!((task.departments, task.lead), (names(&["乙", "丙"]), Some(names(&["丙"]))));
    }
}
