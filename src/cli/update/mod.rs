//! `pjt update`

mod consequences;
pub(in crate::cli) mod evidence;
mod groundless;
mod notes;
mod report;
mod typed;

use chrono::NaiveDate;
use pjt::{
    Lang, Result,
    error::Finding,
    model::Status,
    output::naming,
    query::{TaskReferences, named},
    store::{self, Store, Transaction},
    text,
    text::escape::as_typed,
    update::{BeyondPlan, DepartmentsWanted, Request, Update, Wanted},
};

use super::{
    Context, Ending, Outcome, Ui,
    args::{self, TaskName},
    commit::CommitOptions,
    day::{self, Day},
    reporter::{ensure_meant, kept_name},
    tokens::one_of,
    words,
    writing::{HANDFUL, count_tasks, ensure_wanted},
};
pub(in crate::cli) use report::Report;
pub(in crate::cli) use typed::{Names, OrNone, names, reason, reason_line, start};

use typed::Replacement;

/// Change exactly what is named, in place
///
/// Comments, order, quoting and line ends of the file stay as they are; `git diff` shows the changed
/// lines and nothing else. What the document says, a deadline that was set, and what was reported change
/// for a reason, which the task keeps.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  pjt update 14 --status done --note 平台上线 --by 市教委
  pjt update 3-7 12 --status doing
  pjt update 14 --status closed --evidence 验收报告.pdf
  pjt update 14 --due 2025-11-30 --reason 采购流标，重新招标 --by 市教委
  pjt update 14 --lead 市教委 --reason 分工会议纪要
  pjt update 14 --replace-dept 市经济信息化委=市数据局 --reason 沪编〔2025〕8号
  pjt list --dept 市教委 --format ids | pjt update - --status doing --yes
  pjt update 14 --status done --note 平台上线 --commit")]
pub(crate) struct UpdateArgs {
    /// Tasks: 14, 3-7, other-plan/14; - for those that standard input names, one a line
    #[arg(required = true, value_name = "ID")]
    ids: Vec<TaskName>,
    /// The plan that the numbers belong to (otherwise the default plan)
    #[arg(long, value_name = "SLUG", value_parser = words::name)]
    plan: Option<String>,
    /// New status, in English or Chinese
    #[arg(long, value_name = "STATUS", value_parser = one_of(&Status::ALL))]
    status: Option<Status>,
    /// Add a dated note
    #[arg(long, value_name = "TEXT", value_parser = words::text)]
    note: Option<String>,
    /// Who reports the note, asks for the new deadline, or closes
    #[arg(long, value_name = "WHO", value_parser = words::line)]
    by: Option<String>,
    /// The day of the note or of the change (otherwise today)
    #[arg(long, value_name = "YYYY-MM-DD", allow_hyphen_values = true, value_parser = day::past)]
    on: Option<Day>,
    /// Why the document's words, the departments or a deadline that was set are changed, or something reported taken out
    #[arg(long, value_name = "TEXT", value_parser = typed::reason)]
    reason: Option<String>,
    /// The date it falls due, as in 2026-11-30, 11月30日, 12-20, 四季度, 三季度末, +30d; or `none`
    #[arg(long, value_name = "YYYY-MM-DD|none", allow_hyphen_values = true, value_parser = typed::due)]
    due: Option<OrNone<Day>>,
    /// The date on which it begins, or `none` for the plan's first day
    #[arg(long, value_name = "YYYY-MM-DD|none", allow_hyphen_values = true, value_parser = typed::start)]
    start: Option<OrNone<Day>>,
    /// The deadline in words, or `none`
    #[arg(long, value_name = "TEXT|none", value_parser = typed::line)]
    due_text: Option<OrNone<String>>,
    /// The day on which the new deadline was asked for
    #[arg(long, value_name = "YYYY-MM-DD", allow_hyphen_values = true, value_parser = day::past, requires = "due")]
    asked: Option<Day>,
    /// Add a path or URL that proves it
    #[arg(long, value_name = "PATH|URL", value_parser = words::line)]
    evidence: Vec<String>,
    /// Take evidence out
    #[arg(long, value_name = "PATH|URL", value_parser = words::line)]
    remove_evidence: Vec<String>,
    /// Take evidence, or close on it, although there is no such file
    #[arg(long)]
    missing_ok: bool,
    /// Set the lead, or `none`
    #[arg(long, value_name = "NAMES|none", value_parser = typed::lead)]
    lead: Option<OrNone<Names>>,
    /// Set who supports the lead
    #[arg(long, value_name = "NAMES", value_parser = typed::names)]
    support: Option<Names>,
    /// Add departments
    #[arg(long, value_name = "NAMES", value_parser = typed::names)]
    add_dept: Vec<Names>,
    /// Take departments out
    #[arg(long, value_name = "NAMES", value_parser = typed::names)]
    remove_dept: Vec<Names>,
    /// Let a department take another one's place
    #[arg(long, value_name = "OLD=NEW", value_parser = typed::replacement)]
    replace_dept: Vec<Replacement>,
    /// Let in departments that the registry does not know; they join it
    #[arg(long)]
    new_dept: bool,
    /// Correct the text of the task
    #[arg(long, value_name = "TEXT", value_parser = words::line)]
    content: Option<String>,
    /// Put it under another pillar, by number or a part of its title
    #[arg(long, value_name = "N|WORDS", value_parser = words::name)]
    pillar: Option<String>,
    /// Put it under another key task, by number or a part of its title
    #[arg(long, value_name = "N|WORDS", value_parser = words::name)]
    key_task: Option<String>,
    /// Correct the text of a note, by its number in `show`
    #[arg(long, visible_alias = "edit-note", num_args = 2, value_names = ["N", "TEXT"], value_parser = words::text)]
    fix_note: Vec<String>,
    /// Take a note out, by its number in `show`
    #[arg(long, value_name = "N", value_parser = typed::ordinal)]
    remove_note: Vec<usize>,
    /// Put back what the document prints where the task was corrected
    #[arg(long, conflicts_with_all = ["content", "pillar", "key_task", "lead", "support", "add_dept", "remove_dept", "replace_dept", "due_text"])]
    as_printed: bool,
    /// Confirm what a new edition of the document did to the task
    #[arg(long)]
    confirm: bool,
    /// Show what would change; write nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    commit: CommitOptions,
    /// Change more than 5 tasks, or keep a reporter's name that is nearly a department's, without being asked
    #[arg(long)]
    yes: bool,
}

