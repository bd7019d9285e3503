//! `pjt slips`

use std::{
    collections::{BTreeSet, HashSet},
    path::PathBuf,
    str::FromStr,
};

use chrono::NaiveDate;
use pjt::{
    Lang, Result,
    model::{Entry, Light, PeriodId, TaskId, TaskNumber, TypedPeriod},
    output::{Format, papers as paper, slips as output},
    papers::{Slip, Values, slips::Request},
    query::{TaskReference, TaskReferences},
    store, text,
};
use strum::VariantArray as _;

use super::{
    Context, Ending, Outcome, Ui,
    args::{AtArgs, PlanArgs},
    day::{self, Day},
    filters::FilterArgs,
    papers::{self, DEMANDS, Desk, Fill, Filled, Template},
    period,
    several::{Several, all, several},
    tokens::one_of,
};

/// Make slips (督办单) for what lags: one for each department, or for each task
#[derive(Debug, clap::Args)]
#[command(mut_arg("plan", |plan| plan.help("Only this plan (otherwise all; with a task or a period, see below)")))]
#[command(after_help = "\
Examples:
  pjt slips -o 督办单                          a slip for each department with a red or yellow light
  pjt slips -o 督办单 --each --light red       one for each task with a red light
  pjt slips 14 -o 督办单 --reply-by 2025-10-15
  pjt slips -o 督办单 --dept 市教委 --fill 要求=要求.txt

Without a task, a period or --plan they are of all plans. Nothing is sent. Without
rules of lights (rules.yaml) a slip is for what is overdue. An own form:
templates/slip.docx in the store's directory, or --template FILE.")]
pub(crate) struct SlipsArgs {
    /// Only what a period asks about (2025-q3), or only these tasks: 14, 3-7
    #[arg(value_name = "PERIOD|ID")]
    about: Vec<About>,
    /// The directory for the slips, made where it is not there; slips of a day are numbered on within it
    #[arg(long, short, value_name = "DIR", value_hint = clap::ValueHint::DirPath)]
    output: PathBuf,
    /// A slip for each task, and not for each department
    #[arg(long)]
    each: bool,
    /// The lights that a slip is made for
    #[arg(long, value_name = "LIGHTS", default_value = "yellow,red", value_parser = several(one_of(Light::VARIANTS)))]
    light: Vec<Several<Light>>,
    /// The day by which an answer is expected
    #[arg(long, value_name = "YYYY-MM-DD", allow_hyphen_values = true, value_parser = day::coming)]
    reply_by: Option<Day>,
    /// Number the slips behind this one of the day, where others of the day lie in another directory
    #[arg(long, value_name = "N")]
    number_after: Option<u16>,
    /// What is demanded, from a text file: 要求=FILE
    #[arg(long, value_name = "NAME=FILE", value_parser = Fill::parse)]
    fill: Vec<Fill>,
    /// A Word file with placeholders (otherwise the store's own, if it has one)
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    template: Option<PathBuf>,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    at: AtArgs,
}

/// What slips are about.
#[derive(Clone, Debug)]
enum About {
    Period(TypedPeriod),
    Tasks(TaskReferences),
}

impl FromStr for About {
    type Err = <TaskReferences as FromStr>::Err;

    /// A year alone is a task's number; a quarter or a month can be nothing but a period.
    fn from_str(word: &str) -> std::result::Result<Self, Self::Err> {
        let is_number = word.bytes().all(|byte| byte.is_ascii_digit());
        let is_name = word.parse::<PeriodId>().is_ok() || word.contains(['季', '月', '年', 'q', 'Q']);
        match TypedPeriod::read(word) {
            Some(typed) if is_name && !is_number => Ok(Self::Period(typed)),
            _ => word.parse().map(Self::Tasks),
        }
    }
}

