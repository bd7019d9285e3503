//! The forms that were written.

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
use crate::text::Lang;

/// A form that was written.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct WrittenForm {
    /// The department.
    pub department: String,
    /// Where it is.
    pub path: PathBuf,
    /// How many tasks it asks about.
    pub tasks: usize,
    /// How many of them were sent back, where it is a form that goes out again.
    pub sent_back: usize,
}

/// Writes the list of them.
///
/// # Errors
/// When `out` fails.
pub fn write(forms: &[WrittenForm], format: Format, look: Look, out: &mut dyn Write) -> io::Result<()> {
    format.writer().answer(&Forms(forms), look, out)
}

struct Forms<'a>(&'a [WrittenForm]);

impl Forms<'_> {
    fn rows(&self) -> Vec<Vec<String>> {
        let row = |form: &WrittenForm| {
            vec![form.department.clone(), form.tasks.to_string(), form.path.display().to_string()]
        };
        self.0.iter().map(row).collect()
    }
}

impl Answer for Forms<'_> {
    fn grid(&self, lang: Lang) -> Grid {
        let headers =
            [label!(lang, "单位", "Department"), label!(lang, "事项", "Tasks"), label!(lang, "文件", "File")];
        let mut headers = headers.map(str::to_owned).to_vec();
        let mut rows = self.rows();
        if self.0.iter().all(|form| form.sent_back == 0) {
            return Grid { headers, rows, right: vec![1] };
        }
        headers.insert(2, label!(lang, "其中退回", "Sent back").to_owned());
        for (row, form) in rows.iter_mut().zip(self.0) {
            row.insert(2, form.sent_back.to_string());
        }
        Grid { headers, rows, right: vec![1, 2] }
    }

    fn records(&self) -> Grid {
        let keys = ["department", "tasks", "path"];
        Grid { headers: keys.map(str::to_owned).to_vec(), rows: self.rows(), ..Grid::default() }
    }

    fn remarks(&self, _lang: Lang) -> Vec<String> {
        Vec::new()
    }

    fn document(&self) -> Value {
        let file = |form: &WrittenForm| json!({"department": form.department, "path": form.path.display().to_string(), "tasks": form.tasks});
        contract::document("forms", [("files", self.0.iter().map(file).collect())], &[])
    }
}
