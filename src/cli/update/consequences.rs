//! What follows from an update and does not show in it: a deadline that counts on as it was, who is only a support now.

use chrono::NaiveDate;
use pjt::{
    Error, Lang, Result, Text,
    error::Finding,
    lights::{Pace, Reported, rules_of},
    model::{Change, Entry, Field, Plan, Registry, Status, Task, TaskId, TaskNumber},
    output::naming,
    returns,
    store::{Store, load, load::StoreSource as _},
    text,
    text::is_evidence,
    update::Update,
};

use super::evidence::is_there;

/// The extensions that were asked for after the deadline, which the office's rules of lights leave out.
pub(super) fn late_extensions(
    update: &Update,
    store: &Store,
    today: NaiveDate,
    usual_plan: &str,
) -> Vec<Finding> {
    let is_new = |change: &&Change| change.field == Field::Extensions && change.from.is_null();
    let mut subjects: Vec<_> = update
        .changes
        .iter()
        .filter(is_new)
        .filter_map(|change| change.subject.plan().zip(change.subject.task()))
        .collect();
    subjects.dedup();
    // Without rules the day that the file says counts.
    if subjects.is_empty() || !matches!(rules_of(store), Ok(Some(_))) {
        return Vec::new();
    }
    let finding = |(slug, id): (&str, _)| {
        let task = update.tasks.get(&(slug.to_owned(), id))?;
        let plan = update.plans.iter().find(|plan| plan.slug == slug)?;
        late_extension(task, plan, today, usual_plan)
    };
    subjects.into_iter().filter_map(finding).collect()
}

fn late_extension(task: &Task, plan: &Plan, today: NaiveDate, usual_plan: &str) -> Option<Finding> {
    let pace = Pace::of(Entry { plan, task }, &Reported::default(), today, today);
    let (extension, due) = (pace.too_late.filter(|extension| !extension.is_earlier())?, pace.due?);
    let (asked, to) = (extension.asked.unwrap_or(extension.on), extension.to);
    let number =
        |lang| naming::number(task, Some(plan.slug.as_str()).filter(|slug| *slug != usual_plan), lang);
    let (zh, en) = (number(Lang::Zh), number(Lang::En));
    let (slug, id) = (&plan.slug, task.id);
    let reference = if slug == usual_plan { id.to_string() } else { format!("{slug}/{id}") };
    let message = text!(
        "编号{zh} 的延期 {asked} 才申请，时限 {due} 已过：按采用的亮灯规则，亮灯仍以 {due} 计，通报、督办单的理由也是；逾期的数目按新时限",
        "the extension of task {en} was asked for on {asked}, after the deadline {due}: by the rules of lights {due} goes on counting, in lights and in the reasons of papers; figures of what is overdue go by the new one"
    );
    Some(Finding::new("late-extension", message).fix(text!(
        "其实在时限前就申请、已经同意的，写明申请日期和谁何时同意（已写入的也这样补记）：`pjt update {reference} --due {to} --asked 申请日期 --reason 谁何时同意 --by 报告人`",
        "where it was asked for in time and granted, say when, and who granted it and when, also of one that is written already: `pjt update {reference} --due {to} --asked DATE --reason WHO --by NAME`"
    )))
}

/// That no task is closed on nothing but file names that departments wrote and that lead nowhere: the files may never have
/// come. Other files that are not there are named.
///
/// # Errors
/// When one is.
pub(super) fn ensure_closed_on_files(
    update: &Update,
    store: &Store,
    usual_plan: &str,
) -> Result<Vec<Finding>> {
    let is_closed = |change: &&Change| change.field == Field::Status && change.to == Status::Closed.token();
    let closed = update.changes.iter().filter(is_closed);
    let subjects = closed.filter_map(|change| change.subject.plan().zip(change.subject.task()));
    let mut findings = Vec::new();
    for (slug, id) in subjects {
        let Some(task) = update.tasks.get(&(slug.to_owned(), id)) else { continue };
        let is_missing = |path: &str| returns::names_a_file(path) && !is_there(path, store);
        let proofs: Vec<&str> =
            task.evidence.iter().map(String::as_str).filter(|path| is_evidence(path)).collect();
        let missing: Vec<&str> = proofs.iter().copied().filter(|path| is_missing(path)).collect();
        if missing.is_empty() {
            continue;
        }
        let number = TaskNumber::of(task, Some(slug).filter(|slug| *slug != usual_plan));
        let [zh, en] = [Lang::Zh, Lang::En].map(|lang| number.words(lang));
        let (files, reference) = (missing.join("、"), number.reference().to_owned());
        if missing.len() == proofs.len() && missing.iter().all(|path| is_reported(path, slug, id, store)) {
            return Err(Error::not_found(text!(
                "{zh} 的佐证 {files} 没有找到：只是单位写的文件名，或文件不在这台电脑上；没有写入任何内容",
                "evidence of {en} was not found: {files}; it may be no more than a name, or be elsewhere; nothing was written"
            ))
            .named("no-such-file")
            .hint(text!(
                "收到的，存到所写的位置；文件在别处的，加 `--missing-ok`；没有收到的，先不销号",
                "put it where its name leads, or add `--missing-ok` if it is elsewhere; if it never came, don't close the task yet"
            )));
        }
        let message = text!(
            "{zh} 的佐证 {files} 没有找到：只是单位写的文件名，或文件不在这台电脑上",
            "evidence of {en} was not found: {files}; it may be no more than a name, or be elsewhere"
        );
        findings.push(Finding::new("evidence-missing", message).fix(text!(
            "收到的，存到所写的位置；没有收到的，先不销号：`pjt update {reference} --status 已完成 --reason 佐证未收到`",
            "put it where its name leads; if it never came, take the closing back: `pjt update {reference} --status done --reason WHY`"
        )));
    }
    Ok(findings)
}

