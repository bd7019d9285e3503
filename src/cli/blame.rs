//! `pjt blame`

use pjt::{
    error::Finding,
    history::{Maker, Point, blame, blame_returns},
    output::origins as output,
    query::named,
    store::load,
    text,
};
use serde_json::json;

use super::{
    Context, Ending, Outcome, Ui,
    args::{self, TaskName},
    context,
    log::shallow,
    selection::current,
    words,
};

/// Tell who set each field of a task to its value, and when; and who took in what departments reported
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  pjt blame 14
  pjt blame other-plan/2 --json
  pjt list --no-evidence --format ids | pjt blame -")]
pub(crate) struct BlameArgs {
    /// The task: 14, other-plan/14; `-` for those that standard input names, line by line
    #[arg(value_name = "ID")]
    id: TaskName,
    /// The plan that the number belongs to (otherwise the default plan)
    #[arg(long, value_name = "SLUG", value_parser = words::name)]
    plan: Option<String>,
}

pub(crate) fn run(args: &BlameArgs, context: &Context, ui: &mut Ui) -> Outcome {
    let store = context.store()?;
    let ids = current(args::named(std::slice::from_ref(&args.id))?, &store);
    let (snapshot, default_plan) = named::plans_of(&ids, args.plan.as_deref(), &store)?;
    let repository = context.repository(&store)?;
    let head = Point::head().resolve(&repository)?;
    let (lang, width) = (ui.lang(), ui.width());
    let mut warnings: Vec<_> = repository.is_shallow().then(shallow).into_iter().collect();
    let (mut tasks, mut has_earlier) = (Vec::new(), false);
    let mut entries = Vec::new();
    for id in &ids {
        entries.extend(id.resolve(&snapshot, &default_plan)?);
    }
    let is_single = entries.len() == 1;
    for entry in entries {
        let slug = &entry.plan.slug;
        let origins = blame(&repository, &head, slug, entry.task)?;
        let (returns, unreadable) = load::returns(&store, slug);
        let reported = blame_returns(&repository, &head, entry.plan, entry.task.id, &returns)?;
        let makers =
            origins.iter().map(|origin| &origin.maker).chain(reported.iter().map(|origin| &origin.maker));
        has_earlier |= makers.into_iter().any(|maker| matches!(maker, Maker::Earlier(_)));
        for finding in unreadable {
            if !warnings.contains(&finding) {
                warnings.push(finding);
            }
        }
        if context.json {
            let fields: Vec<_> =
                origins.iter().map(|origin| output::origin(origin, context::day_of)).collect();
            let returns: Vec<_> =
                reported.iter().map(|origin| output::report_origin(origin, context::day_of)).collect();
            tasks.push(json!({"plan": slug, "task": entry.task.id, "fields": fields, "returns": returns}));
        } else {
            if !is_single {
                writeln!(ui.out(), "{slug}/{}", entry.task.id)?;
            }
            output::origins(&origins, context::local, lang, width, ui.out())?;
            output::report_origins(&reported, context::local, lang, width, ui.out())?;
        }
    }
    if has_earlier && !repository.is_shallow() {
        warnings.push(earlier());
    }
    if context.json {
        ui.json("blame", [("tasks", json!(tasks))], &warnings)?;
    }
    for warning in &warnings {
        ui.report(&warning.message);
    }
    Ok(Ending::Fine)
}

/// That git has not the older versions of a file here, which a partial clone leaves out.
fn earlier() -> Finding {
    Finding::new(
        "partial-history",
        text!(
            "更早的版本不在本机（部分克隆），有些值只知道不晚于哪次提交；用 `git fetch --refetch --no-filter` 取回后再看",
            "older versions are not on this machine (a partial clone), so of some values it is only known by which commit they were there; get them with `git fetch --refetch --no-filter` and look again"
        ),
    )
}
