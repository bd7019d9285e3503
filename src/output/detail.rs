//! Everything about one task, readable in 80 columns.

use std::io::{self, Write};

use chrono::NaiveDate;
use serde_json::Value;
use unicode_width::UnicodeWidthStr as _;

use super::{
    Column,
    changes::{self, value},
    columns,
    json::SHAPED_FIELDS,
    naming,
};
use crate::{
    model::{AskedField, Entry, FIELDS, Field, Note, Plan, Printed, PrintedField, Review, SentBack},
    query::{Reports, reports::Report},
    returns::Reason,
    text::Lang,
    text::escape::{Escaped, on_one_line},
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
    reports: &Reports,
    today: NaiveDate,
    lang: Lang,
    width: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    for (index, entry) in entries.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        for (name, text) in lines(*entry, reports, today, lang) {
            field(&name, &text, width.min(100), out)?;
        }
    }
    Ok(())
}

fn lines(entry: Entry<'_>, reports: &Reports, today: NaiveDate, lang: Lang) -> Vec<(String, String)> {
    let task = entry.task;
    let mut lines = Vec::new();
    let mut add = |name: &str, text: String| {
        if !text.is_empty() {
            lines.push((name.to_owned(), text));
        }
    };
    add(label!(lang, "任务", "Task"), naming::number(task, None, lang));
    add(label!(lang, "方案", "Plan"), format!("{}（{}）", entry.plan.title, entry.plan.slug));
    let heading = |label: Option<&str>, title: &str| format!("{}{title}", label.unwrap_or_default());
    if let Some(pillar) = entry.pillar() {
        add(Column::Pillar.header(lang), heading(pillar.label.as_deref(), &pillar.title));
    }
    if let Some(key_task) = entry.key_task() {
        add(Column::KeyTask.header(lang), heading(key_task.label.as_deref(), &key_task.title));
    }
    add(Column::Content.header(lang), task.content.clone());
    for column in [Column::Departments, Column::Lead, Column::Support, Column::Status, Column::Due] {
        add(column.header(lang), column.cell(entry, today, lang));
    }
    if let (Some(_), Some(phrase)) = (task.due, &task.due_text) {
        add(label!(lang, "时限原文", "Due text"), phrase.clone());
    }
    add(
        label!(lang, "待确认", "Review"),
        task.review.map_or("", |review| undecided(review, lang)).to_owned(),
    );
    for extra in &task.extra {
        add(&extra.title, extra.text.clone());
    }
    add(Column::Evidence.header(lang), task.evidence.join("\n"));
    add(Column::Notes.header(lang), notes(&task.notes, lang));
    let reported: Vec<String> = reports.latest(entry).iter().map(|one| report(one, lang)).collect();
    add(label!(lang, "报送", "Reports"), reported.join("\n"));
    let is_listed =
        |field: Field| ![Field::Extra, Field::Printed].contains(&field) && !SHAPED_FIELDS.contains(&field);
    for spec in FIELDS.iter().filter(|spec| is_listed(spec.field)) {
        let values = match spec.value(task) {
            Value::Array(entries) => entries,
            Value::Null => Vec::new(),
            one => vec![one],
        };
        let words: Vec<String> = values.iter().map(|one| value(spec.field, one, lang)).collect();
        add(&capitalized(title(spec.field, &values, lang)), words.join("\n"));
    }
    let printed: Vec<String> = task.printed.iter().map(|one| printed(one, entry.plan, lang)).collect();
    add(label!(lang, "文件原文", "Printed"), printed.join("\n"));
    let former: Vec<String> = task.former_ids.iter().map(ToString::to_string).collect();
    add(label!(lang, "曾用编号", "Former"), former.join("、"));
    add(Column::Source.header(lang), Column::Source.cell(entry, today, lang));
    lines
}

/// What a list of records is called: deadlines that came nearer are no extensions.
fn title(field: Field, values: &[Value], lang: Lang) -> &'static str {
    let earlier = values.iter().filter(|value| changes::is_earlier(value)).count();
    match field {
        Field::Extensions if earlier == values.len() => changes::brought_forward(lang),
        Field::Extensions if earlier > 0 => label!(lang, "时限调整", "moved deadlines"),
        _ => field.name(lang),
    }
}

