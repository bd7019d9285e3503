//! Reporting periods and returns: what they name is there, and what could not be read of an answer is settled by a
//! person.

use std::collections::HashSet;

use super::{Rule, Subject, subject::finding};
use crate::{
    error::{Finding, Location},
    model::{Entry, PeriodId, Status, TaskId, TaskNumber},
    query::{Reports, reports::Report},
    returns::Reason,
    store::{self, layout, load::LoadedReturn},
    text::Lang,
};

const UNREAD_CELL: &str = "unread-cell";
const UNPLACED_ROW: &str = "unplaced-row";
const DONE_ANSWERED_OTHERWISE: &str = "done-answered-otherwise";
const STATUS_NOT_ADOPTED: &str = "status-not-adopted";
const UNKNOWN_PERIOD: &str = "unknown-period";
const UNKNOWN_REPORTER: &str = "unknown-reporter";
const UNKNOWN_ANSWER: &str = "unknown-answer";

/// What these findings are called: a person settles them, the first two with `collect --settle`.
pub(super) const UNSETTLED: [&str; 4] =
    [UNREAD_CELL, UNPLACED_ROW, DONE_ANSWERED_OTHERWISE, STATUS_NOT_ADOPTED];

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: UNREAD_CELL,
        title: || text!("报送中没有采用的格已由人处理", "a person has settled each cell that was not taken"),
        run: unread,
    },
    Rule {
        id: UNPLACED_ROW,
        title: || {
            text!("报送中归不到任务的行已由人处理", "a person has settled each row that belongs to no task")
        },
        run: unplaced,
    },
    Rule {
        id: DONE_ANSWERED_OTHERWISE,
        title: || {
            text!(
                "已完成的任务，牵头单位最近一次报送不另有说法",
                "the last answer of a lead about a task that is done says so, too"
            )
        },
        run: done_answered_otherwise,
    },
    Rule {
        id: STATUS_NOT_ADOPTED,
        title: || {
            text!(
                "牵头单位最近一次报的状态，台账没有落后",
                "no task stands behind what its leads answered last"
            )
        },
        run: status_not_adopted,
    },
    Rule {
        id: UNKNOWN_PERIOD,
        title: || text!("报送所属的报送期存在", "the period of a return exists"),
        run: unknown_periods,
    },
    Rule {
        id: UNKNOWN_REPORTER,
        title: || text!("报送期和报送中的单位已登记", "departments of periods and returns are registered"),
        run: unknown_departments,
    },
    Rule {
        id: UNKNOWN_ANSWER,
        title: || {
            text!(
                "应报和已报的任务存在，一项只报一次",
                "asked and answered tasks exist; each is answered once"
            )
        },
        run: unknown_tasks,
    },
];

/// The place in a return where these words stand.
fn place(subject: &Subject<'_>, found: &LoadedReturn, words: &str) -> Location {
    subject.file(layout::return_file(&found.plan, found.period, &found.code)).words(words)
}

fn unread(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for found in &subject.returns {
        let cells = found
            .value
            .tasks
            .iter()
            .flat_map(|answer| answer.unread.iter().map(move |cell| (answer.id, cell)));
        for (id, cell) in cells {
            let (zh, en) = (cell.field.label(Lang::Zh), cell.field.label(Lang::En));
            let shown = Some(found.plan.as_str()).filter(|_| subject.snapshot.plans.len() > 1);
            let task = subject.snapshot.plans.iter().find(|plan| plan.slug == found.plan);
            let task = task.and_then(|plan| plan.tasks.iter().find(|task| task.id == id));
            let number =
                task.map_or_else(|| TaskNumber::unknown(id, shown), |task| TaskNumber::of(task, shown));
            let [task_zh, task] = [Lang::Zh, Lang::En].map(|lang| number.words(lang));
            let (department, text) = (&found.value.department, &cell.text);
            let why = Reason::words_of(&cell.why);
            let [why_zh, why] = [Lang::Zh, Lang::En].map(|lang| why.in_lang(lang));
            let message = if Reason::was_read(&cell.why) {
                text!(
                    "{department} 报送的{task_zh} {zh}待核定：“{text}”（{why_zh}）",
                    "the {en} of {task} in the return of {department} is in question: `{text}` ({why})"
                )
            } else {
                text!(
                    "{department} 报送的{task_zh} {zh}没有读懂：“{text}”（{why_zh}）",
                    "the {en} of {task} in the return of {department} was not understood: `{text}` ({why})"
                )
            };
            findings.push(finding(
                UNREAD_CELL,
                message,
                place(subject, found, &cell.place),
                text!(
                    "问清后用 `pjt collect --settle` 处理",
                    "ask them, then settle it with `pjt collect --settle`"
                ),
            ));
        }
    }
    findings
}

