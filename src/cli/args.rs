//! The options that several commands share: which plans, which time, the filters of every command that reads tasks.

use std::{io, str::FromStr};

use chrono::NaiveDate;
use pjt::{
    Error, Lang, Result,
    history::Point,
    model::{Edge, LightState, Registry, Side, Snapshot, Status, TypedDay, TypedPeriod, TypedSpan},
    output::{Format, Look},
    query::{Filter, Heading, TaskReference, TaskReferences, department},
    store::PlanChoice,
    text,
    text::fold::fold,
};

use strum::VariantArray as _;

use super::{
    Context, Ui,
    context::end_of_day,
    day::{self, Day},
    period::parse_period,
    several::{Several, all, numbers_or_words, several},
    tokens::one_of,
    words,
};

/// Conditions on tasks. The same option twice means either; different options mean both.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Filters")]
pub(crate) struct FilterArgs {
    #[command(flatten)]
    pub(crate) plans: PlanArgs,
    /// Department in any role: its name, an alias, or an unambiguous part
    #[arg(long, value_name = "NAME", value_parser = several(words::name))]
    dept: Vec<Several<String>>,
    /// Department that leads
    #[arg(long, value_name = "NAME", value_parser = several(words::name))]
    lead: Vec<Several<String>>,
    /// Department that supports
    #[arg(long, value_name = "NAME", value_parser = several(words::name))]
    support: Vec<Several<String>>,
    /// Pillar, by number or a part of its title
    #[arg(long, value_name = "N|WORDS", value_parser = words::name)]
    pillar: Vec<String>,
    /// Key task, by number or a part of its title
    #[arg(long, value_name = "N|WORDS", value_parser = words::name)]
    key_task: Vec<String>,
    /// Words in the content, the notes or what was reported
    #[arg(long, short = 'k', value_name = "WORDS", value_parser = words::name)]
    keyword: Vec<String>,
    /// Status, in English or Chinese
    #[arg(long, value_name = "STATUS", value_parser = several(one_of(&Status::ALL)))]
    status: Vec<Several<Status>>,
    /// Only overdue tasks
    #[arg(long)]
    overdue: bool,
    /// Only tasks that fall due before this day, or before a month, quarter or year
    #[arg(long, value_name = "YYYY-MM-DD", allow_hyphen_values = true, value_parser = day::first)]
    due_before: Option<Day>,
    /// Only tasks that fall due after this day, or after a month, quarter or year
    #[arg(long, value_name = "YYYY-MM-DD", allow_hyphen_values = true, value_parser = day::last)]
    due_after: Option<Day>,
    /// Only open tasks that fall due from today on within so many days, or 两周, 一个月, 1m
    #[arg(long, value_name = "DAYS", value_parser = day::span)]
    due_within: Option<TypedSpan>,
    /// Only tasks of which something is left to do: not done, closed or withdrawn
    #[arg(long)]
    open: bool,
    /// Only tasks of which no lead is known
    #[arg(long)]
    no_lead: bool,
    /// Only tasks without evidence
    #[arg(long)]
    no_evidence: bool,
    /// Only tasks that changed since: a commit, branch, tag, or from a day on
    #[arg(long, value_name = "REV|DATE", allow_hyphen_values = true, value_parser = day::or_revision)]
    changed_since: Option<String>,
}

