//! `pjt plan edit`: what is to be corrected of what a plan says of itself, as a request.

use chrono::NaiveDate;
use pjt::{
    Error, Lang, Result,
    model::{Period, Task, TaskNumber},
    store::{PlanChoice, load},
    text,
    update::{PlanRequest, Retitled, period_typed},
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

/// `2=标题`: a heading and its title.
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

fn years(typed: &str) -> Result<Period, Misuse> {
    let period = period_typed(&words::line(typed)?).ok_or_else(|| {
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
    let mut request = args.request(context.today);
    request.ensure_something_to_do()?;
    let store = context.store()?;
    let mut writing = args.write.begin("plan", &store, context, ui)?;
    store.choose(&PlanChoice::Named(vec![args.slug.clone()]))?;
    let registry = load::registry(&store).map_err(Error::from)?;
    request.by = kept_name(args.by.as_deref(), &registry, ui);
    let is_settled = args.write.is_preview() || args.write.has_yes();
    ensure_meant(request.by.as_deref(), &registry, is_settled, ui)?;
    let update = request.prepare(&args.slug, &store, &mut writing.transaction)?;
    report_misfits(&args.slug, &update.misfits, ui);
    writing.asked = update.asked;
    writing.carry_out(context, ui)
}

/// Says which tasks have days that the new years don't cover.
fn report_misfits(slug: &str, misfits: &[Task], ui: &mut Ui) {
    if misfits.is_empty() {
        return;
    }
    let count = misfits.len();
    let numbers: Vec<TaskNumber> = misfits.iter().map(|task| TaskNumber::of(task, None)).collect();
    let [zh, en] = [Lang::Zh, Lang::En].map(|lang| TaskNumber::words_of(&numbers, lang));
    ui.report(&text!(
        "有 {count} 项任务的日期不合新的年限：{zh}；逐项重新定：`pjt update {slug}/编号 --due 日期 --reason 原因`",
        "the new years don't cover the days of {count} tasks: {en}; set them anew with `pjt update {slug}/N --due DATE --reason WHY`"
    ));
}

impl EditArgs {
    /// What is asked for.
    fn request(&self, today: NaiveDate) -> PlanRequest {
        PlanRequest {
            title: self.title.clone(),
            period: self.years,
            pillars: self.pillar.clone(),
            key_tasks: self.key_task.clone(),
            today,
            reason: self.reason.clone(),
            by: self.by.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_go_forward() {
        assert!(years("2025-2027").is_ok());
        for typed in ["2027-2025", "2025年9月1日至2024年8月31日", "三年", ""] {
            assert!(years(typed).is_err(), "{typed}");
        }
    }
}
