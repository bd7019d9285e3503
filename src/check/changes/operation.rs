//! What only one machine knows is committed by nobody: an operation would be finished in another one's name.

use std::path::Path;

use super::{Breach, ChangeRule, Submission};
use crate::{
    error::{Finding, Location},
    store::{layout, leftovers},
};

pub(super) const RULE: ChangeRule = ChangeRule {
    id: leftovers::FOREIGN,
    title: || {
        text!("没有提交别的电脑上中断的操作", "no operation that was interrupted elsewhere is committed")
    },
    run: brought,
};

fn brought(submission: &Submission<'_>) -> Vec<Breach> {
    if !submission.brings_operation {
        return Vec::new();
    }
    let finding = Finding::new(
        RULE.id,
        text!(
            "带来了一个中断的操作；它只属于开始它的那台电脑",
            "it brings an interrupted operation, which belongs to the machine that began it"
        ),
    );
    let place = Location::file(submission.after.shown(Path::new(layout::OPERATION)));
    let finding = finding.at(place).fix(text!(
        "不要合并它；请提交者从提交中移走这个文件夹，并说明来历",
        "don't merge it; whoever made it should take this directory out and say where it is from"
    ));
    vec![Breach::new(String::new(), finding)]
}
