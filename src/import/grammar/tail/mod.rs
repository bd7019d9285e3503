//! The list of departments at the end of a paragraph: in a closing bracket, or behind a role word.

mod sentence;
mod shares;

use std::collections::HashSet;

pub(super) use self::sentence::led;
use self::sentence::{behind_dash, calls_everybody, closing_sentence};

use super::{
    ColumnRole, bracket, columns, deadline,
    departments::{self, Departments, LeadRules, Mention, Role},
    fold, label, marker, names,
};
use crate::import::lexicon::words;

words! {
    REMARKS = ROLES["remarks in front"];
}

/// A paragraph cut into its text and its list of departments.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tail {
    /// The text in front of the list.
    pub(super) content: String,
    /// The list.
    pub(super) departments: Departments,
    /// How the text shows that it is one.
    pub(super) form: Form,
}

/// How a text shows that it closes with a list of departments.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Form {
    /// A role word says it, or a verb in a bracket.
    Said,
    /// The closing bracket holds nothing but names.
    Bare,
    /// A sentence or a clause without a bracket says it, as other texts do by the way.
    Sentence,
    /// Its sentences say who does what: 市教委要加快建设.
    Called,
    /// A role word says it, and the text ends inside the list.
    Cut,
}

/// What a paragraph ends with that names whom a letter is for: 各区政府，市直各部门：.
const COLONS: [char; 2] = [':', '：'];

/// The lists of a paragraph: in the brackets that close it, in those behind its parts, behind a label at its end.
pub(super) fn find(text: &str) -> Option<Tail> {
    const MOST_BRACKETS: usize = 4;
    let text = &*label::with_colons(text);
    // a bar at the end is left of a table
    let mut rest = fold::trim(text).trim_end_matches(['*', '|', ' ']);
    let mut found: Option<Tail> = None;
    for _ in 0..MOST_BRACKETS {
        let Some((content, inside)) = bracket::last(rest) else { break };
        let Some((departments, bare)) = assignment(inside) else { break };
        // 责任单位：市商务局（市口岸办）, 责任单位：宣传专班（市委宣传部牵头）: the bracket explains the last of the names
        let is_explained =
            !departments.mentions.is_empty() && !content.ends_with(['。', '；', ';', '）', ')']);
        if (bare || is_explained) && inline(content).is_some() {
            break;
        }
        // …城区（含街区）。（市教委负责）: where the list is said, a bracket in front of it has to be one without a doubt
        let is_listed = found.as_ref().is_some_and(|tail| !tail.departments.mentions.is_empty());
        if bare && is_listed && !names::is_surely_department(inside) {
            break;
        }
        let tail = found.get_or_insert_with(|| Tail {
            content: String::new(),
            departments: Departments::default(),
            form: Form::Bare,
        });
        let mut merged = departments;
        merged.extend(std::mem::take(&mut tail.departments));
        tail.departments = merged;
        if !bare {
            tail.form = Form::Said;
        }
        tail.content = content.to_owned();
        rest = fold::trim(content);
    }
    let (closing, dated) = match found {
        Some(tail) if !tail.departments.mentions.is_empty() => (Some(tail), None),
        other => (None, other),
    };
    // 市教委牵头。（2025年底前完成）: the bracket says but when
    let said = dated.as_ref().map_or(text, |tail| fold::trim(&tail.content));
    let tail =
        closing.or_else(|| inline(said)).or_else(|| behind_dash(said)).or_else(|| closing_sentence(said));
    if let Some(mut tail) = tail {
        tail.departments.extend(dated.map(|tail| tail.departments).unwrap_or_default());
        return Some(with_inner(tail));
    }
    let whole = Tail { content: text.to_owned(), departments: Departments::default(), form: Form::Said };
    let inner = with_inner(whole);
    if inner.departments.mentions.is_empty() { cut_off(text) } else { Some(inner) }
}

/// A text, and the deadline that alone stands in the bracket behind it: 推进改造（10月底）. So does
/// 长期坚持; a year or a span of them is more often part of a name.
pub(super) fn dated(text: &str) -> Option<(String, String)> {
    let (content, inside) = bracket::last(fold::trim(text))?;
    let is_due = deadline::is_phrase(inside)
        && (["前", "完成", "底", "末"].iter().any(|word| inside.contains(word))
            || deadline::is_lasting(inside));
    is_due.then(|| (content.to_owned(), inside.to_owned()))
}

