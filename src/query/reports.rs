//! What was reported: every answer of every return about some plans, and who of those who were asked in a period
//! has answered.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;
use rayon::prelude::*;

use crate::{
    error::Finding,
    model::{Answer, Asked, Entry, PeriodId, Plan, Registry, ReportingPeriod, Snapshot, TaskId},
    store::load::{self, LoadedReturn, NamedPeriod, StoreSource},
};

/// Everything that was reported about some plans.
#[derive(Debug, Default)]
pub struct Reports {
    /// The periods of the store, by their last days.
    periods: Vec<NamedPeriod>,
    /// The returns, by the last days of their periods, then by the days on which they came.
    returns: Vec<Returned>,
    /// Where the answers about a task are, the oldest first: the return, and the answer in it.
    answers: HashMap<String, HashMap<TaskId, Vec<(usize, usize)>>>,
    /// What plans were called before, with what they are called now.
    plans: HashMap<String, String>,
    /// For every name of a department whose tasks it has now.
    heirs: HashMap<String, String>,
    /// For every name of a department the one in the registry.
    names: HashMap<String, String>,
    /// What could not be read.
    pub unreadable: Vec<Finding>,
}

/// A return with the department that it is of.
#[derive(Debug)]
struct Returned {
    found: LoadedReturn,
    department: String,
    heir: String,
}

/// What one department answered about one task in one period.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// The period.
    pub period: PeriodId,
    /// The department, by its name in the registry.
    pub department: &'a str,
    /// The day on which it came.
    pub received: NaiveDate,
    /// What it says.
    pub answer: &'a Answer,
    /// Who has the tasks of the department now.
    heir: &'a str,
}

/// What became of what one department was asked for in one plan.
#[derive(Clone, Debug)]
pub struct Due<'a> {
    /// The department, by the name that it was asked by.
    pub department: &'a str,
    /// The plan, as it is called now.
    pub plan: &'a str,
    /// What it was asked for.
    pub asked: &'a [TaskId],
    /// What it left out.
    pub omitted: Vec<TaskId>,
    /// What was sent back and not answered again.
    pub sent_back: Vec<TaskId>,
    /// The day on which its return came.
    pub received: Option<NaiveDate>,
    /// By how many days that was late.
    pub days_late: i64,
    /// How it did.
    pub state: DueState,
}

/// How a department did in a period.
#[derive(Clone, Copy, Debug, Eq, PartialEq, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum DueState {
    /// It reported in time.
    OnTime,
    /// It reported, and late.
    Late,
    /// Nothing came.
    Missing,
    /// The form came back as it went out.
    Empty,
}

impl Due<'_> {
    /// How many of the tasks that it was asked for it answered.
    pub fn reported(&self) -> usize {
        self.asked.len() - self.omitted.len()
    }
}

impl Reports {
    /// Reads what was reported about the plans of `snapshot`, whose tasks are not looked at.
    pub fn read(source: &dyn StoreSource, snapshot: &Snapshot) -> Self {
        let (periods, mut unreadable) = load::periods(source);
        let read: Vec<_> = snapshot.plans.par_iter().map(|plan| load::returns(source, &plan.slug)).collect();
        let mut returns = Vec::new();
        for (found, findings) in read {
            returns.extend(found);
            unreadable.extend(findings);
        }
        Self { unreadable, ..Self::of(periods, returns, &snapshot.registry, &snapshot.plans) }
    }

