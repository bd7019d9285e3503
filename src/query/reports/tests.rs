//! Cases of reports: which answer counts, who was asked, who is late.

use super::*;
use crate::model::{Asked, Department, Handover, LeadRule, Return, SentBack, Task, parse_date};

fn day(word: &str) -> NaiveDate {
    parse_date(word).unwrap()
}

fn id(word: &str) -> PeriodId {
    word.parse().unwrap()
}

fn answer(task: u32, percent: Option<u8>, words: &str) -> Answer {
    Answer { id: TaskId(task), percent, progress: Some(words.into()), ..Answer::default() }
}

fn returned(period: &str, code: &str, department: &str, received: &str, tasks: Vec<Answer>) -> LoadedReturn {
    let value = Return { department: department.into(), received: day(received), tasks, ..Return::default() };
    LoadedReturn { plan: "p".into(), period: id(period), code: code.into(), value }
}

fn period(word: &str, due: &str, asked: &[(&str, &str, &[u32])]) -> NamedPeriod {
    let asked = asked.iter().map(|(department, plan, tasks)| Asked {
        department: (*department).into(),
        plan: (*plan).into(),
        tasks: tasks.iter().copied().map(TaskId).collect(),
        ended: Vec::new(),
    });
    let period = ReportingPeriod { due: day(due), asked: asked.collect(), ..ReportingPeriod::default() };
    (id(word), period)
}

fn registry() -> Registry {
    let coded = |name: &str, code: &str| Department { code: Some(code.into()), ..Department::named(name) };
    let mut registry =
        Registry { departments: vec![coded("甲", "jia"), coded("乙", "yi"), coded("丙", "bing")] };
    registry.departments[0].aliases = vec!["甲局".into()];
    registry.departments[1].successor = Some("丙".into());
    registry
}

fn plan() -> Plan {
    Plan {
        slug: "p".into(),
        former_slugs: vec!["old".into()],
        lead_rule: LeadRule::FirstListed,
        ..Plan::default()
    }
}

fn task(departments: &[&str]) -> Task {
    let departments = departments.iter().map(|&name| name.to_owned()).collect();
    Task { id: TaskId(1), departments, ..Task::default() }
}

fn reports(returns: Vec<LoadedReturn>) -> Reports {
    Reports::of(Vec::new(), returns, &registry(), &[plan()])
}

#[test]
fn the_last_answer_is_that_of_the_last_period_whenever_it_came() {
    let reports = reports(vec![
        returned("2025-q3", "jia", "甲局", "2025-09-24", vec![answer(1, None, "三季度")]),
        returned("2025-q2", "jia", "甲局", "2025-10-08", vec![answer(1, Some(40), "二季度")]),
        returned("2025-q2", "yi", "乙", "2025-06-20", vec![answer(1, Some(10), "旧")]),
    ]);
    let (plan, task) = (plan(), task(&["甲", "丙"]));
    let entry = Entry { plan: &plan, task: &task };
    let latest: Vec<_> = reports
        .latest(entry)
        .iter()
        .map(|one| (one.department, one.answer.progress.clone().unwrap()))
        .collect();
    assert_eq!(latest, [("甲", "三季度".to_owned()), ("乙", "旧".to_owned())]);
    assert_eq!(reports.percent(entry), Some(40), "the last one that there is");
}

#[test]
fn of_two_leads_the_lower_counts_and_whoever_handed_over_reported_for_who_took_over() {
    let reports = reports(vec![
        returned("2025-q2", "jia", "甲", "2025-06-20", vec![answer(1, Some(70), "一")]),
        returned("2025-q2", "yi", "乙", "2025-06-20", vec![answer(1, Some(60), "二")]),
    ]);
    let plan = plan();
    let percent = |task: &Task| reports.percent(Entry { plan: &plan, task });
    let both = Task { lead: Some(vec!["甲".into(), "乙".into()]), ..task(&["甲", "乙"]) };
    assert_eq!(percent(&both), Some(60));
    assert_eq!(percent(&task(&["丙"])), Some(60), "the successor in the registry");
    assert_eq!(percent(&task(&["丁"])), None);
    let handover =
        Handover { on: day("2025-07-01"), from: "甲".into(), to: "丁".into(), reason: "调整".into() };
    assert_eq!(percent(&Task { handovers: vec![handover], ..task(&["丁"]) }), Some(70));
    let nobody = Plan { lead_rule: LeadRule::None, ..plan.clone() };
    let percent = |names: &[&str]| reports.percent(Entry { plan: &nobody, task: &task(names) });
    assert_eq!(percent(&["甲"]), Some(70), "the only department answers for it");
    assert_eq!(percent(&["甲", "乙"]), None);
}

#[test]
fn an_answer_that_was_sent_back_counts_until_the_next_one() {
    let back = |task| Answer {
        sent_back: Some(SentBack { on: day("2025-06-21"), reason: "缺佐证".into() }),
        ..answer(task, None, "一")
    };
    let (plan, task) = (plan(), task(&["甲"]));
    let entry = Entry { plan: &plan, task: &task };
    let first = || returned("2025-q2", "jia", "甲", "2025-06-20", vec![back(1)]);
    assert!(reports(vec![first()]).is_sent_back(entry));
    let next = returned("2025-q3", "jia", "甲", "2025-09-20", vec![answer(1, None, "二")]);
    assert!(!reports(vec![first(), next]).is_sent_back(entry));
}

