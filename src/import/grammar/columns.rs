//! What a column holds, read off its title: the longest known title inside the cell decides. The
//! words of the two roles serve the lists in running text too.

use std::{str::FromStr, sync::LazyLock};

#[path = "latin.rs"]
mod latin;

use super::{fold, marker};
use crate::import::lexicon::{COLUMNS, Lexicon, Words, words};

/// What a column holds.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum ColumnRole {
    /// 序号
    Number,
    /// 领域, 类别: the outer group
    Pillar,
    /// 重点任务: the inner group
    KeyTask,
    /// 主要内容: the text of the task
    Content,
    /// 责任单位: all of them
    Departments,
    /// 牵头单位
    Lead,
    /// 配合单位
    Support,
    /// 完成时限
    Deadline,
    /// 备注: may hold the deadline
    Remark,
    /// Persons, progress, amounts: not imported
    Other,
}

use ColumnRole::{Content, Deadline, Departments, KeyTask, Lead, Number, Other, Pillar, Remark, Support};

impl ColumnRole {
    /// Whether the column names departments.
    pub(super) fn names_departments(self) -> bool {
        matches!(self, Departments | Lead | Support)
    }

    /// Whether the column holds text about what is to be done.
    pub(super) fn is_text(self) -> bool {
        matches!(self, Content | KeyTask | Pillar)
    }
}

/// The words of the command line for a role.
const TOKENS: &[(&str, ColumnRole)] = &[
    ("number", Number),
    ("pillar", Pillar),
    ("key_task", KeyTask),
    ("content", Content),
    ("departments", Departments),
    ("lead", Lead),
    ("support", Support),
    ("due", Deadline),
    ("note", Remark),
    ("ignore", Other),
];

impl FromStr for ColumnRole {
    type Err = String;

    /// Takes the token; the error lists them all.
    fn from_str(word: &str) -> Result<Self, String> {
        let word = word.trim().replace('-', "_").to_lowercase();
        let found = TOKENS.iter().find(|(token, _)| *token == word);
        found
            .map(|(_, role)| *role)
            .ok_or_else(|| TOKENS.iter().map(|(token, _)| *token).collect::<Vec<_>>().join(", "))
    }
}

/// Titles that decide wherever they stand in the cell, the longest first.
static TITLES: LazyLock<Vec<(ColumnRole, &Words)>> = LazyLock::new(|| by_role(&COLUMNS, ""));
/// Titles that decide only when they are the whole cell.
static WHOLE_TITLES: LazyLock<Vec<(ColumnRole, &Words)>> = LazyLock::new(|| by_role(&COLUMNS, "alone"));

words! {
    PERSONS = COLUMNS["persons"];
    SUPPORT_WORDS = COLUMNS["support words"];
    KEY_TASK_ENDINGS = COLUMNS["key_task ending"];
    CONTENT_ENDINGS = COLUMNS["content ending"];
    DEADLINE_ENDINGS = COLUMNS["due ending"];
    OTHER_TIMES = COLUMNS["not due"];
    NO_TITLES = COLUMNS["not a title"];
}

/// The sections that are named by the token of a role and these words behind it.
fn by_role<'a>(lexicon: &'a Lexicon, behind: &str) -> Vec<(ColumnRole, &'a Words)> {
    let role = |name: &str| {
        let token = name.strip_suffix(behind)?.trim_end();
        TOKENS.iter().find(|(known, _)| *known == token).map(|(_, role)| *role)
    };
    lexicon.sections().filter_map(|(name, words)| Some((role(name)?, words))).collect()
}

/// What the title says the column holds.
pub(super) fn role_of(title: &str) -> Option<ColumnRole> {
    const LONGEST: usize = 24;
    let key = fold::key(title).replace("**", "");
    let key = key.trim_end_matches(':').to_owned();
    // 责任单位：市教委 is a line about a task, not a title
    if key.is_empty() || key.chars().count() > LONGEST || key.contains(['。', ':']) || NO_TITLES.matches(&key)
    {
        return None;
    }
    if title.is_ascii() {
        return latin::role_of(title);
    }
    if let Some((role, _)) = WHOLE_TITLES.iter().find(|(_, titles)| titles.matches(&key)) {
        return Some(*role);
    }
    let mut best: Option<(usize, ColumnRole)> = None;
    let (mut lead, mut support) = (false, false);
    for (role, titles) in &*TITLES {
        let Some(title) = titles.find(&key) else { continue };
        lead |= *role == Lead;
        support |= *role == Support;
        if best.is_none_or(|(length, _)| length < title.len()) {
            best = Some((title.len(), *role));
        }
    }
    // one column for both: its cells say which is which
    let both = key.contains("牵头") && SUPPORT_WORDS.matches(&key);
    if lead && support || both {
        return Some(Departments);
    }
    best.map(|(_, role)| role).or_else(|| by_its_end(&key))
}

/// What the last word of an unknown title says: 建设任务, 创建举措, 办结日期. Of departments only the known
/// titles count: 验收单位 and 报送单位 do not do the task.
fn by_its_end(key: &str) -> Option<ColumnRole> {
    const LONGEST: usize = 10;
    if key.chars().count() > LONGEST || marker::read(key).is_some() {
        return None;
    }
    if KEY_TASK_ENDINGS.matches(key) {
        Some(KeyTask)
    } else if CONTENT_ENDINGS.matches(key) {
        Some(Content)
    } else if DEADLINE_ENDINGS.matches(key) && !OTHER_TIMES.matches(key) {
        Some(Deadline)
    } else {
        None
    }
}

/// The role of a word in front of a colon in running text: `责任单位：`, `完成时限：`, and the persons
/// that stand beside them (`责任领导：`). The whole word must be known. 时间 alone is no deadline there:
/// web pages say with it when they were published.
pub(super) fn role_word(word: &str) -> Option<ColumnRole> {
    let key = fold::key(word);
    let wanted = [Departments, Lead, Support, Deadline];
    TITLES
        .iter()
        .chain(WHOLE_TITLES.iter().filter(|(role, _)| *role != Deadline))
        .find(|(role, titles)| wanted.contains(role) && titles.contains(&key))
        .map(|(role, _)| *role)
        .or_else(|| PERSONS.matches(&key).then_some(Other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_known_by_the_longest_word_in_them() {
        for (title, role) in [
            ("序号", Number),
            ("重点任务", KeyTask),
            ("重点任务主要内容", Content),
            ("责任部门", Departments),
            ("责任\n单位", Departments),
            ("具 体 要 求", Content),
            ("牵头责任单位", Lead),
            ("协同配合单位", Support),
            ("責任單位", Departments),
            ("分 管 县领导", Other),
            ("2027年目标值", Other),
            ("完成时限（2025年）", Deadline),
            ("牵头单位及配合单位", Departments),
            ("领域", Pillar),
            ("工作举措", KeyTask),
            ("owner", Lead),
            ("co", Support),
            ("备注", Remark),
            ("建设任务", KeyTask),
            ("创建举措", Content),
            ("牵头及配合单位", Departments),
        ] {
            assert_eq!(role_of(title), Some(role), "{title}");
        }
        for (role, titles) in TITLES.iter().chain(WHOLE_TITLES.iter()) {
            for title in titles.iter() {
                assert_eq!(role_of(title), Some(*role), "{title} of the lexicon");
            }
        }
        for title in ["市教委", "1", "", "建立联席会议办公室，实体机构设在市教委。", "content of the page"]
        {
            assert_eq!(role_of(title), None, "{title}");
        }
    }
}
