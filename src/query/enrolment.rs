//! The departments of a document beside those that the registry has.

use std::collections::BTreeMap;

use super::directory::near;
use crate::{
    error::Finding,
    model::{Department, Registry, Task},
};

/// Departments that the tasks of a document name though others have taken over from them: a document that is newer than
/// that may mean either. `ledger` are the tasks as they come to stand, in which a hand-over of before is kept.
pub fn former_departments(document: &[Task], ledger: &[Task], registry: &Registry) -> Vec<Finding> {
    let names = registry.names();
    let still = counts(ledger);
    let finding = |(name, count): (&str, usize)| {
        let known = names.find(name)?;
        let successor = known.successor.as_deref()?;
        let (zh_day, en_day) = match known.until {
            Some(until) => (format!("已于 {until} "), format!(" on {until}")),
            None => ("已".to_owned(), String::new()),
        };
        let zh = format!("{name}{zh_day}移交{successor}，文件里仍有 {count} 项写的是{name}");
        let en = format!(
            "{name} handed over to {successor}{en_day}, and {count} tasks of the document name it all the same"
        );
        // A task that the document no longer has may name it, too.
        let left = still.get(name).copied().unwrap_or_default().min(count);
        if left == 0 {
            let message = text!(
                "{zh}；台账里已经移交，保持不变，不用再改",
                "{en}; in the ledger they are handed over, which stays"
            );
            return Some(Finding::new("former-department", message));
        }
        let kept = count - left;
        let (zh_kept, en_kept) = match kept {
            0 => (String::new(), String::new()),
            _ => (
                format!("，其中 {kept} 项台账里已经移交，保持不变"),
                format!(", {kept} of which are handed over in the ledger and stay so"),
            ),
        };
        let message = text!(
            "{zh}{zh_kept}；报送、统计按{successor}算",
            "{en}{en_kept}; {successor} is asked and counted"
        );
        Some(Finding::new("former-department", message).fix(text!(
            "应由{successor}承担的，导入后用 `pjt update 编号 --replace-dept {name}={successor} --reason 原因` 改；确由{name}承担的，请先问清",
            "where {successor} has them now: `pjt update N --replace-dept {name}={successor} --reason WHY` after the import; otherwise ask first"
        )))
    };
    counts(document).into_iter().filter_map(finding).collect()
}

/// How many tasks name each department.
fn counts(tasks: &[Task]) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for name in tasks.iter().flat_map(|task| &task.departments) {
        *counts.entry(name.as_str()).or_default() += 1;
    }
    counts
}

/// New names that look like a department that is known: reported, never merged.
pub fn near_names(departments: &[Department], registry: &Registry) -> Vec<Finding> {
    const MOST: usize = 12;
    let pairs = near(departments, registry).into_iter();
    let findings = pairs.take(MOST).map(|(one, other)| {
        Finding::new(
            "near-name",
            text!("`{one}` 与 `{other}` 可能是同一部门，没有合并", "`{one}` and `{other}` may be one department; they were not merged"),
        )
        .fix(text!(
            "如是：导入之后用 `pjt dept merge 名称 保留的名称` 合并；两个名称都能查到它的任务",
            "if so, `pjt dept merge NAME INTO` after the import makes them one: both names find its tasks then"
        ))
    });
    findings.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_name_beside_a_known_one_is_for_a_person_to_decide() {
        let registry = Registry { departments: vec![Department::named("市教育委员会")] };
        let new = ["市教委", "市财政局"].map(Department::named);
        let findings = near_names(&new, &registry);
        let [finding] = findings.as_slice() else { panic!("{findings:?}") };
        assert_eq!(finding.code, "near-name");
        let words = finding.message.in_lang(crate::text::Lang::Zh);
        assert!(words.contains("市教委") && words.contains("市教育委员会"), "{words}");
    }
}