fn unplaced(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for found in &subject.returns {
        for row in &found.value.unplaced {
            let (department, text) = (&found.value.department, &row.text);
            let why = Reason::words_of(&row.why);
            let [why_zh, why] = [Lang::Zh, Lang::En].map(|lang| why.in_lang(lang));
            findings.push(finding(
                UNPLACED_ROW,
                text!(
                    "{department} 报送的一行归不到任务：“{text}”（{why_zh}）",
                    "a row in the return of {department} belongs to no task: `{text}` ({why})"
                ),
                place(subject, found, &row.place),
                text!(
                    "问清后用 `pjt collect --settle` 处理",
                    "ask them, then settle it with `pjt collect --settle`"
                ),
            ));
        }
    }
    findings
}

/// Tasks that are done, of which the last answer of a lead says otherwise, until a person changes the status or notes what
/// is so. Somebody who calls a task done later, for a reason of their own, is no contradiction.
fn done_answered_otherwise(subject: &Subject<'_>) -> Vec<Finding> {
    let done = || subject.tasks().filter(|(entry, _)| entry.task.status == Status::Done);
    if subject.returns.is_empty() || done().next().is_none() {
        return Vec::new();
    }
    let (periods, returns) = (subject.periods.clone(), subject.returns.clone());
    let reports = Reports::of(periods, returns, subject.registry(), &subject.snapshot.plans);
    let mut findings = Vec::new();
    for (entry, file) in done() {
        let last = reports.last_of_leads(entry);
        let Some(report) = last.iter().find(|report| is_done_otherwise(report, entry, &reports)) else {
            continue;
        };
        let (plan, id) = (&entry.plan.slug, entry.task.id);
        let (department, period) = (report.department, report.period);
        let [zh, en] = [Lang::Zh, Lang::En].map(|lang| {
            let status = report.answer.status.map(|status| status.label(lang).to_owned());
            let percent = report
                .answer
                .percent
                .map(|percent| lang.pick(format!("完成率 {percent}%"), format!("{percent}% done")));
            let answered: Vec<String> = status.into_iter().chain(percent).collect();
            answered.join(lang.pick("、", ", "))
        });
        findings.push(finding(
            DONE_ANSWERED_OTHERWISE,
            text!(
                "编号{id} 在台账上已完成，{department} {period} 报的是{zh}",
                "task {id} is done in the ledger, and {department} answered {en} in {period}"
            ),
            file.field("status"),
            text!(
                "没有完成的：`pjt update {plan}/{id} --status 推进中 --reason 原因`；确已完成的：`pjt update {plan}/{id} --note 核实情况`",
                "if it isn't: `pjt update {plan}/{id} --status in_progress --reason WHY`; if it is: `pjt update {plan}/{id} --note WHAT`"
            ),
        ));
    }
    findings
}

/// Open tasks that stand behind what all their leads answered last: the status was not adopted when it came, because the
/// leads differed, or nobody led it yet. A note that a person made since settles it, and so does the status.
fn status_not_adopted(subject: &Subject<'_>) -> Vec<Finding> {
    let open = || {
        let is_open = |(entry, _): &(Entry<'_>, _)| {
            matches!(entry.task.status, Status::NotStarted | Status::InProgress)
        };
        subject.tasks().filter(is_open)
    };
    if subject.returns.is_empty() || open().next().is_none() {
        return Vec::new();
    }
    let (periods, returns) = (subject.periods.clone(), subject.returns.clone());
    let reports = Reports::of(periods, returns, subject.registry(), &subject.snapshot.plans);
    let mut findings = Vec::new();
    for (entry, file) in open() {
        let last = reports.last_of_leads(entry);
        let Some(reached) = reached(&last, entry) else { continue };
        let (plan, id, store) = (&entry.plan.slug, entry.task.id, entry.task.status);
        let said = |lang: Lang| {
            let one = |report: &Report<'_>| {
                let status = report.answer.status.map_or("", |status| status.label(lang));
                lang.pick(
                    format!("{} {} 报{status}", report.department, report.period),
                    format!("{} answered {status} in {}", report.department, report.period),
                )
            };
            last.iter().map(one).collect::<Vec<_>>().join(lang.pick("，", ", "))
        };
        let [(zh, zh_store, zh_to), (en, en_store, _)] =
            [Lang::Zh, Lang::En].map(|lang| (said(lang), store.label(lang), reached.label(lang)));
        let token = reached.token();
        findings.push(finding(
            STATUS_NOT_ADOPTED,
            text!(
                "编号{id} 在台账上{zh_store}，{zh}，没有采用",
                "task {id} is {en_store} in the ledger; {en}, which was not adopted"
            ),
            file.field("status"),
            text!(
                "属实的：`pjt update {plan}/{id} --status {zh_to}`；不属实的：`pjt update {plan}/{id} --note 核实情况`",
                "if it is so: `pjt update {plan}/{id} --status {token}`; if not: `pjt update {plan}/{id} --note WHAT`"
            ),
        ));
    }
    findings
}

