//! `pjt add`

use chrono::NaiveDate;
use pjt::{
    Error, Result,
    import::edition,
    model::{Department, Entry, Note, Plan, Registry, Task},
    query::TaskReference,
    store::{self, PlanChoice, Store, load},
    text,
};

use super::{
    Context, Outcome, Ui,
    day::{self, Day},
    reporter::kept_name,
    update::{Names, OrNone, names, own_name, put_under, reason, start},
    words,
    writing::WriteArgs,
};

/// Add a task that no document holds; it gets the next number, and stays through new editions
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  pjt add --content 建设数据底座 --dept 市教委、市大数据中心 --key-task 5 --due 2025-12-31 --reason 市政府专题会议第3号纪要
  pjt add --content 完成中期评估 --lead 市教委 --after 14 --reason 督查室交办 --by 督查室 --commit")]
pub(crate) struct AddArgs {
    /// The text of the task
    #[arg(long, value_name = "TEXT", value_parser = words::line)]
    content: String,
    /// The departments, the lead first where the plan says that the first one leads
    #[arg(long, value_name = "NAMES", value_parser = names, required_unless_present = "lead")]
    dept: Vec<Names>,
    /// The departments that lead
    #[arg(long, value_name = "NAMES", value_parser = names)]
    lead: Option<Names>,
    /// Let in departments that the registry does not know; they join it
    #[arg(long)]
    new_dept: bool,
    /// The pillar, by number or a part of its title
    #[arg(long, value_name = "N|WORDS", value_parser = words::name)]
    pillar: Option<String>,
    /// The key task, by number or a part of its title
    #[arg(long, value_name = "N|WORDS", value_parser = words::name)]
    key_task: Option<String>,
    /// The task behind which it stands, under the same headings where no other ones are named
    #[arg(long, value_name = "ID")]
    after: Option<TaskReference>,
    /// The date it falls due, as in 2026-11-30, 11月30日, 三季度末, +30d
    #[arg(long, value_name = "YYYY-MM-DD", allow_hyphen_values = true, value_parser = day::coming)]
    due: Option<Day>,
    /// The date on which it begins (otherwise the day of the note), or `none` for the plan's first day
    #[arg(long, value_name = "YYYY-MM-DD|none", allow_hyphen_values = true, value_parser = start)]
    start: Option<OrNone<Day>>,
    /// The deadline in words
    #[arg(long, value_name = "TEXT", value_parser = words::line)]
    due_text: Option<String>,
    /// Why there is this task: the decision, the meeting; it becomes the first note
    #[arg(long, value_name = "TEXT", value_parser = reason)]
    reason: String,
    /// Who says so
    #[arg(long, value_name = "WHO", value_parser = words::line)]
    by: Option<String>,
    /// The day of that note (otherwise today)
    #[arg(long, value_name = "YYYY-MM-DD", allow_hyphen_values = true, value_parser = day::past)]
    on: Option<Day>,
    /// The plan (otherwise the default plan)
    #[arg(long, value_name = "SLUG", value_parser = words::name)]
    plan: Option<String>,
    #[command(flatten)]
    write: WriteArgs,
}

pub(crate) fn run(args: &AddArgs, context: &Context, ui: &mut Ui) -> Outcome {
    let store = context.store()?;
    let mut writing = args.write.begin("add", &store, context, ui)?;
    let plan = args.plan(&store)?;
    let registry = load::registry(&store).map_err(Error::from)?;
    let mut new = Vec::new();
    let mut task = args.task(&plan, &registry, &mut new, context)?;
    let by = kept_name(args.by.as_deref(), &registry, ui);
    task.notes.iter_mut().for_each(|note| note.by.clone_from(&by));
    writing.transaction.add(&plan.slug, &task)?;
    if !new.is_empty() {
        let mut registry = registry;
        registry.departments.extend(new.iter().map(Department::named));
        writing.transaction.revise_registry(&registry)?;
    }
    writing.carry_out(context, ui)
}

impl AddArgs {
    /// The plan that gets the task, with all of its tasks: the next number is behind them.
    fn plan(&self, store: &Store) -> Result<Plan> {
        let named = self.plan.clone().or_else(|| self.after.as_ref()?.plan.clone());
        let choice = named.map_or(PlanChoice::Default, |slug| PlanChoice::Named(vec![slug]));
        let mut snapshot = load::load(store, &store::choose(store, &choice)?);
        if let Some(finding) = snapshot.unreadable.first() {
            return Err(Error::from(finding.clone()).hint(text!("没有写入任何内容", "nothing was written")));
        }
        Ok(snapshot.plans.pop().unwrap_or_default())
    }

