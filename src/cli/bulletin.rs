//! `pjt bulletin`

use std::path::{Path, PathBuf};

use pjt::{
    Error, Result,
    error::Finding,
    model::{PeriodId, TypedPeriod},
    output::papers::{self as output, PaperFormat},
    papers::{self, Bulletin, Values, Words},
    store, text,
};
use serde_json::json;

use super::{
    Context, Ending, Outcome, Ui,
    args::{AtArgs, PlanArgs},
    papers::{DEMANDS, Desk, Fill, Filled},
    period,
    target_file::{self, ending, ensure_new, put},
};

/// Write the bulletin of a period: how the tasks stand, who reported, what lags
#[derive(Debug, clap::Args)]
#[command(mut_arg("plan", |plan| plan.help("Only this plan, or `all` (otherwise those that the period asks about)")))]
#[command(after_help = "\
Examples:
  pjt bulletin 2025-q3 -o 通报.docx                    an official paper by GB/T 9704
  pjt bulletin 2025-q3 -o 通报.docx --fill 要求=要求.txt  with what is asked for, in your words
  pjt bulletin 2025-q3 --json                          every number of it
  pjt bulletin --placeholders                          the names for an own template

An own paper: templates/bulletin.docx in the store's directory, or --template FILE. The paper is in Chinese.")]
pub(crate) struct BulletinArgs {
    /// The period: 2025-09, 2025-q3, 2025
    #[arg(value_name = "PERIOD", value_parser = period::parse_period, required_unless_present = "placeholders")]
    period: Option<TypedPeriod>,
    /// The file to write: .docx, .html or .md (otherwise Markdown on stdout)
    #[arg(long, short, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    output: Option<PathBuf>,
    /// Words of your own for a placeholder, from a text file; 要求 is what is asked for
    #[arg(long, value_name = "NAME=FILE", value_parser = Fill::parse)]
    fill: Vec<Fill>,
    /// A Word file with placeholders (otherwise the store's own, if it has one)
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    template: Option<PathBuf>,
    /// List the placeholders that a template may hold
    #[arg(long, conflicts_with_all = ["period", "output", "fill", "template"])]
    placeholders: bool,
    /// Write over a file that is there
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    plans: PlanArgs,
    #[command(flatten)]
    at: AtArgs,
}

pub(crate) fn run(args: &BulletinArgs, context: &Context, ui: &mut Ui) -> Outcome {
    let Some(typed) = &args.period else { return placeholders(context, ui) };
    let id = period::meant(typed, context.today, ui);
    let format = args.format()?;
    if let Some(path) = args.file() {
        ensure_new(path, args.force, ui)?;
    }
    let filled = Filled::read(&args.fill)?;
    let desk = Desk::new(Some(id), &args.plans, &args.at, context, ui)?;
    let bulletin = Bulletin::of(id, desk.reports.period(id), &desk.snapshot, &desk.office, &desk.evidence());
    let template = match format {
        PaperFormat::Docx => desk.template(args.template.as_deref(), "bulletin.docx")?,
        PaperFormat::Html | PaperFormat::Md => None,
    };
    ensure_known(&filled, template.is_some())?;
    let words = Words::of(&bulletin, &desk.office, filled.get(DEMANDS));
    let basis = desk.basis.as_ref();
    let has_template = template.is_some();
    if let Some(path) = args.file() {
        let bytes = match (format, template) {
            (PaperFormat::Docx, Some(template)) => {
                let mut values = Values::of_bulletin(&bulletin, &desk.office);
                desk.put_basis_into(&mut values);
                filled.put_into(&mut values);
                template.fill(&values)?
            }
            (PaperFormat::Docx, None) => output::word(&words, &desk.office.fonts, basis)?,
            (PaperFormat::Html | PaperFormat::Md, _) => {
                let mut bytes = Vec::new();
                output::text(&words, format, basis, &mut bytes)?;
                bytes
            }
        };
        put(path, |out| out.write_all(&bytes))?;
    } else if !context.json {
        output::text(&words, format, basis, ui.out())?;
    }
    let default_plan = store::default_plan(&*desk.source).unwrap_or_default();
    let doubtful = papers::doubtful(&desk.reports, &desk.snapshot, &default_plan);
    args.report_written(&bulletin, (&desk, &doubtful), context, ui)?;
    if args.file().is_some() || !context.json {
        desk.report_draft(has_template, ui);
    }
    desk.report_waiting(Some(id), ui);
    report_left_out(&bulletin, &desk, &filled, ui);
    report_figures_of_today(id, &desk, args, context, ui);
    Ok(Ending::Fine)
}

