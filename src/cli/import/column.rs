//! What a column holds, as it is typed: `content=3`, `内容=3`.

use pjt::import::grammar::ColumnRole;

use crate::cli::words::{Misuse, none_of, not_of_form};

/// What an office calls the roles of columns, beside the words of the help.
const NAMES: &[(&str, &str)] = &[
    ("序号", "number"),
    ("编号", "number"),
    ("板块", "pillar"),
    ("重点任务", "key_task"),
    ("任务内容", "content"),
    ("内容", "content"),
    ("责任部门", "departments"),
    ("责任单位", "departments"),
    ("牵头部门", "lead"),
    ("牵头单位", "lead"),
    ("牵头", "lead"),
    ("配合部门", "support"),
    ("配合单位", "support"),
    ("配合", "support"),
    ("完成时限", "due"),
    ("时限", "due"),
    ("备注", "note"),
    ("不导入", "ignore"),
];

pub(super) fn parse_column(word: &str) -> Result<(ColumnRole, usize), Misuse> {
    let not_of_form = || not_of_form("用途=列号，如 内容=3", "ROLE=N");
    let (role, number) = word.split_once(['=', '＝']).ok_or_else(not_of_form)?;
    let number = number.trim().parse().ok().filter(|number| *number > 0).ok_or_else(not_of_form)?;
    let token = NAMES.iter().find(|(name, _)| *name == role.trim()).map_or(role, |(_, token)| token);
    let role = token.parse().map_err(|list: String| none_of(&named(&list), &list))?;
    Ok((role, number))
}

/// The roles by the first word that an office has for each.
fn named(list: &str) -> String {
    let word =
        |token: &str| NAMES.iter().find(|(_, known)| *known == token).map_or("", |(name, _)| name).to_owned();
    let words = list.split(", ").map(|token| match word(token) {
        none if none.is_empty() => token.to_owned(),
        word => word,
    });
    words.collect::<Vec<_>>().join("、")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_named_in_either_language() {
        for (typed, role) in [
            ("content=3", Some(ColumnRole::Content)),
            ("内容＝3", Some(ColumnRole::Content)),
            ("责任部门=3", Some(ColumnRole::Departments)),
            ("key-task=3", Some(ColumnRole::KeyTask)),
            ("大意=3", None),
            ("内容=0", None),
            ("内容", None),
        ] {
            assert_eq!(parse_column(typed).ok().map(|(role, _)| role), role, "{typed}");
        }
        assert!(NAMES.iter().all(|(_, token)| token.parse::<ColumnRole>().is_ok()));
    }
}
