//! Sentences that say who does a task, without a bracket or a label: in front of what is to be done, behind it, behind a
//! dash.

use super::{FOR_ANY_YEAR, Form, Tail};
use crate::import::grammar::{
    deadline,
    departments::{self, Departments, Role},
    fold, marker, names,
};
use crate::import::lexicon::words;

words! {
    MANNER = ROLES["manner"];
    EVERYBODY = ROLES["everybody"];
    HANDS_OUT = ROLES["hands out a plan"];
}

/// Whether a text only says why a paper is sent out, and asks all who get it to act on it (制定本方案，请各单位认真组织实施):
/// a word in front of the tasks or behind them, that no list of departments makes a task.
fn is_preamble(text: &str, list: &Departments) -> bool {
    let is_everybody = |name: &str| EVERYBODY.matches(&fold::key(name)) || names::is_group(name);
    let key = fold::key(text).replace('订', "定");
    let hands_out = || key.split([',', '。', ';', ':']).any(|clause| HANDS_OUT.matches(clause));
    list.mentions.iter().all(|mention| is_everybody(&mention.name)) && hands_out()
}

/// Whether a clause asks everybody to do as the paper says (请各单位认真抓好落实): the list of no task.
pub(super) fn calls_everybody(clause: &str, list: &Departments) -> bool {
    let key = fold::key(clause);
    let said = |name: &str| MANNER.iter().any(|word| key.contains(&format!("{name}{word}")));
    departments::assigned(clause).is_some()
        && list.mentions.iter().all(|mention| EVERYBODY.matches(&fold::key(&mention.name)))
        && list.mentions.last().is_some_and(|mention| said(&fold::key(&mention.name)))
}

/// 由市住建局牵头，市财政局配合，于5月底前出台办法。: the clauses in front of a text say who does it. They stay in it, as it
/// would begin in its middle without them.
pub(in crate::import::grammar) fn led(text: &str) -> Option<Tail> {
    let body = marker::body(text);
    let body = body.split_once(['：', ':']).map_or(body, |(_, behind)| fold::trim(behind));
    let departments =
        body.split_inclusive('。').find_map(|sentence| leading_clauses(fold::trim(sentence)))?;
    if is_preamble(text, &departments) {
        return None;
    }
    Some(Tail { content: fold::trim(text).to_owned(), departments, form: Form::Sentence })
}

/// Who does what a sentence says, where it begins with that: 由市住建局牵头，市财政局配合，…; 请人事处负责，….
fn leading_clauses(sentence: &str) -> Option<Departments> {
    const SHORTEST: usize = 4;
    let clauses = departments::assigned(sentence)?;
    let is_clause = |clause: &str| {
        let list = departments::read(clause, Role::Unstated);
        list.spoken
            && !list.mentions.is_empty()
            && list.mentions.iter().all(|mention| names::is_department(&mention.name))
    };
    let mut end = 0;
    for (comma, sign) in outside(clauses, &['，', ',', '；']) {
        if !clauses.get(end..comma).is_some_and(is_clause) {
            break;
        }
        end = comma + sign;
    }
    let (said, rest) = clauses.split_at_checked(end)?;
    // 请档案处牵头、技术处配合: two clauses between commas
    let is_last_clause = is_clause(rest.trim_end_matches(['。', '；']));
    let says_more = rest.chars().count() >= SHORTEST && !is_last_clause && !deadline::is_bare(rest);
    (!said.is_empty() && says_more).then(|| {
        let list = departments::read(said, Role::Unstated);
        Departments { deadline: list.deadline.clone().or_else(|| due(rest)), ..list }
    })
}

