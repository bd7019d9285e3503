//! The marker in front of a paragraph or a cell: `一、`, `（一）`, `1.`, `（1）`, `①`, `一是`, a bullet.
//! Whether it marks a heading or a task is decided by whoever reads the document, not here.

use super::fold;
use crate::{
    import::lexicon::words,
    text::numeral::{chinese, circled},
};

words! {
    NUMBERED = TITLES["numbered words"];
}

/// The levels of markers, outermost first.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub(super) enum Level {
    /// 第一部分, 第二章
    Part,
    /// 一、 and 第一条
    Han,
    /// 重点任务一：
    Named,
    /// （一）
    HanBracket,
    /// 1. and 第1项
    Digit,
    /// （1）, 1） and 1.1
    DigitBracket,
    /// ① and 1.1.1
    Circled,
    /// 一是
    Ordinal,
    /// △ ● —— ·
    Bullet,
}

/// A marker and the text behind it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Marker<'a> {
    /// Its level.
    pub(super) level: Level,
    /// Its number; a bullet has none.
    pub(super) number: Option<u32>,
    /// The marker as printed (`（14）`).
    pub(super) label: &'a str,
    /// What stands behind it.
    pub(super) rest: &'a str,
}

/// What stands behind the marker of a paragraph, or all of it.
pub(super) fn body(text: &str) -> &str {
    read(text).map_or_else(|| fold::trim(text), |marker| marker.rest)
}

/// The marker that `text` begins with. A bullet in front of a number is the mark of a list only (- 1. in Markdown).
pub(super) fn read(text: &str) -> Option<Marker<'_>> {
    let outer = first(text)?;
    let inner = (outer.level == Level::Bullet).then(|| first(outer.rest)).flatten();
    Some(inner.filter(|inner| inner.level < Level::Bullet).unwrap_or(outer))
}

fn first(text: &str) -> Option<Marker<'_>> {
    let text = text.trim_start_matches(|sign| fold::is_blank(sign) || matches!(sign, '*' | '#'));
    // no marker is longer than 第二十三部分、 with blanks in it
    let signs: Vec<(usize, char)> = text.char_indices().take(24).collect();
    let key: Vec<char> = signs.iter().map(|(_, sign)| fold::fold_char(*sign)).collect();
    let (level, number, length) = recognise(&key, &signs)?;
    let end = signs.get(length).map_or(text.len(), |(offset, _)| *offset);
    let (label, rest) = text.split_at(end);
    Some(Marker { level, number, label: fold::trim(label), rest: rest.trim_start_matches(fold::is_blank) })
}

/// The number of a cell that holds nothing else: `3`, `（3）`, `3.`, `3.0`, `第3项`, `三`.
pub(super) fn pure_number(text: &str) -> Option<u32> {
    let key = fold::key(text);
    let bare = key.trim_matches(|sign| matches!(sign, '(' | ')' | '.' | '、' | '*' | '第' | '项' | '条'));
    let bare = bare.strip_suffix(".0").unwrap_or(bare);
    if bare.is_empty() || bare.chars().count() > 5 {
        return None;
    }
    if bare.bytes().all(|byte| byte.is_ascii_digit()) {
        return bare.parse().ok();
    }
    if let [sign] = *bare.chars().collect::<Vec<_>>()
        && let Some(number) = circled(sign)
    {
        return Some(number);
    }
    chinese(bare)
}

/// Whether a text is a number and at most the word that it numbers: 项目一, 任务（2）, 第三项, 表1.
pub(super) fn is_alone(text: &str) -> bool {
    let key = fold::key(text);
    let is_number = |sign: char| sign.is_ascii_digit() || is_han(sign) || "第()[]:、.".contains(sign);
    let word = key.trim_start_matches(is_number).trim_end_matches(is_number);
    word.len() < key.len() && (matches!(word, "" | "项" | "条" | "号" | "表") || NUMBERED.contains(word))
}

fn is_han(sign: char) -> bool {
    "一二三四五六七八九十百千零〇".contains(sign)
}

/// Whether a year stands there: behind `1.2025年底前…` it follows a number, and is no decimal.
fn is_year(key: &[char], from: usize) -> bool {
    matches!(key.get(from..from + 5), Some(['1' | '2', a, b, c, '年']) if [a, b, c].iter().all(|sign| sign.is_ascii_digit()))
}

