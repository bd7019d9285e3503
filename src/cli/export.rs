//! `pjt export`

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use pjt::{
    Error, Lang, Result,
    model::{Office, Snapshot},
    output::{
        LedgerFormat,
        ledger::{Imprint, Ledger, LedgerWriter},
    },
    store::{file, load, load::StoreSource, target},
    text,
};
use serde_json::json;
use strum::VariantArray as _;

use super::{
    Context, Ending, Outcome, Ui,
    args::{AtArgs, FilterArgs, ReportedArgs},
    columns::{self, ColumnsArgs},
    selection::{Needs, Selection, report_other_plans},
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
    if let Some(path) = args.file() {
        ensure_new(path, args.force, ui)?;
    }
    let mut selection = Selection::new(&args.filter, &args.at, context, ui)?;
    let known = selection.know(&args.filter, &args.reported, args.needs(format))?;
    let Selection { source, mut snapshot, filter, .. } = selection;
    let has_several_plans = snapshot.plans.len() > 1;
    let beside = known.beside();
    let columns = args.columns.chosen(&*source, &snapshot)?.unwrap_or_else(|| {
        let kept = if format.is_table() { columns::kept(&*source, &snapshot) } else { Vec::new() };
        Ledger::usual_columns(format, has_several_plans, beside, kept)
    });
    let ledger = Ledger { format, columns: &columns, has_several_plans, beside, lang: ui.lang() };
    let office = office(&*source, args.keep_going, ui)?;
    let imprint = Imprint {
        part: args.part(ui.lang()),
        unit: args.filter.one_department(&snapshot).or(office.name),
        revision: context.basis(&args.at),
        fonts: office.fonts,
    };
    let mut writer = LedgerWriter::begin(ledger, imprint)?;
    let mut count = 0;
    let headings = std::mem::take(&mut snapshot.plans);
    for mut loaded in load::plans(&*source, headings, |entry| filter.matches(entry) && known.matches(entry)) {
        count += loaded.plan.tasks.len();
        writer.add(&loaded.plan)?;
        loaded.take_tasks();
        loaded.add_to(&mut snapshot);
    }
    ensure_complete(&snapshot, args.keep_going, ui)?;
    let missing = snapshot.unreadable.len();
    let mut continued = 0;
    match args.file() {
        Some(path) => {
            put(path, |out| {
                continued = writer.end(missing, out)?;
                Ok(())
            })?;
            let shown = path.display();
            if context.json {
                let members = [
                    ("path", json!(shown.to_string())),
                    ("format", json!(<&str>::from(format))),
                    ("tasks", json!(count)),
                    ("unreadable", json!(missing)),
                ];
                ui.json("export", members, &[])?;
            } else {
                ui.report(&text!("已将 {count} 项任务写入 {shown}", "wrote {count} tasks to {shown}"));
            }
        }
        None => continued = writer.end(missing, ui.out())?,
    }
    if continued > 0 {
        ui.report(&text!(
            "有 {continued} 格的文字一格显示不下，其余部分在工作表“续文”中",
            "{continued} cells hold more than a cell shows; the rest is in the sheet “Continued”"
        ));
    }
    if count == 0 {
        report_other_plans(&args.filter, &*source, ui);
    }
    Ok(if missing == 0 { Ending::Fine } else { Ending::Incomplete })
}

impl ExportArgs {
    /// The conditions in words, where it shows only a part.
    fn part(&self, lang: Lang) -> Option<String> {
        let parts: Vec<String> =
            self.filter.words(lang).into_iter().chain(self.reported.words(lang)).collect();
        (!parts.is_empty()).then(|| parts.join(lang.pick("，", ", ")))
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
        if !self.columns.are_given() || format != LedgerFormat::Json {
            return Ok(());
        }
        Err(Error::usage(text!("`--columns` 不用于 json 格式", "`--columns` is not for the format json"))
            .hint(text!("去掉它：json 给出任务的全部内容", "leave it out: json gives all of a task")))
    }

    /// The file to write; none is standard output.
    fn file(&self) -> Option<&Path> {
        self.output.as_deref().filter(|path| *path != Path::new("-"))
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

/// What the name of a file ends with, where it says a format.
pub(crate) fn ending(path: &Path) -> Option<String> {
    path.extension()?.to_str().map(str::to_lowercase)
}

/// That a file's name says no format, or none of those that can be written.
pub(crate) fn no_format<F: Copy + Into<&'static str>>(path: Option<&Path>, formats: &[F]) -> Error {
    let all: Vec<&str> = formats.iter().map(|format| (*format).into()).collect();
    let (listed, choice) = (all.join("、"), all.join("|"));
    let english = all.join(", ");
    let message = match path.and_then(ending) {
        Some(ending) => text!("不支持 .{ending} 格式", "the format .{ending} is not supported"),
        None => text!("没有说写成什么格式", "no format to write was given"),
    };
    Error::usage(message).named("no-format").hint(text!(
        "可用的格式：{listed}；由文件名结尾决定，或加 `--format {choice}`",
        "the formats are {english}: end the file's name with one, or add `--format {choice}`"
    ))
}

/// Nothing that somebody made is written over unasked.
///
/// # Errors
/// When the file is there, and nobody says that it may be written over.
pub(crate) fn ensure_new(path: &Path, force: bool, ui: &mut Ui) -> anyhow::Result<()> {
    if force || !path.is_file() {
        return Ok(());
    }
    let shown = path.display();
    if ui.confirms(&text!("文件 {shown} 已经存在，要覆盖吗？", "{shown} is there already; write over it?"))?
    {
        return Ok(());
    }
    Err(Error::usage(text!(
        "文件 {shown} 已经存在；没有写入任何内容",
        "the file {shown} is there already; nothing was written"
    ))
    .named("file-exists")
    .hint(text!(
        "换一个文件名，或加 `--force` 覆盖它",
        "choose another name, or add `--force` to write over it"
    ))
    .into())
}

/// Writes a file whose name may be a link: what that names is replaced, and not the link.
///
/// # Errors
/// When it is a place of a store's own, or the disk refuses.
pub(crate) fn put(path: &Path, write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> Result<()> {
    target::ensure_outside(path)?;
    let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    file::put(&target, write)
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

/// Whatever counts or hands out refuses when records are missing, unless it is to go on.
pub(crate) fn ensure_complete(snapshot: &Snapshot, keep_going: bool, ui: &mut Ui) -> Result<()> {
    let missing = snapshot.unreadable.len();
    if missing == 0 {
        return Ok(());
    }
    ui.warn(&snapshot.unreadable);
    if keep_going {
        return Ok(());
    }
    Err(Error::failed(text!(
        "有 {missing} 个文件读不了，数字不会完整，因此没有输出",
        "{missing} files can't be read, so the numbers would be incomplete; nothing was printed"
    ))
    .named("unreadable-records")
    .hint(text!("请先修好上面的文件", "correct the files above first"))
    .hint(text!(
        "或加 `--keep-going`：结果中会写明缺口",
        "or add `--keep-going`: the result will state the gap"
    )))
}
