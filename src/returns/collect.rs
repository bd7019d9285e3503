//! All files that came in become returns, statuses and what was not taken.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{Datelike as _, NaiveDate};

use super::{
    form::{Claims, Owner},
    merge::{self, MergedRow, TaskKey},
    reading::{self, FileReading, Subject},
    reason::{Reason, Remark, Weight},
    row::Ledger,
    standing::{self, Accepted, Candidate, Conflict, Verdict},
};
use crate::{
    import::{self, container},
    model::{
        Answer, AskedField, Entry, PeriodId, ReportingPeriod, Return, ReturnedFile, Snapshot, TaskId,
        Unplaced,
    },
    store::load::{LoadedReturn, NamedPeriod},
    text::{Lang, Text},
};

/// The store, as far as returns need it.
pub struct Records<'a> {
    snapshot: &'a Snapshot,
    periods: &'a [NamedPeriod],
    returns: &'a [LoadedReturn],
    ledger: Ledger<'a>,
    /// The tasks that name each department of the registry.
    named: HashMap<&'a str, Vec<Entry<'a>>>,
}

/// A file that came in, read.
#[derive(Debug)]
pub struct Delivery<'a> {
    file: String,
    sha256: String,
    content: Content<'a>,
}

#[derive(Debug)]
enum Content<'a> {
    Read(Box<(PeriodId, Owner, FileReading<'a>)>),
    Refused(Reason, String),
    /// A file of a period that the store doesn't know, or that is not wanted.
    Elsewhere(PeriodId),
    Ignored(Text),
}

/// Everything that was read off the files.
#[derive(Debug, Default)]
pub struct Collected {
    /// One line for each file that was read.
    pub units: Vec<UnitReturn>,
    /// The returns that change, as they were and as they are to be.
    pub returns: Vec<ChangedReturn>,
    /// Statuses that become those of tasks.
    pub accepted: Vec<Accepted>,
    /// Statuses that others stand against.
    pub conflicts: Vec<Conflict>,
    /// What was not taken; it is kept word for word.
    pub refused: Vec<Remark>,
    /// What asks for a decision, or is worth a word.
    pub notices: Vec<Remark>,
    /// Files that were passed over.
    pub ignored: Vec<Ignored>,
    /// The departments of which nothing has come.
    pub missing: Vec<String>,
}

/// What came of a file.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct UnitReturn {
    /// The department.
    pub department: String,
    /// The file.
    pub file: String,
    /// How many tasks it was asked about.
    pub asked: usize,
    /// How many tasks the file answers.
    pub reported: usize,
    /// What of its tasks nobody has answered.
    pub omitted: Vec<TaskKey>,
    /// How much of the file was refused.
    pub refused: usize,
}

/// A return that changes.
#[derive(Clone, Debug)]
pub struct ChangedReturn {
    /// The plan's slug.
    pub plan: String,
    /// The code of the department.
    pub code: String,
    /// As it was.
    pub before: Option<Return>,
    /// As it is to be.
    pub after: Return,
}

/// A file that was passed over, and why.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Ignored {
    /// The file.
    pub file: String,
    /// Why.
    pub why: Text,
}

