//! Screen columns of Chinese text: where lines break, and how a table shares its width.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// Marks that never begin a line.
const CLOSING: &str = "，。；：、！？）》】”’〕,.;:!?)]%";

/// Marks that never end a line.
const OPENING: &str = "（《“‘〔【([";

fn is_opening(mark: char) -> bool {
    OPENING.contains(mark)
}

/// Breaks text into lines of at most `width` columns; a closing mark never begins a line, an opening one never ends it.
pub fn wrap(text: &str, width: usize) -> impl Iterator<Item = &str> {
    text.split('\n').flat_map(move |line| Wrapped { rest: Some(line), width: width.max(4) })
}

/// The lines that one line is broken into.
struct Wrapped<'a> {
    rest: Option<&'a str>,
    width: usize,
}

impl<'a> Iterator for Wrapped<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let rest = self.rest.take()?;
        if rest.len() <= self.width {
            // No character takes more columns than bytes.
            return Some(rest);
        }
        let mut used = 0;
        for (at, c) in rest.char_indices() {
            used += column(c);
            if used > self.width {
                let full = rest.get(..at).unwrap_or_default();
                let (line, next) = rest.split_at_checked(at - taken_along(full, c))?;
                self.rest = Some(next);
                return Some(line);
            }
        }
        Some(rest)
    }
}

/// Breaks a sentence into lines of at most `width` columns, as `wrap` does; what stands between backticks stays on one line
/// where it can. A command does in any case: it is copied as a whole.
pub fn wrap_sentence(text: &str, width: usize) -> impl Iterator<Item = &str> {
    let mut rest = text;
    let mut is_inside = false;
    std::iter::from_fn(move || {
        let full = wrap(rest, width).next().filter(|_| !rest.is_empty())?;
        let opens = |line: &str| is_inside ^ (line.matches('`').count() % 2 == 1);
        let quoted = full.rfind('`').filter(|_| full.len() < rest.len() && opens(full) && !is_inside);
        let line = quoted.and_then(|at| in_one_piece(rest, at, width)).unwrap_or(full);
        is_inside = opens(line);
        rest = rest.get(line.len()..).unwrap_or_default();
        rest = rest.strip_prefix('\n').unwrap_or(rest);
        Some(line)
    })
}

/// The line that keeps whole what stands behind the backtick at this place: all before it, or itself where it begins the line.
fn in_one_piece(text: &str, at: usize, width: usize) -> Option<&str> {
    let (before, quoted) = text.split_at_checked(at)?;
    let end = quoted.get(1..)?.find('`')? + 2;
    let is_command = ["`pjt ", "`git "].iter().any(|begin| quoted.starts_with(begin));
    let before = before.trim_end_matches(is_opening);
    if is_command && before.trim().is_empty() {
        let (_, behind) = text.split_at_checked(at + end)?;
        let closing = behind.find(|c| !CLOSING.contains(c)).unwrap_or(behind.len());
        return text.get(..at + end + closing);
    }
    let keeps_enough = columns(before) * 3 >= width || is_command;
    (keeps_enough && !before.trim().is_empty()).then_some(before)
}

/// Up to how many columns a word is not broken: a date has ten.
const LONGEST_WORD: usize = 12;

/// Up to how many columns a column is kept wide enough for a word: the name of a plan has that many.
const LONGEST_NAME: usize = 20;

/// Up to how many digits a number asks for the room of what it counts.
const LONGEST_COUNT: usize = 4;

/// What is counted, in one sign behind the number: the two are not parted.
const UNITS: &str = "天日号月年周项条个处次家份人元件页行段列张期";

/// The width of the longest word of Latin letters and digits, such as a date or the name of a plan, with what it counts
/// (`332天）`). One that is longer than names are is broken all the same, and asks for less.
pub(crate) fn longest_word(text: &str) -> usize {
    let (mut longest, mut word) = (0, 0);
    let (mut is_number, mut is_counted) = (false, false);
    let mut asked = |word: usize| {
        longest = longest.max(if word > LONGEST_NAME { LONGEST_WORD } else { word });
    };
    for c in text.chars() {
        if c.is_ascii_graphic() {
            is_number = c.is_ascii_digit() && (is_number || is_counted || word == 0);
            word = if is_counted { 1 } else { word + 1 };
            is_counted = false;
            continue;
        }
        let goes_along =
            is_number && word <= LONGEST_COUNT && UNITS.contains(c) || is_counted && CLOSING.contains(c);
        asked(if goes_along { word + 2 } else { word });
        (word, is_number, is_counted) = (if goes_along { word + 2 } else { 0 }, false, goes_along);
    }
    asked(word);
    longest
}

/// How many columns a text takes on one line.
pub fn columns(text: &str) -> usize {
    text.chars().map(usual).sum::<Option<usize>>().unwrap_or_else(|| text.width())
}