    fn task(
        &self,
        plan: &Plan,
        registry: &Registry,
        new: &mut Vec<String>,
        context: &Context,
    ) -> Result<Task> {
        let mut own = |typed: &[String]| -> Result<Vec<String>> {
            let mut found: Vec<String> = Vec::new();
            for typed in typed {
                let name = own_name(typed, registry, self.new_dept, new)?;
                if !found.contains(&name) {
                    found.push(name);
                }
            }
            Ok(found)
        };
        let lead = self.lead.as_ref().map(|lead| own(&lead.0)).transpose()?;
        let others: Vec<String> = self.dept.iter().flat_map(|names| names.0.clone()).collect();
        let mut departments = lead.clone().unwrap_or_default();
        for name in own(&others)? {
            if !departments.contains(&name) {
                departments.push(name);
            }
        }
        let date = context.day_or_today(self.on.as_ref())?;
        let due = self.due.as_ref().map(|day| day.on(context.today)).transpose()?;
        let mut task = Task {
            id: edition::next_number(plan),
            content: self.content.clone(),
            departments,
            lead,
            due,
            due_text: self.due_text.clone(),
            notes: vec![Note { date, by: None, text: self.reason.clone(), reason: true }],
            ..Task::default()
        };
        task.start = match &self.start {
            Some(OrNone(day)) => day.as_ref().map(|day| day.on(context.today)).transpose()?,
            None => Entry { plan, task: &task }.begins_with(date),
        };
        self.put_behind(&mut task, plan)?;
        put_under(&mut task, plan, self.pillar.as_deref(), self.key_task.as_deref())?;
        ensure_in_time(date, &task, plan, context)?;
        Ok(task)
    }

    /// Puts it under the headings of the task behind which it stands.
    fn put_behind(&self, task: &mut Task, plan: &Plan) -> Result<()> {
        let Some(after) = &self.after else { return Ok(()) };
        let snapshot = pjt::model::Snapshot { plans: vec![plan.clone()], ..Default::default() };
        let found: Vec<Task> = after
            .resolve(&snapshot, &plan.slug)?
            .into_iter()
            .map(|Entry { task, .. }| task.clone())
            .collect();
        let [before] = found.as_slice() else {
            return Err(Error::usage(text!(
                "`--after` 只写一项任务；没有写入任何内容",
                "`--after` names one task; nothing was written"
            ))
            .named("one-task-at-a-time")
            .hint(text!("只写一个编号", "name one task")));
        };
        (task.pillar, task.key_task, task.source) = (before.pillar, before.key_task, before.place_behind());
        Ok(())
    }
}

fn ensure_in_time(date: NaiveDate, task: &Task, plan: &Plan, context: &Context) -> Result<()> {
    if date > context.today {
        return Err(Error::usage(text!(
            "日期 {date} 晚于今天；没有写入任何内容",
            "{date} is after today; nothing was written"
        ))
        .hint(text!("请改正 `--on`", "correct `--on`")));
    }
    if let Some((start, due)) = (Entry { plan, task }).begins_too_late() {
        return Err(Error::conflict(text!(
            "任务的起始 {start} 晚于完成时限 {due}；没有写入任何内容",
            "the task would begin on {start}, after it falls due on {due}; nothing was written"
        ))
        .named("start-behind-due")
        .hint(text!("核对 `--start` 和 `--due`", "correct `--start` or `--due`")));
    }
    let slug = &plan.slug;
    match task.due.filter(|due| plan.period.is_some_and(|period| !period.covers(*due))) {
        None => Ok(()),
        Some(due) => Err(Error::conflict(text!(
            "时限 {due} 不在方案 {slug} 的年限之内；没有写入任何内容",
            "{due} is outside of the period of plan {slug}; nothing was written"
        ))
        .named("due-outside-plan")
        .hint(text!(
            "时限没有写错、是方案的年限不对的：`pjt plan edit {slug} --years 起始年-结束年 --reason 原因`",
            "where the deadline is right and the years of the plan are not: `pjt plan edit {slug} --years FIRST-LAST --reason WHY`"
        ))),
    }
}
