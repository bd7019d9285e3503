//! The options that several commands share: which plans, which time, which tasks by name, which format.

use std::{io, str::FromStr};

use pjt::{
    Error, Result,
    output::{Format, Look},
    query::{TaskReference, TaskReferences},
    store::PlanChoice,
    text,
};

use strum::VariantArray as _;

use super::{
    Context, Ui, day,
    several::{Several, all, several},
    tokens::one_of,
    words,
};

/// The store at another time.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct AtArgs {
    /// The store as it was: a commit, branch, tag, or a date as in 2025-06-30, 6月30日, yesterday, -7d (this branch at
    /// the end of that day, which also counts as today)
    #[arg(long, value_name = "REV|DATE", allow_hyphen_values = true, value_parser = day::or_revision)]
    pub(crate) at: Option<String>,
}

/// The plans that a command is about.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct PlanArgs {
    /// Only this plan, or `all` (otherwise the store's default plan)
    #[arg(long, value_name = "SLUG|all", value_parser = several(words::name))]
    plan: Vec<Several<String>>,
}

impl PlanArgs {
    /// The word for every plan.
    pub(crate) const ALL: &'static str = pjt::store::layout::ALL_PLANS;
    /// What else people type for it: no plan can be called so.
    const ALL_IN_CHINESE: [&'static str; 3] = ["全部", "所有", "全部方案"];

    /// Every plan.
    pub(crate) fn all() -> Self {
        Self { plan: vec![Several::from(Self::ALL.to_owned())] }
    }

    /// What was chosen.
    pub(crate) fn choice(&self) -> PlanChoice {
        let slugs = all(&self.plan);
        if slugs.iter().any(|word| word == Self::ALL || Self::ALL_IN_CHINESE.contains(&word.as_str())) {
            PlanChoice::All
        } else if slugs.is_empty() {
            PlanChoice::Default
        } else {
            PlanChoice::Named(slugs)
        }
    }

    /// Whether none was named.
    pub(crate) fn is_default(&self) -> bool {
        self.plan.is_empty()
    }
}

/// Tasks that are named, of the store at a time.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct NamedArgs {
    /// Tasks: 14, 3-7, other-plan/14; - for those that standard input names, one a line
    #[arg(required = true, value_name = "ID")]
    pub(crate) ids: Vec<TaskName>,
    /// The plan that the numbers belong to (otherwise the default plan)
    #[arg(long, value_name = "SLUG", value_parser = super::words::name)]
    pub(crate) plan: Option<String>,
    #[command(flatten)]
    pub(crate) at: AtArgs,
}

/// Tasks that a word of the command line names, or `-`: those that standard input names, line by line.
#[derive(Clone, Debug)]
pub(crate) enum TaskName {
    Tasks(TaskReferences),
    StandardInput,
}

impl FromStr for TaskName {
    type Err = <TaskReferences as FromStr>::Err;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        if word == "-" { Ok(Self::StandardInput) } else { word.parse().map(Self::Tasks) }
    }
}

/// The tasks that are named, in this order.
///
/// # Errors
/// When standard input can't be read, or names something else.
pub(crate) fn named(names: &[TaskName]) -> Result<Vec<TaskReference>> {
    let mut references = Vec::new();
    for name in names {
        match name {
            TaskName::Tasks(TaskReferences(named)) => references.extend_from_slice(named),
            TaskName::StandardInput => references.extend(of_standard_input()?),
        }
    }
    Ok(references)
}

fn of_standard_input() -> Result<Vec<TaskReference>> {
    let lines = io::read_to_string(io::stdin()).map_err(|error| {
        Error::failed(text!("读不了标准输入", "can't read standard input")).caused_by(&error)
    })?;
    let named = (1..).zip(lines.lines().map(str::trim)).filter(|(_, word)| !word.is_empty());
    let references = named.map(|(line, word)| {
        word.parse().map_err(|_| {
            Error::usage(text!(
                "标准输入第 {line} 行不是任务编号：`{word}`",
                "line {line} of standard input names no task: `{word}`"
            ))
            .named("invalid-value")
            .hint(text!(
                "每行写编号，如 14、3-7、other-plan/14；`pjt list --format ids` 这样输出",
                "names line by line, as in 14, 3-7, other-plan/14; `pjt list --format ids` prints them so"
            ))
        })
    });
    let references: Result<Vec<TaskReferences>> = references.collect();
    Ok(references?.into_iter().flat_map(|TaskReferences(references)| references).collect())
}

/// The titles of records for programs.
#[derive(Clone, Copy, Debug, Default, clap::Args)]
pub(crate) struct TitleArgs {
    /// Leave the titles out (csv, tsv)
    #[arg(long)]
    no_header: bool,
}

/// How an answer is written.
#[derive(Clone, Copy, Debug, Default, clap::Args)]
pub(crate) struct FormatArgs {
    /// How it is written
    #[arg(long, value_name = "FORMAT", default_value_t, value_parser = one_of(Format::VARIANTS))]
    format: Format,
    #[command(flatten)]
    titles: TitleArgs,
}

impl FormatArgs {
    /// The format, and for whom the answer is written.
    ///
    /// # Errors
    /// As [`TitleArgs::look`].
    pub(crate) fn chosen(self, context: &Context, ui: &mut Ui) -> Result<(Format, Look)> {
        let format = if context.json { Format::Json } else { self.format };
        Ok((format, self.titles.look(format.is_records(), ui)?))
    }
}

impl TitleArgs {
    /// For whom the answer is written.
    ///
    /// # Errors
    /// When titles are to be left out where there are none.
    pub(crate) fn look(self, is_records: bool, ui: &mut Ui) -> Result<Look> {
        if self.no_header && !is_records {
            return Err(Error::usage(text!(
                "`--no-header` 只用于 csv 和 tsv 格式",
                "`--no-header` is for the formats csv and tsv"
            ))
            .hint(text!("加 `--format csv` 或 `--format tsv`", "add `--format csv` or `--format tsv`")));
        }
        if is_records {
            ui.keep_values();
        }
        Ok(Look { has_titles: !self.no_header, ..ui.look() })
    }
}
