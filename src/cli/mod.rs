//! The shell: one file per command, the two streams, the words of an error. Commands read what was
//! typed, ask the core, and hand the answer to `output`.

mod add;
mod args;
mod asked_for;
mod blame;
mod bug;
mod bulletin;
mod check;
mod chinese;
mod collect;
mod columns;
mod command_line;
mod commit;
mod complete;
mod completions;
mod context;
mod day;
mod deferred;
mod departments;
mod dept;
mod diff;
mod doctor;
mod edit;
mod export;
mod filters;
mod forms;
mod help;
mod history_filter;
mod import;
mod init;
mod lights;
mod list;
mod log;
mod man;
mod merge_driver;
mod misdated;
mod office;
mod pager;
mod papers;
mod period;
mod plan;
mod progress;
mod read_pdf;
mod redo;
mod reporter;
mod resolve;
mod returns;
mod schema;
mod selection;
mod several;
mod show;
mod site;
mod slips;
mod stats;
mod take_back;
mod target_file;
mod terminal;
mod textconv;
mod tokens;
mod ui;
mod undo;
mod update;
mod usage;
mod words;
mod writing;
mod year_end;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use pjt::Lang;

use context::{Context, GlobalArgs};
use deferred::Deferred;
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
    /// Two sides differ; what could be done was done.
    Conflicts,
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
  pjt import seeds/chanjiao-2021-2025.txt    the table becomes data/
  pjt list --dept 市教委 --pillar 2 -k 平台   the tasks that match
  pjt update 14 --status done --note 平台上线  one line changes, plus the note
  pjt stats --by department                  counts and completion rates
  pjt check                                  every rule of the store

Exit codes: 0 fine · 1 failed, or records unreadable · 2 wrong usage · 3 no such task, plan or
department · 4 ambiguous, stale or conflicting · 5 `check` found something";

#[derive(Debug, Subcommand)]
enum Command {
    Init(Deferred<init::InitArgs>),
    Import(Deferred<import::ImportArgs>),
    List(Deferred<list::ListArgs>),
    Show(Deferred<show::ShowArgs>),
    Update(Deferred<update::UpdateArgs>),
    Add(Deferred<add::AddArgs>),
    Edit(Deferred<edit::EditArgs>),
    Stats(Deferred<stats::StatsArgs>),
    Plan(Deferred<plan::PlanCommandArgs>),
    Dept(Deferred<dept::DeptArgs>),
    #[command(hide = true)]
    Departments(Deferred<departments::DepartmentsArgs>),
    Office(Deferred<office::OfficeArgs>),
    Period(Deferred<period::PeriodArgs>),
    Forms(Deferred<forms::FormsArgs>),
    Returns(Deferred<returns::ReturnsArgs>),
    Sendback(Deferred<returns::SendbackArgs>),
    Lights(Deferred<lights::LightsArgs>),
    Why(Deferred<lights::WhyArgs>),
    Site(Deferred<site::SiteArgs>),
    Collect(Deferred<collect::CollectArgs>),
    Bulletin(Deferred<bulletin::BulletinArgs>),
    Slips(Deferred<slips::SlipsArgs>),
    YearEnd(Deferred<year_end::YearEndArgs>),
    Check(Deferred<check::CheckArgs>),
    Doctor(Deferred<doctor::DoctorArgs>),
    Diff(Deferred<diff::DiffArgs>),
    Log(Deferred<log::LogArgs>),
    Blame(Deferred<blame::BlameArgs>),
    Commit(Deferred<commit::CommitArgs>),
    Undo(Deferred<undo::UndoArgs>),
    Redo(Deferred<redo::RedoArgs>),
    Resolve(Deferred<resolve::ResolveArgs>),
    Export(Deferred<export::ExportArgs>),
    Completions(Deferred<completions::CompletionsArgs>),
    Man(Deferred<man::ManArgs>),
    Schema(Deferred<schema::SchemaArgs>),
    MergeDriver(Deferred<merge_driver::MergeDriverArgs>),
    Textconv(Deferred<textconv::TextconvArgs>),
    ReadPdf(Deferred<read_pdf::ReadPdfArgs>),
}

/// Reads the arguments, runs the command, gives its exit code.
pub(crate) fn run() -> ExitCode {
    let arguments = context::arguments();
    if let Some(shell) = context::shell_that_asks() {
        return Ui::new(Lang::En, false).candidates(complete::answer(&shell, arguments));
    }
    let (lang, json) = (asked_for::lang(&arguments), asked_for::is_json(&arguments));
    bug::report_in_one_line(lang, json);
    let cli = match Cli::try_parse_from(&arguments) {
        Ok(cli) => cli,
        Err(error) => return Ui::new(lang, json).usage(error, &arguments),
    };
    let context = Context::new(&cli.global);
    let mut ui = Ui::new(context.lang, json);
    if cli.command.is_long_to_read() {
        ui.page();
    }
    let outcome = cli.command.run(&context, &mut ui);
    ui.finish(outcome)
}

