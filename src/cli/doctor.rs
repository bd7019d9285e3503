//! `pjt doctor`

use pjt::{
    error::Finding,
    store::{
        Store,
        leftovers::{self, Repair},
    },
    text,
    view::{self, findings::Weight},
};
use serde_json::{Value, json};

use super::{Context, Ending, Outcome, Ui};

/// Explain what interrupted commands left, and repair what is pjt's own
///
/// Without --fix nothing is touched. With it, an interrupted operation is finished, and temporary files of
/// pjt are removed that are an hour old and that no program has open. What pjt did not make stays.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  pjt doctor\n  pjt doctor --fix\n  pjt doctor --json")]
pub(crate) struct DoctorArgs {
    /// Repair what is pjt's own
    #[arg(long)]
    fix: bool,
}

pub(crate) fn run(args: &DoctorArgs, context: &Context, ui: &mut Ui) -> Outcome {
    let store = context.store()?;
    let repair = if args.fix { Some(leftovers::repair(&store, context.now())?) } else { None };
    let findings = found(&store);
    let ending = if findings.is_empty() { Ending::Fine } else { Ending::Found };
    if context.json {
        let told: Vec<Value> = findings.iter().map(view::json::finding).collect();
        let repaired = repair.as_ref().map(view::findings::repair_json);
        ui.json("doctor", [("findings", json!(told)), ("repaired", json!(repaired))], &[])?;
        return Ok(ending);
    }
    if let Some(repair) = &repair {
        for sentence in view::findings::repair(repair) {
            ui.say(&sentence);
        }
    }
    for finding in &findings {
        let words = view::findings::finding(finding, Weight::Problem, ui.lang());
        write!(ui.out(), "{words}")?;
    }
    if findings.is_empty() && repair.as_ref().is_none_or(Repair::is_nothing) {
        ui.say(&text!("一切正常，没有残留", "all is well; nothing was left behind"));
    }
    Ok(ending)
}

/// What is left behind, and whether the store can be opened at all.
fn found(store: &Store) -> Vec<Finding> {
    let mut findings = leftovers::find(store);
    findings.extend(pjt::store::load::config(store).err());
    findings
}
