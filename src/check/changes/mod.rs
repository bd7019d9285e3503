//! Is a change right: rules for what a commit does to a store, where the rules of the store look at what it
//! holds. Who may report, what needs a reason, what nobody may do by hand.

mod closing;
mod code;
mod deadline;
mod document;
mod done;
mod evidence_file;
mod extension;
mod headings;
mod operation;
mod push;
mod range;
mod records;
mod removed;
mod reporter;
mod returned;
mod source;
mod staged;
mod step_back;
mod verdict;

pub use push::{Refused, of_stores, push};
pub use range::{Judged, Span};
pub use staged::staged;

use std::{
    cell::OnceCell,
    collections::{BTreeMap, BTreeSet, HashSet},
    path::{Path, PathBuf},
};

use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::{
    check::{self, Subject as StoreSubject},
    error::{Finding, Location, Result},
    history::{self, Difference, Differences, Repository, Tree, incoming::Brought, past},
    model::{Change, ChangedField, Field, Plan, Registry, Subject, Task, TaskId},
    store::{PlanChoice, document::Mapping, layout, load, load::StoreSource, yaml},
    text::{Lang, Text, says_nothing},
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
pub const RULES: [ChangeRule; 19] = [
    done::RULE,
    closing::RULE,
    step_back::RULE,
    reporter::RULE,
    document::RULE,
    deadline::RULE,
    extension::RULE,
    headings::RULE,
    source::RULE,
    removed::PLAN,
    removed::TASK,
    records::NOTE,
    records::EVIDENCE,
    records::RECORD,
    removed::DEPARTMENT,
    code::RULE,
    returned::RETURN,
    returned::PERIOD,
    operation::RULE,
];

/// What somebody commits or is about to.
struct Submission<'a> {
    /// What it does.
    differences: &'a Differences,
    /// What came with the other parents of a merge, which answered for it.
    brought: &'a Brought,
    /// Its author's mail address, where it is known.
    author: Option<&'a str>,
    /// The store before: who may report is decided there.
    before: &'a dyn StoreSource,
    /// The store after.
    after: &'a dyn StoreSource,
    /// The store before the first of several commits, where this is one of them.
    base: Option<&'a dyn StoreSource>,
    /// Whether it brings files of an interrupted operation.
    brings_operation: bool,
    /// Where git has the two stores; none for an edit that is still to be written.
    git: Option<Beneath<'a>>,
    /// What the plans before were called there, found when it is asked for.
    names_in_base: OnceCell<BTreeMap<String, String>>,
    /// The plans that say they were read from another document now, which is not the one that lies beside the store.
    forged: Vec<String>,
}

/// Two states of the store in git.
#[derive(Clone, Copy)]
struct Beneath<'a> {
    repository: &'a Repository,
    before: &'a Tree,
    after: &'a Tree,
}

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

impl<'a> Submission<'a> {
    /// Whether a store was there and its settings, by which it is known, are gone: all that it holds is seen by nobody
    /// then. Settings that can't be read are there.
    fn hides_the_store(&self) -> bool {
        has_store(self.before) && !has_store(self.after)
    }

