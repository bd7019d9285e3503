//! `pjt lights`, `pjt why`

use std::path::Path;

use pjt::{
    Error,
    error::Location,
    lights::{Judge, Judged, NamedRules, preset_text, presets, rules_of},
    output::{
        Format,
        lights::{Lights, why},
    },
    store::{Transaction, layout, load, load::StoreSource, yaml},
    text,
};

use super::{
    Context, Ending, Outcome, Ui,
    args::{AtArgs, FilterArgs, FormatArgs, NamedArgs, ReportedArgs},
    selection::ensure_complete,
    selection::{Named, Needs, Selection, report_other_plans, rules_or_error},
    words,
};

/// Say which tasks are on red, yellow or green, and why, by the rules of rules.yaml
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  pjt lights                                every task that the rules judge
  pjt lights --light red,yellow --dept 市教委
  pjt lights --at 2025-09-30 --json
  pjt lights --preset yinchuan-2025         print rules that come with pjt
  pjt lights --adopt yinchuan-2025          judge by them from now on; change them in rules.yaml")]
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
    #[arg(long, value_name = "NAME", value_parser = words::name, conflicts_with_all = [
        "plan", "dept", "lead", "support", "pillar", "key_task", "keyword", "status", "overdue", "due_before",
        "due_after", "due_within", "open", "no_lead", "no_evidence", "light", "not_reported", "at", "format",
        "no_header", "keep_going",
    ])]
    preset: Option<String>,
    /// Judge by the rules of this name from now on: written to rules.yaml
    #[arg(long, value_name = "NAME", value_parser = words::name, conflicts_with_all = [
        "plan", "dept", "lead", "support", "pillar", "key_task", "keyword", "status", "overdue", "due_before",
        "due_after", "due_within", "open", "no_lead", "no_evidence", "light", "not_reported", "at", "format",
        "no_header", "keep_going", "preset",
    ])]
    adopt: Option<String>,
    /// Judge although some records can't be read, and say so in the result
    #[arg(long)]
    keep_going: bool,
}

pub(crate) fn run(args: &LightsArgs, context: &Context, ui: &mut Ui) -> Outcome {
    if let Some(name) = &args.preset {
        return print_preset(name, context, ui);
    }
    if let Some(name) = &args.adopt {
        return adopt(name, context, ui);
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
        let lights = Lights { judge, judged: &judged, with_plan, unreadable: &snapshot.unreadable };
        lights.write(format, look, ui.out())?;
    }
    if judged.is_empty() || format.is_for_people() {
        report_other_plans(&args.filter.plans, &*source, ui);
    }
    Ok(if snapshot.unreadable.is_empty() { Ending::Fine } else { Ending::Incomplete })
}

/// Prints the rules of a preset, as they could stand in rules.yaml.
fn print_preset(name: &str, context: &Context, ui: &mut Ui) -> Outcome {
    let text = preset_text(name)?;
    if context.json {
        let rules = presets()?.remove(name);
        ui.json(
            "rules_of_lights",
            [("preset", serde_json::json!(name)), ("rules", serde_json::json!(rules))],
            &[],
        )?;
    } else {
        write!(ui.out(), "{text}")?;
    }
    Ok(Ending::Fine)
}

/// Whether a `rules.yaml` names a preset and says nothing else, not even in a comment.
fn is_preset_alone(bytes: &[u8]) -> bool {
    let mut lines =
        bytes.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
    lines.all(|line| line.starts_with(b"preset:") && !line.contains(&b'#'))
}

/// Makes a preset the rules of the store. Rules that an office wrote itself are not written over.
fn adopt(name: &str, context: &Context, ui: &mut Ui) -> Outcome {
    let NamedRules { name, rules } = NamedRules::preset(name)?;
    let store = context.store()?;
    let mut transaction = Transaction::begin(&store)?;
    ui.report_recovery(&transaction);
    let path = Path::new(layout::RULES);
    let shown = store.directory().join(path);
    rules_of(&store).map_err(Error::from)?;
    let present = StoreSource::read(&store, path, yaml::MAX_FILE_BYTES).map_err(Error::from)?;
    if present.is_some_and(|bytes| !is_preset_alone(&bytes)) {
        return Err(Error::conflict(text!(
            "rules.yaml 里有自定的内容，不覆盖；没有写入任何内容",
            "rules.yaml holds something of your own, which is not written over; nothing was written"
        ))
        .named("own-light-rules")
        .at(Location::file(shown))
        .hint(text!(
            "要换成内置的，先把这个文件移到别处",
            "to have a preset instead, move the file away first"
        ))
        .into());
    }
    transaction.put(path, format!("preset: {name}\n").into_bytes())?;
    transaction.apply()?;
    if context.json {
        let rules = [("preset", serde_json::json!(name)), ("rules", serde_json::json!(rules))];
        ui.json("rules_of_lights", rules, &[])?;
    } else {
        let shown = shown.display();
        ui.report(&text!(
            "采用亮灯规则 {name}，写在 {shown}；用 `pjt lights` 查看，`pjt commit` 提交留痕",
            "the rules of lights are {name} now, in {shown}; see `pjt lights`, and commit with `pjt commit`"
        ));
    }
    Ok(Ending::Fine)
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
        let lights =
            Lights { judge, judged: &judged, with_plan: true, unreadable: &named.snapshot.unreadable };
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
