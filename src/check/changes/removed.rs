//! Nothing is deleted: a task that is no longer followed is withdrawn, a plan that is over is taken out with a
//! reason, and a department that is gone is still found by its name.

use std::path::PathBuf;

use super::{Breach, ChangeRule, Submission};
use crate::{
    error::{Finding, Location},
    history::Difference,
    model::{Change, RemovedPlan, Subject},
    store::{
        layout,
        load::{self, StoreSource},
    },
    text::{Text, says_nothing},
};

pub(super) const TASK: ChangeRule =
    ChangeRule {
        id: "task-removed", title: || text!("没有任务被删除", "no task is removed"), run: tasks
    };

pub(super) const PLAN: ChangeRule = ChangeRule {
    id: "plan-removed",
    title: || text!("没有方案被删除，除非写明原因", "no plan is removed without a reason"),
    run: plans,
};

pub(super) const DEPARTMENT: ChangeRule = ChangeRule {
    id: "department-removed",
    title: || {
        text!("名录中的部门名称此后仍能查到", "a department of the registry is still found by its name")
    },
    run: departments,
};

fn plans(submission: &Submission<'_>) -> Vec<Breach> {
    let lost = submission.differences.others.iter().filter(|change| change.is_removal());
    let mut lost: Vec<String> = lost.filter_map(Change::whole_plan).map(str::to_owned).collect();
    let hides = submission.hides_the_store();
    if hides {
        lost = submission.before.plans().unwrap_or_default();
    }
    lost.retain(|slug| {
        has_own_tasks(submission, slug)
            || submission.renamed(slug).is_none() && !is_taken_out(submission, slug)
    });
    let mut breaches: Vec<Breach> = lost.iter().map(|slug| {
        let message = if has_own_tasks(submission, slug) {
            text!("方案 {slug} 的文件被删除了，任务还在", "the file of plan {slug} was removed and its tasks stay")
        } else {
            text!("方案 {slug} 连同任务被删除了", "plan {slug} was removed with its tasks")
        };
        let finding = Finding::new(PLAN.id, message)
            .at(Location::file(submission.after.shown(&layout::plan_file(slug))))
            .fix(text!(
                "从 git 恢复它并提交；确要删除的，恢复之后用 `pjt plan remove {slug} --reason 原因`",
                "bring it back from git and commit that; one that has to go is taken out with `pjt plan remove {slug} --reason WHY`"
            ));
        Breach::removal(slug.to_owned(), if hides { PathBuf::new() } else { PathBuf::from(slug) }, finding)
    })
    .collect();
    if !hides {
        breaches.extend(renamed_unsaid(submission));
        breaches.extend(forgotten(submission));
        breaches.extend(never_there(submission));
    }
    breaches
}

/// Plans that go on under another name and don't say so: what names them by the old one finds nothing.
fn renamed_unsaid(submission: &Submission<'_>) -> Vec<Breach> {
    // A name that came with these very commits may go with them.
    let base = submission.base.and_then(|base| base.plans().ok());
    let is_unsaid = |(old, new): &(&str, &str)| {
        // One that can't be read is found as that.
        base.as_ref().is_none_or(|base| base.iter().any(|slug| slug == old))
            && load::plan(submission.after, new)
                .is_ok_and(|plan| !plan.former_slugs.iter().any(|slug| slug == old))
    };
    submission
        .renamings()
        .filter(is_unsaid)
        .map(|(old, new)| {
            let finding = Finding::new(
                PLAN.id,
                text!(
                    "方案 {old} 改名为 {new}，没有写明",
                    "plan {old} has another name now, {new}, and nothing says so"
                ),
            )
            .at(Location::file(submission.after.shown(&layout::plan_file(new))))
            .fix(text!(
                "在它的 plan.yaml 的 former_slugs 中补上 {old}；改名用 `pjt plan rename`",
                "add {old} to `former_slugs` of its plan.yaml; `pjt plan rename` does that by itself"
            ));
            Breach::value(format!("name {old}"), finding)
        })
        .collect()
}

/// The plans that a state of the store says were taken out.
fn taken_out(source: &dyn StoreSource) -> Vec<RemovedPlan> {
    load::config(source).map(|config| config.removed).unwrap_or_default()
}