    /// What these returns say.
    pub fn of(
        mut periods: Vec<NamedPeriod>,
        returns: Vec<LoadedReturn>,
        registry: &Registry,
        plans: &[Plan],
    ) -> Self {
        periods.sort_by_key(|(id, _)| order(*id));
        let (names, heirs) = (registry.names(), registry.heirs());
        let mut returns: Vec<Returned> = returns
            .into_iter()
            .map(|found| {
                // The file is named by the code, which stays when a department is renamed.
                let known = names.find(&found.code).or_else(|| names.find(&found.value.department));
                let department = known.map_or(&found.value.department, |known| &known.name).clone();
                Returned { heir: heirs.own_name(&department).to_owned(), department, found }
            })
            .collect();
        returns.sort_by(|one, other| {
            let key =
                |one: &Returned| (order(one.found.period).0, one.found.value.received, one.found.period);
            key(one).cmp(&key(other)).then_with(|| one.found.code.cmp(&other.found.code))
        });
        let mut answers: HashMap<String, HashMap<TaskId, Vec<(usize, usize)>>> = HashMap::new();
        for (place, returned) in returns.iter().enumerate() {
            let of_plan = answers.entry(returned.found.plan.clone()).or_default();
            for (at, answer) in returned.found.value.tasks.iter().enumerate() {
                of_plan.entry(answer.id).or_default().push((place, at));
            }
        }
        let mut slugs: HashMap<String, String> = HashMap::new();
        for plan in plans {
            slugs.extend(plan.former_slugs.iter().map(|former| (former.clone(), plan.slug.clone())));
        }
        // A plan that took over a name that another one had has it.
        slugs.extend(plans.iter().map(|plan| (plan.slug.clone(), plan.slug.clone())));
        let all = || registry.departments.iter().flat_map(crate::model::Department::names);
        let owned = |known: &crate::model::Names<'_>| {
            all().map(|name| (name.to_owned(), known.own_name(name).to_owned())).collect()
        };
        let (names, heirs) = (owned(&names), owned(&heirs));
        Self { periods, returns, answers, plans: slugs, heirs, names, unreadable: Vec::new() }
    }

    /// Whether nothing was reported.
    pub fn is_empty(&self) -> bool {
        self.returns.is_empty()
    }

    /// The period of this name.
    pub fn period(&self, id: PeriodId) -> Option<&ReportingPeriod> {
        self.periods.iter().find(|(known, _)| *known == id).map(|(_, period)| period)
    }

    /// The period that ends last.
    pub fn last_period(&self) -> Option<PeriodId> {
        self.periods.last().map(|(id, _)| *id)
    }

    /// Every answer about a task, the oldest first.
    pub fn of_task(&self, slug: &str, id: TaskId) -> impl Iterator<Item = Report<'_>> {
        let places = self.answers.get(slug).and_then(|of_plan| of_plan.get(&id));
        places.into_iter().flatten().filter_map(|(place, at)| {
            let Returned { found, department, heir } = self.returns.get(*place)?;
            let answer = found.value.tasks.get(*at)?;
            Some(Report { period: found.period, department, received: found.value.received, answer, heir })
        })
    }

    /// The last answer of each department about a task, in the order in which the task names them. Who has handed over
    /// has none beside that of who took over.
    pub fn latest(&self, entry: Entry<'_>) -> Vec<Report<'_>> {
        let mut latest: Vec<Report<'_>> = Vec::new();
        for report in self.of_task(&entry.plan.slug, entry.task.id) {
            latest.retain(|known| known.heir != report.heir);
            latest.push(report);
        }
        let lead = entry.lead().map_or(&[][..], |(lead, _)| lead);
        let named: Vec<&str> =
            lead.iter().chain(&entry.task.departments).map(|name| self.heir(name)).collect();
        latest.sort_by_key(|report| named.iter().position(|name| *name == report.heir).unwrap_or(usize::MAX));
        latest
    }

    /// The last completion that the lead of a task reported; of two leads the lower one. Nothing where no lead is known.
    /// Whom the lead took the task over from reported for it, too.
    pub fn percent(&self, entry: Entry<'_>) -> Option<u8> {
        let (lead, _) = entry.lead()?;
        let of_lead = |name: &String| {
            let names = self.names_of_lead(name, entry);
            self.of_task(&entry.plan.slug, entry.task.id)
                .filter(|report| names.contains(report.heir))
                .filter_map(|report| report.answer.percent)
                .last()
        };
        lead.iter().filter_map(of_lead).min()
    }

    /// The department and those whom it took this task over from.
    fn names_of_lead<'a>(&'a self, name: &'a str, entry: Entry<'a>) -> HashSet<&'a str> {
        let mut names = HashSet::from([self.heir(name)]);
        for handover in entry.task.handovers.iter().rev() {
            if names.contains(self.heir(&handover.to)) {
                names.insert(self.heir(&handover.from));
            }
        }
        names
    }

    /// Whether the last answer of a department about a task was sent back.
    pub fn is_sent_back(&self, entry: Entry<'_>) -> bool {
        self.latest(entry).iter().any(|report| report.answer.sent_back.is_some())
    }

    /// What became of what was asked in a period about the plans that were read, in the order of its file.
    pub fn due(&self, id: PeriodId) -> Vec<Due<'_>> {
        let Some(period) = self.period(id) else { return Vec::new() };
        let mut taken: HashSet<(&str, &str)> = HashSet::new();
        for asked in &period.asked {
            taken.extend(self.plans.get(&asked.plan).map(|plan| (plan.as_str(), asked.department.as_str())));
        }
        let rows = period.asked.iter().filter_map(|asked| {
            let plan = self.plans.get(&asked.plan)?;
            Some(due(period, asked, plan, self.returned(id, plan, &asked.department, &taken)))
        });
        rows.collect()
    }

    /// The return of a department that was asked. Two that have become one since reported for themselves.
    fn returned(
        &self,
        id: PeriodId,
        plan: &str,
        department: &str,
        taken: &HashSet<(&str, &str)>,
    ) -> Option<&Returned> {
        let of_plan = || {
            self.returns.iter().filter(|returned| returned.found.period == id && returned.found.plan == plan)
        };
        let own = |name: &str| self.names.get(name).cloned().unwrap_or_else(|| name.to_owned());
        let wanted = own(department);
        of_plan().find(|returned| returned.found.value.department == department).or_else(|| {
            of_plan().find(|returned| {
                returned.department == wanted
                    && !taken.contains(&(plan, returned.found.value.department.as_str()))
            })
        })
    }

    /// The tasks about which somebody who was asked in a period sent nothing, by plan.
    pub fn not_reported(&self, id: PeriodId) -> BTreeMap<&str, HashSet<TaskId>> {
        let mut tasks: BTreeMap<&str, HashSet<TaskId>> = BTreeMap::new();
        for due in self.due(id) {
            tasks.entry(due.plan).or_default().extend(due.omitted);
        }
        tasks
    }

    fn heir<'a>(&'a self, name: &'a str) -> &'a str {
        self.heirs.get(name).map_or(name, String::as_str)
    }
}

