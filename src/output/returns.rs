//! Who of those who were asked in a period reported, and who did not.

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use serde_json::{Value, json};

use super::{
    Format,
    format::{Answer, Grid, Look},
    json as contract, stats,
};
use crate::{
    error::Finding,
    model::{PeriodId, Snapshot, TaskId, TaskNumber},
    query::reports::{Due, DueState, Reports, state_of_department},
    text::Lang,
};

/// What became of a period as an answer.
#[derive(Clone, Copy, Debug)]
pub struct Returns<'a> {
    /// What became of what each department was asked for.
    pub due: &'a [Due<'a>],
    /// How many tasks were asked for and are owed no more.
    pub ended: usize,
    /// The tasks, which say how their documents number them.
    pub snapshot: &'a Snapshot,
    /// Whether each row is shown with its plan.
    pub with_plan: bool,
    /// Records that could not be read.
    pub unreadable: &'a [Finding],
}

impl Returns<'_> {
    /// Writes it.
    ///
    /// # Errors
    /// When `out` fails.
    pub fn write(&self, format: Format, look: Look, out: &mut dyn Write) -> io::Result<()> {
        format.writer().answer(self, look, out)
    }

    /// Tasks of a row's plan; each row is of one.
    fn numbers(&self, due: &Due<'_>, ids: &[TaskId]) -> Vec<TaskNumber> {
        ids.iter().map(|id| TaskNumber::in_snapshot(self.snapshot, due.plan, *id, due.plan)).collect()
    }

    /// What was asked for and is owed no more; which tasks these are.
    fn ended(&self, due: &Due<'_>, lang: Lang) -> String {
        if due.ended.is_empty() {
            return String::new();
        }
        let (count, tasks) = (due.ended.len(), TaskNumber::words_of(&self.numbers(due, &due.ended), lang));
        lang.pick(
            format!("；下发后取消、销号{count}项（{tasks}），不再要报"),
            format!("; {count} withdrawn or closed since ({tasks}), not owed any more"),
        )
    }

    /// How many different departments are in one of these states.
    fn departments(&self) -> Vec<DueState> {
        let mut of: BTreeMap<&str, Vec<&Due<'_>>> = BTreeMap::new();
        for due in self.due {
            of.entry(due.department).or_default().push(due);
        }
        of.into_values().map(state_of_department).collect()
    }
}

/// Numbers of tasks as such, so that one alone is not taken for a count: `2项：编号5、7`.
fn counted(numbers: &[TaskNumber], lang: Lang) -> String {
    let (count, words) = (numbers.len(), TaskNumber::words_of(numbers, lang));
    match count {
        0 => words,
        _ => lang.pick(format!("{count}项：{words}"), format!("{count}: {words}")),
    }
}

/// How many rows and cells wait, and which tasks came among them: `5处，含编号1、2`.
fn waiting(count: usize, held: &[TaskNumber], lang: Lang) -> String {
    let words = TaskNumber::words_of(held, lang);
    match (count, held.len()) {
        (0, _) => String::new(),
        (_, 0) => lang.pick(format!("{count}处"), count.to_string()),
        _ => lang.pick(format!("{count}处，含{words}"), format!("{count}, among them {words}")),
    }
}

/// Who is in time, and nothing of whose answers is taken yet, has not simply reported.
fn waits(due: &Due<'_>, lang: Lang) -> String {
    let came = matches!(due.state, DueState::OnTime | DueState::Late);
    if !came || due.waiting == 0 || due.reported() > 0 {
        return String::new();
    }
    let count = due.waiting;
    lang.pick(format!("，全部待核（{count}处）"), format!(", all of it waits ({count})"))
}

fn list(ids: &[TaskId]) -> String {
    ids.iter().map(ToString::to_string).collect::<Vec<_>>().join("、")
}

/// How a department did, in words.
pub fn state(due: &Due<'_>, lang: Lang) -> String {
    let days = due.days_late;
    match (due.state, lang) {
        (DueState::OnTime, _) => label!(lang, "按时", "on time").to_owned(),
        (DueState::Late, Lang::Zh) => format!("迟报{days}天"),
        (DueState::Late, Lang::En) => format!("{days} days late"),
        (DueState::Missing, _) => label!(lang, "未报送", "missing").to_owned(),
        (DueState::Empty, _) => label!(lang, "空表", "empty form").to_owned(),
    }
}

