//! `pjt year-end`

use pjt::{
    Error,
    output::{Format, year_end as output},
    papers::YearEnd,
    query::Reports,
    store::{self, load},
};

use super::{
    Context, Ending, Outcome, Ui,
    args::{AtArgs, FormatArgs, PlanArgs},
    selection::{ensure_complete, report_other_plans},
};

/// What is still open at the end of a year, and what goes on into the next; writes nothing
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  pjt year-end 2025
  pjt year-end 2025 --at 2025-12-31 --json")]
pub(crate) struct YearEndArgs {
    /// The year
    #[arg(value_name = "YEAR", value_parser = clap::value_parser!(i32).range(1949..=9999))]
    year: i32,
    #[command(flatten)]
    plans: PlanArgs,
    #[command(flatten)]
    at: AtArgs,
    #[command(flatten)]
    format: FormatArgs,
}

pub(crate) fn run(args: &YearEndArgs, context: &Context, ui: &mut Ui) -> Outcome {
    let (format, look) = args.format.chosen(context, ui)?;
    let source = context.source(&args.at, ui)?;
    let snapshot = load::load(&*source, &store::choose(&*source, &args.plans.choice())?);
    ensure_complete(&snapshot, false, ui)?;
    let (periods, mut unreadable) = load::periods(&*source);
    let mut returns = Vec::new();
    for plan in &snapshot.plans {
        let (found, findings) = load::returns(&*source, &plan.slug);
        returns.extend(found);
        unreadable.extend(findings);
    }
    if let Some(finding) = unreadable.into_iter().next() {
        return Err(Error::from(finding).into());
    }
    let reports = Reports::read(&*source, &snapshot);
    let left = YearEnd::of(args.year, &snapshot, &periods, &returns, &reports, context.today_at(&args.at)?);
    output::write(&left, &snapshot, format, look, ui.out())?;
    if format == Format::Table {
        ui.report(&output::advice(&left));
    }
    if format.is_for_people() {
        report_other_plans(&args.plans, &*source, ui);
    }
    Ok(Ending::Fine)
}
