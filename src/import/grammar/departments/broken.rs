//! Names that a narrow cell broke over two lines: 县生态 / 环境局.

use std::borrow::Cow;

use crate::import::{
    grammar::{fold, names},
    lexicon::words,
};

words! {
    LEVELS = DEPARTMENTS["levels"];
    ORGANS = DEPARTMENTS["place organs"];
    COMMITTEES = DEPARTMENTS["committees"];
    COMMITTEE_ORGANS = DEPARTMENTS["committee organs"];
}

/// Signs between names.
const BETWEEN: [char; 8] = ['、', '，', ',', '；', ';', '/', '：', ':'];

/// A text whose broken names are whole again; other lines stay lines.
pub(super) fn rejoined(text: &str) -> Cow<'_, str> {
    if !text.contains('\n') {
        return Cow::Borrowed(text);
    }
    let mut whole = String::with_capacity(text.len());
    for line in text.split('\n') {
        let last = whole.rsplit(BETWEEN).next().and_then(|last| last.rsplit('\n').next());
        let first = line.split(BETWEEN).next().unwrap_or(line);
        if !whole.is_empty() && !last.is_some_and(|last| is_one(last, first) || is_aside(last, line)) {
            whole.push('\n');
        }
        whole.push_str(line);
    }
    Cow::Owned(whole)
}

/// Whether a line is nothing but a bracket about the name that the line above ends with: 市文化馆 / （市非遗保护中心）.
fn is_aside(last: &str, line: &str) -> bool {
    let (last, line) = (fold::key(last), fold::key(line));
    let is_bracket = line.starts_with('(') && line.ends_with(')') && line.matches('(').count() == 1;
    is_bracket && names::is_department(&last)
}

/// Whether the end of a line and the beginning of the next are one name: neither stands for itself, together they do.
fn is_one(last: &str, first: &str) -> bool {
    const LONGEST: usize = 20;
    const SHORTEST: usize = 2;
    let (last, first) = (fold::key(last), fold::key(first));
    if first.is_empty() || last.chars().count() < SHORTEST {
        return false;
    }
    // 县委 / 组织部
    if COMMITTEES.matches(&last) {
        return COMMITTEE_ORGANS.matches(&first);
    }
    // 各县（市、区） / 人民政府
    if ORGANS.contains(&first) && last.ends_with(['县', '市', '区', '州', '镇', '乡', '道', ')']) {
        return true;
    }
    let begins_anew = LEVELS.find(&first).is_some_and(|level| level != first)
        || names::is_group(&first)
        || names::begins_department(&first) && names::is_person(&last);
    let whole = format!("{last}{first}");
    // 县农业 / 农村局: what ends so may be a company, too
    let is_half = last.ends_with('业') && names::is_surely_department(&whole);
    !begins_anew
        && (is_half || !names::is_department(&last))
        && !names::is_person(&last)
        && !names::is_nobody(&last)
        && !last.ends_with([')', ']', '。'])
        && whole.chars().count() <= LONGEST
        && names::is_department(&whole)
}

#[cfg(test)]
mod tests {
    use super::rejoined;

    #[test]
    fn a_name_over_two_lines_is_one_and_names_on_lines_of_their_own_stay_apart() {
        for (text, whole) in [
            ("县生态\n环境局", "县生态环境局"),
            ("县农业\n农村局、县住房和城乡建设\n局", "县农业农村局、县住房和城乡建设局"),
            ("县农业\n农村局", "县农业农村局"),
            ("县委\n组织部", "县委组织部"),
            ("各县（市、区）\n人民政府", "各县（市、区）人民政府"),
            ("县人力资源\n和社会保障局\n县财政局", "县人力资源和社会保障局\n县财政局"),
            ("县水利局\n县住建局\n各乡镇", "县水利局\n县住建局\n各乡镇"),
            ("王建国\n人事处", "王建国\n人事处"),
            ("牵头单位：市科委\n配合单位：市教委", "牵头单位：市科委\n配合单位：市教委"),
        ] {
            assert_eq!(rejoined(text), whole);
        }
    }
}
