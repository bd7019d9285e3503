//! Changing one figure of a `rules.yaml`: the digits alone are replaced, so that everything else in the file stays.
//! The result is read again and has to be exactly the rules that were meant; otherwise it is refused.

use std::{path::Path, str::FromStr};

use super::{Condition, NamedRules, Rule, RuleFile, Rules, file::line_of_rule, preset_text};
use crate::{
    error::{Error, Finding, Location, Result},
    store::yaml,
    text::{Lang, Text, fold::fold},
};

/// At how many places of a file the digits are looked for: no office's rules have so many.
const MOST_PLACES: usize = 500;

/// A figure, and what it becomes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct FigureSetting {
    /// The rule, from 1, as reasons name it.
    pub rule: usize,
    /// Which of its figures, from 1; the only one where none is said.
    pub figure: Option<usize>,
    /// What it becomes.
    pub to: i64,
}

impl FromStr for FigureSetting {
    type Err = ();

    /// Takes `5=15`, `5.2=15`, `第5条=15`, and what the figure counts behind it: `第5条=15个百分点`.
    fn from_str(typed: &str) -> Result<Self, ()> {
        let typed = fold(typed);
        let (place, to) = typed.split_once('=').ok_or(())?;
        let place = place.trim();
        let place = place.strip_prefix('第').unwrap_or(place).replace('条', "");
        let (rule, figure) = match place.split_once('.') {
            Some((rule, figure)) => (rule, Some(figure)),
            None => (place.as_str(), None),
        };
        let count = |word: &str| word.trim().parse::<usize>().ok().filter(|count| *count > 0).ok_or(());
        let to = to.trim();
        let units = ["个百分点", "个月", "天", "%"];
        let to = units.iter().find_map(|unit| to.strip_suffix(unit)).unwrap_or(to);
        let figure = figure.map(count).transpose()?;
        Ok(Self { rule: count(rule)?, figure, to: to.trim().parse().map_err(|_| ())? })
    }
}

/// The text of a `rules.yaml` with these figures, and the rules that it then means. One that names a preset gets the rules of
/// the preset, so that they are the office's own.
///
/// # Errors
/// When the file can't be read, has no such figure, is written too unusually, or when a figure would tell nothing.
pub fn with_figures(path: &Path, bytes: &[u8], settings: &[FigureSetting]) -> Result<(Vec<u8>, NamedRules)> {
    let file: RuleFile = yaml::read_as(path, bytes).map_err(Error::from)?;
    let named = rules(file.clone(), path)?;
    let mut after = named.rules.clone();
    for setting in settings {
        setting.put(&mut after, path)?;
    }
    if let Some((rule, (what, fix))) = after.fault() {
        let number = rule + 1;
        // In the words that `--rules` shows: who sets a figure need not know how the file calls it.
        let words =
            after.rules.get(rule).map(|rule| rule.condition().words()).unwrap_or_else(|| Text::same(""));
        let (zh, en) = (words.in_lang(Lang::Zh), words.in_lang(Lang::En));
        let (what_zh, what_en) = (what.in_lang(Lang::Zh), what.in_lang(Lang::En));
        let is_of_several =
            after.rules.get(rule).is_some_and(|rule| rule.condition().out_of_range().is_none());
        let message = if is_of_several {
            text!(
                "第 {number} 条会是“{zh}”：{what_zh}；没有写入任何内容",
                "rule {number} would be `{en}`: {what_en}; nothing was written"
            )
        } else {
            text!(
                "第 {number} 条改成“{zh}”超出范围，不起作用；没有写入任何内容",
                "rule {number} would be `{en}`, which is out of range and tells no task from another; nothing was written"
            )
        };
        return Err(Finding::new("light-rules", message).at(Location::file(path)).fix(fix).into());
    }
    if after == named.rules {
        return Ok((bytes.to_vec(), named));
    }
    let mut text = String::from_utf8_lossy(bytes).into_owned();
    if file.preset.is_some() {
        text = spelled_out(path, &text, &file, &named.rules).ok_or_else(|| unusual(path, &text, 1))?;
    }
    let mut meant = named.rules;
    for setting in settings {
        let from = setting.put(&mut meant, path)?;
        text = replaced(path, &text, [from, setting.to], &meant)
            .ok_or_else(|| unusual(path, &text, setting.rule))?;
    }
    let named = rules(yaml::read_as(path, text.as_bytes()).map_err(Error::from)?, path)?;
    Ok((text.into_bytes(), named))
}

