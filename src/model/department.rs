//! Departments (责任部门) and the registry that knows each by all its names.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::deadline::OptionalDay;
use crate::text::fold::fold;

/// One department. Field order is the file's.
#[derive(Clone, Debug, Default, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[schemars(title = "部门 / department", description = "")]
pub struct Department {
    /// The name that tasks use.
    #[schemars(description = "任务中使用的名称 / name that tasks use")]
    pub name: String,
    /// The official name in full.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(description = "全称 / official name")]
    pub full: Option<String>,
    /// A short name in ASCII that never changes: files are named by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(
        description = "代码：小写字母、数字和连字符，定下后不再改 / short name in ASCII, which never changes"
    )]
    pub code: Option<String>,
    /// Other names that find it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(description = "别名 / other names")]
    pub aliases: Vec<String>,
    /// Whether it stands for several units (相关学校).
    #[serde(default, skip_serializing_if = "is_false")]
    #[schemars(description = "是否指一类单位 / whether it stands for several units")]
    pub group: bool,
    /// The name of the department that took over its tasks (机构改革).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(description = "机构改革后的承接部门 / department that took over")]
    pub successor: Option<String>,
    /// The day from which it is not responsible any more.
    #[serde(default, with = "OptionalDay", skip_serializing_if = "Option::is_none")]
    #[schemars(description = "自该日起不再承担 / day from which it is not responsible any more")]
    pub until: Option<NaiveDate>,
    /// Mail addresses of the people who report for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(description = "报送人的邮箱 / mail addresses of those who report for it")]
    pub people: Vec<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
fn is_false(value: &bool) -> bool {
    !value
}

impl Department {
    /// A department known by its name alone.
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// Every name that means it: the name, the full one, the code, the aliases.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        [Some(self.name.as_str()), self.full.as_deref(), self.code.as_deref()]
            .into_iter()
            .flatten()
            .chain(self.aliases.iter().map(String::as_str))
    }
}

/// Every department of the store, as `departments.yaml` holds them.
#[derive(Clone, Debug, Default, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[schemars(title = "责任部门名录 / registry of departments", description = "")]
pub struct Registry {
    /// In the file's order.
    #[serde(default)]
    #[schemars(description = "部门 / departments")]
    pub departments: Vec<Department>,
}

impl Registry {
    /// The department with exactly this name, full name, code or alias. Who asks for many takes [`Registry::names`].
    pub fn find(&self, name: &str) -> Option<&Department> {
        self.departments.iter().find(|department| department.name == name).or_else(|| {
            self.departments.iter().find(|department| department.names().any(|known| known == name))
        })
    }

    /// The department that somebody means who wrote this name in their own way: full-width forms, case and blanks
    /// don't matter, as when it is asked for.
    pub fn called(&self, written: &str) -> Option<&Department> {
        self.find(written).or_else(|| self.all_called(written).into_iter().next())
    }

    /// Every department that a name may mean, written as anybody writes it: the one whose own name it is, or else all that
    /// go by it.
    pub fn all_called(&self, written: &str) -> Vec<&Department> {
        let wanted = fold(written);
        if let Some(own) = self.departments.iter().find(|department| fold(&department.name) == wanted) {
            return vec![own];
        }
        let goes_by_it = |department: &&Department| department.names().any(|name| fold(name) == wanted);
        self.departments.iter().filter(goes_by_it).collect()
    }

    /// The departments in whose name somebody speaks who is written so: the one that it means, or else each whose name stands
    /// in it, as in 市教委（张三）. A name within a longer one is none.
    pub fn named_in(&self, written: &str) -> Vec<&Department> {
        if let Some(meant) = self.called(written) {
            return vec![meant];
        }
        let text = fold(written);
        let mut found: Vec<(std::ops::Range<usize>, &Department)> = Vec::new();
        for department in &self.departments {
            for name in department.names().map(fold).filter(|name| !name.is_empty()) {
                let places = text.match_indices(&name).map(|(at, name)| at..at + name.len());
                found.extend(places.filter(|place| is_word(&text, place)).map(|place| (place, department)));
            }
        }
        let is_longest = |place: &std::ops::Range<usize>| {
            let holds = |other: &std::ops::Range<usize>| {
                other != place && other.start <= place.start && other.end >= place.end
            };
            !found.iter().any(|(other, _)| holds(other))
        };
        let longest = found.iter().filter(|(place, _)| is_longest(place));
        let mut named: Vec<&Department> = Vec::new();
        for (_, department) in longest {
            if !named.iter().any(|known| known.name == department.name) {
                named.push(department);
            }
        }
        named
    }

