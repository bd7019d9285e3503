//! `pjt check --staged` and `pjt check --range`

use pjt::{
    Error, Result,
    check::{
        self, Subject,
        changes::{self, Submission},
    },
    error::Finding,
    history::{Commit, Range, Repository, Step, Tree, log_between, staged::Staged, undo},
    output,
    store::{PlanChoice, load::StoreSource as _},
    text,
};
use serde_json::{Value, json};

use super::{super::context, Context, Outcome, Ui, count, ending, print, report};

/// What is about to be committed: the rules for changes, and those of the store for the files that differ.
pub(super) fn staged(context: &Context, ui: &mut Ui) -> Outcome {
    // The hook runs on branches without a store, too.
    let repository = context.repository_of_store()?;
    let staged = Staged::read(&repository)?;
    if staged.files.is_empty() && !staged.brings_operation {
        return report(&[], context, ui);
    }
    let subject = Subject::new(&staged.after, &PlanChoice::All, context.today)?;
    let mut findings = check::run(&subject);
    // What was wrong before is not this commit's.
    let shown: Vec<_> = staged.files.iter().map(|path| staged.after.shown(path)).collect();
    findings.retain(|finding| finding.place.as_ref().is_some_and(|place| shown.contains(&place.path)));
    let mail = repository.user_mail()?;
    let submission = Submission {
        differences: &staged.differences,
        author: mail.as_deref(),
        before: &staged.before,
        after: &staged.after,
        brings_operation: staged.brings_operation,
    };
    findings.extend(broken(&repository, &submission, &staged.before, &staged.after)?);
    report(&findings, context, ui)
}

/// Each commit of a range, from the oldest to the newest.
pub(super) fn range(typed: &str, context: &Context, ui: &mut Ui) -> Outcome {
    let Range { from, to: Some(to) } = context::range(Some(typed))? else {
        return Err(Error::usage(text!("范围要有两端", "a range has two ends"))
            .hint(text!("例如 `--range main..HEAD`", "as in `--range main..HEAD`"))
            .into());
    };
    let repository = context.repository_of_store()?;
    let mut found: Vec<(Commit, Vec<Finding>)> = Vec::new();
    for step in log_between(&repository, &from.resolve(&repository)?, &to.resolve(&repository)?)? {
        let step = step?;
        let findings = of_commit(&repository, &step)?;
        if !findings.is_empty() {
            found.push((step.commit, findings));
        }
    }
    found.reverse();
    if context.json {
        let findings = found.iter().flat_map(|(commit, findings)| {
            findings.iter().map(|finding| {
                let mut object = output::json::finding(finding);
                if let Some(members) = object.as_object_mut() {
                    members.insert("commit".to_owned(), json!(commit.hash));
                }
                object
            })
        });
        ui.json("check", [("findings", Value::from_iter(findings))], &[])?;
        return Ok(ending(found.is_empty()));
    }
    for (commit, findings) in &found {
        let short: String = commit.hash.chars().take(10).collect();
        let day: String = commit.date.chars().take(10).collect();
        ui.line(&format!("{short} {} {day} {}", commit.author, commit.subject))?;
        print(findings, ui)?;
    }
    count(found.iter().map(|(_, findings)| findings.len()).sum(), ui);
    Ok(ending(found.is_empty()))
}

fn of_commit(repository: &Repository, step: &Step) -> Result<Vec<Finding>> {
    let is_silent = step.differences.is_empty() && step.differences.unreadable.is_empty();
    if is_silent && !step.brings_operation {
        return Ok(Vec::new());
    }
    let (after, before) = undo::around(repository, &step.commit)?;
    let submission = Submission {
        differences: &step.differences,
        author: Some(&step.commit.email),
        before: &before,
        after: &after,
        brings_operation: step.brings_operation,
    };
    let mut findings = broken(repository, &submission, &before, &after)?;
    findings.extend(step.differences.unreadable.iter().cloned());
    Ok(findings)
}

/// What breaks a rule for changes. An undo was no report: it gives no reason and takes notes back.
fn broken(
    repository: &Repository,
    submission: &Submission<'_>,
    before: &Tree,
    after: &Tree,
) -> Result<Vec<Finding>> {
    let mut findings = changes::run(submission);
    if !findings.is_empty() && undo::takes_back(repository, before, after)? {
        findings.retain(changes::stands_in_an_undo);
    }
    Ok(findings)
}
