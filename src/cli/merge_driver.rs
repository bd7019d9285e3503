//! `pjt merge-driver`

use std::path::PathBuf;

use pjt::{
    history::merge::merge,
    store::{codec, load, write},
    text,
    view::{conflicts, findings},
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
    let read = |path| load::read_document(path, codec::MAX_FILE_BYTES);
    let (base, ours, theirs) = (read(&args.base)?, read(&args.ours)?, read(&args.theirs)?);
    let texts = [&base, &ours, &theirs].map(|bytes| std::str::from_utf8(bytes));
    let [Ok(base_text), Ok(our_text), Ok(their_text)] = texts else {
        // As git does with what is no text: our side stays, theirs is in the index.
        let path = args.path.display();
        ui.say(&text!(
            "{path}：有一边不是 UTF-8，没有合并；对方的内容在 `git show :3:{path}`",
            "{path}: a side is not UTF-8, nothing was merged; theirs is in `git show :3:{path}`"
        ));
        return Ok(Ending::Incomplete);
    };
    let merged = merge(&args.path, [base_text, our_text, their_text], &|_| None);
    if merged.text.as_bytes() != ours {
        write::replace(&args.ours, Some(&ours), merged.text.as_bytes())?;
    }
    if merged.is_clean() {
        return Ok(Ending::Fine);
    }
    for clash in &merged.clashes {
        ui.say_in(|lang| conflicts::sentence(&args.path, clash, lang));
    }
    if let Some(finding) = &merged.trouble {
        ui.say_in(|lang| findings::finding(finding, findings::Weight::Problem, lang).trim_end().to_owned());
    }
    ui.say(&text!("处理冲突：`pjt resolve`", "settle it with `pjt resolve`"));
    Ok(Ending::Incomplete)
}
