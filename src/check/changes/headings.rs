//! Headings and what else a plan's file takes from its document change with a new edition, or by a correction that says
//! why and stays.

use serde_json::Value;

use super::{Breach, ChangeRule, Submission};
use crate::{
    error::Finding,
    model::{Change, ChangedField, PlanFact, Subject, change::compare_plans},
    store::{layout, load},
    text::says_nothing,
};

pub(super) const RULE: ChangeRule = ChangeRule {
    id: "heading-by-hand",
    title: || {
        text!(
            "方案的标题、起止日期、板块和重点任务只随新版文件导入而改，或写明原因；牵头规则只随导入而改",
            "title, period, pillars and key tasks of a plan change with an imported edition, or for a reason that it keeps; its lead rule with an edition only"
        )
    },
    run,
};

fn run(submission: &Submission<'_>) -> Vec<Breach> {
    let mut changes: Vec<Change> = Vec::new();
    let others = &submission.differences.others;
    changes.extend(others.iter().filter(|change| !submission.brought.gave(change)).cloned());
    // What belongs to a plan that came or is gone as a whole is no change of it. One that came under another
    // name is compared with what it was.
    let whole: Vec<&str> = others.iter().filter_map(Change::whole_plan).collect();
    changes.retain(|change| change.subject.plan().is_some_and(|slug| !whole.contains(&slug)));
    // Another plan may have the name of one that is gone.
    let again: Vec<Change> = submission
        .renamings()
        .filter(|(_, new)| whole.contains(new))
        .flat_map(|(old, new)| {
            let (before, after) = (load::plan(submission.before, old), load::plan(submission.after, new));
            compare_plans(new, before.as_ref().ok(), after.as_ref().ok())
        })
        .collect();
    changes.extend(again);
    let mut breaches: Vec<Breach> = Vec::new();
    breaches.extend(changes.iter().filter(|change| loses_a_correction(change)).map(|change| {
        let slug = change.subject.plan().unwrap_or_default();
        lost_correction(submission, slug, &submission.first_name(slug))
    }));
    changes.retain(|change| !change.subject.plan().is_some_and(|slug| submission.is_edition(slug)));
    breaches.extend(changes.iter().filter(|change| is_printed(change)).filter_map(|change| {
        let slug = change.subject.plan().unwrap_or_default();
        let first = submission.slug_before(slug);
        let is_by_hand = !is_explained(submission, change, slug, first);
        is_by_hand.then(|| breach(submission, change, slug, &submission.first_name(slug)))
    }));
    breaches
}

fn is_printed(change: &Change) -> bool {
    match (&change.subject, &change.field) {
        (Subject::Pillar { .. } | Subject::KeyTask { .. }, _) => true,
        (Subject::Plan(_), ChangedField::Key(key)) => {
            key == "title"
                || key == "lead_rule"
                || key == "period" && !change.from.is_null()
                || key == "source" && change.to.is_null() && !change.from.is_null()
        }
        _ => false,
    }
}

/// Whether a correction came with it that says why the plan reads so now.
fn is_explained(submission: &Submission<'_>, change: &Change, slug: &str, first: &str) -> bool {
    let fact = match (&change.subject, &change.field) {
        (Subject::Pillar { id, .. }, ChangedField::Key(key)) if key == "title" => {
            (PlanFact::Pillar, Some(*id))
        }
        (Subject::KeyTask { id, .. }, ChangedField::Key(key)) if key == "title" => {
            (PlanFact::KeyTask, Some(*id))
        }
        (Subject::Plan(_), ChangedField::Key(key)) if key == "title" => (PlanFact::Title, None),
        (Subject::Plan(_), ChangedField::Key(key)) if key == "period" => (PlanFact::Period, None),
        _ => return false,
    };
    let Ok(after) = load::plan(submission.after, slug) else { return false };
    // What was there before explains nothing new.
    let known = load::plan(submission.before, first).map(|plan| plan.corrections).unwrap_or_default();
    let came = beyond(&after.corrections, known);
    let mut of_fact = came.into_iter().filter(|one| (one.field, one.id) == fact);
    of_fact
        .any(|one| !says_nothing(&one.reason) && after.fact(one.field, one.id).as_deref() == Some(&*one.to))
}

/// Those that are not among the known ones, each of which accounts for one.
fn beyond<T: PartialEq>(those: &[T], mut known: Vec<T>) -> Vec<&T> {
    let mut is_known =
        |one: &T| known.iter().position(|other| other == one).map(|at| known.remove(at)).is_some();
    those.iter().filter(|one| !is_known(one)).collect()
}

