//! Titles that a unit put in place of the form's own: 工作进展 for 进展情况. Such a column is taken where two things say the
//! same, its title and its place.

use std::collections::BTreeMap;

use crate::{
    model::{AskedField, form::FormColumn},
    text::fold::fold,
};

/// Words that titles of answers have. One that has words of two (进展及问题) says neither.
const WORDS: &[(AskedField, &[&str])] = &[
    (AskedField::Status, &["状态"]),
    (AskedField::Percent, &["完成率", "完成比例", "百分比"]),
    (AskedField::Progress, &["进展", "落实情况", "推进情况", "完成情况", "开展情况", "工作情况"]),
    (AskedField::Problems, &["问题", "困难"]),
    (AskedField::Next, &["措施", "打算", "下步", "下一步", "计划"]),
    (AskedField::Evidence, &["佐证", "证明材料", "附件"]),
    (AskedField::Expected, &["预计", "预期"]),
];

/// What was answered before belongs to no column of this period's answers.
const EARLIER: [&str; 3] = ["上期", "上季", "上月"];

/// Finds the columns that are missing among those with titles of their own: between its neighbours in the form, one whose
/// title speaks of it, and only one.
pub(super) fn restore(
    columns: &mut BTreeMap<u32, FormColumn>,
    others: &mut Vec<(u32, String)>,
) -> Vec<(u32, String)> {
    let known: Vec<(u32, FormColumn)> = columns.iter().map(|(place, column)| (*place, *column)).collect();
    let place_of = |wanted: &FormColumn| {
        let is_it = |(_, column): &&(u32, FormColumn)| column == wanted && *wanted != FormColumn::Key;
        known.iter().find(is_it).map(|(place, _)| *place)
    };
    let mut renamed = Vec::new();
    for (index, column) in FormColumn::ALL.iter().enumerate() {
        let FormColumn::Answer(field) = column else { continue };
        if place_of(column).is_some() {
            continue;
        }
        let before = FormColumn::ALL.iter().take(index).rev().find_map(place_of);
        let behind = FormColumn::ALL.iter().skip(index + 1).find_map(place_of);
        // The last column has nothing behind it.
        let behind = behind.unwrap_or(u32::MAX);
        let fits = |(place, title): &&(u32, String)| {
            before.is_some_and(|before| before < *place) && *place < behind && meant(title) == Some(*field)
        };
        let mut found = others.iter().filter(fits);
        if let (Some(one), None) = (found.next(), found.next()) {
            renamed.push(one.clone());
            columns.insert(one.0, *column);
        }
    }
    others.retain(|(place, _)| !columns.contains_key(place));
    renamed
}

/// The answer that a title speaks of.
fn meant(title: &str) -> Option<AskedField> {
    let folded = fold(title);
    let has = |words: &[&str]| words.iter().any(|word| folded.contains(word));
    let mut fields = WORDS.iter().filter(|(_, words)| has(words)).map(|(field, _)| *field);
    match (fields.next(), fields.next()) {
        (Some(field), None) if !has(&EARLIER) => Some(field),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The titles of a form from its number on, with what stands in their place.
    fn restored(changed: &[(&str, &str)]) -> Vec<(String, FormColumn)> {
        let (mut columns, mut others) = (BTreeMap::new(), Vec::new());
        for (place, column) in (0..).zip(FormColumn::ALL) {
            match changed.iter().find(|(title, _)| *title == column.title()) {
                Some((_, "")) => {}
                Some((_, title)) => others.push((place, (*title).to_owned())),
                None => drop(columns.insert(place, column)),
            }
        }
        let found = restore(&mut columns, &mut others);
        let column = |place| columns.get(&place).copied().unwrap();
        found.into_iter().map(|(place, title)| (title, column(place))).collect()
    }

    #[test]
    fn a_title_of_its_own_is_the_missing_one_where_place_and_words_say_so() {
        let progress = FormColumn::Answer(AskedField::Progress);
        for title in ["进展", "工作进展", "落实情况", "本季度推进情况（截至9月20日）"]
        {
            assert_eq!(restored(&[("进展情况", title)]), [(title.to_owned(), progress)], "{title}");
        }
        let three = restored(&[("进展情况", "落实情况"), ("存在问题", "困难"), ("下一步措施", "下步打算")]);
        assert_eq!(three.len(), 3, "{three:?}");
        let last = restored(&[("预计完成时间", "预计办结时间")]);
        assert_eq!(last.len(), 1, "{last:?}");
    }

    #[test]
    fn nothing_is_taken_for_another_column() {
        for changed in [
            // Its words speak of nothing, of two, of what was before, of another column.
            [("进展情况", "责任处室"), ("", "")],
            [("进展情况", "进展及问题"), ("", "")],
            [("进展情况", "上季度进展"), ("", "")],
            [("进展情况", "下步打算"), ("", "")],
            // It stands in another place.
            [("进展情况", ""), ("上期进展", "工作进展")],
            [("存在问题", "工作进展"), ("进展情况", "落实情况")],
        ] {
            assert_eq!(restored(&changed), [], "{changed:?}");
        }
    }
}
