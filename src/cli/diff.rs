//! `pjt diff`

use pjt::{
    Lang, Result, Text,
    error::{ErrorKind, Finding},
    history::{Detail, Differences, Point, Range, Repository, Tree, compare, no_store_yet},
    output::{DiffFormat, history as output},
    store::{PlanChoice, choose, load::StoreSource},
    text,
};
use serde_json::{Value, json};
use strum::VariantArray as _;

use super::{
    Context, Ending, Outcome, Ui, args::FilterArgs, context, selection::HistoryFilter, tokens::one_of, words,
};

/// Tell what changed: the working files against the last commit, or two points of the history
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  pjt diff                               what is not committed yet
  pjt diff 2025-06-30..2025-09-30        the third quarter
  pjt diff v1.0.. --dept 市教委 --stat
  pjt diff 2025-06-30.. --format html > 变化.html")]
pub(crate) struct DiffArgs {
    /// REV (against the working files) or REV..REV: commits, branches, tags or dates
    #[arg(value_name = "REV[..REV]", value_parser = words::name)]
    range: Option<String>,
    #[command(flatten)]
    filter: FilterArgs,
    /// How it is written
    #[arg(long, value_name = "FORMAT", default_value_t, value_parser = one_of(DiffFormat::VARIANTS))]
    format: DiffFormat,
    /// Only how many changed in which way
    #[arg(long)]
    stat: bool,
}

pub(crate) fn run(args: &DiffArgs, context: &Context, ui: &mut Ui) -> Outcome {
    let range = context::range(args.range.as_deref())?;
    let (repository, store) = match context.store() {
        Ok(store) => (context.repository(&store)?, Some(store)),
        // A bare repository holds stores that are not on disk; two of their states compare all the same.
        Err(error) if error.kind() == ErrorKind::NotFound && range.to.is_some() => {
            (context.repository_here().map_err(|_| error)?, None)
        }
        Err(error) => return Err(error.into()),
    };
    let from = open(&repository, &range.from)?;
    let to = range.to.as_ref().map(|point| open(&repository, point)).transpose()?;
    let ends = [Some((&range.from, &from)), range.to.as_ref().zip(to.as_ref())];
    let notes: Vec<Finding> =
        ends.into_iter().flatten().filter_map(|(point, tree)| before_store(point, tree)).collect();
    let mut differences = match (&to, &store) {
        (Some(to), _) => compare::between(&repository, &from, to)?,
        (None, Some(store)) => compare::with_working_files(&from, store, None, Detail::Tasks)?.differences,
        (None, None) => Differences::default(),
    };
    let choice = args.filter.plans.choice();
    let with_plan = choice != PlanChoice::Default;
    let newer: &dyn StoreSource = match (&to, &store) {
        (Some(to), _) => to,
        (None, Some(store)) => store,
        (None, None) => &from,
    };
    if let PlanChoice::Named(slugs) = &choice {
        // One that came or is gone is in one of the two.
        let older = from.plans()?;
        if let Some(slug) = slugs.iter().find(|slug| !older.contains(slug)) {
            choose(newer, &PlanChoice::Named(vec![slug.clone()]))?;
        }
    }
    let today = range.to.as_ref().and_then(|point| context.today_of(point)).unwrap_or(context.today);
    let filter = HistoryFilter::new(&args.filter, choice, newer, today)?;
    let left_out = filter.keep(&mut differences);
    let gap = (left_out > 0).then(|| {
        text!(
            "其他方案另有 {left_out} 处变化，没有列出；加 `--plan all` 查看",
            "{left_out} changes in other plans are not listed; see them with `--plan all`"
        )
    });
    let gap_in_words = gap.as_ref().map(|gap| gap.in_lang(ui.lang()));
    let layout = output::Layout { lang: ui.lang(), width: ui.width(), with_plan, indent: 0 };
    let title = title(&range, args.range.as_deref(), ui.lang());
    let format = if context.json { DiffFormat::Json } else { args.format };
    match format {
        DiffFormat::Json => {
            let members = [("from", hash(Some(&from))), ("to", hash(to.as_ref()))];
            let mut warnings = differences.unreadable.clone();
            warnings.extend(notes.iter().cloned());
            warnings.extend(gap.clone().map(|gap| Finding::new("other-plans", gap)));
            output::document("diff", &members, &differences, &warnings, ui.out())?;
        }
        _ if args.stat => output::stat(&differences, ui.lang(), ui.out())?,
        DiffFormat::Table => output::sentences(&differences, layout, ui.out())?,
        DiffFormat::Md => output::markdown(&differences, &title, gap_in_words, layout, ui.out())?,
        DiffFormat::Html => output::html(&differences, &title, gap_in_words, layout, ui.out())?,
    }
    for note in &notes {
        ui.report(&note.message);
    }
    report_rest(&differences, gap.as_ref(), context.json, ui)
}

/// A commit's hash; none for the working files and for what was before the first commit.
fn hash(tree: Option<&Tree>) -> Value {
    match tree.map(|tree| tree.revision().hash()) {
        None | Some("") => Value::Null,
        Some(hash) => json!(hash),
    }
}

/// That there was no store yet on a day.
fn before_store(point: &Point, tree: &Tree) -> Option<Finding> {
    let day = point.day().filter(|_| !tree.has_store())?;
    Some(Finding::new("before-store", no_store_yet(day)))
}

/// What the sentences don't show: nothing changed, only the layout did, other plans did (`gap`), or it is not
/// known what did.
fn report_rest(differences: &Differences, gap: Option<&Text>, is_json: bool, ui: &mut Ui) -> Outcome {
    let reformatted = differences.reformatted;
    if reformatted > 0 {
        ui.report(&text!(
            "另有 {reformatted} 个文件只改了写法，内容没有变化",
            "{reformatted} more files are written differently and say the same"
        ));
    } else if differences.is_empty() && gap.is_none() && differences.unreadable.is_empty() && !is_json {
        ui.report(&text!("没有变化", "nothing changed"));
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

/// The store at a point of the history; an empty one where there was none yet.
fn open(repository: &Repository, point: &Point) -> Result<Tree> {
    match point.find(repository)? {
        Some(revision) => Tree::at_or_empty(repository, &revision),
        None => Ok(Tree::empty(repository)),
    }
}

fn title(range: &Range, typed: Option<&str>, lang: Lang) -> String {
    let typed = typed.unwrap_or("HEAD");
    match (&range.to, lang) {
        (Some(_), Lang::Zh) => format!("变化 {typed}"),
        (Some(_), Lang::En) => format!("Changes {typed}"),
        (None, Lang::Zh) => format!("{typed} 之后的变化"),
        (None, Lang::En) => format!("Changes since {typed}"),
    }
}
