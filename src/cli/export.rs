//! `pjt export`

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use pjt::{
    Error, Lang, Result,
    model::Office,
    output::{
        LedgerFormat,
        ledger::{Imprint, Ledger, LedgerWriter},
    },
    store::{load, load::StoreSource},
    text,
};
use strum::VariantArray as _;

use super::{
    Context, Ending, Outcome, Ui,
    args::AtArgs,
    columns::{self, ColumnsArgs},
    filters::{FilterArgs, ReportedArgs},
    papers::report_draft,
    selection::{Needs, Selection, ensure_complete, other_plans_count, report_other_plans},
    target_file::{self, ending, ensure_new, json_written, no_format, put},
    tokens::one_of,
};

/// Write the ledger for people without pjt
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  pjt export --format xlsx -o 台账.xlsx
  pjt export -o 台账.docx --overdue
  pjt export --format html --dept 市教委 -o 市教委.html
  pjt export -o 台账.xlsx --columns 编号,任务内容,牵头,分管领导
  pjt export --format csv > ledger.csv")]
pub(crate) struct ExportArgs {
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    reported: ReportedArgs,
    #[command(flatten)]
    at: AtArgs,
    #[command(flatten)]
    columns: ColumnsArgs,
    /// How it is written (otherwise by the name of the file)
    #[arg(long, value_name = "FORMAT", value_parser = one_of(LedgerFormat::VARIANTS))]
    format: Option<LedgerFormat>,
    /// The file to write (otherwise stdout)
    #[arg(long, short, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    output: Option<PathBuf>,
    /// Write over a file that is there
    #[arg(long)]
    force: bool,
    /// Export although some records can't be read, and say so in the result
    #[arg(long)]
    keep_going: bool,
}

pub(crate) fn run(args: &ExportArgs, context: &Context, ui: &mut Ui) -> Outcome {
    let format = args.format(context)?;
    args.ensure_columns(format)?;
    args.ensure_target(format, ui)?;
    let needs = args.needs(format);
    let selection = Selection::new(&args.filter, &args.reported, needs, &args.at, context, ui)?;
    let Selection { source, conditions, mut snapshot, today, .. } = selection;
    let has_several_plans = snapshot.plans.len() > 1;
    let beside = conditions.beside();
    let columns = args.columns.chosen(&*source, &snapshot)?.unwrap_or_else(|| {
        let kept = if format.is_table() { columns::kept(&*source, &snapshot) } else { Vec::new() };
        Ledger::usual_columns(format, has_several_plans, beside, kept)
    });
    let ledger = Ledger { format, columns: &columns, has_several_plans, beside, lang: ui.lang() };
    let office = office(&*source, args.keep_going, ui)?;
    let revision = context.basis(&args.at);
    let imprint = Imprint {
        part: args.part(ui.lang(), today),
        unit: args.filter.one_department(&snapshot).or(office.name),
        revision: revision.clone(),
        fonts: office.fonts,
        other_plans: other_plans_count(&*source, &snapshot),
    };
    let mut writer = LedgerWriter::begin(ledger, imprint)?;
    let mut count = 0;
    let headings = std::mem::take(&mut snapshot.plans);
    for mut loaded in load::plans(&*source, headings, |entry| conditions.matches(entry)) {
        count += loaded.plan.tasks.len();
        writer.add(&loaded.plan)?;
        loaded.take_tasks();
        loaded.add_to(&mut snapshot);
    }
    ensure_complete(&snapshot, args.keep_going, ui)?;
    let missing = snapshot.unreadable.len();
    let mut continued = 0;
    if let Some(path) = args.file() {
        put(path, |out| {
            continued = writer.end(missing, out)?;
            Ok(())
        })?;
        if context.json {
            json_written(path, format, count, missing, ui)?;
        } else {
            let shown = path.display();
            ui.report(&text!("已将 {count} 项任务写入 {shown}", "wrote {count} tasks to {shown}"));
        }
    } else {
        continued = writer.end(missing, ui.out())?;
    }
    report_continued(continued, ui);
    // A file is a person's, and so is what reads like a page.
    let is_for_people =
        args.file().is_some() && !context.json || format == LedgerFormat::Md || format.is_paper();
    if let Some(revision) = revision.filter(|_| is_for_people) {
        report_draft(&revision, format.is_paper(), ui);
    }
    if count == 0 || is_for_people {
        report_other_plans(&args.filter.plans, &*source, ui);
    }
    Ok(if missing == 0 { Ending::Fine } else { Ending::Incomplete })
}

/// Says that the words of some cells go on in another sheet.
fn report_continued(continued: usize, ui: &mut Ui) {
    if continued > 0 {
        ui.report(&text!(
            "有 {continued} 格的文字一格显示不下，其余部分在工作表“续文”中",
            "{continued} cells hold more than a cell shows; the rest is in the sheet “Continued”"
        ));
    }
}

impl ExportArgs {
    /// The conditions in words, where it shows only a part.
    fn part(&self, lang: Lang, today: NaiveDate) -> Option<String> {
        let parts: Vec<String> =
            self.filter.words(lang, today).into_iter().chain(self.reported.words(lang, today)).collect();
        (!parts.is_empty()).then(|| parts.join(lang.pick("，", ", ")))
    }

    /// That the file may be written, or that standard output takes the format.
    fn ensure_target(&self, format: LedgerFormat, ui: &mut Ui) -> anyhow::Result<()> {
        match self.file() {
            Some(path) => ensure_new(path, self.force, ui)?,
            None if format.is_binary() => ui.keep_file(format)?,
            None if !format.is_text() => ui.keep_values(),
            None => {}
        }
        Ok(())
    }

    /// What it shows of tasks beside their own files.
    fn needs(&self, format: LedgerFormat) -> Needs {
        match self.columns.needs() {
            Needs::Rules => Needs::Rules,
            _ if format.is_paper() => Needs::ReportsAndRulesIfAny,
            asked => asked,
        }
    }

    /// A document for programs has all of a task.
    fn ensure_columns(&self, format: LedgerFormat) -> Result<()> {
        if !self.columns.are_given() || format.has_columns() {
            return Ok(());
        }
        let format = <&str>::from(format);
        Err(Error::usage(text!(
            "`--columns` 不用于 {format} 格式",
            "`--columns` is not for the format {format}"
        ))
        .hint(text!("去掉它：{format} 给出任务的全部内容", "leave it out: {format} gives all of a task")))
    }

    /// The file to write; none is standard output.
    fn file(&self) -> Option<&Path> {
        target_file::named(self.output.as_deref())
    }

    fn format(&self, context: &Context) -> Result<LedgerFormat> {
        // JSON is what is asked for on standard output; a file is what its name says.
        if context.json && self.file().is_none() {
            return Ok(LedgerFormat::Json);
        }
        self.format
            .or_else(|| ending(self.file()?)?.parse().ok())
            .ok_or_else(|| no_format(self.file(), LedgerFormat::VARIANTS))
    }
}

/// The office whose papers are made. One that can't be read stops them, unless they are to go on.
pub(crate) fn office(source: &dyn StoreSource, keep_going: bool, ui: &mut Ui) -> Result<Office> {
    match load::office(source) {
        Err(finding) if keep_going => {
            ui.warn(&[finding]);
            Ok(Office::default())
        }
        read => read.map_err(Error::from),
    }
}
