//! Pictures of figures as SVG that stands in a page. The figures stand beside them in words.

use std::fmt::Write as _;

use chrono::NaiveDate;

use crate::{
    model::{LightState, Status},
    output::sheet::{figures, share},
    query::stats::Tally,
    text::Lang,
};

/// The area of the line within its picture.
const LEFT: i64 = 64;
const TOP: i64 = 12;
const WIDTH: i64 = 620;
const HEIGHT: i64 = 160;

/// A bar with a part for each status.
pub(super) fn statuses(tally: &Tally, lang: Lang) -> String {
    let parts = Status::ALL.map(|status| ('s', status.token(), tally.of(status)));
    bar(&parts, &figures(tally, lang))
}

/// A bar with a part for each light, where tasks are judged.
pub(super) fn lights(tally: &Tally, lang: Lang) -> Option<String> {
    let lights = tally.lights.as_ref().filter(|lights| lights.judged() > 0)?;
    let parts = LightState::JUDGED.map(|state| ('l', state.token(), lights.of(state)));
    Some(bar(&parts, &figures(tally, lang)))
}

/// A bar of parts, each with its class and how long it is.
fn bar(parts: &[(char, &'static str, usize)], words: &str) -> String {
    let total = parts.iter().map(|(.., count)| count).sum::<usize>().max(1);
    let mut svg = format!(
        "<svg class=\"bar\" viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{words}\">"
    );
    let mut done = 0;
    for (kind, token, count) in parts.iter().filter(|(.., count)| *count > 0) {
        let begin = 1000 * done / total;
        done += count;
        let width = 1000 * done / total - begin;
        // Writing to a string can't fail.
        let _ = write!(svg, "<rect class=\"{kind}-{token}\" x=\"{begin}\" width=\"{width}\" height=\"10\"/>");
    }
    svg.push_str("</svg>");
    svg
}

/// The share of completed tasks over time, up to how it is `now`; none where there is no time to show.
pub(super) fn completion(
    days: &[(NaiveDate, i64, i64)],
    now: (NaiveDate, i64, i64),
    lang: Lang,
) -> Option<String> {
    let (first, ..) = days.first()?;
    let last = days.last().map_or(now.0, |(day, ..)| (*day).max(now.0));
    if *first == last {
        return None;
    }
    let span = (last - *first).num_days();
    let x = |day: NaiveDate| LEFT + WIDTH * (day - *first).num_days() / span;
    let y = |completed: i64, counted: i64| TOP + HEIGHT - HEIGHT * completed.max(0) / counted.max(1);
    let mut path = String::new();
    for (number, (day, completed, counted)) in days.iter().enumerate() {
        let (x, y) = (x(*day), y(*completed, *counted));
        let _ = if number == 0 { write!(path, "M{x} {y}") } else { write!(path, "H{x}V{y}") };
    }
    // What is not committed yet counts, too.
    let (_, completed, counted) = now;
    let _ = write!(path, "H{}V{}", x(last), y(completed, counted));
    let number = |count: i64| usize::try_from(count).unwrap_or(0);
    let rate = share(number(completed), number(counted));
    let words = match lang {
        Lang::Zh => format!("完成率从{first}到{last}：现为{rate}（{completed}/{counted}）"),
        Lang::En => format!("completed from {first} to {last}: now {rate} ({completed}/{counted})"),
    };
    let (bottom, right, middle) = (TOP + HEIGHT, LEFT + WIDTH, TOP + HEIGHT / 2);
    let (width, height, under, beside) = (right + 12, bottom + 32, bottom + 24, LEFT - 6);
    Some(format!(
        "<figure><svg class=\"chart\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{words}\">\
         <path class=\"axis\" d=\"M{LEFT} {TOP}V{bottom}H{right}M{LEFT} {middle}H{right}M{LEFT} {TOP}H{right}\"/>\
         <g text-anchor=\"end\"><text x=\"{beside}\" y=\"{}\">100%</text><text x=\"{beside}\" y=\"{}\">50%</text>\
         <text x=\"{beside}\" y=\"{bottom}\">0%</text></g>\
         <text x=\"{LEFT}\" y=\"{under}\">{first}</text>\
         <text x=\"{right}\" y=\"{under}\" text-anchor=\"end\">{last}</text>\
         <path class=\"line\" d=\"{path}\"/></svg><figcaption>{words}</figcaption></figure>",
        TOP + 6,
        middle + 5
    ))
}
