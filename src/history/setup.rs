//! Making git know pjt in one clone: the repository, which files merge and show by what they say, the two
//! settings that name the program, the hook. Nothing that is there already is changed; what was done and
//! what was left is reported.

use std::{ffi::OsStr, fs, io::ErrorKind::NotFound, path::Path};

use super::process::output;
use super::{
    git::{self, Git},
    repository::Repository,
};
use crate::{
    error::{Error, Result},
    store::{Store, file, layout, platform, yaml},
    text::Text,
};

/// The files of a store, as `.gitattributes` names them.
const ATTRIBUTES: [(&str, &str); 7] = [
    ("/pjt.yaml", "merge=pjt"),
    ("/departments.yaml", "merge=pjt"),
    ("/rules.yaml", "merge=pjt"),
    ("/*/plan.yaml", "merge=pjt"),
    ("/*/tasks/*.yaml", "merge=pjt diff=pjt"),
    ("/periods/*.yaml", "merge=pjt"),
    ("/*/returns/*/*.yaml", "merge=pjt"),
];

/// The settings of a clone. The program is named without its place, so that the setting is the same for
/// everybody and survives an update. Where it is not found, or fails, git's own merge takes over: a driver that
/// ends with an error would leave our side in the file and theirs nowhere.
const MERGING: &[(&str, &str)] = &[
    ("merge.pjt.name", "pjt: field by field"),
    (
        "merge.pjt.driver",
        "f() { pjt merge-driver \"$@\"; s=$?; [ $s -gt 1 ] || return $s; git merge-file \"$2\" \"$1\" \"$3\"; }; f %O %A %B %P",
    ),
];

/// The same, for what git shows.
const SHOWING: &[(&str, &str)] = &[("diff.pjt.textconv", "f() { pjt textconv \"$1\" || cat \"$1\"; }; f")];

/// One thing that was to be set up.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Outcome {
    /// It was made.
    Made(Text),
    /// It was there as it should be.
    Present(Text),
    /// Something else is in its place and stays; what to do about it.
    Left(Text),
}

/// The repository around a store. Where there is none, one is made: beside a store that is called `data`,
/// so that the documents next to it are in it too, else in the store itself.
///
/// # Errors
/// When git can't be run or refuses.
pub fn repository(git: &Git, store: &Store) -> Result<(Repository, Outcome)> {
    if let Some(repository) = Repository::find(git, store.directory())? {
        return Ok((repository, Outcome::Present(text!("git 仓库", "git repository"))));
    }
    let directory = store.directory();
    let above = directory.parent().filter(|_| directory.file_name().is_some_and(|name| name == "data"));
    let top =
        above.map_or(directory, |above| if above.as_os_str().is_empty() { Path::new(".") } else { above });
    let mut command = git.actor(top);
    command.args(["init", "--quiet"]);
    let output = output(&mut command)?;
    if !output.status.success() {
        return Err(git::explain(&output, top));
    }
    let shown = top.display();
    let made = text!("在 {shown} 建立了 git 仓库", "made a git repository in {shown}");
    Ok((Repository::around(git, directory)?, Outcome::Made(made)))
}

/// Says that a store lies deep in a repository that was hardly made for it, and is committed there; none where it lies at the
/// top of its own.
pub fn enclosing(repository: &Repository) -> Option<Text> {
    let (top, below) = (repository.top().display(), repository.prefix().trim_end_matches('/'));
    below.contains('/').then(|| {
        text!(
            "注意：台账在 git 仓库 {top} 里面（{below}），提交都进那个仓库；要单独建库，请先在台账所在的文件夹运行 `git init`，再运行 `pjt init --git`",
            "note: the store lies inside the git repository {top} ({below}), and commits go there; for a repository of its own run `git init` in the folder that holds the store, then `pjt init --git`"
        )
    })
}

/// Refuses a repository without a working tree.
///
/// # Errors
/// When it is one.
pub fn refuse_bare(repository: &Repository) -> Result<()> {
    if repository.is_bare() {
        return Err(Error::conflict(text!(
            "裸仓库没有工作区，无须设置",
            "a bare repository has no files to set up"
        ))
        .named("bare-repository")
        .hint(text!(
            "要让它核查每次推送：`pjt init --git --hook`",
            "to have it check every push: `pjt init --git --hook`"
        )));
    }
    Ok(())
}

