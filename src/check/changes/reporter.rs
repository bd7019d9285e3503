//! Who may report for a department: the people that the registry names for it. A department without any is
//! open to everybody.

use std::collections::HashSet;

use super::{ChangeRule, Submission, changed};
use crate::{
    error::{Finding, Location},
    model::{Entry, Field, Names, Registry},
};

pub(super) const RULE: ChangeRule = ChangeRule {
    id: "not-a-reporter",
    title: || {
        text!(
            "部门的进展和状态由名录中登记的人报告",
            "notes and statuses of a department come from the people that the registry names for it"
        )
    },
    run,
};

fn run(submission: &Submission<'_>) -> Vec<Finding> {
    let Some(author) = submission.author else { return Vec::new() };
    let registry = submission.registry();
    let names = registry.names();
    let mut findings = Vec::new();
    for (difference, after) in submission.tasks() {
        for change in changed(difference, Field::Notes).filter(|change| !change.to.is_null()) {
            let Some(by) = change.to.get("by").and_then(serde_json::Value::as_str) else { continue };
            let Some(department) = names.find(by).map(|department| department.name.as_str()) else {
                continue;
            };
            if !may_report(&registry, &names, &[department], author) {
                let is_it = |note: &&crate::model::Note| serde_json::json!(note) == change.to;
                let entry = after.notes.iter().position(|note| is_it(&note));
                let place = submission.place(&difference.plan, after, "notes", entry);
                findings.push(finding(author, department, place));
            }
        }
        let Some(plan) = submission.plan(&difference.plan) else { continue };
        let Some((lead, _)) = (Entry { plan: &plan, task: after }).lead() else { continue };
        let lead: Vec<&str> = lead.iter().map(String::as_str).collect();
        if changed(difference, Field::Status).next().is_some()
            && !may_report(&registry, &names, &lead, author)
        {
            let place = submission.place(&difference.plan, after, "status", None);
            findings.push(finding(author, &lead.join("、"), place));
        }
    }
    findings
}

/// Whether somebody may speak for one of these departments, or for one that took it over or that it took
/// over.
fn may_report(registry: &Registry, names: &Names<'_>, departments: &[&str], author: &str) -> bool {
    let linked: HashSet<&str> =
        departments.iter().flat_map(|name| registry.linked(names.own_name(name))).collect();
    let named = registry.departments.iter().filter(|department| linked.contains(department.name.as_str()));
    let people: Vec<&String> = named.flat_map(|department| &department.people).collect();
    people.is_empty() || people.iter().any(|person| person.eq_ignore_ascii_case(author))
}

fn finding(author: &str, department: &str, place: Location) -> Finding {
    Finding::new(
        RULE.id,
        text!("{author} 不在 {department} 的联系人中", "{author} is not among the people of {department}"),
    )
    .at(place)
    .fix(text!(
        "由登记的人提交，或先把邮箱加进 departments.yaml 的 people（单独提交）",
        "let one of them commit it, or add the address to `people` in departments.yaml first, in a commit of its own"
    ))
}
