//! Whether somebody may commit what was collected: returns come from the people of their department, and statuses from
//! those of who leads.

use pjt::{
    Error, Result, Text,
    model::{Entry, Snapshot},
    returns::{Accepted, Collected},
    store::Store,
    text,
};

use super::{Context, Ui};

/// Says that a server with the guard would refuse what is to be written; what is to be committed at once, this refuses.
pub(super) fn report(
    collected: &Collected,
    snapshot: &Snapshot,
    store: &Store,
    commits: bool,
    context: &Context,
    ui: &mut Ui,
) -> Result<()> {
    let Some(words) = refused(collected, snapshot, store, context)? else { return Ok(()) };
    if commits {
        return Err(Error::failed(words).named("not-a-reporter").hint(text!(
            "没有写入任何内容。不加 `--commit` 只写入文件，由报送人核对后提交",
            "nothing was written; without `--commit` the files are written, for one of them to look at and commit"
        )));
    }
    ui.report(&words);
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
    named.extend(collected.returns.iter().map(|changed| vec![changed.after.department.clone()]));
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
            "{list} 的报送和状态由 departments.yaml 里它的 people 提交，{mail} 不在其中：设了核查的服务器会拒收（not-a-reporter）。请其中一人来收，或先请其把您的邮箱加进 people 并推送",
            "returns and statuses of {list} are committed by its `people` in departments.yaml, and {mail} is none of them: a server with the guard refuses that (not-a-reporter). Let one of them collect it, or add your address to `people` and push that first"
        )
    }))
}
