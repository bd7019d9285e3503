//! The departments of a snapshot with their tasks, and the pairs of names that may mean one.

use super::text::{abbreviates, fold};
use crate::model::{Department, Snapshot};

/// The departments with their counts.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    /// Those of the registry in its order, then those that only tasks name.
    pub lines: Vec<DirectoryLine>,
    /// Pairs of names that look like one department; a person decides.
    pub doubtful: Vec<(String, String)>,
}

/// One department with its counts.
#[derive(Clone, Debug)]
pub struct DirectoryLine {
    /// The department.
    pub department: Department,
    /// Whether the registry has it.
    pub registered: bool,
    /// Its tasks in any role.
    pub tasks: usize,
    /// Of these, those that it leads.
    pub lead: usize,
}

impl Directory {
    /// The departments of `snapshot`.
    pub fn of(snapshot: &Snapshot) -> Self {
        let mut directory = Self::default();
        for department in &snapshot.registry.departments {
            directory.lines.push(DirectoryLine {
                department: department.clone(),
                registered: true,
                tasks: 0,
                lead: 0,
            });
        }
        for entry in snapshot.entries() {
            for name in &entry.task.departments {
                let known =
                    snapshot.registry.find(name).map_or(name.as_str(), |department| department.name.as_str());
                let index = directory.lines.iter().position(|line| line.department.name == known);
                let index = index.unwrap_or_else(|| {
                    let department = Department::named(known);
                    directory.lines.push(DirectoryLine { department, registered: false, tasks: 0, lead: 0 });
                    directory.lines.len() - 1
                });
                let line = &mut directory.lines[index];
                line.tasks += 1;
                line.lead += usize::from(entry.is_led_by(name));
            }
        }
        let names: Vec<&Department> = directory.lines.iter().map(|line| &line.department).collect();
        for (index, one) in names.iter().enumerate() {
            for other in names.iter().skip(index + 1) {
                if may_be_one(one, other) {
                    directory.doubtful.push((one.name.clone(), other.name.clone()));
                }
            }
        }
        directory
    }
}

/// Whether two names look like one department: one abbreviates the other and both end alike, at the
/// same level (市, 省, 区). 市教委 and 区教委 are two.
pub fn may_be_one(one: &Department, other: &Department) -> bool {
    let linked = one.successor.as_ref() == Some(&other.name) || other.successor.as_ref() == Some(&one.name);
    if linked || one.group || other.group {
        return false;
    }
    let (one, other) = (fold(&one.name).replace("委员会", "委"), fold(&other.name).replace("委员会", "委"));
    let (short, long) =
        if one.chars().count() <= other.chars().count() { (one, other) } else { (other, one) };
    short.chars().next() == long.chars().next()
        && short.chars().next_back() == long.chars().next_back()
        && short.chars().count() > 2
        && abbreviates(&short, &long)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_abbreviation_at_the_same_level_is_doubtful_and_nothing_else() {
        let one = |a: &str, b: &str| may_be_one(&Department::named(a), &Department::named(b));
        assert!(one("市经信委", "市经济信息化委"));
        assert!(one("市人社局", "市人力资源社会保障局"));
        assert!(!one("市教委", "区教委"));
        assert!(!one("市科委", "市教委"));
        assert!(!one("市财政局", "市教委"));
    }
}
