//! What became of what a department was asked for in a period: what it owes, what it sent, by how many days late.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use crate::{
    model::{Answer, Asked, ReportingPeriod, Return, Snapshot, Status, Task, TaskId, Unplaced},
    text::fold::fold,
};

/// What became of what one department was asked for in one plan.
#[derive(Clone, Debug)]
pub struct Due<'a> {
    /// The department, by the name that it was asked by.
    pub department: &'a str,
    /// The plan, as it is called now.
    pub plan: &'a str,
    /// What it was asked for and still owes or has reported.
    pub asked: Vec<TaskId>,
    /// What it was asked for and owes no more: it was withdrawn since, or closed without its answer.
    pub ended: Vec<TaskId>,
    /// What it sent nothing about.
    pub unreported: Vec<TaskId>,
    /// Of this, the rows that it left out of a return that came.
    pub omitted: Vec<TaskId>,
    /// What was sent back and not answered again.
    pub sent_back: Vec<TaskId>,
    /// The rows that it sent and that belong to no task until a person settles them.
    pub unplaced: &'a [Unplaced],
    /// How many rows and cells of what it sent wait for a person.
    pub waiting: usize,
    /// The day on which its return came.
    pub received: Option<NaiveDate>,
    /// By how many days that was late.
    pub days_late: i64,
    /// What it answered or corrected late, after its first answers; what was sent back is not among it.
    pub late_tasks: Vec<TaskId>,
    /// What it answered again because it was sent back.
    pub resent: Vec<TaskId>,
    /// The day on which the last answer came that is later than the first.
    pub last_received: Option<NaiveDate>,
    /// By how many days the last of the late ones was late.
    pub last_days_late: i64,
    /// How it did.
    pub state: DueState,
}

/// How a department did in a period.
#[derive(Clone, Copy, Debug, Eq, PartialEq, serde::Serialize, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum DueState {
    /// It reported in time.
    OnTime,
    /// It reported, and late.
    Late,
    /// Nothing came.
    Missing,
    /// The form came back as it went out.
    Empty,
}

impl DueState {
    /// The word in JSON.
    pub fn token(self) -> &'static str {
        self.into()
    }
}

/// What became of a department that was asked about several plans, each by itself: it is late where one of its returns is, and
/// has reported where one came.
pub fn state_of_department<'d>(plans: impl IntoIterator<Item = &'d Due<'d>>) -> DueState {
    let weight = |state: &DueState| match state {
        DueState::Missing => 0,
        DueState::Empty => 1,
        DueState::OnTime => 2,
        DueState::Late => 3,
    };
    plans.into_iter().map(|due| due.state).max_by_key(weight).unwrap_or(DueState::Missing)
}

impl Due<'_> {
    /// What it left out, as it has to be told: first what came all the same and waits for a person, among the rows that belong
    /// to no task yet, then what nothing came about.
    pub fn held_and_omitted(&self, snapshot: &Snapshot) -> (Vec<TaskId>, Vec<TaskId>) {
        let rows: Vec<String> = self.unplaced.iter().map(|row| fold(&row.text)).collect();
        let is_held = |id: &&TaskId| {
            let mut entries = snapshot.entries();
            let entry = entries.find(|entry| entry.plan.slug == self.plan && entry.task.id == **id);
            let words = entry.map(|entry| fold(&entry.task.content)).unwrap_or_default();
            !words.is_empty() && rows.iter().any(|row| row.contains(&words))
        };
        if rows.is_empty() {
            return (Vec::new(), self.omitted.clone());
        }
        self.omitted.iter().partition(is_held)
    }

    /// How many of the tasks that it was asked for it answered.
    pub fn reported(&self) -> usize {
        self.asked.len() - self.unreported.len()
    }
}

/// A task that nobody has to report about any more.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ended {
    /// Whether it is withdrawn; otherwise it is closed.
    is_withdrawn: bool,
    /// The day, as far as the task says.
    on: Option<NaiveDate>,
}

impl Ended {
    /// Whether the task is withdrawn or closed, and since when: the last note of a withdrawn one says why it was.
    pub(super) fn of(task: &Task) -> Option<Self> {
        let is_withdrawn = task.status == Status::Withdrawn;
        let on = match is_withdrawn {
            true => task.notes.iter().map(|note| note.date).max(),
            false => task.closure.as_ref().map(|closure| closure.on),
        };
        task.status.is_owed_no_more().then_some(Self { is_withdrawn, on })
    }

    /// Whether that was when the period was over: what it asked and got stays as it was.
    fn is_after(self, period: &ReportingPeriod) -> bool {
        let closed = |on: NaiveDate| period.closed.is_some_and(|closed| on >= closed);
        self.on.is_some_and(|on| on > period.last_day() || closed(on))
    }
}

