//! All files that came in for a period become returns, statuses and what was not taken. What the files of one unit come
//! to is in `unit.rs`.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;

use super::{
    collected::{Collected, Ignored},
    merge::TaskKey,
    reason::Reason,
    records::{Content, Delivery, Records},
    remark::Remark,
    standing::{self, Candidate, Verdict},
    unit::{Unit, UnitFiles},
};
use crate::{
    model::{Answer, PeriodId, ReportingPeriod, Return, ReturnedFile, TaskId},
    store::load::LoadedReturn,
};

/// The most rows of a file that are kept because they belong to no task: more are another table, and a return that holds
/// them could not be read again.
const MAX_UNPLACED: usize = 1_000;

/// Puts together what came in for a period.
pub fn collect<'a>(
    records: &'a Records<'a>,
    id: PeriodId,
    received: NaiveDate,
    deliveries: Vec<Delivery<'a>>,
) -> Collected {
    let mut collected = Collected::default();
    let Some(period) = records.period(id) else { return collected };
    let mut by_unit: Vec<UnitFiles<'a>> = Vec::new();
    let mut seen: HashMap<String, String> = HashMap::new();
    for Delivery { file, sha256, content } in deliveries {
        if !sha256.is_empty()
            && let Some(first) = seen.get(&sha256)
        {
            let why = text!("与 {first} 内容相同", "the same content as {first}");
            collected.ignored.push(Ignored { file, why });
            continue;
        }
        seen.insert(sha256.clone(), file.clone());
        match content {
            Content::Ignored(why) => collected.ignored.push(Ignored { file, why }),
            Content::Refused(reason, detail) => {
                let remark = Remark::of_file(reason, &file, String::new());
                collected.refused.push(Remark { detail, ..remark });
            }
            Content::Elsewhere(other) => {
                // One that was never opened can't be collected for, either.
                let detail = records.period(other).is_none().then(|| {
                    text!(
                        "{other} 没有开放过；先用 `pjt period open {other} --due 报送截止日` 开放",
                        "{other} was never opened; open it with `pjt period open {other} --due DAY`"
                    )
                });
                let remark = Remark::of_file(Reason::OtherPeriod, &file, other.to_string());
                collected.refused.push(Remark { detail, ..remark });
            }
            Content::Read(read) if read.0 != id => {
                collected.refused.push(Remark::of_file(Reason::OtherPeriod, &file, read.0.to_string()));
            }
            Content::Read(read) if read.2.unplaced.len() > MAX_UNPLACED => {
                collected.refused.push(Remark::of_file(Reason::FileTooLarge, &file, String::new()));
            }
            Content::Read(read) => {
                let (_, owner, reading) = *read;
                let unit = match by_unit.iter_mut().find(|unit| unit.owner.code == owner.code) {
                    Some(unit) => unit,
                    None => {
                        by_unit.push(UnitFiles { owner, files: Vec::new() });
                        let Some(last) = by_unit.last_mut() else { continue };
                        last
                    }
                };
                unit.files.push((ReturnedFile { file, sha256, saved: reading.saved.clone() }, reading));
            }
        }
    }
    let job = Job { records, id, period, received };
    let merged: Vec<Unit<'a>> = by_unit.into_iter().map(|unit| job.unit(unit, &mut collected)).collect();
    job.standings(&merged, &mut collected);
    collected.missing = job.missing(&merged);
    collected
}

/// What is collected: the answers of a period, on a day.
pub(super) struct Job<'a> {
    pub(super) records: &'a Records<'a>,
    pub(super) id: PeriodId,
    pub(super) period: &'a ReportingPeriod,
    pub(super) received: NaiveDate,
}

impl<'a> Job<'a> {
    /// What the unit of this code has reported about a plan in the period.
    pub(super) fn stored(&self, plan: &str, code: &str) -> Option<&'a Return> {
        self.returns_of(code).find(|found| found.plan == plan).map(|found| &found.value)
    }

    /// What the unit of this code has reported in the period.
    pub(super) fn returns_of<'b>(&'b self, code: &'b str) -> impl Iterator<Item = &'a LoadedReturn> + 'b {
        let returns: &'a [LoadedReturn] = self.records.returns;
        returns.iter().filter(move |found| found.period == self.id && found.code == code)
    }

    /// What all leads together make of the tasks.
    fn standings(&self, units: &[Unit<'a>], collected: &mut Collected) {
        let registry = &self.records.snapshot.registry;
        let mut candidates: BTreeMap<TaskKey, Vec<Candidate<'_, 'a>>> = BTreeMap::new();
        for unit in units {
            let department = unit.owner.department.as_str();
            for (key, row) in &unit.rows {
                let verdict = row
                    .status()
                    .map(|(status, _)| standing::judge(row.entry, department, row.base, status, registry));
                if verdict == Some(Verdict::Candidate) {
                    candidates.entry(key.clone()).or_default().push(Candidate { row, department });
                }
            }
        }
        let mut answers: HashMap<TaskKey, Vec<(String, &Answer)>> = HashMap::new();
        let changed: HashSet<(&str, &str)> =
            collected.returns.iter().map(|changed| (changed.plan.as_str(), changed.code.as_str())).collect();
        let others = self.records.returns.iter().filter(|found| {
            found.period == self.id && !changed.contains(&(found.plan.as_str(), found.code.as_str()))
        });
        let others = others.map(|found| (found.plan.as_str(), &found.value));
        let new = collected.returns.iter().map(|changed| (changed.plan.as_str(), &changed.after));
        for (plan, value) in others.chain(new) {
            let department = registry.find(&value.department).map_or(&value.department, |known| &known.name);
            for answer in &value.tasks {
                let key = (plan.to_owned(), answer.id);
                if candidates.contains_key(&key) {
                    answers.entry(key).or_default().push((department.clone(), answer));
                }
            }
        }
        let of = |plan: &str, id: TaskId| answers.get(&(plan.to_owned(), id)).cloned().unwrap_or_default();
        let (accepted, conflicts) = standing::settle(&candidates, &of, registry);
        collected.accepted = accepted;
        collected.conflicts.extend(conflicts);
    }

    /// The departments of which nothing has come.
    fn missing(&self, units: &[Unit<'a>]) -> Vec<String> {
        let names = self.records.snapshot.registry.names();
        let has_come = |code: &str| {
            units.iter().any(|unit| unit.owner.code == code)
                || self.records.returns.iter().any(|found| found.period == self.id && found.code == code)
        };
        let owes = |name: &&str| {
            let own = self.period.asked.iter().filter(|asked| asked.department == *name);
            let mut tasks = own.flat_map(|asked| asked.tasks.iter().map(|id| (&asked.plan, *id)));
            tasks.any(|(plan, id)| {
                self.records.task(plan, id).is_none_or(|entry| !entry.task.status.is_owed_no_more())
            })
        };
        let departments = self.period.departments().into_iter().filter(owes);
        let missing = departments
            .filter(|name| !names.find(name).and_then(|known| known.code.as_deref()).is_some_and(has_come));
        missing.map(str::to_owned).collect()
    }
}
