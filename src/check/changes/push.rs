//! What somebody pushes to a server: references that move, each with the commits that it brings. The branch that
//! HEAD names is the ledger: it only grows.

use chrono::NaiveDate;

use super::range::{Judged, Span};
use crate::{
    error::{ErrorKind, Finding, Result},
    history::{
        Point, Repository, Revision,
        incoming::{Incoming, Known, Moved, holds_a_store, incoming, is_ancestor, merge_bases, stores},
    },
};

/// The references by which git shows one object in the place of another.
const REPLACEMENTS: &[u8] = b"refs/replace/";

/// What a push does to one reference, where it is not right.
#[derive(Clone, Debug)]
pub struct Refused {
    /// The reference.
    pub name: String,
    /// What is wrong with its move.
    pub findings: Vec<Finding>,
    /// What is wrong with the commits.
    pub commits: Vec<Judged>,
}

/// Looks at every reference that a push moves. One of a commit without a store has nothing to look at; one of a tree with a
/// store shows a ledger that nobody committed.
///
/// # Errors
/// When git can't read the history.
pub fn push(repository: &Repository, moved: &[Moved], today: NaiveDate) -> Result<Vec<Refused>> {
    let mut refused = Vec::new();
    let mut seen: Vec<(Revision, Option<Revision>)> = Vec::new();
    let on_a_branch = repository.branch()?.is_some();
    let main = on_a_branch.then(|| repository.stands_for(b"HEAD")).transpose()?;
    let head = commit(repository, "HEAD")?;
    for moved in moved {
        // A name may stand for another one's: what is pushed to it moves that.
        let is_main = main.is_some() && main == Some(repository.stands_for(&moved.name)?);
        let mut findings = Vec::new();
        let mut commits = Vec::new();
        if moved.new.is_some() && moved.name.starts_with(REPLACEMENTS) {
            findings.push(replacement(&moved.shown()));
        }
        let old = moved.old.as_ref().map(|old| commit(repository, old.hash())).transpose()?.flatten();
        let new = moved.new.as_ref().map(|new| commit(repository, new.hash())).transpose()?.flatten();
        match (&old, &new) {
            (_, None) if is_main && moved.new.is_none() => findings.push(gone(&moved.shown())),
            (_, None) => {
                let holds = moved.new.as_ref().map(|new| holds_a_store(repository, new)).transpose()?;
                if holds.unwrap_or_default() {
                    findings.push(no_commit(&moved.shown()));
                }
            }
            (old, Some(new)) => {
                if let Some(old) = old
                    && is_main
                    && !is_ancestor(repository, old, new)?
                {
                    findings.push(rewritten(&moved.shown()));
                }
                // Tags and branches of one push may name the same commits.
                if !seen.contains(&(new.clone(), old.clone())) {
                    commits = judge(repository, old.as_ref(), new, head.as_ref(), is_main, today)?;
                    seen.push((new.clone(), old.clone()));
                }
            }
        }
        if !findings.is_empty() || !commits.is_empty() {
            refused.push(Refused { name: moved.shown(), findings, commits });
        }
    }
    Ok(refused)
}

/// The commits that `new` brings, in each store that it has or that was there before.
fn judge(
    repository: &Repository,
    old: Option<&Revision>,
    new: &Revision,
    head: Option<&Revision>,
    is_main: bool,
    today: NaiveDate,
) -> Result<Vec<Judged>> {
    let known = match old {
        Some(old) => {
            // What the ledger has was looked at when it came there.
            let ledger = head.filter(|_| !is_main).cloned();
            Known::Commits(std::iter::once(old.clone()).chain(ledger).collect())
        }
        None => Known::References,
    };
    let base = match (old, head) {
        (Some(old), _) => Some(old.clone()),
        (None, Some(head)) => merge_bases(repository, head, new)?.into_iter().next(),
        (None, None) => None,
    };
    let commits = incoming(repository, new, &known)?;
    of_stores(repository, base.as_ref(), new, (&known, &commits), today)
}

/// The commits beyond what is known in each store that the newest of them has, or that stood before them.
///
/// # Errors
/// When git can't read the history.
pub fn of_stores(
    repository: &Repository,
    base: Option<&Revision>,
    to: &Revision,
    (known, commits): (&Known, &[Incoming]),
    today: NaiveDate,
) -> Result<Vec<Judged>> {
    let before = base.map(|base| stores(repository, base)).transpose()?.unwrap_or_default();
    let after = stores(repository, to)?;
    let mut gone: Vec<&String> = before.iter().filter(|prefix| !after.contains(prefix)).collect();
    let come: Vec<&String> = after.iter().filter(|prefix| !before.contains(prefix)).collect();
    let is_moved = gone.len() == 1 && come.len() == 1;
    let mut judged: Vec<Judged> = Vec::new();
    let mut pairs: Vec<(&String, &String)> = after.iter().map(|prefix| (prefix, prefix)).collect();
    if is_moved {
        // One store that stands elsewhere is that store.
        for (was, is) in &mut pairs {
            if come.contains(is)
                && let Some(old) = gone.pop()
            {
                *was = old;
            }
        }
    }
    pairs.extend(gone.into_iter().map(|prefix| (prefix, prefix)));
    for (was, is) in pairs {
        let span = Span {
            repository: &repository.clone().at(is),
            base: base.map(|base| (base, was.as_str())),
            to,
            known,
            commits,
            today,
        };
        judged.extend(span.judge()?);
    }
    Ok(judged)
}

/// The commit that a name or a tag means; none where it means something else, or nothing yet.
fn commit(repository: &Repository, name: &str) -> Result<Option<Revision>> {
    match Point::Name(name.to_owned()).resolve(repository) {
        Ok(revision) => Ok(Some(revision)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn gone(name: &str) -> Finding {
    Finding::new(
        "ledger-removed",
        text!("{name} 是台账所在的分支，不能删除", "{name} is the branch of the ledger and can't be removed"),
    )
    .fix(text!(
        "确要换一个分支的，先由管理服务器的人改 HEAD",
        "if another branch takes its place, who runs the server changes HEAD first"
    ))
}

fn no_commit(name: &str) -> Finding {
    Finding::new(
        "no-commit",
        text!(
            "{name} 指的不是提交：里面的台账是谁改的，无从查起",
            "{name} names no commit, so nothing says who made what is in it"
        ),
    )
    .fix(text!("只推送提交和提交的标签", "push commits, and tags of commits"))
}

fn replacement(name: &str) -> Finding {
    Finding::new(
        "object-replaced",
        text!(
            "{name} 会让 git 用别的内容顶替已有的提交或文件",
            "{name} lets git show something else in the place of a commit or file that is there"
        ),
    )
    .fix(text!("不要推送 refs/replace/ 下的内容", "push nothing below refs/replace/"))
}

fn rewritten(name: &str) -> Finding {
    Finding::new(
        "history-rewritten",
        text!(
            "这次推送会从 {name} 上去掉已有的提交（强制推送）",
            "this push would drop commits that {name} has (a forced push)"
        ),
    )
    .fix(text!(
        "先取回服务器上的提交并合并：`git pull`；要取消某次改动用 `pjt undo`",
        "get the server's commits and merge them with `git pull`; a change is taken back with `pjt undo`"
    ))
}