    /// Every name with its department: the same answers as [`Registry::find`], at once.
    pub fn names(&self) -> Names<'_> {
        let mut departments = HashMap::with_capacity(self.departments.len() * 2);
        for department in &self.departments {
            departments.entry(department.name.as_str()).or_insert(department);
        }
        // The name itself wins over somebody else's alias.
        for department in &self.departments {
            for name in department.names().skip(1) {
                departments.entry(name).or_insert(department);
            }
        }
        Names { departments }
    }

    /// The department that this one's tasks are counted for: the last of its successors, or itself.
    pub fn heir<'a>(&'a self, department: &'a Department) -> &'a Department {
        let mut heir = department;
        // Successors that lead back to where they began are a finding; no heir is further than all of them.
        for _ in &self.departments {
            let successor = heir.successor.as_deref();
            match successor.and_then(|name| self.departments.iter().find(|known| known.name == name)) {
                Some(next) if !std::ptr::eq(next, department) => heir = next,
                Some(_) => return department,
                None => return heir,
            }
        }
        department
    }

    /// For every name the department that its tasks are counted for: a successor has those of whom it took over.
    pub fn heirs(&self) -> Names<'_> {
        let mut names = self.names();
        // Many names share a department, and most departments have no successor.
        for department in names.departments.values_mut().filter(|department| department.successor.is_some()) {
            *department = self.heir(department);
        }
        names
    }

    /// The mail addresses of the people who report for any of these departments, or for one that took it over or that it
    /// took over; none where anybody may.
    pub fn reporters(&self, names: &[String]) -> Vec<&str> {
        let own_name = |name| self.called(name).map_or(name, |department| department.name.as_str());
        let linked: Vec<&str> = names.iter().flat_map(|name| self.linked(own_name(name.as_str()))).collect();
        let meant = self.departments.iter().filter(|known| linked.contains(&known.name.as_str()));
        meant.flat_map(|department| &department.people).map(String::as_str).collect()
    }

    /// The names that tasks may carry for the department called `name`: its own and those of every
    /// department linked to it by succession, in both directions.
    pub fn linked<'a>(&'a self, name: &'a str) -> Vec<&'a str> {
        let mut neighbours: HashMap<&str, Vec<&str>> = HashMap::new();
        for department in &self.departments {
            let Some(successor) = department.successor.as_deref() else { continue };
            neighbours.entry(&department.name).or_default().push(successor);
            neighbours.entry(successor).or_default().push(&department.name);
        }
        let (mut linked, mut known) = (vec![name], HashSet::from([name]));
        let mut next = 0;
        while let Some(&current) = linked.get(next) {
            next += 1;
            let of_current = neighbours.get(current).into_iter().flatten();
            linked.extend(of_current.filter(|neighbour| known.insert(*neighbour)));
        }
        linked
    }
}

/// Whether what stands at this place is no part of a longer word of ASCII letters and digits.
fn is_word(text: &str, place: &std::ops::Range<usize>) -> bool {
    let (before, rest) = text.split_at_checked(place.start).unwrap_or_default();
    let (word, behind) = rest.split_at_checked(place.len()).unwrap_or_default();
    let joins = |one: Option<char>, other: Option<char>| {
        [one, other].iter().all(|sign| sign.is_some_and(|sign| sign.is_ascii_alphanumeric()))
    };
    !joins(before.chars().next_back(), word.chars().next())
        && !joins(word.chars().next_back(), behind.chars().next())
}

