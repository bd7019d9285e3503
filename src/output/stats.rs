//! Counts and completion rates in every format.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::{
    Format,
    format::{Answer, Grid, Look},
    json as contract,
};
use crate::{
    error::Finding,
    model::{LightState, Status},
    papers::Share,
    query::stats::{By, LightTally, Stats, StatsRow, Tally},
    text::{Lang, width::cut},
};

/// How many columns a name takes at most where there is no room for it.
const CUT: usize = 14;

/// How long the bar of a full rate is.
const BAR: usize = 10;

/// Counts as an answer.
#[derive(Clone, Copy, Debug)]
pub struct Counts<'a> {
    /// The counts.
    pub stats: &'a Stats,
    /// How many records are missing in them, which every format states.
    pub unreadable: usize,
    /// Whether headings are shown with their plan.
    pub with_plan: bool,
    /// What else has to be said of them.
    pub notes: &'a [Finding],
}

impl Counts<'_> {
    /// Writes them.
    ///
    /// # Errors
    /// When `out` fails.
    pub fn write(&self, format: Format, look: Look, out: &mut dyn Write) -> io::Result<()> {
        format.writer().answer(self, look, out)
    }
}

impl Answer for Counts<'_> {
    fn grid(&self, lang: Lang) -> Grid {
        grid(self.stats, self.with_plan, Detail::Whole, lang)
    }

    fn narrower(&self, lang: Lang) -> Vec<Grid> {
        [Detail::NoBars, Detail::NoStatuses, Detail::NoRoles, Detail::Lights, Detail::CutNames]
            .map(|detail| grid(self.stats, self.with_plan, detail, lang))
            .into()
    }

    fn drops_columns(&self) -> bool {
        true
    }

    fn records(&self) -> Grid {
        records(self.stats, self.unreadable)
    }

    fn gap(&self, lang: Lang) -> Option<String> {
        gap(self.unreadable, lang)
    }

    fn document(&self) -> Value {
        document(self.stats, self.unreadable, self.notes)
    }
}

/// How much of the counts a table has room for.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Detail {
    Whole,
    NoBars,
    /// And no column for each status.
    NoStatuses,
    /// And none for the roles of departments.
    NoRoles,
    /// And little besides the lights, whose titles are one letter each.
    Lights,
    /// And only the beginning of long names.
    CutNames,
}