/// Where a number of several levels ends (1.1, 2.1.3), whose first point stands at `from`, and its level. Without a blank
/// behind it a number of two levels may be an amount (1.2亿元).
fn within(key: &[char], from: usize) -> Option<(Level, usize)> {
    const MOST: usize = 2;
    const AMOUNTS: &str = "万亿元个倍米吨千百平公度名版级折%‰";
    let (mut end, mut points) = (from, 0);
    while key.get(end) == Some(&'.') {
        let digits = key.iter().skip(end + 1).take_while(|sign| sign.is_ascii_digit()).count();
        if !(1..=MOST).contains(&digits) {
            return None;
        }
        end += 1 + digits;
        points += 1;
    }
    let end = end + usize::from(matches!(key.get(end), Some(' ' | '、')));
    let behind = key.get(end).copied().filter(|sign| !sign.is_ascii())?;
    let is_number = points > 1 || points == 1 && !AMOUNTS.contains(behind);
    let level = if points > 1 { Level::Circled } else { Level::DigitBracket };
    (is_number && behind.is_alphabetic()).then_some((level, end))
}

/// Where a number of two levels with a hyphen ends (1-1 建设平台), whose hyphen stands at `from`. A blank must stand behind
/// it: 1-2月 and 3-5家 are amounts.
fn hyphened(key: &[char], from: usize) -> Option<usize> {
    const MOST: usize = 2;
    let (length, _) = run(key, from + 1, is_digit);
    let end = from + 1 + length;
    let behind = key.get(end + 1).copied()?;
    let is_number = (1..=MOST).contains(&length) && matches!(key.get(end), Some(' ' | '、'));
    (is_number && !behind.is_ascii() && behind.is_alphabetic() && !"年月日".contains(behind))
        .then_some(end + 1)
}

/// The length of a word that a number follows: 问题, 改革事项.
fn word_before_number(key: &[char]) -> Option<usize> {
    const LONGEST: usize = 6;
    let length = key.iter().position(|sign| sign.is_ascii_digit() || is_han(*sign))?;
    let word: String = key.get(..length)?.iter().collect();
    ((2..=LONGEST).contains(&length) && NUMBERED.matches(&word)).then_some(length)
}

/// 〔任务一〕: a word with its number in a bracket.
fn named_in_bracket(key: &[char]) -> Option<Found> {
    let inside = key.strip_prefix(&['(']).or_else(|| key.strip_prefix(&['[']))?;
    let length = word_before_number(inside)?;
    let digits: String = inside.iter().skip(length).take_while(|sign| !matches!(sign, ')' | ']')).collect();
    let number = digits.parse().ok().or_else(|| chinese(&digits))?;
    let end = length + digits.chars().count();
    let level =
        if digits.starts_with(|sign: char| sign.is_ascii_digit()) { Level::Digit } else { Level::Named };
    matches!(inside.get(end), Some(')' | ']')).then_some((level, Some(number), end + 2))
}

/// A marker: its level, number and length in characters.
type Found = (Level, Option<u32>, usize);

/// The marker at the start of a text. `signs` are its signs as they are printed.
fn recognise(key: &[char], signs: &[(usize, char)]) -> Option<Found> {
    let first = *key.first()?;
    if let Some(number) = signs.first().and_then(|(_, sign)| circled(*sign)) {
        let level = if matches!(first, '㈠'..='㈩') { Level::HanBracket } else { Level::Circled };
        return Some((level, Some(number), 1 + usize::from(matches!(key.get(1), Some('.' | '、')))));
    }
    match first {
        '第' => part(key),
        '(' | '[' => named_in_bracket(key).or_else(|| in_bracket(key)),
        _ if first.is_ascii_digit() => digits(key),
        _ if is_han(first) => han(key),
        _ if word_before_number(key).is_some() => named(key),
        _ => bullet(key),
    }
}

fn blanks(key: &[char], from: usize) -> usize {
    key.iter().skip(from).take_while(|sign| **sign == ' ').count()
}

/// The signs of a kind that stand there, and how many.
fn run(key: &[char], from: usize, wanted: fn(char) -> bool) -> (usize, String) {
    let text: String = key.iter().skip(from).copied().take_while(|sign| wanted(*sign)).collect();
    (text.chars().count(), text)
}

fn is_digit(sign: char) -> bool {
    sign.is_ascii_digit()
}

