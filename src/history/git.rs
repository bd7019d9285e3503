//! How git is started. Reading runs plumbing only, with a cleaned environment, without the
//! user's and the machine's configuration, and on hashes instead of typed text: no program that a
//! repository's configuration, attributes or hooks name is ever run by it. Committing is the user's own
//! git, with their identity, hooks and signing; of the environment only what would lead it to another
//! repository is taken away.

use std::{
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::OnceLock,
};

use super::process::output;
use crate::error::{Error, ErrorKind, Location, Result};

/// Variables that a process needs to run at all, on one system or another.
const ESSENTIAL: [&str; 9] =
    ["PATH", "HOME", "SystemRoot", "SYSTEMROOT", "USERPROFILE", "TEMP", "TMP", "TMPDIR", "XDG_CONFIG_HOME"];

/// What of `GIT_*` says who commits and how to ask them; all else of it could lead git elsewhere.
const PERSONAL: [&str; 9] = [
    "GIT_AUTHOR_NAME",
    "GIT_AUTHOR_EMAIL",
    "GIT_AUTHOR_DATE",
    "GIT_COMMITTER_NAME",
    "GIT_COMMITTER_EMAIL",
    "GIT_COMMITTER_DATE",
    "GIT_EDITOR",
    "GIT_CONFIG_NOSYSTEM",
    "GIT_CONFIG_GLOBAL",
];

/// The git of this machine.
#[derive(Clone, Debug)]
pub struct Git {
    program: PathBuf,
    variables: Vec<(OsString, OsString)>,
}

impl Git {
    /// The git in one of the absolute directories of `PATH` in `variables`, the user's environment. A git
    /// in the working directory is never taken.
    ///
    /// # Errors
    /// When there is none.
    pub fn find(variables: impl IntoIterator<Item = (OsString, OsString)>) -> Result<Self> {
        let variables: Vec<_> = variables.into_iter().collect();
        let path = variables.iter().find(|(name, _)| name == "PATH" || name == "Path").map(|(_, path)| path);
        let name = format!("git{}", std::env::consts::EXE_SUFFIX);
        let program = path.into_iter().flat_map(std::env::split_paths).find_map(|directory| {
            let program = directory.join(&name);
            (directory.is_absolute() && program.is_file()).then_some(program)
        });
        let program = program.ok_or_else(|| {
            Error::failed(text!("没有找到 git", "git was not found"))
                .named("no-git")
                .hint(text!("请安装 git 2.30 以上版本，再重试", "install git 2.30 or later, then try again"))
                .hint(text!("不涉及历史的命令不需要 git", "commands without history work without it"))
        })?;
        Ok(Self { program, variables })
    }

    /// A git that only reads.
    fn reader(&self, directory: &Path) -> Command {
        let mut command = Command::new(&self.program);
        command.env_clear();
        for (name, value) in &self.variables {
            if ESSENTIAL.iter().any(|known| name == known) {
                command.env(name, value);
            }
        }
        command
            .envs([
                ("GIT_CONFIG_NOSYSTEM", "1"),
                ("GIT_CONFIG_GLOBAL", "/dev/null"),
                ("GIT_ATTR_NOSYSTEM", "1"),
                ("GIT_NO_LAZY_FETCH", "1"),
                ("GIT_NO_REPLACE_OBJECTS", "1"),
                ("GIT_TERMINAL_PROMPT", "0"),
                ("GIT_OPTIONAL_LOCKS", "0"),
                ("GIT_FLUSH", "0"),
                ("LC_ALL", "C"),
            ])
            .args(["--no-pager", "--literal-pathspecs"])
            .args(["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.pager=cat"])
            .args(["-c", "log.showSignature=false", "-c", "gc.auto=0", "-c", "maintenance.auto=false"])
            .args(["-c", "protocol.allow=never", "-c", "core.quotePath=false", "-c", "color.ui=false"])
            .arg("-C")
            .arg(directory)
            .stdin(Stdio::null())
            .stderr(Stdio::piped());
        command
    }

    /// The user's own git, for what they would do with it themselves.
    pub(super) fn actor(&self, directory: &Path) -> Command {
        let mut command = Command::new(&self.program);
        command.env_clear();
        for (name, value) in &self.variables {
            let leads_elsewhere = name.to_str().is_none_or(|name| name.starts_with("GIT_"));
            if !leads_elsewhere || PERSONAL.iter().any(|known| name == known) {
                command.env(name, value);
            }
        }
        command.arg("--literal-pathspecs").arg("-C").arg(directory).stdin(Stdio::null());
        command
    }

