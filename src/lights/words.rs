//! Rules in words: when each light is lit, as somebody says it who never saw the file.

use super::Condition;
use crate::text::{Lang, Text};

/// On which side of a number the lag is.
#[derive(Clone, Copy)]
enum Bound {
    Over,
    From,
    Under,
    Upto,
}

impl Condition {
    /// When it holds, in words; the figures come in the order in which they are counted where somebody sets one.
    pub fn words(&self) -> Text {
        let mut parts = Vec::new();
        if let Some(days) = self.overdue {
            parts.push(text!("超过完成时限{days}天及以上", "at least {days} days past the due date"));
        }
        if let Some(months) = self.unstarted {
            parts.push(text!(
                "应启动未启动满{months}个月",
                "should have started at least {months} months ago"
            ));
        }
        if let Some(days) = self.due_within {
            parts.push(text!("距完成时限不超过{days}天", "at most {days} days until the due date"));
        }
        let gaps = [
            (Bound::Over, self.gap_over),
            (Bound::From, self.gap_from),
            (Bound::Under, self.gap_under),
            (Bound::Upto, self.gap_upto),
        ];
        let points = |number: i64| text!("{number}个百分点", "{number} points");
        parts.extend(gaps.into_iter().filter_map(|(bound, number)| Some(lag(bound, number?, points))));
        let ratios = [
            (Bound::Over, self.ratio_over),
            (Bound::From, self.ratio_from),
            (Bound::Under, self.ratio_under),
            (Bound::Upto, self.ratio_upto),
        ];
        let share = |number: i64| text!("应达进度的{number}%", "{number}% of what is planned");
        parts.extend(ratios.into_iter().filter_map(|(bound, number)| Some(lag(bound, number?, share))));
        parts.extend(self.sent_back.map(|sent_back| match sent_back {
            true => text!("报送内容已退回，尚未重报", "an answer was sent back and not answered again"),
            false => text!("没有退回未重报的内容", "nothing sent back waits for another answer"),
        }));
        if let Some(any) = &self.any {
            let any: Vec<Text> = any.iter().map(Self::words).collect();
            parts.push(joined(&any, "；或者", "; or "));
        }
        match parts.as_slice() {
            [] => text!("其余各项", "everything else"),
            parts => joined(parts, "，并且", ", and "),
        }
    }
}

/// How planned progress is counted, for everybody who reads the figure: it stands still within a month.
pub fn planned_in_words() -> Text {
    text!(
        "应达进度按整月计：过完的月份才算，过了完成时限为100%",
        "planned progress goes by whole months: those that have ended count, and after the due date it is 100%"
    )
}

/// The same, where progress is compared as of the end of the month before.
pub fn planned_to_last_month() -> Text {
    text!(
        "应达进度按整月计，算到上月末；上月末已过完成时限的为100%",
        "planned progress goes by whole months, to the end of the last one; where the due date was before that, it is 100%"
    )
}

fn joined(words: &[Text], zh: &str, en: &str) -> Text {
    let all =
        |lang: Lang, and: &str| words.iter().map(|words| words.in_lang(lang)).collect::<Vec<_>>().join(and);
    Text::new(all(Lang::Zh, zh), all(Lang::En, en))
}

/// By how much the progress lags. What is below zero is ahead.
fn lag(bound: Bound, number: i64, amount: impl Fn(i64) -> Text) -> Text {
    let amount = amount(number.saturating_abs());
    let (zh, en) = (amount.in_lang(Lang::Zh), amount.in_lang(Lang::En));
    match (bound, number.signum()) {
        (Bound::Over, 0) => text!("低于序时进度", "behind plan"),
        (Bound::From, 0) => text!("没有高于序时进度", "not ahead of plan"),
        (Bound::Under, 0) => text!("高于序时进度", "ahead of plan"),
        (Bound::Upto, 0) => text!("没有低于序时进度", "not behind plan"),
        (Bound::Over, 1) => text!("低于序时进度超过{zh}", "more than {en} behind plan"),
        (Bound::From, 1) => text!("低于序时进度{zh}及以上", "at least {en} behind plan"),
        (Bound::Under, 1) => {
            text!("低于序时进度不到{zh}（或没有低于）", "less than {en} behind plan (or not behind)")
        }
        (Bound::Upto, 1) => {
            text!("低于序时进度不超过{zh}（或没有低于）", "at most {en} behind plan (or not behind)")
        }
        (Bound::Over, _) => {
            text!("高于序时进度不到{zh}（或没有高于）", "less than {en} ahead of plan (or not ahead)")
        }
        (Bound::From, _) => {
            text!("高于序时进度不超过{zh}（或没有高于）", "at most {en} ahead of plan (or not ahead)")
        }
        (Bound::Under, _) => text!("高于序时进度超过{zh}", "more than {en} ahead of plan"),
        (Bound::Upto, _) => text!("高于序时进度{zh}及以上", "at least {en} ahead of plan"),
    }
}
