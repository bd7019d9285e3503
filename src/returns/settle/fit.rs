//! Which task a row may be filed with: one of the period that asked the department, in whichever plan.

use crate::{
    error::{Error, Result},
    model::{Entry, Registry, ReportingPeriod, Return, TaskNumber},
    store::load::LoadedReturn,
    text::Lang,
};

/// That a row of a return may be filed with a task: the period asked the department about its plan, and the task names the
/// department or whoever took over from it.
///
/// # Errors
/// When it may not.
pub fn ensure_fits(
    entry: Entry<'_>,
    found: &LoadedReturn,
    period: &ReportingPeriod,
    registry: &Registry,
) -> Result<()> {
    let department = &found.value.department;
    let heirs = registry.heirs();
    let is_theirs = |name: &String| heirs.own_name(name) == heirs.own_name(department);
    let is_of_plan = |slug: &String| *slug == entry.plan.slug || entry.plan.former_slugs.contains(slug);
    let mut asked = period.asked.iter();
    if entry.plan.slug != found.plan
        && !asked.any(|asked| is_theirs(&asked.department) && is_of_plan(&asked.plan))
    {
        return Err(not_asked(&entry.plan.slug, found));
    }
    let took_part = entry.task.handovers.iter().flat_map(|handover| [&handover.from, &handover.to]);
    if entry.task.departments.iter().chain(took_part).any(is_theirs) {
        return Ok(());
    }
    let plan = Some(entry.plan.slug.as_str()).filter(|plan| *plan != found.plan);
    let [zh, en] = [Lang::Zh, Lang::En].map(|lang| TaskNumber::of(entry.task, plan).words(lang));
    Err(Error::usage(text!(
        "{department} 不是{zh}的责任部门，这一行不能归到它；没有写入任何内容",
        "{department} has no part in {en}, and its row can't belong to it; nothing was written"
    ))
    .named("unfit-settlement")
    .hint(text!(
        "请核对编号；另一方案的任务写作 `方案/编号`；该单位确应负责的，先用 `pjt update` 补上责任部门",
        "check the number; a task of another plan is written PLAN/N; if they are to have a part in it, name them first with `pjt update`"
    )))
}

fn not_asked(plan: &str, found: &LoadedReturn) -> Error {
    let (department, period) = (&found.value.department, found.period);
    Error::usage(text!(
        "{period} 没有要 {department} 报方案 {plan}，这一行不能归到它的任务；没有写入任何内容",
        "{period} did not ask {department} about plan {plan}, and the row can't belong to a task of it; nothing was written"
    ))
    .named("unfit-settlement")
    .hint(text!(
        "请核对编号；确是方案 {plan} 的，用 `--drop 原因` 处理这一行，再用 `pjt update {plan}/编号 --note 所报内容 --by {department}` 记入",
        "check the number; if it is one of plan {plan}, settle the row with `--drop REASON` and record it with `pjt update {plan}/N --note WORDS --by {department}`"
    ))
}

/// What the department of a return has reported about another plan in the same period; where it has nothing yet, what came
/// in the same files.
pub(super) fn return_about(plan: &str, found: &LoadedReturn, returns: &[LoadedReturn]) -> LoadedReturn {
    let is_it = |other: &&LoadedReturn| {
        other.plan == plan && (other.period, &other.code) == (found.period, &found.code)
    };
    if let Some(known) = returns.iter().find(is_it) {
        return known.clone();
    }
    let Return { department, received, source, .. } = found.value.clone();
    let value = Return { department, received, source, ..Return::default() };
    LoadedReturn { plan: plan.to_owned(), value, ..found.clone() }
}