    /// The folders of others that the user said they trust. Git hears of them on the command line, since
    /// the rest of the user's configuration stays out of reading.
    fn trusted_folders(&self) -> Result<Vec<String>> {
        let mut command = self.actor(Path::new("."));
        command.args(["config", "--global", "-z", "--get-all", "safe.directory"]).stderr(Stdio::null());
        let folders = output(&mut command)?.stdout;
        let folders = folders.split(|byte| *byte == 0);
        Ok(folders.filter_map(|folder| String::from_utf8(folder.to_vec()).ok()).collect())
    }
}

/// The repository that a store lies in.
#[derive(Clone, Debug)]
pub struct Repository {
    git: Git,
    directory: PathBuf,
    /// The repository's own directory, of this working tree.
    git_directory: PathBuf,
    /// What all working trees of the repository share.
    common_directory: PathBuf,
    prefix: String,
    is_bare: bool,
    is_shallow: bool,
    /// What HEAD is on, once it was asked for.
    branch: OnceLock<Option<String>>,
}

impl Repository {
    /// The repository around `directory`.
    ///
    /// # Errors
    /// When there is none, or it belongs to somebody else.
    pub fn around(git: &Git, directory: &Path) -> Result<Self> {
        let mut repository = Self {
            git: git.clone(),
            directory: if directory.as_os_str().is_empty() { ".".into() } else { directory.to_owned() },
            git_directory: PathBuf::new(),
            common_directory: PathBuf::new(),
            prefix: String::new(),
            is_bare: false,
            is_shallow: false,
            branch: OnceLock::new(),
        };
        let mut facts = repository.facts(&[])?;
        if is_foreign(&facts) {
            facts = repository.facts(&git.trusted_folders()?)?;
        }
        if !facts.status.success() {
            return Err(explain(&facts, &repository.directory));
        }
        let text = String::from_utf8_lossy(&facts.stdout).into_owned();
        let mut lines = text.lines();
        let mut next = || lines.next().map(str::to_owned).ok_or_else(|| not_understood("rev-parse", &text));
        repository.git_directory = next()?.into();
        repository.common_directory = repository.directory.join(next()?);
        repository.is_bare = next()? == "true";
        repository.is_shallow = next()? == "true";
        repository.prefix = next()?;
        Ok(repository)
    }

    /// The same, none where there is no repository.
    ///
    /// # Errors
    /// When there is one that can't be used.
    pub fn find(git: &Git, directory: &Path) -> Result<Option<Self>> {
        let mut command = git.reader(directory);
        let probe = output(command.args(["rev-parse", "--git-dir"]))?;
        if is_nowhere(&probe) { Ok(None) } else { Self::around(git, directory).map(Some) }
    }

    fn facts(&self, trusted: &[String]) -> Result<Output> {
        let mut command = self.git.reader(&self.directory);
        for folder in trusted {
            command.arg("-c").arg(format!("safe.directory={folder}"));
        }
        command.args(["rev-parse", "--absolute-git-dir", "--git-common-dir"]);
        command.args(["--is-bare-repository", "--is-shallow-repository", "--show-prefix"]);
        output(&mut command)
    }

    /// Where the store, or what was taken for it, lies in the trees of the repository: empty, or a path that
    /// ends with a slash.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// The same, of a store at another place in its trees.
    #[must_use]
    pub fn at(self, prefix: &str) -> Self {
        Self { prefix: prefix.to_owned(), ..self }
    }

    /// The directory that it was found from.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// The repository's own directory, of this working tree.
    pub fn git_directory(&self) -> &Path {
        &self.git_directory
    }

    /// What all working trees of the repository share: objects and references.
    pub fn common_directory(&self) -> &Path {
        &self.common_directory
    }

    /// Whether it has no working tree.
    pub fn is_bare(&self) -> bool {
        self.is_bare
    }

    /// Whether its history is cut off.
    pub fn is_shallow(&self) -> bool {
        self.is_shallow
    }

    /// The branch that HEAD is on (`refs/heads/main`), whether or not it has a commit; none when it is on no
    /// branch.
    ///
    /// # Errors
    /// When git can't be run.
    pub fn branch(&self) -> Result<Option<&str>> {
        if let Some(branch) = self.branch.get() {
            return Ok(branch.as_deref());
        }
        let branch = self.ask(["symbolic-ref", "--quiet", "HEAD"])?;
        let branch = branch.filter(|branch| branch.starts_with("refs/"));
        Ok(self.branch.get_or_init(|| branch).as_deref())
    }

    /// What is half done in it (a merge, a rebase), in words; nothing else may be committed until it ends.
    pub fn unfinished(&self) -> Option<crate::Text> {
        let has = |name: &str| self.git_directory.join(name).exists();
        if has("MERGE_HEAD") {
            Some(text!("合并（merge）还没有完成", "a merge is not finished"))
        } else if has("rebase-merge") || has("rebase-apply") {
            Some(text!("变基（rebase）还没有完成", "a rebase is not finished"))
        } else if has("CHERRY_PICK_HEAD") {
            Some(text!("拣选（cherry-pick）还没有完成", "a cherry-pick is not finished"))
        } else if has("REVERT_HEAD") {
            Some(text!("还原（revert）还没有完成", "a revert is not finished"))
        } else {
            None
        }
    }