/// 第一部分, 第三章, 第1项: 第 and a number with its unit.
fn part(key: &[char]) -> Option<Found> {
    let at = |index: usize| key.get(index).copied();
    let (length, digits) = run(key, 1, if is_digit(at(1)?) { is_digit } else { is_han });
    let number = digits.parse().ok().or_else(|| chinese(&digits))?;
    let end = 1 + length;
    let end = match (at(end)?, at(end + 1)) {
        ('部', Some('分')) => end + 2,
        ('章' | '节' | '篇' | '编', _) => end + 1,
        (unit @ ('条' | '项' | '号'), Some(' ' | '、' | ':' | '.')) => {
            let level = if unit == '条' { Level::Han } else { Level::Digit };
            return Some((level, Some(number), end + 2));
        }
        // 第1项新建…, but no 第1项目
        ('项', Some(next)) if is_digit(at(1)?) && next.is_alphanumeric() && next != '目' => {
            return Some((Level::Digit, Some(number), end + 1));
        }
        _ => return None,
    };
    Some((Level::Part, Some(number), end + usize::from(matches!(at(end), Some('、' | ':')))))
}

/// `(1)`, `(一)`, `[1]`: a number in brackets.
fn in_bracket(key: &[char]) -> Option<Found> {
    let from = 1 + blanks(key, 1);
    let (length, digits) = run(key, from, |sign| is_digit(sign) || is_han(sign));
    let end = from + length + blanks(key, from + length);
    if length == 0 || length > 4 || !matches!(key.get(end)?, ')' | ']') {
        return None;
    }
    let after = end + 1;
    let after = after + usize::from(matches!(key.get(after), Some('、' | '.')));
    if digits.bytes().all(|byte| byte.is_ascii_digit()) {
        (length <= 3).then_some((Level::DigitBracket, digits.parse().ok(), after))
    } else {
        Some((Level::HanBracket, Some(chinese(&digits)?), after))
    }
}

/// 1. 1、 1) and 1.2.
fn digits(key: &[char]) -> Option<Found> {
    let (length, digits) = run(key, 0, is_digit);
    let end = length + blanks(key, length);
    let number = digits.parse().ok().filter(|number| *number < 1000)?;
    match key.get(end)? {
        ')' => Some((Level::DigitBracket, Some(number), end + 1)),
        '、' => Some((Level::Digit, Some(number), end + 1)),
        '.' if let Some((level, length)) = within(key, end) => Some((level, None, length)),
        '-' => hyphened(key, end).map(|length| (Level::DigitBracket, None, length)),
        '.' | '。' if !key.get(end + 1).is_some_and(char::is_ascii_digit) || is_year(key, end + 1) => {
            Some((Level::Digit, Some(number), end + 1))
        }
        _ => None,
    }
}

/// 一、 and 一是.
fn han(key: &[char]) -> Option<Found> {
    let (length, digits) = run(key, 0, is_han);
    let number = chinese(&digits)?;
    match key.get(length)? {
        '、' | '.' => Some((Level::Han, Some(number), length + 1)),
        '是' => Some((Level::Ordinal, Some(number), length + 1)),
        _ => None,
    }
}

/// 问题一：…, 改革事项2：…, 任务一 节能改造.
fn named(key: &[char]) -> Option<Found> {
    let from = word_before_number(key)?;
    let level = if is_digit(*key.get(from)?) { Level::Digit } else { Level::Named };
    let (length, digits) = match run(key, from, is_han) {
        (0, _) => run(key, from, is_digit),
        digits => digits,
    };
    let number = digits.parse().ok().or_else(|| chinese(&digits))?;
    let end = from + length;
    matches!(key.get(end), Some(':' | ' ')).then_some((level, Some(number), end + 1))
}

