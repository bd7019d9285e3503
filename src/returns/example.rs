//! For the tests of this room: a store with one plan whose tasks are asked for in 2025-q3, and forms as units send them back.

use chrono::NaiveDate;
use strum::VariantArray as _;

use super::{Collected, Reason, Records, Remark, collect};
use crate::{
    model::{
        Asked, AskedField, Department, Entry, LeadRule, PeriodId, Plan, Registry, ReportingPeriod, Return,
        Snapshot, Status, Task, TaskId,
        form::{FormColumn, FormKey, locked_words},
        parse_date,
    },
    store::load::{LoadedReturn, NamedPeriod},
};

/// What there is to do, each in words that no other one has.
pub(super) const TASKS: [&str; 6] = [
    "建设产教融合信息平台",
    "开展老旧小区加装电梯",
    "新增普惠托育机构床位",
    "组织职业技能竞赛活动",
    "修缮农村公路危旧桥梁",
    "推广分布式光伏发电站",
];

pub(super) fn day(word: &str) -> NaiveDate {
    parse_date(word).unwrap()
}

pub(super) fn id(word: &str) -> PeriodId {
    word.parse().unwrap()
}

/// The store that forms are read against.
pub(super) struct Store {
    pub(super) snapshot: Snapshot,
    pub(super) periods: Vec<NamedPeriod>,
    pub(super) returns: Vec<LoadedReturn>,
}

/// The plan `p`, whose tasks 甲 leads and 乙 supports, but for the last one, which is 丙's alone; 甲 is asked for the first
/// five and 乙 for the first.
pub(super) fn store() -> Store {
    let coded = |name: &str, code: &str| Department { code: Some(code.into()), ..Department::named(name) };
    let departments = vec![coded("甲", "jia"), coded("乙", "yi"), coded("丙", "bing")];
    let names = |id: u32| match id {
        6 => vec!["丙".to_owned()],
        _ => vec!["甲".to_owned(), "乙".to_owned()],
    };
    let task = |(id, content): (u32, &&str)| Task {
        id: TaskId(id),
        content: (*content).to_owned(),
        departments: names(id),
        due: Some(day("2025-12-31")),
        ..Task::default()
    };
    let plan = Plan {
        slug: "p".into(),
        title: "方案".into(),
        lead_rule: LeadRule::FirstListed,
        tasks: (1..).zip(&TASKS).map(task).collect(),
        ..Plan::default()
    };
    let asked = |department: &str, tasks: &[u32]| Asked {
        department: department.into(),
        plan: "p".into(),
        tasks: tasks.iter().copied().map(TaskId).collect(),
        ended: Vec::new(),
    };
    let period = ReportingPeriod {
        title: "2025年第三季度".into(),
        start: day("2025-07-01"),
        end: day("2025-09-30"),
        due: day("2025-09-25"),
        opened: day("2025-09-01"),
        fields: AskedField::VARIANTS.to_vec(),
        asked: vec![asked("甲", &[1, 2, 3, 4, 5]), asked("乙", &[1])],
        closed: None,
    };
    Store {
        snapshot: Snapshot { plans: vec![plan], registry: Registry { departments }, ..Snapshot::default() },
        periods: vec![(id("2025-q3"), period)],
        returns: Vec::new(),
    }
}

impl Store {
    pub(super) fn task(&mut self, id: u32) -> &mut Task {
        let task = self.snapshot.plans[0].tasks.iter_mut().find(|task| task.id == TaskId(id));
        task.unwrap()
    }

