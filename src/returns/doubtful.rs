//! What a unit answers that is taken and worth a word: a task is done and nothing proves it, an answer says no status, or
//! contradicts itself.

use chrono::NaiveDate;

use super::{
    collected::{ChangedReturn, Collected},
    contradiction,
    form::Owner,
    merge::MergedRow,
    reason::Reason,
    remark::Remark,
};
use crate::{
    model::{Answer, AskedField, Status, TaskId},
    text::{Lang, is_evidence},
};

/// That a task is said to be done and what proves it are words that name no file.
pub(super) fn words_alone(
    owner: &Owner,
    (plan, id): (&str, TaskId),
    row: &MergedRow<'_>,
    answer: &Answer,
) -> Option<Remark> {
    let cell = row.cells.iter().find(|cell| cell.field == AskedField::Evidence && cell.value.is_ok())?;
    if answer.status != Some(Status::Done) || answer.evidence.iter().any(|words| names_a_file(words)) {
        return None;
    }
    let is_named = answer.evidence.iter().any(|words| is_evidence(words));
    Some(Remark {
        place: cell.place.clone(),
        field: Some(AskedField::Evidence),
        detail: (!is_named).then(|| {
            text!(
                "这不算佐证，只留在报送记录里，没有记入台账的佐证材料",
                "it names nothing and is no evidence; the return keeps it, the task does not"
            )
        }),
        ..Remark::of_answer(
            Reason::EvidenceWords,
            &cell.file,
            &owner.department,
            (plan, id),
            cell.text.clone(),
        )
    })
}

/// That a task is said to be done and nothing is named that proves it.
pub(super) fn no_evidence(
    owner: &Owner,
    (plan, id): (&str, TaskId),
    row: &MergedRow<'_>,
    answer: &Answer,
) -> Option<Remark> {
    let (_, cell) = row.status().filter(|(status, _)| *status == Status::Done)?;
    if !answer.evidence.is_empty() || row.entry.task.has_evidence() {
        return None;
    }
    let (file, department) = (&cell.file, &owner.department);
    Some(Remark::of_answer(Reason::EvidenceBlank, file, department, (plan, id), String::new()))
}

/// That files which are to prove tasks are not there: of tasks that become done by what units say, and of those for which
/// the return keeps them.
pub fn missing_evidence(collected: &Collected, is_there: &dyn Fn(&str) -> bool) -> Vec<Remark> {
    let file_of = |department: &str| {
        let unit = collected.units.iter().find(|unit| unit.department == department);
        unit.map_or("", |unit| unit.file.as_str())
    };
    let accepted = collected.accepted.iter().map(|accepted| {
        let (department, key) = (accepted.department.as_str(), (accepted.plan.as_str(), accepted.task));
        (file_of(department), department, key, accepted.evidence.as_slice())
    });
    let kept = collected.notices.iter().filter(|remark| remark.reason == Reason::EvidenceKept);
    let kept = kept.filter_map(|remark| {
        let key = (remark.plan.as_deref()?, remark.task?);
        let department = remark.department.as_deref()?;
        let of_unit =
            |changed: &&ChangedReturn| changed.plan == key.0 && changed.after.department == department;
        let mut answers = collected.returns.iter().filter(of_unit).flat_map(|changed| &changed.after.tasks);
        let answer = answers.find(|answer| answer.id == key.1)?;
        Some((remark.file.as_str(), department, key, answer.evidence.as_slice()))
    });
    let missing = accepted.chain(kept).flat_map(|(file, department, key, evidence)| {
        let files = evidence.iter().filter(|words| names_a_file(words) && !is_there(words));
        files.map(move |path| Remark {
            field: Some(AskedField::Evidence),
            ..Remark::of_answer(Reason::EvidenceMissing, file, department, key, path.clone())
        })
    });
    missing.collect()
}

/// That what proves a task stays in the return because the task is not done.
pub(super) fn evidence_kept(
    owner: &Owner,
    (plan, id): (&str, TaskId),
    row: &MergedRow<'_>,
    answer: &Answer,
) -> Option<Remark> {
    let cell = row.cells.iter().find(|cell| cell.field == AskedField::Evidence && cell.value.is_ok())?;
    let is_open = matches!(row.entry.task.status, Status::NotStarted | Status::InProgress);
    (is_open && answer.status != Some(Status::Done)).then(|| {
        let (file, department) = (&cell.file, &owner.department);
        Remark::of_answer(Reason::EvidenceKept, file, department, (plan, id), String::new())
    })
}

/// Whether words are the name of a file, or an address.
pub fn names_a_file(words: &str) -> bool {
    let has_ending = words.rsplit_once('.').is_some_and(|(_, ending)| {
        (1..=5).contains(&ending.len()) && ending.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    has_ending || words.contains("://")
}

/// That a row says no status where one is asked, and nothing was said before.
pub(super) fn no_status(
    owner: &Owner,
    (plan, id): (&str, TaskId),
    row: &MergedRow<'_>,
    answer: &Answer,
) -> Option<Remark> {
    let is_open = answer.unread.iter().any(|unread| unread.field == AskedField::Status);
    if answer.status.is_some() || is_open || !row.is_answer() {
        return None;
    }
    let cell = row.cells.first()?;
    let [zh, en] = [Lang::Zh, Lang::En].map(|lang| row.entry.task.status.label(lang));
    Some(Remark {
        detail: Some(text!("现为{zh}", "now {en}")),
        ..Remark::of_answer(Reason::StatusBlank, &cell.file, &owner.department, (plan, id), String::new())
    })
}

/// That an answer contradicts itself, and in what.
pub(super) fn contradicts_itself(
    owner: &Owner,
    (plan, id): (&str, TaskId),
    row: &MergedRow<'_>,
    answer: &Answer,
    received: NaiveDate,
) -> Option<Remark> {
    let [zh, en] = {
        let words = contradiction::of(answer, row.entry, received)?;
        [Lang::Zh, Lang::En].map(|lang| words.in_lang(lang).to_owned())
    };
    let of = |field: AskedField| row.cells.iter().find(|cell| cell.field == field);
    let cell = of(AskedField::Status).or_else(|| of(AskedField::Percent)).or(row.cells.first())?;
    let department = &owner.department;
    Some(Remark {
        place: cell.place.clone(),
        detail: Some(text!("{department}报{zh}", "{department} says {en}")),
        ..Remark::of_answer(Reason::AnswerContradicts, &cell.file, department, (plan, id), String::new())
    })
}
