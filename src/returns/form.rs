//! Whose form a file is, and of which period: by the names and properties of the workbook, its hidden sheet, and what
//! stands above the table. The name of the file proves nothing.

use super::columns;
use crate::{
    import::container::{CellSheet, CellWorkbook},
    model::{
        PeriodId, Registry,
        form::{FORM_FACTS, FORM_NAME},
    },
    text::fold::fold,
};

/// So far down any words may say whose form it is; further down only those that begin as headings do.
const TOP: u32 = 40;

/// What a file says of itself, each as often as it says it.
#[derive(Debug, Default)]
pub(super) struct Claims {
    periods: Vec<PeriodId>,
    codes: Vec<String>,
    names: Vec<String>,
}

/// Whose form it is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Owner {
    /// The name of the department in the registry.
    pub(super) department: String,
    /// The code under which its returns lie.
    pub(super) code: String,
    /// Whether it is part of another one now.
    pub(super) is_merged: bool,
}

impl Claims {
    pub(super) fn of(book: &CellWorkbook) -> Self {
        let mut claims = Self::default();
        let named = book.names.iter().chain(&book.properties).filter(|(name, _)| name == FORM_NAME);
        for (_, says) in named {
            claims.add_form(says.trim().trim_start_matches('=').trim_matches('"'));
        }
        for sheet in &book.sheets {
            if sheet.name == FORM_FACTS {
                claims.add_facts(sheet);
            } else if !sheet.is_hidden {
                claims.add_sheet(sheet);
            }
        }
        for (number, line) in book.lines.iter().enumerate() {
            if number < TOP as usize || is_heading(line) {
                claims.add_words(line);
            }
        }
        claims
    }

    /// What stands above its table; or above another one, where several forms were copied below each other.
    fn add_sheet(&mut self, sheet: &CellSheet) {
        for (row, cells) in sheet.rows() {
            let is_task = cells.iter().any(|cell| columns::key(cell).is_some());
            for cell in cells {
                let words = cell.words(sheet.from_1904);
                if row <= TOP || !is_task && is_heading(&words) {
                    self.add_words(&words);
                }
            }
        }
    }

    /// `1 2025-q3 jiaowei`
    fn add_form(&mut self, says: &str) {
        if let [_, period, code] = says.split(' ').collect::<Vec<_>>().as_slice() {
            self.periods.extend(period.parse::<PeriodId>().ok());
            self.codes.push((*code).to_owned());
        }
    }

    fn add_facts(&mut self, sheet: &CellSheet) {
        for (_, cells) in sheet.rows() {
            let words: Vec<String> = cells.iter().map(|cell| cell.words(false)).collect();
            let [key, value, ..] = words.as_slice() else { continue };
            match key.as_str() {
                "period" => self.periods.extend(value.parse::<PeriodId>().ok()),
                "code" => self.codes.push(value.clone()),
                "department" => self.names.push(value.clone()),
                _ => {}
            }
        }
    }

    /// What stands above the table; several of these may share a line where it is no workbook.
    fn add_words(&mut self, words: &str) {
        let folded = fold(words);
        if let Some((_, number)) = folded.split_once("表号:") {
            let number: String =
                number.chars().take_while(|c| c.is_ascii_alphanumeric() || "-/".contains(*c)).collect();
            if let Some((period, code)) = number.split_once('/')
                && let Ok(period) = period.parse::<PeriodId>()
            {
                self.periods.push(period);
                self.codes.push(code.to_owned());
            }
        }
        if let Some((_, rest)) = folded.split_once("报送期:") {
            let inside = rest.split_once('(').and_then(|(_, rest)| rest.split_once(')'));
            let named = inside.and_then(|(inside, _)| inside.parse::<PeriodId>().ok());
            // Without the bracket, where the words have a year.
            let in_words = || PeriodId::read(rest.split([' ', '(']).find(|word| !word.is_empty())?);
            self.periods.extend(named.or_else(in_words));
        }
        if let Some((_, rest)) = words.split_once("填报单位：").or_else(|| words.split_once("填报单位:"))
        {
            let name = rest.split_whitespace().next().unwrap_or_default();
            if !name.is_empty() {
                self.names.push(name.to_owned());
            }
        }
    }

    /// The period, where it is said and never contradicted.
    pub(super) fn period(&self) -> Option<PeriodId> {
        let first = *self.periods.first()?;
        self.periods.iter().all(|period| *period == first).then_some(first)
    }

    /// Whose form it is, where it is said and never contradicted.
    pub(super) fn owner(&self, registry: &Registry) -> Option<Owner> {
        let names = registry.names();
        let Some(code) = self.codes.first() else { return self.owner_by_name(registry) };
        if self.codes.iter().any(|other| other != code) {
            return None;
        }
        let department = names.find(code).or_else(|| self.names.iter().find_map(|name| names.find(name)))?;
        // A unit that was renamed is found by either name; one that nobody knows says nothing.
        let contradicts = |name: &String| names.find(name).is_some_and(|other| other.name != department.name);
        if self.names.iter().any(contradicts) {
            return None;
        }
        Owner::of(&department.name, registry)
            .map(|owner| Owner { is_merged: owner.is_merged || owner.code != *code, ..owner })
    }
}

impl Claims {
    /// Whose form it is where no number of the form is left: by the name above the table, if that is one of the registry, the
    /// only one, and stands beside the period.
    fn owner_by_name(&self, registry: &Registry) -> Option<Owner> {
        let names = registry.names();
        let department = names.find(self.names.first()?)?;
        let is_it = |name: &String| names.find(name).is_some_and(|known| known.name == department.name);
        (self.period().is_some() && self.names.iter().all(is_it))
            .then(|| Owner::of(&department.name, registry))
            .flatten()
    }
}

/// Whether words begin as what stands above a table.
fn is_heading(words: &str) -> bool {
    let words = words.trim_start();
    ["填报单位", "报送期", "表号"].iter().any(|begin| words.starts_with(begin))
}

impl Owner {
    /// The department of this name.
    pub(super) fn of(name: &str, registry: &Registry) -> Option<Self> {
        let department = registry.find(name)?;
        let code = department.code.clone()?;
        let is_merged = department.successor.is_some();
        Some(Self { department: department.name.clone(), code, is_merged })
    }
}
