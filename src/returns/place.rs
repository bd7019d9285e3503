//! Where something stands in a returned file.

use std::fmt;

use crate::import::container::letters;

/// A row of a sheet, or a cell of it: `填报表!12`, `填报表!J12`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Place<'a> {
    pub(super) sheet: &'a str,
    pub(super) row: u32,
    pub(super) column: Option<u32>,
}

/// The row of a place, where no cell of it is meant: `填报表!12` of `填报表!J12`.
pub(super) fn row_of(place: &str) -> String {
    match place.rsplit_once('!') {
        Some((sheet, cell)) => {
            format!("{sheet}!{}", cell.trim_start_matches(|sign: char| sign.is_ascii_uppercase()))
        }
        None => place.to_owned(),
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let column = self.column.map(letters).unwrap_or_default();
        write!(f, "{}!{column}{}", self.sheet, self.row)
    }
}