/// Plans that were taken out for a reason which is not there any more as it was, whether a plan has that name again or not.
fn forgotten(submission: &Submission<'_>) -> Vec<Breach> {
    let after = taken_out(submission.after);
    // What came with these very commits may go with them.
    let base = submission.base_of_what_may_go().map(taken_out);
    let is_new = |plan: &RemovedPlan| base.as_ref().is_some_and(|base| !base.contains(plan));
    let lost = taken_out(submission.before)
        .into_iter()
        .filter(|plan| !says_nothing(&plan.reason) && !is_new(plan) && !after.contains(plan));
    lost.map(|plan| {
        let slug = plan.slug;
        let finding = Finding::new(
            PLAN.id,
            text!(
                "方案 {slug} 何时、为何删除的记录没有了",
                "when and why plan {slug} was removed is not said any more"
            ),
        )
        .at(Location::file(submission.after.shown(std::path::Path::new(layout::CONFIG))))
        .fix(text!(
            "在 pjt.yaml 的 removed 中照原样补回 slug、on 和 reason",
            "put its slug, on and reason back under `removed` in pjt.yaml"
        ));
        Breach::value(format!("removed {slug}"), finding)
    })
    .collect()
}

/// Plans of which it is said now that they were taken out, and that were not there, or still are. Of several commits one after
/// the other knows what came and went.
fn never_there(submission: &Submission<'_>) -> Vec<Breach> {
    if submission.is_of_several() || !submission.had_store() {
        return Vec::new();
    }
    let mut known = taken_out(submission.before);
    known.extend(submission.base.map(taken_out).unwrap_or_default());
    let said = taken_out(submission.after);
    let said = said.into_iter().filter(|plan| {
        !known.contains(plan) && !submission.brought.gave_entry("removed", &serde_json::json!(plan))
    });
    let was_there = |slug: &str| {
        [Some(submission.before), submission.base].into_iter().flatten().any(|source| {
            source.has_plan(slug).unwrap_or(true)
                || taken_out(source).iter().any(|plan| plan.was_called(slug))
        }) || submission.brought.names_a_plan(slug)
    };
    let stays = |slug: &str| {
        submission.after.has_plan(slug).unwrap_or(true) && submission.plan_before(slug) == Some(slug)
    };
    // One that was rewritten is one that is gone, which is said.
    let count = |entries: &[RemovedPlan], slug: &str| entries.iter().filter(|plan| plan.slug == slug).count();
    let [before, after] = [submission.before, submission.after].map(taken_out);
    let is_more = |slug: &str| count(&after, slug) > count(&before, slug);
    let invented = said.filter(|plan| is_more(&plan.slug) && (!was_there(&plan.slug) || stays(&plan.slug)));
    invented
        .map(|plan| {
            let slug = plan.slug;
            let finding = Finding::new(
                PLAN.id,
                text!(
                    "写上了方案 {slug} 已删除（removed），而没有删除这样的方案",
                    "plan {slug} is said to have been removed now (`removed`), and no such plan was"
                ),
            )
            .at(submission.place_in(std::path::Path::new(layout::CONFIG), Some(&slug)))
            .fix(text!(
                "在 pjt.yaml 的 removed 中删去它；删除方案用 `pjt plan remove`，它会写上",
                "take it out of `removed` in pjt.yaml; `pjt plan remove` takes a plan out and says so"
            ));
            Breach::value(format!("never there {slug}"), finding)
        })
        .collect()
}

/// Whether a plan that is gone has left tasks behind: those of another plan that has its name now are none.
fn has_own_tasks(submission: &Submission<'_>, slug: &str) -> bool {
    has_tasks(submission.after, slug) && submission.plan_before(slug) == Some(slug)
}

fn has_tasks(source: &dyn StoreSource, slug: &str) -> bool {
    source.task_files(slug).is_ok_and(|files| !files.is_empty())
}

/// Whether the store says since then that a plan was taken out, and why.
fn is_taken_out(submission: &Submission<'_>, slug: &str) -> bool {
    let before = taken_out(submission.before);
    taken_out(submission.after)
        .iter()
        .any(|plan| plan.was_called(slug) && !says_nothing(&plan.reason) && !before.contains(plan))
}

/// Whether a merge takes out a plan as one of its sides did, which said why: of what the other side changed in it, only the
/// tasks are the merge's own.
fn went_with_a_side(submission: &Submission<'_>, slug: &str) -> bool {
    submission.brought.is_of_merge()
        && !submission.after.has_plan(slug).unwrap_or(true)
        && !has_tasks(submission.after, slug)
        && is_taken_out(submission, slug)
}