/// Whether a correction that was there is gone, or says something else.
fn loses_a_correction(change: &Change) -> bool {
    let is_theirs =
        matches!(change.subject, Subject::Plan(_)) && change.field == ChangedField::Key("corrections".into());
    let entries = |value: &Value| value.as_array().cloned().unwrap_or_default();
    is_theirs && !beyond(&entries(&change.from), entries(&change.to)).is_empty()
}

fn lost_correction(submission: &Submission<'_>, slug: &str, first: &str) -> Breach {
    let finding = Finding::new(
        RULE.id,
        text!(
            "方案 {slug} 的更正记录被删除或改写",
            "a correction that plan {slug} keeps was removed or rewritten"
        ),
    )
    .at(submission.place_in(&layout::plan_file(slug), Some("corrections")))
    .fix(text!(
        "照原样补回；更正有误的，用 `pjt plan edit {slug}` 再更正一次",
        "put it back as it was; what was corrected wrongly is corrected once more with `pjt plan edit {slug}`"
    ));
    Breach::value(format!("{first} corrections"), finding)
}

/// The rule by which every lead of a plan is known is settled when it is imported: one word of it would move them all.
fn is_lead_rule(change: &Change) -> bool {
    matches!(change.subject, Subject::Plan(_)) && change.field == ChangedField::Key("lead_rule".into())
}

/// What a heading was called before, or is where it is new.
fn title_of(submission: &Submission<'_>, change: &Change, slug: &str) -> String {
    let of_change = [&change.from, &change.to].into_iter().find_map(|value| {
        let is_title = change.field == ChangedField::Key("title".into());
        value.get("title").or(Some(value).filter(|_| is_title))?.as_str().map(str::to_owned)
    });
    let of_plan = || {
        let plan = load::plan(submission.after, slug).ok()?;
        match &change.subject {
            Subject::Pillar { id, .. } => plan.pillar(*id).map(|known| known.title.clone()),
            Subject::KeyTask { id, .. } => plan.key_task(*id).map(|known| known.title.clone()),
            _ => None,
        }
    };
    of_change.or_else(of_plan).unwrap_or_default()
}

fn breach(submission: &Submission<'_>, change: &Change, slug: &str, first: &str) -> Breach {
    let (zh, en) = match &change.subject {
        Subject::Pillar { id, .. } => {
            let title = title_of(submission, change, slug);
            (format!("板块“{id} {title}”"), format!("pillar “{id} {title}”"))
        }
        Subject::KeyTask { id, .. } => {
            let title = title_of(submission, change, slug);
            (format!("重点任务“{id} {title}”"), format!("key task “{id} {title}”"))
        }
        _ if change.field == ChangedField::Key("period".into()) => {
            ("起止日期".to_owned(), "the period".to_owned())
        }
        _ if change.field == ChangedField::Key("source".into()) => {
            ("来源文件".to_owned(), "the source".to_owned())
        }
        _ => ("标题".to_owned(), "the title".to_owned()),
    };
    let finding = if is_lead_rule(change) {
        Finding::new(
            RULE.id,
            text!(
                "方案 {slug} 的牵头规则被手工改了：一处改动会换掉各任务的牵头部门",
                "the lead rule of plan {slug} was edited by hand: one word of it moves the leads of its tasks"
            ),
        )
        .at(submission.place_in(&layout::plan_file(slug), Some("lead_rule")))
        .fix(text!(
            "改回原来的规则；个别任务的牵头部门用 `pjt update {slug}/编号 --lead 部门 --reason 原因` 定",
            "put the rule back; the lead of a task is settled by `pjt update {slug}/N --lead DEPARTMENT --reason WHY`"
        ))
    } else {
        let gap = if zh.ends_with(|c: char| c.is_ascii()) { " " } else { "" };
        let words = change.to.as_str().or_else(|| change.to.get("title")?.as_str());
        Finding::new(
            RULE.id,
            text!(
                "方案 {slug} 的{}{gap}被手工改了：它应与原文件一致",
                "{} of plan {slug} was edited by hand; it should be the document's",
                (zh),
                (en)
            ),
        )
        .at(submission.place_in(&layout::plan_file(slug), words))
        .fix(text!(
            "改回原文；确实有误的，改回后用 `pjt plan edit {slug}` 更正并写明原因；文件有新版时用 `pjt import` 导入",
            "put the document's words back; correct them with `pjt plan edit {slug}` then, which keeps the reason; a new edition comes with `pjt import`"
        ))
    };
    // Whatever the plan is called now.
    let what = match &change.subject {
        Subject::Pillar { id, .. } => format!("pillar {id}"),
        Subject::KeyTask { id, .. } => format!("key task {id}"),
        _ => String::new(),
    };
    Breach::value(format!("{first} {what} {:?}", change.field), finding)
}
