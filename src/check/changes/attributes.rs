//! What a clone holds is what was checked: no attribute of git turns the files of a store into others.

use super::ChangeRule;
use crate::{
    error::{Finding, Location, Result},
    history::{Repository, Tree, attributes, attributes::Turnings},
};

/// Whether it is so is in git and not in the store: what is staged, and the end of a range, are asked by themselves.
pub(super) const RULE: ChangeRule = ChangeRule {
    id: "turning-attributes",
    title: || {
        text!(
            "没有 git 属性（.gitattributes）会把台账的文件转成别的内容",
            "no attribute of git (.gitattributes) gives clones other files of the store than were committed"
        )
    },
    run: |_| Vec::new(),
};

/// What turns files at the end of a range and did not before.
pub(super) fn at_end(repository: &Repository, base: Option<&Tree>, end: &Tree) -> Result<Vec<Finding>> {
    let before = base.map(|base| attributes::of_commit(repository, base)).transpose()?;
    Ok(new(&before.unwrap_or_default(), &attributes::of_commit(repository, end)?))
}

/// What would turn files in what is staged and does not now.
pub(super) fn in_index(repository: &Repository, before: Option<&Tree>, after: &Tree) -> Result<Vec<Finding>> {
    let turnings = attributes::of_index(repository, after)?;
    if turnings.is_empty() {
        return Ok(Vec::new());
    }
    let before = before.map(|before| attributes::of_commit(repository, before)).transpose()?;
    Ok(new(&before.unwrap_or_default(), &turnings))
}

/// What turns files in this clone.
///
/// # Errors
/// When a file of attributes can't be read.
pub fn turning(repository: &Repository) -> Result<Vec<Finding>> {
    Ok(new(&Turnings::new(), &attributes::of_working_files(repository)?))
}

fn new(before: &Turnings, after: &Turnings) -> Vec<Finding> {
    let turnings = after.iter().filter(|(turning, _)| !before.contains_key(turning));
    turnings
        .map(|(turning, turned)| {
            let (attribute, first, count) = (&turning.attribute, &turned.first, turned.count);
            let message = text!(
                "属性 {attribute} 让 git 在每个克隆里改写台账的 {count} 个文件（如 {first}）：看到的不是提交的",
                "the attribute {attribute} has git turn {count} files of the store in every clone ({first} is one): what is seen there is not what was committed"
            );
            let place = Location::in_line(&turning.file, turned.number, &turning.line, 0);
            Finding::new(RULE.id, message).at(place).fix(text!(
                "删去这一行，或改得不再涉及台账的文件（tasks、plan.yaml、departments.yaml 等）；合并的写法（merge=pjt）和换行（text、eol）可以保留",
                "take the line out, or narrow it so that it no longer fits files of the store (tasks, plan.yaml, departments.yaml …); how files merge (`merge=pjt`) and their line ends (`text`, `eol`) may stay"
            ))
        })
        .collect()
}