/// What all leads have reached by their last answers, where the ledger stands behind it and nobody has said why since (what a
/// correction was made for is about something else): done only where each of them said so.
fn reached(last: &[Report<'_>], entry: Entry<'_>) -> Option<Status> {
    let lead = entry.answering().map_or(0, <[String]>::len);
    let is_settled = |report: &Report<'_>| {
        report.answer.sent_back.is_some()
            || entry.task.notes.iter().any(|note| note.is_progress() && note.date >= report.received)
    };
    if last.iter().any(is_settled) {
        return None;
    }
    let statuses: Vec<Status> = last.iter().filter_map(|report| report.answer.status).collect();
    let is_on = |status: &Status| matches!(status, Status::InProgress | Status::Done);
    if statuses.is_empty() || statuses.len() < last.len() || !statuses.iter().all(is_on) {
        return None;
    }
    let is_done = statuses.len() == lead && statuses.iter().all(|status| *status == Status::Done);
    let reached = if is_done { Status::Done } else { Status::InProgress };
    reached.goes_back(entry.task.status).then_some(reached)
}

/// Whether a lead's last answer stands against done, and nobody has said since what is so.
pub(super) fn is_done_otherwise(report: &Report<'_>, entry: Entry<'_>, reports: &Reports) -> bool {
    let answer = report.answer;
    let is_less = answer.percent.is_some_and(|percent| percent < 100);
    let is_going_on = matches!(answer.status, Some(Status::NotStarted | Status::InProgress));
    if !is_less && !is_going_on || entry.task.notes.iter().any(|note| note.date >= report.received) {
        return false;
    }
    // Of one that said done, before or in the same breath, the ledger has it.
    let own = || reports.of_task(&entry.plan.slug, entry.task.id);
    let said_done = own().any(|other| other.heir == report.heir && other.answer.status == Some(Status::Done));
    let proofs = || own().flat_map(|other| &other.answer.evidence);
    let has_own_proof = entry.task.evidence.iter().any(|path| !proofs().any(|known| known == path));
    said_done || !has_own_proof
}

fn unknown_periods(subject: &Subject<'_>) -> Vec<Finding> {
    let known: HashSet<_> = subject.periods.iter().map(|(id, _)| *id).collect();
    // One whose file can't be read is there.
    let is_there = |found: &&LoadedReturn| {
        known.contains(&found.period)
            || subject
                .source
                .period_files()
                .is_ok_and(|files| files.contains(&layout::period_file(found.period)))
    };
    let lost = subject.returns.iter().filter(|found| !is_there(found));
    lost.map(|found| {
        let period = found.period;
        finding(
            UNKNOWN_PERIOD,
            text!("没有报送期 {period}", "there is no period {period}"),
            place(subject, found, "department"),
            text!("请从 git 恢复 periods/{period}.yaml", "bring periods/{period}.yaml back from git"),
        )
    })
    .collect()
}

fn unknown_departments(subject: &Subject<'_>) -> Vec<Finding> {
    if !subject.has_registry() {
        return Vec::new();
    }
    let names = subject.registry().names();
    let unknown = |name: &str, place: Location| {
        finding(
            UNKNOWN_REPORTER,
            text!("部门 `{name}` 没有登记", "the department `{name}` is not registered"),
            place,
            text!(
                "它现在另有名称的，登记为别名：`pjt dept alias 现名 {name}`",
                "if it has another name now, make this one an alias: `pjt dept alias NAME {name}`"
            ),
        )
    };
    let mut findings = Vec::new();
    for (id, period) in &subject.periods {
        for name in period.departments().into_iter().filter(|name| names.find(name).is_none()) {
            findings.push(unknown(name, subject.file(layout::period_file(*id)).words(name)));
        }
    }
    for found in &subject.returns {
        let name = &found.value.department;
        match names.find(name) {
            None => findings.push(unknown(name, place(subject, found, name))),
            // A department that was merged into another left it its code.
            Some(department) if names.find(&found.code).is_none_or(|known| known.name != department.name) => {
                let code = &found.code;
                findings.push(finding(
                    UNKNOWN_REPORTER,
                    text!(
                        "文件名中的代码 `{code}` 不是 {name} 的",
                        "the code `{code}` of the file is not that of {name}"
                    ),
                    place(subject, found, name),
                    text!(
                        "请改正 departments.yaml 中的 code，或改文件名",
                        "correct `code` in departments.yaml, or the name of the file"
                    ),
                ));
            }
            Some(_) => {}
        }
    }
    findings
}

