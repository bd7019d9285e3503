//! Static pages of a store: an overview, and a page for each department, pillar and task. They work from a folder, and
//! without their script, which only searches and sorts. Links lead from page to page and nowhere else.

mod chart;
mod chronicle;
mod pages;
mod places;

use std::io;

use askama::Template;
use rayon::prelude::*;

pub use chronicle::Chronicle;
use pages::{
    Frame, IndexPage, Key, Lights, Line, ListPage, SectionTitle, Step, Table, TableRow, TaskFact, TaskPage,
    Words,
};
use places::{Departments, from_above, from_beside, pillar_path, task_path};

use super::{
    Beside, Column, LedgerFormat, TaskColumn,
    format::html::{STYLE, Sheet, hash_of},
    ledger::Ledger,
    sheet, stats,
};
use crate::{
    error::{Error, Result},
    model::{Entry, LightState, Plan, Snapshot, Status, Task, TaskNumber},
    query::{
        Order,
        stats::{By, LightOf, Stats, StatsRow, Tally},
    },
    text::{Lang, Text, escape::EscapedWriter},
};

/// The only script; the policy in a page's head allows this text and nothing else.
const SCRIPT: &str = include_str!("../../../templates/site.js");
/// How many overdue tasks the overview lists.
const MOST_LATE: usize = 100;

/// What the pages are made from.
#[derive(Debug)]
pub struct Site<'a> {
    /// The plans with their tasks, and the registry.
    pub snapshot: &'a Snapshot,
    /// What happened when.
    pub chronicle: &'a Chronicle,
    /// How tasks are described; its format is not looked at.
    pub ledger: Ledger<'a>,
    /// Whose the pages are, of which day, from which revision.
    pub facts: Vec<String>,
    /// How many records could not be read.
    pub unreadable: usize,
}

