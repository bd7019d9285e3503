//! `pjt plan edit`: corrects what a plan says of itself – its title, the days that it covers, the titles of its headings –
//! for a reason that the plan keeps.

use std::collections::HashSet;

use pjt::{
    Error, Lang, Result,
    import::{edition::is_misfit, grammar::years_typed},
    model::{Period, Plan, PlanCorrection, PlanFact, TaskNumber, read_date},
    query::Heading,
    store::{PlanChoice, Store, load},
    text,
};

use crate::cli::{
    Context, Outcome, Ui,
    reporter::{ensure_meant, kept_name},
    update::reason,
    words::{self, Misuse},
    writing::WriteArgs,
};

/// What of a plan is to be corrected, and why.
#[derive(Debug, clap::Args)]
pub(super) struct EditArgs {
    /// The plan
    #[arg(value_name = "SLUG", value_parser = words::name)]
    slug: String,
    /// The title of the plan
    #[arg(long, value_name = "TITLE", value_parser = words::line)]
    title: Option<String>,
    /// The years that it covers: 2025-2027, 2025, 2026年1月-2027年6月, 2025-09-01..2027-08-31
    #[arg(long, value_name = "YEARS", value_parser = years)]
    years: Option<Period>,
    /// The title of a pillar, which is named by its number or a part of its title
    #[arg(long, value_name = "N=TITLE", value_parser = retitled)]
    pillar: Vec<Retitled>,
    /// The title of a key task, which is named by its number or a part of its title
    #[arg(long, value_name = "N=TITLE", value_parser = retitled)]
    key_task: Vec<Retitled>,
    /// Why; it stays in plan.yaml
    #[arg(long, value_name = "TEXT", value_parser = reason)]
    reason: String,
    /// Who asks for it
    #[arg(long, value_name = "WHO", value_parser = words::line)]
    by: Option<String>,
    #[command(flatten)]
    write: WriteArgs,
}

/// A heading, and the title that it gets.
#[derive(Clone, Debug)]
struct Retitled {
    heading: String,
    title: String,
}

fn retitled(typed: &str) -> Result<Retitled, Misuse> {
    let line = words::line(typed)?;
    let sides = line.split_once(['=', '＝']).map(|(heading, title)| (heading.trim(), title.trim()));
    match sides {
        Some((heading, title)) if !heading.is_empty() && !title.is_empty() => {
            Ok(Retitled { heading: heading.to_owned(), title: title.to_owned() })
        }
        _ => Err(text!("写作“编号=新标题”，如 2=产教融合平台建设", "write NUMBER=TITLE").into()),
    }
}

/// What stands between two days.
const BETWEEN: [&str; 6] = ["..", "/", "至", "到", "—", "~"];

fn years(typed: &str) -> Result<Period, Misuse> {
    let word = words::line(typed)?;
    let of_days = || {
        BETWEEN.iter().find_map(|sign| {
            let (first, last) = word.split_once(sign)?;
            let day = |side: &str| read_date(side.trim_matches(|c: char| c == '—' || c.is_whitespace())).ok();
            Some(Period { start: Some(day(first)?), end: Some(day(last)?) })
        })
    };
    let period = of_days().or_else(|| years_typed(&word)).ok_or_else(|| {
        words::not_of_form(
            "2025-2027、2025、2026年1月-2027年6月 或 2025-09-01..2027-08-31",
            "2025-2027, 2025, 2026年1月-2027年6月 or 2025-09-01..2027-08-31",
        )
    })?;
    if period.start > period.end {
        return Err(text!("第一天晚于最后一天", "the first day is later than the last").into());
    }
    Ok(period)
}

pub(super) fn run(args: &EditArgs, context: &Context, ui: &mut Ui) -> Outcome {
    args.ensure_something_to_do()?;
    let store = context.store()?;
    let mut writing = args.write.begin("plan", &store, context, ui)?;
    store.choose(&PlanChoice::Named(vec![args.slug.clone()]))?;
    let registry = load::registry(&store).map_err(Error::from)?;
    let by = kept_name(args.by.as_deref(), &registry, ui);
    ensure_meant(by.as_deref(), &registry, args.write.is_preview() || args.write.has_yes(), ui)?;
    let mut plan = load::plan(&store, &args.slug).map_err(Error::from)?;
    let before = plan.clone();
    for (fact, id) in args.correct(&mut plan)? {
        let (from, to) = (before.fact(fact, id), plan.fact(fact, id));
        if from != to {
            let correction = PlanCorrection {
                on: context.today,
                field: fact,
                id,
                from: from.map(Into::into),
                to: to.map(Into::into).unwrap_or_default(),
                reason: args.reason.clone(),
                by: by.clone(),
            };
            plan.corrections.push(correction);
        }
    }
    if plan != before {
        writing.transaction.revise_plan_file(&plan)?;
        report_misfits(&plan, &before, &store, ui);
    }
    writing.asked = vec![pjt::store::layout::plan_file(&args.slug)];
    writing.carry_out(context, ui)
}