pub(crate) fn run(args: &SlipsArgs, context: &Context, ui: &mut Ui) -> Outcome {
    let filled = Filled::read(&args.fill)?;
    let period = args.period().map(|typed| period::meant(typed, context.today, ui));
    let desk = Desk::new(period, &args.plans(), &args.at, context, ui)?;
    let mut slips = args.slips(&desk, filled.get(DEMANDS))?;
    let behind = args.number(&mut slips, desk.today);
    let template = desk.template(args.template.as_deref(), "slip.docx")?;
    let files = args.files(&slips, &desk, template.as_ref(), &filled)?;
    papers::put_all(&args.output, &files)?;
    let paths: Vec<PathBuf> = files.into_iter().map(|(path, _)| path).collect();
    let format = if context.json { Format::Json } else { Format::Table };
    let look = ui.look();
    let default_plan = store::default_plan(&*desk.source).unwrap_or_default();
    let (snapshot, default_plan) = (&desk.snapshot, default_plan.as_str());
    let shown = output::Slips { slips: &slips, paths: &paths, snapshot, default_plan };
    output::write(&shown, format, look, ui.out())?;
    args.report_plans(&desk, context, ui);
    args.report(slips.len(), behind, &desk, ui);
    args.report_older(&paths, ui);
    if !slips.is_empty() {
        desk.report_draft(template.is_some(), ui);
    }
    args.report_without(&slips, &desk, ui)?;
    desk.report_waiting(period, ui);
    if !slips.is_empty() && filled.get(DEMANDS).is_none() {
        ui.report(&text!(
            "“办理要求”空着；要写上，请加 `--fill {DEMANDS}=文件`",
            "what is demanded is left blank; write it with `--fill {DEMANDS}=FILE`"
        ));
    }
    if desk.rules.is_none() {
        ui.report(&text!(
            "没有亮灯规则，只为逾期事项制单；采用一套用 `pjt lights --adopt 名称`",
            "there are no rules of lights: slips are for what is overdue; `pjt lights --adopt NAME` adopts some"
        ));
    }
    Ok(Ending::Fine)
}

impl SlipsArgs {
    /// The plans to read: all where none is named and no number is one of the default plan; those of a period are in
    /// question where one is named.
    fn plans(&self) -> PlanArgs {
        let names_plan = self.references().any(|reference| reference.plan.is_some());
        match (names_plan || self.about.is_empty()) && self.filter.plans.is_default() {
            true => PlanArgs::all(),
            false => self.filter.plans.clone(),
        }
    }

    /// Says that slips are of more plans than the default one.
    fn report_plans(&self, desk: &Desk, context: &Context, ui: &mut Ui) {
        let count = desk.snapshot.plans.len();
        if count > 1 && self.about.is_empty() && self.filter.plans.is_default() && !context.json {
            ui.report(&text!(
                "督办单按全部 {count} 个方案制作；只要其中几个，加 `--plan 方案`",
                "the slips are of all {count} plans; for some of them add `--plan SLUG`"
            ));
        }
    }

    /// The period that slips are about; none where none was named.
    fn period(&self) -> Option<&TypedPeriod> {
        self.about.iter().find_map(|about| match about {
            About::Period(typed) => Some(typed),
            About::Tasks(_) => None,
        })
    }

