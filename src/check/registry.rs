//! The registry: one name means one department, successors exist.

use std::collections::{HashMap, HashSet};

use super::{Rule, Subject, subject::finding};
use crate::{error::Finding, model::Department, store::layout};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "ambiguous-name",
        title: || text!("一个名称、别名或代码只指一个部门", "a name, alias or code means one department"),
        run: ambiguous,
    },
    Rule {
        id: "bad-code",
        title: || {
            text!(
                "部门代码只用小写字母、数字和连字符",
                "the code of a department has lower-case letters, digits and hyphens"
            )
        },
        run: codes,
    },
    Rule {
        id: "unknown-successor",
        title: || text!("承接部门存在，且不绕回自身", "a successor exists and does not lead back"),
        run: successors,
    },
];

fn ambiguous(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut earlier: HashMap<&str, &Department> = HashMap::new();
    for department in &subject.registry().departments {
        for name in department.names() {
            let other = earlier.get(name).filter(|other| !std::ptr::eq(**other, department));
            if let Some(other) = other {
                let (one, other) = (&department.name, &other.name);
                findings.push(finding(
                    "ambiguous-name",
                    text!(
                        "`{name}` 既指 `{other}` 又指 `{one}`",
                        "`{name}` means both `{other}` and `{one}`"
                    ),
                    subject.registry_file().value(name),
                    text!("请只留一处", "keep it in one place only"),
                ));
            }
            earlier.entry(name).or_insert(department);
        }
    }
    findings
}

fn codes(subject: &Subject<'_>) -> Vec<Finding> {
    let codes = subject.registry().departments.iter().filter_map(|department| department.code.as_deref());
    let wrong = codes.filter(|code| !layout::is_slug(code));
    wrong
        .map(|code| {
            finding(
                "bad-code",
                text!("`{code}` 不能作部门代码", "`{code}` can't be the code of a department"),
                subject.registry_file().value(code),
                text!(
                    "改为小写字母、数字和连字符，如 jiaowei",
                    "use lower-case letters, digits and hyphens, as in jiaowei"
                ),
            )
        })
        .collect()
}

fn successors(subject: &Subject<'_>) -> Vec<Finding> {
    let registry = subject.registry();
    let mut successors: HashMap<&str, Option<&str>> = HashMap::new();
    for department in &registry.departments {
        successors.entry(&department.name).or_insert(department.successor.as_deref());
    }
    let leading_back = leading_back(&successors);
    let mut findings = Vec::new();
    for (index, department) in registry.departments.iter().enumerate() {
        let Some(next) = department.successor.as_deref() else { continue };
        let message = if !successors.contains_key(next) {
            text!("承接部门 `{next}` 没有登记", "the successor `{next}` is not registered")
        } else if leading_back.contains(next) {
            text!("承接关系绕回了自身", "the successors lead back to where they began")
        } else {
            continue;
        };
        let fix = text!("请改正 successor", "correct `successor`");
        let place = subject.registry_file().entry_field("departments", index, "successor");
        findings.push(finding("unknown-successor", message, place, fix));
    }
    findings
}

/// The names from which the successors never end: each is passed once.
fn leading_back<'a>(successors: &HashMap<&'a str, Option<&'a str>>) -> HashSet<&'a str> {
    let mut ending: HashSet<&str> = HashSet::new();
    let mut leading_back: HashSet<&str> = HashSet::new();
    for name in successors.keys() {
        let mut passed: HashSet<&str> = HashSet::new();
        let mut next = Some(*name);
        let goes_round = loop {
            let Some(name) = next else { break false };
            if ending.contains(name) {
                break false;
            }
            if leading_back.contains(name) || !passed.insert(name) {
                break true;
            }
            next = successors.get(name).copied().flatten();
        };
        if goes_round { leading_back.extend(passed) } else { ending.extend(passed) }
    }
    leading_back
}
