//! `pjt check`

mod changes;

use std::path::{Path, PathBuf};

use pjt::{
    Error, Result,
    check::{self, Subject},
    error::Finding,
    import::grammar::ReadOptions,
    model::Plan,
    output,
    store::{PlanChoice, layout},
    text,
    text::width::{cut, wrap_sentence},
};
use serde_json::{Value, json};

use super::{
    Context, Ending, Outcome, Ui,
    args::{AtArgs, PlanArgs},
    import, words,
};

/// Check every rule of the store; silent when all is well
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  pjt check
  pjt check --source plan.docx         the store and its document agree
  pjt check --staged                   what is about to be committed; for a pre-commit hook
  pjt check --range main..HEAD         each commit of a branch; for CI
  pjt check --list --json")]
pub(crate) struct CheckArgs {
    #[command(flatten)]
    plans: PlanArgs,
    #[command(flatten)]
    at: AtArgs,
    /// Compare the plan with this document, the one that it was read from
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath, conflicts_with_all = ["list", "at"])]
    source: Option<PathBuf>,
    /// Check what is staged: the files that differ from the last commit, and the rules for changes
    #[arg(long, conflicts_with_all = ["range", "pushed", "source", "at", "plan", "list"])]
    staged: bool,
    /// Check each commit of A..B by the rules for changes, and what B makes of the files; also in a bare repository
    #[arg(long, value_name = "A..B", conflicts_with_all = ["pushed", "source", "at", "plan", "list"], value_parser = words::name)]
    range: Option<String>,
    /// Check what a push brings, told on standard input as to a pre-receive hook
    #[arg(long, conflicts_with_all = ["source", "at", "plan", "list"])]
    pushed: bool,
    /// Name the rules
    #[arg(long)]
    list: bool,
}

pub(crate) fn run(args: &CheckArgs, context: &Context, ui: &mut Ui) -> Outcome {
    if args.list {
        return list(context, ui);
    }
    if let Some(file) = &args.source {
        let (findings, plan) = against(file, &args.plans.choice(), context, ui)?;
        return report(&findings, &[plan], context, ui);
    }
    if args.staged {
        return changes::staged(context, ui);
    }
    if args.pushed {
        return changes::pushed(context, ui);
    }
    if let Some(range) = &args.range {
        return changes::range(range, context, ui);
    }
    let choice = if args.plans.is_default() { PlanChoice::All } else { args.plans.choice() };
    let (findings, plans) = if args.at.at.is_some() {
        let source = context.source(&args.at, ui)?;
        let subject = Subject::new(&*source, &choice, context.today_at(&args.at)?)?;
        (check::run(&subject), subject.snapshot.plans)
    } else {
        let store = context.store()?;
        let subject = Subject::on_disk(&store, &choice, context.today)?;
        let mut findings = check::run(&subject);
        // A store outside of git has no attributes.
        if let Ok(repository) = context.repository(&store) {
            findings.extend(check::changes::turning(&repository)?);
            findings.extend(check::changes::colliding(&repository, context.today)?);
        }
        (findings, subject.snapshot.plans)
    };
    report(&findings, &plans, context, ui)
}

fn report(findings: &[Finding], plans: &[Plan], context: &Context, ui: &mut Ui) -> Outcome {
    if context.json {
        let findings: Vec<Value> = findings.iter().map(output::json::finding).collect();
        ui.json("check", [("findings", json!(findings))], &[])?;
    } else {
        print(findings, plans, ui)?;
        count(findings.len(), ui);
    }
    Ok(ending(findings.is_empty()))
}

fn ending(is_right: bool) -> Ending {
    if is_right { Ending::Fine } else { Ending::Findings }
}

/// Says them; those about a task of these plans with its number and what it is.
fn print(findings: &[Finding], plans: &[Plan], ui: &mut Ui) -> anyhow::Result<()> {
    let severity = output::findings::Severity::Problem;
    for finding in findings {
        let task = finding.place.as_ref().and_then(|place| task_in_words(&place.path, plans));
        let words = output::findings::finding_of(finding, task.as_deref(), severity, ui.audience());
        write!(ui.out(), "{words}")?;
    }
    Ok(())
}

/// The task that a file holds: its number, with its plan where there are several, and the beginning of its words.
fn task_in_words(path: &Path, plans: &[Plan]) -> Option<String> {
    const ROOM: usize = 60;
    let (slug, id) = layout::task_at_end_of(path)?;
    let plan = plans.iter().find(|plan| plan.slug == slug)?;
    let content = cut(&plan.task(id)?.content, ROOM);
    let of_plan = if plans.len() > 1 { format!("{slug}/") } else { String::new() };
    Some(format!("{of_plan}{id} {content}").trim_end().to_owned())
}

