//! `pjt merge-driver`

use std::path::PathBuf;

use pjt::{
    Error, Result,
    error::Location,
    history::merge::{Merged, merge},
    output::{conflicts, findings},
    store::{file, load, yaml},
    text,
};

use super::{Ending, Outcome, Ui};

/// Merge one file of a store for git, which calls this (set up by `pjt init --git`)
#[derive(Debug, clap::Args)]
#[command(hide = true)]
pub(crate) struct MergeDriverArgs {
    /// The common ancestor (%O)
    base: PathBuf,
    /// Our side, and where the result goes (%A)
    ours: PathBuf,
    /// Their side (%B)
    theirs: PathBuf,
    /// The file's path in the repository (%P)
    path: PathBuf,
}

pub(crate) fn run(args: &MergeDriverArgs, ui: &mut Ui) -> Outcome {
    // 1 means conflicts in the file to git. Where nothing was merged it must hear something else, or our side
    // would pass for the result.
    let merged = args.merge().map_err(|error| {
        Error::conflict(text!(
            "没有按字段合并，由 git 按行合并",
            "not merged field by field; git merges it by lines"
        ))
        .at(Location::file(&args.path))
        .caused_by(error.message().clone())
    })?;
    if merged.is_clean() {
        return Ok(Ending::Fine);
    }
    for conflict in &merged.conflicts {
        ui.report_in(|lang| conflicts::sentence(&args.path, None, conflict, lang));
    }
    if let Some(finding) = &merged.trouble {
        ui.report_in(|lang| {
            let audience = findings::Audience { lang, terminal: None };
            findings::finding(finding, findings::Severity::Problem, audience).trim_end().to_owned()
        });
    }
    ui.report(&text!("处理冲突：`pjt resolve`", "settle it with `pjt resolve`"));
    Ok(Ending::Incomplete)
}

impl MergeDriverArgs {
    /// Merges the three files and writes the result over ours.
    fn merge(&self) -> Result<Merged> {
        let read = |path| -> Result<Vec<u8>> { load::read_document(path, yaml::MAX_FILE_BYTES) };
        let (base, ours, theirs) = (read(&self.base)?, read(&self.ours)?, read(&self.theirs)?);
        let texts = [&base, &ours, &theirs].map(|bytes| std::str::from_utf8(bytes));
        let [Ok(base), Ok(our_text), Ok(theirs)] = texts else {
            return Err(Error::failed(text!("有一边不是 UTF-8", "a side is not UTF-8")));
        };
        let merged = merge(&self.path, [base, our_text, theirs], &|_| None);
        if merged.text.as_bytes() != ours {
            file::replace(&self.ours, Some(&ours), merged.text.as_bytes())?;
        }
        Ok(merged)
    }
}
