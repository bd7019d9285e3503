//! The registry: one name means one department, successors exist.

use super::{Rule, Subject, subject::finding};
use crate::error::Finding;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "ambiguous-name",
        title: || text!("一个名称或别名只指一个部门", "a name or alias means one department"),
        run: ambiguous,
    },
    Rule {
        id: "unknown-successor",
        title: || text!("承接部门存在，且不绕回自身", "a successor exists and does not lead back"),
        run: successors,
    },
];

fn ambiguous(subject: &Subject<'_>) -> Vec<Finding> {
    let departments = &subject.registry().departments;
    let mut findings = Vec::new();
    for (index, department) in departments.iter().enumerate() {
        for name in department.names() {
            let other =
                departments.iter().take(index).find(|earlier| earlier.names().any(|known| known == name));
            if let Some(other) = other {
                let (one, other) = (&department.name, &other.name);
                findings.push(finding(
                    "ambiguous-name",
                    text!(
                        "`{name}` 既指 `{other}` 又指 `{one}`",
                        "`{name}` means both `{other}` and `{one}`"
                    ),
                    subject.place_in_registry(name),
                    text!("请只留一处", "keep it in one place only"),
                ));
            }
        }
    }
    findings
}

fn successors(subject: &Subject<'_>) -> Vec<Finding> {
    let registry = subject.registry();
    let successor = |name: &str| {
        let department = registry.departments.iter().find(|department| department.name == name);
        department.and_then(|department| department.successor.as_deref())
    };
    let mut findings = Vec::new();
    for department in &registry.departments {
        let Some(next) = department.successor.as_deref() else { continue };
        let is_known = registry.departments.iter().any(|known| known.name == next);
        let steps =
            std::iter::successors(Some(next), |name| successor(name)).take(registry.departments.len() + 1);
        let message = if !is_known {
            text!("承接部门 `{next}` 没有登记", "the successor `{next}` is not registered")
        } else if steps.count() > registry.departments.len() {
            text!("承接关系绕回了自身", "the successors lead back to where they began")
        } else {
            continue;
        };
        let fix = text!("请改正 successor", "correct `successor`");
        findings.push(finding("unknown-successor", message, subject.place_in_registry(next), fix));
    }
    findings
}
