//! `pjt diff`

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
};

use chrono::NaiveDate;
use pjt::{
    Error, Lang, Result, Text,
    error::{ErrorKind, Finding},
    history::{
        Detail, Differences, Point, Range, Repository, Tree, at_only_store, compare, ends, no_store_yet,
    },
    model::Fonts,
    output::{DiffFormat, diff, history as output, sheet::day_words},
    store::{PlanChoice, Store, choose, load, load::StoreSource},
    text,
};
use serde_json::{Value, json};
use strum::VariantArray as _;

use super::{
    Context, Ending, Outcome, Ui, context,
    filters::FilterArgs,
    history_filter::HistoryFilter,
    misdated::misdated,
    target_file::{self, ending, ensure_new, json_written, no_format, put},
    tokens::one_of,
    words as typed,
};

/// Tell what changed: the working files against the last commit, or two points of the history
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  pjt diff                               what is not committed yet
  pjt diff 2025-06-30..2025-09-30        the third quarter
  pjt diff v1.0.. --dept 市教委 --stat
  pjt diff 2025-06-30..2025-09-30 -o 三季度变化.docx")]
pub(crate) struct DiffArgs {
    /// REV (against the working files) or REV..REV: commits, branches, tags or dates
    #[arg(value_name = "REV[..REV]", value_parser = typed::name)]
    range: Option<String>,
    #[command(flatten)]
    filter: FilterArgs,
    /// How it is written (otherwise by the name of the file)
    #[arg(long, value_name = "FORMAT", value_parser = one_of(DiffFormat::VARIANTS))]
    format: Option<DiffFormat>,
    /// The file to write (otherwise stdout)
    #[arg(long, short, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    output: Option<PathBuf>,
    /// Write over a file that is there
    #[arg(long)]
    force: bool,
    /// Only how many changed in which way
    #[arg(long)]
    stat: bool,
}

pub(crate) fn run(args: &DiffArgs, context: &Context, ui: &mut Ui) -> Outcome {
    let range = context.range(args.range.as_deref())?;
    let format = args.format(context)?;
    args.ensure_counts_fit(format)?;
    match args.file() {
        Some(path) => ensure_new(path, args.force, ui)?,
        None if format.is_binary() && !args.stat => ui.keep_file(format)?,
        None => {}
    }
    let ends = Ends::open(&range, context)?;
    let notes = ends.notes(&range)?;
    let mut differences = ends.differences()?;
    let left_out = args.filter(&ends, &range, context)?.keep(&mut differences);
    let gap = (left_out > 0).then(|| {
        text!(
            "其他方案另有 {left_out} 处变化，没有列出；加 `--plan all` 查看",
            "{left_out} changes in other plans are not listed; see them with `--plan all`"
        )
    });
    let with_plan = args.filter.plans.choice() != PlanChoice::Default;
    let answer = Answer {
        title: ends.title(&range, ui.lang())?,
        differences,
        notes,
        gap,
        layout: output::Layout { lang: ui.lang(), width: ui.width(), with_plan, indent: 0 },
        fonts: ends.fonts(format)?,
        stat: args.stat,
        of_today: of_today(&range, context),
    };
    match args.file() {
        None => answer.write(format, &ends, ui.out())?,
        Some(path) => {
            put(path, |out| answer.write(format, &ends, out))?;
            let count = answer.differences.tasks.len();
            if context.json {
                json_written(path, format, count, answer.differences.unreadable.len(), ui)?;
            }
            let shown = path.display();
            ui.report(&text!(
                "已将 {count} 项任务的变化写入 {shown}",
                "wrote the changes of {count} tasks to {shown}"
            ));
        }
    }
    answer.report_rest(context.json, ui)
}

/// What differs, and how it is shown.
struct Answer {
    title: String,
    differences: Differences,
    /// What is to be known about the points that were typed.
    notes: Vec<Finding>,
    /// That other plans differ, too.
    gap: Option<Text>,
    layout: output::Layout,
    fonts: Fonts,
    /// Whether only the counts are shown.
    stat: bool,
    /// Where it begins with the end of today: what shows the changes of today.
    of_today: Option<Text>,
}

