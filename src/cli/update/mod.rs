//! `pjt update`

mod departments;
mod groundless;
mod grounds;
mod guard;
mod headings;
mod prepared;
mod report;
mod status;
mod typed;

use pjt::{
    Error, Result,
    error::Finding,
    model::{Closure, Entry, Review, Snapshot, Status, Task, TaskId},
    query::TaskReference,
    store::{self, PlanChoice, Transaction, load, load::StoreSource},
    text,
};

use super::{
    Context, Ending, Outcome, Ui,
    args::{self, TaskName},
    commit::CommitOptions,
    day::{self, Day},
    reporter::kept_name,
    tokens::one_of,
    words,
    writing::{HANDFUL, count_tasks, ensure_wanted},
};
pub(in crate::cli) use departments::own_name;
pub(in crate::cli) use headings::put_under;
pub(in crate::cli) use report::Report;
pub(in crate::cli) use typed::{Names, names, reason};

use departments::DepartmentChanges;
use grounds::Grounds;
use typed::{Days, OrNone, Replacement};

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
    /// Take evidence although there is no such file
    #[arg(long, requires = "evidence")]
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
    /// Change more than 5 tasks without being asked
    #[arg(long)]
    yes: bool,
}

pub(crate) fn run(args: &UpdateArgs, context: &Context, ui: &mut Ui) -> Outcome {
    args.ensure_something_to_do()?;
    args.ensure_occasion()?;
    let days = Days::of(args, context.today)?;
    let ids = args::named(&args.ids)?;
    let store = context.store()?;
    let repository = args.commit.repository(&store, context)?;
    let mut transaction =
        if args.dry_run { Transaction::preview(&store) } else { Transaction::begin(&store)? };
    ui.report_recovery(&transaction);
    let (snapshot, default_plan) = plans_of(&ids, args.plan.as_deref(), &store)?;
    let entries = entries(&ids, &snapshot, &default_plan)?;
    args.ensure_in_time(&entries, &days, context)?;
    args.ensure_one(&entries)?;
    args.ensure_evidence(&store)?;
    let by = kept_name(args.by.as_deref(), &snapshot.registry, ui);
    let evidence = args.evidence.iter().map(|path| guard::as_kept(path, &store)).collect();
    let args = &UpdateArgs { by, evidence, ..args.clone() };
    let update = args.prepare(&entries, &snapshot, &store, &days, &mut transaction)?;
    ui.warn(&update.warnings);
    if args.dry_run {
        update.report(&update.changes).preview(context, ui)?;
        return Ok(Ending::Fine);
    }
    let changed = count_tasks(&update.changes);
    if changed > HANDFUL && !args.yes {
        if !context.json {
            update.report(&update.changes).preview(context, ui)?;
        }
        ensure_wanted(changed, ui)?;
    }
    let applied = transaction.apply()?;
    let groundless = groundless::of(&applied.changes, &update.tasks, &store, context);
    if !context.json {
        update.report(&applied.changes).write(None, context, ui)?;
        // Nobody counts that many lines.
        let written = count_tasks(&applied.changes);
        if written > HANDFUL {
            ui.report(&text!("共更新 {written} 项任务", "{written} tasks updated"));
        }
        warn_of_a_handful(&groundless, ui);
    }
    // What is so already may have been written by a run that was interrupted before its commit.
    let files = if applied.files.is_empty() { &update.asked } else { &applied.files };
    let changes = Some(applied.changes.as_slice());
    let made = args.commit.commit(repository.as_ref(), &store, "update", files, changes, ui)?;
    if context.json {
        let warnings: Vec<_> =
            update.warnings.iter().chain(groundless.iter().take(HANDFUL)).cloned().collect();
        let report = Report { warnings: &warnings, ..update.report(&applied.changes) };
        report.write(made.as_ref(), context, ui)?;
    }
    Ok(Ending::Fine)
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

/// The tasks that the references name, each with its plan, and the slug that bare numbers belong to. What
/// else the plans hold is read only where a reference names nothing: then it has to be said what there is.
pub(super) fn plans_of(
    ids: &[TaskReference],
    plan: Option<&str>,
    source: &dyn StoreSource,
) -> Result<(Snapshot, String)> {
    let choice = plan.map_or(PlanChoice::Default, |slug| PlanChoice::Named(vec![slug.to_owned()]));
    let needs_default = ids.iter().any(|id| id.plan.is_none());
    // A plan that is named and not there was mistyped, though each task names its own.
    let is_asked = needs_default || plan.is_some();
    let default_plan = if is_asked { store::plan_of_numbers(source, &choice)? } else { String::new() };
    let mut slugs: Vec<String> = ids.iter().filter_map(|id| id.plan.clone()).collect();
    slugs.extend(needs_default.then(|| default_plan.clone()).filter(|slug| !slug.is_empty()));
    slugs.sort();
    slugs.dedup();
    let slugs = store::choose(source, &PlanChoice::Named(slugs))?;
    let numbers: Vec<_> = ids.iter().map(|id| id.range(&default_plan)).collect();
    let snapshot = load::pick(source, load::headings(source, &slugs), &numbers)?;
    if ids.iter().all(|id| id.resolve(&snapshot, &default_plan).is_ok()) {
        return Ok((snapshot, default_plan));
    }
    Ok((load::load(source, &slugs), default_plan))
}

impl UpdateArgs {
    /// Makes the change to one task, or says which rule forbids it.
    fn apply(
        &self,
        task: &mut Task,
        entry: Entry<'_>,
        departments: &DepartmentChanges,
        days: &Days,
    ) -> Result<()> {
        let before = task.clone();
        if self.as_printed {
            departments.put_back(task);
        }
        self.set_text(task, entry)?;
        let handed = departments.apply(task, entry.plan)?;
        if let Some(due) = days.due {
            task.due = due;
        }
        if let Some(start) = days.start {
            task.start = start;
        }
        if let Some(OrNone(words)) = &self.due_text {
            task.due_text.clone_from(words);
        }
        if !self.as_printed {
            let handed = handed.iter().map(|(from, to)| (from.as_str(), to.as_str()));
            task.keep_printed(&before.handed_over(handed));
        }
        self.ensure_order(task, entry.plan)?;
        self.set_records(task)?;
        // Who moves the deadline has decided between the document's and the one that was set.
        let is_decided = task.review == Some(Review::Rescheduled) && task.due != before.due;
        if self.confirm || is_decided {
            task.review = None;
        }
        if let Some(status) = self.status {
            let has_words = self.note.is_some() || self.reason.is_some();
            status::ensure_allowed(task, status, has_words)?;
            if status != task.status {
                let closure = || Closure { on: days.on, by: self.by.clone() };
                task.closure = (status == Status::Closed).then(closure);
            }
            task.status = status;
        }
        Grounds { before: &before, plan: entry.plan, handed, days, args: self }.write(task)
    }

    /// The words of the document, and where the task stands in it.
    fn set_text(&self, task: &mut Task, entry: Entry<'_>) -> Result<()> {
        if let Some(content) = &self.content {
            task.content.clone_from(content);
        }
        headings::put_under(task, entry.plan, self.pillar.as_deref(), self.key_task.as_deref())
    }

    /// What was reported: evidence, notes.
    fn set_records(&self, task: &mut Task) -> Result<()> {
        for path in &self.remove_evidence {
            if !task.evidence.contains(path) {
                return Err(no_evidence(task, path));
            }
            task.evidence.retain(|known| known != path);
        }
        for evidence in &self.evidence {
            if !task.evidence.contains(evidence) {
                task.evidence.push(evidence.clone());
            }
        }
        for (number, text) in typed::corrections(&self.fix_note) {
            let (id, count) = (task.id, task.notes.len());
            let note = typed::place(&number).and_then(|place| task.notes.get_mut(place));
            note.ok_or_else(|| no_note(id, &number, count))?.text = text;
        }
        let mut places = self.remove_note.clone();
        places.sort_unstable();
        places.dedup();
        for place in places.into_iter().rev() {
            if place >= task.notes.len() {
                return Err(no_note(task.id, &(place + 1).to_string(), task.notes.len()));
            }
            task.notes.remove(place);
        }
        Ok(())
    }
}

fn no_note(id: TaskId, number: &str, count: usize) -> Error {
    Error::not_found(text!(
        "任务 {id} 没有第 {number} 条进展；没有写入任何内容",
        "task {id} has no note {number}; nothing was written"
    ))
    .named("no-such-note")
    .hint(text!("它有 {count} 条，序号见 `pjt show {id}`", "it has {count}; `pjt show {id}` numbers them"))
}

fn no_evidence(task: &Task, path: &str) -> Error {
    let (id, list) = (task.id, task.evidence.join("、"));
    Error::not_found(text!(
        "任务 {id} 没有佐证 `{path}`；没有写入任何内容",
        "task {id} has no evidence `{path}`; nothing was written"
    ))
    .named("no-such-evidence")
    .hint(text!("它的佐证：{list}", "its evidence: {list}"))
}

/// The tasks that are meant, each once, by plan and number.
fn entries<'a>(ids: &[TaskReference], snapshot: &'a Snapshot, default_plan: &str) -> Result<Vec<Entry<'a>>> {
    let mut entries = Vec::new();
    for id in ids {
        // Of a range nobody sees that one is missing: who changes seven tasks means seven.
        if let Some(finding) = id.unreadable(snapshot, default_plan) {
            return Err(Error::from(finding.clone()).hint(text!("没有写入任何内容", "nothing was written")));
        }
        entries.extend(id.resolve(snapshot, default_plan)?);
    }
    entries.sort_by(|one, other| (&one.plan.slug, one.task.id).cmp(&(&other.plan.slug, other.task.id)));
    entries.dedup_by_key(|entry| (&entry.plan.slug, entry.task.id));
    Ok(entries)
}
