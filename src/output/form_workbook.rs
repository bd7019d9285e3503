//! The form that a department fills in, as a workbook. The same rows give the same bytes. Everything that it holds was
//! written as a text, a number or a date: nothing of it can act as a formula.
//!
//! Its sheet is protected without a password: people take that off to sort, and every locked word is compared when
//! the form comes back.

mod columns;
mod looks;

use chrono::NaiveDate;
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DataValidationRule, DocProperties, ExcelDateTime,
    Format, FormatAlign, ProtectionOptions, Workbook, Worksheet, XlsxError,
};

use super::fit::{height, lines_of, split};
use crate::{
    error::{Error, Result},
    model::{
        Answer, AskedField, Entry, PeriodId, ReportingPeriod, Status, TaskNumber, day_in_words,
        form::{
            FORM_FACTS, FORM_HELP, FORM_NAME, FORM_SHEET, FORM_TITLE, FORM_VERSION, FormColumn, FormKey,
            TABLE_NAME, form_number, locked_words, plan_words,
        },
    },
    text::{Lang, Text},
};
use columns::{Columns, FIRST};
use looks::{body, input, lined, locked, width};

/// The rows, counted from 0: the title, who and when, how to fill it in, the titles of the columns, the tasks.
const TITLE: u32 = 0;
const HEAD: u32 = 1;
const HELP: u32 = 2;
const TITLES: u32 = 3;
const TASKS: u32 = 4;
/// The statuses that a department may report.
pub const REPORTED: [Status; 4] = [Status::NotStarted, Status::InProgress, Status::Done, Status::Suspended];
/// The width of the numbers where those of the document stand beside them.
const WIDE_NUMBER: f64 = 15.0;
/// The longest number of a document that is shown there.
const LONGEST_NUMBER: usize = 8;
/// The day before the first of Excel's calendar, as it counts since March 1900.
const DAY_ZERO: NaiveDate = NaiveDate::from_ymd_opt(1899, 12, 30).expect("it is a day of the calendar");
/// The longest text of a cell, in UTF-16 units, with room for the words that say it was cut.
const MAX_CELL: usize = 32_700;

/// What one form is about.
#[derive(Clone, Copy, Debug)]
pub struct Form<'a> {
    /// The name of the period.
    pub id: PeriodId,
    /// The period.
    pub period: &'a ReportingPeriod,
    /// The department.
    pub department: &'a str,
    /// Its code.
    pub code: &'a str,
    /// The commit that the store stood at; empty where there is none.
    pub commit: &'a str,
    /// Whether it is sent again, with what came back filled in.
    pub again: bool,
    /// The day by which it is asked for; none where that day has passed and nobody said another one.
    pub due: Option<NaiveDate>,
}

/// One task of a form.
#[derive(Clone, Debug)]
pub struct FormRow<'a> {
    /// The task.
    pub entry: Entry<'a>,
    /// What was reported in the period before.
    pub before: Option<String>,
    /// What was answered already, where the form is sent again.
    pub answer: Option<Answer>,
}

impl FormRow<'_> {
    /// What stands in a column that nobody may change.
    fn locked(&self, column: FormColumn) -> String {
        let sent_back = || self.answer.as_ref().and_then(|answer| answer.sent_back.as_ref());
        cut(&match column {
            FormColumn::SentBack => sent_back().map_or_else(String::new, |back| back.reason.clone()),
            _ => locked_words(self.entry, self.before.as_deref(), column),
        })
    }

    /// How its number is shown: the cell holds that of the ledger, by which it is sorted and found again, and beside it
    /// that of the document is seen where it is another one.
    fn number_format(&self) -> Option<String> {
        // What would end the words of a format, or make a day of the number, is left out of it.
        let is_plain = |sign: &char| !"\"\\年月日".contains(*sign);
        let beside = TaskNumber::of(self.entry.task, None).beside(Lang::Zh);
        let mut beside: String = beside.chars().filter(is_plain).collect();
        // The brackets and the word for the document stand around it.
        if let Some((end, _)) = beside.char_indices().nth(LONGEST_NUMBER + 4) {
            beside.truncate(end);
            beside.pop();
            beside.push('）');
        }
        (!beside.is_empty()).then(|| format!("0\"{beside}\""))
    }

    /// Its key.
    fn key(&self) -> FormKey {
        let words: Vec<String> = FormColumn::LOCKED.iter().map(|column| self.locked(*column)).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        FormKey {
            plan: self.entry.plan.slug.clone(),
            id: self.entry.task.id,
            status: self.entry.task.status,
            due: self.entry.falls_due(),
            digest: FormKey::digest_of(&words),
        }
    }
}

