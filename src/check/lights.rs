//! The rules of lights: whatever stands in their file means some.

use super::{Rule, Subject};
use crate::{error::Finding, lights::rules_of};

pub(super) const RULES: &[Rule] = &[Rule {
    id: "light-rules",
    title: || text!("亮灯规则文件正确", "the file of the rules of lights is right"),
    run: wrong_rules,
}];

fn wrong_rules(subject: &Subject<'_>) -> Vec<Finding> {
    rules_of(subject.source).err().into_iter().collect()
}
