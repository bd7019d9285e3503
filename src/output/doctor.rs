//! The answer of `doctor`: what it repaired, and whose a lock of git is.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::changes;
use crate::{
    error::{Finding, Location},
    history::locks::GitLock,
    store::{Recovery, leftovers::Repair},
    text::Text,
};

/// What was repaired, one sentence for each thing; none where there was nothing to repair.
pub fn sentences(repair: &Repair) -> Vec<Text> {
    let mut sentences: Vec<Text> = changes::recovery(&repair.recovery).into_iter().collect();
    if let Some(path) = &repair.set_aside {
        let name = path.display();
        sentences.push(text!(
            "中断的操作没有执行，已移到 {name}；请用 `git diff` 核对台账",
            "the interrupted operation was not carried out and is set aside as {name}; look at the store with `git diff`"
        ));
    }
    for path in &repair.removed {
        let name = path.display();
        sentences.push(text!(
            "已移除中断的命令留下的 {name}",
            "removed {name}, which an interrupted command had left"
        ));
    }
    sentences
}

/// The same as JSON.
pub fn as_json(repair: &Repair) -> Value {
    let (operation, left) = match &repair.recovery {
        Recovery::Nothing => (None, &[][..]),
        Recovery::Undone => (Some("undone"), &[][..]),
        Recovery::Finished { left } => (Some("finished"), left.as_slice()),
    };
    let paths =
        |paths: &[PathBuf]| json!(paths.iter().map(|path| path.to_string_lossy()).collect::<Vec<_>>());
    json!({
        "operation": operation,
        "left_alone": paths(left),
        "set_aside": repair.set_aside.as_ref().map(|path| path.to_string_lossy()),
        "removed": paths(&repair.removed),
    })
}

/// A lock of git as a finding: whose it is, how old, whether a git is at work.
pub fn git_lock(lock: &GitLock) -> Finding {
    let minutes = lock.age.map_or(0, |age| age.as_secs() / 60);
    let (held_zh, held_en) = match lock.is_held {
        Some(true) => ("有 git 正在这个仓库里运行", "a git is running in this repository"),
        Some(false) => ("没有 git 在这个仓库里运行", "no git is running in this repository"),
        None => ("无法得知是否有 git 在运行", "whether a git is running is not known"),
    };
    let fix = match (lock.is_own, lock.is_held) {
        (true, _) => text!(
            "它是 pjt 中断的提交留下的；下一次提交或 `pjt doctor --fix` 会清除它",
            "pjt's own interrupted commit left it; the next commit or `pjt doctor --fix` clears it"
        ),
        (false, Some(false)) => text!(
            "不是 pjt 留下的；满一小时、没有程序打开它且没有 git 在运行时，`pjt doctor --fix` 会移除它",
            "pjt did not make it; `pjt doctor --fix` removes it once it is an hour old, no program has it open and no git runs"
        ),
        (false, _) => text!("等 git 结束后再试", "try again when git is done"),
    };
    let message = text!(
        "git 的锁文件，已存在 {minutes} 分钟；{held_zh}",
        "a lock of git, {minutes} minutes old; {held_en}"
    );
    Finding::new("git-lock", message).at(Location::file(&lock.path)).fix(fix)
}
