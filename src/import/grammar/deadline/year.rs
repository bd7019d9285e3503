//! The years that a title states: one, or a span of them.

use super::super::fold;

/// The one year that a text states: 2016年民生实事, 〔2022〕12号. A span of years is none.
pub(in crate::import::grammar) fn year_of(text: &str) -> Option<i32> {
    let key = fold::key(text);
    let signs: Vec<char> = key.chars().collect();
    let mut years = Vec::new();
    for (index, window) in signs.windows(4).enumerate() {
        let alone = !signs.get(index.wrapping_sub(1)).is_some_and(char::is_ascii_digit) || index == 0;
        if !alone || !window.iter().all(char::is_ascii_digit) {
            continue;
        }
        let year =
            window.iter().collect::<String>().parse::<i32>().ok().filter(|year| (1990..=2099).contains(year));
        let after: String = signs.iter().skip(index + 4).take(2).collect();
        if after.starts_with('-')
            || after.starts_with('至')
            || after.starts_with("年-")
            || after.starts_with("年至")
        {
            return None;
        }
        if after.starts_with(['年', ']', ')']) {
            years.extend(year);
        }
    }
    years.dedup();
    match years.as_slice() {
        [year] => Some(*year),
        _ => None,
    }
}

/// The first and the last year of a span in a title: （2021-2025年）; of a single year: itself twice.
pub(in crate::import::grammar) fn span_of(text: &str) -> Option<(i32, i32)> {
    let key = fold::key(text);
    let signs: Vec<char> = key.chars().collect();
    let year_at = |at: usize| {
        let digits = signs.get(at..at + 4).filter(|digits| digits.iter().all(char::is_ascii_digit))?;
        digits.iter().collect::<String>().parse::<i32>().ok().filter(|year| (1990..=2099).contains(year))
    };
    let mut single = None;
    let mut index = 0;
    while index + 4 <= signs.len() {
        let Some(first) = year_at(index) else {
            index += 1;
            continue;
        };
        let mut next = index + 4;
        next += usize::from(signs.get(next) == Some(&'年'));
        let joined = matches!(signs.get(next), Some('-' | '至' | '到'));
        while joined && matches!(signs.get(next), Some('-' | '至' | '到')) {
            next += 1;
        }
        if let Some(last) = year_at(next).filter(|last| joined && *last >= first) {
            return Some((first, last));
        }
        if signs.get(index + 4) == Some(&'年') {
            single.get_or_insert(first);
        }
        index += 4;
    }
    single.map(|year| (year, year))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_come_from_titles_that_state_one() {
        for (title, year) in [
            ("2016年民生实事", Some(2016)),
            ("云政办发〔2022〕12号", Some(2022)),
            ("行动计划（2021-2025年）", None),
            ("任务清单", None),
            ("12345热线", None),
        ] {
            assert_eq!(year_of(title), year, "{title}");
        }
        for (title, span) in [
            ("行动计划（2021-2025年）", Some((2021, 2025))),
            ("方案（2026—2027年）", Some((2026, 2027))),
            ("2023年重点工作", Some((2023, 2023))),
            ("清单", None),
            ("2024年至2026年方案", Some((2024, 2026))),
        ] {
            assert_eq!(span_of(title), span, "{title}");
        }
    }
}