/// What became of it, by the return that came; `ended` are the tasks of the plan that are withdrawn or closed now.
pub(super) fn due<'a>(
    period: &ReportingPeriod,
    asked: &Asked,
    (department, plan): (&'a str, &'a str),
    ended: Option<&HashMap<TaskId, Ended>>,
    value: Option<&'a Return>,
) -> Due<'a> {
    let answers: &[Answer] = value.map_or(&[], |value| &value.tasks);
    let answer = |id: &TaskId| answers.iter().find(|answer| answer.id == *id);
    // What was reported before it was closed counts; of what was withdrawn nothing does.
    let is_ended = |id: &TaskId| match ended.and_then(|ended| ended.get(id)) {
        _ if asked.ended.contains(id) => true,
        Some(ended) if ended.is_after(period) => false,
        Some(ended) => ended.is_withdrawn || answer(id).is_none(),
        None => false,
    };
    let (ended, owed): (Vec<TaskId>, Vec<TaskId>) = asked.tasks.iter().partition(|id| is_ended(id));
    let unreported: Vec<TaskId> = owed.iter().copied().filter(|id| answer(id).is_none()).collect();
    let is_sent_back = |id: &TaskId| answer(id).is_some_and(|answer| answer.sent_back.is_some());
    let sent_back = owed.iter().copied().filter(is_sent_back).collect();
    let received = value.map(|value| value.received);
    let last = period.last_day();
    let days_late = received.map_or(0, |day| (day - last).num_days().max(0));
    let own: Vec<&Answer> = owed.iter().filter_map(answer).collect();
    // Who is asked again is not late.
    let late = |answer: &&&Answer| {
        let days = answer.later.iter().filter(|later| later.sent_back.is_none()).map(|later| later.on);
        days.max().is_some_and(|day| day > last)
    };
    let late: Vec<&Answer> = own.iter().filter(late).copied().collect();
    let days = late.iter().flat_map(|answer| &answer.later).filter(|later| later.sent_back.is_none());
    let last_days_late = days.map(|later| (later.on - last).num_days()).max().unwrap_or(0);
    let is_resent = |answer: &&&Answer| answer.later.iter().any(|later| later.sent_back.is_some());
    let state = match value {
        None => DueState::Missing,
        // What was dropped had been filled in.
        Some(Return { tasks, unplaced, dropped, .. })
            if tasks.is_empty() && unplaced.is_empty() && dropped.is_empty() =>
        {
            DueState::Empty
        }
        Some(_) if days_late > 0 => DueState::Late,
        Some(_) => DueState::OnTime,
    };
    let came = matches!(state, DueState::OnTime | DueState::Late);
    Due {
        department,
        plan,
        ended,
        omitted: if came { unreported.clone() } else { Vec::new() },
        unreported,
        sent_back,
        unplaced: value.map_or(&[], |value| &value.unplaced),
        waiting: value.map_or(0, waiting),
        received,
        days_late,
        late_tasks: late.iter().map(|answer| answer.id).collect(),
        resent: own.iter().filter(is_resent).map(|answer| answer.id).collect(),
        last_received: own.iter().filter_map(|answer| answer.last_day()).max(),
        asked: owed,
        last_days_late,
        state,
    }
}

/// One form asks about all plans: where it answers about one of them, it did not come back as it went out, and what it leaves
/// blank of another is left out.
pub(super) fn fill_from_other_plans(rows: &mut [Due<'_>]) {
    let answered: HashSet<&str> = rows
        .iter()
        .filter(|due| matches!(due.state, DueState::OnTime | DueState::Late))
        .map(|due| due.department)
        .collect();
    for due in rows.iter_mut() {
        if due.state == DueState::Empty && answered.contains(due.department) {
            due.omitted.clone_from(&due.unreported);
            due.state = if due.days_late > 0 { DueState::Late } else { DueState::OnTime };
        }
    }
}

/// Whether another return says of a task what a department's own does not, or what was asked for again by sending that back.
pub(super) fn is_newer(other: &Return, own: &Return, task: TaskId) -> bool {
    let Some(newer) = other.tasks.iter().find(|answer| answer.id == task) else { return false };
    let Some(known) = own.tasks.iter().find(|answer| answer.id == task) else { return true };
    let sent_back = known.sent_back.as_ref().map(|back| back.on);
    sent_back.is_some_and(|on| newer.last_day().unwrap_or(other.received) >= on)
}

/// How many rows and cells of a return wait for a person.
pub(super) fn waiting(value: &Return) -> usize {
    value.unplaced.len() + value.tasks.iter().map(|answer| answer.unread.len()).sum::<usize>()
}
