//! `pjt init`

use std::path::PathBuf;

use pjt::{store::Store, text};
use serde_json::json;

use super::{Context, Ending, Outcome, Ui};

/// Make an empty store
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  pjt init            in data/ here\n  pjt init ledger     in ledger/")]
pub(crate) struct InitArgs {
    /// The directory; it may exist
    #[arg(value_name = "DIR", value_hint = clap::ValueHint::DirPath)]
    directory: Option<PathBuf>,
}

pub(crate) fn run(args: &InitArgs, context: &Context, ui: &mut Ui) -> Outcome {
    let directory = args.directory.as_ref().or(context.store_directory()).cloned();
    let store = Store::init(&directory.unwrap_or_else(|| PathBuf::from("data")))?;
    let shown = store.directory().display();
    if context.json {
        ui.json("init", [("store", json!(shown.to_string()))], &[])?;
    } else {
        ui.say(&text!(
            "已在 {shown} 建立空台账。下一步：`pjt import 文件`",
            "made an empty store in {shown}. Next: `pjt import FILE`"
        ));
    }
    Ok(Ending::Fine)
}