/// Says which tasks have days that the new years don't cover: `check` finds them until somebody sets them anew.
fn report_misfits(plan: &Plan, before: &Plan, store: &Store, ui: &mut Ui) {
    if plan.period == before.period {
        return;
    }
    let snapshot = load::load(store, std::slice::from_ref(&plan.slug));
    let tasks = snapshot.entries().map(|entry| entry.task);
    let misfits: Vec<TaskNumber> = tasks
        .filter(|task| is_misfit(task, plan) && !is_misfit(task, before))
        .map(|task| TaskNumber::of(task, None))
        .collect();
    if misfits.is_empty() {
        return;
    }
    let (slug, count) = (&plan.slug, misfits.len());
    let [zh, en] = [Lang::Zh, Lang::En].map(|lang| TaskNumber::words_of(&misfits, lang));
    ui.report(&text!(
        "有 {count} 项任务的日期不合新的年限：{zh}；逐项重新定：`pjt update {slug}/编号 --due 日期 --reason 原因`",
        "the new years don't cover the days of {count} tasks: {en}; set them anew with `pjt update {slug}/N --due DATE --reason WHY`"
    ));
}

impl EditArgs {
    fn ensure_something_to_do(&self) -> Result<()> {
        let is_asked = self.title.is_some()
            || self.years.is_some()
            || !(self.pillar.is_empty() && self.key_task.is_empty());
        if is_asked {
            return Ok(());
        }
        Err(Error::usage(text!("没有写明要改什么", "nothing was said to change"))
            .named("nothing-to-do")
            .hint(text!(
                "可用 --title 标题、--years 2025-2027、--pillar 编号=标题、--key-task 编号=标题",
                "say --title TITLE, --years 2025-2027, --pillar N=TITLE or --key-task N=TITLE"
            )))
    }

    /// Puts what was typed into the plan; gives which facts these are.
    fn correct(&self, plan: &mut Plan) -> Result<Vec<(PlanFact, Option<u32>)>> {
        let mut facts = Vec::new();
        if let Some(title) = &self.title {
            plan.title.clone_from(title);
            facts.push((PlanFact::Title, None));
        }
        if let Some(period) = self.years {
            plan.period = Some(period);
            facts.push((PlanFact::Period, None));
        }
        // Each heading is found by what it was called before any was corrected.
        let known = plan.clone();
        for Retitled { heading, title } in &self.pillar {
            let id = Heading::pillar_of(heading, &known)?;
            let pillars = plan.pillars.iter_mut().filter(|pillar| pillar.id == id);
            pillars.for_each(|pillar| pillar.title = unmarked(title, pillar.label.as_deref()));
            facts.push((PlanFact::Pillar, Some(id)));
        }
        for Retitled { heading, title } in &self.key_task {
            let id = Heading::key_task_of(heading, &known)?;
            let key_tasks = plan.key_tasks.iter_mut().filter(|known| known.id == id);
            key_tasks.for_each(|known| known.title = unmarked(title, known.label.as_deref()));
            facts.push((PlanFact::KeyTask, Some(id)));
        }
        let mut seen = HashSet::new();
        facts.retain(|fact| seen.insert(*fact));
        Ok(facts)
    }
}

/// A title without the marker that the document prints in front of it: that is kept apart.
fn unmarked(title: &str, label: Option<&str>) -> String {
    let bare = label.and_then(|label| title.strip_prefix(label)).map(str::trim_start);
    bare.filter(|bare| !bare.is_empty()).unwrap_or(title).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_read_as_people_write_them() {
        for (typed, period) in [
            ("2025-2027", "2025-01-01/2027-12-31"),
            ("2025—2027年", "2025-01-01/2027-12-31"),
            ("２０２５年至２０２７年", "2025-01-01/2027-12-31"),
            ("2025", "2025-01-01/2025-12-31"),
            ("2025年", "2025-01-01/2025-12-31"),
            ("2026年1月-2027年6月", "2026-01-01/2027-06-30"),
            ("2025-09-01..2027-08-31", "2025-09-01/2027-08-31"),
            ("2025年9月1日至2027年8月31日", "2025-09-01/2027-08-31"),
            ("2025年9月1日——2027年6月底", "2025-09-01/2027-06-30"),
        ] {
            assert_eq!(years(typed).unwrap().words(), period, "{typed}");
        }
        for typed in
            ["2027-2025", "25-27", "三年", "2025-09-01", "2025年9月1日至2024年8月31日", "2025-2027左右", ""]
        {
            assert!(years(typed).is_err(), "{typed}");
        }
    }
}
