//! Committing a store's files and nothing else, by the user's own git: their identity, hooks and signing.
//! What is committed is durable before it is said to be.

use std::{
    path::{Path, PathBuf},
    process::{Command, ExitStatus, Stdio},
};

use super::{
    compare::{self, OnDisk},
    difference::Differences,
    git,
    index::OwnIndex,
    listed::Detail,
    locks::Committing,
    process::output,
    repository::Repository,
    revision::{Point, Revision},
    tree::Tree,
};
use crate::text::Text;
use crate::{
    error::{Error, ErrorKind, Location, Result},
    store::{Held, Store, layout, line_endings::is_same_text, load::StoreSource, platform, yaml},
};

/// The store in the last commit; an empty one where there is no commit or no store in it.
///
/// # Errors
/// When git fails.
pub fn last_committed(repository: &Repository) -> Result<Tree> {
    match Point::head().resolve(repository) {
        Ok(head) => Tree::open_or_empty(repository, &head, repository.prefix()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Tree::empty(repository)),
        Err(error) => Err(error),
    }
}

/// The same, as far as it was committed: the settings of a store may come after its first tasks.
///
/// # Errors
/// When git fails.
pub(super) fn committed_so_far(repository: &Repository) -> Result<Tree> {
    match Point::head().resolve(repository) {
        Ok(head) => Tree::open_or_part(repository, &head, repository.prefix()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Tree::empty(repository)),
        Err(error) => Err(error),
    }
}

/// These files of the store in the last commit.
fn last_of(repository: &Repository, files: &[PathBuf]) -> Result<Tree> {
    match Point::head().resolve(repository) {
        Ok(head) => Tree::of_files(repository, &head, files),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Tree::empty(repository)),
        Err(error) => Err(error),
    }
}

/// What of the store is not committed yet: of the whole store, or of `only` these files.
///
/// # Errors
/// When git or the store can't be read.
pub fn pending(repository: &Repository, store: &Store, only: Option<&[PathBuf]>) -> Result<OnDisk> {
    let head = match only {
        Some(files) => last_of(repository, files)?,
        None => last_committed(repository)?,
    };
    let mut pending = compare::with_working_files(&head, store, only, Detail::Facts)?;
    if only.is_none() {
        attributes(&head, store, &mut pending)?;
    }
    Ok(pending)
}

/// What files differed in from the last commit when they `held` this.
///
/// # Errors
/// When git can't read an object.
pub fn uncommitted_of(repository: &Repository, held: &[Held]) -> Result<Differences> {
    let files: Vec<PathBuf> = held.iter().map(|(path, _)| path.clone()).collect();
    compare::with_held(&last_of(repository, &files)?, held)
}

/// The file by which git knows how the store merges belongs to the store.
fn attributes(head: &Tree, store: &Store, pending: &mut OnDisk) -> Result<()> {
    let path = Path::new(layout::ATTRIBUTES);
    let before = head.read(path, yaml::MAX_FILE_BYTES)?;
    let after = StoreSource::read(store, path, yaml::MAX_FILE_BYTES)?;
    if after.is_some() && !is_same_text(before.as_deref(), after.as_deref()) {
        pending.files.push(path.to_owned());
    }
    Ok(())
}

/// Refuses where a commit would end up in something half done.
///
/// # Errors
/// While a merge, a rebase or the like is not finished, and in a repository without working files.
pub fn ensure_ready(repository: &Repository) -> Result<()> {
    if repository.is_bare() {
        return Err(Error::conflict(text!(
            "裸仓库没有工作区，不能提交",
            "a bare repository has no files to commit"
        ))
        .named("bare-repository")
        .at(Location::file(repository.git_directory())));
    }
    repository.ensure_nothing_is_waited_for()?;
    match repository.unfinished() {
        Some(state) => {
            let (zh, en) =
                (state.in_lang(crate::Lang::Zh).to_owned(), state.in_lang(crate::Lang::En).to_owned());
            Err(Error::conflict(crate::Text::new(
                format!("{zh}，现在不能提交"),
                format!("{en}; nothing can be committed now"),
            ))
            .named("git-unfinished")
            .hint(text!(
                "先完成它：`pjt resolve` 处理冲突，`git status` 说明下一步",
                "finish it first: `pjt resolve` settles conflicts, `git status` tells the next step"
            )))
        }
        None => Ok(()),
    }
}

/// The contents of so many files go into one pack: an object for each would be a sync each.
const MANY: usize = 500;

/// Commits what differs from the last commit, with this message, and gives the commit. The caller holds the lock
/// of the store.
///
/// # Errors
/// When git refuses (a hook, no identity) or fails; the files stay as they are.
pub fn commit(repository: &Repository, pending: &OnDisk, message: &str, edit: bool) -> Result<Revision> {
    ensure_ready(repository)?;
    let committing = Committing::begin(repository, &pending.files)?;
    let mut is_unfinished = false;
    let made = run(repository, pending, message, edit, &mut is_unfinished);
    committing.end(repository, is_unfinished)?;
    made?;
    let head = Point::head().resolve(repository)?;
    make_durable(repository, &head)?;
    if head.hash() == pending.from {
        return Err(Error::failed(text!("git 没有产生新的提交", "git made no new commit")));
    }
    Ok(head)
}

