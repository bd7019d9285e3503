//! `pjt log`

mod asked;

use chrono::NaiveDate;
use pjt::{
    Lang,
    error::Finding,
    history::{self, Differences, Point, Repository, Span, Step, incoming::Known},
    model::FIELDS,
    output::history as output,
    query::{FactFilter, department},
    store::{
        PlanChoice,
        load::{self, StoreSource},
    },
    text,
    text::fold::fold,
};

use self::asked::Asked;
use super::{
    Context, Ending, Outcome, Ui,
    args::TaskName,
    context::{day_of, end_of_day, local},
    day::{self, Day},
    filters::FilterArgs,
    history_filter::HistoryFilter,
    misdated::misdated,
    reporter::report_guessed_reporters,
    several::{Several, all, several},
    words,
};

/// Tell the history: what each commit did to which task, from the newest to the oldest
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  pjt log                            everything
  pjt log 14                         one task, through renames
  pjt log 14 --field status --to done
  pjt log --dept 市教委 --since 2025-07-01
  pjt log --backward --since 2025-07-01 --until 2025-09-30
  pjt log --author 李四 --json")]
pub(crate) struct LogArgs {
    /// Tasks: 14, 3-7, other-plan/14 (otherwise all); `-` for those that standard input names, line by line
    #[arg(value_name = "ID")]
    ids: Vec<TaskName>,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    facts: FactArgs,
    /// What came into this branch from this day on: 2025-07-01, 7月1日, yesterday, -7d
    #[arg(long, value_name = "YYYY-MM-DD", allow_hyphen_values = true, value_parser = day::since)]
    since: Option<Day>,
    /// What came into this branch up to this day
    #[arg(long, value_name = "YYYY-MM-DD", allow_hyphen_values = true, value_parser = day::until)]
    until: Option<Day>,
    /// By this author: a part of the name or of the mail address
    #[arg(long, value_name = "NAME", value_parser = words::name)]
    author: Vec<String>,
    /// At most so many commits
    #[arg(long, short = 'n', value_name = "N")]
    limit: Option<usize>,
}

/// Conditions on single changes.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Changes")]
struct FactArgs {
    /// Only changes of this field: status, due, notes, evidence …, or `task` for whole tasks
    #[arg(long, value_name = "FIELD", value_parser = several(parse_field))]
    field: Vec<Several<String>>,
    /// Only what became this: a status, or words of the new value
    #[arg(long, value_name = "VALUE", value_parser = words::name)]
    to: Vec<String>,
    /// Only a status that went back, as from done to in progress
    #[arg(long)]
    backward: bool,
    /// Only what was taken away: tasks, notes, evidence, departments, plans
    #[arg(long)]
    removed: bool,
    /// Only what this reporter reported: a part of the name in a note, an extension or a closure
    #[arg(long, value_name = "NAME", value_parser = words::name)]
    by: Vec<String>,
}

fn parse_field(word: &str) -> Result<String, words::Misuse> {
    FactFilter::field(word).ok_or_else(|| {
        let keys: Vec<&str> = FIELDS.iter().map(|row| row.key).chain(["task"]).collect();
        let named: Vec<&str> = FIELDS.iter().map(|row| row.field.name(Lang::Zh)).chain(["任务"]).collect();
        words::none_of(&named.join("、"), &keys.join(", "))
    })
}

pub(crate) fn run(args: &LogArgs, context: &Context, ui: &mut Ui) -> Outcome {
    let (repository, source) = context.repository_and_source()?;
    let asked = Asked::of(args, &*source)?;
    let scope = asked.scope(&*source)?;
    let conditions = Conditions {
        filter: HistoryFilter::new(&args.filter, asked.plans_to_filter(), &*source, context.today)?,
        facts: args.facts.filter(&*source, ui),
    };
    let mut seen = Seen { is_known: asked.names_what_is_there(&*source)?, ..Seen::default() };
    let days = args.days(context)?;
    for point in days.ends() {
        seen.notes.extend(misdated(&point, &repository)?);
    }
    let mut history = match days.span(&repository)? {
        Some(span) => Some(history::log(&repository, &span, &scope)?),
        None => None,
    };
    let with_plan = args.filter.plans.choice() != PlanChoice::Default || asked.names_plans();
    let mut writer = Writer::begin(with_plan, context, ui)?;
    // Nothing is printed before it is certain that there is what was named.
    let mut held = Vec::new();
    let has_room = |listed| args.limit.is_none_or(|limit| listed < limit);
    for step in history.iter_mut().flatten() {
        let mut step = step?;
        seen.is_known =
            seen.is_known || asked.is_about(&step) || conditions.filter.is_about(&step.differences);
        let is_listed = has_room(writer.written + held.len()) && args.wants(&step);
        if is_listed && seen.takes(&mut step, &conditions) {
            held.push(step);
        }
        if !seen.is_known && !args.is_of_days() {
            continue;
        }
        held.drain(..).try_for_each(|step| writer.add(&step, ui))?;
        if !has_room(writer.written) {
            break;
        }
    }
    let is_cut = history.is_some_and(|history| history.is_cut());
    seen.notes.extend(is_cut.then(shallow));
    if !seen.is_known && !is_cut && !args.is_of_days() {
        return Err(asked.unknown(&*source).into());
    }
    held.drain(..).try_for_each(|step| writer.add(&step, ui))?;
    let written = writer.written;
    writer.end(&seen, ui)?;
    seen.report(ui);
    if written == 0 && !context.json {
        ui.report(&text!("没有符合条件的提交", "no commit matches"));
    }
    if seen.unreadable.is_empty() {
        return Ok(Ending::Fine);
    }
    ui.warn(&seen.unreadable);
    Ok(Ending::Incomplete)
}

