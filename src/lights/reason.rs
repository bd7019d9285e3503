//! Why a light is lit, in words.

use super::{Judgement, Points, Rules, pace::Pace, rules::Condition};
use crate::{
    model::{Status, day_in_words},
    text::{Lang, Text},
};

/// Points of a hundred with one digit behind the point, rounded half up from the exact fraction, without `.0`.
pub fn rounded(points: Points) -> String {
    let (numerator, denominator) = (i128::from(*points.numer()), i128::from(*points.denom()));
    let tenths = (2 * 10 * numerator + denominator).div_euclid(2 * denominator);
    let sign = if tenths < 0 { "-" } else { "" };
    match (tenths.abs() / 10, tenths.abs() % 10) {
        (whole, 0) => format!("{sign}{whole}"),
        (whole, tenth) => format!("{sign}{whole}.{tenth}"),
    }
}

/// So many of so many, in points of a hundred; nothing of nothing is nothing.
pub fn part_of(part: usize, whole: usize) -> Points {
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX / 100);
    if whole == 0 { Points::from(0) } else { Points::new(number(part) * 100, number(whole)) }
}

impl Judgement {
    /// Why the light is what it is.
    pub fn reason(&self, rules: &Rules) -> Text {
        let pace = &self.pace;
        match pace.status {
            Status::Suspended => return text!("暂缓，不亮灯", "suspended: no light"),
            Status::Withdrawn => return text!("已取消，不亮灯", "withdrawn: no light"),
            Status::Done => return text!("已完成", "done"),
            Status::Closed => return text!("已销号", "closed"),
            Status::NotStarted | Status::InProgress => {}
        }
        let rule = self.rule.and_then(|rule| rules.rules.get(rule.checked_sub(1)?));
        let Some(rule) = rule else {
            return match (self.is_undetermined, pace.planned) {
                (true, None) => {
                    text!(
                        "起止日期不全或起始晚于时限，算不出应达进度",
                        "no first and last day, or the wrong way round, so no planned progress"
                    )
                }
                (true, Some(planned)) => {
                    let planned = rounded(planned);
                    text!("没有报完成率（应达{planned}%）", "no completion was reported (planned {planned}%)")
                }
                (false, _) => text!("没有一条规则适用", "no rule applies"),
            };
        };
        let mut reasons = Vec::new();
        collect(rule.condition(), pace, &mut reasons);
        let join = |lang: Lang, and: &str| {
            reasons.iter().map(|reason| reason.in_lang(lang)).collect::<Vec<_>>().join(and)
        };
        Text::new(join(Lang::Zh, "，"), join(Lang::En, ", "))
    }
}

impl Judgement {
    /// Whether the reason names what the task should have reached.
    pub fn names_planned(&self, rules: &Rules) -> bool {
        if self.pace.planned.is_none() || !matches!(self.pace.status, Status::NotStarted | Status::InProgress)
        {
            return false;
        }
        let rule = self.rule.and_then(|rule| rules.rules.get(rule.checked_sub(1)?));
        rule.map_or(self.is_undetermined, |rule| compares_progress(rule.condition(), &self.pace))
    }
}

/// Whether the reason of a condition that holds compares planned with actual progress.
fn compares_progress(condition: &Condition, pace: &Pace) -> bool {
    bounds(condition).iter().any(Option::is_some)
        || first_that_holds(condition, pace).is_some_and(|first| compares_progress(first, pace))
}

fn bounds(condition: &Condition) -> [Option<i64>; 8] {
    let Condition { gap_over, gap_from, gap_under, gap_upto, .. } = *condition;
    let Condition { ratio_over, ratio_from, ratio_under, ratio_upto, .. } = *condition;
    [gap_over, gap_from, gap_under, gap_upto, ratio_over, ratio_from, ratio_under, ratio_upto]
}

/// Of several conditions of which one is enough, the one that is told.
fn first_that_holds<'a>(condition: &'a Condition, pace: &Pace) -> Option<&'a Condition> {
    condition.any.iter().flatten().find(|condition| condition.holds(pace) == Some(true))
}

fn collect(condition: &Condition, pace: &Pace, reasons: &mut Vec<Text>) {
    if condition.overdue.is_some() {
        reasons.push(overdue(pace));
    }
    if condition.unstarted.is_some() {
        let months = pace.unstarted;
        reasons.push(text!("应启动未启动满{months}个月", "should have started {months} months ago"));
    }
    if condition.due_within.is_some() {
        let days = pace.due_within.unwrap_or_default();
        reasons.push(text!("距完成时限还有{days}天", "{days} days until the due date"));
    }
    if condition.sent_back == Some(true) {
        reasons.push(text!("报送内容已退回，尚未重报", "an answer was sent back and not answered again"));
    }
    let bounds = bounds(condition);
    if bounds.iter().any(Option::is_some) {
        reasons.extend(gap(pace, bounds.iter().skip(4).any(Option::is_some)));
    }
    if let Some(first) = first_that_holds(condition, pace) {
        collect(first, pace, reasons);
    }
}

/// Where an extension does not count, the file has a later date than the one that is past: a reason says which.
fn overdue(pace: &Pace) -> Text {
    let days = pace.overdue;
    match (&pace.too_late, pace.due) {
        (Some(extension), Some(due)) if !extension.is_earlier() => {
            let day = day_in_words(due);
            text!(
                "超过时限{day}已{days}天，其后申请的延期不计",
                "{days} days past {due}; the extension was asked for too late to count"
            )
        }
        _ => text!("超过完成时限{days}天", "{days} days past the due date"),
    }
}

fn gap(pace: &Pace, as_share: bool) -> Option<Text> {
    let (planned, gap) = (rounded(pace.planned?), pace.gap()?);
    let actual = match pace.actual {
        Some(actual) => {
            let actual = rounded(actual);
            text!("实报{actual}%", "reported {actual}%")
        }
        None => text!("实报—，未启动按0计", "reported —, not started counts as 0"),
    };
    let (zh, en) = (actual.in_lang(Lang::Zh), actual.in_lang(Lang::En));
    let zero = Points::from(0);
    if gap == zero {
        return Some(text!("与序时进度持平（应达{planned}%）", "as far as planned ({planned}%)"));
    }
    let points = rounded(if gap < zero { -gap } else { gap });
    if gap < zero {
        return Some(text!(
            "高于序时进度{points}个百分点（应达{planned}%，{zh}）",
            "{points} points ahead of plan (planned {planned}%, {en})"
        ));
    }
    let share = pace.ratio().filter(|_| as_share).map(rounded);
    Some(match share {
        Some(share) => text!(
            "低于序时进度{points}个百分点，为应达进度的{share}%（应达{planned}%，{zh}）",
            "{points} points behind plan, {share}% of what is planned (planned {planned}%, {en})"
        ),
        None => text!(
            "低于序时进度{points}个百分点（应达{planned}%，{zh}）",
            "{points} points behind plan (planned {planned}%, {en})"
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded_half_up_from_whole_numbers() {
        let words = [(200, 3), (100, 8), (1, 20), (-100, 8), (162 * 100, 222), (80, 1)]
            .map(|(numerator, denominator)| rounded(Points::new(numerator, denominator)));
        assert_eq!(words, ["66.7", "12.5", "0.1", "-12.5", "73", "80"]);
    }
}
