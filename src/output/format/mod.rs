//! The formats: one writer each, handed the answers as data. Each command has the formats that it can be
//! written in, so that no writer has to refuse.

pub(crate) mod csv;
pub(crate) mod html;
pub(crate) mod json;
pub(crate) mod jsonl;
pub(crate) mod md;
pub(crate) mod table;
pub(crate) mod tsv;
pub(crate) mod xlsx;
pub(crate) mod yaml;

use std::io::{self, Write};

use serde_json::Value;

pub(crate) use table::Grid;

use super::{
    ledger::{Ledger, LedgerHead},
    list::{List, ListEnd},
};
use crate::{model::Entry, text::Lang};

/// A format that lists, counts and directories are printed in.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    Eq,
    PartialEq,
    strum::Display,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[strum(serialize_all = "lowercase")]
pub enum Format {
    /// An aligned table for people.
    #[default]
    Table,
    /// One JSON document.
    Json,
    /// One JSON object a line.
    Jsonl,
    /// Comma-separated values; cells can't act as formulas.
    Csv,
    /// Tab-separated values, one record a line.
    Tsv,
    /// A Markdown table.
    Md,
    /// YAML.
    Yaml,
}

/// A format that ledgers are exported in.
#[derive(Clone, Copy, Debug, Eq, PartialEq, strum::EnumString, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "lowercase")]
pub enum LedgerFormat {
    /// Comma-separated values that Excel opens.
    Csv,
    /// An Excel workbook.
    Xlsx,
    /// A Markdown page.
    Md,
    /// One self-contained page.
    Html,
    /// One JSON document.
    Json,
}

/// A format that differences are printed in.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    Eq,
    PartialEq,
    strum::Display,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[strum(serialize_all = "lowercase")]
pub enum DiffFormat {
    /// Sentences, a line for each task.
    #[default]
    Table,
    /// One JSON document.
    Json,
    /// A Markdown list.
    Md,
    /// One self-contained page.
    Html,
}

impl Format {
    /// What writes it.
    pub(crate) fn writer(self) -> Box<dyn Writer> {
        match self {
            Self::Table => Box::<table::Aligned>::default(),
            Self::Json => Box::<json::Json>::default(),
            Self::Jsonl => Box::new(jsonl::Jsonl),
            Self::Csv => Box::new(csv::Csv),
            Self::Tsv => Box::new(tsv::Tsv),
            Self::Md => Box::new(md::Md),
            Self::Yaml => Box::new(yaml::Yaml),
        }
    }
}

impl LedgerFormat {
    /// What writes it; none for the workbook, which is no text.
    pub(crate) fn text(self) -> Option<Box<dyn LedgerText>> {
        match self {
            Self::Csv => Some(Box::new(csv::Csv)),
            Self::Md => Some(Box::new(md::Md)),
            Self::Html => Some(Box::new(html::Html)),
            Self::Json => Some(Box::<json::Json>::default()),
            Self::Xlsx => None,
        }
    }
}

/// For whom an answer is written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look {
    /// The language of headers and words.
    pub(crate) lang: Lang,
    /// How many columns a line of an aligned table may have.
    pub(crate) width: usize,
}

/// An answer that is no list of tasks, as data.
pub(crate) trait Answer {
    /// Headers and rows.
    fn grid(&self, lang: Lang) -> Grid;

    /// The same with what only eyes can read, such as bars.
    fn drawn_grid(&self, lang: Lang) -> Grid {
        self.grid(lang)
    }

    /// Sentences below the aligned table.
    fn remarks(&self, _lang: Lang) -> Vec<String> {
        Vec::new()
    }

    /// What is missing in it, if anything is.
    fn gap(&self, _lang: Lang) -> Option<String> {
        None
    }

    /// The JSON document.
    fn document(&self) -> Value;
}

/// Writes one list of tasks, or another answer, in one format.
pub(crate) trait Writer {
    /// Writes a whole answer.
    fn answer(&self, answer: &dyn Answer, look: Look, out: &mut dyn Write) -> io::Result<()>;

    /// Writes what stands before the tasks of a list.
    fn begin(&self, _list: &List<'_>, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// Goes on with some tasks of a list.
    fn tasks(&mut self, list: &List<'_>, entries: &[Entry<'_>], out: &mut dyn Write) -> io::Result<()>;

    /// Writes what stands behind the tasks.
    fn end(&mut self, _list: &List<'_>, _end: ListEnd<'_>, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

/// Writes ledgers in a format that is text.
pub(crate) trait LedgerText {
    /// Adds some tasks of one plan to a text.
    fn tasks(&self, ledger: &Ledger, entries: &[Entry<'_>], text: &mut Vec<u8>) -> io::Result<()>;

    /// Writes a ledger around the texts of its tasks.
    fn whole(
        &self,
        ledger: &Ledger,
        head: &LedgerHead,
        tasks: &[Vec<u8>],
        out: &mut dyn Write,
    ) -> io::Result<()>;
}
