//! `pjt dept`: what is typed, as a request.

use pjt::{
    Error, Result,
    store::{Store, load},
    text,
    update::RegistryRequest,
};

use super::{
    Context, Outcome, Ui,
    day::{self, Day},
    departments::{self, DepartmentsArgs},
    several::SEPARATORS,
    update::reason_line,
    words,
    writing::WriteArgs,
};

/// The departments: rename, merge, hand over, in the registry and in every task
#[derive(Debug, clap::Args)]
#[command(
    disable_help_subcommand = true,
    after_help = "\
Examples:
  pjt dept list
  pjt dept rename 市经信委 市经济信息化委 --yes --commit
  pjt dept alias 市教委 教委 市教育局
  pjt dept code 市教委 jiaowei
  pjt dept handover 市经济信息化委 市数据局 --on 2025-10-01 --reason 沪编〔2025〕8号 --dry-run"
)]
pub(crate) struct DeptArgs {
    #[command(subcommand)]
    command: DeptCommand,
}

#[derive(Debug, clap::Subcommand)]
enum DeptCommand {
    List(DepartmentsArgs),
    /// Call a department otherwise; its old name stays as an alias
    Rename {
        /// The department
        #[arg(value_name = "NAME", value_parser = words::name)]
        old: String,
        /// What it is called from now on
        #[arg(value_name = "NEW-NAME", value_parser = name)]
        new: String,
        #[command(flatten)]
        write: WriteArgs,
    },
    /// Make one department of two that are the same; the first becomes an alias of the second
    Merge {
        /// The department that goes on as an alias
        #[arg(value_name = "NAME", value_parser = words::name)]
        from: String,
        /// The department that stays
        #[arg(value_name = "INTO", value_parser = words::name)]
        into: String,
        #[command(flatten)]
        write: WriteArgs,
    },
    /// Add names under which a department is found, too
    Alias {
        /// The department
        #[arg(value_name = "NAME", value_parser = words::name)]
        name: String,
        /// Other names of it
        #[arg(value_name = "ALIAS", required = true, value_parser = name)]
        aliases: Vec<String>,
        #[command(flatten)]
        write: WriteArgs,
    },
    /// Give a department its code, by which its files are named; it never changes
    Code {
        /// The department
        #[arg(value_name = "NAME", value_parser = words::name)]
        name: String,
        /// Lower-case letters, digits and hyphens, as in jiaowei
        #[arg(value_name = "CODE", value_parser = words::line)]
        code: String,
        #[command(flatten)]
        write: WriteArgs,
    },
    /// Hand the open tasks of a department over to another one, which is its successor
    Handover {
        /// The department that gives its tasks away
        #[arg(value_name = "NAME", value_parser = words::name)]
        from: String,
        /// The department that takes over
        #[arg(value_name = "TO", value_parser = name)]
        to: String,
        /// The day from which the new one is responsible (otherwise today)
        #[arg(long, value_name = "YYYY-MM-DD", allow_hyphen_values = true, value_parser = day::any)]
        on: Option<Day>,
        /// Why: mostly the document that decides it
        #[arg(long, value_name = "TEXT", value_parser = reason_line)]
        reason: String,
        /// Also the tasks that are done, closed or withdrawn
        #[arg(long)]
        all: bool,
        /// Register the department that takes over, if it is new
        #[arg(long)]
        new_dept: bool,
        #[command(flatten)]
        write: WriteArgs,
    },
}

/// The name of a department: one that a list of them can hold.
fn name(typed: &str) -> Result<String, words::Misuse> {
    let name = words::line(typed)?;
    if name.contains(SEPARATORS) {
        return Err(text!(
            "部门名称里不能有顿号、逗号、分号",
            "the name of a department holds no comma and no semicolon"
        )
        .into());
    }
    Ok(name)
}

pub(crate) fn run(args: &DeptArgs, context: &Context, ui: &mut Ui) -> Outcome {
    let (write, request) = match &args.command {
        DeptCommand::List(args) => return departments::run(args, context, ui),
        DeptCommand::Rename { old, new, write } => {
            (write, RegistryRequest::Rename { old: old.clone(), new: new.clone() })
        }
        DeptCommand::Merge { from, into, write } => {
            (write, RegistryRequest::Merge { from: from.clone(), into: into.clone() })
        }
        DeptCommand::Alias { name, aliases, write } => {
            (write, RegistryRequest::Alias { name: name.clone(), aliases: aliases.clone() })
        }
        DeptCommand::Code { name, code, write } => {
            (write, RegistryRequest::Code { name: name.clone(), code: code.clone() })
        }
        DeptCommand::Handover { from, to, on, reason, all, new_dept, write } => {
            let request = RegistryRequest::HandOver {
                from: from.clone(),
                to: to.clone(),
                on: context.day_or_today(on.as_ref())?,
                reason: reason.clone(),
                with_finished: *all,
                lets_in_new: *new_dept,
            };
            (write, request)
        }
    };
    change(&request, write, context, ui)
}

fn change(request: &RegistryRequest, write: &WriteArgs, context: &Context, ui: &mut Ui) -> Outcome {
    let store = context.store()?;
    let mut writing = write.begin("dept", &store, context, ui)?;
    let update = request.prepare(&store, &mut writing.transaction)?;
    if writing.is_idle() {
        writing.asked = update.files(&store)?;
    }
    let ending = writing.carry_out(context, ui)?;
    let left = update.left;
    if left > 0 && !context.json {
        ui.report(&text!(
            "已办结、已取消的 {left} 项没有移交，仍写原部门；一并移交加 `--all`",
            "{left} finished tasks were not handed over and keep the old name; `--all` takes them, too"
        ));
    }
    if let RegistryRequest::HandOver { from, to, .. } = request
        && !context.json
    {
        report_open_periods(from, to, &store, ui)?;
    }
    Ok(ending)
}

/// Says which open periods ask the department that hands over: whoever takes over is asked from the next one on.
fn report_open_periods(from: &str, to: &str, store: &Store, ui: &mut Ui) -> Result<()> {
    let registry = load::registry(store).map_err(Error::from)?;
    let names = registry.names();
    let own = |name: &str| names.find(name).map_or(name.to_owned(), |known| known.name.clone());
    let from = own(from);
    let (periods, _) = load::periods(store);
    for (id, period) in periods.iter().filter(|(_, period)| period.closed.is_none()) {
        let asked = period.asked.iter().filter(|asked| own(&asked.department) == from);
        let count: usize = asked.map(|asked| asked.tasks.len()).sum();
        if count > 0 {
            ui.report(&text!(
                "报送期 {id} 还没有截止收表，要 {from} 报 {count} 项：表格仍是 {from} 的，由 {to} 填报的请转交；以后开放的报送期要 {to} 报",
                "the period {id} is open and asks {from} about {count} tasks: the form stays that of {from}, pass it on if {to} is to answer; periods opened later ask {to}"
            ));
        }
    }
    Ok(())
}