/// What of a commit is meant.
struct Conditions {
    filter: HistoryFilter,
    facts: FactFilter,
}

/// What a walk through the history came upon beside the commits that are listed.
#[derive(Default)]
struct Seen {
    /// Whether what was named is in the store, or was once.
    is_known: bool,
    /// How many commits only changed how files are written.
    rewritten: usize,
    /// How many commits are about other plans, too.
    elsewhere: usize,
    /// Of how many commits it can't be told what they did to some file.
    incomplete: usize,
    unreadable: Vec<Finding>,
    /// What else has to be said of the answer.
    notes: Vec<Finding>,
}

impl Seen {
    /// Leaves of a commit what is meant; whether anything is.
    fn takes(&mut self, step: &mut Step, conditions: &Conditions) -> bool {
        let differences = &mut step.differences;
        self.incomplete += usize::from(!differences.unreadable.is_empty());
        // What one commit left and the next one found is named once.
        for finding in std::mem::take(&mut differences.unreadable) {
            if !self.unreadable.contains(&finding) {
                self.unreadable.push(finding);
            }
        }
        if differences.is_empty() {
            self.rewritten += usize::from(differences.reformatted > 0);
            return false;
        }
        keep_facts(&conditions.facts, differences);
        self.elsewhere += usize::from(conditions.filter.keep(differences) > 0);
        !differences.is_empty()
    }

    /// Says what is not listed: commits that only changed how files are written, those about other plans, older history.
    fn report(&self, ui: &mut Ui) {
        let Self { rewritten, elsewhere, incomplete, .. } = self;
        if *rewritten > 0 {
            ui.report(&text!(
                "另有 {rewritten} 次提交只改了写法，没有列出",
                "{rewritten} more commits only changed how files are written; they are not listed"
            ));
        }
        if *elsewhere > 0 {
            ui.report(&text!(
                "有 {elsewhere} 次提交涉及其他方案，那些变化没有列出；加 `--plan all` 查看",
                "{elsewhere} commits are about other plans, too, which is not listed; see it with `--plan all`"
            ));
        }
        if *incomplete > 0 {
            ui.report(&text!(
                "有 {incomplete} 次提交改了什么看不全（文件读不了），看不出的变化没有列出",
                "of {incomplete} commits it can't be told what they did to some file; these changes are not listed"
            ));
        }
        for note in &self.notes {
            ui.report(&note.message);
        }
    }
}

/// The commits as they are written, one by one.
struct Writer {
    /// In JSON, one document; none for people.
    document: Option<output::ChangesWriter>,
    layout: output::Layout,
    written: usize,
}

impl Writer {
    fn begin(with_plan: bool, context: &Context, ui: &Ui) -> anyhow::Result<Self> {
        let layout = output::Layout { lang: ui.lang(), width: ui.width(), with_plan, indent: 0 };
        let document = match context.json {
            true => Some(output::ChangesWriter::begin("log", &[])?),
            false => None,
        };
        Ok(Self { document, layout, written: 0 })
    }

    fn add(&mut self, step: &Step, ui: &mut Ui) -> anyhow::Result<()> {
        self.written += 1;
        match &mut self.document {
            Some(document) => {
                let made = (&step.commit, step.entered.map(day_of));
                document.add(&step.differences, Some(made), ui.out())?;
            }
            None => output::step(step, local, self.layout, ui.out())?,
        }
        Ok(())
    }

