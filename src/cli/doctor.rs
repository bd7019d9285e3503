//! `pjt doctor`

use pjt::{
    Result, check,
    error::Finding,
    history::{Repository, locks},
    output::{self, findings::Severity},
    store::{
        Store, Transaction,
        leftovers::{self, Repair},
        load,
    },
    text,
};
use serde_json::{Value, json};

use super::{Context, Ending, Outcome, Ui};

/// Explain what interrupted commands left, and repair what is pjt's own
///
/// Without --fix nothing is touched. With it, an interrupted operation is finished, the locks of pjt's own
/// interrupted commit are cleared, and temporary files of pjt and locks of other gits are removed that are an
/// hour old and that no program has open, while no git is at work. What else pjt did not make stays.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  pjt doctor\n  pjt doctor --fix\n  pjt doctor --json")]
pub(crate) struct DoctorArgs {
    /// Repair what is pjt's own
    #[arg(long)]
    fix: bool,
}

pub(crate) fn run(args: &DoctorArgs, context: &Context, ui: &mut Ui) -> Outcome {
    let store = context.store()?;
    // A store outside of git has no locks of git.
    let repository = context.repository(&store).ok();
    let repair = if args.fix { Some(repair(&store, repository.as_ref(), context)?) } else { None };
    let findings = findings(&store, repository.as_ref())?;
    let ending = if findings.is_empty() { Ending::Fine } else { Ending::Findings };
    if context.json {
        let findings: Vec<Value> = findings.iter().map(output::json::finding).collect();
        let repaired = repair.as_ref().map(output::doctor::as_json);
        ui.json("doctor", [("findings", json!(findings)), ("repaired", json!(repaired))], &[])?;
        return Ok(ending);
    }
    if let Some(repair) = &repair {
        for sentence in output::doctor::sentences(repair) {
            ui.report(&sentence);
        }
    }
    for finding in &findings {
        let words = output::findings::finding(finding, Severity::Problem, ui.audience());
        write!(ui.out(), "{words}")?;
    }
    if findings.is_empty() && repair.as_ref().is_none_or(Repair::is_nothing) {
        ui.report(&text!("一切正常，没有残留", "all is well; nothing was left behind"));
    }
    Ok(ending)
}

/// Repairs what is pjt's own: in the store, and the locks of its own interrupted commit.
fn repair(store: &Store, repository: Option<&Repository>, context: &Context) -> Result<Repair> {
    let mut repair = leftovers::repair(store, context.now())?;
    if let Some(repository) = repository {
        let lock = Transaction::begin(store)?;
        repair.removed.extend(locks::clear_own(repository)?);
        repair.removed.extend(locks::clear_abandoned(repository)?);
        drop(lock);
    }
    Ok(repair)
}

/// What is left behind, in the store and in git, and whether the store can be opened at all.
fn findings(store: &Store, repository: Option<&Repository>) -> Result<Vec<Finding>> {
    let mut findings = leftovers::find(store);
    findings.extend(load::config(store).err());
    if let Some(repository) = repository {
        findings.extend(locks::present(repository)?.iter().map(output::doctor::git_lock));
        findings.extend(check::changes::turning(repository)?);
    }
    Ok(findings)
}