fn count(count: usize, ui: &mut Ui) {
    if count > 0 {
        ui.report(&text!("共 {count} 个问题", "{count} findings"));
    }
}

/// Where the plan differs from a document; both must be readable as a whole.
fn against(file: &Path, choice: &PlanChoice, context: &Context, ui: &mut Ui) -> Result<(Vec<Finding>, Plan)> {
    let store = context.store()?;
    let subject = Subject::on_disk(&store, choice, context.today)?;
    if let Some(finding) = subject.snapshot.unreadable.first() {
        return Err(finding.clone().into());
    }
    let [plan] = subject.snapshot.plans.as_slice() else {
        return Err(Error::usage(text!(
            "一次只能拿一个方案与文件比对",
            "one plan at a time is compared with a document"
        ))
        .named("one-plan-at-a-time")
        .hint(text!("用 `--plan` 指明方案", "name the plan with `--plan`")));
    };
    let (mut findings, mut sha256, mut warnings) = (Vec::new(), String::new(), Vec::new());
    for (turn, options) in ways_to_read(plan).iter().enumerate() {
        let read = import::read_document(file, None, options);
        let (draft, hash) = match (read, turn) {
            (Err(error), 0) => return Err(error),
            (Err(_), _) => continue,
            (Ok(read), _) => read,
        };
        let found = check::disagreements(&subject, &draft);
        if turn == 0 || found.is_empty() {
            (findings, sha256, warnings) = (found, hash, draft.warnings);
        }
        if findings.is_empty() {
            break;
        }
    }
    let name = file.display();
    let added = plan.tasks.iter().filter(|task| task.is_added_by_hand()).count();
    let count = plan.tasks.len() - added;
    if plan.source.as_ref().is_some_and(|source| source.sha256 != sha256) {
        ui.report(&text!(
            "{name} 不是导入时的那个文件（sha256 不同），只比较内容",
            "{name} is not the file that was imported (another sha256); only what it says is compared"
        ));
    }
    // a document that was read only in part agrees with its store only in part
    ui.warn(&warnings);
    if findings.is_empty() {
        let corrected = plan.tasks.iter().filter(|task| !task.printed.is_empty()).count();
        ui.report(&match corrected {
            0 => text!("{count} 项任务都与 {name} 一致", "all {count} tasks agree with {name}"),
            _ => text!(
                "{count} 项任务都与 {name} 一致，只是其中 {corrected} 项有更正（原文见 `pjt show`）",
                "all {count} tasks agree with {name}, but for what was corrected in {corrected} of them (`pjt show` has the words)"
            ),
        });
        if added > 0 {
            ui.report(&text!(
                "另有 {added} 项是人工添加的（`pjt add`），文件里没有",
                "{added} more were added by hand (`pjt add`); the document doesn't have them"
            ));
        }
    }
    Ok((findings, plan.clone()))
}

/// How the document may have been read: as it is by itself, else the table that the tasks name, else its text.
fn ways_to_read(plan: &Plan) -> Vec<ReadOptions> {
    let source = plan.tasks.first().and_then(|task| task.source.as_deref()).unwrap_or_default();
    let table = source.strip_prefix("table ").and_then(|rest| rest.split(' ').next()?.parse().ok());
    let mut ways = vec![ReadOptions::default()];
    match table {
        Some(table) => ways.push(ReadOptions { table: Some(table), ..ReadOptions::default() }),
        None => ways.push(ReadOptions { text: true, ..ReadOptions::default() }),
    }
    ways
}

fn list(context: &Context, ui: &mut Ui) -> Outcome {
    let lang = ui.lang();
    // Each with whether it looks at what the store holds or at what a commit does.
    let rules = check::rules().iter().map(|rule| (rule.id, (rule.title)(), "store"));
    let rules = rules.chain(check::changes::RULES.iter().map(|rule| (rule.id, (rule.title)(), "change")));
    if context.json {
        let rules =
            rules.map(|(id, title, on)| json!({"id": id, "title": title.in_lang(pjt::Lang::En), "on": on}));
        ui.json("rules", [("rules", Value::from_iter(rules))], &[])?;
        return Ok(Ending::Fine);
    }
    let room = ui.audience().terminal.map(|width| width.saturating_sub(25).max(20));
    for (id, title, _) in rules {
        let lines = wrap_sentence(title.in_lang(lang), room.unwrap_or(usize::MAX));
        for (number, line) in lines.enumerate() {
            writeln!(ui.out(), "{:<24} {}", if number == 0 { id } else { "" }, line.trim())?;
        }
    }
    Ok(Ending::Fine)
}
