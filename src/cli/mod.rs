//! The shell: one file per command, the two streams, the words of an error. Commands read what was
//! typed, ask the core, and hand what it says to a view.

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
mod import;
mod init;
mod list;
mod log;
mod man;
mod merge_driver;
mod progress;
mod resolve;
mod schema;
mod selection;
mod show;
mod stats;
mod textconv;
mod ui;
mod undo;
mod update;
mod usage;

use std::process::ExitCode;

use clap::{Args as _, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

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
    /// `check` found something.
    Found,
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
    Check(check::CheckArgs),
    Doctor(doctor::DoctorArgs),
    Diff(diff::DiffArgs),
    Log(log::LogArgs),
    Blame(blame::BlameArgs),
    Commit(commit::CommitArgs),
    Undo(undo::UndoArgs),
    Resolve(resolve::ResolveArgs),
    Export(export::ExportArgs),
    Completions(completions::CompletionsArgs),
    Man(man::ManArgs),
    Schema(schema::SchemaArgs),
    MergeDriver(merge_driver::MergeDriverArgs),
    Textconv(textconv::TextconvArgs),
}

/// Reads the arguments, runs the command, tells how it ended.
pub(crate) fn run() -> ExitCode {
    bug::tell_in_one_line(context::lang_of_environment());
    if let Some(told) = version_only(std::env::args_os().skip(1)) {
        return told;
    }
    let asked = std::env::args_os().nth(1);
    let definition = asked.and_then(|word| alone(word.to_str()?)).unwrap_or_else(Cli::command);
    let parsed = definition.try_get_matches().and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) => return Ui::new(context::lang_of_environment()).usage(&error),
    };
    let context = Context::new(&cli.global);
    let mut ui = Ui::new(context.lang);
    let outcome = cli.command.run(&context, &mut ui);
    ui.finish(outcome)
}

/// What stands around a command.
#[derive(Debug, Parser)]
#[command(name = "pjt", version, max_term_width = 100)]
struct Frame {
    #[command(flatten)]
    global: GlobalArgs,
}

/// The definition of one command without those of all others, which take as long as a short command takes;
/// none where this is not the name of one.
fn alone(name: &str) -> Option<clap::Command> {
    let define: fn(clap::Command) -> clap::Command = match name {
        "init" => init::InitArgs::augment_args,
        "import" => import::ImportArgs::augment_args,
        "list" => list::ListArgs::augment_args,
        "show" => show::ShowArgs::augment_args,
        "update" => update::UpdateArgs::augment_args,
        "stats" => stats::StatsArgs::augment_args,
        "departments" => departments::DepartmentsArgs::augment_args,
        "check" => check::CheckArgs::augment_args,
        "doctor" => doctor::DoctorArgs::augment_args,
        "diff" => diff::DiffArgs::augment_args,
        "log" => log::LogArgs::augment_args,
        "blame" => blame::BlameArgs::augment_args,
        "commit" => commit::CommitArgs::augment_args,
        "undo" => undo::UndoArgs::augment_args,
        "resolve" => resolve::ResolveArgs::augment_args,
        "export" => export::ExportArgs::augment_args,
        "completions" => completions::CompletionsArgs::augment_args,
        "man" => man::ManArgs::augment_args,
        "schema" => schema::SchemaArgs::augment_args,
        "merge-driver" => merge_driver::MergeDriverArgs::augment_args,
        "textconv" => textconv::TextconvArgs::augment_args,
        _ => return None,
    };
    Some(Frame::command().subcommand(define(clap::Command::new(name.to_owned()))))
}

/// The version, where nothing else is asked for: that needs none of the definitions of all commands.
fn version_only(mut arguments: impl Iterator<Item = std::ffi::OsString>) -> Option<ExitCode> {
    let is_asked = arguments.next().is_some_and(|word| word == "--version" || word == "-V");
    (is_asked && arguments.next().is_none()).then(|| {
        let mut ui = Ui::new(pjt::Lang::En);
        let told = writeln!(ui.out(), "pjt {}", env!("CARGO_PKG_VERSION"));
        ui.finish(told.map(|()| Ending::Fine).map_err(Into::into))
    })
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
            Self::Check(args) => check::run(args, context, ui),
            Self::Doctor(args) => doctor::run(args, context, ui),
            Self::Diff(args) => diff::run(args, context, ui),
            Self::Log(args) => log::run(args, context, ui),
            Self::Blame(args) => blame::run(args, context, ui),
            Self::Commit(args) => commit::run(args, context, ui),
            Self::Undo(args) => undo::run(args, context, ui),
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
    use super::*;

    #[test]
    fn the_definitions_of_all_commands_hold_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_command_alone_says_what_it_says_among_all() {
        let names: Vec<String> =
            Cli::command().get_subcommands().map(|command| command.get_name().to_owned()).collect();
        assert!(names.len() > 20);
        for name in names {
            for word in ["--help", "-h", "--nonsense", "--stor", "--lang", "--lang=fr", "--version", "help"] {
                let says = |definition: clap::Command| {
                    let parsed = definition.try_get_matches_from(["pjt", &name, word]);
                    match parsed.and_then(|matches| Cli::from_arg_matches(&matches)) {
                        Ok(cli) => format!("{cli:?}"),
                        Err(error) => format!("{} {}", error.exit_code(), error.render().ansi()),
                    }
                };
                assert_eq!(says(alone(&name).unwrap()), says(Cli::command()), "{name} {word}");
            }
        }
    }
}