fn tasks(submission: &Submission<'_>) -> Vec<Breach> {
    let others = submission.differences.others.iter();
    // A plan that went as a whole is reported as that, or was allowed to go.
    let gone_plans: Vec<&str> = others
        .filter(|change| change.is_removal())
        .filter_map(Change::whole_plan)
        .filter(|slug| !has_own_tasks(submission, slug) && submission.renamed(slug).is_none())
        .collect();
    let gone = submission.differences.tasks.iter().filter(|difference| match &difference.after {
        None => {
            let slug = &*difference.plan;
            let is_of_gone = gone_plans.contains(&slug) || went_with_a_side(submission, slug);
            !(difference.plan_before.is_none() && is_of_gone)
        }
        Some(_) => is_another_number(submission, difference),
    });
    gone.filter_map(|difference| {
        let (plan, id) = (&difference.plan, difference.before.as_ref()?.id);
        let path = layout::task_file(&difference.plan, id);
        let finding = Finding::new(TASK.id, text!("编号{id} 被删除了", "task {id} was removed"))
            .at(Location::file(submission.after.shown(&path)))
            .fix(text!(
                "从 git 恢复它并提交；不再办理的改为已取消：`pjt update {plan}/{id} --status 已取消 --note 原因`",
                "bring it back from git and commit that; one that is not followed any more is withdrawn: `pjt update {plan}/{id} --status withdrawn --note WHY`"
            ));
        Some(Breach::removal(submission.name_of(difference), path, finding))
    })
    .collect()
}

/// Whether a task that has another number or plan now does not say which it had.
fn is_another_number(submission: &Submission<'_>, difference: &Difference) -> bool {
    let (Some(before), Some(after)) = (&difference.before, &difference.after) else { return false };
    let was_in = difference.former_plan();
    if was_in == difference.plan || submission.plan_before(&difference.plan) == Some(was_in) {
        return before.id != after.id && !after.former_ids.contains(&before.id);
    }
    let plan = load::plan(submission.after, &difference.plan);
    !plan.is_ok_and(|plan| plan.former_slugs.iter().any(|slug| slug == was_in))
}

fn departments(submission: &Submission<'_>) -> Vec<Breach> {
    if submission.hides_the_store() {
        return Vec::new();
    }
    let is_of_registry = |change: &Change| matches!(change.subject, Subject::Department(_));
    if !submission.differences.others.iter().any(is_of_registry) {
        return Vec::new();
    }
    // Where it is there and nobody can read it (a link), its departments are gone as well.
    let after = load::registry(submission.after).unwrap_or_default();
    // A name that came with these very commits may go with them.
    let base = submission.base_of_what_may_go().and_then(|base| load::registry(base).ok());
    let is_new = |name: &str| base.as_ref().is_some_and(|base| base.find(name).is_none());
    let before = load::registry(submission.before).unwrap_or_default();
    let names = before.departments.iter().flat_map(|department| {
        let others = department.aliases.iter().chain(&department.full);
        let is_there = after.find(&department.name).is_some();
        // Of one that is gone its name says enough.
        std::iter::once(&department.name).chain(others.filter(move |_| is_there))
    });
    let lost: Vec<&str> =
        names.map(String::as_str).filter(|name| after.find(name).is_none() && !is_new(name)).collect();
    let path = std::path::Path::new(layout::REGISTRY);
    // Another name of a department does not come to mean another one.
    let own = |name: &str| after.find(name).map(|known| known.name.as_str());
    let moved = before.departments.iter().flat_map(|department| {
        let others = department.aliases.iter().chain(&department.full);
        others.filter_map(|name| {
            let (was, is) = (own(&department.name)?, own(name)?);
            (was != is && !is_new(name)).then(|| (name.as_str(), was.to_owned(), is.to_owned()))
        })
    });
    let moved = moved.map(|(name, was, is)| {
        let message = text!(
            "`{name}` 原指部门 `{was}`，现在指 `{is}`",
            "`{name}` meant department `{was}` and means `{is}` now"
        );
        let place = submission.place_in(path, Some(name));
        let finding = Finding::new(DEPARTMENT.id, message).at(place).fix(text!(
            "改回原来的部门；两个部门合并的用 `pjt dept merge`",
            "put it back to its department; `pjt dept merge` makes two departments one"
        ));
        Breach::value(format!("name {name}"), finding)
    });
    let moved: Vec<Breach> = moved.collect();
    let lost = lost.into_iter()
        .map(|name| {
            let message: Text = text!(
                "部门 `{name}` 从名录中消失了，用它的名称再也查不到",
                "department `{name}` is gone from the registry and not found by its name any more"
            );
            let finding =
                Finding::new(DEPARTMENT.id, message).at(Location::file(submission.after.shown(path))).fix(text!(
                    "补回它；改了名的把旧名写进新名的 aliases，并入别的部门的写 successor",
                    "put it back; of one that was renamed the old name joins the `aliases` of the new one, and one that was taken over gets a `successor`"
                ));
            Breach::removal(name.to_owned(), path.to_owned(), finding)
        });
    lost.chain(moved).collect()
}
