//! `pjt forms`

use std::{
    collections::{BTreeMap, HashSet},
    path::{Path, PathBuf},
};

use chrono::NaiveDate;
use pjt::{
    Error, Result,
    history::Point,
    model::{Answer, Department, Entry, PeriodId, ReportingPeriod, Snapshot, TaskId, TypedPeriod},
    output::{
        Format, Look,
        form_workbook::{self, Form, FormRow},
        forms::{self, WrittenForm},
    },
    query::department,
    returns,
    store::{
        self, PlanChoice, Store,
        load::{self, LoadedReturn},
    },
    text,
};

use super::{
    Context, Ending, Outcome, Ui,
    day::{self, Day},
    papers::{as_file_name, put_all},
    period,
    progress::Progress,
    reporter::report_guesses,
    selection::ensure_complete,
    several::{Several, all, several},
    words,
};

/// Make the forms of a period, a workbook for each department
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  pjt forms 2025-q3 -o 下发                  a workbook for everybody who is asked
  pjt forms 2025-q3 -o 下发 --dept 市教委
  pjt forms 2025-q3 -o 重报 --again          for those to whom something was sent back, with what they sent
  pjt forms 2025-q3 -o 重报 --again --due 2025-10-10   and by which day they are to answer")]
pub(crate) struct FormsArgs {
    /// The period: 2025-09, 2025-q3, 2025
    #[arg(value_name = "PERIOD", value_parser = period::parse_period)]
    period: TypedPeriod,
    /// The directory for the workbooks; it is made where it is not there
    #[arg(long, short, value_name = "DIR", value_hint = clap::ValueHint::DirPath)]
    output: PathBuf,
    /// Only this department: its name, an alias, or an unambiguous part
    #[arg(long, value_name = "NAME", value_parser = several(words::name))]
    dept: Vec<Several<String>>,
    /// Fill in what they sent, and why it came back; what is left as it is stays as it was sent
    #[arg(long)]
    again: bool,
    /// The day by which these forms are to come back, where it is not the period's
    #[arg(long, value_name = "YYYY-MM-DD", allow_hyphen_values = true, value_parser = day::coming)]
    due: Option<Day>,
}

pub(crate) fn run(args: &FormsArgs, context: &Context, ui: &mut Ui) -> Outcome {
    let store = context.store()?;
    let id = period::meant(&args.period, context.today, ui);
    let mut period = period::period_of(&store, id)?;
    // A plan may have another name since.
    for asked in &mut period.asked {
        asked.plan = store::current_slug(&store, &asked.plan);
    }
    let slugs = period::plans_there(&store, [&period], ui);
    period.asked.retain(|asked| slugs.contains(&asked.plan));
    let snapshot = load::load(&store, &store::choose(&store, &PlanChoice::Named(slugs.clone()))?);
    ensure_complete(&snapshot, false, ui)?;
    leave_out_gone(&mut period, &snapshot, ui);
    leave_out_ended(&mut period, &snapshot, ui);
    report_handed_over(&period, &snapshot, ui);
    let due = args.due_day(&period, context)?;
    let returns = returns_about(&store, &slugs)?;
    let job = Job { id, period: &period, snapshot: &snapshot, returns: &returns, again: args.again, due };
    let commit = commit_of(&store, context);
    let typed = all(&args.dept);
    let departments = job.departments(&typed)?;
    report_guesses(&typed, &snapshot.registry, ui);
    let made: Vec<(WrittenForm, Vec<u8>)> = {
        let what = text!("正在生成表格", "making forms");
        let bar = Progress::counting(departments.len(), &what, context.lang, context.json);
        let make = |department: &&Department| {
            let made = job.make(department, &commit, &args.output);
            bar.add_one();
            made
        };
        departments.iter().map(make).collect::<Result<_>>()?
    };
    let files: Vec<(&Path, &[u8])> =
        made.iter().map(|(form, bytes)| (form.path.as_path(), bytes.as_slice())).collect();
    put_all(&args.output, &files)?;
    let written: Vec<WrittenForm> = made.into_iter().map(|(form, _)| form).collect();
    let format = if context.json { Format::Json } else { Format::Table };
    let look: Look = ui.look();
    forms::write(&written, format, look, ui.out())?;
    args.report(id, &written, due.is_some(), ui);
    Ok(Ending::Fine)
}