/// Sets up one clone, and its hook if wanted.
///
/// # Errors
/// When a file can't be read or written, or git refuses.
pub fn set_up(repository: &Repository, store: &Store, with_hook: bool) -> Result<Vec<Outcome>> {
    refuse_bare(repository)?;
    let mut outcomes = vec![attributes(store)?];
    let merging =
        || text!("git 合并台账的文件时按字段合并", "git merges the files of the store field by field");
    outcomes.push(settings(repository, MERGING, merging)?);
    let showing = || {
        text!(
            "`git diff`、`git log -p` 用文字显示任务的改动",
            "`git diff` and `git log -p` show in words what changed in a task"
        )
    };
    outcomes.push(settings(repository, SHOWING, showing)?);
    if repository.user_mail()?.is_none() {
        outcomes.push(Outcome::Left(git::who_commits()));
    }
    if with_hook {
        outcomes.push(hook(
            repository,
            Hook {
                name: "pre-commit",
                command: check_command(&repository.argument(repository.prefix())),
                purpose: "Every commit keeps the rules of the store.",
                made: text!(
                    "每次提交前核查（`git commit --no-verify` 可跳过一次）",
                    "checks before every commit (`git commit --no-verify` skips it once)"
                ),
            },
        )?);
    }
    Ok(outcomes)
}

/// Adds the lines that are missing.
fn attributes(store: &Store) -> Result<Outcome> {
    let path = store.directory().join(layout::ATTRIBUTES);
    let failed =
        |error: &std::io::Error| Error::io(text!("读不了这个文件", "can't read this file"), &path, error);
    let before = match file::read(&path, yaml::MAX_FILE_BYTES) {
        Ok(bytes) => Some(bytes),
        Err(error) if error.kind() == NotFound => None,
        Err(error) => return Err(failed(&error)),
    };
    let text = String::from_utf8_lossy(before.as_deref().unwrap_or_default());
    let has = |pattern: &str| text.lines().any(|line| line.split_whitespace().next() == Some(pattern));
    let missing: Vec<String> = ATTRIBUTES
        .iter()
        .filter(|(pattern, _)| !has(pattern))
        .map(|(pattern, attributes)| format!("{pattern} {attributes}\n"))
        .collect();
    let shown = path.display();
    if missing.is_empty() {
        return Ok(Outcome::Present(text!("{shown}", "{shown}")));
    }
    let mut after = before.clone().unwrap_or_default();
    if after.last().is_some_and(|last| *last != b'\n') {
        after.push(b'\n');
    }
    after.extend(missing.concat().bytes());
    file::replace(&path, before.as_deref(), &after)?;
    Ok(Outcome::Made(text!(
        "{shown} 写明哪些文件按字段合并（请提交它，别的克隆也就有了）",
        "{shown} says which files merge field by field (commit it, and every clone has it)"
    )))
}

/// Makes settings that belong together; `what` says what they do.
fn settings(repository: &Repository, wanted: &[(&str, &str)], what: fn() -> Text) -> Result<Outcome> {
    let mut is_new = false;
    for (name, value) in wanted {
        match setting(repository, name, value)? {
            Setting::Made => is_new = true,
            Setting::Present => {}
            Setting::Other(set) => {
                return Ok(Outcome::Left(text!(
                    "git 的设置 {name} 已有别的写法（`{set}`），没有改动；要改用 pjt 的，在仓库的 .git/config 里去掉这一项，再 `pjt init --git`",
                    "git's setting {name} says something else (`{set}`) and stays; for pjt's take it out of the repository's .git/config, then `pjt init --git`"
                )));
            }
        }
    }
    Ok(if is_new { Outcome::Made(what()) } else { Outcome::Present(what()) })
}

/// What became of one setting.
enum Setting {
    Made,
    Present,
    /// It has another value, which stays.
    Other(String),
}

fn setting(repository: &Repository, name: &str, value: &str) -> Result<Setting> {
    let run = |arguments: &[&str]| {
        let mut command = repository.actor();
        command.arg("config").args(arguments);
        output(&mut command)
    };
    let present = run(&["--local", "--get", name])?;
    let set = String::from_utf8_lossy(&present.stdout).trim_end().to_owned();
    if present.status.success() && set == value {
        return Ok(Setting::Present);
    }
    if present.status.success() {
        return Ok(Setting::Other(set));
    }
    let made = run(&["--local", name, value])?;
    if !made.status.success() {
        return Err(git::explain(&made, repository.directory()));
    }
    Ok(Setting::Made)
}

