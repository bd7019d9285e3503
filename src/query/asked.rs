//! Who is asked in a reporting period, and for which tasks.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;

use crate::{
    error::{Error, Result},
    model::{Asked, Entry, Names, Registry, Snapshot, TaskId},
};

/// Who is asked for the open tasks of these plans, by department in the order of the registry, then by plan. The lead of
/// a task reports for all, unless those who support it are asked `with_support`; where no lead is known, every
/// department is asked. Names that stand for several units are not asked. Until a hand-over the old department is.
///
/// # Errors
/// When a department is not registered.
pub fn asked(snapshot: &Snapshot, with_support: bool, on: NaiveDate) -> Result<Vec<Asked>> {
    let names = snapshot.registry.names();
    let mut tasks: HashMap<(&str, &str), Vec<TaskId>> = HashMap::new();
    for entry in snapshot.entries().filter(|entry| !entry.task.status.is_finished()) {
        for name in reporters(entry, with_support) {
            let Some(department) = current(name, &names, on) else {
                let id = entry.task.id;
                return Err(Error::conflict(text!(
                    "编号{id} 的部门 `{name}` 没有登记；没有写入任何内容",
                    "the department `{name}` of task {id} is not registered; nothing was written"
                ))
                .named("unknown-department")
                .hint(text!("请先在 departments.yaml 中登记", "register it in departments.yaml first")));
            };
            if !department.group {
                let ids = tasks.entry((&department.name, &entry.plan.slug)).or_default();
                if !ids.contains(&entry.task.id) {
                    ids.push(entry.task.id);
                }
            }
        }
    }
    let mut asked = Vec::new();
    for department in &snapshot.registry.departments {
        for plan in &snapshot.plans {
            let ids = tasks.remove(&(department.name.as_str(), plan.slug.as_str()));
            asked.extend(ids.map(|tasks| Asked {
                department: department.name.clone(),
                plan: plan.slug.clone(),
                tasks,
                ended: Vec::new(),
            }));
        }
    }
    Ok(asked)
}

/// Who is asked instead of a department that tasks name, because it took over from that: who, instead of whom, about how
/// many tasks.
pub fn asked_instead(snapshot: &Snapshot, asked: &[Asked]) -> Vec<(String, String, usize)> {
    let names = snapshot.registry.names();
    let mut found: BTreeMap<(String, String), usize> = BTreeMap::new();
    for Asked { department, plan, tasks, .. } in asked {
        let is_asked = |entry: &Entry<'_>| entry.plan.slug == *plan && tasks.contains(&entry.task.id);
        for entry in snapshot.entries().filter(is_asked) {
            let named = entry.task.departments.iter().filter_map(|name| names.find(name));
            let named: Vec<&str> = named.map(|known| known.name.as_str()).collect();
            if named.contains(&department.as_str()) {
                continue;
            }
            let heirs = snapshot.registry.heirs();
            let former = named.iter().find(|name| heirs.own_name(name) == heirs.own_name(department));
            if let Some(former) = former {
                *found.entry((department.clone(), (*former).to_owned())).or_default() += 1;
            }
        }
    }
    found.into_iter().map(|((to, from), count)| (to, from, count)).collect()
}

/// The names of those who report about a task.
fn reporters<'a>(entry: Entry<'a>, with_support: bool) -> Vec<&'a str> {
    let all = || entry.task.departments.iter().map(String::as_str).collect::<Vec<_>>();
    match entry.lead() {
        Some((lead, _)) if !with_support => lead.iter().map(String::as_str).collect(),
        Some((lead, _)) => {
            let mut names: Vec<&str> = lead.iter().map(String::as_str).collect();
            names.extend(all().into_iter().filter(|name| !lead.iter().any(|known| known == name)));
            names
        }
        None => all(),
    }
}

/// The department of this name, or whoever had taken over from it on this day.
fn current<'a>(name: &str, names: &Names<'a>, on: NaiveDate) -> Option<&'a crate::model::Department> {
    let mut department = names.find(name)?;
    let mut passed = HashSet::new();
    while let Some(next) = department.successor.as_deref().and_then(|next| names.find(next)) {
        let is_to_come = department.until.is_some_and(|until| on < until);
        if is_to_come || !passed.insert(&department.name) {
            break;
        }
        department = next;
    }
    Some(department)
}

