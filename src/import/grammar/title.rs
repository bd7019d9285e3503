//! The title of a document, among crumbs, dates and addressees.

use super::{bracket, deadline, departments, fold, marker, names};
use crate::import::lexicon::words;

words! {
    TITLE_WORDS = TITLES["title words"];
    PAGE_FOOT = TITLES["page foot"];
    PAGE_FOOT_STARTS = TITLES["page foot starts"];
    PAGE_FOOT_LABELS = TITLES["page foot labels"];
    PAGE_WORDS = TITLES["page words"];
    TITLE_ENDS = TITLES["title ends"];
    PAPERS_WITHOUT_TASKS = TITLES["papers without tasks"];
    TABLE_ENDS = TITLES["table ends"];
    TABLES_WITHOUT_SUBJECT = TITLES["tables without subject"];
    FIRST_HALF_WORDS = TITLES["first half"];
}

/// The title of a plan, from the lines above its tasks: without a line that says that it is one, the line at the top.
pub(super) fn of_plan(lines: &[&str]) -> String {
    let title = find(lines.iter().copied());
    if title.is_empty() { lines.first().map(|line| at_the_top(line)).unwrap_or_default() } else { title }
}

/// A line at the top of a text that has no word for a paper in it and is nothing else: 云湖区2024年民生实事.
fn at_the_top(line: &str) -> String {
    const LONGEST: usize = 40;
    const STOPS: &str = "。：:；;，,、|〕）)";
    let line = clean(line);
    let key = fold::key(&line);
    let is_title = (6..=LONGEST).contains(&key.chars().count())
        && !line.ends_with(|sign| STOPS.contains(sign))
        && !key.contains(['。', '|', ':'])
        && !PAGE_WORDS.matches(&key)
        && !is_signature(&line)
        && !names::is_department(&line)
        && marker::read(&line).is_none();
    if is_title { line } else { String::new() }
}

/// The policy that a table belongs to, from the lines above its tasks.
pub(super) fn find<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    const DEEPEST: usize = 80;
    let lines: Vec<String> = lines.map(clean).filter(|line| !line.is_empty()).take(DEEPEST).collect();
    // the best one; of equal ones the last, next to the table
    let scored = lines.iter().enumerate().map(|(index, line)| (score(line), index, line));
    let best = scored.filter(|(score, ..)| *score > 0).max_by_key(|(score, ..)| *score);
    let Some((_, index, line)) = best else {
        // 现将《X》印发给你们: only the letter names it
        return lines.iter().find_map(|line| issued(line)).unwrap_or_default();
    };
    if let Some(whole) = over_lines(&lines, index) {
        return policy(&whole);
    }
    // a title over two lines: the first one ends without any stop and carries no title word
    let before =
        index.checked_sub(1).and_then(|index| lines.get(index)).filter(|before| is_first_half(before, line));
    let whole = before.map_or_else(|| line.clone(), |before| format!("{before}{line}"));
    let rest = lines.get(index + 1).filter(|below| closes(&whole, below) || names_table_of(&whole, below));
    policy(&rest.map_or_else(|| whole.clone(), |rest| format!("{whole}{rest}")))
}

/// Whether a line is the rest of a title that ends inside a bracket: …分工表（2025—, 2026年）.
fn closes(title: &str, below: &str) -> bool {
    const LONGEST: usize = 16;
    let (title, below) = (fold::key(title), fold::key(below));
    let count = |text: &str, sign: char| text.matches(sign).count();
    count(&title, '(') > count(&title, ')')
        && below.ends_with(')')
        && !below.contains('(')
        && below.chars().count() <= LONGEST
}

/// Whether a line below the name of a paper says that it is the table of it: …实施方案, 重点任务分工表.
fn names_table_of(title: &str, below: &str) -> bool {
    is_table_without_subject(below) && !TABLE_ENDS.matches(bare_end(&fold::key(title)))
}

/// Whether a title says that it is a table of tasks, and not of what: 重点任务分工表, 任务清单（2025—2027年）.
fn is_table_without_subject(line: &str) -> bool {
    TABLES_WITHOUT_SUBJECT.matches(bare_end(&fold::key(line)))
}

/// A title whose last line stands at `index`, where the letter above names it (《关于推进…的若干措施》) and the lines in front
/// of that one give the rest of it.
fn over_lines(lines: &[String], index: usize) -> Option<String> {
    const MOST: usize = 4;
    let above = lines.get(..index)?;
    let named: Vec<String> = above
        .iter()
        .flat_map(|line| line.split('《').skip(1).filter_map(|rest| rest.split_once('》')))
        .map(|(name, _)| fold::key(name))
        .collect();
    let mut whole = lines.get(index)?.clone();
    for before in above.iter().rev().take(MOST) {
        whole = format!("{before}{whole}");
        if named.contains(&fold::key(&whole)) {
            return Some(whole);
        }
    }
    None
}

