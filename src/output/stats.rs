//! Counts and completion rates in every format.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::{
    Format,
    format::{Answer, Grid, Look},
    json as contract,
};
use crate::{
    model::Status,
    query::stats::{By, Stats, Tally},
    text::Lang,
};

/// How long the bar of a full rate is.
const BAR: usize = 10;

/// Writes the counts. `unreadable` records are missing in them, which every format states.
///
/// # Errors
/// When `out` fails.
pub fn write(
    stats: &Stats,
    unreadable: usize,
    format: Format,
    lang: Lang,
    width: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    format.writer().answer(&Counts { stats, unreadable }, Look { lang, width }, out)
}

/// Counts, and how many records are missing in them.
struct Counts<'a> {
    stats: &'a Stats,
    unreadable: usize,
}

impl Answer for Counts<'_> {
    fn grid(&self, lang: Lang) -> Grid {
        grid(self.stats, lang, false)
    }

    fn drawn_grid(&self, lang: Lang) -> Grid {
        grid(self.stats, lang, true)
    }

    fn gap(&self, lang: Lang) -> Option<String> {
        let unreadable = self.unreadable;
        (unreadable > 0).then(|| match lang {
            Lang::Zh => format!("缺口：{unreadable} 个文件读不了，未计入"),
            Lang::En => format!("gap: {unreadable} files could not be read and are not counted"),
        })
    }

    fn document(&self) -> Value {
        document(self.stats, self.unreadable)
    }
}

fn grid(stats: &Stats, lang: Lang, with_bar: bool) -> Grid {
    let has_roles = stats.rows.iter().any(|row| row.lead.is_some() || row.support.is_some());
    let shown: Vec<Status> = Status::ALL.into_iter().filter(|status| stats.total.of(*status) > 0).collect();
    let mut headers = vec![
        match stats.by {
            By::Department => label!(lang, "部门", "Department"),
            By::Pillar => label!(lang, "板块", "Pillar"),
            By::KeyTask => label!(lang, "重点任务", "Key task"),
            By::Status => label!(lang, "状态", "Status"),
        }
        .to_owned(),
    ];
    headers.push(label!(lang, "任务", "Tasks").to_owned());
    if has_roles {
        headers.push(label!(lang, "牵头", "Lead").to_owned());
        headers.push(label!(lang, "配合", "Support").to_owned());
    }
    if stats.by != By::Status {
        headers.extend(shown.iter().map(|status| status.label(lang).to_owned()));
    }
    headers.push(label!(lang, "逾期", "Overdue").to_owned());
    headers.push(label!(lang, "完成率", "Completed").to_owned());
    let row = |name: String, all: &Tally, roles: Option<(usize, usize)>| {
        let mut row = vec![name, all.total().to_string()];
        if has_roles {
            row.extend(roles.map_or([String::new(), String::new()], |(lead, support)| {
                [lead.to_string(), support.to_string()]
            }));
        }
        if stats.by != By::Status {
            row.extend(shown.iter().map(|status| all.of(*status).to_string()));
        }
        row.push(all.overdue.to_string());
        row.push(rate(all, with_bar));
        row
    };
    let mut rows: Vec<Vec<String>> = stats
        .rows
        .iter()
        .map(|each| {
            let count = |tally: &Option<Tally>| tally.as_ref().map_or(0, Tally::total);
            let name = each.name.parse::<Status>().ok().filter(|_| stats.by == By::Status);
            let name = name.map_or_else(|| each.name.clone(), |status| status.label(lang).to_owned());
            row(name, &each.all, Some((count(&each.lead), count(&each.support))))
        })
        .collect();
    rows.push(row(label!(lang, "合计", "All").to_owned(), &stats.total, None));
    let right = (1..headers.len() - 1).collect();
    Grid { headers, rows, right }
}

/// `███▌······ 3/43 7%`: a rate with its numerator.
fn rate(tally: &Tally, with_bar: bool) -> String {
    let Some(rate) = tally.rate() else { return "–".to_owned() };
    let figures = format!("{}/{} {:.0}%", tally.completed(), tally.counted(), rate * 100.0);
    if with_bar { format!("{} {figures}", bar(tally.completed(), tally.counted())) } else { figures }
}

/// A bar in eighths of a column; anything above nothing shows, and only all of it is full.
fn bar(part: usize, whole: usize) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let filled = (part * BAR * 8).checked_div(whole).unwrap_or(0);
    let filled = if part > 0 { filled.max(1) } else { 0 };
    #[expect(clippy::indexing_slicing, reason = "a remainder of 8 is below 8")]
    let rest = EIGHTHS[filled % 8];
    let used = filled / 8 + usize::from(!rest.is_empty());
    format!("{}{rest}{}", "█".repeat(filled / 8), "·".repeat(BAR.saturating_sub(used)))
}

fn document(stats: &Stats, unreadable: usize) -> Value {
    let tally = |tally: &Tally| {
        let mut object = Map::new();
        object.insert("tasks".into(), json!(tally.total()));
        for status in Status::ALL {
            object.insert(status.token().into(), json!(tally.of(status)));
        }
        object.insert("overdue".into(), json!(tally.overdue));
        object.insert("completed".into(), json!(tally.completed()));
        object.insert("counted".into(), json!(tally.counted()));
        object.insert("rate".into(), json!(tally.rate()));
        Value::Object(object)
    };
    let rows: Vec<Value> = stats
        .rows
        .iter()
        .map(|row| json!({"name": row.name, "all": tally(&row.all), "lead": row.lead.as_ref().map(tally), "support": row.support.as_ref().map(tally)}))
        .collect();
    contract::document(
        "stats",
        [
            ("by", json!(stats.by.to_string())),
            ("rows", json!(rows)),
            ("total", tally(&stats.total)),
            ("unreadable", json!(unreadable)),
        ],
        &[],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_empty_only_for_nothing_and_full_only_for_all() {
        assert_eq!(bar(0, 43), "··········");
        assert_eq!(bar(1, 1000), "▏·········");
        assert_eq!(bar(42, 43), "█████████▊");
        assert_eq!(bar(43, 43), "██████████");
    }
}
