//! How git is started. Reading runs plumbing only, with a cleaned environment, without the
//! user's and the machine's configuration, and on hashes instead of typed text: no program that a
//! repository's configuration, attributes or hooks name is ever run by it. Committing is the user's own
//! git, with their identity, hooks and signing; of the environment only what would lead it to another
//! repository is taken away.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use crate::{
    error::{Error, ErrorKind, Location, Result},
    text::Text,
};

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
    now: i64,
}

impl Git {
    /// The git in one of the absolute directories of `PATH` in `variables`, the user's environment. A git
    /// in the working directory is never taken. `now` is what the clock says, in seconds since 1970.
    ///
    /// # Errors
    /// When there is none.
    pub fn find(variables: impl IntoIterator<Item = (OsString, OsString)>, now: i64) -> Result<Self> {
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
        Ok(Self { program, variables, now })
    }

    /// What the clock says, in seconds since 1970: later dates of commits are of clocks that were wrong.
    pub(super) fn now(&self) -> i64 {
        self.now
    }

    /// What the user's environment gives a variable.
    pub(super) fn variable(&self, name: &str) -> Option<&OsString> {
        self.variables.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// A git that only reads.
    pub(super) fn reader(&self, directory: &Path) -> Command {
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
                // A git that does not know that variable yet finds no way to fetch that it may use.
                ("GIT_ALLOW_PROTOCOL", "none"),
                ("GIT_NO_REPLACE_OBJECTS", "1"),
                // What `info/grafts` says of parents is not in the commits. A place below a file is never there.
                ("GIT_GRAFT_FILE", "/dev/null/none"),
                ("GIT_TERMINAL_PROMPT", "0"),
                ("GIT_OPTIONAL_LOCKS", "0"),
                ("GIT_FLUSH", "0"),
                ("LC_ALL", "C"),
            ])
            .args(["--no-pager", "--literal-pathspecs"])
            .args(["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.pager=cat"])
            .args(["-c", "log.showSignature=false", "-c", "gc.auto=0", "-c", "maintenance.auto=false"])
            .args(["-c", "protocol.allow=never", "-c", "core.quotePath=false", "-c", "color.ui=false"])
            .args(["-c", "i18n.logOutputEncoding=UTF-8"])
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
}

pub(super) fn cannot_start(error: &std::io::Error) -> Error {
    Error::failed(text!("无法运行 git", "can't run git")).caused_by(error)
}

/// git printed something else than was asked for.
pub(super) fn not_understood(command: &str, printed: &str) -> Error {
    Error::failed(text!("无法识别 git 的输出", "git's output is not understood"))
        .caused_by(Text::foreign(format!("git {command}: {printed:?}")))
}

pub(super) fn is_foreign(output: &Output) -> bool {
    !output.status.success() && String::from_utf8_lossy(&output.stderr).contains("dubious ownership")
}

pub(super) fn is_nowhere(output: &Output) -> bool {
    !output.status.success() && String::from_utf8_lossy(&output.stderr).contains("not a git repository")
}

pub(super) fn nowhere(directory: &Path) -> Error {
    Error::new(ErrorKind::Failed, text!("这里不在 git 仓库中", "this is not in a git repository"))
        .named("no-repository")
        .at(Location::file(directory))
        .hint(text!("用 `pjt init --git` 开始留痕", "begin a history with `pjt init --git`"))
}

/// Why git would not, with its own words as the cause.
pub(super) fn explain(output: &Output, directory: &Path) -> Error {
    let words = String::from_utf8_lossy(&output.stderr);
    let first = words.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let cause = first.trim_start_matches("fatal: ").trim_start_matches("error: ").to_owned();
    if is_foreign(output) {
        // git names the directory that it wants to be trusted, which may lie above.
        let named = words.split_once("dubious ownership in repository at '");
        let top = named.and_then(|(_, rest)| rest.split_once("'\n")).map(|(path, _)| PathBuf::from(path));
        let top = top.unwrap_or_else(|| directory.to_owned());
        return Error::failed(text!(
            "这个 git 仓库属于另一个用户",
            "this git repository belongs to another user"
        ))
        .named("foreign-repository")
        .at(Location::file(top))
        .hint(text!(
            "确认可信后，把这个文件夹登记到您自己的 git 设置 safe.directory 中；pjt 不会代为登记",
            "if you trust it, name this directory in safe.directory of your own git settings; pjt never does that for you"
        ));
    }
    if is_nowhere(output) {
        return nowhere(directory);
    }
    let is_incomplete = cause.contains("not a tree object") || cause.contains("unable to read tree");
    let error = Error::failed(text!("git 没有完成", "git did not do it"));
    let error = error.at(Location::file(directory)).caused_by(Text::of_git(&cause));
    if !is_incomplete {
        return error;
    }
    error.hint(text!(
        "本机的历史不完整：部分克隆可用 `git fetch --refetch --no-filter` 取来，否则用 `git fsck` 检查",
        "the history on this machine is not whole: a partial clone gets it with `git fetch --refetch --no-filter`, otherwise see `git fsck`"
    ))
}

/// What to do where git does not know in whose name it commits.
pub(super) fn who_commits() -> Text {
    text!(
        "git 还不知道是谁在提交；先执行这两条命令，写上您的姓名和邮箱：`git config --global user.name 姓名`，`git config --global user.email 邮箱`",
        "git does not know who commits; tell it first: `git config --global user.name NAME`, `git config --global user.email ADDRESS`"
    )
}
