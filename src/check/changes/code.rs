//! The code of a department stays: files are named by it.

use std::path::Path;

use super::{Breach, ChangeRule, Submission};
use crate::{
    error::Finding,
    model::{ChangedField, Subject},
    store::{layout, load},
};

pub(super) const RULE: ChangeRule = ChangeRule {
    id: "code-changed",
    title: || text!("部门代码定下后不再改动", "the code of a department that was set stays"),
    run,
};

fn run(submission: &Submission<'_>) -> Vec<Breach> {
    let is_code = ChangedField::Key("code".to_owned());
    let others = submission.differences.others.iter();
    let changed = others.filter(|change| change.field == is_code && !submission.brought.gave(change));
    let changed = changed.filter_map(|change| match (&change.subject, change.from.as_str()) {
        (Subject::Department(name), Some(code)) => Some((name, code)),
        _ => None,
    });
    // A code that came with these very commits may go with them.
    let base = submission.base_of_what_may_go().and_then(|base| load::registry(base).ok());
    let is_new = |code: &str| base.as_ref().is_some_and(|base| base.find(code).is_none());
    changed
        .filter(|(_, code)| !is_new(code))
        .map(|(name, code)| {
            let finding = Finding::new(
                RULE.id,
                text!(
                    "部门 `{name}` 的代码 `{code}` 被改动了：它的文件以此命名",
                    "the code `{code}` of department `{name}` was changed: its files are named by it"
                ),
            )
            .at(submission.place_in(Path::new(layout::REGISTRY), Some(name)))
            .fix(text!(
                "改回 `{code}`；另一个简称可写进 aliases",
                "put `{code}` back; another short name can be one of the `aliases`"
            ));
            Breach::value(name.clone(), finding)
        })
        .collect()
}
