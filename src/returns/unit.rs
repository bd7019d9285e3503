//! The files of one unit become its returns: what they answer, what of it stands against the store, and what was not
//! taken.

use std::collections::{BTreeMap, HashSet};

use super::{
    answered,
    before::{progress_before, repeated},
    collect::Job,
    collected::{ChangedReturn, Collected, Ignored, UnitReturn},
    doubtful::{contradicts_itself, evidence_kept, no_evidence, no_status, words_alone},
    form::Owner,
    merge::{self, MergedRow, TaskKey, cells_refused},
    place::row_of,
    reading::FileReading,
    reason::{Reason, Weight},
    remark::Remark,
    replaced,
    standing::{self, Conflict, Verdict},
};
use crate::{
    model::{
        Answer, AskedField, Dropped, Entry, LaterAnswer, Return, ReturnedFile, Status, TaskId, Unplaced,
        Unread,
    },
    text::{Lang, Text},
};

/// A file with what was read off it.
type ReadFile<'a> = (ReturnedFile, FileReading<'a>);

/// The files of a unit.
pub(super) struct UnitFiles<'a> {
    pub(super) owner: Owner,
    pub(super) files: Vec<ReadFile<'a>>,
}

/// A unit with what it answered.
pub(super) struct Unit<'a> {
    pub(super) owner: Owner,
    pub(super) rows: BTreeMap<TaskKey, MergedRow<'a>>,
}