impl Answer {
    fn write(&self, format: DiffFormat, ends: &Ends, out: &mut dyn Write) -> io::Result<()> {
        let Self { title, differences, layout, .. } = self;
        let layout = *layout;
        let untold = output::untold(differences);
        let gaps: Vec<&str> = self.gap.iter().chain(&untold).map(|gap| gap.in_lang(layout.lang)).collect();
        let gap = gaps.join(layout.lang.pick("；", "; "));
        let gap = (!gap.is_empty()).then_some(gap.as_str());
        match format {
            DiffFormat::Json => {
                let members = [("from", hash(Some(&ends.from))), ("to", hash(ends.to.as_ref()))];
                let mut warnings = differences.unreadable.clone();
                warnings.extend(self.notes.iter().cloned());
                warnings.extend(self.gap.clone().map(|gap| Finding::new("other-plans", gap)));
                output::document("diff", &members, differences, &warnings, out)
            }
            DiffFormat::Md if self.stat => {
                let mut counts = Vec::new();
                output::stat(differences, layout.lang, &mut counts)?;
                writeln!(out, "# {}\n", output::markdown_text(title))?;
                let counts = String::from_utf8_lossy(&counts);
                counts.lines().try_for_each(|line| writeln!(out, "- {}", output::markdown_text(line.trim())))
            }
            _ if self.stat => output::stat(differences, layout.lang, out),
            DiffFormat::Table => output::sentences(differences, layout, out),
            DiffFormat::Md => output::markdown(differences, title, gap, layout, out),
            DiffFormat::Html => diff::html(differences, title, gap, layout, out),
            DiffFormat::Docx => diff::word(differences, title, gap, layout, self.fonts.clone(), out),
        }
    }

    /// What the answer itself doesn't show: nothing changed, only the layout did, other plans did, or it is not known
    /// what did.
    fn report_rest(&self, is_json: bool, ui: &mut Ui) -> Outcome {
        let Self { differences, gap, .. } = self;
        for note in &self.notes {
            ui.report(&note.message);
        }
        let reformatted = differences.reformatted;
        if reformatted > 0 {
            ui.report(&text!(
                "另有 {reformatted} 个文件只改了写法，内容没有变化",
                "{reformatted} more files are written differently and say the same"
            ));
        } else if differences.is_empty() && gap.is_none() && differences.unreadable.is_empty() && !is_json {
            match &self.of_today {
                Some(words) => ui.report(words),
                None => ui.report(&text!("没有变化", "nothing changed")),
            }
        }
        if let Some(gap) = gap {
            ui.report(gap);
        }
        if differences.unreadable.is_empty() {
            return Ok(Ending::Fine);
        }
        ui.warn(&differences.unreadable);
        Ok(Ending::Incomplete)
    }
}

/// The two states that are compared.
struct Ends {
    repository: Repository,
    /// None where the repository is bare.
    store: Option<Store>,
    from: Tree,
    /// None for the working files.
    to: Option<Tree>,
}

impl Ends {
    fn open(range: &Range, context: &Context) -> Result<Self> {
        let (repository, store) = match context.store() {
            Ok(store) => (context.repository(&store)?, Some(store)),
            // A bare repository holds stores that are not on disk; two of their states compare all the same.
            Err(error) if error.kind() == ErrorKind::NotFound && range.to.is_some() => {
                (at_only_store(context.repository_here().map_err(|_| error)?, range)?, None)
            }
            Err(error) => return Err(error),
        };
        let (from, to) = ends(&repository, range)?;
        Ok(Self { repository, store, from, to })
    }

    /// What is to be known about the points that were typed.
    fn notes(&self, range: &Range) -> Result<Vec<Finding>> {
        let mut notes = Vec::new();
        let ends = [Some((&range.from, &self.from)), range.to.as_ref().zip(self.to.as_ref())];
        for (point, tree) in ends.into_iter().flatten() {
            notes.extend(before_store(point, tree));
            notes.extend(misdated(point, &self.repository)?);
        }
        Ok(notes)
    }

    fn differences(&self) -> Result<Differences> {
        match (&self.to, &self.store) {
            (Some(to), _) => compare::between(&self.repository, &self.from, to),
            (None, Some(store)) => {
                Ok(compare::with_working_files(&self.from, store, None, Detail::Tasks)?.differences)
            }
            (None, None) => Ok(Differences::default()),
        }
    }

    fn newer(&self) -> &dyn StoreSource {
        match (&self.to, &self.store) {
            (Some(to), _) => to,
            (None, Some(store)) => store,
            (None, None) => &self.from,
        }
    }

    /// What the comparison is called, by the days of its two ends.
    fn title(&self, range: &Range, lang: Lang) -> Result<String> {
        let dated = |point: &Point| Ok::<_, Error>((day_of_point(point, &self.repository)?, point.clone()));
        let to = range.to.as_ref().map(dated).transpose()?;
        Ok(title(&dated(&range.from)?, to.as_ref(), lang))
    }

    /// The fonts of the office, where they matter.
    fn fonts(&self, format: DiffFormat) -> Result<Fonts> {
        match format {
            DiffFormat::Docx => Ok(load::office(self.newer()).map_err(Error::from)?.fonts),
            _ => Ok(Fonts::default()),
        }
    }
}

/// A commit's hash; none for the working files and for what was before the first commit.
fn hash(tree: Option<&Tree>) -> Value {
    match tree.map(|tree| tree.revision().hash()) {
        None | Some("") => Value::Null,
        Some(hash) => json!(hash),
    }
}

