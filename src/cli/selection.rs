//! Which tasks a command is about: the plans and conditions that were typed, found in a store as it is or as
//! it was, and in its history.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use chrono::NaiveDate;
use pjt::{
    Error, ErrorKind, Lang, Result, Text,
    error::Finding,
    history::{Detail, Point, Tree, compare, no_store_yet},
    lights::{Judge, NamedRules, rules_of},
    model::{Entry, LightState, Snapshot, TaskId},
    output::Beside,
    query::{Filter, Reports, TaskReference, named},
    store::{
        self, PlanChoice,
        load::{self, StoreSource},
    },
    text,
};

use super::{
    Context, Ui,
    args::{self, AtArgs, NamedArgs, PlanArgs},
    filters::{FilterArgs, ReportedArgs},
    period::{meant, period_of},
    reporter::report_guesses,
};

/// What was asked for: where to read, which plans, which of their tasks.
pub(crate) struct Selection {
    pub(crate) source: Box<dyn StoreSource>,
    /// The registry and the chosen plans, whose tasks are still to be read.
    pub(crate) snapshot: Snapshot,
    /// Which of their tasks are meant.
    pub(crate) conditions: Conditions,
    /// The day that counts as today.
    pub(crate) today: NaiveDate,
    /// What has to be said of any answer.
    pub(crate) notes: Vec<Finding>,
}

impl Selection {
    /// Resolves what was typed. Reads what was reported and the rules of lights, as far as the conditions or what is
    /// shown of tasks need them.
    ///
    /// # Errors
    /// When there is no store or no such period, a name can't be resolved, or the rules are needed and are not there or
    /// wrong.
    pub(crate) fn new(
        args: &FilterArgs,
        reported: &ReportedArgs,
        needs: Needs,
        at: &AtArgs,
        context: &Context,
        ui: &mut Ui,
    ) -> Result<Self> {
        let source = context.source(at, ui)?;
        let notes =
            context.point(at)?.and_then(|point| point.day()).and_then(|day| before_store(day, &*source));
        let today = context.today_at(at)?;
        let slugs = store::choose(&*source, &args.plans.choice())?;
        let mut snapshot = load::headings(&*source, &slugs);
        let mut filter = match args.resolve(&snapshot, today) {
            // Tasks may name a department that is not registered.
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let resolved = args.resolve(&load::load(&*source, &slugs), today);
                resolved.map_err(|error| match elsewhere(args, &*source, today) {
                    Some(hint) => error.hint(hint),
                    None => error,
                })
            }
            resolved => resolved,
        }?;
        report_guesses(&args.departments(), &snapshot.registry, ui);
        report_days(&args.taken_days(today), ui);
        if let Some((word, days)) = args.taken_period(today) {
            let (zh, en) = (days.in_lang(Lang::Zh), days.in_lang(Lang::En));
            ui.report(&text!("`{word}` 按 {zh} 算", "`{word}` is taken for {en}"));
        }
        if let Some(since) = args.changed_since(context)? {
            let (changed, unreadable) = changed(&since, at, context)?;
            filter.changed = Some(changed);
            // What nobody can compare may have changed: the list is not the whole of it.
            let is_named = |finding: &Finding| {
                snapshot.unreadable.iter().any(|known| known.place.is_some() && known.place == finding.place)
            };
            let unreadable: Vec<Finding> =
                unreadable.into_iter().filter(|finding| !is_named(finding)).collect();
            snapshot.unreadable_before = unreadable.len();
            snapshot.unreadable.extend(unreadable);
        }
        let notes = notes.into_iter().chain(context.misdated(at)?).collect();
        if let Some(typed) = &reported.not_reported {
            // Where its year was not typed, it is said which one is taken.
            meant(typed, today, ui);
        }
        let conditions = Conditions::new(filter, reported, needs, &*source, &mut snapshot, today)?;
        Ok(Self { source, snapshot, conditions, today, notes })
    }

    /// Whether what is written has to name the plan: nobody may take a number for one of the default plan's.
    pub(crate) fn names_plans(&self, args: &FilterArgs) -> bool {
        match (args.plans.choice(), self.snapshot.plans.as_slice()) {
            (PlanChoice::Default, _) => false,
            (_, [plan]) => store::default_plan(&*self.source).is_none_or(|slug| slug != plan.slug),
            _ => true,
        }
    }
}

/// Says which days are taken for words without a year.
pub(super) fn report_days(taken: &[(&str, NaiveDate)], ui: &mut Ui) {
    for (word, day) in taken {
        ui.report(&text!("`{word}` 按 {day} 算", "`{word}` is taken for {day}"));
    }
}

/// References as the store has them now: a plan that was renamed is found by its former name, too.
pub(crate) fn current(mut references: Vec<TaskReference>, source: &dyn StoreSource) -> Vec<TaskReference> {
    for slug in references.iter_mut().filter_map(|reference| reference.plan.as_mut()) {
        *slug = store::current_slug(source, slug);
    }
    references
}

