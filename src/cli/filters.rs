//! The filters of every command that reads tasks: conditions on a task, and on what was reported about it.

use chrono::NaiveDate;
use pjt::{
    Error, Lang, Result, Text,
    history::Point,
    model::{Edge, LightState, Registry, Side, Snapshot, Status, TypedDay, TypedPeriod, TypedSpan},
    query::{Filter, Heading, department},
    text,
    text::{escape::as_typed, fold::fold},
};

use super::{
    Context, Ui,
    args::PlanArgs,
    context::end_of_day,
    day::{self, Day, Days},
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
    /// Only tasks that fall due in this month, quarter or year, as in 2027-q1, 2026-12, 本月, 下季度, or on this day
    #[arg(long, value_name = "PERIOD|DATE", allow_hyphen_values = true, value_parser = day::days)]
    due: Option<Days>,
    /// Only tasks that fall due before this day, or before a month, quarter or year; an end counts (月底, 三季度末)
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
        // No `..` here and below: an option that is new doesn't compile until it is decided what it does.
        let Self {
            plans: _,
            dept,
            lead,
            support,
            pillar,
            key_task,
            keyword,
            status,
            overdue,
            due,
            due_before,
            due_after,
            due_within,
            open,
            no_lead,
            no_evidence,
            changed_since: _,
        } = self;
        let pillars = pillar.iter().flat_map(|word| numbers_or_words(word));
        let pillars = pillars.map(|typed| Heading::pillar(typed, snapshot));
        let key_tasks = key_task.iter().flat_map(|word| numbers_or_words(word));
        let key_tasks = key_tasks.map(|typed| Heading::key_task(typed, snapshot));
        if let (Some(after), Some(before)) = (due_after, due_before) {
            ensure_a_day_between(after, before, today)?;
        }
        Ok(Filter {
            departments: department::resolve_all(&all(dept), snapshot)?,
            leads: department::resolve_all(&all(lead), snapshot)?,
            supports: department::resolve_all(&all(support), snapshot)?,
            pillars: pillars.collect::<Result<_>>()?,
            key_tasks: key_tasks.collect::<Result<_>>()?,
            keywords: keyword.iter().map(|words| fold(words)).collect(),
            statuses: all(status),
            overdue_on: overdue.then_some(today),
            due: due.as_ref().map(|days| days.on(today)).transpose()?,
            due_before: due_before.as_ref().map(|day| too_late(day, today)).transpose()?,
            due_after: due_after.as_ref().map(|day| day.on(today)).transpose()?,
            due_within: due_within.map(|span| [today, span.after(today).unwrap_or(NaiveDate::MAX)]),
            is_open: *open,
            has_no_lead: *no_lead,
            has_no_evidence: *no_evidence,
            // What takes more than the registry and the plans: `Selection` adds it.
            reports: None,
            not_reported: None,
            changed: None,
        })
    }

    /// The conditions in words, for the title of what shows only a part; none where there are none.
    pub(crate) fn words(&self, lang: Lang, today: NaiveDate) -> Option<String> {
        // What is no day this year was refused when the names were resolved.
        let parts = self.parts(lang, Some(today));
        (!parts.is_empty()).then(|| parts.join(lang.pick("，", ", ")))
    }

    /// Whether any condition on tasks was given.
    pub(crate) fn is_narrow(&self) -> bool {
        !self.parts(Lang::En, None).is_empty()
    }

    /// Each condition in words; without a today, days have none.
    fn parts(&self, lang: Lang, today: Option<NaiveDate>) -> Vec<String> {
        let Self {
            plans: _,
            dept,
            lead,
            support,
            pillar,
            key_task,
            keyword,
            status,
            overdue,
            due,
            due_before,
            due_after,
            due_within,
            open,
            no_lead,
            no_evidence,
            changed_since,
        } = self;
        let mut parts = Vec::new();
        let mut add = |zh: &str, en: &str, values: &[String]| {
            if !values.is_empty() {
                parts.push(format!("{} {}", lang.pick(zh, en), values.join(lang.pick("或", " or "))));
            }
        };
        add("部门", "department", &all(dept));
        add("牵头", "lead", &all(lead));
        add("配合", "support", &all(support));
        add("板块", "pillar", pillar);
        add("重点任务", "key task", key_task);
        add("含", "with the words", keyword);
        let statuses: Vec<String> = all(status).iter().map(|status| status.label(lang).to_owned()).collect();
        add("状态", "status", &statuses);
        let day = |typed: &Option<Day>| -> Vec<String> {
            let day = |day: &Day| today.map_or(Some(String::new()), |on| Some(day.on(on).ok()?.to_string()));
            typed.iter().filter_map(day).collect()
        };
        let days = due.iter().filter_map(|days| match today {
            Some(today) => days.on(today).ok().map(|days| from_to(days).in_lang(lang).to_owned()),
            None => Some(String::new()),
        });
        add("时限在", "due in", &days.collect::<Vec<_>>());
        let is_end = due_before.as_ref().is_some_and(Day::is_end);
        let (zh, en) = if is_end { ("时限不晚于", "due by") } else { ("时限早于", "due before") };
        add(zh, en, &day(due_before));
        add("时限晚于", "due after", &day(due_after));
        add("改动始于", "changed since", &changed_since.iter().cloned().collect::<Vec<_>>());
        let within = due_within.map(|span| span.words(lang));
        add("到期不超过", "due within", &within.into_iter().collect::<Vec<_>>());
        let flags = [
            (*overdue, "逾期", "overdue"),
            (*open, "未办结", "open"),
            (*no_lead, "无牵头", "without a lead"),
            (*no_evidence, "无佐证", "without evidence"),
        ];
        parts.extend(
            flags.iter().filter(|(is_set, ..)| *is_set).map(|(_, zh, en)| lang.pick(*zh, *en).to_owned()),
        );
        parts
    }

    /// The words and the days that are taken for them, where the year was not typed.
    pub(crate) fn taken_days(&self, today: NaiveDate) -> Vec<(&str, NaiveDate)> {
        [&self.due_before, &self.due_after].into_iter().flatten().filter_map(|day| day.taken(today)).collect()
    }

    /// The word and the days that are taken for it, where a period was typed without its year.
    pub(crate) fn taken_period(&self, today: NaiveDate) -> Option<(&str, Text)> {
        let (word, days) = self.due.as_ref()?.taken(today)?;
        Some((word, from_to(days)))
    }

    /// Says of words that are looked for and are the name of a department how departments are looked for; of a part of a
    /// name where nothing was found.
    pub(crate) fn report_departments(&self, registry: &Registry, found: usize, ui: &mut Ui) {
        for word in &self.keyword {
            let is_name = registry.called(word).is_some();
            if is_name || found == 0 && department::meant(word, registry).is_some() {
                let typed = as_typed(word);
                ui.report(&text!(
                    "`{word}` 是部门，这里找的是文字；按部门筛选用 `--dept {typed}`",
                    "`{word}` is a department, and words were looked for; `--dept {typed}` is the filter of departments"
                ));
            }
        }
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
    /// Whether any such condition was given.
    pub(crate) fn is_narrow(&self) -> bool {
        !self.light.is_empty() || self.not_reported.is_some()
    }

    /// The lights of which a task has to have one.
    pub(crate) fn lights(&self) -> Vec<LightState> {
        all(&self.light)
    }

    /// The conditions in words, for the title of what shows only a part; none where there are none.
    pub(crate) fn words(&self, lang: Lang, today: NaiveDate) -> Option<String> {
        let Self { light, not_reported } = self;
        let lights: Vec<&str> = all(light).iter().map(|light| light.label(lang)).collect();
        let lights = (!lights.is_empty()).then(|| lights.join(lang.pick("或", " or ")));
        let period = not_reported.as_ref().map(|period| period.on(today)).map(|period| match lang {
            Lang::Zh => format!("{period} 未报送"),
            Lang::En => format!("not reported in {period}"),
        });
        let parts: Vec<String> = lights.into_iter().chain(period).collect();
        (!parts.is_empty()).then(|| parts.join(lang.pick("，", ", ")))
    }
}

