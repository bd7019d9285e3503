//! The departments with their task counts.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::{
    Format, json as contract,
    table::Words,
    tasks::{csv, markdown, tsv},
};
use crate::{query::departments::Directory, text::Lang};

/// Writes the directory.
///
/// # Errors
/// When `out` fails.
pub fn write(
    directory: &Directory,
    format: Format,
    lang: Lang,
    width: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Table => {
            words(directory, lang).write(width, out)?;
            for (one, other) in &directory.doubtful {
                match lang {
                    Lang::Zh => writeln!(
                        out,
                        "可能是同一部门：{one} / {other}（如是，请在 departments.yaml 中写成别名）"
                    )?,
                    Lang::En => writeln!(
                        out,
                        "may be one department: {one} / {other} (if so, make one an alias in departments.yaml)"
                    )?,
                }
            }
            Ok(())
        }
        Format::Csv => csv(&words(directory, lang), out),
        Format::Tsv => tsv(&words(directory, lang), out),
        Format::Md => markdown(&words(directory, lang), out),
        Format::Json | Format::Jsonl => {
            serde_json::to_writer(&mut *out, &document(directory))?;
            writeln!(out)
        }
        Format::Yaml => write!(out, "{}", crate::store::yaml::to_yaml(&document(directory))),
    }
}

fn words(directory: &Directory, lang: Lang) -> Words {
    let headers = [
        label!(lang, "部门", "Department"),
        label!(lang, "任务", "Tasks"),
        label!(lang, "牵头", "Lead"),
        label!(lang, "别名", "Aliases"),
        label!(lang, "说明", "Remarks"),
    ];
    let rows = directory.lines.iter().map(|line| {
        let department = &line.department;
        let aliases: Vec<&str> = department.names().skip(1).collect();
        let mut remarks = Vec::new();
        if department.group {
            remarks.push(label!(lang, "一类单位", "group").to_owned());
        }
        if let Some(successor) = &department.successor {
            remarks.push(format!("{}{successor}", label!(lang, "现为 ", "now ")));
        }
        if !line.registered {
            remarks.push(label!(lang, "未登记", "not in the registry").to_owned());
        }
        vec![
            department.name.clone(),
            line.tasks.to_string(),
            line.lead.to_string(),
            aliases.join("、"),
            remarks.join("；"),
        ]
    });
    Words { headers: headers.map(str::to_owned).to_vec(), rows: rows.collect(), right: vec![1, 2] }
}

fn document(directory: &Directory) -> Value {
    let lines: Vec<Value> = directory
        .lines
        .iter()
        .map(|line| {
            json!({
                "name": line.department.name,
                "full": line.department.full,
                "aliases": line.department.aliases,
                "group": line.department.group,
                "successor": line.department.successor,
                "registered": line.registered,
                "tasks": line.tasks,
                "lead": line.lead,
            })
        })
        .collect();
    let doubtful: Vec<Value> = directory.doubtful.iter().map(|(one, other)| json!([one, other])).collect();
    contract::document("departments", [("departments", json!(lines)), ("doubtful", json!(doubtful))], &[])
}
