//! The store that files are read against, and what each file is: whose, of which period, and what it answers.

use std::collections::{HashMap, HashSet};

use chrono::{Datelike as _, NaiveDate};

use super::{
    before::progress_before,
    expected::Written,
    form::{Claims, Owner},
    reading::{self, FileReading, Subject},
    reason::Reason,
    remark::Remark,
    row::Ledger,
};
use crate::{
    import::container,
    model::{Entry, PeriodId, ReportingPeriod, Snapshot, TaskId},
    store::load::{LoadedReturn, NamedPeriod},
    text::{Text, digest::sha256},
};

/// The store, as far as returns need it.
pub struct Records<'a> {
    pub(super) snapshot: &'a Snapshot,
    periods: &'a [NamedPeriod],
    pub(super) returns: &'a [LoadedReturn],
    ledger: Ledger<'a>,
    /// The tasks that name each department of the registry.
    named: HashMap<&'a str, Vec<Entry<'a>>>,
}

/// A file that came in, read.
#[derive(Debug)]
pub struct Delivery<'a> {
    pub(super) file: String,
    pub(super) sha256: String,
    pub(super) content: Content<'a>,
}

/// What a file is.
#[derive(Debug)]
pub(super) enum Content<'a> {
    /// A form that was filled in.
    Read(Box<(PeriodId, Owner, FileReading<'a>)>),
    /// Nothing that can be taken, and what is to be said of it besides.
    Refused(Reason, Option<Text>),
    /// A file of a period that the store doesn't know, or that is not wanted.
    Elsewhere(PeriodId),
    /// None of a person's making.
    Ignored(Text),
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
    pub fn unreadable(file: String, cause: Text) -> Self {
        Self { file, sha256: String::new(), content: Content::Refused(Reason::FileUnreadable, Some(cause)) }
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

    pub(super) fn period(&self, id: PeriodId) -> Option<&'a ReportingPeriod> {
        self.periods.iter().find(|(known, _)| *known == id).map(|(_, period)| period)
    }

    /// The period that somebody means who names none: the last that is open, else the last.
    pub fn usual_period(&self) -> Option<PeriodId> {
        let open = self.periods.iter().rev().find(|(_, period)| period.closed.is_none());
        open.or(self.periods.last()).map(|(id, _)| *id)
    }

    /// Reads a file. `from` is the department whose file it is, where a person said so; `received` the day
    /// on which it came.
    pub fn read(
        &'a self,
        file: &str,
        bytes: &[u8],
        from: Option<&str>,
        wanted: Option<PeriodId>,
        received: NaiveDate,
    ) -> Delivery<'a> {
        let content = self
            .content(file, bytes, from, wanted, received)
            .unwrap_or_else(|reason| Content::Refused(reason, None));
        Delivery { file: file.to_owned(), sha256: sha256(bytes), content }
    }

    fn content(
        &'a self,
        file: &str,
        bytes: &[u8],
        from: Option<&str>,
        wanted: Option<PeriodId>,
        received: NaiveDate,
    ) -> Result<Content<'a>, Reason> {
        let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
        let book = container::open_cells(bytes, name).map_err(|error| file_reason(error.code()))?;
        let claims = Claims::of(&book);
        let registry = &self.snapshot.registry;
        let named = from.and_then(|name| Owner::of(name, registry));
        let owner = named.or_else(|| claims.owner(registry)).ok_or(Reason::FormUnknown)?;
        let by_person = || from.and_then(|_| wanted.or_else(|| self.usual_period()));
        let id = claims.period().or_else(by_person).ok_or(Reason::FormUnknown)?;
        let Some(period) = self.period(id) else { return Ok(Content::Elsewhere(id)) };
        let digest = || sha256(bytes);
        if wanted.is_some_and(|wanted| wanted != id)
            || wanted.is_none() && self.is_mistaken(id, period, &owner, digest)
        {
            return Ok(Content::Elsewhere(id));
        }
        let asked = self.asked(period, &owner);
        let known = self.known(&asked, &owner);
        let before = |slug: &str, task: TaskId| {
            let entry = self.ledger.task(slug, task)?;
            let before = progress_before(self.returns, registry, entry, &owner.department, id);
            before.map(|before| before.progress.to_owned())
        };
        let subject = Subject {
            ledger: &self.ledger,
            owner: &owner,
            known: &known,
            fields: &period.fields,
            written: Written { year: period.end.year(), received },
            before: &before,
        };
        let mut found = reading::read(&book, file, &subject)?;
        let mut about_file = |reason| {
            let department = Some(owner.department.clone());
            found.notices.push(Remark { department, ..Remark::of_file(reason, file, String::new()) });
        };
        if owner.is_merged {
            about_file(Reason::UnitMerged);
        }
        // Who answers by the day that was asked for is in time, however early it was closed.
        if period.closed.is_some() && received > period.last_day() {
            about_file(Reason::PeriodClosed);
        }
        Ok(Content::Read(Box::new((id, owner, found))))
    }

    /// Whether a form of a period that is closed may have been taken for that of one which is open: the unit has reported in
    /// the closed one, and nobody asked it for more.
    fn is_mistaken(
        &self,
        id: PeriodId,
        period: &ReportingPeriod,
        owner: &Owner,
        digest: impl Fn() -> String,
    ) -> bool {
        let end = id.days().1;
        let has_later =
            || self.periods.iter().any(|(other, period)| period.closed.is_none() && other.days().1 > end);
        if period.closed.is_none() || !has_later() {
            return false;
        }
        let own = || self.returns.iter().filter(|found| found.period == id && found.code == owner.code);
        let digest = digest();
        let is_known = own().flat_map(|found| &found.value.source).any(|file| file.sha256 == digest);
        let mut answers = own().flat_map(|found| &found.value.tasks).peekable();
        let has_reported = answers.peek().is_some();
        has_reported && !is_known && answers.all(|answer| answer.sent_back.is_none())
    }

    /// A task of the store.
    pub(super) fn task(&self, plan: &str, id: TaskId) -> Option<Entry<'a>> {
        self.ledger.task(plan, id)
    }

    /// The tasks that a unit was asked about.
    pub(super) fn asked(&self, period: &ReportingPeriod, owner: &Owner) -> Vec<Entry<'a>> {
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
