//! Which commit is to be taken back or brought back, and whether it may be.

use std::{
    collections::{HashMap, HashSet},
    path::{Path, PathBuf},
};

use super::{
    before::is_back,
    compare::differing,
    git,
    git_stream::{Commit, date_of},
    repository::Repository,
    revision::{Point, Revision},
    tree::Tree,
    undo_mark::UndoMark,
};
use crate::{
    Text,
    error::{Error, ErrorKind, Result},
    store::{layout, platform},
};

/// How many commits are looked at.
const MOST: &str = "--max-count=1000";

/// A commit, with what pjt wrote into its message: claims of whoever made it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The commit.
    pub commit: Commit,
    /// The command that made it; empty where none of pjt's did.
    command: String,
    /// The commit that it takes back; empty where it takes back none.
    undoes: String,
}

impl Entry {
    /// The commit that it takes back.
    pub fn undoes(&self) -> Option<&str> {
        Some(self.undoes.as_str()).filter(|hash| !hash.is_empty())
    }
}

/// The commits up to `head` that changed something at the place of the store, by first parents, the newest first.
fn entries(repository: &Repository, head: &Revision) -> Result<Vec<Entry>> {
    let prefix = repository.prefix();
    let place = (!prefix.is_empty()).then(|| repository.argument(prefix));
    listed(repository, &[MOST, "--first-parent", head.hash()], place)
}

/// Which commit each commit says that it takes back, of the last ones up to `head`.
///
/// # Errors
/// When git fails.
pub fn taken_back(repository: &Repository, head: &Revision) -> Result<HashMap<String, String>> {
    let entries = entries(repository, head)?.into_iter();
    Ok(entries
        .filter(|entry| !entry.undoes.is_empty())
        .map(|entry| (entry.commit.hash, entry.undoes))
        .collect())
}

fn entry(repository: &Repository, revision: &Revision) -> Result<Entry> {
    let found = listed(repository, &["--no-walk", revision.hash()], None)?;
    found.into_iter().next().ok_or_else(|| git::not_understood("rev-list", revision.hash()))
}

fn listed(
    repository: &Repository,
    which: &[&str],
    places: impl IntoIterator<Item = std::ffi::OsString>,
) -> Result<Vec<Entry>> {
    let format = "--format=%x00%H%x00%P%x00%an%x00%ae%x00%aI%x00%s%x00%B%x00";
    let mut arguments: Vec<std::ffi::OsString> = ["rev-list", format].map(Into::into).into();
    arguments.extend(which.iter().map(Into::into));
    arguments.push("--".into());
    arguments.extend(places);
    let printed = repository.read(arguments)?;
    let printed = String::from_utf8_lossy(&printed);
    // Behind the fields of a commit stands the line that names the next one.
    let fields: Vec<&str> = printed.split('\0').skip(1).collect();
    let entry = |fields: &[&str]| {
        let [hash, parents, author, email, date, subject, message, ..] = fields else {
            return Err(git::not_understood("rev-list", &fields.join(" ")));
        };
        let parents = parents.split_whitespace().count();
        let [hash, author, email, subject] = [hash, author, email, subject].map(|field| (*field).to_owned());
        let date = date_of(date);
        let trailer = |key| trailer(message, key).unwrap_or_default().to_owned();
        let (command, undoes) = (trailer("Pjt-Command"), trailer("Pjt-Undoes"));
        Ok(Entry { commit: Commit { hash, parents, author, email, date, subject }, command, undoes })
    };
    fields.chunks(8).map(entry).collect()
}

/// What a message says under a key in its last paragraph. Git has settings for what it takes for one.
fn trailer<'a>(message: &'a str, key: &str) -> Option<&'a str> {
    let (_, last) = message.trim_end().rsplit_once("\n\n")?;
    last.lines().find_map(|line| Some(line.strip_prefix(key)?.strip_prefix(':')?.trim()))
}

