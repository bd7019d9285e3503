//! `pjt lights`, `pjt why`

mod rules;

use pjt::{
    lights::{FigureSetting, Judge, Judged},
    output::{
        Format,
        lights::{Lights, why},
    },
    store::load,
    text,
};

use super::{
    Context, Ending, Outcome, Ui,
    args::{AtArgs, FormatArgs, NamedArgs},
    filters::{FilterArgs, ReportedArgs},
    selection::ensure_complete,
    selection::{Named, Needs, Selection, report_other_plans, rules_or_error},
    words,
};

/// What asks about tasks, and has no sense beside what asks about rules.
const OF_TASKS: [&str; 22] = [
    "plan",
    "dept",
    "lead",
    "support",
    "pillar",
    "key_task",
    "keyword",
    "status",
    "overdue",
    "due",
    "due_before",
    "due_after",
    "due_within",
    "open",
    "no_lead",
    "no_evidence",
    "light",
    "not_reported",
    "at",
    "format",
    "no_header",
    "keep_going",
];

fn figure(typed: &str) -> Result<FigureSetting, words::Misuse> {
    typed.parse().map_err(|()| {
        words::Misuse::from(text!(
            "写成 `5=15`：第 5 条的数改为 15；一条有几个数的，第二个写成 `5.2=15`",
            "write `5=15` for the figure of rule 5; `5.2=15` for the second one of a rule that has several"
        ))
    })
}

/// Say which tasks are on red, yellow or green, and why, by the rules of rules.yaml
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  pjt lights                                every task that the rules judge
  pjt lights --light red,yellow --dept 市教委
  pjt lights --at 2025-09-30 --json
  pjt lights --rules --preset yinchuan-2025   rules that come with pjt, in words
  pjt lights --preset yinchuan-2025 > 规则.yaml   the same as a file
  pjt lights --adopt yinchuan-2025          judge by them from now on
  pjt lights --rules                        the rules that count here, in words
  pjt lights --set 5=15                     the figure of rule 5 becomes 15")]
pub(crate) struct LightsArgs {
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    reported: ReportedArgs,
    #[command(flatten)]
    at: AtArgs,
    #[command(flatten)]
    format: FormatArgs,
    /// Print the rules of this name instead: yinchuan-2025, sanya-2022, suqian-2025, yichang
    #[arg(long, value_name = "NAME", value_parser = words::name, conflicts_with_all = OF_TASKS)]
    preset: Option<String>,
    /// Judge by the rules of this name from now on: written to rules.yaml
    #[arg(long, value_name = "NAME", value_parser = words::name, conflicts_with_all = OF_TASKS, conflicts_with = "preset")]
    adopt: Option<String>,
    /// With --adopt: also where the rules of another name count now
    #[arg(long, requires = "adopt")]
    yes: bool,
    /// Say the rules in words: those of rules.yaml, or with --preset those of that name
    #[arg(long, conflicts_with_all = OF_TASKS, conflicts_with = "adopt")]
    rules: bool,
    /// Change a figure in rules.yaml: 5=15 for that of rule 5, 5.2=15 for the second one of rule 5
    #[arg(
        long, value_name = "N=NUMBER", value_parser = figure, conflicts_with_all = OF_TASKS,
        conflicts_with_all = ["preset", "adopt", "rules"],
    )]
    set: Vec<FigureSetting>,
    /// Judge although some records can't be read, and say so in the result
    #[arg(long)]
    keep_going: bool,
}

pub(crate) fn run(args: &LightsArgs, context: &Context, ui: &mut Ui) -> Outcome {
    if let Some(name) = &args.preset {
        return rules::show_preset(name, args.rules, context, ui);
    }
    if let Some(name) = &args.adopt {
        return rules::adopt(name, args.yes, context, ui);
    }
    if args.rules {
        return rules::show(context, ui);
    }
    if !args.set.is_empty() {
        return rules::set(&args.set, context, ui);
    }
    let selection = Selection::new(&args.filter, &args.reported, Needs::Rules, &args.at, context, ui)?;
    let with_plan = selection.names_plans(&args.filter);
    let Selection { source, conditions, snapshot, .. } = selection;
    let snapshot = load::select(&*source, snapshot, |entry| conditions.matches(entry));
    ensure_complete(&snapshot, args.keep_going, ui)?;
    let judged: Vec<Judged<'_>> =
        conditions.judge().map(|judge| judge.all(snapshot.entries())).unwrap_or_default();
    let (format, look) = args.format.chosen(context, ui)?;
    if let Some(judge) = conditions.judge() {
        let of_some_lights = !args.reported.lights().is_empty();
        let unreadable = &snapshot.unreadable;
        let lights = Lights { judge, judged: &judged, with_plan, of_some_lights, unreadable };
        lights.write(format, look, ui.out())?;
    }
    if judged.is_empty() || format.is_for_people() {
        report_other_plans(&args.filter.plans, &*source, ui);
    }
    Ok(if snapshot.unreadable.is_empty() { Ending::Fine } else { Ending::Incomplete })
}

/// Say why tasks have the light that they have
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  pjt why 14\n  pjt why 3-7 other-plan/2\n  pjt list --light red --format ids | pjt why -"
)]
pub(crate) struct WhyArgs {
    #[command(flatten)]
    named: NamedArgs,
}

pub(crate) fn run_why(args: &WhyArgs, context: &Context, ui: &mut Ui) -> Outcome {
    let named = Named::new(&args.named, context, ui)?;
    let entries = named.entries()?;
    let rules = rules_or_error(&*named.source)?;
    let judge = Judge { rules: &rules, reports: &named.reports, today: named.today };
    let judged = judge.all(entries);
    if context.json {
        let lights = Lights {
            judge,
            judged: &judged,
            with_plan: true,
            of_some_lights: false,
            unreadable: &named.snapshot.unreadable,
        };
        let look = ui.look();
        lights.write(Format::Json, look, ui.out())?;
    } else {
        for one in &judged {
            let with_plan = one.entry.plan.slug != named.default_plan;
            for line in why(judge, one, with_plan, ui.lang()) {
                ui.line(&line)?;
            }
        }
    }
    ui.complete(&named.snapshot)
}