/// By its last day; of those that end together the longest first.
fn order(id: PeriodId) -> (NaiveDate, NaiveDate) {
    let (start, end) = id.days();
    (end, start)
}

fn due<'a>(
    period: &ReportingPeriod,
    asked: &'a Asked,
    plan: &'a str,
    returned: Option<&'a Returned>,
) -> Due<'a> {
    let value = returned.map(|returned| &returned.found.value);
    let answers: &[Answer] = value.map_or(&[], |value| &value.tasks);
    let answer = |id: &TaskId| answers.iter().find(|answer| answer.id == *id);
    let omitted = asked.tasks.iter().copied().filter(|id| answer(id).is_none()).collect();
    let is_sent_back = |id: &TaskId| answer(id).is_some_and(|answer| answer.sent_back.is_some());
    let sent_back = asked.tasks.iter().copied().filter(is_sent_back).collect();
    let received = value.map(|value| value.received);
    // What comes after a period was closed is late, too.
    let last = period.closed.map_or(period.due, |closed| closed.min(period.due));
    let days_late = received.map_or(0, |day| (day - last).num_days().max(0));
    let state = match value {
        None => DueState::Missing,
        Some(value) if value.tasks.is_empty() && value.unplaced.is_empty() => DueState::Empty,
        Some(_) if days_late > 0 => DueState::Late,
        Some(_) => DueState::OnTime,
    };
    Due {
        department: &asked.department,
        plan,
        asked: &asked.tasks,
        omitted,
        sent_back,
        received,
        days_late,
        state,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Department, Handover, LeadRule, Return, SentBack, Task, parse_date};

    fn day(word: &str) -> NaiveDate {
        parse_date(word).unwrap()
    }

    fn id(word: &str) -> PeriodId {
        word.parse().unwrap()
    }

    fn answer(task: u32, percent: Option<u8>, words: &str) -> Answer {
        Answer { id: TaskId(task), percent, progress: Some(words.into()), ..Answer::default() }
    }

    fn returned(
        period: &str,
        code: &str,
        department: &str,
        received: &str,
        tasks: Vec<Answer>,
    ) -> LoadedReturn {
        let value =
            Return { department: department.into(), received: day(received), tasks, ..Return::default() };
        LoadedReturn { plan: "p".into(), period: id(period), code: code.into(), value }
    }

    fn period(word: &str, due: &str, asked: &[(&str, &str, &[u32])]) -> NamedPeriod {
        let asked = asked.iter().map(|(department, plan, tasks)| Asked {
            department: (*department).into(),
            plan: (*plan).into(),
            tasks: tasks.iter().copied().map(TaskId).collect(),
        });
        let period = ReportingPeriod { due: day(due), asked: asked.collect(), ..ReportingPeriod::default() };
        (id(word), period)
    }

    fn registry() -> Registry {
        let coded =
            |name: &str, code: &str| Department { code: Some(code.into()), ..Department::named(name) };
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
        assert_eq!(reports.percent(Entry { plan: &nobody, task: &task(&["甲"]) }), None);
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
            ("乙", "p", 0, vec![TaskId(3)], 0, DueState::Missing),
            ("丙", "p", 0, vec![TaskId(4)], 0, DueState::Empty),
        ];
        assert_eq!(rows, expected);
        let missing = reports.not_reported(id("2025-q3"));
        assert_eq!(missing["p"], HashSet::from([1, 3, 4].map(TaskId)));
        assert!(reports.due(id("2025-q2")).is_empty());
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
}