/// Whether a line is the title of a plan, seen alone: its last words say so.
pub(super) fn is_title(line: &str) -> bool {
    let line = clean(line);
    score(&line) > 0 && TITLE_ENDS.matches(bare_end(&fold::key(&line)))
}

/// Whether a line is the title of a paper that assigns nothing: how to apply for something, who is on duty.
pub(super) fn assigns_nothing(line: &str) -> bool {
    const LONGEST: usize = 40;
    let key = fold::key(&clean(line));
    // 办事指南：企业设立登记
    let title = key.split_once(':').map_or(key.as_str(), |(title, _)| title);
    key.chars().count() <= LONGEST
        && !key.ends_with(['。', ':', ';'])
        && marker::read(line).is_none()
        && PAPERS_WITHOUT_TASKS.matches(bare_end(title))
}

/// Lines, where the title of a paper that assigns nothing is over two of them as one: 关于2026年第一季度重点任务, 推进情况的通报.
pub(super) fn with_second_halves<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut whole: Vec<String> = Vec::new();
    for line in lines {
        let before = whole.last_mut().filter(|before| clean(before).starts_with("关于"));
        match before.map(|before| (format!("{}{}", fold::trim(before), fold::trim(line)), before)) {
            Some((joined, before)) if assigns_nothing(&joined) => *before = joined,
            _ => whole.push(line.to_owned()),
        }
    }
    whole
}

/// Whether a line stands at the foot of a web page. One that begins with what to do, or closes with who does it, is text.
pub(super) fn is_page_foot(line: &str) -> bool {
    const LONGEST: usize = 60;
    let key = fold::key(line);
    let key = key.trim_start_matches(['[', '(', '>', '<', '|']);
    let is_foot = PAGE_FOOT.matches(key) || PAGE_FOOT_STARTS.matches(key);
    is_foot
        && key.chars().count() <= LONGEST
        && !key.ends_with('。')
        && !names::begins_task(line)
        && !bracket::last(line).is_some_and(|(text, inside)| !text.is_empty() && departments::is_list(inside))
}

/// Whether a line next to the foot of a page may be part of it: 主办：…　承办：….
pub(super) fn may_be_page_foot(line: &str) -> bool {
    const LONGEST: usize = 80;
    let key = fold::key(line);
    key.chars().count() <= LONGEST && key.contains(':') && PAGE_FOOT_LABELS.matches(&key)
}

/// Whether a line is nothing but the mark of an annex: 附件, 附件2, 附表1：.
pub(super) fn is_mark_of_annex(line: &str) -> bool {
    let key = fold::key(line);
    let rest = key.strip_prefix("附件").or_else(|| key.strip_prefix("附表"));
    rest.is_some_and(|rest| {
        rest.chars().all(|sign| sign.is_ascii_digit() || "一二三四五六七八九十:.-".contains(sign))
    })
}

/// The line below a title that says for which years it is, alone in a bracket: （2025—2027年）.
pub(super) fn years_below<'a>(lines: &[&'a str], title: &str) -> Option<&'a str> {
    const LONGEST: usize = 24;
    let at = lines
        .iter()
        .rposition(|line| !title.is_empty() && title.ends_with(&clean(line)) && !line.is_empty())?;
    let below = fold::trim(lines.get(at + 1)?);
    let is_bracket = bracket::last(below).is_some_and(|(before, _)| before.is_empty());
    // （2026年3月4日常委会审议通过）
    let is_day = below.contains('日');
    let is_years =
        is_bracket && !is_day && below.chars().count() <= LONGEST && deadline::span_of(below).is_some();
    (is_years && deadline::of_all(below).is_none()).then_some(below)
}

/// Whether a line is nothing but the day of a signature.
pub(super) fn is_signature(line: &str) -> bool {
    const LONGEST: usize = 12;
    let key = fold::key(line);
    key.chars().count() <= LONGEST
        && key.starts_with(|sign: char| sign.is_ascii_digit() || sign == '二')
        && key.contains('年')
        && key.contains('月')
        && key.ends_with('日')
}

/// `《X》任务分工表` is the table of the policy X; `关于印发《X》的通知` brings X.
fn policy(title: &str) -> String {
    if let Some(policy) = issued(title) {
        return policy;
    }
    let table = title.strip_prefix('《').and_then(|rest| rest.rsplit_once('》'));
    match table {
        Some((policy, rest))
            if TITLE_WORDS.matches(&fold::key(policy))
                && (rest.trim().is_empty() || TABLE_ENDS.matches(&fold::key(rest))) =>
        {
            policy.to_owned()
        }
        _ => title.to_owned(),
    }
}

