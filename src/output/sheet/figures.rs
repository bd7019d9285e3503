//! How things stand, in the line above a ledger on paper.

use crate::{
    model::{LightState, Status},
    papers::Share,
    query::stats::Tally,
    text::Lang,
};

/// How things stand, in one line that agrees with the rows: `共43项：未启动6项、推进中25项…；完成率27.9%（12/43）；逾期4项`,
/// and where lights are counted `；亮灯：红灯4项…`.
pub(crate) fn figures(tally: &Tally, lang: Lang) -> String {
    // What was withdrawn is said in front, as papers leave it out.
    let statuses = Status::ALL.into_iter().zip(tally.by_status);
    let statuses = statuses.filter(|(status, _)| *status != Status::Withdrawn);
    let statuses = counts(statuses.map(|(status, count)| (status.label(lang), count)), lang);
    let (total, completed, counted) = (tally.total(), tally.completed(), tally.counted());
    let rate = share(completed, counted);
    let lights = tally.lights.as_ref().map_or_else(String::new, |lights| {
        let lights = LightState::ALL.into_iter().map(|state| (state.label(lang), lights.of(state)));
        match counts(lights, lang) {
            none if none.is_empty() => none,
            lights => lang.pick(format!("；亮灯：{lights}"), format!("; lights: {lights}")),
        }
    });
    let overdue = tally.overdue;
    match lang {
        Lang::Zh => {
            let statuses = if statuses.is_empty() { statuses } else { format!("：{statuses}") };
            let withdrawn = match total - counted {
                0 => String::new(),
                withdrawn => format!("，其中已取消{withdrawn}项；其余{counted}项"),
            };
            format!(
                "共{total}项{withdrawn}{statuses}；完成率{rate}（{completed}/{counted}）；逾期{overdue}项{lights}"
            )
        }
        Lang::En => {
            let statuses = if statuses.is_empty() { statuses } else { format!(": {statuses}") };
            let withdrawn = match total - counted {
                0 => String::new(),
                withdrawn => format!(", {withdrawn} of them withdrawn; the other {counted}"),
            };
            format!(
                "{total} tasks{withdrawn}{statuses}; {rate} completed ({completed}/{counted}); {overdue} overdue{lights}"
            )
        }
    }
}

/// What there is any of, with how many: `红灯4项、黄灯7项`.
fn counts(counted: impl Iterator<Item = (&'static str, usize)>, lang: Lang) -> String {
    let counted = counted.filter(|(_, count)| *count > 0);
    let words = counted.map(|(name, count)| match lang {
        Lang::Zh => format!("{name}{count}项"),
        Lang::En => format!("{count} {name}"),
    });
    words.collect::<Vec<_>>().join(lang.pick("、", ", "))
}

/// A share as all papers print it; of nothing, none.
pub(crate) fn share(part: usize, whole: usize) -> String {
    Share::new(part, whole).map_or_else(|| "–".to_owned(), Share::percent)
}
