//! Departments that take part in all tasks of a list: 以上任务均需各区政府配合.

use super::{Departments, Role, read};
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
    let text = fold::trim(text);
    let (head, rest) = text.get(..text.floor_char_boundary(LONGEST_SENTENCE))?.split_once(['均', '都'])?;
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
    let departments = read(rest.trim_end_matches(['。', '；', ')', '）']), Role::Unstated);
    let are_names = departments.mentions.iter().all(|mention| is_department(&mention.name));
    (departments.spoken && departments.is_plausible() && are_names).then_some((departments, holds))
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
        assert_eq!(said("以上任务均需在年底前完成。"), None);
        assert_eq!(said("全市规模以上企业均需市统计局配合"), None);
    }
}
