//! `pjt update`

use chrono::NaiveDate;
use pjt::{
    Error, Result,
    history::Revision,
    model::{Change, Entry, Note, Snapshot, Status, Task, status::Requirement},
    query::TaskReference,
    store::{self, PlanChoice, Transaction, layout, load, load::StoreSource},
    text,
    text::is_blank,
};
use serde_json::{Value, json};

use super::{
    Context, Ending, Outcome, Ui,
    args::{self, TaskName},
    commit::CommitOptions,
    context::parse_day,
    tokens::one_of,
    words,
};

/// How many tasks may change without being asked for.
pub(super) const HANDFUL: usize = 5;

/// Change exactly what is named, in place
///
/// Comments, order, quoting and line ends of the file stay as they are; `git diff` shows the changed
/// lines and nothing else.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  pjt update 14 --status done --note 平台上线 --by 市教委
  pjt update 3-7 12 --status doing
  pjt update 14 --status closed --evidence 验收报告.pdf
  pjt update 14 --due 2025-12-31 --dry-run
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
    /// Who reports the note
    #[arg(long, value_name = "WHO", value_parser = words::line, requires = "note")]
    by: Option<String>,
    /// The day of the note (otherwise today)
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse_day, requires = "note")]
    on: Option<NaiveDate>,
    /// The date it falls due, or `none`
    #[arg(long, value_name = "YYYY-MM-DD|none", value_parser = parse_due)]
    due: Option<Due>,
    /// Add a path or URL that proves it
    #[arg(long, value_name = "PATH|URL", value_parser = words::line)]
    evidence: Vec<String>,
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

/// A deadline to set or to take away.
#[derive(Clone, Copy, Debug)]
struct Due(Option<NaiveDate>);

fn parse_due(word: &str) -> Result<Due, words::Misuse> {
    if word == "none" { Ok(Due(None)) } else { parse_day(word).map(|day| Due(Some(day))) }
}

