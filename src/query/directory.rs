//! The departments of a snapshot with their tasks, and the pairs of names that may mean one.

use std::collections::HashMap;

use crate::{
    error::Finding,
    model::{Department, Registry, Snapshot},
    text::fold::{abbreviates, fold},
};

/// The departments with their counts.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    /// Those of the registry in its order, then those that only tasks name.
    pub lines: Vec<DirectoryLine>,
    /// Pairs of names that look like one department; a person decides.
    pub doubtful: Vec<(String, String)>,
    /// What could not be read, and is not counted.
    pub unreadable: Vec<Finding>,
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
    /// Of these, those that it leads; none where a lead is known of none of them.
    pub lead: Option<usize>,
}

impl Directory {
    /// The departments of `snapshot`.
    pub fn of(snapshot: &Snapshot) -> Self {
        let mut directory = Self { unreadable: snapshot.unreadable.clone(), ..Self::default() };
        for department in &snapshot.registry.departments {
            directory.lines.push(DirectoryLine {
                department: department.clone(),
                registered: true,
                tasks: 0,
                lead: None,
            });
        }
        let names = snapshot.registry.heirs();
        let lines = directory.lines.iter().enumerate().rev();
        let mut places: HashMap<String, usize> =
            lines.map(|(place, line)| (line.department.name.clone(), place)).collect();
        for entry in snapshot.entries() {
            let mut counted: Vec<&str> = Vec::new();
            for name in &entry.task.departments {
                let known = names.own_name(name);
                let is_new = !counted.contains(&known);
                counted.push(known);
                let place = places.get(known).copied().unwrap_or_else(|| {
                    let department = Department::named(known);
                    directory.lines.push(DirectoryLine {
                        department,
                        registered: false,
                        tasks: 0,
                        lead: None,
                    });
                    places.insert(known.to_owned(), directory.lines.len() - 1);
                    directory.lines.len() - 1
                });
                if let Some(line) = directory.lines.get_mut(place) {
                    line.tasks += usize::from(is_new);
                    if entry.lead().is_some() {
                        *line.lead.get_or_insert_default() += usize::from(entry.is_led_by(name));
                    }
                }
            }
        }
        // Of no task at all nothing is unknown.
        for line in directory.lines.iter_mut().filter(|line| line.tasks == 0) {
            line.lead = Some(0);
        }
        let names: Vec<&Department> = directory.lines.iter().map(|line| &line.department).collect();
        directory.doubtful = pairs(&names, 0);
        directory
    }
}

/// Names of `new` that may mean a department of the registry, or one another: for a person to decide.
pub fn near(new: &[Department], registry: &Registry) -> Vec<(String, String)> {
    let known = registry.departments.iter();
    let of_registry = registry.names();
    let unknown = new.iter().filter(|department| of_registry.find(&department.name).is_none());
    let names: Vec<&Department> = known.chain(unknown).collect();
    pairs(&names, registry.departments.len())
}

/// The pairs among `names` that may be one; the first `known` ones are not compared among themselves.
fn pairs(names: &[&Department], known: usize) -> Vec<(String, String)> {
    /// Beyond so many names it is a list of something else.
    const MOST: usize = 2_000;
    let keys: Vec<String> = names.iter().map(|department| key(&department.name)).collect();
    let all = || names.iter().zip(&keys).take(MOST).enumerate();
    let mut pairs = Vec::new();
    for (index, (one, key)) in all().skip(known.min(MOST)) {
        let before = all().take(index).filter(|(_, (other, other_key))| are_near(one, key, other, other_key));
        pairs.extend(before.map(|(_, (other, _))| (other.name.clone(), one.name.clone())));
    }
    pairs
}

/// A name as it is compared.
fn key(name: &str) -> String {
    fold(name).replace("委员会", "委")
}

/// Whether two names look like one department: one abbreviates the other and both end alike, at the
/// same level (市, 省, 区), or it only leaves out the name of the place. 市教委 and 区教委 are two.
fn are_near(one: &Department, one_key: &str, other: &Department, other_key: &str) -> bool {
    if has_another_name_beside(one_key, other_key) || has_another_name_beside(other_key, one_key) {
        return !one.group && !other.group;
    }
    if one_key.chars().next_back() != other_key.chars().next_back() {
        return false;
    }
    let linked = one.successor.as_ref() == Some(&other.name) || other.successor.as_ref() == Some(&one.name);
    if linked || one.group || other.group {
        return false;
    }
    let (short, long) =
        if one_key.len() <= other_key.len() { (one_key, other_key) } else { (other_key, one_key) };
    let digits = |key: &str| key.chars().filter(char::is_ascii_digit).collect::<String>();
    let alike = |long: &str| short.chars().next() == long.chars().next() && abbreviates(short, long);
    short.chars().count() > 2
        && (alike(long) || without_place(long, short).is_some_and(alike))
        && digits(short) == digits(long)
}

/// Whether a name is the other one with a second in brackets: 商务厅（口岸办）.
fn has_another_name_beside(long: &str, short: &str) -> bool {
    long.strip_prefix(short).is_some_and(|rest| rest.starts_with('(') && rest.ends_with(')'))
}

/// 上海市教委 without its place is 市教委, 国家发展改革委 is 发展改革委.
fn without_place<'a>(long: &'a str, short: &str) -> Option<&'a str> {
    const LONGEST_PLACE: usize = 4;
    const LEVELS: [char; 4] = ['省', '市', '区', '县'];
    let level = short.chars().next().filter(|level| LEVELS.contains(level));
    match level {
        Some(level) => long
            .char_indices()
            .skip(1)
            .take(LONGEST_PLACE)
            .find(|(_, sign)| *sign == level)
            .and_then(|(at, _)| long.get(at..)),
        None => long.strip_prefix("国家"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_abbreviation_at_the_same_level_is_doubtful_and_nothing_else() {
        let one = |a: &str, b: &str| !pairs(&[&Department::named(a), &Department::named(b)], 0).is_empty();
        assert!(one("市经信委", "市经济信息化委"));
        assert!(one("市人社局", "市人力资源社会保障局"));
        assert!(one("上海市教育委员会", "市教委") && one("市教委", "上海市教委"));
        assert!(one("国家发展改革委", "发展改革委") && !one("市教委", "教委"));
        assert!(one("自治区商务厅", "自治区商务厅（自治区口岸办）") && one("商务厅（口岸办）", "商务厅"));
        assert!(!one("市教委", "区教委"));
        assert!(!one("市科委", "市教委"));
        assert!(!one("市财政局", "市教委"));
    }
}