/// The departments of a registry by all their names.
#[derive(Clone, Debug)]
pub struct Names<'a> {
    departments: HashMap<&'a str, &'a Department>,
}

impl<'a> Names<'a> {
    /// The department that goes by exactly this name.
    pub fn find(&self, name: &str) -> Option<&'a Department> {
        self.departments.get(name).copied()
    }

    /// The name that the registry has for whoever is called so; the same word where it has none.
    pub fn own_name<'b>(&self, name: &'b str) -> &'b str
    where
        'a: 'b,
    {
        self.find(name).map_or(name, |department| department.name.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_speaks_for_a_department_may_write_more_than_its_name() {
        let department = |name: &str, code: &str, alias: &str| Department {
            code: Some(code.into()),
            aliases: vec![alias.into()],
            ..Department::named(name)
        };
        let departments =
            vec![department("市水务局", "sw", "水务"), department("市水务局海洋处", "hy", "海洋")];
        let registry = Registry { departments };
        for (written, expected) in [
            ("市水务局", vec!["市水务局"]),
            ("水务", vec!["市水务局"]),
            ("《市 水务局》", vec!["市水务局"]),
            ("（市水务局）", vec!["市水务局"]),
            ("市水务局（张三）", vec!["市水务局"]),
            ("张三-市水务局海洋处", vec!["市水务局海洋处"]),
            ("市水务局、海洋", vec!["市水务局", "市水务局海洋处"]),
            ("ＳＷ 张三", vec!["市水务局"]),
            ("swan", vec![]),
            ("张三", vec![]),
            ("", vec![]),
        ] {
            let named: Vec<_> = registry.named_in(written).iter().map(|known| known.name.as_str()).collect();
            assert_eq!(named, expected, "{written}");
        }
    }

    #[test]
    fn names_answer_as_the_registry_does() {
        let department = |name: &str, full: Option<&str>, aliases: &[&str]| Department {
            full: full.map(str::to_owned),
            aliases: aliases.iter().map(|&alias| alias.to_owned()).collect(),
            ..Department::named(name)
        };
        let registry = Registry {
            departments: vec![
                department("甲", Some("甲局"), &["乙", "丙"]),
                department("乙", None, &["丙", "丁"]),
                department("甲", None, &["戊"]),
            ],
        };
        let names = registry.names();
        for name in ["甲", "甲局", "乙", "丙", "丁", "戊", "己"] {
            let (one, other) = (names.find(name), registry.find(name));
            assert!(one.map(std::ptr::from_ref) == other.map(std::ptr::from_ref), "{name}");
        }
        assert_eq!((names.own_name("丁"), names.own_name("己")), ("乙", "己"));
    }

    #[test]
    fn successors_are_linked_both_ways_and_round() {
        let with = |name: &str, successor: Option<&str>| Department {
            successor: successor.map(str::to_owned),
            ..Department::named(name)
        };
        let registry = Registry {
            departments: vec![
                with("a", Some("b")),
                with("b", Some("c")),
                with("c", Some("a")),
                with("d", None),
            ],
        };
        assert_eq!(registry.linked("b"), ["b", "a", "c"]);
        assert_eq!(registry.linked("d"), ["d"]);
    }

    #[test]
    fn tasks_are_counted_for_the_last_successor_and_a_ring_of_them_ends() {
        let with = |name: &str, successor: Option<&str>| Department {
            successor: successor.map(str::to_owned),
            aliases: vec![format!("{name}2")],
            ..Department::named(name)
        };
        let departments = vec![
            with("a", Some("b")),
            with("b", Some("c")),
            with("c", None),
            with("x", Some("y")),
            with("y", Some("x")),
            with("z", Some("gone")),
        ];
        let registry = Registry { departments };
        let heirs = registry.heirs();
        for (name, heir) in
            [("a", "c"), ("a2", "c"), ("b", "c"), ("c", "c"), ("x", "x"), ("y", "y"), ("z", "z")]
        {
            assert_eq!(heirs.own_name(name), heir, "{name}");
        }
    }
}
