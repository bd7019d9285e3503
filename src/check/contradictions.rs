//! Answers that contradict themselves, or the ledger: a bulletin would go out with them.

use super::{Rule, Subject, returns::is_done_otherwise, subject::finding};
use crate::{
    error::Finding,
    model::{Status, TaskNumber},
    query::Reports,
    returns::unverified,
    text::Lang,
};

pub(super) const ANSWER_CONTRADICTS: &str = "answer-contradicts";

pub(super) const RULES: &[Rule] = &[Rule {
    id: ANSWER_CONTRADICTS,
    title: || {
        text!(
            "牵头单位最近一次所报不自相矛盾，或已由人核实",
            "the last answers of leads don't contradict themselves, or a person has asked"
        )
    },
    run: contradictions,
}];

/// The last answers of leads that contradict themselves until the department was asked. What another rule says of a task
/// that is done is not said twice.
fn contradictions(subject: &Subject<'_>) -> Vec<Finding> {
    if subject.returns.is_empty() {
        return Vec::new();
    }
    let (periods, returns) = (subject.periods.clone(), subject.returns.clone());
    let reports = Reports::of(periods, returns, subject.registry(), &subject.snapshot.plans);
    let shown = subject.snapshot.plans.len() > 1;
    let mut findings = Vec::new();
    for (entry, file) in subject.tasks().filter(|(entry, _)| !entry.task.status.is_owed_no_more()) {
        for report in reports.last_of_leads(entry) {
            if entry.task.status == Status::Done && is_done_otherwise(&report, entry, &reports) {
                continue;
            }
            let Some(words) = unverified(report.answer, entry, report.received) else { continue };
            let (plan, id) = (&entry.plan.slug, entry.task.id);
            let (department, period) = (report.department, report.period);
            let number = TaskNumber::of(entry.task, Some(plan.as_str()).filter(|_| shown));
            let [(zh, zh_item), (en, en_item)] =
                [Lang::Zh, Lang::En].map(|lang| (words.in_lang(lang), number.words(lang)));
            findings.push(finding(
                ANSWER_CONTRADICTS,
                text!(
                    "{zh_item} {department} {period} 报{zh}，前后矛盾",
                    "{en_item}: what {department} says in {period} contradicts itself: {en}"
                ),
                file.field("status"),
                text!(
                    "请单位重报：`pjt sendback {period} {department} {plan}/{id} --reason 前后矛盾`；已核实的：`pjt update {plan}/{id} --note 核实情况`",
                    "have it report again: `pjt sendback {period} {department} {plan}/{id} --reason WHY`; when you know: `pjt update {plan}/{id} --note WHAT`"
                ),
            ));
        }
    }
    findings
}