/// All returns about some plans.
fn returns_about(store: &Store, slugs: &[String]) -> Result<Vec<LoadedReturn>> {
    let mut returns = Vec::new();
    for slug in slugs {
        let (found, unreadable) = load::returns(store, slug);
        returns.extend(found);
        if let Some(finding) = unreadable.into_iter().next() {
            return Err(Error::from(finding));
        }
    }
    Ok(returns)
}

impl FormsArgs {
    /// The day by which the forms ask for answers. What is asked for again is not asked for by a day that has passed.
    fn due_day(&self, period: &ReportingPeriod, context: &Context) -> Result<Option<NaiveDate>> {
        let Some(day) = &self.due else {
            return Ok(Some(period.due).filter(|due| !self.again || *due >= context.today));
        };
        let day = day.on(context.today)?;
        if day < context.today {
            return Err(Error::usage(text!("重报日期 {day} 已经过去", "{day} has passed already"))
                .named("due-in-the-past")
                .hint(text!("请写今天或以后的日期", "give today or a later day")));
        }
        Ok(Some(day))
    }

    /// Says what was written, or why nothing was.
    fn report(&self, id: PeriodId, written: &[WrittenForm], has_day: bool, ui: &mut Ui) {
        let (count, shown) = (written.len(), self.output.display());
        if count == 0 && !self.again {
            ui.report(&text!(
                "没有要发的表格：{id} 要报的事项都不在台账中了",
                "there is no form to make: nothing that {id} asks for is in the store"
            ));
        } else if count == 0 {
            ui.report(&text!(
                "没有要重报的单位：{id} 没有退回的事项；要给某个单位重发，请加 `--dept`",
                "there is nobody to report again: nothing of {id} was sent back; name a department with `--dept` to send it one all the same"
            ));
        } else {
            ui.report(&text!(
                "已将 {count} 份表格写入 {shown}；各单位填好报回后，放进一个文件夹，用 `pjt collect 文件夹` 收取",
                "wrote {count} forms to {shown}; put what comes back in a folder and take it in with `pjt collect FOLDER`"
            ));
            report_again(written.iter().map(|form| form.sent_back).sum(), ui);
            if !has_day {
                ui.report(&text!(
                    "报送截止日已过，表上写的是“请于收到后尽快重报”；要写明日期，加 `--due 日期`",
                    "the due day has passed, so the forms ask for an answer soon; to give a day, add `--due DAY`"
                ));
            }
        }
    }
}

/// Says why a form has more tasks than were sent back.
fn report_again(sent_back: usize, ui: &mut Ui) {
    if sent_back > 0 {
        ui.report(&text!(
            "表里是该单位本期应报的全部事项，上次报的已填好（状态一栏是台账现在的状态）；退回的 {sent_back} 项在“退回原因”一栏写明。只需改这些，没动的仍按上次报的算",
            "a form has all that its department is asked in the period, with what it sent (the status is that of the ledger now); why the {sent_back} were sent back stands in the last column. Only these need another answer, what is left as it is stays as it was sent"
        ));
    }
}

/// Takes tasks out of what is asked that are not in the store any more, and says so.
fn leave_out_gone(period: &mut ReportingPeriod, snapshot: &Snapshot, ui: &mut Ui) {
    let there: HashSet<(&str, TaskId)> =
        snapshot.entries().map(|entry| (entry.plan.slug.as_str(), entry.task.id)).collect();
    let mut gone: Vec<String> = Vec::new();
    for asked in &mut period.asked {
        let plan = asked.plan.as_str();
        asked.tasks.retain(|id| {
            let is_there = there.contains(&(plan, *id));
            if !is_there {
                gone.push(format!("{plan}/{id}"));
            }
            is_there
        });
    }
    gone.sort();
    gone.dedup();
    if !gone.is_empty() {
        let gone = gone.join("、");
        ui.report(&text!(
            "报送期要报的 {gone} 已不在台账中，表格里没有",
            "the period asks for {gone}, which is not in the store any more; no form has it"
        ));
    }
    period.asked.retain(|asked| !asked.tasks.is_empty());
}