    fn end(self, seen: &Seen, ui: &mut Ui) -> anyhow::Result<()> {
        let Some(document) = self.document else { return Ok(()) };
        let warnings: Vec<Finding> = seen.unreadable.iter().chain(&seen.notes).cloned().collect();
        Ok(document.end(&warnings, ui.out())?)
    }
}

/// That older history is not on this machine.
pub(super) fn shallow() -> Finding {
    Finding::new(
        "shallow-history",
        text!(
            "这是浅克隆，更早的历史不在本机；最早的提交做了什么，以及并入了更早历史的合并改了什么，看不到，没有列出",
            "this clone is shallow: older history is not on this machine; what its oldest commits did can't be told, nor what a merge of older history changed, and these are not listed"
        ),
    )
}

/// Takes away the facts that are not meant. What came with one that is meant, and says why, stays beside it.
fn keep_facts(facts: &FactFilter, differences: &mut Differences) {
    if !facts.is_narrow() {
        return;
    }
    differences.tasks.retain_mut(|difference| {
        let changes = difference.changes().into_owned();
        facts.is_reported(&changes)
            && changes.iter().any(|change| facts.matches(change))
            && difference.retain(|change| facts.matches(change) || FactFilter::is_reason(change))
    });
    differences
        .others
        .retain(|change| facts.is_reported(std::slice::from_ref(change)) && facts.matches(change));
}

impl FactArgs {
    fn filter(&self, source: &dyn StoreSource, ui: &mut Ui) -> FactFilter {
        // A reporter is found by any name of the department that is meant; a registry that can't be read has none.
        let registry = if self.by.is_empty() { None } else { load::registry(source).ok() };
        if let Some(registry) = &registry {
            report_guessed_reporters(&self.by, registry, ui);
        }
        // Several names in one word are each meant, as several may report in one entry.
        let several: Vec<String> = self
            .by
            .iter()
            .flat_map(|by| by.split(['、', '，', ',', '；', ';']).map(str::trim))
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect();
        let names = |typed: &String| -> Vec<String> {
            let department =
                registry.as_ref().and_then(|registry| registry.find(department::meant(typed, registry)?));
            let known = department.into_iter().flat_map(|known| known.names()).map(str::to_owned);
            std::iter::once(typed.clone()).chain(known).collect()
        };
        FactFilter {
            fields: all(&self.field),
            to: self.to.clone(),
            backward: self.backward,
            removed: self.removed,
            by: several.iter().flat_map(names).collect(),
        }
    }
}

fn end_of(day: NaiveDate) -> Point {
    Point::Day { day, ends: end_of_day(day) }
}

impl LogArgs {
    fn wants(&self, step: &Step) -> bool {
        let is_by = |name: &String| {
            let name = fold(name);
            fold(&step.commit.author).contains(&name) || fold(&step.commit.email).contains(&name)
        };
        self.author.is_empty() || self.author.iter().any(is_by)
    }

    /// Whether only some days are meant: what was there before or later may be known all the same.
    fn is_of_days(&self) -> bool {
        self.since.is_some() || self.until.is_some()
    }

    fn days(&self, context: &Context) -> pjt::Result<DaysMeant> {
        let on = |day: &Option<Day>| day.as_ref().map(|day| day.on(context.today)).transpose();
        Ok(DaysMeant { since: on(&self.since)?, until: on(&self.until)? })
    }
}

/// The days on which a commit must have come into the branch.
struct DaysMeant {
    since: Option<NaiveDate>,
    until: Option<NaiveDate>,
}

impl DaysMeant {
    /// The end of the day before the first one that is meant.
    fn before(&self) -> Option<Point> {
        Some(end_of(self.since?.pred_opt()?))
    }

    /// The ends of days between which a commit must have come into the branch.
    fn ends(&self) -> impl Iterator<Item = Point> {
        self.before().into_iter().chain(self.until.map(end_of))
    }

    /// What came into the branch from one day to another; none where nothing had by then.
    fn span(&self, repository: &Repository) -> pjt::Result<Option<Span>> {
        let newest = match self.until.map(end_of) {
            None => Some(Point::head().resolve(repository)?),
            Some(point) => point.find(repository)?,
        };
        let after = match self.before() {
            None => None,
            // A shallow clone that does not reach back so far has nothing that is too old.
            Some(point) if repository.is_shallow() => point.find(repository).unwrap_or_default(),
            Some(point) => point.find(repository)?,
        };
        let known = Known::Commits(after.into_iter().collect());
        let Some(newest) = newest else { return Ok(None) };
        Ok(Some(Span { named_in: Point::head().resolve(repository)?, newest, known }))
    }
}