/// A text, and the month that alone stands in the bracket behind it: 举办论坛（2026年9月）. It is by when, most likely.
pub(super) fn month_behind(text: &str) -> Option<(String, String)> {
    let (content, inside) = bracket::last(fold::trim(text))?;
    let is_month = inside.contains(['月', '季']) && deadline::is_phrase(inside);
    let names_day = || deadline::read(inside, Some(FOR_ANY_YEAR)).date.is_some();
    (is_month && names_day()).then(|| (content.to_owned(), inside.to_owned()))
}

/// The last clause of a text, where it only says when: …，2025年11月底前完成。
pub(super) fn due_at_the_end(text: &str) -> Option<&str> {
    let text = fold::trim(text).trim_end_matches(['。', '；', ';']);
    let last = text.rsplit_once(['，', ',', '；', ';', '。']).map(|(_, last)| fold::trim(last))?;
    let last = last.trim_start_matches(['于', '在']);
    let is_day = deadline::is_bare(last) && deadline::read(last, Some(FOR_ANY_YEAR)).date.is_some();
    is_day.then_some(last)
}

/// A year to read a phrase in, to see whether it names a day at all.
pub(super) const FOR_ANY_YEAR: i32 = 2000;

/// 【规划科】3月底前完成…: the departments stand in front of the text.
pub(super) fn fronted(text: &str) -> Option<Tail> {
    const SHORTEST: usize = 4;
    let body = marker::body(text);
    let label = text.strip_suffix(body)?;
    let (inside, rest) = body.strip_prefix('【')?.split_once('】')?;
    let mut departments = departments::is_list(inside).then(|| departments::read(inside, Role::Unstated))?;
    let named = departments.mentions.iter().all(|mention| names::is_department(&mention.name));
    if !named || departments.mentions.is_empty() || rest.chars().count() < SHORTEST {
        return None;
    }
    let content = match find(rest) {
        Some(tail) => {
            departments.extend(tail.departments);
            tail.content
        }
        None => rest.to_owned(),
    };
    Some(Tail { content: format!("{label}{content}"), departments, form: Form::Said })
}

/// Adds the lists that stand behind the parts of a paragraph: 一是…（市教委负责）；二是…（市财政局负责）. They stay in
/// its text, where they say who does which part.
fn with_inner(mut tail: Tail) -> Tail {
    let mut lists = Departments::default();
    for inside in bracket::inner(&tail.content) {
        let Some((departments, false)) = assignment(inside) else { continue };
        if departments.mentions.iter().all(|mention| names::is_department(&mention.name)) {
            lists.extend(departments);
        }
    }
    if lists.mentions.is_empty() || tail.form == Form::Bare {
        return tail;
    }
    // who does several parts is named behind each
    let mut named = HashSet::new();
    lists.mentions.retain(|mention| named.insert(fold::key(&mention.name)));
    // the deadline of one part is not that of the whole
    lists.deadline = tail.departments.deadline.take();
    lists.extend(std::mem::take(&mut tail.departments));
    tail.departments = lists;
    tail
}

/// A paragraph that is nothing but `责任单位：…`, `完成时限：…`: its list, or the deadline in it.
pub(super) fn headed(text: &str) -> Option<Departments> {
    let text = &*label::with_colons(fold::trim(text).trim_matches('*'));
    let spoken = label::with_blank_for_colon(text);
    let text = spoken.as_deref().unwrap_or_else(|| label::unwrapped(text));
    let role = label::head_role(text)?;
    let departments = departments::read(text, Role::Unstated);
    if text.ends_with(COLONS) && !departments.mentions.is_empty() {
        return None;
    }
    match role {
        ColumnRole::Deadline => departments.deadline.is_some().then_some(departments),
        _ => (departments.is_plausible() || departments.mentions.is_empty()).then_some(departments),
    }
}

