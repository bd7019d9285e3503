//! The two states that `pjt diff` compares, and what they are called.

use chrono::NaiveDate;
use pjt::{
    Error, Lang, Result,
    error::{ErrorKind, Finding},
    history::{
        Detail, Differences, Point, Range, Repository, Tree, at_only_store, compare, ends, no_store_yet,
    },
    model::{Fonts, Plan},
    output::{DiffFormat, ledger::Basis, sheet::day_words},
    store::{PlanChoice, Store, choose, load, load::StoreSource},
};

use super::{
    super::{Context, context, misdated::misdated},
    progress::{self, State},
};

/// The two states that are compared.
pub(super) struct Ends {
    repository: Repository,
    /// None where the repository is bare.
    store: Option<Store>,
    pub(super) from: Tree,
    /// None for the working files.
    pub(super) to: Option<Tree>,
}

impl Ends {
    pub(super) fn open(range: &Range, context: &Context) -> Result<Self> {
        let (repository, store) = match context.store() {
            Ok(store) => (context.repository(&store)?, Some(store)),
            // A bare repository holds stores that are not on disk; two of their states compare all the same.
            Err(error) if error.kind() == ErrorKind::NotFound && range.to.is_some() => {
                (at_only_store(context.repository_here().map_err(|_| error)?, range)?, None)
            }
            Err(error) => return Err(error),
        };
        let (from, to) = ends(&repository, range)?;
        Ok(Self { repository, store, from, to })
    }

    /// What is to be known about the points that were typed.
    pub(super) fn notes(&self, range: &Range) -> Result<Vec<Finding>> {
        let mut notes = Vec::new();
        let ends = [Some((&range.from, &self.from)), range.to.as_ref().zip(self.to.as_ref())];
        for (point, tree) in ends.into_iter().flatten() {
            notes.extend(before_store(point, tree));
            notes.extend(misdated(point, &self.repository)?);
        }
        Ok(notes)
    }

    pub(super) fn differences(&self) -> Result<Differences> {
        match (&self.to, &self.store) {
            (Some(to), _) => compare::between(&self.repository, &self.from, to),
            (None, Some(store)) => {
                Ok(compare::with_working_files(&self.from, store, None, Detail::Tasks)?.differences)
            }
            (None, None) => Ok(Differences::default()),
        }
    }

    pub(super) fn newer(&self) -> &dyn StoreSource {
        match (&self.to, &self.store) {
            (Some(to), _) => to,
            (None, Some(store)) => store,
            (None, None) => &self.from,
        }
    }

    /// What the comparison is called, by the days of its two ends.
    pub(super) fn title(&self, range: &Range, lang: Lang) -> Result<String> {
        let dated = |point: &Point| Ok::<_, Error>((day_of_point(point, &self.repository)?, point.clone()));
        let to = range.to.as_ref().map(dated).transpose()?;
        Ok(title(&dated(&range.from)?, to.as_ref(), lang))
    }

    /// The plans of both states without their tasks, the newer ones first. One that can't be read is told elsewhere.
    pub(super) fn headings(&self) -> Vec<Plan> {
        let of = |source: &dyn StoreSource| {
            let slugs = choose(source, &PlanChoice::All).unwrap_or_default();
            load::headings(source, &slugs).plans
        };
        of(self.newer()).into_iter().chain(of(&self.from)).collect()
    }

    /// How far tasks of these plans came between the two days, a line for each.
    pub(super) fn progress(
        &self,
        range: &Range,
        plans: &PlanChoice,
        today: NaiveDate,
        lang: Lang,
    ) -> Result<Vec<String>> {
        let first = day_of_point(&range.from, &self.repository)?;
        let last =
            range.to.as_ref().map(|point| day_of_point(point, &self.repository)).transpose()?.flatten();
        let before = State::read(&self.from, plans, first.unwrap_or(today))?;
        let after = State::read(self.newer(), plans, last.unwrap_or(today))?;
        Ok(progress::lines([&before, &after], lang))
    }

    /// What the newer state is; the working files are what they are found to be.
    pub(super) fn basis(&self, working: Option<&Basis>) -> Option<Basis> {
        match &self.to {
            None => working.cloned(),
            Some(tree) => {
                let commit = tree.revision().hash().to_owned();
                (!commit.is_empty()).then_some(Basis { commit: Some(commit), has_changes: false })
            }
        }
    }

    /// The fonts of the office, where they matter.
    pub(super) fn fonts(&self, format: DiffFormat) -> Result<Fonts> {
        match format {
            DiffFormat::Docx => Ok(load::office(self.newer()).map_err(Error::from)?.fonts),
            _ => Ok(Fonts::default()),
        }
    }
}

/// That there was no store yet on a day.
fn before_store(point: &Point, tree: &Tree) -> Option<Finding> {
    let day = point.day().filter(|_| !tree.has_store())?;
    Some(Finding::new("before-store", no_store_yet(day)))
}

/// A point, with its day where that is known.
type Dated = (Option<NaiveDate>, Point);

fn title(from: &Dated, to: Option<&Dated>, lang: Lang) -> String {
    let (first, last) = (words(from, lang), to.map(|to| words(to, lang)));
    match (last, lang) {
        (Some(last), Lang::Zh) if first == last => format!("{first}任务变化情况"),
        (Some(last), Lang::En) if first == last => format!("Changes of {first}"),
        (Some(last), Lang::Zh) => format!("{first}至{last}任务变化情况"),
        (Some(last), Lang::En) => format!("Changes from {first} to {last}"),
        (None, Lang::Zh) => format!("{first}以来任务变化情况"),
        (None, Lang::En) => format!("Changes since {first}"),
    }
}

/// A point as people name it, who know nothing of revisions: by its day.
fn words((day, point): &Dated, lang: Lang) -> String {
    match (day, point) {
        (Some(day), _) | (None, Point::Day { day, .. }) => day_words(*day, lang),
        (None, Point::Name(name)) => name.clone(),
    }
}

/// The day of a point: the one that was typed, or that on which its commit was made.
fn day_of_point(point: &Point, repository: &Repository) -> Result<Option<NaiveDate>> {
    match point {
        Point::Day { day, .. } => Ok(Some(*day)),
        Point::Name(_) => Ok(point.resolve(repository)?.committed(repository)?.map(context::day_of)),
    }
}