/// The first and the last of some days, in words.
fn from_to([first, last]: [NaiveDate; 2]) -> Text {
    if first == last {
        return text!("{first}", "{first}");
    }
    text!("{first} 至 {last}", "{first} to {last}")
}

/// That what falls due after the one day and before the other can fall due on some day.
fn ensure_a_day_between(after: &Day, before: &Day, today: NaiveDate) -> Result<()> {
    let (from, to) = (after.on(today)?, before.on(today)?);
    if from.succ_opt().is_some_and(|first| first < too_late(before, today).unwrap_or(to)) {
        return Ok(());
    }
    let (after_word, before_word) = (after.word(), before.word());
    let error = Error::usage(text!(
        "`--due-after {after_word}` 是在 {from} 之后，`--due-before {before_word}` 是{} {to}：中间没有一天",
        "`--due-after {after_word}` is after {from}, and `--due-before {before_word}` is {} {to}: there is no day between",
        (if before.is_end() { "不晚于" } else { "早于" }),
        (if before.is_end() { "by" } else { "before" })
    ))
    .named("argument-conflict");
    let period = [after, before].into_iter().find(|day| day.is_of_period()).map(Day::word);
    Err(error.hint(match period {
        Some(period) => {
            text!("{period}之内到期的：`--due {period}`", "what falls due within {period}: `--due {period}`")
        }
        None if from > to => text!(
            "两个日期写反了：`--due-after {before_word} --due-before {after_word}`",
            "the two are the wrong way round: `--due-after {before_word} --due-before {after_word}`"
        ),
        None => text!(
            "两头的日子都不算在内；正好在这一天到期的：`--due {from}`",
            "neither of the two days counts; what falls due on the day itself: `--due {from}`"
        ),
    }))
}

