//! Files that look like a store's own and lie where nobody reads them: in another folder, or under another name. What is
//! written there would be lost without a word.

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
};

use super::layout::{
    ATTRIBUTES, Kind, PERIODS, PLAN, RETURNS, TASKS, TEMPLATES, is_meant_as_task, is_own, is_slug, task_id,
};
use crate::{model::PeriodId, text::disk_name};

/// Why a file that looks like one of a store's own is not read.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Astray {
    /// It is of a plan that lies elsewhere.
    Plan,
    /// It is another one of a store, in the wrong place.
    File,
    /// It lies in the right place, and it or its folder is called otherwise: in other letters or a form of them that some disk
    /// takes for the same, with another ending, as a copy.
    Name,
}

/// The folder to which a file belongs that looks like one of a store's own and lies where none is read, and why; none for
/// every other file. The name of the folder that is a plan is not judged here.
pub fn misplaced(path: &Path) -> Option<(&Path, Astray)> {
    if is_own_of_some_plan(path) {
        return None;
    }
    let found = elsewhere(path);
    if found.is_some() {
        return found;
    }
    let folded = PathBuf::from(disk_name::folded(&path.to_string_lossy()));
    let folded =
        if folded.extension() == Some("yml".as_ref()) { folded.with_extension("yaml") } else { folded };
    let named_otherwise = path.parent().map(|home| (home, Astray::Name));
    if is_record_without_plan(&folded) {
        return path.parent().map(|home| (home, Astray::File));
    }
    if is_own_of_some_plan(&folded) || is_taken_for_own(path, &folded) {
        return named_otherwise;
    }
    if is_record_elsewhere(&folded) {
        return path.parent().map(|home| (home, Astray::File));
    }
    match elsewhere(&folded) {
        Some((home, astray)) => {
            let above = folded.iter().count() - home.iter().count();
            Some((path.ancestors().nth(above).or(path.parent())?, astray))
        }
        None => named_otherwise.filter(|_| is_copy_of_task(path, &folded)),
    }
}

/// Whether a path is that of an own file of a store, whatever the folder of a plan is called.
fn is_own_of_some_plan(path: &Path) -> bool {
    let mut names = path.iter();
    let first = names.next();
    let rest = names.as_path();
    is_own(path)
        || first.is_some_and(|first| first != PERIODS)
            && rest != Path::new("")
            && is_own(&Path::new("x").join(rest))
}

/// Whether some disk takes a name for that of git's attributes.
pub fn is_like_attributes(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    disk_name::folded(&name) == ATTRIBUTES || disk_name::is_short_for(&name, ATTRIBUTES)
}

/// Whether git or a disk takes a file for something else of the store than a record: its attributes, a paper's template, a
/// record by the short name of Windows; `folded` is its path as such a disk sees it.
fn is_taken_for_own(path: &Path, folded: &Path) -> bool {
    let (Some(first), Some(last)) = (path.iter().next(), path.file_name()) else { return false };
    let Some(first_folded) = folded.iter().next() else { return false };
    let (first_text, last_text) = (first.to_string_lossy(), last.to_string_lossy());
    let is_attributes = last != ATTRIBUTES && is_like_attributes(last);
    let is_template = path.iter().count() > 1
        && first != TEMPLATES
        && (first_folded == TEMPLATES || disk_name::is_short_for(&first_text, TEMPLATES));
    is_attributes || is_template || disk_name::is_short_yaml(&last_text)
}

/// Whether a file in the store's own folder or a plan's is called as tasks are and is none of them; `folded` is its path
/// in small letters.
fn is_copy_of_task(path: &Path, folded: &Path) -> bool {
    let names: Vec<&str> = folded.iter().filter_map(|name| name.to_str()).collect();
    match names.as_slice() {
        [slug, TASKS, name] => {
            // What lies among the tasks themselves is one of them or a stray file.
            let are_tasks = path.iter().nth(1) == Some(TASKS.as_ref());
            is_slug(slug) && !are_tasks && is_meant_as_task(OsStr::new(name))
        }
        [name] => task_id(name).is_some(),
        [slug, .., name] => is_slug(slug) && task_id(name).is_some(),
        _ => false,
    }
}

/// Whether a file lies in a folder for the records of a plan, and in no plan's; `folded` is its path in small letters.
fn is_record_without_plan(folded: &Path) -> bool {
    let first = folded.iter().next();
    let is_of_records = [TASKS, RETURNS].iter().any(|folder| first == Some(OsStr::new(folder)));
    // A plan may be called so; then its records lie deeper, and its own file beside them.
    is_of_records && folded.iter().count() == 2 && folded.file_name().is_some_and(is_meant_as_task)
}