impl FilterArgs {
    /// The conditions, their names resolved among what `snapshot` holds.
    ///
    /// # Errors
    /// When a department, pillar or key task is not known, or a name means several departments.
    pub(crate) fn resolve(&self, snapshot: &Snapshot, today: NaiveDate) -> Result<Filter> {
        let pillars = self.pillar.iter().flat_map(|word| numbers_or_words(word));
        let pillars = pillars.map(|typed| Heading::pillar(typed, snapshot));
        let key_tasks = self.key_task.iter().flat_map(|word| numbers_or_words(word));
        let key_tasks = key_tasks.map(|typed| Heading::key_task(typed, snapshot));
        Ok(Filter {
            departments: department::resolve_all(&all(&self.dept), snapshot)?,
            leads: department::resolve_all(&all(&self.lead), snapshot)?,
            supports: department::resolve_all(&all(&self.support), snapshot)?,
            pillars: pillars.collect::<Result<_>>()?,
            key_tasks: key_tasks.collect::<Result<_>>()?,
            keywords: self.keyword.iter().map(|words| fold(words)).collect(),
            statuses: all(&self.status),
            overdue_on: self.overdue.then_some(today),
            due_before: self.due_before.as_ref().map(|day| day.on(today)).transpose()?,
            due_after: self.due_after.as_ref().map(|day| day.on(today)).transpose()?,
            due_within: self.due_within.map(|span| [today, span.after(today).unwrap_or(NaiveDate::MAX)]),
            is_open: self.open,
            has_no_lead: self.no_lead,
            has_no_evidence: self.no_evidence,
            ..Filter::default()
        })
    }

    /// The conditions in words, for the title of what shows only a part; none where there are none.
    pub(crate) fn words(&self, lang: Lang, today: NaiveDate) -> Option<String> {
        let mut parts = Vec::new();
        let mut add = |zh: &str, en: &str, values: &[String]| {
            if !values.is_empty() {
                parts.push(format!("{} {}", lang.pick(zh, en), values.join(lang.pick("或", " or "))));
            }
        };
        add("部门", "department", &all(&self.dept));
        add("牵头", "lead", &all(&self.lead));
        add("配合", "support", &all(&self.support));
        add("板块", "pillar", &self.pillar);
        add("重点任务", "key task", &self.key_task);
        add("含", "with the words", &self.keyword);
        let statuses: Vec<String> =
            all(&self.status).iter().map(|status| status.label(lang).to_owned()).collect();
        add("状态", "status", &statuses);
        // What is no day this year was refused when the names were resolved.
        let day = |day: &Option<Day>| -> Vec<String> {
            day.iter().filter_map(|day| Some(day.on(today).ok()?.to_string())).collect()
        };
        add("时限早于", "due before", &day(&self.due_before));
        add("时限晚于", "due after", &day(&self.due_after));
        add("改动始于", "changed since", &self.changed_since.iter().cloned().collect::<Vec<_>>());
        let within = self.due_within.map(|span| span.words(lang));
        add("到期不超过", "due within", &within.into_iter().collect::<Vec<_>>());
        let flags = [
            (self.overdue, "逾期", "overdue"),
            (self.open, "未办结", "open"),
            (self.no_lead, "无牵头", "without a lead"),
            (self.no_evidence, "无佐证", "without evidence"),
        ];
        parts.extend(
            flags.iter().filter(|(is_set, ..)| *is_set).map(|(_, zh, en)| lang.pick(*zh, *en).to_owned()),
        );
        (!parts.is_empty()).then(|| parts.join(lang.pick("，", ", ")))
    }

    /// The words and the days that are taken for them, where the year was not typed.
    pub(crate) fn taken_days(&self, today: NaiveDate) -> Vec<(&str, NaiveDate)> {
        [&self.due_before, &self.due_after].into_iter().flatten().filter_map(|day| day.taken(today)).collect()
    }

    /// Says of words that are looked for and are the name of a department how departments are looked for; of a part of a
    /// name where nothing was found.
    pub(crate) fn report_departments(&self, registry: &Registry, found: usize, ui: &mut Ui) {
        for word in &self.keyword {
            let is_name = registry.called(word).is_some();
            if is_name || found == 0 && department::meant(word, registry).is_some() {
                let typed = words::as_typed(word);
                ui.report(&text!(
                    "`{word}` 是部门，这里找的是文字；按部门筛选用 `--dept {typed}`",
                    "`{word}` is a department, and words were looked for; `--dept {typed}` is the filter of departments"
                ));
            }
        }
    }