/// What waits for a person, and how it is decided.
fn undecided(review: Review, lang: Lang) -> &'static str {
    match review {
        Review::Reworded => label!(
            lang,
            "新版文件改了内容，待确认（pjt update 编号 --confirm）",
            "reworded by a new edition; confirm with `pjt update ID --confirm`"
        ),
        Review::Gone => label!(
            lang,
            "新版文件中已没有这一项，待决定",
            "gone from the new edition; a person has to decide"
        ),
        Review::Corrected => label!(
            lang,
            "新版文件与人工更正不一致，待决定（保留更正：pjt update 编号 --confirm；以文件为准：加 --as-printed）",
            "the new edition differs from a correction; keep it with `pjt update ID --confirm`, or take the document's with --as-printed"
        ),
        Review::Rescheduled => label!(
            lang,
            "文件的时限或方案的年限与人工定的不一致，待决定（保留人工定的：pjt update 编号 --confirm；以文件为准：pjt update 编号 --due 日期 --reason 以新版为准）",
            "the document prints another deadline than the one that was set, or the plan has other years; keep it with `pjt update ID --confirm`, or take the document's with `pjt update ID --due DATE --reason WHY`"
        ),
    }
}

/// What the document prints where a person corrected it.
fn printed(printed: &Printed, plan: &Plan, lang: Lang) -> String {
    let number = || printed.text.as_deref().and_then(|text| text.parse().ok());
    let heading = match printed.field {
        PrintedField::Pillar => number().and_then(|id| plan.pillar(id)).map(|known| known.title.clone()),
        PrintedField::KeyTask => number().and_then(|id| plan.key_task(id)).map(|known| known.title.clone()),
        _ => None,
    };
    let none = || label!(lang, "（文件没有写）", "(not in the document)").to_owned();
    let words = heading.or_else(|| printed.text.clone()).unwrap_or_else(none);
    format!("{}{}{words}", printed.field.field().name(lang), lang.pick("：", ": "))
}

/// The notes, with the numbers by which `update` corrects them where there are several.
fn notes(notes: &[Note], lang: Lang) -> String {
    let numbers = notes.len() > 1;
    let line = |(number, note): (usize, &Note)| {
        let why =
            if note.is_progress() { "" } else { label!(lang, "（改动原因）", " (why it was changed)") };
        let note = format!("{}{why}", columns::note(note));
        if numbers { format!("{number}. {note}") } else { note }
    };
    (1..).zip(notes).map(line).collect::<Vec<_>>().join("\n")
}

/// What a department reported last: whose it is, then a line for each thing that it said.
fn report(report: &Report<'_>, lang: Lang) -> String {
    let answer = report.answer;
    let (department, period, received) = (report.department, report.period, report.received);
    let mut head = match lang {
        Lang::Zh => format!("{department} {period}（{received} 收到）"),
        Lang::En => format!("{department} {period} (received {received})"),
    };
    let facts = [
        answer.status.map(|status| status.label(lang).to_owned()),
        answer.percent.map(|percent| format!("{percent}%")),
    ];
    for fact in facts.into_iter().flatten() {
        head.push(' ');
        head.push_str(&fact);
    }
    let expected = answer.expected.map(|day| day.to_string());
    let evidence = answer.evidence.join("、");
    let answers = [
        (AskedField::Progress, answer.progress.as_deref()),
        (AskedField::Problems, answer.problems.as_deref()),
        (AskedField::Next, answer.next.as_deref()),
        (AskedField::Evidence, Some(evidence.as_str()).filter(|words| !words.is_empty())),
        (AskedField::Expected, answer.expected_text.as_deref().or(expected.as_deref())),
    ];
    let mut lines = vec![head];
    for (field, words) in answers {
        lines.extend(words.map(|words| format!("{}{}{words}", field.label(lang), lang.pick("：", ": "))));
    }
    for cell in &answer.unread {
        let (field, place, text) = (cell.field.label(lang), &cell.place, &cell.text);
        if Reason::was_read(&cell.why) {
            let why = Reason::words_of(&cell.why);
            let why = why.in_lang(lang).split(['；', ';']).next().unwrap_or_default();
            lines.push(match lang {
                Lang::Zh => format!("{field}待核定：“{text}”（{place}：{why}）"),
                Lang::En => format!("{field} in question: `{text}` ({place}: {why})"),
            });
            continue;
        }
        lines.push(match lang {
            Lang::Zh => format!("{field}没有读懂：“{text}”（{place}）"),
            Lang::En => format!("{field} not understood: `{text}` ({place})"),
        });
    }
    if let Some(SentBack { on, reason }) = &answer.sent_back {
        lines.push(match lang {
            Lang::Zh => format!("{on} 退回：{reason}"),
            Lang::En => format!("sent back on {on}: {reason}"),
        });
    }
    lines.join("\n")
}

fn capitalized(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A label and its text, wrapped with a hanging indent.
fn field(name: &str, text: &str, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let indent = " ".repeat(LABELS);
    // The title of a column is the document's words, too.
    let name = on_one_line(name);
    let mut head = format!("{name}{}", " ".repeat(LABELS.saturating_sub(name.width()).max(1)));
    for line in text.lines() {
        for part in wrap(&Escaped(line).to_string(), width.saturating_sub(LABELS).max(20)) {
            writeln!(out, "{head}{part}")?;
            head.clone_from(&indent);
        }
    }
    Ok(())
}
