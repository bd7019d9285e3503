//! The words in front of a colon in running text that say what stands behind it, as the title of a column does in a table.

use super::{
    ColumnRole::{self, Deadline, Departments, Lead, Other, Support},
    PERSONS, TITLES, UNIT_ENDINGS, WHOLE_TITLES, by_its_shape, fold, without_brackets,
};

/// The role of a word in front of a colon in running text: `责任单位：`, `完成时限：`, and the persons
/// that stand beside them (`责任领导：`). The whole word must be known, or have the shape of one. 时间 alone is no
/// deadline there: web pages say with it when they were published.
pub(in crate::import::grammar) fn role_word(word: &str) -> Option<ColumnRole> {
    const LONGEST: usize = 16;
    const LONGEST_OF_OTHERS: usize = 6;
    let key = fold::key(word.trim_matches('*'));
    if key.is_empty() || key.chars().count() > LONGEST || key.contains(['。', ',', ';', '.']) {
        return None;
    }
    let whole = known_label(&key);
    if whole.is_some() {
        return whole;
    }
    let key = without_brackets(&key);
    // 责任处室、单位: one label for several kinds; 建设概念验证中心 is a task, no label of those who watch
    let is_long = |word: &str| word.chars().count() > LONGEST_OF_OTHERS;
    let shape = |word: &str| by_its_shape(word).filter(|role| *role != Other || !is_long(word));
    let label = |word: &str| known_label(word).or_else(|| shape(word));
    let mut words = key.split(['、', '/', '及', '和', '与', '或']).filter(|word| !word.is_empty());
    let mut role = label(words.next()?)?;
    for word in words {
        let other = label(word).or_else(|| UNIT_ENDINGS.contains(word).then_some(Departments))?;
        role = match (role, other) {
            (Lead, Support) | (Support, Lead) => Departments,
            (Other, other) => other,
            (role, _) => role,
        };
    }
    Some(role)
}

/// Whether a label says that persons stand among the departments behind it: 责任单位及责任人.
pub(in crate::import::grammar) fn has_persons(word: &str) -> bool {
    let key = fold::key(word);
    PERSONS.iter().any(|person| key.contains(person))
        && role_word(word).is_some_and(ColumnRole::names_departments)
}

/// The role of one word that the lexicon knows.
fn known_label(key: &str) -> Option<ColumnRole> {
    let wanted = [Departments, Lead, Support, Deadline];
    TITLES
        .iter()
        .chain(WHOLE_TITLES.iter().filter(|(role, _)| *role != Deadline))
        .find(|(role, titles)| wanted.contains(role) && titles.contains(key))
        .map(|(role, _)| *role)
        .or_else(|| PERSONS.matches(key).then_some(Other))
        .or_else(|| is_limit(key).then_some(Deadline))
}

/// Whether the last word of a short label says that a deadline stands behind it, as 时间 alone does not: 整改期限.
pub(super) fn is_limit(key: &str) -> bool {
    const LONGEST: usize = 6;
    key.chars().count() <= LONGEST && (key.ends_with("时限") || key.ends_with("期限"))
}
