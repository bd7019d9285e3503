//! Dates: inside what the plan covers, in their order, and nothing that happened in the future.

use chrono::NaiveDate;

use super::{Rule, Subject, subject::finding};
use crate::{
    error::{Finding, Location},
    import::edition::is_due_outside,
    model::{Entry, Review},
    store::layout,
    text::Text,
};

const DUE_OUTSIDE_PLAN: &str = "due-outside-plan";
const START_BEHIND_DUE: &str = "start-behind-due";
const NOTE_FROM_THE_FUTURE: &str = "note-from-the-future";
const RECORD_FROM_THE_FUTURE: &str = "record-from-the-future";
const PERIOD_BACKWARDS: &str = "period-backwards";

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: DUE_OUTSIDE_PLAN,
        title: || {
            text!(
                "完成时限在方案的年限之内，原文如此、批准延期的除外",
                "a task falls due within its plan's period, unless the document has it later or it was prolonged"
            )
        },
        run: due_outside,
    },
    Rule {
        id: START_BEHIND_DUE,
        title: || text!("起始不晚于完成时限", "no task begins after it falls due"),
        run: start_behind_due,
    },
    Rule {
        id: NOTE_FROM_THE_FUTURE,
        title: || text!("进展的日期不晚于今天", "no note is dated after today"),
        run: future_notes,
    },
    Rule {
        id: RECORD_FROM_THE_FUTURE,
        title: || {
            text!(
                "延期、销号、更正、报送、退回、删除方案、换版的日期不晚于今天",
                "no extension, closure, correction, period, return, removal of a plan or edition is dated after today"
            )
        },
        run: future_records,
    },
    Rule {
        id: PERIOD_BACKWARDS,
        title: || text!("方案的起始年限不晚于终止年限", "no plan begins after it ends"),
        run: periods_backwards,
    },
];

fn due_outside(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (entry, file) in subject.tasks() {
        let Some(due) = entry.task.due else { continue };
        if is_due_outside(entry.task, entry.plan) && !waits_for_an_answer(entry) {
            findings.push(finding(
                DUE_OUTSIDE_PLAN,
                text!(
                    "时限 {due} 不在方案的年限之内",
                    "the task falls due on {due}, outside of its plan's period"
                ),
                file.field("due"),
                due_fix(entry, due),
            ));
        }
    }
    findings
}

/// Whether a person is asked about the task already, who set its days before an edition gave the plan other years: that is
/// found once.
fn waits_for_an_answer(entry: Entry<'_>) -> bool {
    entry.task.review.is_some_and(Review::asks_of_days)
}

/// How a deadline comes into the plan's period, or is granted beyond it.
fn due_fix(entry: Entry<'_>, due: NaiveDate) -> Text {
    let (plan, id) = (&entry.plan.slug, entry.task.id);
    let is_late = entry.plan.period.and_then(|period| period.end).is_some_and(|end| due > end);
    if !is_late {
        return text!(
            "与原文核对后改正：`pjt update {plan}/{id} --due 日期 --reason 原因`",
            "compare with the document and correct it: `pjt update {plan}/{id} --due DATE --reason WHY`"
        );
    }
    text!(
        "请与原文核对；批准延期到方案期满之后的，写明原因：`pjt update {plan}/{id} --due {due} --reason 原因`；写错的，在这条命令里写正确的日期",
        "compare with the document; where it was prolonged beyond the plan's end, say why: `pjt update {plan}/{id} --due {due} --reason WHY`; else give the right date there"
    )
}

fn start_behind_due(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (entry, file) in subject.tasks() {
        let Some((start, due)) = entry.begins_too_late().filter(|_| !waits_for_an_answer(entry)) else {
            continue;
        };
        findings.push(finding(
            START_BEHIND_DUE,
            text!(
                "起始 {start} 晚于完成时限 {due}",
                "the task begins on {start}, after it falls due on {due}"
            ),
            file.field("start"),
            text!(
                "请核对起始（start）和时限（due）；方案期满之后才到期的，写上时限",
                "compare `start` and `due`; a task that ends after its plan needs a `due` of its own"
            ),
        ));
    }
    findings
}

fn future_notes(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (entry, file) in subject.tasks() {
        for (index, note) in entry.task.notes.iter().enumerate().filter(|(_, note)| note.date > subject.today)
        {
            let date = note.date;
            findings.push(finding(
                NOTE_FROM_THE_FUTURE,
                text!("进展的日期 {date} 晚于今天", "the note is dated {date}, after today"),
                file.entry("notes", index),
                text!("请改正日期", "correct the date"),
            ));
        }
    }
    findings
}