/// Who is reckoned to be in time or late otherwise when a period has another day: `市卫生健康委由迟报5天变为按时`. Both
/// are of the same period, by the days before and after.
pub fn reckoned_otherwise(before: &Reports, after: &Reports, id: PeriodId, lang: Lang) -> Vec<String> {
    let words = |due: &Due<'_>| format!("{}{}", state(due, lang), late_words(due, lang));
    let now = after.due(id);
    let mut found: Vec<String> = Vec::new();
    for due in before.due(id) {
        let same = |other: &&Due<'_>| (other.department, other.plan) == (due.department, due.plan);
        let Some(other) = now.iter().find(same) else { continue };
        let (department, from, to) = (due.department, words(&due), words(other));
        let line = lang.pick(format!("{department}由{from}变为{to}"), format!("{department}: {from} → {to}"));
        if from != to && !found.contains(&line) {
            found.push(line);
        }
    }
    found
}

/// What was answered or corrected late.
fn late_words(due: &Due<'_>, lang: Lang) -> String {
    if due.late_tasks.is_empty() {
        return String::new();
    }
    let (tasks, days) = (due.late_tasks.len(), due.last_days_late);
    lang.pick(
        format!("；截止后补报、更正{tasks}项，迟{days}天"),
        format!("; {tasks} answered or corrected later, {days} days late"),
    )
}

/// What came after its first answers: what was answered or corrected late, and what was answered again when it had been
/// sent back.
fn later(due: &Due<'_>, lang: Lang) -> String {
    let mut words = late_words(due, lang);
    if !due.resent.is_empty() {
        let tasks = due.resent.len();
        words.push_str(&lang.pick(format!("；退回后重报{tasks}项"), format!("; {tasks} answered again")));
    }
    words
}

