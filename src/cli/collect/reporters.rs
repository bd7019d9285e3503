//! Whether somebody may commit what was collected: statuses come from the people of those who lead.

use pjt::{
    Result, Text,
    model::{Entry, Snapshot},
    returns::{Accepted, Collected},
    store::Store,
    text,
};

use super::{Context, Ui};

/// Says that a server with the guard would refuse what is to be written.
pub(super) fn report(
    collected: &Collected,
    snapshot: &Snapshot,
    store: &Store,
    context: &Context,
    ui: &mut Ui,
) -> Result<()> {
    if let Some(words) = refused(collected, snapshot, store, context)? {
        ui.report(&words);
    }
    Ok(())
}

/// That a server with the guard refuses what is to be written, where the registry names who reports for those who lead a
/// task and the user is none of them.
fn refused(
    collected: &Collected,
    snapshot: &Snapshot,
    store: &Store,
    context: &Context,
) -> Result<Option<Text>> {
    let registry = &snapshot.registry;
    let leads = |accepted: &Accepted| -> Option<Vec<String>> {
        let mut entries = snapshot.entries();
        let is_meant = |entry: &Entry<'_>| entry.plan.slug == accepted.plan && entry.task.id == accepted.task;
        Some(entries.find(is_meant)?.lead()?.0.to_vec())
    };
    let mut named: Vec<Vec<String>> = collected.accepted.iter().filter_map(leads).collect();
    named.retain(|leads| !registry.reporters(leads).is_empty());
    if named.is_empty() {
        return Ok(None);
    }
    let mail = match context.repository(store) {
        Ok(repository) => repository.user_mail()?,
        Err(_) => None,
    };
    // Outside of git, or where git knows nobody, there is no commit to refuse.
    let Some(mail) = mail else { return Ok(None) };
    named.retain(|leads| !registry.reporters(leads).iter().any(|known| known.eq_ignore_ascii_case(&mail)));
    let mut names = named.concat();
    names.sort();
    names.dedup();
    let list = names.join("、");
    Ok((!names.is_empty()).then(|| {
        text!(
            "{list} 的状态由 departments.yaml 里它的 people 提交，{mail} 不在其中：设了核查的服务器会拒收（not-a-reporter）。请其中一人来收，或先请其把您的邮箱加进 people 并推送",
            "statuses of {list} are committed by its `people` in departments.yaml, and {mail} is none of them: a server with the guard refuses that (not-a-reporter). Let one of them collect it, or add your address to `people` and push that first"
        )
    }))
}