/// A hook of pjt's.
struct Hook {
    /// Its name in git.
    name: &'static str,
    /// The command that it runs.
    command: Vec<u8>,
    /// What the script says about itself.
    purpose: &'static str,
    /// What it does, once it is there.
    made: Text,
}

/// Sets up the guard of a server: a bare repository that people push to.
///
/// # Errors
/// When the hook can't be written, or git refuses.
pub fn guard(repository: &Repository) -> Result<Outcome> {
    hook(
        repository,
        Hook {
            name: "pre-receive",
            command: b"pjt check --pushed".to_vec(),
            purpose: "Every push keeps the rules of the store.",
            made: text!(
                "每次推送先核查，不合规则的不收（服务器上运行 git 的用户要能找到 pjt）",
                "checks every push and refuses what breaks a rule (the user that runs git here must find pjt on the PATH)"
            ),
        },
    )
}

/// The hook that checks what is staged. A hook that is there stays, and so does a directory of hooks that
/// other repositories share.
fn hook(repository: &Repository, hook: Hook) -> Result<Outcome> {
    let Hook { name, command: line_bytes, purpose, made } = hook;
    let mut command = repository.actor();
    command.args(["rev-parse", "--git-path", &format!("hooks/{name}")]);
    let output = output(&mut command)?;
    if !output.status.success() {
        return Err(git::explain(&output, repository.directory()));
    }
    let path = output.stdout.strip_suffix(b"\n").and_then(platform::path_of);
    let path = path.ok_or_else(|| git::not_understood("rev-parse", name))?;
    let path = repository.top().join(path);
    let (shown, line) = (path.display(), String::from_utf8_lossy(&line_bytes));
    let failed =
        |error: &std::io::Error| Error::io(text!("无法写入钩子", "can't write the hook"), &path, error);
    let head = format!("#!/bin/sh\n# {purpose}\nexec ");
    let script = [head.as_bytes(), &line_bytes, b"\n"].concat();
    if path.exists() {
        let present = file::read(&path, yaml::MAX_FILE_BYTES).unwrap_or_default();
        return Ok(if present == script {
            Outcome::Present(text!("{shown}", "{shown}"))
        } else {
            Outcome::Left(text!(
                "{shown} 已有别的钩子，没有改动；可在其中加一行：{line} || exit 1",
                "{shown} is another hook and stays; add this line to it: {line} || exit 1"
            ))
        });
    }
    let hooks = path.parent().unwrap_or(Path::new("."));
    let is_own = {
        let common = fs::canonicalize(repository.common_directory()).map_err(|error| failed(&error))?;
        hooks
            .ancestors()
            .find_map(|above| fs::canonicalize(above).ok())
            .is_some_and(|real| real.starts_with(common))
    };
    if !is_own {
        return Ok(Outcome::Left(text!(
            "钩子 {shown} 由 core.hooksPath 指定，不在 git 自己的文件夹里，没有写入；可在其中加一行：{line} || exit 1",
            "core.hooksPath has the hook elsewhere than in git's own directory ({shown}), nothing was written; add: {line} || exit 1"
        )));
    }
    fs::create_dir_all(hooks).map_err(|error| failed(&error))?;
    platform::create_program(&path, &script).map_err(|error| failed(&error))?;
    let [zh, en] = [crate::Lang::Zh, crate::Lang::En].map(|lang| made.in_lang(lang));
    Ok(Outcome::Made(Text::new(format!("{shown}：{zh}"), format!("{shown}: {en}"))))
}

/// The command of the hook, which git runs at the top of the working tree.
fn check_command(prefix: &OsStr) -> Vec<u8> {
    let bytes = platform::bytes_of(prefix);
    let store = bytes.strip_suffix(b"/").unwrap_or(&bytes);
    if store.is_empty() {
        return b"pjt check --staged".to_vec();
    }
    let quoted = store.split(|byte| *byte == b'\'').collect::<Vec<_>>().join(&b"'\\''"[..]);
    [&b"pjt --store '"[..], &quoted, b"' check --staged"].concat()
}
