//! The formats: one writer each, handed the answers as data. Each command has the formats that it can be
//! written in, so that no writer has to refuse.

pub(crate) mod csv;
pub(crate) mod docx;
pub(crate) mod html;
pub(crate) mod ids;
pub(crate) mod json;
pub(crate) mod jsonl;
pub(crate) mod md;
pub(crate) mod table;
pub(crate) mod tsv;
pub(crate) mod xlsx;
pub(crate) mod yaml;

use std::{
    fmt,
    io::{self, Write},
    str::FromStr,
};

use serde_json::Value;
use strum::VariantArray as _;

pub(crate) use table::Grid;

use super::{
    ledger::{Ledger, LedgerHead},
    list::{List, ListEnd},
};
use crate::{model::Entry, text::Lang};

/// A format that counts and directories are printed in.
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
    /// Comma-separated values for programs; cells can't act as formulas.
    Csv,
    /// Tab-separated values for programs, one record a line.
    Tsv,
    /// A Markdown table.
    Md,
    /// YAML.
    Yaml,
}

/// A format that lists of tasks are printed in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ListFormat {
    /// As other answers.
    Answer(Format),
    /// What a command line takes for each task, one a line: `chanjiao-2021-2025/14`.
    Ids,
}

/// A format that ledgers are exported in.
#[derive(Clone, Copy, Debug, Eq, PartialEq, strum::EnumString, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "lowercase")]
pub enum LedgerFormat {
    /// Comma-separated values that Excel opens.
    Csv,
    /// An Excel workbook.
    Xlsx,
    /// A Word file.
    Docx,
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
    /// A Word file.
    Docx,
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
            Self::Yaml => Box::<yaml::Yaml>::default(),
        }
    }

    /// Whether it is records for programs, whose titles can be left out.
    pub fn is_records(self) -> bool {
        match self {
            Self::Csv | Self::Tsv => true,
            Self::Table | Self::Json | Self::Jsonl | Self::Md | Self::Yaml => false,
        }
    }

    /// Whether a person reads it as it is.
    pub fn is_for_people(self) -> bool {
        matches!(self, Self::Table | Self::Md)
    }
}

impl ListFormat {
    const IDS: &str = "ids";

    /// Every one, as they are named in the help.
    pub fn all() -> Vec<Self> {
        Format::VARIANTS.iter().map(|format| Self::Answer(*format)).chain([Self::Ids]).collect()
    }

    /// What writes it.
    pub(crate) fn writer(self) -> Box<dyn TaskWriter> {
        match self {
            Self::Answer(format) => format.writer(),
            Self::Ids => Box::new(ids::Ids),
        }
    }

    /// Whether it is records for programs, whose titles can be left out.
    pub fn is_records(self) -> bool {
        match self {
            Self::Answer(format) => format.is_records(),
            Self::Ids => false,
        }
    }

    /// Whether a person reads it as it is.
    pub fn is_for_people(self) -> bool {
        matches!(self, Self::Answer(format) if format.is_for_people())
    }

    /// Whether a list in it has columns.
    pub fn has_columns(self) -> bool {
        match self {
            Self::Answer(Format::Table | Format::Csv | Format::Tsv | Format::Md) => true,
            Self::Answer(Format::Json | Format::Jsonl | Format::Yaml) | Self::Ids => false,
        }
    }
}

impl Default for ListFormat {
    fn default() -> Self {
        Self::Answer(Format::default())
    }
}

impl From<&ListFormat> for &'static str {
    fn from(format: &ListFormat) -> Self {
        match format {
            ListFormat::Answer(format) => format.into(),
            ListFormat::Ids => ListFormat::IDS,
        }
    }
}

impl fmt::Display for ListFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.into())
    }
}

impl FromStr for ListFormat {
    type Err = <Format as FromStr>::Err;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        if word == Self::IDS { Ok(Self::Ids) } else { word.parse().map(Self::Answer) }
    }
}

impl LedgerFormat {
    /// Whether a ledger in it has columns, and not all of a task.
    pub fn has_columns(self) -> bool {
        match self {
            Self::Csv | Self::Xlsx | Self::Docx | Self::Md | Self::Html => true,
            Self::Json => false,
        }
    }