/// What a notice brings: 关于印发《X》的通知, 关于印发X的通知, 现将《X》印发给你们.
fn issued(line: &str) -> Option<String> {
    let quoted = || {
        let (before, rest) = line.split_once('《')?;
        let (policy, after) = rest.rsplit_once('》')?;
        let is_issued = |text: &str| text.contains("印发") || text.contains("转发");
        let named = is_issued(before) || before.ends_with("现将") || before.is_empty() && is_issued(after);
        // 关于印发《优化营商环境三十条》的通知 leaves no doubt, whatever the paper is called
        let is_letter = before.ends_with("关于印发") && after.ends_with("的通知");
        (is_letter || named && TITLE_WORDS.matches(&fold::key(policy)))
            .then(|| policy.replace('〈', "《").replace('〉', "》"))
    };
    let plain = || {
        let (_, rest) = line.split_once("关于印发")?;
        let policy = rest.strip_suffix("的通知")?;
        TITLE_WORDS.matches(&fold::key(policy)).then(|| policy.trim_matches(['《', '》']).to_owned())
    };
    quoted().or_else(plain)
}

/// Without the bracket that a title closes with: …分工方案（2023年）.
fn bare_end(key: &str) -> &str {
    key.rsplit_once('(').filter(|_| key.ends_with(')')).map_or(key, |(before, _)| before)
}

/// Without the day of a signature and the mark of an annex that stand in front of a title on its line.
fn without_lead(line: &str) -> &str {
    let after = |end: &str| line.find(end).map(|at| line.split_at(at + end.len()));
    if let Some((date, rest)) =
        after("日").filter(|(date, rest)| is_signature(date) && rest.chars().count() > 3)
    {
        let _ = date;
        return fold::trim(rest);
    }
    let annex = line.strip_prefix("附件").or_else(|| line.strip_prefix('附'));
    let rest = annex.map(|rest| {
        rest.trim_start_matches(|sign: char| sign.is_ascii_digit() || "一二三四五六七八九十".contains(sign))
    });
    match rest.and_then(|rest| {
        rest.strip_prefix(|sign: char| fold::is_blank(sign) || matches!(sign, '：' | ':' | '.'))
    }) {
        Some(rest) if rest.chars().count() > 3 => fold::trim(rest),
        _ => line,
    }
}

fn clean(line: &str) -> String {
    let line = fold::one_line(line);
    without_lead(line.trim_start_matches(['#', '>']).trim().trim_matches('*').trim()).to_owned()
}

fn score(line: &str) -> usize {
    const LONGEST: usize = 90;
    const SHORTEST_OF_A_PAPER: usize = 8;
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
    let ends = TITLE_ENDS.matches(bare_end(&key));
    // 整改措施清单 is the title of a part
    let is_part = count <= SHORTEST_OF_A_PAPER;
    if word {
        4 + usize::from(year) + usize::from(quoted) + usize::from(ends) * 2 - usize::from(is_part)
    } else {
        // 2025年重点工作 has no word for a paper in it; its year says that it is one, where no other line does
        usize::from(ends && year) * 2
    }
}

fn is_first_half(before: &str, line: &str) -> bool {
    let key = fold::key(before);
    let count = key.chars().count();
    let stop = key.ends_with(['。', ':', ';', '》', ')']) || key.contains([':', '>', '。', '|']);
    let is_second = is_table_without_subject(line);
    let whole = line.starts_with('《') || deadline::span_of(line).is_some() || line.starts_with("关于");
    let head = deadline::span_of(before).is_some() || FIRST_HALF_WORDS.matches(&key);
    (6..=30).contains(&count)
        && !is_signature(before)
        && !names::is_department(before)
        && !stop
        && (is_second || head && !whole)
        && !key.starts_with("附件")
        && marker::read(before).is_none()
        && !key.contains("政办")
}

#[cfg(test)]
mod tests {
    use super::{assigns_nothing, find, is_page_foot, of_plan, with_second_halves};

    #[test]
    fn a_line_at_the_top_is_the_title_where_none_says_that_it_is_one() {
        assert_eq!(of_plan(&["云湖区2024年民生实事项目"]), "云湖区2024年民生实事项目");
        assert_eq!(of_plan(&["机关节能行动", "云湖区节能降碳工作方案"]), "云湖区节能降碳工作方案");
        for line in ["市教委", "各区政府：", "一、推进改造", "2025年6月3日", "当前位置 首页", "推进改造。"]
        {
            assert_eq!(of_plan(&[line]), "", "{line}");
        }
    }