/// A paragraph that is nothing but a clause: 市教委牵头，市财政局配合; （市教委负责）.
pub(super) fn clause(text: &str) -> Option<Departments> {
    let text = bracket::whole(fold::trim(text).trim_end_matches(['。', '；', ';']));
    let departments = departments::is_list(text).then(|| departments::read(text, Role::Unstated))?;
    // 由市教委牵头，6月底前完成摸底，形成清单: what is done by then is a task, no day alone
    let is_day = |phrase: &str| deadline::is_bare(phrase) || deadline::says_lasting(phrase);
    let is_dated =
        departments.deadline.as_deref().is_none_or(|due| due.split('，').all(is_day) || led(text).is_none());
    // （加粗的为牵头单位） says how lists are to be read
    let is_own = departments.spoken
        && is_dated
        && !LeadRules::stated(text).styled
        && !calls_everybody(text, &departments);
    (is_own && !text.ends_with(COLONS)).then_some(departments)
}

/// Whether a text ends inside a bracket that begins with a role word or a department: …。（责任单位：市教委；
pub(super) fn ends_inside_list(text: &str) -> bool {
    let open = text.rfind(['（', '(', '【', '[', '〔', '〖']);
    open.and_then(|open| text.get(open..)).is_some_and(|bracket| {
        let mut inside = bracket.chars();
        let _bracket = inside.next();
        let inside = inside.as_str();
        let first = inside.split_once(['、', '，', ',']).map(|(first, _)| first.trim_end_matches("牵头"));
        let begins = first.is_some_and(names::is_surely_department) || label::head_role(inside).is_some();
        begins && !bracket.contains(['）', ')', '】', ']', '〕', '〗'])
    })
}

/// Whether a text begins with a bracket that says who does what, and goes on behind it: the bracket closes what stands
/// above (（市教委牵头）新建…).
pub(super) fn begins_with_list(text: &str) -> bool {
    const SHORTEST: usize = 4;
    let text = fold::trim(text);
    let Some((inside, rest)) = bracket::first(text) else { return false };
    let list = departments::read(inside, Role::Unstated);
    list.spoken
        && !list.mentions.is_empty()
        && list.mentions.iter().all(|mention| names::is_department(&mention.name))
        && rest.chars().take_while(|sign| !matches!(sign, '（' | '(')).count() >= SHORTEST
}

/// What stands in a bracket without a remark in front of its labels: 预期性指标，牵头单位：市发改委. What reads as the name
/// of a department, says when, or who does what, is none.
fn without_remark(inside: &str) -> &str {
    let Some((remark, list)) = inside.split_once(['，', ',', '；', ';']) else { return inside };
    let is_labelled = label::head_role(fold::trim(list)).is_some_and(ColumnRole::names_departments);
    let says_nothing = || {
        let said = departments::read(remark, Role::Unstated);
        !said.spoken && said.deadline.is_none() && !names::is_surely_department(remark)
    };
    let is_remark = || REMARKS.matches(&fold::key(remark)) || !names::is_department(remark);
    if is_labelled && !remark.contains(['：', ':', '、']) && says_nothing() && is_remark() {
        fold::trim(list)
    } else {
        inside
    }
}

/// Whether what stands inside a bracket assigns: its list, and whether only the names say so.
fn assignment(inside: &str) -> Option<(Departments, bool)> {
    let inside = without_remark(inside);
    if fold::trim(inside).is_empty() {
        return None;
    }
    // （加粗的为牵头单位） says how a list is to be read
    if LeadRules::stated(inside).styled {
        return None;
    }
    if let Some(departments) = shares::read(inside) {
        return Some((departments, false));
    }
    let departments = departments::read(inside, Role::Unstated);
    if let Some(role) = label::head_role(fold::trim(inside)) {
        let aside =
            departments.mentions.is_empty() && (departments.deadline.is_some() || role == ColumnRole::Other);
        return (aside || departments.is_plausible()).then_some((departments, false));
    }
    if departments.mentions.is_empty() && departments.deadline.is_some() {
        return deadline::is_phrase(inside).then_some((departments, false));
    }
    if !departments.is_plausible() {
        return None;
    }
    let clause = departments.spoken || departments.first_leads;
    if clause
        && departments.mentions.iter().filter(|mention| names::is_department(&mention.name)).count() * 2
            >= departments.mentions.len()
    {
        return Some((departments, false));
    }
    // 市统计局、市数据局。2025年底前完成
    let is_dated = departments.deadline.is_some()
        && departments.mentions.iter().all(|mention| names::is_department(&mention.name));
    (is_dated || departments::is_list(inside)).then_some((departments, true))
}

