//! Reporting periods: the list of them, and who is asked in one.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::{
    Format,
    format::{Answer, Grid, Look},
    json as contract,
};
use crate::{
    model::{PeriodId, Registry, ReportingPeriod},
    text::Lang,
};

/// Writes a list of periods.
///
/// # Errors
/// When `out` fails.
pub fn write(
    periods: &[(PeriodId, ReportingPeriod)],
    format: Format,
    look: Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    format.writer().answer(&Periods(periods), look, out)
}

/// Writes a period with who is asked in it.
///
/// # Errors
/// When `out` fails.
pub fn write_asked(
    id: PeriodId,
    period: &ReportingPeriod,
    registry: &Registry,
    format: Format,
    look: Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    format.writer().answer(&AskedList { id, period, registry }, look, out)
}

struct Periods<'a>(&'a [(PeriodId, ReportingPeriod)]);

/// How many tasks of how many departments are asked for.
fn counts(period: &ReportingPeriod) -> (usize, usize) {
    (period.departments().len(), period.count_asked())
}

impl Answer for Periods<'_> {
    fn grid(&self, lang: Lang) -> Grid {
        let headers = [
            label!(lang, "报送期", "Period"),
            label!(lang, "名称", "Title"),
            label!(lang, "报送截止日", "Due"),
            label!(lang, "单位", "Departments"),
            label!(lang, "事项", "Tasks"),
            label!(lang, "下发", "Opened"),
            label!(lang, "截止收表日", "Closed"),
        ];
        let rows = self.0.iter().map(|(id, period)| {
            let (departments, tasks) = counts(period);
            vec![
                id.to_string(),
                period.title.clone(),
                period.due.to_string(),
                departments.to_string(),
                tasks.to_string(),
                period.opened.to_string(),
                period.closed.map_or_else(|| "–".to_owned(), |closed| closed.to_string()),
            ]
        });
        Grid { headers: headers.map(str::to_owned).to_vec(), rows: rows.collect(), right: vec![3, 4] }
    }

    /// The title stands below the period, and the days on which it was opened and closed are one column.
    fn narrower(&self, lang: Lang) -> Vec<Grid> {
        let headers = [
            label!(lang, "报送期", "Period"),
            label!(lang, "报送截止日", "Due"),
            label!(lang, "单位", "Departments"),
            label!(lang, "事项", "Tasks"),
            label!(lang, "下发、截止收表", "Opened, closed"),
        ];
        let rows = self.0.iter().map(|(id, period)| {
            let (departments, tasks) = counts(period);
            let closed = period.closed.map_or_else(|| "–".to_owned(), |closed| closed.to_string());
            vec![
                format!("{id}\n{}", period.title),
                period.due.to_string(),
                departments.to_string(),
                tasks.to_string(),
                format!("{}\n{closed}", period.opened),
            ]
        });
        let rows = rows.collect();
        vec![Grid { headers: headers.map(str::to_owned).to_vec(), rows, right: vec![2, 3] }]
    }

    fn records(&self) -> Grid {
        let keys = ["id", "title", "start", "end", "due", "opened", "closed", "departments", "tasks"];
        let rows = self.0.iter().map(|(id, period)| {
            let (departments, tasks) = counts(period);
            vec![
                id.to_string(),
                period.title.clone(),
                period.start.to_string(),
                period.end.to_string(),
                period.due.to_string(),
                period.opened.to_string(),
                period.closed.map(|closed| closed.to_string()).unwrap_or_default(),
                departments.to_string(),
                tasks.to_string(),
            ]
        });
        Grid { headers: keys.map(str::to_owned).to_vec(), rows: rows.collect(), ..Grid::default() }
    }

    fn remarks(&self, _lang: Lang) -> Vec<String> {
        Vec::new()
    }

    fn document(&self) -> Value {
        contract::document(
            "period",
            [("periods", self.0.iter().map(|(id, period)| object(*id, period)).collect())],
            &[],
        )
    }
}

/// The keys of a period's file, its name in front.
fn object(id: PeriodId, period: &ReportingPeriod) -> Value {
    let mut object = serde_json::Map::from_iter([("id".to_owned(), json!(id.to_string()))]);
    if let Value::Object(fields) = json!(period) {
        object.extend(fields);
    }
    // What is not known is null in an answer, where a file leaves it out.
    object.entry("closed").or_insert(Value::Null);
    Value::Object(object)
}

struct AskedList<'a> {
    id: PeriodId,
    period: &'a ReportingPeriod,
    registry: &'a Registry,
}

impl AskedList<'_> {
    fn rows(&self) -> Vec<Vec<String>> {
        let names = self.registry.names();
        let code =
            |name: &str| names.find(name).and_then(|department| department.code.clone()).unwrap_or_default();
        let asked = self.period.asked.iter();
        asked
            .map(|asked| {
                let tasks = asked.tasks.len().to_string();
                vec![asked.department.clone(), code(&asked.department), asked.plan.clone(), tasks]
            })
            .collect()
    }
}

impl Answer for AskedList<'_> {
    fn grid(&self, lang: Lang) -> Grid {
        let headers = [
            label!(lang, "单位", "Department"),
            label!(lang, "代码", "Code"),
            label!(lang, "方案", "Plan"),
            label!(lang, "应报", "Tasks"),
        ];
        Grid { headers: headers.map(str::to_owned).to_vec(), rows: self.rows(), right: vec![3] }
    }

    fn records(&self) -> Grid {
        let keys = ["department", "code", "plan", "tasks"];
        Grid { headers: keys.map(str::to_owned).to_vec(), rows: self.rows(), ..Grid::default() }
    }

    fn remarks(&self, _lang: Lang) -> Vec<String> {
        Vec::new()
    }

    fn document(&self) -> Value {
        contract::document("period", [("periods", json!([object(self.id, self.period)]))], &[])
    }
}