/// The other rules in which the old figure of a lag stands as well, each with what `5=15` calls it: where only one of the
/// two changes, tasks between them have no light, or another one.
pub fn left_behind(before: &Rules, settings: &[FigureSetting]) -> Vec<(String, i64)> {
    let mut found = Vec::new();
    let mut copy = before.clone();
    let places: Vec<(usize, usize, &str, i64)> = (1..)
        .zip(&mut copy.rules)
        .flat_map(|(rule, own)| {
            let figures = figures(condition(own)).into_iter();
            (1..).zip(figures).map(move |(index, (key, number))| (rule, index, key, *number))
        })
        .collect();
    let of_lag =
        |key: &str| key.split_once('_').map(|(family, _)| family.to_owned()).filter(|it| it != "due");
    let is_set = |rule: usize, index: usize| {
        settings.iter().any(|setting| setting.rule == rule && setting.figure.unwrap_or(1) == index)
    };
    for (rule, index, key, number) in &places {
        if !is_set(*rule, *index) {
            continue;
        }
        for (other, place, other_key, same) in &places {
            let has_same = same == number && of_lag(key).is_some() && of_lag(key) == of_lag(other_key);
            if has_same && !is_set(*other, *place) {
                let is_alone = places.iter().filter(|(rule, ..)| rule == other).count() == 1;
                let name = if is_alone { other.to_string() } else { format!("{other}.{place}") };
                found.push((name, *same));
            }
        }
    }
    found.sort();
    found.dedup();
    found
}

fn rules(file: RuleFile, path: &Path) -> Result<NamedRules> {
    file.rules().map_err(|finding| finding.at(Location::file(path)).into())
}

fn condition(rule: &mut Rule) -> &mut Condition {
    match rule {
        Rule::Red(condition) | Rule::Yellow(condition) | Rule::Blue(condition) | Rule::Green(condition) => {
            condition
        }
    }
}

/// Every figure of a condition with its key, in the order of its words.
fn figures(condition: &mut Condition) -> Vec<(&'static str, &mut i64)> {
    let own = [
        ("overdue", &mut condition.overdue),
        ("unstarted", &mut condition.unstarted),
        ("due_within", &mut condition.due_within),
        ("gap_over", &mut condition.gap_over),
        ("gap_from", &mut condition.gap_from),
        ("gap_under", &mut condition.gap_under),
        ("gap_upto", &mut condition.gap_upto),
        ("ratio_over", &mut condition.ratio_over),
        ("ratio_from", &mut condition.ratio_from),
        ("ratio_under", &mut condition.ratio_under),
        ("ratio_upto", &mut condition.ratio_upto),
    ];
    let mut found: Vec<_> =
        own.into_iter().filter_map(|(key, number)| Some((key, number.as_mut()?))).collect();
    found.extend(condition.any.iter_mut().flatten().flat_map(figures));
    found
}

