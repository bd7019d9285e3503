//! Which thing lives in which file. Paths are relative to the store and made from numbers and
//! checked slugs only, so that no text can lead out of it.

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
};

use crate::{
    model::{PeriodId, TaskId},
    text::disk_name,
};

/// Marks a directory as a store; format version and default plan.
pub const CONFIG: &str = "pjt.yaml";
/// The registry of departments.
pub const REGISTRY: &str = "departments.yaml";
/// The office whose store it is.
pub const OFFICE: &str = "office.yaml";
/// The rules of lights.
pub const RULES: &str = "rules.yaml";
/// The files of a store that stand in its own directory.
pub const OF_STORE: [&str; 4] = [CONFIG, REGISTRY, OFFICE, RULES];
/// The plan's own facts, in its directory.
pub const PLAN: &str = "plan.yaml";
/// The directory of task files, in the plan's directory.
pub const TASKS: &str = "tasks";
/// The directory of reporting periods, beside the plans.
pub const PERIODS: &str = "periods";
/// The directory of an office's own papers, beside the plans.
pub const TEMPLATES: &str = "templates";
/// What stands for every plan where one is chosen: no plan is called so.
pub const ALL_PLANS: &str = "all";
/// The directory of returns, in the plan's directory.
pub const RETURNS: &str = "returns";
/// Beginning of the names of pjt's own temporary files and directories.
pub const TEMPORARY: &str = ".pjt-tmp-";
/// The directory where the files of an operation wait to be put in place.
pub const OPERATION: &str = ".pjt-operation";
/// Beginning of the name that an operation gets which nobody understands.
pub const ASIDE: &str = ".pjt-aside-";
/// Beginning of every name in a store that pjt makes for itself.
const OF_PJT: &str = ".pjt-";
/// The attributes by which git merges and shows the files of the store.
pub const ATTRIBUTES: &str = ".gitattributes";
/// The last number that a task can have: names of files hold no more than six digits.
pub const LAST_NUMBER: TaskId = TaskId(999_999);
/// The store format that this program reads and writes.
pub const FORMAT: u32 = 1;

/// What a file of a store holds.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    /// `pjt.yaml`
    Config,
    /// The registry of departments.
    Registry,
    /// The rules of lights.
    Rules,
    /// The office whose store it is.
    Office,
    /// A plan's own facts.
    Plan,
    /// One task.
    Task,
    /// A reporting period.
    Period,
    /// What one department answered in a period.
    Return,
}

impl Kind {
    /// What the file at `path` holds by its last names, wherever its store lies; none for other files.
    pub fn of(path: &Path) -> Option<Self> {
        let mut names = path.iter().rev().map(|name| name.to_str().unwrap_or_default());
        match (names.next()?, names.next()) {
            (CONFIG, _) => Some(Self::Config),
            (REGISTRY, _) => Some(Self::Registry),
            (RULES, _) => Some(Self::Rules),
            (OFFICE, _) => Some(Self::Office),
            (PLAN, Some(slug)) if is_slug(slug) => Some(Self::Plan),
            (name, Some(TASKS)) if task_id(name).is_some() => Some(Self::Task),
            (name, Some(PERIODS)) if period_id(name).is_some() => Some(Self::Period),
            (name, Some(period))
                if names.next() == Some(RETURNS)
                    && period.parse::<PeriodId>().is_ok()
                    && code(name).is_some() =>
            {
                Some(Self::Return)
            }
            _ => None,
        }
    }
}

/// The file of a reporting period.
pub fn period_file(period: PeriodId) -> PathBuf {
    [PERIODS, &format!("{period}.yaml")].iter().collect()
}

/// The period in the name of a file; none for any other name.
fn period_id(file_name: &str) -> Option<PeriodId> {
    file_name.strip_suffix(".yaml")?.parse().ok()
}

/// The period of a path relative to the store, where it is a period's file.
pub fn period_of(path: &Path) -> Option<PeriodId> {
    let [folder, name] = names_of(path)?;
    period_id(name).filter(|_| folder == PERIODS)
}

/// The file of what the department with this code answered in a period.
pub fn return_file(slug: &str, period: PeriodId, code: &str) -> PathBuf {
    [slug, RETURNS, &period.to_string(), &format!("{code}.yaml")].iter().collect()
}

/// Plan, period and the department's code of a path relative to the store, where it is a return's file.
pub fn return_of(path: &Path) -> Option<(&str, PeriodId, &str)> {
    let [slug, folder, period, name] = names_of(path)?;
    (folder == RETURNS && is_slug(slug)).then_some(())?;
    Some((slug, period.parse().ok()?, code(name)?))
}

/// The department's code in the name of a file.
fn code(file_name: &str) -> Option<&str> {
    file_name.strip_suffix(".yaml").filter(|code| is_slug(code))
}

