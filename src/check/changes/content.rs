//! The words of the policy are those of the document: they change with a new edition, by an import.

use super::{ChangeRule, Submission, changed};
use crate::{
    error::Finding,
    model::{ChangedField, Field, Subject},
};

pub(super) const RULE: ChangeRule = ChangeRule {
    id: "content-by-hand",
    title: || {
        text!(
            "任务内容只随新版文件导入而改，不手工改",
            "the content of a task changes with an imported edition only"
        )
    },
    run,
};

fn run(submission: &Submission<'_>) -> Vec<Finding> {
    let is_import = |slug: &str| {
        let of_source = ChangedField::Key("source".into());
        let mut others = submission.differences.others.iter();
        others.any(|change| change.subject == Subject::Plan(slug.to_owned()) && change.field == of_source)
    };
    let mut findings = Vec::new();
    for (difference, after) in submission.tasks() {
        if changed(difference, Field::Content).next().is_none() || is_import(&difference.plan) {
            continue;
        }
        let id = after.id;
        findings.push(
            Finding::new(
                RULE.id,
                text!(
                    "任务 {id} 的内容被手工改了：它应与原文件一致",
                    "the content of task {id} was edited by hand; it should be the document's"
                ),
            )
            .at(submission.place(&difference.plan, after, "content", None))
            .fix(text!(
                "改回原文；文件有新版时用 `pjt import` 导入",
                "put the document's words back; a new edition comes with `pjt import`"
            )),
        );
    }
    findings
}