/// Takes tasks out of what is asked that were withdrawn or closed since, and says so.
fn leave_out_ended(period: &mut ReportingPeriod, snapshot: &Snapshot, ui: &mut Ui) {
    let ended: HashSet<(&str, TaskId)> = snapshot
        .entries()
        .filter(|entry| entry.task.status.is_owed_no_more())
        .map(|entry| (entry.plan.slug.as_str(), entry.task.id))
        .collect();
    let mut left: Vec<String> = Vec::new();
    for asked in &mut period.asked {
        let plan = asked.plan.as_str();
        let (out, owed) = asked.tasks.iter().partition(|id| ended.contains(&(plan, **id)));
        left.extend(Vec::into_iter(out).map(|id: TaskId| format!("{plan}/{id}")));
        asked.tasks = owed;
    }
    left.sort();
    left.dedup();
    if !left.is_empty() {
        let left = left.join("、");
        ui.report(&text!(
            "{left} 下发后已取消或销号，不再要报，表格里没有",
            "{left} was withdrawn or closed since and is not owed any more; no form has it"
        ));
    }
    period.asked.retain(|asked| !asked.tasks.is_empty());
}

/// Says which of the tasks that are asked for somebody else has by now: the form goes to whom the period asked.
fn report_handed_over(period: &ReportingPeriod, snapshot: &Snapshot, ui: &mut Ui) {
    let names = snapshot.registry.names();
    let own = |name: &str| names.find(name).map_or(name.to_owned(), |known| known.name.clone());
    let mut moved: BTreeMap<(String, String), usize> = BTreeMap::new();
    for asked in &period.asked {
        let from = own(&asked.department);
        let Some(plan) = snapshot.plans.iter().find(|plan| plan.slug == asked.plan) else { continue };
        for task in plan.tasks.iter().filter(|task| asked.tasks.contains(&task.id)) {
            let last = task.handovers.iter().rev().find(|handover| own(&handover.from) == from);
            if let Some(handover) = last.filter(|_| !task.departments.iter().any(|name| own(name) == from)) {
                *moved.entry((from.clone(), own(&handover.to))).or_default() += 1;
            }
        }
    }
    for ((from, to), count) in moved {
        ui.report(&text!(
            "{from} 的 {count} 项已移交 {to}：本期开放时要的是 {from}，表格仍发 {from}，没有 {to} 的；由 {to} 填报的，请转交",
            "{count} tasks of {from} went to {to} since: the period asks {from}, so the form is for {from} and there is none for {to}; pass it on if {to} is to answer"
        ));
    }
}

/// The commit that the store stands at; nothing where there is none.
fn commit_of(store: &Store, context: &Context) -> String {
    let head = context.repository(store).and_then(|repository| Point::head().resolve(&repository));
    head.map(|revision| revision.hash().to_owned()).unwrap_or_default()
}

/// What the forms are made of.
struct Job<'a> {
    id: PeriodId,
    period: &'a ReportingPeriod,
    snapshot: &'a Snapshot,
    returns: &'a [LoadedReturn],
    again: bool,
    due: Option<NaiveDate>,
}