/// Whether a file is called as the one of a period, or lies among returns, and not where these are read; `folded` is its path
/// in small letters.
fn is_record_elsewhere(folded: &Path) -> bool {
    let names: Vec<&str> = folded.iter().filter_map(|name| name.to_str()).collect();
    let is_period = |name: &str| name.parse::<PeriodId>().is_ok();
    let is_yaml = |name: &str| name.strip_suffix(".yaml").is_some_and(|stem| is_slug(stem) && stem != "plan");
    let of_period = |name: &str| name.strip_suffix(".yaml").is_some_and(is_period);
    match names.as_slice() {
        [name] => of_period(name),
        [folder, .., name] if folder.starts_with("period") && of_period(name) => true,
        [slug, RETURNS, .., name] => is_slug(slug) && is_yaml(name),
        [slug, folder, .., name] => is_slug(slug) && is_period(folder) && is_yaml(name),
        _ => false,
    }
}

/// The folder to which a file belongs that is named like one of a store's own and lies elsewhere.
fn elsewhere(path: &Path) -> Option<(&Path, Astray)> {
    let name = path.file_name()?;
    let kind = if name == PLAN { Kind::Plan } else { Kind::of(path)? };
    // Folders that are no plan's may have files of these names for other programs.
    if matches!(kind, Kind::Rules | Kind::Office) && path.iter().count() > 2 {
        return None;
    }
    let above = match kind {
        Kind::Task => 2,
        Kind::Return => 3,
        Kind::Config | Kind::Registry | Kind::Rules | Kind::Office | Kind::Plan | Kind::Period => 1,
    };
    let is_plans = matches!(kind, Kind::Plan | Kind::Task | Kind::Return);
    Some((path.ancestors().nth(above)?, if is_plans { Astray::Plan } else { Astray::File }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_a_store_are_known_where_nobody_reads_them() {
        let plan = |home| Some((Path::new(home), Astray::Plan));
        let other = |home| Some((Path::new(home), Astray::File));
        let name = |home| Some((Path::new(home), Astray::Name));
        for (path, home) in [
            ("p/q/plan.yaml", plan("p/q")),
            ("p/q/tasks/014.yaml", plan("p/q")),
            ("旧/计划/plan.yaml", plan("旧/计划")),
            ("old/p/returns/2025-q3/d01.yaml", plan("old/p")),
            ("periods/q/plan.yaml", plan("periods/q")),
            ("tasks/014.yaml", plan("")),
            ("plan.yaml", plan("")),
            ("data/pjt.yaml", other("data")),
            ("p/departments.yaml", other("p")),
            ("p/rules.yaml", other("p")),
            ("p/附件/rules.yaml", None),
            ("p/periods/2025-q3.yaml", other("p/periods")),
            ("p/Tasks/014.yaml", name("p/Tasks")),
            ("p/TASKS/14.yml", name("p/TASKS")),
            ("p/tasks-old/014.yaml", name("p/tasks-old")),
            ("p/014.yml", name("p")),
            ("014.yaml", name("")),
            ("returns/foo.yaml", other("returns")),
            ("p/returns/d02.yaml", other("p/returns")),
            ("p/returns/2026-q4/x/d02.yaml", other("p/returns/2026-q4/x")),
            ("p/2026-q4/d02.yaml", other("p/2026-q4")),
            ("2026-q4.yaml", other("")),
            ("period/2026-q4.yaml", other("period")),
            ("periods/x/2026-q4.yaml", other("periods/x")),
            ("returns/plan.yaml", None),
            ("p/Plan.yaml", name("p")),
            ("p/plan.yml", name("p")),
            ("Departments.yaml", name("")),
            ("pjt.yml", name("")),
            ("Periods/2025-Q3.yaml", name("Periods")),
            ("p/Returns/2025-q3/D01.yaml", name("p/Returns/2025-q3")),
            ("old/p/Tasks/014.yaml", plan("old/p")),
            ("pjt.yaml.", name("")),
            ("departments.yaml ", name("")),
            ("p/plan.yaml::$DATA", name("p")),
            ("p/pl\u{200c}an.yaml", name("p")),
            ("p/PLAN~1.YAM", name("p")),
            ("periods./2025-q3.yaml", name("periods.")),
            ("p/return\u{17f}/2025-q3/d01.yaml", name("p/return\u{17f}/2025-q3")),
            (".GITATTRIBUTES", name("")),
            ("p/.gitattributes.", name("p")),
            ("p/GITATT~1", name("p")),
            ("Templates/slip.docx", name("Templates")),
            ("TEMPLA~1/slip.docx", name("TEMPLA~1")),
            ("p\\plan.yaml", name("")),
            ("p/tasks/014.yaml", None),
            ("p/tasks/14.yaml", None),
            (".gitattributes", None),
            ("templates/Slip.docx", None),
            ("p/附件/图片~1.jpg", None),
            ("p/tasks/sub/说明.yaml", None),
            ("templates/014.yaml", None),
            ("Bad Name/tasks/014.yaml", None),
            ("计划/plan.yaml", None),
            ("p/returns/2025-q3/plan.yaml", None),
            ("periods/2025-q3.yaml", None),
            ("office.yaml", None),
            ("p/附件/说明.yaml", None),
            ("README.md", None),
        ] {
            assert_eq!(misplaced(Path::new(path)), home, "{path}");
        }
    }
}