/// The registry with a code for each of these departments that has none: its number in the registry, or the next that
/// is free. Gives the names of those who got one.
pub fn with_codes(registry: &Registry, asked: &[Asked]) -> (Registry, Vec<String>) {
    let mut coded = registry.clone();
    let mut taken: HashSet<String> =
        registry.departments.iter().filter_map(|department| department.code.clone()).collect();
    let mut new = Vec::new();
    for (place, department) in (1..).zip(&mut coded.departments) {
        let is_asked = asked.iter().any(|asked| asked.department == department.name);
        if department.code.is_some() || !is_asked {
            continue;
        }
        let free = (place..).map(|number: usize| format!("d{number:02}")).find(|code| !taken.contains(code));
        taken.extend(free.clone());
        department.code = free;
        new.push(department.name.clone());
    }
    (coded, new)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Department, LeadRule, Plan, Status, Task};

    fn snapshot() -> Snapshot {
        let department = |name: &str, successor: Option<&str>| Department {
            successor: successor.map(str::to_owned),
            ..Department::named(name)
        };
        let mut departments =
            vec![department("甲", None), department("乙", Some("丙")), department("丙", None)];
        departments.push(Department { group: true, ..Department::named("各校") });
        let task = |id: u32, names: &[&str], status: Status| Task {
            id: TaskId(id),
            departments: names.iter().map(|&name| name.to_owned()).collect(),
            status,
            ..Task::default()
        };
        let tasks = vec![
            task(1, &["甲", "乙"], Status::InProgress),
            task(2, &["乙", "各校"], Status::NotStarted),
            task(3, &["甲"], Status::Done),
        ];
        let plan = Plan { slug: "p".into(), lead_rule: LeadRule::FirstListed, tasks, ..Plan::default() };
        Snapshot { registry: Registry { departments }, plans: vec![plan], ..Snapshot::default() }
    }

    fn day() -> NaiveDate {
        crate::model::parse_date("2025-09-10").unwrap()
    }

    fn words(asked: &[Asked]) -> Vec<(String, Vec<u32>)> {
        asked
            .iter()
            .map(|asked| (asked.department.clone(), asked.tasks.iter().map(|id| id.0).collect()))
            .collect()
    }

    #[test]
    fn leads_are_asked_for_open_tasks_and_who_took_over_in_their_place() {
        let mut snapshot = snapshot();
        let found = asked(&snapshot, false, day()).unwrap();
        assert_eq!(words(&found), [("甲".into(), vec![1]), ("丙".into(), vec![2])]);
        let found = asked(&snapshot, true, day()).unwrap();
        assert_eq!(words(&found), [("甲".into(), vec![1]), ("丙".into(), vec![1, 2])]);
        snapshot.plans[0].lead_rule = LeadRule::None;
        let found = asked(&snapshot, false, day()).unwrap();
        assert_eq!(words(&found), [("甲".into(), vec![1]), ("丙".into(), vec![1, 2])]);
        snapshot.registry.departments[1].until = crate::model::parse_date("2025-10-01");
        let found = asked(&snapshot, false, day()).unwrap();
        assert_eq!(words(&found), [("甲".into(), vec![1]), ("乙".into(), vec![1, 2])]);
        snapshot.plans[0].tasks[0].departments.push("丁".into());
        assert_eq!(asked(&snapshot, false, day()).unwrap_err().code(), "unknown-department");
    }

    #[test]
    fn who_has_no_code_gets_that_of_their_place() {
        let mut snapshot = snapshot();
        snapshot.registry.departments[0].code = Some("d03".into());
        let found = asked(&snapshot, false, day()).unwrap();
        let (registry, new) = with_codes(&snapshot.registry, &found);
        let codes: Vec<_> = registry.departments.iter().map(|one| one.code.as_deref()).collect();
        assert_eq!((codes, new), (vec![Some("d03"), None, Some("d04"), None], vec!["丙".to_owned()]));
    }
}