/// The letter or word that stands for a light where there is little room.
fn abridged(word: &'static str, detail: Detail) -> &'static str {
    match (detail, word.chars().next()) {
        (Detail::Lights | Detail::CutNames, Some(letter)) => word.get(..letter.len_utf8()).unwrap_or(word),
        _ => word,
    }
}

fn grid(stats: &Stats, with_plan: bool, detail: Detail, lang: Lang) -> Grid {
    let with_plan = with_plan && matches!(stats.by, By::Pillar | By::KeyTask);
    let has_roles = detail < Detail::NoRoles && stats.rows.iter().any(|row| row.lead.is_some());
    let has_statuses = stats.by != By::Status && detail < Detail::NoStatuses;
    let lit: Vec<LightState> = lights_of(&stats.total);
    // Without lights there is room for what counts most.
    let has_overdue = detail < Detail::Lights || lit.is_empty();
    let shown: Vec<Status> =
        Status::ALL.into_iter().filter(|status| has_statuses && stats.total.of(*status) > 0).collect();
    let mut headers: Vec<&str> = Vec::new();
    headers.extend(with_plan.then(|| label!(lang, "方案", "Plan")));
    headers.push(match stats.by {
        By::Department => label!(lang, "部门", "Department"),
        By::Lead => label!(lang, "牵头部门", "Lead"),
        By::Pillar => label!(lang, "板块", "Pillar"),
        By::KeyTask => label!(lang, "重点任务", "Key task"),
        By::Status => label!(lang, "状态", "Status"),
    });
    headers.push(label!(lang, "任务", "Tasks"));
    if has_roles {
        headers.extend([label!(lang, "牵头", "Lead"), label!(lang, "配合", "Support")]);
    }
    headers.extend(shown.iter().map(|status| status.label(lang)));
    headers.extend(has_overdue.then(|| label!(lang, "逾期", "Overdue")));
    headers.extend(lit.iter().map(|state| abridged(state.label(lang), detail)));
    headers.push(match detail {
        Detail::Lights | Detail::CutNames => label!(lang, "完成率", "Rate"),
        _ => label!(lang, "完成率", "Completed"),
    });
    let row = |plan: &str, name: String, all: &Tally, roles: [String; 2]| {
        let mut row = Vec::new();
        row.extend(with_plan.then(|| plan.to_owned()));
        let name = if detail < Detail::CutNames { name } else { cut(&name, CUT) };
        row.extend([name, all.total().to_string()]);
        row.extend(roles.into_iter().filter(|_| has_roles));
        row.extend(shown.iter().map(|status| all.of(*status).to_string()));
        row.extend(has_overdue.then(|| all.overdue.to_string()));
        row.extend(lit.iter().map(|state| count_of(all, *state).to_string()));
        let rate = rate(all, detail == Detail::Whole);
        let percent = rate.rsplit(' ').next().filter(|_| detail >= Detail::Lights);
        row.push(percent.unwrap_or(&rate).to_owned());
        row
    };
    let count = |tally: &Option<Tally>| {
        tally.as_ref().map_or_else(|| "–".to_owned(), |known| known.total().to_string())
    };
    let mut rows: Vec<Vec<String>> = stats
        .rows
        .iter()
        .map(|each| {
            let roles = [&each.lead, &each.support].map(count);
            row(each.plan.as_deref().unwrap_or_default(), name(each, stats.by, lang), &each.all, roles)
        })
        .collect();
    rows.push(row("", label!(lang, "合计", "All").to_owned(), &stats.total, Default::default()));
    let right = (1 + usize::from(with_plan)..headers.len() - 1).collect();
    Grid { headers: headers.into_iter().map(str::to_owned).collect(), rows, right }
}

/// The lights that some task has, in the order in which they are counted.
pub(super) fn lights_of(total: &Tally) -> Vec<LightState> {
    LightState::JUDGED.into_iter().filter(|state| count_of(total, *state) > 0).collect()
}

/// How many tasks have this light; none where lights are not counted.
pub(super) fn count_of(tally: &Tally, state: LightState) -> usize {
    tally.lights.as_ref().map_or(0, |lights| lights.of(state))
}

/// What a row counts, in words.
fn name(row: &StatsRow, by: By, lang: Lang) -> String {
    let status = row.name.parse::<Status>().ok().filter(|_| by == By::Status);
    match status {
        Some(status) => status.label(lang).to_owned(),
        None if row.name.is_empty() => label!(lang, "（无）", "(none)").to_owned(),
        None => shown_name(row, lang),
    }
}

/// The name of a row; one that stands for several departments says so.
pub(super) fn shown_name(row: &StatsRow, lang: Lang) -> String {
    match row.is_group {
        true => format!("{}{}", row.name, label!(lang, "（统称）", " (group)")),
        false => row.name.clone(),
    }
}

/// One record a row, then one for all tasks, and one for what could not be read, if there is any.
/// That files are missing in what is counted, where some are.
pub(super) fn gap(unreadable: usize, lang: Lang) -> Option<String> {
    (unreadable > 0).then(|| match lang {
        Lang::Zh => format!("缺口：{unreadable} 个文件读不了，未计入"),
        Lang::En => format!("gap: {unreadable} files could not be read and are not counted"),
    })
}

/// The same as a row for programs, with the number at the place of a row's own count.
pub(super) fn gap_record(unreadable: usize, place: usize, columns: usize) -> Option<Vec<String>> {
    let cell = |column: usize| match column {
        0 => "unreadable".to_owned(),
        column if column == place => unreadable.to_string(),
        _ => String::new(),
    };
    (unreadable > 0).then(|| (0..columns).map(cell).collect())
}

fn records(stats: &Stats, unreadable: usize) -> Grid {
    let mut headers = vec!["row", "plan", "id", "name", "tasks", "lead", "support"];
    headers.extend(Status::ALL.map(Status::token));
    headers.extend(["overdue", "completed", "counted", "rate"]);
    let has_lights = stats.total.lights.is_some();
    if has_lights {
        headers.extend(LightState::JUDGED.map(LightState::token));
        headers.push("judged");
    }
    let count =
        |tally: &Option<Tally>| tally.as_ref().map(|known| known.total().to_string()).unwrap_or_default();
    let record = |head: [String; 4], all: &Tally, roles: [String; 2]| {
        let mut cells = head.to_vec();
        cells.push(all.total().to_string());
        cells.extend(roles);
        cells.extend(Status::ALL.map(|status| all.of(status).to_string()));
        cells.extend([all.overdue, all.completed(), all.counted()].map(|count| count.to_string()));
        cells.push(all.rate().map(|rate| rate.to_string()).unwrap_or_default());
        if has_lights {
            cells.extend(LightState::JUDGED.map(|state| count_of(all, state).to_string()));
            cells.push(all.lights.as_ref().map_or(0, LightTally::judged).to_string());
        }
        cells
    };
    let mut rows: Vec<Vec<String>> = stats
        .rows
        .iter()
        .map(|row| {
            let (plan, id) = (row.plan.clone().unwrap_or_default(), row.id.map(|id| id.to_string()));
            let head = [stats.by.to_string(), plan, id.unwrap_or_default(), row.name.clone()];
            record(head, &row.all, [&row.lead, &row.support].map(count))
        })
        .collect();
    let only = |row: &str| [row.to_owned(), String::new(), String::new(), String::new()];
    rows.push(record(only("total"), &stats.total, Default::default()));
    rows.extend(gap_record(unreadable, 4, headers.len()));
    Grid { headers: headers.into_iter().map(str::to_owned).collect(), rows, ..Grid::default() }
}

/// `███▌······ 3/43 7%`: a rate with its numerator.
fn rate(tally: &Tally, has_bar: bool) -> String {
    let (completed, counted) = (tally.completed(), tally.counted());
    let Some(share) = Share::new(completed, counted) else { return "–".to_owned() };
    let bar = if has_bar { format!("{} ", bar(completed, counted)) } else { String::new() };
    format!("{bar}{completed}/{counted} {}", share.percent())
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

/// Counts by their keys.
pub(super) fn tally(tally: &Tally) -> Value {
    let mut object = Map::new();
    object.insert("tasks".into(), json!(tally.total()));
    for status in Status::ALL {
        object.insert(status.token().into(), json!(tally.of(status)));
    }
    object.insert("overdue".into(), json!(tally.overdue));
    object.insert("completed".into(), json!(tally.completed()));
    object.insert("counted".into(), json!(tally.counted()));
    object.insert("rate".into(), json!(tally.rate()));
    if let Some(counted) = &tally.lights {
        object.insert("lights".into(), lights(counted));
    }
    Value::Object(object)
}

/// Counts of lights by their keys, with the number that shares are taken of.
pub(super) fn lights(lights: &LightTally) -> Value {
    let counts = LightState::ALL.map(|state| (state.token().to_owned(), json!(lights.of(state))));
    let mut object: Map<String, Value> = counts.into_iter().collect();
    object.insert("judged".into(), json!(lights.judged()));
    Value::Object(object)
}

fn document(stats: &Stats, unreadable: usize, notes: &[Finding]) -> Value {
    let rows: Vec<Value> = stats
        .rows
        .iter()
        .map(|row| {
            json!({
                "plan": row.plan,
                "id": row.id,
                "name": row.name,
                "all": tally(&row.all),
                "lead": row.lead.as_ref().map(tally),
                "support": row.support.as_ref().map(tally),
            })
        })
        .collect();
    contract::document(
        "stats",
        [
            ("by", json!(stats.by.to_string())),
            ("rows", json!(rows)),
            ("total", tally(&stats.total)),
            ("unreadable", json!(unreadable)),
        ],
        notes,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_with_all_lights_fit_in_every_usual_terminal() {
        for count in [12, 312] {
            let mut lights = LightTally::default();
            for _ in 0..count {
                LightState::JUDGED.into_iter().for_each(|state| lights.add(state));
            }
            for lights in [None, Some(lights)] {
                ensure_fits(&Tally { by_status: [count; 6], overdue: count, lights });
            }
        }
    }

    fn ensure_fits(all: &Tally) {
        let all = all.clone();
        let mut row = StatsRow::default();
        row.name.push_str("市人力资源社会保障局");
        (row.lead, row.support) = (Some(all.clone()), Some(all.clone()));
        row.all = all.clone();
        let mut stats = Stats::default();
        (stats.by, stats.rows, stats.total) = (By::Department, vec![row], all);
        let counts = Counts { stats: &stats, unreadable: 0, with_plan: false, notes: &[] };
        for (width, lang) in [(80, Lang::Zh), (60, Lang::Zh), (80, Lang::En), (60, Lang::En)] {
            let mut out = Vec::new();
            counts.write(Format::Table, Look { lang, width, has_titles: true }, &mut out).unwrap();
            let out = String::from_utf8(out).unwrap();
            // The titles, the rule, the row, the sum; then what has no room.
            let table = out.split(lang.pick("宽度不够", "no room for")).next().unwrap();
            assert_eq!(table.lines().count(), 4, "{out}");
            assert!(out.lines().all(|line| crate::text::width::columns(line) <= width), "{out}");
        }
    }

    #[test]
    fn a_bar_is_empty_only_for_nothing_and_full_only_for_all() {
        assert_eq!(bar(0, 43), "··········");
        assert_eq!(bar(1, 1000), "▏·········");
        assert_eq!(bar(42, 43), "█████████▊");
        assert_eq!(bar(43, 43), "██████████");
    }
}
