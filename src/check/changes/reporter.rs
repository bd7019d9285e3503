//! Who may report for a department: the people that the registry names for it. A department without any is
//! open to everybody. Nobody gives themselves that right.

use std::path::Path;

use serde_json::{Value, json};

use super::{Breach, ChangeRule, Submission, changed, returned, task_in};
use crate::{
    error::{Finding, Location},
    history::Difference,
    model::{Change, ChangedField, Entry, Field, Plan, Registry, Status, Subject, Task, TaskId},
    store::{
        layout,
        load::{self, StoreSource},
    },
};

pub(super) const RULE: ChangeRule = ChangeRule {
    id: "not-a-reporter",
    title: || {
        text!(
            "以部门名义写的进展、延期、销号和报送，以及它牵头事项的状态，由名录中登记的报送人提交",
            "what is said in a department's name, its returns and statuses come from the people that the registry names for it"
        )
    },
    run,
};

/// Who may report, as one state of the store has it.
struct Rights<'a> {
    source: &'a dyn StoreSource,
    registry: Registry,
}

impl<'a> Rights<'a> {
    fn of(source: &'a dyn StoreSource) -> Self {
        Self { source, registry: load::registry(source).unwrap_or_default() }
    }

    /// Whether somebody may speak for one of these departments, or for one that took it over or that it took
    /// over.
    fn allow(&self, departments: &[String], author: &str) -> bool {
        let people = self.registry.reporters(departments);
        people.is_empty() || people.iter().any(|person| person.eq_ignore_ascii_case(author))
    }

    /// Who leads a task here.
    fn lead(&self, slug: &str, id: TaskId) -> Option<Vec<String>> {
        let task = task_in(self.source, slug, id)?;
        lead_of(&load::plan(self.source, slug).ok()?, &task)
    }
}

fn lead_of(plan: &Plan, task: &Task) -> Option<Vec<String>> {
    Some(Entry { plan, task }.lead()?.0.to_vec())
}

fn run(submission: &Submission<'_>) -> Vec<Breach> {
    let Some(author) = submission.author else { return Vec::new() };
    let after = Rights::of(submission.after);
    let mut before = Rights::of(submission.before);
    if before.registry.departments.is_empty() {
        // A store that is new has its own.
        before = Rights::of(submission.after);
    }
    let base = submission.base.map(Rights::of).filter(|base| !base.registry.departments.is_empty());
    let mut breaches = Vec::new();
    for (difference, task) in submission.tasks() {
        let reported = REPORTS.iter().flat_map(|field| {
            let entries = reports(submission, &after.registry, difference, task, *field);
            entries.into_iter().map(|(entry, note)| (*field, entry, note))
        });
        for (field, entry, note) in reported {
            let by = note.get("by").and_then(Value::as_str).unwrap_or_default().to_owned();
            for name in spoken_for(&before.registry, &by) {
                let is_allowed = before.allow(std::slice::from_ref(&name), author);
                let allowed_all = |base: &Rights<'_>| {
                    spoken_for(&base.registry, &by).into_iter().all(|name| base.allow(&[name], author))
                };
                let was_allowed = base.as_ref().is_none_or(allowed_all);
                if !is_allowed || !was_allowed {
                    let place = submission.place(&difference.plan, task, field.key(), entry);
                    let about = format!("{} {note}", submission.name_of(difference));
                    breaches.push(breach(author, &name, about, place, is_allowed));
                }
            }
        }
        let made = submission.made(difference, Field::Status);
        // A task that is new in a plan and was begun already.
        let is_new = difference.before.is_none()
            && task.status != Status::NotStarted
            && !brings_its_own(submission, difference);
        let step = made.first().map(|step| step.to.clone()).or_else(|| is_new.then(|| json!(task.status)));
        let Some(step) = step else { continue };
        // The office settles what could not be read of an answer.
        if returned::is_settled_as(submission, &difference.plan, task.id, &step) {
            continue;
        }
        let id = difference.before.as_ref().map_or(task.id, |before| before.id);
        let lead = before.lead(difference.former_plan(), id);
        let lead = lead.or_else(|| after.lead(&difference.plan, task.id));
        let led_then = base.as_ref().and_then(|base| base.lead(submission.plan_in_base(difference)?, id));
        let is_allowed = lead.as_ref().is_none_or(|lead| before.allow(lead, author));
        let was_allowed = match (&base, &led_then) {
            (Some(base), Some(lead)) => base.allow(lead, author),
            _ => true,
        };
        if !is_allowed || !was_allowed {
            let place = submission.place(&difference.plan, task, "status", None);
            let names = if is_allowed { led_then } else { lead }.unwrap_or_default().join("、");
            let about = format!("{} {step}", submission.name_of(difference));
            breaches.push(breach(author, &names, about, place, is_allowed));
        }
    }
    breaches.extend(answers(submission, author, &before, base.as_ref()));
    breaches.extend(appointments(submission, author, &before, &after));
    breaches
}

/// Whether a task that is new may have what is said of it: with the store as a whole, or because it stood so before. A plan
/// that comes brings no reports: its document has none.
fn brings_its_own(submission: &Submission<'_>, difference: &Difference) -> bool {
    let comes_back =
        || difference.after.as_ref().is_some_and(|task| submission.comes_back(&difference.plan, task));
    !submission.had_store() || comes_back()
}

/// What is said in somebody's name.
const REPORTS: [Field; 3] = [Field::Notes, Field::Extensions, Field::Closure];

