//! Sentences of running text that say who does something, without a label: 由市教委负责, 市教委牵头制定, 市教委要加快.
//! Many a text says such a thing by the way; here it is only looked for, to tell what no task was given.

use super::super::{
    departments::{self, Departments, Mention, Role},
    fold, marker, names,
    tail::{Form, Tail},
};
use crate::import::lexicon::words;

words! {
    DO = ROLES["said to do"];
    MUST = ROLES["told to do"];
    NO_DEEDS = ROLES["no deeds"];
    OFFICES_OF_A_PLAN = ROLES["offices of a plan"];
}

/// How plainly a sentence says who does something.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Plainly {
    /// 市教委应当加快推进: a call, as papers close with, and laws throughout.
    Called,
    /// 市教委要加快推进
    Told,
    /// 市教委负责统筹
    Said,
    /// 由市教委负责
    Assigned,
}

/// The departments that a text says to do something, at least so plainly.
pub(super) fn of(text: &str, least: Plainly) -> Departments {
    const MOST: usize = 60;
    /// Bytes of a clause that can name who does something.
    const LONGEST: usize = 400;
    let clauses = text.split(['。', '；', ';', '，', ',', '：', ':', '（', '(', '）', ')', '\n']);
    let mut found = Departments { spoken: true, ..Departments::default() };
    for clause in clauses.map(fold::trim).filter(|clause| clause.len() <= LONGEST).take(MOST) {
        let Some((list, _)) = doers(marker::body(clause)).filter(|(_, plainly)| *plainly >= least) else {
            continue;
        };
        for mention in list {
            if !found.mentions.iter().any(|known| known.name == mention.name) {
                found.mentions.push(mention);
            }
        }
    }
    found
}

/// Who does what its sentences say (治理污水。市生态环境局要加快改造管网): the list of a numbered paragraph, where most of its
/// like have one. One that begins with who does it is more often a list of duties.
pub(super) fn tail(text: &str) -> Option<Tail> {
    let body = marker::body(text);
    let first = body.split(['。', '；', '，', ',', '：', ':']).next().unwrap_or(body);
    let departments = of(body, Plainly::Told);
    let is_empty = |least| of(first, least).mentions.is_empty();
    let is_task =
        !departments.mentions.is_empty() && (is_empty(Plainly::Called) || !is_empty(Plainly::Assigned));
    is_task.then(|| Tail { content: text.to_owned(), departments, form: Form::Called })
}

/// Who does something, as one clause says it.
fn doers(clause: &str) -> Option<(Vec<Mention>, Plainly)> {
    const LONGEST_VERB: usize = 6;
    clause.char_indices().find_map(|(at, _)| {
        let (before, rest) = clause.split_at_checked(at)?;
        let key: String = rest.chars().take(LONGEST_VERB).map(fold::fold_char).collect();
        if NO_DEEDS.matches(&key) {
            return None;
        }
        if let Some(verb) = DO.find(&key) {
            if verb == "会同" {
                return together(clause, at, verb.len());
            }
            // 具体承担 says what 负责 says
            let verb = ["牵头", "配合"].into_iter().find(|known| verb.ends_with(known)).unwrap_or("负责");
            let list = departments::read(&format!("{before}{verb}"), Role::Unstated);
            let is_assigned = before.contains(['由', '请']);
            let plainly = if is_assigned { Plainly::Assigned } else { Plainly::Said };
            return Some((named(list), plainly)).filter(|(names, _)| !names.is_empty());
        }
        let bare = MUST.matches(&key).then(|| before.trim_end_matches(['也', '均', '都', '还']))?;
        let list = departments::assigned(bare).unwrap_or(bare);
        let list = departments::is_list(list).then(|| departments::read(list, Role::Unstated))?;
        let plainly = if key.starts_with('要') { Plainly::Told } else { Plainly::Called };
        Some((named(list), plainly)).filter(|(names, _)| !names.is_empty())
    })
}

/// 由市公安局会同市城管局制定方案: who is named on either side of a word, up to what they do.
fn together(clause: &str, at: usize, length: usize) -> Option<(Vec<Mention>, Plainly)> {
    let others = clause.get(at + length..)?;
    let ends = others.char_indices().map(|(end, _)| end).filter(|end| *end > 0);
    let names = ends.filter_map(|end| others.split_at_checked(end)).find(|(list, deed)| {
        names::begins_task(deed) && departments::is_list(list) && names::is_surely_department(list)
    });
    let (names, _) = names?;
    let list = departments::read(clause.get(..at + length + names.len())?, Role::Unstated);
    let is_assigned = clause.get(..at)?.contains(['由', '请']);
    let plainly = if is_assigned { Plainly::Assigned } else { Plainly::Said };
    Some((named(list), plainly)).filter(|(names, _)| names.len() > 1)
}

/// The departments of a list: 各单位 and 领导小组 are nobody in particular.
fn named(list: Departments) -> Vec<Mention> {
    let is_named = |mention: &Mention| {
        let key = fold::key(&mention.name);
        names::is_surely_department(&key)
            && names::is_department(&key)
            && !names::is_others(&key)
            && !OFFICES_OF_A_PLAN.matches(&key)
            && (!names::is_group(&key) || key.ends_with("政府"))
    };
    list.mentions.into_iter().filter(is_named).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names_of(text: &str, least: Plainly) -> String {
        let list = of(text, least).mentions;
        list.iter().map(|mention| mention.name.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_sentence_says_who_does_something() {
        for (text, names) in [
            ("建立机制，由市教委负责，年底前完成。", "市教委"),
            ("市财政局负责保障经费，市审计局要加强监督。", "市财政局 市审计局"),
            ("市教委、市科委牵头制定目录。", "市教委 市科委"),
            ("日常工作由市教委具体承担。", "市教委"),
            ("市水务局负责制定计划，市统计局协助监测。", "市水务局 市统计局"),
            ("请市公安局配合做好保障。", "市公安局"),
            ("由市公安局会同市城管局制定导行方案，开工前公布。", "市公安局 市城管局"),
            ("（一）市水利局应当在6月底前完成。", "市水利局"),
            ("各区政府要落实属地责任。", "各区政府"),
        ] {
            assert_eq!(names_of(text, Plainly::Called), names, "{text}");
        }
        for text in [
            "各单位要高度重视，确保落实。",
            "主要负责同志亲自抓，各部门负责人具体抓。",
            "市教委要求各校做好准备。",
            "领导小组办公室负责日常工作。",
            "市应急管理局组织演练。",
            "建立由部门负责的机制。",
            "本方案由市教委负责解释。",
            "加快推进，要在年底前完成。",
        ] {
            assert_eq!(names_of(text, Plainly::Called), "", "{text}");
        }
        let call = "市审计局要加强监督，市财政局负责保障经费，由市教委牵头。";
        assert_eq!(names_of(call, Plainly::Said), "市财政局 市教委");
        assert_eq!(names_of(call, Plainly::Assigned), "市教委");
    }
}
