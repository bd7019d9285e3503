//! What stands beside the text and the tables of a document: notes, the edges of pages, what is hidden. No task is read from
//! them; one that says who does what is told, and what a note says of leads holds.

use std::collections::BTreeSet;

use super::{departments::LeadRules, fold, outline};
use crate::{
    error::Finding,
    import::source::{Aside, Asides},
    text::{Lang, Text},
};

/// Says that texts beside the others say who does what.
pub(super) fn finding(asides: &Asides) -> Option<Finding> {
    let lost: Vec<(Aside, &str)> = asides.lines().filter(|(_, line)| outline::assigns(line)).collect();
    let (_, first) = lost.first()?;
    let kinds: BTreeSet<Aside> = lost.iter().map(|(kind, _)| *kind).collect();
    let words: Vec<Text> = kinds.into_iter().map(Aside::words).collect();
    let list = |lang: Lang, joint: &str| {
        words.iter().map(|word| word.in_lang(lang).to_owned()).collect::<Vec<_>>().join(joint)
    };
    let (zh, en) = (list(Lang::Zh, "、"), list(Lang::En, ", "));
    let different: BTreeSet<&str> = lost.iter().map(|(_, line)| *line).collect();
    let (count, head) = (different.len(), fold::head(first));
    let message = text!(
        "没有读入的部分（{zh}）里有 {count} 处写明由谁做什么，如：{head}",
        "{count} places in what is not read ({en}) say who does something: {head}"
    );
    Some(Finding::new("text-aside", message).fix(text!(
        "是任务的，在原文件里把它放到正文或表格中，再导入",
        "what is a task, put it into the text or the table of the document, and import that"
    )))
}

/// What notes say about leads: ①列第一位的为牵头单位.
pub(super) fn rules(asides: &Asides) -> LeadRules {
    let notes = asides.lines().filter(|(kind, _)| matches!(kind, Aside::Note | Aside::TextBox));
    notes.map(|(_, line)| LeadRules::stated(line)).fold(LeadRules::default(), LeadRules::or)
}
