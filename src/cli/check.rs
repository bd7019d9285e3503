//! `pjt check`

use pjt::{
    check::{self, Subject},
    store::PlanChoice,
    text, view,
};
use serde_json::{Value, json};

use super::{
    Context, Ending, Outcome, Ui,
    context::{AtArgs, PlanArgs},
};

/// Check every rule of the store; silent when all is well
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  pjt check\n  pjt check --list\n  pjt check --json")]
pub(crate) struct CheckArgs {
    #[command(flatten)]
    plans: PlanArgs,
    #[command(flatten)]
    at: AtArgs,
    /// Name the rules
    #[arg(long)]
    list: bool,
}

pub(crate) fn run(args: &CheckArgs, context: &Context, ui: &mut Ui) -> Outcome {
    if args.list {
        return list(context, ui);
    }
    let choice = if args.plans.plan.is_empty() { PlanChoice::All } else { args.plans.choice() };
    let findings = if args.at.at.is_some() {
        check::run(&Subject::new(&*context.shelf(&args.at)?, &choice, context.today)?)
    } else {
        check::run(&Subject::on_disk(&context.store()?, &choice, context.today)?)
    };
    if context.json {
        let told: Vec<Value> = findings.iter().map(view::json::finding).collect();
        ui.json("check", [("findings", json!(told))], &[])?;
    } else {
        for finding in &findings {
            let words = view::findings::finding(finding, view::findings::Weight::Problem, ui.lang());
            write!(ui.out(), "{words}")?;
        }
        let count = findings.len();
        if count > 0 {
            ui.say(&text!("共 {count} 个问题", "{count} findings"));
        }
    }
    Ok(if findings.is_empty() { Ending::Fine } else { Ending::Found })
}

fn list(context: &Context, ui: &mut Ui) -> Outcome {
    let lang = ui.lang();
    if context.json {
        let rules = check::rules()
            .iter()
            .map(|rule| json!({"id": rule.id, "title": (rule.title)().in_lang(pjt::Lang::En)}));
        let rules: Vec<Value> = rules.collect();
        ui.json("rules", [("rules", json!(rules))], &[])?;
        return Ok(Ending::Fine);
    }
    for rule in check::rules() {
        writeln!(ui.out(), "{:<24} {}", rule.id, (rule.title)().in_lang(lang))?;
    }
    Ok(Ending::Fine)
}