/// The columns of a character of those that nearly every text consists of: their width does not depend on what stands
/// beside them.
fn usual(c: char) -> Option<usize> {
    match c {
        ' '..='~' | '‘'..='”' => Some(1),
        '\u{3000}'..='】' | '一'..='\u{9fff}' | '！'..='～' => Some(2),
        _ => None,
    }
}

/// The columns of a character by itself.
fn column(c: char) -> usize {
    usual(c).unwrap_or_else(|| c.width().unwrap_or(0))
}

/// The beginning of a text that takes at most so many columns; what is left out is shown by `…`.
pub fn cut(text: &str, width: usize) -> String {
    if columns(text) <= width {
        return text.to_owned();
    }
    let mut used = 1;
    let fits = |c: &char| {
        used += column(*c);
        used <= width
    };
    let kept: String = text.chars().take_while(fits).collect();
    format!("{}…", kept.trim_end_matches(|c: char| CLOSING.contains(c) || c == ' '))
}

/// How many bytes of the end of a full line have to go with `next` to the next line: a closing mark takes
/// the character before it along, a word of Latin letters its beginning.
fn taken_along(line: &str, next: char) -> usize {
    let mut at = line.len();
    let mut letters = line.char_indices().rev().peekable();
    let mut goes_along = next;
    if CLOSING.contains(next) {
        let before = letters.find(|(_, c)| !CLOSING.contains(*c));
        (at, goes_along) = before.unwrap_or((0, next));
    }
    let is_of_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '−' | '.' | '_');
    let mut number = letters.clone();
    let _blank = number.next_if(|(_, c)| *c == ' ');
    let is_counted = UNITS.contains(goes_along) && number.peek().is_some_and(|(_, c)| c.is_ascii_digit());
    if is_counted {
        letters = number;
    }
    if is_of_word(goes_along) || is_counted {
        while let Some((index, _)) = letters.next_if(|(_, c)| is_of_word(*c)) {
            at = index;
        }
    }
    // In a narrow column a date behind the mark takes the line for itself.
    if columns(line) > LONGEST_WORD || !is_of_word(goes_along) && !is_counted {
        at = line.get(..at).unwrap_or_default().trim_end_matches(is_opening).len();
    }
    // A line must keep something, or it would never end; for a date, little is enough.
    let (kept, moved) = line.split_at_checked(at).unwrap_or_default();
    let keeps_enough = columns(kept) * 2 >= columns(line) || !kept.is_empty() && moved.len() < LONGEST_WORD;
    if keeps_enough { line.len() - at } else { 0 }
}