/// The last commit that changed the store and is in force: not one that takes back another, and not one that was
/// taken back. One that was brought back counts from then on: what was done last is the bringing back.
///
/// # Errors
/// When there is none.
pub fn last(repository: &Repository) -> Result<Entry> {
    let entries = entries(repository, &Point::head().resolve(repository)?)?;
    let mut void = HashSet::new();
    for entry in &entries {
        if void.contains(entry.commit.hash.as_str()) {
            continue;
        }
        void.extend(entry.undoes());
        let is_open = |entry: &&Entry| !void.contains(entry.commit.hash.as_str());
        if let Some(found) = in_force_by(entry, &entries).filter(is_open)
            && changes_the_store(repository, found)?
        {
            return Ok(found.clone());
        }
    }
    Err(Error::not_found(text!("没有可以撤销的提交", "there is no commit to undo")).named("nothing-to-undo").hint(text!(
        "`pjt undo` 撤销未提交的改动，或 pjt 自己的提交（`pjt commit`、`--commit`）",
        "`pjt undo` takes back changes that are not committed, or commits that pjt made (`pjt commit`, `--commit`)"
    )))
}

/// The commit that this one put in force: itself, or the one that it brought back by undoing what had undone it; none
/// where it takes one back.
fn in_force_by<'a>(entry: &'a Entry, entries: &'a [Entry]) -> Option<&'a Entry> {
    let mut found = entry;
    let mut is_taken_back = false;
    while let Some(undone) = found.undoes() {
        // What is undone is older.
        let place = entries.iter().position(|other| other.commit.hash == found.commit.hash)?;
        found = entries.iter().skip(place + 1).find(|other| other.commit.hash == undone)?;
        is_taken_back = !is_taken_back;
    }
    (!is_taken_back).then_some(found)
}

/// The files beside the store that a commit changed, too, as the repository has them.
///
/// # Errors
/// When git can't read the history.
pub fn beside_the_store(repository: &Repository, commit: &Commit) -> Result<Vec<PathBuf>> {
    // With `-m` a merge is compared with its first parent.
    let arguments =
        ["diff-tree", "-r", "-z", "-m", "--first-parent", "--root", "--no-commit-id", "--name-only"];
    let printed = repository.read(arguments.into_iter().chain([commit.hash.as_str()]))?;
    let names = printed.split(|byte| *byte == 0).filter(|name| !name.is_empty());
    let paths = names.filter_map(platform::path_of);
    let place = PathBuf::from(repository.argument(repository.prefix()));
    Ok(paths.filter(|path| !path.starts_with(&place)).collect())
}

