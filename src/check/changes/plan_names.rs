//! What plans were called stays known: by it periods, returns and the history find them. A name that
//! means one plan is not given to another while something means it.

use super::{Breach, ChangeRule, Submission};
use crate::{
    error::Finding,
    model::{Plan, Subject},
    store::{
        current_slug, layout,
        load::{self, StoreSource},
    },
};

pub(super) const RULE: ChangeRule = ChangeRule {
    id: "plan-names",
    title: || {
        text!(
            "方案的曾用名（former_slugs）是它用过的名称，写下就不去掉；报送期用来问一个方案的名称不给另一个",
            "former names of a plan (`former_slugs`) are names that it had, and stay; a name by which a period asks about one plan is given to no other"
        )
    },
    run,
};

fn run(submission: &Submission<'_>) -> Vec<Breach> {
    if submission.hides_the_store() || !submission.had_store() {
        return Vec::new();
    }
    let plans = submission.after.plans().unwrap_or_default();
    let others = &submission.differences.others;
    let differs =
        |slug: &&String| others.iter().any(|change| change.subject == Subject::Plan((*slug).clone()));
    let changed = plans.iter().filter(differs);
    let of_plan = |slug: &String| {
        let others = [lost(submission, slug), used_again(submission, slug)];
        others.into_iter().flatten().chain(invented(submission, slug))
    };
    changed.flat_map(of_plan).collect()
}

/// New former names that the plan never had: what somebody looks for by them would be found in it. Of several commits one
/// after the other knows what came in between.
fn invented(submission: &Submission<'_>, slug: &str) -> Vec<Breach> {
    let (false, Ok(after)) = (submission.is_of_several(), load::plan(submission.after, slug)) else {
        return Vec::new();
    };
    let was = submission.plan_before(slug).filter(|_| !submission.is_new_plan(slug));
    let first = submission.first_name(slug);
    let base = submission.base.zip(was).and_then(|(base, _)| load::plan(base, &first).ok());
    let before = was.and_then(|was| load::plan(submission.before, was).ok());
    let is_its = |name: &str| {
        [&before, &base].into_iter().flatten().any(|plan| plan.was_called(name))
            || submission.brought.names_a_plan(name)
    };
    let is_invented =
        |name: &&String| *name != slug && !is_its(name) && !may_lie_between(submission, slug, &after, name);
    let path = layout::plan_file(slug);
    let breach = |name: &String| {
        let finding = Finding::new(
            RULE.id,
            text!(
                "方案 {slug} 写上了它没有用过的名称 {name}（former_slugs）",
                "plan {slug} got a former name that it never had: {name} (`former_slugs`)"
            ),
        )
        .at(submission.place_in(&path, Some(&format!("- {name}"))))
        .fix(text!(
            "删去这个名称；改名用 `pjt plan rename`，它会记下原名",
            "take that name out; `pjt plan rename` gives a new name and keeps the old one"
        ));
        Breach::new(format!("invented name {first} {name}"), finding)
    };
    after.former_slugs.iter().filter(is_invented).map(breach).collect()
}

/// Whether a plan may have had a name that no commit knows of it: it was renamed more than once before somebody committed,
/// or a period asked by that name meanwhile. Not where a period asks about another one by it.
fn may_lie_between(submission: &Submission<'_>, slug: &str, plan: &Plan, name: &str) -> bool {
    let Submission { before, after, .. } = submission;
    let is_there = before.has_plan(name).unwrap_or(true);
    if is_asked_about(*before, name) {
        // Where it means nothing, this is what it means.
        return !is_there && current_slug(*before, name) == name && !is_removed(*before, name);
    }
    // Another plan has it all the while.
    let is_anothers =
        is_there && after.has_plan(name).unwrap_or(true) && submission.plan_before(name) == Some(name);
    // What it was called last stands in front of that.
    let place = |name: &str| plan.former_slugs.iter().position(|former| former == name);
    let came_since = submission.plan_before(slug).is_none_or(|was| was != slug && place(was) < place(name));
    !is_anothers && (came_since || is_asked_about(*after, name))
}

/// Former names that are gone. New ones may be of names in between, which no commit has.
fn lost(submission: &Submission<'_>, slug: &str) -> Option<Breach> {
    let was = submission.plan_before(slug).filter(|_| !submission.is_new_plan(slug))?;
    let before = load::plan(submission.before, was).ok()?;
    let after = load::plan(submission.after, slug).ok()?;
    let first = submission.first_name(slug);
    let base = submission.base.map(|base| load::plan(base, &first).ok());
    let had = |name: &String| match &base {
        Some(Some(base)) => *name == first || base.former_slugs.contains(name),
        _ => false,
    };
    // What came with these very commits may go with them.
    let may_go = |name: &String| submission.base_of_what_may_go().is_some() && !had(name);
    let has = |plan: &Plan, name: &String| plan.former_slugs.contains(name);
    let is_lost = before.former_slugs.iter().any(|name| !has(&after, name) && name != slug && !may_go(name));
    if !is_lost {
        return None;
    }
    let finding = Finding::new(
        RULE.id,
        text!(
            "方案 {slug} 的曾用名（former_slugs）被去掉了：以前的报送期和历史靠它找到方案",
            "a former name of plan {slug} (`former_slugs`) is gone: periods and the history find it by that"
        ),
    )
    .at(submission.place_in(&layout::plan_file(slug), Some("former_slugs")))
    .fix(text!(
        "照原样改回；改名用 `pjt plan rename`，它会记下原名",
        "put them back as they were; `pjt plan rename` gives a new name and keeps the old one"
    ));
    Some(Breach::value(format!("former names {first}"), finding))
}

/// Whether a plan of this name was taken out.
fn is_removed(source: &dyn StoreSource, slug: &str) -> bool {
    load::config(source).is_ok_and(|config| config.removed.iter().any(|plan| plan.was_called(slug)))
}

/// A name that a plan gets although a period asks about another one by it.
fn used_again(submission: &Submission<'_>, slug: &str) -> Option<Breach> {
    let is_new = submission.is_new_plan(slug);
    let was = submission.plan_before(slug).filter(|_| !is_new);
    if submission.brought.is_of_merge() || was == Some(slug) {
        return None;
    }
    // Followed through the history, a name may well be used again; a period says it and no more.
    if !is_asked_about(submission.before, slug) {
        return None;
    }
    let meant = current_slug(submission.before, slug);
    let is_there = submission.before.has_plan(&meant).unwrap_or(false);
    let is_doubtful = match was {
        Some(was) => was != meant,
        None => is_new && (is_there || is_removed(submission.before, slug)),
    };
    if !is_doubtful {
        return None;
    }
    let finding = Finding::new(
        RULE.id,
        text!(
            "方案 {slug} 用了另一个方案用过的名称，已有报送期以此问过那个方案：分不清指哪一个",
            "plan {slug} has a name that another plan had, and a period asks about that one by it: which of the two it means can't be told"
        ),
    )
    .at(submission.place_in(&layout::plan_file(slug), None))
    .fix(text!(
        "给它另起一个名称：`pjt plan rename {slug} 新名称`",
        "give it another name: `pjt plan rename {slug} NEW-SLUG`"
    ));
    Some(Breach::new(format!("again {slug}"), finding))
}

/// Whether a period asks about a plan by this name.
fn is_asked_about(source: &dyn StoreSource, slug: &str) -> bool {
    let (periods, _) = load::periods(source);
    periods.iter().any(|(_, period)| period.asked.iter().any(|asked| asked.plan == slug))
}
