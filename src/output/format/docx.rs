//! The ledger as a Word file: a table on A4 across with its titles on every page, headings as rows over all columns.

use std::io::{self, Write};

use crate::{
    model::{Entry, Fonts},
    output::{
        Column, TaskColumn,
        docx::{Align, Cell, Colour, Docx, Page, Paragraph, Row, Run, Shade, Style, widths},
        ledger::{Ledger, LedgerHead},
        sheet::{self, LedgerCell, LedgerRow},
    },
    text::Lang,
};

/// A Word file while its tasks come.
pub(crate) struct WordLedger<'a> {
    columns: &'a [TaskColumn],
    lang: Lang,
    fonts: Fonts,
    sections: Vec<Section>,
    /// Whether a number of the document stands beside one of the ledger.
    has_two_numbers: bool,
}

/// The tasks of one plan.
struct Section {
    /// The plan and its figures, where there are several plans.
    heading: Option<[String; 2]>,
    rows: Vec<Row>,
}

impl<'a> WordLedger<'a> {
    pub(crate) fn begin(ledger: &Ledger<'a>, fonts: Fonts) -> Self {
        Self {
            columns: ledger.columns,
            lang: ledger.lang,
            fonts,
            sections: Vec::new(),
            has_two_numbers: false,
        }
    }

    pub(crate) fn add(&mut self, ledger: &Ledger<'_>, entries: &[Entry<'_>]) {
        let title = entries.first().map(|entry| entry.plan.title.clone()).unwrap_or_default();
        self.has_two_numbers |= entries.iter().any(|entry| sheet::number_beside(*entry, ledger).is_some());
        let heading = ledger.has_several_plans.then(|| [title, ledger.figures(entries)]);
        let rows = sheet::rows(entries, ledger.lang).into_iter().map(|row| match row {
            LedgerRow::Pillar(title) => self.band(Run::new(title).bold(), Shade::Head),
            LedgerRow::KeyTask(title) => self.band(Run::new(title), Shade::Group),
            LedgerRow::Task(entry) => {
                Row::new(self.columns.iter().map(|column| cell(column, entry, ledger)).collect())
            }
        });
        let rows = rows.collect();
        self.sections.push(Section { heading, rows });
    }

    /// Writes it.
    pub(crate) fn end(self, head: &LedgerHead, out: &mut dyn Write) -> io::Result<()> {
        let page = if sheet::is_wide(self.columns) { Page::A3_ACROSS } else { Page::A4_ACROSS };
        let mut docx = Docx::begin(&head.title, page, self.fonts.clone())?;
        docx.paragraph(&Paragraph::new(Style::Title, &head.title))?;
        if let Some(part) = &head.part {
            docx.paragraph(&Paragraph::new(Style::Cell, part).align(Align::Center))?;
        }
        docx.paragraph(&Paragraph::new(Style::Cell, head.facts.join("　　")))?;
        docx.paragraph(&Paragraph::of(Style::Cell, vec![Run::new(&head.figures).bold()]))?;
        if let Some(remark) = head.remark {
            docx.paragraph(&Paragraph::new(Style::SmallCell, remark))?;
        }
        if let Some(gap) = &head.gap {
            docx.paragraph(&Paragraph::of(Style::Cell, vec![Run::new(gap).bold().colour(Colour::Red)]))?;
        }
        let share = |column: &TaskColumn| match column.known() {
            Some(Column::Id) if self.has_two_numbers => sheet::TWO_NUMBERS,
            _ => sheet::width(column),
        };
        let shares: Vec<u32> = self.columns.iter().map(share).collect();
        let widths = widths(&shares, page.text_width());
        let title = |column: &TaskColumn| {
            let title = Paragraph::new(Style::CellHead, sheet::header(column, self.lang));
            Cell::new(title).shade(Shade::Head)
        };
        for section in &self.sections {
            if let Some([plan, figures]) = &section.heading {
                docx.paragraph(&Paragraph::new(Style::Heading, plan).keep_with_next())?;
                docx.paragraph(&Paragraph::new(Style::Cell, figures).keep_with_next())?;
            }
            docx.table(&widths)?;
            docx.row(&Row::head(self.columns.iter().map(title).collect()))?;
            section.rows.iter().try_for_each(|row| docx.row(row))?;
        }
        out.write_all(&docx.end()?)
    }

    /// A heading over the whole table.
    fn band(&self, words: Run, shade: Shade) -> Row {
        let paragraph = Paragraph::of(Style::Cell, vec![words]).keep_with_next();
        Row::new(vec![Cell::new(paragraph).span(self.columns.len()).shade(shade)])
    }
}

fn cell(column: &TaskColumn, entry: Entry<'_>, ledger: &Ledger<'_>) -> Cell {
    let LedgerCell { lines, tone } = sheet::cell(column, entry, ledger);
    let paragraph = |line: String| {
        let run = Run::new(line);
        let run = match tone.ink() {
            Some(colour) => run.colour(colour),
            None => run,
        };
        let run = if tone.is_bold() { run.bold() } else { run };
        let paragraph = Paragraph::of(Style::SmallCell, vec![run]);
        if column.known() == Some(Column::Id) { paragraph.align(Align::Center) } else { paragraph }
    };
    Cell::of(lines.into_iter().map(paragraph).collect())
}