/// `…。责任单位：A、B` at the end of a paragraph, without a bracket.
fn inline(text: &str) -> Option<Tail> {
    let signs: Vec<(usize, char)> = text.char_indices().collect();
    let mut earliest = None;
    for (index, (_, sign)) in signs.iter().enumerate() {
        if fold::fold_char(*sign) != ':' {
            continue;
        }
        let from = index.saturating_sub(12);
        // 责任单位 ：
        let blanks =
            signs.get(from..index)?.iter().rev().take_while(|(_, sign)| fold::is_blank(*sign)).count();
        let index = index - blanks;
        let word = signs.get(from..index)?;
        let edge = word.iter().rposition(|(_, sign)| {
            matches!(fold::fold_char(*sign), '。' | ';' | ',' | ' ' | '、' | '!' | '.' | '(' | '-' | '|')
        });
        let Some(start) = edge.map(|edge| from + edge + 1) else { continue };
        let (begin, end) = (signs.get(start)?.0, signs.get(index)?.0);
        if columns::role_word(text.get(begin..end)?).is_some() {
            earliest = Some(begin);
            break;
        }
    }
    let begin = earliest?;
    let (content, list) = text.split_at(begin);
    // 各县人民政府、市级有关部门（单位）： are those whom a letter is for
    if list.ends_with(COLONS) {
        return None;
    }
    let departments = departments::read(list, Role::Unstated);
    let content =
        content.trim_end_matches(|sign| matches!(fold::fold_char(sign), ' ' | '(' | '[' | '-' | '|'));
    let names = departments
        .mentions
        .iter()
        .all(|mention| names::is_department(mention.name.trim_end_matches([')', '）', '】', ']'])));
    (departments.is_plausible() && names && !content.is_empty()).then(|| {
        let mut departments = departments;
        for Mention { name, .. } in &mut departments.mentions {
            let open = name.matches(['(', '（', '【', '[']).count();
            if name.matches([')', '）', '】', ']']).count() > open {
                *name = name.trim_end_matches([')', '）', '】', ']']).to_owned();
            }
        }
        Tail { content: content.to_owned(), departments, form: Form::Said }
    })
}

