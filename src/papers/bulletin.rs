//! The numbers of a bulletin (通报): how the tasks of a period stand, who reported, what lags. Each is computed here,
//! once; the paper in every format, templates and JSON take them from here. What is not known is absent, not zero.

use std::collections::{HashMap, HashSet};

use chrono::{Days, NaiveDate};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{Matter, Share, matter::Evidence};
use crate::{
    lights::Judgement,
    model::{
        Entry, Light, LightState, Office, PeriodId, ReportingPeriod, Snapshot, Status, TaskId, TaskNumber,
        deadline::{Day, OptionalDay},
    },
    query::{
        Filter,
        reports::{Due, DueState, Reports, state_of_department},
        stats::Tally,
    },
    text::Lang,
};

/// What a bulletin says.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Bulletin {
    /// The period.
    pub period: PeriodFacts,
    /// The day on which things stand so.
    #[serde(serialize_with = "Day::serialize")]
    pub as_of: NaiveDate,
    /// The plans that it is about.
    pub plans: Vec<PlanName>,
    /// The tasks by status, and what of them is completed.
    pub tasks: TaskFacts,
    /// The lights; none where the office has no rules.
    pub lights: Option<LightFacts>,
    /// Who reported; none where nobody was asked.
    pub returns: Option<ReturnFacts>,
    /// What lags: tasks with a red or a yellow light, the red ones first; without rules those that are overdue.
    pub lagging: Vec<Matter>,
    /// How its tasks are called.
    #[serde(skip)]
    pub numbers: Numbers,
}

/// How tasks are called, by plan; the plan is named beside them.
#[derive(Clone, Debug, Default)]
pub struct Numbers(HashMap<(String, TaskId), TaskNumber>);

impl Numbers {
    fn of(snapshot: &Snapshot) -> Self {
        let number = |entry: Entry<'_>| TaskNumber::of(entry.task, None);
        let key = |entry: Entry<'_>| (entry.plan.slug.clone(), entry.task.id);
        Self(snapshot.entries().map(|entry| (key(entry), number(entry))).collect())
    }

    /// How a task is called.
    pub fn of_task(&self, plan: &str, id: TaskId) -> TaskNumber {
        let known = self.0.get(&(plan.to_owned(), id));
        known.cloned().unwrap_or_else(|| TaskNumber::unknown(id, None))
    }

    /// Several tasks of a plan, as a sentence names them: `编号1、17（文件第4项）`.
    pub fn words(&self, plan: &str, ids: &[TaskId]) -> String {
        let mut ids = ids.to_vec();
        ids.sort();
        let numbers: Vec<TaskNumber> = ids.into_iter().map(|id| self.of_task(plan, id)).collect();
        TaskNumber::words_of(&numbers, Lang::Zh)
    }
}

/// The period of a bulletin.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PeriodFacts {
    /// Its name.
    pub id: String,
    /// What an office calls it.
    pub title: String,
    /// Its first day.
    #[serde(serialize_with = "Day::serialize")]
    pub start: NaiveDate,
    /// Its last day.
    #[serde(serialize_with = "Day::serialize")]
    pub end: NaiveDate,
    /// The day by which returns are to be in; none where it was not opened.
    #[serde(serialize_with = "OptionalDay::serialize")]
    pub due: Option<NaiveDate>,
}

/// A plan by its names.
#[derive(Clone, Debug, Serialize)]
pub struct PlanName {
    /// The slug.
    pub slug: String,
    /// The title.
    pub title: String,
}

/// How the tasks stand.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TaskFacts {
    /// All of them.
    pub total: usize,
    /// Those that shares are of: all but the withdrawn ones.
    pub counted: usize,
    /// How many of these the document of today does not have: it dropped them, or a person added them.
    #[serde(skip)]
    pub outside: usize,
    /// How many have each status.
    #[serde(serialize_with = "by_status")]
    pub by_status: Tally,
    /// What is completed: done or closed.
    pub completed: usize,
    /// The share of what is completed.
    pub rate: Option<Share>,
    /// What is overdue.
    pub overdue: usize,
    /// What is open and falls due soon.
    pub near: usize,
    /// Within how many days that is.
    pub near_days: u16,
}

fn by_status<S: serde::Serializer>(tally: &Tally, serializer: S) -> Result<S::Ok, S::Error> {
    let counts = Status::ALL.map(|status| (status.token().to_owned(), json!(tally.of(status))));
    Value::Object(Map::from_iter(counts)).serialize(serializer)
}

/// The lights of the tasks.
#[derive(Clone, Debug, Serialize)]
pub struct LightFacts {
    /// The name of the rules.
    pub rules: String,
    /// The tasks that rules judge: neither suspended nor withdrawn.
    pub judged: usize,
    /// How many have each light that the rules know.
    pub counts: Vec<LightCount>,
    /// How many could not be judged, because the progress is not known.
    pub undetermined: Option<Share>,
    /// How many no rule applies to.
    pub unlit: usize,
}

/// How many tasks have a light.
#[derive(Clone, Debug, Serialize)]
pub struct LightCount {
    /// The light.
    pub light: Light,
    /// Of the judged ones; none where nothing is judged.
    pub share: Option<Share>,
}