/// What somebody decided has happened. A hand-over may be agreed upon for a later day.
fn future_records(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let from_the_future = |words: Text, place: Location| {
        finding(RECORD_FROM_THE_FUTURE, words, place, text!("请改正日期", "correct the date"))
    };
    let is_ahead = |day: &NaiveDate| *day > subject.today;
    for (index, removed) in subject.config.removed.iter().enumerate().filter(|(_, plan)| is_ahead(&plan.on)) {
        let day = removed.on;
        findings.push(from_the_future(
            text!("方案的删除日期 {day} 晚于今天", "the removal of a plan is dated {day}, after today"),
            subject.file(layout::CONFIG).entry_field("removed", index, "on"),
        ));
    }
    for plan in &subject.snapshot.plans {
        let former = plan.former_sources.iter().enumerate();
        for (index, day) in
            former.map(|(index, former)| (index, former.until)).filter(|(_, day)| is_ahead(day))
        {
            findings.push(from_the_future(
                text!("旧版文件的日期 {day} 晚于今天", "a former edition is dated {day}, after today"),
                subject.file(layout::plan_file(&plan.slug)).entry_field("former_sources", index, "until"),
            ));
        }
    }
    for (entry, file) in subject.tasks() {
        for (index, extension) in entry.task.extensions.iter().enumerate() {
            for (key, day) in [("on", Some(extension.on)), ("asked", extension.asked)] {
                let Some(day) = day.filter(is_ahead) else { continue };
                findings.push(from_the_future(
                    text!("延期的日期 {day} 晚于今天", "the extension is dated {day}, after today"),
                    file.entry_field("extensions", index, key),
                ));
            }
        }
        if let Some(day) = entry.task.closure.as_ref().map(|closure| closure.on).filter(is_ahead) {
            findings.push(from_the_future(
                text!("销号的日期 {day} 晚于今天", "the closure is dated {day}, after today"),
                file.field("closure"),
            ));
        }
    }
    for found in subject.returns.iter().filter(|found| is_ahead(&found.value.received)) {
        let day = found.value.received;
        findings.push(from_the_future(
            text!("报送的收到日期 {day} 晚于今天", "the return came on {day}, after today"),
            subject.file(layout::return_file(&found.plan, found.period, &found.code)).field("received"),
        ));
    }
    let of_others = days_of_others(subject).into_iter().filter(|(_, day, _)| is_ahead(day));
    findings.extend(of_others.map(|(what, _, place)| from_the_future(what, place)));
    findings
}

/// The days of what else somebody did: corrections of plans, periods opened and closed, answers sent back.
fn days_of_others(subject: &Subject<'_>) -> Vec<(Text, NaiveDate, Location)> {
    let mut days = Vec::new();
    for plan in &subject.snapshot.plans {
        for (index, correction) in plan.corrections.iter().enumerate() {
            let day = correction.on;
            let place = subject.file(layout::plan_file(&plan.slug)).entry_field("corrections", index, "on");
            days.push((
                text!("更正的日期 {day} 晚于今天", "the correction is dated {day}, after today"),
                day,
                place,
            ));
        }
    }
    for (id, period) in &subject.periods {
        for (key, day) in [("opened", Some(period.opened)), ("closed", period.closed)] {
            let Some(day) = day else { continue };
            let message = text!(
                "报送期开期或结束的日期 {day} 晚于今天",
                "the period was opened or closed on {day}, after today"
            );
            days.push((message, day, subject.file(layout::period_file(*id)).field(key)));
        }
    }
    for found in &subject.returns {
        for day in found.value.tasks.iter().filter_map(|answer| Some(answer.sent_back.as_ref()?.on)) {
            let message =
                text!("退回的日期 {day} 晚于今天", "the answer was sent back on {day}, after today");
            let file = subject.file(layout::return_file(&found.plan, found.period, &found.code));
            days.push((message, day, file.words(&day.to_string())));
        }
    }
    days
}

fn periods_backwards(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for plan in &subject.snapshot.plans {
        let Some((start, end)) = plan.period.and_then(|period| period.start.zip(period.end)) else {
            continue;
        };
        if start > end {
            findings.push(finding(
                PERIOD_BACKWARDS,
                text!(
                    "方案的年限从 {start} 起，却到 {end} 止",
                    "the plan begins on {start}, after it ends on {end}"
                ),
                subject.file(layout::plan_file(&plan.slug)).field("period"),
                text!("请与原文核对后改正", "compare with the document and correct it"),
            ));
        }
    }
    findings
}
