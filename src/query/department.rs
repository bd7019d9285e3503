//! Departments as people type them: the name, an alias, or a part that means only one.

use crate::{
    error::{Error, Result},
    model::{Department, Registry, Snapshot},
    text::fold::{fold, nearest},
};

/// The names that tasks carry for each of the departments that were typed.
///
/// # Errors
/// As [`resolve`], for the first that is wrong.
pub fn resolve_all(typed: &[String], snapshot: &Snapshot) -> Result<Vec<String>> {
    Ok(typed.iter().map(|name| resolve(name, snapshot)).collect::<Result<Vec<_>>>()?.concat())
}

/// The names that tasks carry for the department that was typed: all of its own and of its predecessors
/// and successors, since a task keeps the name that its document prints.
///
/// # Errors
/// When nothing is called so (the error names the near ones) or several departments are.
pub fn resolve(typed: &str, snapshot: &Snapshot) -> Result<Vec<String>> {
    let name =
        find(typed, &snapshot.registry)?.map(str::to_owned).map_or_else(|| in_tasks(typed, snapshot), Ok)?;
    let linked = snapshot.registry.linked(&name);
    let names = snapshot.registry.names();
    let of_registry = |name: &&str| {
        let known = names.find(name).filter(|known| known.name == *name);
        known.map_or_else(|| vec![(*name).to_owned()], |known| known.names().map(str::to_owned).collect())
    };
    Ok(linked.iter().flat_map(of_registry).collect())
}

/// The department of the registry that goes by exactly this name; what changes something guesses no part of one.
///
/// # Errors
/// When nothing is called so (the error names the near ones) or several departments are.
pub fn registered<'a>(typed: &str, registry: &'a Registry) -> Result<&'a Department> {
    let found = registry.all_called(typed);
    let names: Vec<&str> = found.iter().map(|department| department.name.as_str()).collect();
    only_one(typed, &names)?;
    found.first().copied().ok_or_else(|| {
        let error = Error::not_found(text!(
            "名录中没有叫 `{typed}` 的部门",
            "no department of the registry is called `{typed}`"
        ))
        .named("no-such-department");
        let mut near = holding(typed, registry);
        if near.is_empty() {
            let all = registry.departments.iter().flat_map(Department::names);
            near = nearest(typed, all)
                .into_iter()
                .filter_map(|name| Some(registry.find(name)?.name.as_str()))
                .collect();
            let mut seen = std::collections::HashSet::new();
            near.retain(|name| seen.insert(*name));
        }
        if near.is_empty() || near.len() > 8 {
            return error.hint(text!("`pjt dept list` 列出所有部门", "`pjt dept list` lists them all"));
        }
        let list = quoted(&near);
        error.hint(text!("是不是 {list}？", "did you mean {list}?"))
    })
}

/// The department of the registry that is meant by a name, an alias or a part of one, where it is exactly one.
pub fn meant<'a>(typed: &str, registry: &'a Registry) -> Option<&'a str> {
    find(typed, registry).ok().flatten()
}

/// What was typed and means a department of the registry by a part of a name alone, with that department.
pub fn guessed<'t, 'a>(typed: &'t [String], registry: &'a Registry) -> Vec<(&'t str, &'a str)> {
    let in_part = typed.iter().filter(|typed| registry.called(typed).is_none());
    in_part.filter_map(|typed| Some((typed.as_str(), meant(typed, registry)?))).collect()
}

/// The one of these names that means the department that was typed.
pub fn listed<'a>(typed: &str, names: &'a [String], registry: &Registry) -> Option<&'a str> {
    let wanted = fold(typed);
    let own = |name: &str| registered(name, registry).ok().map(|department| department.name.as_str());
    let same = names.iter().find(|name| fold(name) == wanted);
    let meant = own(typed);
    same.or_else(|| names.iter().find(|name| meant.is_some() && own(name) == meant)).map(String::as_str)
}

/// The department of the registry that goes by this name, or by an unambiguous part of it.
///
/// # Errors
/// When several are, or none is (the error names the near ones).
pub fn registered_in_part<'a>(typed: &str, registry: &'a Registry) -> Result<&'a Department> {
    let name = find(typed, registry)?.unwrap_or(typed);
    registered(name, registry)
}

fn find<'a>(typed: &str, registry: &'a Registry) -> Result<Option<&'a str>> {
    let mut found: Vec<&str> =
        registry.all_called(typed).into_iter().map(|department| department.name.as_str()).collect();
    if found.is_empty() {
        found = holding(typed, registry);
    }
    only_one(typed, &found)
}

