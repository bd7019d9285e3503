//! The formats by name.

use std::{fmt, str::FromStr};

/// A format that results can be printed or exported in.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
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
    /// One self-contained page.
    Html,
    /// An Excel workbook.
    Xlsx,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 9] = [
        Self::Table,
        Self::Json,
        Self::Jsonl,
        Self::Csv,
        Self::Tsv,
        Self::Md,
        Self::Yaml,
        Self::Html,
        Self::Xlsx,
    ];

    /// The word on the command line.
    pub fn token(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Md => "md",
            Self::Yaml => "yaml",
            Self::Html => "html",
            Self::Xlsx => "xlsx",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.token())
    }
}

/// A word that names no format.
#[derive(Debug)]
pub struct UnknownFormat;

impl fmt::Display for UnknownFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "valid: {}", Format::ALL.map(Format::token).join(", "))
    }
}

impl std::error::Error for UnknownFormat {}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(word: &str) -> Result<Self, UnknownFormat> {
        Self::ALL.into_iter().find(|format| format.token() == word).ok_or(UnknownFormat)
    }
}
