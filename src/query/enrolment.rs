//! The departments of a document beside those that the registry has.

use super::directory::near;
use crate::{
    error::Finding,
    model::{Department, Registry},
};

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