/// A list that the end of a copied text cuts off: `…（责任单位：市教委、市发`.
fn cut_off(text: &str) -> Option<Tail> {
    let open = text
        .char_indices()
        .rev()
        .take(300)
        .find(|(_, sign)| matches!(fold::fold_char(*sign), '(' | '[' | ')' | ']'))?;
    if !matches!(fold::fold_char(open.1), '(' | '[') {
        return None;
    }
    let inside = text.get(open.0 + open.1.len_utf8()..)?;
    label::head_role(inside)?;
    let departments = departments::read(inside, Role::Unstated);
    (!departments.mentions.is_empty()).then(|| Tail {
        content: text.split_at(open.0).0.to_owned(),
        departments,
        form: Form::Cut,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(tail: &Tail) -> String {
        tail.departments.mentions.iter().map(|mention| mention.name.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_last_bracket_is_taken_when_it_assigns() {
        for (text, content, departments) in [
            ("建立机制。（责任单位：市科委、市发展改革委）", "建立机制。", "市科委 市发展改革委"),
            ("建立机制。（市科委负责）", "建立机制。", "市科委"),
            (
                "建立机制(含线上)。(市行政审批局、各县市区政府負責)",
                "建立机制(含线上)。",
                "市行政审批局 各县市区政府",
            ),
            ("建立机制。〔市科委牵头，市教委配合〕。", "建立机制。", "市科委 市教委"),
            ("建立机制。（约束性指标，牵头单位：市科委；责任单位：市教委）", "建立机制。", "市科委 市教委"),
            ("建立机制。（市科委，配合单位：市教委）", "建立机制。", "市科委 市教委"),
            ("建立机制。（责任单位：各县（市、区）政府。）", "建立机制。", "各县（市、区）政府"),
            ("建立机制。（责任单位：市科委）（完成时限：2025年底）", "建立机制。", "市科委"),
            ("建立机制。责任单位：市科委、市教委", "建立机制。", "市科委 市教委"),
            ("建立机制。\n牵头单位：市科委\n配合单位：市教委", "建立机制。", "市科委 市教委"),
            ("建立机制。【责任单位】市科委、市教委", "建立机制。", "市科委 市教委"),
            ("建立机制。〖牵头：市科委　配合：市教委　时限：6月底〗", "建立机制。", "市科委 市教委"),
            ("建立机制。（各省级人民政府负责）", "建立机制。", "各省级人民政府"),
            ("建立机制。由市科委牵头，市教委、市财政局配合。", "建立机制。", "市科委 市教委 市财政局"),
            ("建立机制。市科委、市教委按职责分工负责。", "建立机制。", "市科委 市教委"),
            ("建立机制，由市科委负责。", "建立机制，由市科委负责。", "市科委"),
            ("建立机制，由市科委牵头，市教委配合。", "建立机制，由市科委牵头，市教委配合。", "市科委 市教委"),
            ("建立机制。日常工作由市科委负责。", "建立机制。日常工作由市科委负责。", "市科委"),
            ("建立机制。（日常工作由市科委负责）", "建立机制。", "市科委"),
            ("建立机制。自由贸易试验区管委会负责。", "建立机制。", "自由贸易试验区管委会"),
            ("建立机制。市科委或者市教委负责。", "建立机制。", "市科委 市教委"),
            ("建立机制。市科委、市教委认真组织实施。", "建立机制。", "市科委 市教委"),
            ("建立机制。市科委、各区政府切实抓好落实。", "建立机制。", "市科委 各区政府"),
        ] {
            let tail = find(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((tail.content.as_str(), names(&tail).as_str()), (content, departments), "{text}");
        }
        let tail = find("建立机制。（责任单位：市科委）（完成时限：2025年底）").unwrap();
        assert_eq!(tail.departments.deadline.as_deref(), Some("2025年底"));
    }

    #[test]
    fn other_brackets_are_part_of_the_text() {
        for text in [
            "规模以上企业翻番(超过100人的企业达到15%)",
            "覆盖全部地区（市、地、州、盟）",
            "推进（EDA）",
            "总体要求",
            "（此件公开发布）",
            "",
            "）",
            "加强领导。",
            "由市科委牵头，市教委配合。",
            "发挥牵头作用。加强统筹，形成合力。",
            "建立由市科委牵头的联席会议制度，研究重大问题。",
            "为贯彻落实决策部署，结合工作实际，制定本方案，请各单位认真组织实施。",
            "现将方案印发给你们，请各有关单位切实抓好落实。",
            "结合实际，制订本行动方案。请各单位按照职责分工，抓紧组织实施。",
            "各单位要提高认识。主要负责同志亲自抓，分管负责同志具体抓。",
            "保护环境是全社会的义务。市人民政府应当对环境质量负责。",
            "鼓励成立协会。行业协会接受主管部门依照前款规定的指导，市科委不得负责。",
        ] {
            assert!(find(text).is_none_or(|tail| tail.form == Form::Bare), "{text}");
        }
    }

    #[test]
    fn a_list_without_role_word_and_verb_is_marked_bare() {
        assert_eq!(find("建立机制。（市科委、市教委）").unwrap().form, Form::Bare);
    }

    #[test]
    fn a_list_that_is_cut_off_says_so() {
        assert_eq!(find("建立机制。（责任单位：市教委、市发").unwrap().form, Form::Cut);
    }

    #[test]
    fn a_line_of_its_own_is_headed_by_a_role_word() {
        assert_eq!(headed("责任单位:市发改委、市经信局").unwrap().mentions.len(), 2);
        assert_eq!(headed("（牵头单位：市发改委）").unwrap().mentions.len(), 1);
        assert_eq!(headed("【责任部门】市发改委、市经信局").unwrap().mentions.len(), 2);
        assert_eq!(headed("完成时限：2025年底").unwrap().deadline.as_deref(), Some("2025年底"));
        assert!(headed("市教委负责").is_none());
        assert!(clause("请各单位认真抓好落实。").is_none());
        assert_eq!(clause("各单位负责落实。").unwrap().mentions.len(), 1);
        for address in
            ["各区政府，市直各委办局、各有关部门：", "各区（县）人事局，市政府各直属机构人事（干部）部门："]
        {
            assert!(headed(address).is_none() && clause(address).is_none(), "{address}");
        }
    }

    #[test]
    fn hostile_brackets_end_soon() {
        for text in
            ["（".repeat(60_000), "）".repeat(60_000), "（）".repeat(30_000), "责任单位：".repeat(20_000)]
        {
            let _ = find(&text);
        }
    }
}