/// As much of a text as a cell holds.
fn cut(words: &str) -> String {
    match split(words, MAX_CELL) {
        (all, "") => all.to_owned(),
        (beginning, _) => format!("{beginning}……（未完，全文见台账）"),
    }
}

/// The form as a workbook.
///
/// # Errors
/// When it can't be made, which says that it has more rows than a sheet.
pub fn workbook(form: Form<'_>, rows: &[FormRow<'_>]) -> Result<Vec<u8>> {
    build(form, rows).map_err(|error| {
        Error::failed(text!("未能生成表格", "the form could not be made"))
            .caused_by(Text::foreign(error.to_string()))
    })
}

fn build(form: Form<'_>, rows: &[FormRow<'_>]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let number = form_number(form.id, form.code);
    let says = format!("{FORM_VERSION} {} {}", form.id, form.code);
    let properties = DocProperties::new()
        .set_title(format!("{}重点任务进展情况表", form.period.title))
        .set_creation_datetime(&created)
        .set_custom_property(FORM_NAME, says.as_str());
    workbook.set_properties(&properties);
    let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    let last_row = TASKS + count.saturating_sub(1);
    let of_form = Columns::of(form, rows);
    let sheet = workbook.add_worksheet();
    sheet.set_name(FORM_SHEET)?;
    head(sheet, form, &of_form, &number)?;
    titles(sheet, form, &of_form)?;
    if rows.iter().any(|row| row.number_format().is_some()) {
        // A number that has no room is shown as strokes.
        sheet.set_column_width(of_form.number(), WIDE_NUMBER)?;
    }
    for (row, task) in (TASKS..).zip(rows) {
        write_row(sheet, row, form, task, &of_form)?;
    }
    foot(sheet, last_row + 3)?;
    if !rows.is_empty() {
        validations(sheet, form, &of_form, last_row)?;
    }
    page(sheet, last_row + 3, &of_form)?;
    facts(workbook.add_worksheet(), form)?;
    let end = |column: u16| char::from(b'A' + u8::try_from(column).unwrap_or_default());
    let place = format!("='{FORM_SHEET}'!$A${}:${}${}", TITLES + 1, end(of_form.last()), last_row + 1);
    workbook.define_name(TABLE_NAME, &place)?;
    workbook.define_name(FORM_NAME, &format!("=\"{says}\""))?;
    workbook.save_to_buffer()
}

/// What stands above the table.
fn head(sheet: &mut Worksheet, form: Form<'_>, columns: &Columns, number: &str) -> Result<(), XlsxError> {
    let (title, id) = (&form.period.title, form.id);
    let big = Format::new()
        .set_font_name("方正小标宋简体")
        .set_font_size(22)
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter);
    // The reason why something came back stands beside what is filled in.
    let last = columns.last() - u16::from(form.again);
    sheet.merge_range(TITLE, FIRST, TITLE, last, &format!("{title}{FORM_TITLE}"), &big)?;
    sheet.set_row_height(TITLE, 36)?;
    let plain = body();
    let report = if form.again { "重报" } else { "报送" };
    let due = form.due.map_or_else(
        || format!("请于收到后尽快{report}"),
        |day| format!("请于{}前{report}", day_in_words(day)),
    );
    for (column, words) in [
        (1, format!("填报单位：{}", form.department)),
        (6, format!("报送期：{title}（{id}）")),
        (10, due),
        (14, format!("表号：{number}")),
    ] {
        let column = if column > FIRST { column + u16::from(columns.has_plans) } else { column };
        sheet.write_string_with_format(HEAD, column, words, &plain)?;
    }
    sheet.write_string_with_format(HELP, FIRST, FORM_HELP, &plain)?;
    Ok(())
}

