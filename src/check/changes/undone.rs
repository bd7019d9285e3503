//! What an undo brings back was right before somebody took it away, and passes; what was wrong then, and only mended by what is
//! taken back, is as wrong as it was.

use std::{cell::OnceCell, collections::HashSet};

use super::{Beneath, Breach, Submission, run, source, stands_in_an_undo};
use crate::{
    error::Result,
    history::{
        Differences, Repository, Revision, Tree, compare,
        incoming::{Brought, own_changes},
        undo::{self, BroughtBack},
    },
};

type Key = (&'static str, String);

/// Of what an undo breaks what stands all the same, and what it is excused from; none where it is no undo of a whole commit.
///
/// # Errors
/// When git can't read the history.
pub(super) fn parted(
    repository: &Repository,
    before: &Tree,
    after: &Tree,
    breaches: &[Breach],
) -> Result<Option<(Vec<Breach>, Vec<Breach>)>> {
    let Some(back) = undo::brought_back(repository, before, after)? else { return Ok(None) };
    let keys: HashSet<Key> = breaches.iter().map(Breach::owned_key).collect();
    let wrong = wrong_before(repository, &back, &keys)?;
    let stands = |breach: &Breach| stands_in_an_undo(breach) || wrong.contains(&breach.owned_key());
    Ok(Some(breaches.iter().cloned().partition(stands)))
}

/// Which of these breaches the commits made that led to what is brought back, where nothing had mended them by then.
fn wrong_before(repository: &Repository, back: &BroughtBack, keys: &HashSet<Key>) -> Result<HashSet<Key>> {
    let mut wrong = HashSet::new();
    for (maker, revision) in back.makers(repository)? {
        if wrong.len() == keys.len() {
            break;
        }
        let open =
            |revision: &Revision| Tree::of_history_or_empty(repository, back.then.revision(), revision);
        let after = open(&revision)?;
        let parents = revision.parents(repository)?;
        let parents = match parents.as_slice() {
            [] => vec![Tree::empty(repository)],
            parents => parents.iter().map(open).collect::<Result<Vec<_>>>()?,
        };
        for own in own_changes(repository, parents, &after)? {
            let judge = |differences: &Differences, after: &Tree| -> HashSet<Key> {
                let made = made(repository, (&own.before, after), differences, &own.brought, &maker.email);
                made.iter().map(Breach::owned_key).filter(|key| keys.contains(key)).collect()
            };
            let found = judge(&own.differences, &after);
            if found.is_empty() {
                continue;
            }
            let since = own.brought.without(compare::between(repository, &own.before, &back.then)?);
            let standing = judge(&since, &back.then);
            wrong.extend(found.into_iter().filter(|key| standing.contains(key)));
        }
    }
    Ok(wrong)
}

/// What somebody broke between two states.
fn made(
    repository: &Repository,
    (before, after): (&Tree, &Tree),
    differences: &Differences,
    brought: &Brought,
    author: &str,
) -> Vec<Breach> {
    let git = Some(Beneath { repository, before, after });
    run(&Submission {
        differences,
        brought,
        author: Some(author),
        before,
        after,
        base: None,
        brings_operation: false,
        git,
        names_in_base: OnceCell::new(),
        forged: source::forged(differences, brought, after, git),
    })
}
