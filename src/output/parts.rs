//! The parts into which changes fall for whoever reads them: whole plans, tasks, what is summed up in a line.

use super::history::{whole_plan, whole_plans};
use crate::{
    history::{Difference, Differences},
    model::{Change, ChangedField, Field, Subject},
    text::Lang,
};

/// That tasks name a department by its new name, and differ in nothing else.
pub(super) fn only_renamed(count: usize, lang: Lang) -> Option<String> {
    (count > 0).then(|| match lang {
        Lang::Zh => format!("另有 {count} 项任务只是责任部门改了名称，没有逐项列出"),
        Lang::En => format!("{count} tasks only name a department by its new name and are not listed"),
    })
}

/// What differs, as people read it: a plan that came or is gone as a whole in one line, without its tasks.
pub(super) struct Parts<'a> {
    /// A line for each whole plan.
    pub(super) whole: Vec<String>,
    /// The tasks of the other plans.
    pub(super) tasks: Vec<&'a Difference>,
    /// A line that counts the tasks that only stand elsewhere in the document, where there are several.
    pub(super) moved: Option<String>,
    /// The other facts of the other plans and of the store.
    pub(super) others: Vec<&'a Change>,
    /// A line that names the departments that got a code, where there are several.
    pub(super) codes: Option<String>,
    /// A line that names the new departments, where there are some.
    pub(super) departments: Option<String>,
}

impl<'a> Parts<'a> {
    pub(super) fn of(differences: &'a Differences, lang: Lang) -> Self {
        let whole = whole_plans(differences);
        let is_in_whole = |slug: &str| whole.iter().any(|plan| plan.whole_plan() == Some(slug));
        let mut tasks: Vec<&Difference> =
            differences.tasks.iter().filter(|difference| !is_in_whole(&difference.plan)).collect();
        // An edition moves most of them.
        let count = tasks.iter().filter(|difference| is_only_moved(difference)).count();
        let moved = (count > 1).then(|| {
            tasks.retain(|difference| !is_only_moved(difference));
            moved(count, lang)
        });
        // Departments come by the dozen, with an import.
        let (mut others, mut new): (Vec<&Change>, Vec<&str>) = (Vec::new(), Vec::new());
        let codes: Vec<&Change> = differences.others.iter().filter(|change| is_code(change)).collect();
        for change in &differences.others {
            match &change.subject {
                Subject::Department(name) if change.is_addition() => new.push(name),
                Subject::Department(_) if codes.len() > 1 && is_code(change) => {}
                subject if subject.plan().is_some_and(is_in_whole) => {}
                _ => others.push(change),
            }
        }
        let departments = (!new.is_empty())
            .then(|| format!("{}{}", lang.pick("新增部门：", "new departments: "), new.join("、")));
        let codes = (codes.len() > 1).then(|| with_codes(&codes, lang));
        let whole = whole.iter().map(|plan| whole_plan(differences, plan, lang)).collect();
        Self { whole, tasks, moved, others, codes, departments }
    }
}

/// Whether a department got a code.
fn is_code(change: &Change) -> bool {
    let is_key = matches!(&change.field, ChangedField::Key(key) if key == "code");
    is_key && change.from.is_null() && matches!(change.subject, Subject::Department(_))
}

/// `5 个部门编了代码：市教委 d01、市财政局 d02…`; a new registry may have hundreds.
fn with_codes(codes: &[&Change], lang: Lang) -> String {
    const MOST: usize = 8;
    let named = codes.iter().take(MOST).filter_map(|change| match &change.subject {
        Subject::Department(name) => Some(format!("{name} {}", change.to.as_str().unwrap_or_default())),
        _ => None,
    });
    let (count, named) = (codes.len(), named.collect::<Vec<_>>().join("、"));
    let more = if count > MOST { "…" } else { "" };
    lang.pick(
        format!("{count} 个部门编了代码：{named}{more}"),
        format!("{count} departments got a code: {named}{more}"),
    )
}

/// Whether nothing of a task differs but where it stands in the document.
pub(super) fn is_only_moved(difference: &Difference) -> bool {
    let is_there = difference.before.is_some() && difference.after.is_some();
    is_there && difference.changes().iter().all(|change| change.field == Field::Source)
}

/// `38 项任务只是出处（在文件中的位置）变了`
pub(super) fn moved(count: usize, lang: Lang) -> String {
    lang.pick(
        format!("{count} 项任务只是出处（在文件中的位置）变了，内容没有变"),
        format!("{count} tasks only stand elsewhere in the document"),
    )
}
