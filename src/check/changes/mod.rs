//! Is a change right: rules for what a commit does to a store, where the rules of the store look at what it
//! holds. Who may report, what needs a reason, what nobody may do by hand.

mod attributes;
mod closing;
mod code;
mod deadline;
mod document;
mod done;
mod dropped;
mod editions;
mod evidence_file;
mod extension;
mod headings;
mod invented;
mod names;
mod operation;
mod plan_names;
mod push;
mod range;
mod records;
mod removed;
mod reporter;
mod returned;
mod source;
mod staged;
mod step_back;
mod submission;
mod successor;
#[cfg(test)]
mod tests;
mod undone;
mod verdict;

pub use attributes::turning;
pub use names::colliding;
pub use push::{Refused, of_stores, push};
pub use range::{Judged, Span};
pub use staged::staged;

use submission::{Beneath, Submission, changed, has_reason, is_new_source, says_something, task_in};

use std::{
    cell::OnceCell,
    collections::{BTreeSet, HashSet},
    path::{Path, PathBuf},
};

use chrono::NaiveDate;

use crate::{
    check::{self, Subject as StoreSubject},
    error::{Finding, Result},
    history::{Differences, Tree, incoming::Brought},
    store::{PlanChoice, load::StoreSource},
    text::{Lang, Text},
};

/// A rule for changes.
#[derive(Clone, Copy, Debug)]
pub struct ChangeRule {
    /// Its name, which its findings carry.
    pub id: &'static str,
    /// What it asks for.
    pub title: fn() -> Text,
    /// The places that break it.
    run: fn(&Submission<'_>) -> Vec<Breach>,
}

/// Every rule, in the order of the listing.
pub const RULES: [ChangeRule; 25] = [
    done::RULE,
    closing::RULE,
    step_back::RULE,
    reporter::RULE,
    document::RULE,
    deadline::RULE,
    extension::RULE,
    invented::RULE,
    headings::RULE,
    source::RULE,
    editions::RULE,
    plan_names::RULE,
    removed::PLAN,
    removed::TASK,
    records::NOTE,
    records::EVIDENCE,
    records::RECORD,
    removed::DEPARTMENT,
    code::RULE,
    successor::RULE,
    returned::RETURN,
    returned::PERIOD,
    dropped::RULE,
    operation::RULE,
    attributes::RULE,
];

/// A place that breaks a rule.
#[derive(Clone, Debug)]
struct Breach {
    /// What it is about, the same words whichever later state is looked at: a later commit can mend it.
    about: String,
    /// Whether it is about a value, which a later commit can put back.
    is_value: bool,
    /// Whether only the store before the first of several commits forbids it.
    only_by_base: bool,
    /// The file or folder of the store that was taken away, where one was: what comes back is held against it.
    removed: Option<PathBuf>,
    finding: Finding,
}

impl Breach {
    fn new(about: String, finding: Finding) -> Self {
        Self { about, is_value: false, only_by_base: false, removed: None, finding }
    }

    fn value(about: String, finding: Finding) -> Self {
        Self { is_value: true, ..Self::new(about, finding) }
    }

    fn removal(about: String, removed: PathBuf, finding: Finding) -> Self {
        Self { removed: Some(removed), ..Self::new(about, finding) }
    }

    /// The same, to be kept.
    fn owned_key(&self) -> (&'static str, String) {
        (self.finding.code, self.about.clone())
    }

    /// Whether two states break the same rule in the same thing.
    fn key(&self) -> (&'static str, &str) {
        (self.finding.code, &self.about)
    }
}

/// Everything that breaks a rule, by rule and task.
fn run(submission: &Submission<'_>) -> Vec<Breach> {
    RULES.iter().flat_map(|rule| (rule.run)(submission)).collect()
}

/// What breaks a rule in an edit that is still to be written.
pub(super) fn of_edit(
    differences: &Differences,
    before: &dyn StoreSource,
    after: &dyn StoreSource,
) -> Vec<Finding> {
    of_rules(&RULES, differences, before, after)
}

/// The tasks that become done by what is not committed yet, on no ground.
pub fn groundless(
    differences: &Differences,
    before: &dyn StoreSource,
    after: &dyn StoreSource,
) -> Vec<Finding> {
    of_rules(&[done::RULE], differences, before, after)
}

fn of_rules(
    rules: &[ChangeRule],
    differences: &Differences,
    before: &dyn StoreSource,
    after: &dyn StoreSource,
) -> Vec<Finding> {
    let brought = Brought::default();
    let submission = Submission {
        differences,
        brought: &brought,
        author: None,
        before,
        after,
        base: None,
        brings_operation: false,
        git: None,
        names_in_base: OnceCell::new(),
        forged: Vec::new(),
    };
    let breaches = rules.iter().flat_map(|rule| (rule.run)(&submission));
    breaches.map(|breach| breach.finding).collect()
}

/// What a state of a store breaks of its rules: in the files that differ from the one before, and elsewhere what
/// was right there.
fn of_store(before: &Tree, after: &Tree, files: &[PathBuf], today: NaiveDate) -> Result<Vec<Finding>> {
    let run = |tree: &Tree| -> Result<Vec<Finding>> {
        let mut findings = check::run(&StoreSubject::new(tree, &PlanChoice::All, today)?);
        // What waits for a person may wait.
        findings.retain(|finding| !check::waits_for_a_person(finding));
        Ok(findings)
    };
    let (mut findings, mut elsewhere): (Vec<_>, Vec<_>) =
        run(after)?.into_iter().partition(is_about(after, files));
    // A gap is told at its cause, the task that was removed.
    elsewhere.retain(|finding| finding.code != "number-gap");
    if elsewhere.is_empty() || !before.has_store() {
        return Ok(findings);
    }
    let key = |tree: &Tree, finding: &Finding| {
        let path = finding.place.as_ref().map(|place| within(&place.path)).unwrap_or_default();
        let path = path.strip_prefix(tree.prefix()).unwrap_or(&path).to_owned();
        (finding.code, path, finding.message.in_lang(Lang::En).to_owned())
    };
    let known: HashSet<_> = run(before)?.iter().map(|finding| key(before, finding)).collect();
    findings.extend(elsewhere.into_iter().filter(|finding| !known.contains(&key(after, finding))));
    Ok(findings)
}

/// A place as it is in a commit's tree, without the commit in front: `abc1234:data/pjt.yaml`.
fn within(shown: &Path) -> PathBuf {
    let shown = shown.to_string_lossy();
    PathBuf::from(shown.split_once(':').map_or(&*shown, |(_, path)| path))
}

/// Whether a finding is about what differs: one of these files, or a folder of the store that holds one.
fn is_about<'a>(tree: &'a Tree, files: &[PathBuf]) -> impl Fn(&Finding) -> bool + use<'a> {
    let shown: BTreeSet<PathBuf> = files.iter().map(|path| tree.shown(path)).collect();
    let store = tree.shown(Path::new(""));
    move |finding| {
        let Some(place) = &finding.place else { return false };
        let is_below = |folder: &Path| {
            let first = shown.range(folder.to_path_buf()..).next();
            folder != store && first.is_some_and(|file| file.starts_with(folder))
        };
        is_below(&place.path)
    }
}

/// Whether a breach stands although the commit takes another one back as a whole: that one gave its reasons.
fn stands_in_an_undo(breach: &Breach) -> bool {
    breach.finding.code == operation::RULE.id
}
