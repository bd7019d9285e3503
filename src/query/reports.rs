//! What was reported: every answer of every return about some plans, and who of those who were asked in a period
//! has answered.

mod due;

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;
use rayon::prelude::*;

pub use self::due::{Due, DueState, state_of_department};
use self::due::{Ended, due, is_newer, waiting};
use crate::{
    error::Finding,
    model::{Answer, Asked, Entry, PeriodId, Plan, Registry, ReportingPeriod, Return, Snapshot, TaskId},
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
    /// The tasks that are withdrawn or closed now, by plan: as far as tasks were read.
    ended: HashMap<String, HashMap<TaskId, Ended>>,
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
    pub(crate) heir: &'a str,
}

impl Reports {
    /// Reads what was reported about the plans of `snapshot`. Of tasks that it has, those that ended are owed no more.
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
        let ended = plans.iter().map(|plan| (plan.slug.clone(), ended(plan))).collect();
        Self { periods, returns, answers, plans: slugs, heirs, names, ended, unreadable: Vec::new() }
    }

    /// Whether nothing was reported.
    pub fn is_empty(&self) -> bool {
        self.returns.is_empty()
    }

    /// The period of this name.
    pub fn period(&self, id: PeriodId) -> Option<&ReportingPeriod> {
        self.periods.iter().find(|(known, _)| *known == id).map(|(_, period)| period)
    }

    /// Counts by other days of a period that is there.
    pub fn put_period(&mut self, id: PeriodId, period: &ReportingPeriod) {
        if let Some((_, known)) = self.periods.iter_mut().find(|(known, _)| *known == id) {
            known.clone_from(period);
        }
    }

    /// The period that ends last.
    pub(crate) fn last_period(&self) -> Option<PeriodId> {
        self.periods.last().map(|(id, _)| *id)
    }

    /// Every answer about a task, the oldest first.
    pub fn of_task(&self, slug: &str, id: TaskId) -> impl Iterator<Item = Report<'_>> {
        let places = self.answers.get(slug).and_then(|of_plan| of_plan.get(&id));
        places.into_iter().flatten().filter_map(|(place, at)| {
            let Returned { found, department, heir } = self.returns.get(*place)?;
            let answer = found.value.tasks.get(*at)?;
            let received = answer.last_day().unwrap_or(found.value.received);
            Some(Report { period: found.period, department, received, answer, heir })
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

    /// The last completion that those who answer for a task reported; of two leads the lower one. Nothing where nobody is known to.
    /// Whom the lead took the task over from reported for it, too.
    pub fn percent(&self, entry: Entry<'_>) -> Option<u8> {
        self.of_lead(entry)?.answer.percent
    }

    /// The report that says so.
    pub(crate) fn of_lead(&self, entry: Entry<'_>) -> Option<Report<'_>> {
        let lead = entry.answering()?;
        let last = |name: &String| {
            let names = self.names_of_lead(name, entry);
            self.of_task(&entry.plan.slug, entry.task.id)
                .filter(|report| names.contains(report.heir) && report.answer.percent.is_some())
                .last()
        };
        lead.iter().filter_map(last).min_by_key(|report| report.answer.percent)
    }

    /// The last answer of each lead of a task, be it that of whom it took the task over from.
    pub fn last_of_leads(&self, entry: Entry<'_>) -> Vec<Report<'_>> {
        let lead = entry.answering().unwrap_or_default();
        let last = |name: &String| {
            let names = self.names_of_lead(name, entry);
            self.of_task(&entry.plan.slug, entry.task.id).filter(|report| names.contains(report.heir)).last()
        };
        lead.iter().filter_map(last).collect()
    }

    /// Whether a report is of somebody from whom a lead took the task over.
    pub(crate) fn is_of_former_lead(&self, entry: Entry<'_>, report: &Report<'_>) -> bool {
        let lead = entry.answering().unwrap_or_default();
        lead.iter().all(|name| self.heir(name) != report.heir)
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
    pub(crate) fn is_sent_back(&self, entry: Entry<'_>) -> bool {
        self.latest(entry).iter().any(|report| report.answer.sent_back.is_some())
    }

    /// What became of what was asked in a period about the plans that were read, in the order of its file.
    pub fn due(&self, id: PeriodId) -> Vec<Due<'_>> {
        let Some(period) = self.period(id) else { return Vec::new() };
        let taken = self.taken(period);
        let rows = self.asked_now(id, period).into_iter().map(|(department, plan, asked)| {
            let returned = self.value_of(id, plan, department, &taken);
            due(period, &asked, (department, plan), self.ended.get(plan), returned)
        });
        // Who owes nothing any more and sent nothing was asked for nothing.
        let is_owed = |due: &Due<'_>| !due.asked.is_empty() || due.ended.is_empty() || due.received.is_some();
        let mut rows: Vec<Due<'_>> = rows.filter(is_owed).collect();
        due::fill_from_other_plans(&mut rows);
        rows
    }

    /// The names by which departments were asked, behind the plans.
    fn taken<'a>(&'a self, period: &'a ReportingPeriod) -> HashSet<(&'a str, &'a str)> {
        let asked = period.asked.iter();
        asked
            .filter_map(|asked| Some((self.plans.get(&asked.plan)?.as_str(), asked.department.as_str())))
            .collect()
    }

    /// What was asked in a period about the plans that were read: of whom, in which plan, about what. Two departments that have
    /// become one since answer in one form: what the one of them did not answer for itself, the other owes and answers.
    fn asked_now<'a>(&'a self, id: PeriodId, period: &'a ReportingPeriod) -> Vec<(&'a str, &'a str, Asked)> {
        let taken = self.taken(period);
        let mut rows: Vec<(&str, &str, Asked)> = Vec::new();
        let mut moved: Vec<(&str, &str, Asked)> = Vec::new();
        for asked in &period.asked {
            let Some(plan) = self.plans.get(&asked.plan) else { continue };
            let (name, plan) = (asked.department.as_str(), plan.as_str());
            let heir = self.asked_for(period, name, plan);
            let own = self.own_return(id, plan, name);
            let other = self.value_of(id, plan, heir, &taken);
            let is_moved = |task: &TaskId| {
                heir != name && own.is_none_or(|own| other.is_some_and(|other| is_newer(other, own, *task)))
            };
            let (gone, tasks): (Vec<TaskId>, Vec<TaskId>) = asked.tasks.iter().copied().partition(is_moved);
            let stays =
                !tasks.is_empty() || gone.is_empty() || own.is_some_and(|own| !own.unplaced.is_empty());
            if !gone.is_empty() {
                moved.push((heir, plan, Asked { tasks: gone, ..asked.clone() }));
            }
            if stays {
                rows.push((name, plan, Asked { tasks, ..asked.clone() }));
            }
        }
        for (heir, plan, asked) in moved {
            let row = rows.iter_mut().find(|row| row.0 == heir && row.1 == plan);
            let Some((_, _, known)) = row else { continue };
            let is_new = |task: &TaskId| !known.tasks.contains(task);
            let tasks: Vec<TaskId> = asked.tasks.iter().copied().filter(is_new).collect();
            known.ended.extend(tasks.iter().filter(|task| asked.ended.contains(task)));
            known.tasks.extend(tasks);
        }
        rows
    }

    /// The name by which a department is asked now about a plan: that of the one which it has become, if that one was asked,
    /// too.
    fn asked_for<'a>(&'a self, period: &'a ReportingPeriod, name: &'a str, plan: &str) -> &'a str {
        let own = |name: &'a str| self.names.get(name).map_or(name, String::as_str);
        let wanted = own(name);
        let of_plan =
            period.asked.iter().filter(|asked| self.plans.get(&asked.plan).is_some_and(|own| own == plan));
        let mut same = of_plan.map(|asked| asked.department.as_str()).filter(|asked| own(asked) == wanted);
        same.clone().find(|asked| *asked == wanted).or_else(|| same.next()).unwrap_or(name)
    }

    /// The returns about a plan in a period.
    fn returns_about<'a>(&'a self, id: PeriodId, plan: &'a str) -> impl Iterator<Item = &'a Returned> {
        self.returns.iter().filter(move |returned| returned.found.period == id && returned.found.plan == plan)
    }

    /// The return that a department sent under the name by which it was asked.
    fn own_return<'a>(&'a self, id: PeriodId, plan: &'a str, department: &str) -> Option<&'a Return> {
        let mut of_plan = self.returns_about(id, plan);
        of_plan
            .find(|returned| returned.found.value.department == department)
            .map(|returned| &returned.found.value)
    }

    /// The return of a department that was asked. Two that have become one since reported for themselves.
    fn value_of<'a>(
        &'a self,
        id: PeriodId,
        plan: &'a str,
        department: &str,
        taken: &HashSet<(&str, &str)>,
    ) -> Option<&'a Return> {
        let wanted = self.names.get(department).map_or(department, String::as_str);
        self.own_return(id, plan, department).or_else(|| {
            let is_its = |returned: &&Returned| {
                returned.department == wanted
                    && !taken.contains(&(plan, returned.found.value.department.as_str()))
            };
            self.returns_about(id, plan).find(is_its).map(|returned| &returned.found.value)
        })
    }

    /// How many tasks were asked for in a period and are owed no more.
    pub fn ended(&self, id: PeriodId) -> usize {
        let Some(period) = self.period(id) else { return 0 };
        let mut all: HashSet<(&str, TaskId)> = HashSet::new();
        let taken = HashSet::new();
        for asked in &period.asked {
            let Some(plan) = self.plans.get(&asked.plan) else { continue };
            let returned = self.value_of(id, plan, &asked.department, &taken);
            let due = due(period, asked, (&asked.department, plan), self.ended.get(plan), returned);
            all.extend(due.ended.into_iter().map(|id| (plan.as_str(), id)));
        }
        all.len()
    }

    /// A period as it is when it is closed on this day: with what is owed no more by then, which later changes nothing.
    pub fn closed(&self, id: PeriodId, on: NaiveDate) -> Option<ReportingPeriod> {
        let mut period = self.period(id).filter(|period| period.closed.is_none())?.clone();
        let taken = HashSet::new();
        for asked in &mut period.asked {
            let Some(plan) = self.plans.get(&asked.plan) else { continue };
            let returned = self.value_of(id, plan, &asked.department, &taken);
            let present = self.period(id)?;
            asked.ended =
                due(present, asked, (&asked.department, plan), self.ended.get(plan), returned).ended;
        }
        period.closed = Some(on);
        Some(period)
    }

    /// The tasks about which somebody who was asked in a period sent nothing, by plan.
    pub fn not_reported(&self, id: PeriodId) -> BTreeMap<&str, HashSet<TaskId>> {
        let mut tasks: BTreeMap<&str, HashSet<TaskId>> = BTreeMap::new();
        for due in self.due(id) {
            tasks.entry(due.plan).or_default().extend(due.unreported);
        }
        tasks
    }

    /// How many cells and rows of the returns wait for a person: those of a period, or of all of them.
    pub fn waiting(&self, period: Option<PeriodId>) -> usize {
        let of_period = |returned: &&Returned| period.is_none_or(|id| returned.found.period == id);
        let values = self.returns.iter().filter(of_period).map(|returned| &returned.found.value);
        values.map(waiting).sum()
    }

    fn heir<'a>(&'a self, name: &'a str) -> &'a str {
        self.heirs.get(name).map_or(name, String::as_str)
    }
}

/// The tasks of a plan that are withdrawn or closed.
fn ended(plan: &Plan) -> HashMap<TaskId, Ended> {
    plan.tasks.iter().filter_map(|task| Some((task.id, Ended::of(task)?))).collect()
}

/// By its last day; of those that end together the longest first.
fn order(id: PeriodId) -> (NaiveDate, NaiveDate) {
    let (start, end) = id.days();
    (end, start)
}

#[cfg(test)]
mod tests;