/// The commit is made from an index of its own, which holds the last commit and these files, and then takes the place
/// of the repository's. A commit of files that git is given by name would take one that it can't look at for removed,
/// and costs their number squared. `is_unfinished` becomes true where the next commit has something to clear up.
fn run(
    repository: &Repository,
    pending: &OnDisk,
    message: &str,
    edit: bool,
    is_unfinished: &mut bool,
) -> Result<()> {
    let index = OwnIndex::of_last(repository, &pending.from)?;
    let mut command = durable(repository);
    if pending.files.len() >= MANY {
        // To pack an object git takes a large block, and the C library of Linux would give it back to the system and
        // take another for each: a fifth of the whole time.
        command.envs([("MALLOC_MMAP_THRESHOLD_", "67108864"), ("MALLOC_TRIM_THRESHOLD_", "268435456")]);
        if !pending.is_known {
            // One pack is synced once, packed as loosely as single objects are. What git converts on its way in stays
            // out of the pack.
            command.args(["-c", "core.bigFileThreshold=1", "-c", "pack.compression=1"]);
        }
    }
    index.update(repository, command, pending)?;
    // The message stays as it was written, whatever its lines begin with. What git adds for an editor it
    // cuts off again, from its scissors on.
    let cleanup = if edit { "--cleanup=scissors" } else { "--cleanup=whitespace" };
    let mut command = durable(repository);
    index.used_by(&mut command).args(["commit", "--quiet", cleanup, "-m", message]);
    if edit {
        command.arg("--edit");
    }
    finish(command, edit, is_unfinished)?;
    *is_unfinished = true;
    index.become_the_repositorys(repository, &pending.files)?;
    *is_unfinished = false;
    Ok(())
}

/// The user's git. Everything that a commit is made of is on the disk before it is done; no housekeeping runs on
/// behind.
fn durable(repository: &Repository) -> Command {
    let mut command = repository.actor();
    command.args(["-c", "core.fsync=all", "-c", "core.fsyncMethod=fsync"]);
    command.args(["-c", "gc.auto=0", "-c", "maintenance.auto=false"]);
    // The message is given in UTF-8.
    command.args(["-c", "i18n.commitEncoding=UTF-8"]);
    command
}

/// Runs a git that has all its arguments. Where an editor is to open, it gets the terminal.
fn finish(mut command: Command, edit: bool, was_killed: &mut bool) -> Result<()> {
    if edit {
        command.stdin(Stdio::inherit()).stderr(Stdio::inherit());
        let status = command.stdout(Stdio::inherit()).status().map_err(|error| git::cannot_start(&error))?;
        *was_killed = is_killed(status);
        return if status.success() { Ok(()) } else { Err(refused("")) };
    }
    let output = output(&mut command)?;
    *was_killed = is_killed(output.status);
    if output.status.success() {
        return Ok(());
    }
    let mut words = String::from_utf8_lossy(&output.stderr).into_owned();
    words.push_str(&String::from_utf8_lossy(&output.stdout));
    Err(refused(&words))
}

/// Whether a git ended by a signal, or the program around it says so by its exit code: git's own codes end
/// at 129.
fn is_killed(status: ExitStatus) -> bool {
    status.code().is_none_or(|code| code > 129)
}

/// Why git did not commit: its own words, or those of a hook.
fn refused(words: &str) -> Error {
    let error = Error::failed(text!("git 没有提交", "git did not commit"));
    // Of what the hook shows of a file, the place is enough on one line.
    let is_excerpt = |line: &str| {
        let rest = line.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ');
        rest.is_empty() || rest.starts_with("| ")
    };
    let lines: Vec<&str> = words.lines().map(str::trim).filter(|line| !is_excerpt(line)).take(6).collect();
    let error = if lines.is_empty() { error } else { error.caused_by(Text::of_git(&lines.join(" / "))) };
    if words.contains("tell me who you are") || words.contains("empty ident") {
        return error.hint(git::who_commits());
    }
    error
}

/// The names that the commit hangs on: git syncs what they hold, not the directories that they stand in, and
/// not the index after a commit of single files.
fn make_durable(repository: &Repository, head: &Revision) -> Result<()> {
    let common = repository.common_directory();
    let mut directories = vec![
        repository.git_directory().to_owned(),
        common.to_owned(),
        common.join("objects"),
        common.join("objects/pack"),
        common.join("logs"),
    ];
    if let Some(branch) = repository.branch()? {
        directories.extend(common.join(branch).parent().map(Path::to_owned));
    }
    directories.extend(head.hash().get(..2).map(|fan| common.join("objects").join(fan)));
    let failed = |path: &Path, error: &std::io::Error| {
        let message =
            text!("提交已完成，但没能确认它已落盘", "the commit is made, but not known to be on the disk");
        Error::io(message, path, error)
    };
    let index = repository.git_directory().join("index");
    platform::sync_file(&index).map_err(|error| failed(&index, &error))?;
    for directory in directories.iter().filter(|directory| directory.is_dir()) {
        platform::sync_directory(directory).map_err(|error| failed(directory, &error))?;
    }
    Ok(())
}