/// Without a template there is a place for what is asked for alone.
fn ensure_known(filled: &Filled, has_template: bool) -> Result<()> {
    let is_known = |name: &str| has_template || name == DEMANDS;
    let Some(name) = filled.names().find(|name| !is_known(name)) else { return Ok(()) };
    Err(Error::usage(text!("通报里没有“{name}”可填", "the bulletin has no place for `{name}`"))
        .named("unknown-placeholder")
        .hint(text!(
            "没有自己的模板时只能填“{DEMANDS}”",
            "without a template of your own only `{DEMANDS}` can be filled in"
        )))
}

impl BulletinArgs {
    /// The file to write; none is standard output.
    fn file(&self) -> Option<&Path> {
        target_file::named(self.output.as_deref())
    }

    fn format(&self) -> Result<PaperFormat> {
        let Some(path) = self.file() else {
            // What goes to standard output is Markdown, which no template is for.
            return if self.template.is_none() { Ok(PaperFormat::Md) } else { Err(no_format()) };
        };
        let format: Option<PaperFormat> = ending(path).and_then(|ending| ending.parse().ok());
        let is_meant = |format: &PaperFormat| self.template.is_none() || *format == PaperFormat::Docx;
        format.filter(is_meant).ok_or_else(no_format)
    }

    /// The bulletin as data, or where it was written.
    fn report_written(
        &self,
        bulletin: &Bulletin,
        (desk, doubtful): (&Desk, &[Finding]),
        context: &Context,
        ui: &mut Ui,
    ) -> anyhow::Result<()> {
        if context.json {
            let path = self.file().map(|path| path.display().to_string());
            let members =
                [("bulletin", json!(bulletin)), ("commit", json!(desk.commit())), ("path", json!(path))];
            return ui.json("bulletin", members, doubtful);
        }
        if let Some(path) = self.file() {
            let shown = path.display();
            ui.report(&text!("已将通报写入 {shown}", "wrote the bulletin to {shown}"));
        }
        if !doubtful.is_empty() {
            let count = doubtful.len();
            ui.report(&text!(
                "报送前后矛盾、尚未核实的 {count} 项，发出前请与单位核实",
                "{count} answers contradict themselves and nobody has asked: ask the departments before it goes out"
            ));
            ui.warn(doubtful);
        }
        Ok(())
    }
}

/// That a bulletin of a period that is over has the figures of today, and how to have those of its end.
fn report_figures_of_today(id: PeriodId, desk: &Desk, args: &BulletinArgs, context: &Context, ui: &mut Ui) {
    let closed = desk.reports.period(id).and_then(|period| period.closed);
    let has_others = args.at.at.is_none() && desk.basis.is_some();
    let Some(closed) = closed.filter(|_| has_others) else { return };
    let end = closed.max(id.days().1);
    let title = id.title();
    if context.today > end {
        ui.report(&text!(
            "{title}已于 {closed} 截止收表，通报里是今天的数；要 {end} 当天的，加 `--at {end}`",
            "{id} was closed on {closed}, and these are the figures of today; `--at {end}` has those of that day"
        ));
    }
}

/// What the paper leaves out, because nobody said it.
fn report_left_out(bulletin: &Bulletin, desk: &Desk, filled: &Filled, ui: &mut Ui) {
    let id = &bulletin.period.id;
    if bulletin.returns.is_none() {
        ui.report(&text!(
            "报送期 {id} 没有开放，通报不含报送情况",
            "{id} was not opened, so the bulletin says nothing of returns"
        ));
    }
    if desk.rules.is_none() {
        ui.report(&text!(
            "没有亮灯规则，通报不含亮灯，滞后事项只列逾期的；采用一套用 `pjt lights --adopt 名称`",
            "there are no rules of lights: the bulletin says nothing of lights, and lists what is overdue; `pjt lights --adopt NAME` adopts some"
        ));
    }
    if filled.get(DEMANDS).is_none() {
        ui.report(&text!(
            "没有“有关要求”一段；要写上，请加 `--fill {DEMANDS}=文件`",
            "there is no paragraph of demands; add one with `--fill {DEMANDS}=FILE`"
        ));
    }
}

fn no_format() -> Error {
    Error::usage(text!(
        "文件名要以 .docx、.html 或 .md 结尾；用模板时只能是 .docx",
        "the name of the file ends with .docx, .html or .md; with a template it is .docx"
    ))
    .named("no-format")
    .hint(text!("如 `-o 通报.docx`", "as in `-o bulletin.docx`"))
}

fn placeholders(context: &Context, ui: &mut Ui) -> Outcome {
    let names = Values::of_bulletin(&Bulletin::default(), &pjt::model::Office::default()).names();
    if context.json {
        ui.json("placeholders", [("placeholders", json!(names))], &[])?;
        return Ok(Ending::Fine);
    }
    for name in names {
        ui.line(&format!("{{{{{name}}}}}"))?;
    }
    ui.report(&text!(
        "带点的写在表格的一行里，有几条就重复几行",
        "those with a point stand in a row of a table, which is repeated for each entry"
    ));
    Ok(Ending::Fine)
}
