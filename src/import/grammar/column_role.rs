//! What a column of a table can hold, as people and the command line call it.

use std::str::FromStr;

use crate::text::Text;

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
    /// Whatever it is, kept under its own title
    Kept,
}

use ColumnRole::{
    Content, Deadline, Departments, Kept, KeyTask, Lead, Number, Other, Pillar, Remark, Support,
};

impl ColumnRole {
    /// As people read it.
    pub fn words(self) -> Text {
        match self {
            Number => text!("序号", "number"),
            Pillar => text!("板块", "pillar"),
            KeyTask => text!("重点任务", "key task"),
            Content => text!("任务内容", "content"),
            Departments => text!("责任部门", "departments"),
            Lead => text!("牵头单位", "lead"),
            Support => text!("配合单位", "support"),
            Deadline => text!("完成时限", "due"),
            Remark => text!("备注", "note"),
            Other => text!("未导入", "not imported"),
            Kept => text!("按栏名保留", "kept under its title"),
        }
    }

    /// The word of the command line for it.
    pub(in crate::import::grammar) fn token(self) -> Option<&'static str> {
        TOKENS.iter().find(|(_, role)| *role == self).map(|(token, _)| *token)
    }

    /// Whether the column names departments.
    pub(in crate::import::grammar) fn names_departments(self) -> bool {
        matches!(self, Departments | Lead | Support)
    }

    /// Whether the column holds text about what is to be done.
    pub(in crate::import::grammar) fn is_text(self) -> bool {
        matches!(self, Content | KeyTask | Pillar)
    }
}

/// The words of the command line for a role.
pub(super) const TOKENS: &[(&str, ColumnRole)] = &[
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