/// That there was no store yet on a day.
pub(crate) fn before_store(day: NaiveDate, source: &dyn StoreSource) -> Option<Finding> {
    source.before_all().map(|_| Finding::new("before-store", no_store_yet(day)))
}

/// What a command shows of tasks beyond their own files.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Needs {
    Nothing,
    /// What was reported.
    Reports,
    /// Their lights, where the store has rules.
    RulesIfAny,
    /// What was reported, and their lights where the store has rules.
    ReportsAndRulesIfAny,
    /// Their lights.
    Rules,
}

/// The conditions on tasks, with what is known of tasks beyond their own files.
pub(crate) struct Conditions {
    filter: Filter,
    reports: Arc<Reports>,
    rules: Option<NamedRules>,
    /// The lights that are wanted; none is every one.
    lights: Vec<LightState>,
    today: NaiveDate,
}

impl Conditions {
    /// What a task's own file has to say by `filter`, and the conditions on what was reported of it.
    ///
    /// # Errors
    /// As [`Selection::new`].
    fn new(
        mut filter: Filter,
        reported: &ReportedArgs,
        needs: Needs,
        source: &dyn StoreSource,
        snapshot: &mut Snapshot,
        today: NaiveDate,
    ) -> Result<Self> {
        let rules = match needs {
            _ if !reported.lights().is_empty() => Some(rules_or_error(source)?),
            Needs::Rules => Some(rules_or_error(source)?),
            Needs::RulesIfAny | Needs::ReportsAndRulesIfAny => rules_of(source)?,
            Needs::Nothing | Needs::Reports => None,
        };
        let reads = rules.is_some()
            || matches!(needs, Needs::Reports | Needs::ReportsAndRulesIfAny)
            || !filter.keywords.is_empty()
            || reported.not_reported.is_some();
        let reports = if reads { Reports::read(source, snapshot) } else { Reports::default() };
        snapshot.unreadable.extend(reports.unreadable.iter().cloned());
        let reports = Arc::new(reports);
        if let Some(typed) = &reported.not_reported {
            let id = typed.on(today);
            period_of(source, id)?;
            let tasks = reports.not_reported(id).into_iter();
            filter.not_reported = Some(tasks.map(|(plan, tasks)| (plan.to_owned(), tasks)).collect());
        }
        filter.reports = reads.then(|| Arc::clone(&reports));
        Ok(Self { filter, reports, rules, lights: reported.lights(), today })
    }

    /// What judges tasks, where the rules were read.
    pub(crate) fn judge(&self) -> Option<Judge<'_>> {
        let rules = self.rules.as_ref()?;
        Some(Judge { rules, reports: &self.reports, today: self.today })
    }

    /// What the cells of a list are made of.
    pub(crate) fn beside(&self) -> Beside<'_> {
        Beside { today: self.today, reports: Some(&*self.reports), judge: self.judge() }
    }

    /// Whether a task meets every condition, and has one of the lights that are wanted.
    pub(crate) fn matches(&self, entry: Entry<'_>) -> bool {
        self.filter.matches(entry) && (self.lights.is_empty() || self.has_light(entry))
    }

    fn has_light(&self, entry: Entry<'_>) -> bool {
        self.judge().is_some_and(|judge| self.lights.contains(&judge.judge(entry).state()))
    }
}

/// The rules of lights of a store.
///
/// # Errors
/// When there are none, or they are wrong.
pub(crate) fn rules_or_error(source: &dyn StoreSource) -> Result<NamedRules> {
    rules_of(source)?.ok_or_else(|| {
        Error::not_found(text!(
            "还没有亮灯规则：缺少 rules.yaml",
            "there are no rules of lights: rules.yaml is missing"
        ))
        .named("no-light-rules")
        .at(pjt::error::Location::file(source.shown(std::path::Path::new(pjt::store::layout::RULES))))
        .hint(text!(
            "先看一套内置的怎么定：`pjt lights --rules --preset yinchuan-2025`；采用它：`pjt lights --adopt yinchuan-2025`；采用之后改其中的数，如第 5 条的：`pjt lights --set 5=15`",
            "see what rules come with pjt: `pjt lights --rules --preset yinchuan-2025`; adopt them: `pjt lights --adopt yinchuan-2025`; then `pjt lights --set 5=15` changes the figure of rule 5"
        ))
    })
}

/// Tasks by their plan.
type ByPlan = HashMap<String, HashSet<TaskId>>;

