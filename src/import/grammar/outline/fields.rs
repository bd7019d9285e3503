//! A row of a table that stands in running text as a line: 3 开展试点 市财政局. No task is read from it; it is only told from
//! other lines, so that it is not lost in silence.

use super::super::{
    departments::{self, Departments, Role},
    marker, names,
};

/// The departments of a line that is a row: a number, what to do, and a list that leaves no doubt, with blanks or bars between.
pub(super) fn departments(line: &str) -> Option<Departments> {
    const MOST: usize = 10;
    /// Bytes of a line that can be one.
    const LONGEST: usize = 600;
    if line.len() > LONGEST {
        return None;
    }
    let has_words = |part: &&str| part.chars().any(char::is_alphanumeric);
    let parts: Vec<&str> =
        line.split(['\t', ' ', '\u{3000}', '|', '│', '｜']).filter(has_words).take(MOST).collect();
    let [number, rest @ ..] = parts.as_slice() else { return None };
    let is_list = |part: &&&str| departments::is_list(part) && names::is_surely_department(part);
    let says_what = |part: &&str| !is_list(&part) && names::begins_task(part);
    if marker::pure_number(number).is_none() || !rest.iter().any(says_what) {
        return None;
    }
    rest.iter().find(is_list).map(|list| departments::read(list, Role::Unstated))
}

#[cfg(test)]
mod tests {
    use super::departments;

    #[test]
    fn a_line_with_a_number_words_and_departments_is_a_row() {
        for line in
            ["3 开展丙工作 市财政局", "|3|开展丙工作|市财政局|", "- 3\t开展丙工作\t市教委、市科委\t12月底"]
        {
            assert!(departments(line).is_some(), "{line}");
        }
        for line in ["3 张三 市教委", "市教委 2024年3月5日", "开展丙工作 市财政局", "3.开展丙工作。", ""]
        {
            assert!(departments(line).is_none(), "{line}");
        }
    }
}