/// The periods that the files are of, the latest last.
pub fn periods_of(deliveries: &[Delivery<'_>]) -> Vec<PeriodId> {
    let mut periods: Vec<PeriodId> = deliveries
        .iter()
        .filter_map(|delivery| match &delivery.content {
            Content::Read(read) => Some(read.0),
            _ => None,
        })
        .collect();
    periods.sort_by_key(|period| period.days());
    periods.dedup();
    periods
}

impl<'a> Delivery<'a> {
    /// A file that is none of a person's making, or nothing that can be read.
    pub fn ignored(file: String, why: Text) -> Self {
        Self { file, sha256: String::new(), content: Content::Ignored(why) }
    }

    /// A file whose bytes can't be had.
    pub fn unreadable(file: String, cause: &Text) -> Self {
        let cause = cause.in_lang(Lang::En).to_owned();
        Self { file, sha256: String::new(), content: Content::Refused(Reason::FileUnreadable, cause) }
    }
}

impl<'a> Records<'a> {
    /// The store with these plans, periods and returns.
    pub fn of(snapshot: &'a Snapshot, periods: &'a [NamedPeriod], returns: &'a [LoadedReturn]) -> Self {
        let names = snapshot.registry.names();
        let mut named: HashMap<&str, Vec<Entry<'_>>> = HashMap::new();
        for entry in snapshot.entries() {
            for known in entry.task.departments.iter().filter_map(|name| names.find(name)) {
                named.entry(known.name.as_str()).or_default().push(entry);
            }
        }
        Self { snapshot, periods, returns, ledger: Ledger::of(snapshot), named }
    }

    fn period(&self, id: PeriodId) -> Option<&'a ReportingPeriod> {
        self.periods.iter().find(|(known, _)| *known == id).map(|(_, period)| period)
    }

    /// The period that somebody means who names none: the last that is open, else the last.
    pub fn usual_period(&self) -> Option<PeriodId> {
        let open = self.periods.iter().rev().find(|(_, period)| period.closed.is_none());
        open.or(self.periods.last()).map(|(id, _)| *id)
    }

    /// Reads a file. `from` is the department whose file it is, where a person said so.
    pub fn read(
        &'a self,
        file: &str,
        bytes: &[u8],
        from: Option<&str>,
        wanted: Option<PeriodId>,
    ) -> Delivery<'a> {
        let content = self
            .content(file, bytes, from, wanted)
            .unwrap_or_else(|(reason, text)| Content::Refused(reason, text));
        Delivery { file: file.to_owned(), sha256: import::sha256(bytes), content }
    }

    fn content(
        &'a self,
        file: &str,
        bytes: &[u8],
        from: Option<&str>,
        wanted: Option<PeriodId>,
    ) -> Result<Content<'a>, (Reason, String)> {
        let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
        let book =
            container::open_cells(bytes, name).map_err(|error| (file_reason(error.code()), String::new()))?;
        let claims = Claims::of(&book);
        let registry = &self.snapshot.registry;
        let said = from.and_then(|name| Owner::of(name, registry));
        let unknown = || (Reason::FormUnknown, String::new());
        let owner = said.or_else(|| claims.owner(registry)).ok_or_else(unknown)?;
        let by_person = || from.and_then(|_| wanted.or_else(|| self.usual_period()));
        let id = claims.period().or_else(by_person).ok_or_else(unknown)?;
        let Some(period) = self.period(id) else { return Ok(Content::Elsewhere(id)) };
        if wanted.is_some_and(|wanted| wanted != id) {
            return Ok(Content::Elsewhere(id));
        }
        let asked = self.asked(period, &owner);
        let known = self.known(&asked, &owner);
        let before = |slug: &str, task: TaskId| self.before(slug, task, &owner.code, period);
        let subject = Subject {
            ledger: &self.ledger,
            owner: &owner,
            known: &known,
            fields: &period.fields,
            year: period.end.year(),
            before: &before,
        };
        let mut found = reading::read(&book, file, &subject).map_err(|reason| (reason, String::new()))?;
        let mut about_file = |reason| {
            let department = Some(owner.department.clone());
            found.notices.push(Remark { department, ..Remark::of_file(reason, file, String::new()) });
        };
        if owner.is_merged {
            about_file(Reason::UnitMerged);
        }
        if period.closed.is_some() {
            about_file(Reason::PeriodClosed);
        }
        Ok(Content::Read(Box::new((id, owner, found))))
    }

    /// The tasks that a unit was asked about.
    fn asked(&self, period: &ReportingPeriod, owner: &Owner) -> Vec<Entry<'a>> {
        let names = self.snapshot.registry.names();
        let is_own = |name: &str| names.find(name).is_some_and(|known| known.name == owner.department);
        let own = period.asked.iter().filter(|asked| is_own(&asked.department));
        own.flat_map(|asked| asked.tasks.iter().filter_map(|id| self.ledger.task(&asked.plan, *id))).collect()
    }

    /// Those, and the tasks that name the unit or whoever took over from it.
    fn known(&self, asked: &[Entry<'a>], owner: &Owner) -> Vec<Entry<'a>> {
        let registry = &self.snapshot.registry;
        let heir = registry.find(&owner.department).map(|own| registry.heir(own).name.as_str());
        let mut names = vec![owner.department.as_str()];
        names.extend(heir.filter(|heir| *heir != owner.department));
        let have: HashSet<(&str, TaskId)> =
            asked.iter().map(|entry| (entry.plan.slug.as_str(), entry.task.id)).collect();
        let named = names.into_iter().filter_map(|name| self.named.get(name)).flatten();
        let is_new = |entry: &&Entry<'a>| !have.contains(&(entry.plan.slug.as_str(), entry.task.id));
        asked.iter().chain(named.filter(is_new)).copied().collect()
    }

    /// What a unit reported last, before a period.
    fn before(&self, slug: &str, task: TaskId, code: &str, period: &ReportingPeriod) -> Option<String> {
        let earlier = self
            .returns
            .iter()
            .filter(|found| found.plan == slug && found.code == code && found.period.days().1 < period.start);
        let progress = earlier.filter_map(|found| {
            let answer = found.value.tasks.iter().find(|answer| answer.id == task)?;
            Some((found.period.days().1, answer.progress.clone()?))
        });
        progress.max_by_key(|(day, _)| *day).map(|(_, progress)| progress)
    }
}

/// The reason for a file that can't be opened.
fn file_reason(code: &str) -> Reason {
    match code {
        "file-encrypted" => Reason::FileEncrypted,
        "file-empty" => Reason::FileEmpty,
        "file-archive" => Reason::FileArchive,
        "file-too-large" => Reason::FileTooLarge,
        "file-format" => Reason::FileFormat,
        _ => Reason::FileDamaged,
    }
}

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
            Content::Refused(reason, text) => collected.refused.push(Remark::of_file(reason, &file, text)),
            Content::Elsewhere(other) => {
                collected.refused.push(Remark::of_file(Reason::OtherPeriod, &file, other.to_string()));
            }
            Content::Read(read) if read.0 != id => {
                collected.refused.push(Remark::of_file(Reason::OtherPeriod, &file, read.0.to_string()));
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
        let found = self
            .records
            .returns
            .iter()
            .find(|found| found.plan == plan && found.period == self.id && found.code == code);
        found.map(|found| &found.value)
    }

    /// Merges the files of a unit into its returns; none where all of them were taken before.
    fn unit(&self, unit: UnitFiles<'a>, collected: &mut Collected) -> Option<Unit<'a>> {
        let UnitFiles { owner, mut files } = unit;
        let taken: HashSet<&str> = self
            .records
            .returns
            .iter()
            .filter(|found| found.period == self.id && found.code == owner.code)
            .flat_map(|found| found.value.source.iter().map(|file| file.sha256.as_str()))
            .collect();
        files.retain(|(file, _)| {
            let is_new = !taken.contains(file.sha256.as_str());
            if !is_new {
                let why = text!("以前已经收过", "it was taken before");
                collected.ignored.push(Ignored { file: file.file.clone(), why });
            }
            is_new
        });
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
            self.stored(plan, &owner.code)?.tasks.iter().find(|answer| answer.id == id).cloned()
        };
        let mut readings: Vec<&mut FileReading<'a>> = files.iter_mut().map(|(_, reading)| reading).collect();
        let mut rows = merge::merge(&mut readings, &present);
        self.judge(&owner, &mut rows, collected);
        self.put_returns(&owner, &rows, &files, collected);
        let asked = self.records.asked(self.period, &owner);
        let is_answered = |key: &TaskKey| rows.contains_key(key) || present(&key.0, key.1).is_some();
        let keys = asked.iter().map(|entry| (entry.plan.slug.clone(), entry.task.id));
        let omitted: Vec<TaskKey> = keys.filter(|key| !is_answered(key)).collect();
        for ((file, reading), answered) in files.into_iter().zip(answered) {
            let own = |remark: Remark| Remark { department: Some(owner.department.clone()), ..remark };
            let refused = cells_refused(&rows, &file.file, &owner.department);
            let count = refused.len() + reading.unplaced.len();
            collected.refused.extend(refused.into_iter().chain(reading.unplaced.into_iter().map(own)));
            collected.notices.extend(reading.notices);
            collected.units.push(UnitReturn {
                department: owner.department.clone(),
                file: file.file,
                asked: asked.len(),
                reported: answered.iter().filter(|key| is_answered(key)).count(),
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
                match after.tasks.iter_mut().find(|answer| answer.id == *id) {
                    Some(answer) => row.apply(answer, asks_status),
                    None => {
                        let mut answer = Answer { id: *id, ..Answer::default() };
                        row.apply(&mut answer, asks_status);
                        after.tasks.push(answer);
                    }
                }
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

/// The cells of a file that were not taken.
fn cells_refused(rows: &BTreeMap<TaskKey, MergedRow<'_>>, file: &str, department: &str) -> Vec<Remark> {
    let mut refused = Vec::new();
    for ((plan, id), row) in rows {
        for cell in row.cells.iter().filter(|cell| cell.file == file) {
            let Err(reason) = cell.value else { continue };
            if reason.weight() == Weight::Refused {
                refused.push(Remark {
                    reason,
                    file: file.to_owned(),
                    place: cell.place.clone(),
                    department: Some(department.to_owned()),
                    plan: Some(plan.clone()),
                    task: Some(*id),
                    field: Some(cell.field),
                    text: cell.text.clone(),
                });
            }
        }
    }
    refused
}