/// How wide each column of a table becomes, when its lines may have `total` columns and `gap` stands
/// between two of them. Narrow columns keep their width; wide ones share the rest by their need.
/// None becomes narrower than its `least`, the width of what must not be broken, as long as there is room.
pub fn share(natural: &[usize], least: &[usize], total: usize, gap: usize) -> Vec<usize> {
    const LEAST: usize = 6;
    let mut widths = natural.to_vec();
    let room = total.saturating_sub(gap * natural.len().saturating_sub(1));
    let asked = |index: usize| least.get(index).copied().unwrap_or(0).max(LEAST);
    // A name stays whole only where no narrow column has to give way for it.
    let whole = natural.iter().enumerate();
    let whole = whole.map(|(index, width)| if *width <= LONGEST_WORD { *width } else { asked(index) });
    let most = if whole.sum::<usize>() <= room { LONGEST_NAME } else { LONGEST_WORD };
    let least = |index: usize| asked(index).min(most);
    let mut open: Vec<usize> = (0..natural.len()).collect();
    let mut left = room;
    // Whoever needs no more than an equal part of what is left gets what it needs; the rest share again.
    loop {
        let part = left / open.len().max(1);
        let (content, wide): (Vec<usize>, Vec<usize>) =
            open.iter().partition(|index| natural.get(**index).is_some_and(|width| *width <= part));
        if wide.is_empty() {
            return widths;
        }
        if content.is_empty() {
            break;
        }
        left -= content.iter().filter_map(|index| natural.get(*index)).sum::<usize>();
        open = wide;
    }
    let need = |index: &usize| natural.get(*index).copied().unwrap_or(0).min(400).isqrt();
    let needs: usize = open.iter().map(need).sum();
    let mut rest = left;
    for (position, index) in open.iter().enumerate() {
        let last = position + 1 == open.len();
        let part = if last { rest } else { (left * need(index)).checked_div(needs).unwrap_or(0) };
        rest = rest.saturating_sub(part);
        if let Some(width) = widths.get_mut(*index) {
            *width = part.max(least(*index)).min(*width);
        }
    }
    // Where even the least is too much, the widest give way.
    while widths.iter().sum::<usize>() > room {
        let wide = |is_free: &dyn Fn(usize, usize) -> bool| {
            let free = widths.iter().enumerate().filter(|(index, width)| is_free(*index, **width));
            free.max_by_key(|(_, width)| **width).map(|(index, _)| index)
        };
        let widest = wide(&|index, width| width > least(index)).or_else(|| wide(&|_, width| width > 1));
        match widest.and_then(|index| widths.get_mut(index)) {
            Some(widest) => *widest -= 1,
            None => break,
        }
    }
    widths
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines_break_by_columns_and_closing_marks_do_not_begin_one() {
        let wrap = |text, width| wrap(text, width).collect::<Vec<_>>();
        assert_eq!(wrap("建立平台；好", 8), ["建立平", "台；好"]);
        assert_eq!(wrap("abcdef", 4), ["abcd", "ef"]);
        assert_eq!(wrap("在（2021-2025）年", 12), ["在（", "2021-2025）", "年"]);
        assert_eq!(wrap("一二三四五六七八（九十）", 18), ["一二三四五六七八", "（九十）"]);
        assert_eq!(wrap("完成率为（33.3%）等", 13), ["完成率为", "（33.3%）等"]);
        assert_eq!(wrap("一\n二", 8), ["一", "二"]);
        assert_eq!(wrap("其中结转 16 项，", 12), ["其中结转 ", "16 项，"]);
        assert_eq!(wrap("其中已逾期332天）的", 14), ["其中已逾期", "332天）的"]);
        assert_eq!(wrap("其他的进展 −1", 12), ["其他的进展 ", "−1"]);
        assert_eq!(longest_word("（逾期332天）"), 7);
        assert_eq!(longest_word("（2021-2025年）"), 9);
    }

    #[test]
    fn a_command_is_not_broken_where_there_is_room_for_it() {
        let wrap =
            |width| wrap_sentence("还没有报送期：`pjt period open`，再下发表格", width).collect::<Vec<_>>();
        assert_eq!(wrap(24), ["还没有报送期：", "`pjt period open`，再下", "发表格"]);
        // One that is longer than the line has one to itself, and begins it.
        assert_eq!(wrap(12), ["还没有报送", "期：", "`pjt period open`，", "再下发表格"]);
        let long = "提示：`pjt update 14 --add-dept 市财政局`";
        assert_eq!(
            wrap_sentence(long, 20).collect::<Vec<_>>(),
            ["提示：", long.trim_start_matches("提示：")]
        );
        assert_eq!(wrap(80).len(), 1);
        assert_eq!(wrap(8).concat(), "还没有报送期：`pjt period open`，再下发表格");
    }

    #[test]
    fn narrow_columns_keep_their_width_and_wide_ones_share_the_rest() {
        assert_eq!(share(&[4, 300, 40, 10], &[], 80, 2), [4, 44, 16, 10]);
        // A date keeps its ten columns.
        assert_eq!(share(&[4, 300, 40, 10], &[0, 0, 0, 10], 36, 2).last(), Some(&10));
        assert_eq!(share(&[4, 10], &[], 80, 2), [4, 10]);
        // A name stays whole where dates and figures do.
        assert_eq!(share(&[18, 60, 12, 7], &[18, 10, 10, 4], 60, 2), [18, 17, 12, 7]);
        // Where they would not, it gives way to them.
        assert_eq!(share(&[18, 60, 12, 7], &[18, 10, 10, 4], 48, 2), [12, 13, 10, 7]);
    }

    #[test]
    fn a_character_takes_as_many_columns_alone_as_the_tables_of_unicode_say() {
        for c in ('\0'..='\u{ffff}').filter(|c| *c != '\n') {
            assert_eq!(columns(c.encode_utf8(&mut [0; 4])), c.width().unwrap_or(1), "{c:?}");
        }
    }

    proptest! {
        #[test]
        fn words_take_as_many_columns_as_unicode_says(text in "[ -~‘’“”、-】一-龥！-～a-zé👍\u{fe0f}\u{20e3}]{0,12}") {
            prop_assert_eq!(columns(&text), text.width());
        }

        #[test]
        fn no_line_is_too_wide_and_nothing_is_lost(text in "[a-z0-9，。；（）一二三建立平台 -]{0,80}", width in 6usize..60) {
            let lines: Vec<&str> = wrap(&text, width).collect();
            prop_assert!(lines.iter().all(|line| line.width() <= width));
            prop_assert_eq!(lines.concat(), text);
        }

        #[test]
        fn a_table_fits(natural in prop::collection::vec(1usize..500, 1..8), total in 60usize..200) {
            prop_assert!(share(&natural, &[], total, 2).iter().sum::<usize>() + 2 * (natural.len() - 1) <= total);
        }
    }

    #[test]
    fn what_fits_is_not_cut() {
        let cut = |width| cut("建平台，好", width);
        assert_eq!([10, 9, 8, 4].map(cut), ["建平台，好", "建平台…", "建平台…", "建…"]);
    }
}