/// ●, - and the box of a list of things to do.
fn bullet(key: &[char]) -> Option<Found> {
    if let ['-', ' ', '[', ' ' | 'x' | 'X', ']', ' ', ..] = key {
        return Some((Level::Bullet, None, 5));
    }
    let is_sign = |sign: &char| "△▲●○■□◆◇·※★☆➢►".contains(*sign);
    // - 2 - is the mark of a page, - 3月15日前… is none
    let digits = key.iter().skip(2).take_while(|sign| sign.is_ascii_digit()).count();
    let is_page = digits > 0 && key.get(2 + digits).is_none_or(|sign| !sign.is_alphabetic());
    match key {
        ['-', '-', ..] if !is_page => Some((Level::Bullet, None, 2)),
        ['-', ' ', ..] if !is_page => Some((Level::Bullet, None, 1)),
        [sign, ..] if is_sign(sign) => Some((Level::Bullet, None, 1)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_of_every_level_are_read_as_printed() {
        use Level::*;
        for (text, level, number, label, rest) in [
            ("一、总体要求", Han, Some(1), "一、", "总体要求"),
            ("二十七、推进", Han, Some(27), "二十七、", "推进"),
            ("（一）增强动力", HanBracket, Some(1), "（一）", "增强动力"),
            ("(十六)优化", HanBracket, Some(16), "(十六)", "优化"),
            ("\u{3000}\u{3000}**（三）深化**", HanBracket, Some(3), "（三）", "深化**"),
            ("1.进一步", Digit, Some(1), "1.", "进一步"),
            ("１２．进一步", Digit, Some(12), "１２．", "进一步"),
            ("4.2026年6月底前", Digit, Some(4), "4.", "2026年6月底前"),
            ("1．2025年底前", Digit, Some(1), "1．", "2025年底前"),
            ("3、健全", Digit, Some(3), "3、", "健全"),
            ("1 . 健全", Digit, Some(1), "1 .", "健全"),
            ("（14）建立", DigitBracket, Some(14), "（14）", "建立"),
            ("5）建立", DigitBracket, Some(5), "5）", "建立"),
            ("③建立", Circled, Some(3), "③", "建立"),
            ("一是建立", Ordinal, Some(1), "一是", "建立"),
            ("● 建立", Bullet, None, "●", "建立"),
            ("- [ ] 建立", Bullet, None, "- [ ]", "建立"),
            ("- [x] 2. 建立", Digit, Some(2), "2.", "建立"),
            ("问题一：建立", Named, Some(1), "问题一：", "建立"),
            ("重点任务二：建立", Named, Some(2), "重点任务二：", "建立"),
            ("任务12：建立", Digit, Some(12), "任务12：", "建立"),
            ("任务一 节能改造", Named, Some(1), "任务一", "节能改造"),
            ("1.1推进", DigitBracket, None, "1.1", "推进"),
            ("2.1.3 推进", Circled, None, "2.1.3", "推进"),
            ("2.1.3完成", Circled, None, "2.1.3", "完成"),
            ("- 3月15日前报送", Bullet, None, "-", "3月15日前报送"),
            ("第015号 关于公交", Digit, Some(15), "第015号", "关于公交"),
            ("〔任务二〕建立", Named, Some(2), "〔任务二〕", "建立"),
            ("【项目3】建立", Digit, Some(3), "【项目3】", "建立"),
            ("第3项新建", Digit, Some(3), "第3项", "新建"),
            ("第三章 保障", Part, Some(3), "第三章", "保障"),
            ("第一千一百三十九条 公证", Han, Some(1139), "第一千一百三十九条", "公证"),
            ("第二部分、保障", Part, Some(2), "第二部分、", "保障"),
        ] {
            assert_eq!(read(text), Some(Marker { level, number, label, rest }), "{text}");
        }
    }

    #[test]
    fn digits_that_are_no_markers_are_left_alone() {
        for text in [
            "2025年底前",
            "12345热线",
            "1.2亿元",
            "1.5倍以上",
            "（项目资金）",
            "第3号文件",
            "- 2 -",
            "（2021-2025年）",
            "5G-A",
            "第一，建立",
            "",
            "（建设单位）",
            "一批",
            "2027、2028年",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_numbered_word_alone_names_nothing() {
        for text in ["项目一", "任务（2）", "第三项", "表1", "（三）", "问题十二："] {
            assert!(is_alone(text), "{text}");
        }
        for text in ["项目", "供水项目", "一、项目建设", "十项行动", "教育"] {
            assert!(!is_alone(text), "{text}");
        }
    }

    #[test]
    fn a_cell_that_is_only_a_number_counts() {
        for (text, number) in [
            ("3", Some(3)),
            ("（14）", Some(14)),
            ("3.0", Some(3)),
            ("十六", Some(16)),
            ("２", Some(2)),
            ("⑥", Some(6)),
            ("2项", Some(2)),
            ("6月", None),
            ("", None),
            ("123456", None),
        ] {
            assert_eq!(pure_number(text), number, "{text}");
        }
    }
}