impl Answer for Returns<'_> {
    fn grid(&self, lang: Lang) -> Grid {
        let has_sent_back = self.due.iter().any(|due| !due.sent_back.is_empty());
        let mut headers = vec![label!(lang, "单位", "Department")];
        headers.extend(self.with_plan.then(|| label!(lang, "方案", "Plan")));
        headers.extend([
            label!(lang, "应报", "Asked"),
            label!(lang, "已报", "Reported"),
            label!(lang, "漏项", "Omitted"),
        ]);
        let has_waiting = self.due.iter().any(|due| due.waiting > 0);
        headers.extend(has_waiting.then(|| label!(lang, "待核", "Waiting")));
        headers.extend(has_sent_back.then(|| label!(lang, "退回", "Sent back")));
        headers.extend([label!(lang, "收到", "Received"), label!(lang, "情况", "How")]);
        let row = |due: &Due<'_>| {
            let (held, omitted) = due.held_and_omitted(self.snapshot);
            let mut row = vec![due.department.to_owned()];
            row.extend(self.with_plan.then(|| due.plan.to_owned()));
            row.extend([
                due.asked.len().to_string(),
                due.reported().to_string(),
                counted(&self.numbers(due, &omitted), lang),
            ]);
            row.extend(has_waiting.then(|| waiting(due.waiting, &self.numbers(due, &held), lang)));
            row.extend(has_sent_back.then(|| counted(&self.numbers(due, &due.sent_back), lang)));
            row.push(due.received.map(|day| day.to_string()).unwrap_or_default());
            row.push(format!(
                "{}{}{}{}",
                state(due, lang),
                waits(due, lang),
                later(due, lang),
                self.ended(due, lang)
            ));
            row
        };
        let first = 1 + usize::from(self.with_plan);
        Grid {
            headers: headers.into_iter().map(str::to_owned).collect(),
            rows: self.due.iter().map(row).collect(),
            right: vec![first, first + 1],
        }
    }

    fn records(&self) -> Grid {
        let keys = [
            "department",
            "plan",
            "asked",
            "reported",
            "omitted",
            "received",
            "days_late",
            "state",
            "sent_back",
            "late_tasks",
            "resent",
            "last_received",
            "last_days_late",
            "ended",
            "held",
            "waiting",
        ];
        let row = |due: &Due<'_>| {
            let (held, omitted) = due.held_and_omitted(self.snapshot);
            vec![
                due.department.to_owned(),
                due.plan.to_owned(),
                due.asked.len().to_string(),
                due.reported().to_string(),
                list(&omitted),
                due.received.map(|day| day.to_string()).unwrap_or_default(),
                due.days_late.to_string(),
                due.state.token().to_owned(),
                list(&due.sent_back),
                list(&due.late_tasks),
                list(&due.resent),
                due.last_received.map(|day| day.to_string()).unwrap_or_default(),
                due.last_days_late.to_string(),
                list(&due.ended),
                list(&held),
                due.waiting.to_string(),
            ]
        };
        let gap = stats::gap_record(self.unreadable.len(), 2, keys.len());
        let rows = self.due.iter().map(row).chain(gap).collect();
        Grid { headers: keys.map(str::to_owned).to_vec(), rows, ..Grid::default() }
    }

    fn remarks(&self, lang: Lang) -> Vec<String> {
        let tasks: usize = self.due.iter().map(|due| due.asked.len()).sum();
        let reported: usize = self.due.iter().map(Due::reported).sum();
        let states = self.departments();
        let departments = states.len();
        let of = |state: DueState| states.iter().filter(|one| **one == state).count();
        let states = [
            (of(DueState::OnTime), "按时", "on time"),
            (of(DueState::Late), "迟报", "late"),
            (of(DueState::Missing), "未报送", "missing"),
            (of(DueState::Empty), "空表", "empty"),
        ];
        let states = states.iter().filter(|(count, ..)| *count > 0).map(|(count, zh, en)| match lang {
            Lang::Zh => format!("{zh} {count} 个"),
            Lang::En => format!("{count} {en}"),
        });
        let states = states.collect::<Vec<_>>().join(lang.pick("，", ", "));
        let states = if states.is_empty() { states } else { format!("{}{states}", lang.pick("；", "; ")) };
        let ended = match (self.ended, lang) {
            (0, _) => String::new(),
            (count, Lang::Zh) => format!("；另有 {count} 项下发后取消、销号，不再要报"),
            (count, Lang::En) => format!("; {count} more were withdrawn or closed since"),
        };
        let mut returns: Vec<_> = self.due.iter().filter(|due| due.waiting > 0).collect();
        returns.dedup_by_key(|due| due.department);
        let count: usize = self.due.iter().map(|due| due.waiting).sum();
        let waiting = match (count, lang) {
            (0, _) => String::new(),
            (count, Lang::Zh) => format!("；报送内容尚有 {count} 处待核（{} 个单位）", returns.len()),
            (count, Lang::En) => {
                format!("; {count} answers of {} departments wait for a person", returns.len())
            }
        };
        vec![match lang {
            Lang::Zh => {
                format!("应报 {departments} 个单位、{tasks} 项，已报 {reported} 项{states}{waiting}{ended}")
            }
            Lang::En => format!(
                "{departments} departments were asked for {tasks} tasks, {reported} reported{states}{waiting}{ended}"
            ),
        }]
    }

    fn gap(&self, lang: Lang) -> Option<String> {
        stats::gap(self.unreadable.len(), lang)
    }

    fn document(&self) -> Value {
        let row = |due: &Due<'_>| {
            let (held, omitted) = due.held_and_omitted(self.snapshot);
            json!({
                "department": due.department,
                "plan": due.plan,
                "asked": due.asked.len(),
                "reported": due.reported(),
                "omitted": omitted,
                "received": due.received.map(|day| day.to_string()),
                "days_late": due.days_late,
                "state": due.state.token(),
                "sent_back": due.sent_back,
                "late_tasks": due.late_tasks,
                "resent": due.resent,
                "last_received": due.last_received.map(|day| day.to_string()),
                "last_days_late": due.last_days_late,
                "ended": due.ended,
                "held": held,
                "waiting": due.waiting,
            })
        };
        contract::document("returns", [("returns", self.due.iter().map(row).collect())], self.unreadable)
    }
}