/// The departments that have what was typed in one of their names.
fn holding<'a>(typed: &str, registry: &'a Registry) -> Vec<&'a str> {
    let wanted = fold(typed);
    let holds = |department: &&Department| department.names().any(|name| fold(name).contains(&wanted));
    let departments = registry.departments.iter().filter(|_| !wanted.is_empty());
    departments.filter(holds).map(|department| department.name.as_str()).collect()
}

/// A name that tasks carry and the registry does not know yet.
fn in_tasks(typed: &str, snapshot: &Snapshot) -> Result<String> {
    let wanted = fold(typed);
    let mut names: Vec<&str> = snapshot
        .entries()
        .flat_map(|entry| entry.task.departments.iter().chain(entry.task.lead.iter().flatten()))
        .map(String::as_str)
        .collect();
    names.sort_unstable();
    names.dedup();
    if let Some(name) = names.iter().find(|name| fold(name) == wanted) {
        return Ok((*name).to_owned());
    }
    let parts: Vec<&str> =
        names.iter().copied().filter(|name| !wanted.is_empty() && fold(name).contains(&wanted)).collect();
    if let Some(name) = only_one(typed, &parts)? {
        return Ok(name.to_owned());
    }
    Err(unknown(typed, &snapshot.registry, &names))
}

/// Nothing is called so; what is meant may be one of the registry or one of these.
fn unknown(typed: &str, registry: &Registry, names: &[&str]) -> Error {
    let known = registry.departments.iter().flat_map(Department::names);
    let near = nearest(typed, known.chain(names.iter().copied()));
    let mut canonical: Vec<&str> = near
        .iter()
        .map(|name| registry.find(name).map_or(*name, |department| department.name.as_str()))
        .collect();
    let mut seen = std::collections::HashSet::new();
    canonical.retain(|name| seen.insert(*name));
    let error = Error::not_found(text!("没有叫 `{typed}` 的部门", "no department is called `{typed}`"))
        .named("no-such-department");
    match canonical.as_slice() {
        [] => error.hint(text!("`pjt dept list` 列出所有部门", "`pjt dept list` lists them all")),
        names => {
            let list = quoted(names);
            error.hint(text!("是不是 {list}？", "did you mean {list}?"))
        }
    }
}

fn only_one<'a>(typed: &str, found: &[&'a str]) -> Result<Option<&'a str>> {
    match found {
        [] => Ok(None),
        [name] => Ok(Some(name)),
        several => {
            let (count, list) = (several.len(), quoted(several));
            Err(Error::conflict(text!(
                "`{typed}` 可以指 {count} 个部门：{list}",
                "`{typed}` may mean {count} departments: {list}"
            ))
            .named("ambiguous-department")
            .hint(text!("请写全称", "write the full name")))
        }
    }
}

fn quoted(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join("、")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ErrorKind, Lang};

    fn snapshot() -> Snapshot {
        let department = |name: &str, aliases: &[&str], successor: Option<&str>| Department {
            aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
            successor: successor.map(str::to_owned),
            ..Department::named(name)
        };
        let departments = vec![
            department("市教委", &["上海市教育委员会"], None),
            department("市经济信息化委", &["市经信委", "经信委"], None),
            department("市税务局", &[], None),
            department("市财政局", &[], None),
            department("市扶贫办", &[], Some("市农业农村局")),
            department("市农业农村局", &[], None),
        ];
        Snapshot { registry: Registry { departments }, ..Snapshot::default() }
    }

    #[test]
    fn a_department_is_found_by_each_of_its_names_and_by_an_unambiguous_part() {
        for (typed, name) in [
            ("市教委", "市教委"),
            ("教委", "市教委"),
            ("上海市教育委员会", "市教委"),
            ("市经信委", "市经济信息化委"),
            ("经信委", "市经济信息化委"),
            ("信息化", "市经济信息化委"),
        ] {
            let names = resolve(typed, &snapshot()).unwrap();
            assert_eq!(names.first().map(String::as_str), Some(name), "{typed}");
        }
        assert_eq!(
            resolve("市经济信息化委", &snapshot()).unwrap(),
            ["市经济信息化委", "市经信委", "经信委"],
            "a task may carry any of its names"
        );
        assert_eq!(resolve("市扶贫办", &snapshot()).unwrap(), ["市扶贫办", "市农业农村局"]);
    }

    #[test]
    fn a_wrong_or_doubtful_name_is_an_error_that_names_the_near_ones() {
        let error = resolve("市教局", &snapshot()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound);
        assert!(error.hints()[0].in_lang(Lang::Zh).contains("`市教委`"));
        let error = resolve("局", &snapshot()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Conflict);
        assert!(error.message().in_lang(Lang::En).contains("`市税务局`、`市财政局`"));
        assert_eq!(resolve("", &snapshot()).unwrap_err().kind(), ErrorKind::NotFound);
    }
}