    /// The slips, not yet numbered.
    fn slips(&self, desk: &Desk, demands: Option<&str>) -> Result<Vec<Slip>> {
        let named = self.named(desk)?;
        let is_named = |entry: &Entry<'_>| {
            named.as_ref().is_none_or(|named| named.contains(&(entry.plan.slug.as_str(), entry.task.id)))
        };
        let filter = self.filter.resolve(&desk.snapshot, desk.today)?;
        let entries = desk.snapshot.entries().filter(|entry| filter.matches(*entry) && is_named(entry));
        let request = Request {
            entries: &entries.collect::<Vec<_>>(),
            lights: &all(&self.light),
            each: self.each,
            reply_by: self.reply_by.as_ref().map(|day| day.on(desk.today)).transpose()?,
            demands,
        };
        Ok(Slip::all(&request, &desk.snapshot.registry, &desk.office, &desk.evidence()))
    }

    /// The file of each slip, made from the template where there is one.
    fn files(
        &self,
        slips: &[Slip],
        desk: &Desk,
        template: Option<&Template>,
        filled: &Filled,
    ) -> anyhow::Result<Vec<(PathBuf, Vec<u8>)>> {
        let bytes = |slip: &Slip| -> anyhow::Result<Vec<u8>> {
            let Some(template) = template else {
                return Ok(paper::slip(slip, &desk.office.fonts, desk.basis.as_ref())?);
            };
            let mut values = Values::of_slip(slip, &desk.office);
            desk.put_basis_into(&mut values);
            filled.put_into(&mut values);
            Ok(template.fill(&values)?)
        };
        slips.iter().map(|slip| Ok((self.output.join(self.file_name(slip)), bytes(slip)?))).collect()
    }

    /// Says how many slips were written, and where their numbers begin.
    fn report(&self, count: usize, behind: usize, desk: &Desk, ui: &mut Ui) {
        let shown = self.output.display();
        ui.report(&match count {
            0 => text!("没有要督办的事项", "there is nothing to remind anybody of"),
            _ => text!("已将 {count} 份督办单写入 {shown}", "wrote {count} slips to {shown}"),
        });
        if self.number_after.is_some_and(|number| usize::from(number) == behind) {
            return;
        }
        if behind > 0 {
            let last = Slip::number_of(desk.today, behind);
            ui.report(&text!(
                "{shown} 里已有当日的其他督办单，编号接在 {last} 之后",
                "{shown} has other slips of this day, so the numbers go on behind {last}"
            ));
        } else if count > 0 {
            // What was written elsewhere is not known: nothing of a slip is kept in the store.
            ui.report(&text!(
                "编号从当日 001 起，只看这个文件夹；当日已在别处制过单的，写到同一个文件夹，或用 `--number-after 号数` 接着编号",
                "the numbers begin with 001 of the day, by what is in this directory; slips of the day that are elsewhere have the same, unless all go into one directory or `--number-after N` goes on behind them"
            ));
        }
    }

    /// Says which slips of the same departments or tasks lie beside the new ones: nothing takes them away, and an old
    /// light is sent by mistake.
    fn report_older(&self, written: &[PathBuf], ui: &mut Ui) {
        let name = |path: &PathBuf| path.file_name()?.to_str().map(str::to_owned);
        let new: Vec<String> = written.iter().filter_map(name).collect();
        let about: HashSet<String> = new.iter().filter_map(|name| subject_of(name)).collect();
        let mut older: Vec<String> = self.names();
        older.retain(|name| !new.contains(name) && subject_of(name).is_some_and(|of| about.contains(&of)));
        if older.is_empty() {
            return;
        }
        older.sort();
        let (zh, en) = (older.join("、"), older.join(", "));
        ui.report(&text!(
            "文件夹里还有同一单位或事项以前的督办单，亮灯可能已变，没有动它：{zh}。已经发出的，请移到别处存档，以免误发",
            "the directory has earlier slips about the same, whose lights may have changed; they were left there: {en}. Move those that were sent elsewhere"
        ));
    }

    /// Says of which tasks that somebody named by number there is no slip.
    fn report_without(&self, slips: &[Slip], desk: &Desk, ui: &mut Ui) -> Result<()> {
        let is_in = |entry: &Entry<'_>| {
            let mut matters = slips.iter().flat_map(|slip| &slip.matters);
            matters.any(|matter| matter.plan == entry.plan.slug && matter.id == entry.task.id)
        };
        let named = self.named_one_by_one(desk)?;
        let default_plan = store::default_plan(&*desk.source).unwrap_or_default();
        let number = |entry: &Entry<'_>| {
            let plan = Some(entry.plan.slug.as_str()).filter(|slug| *slug != default_plan);
            TaskNumber::of(entry.task, plan)
        };
        let without: Vec<TaskNumber> = named.iter().filter(|entry| !is_in(entry)).map(number).collect();
        if without.is_empty() {
            return Ok(());
        }
        let [zh, en] = [Lang::Zh, Lang::En].map(|lang| TaskNumber::words_of(&without, lang));
        ui.report(&match desk.rules {
            Some(_) => text!(
                "没有为{zh}制单：不亮所选的灯、已办结，或被条件筛去；缘由用 `pjt why` 查看",
                "no slip for {en}: it has none of these lights, is done, or a filter leaves it out; `pjt why` tells"
            ),
            None => text!(
                "没有为{zh}制单：没有逾期，或被条件筛去",
                "no slip for {en}: it is not overdue, or a filter leaves it out"
            ),
        });
        Ok(())
    }

    fn references(&self) -> impl Iterator<Item = &TaskReference> {
        self.about.iter().flat_map(|about| match about {
            About::Tasks(TaskReferences(references)) => references.as_slice(),
            About::Period(_) => &[],
        })
    }

    /// The tasks that were named, one by one or by a period; none where nothing was.
    fn named<'a>(&self, desk: &'a Desk) -> Result<Option<HashSet<(&'a str, TaskId)>>> {
        if self.about.is_empty() {
            return Ok(None);
        }
        let one_by_one = self.named_one_by_one(desk)?;
        let mut named: HashSet<_> =
            one_by_one.into_iter().map(|entry| (entry.plan.slug.as_str(), entry.task.id)).collect();
        for about in &self.about {
            let About::Period(typed) = about else { continue };
            for due in desk.reports.due(typed.on(desk.today)) {
                let plan = desk.snapshot.plans.iter().find(|plan| plan.slug == due.plan);
                named.extend(
                    plan.into_iter().flat_map(|plan| due.asked.iter().map(|id| (plan.slug.as_str(), *id))),
                );
            }
        }
        Ok(Some(named))
    }

    /// The tasks that were named by their numbers.
    fn named_one_by_one<'a>(&self, desk: &'a Desk) -> Result<Vec<Entry<'a>>> {
        let default_plan = store::default_plan(&*desk.source).unwrap_or_default();
        let mut named = Vec::new();
        for reference in self.references() {
            named.extend(reference.resolve(&desk.snapshot, &default_plan)?);
        }
        Ok(named)
    }

    /// Numbers the slips so that none has the number of another one in the directory, and gives the number that they come
    /// behind. Whoever makes the same slips again gets the same numbers.
    fn number(&self, slips: &mut [Slip], today: NaiveDate) -> usize {
        let taken = self.taken(today);
        let first = usize::from(self.number_after.unwrap_or_default());
        let starts = taken.iter().map(|(number, _)| *number).filter(|number| *number > first);
        let starts: BTreeSet<usize> = starts.chain([first]).collect();
        for start in starts {
            Slip::number_behind(slips, start);
            let is_free = |(number, slip): (usize, &Slip)| {
                let name = self.file_name(slip);
                taken.iter().all(|(known, other)| *known != number || *other == name)
            };
            // Behind the last one all are free.
            if (start + 1..).zip(&*slips).all(is_free) {
                return start;
            }
        }
        first
    }

    /// The slips of a day that are in the directory: their numbers, and their names.
    fn taken(&self, today: NaiveDate) -> Vec<(usize, String)> {
        let day = format!("{}-", today.format("%Y%m%d"));
        let number = |name: &str| name.strip_prefix(&day)?.split_once('_')?.0.parse().ok();
        self.names().into_iter().filter_map(|name| Some((number(&name)?, name))).collect()
    }

    /// The names of the files in the directory.
    fn names(&self) -> Vec<String> {
        let Ok(files) = std::fs::read_dir(&self.output) else { return Vec::new() };
        files.filter_map(|file| file.ok()?.file_name().into_string().ok()).collect()
    }

    /// The name of a slip's file: its number, the department, of one task its number.
    fn file_name(&self, slip: &Slip) -> String {
        let department = papers::as_file_name(&slip.department);
        let task = slip.matters.first().filter(|_| self.each).map(|matter| format!("_编号{}", matter.id));
        format!("{}_{department}{}.docx", slip.number, task.unwrap_or_default())
    }
}

/// What the slip in a file of this name is about: the department, of one task its number; none for another file. Slips
/// were once named by `第1项` where they are by `编号1`.
fn subject_of(name: &str) -> Option<String> {
    let (number, rest) = name.strip_suffix(".docx")?.split_once('_')?;
    let (day, count) = number.split_once('-')?;
    let is_number = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    let former = rest.rsplit_once("_第").and_then(|(department, id)| {
        let id = id.strip_suffix('项').filter(|id| is_number(id))?;
        Some(format!("{department}_编号{id}"))
    });
    (day.len() == 8 && is_number(day) && is_number(count)).then(|| former.unwrap_or_else(|| rest.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_that_was_named_the_former_way_is_about_the_same() {
        let about = |name: &str| subject_of(name).unwrap_or_default();
        assert_eq!(about("20250630-002_市教委_编号12.docx"), "市教委_编号12");
        assert_eq!(about("20250630-002_市教委_第12项.docx"), "市教委_编号12");
        assert_eq!(about("20250630-002_市教委.docx"), "市教委");
        assert_eq!(about("方案_第一项.docx"), "");
    }
}
