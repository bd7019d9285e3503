//! Words above the table of a form that the form does not print there: a unit wrote them, and nobody takes them.

use super::{columns::Table, place::Place, value};
use crate::model::form::{FORM_HELP, FORM_TITLE};

/// Shorter words are names and days.
const SHORTEST: usize = 11;
/// What ends a sentence, or parts it: none of it stands in what the form prints of unit, period and number.
const OF_SENTENCES: [char; 8] = ['，', '。', '；', '！', '？', ',', ';', '!'];

/// Whether words say something to somebody, where short ones are names, numbers and days.
pub(super) fn is_sentence(words: &str) -> bool {
    words.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)) && words.chars().count() >= SHORTEST
}

/// What stands above the first table of a sheet and was not printed there, each with its place.
pub(super) fn words_above(table: &Table<'_>) -> Vec<(String, String)> {
    let sheet = table.sheet;
    let above = sheet.rows().take_while(|(row, _)| *row < table.titles);
    let mut found = Vec::new();
    for (row, cells) in above {
        for cell in cells {
            let words = value::typed(cell, sheet.from_1904);
            if is_sentence(&words) && !is_printed(&words) {
                let place = Place { sheet: &sheet.name, row, column: Some(cell.column) };
                found.push((place.to_string(), words));
            }
        }
    }
    found
}

/// Whether the form prints these words above its table.
fn is_printed(words: &str) -> bool {
    let words = words.trim();
    let is_fact = ["填报单位", "报送期", "表号"].iter().any(|begin| words.starts_with(begin))
        && !words.contains(OF_SENTENCES)
        && words.matches(['：', ':']).count() == 1;
    let is_due = words.starts_with("请于")
        && ["报送", "重报"].iter().any(|end| words.ends_with(end))
        && !words.contains(OF_SENTENCES);
    let are_several = || {
        let mut pieces = words.split_whitespace();
        words.contains(char::is_whitespace) && pieces.all(is_printed)
    };
    words == FORM_HELP
        || words.ends_with(FORM_TITLE)
        || is_fact && !words.contains(char::is_whitespace)
        || is_due
        || are_several()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_form_prints_is_known_and_what_was_added_is_not() {
        for words in [
            "2026年第四季度重点任务进展情况表",
            "填报单位：上海市经济和信息化委员会",
            "报送期：2026年第四季度（2026-q4）",
            "请于2026年11月20日前报送",
            "请于收到后尽快重报",
            "表号：2026-q4/d02",
            "填报单位：市教委  报送期：2026年第四季度（2026-q4）  表号：2026-q4/d02",
            FORM_HELP,
        ] {
            assert!(is_printed(words), "{words}");
        }
        for words in [
            "重要说明：第12项请延期至明年",
            "填报单位：市发展改革委。第12项请延期至明年",
            "填报单位：市发展改革委 说明：第12项请延期",
            "请于明年再收，第12项尚未报送",
        ] {
            assert!(!is_printed(words) && is_sentence(words), "{words}");
        }
        let added = format!("{FORM_HELP}第12项请延期。");
        assert!(!is_printed(&added));
    }
}
