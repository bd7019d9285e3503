//! A task's file as somebody edited it, before it is put in place: the rules of the store for this file, and those for
//! changes, which the hook would ask for later.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::{Subject, changes, run, waits_for_a_person};
use crate::{
    error::{Finding, Result},
    history::Differences,
    store::{PlanChoice, Store, layout, load::StoreSource},
};

/// The store with another text in one of its files.
struct Edited<'a> {
    store: &'a Store,
    path: &'a Path,
    text: &'a str,
}

impl StoreSource for Edited<'_> {
    fn plans(&self) -> Result<Vec<String>> {
        self.store.plans()
    }

    fn yaml_files(&self, directory: &Path) -> Result<Vec<PathBuf>> {
        self.store.yaml_files(directory)
    }

    fn directories(&self, directory: &Path) -> Result<Vec<PathBuf>> {
        self.store.directories(directory)
    }

    fn read(&self, path: &Path, limit: u64) -> Result<Option<Vec<u8>>, Finding> {
        if path == self.path { Ok(Some(self.text.as_bytes().to_vec())) } else { self.store.read(path, limit) }
    }

    fn shown(&self, path: &Path) -> PathBuf {
        self.store.shown(path)
    }
}

/// What the new text of a task's file breaks that the one in place does not. `differences` is what it changes.
///
/// # Errors
/// When the store can't be listed.
pub fn edited(
    store: &Store,
    path: &Path,
    text: &str,
    differences: &Differences,
    today: NaiveDate,
) -> Result<Vec<Finding>> {
    let after = Edited { store, path, text };
    let slug = layout::task_of(path).map(|(slug, _)| slug.to_owned()).unwrap_or_default();
    let choice = PlanChoice::Named(vec![slug]);
    let shown = store.shown(path);
    let of_file = |source: &dyn StoreSource| -> Result<Vec<Finding>> {
        let subject = Subject::new(source, &choice, today)?;
        let mut findings = run(&subject);
        findings.extend(subject.snapshot.unreadable.iter().cloned());
        findings.retain(|finding| finding.place.as_ref().is_some_and(|place| place.path == shown));
        findings.retain(|finding| !waits_for_a_person(finding));
        Ok(findings)
    };
    let before = of_file(store)?;
    let mut findings = of_file(&after)?;
    findings.retain(|finding| {
        !before.iter().any(|known| known.code == finding.code && known.message == finding.message)
    });
    findings.extend(changes::of_edit(differences, store, &after));
    findings.dedup_by(|one, other| one.code == other.code && one.message == other.message);
    Ok(findings)
}