    #[test]
    fn a_title_keeps_the_bracket_that_its_second_line_closes() {
        let lines = ["首页", "边境贸易创新发展重点任务分工表（2025—", "2026年）", "序号"];
        assert_eq!(of_plan(&lines), "边境贸易创新发展重点任务分工表（2025—2026年）");
        let lines = ["边境贸易创新发展重点任务分工表", "（征求意见稿）"];
        assert_eq!(of_plan(&lines), "边境贸易创新发展重点任务分工表");
    }

    #[test]
    fn the_name_of_a_table_alone_is_the_second_half_of_a_title() {
        let lines = ["安州市推进新型城镇化战略实施方案", "重点任务分工表"];
        assert_eq!(of_plan(&lines), lines.concat());
        let lines = ["滨海开发区高质量发展三年行动", "重点任务表（2025—2027年）"];
        assert_eq!(of_plan(&lines), lines.concat());
        for above in ["附件2", "市发展改革委", "一、总体要求", "2025年4月8日", "各县（市、区）人民政府："]
        {
            assert_eq!(of_plan(&[above, "重点任务分工表"]), "重点任务分工表", "{above}");
        }
    }

    #[test]
    fn some_papers_assign_nothing_by_their_titles() {
        for line in [
            "2026年一季度行政处罚信息公示表",
            "医疗保险参保登记办事指南",
            "办事指南：企业设立登记",
            "周工作安排（3月3日—3月7日）",
            "国庆节期间值班安排",
        ] {
            assert!(assigns_nothing(line), "{line}");
        }
        for line in ["重点工作安排", "二、办理流程", "办事指南编制分工方案", "优化办理流程。"]
        {
            assert!(!assigns_nothing(line), "{line}");
        }
    }

    #[test]
    fn the_title_of_such_a_paper_may_be_over_two_lines() {
        let lines = |halves: [&'static str; 2]| with_second_halves(halves.into_iter());
        let whole = lines(["关于2026年第一季度重点任务", "推进情况的通报"]);
        assert_eq!(whole, ["关于2026年第一季度重点任务推进情况的通报"]);
        for halves in [["2026年重点任务分工表", "会议通知"], ["关于做好工作的重点任务", "分工方案"]]
        {
            assert_eq!(lines(halves), halves);
        }
    }

    #[test]
    fn a_task_is_no_foot_of_a_page() {
        for line in [
            "扫一扫在手机打开当前页",
            "分享到：微信",
            "【打印本页】 【关闭窗口】",
            "云湖市人民政府 版权所有",
            "上一篇：通知",
        ] {
            assert!(is_page_foot(line), "{line}");
        }
        for line in [
            "推广“扫一扫”支付",
            "优化网站地图和版权所有标识",
            "“扫一扫”支付推广（责任单位：市商务局）",
            "ICP备案核查（市委网信办）",
            "完善“一键分享到微信”功能",
        ] {
            assert!(!is_page_foot(line), "{line}");
        }
    }

    #[test]
    fn the_policy_is_found_among_crumbs() {
        for (lines, title) in [
            (
                &["附件", "《上海市深化产教融合协同育人行动计划（2021-2025年）》任务分工表"][..],
                "上海市深化产教融合协同育人行动计划（2021-2025年）",
            ),
            (
                &[
                    "现将《云湖市聚焦企业关切优化营商环境政策的若干措施》印发给你们。",
                    "云湖市人民政府办公室",
                    "云湖市聚焦企业关切",
                    "优化营商环境政策的若干措施",
                ][..],
                "云湖市聚焦企业关切优化营商环境政策的若干措施",
            ),
            (&["云湖市督察整改方案", "按照部署，制定本方案。", "整改措施清单"][..], "云湖市督察整改方案"),
            (&["云湖区2025年推进项目情况表", "单位：万元"][..], "云湖区2025年推进项目情况表"),
            (&["关于印发《云湖市营商环境三十条》的通知", "各区："][..], "云湖市营商环境三十条"),
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
            (
                &[
                    "《2025年市〈政府工作报告〉分解方案》已经同意，现印发给你们。",
                    "2025年市《政府工作报告》任务分解方案",
                ][..],
                "2025年市《政府工作报告》任务分解方案",
            ),
            (
                &["云湖市人民政府办公室", "2025年1月5日", "云湖市绿色发展分工方案"][..],
                "云湖市绿色发展分工方案",
            ),
            (&["2019年6月6日云湖省绿色发展方案"][..], "云湖省绿色发展方案"),
            (&["关于印发《云湖市绿色发展方案》的通知", "各区："][..], "云湖市绿色发展方案"),
            (&["现将《云湖市绿色发展方案》印发给你们，请认真落实。"][..], "云湖市绿色发展方案"),
            (&["《云湖市绿色发展规划》实施方案"][..], "《云湖市绿色发展规划》实施方案"),
        ] {
            assert_eq!(find(lines.iter().copied()), title);
        }
    }
}