/// The last commit by which `undo` took back another and that is in force.
///
/// # Errors
/// When git can't read the history.
pub fn last_undo(repository: &Repository) -> Result<Option<Entry>> {
    let head = match Point::head().resolve(repository) {
        Ok(head) => head,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut void = HashSet::new();
    for entry in entries(repository, &head)? {
        let Some(undone) = entry.undoes().map(str::to_owned) else { continue };
        if void.contains(&entry.commit.hash) {
            continue;
        }
        if entry.command == "undo" {
            return Ok(Some(entry));
        }
        void.insert(undone);
    }
    Ok(None)
}

/// The commit of this branch that somebody named.
///
/// # Errors
/// When there is none, or it is taken back already.
pub fn named(repository: &Repository, name: &str) -> Result<Entry> {
    let revision = Point::Name(name.to_owned()).resolve(repository)?;
    let entry = entry(repository, &revision)?;
    let head = Point::head().resolve(repository)?;
    let short = entry.short();
    if !is_ancestor(repository, revision.hash(), head.hash())? {
        return Err(Error::conflict(text!(
            "{short} 不在当前分支的历史里",
            "{short} is not in the history of this branch"
        ))
        .hint(text!("`pjt log` 列出这个分支的提交", "`pjt log` lists the commits of this branch")));
    }
    let mut void = HashSet::new();
    for other in entries(repository, &head)? {
        if other.undoes() == Some(revision.hash()) && !void.contains(&other.commit.hash) {
            let by = other.short();
            return Err(Error::conflict(text!(
                "{short} 已被 {by} 撤销，没有改动任何内容",
                "{short} was undone by {by} already; nothing was changed"
            ))
            .hint(text!(
                "`pjt redo` 恢复上一次撤销的内容",
                "`pjt redo` brings back what the last undo took"
            )));
        }
        void.extend(other.undoes().filter(|_| !void.contains(&other.commit.hash)).map(str::to_owned));
    }
    Ok(entry)
}

/// The commit that an undo took back.
///
/// # Errors
/// When git can't read it.
pub fn undone_by(repository: &Repository, undo: &Entry) -> Result<Option<Entry>> {
    let Some(hash) = undo.undoes().filter(|hash| super::revision::is_hash(hash)) else { return Ok(None) };
    entry(repository, &Revision(hash.to_owned())).map(Some)
}

/// Whether a commit is another one's ancestor, or is that one.
///
/// # Errors
/// When git can't be run.
pub fn is_ancestor(repository: &Repository, older: &str, newer: &str) -> Result<bool> {
    Ok(repository.ask(["merge-base", "--is-ancestor", older, newer])?.is_some())
}

impl Entry {
    /// The first digits of its hash.
    pub fn short(&self) -> String {
        self.commit.hash.chars().take(8).collect()
    }

    /// Refuses a commit that can't be taken back as a whole: the history is cut off before it, it is a merge, or pjt
    /// did not make it.
    ///
    /// # Errors
    /// With the reason.
    pub fn ensure_whole(&self, repository: &Repository) -> Result<()> {
        let (short, author, subject) = (self.short(), &self.commit.author, &self.commit.subject);
        let refused = |reason: Text, hint: Text| {
            let (zh, en) = (reason.in_lang(crate::Lang::Zh), reason.in_lang(crate::Lang::En));
            Err(Error::conflict(Text::new(
                format!("不能撤销 {short}（{author}）{subject}：{zh}"),
                format!("can't take back {short} ({author}) {subject}: {en}"),
            ))
            .hint(hint))
        };
        if is_cut_off(repository, &self.commit)? {
            return refused(
                text!(
                    "这是浅克隆，它之前的历史不在本机，看不出它改了什么",
                    "this clone is shallow and the history before it is not on this machine, so what it changed is not known"
                ),
                text!(
                    "先补全历史：`git fetch --unshallow`",
                    "get the history first: `git fetch --unshallow`"
                ),
            );
        }
        if self.commit.parents > 1 {
            return refused(
                text!("它是一次合并", "it is a merge"),
                text!(
                    "要撤销合并之前的某一次提交，写明提交号：`pjt undo 提交号`",
                    "name a commit before the merge to take that back: `pjt undo REV`"
                ),
            );
        }
        if self.command.is_empty() {
            return refused(
                text!("它不是用 pjt 提交的", "pjt did not make it"),
                text!(
                    "请用 `git revert` 撤销它；要撤销用 pjt 作的更早的提交，写明提交号：`pjt undo 提交号`",
                    "take it back with git revert; to take back an earlier commit of pjt's, name it: `pjt undo REV`"
                ),
            );
        }
        Ok(())
    }

    /// Refuses the commit of somebody else, and one that others have already, unless it was named.
    ///
    /// # Errors
    /// With the reason.
    pub fn ensure_own(&self, repository: &Repository) -> Result<()> {
        let (short, author, subject) = (self.short(), &self.commit.author, &self.commit.subject);
        let reason = if repository.user_mail()?.as_ref() != Some(&self.commit.email) {
            text!(
                "{short}（{author}）{subject} 是别人的提交，没有撤销",
                "{short} ({author}) {subject} is somebody else's commit; it was not taken back"
            )
        } else if is_pushed(repository, &self.commit)? {
            text!(
                "{short} {subject} 已经推送，别人可能已经取走，没有撤销",
                "{short} {subject} has been pushed and others may have it; it was not taken back"
            )
        } else {
            return Ok(());
        };
        Err(Error::usage(reason).named("needs-yes").hint(text!(
            "确实要撤销，就写明它：`pjt undo {short}`",
            "if that is meant, name it: `pjt undo {short}`"
        )))
    }
}

/// Whether the commit has parents that are not on this machine.
fn is_cut_off(repository: &Repository, commit: &Commit) -> Result<bool> {
    if !repository.is_shallow() || commit.parents > 0 {
        return Ok(false);
    }
    let raw = repository.read(["cat-file", "commit", &commit.hash])?;
    let mut head = raw.split(|byte| *byte == b'\n').take_while(|line| !line.is_empty());
    Ok(head.any(|line| line.starts_with(b"parent ")))
}

/// Whether another repository has the commit, as far as this one has heard.
fn is_pushed(repository: &Repository, commit: &Commit) -> Result<bool> {
    let contains = format!("--contains={}", commit.hash);
    let found =
        repository.read(["for-each-ref", "--count=1", "--format=%(refname)", &contains, "refs/remotes"])?;
    Ok(!found.is_empty())
}

/// Whether a commit changed one of the store's own files, against its first parent. One whose parents are cut off may
/// have.
fn changes_the_store(repository: &Repository, entry: &Entry) -> Result<bool> {
    let revision = Revision(entry.commit.hash.clone());
    let Some(parent) = revision.parent(repository)? else {
        let (now, then) = around(repository, &entry.commit)?;
        return Ok(is_cut_off(repository, &entry.commit)? || !differing(&now, &then).is_empty());
    };
    let arguments =
        ["diff-tree", "-r", "--name-only", "-z", "--no-renames", parent.hash(), revision.hash(), "--"];
    let mut arguments: Vec<std::ffi::OsString> = arguments.map(Into::into).into();
    arguments.extend((!repository.prefix().is_empty()).then(|| repository.argument(repository.prefix())));
    let names = repository.read(arguments)?;
    let is_own = |name: &[u8]| {
        let name = String::from_utf8_lossy(name);
        name.strip_prefix(repository.prefix()).is_some_and(|path| layout::is_own(Path::new(path)))
    };
    Ok(names.split(|byte| *byte == 0).any(is_own))
}

/// What an undo brings back.
#[derive(Debug)]
pub(crate) struct BroughtBack {
    /// The store without the commit that is taken back.
    pub(crate) then: Tree,
    /// The files that this one changed, relative to the store.
    files: Vec<PathBuf>,
}

impl BroughtBack {
    /// The commits by which these files became what they were then, the newest first.
    ///
    /// # Errors
    /// When git can't list them.
    pub(crate) fn makers(&self, repository: &Repository) -> Result<Vec<(Commit, Revision)>> {
        let hash = self.then.revision().hash();
        if hash.is_empty() {
            return Ok(Vec::new());
        }
        let prefix = self.then.prefix();
        let path = |path: &PathBuf| format!("{prefix}{}", path.to_string_lossy().replace('\\', "/"));
        // A command line takes so many names.
        let paths = match self.files.len() {
            0..1000 => self.files.iter().map(path).collect(),
            _ => vec![prefix.to_owned()],
        };
        let places = paths.iter().map(|path| repository.argument(path));
        let entries = listed(repository, &[MOST, hash], places.filter(|path| !path.is_empty()))?;
        let maker = |entry: Entry| {
            let revision = Revision(entry.commit.hash.clone());
            (entry.commit, revision)
        };
        Ok(entries.into_iter().map(maker).collect())
    }
}

/// Whether what leads from one state to the next takes back a commit as a whole, and says which.
///
/// # Errors
/// When git can't read the history.
pub(crate) fn takes_back(repository: &Repository, before: &Tree, after: &Tree) -> Result<bool> {
    Ok(brought_back(repository, before, after)?.is_some())
}

/// What is brought back where what leads from one state to the next takes back a commit as a whole, and says which: in its
/// message, or where it is not made yet by the mark of the undo that is under way.
///
/// # Errors
/// When git can't read the history.
pub(crate) fn brought_back(
    repository: &Repository,
    before: &Tree,
    after: &Tree,
) -> Result<Option<BroughtBack>> {
    if before.revision().hash().is_empty() {
        return Ok(None);
    }
    let undone = match after.revision().hash() {
        "" => UndoMark::read(repository)?.map(|mark| mark.undoes),
        _ => Some(entry(repository, after.revision())?.undoes),
    };
    let Some(undone) = undone.filter(|hash| super::revision::is_hash(hash)) else { return Ok(None) };
    if !is_ancestor(repository, &undone, before.revision().hash())? {
        return Ok(None);
    }
    let undone = entry(repository, &Revision(undone))?;
    if undone.ensure_whole(repository).is_err() {
        return Ok(None);
    }
    let (now, then) = around(repository, &undone.commit)?;
    let is_back = |path: &PathBuf| is_back(after, &then, path);
    let is_taken_back = |path: &PathBuf| before.hash_of(path) == now.hash_of(path) && is_back(path);
    let touched = differing(before, after);
    let files = differing(&now, &then);
    let is_whole = !touched.is_empty() && touched.iter().all(is_taken_back) && files.iter().all(is_back);
    Ok(is_whole.then_some(BroughtBack { then, files }))
}

/// The store with a commit and without it.
///
/// # Errors
/// When git can't read them.
pub fn around(repository: &Repository, commit: &Commit) -> Result<(Tree, Tree)> {
    let now = Revision(commit.hash.clone());
    let then = match now.parent(repository)? {
        Some(parent) => Tree::open_or_empty(repository, &parent, repository.prefix())?,
        None => Tree::empty(repository),
    };
    Ok((Tree::open_or_empty(repository, &now, repository.prefix())?, then))
}
