//! `pjt year-end`

use std::path::{Path, PathBuf};

use pjt::{
    Error,
    output::{Format, year_end as output},
    papers::YearEnd,
    query::Reports,
    store::{self, load},
    text,
};

use super::{
    Context, Ending, Outcome, Ui,
    args::{AtArgs, FormatArgs, PlanArgs},
    selection::{ensure_complete, other_plans_count, report_other_plans},
    target_file,
};

/// What is still open at the end of a year, and what goes on into the next; writes nothing
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  pjt year-end 2025
  pjt year-end 2025 --plan all -o 年终清理.xlsx
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
    /// The workbook to write (.xlsx; otherwise it is shown)
    #[arg(long, short, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    output: Option<PathBuf>,
    /// Write over a file that is there
    #[arg(long, requires = "output")]
    force: bool,
}

impl YearEndArgs {
    /// The workbook to write, where it may be written.
    fn target(&self, ui: &mut Ui) -> anyhow::Result<Option<&Path>> {
        let Some(path) = target_file::named(self.output.as_deref()) else { return Ok(None) };
        if target_file::ending(path).as_deref() != Some("xlsx") {
            return Err(Error::usage(text!(
                "年终清理只存成 .xlsx 的工作簿；没有写入任何内容",
                "the year's end is written as a workbook (.xlsx) only; nothing was written"
            ))
            .named("no-format")
            .hint(text!(
                "文件名以 .xlsx 结尾；其他格式用 `--format` 输出到屏幕",
                "end the file's name with .xlsx; other formats are shown with `--format`"
            ))
            .into());
        }
        target_file::ensure_new(path, self.force, ui)?;
        Ok(Some(path))
    }
}

pub(crate) fn run(args: &YearEndArgs, context: &Context, ui: &mut Ui) -> Outcome {
    let (format, look) = args.format.chosen(context, ui)?;
    let target = args.target(ui)?;
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
    let today = context.today_at(&args.at)?;
    let left = YearEnd::of(args.year, &snapshot, &periods, &returns, &reports, today);
    if let Some(path) = target {
        let workbook =
            output::workbook(&left, &snapshot, (today, other_plans_count(&*source, &snapshot)), ui.lang())?;
        target_file::put(path, |out| out.write_all(&workbook))?;
        let shown = path.display();
        if !context.json {
            ui.report(&text!("已写入 {shown}", "wrote {shown}"));
            report_advice(&left, ui);
            report_other_plans(&args.plans, &*source, ui);
            return Ok(Ending::Fine);
        }
    }
    output::write(&left, &snapshot, format, look, ui.out())?;
    if format == Format::Table {
        report_advice(&left, ui);
    }
    if format.is_for_people() {
        report_other_plans(&args.plans, &*source, ui);
    }
    Ok(Ending::Fine)
}

/// What a person does next.
fn report_advice(left: &YearEnd, ui: &mut Ui) {
    ui.report(&output::advice(left));
    if let Some(advice) = output::advice_on_carried(left) {
        ui.report(&advice);
    }
}
