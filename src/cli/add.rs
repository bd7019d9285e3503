//! `pjt add`

use pjt::{
    Error, Lang, Result,
    model::{Department, Entry, Plan, Task, TaskNumber},
    query::TaskReference,
    store::{self, PlanChoice, Store, load},
    text,
    update::{NewTask, is_without, same_task},
};

use super::{
    Context, Outcome, Ui,
    day::{self, Day},
    reporter::{ensure_meant, kept_name},
    update::{Names, OrNone, names, reason, start},
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
    let (task, new) = args.request(context)?.task(&plan, &registry)?;
    let by = kept_name(args.by.as_deref(), &registry, ui);
    ensure_meant(by.as_deref(), &registry, args.write.is_preview() || args.write.has_yes(), ui)?;
    if !(args.write.is_preview() || args.write.has_yes()) {
        ensure_new(&plan, &task, ui)?;
    }
    writing.transaction.add(&plan.slug, &task)?;
    if !new.is_empty() {
        let mut registry = registry;
        registry.departments.extend(new.iter().map(Department::named));
        writing.transaction.revise_registry(&registry)?;
    }
    let ending = writing.carry_out(context, ui)?;
    if !context.json {
        report_no_lead(&plan, &task, ui);
        report_open_period(&plan, &task, &store, ui);
    }
    Ok(ending)
}

/// Asks whether a task is to be added that has the words of one which is there.
///
/// # Errors
/// When nobody says so.
fn ensure_new(plan: &Plan, task: &Task, ui: &mut Ui) -> anyhow::Result<()> {
    let Some(known) = same_task(plan, task) else { return Ok(()) };
    let slug = &plan.slug;
    let [zh, en] = [Lang::Zh, Lang::En].map(|lang| TaskNumber::of(known, None).words(lang));
    if ui.confirms(&text!("与{zh}内容相同；另加一项吗？", "{en} has the same words; add another one?"))?
    {
        return Ok(());
    }
    let id = known.id;
    Err(Error::usage(text!(
        "方案 {slug} 已有内容相同的{zh}；没有写入任何内容",
        "the plan {slug} has {en} with the same words; nothing was written"
    ))
    .named("needs-yes")
    .hint(text!(
        "要补写牵头、时限、板块的：`pjt update {slug}/{id}`；确要另加一项的，加 `--yes`",
        "`pjt update {slug}/{id}` adds lead, deadline or pillar to that one; `--yes` adds another one"
    ))
    .into())
}

/// Says of a task of several departments that nobody is known to lead it: then no status of theirs is taken over.
fn report_no_lead(plan: &Plan, task: &Task, ui: &mut Ui) {
    if task.departments.len() < 2 || (Entry { plan, task }).lead().is_some() {
        return;
    }
    let (slug, id) = (&plan.slug, task.id);
    let names = task.departments.join("、");
    ui.report(&text!(
        "没有写明由谁牵头（{names}）：收报送表时不按各单位报的改状态；写明用 `pjt update {slug}/{id} --lead 部门 --reason 原因`",
        "who leads is not known ({names}), so no status that they report is taken over; say so with `pjt update {slug}/{id} --lead NAME --reason WHY`"
    ));
}

/// Says which open period asks about the plan and not about the new task: nobody reports on it there unless it is taken in.
fn report_open_period(plan: &Plan, task: &Task, store: &Store, ui: &mut Ui) {
    let (periods, _) = load::periods(store);
    for (id, period) in periods.iter().filter(|(_, period)| is_without(period, plan, task)) {
        let (title, due) = (&period.title, period.due);
        ui.report(&text!(
            "{title}已经开放，还没有收这一项；要收的再开放一次：`pjt period open {id} --due {due}`",
            "{id} is open and does not ask about it; to ask, open it once more: `pjt period open {id} --due {due}`"
        ));
    }
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

    /// What is asked for, by the names and days that were typed.
    fn request(&self, context: &Context) -> Result<NewTask> {
        let names = |Names(names): &Names| names.clone();
        Ok(NewTask {
            content: self.content.clone(),
            departments: self.dept.iter().flat_map(names).collect(),
            lead: self.lead.as_ref().map(names),
            lets_in_new: self.new_dept,
            pillar: self.pillar.clone(),
            key_task: self.key_task.clone(),
            after: self.after.clone(),
            due: self.due.as_ref().map(|day| day.on(context.today)).transpose()?,
            due_text: self.due_text.clone(),
            reason: self.reason.clone(),
            by: self.by.clone(),
            on: context.day_or_today(self.on.as_ref())?,
            today: context.today,
            start: self.start.as_ref().map(|start| start.on(context.today)).transpose()?,
        })
    }
}
