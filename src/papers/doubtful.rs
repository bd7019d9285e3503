//! What is to be asked before a bulletin goes out: the last answers of leads that contradict themselves, or the ledger. Who
//! is criticised by them will say so.

use crate::{
    error::Finding,
    model::{Entry, Snapshot, TaskNumber},
    query::reports::{Report, Reports},
    returns,
    text::Lang,
};

/// The answers that stand against themselves or the ledger, and of which nobody has said what is so. The tasks of
/// `default_plan` are named without their plan.
pub fn doubtful(reports: &Reports, snapshot: &Snapshot, default_plan: &str) -> Vec<Finding> {
    let open = snapshot.entries().filter(|entry| !entry.task.status.is_owed_no_more());
    let of_leads = |entry| reports.last_of_leads(entry).into_iter().map(move |report| (entry, report));
    open.flat_map(of_leads).filter_map(|(entry, report)| finding(entry, &report, default_plan)).collect()
}

fn finding(entry: Entry<'_>, report: &Report<'_>, default_plan: &str) -> Option<Finding> {
    let words = returns::unverified(report.answer, entry, report.received)?;
    let plan = Some(entry.plan.slug.as_str()).filter(|plan| *plan != default_plan);
    let number = TaskNumber::of(entry.task, plan);
    let (department, period, task) = (report.department, report.period, number.reference());
    let [(zh, zh_item), (en, en_item)] =
        [Lang::Zh, Lang::En].map(|lang| (words.in_lang(lang).to_owned(), number.words(lang)));
    let message =
        text!("{zh_item} {department} {period} 报{zh}", "{en_item}: {department} says in {period}: {en}");
    Some(Finding::new("answer-contradicts", message).fix(text!(
        "请单位重报：`pjt sendback {period} {department} {task} --reason 前后矛盾`；已核实的：`pjt update {task} --note 核实情况`",
        "have it report again: `pjt sendback {period} {department} {task} --reason WHY`; when you know: `pjt update {task} --note WHAT`"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{Answer, LeadRule, Note, Plan, Registry, Return, Status, Task, TaskId, parse_date},
        store::load::LoadedReturn,
    };

    /// Task 1 of a plan, led by 甲, and what 甲 answers on 2025-09-20 about it.
    fn found(task: Task, answer: Answer, default_plan: &str) -> Vec<String> {
        let task = Task { id: TaskId(1), departments: vec!["甲".into(), "乙".into()], ..task };
        let plan =
            Plan { slug: "p".into(), lead_rule: LeadRule::FirstListed, tasks: vec![task], ..Plan::default() };
        let snapshot = Snapshot { plans: vec![plan], ..Snapshot::default() };
        let returned = |department: &str, answer: Answer| LoadedReturn {
            plan: "p".into(),
            period: "2025-q3".parse().unwrap(),
            code: department.into(),
            value: Return {
                department: department.into(),
                received: parse_date("2025-09-20").unwrap(),
                tasks: vec![Answer { id: TaskId(1), ..answer }],
                ..Return::default()
            },
        };
        // What somebody says who does not lead it is no matter of the bulletin.
        let other = Answer { status: Some(Status::Done), percent: Some(10), ..Answer::default() };
        let returns = vec![returned("甲", answer), returned("乙", other)];
        let reports = Reports::of(Vec::new(), returns, &Registry::default(), &snapshot.plans);
        let findings = doubtful(&reports, &snapshot, default_plan);
        findings.iter().map(|finding| finding.message.in_lang(Lang::En).to_owned()).collect()
    }

    #[test]
    fn an_answer_of_a_lead_that_contradicts_itself_is_doubtful_until_somebody_knows() {
        let done = || Answer { status: Some(Status::Done), percent: Some(60), ..Answer::default() };
        let all = found(Task::default(), done(), "p");
        assert_eq!(all.len(), 1, "{all:?}");
        assert!(all[0].ends_with(": 甲 says in 2025-q3: status done, 60% done"), "{all:?}");
        let note = |date: &str| Note {
            date: parse_date(date).unwrap(),
            by: None,
            text: "已核实".into(),
            reason: false,
        };
        let (known, earlier) = (note("2025-09-21"), note("2025-09-01"));
        assert!(found(Task { notes: vec![known], ..Task::default() }, done(), "p").is_empty());
        assert_eq!(found(Task { notes: vec![earlier], ..Task::default() }, done(), "p").len(), 1);
        for status in [Status::Withdrawn, Status::Closed] {
            assert!(found(Task { status, ..Task::default() }, done(), "p").is_empty(), "{status:?}");
        }
        let right = Answer { status: Some(Status::Done), percent: Some(100), ..Answer::default() };
        assert!(found(Task::default(), right, "p").is_empty());
    }

    #[test]
    fn a_task_of_another_plan_than_the_default_one_is_named_with_it() {
        let begun = || Answer { percent: Some(5), ..Answer::default() };
        let own = &found(Task::default(), begun(), "p")[0];
        let other = &found(Task::default(), begun(), "q")[0];
        assert!(own.ends_with("5% done, no status, and the ledger says not started"), "{own}");
        assert!(other.contains("p/") || other.contains("plan p"), "{other}");
        assert_ne!(own, other);
    }
}