pub(crate) fn run(args: &UpdateArgs, context: &Context, ui: &mut Ui) -> Outcome {
    args.ensure_something_to_do()?;
    let ids = args::named(&args.ids)?;
    let store = context.store()?;
    let repository = args.commit.repository(&store, context)?;
    let mut transaction =
        if args.dry_run { Transaction::preview(&store) } else { Transaction::begin(&store)? };
    ui.report_recovery(&transaction);
    let (snapshot, default_plan) = plans_of(&ids, args.plan.as_deref(), &store)?;
    let entries = entries(&ids, &snapshot, &default_plan)?;
    let count = entries.len();
    let asked: Vec<_> =
        entries.iter().map(|entry| layout::task_file(&entry.plan.slug, entry.task.id)).collect();
    args.ensure_in_time(&entries, context)?;
    for entry in entries {
        transaction.revise(&entry.plan.slug, entry.task.id, |task| args.apply(task, context))?;
    }
    let changes = transaction.changes().to_vec();
    let report = |changes| Report { changes, count, default_plan: &default_plan };
    let changed = {
        let mut tasks: Vec<_> = changes.iter().map(|change| &change.subject).collect();
        tasks.dedup();
        tasks.len()
    };
    if args.dry_run {
        report(&changes).preview(context, ui)?;
        return Ok(Ending::Fine);
    }
    if changed > HANDFUL && !args.yes {
        if !context.json {
            report(&changes).preview(context, ui)?;
        }
        if !ui.confirms(&text!("要改动 {changed} 项任务，继续吗？", "change {changed} tasks?"))? {
            return Err(Error::usage(text!(
                "这会改动 {changed} 项任务；没有写入任何内容",
                "this would change {changed} tasks; nothing was written"
            ))
            .named("needs-yes")
            .hint(text!("确认无误后加 `--yes`", "add `--yes` if that is meant"))
            .into());
        }
    }
    let applied = transaction.apply()?;
    if !context.json {
        report(&applied.changes).write(None, context, ui)?;
    }
    // What is so already may have been written by a run that was interrupted before its commit.
    let files = if applied.files.is_empty() { &asked } else { &applied.files };
    let made = args.commit.commit(repository.as_ref(), &store, "update", files, ui)?;
    if context.json {
        report(&applied.changes).write(made.as_ref(), context, ui)?;
    }
    Ok(Ending::Fine)
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
    let default_plan = if needs_default {
        store::choose(source, &choice)?.into_iter().next().unwrap_or_default()
    } else {
        String::new()
    };
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
    fn ensure_something_to_do(&self) -> Result<()> {
        let asked = self.status.is_some() || self.note.is_some() || self.due.is_some() || self.confirm;
        if asked || !self.evidence.is_empty() {
            return Ok(());
        }
        Err(Error::usage(text!("没有说要改什么", "nothing was said to change")).named("nothing-to-do").hint(
            text!("可用 --status --note --due --evidence", "say --status, --note, --due or --evidence"),
        ))
    }

    /// What is dated can have been: progress is never from the future, and a task falls due while its plan runs.
    fn ensure_in_time(&self, entries: &[Entry<'_>], context: &Context) -> Result<()> {
        if let Some(on) = self.on.filter(|on| *on > context.today) {
            return Err(Error::usage(text!(
                "进展的日期 {on} 晚于今天；没有写入任何内容",
                "the note would be dated {on}, after today; nothing was written"
            ))
            .hint(text!("请改正 `--on`", "correct `--on`")));
        }
        let Some(Due(Some(due))) = self.due else { return Ok(()) };
        let is_outside = |entry: &&Entry<'_>| entry.plan.period.is_some_and(|period| !period.covers(due));
        let Some(entry) = entries.iter().find(is_outside) else { return Ok(()) };
        let (id, slug) = (entry.task.id, &entry.plan.slug);
        Err(Error::conflict(text!(
            "任务 {id} 的时限 {due} 不在方案 {slug} 的年限之内；没有写入任何内容",
            "task {id} would fall due on {due}, outside of the period of plan {slug}; nothing was written"
        ))
        .hint(text!(
            "方案的年限在它的 plan.yaml 里（period）；方案延期的，先改那里",
            "the period is in the plan's plan.yaml; where the plan is prolonged, change it there first"
        )))
    }

    /// Makes the change to one task, or says which rule forbids it.
    fn apply(&self, task: &mut Task, context: &Context) -> Result<()> {
        if let Some(Due(due)) = self.due {
            task.due = due;
        }
        for evidence in &self.evidence {
            if !task.evidence.contains(evidence) {
                task.evidence.push(evidence.clone());
            }
        }
        if let Some(words) = &self.note {
            let note =
                Note { date: self.on.unwrap_or(context.today), by: self.by.clone(), text: words.clone() };
            if !task.notes.contains(&note) {
                task.notes.push(note);
            }
        }
        if self.confirm {
            task.review = None;
        }
        let Some(status) = self.status else { return Ok(()) };
        self.ensure_allowed(task, status)?;
        task.status = status;
        Ok(())
    }

    fn ensure_allowed(&self, task: &Task, to: Status) -> Result<()> {
        let (id, from) = (task.id, task.status);
        let met = match from.demands(to) {
            Requirement::Nothing => true,
            Requirement::Note => self.note.is_some(),
            Requirement::Evidence => task.evidence.iter().any(|path| !is_blank(path)),
            Requirement::DoneFirst => false,
        };
        if met {
            return Ok(());
        }
        let (zh, en) = ((from.label(pjt::Lang::Zh), to.label(pjt::Lang::Zh)), (from.token(), to.token()));
        let error = Error::conflict(text!(
            "任务 {id} 不能从“{}”改为“{}”；没有写入任何内容",
            "task {id} can't go from {} to {}; nothing was written",
            (zh.0, zh.1),
            (en.0, en.1)
        ))
        .named("status-rule");
        Err(match from.demands(to) {
            Requirement::Evidence => error.hint(text!(
                "销号需要佐证：加 `--evidence 路径或网址`",
                "closing needs evidence: add `--evidence PATH|URL`"
            )),
            Requirement::DoneFirst => {
                error.hint(text!("先改为已完成：`--status done`", "set it to done first: `--status done`"))
            }
            Requirement::Note | Requirement::Nothing => {
                error.hint(text!("需要说明原因：加 `--note 说明`", "it needs a reason: add `--note TEXT`"))
            }
        })
    }
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

/// What an update changes, of how many tasks that were named.
struct Report<'a> {
    changes: &'a [Change],
    count: usize,
    /// Tasks of this plan are named by their number alone.
    default_plan: &'a str,
}

impl Report<'_> {
    fn write(&self, made: Option<&Revision>, context: &Context, ui: &mut Ui) -> anyhow::Result<()> {
        if context.json {
            return self.json(made, false, ui);
        }
        let count = self.count;
        if count == 0 {
            ui.report(&text!("没有给出任务，什么也没有改", "no task is named; nothing changed"));
            return Ok(());
        }
        if self.changes.is_empty() {
            ui.report(&text!(
                "已经是这样，{count} 项任务都没有改动",
                "it is so already; none of {count} tasks changed"
            ));
            return Ok(());
        }
        ui.changes(self.changes, self.default_plan)
    }

    fn preview(&self, context: &Context, ui: &mut Ui) -> anyhow::Result<()> {
        if context.json {
            return self.json(None, true, ui);
        }
        self.write(None, context, ui)?;
        if !self.changes.is_empty() {
            ui.report(&text!("（预览，没有写入）", "(preview; nothing was written)"));
        }
        Ok(())
    }

    fn json(&self, made: Option<&Revision>, dry_run: bool, ui: &mut Ui) -> anyhow::Result<()> {
        let commit = made.map(Revision::hash);
        let change = |change| pjt::output::json::update_change(change, commit);
        let changes: Vec<Value> = self.changes.iter().map(change).collect();
        ui.json("update", [("dry_run", json!(dry_run)), ("changes", json!(changes))], &[])
    }
}
