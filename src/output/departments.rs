//! The departments with their task counts.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::{
    Format,
    format::{Answer, Grid, Look},
    json as contract, stats,
};
use crate::{query::directory::Directory, text::Lang};

/// Writes the directory.
///
/// # Errors
/// When `out` fails.
pub fn write(directory: &Directory, format: Format, look: Look, out: &mut dyn Write) -> io::Result<()> {
    format.writer().answer(directory, look, out)
}

impl Answer for Directory {
    fn grid(&self, lang: Lang) -> Grid {
        grid(self, lang)
    }

    fn records(&self) -> Grid {
        records(self)
    }

    fn remarks(&self, lang: Lang) -> Vec<String> {
        let sentence = |(one, other): &(String, String)| match lang {
            Lang::Zh => format!("可能是同一部门：{one} / {other}（如是，用 `pjt dept merge` 合并）"),
            Lang::En => {
                format!("may be one department: {one} / {other} (if so, `pjt dept merge` makes them one)")
            }
        };
        self.doubtful.iter().map(sentence).collect()
    }

    fn gap(&self, lang: Lang) -> Option<String> {
        stats::gap(self.unreadable.len(), lang)
    }

    fn document(&self) -> Value {
        document(self)
    }
}

fn grid(directory: &Directory, lang: Lang) -> Grid {
    let headers = [
        label!(lang, "部门", "Department"),
        label!(lang, "任务", "Tasks"),
        label!(lang, "牵头", "Lead"),
        label!(lang, "别名", "Aliases"),
        label!(lang, "说明", "Remarks"),
    ];
    let rows = directory.lines.iter().map(|line| {
        let department = &line.department;
        let aliases: Vec<&str> =
            department.full.iter().chain(&department.aliases).map(String::as_str).collect();
        let mut remarks = Vec::new();
        if department.group {
            remarks.push(label!(lang, "统称", "group").to_owned());
        }
        if let Some(code) = &department.code {
            remarks.push(format!("{}{code}", label!(lang, "代码 ", "code ")));
        }
        if let Some(successor) = &department.successor {
            remarks.push(format!("{}{successor}", label!(lang, "现为 ", "now ")));
        }
        if let Some(until) = department.until {
            remarks.push(match lang {
                Lang::Zh => format!("{until} 起不再承担"),
                Lang::En => format!("until {until}"),
            });
        }
        if !line.registered {
            remarks.push(label!(lang, "未登记", "not in the registry").to_owned());
        }
        vec![
            department.name.clone(),
            line.tasks.to_string(),
            line.lead.map_or_else(|| "–".to_owned(), |count| count.to_string()),
            aliases.join("、"),
            remarks.join("；"),
        ]
    });
    Grid { headers: headers.map(str::to_owned).to_vec(), rows: rows.collect(), right: vec![1, 2] }
}

fn records(directory: &Directory) -> Grid {
    let keys =
        ["name", "full", "code", "aliases", "group", "successor", "until", "registered", "tasks", "lead"];
    let rows = directory.lines.iter().map(|line| {
        let department = &line.department;
        vec![
            department.name.clone(),
            department.full.clone().unwrap_or_default(),
            department.code.clone().unwrap_or_default(),
            department.aliases.join("、"),
            department.group.to_string(),
            department.successor.clone().unwrap_or_default(),
            department.until.map(|day| day.to_string()).unwrap_or_default(),
            line.registered.to_string(),
            line.tasks.to_string(),
            line.lead.map(|count| count.to_string()).unwrap_or_default(),
        ]
    });
    let gap = stats::gap_record(directory.unreadable.len(), 8, keys.len());
    Grid { headers: keys.map(str::to_owned).to_vec(), rows: rows.chain(gap).collect(), ..Grid::default() }
}

fn document(directory: &Directory) -> Value {
    let lines: Vec<Value> = directory
        .lines
        .iter()
        .map(|line| {
            json!({
                "name": line.department.name,
                "full": line.department.full,
                "code": line.department.code,
                "aliases": line.department.aliases,
                "group": line.department.group,
                "successor": line.department.successor,
                "until": line.department.until.map(|day| day.to_string()),
                "registered": line.registered,
                "tasks": line.tasks,
                "lead": line.lead,
            })
        })
        .collect();
    let doubtful: Vec<Value> = directory.doubtful.iter().map(|(one, other)| json!([one, other])).collect();
    contract::document(
        "departments",
        [("departments", json!(lines)), ("doubtful", json!(doubtful))],
        &directory.unreadable,
    )
}
