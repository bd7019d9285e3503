//! Rows that add up what stands above them.

use crate::import::{
    grammar::{departments, fold, marker, names},
    lexicon::words,
    source::{Cell, Merged, Row},
};

words! {
    SUMS = TITLES["sums"];
}

/// Whether a row adds up others: 合计, 民生类小计 and amounts. One that names departments is a task.
pub(in crate::import::grammar) fn is_sum(row: &Row) -> bool {
    let is_own = |cell: &&Cell| cell.merged != Merged::Left && !fold::trim(&cell.text).is_empty();
    let own: Vec<&Cell> = row.cells.iter().filter(is_own).collect();
    const LONGEST: usize = 10;
    const LONGEST_AMOUNT: usize = 12;
    let Some((first, rest)) = own.split_first() else { return false };
    let key = fold::key(&first.text);
    let key = key.trim_end_matches(':');
    let text = |cell: &Cell| fold::trim(&cell.text).to_owned();
    if SUMS.contains(key) {
        return !rest
            .iter()
            .any(|cell| names::is_surely_department(&text(cell)) && departments::is_list(&text(cell)));
    }
    let is_amount = |text: &str| {
        let key = fold::key(text);
        names::is_nobody(text)
            || key.chars().count() <= LONGEST_AMOUNT
                && key.trim_start_matches(['共', '约', '计']).starts_with(|sign: char| sign.is_ascii_digit())
    };
    // 合计：12项; 民生类小计
    let is_name = SUMS.matches(key) && key.chars().count() <= LONGEST && marker::read(key).is_none();
    let is_alone = SUMS
        .iter()
        .any(|word| key.strip_prefix(word).is_some_and(|amount| is_amount(amount.trim_start_matches(':'))));
    (is_name || is_alone) && rest.iter().all(|cell| is_amount(&cell.text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{grammar::text_grid, source::SourceLocation};

    #[test]
    fn a_row_of_sums_has_amounts_and_nobody() {
        let is_sum = |line: &str| {
            let cells: Vec<String> = line.split('|').map(str::to_owned).collect();
            is_sum(&text_grid::row(cells, SourceLocation::Unknown, 3))
        };
        for line in [
            "合　计|12项",
            "小计",
            "民生类小计|5分|1200万元",
            "总分|100",
            "合计：35分",
            "总计|其中市级5项",
            "本页小计|—",
        ] {
            assert!(is_sum(line), "{line}");
        }
        for line in [
            "合计完成投资5亿元|市发展改革委",
            "合计|市财政局",
            "1|合计|市财政局",
            "建立积分合计制度并每季度公布一次|县文明办",
            "一、总分|3",
            "小计划|市教委",
        ] {
            assert!(!is_sum(line), "{line}");
        }
    }
}