impl<'a> Job<'a> {
    /// Merges the files of a unit into its returns. Where all of them were taken before, nothing is left to say.
    pub(super) fn unit(&self, unit: UnitFiles<'a>, collected: &mut Collected) -> Unit<'a> {
        let UnitFiles { owner, files } = unit;
        let mut files = self.not_yet_taken(&owner, files, collected);
        if files.is_empty() {
            return Unit { owner, rows: BTreeMap::new() };
        }
        self.leave_out_dropped(&owner, &mut files);
        self.mark_older(&owner, &mut files);
        // Merging takes the rows out of the readings.
        let answered: Vec<HashSet<TaskKey>> =
            files.iter().map(|(_, reading)| answered_tasks(reading)).collect();
        let mut readings: Vec<&mut FileReading<'a>> = files.iter_mut().map(|(_, reading)| reading).collect();
        let present = |plan: &str, id: TaskId| self.answer_so_far(&owner, plan, id);
        let mut rows = merge::merge(&mut readings, &present);
        if !self.is_late(&owner, &rows, &files) {
            for (_, reading) in &mut files {
                reading.notices.retain(|remark| remark.reason != Reason::PeriodClosed);
            }
        }
        self.judge(&owner, &mut rows, collected);
        self.name_still_sent_back(&owner, &rows, &files, &answered, collected);
        self.put_returns(&owner, &rows, &files, collected);
        self.account(&owner, &rows, files.into_iter().zip(answered), collected);
        Unit { owner, rows }
    }

    /// Whether something of what came counts as late once the period is closed: a form without answers doesn't, nor what was
    /// asked for again.
    fn is_late(
        &self,
        owner: &Owner,
        rows: &BTreeMap<TaskKey, MergedRow<'a>>,
        files: &[ReadFile<'a>],
    ) -> bool {
        let mut answers = rows.iter().filter(|(_, row)| row.is_answer());
        let has_rows = files.iter().any(|(_, reading)| !reading.unplaced.is_empty());
        has_rows
            || answers.any(|((plan, id), _)| {
                self.answer_so_far(owner, plan, *id).is_none_or(|answer| answer.sent_back.is_none())
            })
    }

    /// The files that were not collected before; of the others it is said that they were.
    fn not_yet_taken(
        &self,
        owner: &Owner,
        mut files: Vec<ReadFile<'a>>,
        collected: &mut Collected,
    ) -> Vec<ReadFile<'a>> {
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
        files
    }

    /// Marks files that were saved before one that was taken already: what they say otherwise was corrected since.
    fn mark_older(&self, owner: &Owner, files: &mut [ReadFile<'a>]) {
        let taken = self.returns_of(&owner.code).flat_map(|found| &found.value.source);
        let last = taken.filter_map(|file| file.saved.as_deref()).max();
        for (_, reading) in files {
            reading.is_older = reading.saved.as_deref().zip(last).is_some_and(|(saved, last)| saved < last);
        }
    }

    /// Rows that belong to no task and that a person dropped before are not asked about again.
    fn leave_out_dropped(&self, owner: &Owner, files: &mut [ReadFile<'a>]) {
        let dropped: HashSet<(&str, &str)> = self
            .returns_of(&owner.code)
            .flat_map(|found| &found.value.dropped)
            .filter(|dropped| dropped.field.is_none())
            .map(|dropped| (dropped.text.as_str(), dropped.why.as_str()))
            .collect();
        for (_, reading) in files {
            reading.unplaced.retain(|row| !dropped.contains(&(row.text.as_str(), row.reason.token())));
        }
    }

    /// What the unit has answered about a task before. What a person dropped of it counts as unread, so that it is not
    /// asked about again.
    fn answer_so_far(&self, owner: &Owner, plan: &str, id: TaskId) -> Option<Answer> {
        let stored = self.stored(plan, &owner.code)?;
        let mut answer = stored.tasks.iter().find(|answer| answer.id == id)?.clone();
        let dropped = stored.dropped.iter().filter(|dropped| dropped.task == Some(id));
        answer.unread.extend(dropped.filter_map(|Dropped { field, place, text, why, .. }| {
            let (place, text, why) = (place.clone(), text.clone(), why.clone());
            Some(Unread { field: (*field)?, place, text, why, base: None })
        }));
        Some(answer)
    }

    /// Names what was sent back and came again as it was.
    fn name_still_sent_back(
        &self,
        owner: &Owner,
        rows: &BTreeMap<TaskKey, MergedRow<'a>>,
        files: &[ReadFile<'a>],
        answered: &[HashSet<TaskKey>],
        collected: &mut Collected,
    ) {
        for ((file, _), answered) in files.iter().zip(answered) {
            let mut tasks: Vec<&TaskKey> = answered.iter().collect();
            tasks.sort();
            for (plan, id) in tasks {
                let is_answer = rows.get(&(plan.clone(), *id)).is_some_and(MergedRow::is_answer);
                let stored = self.answer_so_far(owner, plan, *id);
                if is_answer || stored.is_none_or(|answer| answer.sent_back.is_none()) {
                    continue;
                }
                collected.notices.push(Remark::of_answer(
                    Reason::StillSentBack,
                    &file.file,
                    &owner.department,
                    (plan, *id),
                    String::new(),
                ));
            }
        }
    }

    /// Holds each status against the store. One that was overtaken is not the unit's answer any more.
    fn judge(&self, owner: &Owner, rows: &mut BTreeMap<TaskKey, MergedRow<'a>>, collected: &mut Collected) {
        let registry = &self.records.snapshot.registry;
        for ((plan, id), row) in rows {
            let Some((returned, cell)) = row.status() else { continue };
            let verdict = standing::judge(row.entry, &owner.department, row.base, returned, registry);
            let store = row.entry.task.status;
            let reason = match verdict {
                Verdict::Not(reason) => reason,
                Verdict::Candidate if store.goes_back(returned) => Reason::WentBack,
                Verdict::Candidate | Verdict::Nothing => continue,
            };
            let went_back = (reason == Reason::WentBack).then(|| step(&owner.department, store, returned));
            let remark = Remark {
                place: cell.place.clone(),
                field: Some(AskedField::Status),
                detail: went_back,
                ..Remark::of_answer(reason, &cell.file, &owner.department, (plan, *id), cell.text.clone())
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
        files: &[ReadFile<'a>],
        collected: &mut Collected,
    ) {
        let asked = self.records.asked(self.period, owner);
        let mut plans: Vec<&str> = asked.iter().map(|entry| entry.plan.slug.as_str()).collect();
        plans.extend(rows.keys().map(|(plan, _)| plan.as_str()));
        // What belongs to no task has to go somewhere.
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
            let own = rows.iter().filter(|((slug, _), _)| slug == plan).map(|((_, id), row)| (*id, row));
            collected.notices.extend(self.put_answers(owner, plan, own, &mut after));
            let all = rows.iter().map(|((slug, id), row)| (slug.as_str(), *id, row));
            collected.notices.extend(answered::drop_answered(owner, all, &mut after));
            put_unplaced(plan, usual, &asked, files, &mut after);
            if before != Some(&after) {
                let (plan, code) = (plan.to_owned(), owner.code.clone());
                collected.returns.push(ChangedReturn { plan, code, after });
            }
        }
    }

    /// Lays the answers about a plan's tasks over what a return has of them; names those that replace earlier ones.
    fn put_answers<'r>(
        &self,
        owner: &Owner,
        plan: &str,
        rows: impl Iterator<Item = (TaskId, &'r MergedRow<'a>)>,
        after: &mut Return,
    ) -> Vec<Remark>
    where
        'a: 'r,
    {
        let asks = |field: AskedField| self.period.fields.contains(&field);
        let asks_status = asks(AskedField::Status);
        let mut replacements = Vec::new();
        for (id, row) in rows {
            let known = after.tasks.iter().position(|answer| answer.id == id);
            let earlier = known.map(|at| after.tasks.remove(at));
            let mut answer = earlier.clone().unwrap_or(Answer { id, ..Answer::default() });
            row.apply(&mut answer, asks_status);
            if let Some(earlier) = &earlier {
                replaced::keep(earlier, &mut answer);
                replaced::keep_waiting(earlier, &mut answer);
            }
            let back = earlier.as_ref().and_then(|earlier| earlier.sent_back.as_ref());
            let later = LaterAnswer { on: self.received, sent_back: back.map(|back| back.on) };
            if row.is_answer() && self.received > after.received && !answer.later.contains(&later) {
                answer.later.push(later);
            }
            replacements.extend(self.handed_over(owner, (plan, id), row));
            let registry = &self.records.snapshot.registry;
            let before =
                progress_before(self.records.returns, registry, row.entry, &owner.department, self.id);
            replacements.extend(repeated(owner, (plan, id), row, &answer, before));
            replacements.extend(words_alone(owner, (plan, id), row, &answer));
            replacements.extend(evidence_kept(owner, (plan, id), row, &answer));
            if asks(AskedField::Evidence) {
                replacements.extend(no_evidence(owner, (plan, id), row, &answer));
            }
            if asks_status {
                replacements.extend(no_status(owner, (plan, id), row, &answer));
            }
            replacements.extend(contradicts_itself(owner, (plan, id), row, &answer, after.received));
            let late = (self.received - self.period.last_day()).num_days();
            replacements.extend(replaced::remark(owner, (plan, id), row, (earlier.as_ref(), &answer), late));
            after.tasks.push(answer);
        }
        after.tasks.sort_by_key(|answer| answer.id);
        replacements
    }

    /// That the unit handed a task over since it was asked about it.
    fn handed_over(&self, owner: &Owner, (plan, id): (&str, TaskId), row: &MergedRow<'a>) -> Option<Remark> {
        let registry = &self.records.snapshot.registry;
        let is_own = |name: &str| standing::is_one(name, &owner.department, registry);
        let task = row.entry.task;
        if task.departments.iter().any(|name| is_own(name)) {
            return None;
        }
        let handover = task.handovers.iter().rev().find(|handover| is_own(&handover.from))?;
        let (on, from, to, cell) = (handover.on, &handover.from, &handover.to, row.cells.first()?);
        Some(Remark {
            place: row_of(&cell.place),
            detail: Some(text!("{on} 由{from}移交{to}", "{from} handed it over to {to} on {on}")),
            ..Remark::of_answer(Reason::HandedOver, &cell.file, &owner.department, (plan, id), String::new())
        })
    }

    /// Says of each file what was refused of it, and how much of what was asked it answers.
    fn account(
        &self,
        owner: &Owner,
        rows: &BTreeMap<TaskKey, MergedRow<'a>>,
        files: impl Iterator<Item = (ReadFile<'a>, HashSet<TaskKey>)>,
        collected: &mut Collected,
    ) {
        let is_answered =
            |key: &TaskKey| rows.contains_key(key) || self.answer_so_far(owner, &key.0, key.1).is_some();
        // What was withdrawn is owed no more, nor what was closed without an answer.
        let is_owed = |entry: &Entry<'_>| match entry.task.status {
            Status::Withdrawn => false,
            Status::Closed => is_answered(&key_of(*entry)),
            Status::NotStarted | Status::InProgress | Status::Done | Status::Suspended => true,
        };
        let all = self.records.asked(self.period, owner).into_iter();
        let (asked, ended): (Vec<Entry<'_>>, Vec<Entry<'_>>) = all.partition(is_owed);
        let [asked, ended]: [Vec<TaskKey>; 2] =
            [asked, ended].map(|entries| entries.into_iter().map(key_of).collect());
        let omitted: Vec<TaskKey> = asked.iter().filter(|key| !is_answered(key)).cloned().collect();
        for ((file, reading), answered) in files {
            let own = |remark: Remark| Remark { department: Some(owner.department.clone()), ..remark };
            let cells = cells_refused(rows, &file.file, &owner.department);
            let is_refused = |remark: &Remark| remark.reason.weight() == Weight::Refused;
            let (columns, notices): (Vec<Remark>, _) = reading.notices.into_iter().partition(is_refused);
            let rows = reading.unplaced.into_iter().map(own);
            let before = collected.refused.len();
            collected.refused.extend(columns.into_iter().chain(cells).chain(rows));
            let refused = collected.refused.len() - before;
            collected.notices.extend(notices);
            let (reported, beyond): (Vec<TaskKey>, _) =
                answered.into_iter().filter(is_answered).partition(|key| asked.contains(key));
            collected.units.push(UnitReturn {
                department: owner.department.clone(),
                file: file.file,
                asked: asked.len(),
                reported: reported.len(),
                beyond: beyond.len(),
                ended: beyond.iter().filter(|key| ended.contains(key)).count(),
                omitted: omitted.clone(),
                refused,
            });
        }
    }
}

fn key_of(entry: Entry<'_>) -> TaskKey {
    (entry.plan.slug.clone(), entry.task.id)
}

/// The tasks that a file answers.
fn answered_tasks(reading: &FileReading<'_>) -> HashSet<TaskKey> {
    reading.rows.iter().filter(|row| row.is_answered()).map(|row| key_of(row.entry)).collect()
}

/// Keeps the rows that belong to no task, each once: with the plan that it names, if the unit was asked about that one,
/// or else with the unit's usual plan.
fn put_unplaced(
    plan: &str,
    usual: Option<&str>,
    asked: &[Entry<'_>],
    files: &[ReadFile<'_>],
    after: &mut Return,
) {
    let is_asked = |plan: &&str| asked.iter().any(|entry| entry.plan.slug == *plan);
    for remark in files.iter().flat_map(|(_, reading)| &reading.unplaced) {
        if remark.plan.as_deref().filter(is_asked).or(usual) != Some(plan) {
            continue;
        }
        let entry = Unplaced {
            place: remark.place.clone(),
            text: remark.text.clone(),
            why: remark.reason.token().to_owned(),
            content: remark.row.content.clone(),
            cells: remark.row.cells.clone(),
        };
        let is_same = |known: &Unplaced| (&known.text, &known.why) == (&entry.text, &entry.why);
        if !after.unplaced.iter().any(is_same) {
            after.unplaced.push(entry);
        }
    }
}

/// Who took which step back.
fn step(department: &str, from: Status, to: Status) -> Text {
    let [(zh_from, zh_to), (en_from, en_to)] =
        [Lang::Zh, Lang::En].map(|lang| (from.label(lang), to.label(lang)));
    text!("{department} {zh_from} → {zh_to}", "{department} {en_from} → {en_to}")
}
