//! Whether what is read of a commit's tree is what a clone of it holds. Git itself takes trees that no git makes, and
//! refuses them only where `receive.fsckObjects` is set.

use std::{collections::HashSet, ffi::OsString};

use super::super::{repository::Repository, revision::Revision};
use crate::{
    error::{Error, Result},
    text::disk_name,
};

/// Asks for names in git's order, each once, none that leads out of the tree and none that holds a slash: a name with
/// slashes in one entry is a file of another folder to a clone, and to nobody who reads that folder.
///
/// The listing is that of `ls-tree -t -z`: every folder stands before what is in it.
///
/// # Errors
/// When the tree is malformed.
pub(super) fn ensure(listing: &[u8]) -> Result<()> {
    let (mut names, mut folders): (HashSet<&[u8]>, HashSet<&[u8]>) = Default::default();
    let mut last: Vec<u8> = Vec::new();
    for line in listing.split(|byte| *byte == 0) {
        let Some((facts, name)) = line.iter().position(|byte| *byte == b'\t').map(|at| line.split_at(at))
        else {
            continue;
        };
        let name = name.get(1..).unwrap_or_default();
        let is_folder = is_folder(facts);
        // Git sorts a folder as if its name ended with a slash.
        let key = if is_folder { [name, b"/"].concat() } else { name.to_vec() };
        let folder = name.iter().rposition(|byte| *byte == b'/').and_then(|at| name.get(..at));
        let is_in_its_folder = folder.is_none_or(|folder| folders.contains(folder));
        let is_new = names.insert(name);
        if last >= key || !is_in_its_folder || !is_new || name.split(|byte| *byte == b'/').any(is_way) {
            return Err(malformed(&String::from_utf8_lossy(name)));
        }
        if is_folder {
            folders.insert(name);
        }
        last = key;
    }
    Ok(())
}

/// The same of the folders above the store: what stands beside it there may be a file of the store to a clone.
///
/// # Errors
/// When one of them is malformed, or git can't list it.
pub(super) fn ensure_above(repository: &Repository, revision: &Revision, prefix: &str) -> Result<()> {
    if prefix.is_empty() {
        return Ok(());
    }
    let list = |folders: &[OsString]| {
        let arguments = ["ls-tree", "-t", "-z", "--full-tree", revision.hash(), "--"].map(OsString::from);
        ensure(&repository.read_unchanging(arguments.iter().chain(folders))?)
    };
    list(&[])?;
    let slashes = prefix.match_indices('/').map(|(at, slash)| at + slash.len());
    let above: Vec<OsString> = slashes
        .filter(|end| *end < prefix.len())
        .filter_map(|end| Some(repository.argument(prefix.get(..end)?)))
        .collect();
    if above.is_empty() { Ok(()) } else { list(&above) }
}

/// Whether the facts before a name, `040000 tree HASH`, are those of a folder.
pub(super) fn is_folder(facts: &[u8]) -> bool {
    facts.starts_with(b"040000 ")
}

/// Whether a part of a path is no name but a way, or what some disk takes for git's own folder.
fn is_way(part: &[u8]) -> bool {
    const GIT: &str = ".git";
    let is_git = || {
        let name = String::from_utf8_lossy(part);
        disk_name::folded(&name) == GIT || disk_name::is_short_for(&name, GIT)
    };
    // Nearly every name says at once that it is none of git's.
    let may_be =
        part.len() >= GIT.len() && (part.first() == Some(&b'.') || !part.is_ascii() || part.contains(&b'~'));
    part.is_empty() || part == b"." || part == b".." || may_be && is_git()
}

fn malformed(name: &str) -> Error {
    Error::failed(text!(
        "这个提交的文件树是坏的：`{name}` 重复、次序不对或指向别处，检出的内容会与这里读到的不同",
        "the tree of this commit is malformed: `{name}` stands twice, out of order, or leads elsewhere, and what a clone holds would differ from what is read here"
    ))
    .hint(text!(
        "用 `git fsck` 查看；不要接收这个提交，请对方重新提交",
        "see `git fsck`; don't take this commit, and ask for it to be made again"
    ))
}