/// The titles, the widths, and what of the columns is seen.
fn titles(sheet: &mut Worksheet, form: Form<'_>, columns: &Columns) -> Result<(), XlsxError> {
    let titles = lined(Format::new())
        .set_font_name("黑体")
        .set_font_size(11)
        .set_text_wrap()
        .set_background_color(Color::RGB(0x00D9_D9D9))
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter);
    for (number, column) in columns.placed() {
        sheet.set_column_width(number, width(column))?;
        if is_shown(column, form) || column == FormColumn::Key {
            sheet.write_string_with_format(TITLES, number, column.title(), &titles)?;
        }
        if !is_shown(column, form) {
            sheet.set_column_hidden(number)?;
        }
    }
    sheet.set_row_height(TITLES, 30)?;
    Ok(())
}

/// Whether people see a column: keys are there for the way back, and what is not asked has no place.
fn is_shown(column: FormColumn, form: Form<'_>) -> bool {
    match column {
        FormColumn::Key => false,
        FormColumn::Answer(field) => form.period.fields.contains(&field),
        _ => true,
    }
}

fn write_row(
    sheet: &mut Worksheet,
    row: u32,
    form: Form<'_>,
    task: &FormRow<'_>,
    columns: &Columns,
) -> Result<(), XlsxError> {
    let key = task.key().to_string();
    let mut lines = 1;
    for (number, column) in columns.placed() {
        let words = match column {
            FormColumn::Key => {
                sheet.write_string_with_format(row, number, key.as_str(), &body())?;
                continue;
            }
            FormColumn::Number => {
                let mut format = locked().set_align(FormatAlign::Center);
                if let Some(shown) = task.number_format() {
                    format = format.set_num_format(shown);
                }
                sheet.write_number_with_format(row, number, task.entry.task.id.0, &format)?;
                continue;
            }
            FormColumn::Answer(_) if !is_shown(column, form) => continue,
            FormColumn::Answer(field) => write_answer(sheet, row, number, field, task)?,
            _ => {
                let words = match column {
                    FormColumn::Plan => cut(&plan_words(task.entry.plan, columns.has_twins)),
                    _ => task.locked(column),
                };
                sheet.write_string_with_format(row, number, words.as_str(), &locked())?;
                words
            }
        };
        lines = lines.max(lines_of(&words, width(column)));
    }
    sheet.set_row_height(row, height(lines.max(2)))?;
    Ok(())
}

/// Writes a cell that is filled in, with what is known already, and gives its words.
fn write_answer(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    field: AskedField,
    task: &FormRow<'_>,
) -> Result<String, XlsxError> {
    let none = Answer::default();
    let answer = task.answer.as_ref().unwrap_or(&none);
    let text = |words: &Option<String>| words.as_deref().map(cut).unwrap_or_default();
    let words = match field {
        // The status now in force: an answer that was taken is it already.
        AskedField::Status => task.entry.task.status.label(Lang::Zh).to_owned(),
        AskedField::Percent => {
            let format = input().set_num_format("0%");
            match answer.percent {
                Some(percent) => {
                    sheet.write_number_with_format(row, column, f64::from(percent) / 100.0, &format)?
                }
                None => sheet.write_blank(row, column, &format)?,
            };
            return Ok(String::new());
        }
        AskedField::Expected => {
            let format = input().set_num_format("yyyy-mm-dd");
            match (answer.expected, &answer.expected_text) {
                (_, Some(words)) => sheet.write_string_with_format(row, column, cut(words), &format)?,
                // As a number of days, which the format shows as a date.
                (Some(day), None) => {
                    let days = day.signed_duration_since(DAY_ZERO).num_days();
                    sheet.write_number_with_format(row, column, days as f64, &format)?
                }
                (None, None) => sheet.write_blank(row, column, &format)?,
            };
            return Ok(String::new());
        }
        AskedField::Progress => text(&answer.progress),
        AskedField::Problems => text(&answer.problems),
        AskedField::Next => text(&answer.next),
        AskedField::Evidence => cut(&answer.evidence.join("\n")),
    };
    // As text, so that nothing that is typed becomes a date or a number; the status comes from a list.
    let format = if field == AskedField::Status { input() } else { input().set_num_format("@") };
    match words.as_str() {
        "" => sheet.write_blank(row, column, &format)?,
        words => sheet.write_string_with_format(row, column, words, &format)?,
    };
    Ok(words)
}