    /// The tasks that differ and are there now, with what they were.
    fn tasks(&self) -> impl Iterator<Item = (&'a Difference, &'a Task)> + use<'a> {
        let tasks = self.differences.tasks.iter();
        tasks.filter_map(|difference| Some((difference, difference.after.as_deref()?)))
    }

    /// Those of them to which no note came that says why.
    fn tasks_without_reason(&self) -> impl Iterator<Item = (&'a Difference, &'a Task)> + use<'a> {
        // One that is new says why in any of its notes.
        let has_note = |task: &Task| task.notes.iter().any(|note| !says_nothing(&note.text));
        self.tasks().filter(move |(difference, after)| {
            !has_reason(difference) && (difference.before.is_some() || !has_note(after))
        })
    }

    /// What a task is called whatever number and plan it has later: its number before, or the first that it had, behind
    /// the first name of its plan.
    fn name_of(&self, difference: &Difference) -> String {
        let task = difference.before.as_ref().or(difference.after.as_ref());
        let slug = match &difference.plan_before {
            Some(slug) => slug,
            None => self.slug_before(&difference.plan),
        };
        let plan = load::plan(self.before, slug).or_else(|_| load::plan(self.after, &difference.plan));
        let first = plan.ok().and_then(|plan| plan.former_slugs.into_iter().next());
        // Another plan may have that name by now.
        let first = first.filter(|first| !self.before.has_plan(first).unwrap_or(true));
        let first = first.as_deref().unwrap_or(slug);
        format!("{first}/{}", task.map(|task| task.id).unwrap_or_default())
    }

    /// What a plan was called before.
    fn slug_before<'s>(&'s self, slug: &'s str) -> &'s str {
        self.renamings().find(|(_, new)| *new == slug).map_or(slug, |(old, _)| old)
    }

    /// The plans that got another name: what they were called, and what they are.
    fn renamings(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        self.differences.others.iter().filter_map(|change| match &change.subject {
            Subject::Plan(slug) if change.field == ChangedField::Key("slug".into()) => {
                Some((change.from.as_str()?, slug.as_str()))
            }
            _ => None,
        })
    }

    /// Whether there was a store before.
    fn had_store(&self) -> bool {
        has_store(self.before)
    }

    /// Whether the task's file comes back as it stood in the history.
    fn comes_back(&self, slug: &str, task: &Task) -> bool {
        let path = layout::task_file(slug, task.id);
        self.git.is_some_and(|git| past::has_stood(git.repository, git.before, git.after, &path))
    }

    /// Whether the plan came with these very changes.
    fn is_new_plan(&self, slug: &str) -> bool {
        let is_its = |change: &&Change| change.subject == Subject::Plan(slug.to_owned());
        self.differences.others.iter().filter(is_its).any(Change::is_addition)
    }

    /// The facts about one field of a task that no other side of a merge gave.
    fn made(&self, difference: &Difference, field: Field) -> Vec<Change> {
        let changes = changed(difference, field);
        changes.filter(|change| !self.brought.gave(change)).collect()
    }

    /// Whether a new edition of the plan's document came with it, or the plan itself.
    fn is_edition(&self, slug: &str) -> bool {
        let is_forged = self.forged.iter().any(|forged| forged == slug);
        self.differences.others.iter().any(|change| {
            change.subject == Subject::Plan(slug.to_owned())
                && (change.is_addition() || is_new_source(change) && !is_forged)
        })
    }

    /// The plan that says since then that it was called `slug` before, and is no other one.
    fn renamed(&self, slug: &str) -> Option<Plan> {
        let says = |plan: &Plan| plan.former_slugs.iter().any(|former| former == slug);
        let is_other = |plan: &Plan| {
            let was = self.slug_before(&plan.slug);
            was != slug && (was != plan.slug || load::plan(self.before, was).is_ok_and(|plan| says(&plan)))
        };
        let plans = self.after.plans().unwrap_or_default();
        let mut plans = plans.iter().filter_map(|plan| load::plan(self.after, plan).ok());
        plans.find(|plan| plan.slug != slug && says(plan) && !is_other(plan))
    }

    /// The task before the first of several commits.
    fn task_in_base(&self, difference: &Difference) -> Option<Task> {
        let id = difference.before.as_ref()?.id;
        task_in(self.base?, self.plan_in_base(difference)?, id)
    }

    /// What the plan of a task was called before the first of several commits.
    fn plan_in_base(&self, difference: &Difference) -> Option<&str> {
        let names = self.names_in_base.get_or_init(|| {
            self.base.map(|base| history::names_before(base, self.before)).unwrap_or_default()
        });
        names.get(difference.former_plan()).map(String::as_str)
    }

    /// Whether a note stood in the task before the first of several commits.
    fn had_note(&self, difference: &Difference, note: &Value) -> bool {
        self.task_in_base(difference).is_some_and(|task| task.notes.iter().any(|known| json!(known) == *note))
    }

    /// Whether a department goes by both names.
    fn is_same_department(&self, registry: &Registry, one: &str, other: &str) -> bool {
        let own = |name: &str| registry.called(name).map(|department| department.name.clone());
        one == other || own(one).is_some_and(|own_name| Some(own_name) == own(other))
    }

    /// The line of a field in a task's file, or of an entry of it.
    fn place(&self, slug: &str, task: &Task, key: &str, entry: Option<usize>) -> Location {
        let path = layout::task_file(slug, task.id);
        let shown = self.after.shown(&path);
        let bytes = self.after.read(&path, yaml::MAX_TASK_BYTES).ok().flatten().unwrap_or_default();
        let text = String::from_utf8(bytes).unwrap_or_default();
        let offset = Mapping::of(&text).and_then(|mapping| {
            let pair = mapping.pair(key)?;
            let entry = entry.and_then(|entry| pair.entries().get(entry));
            Some(entry.map_or(pair.key_bytes.start, |entry| entry.bytes.start))
        });
        match offset.and_then(|offset| text.get(..offset)) {
            Some(before) => Location::at(shown, &text, 1 + before.matches('\n').count(), 1),
            None => Location::file(shown),
        }
    }

    /// The line of another file where these words first stand.
    fn place_in(&self, path: &Path, words: Option<&str>) -> Location {
        let shown = self.after.shown(path);
        let bytes = self.after.read(path, yaml::MAX_FILE_BYTES).ok().flatten().unwrap_or_default();
        let text = String::from_utf8(bytes).unwrap_or_default();
        let line = words.and_then(|words| text.lines().position(|line| line.contains(words)));
        match line {
            Some(index) => Location::at(shown, &text, index + 1, 1),
            None => Location::file(shown),
        }
    }
}