/// Whether a department named a proof of a task in a return: then nobody of the office has said that it is there.
fn is_reported(path: &str, slug: &str, id: TaskId, store: &Store) -> bool {
    let (returns, _) = load::returns(store, slug);
    let answers = returns.iter().flat_map(|found| &found.value.tasks).filter(|answer| answer.id == id);
    answers.flat_map(|answer| &answer.evidence).any(|named| named == path)
}

/// The tasks that change and are none of the department that reports, with the task of the same number in another plan where
/// that one is its own: then the plan was left out. Who has no task at all, such as an office, reports on those of others.
pub(super) fn of_others(
    by: &str,
    update: &Update,
    registry: &Registry,
    store: &Store,
    usual_plan: &str,
) -> Vec<Finding> {
    let names = registry.heirs();
    let Some(reporter) = names.find(by).map(|known| known.name.as_str()) else { return Vec::new() };
    let is_own = |task: &Task| {
        let before = task.handovers.iter().map(|handover| &handover.from);
        task.departments.iter().chain(before).any(|name| names.own_name(name) == reporter)
    };
    let mut changed: Vec<_> = update
        .changes
        .iter()
        .filter_map(|change| change.subject.plan().zip(change.subject.task()))
        .filter(|(plan, id)| update.tasks.get(&((*plan).to_owned(), *id)).is_some_and(|task| !is_own(task)))
        .collect();
    changed.dedup();
    if changed.is_empty() {
        return Vec::new();
    }
    let all = load::load(store, &store.plans().unwrap_or_default());
    if !all.entries().any(|entry| is_own(entry.task)) {
        return Vec::new();
    }
    let finding = |(slug, id): (&str, TaskId)| {
        let words = |plan: &str| TaskNumber::in_snapshot(&all, plan, id, usual_plan);
        let number = words(slug);
        let [zh, en] = [Lang::Zh, Lang::En].map(|lang| number.words(lang));
        let message = text!("{by} 不是{zh}的责任部门", "{en} is none of {by}");
        let finding = Finding::new("reporter-of-others", message);
        let is_meant =
            |entry: &Entry<'_>| entry.task.id == id && entry.plan.slug != slug && is_own(entry.task);
        match all.entries().find(is_meant) {
            Some(meant) => {
                let other = words(&meant.plan.slug);
                let (other, content) = (other.reference(), &meant.task.content);
                finding.fix(text!("要改的是不是 {other}（{content}）？", "did you mean {other} ({content})?"))
            }
            None => finding.fix(text!("请核对编号和报告人", "see whether number and reporter are right")),
        }
    };
    changed.into_iter().map(finding).collect()
}

/// That departments which led are supports now, where a new lead was named and they stayed.
pub(super) fn former_leads(entries: &[Entry<'_>], update: &Update) -> Vec<Text> {
    let said = |before: &Entry<'_>| {
        let after = update.tasks.get(&(before.plan.slug.clone(), before.task.id))?;
        let (led, _) = before.lead()?;
        let (leads, _) = Entry { task: after, ..*before }.lead()?;
        let stays = |name: &&String| !leads.contains(name) && after.departments.contains(name);
        let names: Vec<&str> = led.iter().filter(stays).map(String::as_str).collect();
        let (id, names) = (before.task.id, names.join("、"));
        (!names.is_empty()).then(|| {
            text!(
                "编号{id}：{names} 不再牵头，转为配合；不再参与的，用 `--remove-dept {names}`",
                "task {id}: {names} leads no longer and supports it; take it out with `--remove-dept {names}`"
            )
        })
    };
    entries.iter().filter_map(said).collect()
}