/// That a day means its end, so that of today nothing changed since; and the command that shows what did.
fn of_today(range: &Range, context: &Context) -> Option<Text> {
    let day = range.from.day().filter(|day| *day == context.today)?;
    let before = day.pred_opt()?.to_string();
    // Where another day was named for today, the words mean it in that command alone.
    let [zh, en] = match context.today_of(&range.from) {
        Some(_) => ["昨天", "yesterday"],
        None => [before.as_str(); 2],
    };
    Some(text!(
        "没有变化：日期指当天结束时，{day} 就是今天；要看今天的变化，用 `pjt diff {zh}..`",
        "nothing changed: a day means its end, and {day} is today; `pjt diff {en}..` shows what changed today"
    ))
}

/// That there was no store yet on a day.
fn before_store(point: &Point, tree: &Tree) -> Option<Finding> {
    let day = point.day().filter(|_| !tree.has_store())?;
    Some(Finding::new("before-store", no_store_yet(day)))
}

/// A point, with its day where that is known.
type Dated = (Option<NaiveDate>, Point);

fn title(from: &Dated, to: Option<&Dated>, lang: Lang) -> String {
    let (first, last) = (words(from, lang), to.map(|to| words(to, lang)));
    match (last, lang) {
        (Some(last), Lang::Zh) if first == last => format!("{first}任务变化情况"),
        (Some(last), Lang::En) if first == last => format!("Changes of {first}"),
        (Some(last), Lang::Zh) => format!("{first}至{last}任务变化情况"),
        (Some(last), Lang::En) => format!("Changes from {first} to {last}"),
        (None, Lang::Zh) => format!("{first}以来任务变化情况"),
        (None, Lang::En) => format!("Changes since {first}"),
    }
}

/// A point as people name it, who know nothing of revisions: by its day.
fn words((day, point): &Dated, lang: Lang) -> String {
    match (day, point) {
        (Some(day), _) | (None, Point::Day { day, .. }) => day_words(*day, lang),
        (None, Point::Name(name)) => name.clone(),
    }
}

/// The day of a point: the one that was typed, or that on which its commit was made.
fn day_of_point(point: &Point, repository: &Repository) -> Result<Option<NaiveDate>> {
    match point {
        Point::Day { day, .. } => Ok(Some(*day)),
        Point::Name(_) => Ok(point.resolve(repository)?.committed(repository)?.map(context::day_of)),
    }
}

impl DiffArgs {
    /// The file to write; none is standard output.
    fn file(&self) -> Option<&Path> {
        target_file::named(self.output.as_deref())
    }

    /// A page and a Word file have the counts above the changes: a few lines of counts alone are none.
    fn ensure_counts_fit(&self, format: DiffFormat) -> Result<()> {
        if !self.stat || !matches!(format, DiffFormat::Html | DiffFormat::Docx) {
            return Ok(());
        }
        let name: &str = format.into();
        Err(Error::usage(text!(
            "`--stat` 只有几行数字，不写成 {name}；没有写入任何内容",
            "`--stat` is a few lines of counts and makes no {name}; nothing was written"
        ))
        .named("argument-conflict")
        .hint(text!(
            "去掉 `--stat`：{name} 里先是数量，再是逐项的变化；只要数量的，写成 .md 文件",
            "leave `--stat` out: the {name} begins with the counts; for the counts alone write a .md file"
        )))
    }

    /// What of the differences is meant.
    fn filter(&self, ends: &Ends, range: &Range, context: &Context) -> Result<HistoryFilter> {
        let choice = self.filter.plans.choice();
        if let PlanChoice::Named(slugs) = &choice {
            // One that came or is gone is in one of the two.
            let older = ends.from.plans()?;
            if let Some(slug) = slugs.iter().find(|slug| !older.contains(slug)) {
                choose(ends.newer(), &PlanChoice::Named(vec![slug.clone()]))?;
            }
        }
        let today = range.to.as_ref().and_then(|point| context.today_of(point)).unwrap_or(context.today);
        HistoryFilter::new(&self.filter, choice, ends.newer(), today)
    }

    fn format(&self, context: &Context) -> Result<DiffFormat> {
        if context.json && self.file().is_none() {
            return Ok(DiffFormat::Json);
        }
        let Some(path) = self.file().filter(|_| self.format.is_none()) else {
            return Ok(self.format.unwrap_or_default());
        };
        // A table is for the terminal.
        let files: Vec<DiffFormat> =
            DiffFormat::VARIANTS.iter().copied().filter(|format| *format != DiffFormat::Table).collect();
        ending(path).and_then(|ending| ending.parse().ok()).ok_or_else(|| no_format(Some(path), &files))
    }
}
