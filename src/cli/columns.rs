//! The columns that `list` and `export` are asked for: those that every task has, by all their names, and those of the
//! document that were kept under their titles.

use std::ffi::OsStr;

use clap::{
    Arg, Command,
    builder::{PossibleValue, TypedValueParser},
};
use pjt::{
    Error, Lang, Result, Text,
    model::Snapshot,
    output::{Column, TaskColumn},
    store::load::{self, StoreSource},
    text,
};
use strum::VariantArray as _;

use super::{
    selection::Needs,
    several::{Several, all, several},
    tokens::one_of,
};

/// Which columns.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct ColumnsArgs {
    /// Columns, in this order: those below, or titles of columns that `import --keep-columns` kept
    #[arg(long, value_name = "NAMES", value_parser = several(ColumnParser))]
    columns: Vec<Several<Typed>>,
}

/// A column as it was typed.
#[derive(Clone, Debug)]
struct Typed {
    column: TaskColumn,
    /// The word, where it is another name of a column that every task has: a title that was kept may be the same.
    alias: Option<String>,
}

impl ColumnsArgs {
    /// The columns that were asked for; none if nobody asked.
    ///
    /// # Errors
    /// When no task has a column of such a title: that is a slip, never an empty column.
    pub(crate) fn chosen(
        &self,
        source: &dyn StoreSource,
        snapshot: &Snapshot,
    ) -> Result<Option<Vec<TaskColumn>>> {
        let typed = all(&self.columns);
        let is_plain = |typed: &Typed| typed.column.known().is_some() && typed.alias.is_none();
        if typed.iter().all(is_plain) {
            let columns: Vec<TaskColumn> = typed.into_iter().map(|typed| typed.column).collect();
            return Ok(Some(columns).filter(|columns| !columns.is_empty()));
        }
        let kept = kept(source, snapshot);
        let meant = |typed: Typed| match typed.alias {
            // The document's own column of this title.
            Some(title) if kept.contains(&title) => TaskColumn::Extra(title),
            _ => typed.column,
        };
        let columns: Vec<TaskColumn> = typed.into_iter().map(meant).collect();
        let missing = columns.iter().find_map(|column| match column {
            TaskColumn::Extra(title) if !kept.contains(title) => Some(title),
            TaskColumn::Extra(_) | TaskColumn::Known(_) => None,
        });
        let Some(missing) = missing else { return Ok(Some(columns)) };
        let known = |lang| Column::VARIANTS.iter().map(move |column| column.header(lang));
        let list = |lang: Lang, sign| {
            known(lang).chain(kept.iter().map(String::as_str)).collect::<Vec<_>>().join(sign)
        };
        Err(Error::usage(text!("没有“{missing}”这一列", "there is no column “{missing}”"))
            .named("no-such-column")
            .hint(Text::new(
                format!("可用的列：{}", list(Lang::Zh, "、")),
                format!("there are: {}", list(Lang::En, ", ")),
            )))
    }

    /// Whether any was asked for.
    pub(crate) fn are_given(&self) -> bool {
        !self.columns.is_empty()
    }

    /// What they say of tasks beside their own files.
    pub(crate) fn needs(&self) -> Needs {
        let columns = all(&self.columns);
        let known = || columns.iter().filter_map(|typed| typed.column.known());
        if known().any(Column::needs_rules) {
            Needs::Rules
        } else if known().any(Column::needs_reports) {
            Needs::Reports
        } else {
            Needs::Nothing
        }
    }
}

/// The titles that tasks of these plans keep, in the order in which they are met.
pub(crate) fn kept(source: &dyn StoreSource, snapshot: &Snapshot) -> Vec<String> {
    let headings = snapshot.plans.clone();
    let mut kept: Vec<String> = Vec::new();
    for mut loaded in
        load::plans(source, headings, |entry: pjt::model::Entry<'_>| !entry.task.extra.is_empty())
    {
        for extra in loaded.take_tasks().into_iter().flat_map(|task| task.extra) {
            if !kept.contains(&extra.title) {
                kept.push(extra.title);
            }
        }
    }
    kept
}

/// Takes the columns that every task has by all their names, and leaves what is in Chinese to the titles that tasks
/// keep.
#[derive(Clone)]
struct ColumnParser;

impl TypedValueParser for ColumnParser {
    type Value = Typed;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, word: &OsStr) -> Result<Typed, clap::Error> {
        let title = word.to_str().map(str::trim).filter(|title| !title.is_ascii());
        match (one_of(Column::VARIANTS).parse_ref(command, arg, word), title) {
            (Err(_), Some(title)) => Ok(Typed { column: TaskColumn::Extra(title.to_owned()), alias: None }),
            (known, title) => known.map(|column| {
                let alias = title.filter(|title| *title != column.header(Lang::Zh)).map(str::to_owned);
                Typed { column: TaskColumn::Known(column), alias }
            }),
        }
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let names = Column::VARIANTS.iter().map(<&'static str>::from);
        Some(Box::new(names.map(PossibleValue::new)))
    }
}