    /// A git that only reads, in the repository. Arguments are the caller's own words and hashes, never what
    /// somebody typed.
    pub(super) fn reader(&self) -> Command {
        let mut command = self.git.reader(&self.directory);
        // Named in full, the repository needs no finding, and paths are those of its trees wherever the store
        // lies and whatever its configuration says of working trees.
        command.arg("--git-dir").arg(&self.git_directory).arg("--work-tree=.");
        command
    }

    /// The same, of the index that a hook was called for: while `git commit FILE` runs, that is another one
    /// than the repository's. One that lies elsewhere is of no concern.
    pub(super) fn reader_of_index(&self) -> Command {
        let mut command = self.reader();
        let named = self.git.variables.iter().find(|(name, _)| name == "GIT_INDEX_FILE");
        let index = named.and_then(|(_, path)| std::fs::canonicalize(path).ok());
        let own = std::fs::canonicalize(&self.git_directory).ok();
        if let (Some(index), Some(own)) = (index, own)
            && index.starts_with(own)
        {
            command.env("GIT_INDEX_FILE", index);
        }
        command
    }

    /// The mail address that the user's git would sign a commit with, where it knows one.
    ///
    /// # Errors
    /// When git can't be run.
    pub fn user_mail(&self) -> Result<Option<String>> {
        let mut command = self.actor();
        let output = output(command.args(["var", "GIT_AUTHOR_IDENT"]))?;
        let identity = String::from_utf8_lossy(&output.stdout);
        let mail = identity.rsplit_once('<').and_then(|(_, rest)| Some(rest.split_once('>')?.0.to_owned()));
        Ok(mail.filter(|_| output.status.success()))
    }

    /// The user's own git in the repository.
    pub(super) fn actor(&self) -> Command {
        self.git.actor(&self.directory)
    }

    /// What a reading git prints.
    ///
    /// # Errors
    /// When it fails, in its own words.
    pub(super) fn read<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Result<Vec<u8>> {
        let mut command = self.reader();
        command.args(arguments);
        let output = output(&mut command)?;
        if output.status.success() { Ok(output.stdout) } else { Err(explain(&output, &self.directory)) }
    }

    /// The same, of a question that git answers with no by failing.
    pub(super) fn ask<S: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = S>,
    ) -> Result<Option<String>> {
        let mut command = self.reader();
        command.args(arguments);
        let output = output(&mut command)?;
        let answer = String::from_utf8_lossy(&output.stdout).trim_end().to_owned();
        Ok(output.status.success().then_some(answer))
    }
}

pub(super) fn cannot_start(error: &std::io::Error) -> Error {
    Error::failed(text!("无法运行 git", "can't run git")).caused_by(error.to_string())
}

/// git printed something else than was asked for.
pub(super) fn not_understood(command: &str, printed: &str) -> Error {
    Error::failed(text!("git 的输出看不懂", "git's output is not understood"))
        .caused_by(format!("git {command}: {printed:?}"))
}

fn is_foreign(output: &Output) -> bool {
    !output.status.success() && String::from_utf8_lossy(&output.stderr).contains("dubious ownership")
}

fn is_nowhere(output: &Output) -> bool {
    !output.status.success() && String::from_utf8_lossy(&output.stderr).contains("not a git repository")
}

/// Why git would not, with its own words as the cause.
pub(super) fn explain(output: &Output, directory: &Path) -> Error {
    let words = String::from_utf8_lossy(&output.stderr);
    let first = words.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let cause = first.trim_start_matches("fatal: ").trim_start_matches("error: ").to_owned();
    if is_foreign(output) {
        return Error::failed(text!(
            "这个 git 仓库属于另一个用户",
            "this git repository belongs to another user"
        ))
        .named("foreign-repository")
        .at(Location::file(directory))
        .hint(text!(
            "确认可信后，在 git 的 safe.directory 中登记它；pjt 不会代为登记",
            "if you trust it, name it in git's safe.directory; pjt never does that for you"
        ));
    }
    if is_nowhere(output) {
        return Error::new(
            ErrorKind::Failed,
            text!("这里不在 git 仓库中", "this is not in a git repository"),
        )
        .named("no-repository")
        .at(Location::file(directory))
        .hint(text!("用 `pjt init --git` 开始留痕", "begin a history with `pjt init --git`"));
    }
    Error::failed(text!("git 没有完成", "git did not do it")).at(Location::file(directory)).caused_by(cause)
}
