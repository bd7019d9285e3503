//! The grammar of task tables, once for all containers: a document becomes a draft plan.
//!
//! [`glued`] finds the paragraphs again that were pasted as one, [`text_grid`], [`upright`], [`records`] and [`matrix`] make tables of what is written as one, [`header`], [`tables`] and [`table`] read grids, [`outline`] reads
//! paragraphs; [`marker`], [`departments`], [`deadline`] and [`columns`] are the words they share;
//! [`choose`] takes the better reading, [`accounting`] sees whether it adds up, and [`assemble`] makes the draft. No container is known here.

mod above;
mod accounting;
mod aligned;
mod asides;
mod assemble;
mod bracket;
mod choose;
mod columns;
mod deadline;
mod departments;
pub(super) mod fold;
mod glued;
mod header;
mod joined;
mod keep;
mod kinds;
mod label;
mod left_out;
mod legend;
mod looks;
mod marker;
mod matrix;
mod named_parts;
mod names;
mod outline;
mod parts;
mod reading;
mod records;
mod refusal;
mod seams;
mod spaced;
mod surroundings;
mod table;
mod tables;
mod tail;
mod text_grid;
mod ticked;
mod title;
mod upright;
mod wrapped;

pub use columns::ColumnRole;
pub use keep::KeepColumns;
pub(super) use looks::looks;

use std::borrow::Cow;

use super::{
    draft::Draft,
    source::{Block, Document},
};
use crate::{
    error::Result,
    model::{LeadRule, Period},
};

/// What a person decided about how to read.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    /// Read this table, counted from 1.
    pub table: Option<usize>,
    /// Read the running text, not a table.
    pub text: bool,
    /// Read this plan of a text that holds several, counted from 1.
    pub part: Option<usize>,
    /// What columns hold, counted from 1, whatever their titles say.
    pub columns: Vec<(ColumnRole, usize)>,
    /// Which columns that have no meaning here are kept under their own titles.
    pub keep: KeepColumns,
    /// How the lead is known where the document does not state it.
    pub lead_rule: Option<LeadRule>,
}

/// Reads a document.
///
/// # Errors
/// When no task can be found in it, or far too many, or the columns of its table can't be distinguished.
pub fn read(document: &Document, options: &ReadOptions) -> Result<Draft> {
    let mut blocks = Cow::Borrowed(&document.blocks);
    if !looks::looks(document).is_empty() {
        looks::settle(blocks.to_mut());
    }
    let blocks = named_parts::apart(text_grid::recognise(&glued::apart(&blocks)));
    let blocks = blocks.into_iter().flat_map(|block| match block {
        Block::Grid(grid) => header::apart(grid).into_iter().map(Block::Grid).collect(),
        Block::Paragraph(_) => vec![block],
    });
    let blocks = blocks.collect();
    // columns that a person numbered are those of the document
    let blocks =
        if options.columns.is_empty() { records::recognise(upright::turned(blocks)) } else { blocks };
    let blocks = if options.columns.is_empty() { ticked::spelled_out(blocks) } else { blocks };
    let blocks = matrix::spelled_out(blocks, &options.columns);
    let mut draft = choose::choose(&blocks, document, options)?;
    draft.warnings.extend(asides::finding(&document.asides));
    draft.warnings.extend(seams::of_tasks(&document.seams, &draft.account));
    Ok(draft)
}

/// A phrase with the numbers of its dates in digits: 二〇二五年六月底 → 2025年6月底. What holds a month or day that is no
/// number stays as it is.
pub fn dates_in_digits(phrase: &str) -> String {
    deadline::in_digits(phrase)
}

/// The date that a phrase means where the year is known otherwise; none for a phrase without one (长期坚持). A text that
/// is no deadline in words is none at all.
pub fn deadline_of(phrase: &str, year: i32) -> Option<Option<chrono::NaiveDate>> {
    let meaning = deadline::read(phrase, Some(year));
    (deadline::is_phrase(phrase) && (meaning.date.is_some() || meaning.unclear.is_none()))
        .then_some(meaning.date)
}

/// The days that a span of years or months covers, as it was typed: 2025-2027, 2025, 2026年1月—2027年6月. None where it is
/// written otherwise or says more.
pub fn years_typed(typed: &str) -> Option<Period> {
    let mut words = fold::key(typed);
    if words.ends_with(|sign: char| sign.is_ascii_digit()) {
        words.push('年');
    }
    let is_of_years = words.chars().all(|sign| sign.is_ascii_digit() || "年月-至到".contains(sign));
    let days = deadline::days_of(&words).filter(|days| is_of_years && days.words == words)?;
    Some(Period { start: Some(days.start), end: Some(days.end) })
}

/// Whether a deadline phrase says that something lasts or comes back: 长期坚持, 持续推进, 每年.
pub fn lasts(phrase: &str) -> bool {
    let means_no_day = deadline::read(phrase, None) == deadline::Meaning::default();
    means_no_day && !names::is_nobody(&fold::key(phrase))
}

/// Where the year of a date stands that was read off a deadline phrase.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum YearOf {
    /// In the phrase, or in the title of the document.
    Words,
    /// In the title of a column or a row, or nowhere: the phrase fits every year.
    Elsewhere,
}

/// Whether a cell says that there is none: 无, 暂无, a stroke.
pub fn says_none(words: &str) -> bool {
    names::is_nobody(words)
}

/// The date that a deadline phrase means under a document's title.
pub fn date_of(phrase: &str, title: &str) -> Option<chrono::NaiveDate> {
    deadline::read(phrase, None).date.or_else(|| deadline::read(phrase, deadline::year_of(title)).date)
}

/// Where the year of `date` comes from, if the phrase means that date at all; otherwise a person set it.
pub fn year_of(date: chrono::NaiveDate, phrase: &str, title: &str) -> Option<YearOf> {
    if date_of(phrase, title) == Some(date) {
        return Some(YearOf::Words);
    }
    let own = deadline::read(phrase, Some(chrono::Datelike::year(&date))).date;
    (own == Some(date)).then_some(YearOf::Elsewhere)
}