fn unknown_tasks(subject: &Subject<'_>) -> Vec<Finding> {
    [unknown_asked(subject), unknown_answered(subject)].concat()
}

/// Plans and tasks that periods ask about and that are not there.
fn unknown_asked(subject: &Subject<'_>) -> Vec<Finding> {
    // A period may have asked of a plan that was taken out since, which `pjt.yaml` keeps.
    let is_removed = |slug: &str| subject.config.removed.iter().any(|removed| removed.was_called(slug));
    let is_there = |slug: &str| layout::is_slug(slug) && subject.source.has_plan(slug).unwrap_or(true);
    let mut findings = Vec::new();
    for (period_id, period) in &subject.periods {
        let file = layout::period_file(*period_id);
        let mut named: HashSet<&str> = HashSet::new();
        for asked in &period.asked {
            // A plan that is called otherwise since is meant by its old name, too.
            let slug = store::current_slug(subject.source, &asked.plan);
            if !is_there(&slug) && !is_removed(&slug) && named.insert(&asked.plan) {
                findings.push(no_plan(subject, *period_id, &asked.plan));
            }
            let Some(known) = tasks_of(subject, &slug) else { continue };
            let lost = asked.tasks.iter().filter(|id| !known.contains(id) && !has_file(subject, &slug, **id));
            findings.extend(
                lost.map(|id| no_task(&slug, *id, subject.file(file.as_path()).words(&asked.department))),
            );
        }
    }
    findings
}

/// Tasks that returns answer and that are not there, or that one of them answers twice.
fn unknown_answered(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for found in &subject.returns {
        let known = tasks_of(subject, &found.plan).unwrap_or_default();
        let mut answered = HashSet::new();
        for id in found.value.tasks.iter().map(|answer| answer.id) {
            let at = || place(subject, found, &format!("id: {id}"));
            if !known.contains(&id) && !has_file(subject, &found.plan, id) {
                findings.push(no_task(&found.plan, id, at()));
            }
            if !answered.insert(id) {
                findings.push(finding(
                    UNKNOWN_ANSWER,
                    text!("编号{id} 报了两次", "the task {id} is answered twice"),
                    at(),
                    text!("请只留一条", "keep one of the two"),
                ));
            }
        }
    }
    findings
}

/// The tasks of a plan; none where it is not looked at, since nothing is read of such a plan.
fn tasks_of(subject: &Subject<'_>, slug: &str) -> Option<HashSet<TaskId>> {
    let plan = subject.snapshot.plans.iter().find(|plan| plan.slug == slug)?;
    Some(plan.tasks.iter().map(|task| task.id).collect())
}

/// Whether a task has a file, be it one that can't be understood.
fn has_file(subject: &Subject<'_>, slug: &str, id: TaskId) -> bool {
    let path = layout::task_file(slug, id);
    subject.source.read(&path, store::yaml::MAX_TASK_BYTES).is_ok_and(|file| file.is_some())
}

fn no_task(slug: &str, id: TaskId, place: Location) -> Finding {
    finding(
        UNKNOWN_ANSWER,
        text!("方案 {slug} 没有任务 {id}", "the plan {slug} has no task {id}"),
        place,
        text!("请改正编号，或从 git 恢复这项任务", "correct the number, or bring the task back from git"),
    )
}

fn no_plan(subject: &Subject<'_>, period: PeriodId, slug: &str) -> Finding {
    finding(
        UNKNOWN_ANSWER,
        text!(
            "没有方案 {slug}，报送期 {period} 要报的任务找不到",
            "there is no plan {slug}, about which the period {period} asks"
        ),
        subject.file(layout::period_file(period)).words(&format!("plan: {slug}")),
        text!(
            "请改正方案名，或从 git 恢复这个方案",
            "correct the name of the plan, or bring the plan back from git"
        ),
    )
}