#[test]
fn who_was_asked_reported_or_not_in_time_or_late() {
    let asked: &[(&str, &str, &[u32])] =
        &[("甲局", "old", &[1, 2]), ("乙", "p", &[3]), ("丙", "p", &[4]), ("丙", "gone", &[1])];
    let periods = vec![period("2025-q3", "2025-09-25", asked)];
    let returns = vec![
        returned("2025-q3", "jia", "甲", "2025-09-28", vec![answer(2, None, "一")]),
        returned("2025-q3", "bing", "丙", "2025-09-25", Vec::new()),
    ];
    let reports = Reports::of(periods, returns, &registry(), &[plan()]);
    let rows: Vec<_> = reports
        .due(id("2025-q3"))
        .into_iter()
        .map(|due| (due.department, due.plan, due.reported(), due.omitted, due.days_late, due.state))
        .collect();
    let expected = [
        ("甲局", "p", 1, vec![TaskId(1)], 3, DueState::Late),
        ("乙", "p", 0, Vec::new(), 0, DueState::Missing),
        ("丙", "p", 0, Vec::new(), 0, DueState::Empty),
    ];
    assert_eq!(rows, expected);
    // A department with several plans is counted once: late where one is late, reported where one came.
    let due = reports.due(id("2025-q3"));
    let of = |rows: &[usize]| state_of_department(rows.iter().map(|row| &due[*row]));
    assert_eq!(of(&[0, 1, 2]), DueState::Late);
    assert_eq!(of(&[1, 2]), DueState::Empty);
    assert_eq!(of(&[1]), DueState::Missing);
    let missing = reports.not_reported(id("2025-q3"));
    assert_eq!(missing["p"], HashSet::from([1, 3, 4].map(TaskId)));
    assert!(reports.due(id("2025-q2")).is_empty());
}

#[test]
fn a_form_that_answers_about_one_plan_leaves_out_what_it_leaves_blank_of_another() {
    let second = Plan { slug: "q".into(), former_slugs: Vec::new(), ..plan() };
    let asked: &[(&str, &str, &[u32])] = &[("甲", "p", &[1]), ("甲", "q", &[1]), ("乙", "q", &[2])];
    let periods = vec![period("2025-q3", "2025-09-25", asked)];
    let blank = |code: &str, name: &str| {
        let found = returned("2025-q3", code, name, "2025-09-20", Vec::new());
        LoadedReturn { plan: "q".into(), ..found }
    };
    let first = returned("2025-q3", "jia", "甲", "2025-09-20", vec![answer(1, None, "一")]);
    let returns = vec![first, blank("jia", "甲"), blank("yi", "乙")];
    let reports = Reports::of(periods, returns, &registry(), &[plan(), second]);
    let states: Vec<_> =
        reports.due(id("2025-q3")).into_iter().map(|due| (due.department, due.omitted, due.state)).collect();
    let expected = [
        ("甲", Vec::new(), DueState::OnTime),
        ("甲", vec![TaskId(1)], DueState::OnTime),
        ("乙", Vec::new(), DueState::Empty),
    ];
    assert_eq!(states, expected);
}

#[test]
fn two_departments_that_became_one_reported_for_themselves() {
    let mut registry = registry();
    registry.merge("甲", "丙");
    let asked: &[(&str, &str, &[u32])] = &[("甲", "p", &[1]), ("丙", "p", &[1])];
    let periods = vec![period("2025-q3", "2025-09-25", asked)];
    let returns = vec![returned("2025-q3", "jia", "甲", "2025-09-20", vec![answer(1, None, "一")])];
    let reports = Reports::of(periods, returns, &registry, &[plan()]);
    let states: Vec<_> =
        reports.due(id("2025-q3")).into_iter().map(|due| (due.department, due.state)).collect();
    assert_eq!(states, [("甲", DueState::OnTime), ("丙", DueState::Missing)]);
}

#[test]
fn of_two_departments_that_are_one_now_who_sent_nothing_owes_it_in_the_form_of_the_other() {
    let asked: &[(&str, &str, &[u32])] = &[("甲局", "p", &[1, 2]), ("甲", "p", &[2, 3])];
    let rows = |returns: Vec<LoadedReturn>| {
        let reports =
            Reports::of(vec![period("2025-q3", "2025-09-25", asked)], returns, &registry(), &[plan()]);
        let due = reports.due(id("2025-q3"));
        let row = |due: &Due<'_>| (due.department.to_owned(), due.asked.len(), due.reported(), due.state);
        due.iter().map(row).collect::<Vec<_>>()
    };
    let of = |name: &str, received: &str, tasks: &[u32]| {
        let code = if name == "甲" { "jia" } else { "ju" };
        returned("2025-q3", code, name, received, tasks.iter().map(|id| answer(*id, None, "一")).collect())
    };
    let one = |reported, state| vec![("甲".to_owned(), 3, reported, state)];
    assert_eq!(rows(vec![of("甲", "2025-09-24", &[1, 2, 3])]), one(3, DueState::OnTime));
    assert_eq!(rows(vec![of("甲", "2025-09-24", &[2, 3])]), one(2, DueState::OnTime));
    assert_eq!(rows(Vec::new()), one(0, DueState::Missing));
    // What it answered for itself stays its own, until that is sent back and answered in the form of the other.
    let mut own = of("甲局", "2025-09-20", &[1, 2]);
    let both = |own: &LoadedReturn| rows(vec![own.clone(), of("甲", "2025-09-24", &[1, 2, 3])]);
    let name = |name: &str, asked, state| (name.to_owned(), asked, asked, state);
    assert_eq!(both(&own), [name("甲局", 2, DueState::OnTime), name("甲", 2, DueState::OnTime)]);
    for answer in &mut own.value.tasks {
        answer.sent_back = Some(SentBack { on: day("2025-09-22"), reason: "缺佐证".into() });
    }
    assert_eq!(both(&own), [name("甲", 3, DueState::OnTime)]);
}
