//! `pjt export`

use std::{
    fs,
    path::{Path, PathBuf},
};

use pjt::{
    Error, Result,
    model::Snapshot,
    store::write,
    text,
    view::{self, Format},
};

use super::{Context, Ending, Outcome, Ui, context::AtArgs, filter_args::FilterArgs};

/// Write the ledger for people without pjt
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  pjt export --format xlsx -o 台账.xlsx
  pjt export --format html --dept 市教委 -o 市教委.html
  pjt export --format csv > ledger.csv")]
pub(crate) struct ExportArgs {
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    at: AtArgs,
    /// csv, xlsx, md, html or json (otherwise by the name of the file)
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    /// The file to write (otherwise stdout)
    #[arg(long, short, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    output: Option<PathBuf>,
    /// Export although some records can't be read, and say so in the result
    #[arg(long)]
    keep_going: bool,
}

pub(crate) fn run(args: &ExportArgs, context: &Context, ui: &mut Ui) -> Outcome {
    let format = args.format(context)?;
    let snapshot = args.filter.select(&args.at, context, true)?;
    ensure_complete(&snapshot, args.keep_going, ui)?;
    let entries: Vec<_> = snapshot.entries().collect();
    let ledger = view::ledger::Ledger {
        entries: &entries,
        unreadable: snapshot.unreadable.len(),
        today: context.today,
        lang: ui.lang(),
    };
    match args.output.as_deref().filter(|path| *path != Path::new("-")) {
        Some(path) => {
            let mut bytes = Vec::new();
            view::ledger::write(&ledger, format, &mut bytes)?;
            save(path, &bytes)?;
            let (count, shown) = (entries.len(), path.display());
            ui.say(&text!("已将 {count} 项任务写入 {shown}", "wrote {count} tasks to {shown}"));
        }
        None => view::ledger::write(&ledger, format, ui.out())?,
    }
    Ok(if snapshot.unreadable.is_empty() { Ending::Fine } else { Ending::Incomplete })
}

impl ExportArgs {
    fn format(&self, context: &Context) -> Result<Format> {
        if context.json {
            return Ok(Format::Json);
        }
        let by_name = || self.output.as_ref()?.extension()?.to_str()?.to_lowercase().parse().ok();
        self.format.or_else(by_name).filter(|format| view::ledger::FORMATS.contains(format)).ok_or_else(
            || {
                Error::usage(text!("没有说导出成什么格式", "no format to export to was given")).hint(text!(
                    "加 `--format csv|xlsx|md|html|json`",
                    "add `--format csv|xlsx|md|html|json`"
                ))
            },
        )
    }
}

/// Replaces the file as a whole; a link is followed to what it names.
fn save(path: &Path, bytes: &[u8]) -> Result<()> {
    let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let before = match fs::read(&target) {
        Ok(bytes) => Some(bytes),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => return Err(Error::io(text!("无法写入文件", "can't write the file"), path, &error)),
    };
    write::replace(&target, before.as_deref(), bytes)
}

/// Whatever counts or hands out refuses when records are missing, unless it was told to go on.
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
    .hint(text!("请先修好上面的文件", "correct the files above first"))
    .hint(text!(
        "或加 `--keep-going`：结果中会写明缺口",
        "or add `--keep-going`: the result will state the gap"
    )))
}
