//! `pjt undo`

use std::path::{Path, PathBuf};

use pjt::{
    Error, Result,
    history::{Differences, Revision, Tree, commit, compare, undo},
    model::Registry,
    output::history as output,
    store::{self, Store, Transaction, layout, load::StoreSource as _, yaml},
    text,
};
use serde_json::json;

use super::{Context, Ending, Outcome, Ui, commit::Job};

/// Take back pjt's own last commit, as a whole, with a commit that says so
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  pjt undo --dry-run      what it would take back\n  pjt undo --yes")]
pub(crate) struct UndoArgs {
    /// Show what would be taken back; change nothing
    #[arg(long)]
    dry_run: bool,
    /// Do it without being asked
    #[arg(long)]
    yes: bool,
}

pub(crate) fn run(args: &UndoArgs, context: &Context, ui: &mut Ui) -> Outcome {
    let store = context.store()?;
    let repository = context.repository(&store)?;
    commit::ensure_ready(&repository)?;
    let mut transaction =
        if args.dry_run { Transaction::preview(&store) } else { Transaction::begin(&store)? };
    ui.report_recovery(&transaction);
    let last = undo::last_own(&repository)?;
    let (now, then) = undo::around(&repository, &last)?;
    let differences = compare::between(&repository, &now, &then)?;
    prepare(&mut transaction, &now, &then)?;
    let short: String = last.hash.chars().take(8).collect();
    if !context.json {
        let (subject, author) = (&last.subject, &last.author);
        ui.report(&text!("撤销 {short}（{author}）{subject}", "undoing {short} ({author}) {subject}"));
        let with_plan = differences.needs_plans(store::default_plan(&store).as_deref());
        let layout = output::Layout { lang: ui.lang(), width: ui.width(), with_plan, indent: 0 };
        output::sentences(&differences, layout, ui.out())?;
    }
    if args.dry_run {
        return report(&differences, None, &last.hash, context, ui);
    }
    if !args.yes && !ui.confirms(&text!("确定撤销吗？", "take this back?"))? {
        return Err(Error::usage(text!("没有撤销任何内容", "nothing was undone"))
            .named("needs-yes")
            .hint(text!("确认无误后加 `--yes`", "add `--yes` if that is meant"))
            .into());
    }
    let applied = transaction.apply()?;
    let files = compare::differing(&now, &then);
    remove_empty_plans(&store, &files);
    let subject = ui.lang().pick(format!("撤销：{}", last.subject), format!("Undo: {}", last.subject));
    let job = Job {
        repository: &repository,
        store: &store,
        command: "undo",
        subject: Some(&subject),
        undoes: Some(&last.hash),
        edit: false,
    };
    let made = job.commit_written(&files, ui)?;
    drop(applied);
    if !context.json
        && let Some(made) = &made
    {
        job.report(made, ui);
    }
    report(&differences, made.as_ref().map(Revision::hash), &last.hash, context, ui)
}

fn report(
    differences: &Differences,
    made: Option<&str>,
    undone: &str,
    context: &Context,
    ui: &mut Ui,
) -> Outcome {
    if context.json {
        let members = [("commit", json!(made)), ("undoes", json!(undone))];
        output::document("undo", &members, differences, &[], ui.out())?;
    } else if made.is_none() {
        ui.report(&text!("（预览，没有写入）", "(preview; nothing was written)"));
    }
    Ok(Ending::Fine)
}

/// Every file that the commit changed becomes what it was before, if nobody changed it since.
fn prepare(transaction: &mut Transaction<'_>, now: &Tree, then: &Tree) -> Result<()> {
    for path in compare::differing(now, then) {
        let bytes = |tree: &Tree| tree.read(&path, yaml::MAX_FILE_BYTES);
        let before = match bytes(then)? {
            // The store itself was there before its first commit: it becomes an empty one.
            None if path == Path::new(layout::CONFIG) => {
                Some(yaml::write_config(&yaml::Config::default()).into_bytes())
            }
            None if path == Path::new(layout::REGISTRY) => {
                Some(yaml::write_registry(&Registry::default()).into_bytes())
            }
            None => None,
            Some(bytes) => Some(bytes),
        };
        transaction.restore(&path, bytes(now)?.as_deref(), before)?;
    }
    Ok(())
}

/// An import that was undone leaves no empty directories.
fn remove_empty_plans(store: &Store, files: &[PathBuf]) {
    for path in files {
        for directory in path.ancestors().skip(1).filter(|directory| !directory.as_os_str().is_empty()) {
            // One that holds anything is not removed by this.
            let _kept = std::fs::remove_dir(store.directory().join(directory));
        }
    }
}
