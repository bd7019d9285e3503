//! `pjt diff`

mod ends;
mod progress;

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
};

use pjt::{
    Error, Lang, Result, Text,
    error::Finding,
    history::{Difference, Differences, Range, Tree},
    model::{Fonts, Plan},
    output::{
        DiffFormat,
        changes::with_titles,
        diff::{self, ChangesPaper},
        history as output,
        ledger::Basis,
    },
    store::{PlanChoice, choose, load::StoreSource},
    text,
};
use serde_json::{Value, json};
use strum::VariantArray as _;

use super::{
    Context, Ending, Outcome, Ui,
    args::AtArgs,
    filters::FilterArgs,
    history_filter::HistoryFilter,
    papers::report_draft,
    target_file::{self, ending, ensure_new, json_written, no_format, put},
    tokens::one_of,
    words as typed,
};
use ends::Ends;

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
    let with_plan = args.filter.plans.choice() != PlanChoice::Default;
    let is_paper = matches!(format, DiffFormat::Html | DiffFormat::Docx);
    let working = (is_paper || args.file().is_some()).then(|| context.basis(&AtArgs::default())).flatten();
    let answer = Answer {
        title: ends.title(&range, ui.lang())?,
        part: args.filter.words(ui.lang(), context.today),
        differences,
        notes,
        left_out,
        layout: output::Layout { lang: ui.lang(), width: ui.width(), with_plan, indent: 0 },
        fonts: ends.fonts(format)?,
        plans: if format == DiffFormat::Json { Vec::new() } else { ends.headings() },
        basis: ends.basis(working.as_ref()),
        // What is narrowed by conditions on tasks shows what they say, and nothing beside it.
        progress: match is_paper && !args.filter.is_narrow() {
            true => ends.progress(&range, &args.filter.plans.choice(), context.today, ui.lang())?,
            false => Vec::new(),
        },
        stat: args.stat,
        of_today: of_today(&range, context),
    };
    match args.file() {
        None => answer.write(format, &ends, ui.out())?,
        Some(path) => {
            put(path, |out| answer.write(format, &ends, out))?;
            if context.json {
                let count = answer.differences.tasks.len();
                json_written(path, format, count, answer.differences.unreadable.len(), ui)?;
            }
            let shown = path.display();
            let [zh, en] = [Lang::Zh, Lang::En].map(|lang| diff::figures(&answer.differences, lang));
            ui.report(&text!("已写入 {shown}：{zh}", "wrote {shown}: {en}"));
        }
    }
    // Without a range it is just what is not committed, which nobody has to be told.
    if args.range.is_some() {
        answer.report_draft(working.as_ref(), is_paper, ui);
    }
    answer.report_rest(context.json, ui)
}

/// What differs, and how it is shown.
struct Answer {
    title: String,
    /// The conditions in words, where it shows only a part.
    part: Option<String>,
    differences: Differences,
    /// What is to be known about the points that were typed.
    notes: Vec<Finding>,
    /// How many changes of other plans are left out.
    left_out: usize,
    layout: output::Layout,
    fonts: Fonts,
    /// The plans that a paper may name, the newer state of each first.
    plans: Vec<Plan>,
    /// What the newer state is.
    basis: Option<Basis>,
    /// How far tasks came, in lines of a paper.
    progress: Vec<String>,
    /// Whether only the counts are shown.
    stat: bool,
    /// Where it begins with the end of today: what shows the changes of today.
    of_today: Option<Text>,
}

impl Answer {
    fn write(&self, format: DiffFormat, ends: &Ends, out: &mut dyn Write) -> io::Result<()> {
        let Self { title, differences, layout, .. } = self;
        let layout = *layout;
        let (gap, not_counted) = (self.gap(), output::not_counted(differences));
        let gaps: Vec<&str> = gap.iter().chain(&not_counted).map(|gap| gap.in_lang(layout.lang)).collect();
        let gap = gaps.join(layout.lang.pick("；", "; "));
        let gap = (!gap.is_empty()).then_some(gap.as_str());
        match format {
            DiffFormat::Json => {
                let members = [("from", hash(Some(&ends.from))), ("to", hash(ends.to.as_ref()))];
                let mut warnings = differences.unreadable.clone();
                warnings.extend(self.notes.iter().cloned());
                warnings.extend(self.gap_with_way().map(|gap| Finding::new("other-plans", gap)));
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
            DiffFormat::Table => output::sentences(&self.titled(), layout, out),
            DiffFormat::Md => output::markdown(&self.titled(), title, gap, layout, out),
            DiffFormat::Html => diff::html(&self.paper(gap), out),
            DiffFormat::Docx => diff::word(&self.paper(gap), self.fonts.clone(), out),
        }
    }

    /// The differences with the titles of headings behind their numbers.
    fn titled(&self) -> Differences {
        let mut differences = self.differences.clone();
        let tell = |difference: &mut Difference| difference.tell(|fact| with_titles(fact, &self.plans));
        differences.tasks.iter_mut().for_each(tell);
        differences
    }

    fn paper<'a>(&'a self, gap: Option<&'a str>) -> ChangesPaper<'a> {
        ChangesPaper {
            differences: &self.differences,
            title: &self.title,
            part: self.part.as_deref(),
            gap,
            plans: &self.plans,
            progress: &self.progress,
            basis: self.basis.as_ref(),
            layout: self.layout,
        }
    }

    /// That other plans differ, too, for whoever reads a paper and knows no commands.
    fn gap(&self) -> Option<Text> {
        let left_out = self.left_out;
        (left_out > 0).then(|| {
            text!(
                "其他方案另有 {left_out} 处变化，没有列出",
                "{left_out} changes in other plans are not listed"
            )
        })
    }

    /// The same, and how they are seen.
    fn gap_with_way(&self) -> Option<Text> {
        let gap = self.gap()?;
        Some(text!(
            "{}；加 `--plan all` 查看",
            "{}; see them with `--plan all`",
            (gap.in_lang(Lang::Zh)),
            (gap.in_lang(Lang::En))
        ))
    }

    /// Says that what was written is not final, or that files hold more than it has.
    fn report_draft(&self, working: Option<&Basis>, is_paper: bool, ui: &mut Ui) {
        match (&self.basis, working) {
            (Some(basis), _) if basis.has_changes => report_draft(basis, is_paper, ui),
            (Some(basis), Some(working)) if working.has_changes && basis.commit == working.commit => {
                ui.report(&text!(
                    "另有尚未提交的改动，没有列入；`pjt diff` 查看",
                    "changes that are not committed are not among them; see them with `pjt diff`"
                ));
            }
            _ => {}
        }
    }

    /// What the answer itself doesn't show: nothing changed, only the layout did, other plans did, or it is not known
    /// what did.
    fn report_rest(&self, is_json: bool, ui: &mut Ui) -> Outcome {
        let (differences, gap) = (&self.differences, self.gap_with_way());
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
            ui.report(&gap);
        }
        if differences.unreadable.is_empty() {
            return Ok(Ending::Fine);
        }
        ui.warn(&differences.unreadable);
        Ok(Ending::Incomplete)
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
