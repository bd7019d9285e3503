//! One table of a returned file, row by row: which task a row is of, what was filled in, and what nobody takes.

use super::{
    above,
    columns::{self, Table},
    expected, held,
    locked::{self, LockedWords},
    number::{self, Number},
    place::Place,
    reading::{CellReading, FileReading, RowReading, Subject},
    reason::Reason,
    remark::{Remark, UnplacedRow},
    row::{self, Marks, Placed},
    value::{self, AnswerValue},
};
use crate::{
    import::container::StoredCell,
    model::{
        AskedField, Entry,
        form::{FormColumn, FormKey},
    },
    text::{Text, fold::fold},
};

/// What begins the line of signatures below the table.
const SIGNATURES: [&str; 5] = ["填报人", "联系电话", "单位负责人", "(盖章)", "联系人"];

/// Adds a table to what was found in its file. Returns how many rows have answers but no printed word.
pub(super) fn read<'a>(
    table: &Table<'_>,
    file: &str,
    subject: &Subject<'_, 'a>,
    found: &mut FileReading<'a>,
) -> usize {
    let mut reader = TableReader { table, file, subject, found, is_signed: false, strays: 0 };
    reader.columns();
    for (row, cells) in table.rows() {
        reader.row(row, cells);
    }
    reader.strays
}

struct TableReader<'r, 'a> {
    table: &'r Table<'r>,
    file: &'r str,
    subject: &'r Subject<'r, 'a>,
    found: &'r mut FileReading<'a>,
    /// Whether the line of signatures has been met.
    is_signed: bool,
    /// How many rows have answers but no printed word.
    strays: usize,
}

