//! The plans with their counts.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::{
    Format,
    format::{Answer, Grid, Look},
    json as contract,
    stats::{self, tally},
};
use crate::{
    model::{Period, Status},
    papers::Share,
    query::{
        plans::{PlanLine, PlanList},
        stats::Tally,
    },
    text::Lang,
};

/// Writes the plans.
///
/// # Errors
/// When `out` fails.
pub fn write(list: &PlanList, format: Format, look: Look, out: &mut dyn Write) -> io::Result<()> {
    format.writer().answer(list, look, out)
}

impl Answer for PlanList {
    fn grid(&self, lang: Lang) -> Grid {
        let headers = [
            label!(lang, "方案", "Plan"),
            label!(lang, "名称", "Title"),
            label!(lang, "起止", "Period"),
            label!(lang, "任务", "Tasks"),
            label!(lang, "逾期", "Overdue"),
            label!(lang, "完成率", "Completed"),
            label!(lang, "说明", "Remarks"),
        ];
        let rows = self.lines.iter().map(|line| {
            vec![
                line.plan.slug.clone(),
                line.plan.title.clone(),
                between(line.plan.period, " – "),
                line.counts.total().to_string(),
                line.counts.overdue.to_string(),
                share(&line.counts),
                remarks(line, lang).join("；"),
            ]
        });
        Grid { headers: headers.map(str::to_owned).to_vec(), rows: rows.collect(), right: vec![3, 4] }
    }

    /// What is short goes below something else, so that no day and no figure is broken.
    fn narrower(&self, lang: Lang) -> Vec<Grid> {
        let headers = [
            label!(lang, "方案", "Plan"),
            label!(lang, "名称", "Title"),
            label!(lang, "起止", "Period"),
            label!(lang, "完成率", "Completed"),
        ];
        let rows = self.lines.iter().map(|line| {
            let name = [vec![line.plan.slug.clone()], remarks(line, lang)].concat();
            let overdue = format!("{} {}", label!(lang, "逾期", "overdue"), line.counts.overdue);
            vec![
                name.join("\n"),
                line.plan.title.clone(),
                between(line.plan.period, " –\n"),
                format!("{}\n{overdue}", share(&line.counts)),
            ]
        });
        let rows = rows.collect();
        vec![Grid { headers: headers.map(str::to_owned).to_vec(), rows, ..Grid::default() }]
    }

    fn records(&self) -> Grid {
        let mut headers = vec!["slug", "title", "start", "end", "default", "former_slugs", "tasks"];
        headers.extend(Status::ALL.map(Status::token));
        headers.extend(["overdue", "completed", "counted"]);
        let rows = self.lines.iter().map(|line| {
            let mut cells = vec![line.plan.slug.clone(), line.plan.title.clone()];
            cells.extend(days(line.plan.period));
            cells.extend([line.is_default.to_string(), line.plan.former_slugs.join("、")]);
            cells.push(line.counts.total().to_string());
            cells.extend(Status::ALL.map(|status| line.counts.of(status).to_string()));
            let counts = [line.counts.overdue, line.counts.completed(), line.counts.counted()];
            cells.extend(counts.map(|count| count.to_string()));
            cells
        });
        let gap = stats::gap_record(self.unreadable.len(), 6, headers.len());
        Grid {
            headers: headers.into_iter().map(str::to_owned).collect(),
            rows: rows.chain(gap).collect(),
            ..Grid::default()
        }
    }

    fn remarks(&self, lang: Lang) -> Vec<String> {
        let sentence = |plan: &crate::model::RemovedPlan| {
            let (slug, on, reason) = (&plan.slug, plan.on, &plan.reason);
            match lang {
                Lang::Zh => format!("已删除：{slug}（{on}）{reason}"),
                Lang::En => format!("removed: {slug} ({on}) {reason}"),
            }
        };
        self.removed.iter().map(sentence).collect()
    }

    fn gap(&self, lang: Lang) -> Option<String> {
        stats::gap(self.unreadable.len(), lang)
    }

    fn document(&self) -> Value {
        let plans: Vec<Value> = self
            .lines
            .iter()
            .map(|line| {
                json!({
                    "slug": line.plan.slug,
                    "title": line.plan.title,
                    "period": line.plan.period,
                    "default": line.is_default,
                    "former_slugs": line.plan.former_slugs,
                    "counts": tally(&line.counts),
                })
            })
            .collect();
        contract::document(
            "plans",
            [("plans", json!(plans)), ("removed", json!(self.removed))],
            &self.unreadable,
        )
    }
}

/// What is worth knowing about a plan.
fn remarks(line: &PlanLine, lang: Lang) -> Vec<String> {
    let default = line.is_default.then(|| label!(lang, "默认方案", "default").to_owned());
    let former = (!line.plan.former_slugs.is_empty())
        .then(|| format!("{}{}", label!(lang, "曾用 ", "formerly "), line.plan.former_slugs.join("、")));
    default.into_iter().chain(former).collect()
}

/// The first and the last day; blank where neither is known.
fn between(period: Option<Period>, joint: &str) -> String {
    let days = days(period);
    if days.iter().all(String::is_empty) { String::new() } else { days.join(joint) }
}

/// `3/43 7%`: completed of counted.
fn share(counts: &Tally) -> String {
    let (completed, counted) = (counts.completed(), counts.counted());
    Share::new(completed, counted)
        .map_or_else(|| "–".to_owned(), |share| format!("{completed}/{counted} {}", share.percent()))
}

/// First and last day, each blank where it is not known.
fn days(period: Option<Period>) -> [String; 2] {
    let period = period.unwrap_or_default();
    [period.start, period.end].map(|day| day.map(|day| day.to_string()).unwrap_or_default())
}
