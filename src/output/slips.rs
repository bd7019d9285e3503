//! The slips that were written.

use std::{
    io::{self, Write},
    path::PathBuf,
};

use serde_json::{Value, json};

use super::{
    Format,
    format::{Answer, Grid, Look},
    json as contract,
};
use crate::{
    model::{Snapshot, TaskId, TaskNumber},
    papers::Slip,
    returns::task_name,
    text::Lang,
};

/// The slips that were written.
#[derive(Clone, Copy, Debug)]
pub struct Slips<'a> {
    /// The slips.
    pub slips: &'a [Slip],
    /// The file of each.
    pub paths: &'a [PathBuf],
    /// The tasks, which say how their documents number them.
    pub snapshot: &'a Snapshot,
    /// Tasks of this plan stand without it.
    pub default_plan: &'a str,
}

/// Writes the list of slips, each with its file.
///
/// # Errors
/// When `out` fails.
pub fn write(slips: &Slips<'_>, format: Format, look: Look, out: &mut dyn Write) -> io::Result<()> {
    format.writer().answer(slips, look, out)
}

impl Slips<'_> {
    fn rows(
        &self,
        light: impl Fn(&Slip) -> String,
        number: impl Fn(&str, TaskId) -> String,
        gap: &str,
    ) -> Vec<Vec<String>> {
        let row = |(slip, path): (&Slip, &PathBuf)| {
            let numbers = slip.matters.iter().map(|matter| number(&matter.plan, matter.id));
            let numbers = numbers.collect::<Vec<_>>().join(gap);
            vec![slip.department.clone(), light(slip), numbers, path.display().to_string()]
        };
        self.slips.iter().zip(self.paths).map(row).collect()
    }
}

impl Answer for Slips<'_> {
    fn grid(&self, lang: Lang) -> Grid {
        let headers = [
            label!(lang, "单位", "Department"),
            label!(lang, "亮灯", "Light"),
            label!(lang, "事项", "Tasks"),
            label!(lang, "文件", "File"),
        ];
        let light = |slip: &Slip| match (slip.light, lang) {
            (Some(light), Lang::En) => light.token().to_owned(),
            _ => slip.light_words().to_owned(),
        };
        let number = |plan: &str, id: TaskId| {
            TaskNumber::in_snapshot(self.snapshot, plan, id, self.default_plan).cell(lang)
        };
        let rows = self.rows(light, number, lang.pick("、", ", "));
        Grid { headers: headers.map(str::to_owned).to_vec(), rows, ..Grid::default() }
    }

    fn records(&self) -> Grid {
        let keys = ["department", "light", "tasks", "path"];
        let light = |slip: &Slip| slip.light.map(|light| light.token().to_owned()).unwrap_or_default();
        let number = |plan: &str, id: TaskId| task_name(plan, id, self.default_plan);
        let rows = self.rows(light, number, ",");
        Grid { headers: keys.map(str::to_owned).to_vec(), rows, ..Grid::default() }
    }

    fn document(&self) -> Value {
        let slip = |(slip, path): (&Slip, &PathBuf)| {
            let mut value = json!(slip);
            if let Value::Object(members) = &mut value {
                members.insert("path".to_owned(), json!(path.display().to_string()));
            }
            value
        };
        contract::document("slips", [("slips", self.slips.iter().zip(self.paths).map(slip).collect())], &[])
    }
}