    pub(super) fn entry(&self, id: u32) -> Entry<'_> {
        self.snapshot.entries().find(|entry| entry.task.id == TaskId(id)).unwrap()
    }

    pub(super) fn period(&mut self) -> &mut ReportingPeriod {
        &mut self.periods[0].1
    }

    /// What these files come to, each with its name, when they come in on a day.
    pub(super) fn collected_on(&self, received: &str, files: &[(&str, Vec<u8>)]) -> Collected {
        let records = Records::of(&self.snapshot, &self.periods, &self.returns);
        let read = |(name, bytes): &(&str, Vec<u8>)| records.read(name, bytes, None, None, day(received));
        collect(&records, id("2025-q3"), day(received), files.iter().map(read).collect())
    }

    /// What a form of 甲 with these rows comes to, in time.
    pub(super) fn collected(&self, rows: Vec<Row>) -> Collected {
        self.collected_on("2025-09-20", &[("甲.html", form("jia", rows))])
    }

    /// Takes in what was collected, as the command does.
    pub(super) fn take(&mut self, collected: &Collected) {
        for changed in &collected.returns {
            self.returns.retain(|known| known.code != changed.code);
            let (plan, code, value) = (changed.plan.clone(), changed.code.clone(), changed.after.clone());
            self.returns.push(LoadedReturn { plan, period: id("2025-q3"), code, value });
        }
    }

    /// The row of a task as the form goes out: its keys, what is printed, and the status that stands in the ledger.
    pub(super) fn row(&self, id: u32) -> Row {
        let entry = self.entry(id);
        let words = FormColumn::LOCKED.map(|column| locked_words(entry, None, column));
        let digest = FormKey::digest_of(&words.each_ref().map(String::as_str));
        let (plan, status) = (entry.plan.slug.clone(), entry.task.status);
        let key = FormKey { plan, id: entry.task.id, status, due: entry.falls_due(), digest }.to_string();
        let printed = |column: &FormColumn| match column {
            FormColumn::Key => key.clone(),
            column => locked_words(entry, None, *column),
        };
        let row = Row(columns().iter().map(printed).collect());
        row.answers(&[(AskedField::Status, status.label(crate::Lang::Zh))])
    }

    /// The same, filled in: done, in words of its own.
    pub(super) fn answered(&self, id: u32, progress: &str) -> Row {
        self.row(id).answers(&[(AskedField::Progress, progress)])
    }
}

/// The columns of a form about one plan.
fn columns() -> Vec<FormColumn> {
    FormColumn::ALL.into_iter().filter(|column| *column != FormColumn::Plan).collect()
}

/// A row of a form, cell by cell.
#[derive(Clone)]
pub(super) struct Row(Vec<String>);

impl Row {
    /// With these answers.
    pub(super) fn answers(mut self, answers: &[(AskedField, &str)]) -> Self {
        for (field, words) in answers {
            self = self.print(FormColumn::Answer(*field), words);
        }
        self
    }

    /// With other words in a column; both keys are one column.
    pub(super) fn print(mut self, column: FormColumn, words: &str) -> Self {
        for (cell, of) in self.0.iter_mut().zip(columns()) {
            if of == column {
                words.clone_into(cell);
            }
        }
        self
    }

    /// With the key in front of another row.
    pub(super) fn front_key_of(mut self, other: &Self) -> Self {
        self.0[0].clone_from(&other.0[0]);
        self
    }

    /// With one more cell behind all others.
    pub(super) fn and(mut self, words: &str) -> Self {
        self.0.push(words.to_owned());
        self
    }
}

/// A row with words in its first cell alone.
pub(super) fn line(words: &str) -> Row {
    Row(vec![words.to_owned()])
}

/// A form of 2025-q3 that a unit of this code sends back, as a page.
pub(super) fn form(code: &str, rows: Vec<Row>) -> Vec<u8> {
    form_with_titles(code, &[], rows)
}

/// The same with other titles in place of the form's, and some behind all others.
pub(super) fn form_with_titles(code: &str, titles: &[(&str, &str)], rows: Vec<Row>) -> Vec<u8> {
    let changed = |column: FormColumn| {
        let other = titles.iter().find(|(title, _)| *title == column.title());
        other.map_or(column.title(), |(_, other)| other).to_owned()
    };
    let behind = titles.iter().filter(|(title, _)| title.is_empty()).map(|(_, other)| (*other).to_owned());
    let head = Row(columns().into_iter().map(changed).chain(behind).collect());
    let cells = |row: Row| row.0.iter().map(|cell| format!("<td>{cell}</td>")).collect::<String>();
    let rows: String =
        std::iter::once(head).chain(rows).map(|row| format!("<tr>{}</tr>", cells(row))).collect();
    format!("<html><body><p>表号：2025-q3/{code}</p><table>{rows}</table></body></html>").into_bytes()
}

/// The reasons of remarks, each with its task.
pub(super) fn reasons(remarks: &[Remark]) -> Vec<(Reason, Option<u32>)> {
    remarks.iter().map(|remark| (remark.reason, remark.task.map(|task| task.0))).collect()
}

/// What 甲 reported about the tasks of the plan, as it is to be written.
pub(super) fn after(collected: &Collected) -> &Return {
    &collected.returns.iter().find(|changed| changed.code == "jia").unwrap().after
}

/// What a unit has reported in a period, on a day.
pub(super) fn returned(period: &str, code: &str, received: &str, value: Return) -> LoadedReturn {
    let value = Return { received: day(received), ..value };
    LoadedReturn { plan: "p".into(), period: id(period), code: code.into(), value }
}

/// The words for a status in a form.
pub(super) fn label(status: Status) -> &'static str {
    status.label(crate::Lang::Zh)
}
