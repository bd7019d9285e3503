//! What a later answer of a unit replaces of its earlier one.

use strum::VariantArray as _;

use super::{
    form::Owner,
    merge::{self, MergedRow},
    place::row_of,
    reason::Reason,
    remark::Remark,
    value::AnswerValue,
};
use crate::{
    model::{Answer, AskedField, RowCell, TaskId, Unread},
    text::{Lang, Text},
};

/// That an answer replaces an earlier one, and in what; one that came `late` days late says so.
pub(super) fn remark(
    owner: &Owner,
    (plan, id): (&str, TaskId),
    row: &MergedRow<'_>,
    (earlier, answer): (Option<&Answer>, &Answer),
    late: i64,
) -> Option<Remark> {
    let earlier = earlier?;
    let mut detail = differences(earlier, answer)?;
    // Who was asked again is not late.
    if late > 0 && earlier.sent_back.is_none() {
        let [zh, en] = [Lang::Zh, Lang::En].map(|lang| detail.in_lang(lang));
        detail = text!("{zh}（迟{late}天）", "{en} ({late} days late)");
    }
    let cell = row.cells.first()?;
    Some(Remark {
        place: row_of(&cell.place),
        detail: Some(detail),
        ..Remark::of_answer(Reason::AnswerReplaced, &cell.file, &owner.department, (plan, id), String::new())
    })
}

/// Keeps what an answer said before, where it says something else now.
pub(super) fn keep(before: &Answer, after: &mut Answer) {
    for field in AskedField::VARIANTS {
        let [old, new] = [before, &*after].map(|answer| words(answer, *field, Lang::Zh));
        if let Some(text) = old.filter(|old| Some(old) != new.as_ref()) {
            keep_words(after, *field, text);
        }
    }
}

/// Keeps what waited for a person and waits no more, as another answer came in its place.
pub(super) fn keep_waiting(before: &Answer, after: &mut Answer) {
    for Unread { field, text, .. } in &before.unread {
        let waits = |unread: &Unread| (unread.field, &unread.text) == (*field, text);
        if !after.unread.iter().any(waits) {
            keep_words(after, *field, text.clone());
        }
    }
}

/// Whether an answer says in a field what these words say.
pub fn is_said(answer: &Answer, field: AskedField, text: &str) -> bool {
    words(answer, field, Lang::Zh).is_some_and(|words| words == text)
}

/// Keeps what stood in a field; what the answer says itself was corrected by nobody.
pub(super) fn keep_words(answer: &mut Answer, field: AskedField, text: String) {
    let cell = RowCell { field, text };
    if !answer.replaced.contains(&cell) {
        answer.replaced.push(cell);
    }
    let now = AskedField::VARIANTS.iter().map(|field| (*field, words(answer, *field, Lang::Zh)));
    let now: Vec<(AskedField, Option<String>)> = now.collect();
    answer.replaced.retain(|cell| !now.contains(&(cell.field, Some(cell.text.clone()))));
}

/// Whether what stands in a cell was corrected since it came.
pub(super) fn is_outdated(answer: &Answer, field: AskedField, value: &AnswerValue) -> bool {
    let mut alone = Answer::default();
    merge::set(&mut alone, field, value.clone());
    let text = words(&alone, field, Lang::Zh);
    answer.replaced.iter().any(|cell| cell.field == field && Some(&cell.text) == text.as_ref())
}

/// Whether something is answered in a field.
pub(super) fn has_answer(answer: &Answer, field: AskedField) -> bool {
    words(answer, field, Lang::Zh).is_some()
}

/// The fields that had an answer and have another one now, with both.
pub(super) fn differences(before: &Answer, after: &Answer) -> Option<Text> {
    let [zh, en] = [Lang::Zh, Lang::En].map(|lang| {
        let fields = AskedField::VARIANTS.iter().filter_map(|field| {
            let [old, new] = [before, after].map(|answer| words(answer, *field, lang));
            let old = old.filter(|old| Some(old) != new.as_ref())?;
            Some(format!("{} {} → {}", field.label(lang), cut(&old), cut(&new.unwrap_or_default())))
        });
        fields.collect::<Vec<_>>().join(lang.pick("；", "; "))
    });
    (!zh.is_empty()).then(|| Text::new(zh, en))
}

/// The fields that have another answer than before, with it.
pub fn gained(before: &Answer, after: &Answer, lang: Lang) -> String {
    let fields = AskedField::VARIANTS.iter().filter_map(|field| {
        let [old, new] = [before, after].map(|answer| words(answer, *field, lang));
        let new = new.filter(|new| Some(new) != old.as_ref())?;
        Some(format!("{} {}", field.label(lang), cut(&new)))
    });
    fields.collect::<Vec<_>>().join(lang.pick("；", "; "))
}

fn words(answer: &Answer, field: AskedField, lang: Lang) -> Option<String> {
    match field {
        AskedField::Status => answer.status.map(|status| status.label(lang).to_owned()),
        AskedField::Percent => answer.percent.map(|percent| format!("{percent}%")),
        AskedField::Progress => answer.progress.clone(),
        AskedField::Problems => answer.problems.clone(),
        AskedField::Next => answer.next.clone(),
        AskedField::Evidence => {
            Some(answer.evidence.join(lang.pick("、", ", "))).filter(|paths| !paths.is_empty())
        }
        AskedField::Expected => {
            answer.expected_text.clone().or_else(|| answer.expected.map(|day| day.to_string()))
        }
    }
}

/// So much of long words that they are known again.
fn cut(words: &str) -> String {
    const SHOWN: usize = 20;
    match words.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", words.get(..end).unwrap_or_default()),
        None => words.to_owned(),
    }
}
