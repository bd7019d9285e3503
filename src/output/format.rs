//! The formats by name.

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
