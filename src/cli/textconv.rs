//! `pjt textconv`

use std::path::{Path, PathBuf};

use pjt::{
    output::readable,
    store::{load, yaml},
};

use super::{Ending, Outcome, Ui};

/// Print a task file as readable text for `git diff`, which calls this (set up by `pjt init --git`)
#[derive(Debug, clap::Args)]
#[command(hide = true)]
pub(crate) struct TextconvArgs {
    /// The file
    file: PathBuf,
}

pub(crate) fn run(args: &TextconvArgs, ui: &mut Ui) -> Outcome {
    let bytes = load::read_document(&args.file, u64::MAX)?;
    let lang = ui.lang();
    let path = Path::new("");
    match (yaml::read_task(path, &bytes), yaml::read_tree(path, &bytes)) {
        (Ok(task), Ok(tree)) => {
            let text = String::from_utf8_lossy(&bytes);
            let comments: Vec<&str> =
                text.lines().filter(|line| line.trim_start().starts_with('#')).collect();
            readable::write(&task, &tree, &comments, lang, ui.out())?;
        }
        // What is broken is shown as it is.
        _ => ui.out().write_all(&bytes)?,
    }
    Ok(Ending::Fine)
}
