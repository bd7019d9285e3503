//! Departments that take part in all tasks of a list: 以上任务均需各区政府配合. A sentence of its own says so, or one at the
//! end of a list.

use std::borrow::Cow;

use super::{Departments, Role, read, span::depths};
use crate::{
    import::{
        grammar::{fold, names::is_department},
        lexicon::words,
    },
    text::Text,
};

words! {
    ABOVE = ROLES["all above"];
    BELOW = ROLES["all below"];
    NO_MORE = ROLES["not said again"];
    MUST = ROLES["all must"];
}

/// For which tasks such a sentence holds.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(in crate::import::grammar) enum Holds {
    /// Those above it.
    Above,
    /// Those below it.
    Below,
}

impl Holds {
    /// What the account says of such a sentence.
    pub(in crate::import::grammar) fn words(self) -> Text {
        match self {
            Self::Above => text!("其中的单位记入以上各项", "its departments are given to the tasks above"),
            Self::Below => text!("其中的单位记入以下各项", "its departments are given to the tasks below"),
        }
    }
}

/// The departments that a sentence gives to all tasks, and to which.
pub(in crate::import::grammar) fn of_all(text: &str) -> Option<(Departments, Holds)> {
    const LONGEST: usize = 16;
    const LONGEST_SENTENCE: usize = 600;
    const MOST_CLAUSES: usize = 8;
    let text = fold::trim(text);
    let (head, rest) = text.get(..text.floor_char_boundary(LONGEST_SENTENCE))?.split_once(['均', '都'])?;
    // 均涉及各区政府: no verb is behind the list
    let is_spoken = rest.starts_with("涉及");
    let rest = fold::without_first(rest, &MUST)?;
    let head = fold::key(head);
    let head = head.trim_start_matches(|sign: char| sign.is_ascii_digit() || "注备说明:.、(".contains(sign));
    if head.chars().count() > LONGEST || head.contains([',', '。', ';', ':']) {
        return None;
    }
    let holds = if ABOVE.matches(head) {
        Holds::Above
    } else if BELOW.matches(head) {
        Holds::Below
    } else {
        return None;
    };
    let rest = rest.trim_end_matches(['。', '；', ')', '）']);
    // …各区政府落实，不再一一列出: what the last clause says is meant for the reader
    let closes = |rest: &str| NO_MORE.matches(fold::key(rest).rsplit(',').next().unwrap_or_default());
    let ends = rest.match_indices([',', '，']).map(|(comma, sign)| (comma, comma + sign.len()));
    let clauses = ends
        .take(MOST_CLAUSES)
        .filter(|(_, behind)| rest.get(*behind..).is_some_and(closes))
        .filter_map(|(comma, _)| rest.get(..comma));
    let departments =
        std::iter::once(rest).chain(clauses).map(|list| read(list, Role::Unstated)).find(|list| {
            (list.spoken || is_spoken)
                && list.is_plausible()
                && list.mentions.iter().all(|mention| is_department(&mention.name))
        })?;
    Some((departments, holds))
}

/// A list without the sentences in it that give departments to all tasks (市教委负责。以下均需各区政府落实，不再列出), and what
/// those say.
pub(super) fn without_common<'a>(text: &'a str, departments: &mut Departments) -> Cow<'a, str> {
    if !text.contains(['均', '都']) || !(ABOVE.iter().chain(BELOW.iter())).any(|word| text.contains(word)) {
        return Cow::Borrowed(text);
    }
    let key = fold::folded(text);
    let depth = depths(&key);
    let mut kept = String::new();
    let (mut start, mut taken) = (0, false);
    let ends = text.char_indices().zip(key.iter().zip(&depth));
    let mut stops: Vec<usize> = ends
        .filter(|(_, (sign, depth))| **depth == 0 && matches!(sign, '。' | ';' | '\n'))
        .map(|((offset, sign), _)| offset + sign.len_utf8())
        .collect();
    stops.push(text.len());
    for stop in stops {
        let sentence = text.get(start..stop).unwrap_or_default();
        // 市教委负责，以下均需各区政府落实: the sentence stands behind a comma
        let commas = sentence.match_indices([',', '，']).map(|(comma, sign)| comma + sign.len());
        let found =
            std::iter::once(0).chain(commas).find_map(|from| Some((from, of_all(sentence.get(from..)?)?)));
        match found {
            Some((from, (common, holds))) => {
                kept.push_str(sentence.get(..from).unwrap_or_default());
                departments.common.extend(common.mentions.into_iter().map(|mention| (holds, mention)));
                taken = true;
            }
            None => kept.push_str(sentence),
        }
        start = stop;
    }
    if !taken {
        return Cow::Borrowed(text);
    }
    let length = kept.trim_end_matches(['，', ',', '。', '；', ';', ' ']).len();
    kept.truncate(length);
    Cow::Owned(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_gives_departments_to_all_tasks_above_or_below() {
        let said =
            |text: &str| of_all(text).map(|(departments, holds)| (departments.mentions[0].clone(), holds));
        let (district, holds) = said("以上任务均需各县（市、区）政府配合。").unwrap();
        assert_eq!(
            (district.name.as_str(), district.role, holds),
            ("各县（市、区）政府", Role::Support, Holds::Above)
        );
        let (office, holds) = said("注：以下各项均由市大数据中心牵头").unwrap();
        assert_eq!((office.role, holds), (Role::Lead, Holds::Below));
        let (district, _) =
            said("以下均需各区政府落实，区里没有相应职能的由主管部门办理，不再一一列出").unwrap();
        assert_eq!(district.name, "各区政府");
        let (place, holds) = said("具体任务均涉及相关市（州）人民政府，不再做分工，下同。").unwrap();
        assert_eq!((place.name.as_str(), holds), ("相关市（州）人民政府", Holds::Below));
        assert_eq!(said("以上任务均需在年底前完成。"), None);
        assert_eq!(said("全市规模以上企业均需市统计局配合"), None);
    }

    #[test]
    fn such_a_sentence_at_the_end_of_a_list_is_none_of_its_names() {
        for text in [
            "市数据局、市财政局负责。以下任务均需各区政府、园区管委会落实，不再一一列出",
            "责任单位:市数据局、市财政局。以下各项均需各区政府、园区管委会落实,不再单独列出。",
            "市数据局、市财政局，以下均需各区政府、园区管委会配合",
        ] {
            let list = read(text, Role::Unstated);
            let names: Vec<&str> = list.mentions.iter().map(|mention| mention.name.as_str()).collect();
            assert_eq!(names, ["市数据局", "市财政局"], "{text}");
            let common: Vec<&str> = list.common.iter().map(|(_, mention)| mention.name.as_str()).collect();
            assert_eq!(common, ["各区政府", "园区管委会"], "{text}");
        }
    }
}