impl LightFacts {
    /// How many have this light.
    pub fn of(&self, light: Light) -> usize {
        let count = self.counts.iter().find(|count| count.light == light);
        count.and_then(|count| count.share).map_or(0, |share| share.count)
    }

    fn count(judgements: &[(Entry<'_>, Judgement)], evidence: &Evidence<'_>) -> Option<Self> {
        let named = evidence.rules?;
        let judged: Vec<&Judgement> = judgements
            .iter()
            .map(|(_, judgement)| judgement)
            .filter(|judgement| judgement.state() != LightState::NotJudged)
            .collect();
        let lit = |light: Light| judged.iter().filter(|judgement| judgement.light == Some(light)).count();
        let known: HashSet<Light> = named.rules.rules.iter().map(crate::lights::Rule::light).collect();
        let counts: Vec<LightCount> = [Light::Green, Light::Blue, Light::Yellow, Light::Red]
            .into_iter()
            .filter(|light| known.contains(light))
            .map(|light| LightCount { light, share: Share::new(lit(light), judged.len()) })
            .collect();
        let undetermined =
            judged.iter().filter(|judgement| judgement.light.is_none() && judgement.is_undetermined).count();
        let all_lit = judged.iter().filter(|judgement| judgement.light.is_some()).count();
        Some(Self {
            rules: named.name.clone(),
            judged: judged.len(),
            counts,
            undetermined: Share::new(undetermined, judged.len()),
            unlit: judged.len() - all_lit - undetermined,
        })
    }
}

/// Who reported in the period.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ReturnFacts {
    /// How many departments were asked.
    pub departments: usize,
    /// For how many tasks, one once for each department that is asked for it.
    pub asked: usize,
    /// How many of these were answered.
    pub reported: usize,
    /// How many departments reported in time.
    pub on_time: usize,
    /// Who reported late.
    pub late: Vec<Late>,
    /// Who sent nothing.
    pub missing: Vec<String>,
    /// Who sent the form back as it was.
    pub empty: Vec<String>,
    /// What those who reported left out.
    pub omitted: Vec<Omitted>,
    /// What came and is not omitted, but waits for a person to say whose it is.
    #[serde(skip)]
    pub held: Vec<Omitted>,
    /// What was answered or corrected late of those that reported in time, and by how many days at most.
    #[serde(skip)]
    pub late_items: Vec<(Omitted, i64)>,
    /// How many of the departments that reported in time sent something that waits for a person.
    #[serde(skip)]
    pub on_time_waiting: usize,
    /// How many rows and cells of the period wait for a person, as the command line says.
    #[serde(skip)]
    pub waiting: usize,
    /// What was sent back and not answered again.
    pub sent_back: Vec<SentBackItem>,
    /// Whether returns may still come in time.
    #[serde(rename = "running")]
    pub is_running: bool,
}

/// A department that was late.
#[derive(Clone, Debug, Serialize)]
pub struct Late {
    /// The department.
    pub department: String,
    /// By how many days.
    pub days: i64,
    /// How many of its answers these are, and of how many, where the others were in time.
    #[serde(skip)]
    pub part: Option<[usize; 2]>,
}

/// What a department left out.
#[derive(Clone, Debug, Serialize)]
pub struct Omitted {
    /// The department.
    pub department: String,
    /// The plan.
    pub plan: String,
    /// The tasks.
    pub tasks: Vec<TaskId>,
}

/// An answer that was sent back.
#[derive(Clone, Debug, Serialize)]
pub struct SentBackItem {
    /// The department.
    pub department: String,
    /// The plan.
    pub plan: String,
    /// The task.
    pub task: TaskId,
    /// Why.
    pub reason: String,
}

impl ReturnFacts {
    fn of(id: PeriodId, period: &ReportingPeriod, snapshot: &Snapshot, evidence: &Evidence<'_>) -> Self {
        let (reports, today) = (evidence.reports, evidence.today);
        let due = reports.due(id);
        let mut facts =
            Self { is_running: period.closed.is_none() && today <= period.due, ..Self::default() };
        let mut names: Vec<&str> = Vec::new();
        for row in &due {
            if !names.contains(&row.department) {
                names.push(row.department);
            }
        }
        facts.departments = names.len();
        facts.waiting = reports.waiting(Some(id));
        for name in names {
            let rows: Vec<&Due<'_>> = due.iter().filter(|row| row.department == name).collect();
            facts.add(id, name, &rows, snapshot, reports);
        }
        facts
    }