/// The names that a path consists of, where there are as many.
fn names_of<const N: usize>(path: &Path) -> Option<[&str; N]> {
    let names: Vec<&str> = path.iter().map(|name| name.to_str()).collect::<Option<_>>()?;
    names.try_into().ok()
}

/// The file of a plan's own facts.
pub fn plan_file(slug: &str) -> PathBuf {
    [slug, PLAN].iter().collect()
}

/// The file of a task: the number padded to three digits, so that names sort as numbers do.
pub fn task_file(slug: &str, id: TaskId) -> PathBuf {
    [slug, TASKS, &format!("{:03}.yaml", id.0)].iter().collect()
}

/// The number in the name of a task file; none for any other name.
pub fn task_id(file_name: &str) -> Option<TaskId> {
    let digits = file_name.strip_suffix(".yaml")?;
    let is_padded = digits.len() == 3 || (4..=6).contains(&digits.len()) && !digits.starts_with('0');
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|_| is_padded && is_number).map(TaskId)
}

/// Whether a file of this name among a plan's tasks is taken for one of them, be its name right or not.
pub fn is_meant_as_task(file_name: &OsStr) -> bool {
    let name = file_name.as_encoded_bytes().to_ascii_lowercase();
    !name.starts_with(b".") && (name.ends_with(b".yaml") || name.ends_with(b".yml"))
}

/// Plan and task of a path relative to the store, where it is a task file.
pub fn task_of(path: &Path) -> Option<(&str, TaskId)> {
    let mut parts = path.iter().map(|part| part.to_str());
    let slug = parts.next()??;
    (parts.next()?? == TASKS).then_some(())?;
    let id = task_id(parts.next()??)?;
    (parts.next().is_none() && is_slug(slug)).then_some((slug, id))
}

/// Plan and task of a path from anywhere, where it ends as that of a task file does.
pub fn task_at_end_of(path: &Path) -> Option<(&str, TaskId)> {
    let above = path.ancestors().nth(3)?;
    task_of(path.strip_prefix(above).ok()?)
}

/// Plan and numbers of a path from anywhere that ends as that of a file among a plan's tasks does, be its name right or not:
/// every number that stands in the name.
pub fn meant_task_at_end_of(path: &Path) -> Option<(&str, Vec<TaskId>)> {
    let [slug, folder, name] = names_of(path.strip_prefix(path.ancestors().nth(3)?).ok()?)?;
    let is_meant = folder == TASKS && is_slug(slug) && is_meant_as_task(OsStr::new(name));
    let numbers =
        name.split(|letter: char| !letter.is_ascii_digit()).filter_map(|digits| digits.parse().ok());
    is_meant.then(|| (slug, numbers.map(TaskId).collect()))
}

/// The path relative to the store of one from anywhere that ends as that of a return's file does.
pub fn return_at_end_of(path: &Path) -> Option<&Path> {
    let own = path.strip_prefix(path.ancestors().nth(4)?).ok()?;
    return_of(own).is_some().then_some(own)
}

/// Whether a path relative to the store is one of its own files.
pub fn is_own(path: &Path) -> bool {
    let plan_of = |path: &Path| {
        let mut parts = path.iter().map(|part| part.to_str());
        let slug = parts.next().flatten().unwrap_or_default();
        is_slug(slug) && path == plan_file(slug)
    };
    OF_STORE.iter().any(|name| path == Path::new(name))
        || task_of(path).is_some()
        || plan_of(path)
        || period_of(path).is_some()
        || return_of(path).is_some()
}

/// Whether a path relative to the store is that of one of its own files, or of a folder that holds some or could.
pub fn is_place(path: &Path) -> bool {
    let names: Vec<&str> = path.iter().map(|name| name.to_str().unwrap_or_default()).collect();
    match names.as_slice() {
        [name] => OF_STORE.contains(name) || [PERIODS, TEMPLATES].contains(name) || is_slug(name),
        [PERIODS | TEMPLATES, ..] => true,
        [slug, name] if is_slug(slug) => [PLAN, TASKS, RETURNS].contains(name),
        [slug, TASKS | RETURNS, ..] => is_slug(slug),
        _ => false,
    }
}

/// Whether a word can name a plan: lower-case ASCII letters, digits and single hyphens inside, at
/// most 64 of them. Such a name is safe on every disk.
pub fn is_slug(word: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=64).contains(&word.len())
        && word.bytes().all(fits)
        && !word.starts_with('-')
        && !word.ends_with('-')
        && !RESERVED.contains(&word)
}

/// Names that Windows keeps for devices, those of the directories beside the plans, and the word for every plan.
const RESERVED: [&str; 9] = ["con", "prn", "aux", "nul", "com1", "lpt1", PERIODS, TEMPLATES, ALL_PLANS];