impl Ending {
    fn exit_code(self) -> ExitCode {
        match self {
            Self::Fine => ExitCode::SUCCESS,
            Self::Incomplete => ExitCode::from(1),
            Self::Findings => ExitCode::from(5),
            Self::Conflicts => ExitCode::from(4),
        }
    }
}

impl Command {
    /// Whether it only shows what may be longer than a screen.
    fn is_long_to_read(&self) -> bool {
        match self {
            Self::List(_)
            | Self::Show(_)
            | Self::Stats(_)
            | Self::Departments(_)
            | Self::Returns(_)
            | Self::Lights(_)
            | Self::Why(_)
            | Self::YearEnd(_)
            | Self::Diff(_)
            | Self::Log(_)
            | Self::Blame(_)
            | Self::Schema(_) => true,
            Self::Init(_)
            | Self::Import(_)
            | Self::Update(_)
            | Self::Add(_)
            | Self::Edit(_)
            | Self::Plan(_)
            | Self::Dept(_)
            | Self::Office(_)
            | Self::Period(_)
            | Self::Forms(_)
            | Self::Sendback(_)
            | Self::Site(_)
            | Self::Collect(_)
            | Self::Bulletin(_)
            | Self::Slips(_)
            | Self::Check(_)
            | Self::Doctor(_)
            | Self::Commit(_)
            | Self::Undo(_)
            | Self::Redo(_)
            | Self::Resolve(_)
            | Self::Export(_)
            | Self::Completions(_)
            | Self::Man(_)
            | Self::MergeDriver(_)
            | Self::Textconv(_)
            | Self::ReadPdf(_) => false,
        }
    }

    fn run(&self, context: &Context, ui: &mut Ui) -> Outcome {
        match self {
            Self::Init(args) => init::run(args, context, ui),
            Self::Import(args) => import::run(args, context, ui),
            Self::List(args) => list::run(args, context, ui),
            Self::Show(args) => show::run(args, context, ui),
            Self::Update(args) => update::run(args, context, ui),
            Self::Add(args) => add::run(args, context, ui),
            Self::Edit(args) => edit::run(args, context, ui),
            Self::Stats(args) => stats::run(args, context, ui),
            Self::Plan(args) => plan::run(args, context, ui),
            Self::Dept(args) => dept::run(args, context, ui),
            Self::Departments(args) => departments::run(args, context, ui),
            Self::Office(args) => office::run(args, context, ui),
            Self::Collect(args) => collect::run(args, context, ui),
            Self::Forms(args) => forms::run(args, context, ui),
            Self::Site(args) => site::run(args, context, ui),
            Self::Bulletin(args) => bulletin::run(args, context, ui),
            Self::Slips(args) => slips::run(args, context, ui),
            Self::YearEnd(args) => year_end::run(args, context, ui),
            Self::Period(args) => period::run(args, context, ui),
            Self::Returns(args) => returns::run(args, context, ui),
            Self::Sendback(args) => returns::run_sendback(args, context, ui),
            Self::Lights(args) => lights::run(args, context, ui),
            Self::Why(args) => lights::run_why(args, context, ui),
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
            Self::ReadPdf(_) => read_pdf::run(ui),
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

    /// Every option and every first word of every command, so that none that is new forgets it.
    #[test]
    fn no_option_takes_a_blank_for_a_word() {
        fn ensure(whole: &clap::Command, way: &[&str], command: &clap::Command) {
            for inner in command.get_subcommands().filter(|inner| inner.get_name() != "help") {
                ensure(whole, &[way, &[inner.get_name()]].concat(), inner);
            }
            let options = command.get_arguments().filter(|arg| arg.get_action().takes_values());
            for arg in options.filter(|arg| arg.get_index().is_none_or(|index| index == 1)) {
                // A file may be called anything but nothing.
                let is_path =
                    arg.get_value_parser().type_id() == std::any::TypeId::of::<std::path::PathBuf>();
                let blanks: &[&str] = if is_path { &[""] } else { &["", " ", "\u{200b}", "\u{2800}"] };
                for blank in blanks {
                    let values = arg.get_num_args().map_or(1, |range| range.max_values().clamp(1, 2));
                    let name = arg.get_long().map(|long| format!("--{long}"));
                    let mut words: Vec<String> = way.iter().map(ToString::to_string).collect();
                    words.extend(name);
                    words.extend((0..values).map(|_| (*blank).to_owned()));
                    let error = whole.clone().try_get_matches_from(&words).map(drop).unwrap_err();
                    let is_about_it = matches!(
                        error.kind(),
                        clap::error::ErrorKind::ValueValidation | clap::error::ErrorKind::InvalidValue
                    );
                    assert!(is_about_it, "{words:?}: {error}");
                }
            }
        }
        ensure(&Cli::command(), &["pjt"], &Cli::command());
    }
}