/// The first day on which what falls due does so too late: the end of a month or year is the last that is in time.
fn too_late(typed: &Day, today: NaiveDate) -> Result<NaiveDate> {
    let day = typed.on(today)?;
    Ok(if typed.is_end() { day.succ_opt().unwrap_or(day) } else { day })
}

#[cfg(test)]
mod tests {
    use clap::{Args as _, FromArgMatches as _};

    use super::*;

    fn typed(words: &[&str]) -> FilterArgs {
        let command = FilterArgs::augment_args(clap::Command::new("pjt").no_binary_name(true));
        FilterArgs::from_arg_matches(&command.try_get_matches_from(words).unwrap()).unwrap()
    }

    /// Each option there is, so that none that is new is left out of a title or of what a history is asked.
    #[test]
    fn every_condition_narrows_and_is_said_in_words() {
        let today = NaiveDate::from_ymd_opt(2025, 11, 28).unwrap();
        let command = FilterArgs::augment_args(clap::Command::new("pjt"));
        for arg in command.get_arguments().filter(|arg| arg.get_id() != "plan") {
            let option = format!("--{}", arg.get_long().unwrap());
            let name = arg.get_value_names().and_then(|names| names.first()).map(|name| name.as_str());
            let value = match name.filter(|_| arg.get_action().takes_values()) {
                None => None,
                Some("STATUS") => Some("done"),
                Some("DAYS") => Some("30"),
                Some("PERIOD|DATE") => Some("2025-06"),
                Some("YYYY-MM-DD" | "REV|DATE") => Some("2025-06-30"),
                Some(_) => Some("教育"),
            };
            let args = typed(&[option.as_str()].into_iter().chain(value).collect::<Vec<_>>());
            assert!(args.is_narrow(), "{option}");
            let words = args.words(Lang::Zh, today).unwrap_or_else(|| panic!("{option} has no words"));
            assert!(words.contains(value.filter(|word| *word != "done").unwrap_or_default()), "{words}");
        }
        assert!(!typed(&["--plan", "all"]).is_narrow());
        // Whether a day is one is seen when the names are resolved; until then it is a condition.
        assert!(typed(&["--due-before", "2月29日"]).is_narrow());
    }
}