/// Returns into which somebody took a file, or wrote an answer that none brought: they are what a department says.
fn answers(
    submission: &Submission<'_>,
    author: &str,
    before: &Rights<'_>,
    base: Option<&Rights<'_>>,
) -> Vec<Breach> {
    let mut breaches: Vec<Breach> = Vec::new();
    for answered in returned::answered(submission) {
        let Some(known) = before.registry.called(answered.department) else { continue };
        let name = known.name.clone();
        let is_allowed = before.allow(std::slice::from_ref(&name), author);
        let was_allowed = base.is_none_or(|base| base.allow(&[answered.department.to_owned()], author));
        if !is_allowed || !was_allowed {
            let place = submission.place_in(&answered.path, Some("sha256:"));
            breaches.push(breach(author, &name, answered.about, place, is_allowed));
        }
    }
    breaches
}

/// The departments in whose name somebody reports: neither blanks and signs around a name, nor a person beside it, nor a
/// list of names hides one.
fn spoken_for(registry: &Registry, by: &str) -> Vec<String> {
    let names = by.split(['、', '，', ',', '；', ';', '/']);
    let mut named: Vec<String> =
        names.flat_map(|name| registry.named_in(name)).map(|known| known.name.clone()).collect();
    named.dedup();
    named
}

/// The entries of a field that are reported, each with its place in the list. One that was there under another name of
/// its department is none.
fn reports(
    submission: &Submission<'_>,
    registry: &Registry,
    difference: &Difference,
    task: &Task,
    field: Field,
) -> Vec<(Option<usize>, Value)> {
    let entries = match field.spec().value(task) {
        Value::Array(entries) => entries,
        Value::Null => Vec::new(),
        entry => vec![entry],
    };
    let made: Vec<Value> = match difference.before {
        Some(_) => submission.made(difference, field).into_iter().map(|change| change.to).collect(),
        // A task that is new brings what is said of it.
        None if brings_its_own(submission, difference) => Vec::new(),
        None => {
            let stands = |entry: &Value| {
                let subject = Subject::Task { plan: difference.plan.clone(), id: task.id };
                let field = ChangedField::Field(field);
                submission.brought.gave(&Change { subject, field, from: Value::Null, to: entry.clone() })
            };
            entries.iter().filter(|entry| !stands(entry)).cloned().collect()
        }
    };
    let gone: Vec<Value> = changed(difference, field).map(|change| change.from).collect();
    let by = |entry: &Value| entry.get("by").and_then(Value::as_str).unwrap_or_default().to_owned();
    let said = |entry: &Value| -> Vec<(String, Value)> {
        let members = entry.as_object().into_iter().flatten();
        // Whether a note is a reason is looked at by itself.
        let members = members.filter(|(key, _)| !matches!(key.as_str(), "by" | "reason"));
        members.map(|(key, value)| (key.clone(), value.clone())).collect()
    };
    let is_renamed = |entry: &Value| {
        let same = |old: &&Value| old.is_object() && said(old) == said(entry);
        gone.iter().filter(same).any(|old| submission.is_same_department(registry, &by(old), &by(entry)))
    };
    made.into_iter()
        .filter(|entry| !entry.is_null() && !is_renamed(entry))
        .map(|entry| (entries.iter().position(|known| *known == entry), entry))
        .collect()
}

/// Departments that the author may report for by this very change of the registry.
fn appointments(
    submission: &Submission<'_>,
    author: &str,
    before: &Rights<'_>,
    after: &Rights<'_>,
) -> Vec<Breach> {
    let is_registry = |change: &Change| matches!(change.subject, Subject::Department(_));
    if !submission.differences.others.iter().any(is_registry) {
        return Vec::new();
    }
    let path = Path::new(layout::REGISTRY);
    let mut breaches = Vec::new();
    for department in &before.registry.departments {
        let name = &department.name;
        let of = std::slice::from_ref(name);
        if before.allow(of, author) || after.registry.find(name).is_none() || !after.allow(of, author) {
            continue;
        }
        // Where nobody is named any more, everybody may.
        let message = if after.registry.reporters(of).is_empty() {
            text!(
                "{author} 原不是 {name} 的报送人，却去掉了它的报送人，此后谁都可以代它报送",
                "{author}, who is not among the people of {name}, took them out: everybody may report for it now"
            )
        } else {
            text!(
                "{author} 原不是 {name} 的报送人，却自行登记为它的报送人",
                "{author} let themselves report for {name} without being among its people"
            )
        };
        let finding = Finding::new(RULE.id, message).at(submission.place_in(path, Some(name))).fix(text!(
            "改回 people（报送人）；由已登记的报送人或其他人来加",
            "put `people` back; let one of them or somebody else add the address"
        ));
        breaches.push(Breach::value(format!("registry {name}"), finding));
    }
    breaches
}

fn breach(author: &str, department: &str, about: String, place: Location, only_by_base: bool) -> Breach {
    let finding = Finding::new(
        RULE.id,
        text!("{author} 不是 {department} 的报送人", "{author} is not among the people of {department}"),
    )
    .at(place)
    .fix(text!(
        "由登记的报送人提交；或者先由别人把邮箱加进 departments.yaml 的 people（报送人），单独提交；已提交的可整个撤销（`pjt undo`）再报",
        "let one of them commit it; or let somebody else add the address to `people` in departments.yaml first, in a commit of its own; what is committed can be taken back as a whole (`pjt undo`) and reported again"
    ));
    Breach { only_by_base, ..Breach::new(about, finding) }
}
