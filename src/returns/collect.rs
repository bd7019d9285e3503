//! All files that came in for a period become returns, statuses and what was not taken.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;

use super::{
    collected::{ChangedReturn, Collected, Ignored, UnitReturn},
    form::Owner,
    merge::{self, MergedRow, TaskKey, cells_refused},
    reading::FileReading,
    reason::{Reason, Weight},
    records::{Content, Delivery, Records},
    remark::Remark,
    replaced,
    standing::{self, Candidate, Conflict, Verdict},
};
use crate::{
    model::{
        Answer, AskedField, Dropped, PeriodId, ReportingPeriod, Return, ReturnedFile, TaskId, Unplaced,
        Unread,
    },
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
                collected.refused.push(Remark::of_file(Reason::OtherPeriod, &file, other.to_string()));
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
                unit.files.push((ReturnedFile { file, sha256 }, reading));
            }
        }
    }
    let job = Job { records, id, period, received };
    let merged: Vec<Unit<'a>> =
        by_unit.into_iter().filter_map(|unit| job.unit(unit, &mut collected)).collect();
    job.standings(&merged, &mut collected);
    collected.missing = job.missing(&merged);
    collected
}

/// That an answer replaces an earlier one, and in what.
fn replacement(
    owner: &Owner,
    (plan, id): (&str, TaskId),
    row: &MergedRow<'_>,
    (earlier, answer): (Option<&Answer>, &Answer),
) -> Option<Remark> {
    let detail = replaced::differences(earlier?, answer)?;
    let cell = row.cells.first()?;
    Some(Remark {
        place: cell.place.clone(),
        department: Some(owner.department.clone()),
        plan: Some(plan.to_owned()),
        task: Some(id),
        detail: Some(detail),
        ..Remark::of_file(Reason::AnswerReplaced, &cell.file, String::new())
    })
}

/// The files of a unit.
struct UnitFiles<'a> {
    owner: Owner,
    files: Vec<(ReturnedFile, FileReading<'a>)>,
}

/// A unit with what it answered.
struct Unit<'a> {
    owner: Owner,
    rows: BTreeMap<TaskKey, MergedRow<'a>>,
}

struct Job<'a> {
    records: &'a Records<'a>,
    id: PeriodId,
    period: &'a ReportingPeriod,
    received: NaiveDate,
}