pub(crate) fn run(args: &UpdateArgs, context: &Context, ui: &mut Ui) -> Outcome {
    let mut request = args.request(context.today)?;
    request.ensure_something_to_do()?;
    request.ensure_occasion()?;
    let ids = args::named(&args.ids)?;
    let store = context.store()?;
    let repository = args.commit.repository(&store, context)?;
    let mut transaction =
        if args.dry_run { Transaction::preview(&store) } else { Transaction::begin(&store)? };
    ui.report_recovery(&transaction);
    let (snapshot, default_plan) = named::plans_of(&ids, args.plan.as_deref(), &store)?;
    let entries = named::entries(&ids, &snapshot, &default_plan)?;
    request.ensure_in_time(&entries)?;
    request.ensure_one(&entries)?;
    evidence::ensure_there(&request.wanted.evidence, &store, args.missing_ok)?;
    request.by = kept_name(args.by.as_deref(), &snapshot.registry, ui);
    request.wanted.evidence.iter_mut().for_each(|path| *path = evidence::as_kept(path, &store));
    let mut update = request.prepare(&entries, &snapshot, &mut transaction)?;
    // The default plan of the store, whatever plan the numbers belong to: tasks of another one are named with it.
    let usual_plan = store::default_plan(&store).unwrap_or_default();
    update.warnings.extend(args.consequences(&update, &store, context.today, &usual_plan)?);
    if let Some(by) = &request.by {
        update.warnings.extend(consequences::of_others(by, &update, &snapshot.registry, &store, &usual_plan));
    }
    // What is refused is not said to be kept.
    if !args.dry_run {
        ensure_meant(request.by.as_deref(), &snapshot.registry, args.yes, ui)?;
    }
    ui.warn(&update.warnings);
    if args.dry_run {
        Report::of(&update, &update.changes, &usual_plan).preview(context, ui)?;
        return Ok(Ending::Fine);
    }
    if !args.yes {
        ensure_many_are_meant(&update, &usual_plan, context, ui)?;
    }
    let applied = transaction.apply()?;
    let groundless = groundless::of(&applied.changes, &update.tasks, &store, context);
    if !context.json {
        Report::of(&update, &applied.changes, &usual_plan).write(None, context, ui)?;
        if !request.wanted.removed_notes.is_empty() {
            notes::report_numbers(update.tasks.values(), ui);
        }
        // Nobody counts that many lines.
        let written = count_tasks(&applied.changes);
        if written > HANDFUL {
            ui.report(&text!("共更新 {written} 项任务", "{written} tasks updated"));
        }
        warn_of_a_handful(&groundless, ui);
        for said in consequences::former_leads(&entries, &update).iter().take(HANDFUL) {
            ui.report(said);
        }
    }
    // What is so already may have been written by a run that was interrupted before its commit.
    let files = if applied.files.is_empty() { &update.asked } else { &applied.files };
    let made = args.commit.commit(repository.as_ref(), &store, "update", files, Some(&applied), ui)?;
    if context.json {
        let warnings: Vec<_> =
            update.warnings.iter().chain(groundless.iter().take(HANDFUL)).cloned().collect();
        let report = Report { warnings: &warnings, ..Report::of(&update, &applied.changes, &usual_plan) };
        report.write(made.as_ref(), context, ui)?;
    }
    Ok(Ending::Fine)
}

/// Who names many means them all, however few would differ: what would change is shown and asked about.
fn ensure_many_are_meant(
    update: &Update,
    usual_plan: &str,
    context: &Context,
    ui: &mut Ui,
) -> anyhow::Result<()> {
    let (named, changed) = (update.count, count_tasks(&update.changes));
    if named <= HANDFUL || changed == 0 {
        return Ok(());
    }
    if !context.json {
        Report::of(update, &update.changes, usual_plan).preview(context, ui)?;
    }
    if named > changed {
        ui.report(&text!(
            "共写到 {named} 项，其中 {changed} 项会改动",
            "{named} tasks are named, and {changed} of them would change"
        ));
    }
    ensure_wanted(changed, ui)
}