    /// Whether words are looked for.
    pub(crate) fn looks_for_words(&self) -> bool {
        !self.keyword.is_empty()
    }

    /// The one department that was asked for, by the name that the registry has for it.
    pub(crate) fn one_department(&self, snapshot: &Snapshot) -> Option<String> {
        let typed = self.departments();
        let [one] = typed.as_slice() else { return None };
        let names = department::resolve(one, snapshot).ok()?;
        let registered = snapshot.registry.names();
        let own =
            names.iter().find_map(|name| registered.find(name)).map(|department| department.name.clone());
        own.or_else(|| names.first().cloned())
    }

    /// Every department that was typed.
    pub(crate) fn departments(&self) -> Vec<String> {
        [&self.dept, &self.lead, &self.support].map(|words| all(words)).concat()
    }

    /// Whether any condition on tasks was given.
    pub(crate) fn is_narrow(&self) -> bool {
        let words = [&self.pillar, &self.key_task, &self.keyword];
        let departments = [&self.dept, &self.lead, &self.support];
        words.iter().any(|words| !words.is_empty())
            || departments.iter().any(|words| !words.is_empty())
            || !self.status.is_empty()
            || self.overdue
            || self.due_before.is_some()
            || self.due_after.is_some()
            || self.due_within.is_some()
            || self.open
            || self.no_lead
            || self.no_evidence
            || self.changed_since.is_some()
    }

    /// The time since which tasks have to have changed: the commit that was named, or the end of the day before.
    ///
    /// # Errors
    /// As [`Point::of`].
    pub(crate) fn changed_since(&self, context: &Context) -> Result<Option<Point>> {
        let Some(word) = self.changed_since.as_deref() else { return Ok(None) };
        let point = match TypedDay::read_edge(word, Edge::First) {
            Ok(typed) => typed.on(context.today, Side::Past)?.to_string(),
            Err(_) => word.to_owned(),
        };
        Ok(Some(match Point::of(&point, &context.calendar())? {
            Point::Day { day, .. } => {
                let day = day.pred_opt().unwrap_or(day);
                Point::Day { day, ends: end_of_day(day) }
            }
            point => point,
        }))
    }

    /// Whether tasks have to have changed since some time.
    pub(crate) fn asks_for_changes(&self) -> bool {
        self.changed_since.is_some()
    }
}

/// Conditions on what was reported and on lights, of commands that look at one state of the store.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Filters")]
pub(crate) struct ReportedArgs {
    /// Only tasks with this light, by the rules of rules.yaml
    #[arg(long, value_name = "LIGHT", value_parser = several(one_of(&LightState::ALL)))]
    light: Vec<Several<LightState>>,
    /// Only tasks about which a department sent nothing in this period
    #[arg(long, value_name = "PERIOD", value_parser = parse_period)]
    pub(crate) not_reported: Option<TypedPeriod>,
}

impl ReportedArgs {
    /// The lights of which a task has to have one.
    pub(crate) fn lights(&self) -> Vec<LightState> {
        all(&self.light)
    }

    /// The conditions in words, for the title of what shows only a part; none where there are none.
    pub(crate) fn words(&self, lang: Lang, today: NaiveDate) -> Option<String> {
        let lights: Vec<&str> = self.lights().iter().map(|light| light.label(lang)).collect();
        let lights = (!lights.is_empty()).then(|| lights.join(lang.pick("或", " or ")));
        let period = self.not_reported.as_ref().map(|period| period.on(today)).map(|period| match lang {
            Lang::Zh => format!("{period} 未报送"),
            Lang::En => format!("not reported in {period}"),
        });
        let parts: Vec<String> = lights.into_iter().chain(period).collect();
        (!parts.is_empty()).then(|| parts.join(lang.pick("，", ", ")))
    }
}

/// The store at another time.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct AtArgs {
    /// The store as it was: a commit, branch, tag, or a date as in 2025-06-30, 6月30日, yesterday, -7d (this branch at the end of that day, which also counts as today)
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