impl<'a> Job<'a> {
    fn stored(&self, plan: &str, code: &str) -> Option<&'a Return> {
        self.returns_of(code).find(|found| found.plan == plan).map(|found| &found.value)
    }

    /// What the unit of this code has reported in the period.
    fn returns_of<'b>(&'b self, code: &'b str) -> impl Iterator<Item = &'a LoadedReturn> + 'b {
        let returns: &'a [LoadedReturn] = self.records.returns;
        returns.iter().filter(move |found| found.period == self.id && found.code == code)
    }

    /// Merges the files of a unit into its returns; none where all of them were taken before.
    fn unit(&self, unit: UnitFiles<'a>, collected: &mut Collected) -> Option<Unit<'a>> {
        let UnitFiles { owner, mut files } = unit;
        let taken: HashSet<&str> = self
            .returns_of(&owner.code)
            .flat_map(|found| found.value.source.iter().map(|file| file.sha256.as_str()))
            .collect();
        files.retain(|(file, _)| {
            let is_new = !taken.contains(file.sha256.as_str());
            if !is_new {
                let why = text!("以前已经收过", "it was taken before");
                collected.known.push(owner.code.clone());
                collected.ignored.push(Ignored { file: file.file.clone(), why });
            }
            is_new
        });
        let dropped: HashSet<(&str, &str)> = self
            .returns_of(&owner.code)
            .flat_map(|found| &found.value.dropped)
            .filter(|dropped| dropped.field.is_none())
            .map(|dropped| (dropped.text.as_str(), dropped.why.as_str()))
            .collect();
        for (_, reading) in &mut files {
            reading.unplaced.retain(|row| !dropped.contains(&(row.text.as_str(), row.reason.token())));
        }
        if files.is_empty() {
            return Some(Unit { owner, rows: BTreeMap::new() });
        }
        let answered: Vec<HashSet<TaskKey>> = files
            .iter()
            .map(|(_, reading)| {
                let rows = reading.rows.iter().filter(|row| row.is_answered());
                rows.map(|row| (row.entry.plan.slug.clone(), row.entry.task.id)).collect()
            })
            .collect();
        let present = |plan: &str, id: TaskId| {
            let stored = self.stored(plan, &owner.code)?;
            let mut answer = stored.tasks.iter().find(|answer| answer.id == id)?.clone();
            // What a person dropped is not asked about again.
            answer.unread.extend(
                stored.dropped.iter().filter(|dropped| dropped.task == Some(id)).filter_map(
                    |Dropped { field, place, text, why, .. }| {
                        let (place, text, why) = (place.clone(), text.clone(), why.clone());
                        Some(Unread { field: (*field)?, place, text, why, base: None })
                    },
                ),
            );
            Some(answer)
        };
        let mut readings: Vec<&mut FileReading<'a>> = files.iter_mut().map(|(_, reading)| reading).collect();
        let mut rows = merge::merge(&mut readings, &present);
        self.judge(&owner, &mut rows, collected);
        self.put_returns(&owner, &rows, &files, collected);
        let asked = self.records.asked(self.period, &owner);
        let is_answered = |key: &TaskKey| rows.contains_key(key) || present(&key.0, key.1).is_some();
        let keys = asked.iter().map(|entry| (entry.plan.slug.clone(), entry.task.id));
        let keys: Vec<TaskKey> = keys.collect();
        let omitted: Vec<TaskKey> = keys.iter().filter(|key| !is_answered(key)).cloned().collect();
        for ((file, reading), answered) in files.into_iter().zip(answered) {
            let own = |remark: Remark| Remark { department: Some(owner.department.clone()), ..remark };
            let refused = cells_refused(&rows, &file.file, &owner.department);
            let is_refused = |remark: &Remark| remark.reason.weight() == Weight::Refused;
            let (columns, notices): (Vec<Remark>, _) = reading.notices.into_iter().partition(is_refused);
            let rows = reading.unplaced.into_iter().map(own);
            let before = collected.refused.len();
            collected.refused.extend(columns.into_iter().chain(refused).chain(rows));
            let count = collected.refused.len() - before;
            collected.notices.extend(notices);
            collected.units.push(UnitReturn {
                department: owner.department.clone(),
                file: file.file,
                asked: asked.len(),
                reported: answered.iter().filter(|key| is_answered(key) && keys.contains(key)).count(),
                beyond: answered.iter().filter(|key| is_answered(key) && !keys.contains(key)).count(),
                omitted: omitted.clone(),
                refused: count,
            });
        }
        Some(Unit { owner, rows })
    }

    /// Holds each status against the store. One that was overtaken is not the unit's answer any more.
    fn judge(&self, owner: &Owner, rows: &mut BTreeMap<TaskKey, MergedRow<'a>>, collected: &mut Collected) {
        let registry = &self.records.snapshot.registry;
        for ((plan, id), row) in rows {
            let Some((returned, cell)) = row.status() else { continue };
            let verdict = standing::judge(row.entry, &owner.department, row.base, returned, registry);
            let Verdict::Not(reason) = verdict else { continue };
            let remark = Remark {
                reason,
                file: cell.file.clone(),
                place: cell.place.clone(),
                department: Some(owner.department.clone()),
                plan: Some(plan.clone()),
                task: Some(*id),
                field: Some(AskedField::Status),
                text: cell.text.clone(),
                detail: None,
            };
            if reason.weight() != Weight::Conflict {
                collected.notices.push(remark);
                continue;
            }
            collected.conflicts.push(Conflict {
                reason,
                plan: plan.clone(),
                task: *id,
                department: owner.department.clone(),
                file: remark.file,
                place: remark.place,
                base: row.base,
                store: row.entry.task.status,
                returned,
            });
            for cell in row.cells.iter_mut().filter(|cell| cell.field == AskedField::Status) {
                cell.value = Err(reason);
            }
        }
    }

    /// The returns of a unit as they are to be, one for each plan.
    fn put_returns(
        &self,
        owner: &Owner,
        rows: &BTreeMap<TaskKey, MergedRow<'a>>,
        files: &[(ReturnedFile, FileReading<'a>)],
        collected: &mut Collected,
    ) {
        let asked = self.records.asked(self.period, owner);
        let mut plans: Vec<&str> = asked.iter().map(|entry| entry.plan.slug.as_str()).collect();
        plans.extend(rows.keys().map(|(plan, _)| plan.as_str()));
        let usual = plans
            .first()
            .copied()
            .or_else(|| self.records.snapshot.plans.first().map(|plan| plan.slug.as_str()));
        plans.extend(usual);
        plans.sort_unstable();
        plans.dedup();
        for plan in plans {
            let before = self.stored(plan, &owner.code);
            let mut after = before
                .cloned()
                .unwrap_or_else(|| Return { department: owner.department.clone(), ..Return::default() });
            // A correction doesn't make what came in time late.
            if after.tasks.is_empty() && after.unplaced.is_empty() {
                after.received = self.received;
            }
            for (file, _) in files {
                if !after.source.contains(file) {
                    after.source.push(file.clone());
                }
            }
            let asks_status = self.period.fields.contains(&AskedField::Status);
            for ((_, id), row) in rows.iter().filter(|((slug, _), _)| slug == plan) {
                let known = after.tasks.iter().position(|answer| answer.id == *id);
                let earlier = known.map(|at| after.tasks.remove(at));
                let mut answer = earlier.clone().unwrap_or(Answer { id: *id, ..Answer::default() });
                row.apply(&mut answer, asks_status);
                collected.notices.extend(replacement(owner, (plan, *id), row, (earlier.as_ref(), &answer)));
                after.tasks.push(answer);
            }
            after.tasks.sort_by_key(|answer| answer.id);
            for remark in files.iter().flat_map(|(_, reading)| &reading.unplaced) {
                let own =
                    remark.plan.as_deref().filter(|plan| asked.iter().any(|entry| entry.plan.slug == *plan));
                let entry = Unplaced {
                    place: remark.place.clone(),
                    text: remark.text.clone(),
                    why: remark.reason.token().to_owned(),
                };
                let is_known =
                    after.unplaced.iter().any(|known| (&known.text, &known.why) == (&entry.text, &entry.why));
                if own.or(usual) == Some(plan) && !is_known {
                    after.unplaced.push(entry);
                }
            }
            if before != Some(&after) {
                let (plan, code) = (plan.to_owned(), owner.code.clone());
                collected.returns.push(ChangedReturn { plan, code, before: before.cloned(), after });
            }
        }
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
        let departments = self.period.departments().into_iter();
        let missing = departments
            .filter(|name| !names.find(name).and_then(|known| known.code.as_deref()).is_some_and(has_come));
        missing.map(str::to_owned).collect()
    }
}