/// The tasks that changed between a point and the store as it is, or as it was, and the files of which that can't be
/// told.
fn changed(since: &Point, at: &AtArgs, context: &Context) -> Result<(ByPlan, Vec<Finding>)> {
    let repository = context.repository_of_store()?;
    let from = Tree::at_point(&repository, since)?;
    let differences = match context.point(at)? {
        Some(point) => compare::between(&repository, &from, &Tree::at_point(&repository, &point)?)?,
        None => compare::with_working_files(&from, &context.store()?, None, Detail::Tasks)?.differences,
    };
    let mut changed = ByPlan::new();
    for difference in differences.tasks.into_iter().chain(differences.reordered) {
        let task = difference.after.map(|task| task.id);
        changed.entry(difference.plan).or_default().extend(task);
    }
    Ok((changed, differences.unreadable))
}

/// Says that only the default plan was looked at, where there are others: what was found is not all, or nothing was.
pub(crate) fn report_other_plans(args: &PlanArgs, source: &dyn StoreSource, ui: &mut Ui) {
    if let Some(hint) = other_plans(args, source) {
        ui.report(&hint);
    }
}

/// How many plans the store has besides those that were read.
pub(crate) fn other_plans_count(source: &dyn StoreSource, read: &Snapshot) -> usize {
    source.plans().map_or(0, |plans| plans.len()).saturating_sub(read.plans.len())
}

/// Where a name that this plan does not have may be found: another plan has it, or there is no plan at all.
fn elsewhere(args: &FilterArgs, source: &dyn StoreSource, today: NaiveDate) -> Option<Text> {
    let hint = other_plans(&args.plans, source)?;
    let plans = source.plans().unwrap_or_default();
    let is_known = |error: Error| error.kind() != ErrorKind::NotFound;
    let is_found = || args.resolve(&load::load(source, &plans), today).map_or_else(is_known, |_| true);
    (plans.is_empty() || is_found()).then_some(hint)
}

/// That only the default plan was looked at, where nobody chose it and there are others; or that there is none at all.
fn other_plans(args: &PlanArgs, source: &dyn StoreSource) -> Option<Text> {
    let plans = source.plans().ok().filter(|_| args.choice() == PlanChoice::Default)?.len();
    if plans == 0 {
        return Some(text!(
            "台账里还没有方案；导入文件用 `pjt import 文件`",
            "there is no plan in the store yet; `pjt import FILE` reads one"
        ));
    }
    let slug = store::default_plan(source).filter(|_| plans > 1)?;
    Some(text!(
        "只看了默认方案 {slug}；加 `--plan all` 查看全部 {plans} 个方案",
        "only the default plan {slug} was looked at; look at all {plans} plans with `--plan all`"
    ))
}

/// The tasks that were named, with all that was read to find them.
pub(crate) struct Named {
    pub(crate) source: Box<dyn StoreSource>,
    pub(crate) snapshot: Snapshot,
    pub(crate) reports: Reports,
    pub(crate) default_plan: String,
    pub(crate) today: NaiveDate,
    ids: Vec<TaskReference>,
}

impl Named {
    /// Reads the plans that the names are of, and what was reported.
    ///
    /// # Errors
    /// When there is no store, or a plan that is named is not in it.
    pub(crate) fn new(args: &NamedArgs, context: &Context, ui: &mut Ui) -> Result<Self> {
        let ids = args::named(&args.ids)?;
        let source = context.source(&args.at, ui)?;
        let (mut snapshot, default_plan) = named::plans_of(&ids, args.plan.as_deref(), &*source)?;
        let reports = Reports::read(&*source, &snapshot);
        snapshot.unreadable.extend(reports.unreadable.iter().cloned());
        Ok(Self { source, snapshot, reports, default_plan, today: context.today_at(&args.at)?, ids })
    }

    /// The tasks, in the order in which they were named.
    ///
    /// # Errors
    /// When one is not there.
    pub(crate) fn entries(&self) -> Result<Vec<Entry<'_>>> {
        let found = self.ids.iter().map(|id| id.resolve(&self.snapshot, &self.default_plan));
        Ok(found.collect::<Result<Vec<_>>>()?.concat())
    }
}

/// Whatever counts or hands out refuses when records are missing, unless it is to go on.
pub(crate) fn ensure_complete(snapshot: &Snapshot, keep_going: bool, ui: &mut Ui) -> Result<()> {
    let missing = snapshot.unreadable.len();
    if missing == 0 {
        return Ok(());
    }
    ui.warn(&snapshot.unreadable);
    if keep_going {
        return Ok(());
    }
    Err(Error::failed(text!(
        "有 {missing} 个文件读不了，数字不会完整，因此没有输出",
        "{missing} files can't be read, so the numbers would be incomplete; nothing was printed"
    ))
    .named("unreadable-records")
    .hint(text!("请先修好上面的文件", "correct the files above first"))
    .hint(text!(
        "或加 `--keep-going`：结果中会写明缺口",
        "or add `--keep-going`: the result will state the gap"
    )))
}
