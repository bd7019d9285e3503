//! A merge keeps what its sides set: in the registry, the settings, the periods, what a plan says of itself. Names, codes,
//! tasks and plans have rules of their own, which hold in a merge as elsewhere.

use std::path::{Path, PathBuf};

use super::{Breach, ChangeRule, Submission};
use crate::{
    error::Finding,
    model::{Change, ChangedField, Subject, key_name},
    store::layout,
    text::Lang,
};

pub(super) const RULE: ChangeRule = ChangeRule {
    id: "dropped-by-merge",
    title: || {
        text!(
            "合并不丢掉任何一方在名录、设置、填报周期和方案中所作的改动",
            "a merge drops nothing that a side set in the registry, the settings, periods and plans"
        )
    },
    run,
};

fn run(submission: &Submission<'_>) -> Vec<Breach> {
    let others = submission.differences.others.iter();
    let dropped = others.filter(|change| submission.brought.drops(change));
    dropped.filter_map(|change| Some(breach(submission, change, place(change)?))).collect()
}

/// The file of which something is dropped, where no other rule says it.
fn place(change: &Change) -> Option<PathBuf> {
    let is_one_of = |keys: &[&str]| {
        keys.iter().any(|key| change.field == ChangedField::Key((*key).to_owned()))
            || change.field == ChangedField::Whole
    };
    let (path, has_own_rule) = match &change.subject {
        Subject::Department(_) => {
            (PathBuf::from(layout::REGISTRY), is_one_of(&["name", "full", "aliases", "code"]))
        }
        Subject::Plan(slug) => {
            let keys = ["slug", "title", "period", "source", "lead_rule", "former_slugs", "former_sources"];
            (layout::plan_file(slug), is_one_of(&keys))
        }
        Subject::Store => (PathBuf::from(layout::CONFIG), is_one_of(&["place", "removed"])),
        Subject::Office => (PathBuf::from(layout::OFFICE), false),
        Subject::Rules => (PathBuf::from(layout::RULES), false),
        Subject::Period(id) => (layout::period_file(*id), false),
        _ => return None,
    };
    (!has_own_rule).then_some(path)
}

fn breach(submission: &Submission<'_>, change: &Change, path: PathBuf) -> Breach {
    let [zh, en] = [Lang::Zh, Lang::En].map(|lang| words(change, &path, lang));
    let name = match &change.subject {
        Subject::Department(name) => Some(name.as_str()),
        _ => None,
    };
    let finding = Finding::new(
        RULE.id,
        text!("合并丢掉了一方的改动：{}", "the merge dropped what one side had set: {}", (zh), (en)),
    )
    .at(submission.place_in(&path, name))
    .fix(text!(
        "照那一方的补上；确实不要的，等合并收下之后再单独改掉",
        "put it in as that side had it; where it should not stay, change it once the merge was taken"
    ));
    Breach::value(format!("{:?} {:?}", change.subject, change.field), finding)
}

fn words(change: &Change, path: &Path, lang: Lang) -> String {
    let path = path.display();
    let whose = match &change.subject {
        Subject::Department(name) => format!("{path} {name}"),
        _ => path.to_string(),
    };
    match &change.field {
        ChangedField::Key(key) => match lang {
            Lang::Zh => format!("{whose} 的{}", key_name(key, lang)),
            Lang::En => format!("{} of {whose}", key_name(key, lang)),
        },
        ChangedField::Field(_) | ChangedField::Whole => whose,
    }
}
