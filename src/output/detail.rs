//! Everything about one task, readable in 80 columns.

use std::io::{self, Write};

use chrono::NaiveDate;
use unicode_width::UnicodeWidthStr as _;

use super::{Column, columns};
use crate::{
    model::{Entry, Review},
    text::Lang,
    text::escape::Escaped,
    text::width::wrap,
};

/// Columns that labels take, blank included.
const LABELS: usize = 14;

/// Writes the tasks one after the other, a blank line between them.
///
/// # Errors
/// When `out` fails.
pub fn write(
    entries: &[Entry<'_>],
    today: NaiveDate,
    lang: Lang,
    width: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    for (index, entry) in entries.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        for (name, text) in lines(*entry, today, lang) {
            field(&name, &text, width.min(100), out)?;
        }
    }
    Ok(())
}

fn lines(entry: Entry<'_>, today: NaiveDate, lang: Lang) -> Vec<(String, String)> {
    let task = entry.task;
    let mut lines = Vec::new();
    let mut tell = |name: &str, text: String| {
        if !text.is_empty() {
            lines.push((name.to_owned(), text));
        }
    };
    let label = task.label.as_ref().map(|label| format!(" {label}")).unwrap_or_default();
    tell(label!(lang, "任务", "Task"), format!("{}{label}", task.id));
    tell(label!(lang, "方案", "Plan"), format!("{}（{}）", entry.plan.title, entry.plan.slug));
    let heading = |label: Option<&str>, title: &str| format!("{}{title}", label.unwrap_or_default());
    if let Some(pillar) = entry.pillar() {
        tell(Column::Pillar.header(lang), heading(pillar.label.as_deref(), &pillar.title));
    }
    if let Some(key_task) = entry.key_task() {
        tell(Column::KeyTask.header(lang), heading(key_task.label.as_deref(), &key_task.title));
    }
    tell(Column::Content.header(lang), task.content.clone());
    for column in [Column::Departments, Column::Lead, Column::Support, Column::Status, Column::Due] {
        tell(column.header(lang), column.cell(entry, today, lang));
    }
    if let (Some(_), Some(phrase)) = (task.due, &task.due_text) {
        tell(label!(lang, "时限原文", "Due text"), phrase.clone());
    }
    let review = match task.review {
        Some(Review::Reworded) => label!(
            lang,
            "新版文件改了措辞，待确认（pjt update 编号 --confirm）",
            "reworded by a new edition; confirm with `pjt update ID --confirm`"
        ),
        Some(Review::Gone) => label!(
            lang,
            "新版文件中已没有这一项，待决定",
            "gone from the new edition; a person has to decide"
        ),
        None => "",
    };
    tell(label!(lang, "待确认", "Review"), review.to_owned());
    tell(Column::Evidence.header(lang), task.evidence.join("\n"));
    tell(Column::Notes.header(lang), task.notes.iter().map(columns::note).collect::<Vec<_>>().join("\n"));
    let former: Vec<String> = task.former_ids.iter().map(ToString::to_string).collect();
    tell(label!(lang, "曾用编号", "Former"), former.join("、"));
    tell(Column::Source.header(lang), task.source.clone().unwrap_or_default());
    lines
}

/// A label and its text, wrapped with a hanging indent.
fn field(name: &str, text: &str, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let indent = " ".repeat(LABELS);
    let mut head = format!("{name}{}", " ".repeat(LABELS.saturating_sub(name.width()).max(1)));
    for line in text.lines() {
        for part in wrap(&Escaped(line).to_string(), width.saturating_sub(LABELS).max(20)) {
            writeln!(out, "{head}{part}")?;
            head.clone_from(&indent);
        }
    }
    Ok(())
}
