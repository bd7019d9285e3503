//! The words of the policy are those of the document: they change with a new edition, or for a reason.

use super::{Breach, ChangeRule, Submission, changed, has_reason, says_something};
use crate::{
    Lang, Text,
    error::Finding,
    history::Difference,
    model::{Change, FIELDS, Field, FieldOwner, Printed, PrintedField, Review},
    store::load,
};

pub(super) const RULE: ChangeRule = ChangeRule {
    id: "content-by-hand",
    title: || {
        text!(
            "任务中出自文件的内容、部门、编号等，只随新版文件导入而改，或写明原因",
            "what the document says about a task changes with an imported edition, or for a reason that is noted"
        )
    },
    run,
};

fn run(submission: &Submission<'_>) -> Vec<Breach> {
    let mut breaches = Vec::new();
    let reordered = submission.differences.reordered.iter();
    let reordered = reordered.filter_map(|difference| Some((difference, difference.after.as_deref()?)));
    for (difference, after) in submission.tasks().chain(reordered) {
        if difference.before.is_none() || submission.is_edition(&difference.plan) || has_reason(difference) {
            continue;
        }
        let is_printed = |field: Field| matches!(field, Field::Extra | Field::Printed);
        let printed = FIELDS.iter().filter(|row| {
            row.owner == FieldOwner::Document && row.field != Field::Source || is_printed(row.field)
        });
        let fields: Vec<Field> =
            printed.map(|row| row.field).filter(|field| is_by_hand(submission, difference, *field)).collect();
        let Some(first) = fields.first() else { continue };
        let (plan, id) = (&difference.plan, after.id);
        let names = |lang: Lang, sign: &str| {
            fields.iter().map(|field| field.name(lang)).collect::<Vec<_>>().join(sign)
        };
        let finding = Finding::new(
            RULE.id,
            Text::new(
                format!("编号{id} 的{}被手工改了：它应与原文件一致", names(Lang::Zh, "、")),
                format!("the {} of task {id} was edited by hand; it should be the document's", names(Lang::En, ", ")),
            ),
        )
        .at(submission.place(&difference.plan, after, first.key(), None))
        .fix(text!(
            "写明原因：`pjt update {plan}/{id} --note 原因`；或改回原文；文件有新版时用 `pjt import` 导入",
            "note the reason: `pjt update {plan}/{id} --note WHY`; or put the document's words back; a new edition comes with `pjt import`"
        ));
        breaches.push(Breach::value(submission.name_of(difference), finding));
    }
    breaches
}

fn is_by_hand(submission: &Submission<'_>, difference: &Difference, field: Field) -> bool {
    let made = submission.made(difference, field);
    match field {
        // A deadline that the document leaves open may be put into words; columns may be kept that were not before.
        Field::DueText | Field::Extra => made.iter().any(|change| !change.from.is_null()),
        // What is printed is kept where something else takes its place.
        Field::Printed => {
            made.iter().any(|change| !change.from.is_null() || !is_corrected(difference, change))
        }
        // What an edition dropped keeps no number of it once a person has decided.
        Field::Label if has_left(difference) => made.iter().any(|change| !change.to.is_null()),
        Field::Departments | Field::Lead => {
            let is_handed_over = changed(difference, Field::Handovers)
                .any(|change| !change.to.is_null() && says_something(&change.to, "reason"));
            (!made.is_empty() || is_reordered(submission, difference, field))
                && !is_handed_over
                && !is_renaming(submission, difference, field)
        }
        _ => made.iter().any(|change: &Change| change.from != change.to),
    }
}

/// Whether the field of which a change keeps what is printed got another value with it.
fn is_corrected(difference: &Difference, change: &Change) -> bool {
    let Ok(printed) = serde_json::from_value::<Printed>(change.to.clone()) else { return true };
    let (Some(before), Some(after)) = (&difference.before, &difference.after) else { return true };
    let differs = |field: Field| field.spec().value(before) != field.spec().value(after);
    // The first of the departments may lead.
    differs(printed.field.field()) || printed.field == PrintedField::Lead && differs(Field::Departments)
}

/// Whether a person decided of a task that a new edition dropped.
fn has_left(difference: &Difference) -> bool {
    let [before, after] =
        [&difference.before, &difference.after].map(|task| task.as_ref().and_then(|task| task.review));
    before == Some(Review::Gone) && after.is_none()
}

fn is_reordered(submission: &Submission<'_>, difference: &Difference, field: Field) -> bool {
    field == Field::Departments
        && submission.differences.reordered.iter().any(|other| std::ptr::eq(other, difference))
}

/// Whether the same departments are meant, some of them by another name of the registry.
fn is_renaming(submission: &Submission<'_>, difference: &Difference, field: Field) -> bool {
    let (Some(before), Some(after)) = (&difference.before, &difference.after) else { return false };
    let registry = load::registry(submission.after).unwrap_or_default();
    let own = |names: &[String]| {
        let own = |name: &String| registry.find(name).map_or(name.clone(), |found| found.name.clone());
        let mut resolved: Vec<String> = Vec::new();
        for name in names.iter().map(own) {
            if !resolved.contains(&name) {
                resolved.push(name);
            }
        }
        resolved
    };
    if field == Field::Departments {
        return own(&before.departments) == own(&after.departments);
    }
    before.lead.as_deref().map(own) == after.lead.as_deref().map(own)
}