/// Whether a name in a store is one that pjt makes for itself. Some disks take letters of either case for the same.
pub fn is_of_pjt(name: &OsStr) -> bool {
    name.as_encoded_bytes().to_ascii_lowercase().starts_with(OF_PJT.as_bytes())
}

/// Whether a path relative to the store leads to an operation, or into one, on some disk.
pub fn is_of_operation(path: &Path) -> bool {
    let is_it = |first: &OsStr| {
        let first = first.to_string_lossy();
        // Nearly every name says at once that it is none.
        let may_be = first.starts_with('.');
        (may_be || !first.is_ascii() || first.contains('~'))
            && (disk_name::folded(&first) == OPERATION || disk_name::is_short_for(&first, OPERATION))
    };
    path.iter().next().is_some_and(is_it)
}

/// Whether a folder of this name is hidden.
pub fn is_hidden(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

/// Whether a folder of this name is git's or pjt's own: nobody looks for a plan in it. Any other that holds
/// tasks is looked at, hidden or not.
pub fn holds_no_plan(name: &OsStr) -> bool {
    name == ".git" || is_of_pjt(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn task_files_carry_the_padded_number_and_nothing_else_does() {
        assert_eq!(task_file("a-plan", TaskId(14)), Path::new("a-plan/tasks/014.yaml"));
        assert_eq!(task_id("014.yaml"), Some(TaskId(14)));
        assert_eq!(task_id("1014.yaml"), Some(TaskId(1014)));
        for unusual in [
            "14.yaml",
            "0014.yaml",
            "014.yml",
            "+14.yaml",
            "014.yaml~",
            "..yaml",
            "1234567.yaml",
            "０14.yaml",
        ] {
            assert_eq!(task_id(unusual), None, "{unusual}");
        }
    }

    #[test]
    fn only_plain_words_name_a_plan() {
        for good in ["chanjiao-2021-2025", "a", "14"] {
            assert!(is_slug(good), "{good}");
        }
        for bad in
            ["", "..", "a/b", "A", "计划", "-x", "x-", "con", "periods", "templates", "all", "a b", "a.b"]
        {
            assert!(!is_slug(bad), "{bad}");
        }
    }

    #[test]
    fn a_link_must_not_stand_where_a_store_has_something() {
        for own in [
            "p",
            "p/tasks",
            "p/returns",
            "p/returns/2025-q3",
            "p/tasks/014.yaml",
            "periods",
            "pjt.yaml",
            "templates/slip.docx",
        ] {
            assert!(is_place(Path::new(own)), "{own}");
        }
        for other in ["附件", "p/附件", "p/附件/tasks", "README.md"] {
            assert!(!is_place(Path::new(other)), "{other}");
        }
    }

    #[test]
    fn a_path_leads_back_to_its_task() {
        assert_eq!(task_of(Path::new("p/tasks/014.yaml")), Some(("p", TaskId(14))));
        assert_eq!(task_of(Path::new("p/tasks/sub/014.yaml")), None);
        assert_eq!(task_of(Path::new("../tasks/014.yaml")), None);
        for (path, numbers) in [
            ("/x/data/p/tasks/14.yaml", Some(vec![14])),
            ("p/tasks/014 (2).YML", Some(vec![14, 2])),
            ("p/tasks/副本.yaml", Some(vec![])),
            ("p/tasks", None),
            ("p/returns/014.yaml", None),
        ] {
            let numbers = numbers.map(|numbers| ("p", numbers.into_iter().map(TaskId).collect()));
            assert_eq!(meant_task_at_end_of(Path::new(path)), numbers, "{path}");
        }
        assert_eq!(Kind::of(Path::new("data/p/tasks/014.yaml")), Some(Kind::Task));
        assert_eq!(Kind::of(Path::new("p/plan.yaml")), Some(Kind::Plan));
        assert_eq!(Kind::of(Path::new("plan.yaml")), None);
        let period = "2025-q3".parse().unwrap();
        assert_eq!(period_of(&period_file(period)), Some(period));
        assert_eq!(return_of(&return_file("p", period, "jiaowei")), Some(("p", period, "jiaowei")));
        for (path, kind) in [
            ("data/periods/2025-q3.yaml", Some(Kind::Period)),
            ("data/office.yaml", Some(Kind::Office)),
            ("data/p/returns/2025-q3/jiaowei.yaml", Some(Kind::Return)),
            ("data/periods/2025-q5.yaml", None),
            ("data/p/returns/2025/a.b.yaml", None),
            ("data/p/returns/x/jiaowei.yaml", None),
        ] {
            assert_eq!(Kind::of(Path::new(path)), kind, "{path}");
            assert_eq!(is_own(Path::new(path).strip_prefix("data").unwrap()), kind.is_some(), "{path}");
        }
    }
}
