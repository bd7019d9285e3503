//! A deadline that one sentence gives to all tasks that state none: 完成时限除注明外均为2026年12月底前.

use super::{DEFAULTS, EACH, LIMITS, TASKS, is_bare, read};
use crate::import::grammar::{fold, tail::FOR_ANY_YEAR};

/// A deadline of all tasks without one of their own.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(in crate::import::grammar) struct Common {
    /// As it is printed.
    pub(in crate::import::grammar) phrase: String,
    /// Whether the sentence says that it is for those without one: otherwise it may say more of all than is meant.
    pub(in crate::import::grammar) is_default: bool,
}

/// The deadline that a sentence of a text gives to all tasks.
pub(in crate::import::grammar) fn of_all(text: &str) -> Option<Common> {
    // most texts say nothing of it: a look is enough
    let says_when = ["完成", "时限", "期限", "截止"].iter().any(|word| text.contains(word));
    if !says_when || !text.contains(['均', '律', '统', '都', '未', '没', '除']) {
        return None;
    }
    text.split(['。', '；', ';', '\n']).find_map(of_sentence)
}

fn of_sentence(sentence: &str) -> Option<Common> {
    const LONGEST: usize = 60;
    let sentence = fold::trim(sentence).trim_matches(['（', '）', '(', ')']);
    if sentence.chars().take(LONGEST + 1).count() > LONGEST {
        return None;
    }
    let key = fold::key(sentence);
    let is_default = DEFAULTS.matches(&key);
    let is_of_all = || EACH.matches(&key) && (LIMITS.matches(&key) || TASKS.matches(&key));
    if !(is_default && (LIMITS.matches(&key) || key.contains("完成")) || is_of_all()) {
        return None;
    }
    let is_day = |phrase: &&str| is_bare(phrase) && read(phrase, Some(FOR_ANY_YEAR)).date.is_some();
    // …于2026年11月底前完成，整治情况及时报送市安委办
    let clauses = sentence.split(['，', ',']);
    let mut ends = clauses.flat_map(|clause| clause.char_indices().filter_map(|(at, _)| clause.get(at..)));
    let phrase = fold::trim(ends.find(is_day)?).trim_start_matches(['于', '在']);
    Some(Common { phrase: phrase.to_owned(), is_default })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deadline_of_all_tasks_is_found_in_its_sentence() {
        for (text, phrase, is_default) in [
            ("完成时限除注明外均为2026年12月底前。", "2026年12月底前", true),
            ("（完成时限：除注明外，均为2026年12月底前）", "2026年12月底前", true),
            ("说明：未注明完成时限的任务，均应于2026年12月20日前完成。", "2026年12月20日前完成", true),
            ("以下任务除特别注明外，均于2026年11月底前完成。", "2026年11月底前完成", true),
            ("现将任务分解如下。没有明确完成时限的，原则上2026年10月底前完成。", "2026年10月底前完成", true),
            ("各项任务完成时限均为2026年12月31日。", "2026年12月31日", false),
            ("以上工作均须于年底前完成。", "年底前完成", false),
            ("以上任务均须于2026年11月底前完成，整治情况及时报送市安委办。", "2026年11月底前完成", false),
        ] {
            let found = of_all(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((found.phrase.as_str(), found.is_default), (phrase, is_default), "{text}");
        }
        for text in [
            "完成时限：2026年12月底前",
            "各单位要高度重视，确保各项任务落到实处。",
            "各牵头单位均须于每月25日前报送进展。",
            "除特殊情况外，补贴均为每人500元。",
            "到2026年底，各项指标均达到全省平均水平。",
        ] {
            assert_eq!(of_all(text), None, "{text}");
        }
    }
}