impl<'a> Job<'a> {
    /// The departments that get a form, in the order of the period's file.
    fn departments(&self, typed: &[String]) -> Result<Vec<&'a Department>> {
        let names = self.snapshot.registry.names();
        let wanted = department::resolve_all(typed, self.snapshot)?;
        let mut departments: Vec<&Department> = Vec::new();
        for name in self.period.departments() {
            let known = names.find(name).ok_or_else(|| not_registered(name))?;
            if !departments.iter().any(|other| other.name == known.name) {
                departments.push(known);
            }
        }
        if typed.is_empty() && self.again {
            departments.retain(|department| self.has_sent_back(department));
        }
        if typed.is_empty() {
            return Ok(departments);
        }
        departments.retain(|department| wanted.contains(&department.name));
        if departments.is_empty() {
            let (id, typed) = (self.id, typed.join("、"));
            return Err(Error::not_found(text!(
                "{typed} 不在报送期 {id} 的应报单位中",
                "{typed} is not asked in {id}"
            ))
            .named("not-asked")
            .hint(text!("应报单位见 `pjt returns {id}`", "`pjt returns {id}` says who is asked")));
        }
        Ok(departments)
    }

    fn has_sent_back(&self, department: &Department) -> bool {
        let own = self.returns.iter().filter(|found| self.is_own(found, department));
        own.flat_map(|found| found.value.tasks.iter().map(|answer| (found.plan.as_str(), answer.id))).any(
            |(plan, id)| self.answer(plan, id, department).is_some_and(|answer| answer.sent_back.is_some()),
        )
    }

    /// What a department answered last about a task, or what of that was sent back.
    fn answer(&self, plan: &str, id: TaskId, department: &Department) -> Option<&'a Answer> {
        let own = self.returns.iter().filter(|found| found.plan == plan && self.is_own(found, department));
        let answers = own.filter_map(|found| {
            let answer = found.value.tasks.iter().find(|answer| answer.id == id)?;
            let came = answer.last_day().unwrap_or(found.value.received);
            Some((answer.sent_back.as_ref().map_or(came, |back| back.on), answer))
        });
        let last = answers.max_by_key(|(day, answer)| (*day, answer.sent_back.is_none()));
        last.map(|(_, answer)| answer)
    }

    /// Whether it is the department's return in this period, or that of one with which it has become one since.
    fn is_own(&self, found: &LoadedReturn, department: &Department) -> bool {
        let registry = &self.snapshot.registry;
        let known = || registry.find(&found.code).or_else(|| registry.find(&found.value.department));
        found.period == self.id
            && (Some(&found.code) == department.code.as_ref()
                || known().is_some_and(|known| known.name == department.name))
    }

    /// The form of a department, and where it goes.
    fn make(
        &self,
        department: &Department,
        commit: &str,
        directory: &Path,
    ) -> Result<(WrittenForm, Vec<u8>)> {
        let name = &department.name;
        let code = department.code.as_deref().ok_or_else(|| {
            Error::conflict(text!("部门 `{name}` 还没有代码", "the department `{name}` has no code"))
                .named("no-code")
                .hint(text!(
                    "先定一个：`pjt dept code {name} 代码`",
                    "give it one: `pjt dept code {name} CODE`"
                ))
        })?;
        let names = self.snapshot.registry.names();
        let is_its = |asked: &str| names.find(asked).is_some_and(|known| known.name == *name);
        let mut rows = Vec::new();
        for asked in self.period.asked.iter().filter(|asked| is_its(&asked.department)) {
            for id in &asked.tasks {
                rows.extend(self.row(&asked.plan, *id, department));
            }
        }
        let (id, period, again, due) = (self.id, self.period, self.again, self.due);
        let form = Form { id, period, department: name, code, commit, again, due };
        let path = directory.join(format!("{id}_{}_{}.xlsx", as_file_name(code), as_file_name(name)));
        let came_back =
            |row: &&FormRow<'_>| row.answer.as_ref().is_some_and(|answer| answer.sent_back.is_some());
        let sent_back = rows.iter().filter(came_back).count();
        let written = WrittenForm { department: name.clone(), path, tasks: rows.len(), sent_back };
        Ok((written, form_workbook::workbook(form, &rows)?))
    }

    fn row(&self, slug: &str, id: TaskId, department: &Department) -> Option<FormRow<'a>> {
        let plan = self.snapshot.plans.iter().find(|plan| plan.slug == slug)?;
        let entry = Entry { plan, task: plan.tasks.iter().find(|task| task.id == id)? };
        let answer = self.again.then(|| self.answer(slug, id, department)).flatten();
        let (registry, name) = (&self.snapshot.registry, &department.name);
        let before = returns::progress_before(self.returns, registry, entry, name, self.id);
        let before = before.map(|before| before.progress.to_owned());
        Some(FormRow { entry, before, answer: answer.cloned() })
    }
}

fn not_registered(name: &str) -> Error {
    Error::conflict(text!("部门 `{name}` 没有登记", "the department `{name}` is not registered"))
        .named("unknown-department")
        .hint(text!(
            "它现在另有名称的，登记为别名：`pjt dept alias 现名 {name}`",
            "if it has another name now, make this one an alias: `pjt dept alias NAME {name}`"
        ))
}
