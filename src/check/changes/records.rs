//! What was reported stays: notes, evidence, and the records of how a deadline moved, who took a task over, who
//! struck it off. Something wrong is corrected, or taken out with a reason.

use serde_json::Value;

use super::{Breach, ChangeRule, Submission, changed, has_reason, says_something};
use crate::{
    Text,
    error::Finding,
    history::Difference,
    model::{Change, Field, Task},
    store::load,
    text::says_nothing,
};

pub(super) const NOTE: ChangeRule = ChangeRule {
    id: "note-removed",
    title: || text!("没有进展被删除或改写，除非写明原因", "no note is removed or rewritten without a reason"),
    run: notes,
};

pub(super) const EVIDENCE: ChangeRule = ChangeRule {
    id: "evidence-removed",
    title: || text!("没有佐证被删除，除非写明原因", "no evidence is removed without a reason"),
    run: evidence,
};

pub(super) const RECORD: ChangeRule = ChangeRule {
    id: "record-removed",
    title: || {
        text!(
            "没有延期、移交、销号记录和曾用编号被删除或改写，除非写明原因",
            "no extension, hand-over, closure or former number is removed or rewritten without a reason"
        )
    },
    run: records,
};

/// What a note says, beside whose it is: when, what, and whether that is progress or only a reason.
const WORDS: [&str; 3] = ["date", "text", "reason"];

fn notes(submission: &Submission<'_>) -> Vec<Breach> {
    let registry = load::registry(submission.after).unwrap_or_default();
    let by = |note: &Value| note.get("by").and_then(Value::as_str).unwrap_or_default().to_owned();
    let lost = |difference: &Difference| -> usize {
        let changes: Vec<Change> = changed(difference, Field::Notes).collect();
        // The same note under another name of its department was only renamed.
        let is_renamed = |note: &Value| {
            changes.iter().any(|change| {
                let to = &change.to;
                change.from.is_null()
                    && WORDS.iter().all(|key| to.get(key) == note.get(key))
                    && submission.is_same_department(&registry, &by(to), &by(note))
            })
        };
        // One that has other words is not what was reported any more.
        let is_lost = |change: &&Change| {
            let is_same = WORDS.iter().all(|key| change.from.get(key) == change.to.get(key))
                && submission.is_same_department(&registry, &by(&change.from), &by(&change.to));
            let is_put_back = changes.iter().any(|other| {
                let is_its = std::ptr::eq(other, *change)
                    || other.from.is_null() && other.to.get("text") == change.from.get("text");
                is_its && !other.to.is_null() && submission.had_note(difference, &other.to)
            });
            says_something(&change.from, "text") && !is_same && !is_put_back && !is_renamed(&change.from)
        };
        changes.iter().filter(is_lost).count()
    };
    breaches(submission, NOTE.id, Field::Notes, lost, |id, count| {
        text!(
            "编号{id} 有 {count} 条进展被删除或改写",
            "{count} notes of task {id} were removed or rewritten"
        )
    })
}

fn evidence(submission: &Submission<'_>) -> Vec<Breach> {
    let lost = |difference: &Difference| {
        let is_lost = |change: &Change| {
            change.to.is_null() && change.from.as_str().is_some_and(|path| !says_nothing(path))
        };
        changed(difference, Field::Evidence).filter(is_lost).count()
    };
    breaches(submission, EVIDENCE.id, Field::Evidence, lost, |id, count| {
        text!("编号{id} 有 {count} 份佐证被删除", "{count} pieces of evidence of task {id} were removed")
    })
}

fn records(submission: &Submission<'_>) -> Vec<Breach> {
    const FIELDS: [Field; 4] = [Field::Extensions, Field::Handovers, Field::Closure, Field::FormerIds];
    let registry = load::registry(submission.after).unwrap_or_default();
    // The same record may name its departments by other names of the registry.
    let is_same = |from: &Value, to: &Value| {
        let (Some(from), Some(to)) = (from.as_object(), to.as_object()) else { return from == to };
        from.iter().all(|(key, said)| match (said.as_str(), to.get(key).and_then(Value::as_str)) {
            (Some(one), Some(other)) => submission.is_same_department(&registry, one, other),
            _ => to.get(key) == Some(said),
        })
    };
    let lost = |field: Field| {
        move |difference: &Difference| {
            let is_lost = |change: &Change| {
                // Of what never gave a reason nothing is lost.
                let gave = change.from.get("reason").is_none() || says_something(&change.from, "reason");
                // Where both sides of a merge closed a task, one of the two closures is taken.
                let is_taken =
                    field == Field::Closure && !change.to.is_null() && submission.brought.gave(change);
                !change.from.is_null() && gave && !is_taken && !is_same(&change.from, &change.to)
            };
            changed(difference, field).filter(is_lost).count()
        }
    };
    let of_field = |field: Field| {
        breaches(submission, RECORD.id, field, lost(field), move |id, count| {
            let [zh, en] = [crate::Lang::Zh, crate::Lang::En].map(|lang| field.name(lang));
            text!(
                "编号{id} 有 {count} 条记录（{}）被删除或改写",
                "{count} records of task {id} were removed or rewritten ({})",
                (zh),
                (en)
            )
        })
    };
    FIELDS.into_iter().flat_map(of_field).collect()
}

fn breaches(
    submission: &Submission<'_>,
    code: &'static str,
    field: Field,
    lost: impl Fn(&Difference) -> usize,
    message: impl Fn(crate::model::TaskId, usize) -> Text,
) -> Vec<Breach> {
    let broken = |(difference, after): (&Difference, &Task)| {
        let count = lost(difference);
        if count == 0 || difference.before.is_none() || has_reason(difference) {
            return None;
        }
        let (plan, id) = (&difference.plan, after.id);
        let finding = Finding::new(code, message(id, count))
            .at(submission.place(plan, after, field.key(), None))
            .fix(text!(
                "照原样补回；确实有误的写明原因：`pjt update {plan}/{id} --note 原因`",
                "put it back as it was; where it was wrong, note the reason: `pjt update {plan}/{id} --note WHY`"
            ));
        Some(Breach::new(format!("{} {}", submission.name_of(difference), field.key()), finding))
    };
    submission.tasks().filter_map(broken).collect()
}
