//! The title of a document, among crumbs, dates and addressees.

use super::{deadline, fold, marker};
use crate::import::lexicon::words;

words! {
    TITLE_WORDS = TITLES["title words"];
    PAGE_WORDS = TITLES["page words"];
    FIRST_HALF_WORDS = TITLES["first half"];
}

/// The policy that a table belongs to, from the lines above its tasks.
pub(super) fn find<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    const DEEPEST: usize = 60;
    let lines: Vec<String> = lines.map(clean).filter(|line| !line.is_empty()).take(DEEPEST).collect();
    // the best one; of equal ones the last, next to the table
    let scored = lines.iter().enumerate().map(|(index, line)| (score(line), index, line));
    let best = scored.filter(|(score, ..)| *score > 0).max_by_key(|(score, ..)| *score);
    let Some((_, index, line)) = best else { return String::new() };
    // a title over two lines: the first one ends without any stop and carries no title word
    let before =
        index.checked_sub(1).and_then(|index| lines.get(index)).filter(|before| is_first_half(before, line));
    let whole = before.map_or_else(|| line.clone(), |before| format!("{before}{line}"));
    policy(&whole)
}

/// `《X》任务分工表` is the table of the policy X.
fn policy(title: &str) -> String {
    let inside = title.split_once('《').and_then(|(_, rest)| rest.rsplit_once('》'));
    match inside {
        Some((policy, _)) if !policy.trim().is_empty() => policy.to_owned(),
        _ => title.to_owned(),
    }
}

fn clean(line: &str) -> String {
    fold::one_line(line).trim_start_matches(['#', '>']).trim().trim_matches('*').trim().to_owned()
}

fn score(line: &str) -> usize {
    const LONGEST: usize = 90;
    let key = fold::key(line);
    let count = key.chars().count();
    if !(4..=LONGEST).contains(&count)
        || PAGE_WORDS.matches(&key)
        || key.ends_with(['。', ':', ';', ','])
        || key.contains('。')
        || marker::read(line).is_some()
    {
        return 0;
    }
    let word = TITLE_WORDS.matches(&key);
    let year = deadline::span_of(line).is_some();
    let quoted = key.contains('《');
    usize::from(word) * 4 + usize::from(year && word) + usize::from(quoted && word)
}

fn is_first_half(before: &str, line: &str) -> bool {
    let key = fold::key(before);
    let count = key.chars().count();
    let stop = key.ends_with(['。', ':', ';', '》', ')']) || key.contains([':', '>', '。', '|']);
    let whole = line.starts_with('《') || deadline::span_of(line).is_some() || line.starts_with("关于");
    let head = deadline::span_of(before).is_some() || FIRST_HALF_WORDS.matches(&key);
    (6..=30).contains(&count)
        && !stop
        && !whole
        && head
        && !key.starts_with("附件")
        && marker::read(before).is_none()
        && !key.contains("政办")
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn the_policy_is_found_among_crumbs() {
        for (lines, title) in [
            (
                &["附件", "《上海市深化产教融合协同育人行动计划（2021-2025年）》任务分工表"][..],
                "上海市深化产教融合协同育人行动计划（2021-2025年）",
            ),
            (
                &["云湖区2023年重点工作", "任务分解和责任分工方案"][..],
                "云湖区2023年重点工作任务分解和责任分工方案",
            ),
            (
                &["当前位置:首页", "云湖市政府工作报告重点工作责任分解(2023年)", "时间:2023-07-11 17:01"][..],
                "云湖市政府工作报告重点工作责任分解(2023年)",
            ),
            (&["附2", "场景建设任务分解表"][..], "场景建设任务分解表"),
            (&["各区人民政府，市政府各委、办、局："][..], ""),
        ] {
            assert_eq!(find(lines.iter().copied()), title);
        }
    }
}