impl FigureSetting {
    /// Puts the figure into the rules, and gives what it was.
    fn put(self, rules: &mut Rules, path: &Path) -> Result<i64> {
        let Self { rule, figure, to } = self;
        let missing = |message: Text| {
            Error::not_found(message).named("no-such-figure").at(Location::file(path)).hint(text!(
                "各条及其数见 `pjt lights --rules`；第 5 条的数写作 `--set 5=15`",
                "`pjt lights --rules` lists the rules with their figures; that of rule 5 is set with `--set 5=15`"
            ))
        };
        let count = rules.rules.len();
        let Some(own) = rules.rules.get_mut(rule.saturating_sub(1)) else {
            return Err(missing(text!(
                "没有第 {rule} 条亮灯规则，共 {count} 条；没有写入任何内容",
                "there is no rule {rule} of lights, only {count}; nothing was written"
            )));
        };
        let mut found = figures(condition(own));
        let count = found.len();
        if figure.is_none() && count > 1 {
            let all: Vec<String> =
                (1..).zip(&found).map(|(index, (_, number))| format!("{rule}.{index} = {number}")).collect();
            let (zh, en) = (all.join("、"), all.join(", "));
            return Err(Error::usage(text!(
                "第 {rule} 条有 {count} 个数，不知道改哪一个；没有写入任何内容",
                "rule {rule} has {count} figures, and which one is meant is not said; nothing was written"
            ))
            .named("which-figure")
            .at(Location::file(path))
            .hint(text!(
                "现在是 {zh}；第一个写作 `--set {rule}.1={to}`",
                "they are {en}; the first is set with `--set {rule}.1={to}`"
            )));
        }
        let index = figure.unwrap_or(1);
        let Some((_, number)) = found.get_mut(index.saturating_sub(1)) else {
            return Err(missing(text!(
                "第 {rule} 条没有第 {index} 个数，共有 {count} 个；没有写入任何内容",
                "rule {rule} has no figure {index}, only {count}; nothing was written"
            )));
        };
        Ok(std::mem::replace(*number, to))
    }
}

/// The text in which a preset's rules stand for its name. Every other line stays.
fn spelled_out(path: &Path, text: &str, file: &RuleFile, meant: &Rules) -> Option<String> {
    let body = preset_text(file.preset.as_deref()?).ok()?;
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut written = String::new();
    for line in text.split_inclusive('\n') {
        let Some(value) = line.trim_start_matches('\u{feff}').strip_prefix("preset:") else {
            written.push_str(line);
            continue;
        };
        if line.starts_with('\u{feff}') {
            written.push('\u{feff}');
        }
        if let Some((_, comment)) = value.split_once('#') {
            written.push_str(&format!("# {}{end}", comment.trim()));
        }
        // The day that the file has itself counts.
        let own = body.lines().filter(|line| file.as_of.is_none() || !line.starts_with("as_of:"));
        own.for_each(|line| written.push_str(&format!("{line}{end}")));
    }
    is_meant(path, &written, meant).then_some(written)
}

/// The text with one number for another at the place that makes these rules of it.
fn replaced(path: &Path, text: &str, [from, to]: [i64; 2], meant: &Rules) -> Option<String> {
    if is_meant(path, text, meant) {
        return Some(text.to_owned());
    }
    let from = from.to_string();
    let places = text.match_indices(&from).take(MOST_PLACES);
    let texts = places.map(|(at, _)| {
        let (head, tail) = text.split_at(at);
        format!("{head}{to}{}", tail.strip_prefix(&from).unwrap_or(tail))
    });
    texts.into_iter().find(|text| is_meant(path, text, meant))
}

fn is_meant(path: &Path, text: &str, meant: &Rules) -> bool {
    let file = yaml::read_as::<RuleFile>(path, text.as_bytes()).ok();
    file.and_then(|file| file.rules().ok()).is_some_and(|named| named.rules == *meant)
}