impl<'a> TableReader<'_, 'a> {
    fn remark(&self, reason: Reason, place: String, text: String) -> Remark {
        let department = Some(self.subject.owner.department.clone());
        Remark { place, department, ..Remark::of_file(reason, self.file, text) }
    }

    fn place(&self, row: u32, column: Option<u32>) -> String {
        Place { sheet: &self.table.sheet.name, row, column }.to_string()
    }

    /// Says what nobody takes: columns of their own, with or without a title, or that the period doesn't ask for, and
    /// that a column is gone in which answers were asked.
    fn columns(&mut self) {
        let is_asked = |field: &AskedField| self.subject.fields.contains(field);
        let not_asked = self.table.answers().filter(|(_, field)| !is_asked(field));
        let not_asked =
            not_asked.map(|(column, field)| (column, FormColumn::Answer(field).title().to_owned()));
        let titled = self.table.others.iter().cloned().chain(not_asked);
        let mut found = Vec::new();
        for (column, title) in titled {
            if self.table.is_used(column) {
                let place = self.place(self.table.titles, Some(column));
                found.push(self.remark(Reason::OtherColumn, place, title));
            }
        }
        for (column, title) in &self.table.renamed {
            let own = self.table.columns.get(column).map_or("", |own| own.title());
            let place = self.place(self.table.titles, Some(*column));
            found.push(self.remark(Reason::TitleChanged, place, format!("{title} → {own}")));
        }
        for (row, column) in self.table.untitled() {
            found.push(self.remark(Reason::OtherColumn, self.place(row, Some(column)), String::new()));
        }
        for field in self.subject.fields {
            if self.table.place(FormColumn::Answer(*field)).is_none() {
                let title = FormColumn::Answer(*field).title().to_owned();
                found.push(self.remark(Reason::ColumnMissing, self.place(self.table.titles, None), title));
            }
        }
        self.found.notices.extend(found);
    }

    /// What stands in a column of a row, as it was typed.
    fn words(&self, row: u32, column: FormColumn) -> String {
        let sheet = self.table.sheet;
        let cell = self.table.place(column).and_then(|column| sheet.cell(row, column));
        cell.map(|(cell, _)| value::typed(cell, sheet.from_1904)).unwrap_or_default()
    }

    fn row(&mut self, row: u32, cells: &[StoredCell]) {
        let key = |column: Option<u32>| {
            cells.iter().find(|cell| Some(cell.column) == column).and_then(columns::key)
        };
        let (front, inner) = self.table.keys();
        let number = self.words(row, FormColumn::Number);
        let marks = Marks {
            front: key(front),
            inner: key(inner),
            plan: self.words(row, FormColumn::Plan),
            number: Number::read(&number),
            item: number::of_item(&number),
            beside: number::of_document(&number),
            content: self.words(row, FormColumn::Content),
        };
        let has_key = marks.front.is_some() || marks.inner.is_some();
        if !has_key && self.is_signature(cells) {
            self.is_signed = true;
            return;
        }
        let text = self.row_text(row);
        let inputs = self.cells(row);
        let is_named = has_key || matches!(marks.number, Some(Number::Is(_)));
        // Below the signatures stand names, numbers and days; a row of the table has words of a task, too.
        let has_words = !marks.content.is_empty() && !inputs.is_empty()
            || inputs.iter().any(|cell| cell.field == AskedField::Progress);
        if text.is_empty() || !is_named && self.is_signed && !has_words {
            self.note(row, cells);
            return;
        }
        let place = self.place(row, None);
        match row::place(&marks, self.subject.ledger, self.subject.known) {
            Ok(placed) => self.placed(&placed, &marks, (row, inputs, text)),
            // Notes below the table and rows that were left blank ask for nothing.
            Err(_) if inputs.is_empty() && !has_key && marks.number.is_none() && self.is_alone(cells) => {
                self.note(row, cells);
            }
            Err(_) if has_key && !is_filled(&inputs, &marks) => {}
            Err(reason) => {
                let others = row::of_other_words(&marks, self.subject.known);
                let detail = others.and_then(|entry| self.whose_words(&marks, entry));
                let detail = detail.filter(|_| reason == Reason::RowMixed);
                let plan = self.plan_of(&marks).or(others.map(|entry| entry.plan.slug.clone()));
                let own =
                    Some(marks.content).filter(|words| reason == Reason::RowUnknown && !words.is_empty());
                let held = UnplacedRow { content: own, ..UnplacedRow::of(&inputs) };
                self.strays += usize::from(!has_key && !inputs.is_empty() && !self.is_printed(row));
                let remark = self.remark(reason, place, text);
                self.found.unplaced.push(Remark { row: held, plan, detail, ..remark });
            }
        }
    }

    /// The plan that a row which belongs to no task is of, by what is printed or by its keys.
    fn plan_of(&self, marks: &Marks) -> Option<String> {
        let ledger = self.subject.ledger;
        let printed = ledger.plans_called(&marks.plan);
        let by_key = || {
            let keys = [&marks.inner, &marks.front].into_iter().flatten();
            keys.filter_map(|key| ledger.task(&key.plan, key.id)).map(|entry| entry.plan).next()
        };
        printed.first().copied().or_else(by_key).map(|plan| plan.slug.clone())
    }

    /// What a task is called in what is said of a row: with its plan where the unit was asked about several.
    fn named(&self, entry: Entry<'_>) -> [String; 2] {
        let slug = entry.plan.slug.as_str();
        held::named(entry, self.subject.known.iter().any(|other| other.plan.slug != slug))
    }

    /// Which task has the words of a row whose number is that of another one: it may be the number of the document.
    fn whose_words(&self, marks: &Marks, entry: Entry<'_>) -> Option<Text> {
        let Some(Number::Is(number)) = marks.number else { return None };
        let [zh, en] = self.named(entry);
        Some(match entry.task.is_item(number.0) {
            true => text!(
                "所写内容是{zh}的；编号栏的 {number} 按台账编号算，是另一项",
                "its words are those of {en}; a bare {number} is the ledger's number, of another task"
            ),
            false => text!("所写内容是{zh}的", "its words are those of {en}"),
        })
    }

    fn placed(
        &mut self,
        placed: &Placed<'a>,
        marks: &Marks,
        (row, cells, text): (u32, Vec<CellReading>, String),
    ) {
        let place = self.place(row, None);
        let entry = placed.entry;
        let (plan, id) = (entry.plan.slug.clone(), entry.task.id);
        let same = |other: &Entry<'_>| other.plan.slug == plan && other.task.id == id;
        let printed = value::status(&self.words(row, FormColumn::Present)).ok();
        let base = placed.key.as_ref().map(|key| key.status).or(printed);
        let (file, shown) = (self.file.to_owned(), place.clone());
        let reading = RowReading {
            entry,
            base,
            cells,
            file,
            place: shown,
            text,
            is_keyed: marks.inner.is_some(),
            is_older: false,
        };
        if !self.subject.known.iter().any(same) {
            if reading.is_answered() {
                let row = UnplacedRow::of(&reading.cells);
                let remark = self.remark(Reason::RowNotAsked, place, reading.text);
                let detail = whose(entry);
                self.found.unplaced.push(Remark { plan: Some(plan), task: Some(id), detail, row, ..remark });
            }
            return;
        }
        let locked = placed.key.as_ref().map(|key| self.locked(row, key, entry));
        if let Some(reason) = locked.as_ref().and_then(|locked| locked.another()) {
            if reading.is_answered() {
                let row = UnplacedRow::of(&reading.cells);
                let remark = self.remark(reason, place, reading.text);
                self.found.unplaced.push(Remark { plan: Some(plan), task: Some(id), row, ..remark });
            }
            return;
        }
        let mut reasons = Vec::new();
        if placed.is_moved {
            reasons.push(Reason::KeyMoved);
        }
        match &locked {
            None => reasons.push(Reason::BaseMissing),
            Some(locked) if locked.is_changed() => reasons.push(Reason::LockedChanged),
            Some(_) => {}
        }
        if marks.beside.is_some_and(|number| !entry.task.is_item(number)) {
            reasons.push(Reason::DocumentNumberDiffers);
        }
        for reason in reasons {
            let remark = self.remark(reason, place.clone(), String::new());
            self.found.notices.push(Remark { plan: Some(plan.clone()), task: Some(id), ..remark });
        }
        if let Some((sent, now)) = locked.as_ref().and_then(LockedWords::reworded)
            && reading.is_answered()
        {
            let remark = self.remark(Reason::TaskReworded, place.clone(), String::new());
            let detail = Some(locked::difference(sent, now));
            self.found.notices.push(Remark { plan: Some(plan.clone()), task: Some(id), detail, ..remark });
        }
        self.inputs(row, &reading);
        self.found.rows.push(reading);
    }

    /// What is to be said of the cells that were filled in: formulas, merged areas, days that go by the one of receipt.
    fn inputs(&mut self, row: u32, reading: &RowReading<'_>) {
        let sheet = self.table.sheet;
        let about = |remark: Remark, field: AskedField| {
            let (plan, task) = (Some(reading.entry.plan.slug.clone()), Some(reading.entry.task.id));
            Remark { plan, task, field: Some(field), ..remark }
        };
        for cell in &reading.cells {
            if let Ok(AnswerValue::Expected { day: Some(day), words: Some(words) }) = &cell.value
                && expected::goes_by_receipt(words)
            {
                let text = format!("{words} → {day}");
                let remark = self.remark(Reason::YearByReceipt, cell.place.clone(), text);
                self.found.notices.push(about(remark, cell.field));
            }
        }
        for (column, field) in self.table.answers() {
            let Some((cell, is_merged)) = sheet.cell(row, column) else { continue };
            let is_asked = self.subject.fields.contains(&field) && cell.column == column;
            let words = value::typed(cell, sheet.from_1904);
            if is_asked && value::says_none(field, &words) {
                let remark = self.remark(Reason::NoAnswer, self.place(row, Some(column)), words);
                self.found.notices.push(about(remark, field));
            }
            if cell.column == column && value::has_invisible(cell) {
                let remark =
                    self.remark(Reason::InvisibleCharacters, self.place(row, Some(column)), String::new());
                self.found.notices.push(about(remark, field));
            }
            let is_read = reading.cells.iter().any(|cell| cell.field == field && cell.value.is_ok());
            let reason = match (cell.is_formula, is_merged) {
                (_, true) if cell.column != column => Reason::MergedColumns,
                (_, true) => Reason::MergedInput,
                (true, false) if is_read => Reason::FormulaCell,
                _ => continue,
            };
            let remark = self.remark(reason, self.place(row, Some(column)), String::new());
            self.found.notices.push(about(remark, field));
        }
    }

    /// The cells of a row that are filled in.
    fn cells(&self, row: u32) -> Vec<CellReading> {
        let sheet = self.table.sheet;
        let asked = self.table.answers().filter(|(_, field)| self.subject.fields.contains(field));
        let filled = asked.filter_map(|(column, field)| {
            // What stands over several columns is an answer to the first.
            let (cell, _) = sheet.cell(row, column).filter(|(cell, _)| cell.column == column)?;
            let text = value::kept(cell, sheet.from_1904);
            // A formula that was never computed is kept as it was typed; one that gave nothing to see is no answer.
            let is_blank = text.is_empty() || value::says_none(field, &text);
            (!is_blank).then(|| CellReading {
                field,
                file: self.file.to_owned(),
                place: self.place(row, Some(column)),
                text,
                value: value::read(field, cell, sheet.from_1904, self.subject.written),
            })
        });
        filled.collect()
    }

    /// The row in words: number, task, answers.
    fn row_text(&self, row: u32) -> String {
        let locked = [FormColumn::Number, FormColumn::Content].map(|column| self.words(row, column));
        let sheet = self.table.sheet;
        let answers = self.table.answers().filter_map(|(column, _)| {
            let (cell, _) = sheet.cell(row, column)?;
            (cell.column == column).then(|| value::seen(cell, sheet.from_1904))
        });
        let words: Vec<String> =
            locked.into_iter().chain(answers).filter(|words| !words.is_empty()).collect();
        words.join(" ")
    }

    /// Whether a row has a word of those that the form prints.
    fn is_printed(&self, row: u32) -> bool {
        let is_printed = |column: &FormColumn| !self.words(row, *column).is_empty();
        let printed = FormColumn::ALL.iter().filter(|column| !matches!(column, FormColumn::Answer(_)));
        printed.filter(|column| **column != FormColumn::SentBack).any(is_printed)
    }

    fn is_signature(&self, cells: &[StoredCell]) -> bool {
        cells.iter().any(|cell| {
            let words = fold(&cell.words(self.table.sheet.from_1904));
            SIGNATURES.iter().any(|begin| words.starts_with(begin))
        })
    }

    /// Says that there are words outside of the table, which nobody takes.
    fn note(&mut self, row: u32, cells: &[StoredCell]) {
        let mut words =
            cells.iter().map(|cell| (cell.column, value::typed(cell, self.table.sheet.from_1904)));
        if let Some((column, words)) = words.find(|(_, words)| above::is_sentence(words)) {
            let remark = self.remark(Reason::WordsOutside, self.place(row, Some(column)), words);
            self.found.notices.push(remark);
        }
    }

    /// Whether a row is a note: one cell with words, and no more.
    fn is_alone(&self, cells: &[StoredCell]) -> bool {
        cells.iter().filter(|cell| !cell.words(self.table.sheet.from_1904).is_empty()).count() <= 1
    }

    /// The locked words of a row, beside those with which a form for the task would go out now.
    fn locked<'k>(&self, row: u32, key: &'k FormKey, entry: Entry<'_>) -> LockedWords<'k> {
        let before = (self.subject.before)(&entry.plan.slug, entry.task.id);
        LockedWords::of(key, entry, before.as_deref(), |column| {
            let words = self.table.place(column).map(|_| self.words(row, column))?;
            Some(match column {
                FormColumn::Number => match number::of_item(&words) {
                    Some(item) if entry.task.is_item(item) => entry.task.id.to_string(),
                    _ => number::held(words),
                },
                _ => words,
            })
        })
    }
}

/// Whose a task is: its leads, or all that it names where nobody knows who leads.
fn whose(entry: Entry<'_>) -> Option<Text> {
    let names = entry.lead().map_or(entry.task.departments.as_slice(), |(lead, _)| lead);
    let (zh, en) = (names.join("、"), names.join(", "));
    (!names.is_empty()).then(|| text!("属 {zh}", "it is of {en}"))
}

/// Whether a row that was not placed was filled in at all.
fn is_filled(cells: &[CellReading], marks: &Marks) -> bool {
    let base = marks.inner.as_ref().or(marks.front.as_ref()).map(|key| key.status);
    let as_held =
        |cell: &CellReading| matches!(&cell.value, Ok(AnswerValue::Status(status)) if Some(*status) == base);
    cells.iter().any(|cell| !as_held(cell))
}