impl Site<'_> {
    /// Makes all pages and hands each to `put` with its path, whose parts are plain names joined by `/`.
    ///
    /// # Errors
    /// When `put` fails.
    pub fn pages(&self, put: impl Fn(&str, &[u8]) -> Result<()> + Sync) -> Result<()> {
        let frame = self.frame();
        let mut entries: Vec<Entry<'_>> = self.snapshot.entries().collect();
        Order::default().sort(&mut entries);
        let departments = Departments::of(&self.snapshot.registry, &entries);
        put("office.css", STYLE.as_bytes())?;
        put("index.html", &self.index(&frame, &entries, &departments)?)?;
        departments.all.par_iter().try_for_each(|department| {
            let own: Vec<Entry<'_>> =
                department.tasks.iter().filter_map(|at| entries.get(*at)).copied().collect();
            let page = self.list(&frame, &department.name, &own, "", from_above)?;
            put(&department.path, &page)
        })?;
        for of_plan in entries.chunk_by(|one, other| one.plan.slug == other.plan.slug) {
            let Some(plan) = of_plan.first().map(|entry| entry.plan) else { continue };
            plan.pillars.par_iter().try_for_each(|pillar| {
                let is_own = |entry: &&Entry<'_>| entry.task.pillar == Some(pillar.id);
                let own: Vec<Entry<'_>> = of_plan.iter().filter(is_own).copied().collect();
                let title = format!("{}{}", pillar.label.as_deref().unwrap_or_default(), pillar.title);
                let page = self.list(&frame, &title, &own, "../", from_beside)?;
                put(&pillar_path(&plan.slug, pillar.id), &page)
            })?;
        }
        entries
            .par_iter()
            .try_for_each(|entry| put(&task_path(*entry), &self.task(&frame, *entry, &departments)?))
    }

    fn frame(&self) -> Frame {
        let lang = self.ledger.lang;
        Frame {
            lang: lang.pick("zh-CN", "en"),
            words: Words {
                skip: lang.pick("跳到正文", "Skip to the content"),
                nav: lang.pick("位置", "Where you are"),
                home: lang.pick("总览", "Overview"),
                over_time: lang.pick("完成率变化", "Completion over time"),
                lights: lang.pick("亮灯情况", "Lights"),
                legend: lang.pick("图例", "Legend"),
                history: lang.pick("办理过程", "History"),
            },
            facts: self.facts.clone(),
            script: SCRIPT,
            script_hash: hash_of(SCRIPT),
        }
    }

    fn index(&self, frame: &Frame, entries: &[Entry<'_>], departments: &Departments) -> Result<Vec<u8>> {
        let (lang, today) = (self.ledger.lang, self.ledger.beside.today);
        let by_department = self.count(entries, By::Department);
        let total = &by_department.total;
        let late: Vec<Entry<'_>> = entries.iter().filter(|entry| entry.is_overdue(today)).copied().collect();
        let shown = late.get(..MOST_LATE).unwrap_or(&late);
        let left = late.len() - shown.len();
        let now = (today, number(total.completed()), number(total.counted()));
        let unreadable = self.unreadable;
        let has_mark = entries
            .iter()
            .any(|entry| matches!(entry.lead(), Some((_, crate::model::LeadBasis::FirstListed))));
        let page = IndexPage {
            frame,
            up: "",
            is_wide: false,
            steps: Vec::new(),
            title: self.title(),
            figures: sheet::figures(total, lang),
            remark: has_mark.then(|| sheet::remark(lang)),
            gap: (unreadable > 0).then(|| {
                lang.pick(
                    format!("缺口：{unreadable} 个文件读不了，未列入"),
                    format!("gap: {unreadable} files could not be read and are not listed"),
                )
            }),
            chart: chart::completion(&self.chronicle.completion(), now, lang),
            legend: Status::ALL
                .iter()
                .map(|status| Key { token: status.token(), name: status.label(lang).to_owned() })
                .collect(),
            lights: lights(total, lang),
            headers: headers_of_counts(total, lang),
            tables: self.tables_of_counts(entries, &by_department, departments),
            late_title: lang.pick("逾期任务", "Overdue tasks"),
            late: self.tables(shown, &self.columns_of_overview(), from_above)?,
            late_left: (left > 0).then(|| {
                lang.pick(
                    format!("另有逾期任务{left}项，见各单位的网页。"),
                    format!("{left} more are overdue: see the pages of the departments."),
                )
            }),
        };
        rendered(&page)
    }

    fn count(&self, entries: &[Entry<'_>], by: By) -> Stats {
        let beside = self.ledger.beside;
        let light_of = beside.judge.map(|judge| move |entry: Entry<'_>| judge.judge(entry).state());
        let light_of = light_of.as_ref().map(|light_of| light_of as LightOf<'_>);
        Stats::count(entries, by, &self.snapshot.registry, beside.today, light_of)
    }

    /// The counts by department, and by pillar a table for each plan.
    fn tables_of_counts(
        &self,
        entries: &[Entry<'_>],
        by_department: &Stats,
        departments: &Departments,
    ) -> Vec<Table> {
        let lang = self.ledger.lang;
        let lit = stats::lights_of(&by_department.total);
        let row = |row: &StatsRow, href: Option<String>| {
            self.row(stats::shown_name(row, lang), href, &row.all, &lit)
        };
        let of_departments = by_department
            .rows
            .iter()
            .map(|counted| row(counted, departments.path(&counted.name).map(str::to_owned)));
        let title = lang.pick("各单位办理情况", "By department").to_owned();
        let mut tables = vec![Table { title, rows: of_departments.collect() }];
        // Rows of one plan stand together.
        for own in self.count(entries, By::Pillar).rows.chunk_by(|one, other| one.plan == other.plan) {
            let is_own = |plan: &&Plan| own.first().is_some_and(|row| row.plan.as_ref() == Some(&plan.slug));
            let Some(plan) = self.snapshot.plans.iter().find(is_own) else { continue };
            let row_of_pillar = |counted: &StatsRow| match counted.id {
                Some(id) => row(counted, Some(pillar_path(&plan.slug, id))),
                None => {
                    let name = sheet::without_pillar(lang).to_owned();
                    self.row(name, None, &counted.all, &lit)
                }
            };
            let rows: Vec<TableRow> = own.iter().map(row_of_pillar).collect();
            tables.push(Table { title: plan.title.clone(), rows });
        }
        tables
    }

    /// The columns of tasks in lists: as the ledger has them, but for what a task's own page lists.
    fn columns(&self) -> Vec<TaskColumn> {
        let all = sheet::columns(self.ledger.beside);
        all.filter(|column| *column != Column::Evidence).map(TaskColumn::Known).collect()
    }

    /// Those for which a page that holds more than a list has room.
    fn columns_of_overview(&self) -> Vec<TaskColumn> {
        let dropped = [Column::Support, Column::Percent, Column::Reason, Column::Notes];
        let mut columns = self.columns();
        let is_dropped = |column: &TaskColumn| column.known().is_some_and(|known| dropped.contains(&known));
        columns.retain(|column| !self.is_wide() || !is_dropped(column));
        columns
    }

    /// Whether lists need more than A4.
    fn is_wide(&self) -> bool {
        sheet::is_wide(&self.columns())
    }

    fn title(&self) -> String {
        let lang = self.ledger.lang;
        match self.snapshot.plans.as_slice() {
            [plan] => plan.title.clone(),
            _ => lang.pick("重点任务办理情况", "How the tasks stand").to_owned(),
        }
    }

    fn row(&self, name: String, href: Option<String>, tally: &Tally, lit: &[LightState]) -> TableRow {
        TableRow {
            name,
            href,
            total: tally.total(),
            completed: tally.completed().to_string(),
            overdue: tally.overdue,
            lights: lit
                .iter()
                .map(|state| (sheet::Tone::from(*state).class(), stats::count_of(tally, *state)))
                .collect(),
            rate: sheet::share(tally.completed(), tally.counted()),
            bar: chart::statuses(tally, self.ledger.lang),
        }
    }

    /// A page of some tasks, with a table for each plan.
    fn list(
        &self,
        frame: &Frame,
        title: &str,
        entries: &[Entry<'_>],
        up: &'static str,
        link: fn(Entry<'_>) -> Option<String>,
    ) -> Result<Vec<u8>> {
        let mut tally = Tally::default();
        entries.iter().for_each(|entry| self.ledger.count(*entry, &mut tally));
        let page = ListPage {
            frame,
            up,
            is_wide: self.is_wide(),
            steps: Vec::new(),
            title,
            figures: sheet::figures(&tally, self.ledger.lang),
            bar: chart::statuses(&tally, self.ledger.lang),
            lights: chart::lights(&tally, self.ledger.lang).unwrap_or_default(),
            sections: self.tables(entries, &self.columns(), link)?,
        };
        rendered(&page)
    }

    /// A table for each plan, each a part of a page.
    fn tables(
        &self,
        entries: &[Entry<'_>],
        columns: &[TaskColumn],
        link: fn(Entry<'_>) -> Option<String>,
    ) -> Result<Vec<String>> {
        let of_plan = |own: &[Entry<'_>]| {
            let plan = own.first().map_or("", |entry| entry.plan.title.as_str());
            let heading = SectionTitle { title: self.ledger.has_several_plans.then_some(plan) };
            let table = Sheet::new(plan, columns, &self.ledger, own, link);
            Ok(format!("{}{}", heading.render().map_err(not_made)?, table.render().map_err(not_made)?))
        };
        entries.chunk_by(|one, other| one.plan.slug == other.plan.slug).map(of_plan).collect()
    }

    fn task(&self, frame: &Frame, entry: Entry<'_>, departments: &Departments) -> Result<Vec<u8>> {
        let lang = self.ledger.lang;
        let (task, plan) = (entry.task, entry.plan);
        let plain = |words: String| Line { words, href: None };
        let mut facts = vec![TaskFact {
            title: Column::Departments.header(lang),
            tone: "plain",
            lines: task
                .departments
                .iter()
                .map(|name| Line {
                    words: name.clone(),
                    href: departments.path(name).map(|path| format!("../{path}")),
                })
                .collect(),
        }];
        for column in [
            Column::Lead,
            Column::Due,
            Column::Status,
            Column::Light,
            Column::Reason,
            Column::Percent,
            Column::Latest,
            Column::KeyTask,
            Column::Notes,
            Column::Evidence,
        ] {
            let cell = sheet::cell(&TaskColumn::Known(column), entry, &self.ledger);
            let lines = cell.lines.into_iter().map(plain).collect();
            facts.push(TaskFact { title: sheet::header_of(column, lang), tone: cell.tone.class(), lines });
        }
        facts.retain(|fact| !fact.lines.is_empty());
        let pillar = entry.pillar().map(|pillar| Step {
            name: format!("{}{}", pillar.label.as_deref().unwrap_or_default(), pillar.title),
            href: format!("pillar-{}.html", pillar.id),
        });
        let page = TaskPage {
            frame,
            up: "../",
            is_wide: false,
            steps: pillar.into_iter().collect(),
            title: page_title(task, lang),
            content: &task.content,
            facts,
            history: self.chronicle.of_task(&plan.slug, task.id.0),
        };
        rendered(&page)
    }
}

/// `编号17（文件第4项）`.
fn page_title(task: &Task, lang: Lang) -> String {
    let words = TaskNumber::of(task, None).words(lang);
    lang.pick(words.clone(), words.replacen("task", "Task", 1))
}

/// A page as bytes in which nothing of a store's text acts.
fn rendered(page: &impl Template) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut escaped = EscapedWriter::new(&mut bytes);
    Template::write_into(page, &mut escaped).map_err(not_made)?;
    io::Write::flush(&mut escaped).map_err(not_made)?;
    Ok(bytes)
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn not_made(error: impl std::fmt::Display) -> Error {
    Error::failed(text!("未能生成网页", "the page could not be made"))
        .caused_by(Text::foreign(error.to_string()))
}

/// The lights of these tasks as a picture and in words, where they are counted.
fn lights(tally: &Tally, lang: Lang) -> Option<Lights> {
    let judged = tally.lights.as_ref()?.judged();
    let key = |state: LightState| {
        let (count, name) = (stats::count_of(tally, state), state.label(lang));
        let share = sheet::share(count, judged);
        let name = lang.pick(format!("{name}{count}项（{share}）"), format!("{count} {name} ({share})"));
        Key { token: state.token(), name }
    };
    let keys = stats::lights_of(tally).into_iter().map(key).collect();
    Some(Lights { bar: chart::lights(tally, lang)?, keys })
}

/// How tasks are described in pages.
pub fn ledger(has_several_plans: bool, beside: Beside<'_>, lang: Lang) -> Ledger<'_> {
    Ledger { format: LedgerFormat::Html, columns: &[], has_several_plans, beside, lang }
}

/// The titles of tables of counts, with one for each light that some task has.
fn headers_of_counts(total: &Tally, lang: Lang) -> Vec<&'static str> {
    let lit = stats::lights_of(total);
    lang.pick(["名称", "任务数", "办结", "逾期"], ["Name", "Tasks", "Completed", "Overdue"])
        .into_iter()
        .chain(lit.iter().map(|state| state.label(lang)))
        .chain(lang.pick(["完成率", "状态分布"], ["Rate", "By status"]))
        .collect()
}
