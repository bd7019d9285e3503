//! The shell: one file per command, the two streams, the words of an error. Commands read what was
//! typed, ask the core, and hand the answer to a view.

mod args;
mod blame;
mod bug;
mod check;
mod commit;
mod completions;
mod context;
mod departments;
mod diff;
mod doctor;
mod export;
mod forms;
mod import;
mod init;
mod list;
mod log;
mod man;
mod merge_driver;
mod period;
mod progress;
mod redo;
mod resolve;
mod schema;
mod selection;
mod show;
mod stats;
mod take_back;
mod textconv;
mod tokens;
mod ui;
mod undo;
mod update;
mod usage;
mod words;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use context::{Context, GlobalArgs};
use ui::Ui;

/// What a command returns: how it ended, or why it could not.
type Outcome = anyhow::Result<Ending>;

/// How a command that did its work ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Ending {
    /// All is well.
    Fine,
    /// It did its work, but some records could not be read.
    Incomplete,
    /// `check` or `doctor` has findings.
    Findings,
}

/// Follow the tasks of a policy paper (任务分工表) in YAML files that git can audit
#[derive(Debug, Parser)]
#[command(name = "pjt", version, max_term_width = 100, after_help = EXAMPLES)]
struct Cli {
    #[command(flatten)]
    global: GlobalArgs,
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  pjt import seeds/plan.docx                 the table becomes data/
  pjt list --dept 市教委 --pillar 2 -k 平台   the tasks that match
  pjt update 14 --status done --note 平台上线 one line changes, plus the note
  pjt stats --by department                  counts and completion rates
  pjt check                                  every rule of the store

Exit codes: 0 fine · 1 failed, or records unreadable · 2 wrong usage · 3 no such task, plan or
department · 4 ambiguous, stale or conflicting · 5 `check` found something";

#[derive(Debug, Subcommand)]
enum Command {
    Init(init::InitArgs),
    Import(import::ImportArgs),
    List(list::ListArgs),
    Show(show::ShowArgs),
    Update(update::UpdateArgs),
    Stats(stats::StatsArgs),
    Departments(departments::DepartmentsArgs),
    Period(period::PeriodArgs),
    Forms(forms::FormsArgs),
    Check(check::CheckArgs),
    Doctor(doctor::DoctorArgs),
    Diff(diff::DiffArgs),
    Log(log::LogArgs),
    Blame(blame::BlameArgs),
    Commit(commit::CommitArgs),
    Undo(undo::UndoArgs),
    Redo(redo::RedoArgs),
    Resolve(resolve::ResolveArgs),
    Export(export::ExportArgs),
    Completions(completions::CompletionsArgs),
    Man(man::ManArgs),
    Schema(schema::SchemaArgs),
    MergeDriver(merge_driver::MergeDriverArgs),
    Textconv(textconv::TextconvArgs),
}

/// Reads the arguments, runs the command, gives its exit code.
pub(crate) fn run() -> ExitCode {
    let arguments = context::arguments();
    let (lang, json) = (context::lang_of_environment(), context::ask_for_json(&arguments));
    bug::report_in_one_line(lang, json);
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => return Ui::new(lang, json).usage(&error),
    };
    let context = Context::new(&cli.global);
    let mut ui = Ui::new(context.lang, json);
    let outcome = cli.command.run(&context, &mut ui);
    ui.finish(outcome)
}

impl Ending {
    fn exit_code(self) -> ExitCode {
        match self {
            Self::Fine => ExitCode::SUCCESS,
            Self::Incomplete => ExitCode::from(1),
            Self::Findings => ExitCode::from(5),
        }
    }
}

impl Command {
    fn run(&self, context: &Context, ui: &mut Ui) -> Outcome {
        match self {
            Self::Init(args) => init::run(args, context, ui),
            Self::Import(args) => import::run(args, context, ui),
            Self::List(args) => list::run(args, context, ui),
            Self::Show(args) => show::run(args, context, ui),
            Self::Update(args) => update::run(args, context, ui),
            Self::Stats(args) => stats::run(args, context, ui),
            Self::Departments(args) => departments::run(args, context, ui),
            Self::Forms(args) => forms::run(args, context, ui),
            Self::Period(args) => period::run(args, context, ui),
            Self::Check(args) => check::run(args, context, ui),
            Self::Doctor(args) => doctor::run(args, context, ui),
            Self::Diff(args) => diff::run(args, context, ui),
            Self::Log(args) => log::run(args, context, ui),
            Self::Blame(args) => blame::run(args, context, ui),
            Self::Commit(args) => commit::run(args, context, ui),
            Self::Undo(args) => undo::run(args, context, ui),
            Self::Redo(args) => redo::run(args, context, ui),
            Self::Resolve(args) => resolve::run(args, context, ui),
            Self::Export(args) => export::run(args, context, ui),
            Self::Completions(args) => completions::run(args, ui),
            Self::Man(args) => man::run(args, ui),
            Self::Schema(args) => schema::run(args, ui),
            Self::MergeDriver(args) => merge_driver::run(args, ui),
            Self::Textconv(args) => textconv::run(args, ui),
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_definitions_of_all_commands_hold_together() {
        Cli::command().debug_assert();
    }
}
