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
use crate::{model::TaskId, papers::Slip, text::Lang};

/// Writes the list of slips, each with its file.
///
/// # Errors
/// When `out` fails.
pub fn write(
    slips: &[Slip],
    paths: &[PathBuf],
    format: Format,
    look: Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    format.writer().answer(&Slips { slips, paths }, look, out)
}

struct Slips<'a> {
    slips: &'a [Slip],
    paths: &'a [PathBuf],
}

impl Slips<'_> {
    fn rows(&self) -> Vec<Vec<String>> {
        let numbers = |slip: &Slip| {
            let ids: Vec<TaskId> = slip.matters.iter().map(|matter| matter.id).collect();
            ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
        };
        let row = |(slip, path): (&Slip, &PathBuf)| {
            vec![slip.department.clone(), String::new(), numbers(slip), path.display().to_string()]
        };
        self.slips.iter().zip(self.paths).map(row).collect()
    }

    fn with_lights(&self, light: impl Fn(&Slip) -> String) -> Vec<Vec<String>> {
        let mut rows = self.rows();
        for (row, slip) in rows.iter_mut().zip(self.slips) {
            if let Some(cell) = row.get_mut(1) {
                *cell = light(slip);
            }
        }
        rows
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
        let rows = self.with_lights(|slip| match (slip.light, lang) {
            (Some(light), Lang::En) => light.token().to_owned(),
            _ => slip.light_words().to_owned(),
        });
        Grid { headers: headers.map(str::to_owned).to_vec(), rows, ..Grid::default() }
    }

    fn records(&self) -> Grid {
        let keys = ["department", "light", "tasks", "path"];
        let rows =
            self.with_lights(|slip| slip.light.map(|light| light.token().to_owned()).unwrap_or_default());
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