/// Whether there is a store: one whose settings can't be read is there.
fn has_store(source: &dyn StoreSource) -> bool {
    source.read(Path::new(layout::CONFIG), yaml::MAX_FILE_BYTES).map_or(true, |bytes| bytes.is_some())
}

/// A task as one state of the store has it, where it can be read.
fn task_in(source: &dyn StoreSource, slug: &str, id: TaskId) -> Option<Task> {
    let path = layout::task_file(slug, id);
    let bytes = source.read(&path, yaml::MAX_TASK_BYTES).ok()??;
    yaml::read_task(&path, &bytes).ok()
}

/// Whether a plan is from another document since then: its bytes are others, whatever it is called.
fn is_new_source(change: &Change) -> bool {
    change.field == ChangedField::Key("source".into())
        && !change.to.is_null()
        && change.from.get("sha256") != change.to.get("sha256")
}

/// Whether a note came that says something: the reason for what else was changed. One that was there and has another
/// date or name now says nothing new.
fn has_reason(difference: &Difference) -> bool {
    let (before, after) = (difference.before.as_deref(), difference.after.as_deref());
    let times = |task: Option<&Task>, text: &str| {
        task.map_or(0, |task| task.notes.iter().filter(|note| note.text == text).count())
    };
    changed(difference, Field::Notes).any(|change| {
        let is_new = |text: &str| before.is_none() || times(after, text) > times(before, text);
        change.from.is_null()
            && says_something(&change.to, "text")
            && change.to.get("text").and_then(Value::as_str).is_some_and(is_new)
    })
}

/// Whether an entry has words under this key.
fn says_something(entry: &Value, key: &str) -> bool {
    entry.get(key).and_then(Value::as_str).is_some_and(|text| !says_nothing(text))
}

fn changed(difference: &Difference, field: Field) -> impl Iterator<Item = Change> + use<> {
    difference.changes().into_owned().into_iter().filter(move |change| change.field == field)
}
