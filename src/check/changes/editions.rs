//! What a plan says of its former editions stays: by it a document is known that an edition has followed since.

use super::{Breach, ChangeRule, Submission};
use crate::{
    error::Finding,
    model::{Change, ChangedField, FormerSource, Plan, Subject},
    store::{layout, load},
};

pub(super) const RULE: ChangeRule = ChangeRule {
    id: "edition-rewritten",
    title: || {
        text!(
            "方案历版来源文件的记录（former_sources）不被删除或改写",
            "what a plan says of its former editions (`former_sources`) stays as it was written"
        )
    },
    run,
};

fn run(submission: &Submission<'_>) -> Vec<Breach> {
    let plans = submission.after.plans().unwrap_or_default();
    plans.iter().filter_map(|slug| of_plan(submission, slug)).collect()
}

fn of_plan(submission: &Submission<'_>, slug: &str) -> Option<Breach> {
    let is_its = |change: &&Change| change.subject == Subject::Plan(slug.to_owned());
    submission.differences.others.iter().find(is_its)?;
    let was = submission.plan_before(slug)?;
    let before = load::plan(submission.before, was).ok()?;
    let after = load::plan(submission.after, slug).ok()?;
    let base = submission.base_of_what_may_go().map(|base| load::plan(base, was).ok());
    // What came with these very commits may go with them.
    let may_go = |former: &FormerSource| match &base {
        Some(Some(base)) => !base.former_sources.contains(former),
        Some(None) => true,
        None => false,
    };
    let lost = before.former_sources.iter().any(|one| !after.former_sources.contains(one) && !may_go(one));
    let is_rewritten =
        lost || is_invented(submission, &before, &after) || is_digest_changed(submission, slug);
    if !is_rewritten {
        return None;
    }
    let finding = Finding::new(
        RULE.id,
        text!(
            "方案 {slug} 历版来源文件的记录被手工改了：旧版文件会被当成新版",
            "what plan {slug} says of its editions was edited by hand: a former one would be taken for a new one"
        ),
    )
    .at(submission.place_in(&layout::plan_file(slug), Some("former_sources")))
    .fix(text!(
        "照原样改回 former_sources 和 source.tasks_sha256；文件有新版时用 `pjt import` 导入",
        "put `former_sources` and `source.tasks_sha256` back; a new edition comes with `pjt import`"
    ));
    Some(Breach::value(format!("editions {was}"), finding))
}

/// Whether a former edition came by which the plan was never followed: one comes when its document is followed by another.
fn is_invented(submission: &Submission<'_>, before: &Plan, after: &Plan) -> bool {
    let has_new = after.former_sources.iter().any(|one| !before.former_sources.contains(one));
    has_new && before.is_of_same_document(after) && !submission.brought.is_of_merge()
}

/// Whether what was read in the very document is said to be something else.
fn is_digest_changed(submission: &Submission<'_>, slug: &str) -> bool {
    let is_it = |change: &&Change| {
        let same = |key: &str| change.from.get(key) == change.to.get(key);
        change.subject == Subject::Plan(slug.to_owned())
            && change.field == ChangedField::Key("source".to_owned())
            && change.from.is_object()
            && change.to.is_object()
            && same("sha256")
            && !same("tasks_sha256")
            && !submission.brought.gave(change)
    };
    submission.differences.others.iter().any(|change| is_it(&change))
}
