//! `pjt stats`

use pjt::{
    error::Finding,
    model::{Entry, LeadBasis},
    output::stats::Counts,
    query::stats::{By, LightOf, Stats},
    store::load,
    text,
};
use strum::VariantArray as _;

use super::{
    Context, Ending, Outcome, Ui,
    args::{AtArgs, FormatArgs},
    filters::{FilterArgs, ReportedArgs},
    selection::ensure_complete,
    selection::{Needs, Selection, report_other_plans},
    tokens::one_of,
};

/// Count tasks and completion rates
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  pjt stats\n  pjt stats --by department --plan all\n  pjt stats --by lead\n  pjt stats --by pillar --dept 市教委 --format csv"
)]
pub(crate) struct StatsArgs {
    /// What a row counts
    #[arg(long, value_name = "WHAT", default_value_t, value_parser = one_of(By::VARIANTS))]
    by: By,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    reported: ReportedArgs,
    #[command(flatten)]
    at: AtArgs,
    #[command(flatten)]
    format: FormatArgs,
    /// Count although some records can't be read, and say so in the result
    #[arg(long)]
    keep_going: bool,
}

pub(crate) fn run(args: &StatsArgs, context: &Context, ui: &mut Ui) -> Outcome {
    let selection = Selection::new(&args.filter, &args.reported, Needs::RulesIfAny, &args.at, context, ui)?;
    let with_plan = selection.names_plans(&args.filter);
    let Selection { source, conditions, snapshot, today, mut notes, .. } = selection;
    let snapshot = load::select(&*source, snapshot, |entry| conditions.matches(entry));
    ensure_complete(&snapshot, args.keep_going, ui)?;
    let entries: Vec<_> = snapshot.entries().collect();
    let judge = conditions.judge();
    let light_of = judge.map(|judge| move |entry: Entry<'_>| judge.judge(entry).state());
    let light_of = light_of.as_ref().map(|light_of| light_of as LightOf<'_>);
    let stats = Stats::count(&entries, args.by, &snapshot.registry, today, light_of);
    let left_out = stats.left_out_of_roles();
    let unknown = (left_out > 0).then(|| {
        text!(
            "“牵头”“配合”没有算 {left_out} 项不知道由谁牵头的任务",
            "lead and support leave out {left_out} tasks of which nobody knows who leads"
        )
    });
    let is_first_listed = |entry: &Entry<'_>| matches!(entry.lead(), Some((_, LeadBasis::FirstListed)));
    let is_read_off = args.by == By::Lead && entries.iter().any(is_first_listed);
    notes.extend(unknown.clone().map(|words| Finding::new("lead-unknown", words)));
    let (format, look) = args.format.chosen(context, ui)?;
    let counts = Counts { stats: &stats, unreadable: snapshot.unreadable.len(), with_plan, notes: &notes };
    counts.write(format, look, ui.out())?;
    if let Some(words) = unknown {
        ui.report(&words);
    }
    if is_read_off {
        ui.report(&text!(
            "文件没有写明牵头的，按所列首位计",
            "where the document states no lead, the first listed counts as such"
        ));
    }
    if entries.is_empty() || format.is_for_people() {
        report_other_plans(&args.filter.plans, &*source, ui);
    }
    Ok(if snapshot.unreadable.is_empty() { Ending::Fine } else { Ending::Incomplete })
}