/// Warns of the first of these findings, and says how many more there are.
fn warn_of_a_handful(findings: &[Finding], ui: &mut Ui) {
    let (named, more) = findings.split_at(findings.len().min(HANDFUL));
    ui.warn(named);
    let more = more.len();
    if more > 0 {
        ui.report(&text!("还有 {more} 项也是这样", "and so did {more} more"));
    }
}

impl UpdateArgs {
    /// What follows from it and does not show in what changes.
    ///
    /// # Errors
    /// When a task is closed on nothing that is there.
    fn consequences(
        &self,
        update: &Update,
        store: &Store,
        today: NaiveDate,
        usual_plan: &str,
    ) -> Result<Vec<Finding>> {
        let beyond = update.beyond_plans.iter().filter_map(|beyond| beyond_plan(beyond, update, usual_plan));
        let mut found: Vec<Finding> = beyond.collect();
        found.extend(consequences::late_extensions(update, store, today, usual_plan));
        if !self.missing_ok {
            found.extend(consequences::ensure_closed_on_files(update, store, usual_plan)?);
        }
        Ok(found)
    }

    /// What is asked for, by the days that were typed.
    ///
    /// # Errors
    /// When this year has no such day, or one of another year may be meant.
    fn request(&self, today: NaiveDate) -> Result<Request> {
        let on = |day: &Option<Day>| day.as_ref().map(|day| day.on(today)).transpose();
        let or_none = |typed: &Option<OrNone<Day>>| typed.as_ref().map(|day| day.on(today)).transpose();
        let wanted = Wanted {
            status: self.status,
            note: self.note.clone(),
            corrected_notes: typed::corrections(&self.fix_note),
            removed_notes: self.remove_note.clone(),
            evidence: self.evidence.clone(),
            removed_evidence: self.remove_evidence.clone(),
            due: or_none(&self.due)?,
            start: or_none(&self.start)?,
            due_text: self.due_text.as_ref().map(|OrNone(words)| words.clone()),
            departments: self.departments(),
            content: self.content.clone(),
            pillar: self.pillar.clone(),
            key_task: self.key_task.clone(),
            as_printed: self.as_printed,
            confirm: self.confirm,
        };
        Ok(Request {
            wanted,
            by: self.by.clone(),
            on: on(&self.on)?,
            today,
            reason: self.reason.clone(),
            deadline_asked: on(&self.asked)?,
            lets_in_new: self.new_dept,
            tasks_as_typed: self.tasks_as_typed(),
        })
    }

    fn departments(&self) -> DepartmentsWanted {
        let names = |Names(names): &Names| names.clone();
        let pair = |pair: &Replacement| (pair.old.clone(), pair.new.clone());
        DepartmentsWanted {
            lead: self.lead.as_ref().map(|OrNone(lead)| lead.as_ref().map(names)),
            support: self.support.as_ref().map(names),
            added: self.add_dept.iter().flat_map(names).collect(),
            removed: self.remove_dept.iter().flat_map(names).collect(),
            replaced: self.replace_dept.iter().map(pair).collect(),
        }
    }

    /// The tasks as they were typed, to be typed again; nothing where standard input named them.
    fn tasks_as_typed(&self) -> String {
        let mut words = Vec::new();
        for name in &self.ids {
            let TaskName::Tasks(TaskReferences(references)) = name else { return String::new() };
            words.extend(references.iter().map(|reference| {
                let plan = reference.plan.as_ref().map(|plan| format!("{plan}/")).unwrap_or_default();
                as_typed(&format!("{plan}{reference}"))
            }));
        }
        words.extend(self.plan.iter().map(|slug| format!("--plan {}", as_typed(slug))));
        words.join(" ")
    }
}

/// Who grants a deadline behind the end of the plan sees it, and so do those who read the answer.
fn beyond_plan(beyond: &BeyondPlan, update: &Update, usual_plan: &str) -> Option<Finding> {
    let BeyondPlan { plan, task, due, end } = beyond;
    let task = update.tasks.get(&(plan.clone(), *task))?;
    let number = |lang| naming::number(task, Some(plan.as_str()).filter(|slug| *slug != usual_plan), lang);
    let (zh, en) = (number(Lang::Zh), number(Lang::En));
    let message = if task.extensions.iter().any(|extension| extension.to == *due) {
        text!(
            "编号{zh} 的时限 {due} 超出方案的年限（至 {end}），按延期记录",
            "the deadline {due} of task {en} is behind the end of its plan ({end}); it is recorded as an extension"
        )
    } else {
        text!(
            "编号{zh} 的时限 {due} 超出方案的年限（至 {end}）；原来没有定过时限，不记作延期，原因记入进展",
            "the deadline {due} of task {en} is behind the end of its plan ({end}); it had none before, so this is no extension, and the reason is a note"
        )
    };
    Some(Finding::new("beyond-plan", message))
}