fn unusual(path: &Path, text: &str, rule: usize) -> Error {
    Error::conflict(text!(
        "规则第 {rule} 条的写法太特殊，无法只改这个数而不动别处；没有写入任何内容",
        "rule {rule} is written in a way in which the figure can't be changed without touching the rest; nothing was written"
    ))
    .named("unusual-layout")
    .at(Location::line(path, line_of_rule(text, rule.saturating_sub(1))))
    .hint(text!(
        "请在编辑器中改这个文件里的数，再用 `pjt check` 核对",
        "change the figure in this file by hand and run `pjt check`"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(text: &str, settings: &[&str]) -> Result<String> {
        let settings: Vec<FigureSetting> = settings.iter().map(|typed| typed.parse().unwrap()).collect();
        let (bytes, _) = with_figures(Path::new("rules.yaml"), text.as_bytes(), &settings)?;
        Ok(String::from_utf8(bytes).unwrap())
    }

    #[test]
    fn one_figure_changes_its_digits_however_the_file_is_written() {
        let layouts = [
            "# 10 个点\nrules:\n- red: {overdue: 10} # 10\n- yellow: {gap_from: 10}   # 黄 10\n- green: {gap_under: 10}\n",
            "rules:\r\n- red: {overdue: 10}\r\n- yellow: {gap_from: 10}\r\n",
            "\u{feff}rules:\n  -   red:\n        overdue:   10\n  -   'yellow':\n        \"gap_from\":   10 # 落后\n",
            "{rules: [{red: {overdue: 10}}, {yellow: {gap_from: 10}}]}",
            "rules:\n- red: {overdue: 10}\n- yellow:\n    any:\n    - gap_from: 10\n    - sent_back: true\n",
        ];
        for text in layouts {
            let changed = set(text, &["第2条=15"]).unwrap();
            assert_eq!(changed.len(), text.len());
            let differing: Vec<_> =
                text.bytes().zip(changed.bytes()).filter(|(old, new)| old != new).collect();
            assert_eq!(differing, [(b'0', b'5')], "{changed}");
            assert_eq!(set(&changed, &["2=10"]).unwrap(), text);
            assert_eq!(set(text, &["2=10"]).unwrap(), text, "nothing to change");
        }
    }

    #[test]
    fn a_preset_becomes_the_rules_of_the_office_and_what_else_the_file_says_stays() {
        let changed = set("preset: yichang # 李四\n# 尾\n", &["2=20天"]).unwrap();
        assert!(changed.starts_with("# 李四\n# 宜昌市\nrules:\n- red: {any:"), "{changed}");
        assert!(changed.contains("- yellow: {due_within: 20, ours: true}\n") && changed.ends_with("# 尾\n"));
        let changed = set("as_of: today\npreset: sanya-2022", &["2=60%"]).unwrap();
        assert_eq!(changed.matches("as_of").count(), 1, "{changed}");
        assert!(changed.starts_with("as_of: today\n") && changed.contains("ratio_over: 60"), "{changed}");
        // Nothing changes: the name stays.
        assert_eq!(set("preset: yichang\n", &["2=15"]).unwrap(), "preset: yichang\n");
    }

    #[test]
    fn what_can_t_be_meant_is_refused() {
        let name = |text: &str, typed: &str| set(text, &[typed]).unwrap_err().code();
        assert_eq!(name("preset: yichang\n", "9=1"), "no-such-figure");
        assert_eq!(name("preset: yichang\n", "2.2=1"), "no-such-figure");
        assert_eq!(name("preset: yichang\n", "1=5"), "which-figure");
        assert_eq!(name("preset: yichang\n", "1.2=0"), "light-rules");
        let anchored = "rules:\n- red: {gap_over: &a 10}\n- yellow: {gap_from: *a}\n";
        assert_eq!(name(anchored, "1=20"), "unusual-layout");
        for typed in ["", "5", "5=", "0=1", "5=多", "5.0=1", "=3"] {
            assert!(typed.parse::<FigureSetting>().is_err(), "{typed}");
        }
    }

    #[test]
    fn the_other_side_of_a_figure_is_named() {
        let rules = NamedRules::preset("yinchuan-2025").unwrap().rules;
        let behind = |typed: &[&str]| {
            let settings: Vec<_> = typed.iter().map(|typed| typed.parse().unwrap()).collect();
            left_behind(&rules, &settings)
        };
        assert_eq!(behind(&["5=15"]), [("6".to_owned(), 10)]);
        assert!(behind(&["5=15", "6=15"]).is_empty() && behind(&["1=2"]).is_empty());
    }
}