/// Who filled it in and who answers for it.
fn foot(sheet: &mut Worksheet, row: u32) -> Result<(), XlsxError> {
    for (column, words) in [(1, "填报人："), (4, "联系电话："), (8, "单位负责人（签字）："), (12, "（盖章）")]
    {
        sheet.write_string_with_format(row, column, words, &body().set_unlocked())?;
    }
    // Names and numbers go beside the words.
    for column in [2, 5, 10] {
        sheet.write_blank(row, column, &body().set_unlocked())?;
    }
    Ok(())
}

fn validations(sheet: &mut Worksheet, form: Form<'_>, columns: &Columns, last: u32) -> Result<(), XlsxError> {
    for (number, column) in columns.placed() {
        let FormColumn::Answer(field) = column else { continue };
        let rule = match field {
            _ if !is_shown(column, form) => continue,
            AskedField::Status => DataValidation::new()
                .allow_list_strings(&REPORTED.map(|status| status.label(Lang::Zh)))?
                .set_error_title("状态")?
                .set_error_message("请从下拉列表中选择")?,
            AskedField::Percent => DataValidation::new()
                .allow_decimal_number(DataValidationRule::Between(0.0, 1.0))
                .set_error_style(DataValidationErrorStyle::Warning)
                .set_error_title("完成率")?
                .set_error_message("请填0%到100%之间的数")?,
            AskedField::Expected => DataValidation::new()
                .allow_date(DataValidationRule::GreaterThan(ExcelDateTime::from_ymd(2000, 1, 1)?))
                .set_error_style(DataValidationErrorStyle::Warning)
                .set_error_title("预计完成时间")?
                .set_error_message(format!("请填日期，如{}", form.id.days().1))?,
            AskedField::Progress | AskedField::Problems | AskedField::Next | AskedField::Evidence => continue,
        };
        sheet.add_data_validation(TASKS, number, last, number, &rule)?;
    }
    Ok(())
}

/// How the sheet is seen, printed and protected.
fn page(sheet: &mut Worksheet, last_row: u32, columns: &Columns) -> Result<(), XlsxError> {
    // Number and words of a task stay in sight.
    sheet.set_freeze_panes(TASKS, columns.number() + 2)?;
    sheet.set_landscape();
    sheet.set_paper_size(8);
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(TITLES, TITLES)?;
    sheet.set_print_area(TITLE, FIRST, last_row, columns.last())?;
    sheet.set_footer("&C&P / &N");
    sheet.protect_with_options(&ProtectionOptions {
        format_columns: true,
        format_rows: true,
        ..ProtectionOptions::default()
    });
    Ok(())
}

/// The hidden sheet that says whose form it is.
fn facts(sheet: &mut Worksheet, form: Form<'_>) -> Result<(), XlsxError> {
    sheet.set_name(FORM_FACTS)?;
    sheet.write_string(0, 0, FORM_NAME)?.write_number(0, 1, FORM_VERSION)?;
    let period = form.id.to_string();
    for (row, key, value) in [
        (1, "period", period.as_str()),
        (2, "department", form.department),
        (3, "code", form.code),
        (4, "commit", form.commit),
    ] {
        sheet.write_string(row, 0, key)?.write_string(row, 1, value)?;
    }
    sheet.set_very_hidden(true);
    Ok(())
}