    /// Counts a department, which may have been asked about several plans.
    fn add(&mut self, id: PeriodId, name: &str, rows: &[&Due<'_>], snapshot: &Snapshot, reports: &Reports) {
        self.asked += rows.iter().map(|row| row.asked.len()).sum::<usize>();
        self.reported += rows.iter().map(|row| row.reported()).sum::<usize>();
        match state_of_department(rows.iter().copied()) {
            DueState::Missing => return self.missing.push(name.to_owned()),
            DueState::Empty => return self.empty.push(name.to_owned()),
            DueState::OnTime => {
                self.on_time += 1;
                self.on_time_waiting += usize::from(rows.iter().any(|row| row.waiting > 0));
            }
            DueState::Late => {
                let days = rows.iter().map(|row| row.days_late).max().unwrap_or(0);
                let count = |late: bool| {
                    rows.iter().filter(|row| (row.days_late > 0) == late).map(|row| row.reported()).sum()
                };
                let [late, in_time]: [usize; 2] = [true, false].map(count);
                let part = (late > 0 && in_time > 0).then_some([late, late + in_time]);
                self.late.push(Late { department: name.to_owned(), days, part });
            }
        }
        for row in rows {
            if !row.late_tasks.is_empty() && row.days_late == 0 {
                let (department, plan) = (name.to_owned(), row.plan.to_owned());
                let late = Omitted { department, plan, tasks: row.late_tasks.clone() };
                self.late_items.push((late, row.last_days_late));
            }
            let (held, omitted) = row.held_and_omitted(snapshot);
            for (tasks, list) in [(omitted, &mut self.omitted), (held, &mut self.held)] {
                if !tasks.is_empty() {
                    let (department, plan) = (name.to_owned(), row.plan.to_owned());
                    list.push(Omitted { department, plan, tasks });
                }
            }
            for task in &row.sent_back {
                let mut all = reports.of_task(row.plan, *task).filter(|report| report.period == id);
                let back = |report: crate::query::reports::Report<'_>| {
                    let sent_back = report.answer.sent_back.as_ref()?;
                    Some((report.department.to_owned(), sent_back.reason.clone()))
                };
                let mut known: Vec<(String, String)> = all.by_ref().filter_map(back).collect();
                known.sort_by_key(|(department, _)| department != name);
                let reason = known.into_iter().next().map(|(_, reason)| reason).unwrap_or_default();
                self.sent_back.push(SentBackItem {
                    department: name.to_owned(),
                    plan: row.plan.to_owned(),
                    task: *task,
                    reason,
                });
            }
        }
    }
}

impl Bulletin {
    /// What is to be said of the tasks of some plans in a period, which need not have been opened.
    pub fn of(
        id: PeriodId,
        period: Option<&ReportingPeriod>,
        snapshot: &Snapshot,
        office: &Office,
        evidence: &Evidence<'_>,
    ) -> Self {
        let today = evidence.today;
        let (start, end) = id.days();
        let entries: Vec<Entry<'_>> = snapshot.entries().collect();
        let judgements: Vec<(Entry<'_>, Judgement)> =
            entries.iter().filter_map(|entry| Some((*entry, evidence.judge(*entry)?))).collect();
        Self {
            period: PeriodFacts {
                id: id.to_string(),
                title: period.map_or_else(|| id.title(), |period| period.title.clone()),
                start: period.map_or(start, |period| period.start),
                end: period.map_or(end, |period| period.end),
                due: period.map(|period| period.due),
            },
            as_of: today,
            plans: snapshot
                .plans
                .iter()
                .map(|plan| PlanName { slug: plan.slug.clone(), title: plan.title.clone() })
                .collect(),
            tasks: TaskFacts::of(&entries, office, today),
            lights: LightFacts::count(&judgements, evidence),
            returns: period.map(|period| ReturnFacts::of(id, period, snapshot, evidence)),
            lagging: lagging(&entries, &judgements, evidence),
            numbers: Numbers::of(snapshot),
        }
    }

    /// Whether numbers need the plan beside them.
    pub fn has_several_plans(&self) -> bool {
        self.plans.len() > 1
    }
}

impl TaskFacts {
    fn of(entries: &[Entry<'_>], office: &Office, today: NaiveDate) -> Self {
        let mut tally = Tally::default();
        entries.iter().for_each(|entry| tally.add(*entry, today));
        let near_days = office.near_days();
        let last = today + Days::new(u64::from(near_days));
        // The same question as `list --due-within`.
        let near = Filter { due_within: Some([today, last]), ..Filter::default() };
        Self {
            total: tally.total(),
            counted: tally.counted(),
            outside: entries
                .iter()
                .filter(|entry| entry.task.status != Status::Withdrawn && !entry.task.is_in_document())
                .count(),
            completed: tally.completed(),
            rate: Share::new(tally.completed(), tally.counted()),
            overdue: tally.overdue,
            near: entries.iter().filter(|entry| near.matches(**entry)).count(),
            near_days,
            by_status: tally,
        }
    }
}

/// What lags, the worst first and then in the order of the store.
fn lagging(
    entries: &[Entry<'_>],
    judgements: &[(Entry<'_>, Judgement)],
    evidence: &Evidence<'_>,
) -> Vec<Matter> {
    if evidence.rules.is_none() {
        let overdue = entries.iter().filter(|entry| entry.is_overdue(evidence.today));
        return overdue.map(|entry| evidence.matter(*entry, None)).collect();
    }
    let lit = |light: Light| {
        judgements
            .iter()
            .filter(move |(_, judgement)| judgement.light == Some(light))
            .map(|(entry, judgement)| evidence.matter(*entry, Some(judgement)))
    };
    lit(Light::Red).chain(lit(Light::Yellow)).collect()
}