    /// Whether it is a plain table, each column of which is one.
    pub fn is_table(self) -> bool {
        match self {
            Self::Csv | Self::Md => true,
            Self::Xlsx | Self::Docx | Self::Html | Self::Json => false,
        }
    }

    /// Whether it is text that is read as it is, and no values or parts of a file that have to come back exactly.
    pub fn is_text(self) -> bool {
        match self {
            Self::Md | Self::Html | Self::Json => true,
            Self::Csv | Self::Xlsx | Self::Docx => false,
        }
    }

    /// Whether it is a file that a program opens, which no terminal can show.
    pub fn is_binary(self) -> bool {
        match self {
            Self::Xlsx | Self::Docx => true,
            Self::Csv | Self::Md | Self::Html | Self::Json => false,
        }
    }

    /// Whether it is made to be read and printed: with headings as rows, and marks.
    pub fn is_paper(self) -> bool {
        match self {
            Self::Xlsx | Self::Docx | Self::Html => true,
            Self::Csv | Self::Md | Self::Json => false,
        }
    }
}

impl DiffFormat {
    /// Whether it is a file that a program opens, which no terminal can show.
    pub fn is_binary(self) -> bool {
        match self {
            Self::Docx => true,
            Self::Table | Self::Json | Self::Md | Self::Html => false,
        }
    }
}

/// For whom an answer is written.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// The language of headers and words.
    pub lang: Lang,
    /// How many columns a line of an aligned table may have.
    pub width: usize,
    /// Whether records for programs begin with their titles.
    pub has_titles: bool,
}

/// An answer that is no list of tasks, as data.
pub(crate) trait Answer {
    /// Headers and rows for people.
    fn grid(&self, lang: Lang) -> Grid;

    /// The same with less in it, for narrow terminals, from the widest to the narrowest.
    fn narrower(&self, _lang: Lang) -> Vec<Grid> {
        Vec::new()
    }

    /// Whether the narrower tables leave columns out, which then has to be said.
    fn drops_columns(&self) -> bool {
        false
    }

    /// Keys and rows for programs: tokens and dates as JSON has them, in every language the same, and what is missing,
    /// if anything is.
    fn records(&self) -> Grid;

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

/// Writes an answer in one format.
pub(crate) trait AnswerWriter {
    /// Writes a whole answer.
    fn answer(&self, answer: &dyn Answer, look: Look, out: &mut dyn Write) -> io::Result<()>;
}

/// Writes one list of tasks in one format.
pub(crate) trait TaskWriter {
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

/// Writes lists of tasks and other answers.
pub(crate) trait Writer: AnswerWriter + TaskWriter {}

impl<T: AnswerWriter + TaskWriter> Writer for T {}

/// Writes records: rows of cells for programs. Lists and other answers are written alike.
pub(crate) trait RecordWriter {
    /// Writes the titles, where there are any, and the rows.
    fn write(&self, grid: &Grid, out: &mut dyn Write) -> io::Result<()>;
}

impl<T: RecordWriter> AnswerWriter for T {
    fn answer(&self, answer: &dyn Answer, look: Look, out: &mut dyn Write) -> io::Result<()> {
        self.write(&answer.records().with_titles(look.has_titles), out)
    }
}

impl<T: RecordWriter> TaskWriter for T {
    fn begin(&self, list: &List<'_>, out: &mut dyn Write) -> io::Result<()> {
        self.write(&list.keys().with_titles(list.look.has_titles), out)
    }

    fn tasks(&mut self, list: &List<'_>, entries: &[Entry<'_>], out: &mut dyn Write) -> io::Result<()> {
        self.write(&list.records(entries), out)
    }
}

/// Writes ledgers in a format that is text.
pub(crate) trait LedgerText {
    /// Adds some tasks of one plan to a text.
    fn tasks(&self, ledger: &Ledger<'_>, entries: &[Entry<'_>], text: &mut Vec<u8>) -> io::Result<()>;

    /// Writes a ledger around the texts of its tasks.
    fn whole(
        &self,
        ledger: &Ledger<'_>,
        head: &LedgerHead,
        tasks: &[Vec<u8>],
        out: &mut dyn Write,
    ) -> io::Result<()>;
}
