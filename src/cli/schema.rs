//! `pjt schema`

use pjt::schema::{SchemaKind, schema};
use strum::VariantArray as _;

use super::{
    Ending, Outcome, Ui,
    words::{self, Misuse},
};

/// Print the JSON Schema of a kind of file or of all answers, for editors and validators
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  pjt schema task > task.schema.json
  pjt schema answers                   what --json prints, errors included

An editor with a YAML language server uses it with this first line in the file:
  # yaml-language-server: $schema=../../task.schema.json")]
pub(crate) struct SchemaArgs {
    /// task, plan, departments, office, period, return, rules, store or answers
    #[arg(value_name = "KIND", default_value_t, value_parser = kind)]
    kind: SchemaKind,
}

fn kind(word: &str) -> Result<SchemaKind, Misuse> {
    let names = || SchemaKind::VARIANTS.iter().map(Into::into).collect::<Vec<&str>>();
    word.parse().map_err(|_| words::none_of(&names().join("、"), &names().join(", ")))
}

pub(crate) fn run(args: &SchemaArgs, ui: &mut Ui) -> Outcome {
    serde_json::to_writer_pretty(&mut *ui.out(), &schema(args.kind))?;
    writeln!(ui.out())?;
    Ok(Ending::Fine)
}