/// When what stands behind the clauses is to be done: 于5月底前出台办法, 开展整治，8月底前完成; each day that a clause of it
/// begins with.
fn due(text: &str) -> Option<String> {
    let text = fold::trim(text).trim_end_matches(['。', '；', ';']);
    let is_day = |phrase: &&str| {
        deadline::is_phrase(phrase) && deadline::read(phrase, Some(FOR_ANY_YEAR)).date.is_some()
    };
    let day = |clause| {
        let clause = fold::trim(clause).trim_start_matches(['于', '在']);
        let by = clause.find('前').and_then(|at| clause.get(..at + '前'.len_utf8()));
        by.filter(is_day)
    };
    let days: Vec<&str> = text.split(['，', ',', '；', '。']).filter_map(day).collect();
    let last = || text.rsplit(['，', ',']).next().filter(|clause| deadline::is_bare(clause)).filter(is_day);
    if days.is_empty() { last().map(str::to_owned) } else { Some(days.join("，")) }
}

/// Where some signs stand outside of brackets, and how many bytes each has: in 由项目专班（市文旅局牵头，市财政局配合）负责 the
/// comma parts nothing.
fn outside(text: &str, signs: &[char]) -> Vec<(usize, usize)> {
    let key = fold::folded(text);
    let depths = departments::depths(&key);
    let all = text.char_indices().zip(depths);
    let found = all.filter(|((_, sign), depth)| *depth == 0 && signs.contains(sign));
    found.map(|((at, sign), _)| (at, sign.len_utf8())).collect()
}

/// `…。由市教委牵头，市财政局配合。`: a closing sentence that assigns, without a bracket, is the list. A clause that only
/// ends a sentence (…，由市教委牵头。) is the list as well and stays in the text, which would break off without it.
pub(super) fn closing_sentence(text: &str) -> Option<Tail> {
    const LONGEST: usize = 300;
    let text = fold::trim(text);
    let whole = text.trim_end_matches(['。', '；', ';', '.', '！']);
    let start = whole.rmatch_indices(['。', '；', ';', '！', '\n']).next();
    let start = start.map_or(0, |(end, sign)| end + sign.len());
    let sentence = whole.get(start..)?;
    // a paragraph that is nothing but a clause has no task
    let mut starts = if start > 0 { vec![0] } else { Vec::new() };
    starts.extend(outside(sentence, &['，', ',']).into_iter().map(|(comma, sign)| comma + sign));
    // 调整布局，由市发改委负责: the list begins where a word hands the task over
    let hands_over = |from: &usize| {
        sentence.get(*from..).is_some_and(|clause| departments::assigned(fold::trim(clause)).is_some())
    };
    if let Some(first) = starts.iter().copied().find(hands_over) {
        starts.retain(|from| *from >= first);
    }
    starts.into_iter().filter_map(|from| Some((from, sentence.get(from..)?))).find_map(|(from, clause)| {
        if clause.chars().count() > LONGEST {
            return None;
        }
        let clause = fold::trim(clause);
        let said = departments::assigned(clause);
        // 日常工作由市教委负责: what they do stays in the text
        let is_by = |at: &usize| !clause.get(..*at).is_some_and(|before| before.ends_with('自'));
        let has_subject = said.is_none() && clause.match_indices('由').any(|(at, _)| is_by(&at));
        let departments = departments::read(said.unwrap_or(clause), Role::Unstated);
        let leads = departments.names_lead();
        let assigns = departments.spoken
            && departments.is_plausible()
            && departments.mentions.iter().all(|mention| names::is_department(&mention.name));
        let assigns = assigns && !is_preamble(text, &departments);
        (assigns && (from == 0 || said.is_some() || leads && has_subject)).then(|| {
            let content =
                if from == 0 && !has_subject { text.get(..start).unwrap_or_default() } else { text };
            Tail { content: fold::trim(content).to_owned(), departments, form: Form::Sentence }
        })
    })
}

/// `…达到3.2%。——市科技局、市统计局`: the list stands behind a dash at the end.
pub(super) fn behind_dash(text: &str) -> Option<Tail> {
    let (content, list) = text.rsplit_once("——").or_else(|| text.rsplit_once("--"))?;
    let departments = departments::is_list(list).then(|| departments::read(list, Role::Unstated))?;
    let form = if departments.spoken { Form::Said } else { Form::Bare };
    let is_named = departments.mentions.iter().all(|mention| names::is_department(&mention.name));
    (is_named && !fold::trim(content).is_empty()).then(|| Tail {
        content: fold::trim(content).to_owned(),
        departments,
        form,
    })
}
